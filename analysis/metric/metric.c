#include "analysis/metric/metric.h"

#include "analysis/metric/rows.h"
#include "sim/base/assert.h"

#include <math.h>
#include <string.h>

static const struct metric_section *const sections[] = {
#define X(name) &metric_##name,
    METRIC_LIST(X)
#undef X
};
enum { N_SECTIONS = sizeof sections / sizeof sections[0] };

const char *const metric_kind_words[] = {"count", "rate",    "ratio", "quantile",
                                         "money", "extreme", NULL};
const char *const metric_better_words[] = {"", "higher", "lower", NULL};

uint32_t metric_count(void)
{
    uint32_t n = 0;

    for (int s = 0; s < N_SECTIONS; s++)
        n += sections[s]->n;
    return n;
}

const struct metric *metric_at(uint32_t i)
{
    for (int s = 0; s < N_SECTIONS; s++) {
        if (i < sections[s]->n)
            return &sections[s]->rows[i];
        i -= sections[s]->n;
    }
    SIM_ASSERT(false, "no metric number %u beyond the last", i);
    return NULL;
}

uint32_t metric_index(const struct metric *metric)
{
    uint32_t before = 0;

    for (int s = 0; s < N_SECTIONS; s++) {
        for (uint32_t i = 0; i < sections[s]->n; i++)
            if (&sections[s]->rows[i] == metric)
                return before + i;
        before += sections[s]->n;
    }
    SIM_ASSERT(false, "metric '%s' is in no section", metric->key);
    return 0;
}

const struct metric *metric_find(const char *key)
{
    const struct metric *metric = metric_of_key(key);

    SIM_ASSERT(strcmp(metric->key, key) == 0, "'%s' is an item of the metric '%s'", key,
               metric->key);
    return metric;
}

/* Whether `key` is that of an item of an expanded row: "served-eu-west-2". */
static bool is_item_of(const struct metric *metric, const char *key)
{
    size_t length = strlen(metric->key);

    return metric->expand != METRIC_ONCE && strncmp(key, metric->key, length) == 0 &&
           key[length] == '-';
}

const struct metric *metric_of_key(const char *key)
{
    const struct metric *metric = NULL;

    for (int s = 0; s < N_SECTIONS; s++)
        for (uint32_t i = 0; i < sections[s]->n; i++) {
            const struct metric *row = &sections[s]->rows[i];

            if (strcmp(row->key, key) == 0)
                return row;
            if (is_item_of(row, key))
                metric = row;
        }
    SIM_ASSERT(metric != NULL, "no metric '%s'", key);
    return metric;
}

const struct metric *metric_of_slo(enum cri_slo_metric slo)
{
    for (int s = 0; s < N_SECTIONS; s++)
        for (uint32_t i = 0; i < sections[s]->n; i++)
            if (sections[s]->rows[i].slo == (int)slo + 1)
                return &sections[s]->rows[i];
    SIM_ASSERT(false, "no metric for the SLO '%s'", cri_slo_row(slo)->key);
    return NULL;
}

uint32_t metric_n_compared(void)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < metric_count(); i++)
        n += metric_at(i)->compared;
    return n;
}

const struct metric *metric_compared(uint32_t k)
{
    for (uint32_t i = 0; i < metric_count(); i++)
        if (metric_at(i)->compared && k-- == 0)
            return metric_at(i);
    SIM_ASSERT(false, "fewer metrics are compared than was asked for");
    return NULL;
}

/* ---- what it is made of ---- */

const char *metric_n_words(enum metric_n n)
{
    static const char *const words[] = {
        [METRIC_N_OFFERED] = "requests offered",
        [METRIC_N_COMPLETED] = "requests completed",
        [METRIC_N_OUTAGE_OFFERED] = "requests offered in outages",
        [METRIC_N_OUTAGE_COMPLETED] = "requests offered in outages and completed",
    };

    return words[n];
}

double metric_n_of(enum metric_n n, const struct view *view)
{
    switch (n) {
    case METRIC_N_OFFERED:
        return (double)view->all.offered;
    case METRIC_N_COMPLETED:
        return (double)view->all.terminal[CRI_COMPLETED];
    case METRIC_N_OUTAGE_OFFERED:
        return (double)view->outage.offered;
    case METRIC_N_OUTAGE_COMPLETED:
        return (double)view->outage.terminal[CRI_COMPLETED];
    }
    return 0;
}

/* ---- comparing and bounding ---- */

