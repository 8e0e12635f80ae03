/*
 * series.c: see series.h.
 */
#include "models/series.h"

#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

static void *resized(void *memory, size_t n, size_t size)
{
    return sim_grown(memory, n * size + 1, 1);
}

/* A column for each Region that `in` names; *n of them. */
static uint32_t *columns_of(const bool *in, uint32_t n_regions, uint32_t *n)
{
    uint32_t *columns = resized(NULL, n_regions, sizeof *columns);

    for (uint32_t r = 0; r < n_regions; r++)
        columns[r] = in == NULL || in[r] ? (*n)++ : CRI_NONE;
    return columns;
}

void cri_series_init(struct cri_series *series, uint32_t n_regions, const bool *serves,
                     const bool *called, uint32_t n_quotas)
{
    *series = (struct cri_series){.width = SIM_MINUTE,
                                  .max_bins = CRI_SERIES_MAX_BINS,
                                  .n_regions = n_regions,
                                  .n_quotas = n_quotas};
    series->served_column = columns_of(serves, n_regions, &series->n_served);
    series->source_column = columns_of(called, n_regions, &series->n_sources);
}

void cri_series_release(struct cri_series *series)
{
    if (series->spool.bytes != NULL) {
        sim_spool_close(&series->spool);
    } else {
        free(series->minutes);
        free(series->served);
        free(series->sources);
        free(series->quotas);
    }
    free(series->served_column);
    free(series->source_column);
    *series = (struct cri_series){0};
}

static void add_minute(struct cri_minute *into, const struct cri_minute *from)
{
#define X(type, name, text) into->name += from->name;
    CRI_MINUTE_LIST(X)
#undef X
}

static void add_quota(struct cri_quota_bin *into, const struct cri_quota_bin *from)
{
#define X(type, name, text) into->name += from->name;
    CRI_QUOTA_MINUTE_LIST(X)
#undef X
    into->output += from->output;
    for (int limit = 0; limit < CRI_N_LIMITS; limit++) {
        into->refused[limit] += from->refused[limit];
        if (from->used[limit] > into->used[limit])
            into->used[limit] = from->used[limit];
    }
}

/* All that bin `at` of `from` holds goes to bin `to` of `into`. */
static void add_bin(struct cri_series *into, uint32_t to, const struct cri_series *from,
                    uint32_t at)
{
    add_minute(&into->minutes[to], &from->minutes[at]);
    for (uint32_t c = 0; c < into->n_served; c++)
        into->served[(size_t)to * into->n_served + c] +=
            from->served[(size_t)at * into->n_served + c];
    for (uint32_t c = 0; c < into->n_sources; c++) {
        struct cri_source_bin *cell = &into->sources[(size_t)to * into->n_sources + c];
        const struct cri_source_bin *source = &from->sources[(size_t)at * into->n_sources + c];

        cell->passed += source->passed;
        cell->faults += source->faults;
    }
    for (uint32_t q = 0; q < into->n_quotas; q++)
        add_quota(&into->quotas[(size_t)to * into->n_quotas + q],
                  &from->quotas[(size_t)at * into->n_quotas + q]);
}

/* Bins [from, to) hold nothing. */
static void clear_bins(struct cri_series *series, uint32_t from, uint32_t to)
{
    size_t n = to - from;

    if (n == 0)
        return;
    memset(series->minutes + from, 0, n * sizeof *series->minutes);
    memset(series->served + (size_t)from * series->n_served, 0,
           n * series->n_served * sizeof *series->served);
    memset(series->sources + (size_t)from * series->n_sources, 0,
           n * series->n_sources * sizeof *series->sources);
    memset(series->quotas + (size_t)from * series->n_quotas, 0,
           n * series->n_quotas * sizeof *series->quotas);
}

/* Bin i of a series of half the width goes into bin i / 2. */
static void halve(struct cri_series *series)
{
    uint32_t n = (series->n + 1) / 2;

    for (uint32_t i = 1; i < series->n; i++) {
        cri_series_pass(series, i);
        if (i % 2 == 0)
            clear_bins(series, i / 2, i / 2 + 1);
        add_bin(series, i / 2, series, i);
    }
    clear_bins(series, n, series->n);
    cri_series_give_back(series, series->n);
    series->n = n;
    series->width *= 2;
    series->to = series->from; /* nothing is remembered */
}

/* Bytes of a bin in each of the four arrays. */
static void sizes_of(const struct cri_series *series, size_t sizes[4])
{
    sizes[0] = sizeof *series->minutes;
    sizes[1] = series->n_served * sizeof *series->served;
    sizes[2] = series->n_sources * sizeof *series->sources;
    sizes[3] = series->n_quotas * sizeof *series->quotas;
}

void cri_series_give_back(const struct cri_series *series, uint32_t to)
{
    size_t sizes[4], at = 0;

    sizes_of(series, sizes);
    for (int i = 0; i < 4; i++) {
        sim_spool_give_back(&series->spool, at, at + to * sizes[i]);
        at += sim_spool_pages(series->max_bins * sizes[i]);
    }
}

/* From memory into a file that has room for all bins there can be. Without room for it, all stays
 * as it is. */
