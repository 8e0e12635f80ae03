/*
 * scene.h: the smallest world made in C, for points of theory, benchmarks and laws: one class of
 * traffic that calls a profile of some Regions, with nothing in its way. Whoever uses it changes
 * what the scene is about.
 */
#ifndef CRISIM_MODELS_SCENE_SCENE_H
#define CRISIM_MODELS_SCENE_SCENE_H

#include "models/arrivals.h"
#include "models/world.h"
#include "sim/base/arena.h"

enum { CRI_SCENE_REGIONS = 64, CRI_SCENE_OUTAGES = 8 };

/* Points into itself: not to be copied. The arrays have one element a Region. */
struct cri_scene {
    struct sim_arena arena;
    struct cri_region_spec *regions;    /* "a", "b" ... */
    sim_time *rtt;                      /* n x n, all 0 */
    uint32_t *destinations;             /* all */
    struct cri_capacity_spec *capacity; /* unlimited */
    struct cri_service_spec service;    /* 1 ms to the first token, no time after */
    struct cri_target_spec target;      /* no quota, no price; source-first */
    struct cri_quota_spec quota;        /* in force after cri_scene_add_quota() */
    struct cri_price_spec price;        /* in force after cri_scene_add_price() */
    struct cri_class_spec class;        /* one attempt */
    struct cri_outage_spec outages[CRI_SCENE_OUTAGES];
    struct cri_record *rows; /* of one token each way, `gap` apart */
    struct cri_records records;
    struct cri_spec spec; /* outages: none */
};

/** n_regions 1..CRI_SCENE_REGIONS; release with cri_scene_release(). */
void cri_scene_init(struct cri_scene *scene, uint32_t n_regions, uint32_t n_rows, sim_time gap);
/** A failure of Region r for [0, end of time), to be changed; the next in scene->outages. */
struct cri_outage_spec *cri_scene_add_outage(struct cri_scene *scene, enum cri_outage_kind kind,
                                             uint32_t region);
/** The target's calls meet a quota with this limit (and those added before). */
void cri_scene_add_quota(struct cri_scene *scene, enum cri_limit limit, int64_t amount);
/** The target's calls have this price. */
void cri_scene_add_price(struct cri_scene *scene, struct cri_price_spec price);
/** Until the last row has arrived (or spec.horizon, if set), and all are done. Release outcome. */
void cri_scene_run(struct cri_scene *scene, uint64_t seed, uint32_t replication,
                   struct cri_outcome *outcome);
void cri_scene_release(struct cri_scene *scene);

#endif
