/*
 * names.h: names of a scenario: looked up in the catalog, with the nearest one where there is none,
 * and entries of the scenario found by theirs.
 */
#ifndef CRISIM_SCENARIOS_PLAN_NAMES_H
#define CRISIM_SCENARIOS_PLAN_NAMES_H

#include "scenarios/catalog/resolve.h"
#include "scenarios/plan/part.h"

/** Whether an entry about `pattern` ("*" = every) is about name. */
bool plan_matches(const char *pattern, const char *name);

const char *plan_region_name(const struct plan_job *job, uint32_t region);
/** Index, or CATALOG_NONE with an error at `at`; callable: Bedrock must be there. */
uint32_t plan_find_region(const struct plan_job *job, const char *name, const struct sim_json *at,
                          const char *path, bool callable);
/** The only model, Region or place that a word can stand for, or CATALOG_NONE with an error at `at`
 * that says what may have been meant. */
uint32_t plan_find_name(const struct plan_job *job, enum catalog_kind kind, const char *word,
                        const struct sim_json *at, const char *path);
/** "; did you mean 'x'?" or "". */
const char *plan_suggestion(struct plan_job *job, const char *word, const char *const *names,
                            size_t n);

/** The day of the run, YYYY-MM-DD: stated, or the last that the catalog knows of. */
const char *plan_day(const struct plan_job *job);

/** The kind of quota and price that a call meets: one Region is one Region, whoever chose it. */
enum cri_mode plan_kind_of(enum cri_mode mode);
enum catalog_scope plan_scope_of(enum cri_mode mode);

/*
 * Findings in an entry `node` of a map. Names may be NULL: then the key is missing, which was found
 * when the scenario was read.
 */

/** Entries may be about every Region or model; what is called or bought is one `what`. */
void plan_refuse_every(struct plan_job *job, const struct scenario_node *node, const char *map,
                       const char *key, const char *name, const char *what);
/** A Region, or "*". */
void plan_check_region(struct plan_job *job, const struct scenario_node *node, const char *map,
                       const char *key, const char *name, bool callable);
void plan_check_regions(struct plan_job *job, const struct scenario_node *node, const char *map,
                        const char *key, const struct scenario_list *list);
/** The entry's key "model": a model, or "*". */
void plan_check_model_of(struct plan_job *job, const struct scenario_node *node, const char *map,
                         const char *name);

/* Entries by their name; NULL where the option has none. */
const struct scenario_class *plan_class_entry(const struct plan *plan, uint32_t option,
                                              const char *name);
const struct scenario_traffic *plan_traffic_entry(const struct scenario_world *world,
                                                  const char *name);
const struct scenario_outage *plan_outage_entry(const struct scenario_world *world,
                                                const char *name);

/** A file that the scenario names: relative to the scenario's folder. */
char *plan_file_beside(const struct scenario *scenario, const char *file, struct sim_arena *arena);

#endif
