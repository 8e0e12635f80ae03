/*
 * compare.c: jobs are (option, replication); outcomes are taken in by index, so nothing that is
 * shown depends on which thread finished first, and let go as soon as a replication is complete.
 */
#include "analysis/study/compare.h"

#include "analysis/exec/ranks.h"
#include "analysis/stats/stats.h"
#include "analysis/study/difference.h"
#include "analysis/study/probe.h"
#include "analysis/study/verdict.h"
#include "analysis/study/view.h"
#include "analysis/study/whatif.h"
#include "models/series.h"
#include "sim/base/memory.h"
#include "sim/base/stream_in.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL 0.95
/* Beyond this many requests of a replication, all options together, E2E times are not kept for
 * pairing one by one: 32 MB for each replication in work. */
#define MAX_PAIRED 4000000

struct study {
    const struct plan *plan;
    const struct compare_settings *settings;
    uint32_t n_options, n_replications; /* options that are shown */
    const uint32_t *options;            /* their indices in the plan */
    struct cri_outcome *outcomes;       /* n_options x n_replications; empty once collected */
    bool *done;                         /* outcome is there and not collected yet */
    double *by_replication;             /* n_metrics x n_options x n_replications */
    /* n_options x n_replications x N_DIFFERENCES: of the option, then of the baseline, over the
     * classes that run in both */
    double *paired_option, *paired_baseline;
    double *paired_e2e; /* n_options x n_replications: mean difference [s], NaN = no pairs */
    bool *e2e_differs;  /* per option: some pair differs */
    uint64_t *e2e_pairs;
    /* Per option that is compared with the baseline, else NULL: of its classes and of the
     * baseline's, those that run in both, matched by name; and the baseline's number of each of its
     * classes. */
    bool **classes, **baseline_classes;
    uint32_t **partners;
    const char **class_names; /* of all options, each once */
    uint32_t n_class_names;
    bool *unlike;              /* per option: it did not meet what the baseline met */
    struct cri_series *series; /* per option, of replication 0 */
    uint32_t baseline;
    double replication_rows; /* requests of a replication, all options together, about */
    bool paired;             /* keep E2E by position */
    struct results *results;
    struct cri_outcome *merged; /* per option */
    struct view *views;         /* per option, of merged */
    uint32_t n_finished;        /* replications finished in every allowed option, from the first */
};

static const char *const difference_keys[] = {"success-rate", "throughput", "ttft-p50", "ttft-p95",
                                              "e2e-p50",      "e2e-p95",    "cost"};
enum { N_DIFFERENCES = sizeof difference_keys / sizeof difference_keys[0] };

static enum sim_status run_job(void *context, uint32_t index, struct sim_error *err)
{
    struct study *study = context;
    /* Replications in the outer loop: what is finished when a run is cut short is comparable. */
    uint32_t option = index % study->n_options;
    uint32_t replication = index / study->n_options;
    uint32_t slot = option * study->n_replications + replication;
    enum sim_status status;

    status = plan_run(study->plan, study->options[option], replication, study->paired,
                      study->settings->stop, &study->outcomes[slot]);
    study->done[slot] = status == SIM_OK;
    if (status != SIM_OK)
        cri_outcome_release(&study->outcomes[slot]);
    if (status != SIM_OK)
        return sim_fail(err, status, study->plan->options[study->options[option]].name,
                        status == SIM_EINTERRUPTED ? "interrupted" : "out of memory");
    return SIM_OK;
}

/* The outcome of a job as bytes, for rank 0, and back. */
static void code_job(void *context, uint32_t index, struct sim_codec *codec)
{
    struct study *study = context;
    uint32_t option = index % study->n_options;
    uint32_t slot = option * study->n_replications + index / study->n_options;
    struct cri_outcome *outcome = &study->outcomes[slot];

    if (codec->reading)
        cri_outcome_init(outcome, &study->plan->options[study->options[option]].spec);
    cri_outcome_code(outcome, codec);
    if (!codec->reading)
        cri_outcome_release(outcome);
    study->done[slot] = codec->reading;
}

static const struct plan_option *option_of(const struct study *study, uint32_t i)
{
    return &study->plan->options[study->options[i]];
}

static char *keep(struct study *study, const char *string)
{
    return sim_arena_strdup(&study->results->arena, string != NULL ? string : "");
}

static const struct cri_outcome *outcome_of(const struct study *study, uint32_t option, uint32_t r)
{
    return &study->outcomes[option * study->n_replications + r];
}

/* ---- taking in a replication ---- */

/* What of an option is compared with the baseline: classes that run in both, matched by name. */
static void match_baseline(struct study *study, uint32_t option)
{
    const struct plan *plan = study->plan;
    uint32_t n = option_of(study, option)->spec.n_classes;
    uint32_t a = study->options[option], b = study->options[study->baseline];

    study->classes[option] = sim_zeroed(n, sizeof(bool));
    study->partners[option] = sim_zeroed(n, sizeof(uint32_t));
    study->baseline_classes[option] = sim_zeroed(plan->options[b].spec.n_classes, sizeof(bool));
    study->unlike[option] = plan_unlike(plan, a, b, NULL);
    for (uint32_t c = 0; c < n; c++) {
        uint32_t *partner = &study->partners[option][c];

        if (!plan_classes_compare(plan, a, c, b, partner))
            continue;
        study->classes[option][c] = true;
        study->baseline_classes[option][*partner] = true;
    }
}

