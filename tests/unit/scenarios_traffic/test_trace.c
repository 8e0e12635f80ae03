#include "scenarios/traffic/format.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOOD SOURCE_DIR "/tests/data/good/trace/"

static const struct trace_settings refuse = {.unsorted = TRACE_UNSORTED_REFUSE,
                                             .skip_bad_rows = false};
static const struct trace_settings sort = {.unsorted = TRACE_UNSORTED_SORT, .skip_bad_rows = false};

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

/* One data row behind the native header: true and its time if it is good. */
static bool read_time(const char *column, const char *value, int64_t *at)
{
    struct sim_text text = {0};
    struct sim_diag diag;
    struct trace *trace;
    bool good;

    /* Times count from the first row: the row in question comes second. */
    sim_text_addf(&text, "%s,input_tokens,output_tokens\n%s,1,1\n%s,1,1\n", column,
                  column[4] == '_' ? "0" : "1970-01-01T00:00:00Z", value);
    sim_diag_init(&diag);
    trace = trace_decode("t.csv", text.data, text.length, &refuse, &diag);
    good = trace != NULL;
    if (good)
        *at = trace->records.rows[1].at;
    ck_assert(good == (diag.n_errors == 0));
    trace_destroy(trace);
    sim_diag_release(&diag);
    sim_text_release(&text);
    return good;
}

START_TEST(times_are_exact)
{
    static const struct {
        const char *column, *value;
        int64_t ns;
    } cases[] = {
        {"time_s", "0", 0},
        {"time_s", "0.1", 100000000},
        {"time_s", "0.000000001", 1},
        /* 2^53 ns is 104 days: a double of seconds would lose the last digit. */
        {"time_s", "99999999.999999999", INT64_C(99999999999999999)},
        {"time_s", "3501.7214270", INT64_C(3501721427000)},
        {"time", "1970-01-01 00:00:00.0000001", 100},
        {"time", "1970-01-01 00:00:01", INT64_C(1000000000)},
        {"time", "1970-01-01 02:00:00+01:00", INT64_C(3600000000000)},
        {"time", "1970-03-01T00:00:00Z", INT64_C(59) * 86400 * 1000000000},
        {"time", "1972-03-01T00:00:00Z", INT64_C(790) * 86400 * 1000000000},
    };
    static const char *const bad_seconds[] = {"",     "-1", "nan", "inf", "0x10",  "1,5",
                                              "1.5s", ".",  "1.",  "--1", "1.2.3", "9999999999999"};
    static const char *const bad_dates[] = {
        "1970-02-29 00:00:00",   "1970-13-01 00:00:00", "1970-01-01 24:00:00",
        "1970-01-01 00:60:00",   "1970-01-01",          "1970-01-01 00:00:00.",
        "1970-01-01 00:00:00+1", "01/02/1970 00:00:00"};
    int64_t at = -1;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(read_time(cases[i].column, cases[i].value, &at), "%s", cases[i].value);
        ck_assert_msg(at == cases[i].ns, "%s: %lld", cases[i].value, (long long)at);
    }
    for (size_t i = 0; i < sizeof bad_seconds / sizeof *bad_seconds; i++)
        ck_assert_msg(!read_time("time_s", bad_seconds[i], &at), "'%s'", bad_seconds[i]);
    for (size_t i = 0; i < sizeof bad_dates / sizeof *bad_dates; i++)
        ck_assert_msg(!read_time("time", bad_dates[i], &at), "'%s'", bad_dates[i]);
}
END_TEST

START_TEST(columns_go_by_name)
{
    struct trace *trace = read_good(GOOD "all-columns.csv", refuse);
    const struct cri_records *records = &trace->records;

    ck_assert_str_eq(trace->format, "native-csv");
    ck_assert(!trace->absolute);
    ck_assert_uint_eq(records->n, 3);
    ck_assert_int_eq(records->rows[0].at, 0);
    ck_assert_int_eq(records->rows[1].at, 1499999999); /* 1.5 s - 1 ns */
    ck_assert_uint_eq(records->rows[0].input_tokens, 100);
    ck_assert_uint_eq(records->rows[0].output_tokens, 7);
    ck_assert_uint_eq(records->rows[1].input_tokens, 4294967295);
    ck_assert_uint_eq(trace->input_tokens, UINT64_C(4294967295) + 100 + 5);
    ck_assert_uint_eq(trace->n_zero_output, 1);
    ck_assert_uint_eq(records->max_tokens[0], 0);
    ck_assert_uint_eq(records->max_tokens[1], 512);
    ck_assert_uint_eq(records->cache_read[0], 40);
    ck_assert_uint_eq(records->cache_write[0], 60);
    ck_assert_uint_eq(records->cache_read[1], 0);
    ck_assert_str_eq(records->label_names[records->label[0]], "web, \"eu\"");
    ck_assert_str_eq(records->label_names[records->label[1]], "");
    ck_assert_str_eq(records->label_names[records->label[2]], "web");
    trace_destroy(trace);
}
END_TEST

START_TEST(azure_2024_mixes_its_time_forms)
{
    struct trace *trace = read_good(GOOD "azure-mixed.csv", refuse);

    ck_assert_str_eq(trace->format, "azure-csv");
    ck_assert(trace->absolute);
    ck_assert_uint_eq(trace->n_rows, 3); /* the last one has no newline */
    ck_assert_int_eq(trace->first_unix_ns, INT64_C(1715471999999999000));
    ck_assert_int_eq(trace->records.rows[1].at, 1000);
    ck_assert_int_eq(trace->records.rows[2].at, 1100);
    ck_assert_ptr_null(trace->records.label);
    ck_assert_ptr_null(trace->records.max_tokens);
    trace_destroy(trace);
}
END_TEST

