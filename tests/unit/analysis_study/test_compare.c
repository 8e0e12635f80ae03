/*
 * Differences, their words, intervals and SLO rows of small studies, against values by hand: ran.h
 * says what the calls take and cost.
 */
#include "tests/unit/analysis_study/ran.h"
#include "tests/unit/suite.h"

#include <stdio.h>

#define NEGLIGIBLE "negligible"
#define NO_INDIFFERENCE                                                                            \
    "'indifference':{'success_rate_points':0,'latency_s':0,'cost_percent':0,"                      \
    "'throughput_percent':0},"

/* Latencies come from histograms, exact to 0.1 %, and hold 3 ms of the network. */
static void is_close(const char *what, double value, double expected)
{
    ck_assert_msg(fabs(value - expected) <= 5e-3 * fmax(1, fabs(expected)),
                  "%s: %.9g instead of %.9g", what, value, expected);
}

static bool is_word(const char *said, const char *word)
{
    return strcmp(said, word) == 0 ||
           (strcmp(word, NEGLIGIBLE) == 0 && strcmp(said, "no matter") == 0);
}

static void differs(const struct ran *ran, uint32_t option, const char *key, double expected,
                    const char *word)
{
    const struct results_difference *d = ran_difference(ran, key, option);

    if (expected == 0)
        ck_assert_msg(d->difference == 0, "%s: %.9g", key, d->difference);
    else
        is_close(key, d->difference, expected);
    ck_assert_msg(is_word(d->verdict, word), "%s of option %u is %s instead of %s", key, option,
                  d->verdict, word);
}

/*
 * Option less baseline. slow: tokens take twice the time, so the i-th call takes (10 i - 1) / 100 s
 * longer: the 5th (p50) 0.49, the 10th (p95) 0.99, on average 0.54 s. tight: six of ten pass, of
 * the same E2E; the 3rd and the 6th are now p50 (0.2 less) and p95 (0.4 less); 0.081 USD for six
 * are 13.5 USD per 1,000, which looks fast and cheap: its differences praise nothing. dear: 1,000 x
 * 10 USD more each, 10 USD per 1,000.
 */
START_TEST(differences_are_option_less_baseline)
{
    struct ran ran;

    ran_open(&ran, NO_INDIFFERENCE,
             OPTION("base", "") "," OPTION("slow", SLOW) "," OPTION("tight", TIGHT) "," OPTION(
                 "dear", DEAR));
    ck_assert_uint_eq(ran.results->baseline, 0);
    is_close("cost of the baseline", ran_value(&ran, "cost", 0)->value, 15.5);
    differs(&ran, 1, "success-rate", 0, "identical");
    differs(&ran, 1, "throughput", 0, "identical");
    differs(&ran, 1, "ttft-p50", 0, "identical");
    differs(&ran, 1, "ttft-p95", 0, "identical");
    differs(&ran, 1, "e2e-p50", 0.49, "worse");
    differs(&ran, 1, "e2e-p95", 0.99, "worse");
    differs(&ran, 1, "cost", 0, "identical");
    differs(&ran, 1, "e2e-paired", 0.54, "worse");
    differs(&ran, 2, "success-rate", -40, "lower");
    differs(&ran, 2, "throughput", -4, "lower");
    differs(&ran, 2, "e2e-p50", -0.2, "lower");
    differs(&ran, 2, "e2e-p95", -0.4, "lower");
    differs(&ran, 2, "cost", -2, "not ranked");
    differs(&ran, 2, "e2e-paired", 0, "identical");
    differs(&ran, 2, "cost-paired", 0, "identical");
    differs(&ran, 3, "cost", 10, "worse");
    differs(&ran, 3, "e2e-paired", 0, "identical");
    differs(&ran, 3, "cost-paired", 10, "worse");
    is_close("served of six that completed", ran_value(&ran, "served-eu-west-2", 2)->value, 100);
    ran_close(&ran);
}
END_TEST

