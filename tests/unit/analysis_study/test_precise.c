/*
 * As many replications as a precision takes: the first of 10, 15, 20 ... after which each headline
 * figure is known to it, whatever the threads; and what cannot be known so.
 */
#include "analysis/stats/precision.h"
#include "analysis/study/precise.h"
#include "tests/unit/analysis_study/ran.h"

#include "tests/unit/suite.h"

/* Calls of ten slots' worth: what varies is who waits. Poisson, 60 s, about 300 calls. */
#define VARIED                                                                                     \
    "'replications':10,'traffic':{'calls':{'generator':'poisson','rate_per_s':5,"                  \
    "'duration_s':60}},"
#define MORE_SLOTS "'capacity':{'all':{'kind':'slots','slots':14}}"
#define FEW_SLOTS  "'capacity':{'all':{'kind':'slots','slots':5}}"

static enum sim_status run(struct ran *ran, double precision, uint32_t most, uint32_t threads)
{
    struct loop_settings settings = {.plan = ran->plan,
                                     .quick = true,
                                     .precision = precision,
                                     .most_replications = most,
                                     .n_threads = threads};
    struct sim_error err;

    results_destroy(ran->results);
    ran->results = NULL;
    return loop_run(&loop_study_compare, &settings, &ran->results, &err);
}

/* By hand, from the replications of the results: the largest relative error of the first n. */
static double widest(const struct results *results, uint32_t n)
{
    static const char *const keys[] = {"success-rate", "ttft-p95", "e2e-p95", "cost"};
    double most = 0;

    for (int k = 0; k < 4; k++) {
        const struct results_metric *metric = results_metric_find(results, keys[k]);

        for (uint32_t a = 0; a < results->n_options; a++) {
            const double *x = metric->by_replication + (size_t)a * results->replications;
            double mean = 0, squares = 0, half;

            for (uint32_t r = 0; r < n; r++)
                mean += x[r] / n;
            for (uint32_t r = 0; r < n; r++)
                squares += (x[r] - mean) * (x[r] - mean);
            half = stats_t_quantile(0.975, n - 1) * sqrt(squares / (n - 1) / n);
            most = fmax(most, half / (mean - half));
        }
    }
    return most;
}

START_TEST(stops_at_the_first_look_that_is_precise_enough)
{
    static const double asked[] = {0.05, 0.02};
    struct ran ran;
    uint32_t last = 0;

    ran_open(&ran, VARIED, OPTION("a", "") "," OPTION("b", FEW_SLOTS));
    for (int i = 0; i < 2; i++) {
        struct results_precision first = {0};

        for (uint32_t threads = 1; threads <= 3; threads += 2) {
            const struct results_precision *precision;
            uint32_t n = 10;

            ck_assert_int_eq(run(&ran, asked[i], 300, threads), SIM_OK);
            precision = &ran.results->precision;
            while (n < ran.results->replications && widest(ran.results, n) > asked[i])
                n += 5;
            ck_assert_uint_eq(n, ran.results->replications);
            ck_assert_uint_eq(precision->replications, n);
            ck_assert(precision->met && precision->varies && precision->most == 300);
            ck_assert(fabs(precision->reached / widest(ran.results, n) - 1) < 1e-9);
            if (threads == 1)
                first = *precision;
            ck_assert(first.reached == precision->reached && first.key == precision->key);
        }
        ck_assert_uint_ge(first.replications, last);
        last = first.replications;
    }
    ck_assert_uint_gt(last, 20);
    ran_close(&ran);
}
END_TEST

START_TEST(what_is_not_reached_is_said)
{
    struct ran ran;

    ran_open(&ran, VARIED, OPTION("b", FEW_SLOTS));
    ck_assert_int_eq(run(&ran, 0.001, 17, 1), SIM_OK);
    ck_assert_uint_eq(ran.results->replications, 17); /* 10, 15, 17 */
    ck_assert(!ran.results->precision.met && ran.results->complete);
    ck_assert(fabs(ran.results->precision.reached / widest(ran.results, 17) - 1) < 1e-9);
    ck_assert_ptr_nonnull(strstr(ran.results->precision.text, "NOT REACHED in 17"));
    ran_close(&ran);
}
END_TEST

/* Ten calls of a trace without noise: nothing varies, and ten looks see as much as one. */
START_TEST(without_variance_there_is_nothing_to_wait_for)
{
    struct ran ran;

    ran_open(&ran, "'replications':10,'resample_block_s':0,", OPTION("a", ""));
    ck_assert_int_eq(run(&ran, 0.02, 200, 1), SIM_OK);
    ck_assert_uint_eq(ran.results->replications, 10);
    ck_assert(ran.results->precision.met && !ran.results->precision.varies);
    ck_assert(ran.results->precision.reached == 0);
    ck_assert_ptr_nonnull(strstr(ran.results->precision.text, "there is no variance"));
    ran_close(&ran);
}
END_TEST

/* An SLO's figure is one of those to be known, of a class too: a rare refusal is known
 * later than what is answered. */
START_TEST(what_an_slo_bounds_is_known_too)
{
    struct ran ran;
    uint32_t without;

    ran_open(&ran, VARIED, OPTION("b", MORE_SLOTS));
    ck_assert_int_eq(run(&ran, 0.1, 100, 1), SIM_OK);
    without = ran.results->replications;
    ran_close(&ran);
    ran_open(&ran, "'slo':{'throttled_share':{'max':0.1},'unavailable_share':{'max':0.5}}," VARIED,
             OPTION("b", MORE_SLOTS));
    ck_assert_int_eq(run(&ran, 0.1, 100, 1), SIM_OK);
    ck_assert_uint_gt(ran.results->replications, without);
    ck_assert_str_eq(ran.results->precision.key, "unavailable-share");
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("precise", stops_at_the_first_look_that_is_precise_enough, what_is_not_reached_is_said,
           without_variance_there_is_nothing_to_wait_for, what_an_slo_bounds_is_known_too)
