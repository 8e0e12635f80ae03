/*
 * What the values of a trace mean: units of time, failed calls, columns that have no meaning; and
 * inputs that were made to fill a machine.
 */
#include "scenarios/traffic/format.h"
#include "sim/base/memory.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GOOD   SOURCE_DIR "/tests/data/good/trace/"
#define HEADER "time_s,input_tokens,output_tokens\n"

static struct sim_diag diag;

static void forget(void)
{
    sim_diag_release(&diag);
    sim_diag_init(&diag);
}

static struct trace *decode(const char *text, size_t n, struct trace_settings settings)
{
    forget();
    return trace_decode("t", text, n, &settings, &diag);
}

static struct trace *decoded(const char *text, struct trace_settings settings)
{
    struct trace *trace = decode(text, strlen(text), settings);

    ck_assert_msg(trace != NULL, "%s: %s", text, diag.n > 0 ? diag.findings[0].message : "?");
    return trace;
}

/* The times of Mooncake-like lines, one for each time that is given, from the first, in ns. */
static sim_time last_time(const char *const *times, struct trace_settings settings)
{
    struct sim_text text = {0};
    struct trace *trace;
    sim_time last = -1;

    for (; *times != NULL; times++)
        sim_text_addf(&text, "{\"timestamp\": %s, \"input_length\": 8, \"output_length\": 1}\n",
                      *times);
    trace = decode(text.data, text.length, settings);
    if (trace != NULL)
        last = trace->records.span;
    trace_destroy(trace);
    sim_text_release(&text);
    return last;
}

START_TEST(the_unit_of_times_is_found_or_asked_for)
{
    static const struct {
        const char *times[6];
        enum trace_unit unit;
        sim_time span; /* -1 = refused */
    } cases[] = {
        {{"0", "0.5", "1.0", "2.5"}, TRACE_UNIT_FOUND, 2500 * SIM_MS},
        /* The fraction comes late: what was read before it is seconds too. */
        {{"0", "1", "2", "3", "4.123456789"}, TRACE_UNIT_FOUND, INT64_C(4123456789)},
        {{"7", "8", "8.000000001"}, TRACE_UNIT_FOUND, SIM_SECOND + 1},
        {{"0", "604800000"}, TRACE_UNIT_FOUND, 7 * SIM_DAY},
        {{"0", "3000", "6000"}, TRACE_UNIT_FOUND, 6 * SIM_SECOND},
        /* A data frame writes whole milliseconds so. */
        {{"0.0", "3000.0", "6000.0"}, TRACE_UNIT_FOUND, 6 * SIM_SECOND},
        /* 3,000 requests/s or 3: not said. */
        {{"0", "0", "1"}, TRACE_UNIT_FOUND, -1},
        {{"0", "0", "1"}, TRACE_UNIT_S, SIM_SECOND},
        {{"0", "0", "1"}, TRACE_UNIT_MS, SIM_MS},
        {{"0", "1500"}, TRACE_UNIT_US, 1500 * SIM_US},
        {{"0", "1500"}, TRACE_UNIT_NS, 1500},
        {{"0", "1.5"}, TRACE_UNIT_MS, 1500 * SIM_US},
        /* Since 1970: seconds, milliseconds, microseconds, nanoseconds. */
        {{"1772445600", "1772445607"}, TRACE_UNIT_FOUND, 7 * SIM_SECOND},
        {{"1772445600.25", "1772445607.75"}, TRACE_UNIT_FOUND, 7500 * SIM_MS},
        {{"1772445600000", "1772445607000"}, TRACE_UNIT_FOUND, 7 * SIM_SECOND},
        {{"1772445600000000", "1772445607000000"}, TRACE_UNIT_FOUND, 7 * SIM_SECOND},
        {{"1772445600000000000", "1772445607000000000"}, TRACE_UNIT_FOUND, 7 * SIM_SECOND},
        {{"177244560000000000", "177244567000000000"}, TRACE_UNIT_FOUND, 7 * SIM_SECOND},
        {{"1e-05", "1.5", "25e-1"}, TRACE_UNIT_FOUND, 2500 * SIM_MS - 10 * SIM_US},
        {{"1.5e3", "2E3"}, TRACE_UNIT_FOUND, 500 * SIM_MS},
        {{"0", "1e99"}, TRACE_UNIT_FOUND, -1},
        {{"0", "1e"}, TRACE_UNIT_FOUND, -1},
        {{"0", "-1"}, TRACE_UNIT_FOUND, -1},
        {{"0", "126227808000.5"}, TRACE_UNIT_FOUND, -1}, /* 4,000 years */
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sim_time span = last_time(cases[i].times, (struct trace_settings){.unit = cases[i].unit});

        ck_assert_msg(span == cases[i].span, "case %zu: %lld, not %lld", i, (long long)span,
                      (long long)cases[i].span);
    }
    forget();
}
END_TEST

