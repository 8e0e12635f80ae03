/*
 * validate_scene.h: the smallest world that a point can be about: one class of traffic that calls a
 * profile of up to three Regions, with nothing in its way. A point changes what it is about.
 */
#ifndef CRISIM_ANALYSIS_STUDY_VALIDATE_SCENE_H
#define CRISIM_ANALYSIS_STUDY_VALIDATE_SCENE_H

#include "models/arrivals.h"
#include "models/world.h"

enum { SCENE_REGIONS = 3 };

/* Points into itself: not to be copied. */
struct scene {
    struct cri_region_spec regions[SCENE_REGIONS];
    sim_time rtt[SCENE_REGIONS * SCENE_REGIONS];
    uint32_t destinations[SCENE_REGIONS];
    struct cri_capacity_spec capacity[SCENE_REGIONS]; /* unlimited */
    struct cri_service_spec service;                  /* 1 ms to the first token, no time after */
    struct cri_target_spec target;                    /* no quota, no price; source-first */
    struct cri_class_spec class;                      /* one attempt */
    struct cri_outage_spec outages[SCENE_REGIONS];
    struct cri_record *rows; /* of one token each way, `gap` apart */
    struct cri_records records;
    struct cri_spec spec; /* outages: none */
};

/** n_regions 1..SCENE_REGIONS; release with scene_release(). */
void scene_init(struct scene *scene, uint32_t n_regions, uint32_t n_rows, sim_time gap);
/** A failure of Region r for [0, end of time), to be changed; the next in scene->outages. */
struct cri_outage_spec *scene_add_outage(struct scene *scene, enum cri_outage_kind kind,
                                         uint32_t region);
/** Until the last row has arrived (or spec.horizon, if set), and all are done. Release outcome. */
void scene_run(struct scene *scene, uint64_t seed, uint32_t replication,
               struct cri_outcome *outcome);
void scene_release(struct scene *scene);

#endif
