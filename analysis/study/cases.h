/*
 * cases.h: what may be true and cannot be chosen, as points of a comparison: the cases that the
 * scenario states, and one for each level of each rule that is not documented (case_list.h).
 *
 * Beside the scenario as stated these are run, each in the first min(replications, 5)
 * replications:
 *
 *   each level of each rule alone, but for the one that is in force and for those of which the run
 *   as stated proves that they change nothing
 *   each stated case, and each pair that its `cross` names
 *   "adverse": every rule that has to hold at the level at which all candidates together completed
 *   least; and each stated case and pair together with it
 */
#ifndef CRISIM_ANALYSIS_STUDY_CASES_H
#define CRISIM_ANALYSIS_STUDY_CASES_H

#include "analysis/study/case.h"
#include "analysis/study/loop.h"

enum { CASES_MOST_REPLICATIONS = 5 };

struct cases_item {
    const char *name;  /* "as stated", "refill-minute sliding-window", "x7", "x7 + adverse" */
    const char *words; /* "minute quotas come back by a sliding window": what is so in it */
    bool automatic, must_hold;
    uint32_t point;       /* of the loop; CRI_NONE = proved to be as stated, and not run; or many */
    const char *harmless; /* what proves it; NULL = it is run */
    const struct sim_json *patch;
    int rule; /* of case_list.h; -1 = stated, crossed, adverse */
    uint32_t level;
};

struct cases;

/** The most points that a comparison of these options of a plan can ask for beside the scenario as
 * stated, before anything is run. */
uint32_t cases_most(const struct plan *plan, const uint32_t *options, uint32_t n_options);

/** Points 0 is the scenario as stated. candidates: n_options flags of the loop's options; drawn:
 * numbers that are ranges are drawn (draws.h). */
struct cases *cases_create(struct loop *loop, const bool *candidates, bool drawn);
void cases_destroy(struct cases *cases);

/** A replication of the point as stated is there: what does it prove? */
void cases_take(struct cases *cases, uint32_t replication, const struct cri_outcome *outcomes);
/** Ask for the points of the next round: first the cases alone, then "adverse"; nothing is asked
 * for when there are no more. */
enum sim_status cases_next(struct cases *cases, struct sim_error *err);

/** Case i < cases_count(); the first is the scenario as stated. */
uint32_t cases_count(const struct cases *cases);
const struct cases_item *cases_at(const struct cases *cases, uint32_t i);
/**
 * How many of the cases that are run are not finished in all their replications; *n is how many
 * there are beside the one as stated, as far as is known. `adverse` counts among them until it is
 * known whether there is one.
 */
uint32_t cases_missing(const struct cases *cases, uint32_t *n);

#endif
