/*
 * metrics.c: CloudWatch's metrics of Bedrock, as `get-metric-data` and `get-metric-statistics`
 * answer them: series of sums per period, one a metric and model, which together are windows
 * (windows.h). Which metric a series is, its label says, or its id, or the user.
 */
#include "scenarios/traffic/metrics.h"

#include "scenarios/traffic/hint.h"
#include "scenarios/traffic/json_line.h"
#include "scenarios/traffic/model_id.h"
#include "scenarios/traffic/split.h"
#include "scenarios/traffic/windows.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_SERIES = 4096, NAME_SIZE = 64, LABEL_SIZE = 160 };

/* Metrics, X(name, word, needed to replay). The others are known, and not needed. */
#define METRIC_LIST(X)                                                                             \
    X(INVOCATIONS, "Invocations")                                                                  \
    X(INPUT, "InputTokenCount")                                                                    \
    X(OUTPUT, "OutputTokenCount")                                                                  \
    X(CACHE_READ, "CacheReadInputTokenCount")                                                      \
    X(CACHE_WRITE, "CacheWriteInputTokenCount")                                                    \
    X(THROTTLES, "InvocationThrottles")                                                            \
    X(CLIENT_ERRORS, "InvocationClientErrors")                                                     \
    X(SERVER_ERRORS, "InvocationServerErrors")                                                     \
    X(LATENCY, "InvocationLatency")                                                                \
    X(TTFT, "TimeToFirstToken")                                                                    \
    X(QUOTA_USAGE, "EstimatedTPMQuotaUsage")                                                       \
    X(IMAGES, "OutputImageCount")                                                                  \
    X(LEGACY, "LegacyModelInvocations")

enum metric {
#define X(name, word) METRIC_##name,
    METRIC_LIST(X)
#undef X
        N_METRICS
};

static const char *const metric_words[] = {
#define X(name, word) word,
    METRIC_LIST(X)
#undef X
};

struct point {
    int64_t at;
    uint32_t series;
    uint8_t metric;
    double sum;
    double samples; /* how many values it is of; -1 = not said */
    double average; /* -1 = not said */
};

struct trace_metrics {
    struct point *points;
    uint64_t n, capacity;
    uint64_t n_pending; /* of them, of the answer that is being read: their metric is not known */
    struct trace_names series; /* "" = all models together, or not said */
    struct sim_text unknown;   /* ids and labels that say no metric */
    uint32_t n_unknown, n_series, n_unused;
    bool has[N_METRICS];
    struct trace_json_names names;
    struct trace_json_line line;
};

/* ---- which metric it is ---- */

static bool is_word_end(char c)
{
    return !isalnum((unsigned char)c) && c != '_';
}

/* A metric's name as a word of a text; the longest that is there. */
static enum metric find_metric(const char *text, const char **at)
{
    enum metric found = N_METRICS;

    for (int m = 0; m < N_METRICS; m++) {
        size_t n = strlen(metric_words[m]);

        for (const char *c = text; (c = strstr(c, metric_words[m])) != NULL; c++)
            if ((c == text || is_word_end(c[-1])) && is_word_end(c[n])) {
                found = (enum metric)m;
                *at = c;
                break;
            }
    }
    return found;
}

/* "input_token_count" is InputTokenCount. */
static enum metric metric_of_id(const char *id)
{
    for (int m = 0; m < N_METRICS; m++) {
        const char *a = id, *b = metric_words[m];

        while (*a != '\0' && *b != '\0') {
            if (*a == '_') {
                a++;
                continue;
            }
            if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
                break;
            a++;
            b++;
        }
        if (*a == '\0' && *b == '\0')
            return (enum metric)m;
    }
    return N_METRICS;
}

/* "m1=Invocations,m2=InputTokenCount": what the user says of an id. */
static enum metric metric_of_map(const char *map, const char *id)
{
    while (map != NULL && *map != '\0') {
        size_t name = strcspn(map, "=,");
        const char *value = map + name + (map[name] == '=');
        size_t length = strcspn(value, ",");

        if (strlen(id) == name && memcmp(map, id, name) == 0)
            for (int m = 0; m < N_METRICS; m++)
                if (strlen(metric_words[m]) == length &&
                    strncasecmp(metric_words[m], value, length) == 0)
                    return (enum metric)m;
        map = value + length + (value[length] == ',');
    }
    return N_METRICS;
}

