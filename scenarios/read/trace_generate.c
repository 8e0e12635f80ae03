/*
 * trace_generate.c: made traffic. Arrivals of a non-homogeneous Poisson process by thinning with a
 * constant majorant (Lewis and Shedler 1979); tokens lognormal by two percentiles.
 */
#include "models/world.h"
#include "scenarios/read/trace.h"
#include "sim/base/assert.h"
#include "sim/kernel/random.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define Z_99   2.3263478740408408 /* standard normal quantile of 0.99 */
#define TWO_PI 6.283185307179586

static uint32_t draw_tokens(double u, double p50, double p99, int64_t max)
{
    double value = sim_lognormal_inverse(u, log(p50), log(p99 / p50) / Z_99);

    if (value < 1)
        return 1;
    if (value > (double)max)
        return (uint32_t)max;
    return (uint32_t)(value + 0.5);
}

struct trace *trace_generate(const struct trace_generator *generator, struct sim_key key,
                             struct sim_error *err)
{
    bool diurnal = generator->shape == TRACE_DIURNAL;
    double majorant = generator->rate_per_s * (diurnal ? generator->peak_to_mean : 1);
    struct trace *trace = calloc(1, sizeof *trace);
    struct cri_record *rows = NULL;
    uint64_t n = 0;
    uint64_t capacity = 0;
    double t = 0;

    if (trace == NULL) {
        sim_fail(err, SIM_ENOMEM, NULL, "out of memory");
        return NULL;
    }
    for (uint64_t candidate = 0;; candidate++) {
        double u[2];

        sim_u01_pair(key, CRI_DRAW_ARRIVAL, candidate, 0, u);
        t += sim_exponential_inverse(u[0], 1 / majorant);
        if (t >= generator->duration_s)
            break;
        if (diurnal) {
            double rate = 1 + (generator->peak_to_mean - 1) *
                                  cos(TWO_PI * (t - generator->peak_at_s) / generator->period_s);

            if (u[1] * generator->peak_to_mean >= rate)
                continue;
        }
        if (n == capacity) {
            capacity = capacity > 0 ? capacity * 2 : 1024;
            rows = realloc(rows, capacity * sizeof *rows);
            SIM_ASSERT(rows != NULL, "out of memory");
        }
        sim_u01_pair(key, CRI_DRAW_TOKENS, candidate, 0, u);
        rows[n++] = (struct cri_record){
            .at = sim_time_from_s(t),
            .input_tokens =
                draw_tokens(u[0], generator->input_p50, generator->input_p99, generator->input_max),
            .output_tokens = draw_tokens(u[1], generator->output_p50, generator->output_p99,
                                         generator->output_max)};
        trace->input_tokens += rows[n - 1].input_tokens;
        trace->output_tokens += rows[n - 1].output_tokens;
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
            sim_text_addf(out, ",%s", records->label_names[records->label[i]]);
        sim_text_add(out, "\n");
    }
}
