/*
 * trace_generate.c: made traffic as a trace.
 */
#include "scenarios/read/trace.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* More would be tens of GB of records. */
#define MAX_ROWS 500000000.0

static bool positive(double value)
{
    return isfinite(value) && value > 0;
}

static enum sim_status check_tokens(const char *what, double p50, double p99, int64_t max,
                                    struct sim_error *err)
{
    if (!positive(p50) || !positive(p99) || p99 < p50)
        return sim_fail(err, SIM_EUSAGE, what,
                        "median and 99th percentile must be greater than 0, and the median not "
                        "the greater (got %g and %g tokens)",
                        p50, p99);
    if (max < 1 || max > (int64_t)UINT32_MAX)
        return sim_fail(err, SIM_EUSAGE, what,
                        "maximum must be from 1 to 4294967295 (got %" PRId64 " tokens)", max);
    return SIM_OK;
}

static enum sim_status check(const struct cri_generator *g, struct sim_error *err)
{
    enum sim_status status;

    if (!positive(g->rate_per_s))
        return sim_fail(err, SIM_EUSAGE, "rate", "must be greater than 0 (got %g requests/s)",
                        g->rate_per_s);
    if (!positive(g->duration_s) || g->duration_s > sim_time_to_s(SIM_TIME_MAX / 4))
        return sim_fail(err, SIM_EUSAGE, "duration",
                        "must be greater than 0 and at most four years (got %g s)", g->duration_s);
    if (g->rate_per_s * g->duration_s > MAX_ROWS)
        return sim_fail(err, SIM_EUSAGE, "rate",
                        "x duration must be at most %.0f requests (got %g)", MAX_ROWS,
                        g->rate_per_s * g->duration_s);
    if (g->shape == CRI_GENERATOR_DIURNAL) {
        if (!(g->peak_to_mean >= 1 && g->peak_to_mean <= 2))
            return sim_fail(err, SIM_EUSAGE, "peak-to-mean", "must be from 1 to 2 (got %g)",
                            g->peak_to_mean);
        if (!positive(g->period_s))
            return sim_fail(err, SIM_EUSAGE, "period", "must be greater than 0 (got %g s)",
                            g->period_s);
        if (!isfinite(g->peak_at_s))
            return sim_fail(err, SIM_EUSAGE, "peak-at", "must be finite (got %g s)", g->peak_at_s);
    }
    status = check_tokens("input tokens", g->input_p50, g->input_p99, g->input_max, err);
    if (status == SIM_OK)
        status = check_tokens("output tokens", g->output_p50, g->output_p99, g->output_max, err);
    return status;
}

struct trace *trace_generate(const struct cri_generator *generator, struct sim_key key,
                             struct sim_error *err)
{
    struct cri_draws draws;
    struct cri_record row;
    struct trace *trace;
    struct cri_record *rows = NULL;
    uint64_t n = 0;
    uint64_t capacity = 0;

    if (check(generator, err) != SIM_OK)
        return NULL;
    trace = sim_zeroed(1, sizeof *trace);
    cri_draws_init(&draws, generator, key);
    while (cri_draws_next(&draws, &row)) {
        if (n == capacity) {
            capacity = capacity > 0 ? capacity * 2 : 1024;
            rows = sim_grown(rows, capacity, sizeof *rows);
        }
        rows[n++] = row;
        trace->input_tokens += row.input_tokens;
        trace->output_tokens += row.output_tokens;
    }
    if (n == 0) {
        trace_destroy(trace);
        sim_fail(err, SIM_EUSAGE, "rate", "no request falls into %g s at %g requests/s",
                 generator->duration_s, generator->rate_per_s);
        return NULL;
    }
    trace->format = "generated";
    trace->file = sim_strdup("(generated)");
    trace->was_sorted = true;
    trace->n_rows = n;
    trace->records.rows = rows;
    trace->records.n = n;
    trace->records.span = n > 0 ? rows[n - 1].at : 0;
    return trace;
}

/* Always quoted: a label may hold commas, quotes, newlines, or spaces that readers trim. */
static void write_label(const char *label, struct sim_text *out)
{
    sim_text_add(out, ",\"");
    for (; *label != '\0'; label++)
        sim_text_add_bytes(out, *label == '"' ? "\"\"" : label, *label == '"' ? 2 : 1);
    sim_text_add(out, "\"");
}

void trace_write_csv(const struct trace *trace, struct sim_text *out)
{
    const struct cri_records *records = &trace->records;

    sim_text_addf(out, "time_s,input_tokens,output_tokens%s%s%s%s\n",
                  records->max_tokens != NULL ? ",max_tokens" : "",
                  records->cache_read != NULL ? ",cache_read_tokens" : "",
                  records->cache_write != NULL ? ",cache_write_tokens" : "",
                  records->label != NULL ? ",label" : "");
    for (uint64_t i = 0; i < records->n; i++) {
        const struct cri_record *row = &records->rows[i];
        char fraction[16];
        int digits = 9;

        snprintf(fraction, sizeof fraction, "%09" PRId64, row->at % SIM_SECOND);
        while (digits > 0 && fraction[digits - 1] == '0')
            digits--;
        sim_text_addf(out, "%" PRId64 "%s%.*s,%u,%u", row->at / SIM_SECOND, digits > 0 ? "." : "",
                      digits, fraction, row->input_tokens, row->output_tokens);
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
}