static void take_differences(const struct study *study, uint32_t of, uint32_t r,
                             const bool *classes, double *values)
{
    struct view view;

    view_init(&view, &option_of(study, of)->spec, outcome_of(study, of, r), 1, classes);
    for (int k = 0; k < N_DIFFERENCES; k++)
        values[k] = metric_find(difference_keys[k])->of(&view);
    view_release(&view);
}

/* Mean difference of E2E over requests that completed in both options, request by request. */
static void take_paired_e2e(struct study *study, uint32_t option, uint32_t r)
{
    const struct cri_outcome *x = outcome_of(study, option, r);
    const struct cri_outcome *y = outcome_of(study, study->baseline, r);
    __int128 sum = 0;
    uint64_t n = 0;

    for (uint32_t c = 0; c < x->n_classes; c++) {
        const struct cri_class_outcome *p = &x->classes[c];
        const struct cri_class_outcome *q;

        if (!study->classes[option][c])
            continue;
        q = &y->classes[study->partners[option][c]];
        if (p->e2e_by_position == NULL || q->e2e_by_position == NULL)
            continue;
        for (uint64_t i = 0; i < p->n_positions && i < q->n_positions; i++) {
            if (p->e2e_by_position[i] < 0 || q->e2e_by_position[i] < 0)
                continue;
            sum += p->e2e_by_position[i] - q->e2e_by_position[i];
            study->e2e_differs[option] =
                study->e2e_differs[option] || p->e2e_by_position[i] != q->e2e_by_position[i];
            n++;
        }
    }
    study->paired_e2e[option * study->n_replications + r] =
        n > 0 ? (double)sum / (double)n / 1e9 : NAN;
    study->e2e_pairs[option] += n;
}

/* Of one replication, the merged series is the series: one copy, which `series` owns. */
static bool shares_series(const struct study *study)
{
    return study->n_replications == 1 && study->n_finished > 0;
}

/*
 * Job `index` is finished, and so are all before it. With the last option of a replication
 * everything that statistics need of it is noted, the outcomes are merged (exactly, whatever the
 * order), and let go: memory does not grow with the number of replications.
 */
