/*
 * outcome.c: exact, mergeable accumulation of one replication.
 */
#include "models/outcome.h"

#include "models/series.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TOTAL_BITS   10 /* histograms of totals: bin width / lower edge <= 0.1 % */
#define ATTEMPT_BITS 7

static void *zeroed(size_t n, size_t size)
{
    return sim_zeroed(n, size);
}

/* Columns for the Regions that the option can meet, not for all of the world's. */
static void init_series(struct cri_series *series, const struct cri_spec *spec)
{
    bool *serves = zeroed(spec->n_regions, sizeof *serves);
    bool *called = zeroed(spec->n_regions, sizeof *called);

    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++) {
            const struct cri_target_spec *target = &spec->classes[c].targets[t];

            called[target->source] = true;
            for (uint32_t d = 0; d < target->n_destinations; d++)
                serves[target->destinations[d]] = true;
        }
    cri_series_init(series, spec->n_regions, serves, called, spec->n_quotas);
    free(serves);
    free(called);
}

void cri_outcome_init(struct cri_outcome *outcome, const struct cri_spec *spec)
{
    *outcome = (struct cri_outcome){.n_classes = spec->n_classes,
                                    .n_regions = spec->n_regions,
                                    .n_prices = spec->n_prices,
                                    .n_quotas = spec->n_quotas,
                                    .n_accounts = spec->n_accounts,
                                    .n_outages = spec->n_outages,
                                    .complete = true};
    outcome->classes = zeroed(spec->n_classes, sizeof *outcome->classes);
    for (uint32_t i = 0; i < spec->n_classes; i++) {
        struct cri_class_outcome *class = &outcome->classes[i];

        for (int phase = 0; phase < CRI_N_PHASES; phase++) {
            sim_histogram_init(&class->ttft[phase], TOTAL_BITS);
            sim_histogram_init(&class->e2e[phase], TOTAL_BITS);
        }
        sim_histogram_init(&class->attempt_latency, ATTEMPT_BITS);
        sim_histogram_init(&class->needed, TOTAL_BITS);
        cri_over_time_init(&class->over_time, spec);
        class->came = zeroed(spec->n_regions, sizeof *class->came);
        class->served = zeroed(spec->n_regions, sizeof *class->served);
        class->ledgers = zeroed(spec->n_prices + 1, sizeof *class->ledgers);
        class->n_targets = spec->classes[i].n_targets;
        class->forbidden =
            zeroed((size_t) class->n_targets * spec->n_regions, sizeof *class->forbidden);
        class->quotas = zeroed(class->n_targets, sizeof *class->quotas);
    }
    outcome->quotas = zeroed(spec->n_quotas, sizeof *outcome->quotas);
    for (uint32_t i = 0; i < spec->n_quotas; i++)
        for (int limit = 0; limit < CRI_N_LIMITS; limit++)
            outcome->quotas[i].headroom[limit] = NAN;
    outcome->accounts = zeroed(spec->n_accounts, sizeof *outcome->accounts);
    for (uint32_t i = 0; i < spec->n_accounts; i++)
        outcome->accounts[i].headroom = 1;
    outcome->outages = zeroed(spec->n_outages, sizeof *outcome->outages);
    init_series(&outcome->series, spec);
}

void cri_outcome_release(struct cri_outcome *outcome)
{
    for (uint32_t i = 0; i < outcome->n_classes; i++) {
        struct cri_class_outcome *class = &outcome->classes[i];

        for (int phase = 0; phase < CRI_N_PHASES; phase++) {
            sim_histogram_release(&class->ttft[phase]);
            sim_histogram_release(&class->e2e[phase]);
        }
        sim_histogram_release(&class->attempt_latency);
        sim_histogram_release(&class->needed);
        cri_over_time_release(&class->over_time);
        free(class->came);
        free(class->served);
        free(class->forbidden);
        free(class->ledgers);
        free(class->quotas);
    }
    free(outcome->classes);
    free(outcome->quotas);
    free(outcome->accounts);
    free(outcome->outages);
    cri_series_release(&outcome->series);
    *outcome = (struct cri_outcome){0};
}

void cri_counts_add(struct cri_counts *into, const struct cri_counts *from)
{
#define ONE(name, what) into->name += from->name;
#define BY(name, n, what)                                                                          \
    for (int i = 0; i < (n); i++)                                                                  \
        into->name[i] += from->name[i];
    CRI_COUNTER_LIST(ONE, BY)
#undef ONE
#undef BY
}

