/*
 * facts.c: what a trace looks like, in two passes over its rows.
 */
#include "scenarios/traffic/trace.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { HALF = 1 << 16 };

/* ---- exact quantiles ---- */

/* A rank among numbers below 2^32: the upper half of the number that has it is found by counting
 * upper halves, the lower half by counting those that share it. */
struct rank {
    uint64_t rank; /* from 1; within the upper half once that is known */
    uint32_t upper;
    uint64_t *lower_counts; /* HALF */
};

/* Of one column of numbers. */
struct column {
    uint64_t *upper_counts; /* HALF */
    uint32_t max;
    struct rank p50, p95;
};

/* The first number whose cumulative count reaches *rank; *rank is what is left of it there. */
static uint32_t find(const uint64_t *counts, uint64_t *rank)
{
    uint32_t at = 0;

    while (counts[at] < *rank)
        *rank -= counts[at++];
    return at;
}

static void count_upper(struct column *column, uint32_t tokens)
{
    column->upper_counts[tokens >> 16]++;
    if (tokens > column->max)
        column->max = tokens;
}

static void count_lower(struct column *column, uint32_t tokens)
{
    uint32_t upper = tokens >> 16;

    if (upper == column->p50.upper)
        column->p50.lower_counts[tokens & (HALF - 1)]++;
    if (upper == column->p95.upper && column->p95.lower_counts != column->p50.lower_counts)
        column->p95.lower_counts[tokens & (HALF - 1)]++;
}

/* Nearest rank: the ceil(p n)-th smallest. */
static void find_upper(struct column *column, uint64_t n)
{
    column->p50.rank = (n + 1) / 2;
    column->p95.rank = (n * 95 + 99) / 100;
    column->p50.upper = find(column->upper_counts, &column->p50.rank);
    column->p95.upper = find(column->upper_counts, &column->p95.rank);
    if (column->p95.upper == column->p50.upper)
        column->p95.lower_counts = column->p50.lower_counts;
}

static uint64_t value_of(struct rank rank)
{
    return (uint64_t)rank.upper << 16 | find(rank.lower_counts, &rank.rank);
}

/* ---- peaks ---- */

/* Most in any of the consecutive windows that start at the first arrival. */
struct peak {
    sim_time window, end;
    uint64_t now, most;
};

static void add_to_peak(struct peak *peak, sim_time at, uint64_t amount)
{
    if (at >= peak->end) {
        peak->end = (at / peak->window + 1) * peak->window;
        peak->now = 0;
    }
    peak->now += amount;
    if (peak->now > peak->most)
        peak->most = peak->now;
}

/* ---- latencies ---- */

static void find_latencies(const struct trace *trace, struct trace_facts *facts)
{
    uint64_t *room = sim_zeroed((size_t)3 * HALF, sizeof *room);
    struct column latency = {.upper_counts = room,
                             .p50.lower_counts = room + HALF,
                             .p95.lower_counts = room + (size_t)2 * HALF};

    for (uint64_t i = 0; i < trace->records.n; i++)
        if (trace->latency[i] > 0) {
            count_upper(&latency, trace->latency[i] - 1);
            facts->n_latency++;
        }
    if (facts->n_latency > 0) {
        find_upper(&latency, facts->n_latency);
        for (uint64_t i = 0; i < trace->records.n; i++)
            if (trace->latency[i] > 0)
                count_lower(&latency, trace->latency[i] - 1);
        facts->latency_p50 = value_of(latency.p50);
        facts->latency_p95 = value_of(latency.p95);
        facts->latency_max = latency.max;
    }
    free(room);
}

void trace_facts_compute(const struct trace *trace, struct trace_facts *facts)
{
    const struct cri_records *records = &trace->records;
    uint64_t *room = sim_zeroed((size_t)6 * HALF, sizeof *room);
    struct column input = {.upper_counts = room,
                           .p50.lower_counts = room + HALF,
                           .p95.lower_counts = room + (size_t)2 * HALF};
    struct column output = {.upper_counts = room + (size_t)3 * HALF,
                            .p50.lower_counts = room + (size_t)4 * HALF,
                            .p95.lower_counts = room + (size_t)5 * HALF};
    struct peak second = {.window = SIM_SECOND};
    struct peak minute = {.window = SIM_MINUTE};
    struct peak tokens = {.window = SIM_MINUTE};
    double mean = records->n > 1 ? (double)records->span / (double)(records->n - 1) : 0;
    double sum = 0;
    sim_time largest = 0;

    SIM_ASSERT(records->n > 0, "facts of no rows");
    *facts = (struct trace_facts){.span_s = sim_time_to_s(records->span), .gap_scv = NAN};
    facts->mean_per_s = records->span > 0 ? (double)records->n / facts->span_s : NAN;
    for (uint64_t i = 0; i < records->n; i++) {
        const struct cri_record *row = &records->rows[i];

        count_upper(&input, row->input_tokens);
        count_upper(&output, row->output_tokens);
        add_to_peak(&second, row->at, 1);
        add_to_peak(&minute, row->at, 1);
        add_to_peak(&tokens, row->at, (uint64_t)row->input_tokens + row->output_tokens);
        if (i > 0) {
            sim_time gap = row->at - records->rows[i - 1].at;

            facts->n_equal_times += gap == 0;
            if (gap > largest) {
                largest = gap;
                facts->largest_gap_at_s = sim_time_to_s(records->rows[i - 1].at);
            }
            sum += ((double)gap - mean) * ((double)gap - mean);
        }
    }
    find_upper(&input, records->n);
    find_upper(&output, records->n);
    for (uint64_t i = 0; i < records->n; i++) {
        count_lower(&input, records->rows[i].input_tokens);
        count_lower(&output, records->rows[i].output_tokens);
    }
    facts->largest_gap_s = sim_time_to_s(largest);
    facts->peak_1s = second.most;
    facts->peak_60s = minute.most;
    facts->peak_tokens_60s = tokens.most;
    facts->input_p50 = value_of(input.p50);
    facts->input_p95 = value_of(input.p95);
    facts->input_max = input.max;
    facts->output_p50 = value_of(output.p50);
    facts->output_p95 = value_of(output.p95);
    facts->output_max = output.max;
    if (records->n >= 3 && mean > 0)
        facts->gap_scv = sum / (double)(records->n - 2) / (mean * mean);
    free(room);
    if (trace->latency != NULL)
        find_latencies(trace, facts);
}