START_TEST(the_keys_of_a_writer_tell_its_unit)
{
    static const char bailian[] =
        "{\"chat_id\": 1, \"parent_chat_id\": -1, \"timestamp\": 0, \"input_length\": 8, "
        "\"output_length\": 1, \"type\": \"text\", \"turn\": 1}\n"
        "{\"chat_id\": 2, \"parent_chat_id\": -1, \"timestamp\": 3, \"input_length\": 8, "
        "\"output_length\": 1, \"type\": \"text\", \"turn\": 1}\n";
    struct trace *trace = decoded(bailian, (struct trace_settings){0});

    ck_assert_int_eq(trace->records.span, 3 * SIM_SECOND);
    ck_assert_str_eq(trace->format, "bailian-jsonl");
    ck_assert_uint_eq(trace->ignored.n, 0);
    trace_destroy(trace);
    /* Its blocks have 16 tokens: 33 of them are 521 tokens, which 512-token blocks would not fit.
     */
    trace = decoded("{\"chat_id\": 1, \"parent_chat_id\": -1, \"timestamp\": 61.114, "
                    "\"input_length\": 33, \"output_length\": 1, \"hash_ids\": [5, 6, 7]}\n",
                    (struct trace_settings){0});
    ck_assert_uint_eq(trace->records.prefixes.n, 3);
    trace_destroy(trace);
    forget();
}
END_TEST

START_TEST(an_offset_is_taken_off_a_time_column)
{
    static const char *const texts[] = {
        HEADER "1772445600.5,8,1\n1772445602,8,1\n",
        HEADER "1772445600500,8,1\n1772445602000,8,1\n",
        HEADER "1772445600500000,8,1\n1772445602000000,8,1\n",
        HEADER "100.5,8,1\n102,8,1\n",
    };

    for (int i = 0; i < 4; i++) {
        struct trace *trace = decoded(texts[i], (struct trace_settings){0});

        ck_assert_int_eq(trace->records.span, 1500 * SIM_MS);
        ck_assert(trace->absolute == (i < 3));
        if (i < 3)
            ck_assert_int_eq(trace->first_unix_ns, INT64_C(1772445600500000000));
        trace_destroy(trace);
    }
    forget();
}
END_TEST

START_TEST(a_rate_that_cannot_be_is_a_warning)
{
    struct sim_text text = {0};
    struct trace *trace;

    sim_text_add(&text, HEADER);
    for (int i = 0; i < 2000; i++)
        sim_text_addf(&text, "0.%06d,8,1\n", i * 50); /* 20,000/s */
    trace = decoded(text.data, (struct trace_settings){0});
    ck_assert_uint_eq(diag.n_warnings, 1);
    ck_assert_ptr_nonnull(strstr(diag.findings[0].message, "requests/s"));
    trace_destroy(trace);
    sim_text_release(&text);
    trace = decoded(HEADER "0,8,1\n0.001,8,1\n", (struct trace_settings){0});
    ck_assert_uint_eq(diag.n_warnings, 0);
    trace_destroy(trace);
    forget();
}
END_TEST

