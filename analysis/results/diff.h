/*
 * diff.h: what differs between two results: inputs, scenario, verdict and every figure.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_DIFF_H
#define CRISIM_ANALYSIS_RESULTS_DIFF_H

#include "analysis/results/results.h"

/* What a difference is about, in the order of their being shown. */
#define RESULTS_DIFF_LIST(X)                                                                       \
    X(INPUTS, "inputs", "what went in")                                                            \
    X(SCENARIO, "scenario", "the scenario in force")                                               \
    X(VERDICT, "verdict", "what is recommended, and where options hold")                           \
    X(FIGURES, "figures", "figures as stated")

enum results_diff_part {
#define X(name, key, title) RESULTS_DIFF_##name,
    RESULTS_DIFF_LIST(X)
#undef X
        RESULTS_DIFF_PARTS
};

struct results_diff_row {
    enum results_diff_part part;
    const char *what;   /* "seed", "classes.chat.max_tokens", "success rate" */
    const char *option; /* "" = of no single option */
    const char *a, *b;  /* as each shows it; "-" = not there */
    const char *unit;
    /* Of numbers, else NaN: b - a; and the ends of its 95 % interval, of independent runs: runs of
     * the same seed are known to differ less, which two folders do not say. */
    double difference, low, high;
    const char *word; /* "better", "worse", "higher", "lower", "indistinguishable", "within
                         the tolerance", "differs" */
    bool first;       /* of the first screen: it is no figure, or one that a board asks for first */
    bool counts;      /* it is more than luck and the tolerance */
};

struct results_diff {
    struct sim_arena arena;
    struct results_diff_row *rows; /* by part */
    uint32_t n, room;
    uint32_t n_compared; /* figures that were compared */
    bool same;           /* nothing counts */
    bool luck_known;     /* both have several replications */
};

/**
 * @param tolerance  share of a's value by which a figure may differ (0 = by nothing)
 * @param diff       results_diff_release() it; its strings live as long as a and b
 */
void results_diff(const struct results *a, const struct results *b, double tolerance,
                  struct results_diff *diff);
void results_diff_release(struct results_diff *diff);

#endif