/* What a label says beside the metric: a model, or something of the user's own, which is numbered.
 */
static uint32_t series_of(struct trace_metrics *metrics, const char *label, const char *at,
                          size_t n)
{
    struct trace_model_id id;
    char text[LABEL_SIZE];
    char name[TRACE_MODEL_SIZE + TRACE_PREFIX_SIZE + 2] = "";
    int first, length;
    bool own = false;

    snprintf(text, sizeof text, "%.*s %s", (int)(at - label), label, at + n);
    for (const char *word = text; *word != '\0' && name[0] == '\0'; word += length) {
        first = (int)strspn(word, " \t/|,");
        length = first + (int)strcspn(word + first, " \t|,");
        if (length == first)
            continue;
        if (trace_model_id_read(word + first, (uint32_t)(length - first), &id) &&
            id.model[0] != '\0')
            snprintf(name, sizeof name, "%s%s%s", id.prefix, id.prefix[0] != '\0' ? "." : "",
                     id.model);
        else
            own |= strncmp(word + first, "AWS/Bedrock", (size_t)(length - first)) != 0;
    }
    /* Words around a metric's name tell series apart, but are not shown. A label without one is a
     * name of its series alone, as the id is: what it says of others cannot be told. */
    if (name[0] == '\0' && own && n > 0)
        snprintf(name, sizeof name, "#%016" PRIx64, sim_hash_string(text));
    return trace_names_intern(&metrics->series, name, (uint32_t)strlen(name), MOST_SERIES);
}

/* ---- values ---- */

static bool read_time(struct trace_value value, int64_t *at)
{
    int64_t whole, billionths;

    if (value.length > 10 && value.text[4] == '-')
        return sim_time_parse_iso(value.text, value.length, at);
    if (!trace_parse_number(value.text, value.length, &whole, &billionths))
        return false;
    if (whole >= INT64_C(100000000000)) /* milliseconds */
        return !__builtin_mul_overflow(whole, SIM_MS, at);
    return !__builtin_mul_overflow(whole, SIM_SECOND, at);
}

static bool read_number(struct trace_value value, double *number)
{
    return value.type != TRACE_VALUE_NONE && sim_parse_double(value.text, value.length, number) &&
           *number >= 0 && *number < 1e15;
}

static void add_point(struct trace_metrics *metrics, struct point point)
{
    if (metrics->n == metrics->capacity) {
        metrics->capacity = metrics->capacity > 0 ? metrics->capacity * 2 : 256;
        metrics->points = sim_grown(metrics->points, metrics->capacity, sizeof *metrics->points);
    }
    metrics->points[metrics->n++] = point;
}

/* ---- records ---- */

/* In the order of the columns. */
enum { ID, LABEL, TIMESTAMPS, VALUES, STATUS_CODE, TIMESTAMP, SUM, SAMPLES, AVERAGE };

const struct trace_column_row trace_metrics_columns[] = {
    {.name = "Id", .column = TRACE_IGNORED},
    {.name = "Label", .column = TRACE_IGNORED},
    {.name = "Timestamps", .column = TRACE_IGNORED},
    {.name = "Values", .column = TRACE_IGNORED},
    {.name = "StatusCode", .column = TRACE_IGNORED},
    {.name = "Timestamp", .column = TRACE_IGNORED},
    {.name = "Sum", .column = TRACE_IGNORED},
    {.name = "SampleCount", .column = TRACE_IGNORED},
    {.name = "Average", .column = TRACE_IGNORED},
    {.name = "Minimum", .column = TRACE_IGNORED},
    {.name = "Maximum", .column = TRACE_IGNORED},
    {.name = "Unit", .column = TRACE_IGNORED},
    {.name = NULL},
};

