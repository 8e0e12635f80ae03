#include "sim/base/text.h"

#include "tests/unit/suite.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

START_TEST(nearest_name_or_none)
{
    static const char *const names[] = {"source-first", "fixed-share", "least-loaded", "eu-west-2"};

    ck_assert_str_eq(sim_nearest_name("source-frist", names, 4), "source-first");
    ck_assert_str_eq(sim_nearest_name("least-loadd", names, 4), "least-loaded");
    ck_assert_str_eq(sim_nearest_name("eu-west-9", names, 4), "eu-west-2");
    ck_assert_str_eq(sim_nearest_name("source-fall", names, 4), "source-first");
    ck_assert_str_eq(sim_nearest_name("least", names, 4), "least-loaded");
    ck_assert_ptr_null(sim_nearest_name("round-robin", names, 4));
    ck_assert_str_eq(sim_nearest_name("SOURCE-FIRST", names, 4), "source-first");
    ck_assert_ptr_null(sim_nearest_name("lea", names, 4));
    ck_assert_ptr_null(sim_nearest_name("", names, 4));
    ck_assert_ptr_null(sim_nearest_name("x", names, 0));
}
END_TEST

START_TEST(doubles_read_back)
{
    static const double values[] = {
        0, 1, 0.1, 1.0 / 3, 1e300, -2.5, 5e-324, DBL_MAX, 123456789012345678.0};
    char buffer[40];

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        sim_format_double(values[i], buffer, sizeof buffer);
        ck_assert(strtod(buffer, NULL) == values[i]);
    }
    sim_format_double(0.1, buffer, sizeof buffer);
    ck_assert_str_eq(buffer, "0.1");
    sim_format_double(NAN, buffer, sizeof buffer);
    ck_assert_str_eq(buffer, "null");
    sim_format_double(-0.0, buffer, sizeof buffer);
    ck_assert_str_eq(buffer, "0");
}
END_TEST

START_TEST(numbers_are_strict)
{
    static const char *const bad[] = {"",     "+1",  "1.",  ".5", "1e",
                                      "0x10", "nan", "inf", "1 ", "1e999"};
    double number;
    int64_t integer;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!sim_parse_double(bad[i], strlen(bad[i]), &number), "%s", bad[i]);
    ck_assert(sim_parse_double("-1.5e3", 6, &number) && number == -1500);
    ck_assert(sim_parse_int64("-9223372036854775808", 20, &integer) && integer == INT64_MIN);
    ck_assert(sim_parse_int64("9223372036854775807", 19, &integer) && integer == INT64_MAX);
    ck_assert(!sim_parse_int64("9223372036854775808", 19, &integer));
    ck_assert(!sim_parse_int64("-", 1, &integer));
}
END_TEST

START_TEST(grouping)
{
    char buffer[40];

    sim_format_grouped(1234567, buffer, sizeof buffer);
    ck_assert_str_eq(buffer, "1,234,567");
    sim_format_grouped(-123, buffer, sizeof buffer);
    ck_assert_str_eq(buffer, "-123");
    sim_format_grouped(0, buffer, sizeof buffer);
    ck_assert_str_eq(buffer, "0");
}
END_TEST

START_TEST(text_grows)
{
    struct sim_text text = {0};
    char *taken;

    for (int i = 0; i < 1000; i++)
        sim_text_addf(&text, "%d,", i);
    ck_assert_uint_eq(text.length, strlen(text.data));
    ck_assert_uint_eq(text.length, 10 * 2 + 90 * 3 + 900 * 4);
    taken = sim_text_take(&text);
    ck_assert(strncmp(taken, "0,1,2,", 6) == 0);
    ck_assert_ptr_null(text.data);
    free(taken);
}
END_TEST

START_TEST(hashes_stay_what_they_are)
{
    /* Entity keys: a change would change every result. */
    ck_assert(sim_hash_string("") == sim_hash_bytes("x", 0));
    ck_assert(sim_hash_string("chat") != sim_hash_string("chas"));
    ck_assert_uint_eq(sim_hash_string("chat"), UINT64_C(15106017433206054658));
}
END_TEST

static const struct {
    const char *string, *shown;
} visible[] = {
    {"", ""},
    {"plain \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "plain \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
    {"a\x1b[2Jb\x07", "a\\x1b[2Jb\\x07"},
    {"\x7f", "\\x7f"},
    {"one\ntwo\tthree\r", "one two three "},
    {"\xc2\x9b"
     "1m",
     "\\x9b1m"}, /* CSI as one character */
    {"\xe2\x80\xae"
     "abc",
     "\\u202eabc"}, /* turns the writing round */
    {"\xe2\x81\xa6\xe2\x80\xa8", "\\u2066\\u2028"},
    {"\xe2\x80\x93", "\xe2\x80\x93"}, /* a dash beside them */
    {"\xc2", "\xc2"},                 /* cut off */
    {"\xe2\x80", "\xe2\x80"},
};

START_TEST(control_characters_are_written_out)
{
    for (size_t i = 0; i < sizeof visible / sizeof visible[0]; i++) {
        struct sim_text text = {0};

        sim_text_add(&text, "");
        sim_text_add_visible(&text, visible[i].string);
        ck_assert_str_eq(text.data, visible[i].shown);
        ck_assert(sim_is_visible(visible[i].string) ==
                  (strcmp(visible[i].string, visible[i].shown) == 0));
        ck_assert(sim_is_visible(text.data));
        sim_text_release(&text);
    }
}
END_TEST

START_TEST(words_as_people_type_them)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {{"E2E p95", "e2e-p95", true},
                 {"max tokens", "max_tokens", true},
                 {"quotas", "Quota", true},
                 {"class", "clas", true},
                 {"s", "", true},
                 {"quotass", "quota", false},
                 {"quota", "quotb", false},
                 {"", "", true}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_msg(sim_same_words(cases[i].a, cases[i].b) == cases[i].same, "%s", cases[i].a);
        ck_assert_msg(sim_same_words(cases[i].b, cases[i].a) == cases[i].same, "%s", cases[i].b);
    }
}
END_TEST

SUITE_MAIN("text", words_as_people_type_them, nearest_name_or_none, doubles_read_back,
           numbers_are_strict, grouping, text_grows, hashes_stay_what_they_are,
           control_characters_are_written_out)