START_TEST(failed_rows_are_treated_as_stated)
{
    /* Output of the others: 10, 20, 40; nearest-rank median 20. Their inputs: 5, 300000, 7. */
    static const char text[] = HEADER "0,0,0\n1,5,10\n2,300000,20\n3,9,0\n4,7,40\n5,0,0\n";
    struct trace *trace;

    trace = decoded(text, (struct trace_settings){.failed = TRACE_FAILED_AS_DEMAND});
    ck_assert(trace->n_rows == 6 && trace->n_zero_output == 3 && trace->n_zero_both == 2);
    ck_assert(trace->median_output == 20 && trace->median_input == 7);
    ck_assert_uint_eq(trace->records.rows[0].output_tokens, 20);
    ck_assert_uint_eq(trace->records.rows[0].input_tokens, 7);
    ck_assert_uint_eq(trace->records.rows[3].output_tokens, 20);
    ck_assert_uint_eq(trace->records.rows[3].input_tokens, 9);
    ck_assert_uint_eq(trace->output_tokens, 70 + 3 * 20);
    ck_assert_uint_eq(trace->input_tokens, 300021 + 2 * 7);
    trace_destroy(trace);

    trace = decoded(text, (struct trace_settings){.failed = TRACE_FAILED_AS_THEY_ARE});
    ck_assert(trace->n_rows == 6 && trace->output_tokens == 70 && trace->input_tokens == 300021);
    trace_destroy(trace);

    trace = decoded(text, (struct trace_settings){.failed = TRACE_FAILED_LEAVE_OUT});
    ck_assert(trace->n_rows == 3 && trace->output_tokens == 70 && trace->input_tokens == 300012);
    ck_assert_int_eq(trace->records.rows[0].at,
                     0); /* times count from the first row that is left */
    ck_assert_int_eq(trace->records.span, 3 * SIM_SECOND);
    ck_assert_uint_eq(trace->records.rows[2].input_tokens, 7);
    trace_destroy(trace);
    forget();
}
END_TEST

START_TEST(a_trace_of_failed_rows_only)
{
    static const char text[] = HEADER "0,5,0\n1,5,0\n";
    struct trace *trace = decoded(text, (struct trace_settings){.failed = TRACE_FAILED_AS_DEMAND});

    ck_assert(trace->n_rows == 2 && trace->failed == TRACE_FAILED_AS_THEY_ARE);
    trace_destroy(trace);
    ck_assert_ptr_null(
        decode(text, sizeof text - 1, (struct trace_settings){.failed = TRACE_FAILED_LEAVE_OUT}));
    ck_assert_uint_eq(diag.n_errors, 1);
    ck_assert_ptr_nonnull(strstr(diag.findings[0].message, "0 output tokens"));
    forget();
}
END_TEST

START_TEST(left_out_rows_take_their_columns_with_them)
{
    static const char text[] = "time_s,input_tokens,output_tokens,label,max_tokens\n"
                               "0,5,0,a,10\n1,5,1,b,20\n2,5,0,c,30\n3,5,2,d,40\n";
    struct trace *trace = decoded(text, (struct trace_settings){.failed = TRACE_FAILED_LEAVE_OUT});

    ck_assert_uint_eq(trace->n_rows, 2);
    ck_assert_str_eq(trace->records.label_names[trace->records.label[0]], "b");
    ck_assert_str_eq(trace->records.label_names[trace->records.label[1]], "d");
    ck_assert(trace->records.max_tokens[0] == 20 && trace->records.max_tokens[1] == 40);
    trace_destroy(trace);
    forget();
}
END_TEST