static void move_to_spool(struct cri_series *series)
{
    void *arrays[4] = {series->minutes, series->served, series->sources, series->quotas};
    size_t sizes[4], size = 0, at = 0;
    struct sim_spool spool;

    sizes_of(series, sizes);
    for (int i = 0; i < 4; i++)
        size += sim_spool_pages(series->max_bins * sizes[i]);
    if (!sim_spool_open(&spool, size))
        return;
    for (int i = 0; i < 4; i++) {
        if (series->capacity > 0)
            memcpy(spool.bytes + at, arrays[i], series->capacity * sizes[i]);
        free(arrays[i]);
        arrays[i] = spool.bytes + at;
        at += sim_spool_pages(series->max_bins * sizes[i]);
    }
    series->spool = spool;
    series->minutes = arrays[0];
    series->served = arrays[1];
    series->sources = arrays[2];
    series->quotas = arrays[3];
    series->capacity = series->max_bins;
}

static void reserve(struct cri_series *series, uint32_t n)
{
    uint32_t before = series->capacity;
    uint32_t capacity = before + before / 4 + 64;

    if (n <= before)
        return;
    if (n > CRI_SERIES_IN_MEMORY && series->max_bins >= n)
        move_to_spool(series);
    if (n <= series->capacity)
        return;
    if (n <= CRI_SERIES_IN_MEMORY && capacity > CRI_SERIES_IN_MEMORY)
        capacity = CRI_SERIES_IN_MEMORY;
    if (capacity < n)
        capacity = n;
    series->minutes = resized(series->minutes, capacity, sizeof *series->minutes);
    series->served =
        resized(series->served, (size_t)capacity * series->n_served, sizeof *series->served);
    series->sources =
        resized(series->sources, (size_t)capacity * series->n_sources, sizeof *series->sources);
    series->quotas =
        resized(series->quotas, (size_t)capacity * series->n_quotas, sizeof *series->quotas);
    series->capacity = capacity;
    clear_bins(series, before, capacity);
}

uint32_t cri_series_find(struct cri_series *series, sim_time t)
{
    uint64_t bin = (uint64_t)(t / series->width);

    while (bin >= series->max_bins) {
        halve(series);
        bin = (uint64_t)(t / series->width);
    }
    if (bin >= series->n) {
        reserve(series, (uint32_t)bin + 1);
        /* Calls of the last hours still end in the bins of their arrival. */
        if (series->n > CRI_SERIES_STRIDE &&
            bin / CRI_SERIES_STRIDE > (series->n - 1) / CRI_SERIES_STRIDE)
            cri_series_give_back(series, series->n - CRI_SERIES_STRIDE);
        series->n = (uint32_t)bin + 1;
    }
    series->at = (uint32_t)bin;
    series->from = (sim_time)bin * series->width;
    series->to = series->from + series->width;
    return (uint32_t)bin;
}

void cri_series_merge(struct cri_series *into, const struct cri_series *from)
{
    while (into->width < from->width)
        halve(into);
    if (into->n == 0)
        reserve(into, from->n);
    for (uint32_t i = 0; i < from->n; i++) {
        uint32_t to = cri_series_bin(into, (sim_time)i * from->width);

        cri_series_pass(from, i);
        cri_series_pass(into, to);
        add_bin(into, to, from, i);
    }
    cri_series_give_back(from, from->n);
    cri_series_give_back(into, into->n);
}

static void code_minute(struct cri_minute *minute, struct sim_codec *codec)
{
#define X(type, name, text) SIM_CODE(codec, minute, name);
    CRI_MINUTE_LIST(X)
#undef X
}

static void code_source(struct cri_source_bin *source, struct sim_codec *codec)
{
    SIM_CODE(codec, source, passed);
    SIM_CODE(codec, source, faults);
}

static void code_quota(struct cri_quota_bin *quota, struct sim_codec *codec)
{
#define X(type, name, text) SIM_CODE(codec, quota, name);
    CRI_QUOTA_MINUTE_LIST(X)
#undef X
    SIM_CODE(codec, quota, output);
    SIM_CODE_EACH(codec, quota, refused);
    SIM_CODE_EACH(codec, quota, used);
}

/* A minute, doubled some times. */
static bool is_width(sim_time width)
{
    while (width > SIM_MINUTE && width % 2 == 0)
        width /= 2;
    return width == SIM_MINUTE;
}

void cri_series_code(struct cri_series *series, struct sim_codec *codec)
{
    uint64_t columns = (uint64_t)1 + series->n_served + series->n_sources + series->n_quotas;
    uint32_t n = series->n;

    sim_codec_same(codec, "n_served", series->n_served);
    sim_codec_same(codec, "n_sources", series->n_sources);
    sim_codec_same(codec, "n_quotas", series->n_quotas);
    SIM_CODE(codec, series, width);
    SIM_CODE_AS(codec, "n", n);
    if (codec->layout != NULL) {
        /* One bin, whatever there is. */
        code_minute(&(struct cri_minute){0}, codec);
        SIM_CODE_AS(codec, "served", n);
        code_source(&(struct cri_source_bin){0}, codec);
        code_quota(&(struct cri_quota_bin){0}, codec);
        return;
    }
    if (!is_width(series->width) || n > series->max_bins || !sim_codec_holds(codec, n * columns))
        codec->bad = true;
    if (codec->bad || n == 0)
        return;
    if (codec->reading) {
        reserve(series, n);
        series->n = n;
    }
    for (uint32_t i = 0; i < n; i++) {
        cri_series_pass(series, i);
        code_minute(&series->minutes[i], codec);
        for (uint32_t c = 0; c < series->n_served; c++)
            SIM_CODE_AS(codec, "served", series->served[(size_t)i * series->n_served + c]);
        for (uint32_t c = 0; c < series->n_sources; c++)
            code_source(&series->sources[(size_t)i * series->n_sources + c], codec);
        for (uint32_t q = 0; q < series->n_quotas; q++)
            code_quota(&series->quotas[(size_t)i * series->n_quotas + q], codec);
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
        cri_series_pass(series, i);
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
