/*
 * What the rows of the table are: of one outcome written down here, each metric against its value
 * by hand. Every counter has a number of its own, so a row that reads its neighbour is found.
 */
#include "analysis/metric/metric.h"

#include "models/series.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

/* Two classes, two source Regions with a price each, ten minutes, two replications merged. */
static const struct cri_region_spec regions[] = {{"here", "eu"}, {"there", "us"}};
static const struct cri_price_spec prices[] = {{"there/m/global", 1, 5, 0.1, 1.25},
                                               {"here/m/global", 2, 10, 0.2, 2.5},
                                               {"here/m/provisioned", 0, 0, 0, 0}};
static const struct cri_commitment_spec units[] = {{"here/m/provisioned", 3, 4}};
static const uint32_t here_only[] = {0}, there_only[] = {1};
static const struct cri_target_spec here = {
    .source = 0, .price = 1, .n_destinations = 1, .destinations = here_only};
static const struct cri_target_spec there = {
    .source = 1, .price = 2, .dedicated = true, .n_destinations = 1, .destinations = there_only};
static const struct cri_class_spec classes[] = {
    {.name = "chat", .runs = true, .n_targets = 1, .targets = &here},
    {.name = "mail", .runs = true, .n_targets = 1, .targets = &there}};
static const struct cri_quota_spec quotas[] = {{.name = "a"}, {.name = "b"}};
static const struct cri_account_spec accounts[] = {{"account", 1000}};
static const uint32_t hit[] = {0, 1};
static const struct cri_outage_spec outages[] = {
    {.name = "drawn", .drawn = true, .n_regions = 2, .regions = hit},
    {.name = "planned",
     .n_regions = 1,
     .regions = hit,
     .start = 20 * SIM_MINUTE,
     .end = 25 * SIM_MINUTE}};

static struct cri_spec spec_of(void)
{
    return (struct cri_spec){.option = "option",
                             .n_regions = 2,
                             .regions = regions,
                             .n_quotas = 2,
                             .quotas = quotas,
                             .n_accounts = 1,
                             .accounts = accounts,
                             .n_prices = 3,
                             .prices = prices,
                             .n_commitments = 1,
                             .commitments = units,
                             .n_classes = 2,
                             .classes = classes,
                             .n_outages = 2,
                             .outages = outages,
                             .horizon = 10 * SIM_MINUTE};
}

static struct cri_spec spec;
static struct cri_outcome outcome;
static struct cri_counts *normal, *outage, *mail;

static void make(void)
{
    spec = spec_of();
    cri_outcome_init(&outcome, &spec);
    normal = &outcome.classes[0].counts[CRI_PHASE_NORMAL];
    outage = &outcome.classes[0].counts[CRI_PHASE_OUTAGE];
    mail = &outcome.classes[1].counts[CRI_PHASE_NORMAL];
}

static void drop(void)
{
    cri_outcome_release(&outcome);
}

/* Of the classes that count, over `replications`. */
static double metric(const char *key, uint32_t replications, const bool *counted)
{
    struct view view;
    double value;

    view_init(&view, &spec, &outcome, replications, counted);
    value = metric_find(key)->of(&view);
    view_release(&view);
    return value;
}

static void is_near(const char *key, uint32_t replications, double expected)
{
    double value = metric(key, replications, NULL);

    ck_assert_msg(fabs(value - expected) <= 1e-9 * fabs(expected), "%s is %.12g instead of %.12g",
                  key, value, expected);
}

/* Histograms are exact to 0.1 %. */
static void is_about(const char *key, double expected)
{
    double value = metric(key, 1, NULL);

    ck_assert_msg(fabs(value / expected - 1) < 1.1e-3, "%s is %.9g instead of %.9g", key, value,
                  expected);
}

