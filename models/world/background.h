/*
 * background.h: what other customers use of every cell's room, which moves when a Region fails; for
 * models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_BACKGROUND_H
#define CRISIM_MODELS_WORLD_BACKGROUND_H

#include "models/world/state.h"

/** Room of every cell anew: what is configured, less what failures and other customers take. */
void cri_background_put(struct cri_world *w);
/** CRI_EVENT_BACKGROUND: the use by others changes, and will again. */
void cri_background_step(struct cri_world *w);

#endif
