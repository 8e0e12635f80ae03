/*
 * loop.h: the one loop of all studies. A study says which points it looks at; the loop runs their
 * replications over threads and processes, takes them in, in order, and lets the study ask for more
 * points until it has its answer. Progress, interruptions and what several processes have to tell
 * one another are here, and in no study.
 *
 * A point is the scenario under a patch (none: as stated; else a case, a load factor, a quota), in
 * some or all of the options, for some replications. One replication of one option of a point is a
 * job. All options of a replication meet the same luck, so a replication counts when it is finished
 * in all of them.
 */
#ifndef CRISIM_ANALYSIS_STUDY_LOOP_H
#define CRISIM_ANALYSIS_STUDY_LOOP_H

#include "analysis/exec/exec.h"
#include "analysis/metric/metric.h"
#include "analysis/results/results.h"
#include "analysis/study/budget.h"
#include "analysis/study/pairs.h"
#include "scenarios/plan/plan.h"

struct loop;
struct dry;            /* dry.h */
struct question;       /* question.h */
struct question_value; /* question_flag.h */

/* A study; study_<name>.c and a row of study_list.h. The state is `size` zeroed bytes of its own.
 */
struct loop_study {
    const char *name;                        /* of the subcommand and in the results */
    const char *question;                    /* that it answers */
    const struct question *const *questions; /* of a study that asks some (question.h); NULL */
    bool reviews; /* of such a study: the comparison is whole, and a board decides on it */
    /* Of a study that reviews: of what its plan leaves after the comparison, the share of what
     * would change the verdict, then of each question; their sum is 1. */
    const double *shares;
    size_t size;
    /** Ask for the points that the study begins with, by loop_add(). */
    enum sim_status (*first)(struct loop *loop, void *state, struct sim_error *err);
    /**
     * All points so far are finished: ask for more, or for none, which ends the study. NULL = the
     * first points are all. In the process of rank 0 only.
     */
    enum sim_status (*next)(struct loop *loop, void *state, struct sim_error *err);
    /**
     * A replication of a point is finished: `outcomes` and `pairs` (NULL where they were not asked
     * for), one for each option of the point, are lent for the call. In order: points as they were
     * asked for, replications from 0. What metrics need is noted anyway (loop_samples()); NULL =
     * that is all.
     */
    void (*take)(struct loop *loop, void *state, uint32_t point, uint32_t replication,
                 const struct cri_outcome *outcomes, const struct pairs *pairs);
    /** The last replication of a point that was asked for was taken in: loop_point() has its merged
     * outcomes, for the last time where they are let go of. NULL = nothing is wanted of them. */
    void (*finished)(struct loop *loop, void *state, uint32_t point);
    /**
     * Say what is run after the first points, and ask for none of it to be run (dry.h). NULL = no
     * more is.
     */
    enum sim_status (*dry)(struct loop *loop, void *state, struct dry *dry, struct sim_error *err);
    /**
     * Make results of what was taken in. Points from the first on are finished, at least one
     * replication of the first one. complete: all that was asked for.
     */
    void (*judge)(struct loop *loop, void *state, bool complete, struct results *results);
    void (*release)(struct loop *loop, void *state); /* NULL = nothing is held */
};

/* How far a study is. */
struct loop_progress {
    uint32_t done, n; /* jobs: those that are finished; those asked for so far */
    uint32_t found;   /* of the finished ones, those that an earlier run has left */
    /* Of the success rate of the first point, as far as it is taken in, in the option where it is
     * least certain: half the width of its 95 % interval [% points]; NaN below two replications */
    double precision;
    uint64_t n_requests;  /* of what was taken in, of all options */
    double asked, widest; /* loop_settings.precision, and how far that is; NaN below two */
};

struct loop_settings {
    const struct plan *plan;      /* the scenario as stated */
    struct plan_settings compile; /* how the plan was compiled; .traces are the plan's */
    const char *only_option;      /* NULL = all */
    const char *baseline;         /* NULL = the first allowed option */
    /* For each of the study's questions what its flags were given; NULL = nothing, of any or of
     * all. */
    const struct question_value *const *asked;
    /* Relative error up to which headline figures are to be known, as 0.02; 0 = whatever the plan's
     * replications give. Else more are run, up to `most_replications`. */
    double precision;
    uint32_t most_replications;
    bool quick; /* as stated only: no cases, no search for what would change it */
    const struct budget_asked *budget; /* of a study that reviews; NULL = there is no plan */
    uint32_t n_threads;                /* of this process; 0 = its share of all processors */
    volatile sig_atomic_t *stop;
    void (*progress)(void *context, const struct loop_progress *now); /* NULL = nobody looks */
    void *progress_context;
    const char *jobs; /* folder for finished replications (store.h); NULL = they are not kept */
    bool resume;      /* what it holds of this study is not run again */
    void (*say)(const char *lines); /* what the user should know; NULL = nobody */
};

