/*
 * plan.h: a scenario and the catalog compiled into one cri_spec per option, and what can be asked
 * of the result.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PLAN_H
#define CRISIM_SCENARIOS_PLAN_PLAN_H

#include "models/world.h"
#include "scenarios/plan/types.h"

#include <signal.h>

/**
 * Check every Region, model, policy and preset that the scenario names, in all options, against the
 * catalog; a part of plan_create() that can also be done on a scenario with findings.
 */
void plan_check_names(const struct scenario *scenario, const struct catalog *catalog,
                      struct sim_diag *diag);

/**
 * Compile. All findings go to diag: unknown names with the nearest, quotas or capacity that must be
 * stated, prices that are not known (a warning), and the findings of the traces.
 * @return NULL if diag got an error; else plan_destroy() it before scenario and catalog
 */
struct plan *plan_create(const struct scenario *scenario, const struct catalog *catalog,
                         const struct plan_settings *settings, struct sim_diag *diag);

/**
 * Compile the scenario as a case or a point of a study has it: `patch` is a merge patch (RFC 7396)
 * as an option's overrides are, with the same keys, and changes every option after its own
 * overrides (with settings->patch_of_file: before them, as the file would). Give settings->traces, so that plans of one scenario read each trace once.
 * @param patch  borrowed as long as the plan lives; NULL = no change
 * @return as plan_create(); findings in the patch have its file, line and column
 */
struct plan *plan_compile(const struct scenario *scenario, const struct sim_json *patch,
                          const struct catalog *catalog, const struct plan_settings *settings,
                          struct sim_diag *diag);
/**
 * Compile every case that the scenario states, for its findings: they have the place in the case.
 * @param settings  as of the plan that stands already, with its traces
 */
void plan_check_cases(const struct plan *plan, const struct plan_settings *settings,
                      struct sim_diag *diag);
/** Compile the scenario at both ends of each of its ranges, for its findings: at the range's place.
 * @param settings  as above */
void plan_check_ranges(const struct plan *plan, const struct plan_settings *settings,
                       struct sim_diag *diag);
void plan_destroy(struct plan *plan);

/** What an option's traffic entry of that name is: its own, or what all options share. */
const struct plan_traffic *plan_traffic_find(const struct plan *plan, uint32_t option,
                                             const char *name);

/** Index of a class in an option's spec, or CRI_NONE where the option has none of that name. */
uint32_t plan_class_find(const struct plan_option *option, const char *name);

/**
 * What reaches arrivals, tokens, outages, seed or horizon and is not the same in two options.
 * Classes are matched by name, and those count that run in both.
 * @param why  NULL, or a text to which what differs is added, "; " between
 * @return false if nothing differs: the two meet identical traffic and luck
 */
bool plan_unlike(const struct plan *plan, uint32_t a, uint32_t b, struct sim_text *why);

/**
 * Whether a class runs in both options and can be compared: not when, in options that are to be
 * paired, one of them gives it traffic that the other does not have at all, which makes it another
 * class.
 * @param class    index in option a
 * @param partner  index of the class in option b; set whenever b has a class of that name
 */
bool plan_classes_compare(const struct plan *plan, uint32_t a, uint32_t class, uint32_t b,
                          uint32_t *partner);

/**
 * Simulate one replication of one option; outcome is initialised here. Thread-safe.
 * @param e2e, usd  as in struct cri_run_settings; may be NULL
 */
enum sim_status plan_run(const struct plan *plan, uint32_t option, uint32_t replication,
                         struct sim_column *e2e, struct sim_column *usd,
                         const volatile sig_atomic_t *stop, struct cri_outcome *outcome);

#endif
