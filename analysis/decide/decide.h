/*
 * decide.h: the verdict, as pure logic. Which option holds in which case, which is recommended, by
 * what it won, what the next one would bring, and what is left to choose from where nothing was
 * promised. It knows no scenario and no run: everything that it judges is in struct decide_input,
 * so each rule can be checked with figures made by hand.
 *
 * An option is what the user can choose; a case is what may be true and cannot be chosen. Case 0 is
 * the one as stated, and always has to hold.
 *
 * The rules, in the order in which they are applied:
 *
 *   judged     of a figure with an interval, the bound on the wrong side: the low one against "at
 *              least", the high one against "at most". Without an interval, the figure.
 *   shortfall  the largest miss of an option in a case, as a share of what the promise allows:
 *              98.4 % where 99 % is promised is 1.6 of 1.0, 0.6 too much; 12 s where 10 s is
 *              promised is 0.2 too much. A figure that never comes is infinitely far away.
 *   holds      no promise is missed: the shortfall is 0.
 *   candidate  runs every class, is known to be allowed, is not batch for a class that cannot wait,
 * and met the same traffic as the others. decides    a case that has to hold and in which some
 * candidate does. Where none holds there is nothing to choose; such a case is told, and takes no
 * part in what follows. robust     a candidate that holds in every case that decides. regret the
 * shortfall less that of the candidate that comes nearest in that case. order      robust
 * candidates by the objective: each measure at its worst over the cases that decide; whoever is
 * further from the best than what matters drops out, the next measure goes on among the rest. Then
 * more room to grow, then fewer destinations, then the order of the file. So the result does not
 * depend on pairs: "equal enough" is always relative to the best one, never along a chain. If none
 * is robust, the least regret: the smallest largest, then the smallest sum over the cases that
 * decide, then the same objective. nothing    if no candidate holds as stated, none is recommended.
 *   draws      numbers that are not known, drawn: one case, in which an option holds if the share
 * of draws in which it keeps what is promised is as large as is asked, by the near bound of its
 * interval. They are the scenario as stated, as far as it is known, so they decide as that does,
 * whether some candidate holds in them or none. no SLO     none is recommended; left to choose from
 * are the candidates within a point of the most complete one which no other candidate beats: better
 * by more than what matters in one of the measures, and worse by more than that in none.
 */
#ifndef CRISIM_ANALYSIS_DECIDE_DECIDE_H
#define CRISIM_ANALYSIS_DECIDE_DECIDE_H

#include "sim/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define DECIDE_NONE UINT32_MAX /* no option, case, measure or promise */
#define DECIDE_EACH UINT32_MAX /* of a promise: every class on its own */

struct decide_option {
    bool allowed;
    bool undecided; /* whether it is allowed is not known: it runs, and is never recommended */
    bool partial;   /* a class of the others does not run in it */
    bool batch;     /* batch for a class that is not said to be deferrable */
    bool unlike;    /* met other traffic, or another seed or horizon */
    /* Known not to be robust from cases that are not among these: another one that holds comes
     * first, as if it had failed in one of them. */
    bool fails_elsewhere;
    uint32_t n_destinations;
    double room_to_grow; /* load factor; NaN = not known, less than any */
};

/* What was promised (an SLO): a bound on one figure of one class. */
struct decide_promise {
    uint32_t class; /* DECIDE_EACH: of every class without a promise of its own on the figure */
    uint32_t figure;
    bool at_least; /* else at most */
    double bound;  /* in the unit of the figure */
    double top; /* what the figure cannot exceed (100 of a %), NaN = none: what "at least" allows is
                   top - bound, without a top it is bound */
};

/* A figure of one class of one option in one case. */
struct decide_figure {
    double value;     /* NaN = none, INFINITY = never */
    double low, high; /* its interval; NaN = none */
    bool absent; /* nothing was offered to the class there, or it does not run: nothing is asked */
};

struct decide_case {
    bool must_hold;
    uint32_t n_promises;
    const struct decide_promise *promises; /* in force in this case */
    /* Not NULL: the case is many draws of what is not known. Per option, the share of draws in
     * which it keeps what is promised, with its interval; it has to be at least `kept_share`, and
     * no other promise is judged. */
    const struct decide_figure *kept;
    double kept_share;
};

/* What options are compared by, over all classes. */
struct decide_measure {
    bool higher;     /* more is better */
    double smallest; /* difference that matters; if `relative`, a share of the worse figure */
    bool relative;
    const double *at; /* [option x n_cases + case]; NaN = no figure, worse than any other */
};