/* The same options the other way round: every sign turns, and so do the words. */
START_TEST(the_baseline_is_the_first_option)
{
    struct ran ran;

    ran_open(&ran, NO_INDIFFERENCE, OPTION("slow", SLOW) "," OPTION("base", ""));
    differs(&ran, 1, "e2e-p95", -0.99, "better");
    differs(&ran, 1, "e2e-paired", -0.54, "better");
    ran_close(&ran);
    ran_open(&ran, NO_INDIFFERENCE, OPTION("tight", TIGHT) "," OPTION("base", ""));
    differs(&ran, 1, "success-rate", 40, "higher");
    differs(&ran, 1, "throughput", 4, "higher");
    differs(&ran, 1, "cost", 2, "not ranked");
    ran_close(&ran);
}
END_TEST

/* Where one fails the largest calls and pays more for each: over the six that completed in both it
 * is 10 USD per 1,000 dearer, of 13.5; over its own answers against all ten only 8. */
START_TEST(cost_over_what_completed_in_both)
{
    struct ran ran;

    ran_open(&ran, NO_INDIFFERENCE, OPTION("base", "") "," OPTION("both", TIGHT "," DEAR));
    differs(&ran, 1, "cost", 8, "not ranked");
    differs(&ran, 1, "cost-paired", 10, "higher");
    ran_close(&ran);
    ran_open(&ran, "'indifference':{'cost_percent':75},",
             OPTION("base", "") "," OPTION("both", TIGHT "," DEAR));
    differs(&ran, 1, "cost-paired", 10, NEGLIGIBLE);
    is_close("smallest, of 13.5", ran_difference(&ran, "cost-paired", 1)->smallest, 0.75 * 13.5);
    ran_close(&ran);
}
END_TEST

/*
 * Negligible is below the stated smallest difference, not at it. Shares are of the baseline's
 * value: 4 of 10 completed a minute, 2 of 15.5 USD (12.9 %); points and seconds as they are.
 */
START_TEST(smallest_differences_that_matter)
{
    struct ran ran;

    ran_open(&ran,
             "'indifference':{'success_rate_points':41,'latency_s':1.01,'cost_percent':13,"
             "'throughput_percent':41},",
             OPTION("base", "") "," OPTION("slow", SLOW) "," OPTION("tight", TIGHT));
    differs(&ran, 1, "e2e-p95", 0.99, NEGLIGIBLE);
    differs(&ran, 1, "e2e-paired", 0.54, NEGLIGIBLE);
    differs(&ran, 1, "cost", 0, "identical");
    differs(&ran, 2, "success-rate", -40, NEGLIGIBLE);
    differs(&ran, 2, "throughput", -4, NEGLIGIBLE);
    differs(&ran, 2, "cost", -2, "not ranked");
    is_close("smallest cost", ran_difference(&ran, "cost", 2)->smallest, 0.13 * 15.5);
    is_close("smallest throughput", ran_difference(&ran, "throughput", 2)->smallest, 4.1);
    ran_close(&ran);
    ran_open(&ran,
             "'indifference':{'success_rate_points':40,'latency_s':0.53,'cost_percent':12.8,"
             "'throughput_percent':40},",
             OPTION("base", "") "," OPTION("slow", SLOW) "," OPTION("tight", TIGHT));
    differs(&ran, 1, "e2e-p50", 0.49, NEGLIGIBLE);
    differs(&ran, 1, "e2e-p95", 0.99, "worse");
    differs(&ran, 1, "e2e-paired", 0.54, "worse");
    differs(&ran, 2, "success-rate", -40, "lower");
    differs(&ran, 2, "throughput", -4, "lower");
    differs(&ran, 2, "cost", -2, "not ranked");
    ran_close(&ran);
}
END_TEST

/* ---- intervals ---- */

/* Quantile of Student's t with two degrees of freedom, which has a closed form. */
static double t2(double p)
{
    return (2 * p - 1) / sqrt(2 * p * (1 - p));
}

