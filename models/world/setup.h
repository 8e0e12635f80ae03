/*
 * setup.h: a spec compiled into the state of one replication; for models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_SETUP_H
#define CRISIM_MODELS_WORLD_SETUP_H

#include "models/world/state.h"

/** w holds spec, settings and outcome; everything else is made here, first events included. */
void cri_setup(struct cri_world *w);
void cri_setup_release(struct cri_world *w);
/** The next arrival of a class, if there is one before the horizon. */
void cri_next_arrival(struct cri_world *w, uint32_t class);
/** CRI_EVENT_REFRESH: what routers see is what is now. */
void cri_sight_refresh(struct cri_world *w);

/** CRI_EVENT_PRICE_CHANGE: calls of a target are billed otherwise from now on. */
void cri_price_change(struct cri_world *w, uint32_t index);

#endif
