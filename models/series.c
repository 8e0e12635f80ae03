/*
 * series.c: see series.h.
 */
#include "models/series.h"

#include "sim/base/assert.h"

#include <stdlib.h>
#include <string.h>

void cri_series_init(struct cri_series *series, uint32_t n_regions)
{
    *series = (struct cri_series){
        .width = SIM_MINUTE, .max_bins = CRI_SERIES_MAX_BINS, .n_regions = n_regions};
}

void cri_series_release(struct cri_series *series)
{
    free(series->minutes);
    free(series->served);
    *series = (struct cri_series){0};
}

static void add_minute(struct cri_minute *into, const struct cri_minute *from)
{
    into->offered += from->offered;
    into->failed_of_offered += from->failed_of_offered;
    into->completed += from->completed;
    into->throttled += from->throttled;
    into->unavailable += from->unavailable;
    into->timed_out += from->timed_out;
    into->other += from->other;
    into->refused += from->refused;
    into->retries += from->retries;
    into->failover_moves += from->failover_moves;
    into->fallbacks += from->fallbacks;
    into->input_tokens += from->input_tokens;
    into->output_tokens += from->output_tokens;
}

/* Bin i of a series of half the width goes into bin i / 2. */
static void halve(struct cri_series *series)
{
    uint32_t n = (series->n + 1) / 2;

    for (uint32_t i = 0; i < series->n; i++) {
        uint32_t to = i / 2;

        if (i % 2 == 0)
            series->minutes[to] = series->minutes[i];
        else
            add_minute(&series->minutes[to], &series->minutes[i]);
        for (uint32_t r = 0; r < series->n_regions; r++) {
            uint32_t value = series->served[(size_t)i * series->n_regions + r];
            uint32_t *cell = &series->served[(size_t)to * series->n_regions + r];

            *cell = i % 2 == 0 ? value : *cell + value;
        }
    }
    memset(series->minutes + n, 0, (series->n - n) * sizeof *series->minutes);
    memset(series->served + (size_t)n * series->n_regions, 0,
           (size_t)(series->n - n) * series->n_regions * sizeof *series->served);
    series->n = n;
    series->width *= 2;
}

static void reserve(struct cri_series *series, uint32_t n)
{
    uint32_t capacity = series->capacity > 0 ? series->capacity : 64;
    size_t row = series->n_regions * sizeof *series->served;

    while (capacity < n)
        capacity *= 2;
    if (capacity == series->capacity)
        return;
    series->minutes = realloc(series->minutes, capacity * sizeof *series->minutes);
    series->served = realloc(series->served, capacity * row + 1);
    SIM_ASSERT(series->minutes != NULL && series->served != NULL, "out of memory");
    memset(series->minutes + series->capacity, 0,
           (capacity - series->capacity) * sizeof *series->minutes);
    memset((char *)series->served + series->capacity * row, 0, (capacity - series->capacity) * row);
    series->capacity = capacity;
}

uint32_t cri_series_bin(struct cri_series *series, sim_time t)
{
    uint64_t bin = (uint64_t)(t / series->width);

    while (bin >= series->max_bins) {
        halve(series);
        bin = (uint64_t)(t / series->width);
    }
    if (bin >= series->n) {
        reserve(series, (uint32_t)bin + 1);
        series->n = (uint32_t)bin + 1;
    }
    return (uint32_t)bin;
}

void cri_series_merge(struct cri_series *into, const struct cri_series *from)
{
    while (into->width < from->width)
        halve(into);
    for (uint32_t i = 0; i < from->n; i++) {
        uint32_t to = cri_series_bin(into, (sim_time)i * from->width);

        add_minute(&into->minutes[to], &from->minutes[i]);
        for (uint32_t r = 0; r < into->n_regions; r++)
            into->served[(size_t)to * into->n_regions + r] +=
                from->served[(size_t)i * into->n_regions + r];
    }
}

/* Share of failed among those that arrived in bins [from, to), as a pair so that it stays exact. */
static double failed_share(const struct cri_series *series, uint32_t from, uint32_t to)
{
    uint64_t offered = 0;
    uint64_t failed = 0;

    for (uint32_t i = from; i < to && i < series->n; i++) {
        offered += series->minutes[i].offered;
        failed += series->minutes[i].failed_of_offered;
    }
    return offered > 0 ? (double)failed / (double)offered : 0;
}

sim_time cri_series_recovery(const struct cri_series *series, sim_time start)
{
    enum { BEFORE = 10, CALM = 3 };
    const double tolerance = 0.01;
    uint32_t first = (uint32_t)(start / series->width);
    uint32_t before = first > BEFORE ? first - BEFORE : 0;
    double bound = failed_share(series, before, first) + tolerance;
    uint32_t last_bad = first;
    bool any = false;

    for (uint32_t i = first; i < series->n; i++) {
        if (failed_share(series, i, i + 1) > bound) {
            last_bad = i;
            any = true;
        } else if (any && i >= last_bad + CALM) {
            break;
        }
    }
    if (!any)
        return 0;
    if (last_bad + CALM >= series->n)
        return -1;
    return (sim_time)(last_bad + 1) * series->width - start;
}