static void collect(void *context, uint32_t index)
{
    struct study *study = context;
    uint32_t r = index / study->n_options;

    if (index % study->n_options != study->n_options - 1)
        return;
    for (uint32_t a = 0; a < study->n_options; a++) {
        size_t at = (size_t)a * study->n_replications + r;
        struct view view;

        view_init(&view, &option_of(study, a)->spec, outcome_of(study, a, r), 1, NULL);
        for (uint32_t m = 0; m < n_metrics; m++)
            study->by_replication[(size_t)m * study->n_options * study->n_replications + at] =
                metrics[m].of(&view);
        view_release(&view);
        if (study->classes[a] == NULL)
            continue;
        take_differences(study, a, r, study->classes[a], study->paired_option + at * N_DIFFERENCES);
        take_differences(study, study->baseline, r, study->baseline_classes[a],
                         study->paired_baseline + at * N_DIFFERENCES);
        if (!study->unlike[a])
            take_paired_e2e(study, a, r);
    }
    for (uint32_t a = 0; a < study->n_options; a++) {
        struct cri_outcome *outcome = &study->outcomes[a * study->n_replications + r];

        if (r == 0) {
            study->series[a] = outcome->series;
            outcome->series = (struct cri_series){0};
            if (study->n_replications == 1) {
                cri_series_release(&study->merged[a].series);
                study->merged[a].series = study->series[a];
            } else {
                cri_series_merge(&study->merged[a].series, &study->series[a]);
            }
        }
        cri_outcome_merge(&study->merged[a], outcome);
        cri_outcome_release(outcome);
        study->done[a * study->n_replications + r] = false;
    }
    study->n_finished = r + 1;
}

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
    double half = stats_t_quantile(0.5 + LEVEL / 2, e->n - 1) * e->sd;

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

    if (!option_of(study, option)->allowed) {
        value.text = "not allowed";
        return value;
    }
    if (metric->outage_window && option_of(study, option)->spec.n_outages == 0) {
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
        struct stats_estimate e = stats_mean(by_replication, study->n_finished, LEVEL);

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
            if (!option_of(study, a)->allowed)
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
        double value = option_of(study, a)->allowed ? of(view, index) : NAN;

        out->options[a] = (struct results_value){.value = value,
                                                 .low = NAN,
                                                 .high = NAN,
                                                 .another_low = NAN,
                                                 .another_high = NAN,
                                                 .n = view->all.terminal[CRI_COMPLETED]};
        if (!option_of(study, a)->allowed)
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

/* Names of the classes of all options, each once, in the order of the file. */
static void collect_class_names(struct study *study)
{
    uint32_t room = 1;
    uint32_t *n = &study->n_class_names;
    const char **names;

    for (uint32_t a = 0; a < study->n_options; a++)
        room += option_of(study, a)->spec.n_classes;
    names = sim_arena_alloc(&study->results->arena, room * sizeof *names);
    study->class_names = names;
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct scenario_map *map = &study->plan->scenario->worlds[study->options[a]].classes;
        const struct scenario_class *classes = map->items;

        /* Most options have the classes of the first. */
        for (uint32_t c = 0; c < map->n; c++) {
            const char *name = classes[c].node.name;
            uint32_t i = c < *n && strcmp(names[c], name) == 0 ? c : 0;

            while (i < *n && strcmp(names[i], name) != 0)
                i++;
            if (i == *n)
                names[(*n)++] = name;
        }
    }
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
        const struct plan_option *option = option_of(study, a);
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

static void add_metrics(struct study *study)
{
    struct results *results = study->results;
    uint32_t room = n_metrics + 4 * study->views[0].spec->n_regions + CRI_N_REASONS + 2;
    bool outages = false;

    for (uint32_t a = 0; a < study->n_options; a++) {
        room += option_of(study, a)->spec.n_classes;
        outages = outages || option_of(study, a)->spec.n_outages > 0;
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
                limit->options[a].text = option_of(study, a)->allowed
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

    view_init(&view, &option_of(study, of)->spec, &study->merged[of], study->n_finished, classes);
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
    const struct metric *metric = metric_find(difference_keys[key]);
    double baseline = pooled(study, study->baseline, study->baseline_classes[option], metric);
    uint32_t n = study->n_finished;
    double *a = sim_fresh(n, sizeof *a);
    double *b = sim_fresh(n, sizeof *b);
    struct difference difference;

    for (uint32_t r = 0; r < n; r++) {
        size_t at = ((size_t)option * study->n_replications + r) * N_DIFFERENCES + (size_t)key;

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

static void add_differences(struct study *study)
{
    struct results *results = study->results;
    uint32_t others = 0;

    results->differences =
        sim_arena_alloc(&results->arena, (study->n_options * (size_t)(N_DIFFERENCES + 1) + 1) *
                                             sizeof *results->differences);
    for (uint32_t a = 0; a < study->n_options; a++)
        others += study->classes[a] != NULL;
    for (uint32_t a = 0; a < study->n_options; a++) {
        double level = stats_bonferroni(LEVEL, others);

        if (study->classes[a] == NULL)
            continue;
        for (int k = 0; k < N_DIFFERENCES; k++)
            add_difference(study, a, k, level);
        if (study->paired && !study->unlike[a])
            add_paired_e2e(study, a, level);
    }
}

/* ---- the rest of the results ---- */

/* The percentile file of HdrHistogram's tools, in ms, over completed requests: five steps each time
 * the distance to 100 % halves. */
static const char *hgrm_of(struct study *study, const struct sim_histogram *histogram)
{
    uint64_t finite = histogram->count - histogram->infinite;
    struct sim_text text = {0};
    char *kept;

    sim_text_addf(&text, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
                  "1/(1-Percentile)");
    for (int half = 0; half < 40 && finite > 0; half++) {
        for (int tick = 0; tick < 5 && half < 40; tick++) {
            double p = 1 - ldexp(1 - tick / 10.0, -half);
            double rank = fmax(1, ceil(p * (double)finite));

            sim_text_addf(&text, "%12.3f %2.12f %10.0f %14.2f\n",
                          1000 * view_quantile_s(histogram, p), p, rank, 1 / (1 - p));
            if (rank >= (double)finite)
                half = 40;
        }
    }
    if (finite > 0)
        sim_text_addf(&text, "%12.3f %2.12f %10" PRIu64 "\n", (double)histogram->max / 1e6, 1.0,
                      finite);
    sim_text_addf(&text,
                  "#[Mean    = %12.3f]\n#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
                  finite > 0 ? sim_histogram_mean(histogram) / 1e6 : 0,
                  finite > 0 ? (double)histogram->max / 1e6 : 0, finite);
    kept = keep(study, text.data);
    sim_text_release(&text);
    return kept;
}

/* The Regions that served anything. */
static void add_regions(struct study *study, const struct plan_option *option,
                        struct results_option *out)
{
    const struct cri_series *series = &out->series;
    struct sim_arena *arena = &study->results->arena;
    uint32_t n = option->spec.n_regions;
    uint64_t *served = sim_arena_alloc(arena, (n + 1) * sizeof *served);

    for (uint32_t i = 0; i < series->n; i++) {
        cri_series_pass(series, i);
        for (uint32_t r = 0; r < n; r++)
            served[r] += cri_series_served_in(series, i, r);
    }
    out->regions = sim_arena_alloc(arena, (n + 1) * sizeof *out->regions);
    out->served = sim_arena_alloc(arena, (n + 1) * sizeof *out->served);
    out->in_series = sim_arena_alloc(arena, (n + 1) * sizeof *out->in_series);
    for (uint32_t r = 0; r < n; r++) {
        if (served[r] == 0)
            continue;
        out->regions[out->n_regions] = keep(study, option->spec.regions[r].name);
        out->in_series[out->n_regions] = r;
        out->served[out->n_regions++] = served[r];
    }
}

/* The limits in which anything happened. */
static void add_limits(struct study *study, const struct plan_option *option,
                       struct results_option *out)
{
    const struct cri_series *series = &out->series;
    struct sim_arena *arena = &study->results->arena;

    out->quota_names = sim_arena_alloc(arena, (series->n_quotas + 1) * sizeof *out->quota_names);
    for (uint32_t q = 0; q < series->n_quotas; q++)
        out->quota_names[q] = keep(study, option->spec.quotas[q].name);
    for (uint32_t i = 0; i < series->n; i++) {
        cri_series_pass(series, i);
        for (uint32_t q = 0; q < series->n_quotas; q++) {
            const struct cri_quota_bin *bin = &series->quotas[(size_t)i * series->n_quotas + q];

            for (uint32_t limit = 0; limit < CRI_N_LIMITS; limit++) {
                struct results_limit *noted;

                if (bin->used[limit] == 0 && bin->refused[limit] == 0)
                    continue;
                noted = results_note_limit(study->results, out, out->quota_names[q],
                                           cri_limit_name((enum cri_limit)limit), i,
                                           bin->used[limit], bin->refused[limit]);
                noted->in_quota = q;
                noted->in_limit = limit;
            }
        }
    }
    cri_series_give_back(series, series->n);
}

/* What an option does not run, and why; "" when it runs every class of the study. */
static const char *not_run(struct study *study, uint32_t index)
{
    const struct plan_option *option = option_of(study, index);
    struct sim_text text = {0};
    const char *kept;

    for (uint32_t i = 0; option->allowed && i < study->n_class_names; i++) {
        const char *name = study->class_names[i];
        uint32_t c = plan_class_find(option, name);

        if (c != CRI_NONE && option->spec.classes[c].runs)
            continue;
        sim_text_addf(&text, "%s%s (%s)", text.length > 0 ? "; " : "", name,
                      c == CRI_NONE ? "not in this option" : option->spec.classes[c].why_not);
    }
    kept = keep(study, text.data);
    sim_text_release(&text);
    return kept;
}

/* The classes that differences are over, where they are not all that run in any option; and why
 * some that run in both are left out. */
static const char *compared_classes(struct study *study, uint32_t index)
{
    const struct plan_option *option = option_of(study, index);
    struct sim_text text = {0}, other = {0};
    uint32_t n = 0, n_running = 0, n_baseline = 0;
    const char *kept = "";

    if (study->classes[index] == NULL)
        return "";
    for (uint32_t c = 0; c < option->spec.n_classes; c++) {
        const struct cri_class_spec *class = &option->spec.classes[c];
        uint32_t partner = study->partners[index][c];
        const struct plan_option *baseline = option_of(study, study->baseline);

        n_running += class->runs;
        if (study->classes[index][c])
            sim_text_addf(&text, "%s%s", n++ > 0 ? ", " : "", class->name);
        else if (class->runs && partner != CRI_NONE && baseline->spec.classes[partner].runs)
            sim_text_addf(&other, "%s%s", other.length > 0 ? ", " : "", class->name);
    }
    for (uint32_t c = 0; c < option_of(study, study->baseline)->spec.n_classes; c++)
        n_baseline += option_of(study, study->baseline)->spec.classes[c].runs;
    if (n == 0)
        sim_text_add(&text, "none");
    if (other.length > 0)
        sim_text_addf(&text, " (not %s: other traffic)", other.data);
    if (n < n_running || n < n_baseline)
        kept = keep(study, text.data);
    sim_text_release(&text);
    sim_text_release(&other);
    return kept;
}

/* What an option met that the baseline did not meet, or the other way round; "" = nothing: paired.
 */
static const char *unlike_baseline(struct study *study, uint32_t index)
{
    struct sim_text text = {0};
    const char *kept;

    if (study->baseline == UINT32_MAX || study->baseline >= study->n_options)
        return "";
    plan_unlike(study->plan, study->options[study->baseline], study->options[index], &text);
    kept = keep(study, text.data);
    sim_text_release(&text);
    return kept;
}

static void add_option(struct study *study, uint32_t index, struct results_option *out)
{
    const struct plan_option *option = option_of(study, index);
    struct sim_arena *arena = &study->results->arena;
    const struct view *view = &study->views[index];
    double thousands = (double)view->all.terminal[CRI_COMPLETED] / 1000;

    *out = (struct results_option){.name = keep(study, option->name),
                                   .mode = cri_mode_name(option->mode),
                                   .allowed = option->allowed,
                                   .reason = keep(study, option->reason),
                                   .model_ids = keep(study, option->model_ids),
                                   .sources = keep(study, option->sources),
                                   .destinations = keep(study, option->destinations),
                                   .destinations_mark = keep(study, option->destinations_mark),
                                   .routing = keep(study, option->routing),
                                   .capacity = keep(study, option->capacity),
                                   .retry = keep(study, option->retry),
                                   .price = keep(study, option->price),
                                   .horizon_s = sim_time_to_s(option->spec.horizon),
                                   .not_run = not_run(study, index),
                                   .compared = compared_classes(study, index),
                                   .unlike = unlike_baseline(study, index)};
    out->usd_input = thousands > 0 ? view->usd_input / thousands : NAN;
    out->usd_output = thousands > 0 ? view->usd_output / thousands : NAN;
    out->usd_cache = thousands > 0 ? view->usd_cache / thousands : NAN;
    out->usd_hourly = thousands > 0 ? view->usd_hourly / thousands : NAN;
    out->usd_waste = thousands > 0 ? view->usd_waste / thousands : NAN;
    if (!option->allowed || study->n_finished == 0)
        return;
    out->series = study->series[index];
    study->series[index] = (struct cri_series){0};
    out->n_bins = out->series.n;
    out->bin_s = sim_time_to_s(out->series.width);
    add_regions(study, option, out);
    add_limits(study, option, out);
    out->ttft_hgrm = hgrm_of(study, &view->ttft);
    out->e2e_hgrm = hgrm_of(study, &view->e2e);
    /* Steps of a twentieth of a "nine", the usual percentiles hit exactly. */
    out->n_spectrum = 81;
    out->spectrum_p = sim_arena_alloc(arena, out->n_spectrum * sizeof(double));
    out->spectrum_e2e_s = sim_arena_alloc(arena, out->n_spectrum * sizeof(double));
    out->spectrum_ttft_s = sim_arena_alloc(arena, out->n_spectrum * sizeof(double));
    for (uint32_t i = 0; i < out->n_spectrum; i++) {
        static const double usual[] = {0.5, 0.9, 0.95, 0.99, 0.999, 0.9999};
        double p = 1 - exp(-(double)i / 20 * 2.302585092994046);

        for (size_t u = 0; u < sizeof usual / sizeof usual[0]; u++)
            if (fabs((1 - p) / (1 - usual[u]) - 1) < 0.005)
                p = usual[u];
        out->spectrum_p[i] = p;
        out->spectrum_e2e_s[i] = view_quantile_all_s(&view->e2e, p);
        out->spectrum_ttft_s[i] = view_quantile_all_s(&view->ttft, p);
    }
}

static void add_quotas(struct study *study)
{
    struct results *results = study->results;
    uint32_t room = 1;

    for (uint32_t a = 0; a < study->n_options; a++)
        room += option_of(study, a)->n_quotas;
    results->quotas = sim_arena_alloc(&results->arena, room * sizeof *results->quotas);
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct plan_option *option = option_of(study, a);

        for (uint32_t i = 0; i < option->n_quotas; i++) {
            const struct plan_quota *quota = &option->quotas[i];
            const char *limit = cri_limit_name(quota->limit);
            struct results_quota *same = NULL;

            for (uint32_t q = 0; q < results->n_quotas; q++)
                if (strcmp(results->quotas[q].name, quota->name) == 0 &&
                    strcmp(results->quotas[q].limit, limit) == 0 &&
                    results->quotas[q].amount == quota->amount)
                    same = &results->quotas[q];
            if (same != NULL) {
                same->option_names =
                    sim_arena_printf(&results->arena, "%s, %s", same->option_names, option->name);
                continue;
            }
            results->quotas[results->n_quotas++] =
                (struct results_quota){.name = keep(study, quota->name),
                                       .option_names = keep(study, option->name),
                                       .limit = limit,
                                       .amount = quota->amount,
                                       .mark = keep(study, quota->mark),
                                       .source = keep(study, quota->source)};
        }
    }
}

static bool same_regions(const struct cri_outage_spec *a, const struct cri_outage_spec *b)
{
    for (uint32_t i = 0; i < a->n_regions; i++) {
        uint32_t k = 0;

        while (k < b->n_regions && a->regions[i] != b->regions[k])
            k++;
        if (k == b->n_regions)
            return false;
    }
    return a->n_regions == b->n_regions;
}

/* Shown as one: the same name, kind, Regions and times. */
static bool same_outage(const struct cri_outage_spec *a, const struct cri_outage_spec *b)
{
    return strcmp(a->name, b->name) == 0 && a->kind == b->kind && a->start == b->start &&
           a->end == b->end && a->drawn == b->drawn && same_regions(a, b);
}

static const struct cri_outage_spec *find_outage(const struct study *study, uint32_t option,
                                                 const struct cri_outage_spec *like)
{
    const struct cri_spec *spec = &option_of(study, option)->spec;

    for (uint32_t i = 0; i < spec->n_outages; i++)
        if (same_outage(&spec->outages[i], like))
            return &spec->outages[i];
    return NULL;
}

/* "" = in every option that is shown. */
static const char *options_with(struct study *study, const struct cri_outage_spec *outage)
{
    struct sim_text names = {0};
    uint32_t n = 0;
    const char *kept;

    for (uint32_t a = 0; a < study->n_options; a++) {
        if (find_outage(study, a, outage) == NULL)
            continue;
        sim_text_addf(&names, "%s%s", n++ > 0 ? ", " : "", option_of(study, a)->name);
    }
    kept = keep(study, n == study->n_options ? "" : names.data);
    sim_text_release(&names);
    return kept;
}

static bool noted_before(const struct study *study, uint32_t option,
                         const struct cri_outage_spec *outage)
{
    for (uint32_t a = 0; a < option; a++)
        if (find_outage(study, a, outage) != NULL)
            return true;
    return false;
}

static void add_outages(struct study *study)
{
    struct results *results = study->results;
    uint32_t room = 1;

    for (uint32_t a = 0; a < study->n_options; a++)
        room += option_of(study, a)->spec.n_outages;
    results->outages = sim_arena_alloc(&results->arena, room * sizeof *results->outages);
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct cri_spec *spec = &option_of(study, a)->spec;

        for (uint32_t i = 0; i < spec->n_outages; i++) {
            const struct cri_outage_spec *outage = &spec->outages[i];
            struct sim_text regions = {0};

            /* Drawn ones are at other times in every replication: no window to show. */
            if (outage->drawn || noted_before(study, a, outage))
                continue;
            for (uint32_t r = 0; r < outage->n_regions; r++)
                sim_text_addf(&regions, "%s%s", r > 0 ? ", " : "",
                              spec->regions[outage->regions[r]].name);
            results->outages[results->n_outages++] =
                (struct results_outage){.name = keep(study, outage->name),
                                        .kind = cri_outage_kind_name(outage->kind),
                                        .regions = keep(study, regions.data),
                                        .option_names = options_with(study, outage),
                                        .start_s = sim_time_to_s(outage->start),
                                        .end_s = sim_time_to_s(outage->end)};
            sim_text_release(&regions);
        }
    }
}

static void add_slo_line(struct study *study, uint32_t option, const char *label, const char *unit,
                         double value, double bound, bool at_least, double factor)
{
    struct results *results = study->results;
    bool met = !isnan(value) && (at_least ? value >= bound : value <= bound);
    char shown[48];

    if (isnan(bound))
        return;
    if (isnan(value))
        snprintf(shown, sizeof shown, "no data");
    else if (isinf(value))
        snprintf(shown, sizeof shown, "infinite");
    else
        snprintf(shown, sizeof shown, "%.4g%s", value * factor, unit);
    results->slo[results->n_slo++] = (struct results_slo){
        .option = option,
        .text = sim_arena_printf(&results->arena, "%s %s %.4g%s: %s", label,
                                 at_least ? ">=" : "<=", bound * factor, unit, shown),
        .met = met};
}

/* Who gets no answer waits for ever: a latency that is promised counts failures as infinite. */
static double promised_s(const struct view *view, const struct sim_histogram *histogram, double p)
{
    double s = view_quantile_all_s(histogram, p);

    return isnan(s) && view->all.offered > 0 ? INFINITY : s;
}

static void add_slo(struct study *study)
{
    struct results *results = study->results;
    const struct scenario_slo *slo = &study->plan->scenario->base.slo;
    bool any_meets = false;

    results->slo =
        sim_arena_alloc(&results->arena, (study->n_options * 5 + 1) * sizeof *results->slo);
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct view *view = &study->views[a];
        uint32_t first = results->n_slo;
        bool met = true;
        double offered = (double)view->all.offered;

        if (!option_of(study, a)->allowed)
            continue;
        add_slo_line(study, a, "success rate", " %",
                     offered > 0 ? (double)view->all.terminal[CRI_COMPLETED] / offered : NAN,
                     slo->success_rate_min, true, 100);
        add_slo_line(study, a, "throttled share", " %",
                     offered > 0 ? (double)view->all.terminal[CRI_THROTTLED] / offered : NAN,
                     slo->throttled_share_max, false, 100);
        add_slo_line(study, a, "TTFT p95 (failures as infinite)", " s",
                     promised_s(view, &view->ttft, 0.95), slo->ttft_p95_s_max, false, 1);
        add_slo_line(study, a, "E2E p95 (failures as infinite)", " s",
                     promised_s(view, &view->e2e, 0.95), slo->e2e_p95_s_max, false, 1);
        add_slo_line(study, a, "E2E p99 (failures as infinite)", " s",
                     promised_s(view, &view->e2e, 0.99), slo->e2e_p99_s_max, false, 1);
        for (uint32_t i = first; i < results->n_slo; i++)
            met = met && results->slo[i].met;
        any_meets = any_meets || (met && offered > 0);
    }
    results->slo_stated = !isnan(slo->success_rate_min) || !isnan(slo->throttled_share_max) ||
                          !isnan(slo->ttft_p95_s_max) || !isnan(slo->e2e_p95_s_max) ||
                          !isnan(slo->e2e_p99_s_max);
    results->slo_met = !results->slo_stated || any_meets;
}

/* "30 min": the length of a run, as people say it. */
static const char *duration_text(struct sim_arena *arena, double s)
{
    static const struct {
        double s;
        const char *unit;
    } units[] = {{86400, "days"}, {3600, "h"}, {60, "min"}, {0, "s"}};
    int i = 0;

    while (s < 2 * units[i].s && !(fabs(s - units[i].s) < 1e-3 * units[i].s))
        i++;
    return sim_arena_printf(arena, "%.3g %s", units[i].s > 0 ? s / units[i].s : s, units[i].unit);
}

/* How the requests of a traffic entry come about in another replication. */
static const char *how_drawn(const struct cri_arrivals_spec *arrivals, bool another,
                             struct sim_arena *arena)
{
    if (arrivals->generator != NULL)
        return another ? "drawn anew by its generator" : "one draw of its generator";
    if (arrivals->resample_block == 0)
        return "replayed as it is";
    return sim_arena_printf(arena, "made of blocks of %.6g s of its trace, drawn with replacement",
                            sim_time_to_s(arrivals->resample_block));
}

/* Where each replication takes its requests from, entry by entry: "'web' is drawn anew by its
 * generator, 'batch' replayed as it is". @return the number of entries; *varies: do any change? */
static uint32_t describe_draws(struct study *study, bool another, struct sim_text *text,
                               bool *varies)
{
    struct sim_arena *arena = &study->results->arena;
    const char **said = NULL;
    uint32_t n = 0, room = 0;

    *varies = false;
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct cri_spec *spec = &option_of(study, a)->spec;

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            const struct cri_arrivals_spec *arrivals = &spec->classes[c].arrivals;
            const char *entry;
            uint32_t i = 0;

            if (!spec->classes[c].runs)
                continue;
            entry = sim_arena_printf(arena, "traffic '%s' is %s", arrivals->name,
                                     how_drawn(arrivals, another, arena));
            *varies = *varies || arrivals->generator != NULL || arrivals->resample_block > 0;
            while (i < n && strcmp(said[i], entry) != 0)
                i++;
            if (i < n)
                continue;
            if (n == room) {
                room = 2 * room + 8;
                said = sim_grown(said, room, sizeof *said);
            }
            said[n++] = entry;
            sim_text_addf(text, "%s%s", n > 1 ? ", " : "", entry);
        }
    }
    free(said);
    return n;
}

