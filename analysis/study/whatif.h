/*
 * whatif.h: replication 0 of an option with something else in force, to say what would change with
 * it by counting, not by guessing. All options meet the arrivals and the luck that they met in the
 * study.
 */
#ifndef CRISIM_ANALYSIS_STUDY_WHATIF_H
#define CRISIM_ANALYSIS_STUDY_WHATIF_H

#include "analysis/results/results.h"
#include "scenarios/plan/plan.h"

#include <signal.h>

enum { WHATIF_RULES = CRI_REFILL_SLIDING + 1 };
/* Steps between the longest answer and the stated max_tokens, of equal ratio. */
enum { WHATIF_STEPS = 8 };
/* Of an option, at most: the other rules of minutes and days, and the steps. */
enum { WHATIF_MOST_RUNS = 2 * (WHATIF_RULES - 1) + WHATIF_STEPS };

/* Ends of replication 0. */
struct whatif_counts {
    uint64_t offered, completed, throttled;
};

/* How an option fares under each rule by which a quota may come back. */
struct whatif_refill {
    bool looked_at; /* a limit of that period was more than half used, and all rules were run */
    struct whatif_counts of[WHATIF_RULES]; /* by enum cri_refill */
};

/* A lower max_tokens with which more requests complete. */
struct whatif_max_tokens {
    bool helps;

    uint32_t n; /* classes that it lowers */
    struct whatif_class {
        const char *name;
        int64_t stated, longest, would_do; /* tokens */
    } * classes;
    struct whatif_counts before, after;
};

struct whatif_option {
    struct whatif_refill minute, day;
    struct whatif_max_tokens max_tokens;
};

struct whatif_settings {
    const uint32_t *options; /* indices in the plan of the options of the results */
    double worth_points;     /* smallest difference of the success rate that matters [% points] */
    uint32_t n_threads;      /* 0 = all processors */
    volatile sig_atomic_t *stop;
};

/**
 * Run what there is to ask, after results->options and its metrics are there. In the process of
 * rank 0 only. When it is stopped, nothing more is looked at.
 * @return one per option of the results, in their arena
 */
const struct whatif_option *whatif_run(const struct plan *plan, struct results *results,
                                       const struct whatif_settings *settings);

#endif
