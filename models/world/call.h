/*
 * call.h: one API call at the provider: endpoint, quota (all limits tested before any is taken),
 * routing, service, settlement; for models/world only. It never sees the client: what happens to it
 * comes back as an answer.
 */
#ifndef CRISIM_MODELS_WORLD_CALL_H
#define CRISIM_MODELS_WORLD_CALL_H

#include "models/world/state.h"

/** The client sends the request's next call. */
struct cri_answer cri_call_start(struct cri_world *w, uint32_t request);
/**
 * CRI_EVENT_FINISH: the call is over, settled and billed. usage: what it used. The attempt is to be
 * closed with cri_call_close() once the answer was taken in.
 */
struct cri_answer cri_call_finish(struct cri_world *w, uint32_t attempt, struct cri_usage *usage);
void cri_call_close(struct cri_world *w, uint32_t attempt);
/**
 * An output quota ends the answer after `generated` tokens: these are settled and billed, as waste.
 */
struct cri_answer cri_call_cut(struct cri_world *w, uint32_t attempt, uint32_t generated);
/**
 * CRI_EVENT_TIMEOUT: the client waits no longer. Work that is being served goes on and is billed as
 * waste; a call that waits is dropped.
 */
struct cri_answer cri_call_timeout(struct cri_world *w, uint32_t attempt);

#endif
