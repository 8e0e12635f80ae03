/*
 * judge.h: from the points of a comparison to its verdict: the figures of every class of every
 * option in every case are taken in, replication by replication, handed to analysis/decide, and
 * what it says is put into the results.
 */
#ifndef CRISIM_ANALYSIS_STUDY_JUDGE_H
#define CRISIM_ANALYSIS_STUDY_JUDGE_H

#include "analysis/decide/decide.h"
#include "analysis/study/cases.h"
#include "models/slo.h"

struct judge;
struct draws_seen;

/* What is compared over all classes, whatever the objective names. */
enum judge_measure { JUDGE_SUCCESS, JUDGE_E2E_P95, JUDGE_COST, JUDGE_OUTSIDE, JUDGE_N_FIXED };

/** After the first point was asked for. */
struct judge *judge_create(struct loop *loop);
void judge_destroy(struct judge *judge);

/** n_options flags, those that decide.h calls candidates. */
void judge_candidates(const struct judge *judge, bool *candidates);

/** A replication of any point is there. */
void judge_take(struct judge *judge, uint32_t point, uint32_t replication,
                const struct cri_outcome *outcomes);

/** A point is finished of which outcomes are let go: what judge_all() needs of them is kept. */
void judge_finished(struct judge *judge, uint32_t point);

/* Numbers that are not known, drawn: many points that are judged as one case (draws.h). */
struct judge_draws {
    uint32_t n; /* draws that were run, at least 1 */
    const uint32_t *points;
    double share;                     /* of them in which an option has to keep what is promised */
    const struct decide_figure *kept; /* per option: the share in which it does, its interval */
    /* As in struct decide_input, of one case: of each figure the value that `share` of the draws
     * keep. */
    const struct decide_figure *figures;
    const char *const *why; /* per option: "fails when .. is below 31: 12 % of the draws"; NULL */
    const struct draws_seen *seen; /* draw by draw (draws_why.h) */
};

/* A verdict, with all that sentences and tables need. */
struct judge_verdict {
    struct decide_input input;
    const struct decide_result *result;
    uint32_t n_cases;
    const struct cases_item *const *cases; /* as in the input: those that were run */
    const struct judge_draws *draws;       /* NULL = none; else they are the last case */
    uint32_t n_classes;                    /* the last one is the option as a whole */
    const char *const *classes;
    const enum cri_slo_metric *wanted;  /* of the input's figures */
    const uint32_t *figure;             /* the other way round; by enum cri_slo_metric */
    const enum cri_slo_metric *metrics; /* of the input's measures */
    bool promised;                      /* an SLO is stated, in some case at least */
};

/**
 * The verdict over those cases that were run to their end. Everything in it lives in the arena.
 * @param cases  NULL: as stated alone
 * @param draws  NULL: none
 */
struct judge_verdict *judge_all(const struct judge *judge, const struct cases *cases,
                                const struct judge_draws *draws, struct sim_arena *arena);
/** Whether case c of a verdict is the draws. */
static inline bool judge_is_draws(const struct judge_verdict *verdict, uint32_t c)
{
    return verdict->input.cases[c].kept != NULL;
}

/**
 * The verdict over replication 0 of one point alone, as a search asks for it: without intervals,
 * and without what other cases say.
 */
struct judge_verdict *judge_one(const struct judge *judge, uint32_t point, struct sim_arena *arena);
/** Whether a figure of an option at a point is another one than as stated, in the replications that
 * both have. */
bool judge_moved(const struct judge *judge, uint32_t point, uint32_t option);
/** What is known of the options besides, written before the verdict is made. */
struct decide_option *judge_options(struct judge *judge);

/** What a promise is about. */
enum cri_slo_metric judge_promised(const struct judge_verdict *verdict,
                                   const struct decide_promise *promise);
/** What measure m of the input is. */
enum cri_slo_metric judge_metric(const struct judge_verdict *verdict, uint32_t m);
/** A figure as a promise is judged by; of one that is wanted: promised, compared or shown. */
const struct decide_figure *judge_figure(const struct judge_verdict *verdict, uint32_t option,
                                         uint32_t c, uint32_t class, enum cri_slo_metric metric);

#endif
