/*
 * cases.h: what may be true and cannot be chosen: the scenario's own cases, and patches of several
 * at once.
 */
#ifndef CRISIM_SCENARIOS_READ_CASES_H
#define CRISIM_SCENARIOS_READ_CASES_H

#include "scenarios/read/scenario.h"

/* The name of the scenario without any case. */
#define SCENARIO_AS_STATED "as stated"
/* The name of the case in which every rule that is not documented is as bad as it may be. */
#define SCENARIO_ADVERSE "adverse"

/* The name of all draws of what is not known, taken together (ranges.h). */
#define SCENARIO_DRAWS "draws"

/** What a case changes, as one merge patch: its overrides, and its SLO as the scenario's `slo`.
 * Values are lent by the scenario; new ones live in the arena. */
const struct sim_json *scenario_case_patch(const struct scenario_case *of, struct sim_arena *arena);

/**
 * A merge patch that does what `first` and then `second` do. Either may be NULL, and then the other
 * is returned. (Where the first deletes an object and the second states some of its members, the
 * members that it had before stay: one patch cannot say both.)
 */
const struct sim_json *scenario_patch_both(const struct sim_json *first,
                                           const struct sim_json *second, struct sim_arena *arena);

/** Findings of `cases` and `objective` that need no catalog. */
void scenario_check_cases(const struct scenario_world *world, struct sim_arena *arena,
                          struct sim_diag *diag);

#endif
