/*
 * trace_facts.c: what a trace looks like.
 */
#include "scenarios/read/trace.h"

#include "sim/base/assert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HALF = 1 << 16 };

static uint32_t tokens_of(const struct cri_records *records, uint64_t row, bool input)
{
    return input ? records->rows[row].input_tokens : records->rows[row].output_tokens;
}

/* The rank-th smallest (from 1), exactly and in two passes: by the upper halves of the numbers,
 * then by the lower halves of those that share the right one. counts: room for HALF. */
static uint64_t select_rank(const struct cri_records *records, bool input, uint64_t rank,
                            uint64_t *counts)
{
    uint32_t upper = 0, lower = 0;

    memset(counts, 0, HALF * sizeof *counts);
    for (uint64_t i = 0; i < records->n; i++)
        counts[tokens_of(records, i, input) >> 16]++;
    while (counts[upper] < rank)
        rank -= counts[upper++];
    memset(counts, 0, HALF * sizeof *counts);
    for (uint64_t i = 0; i < records->n; i++)
        if (tokens_of(records, i, input) >> 16 == upper)
            counts[tokens_of(records, i, input) & (HALF - 1)]++;
    while (counts[lower] < rank)
        rank -= counts[lower++];
    return (uint64_t)upper << 16 | lower;
}

static void quantiles(const struct cri_records *records, bool input, uint64_t *counts,
                      uint64_t *p50, uint64_t *p95, uint64_t *max)
{
    uint64_t n = records->n;

    /* Nearest rank: the ceil(p n)-th smallest. */
    *p50 = select_rank(records, input, (n + 1) / 2, counts);
    *p95 = select_rank(records, input, (n * 95 + 99) / 100, counts);
    *max = select_rank(records, input, n, counts);
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
    uint64_t *room = malloc(HALF * sizeof *room);
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
