/*
 * measure.c: the figures of a comparison: rows of the table, and differences.
 */
#include "analysis/stats/stats.h"
#include "analysis/study/difference.h"
#include "analysis/study/study.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const study_difference_keys[STUDY_N_DIFFERENCES] = {
    "success-rate", "throughput", "ttft-p50", "ttft-p95", "e2e-p50", "e2e-p95", "cost"};

/* Per-replication values of a metric, n_finished of them. */
static const double *values_of(const struct study *study, uint32_t option,
                               const struct metric *metric)
{
    size_t m = (size_t)(metric - metrics);

    return study->by_replication + (m * study->n_options + option) * study->n_replications;
}

static bool all_numbers(const double *values, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (isnan(values[i]))
            return false;
    return true;
}

/* mean +- t x s of the replications: where about 95 % of further ones lie. A share stays between 0
 * and 100 %, and nothing that is counted or timed is below 0. */
static void add_another(const struct metric *metric, const struct stats_estimate *e,
                        struct results_value *value)
{
    double half = stats_t_quantile(0.5 + STUDY_LEVEL / 2, e->n - 1) * e->sd;

    value->another_low = e->mean - half;
    value->another_high = e->mean + half;
    if (strcmp(metric->key, "headroom") == 0)
        return;
    value->another_low = fmax(0, value->another_low);
    if (strcmp(metric->unit, "%") == 0)
        value->another_high = fmin(100, value->another_high);
}

static struct results_value value_of(struct study *study, uint32_t option,
                                     const struct metric *metric, const double *by_replication)
{
    const struct view *view = &study->views[option];
    struct results_value value = results_no_value();
    /* A replication without a number has no data, except where that is the worst there is. */
    bool worse = strcmp(metric->key, "recovery") == 0 || strcmp(metric->key, "headroom") == 0 ||
                 strcmp(metric->key, "e2e-p95-all") == 0;
    double n;

    if (!study_option(study, option)->allowed) {
        value.text = "not allowed";
        return value;
    }
    if (metric->outage_window && study_option(study, option)->spec.n_outages == 0) {
        value.text = "no outage";
        return value;
    }
    n = metric->n != NULL ? metric->n(view) : (double)view->all.offered;
    value.n = (uint64_t)n;
    value.value = metric->of(view);
    if (metric->count)
        value.value /= study->n_finished;
    if (isnan(value.value)) {
        bool money = strcmp(metric->section, "Cost") == 0 && n > 0;

        value.text = money                                              ? "no price"
                     : strcmp(metric->key, "recovery") == 0             ? "not recovered"
                     : strcmp(metric->key, "headroom") == 0             ? "no limit"
                     : strcmp(metric->key, "e2e-p95-all") == 0 && n > 0 ? "infinite"
                                                                        : "no data";
        return value;
    }
    if (study->n_finished >= 2 && (!worse || all_numbers(by_replication, study->n_finished))) {
        struct stats_estimate e = stats_mean(by_replication, study->n_finished, STUDY_LEVEL);

        if (all_numbers(by_replication, study->n_finished))
            add_another(metric, &e, &value);
        /* The estimate is of the pooled data; the replications give its spread. */
        value.low = value.value - (e.mean - e.low);
        value.high = value.value + (e.high - e.mean);
        /* The same in every replication: an interval of no width would say nothing. */
        if (!(value.high > value.low))
            value.low = value.high = NAN;
    }
    return value;
}

static void add_metric(struct study *study, const struct metric *metric, struct results_metric *out)
{
    *out = (struct results_metric){.key = metric->key,
                                   .section = metric->section,
                                   .label = metric->label,
                                   .unit = metric->unit,
                                   .better = metric->better,
                                   .decimals = metric->decimals,
                                   .outage_window = metric->outage_window};
    out->options = sim_arena_alloc(&study->results->arena, study->n_options * sizeof *out->options);
    out->by_replication =
        sim_arena_alloc(&study->results->arena,
                        (size_t)study->n_options * study->n_finished * sizeof *out->by_replication);
    for (uint32_t a = 0; a < study->n_options; a++) {
        double *values = out->by_replication + (size_t)a * study->n_finished;

        memcpy(values, values_of(study, a, metric), study->n_finished * sizeof *values);
        out->options[a] = value_of(study, a, metric, values);
        /* A mean of counts is seldom whole. */
        if (metric->count && out->options[a].value != floor(out->options[a].value) &&
            !isnan(out->options[a].value))
            out->decimals = metric->decimals + 1;
    }
}

static bool all_zero(const struct results_metric *metric, uint32_t n_options)
{
    for (uint32_t a = 0; a < n_options; a++)
        if (metric->options[a].text == NULL && metric->options[a].value != 0)
            return false;
    return true;
}