/* Mean and half width of the interval of three values at the level 2p - 1. */
static double mean3(const double *x)
{
    return (x[0] + x[1] + x[2]) / 3;
}

static double half3(const double *x, double p)
{
    double m = mean3(x);
    double s =
        sqrt(((x[0] - m) * (x[0] - m) + (x[1] - m) * (x[1] - m) + (x[2] - m) * (x[2] - m)) / 2);

    return t2(p) * s / sqrt(3);
}

#define DRAWN                                                                                      \
    "'replications':3,'traffic':{'calls':{'generator':'poisson','rate_per_s':0.5,'duration_s':60," \
    "'output_p50':40,'output_p99':90}},"

static const double *by_replication(const struct ran *ran, const char *key, uint32_t option)
{
    return results_metric_find(ran->results, key)->by_replication + 3 * option;
}

/* Counts: the mean of the replications, and its t interval; 4.303 x s / sqrt(3). */
START_TEST(interval_of_three_replications)
{
    struct ran ran;
    const struct metric_value *value;
    const double *x;

    ran_open(&ran, DRAWN, OPTION("base", "") "," OPTION("slow", SLOW));
    ck_assert_double_eq_tol(t2(0.975), 4.302652729911, 1e-9);
    x = by_replication(&ran, "offered", 0);
    ck_assert(x[0] != x[1] && x[1] != x[2]);
    value = ran_value(&ran, "offered", 0);
    ck_assert_double_eq_tol(value->value, mean3(x), 1e-9);
    ck_assert_double_eq_tol(value->value - value->low, half3(x, 0.975), 1e-9);
    ck_assert_double_eq_tol(value->high - value->value, half3(x, 0.975), 1e-9);
    ck_assert_uint_eq(value->n, (uint64_t)(x[0] + x[1] + x[2]));
    ran_close(&ran);
}
END_TEST

/* Of the differences of each replication, at 1 - 0.05 / k for k options against the baseline, so
 * that all hold together with 95 %: 4.303 for one, 6.205 for two. */
START_TEST(differences_hold_together)
{
    static const double p[] = {0.975, 0.9875};
    static const char *const options[] = {
        OPTION("base", "") "," OPTION("slow", SLOW),
        OPTION("base", "") "," OPTION("slow", SLOW) "," OPTION("dear", DEAR)};

    ck_assert_double_eq_tol(t2(0.9875), 6.205346817, 1e-6);
    for (int others = 1; others <= 2; others++) {
        struct ran ran;
        const double *base, *slow;
        double x[3];
        const struct results_difference *d;

        ran_open(&ran, DRAWN NO_INDIFFERENCE, options[others - 1]);
        d = ran_difference(&ran, "e2e-p50", 1);
        base = by_replication(&ran, "e2e-p50", 0);
        slow = by_replication(&ran, "e2e-p50", 1);
        for (int r = 0; r < 3; r++)
            x[r] = slow[r] - base[r];
        ck_assert(x[0] != x[1]);
        /* The value itself is of all requests of the three together, the interval of their spread.
         */
        ck_assert_double_eq_tol(d->difference, mean3(x), 0.2);
        ck_assert_double_eq_tol(d->difference - d->low, half3(x, p[others - 1]), 1e-9);
        ck_assert_double_eq_tol(d->high - d->difference, half3(x, p[others - 1]), 1e-9);
        ck_assert_uint_eq(d->n, 3);
        ran_close(&ran);
    }
}
END_TEST

/* Both ends of the interval count: as long as one of them is as large as what matters, a difference
 * is not negligible, even where the other is next to nothing. */
