/* Values from outside: every type from a cell and from JSON, what is refused and in which words. */
#include "sim/base/fields.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

static const char *const fruits[] = {"apple", "pear", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};

static const struct sim_field flag = {
    .name = "flag", .type = SIM_FIELD_BOOL, .fallback = "true", .summary = "x"};
static const struct sim_field answer = {
    .name = "answer", .type = SIM_FIELD_BOOL, .choices = yes_no, .summary = "x"};
static const struct sim_field count = {.name = "count",
                                       .type = SIM_FIELD_INTEGER,
                                       SIM_BETWEEN(1, 9007199254740992.0),
                                       .unit = "calls",
                                       .word = "none",
                                       .summary = "x"};
static const struct sim_field share = {
    .name = "share", .type = SIM_FIELD_NUMBER, SIM_ABOVE(0, 1), .fallback = "0.5", .summary = "x"};
static const struct sim_field step = {
    .name = "step", .type = SIM_FIELD_NUMBER, SIM_OR_ZERO(10, 20), .unit = "s", .summary = "x"};
static const struct sim_field name = {.name = "name", .type = SIM_FIELD_STRING, .summary = "x"};
static const struct sim_field fruit = {.name = "fruit",
                                       .type = SIM_FIELD_CHOICE,
                                       .choices = fruits,
                                       .what = "fruit",
                                       .fallback = "pear",
                                       .summary = "x"};

union value {
    bool boolean;
    int64_t integer;
    double number;
    const char *string;
    int choice;
};

static struct sim_given cell(const char *text)
{
    return (struct sim_given){.kind = SIM_GIVEN_CELL, .text = text, .length = strlen(text)};
}

static struct sim_given string(const char *text)
{
    return (struct sim_given){.kind = SIM_GIVEN_STRING, .text = text, .length = strlen(text)};
}

static struct sim_given number(double value)
{
    return (struct sim_given){.kind = SIM_GIVEN_NUMBER, .number = value};
}

static union value taken(const struct sim_field *field, struct sim_given given)
{
    union value value = {0};
    struct sim_text why = {0};

    ck_assert_msg(sim_field_set(field, &given, &value, &why), "%s: %s", field->name, why.data);
    ck_assert_ptr_null(why.data);
    return value;
}

static void refused(const struct sim_field *field, struct sim_given given, const char *because)
{
    union value value, before;
    struct sim_text why = {0};

    memset(&value, 0x5a, sizeof value);
    before = value;
    ck_assert(!sim_field_set(field, &given, &value, &why));
    ck_assert_str_eq(why.data, because);
    ck_assert_mem_eq(&value, &before, sizeof value);
    sim_text_release(&why);
}

START_TEST(right_values_are_taken)
{
    struct sim_given yes = {.kind = SIM_GIVEN_BOOL, .boolean = true};

    ck_assert(taken(&flag, yes).boolean);
    ck_assert(taken(&answer, cell("yes")).boolean);
    ck_assert(!taken(&answer, cell("no")).boolean);
    ck_assert_int_eq(taken(&count, cell("9007199254740991")).integer, 9007199254740991);
    ck_assert_int_eq(taken(&count, number(7)).integer, 7);
    ck_assert_int_eq(taken(&count, cell("none")).integer, SIM_FIELD_WORD);
    ck_assert_int_eq(taken(&count, string("none")).integer, SIM_FIELD_WORD);
    ck_assert_double_eq(taken(&share, cell("0.25")).number, 0.25);
    ck_assert_double_eq(taken(&share, number(1)).number, 1);
    ck_assert_double_eq(taken(&step, number(0)).number, 0);
    ck_assert_double_eq(taken(&step, number(10)).number, 10);
    ck_assert_str_eq(taken(&name, string("x y")).string, "x y");
    ck_assert_int_eq(taken(&fruit, string("apple")).choice, 0);
    ck_assert_int_eq(taken(&fruit, cell("pear")).choice, 1);
}
END_TEST

