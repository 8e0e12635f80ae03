/*
 * drill_judge.h: a drill of an option over its replications, against what is asked of drills.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRILL_JUDGE_H
#define CRISIM_ANALYSIS_STUDY_DRILL_JUDGE_H

#include "analysis/study/drill.h"

struct drill_judged {
    bool there;                /* false: the option is not allowed, or its runs are not finished */
    uint64_t offered, failed;  /* of the window, over all replications */
    int64_t more_failed;       /* than without it, in the whole run, over all replications */
    double success, low, high; /* 0..1, NaN without requests; 95 % interval, NaN without one */
    /* Over the replications the worst: stays down, not seen, the longest time. */
    enum drill_end end;
    uint32_t n_end;      /* replications that ended so */
    double recovery_min; /* NaN unless all are back */
    double amplification;
    bool asked, holds; /* some bound is stated; all are met */
};

/** The least share that has to complete; NaN = none is asked. */
double drill_least_success(const struct drill *drill, uint32_t option);
struct drill_judged drill_judge(const struct drill *drill, const struct drill_item *item,
                                uint32_t option);
/** Completed / offered as stated in the minutes of a window; NaN without requests. */
double drill_stated_success(const struct drill *drill, uint32_t window, uint32_t option);
/** It holds; where nothing is asked of drills: it completes as much as without the outage, to one
 * percent point. */
bool drill_survives(const struct drill *drill, const struct drill_item *item, uint32_t option);

/** Whether any option's figures of a drill are there. */
bool drill_is_there(const struct drill *drill, const struct drill_item *item);
/** The drill of a kind in which the options together complete the least share; NULL = none.
 * Second sources apart. */
const struct drill_item *drill_worst(const struct drill *drill, enum drill_kind kind);
/** The one in which an option completes the least. */
const struct drill_item *drill_worst_of(const struct drill *drill, enum drill_kind kind,
                                        uint32_t option);

#endif
