/*
 * test_laws.c: laws of the world on drawn scenarios: every policy, mode and retry preset, slots
 * with and without queue, outages of both kinds, quotas, fallbacks, deadlines, caches. A draw is a
 * pure function of its number, so a failure can be repeated:
 *
 *     laws_test_laws [DRAW]
 */
#include "models/arrivals.h"
#include "models/client/preset.h"
#include "models/policy/policy.h"
#include "models/world.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_DRAWS = 240, REGIONS = 5, MODELS = 2, CLASSES = 2, TARGETS = 2, ROWS = 400, OUTAGES = 3 };

/* A spec and everything it points to. */
struct drawn {
    struct cri_spec spec;
    char names[REGIONS][16];
    struct cri_region_spec regions[REGIONS];
    sim_time rtt[REGIONS * REGIONS];
    struct cri_service_spec services[MODELS];
    struct cri_quota_spec quotas[CLASSES * TARGETS];
    struct cri_account_spec accounts[1];
    struct cri_price_spec prices[1];
    struct cri_capacity_spec capacity[REGIONS * MODELS];
    struct cri_class_spec classes[CLASSES];
    struct cri_target_spec targets[CLASSES][TARGETS];
    uint32_t destinations[CLASSES][TARGETS][REGIONS];
    double shares[CLASSES][TARGETS][REGIONS];
    struct cri_outage_spec outages[OUTAGES];
    uint32_t outage_regions[OUTAGES][REGIONS];
    struct cri_records records[CLASSES];
    struct cri_record rows[CLASSES][ROWS];
    uint32_t cache_read[CLASSES][ROWS], cache_write[CLASSES][ROWS];
};

static uint32_t current_draw;
static int n_failures;

#define LAW(condition, ...)                                                                        \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            n_failures++;                                                                          \
            printf("draw %u, line %d: %s: ", current_draw, __LINE__, #condition);                  \
            printf(__VA_ARGS__);                                                                   \
            printf("\n");                                                                          \
        }                                                                                          \
    } while (0)

/* ---- drawing ---- */

static uint32_t draws_made;

static double u01(void)
{
    return sim_u01(sim_key_make(77, 0), 1000, current_draw, draws_made++);
}

static uint32_t below(uint32_t n)
{
    return (uint32_t)(u01() * n);
}

static bool chance(double p)
{
    return u01() < p;
}

/* None, now and then nothing, else `some`. */
static int64_t amount(double none, int64_t some)
{
    return chance(none) ? CRI_NO_LIMIT : chance(0.05) ? 0 : some;
}

static void draw_rows(struct drawn *d, uint32_t c)
{
    sim_time at = 0;
    double mean_gap = 1e9 * (0.02 + 0.6 * u01());
    bool cached = chance(0.4);

    for (uint32_t i = 0; i < ROWS; i++) {
        struct cri_record *row = &d->rows[c][i];

        row->at = at;
        row->input_tokens = 1 + below(4000);
        row->output_tokens = below(900);
        d->cache_read[c][i] = below(row->input_tokens + 1) * below(2);
        d->cache_write[c][i] = below(row->input_tokens - d->cache_read[c][i] + 1) * below(2);
        /* Several at one instant, on whole seconds now and then: ties with outages and refills. */
        if (!chance(0.1))
            at += (sim_time)(-log(u01()) * mean_gap);
        if (chance(0.05))
            at = (at / SIM_SECOND + 1) * SIM_SECOND;
    }
    d->records[c] = (struct cri_records){.rows = d->rows[c],
                                         .n = ROWS,
                                         .span = d->rows[c][ROWS - 1].at,
                                         .cache_read = cached ? d->cache_read[c] : NULL,
                                         .cache_write = cached ? d->cache_write[c] : NULL};
}

static const struct cri_policy *draw_policy(void)
{
    uint32_t n = 0;

    while (cri_policies[n] != NULL)
        n++;
    return cri_policies[below(n)];
}

static void draw_target(struct drawn *d, uint32_t c, uint32_t t, enum cri_mode mode)
{
    struct cri_target_spec *target = &d->targets[c][t];
    uint32_t *destinations = d->destinations[c][t];
    double total = 0;

    *target = (struct cri_target_spec){.mode = mode,
                                       .model_id = "m",
                                       .source = below(REGIONS),
                                       .quota = c * TARGETS + t,
                                       .price = 0,
                                       .n_destinations = 1,
                                       .destinations = destinations,
                                       .policy = draw_policy(),
                                       .spills = chance(0.2),
                                       .dedicated = mode == CRI_MODE_PROVISIONED && chance(0.5),
                                       .shares = d->shares[c][t]};
    destinations[0] = target->source;
    for (uint32_t r = 0; !cri_mode_is_direct(mode) && r < REGIONS; r++)
        if (r != target->source && (mode == CRI_MODE_GLOBAL || r % 2 == target->source % 2))
            destinations[target->n_destinations++] = r;
    for (uint32_t i = 0; i < target->n_destinations; i++) {
        d->shares[c][t][i] = i == 0 || chance(0.7) ? u01() : 0;
        total += d->shares[c][t][i];
    }
    for (uint32_t i = 0; i < target->n_destinations; i++)
        d->shares[c][t][i] /= total;
}