START_TEST(unknown_columns_are_named_and_ignored)
{
    static const char csv[] =
        "time_s,input_tokens,output_tokens,user,max_token\n0,800,100,u1,9\n1.5,700,50,u2,9\n";
    static const char json[] =
        "{\"timestamp\": 0, \"input_length\": 800, \"output_length\": 100, \"user\": 1}\n"
        "{\"timestamp\": 1500, \"input_length\": 700, \"output_length\": 50, \"max_token\": 9}\n";
    struct sim_text text = {0};

    for (int i = 0; i < 2; i++) {
        struct trace *trace = decoded(i == 0 ? csv : json, (struct trace_settings){0});

        ck_assert(trace->n_rows == 2 && trace->input_tokens == 1500);
        sim_text_clear(&text);
        trace_describe_ignored(trace, &text);
        ck_assert_str_eq(text.data, i == 0 ? "'user', 'max_token' (near 'max_tokens')"
                                           : "'user', 'max_token'");
        trace_destroy(trace);
    }
    sim_text_release(&text);
    forget();
}
END_TEST

START_TEST(data_frames_are_read)
{
    struct trace *trace;

    forget();
    trace = trace_read(GOOD "data-frame.csv", &(struct trace_settings){0}, &diag);
    ck_assert_ptr_nonnull(trace);
    ck_assert(trace->input_tokens == 1500 && trace->output_tokens == 150);
    ck_assert_uint_eq(trace->ignored.n, 2);
    ck_assert_str_eq(trace->ignored.names[0], "(no name)");
    trace_destroy(trace);
    ck_assert_ptr_null(
        decode(HEADER "0,1.5,1\n", strlen(HEADER "0,1.5,1\n"), (struct trace_settings){0}));
    ck_assert_ptr_null(
        decode(HEADER "0,.0,1\n", strlen(HEADER "0,.0,1\n"), (struct trace_settings){0}));
    ck_assert_ptr_null(
        decode(HEADER "0,1.,1\n", strlen(HEADER "0,1.,1\n"), (struct trace_settings){0}));
    forget();
}
END_TEST

START_TEST(zero_padding_after_gzip_is_nothing)
{
    struct trace *trace;

    forget();
    trace = trace_read(GOOD "zero-padded.csv.gz", &(struct trace_settings){0}, &diag);
    ck_assert_ptr_nonnull(trace);
    ck_assert_uint_eq(trace->n_rows, 1);
    trace_destroy(trace);
    forget();
}
END_TEST

START_TEST(a_byte_order_mark_is_nothing)
{
    struct trace *trace =
        decoded("\xef\xbb\xbf{\"timestamp\": 0, \"input_length\": 8, \"output_length\": 1}\n",
                (struct trace_settings){0});

    trace_destroy(trace);
    trace = decoded("\xef\xbb\xbf" HEADER "0,8,1\n", (struct trace_settings){0});
    trace_destroy(trace);
    forget();
}
END_TEST

/* ---- made to fill a machine ---- */

static void refused(const char *text, size_t n, const char *words, uint64_t line)
{
    ck_assert_ptr_null(decode(text, n, (struct trace_settings){0}));
    ck_assert_uint_eq(diag.n_errors, 1);
    ck_assert_msg(strstr(diag.findings[0].message, words) != NULL, "%s", diag.findings[0].message);
    if (line > 0)
        ck_assert_uint_eq(diag.findings[0].line, line);
}

START_TEST(endless_lines_are_refused)
{
#define MOONCAKE_ROW "{\"timestamp\": 0, \"input_length\": 8, \"output_length\": 1}\n"
    static const char *const heads[] = {HEADER "0,8,1\n", HEADER "0,8,1\n\"",
                                        MOONCAKE_ROW "{\"x\": \""};
#undef MOONCAKE_ROW
    const size_t n = (size_t)17 << 20;
    char *bytes = sim_fresh(n, 1);

    for (int i = 0; i < 3; i++) {
        memset(bytes, 'a', n);
        for (size_t at = 1000; i == 1 && at < n; at += 1000)
            bytes[at] = '\n'; /* lines in one quoted field */
        memcpy(bytes, heads[i], strlen(heads[i]));
        refused(bytes, n, i == 1 ? "never closed" : "longer than 16 MiB", 0);
        ck_assert_ptr_nonnull(strstr(diag.findings[0].file, i == 2 ? ":2" : ":3"));
    }
    free(bytes);
    forget();
}
END_TEST

