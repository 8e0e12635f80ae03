/*
 * trace_facts.c: what a trace looks like.
 */
#include "scenarios/read/trace.h"

#include "sim/base/assert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static void quantiles(const struct cri_records *records, bool input, uint32_t *room, uint64_t *p50,
                      uint64_t *p95, uint64_t *max)
{
    uint64_t n = records->n;

    for (uint64_t i = 0; i < n; i++)
        room[i] = input ? records->rows[i].input_tokens : records->rows[i].output_tokens;
    qsort(room, n, sizeof *room, compare);
    /* Nearest rank: the ceil(p n)-th smallest. */
    *p50 = room[(n + 1) / 2 - 1];
    *p95 = room[(n * 95 + 99) / 100 - 1];
    *max = room[n - 1];
}

/* Most rows in any of the consecutive windows that start at the first arrival. */
static uint64_t peak(const struct cri_records *records, sim_time window, bool tokens)
{
    uint64_t most = 0;
    uint64_t now = 0;
    sim_time current = -1;

    for (uint64_t i = 0; i < records->n; i++) {
        sim_time slot = records->rows[i].at / window;

        if (slot != current) {
            current = slot;
            now = 0;
        }
        now +=
            tokens ? (uint64_t)records->rows[i].input_tokens + records->rows[i].output_tokens : 1;
        if (now > most)
            most = now;
    }
    return most;
}

void trace_facts_compute(const struct trace *trace, struct trace_facts *facts)
{
    const struct cri_records *records = &trace->records;
    uint32_t *room = malloc(records->n * sizeof *room);
    double mean, sum = 0;

    SIM_ASSERT(room != NULL && records->n > 0, "out of memory");
    *facts = (struct trace_facts){.span_s = sim_time_to_s(records->span), .gap_scv = NAN};
    facts->mean_per_s = records->span > 0 ? (double)records->n / facts->span_s : NAN;
    facts->peak_1s = peak(records, SIM_SECOND, false);
    facts->peak_60s = peak(records, SIM_MINUTE, false);
    facts->peak_tokens_60s = peak(records, SIM_MINUTE, true);
    quantiles(records, true, room, &facts->input_p50, &facts->input_p95, &facts->input_max);
    quantiles(records, false, room, &facts->output_p50, &facts->output_p95, &facts->output_max);
    mean = records->n > 1 ? (double)records->span / (double)(records->n - 1) : 0;
    for (uint64_t i = 1; i < records->n; i++) {
        sim_time gap = records->rows[i].at - records->rows[i - 1].at;

        facts->n_equal_times += gap == 0;
        sum += ((double)gap - mean) * ((double)gap - mean);
    }
    if (records->n >= 3 && mean > 0)
        facts->gap_scv = sum / (double)(records->n - 2) / (mean * mean);
    free(room);
}