START_TEST(both_ends_must_be_small)
{
    struct ran ran;
    struct results_difference d;
    char top[512];

    ran_open(&ran, DRAWN NO_INDIFFERENCE, OPTION("base", "") "," OPTION("slow", SLOW));
    d = *ran_difference(&ran, "e2e-p50", 1);
    ck_assert(d.low > 0 && d.high > 1.1 * d.low);
    ck_assert_str_eq(d.verdict, "worse");
    ran_close(&ran);
    snprintf(top, sizeof top, DRAWN "'indifference':{'latency_s':%.6f},", (d.low + d.high) / 2);
    ran_open(&ran, top, OPTION("base", "") "," OPTION("slow", SLOW));
    ck_assert_str_eq(ran_difference(&ran, "e2e-p50", 1)->verdict, "worse");
    ran_close(&ran);
    snprintf(top, sizeof top, DRAWN "'indifference':{'latency_s':%.6f},", 1.01 * d.high);
    ran_open(&ran, top, OPTION("base", "") "," OPTION("slow", SLOW));
    ck_assert(is_word(ran_difference(&ran, "e2e-p50", 1)->verdict, NEGLIGIBLE));
    ran_close(&ran);
    /* The other way round it is the lower end that is large. */
    snprintf(top, sizeof top, DRAWN "'indifference':{'latency_s':%.6f},", (d.low + d.high) / 2);
    ran_open(&ran, top, OPTION("slow", SLOW) "," OPTION("base", ""));
    ck_assert_str_eq(ran_difference(&ran, "e2e-p50", 1)->verdict, "better");
    ran_close(&ran);
}
END_TEST

/* Some replications are better, some worse: the interval holds 0. */
START_TEST(an_interval_with_zero_tells_nothing)
{
    struct ran ran;
    const struct results_difference *d;

    ran_open(&ran,
             "'replications':3,'traffic':{'calls':{'generator':'poisson','rate_per_s':0.5,"
             "'duration_s':60}}," NO_INDIFFERENCE,
             "'base':{'mode':'single-region'},'lucky':{'mode':'single-region','unpaired':true,"
             "'overrides':{'seed':77}}");
    d = ran_difference(&ran, "throughput", 1);
    ck_assert_msg(d->low < 0 && d->high > 0, "%g to %g", d->low, d->high);
    ck_assert_str_eq(d->verdict, "indistinguishable");
    ran_close(&ran);
}
END_TEST

/* ---- SLOs ---- */

/* "label ... >= bound: value". */
static void is_slo(const struct ran *ran, uint32_t i, uint32_t option, const char *label,
                   const char *bound, double value, bool met)
{
    const char *at;

    ck_assert_uint_lt(i, ran->results->n_slo);
    at = strstr(ran->results->slo[i].text, bound);
    ck_assert_uint_eq(ran->results->slo[i].option, option);
    ck_assert_msg(strncmp(ran->results->slo[i].text, label, strlen(label)) == 0 && at != NULL,
                  "'%s'", ran->results->slo[i].text);
    if (isinf(value))
        ck_assert_str_eq(at + strlen(bound), "infinite");
    else
        is_close(label, strtod(at + strlen(bound), NULL), value);
    ck_assert_msg(ran->results->slo[i].met == met, "%s", ran->results->slo[i].text);
}

/* At the bound an SLO is met. Of `tight` 6 of 10 complete, 4 are throttled. */
START_TEST(shares_at_their_bounds)
{
    struct ran ran;

    ran_open(&ran, "'slo':{'success_rate':{'min':0.6},'throttled_share':{'max':0.4}},",
             OPTION("base", "") "," OPTION("tight", TIGHT));
    is_slo(&ran, 0, 0, "success rate", ">= 60 %: ", 100, true);
    is_slo(&ran, 1, 0, "throttled share", "<= 40 %: ", 0, true);
    is_slo(&ran, 2, 1, "success rate", ">= 60 %: ", 60, true);
    is_slo(&ran, 3, 1, "throttled share", "<= 40 %: ", 40, true);
    ck_assert(ran.results->slo_stated && ran.results->slo_met);
    ran_close(&ran);
    ran_open(&ran, "'slo':{'success_rate':{'min':0.61},'throttled_share':{'max':0.39}},",
             OPTION("tight", TIGHT) "," OPTION("base", ""));
    is_slo(&ran, 0, 0, "success rate", ">= 61 %: ", 60, false);
    is_slo(&ran, 1, 0, "throttled share", "<= 39 %: ", 40, false);
    is_slo(&ran, 2, 1, "success rate", ">= 61 %: ", 100, true);
    is_slo(&ran, 3, 1, "throttled share", "<= 39 %: ", 0, true);
    ck_assert(ran.results->slo_met); /* one option meets them all */
    ran_close(&ran);
}
END_TEST

