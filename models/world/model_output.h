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
/** Whether an output quota counts the call's answer and has not given all of it. */
bool cri_output_is_owed(struct cri_world *w, uint32_t attempt);
/** Whether the call's last token comes now. */
bool cri_output_ends(const struct cri_world *w, uint32_t attempt);
/** Take the next step, all that are left if the call ends now; false: one is refused, the answer
 * ends with w->outputs[attempt].taken tokens. */
bool cri_output_take(struct cri_world *w, uint32_t attempt);

#endif