/* What a study asks for. */
struct loop_ask {
    const char *name;             /* "" = as stated; copied */
    const struct sim_json *patch; /* NULL = none; lives as long as the loop (loop_patch()) */
    bool of_file;                 /* the patch is the file's: options' own overrides come after */
    const uint32_t *options;      /* numbers within the loop's options; NULL = all; copied */
    uint32_t n_options;           /* of `options` */
    uint32_t first_replication;   /* 0 = from the first */
    uint32_t n_replications;      /* from that one on; at least 1 */
    uint32_t room;                /* that loop_grow() may ask for in all; 0 = no more than those */
    bool samples_only;            /* outcomes are not merged: for searches, of many points */
    bool let_go;                  /* what is large of it goes when finished() was called */
    bool pairs;                   /* options are paired with the baseline request by request */
};

struct loop_point {
    char *name;
    const struct sim_json *patch;
    bool of_file; /* as in the ask */
    uint32_t n_options;
    const uint32_t *options;    /* numbers within the loop's options */
    bool *is_run;               /* per option: it is allowed; of others a job does nothing */
    uint32_t n_run;             /* of its options */
    uint32_t first_replication; /* what is numbered below counts from it */
    uint32_t n_replications;    /* asked for so far, of at most `room` */
    uint32_t room;
    uint32_t n_begun;            /* of those, in this round or an earlier one */
    uint32_t n_finished;         /* taken in, from the first on */
    uint64_t n_events;           /* of the kernel, in those, all options together */
    double *samples;             /* metric_count() x n_options x room */
    struct cri_outcome *merged;  /* per option; NULL with samples_only, and before and after */
    struct cri_series *series;   /* per option, of replication 0; a study may take them away */
    struct loop_plan *own_plan;  /* under the patch; NULL: the loop's plan as stated */
    char digest[65];             /* of all that a replication depends on, its number apart */
    struct pairs_match *matches; /* per option: what of it is compared with the baseline */
    bool samples_only, let_go, pairs;
};

/**
 * Run a study from its first points to its results. In a process of rank > 0
 * (analysis/exec/ranks.h) jobs are done for rank 0, and *out is NULL.
 * @return SIM_OK and *out (results_destroy() it); SIM_EINTERRUPTED and *out holding what was
 *         finished (complete = false; *out is NULL if no replication of the first point was);
 *         SIM_EUSAGE for an unknown option or baseline; what `first` and `next` return
 */
enum sim_status loop_run(const struct loop_study *study, const struct loop_settings *settings,
                         struct results **out, struct sim_error *err);
/** In a process of rank > 0 that could not read what rank 0 has read: rank 0 is told. */
void loop_refuse(void);

/* ---- for studies ---- */

const struct loop_settings *loop_settings(const struct loop *loop);
const struct loop_study *loop_study_of(const struct loop *loop);
/** The options that the study is about, as indices in every plan; *n of them, at least 1. */
const uint32_t *loop_options(const struct loop *loop, uint32_t *n);
/** Of those the one to compare with; UINT32_MAX = there is one option, or none is allowed. */
uint32_t loop_baseline(const struct loop *loop);

/**
 * Ask for a point. Its plan is compiled here. One that was asked for before is not run again.
 * @param number  of the point from now on, or of the earlier one; may be NULL
 * @return SIM_EINVALID and the first finding if the patch does not fit the scenario
 */
enum sim_status loop_add(struct loop *loop, const struct loop_ask *ask, uint32_t *number,
                         struct sim_error *err);
/** Whether a point could be asked for with that patch: SIM_EINVALID and the first finding. */
enum sim_status loop_try(const struct loop *loop, const struct sim_json *patch,
                         struct sim_error *err);
/** Ask for more replications of a point that has room for them: n in all, more than so far. */
void loop_grow(struct loop *loop, uint32_t number, uint32_t n_replications);
/** A patch from its text, owned by the loop. The text is the study's own: it must parse. */
const struct sim_json *loop_patch(struct loop *loop, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/** The plan that the study holds itself to; NULL = there is none. */
const struct budget *loop_budget(const struct loop *loop);
/** Points that are asked for from now on are charged to that part of the plan, if there is one. */
void loop_charge(struct loop *loop, uint32_t part);
/**
 * A part asked for more than it has: what it asked for since there were n_points is forgotten, and
 * it is stopped. Nothing of that may have been run.
 */
void loop_withdraw(struct loop *loop, uint32_t part, uint32_t n_points);

uint32_t loop_n_points(const struct loop *loop);
const struct loop_point *loop_point(const struct loop *loop, uint32_t number);
/** The plan of a point, under its patch. */
const struct plan *loop_point_plan(const struct loop *loop, const struct loop_point *point);
const struct plan_option *loop_point_option(const struct loop *loop, const struct loop_point *point,
                                            uint32_t i);
/** Which of a point's options is the baseline; UINT32_MAX = none of them. */
uint32_t loop_point_baseline(const struct loop *loop, const struct loop_point *point);
/** A metric of the i-th option of a point, replication by replication: n_finished of them. */
const double *loop_samples(const struct loop_point *point, const struct metric *metric, uint32_t i);

#endif
