/*
 * ran.h: a small scenario run as a study. Ten calls, 0.1 s apart, of 1,000 input tokens and 10, 20
 * ... 100 output tokens (ten.csv), in a world without noise:
 *
 *   TTFT  0.5 s base + 1,000 / 10,000 tokens/s               = 0.6 s
 *   E2E   of the i-th call: TTFT + (10 i - 1) / 100 tokens/s = 0.59 + 0.1 i s   (0.69 ... 1.59)
 *   cost  1,000 x 10 + 10 i x 100 USD per million tokens     = 0.01 + 0.001 i USD
 *         of all ten: 0.155 USD, 15.5 USD per 1,000
 *
 * and 3 ms of the round trip inside the Region, which tests allow for.
 *
 * Quotas and capacity are unlimited unless an option says otherwise; a horizon of one minute.
 */
#ifndef CRISIM_TESTS_UNIT_ANALYSIS_STUDY_RAN_H
#define CRISIM_TESTS_UNIT_ANALYSIS_STUDY_RAN_H

#include "analysis/study/study_list.h"
#include "sim/base/text.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct ran {
    struct catalog *catalog;
    struct scenario *scenario;
    struct plan *plan;
    struct results *results;
};

/* True before this header is included: no cases, and nothing is searched for. */
#ifndef RAN_QUICK
#define RAN_QUICK false
#endif

/* Defined before this header is included: what is done to the plan before it is run. */
#ifndef RAN_BEFORE
#define RAN_BEFORE(plan) ((void)(plan))
#endif

/* Overrides of options in these tests. */
#define SLOW                    "'models':{'m':{'output_tokens_per_s':50}}"
#define TIGHT                   "'quotas':{'all':{'requests_per_min':6}}"
#define DEAR                    "'prices':{'p':{'input_usd_per_mtok':20}}"
#define OPTION(name, overrides) "'" name "':{'mode':'single-region','overrides':{" overrides "}}"

/* `top`: members at the top of the scenario, after those of the world above ("" or "'slo':{},");
 * `options`: members of 'options'. Single quotes stand for double ones. */
static inline void ran_open(struct ran *ran, const char *top, const char *options)
{
    struct sim_text text = {0};
    struct sim_diag diag;
    struct sim_error err;
    const struct plan_settings how = {0};
    struct loop_settings settings = {.n_threads = 1, .quick = RAN_QUICK};

    sim_text_addf(&text,
                  "{'format':'crisim-scenario',%s'horizon_s':60,"
                  "'classes':{'chat':{'traffic':'calls','model':'anthropic.claude-sonnet-4-6',"
                  "'source_region':'eu-west-2','max_tokens':100}},"
                  "'clients':{'default':{'retry':'none'}},"
                  "'models':{'m':{'base_ttft_ms':500,'prefill_tokens_per_s':10000,"
                  "'output_tokens_per_s':100,'ttft_sigma':0,'rate_sigma':0}},"
                  "'prices':{'p':{'input_usd_per_mtok':10,'output_usd_per_mtok':100}},"
                  "'quotas':{'all':{'requests_per_min':'unlimited','tokens_per_min':'unlimited',"
                  "'tokens_per_day':'unlimited'}},'account_tokens_per_day':'unlimited',"
                  "'capacity':{'all':{'kind':'unlimited'}},%s%s'options':{%s}}",
                  strstr(top, "'version':") != NULL ? "" : "'version':1,",
                  strstr(top, "'traffic':") != NULL ? ""
                                                    : "'traffic':{'calls':{'trace':'ten.csv'}},",
                  top, options);
    for (char *c = text.data; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    sim_diag_init(&diag);
    *ran = (struct ran){0};
    ck_assert_int_eq(catalog_open(&ran->catalog, NULL, &diag), SIM_OK);
    ran->scenario = scenario_parse(SOURCE_DIR "/tests/unit/analysis_study/tiny.json", text.data,
                                   text.length, &diag);
    if (ran->scenario != NULL)
        ran->plan = plan_create(ran->scenario, ran->catalog, &how, &diag);
    ck_assert_msg(ran->plan != NULL, "%s\n%s", diag.n > 0 ? diag.findings[0].message : "",
                  text.data);
    RAN_BEFORE(ran->plan);
    settings.plan = ran->plan;
    ck_assert_int_eq(loop_run(&loop_study_compare, &settings, &ran->results, &err), SIM_OK);
    sim_diag_release(&diag);
    sim_text_release(&text);
}

static inline void ran_close(struct ran *ran)
{
    results_destroy(ran->results);
    plan_destroy(ran->plan);
    scenario_destroy(ran->scenario);
    catalog_destroy(ran->catalog);
}

/* Value of a row of the table in an option. */
static inline const struct metric_value *ran_value(const struct ran *ran, const char *key,
                                                   uint32_t option)
{
    const struct results_metric *metric = results_metric_find(ran->results, key);

    ck_assert_msg(metric != NULL, "no row '%s'", key);
    return &metric->options[option];
}

static inline const struct results_difference *ran_difference(const struct ran *ran,
                                                              const char *key, uint32_t option)
{
    for (uint32_t i = 0; i < ran->results->n_differences; i++)
        if (ran->results->differences[i].option == option &&
            strcmp(ran->results->differences[i].key, key) == 0)
            return &ran->results->differences[i];
    ck_abort_msg("no difference '%s' of option %u", key, option);
    return NULL;
}

#endif
