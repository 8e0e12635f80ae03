#include "scenarios/traffic/sizing.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEWEST_WINDOWS = 10 };

/* ---- busiest minutes ---- */

/* Sums of the clock minute that is running. */
struct minute {
    int64_t number;
    uint64_t requests, input, quota;
};

static void settle(struct trace_busiest *busiest, uint64_t sum, int64_t minute)
{
    if (sum > busiest->most)
        *busiest = (struct trace_busiest){sum, minute};
}

static void settle_minute(struct trace_demand *demand, const struct minute *minute)
{
    settle(&demand->requests, minute->requests, minute->number);
    settle(&demand->input, minute->input, minute->number);
    settle(&demand->quota, minute->quota, minute->number);
}

static void add_to_minute(struct trace_demand *demand, struct minute *minute, int64_t number,
                          uint64_t input, uint64_t quota)
{
    if (number != minute->number) {
        settle_minute(demand, minute);
        *minute = (struct minute){.number = number};
    }
    minute->requests++;
    minute->input += input;
    minute->quota += quota;
    demand->rows++;
}

/* Settlement counts what was not read from the cache, and output by the model's factor. */
static uint64_t quota_of(const struct trace *trace, uint64_t i, uint32_t burndown)
{
    const struct cri_records *r = &trace->records;
    uint32_t cached = r->cache_read != NULL ? r->cache_read[i] : 0;

    return (uint64_t)r->rows[i].input_tokens - cached +
           (uint64_t)r->rows[i].output_tokens * burndown;
}

static void find_busiest(const struct trace *trace, const struct trace_sizing_settings *settings,
                         struct trace_sizing *sizing)
{
    const struct cri_records *r = &trace->records;
    struct minute *minutes = sim_zeroed((size_t)sizing->n_labels + 1, sizeof *minutes);
    /* Minutes of the trace's own clock begin at its whole minutes. */
    sim_time shift =
        trace->absolute ? ((trace->first_unix_ns % SIM_MINUTE) + SIM_MINUTE) % SIM_MINUTE : 0;

    sizing->first_minute_unix = trace->absolute ? (trace->first_unix_ns - shift) / SIM_MINUTE : 0;
    for (uint64_t i = 0; i < r->n; i++) {
        uint32_t label = r->label != NULL ? r->label[i] : 0;
        uint32_t burndown = r->label == NULL             ? settings->burndown_of_all
                            : settings->burndown != NULL ? settings->burndown[label]
                                                         : 1;
        int64_t number = (r->rows[i].at + shift) / SIM_MINUTE;
        uint64_t quota = quota_of(trace, i, burndown);

        add_to_minute(&sizing->all, &minutes[sizing->n_labels], number, r->rows[i].input_tokens,
                      quota);
        if (r->label != NULL)
            add_to_minute(&sizing->labels[label], &minutes[label], number, r->rows[i].input_tokens,
                          quota);
    }
    settle_minute(&sizing->all, &minutes[sizing->n_labels]);
    for (uint32_t l = 0; l < sizing->n_labels; l++)
        settle_minute(&sizing->labels[l], &minutes[l]);
    free(minutes);
}

/* ---- at once ---- */

/* Ends of the calls in service, the earliest first. */
struct ends {
    sim_time *at;
    uint64_t n, capacity;
};

static void push_end(struct ends *ends, sim_time at)
{
    uint64_t i;

    if (ends->n == ends->capacity) {
        ends->capacity = ends->capacity > 0 ? ends->capacity * 2 : 1024;
        ends->at = sim_grown(ends->at, ends->capacity, sizeof *ends->at);
    }
    for (i = ends->n++; i > 0 && ends->at[(i - 1) / 2] > at; i = (i - 1) / 2)
        ends->at[i] = ends->at[(i - 1) / 2];
    ends->at[i] = at;
}

static void pop_end(struct ends *ends)
{
    sim_time last = ends->at[--ends->n];
    uint64_t i = 0;

    for (;;) {
        uint64_t child = 2 * i + 1;

        if (child + 1 < ends->n && ends->at[child + 1] < ends->at[child])
            child++;
        if (child >= ends->n || ends->at[child] >= last)
            break;
        ends->at[i] = ends->at[child];
        i = child;
    }
    ends->at[i] = last;
}

/* A call that ends as another comes is not in service with it. */
static void find_at_once(const struct trace *trace, const struct trace_sizing_settings *settings,
                         const struct trace_facts *facts, struct trace_sizing *sizing)
{
    const struct cri_records *r = &trace->records;
    struct ends ends = {0};

    sizing->n_assumed = r->n - facts->n_latency;
    sizing->assumed_is_median = !settings->service_given;
    sizing->assumed =
        settings->service_given ? settings->service : (sim_time)facts->latency_p50 * SIM_MS;
    if (!settings->service_given && facts->n_latency == 0)
        return;
    for (uint64_t i = 0; i < r->n; i++) {
        bool given = trace->latency != NULL && trace->latency[i] > 0;
        sim_time service = given ? (sim_time)(trace->latency[i] - 1) * SIM_MS : sizing->assumed;

        while (ends.n > 0 && ends.at[0] <= r->rows[i].at)
            pop_end(&ends);
        push_end(&ends, r->rows[i].at + service);
        if (ends.n > sizing->at_once)
            sizing->at_once = ends.n;
    }
    free(ends.at);
}

