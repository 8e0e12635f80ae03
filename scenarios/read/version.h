/*
 * version.h: scenario files of earlier versions, made into the present one before they are read.
 *
 * Rows of the schema know one version only. What an earlier one said in another way is renamed in
 * the tree, whose values keep their places, so that findings point into the user's own file.
 */
#ifndef CRISIM_SCENARIOS_READ_VERSION_H
#define CRISIM_SCENARIOS_READ_VERSION_H

#include "scenarios/read/scenario.h"
#include "sim/base/diag.h"
#include "sim/base/json_in.h"

/*
 * Version 1 bounded five figures by keys such as `e2e_p95_s_max`; now a figure has an object,
 * `"e2e_p95_s": {"max": 10}`.
 */

/**
 * Make the tree of a scenario of an earlier version one of SCENARIO_VERSION, in place. What is said
 * in both ways is an error, and so is an earlier word in a file of the present version; a file that
 * was changed gets one note. A version that is not known is left to the schema.
 * @param arena  of values that are new; lives as long as the tree
 */
void scenario_upgrade(struct sim_json *root, struct sim_arena *arena, struct sim_diag *diag);

#endif