static struct cri_client_spec draw_client(void)
{
    uint32_t n = 0;
    struct cri_client_spec client;

    while (cri_client_presets[n].name != NULL)
        n++;
    client = cri_client_presets[below(n)].spec;
    client.instances = 1 + below(4);
    client.retry_broken_streams = chance(0.3);
    if (client.retry_quota > 0)
        client.retry_quota = 10 + below(100);
    client.read_timeout = chance(0.3) ? 0 : (sim_time)((0.5 + 10 * u01()) * 1e9);
    client.deadline = chance(0.6) ? 0 : (sim_time)((1 + 20 * u01()) * 1e9);
    return client;
}

static void draw_outages(struct drawn *d, sim_time span)
{
    d->spec.n_outages = below(OUTAGES + 1);
    for (uint32_t i = 0; i < d->spec.n_outages; i++) {
        struct cri_outage_spec *outage = &d->outages[i];
        sim_time start = (sim_time)(u01() * (double)span) / SIM_SECOND * SIM_SECOND;

        *outage = (struct cri_outage_spec){
            .name = "outage",
            .kind = chance(0.5) ? (enum cri_outage_kind)below(2)
                                : (enum cri_outage_kind)below(CRI_N_OUTAGE_KINDS),
            .regions = d->outage_regions[i],
            .start = start,
            .end = start + 1 + (sim_time)(u01() * (double)span / 2),
            .detection_delay = chance(0.2) ? 0 : (sim_time)(u01() * 2e10),
            .ramp = chance(0.6) ? 0 : (sim_time)(u01() * 6e10),
            .in_flight_lost = chance(0.7),
            .serving_survives = chance(0.2),
            .services = below(2) * (1 + below(2)),
            .error_share = u01(),
            .slowdown = 1 + u01(),
            .capacity_factor = 0.2 + 0.8 * u01(),
            .added = (sim_time)(u01() * 1e9),
            .quota_factor = chance(0.2) ? 0 : 0.1 + 0.9 * u01(),
            .drawn = chance(0.25),
            .mean_up_s = 5 + 60 * u01(),
            .repair_p50_s = 1 + 20 * u01(),
            .repair_exponential = chance(0.5)};
        outage->repair_p90_s = outage->repair_p50_s * (1 + 3 * u01());
        for (uint32_t r = 0; r < REGIONS; r++)
            if (chance(0.35))
                d->outage_regions[i][outage->n_regions++] = r;
    }
    d->spec.outages = d->outages;
}

static void draw_tables(struct drawn *d)
{
    for (uint32_t r = 0; r < REGIONS; r++) {
        snprintf(d->names[r], sizeof d->names[r], "region-%u", r);
        d->regions[r] = (struct cri_region_spec){d->names[r], r % 2 ? "odd" : "even"};
    }
    for (uint32_t i = 0; i < REGIONS * REGIONS; i++)
        d->rtt[i] = i % (REGIONS + 1) == 0 ? SIM_MS : (sim_time)((5 + 250 * u01()) * 1e6);
    for (uint32_t m = 0; m < MODELS; m++)
        d->services[m] = (struct cri_service_spec){.model = "m",
                                                   .base_ttft = (sim_time)((0.1 + u01()) * 1e9),
                                                   .prefill_ns_per_token = 1e5 * u01(),
                                                   .output_ns_per_token = 1e7 * u01(),
                                                   .ttft_noise = {.sigma = chance(0.3) ? 0 : u01()},
                                                   .rate_noise = {.sigma = chance(0.3) ? 0 : u01()},
                                                   .output_burndown = chance(0.5) ? 1 : 5};
    for (uint32_t i = 0; i < REGIONS * MODELS; i++) {
        d->capacity[i] = (struct cri_capacity_spec){.kind = (enum cri_capacity_kind)below(3),
                                                    .slots = 1 + below(8),
                                                    .queue = below(2) * below(6),
                                                    .width = 0.5 + 6 * u01(),
                                                    .most = below(2) * (1 + below(12))};
        if (chance(0.3))
            d->capacity[i].background = (struct cri_background_spec){.mean = 0.5 * u01(),
                                                                     .amplitude = 0.3 * u01(),
                                                                     .peak_hour = 24 * u01(),
                                                                     .weekend = 1};
    }
    for (uint32_t i = 0; i < CLASSES * TARGETS; i++)
        d->quotas[i] =
            (struct cri_quota_spec){.name = "quota",
                                    .requests_per_min = amount(0.5, 5 + below(400)),
                                    .tokens_per_min = amount(0.5, 5000 + below(500000)),
                                    .tokens_per_day = amount(0.7, 50000 + below(1000000)),
                                    .units_per_min = amount(0.85, 2000 + below(200000)),
                                    .account = chance(0.7) ? CRI_NONE : 0,
                                    .region = 0}; /* set with its target */
    /* An endpoint that counts input and output apart. */
    for (uint32_t i = 0; i < CLASSES * TARGETS; i++) {
        d->quotas[i].apart = chance(0.15);
        d->quotas[i].output_per_min = amount(0.2, 200 + below(8000));
    }
    d->accounts[0] = (struct cri_account_spec){"account", 100000 + below(2000000)};
    d->prices[0] = (struct cri_price_spec){"price", 3, 15, 0.3, 3.75};
}

