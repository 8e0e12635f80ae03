/*
 * bench_formats.c: traces of each format in memory. What a format's row is like, its writer here
 * shows; logs of calls have prompts of 600 bytes in their rows.
 */
#include "analysis/bench/bench.h"
#include "scenarios/traffic/format.h"
#include "sim/base/assert.h"
#include "sim/base/text.h"

#include <string.h>

#define PROMPT                                                                                     \
    "the quick brown fox jumps over the lazy dog and says that it would rather not do so again, "  \
    "since the dog has a reader of its own to please; the fox, who is asked for a summary, gives " \
    "one, and is then asked for a shorter one, which it gives as well, though with less grace; "   \
    "in the end there are six hundred bytes of this, as there are in many a log, which a reader "  \
    "has to step over, string by string and escape by escape, without keeping any of them in "     \
    "memory beyond the line in which they stand, because they are nobody else's business, and "    \
    "so it goes on until the number of bytes that was promised is there."

/* The i-th row, `last` without what separates it from a next one. */
typedef void (*write_fn)(struct sim_text *out, uint32_t i, bool last);

static void write_azure(struct sim_text *out, uint32_t i, bool last)
{
    if (i == 0)
        sim_text_add(out, "TIMESTAMP,ContextTokens,GeneratedTokens\n");
    sim_text_addf(out, "2023-11-16 %02u:%02u:%02u.6805900,%u,%u\n", 6 + i / 36000 % 18,
                  i / 600 % 60, i / 10 % 60, 100 + i % 3000, 1 + i % 400);
    (void)last;
}

static void write_burstgpt(struct sim_text *out, uint32_t i, bool last)
{
    if (i == 0)
        sim_text_add(out, "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n");
    sim_text_addf(out, "%u,ChatGPT,%u,%u,%u,Conversation log\n", i / 4, 100 + i % 3000, 1 + i % 400,
                  101 + i % 3000);
    (void)last;
}

static void write_mooncake(struct sim_text *out, uint32_t i, bool last)
{
    sim_text_addf(out,
                  "{\"timestamp\": %u, \"input_length\": %u, \"output_length\": %u, \"hash_ids\": "
                  "[0, 1, 2, %u]}\n",
                  i * 300, 1600 + i % 400, 1 + i % 400, 3 + i);
    (void)last;
}

static void write_call(struct sim_text *out, uint32_t i, const char *quote)
{
    const char *q = quote;

    sim_text_addf(out,
                  "{%sschemaType%s:%sModelInvocationLog%s,%stimestamp%s:%s2026-03-02T%02u:%02u:%02u"
                  "Z%s,%sregion%s:%seu-west-2%s,%srequestId%s:%sr-%u%s,",
                  q, q, q, q, q, q, q, i / 36000 % 24, i / 600 % 60, i / 10 % 60, q, q, q, q, q, q,
                  q, q, i, q);
    sim_text_addf(out,
                  "%soperation%s:%sConverse%s,%smodelId%s:%seu.anthropic.claude-sonnet-4-6%s,"
                  "%sinferenceRegion%s:%seu-west-3%s,%sinput%s:{%sinputTokenCount%s:%u,",
                  q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, 100 + i % 3000);
    sim_text_addf(out,
                  "%sinputBodyJson%s:{%smessages%s:[{%srole%s:%suser%s,%scontent%s:%s" PROMPT
                  "%s}]}},%soutput%s:{%soutputTokenCount%s:%u}}",
                  q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, q, 1 + i % 400);
}

static void write_lines(struct sim_text *out, uint32_t i, bool last)
{
    write_call(out, i, "\"");
    sim_text_add(out, "\n");
    (void)last;
}

static void write_events(struct sim_text *out, uint32_t i, bool last)
{
    sim_text_add(out, i == 0 ? "{\"events\": [{\"message\": \"" : "{\"message\": \"");
    write_call(out, i, "\\\"");
    sim_text_add(out, last ? "\"}]}" : "\"},\n");
}

static void write_results(struct sim_text *out, uint32_t i, bool last)
{
    sim_text_add(out, i == 0 ? "{\"results\": [" : "");
    sim_text_add(out, "[{\"field\": \"@timestamp\", \"value\": \"2026-03-02 10:00:07.000\"}, "
                      "{\"field\": \"@message\", \"value\": \"");
    write_call(out, i, "\\\"");
    sim_text_add(out, last ? "\"}]]}" : "\"}],\n");
}