/* ---- the week ---- */

/* Hours since Monday 1969-12-29, whose hour 0 of local time began so. */
static int64_t local_hour(int64_t unix_ns, double offset_h)
{
    int64_t local = unix_ns / SIM_SECOND + (int64_t)llround(offset_h * 3600) + 3 * 86400;

    return local >= 0 ? local / 3600 : -((-local + 3599) / 3600);
}

static uint32_t hour_of_week(int64_t hour)
{
    return (uint32_t)(((hour % TRACE_WEEK_HOURS) + TRACE_WEEK_HOURS) % TRACE_WEEK_HOURS);
}

static void find_week(const struct trace *trace, double offset_h, struct trace_sizing *sizing)
{
    const struct cri_records *r = &trace->records;
    int64_t first, last;

    for (int h = 0; h < TRACE_WEEK_HOURS; h++)
        sizing->week[h] = NAN;
    sizing->has_week = trace->absolute && r->span >= SIM_DAY;
    if (!sizing->has_week)
        return;
    first = local_hour(trace->first_unix_ns, offset_h);
    last = local_hour(trace->first_unix_ns + r->span, offset_h);
    for (uint64_t i = 0; i < r->n; i++) {
        uint32_t h = hour_of_week(local_hour(trace->first_unix_ns + r->rows[i].at, offset_h));

        sizing->week[h] = (isnan(sizing->week[h]) ? 0 : sizing->week[h]) + 1;
    }
    for (uint32_t h = 0; h < TRACE_WEEK_HOURS; h++) {
        /* Hours h of the week from the first to the last of the trace. */
        int64_t from = (h - (int64_t)hour_of_week(first) + TRACE_WEEK_HOURS) % TRACE_WEEK_HOURS;
        int64_t n = last - first >= from ? (last - first - from) / TRACE_WEEK_HOURS + 1 : 0;

        if (n > 0)
            sizing->week[h] = (isnan(sizing->week[h]) ? 0 : sizing->week[h]) / (double)n;
    }
}

/* ---- bursts ---- */

/* Of whole windows from the first row on. */
static double dispersion(const struct cri_records *r, sim_time window)
{
    uint64_t n_windows = (uint64_t)(r->span / window);
    double squares = 0;
    uint64_t rows = 0;
    double mean;

    if (n_windows < FEWEST_WINDOWS)
        return NAN;
    for (uint64_t i = 0; i < r->n;) {
        uint64_t number = (uint64_t)(r->rows[i].at / window);
        uint64_t n = 0;

        for (; i < r->n && (uint64_t)(r->rows[i].at / window) == number; i++)
            n++;
        if (number >= n_windows)
            break;
        squares += (double)n * (double)n;
        rows += n;
    }
    mean = (double)rows / (double)n_windows;
    return mean > 0 ? (squares / (double)n_windows - mean * mean) / mean : NAN;
}

static void find_shares(const struct trace *trace, struct trace_sizing *sizing)
{
    const struct cri_records *r = &trace->records;
    uint64_t read = 0;

    for (uint64_t i = 0; i < r->n; i++) {
        read += r->cache_read != NULL ? r->cache_read[i] : 0;
        sizing->max_tokens_given += r->max_tokens != NULL && r->max_tokens[i] > 0;
    }
    sizing->cached_share = r->cache_read != NULL && trace->input_tokens > 0
                               ? (double)read / (double)trace->input_tokens
                               : NAN;
}

void trace_sizing_compute(const struct trace *trace, const struct trace_sizing_settings *settings,
                          struct trace_sizing *sizing)
{
    static const sim_time windows[TRACE_N_WINDOWS] = {SIM_SECOND, SIM_MINUTE, 10 * SIM_MINUTE};
    struct trace_facts facts;

    SIM_ASSERT(trace->records.n > 0, "sizing by no rows");
    *sizing = (struct trace_sizing){.n_labels =
                                        trace->records.label != NULL ? trace->records.n_labels : 0};
    sizing->labels = sim_zeroed(sizing->n_labels, sizeof *sizing->labels);
    trace_facts_compute(trace, &facts);
    find_busiest(trace, settings, sizing);
    find_at_once(trace, settings, &facts, sizing);
    find_week(trace, settings->utc_offset_h, sizing);
    for (int w = 0; w < TRACE_N_WINDOWS; w++)
        sizing->dispersion[w] = dispersion(&trace->records, windows[w]);
    find_shares(trace, sizing);
}

void trace_sizing_release(struct trace_sizing *sizing)
{
    free(sizing->labels);
    *sizing = (struct trace_sizing){0};
}