static double served_by(const struct view *view, uint32_t region)
{
    uint64_t sum = 0;

    for (uint32_t c = 0; c < view->outcome->n_classes; c++)
        sum += view->outcome->classes[c].served[region];
    return (double)sum;
}

/* "served by eu-west-2", for Regions that served anything in any option, most served first. */
static uint32_t add_served(struct study *study, struct results_metric *out)
{
    uint32_t n_regions = study->views[0].spec->n_regions;
    double *total = sim_zeroed(n_regions, sizeof *total);
    uint32_t n = 0;

    for (uint32_t r = 0; r < n_regions; r++)
        for (uint32_t a = 0; a < study->n_options; a++)
            total[r] += served_by(&study->views[a], r);
    for (;;) {
        uint32_t best = UINT32_MAX;

        for (uint32_t r = 0; r < n_regions; r++)
            if (total[r] > 0 && (best == UINT32_MAX || total[r] > total[best]))
                best = r;
        if (best == UINT32_MAX)
            break;
        total[best] = 0;
        out[n] = (struct results_metric){
            .key = sim_arena_printf(&study->results->arena, "served-%s",
                                    study->views[0].spec->regions[best].name),
            .section = "Where",
            .label = sim_arena_printf(&study->results->arena, "served by %s",
                                      study->views[0].spec->regions[best].name),
            .unit = "%",
            .better = "",
            .decimals = 1,
            .options =
                sim_arena_alloc(&study->results->arena, study->n_options * sizeof *out->options)};
        for (uint32_t a = 0; a < study->n_options; a++) {
            double completed = (double)study->views[a].all.terminal[CRI_COMPLETED];

            out[n].options[a] =
                (struct results_value){.value = 100 * served_by(&study->views[a], best) / completed,
                                       .low = NAN,
                                       .high = NAN,
                                       .another_low = NAN,
                                       .another_high = NAN,
                                       .n = (uint64_t)completed};
            if (!study_option(study, a)->allowed)
                out[n].options[a].text = "not allowed";
            else if (completed == 0)
                out[n].options[a].text = "no data";
        }
        n++;
    }
    free(total);
    return n;
}

/* ---- rows that depend on the scenario ---- */

typedef double (*row_fn)(const struct view *view, uint32_t index);

/* One row for the index-th thing of all options' views. @return false, and no row, if it is 0 or
 * not a number in every option */
static bool add_row(struct study *study, struct results_metric *out, char *key, const char *section,
                    char *label, const char *unit, int decimals, row_fn of, uint32_t index)
{
    bool any = false;

    *out = (struct results_metric){
        .key = key,
        .section = section,
        .label = label,
        .unit = unit,
        .better = "",
        .decimals = decimals,
        .options =
            sim_arena_alloc(&study->results->arena, study->n_options * sizeof *out->options)};
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct view *view = &study->views[a];
        double value = study_option(study, a)->allowed ? of(view, index) : NAN;

        out->options[a] = (struct results_value){.value = value,
                                                 .low = NAN,
                                                 .high = NAN,
                                                 .another_low = NAN,
                                                 .another_high = NAN,
                                                 .n = view->all.terminal[CRI_COMPLETED]};
        if (!study_option(study, a)->allowed)
            out->options[a].text = "not allowed";
        else if (isnan(value))
            out->options[a].text = "no data";
        any = any || (!isnan(value) && value != 0);
    }
    return any;
}

static double class_cost(const struct view *view, uint32_t class)
{
    const struct cri_class_outcome *outcome = &view->outcome->classes[class];
    uint64_t completed = outcome->counts[CRI_PHASE_NORMAL].terminal[CRI_COMPLETED] +
                         outcome->counts[CRI_PHASE_OUTAGE].terminal[CRI_COMPLETED];

    return completed > 0 ? 1000 * view_class_usd(view, class) / (double)completed : NAN;
}

/* Cost of a class in every option; an option that does not run it says so. @return as add_row() */
static bool add_class_row(struct study *study, struct results_metric *out, const char *class)
{
    struct sim_arena *arena = &study->results->arena;
    bool any = false;

    *out = (struct results_metric){
        .key = sim_arena_printf(arena, "cost-class-%s", class),
        .section = "Cost",
        .label = sim_arena_printf(arena, "  class %s, per 1,000 completed", class),
        .unit = "USD",
        .better = "",
        .decimals = 4,
        .options = sim_arena_alloc(arena, study->n_options * sizeof *out->options)};
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct plan_option *option = study_option(study, a);
        uint32_t c = plan_class_find(option, class);
        double value =
            c != CRI_NONE && option->spec.classes[c].runs ? class_cost(&study->views[a], c) : NAN;

        out->options[a] = (struct results_value){.value = value,
                                                 .low = NAN,
                                                 .high = NAN,
                                                 .another_low = NAN,
                                                 .another_high = NAN,
                                                 .n = study->views[a].all.terminal[CRI_COMPLETED]};
        if (!option->allowed)
            out->options[a].text = "not allowed";
        else if (c == CRI_NONE || !option->spec.classes[c].runs)
            out->options[a].text = "not run";
        else if (isnan(value))
            out->options[a].text = "no data";
        any = any || (!isnan(value) && value != 0);
    }
    return any;
}

