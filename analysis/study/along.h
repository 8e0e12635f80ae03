/*
 * along.h: a search along one input of a scenario - load, capacity, quotas, hops - on the loop of
 * studies. The scenario, as stated or under a case, is run at factors on what is stated, one
 * replication, until every change of who holds and who is refused is known closely enough
 * (analysis/decide/search.h). What a comparison says of load and what the questions about load say
 * is found by this one search, so they cannot disagree.
 */
#ifndef CRISIM_ANALYSIS_STUDY_ALONG_H
#define CRISIM_ANALYSIS_STUDY_ALONG_H

#include "analysis/decide/search.h"
#include "analysis/study/judge.h"
#include "analysis/study/study.h"
#include "analysis/study/walk.h"

/* Beyond so many options a state does not fit its 64 bits. */
enum { ALONG_MOST_OPTIONS = 20 };

/* A state: bit o = option o holds (without an SLO: answers as much as the best); bit 20 + o = it
 * has a 429; from bit 40 on the recommended option, plus 1. */
enum { SHIFT_429 = ALONG_MOST_OPTIONS, SHIFT_CHOICE = 2 * ALONG_MOST_OPTIONS };
#define CHOICE   (~UINT64_C(0) << SHIFT_CHOICE)
#define HOLDS    ((UINT64_C(1) << ALONG_MOST_OPTIONS) - 1)
#define REFUSALS (HOLDS << SHIFT_429)

/** The option that a state recommends; CRI_NONE = none. */
static inline uint32_t along_choice(uint64_t state)
{
    return (uint32_t)(state >> SHIFT_CHOICE) - 1;
}

/* In the order in which a comparison's budget is given: what makes a first option hold, where none
 * does, is wanted most. */
enum along_kind {
    QUOTA_UP,
    CAPACITY_UP,
    LOAD,
    LOAD_FIXED,
    LOAD_SLIDING,
    LOAD_BUCKET,
    CAPACITY,
    QUOTA,
    HOP,
    CASE, /* on the way to a stated case; a factor is 64 to the power of the share of the way */
    N_KINDS
};

struct along {
    struct loop *loop;
    struct judge *judge;
    enum along_kind kind;
    double base;                  /* what is stated; a factor is on it */
    uint64_t told;                /* bits of the state that are searched for */
    const struct sim_json *under; /* merge patch before that of the factor; NULL = none */
    const struct walk *walk;      /* of CASE */
    uint32_t end;                 /* of CASE: the point of the case itself, which was run */
    uint32_t replication;
    uint32_t start; /* the point at factor 1, which was run; CRI_NONE = it is run first */
    struct search_settings settings;
    /* A request of the budget pays for so many events: a point with more of them counts for more
     * requests. 0 = events are not counted. */
    double events_a_request;
    struct search search;
    bool begun, over;
    struct along_point {
        double factor;
        uint32_t point;
    } * asked; /* every point that was run */
    uint32_t n_asked, n_told, room;
    bool impossible; /* some factor does not fit the scenario */
    struct sim_arena arena;
};

const char *along_name(enum along_kind kind);  /* "hop" */
const char *along_words(enum along_kind kind); /* for sentences: "time between Regions" */
int along_refill(enum along_kind kind);        /* enum cri_refill that is set too; -1 = as stated */
/** The points are run at so many times what they cost as stated as the factor says. */
bool along_with_factor(enum along_kind kind);
/** The share of the way to a case that a factor stands for. */
double along_share(double factor);
/** The factor between places that are so far from one another on the way to a case. */
double along_stretch(double share);
/** Whether an option can depend on the input at all; not of CASE, which is no single input. */
bool along_matters(const struct cri_spec *spec, enum along_kind kind);

/* Only more is tried, until an option holds. */
static inline bool along_is_upward(enum along_kind kind)
{
    return kind == QUOTA_UP || kind == CAPACITY_UP;
}

/* For a rule by which minute quotas may come back that is not the one as stated. */
static inline bool along_is_of_refill(enum along_kind kind)
{
    return kind >= LOAD_FIXED && kind <= LOAD_BUCKET;
}

static inline bool along_is_of_load(enum along_kind kind)
{
    return kind == LOAD || along_is_of_refill(kind);
}

/**
 * Take in what was asked for last, and ask for more; nothing is asked for when it is over.
 * loop, judge, kind, base, told, start and settings are set before the first call; under and
 * replication where they are not 0.
 */
enum sim_status along_next(struct along *along, struct sim_error *err);
/**
 * The same of n searches that share a budget: what those that are over leave goes to the first one
 * that was cut or left out, and so on. All are over when nothing is asked for.
 */
enum sim_status along_all_next(struct along *const *all, uint32_t n, struct sim_error *err);
/** What a replication of a point counts for, of all its options, that offers so many requests. */
double along_weight(const struct loop_point *point, double requests, double events_a_request);
void along_release(struct along *along);

/** What was found at a point of the loop, of all its options. */
uint64_t along_state(const struct loop *loop, const struct judge *judge, uint32_t point);
/** The point at a factor that was run; CRI_NONE = none. */
uint32_t along_point(const struct along *along, double factor);
/** Whether an option met a rule of refill there: it may state one of its own. */
bool along_ran_under(const struct along *along, uint32_t option, enum cri_refill refill);
#define ALONG_NARROW_ROOM 0.001 /* the first 429 is to be known to that */

/** The largest factor that is known to be without a 429 below the first one that has one (low), and
 * that one (high); low = 0: there is none. high = INFINITY: no 429 up to
 * low, the largest that was run. Not searched: both NaN. */
struct along_room {
    double low, high;
};
struct along_room along_first_429(const struct along *along, uint32_t option);
/** The largest stretch of load in which an option holds; see search_stretch(). */
bool along_holds(const struct along *along, uint32_t option, struct search_stretch *stretch);

#endif
