#include "models/over_time.h"

#include "sim/base/memory.h"

#include <stdlib.h>

#define BITS 6 /* bin width / lower edge <= 1.6 % */

static struct cri_latencies *latencies_create(uint32_t n)
{
    struct cri_latencies *all = sim_zeroed(n, sizeof *all);

    for (uint32_t i = 0; i < n; i++) {
        sim_histogram_init(&all[i].ttft, BITS);
        sim_histogram_init(&all[i].e2e, BITS);
    }
    return all;
}

static void latencies_destroy(struct cri_latencies *all, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        sim_histogram_release(&all[i].ttft);
        sim_histogram_release(&all[i].e2e);
    }
    free(all);
}

void cri_over_time_init(struct cri_over_time *over_time, const struct cri_spec *spec)
{
    sim_time minutes = (spec->horizon + SIM_MINUTE - 1) / SIM_MINUTE;
    sim_time each = (minutes + CRI_SLICES_MOST - 1) / CRI_SLICES_MOST;

    *over_time = (struct cri_over_time){0};
    if (!spec->over_time)
        return;
    each = each > 0 ? each : 1;
    over_time->width = each * SIM_MINUTE;
    over_time->n_slices = minutes > 0 ? (uint32_t)((minutes + each - 1) / each) : 1;
    over_time->n_regions = spec->n_regions;
    over_time->slices = latencies_create(over_time->n_slices);
    over_time->regions = latencies_create(over_time->n_regions);
}

void cri_over_time_release(struct cri_over_time *over_time)
{
    latencies_destroy(over_time->slices, over_time->n_slices);
    latencies_destroy(over_time->regions, over_time->n_regions);
    *over_time = (struct cri_over_time){0};
}

static struct cri_latencies *slice_of(struct cri_over_time *over_time, sim_time intended)
{
    uint32_t i = (uint32_t)(intended / over_time->width);

    return &over_time->slices[i < over_time->n_slices ? i : over_time->n_slices - 1];
}

void cri_over_time_completed(struct cri_over_time *over_time, sim_time intended, uint32_t region,
                             int64_t ttft, int64_t e2e)
{
    struct cri_latencies *slice = slice_of(over_time, intended);

    sim_histogram_record(&slice->ttft, ttft);
    sim_histogram_record(&slice->e2e, e2e);
    sim_histogram_record(&over_time->regions[region].ttft, ttft);
    sim_histogram_record(&over_time->regions[region].e2e, e2e);
}

void cri_over_time_failed(struct cri_over_time *over_time, sim_time intended)
{
    struct cri_latencies *slice = slice_of(over_time, intended);

    sim_histogram_record_infinite(&slice->ttft);
    sim_histogram_record_infinite(&slice->e2e);
}

static void merge(struct cri_latencies *into, const struct cri_latencies *from, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        sim_histogram_merge(&into[i].ttft, &from[i].ttft);
        sim_histogram_merge(&into[i].e2e, &from[i].e2e);
    }
}

void cri_over_time_merge(struct cri_over_time *into, const struct cri_over_time *from)
{
    merge(into->slices, from->slices, into->n_slices);
    merge(into->regions, from->regions, into->n_regions);
}

static void code(struct cri_latencies *all, uint32_t n, struct sim_codec *codec)
{
    for (uint32_t i = 0; i < n; i++) {
        sim_histogram_code(&all[i].ttft, codec);
        sim_histogram_code(&all[i].e2e, codec);
    }
}

void cri_over_time_code(struct cri_over_time *over_time, struct sim_codec *codec)
{
    sim_codec_same(codec, "n_slices", over_time->n_slices);
    sim_codec_same(codec, "n_slice_regions", over_time->n_regions);
    code(over_time->slices, over_time->n_slices, codec);
    code(over_time->regions, over_time->n_regions, codec);
}
