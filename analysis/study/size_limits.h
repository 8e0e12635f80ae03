/*
 * size_limits.h: what `size` looks for: the limits that an option's quotas have, the situations in
 * which they have to do, and what was counted of each at a point.
 *
 * In a point of a search one limit has an amount and all others have none, so that each is sized
 * by itself; in a point that checks the answer all have theirs.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SIZE_LIMITS_H
#define CRISIM_ANALYSIS_STUDY_SIZE_LIMITS_H

#include "analysis/decide/least.h"
#include "analysis/stats/stats.h"
#include "analysis/study/question.h"

/* Replications of a search, and of those that look at every quota at once. */
enum { SIZE_MOST_REPLICATIONS = 5 };

/* What a limit has to be in a situation under a rule of refill. */
struct size_need {
    bool none;    /* no call comes to the quota there */
    bool as_told; /* all comes to it as in the situation as stated: that one's counts */
    struct least search;
    uint32_t n_asked;
    struct size_asked {
        int64_t amount;
        uint32_t point;
    } asked[LEAST_MOST_ASKED];
};

/* A limit that is to be sized. */
struct size_limit {
    uint32_t option;  /* of sizes->options */
    uint32_t quota;   /* of its spec; CRI_NONE: the account's */
    uint32_t account; /* of its spec, or CRI_NONE */
    enum cri_limit limit;
    bool apart;     /* of the endpoint that counts input and output apart */
    bool by_day;    /* its period is a day */
    bool too_short; /* the traffic covers none: nothing is known of it */
    int64_t stated; /* in force; CRI_NO_LIMIT never */
    int64_t step;
    int64_t amount;  /* to ask for; 0 = no call comes to it; -1 = none was found */
    uint32_t raised; /* so many times, beyond what the limit needs by itself */
    const char *region, *model, *kind,
        *account_name;       /* as in the scenario; account: "" = default */
    enum cri_mode mode;      /* of the kind */
    double busiest, largest; /* asked for in the busiest minute: mean and largest; NaN */
    double naive;            /* mean tokens of a request x requests of the busiest minute; NaN */
    struct size_need *needs; /* situations of the option x CRI_N_REFILLS */
};

struct size_situation {
    const char *lost;   /* source Region that is gone; NULL = as stated */
    uint32_t unlimited; /* point at which no limit is in force */
};

struct size_option {
    uint32_t number; /* of the loop */
    const char *name;
    const struct cri_spec *spec;  /* with the fallback of the flags, and without any limit */
    const struct cri_spec *today; /* with it, and with what is in force */
    uint32_t n_situations;        /* the first is as stated */
    struct size_situation *situations;
    uint32_t first_limit, n_limits;
    uint32_t *checks; /* points, n_situations x CRI_N_REFILLS, of the latest check */
    bool holds;       /* by the latest check */
};

/* What was counted in one replication of a point, in doubles: of all requests, then per quota. */
enum { SIZE_OFFERED, SIZE_COMPLETED, SIZE_THROTTLED, SIZE_CUT_OFF, SIZE_N_REQUESTS };
enum {
    SIZE_ADMITTED,
    SIZE_ASKED_TOKENS,
    SIZE_ASKED_REQUESTS,
    SIZE_BUSIEST_TOKENS,
    SIZE_BUSIEST_REQUESTS,
    SIZE_RESERVED,
    SIZE_REFUSED, /* + enum cri_limit */
    SIZE_N_COUNTS = SIZE_REFUSED + CRI_N_LIMITS
};
struct size_record {
    uint32_t n_quotas;
    double *counts; /* replications of the point x (SIZE_N_REQUESTS + n_quotas x SIZE_N_COUNTS) */
};

struct sizes {
    struct loop *loop;
    struct sim_arena arena;
    double target;                      /* share of calls that may be refused */
    const char *fallback;               /* source Region that every class may turn to; NULL */
    int64_t step_tokens, step_requests; /* 0 = by size */
    uint32_t n_replications, n_search;
    uint32_t n_options;
    struct size_option *options;
    uint32_t n_limits;
    struct size_limit *limits;
    uint32_t n_records;
    struct size_record *records; /* by point */
    int phase;                   /* enum size_phase of question_size.c */
    uint32_t rounds;             /* of checks */
};

/** Note a replication of a point of one option. */
void size_take(struct sizes *sizes, uint32_t point, uint32_t replication,
               const struct cri_outcome *outcome);
/** Of all requests of a replication. */
double size_requests(const struct sizes *sizes, uint32_t point, uint32_t replication, int what);
/** Of a quota in a replication. */
double size_count(const struct sizes *sizes, uint32_t point, uint32_t replication, uint32_t quota,
                  int what);
/** Whose sum over the option's quotas a limit is judged by: its quota's, or all of the account. */
double size_count_of(const struct sizes *sizes, const struct size_limit *limit, uint32_t point,
                     uint32_t replication, int what);
/** Share of the calls that a limit refuses at a point; without any call 0.
 * @param any  refused by whichever limit of its quota */
struct stats_estimate size_share(const struct sizes *sizes, const struct size_limit *limit,
                                 uint32_t point, bool any);
/** Whether such a share is small enough. */
enum least_state size_judge(const struct sizes *sizes, const struct stats_estimate *share);

/** The options with their situations; asks for the points without limits. */
enum sim_status size_find_options(struct sizes *sizes, struct sim_error *err);
/** When those are finished: the limits, and where their searches begin. */
void size_find_limits(struct sizes *sizes);

/**
 * Ask for a point of an option.
 * @param rule     enum cri_refill of minutes and days; -1 = as stated
 * @param amounts  of the option's limits; CRI_NO_LIMIT = none; NULL = of all
 */
enum sim_status size_ask(struct sizes *sizes, uint32_t option, uint32_t situation, int rule,
                         const int64_t *amounts, uint32_t n_replications, uint32_t *point,
                         struct sim_error *err);

static inline struct size_need *size_need_of(const struct size_limit *limit, uint32_t situation,
                                             int rule)
{
    return &limit->needs[situation * CRI_N_REFILLS + (uint32_t)rule];
}
/** What it needs under a rule in its worst situation; 0 = nothing, -1 = more than was tried.
 * @param state  LEAST_HOLDS, or LEAST_OPEN: what is not certain to be too little */
int64_t size_needed(const struct sizes *sizes, const struct size_limit *limit, int rule,
                    enum least_state state, uint32_t *situation);
void size_release(struct sizes *sizes);

#endif