/* Of calls made in a source Region, whatever the class. */
static double region_cost(const struct view *view, uint32_t region)
{
    return view_region_usd(view, region) / view->replications;
}

static double region_uptime(const struct view *view, uint32_t region)
{
    return view_uptime(view, region);
}

static double region_credit(const struct view *view, uint32_t region)
{
    double uptime = view_uptime(view, region);

    return isnan(uptime) ? NAN : view_sla_credit(uptime);
}

static bool is_known(const struct results_metric *row, uint32_t n_options)
{
    for (uint32_t a = 0; a < n_options; a++)
        if (!isnan(row->options[a].value))
            return true;
    return false;
}

static double decisions(const struct view *view, uint32_t reason)
{
    uint64_t sum = 0;

    for (int i = 0; i < CRI_N_REASONS; i++)
        sum += i == CRI_REASON_ONLY ? 0 : view->all.decisions[i];
    return sum > 0 ? 100 * (double)view->all.decisions[reason] / (double)sum : NAN;
}

/* Cost by class and by source Region where there are several. */
static uint32_t add_cost_rows(struct study *study, struct results_metric *out)
{
    struct sim_arena *arena = &study->results->arena;
    /* Regions are the catalog's, the same in every option. */
    const struct cri_spec *spec = study->views[0].spec;
    uint32_t n = 0, sources = 0;

    for (uint32_t c = 0; study->n_class_names > 1 && c < study->n_class_names; c++)
        n += add_class_row(study, &out[n], study->class_names[c]);
    for (uint32_t r = 0; r < spec->n_regions; r++) {
        struct results_metric *row = &out[n + sources];

        sources += add_row(
            study, row, sim_arena_printf(arena, "cost-source-%s", spec->regions[r].name), "Cost",
            sim_arena_printf(arena, "  called in %s, USD in all", spec->regions[r].name), "USD", 2,
            region_cost, r);
    }
    return n + (sources > 1 ? sources : 0);
}

/* Why routers chose, where anything but the source Region first decided. */
static uint32_t add_decisions(struct study *study, struct results_metric *out)
{
    uint32_t n = 0;

    for (uint32_t i = CRI_REASON_SOURCE; i < CRI_N_REASONS; i++)
        n += add_row(study, &out[n], sim_arena_printf(&study->results->arena, "decided-%u", i),
                     "Routing",
                     sim_arena_printf(&study->results->arena, "decided by: %s",
                                      cri_reason_name((enum cri_reason)i)),
                     "%", 1, decisions, i);
    return n > 1 ? n : 0;
}

/* Uptime of source Regions where the provider failed anything. */
static uint32_t add_uptimes(struct study *study, struct results_metric *out)
{
    struct sim_arena *arena = &study->results->arena;
    const struct cri_spec *spec = study->views[0].spec;
    uint32_t n = 0;
    bool faults = false;

    for (uint32_t a = 0; a < study->n_options; a++)
        faults = faults || study->views[a].all.faults > 0;
    for (uint32_t r = 0; faults && r < spec->n_regions; r++) {
        add_row(study, &out[n], sim_arena_printf(arena, "uptime-%s", spec->regions[r].name), "SLA",
                sim_arena_printf(arena, "uptime of %s", spec->regions[r].name), "%", 3,
                region_uptime, r);
        if (!is_known(&out[n], study->n_options)) /* an uptime of 0 is the worst, not nothing */
            continue;
        n++;
        add_row(study, &out[n], sim_arena_printf(arena, "sla-credit-%s", spec->regions[r].name),
                "SLA", sim_arena_strdup(arena, "  service credit if the month were so"),
                "% of fees", 0, region_credit, r);
        n++;
    }
    return n;
}

