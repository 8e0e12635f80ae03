#include "analysis/study/view.h"

#include "models/series.h"
#include "sim/base/assert.h"
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

void view_init(struct view *view, const struct cri_spec *spec, const struct cri_outcome *outcome,
               uint32_t replications, const bool *classes)
{
    uint32_t *order;

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
    order = by_name(spec, spec->n_commitments, commitment_name);
    for (uint32_t k = 0; k < spec->n_commitments; k++) {
        const struct cri_commitment_spec *units = &spec->commitments[order[k]];

        if (may_call(spec, units->name, classes))
            view->usd_hourly += units->units * units->usd_per_unit_hour *
                                sim_time_to_s(spec->horizon) / 3600 * replications;
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
        double h = level(view, CRI_LIMIT_ACCOUNT_TPD, view->outcome->account_headroom[i]);

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

double view_sla_credit(double uptime)
{
    return uptime < 95.0 ? 100 : uptime < 99.0 ? 25 : uptime < 99.9 ? 10 : 0;
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

/* ---- metrics ---- */

static double ratio(double top, double bottom)
{
    return bottom > 0 ? top / bottom : NAN;
}

static double minutes(const struct view *v)
{
    return (double)v->spec->horizon / (double)SIM_MINUTE * v->replications;
}

#define COUNT(name, expression)                                                                    \
    static double name(const struct view *v)                                                       \
    {                                                                                              \
        return (double)(expression);                                                               \
    }

COUNT(offered, v->all.offered)
COUNT(completed, v->all.terminal[CRI_COMPLETED])
COUNT(throttled, v->all.terminal[CRI_THROTTLED])
COUNT(throttled_rpm, v->all.throttled_by[CRI_LIMIT_RPM])
COUNT(throttled_tpm, v->all.throttled_by[CRI_LIMIT_TPM])
COUNT(throttled_tpd, v->all.throttled_by[CRI_LIMIT_TPD])
COUNT(throttled_account, v->all.throttled_by[CRI_LIMIT_ACCOUNT_TPD])
COUNT(throttled_units, v->all.throttled_by[CRI_LIMIT_UNITS])
COUNT(throttled_capacity, v->all.throttled_by_capacity)
COUNT(unavailable, v->all.terminal[CRI_UNAVAILABLE])
COUNT(timed_out, v->all.terminal[CRI_TIMED_OUT])
COUNT(abandoned, v->all.terminal[CRI_ABANDONED])
COUNT(denied, v->all.terminal[CRI_DENIED])
COUNT(denied_quota, v->all.denied_by[CRI_DENIAL_QUOTA_ZERO])
COUNT(denied_max_tokens, v->all.denied_by[CRI_DENIAL_400_MAX_TOKENS])
COUNT(failed_above_limit, v->all.failed_by[CRI_FAILED_ABOVE_LIMIT])
COUNT(failed_short_read, v->all.failed_by[CRI_FAILED_SHORT_READ])
COUNT(failed_short_deadline, v->all.failed_by[CRI_FAILED_SHORT_LIMIT])
COUNT(failed_by_retry_quota, v->all.failed_by[CRI_FAILED_RETRY_QUOTA])
COUNT(failed_by_quota, v->all.failed_by[CRI_FAILED_QUOTA])
COUNT(failed_by_queue, v->all.failed_by[CRI_FAILED_QUEUE])
COUNT(failed_by_deadline, v->all.failed_by[CRI_FAILED_DEADLINE])
COUNT(failed_by_timeout, v->all.failed_by[CRI_FAILED_TIMEOUT])
COUNT(failed_by_provider, v->all.failed_by[CRI_FAILED_PROVIDER])
COUNT(failed_by_denial, v->all.failed_by[CRI_FAILED_DENIED])
COUNT(in_flight, v->all.in_flight)
COUNT(truncated, v->all.truncated)
COUNT(attempts, v->all.attempts)
COUNT(refused, v->all.refused_by[0] + v->all.refused_by[1] + v->all.refused_by[2] +
                   v->all.refused_by[3] + v->all.refused_by[4])
_Static_assert(CRI_N_LIMITS == 5, "the sum above names every limit");
COUNT(reactive_stall, v->all.reactive_moves[CRI_CAUSE_STALL])
COUNT(stalled, v->all.stalled)
COUNT(tries_ended, v->all.tries_ended)
COUNT(spilled, v->all.spilled)
COUNT(batch_jobs, v->all.batch_jobs)
COUNT(retries, v->all.retries)
COUNT(retry_quota_empty, v->all.retry_quota_empty)
COUNT(fallbacks, v->all.fallbacks)
COUNT(reactive_capacity, v->all.reactive_moves[CRI_CAUSE_CAPACITY])
COUNT(reactive_outage, v->all.reactive_moves[CRI_CAUSE_OUTAGE])
COUNT(proactive_outage, v->all.proactive_moves[CRI_CAUSE_OUTAGE])
COUNT(reactive_requests, v->all.reactive_requests)
COUNT(proactive_requests, v->all.proactive_requests)
COUNT(failover_requests, v->all.failover_requests)
COUNT(placement, v->all.placement_requests)
COUNT(out_offered, v->outage.offered)
COUNT(out_completed, v->outage.terminal[CRI_COMPLETED])
COUNT(out_throttled, v->outage.terminal[CRI_THROTTLED])
COUNT(out_unavailable, v->outage.terminal[CRI_UNAVAILABLE])
COUNT(out_timed_out, v->outage.terminal[CRI_TIMED_OUT])
COUNT(out_failover, v->outage.failover_requests)
COUNT(out_fallbacks, v->outage.fallbacks)
COUNT(busiest, v->outcome->busiest_minute)

static double failed_need(const struct view *v)
{
    return view_quantile_s(&v->needed, 0.5);
}
static double success_rate(const struct view *v)
{
    return 100 * ratio((double)v->all.terminal[CRI_COMPLETED], (double)v->all.offered);
}
static double availability(const struct view *v)
{
    return 100 * (1 - ratio((double)v->all.faults, (double)v->all.passed));
}
static double throughput(const struct view *v)
{
    return (double)v->all.completed_by_horizon / minutes(v);
}
static double tokens_per_min(const struct view *v)
{
    return (double)(v->all.input_tokens_by_horizon + v->all.output_tokens_by_horizon) / minutes(v);
}
static double goodput(const struct view *v)
{
    return (double)v->all.good / minutes(v);
}
static double amplification(const struct view *v)
{
    return ratio((double)v->all.attempts, (double)v->all.offered);
}
static double outside(const struct view *v)
{
    return 100 * ratio((double)v->all.outside_geography, (double)v->all.terminal[CRI_COMPLETED]);
}
static double ttft_p50(const struct view *v)
{
    return view_quantile_s(&v->ttft, 0.5);
}
static double ttft_p95(const struct view *v)
{
    return view_quantile_s(&v->ttft, 0.95);
}
static double ttft_p99(const struct view *v)
{
    return view_quantile_s(&v->ttft, 0.99);
}
static double e2e_p50(const struct view *v)
{
    return view_quantile_s(&v->e2e, 0.5);
}
static double e2e_p95(const struct view *v)
{
    return view_quantile_s(&v->e2e, 0.95);
}
static double e2e_p99(const struct view *v)
{
    return view_quantile_s(&v->e2e, 0.99);
}
static double e2e_mean(const struct view *v)
{
    return sim_histogram_mean(&v->e2e) / 1e9;
}
static double e2e_p95_all(const struct view *v)
{
    return view_quantile_all_s(&v->e2e, 0.95);
}
static double headroom(const struct view *v)
{
    double h;

    view_binding_limit(v, &h);
    return 100 * h;
}
static double cost(const struct view *v)
{
    return 1000 * ratio(v->usd + v->usd_waste, (double)v->all.terminal[CRI_COMPLETED]);
}
static double cost_total(const struct view *v)
{
    return (v->usd + v->usd_waste) / v->replications;
}
static double cost_hourly(const struct view *v)
{
    return v->usd_hourly / v->replications;
}
/* Of a stated volume, or of the traffic itself when it is at least a day long; 0 = neither. */
static double cost_30_days(const struct view *v)
{
    const double hours = 720;
    double tokens = v->usd + v->usd_waste - v->usd_hourly;
    double each = ratio(v->usd_hourly, sim_time_to_s(v->spec->horizon) / 3600 * v->replications);

    if (v->spec->monthly_requests > 0)
        return ratio(tokens, (double)v->all.offered) * v->spec->monthly_requests + each * hours;
    if (v->spec->horizon < SIM_DAY)
        return 0;
    return ratio(tokens, sim_time_to_s(v->spec->horizon) / 3600 * v->replications) * hours +
           each * hours;
}
static double cache_share(const struct view *v)
{
    return 100 * ratio((double)v->all.cache_read_tokens, (double)v->all.input_tokens);
}
static double cache_hit_share(const struct view *v)
{
    return 100 * ratio((double)v->all.cache_hits, (double)v->all.terminal[CRI_COMPLETED]);
}
static double prefix_share(const struct view *v)
{
    return 100 * ratio((double)v->all.cache_read_tokens, (double)v->all.prefix_tokens);
}
static double outage_count(const struct view *v)
{
    double n = 0;

    for (uint32_t i = 0; i < v->outcome->n_outages; i++)
        n += v->spec->outages[i].drawn ? (double)v->outcome->outages[i].n : 0;
    return n;
}
static double outage_hours(const struct view *v)
{
    double hours = 0;

    for (uint32_t i = 0; i < v->outcome->n_outages; i++)
        if (v->spec->outages[i].drawn)
            hours += (double)v->outcome->outages[i].ns / (double)SIM_HOUR *
                     v->spec->outages[i].n_regions;
    return hours;
}
static double waste_total(const struct view *v)
{
    return v->usd_waste / v->replications;
}
static double waste(const struct view *v)
{
    return 1000 * ratio(v->usd_waste, (double)v->all.terminal[CRI_COMPLETED]);
}
static double out_success(const struct view *v)
{
    return 100 * ratio((double)v->outage.terminal[CRI_COMPLETED], (double)v->outage.offered);
}
static double out_p95(const struct view *v)
{
    return view_quantile_s(&v->e2e_outage, 0.95);
}
/* ---- asked for and used ---- */

static double mean_of(const struct cri_busiest *busiest)
{
    return ratio((double)busiest->sum, busiest->n);
}

/* The busiest minute of the quota in which it is the most. */
#define BUSIEST(name, text)                                                                        \
    static double name(const struct view *v)                                                       \
    {                                                                                              \
        double most = NAN;                                                                         \
                                                                                                   \
        for (uint32_t q = 0; q < v->outcome->n_quotas; q++)                                        \
            most = fmax(most, mean_of(&v->outcome->quotas[q].busiest.name));                       \
        return most;                                                                               \
    }
CRI_BUSIEST_LIST(BUSIEST)
#undef BUSIEST

static double asked_thousands(const struct view *v)
{
    return asked_tokens(v) / 1000;
}
static double used_thousands(const struct view *v)
{
    return used_tokens(v) / 1000;
}

/* Over the limit as it is at the start of the run; of the quota and limit in which it is most. */
static double asked_of_limit(const struct view *v)
{
    double most = NAN;

    for (uint32_t q = 0; q < v->outcome->n_quotas; q++) {
        const struct cri_quota_spec *quota = &v->spec->quotas[q];
        const struct cri_quota_busiest *busiest = &v->outcome->quotas[q].busiest;

        if (quota->requests_per_min > 0)
            most = fmax(most, mean_of(&busiest->asked_requests) / (double)quota->requests_per_min);
        if (quota->tokens_per_min > 0)
            most = fmax(most, mean_of(&busiest->asked_tokens) / (double)quota->tokens_per_min);
    }
    return 100 * most;
}
static double recovery(const struct view *v)
{
    sim_time worst = 0;

    for (uint32_t i = 0; i < v->spec->n_outages; i++) {
        sim_time t;

        if (v->spec->outages[i].drawn)
            continue; /* each replication has its own */
        t = cri_series_recovery(&v->outcome->series, v->spec->outages[i].start);

        if (t < 0)
            return NAN;
        if (t > worst)
            worst = t;
    }
    return sim_time_to_s(worst) / 60;
}

#define HIDE        .hide_if_zero = true
#define N_COMPLETED .n = completed

const struct metric metrics[] = {
    {"offered", "Requests", "offered", "", "", 0, false, true, .of = offered},
    {"completed", "Requests", "completed", "", "higher", 0, false, true, .of = completed},
    {"throttled", "Requests", "throttled (429 last)", "", "lower", 0, false, true, .of = throttled},
    {"throttled-rpm", "Requests", "  by requests/min", "", "", 0, false, true, HIDE,
     .of = throttled_rpm},
    {"throttled-tpm", "Requests", "  by tokens/min", "", "", 0, false, true, HIDE,
     .of = throttled_tpm},
    {"throttled-tpd", "Requests", "  by tokens/day", "", "", 0, false, true, HIDE,
     .of = throttled_tpd},
    {"throttled-account", "Requests", "  by account tokens/day", "", "", 0, false, true, HIDE,
     .of = throttled_account},
    {"throttled-units", "Requests", "  by model units", "", "", 0, false, true, HIDE,
     .of = throttled_units},
    {"throttled-capacity", "Requests", "  by capacity", "", "", 0, false, true, HIDE,
     .of = throttled_capacity},
    {"unavailable", "Requests", "unavailable (503, 500, 424)", "", "lower", 0, false, true,
     .of = unavailable},
    {"timed-out", "Requests", "timed out", "", "lower", 0, false, true, .of = timed_out},
    {"abandoned", "Requests", "abandoned", "", "lower", 0, false, true, HIDE, .of = abandoned},
    {"denied", "Requests", "denied (400, 403)", "", "lower", 0, false, true, HIDE, .of = denied},
    {"denied-quota", "Requests", "  by a quota of 0", "", "", 0, false, true, HIDE,
     .of = denied_quota},
    {"denied-max-tokens", "Requests", "  by max_tokens above the maximum", "", "", 0, false, true,
     HIDE, .of = denied_max_tokens},
    {"in-flight", "Requests", "in flight at the end", "", "", 0, false, true, HIDE,
     .of = in_flight},
    {"truncated", "Requests", "completed, cut at max_tokens", "", "", 0, false, true, HIDE,
     .of = truncated},
    {"success-rate", "Requests", "success rate", "%", "higher", 2, .of = success_rate},
    {"availability", "Requests", "service availability", "%", "higher", 3, .of = availability},
    {"failed-above-limit", "Causes of failures", "single calls above a limit", "", "", 0, false,
     true, HIDE, .of = failed_above_limit},
    {"failed-short-read-timeout", "Causes of failures", "need longer than the read time-out", "",
     "", 0, false, true, HIDE, .of = failed_short_read},
    {"failed-short-deadline", "Causes of failures", "need longer than the deadline", "", "", 0,
     false, true, HIDE, .of = failed_short_deadline},
    {"failed-retry-quota", "Causes of failures", "retry quota of the client empty", "", "", 0,
     false, true, HIDE, .of = failed_by_retry_quota},
    {"failed-quota", "Causes of failures", "quota", "", "", 0, false, true, HIDE,
     .of = failed_by_quota},
    {"failed-queue", "Causes of failures", "waited for room too long", "", "", 0, false, true, HIDE,
     .of = failed_by_queue},
    {"failed-deadline", "Causes of failures", "deadline passed over retries or service", "", "", 0,
     false, true, HIDE, .of = failed_by_deadline},
    {"failed-timeout", "Causes of failures", "other time-outs", "", "", 0, false, true, HIDE,
     .of = failed_by_timeout},
    {"failed-provider", "Causes of failures", "provider: no room, outage", "", "", 0, false, true,
     HIDE, .of = failed_by_provider},
    {"failed-denied", "Causes of failures", "denied", "", "", 0, false, true, HIDE,
     .of = failed_by_denial},
    {"failed-need", "Causes of failures", "  median need of calls that cannot end in time", "s", "",
     1, HIDE, .of = failed_need},
    {"throughput", "Throughput", "completed per minute", "/min", "higher", 1, .of = throughput},
    {"busiest-minute", "Throughput", "busiest minute", "", "", 0, .of = busiest},
    {"tokens-per-min", "Throughput", "tokens per minute", "/min", "higher", 0,
     .of = tokens_per_min},
    {"goodput", "Throughput", "goodput (inside the SLO)", "/min", "higher", 1, .of = goodput},
    {"failover-requests", "Failover", "requests failed over", "", "", 0, false, true,
     .of = failover_requests},
    {"reactive-requests", "Failover", "  reactively", "", "", 0, false, true, HIDE,
     .of = reactive_requests},
    {"proactive-requests", "Failover", "  proactively", "", "", 0, false, true, HIDE,
     .of = proactive_requests},
    {"reactive-capacity", "Failover", "reactive moves, no room", "", "", 0, false, true,
     .of = reactive_capacity},
    {"reactive-outage", "Failover", "reactive moves, outage", "", "", 0, false, true,
     .of = reactive_outage},
    {"reactive-stall", "Failover", "reactive moves, stall", "", "", 0, false, true, HIDE,
     .of = reactive_stall},
    {"stalled", "Failover", "calls that met a silent Region", "", "", 0, false, true, HIDE,
     .of = stalled},
    {"tries-ended", "Failover", "calls stopped by the limit on tries or time", "", "", 0, false,
     true, HIDE, .of = tries_ended},
    {"spilled", "Failover", "spilled from model units to on-demand", "", "", 0, false, true, HIDE,
     .of = spilled},
    {"proactive-outage", "Failover", "proactive moves, outage", "", "", 0, false, true,
     .of = proactive_outage},
    {"placement", "Failover", "placed away by preference", "", "", 0, false, true, .of = placement},
    {"fallbacks", "Failover", "client fallbacks", "", "", 0, false, true, .of = fallbacks},
    {"attempts", "Clients", "attempts", "", "", 0, false, true, .of = attempts},
    {"refused", "Clients", "attempts answered 429", "", "lower", 0, false, true, .of = refused},
    {"retries", "Clients", "retries", "", "lower", 0, false, true, .of = retries},
    {"retry-quota-empty", "Clients", "retries stopped by retry quota", "", "", 0, false, true, HIDE,
     .of = retry_quota_empty},
    {"amplification", "Clients", "amplification", "", "lower", 3, .of = amplification},
    {"outside-geography", "Where", "processed outside the geography", "%", "", 1, .of = outside,
     N_COMPLETED},
    {"ttft-p50", "Latency", "TTFT p50", "s", "lower", 3, .of = ttft_p50, N_COMPLETED},
    {"ttft-p95", "Latency", "TTFT p95", "s", "lower", 3, .of = ttft_p95, N_COMPLETED},
    {"ttft-p99", "Latency", "TTFT p99", "s", "lower", 3, .of = ttft_p99, N_COMPLETED},
    {"e2e-mean", "Latency", "E2E mean", "s", "lower", 3, .of = e2e_mean, N_COMPLETED},
    {"e2e-p50", "Latency", "E2E p50", "s", "lower", 3, .of = e2e_p50, N_COMPLETED},
    {"e2e-p95", "Latency", "E2E p95", "s", "lower", 3, .of = e2e_p95, N_COMPLETED},
    {"e2e-p99", "Latency", "E2E p99", "s", "lower", 3, .of = e2e_p99, N_COMPLETED},
    {"e2e-p95-all", "Latency", "E2E p95, failures as infinite", "s", "lower", 3, .of = e2e_p95_all},
    {"cache-tokens", "Prompt cache", "input read from the cache", "%", "", 1, HIDE,
     .of = cache_share, N_COMPLETED},
    {"cache-hits", "Prompt cache", "requests with a cache read", "%", "", 1, HIDE,
     .of = cache_hit_share, N_COMPLETED},
    {"cache-prefix", "Prompt cache", "of shareable prefixes, read", "%", "", 1, HIDE,
     .of = prefix_share, N_COMPLETED},
    {"asked-of-limit", "Quota", "asked for, of the limit", "%", "lower", 1, .of = asked_of_limit},
    {"asked-tokens", "Quota", "  tokens asked for", "thousand/min", "", 1, .of = asked_thousands},
    {"asked-requests", "Quota", "  requests asked for", "/min", "", 1, .of = asked_requests},
    {"used-tokens", "Quota", "  tokens used", "thousand/min", "", 1, .of = used_thousands},
    {"used-requests", "Quota", "  calls that ended", "/min", "", 1, .of = used_requests},
    {"headroom", "Quota", "least quota headroom", "%", "higher", 1, .of = headroom},
    {"cost", "Cost", "USD per 1,000 completed", "USD", "lower", 4, .of = cost, N_COMPLETED},
    {"cost-total", "Cost", "USD in all", "USD", "", 2, .of = cost_total, N_COMPLETED},
    {"cost-hourly", "Cost", "  of it model units", "USD", "", 2, HIDE, .of = cost_hourly},
    {"cost-30-days", "Cost", "USD for 30 days", "USD", "lower", 0, HIDE, .of = cost_30_days,
     N_COMPLETED},
    {"batch-jobs", "Cost", "batch jobs", "", "", 0, false, true, HIDE, .of = batch_jobs},
    {"waste", "Cost", "  of it waste, per 1,000", "USD", "lower", 4, .of = waste, N_COMPLETED},
    {"waste-total", "Cost", "  of it waste, USD in all", "USD", "lower", 2, HIDE,
     .of = waste_total},
    {"outage-count", "Drawn failures", "failures drawn", "", "", 1, false, true, HIDE,
     .of = outage_count},
    {"outage-hours", "Drawn failures", "Region-hours of failure", "h", "", 2, false, true, HIDE,
     .of = outage_hours},
    {"outage-offered", "Outage window", "offered", "", "", 0, true, true, .of = out_offered},
    {"outage-completed", "Outage window", "completed", "", "higher", 0, true, true,
     .of = out_completed},
    {"outage-throttled", "Outage window", "throttled", "", "lower", 0, true, true,
     .of = out_throttled},
    {"outage-unavailable", "Outage window", "unavailable", "", "lower", 0, true, true,
     .of = out_unavailable},
    {"outage-timed-out", "Outage window", "timed out", "", "lower", 0, true, true,
     .of = out_timed_out},
    {"outage-success-rate", "Outage window", "success rate", "%", "higher", 2, true,
     .of = out_success, .n = out_offered},
    {"outage-failover", "Outage window", "requests failed over", "", "", 0, true, true,
     .of = out_failover},
    {"outage-fallbacks", "Outage window", "client fallbacks", "", "", 0, true, true,
     .of = out_fallbacks},
    {"outage-e2e-p95", "Outage window", "E2E p95", "s", "lower", 3, true, .of = out_p95,
     .n = out_completed},
    {"recovery", "Outage window", "time to recover", "min", "lower", 0, true, .of = recovery,
     .n = out_offered},
};
const uint32_t n_metrics = sizeof metrics / sizeof metrics[0];

const struct metric *metric_find(const char *key)
{
    for (uint32_t i = 0; i < n_metrics; i++)
        if (strcmp(metrics[i].key, key) == 0)
            return &metrics[i];
    SIM_ASSERT(false, "no metric '%s'", key);
    return NULL;
}
