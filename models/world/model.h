/*
 * model.h: the optional models that a target's calls meet; for models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_MODEL_H
#define CRISIM_MODELS_WORLD_MODEL_H

#include "models/world/state.h"

/** Those that want the target become its hooks. */
void cri_models_compile(const struct cri_world *w, const struct cri_class *class,
                        struct cri_target *target);
/** CRI_EVENT_ADJUST (model_adjust.c): held quota follows the output so far. */
void cri_adjust(struct cri_world *w, uint32_t attempt);

#endif
