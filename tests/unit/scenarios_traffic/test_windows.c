/*
 * Counts per period and rates become requests: every period keeps its totals to the last token, in
 * whatever order and shape the answers come; what cannot be told is asked for.
 */
#include "scenarios/traffic/format.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sim_diag diag;

static void forget(void)
{
    sim_diag_release(&diag);
    sim_diag_init(&diag);
}

static struct trace *decoded(const char *text, struct trace_settings settings)
{
    forget();
    return trace_decode("t", text, strlen(text), &settings, &diag);
}

static struct trace *good(const char *text)
{
    struct trace *trace = decoded(text, (struct trace_settings){0});

    ck_assert_msg(trace != NULL, "%s: %s", text, diag.n > 0 ? diag.findings[0].message : "?");
    return trace;
}

struct totals {
    uint64_t calls, input, output, cached;
};

static struct totals totals_of(const struct trace *trace, sim_time from, sim_time to)
{
    const struct cri_records *r = &trace->records;
    struct totals totals = {0};

    for (uint64_t i = 0; i < r->n; i++) {
        sim_time at = trace->first_unix_ns + r->rows[i].at;

        if (at < from || at >= to)
            continue;
        totals.calls++;
        totals.input += r->rows[i].input_tokens;
        totals.output += r->rows[i].output_tokens;
        totals.cached += r->cache_read != NULL ? r->cache_read[i] : 0;
    }
    return totals;
}

enum { MINUTES = 200 };

static uint64_t state;

/* xorshift64 (Marsaglia 2003): below n. */
static uint64_t drawn(uint64_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 20) % n;
}

static void add_series(struct sim_text *out, const char *label, const uint64_t *values, int order)
{
    sim_text_addf(out, "%s{\"Id\": \"q\", \"Label\": \"%s\", \"Timestamps\": [",
                  strchr(out->data, 'L') != NULL ? "," : "", label);
    for (int part = 0; part < 2; part++) {
        for (int i = 0, shown = 0; i < MINUTES; i++) {
            int m = order > 0 ? i : MINUTES - 1 - i;

            if (values[m] == 0)
                continue; /* a period without calls is missing */
            sim_text_add(out, shown++ > 0 ? ", " : "");
            if (part == 0)
                sim_text_addf(out, "\"2026-03-02T%02d:%02d:00+01:00\"", 1 + m / 60, m % 60);
            else
                sim_text_addf(out, "%llu.0", (unsigned long long)values[m]);
        }
        sim_text_add(out, part == 0 ? "], \"Values\": [" : "], \"StatusCode\": \"Complete\"}");
    }
}

START_TEST(every_period_keeps_its_totals)
{
    static uint64_t calls[MINUTES], input[MINUTES], output[MINUTES], cached[MINUTES];
    struct sim_text text = {0};
    struct trace *trace, *again;
    /* 00:00 UTC is 01:00 in the answer's zone. */
    sim_time start = INT64_C(1772409600) * SIM_SECOND;

    state = 88172645463325252u;
    for (int m = 0; m < MINUTES; m++) {
        calls[m] = m == 0 || drawn(4) > 0 ? 1 + drawn(50) : 0;
        input[m] = calls[m] > 0 ? calls[m] + drawn(100000) : 0;
        output[m] = calls[m] > 0 ? calls[m] + drawn(5000) : 0;
        cached[m] = calls[m] > 0 ? drawn(70000) : 0;
    }
    sim_text_add(&text, "{\"MetricDataResults\": [");
    add_series(&text, "Invocations", calls, -1);
    add_series(&text, "AWS/Bedrock InputTokenCount", input, 1);
    add_series(&text, "OutputTokenCount", output, -1);
    add_series(&text, "CacheReadInputTokenCount", cached, 1);
    sim_text_add(&text, "]}");
    trace = good(text.data);
    ck_assert_int_eq(trace->period, SIM_MINUTE);
    for (int m = 0; m < MINUTES; m++) {
        struct totals t = totals_of(trace, start + m * SIM_MINUTE, start + (m + 1) * SIM_MINUTE);

        ck_assert_msg(t.calls == calls[m] && t.input == input[m] + cached[m] &&
                          t.output == output[m] && t.cached == cached[m],
                      "minute %d", m);
    }
    /* The same draws every time. */
    again = good(text.data);
    ck_assert_uint_eq(again->n_rows, trace->n_rows);
    for (uint64_t i = 0; i < trace->n_rows; i++)
        ck_assert_int_eq(again->records.rows[i].at, trace->records.rows[i].at);
    trace_destroy(trace);
    trace_destroy(again);
    sim_text_release(&text);
    forget();
}
END_TEST

