/*
 * build.h: state and helpers of the compilation of one arm, shared by the files of this room only.
 */
#ifndef CRISIM_SCENARIOS_PLAN_BUILD_H
#define CRISIM_SCENARIOS_PLAN_BUILD_H

#include "scenarios/plan/plan.h"

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

/**
 * Whether the bare id, or a profile, can be called from a source Region; where not, target gets the
 * denial. The profile is NULL then.
 */
void build_direct_access(struct builder *b, const struct catalog_model *model, uint32_t source,
                         struct cri_target_spec *target);
const struct catalog_profile *build_profile_access(struct builder *b,
                                                   const struct scenario_class *class,
                                                   const struct catalog_model *model,
                                                   uint32_t source, enum cri_mode mode,
                                                   struct cri_target_spec *target);
/** The model's maximum (`most` tokens, 0 = not known) against the class's and its rows' max_tokens.
 */
void build_check_max_tokens(struct builder *b, const struct scenario_class *class,
                            const struct catalog_model *model, int64_t most,
                            struct cri_class_spec *out, struct cri_target_spec *targets);
/** Sets out->runs and out->why_not by the denials of its targets. */
void build_decide_runs(struct builder *b, const struct catalog_model *model,
                       struct cri_class_spec *out);
/** A warning if the Region that a list names cannot be used for what it is listed for. */
void build_warn_uncallable(struct builder *b, const struct sim_json *at, uint32_t region,
                           const char *what, const struct cri_target_spec *target);
/** Targets whose quota is 0 for the whole run are denied. After changes, outages and horizon.
 * @param entries  one for each class of the arm, in the order of its spec */
void build_close_quotas(struct builder *b, const struct scenario_class *const *entries);
const char *build_why_denied(const struct cri_target_spec *target);

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

/** The traffic entry of that name; NULL if there is none. */
const struct scenario_traffic *build_traffic_entry(const struct scenario_world *world,
                                                   const char *name);

/** Write plan->traffic_text and plan->max_tokens_text, at last. */
void build_describe(struct plan *plan);

/**
 * A warning for each class with requests that reserve more than their quotas hold when full: how
 * many of the first replication's, the largest, and what would admit them.
 */
void build_warn_never_admitted(const struct plan *plan, struct sim_arena *arena,
                               struct sim_diag *diag);

/** Findings of steps beyond what a run can take; after the horizons are known. */
void build_check_steps(struct plan *plan, struct sim_diag *diag);

/** Warnings of entries that no class of any arm can meet. */
void build_warn_unused(const struct plan *plan, struct sim_arena *arena, struct sim_diag *diag);

#endif
