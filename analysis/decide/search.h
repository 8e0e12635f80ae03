/*
 * search.h: where along one input something changes. A ladder of factors on the input's stated
 * value is run first; then every gap between two neighbours that differ is halved (in the
 * logarithm) until it is narrow enough. Nothing is assumed to be monotone: what changes and changes
 * back is found wherever two neighbours of the ladder differ, and a middle that is like neither of
 * its neighbours splits the gap in two.
 *
 * A search asks for points and is told what was found there; it runs nothing. What it may ask for
 * is planned before it starts: a budget in requests.
 */
#ifndef CRISIM_ANALYSIS_DECIDE_SEARCH_H
#define CRISIM_ANALYSIS_DECIDE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Factors from 1/4 to 4, the root of 2 apart, 1 in the middle; or, where only more can help, from 1
 * to 64, a factor of 64 to the power of 1/8 apart. */
enum { SEARCH_LADDER = 9, SEARCH_MOST_UP = 64 };

/* What a point costs, and what all may. */
struct search_settings {
    double requests;    /* simulated at factor 1, all options together */
    bool upward;        /* from what is stated up to SEARCH_MOST_UP times it */
    bool with_factor;   /* as many times as many at another factor: the load */
    bool runs_one;      /* factor 1 is run for this search, and paid for */
    double budget;      /* requests */
    double narrow;      /* a gap of this ratio less 1 is narrow enough, e.g. 0.02; > 0 */
    uint64_t fine;      /* bits of the state that are looked at more closely; 0 = none */
    double narrow_fine; /* enough between states that differ in such a bit; > 0 if there are any */
    uint32_t n_rungs;   /* of the ladder: SEARCH_LADDER, 5, 3, or 0 = no search at all */
    /* Where the ladder ends with a bit of `until_clear` set, or one of `until_set` clear, it goes
     * on upward, by factors of 2, to `most`; where its lowest rung is the other way round, downward
     * to `least`. */
    uint64_t until_clear, until_set;
    double least, most; /* 0 = the ladder's own */
    /* Beside a change of a bit that is not fine, points at 1 and 3 times `narrow` on both sides are
     * run: what changes back at once is seen. */
    bool check;
};

struct search_point {
    double factor;
    uint64_t state; /* whatever the caller tells points apart by */
    bool told;
};

/* Between two points that were run the state is not the same. */
struct search_change {
    double low, high; /* factors */
    uint64_t at_low, at_high;
    bool open; /* wider than asked for: the budget ended */
};

struct search {
    struct search_settings settings;
    struct search_point *points; /* n, factors rising */
    size_t n, room;
    double spent;   /* requests asked for */
    bool cut;       /* the budget ended before every gap was `narrow` */
    bool cut_fine;  /* or before those of the fine bits were `narrow_fine` */
    bool cut_ends;  /* or before the ladder was as long as was asked for */
    bool cut_check; /* or before all changes were checked */
};

/* Neighbouring points in all of which a bit is set. */
struct search_stretch {
    double low, high;    /* the first and the last of them */
    bool begins, ends;   /* there is a point below, above: it is clear there */
    double below, above; /* those points' factors */
    uint32_t n;          /* stretches in which it is set, this one included */
};

/** @param state  at factor 1, which is known. Release it afterwards. */
void search_init(struct search *search, const struct search_settings *settings, uint64_t state);
void search_release(struct search *search);

/**
 * The factors that are to be run next, all at once: of the ladder one on either side of what was
 * run, for what a point takes is known only afterwards (search_charge()). search_tell() each of them before the next
 * call.
 * @param factors  room for search_room()
 * @return how many; 0 = the search is over
 */
size_t search_next(struct search *search, double *factors);
void search_tell(struct search *search, double factor, uint64_t state);
/** The most that search_next() asks for now. */
size_t search_room(const struct search *search);

/** A point took more than was planned for it, so many requests; the budget is less by that. */
void search_charge(struct search *search, double requests);

/**
 * When a search is over, what it leaves can go to another.
 * @return what is left of the budget, which is taken away
 */
double search_take_rest(struct search *search);
/** Whether the budget ended before all was found. */
bool search_is_cut(const struct search *search);
/** More budget; search_next() goes on where it was cut. */
void search_give(struct search *search, double requests);

/**
 * Change i counted from the lowest factor, when the search is over.
 * @param of  bits of the state that matter; ~0 = all
 * @return false if there are fewer
 */
bool search_change(const struct search *search, size_t i, uint64_t of,
                   struct search_change *change);

/**
 * The largest stretch of factors in which a bit is set, by the difference of its ends; one that
 * begins at the lowest point begins at 0. Of two that are as large, the lower one.
 * @param of  the bit
 * @return false if it is set nowhere
 */
bool search_stretch(const struct search *search, uint64_t of, struct search_stretch *stretch);

/** Requests that a ladder of n_rungs costs. */
double search_ladder_cost(const struct search_settings *settings, uint32_t n_rungs);

/**
 * Share a budget among searches, before any starts: every one gets the longest ladder (9, 5, 3
 * rungs) with which the ladders of all together take at most half of what is there; if even the
 * shortest do not fit, the last ones are left out (n_rungs = 0). What is left is shared
 * alike for the gaps. Sets n_rungs and budget.
 */
void search_plan(struct search_settings *searches, size_t n, double budget);

#endif
