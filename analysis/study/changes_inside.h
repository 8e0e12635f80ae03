/*
 * changes_inside.h: what the searches of changes.c found, for the sentences of changes_say.c.
 */
#ifndef CRISIM_ANALYSIS_STUDY_CHANGES_INSIDE_H
#define CRISIM_ANALYSIS_STUDY_CHANGES_INSIDE_H

#include "analysis/decide/search.h"
#include "analysis/study/changes.h"

/* A state: bit o = option o holds (without an SLO: answers as much as the best); bit 20 + o = it
 * has a 429; from bit 40 on the recommended option, plus 1. */
enum { SHIFT_429 = CHANGES_MOST_OPTIONS, SHIFT_CHOICE = 2 * CHANGES_MOST_OPTIONS };
#define CHOICE   (~UINT64_C(0) << SHIFT_CHOICE)
#define REFUSALS (((UINT64_C(1) << CHANGES_MOST_OPTIONS) - 1) << SHIFT_429)

/* In the order in which the budget is given: what makes a first option hold, where none does, is
 * wanted most. */
enum kind {
    QUOTA_UP,
    CAPACITY_UP,
    LOAD,
    LOAD_FIXED,
    LOAD_SLIDING,
    LOAD_BUCKET,
    CAPACITY,
    QUOTA,
    HOP,
    N_KINDS
};

struct asked {
    double factor;
    uint32_t point;
};

struct input {
    enum kind kind;
    double base; /* what is stated; a factor is on it */
    struct search_settings settings;
    struct search search;
    bool begun;
    struct asked *asked; /* every point that was run */
    uint32_t n_asked, n_told, room;
    bool impossible; /* some factor does not fit the scenario */
};

struct changes {
    struct loop *loop;
    struct judge *judge;
    uint32_t n_options;
    uint32_t n;
    struct input inputs[N_KINDS];
    bool too_many; /* options */
};

/* Only more is tried, until an option holds. */
static inline bool is_upward(enum kind kind)
{
    return kind == QUOTA_UP || kind == CAPACITY_UP;
}

/* What may change the choice, and who holds. */
static inline bool is_in_both_lists(enum kind kind)
{
    return kind == LOAD || kind >= CAPACITY;
}

/* For the first 429 only. */
static inline bool is_of_refill(enum kind kind)
{
    return kind >= LOAD_FIXED && kind <= LOAD_BUCKET;
}

static inline bool is_of_load(enum kind kind)
{
    return kind == LOAD || is_of_refill(kind);
}

const char *changes_input_name(enum kind kind); /* for sentences: "load" */
int changes_input_refill(enum kind kind); /* enum cri_refill that is set too; -1 = as stated */
/** An option at the point as stated. */
const struct plan_option *changes_option(const struct changes *changes, uint32_t option);
/** What was found at a point of the loop. */
uint64_t changes_state(const struct changes *changes, uint32_t point);
/** Room to grow under one rule by which minute quotas come back; 0 = below all that was tried,
 * INFINITY = above, NaN = not searched. */
double changes_room_under(const struct changes *changes, uint32_t option, enum cri_refill refill);

#endif