static void copy(struct trace_value value, char *out, size_t size)
{
    snprintf(out, size, "%.*s", (int)(value.type == TRACE_VALUE_TEXT ? value.length : 0),
             value.text != NULL ? value.text : "");
}

static void note_unknown(struct trace_metrics *metrics, const char *id, const char *label)
{
    char room[48];
    bool private = strstr(label, "arn:") != NULL;

    for (const char *c = label; *c != '\0'; c++)
    private |= strspn(c, "0123456789") == 12;
    if (metrics->n_unknown++ < 8)
        sim_text_addf(&metrics->unknown, "%s%s%s'%s'", metrics->n_unknown > 1 ? ", " : "", id,
                      id[0] != '\0' ? " " : "",
                      private ? "..." : trace_shown(label, (uint32_t)strlen(label), room));
}

static void bad_value(struct trace_row *row, const char *column, struct trace_value value)
{
    char room[48];

    trace_bad_row(row, column, "'%s' is not %s",
                  trace_shown(value.text != NULL ? value.text : "", value.length, room),
                  column[0] == 'T' ? "a time of the form 'YYYY-MM-DDTHH:MM:SSZ'"
                                   : "a number, at least 0");
}

/* A text's value without its quotes. */
static struct trace_value element_of(const char *text, size_t length)
{
    struct trace_value value = {text, (uint32_t)length, TRACE_VALUE_NUMBER, false};

    while (value.length > 0 && memchr(" \t\r\n", value.text[value.length - 1], 4) != NULL)
        value.length--;
    if (value.length >= 2 && value.text[0] == '"') {
        value.text++;
        value.length -= 2;
        value.type = TRACE_VALUE_TEXT;
    }
    return value;
}

/* Two arrays beside one another. */
static void take_series(struct trace_row *row, struct trace_metrics *metrics,
                        const struct trace_value *values)
{
    struct trace_build *build = row->build;
    const char *t = values[TIMESTAMPS].text + 1, *v = values[VALUES].text + 1;
    const char *t_end = values[TIMESTAMPS].text + values[TIMESTAMPS].length;
    const char *v_end = values[VALUES].text + values[VALUES].length;
    char id[NAME_SIZE], label[LABEL_SIZE];
    const char *text, *at = label;
    struct point point = {.samples = -1, .average = -1};
    enum metric metric;
    size_t length;

    copy(values[ID], id, sizeof id);
    copy(values[LABEL], label, sizeof label);
    build->n_open_pages += values[STATUS_CODE].type == TRACE_VALUE_TEXT &&
                           strncmp(values[STATUS_CODE].text, "PartialData", 11) == 0;
    metric = metric_of_map(build->settings->metric_map, id);
    if (metric == N_METRICS)
        metric = find_metric(label, &at);
    if (metric == N_METRICS)
        metric = metric_of_id(id);
    if (metric == N_METRICS) {
        note_unknown(metrics, id, label);
        return;
    }
    point.metric = (uint8_t)metric;
    point.series = series_of(
        metrics, label, at,
        at != label || strncmp(label, metric_words[metric], strlen(metric_words[metric])) == 0
            ? strlen(metric_words[metric])
            : 0);
    metrics->has[metric] = true;
    metrics->n_series++;
    for (;;) {
        bool more_t = trace_json_next_element(&t, t_end, &text, &length);
        struct trace_value time = more_t ? element_of(text, length) : (struct trace_value){0};
        bool more_v = trace_json_next_element(&v, v_end, &text, &length);
        struct trace_value value = more_v ? element_of(text, length) : (struct trace_value){0};

        if (more_t != more_v)
            trace_bad_row(row, "Values", "there are not as many values as times");
        if (!more_t || !more_v)
            break;
        if (!read_time(time, &point.at))
            bad_value(row, "Timestamps", time);
        else if (!read_number(value, &point.sum))
            bad_value(row, "Values", value);
        else
            add_point(metrics, point);
    }
}

