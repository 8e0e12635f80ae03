/*
 * measure.c: the figures of a comparison: rows of the table, and differences.
 */
#include "analysis/metric/difference.h"
#include "analysis/metric/expand.h"
#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "analysis/study/study.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct metric_thresholds study_thresholds(const struct plan *plan)
{
    const struct scenario_indifference *stated = &plan->scenario->base.indifference;

    return (struct metric_thresholds){.success_rate_points = stated->success_rate_points,
                                      .latency_s = stated->latency_s,
                                      .cost_percent = stated->cost_percent,
                                      .throughput_percent = stated->throughput_percent};
}

/* Per-replication values of a metric, n_finished of them. */
static const double *values_of(const struct study *study, uint32_t option,
                               const struct metric *metric)
{
    size_t m = metric_index(metric);

    return study->by_replication + (m * study->n_options + option) * study->n_replications;
}

/* The whole label of a row, with the name of its item. */
static const char *label_of(const struct metric *metric, const struct metric_item *item,
                            struct sim_arena *arena)
{
    const char *gap = item != NULL ? strstr(metric->label, "%s") : NULL;

    return gap == NULL ? metric->label
                       : sim_arena_printf(arena, "%.*s%s%s", (int)(gap - metric->label),
                                          metric->label, item->name, gap + 2);
}

/* A row, of the metric as it is or of one of its items. */
static void make_row(struct study *study, const struct metric_options *options,
                     const struct metric *metric, const struct metric_item *item,
                     struct results_metric *out)
{
    struct sim_arena *arena = &study->results->arena;
    uint32_t n = study->n_options, n_finished = study->n_finished;
    bool kept = item == NULL && metric->of != NULL;

    *out = (struct results_metric){
        .key =
            item != NULL ? sim_arena_printf(arena, "%s-%s", metric->key, item->key) : metric->key,
        .item = item != NULL ? item->name : NULL,
        .section = metric->section,
        .label = label_of(metric, item, arena),
        .unit = metric->unit,
        .kind = (int)metric->kind,
        .n_counts = metric_n_words(metric->n),
        .better = (int)metric->better,
        .slo = metric->slo > 0 ? cri_slo_row((enum cri_slo_metric)(metric->slo - 1))->key : NULL,
        .outage_window = metric->outage_window,
        .in_tables = !metric->judged_only,
        .hide_if_zero = metric->hide_if_zero,
        .spread = metric->spread,
        .ranked_only = metric->ranked_only,
        .brief = (uint32_t)metric->brief,
        .options = sim_arena_alloc(arena, n * sizeof *out->options)};
    if (kept)
        out->by_replication =
            sim_arena_alloc(arena, (size_t)n * n_finished * sizeof *out->by_replication);
    for (uint32_t a = 0; a < n; a++) {
        struct metric_sample sample = {.view = &study->views[a],
                                       .allowed = options->allowed[a],
                                       .has_outages = study_option(study, a)->spec.n_outages > 0};

        if (kept) {
            double *each = out->by_replication + (size_t)a * n_finished;

            memcpy(each, values_of(study, a, metric), n_finished * sizeof *each);
            sample.each = each;
        }
        out->options[a] = metric_value_of(
            metric, &sample,
            item != NULL ? metric_item_in(metric->expand, options, item, a) : CRI_NONE);
    }
    out->decimals = metric_count_digits(metric, out->options, n);
}

static bool is_hidden(const struct metric *metric, const struct results_metric *row, uint32_t n)
{
    bool known = false, some = false;

    for (uint32_t a = 0; a < n; a++) {
        bool number = row->options[a].text == NULL;

        known = known || number;
        some = some || (number && row->options[a].value != 0);
    }
    return (metric->hide_if_zero && !some) || (metric->hide_if_unknown && !known);
}

/* Rows from number `i` on that are expanded together: item by item, all rows of one. */
static uint32_t n_together(uint32_t i)
{
    const struct metric *first = metric_at(i);
    uint32_t n = 1;

    while (first->expand != METRIC_ONCE && i + n < metric_count() &&
           metric_at(i + n)->expand == first->expand &&
           strcmp(metric_at(i + n)->section, first->section) == 0)
        n++;
    return n;
}

/* The rows of the metrics i .. i + n - 1, which are expanded alike; an item of which the first row
 * is hidden has no other row either. @return how many */
static uint32_t expand_rows(struct study *study, const struct metric_options *options, uint32_t i,
                            uint32_t n, struct results_metric *out)
{
    const struct metric *first = metric_at(i);
    uint32_t n_items, rows = 0;
    const struct metric_item *items =
        metric_items(first->expand, options, &study->results->arena, &n_items);

    for (uint32_t k = 0; k < n_items; k++)
        for (uint32_t m = 0; m < n; m++) {
            const struct metric *metric = metric_at(i + m);

            make_row(study, options, metric, &items[k], &out[rows]);
            if (!is_hidden(metric, &out[rows], study->n_options))
                rows++;
            else if (m == 0)
                break;
        }
    return rows >= first->least_rows ? rows : 0;
}

/* No more rows than these come of a metric. */
static uint32_t most_rows(const struct metric *metric, const struct metric_options *options)
{
    return metric->expand == METRIC_ONCE
               ? 1
               : options->views[0].spec->n_regions + options->n_classes + CRI_N_REASONS;
}