/* What the intervals say, and what they do not: they are of a mean, and more replications make
 * them narrower; another hour is as unlike the mean as any of the replications. */
static void add_covers(struct study *study)
{
    struct results *results = study->results;
    bool again = study->n_finished >= 2, varies;
    struct sim_text text = {0};
    const char *unlike;

    if (describe_draws(study, again, &text, &varies) == 0)
        results->intervals_cover = "no intervals: nothing was run";
    else if (!again)
        results->intervals_cover = sim_arena_printf(
            &results->arena,
            "no intervals: one replication; %s. Differences are exact for these requests and this "
            "luck, and nothing more",
            text.data);
    else {
        unlike = varies ? "not traffic unlike this" : "not other traffic";
        results->intervals_cover = sim_arena_printf(
            &results->arena,
            "95 %% intervals are of the means over %u replications (Monte Carlo error: more "
            "replications make them narrower). In each replication the service noise is another "
            "and %s. They do not say how far one such run lies from the mean",
            study->n_finished, text.data);
        results->another_covers = sim_arena_printf(
            &results->arena,
            "mean \u00b1 %.3f x s of the %u replications: about 95 %% of runs of %s that are drawn "
            "like these lie there; it covers service noise%s, %s",
            stats_t_quantile(0.5 + LEVEL / 2, study->n_finished - 1), study->n_finished,
            duration_text(&results->arena, results->horizon_s),
            varies ? " and which requests come" : "", unlike);
    }
    sim_text_release(&text);
}

