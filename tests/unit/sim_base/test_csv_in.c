#include "sim/base/csv_in.h"

#include "tests/unit/suite.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char seen[1 << 14];

static enum sim_status on_row(void *context, uint64_t line, const struct sim_csv_field *fields,
                              uint32_t n, struct sim_error *err)
{
    (void)context;
    (void)err;
    sprintf(seen + strlen(seen), "%d:", (int)line);
    for (uint32_t i = 0; i < n; i++)
        sprintf(seen + strlen(seen), "[%.*s]", (int)fields[i].length, fields[i].text);
    return SIM_OK;
}

/* Fed whole and byte by byte: the rows must not depend on where blocks end. */
static enum sim_status feed(const char *text, size_t step, struct sim_error *err)
{
    struct sim_csv *csv;
    size_t n = strlen(text);
    enum sim_status status;

    seen[0] = '\0';
    ck_assert(sim_csv_create(&csv, "f.csv", on_row, NULL, err) == SIM_OK);
    status = SIM_OK;
    for (size_t at = 0; at < n && status == SIM_OK; at += step)
        status = sim_csv_feed(csv, text + at, n - at < step ? n - at : step, err);
    if (status == SIM_OK)
        status = sim_csv_finish(csv, err);
    sim_csv_destroy(csv);
    return status;
}

START_TEST(rows_with_their_lines)
{
    static const char *const cases[][2] = {
        {"a,b\n1,2\n", "1:[a][b]2:[1][2]"},
        {"a,b\r\n1,2\r\n3,4", "1:[a][b]2:[1][2]3:[3][4]"},
        {"a\n\n\nb\n", "1:[a]4:[b]"},
        {"\"x\ny\",2\nz,3\n", "1:[x\ny][2]3:[z][3]"},
        {"\"a \"\"q\"\"\",,\n", "1:[a \"q\"][][]"},
        {" \t\na,b\n  \r\n c , d\t\r\n", "2:[a][b]4:[c][d]"},
        {"a,b\rc\n\"d\"\ne,f,g,h,i,j,k\n", "1:[a][b]1:[c]2:[d]3:[e][f][g][h][i][j][k]"},
        {",,,,\n1,2,3,4,5\n", "1:[][][][][]2:[1][2][3][4][5]"},
        {"", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sim_error err;

        ck_assert(feed(cases[i][0], 1 << 20, &err) == SIM_OK);
        ck_assert_str_eq(seen, cases[i][1]);
        ck_assert(feed(cases[i][0], 1, &err) == SIM_OK);
        ck_assert_str_eq(seen, cases[i][1]);
    }
}
END_TEST

START_TEST(unclosed_quote_is_an_error)
{
    struct sim_error err;

    ck_assert(feed("a\n1,\"x\n2,3\n", 1 << 20, &err) == SIM_EINPUT);
    ck_assert_str_eq(err.where, "f.csv:2");
    ck_assert_str_eq(err.message, "quoted field is not closed");
}
END_TEST

/* xorshift64 (Marsaglia 2003): below n. */
static size_t drawn(uint64_t *state, size_t n)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (size_t)(*state >> 20) % n;
}

/* Whole lines are split without libcsv, bytes one by one are not: over drawn texts of all that CSV
 * treats apart, both must say the same, the errors too. */
START_TEST(plain_lines_are_split_as_libcsv_does)
{
    static const char letters[] = "aaaa0-.,,,,\n\n\r\"  \t\xc3+";
    uint64_t state = 2026;

    for (int trial = 0; trial < 20000; trial++) {
        char text[200], whole[sizeof seen];
        size_t n = 0;
        size_t length = 1 + drawn(&state, 120);
        /* Few quotes and returns in half of the trials, else hardly a line would be plain. */
        bool plain = trial % 2 == 0;
        struct sim_error err = {0}, other = {0};
        enum sim_status status;

        while (n < length) {
            char c = letters[drawn(&state, sizeof letters - 1)];

            if (plain && (c == '"' || c == '\r') && drawn(&state, 20) > 0)
                c = 'b';
            text[n++] = c;
            if (c == '\r' && plain)
                text[n++] = '\n';
        }
        text[n] = '\0';
        status = feed(text, 1 << 20, &err);
        strcpy(whole, seen);
        ck_assert_int_eq(feed(text, 1, &other), status);
        ck_assert_str_eq(seen, whole);
        if (status != SIM_OK) {
            ck_assert_str_eq(err.where, other.where);
            ck_assert_str_eq(err.message, other.message);
        }
        ck_assert_int_eq(feed(text, 1 + (size_t)trial % 40, &other), status);
        ck_assert_str_eq(seen, whole);
    }
}
END_TEST

static uint64_t n_rows, n_fields;

static enum sim_status count(void *context, uint64_t line, const struct sim_csv_field *fields,
                             uint32_t n, struct sim_error *err)
{
    (void)context, (void)line, (void)fields, (void)err;
    n_rows++;
    n_fields += n;
    return SIM_OK;
}

/* Limits hold for plain lines as for libcsv's. */
START_TEST(too_long_and_too_many_are_errors)
{
    static const struct {
        char fill;
        size_t n;
        enum sim_status status;
        const char *message;
    } cases[] = {
        {'x', 1000000, SIM_OK, NULL},
        {'x', 1000001, SIM_EINPUT, "field is longer than 1,000,000 bytes"},
        {',', 4094, SIM_OK, NULL},
        {',', 4095, SIM_EINPUT, "row has more than 4,095 fields"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sim_error err = {0};
        struct sim_csv *csv;
        char *text = malloc(cases[i].n + 3);
        enum sim_status status;

        ck_assert(text != NULL);
        memcpy(text, "a\n", 2);
        memset(text + 2, cases[i].fill, cases[i].n);
        text[cases[i].n + 2] = '\n';
        n_rows = n_fields = 0;
        ck_assert(sim_csv_create(&csv, "f.csv", count, NULL, &err) == SIM_OK);
        status = sim_csv_feed(csv, text, cases[i].n + 3, &err);
        ck_assert_int_eq(status, cases[i].status);
        ck_assert_uint_eq(n_rows, status == SIM_OK ? 2 : 1);
        if (status == SIM_OK)
            ck_assert_uint_eq(n_fields, cases[i].fill == ',' ? 4096 : 2);
        else
            ck_assert_str_eq(err.message, cases[i].message);
        sim_csv_destroy(csv);
        free(text);
    }
}
END_TEST

SUITE_MAIN("csv_in", rows_with_their_lines, unclosed_quote_is_an_error,
           plain_lines_are_split_as_libcsv_does, too_long_and_too_many_are_errors)
