/*
 * study.h: a comparison while it runs, private to the room: study_compare.c asks for its point and
 * takes what is paired; measure.c, describe.c and covers.c make results of what was taken in.
 */
#ifndef CRISIM_ANALYSIS_STUDY_STUDY_H
#define CRISIM_ANALYSIS_STUDY_STUDY_H

#include "analysis/metric/metric.h"
#include "analysis/study/loop.h"

struct judge;
struct judge_verdict;
struct cases;
struct draws;
struct case_figures;
struct processed;
struct changes;
struct latency;

struct study {
    const struct plan *plan;
    const struct loop_settings *settings;
    uint32_t n_options;           /* options that are shown */
    uint32_t n_replications;      /* that there may be of the point as stated: its room */
    const uint32_t *options;      /* their indices in the plan */
    const double *by_replication; /* metric_count() x n_options x n_replications */
    /* n_options x n_replications x metric_n_compared(): of the option, then of the baseline, over
     * the classes that run in both */
    double *paired_option, *paired_baseline;
    /* n_options x n_replications, of the requests that completed in both: mean difference [s], and
     * USD per 1,000 of them; NaN = no pairs, or no price */
    double *paired_e2e, *paired_usd, *paired_baseline_usd;
    bool *e2e_differs, *usd_differs; /* per option: in some pair */
    uint64_t *n_pairs;
    /* Per option that is compared with the baseline, else NULL: of its classes and of the
     * baseline's, those that run in both, matched by name; and the baseline's number of each of its
     * classes. */
    bool **classes, **baseline_classes;
    uint32_t **partners;
    const char **class_names; /* of all options, each once */
    uint32_t n_class_names;
    bool *unlike;              /* per option: it did not meet what the baseline met */
    struct cri_series *series; /* per option, of replication 0 */
    uint32_t baseline;
    struct results *results;
    const struct cri_outcome *merged; /* per option */
    struct view *views;               /* per option, of merged */
    struct judge *judge;
    const struct judge_verdict *verdict; /* of judge_all(); NULL before compare_judge() */
    struct cases *cases;                 /* NULL: as stated alone */
    struct draws *draws;                 /* NULL: no number is a range, or as stated alone */
    struct case_figures *case_figures;   /* NULL: as stated alone */
    struct processed *processed;
    struct latency *latency; /* NULL: not of a review */
    struct changes *changes; /* NULL: not looked for, or not yet */

    uint32_t n_finished; /* replications finished in every allowed option, from the first */
    bool over; /* all of them and all cases are finished; what follows may have been interrupted */
};

static inline const struct plan_option *study_option(const struct study *study, uint32_t i)
{
    return &study->plan->options[study->options[i]];
}

/** A copy that lives as long as the results; "" for NULL. */
static inline char *study_keep(struct study *study, const char *string)
{
    return sim_arena_strdup(&study->results->arena, string != NULL ? string : "");
}

/* The functions of the study, which run shares with compare. */
enum sim_status compare_first(struct loop *loop, void *state, struct sim_error *err);
/** The same, with what may be true and cannot be chosen (study->cases), unless --quick. */
enum sim_status compare_first_with_cases(struct loop *loop, void *state, struct sim_error *err);
/** As many replications as --precision asks for, and nothing besides. */
enum sim_status compare_next_precise(struct loop *loop, void *state, struct sim_error *err);
void compare_take(struct loop *loop, void *state, uint32_t point, uint32_t replication,
                  const struct cri_outcome *outcomes, const struct pairs *pairs);
void compare_finished(struct loop *loop, void *state, uint32_t point);
void compare_judge(struct loop *loop, void *state, bool complete, struct results *results);
/** The points of the comparison that come after the first: cases, then what would change the
 * verdict. */
enum sim_status compare_next(struct loop *loop, void *state, struct sim_error *err);
/** Of these the cases and the draws alone. */
enum sim_status compare_next_cases(struct loop *loop, struct study *study, struct sim_error *err);
/** Cases, and what would change the verdict. */
enum sim_status compare_dry(struct loop *loop, void *state, struct dry *dry, struct sim_error *err);
/** The cases of a comparison, and its draws. */
enum sim_status compare_dry_cases(struct loop *loop, struct dry *dry, struct sim_error *err);
void compare_release(struct loop *loop, void *state);

/** The smallest differences that matter, as the scenario states them. */
struct metric_thresholds study_thresholds(const struct plan *plan);

/* Each adds its part of study->results from what was taken in. */
void study_add_class_names(struct study *study);
void study_add_head(struct study *study);
/** What --precision asked for, and what came of it; after the head. */
void study_add_precision(struct study *study, const struct loop *loop);
void study_add_outages(struct study *study);
void study_add_quotas(struct study *study);
void study_add_options(struct study *study);
void study_add_metrics(struct study *study);
/** A table of classes, where there are several. */
void study_add_classes(struct study *study);
/** A table of what each class took of each quota, and who used up one that is shared. */
void study_add_class_quotas(struct study *study);
/** A table of what the traffic is: for whoever has no other paper at hand. */
void study_add_demand(struct study *study);
/** A table of what is documented of the safety of data; after the options. */
void study_add_security(struct study *study);
void study_add_differences(struct study *study);
void study_add_slo(struct study *study);

#endif
