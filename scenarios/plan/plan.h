/*
 * plan.h: a scenario and the catalog compiled into one cri_spec per arm, with the provenance of
 * every number that came from the catalog or from a rule.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PLAN_H
#define CRISIM_SCENARIOS_PLAN_PLAN_H

#include "models/world.h"
#include "scenarios/catalog/catalog.h"
#include "scenarios/read/scenario.h"
#include "scenarios/traffic/trace.h"

struct plan_quota {
    const char *name;
    enum cri_limit limit;
    int64_t amount;     /* per minute or day; CRI_NO_LIMIT = none */
    const char *mark;   /* "documented", "inferred", "scenario" ... */
    const char *source; /* short name of the source, or the rule */
};

struct plan_arm {
    const char *name;
    enum cri_mode mode;
    bool allowed;       /* false: no class runs */
    const char *reason; /* why not; of the first class that is not run */
    uint64_t seed;
    struct cri_spec spec;
    const char *model_ids, *sources, *destinations, *destinations_mark;
    const char *routing, *capacity, *retry, *price;
    uint32_t n_quotas;
    struct plan_quota *quotas;
};

struct plan_assumption {
    const char *text, *mark, *source;
};

#define PLAN_ALL_ARMS UINT32_MAX

struct plan_traffic {
    const char *name;
    uint32_t arm;        /* index of the one arm that has it so; PLAN_ALL_ARMS = every other */
    struct trace *trace; /* NULL with a generator */
    bool generated;
    struct cri_generator generator;
};

struct plan_options {
    const char *trace;    /* --trace: replaces the trace of every traffic entry; NULL = none */
    const char *only_arm; /* --arm: only this one is compiled; NULL = all */
    bool traces_may_miss; /* a trace file that is not there is a warning, not an error */
    bool override_seed, override_replications;
    uint64_t seed;
    uint32_t replications;
};

struct plan {
    struct sim_arena arena;
    const struct scenario *scenario; /* borrowed */
    const struct catalog *catalog;   /* borrowed */
    uint64_t seed;
    uint32_t replications;
    bool resampled; /* traces are resampled by blocks */
    uint32_t n_traffic;
    struct plan_traffic *traffic;
    uint32_t n_arms;
    struct plan_arm *arms;
    uint32_t n_assumptions;
    struct plan_assumption *assumptions;
    const char *traffic_text;    /* a sentence */
    const char *max_tokens_text; /* a sentence */
};

/**
 * Check every Region, model, policy and preset that the scenario names, in all arms, against the
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
                         const struct plan_options *options, struct sim_diag *diag);
void plan_destroy(struct plan *plan);

/** What an arm's traffic entry of that name is: its own, or what all arms share. */
const struct plan_traffic *plan_traffic_find(const struct plan *plan, uint32_t arm,
                                             const char *name);

/** Index of a class in an arm's spec, or CRI_NONE where the arm has none of that name. */
uint32_t plan_class_find(const struct plan_arm *arm, const char *name);

/**
 * What reaches arrivals, tokens, outages, seed or horizon and is not the same in two arms. Classes
 * are matched by name, and those count that run in both.
 * @param why  NULL, or a text to which what differs is added, "; " between
 * @return false if nothing differs: the two meet identical traffic and luck
 */
bool plan_unlike(const struct plan *plan, uint32_t a, uint32_t b, struct sim_text *why);

/**
 * Whether a class runs in both arms and can be compared: not when, in arms that are to be paired,
 * one of them gives it traffic that the other does not have at all, which makes it another class.
 * @param class    index in arm a
 * @param partner  index of the class in arm b; set whenever b has a class of that name
 */
bool plan_classes_compare(const struct plan *plan, uint32_t a, uint32_t class, uint32_t b,
                          uint32_t *partner);

/** Simulate one replication of one arm; outcome is initialised here. Thread-safe. */
enum sim_status plan_run(const struct plan *plan, uint32_t arm, uint32_t replication,
                         bool e2e_by_position, const volatile sig_atomic_t *stop,
                         struct cri_outcome *outcome);

#endif
