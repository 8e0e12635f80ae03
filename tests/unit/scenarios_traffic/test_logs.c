/*
 * Logs of calls in every shape in which they are kept: the same calls are the same trace. What is
 * no request is counted by its reason, and nothing private is kept.
 */
#include "scenarios/traffic/build.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct sim_diag diag;

static void forget(void)
{
    sim_diag_release(&diag);
    sim_diag_init(&diag);
}

static struct trace *decoded(const char *text)
{
    struct trace_settings settings = {0};

    forget();
    return trace_decode("t", text, strlen(text), &settings, &diag);
}

static struct trace *good(const char *text)
{
    struct trace *trace = decoded(text);

    ck_assert_msg(trace != NULL, "%s: %s", text, diag.n > 0 ? diag.findings[0].message : "?");
    return trace;
}

/* Three calls: through a profile by its ARN, by the bare id, and through a profile by its id. */
static const char *const calls[] = {
    "{\"schemaType\":\"ModelInvocationLog\",\"schemaVersion\":\"1.0\",\"timestamp\":"
    "\"2026-03-02T10:00:07Z\",\"accountId\":\"111122223333\",\"region\":\"eu-west-2\","
    "\"requestId\":\"r-1\",\"operation\":\"Converse\",\"modelId\":\"arn:aws:bedrock:eu-west-2:"
    "111122223333:inference-profile/global.anthropic.claude-sonnet-4-6\",\"inferenceRegion\":"
    "\"us-east-2\",\"identity\":{\"arn\":\"arn:aws:sts::111122223333:assumed-role/a/s-1\"},"
    "\"input\":{\"inputTokenCount\":40,\"cacheReadInputTokenCount\":9000,"
    "\"cacheWriteInputTokenCount\":100,\"inputBodyJson\":{\"messages\":[{\"content\":\"say \\\"a, "
    "b\\\"\\n{[\"}],\"inferenceConfig\":{\"maxTokens\":512}}},\"output\":{\"outputTokenCount\":120,"
    "\"outputBodyJson\":{\"stopReason\":\"end_turn\",\"metrics\":{\"latencyMs\":2400}}}}",
    "{\"timestamp\":\"2026-03-02T10:00:09Z\",\"region\":\"eu-west-2\",\"requestId\":\"r-2\","
    "\"operation\":\"InvokeModel\",\"modelId\":\"amazon.nova-lite-v1:0\",\"input\":{"
    "\"inputTokenCount\":50,\"inputBodyJson\":{\"max_tokens\":64}},\"output\":{"
    "\"outputTokenCount\":7},\"schemaType\":\"ModelInvocationLog\"}",
    "{\"timestamp\":\"2026-03-02T10:00:12Z\",\"region\":\"eu-west-2\",\"requestId\":\"r-3\","
    "\"operation\":\"ConverseStream\",\"modelId\":\"global.anthropic.claude-sonnet-4-6\","
    "\"inferenceRegion\":\"eu-west-2\",\"input\":{\"inputTokenCount\":60},\"output\":{"
    "\"outputTokenCount\":8},\"schemaType\":\"ModelInvocationLog\"}"};
enum { N_CALLS = 3 };

static void check_calls(const struct trace *trace, bool all)
{
    const struct cri_records *r = &trace->records;

    ck_assert_str_eq(trace->format, "bedrock-log");
    ck_assert_uint_eq(trace->n_rows, N_CALLS);
    ck_assert_int_eq(trace->first_unix_ns, INT64_C(1772445607) * SIM_SECOND);
    ck_assert_int_eq(r->rows[1].at, 2 * SIM_SECOND);
    ck_assert_int_eq(r->rows[2].at, 5 * SIM_SECOND);
    ck_assert_uint_eq(r->rows[0].input_tokens, 40 + 9000 + 100);
    ck_assert(r->rows[1].input_tokens == 50 && r->rows[2].input_tokens == 60);
    ck_assert(r->rows[0].output_tokens == 120 && r->rows[2].output_tokens == 8);
    ck_assert(r->cache_read[0] == 9000 && r->cache_write[0] == 100 && r->cache_read[1] == 0);
    ck_assert_uint_eq(r->n_labels, 2);
    ck_assert_str_eq(r->label_names[r->label[0]], "global.anthropic.claude-sonnet-4-6@eu-west-2");
    ck_assert_str_eq(r->label_names[r->label[1]], "amazon.nova-lite-v1:0@eu-west-2");
    ck_assert_uint_eq(r->label[2], r->label[0]);
    ck_assert_int_eq(trace->origins[r->label[0]].id.called, TRACE_CALLED_GLOBAL);
    ck_assert_int_eq(trace->origins[r->label[1]].id.called, TRACE_CALLED_MODEL);
    ck_assert_uint_eq(trace->n_served, 3);
    if (!all)
        return;
    ck_assert(r->max_tokens[0] == 512 && r->max_tokens[1] == 64 && r->max_tokens[2] == 0);
    ck_assert(trace->latency[0] == 2400 + 1 && trace->latency[1] == 0);
}

/* A text as the inside of a JSON string. */
static void add_escaped(struct sim_text *out, const char *text)
{
    for (; *text != '\0'; text++)
        sim_text_addf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
}

/* A field of CSV. */
static void add_quoted(struct sim_text *out, const char *text)
{
    sim_text_add(out, "\"");
    for (; *text != '\0'; text++)
        sim_text_addf(out, *text == '"' ? "\"\"" : "%c", *text);
    sim_text_add(out, "\"");
}

/* The calls, each between `before` and `after`, as it is, or as the inside of a string. */
static void add_calls(struct sim_text *out, const char *before, bool escaped, const char *between,
                      const char *after)
{
    for (int i = 0; i < N_CALLS; i++) {
        sim_text_add(out, i > 0 ? between : "");
        sim_text_add(out, before);
        if (escaped)
            add_escaped(out, calls[i]);
        else
            sim_text_add(out, calls[i]);
        sim_text_add(out, after);
    }
}

