#include "scenarios/traffic/write.h"

#include "sim/base/stop.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 1 << 16 };

/* Always quoted: a label may hold commas, quotes, newlines, or spaces that readers trim. */
static void write_label(const char *label, struct sim_text *out)
{
    sim_text_add(out, ",\"");
    for (; *label != '\0'; label++)
        sim_text_add_bytes(out, *label == '"' ? "\"\"" : label, *label == '"' ? 2 : 1);
    sim_text_add(out, "\"");
}

void trace_write_seconds(const struct cri_record *row, struct sim_text *out)
{
    char fraction[16];
    int digits = 9;

    snprintf(fraction, sizeof fraction, "%09" PRId64, row->at % SIM_SECOND);
    while (digits > 0 && fraction[digits - 1] == '0')
        digits--;
    sim_text_addf(out, "%" PRId64 "%s%.*s,%u,%u", row->at / SIM_SECOND, digits > 0 ? "." : "",
                  digits, fraction, row->input_tokens, row->output_tokens);
}

static void write_header(const struct trace *trace, struct sim_text *out)
{
    const struct cri_records *records = &trace->records;

    sim_text_addf(out, "%s,input_tokens,output_tokens%s%s%s%s\n",
                  trace->absolute ? "time" : "time_s",
                  records->max_tokens != NULL ? ",max_tokens" : "",
                  records->cache_read != NULL ? ",cache_read_tokens" : "",
                  records->cache_write != NULL ? ",cache_write_tokens" : "",
                  records->label != NULL ? ",label" : "");
}

static void write_row(const struct trace *trace, uint64_t i, struct sim_text *out)
{
    const struct cri_records *records = &trace->records;
    const struct cri_record *row = &records->rows[i];
    char time[SIM_TIME_ISO_SIZE];

    if (trace->absolute)
        sim_text_addf(out, "%s,%u,%u", sim_time_format_iso(trace->first_unix_ns + row->at, time),
                      row->input_tokens, row->output_tokens);
    else
        trace_write_seconds(row, out);
    if (records->max_tokens != NULL)
        sim_text_addf(out, ",%u", records->max_tokens[i]);
    if (records->cache_read != NULL)
        sim_text_addf(out, ",%u", records->cache_read[i]);
    if (records->cache_write != NULL)
        sim_text_addf(out, ",%u", records->cache_write[i]);
    if (records->label != NULL)
        write_label(records->label_names[records->label[i]], out);
    sim_text_add(out, "\n");
}

enum sim_status trace_writer_block(void *context, const char **bytes, size_t *n,
                                   struct sim_error *err)
{
    struct trace_writer *writer = context;

    if (sim_stopped())
        return sim_fail(err, SIM_EINTERRUPTED, NULL, "interrupted: nothing was written");
    sim_text_clear(&writer->text);
    if (writer->next == 0)
        write_header(writer->trace, &writer->text);
    while (writer->text.length < BLOCK && writer->next < writer->trace->records.n)
        write_row(writer->trace, writer->next++, &writer->text);
    *bytes = writer->text.data;
    *n = writer->text.length;
    return SIM_OK;
}

void trace_writer_init(struct trace_writer *writer, const struct trace *trace)
{
    *writer = (struct trace_writer){.trace = trace};
}

void trace_writer_release(struct trace_writer *writer)
{
    sim_text_release(&writer->text);
}

void trace_write_csv(const struct trace *trace, struct sim_text *out)
{
    write_header(trace, out);
    for (uint64_t i = 0; i < trace->records.n; i++)
        write_row(trace, i, out);
}