void study_add_metrics(struct study *study)
{
    struct results *results = study->results;
    bool *allowed = sim_zeroed(study->n_options, sizeof *allowed);
    struct metric_options options = {.n = study->n_options,
                                     .views = study->views,
                                     .allowed = allowed,
                                     .n_classes = study->n_class_names,
                                     .classes = study->class_names};
    uint32_t room = 0, n = 0;
    bool outages = false;

    for (uint32_t a = 0; a < study->n_options; a++) {
        allowed[a] = study_option(study, a)->allowed;
        outages = outages || study_option(study, a)->spec.n_outages > 0;
    }
    for (uint32_t i = 0; i < metric_count(); i++)
        room += most_rows(metric_at(i), &options);
    results->metrics = sim_arena_alloc(&results->arena, room * sizeof *results->metrics);
    for (uint32_t i = 0; i < metric_count(); i += n) {
        const struct metric *metric = metric_at(i);
        struct results_metric *out = &results->metrics[results->n_metrics];

        n = n_together(i);
        if (metric->only_compared || (metric->outage_window && !outages))
            continue;
        if (metric->expand != METRIC_ONCE) {
            results->n_metrics += expand_rows(study, &options, i, n, out);
            continue;
        }
        make_row(study, &options, metric, NULL, out);
        results->n_metrics++;
    }
    results_show(results);
    free(allowed);
}

/* ---- differences ---- */

/* A figure over all replications at once, over the classes that are compared. */
static double pooled(const struct study *study, uint32_t of, const bool *classes,
                     const struct metric *metric)
{
    struct view view;
    double value;

    view_init(&view, &study_option(study, of)->spec, &study->merged[of], study->n_finished,
              classes);
    value = metric->of(&view);
    view_release(&view);
    return value;
}

static void note_difference(struct study *study, const struct metric *metric, uint32_t option,
                            const struct difference *difference, double baseline)
{
    const struct metric_thresholds stated = study_thresholds(study->plan);
    struct results *results = study->results;
    double smallest = metric_smallest(metric, &stated, baseline);
    const char *word = difference_word(difference, smallest, metric->better);

    results->differences[results->n_differences++] =
        (struct results_difference){.key = metric->key,
                                    .label = metric->label,
                                    .unit = metric_difference_unit(metric),
                                    .better = (int)metric->better,
                                    .decimals = metric->decimals,
                                    .option = option,
                                    .difference = difference->value,
                                    .low = difference->low,
                                    .high = difference->high,
                                    .correlation = difference->correlation,
                                    .variance_ratio = difference->variance_ratio,
                                    .unpaired_half = difference->unpaired_half,
                                    .smallest = smallest,
                                    .n = difference->n,
                                    .verdict = word,
                                    .mark = (int)metric_mark_of(word)};
}

/* Not of pairs of replications, but of other traffic or luck, or of requests. */
static void unpair(struct difference *difference)
{
    difference->correlation = difference->variance_ratio = difference->unpaired_half = NAN;
}

static void add_difference(struct study *study, uint32_t option, uint32_t k, double level)
{
    const struct metric *metric = metric_compared(k);
    double baseline = pooled(study, study->baseline, study->baseline_classes[option], metric);
    uint32_t n = study->n_finished;
    double *a = sim_fresh(n, sizeof *a);
    double *b = sim_fresh(n, sizeof *b);
    struct difference difference;

    for (uint32_t r = 0; r < n; r++) {
        size_t at = ((size_t)option * study->n_replications + r) * metric_n_compared() + k;

        a[r] = study->paired_option[at];
        b[r] = study->paired_baseline[at];
    }
    difference = difference_of(pooled(study, option, study->classes[option], metric), baseline, a,
                               b, n, level);
    if (study->unlike[option])
        unpair(&difference);
    note_difference(study, metric, option, &difference, baseline);
    free(a);
    free(b);
}

static void add_paired_e2e(struct study *study, uint32_t option, double level)
{
    const double *each = study->paired_e2e + (size_t)option * study->n_replications;
    double *zeros = sim_zeroed(study->n_finished, sizeof *zeros);
    struct difference difference;

    difference = difference_of(stats_mean(each, study->n_finished, level).mean, 0, each, zeros,
                               study->n_finished, level);
    unpair(&difference);
    difference.identical = !study->e2e_differs[option] && study->n_pairs[option] > 0;
    note_difference(study, metric_find("e2e-paired"), option, &difference, NAN);
    free(zeros);
}

/* Over the requests that completed in both: whoever fails the largest ones looks no cheaper. */
static void add_paired_cost(struct study *study, uint32_t option, double level)
{
    size_t at = (size_t)option * study->n_replications;
    const double *its = study->paired_usd + at, *of_baseline = study->paired_baseline_usd + at;
    double baseline = stats_mean(of_baseline, study->n_finished, level).mean;
    struct difference difference =
        difference_of(stats_mean(its, study->n_finished, level).mean, baseline, its, of_baseline,
                      study->n_finished, level);

    unpair(&difference);
    difference.identical = !study->usd_differs[option] && study->n_pairs[option] > 0;
    note_difference(study, metric_find("cost-paired"), option, &difference, baseline);
}

void study_add_differences(struct study *study)
{
    struct results *results = study->results;
    size_t each = (size_t)metric_n_compared() + 2;
    uint32_t others = 0;

    results->differences = sim_arena_alloc(&results->arena, (study->n_options * each + 1) *
                                                                sizeof *results->differences);
    for (uint32_t a = 0; a < study->n_options; a++)
        others += study->classes[a] != NULL;
    for (uint32_t a = 0; a < study->n_options; a++) {
        double level = stats_bonferroni(METRIC_LEVEL, others);

        if (study->classes[a] == NULL)
            continue;
        for (uint32_t k = 0; k < metric_n_compared(); k++)
            add_difference(study, a, k, level);
        if (study->unlike[a])
            continue;
        add_paired_e2e(study, a, level);
        add_paired_cost(study, a, level);
    }
}