/* Tiers that take turns, are faster, and hold reservations that overflow. */
static void draw_tiers(struct drawn *d)
{
    bool weighted = chance(0.7);

    for (uint32_t t = 0; weighted && t < CRI_N_TIERS; t++)
        d->spec.tier_weights[t] = 4 >> t;
    for (uint32_t c = 0; c < CLASSES; c++) {
        for (uint32_t t = 0; t < TARGETS; t++) {
            struct cri_quota_spec *quota = &d->quotas[c * TARGETS + t];

            d->targets[c][t].tier = (enum cri_tier)below(CRI_N_TIERS);
            d->targets[c][t].output_speed = chance(0.7) ? 0 : 0.5 + 4 * u01();
            if (quota->apart || chance(0.8))
                continue;
            quota->reserved = true;
            quota->output_per_min = amount(0.2, 1000 + below(20000));
            d->targets[c][t].dedicated = chance(0.8);
            d->targets[c][t].spills = d->targets[c][t].overflows = t == 0;
        }
    }
}

static void draw(struct drawn *d, uint32_t number)
{
    sim_time span = 0;

    current_draw = number;
    draws_made = 0;
    memset(d, 0, sizeof *d);
    draw_tables(d);
    for (uint32_t c = 0; c < CLASSES; c++) {
        struct cri_class_spec *class = &d->classes[c];

        draw_rows(d, c);
        if (d->records[c].span > span)
            span = d->records[c].span;
        *class = (struct cri_class_spec){.name = c == 0 ? "first" : "second",
                                         .runs = true,
                                         .client_region = below(REGIONS),
                                         .model = below(MODELS),
                                         .max_tokens = 1 + below(1000),
                                         .streaming = chance(0.7),
                                         .cached_share = chance(0.7) ? 0 : u01(),
                                         .n_targets = 1 + below(TARGETS),
                                         .targets = d->targets[c],
                                         .client = draw_client()};
        for (uint32_t t = 0; t < TARGETS; t++)
            draw_target(d, c, t, (enum cri_mode)below(CRI_N_MODES));
        class->arrivals = (struct cri_arrivals_spec){.name = class->name,
                                                     .records = &d->records[c],
                                                     .label = CRI_NONE,
                                                     .scale = chance(0.7) ? 1 : 0.5 + u01(),
                                                     .load = chance(0.7) ? 1 : 0.2 + 2 * u01(),
                                                     .warp = 1,
                                                     .loops = 1};
    }
    draw_outages(d, span);
    d->spec.option = "drawn";
    d->spec.n_regions = REGIONS;
    d->spec.regions = d->regions;
    d->spec.rtt = d->rtt;
    d->spec.routing.hop_rtt_factor = 2;
    d->spec.routing.refusal_time = below(2) * 20 * SIM_MS;
    d->spec.routing.all_tried_is_throttle = chance(0.5);
    d->spec.n_services = MODELS;
    d->spec.services = d->services;
    d->spec.n_quotas = CLASSES * TARGETS;
    d->spec.quotas = d->quotas;
    d->spec.n_accounts = 1;
    d->spec.accounts = d->accounts;
    d->spec.n_prices = 1;
    d->spec.prices = d->prices;
    d->spec.capacity = d->capacity;
    d->spec.n_classes = CLASSES;
    d->spec.classes = d->classes;
    d->spec.quota_rules = (struct cri_quota_rules){
        .per_minute = chance(0.5) ? CRI_REFILL_BUCKET : (enum cri_refill)below(3),
        .per_day = chance(0.5) ? CRI_REFILL_BUCKET : (enum cri_refill)below(3),
        .adjust_every = chance(0.6) ? 0 : (sim_time)((0.05 + u01()) * 1e9),
        .reserve_cache_reads = chance(0.5),
        .output_step = 1 + below(200),
        .reserve_burndown = chance(0.3),
        .keep_on_fault = chance(0.2),
        .account_cap = (enum cri_cap)below(3)};
    d->spec.routing.refresh = chance(0.5) ? 0 : (sim_time)(u01() * 1e10);
    d->spec.routing.max_tries = chance(0.7) ? 0 : 1 + below(3);
    d->spec.routing.max_time = chance(0.8) ? 0 : (sim_time)(u01() * 1e9);
    d->spec.routing.stall_timeout = chance(0.3) ? 0 : (sim_time)(1e8 + u01() * 5e9);
    d->spec.background_step = 10 * SIM_SECOND;
    d->spec.no_surge = chance(0.3);
    for (uint32_t c = 0; c < CLASSES; c++)
        for (uint32_t t = 0; t < TARGETS; t++)
            d->quotas[c * TARGETS + t].region = d->targets[c][t].source;
    d->spec.horizon = span + 1;
    d->spec.drain = chance(0.8) ? SIM_HOUR : 5 * SIM_SECOND;
    draw_tiers(d);
}

/* ---- running and comparing ---- */