/* As jq . writes it: what stands between members goes on lines of their own. */
static void add_pretty(struct sim_text *out, const char *text)
{
    bool in_string = false;

    for (; *text != '\0'; text++) {
        if (*text == '"')
            in_string = !in_string;
        sim_text_addf(out, "%c", *text);
        if (in_string && *text == '\\')
            sim_text_addf(out, "%c", *++text);
        else if (!in_string && strchr("{[,", *text) != NULL)
            sim_text_add(out, "\n    ");
        else if (!in_string && *text == ':')
            sim_text_add(out, "  ");
    }
    sim_text_add(out, "\n");
}

enum { N_SHAPES = 22 };

static void write_shape(int shape, struct sim_text *out)
{
    struct sim_text one = {0};

    sim_text_clear(out);
    switch (shape) {
    case 0: /* a file of S3: lines */
        add_calls(out, "", false, "\n", "");
        break;
    case 1: /* with the line that is written when logging is switched on */
        sim_text_add(out, "Permissions are correctly set for Amazon Bedrock logs.\n");
        add_calls(out, "", false, "\r\n", "");
        break;
    case 2:
        sim_text_add(out, "[");
        add_calls(out, "", false, " ,\n", "");
        sim_text_add(out, "]\n");
        break;
    case 3:
        add_calls(&one, "", false, "\n", "");
        add_pretty(out, one.data);
        break;
    case 4: /* filter-log-events, its newest first */
        sim_text_add(out, "{\"searchedLogStreams\": [], \"events\": [");
        for (int i = N_CALLS - 1; i >= 0; i--) {
            sim_text_addf(out, "%s{\"logStreamName\": \"s\", \"timestamp\": 17724456%02d000, ",
                          i == N_CALLS - 1 ? "" : ",", i);
            sim_text_add(out, "\"message\": \"");
            add_escaped(out, calls[i]);
            sim_text_add(out, "\", \"ingestionTime\": 1, \"eventId\": \"7\"}");
        }
        sim_text_add(out, "]}");
        break;
    case 5: /* pages, one of them empty, a terminal round them */
        sim_text_add(out, "$ aws logs filter-log-events --log-group-name a,b\n");
        for (int i = 0; i < N_CALLS; i++) {
            sim_text_add(out, "{\"events\": [{\"timestamp\": 1, \"message\": \"");
            add_escaped(out, calls[i]);
            sim_text_add(out,
                         "\"}], \"nextToken\": \"x\"}\n{\"events\": [], \"nextToken\": \"\"}\n");
        }
        sim_text_add(out, "{\"events\": []}\nuser@host:~$ ");
        break;
    case 6: /* get-query-results */
        sim_text_add(out, "{\"results\": [");
        add_calls(out,
                  "[{\"field\": \"@timestamp\", \"value\": \"2026-03-02 10:00:07.000\"}, "
                  "{\"field\": \"@message\", \"value\": \"",
                  true, ",", "\"}, {\"field\": \"@ptr\", \"value\": \"p\"}]");
        sim_text_add(out,
                     "], \"statistics\": {\"recordsMatched\": 3.0}, \"status\": \"Complete\"}");
        break;
    case 7: /* the same through a shell that flattens arrays */
        sim_text_add(out, "\xef\xbb\xbf{\n  \"status\":  \"Complete\",\n  \"results\":  [\n");
        add_calls(out,
                  "{\"value\":  \"2026-03-02 10:00:07.000\", \"field\":  \"@timestamp\"},\n"
                  "{\"value\":  \"",
                  true, ",",
                  "\", \"field\":  \"@message\"},\n{\"value\": \"p\", \"field\": "
                  "\"@ptr\"}");
        sim_text_add(out, "]}");
        break;
    case 8: /* a script's */
        sim_text_add(out, "{\"eventCount\": 3, \"events\": [");
        add_calls(out, "{\"@timestamp\": \"2026-03-02 10:00:07.000\", \"@message\": \"", true, ",",
                  "\"}");
        sim_text_add(out, "], \"logGroup\": \"g\"}");
        break;
    case 9: /* another's */
        sim_text_add(out, "[");
        add_calls(out, "{\"@ptr\": \"p\", \"@log\": \"1:g\", \"@message\": \"", true, ",\n", "\"}");
        sim_text_add(out, "]");
        break;
    case 10: /* a console's table */
        sim_text_add(out, "@timestamp,@message\n");
        for (int i = 0; i < N_CALLS; i++) {
            sim_text_add(out, "2026-03-02 10:00:07.000,");
            add_quoted(out, calls[i]);
            sim_text_add(out, "\n");
        }
        break;
    case 11: /* another console's, with the line in it */
        sim_text_add(out, "timestamp,message\n1,Permissions are correctly set for Amazon Bedrock "
                          "logs.\n");
        for (int i = 0; i < N_CALLS; i++) {
            sim_text_addf(out, "17724456%02d000,", i);
            add_quoted(out, calls[i]);
            sim_text_add(out, "\r\n");
        }
        break;
    case 12: /* a tool's: a time before each record */
        add_calls(out, "2026-03-02T10:00:07.000Z ", false, "\n", "");
        break;
    case 13: /* pages in an array */
        sim_text_add(out, "[");
        add_calls(out, "{\"nextToken\": \"x\", \"events\": [{\"timestamp\": 1, \"message\": \"",
                  true, ",", "\"}]}");
        sim_text_add(out, "]");
        break;
    case 14: /* one behind the other, on one line */
        add_calls(out, "", false, "", "");
        break;
    case 15: /* a message whose record is written over lines */
        sim_text_add(out, "{\"events\": [");
        for (int i = 0; i < N_CALLS; i++) {
            sim_text_clear(&one);
            add_pretty(&one, calls[i]);
            sim_text_addf(out, "%s{\"message\": \"", i > 0 ? "," : "");
            for (const char *c = one.data; *c != '\0'; c++)
                if (*c == '\n')
                    sim_text_add(out, "\\n");
                else
                    sim_text_addf(out, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
            sim_text_add(out, "\"}");
        }
        sim_text_add(out, "]}");
        break;
    case 16: /* fields of a query, as an answer has them: all of them texts */
        sim_text_add(
            out,
            "{\"results\": [[{\"field\": \"@timestamp\", \"value\": \"2026-03-02 10:00:07.000\"},"
            "{\"field\": \"modelId\", \"value\": \"arn:aws:bedrock:eu-west-2:111122223333:"
            "inference-profile/global.anthropic.claude-sonnet-4-6\"}, {\"field\": \"region\", "
            "\"value\": \"eu-west-2\"}, {\"field\": \"inferenceRegion\", \"value\": "
            "\"us-east-2\"}, {\"field\": \"input.inputTokenCount\", \"value\": \"40\"}, "
            "{\"field\": "
            "\"input.cacheReadInputTokenCount\", \"value\": \"9000\"}, {\"field\": "
            "\"input.cacheWriteInputTokenCount\", \"value\": \"100\"}, {\"field\": "
            "\"output.outputTokenCount\", \"value\": \"120\"}],"
            "[{\"field\": \"@timestamp\", \"value\": \"2026-03-02 10:00:12.000\"}, {\"field\": "
            "\"modelId\", \"value\": \"global.anthropic.claude-sonnet-4-6\"}, {\"field\": "
            "\"region\", \"value\": \"eu-west-2\"}, {\"field\": \"inferenceRegion\", \"value\": "
            "\"eu-west-2\"}, {\"field\": \"input.inputTokenCount\", \"value\": \"60\"}, "
            "{\"field\": "
            "\"output.outputTokenCount\", \"value\": \"8\"}],"
            "[{\"field\": \"@timestamp\", \"value\": \"2026-03-02 10:00:09.000\"}, {\"field\": "
            "\"modelId\", \"value\": \"amazon.nova-lite-v1:0\"}, {\"field\": \"region\", "
            "\"value\": \"eu-west-2\"}, {\"field\": \"input.inputTokenCount\", \"value\": \"50\"},"
            "{\"field\": \"output.outputTokenCount\", \"value\": \"7\"}]]}");
        break;
    case 17: /* the same as a table of a console, an absent value is empty */
        sim_text_add(out,
                     "@timestamp,modelId,region,inferenceRegion,input.inputTokenCount,"
                     "input.cacheReadInputTokenCount,input.cacheWriteInputTokenCount,"
                     "output.outputTokenCount\n"
                     "2026-03-02 10:00:12.000,global.anthropic.claude-sonnet-4-6,eu-west-2,"
                     "eu-west-2,60,,,8\n"
                     "2026-03-02 10:00:09.000,amazon.nova-lite-v1:0,eu-west-2,,50,,,7\n"
                     "2026-03-02 10:00:07.000,arn:aws:bedrock:eu-west-2:111122223333:"
                     "inference-profile/global.anthropic.claude-sonnet-4-6,eu-west-2,us-east-2,40,"
                     "9000,100,120\n");
        break;
    case 19: /* a subscription's */
        sim_text_add(out, "{\"messageType\": \"DATA_MESSAGE\", \"logEvents\": [");
        add_calls(out, "{\"id\": \"7\", \"timestamp\": 1, \"message\": \"", true, ",", "\"}");
        sim_text_add(out, "]}");
        break;
    case 20: /* a script's that has taken the messages apart */
        sim_text_add(out, "[");
        add_calls(out, "{\"timestamp\": 1772445600000, \"message\": ", false, ",", "}");
        sim_text_add(out, "]");
        break;
    case 21: /* rows whose fields are objects of their own */
        sim_text_add(out, "{\"QueryResultRows\": [");
        add_calls(out, "[{\"@timestamp\": \"2026-03-02 10:00:07.000\"}, {\"@message\":\"", true,
                  ",", "\" }, {\"n\": 5}]");
        sim_text_add(out, "]}");
        break;
    case 18: /* records that are texts */
        sim_text_add(out, "[");
        add_calls(out, "\"", true, ", ", "\"");
        sim_text_add(out, "]");
        break;
    default:
        break;
    }
    sim_text_release(&one);
}

START_TEST(the_same_calls_in_every_shape_are_the_same_trace)
{
    struct sim_text text = {0};

    for (int shape = 0; shape < N_SHAPES; shape++) {
        struct trace *trace;

        write_shape(shape, &text);
        trace = decoded(text.data);
        ck_assert_msg(trace != NULL, "shape %d: %s\n%s", shape,
                      diag.n > 0 ? diag.findings[0].message : "?", text.data);
        check_calls(trace, shape != 16 && shape != 17);
        trace_destroy(trace);
    }
    sim_text_release(&text);
    forget();
}
END_TEST

/* However the bytes come, and wherever a block ends. */
START_TEST(a_file_is_read_in_any_blocks)
{
    char path[] = "/tmp/crisim-blocks-XXXXXX";
    int fd = mkstemp(path);
    struct trace_settings settings = {0};
    struct sim_text text = {0};

    ck_assert_int_ge(fd, 0);
    close(fd);
    for (int shape = 0; shape < N_SHAPES; shape++) {
        struct trace *trace;
        FILE *file = fopen(path, "wb");

        write_shape(shape, &text);
        /* Beyond one block of the reader, blanks where JSON and tables have none that matter. */
        if (shape != 10 && shape != 11 && shape != 17)
            for (int i = 0; i < 65000; i++)
                fputs(i % 100 == 99 ? "\n" : " ", file);
        /* The byte order mark stands at the start of a file. */
        fwrite(text.data + (shape == 7 ? 3 : 0), 1, text.length - (shape == 7 ? 3 : 0), file);
        ck_assert_int_eq(fclose(file), 0);
        forget();
        trace = trace_read(path, &settings, &diag);
        ck_assert_msg(trace != NULL, "shape %d: %s", shape,
                      diag.n > 0 ? diag.findings[0].message : "?");
        check_calls(trace, shape != 16 && shape != 17);
        trace_destroy(trace);
    }
    unlink(path);
    sim_text_release(&text);
    forget();
}
END_TEST

#define EVENT                                                                                      \
    "{\"eventVersion\":\"1.11\",\"eventTime\":\"2026-03-02T10:00:07Z\",\"eventSource\":"           \
    "\"bedrock.amazonaws.com\",\"eventName\":\"Converse\",\"awsRegion\":\"eu-west-2\","            \
    "\"requestParameters\":{\"modelId\":\"eu.anthropic.claude-sonnet-4-6\",\"inferenceConfig\":"   \
    "{\"maxTokens\":99}},\"responseElements\":null,\"additionalEventData\":{\"inferenceRegion\":"  \
    "\"eu-west-3\",\"inputTokens\":40,\"outputTokens\":120},\"eventID\":\"e-1\"}"
#define OTHER_EVENT                                                                                \
    "{\"eventTime\":\"2026-03-02T10:00:08Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":"  \
    "\"PutObject\"}"
#define THROTTLED                                                                                  \
    "{\"eventTime\":\"2026-03-02T10:00:09Z\",\"eventSource\":\"bedrock.amazonaws.com\","           \
    "\"eventName\":\"Converse\",\"awsRegion\":\"eu-west-2\",\"errorCode\":"                        \
    "\"ThrottlingException\","                                                                     \
    "\"requestParameters\":{\"modelId\":\"eu.anthropic.claude-sonnet-4-6\"},\"eventID\":\"e-2\"}"
#define WITHOUT_COUNTS                                                                             \
    "{\"eventTime\":\"2026-03-02T10:00:10Z\",\"eventSource\":\"bedrock.amazonaws.com\","           \
    "\"eventName\":\"InvokeModel\",\"awsRegion\":\"eu-west-2\",\"eventID\":\"e-3\","               \
    "\"requestParameters\":{\"modelId\":\"eu.anthropic.claude-sonnet-4-6\"}}"

START_TEST(events_of_cloudtrail_in_each_wrapping)
{
    static const char *const events[] = {EVENT, OTHER_EVENT, THROTTLED, WITHOUT_COUNTS, EVENT};
    struct sim_text texts[4] = {{0}};

    sim_text_add(&texts[0], "{\"Records\": [");
    sim_text_add(&texts[1], "{\"NextToken\": \"t\", \"Events\": [");
    sim_text_add(&texts[2], "");
    sim_text_add(
        &texts[3],
        "eventtime,eventsource,eventname,awsregion,requestparameters,additionaleventdata,"
        "eventid,errorcode\n"
        "2026-03-02 10:00:07.000000000,bedrock.amazonaws.com,Converse,eu-west-2,"
        "\"{\"\"modelId\"\":\"\"eu.anthropic.claude-sonnet-4-6\"\",\"\"inferenceConfig\"\":"
        "{\"\"maxTokens\"\":99}}\",\"{\"\"inferenceRegion\"\":\"\"eu-west-3\"\","
        "\"\"inputTokens\"\":40,\"\"outputTokens\"\":120}\",e-1,\n"
        "2026-03-02 10:00:08.000000000,s3.amazonaws.com,PutObject,eu-west-2,,,e-9,\n"
        "2026-03-02 10:00:09.000000000,bedrock.amazonaws.com,Converse,eu-west-2,,,e-2,"
        "ThrottlingException\n"
        "2026-03-02 10:00:10.000000000,bedrock.amazonaws.com,InvokeModel,eu-west-2,,,e-3,\n"
        "2026-03-02 10:00:07.000000000,bedrock.amazonaws.com,Converse,eu-west-2,,,e-1,\n");
    for (int i = 0; i < 5; i++) {
        sim_text_addf(&texts[0], "%s%s", i > 0 ? "," : "", events[i]);
        sim_text_addf(&texts[1],
                      "%s{\"EventId\": \"x\", \"EventTime\": \"2026-03-02T11:00:07+01:00\","
                      " \"CloudTrailEvent\": \"",
                      i > 0 ? "," : "");
        add_escaped(&texts[1], events[i]);
        sim_text_add(&texts[1], "\"}");
        sim_text_addf(&texts[2],
                      "{\"version\": \"0\", \"detail-type\": \"AWS API Call via CloudTrail\", "
                      "\"time\": \"2026-03-02T10:00:30Z\", \"detail\": %s}\n",
                      events[i]);
    }
    sim_text_add(&texts[0], "]}");
    sim_text_add(&texts[1], "]}");
    for (int i = 0; i < 4; i++) {
        struct trace *trace = good(texts[i].data);
        struct sim_text said = {0};

        ck_assert_str_eq(trace->format, "cloudtrail");
        ck_assert_uint_eq(trace->n_rows, 1);
        ck_assert_int_eq(trace->first_unix_ns, INT64_C(1772445607) * SIM_SECOND);
        ck_assert_uint_eq(trace->records.rows[0].input_tokens, 40);
        ck_assert_uint_eq(trace->records.max_tokens[0], 99);
        ck_assert_str_eq(trace->records.label_names[0], "eu.anthropic.claude-sonnet-4-6@eu-west-2");
        ck_assert_str_eq(trace->served[0].region, "eu-west-3");
        ck_assert(trace->n_failed == 1 && trace->n_throttled == 1);
        trace_describe(trace, &said);
        ck_assert_str_eq(said.data,
                         ", 1 row left out (of other services), 1 row left out (failed calls: "
                         "throttled), 1 row left out (without token counts), 1 row left out "
                         "(delivered before: the same request id)");
        ck_assert_uint_eq(trace->n_open_pages, i == 1);
        sim_text_release(&said);
        trace_destroy(trace);
        sim_text_release(&texts[i]);
    }
    forget();
}
END_TEST

#define START "{\"timestamp\":\"2026-03-02T10:00:07Z\",\"region\":\"eu-west-2\",\"requestId\":\""
START_TEST(what_is_no_request_is_counted_apart)
{
    struct trace *trace =
        good(START
             "a\",\"operation\":\"Converse\",\"modelId\":\"amazon.nova-lite-v1:0\",\"input\":{"
             "\"inputTokenCount\":5},\"output\":{\"outputTokenCount\":6}}\n" START
             "a\",\"operation\":\"Converse\",\"modelId\":\"amazon.nova-lite-v1:0\",\"input\":{"
             "\"inputTokenCount\":5},\"output\":{\"outputTokenCount\":6}}\n" START
             "b\",\"operation\":\"Converse\",\"modelId\":\"amazon.nova-lite-v1:0\",\"input\":{},"
             "\"output\":{\"outputBodyJson\":{\"amazon-bedrock-guardrailAction\":"
             "\"INTERVENED\"}}}\n" START
             "c\",\"operation\":\"InvokeModel\",\"modelId\":\"amazon.titan-embed-text-v2:0\","
             "\"input\":{\"inputTokenCount\":5},\"output\":{}}\n" START
             "d\",\"operation\":\"InvokeModel\",\"modelId\":\"amazon.nova-canvas-v1:0\","
             "\"input\":{},\"output\":{}}\n" START
             "e\",\"operation\":\"Converse\",\"modelId\":\"amazon.nova-lite-v1:0\",\"errorCode\":"
             "\"ThrottlingException\"}\n" START
             "f\",\"operation\":\"Converse\",\"modelId\":\"amazon.nova-lite-v1:0\",\"errorCode\":"
             "\"ModelErrorException\",\"input\":{\"inputTokenCount\":5}}\n" START
             "g\",\"operation\":\"StartAsyncInvoke\",\"modelId\":\"amazon.nova-reel-v1:0\"}\n" START
             /* Not the same id: a call of its own, whatever else is alike. */
             "h\",\"operation\":\"Converse\",\"modelId\":\"amazon.nova-lite-v1:0\",\"input\":{"
             "\"inputTokenCount\":5},\"output\":{\"outputTokenCount\":6}}\n");
    struct sim_text said = {0};

    ck_assert_uint_eq(trace->n_rows, 2);
    ck_assert(trace->n_failed == 2 && trace->n_throttled == 1);
    trace_describe(trace, &said);
    ck_assert_str_eq(said.data,
                     ", 1 row left out (delivered before: the same request id), 1 row left out "
                     "(blocked by a guardrail: no tokens were counted), 1 row left out (calls for "
                     "embeddings or ranking: they generate nothing), 1 row left out (calls for "
                     "images or video: they have no output tokens), 1 row left out (failed calls: "
                     "throttled), 1 row left out (failed calls: other errors), 1 row left out (of "
                     "operations that are no calls of a model)");
    sim_text_release(&said);
    trace_destroy(trace);
    forget();
}
END_TEST

START_TEST(ids_of_models_are_taken_apart)
{
    static const struct {
        const char *text;
        enum trace_called called;
        const char *model, *prefix, *region;
    } cases[] = {
        {"amazon.nova-lite-v1:0", TRACE_CALLED_MODEL, "amazon.nova-lite-v1:0", "", ""},
        {"zai.glm-4.7", TRACE_CALLED_MODEL, "zai.glm-4.7", "", ""},
        {"deepseek.v3.2", TRACE_CALLED_MODEL, "deepseek.v3.2", "", ""},
        {"us.anthropic.claude-sonnet-4-6", TRACE_CALLED_GEOGRAPHIC, "anthropic.claude-sonnet-4-6",
         "us", ""},
        {"apac.amazon.nova-pro-v1:0", TRACE_CALLED_GEOGRAPHIC, "amazon.nova-pro-v1:0", "apac", ""},
        {"us-gov.anthropic.claude-3-haiku-20240307-v1:0", TRACE_CALLED_GEOGRAPHIC,
         "anthropic.claude-3-haiku-20240307-v1:0", "us-gov", ""},
        {"global.anthropic.claude-opus-4-7", TRACE_CALLED_GLOBAL, "anthropic.claude-opus-4-7",
         "global", ""},
        {"arn:aws:bedrock:eu-west-2::foundation-model/amazon.nova-lite-v1:0", TRACE_CALLED_MODEL,
         "amazon.nova-lite-v1:0", "", "eu-west-2"},
        {"arn:aws:bedrock:::foundation-model/amazon.nova-lite-v1:0", TRACE_CALLED_MODEL,
         "amazon.nova-lite-v1:0", "", ""},
        {"arn:aws:bedrock:eu-west-2:111122223333:inference-profile/eu.amazon.nova-lite-v1:0",
         TRACE_CALLED_GEOGRAPHIC, "amazon.nova-lite-v1:0", "eu", "eu-west-2"},
        {"arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:inference-profile/"
         "us-gov.amazon.nova-lite-v1:0",
         TRACE_CALLED_GEOGRAPHIC, "amazon.nova-lite-v1:0", "us-gov", "us-gov-west-1"},
        {"arn:aws:bedrock:eu-west-2:111122223333:application-inference-profile/ab12cd34ef56",
         TRACE_CALLED_APPLICATION, "", "", "eu-west-2"},
        {"arn:aws:bedrock:eu-west-2:111122223333:provisioned-model/ab12cd34ef56",
         TRACE_CALLED_PROVISIONED, "", "", "eu-west-2"},
        {"arn:aws:bedrock:eu-west-2:111122223333:imported-model/ab12cd34ef56", TRACE_CALLED_CUSTOM,
         "", "", "eu-west-2"},
        {"arn:aws:s3:::bucket/key", TRACE_CALLED_OTHER, "", "", ""},
        {"arn:", TRACE_CALLED_OTHER, "", "", ""},
        {"my model", TRACE_CALLED_OTHER, "", "", ""},
        {"", TRACE_CALLED_OTHER, "", "", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace_model_id id;
        bool known = trace_model_id_read(cases[i].text, (uint32_t)strlen(cases[i].text), &id);

        ck_assert_msg(id.called == cases[i].called, "%s: %s", cases[i].text,
                      trace_called_word(id.called));
        ck_assert(known == (id.called != TRACE_CALLED_OTHER));
        ck_assert_str_eq(id.model, cases[i].model);
        ck_assert_str_eq(id.prefix, cases[i].prefix);
        ck_assert_str_eq(id.region, cases[i].region);
    }
    ck_assert(trace_is_region("eu-west-2", 9) && trace_is_region("us-gov-east-1", 13) &&
              trace_is_region("ap-southeast-4", 14));
    ck_assert(!trace_is_region("eu-west", 7) && !trace_is_region("a role of mine-1", 16) &&
              !trace_is_region("", 0));
}
END_TEST

/* Two application profiles are two labels; neither their ids nor the account is kept. */
START_TEST(application_profiles_are_numbered)
{
    struct sim_text text = {0};
    struct trace *trace;

    for (int i = 0; i < 3; i++)
        sim_text_addf(&text,
                      "{\"timestamp\":\"2026-03-02T10:00:0%dZ\",\"region\":\"eu-west-2\","
                      "\"operation\":\"Converse\",\"modelId\":\"arn:aws:bedrock:eu-west-2:"
                      "111122223333:application-inference-profile/secret%d\",\"input\":{"
                      "\"inputTokenCount\":5},\"output\":{\"outputTokenCount\":6}}\n",
                      i, i % 2);
    trace = good(text.data);
    ck_assert_uint_eq(trace->records.n_labels, 2);
    ck_assert_str_eq(trace->records.label_names[0], "application-profile-1@eu-west-2");
    ck_assert_str_eq(trace->records.label_names[1], "application-profile-2@eu-west-2");
    ck_assert_uint_eq(trace->records.label[2], 0);
    ck_assert_uint_eq(trace->origins[1].application, 2);
    trace_destroy(trace);
    sim_text_release(&text);
    forget();
}
END_TEST

START_TEST(answers_say_when_they_are_not_whole)
{
    static const struct {
        const char *before, *after, *remark;
    } cases[] = {
        {"{\"Events\": [{\"CloudTrailEvent\": \"", "\"}], \"NextToken\": \"t\"}",
         "the answer says that more follows (NextToken): the trace is not whole; fetch the other "
         "pages and give all of them"},
        {"{\"status\": \"Running\", \"results\": [[{\"field\": \"@message\", \"value\": \"",
         "\"}]]}", "the query had not ended when its answer was saved: the trace is not whole"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sim_text inner = {0}, text = {0}, said = {0};
        struct trace *trace;
        bool found = false;

        sim_text_add(&inner, "");
        add_escaped(&inner, EVENT);
        sim_text_addf(&text, "%s%s%s", cases[i].before, inner.data, cases[i].after);
        trace = good(text.data);
        for (uint32_t r = 0; trace_remark(trace, r, &said); r++)
            found |= strcmp(said.data, cases[i].remark) == 0;
        ck_assert_msg(found, "%s", cases[i].remark);
        trace_destroy(trace);
        sim_text_release(&inner);
        sim_text_release(&text);
        sim_text_release(&said);
    }
    forget();
}
END_TEST

static const char *const bad[][2] = {
    {"{\"Events\": []}", "holds no requests"},
    {"{\"results\": [], \"status\": \"Complete\"}", "holds no requests"},
    {"{\"events\": [], \"nextToken\": \"t\"}", "holds no requests"},
    {"{\"events\": [{\"message\": \"x\"}]}",
     "holds no requests, 1 row left out (of plain text, which is no record)"},
    {"{\"results\": [[{\"field\": \"bin(1m)\", \"value\": \"2026-03-02 10:00:00.000\"}, "
     "{\"field\": "
     "\"sum(input.inputTokenCount)\", \"value\": \"5\"}]]}",
     "is the answer of a query that adds up ('sum(input.inputTokenCount)'): its rows are sums, and "
     "no requests; query 'fields @timestamp, @message' instead"},
    {"{\"results\": [[{\"field\": \"@timestamp\", \"value\": \"2026-03-02 10:00:00.000\"}, "
     "{\"field\": \"inputTokens\", \"value\": \"5\"}]]}",
     "no known trace format: the members of a record must be such as 'timestamp', 'input_length' "
     "and 'output_length' (got '@timestamp', 'inputTokens')"},
    {"{\"events\": [{\"message\": \"x\"}", "the file ends within what begins in line 1: it is not "
                                           "whole"},
    {"{\"events\": [{\"message\": \"x\"}}", "the brackets do not match"},
    {"{\"events\": [{\"message\": \"a\nb\"}]}", "the string does not end"},
    {"[", "the file ends within its array: it is not whole"},
    {"[5]", "a record must be one JSON object; a trace in JSON has one object for each request"},
    /* What is known and no trace is named. */
    {"EVENTS\t1772445607000\t{}\n", "is an answer of the AWS CLI as text (ask for it with --output "
                                    "json), and no trace: a trace has a time, input tokens and "
                                    "output tokens in each row"},
    {"{\"Metrics\": [{\"MetricName\": \"Invocations\"}]}",
     "is an answer of 'aws cloudwatch list-metrics', which has no values, and no trace: a trace "
     "has "
     "a time, input tokens and output tokens in each row"},
    {"{\"Quotas\": [{\"ServiceCode\": \"bedrock\", \"QuotaCode\": \"L-1\"}]}",
     "is an answer of 'aws service-quotas list-service-quotas', and no trace: a trace has a time, "
     "input tokens and output tokens in each row"},
    {"{\"inferenceProfileSummaries\": [{}]}",
     "is an answer of 'aws bedrock list-inference-profiles', and no trace: a trace has a time, "
     "input tokens and output tokens in each row"},
    {"{\"modelSummaries\": [{}]}", "is an answer of 'aws bedrock list-foundation-models', and no "
                                   "trace: a trace has a time, input "
                                   "tokens and output tokens in each row"},
    {"{\"Version\": \"2012-10-17\", \"Statement\": []}",
     "is a policy document, and no trace: a trace has a time, input tokens and output tokens in "
     "each row"},
    {"{\"ResultsByTime\": []}",
     "is an answer of 'aws ce get-cost-and-usage', and no trace: a trace "
     "has a time, input tokens and output tokens in each row"},
    {"{\"PriceList\": []}",
     "is an answer of 'aws pricing get-products', and no trace: a trace has a "
     "time, input tokens and output tokens in each row"},
    {"{\"resourceSpans\": []}", "is an OpenTelemetry export of spans, and no trace: a trace has a "
                                "time, input tokens and output tokens in each row"},
    {"{\"load_summary\": {}}",
     "is a load-test result of inference-perf, and no trace: a trace has a "
     "time, input tokens and output tokens in each row"},
    {"metric_name,timestamp,metric_value\n",
     "is a load-test result of k6, and no trace: a trace has "
     "a time, input tokens and output tokens in each row"},
    {"Timestamp,User Count,Type\n", "is a load-test result of Locust, and no trace: a trace has a "
                                    "time, input tokens and output tokens in each row"},
    {"identity/LineItemId,lineItem/UsageType\n",
     "is a cost and usage report of AWS, and no trace: a trace has a time, input tokens and output "
     "tokens in each row"},
    /* Values: what may be private is not shown. */
    {START "a\",\"modelId\":\"a.b\",\"input\":{\"inputTokenCount\":\"my own words\"},\"output\":{"
           "\"outputTokenCount\":1}}",
     "'(a text of 12 bytes)' is not a number of tokens (a whole number, 0 to 4294967295)"},
    {START "a\",\"modelId\":\"a.b\",\"input\":{\"inputTokenCount\":1.5},\"output\":{"
           "\"outputTokenCount\":1}}",
     "'1.5' is not a number of tokens (a whole number, 0 to 4294967295)"},
    {START "a\",\"modelId\":\"a.b\",\"input\":{\"inputTokenCount\":5e9},\"output\":{"
           "\"outputTokenCount\":1}}",
     "'5e9' is not a number of tokens (a whole number, 0 to 4294967295)"},
    {START "a\",\"modelId\":\"a.b\",\"input\":{\"inputTokenCount\":4294967295,"
           "\"cacheReadInputTokenCount\":1},\"output\":{\"outputTokenCount\":1}}",
     "the input and what the cache holds of it are more than 4294967295 tokens"},
    {START "a\",\"modelId\":\"a.b\",\"input\":{\"inputTokenCount\":1},\"output\":{"
           "\"outputTokenCount\":1},\"modelId\":\"a.b\"}",
     "the member is there twice; a trace in JSON has one object for each request"},
    {"{\"timestamp\":\"2026-02-30T10:00:07Z\",\"modelId\":\"a.b\",\"input\":{\"inputTokenCount\":1}"
     ","
     "\"output\":{\"outputTokenCount\":1}}",
     "'2026-02-30T10:00:07Z' is not a time of the form 'YYYY-MM-DD HH:MM:SS.fffffff' (offset "
     "optional)"},
    {"{\"timestamp\":\"0001-01-01T00:00:00Z\",\"modelId\":\"a.b\",\"input\":{\"inputTokenCount\":1}"
     ","
     "\"output\":{\"outputTokenCount\":1}}",
     "'0001-01-01T00:00:00Z' is not in the years 1900 to 2200: it stands for no time"},
    {"{\"modelId\":\"a.b\",\"input\":{\"inputTokenCount\":1},\"output\":{\"outputTokenCount\":1}}",
     "member 'timestamp' is missing"},
    {"{\"session_id\":\"a\",\"pre_gap_s\":1.5,\"output_tokens\":5,\"input_len\":0}",
     "member 'request_arrival_delta_s' is missing"},
    {"{\"id\":\"a\",\"block_size\":64,\"requests\":5}", "the record has no array of requests"},
    {"{\"id\":\"a\",\"block_size\":64,\"requests\":[{\"t\":0,\"in\":1}]}",
     "member 'out' is missing"},
    {"{\"id\":\"a\",\"block_size\":64,\"requests\":[7]}",
     "a request in the record must be an object"},
    {"{\"timestamp\":0,\"requests\":[]}", "holds no requests"},
    {"{\"events\": [{\"message\": \"{\"}]}",
     "a member's name in quotes is expected; a trace in JSON has one "
     "object for each request"},
};

START_TEST(what_cannot_be_read_says_why)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(decoded(bad[i][0]) == NULL, "%s was read", bad[i][0]);
        ck_assert_str_eq(diag.findings[0].message, bad[i][1]);
    }
    forget();
}
END_TEST

/* ---- folders ---- */

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[600];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    file = fopen(path, "wb");
    ck_assert_msg(file != NULL, "%s", path);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_folder_of_a_bucket_is_one_trace)
{
    char folder[] = "/tmp/crisim-folder-XXXXXX";
    const char *hour = "AWSLogs/111122223333/BedrockModelInvocationLogs/eu-west-2/2026/03/02/";
    struct trace_settings settings = {0};
    struct sim_text said = {0};
    char name[300], remove[100];
    struct trace *trace;

    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (int i = 0; i < N_CALLS; i++) {
        snprintf(name, sizeof name, "%s1%d/x.json", hour, i);
        write_file(folder, name, calls[N_CALLS - 1 - i]);
    }
    snprintf(name, sizeof name, "%s10/data/r-1_input.json", hour);
    write_file(folder, name, "{\"messages\": 5}");
    snprintf(name, sizeof name, "%s10/r-2_output.json", hour);
    write_file(folder, name, "{\"messages\": 5}");
    write_file(folder, "amazon-bedrock-logs-permission-check", "check\n");
    write_file(folder, ".hidden", "?");
    /* Links that lead round in circles. */
    snprintf(name, sizeof name, "%s/round", folder);
    ck_assert_int_eq(symlink(folder, name), 0);
    snprintf(name, sizeof name, "%s/again", folder);
    ck_assert_int_eq(symlink("..", name), 0);
    forget();
    trace = trace_read(folder, &settings, &diag);
    ck_assert_msg(trace != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "?");
    check_calls(trace, true);
    ck_assert(trace->n_files == N_CALLS && trace->n_bodies == 2 && trace->n_other_files == 1);
    ck_assert_uint_eq(diag.n_warnings, 1);
    trace_destroy(trace);

    /* A file that is broken is said with its place, not with the account's number. */
    snprintf(name, sizeof name, "%s10/y.json", hour);
    write_file(folder, name,
               "{\"timestamp\":\"no\",\"modelId\":\"a.b\",\"operation\":\"Converse\","
               "\"input\":{\"inputTokenCount\":5},\"output\":{\"outputTokenCount\":6"
               "}}");
    forget();
    ck_assert_ptr_null(trace_read(folder, &settings, &diag));
    ck_assert_ptr_nonnull(strstr(diag.findings[0].file, "/************/Bedrock"));
    snprintf(remove, sizeof remove, "rm -r '%s'", folder);
    ck_assert_int_eq(system(remove), 0);
    sim_text_release(&said);
    forget();
}
END_TEST

