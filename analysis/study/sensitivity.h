/*
 * sensitivity.h: which assumptions matter: each is varied alone, all others as stated, between its
 * low and its high end or over its levels (a tornado), and along a range it is searched where the
 * choice changes (break-even values). With trajectories or base points, all are varied together
 * (Morris, Sobol).
 */
#ifndef CRISIM_ANALYSIS_STUDY_SENSITIVITY_H
#define CRISIM_ANALYSIS_STUDY_SENSITIVITY_H

#include "analysis/stats/sensitivity.h"
#include "analysis/study/question.h"
#include "analysis/study/vary.h"

enum { SENSITIVITY_MOST_REPLICATIONS = 5, SENSITIVITY_MOST_RUNS = 60, SENSITIVITY_LEVELS = 4 };

/* A value within a range that was run. */
struct sensitivity_at {
    double value;
    uint32_t point;
    bool fits;      /* else the scenario does not take it */
    uint64_t state; /* who is recommended, who holds (along.h); of one that fits and is finished */
};

struct sensitivity_item {
    struct vary vary;
    uint32_t *points; /* of the loop, by level */
    uint32_t n_at, n_told;
    struct sensitivity_at at[SENSITIVITY_MOST_RUNS]; /* of a range, values rising */
    bool over;
};

struct sensitivity {
    struct loop *loop;
    struct judge *judge;
    struct sim_arena arena;
    double share, narrow; /* of assumptions; break-even values are known to that share */
    bool named;           /* by the user; else the assumptions of the scenario */
    bool searches;        /* break-even values: not of too many options */
    double one, most,
        asked; /* requests of a replication; that may be asked for; asked for so far */
    bool cut;  /* some search ended for it */
    uint32_t n_replications;
    uint32_t n;
    struct sensitivity_item *items;
    uint64_t stated;         /* state of the scenario as stated */
    uint32_t trajectories;   /* 0 = no Morris */
    double *coordinates;     /* stats_morris_size() x n */
    uint32_t *morris;        /* their points */
    uint32_t first_together; /* the first point of the loop that is one of them */
    uint32_t base_points;    /* 0 = no Sobol */
    uint32_t *sobol;         /* points of its stats_sobol_size() */
    uint32_t first_shares;   /* the first point of the loop that is one of them */
};

/** The points to begin with; vary_read() has found the texts good. */
enum sim_status sensitivity_begin(struct sensitivity *state, const struct asking *asking,
                                  struct sim_error *err);
/** Take in, and ask for more values between two that differ, until they are close. */
enum sim_status sensitivity_next(struct sensitivity *state, struct sim_error *err);
/** The key of draws of a name, by the seed of the scenario. */
struct sim_key sensitivity_key(const struct sensitivity *state, const char *name);
/** Values that a search for one break-even value takes between two that were run at the beginning;
 * there may be none, or several. */
double sensitivity_most_searched(const struct sensitivity *state,
                                 const struct sensitivity_item *item);
/** Whether this is varied, a path as --set takes it. */
bool sensitivity_is_varied(const struct sensitivity *state, const char *path);
void sensitivity_release(struct sensitivity *state);

/* A change along a range, on the way from the value as stated (or else from the low end). */
struct sensitivity_break {
    const struct sensitivity_item *item;
    double from, to;        /* the last value as before, the first after it */
    uint64_t before, after; /* states */
};

/** Changes along a range, those below the stated value first, from there downward; then upward. In
 * the arena. */
struct sensitivity_break *sensitivity_breaks(const struct sensitivity_item *item,
                                             struct sim_arena *arena, uint32_t *n);

#endif
