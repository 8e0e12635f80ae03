/*
 * over_time.h: latencies of a class by when its requests arrived, and by the Region that answered:
 * for figures of one run, so it is kept only where spec->over_time asks for it. Finer than 1.6 % of
 * a value is not known here; what is promised is judged by the histograms of the whole run.
 */
#ifndef CRISIM_MODELS_OVER_TIME_H
#define CRISIM_MODELS_OVER_TIME_H

#include "models/spec.h"
#include "sim/base/codec.h"
#include "sim/kernel/histogram.h"

#define CRI_SLICES_MOST 48 /* of a run; each is a whole number of minutes */

/* From the intended start [ns]. */
struct cri_latencies {
    struct sim_histogram ttft, e2e;
};

struct cri_over_time {
    sim_time width;               /* of a slice */
    uint32_t n_slices, n_regions; /* 0 = nothing is kept */
    struct cri_latencies *slices; /* by arrival; requests that did not complete are infinite */
    struct cri_latencies *regions; /* by the Region that completed them */
};

void cri_over_time_init(struct cri_over_time *over_time, const struct cri_spec *spec);
void cri_over_time_release(struct cri_over_time *over_time);
/** A request that was meant to start at `intended` was completed. */
void cri_over_time_completed(struct cri_over_time *over_time, sim_time intended, uint32_t region,
                             int64_t ttft, int64_t e2e);
/** It ended otherwise. */
void cri_over_time_failed(struct cri_over_time *over_time, sim_time intended);
/** into += from, of the same spec. */
void cri_over_time_merge(struct cri_over_time *into, const struct cri_over_time *from);
void cri_over_time_code(struct cri_over_time *over_time, struct sim_codec *codec);

#endif
