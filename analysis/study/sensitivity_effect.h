/*
 * sensitivity_effect.h: what the runs of a sensitivity study came to, for the files that say and
 * show it: what each thing does to a figure, and where the choice changes.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SENSITIVITY_EFFECT_H
#define CRISIM_ANALYSIS_STUDY_SENSITIVITY_EFFECT_H

#include "analysis/stats/sensitivity.h"
#include "analysis/study/judge.h"
#include "analysis/study/sensitivity.h"

#define SENSITIVITY_ASKS "which assumptions matter?"

enum { SENSITIVITY_MOST_SAID = 3, SENSITIVITY_FIRST_ROWS = 8 };

struct sensitivity_talk {
    const struct sensitivity *state;
    struct study *study;
    struct results *results;
    struct sim_arena *arena;
    const struct judge_verdict *verdict; /* of replication 0, as stated */
    uint32_t subject;                    /* the option that is looked at first */
};

/* What one thing does to a figure of an option, in the unit of the figure's SLO. */
struct sensitivity_effect {
    const struct sensitivity_item *item;
    double stated, low, high;     /* means; of levels that are words: the least, the most */
    const char *at_low, *at_high; /* which values of the thing that are */
    struct stats_estimate to_low, to_high; /* differences to what is stated, paired */
    double swing;
    bool moves; /* by more than what matters, and by more than luck */
};

/** Of all things, the one that moves the figure most first; in the arena. */
struct sensitivity_effect *sensitivity_effects(const struct sensitivity_talk *talk, uint32_t option,
                                               uint32_t measure);
/** Changes of all things, those nearest to what is stated first; in the arena. */
struct sensitivity_break *sensitivity_all_breaks(const struct sensitivity_talk *talk, uint32_t *n);
/** For sim_sort() of struct sensitivity_break: the one nearest to what is stated first. */
int sensitivity_by_distance(const void *a, const void *b);
/** Whether what was chosen is so no more: the choice, or whether the option that is looked at
 * holds. */
bool sensitivity_is_of_choice(const struct sensitivity_talk *talk,
                              const struct sensitivity_break *change);
const char *sensitivity_option(const struct sensitivity_talk *talk, uint32_t option);
/** Few words for a figure: "success". */
const char *sensitivity_label(const struct sensitivity_talk *talk, uint32_t measure);
/** "success, %", "cost, USD per 1,000". */
const char *sensitivity_label_with_unit(const struct sensitivity_talk *talk, uint32_t measure);

#endif
