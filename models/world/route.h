/*
 * route.h: which destination takes a call; for models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_ROUTE_H
#define CRISIM_MODELS_WORLD_ROUTE_H

#include "models/world/state.h"

/** A new call: one that known failures keep from its preferred destination is counted as moved. */
void cri_route_look(struct cri_world *w, struct cri_request *request, struct cri_target *target);
/**
 * Offer the attempt to destinations until one takes it. Each refusal costs the hop there and the
 * time it takes to say no. left: why a destination lost the call before, CRI_N_CAUSES if none did
 * (a move is counted when another one is tried). delay: of this call so far.
 * @return pending, or the answer when all were tried: 503 (or 429, a parameter, where nothing but
 *         room was wanting)
 */
struct cri_answer cri_route(struct cri_world *w, uint32_t attempt, enum cri_cause left,
                            sim_time delay);
/** The same for a call that the Region where it is has lost. */
struct cri_answer cri_route_on(struct cri_world *w, uint32_t attempt, enum cri_cause left,
                               sim_time delay);
/** CRI_EVENT_STALLED: the router gives up on a destination that stays silent. */
struct cri_answer cri_route_stalled(struct cri_world *w, uint32_t attempt);

#endif
