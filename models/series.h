/*
 * series.h: the per-minute series of an outcome. When a run outlasts max_bins bins, neighbours are
 * added up and the width doubles, so its size is bounded and sums stay exact. Beyond a few days the
 * arrays lie in a temporary file, of which only the bins around the current one are in memory.
 */
#ifndef CRISIM_MODELS_SERIES_H
#define CRISIM_MODELS_SERIES_H

#include "models/outcome.h"

#define CRI_SERIES_MAX_BINS  65536 /* 45 days of minutes */
#define CRI_SERIES_IN_MEMORY 4096  /* bins; beyond, a file */
#define CRI_SERIES_STRIDE    1024

/** serves, called: n_regions, whether a Region can serve, or can be called; NULL = all can. */
void cri_series_init(struct cri_series *series, uint32_t n_regions, const bool *serves,
                     const bool *called, uint32_t n_quotas);
void cri_series_release(struct cri_series *series);
/** As cri_series_bin(), for a bin that is not the one asked for last. */
uint32_t cri_series_find(struct cri_series *series, sim_time t);
/** Index of the bin of time t, growing the series as needed. May move all arrays. */
static inline uint32_t cri_series_bin(struct cri_series *series, sim_time t)
{
    return t >= series->from && t < series->to ? series->at : cri_series_find(series, t);
}
/** Completions of a Region that can serve, in a bin. */
static inline uint32_t *cri_series_served(struct cri_series *series, uint32_t bin, uint32_t region)
{
    return &series->served[(size_t)bin * series->n_served + series->served_column[region]];
}
/** Calls of a Region that can be called, in a bin. */
static inline struct cri_source_bin *cri_series_source(struct cri_series *series, uint32_t bin,
                                                       uint32_t region)
{
    return &series->sources[(size_t)bin * series->n_sources + series->source_column[region]];
}
/** Completions of any Region in a bin. */
static inline uint32_t cri_series_served_in(const struct cri_series *series, uint32_t bin,
                                            uint32_t region)
{
    uint32_t column = series->served_column[region];

    return column == CRI_NONE ? 0 : series->served[(size_t)bin * series->n_served + column];
}
/** Calls of any Region in a bin. */
static inline struct cri_source_bin cri_series_source_in(const struct cri_series *series,
                                                         uint32_t bin, uint32_t region)
{
    uint32_t column = series->source_column[region];

    return column == CRI_NONE ? (struct cri_source_bin){0, 0}
                              : series->sources[(size_t)bin * series->n_sources + column];
}
/** Bins below `to` are not needed for now: their memory goes, their contents stay. */
void cri_series_give_back(const struct cri_series *series, uint32_t to);
/** For loops over all bins: call it with each, and what lies behind is given back now and then. */
static inline void cri_series_pass(const struct cri_series *series, uint32_t bin)
{
    if (series->spool.bytes != NULL && bin % CRI_SERIES_STRIDE == 0)
        cri_series_give_back(series, bin);
}
/** Write it, or read one of as many Regions and quotas into it. */
void cri_series_code(struct cri_series *series, struct sim_codec *codec);
void cri_series_merge(struct cri_series *into, const struct cri_series *from);

#endif