static void run(const struct cri_spec *spec, struct cri_outcome *outcome)
{
    const struct cri_run_settings settings = {.seed = 9, .replication = current_draw};
    enum sim_status status;

    cri_outcome_init(outcome, spec);
    status = cri_world_run(spec, &settings, outcome);
    LAW(status == SIM_OK, "status %d", (int)status);
}

static bool same_histogram(const struct sim_histogram *a, const struct sim_histogram *b)
{
    return a->count == b->count && a->infinite == b->infinite && a->min == b->min &&
           a->max == b->max && a->sum == b->sum && a->n_bins == b->n_bins &&
           (a->n_bins == 0 || memcmp(a->bins, b->bins, a->n_bins * sizeof *a->bins) == 0);
}

/* Counts and times of all classes; not which Region served. */
static bool same_ledger(const struct cri_outcome *a, const struct cri_outcome *b)
{
    struct cri_ledger x = cri_outcome_ledger(a, 0);
    struct cri_ledger y = cri_outcome_ledger(b, 0);

    return memcmp(&x, &y, sizeof x) == 0;
}

static bool same_outcome(const struct cri_outcome *a, const struct cri_outcome *b)
{
    bool same = same_ledger(a, b);

    for (uint32_t c = 0; c < a->n_classes; c++) {
        const struct cri_class_outcome *x = &a->classes[c];
        const struct cri_class_outcome *y = &b->classes[c];

        same = same && memcmp(x->counts, y->counts, sizeof x->counts) == 0 &&
               same_histogram(&x->attempt_latency, &y->attempt_latency);
        for (int p = 0; p < CRI_N_PHASES; p++)
            same = same && same_histogram(&x->ttft[p], &y->ttft[p]) &&
                   same_histogram(&x->e2e[p], &y->e2e[p]);
    }
    return same;
}

/* ---- laws ---- */

static void law_counts(const struct cri_counts *counts)
{
    uint64_t throttled = counts->throttled_by_capacity;
    uint64_t refused = 0, denied = 0, failed = 0;

    for (int i = 0; i < CRI_N_DENIALS; i++)
        denied += counts->denied_by[i];
    for (int i = 0; i < CRI_N_LIMITS; i++) {
        throttled += counts->throttled_by[i];
        refused += counts->refused_by[i];
    }
    LAW(counts->offered == cri_counts_accounted(counts), "%llu offered, %llu accounted",
        (unsigned long long)counts->offered, (unsigned long long)cri_counts_accounted(counts));
    LAW(counts->in_flight == 0, "%llu in flight", (unsigned long long)counts->in_flight);
    LAW(counts->terminal[CRI_THROTTLED] == throttled, "by limit");
    LAW(counts->terminal[CRI_COMPLETED] >= counts->completed_by_horizon, "by horizon");
    LAW(counts->terminal[CRI_COMPLETED] >= counts->good, "good");
    for (int i = 0; i < CRI_N_FAILED_BY; i++)
        failed += counts->failed_by[i];
    LAW(failed + counts->terminal[CRI_COMPLETED] == counts->offered, "every failure has a cause");
    LAW(counts->terminal[CRI_DENIED] == denied, "by reason");
    LAW(counts->attempts == counts->passed + refused + denied,
        "every attempt passes, is refused or denied");
    LAW(counts->attempts <= counts->offered + counts->retries + counts->fallbacks + counts->spilled,
        "attempts");
    LAW(counts->passed >= counts->faults + counts->terminal[CRI_COMPLETED], "passed");
    LAW(counts->failover_requests <= counts->reactive_requests + counts->proactive_requests &&
            counts->failover_requests >= counts->reactive_requests &&
            counts->failover_requests >= counts->proactive_requests &&
            counts->failover_requests <= counts->offered,
        "failover requests");
}

static void law_sums(const struct cri_spec *spec, const struct cri_outcome *outcome)
{
    struct cri_ledger ledger = cri_outcome_ledger(outcome, 0);
    const struct cri_ledger_row *useful = &ledger.useful;
    struct cri_counts total = cri_outcome_total(outcome, CRI_N_PHASES);
    uint64_t offered = 0, completed = 0, failed = 0, served = 0, passed = 0, faults = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_class_outcome *class = &outcome->classes[c];

        for (int p = 0; p < CRI_N_PHASES; p++) {
            const struct cri_counts *counts = &class->counts[p];

            law_counts(counts);
            LAW(class->e2e[p].count == counts->offered, "e2e has every request");
            LAW(class->e2e[p].count - class->e2e[p].infinite == counts->terminal[CRI_COMPLETED],
                "e2e is finite for the completed ones");
            LAW(class->ttft[p].count == class->e2e[p].count, "ttft");
        }
        for (uint32_t r = 0; r < spec->n_regions; r++)
            served += class->served[r];
    }
    LAW(served == total.terminal[CRI_COMPLETED], "served by Region");
    LAW(total.offered == outcome->requests, "requests");
    LAW(useful->input + useful->cache_read + useful->cache_write == total.input_tokens,
        "billed %llu input tokens, completed %llu",
        (unsigned long long)(useful->input + useful->cache_read + useful->cache_write),
        (unsigned long long)total.input_tokens);
    LAW(useful->output == total.output_tokens, "billed output");
    for (uint32_t i = 0; i < outcome->series.n; i++) {
        const struct cri_minute *minute = &outcome->series.minutes[i];

        offered += minute->offered;
        completed += minute->completed;
        failed += minute->failed_of_offered;
        LAW(minute->failed_of_offered <= minute->offered, "minute %u", i);
    }
    LAW(offered == total.offered, "offered by minute");
    LAW(completed == total.terminal[CRI_COMPLETED], "completed by minute");
    LAW(completed + failed == offered, "completed or failed");
    for (size_t i = 0; i < (size_t)outcome->series.n * outcome->series.n_sources; i++) {
        passed += outcome->series.sources[i].passed;
        faults += outcome->series.sources[i].faults;
    }
    LAW(passed == total.passed && faults == total.faults, "uptime counts every call that passed");
}

