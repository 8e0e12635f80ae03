/*
 * batch.h: batch inference: requests of a window are one job, submitted at its end and answered
 * together some hours later; for models/world only. No on-demand quota and no on-demand capacity is
 * used; the price is that of the batch tier. A window with too few records for a job waits for the
 * next; what is left at the end of the traffic is denied, as the service refuses such a job.
 */
#ifndef CRISIM_MODELS_WORLD_BATCH_H
#define CRISIM_MODELS_WORLD_BATCH_H

#include "models/world/state.h"

/** The request waits for the end of its window. */
void cri_batch_add(struct cri_world *w, struct cri_class *class, uint32_t request);

/* Requests that a batch event ends, linked by `next`; the links do not outlive them. */
struct cri_batch_end {
    uint32_t head; /* CRI_NONE: none */
    enum cri_terminal terminal;
};
/** CRI_EVENT_BATCH: a window of the class ends. */
struct cri_batch_end cri_batch_window(struct cri_world *w, uint32_t class);
/** CRI_EVENT_BATCH_DONE: the answers of a job. */
struct cri_batch_end cri_batch_done(struct cri_world *w, uint32_t job);

#endif
