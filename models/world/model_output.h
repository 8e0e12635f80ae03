/*
 * model_output.h: steps of output that are taken from a quota of its own; for models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_MODEL_OUTPUT_H
#define CRISIM_MODELS_WORLD_MODEL_OUTPUT_H

#include "models/world/state.h"

/** CRI_EVENT_OUTPUT: the call's next tokens are due; CRI_EVENT_OUTPUT_DUE follows. */
void cri_output_collect(struct cri_world *w, uint32_t attempt);
/** w->due in the order of age. */
void cri_output_sort(struct cri_world *w);
/** Take the next step; false: refused, the answer ends with w->outputs[attempt] tokens. */
bool cri_output_take(struct cri_world *w, uint32_t attempt);

#endif
