/*
 * residency.h: rules about where data may be processed: lists of places (areas of the catalog, ISO
 * countries, Regions). Asked when a plan is compiled, and for advice.
 */
#ifndef CRISIM_SCENARIOS_PLAN_RESIDENCY_H
#define CRISIM_SCENARIOS_PLAN_RESIDENCY_H

#include "scenarios/catalog/catalog.h"
#include "scenarios/read/scenario.h"

/** The rule of a class: its own, or the scenario's; n is 0 where there is none. */
const struct scenario_list *residency_rule(const struct scenario_world *world,
                                           const struct scenario_class *class);
/** "eu, uk", of the arena. */
const char *residency_text(const struct scenario_list *rule, struct sim_arena *arena);
bool residency_has(const struct catalog *catalog, const struct scenario_list *rule,
                   uint32_t region);

/* Where a call may be processed. */
struct residency_call {
    const char *model_id;
    uint32_t source;
    bool assumed; /* the destinations are not published: nothing can be shown of them */
    uint32_t n_destinations;
    const uint32_t *destinations;
};

/** Why a call may break a rule, of the arena; NULL = it cannot. */
const char *residency_breach(const struct catalog *catalog, const struct scenario_list *rule,
                             const struct residency_call *call, struct sim_arena *arena);

/**
 * Where traces of calls may lie, which is another question than where they are processed: logs and
 * metrics are written where the API is called; what is kept to find abuse may be stored where a
 * call is served.
 * @param sources  "eu-west-2", a comma list
 * @param profile  calls may be served elsewhere
 */
const char *residency_logs(const char *sources, bool profile, struct sim_arena *arena);

#endif
