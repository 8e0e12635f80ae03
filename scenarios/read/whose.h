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

#endif