void cri_quota_counts_add(struct cri_quota_counts *into, const struct cri_quota_counts *from)
{
#define ONE(name, text) into->name += from->name;
#define BY(name, n, text)                                                                          \
    for (int i = 0; i < (n); i++)                                                                  \
        into->name[i] += from->name[i];
    CRI_QUOTA_COUNTER_LIST(ONE, BY)
#undef ONE
#undef BY
}

static void add_busiest(struct cri_busiest *into, const struct cri_busiest *from)
{
    into->sum += from->sum;
    into->n += from->n;
    if (from->most > into->most)
        into->most = from->most;
}

static void add_ledger(struct cri_ledger_row *into, const struct cri_ledger_row *from)
{
    into->input += from->input;
    into->output += from->output;
    into->cache_read += from->cache_read;
    into->cache_write += from->cache_write;
}

static void raise_to(uint64_t *most, uint64_t value)
{
    if (value > *most)
        *most = value;
}

static void merge_account(struct cri_account_outcome *into, const struct cri_account_outcome *from)
{
    into->headroom = fmin(into->headroom, from->headroom);
    for (int cap = 0; cap < CRI_N_CAPS; cap++) {
        raise_to(&into->day[cap], from->day[cap]);
        raise_to(&into->two_days[cap], from->two_days[cap]);
        raise_to(&into->held[cap], from->held[cap]);
        into->all[cap] += from->all[cap];
    }
}

void cri_outcome_merge(struct cri_outcome *into, const struct cri_outcome *from)
{
    SIM_ASSERT(into->n_classes == from->n_classes && into->n_regions == from->n_regions &&
                   into->n_prices == from->n_prices && into->n_quotas == from->n_quotas &&
                   into->n_accounts == from->n_accounts && into->n_outages == from->n_outages,
               "outcomes of different specs cannot be merged");
    for (uint32_t i = 0; i < into->n_classes; i++) {
        struct cri_class_outcome *to = &into->classes[i];
        const struct cri_class_outcome *add = &from->classes[i];

        for (int phase = 0; phase < CRI_N_PHASES; phase++) {
            cri_counts_add(&to->counts[phase], &add->counts[phase]);
            sim_histogram_merge(&to->ttft[phase], &add->ttft[phase]);
            sim_histogram_merge(&to->e2e[phase], &add->e2e[phase]);
        }
        sim_histogram_merge(&to->attempt_latency, &add->attempt_latency);
        sim_histogram_merge(&to->needed, &add->needed);
        cri_over_time_merge(&to->over_time, &add->over_time);
        for (uint32_t region = 0; region < into->n_regions; region++) {
            to->came[region] += add->came[region];
            to->served[region] += add->served[region];
        }
        for (uint32_t p = 0; p <= into->n_prices; p++) {
            add_ledger(&to->ledgers[p].useful, &add->ledgers[p].useful);
            add_ledger(&to->ledgers[p].waste, &add->ledgers[p].waste);
        }
        for (uint32_t t = 0; t < to->n_targets; t++)
            cri_quota_counts_add(&to->quotas[t], &add->quotas[t]);
        for (size_t at = 0; at < (size_t)to->n_targets * into->n_regions; at++)
            to->forbidden[at] += add->forbidden[at];
    }
    for (uint32_t i = 0; i < into->n_outages; i++) {
        into->outages[i].n += from->outages[i].n;
        into->outages[i].ns += from->outages[i].ns;
    }
    for (uint32_t i = 0; i < into->n_quotas; i++) {
        struct cri_quota_outcome *to = &into->quotas[i];
        const struct cri_quota_outcome *add = &from->quotas[i];

        for (int limit = 0; limit < CRI_N_LIMITS; limit++)
            to->headroom[limit] = fmin(to->headroom[limit], add->headroom[limit]);
        cri_quota_counts_add(&to->counts, &add->counts);
        raise_to(&to->answers, add->answers);
#define X(name, text) add_busiest(&to->busiest.name, &add->busiest.name);
        CRI_BUSIEST_LIST(X)
#undef X
    }
    for (uint32_t i = 0; i < into->n_accounts; i++)
        merge_account(&into->accounts[i], &from->accounts[i]);
    cri_series_merge(&into->series, &from->series);
    if (from->busiest_minute > into->busiest_minute)
        into->busiest_minute = from->busiest_minute;
    into->events += from->events;
    into->requests += from->requests;
    if (from->ended_at > into->ended_at)
        into->ended_at = from->ended_at;
    into->complete = into->complete && from->complete;
}