START_TEST(counts_are_their_own)
{
    static const struct {
        const char *key;
        double value;
    } rows[] = {
        {"offered", 1000},
        {"completed", 601},
        {"throttled", 102},
        {"unavailable", 53},
        {"timed-out", 44},
        {"abandoned", 35},
        {"denied", 26},
        {"in-flight", 17},
        {"throttled-rpm", 61},
        {"throttled-tpm", 22},
        {"throttled-tpd", 13},
        {"throttled-account", 4},
        {"throttled-units", 2},
        {"throttled-capacity", 111},
        {"denied-quota", 19},
        {"denied-max-tokens", 7},
        {"failed-denied", 201},
        {"failed-above-limit", 202},
        {"failed-short-read-timeout", 203},
        {"failed-short-deadline", 204},
        {"failed-retry-quota", 205},
        {"failed-quota", 206},
        {"failed-queue", 207},
        {"failed-deadline", 208},
        {"failed-timeout", 209},
        {"failed-provider", 210},
        {"truncated", 301},
        {"attempts", 1500},
        {"refused", 1 + 2 + 4 + 8 + 16},
        {"retries", 302},
        {"fallbacks", 303},
        {"retry-quota-empty", 304},
        {"reactive-capacity", 305},
        {"reactive-outage", 306},
        {"reactive-stall", 307},
        {"proactive-outage", 308},
        {"reactive-requests", 309},
        {"proactive-requests", 310},
        {"failover-requests", 311},
        {"placement", 312},
        {"spilled", 313},
        {"stalled", 314},
        {"tries-ended", 315},
        {"batch-jobs", 316},
    };

    make();
    *normal = (struct cri_counts){
        .offered = 1000,
        .terminal = {601, 102, 53, 44, 35, 26},
        .in_flight = 17,
        .throttled_by = {61, 22, 13, 4, 2},
        .throttled_by_capacity = 111,
        .failed_by = {201, 202, 203, 204, 205, 206, 207, 208, 209, 210},
        .truncated = 301,
        .attempts = 1500,
        .refused_by = {1, 2, 4, 8, 16},
        .retries = 302,
        .fallbacks = 303,
        .retry_quota_empty = 304,
        .reactive_moves = {305, 306, 307},
        .proactive_moves = {0, 308, 0},
        .reactive_requests = 309,
        .proactive_requests = 310,
        .failover_requests = 311,
        .placement_requests = 312,
        .spilled = 313,
        .stalled = 314,
        .tries_ended = 315,
        .batch_jobs = 316,
    };
    normal->denied_by[CRI_DENIAL_QUOTA_ZERO] = 19;
    normal->denied_by[CRI_DENIAL_400_MAX_TOKENS] = 7;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        is_near(rows[i].key, 1, rows[i].value);
    drop();
}
END_TEST

/* 80 + 15 + 5 of 90 + 50 + 10 offered; both phases and both classes count. */
START_TEST(shares_are_of_what_they_say)
{
    make();
    *normal = (struct cri_counts){.offered = 90,
                                  .terminal = {[CRI_COMPLETED] = 80},
                                  .attempts = 200,
                                  .passed = 160,
                                  .faults = 3,
                                  .outside_geography = 20,
                                  .input_tokens = 4000,
                                  .prefix_tokens = 2000,
                                  .cache_read_tokens = 1000,
                                  .cache_hits = 40};
    *outage = (struct cri_counts){.offered = 50,
                                  .terminal = {[CRI_COMPLETED] = 15, [CRI_UNAVAILABLE] = 7},
                                  .attempts = 100,
                                  .passed = 40,
                                  .faults = 5,
                                  .outside_geography = 5};
    *mail = (struct cri_counts){.offered = 10, .terminal = {[CRI_COMPLETED] = 5}};
    is_near("success-rate", 1, 100 * 100.0 / 150);
    /* 8 faults of the 200 attempts that access and quota let through, not of all 300. */
    is_near("availability", 1, 96);
    is_near("amplification", 1, 2);
    is_near("outside-geography", 1, 25);
    is_near("cache-tokens", 1, 25);
    is_near("cache-prefix", 1, 50);
    is_near("cache-hits", 1, 40);
    is_near("outage-success-rate", 1, 30);
    is_near("outage-offered", 1, 50);
    is_near("outage-completed", 1, 15);
    is_near("outage-unavailable", 1, 7);
    /* 5 of 10, of the class that counts. */
    ck_assert(metric("success-rate", 1, (const bool[]){false, true}) == 50);
    ck_assert(metric("success-rate", 1, (const bool[]){true, false}) == 100 * 95.0 / 140);
    drop();
}
END_TEST

