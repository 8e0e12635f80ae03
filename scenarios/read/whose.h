/*
 * whose.h: findings that only an option's or a case's overrides bring about, named after it.
 */
#ifndef CRISIM_SCENARIOS_READ_WHOSE_H
#define CRISIM_SCENARIOS_READ_WHOSE_H

#include "sim/base/diag.h"
#include "sim/base/json_in.h"

/**
 * The findings from index `from` on came up only with `overrides` in force, which are those of
 * `whose` ("option 'b'"). One that stands inside them says so by its place. Any other stands in
 * the common part, where what it says is not true (a key that the overrides delete is there): it
 * begins with `whose`, and its place becomes the value in `overrides` that is nearest to its path.
 */
void scenario_findings_of(struct sim_diag *diag, size_t from, const char *whose,
                          const struct sim_json *overrides);

/**
 * Find entries that a merge patch means to change and that are not there: `target` has none of the
 * name, but one that is called much like it, and what the patch says makes no entry of its own,
 * for a required key is missing. Maps are those of scenarios.
 */
void scenario_check_new_entries(const struct sim_json *patch, const struct sim_json *target,
                                struct sim_diag *diag);

#endif
