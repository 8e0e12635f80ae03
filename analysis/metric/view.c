#include "analysis/metric/view.h"

#include "models/series.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add_tokens(struct cri_ledger_row *into, const struct cri_ledger_row *from)
{
    into->input += from->input;
    into->output += from->output;
    into->cache_read += from->cache_read;
    into->cache_write += from->cache_write;
}

/* Tokens at a price row over the classes that count. */
static struct cri_ledger ledger_of(const struct cri_outcome *outcome, uint32_t price,
                                   const bool *classes)
{
    struct cri_ledger sum = {0};

    if (classes == NULL)
        return cri_outcome_ledger(outcome, price);
    for (uint32_t c = 0; c < outcome->n_classes; c++) {
        if (!classes[c])
            continue;
        add_tokens(&sum.useful, &outcome->classes[c].ledgers[price].useful);
        add_tokens(&sum.waste, &outcome->classes[c].ledgers[price].waste);
    }
    return sum;
}

/* Model units are a target's by the name of its price row. */
static bool may_call(const struct cri_spec *spec, const char *units, const bool *classes)
{
    if (classes == NULL)
        return true;
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_class_spec *class = &spec->classes[c];

        for (uint32_t t = 0; classes[c] && t < class->n_targets; t++)
            if (class->targets[t].dedicated && class->targets[t].price != CRI_NONE &&
                strcmp(spec->prices[class->targets[t].price].name, units) == 0)
                return true;
    }
    return false;
}

static const char *price_name(const struct cri_spec *spec, uint32_t i)
{
    return spec->prices[i].name;
}

static const char *commitment_name(const struct cri_spec *spec, uint32_t i)
{
    return spec->commitments[i].name;
}

/* 0 .. n-1 by name: sums of money are taken in an order that does not depend on which class of an
 * option was compiled first, for the last digit does. The caller frees it. */
