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

/* A verdict, with all that sentences and tables need. */
struct judge_verdict {
    struct decide_input input;
    const struct decide_result *result;
    uint32_t n_cases;
    const struct cases_item *const *cases; /* as in the input: those that were run */
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
 */
struct judge_verdict *judge_all(const struct judge *judge, const struct cases *cases,
                                struct sim_arena *arena);

/**
 * The verdict over replication 0 of one point alone, as a search asks for it: without intervals,
 * and without what other cases say.
 */
struct judge_verdict *judge_one(const struct judge *judge, uint32_t point, struct sim_arena *arena);
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