static void add_head(struct study *study)
{
    struct results *results = study->results;
    const struct plan *plan = study->plan;
    const struct scenario *scenario = plan->scenario;
    const char *slash = strrchr(scenario->file, '/');
    struct sim_text text = {0};
    struct sim_text digests = {0};
    char hex[65];

    results->study = study->settings->study;
    results->title = keep(study, scenario->base.title);
    results->description = keep(study, scenario->base.description);
    results->scenario_file = keep(study, slash != NULL ? slash + 1 : scenario->file);
    scenario_canonical_json(scenario, &text);
    results->scenario_json = keep(study, text.data);
    sim_sha256_hex(text.data, text.length, hex);
    results->scenario_sha256 = keep(study, hex);
    sim_text_clear(&text);
    for (uint32_t i = 0; i < plan->n_traffic; i++) {
        const char *name;

        if (plan->traffic[i].trace == NULL)
            continue;
        slash = strrchr(plan->traffic[i].trace->file, '/');
        name = slash != NULL ? slash + 1 : plan->traffic[i].trace->file;
        sim_text_addf(&text, "%s%s", text.length > 0 ? ", " : "", name);
        sim_text_addf(&digests, "%s%s", digests.length > 0 ? ", " : "",
                      plan->traffic[i].trace->sha256);
    }
    results->trace_files = keep(study, text.data);
    results->trace_sha256 = keep(study, digests.data);
    results->catalog_sha256 = keep(study, catalog_digest(plan->catalog));
    results->version = CRISIM_VERSION;
    results->seed = plan->seed;
    results->replications = study->n_finished;
    for (uint32_t a = 0; a < study->n_options; a++)
        results->horizon_s =
            fmax(results->horizon_s, sim_time_to_s(option_of(study, a)->spec.horizon));
    results->traffic = keep(study, plan->traffic_text);
    results->max_tokens_rule = keep(study, plan->max_tokens_text);
    add_covers(study);
    if (study->n_options > 1 && !study->paired)
        results->intervals_cover = sim_arena_printf(
            &results->arena,
            "%s. E2E is not compared request by request: a replication's requests in all options, "
            "about %.3g, are more than %.3g",
            results->intervals_cover, study->replication_rows, (double)MAX_PAIRED);
    results->n_assumptions = plan->n_assumptions;
    results->assumptions =
        sim_arena_alloc(&results->arena, (plan->n_assumptions + 1) * sizeof *results->assumptions);
    for (uint32_t i = 0; i < plan->n_assumptions; i++)
        results->assumptions[i] =
            (struct results_assumption){.text = keep(study, plan->assumptions[i].text),
                                        .mark = keep(study, plan->assumptions[i].mark),
                                        .source = keep(study, plan->assumptions[i].source)};
    sim_text_release(&text);
    sim_text_release(&digests);
}