static void code_counts(struct cri_counts *counts, struct sim_codec *codec)
{
#define ONE(name, what)   SIM_CODE(codec, counts, name);
#define BY(name, n, what) SIM_CODE_EACH(codec, counts, name);
    CRI_COUNTER_LIST(ONE, BY)
#undef ONE
#undef BY
}

static void code_quota_counts(struct cri_quota_counts *counts, struct sim_codec *codec)
{
#define ONE(name, what)   SIM_CODE(codec, counts, name);
#define BY(name, n, what) SIM_CODE_EACH(codec, counts, name);
    CRI_QUOTA_COUNTER_LIST(ONE, BY)
#undef ONE
#undef BY
}

static void code_busiest(struct cri_busiest *busiest, struct sim_codec *codec)
{
    SIM_CODE(codec, busiest, sum);
    SIM_CODE(codec, busiest, most);
    SIM_CODE(codec, busiest, n);
}

static void code_ledger(struct cri_ledger_row *row, struct sim_codec *codec)
{
    SIM_CODE(codec, row, input);
    SIM_CODE(codec, row, output);
    SIM_CODE(codec, row, cache_read);
    SIM_CODE(codec, row, cache_write);
}

static void code_class(struct cri_class_outcome *class, const struct cri_outcome *outcome,
                       struct sim_codec *codec)
{
    for (int phase = 0; phase < CRI_N_PHASES; phase++) {
        code_counts(&class->counts[phase], codec);
        sim_histogram_code(&class->ttft[phase], codec);
        sim_histogram_code(&class->e2e[phase], codec);
    }
    sim_histogram_code(&class->attempt_latency, codec);
    sim_histogram_code(&class->needed, codec);
    cri_over_time_code(&class->over_time, codec);
    for (uint32_t r = 0; r < outcome->n_regions; r++)
        SIM_CODE_AS(codec, "came", class->came[r]);
    for (uint32_t r = 0; r < outcome->n_regions; r++)
        SIM_CODE_AS(codec, "served", class->served[r]);
    for (uint32_t p = 0; p <= outcome->n_prices; p++) {
        code_ledger(&class->ledgers[p].useful, codec);
        code_ledger(&class->ledgers[p].waste, codec);
    }
    sim_codec_same(codec, "n_targets", class->n_targets);
    for (uint32_t t = 0; t < class->n_targets; t++)
        code_quota_counts(&class->quotas[t], codec);
    for (size_t at = 0; at < (size_t) class->n_targets * outcome->n_regions; at++)
        SIM_CODE_AS(codec, "forbidden", class->forbidden[at]);
}

static void code_quota(struct cri_quota_outcome *quota, struct sim_codec *codec)
{
    SIM_CODE_EACH(codec, quota, headroom);
    code_quota_counts(&quota->counts, codec);
    SIM_CODE(codec, quota, answers);
#define X(name, text) code_busiest(&quota->busiest.name, codec);
    CRI_BUSIEST_LIST(X)
#undef X
}

/* What the places in arrays stand for. */
static void describe_words(struct sim_codec *codec)
{
#define X(name, ...) sim_codec_word(codec, #name);
    CRI_LIMIT_LIST(X)
    CRI_DENIAL_LIST(X)
    CRI_REASON_LIST(X)
    CRI_BUSIEST_LIST(X)
#undef X
}

static void code_account(struct cri_account_outcome *account, struct sim_codec *codec)
{
    SIM_CODE(codec, account, headroom);
    for (int cap = 0; cap < CRI_N_CAPS; cap++) {
        SIM_CODE(codec, account, day[cap]);
        SIM_CODE(codec, account, two_days[cap]);
        SIM_CODE(codec, account, all[cap]);
        SIM_CODE(codec, account, held[cap]);
    }
}

