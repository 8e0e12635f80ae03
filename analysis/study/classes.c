/*
 * classes.c: the table of classes: of each option, what each of its classes had for itself.
 */
#include "analysis/metric/value.h"
#include "analysis/study/study.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A class of an option. */
struct pair {
    uint32_t option, class;
};

struct work {
    struct study *study;
    const struct metric **metrics; /* n_metrics, those of the table */
    uint32_t n_metrics;
    struct pair *pairs; /* n_pairs: classes that run */
    uint32_t n_pairs;
    struct metric_value *values; /* n_pairs x n_metrics */
};

static void find_metrics(struct work *work)
{
    work->metrics = sim_zeroed(metric_count(), sizeof(void *));
    for (uint32_t i = 0; i < metric_count(); i++)
        if (metric_at(i)->by_class)
            work->metrics[work->n_metrics++] = metric_at(i);
}

static void find_pairs(struct work *work)
{
    struct study *study = work->study;

    work->pairs =
        sim_zeroed((size_t)study->n_options * study->n_class_names + 1, sizeof *work->pairs);
    for (uint32_t a = 0; a < study->n_options; a++)
        for (uint32_t i = 0; i < study->n_class_names; i++) {
            const struct plan_option *option = study_option(study, a);
            uint32_t class = plan_class_find(option, study->class_names[i]);

            if (option->allowed && class != CRI_NONE && option->spec.classes[class].runs)
                work->pairs[work->n_pairs++] = (struct pair){a, class};
        }
}

static void measure(struct work *work, const struct pair *pair, struct metric_value *values)
{
    const struct view *whole = &work->study->views[pair->option];
    bool *only = sim_zeroed(whole->spec->n_classes, sizeof *only);
    struct view own;

    only[pair->class] = true;
    view_init(&own, whole->spec, whole->outcome, whole->replications, only);
    for (uint32_t m = 0; m < work->n_metrics; m++)
        values[m] = metric_value_of(
            work->metrics[m], &(struct metric_sample){.view = &own, .allowed = true}, CRI_NONE);
    view_release(&own);
    free(only);
}

/* A metric that is 0 in every class is left out. */
static bool has_any(const struct work *work, uint32_t metric)
{
    for (uint32_t p = 0; p < work->n_pairs; p++) {
        const struct metric_value *value = &work->values[(size_t)p * work->n_metrics + metric];

        if (value->text == NULL && value->value != 0)
            return true;
    }
    return false;
}

/* "throttled (429 last)" is explained where the row stands. */
static const char *short_label(struct study *study, const struct metric *metric)
{
    const char *remark = strstr(metric->label, " (");

    return remark == NULL ? metric->label
                          : sim_arena_printf(&study->results->arena, "%.*s",
                                             (int)(remark - metric->label), metric->label);
}

static struct results_column column_of(const struct work *work, uint32_t metric)
{
    const struct metric *row = work->metrics[metric];
    int decimals = row->decimals;

    for (uint32_t p = 0; p < work->n_pairs; p++) {
        int digits =
            metric_count_digits(row, &work->values[(size_t)p * work->n_metrics + metric], 1);

        decimals = digits > decimals ? digits : decimals;
    }
    return (struct results_column){.key = row->key,
                                   .label = short_label(work->study, row),
                                   .unit = row->unit,
                                   .type = RESULTS_NUMBER,
                                   .decimals = decimals};
}

static void fill(struct work *work)
{
    struct results *results = work->study->results;
    struct results_column *columns = sim_zeroed(work->n_metrics + 2, sizeof *columns);
    uint32_t n = 2, *metric_of = sim_zeroed(work->n_metrics + 2, sizeof *metric_of);
    struct results_table *table;

    columns[0] = (struct results_column){.key = "option", .label = "option", .unit = ""};
    columns[1] = (struct results_column){.key = "class", .label = "class", .unit = ""};
    for (uint32_t m = 0; m < work->n_metrics; m++) {
        if (!has_any(work, m))
            continue;
        metric_of[n] = m;
        columns[n++] = column_of(work, m);
    }
    table = results_table_add(results, "classes", "By class", columns, n);
    for (uint32_t p = 0; p < work->n_pairs; p++) {
        struct metric_value *cells = results_table_row(results, table);
        const struct pair *pair = &work->pairs[p];

        cells[0].text = results->options[pair->option].name;
        cells[1].text = study_keep(
            work->study, study_option(work->study, pair->option)->spec.classes[pair->class].name);
        for (uint32_t c = 2; c < n; c++)
            cells[c] = work->values[(size_t)p * work->n_metrics + metric_of[c]];
    }
    results_table_show(results, table);
    free(metric_of);
    free(columns);
}

void study_add_classes(struct study *study)
{
    struct work work = {.study = study};

    if (study->n_class_names < 2)
        return;
    find_metrics(&work);
    find_pairs(&work);
    work.values = sim_zeroed((size_t)work.n_pairs * work.n_metrics + 1, sizeof *work.values);
    for (uint32_t p = 0; p < work.n_pairs; p++)
        measure(&work, &work.pairs[p], work.values + (size_t)p * work.n_metrics);
    if (work.n_pairs > 0)
        fill(&work);
    free(work.values);
    free(work.pairs);
    free(work.metrics);
}