/* ---- sessions, laps, nested requests ---- */

START_TEST(requests_in_a_conversation_count_from_its_start)
{
    const char *text =
        "{\"id\":\"ab\",\"models\":[\"m\"],\"block_size\":64,\"requests\":[{\"t\":1.5,\"type\":"
        "\"s\","
        "\"model\":\"m\",\"in\":700,\"out\":90,\"hash_ids\":[1,2]},{\"t\":9.5,\"type\":"
        "\"subagent\","
        "\"duration_ms\":5000,\"requests\":[{\"t\":0.0,\"in\":900,\"out\":40},{\"t\":2,\"in\":901,"
        "\"out\":41}]}]}\n"
        "{\"id\":\"cd\",\"models\":[\"m\"],\"block_size\":64,\"requests\":[{\"t\":0,\"in\":5,"
        "\"out\":"
        "6}]}\n";
    struct trace_settings settings = {.session_gap_given = true, .session_gap = 10 * SIM_SECOND};
    struct trace *trace;

    ck_assert_ptr_null(decoded(text));
    ck_assert_str_eq(diag.findings[0].message,
                     "holds 2 sessions whose times count from the start of each (the longest takes "
                     "11.5 s): when they begin is not said; state the time between the starts "
                     "of two sessions, 0 = all at once, such as --session-gap 600s");
    forget();
    trace = trace_decode("t", text, strlen(text), &settings, &diag);
    ck_assert_ptr_nonnull(trace);
    ck_assert_str_eq(trace->format, "weka-conversations");
    ck_assert_uint_eq(trace->n_rows, 4);
    ck_assert_int_eq(trace->records.rows[1].at, 8 * SIM_SECOND); /* 9.5 + 0 - 1.5 */
    ck_assert_int_eq(trace->records.rows[2].at, 8500 * SIM_MS);  /* the second begins at 10 */
    ck_assert_uint_eq(trace->records.rows[2].input_tokens, 5);
    ck_assert_int_eq(trace->records.rows[3].at, 10 * SIM_SECOND); /* 9.5 + 2 - 1.5 */
    ck_assert_uint_eq(trace->n_sessions, 2);
    trace_destroy(trace);
    trace = good("{\"timestamp\": 0, \"requests\": [{\"Prompt Length\": 8, \"Output Length\": 3}, "
                 "{\"Prompt Length\": null, \"Output Length\": 3}]}\n{\"timestamp\": 1500, "
                 "\"requests\": [{\"Prompt Length\": 9, \"Output Length\": 4, \"prompt\": \"x\"}, "
                 "{\"Prompt Length\": 10, \"Output Length\": 5}]}\n");
    ck_assert_str_eq(trace->format, "aibrix-jsonl");
    ck_assert_uint_eq(trace->n_rows, 3);
    ck_assert_int_eq(trace->records.span, 1500 * SIM_MS);
    ck_assert_uint_eq(trace->left_out[0].n, 1);
    trace_destroy(trace);
    forget();
}
END_TEST

