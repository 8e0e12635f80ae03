/*
 * test_marks.c: what is marked as best, better or worse, and what is not ranked. TIGHT lets six of
 * ten calls pass, the shortest of them too: it is faster and cheaper than what answers all.
 */
#define RAN_QUICK true
#include "ran.h"

#include "../suite.h"

#define SUCCESS "'slo':{'success_rate':{'min':0.99}},"

static bool is_best(const struct ran *ran, const char *key, uint32_t option)
{
    return ran_value(ran, key, option)->mark == METRIC_BEST;
}

/* Of tight, dear and slow the first misses the SLO: the best of the others has the marks. */
START_TEST(the_best_is_among_those_that_hold)
{
    struct ran ran;

    ran_open(&ran, "'version':2," SUCCESS,
             OPTION("tight", TIGHT) "," OPTION("dear", DEAR) "," OPTION("slow", SLOW));
    ck_assert(ran_value(&ran, "e2e-p95", 0)->value < ran_value(&ran, "e2e-p95", 1)->value);
    ck_assert(ran_value(&ran, "cost", 0)->value < ran_value(&ran, "cost", 2)->value);
    ck_assert(!is_best(&ran, "e2e-p95", 0));
    ck_assert(is_best(&ran, "e2e-p95", 1));
    ck_assert(!is_best(&ran, "cost", 0));
    ck_assert(is_best(&ran, "cost", 2));
    ck_assert_str_eq(ran_value(&ran, "cost", 0)->shown, "not ranked");
    ck_assert_str_ne(ran_value(&ran, "cost", 1)->shown, "not ranked");
    /* The number is kept, and what it is in all says nothing of an order. */
    ck_assert(isfinite(ran_value(&ran, "cost", 0)->value));
    ck_assert_str_ne(ran_value(&ran, "cost-total", 0)->shown, "not ranked");
    ck_assert(results_is_ranked(ran.results, 1, 0) && !results_is_ranked(ran.results, 0, 0));
    for (uint32_t i = 0; i < ran.results->n_differences; i++)
        ck_assert_int_eq(ran.results->differences[i].mark, METRIC_PLAIN);
    ran_close(&ran);
}
END_TEST

/* With the baseline holding, differences between options that hold are better or worse. */
START_TEST(differences_between_those_that_hold_have_marks)
{
    struct ran ran;

    ran_open(&ran, "'version':2," SUCCESS,
             OPTION("dear", DEAR) "," OPTION("slow", SLOW) "," OPTION("tight", TIGHT));
    ck_assert_str_eq(ran_difference(&ran, "cost", 1)->verdict, "better");
    ck_assert_int_eq(ran_difference(&ran, "cost", 1)->mark, METRIC_BETTER);
    ck_assert_str_eq(ran_difference(&ran, "e2e-p95", 1)->verdict, "worse");
    ck_assert_str_eq(ran_difference(&ran, "cost", 2)->verdict, "not ranked");
    ck_assert_str_eq(ran_difference(&ran, "e2e-p95", 2)->verdict, "lower");
    ran_close(&ran);
}
END_TEST

/* Without an SLO: who completes less than the most complete by more than one per cent. Nine of ten
 * are ten points less. */
START_TEST(without_an_slo_the_most_complete_are_ranked)
{
    struct ran ran;

    ran_open(&ran, "'version':2,",
             OPTION("nine", "'quotas':{'all':{'requests_per_min':9}}") "," OPTION("dear", DEAR));
    ck_assert(!results_is_ranked(ran.results, 0, 0) && results_is_ranked(ran.results, 1, 0));
    ck_assert_str_eq(ran_value(&ran, "cost", 0)->shown, "not ranked");
    ck_assert(!is_best(&ran, "cost", 0) && !is_best(&ran, "e2e-p95", 0));
    ran_close(&ran);
    /* An SLO that both meet puts both in order. */
    ran_open(&ran, "'version':2,'slo':{'success_rate':{'min':0.85}},",
             OPTION("nine", "'quotas':{'all':{'requests_per_min':9}}") "," OPTION("dear", DEAR));
    ck_assert(results_is_ranked(ran.results, 0, 0) && results_is_ranked(ran.results, 1, 0));
    ck_assert(is_best(&ran, "cost", 0));
    ran_close(&ran);
}
END_TEST

/* Nothing stands beside it that it could be ranked with. */
START_TEST(the_cost_of_one_option_is_said)
{
    struct ran ran;

    ran_open(&ran, "'version':2," SUCCESS, OPTION("tight", TIGHT));
    ck_assert_str_ne(ran_value(&ran, "cost", 0)->shown, "not ranked");
    ran_close(&ran);
}
END_TEST

/* Tables that name an option in each row go by the same rule. */
START_TEST(tables_of_options_too)
{
    static const struct results_column columns[] = {
        {.key = "option", .label = "option", .unit = "", .type = RESULTS_TEXT},
        {.key = "p95",
         .label = "p95",
         .unit = "s",
         .type = RESULTS_NUMBER,
         .decimals = 1,
         .better = METRIC_LOWER}};
    static const double p95[] = {1, 3, 2};
    struct results_table *table;
    struct ran ran;

    ran_open(&ran, "'version':2," SUCCESS,
             OPTION("tight", TIGHT) "," OPTION("dear", DEAR) "," OPTION("slow", SLOW));
    table = results_table_add(ran.results, "a", "A", columns, 2);
    for (uint32_t o = 0; o < 3; o++) {
        struct metric_value *row = results_table_row(ran.results, table);

        row[0].text = ran.results->options[o].name;
        row[1].value = p95[o];
    }
    results_table_show(ran.results, table);
    ck_assert_int_eq(table->cells[1].mark, METRIC_PLAIN);
    ck_assert_int_eq(table->cells[3].mark, METRIC_PLAIN);
    ck_assert_int_eq(table->cells[5].mark, METRIC_BEST);
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("marks", the_best_is_among_those_that_hold,
           differences_between_those_that_hold_have_marks,
           without_an_slo_the_most_complete_are_ranked, the_cost_of_one_option_is_said,
           tables_of_options_too)