START_TEST(unsorted_rows_are_sorted_stably_in_any_packing)
{
    static const char *const files[] = {GOOD "unsorted.csv", GOOD "unsorted.csv.gz",
                                        GOOD "unsorted.csv.zst"};
    static const uint32_t expected[] = {1, 3, 5, 2, 4}; /* at 10, 11, 11, 12, 12 */
    char digests[3][65];

    for (int f = 0; f < 3; f++) {
        struct trace *trace = read_good(files[f], sort);

        ck_assert_uint_eq(trace->n_rows, 5);
        for (int i = 0; i < 5; i++)
            ck_assert_uint_eq(trace->records.rows[i].input_tokens, expected[i]);
        ck_assert_int_eq(trace->records.rows[0].at, 0);
        ck_assert_int_eq(trace->records.span, 2 * SIM_SECOND);
        memcpy(digests[f], trace->sha256, sizeof digests[f]);
        ck_assert_uint_eq(strlen(digests[f]), 64);
        trace_destroy(trace);
    }
    ck_assert_str_ne(digests[0], digests[1]); /* of the file as stored */
}
END_TEST

START_TEST(unsorted_rows_are_refused_unless_asked)
{
    struct sim_diag diag;

    sim_diag_init(&diag);
    ck_assert_ptr_null(trace_read(GOOD "unsorted.csv", &refuse, &diag));
    ck_assert_uint_ge(diag.n_errors, 1);
    ck_assert_uint_eq(diag.findings[0].line, 4);
    ck_assert_ptr_nonnull(strstr(diag.findings[0].message, "; --sort sorts the rows stably"));
    sim_diag_release(&diag);
}
END_TEST

/* A command that runs a scenario takes no flags of `crisim trace`: what it can be given is said. */
START_TEST(what_is_asked_for_can_be_pasted)
{
    static const struct {
        const char *entry, *hint;
    } cases[] = {
        {"calls", "; --set traffic.calls.unsorted=sort sorts the rows stably"},
        {"my. calls", "; --set 'traffic.\"my. calls\".unsorted=sort' sorts the rows stably"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct trace_settings settings = refuse;
        struct sim_diag diag;

        settings.entry = cases[i].entry;
        sim_diag_init(&diag);
        ck_assert_ptr_null(trace_read(GOOD "unsorted.csv", &settings, &diag));
        ck_assert_ptr_nonnull(strstr(diag.findings[0].message, cases[i].hint));
        sim_diag_release(&diag);
    }
}
END_TEST

START_TEST(bad_rows_are_skipped_and_counted_when_asked)
{
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = true};
    struct trace *trace = read_good(GOOD "some-bad-rows.csv", settings);

    ck_assert_uint_eq(trace->n_rows, 2);
    ck_assert_uint_eq(trace->n_skipped, 3);
    ck_assert_uint_eq(trace->input_tokens, 1 + 5);
    trace_destroy(trace);
}
END_TEST

START_TEST(a_trace_of_bad_rows_only_is_an_error_even_then)
{
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = true};
    static const char text[] = "time_s,input_tokens,output_tokens\nx,1,1\n";
    struct sim_diag diag;

    sim_diag_init(&diag);
    ck_assert_ptr_null(trace_decode("t.csv", text, sizeof text - 1, &settings, &diag));
    ck_assert_uint_eq(diag.n_errors, 1);
    sim_diag_release(&diag);
}
END_TEST

/* Labels that arrive late, with growth of every column in between. */
START_TEST(many_rows_keep_their_columns)
{
    struct sim_text text = {0};
    struct sim_diag diag;
    struct trace *trace;
    const uint32_t n = 30000;

    sim_text_add(&text, "time_s,input_tokens,output_tokens,label,max_tokens\n");
    for (uint32_t i = 0; i < n; i++) /* descending: sorting must carry every column */
        sim_text_addf(&text, "%u.5,%u,%u,c%u,%s\n", n - i, i, i % 7, i % 13,
                      i < 20000 ? "" : "900");
    sim_diag_init(&diag);
    trace = trace_decode("t.csv", text.data, text.length, &sort, &diag);
    ck_assert_ptr_nonnull(trace);
    ck_assert_uint_eq(trace->n_rows, n);
    ck_assert_uint_eq(trace->records.n_labels, 13);
    for (uint32_t k = 0; k < n; k++) {
        uint32_t i = n - 1 - k;
        char label[16];

        snprintf(label, sizeof label, "c%u", i % 13);
        ck_assert_int_eq(trace->records.rows[k].at, k * SIM_SECOND);
        ck_assert_uint_eq(trace->records.rows[k].input_tokens, i);
        ck_assert_uint_eq(trace->records.max_tokens[k], i < 20000 ? 0 : 900);
        ck_assert_str_eq(trace->records.label_names[trace->records.label[k]], label);
    }
    trace_destroy(trace);
    sim_diag_release(&diag);
    sim_text_release(&text);
}
END_TEST

SUITE_MAIN("trace", times_are_exact, columns_go_by_name, azure_2024_mixes_its_time_forms,
           unsorted_rows_are_sorted_stably_in_any_packing, unsorted_rows_are_refused_unless_asked,
           what_is_asked_for_can_be_pasted, bad_rows_are_skipped_and_counted_when_asked,
           a_trace_of_bad_rows_only_is_an_error_even_then, many_rows_keep_their_columns)