/* A point of an answer whose metric stands behind it or before it. */
static void take_datapoint(struct trace_row *row, struct trace_metrics *metrics,
                           const struct trace_value *values)
{
    struct point point = {.metric = N_METRICS, .sum = -1, .samples = -1, .average = -1};

    if (!read_time(values[TIMESTAMP], &point.at)) {
        bad_value(row, "Timestamp", values[TIMESTAMP]);
        return;
    }
    if (values[SUM].type != TRACE_VALUE_NONE && !read_number(values[SUM], &point.sum))
        bad_value(row, "Sum", values[SUM]);
    if (values[SAMPLES].type != TRACE_VALUE_NONE && !read_number(values[SAMPLES], &point.samples))
        bad_value(row, "SampleCount", values[SAMPLES]);
    if (values[AVERAGE].type != TRACE_VALUE_NONE)
        read_number(values[AVERAGE], &point.average);
    add_point(metrics, point);
    metrics->n_pending++;
}

static struct trace_metrics *metrics_of(struct trace_build *build)
{
    struct trace_metrics *metrics = build->metrics;

    if (metrics != NULL)
        return metrics;
    metrics = sim_zeroed(1, sizeof *metrics);
    trace_json_names_init(&metrics->names, trace_metrics_columns);
    trace_json_line_init(&metrics->line, trace_columns_count(trace_metrics_columns));
    build->metrics = metrics;
    return metrics;
}

void trace_metrics_take(struct trace_build *build, const struct trace_text *text)
{
    struct trace_metrics *metrics = metrics_of(build);
    struct trace_row row = {.build = build, .line = text->line};
    const struct trace_value *values = metrics->line.values;
    const char *problem =
        trace_json_take_apart(&metrics->line, &metrics->names, text->text, text->length);

    if (problem != NULL) {
        uint32_t column;

        trace_text_place(text, metrics->line.problem_at - 1, &row.line, &column);
        trace_bad_line(&row, column, problem);
    } else if (values[TIMESTAMPS].type == TRACE_VALUE_ARRAY &&
               values[VALUES].type == TRACE_VALUE_ARRAY) {
        take_series(&row, metrics, values);
    } else if (values[TIMESTAMP].type != TRACE_VALUE_NONE) {
        take_datapoint(&row, metrics, values);
    } else {
        trace_bad_row(&row, NULL, "has neither times and values nor a time");
    }
    if (row.bad)
        build->trace->n_skipped++;
}

void trace_metrics_end_page(struct trace_build *build, const char *label, uint32_t length)
{
    struct trace_metrics *metrics = build->metrics;
    char text[LABEL_SIZE];
    const char *at = text;
    enum metric metric;

    if (metrics == NULL || metrics->n_pending == 0)
        return;
    snprintf(text, sizeof text, "%.*s", (int)length, label != NULL ? label : "");
    metric = find_metric(text, &at);
    if (metric == N_METRICS) {
        note_unknown(metrics, "", text);
        metrics->n -= metrics->n_pending;
    } else {
        uint32_t series = series_of(metrics, text, at, strlen(metric_words[metric]));

        for (uint64_t i = metrics->n - metrics->n_pending; i < metrics->n; i++) {
            metrics->points[i].metric = (uint8_t)metric;
            metrics->points[i].series = series;
        }
        metrics->has[metric] = true;
        metrics->n_series++;
    }
    metrics->n_pending = 0;
}

/* ---- windows ---- */

static int by_place(const void *left, const void *right)
{
    const struct point *a = left, *b = right;

    if (a->series != b->series)
        return a->series < b->series ? -1 : 1;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->metric < b->metric ? -1 : a->metric > b->metric;
}

/* What overlapping answers say twice, they must say alike. */
static bool drop_repeated(struct trace_build *build, struct trace_metrics *metrics)
{
    uint64_t n = 0;
    char iso[SIM_TIME_ISO_SIZE];

    for (uint64_t i = 0; i < metrics->n; i++) {
        const struct point *p = &metrics->points[i];
        struct point *last = n > 0 ? &metrics->points[n - 1] : NULL;

        if (last != NULL && by_place(last, p) == 0) {
            if (last->sum != p->sum) {
                sim_diag_error(build->diag, build->file, 0, 0, NULL,
                               "%s at %s is there twice, with %.17g and %.17g: are these answers "
                               "of different Regions or models? give those of one at a time",
                               metric_words[p->metric], sim_time_format_iso(p->at, iso), last->sum,
                               p->sum);
                return false;
            }
            continue;
        }
        metrics->points[n++] = *p;
    }
    metrics->n = n;
    return true;
}