START_TEST(nothing_is_no_data)
{
    static const char *const keys[] = {"success-rate", "availability", "amplification", "cost",
                                       "ttft-p50",     "e2e-p95",      "e2e-mean"};

    make();
    spec.n_commitments = 0;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        ck_assert_msg(isnan(metric(keys[i], 1, NULL)), "%s is a number", keys[i]);
    drop();
}
END_TEST

/* Over a horizon of 10 min and 2 replications: 20 min. What ends after the horizon is no part. */
START_TEST(rates_are_over_the_horizon)
{
    make();
    *normal = (struct cri_counts){.offered = 500,
                                  .terminal = {[CRI_COMPLETED] = 480},
                                  .completed_by_horizon = 440,
                                  .good = 300,
                                  .input_tokens = 90000,
                                  .output_tokens = 30000,
                                  .input_tokens_by_horizon = 80000,
                                  .output_tokens_by_horizon = 20000};
    outcome.busiest_minute = 61;
    is_near("throughput", 2, 22);
    is_near("throughput", 1, 44);
    is_near("goodput", 2, 15);
    is_near("tokens-per-min", 2, 5000);
    is_near("busiest-minute", 2, 61);
    drop();
}
END_TEST

/* In millions of tokens: 4 in and 1 out at 2 / 10 USD (here), 2 in and 0.4 out at 1 / 5 (there),
 * 0.5 read from the cache at 0.2 and 0.2 written at 2.5; wasted 1 in at 2 and 0.2 out at 10. Three
 * units of 4 USD an hour for ten minutes: 2 USD a replication. */
static void spend(void)
{
    struct cri_ledger *chat = outcome.classes[0].ledgers, *other = outcome.classes[1].ledgers;

    chat[1].useful = (struct cri_ledger_row){4000000, 1000000, 500000, 200000};
    chat[1].waste = (struct cri_ledger_row){1000000, 200000, 0, 0};
    other[0].useful = (struct cri_ledger_row){2000000, 400000, 0, 0};
    *normal = (struct cri_counts){.offered = 800, .terminal = {[CRI_COMPLETED] = 500}};
    *mail = (struct cri_counts){.offered = 200, .terminal = {[CRI_COMPLETED] = 300}};
}

START_TEST(money_is_of_all_that_was_paid)
{
    /* 8 + 10 + 0.1 + 0.5 + 2 + 2 = 22.6, and 4 of waste. */
    const double tokens = 22.6, waste = 4;
    struct view view;

    make();
    spend();
    is_near("cost", 1, 1000 * (tokens + waste + 2) / 800);
    is_near("cost-total", 1, tokens + waste + 2);
    is_near("cost-total", 2, (tokens + waste + 4) / 2);
    is_near("cost-hourly", 2, 2);
    is_near("waste", 1, 1000 * waste / 800);
    is_near("waste-total", 2, waste / 2);
    view_init(&view, &spec, &outcome, 1, NULL);
    ck_assert(fabs(view.usd_input - 10) < 1e-9);
    ck_assert(fabs(view.usd_output - 12) < 1e-9);
    ck_assert(fabs(view.usd_cache - 0.6) < 1e-9);
    ck_assert(fabs(view_class_usd(&view, 0) - 22.6) < 1e-9); /* its waste too */
    ck_assert(fabs(view_class_usd(&view, 1) - 4) < 1e-9);
    ck_assert(fabs(view_region_usd(&view, 0) - 22.6) < 1e-9);
    ck_assert(fabs(view_region_usd(&view, 1) - 4) < 1e-9);
    view_release(&view);
    drop();
}
END_TEST

/* Only `mail` may call the model units: the other class pays nothing of their hours. */
START_TEST(money_is_of_the_classes_that_count)
{
    make();
    spend();
    ck_assert_double_eq_tol(metric("cost-total", 1, (const bool[]){true, false}), 22.6, 1e-9);
    ck_assert_double_eq_tol(metric("cost-total", 1, (const bool[]){false, true}), 4 + 2, 1e-9);
    drop();
}
END_TEST