static void fill(struct study *study, bool complete)
{
    struct results *results = study->results;
    const struct whatif_option *asked = NULL;

    results->complete = complete;
    results->n_options = study->n_options;
    for (uint32_t a = 0; a < study->n_options; a++)
        view_init(&study->views[a], &option_of(study, a)->spec, &study->merged[a],
                  study->n_finished, NULL);
    collect_class_names(study);
    add_head(study);
    add_outages(study);
    add_quotas(study);
    results->options =
        sim_arena_alloc(&results->arena, study->n_options * sizeof *results->options);
    for (uint32_t a = 0; a < study->n_options; a++)
        add_option(study, a, &results->options[a]);
    add_metrics(study);
    add_differences(study);
    add_slo(study);
    if (complete)
        asked = whatif_run(
            study->plan, results,
            &(struct whatif_settings){
                .options = study->options,
                .worth_points = study->plan->scenario->base.indifference.success_rate_points,
                .n_threads = study->settings->n_threads,
                .stop = study->settings->stop});
    verdict_write(results, study->plan, study->options, asked);
}

static uint32_t find_option(const struct study *study, const char *name)
{
    for (uint32_t a = 0; a < study->n_options; a++)
        if (strcmp(option_of(study, a)->name, name) == 0)
            return a;
    return UINT32_MAX;
}

