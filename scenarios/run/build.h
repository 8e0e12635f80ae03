/*
 * build.h: state and helpers of the compilation of one arm, shared by the files of this room only.
 */
#ifndef CRISIM_SCENARIOS_RUN_BUILD_H
#define CRISIM_SCENARIOS_RUN_BUILD_H

#include "scenarios/run/plan.h"

struct builder {
    struct plan *plan;
    const struct catalog *catalog;
    const struct scenario_world *world;
    struct plan_arm *arm;
    struct sim_arena *arena;
    struct sim_diag *diag;
    uint32_t n_regions;
    struct cri_service_spec *services;
    const struct catalog_model **models; /* of services */
    struct cri_quota_spec *quotas;
    const struct catalog_model **quota_models; /* of quotas */
    const char **quota_accounts;
    enum cri_mode *quota_modes;
    struct cri_account_spec *accounts;
    uint32_t *account_region;
    const char **account_names;
    struct cri_price_spec *prices;
    struct cri_commitment_spec *commitments;
    uint32_t n_price_notes;
    const char *path; /* of the class being compiled */
};

const char *build_region_name(const struct builder *b, uint32_t region);
/** Index, or CATALOG_NONE with an error at `at`. */
uint32_t build_find_region(const struct builder *b, const char *name, const struct sim_json *at,
                           const char *path, bool callable);
/** "; did you mean 'x'?" or nothing. */
const char *build_suggestion(struct builder *b, const char *word, const char *const *names,
                             size_t n);
/** An assumption of the plan, once. */
void build_assume(struct plan *plan, const char *mark, const char *source, char *text);

/** Failures: scheduled, drawn, recorded; into b->arm->spec. */
void build_outages(struct builder *b);
/** Incident by "region/date"; error at `at` if there is none. */
const struct catalog_incident *build_find_incident(struct builder *b, const char *name,
                                                   const struct sim_json *at, const char *path);
/** What outages name: Regions, geographies, models, incidents. */
void build_check_outages(struct builder *b);

/**
 * Errors for arms that do not say "unpaired" and yet differ in what all arms must share; a warning
 * for those that say so and differ in nothing.
 */
void build_check_pairing(const struct plan *plan, struct sim_arena *arena, struct sim_diag *diag);

/** The class of that name in an arm, as the scenario has it; NULL where the arm has none. */
const struct scenario_class *plan_class_entry(const struct plan *plan, uint32_t arm,
                                              const char *name);

/**
 * A warning for each class with requests that reserve more than their quotas hold when full: how
 * many of the first replication's, the largest, and what would admit them.
 */
void build_warn_never_admitted(const struct plan *plan, struct sim_arena *arena,
                               struct sim_diag *diag);

/** Warnings of entries that no class of any arm can meet. */
void build_warn_unused(const struct scenario *scenario, struct sim_arena *arena,
                       struct sim_diag *diag);

#endif
