/*
 * The rows of metrics: each against itself and the others, and what is asked of a row.
 */
#include "analysis/metric/metric.h"
#include "analysis/metric/value.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

static bool unit_is(const struct metric *metric, const char *unit)
{
    return strcmp(metric->unit, unit) == 0;
}

START_TEST(rows_agree)
{
    metric_check();
    ck_assert_uint_gt(metric_count(), 80);
    for (uint32_t i = 0; i < metric_count(); i++) {
        const struct metric *row = metric_at(i);

        ck_assert_uint_eq(metric_index(row), i);
        ck_assert_ptr_eq(metric_of_key(row->key), row);
        ck_assert_msg(strlen(row->label) > 0 && strlen(row->section) > 0, "%s", row->key);
        /* Money that is not there has a word of its own, unless it is an item's. */
        ck_assert_msg(row->kind != METRIC_MONEY || row->expand != METRIC_ONCE || row->empty != NULL,
                      "%s", row->key);
        ck_assert_msg(row->kind != METRIC_COUNT || row->better == METRIC_NEITHER ||
                          row->matters == METRIC_MATTERS_NOT,
                      "%s: counts grow with the run, differences that matter do not", row->key);
    }
    ck_assert_ptr_eq(metric_of_key("served-eu-west-2"), metric_find("served"));
    ck_assert_ptr_eq(metric_of_key("cost-class-chat"), metric_find("cost-class"));
    ck_assert_str_eq(metric_find("success-rate")->label, "success rate");
}
END_TEST

START_TEST(each_slo_has_its_row)
{
    for (int i = 0; i < CRI_N_SLO_METRICS; i++) {
        const struct metric *row = metric_of_slo((enum cri_slo_metric)i);

        ck_assert_int_eq(row->slo, i + 1);
        ck_assert_int_ne(row->matters, METRIC_MATTERS_NOT);
        /* Latencies that are promised have an end for those who get no answer: none. */
        if (unit_is(row, "s"))
            ck_assert(row->worst_if_empty);
    }
}
END_TEST

/* Each row that is compared by a threshold of its own kind. */
START_TEST(thresholds_are_of_the_row)
{
    const struct metric_thresholds stated = {.success_rate_points = 0.05,
                                             .latency_s = 0.2,
                                             .cost_percent = 1,
                                             .throughput_percent = 0.5};
    uint32_t n = 0;

    for (uint32_t k = 0; k < metric_n_compared(); k++, n++) {
        const struct metric *row = metric_compared(k);
        double smallest = metric_smallest(row, &stated, -400);

        ck_assert(row->compared);
        ck_assert_msg(smallest == (unit_is(row, "%")     ? 0.05
                                   : unit_is(row, "s")   ? 0.2
                                   : unit_is(row, "USD") ? 4
                                                         : 2),
                      "%s: %g", row->key, smallest);
    }
    ck_assert_uint_ge(n, 7);
    ck_assert(metric_smallest(metric_find("e2e-paired"), &stated, NAN) == 0.2);
    ck_assert(metric_smallest(metric_find("recovery"), &stated, 7) == 1);
    ck_assert_str_eq(metric_difference_unit(metric_find("success-rate")), "% points");
    ck_assert_str_eq(metric_difference_unit(metric_find("cost")), "USD");
}
END_TEST

/* Two classes: 6 of 10 and 2 of 2 completed, 1 s and 3 s each; the rest failed. */
static struct cri_spec spec;
static struct cri_outcome outcome;

static void make(void)
{
    static struct cri_class_spec classes[2];

    classes[0] = (struct cri_class_spec){.name = "a", .runs = true};
    classes[1] = (struct cri_class_spec){.name = "b", .runs = true};
    spec = (struct cri_spec){.n_classes = 2, .classes = classes, .horizon = SIM_MINUTE};
    cri_outcome_init(&outcome, &spec);
    for (int c = 0; c < 2; c++) {
        struct cri_class_outcome *class = &outcome.classes[c];
        uint64_t n = c == 0 ? 10 : 2, completed = c == 0 ? 6 : 2;

        class->counts[0].offered = n;
        class->counts[0].terminal[CRI_COMPLETED] = completed;
        class->counts[0].terminal[CRI_THROTTLED] = n - completed;
        for (uint64_t i = 0; i < n; i++)
            if (i < completed)
                sim_histogram_record(&class->e2e[0], (c == 0 ? 1 : 3) * SIM_SECOND);
            else
                sim_histogram_record_infinite(&class->e2e[0]);
    }
}

