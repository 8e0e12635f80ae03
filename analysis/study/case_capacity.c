/*
 * case_capacity.c: room in Regions is not published, so what is stated of it may be a quarter too
 * much or a half too little.
 */
#include "analysis/study/case.h"

enum { LESS, MORE };

static uint32_t in_force(const struct cri_spec *spec, const struct scenario_world *world)
{
    (void)world;
    (void)spec;
    return CRI_NONE;
}

static bool applies(const struct cri_spec *spec)
{
    size_t n_cells = (size_t)spec->n_regions * spec->n_services;

    for (size_t cell = 0; spec->capacity != NULL && cell < n_cells; cell++)
        if (spec->capacity[cell].kind != CRI_CAPACITY_UNLIMITED)
            return true;
    return false;
}

static bool is_harmless(const struct cri_spec *spec, const struct cri_outcome *outcome,
                        uint32_t level)
{
    return level == MORE && case_had_room(spec, outcome);
}

const struct case_rule case_rule_capacity = {
    .name = "capacity",
    .doubts = "capacity",
    .must_hold = true,
    .levels = {[LESS] = {"x 0.75", "capacity is a quarter less", "{'factors':{'capacity':0.75}}"},
               [MORE] = {"x 1.5", "capacity is half as much again",
                         "{'factors':{'capacity':1.5}}"}},
    .in_force = in_force,
    .applies = applies,
    .is_harmless = is_harmless,
    .proof = "there was room for every call",
};