/* Uniform within the period: the mean of n times lies within 5 standard errors of its middle, and
 * halves and tenths of the period have their shares of them. */
START_TEST(calls_come_at_any_time_of_their_period)
{
    struct trace *trace =
        good("{\"MetricDataResults\": [{\"Id\": \"a\", \"Label\": \"Invocations\", \"Timestamps\": "
             "[\"2026-03-02T10:00:00Z\", \"2026-03-02T11:00:00Z\"], \"Values\": [40000, 1]}, "
             "{\"Id\": \"b\", \"Label\": \"InputTokenCount\", \"Timestamps\": "
             "[\"2026-03-02T10:00:00Z\", \"2026-03-02T11:00:00Z\"], \"Values\": [400000, 1]}, "
             "{\"Id\": \"c\", \"Label\": \"OutputTokenCount\", \"Timestamps\": "
             "[\"2026-03-02T10:00:00Z\", \"2026-03-02T11:00:00Z\"], \"Values\": [80000, 1]}]}");
    sim_time start = INT64_C(1772445600) * SIM_SECOND;

    for (int tenth = 0; tenth < 10; tenth++) {
        struct totals t =
            totals_of(trace, start + tenth * 6 * SIM_MINUTE, start + (tenth + 1) * 6 * SIM_MINUTE);

        /* Binomial: 4,000 +- 5 x 60. */
        ck_assert_uint_ge(t.calls, 3700);
        ck_assert_uint_le(t.calls, 4300);
    }
    trace_destroy(trace);
    forget();
}
END_TEST

#define POINT(time, more) "{\"Timestamp\": \"2026-03-02T" time "Z\"" more "}"

START_TEST(statistics_of_one_metric_each_are_put_together)
{
    static const char *const text = "{\"Datapoints\": [" POINT("10:05:00", ", \"Sum\": 500.0, "
                                                                           "\"SampleCount\": 3.0") ", " POINT(
        "10:00:00",
        ", \"Sum\": 701.0, \"SampleCount\": 2") "], \"Label\": "
                                                "\"InputTokenCount\"}\n"
                                                "{\"Label\": \"OutputTokenCount\", "
                                                "\"Datapoints\": [" POINT(
                                                    "10:00:00",
                                                    ", "
                                                    "\"Sum\":"
                                                    " 70.0") ", " POINT("10:05:00",
                                                                        ", \"Sum\": 50.0") "]}\n"
                                                                                           "{\"Labe"
                                                                                           "l\": "
                                                                                           "\"Invoc"
                                                                                           "ationLa"
                                                                                           "tency\""
                                                                                           ", "
                                                                                           "\"Datap"
                                                                                           "oints\""
                                                                                           ": "
                                                                                           "[" POINT(
                                                                                               "10:"
                                                                                               "00:"
                                                                                               "00",
                                                                                               ", "
                                                                                               "\"A"
                                                                                               "ver"
                                                                                               "age"
                                                                                               "\":"
                                                                                               " "
                                                                                               "150"
                                                                                               "0."
                                                                                               "4") "]}\n"
                                                                                                    "{\"Label"
                                                                                                    "\": "
                                                                                                    "\"Invocat"
                                                                                                    "ionThrott"
                                                                                                    "les\", "
                                                                                                    "\"Datapoi"
                                                                                                    "nts\": "
                                                                                                    "[" POINT(
                                                                                                        "10:"
                                                                                                        "05:"
                                                                                                        "00",
                                                                                                        ", "
                                                                                                        "\"Sum"
                                                                                                        "\": "
                                                                                                        "9") "]}";
    struct trace *trace = good(text);

    ck_assert_uint_eq(trace->n_rows, 5); /* SampleCount of the input is the number of calls */
    ck_assert_int_eq(trace->period, 5 * SIM_MINUTE);
    ck_assert_uint_eq(trace->input_tokens, 1201);
    ck_assert_uint_eq(trace->output_tokens, 120);
    ck_assert(trace->n_throttled == 9 && trace->n_failed == 9);
    ck_assert_uint_eq(trace->latency[0], 1501);
    ck_assert_uint_eq(trace->latency[4], 0);
    trace_destroy(trace);
    forget();
}
END_TEST

#define SERIES(id, label, value)                                                                   \
    "{\"Id\": \"" id "\", \"Label\": \"" label "\", \"Timestamps\": [\"2026-03-02T10:00:00Z\", "   \
    "\"2026-03-02T10:01:00Z\"], \"Values\": [" value "]}"

