/*
 * judge_inside.h: what the files of judge.h share: what is known of the options (judge_options.c),
 * what is promised, compared or shown (judge_wanted.c), the figures of every point
 * (judge_figures.c), and the measures of a verdict (judge_measures.c).
 */
#ifndef CRISIM_ANALYSIS_STUDY_JUDGE_INSIDE_H
#define CRISIM_ANALYSIS_STUDY_JUDGE_INSIDE_H

#include "analysis/study/judge.h"

struct judge_promises {
    const struct decide_promise *of; /* n; NULL = not read yet */
    uint32_t n;
};

struct judge {
    struct sim_arena arena;
    struct loop *loop;
    uint32_t n_options;
    struct decide_option *options;
    uint32_t n_classes; /* of all options, each name once; number n_classes is the whole option */
    const char **classes;
    uint32_t n_wanted; /* figures that are promised, compared or shown */
    enum cri_slo_metric wanted[CRI_N_SLO_METRICS];
    uint32_t figure[CRI_N_SLO_METRICS]; /* number among the wanted; CRI_NONE = not wanted */
    /* [point]: n_options x (n_classes + 1) x n_wanted x its room */
    double **values;
    /* [point]: as figures_of() made them; NULL = it can still be asked */
    struct decide_figure **kept;
    struct judge_promises *promises; /* [point] */
    uint32_t n_points;
};

/* ---- judge_options.c ---- */

/** The names of the classes of all options. */
void judge_add_classes(struct judge *judge);
/** What decide() has to know of an option besides its figures; after the classes. */
void judge_describe_option(struct judge *judge, uint32_t o);

/* ---- judge_wanted.c ---- */

/* What is compared over all classes, whatever the objective names. */
extern const enum cri_slo_metric judge_fixed[JUDGE_N_FIXED];

/** Of a word of an objective; CRI_N_SLO_METRICS = there is no such metric. */
enum cri_slo_metric judge_metric_of_word(const char *word);
/** Whatever is promised, compared or shown; a case may promise anything. */
void judge_find_wanted(struct judge *judge);
/** What is promised in a point, while its plan is there; into the arena of the judge. */
struct judge_promises judge_read_promises(struct judge *judge, uint32_t point);

/* ---- judge_figures.c ---- */

/** The figures of an option at a point, n_classes + 1 x n_wanted, over all its replications. */
void judge_add_figures(const struct judge *judge, uint32_t point, uint32_t option,
                       struct decide_figure *figures);

/** The figures of an option in a case: what is the same in the replications of both is known best
 * from all replications of the scenario as stated, whose figures are given. */
void judge_add_case(const struct judge *judge, uint32_t point, uint32_t option,
                    const struct decide_figure *stated, struct decide_figure *figures);

/* ---- judge_measures.c ---- */

/** The fixed measures, then what else the objective names; after the figures of the input. */
void judge_add_measures(const struct judge *judge, struct judge_verdict *verdict,
                        struct sim_arena *arena);

static inline const struct plan_option *judge_option(const struct judge *judge, uint32_t point,
                                                     uint32_t o)
{
    return loop_point_option(judge->loop, loop_point(judge->loop, point), o);
}

/* Figures of one option, over its classes and the whole. */
static inline size_t judge_n_figures(const struct judge *judge)
{
    return (size_t)(judge->n_classes + 1) * judge->n_wanted;
}

/* Where the replications of a figure begin, in units of the room of their point. */
static inline size_t judge_value_at(const struct judge *judge, uint32_t option, uint32_t class,
                                    uint32_t figure)
{
    return ((size_t)option * (judge->n_classes + 1) + class) * judge->n_wanted + figure;
}

#endif