/* What has tokens and no price has no cost; what has no tokens needs none. */
START_TEST(no_price_is_no_cost)
{
    make();
    spend();
    outcome.classes[0].ledgers[3].waste.output = 1;
    ck_assert(isnan(metric("cost", 1, NULL)));
    ck_assert_double_eq_tol(metric("cost-total", 1, (const bool[]){false, true}), 6, 1e-9);
    drop();
}
END_TEST

/* 800 requests in 10 min are shorter than a day: only a stated volume can be for 30 days. The
 * tokens of 1,000 offered cost 26.6; units 12 USD an hour for 720 h. */
START_TEST(thirty_days_need_a_volume_or_a_day)
{
    make();
    spend();
    ck_assert(isnan(metric("cost-30-days", 1, NULL)));
    spec.monthly_requests = 50000;
    is_near("cost-30-days", 1, 50 * 26.6 + 12 * 720);
    is_near("cost-30-days", 2, 50 * 26.6 + 12 * 720);
    /* Of that month, 1,000 of 50,000 bear their share. */
    is_near("cost-hourly", 1, 12 * 720 / 50.0);
    spec.monthly_requests = 0;
    spec.horizon = SIM_DAY;
    is_near("cost-30-days", 1, 30 * 26.6 + 12 * 720);
    is_near("cost-30-days", 2, 15 * 26.6 + 12 * 720);
    drop();
}
END_TEST

/* 1 s ... 20 s completed and 5 failed. Of the completed alone the 19th of 20 is p95; of all 25 the
 * 24th is, which failed. */
START_TEST(percentiles_and_failures)
{
    struct cri_class_outcome *chat;

    make();
    chat = &outcome.classes[0];
    for (int i = 1; i <= 20; i++) {
        sim_histogram_record(&chat->e2e[i % 2], i * SIM_SECOND);
        sim_histogram_record(&chat->ttft[i % 2], i * SIM_SECOND / 10);
    }
    for (int i = 0; i < 5; i++)
        sim_histogram_record_infinite(&chat->e2e[0]);
    is_about("e2e-p50", 10);
    is_about("e2e-p95", 19);
    is_about("e2e-p99", 20);
    is_about("e2e-mean", 10.5);
    is_about("ttft-p50", 1);
    is_about("ttft-p95", 1.9);
    is_about("ttft-p99", 2);
    ck_assert(isnan(metric("e2e-p95-all", 1, NULL)));
    /* The odd seconds came in an outage: the 10th of 10. */
    is_about("outage-e2e-p95", 19);
    for (int i = 0; i < 75; i++)
        sim_histogram_record(&chat->e2e[0], SIM_SECOND);
    /* 95 completed and 5 failed of 100: the 95th completed, the slowest. */
    is_about("e2e-p95-all", 20);
    drop();
}
END_TEST

START_TEST(median_need_of_the_hopeless)
{
    make();
    sim_histogram_record(&outcome.classes[0].needed, 500 * SIM_SECOND);
    sim_histogram_record(&outcome.classes[0].needed, 700 * SIM_SECOND);
    sim_histogram_record(&outcome.classes[1].needed, 600 * SIM_SECOND);
    is_about("failed-need", 600);
    drop();
}
END_TEST