static uint32_t *by_name(const struct cri_spec *spec, uint32_t n,
                         const char *(*name)(const struct cri_spec *spec, uint32_t i))
{
    uint32_t *order = sim_zeroed(n + 1, sizeof *order);

    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = i;

        for (; at > 0 && strcmp(name(spec, order[at - 1]), name(spec, i)) > 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    order[n] = n;
    return order;
}

/* What is bought by the hour is paid for all hours of a month, whatever is called: of a stated
 * volume, these requests bear their share. Without one, the run's own hours are paid. */
static double hours_paid(const struct cri_spec *spec, const struct cri_outcome *outcome,
                         uint32_t replications)
{
    double offered = (double)cri_outcome_total(outcome, CRI_N_PHASES).offered;

    if (spec->monthly_requests > 0 && offered > 0)
        return VIEW_MONTH_HOURS * offered / spec->monthly_requests;
    return sim_time_to_s(spec->horizon) / 3600 * replications;
}

void view_init(struct view *view, const struct cri_spec *spec, const struct cri_outcome *outcome,
               uint32_t replications, const bool *classes)
{
    uint32_t *order;
    double hours;

    *view = (struct view){.spec = spec, .outcome = outcome, .replications = replications};
    sim_histogram_init(&view->ttft, 10);
    sim_histogram_init(&view->e2e, 10);
    sim_histogram_init(&view->e2e_outage, 10);
    sim_histogram_init(&view->needed, 10);
    for (uint32_t i = 0; i < outcome->n_classes; i++) {
        const struct cri_class_outcome *class = &outcome->classes[i];

        if (classes != NULL && !classes[i])
            continue;
        for (int phase = 0; phase < CRI_N_PHASES; phase++) {
            cri_counts_add(&view->all, &class->counts[phase]);
            sim_histogram_merge(&view->ttft, &class->ttft[phase]);
            sim_histogram_merge(&view->e2e, &class->e2e[phase]);
        }
        sim_histogram_merge(&view->needed, &class->needed);
        cri_counts_add(&view->outage, &class->counts[CRI_PHASE_OUTAGE]);
        sim_histogram_merge(&view->e2e_outage, &class->e2e[CRI_PHASE_OUTAGE]);
    }
    order = by_name(spec, outcome->n_prices, price_name);
    for (uint32_t k = 0; k <= outcome->n_prices; k++) {
        uint32_t i = order[k];
        static const struct cri_price_spec none = {"", NAN, NAN, NAN, NAN};
        const struct cri_price_spec *price = i < outcome->n_prices ? &spec->prices[i] : &none;
        const struct cri_ledger ledger = ledger_of(outcome, i, classes);
        const struct cri_ledger_row *useful = &ledger.useful;
        struct cri_ledger_row part;

        view->usd += cri_ledger_usd(useful, price);
        view->usd_waste += cri_ledger_usd(&ledger.waste, price);
        part = (struct cri_ledger_row){.input = useful->input};
        view->usd_input += cri_ledger_usd(&part, price);
        part = (struct cri_ledger_row){.output = useful->output};
        view->usd_output += cri_ledger_usd(&part, price);
        part = (struct cri_ledger_row){.cache_read = useful->cache_read,
                                       .cache_write = useful->cache_write};
        view->usd_cache += cri_ledger_usd(&part, price);
    }
    free(order);
    hours = hours_paid(spec, outcome, replications);
    order = by_name(spec, spec->n_commitments, commitment_name);
    for (uint32_t k = 0; k < spec->n_commitments; k++) {
        const struct cri_commitment_spec *units = &spec->commitments[order[k]];

        if (may_call(spec, units->name, classes))
            view->usd_hourly += units->units * units->usd_per_unit_hour * hours;
    }
    free(order);
    view->usd += view->usd_hourly;
}

void view_release(struct view *view)
{
    sim_histogram_release(&view->ttft);
    sim_histogram_release(&view->e2e);
    sim_histogram_release(&view->e2e_outage);
    sim_histogram_release(&view->needed);
}

double view_quantile_s(const struct sim_histogram *histogram, double p)
{
    uint64_t finite = histogram->count - histogram->infinite;
    double rank = ceil(p * (double)finite);
    int64_t ns;

    if (finite == 0)
        return NAN;
    /* Half a rank below, so that the histogram's own rounding up ends at this rank. */
    if (!sim_histogram_quantile(histogram, (fmax(rank, 1) - 0.5) / (double)histogram->count, &ns))
        return NAN;
    return (double)ns / 1e9;
}

double view_quantile_all_s(const struct sim_histogram *histogram, double p)
{
    int64_t ns;

    return sim_histogram_quantile(histogram, p, &ns) ? (double)ns / 1e9 : NAN;
}

/* A bucket can be in debt, and pays it back before it lets anything through. What a window settled
 * beyond its limit is forgotten at its end: there is just nothing left of it. */
static double level(const struct view *view, enum cri_limit limit, double lowest)
{
    const struct cri_quota_rules *rules = &view->spec->quota_rules;
    bool day = limit == CRI_LIMIT_TPD || limit == CRI_LIMIT_ACCOUNT_TPD;

    if ((day ? rules->per_day : rules->per_minute) == CRI_REFILL_BUCKET || !(lowest < 0))
        return lowest;
    return 0;
}

const char *view_binding_limit(const struct view *view, double *headroom)
{
    const char *name = NULL;

    *headroom = NAN;
    for (uint32_t i = 0; i < view->outcome->n_quotas; i++) {
        for (int limit = 0; limit < CRI_N_LIMITS; limit++) {
            double h = level(view, (enum cri_limit)limit, view->outcome->quotas[i].headroom[limit]);

            if (!isnan(h) && (name == NULL || h < *headroom)) {
                *headroom = h;
                name = cri_limit_name((enum cri_limit)limit);
            }
        }
    }
    for (uint32_t i = 0; i < view->outcome->n_accounts; i++) {
        double h = level(view, CRI_LIMIT_ACCOUNT_TPD, view->outcome->accounts[i].headroom);

        if (name == NULL || h < *headroom) {
            *headroom = h;
            name = cri_limit_name(CRI_LIMIT_ACCOUNT_TPD);
        }
    }
    return name != NULL ? name : "none";
}

double view_uptime(const struct view *view, uint32_t region)
{
    const struct cri_series *series = &view->outcome->series;
    /* Bins are minutes unless the run is longer than six weeks. */
    uint32_t bins = series->width < 5 * SIM_MINUTE ? (uint32_t)(5 * SIM_MINUTE / series->width) : 1;
    double errors = 0;
    uint64_t calls = 0;
    uint32_t n = 0;

    for (uint32_t from = 0; from < series->n; from += bins) {
        uint64_t passed = 0, faults = 0;

        cri_series_pass(series, from);
        for (uint32_t i = from; i < from + bins && i < series->n; i++) {
            const struct cri_source_bin bin = cri_series_source_in(series, i, region);

            passed += bin.passed;
            faults += bin.faults;
        }
        n++;
        calls += passed;
        if (passed > 0)
            /* A fault is counted when it is met, which can be after the call was let through. */
            errors += faults < passed ? (double)faults / (double)passed : 1;
    }
    return calls > 0 ? 100 * (1 - errors / n) : NAN;
}

const struct view_sla_step view_sla_steps[] = {{95.0, 100}, {99.0, 25}, {99.9, 10}, {0, 0}};

double view_sla_credit(double uptime)
{
    uint32_t i = 0;

    while (view_sla_steps[i].credit > 0 && !(uptime < view_sla_steps[i].below))
        i++;
    return view_sla_steps[i].credit;
}

double view_class_usd(const struct view *view, uint32_t class)
{
    static const struct cri_price_spec none = {"", NAN, NAN, NAN, NAN};
    uint32_t *order = by_name(view->spec, view->outcome->n_prices, price_name);
    double usd = 0;

    for (uint32_t k = 0; k <= view->outcome->n_prices; k++) {
        uint32_t p = order[k];
        const struct cri_ledger *ledger = &view->outcome->classes[class].ledgers[p];
        const struct cri_price_spec *price =
            p < view->outcome->n_prices ? &view->spec->prices[p] : &none;

        usd += cri_ledger_usd(&ledger->useful, price) + cri_ledger_usd(&ledger->waste, price);
    }
    free(order);
    return usd;
}

double view_region_usd(const struct view *view, uint32_t region)
{
    uint32_t *order = by_name(view->spec, view->outcome->n_prices, price_name);
    const char *name = view->spec->regions[region].name;
    size_t length = strlen(name);
    double usd = 0;

    for (uint32_t k = 0; k < view->outcome->n_prices; k++) {
        const struct cri_price_spec *price = &view->spec->prices[order[k]];
        struct cri_ledger ledger = cri_outcome_ledger(view->outcome, order[k]);

        if (strncmp(price->name, name, length) == 0 && price->name[length] == '/')
            usd += cri_ledger_usd(&ledger.useful, price) + cri_ledger_usd(&ledger.waste, price);
    }
    free(order);
    return usd;
}

double view_served(const struct view *view, uint32_t region)
{
    uint64_t sum = 0;

    for (uint32_t c = 0; c < view->outcome->n_classes; c++)
        sum += view->outcome->classes[c].served[region];
    return (double)sum;
}
