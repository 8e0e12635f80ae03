/*
 * cell.h: one model in one Region: room, queue, service; for models/world only. Where the end of a
 * call is known at its start it costs one event; in a shared station (processor sharing) it costs
 * two: first token and last.
 */
#ifndef CRISIM_MODELS_WORLD_CELL_H
#define CRISIM_MODELS_WORLD_CELL_H

#include "models/world/state.h"

enum cri_place { CRI_PLACE_TAKEN, CRI_PLACE_NO_ROOM, CRI_PLACE_OUT };

void cri_cells_init(struct cri_world *w);
void cri_cells_release(struct cri_world *w);

/**
 * Offer an attempt to a Region: it serves it, lets it wait, or refuses. delay: hops and refusals of
 * this call so far, which pass while it waits.
 */
enum cri_place cri_cell_offer(struct cri_world *w, uint32_t attempt, uint32_t region,
                              sim_time delay);
/** There may be room: of the calls that wait the first by tier, then by age, get it before any
 * newcomer; nobody in service is put out. */
void cri_cell_grant(struct cri_world *w, struct cri_cell *cell);
/** A call that was served whole is gone: its place is free. */
void cri_cell_leave(struct cri_world *w, const struct cri_class *class,
                    const struct cri_target *target, uint32_t region);
/** A call leaves where it is served or waits, unfinished; who waits gets nothing yet. */
void cri_cell_take_out(struct cri_world *w, uint32_t attempt);
/** Room of a cell from now on: calls at once, at full speed in a shared one; >= 0. */
void cri_cell_set_room(struct cri_world *w, struct cri_cell *cell, double calls);
/** CRI_EVENT_SHARED: a call gets its first token, or its last. */
void cri_cell_shared(struct cri_world *w, uint32_t cell);

#endif
