/*
 * outage.h: the edges of failures, and which calls they hit; for models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_OUTAGE_H
#define CRISIM_MODELS_WORLD_OUTAGE_H

#include "models/world/state.h"

void cri_outages_init(struct cri_world *w);
/** The run ends: failures in force end with it. */
void cri_outages_finish(struct cri_world *w, sim_time end);

/**
 * CRI_EVENT_OUTAGE_START, in three steps: it begins, and the calls it hits leave their places
 * (w->n_hits of them, the oldest first); each is answered or goes on; it has begun.
 */
void cri_outage_begin(struct cri_world *w, uint32_t outage);
struct cri_answer cri_outage_hit(struct cri_world *w, uint32_t hit);
void cri_outage_begun(struct cri_world *w, uint32_t outage);
/** CRI_EVENT_OUTAGE_END */
void cri_outage_end(struct cri_world *w, uint32_t outage);
/** CRI_EVENT_RAMP_END */
void cri_outage_ramp_end(struct cri_world *w, uint32_t outage);
/** CRI_EVENT_DETECT_START, _END: routers learn of it. */
void cri_outage_detected(struct cri_world *w, uint32_t outage, bool down);

#endif