void cri_outcome_code(struct cri_outcome *outcome, struct sim_codec *codec)
{
    describe_words(codec);
    sim_codec_same(codec, "n_classes", outcome->n_classes);
    sim_codec_same(codec, "n_regions", outcome->n_regions);
    sim_codec_same(codec, "n_prices", outcome->n_prices);
    sim_codec_same(codec, "n_quotas", outcome->n_quotas);
    sim_codec_same(codec, "n_accounts", outcome->n_accounts);
    sim_codec_same(codec, "n_outages", outcome->n_outages);
    for (uint32_t i = 0; i < outcome->n_classes; i++)
        code_class(&outcome->classes[i], outcome, codec);
    for (uint32_t q = 0; q < outcome->n_quotas; q++)
        code_quota(&outcome->quotas[q], codec);
    for (uint32_t a = 0; a < outcome->n_accounts; a++)
        code_account(&outcome->accounts[a], codec);
    for (uint32_t i = 0; i < outcome->n_outages; i++) {
        SIM_CODE(codec, &outcome->outages[i], n);
        SIM_CODE(codec, &outcome->outages[i], ns);
    }
    cri_series_code(&outcome->series, codec);
    SIM_CODE(codec, outcome, busiest_minute);
    SIM_CODE(codec, outcome, events);
    SIM_CODE(codec, outcome, requests);
    SIM_CODE(codec, outcome, ended_at);
    SIM_CODE(codec, outcome, complete);
}

void cri_outcome_layout(struct sim_sha256 *layout)
{
    /* One of everything. */
    struct cri_class_spec class = {0};
    const struct cri_spec one = {.classes = &class,
                                 .n_classes = 1,
                                 .n_regions = 1,
                                 .n_quotas = 1,
                                 .n_accounts = 1,
                                 .n_outages = 1,
                                 .over_time = true};
    struct sim_codec codec = sim_codec_layout(layout);
    struct cri_outcome outcome;

    cri_outcome_init(&outcome, &one);
    cri_outcome_code(&outcome, &codec);
    cri_outcome_release(&outcome);
}

struct cri_counts cri_outcome_total(const struct cri_outcome *outcome, enum cri_phase phase)
{
    struct cri_counts total = {0};

    for (uint32_t i = 0; i < outcome->n_classes; i++)
        for (int p = 0; p < CRI_N_PHASES; p++)
            if (phase == CRI_N_PHASES || (int)phase == p)
                cri_counts_add(&total, &outcome->classes[i].counts[p]);
    return total;
}

struct cri_quota_counts cri_outcome_class_quota(const struct cri_outcome *outcome,
                                                const struct cri_spec *spec, uint32_t class,
                                                uint32_t quota)
{
    struct cri_quota_counts sum = {0};

    for (uint32_t t = 0; t < spec->classes[class].n_targets; t++)
        if (spec->classes[class].targets[t].quota == quota)
            cri_quota_counts_add(&sum, &outcome->classes[class].quotas[t]);
    return sum;
}

uint64_t cri_counts_accounted(const struct cri_counts *counts)
{
    uint64_t sum = counts->in_flight;

    for (int i = 0; i < CRI_N_TERMINALS; i++)
        sum += counts->terminal[i];
    return sum;
}

struct cri_ledger cri_outcome_ledger(const struct cri_outcome *outcome, uint32_t price)
{
    struct cri_ledger sum = {0};

    for (uint32_t i = 0; i < outcome->n_classes; i++) {
        add_ledger(&sum.useful, &outcome->classes[i].ledgers[price].useful);
        add_ledger(&sum.waste, &outcome->classes[i].ledgers[price].waste);
    }
    return sum;
}

const char *cri_reason_name(enum cri_reason reason)
{
#define X(name, text) text,
    static const char *const names[CRI_N_REASONS] = {CRI_REASON_LIST(X)};
#undef X

    return names[reason];
}

double cri_ledger_usd(const struct cri_ledger_row *row, const struct cri_price_spec *price)
{
    const double per_token = 1e-6;
    double usd = 0;

    /* A price that is not known matters only if there is something to be paid with it. */
    if (row->input > 0)
        usd += (double)row->input * price->input * per_token;
    if (row->output > 0)
        usd += (double)row->output * price->output * per_token;
    if (row->cache_read > 0)
        usd += (double)row->cache_read * price->cache_read * per_token;
    if (row->cache_write > 0)
        usd += (double)row->cache_write * price->cache_write * per_token;
    return usd;
}