static enum sim_status unknown_option(const struct plan *plan, const char *name,
                                      struct sim_error *err)
{
    const struct scenario *scenario = plan->scenario;
    const char **names = sim_fresh(scenario->n_options + 1, sizeof *names);
    struct sim_text candidates = {0};
    enum sim_status status;

    for (uint32_t i = 0; i < scenario->n_options; i++)
        names[i] = scenario->options[i].node.name;
    sim_text_add_candidates(&candidates, name, names, scenario->n_options);
    status = sim_fail(err, SIM_EUSAGE, NULL, "the scenario has no option '%s'%s", name,
                      candidates.length > 0 ? candidates.data : "");
    sim_text_release(&candidates);
    free(names);
    return status;
}

static void study_init(struct study *study, size_t slots)
{
    study->outcomes = sim_zeroed(slots, sizeof *study->outcomes);
    study->done = sim_zeroed(slots, sizeof *study->done);
    study->by_replication = sim_zeroed(slots * n_metrics, sizeof *study->by_replication);
    study->paired_option = sim_zeroed(slots * N_DIFFERENCES, sizeof *study->paired_option);
    study->paired_baseline = sim_zeroed(slots * N_DIFFERENCES, sizeof *study->paired_baseline);
    study->paired_e2e = sim_zeroed(slots, sizeof *study->paired_e2e);
    study->e2e_differs = sim_zeroed(study->n_options, sizeof *study->e2e_differs);
    study->e2e_pairs = sim_zeroed(study->n_options, sizeof *study->e2e_pairs);
    study->classes = sim_zeroed(study->n_options, sizeof *study->classes);
    study->baseline_classes = sim_zeroed(study->n_options, sizeof *study->baseline_classes);
    study->partners = sim_zeroed(study->n_options, sizeof *study->partners);
    study->unlike = sim_zeroed(study->n_options, sizeof *study->unlike);
    study->series = sim_zeroed(study->n_options, sizeof *study->series);
    study->merged = sim_zeroed(study->n_options, sizeof *study->merged);
    study->views = sim_zeroed(study->n_options, sizeof *study->views);
    for (uint32_t a = 0; a < study->n_options; a++) {
        cri_outcome_init(&study->merged[a], &option_of(study, a)->spec);
        if (study->baseline != UINT32_MAX && a != study->baseline && option_of(study, a)->allowed)
            match_baseline(study, a);
    }
}

