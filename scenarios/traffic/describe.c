/*
 * describe.c: what was done to the rows of a trace, in words.
 */
#include "scenarios/traffic/format.h"

#include <inttypes.h>
#include <string.h>

static void count(struct sim_text *out, uint64_t n, const char *one, const char *many)
{
    char number[32];

    sim_format_grouped((int64_t)n, number, sizeof number);
    sim_text_addf(out, ", %s %s", number, n == 1 ? one : many);
}

void trace_describe(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_skipped > 0)
        count(out, trace->n_skipped, "bad row skipped", "bad rows skipped");
    for (uint32_t i = 0; i < trace->n_left_out; i++)
        if (trace->left_out[i].n > 0) {
            count(out, trace->left_out[i].n, "row left out (", "rows left out (");
            sim_text_addf(out, "%s)", trace->left_out[i].why);
        }
    if (trace->n_zero_output == 0)
        return;
    count(out, trace->n_zero_output, "row of a failed call (0 output tokens)",
          "rows of failed calls (0 output tokens)");
    if (trace->failed == TRACE_FAILED_LEAVE_OUT)
        sim_text_add(out, " left out");
    else if (trace->failed == TRACE_FAILED_AS_THEY_ARE)
        sim_text_add(out, " replayed as they are");
    else
        sim_text_addf(out, " replayed with the median output, %" PRIu32 " tokens",
                      trace->median_output);
    if (trace->failed == TRACE_FAILED_AS_DEMAND && trace->n_zero_both > 0)
        sim_text_addf(out,
                      ", and where the input is 0 too with the median input, %" PRIu32 " tokens",
                      trace->median_input);
}

static const char *near(const struct trace *trace, const char *name)
{
    const char *names[32];
    size_t n = 0;

    for (uint32_t i = 0; trace_formats[i] != NULL; i++)
        if (strcmp(trace_formats[i]->name, trace->format) == 0)
            for (const struct trace_column_row *c = trace_formats[i]->columns;
                 c->name != NULL && n < sizeof names / sizeof *names; c++)
                names[n++] = c->name;
    return sim_nearest_name(name, names, n);
}

void trace_describe_ignored(const struct trace *trace, struct sim_text *out)
{
    for (uint32_t i = 0; i < trace->ignored.n; i++) {
        const char *name = trace->ignored.names[i];
        const char *nearest = near(trace, name);

        sim_text_add(out, i > 0 ? ", '" : "'");
        for (; *name != '\0'; name++)
            sim_text_add_bytes(out, (unsigned char)*name >= 0x20 && *name != 0x7f ? name : "?", 1);
        sim_text_add(out, "'");
        if (nearest != NULL)
            sim_text_addf(out, " (near '%s')", nearest);
    }
    if (trace->more_ignored)
        sim_text_add(out, " and more");
}