struct decide_input {
    uint32_t n_options, n_cases, n_classes, n_figures, n_measures, n_objective;
    const struct decide_option *options;
    const struct decide_case *cases; /* [0] as stated */
    /* [((option x n_cases + case) x n_classes + class) x n_figures + figure] */
    const struct decide_figure *figures;
    const bool *moved; /* [option x n_cases + case]: some figure is not as in case 0 */
    const struct decide_measure *measures;
    const uint32_t *objective;   /* n_objective measures, the first counts most */
    uint32_t success, money;     /* measures; DECIDE_NONE = none */
    double most_complete_within; /* of `success`, in its unit: where no SLO is stated */
};

enum decide_form {
    DECIDE_RECOMMENDED,   /* robust */
    DECIDE_LEAST_REGRET,  /* recommended, but not robust */
    DECIDE_NOTHING_WORKS, /* no candidate holds as stated */
    DECIDE_NO_SLO,        /* nothing is promised: left to choose from */
    DECIDE_NO_CANDIDATE   /* no option runs every class: there is nothing to put in order */
};

/* By what the recommended option won over the next one. */
enum decide_won {
    DECIDE_BY_ROBUST,
    DECIDE_BY_REGRET,
    DECIDE_BY_MEASURE,
    DECIDE_BY_ROOM,
    DECIDE_BY_DESTINATIONS,
    DECIDE_BY_ORDER,
    DECIDE_ALONE
};

/* Of one option in one case. */
struct decide_cell {
    bool holds;
    double shortfall;        /* 0 = none; INFINITY = a promised figure that never comes */
    double regret;           /* NaN of an option that is no candidate */
    uint32_t promise, class; /* of the largest miss; DECIDE_NONE = no miss */
    double judged;           /* the figure, or the bound of its interval, that misses most */
};

struct decide_result {
    enum decide_form form;
    struct decide_cell *cells; /* [option x n_cases + case] */
    bool *candidate;
    bool *robust; /* none is where nothing is promised, or no candidate holds as stated */
    bool *left;   /* to choose from, where nothing is promised */
    /* Per case; counted: it moves a figure of some option, or promises something else, and case 0.
     */
    bool *decides, *counted;
    uint32_t n_counted;
    uint32_t *n_held; /* per option: counted cases in which it holds */
    double *worst;    /* [option x n_measures + measure]: over the cases that decide */
    uint32_t recommended, runner_up; /* options; DECIDE_NONE */
    enum decide_won won;
    uint32_t won_measure; /* of DECIDE_BY_MEASURE */
    /* Holds as stated and is cheaper than the recommended one there by more than what matters, but
     * not robust: the cheapest such candidate, the case that it misses most, and what it saves as a
     * share of the recommended one's money. */
    uint32_t cheaper, cheaper_case;
    double cheaper_saves;
};

/** Whether an option can be chosen: allowed for certain, whole, on the same traffic. */
bool decide_is_candidate(const struct decide_option *option);
/** All arrays of the result belong to the arena. At least one option and one case. */
struct decide_result *decide(const struct decide_input *input, struct sim_arena *arena);

/**
 * Whether a study ends well (exit code 0), else 1: something is recommended and robust; without an
 * SLO, something ran.
 * @param nominal_only  only the case as stated is looked at: what is recommended holds there
 */
bool decide_ends_well(const struct decide_input *input, const struct decide_result *result,
                      bool nominal_only);

/** How far a figure is from what is promised: 0 = kept; see "shortfall" above. */
double decide_shortfall(const struct decide_promise *promise, const struct decide_figure *figure,
                        double *judged);

/** Whether a promise of a case is about a class: its own, or for every class where it has none of
 * its own on the figure. */
bool decide_is_judged(const struct decide_case *of, const struct decide_promise *promise,
                      uint32_t class);

/** Whether a is better than b by as much as matters, to a billionth of that. Both NaN are equal. */
bool decide_is_better(const struct decide_measure *measure, double a, double b);

/** Whether a case counts in the order: with a promise those that decide, without one all that have
 * to hold; the one as stated always. */
bool decide_counts(const struct decide_input *in, const struct decide_result *result, uint32_t c,
                   bool promised);

/**
 * The level of a rule at which all candidates together completed least, for the case in which
 * everything that is undocumented is as bad as it may be; the first of those that are equal.
 * @param completed  [level]; n_levels > 0
 */
uint32_t decide_worst_level(const uint64_t *completed, uint32_t n_levels);

#endif