START_TEST(series_are_told_apart)
{
    struct trace *trace = good(
        "{\"MetricDataResults\": [" SERIES("a", "us.amazon.nova-lite-v1:0 Invocations", "1, 2") "," SERIES(
            "b", "us.amazon.nova-lite-v1:0 InputTokenCount",
            "10, 20") "," SERIES("c", "us.amazon.nova-lite-v1:0 OutputTokenCount",
                                 "1, 2") "," SERIES("d",
                                                    "Invocations "
                                                    "arn:aws:bedrock:us-east-1:111122223333:"
                                                    "inference-profile/"
                                                    "us.amazon.nova-pro-v1:0",
                                                    "3, 4") "," SERIES("e",
                                                                       "InputTokenCount "
                                                                       "us.amazon.nova-pro-v1:0",
                                                                       "30, 40") "," SERIES("f",
                                                                                            "Output"
                                                                                            "TokenC"
                                                                                            "ount "
                                                                                            "us."
                                                                                            "amazon"
                                                                                            ".nova-"
                                                                                            "pro-"
                                                                                            "v1:0",
                                                                                            "3, 4") "," SERIES("g",
                                                                                                               "Invocations",
                                                                                                               "4, 6") "]}");

    ck_assert_uint_eq(trace->n_rows, 10);
    ck_assert_uint_eq(trace->records.n_labels, 2);
    ck_assert_str_eq(trace->records.label_names[0], "us.amazon.nova-lite-v1:0");
    ck_assert_str_eq(trace->records.label_names[1], "us.amazon.nova-pro-v1:0");
    ck_assert_uint_eq(trace->left_out[0].n, 2);
    trace_destroy(trace);
    /* The user says what the ids are. */
    trace = decoded("{\"MetricDataResults\": [" SERIES("m1", "chat", "1, 2") "," SERIES(
                        "m2", "chat in", "10, 20") "," SERIES("m3", "chat out", "1, 2") "]}",
                    (struct trace_settings){
                        .metric_map = "m1=Invocations,m2=InputTokenCount,m3=outputtokencount"});
    ck_assert_ptr_nonnull(trace);
    ck_assert_uint_eq(trace->n_rows, 3);
    trace_destroy(trace);
    /* An id may say it itself. */
    trace = good("{\"MetricDataResults\": [" SERIES("invocations", "x", "1, 2") "," SERIES(
        "input_token_count", "y", "10, 20") "," SERIES("outputTokenCount", "z", "1, 2") "]}");
    ck_assert_uint_eq(trace->n_rows, 3);
    trace_destroy(trace);
    forget();
}
END_TEST

#define ALL(calls, input, output)                                                                  \
    "{\"MetricDataResults\": [" SERIES("a", "Invocations", calls) "," SERIES(                      \
        "b", "InputTokenCount", input) "," SERIES("c", "OutputTokenCount", output) "]}"

START_TEST(what_cannot_be_told_is_asked_for)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{\"MetricDataResults\": [" SERIES("m1", "chat", "1, 2") "," SERIES("m2", "b 111122223333",
                                                                             "1, 2") "]}",
         "which metrics are m1 'chat', m2 '...'? neither label nor id says it: state it with "
         "--metric ID=Invocations,ID=InputTokenCount,ID=OutputTokenCount"},
        {"{\"MetricDataResults\": [" SERIES("a", "InputTokenCount", "1, 2") "]}",
         "there is no metric OutputTokenCount: without tokens there are no requests to replay; "
         "give its answer too (several files are read together)"},
        {"{\"MetricDataResults\": [{\"Id\": \"a\", \"Label\": \"InputTokenCount\", "
         "\"Timestamps\": [\"2026-03-02T10:00:00Z\"], \"Values\": [1]}, {\"Id\": \"b\", \"Label\": "
         "\"OutputTokenCount\", \"Timestamps\": [\"2026-03-02T10:00:00Z\"], \"Values\": [1]}]}",
         "has one time only, from which its period cannot be told: state it, such as "
         "--metric-period 1min"},
        {ALL("0, 1", "5, 5", "1, 1"),
         "the period from 2026-03-02T10:00:00Z has tokens, but no Invocations (nor a SampleCount "
         "of InputTokenCount)"},
        {ALL("1.5, 1", "5, 5", "1, 1"), "Invocations at 2026-03-02T10:00:00Z is no whole number: "
                                        "ask for the statistic Sum"},
        {ALL("1, -1", "5, 5", "1, 1"), "'-1' is not a number, at least 0"},
        {ALL("1", "5, 5", "1, 1"), "there are not as many values as times"},
        {"{\"MetricDataResults\": [{\"Id\": \"a\", \"Label\": \"Invocations\", \"Timestamps\": "
         "[\"noon\"], \"Values\": [1]}]}",
         "'noon' is not a time of the form 'YYYY-MM-DDTHH:MM:SSZ'"},
        {ALL("1, 1", "5, 5", "1, 1") "\n" ALL("2, 1", "5, 5", "1, 1"),
         "Invocations at 2026-03-02T10:00:00Z is there twice, with 1 and 2: are these answers of "
         "different Regions or models? give those of one at a time"},
        {"{\"Datapoints\": [" POINT(
             "10:00:00",
             ", \"Average\": 5") "], \"Label\": "
                                 "\"InputTokenCount\"} {\"Datapoints\": [" POINT(
                                     "10:01:00",
                                     ", \"Sum\": 5") "], \"Label\": \"OutputTokenCount\"}",
         "InputTokenCount at 2026-03-02T10:00:00Z has no Sum: ask for that statistic"},
        {ALL("300000000, 1", "5, 5", "1, 1"),
         "stands for 300000001 requests; 200000000 at most can be replayed"},
        {ALL("1, 1", "9e12, 5", "1, 1"),
         "a period has more tokens for each of its calls than a call can have"},
        {"{\"MetricDataResults\": []}", "holds no requests"},
        {"{\"Datapoints\": [], \"Label\": \"Invocations\"}", "holds no requests"},
    };
    struct trace *trace;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(decoded(cases[i].text, (struct trace_settings){0}) == NULL, "%s was read",
                      cases[i].text);
        ck_assert_str_eq(diag.findings[0].message, cases[i].message);
    }
    /* Told, it is read. */
    trace =
        decoded("{\"Datapoints\": [" POINT(
                    "10:00:00",
                    ", \"Sum\": 5, \"SampleCount\": 2") "], \"Label\": \"InputTokenCount\"} "
                                                        "{\"Datapoints\": [" POINT(
                                                            "10:00:00", ", \"Sum\": 5") "], "
                                                                                        "\"Label"
                                                                                        "\": "
                                                                                        "\"Outpu"
                                                                                        "tTokenC"
                                                                                        "ount\""
                                                                                        "}",
                (struct trace_settings){.period = SIM_MINUTE});
    ck_assert_ptr_nonnull(trace);
    ck_assert_uint_eq(trace->n_rows, 2);
    trace_destroy(trace);
    forget();
}
END_TEST

