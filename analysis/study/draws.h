/*
 * draws.h: numbers that are stated as ranges (scenarios/read/ranges.h), drawn: the points of a
 * Latin hypercube over all of them, each run once, with the luck of one of the replications in
 * turn. All draws together are one case that has to hold: an option holds in it if the share of
 * draws in which it meets the SLOs as stated is as large as is asked, by the near end of Wilson's
 * interval; below the far end it fails; between the two nothing is shown, and it does not hold.
 *
 * A range is read as two uniform pieces, with half of the probability on either side of `mid`: of
 * all distributions between `low` and `high` with the median `mid` the one that assumes least
 * (largest entropy; Cooke 1991, "Experts in Uncertainty", section 6.4). Where `mid` is an end, it
 * is one piece. Draws are keyed by seed and path, so another range, or another order, moves none.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRAWS_H
#define CRISIM_ANALYSIS_STUDY_DRAWS_H

#include "analysis/study/draws_why.h"
#include "analysis/study/judge.h"

struct draws;

/** The value of a range at a coordinate from 0 to 1; of whole numbers each as likely as its
 * neighbours. */
double draws_value(double low, double mid, double high, bool is_whole, double u);
/** How many draws the plan asks for; 0 = no number is a range, or no SLO is stated that a draw
 * could meet. */
uint32_t draws_asked(const struct plan *plan);
/** The share of them in which an option has to meet its SLOs. */
double draws_share(const struct plan *plan);

/** NULL where no number is a range. After the first point was asked for. */
struct draws *draws_create(struct loop *loop);
void draws_destroy(struct draws *draws);
/** Whether there is anything to meet: an SLO as stated. Else nothing is drawn. */
bool draws_are_judged(const struct draws *draws);
/** Ask for all points, once; nothing is asked for when they were, or no SLO is stated. */
enum sim_status draws_next(struct draws *draws, struct sim_error *err);

/** What the draws that were run to their end say, in the arena; NULL if none was run. */
const struct judge_draws *draws_judge(const struct draws *draws, const struct judge *judge,
                                      struct sim_arena *arena);

#endif