/* TTFT 0.6 s; of ten E2E p95 and p99 are the slowest: 1.59 s, or 2.58 s where tokens are slow. */
START_TEST(latency_bounds)
{
    struct ran ran;

    ran_open(&ran,
             "'slo':{'ttft_p95_s':{'max':0.61},'e2e_p95_s':{'max':2},'e2e_p99_s':{'max':2.7}},",
             OPTION("base", "") "," OPTION("slow", SLOW));
    is_slo(&ran, 0, 0, "TTFT p95", "<= 0.61 s: ", 0.6, true);
    is_slo(&ran, 1, 0, "E2E p95", "<= 2 s: ", 1.59, true);
    is_slo(&ran, 2, 0, "E2E p99", "<= 2.7 s: ", 1.59, true);
    is_slo(&ran, 3, 1, "TTFT p95", "<= 0.61 s: ", 0.6, true);
    is_slo(&ran, 4, 1, "E2E p95", "<= 2 s: ", 2.58, false);
    is_slo(&ran, 5, 1, "E2E p99", "<= 2.7 s: ", 2.58, true);
    ck_assert(ran.results->slo_met);
    ran_close(&ran);
}
END_TEST

/* Of `tight` 4 of 10 get no answer, so the 95th percentile is never: 1.19 s were those that did. */
START_TEST(who_gets_no_answer_waits_for_ever)
{
    struct ran ran;

    ran_open(&ran,
             "'slo':{'ttft_p95_s':{'max':100},'e2e_p95_s':{'max':100},'e2e_p99_s':{'max':100}},",
             OPTION("tight", TIGHT) "," OPTION("base", ""));
    is_slo(&ran, 0, 0, "TTFT p95", "<= 100 s: ", INFINITY, false);
    is_slo(&ran, 1, 0, "E2E p95", "<= 100 s: ", INFINITY, false);
    is_slo(&ran, 2, 0, "E2E p99", "<= 100 s: ", INFINITY, false);
    is_slo(&ran, 4, 1, "E2E p95", "<= 100 s: ", 1.59, true);
    ran_close(&ran);
}
END_TEST

/* ---- what another run could bring ---- */

/* mean +- t x s of three replications, t = 4.302653 with 2 degrees of freedom. */
START_TEST(another_run_lies_about_the_mean_of_the_replications)
{
    struct ran ran;
    const struct results_metric *metric;
    const struct metric_value *value;
    const double *v;
    double mean, s;

    ran_open(&ran,
             "'replications':3,'traffic':{'calls':{'generator':'poisson','rate_per_s':0.5,"
             "'duration_s':60}},",
             OPTION("base", "") "," OPTION("tight", TIGHT));
    metric = results_metric_find(ran.results, "throughput");
    v = metric->by_replication;
    value = &metric->options[0];
    mean = (v[0] + v[1] + v[2]) / 3;
    s = sqrt(((v[0] - mean) * (v[0] - mean) + (v[1] - mean) * (v[1] - mean) +
              (v[2] - mean) * (v[2] - mean)) /
             2);
    ck_assert(s > 0);
    is_close("low", value->another_low, fmax(0, mean - 4.302653 * s));
    is_close("high", value->another_high, mean + 4.302653 * s);
    ck_assert(ran.results->another_covers != NULL);
    /* A share is a share. */
    value = &results_metric_find(ran.results, "success-rate")->options[0];
    ck_assert(value->another_low == 100 && value->another_high == 100);
    value = &results_metric_find(ran.results, "success-rate")->options[1];
    ck_assert(value->another_low >= 0 && value->another_high <= 100);
    ran_close(&ran);
    ran_open(&ran, "", OPTION("base", ""));
    ck_assert(isnan(results_metric_find(ran.results, "throughput")->options[0].another_low));
    ck_assert(ran.results->another_covers == NULL);
    ran_close(&ran);
}
END_TEST

