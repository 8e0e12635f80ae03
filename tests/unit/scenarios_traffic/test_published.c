/*
 * The published traces have the figures that are published of them. They are no part of the
 * project: without them the whole program is skipped (77), so that nothing passes that was not
 * looked at.
 */
#include "scenarios/traffic/trace.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TRACES SOURCE_DIR "/../shared/traces/"

static const struct trace_settings refuse = {.unsorted = TRACE_UNSORTED_REFUSE};

static struct trace *read_good(const char *file, struct trace_settings settings)
{
    struct sim_diag diag;
    struct trace *trace;

    sim_diag_init(&diag);
    trace = trace_read(file, &settings, &diag);
    ck_assert_msg(trace != NULL, "%s: %s", file, diag.n > 0 ? diag.findings[0].message : "?");
    ck_assert_uint_eq(diag.n_errors, 0);
    sim_diag_release(&diag);
    return trace;
}

START_TEST(azure_2023_has_its_published_figures)
{
    static const char *const files[] = {TRACES "azure-llm-2023-conv.csv",
                                        TRACES "vidur-splitwise-conv.csv"};

    for (int f = 0; f < 2; f++) {
        struct trace_facts facts;
        struct trace *trace;

        trace = read_good(files[f], refuse);
        trace_facts_compute(trace, &facts);
        ck_assert_str_eq(trace->format, f == 0 ? "azure-csv" : "splitwise-csv");
        ck_assert_uint_eq(trace->n_rows, 19366);
        ck_assert_uint_eq(trace->input_tokens, 22361870);
        ck_assert_uint_eq(trace->output_tokens, 4088665);
        ck_assert_uint_eq(trace->n_zero_output, 0);
        ck_assert_double_eq_tol(facts.span_s, 3501.7, 0.05);
        ck_assert_double_eq_tol(facts.mean_per_s, 5.53, 0.005);
        ck_assert_uint_eq(facts.peak_1s, 16);
        ck_assert_uint_eq(facts.peak_60s, 507);
        ck_assert_uint_eq(facts.peak_tokens_60s, 800837);
        ck_assert_uint_eq(facts.input_p50, 1020);
        ck_assert_uint_eq(facts.input_p95, 4083);
        ck_assert_uint_eq(facts.input_max, 14050);
        ck_assert_uint_eq(facts.output_p50, 129);
        ck_assert_uint_eq(facts.output_p95, 451);
        ck_assert_uint_eq(facts.output_max, 1000);
        ck_assert_uint_eq(facts.n_equal_times, 0);
        trace_destroy(trace);
    }
}
END_TEST

START_TEST(burstgpt_has_its_published_figures)
{
    const char *first = TRACES "burstgpt-1-head400.csv";
    const char *third = TRACES "burstgpt-3-head4.csv";
    struct trace_facts facts;
    struct trace *trace;
    uint64_t n_gpt4 = 0;

    trace = read_good(first, refuse);
    trace_facts_compute(trace, &facts);
    ck_assert_uint_eq(trace->n_rows, 400);
    ck_assert_uint_eq(trace->n_zero_output, 17);
    ck_assert_uint_eq(trace->input_tokens, 208189);
    ck_assert_uint_eq(trace->output_tokens, 110612);
    ck_assert_uint_eq(facts.input_p50, 308);
    ck_assert_uint_eq(facts.input_p95, 1637);
    ck_assert_uint_eq(facts.output_p50, 229);
    ck_assert_uint_eq(facts.output_p95, 812);
    for (uint64_t i = 0; i < trace->records.n; i++)
        n_gpt4 += strcmp(trace->records.label_names[trace->records.label[i]], "GPT-4") == 0;
    ck_assert_uint_eq(n_gpt4, 80);
    trace_destroy(trace);
    trace = read_good(third, refuse);
    ck_assert_uint_eq(trace->n_rows, 4);
    ck_assert_int_eq(trace->records.span, 144 * SIM_SECOND);
    trace_destroy(trace);
}
END_TEST

START_TEST(azure_2024_heads_are_read)
{
    const char *file = TRACES "azure-llm-2024-code-head5-tail5.csv";
    struct trace *trace;

    trace = read_good(file, refuse);
    ck_assert_uint_eq(trace->n_rows, 10);
    /* 2024-05-10 00:00:00.009930 to 05-16 23:59:59.929501 */
    ck_assert_int_eq(trace->records.span, 7 * SIM_DAY - 70499 * SIM_US - 9930 * SIM_US);
    trace_destroy(trace);
}
END_TEST

/* 17 of the 400 rows are 0/0/0. */
START_TEST(burstgpt_failures_are_demand)
{
    const struct trace_settings demand = {.failed = TRACE_FAILED_AS_DEMAND};
    const struct trace_settings out = {.failed = TRACE_FAILED_LEAVE_OUT};
    struct trace *trace, *rest;
    struct trace_facts facts;

    trace = read_good(TRACES "burstgpt-1-head400.csv", demand);
    rest = read_good(TRACES "burstgpt-1-head400.csv", out);
    ck_assert(trace->n_zero_output == 17 && trace->n_zero_both == 17 && trace->n_rows == 400);
    ck_assert(rest->n_rows == 383 && rest->output_tokens == 110612);
    trace_facts_compute(rest, &facts);
    ck_assert_uint_eq(facts.output_p50, trace->median_output);
    ck_assert_uint_eq(facts.input_p50, trace->median_input);
    ck_assert_uint_eq(trace->output_tokens, 110612 + 17 * facts.output_p50);
    ck_assert_uint_eq(trace->input_tokens, 208189 + 17 * facts.input_p50);
    ck_assert_uint_eq(trace->ignored.n, 0); /* its other columns are known */
    trace_destroy(trace);
    trace_destroy(rest);
}
END_TEST

int main(void)
{
    static const char *const files[] = {
        TRACES "azure-llm-2023-conv.csv", TRACES "vidur-splitwise-conv.csv",
        TRACES "burstgpt-1-head400.csv", TRACES "burstgpt-3-head4.csv",
        TRACES "azure-llm-2024-code-head5-tail5.csv"};
    Suite *suite;
    TCase *tcase;
    SRunner *runner;
    int failed;

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (access(files[i], R_OK) != 0) {
            printf("skipped: %s is absent\n", files[i]);
            return 77;
        }
    suite = suite_create("published traces");
    tcase = tcase_create("all");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, azure_2023_has_its_published_figures);
    tcase_add_test(tcase, burstgpt_has_its_published_figures);
    tcase_add_test(tcase, azure_2024_heads_are_read);
    tcase_add_test(tcase, burstgpt_failures_are_demand);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