void study_add_metrics(struct study *study)
{
    struct results *results = study->results;
    uint32_t room = n_metrics + 4 * study->views[0].spec->n_regions + CRI_N_REASONS + 2;
    bool outages = false;

    for (uint32_t a = 0; a < study->n_options; a++) {
        room += study_option(study, a)->spec.n_classes;
        outages = outages || study_option(study, a)->spec.n_outages > 0;
    }
    results->metrics = sim_arena_alloc(&results->arena, room * sizeof *results->metrics);
    for (uint32_t i = 0; i < n_metrics; i++) {
        struct results_metric *out = &results->metrics[results->n_metrics];

        if (metrics[i].outage_window && !outages)
            continue;
        add_metric(study, &metrics[i], out);
        if (metrics[i].hide_if_zero && all_zero(out, study->n_options))
            continue;
        results->n_metrics++;
        if (strcmp(metrics[i].key, "outside-geography") == 0)
            results->n_metrics += add_served(study, out + 1);
        if (strcmp(metrics[i].key, "cost-total") == 0)
            results->n_metrics += add_cost_rows(study, &results->metrics[results->n_metrics]);
        if (strcmp(metrics[i].key, "fallbacks") == 0)
            results->n_metrics += add_decisions(study, &results->metrics[results->n_metrics]);
        if (strcmp(metrics[i].key, "e2e-p95-all") == 0)
            results->n_metrics += add_uptimes(study, &results->metrics[results->n_metrics]);
        if (strcmp(metrics[i].key, "headroom") == 0) {
            struct results_metric *limit = &results->metrics[results->n_metrics++];

            *limit = (struct results_metric){
                .key = "binding-limit",
                .section = "Quota",
                .label = "  of the limit",
                .unit = "",
                .better = "",
                .options =
                    sim_arena_alloc(&results->arena, study->n_options * sizeof *limit->options)};
            for (uint32_t a = 0; a < study->n_options; a++) {
                double h;

                limit->options[a] = results_no_value();
                limit->options[a].text = study_option(study, a)->allowed
                                             ? view_binding_limit(&study->views[a], &h)
                                             : "not allowed";
            }
        }
    }
}

/* ---- differences ---- */

static double smallest_of(const struct study *study, const char *key, double baseline)
{
    const struct scenario_indifference *stated = &study->plan->scenario->base.indifference;

    if (strcmp(key, "success-rate") == 0)
        return stated->success_rate_points;
    if (strcmp(key, "throughput") == 0 || strcmp(key, "goodput") == 0)
        return stated->throughput_percent / 100 * fabs(baseline);
    if (strcmp(key, "cost") == 0)
        return stated->cost_percent / 100 * fabs(baseline);
    return stated->latency_s;
}

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

static void note_difference(struct results *results, const struct difference *difference,
                            struct results_difference d)
{
    d.difference = difference->value;
    d.low = difference->low;
    d.high = difference->high;
    d.n = difference->n;
    d.verdict = difference_word(difference, d.smallest, d.better);
    results->differences[results->n_differences++] = d;
}

static void add_difference(struct study *study, uint32_t option, int key, double level)
{
    const struct metric *metric = metric_find(study_difference_keys[key]);
    double baseline = pooled(study, study->baseline, study->baseline_classes[option], metric);
    uint32_t n = study->n_finished;
    double *a = sim_fresh(n, sizeof *a);
    double *b = sim_fresh(n, sizeof *b);
    struct difference difference;

    for (uint32_t r = 0; r < n; r++) {
        size_t at =
            ((size_t)option * study->n_replications + r) * STUDY_N_DIFFERENCES + (size_t)key;

        a[r] = study->paired_option[at];
        b[r] = study->paired_baseline[at];
    }
    difference = difference_of(pooled(study, option, study->classes[option], metric), baseline, a,
                               b, n, level);
    note_difference(study->results, &difference,
                    (struct results_difference){
                        .key = metric->key,
                        .label = metric->label,
                        .unit = strcmp(metric->unit, "%") == 0 ? "% points" : metric->unit,
                        .better = metric->better,
                        .decimals = metric->decimals,
                        .option = option,
                        .smallest = smallest_of(study, metric->key, baseline)});
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
    difference.identical = !study->e2e_differs[option] && study->e2e_pairs[option] > 0;
    note_difference(study->results, &difference,
                    (struct results_difference){.key = "e2e-paired",
                                                .label = "E2E, request by request",
                                                .unit = "s",
                                                .better = "lower",
                                                .decimals = 3,
                                                .option = option,
                                                .smallest = smallest_of(study, "e2e-paired", NAN)});
    free(zeros);
}

void study_add_differences(struct study *study)
{
    struct results *results = study->results;
    uint32_t others = 0;

    results->differences = sim_arena_alloc(
        &results->arena,
        (study->n_options * (size_t)(STUDY_N_DIFFERENCES + 1) + 1) * sizeof *results->differences);
    for (uint32_t a = 0; a < study->n_options; a++)
        others += study->classes[a] != NULL;
    for (uint32_t a = 0; a < study->n_options; a++) {
        double level = stats_bonferroni(STUDY_LEVEL, others);

        if (study->classes[a] == NULL)
            continue;
        for (int k = 0; k < STUDY_N_DIFFERENCES; k++)
            add_difference(study, a, k, level);
        if (study->paired && !study->unlike[a])
            add_paired_e2e(study, a, level);
    }
}