double metric_smallest(const struct metric *metric, const struct metric_thresholds *stated,
                       double baseline)
{
    switch (metric->matters) {
    case METRIC_MATTERS_POINTS:
        return stated->success_rate_points;
    case METRIC_MATTERS_LATENCY:
        return stated->latency_s;
    case METRIC_MATTERS_COST:
        return stated->cost_percent / 100 * fabs(baseline);
    case METRIC_MATTERS_THROUGHPUT:
        return stated->throughput_percent / 100 * fabs(baseline);
    case METRIC_MATTERS_MINUTE:
        return 1;
    case METRIC_MATTERS_NOT:
        break;
    }
    SIM_ASSERT(false, "no difference of '%s' is known to matter", metric->key);
    return NAN;
}

static bool is_unit(const struct metric *metric, const char *unit)
{
    return strcmp(metric->unit, unit) == 0;
}

const char *metric_difference_unit(const struct metric *metric)
{
    return is_unit(metric, "%") ? "% points" : metric->unit;
}

double metric_slo_value(const struct metric *metric, const struct view *view)
{
    double value;

    SIM_ASSERT(metric->slo != 0, "metric '%s' cannot be bounded", metric->key);
    value = metric->of(view);
    if (isnan(value) && metric->worst_if_empty && metric_n_of(metric->n, view) > 0)
        return metric->better == METRIC_LOWER ? INFINITY : -INFINITY;
    return is_unit(metric, "%") ? value / 100 : value;
}

/* ---- the rows against each other ---- */

/* The unit in which a threshold is stated. */
static bool fits(const struct metric *metric)
{
    switch (metric->matters) {
    case METRIC_MATTERS_NOT:
        return true;
    case METRIC_MATTERS_POINTS:
        return is_unit(metric, "%");
    case METRIC_MATTERS_LATENCY:
        return is_unit(metric, "s");
    case METRIC_MATTERS_COST:
        return is_unit(metric, "USD");
    case METRIC_MATTERS_THROUGHPUT: /* per cent of the baseline's, so of any rate or ratio */
        return is_unit(metric, "/min") || is_unit(metric, "");
    case METRIC_MATTERS_MINUTE:
        return is_unit(metric, "min");
    }
    return false;
}

static void check_slo(const struct metric *metric)
{
    static const char *const units[] = {
        [CRI_UNIT_SHARE] = "%",     [CRI_UNIT_RATIO] = "",       [CRI_UNIT_SECONDS] = "s",
        [CRI_UNIT_MINUTES] = "min", [CRI_UNIT_PER_MIN] = "/min", [CRI_UNIT_USD] = "USD",
    };
    const struct cri_slo_row *slo;

    if (metric->slo == 0)
        return;
    slo = cri_slo_row((enum cri_slo_metric)(metric->slo - 1));
    SIM_ASSERT(is_unit(metric, units[slo->unit]), "'%s' is bounded in another unit than '%s' has",
               metric->key, slo->key);
    SIM_ASSERT(metric->better == METRIC_NEITHER ||
                   (metric->better == METRIC_HIGHER) == slo->higher_is_better,
               "'%s' and the SLO '%s' differ in which is better", metric->key, slo->key);
    SIM_ASSERT(metric->of != NULL, "'%s' is bounded and has no value", metric->key);
}

static void check_row(const struct metric *metric)
{
    int sources = (metric->of != NULL) + (metric->of_each != NULL) + (metric->word != NULL) +
                  metric->only_compared;

    SIM_ASSERT(sources == 1, "'%s' has %d sources of its value", metric->key, sources);
    SIM_ASSERT((metric->of_each != NULL) == (metric->expand != METRIC_ONCE),
               "'%s' is not expanded as it is measured", metric->key);
    SIM_ASSERT(metric->matters != METRIC_MATTERS_NOT ||
                   !(metric->compared || metric->only_compared || metric->slo != 0),
               "'%s' is compared or bounded without a smallest difference that matters",
               metric->key);
    SIM_ASSERT(fits(metric), "the smallest difference of '%s' has another unit than '%s'",
               metric->key, metric->unit);
    SIM_ASSERT(!metric->judged_only || metric->slo != 0, "'%s' is shown nowhere", metric->key);
    check_slo(metric);
}

void metric_check(void)
{
    uint32_t n = metric_count();

    for (uint32_t i = 0; i < n; i++) {
        const struct metric *row = metric_at(i);

        check_row(row);
        for (uint32_t k = 0; k < i; k++) {
            const struct metric *other = metric_at(k);

            SIM_ASSERT(strcmp(row->key, other->key) != 0, "two metrics '%s'", row->key);
            SIM_ASSERT(row->brief == 0 || row->brief != other->brief,
                       "'%s' and '%s' have one place in the brief", row->key, other->key);
            SIM_ASSERT(row->slo == 0 || row->slo != other->slo, "'%s' and '%s' have one SLO",
                       row->key, other->key);
        }
    }
    for (int slo = 0; slo < CRI_N_SLO_METRICS; slo++)
        metric_of_slo((enum cri_slo_metric)slo);
}
