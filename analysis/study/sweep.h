/*
 * sweep.h: what a setting changes, value by value: every point of a grid over what is varied, or
 * points of a Latin hypercube or a Sobol sequence in it.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SWEEP_H
#define CRISIM_ANALYSIS_STUDY_SWEEP_H

#include "analysis/study/question.h"
#include "analysis/study/vary.h"

enum sweep_design { SWEEP_GRID, SWEEP_HYPERCUBE, SWEEP_SOBOL };
enum { SWEEP_MOST_POINTS = 10000, SWEEP_MOST_REPLICATIONS = 5 };

struct sweep_settings {
    const char *const *texts; /* n of them, as vary_read() takes them */
    uint32_t n;
    enum sweep_design design;
    uint32_t levels; /* of a range in a grid */
    uint32_t points; /* of the other designs */
    double share;    /* to either side of what is stated, of a path alone */
};

struct sweep {
    struct loop *loop;
    struct judge *judge;
    struct sim_arena arena;
    enum sweep_design design;
    uint32_t n_replications;
    uint32_t n; /* things that are varied */
    struct vary *items;
    const uint32_t *n_levels; /* of a grid: values of each; NULL: of a sample */
    uint32_t n_points;
    struct vary_level *levels; /* n_points x n */
    double *along;             /* n_points x n: how far along its range or list, from 0 to 1 */
    uint32_t *points;          /* of the loop; CRI_NONE: the scenario does not take it */
    uint32_t n_unfit;
    const char *unfit; /* why the first one does not fit */
};

/** Read what is varied and lay out the points; nothing is asked for. SIM_EUSAGE and all that is
 * wrong. */
enum sim_status sweep_design(struct sweep *sweep, struct loop *loop,
                             const struct sweep_settings *settings, struct sim_error *err);
/** Ask for the points. */
enum sim_status sweep_ask(struct sweep *sweep, struct sim_error *err);
void sweep_release(struct sweep *sweep);

#endif
