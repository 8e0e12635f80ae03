/*
 * pairs.h: two options request by request: the same request met the same luck in both, so what its
 * E2E times and its costs differ by is the options alone, also where one of them fails the largest
 * calls. Each option writes its times and costs to columns while a replication runs; the columns
 * are joined into sums when the last one is there, and dropped.
 */
#ifndef CRISIM_ANALYSIS_STUDY_PAIRS_H
#define CRISIM_ANALYSIS_STUDY_PAIRS_H

#include "scenarios/plan/plan.h"
#include "sim/base/codec.h"
#include "sim/base/column.h"

/* What of an option is compared with the baseline: classes that run in both, matched by name. */
struct pairs_match {
    bool *classes, *baseline_classes; /* of the option's, of the baseline's; NULL = not compared */
    uint32_t *partners;               /* the baseline's number of each class */
    bool unlike; /* the option did not meet what the baseline met: nothing is paired */
};

/* Over requests that completed in both. */
struct pairs {
    uint64_t n;
    __int128 sum; /* [ns], E2E in the option less that in the baseline */
    bool differs; /* in some pair */
    /* Of the answers, calls that were given up on not counted; summed in the order of arrival, so
     * always to the same bits. NaN = an answer has no price. */
    double usd, baseline_usd;
    bool usd_differs;
};

/* What an option wrote: a column for each class. */
struct pairs_side {
    const struct sim_column *e2e; /* [ns] by position of arrival, -1 = not completed */
    const struct sim_column *usd; /* bits of a double [USD], NaN = no price */
};

/** Option a of a plan against option b. */
void pairs_match_init(struct pairs_match *match, const struct plan *plan, uint32_t a, uint32_t b);
void pairs_match_release(struct pairs_match *match);
/** Are requests of the option paired at all? */
bool pairs_match_any(const struct pairs_match *match);

/**
 * @param n_classes  of the option
 */
struct pairs pairs_join(const struct pairs_match *match, const struct pairs_side *option,
                        const struct pairs_side *baseline, uint32_t n_classes);
void pairs_code(struct pairs *pairs, struct sim_codec *codec);

#endif
