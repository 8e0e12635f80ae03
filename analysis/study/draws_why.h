/*
 * draws_why.h: what an option's draws show, and why it fails in those in which it does: the one
 * input and the threshold on it that tell them from the others (analysis/stats/stump.h), or, where
 * no single input does, the two that say most.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRAWS_WHY_H
#define CRISIM_ANALYSIS_STUDY_DRAWS_WHY_H

#include "scenarios/read/scenario.h"

#define DRAWS_LEVEL 0.95 /* of Wilson's interval, two-sided */

/* What was drawn and what came of it. */
struct draws_seen {
    const struct scenario *scenario; /* whose ranges were drawn, n_inputs of them */
    const uint32_t *options;         /* n_options numbers of the scenario's */
    uint32_t n, n_inputs, n_options;
    double *values;    /* n x n_inputs */
    bool *met;         /* n x n_options; an option that is not allowed meets nothing */
    double share;      /* that is asked */
    uint32_t n_unfit;  /* draws that the scenario does not take: left out */
    const char *unfit; /* why the first of them does not fit */
};

enum draws_outcome { DRAWS_HOLDS, DRAWS_FAILS, DRAWS_UNDECIDED };
extern const char *const draws_outcome_words[]; /* by enum draws_outcome */

/** The fewest draws that show a share when all of them meet the SLOs. */
uint32_t draws_fewest(double share);
/** The fewest draws in all that would show that n_met of n is more, or less, than the share, should
 * the rate stay as it is; 0 = no number of them, or more than can be run. */
uint32_t draws_enough(uint32_t n_met, uint32_t n, double share);
/** What n_met of n draws show of a share, by Wilson's interval. */
enum draws_outcome draws_outcome(uint32_t n_met, uint32_t n, double share);

/** Draws in which an option meets what is promised. */
uint32_t draws_n_met(const struct draws_seen *seen, uint32_t option);
/** "fails when capacity.all.slots is below 31: 12 % of the draws"; in the arena. NULL of an option
 * that holds. */
const char *draws_why(const struct draws_seen *seen, uint32_t option, struct sim_arena *arena);
/** The number with the fewest digits in (from, to], or, upward false, in [from, to): a threshold
 * between two values that were drawn. */
double draws_threshold(double from, double to, bool upward);
/** "12 %", "0.4 %". */
const char *draws_percent(double share, struct sim_arena *arena);

#endif