/* All models together are no model of their own where there are others. */
static void drop_total(struct trace_build *build, struct trace_metrics *metrics)
{
    uint32_t total = TRACE_NO_NAME;
    uint64_t n = 0;

    for (uint32_t s = 0; s < metrics->series.n; s++)
        if (metrics->series.names[s][0] == '\0')
            total = s;
    if (total == TRACE_NO_NAME || metrics->series.n == 1)
        return;
    for (uint64_t i = 0; i < metrics->n; i++)
        if (metrics->points[i].series != total)
            metrics->points[n++] = metrics->points[i];
        else
            trace_leave_out(build->trace, "of all models together: their models are there");
    metrics->n = n;
}

static int64_t find_period(struct trace_build *build, const struct trace_metrics *metrics)
{
    struct sim_text hint = {0};
    int64_t period = 0;

    if (build->settings->period > 0)
        return build->settings->period;
    for (uint64_t i = 1; i < metrics->n; i++) {
        int64_t gap = metrics->points[i].at - metrics->points[i - 1].at;

        if (metrics->points[i].series == metrics->points[i - 1].series && gap > 0 &&
            (period == 0 || gap < period))
            period = gap;
    }
    if (period == 0) {
        trace_hint_convert(build, "--metric-period 1min", &hint);
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       "has one time only, from which its period cannot be told: state it, such "
                       "as %s",
                       hint.data);
        sim_text_release(&hint);
    }
    return period;
}

static bool check_metrics(struct trace_build *build, const struct trace_metrics *metrics)
{
    static const enum metric needed[] = {METRIC_INPUT, METRIC_OUTPUT};
    size_t errors = build->diag->n_raised;
    struct sim_text hint = {0};

    if (metrics->n_unknown > 0) {
        trace_hint_convert(build, "--metric ID=Invocations,ID=InputTokenCount,ID=OutputTokenCount",
                           &hint);
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       "which metrics are %s%s? neither label nor id says it: state it with %s",
                       metrics->unknown.data, metrics->n_unknown > 8 ? " and more" : "", hint.data);
        sim_text_release(&hint);
    }
    for (size_t i = 0; metrics->n_unknown == 0 && i < sizeof needed / sizeof *needed; i++)
        if (!metrics->has[needed[i]])
            sim_diag_error(build->diag, build->file, 0, 0, NULL,
                           "there is no metric %s: without tokens there are no requests to replay; "
                           "give its answer too (several files are read together)",
                           metric_words[needed[i]]);
    return build->diag->n_raised == errors;
}

/* Of a sum; of averages, what they are the average of. */
static double sum_of(const struct point *p)
{
    return p->sum >= 0 ? p->sum : p->average >= 0 && p->samples >= 0 ? p->average * p->samples : -1;
}