static double slo_value(enum cri_slo_metric slo, const bool *classes)
{
    struct view view;
    double value;

    view_init(&view, &spec, &outcome, 1, classes);
    value = metric_slo_value(metric_of_slo(slo), &view);
    view_release(&view);
    return value;
}

START_TEST(slo_values_are_in_their_unit)
{
    const bool first[] = {true, false}, second[] = {false, true}, none[] = {false, false};

    make();
    ck_assert_double_eq_tol(slo_value(CRI_SLO_success_rate, NULL), 8.0 / 12, 1e-12);
    ck_assert_double_eq_tol(slo_value(CRI_SLO_success_rate, first), 0.6, 1e-12);
    ck_assert_double_eq_tol(slo_value(CRI_SLO_throttled_share, first), 0.4, 1e-12);
    ck_assert_double_eq_tol(slo_value(CRI_SLO_e2e_p50_s, first), 1, 2e-3);
    ck_assert(slo_value(CRI_SLO_e2e_p95_s, first) == INFINITY);
    ck_assert(slo_value(CRI_SLO_e2e_mean_s, first) == INFINITY);
    ck_assert_double_eq_tol(slo_value(CRI_SLO_e2e_p95_s, second), 3, 5e-3);
    ck_assert_double_eq_tol(slo_value(CRI_SLO_e2e_mean_s, second), 3, 5e-3);
    /* Who asks for nothing waits for nothing. */
    ck_assert(isnan(slo_value(CRI_SLO_e2e_p95_s, none)));
    ck_assert(isnan(slo_value(CRI_SLO_success_rate, none)));
    cri_outcome_release(&outcome);
}
END_TEST

/* A count is a mean over replications; an interval is about the value; words for what is not there.
 */
START_TEST(values_and_their_words)
{
    const double each[] = {5, 7};
    struct metric_sample sample = {.allowed = true};
    struct metric_value value;
    struct view view;

    make();
    view_init(&view, &spec, &outcome, 2, NULL);
    sample.view = &view;
    value = metric_value_of(metric_find("offered"), &sample, CRI_NONE);
    ck_assert(value.value == 6 && value.n == 12 && isnan(value.low));
    sample.each = each;
    value = metric_value_of(metric_find("offered"), &sample, CRI_NONE);
    ck_assert_double_eq_tol(value.low, 6 - 12.706, 1e-2);
    ck_assert_double_eq_tol(value.high, 6 + 12.706, 1e-2);
    ck_assert(value.another_low == 0);
    ck_assert_int_eq(metric_count_digits(metric_find("offered"), &value, 1), 0);
    value.value = 6.5;
    ck_assert_int_eq(metric_count_digits(metric_find("offered"), &value, 1), 1);
    ck_assert_int_eq(metric_count_digits(metric_find("throughput"), &value, 1), 1);
    sample.each = NULL;
    ck_assert_str_eq(metric_value_of(metric_find("headroom"), &sample, CRI_NONE).text, "no limit");
    ck_assert_str_eq(metric_value_of(metric_find("e2e-p95-all"), &sample, CRI_NONE).text,
                     "infinite");
    ck_assert_str_eq(metric_value_of(metric_find("ttft-p50"), &sample, CRI_NONE).text, "no data");
    ck_assert_str_eq(metric_value_of(metric_find("outage-offered"), &sample, CRI_NONE).text,
                     "no outage");
    ck_assert_str_eq(metric_value_of(metric_find("cost-class"), &sample, CRI_NONE).text, "not run");
    /* A replication that never ends is no gap: of the worst there is, no interval can be given. */
    {
        const double recovered[] = {3, 5, NAN};

        spec.n_outages = 0;
        sample.each = recovered;
        view.replications = 3;
        sample.has_outages = true;
        value = metric_value_of(metric_find("recovery"), &sample, CRI_NONE);
        ck_assert(value.value == 0 && isnan(value.low) && isnan(value.another_low));
        sample.each = NULL;
        view.replications = 2;
    }
    view.usd = NAN;
    ck_assert_str_eq(metric_value_of(metric_find("cost"), &sample, CRI_NONE).text, "no price");
    sample.allowed = false;
    ck_assert_str_eq(metric_value_of(metric_find("cost"), &sample, CRI_NONE).text, "not allowed");
    view_release(&view);
    cri_outcome_release(&outcome);
}
END_TEST

SUITE_MAIN("metric", rows_agree, each_slo_has_its_row, thresholds_are_of_the_row,
           slo_values_are_in_their_unit, values_and_their_words)
