/*
 * precise.h: how precisely the headline figures of a point are known: rows of metrics that say so,
 * and what an SLO of an option or of one of its classes bounds.
 */
#ifndef CRISIM_ANALYSIS_STUDY_PRECISE_H
#define CRISIM_ANALYSIS_STUDY_PRECISE_H

#include "analysis/study/loop.h"

struct precise {
    /* The largest relative error (stats_relative_error()) of all figures. INFINITY where an
     * interval reaches 0, or a figure is a number in some replications only; NaN if there is no
     * figure at all, or not two replications */
    double widest;
    const struct metric *metric; /* of which, and in which of the point's options; NULL = none */
    uint32_t option;
    bool varies; /* some figure is not the same in every replication */
};

/** Over the first n replications, which are finished. */
struct precise precise_of(const struct loop *loop, const struct loop_point *point, uint32_t n);

/** Whether a point is known as precisely as the settings ask, or has had as many replications as
 * they allow. Without a precision: always. Else loop_grow() is asked for the next step. */
bool precise_enough(struct loop *loop, uint32_t number);

#endif
