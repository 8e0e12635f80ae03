/*
 * test_refused.c: calls that statements refuse, by hand. Ten calls through `eu.` from eu-west-2 are
 * sent in turns by shares 6 : 1 : 1 : 2 to eu-west-2, eu-central-1, eu-north-1 and eu-west-3. The
 * identity policy (gap.json) allows neither eu-central-1 nor eu-north-1, one call each, and denies
 * eu-west-3 by a statement, two calls; Global lacks the model of no Region. An SDK does not try a
 * 403 again. Names hold " of ", which stands between them in what is shown.
 */
#define RAN_QUICK true
#include "analysis/results/table.h"
#include "tests/unit/analysis_study/ran.h"
#include "tests/unit/suite.h"

#define IAM "'policies':{'role of app':{'file':'gap.json','level':'identity'}},"
#define TURNS                                                                                      \
    "'routing':{'policy':'weighted','shares':{'eu-west-2':6,'eu-central-1':1,'eu-north-1':1,"      \
    "'eu-west-3':2,'eu-south-1':0,'eu-south-2':0,'eu-west-1':0}},"
#define LONDON "'london':{'mode':'single-region'}"
#define EU     "'eu':{'mode':'geographic'}"
#define GLOBAL "'global':{'mode':'global'}"

enum { OPTION_, CLASS, STATEMENT, POLICY, WHERE, ATTEMPTS, N_COLUMNS };

static void has_row(const struct results_table *table, uint32_t row, const char *option,
                    const char *statement, const char *where, double attempts)
{
    const struct metric_value *cells = &table->cells[row * N_COLUMNS];

    ck_assert_str_eq(cells[OPTION_].text, option);
    ck_assert_str_eq(cells[CLASS].text, "chat");
    ck_assert_str_eq(cells[STATEMENT].text, statement);
    ck_assert_str_eq(cells[POLICY].text, "'role of app' (gap.json)");
    ck_assert_str_eq(cells[WHERE].text, where);
    if (isnan(attempts)) {
        ck_assert_str_eq(cells[ATTEMPTS].text, "none was made");
    } else {
        ck_assert_ptr_null(cells[ATTEMPTS].text);
        ck_assert_double_eq(cells[ATTEMPTS].value, attempts);
    }
}

START_TEST(attempts_are_counted_by_statement)
{
    const struct results_table *table;
    struct ran ran;

    ran_open(&ran, "'version':2," IAM TURNS, LONDON "," EU "," GLOBAL);
    table = results_table_find(ran.results, "refused_by");
    ck_assert_ptr_nonnull(table);
    ck_assert_uint_eq(table->n_rows, 3);
    /* In the order of the profile's destinations; what lacks an Allow is one thing. */
    has_row(table, 0, "eu", "no Allow", "eu-central-1, eu-north-1", 2);
    has_row(table, 1, "eu", "statement 'None of Paris'", "eu-west-3", 2);
    has_row(table, 2, "global", "no Allow", "all", NAN);
    ck_assert_str_eq(table->note,
                     "attempts of all 1 replication as stated; where a statement refuses every "
                     "call of a class, the class is not run");
    ck_assert_double_eq(ran_value(&ran, "denied", 1)->value, 4);
    ck_assert_double_eq(ran_value(&ran, "completed", 1)->value, 6);
    ck_assert_double_eq(ran_value(&ran, "retries", 1)->value, 0);
    ran_close(&ran);
}
END_TEST

/* Over replications: their sum. */
START_TEST(replications_add_up)
{
    const struct results_table *table;
    struct ran ran;

    ran_open(&ran, "'version':2,'replications':3," IAM TURNS, EU);
    table = results_table_find(ran.results, "refused_by");
    ck_assert_ptr_nonnull(table);
    ck_assert_uint_eq(table->n_rows, 2);
    has_row(table, 0, "eu", "no Allow", "eu-central-1, eu-north-1", 6);
    has_row(table, 1, "eu", "statement 'None of Paris'", "eu-west-3", 6);
    ck_assert_ptr_nonnull(strstr(table->note, "all 3 replications as stated"));
    ran_close(&ran);
}
END_TEST

START_TEST(where_nothing_is_refused_there_is_no_table)
{
    struct ran ran;

    ran_open(&ran, "'version':2," IAM TURNS, LONDON);
    ck_assert_ptr_null(results_table_find(ran.results, "refused_by"));
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("refused", attempts_are_counted_by_statement, replications_add_up,
           where_nothing_is_refused_there_is_no_table)