/* One option misses the first bound, the other the second: none meets every one of them. */
START_TEST(no_option_meets_all)
{
    struct ran ran;

    ran_open(&ran, "'slo':{'success_rate':{'min':0.9},'e2e_p95_s':{'max':1.5}},",
             OPTION("base", "") "," OPTION("tight", TIGHT));
    ck_assert(ran.results->slo_stated && !ran.results->slo_met);
    ran_close(&ran);
    ran_open(&ran, "", OPTION("base", "") "," OPTION("tight", TIGHT));
    ck_assert(!ran.results->slo_stated && ran.results->slo_met && ran.results->n_slo == 0);
    ran_close(&ran);
}
END_TEST

/* Inside 0.61 s to the first token and 1.15 s in all: the first five of ten; all in the minute. */
START_TEST(goodput_is_inside_both_bounds)
{
    struct ran ran;

    ran_open(&ran, "'slo':{'goodput_ttft_s':0.61,'goodput_e2e_s':1.15},",
             OPTION("base", "") "," OPTION("slow", SLOW) "," OPTION(
                 "late", "'models':{'m':{'base_ttft_ms':520}}"));
    ck_assert(ran_value(&ran, "goodput", 0)->value == 5);
    ck_assert(ran_value(&ran, "goodput", 1)->value ==
              2); /* 0.78 and 0.98 s; the third takes 1.18 */
    ck_assert(ran_value(&ran, "goodput", 2)->value == 0);
    ck_assert(ran_value(&ran, "throughput", 2)->value == 10);
    ran_close(&ran);
}
END_TEST

/* ---- rows that depend on the scenario ---- */

static void is_row(const struct ran *ran, const char *key, uint32_t option, double expected)
{
    const struct metric_value *value = ran_value(ran, key, option);

    ck_assert_msg(value->text == NULL, "%s: %s", key, value->text);
    is_close(key, value->value, expected);
}

/*
 * Source Region first, one call at a time there, others have room: the first call is in its place
 * until 0.64 s (0.45 + 0.1 + 0.09), so that those at 0.1 ... 0.6 go to the nearest Region; the one
 * at 0.7 is taken and stays until 2.04 s, the last two go too. Two of ten are served at the source.
 * Ten calls were sent there first, eight of them to the nearest one next: 18 decisions.
 */
START_TEST(served_shares_and_decisions)
{
    struct ran ran;

    ran_open(&ran, "",
             "'home':{'mode':'single-region'},"
             "'geo':{'mode':'geographic','overrides':{'models':{'m':{'base_ttft_ms':450}},"
             "'destinations':{'eu':{'eu-west-2':true,'eu-north-1':true}},"
             "'capacity':{'home':{'region':'eu-west-2','kind':'slots','slots':1,'queue':0}}}},"
             "'two':{'mode':'geographic','overrides':{'models':{'m':{'base_ttft_ms':450}},"
             "'destinations':{'eu':{'eu-central-1':false,'eu-central-2':false,'eu-north-1':false,"
             "'eu-south-1':false,'eu-south-2':false,'eu-west-3':false}},"
             "'capacity':{'home':{'region':'eu-west-2','kind':'slots','slots':1,'queue':0}}}}");
    is_row(&ran, "served-eu-west-2", 0, 100);
    is_row(&ran, "served-eu-west-2", 1, 20);
    is_row(&ran, "decided-1", 1, 100 * 10.0 / 18);
    is_row(&ran, "decided-2", 1, 100 * 8.0 / 18);
    ck_assert_str_eq(ran_value(&ran, "decided-1", 0)->text, "no data");
    /* With two destinations the second is the only one left, which decides nothing. */
    is_row(&ran, "served-eu-west-1", 2, 80);
    is_row(&ran, "decided-1", 2, 100);
    is_row(&ran, "decided-2", 2, 0);
    is_row(&ran, "failover-requests", 1, 8);
    is_row(&ran, "reactive-capacity", 1, 8);
    ran_close(&ran);
}
END_TEST