static bool has_quota_cut(const struct cri_spec *spec)
{
    for (uint32_t i = 0; i < spec->n_outages; i++)
        if (spec->outages[i].kind == CRI_OUTAGE_QUOTA_CUT)
            return true;
    return false;
}

/* Quota was charged for what was billed, output as often as the model burns it down. */
static void law_settled(const struct cri_spec *spec, const struct cri_outcome *outcome)
{
    uint64_t settled = 0, charged = 0;
    bool apart = false;

    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        settled += outcome->quotas[q].counts.settled_tokens;
        apart = apart || spec->quotas[q].apart || spec->quotas[q].reserved;
    }
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_ledger *ledger = &outcome->classes[c].ledgers[0];
        uint64_t burndown = (uint64_t)spec->services[spec->classes[c].model].output_burndown;

        charged += ledger->useful.input + ledger->useful.cache_write + ledger->waste.input +
                   ledger->waste.cache_write +
                   burndown * (ledger->useful.output + ledger->waste.output);
    }
    /* Where output is counted apart, the input alone is settled. */
    LAW(apart ? settled <= charged : settled == charged, "%llu settled, %llu billed",
        (unsigned long long)settled, (unsigned long long)charged);
}

static bool same_quota_counts(const struct cri_quota_counts *a, const struct cri_quota_counts *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* What was asked of a quota, reserved, given back, owed and settled; and that it is its classes'.
 */
static void law_quota_counts(const struct cri_spec *spec, const struct cri_outcome *outcome)
{
    uint64_t asked = 0, asked_requests = 0, used = 0;
    struct cri_counts total = cri_outcome_total(outcome, CRI_N_PHASES);
    bool spills = false, drained;
    uint64_t in, back;

    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        const struct cri_quota_counts *counts = &outcome->quotas[q].counts;
        const struct cri_quota_busiest *busiest = &outcome->quotas[q].busiest;
        struct cri_quota_counts sum = {0};

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            struct cri_quota_counts own = cri_outcome_class_quota(outcome, spec, c, q);

            cri_quota_counts_add(&sum, &own);
        }
        LAW(same_quota_counts(&sum, counts), "quota %u is its classes'", q);
        /* What a client gave up on may still hold its tokens at the end of the drain. */
        drained = total.terminal[CRI_TIMED_OUT] + total.terminal[CRI_ABANDONED] == 0;
        in = counts->reserved_tokens + counts->owed_tokens;
        back = counts->returned_tokens + counts->settled_tokens;
        LAW(drained && !spec->quota_rules.keep_on_fault ? in == back : in >= back,
            "quota %u: %llu reserved or owed, %llu returned or settled", q, (unsigned long long)in,
            (unsigned long long)back);
        LAW(counts->settled_calls <= counts->admitted, "settled calls");
        LAW(busiest->asked_tokens.n == 1 && busiest->asked_tokens.sum == busiest->asked_tokens.most,
            "one replication");
        LAW(busiest->asked_tokens.most <= counts->asked_tokens &&
                busiest->asked_requests.most <= counts->asked_requests &&
                busiest->used_tokens.most <= counts->settled_tokens &&
                busiest->used_requests.most <= counts->settled_calls,
            "the busiest minute is one of them");
        LAW((busiest->asked_tokens.most > 0) == (counts->asked_tokens > 0), "some minute is");
        asked += counts->asked_tokens;
        asked_requests += counts->asked_requests;
        used += counts->settled_tokens;
    }
    for (uint32_t i = 0; i < outcome->series.n; i++) {
        asked -= outcome->series.minutes[i].asked_tokens;
        asked_requests -= outcome->series.minutes[i].asked_requests;
        used -= outcome->series.minutes[i].used_tokens;
    }
    LAW(asked == 0 && asked_requests == 0 && used == 0, "minutes add up to the whole");
    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++)
            spills = spills || spec->classes[c].targets[t].spills;
    for (uint32_t q = 0; q < spec->n_quotas; q++)
        asked_requests += outcome->quotas[q].counts.asked_requests;
    LAW(spills || asked_requests <= total.offered, "asked once for each request at most");
}

