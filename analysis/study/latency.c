#include "analysis/study/latency.h"

#include "analysis/metric/view.h"
#include "analysis/study/spectrum.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Classes that have a figure over time: those with the most requests. */
#define MOST_CLASSES 4

static const char *const over_time_keys[MOST_CLASSES] = {
    "latency-over-time", "latency-over-time-2", "latency-over-time-3", "latency-over-time-4"};

struct ends {
    double low, high; /* [s]; NaN = no replication as yet; INFINITY: it falls among failures */
};

struct latency {
    uint32_t n_options;
    struct ends (*of)[SPECTRUM_POINTS]; /* n_options */
};

struct latency *latency_create(uint32_t n_options)
{
    struct latency *latency = sim_zeroed(1, sizeof *latency);

    latency->n_options = n_options;
    latency->of = sim_zeroed(n_options, sizeof *latency->of);
    for (uint32_t o = 0; o < n_options; o++)
        for (uint32_t i = 0; i < SPECTRUM_POINTS; i++)
            latency->of[o][i] = (struct ends){NAN, NAN};
    return latency;
}

void latency_destroy(struct latency *latency)
{
    if (latency == NULL)
        return;
    free(latency->of);
    free(latency);
}

void latency_take(struct latency *latency, uint32_t option, const struct view *view)
{
    for (uint32_t i = 0; i < SPECTRUM_POINTS; i++) {
        struct ends *ends = &latency->of[option][i];
        double value = view_quantile_all_s(&view->e2e, spectrum_p(i));

        if (isnan(value))
            value = INFINITY;
        ends->low = fmin(ends->low, value);
        ends->high = fmax(ends->high, value);
    }
}

/* ---- tables ---- */

static void set_seconds(struct metric_value *cell, double value)
{
    *cell = metric_no_value();
    if (isinf(value))
        cell->text = "fails";
    else if (isnan(value))
        cell->text = "no data";
    else
        cell->value = value;
}

static double quantile_s(const struct sim_histogram *of, double p)
{
    int64_t ns;

    if (of->count == 0)
        return NAN;
    return sim_histogram_quantile(of, p, &ns) ? (double)ns / 1e9 : INFINITY;
}

