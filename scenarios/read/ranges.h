/*
 * ranges.h: numbers of a scenario that are not known: {"low": 20, "mid": 40, "high": 60} where a
 * number may stand. They are found once, when the file's tree is there and before anything is read
 * from it: each is noted, and `mid` is put in its place, so that whoever reads a number meets one
 * and the run as stated is that of the middle values. What is written again (a canonical scenario)
 * has the range.
 *
 * A draw is a merge patch of the file (scenario_extended()): it says other values at the places
 * where ranges stand, in `options.<name>.overrides` too, and an option's own numbers stay its own.
 */
#ifndef CRISIM_SCENARIOS_READ_RANGES_H
#define CRISIM_SCENARIOS_READ_RANGES_H

#include "scenarios/read/schema.h"

enum { SCENARIO_MOST_RANGES = 100, SCENARIO_RANGE_DEPTH = 12 };

struct scenario_range {
    const char *path; /* as --set takes it: "capacity.all.slots" */
    double low, mid, high;
    bool is_whole;                                    /* whole numbers only */
    const struct sim_field *field;                    /* unit, bounds */
    const struct sim_json *json;                      /* where it stands; its number is `mid` */
    uint32_t depth;                                   /* of `way` */
    const struct sim_json *way[SCENARIO_RANGE_DEPTH]; /* members from the root to `json` */
};

/** Whether a range may stand at a key, in place of its number or of each of its numbers. */
bool scenario_takes_range(const struct schema_object *object, const struct schema_key *key);

/** Whether a key, or all that is below it, says how a study is made or what is wanted, and not what
 * is so in the world: a number there has to be known. */
bool scenario_is_fixed(const struct schema_object *object, const struct schema_key *key);

/**
 * Find all ranges of a tree and put their middle values in their places. Findings: a range that is
 * none (a missing or unknown name, no order low <= mid <= high, a value out of the key's bounds),
 * or one where a number has to be known. scenario->ranges is set, but for the paths.
 */
void scenario_ranges_read(struct scenario *scenario, struct sim_json *tree, struct sim_diag *diag);
/** Set the paths, when names are resolved; and a finding where `uncertain` has no range to be
 * about. */
void scenario_ranges_name(struct scenario *scenario, struct sim_diag *diag);

/** The patch that gives each range a value: values[i] of range i; NaN = its middle stays. */
void scenario_ranges_patch(const struct scenario *scenario, const double *values,
                           struct sim_text *out);
/** The range at a path of the file, outside options, or NULL. */
const struct scenario_range *scenario_range_find(const struct scenario *scenario,
                                                 const char *const *names, uint32_t n);
/** Whether every entry of a map has a range in it, in the file and where options state their own,
 * or the factor on all of them is one; entries that are `unlimited` have no number that could be.
 */
bool scenario_ranges_cover(const struct scenario *scenario, const char *map);
/** Whether a range is in the overrides of an option alone. */
bool scenario_range_is_of_option(const struct scenario_range *range);

#endif
