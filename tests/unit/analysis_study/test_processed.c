/*
 * test_processed.c: the proof of residency counts what the calls did, whatever the rule was judged
 * to be before: here a Region is marked as outside of it behind the judgement's back. Ten calls
 * through `eu.` from eu-west-2, in turns of three: two are sent to eu-west-2, one to eu-central-1,
 * so seven and three.
 */
struct plan;
static void mark_outside(struct plan *plan);
#define RAN_BEFORE(plan) mark_outside(plan)
#include "analysis/results/table.h"
#include "tests/unit/analysis_study/ran.h"
#include "tests/unit/suite.h"

#define RULE "'version':2,'residency':['europe'],"
#define TURNS                                                                                      \
    "'routing':{'policy':'weighted','shares':{'eu-west-2':2,'eu-central-1':1,'eu-north-1':0,"      \
    "'eu-south-1':0,'eu-south-2':0,'eu-west-1':0,'eu-west-3':0}},"
#define LONDON "'london':{'mode':'single-region'}"
#define EU     "'eu':{'mode':'geographic'}"
#define GLOBAL "'global':{'mode':'global'}"

enum { CASES, ROUTING, COMPLETED, OUTSIDE, SENT, SENT_OUTSIDE, N_HEADS = 3, N_COLUMNS = 9 };

/* Whether eu-central-1 is to be outside. */
static bool marks;

static void mark_outside(struct plan *plan)
{
    for (uint32_t o = 0; marks && o < plan->n_options; o++) {
        const struct cri_spec *spec = &plan->options[o].spec;

        for (uint32_t r = 0; plan->options[o].allowed && r < spec->n_regions; r++)
            if (strcmp(spec->regions[r].name, "eu-central-1") == 0)
                ((uint8_t *)spec->classes[0].outside)[r] = 1;
    }
}

static const struct results_table *table_of(const struct ran *ran, uint32_t n_rows)
{
    const struct results_table *table = results_table_find(ran->results, "residency");

    ck_assert_ptr_nonnull(table);
    ck_assert_uint_eq(table->n_rows, n_rows);
    return table;
}

static double cell(const struct results_table *table, uint32_t row, uint32_t column)
{
    const struct metric_value *value = &table->cells[row * N_COLUMNS + N_HEADS + column];

    ck_assert_msg(value->text == NULL, "%s", value->text);
    return value->value;
}

/* As the rule was judged: every call is inside, in every case, and that is said. */
START_TEST(all_is_inside)
{
    struct ran ran;
    const struct results_table *table;

    marks = false;
    ran_open(&ran, RULE TURNS, LONDON "," EU "," GLOBAL);
    table = table_of(&ran, 3);
    ck_assert_str_eq(table->cells[0].text, "london");
    ck_assert_str_eq(table->cells[1].text, "chat");
    ck_assert_str_eq(table->cells[2].text, "europe (residency rule)");
    for (uint32_t row = 0; row < 2; row++) {
        /* As stated, and once where Geographic routes otherwise; Global is not allowed. */
        ck_assert_double_eq(cell(table, row, CASES), 2);
        ck_assert_double_eq(cell(table, row, ROUTING), 1);
        ck_assert_double_eq(cell(table, row, COMPLETED), 20);
        ck_assert_double_eq(cell(table, row, SENT), 20);
        ck_assert_double_eq(cell(table, row, OUTSIDE), 0);
        ck_assert_double_eq(cell(table, row, SENT_OUTSIDE), 0);
    }
    for (uint32_t column = 0; column < N_COLUMNS - N_HEADS; column++)
        ck_assert_str_eq(table->cells[2 * N_COLUMNS + N_HEADS + column].text, "not run");
    ck_assert_str_eq(table->note,
                     "in all 2 cases that were run, 1 of which varies how profiles route, no "
                     "request of a class with a residency rule was completed outside of its area, "
                     "and no call was sent to a Region there: by the counts of each Region");
    ran_close(&ran);
}
END_TEST

/* Three of ten are processed outside: counted, and said instead. */
START_TEST(what_is_outside_is_said)
{
    struct ran ran;
    const struct results_table *table;

    marks = true;
    ran_open(&ran, RULE TURNS, LONDON "," EU);
    table = table_of(&ran, 2);
    ck_assert_double_eq(ran_value(&ran, "served-eu-central-1", 1)->value, 30);
    ck_assert_double_eq(cell(table, 0, OUTSIDE), 0);
    /* The cases are compiled anew, so the mark is of the case as stated alone. */
    ck_assert_double_eq(cell(table, 1, OUTSIDE), 3);
    ck_assert_double_eq(cell(table, 1, SENT_OUTSIDE), 3);
    ck_assert_double_eq(cell(table, 1, COMPLETED), 20);
    ck_assert_str_eq(
        table->note,
        "processed outside of the rule: option 'eu', class 'chat': 3 in case 'as stated'");
    ran_close(&ran);
}
END_TEST

/* Calls that fail there were sent there all the same: the prompt left the area. */
START_TEST(what_is_sent_outside_is_said)
{
    struct ran ran;
    const struct results_table *table;

    marks = true;
    ran_open(&ran,
             RULE TURNS "'outages':{'o':{'kind':'brown-out','regions':['eu-central-1'],"
                        "'start_s':0,'duration_s':60,'error_share':1}},",
             EU);
    table = table_of(&ran, 1);
    ck_assert_double_eq(cell(table, 0, OUTSIDE), 0);
    ck_assert_double_ge(cell(table, 0, SENT_OUTSIDE), 3);
    ck_assert_ptr_nonnull(strstr(table->note, "processed outside of the rule: option 'eu', class "
                                              "'chat': "));
    ran_close(&ran);
}
END_TEST

START_TEST(without_a_rule_nothing_is_proved)
{
    struct ran ran;

    marks = false;
    ran_open(&ran, "'version':2," TURNS, LONDON "," EU);
    ck_assert_ptr_null(results_table_find(ran.results, "residency"));
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("processed", all_is_inside, what_is_outside_is_said, what_is_sent_outside_is_said,
           without_a_rule_nothing_is_proved)