START_TEST(many_columns_labels_and_keys)
{
    struct sim_text text = {0};
    struct trace *trace;

    sim_text_add(&text, "time_s,input_tokens,output_tokens");
    for (int i = 0; i < 4000; i++)
        sim_text_addf(&text, ",c%d", i);
    sim_text_add(&text, "\n");
    trace = decode(text.data, text.length, (struct trace_settings){0});
    ck_assert_ptr_null(trace);
    ck_assert_str_eq(diag.findings[0].message, "holds no requests");
    for (int i = 4000; i < 100000; i++)
        sim_text_addf(&text, "%sc%d", i == 4000 ? "" : ",", i);
    refused(text.data, text.length, "4,095 fields", 0);

    sim_text_clear(&text);
    sim_text_add(&text, "time_s,input_tokens,output_tokens,label\n");
    for (int i = 0; i < 100000; i++)
        sim_text_addf(&text, "%d,8,1,l%d\n", i, i);
    refused(text.data, text.length, "more than 4096 different labels (95,904 rows", 4098);

    sim_text_clear(&text);
    sim_text_add(&text, "{\"timestamp\": 0, \"input_length\": 8, \"output_length\": 1");
    for (int i = 0; i < 1000; i++)
        sim_text_addf(&text, ", \"k%d\": %d", i, i);
    sim_text_add(&text, "}\n");
    trace = decode(text.data, text.length, (struct trace_settings){0});
    ck_assert(trace != NULL && trace->ignored.n == TRACE_MAX_IGNORED && trace->more_ignored);
    trace_destroy(trace);
    sim_text_release(&text);
    forget();
}
END_TEST

START_TEST(groups_are_their_names_and_lengths)
{
    struct sim_text text = {0};
    struct trace *trace;

    sim_text_add(&text, "time_s,input_tokens,output_tokens,prefix_group,prefix_tokens\n");
    for (int i = 0; i < 20000; i++)
        sim_text_addf(&text, "%d,800,1,g%d,%d\n", i, i % 5000, 100 + i / 10000);
    trace = decoded(text.data, (struct trace_settings){0});
    ck_assert_uint_eq(trace->records.prefixes.n, 10000); /* names x lengths */
    ck_assert_uint_eq(trace->records.prefix[3], trace->records.prefix[5003]);
    ck_assert_uint_ne(trace->records.prefix[3], trace->records.prefix[10003]);
    trace_destroy(trace);
    sim_text_release(&text);
    forget();
}
END_TEST

START_TEST(a_bomb_is_refused)
{
    forget();
    ck_assert_ptr_null(
        trace_read(SOURCE_DIR "/tests/data/bad/bomb.csv.zst", &(struct trace_settings){0}, &diag));
    ck_assert_uint_eq(diag.n_errors, 1);
    ck_assert_ptr_nonnull(strstr(diag.findings[0].message, "decompression bomb"));
    forget();
}
END_TEST

SUITE_MAIN("kinds of traces", the_unit_of_times_is_found_or_asked_for,
           the_keys_of_a_writer_tell_its_unit, an_offset_is_taken_off_a_time_column,
           a_rate_that_cannot_be_is_a_warning, failed_rows_are_treated_as_stated,
           a_trace_of_failed_rows_only, left_out_rows_take_their_columns_with_them,
           unknown_columns_are_named_and_ignored, data_frames_are_read,
           zero_padding_after_gzip_is_nothing, a_byte_order_mark_is_nothing,
           endless_lines_are_refused, many_columns_labels_and_keys,
           groups_are_their_names_and_lengths, a_bomb_is_refused)