static bool add_to_window(struct trace_build *build, struct trace_window *w, const struct point *p,
                          uint64_t *samples)
{
    double sum = sum_of(p);
    uint64_t whole = sum >= 0 ? (uint64_t)(sum + 0.5) : 0;
    bool counted = p->metric != METRIC_LATENCY && p->metric != METRIC_TTFT;
    char iso[SIM_TIME_ISO_SIZE];

    if (counted && (sum < 0 || fabs(sum - (double)whole) > 1e-6 * (sum + 1))) {
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       sum < 0 ? "%s at %s has no Sum: ask for that statistic"
                               : "%s at %s is no whole number: ask for the statistic Sum",
                       metric_words[p->metric], sim_time_format_iso(p->at, iso));
        return false;
    }
    switch ((enum metric)p->metric) {
    case METRIC_INVOCATIONS:
        w->calls = whole;
        break;
    case METRIC_INPUT:
        w->input = whole;
        if (p->samples >= 0)
            *samples = (uint64_t)(p->samples + 0.5);
        break;
    case METRIC_OUTPUT:
        w->output = whole;
        break;
    case METRIC_CACHE_READ:
        w->cache_read = whole;
        break;
    case METRIC_CACHE_WRITE:
        w->cache_write = whole;
        break;
    case METRIC_THROTTLES:
        build->trace->n_throttled += whole;
        build->trace->n_failed += whole;
        break;
    case METRIC_CLIENT_ERRORS:
    case METRIC_SERVER_ERRORS:
        build->trace->n_failed += whole;
        break;
    case METRIC_LATENCY:
        if (p->average >= 0 && p->average < UINT32_MAX - 1)
            w->latency = (uint32_t)(p->average + 0.5) + 1;
        break;
    case METRIC_TTFT:
    case METRIC_QUOTA_USAGE:
    case METRIC_IMAGES:
    case METRIC_LEGACY:
    case N_METRICS:
        break;
    }
    return true;
}

/* Labels of series: a model's id, or a number for what the user calls it. */
static char **name_series(const struct trace_metrics *metrics)
{
    char **labels = sim_zeroed(metrics->series.n, sizeof *labels);
    uint32_t n = 0;

    for (uint32_t s = 0; s < metrics->series.n; s++) {
        char name[40];

        if (metrics->series.names[s][0] == '\0')
            continue;
        snprintf(name, sizeof name, "series-%u", ++n);
        labels[s] =
            sim_strdup(metrics->series.names[s][0] == '#' ? name : metrics->series.names[s]);
    }
    return labels;
}

static void check_calls(struct trace_build *build, const struct trace_window *w)
{
    char iso[SIM_TIME_ISO_SIZE];

    if (w->calls == 0 && w->input + w->output > 0)
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       "the period from %s has tokens, but no Invocations (nor a SampleCount of "
                       "InputTokenCount)",
                       sim_time_format_iso(w->start, iso));
}

static void expand(struct trace_build *build, struct trace_metrics *metrics, int64_t period)
{
    struct trace_window *windows = sim_zeroed(metrics->n, sizeof *windows);
    char **labels = name_series(metrics);
    size_t errors = build->diag->n_raised;
    uint64_t n = 0;

    for (uint64_t i = 0; i < metrics->n && build->diag->n_raised == errors;) {
        const struct point *first = &metrics->points[i];
        struct trace_window *w = &windows[n++];
        uint64_t samples = 0;

        w->start = first->at;
        w->label = labels[first->series];
        for (; i < metrics->n && metrics->points[i].series == first->series &&
               metrics->points[i].at == first->at;
             i++)
            if (!add_to_window(build, w, &metrics->points[i], &samples))
                break;
        if (w->calls == 0)
            w->calls = samples;
        if (build->diag->n_raised == errors)
            check_calls(build, w);
    }
    if (build->diag->n_raised == errors)
        trace_windows_expand(build, windows, n, period, true);
    for (uint32_t s = 0; s < metrics->series.n; s++)
        free(labels[s]);
    free(labels);
    free(windows);
}

void trace_metrics_finish(struct trace_build *build)
{
    struct trace_metrics *metrics = build->metrics;
    int64_t period;

    if (metrics == NULL || !check_metrics(build, metrics) || metrics->n == 0)
        return;
    drop_total(build, metrics);
    sim_sort(metrics->points, metrics->n, sizeof *metrics->points, by_place);
    if (!drop_repeated(build, metrics))
        return;
    period = find_period(build, metrics);
    if (period > 0)
        expand(build, metrics, period);
}

void trace_metrics_destroy(struct trace_metrics *metrics)
{
    if (metrics == NULL)
        return;
    free(metrics->points);
    trace_names_release(&metrics->series);
    sim_text_release(&metrics->unknown);
    trace_json_names_release(&metrics->names);
    trace_json_line_release(&metrics->line);
    free(metrics);
}