/* What single replications have at each point of the spectrum. */
static void add_bands(const struct latency *latency, struct study *study)
{
    static const struct results_column columns[] = {
        {"option", "option", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"p", "share of requests", "", RESULTS_NUMBER, 6, METRIC_NEITHER},
        {"low", "E2E, lowest replication", "s", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"high", "E2E, highest replication", "s", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    struct results_table *table;

    if (study->n_finished < 2)
        return;
    table = results_table_add(study->results, "spectrum",
                              "E2E by percentile: from the lowest to the highest replication",
                              columns, sizeof columns / sizeof columns[0]);
    for (uint32_t o = 0; o < study->n_options; o++)
        for (uint32_t i = 0; study->results->options[o].allowed && i < SPECTRUM_POINTS; i++) {
            struct metric_value *cells = results_table_row(study->results, table);

            cells[0].text = study->results->options[o].name;
            cells[1].value = spectrum_p(i);
            set_seconds(&cells[2], latency->of[o][i].low);
            set_seconds(&cells[3], latency->of[o][i].high);
        }
    results_table_note(study->results, table, "Of %u replications; failures as infinitely slow.",
                       study->n_finished);
    results_table_show(study->results, table);
}

/* The class of that name in an option that runs it; NULL = none. */
static const struct cri_over_time *over_time_of(const struct study *study, uint32_t option,
                                                const char *class)
{
    const struct plan_option *of = study_option(study, option);
    uint32_t c = plan_class_find(of, class);

    return of->allowed && c != CRI_NONE && of->spec.classes[c].runs &&
                   study->merged[option].classes[c].over_time.n_slices > 0
               ? &study->merged[option].classes[c].over_time
               : NULL;
}

static uint64_t n_of(const struct cri_over_time *over_time)
{
    uint64_t n = 0;

    for (uint32_t i = 0; over_time != NULL && i < over_time->n_slices; i++)
        n += over_time->slices[i].e2e.count;
    return n;
}

/* "between 9.8 and 11.2 s" */
static const char *range_text(struct study *study, const struct cri_over_time *over_time)
{
    double low = INFINITY, high = 0;

    for (uint32_t i = 0; i < over_time->n_slices; i++) {
        double value = quantile_s(&over_time->slices[i].e2e, 0.95);

        if (isnan(value))
            continue;
        low = fmin(low, value);
        high = fmax(high, value);
    }
    if (!(high > 0))
        return "without data";
    if (isinf(low))
        return "never";
    return isinf(high) ? sim_arena_printf(&study->results->arena, "from %.3g s to never", low)
                       : sim_arena_printf(&study->results->arena, "from %.3g to %.3g s", low, high);
}

/* "E2E p95 in any 2 min: geographic, global from 9.8 to 11.2 s; single-region from 9.8 s to never"
 */
static const char *finding_of(struct study *study, const char *class, bool several)
{
    struct sim_arena *arena = &study->results->arena;
    const char **ranges = sim_arena_alloc(arena, study->n_options * sizeof *ranges);
    const char *text = NULL;
    double width = 0;

    for (uint32_t o = 0; o < study->n_options; o++) {
        const struct cri_over_time *of = over_time_of(study, o, class);

        ranges[o] = of != NULL ? range_text(study, of) : NULL;
        if (of != NULL)
            width = sim_time_to_s(of->width) / 60;
    }
    for (uint32_t o = 0; o < study->n_options; o++) {
        const char *names = study->results->options[o].name;
        bool said = ranges[o] == NULL;

        for (uint32_t k = 0; k < o && !said; k++)
            said = ranges[k] != NULL && strcmp(ranges[k], ranges[o]) == 0;
        if (said)
            continue;
        for (uint32_t k = o + 1; k < study->n_options; k++)
            if (ranges[k] != NULL && strcmp(ranges[k], ranges[o]) == 0)
                names = sim_arena_printf(arena, "%s, %s", names, study->results->options[k].name);
        text = sim_arena_printf(arena, "%s%s%s %s", text != NULL ? text : "",
                                text != NULL ? "; " : "", names, ranges[o]);
    }
    return sim_arena_printf(arena, "E2E p95%s%s%s in any %.4g min: %s", several ? " of '" : "",
                            several ? class : "", several ? "'" : "", width, text);
}

static void add_over_time(struct study *study, const char *key, const char *class, bool several)
{
    static const struct results_column columns[] = {
        {"option", "option", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"from", "minute of arrival", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"ttft-p50", "TTFT p50", "s", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"ttft-p95", "TTFT p95", "s", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"e2e-p50", "E2E p50", "s", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"e2e-p95", "E2E p95", "s", RESULTS_NUMBER, 2, METRIC_NEITHER}};
    struct results *results = study->results;
    struct results_table *table = results_table_add(
        results, key,
        several ? sim_arena_printf(&results->arena, "Latency of '%s' by time of arrival", class)
                : "Latency by time of arrival",
        columns, sizeof columns / sizeof columns[0]);

    for (uint32_t o = 0; o < study->n_options; o++) {
        const struct cri_over_time *of = over_time_of(study, o, class);

        for (uint32_t i = 0; of != NULL && i < of->n_slices; i++) {
            struct metric_value *cells = results_table_row(results, table);

            cells[0].text = results->options[o].name;
            cells[1].value = sim_time_to_s(of->width) * i / 60;
            set_seconds(&cells[2], quantile_s(&of->slices[i].ttft, 0.5));
            set_seconds(&cells[3], quantile_s(&of->slices[i].ttft, 0.95));
            set_seconds(&cells[4], quantile_s(&of->slices[i].e2e, 0.5));
            set_seconds(&cells[5], quantile_s(&of->slices[i].e2e, 0.95));
        }
    }
    results_table_note(
        results, table,
        "From the intended start%s, failures as infinitely slow; to 1.6 %% of a "
        "value.",
        study->n_finished > 1
            ? sim_arena_printf(&results->arena, ", all %u replications together", study->n_finished)
            : "");
    results_table_plot(results, table, RESULTS_LINEAR, "from", "e2e-p95", "option",
                       "E2E p95 and, below, TTFT p95 of the requests that arrived then; a gap: "
                       "more than 5 % of them fail",
                       finding_of(study, class, several));
    /* One of them can be shaded; all have sections of their own. */
    if (results->n_outages > 0)
        results_table_span(results, table, results->outages[0].name,
                           results->outages[0].start_s / 60, results->outages[0].end_s / 60,
                           "ttft-p95");
    else
        results_table_span(results, table, NULL, 0, 0, "ttft-p95");
    results_table_show(results, table);
}

/* Those with the most requests, of any option that runs them. */
static uint32_t largest_classes(const struct study *study, const char *classes[MOST_CLASSES])
{
    uint32_t n = 0;

    while (n < MOST_CLASSES) {
        const char *largest = NULL;
        uint64_t most = 0;

        for (uint32_t i = 0; i < study->n_class_names; i++) {
            bool taken = false;
            uint64_t has = 0;

            for (uint32_t k = 0; k < n; k++)
                taken = taken || strcmp(classes[k], study->class_names[i]) == 0;
            for (uint32_t o = 0; o < study->n_options; o++) {
                uint64_t own = n_of(over_time_of(study, o, study->class_names[i]));

                has = own > has ? own : has;
            }
            if (!taken && has > most) {
                largest = study->class_names[i];
                most = has;
            }
        }
        if (largest == NULL)
            break;
        classes[n++] = largest;
    }
    return n;
}

static void add_by_region(struct study *study)
{
    static const struct results_column columns[] = {
        {"option", "option", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"class", "class", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"region", "served in", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"n", "requests", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"ttft-p50", "TTFT p50", "s", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"ttft-p95", "TTFT p95", "s", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"e2e-p50", "E2E p50", "s", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"e2e-p95", "E2E p95", "s", RESULTS_NUMBER, 2, METRIC_NEITHER}};
    struct results *results = study->results;
    struct results_table *table =
        results_table_add(results, "latency-by-region", "Latency by serving Region and class",
                          columns, sizeof columns / sizeof columns[0]);

    for (uint32_t o = 0; o < study->n_options; o++)
        for (uint32_t k = 0; k < study->n_class_names; k++) {
            const struct cri_over_time *of = over_time_of(study, o, study->class_names[k]);

            for (uint32_t r = 0; of != NULL && r < of->n_regions; r++) {
                const struct cri_latencies *at = &of->regions[r];
                struct metric_value *cells;

                if (at->e2e.count == 0)
                    continue;
                cells = results_table_row(results, table);
                cells[0].text = results->options[o].name;
                cells[1].text = study_keep(study, study->class_names[k]);
                cells[2].text = study_keep(study, study_option(study, o)->spec.regions[r].name);
                cells[3].value = (double)at->e2e.count / study->n_finished;
                set_seconds(&cells[4], quantile_s(&at->ttft, 0.5));
                set_seconds(&cells[5], quantile_s(&at->ttft, 0.95));
                set_seconds(&cells[6], quantile_s(&at->e2e, 0.5));
                set_seconds(&cells[7], quantile_s(&at->e2e, 0.95));
            }
        }
    results_table_note(results, table, "Of completed requests, as stated%s; to 1.6 %% of a value.",
                       study->n_finished > 1 ? "; requests: the mean of a replication" : "");
    results_table_show(results, table);
}

void latency_add(const struct latency *latency, struct study *study)
{
    const char *classes[MOST_CLASSES] = {NULL};
    uint32_t n = largest_classes(study, classes);

    add_bands(latency, study);
    for (uint32_t i = 0; i < n; i++)
        add_over_time(study, over_time_keys[i], classes[i], study->n_class_names > 1);
    if (n > 0)
        add_by_region(study);
}
