/*
 * changes_inside.h: what the searches of changes.c found, for the sentences of changes_say.c.
 */
#ifndef CRISIM_ANALYSIS_STUDY_CHANGES_INSIDE_H
#define CRISIM_ANALYSIS_STUDY_CHANGES_INSIDE_H

#include "analysis/study/along.h"
#include "analysis/study/changes.h"

struct changes {
    struct loop *loop;
    struct judge *judge;
    uint32_t n_options;
    uint32_t n;
    /* As stated, then what would make a first option hold in the worst case that decides nothing:
     * those have `under`; then the ways to the cases that are stated. */
    struct along *inputs;
    uint32_t n_walks; /* one for each stated case, in their order; those that are taken whole too */
    struct walk *walks;
    struct sim_arena arena;
    bool too_many; /* options */
};

/* Of a case that decides nothing, not of the scenario as stated. */
static inline bool is_of_case(const struct along *input)
{
    return input->under != NULL;
}

/* What may change the choice, and who holds. */
static inline bool is_in_both_lists(enum along_kind kind)
{
    return kind == LOAD || kind >= CAPACITY;
}

/** An option at the point as stated. */
const struct plan_option *changes_option(const struct changes *changes, uint32_t option);
/** Room to grow under one rule by which minute quotas come back. */
struct along_room changes_room_under(const struct changes *changes, uint32_t option,
                                     enum cri_refill refill);
/** Room to grow: the least over the rules. */
struct along_room changes_room_of(const struct changes *changes, uint32_t option);

#endif