static void study_release(struct study *study, size_t slots)
{
    for (size_t i = 0; i < slots; i++)
        if (study->done[i])
            cri_outcome_release(&study->outcomes[i]);
    for (uint32_t a = 0; a < study->n_options; a++) {
        if (shares_series(study))
            study->merged[a].series = (struct cri_series){0};
        cri_outcome_release(&study->merged[a]);
        cri_series_release(&study->series[a]);
        if (study->results != NULL)
            view_release(&study->views[a]);
        free(study->classes[a]);
        free(study->baseline_classes[a]);
        free(study->partners[a]);
    }
    free(study->merged);
    free(study->views);
    free(study->series);
    free(study->classes);
    free(study->baseline_classes);
    free(study->partners);
    free(study->unlike);
    free(study->e2e_pairs);
    free(study->e2e_differs);
    free(study->paired_e2e);
    free(study->paired_baseline);
    free(study->paired_option);
    free(study->by_replication);
    free(study->outcomes);
    free(study->done);
}

/* About how many requests come before the horizon. */
static double expected_requests(const struct cri_spec *spec)
{
    double sum = 0;

    for (uint32_t i = 0; i < spec->n_classes; i++) {
        const struct cri_arrivals_spec *arrivals = &spec->classes[i].arrivals;
        sim_time end;
        double share;

        if (!spec->classes[i].runs)
            continue;
        end = cri_arrivals_end(arrivals);
        share = spec->horizon < end
                    ? (double)(spec->horizon - arrivals->start) / (double)(end - arrivals->start)
                    : 1;

        if (share > 0)
            sum += share * cri_arrivals_expected(arrivals);
    }
    return sum;
}

enum sim_status compare_run(const struct plan *plan, const struct compare_settings *settings,
                            struct results **out, struct sim_error *err)
{
    struct study study = {.plan = plan, .settings = settings, .n_replications = plan->replications};
    uint32_t *options = sim_zeroed(plan->n_options + 1, sizeof *options);
    enum sim_status status = SIM_OK;
    uint32_t baseline = UINT32_MAX;
    size_t slots;
    char probe[65];

    *out = NULL;
    for (uint32_t i = 0; i < plan->n_options; i++)
        if (settings->only_option == NULL ||
            strcmp(plan->options[i].name, settings->only_option) == 0)
            options[study.n_options++] = i;
    study.options = options;
    if (study.n_options == 0)
        status = unknown_option(plan, settings->only_option, err);
    for (uint32_t a = 0; a < study.n_options && baseline == UINT32_MAX; a++)
        if (option_of(&study, a)->allowed)
            baseline = a;
    if (status == SIM_OK && settings->baseline != NULL) {
        baseline = find_option(&study, settings->baseline);
        if (baseline == UINT32_MAX)
            status = unknown_option(plan, settings->baseline, err);
        else if (!option_of(&study, baseline)->allowed)
            status = sim_fail(err, SIM_EUSAGE, NULL, "option '%s' is not allowed: %s",
                              settings->baseline, option_of(&study, baseline)->reason);
    }
    if (status != SIM_OK) {
        free(options);
        return status;
    }
    for (uint32_t a = 0; a < study.n_options; a++)
        study.replication_rows += expected_requests(&option_of(&study, a)->spec);
    slots = (size_t)study.n_options * study.n_replications;
    study.paired = study.n_options > 1 && study.replication_rows <= MAX_PAIRED;
    study.baseline = study.n_options > 1 ? baseline : UINT32_MAX;
    study_init(&study, slots);
    plan_probe(plan, probe);
    status = exec_run(&(struct exec_work){.n_jobs = (uint32_t)slots,
                                          .n_threads = settings->n_threads,
                                          .job = run_job,
                                          .collect = collect,
                                          .code = code_job,
                                          .context = &study,
                                          .probe = probe,
                                          .stop = settings->stop,
                                          .progress = settings->progress,
                                          .progress_context = settings->progress_context},
                      err);
    if (exec_rank() > 0)
        status = SIM_OK;
    else if (status == SIM_OK || (status == SIM_EINTERRUPTED && study.n_finished > 0)) {
        study.results = results_create();
        study.results->baseline = study.baseline;
        fill(&study, status == SIM_OK);
        *out = study.results;
    }
    study_release(&study, slots);
    free(options);
    return status;
}