/* What was settled was in the bucket, came in by refill, or is the debt that headroom shows. */
static void law_quota(const struct cri_spec *spec, const struct cri_outcome *outcome)
{
    static const sim_time periods[] = {SIM_MINUTE, SIM_MINUTE, SIM_DAY};

    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        const struct cri_quota_spec *quota = &spec->quotas[q];
        const struct cri_quota_outcome *out = &outcome->quotas[q];
        int64_t amounts[] = {quota->requests_per_min, quota->tokens_per_min, quota->tokens_per_day};

        for (int limit = CRI_LIMIT_TPM; limit <= CRI_LIMIT_TPD; limit++) {
            double size = (double)amounts[limit];
            double refilled = size * (double)outcome->ended_at / (double)periods[limit];
            double debt = -fmin(out->headroom[limit], 0) * size;
            enum cri_refill refill =
                limit == CRI_LIMIT_TPD ? spec->quota_rules.per_day : spec->quota_rules.per_minute;

            /* A window forgets its debt when it ends. */
            if (refill != CRI_REFILL_BUCKET)
                debt *= 2 + (double)outcome->ended_at / (double)periods[limit];

            if (amounts[limit] == CRI_NO_LIMIT)
                continue;
            LAW((double)out->counts.settled_tokens <= size + refilled + debt + 1,
                "quota %u: %llu settled, %.0f + %.0f + %.0f possible", q,
                (unsigned long long)out->counts.settled_tokens, size, refilled, debt);
        }
        /* A quota that is cut may be below what is already used. */
        if (quota->requests_per_min > 0 && !has_quota_cut(spec))
            LAW(out->headroom[CRI_LIMIT_RPM] >= 0, "requests have no debt");
        if ((quota->apart || quota->reserved) && quota->output_per_min > 0 && !has_quota_cut(spec))
            LAW(out->headroom[CRI_LIMIT_OUTPUT] >= 0, "no output before its quota has it");
    }
}

static void law_rerun(const struct cri_spec *spec, const struct cri_outcome *outcome)
{
    struct cri_outcome again;

    run(spec, &again);
    LAW(same_outcome(outcome, &again), "a rerun differs");
    LAW(outcome->events == again.events && outcome->ended_at == again.ended_at, "events");
    cri_outcome_release(&again);
}

/* An outcome that went to another process and back is the same, and half of one is refused. */
static void law_travels(const struct cri_spec *spec, struct cri_outcome *outcome)
{
    struct sim_codec sent = {0};
    struct sim_codec back = {0};
    struct sim_codec got;
    struct cri_outcome read;

    cri_outcome_code(outcome, &sent);
    cri_outcome_init(&read, spec);
    got = sim_codec_read(sent.data, sent.n);
    cri_outcome_code(&read, &got);
    LAW(sim_codec_complete(&got), "an outcome cannot be read back");
    LAW(same_outcome(outcome, &read), "an outcome changes on its way");
    cri_outcome_code(&read, &back);
    LAW(back.n == sent.n && memcmp(back.data, sent.data, sent.n) == 0, "bytes of an outcome");
    cri_outcome_release(&read);
    sim_codec_release(&back);
    for (size_t cut = 1; cut < sent.n; cut += sent.n / 7 + 1) {
        cri_outcome_init(&read, spec);
        got = sim_codec_read(sent.data, sent.n - cut);
        cri_outcome_code(&read, &got);
        LAW(!sim_codec_complete(&got), "an outcome without its last %zu bytes is taken", cut);
        cri_outcome_release(&read);
    }
    sim_codec_release(&sent);
}

/* Whether what spills of the class overflows: in a draw only the first target can do either. */
static bool overflows(const struct cri_class_spec *class)
{
    return class->targets[0].overflows;
}

/* Region r becomes REGIONS - 1 - r everywhere; nothing but the labels changes. */
static uint32_t relabel(uint32_t region)
{
    return REGIONS - 1 - region;
}

static void law_relabelled(const struct drawn *original, const struct cri_outcome *outcome)
{
    struct drawn *d = malloc(sizeof *d);
    struct cri_outcome again;

    if (d == NULL)
        abort();
    draw(d, current_draw);
    for (uint32_t r = 0; r < REGIONS; r++) {
        d->regions[relabel(r)] = original->regions[r];
        for (uint32_t s = 0; s < REGIONS; s++)
            d->rtt[relabel(r) * REGIONS + relabel(s)] = original->rtt[r * REGIONS + s];
        for (uint32_t m = 0; m < MODELS; m++)
            d->capacity[relabel(r) * MODELS + m] = original->capacity[r * MODELS + m];
    }
    for (uint32_t c = 0; c < CLASSES; c++) {
        d->classes[c].client_region = relabel(d->classes[c].client_region);
        for (uint32_t t = 0; t < TARGETS; t++) {
            d->targets[c][t].source = relabel(d->targets[c][t].source);
            d->quotas[c * TARGETS + t].region = d->targets[c][t].source;
            for (uint32_t i = 0; i < d->targets[c][t].n_destinations; i++)
                d->destinations[c][t][i] = relabel(d->destinations[c][t][i]);
        }
    }
    for (uint32_t o = 0; o < d->spec.n_outages; o++)
        for (uint32_t i = 0; i < d->outages[o].n_regions; i++)
            d->outage_regions[o][i] = relabel(d->outage_regions[o][i]);
    run(&d->spec, &again);
    LAW(same_outcome(outcome, &again), "relabelled Regions change the outcome");
    for (uint32_t c = 0; c < CLASSES; c++)
        for (uint32_t r = 0; r < REGIONS; r++)
            LAW(outcome->classes[c].served[r] == again.classes[c].served[relabel(r)],
                "class %u, Region %u", c, r);
    cri_outcome_release(&again);
    free(d);
}