START_TEST(least_headroom_of_all_limits)
{
    struct view view;
    double headroom;

    make();
    view_init(&view, &spec, &outcome, 1, NULL);
    outcome.quotas[0].headroom[CRI_LIMIT_RPM] = 0.4;
    outcome.quotas[1].headroom[CRI_LIMIT_TPM] = 0.3;
    outcome.quotas[1].headroom[CRI_LIMIT_TPD] = 0.35;
    ck_assert_str_eq(view_binding_limit(&view, &headroom), "tpm");
    ck_assert(headroom == 0.3);
    is_near("headroom", 1, 30);
    outcome.accounts[0].headroom = 0.1;
    ck_assert_str_eq(view_binding_limit(&view, &headroom), "account-tpd");
    ck_assert(headroom == 0.1);
    /* A bucket can be in debt, a window has nothing left; the day has its own rule. */
    outcome.quotas[1].headroom[CRI_LIMIT_TPM] = -0.5;
    is_near("headroom", 1, -50);
    spec.quota_rules.per_minute = CRI_REFILL_FIXED;
    is_near("headroom", 1, 0);
    ck_assert_str_eq(view_binding_limit(&view, &headroom), "tpm");
    outcome.quotas[1].headroom[CRI_LIMIT_TPD] = -0.25;
    is_near("headroom", 1, -25);
    spec.quota_rules.per_day = CRI_REFILL_SLIDING;
    is_near("headroom", 1, 0);
    spec.quota_rules = (struct cri_quota_rules){0};
    view_release(&view);
    drop();
}
END_TEST

/* Five-minute intervals of a source Region: 10 faults of 40 calls, no calls, 3 of 30: errors 1/4,
 * 0 and 1/10; uptime 100 - 35 / 3 %. */
START_TEST(uptime_is_the_mean_of_intervals)
{
    struct view view;
    static const struct {
        int minute;
        uint32_t passed, faults;
    } bins[] = {{0, 30, 10}, {4, 10, 0}, {12, 30, 3}};

    make();
    view_init(&view, &spec, &outcome, 1, NULL);
    ck_assert(isnan(view_uptime(&view, 0)));
    for (size_t i = 0; i < 3; i++) {
        uint32_t bin = cri_series_bin(&outcome.series, bins[i].minute * SIM_MINUTE);

        *cri_series_source(&outcome.series, bin, 0) =
            (struct cri_source_bin){bins[i].passed, bins[i].faults};
    }
    ck_assert_double_eq_tol(view_uptime(&view, 0), 100 - 35.0 / 3, 1e-9);
    ck_assert(isnan(view_uptime(&view, 1)));
    view_release(&view);
    drop();
}
END_TEST

START_TEST(credits_begin_below_their_bounds)
{
    ck_assert(view_sla_credit(100) == 0 && view_sla_credit(99.9) == 0);
    ck_assert(view_sla_credit(99.89) == 10 && view_sla_credit(99) == 10);
    ck_assert(view_sla_credit(98.9) == 25 && view_sla_credit(95) == 25);
    ck_assert(view_sla_credit(94.9) == 100 && view_sla_credit(0) == 100);
}
END_TEST

/* Drawn failures: 4 of them, 3 h in each of two Regions. Planned ones are not drawn. */
START_TEST(drawn_failures)
{
    make();
    outcome.outages[0] = (struct cri_outage_outcome){.n = 4, .ns = 3 * SIM_HOUR};
    outcome.outages[1] = (struct cri_outage_outcome){.n = 1, .ns = 5 * SIM_MINUTE};
    is_near("outage-count", 1, 4);
    is_near("outage-hours", 1, 6);
    drop();
}
END_TEST

/* 100 requests arrive a minute, and half of those of minutes 20 to 26 fail: seven minutes. */
START_TEST(recovery_of_planned_outages)
{
    make();
    for (int minute = 0; minute < 40; minute++) {
        uint32_t bin = cri_series_bin(&outcome.series, minute * SIM_MINUTE);

        outcome.series.minutes[bin].offered = 100;
        outcome.series.minutes[bin].failed_of_offered = minute >= 20 && minute < 27 ? 50 : 1;
    }
    is_near("recovery", 1, 7);
    drop();
}
END_TEST

SUITE_MAIN("view", counts_are_their_own, shares_are_of_what_they_say, nothing_is_no_data,
           rates_are_over_the_horizon, money_is_of_all_that_was_paid,
           money_is_of_the_classes_that_count, no_price_is_no_cost,
           thirty_days_need_a_volume_or_a_day, percentiles_and_failures,
           median_need_of_the_hopeless, least_headroom_of_all_limits,
           uptime_is_the_mean_of_intervals, credits_begin_below_their_bounds, drawn_failures,
           recovery_of_planned_outages)
