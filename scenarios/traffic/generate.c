/*
 * generate.c: made traffic as a trace.
 */
#include "scenarios/traffic/write.h"
#include "sim/base/stop.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* More would be tens of GB of text. */
#define MAX_ROWS 500000000.0
#define HEADER   "time_s,input_tokens,output_tokens"

enum { BLOCK = 1 << 18 };

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

enum sim_status trace_generate_begin(struct trace_generation *generation,
                                     const struct cri_generator *generator, struct sim_key key,
                                     struct sim_error *err)
{
    enum sim_status status = check(generator, err);

    *generation = (struct trace_generation){0};
    if (status == SIM_OK)
        cri_draws_init(&generation->draws, generator, key);
    return status;
}

enum sim_status trace_generate_block(void *context, const char **bytes, size_t *n,
                                     struct sim_error *err)
{
    struct trace_generation *generation = context;
    const struct cri_generator *generator = generation->draws.generator;
    struct cri_record row;

    if (sim_stopped())
        return sim_fail(err, SIM_EINTERRUPTED, NULL, "interrupted: nothing was written");
    sim_text_clear(&generation->text);
    if (generation->n == 0)
        sim_text_add(&generation->text, HEADER "\n");
    while (generation->text.length < BLOCK && cri_draws_next(&generation->draws, &row)) {
        trace_write_seconds(&row, &generation->text);
        sim_text_add(&generation->text, "\n");
        generation->n++;
    }
    if (generation->n == 0)
        return sim_fail(err, SIM_EUSAGE, "rate", "no request falls into %g s at %g requests/s",
                        generator->duration_s, generator->rate_per_s);
    *bytes = generation->text.data;
    *n = generation->text.length;
    return SIM_OK;
}

void trace_generate_end(struct trace_generation *generation)
{
    sim_text_release(&generation->text);
}
