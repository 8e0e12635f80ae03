/*
 * resolve.h: what people call models, Regions and places, made into names of the catalog in a
 * scenario's tree.
 */
#ifndef CRISIM_SCENARIOS_READ_RESOLVE_H
#define CRISIM_SCENARIOS_READ_RESOLVE_H

#include "scenarios/read/scenario.h"

/**
 * Replace, in place, each name that stands for one model, Region or place of scenario->catalog by
 * its id, code or name, with a note; one that can be several, or none, is left, and found unknown
 * when the scenario is compiled. Without a catalog nothing is done. Strings come from the
 * scenario's arena.
 */
void scenario_resolve(struct scenario *scenario, struct sim_json *tree, struct sim_diag *diag);

#endif