/* Nothing in the way and one Region to serve: the mode cannot matter. */
static void law_modes_agree(struct drawn *d)
{
    struct cri_outcome outcomes[CRI_N_MODES];

    draw(d, current_draw);
    d->spec.n_outages = 0;
    for (uint32_t i = 0; i < REGIONS * MODELS; i++)
        d->capacity[i].kind = CRI_CAPACITY_UNLIMITED;
    for (uint32_t i = 0; i < CLASSES * TARGETS; i++)
        d->quotas[i] = cri_quota_unlimited("quota");
    for (int mode = 0; mode < CRI_N_MODES; mode++) {
        for (uint32_t c = 0; c < CLASSES; c++)
            for (uint32_t t = 0; t < TARGETS; t++) {
                d->targets[c][t].mode = (enum cri_mode)mode;
                d->targets[c][t].n_destinations = 1;
                d->destinations[c][t][0] = d->targets[c][t].source;
                d->shares[c][t][0] = 1;
            }
        run(&d->spec, &outcomes[mode]);
    }
    for (int mode = 1; mode < CRI_N_MODES; mode++)
        LAW(same_outcome(&outcomes[0], &outcomes[mode]), "mode %s differs",
            cri_mode_name((enum cri_mode)mode));
    for (int mode = 0; mode < CRI_N_MODES; mode++) {
        struct cri_counts total = cri_outcome_total(&outcomes[mode], CRI_N_PHASES);

        LAW(total.terminal[CRI_THROTTLED] == 0 && total.terminal[CRI_UNAVAILABLE] == 0 &&
                total.failover_requests == 0 && total.terminal[CRI_DENIED] == 0,
            "something was in the way");
        cri_outcome_release(&outcomes[mode]);
    }
}

/*
 * Without retries, and where a call takes one token of one bucket and gives none back, a larger
 * bucket admits at every instant whatever the smaller one did not refuse before: throttles never
 * grow. (With sizes that differ by call, one more large call admitted may cost two small ones.)
 */
static void law_more_quota(struct drawn *d)
{
    uint64_t before = UINT64_MAX;

    for (int64_t rpm = 10; rpm <= 640; rpm *= 2) {
        struct cri_outcome outcome;
        struct cri_counts total;

        draw(d, current_draw);
        d->spec.n_outages = 0;
        for (uint32_t c = 0; c < CLASSES; c++) {
            d->classes[c].client = cri_client_preset_find("none")->spec;
            d->classes[c].n_targets = 1;
        }
        for (uint32_t i = 0; i < CLASSES * TARGETS; i++) {
            d->quotas[i] = cri_quota_unlimited("quota");
            d->quotas[i].requests_per_min = rpm;
        }
        d->spec.routing.all_tried_is_throttle = false;
        run(&d->spec, &outcome);
        total = cri_outcome_total(&outcome, CRI_N_PHASES);
        LAW(total.terminal[CRI_THROTTLED] <= before, "%llu throttled at %lld per minute",
            (unsigned long long)total.terminal[CRI_THROTTLED], (long long)rpm);
        before = total.terminal[CRI_THROTTLED];
        cri_outcome_release(&outcome);
    }
}

/* Nobody gives up: then every call that passed either completed or was the provider's fault. */
static void law_faults(struct drawn *d)
{
    struct cri_outcome outcome;

    draw(d, current_draw);
    for (uint32_t c = 0; c < CLASSES; c++) {
        d->classes[c].client.read_timeout = 0;
        d->classes[c].client.deadline = 0;
    }
    /* A single slot less what others use can be none, for ever. */
    for (uint32_t i = 0; i < REGIONS * MODELS; i++)
        d->capacity[i].background.mean = 0;
    d->spec.drain = 100 * SIM_DAY;
    run(&d->spec, &outcome);
    for (uint32_t c = 0; c < CLASSES; c++)
        for (int p = 0; p < CRI_N_PHASES; p++) {
            const struct cri_counts *counts = &outcome.classes[c].counts[p];

            LAW(counts->passed == counts->terminal[CRI_COMPLETED] + counts->terminal[CRI_CUT_OFF] +
                                      counts->faults,
                "%llu passed, %llu completed, %llu faults", (unsigned long long)counts->passed,
                (unsigned long long)counts->terminal[CRI_COMPLETED],
                (unsigned long long)counts->faults);
            LAW(counts->terminal[CRI_TIMED_OUT] == 0, "someone waits for ever");
            /* What overflows is the same attempt, what spills from units is one more. */
            LAW(counts->attempts == counts->offered + counts->retries + counts->fallbacks +
                                        (overflows(&d->spec.classes[c]) ? 0 : counts->spilled),
                "every attempt is a first one, a retry or a fallback");
        }
    LAW(cri_outcome_total(&outcome, CRI_N_PHASES).terminal[CRI_CUT_OFF] > 0 ||
            cri_outcome_ledger(&outcome, 0).waste.output == 0,
        "waste");
    cri_outcome_release(&outcome);
}