START_TEST(a_clock_that_starts_again_is_unfolded_or_said)
{
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_UNFOLD};
    struct sim_text text = {0};
    struct trace *trace;

    for (int lap = 0; lap < 2; lap++)
        for (int i = 0; i < 200; i++)
            sim_text_addf(&text,
                          "{\"timestamp\": \"%d\", \"input_length\": 8, \"output_length\": 1, "
                          "\"hash_ids\": {\"sys_prompt\": [1], \"user_input\": [2]}, "
                          "\"session_id\": \"s%d\"}\n",
                          (lap == 0 ? 10 : 0) + i * 1000, i);
    ck_assert_ptr_null(decoded(text.data));
    ck_assert_uint_eq(diag.n, 1);
    ck_assert_uint_eq(diag.findings[0].line, 201);
    ck_assert_ptr_nonnull(strstr(diag.findings[0].message, "the clock starts again"));
    forget();
    trace = trace_decode("t", text.data, text.length, &settings, &diag);
    ck_assert_ptr_nonnull(trace);
    ck_assert_uint_eq(trace->n_restarts, 1);
    ck_assert_uint_eq(trace->restart_row, 201);
    /* 199,010 s end in the third day. */
    ck_assert_int_eq(trace->records.rows[200].at, 3 * SIM_DAY - 10 * SIM_SECOND);
    trace_destroy(trace);
    settings.unsorted = TRACE_UNSORTED_SORT;
    trace = trace_decode("t", text.data, text.length, &settings, &diag);
    ck_assert_ptr_nonnull(trace);
    ck_assert(trace->n_restarts == 1 && !trace->unfolded);
    trace_destroy(trace);
    sim_text_release(&text);
    forget();
}
END_TEST

SUITE_MAIN("logs of calls", the_same_calls_in_every_shape_are_the_same_trace,
           a_file_is_read_in_any_blocks, events_of_cloudtrail_in_each_wrapping,
           what_is_no_request_is_counted_apart, ids_of_models_are_taken_apart,
           application_profiles_are_numbered, answers_say_when_they_are_not_whole,
           what_cannot_be_read_says_why, a_folder_of_a_bucket_is_one_trace,
           requests_in_a_conversation_count_from_its_start,
           a_clock_that_starts_again_is_unfolded_or_said)
