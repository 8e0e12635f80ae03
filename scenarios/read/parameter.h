/*
 * parameter.h: a single value of a scenario by its path, as --set names it, for studies that vary
 * it: what it is as stated, what it may be, and the merge patch that makes it another one.
 */
#ifndef CRISIM_SCENARIOS_READ_PARAMETER_H
#define CRISIM_SCENARIOS_READ_PARAMETER_H

#include "scenarios/read/scenario.h"

struct scenario_parameter {
    const char *path; /* as it was given */
    const struct sim_field *field;
    bool is_number;   /* of type number or integer */
    bool is_whole;    /* of type integer */
    double stated;    /* NaN: not given (then the catalog's, or not used), a word, or no number */
    const char *word; /* of what is stated and is no number: "unlimited", "token-bucket"; NULL */
    const char *differs; /* the first option that states another value itself; NULL = none */
    const struct scenario_range *range; /* what is stated is the middle of; NULL = none (ranges.h) */
    uint32_t n_names;
    const char *const *names; /* of the path, from the root on */
};

/**
 * Find a value. A path is names with dots between them; a name with a dot in it stands in double
 * quotes: quotas."eu-west-2/sonnet".tokens_per_min. Entries must be in the scenario.
 * @param into  its strings live in the arena or are the scenario's
 * @param why   gets what is wrong, with the nearest name
 * @return false if there is no such value, or it cannot be varied
 */
bool scenario_parameter_find(const struct scenario *scenario, const char *path,
                             struct sim_arena *arena, struct scenario_parameter *into,
                             struct sim_text *why);

/** Whether it may be the value of that text: a number, true, false, or a word. why: as above. */
bool scenario_parameter_takes(const struct scenario_parameter *parameter, const char *value,
                              struct sim_text *why);

/** {"a":{"b":value}}: the merge patch that makes it the value of that text, which it takes. */
void scenario_parameter_patch(const struct scenario_parameter *parameter, const char *value,
                              struct sim_text *out);

#endif