/* A queue without bound, patience and quota: whatever the number of slots, nothing is lost. */
static void law_queue(struct drawn *d)
{
    struct cri_outcome outcome;
    struct cri_counts total;

    draw(d, current_draw);
    d->spec.n_outages = 0;
    d->spec.drain = 100 * SIM_DAY;
    for (uint32_t i = 0; i < REGIONS * MODELS; i++)
        d->capacity[i] = (struct cri_capacity_spec){
            .kind = CRI_CAPACITY_SLOTS, .slots = 1 + below(4), .queue = UINT32_MAX};
    for (uint32_t i = 0; i < CLASSES * TARGETS; i++)
        d->quotas[i] = cri_quota_unlimited("quota");
    for (uint32_t c = 0; c < CLASSES; c++) {
        d->classes[c].client.read_timeout = 0;
        d->classes[c].client.deadline = 0;
    }
    run(&d->spec, &outcome);
    total = cri_outcome_total(&outcome, CRI_N_PHASES);
    LAW(total.terminal[CRI_COMPLETED] == total.offered && total.attempts == total.offered,
        "%llu offered, %llu completed, %llu attempts", (unsigned long long)total.offered,
        (unsigned long long)total.terminal[CRI_COMPLETED], (unsigned long long)total.attempts);
    cri_outcome_release(&outcome);
}

/* What the draws reach, so that a law is not kept by never being tried. */
struct reach {
    struct cri_counts total;
    uint64_t waste;
};

static void try_draw(struct drawn *d, struct drawn *scratch, uint32_t number, struct reach *reach)
{
    struct cri_outcome outcome;
    struct cri_counts total;

    draw(d, number);
    run(&d->spec, &outcome);
    law_sums(&d->spec, &outcome);
    law_settled(&d->spec, &outcome);
    law_quota(&d->spec, &outcome);
    law_quota_counts(&d->spec, &outcome);
    law_rerun(&d->spec, &outcome);
    law_travels(&d->spec, &outcome);
    law_relabelled(d, &outcome);
    law_modes_agree(scratch);
    law_more_quota(scratch);
    law_faults(scratch);
    law_queue(scratch);
    total = cri_outcome_total(&outcome, CRI_N_PHASES);
    cri_counts_add(&reach->total, &total);
    reach->waste += cri_outcome_ledger(&outcome, 0).waste.output;
    cri_outcome_release(&outcome);
}

static void check_reach(const struct reach *reach)
{
    const struct cri_counts *total = &reach->total;

    for (int i = 0; i < CRI_N_TERMINALS; i++)
        LAW(total->terminal[i] > 0 || i == CRI_DENIED, "no draw ends in state %d", i);
    for (int i = 0; i < CRI_N_LIMITS; i++)
        LAW(total->throttled_by[i] > 0 || i == CRI_LIMIT_OUTPUT, "no draw is throttled by %s",
            cri_limit_name((enum cri_limit)i));
    LAW(total->throttled_by_capacity > 0 && total->retries > 0 && total->fallbacks > 0 &&
            total->retry_quota_empty > 0 && total->truncated > 0 && reach->waste > 0,
        "retries, fallbacks or waste");
    LAW(total->reactive_moves[CRI_CAUSE_CAPACITY] > 0 &&
            total->reactive_moves[CRI_CAUSE_OUTAGE] > 0 &&
            total->proactive_moves[CRI_CAUSE_OUTAGE] > 0 && total->placement_requests > 0,
        "moves");
    LAW(total->reactive_moves[CRI_CAUSE_STALL] > 0 && total->stalled > 0 &&
            total->tries_ended > 0 && total->spilled > 0,
        "stalls, limits on tries or spills");
    for (int i = 0; i < CRI_N_REASONS; i++)
        LAW(total->decisions[i] > 0 || i == CRI_REASON_AFFINITY, "no decision because of '%s'",
            cri_reason_name((enum cri_reason)i));
}

int main(int argc, char **argv)
{
    struct drawn *d = malloc(sizeof *d);
    struct drawn *scratch = malloc(sizeof *scratch);
    struct reach reach = {0};

    if (d == NULL || scratch == NULL)
        abort();
    if (argc > 1) {
        try_draw(d, scratch, (uint32_t)strtoul(argv[1], NULL, 10), &reach);
    } else {
        for (uint32_t number = 0; number < N_DRAWS; number++)
            try_draw(d, scratch, number, &reach);
        check_reach(&reach);
        printf("%d draws, %llu requests, %llu completed, %d laws broken\n", N_DRAWS,
               (unsigned long long)reach.total.offered,
               (unsigned long long)reach.total.terminal[CRI_COMPLETED], n_failures);
    }
    free(d);
    free(scratch);
    return n_failures > 0 ? 1 : 0;
}