static void write_cloudtrail(struct sim_text *out, uint32_t i, bool last)
{
    sim_text_add(out, i == 0 ? "{\"Events\": [" : "");
    sim_text_addf(
        out,
        "{\"EventId\": \"e\", \"EventName\": \"Converse\", \"CloudTrailEvent\": "
        "\"{\\\"eventTime\\\":\\\"2026-03-02T%02u:%02u:%02uZ\\\",\\\"eventSource\\\":"
        "\\\"bedrock.amazonaws.com\\\",\\\"eventName\\\":\\\"Converse\\\",\\\"awsRegion\\\":"
        "\\\"eu-west-2\\\",\\\"requestParameters\\\":{\\\"modelId\\\":"
        "\\\"eu.anthropic.claude-sonnet-4-6\\\"},\\\"additionalEventData\\\":{\\\"inputTokens\\\":"
        "%u,\\\"outputTokens\\\":%u},\\\"eventID\\\":\\\"e-%u\\\"}\"}",
        i / 36000 % 24, i / 600 % 60, i / 10 % 60, 100 + i % 3000, 1 + i % 400, i);
    sim_text_add(out, last ? "]}" : ",\n");
}

/* One call a second: what is measured is the reading, not the drawing. */
static void write_metrics(struct sim_text *out, uint32_t i, bool last)
{
    static const char *const names[] = {"InputTokenCount", "OutputTokenCount"};

    if (!last) /* all of it is written at the end */
        return;
    for (int m = 0; m < 2; m++) {
        sim_text_addf(out, "%s{\"Label\": \"%s\", \"Datapoints\": [", m > 0 ? "\n" : "", names[m]);
        for (uint32_t k = 0; k <= i; k++)
            sim_text_addf(out,
                          "%s{\"Timestamp\": \"2026-03-%02uT%02u:%02u:%02uZ\", \"Sum\": %u.0, "
                          "\"SampleCount\": 1.0}",
                          k > 0 ? ", " : "", 1 + k / 86400, k / 3600 % 24, k / 60 % 60, k % 60,
                          5 + k % 100);
        sim_text_add(out, "]}");
    }
}

/* ns of processor time a row. */
static double reading(write_fn write, uint32_t n)
{
    const struct trace_settings settings = {.unsorted = TRACE_UNSORTED_SORT};
    struct sim_text text = {0};
    struct sim_diag diag = {0};
    struct trace *trace;
    double start;

    for (uint32_t i = 0; i < n; i++)
        write(&text, i, i + 1 == n);
    start = bench_now_s();
    trace = trace_decode("bench", text.data, text.length, &settings, &diag);
    start = bench_now_s() - start;
    SIM_ASSERT(trace != NULL && trace->n_rows == n, "the made-up trace is refused");
    bench_sink = (double)trace->records.n;
    trace_destroy(trace);
    sim_text_release(&text);
    return start * 1e9 / n;
}

#define OF(name)                                                                                   \
    static double read_##name(uint32_t n)                                                          \
    {                                                                                              \
        return reading(write_##name, n);                                                           \
    }
OF(azure)
OF(burstgpt)
OF(mooncake)
OF(lines)
OF(events)
OF(results)
OF(cloudtrail)
OF(metrics)

static const struct bench_row rows[] = {
    {"azure-csv", "row", read_azure, 200000, NULL, NULL},
    {"burstgpt-csv", "row", read_burstgpt, 200000, NULL, NULL},
    {"mooncake-jsonl", "row", read_mooncake, 100000, NULL, NULL},
    {"bedrock-log, lines", "row", read_lines, 40000, NULL, NULL},
    {"bedrock-log, filter-log-events", "row", read_events, 40000, NULL, NULL},
    {"bedrock-log, get-query-results", "row", read_results, 40000, NULL, NULL},
    {"cloudtrail, lookup-events", "row", read_cloudtrail, 40000, NULL, NULL},
    {"cloudwatch-metrics, statistics", "row", read_metrics, 40000, NULL, NULL},
};

const struct bench_family bench_formats = {rows, sizeof rows / sizeof rows[0]};
