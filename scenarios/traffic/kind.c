#include "scenarios/traffic/kind.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STARTS(bytes, n, text)                                                                     \
    ((n) >= sizeof(text) - 1 && memcmp(bytes, text, sizeof(text) - 1) == 0)

const char *trace_kind_binary(const char *bytes, size_t n)
{
    if (STARTS(bytes, n, "\xff\xfe") || STARTS(bytes, n, "\xfe\xff") ||
        (n >= 4 && (bytes[0] == '\0') != (bytes[1] == '\0') &&
         (bytes[0] == '\0') == (bytes[2] == '\0') && (bytes[1] == '\0') == (bytes[3] == '\0')))
        return "is UTF-16, not UTF-8; convert it first: iconv -f UTF-16 -t UTF-8";
    if (n >= 262 && memcmp(bytes + 257, "ustar", 5) == 0)
        return "is a tar archive; unpack it (tar -xf) and name its folder or files";
    if (STARTS(bytes, n, "\x1f\x8b") || STARTS(bytes, n, "\x28\xb5\x2f\xfd"))
        return "is compressed twice; decompress it once";
    if (STARTS(bytes, n, "PK\x03\x04"))
        return "is a zip archive (or a spreadsheet); unpack it, or save it as CSV";
    if (STARTS(bytes, n, "PAR1"))
        return "is a Parquet file; convert it to CSV or JSON lines first";
    if (STARTS(bytes, n,
               "\xfd"
               "7zXZ") ||
        STARTS(bytes, n, "BZh"))
        return "is compressed by xz or bzip2; .gz and .zst are read";
    if (STARTS(bytes, n, "SQLite format 3"))
        return "is an SQLite database; export a table as CSV";
    return NULL;
}

/* An empty text is everywhere. */
static bool holds(const char *bytes, size_t n, const char *text)
{
    size_t length = strlen(text);
    const char *at = bytes;
    const char *end = bytes + n;

    if (length == 0)
        return true;
    while ((size_t)(end - at) >= length &&
           (at = memchr(at, text[0], (size_t)(end - at) - length + 1)) != NULL) {
        if (memcmp(at, text, length) == 0)
            return true;
        at++;
    }
    return false;
}

const char *trace_kind_text(const char *bytes, size_t n)
{
    /* All of `has` occur; the first row that fits says what it is. */
    static const struct {
        const char *has[2];
        const char *what;
    } kinds[] = {
        {{"\"crisim-scenario\"", ""},
         "a scenario of crisim (give it to 'crisim check' or 'compare')"},
        {{"\"crisim-results", ""},
         "a file of crisim's results (give their folder to 'crisim report')"},
        {{"\"crisim-trace-facts\"", ""}, "what 'crisim trace inspect --json' printed"},
        {{"\"MetricName\"", "\"Metrics\""},
         "an answer of 'aws cloudwatch list-metrics', which has no values"},
        {{"\"QuotaCode\"", "\"ServiceCode\""},
         "an answer of 'aws service-quotas list-service-quotas'"},
        {{"\"inferenceProfileSummaries\"", ""},
         "an answer of 'aws bedrock list-inference-profiles'"},
        {{"\"modelSummaries\"", ""}, "an answer of 'aws bedrock list-foundation-models'"},
        {{"\"2012-10-17\"", "\"Statement\""}, "a policy document"},
        {{"\"ResultsByTime\"", ""}, "an answer of 'aws ce get-cost-and-usage'"},
        {{"\"PriceList\"", ""}, "an answer of 'aws pricing get-products'"},
        {{"\"offerCode\"", "\"products\""}, "a price list of AWS"},
        {{"\"resourceSpans\"", ""}, "an OpenTelemetry export of spans"},
        {{"\"resourceLogs\"", ""}, "an OpenTelemetry export of logs"},
        {{"\"load_summary\"", ""}, "a load-test result of inference-perf"},
        {{"EVENTS\t", ""}, "an answer of the AWS CLI as text (ask for it with --output json)"},
        {{"RESULTS\t", ""}, "an answer of the AWS CLI as text (ask for it with --output json)"},
        {{"DATAPOINTS\t", ""}, "an answer of the AWS CLI as text (ask for it with --output json)"},
        {{"\n|+--", ""}, "an answer of the AWS CLI as a table (ask for it with --output json)"},
        {{"events:\n- ", ""}, "an answer of the AWS CLI as YAML (ask for it with --output json)"},
        {{"metric,section,label,unit", ""}, "a table of metrics that crisim printed"},
        {{"metric_name,timestamp,metric_value", ""}, "a load-test result of k6"},
        {{"Timestamp,User Count,Type", ""}, "a load-test result of Locust"},
        {{"lineItem/UsageType", ""}, "a cost and usage report of AWS"},
        {{"line_item_usage_type", ""}, "a cost and usage report of AWS"},
        {{"\"$schema\"", "\"properties\""}, "a JSON Schema"},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (holds(bytes, n, kinds[i].has[0]) && holds(bytes, n, kinds[i].has[1]))
            return kinds[i].what;
    return NULL;
}

const char *trace_kind_folder(const char *path)
{
    char file[4096];

    snprintf(file, sizeof file, "%s/manifest.json", path);
    if (access(file, F_OK) == 0)
        return "is a folder of crisim's results (give it to 'crisim report')";
    return NULL;
}