/* Turns over two Regions: five each. */
START_TEST(turns_are_even)
{
    struct ran ran;

    ran_open(&ran, "",
             "'home':{'mode':'single-region'},"
             "'turns':{'mode':'geographic','overrides':{'routing':{'policy':'round-robin'},"
             "'destinations':{'eu':{'eu-central-1':false,'eu-central-2':false,'eu-north-1':false,"
             "'eu-south-1':false,'eu-south-2':false,'eu-west-3':false}}}}");
    is_row(&ran, "served-eu-west-1", 1, 50);
    is_row(&ran, "served-eu-west-2", 1, 50);
    is_row(&ran, "served-eu-west-1", 0, 0);
    ran_close(&ran);
}
END_TEST

/* Twice the same: two classes of the same ten calls, the second called in eu-west-1 at 20 USD for
 * input: 15.5 and 25.5 USD per 1,000, 0.155 and 0.255 USD in all, 20.5 per 1,000 together. */
START_TEST(cost_by_class_and_by_source)
{
    struct ran ran;

    ran_open(
        &ran, "'replications':2,'resample_block_s':0,",
        OPTION(
            "one",
            "'classes':{'mail':{'traffic':'calls','model':'anthropic.claude-3-haiku-20240307-v1:0',"
            "'source_region':'eu-west-1','max_tokens':100}},"
            "'prices':{'q':{'source_region':'eu-west-1','input_usd_per_mtok':20,"
            "'output_usd_per_mtok':100}}"));
    is_row(&ran, "cost-class-chat", 0, 15.5);
    is_row(&ran, "cost-class-mail", 0, 25.5);
    ck_assert_double_eq_tol(ran_value(&ran, "cost-source-eu-west-2", 0)->value, 0.155, 1e-9);
    ck_assert_double_eq_tol(ran_value(&ran, "cost-source-eu-west-1", 0)->value, 0.255, 1e-9);
    is_row(&ran, "cost", 0, 20.5);
    ck_assert_double_eq_tol(ran_value(&ran, "cost-total", 0)->value, 0.41, 1e-9);
    ran_close(&ran);
}
END_TEST

/* Three replications of the same ten calls: counts and money are means, not sums. */
START_TEST(sums_are_per_replication)
{
    struct ran ran;

    ran_open(&ran, "'replications':3,'resample_block_s':0,",
             OPTION("base", "") "," OPTION("tight", TIGHT));
    is_row(&ran, "completed", 0, 10);
    is_row(&ran, "throughput", 0, 10);
    is_row(&ran, "throttled", 1, 4);
    is_row(&ran, "cost-total", 0, 0.155);
    ck_assert_double_eq_tol(ran_value(&ran, "cost-total", 1)->value, 0.081, 1e-9);
    is_row(&ran, "cost", 1, 13.5);
    is_row(&ran, "busiest-minute", 0, 10);
    ck_assert(isnan(ran_value(&ran, "completed", 0)->low)); /* no spread, no interval */
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("compare", differences_are_option_less_baseline, the_baseline_is_the_first_option,
           cost_over_what_completed_in_both,
           smallest_differences_that_matter, interval_of_three_replications,
           differences_hold_together, both_ends_must_be_small, an_interval_with_zero_tells_nothing,
           shares_at_their_bounds, latency_bounds, who_gets_no_answer_waits_for_ever,
           another_run_lies_about_the_mean_of_the_replications, no_option_meets_all,
           goodput_is_inside_both_bounds, served_shares_and_decisions, turns_are_even,
           cost_by_class_and_by_source, sums_are_per_replication)
