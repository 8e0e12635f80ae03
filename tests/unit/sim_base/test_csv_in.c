#include "sim/base/csv_in.h"

#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>

static char seen[1024];

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

SUITE_MAIN("csv_in", rows_with_their_lines, unclosed_quote_is_an_error)
