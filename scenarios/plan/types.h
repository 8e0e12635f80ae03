/*
 * types.h: what a plan is: one cri_spec per option, with the provenance of every number that came
 * from the catalog or from a rule. The parts of the room write it while it is compiled; nobody does
 * afterwards.
 */
#ifndef CRISIM_SCENARIOS_PLAN_TYPES_H
#define CRISIM_SCENARIOS_PLAN_TYPES_H

#include "models/arrivals.h"
#include "models/spec.h"
#include "scenarios/catalog/catalog.h"
#include "scenarios/read/scenario.h"
#include "scenarios/traffic/set.h"

struct plan_quota {
    const char *name;
    enum cri_limit limit;
    int64_t amount;     /* per minute or day; CRI_NO_LIMIT = none */
    const char *mark;   /* "documented", "inferred", "scenario" ... */
    const char *source; /* short name of the source, or the rule */
};

struct plan_option {
    const char *name;
    enum cri_mode mode;
    bool allowed;          /* false: no class runs */
    const char *reason;    /* why not; of the first class that is not run */
    const char *only_if;   /* policies allow it only if this holds, which is not known; NULL */
    bool undecided;        /* only_if, and nobody said that it is to be taken for granted */
    const char *forbidden; /* what IAM ends at single destinations, and why; NULL */
    uint64_t seed;
    struct cri_spec spec;
    const char *model_ids, *sources, *destinations, *destinations_mark;
    const char *routing, *capacity, *retry, *price;
    uint32_t n_quotas;
    struct plan_quota *quotas;
    bool has_clock;         /* busiest minutes are those of a trace's own clock */
    sim_time traffic_end;   /* of the last class to end; known unless a trace was not read */
    bool traffic_end_known; /* then it is that of the others */
    bool horizon_known;     /* stated, or all the traffic that it follows from was read */
};

struct plan_assumption {
    const char *text, *mark, *source;
};

/* The oldest figure of a kind that was taken from the catalog. */
struct plan_figure {
    const char *kind, *as_of, *source;
};

enum { PLAN_MOST_FIGURES = 16 };

#define PLAN_ALL_OPTIONS UINT32_MAX

struct plan_traffic {
    const char *name;
    uint32_t option; /* index of the one option that has it so; PLAN_ALL_OPTIONS = every other */
    const struct trace *trace; /* lent by the plan's set; NULL with a generator */
    bool generated;
    struct cri_generator generator;
};

struct plan_settings {
    const char *trace;    /* --trace: replaces the trace of every traffic entry; NULL = none */
    bool keep_ids;        /* account ids and names of policy files may be shown */
    bool assume_allowed;  /* what policies leave open is taken to be allowed */
    bool traces_may_miss; /* a trace file that is not there is a warning, not an error */
    bool over_time;       /* runs keep latencies by time and by Region (models/over_time.h) */
    bool override_seed, override_replications;
    uint64_t seed;
    uint32_t replications;
    /* Lends the traces, and must outlive the plan: several plans then read each once. NULL = the
     * plan has a set of its own. */
    struct traffic_set *traces;
    /* The patch of plan_compile() is what the file says: each option's own overrides come after
     * it. Else it comes after them. */
    bool patch_of_file;
};

struct policy_set;

struct plan {
    bool assume_allowed, keep_ids, over_time; /* of the settings */
    struct sim_arena arena;
    const struct scenario *scenario; /* borrowed, or the patched one */
    struct scenario *patched;        /* owned; NULL without a patch */
    const struct catalog *catalog;   /* borrowed */
    struct traffic_set *traces;      /* that lends; own_traces unless the caller gave one */
    struct traffic_set *own_traces;
    struct policy_set *policies; /* owned; NULL where no option has any */
    uint64_t seed;
    uint32_t replications;
    bool resampled; /* traces are resampled by blocks */
    uint32_t n_traffic;
    struct plan_traffic *traffic;
    uint32_t n_options;
    struct plan_option *options;
    sim_time paired_end; /* of the traffic of all options that are to be paired */
    bool paired_end_known;
    uint32_t n_assumptions;
    struct plan_assumption *assumptions; /* PLAN_MOST_NOTES at most (notes.h) */
    uint32_t n_figures;
    struct plan_figure figures[PLAN_MOST_FIGURES];
    const char *inputs_of;       /* day of the oldest of them that has one; NULL = none */
    const char *traffic_text;    /* a sentence */
    const char *max_tokens_text; /* a sentence */
};

#endif