START_TEST(wrong_values_are_named)
{
    struct sim_given yes = {.kind = SIM_GIVEN_BOOL, .boolean = true};
    struct sim_given list = {.kind = SIM_GIVEN_OTHER, .text = "an array"};

    refused(&flag, number(1), "must be true or false (got the number 1)");
    refused(&flag, cell("true"), "must be true or false (got 'true')");
    refused(&answer, cell("maybe"), "must be 'yes' or 'no' (got 'maybe')");
    refused(&count, number(1.5), "must be an integer or \"none\" (got 1.5)");
    refused(&count, cell("1.5"), "must be a whole number or 'none' (got '1.5')");
    refused(&count, cell("1e6"), "must be a whole number or 'none' (got '1e6')");
    refused(&count, cell("0"), "must be at least 1 (got 0 calls)");
    refused(&count, string("7"), "must be an integer or \"none\" (got the string '7')");
    refused(&count, number(0), "must be at least 1 (got 0 calls)");
    refused(&count, number(1e300), "must be at most 9007199254740992 (got 1e+300 calls)");
    refused(&count, list, "must be an integer or \"none\" (got an array)");
    refused(&share, number(0), "must be greater than 0 (got 0)");
    refused(&share, number(NAN), "must be greater than 0 (got null)");
    refused(&share, cell("1.5"), "must be at most 1 (got 1.5)");
    refused(&share, cell("half"), "must be a number (got 'half')");
    refused(&share, yes, "must be a number (got true)");
    refused(&step, number(5), "must be 0 or at least 10 (got 5 s)");
    refused(&name, number(1), "must be a string (got the number 1)");
    refused(&fruit, string("appel"), "unknown fruit 'appel'; did you mean 'apple'?");
    refused(&fruit, string("lemon"), "must be 'apple' or 'pear' (got 'lemon')");
    refused(&fruit, number(1), "must be a string (got the number 1)");
}
END_TEST

START_TEST(defaults_and_absence)
{
    static const struct sim_field *const fields[] = {&count, &name, &step};
    static const struct sim_field bare = {
        .name = "bare", .type = SIM_FIELD_CHOICE, .choices = fruits, .summary = "x"};
    union value value, other;

    sim_field_default(&flag, &value);
    ck_assert(value.boolean);
    sim_field_default(&share, &value);
    ck_assert_double_eq(value.number, 0.5);
    ck_assert(!sim_field_is_absent(&share, &value));
    sim_field_default(&fruit, &value);
    ck_assert_int_eq(value.choice, 1);
    sim_field_default(&bare, &value);
    ck_assert(sim_field_is_absent(&bare, &value));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        sim_field_default(fields[i], &value);
        sim_field_default(fields[i], &other);
        ck_assert(sim_field_is_absent(fields[i], &value));
        ck_assert(sim_field_same(fields[i], &value, &other));
    }
    other.number = 12;
    ck_assert(!sim_field_same(&step, &value, &other));
    value = other;
    ck_assert(sim_field_same(&step, &value, &other));
}
END_TEST

START_TEST(rows_are_checked)
{
    struct sim_field row = share;

    ck_assert_ptr_null(sim_field_problem(&flag));
    ck_assert_ptr_null(sim_field_problem(&answer));
    ck_assert_ptr_null(sim_field_problem(&count));
    ck_assert_ptr_null(sim_field_problem(&share));
    ck_assert_ptr_null(sim_field_problem(&fruit));
    row.fallback = "2";
    ck_assert_ptr_nonnull(sim_field_problem(&row));
    row.fallback = NULL;
    row.min = 3;
    ck_assert_ptr_nonnull(sim_field_problem(&row));
    row = fruit;
    row.fallback = "lemon";
    ck_assert_ptr_nonnull(sim_field_problem(&row));
    row.choices = NULL;
    ck_assert_ptr_nonnull(sim_field_problem(&row));
    row = name;
    row.name = NULL;
    ck_assert_ptr_nonnull(sim_field_problem(&row));
    row = name;
    row.type = SIM_FIELD_OTHER;
    ck_assert_ptr_nonnull(sim_field_problem(&row));
}
END_TEST

START_TEST(bounds_for_the_reference)
{
    struct sim_text text = {0};

    sim_field_bounds(&count, &text);
    sim_text_add(&text, "; ");
    sim_field_bounds(&step, &text);
    sim_text_add(&text, "; ");
    sim_field_bounds(&fruit, &text);
    sim_field_bounds(&name, &text);
    ck_assert_str_eq(text.data, ">= 1, <= 9007199254740992, or `\"none\"`; 0, or >= 10, <= 20; "
                                "`apple`, `pear`");
    sim_text_release(&text);
}
END_TEST

SUITE_MAIN("fields", right_values_are_taken, wrong_values_are_named, defaults_and_absence,
           rows_are_checked, bounds_for_the_reference)