START_TEST(rates_become_requests)
{
    static const char *const table = "window_start_s,rate_rps,active_clients,top_client_rps\n"
                                     "0,0.25,3,0.1\n10,0.25,3,0.1\n20,0,0,0\n30,2.5,3,0.1\n";
    static const char *const client = "0,0.25,1.2,Gamma,0.5,2\n10,0.25,1.2,Gamma,0.5,2\n"
                                      "20,0,,,0,0\n30,2.5,1,Weibull,1,1\n";
    struct trace_settings settings = {.rate_input = 100, .rate_output = 7};
    /* 2.5, 2.5, 0 and 25 requests: what a window lacks of a whole one, the next gets. */
    static const uint64_t calls[] = {3, 2, 0, 25};

    for (int i = 0; i < 2; i++) {
        struct trace *trace = decoded(i == 0 ? table : client, (struct trace_settings){0});

        ck_assert_ptr_null(trace);
        ck_assert_str_eq(diag.findings[0].message,
                         "is a table of rates: 30 requests in 4 windows of 10 s (mean 0.75/s, "
                         "busiest window 2.5/s, 1 idle), and no tokens: to replay them state those "
                         "of each request, such as --input-tokens 1000 --output-tokens 200");
        trace = decoded(i == 0 ? table : client, settings);
        ck_assert_ptr_nonnull(trace);
        ck_assert_uint_eq(trace->n_rows, 30);
        ck_assert_uint_eq(trace->input_tokens, 3000);
        for (int w = 0, row = 0; w < 4; row += (int)calls[w++])
            for (uint64_t k = 0; k < calls[w]; k++) {
                /* Times count from the first row, which is somewhere in the first window. */
                sim_time at = trace->records.rows[row + (int)k].at;

                ck_assert(at > (w - 1) * 10 * SIM_SECOND && at < (w + 1) * 10 * SIM_SECOND);
            }
        trace_destroy(trace);
    }
    settings.rate_scale = 0.1;
    {
        struct trace *trace = decoded(table, settings);

        ck_assert_ptr_nonnull(trace);
        ck_assert_uint_eq(trace->n_rows, 3);
        trace_destroy(trace);
    }
    ck_assert_ptr_null(decoded("window_start_s,rate_rps\n0,-1\n", settings));
    ck_assert_str_eq(diag.findings[0].message, "is no number of requests per second (0 to 1e9)");
    forget();
}
END_TEST

SUITE_MAIN("windows", every_period_keeps_its_totals, calls_come_at_any_time_of_their_period,
           statistics_of_one_metric_each_are_put_together, series_are_told_apart,
           what_cannot_be_told_is_asked_for, rates_become_requests)
