/*
 * plan.c: from names to indices. Every number that is not the scenario's own is noted with where
 * it came from.
 */
#include "scenarios/plan/plan.h"

#include "models/arrivals.h"
#include "models/client/preset.h"
#include "models/noise.h"
#include "models/policy/policy.h"
#include "scenarios/plan/build.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_ASSUMPTIONS = 256 };
#define MAX_TRAFFIC_S (10 * 366 * 86400.0)
#define MAX_REPLAYED  1e10 /* requests of a trace in one replication: an hour and more */

void build_assume(struct plan *plan, const char *mark, const char *source, char *text)
{
    for (uint32_t i = 0; i < plan->n_assumptions; i++)
        if (strcmp(plan->assumptions[i].text, text) == 0)
            return;
    if (plan->n_assumptions < MAX_ASSUMPTIONS)
        plan->assumptions[plan->n_assumptions++] =
            (struct plan_assumption){.text = text, .mark = mark, .source = source};
}

const char *build_region_name(const struct builder *b, uint32_t region)
{
    return catalog_regions(b->catalog)[region].code;
}

uint32_t build_find_region(const struct builder *b, const char *name, const struct sim_json *at,
                           const char *path, bool callable)
{
    uint32_t region = catalog_region_find(b->catalog, name);
    const char *nearest;

    if (region == CATALOG_NONE) {
        nearest =
            sim_nearest_name(name, catalog_region_names(b->catalog), catalog_n_regions(b->catalog));
        if (nearest != NULL)
            scenario_error(b->diag, at, path, "unknown Region '%.80s'; did you mean '%s'?", name,
                           nearest);
        else
            scenario_error(b->diag, at, path,
                           "unknown Region '%.80s'; `crisim catalog list regions` shows them all",
                           name);
    } else if (callable && !catalog_regions(b->catalog)[region].bedrock) {
        scenario_error(b->diag, at, path, "Bedrock cannot be called in '%s'", name);
        return CATALOG_NONE;
    }
    return region;
}

static bool is_match(const char *pattern, const char *name)
{
    return strcmp(pattern, "*") == 0 || strcmp(pattern, name) == 0;
}

static void check_model_name(const struct builder *b, const char *name, const struct sim_json *at,
                             const char *path)
{
    const char *nearest;

    if (strcmp(name, "*") == 0 || catalog_model_find(b->catalog, name) != NULL)
        return;
    if (catalog_profile_by_id(b->catalog, name) != NULL) {
        scenario_error(
            b->diag, at, path,
            "'%.100s' is a profile id; give the model id '%s', the arm's mode chooses the "
            "profile",
            name, strchr(name, '.') + 1);
        return;
    }
    nearest = sim_nearest_name(name, catalog_model_names(b->catalog), catalog_n_models(b->catalog));
    if (nearest != NULL)
        scenario_error(b->diag, at, path, "unknown model '%.100s'; did you mean '%s'?", name,
                       nearest);
    else
        scenario_error(b->diag, at, path,
                       "unknown model '%.100s'; `crisim catalog list models` shows them all", name);
}

/* ---- services ---- */

struct point {
    double p, value;
};

/* "p99.9" = 0.999. */
static bool read_percentile(const char *name, double *p)
{
    double percent;

    if (name[0] != 'p' || !sim_parse_double(name + 1, strlen(name + 1), &percent) ||
        !(percent >= 0 && percent <= 100))
        return false;
    *p = percent / 100;
    return true;
}

/* Quantiles of a scenario as the points of a noise table: factors on `unit`. inverse: the larger
 * the number the shorter the time, so the order turns round. */
static void read_quantiles(struct builder *b, const struct scenario_numbers *numbers,
                           const char *path, bool inverse, struct cri_noise_spec *noise)
{
    struct point *points = sim_arena_alloc(b->arena, (numbers->n + 1) * sizeof *points);
    double *p = sim_arena_alloc(b->arena, (numbers->n + 1) * sizeof *p);
    double *value = sim_arena_alloc(b->arena, (numbers->n + 1) * sizeof *value);
    uint32_t n = 0;

    for (uint32_t i = 0; i < numbers->n; i++) {
        struct point point;
        uint32_t at = n;

        if (!read_percentile(numbers->names[i], &point.p)) {
            scenario_error(b->diag, numbers->json[i], path,
                           "'%.40s' is not a percentile; write 'p50', 'p99' or 'p99.9'",
                           numbers->names[i]);
            return;
        }
        point.p = inverse ? 1 - point.p : point.p;
        point.value = inverse ? 1 / numbers->values[i] : numbers->values[i];
        for (; at > 0 && points[at - 1].p > point.p; at--)
            points[at] = points[at - 1];
        points[at] = point;
        n++;
    }
    for (uint32_t i = 0; i < n; i++) {
        p[i] = points[i].p;
        value[i] = points[i].value;
        if (i > 0 && (!(p[i] > p[i - 1]) || value[i] < value[i - 1])) {
            scenario_error(b->diag, numbers->json[0], path,
                           "quantiles must rise with their percentiles");
            return;
        }
    }
    *noise = (struct cri_noise_spec){.kind = CRI_NOISE_TABLE, .n = n, .p = p, .value = value};
}

static void override_service(struct builder *b, struct cri_service_spec *service, const char *model)
{
    const struct scenario_model *entries = b->world->models.items;

    for (uint32_t i = 0; i < b->world->models.n; i++) {
        const struct scenario_model *entry = &entries[i];

        if (!is_match(entry->model, model))
            continue;
        if (!isnan(entry->base_ttft_ms))
            service->base_ttft = sim_time_from_ms(entry->base_ttft_ms);
        if (!isnan(entry->prefill_tokens_per_s))
            service->prefill_ns_per_token = 1e9 / entry->prefill_tokens_per_s;
        if (!isnan(entry->output_tokens_per_s))
            service->output_ns_per_token = 1e9 / entry->output_tokens_per_s;
        if (!isnan(entry->ttft_sigma))
            service->ttft_noise.sigma = entry->ttft_sigma;
        if (!isnan(entry->rate_sigma))
            service->rate_noise.sigma = entry->rate_sigma;
        if (entry->ttft_quantiles_ms.n > 0) {
            service->base_ttft = SIM_MS;
            read_quantiles(
                b, &entry->ttft_quantiles_ms,
                sim_arena_printf(b->arena, "models.%s.ttft_quantiles_ms", entry->node.name), false,
                &service->ttft_noise);
        }
        if (entry->rate_quantiles.n > 0) {
            service->output_ns_per_token = 1e9;
            read_quantiles(
                b, &entry->rate_quantiles,
                sim_arena_printf(b->arena, "models.%s.output_rate_quantiles", entry->node.name),
                true, &service->rate_noise);
        }
        if (entry->output_burndown != SCENARIO_ABSENT)
            service->output_burndown = entry->output_burndown;
    }
}

static int64_t max_output_of(const struct builder *b, const struct catalog_model *model)
{
    const struct scenario_model *entries = b->world->models.items;
    int64_t value = model->max_output_tokens;

    for (uint32_t i = 0; i < b->world->models.n; i++)
        if (is_match(entries[i].model, model->id) &&
            entries[i].max_output_tokens != SCENARIO_ABSENT)
            value = entries[i].max_output_tokens;
    return value;
}

static uint32_t service_of(struct builder *b, const struct catalog_model *model)
{
    struct cri_spec *spec = &b->arm->spec;
    const struct catalog_latency *latency = catalog_latency(b->catalog, model);
    struct cri_service_spec *service;

    for (uint32_t i = 0; i < spec->n_services; i++)
        if (b->models[i] == model)
            return i;
    service = &b->services[spec->n_services];
    b->models[spec->n_services] = model;
    *service = (struct cri_service_spec){
        .model = model->id,
        .base_ttft = sim_time_from_ms(latency->base_ttft_ms),
        .prefill_ns_per_token = 1e9 / latency->prefill_tokens_per_s,
        .output_ns_per_token = 1e9 / latency->output_tokens_per_s,
        .ttft_noise = {.sigma = latency->ttft_sigma},
        .rate_noise = {.sigma = latency->rate_sigma},
        .output_burndown = model->burndown_output,
    };
    override_service(b, service, model->id);
    if (service->ttft_noise.kind == CRI_NOISE_TABLE || service->rate_noise.kind == CRI_NOISE_TABLE)
        build_assume(b->plan, "scenario", "models",
                     sim_arena_printf(b->arena, "latency of %s: measured quantiles of the scenario",
                                      model->id));
    else
        build_assume(b->plan, catalog_mark_name(latency->origin.mark), latency->origin.source,
                     sim_arena_printf(
                         b->arena,
                         "latency of %s: %.0f ms base TTFT, %.0f input and %.0f output tokens/s, "
                         "lognormal noise %.2f and %.2f",
                         model->id, sim_time_to_ms(service->base_ttft),
                         1e9 / service->prefill_ns_per_token, 1e9 / service->output_ns_per_token,
                         service->ttft_noise.sigma, service->rate_noise.sigma));
    build_assume(b->plan, catalog_mark_name(model->burndown_mark), model->burndown_source,
                 sim_arena_printf(b->arena,
                                  "quota burndown of %s: %" PRId64 " quota tokens per output token",
                                  model->id, service->output_burndown));
    return spec->n_services++;
}

/* ---- quotas ---- */

static enum catalog_scope scope_of(enum cri_mode mode)
{
    return mode == CRI_MODE_GEOGRAPHIC ? CATALOG_GEOGRAPHIC
           : mode == CRI_MODE_GLOBAL   ? CATALOG_GLOBAL
                                       : CATALOG_IN_REGION;
}

/* The kind of quota and price that a call meets: one Region is one Region, whoever chose it. */
static enum cri_mode kind_of(enum cri_mode mode)
{
    return mode == CRI_MODE_CLIENT_SIDE ? CRI_MODE_SINGLE_REGION : mode;
}

static void note_quota(struct builder *b, const char *name, enum cri_limit limit, int64_t amount,
                       const char *mark, const char *source)
{
    b->arm->quotas[b->arm->n_quotas++] = (struct plan_quota){
        .name = name, .limit = limit, .amount = amount, .mark = mark, .source = source};
}

/* One limit: the scenario's last matching entry, else the catalog's; or CRI_NO_LIMIT. */
static int64_t limit_of(struct builder *b, const char *name, const struct catalog_model *model,
                        uint32_t source, enum cri_mode mode, const char *account,
                        enum cri_limit limit, bool *stated)
{
    static const enum catalog_metric metrics[] = {CATALOG_RPM, CATALOG_TPM, CATALOG_TPD};
    static const char *const keys[] = {"requests_per_min", "tokens_per_min", "tokens_per_day"};
    const struct scenario_quota *entries = b->world->quotas.items;
    struct catalog_quota_value found;
    int64_t value = SCENARIO_ABSENT;
    const char *entry_name = "";

    for (uint32_t i = 0; i < b->world->quotas.n; i++) {
        const struct scenario_quota *entry = &entries[i];
        int64_t given = limit == CRI_LIMIT_RPM   ? entry->requests_per_min
                        : limit == CRI_LIMIT_TPM ? entry->tokens_per_min
                                                 : entry->tokens_per_day;

        if (given == SCENARIO_ABSENT ||
            !is_match(entry->source_region, build_region_name(b, source)) ||
            !is_match(entry->model, model->id) || !is_match(entry->account, account) ||
            (entry->kind != 0 && entry->kind - 1 != (int)mode))
            continue;
        value = given;
        entry_name = entry->node.name;
    }
    *stated = value != SCENARIO_ABSENT;
    if (*stated) {
        value = value == SCENARIO_WORD ? CRI_NO_LIMIT : value;
        note_quota(b, name, limit, value, "scenario",
                   sim_arena_printf(b->arena, "quotas.%s", entry_name));
        return value;
    }
    catalog_quota(b->catalog, model, source, scope_of(mode), metrics[limit], &found);
    if (found.kind == CATALOG_QUOTA_UNKNOWN) {
        scenario_error(b->diag, b->world->node.json, b->path,
                       "no %s quota is known for %s calls of '%s' from %s; state '%s' in 'quotas'",
                       cri_limit_name(limit), cri_mode_name(mode), model->id,
                       build_region_name(b, source), keys[limit]);
        return CRI_NO_LIMIT;
    }
    if (found.kind == CATALOG_QUOTA_NO_LIMIT) {
        note_quota(b, name, limit, CRI_NO_LIMIT, catalog_mark_name(found.origin.mark),
                   found.origin.source);
        return CRI_NO_LIMIT;
    }
    note_quota(b, name, limit, found.value, catalog_mark_name(found.origin.mark),
               found.rule[0] != '\0' ? found.rule : found.origin.source);
    return found.value;
}

static uint32_t account_of(struct builder *b, uint32_t source, const char *account)
{
    struct cri_spec *spec = &b->arm->spec;
    struct catalog_quota_value found;
    int64_t value = b->world->account_tokens_per_day;
    const char *name =
        strcmp(account, "default") == 0
            ? sim_arena_printf(b->arena, "%s/account", build_region_name(b, source))
            : sim_arena_printf(b->arena, "%s/account %s", build_region_name(b, source), account);

    for (uint32_t i = 0; i < spec->n_accounts; i++)
        if (b->account_region[i] == source && strcmp(b->account_names[i], account) == 0)
            return i;
    if (value == SCENARIO_WORD)
        return CRI_NONE;
    if (value == SCENARIO_ABSENT) {
        catalog_quota(b->catalog, NULL, source, CATALOG_ACCOUNT, CATALOG_ACCOUNT_TPD, &found);
        if (found.kind != CATALOG_QUOTA_VALUE)
            return CRI_NONE;
        value = found.value;
        note_quota(b, name, CRI_LIMIT_ACCOUNT_TPD, value, catalog_mark_name(found.origin.mark),
                   found.origin.source);
    } else {
        note_quota(b, name, CRI_LIMIT_ACCOUNT_TPD, value, "scenario", "account_tokens_per_day");
    }
    b->account_region[spec->n_accounts] = source;
    b->account_names[spec->n_accounts] = account;
    b->accounts[spec->n_accounts] =
        (struct cri_account_spec){.name = name, .tokens_per_day = value};
    return spec->n_accounts++;
}

static uint32_t quota_of(struct builder *b, const struct catalog_model *model, uint32_t source,
                         enum cri_mode mode, const char *account)
{
    struct cri_spec *spec = &b->arm->spec;
    const char *name = sim_arena_printf(
        b->arena, "%s/%s/%s%s%s", build_region_name(b, source), model->id, cri_mode_name(mode),
        strcmp(account, "default") == 0 ? "" : "/", strcmp(account, "default") == 0 ? "" : account);
    struct cri_quota_spec *quota;
    bool tpm_stated, stated;

    for (uint32_t i = 0; i < spec->n_quotas; i++)
        if (strcmp(b->quotas[i].name, name) == 0)
            return i;
    quota = &b->quotas[spec->n_quotas];
    b->quota_models[spec->n_quotas] = model;
    b->quota_accounts[spec->n_quotas] = account;
    b->quota_modes[spec->n_quotas] = mode;
    *quota = (struct cri_quota_spec){
        .name = name, .units_per_min = CRI_NO_LIMIT, .account = CRI_NONE, .region = source};
    quota->requests_per_min =
        limit_of(b, name, model, source, mode, account, CRI_LIMIT_RPM, &stated);
    quota->tokens_per_min =
        limit_of(b, name, model, source, mode, account, CRI_LIMIT_TPM, &tpm_stated);
    {
        uint32_t noted = b->arm->n_quotas;

        quota->tokens_per_day =
            limit_of(b, name, model, source, mode, account, CRI_LIMIT_TPD, &stated);
        /* The default daily quota is void after an approved change of the TPM (docs/assumptions.md,
         * "quotas"). */
        if (tpm_stated && !stated) {
            quota->tokens_per_day = CRI_NO_LIMIT;
            b->arm->n_quotas = noted;
        }
    }
    quota->account = account_of(b, source, account);
    return spec->n_quotas++;
}

/* ---- provisioned throughput ---- */

static const struct scenario_provisioned *
provisioned_of(const struct builder *b, const struct catalog_model *model, uint32_t source)
{
    const struct scenario_provisioned *entries = b->world->provisioned.items;

    for (uint32_t i = 0; i < b->world->provisioned.n; i++)
        if (strcmp(entries[i].model, model->id) == 0 &&
            strcmp(entries[i].source_region, build_region_name(b, source)) == 0)
            return &entries[i];
    return NULL;
}

static double unit_price(struct builder *b, const struct scenario_provisioned *entry,
                         const struct catalog_model *model, uint32_t source, const char *name)
{
    static const char *const commitments[] = {"none", "1-month", "6-months"};
    const struct catalog_provisioned *found;

    if (!isnan(entry->usd_per_unit_hour))
        return entry->usd_per_unit_hour;
    found = catalog_provisioned_find(b->catalog, model, source, commitments[entry->commitment]);
    if (found == NULL) {
        sim_diag_warning(
            b->diag, b->plan->scenario->file, entry->node.json->line, entry->node.json->column,
            sim_arena_printf(b->arena, "provisioned.%s", entry->node.name),
            "no price of a model unit is known for '%s' in %s (commitment '%s'); costs "
            "will read 'no price'",
            model->id, build_region_name(b, source), commitments[entry->commitment]);
        return NAN;
    }
    build_assume(b->plan, catalog_mark_name(found->origin.mark), found->origin.source,
                 sim_arena_printf(b->arena, "price of %s: %.4g USD per model unit and hour (%s)",
                                  name, found->usd_per_unit_hour, found->origin.note));
    return found->usd_per_unit_hour;
}

/* The units bought are a quota of their own, a price of nothing per token, and an hourly bill. */
static void build_provisioned(struct builder *b, const struct scenario_provisioned *entry,
                              const struct catalog_model *model, uint32_t source,
                              struct cri_target_spec *target, struct sim_text *price_text)
{
    struct cri_spec *spec = &b->arm->spec;
    const char *name =
        sim_arena_printf(b->arena, "%s/%s/provisioned", build_region_name(b, source), model->id);

    target->dedicated = true;
    for (uint32_t i = 0; i < spec->n_quotas; i++) {
        if (strcmp(b->quotas[i].name, name) != 0)
            continue;
        target->quota = i;
        for (uint32_t k = 0; k < spec->n_prices; k++)
            if (strcmp(b->prices[k].name, name) == 0)
                target->price = k;
        return;
    }
    target->quota = spec->n_quotas;
    b->quota_models[spec->n_quotas] = model;
    b->quota_accounts[spec->n_quotas] = "";
    b->quota_modes[spec->n_quotas] = CRI_MODE_PROVISIONED;
    b->quotas[spec->n_quotas++] =
        (struct cri_quota_spec){.name = name,
                                .requests_per_min = CRI_NO_LIMIT,
                                .tokens_per_min = CRI_NO_LIMIT,
                                .tokens_per_day = CRI_NO_LIMIT,
                                .units_per_min = entry->units * entry->tokens_per_min_per_unit,
                                .account = CRI_NONE,
                                .region = source};
    note_quota(b, name, CRI_LIMIT_UNITS, entry->units * entry->tokens_per_min_per_unit, "scenario",
               sim_arena_printf(b->arena, "provisioned.%s", entry->node.name));
    target->price = spec->n_prices;
    b->prices[spec->n_prices++] = (struct cri_price_spec){.name = name};
    b->commitments[spec->n_commitments] = (struct cri_commitment_spec){
        .name = name,
        .units = (uint32_t)entry->units,
        .usd_per_unit_hour = unit_price(b, entry, model, source, name)};
    sim_text_addf(price_text, "%s%" PRId64 " model units at %.4g USD per hour each",
                  price_text->length > 0 ? "; " : "", entry->units,
                  b->commitments[spec->n_commitments].usd_per_unit_hour);
    spec->n_commitments++;
}

/* ---- prices ---- */

static const char *const tier_names[] = {"standard", "batch", "flex", "priority",
                                         "latency-optimized"};

static const struct scenario_price *stated_price(const struct builder *b,
                                                 const struct catalog_model *model, uint32_t source,
                                                 enum cri_mode mode, int tier)
{
    const struct scenario_price *entries = b->world->prices.items;
    const struct scenario_price *stated = NULL;

    for (uint32_t i = 0; i < b->world->prices.n; i++)
        if (is_match(entries[i].source_region, build_region_name(b, source)) &&
            is_match(entries[i].model, model->id) &&
            (entries[i].kind == 0 || entries[i].kind - 1 == (int)mode) &&
            (entries[i].tier == 0 || entries[i].tier - 1 == tier))
            stated = &entries[i];
    return stated;
}

/* A second row for calls with long input, right after the first. */
static uint32_t add_long_price(struct builder *b, struct cri_price_spec price, double input,
                               double output, double cache_read, double cache_write)
{
    struct cri_spec *spec = &b->arm->spec;

    price.name = sim_arena_printf(b->arena, "%s/long-context", price.name);
    price.input = input;
    price.output = output;
    price.cache_read = cache_read;
    price.cache_write = cache_write;
    b->prices[spec->n_prices] = price;
    return spec->n_prices++;
}

static void find_prices(struct builder *b, const char *name, struct cri_target_spec *target,
                        int64_t long_above)
{
    const struct cri_spec *spec = &b->arm->spec;
    const char *long_name = sim_arena_printf(b->arena, "%s/long-context", name);

    target->long_price = CRI_NONE;
    for (uint32_t i = 0; i < spec->n_prices; i++) {
        if (strcmp(b->prices[i].name, name) == 0)
            target->price = i;
        if (strcmp(b->prices[i].name, long_name) == 0) {
            target->long_price = i;
            target->long_above = long_above;
        }
    }
}

static double write_price(const struct builder *b, const struct catalog_price *price)
{
    return b->world->cache.simulate && b->world->cache.ttl == 1 ? price->cache_write_1h
                                                                : price->cache_write_5m;
}

static void price_of(struct builder *b, const struct catalog_model *model, uint32_t source,
                     enum cri_mode mode, const char *prefix, int tier,
                     struct cri_target_spec *target, struct sim_text *text)
{
    struct cri_spec *spec = &b->arm->spec;
    const struct scenario_price *stated = stated_price(b, model, source, mode, tier);
    const char *name =
        sim_arena_printf(b->arena, "%s/%s/%s%s%s", build_region_name(b, source), model->id,
                         cri_mode_name(mode), tier == SCENARIO_TIER_STANDARD ? "" : "/",
                         tier == SCENARIO_TIER_STANDARD ? "" : tier_names[tier]);
    struct catalog_price_found found;
    struct cri_price_spec *price;
    double share = 1;

    target->long_price = CRI_NONE;
    if (stated == NULL) {
        bool known =
            catalog_price(b->catalog, model, source, scope_of(mode), prefix,
                          tier == SCENARIO_TIER_STANDARD ? NULL : tier_names[tier], &found);

        if (!known && tier == SCENARIO_TIER_BATCH) {
            known = catalog_price(b->catalog, model, source, scope_of(mode), prefix, NULL, &found);
            share = 0.5;
        }
        if (!known) {
            sim_diag_warning(b->diag, b->plan->scenario->file, 0, 0, b->path,
                             "no price is known for %s calls of '%s' from %s%s%s; costs of arm "
                             "'%s' will read 'no price'",
                             cri_mode_name(mode), model->id, build_region_name(b, source),
                             tier == SCENARIO_TIER_STANDARD ? "" : ", tier ",
                             tier == SCENARIO_TIER_STANDARD ? "" : tier_names[tier], b->arm->name);
            sim_text_addf(text, "%sno price", text->length > 0 ? "; " : "");
            return;
        }
    }
    find_prices(b, name, target,
                stated != NULL ? (stated->long_above == SCENARIO_ABSENT ? 0 : stated->long_above)
                               : found.price->long_above_tokens);
    if (target->price != CRI_NONE)
        return;
    target->price = spec->n_prices;
    price = &b->prices[spec->n_prices++];
    if (stated != NULL) {
        *price = (struct cri_price_spec){.name = name,
                                         .input = stated->input,
                                         .output = stated->output,
                                         .cache_read = stated->cache_read,
                                         .cache_write = stated->cache_write};
        sim_text_addf(text, "%s%.4g / %.4g USD per Mtok in / out (scenario)",
                      text->length > 0 ? "; " : "", price->input, price->output);
        if (stated->long_above != SCENARIO_ABSENT) {
            target->long_above = stated->long_above;
            target->long_price = add_long_price(
                b, *price, isnan(stated->long_input) ? price->input : stated->long_input,
                isnan(stated->long_output) ? price->output : stated->long_output, price->cache_read,
                price->cache_write);
        }
        return;
    }
    *price = (struct cri_price_spec){.name = name,
                                     .input = found.price->input * share,
                                     .output = found.price->output * share,
                                     .cache_read = found.price->cache_read * share,
                                     .cache_write = write_price(b, found.price) * share};
    sim_text_addf(text, "%s%.4g / %.4g USD per Mtok in / out (%s)", text->length > 0 ? "; " : "",
                  price->input, price->output,
                  share < 1 ? "inferred" : catalog_mark_name(found.mark));
    if (found.price->long_above_tokens > 0 && !isnan(found.price->long_input)) {
        target->long_above = found.price->long_above_tokens;
        target->long_price = add_long_price(
            b, *price, found.price->long_input * share, found.price->long_output * share,
            found.price->long_cache_read * share, found.price->long_cache_write_5m * share);
        price = &b->prices[target->price];
    }
    if (share < 1)
        build_assume(b->plan, "inferred", found.price->origin.source,
                     sim_arena_printf(b->arena, "price of %s: half of the standard price", name));
    if (found.rule[0] != '\0' || found.mark > CATALOG_SEEN)
        build_assume(
            b->plan, catalog_mark_name(found.mark), found.price->origin.source,
            sim_arena_printf(b->arena, "price of %s: %s", name,
                             found.rule[0] != '\0' ? found.rule : "not a provider's own record"));
}

/* ---- targets ---- */

static void change_destinations(struct builder *b, const char *prefix, uint32_t *regions,
                                uint32_t *n)
{
    const struct scenario_destinations *entries = b->world->destinations.items;

    for (uint32_t i = 0; i < b->world->destinations.n; i++) {
        char *path = sim_arena_printf(b->arena, "destinations.%s", entries[i].node.name);

        if (strcmp(entries[i].node.name, prefix) != 0)
            continue;
        for (uint32_t r = 0; r < entries[i].regions.n; r++) {
            uint32_t region = build_find_region(b, entries[i].regions.names[r],
                                                entries[i].regions.json[r], path, true);
            uint32_t at = 0;

            while (at < *n && regions[at] != region)
                at++;
            if (region == CATALOG_NONE)
                continue;
            if (entries[i].regions.values[r] != 0 && at == *n) {
                regions[(*n)++] = region;
            } else if (entries[i].regions.values[r] == 0 && at < *n) {
                memmove(regions + at, regions + at + 1, (*n - at - 1) * sizeof *regions);
                (*n)--;
            }
        }
    }
}

static void read_shares(struct builder *b, struct cri_target_spec *target)
{
    const struct scenario_numbers *shares = &b->world->routing.shares;
    double *values = sim_arena_alloc(b->arena, (target->n_destinations + 1) * sizeof *values);
    double total = 0;

    if (shares->n == 0)
        return; /* found where the policy is checked */
    for (uint32_t i = 0; i < shares->n; i++) {
        uint32_t region = catalog_region_find(b->catalog, shares->names[i]);

        for (uint32_t d = 0; d < target->n_destinations; d++)
            if (target->destinations[d] == region)
                values[d] = shares->values[i];
    }
    for (uint32_t d = 0; d < target->n_destinations; d++)
        total += values[d];
    if (!(total > 0)) {
        scenario_error(b->diag, scenario_at(&b->world->routing.node, "shares"), "routing.shares",
                       "gives no weight to any destination of '%s'", target->model_id);
        return;
    }
    for (uint32_t d = 0; d < target->n_destinations; d++)
        values[d] /= total;
    target->shares = values;
}

static void build_target(struct builder *b, const struct scenario_class *class,
                         const struct catalog_model *model, uint32_t source, enum cri_mode mode,
                         struct cri_target_spec *target, struct sim_text *price_text,
                         struct sim_text *marks)
{
    uint32_t *destinations = sim_arena_alloc(b->arena, (b->n_regions + 1) * sizeof *destinations);
    const struct catalog_profile *profile = NULL;
    const char *prefix = NULL;
    struct catalog_origin origin;

    *target = (struct cri_target_spec){.mode = mode,
                                       .model_id = model->id,
                                       .source = source,
                                       .quota = CRI_NONE,
                                       .price = CRI_NONE,
                                       .long_price = CRI_NONE,
                                       .destinations = destinations};
    if (mode == CRI_MODE_PROVISIONED) {
        const struct scenario_provisioned *entry = provisioned_of(b, model, source);

        if (entry == NULL) {
            target->denial = CRI_DENIAL_400_NO_UNITS;
            return;
        }
        destinations[0] = source;
        target->n_destinations = 1;
        target->spills = entry->spill != 0;
        build_provisioned(b, entry, model, source, target, price_text);
        return;
    }
    if (cri_mode_is_direct(mode)) {
        if (!class->custom_model)
            build_direct_access(b, model, source, target);
        destinations[0] = source;
        target->n_destinations = target->denial == CRI_DENIAL_NONE;
    } else if (class->custom_model) {
        target->denial = CRI_DENIAL_400_CUSTOM_PROFILE;
    } else {
        profile = build_profile_access(b, class, model, source, mode, target);
        if (profile != NULL) {
            prefix = profile->prefix;
            target->n_destinations =
                catalog_destinations(b->catalog, profile, source, destinations, &origin);
            target->model_id = profile->id;
            change_destinations(b, prefix, destinations, &target->n_destinations);
            if (target->n_destinations == 0)
                scenario_error(b->diag, b->world->node.json, "destinations",
                               "leaves no destination to '%s'", profile->id);
            if (strstr(marks->data != NULL ? marks->data : "", catalog_mark_name(origin.mark)) ==
                NULL)
                sim_text_addf(marks, "%s%s", marks->length > 0 ? ", " : "",
                              catalog_mark_name(origin.mark));
            if (mode == CRI_MODE_GLOBAL)
                build_assume(
                    b->plan, "assumption", origin.source,
                    sim_arena_printf(
                        b->arena,
                        "destinations of %s: the set is not published; taken are the model's "
                        "geographic destinations and the Regions that serve the bare id",
                        profile->id));
        }
    }
    if (target->denial != CRI_DENIAL_NONE || target->n_destinations == 0)
        return;
    target->policy = cri_policy_find(b->world->routing.policy);
    if (target->policy != NULL && target->policy->may_use_shares && !cri_mode_is_direct(mode))
        read_shares(b, target);
    /* Batch jobs have quotas of their own, of jobs and records, not of tokens a minute. */
    if (class->tier != SCENARIO_TIER_BATCH)
        target->quota = quota_of(b, model, source, kind_of(mode), class->account);
    price_of(b, model, source, kind_of(mode), prefix, class->tier, target, price_text);
}

/* ---- clients ---- */

static void build_client(struct builder *b, const struct scenario_class *class,
                         struct cri_client_spec *client)
{
    const struct scenario_client *entries = b->world->clients.items;
    const struct scenario_client *entry = NULL;
    const struct cri_client_preset *preset = cri_client_preset_find("standard");

    for (uint32_t i = 0; i < b->world->clients.n; i++)
        if (strcmp(entries[i].node.name, class->client) == 0)
            entry = &entries[i];
    if (entry == NULL) {
        *client = preset->spec;
        return;
    }
    preset = cri_client_preset_find(entry->retry);
    if (preset == NULL)
        return; /* check_names() has said so */
    *client = preset->spec;
    if (entry->max_attempts != SCENARIO_ABSENT)
        client->max_attempts = (uint32_t)entry->max_attempts;
    if (entry->retry_quota != SCENARIO_ABSENT)
        client->retry_quota = entry->retry_quota;
    if (entry->cost_throttle != SCENARIO_ABSENT)
        client->cost_throttle = entry->cost_throttle;
    if (entry->cost_transient != SCENARIO_ABSENT)
        client->cost_transient = entry->cost_transient;
    if (entry->cost_timeout != SCENARIO_ABSENT)
        client->cost_timeout = entry->cost_timeout;
    if (!isnan(entry->backoff_throttle_s))
        client->backoff_throttle = sim_time_from_s(entry->backoff_throttle_s);
    if (!isnan(entry->backoff_transient_s))
        client->backoff_transient = sim_time_from_s(entry->backoff_transient_s);
    if (!isnan(entry->backoff_cap_s))
        client->backoff_cap = sim_time_from_s(entry->backoff_cap_s);
    client->instances = (uint32_t)entry->instances;
    client->read_timeout = sim_time_from_s(entry->read_timeout_s);
    client->deadline = sim_time_from_s(entry->deadline_s);
    client->retry_broken_streams = entry->retry_broken_streams;
}

/* ---- classes ---- */

const struct plan_traffic *plan_traffic_find(const struct plan *plan, uint32_t arm,
                                             const char *name)
{
    const struct plan_traffic *shared = NULL;

    for (uint32_t i = 0; i < plan->n_traffic; i++) {
        if (strcmp(plan->traffic[i].name, name) != 0)
            continue;
        if (plan->traffic[i].arm == arm)
            return &plan->traffic[i];
        if (plan->traffic[i].arm == PLAN_ALL_ARMS)
            shared = &plan->traffic[i];
    }
    return shared;
}

static uint32_t arm_index(const struct builder *b)
{
    return (uint32_t)(b->arm - b->plan->arms);
}

const struct scenario_traffic *build_traffic_entry(const struct scenario_world *world,
                                                   const char *name)
{
    const struct scenario_traffic *entries = world->traffic.items;

    for (uint32_t i = 0; i < world->traffic.n; i++)
        if (strcmp(entries[i].node.name, name) == 0)
            return &entries[i];
    return NULL;
}

static void build_arrivals(struct builder *b, const struct scenario_class *class,
                           struct cri_arrivals_spec *arrivals)
{
    const struct scenario_traffic *entry = build_traffic_entry(b->world, class->traffic);
    const struct plan_traffic *traffic = plan_traffic_find(b->plan, arm_index(b), class->traffic);
    static const struct cri_records none = {0};
    double once_s, replayed; /* requests looked at, thinned ones too */

    *arrivals = (struct cri_arrivals_spec){
        .name = entry->node.name,
        .records = traffic->trace != NULL ? &traffic->trace->records : &none,
        .label = CRI_NONE,
        .scale = entry->scale,
        .warp = entry->warp,
        .loops = (uint32_t)entry->loops,
        .start = sim_time_from_s(entry->start_s),
        .generator = traffic->generated ? &traffic->generator : NULL,
    };
    if (traffic->trace != NULL && b->plan->replications > 1 && b->world->resample_block_s > 0) {
        arrivals->resample_block = sim_time_from_s(b->world->resample_block_s);
        b->plan->resampled = true;
    }
    once_s =
        traffic->generated ? traffic->generator.duration_s : sim_time_to_s(arrivals->records->span);
    if (once_s * arrivals->loops / arrivals->warp + entry->start_s > MAX_TRAFFIC_S)
        scenario_error(b->diag, entry->node.json,
                       sim_arena_printf(b->arena, "traffic.%s", entry->node.name),
                       "lasts more than ten years with these 'loops', 'warp' and 'start_s'");
    replayed = (double)arrivals->records->n * arrivals->loops * fmax(arrivals->scale, 1);
    if (!traffic->generated && replayed > MAX_REPLAYED)
        scenario_error(b->diag, entry->node.json,
                       sim_arena_printf(b->arena, "traffic.%s", entry->node.name),
                       "'scale' and 'loops' make %.3g requests of the trace's %" PRIu64
                       "; at most %.0e are replayed",
                       replayed, arrivals->records->n, MAX_REPLAYED);
    if (class->label != NULL && traffic->trace != NULL) {
        const struct cri_records *records = &traffic->trace->records;
        const char *nearest =
            sim_nearest_name(class->label, records->label_names, records->n_labels);

        for (uint32_t i = 0; i < records->n_labels; i++)
            if (strcmp(records->label_names[i], class->label) == 0)
                arrivals->label = i;
        if (arrivals->label == CRI_NONE)
            scenario_error(b->diag, scenario_at(&class->node, "label"), b->path,
                           "the trace has no label '%.80s'%s%s%s", class->label,
                           nearest != NULL ? "; did you mean '" : "",
                           nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
    }
}

/* Calls that the model units cannot take go on demand, if the scenario says so. */
static void add_spill(struct builder *b, const struct scenario_class *class,
                      const struct catalog_model *model, uint32_t source,
                      struct cri_class_spec *out, struct cri_target_spec *targets,
                      struct sim_text *prices, struct sim_text *marks)
{
    const struct scenario_provisioned *entry = provisioned_of(b, model, source);
    struct cri_target_spec *target = &targets[out->n_targets];

    if (entry == NULL || entry->spill == 0)
        return;
    build_target(b, class, model, source, (enum cri_mode)(entry->spill - 1), target, prices, marks);
    if (target->denial != CRI_DENIAL_NONE) {
        scenario_error(b->diag, scenario_at(&entry->node, "spill"),
                       sim_arena_printf(b->arena, "provisioned.%s.spill", entry->node.name),
                       "'%s' cannot be called %s from %s: %s", model->id,
                       cri_mode_name((enum cri_mode)(entry->spill - 1)),
                       build_region_name(b, source), build_why_denied(target));
        return;
    }
    out->n_targets++;
}

/* Whether the application goes round that Region anyway, so that it is no fallback beside. */
static bool is_spread_over(const struct cri_class_spec *class,
                           const struct cri_target_spec *targets, uint32_t region)
{
    for (uint32_t t = 1; t < class->n_spread; t++)
        if (targets[t].source == region)
            return true;
    return false;
}

/* The application's own spreading: single-Region targets in turn. */
static void add_spread(struct builder *b, const struct scenario_class *class,
                       const struct catalog_model *model, struct cri_class_spec *out,
                       struct cri_target_spec *targets, struct sim_text *prices,
                       struct sim_text *marks)
{
    if (class->spread_source_regions.n == 0)
        scenario_error(b->diag, class->node.json, b->path,
                       "arm '%s': mode 'client-side' needs 'spread_source_regions'", b->arm->name);
    for (uint32_t i = 0; i < class->spread_source_regions.n; i++) {
        uint32_t region = build_find_region(
            b, class->spread_source_regions.items[i], class->spread_source_regions.json[i],
            sim_arena_printf(b->arena, "%s.spread_source_regions", b->path), true);

        if (region == CATALOG_NONE)
            continue;
        for (uint32_t t = 0; t < out->n_targets; t++)
            if (targets[t].source == region)
                scenario_error(b->diag, class->spread_source_regions.json[i], b->path,
                               "'%s' is there twice", build_region_name(b, region));
        build_target(b, class, model, region, CRI_MODE_CLIENT_SIDE, &targets[out->n_targets],
                     prices, marks);
        build_warn_uncallable(b, class->spread_source_regions.json[i], region, "to spread over",
                              &targets[out->n_targets++]);
    }
}

static void build_batch(struct builder *b, const struct scenario_class *class, enum cri_mode mode,
                        struct cri_class_spec *out)
{
    out->batch = (struct cri_batch_spec){.on = true,
                                         .window = sim_time_from_s(class->batch_window_s),
                                         .least = (uint32_t) class->batch_min_records,
                                         .hours_p50 = class->batch_hours_p50,
                                         .hours_p99 = class->batch_hours_p99};
    if (mode == CRI_MODE_PROVISIONED && out->targets[0].denial == CRI_DENIAL_NONE)
        scenario_error(b->diag, scenario_at(&class->node, "tier"), b->path,
                       "arm '%s': batch jobs cannot run on provisioned models", b->arm->name);
    build_assume(b->plan, "assumption", "docs/assumptions.md",
                 sim_arena_printf(b->arena,
                                  "batch jobs of class '%s' are answered after %.3g h (median) and "
                                  "%.3g h (p99); not documented",
                                  class->node.name, class->batch_hours_p50,
                                  class->batch_hours_p99));
}

static void build_cache(struct builder *b, const struct scenario_class *class,
                        const struct catalog_model *model, struct cri_class_spec *out)
{
    const struct scenario_cache *cache = &b->world->cache;
    const struct plan_traffic *traffic = plan_traffic_find(b->plan, arm_index(b), class->traffic);
    const int64_t assumed = 1024; /* of most models that can cache */
    int64_t minimum = cache->minimum_tokens;

    if (!cache->simulate || class->tier == SCENARIO_TIER_BATCH)
        return; /* batch jobs have no prompt cache */
    if (minimum == SCENARIO_ABSENT) {
        bool known = model->cache_min_tokens > 0;

        minimum = known ? model->cache_min_tokens : assumed;
        build_assume(b->plan, known ? catalog_mark_name(model->cache_min_mark) : "assumption",
                     known ? model->cache_min_source : "docs/assumptions.md",
                     sim_arena_printf(b->arena,
                                      "prompt cache of %s: prefixes of %" PRId64 " tokens and more",
                                      model->id, minimum));
    }
    out->cache = (struct cri_cache_spec){.on = true,
                                         .ttl = cache->ttl == 1 ? SIM_HOUR : 5 * SIM_MINUTE,
                                         .minimum = minimum,
                                         .groups = (uint32_t) class->prefix_groups,
                                         .tokens = class->prefix_tokens,
                                         .skew = class->prefix_skew};
    if (class->prefix_groups == 0 &&
        (traffic->generated || (traffic->trace != NULL && traffic->trace->records.prefix == NULL)))
        scenario_error(b->diag, class->node.json, b->path,
                       "the cache is simulated, but traffic '%s' brings no prefixes; state "
                       "'prefix_groups'",
                       class->traffic);
    if (class->prefix_groups > 0 && traffic->trace != NULL &&
        traffic->trace->records.prefix != NULL)
        scenario_error(b->diag, scenario_at(&class->node, "prefix_groups"), b->path,
                       "traffic '%s' brings prefixes of its own", class->traffic);
}

static void build_class(struct builder *b, const struct scenario_class *class,
                        struct cri_class_spec *out, struct sim_text *prices, struct sim_text *marks)
{
    enum cri_mode mode = class->mode == 0 ? b->arm->mode : (enum cri_mode)(class->mode - 1);
    const struct catalog_model *model = catalog_model_find(b->catalog, class->model);
    uint32_t source, client;
    struct cri_target_spec *targets = sim_arena_alloc(
        b->arena,
        (class->fallback_source_regions.n + class->spread_source_regions.n + 2) * sizeof *targets);

    b->path = sim_arena_printf(b->arena, "classes.%s", class->node.name);
    if (model == NULL || strcmp(class->source_region, "*") == 0 ||
        (class->client_region != NULL && strcmp(class->client_region, "*") == 0))
        return; /* check_names() has said so */
    source = build_find_region(b, class->source_region, scenario_at(&class->node, "source_region"),
                               sim_arena_printf(b->arena, "%s.source_region", b->path), true);
    client =
        class->client_region == NULL
            ? source
            : build_find_region(b, class->client_region, scenario_at(&class->node, "client_region"),
                                sim_arena_printf(b->arena, "%s.client_region", b->path), false);
    if (source == CATALOG_NONE || client == CATALOG_NONE)
        return;
    *out = (struct cri_class_spec){
        .name = class->node.name,
        .client_region = client,
        .model = service_of(b, model),
        .max_tokens = class->max_tokens,
        .streaming = class->streaming,
        .cached_share = class->cached_share,
        .targets = targets,
        .slo_ttft = sim_time_from_s(b->world->slo.goodput_ttft_s),
        .slo_e2e = sim_time_from_s(b->world->slo.goodput_e2e_s),
    };
    if (class->max_tokens == SCENARIO_WORD) {
        out->max_tokens = max_output_of(b, model);
        out->max_tokens_unset = true;
        if (out->max_tokens <= 0)
            scenario_error(b->diag, scenario_at(&class->node, "max_tokens"), b->path,
                           "the model's maximum is not known, so an unset max_tokens cannot be "
                           "reserved; state 'max_output_tokens' in 'models'");
        else
            build_assume(
                b->plan, catalog_mark_name(model->max_output_mark), model->max_output_source,
                sim_arena_printf(b->arena, "an unset max_tokens of %s reserves %" PRId64 " tokens",
                                 model->id, out->max_tokens));
    }
    build_target(b, class, model, source, mode, &targets[0], prices, marks);
    out->n_targets = 1;
    if (mode == CRI_MODE_PROVISIONED)
        add_spill(b, class, model, source, out, targets, prices, marks);
    if (mode == CRI_MODE_CLIENT_SIDE) {
        add_spread(b, class, model, out, targets, prices, marks);
        out->n_spread = out->n_targets;
    }
    if (class->tier == SCENARIO_TIER_BATCH)
        build_batch(b, class, mode, out);
    for (uint32_t i = 0; i < class->fallback_source_regions.n; i++) {
        uint32_t region = build_find_region(
            b, class->fallback_source_regions.items[i], class->fallback_source_regions.json[i],
            sim_arena_printf(b->arena, "%s.fallback_source_regions", b->path), true);

        if (region == CATALOG_NONE)
            continue;
        if (is_spread_over(out, targets, region))
            continue;
        if (region == source)
            scenario_error(b->diag, class->fallback_source_regions.json[i], b->path,
                           "'%s' is the source Region itself", build_region_name(b, region));
        build_target(b, class, model, region, mode, &targets[out->n_targets], prices, marks);
        build_warn_uncallable(b, class->fallback_source_regions.json[i], region, "as a fallback",
                              &targets[out->n_targets]);
        out->n_targets++;
    }
    build_cache(b, class, model, out);
    build_client(b, class, &out->client);
    build_arrivals(b, class, &out->arrivals);
    build_check_max_tokens(b, class, model, max_output_of(b, model), out, targets);
    build_decide_runs(b, model, out);
    if (out->n_spread > 0 && out->runs)
        build_warn_uncallable(b, scenario_at(&class->node, "source_region"), source,
                              "to spread over", &targets[0]);
}

/* ---- capacity, outages, texts ---- */

/* Calls at full speed: stated, or output tokens per second over the rate of one call. */
static struct cri_capacity_spec capacity_from(struct builder *b,
                                              const struct scenario_capacity *entry,
                                              const struct cri_service_spec *service)
{
    struct cri_capacity_spec capacity = {.kind = (enum cri_capacity_kind)entry->kind};

    if (capacity.kind == CRI_CAPACITY_UNLIMITED)
        return capacity;
    capacity.queue = (uint32_t)entry->queue;
    capacity.background = (struct cri_background_spec){.mean = entry->background_share,
                                                       .amplitude = entry->background_swing,
                                                       .peak_hour = entry->background_peak_hour,
                                                       .weekend = entry->background_weekend};
    if (capacity.kind == CRI_CAPACITY_SLOTS) {
        capacity.slots = (uint32_t)entry->slots;
        return capacity;
    }
    capacity.most = (uint32_t)entry->max_in_service;
    capacity.width = entry->calls;
    if (isnan(capacity.width)) {
        double each = service->rate_noise.kind == CRI_NOISE_TABLE
                          ? cri_noise_table(&service->rate_noise, 0.5)
                          : 1;

        capacity.width = entry->tokens_per_s * service->output_ns_per_token * each / 1e9;
    }
    if (!(capacity.width >= 0.001 && capacity.width <= 1e5)) {
        scenario_error(b->diag, entry->node.json,
                       sim_arena_printf(b->arena, "capacity.%s", entry->node.name),
                       "is %.4g calls of '%s' at full speed; it must be 0.001 to 100000",
                       capacity.width, service->model);
        capacity.width = 1;
    }
    return capacity;
}

static void describe_capacity(const struct scenario_capacity *entry, bool more,
                              struct sim_text *text)
{
    const char *where = strcmp(entry->region, "*") == 0 ? "each Region" : entry->region;

    sim_text_addf(text, "%s%s ", more ? ", " : "", where);
    if (entry->kind == 0)
        sim_text_add(text, "unlimited");
    else if (entry->kind == 1)
        sim_text_addf(text, "%" PRId64 " slots", entry->slots);
    else if (!isnan(entry->calls))
        sim_text_addf(text, "shared by calls, %.4g at full speed", entry->calls);
    else
        sim_text_addf(text, "shared by calls, %.6g output tokens/s", entry->tokens_per_s);
    if (entry->background_share > 0)
        sim_text_addf(text, " (others use %.0f %% +- %.0f)", 100 * entry->background_share,
                      100 * entry->background_swing);
}

static void build_capacity(struct builder *b)
{
    struct cri_spec *spec = &b->arm->spec;
    const struct scenario_capacity *entries = b->world->capacity.items;
    struct cri_capacity_spec *capacity = sim_arena_alloc(
        b->arena, ((size_t)spec->n_regions * spec->n_services + 1) * sizeof *capacity);
    bool *stated = sim_arena_alloc(b->arena, ((size_t)spec->n_regions * spec->n_services + 1) *
                                                 sizeof *stated);
    struct sim_text text = {0};

    for (uint32_t i = 0; i < b->world->capacity.n; i++) {
        for (uint32_t r = 0; r < spec->n_regions; r++) {
            for (uint32_t s = 0; s < spec->n_services; s++) {
                if (!is_match(entries[i].region, build_region_name(b, r)) ||
                    !is_match(entries[i].model, spec->services[s].model))
                    continue;
                stated[r * spec->n_services + s] = true;
                capacity[r * spec->n_services + s] =
                    capacity_from(b, &entries[i], &spec->services[s]);
            }
        }
        describe_capacity(&entries[i], i > 0, &text);
    }
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++) {
            const struct cri_target_spec *target = &spec->classes[c].targets[t];

            for (uint32_t d = 0; d < target->n_destinations; d++)
                if (!stated[target->destinations[d] * spec->n_services + spec->classes[c].model])
                    scenario_error(b->diag, scenario_at(&b->world->node, "capacity"), "capacity",
                                   "says nothing of '%s' in %s, which '%s' may use; state "
                                   "\"unlimited\" or a number of slots",
                                   spec->services[spec->classes[c].model].model,
                                   build_region_name(b, target->destinations[d]), target->model_id);
        }
    }
    b->arm->capacity = sim_arena_strdup(b->arena, text.data != NULL ? text.data : "");
    sim_text_release(&text);
    spec->capacity = capacity;
}

static void add_once(struct sim_text *list, const char *item)
{
    const char *at = list->data;
    size_t n = strlen(item);

    while (at != NULL && (at = strstr(at, item)) != NULL) {
        if ((at == list->data || at[-1] == ' ') && (at[n] == '\0' || at[n] == ','))
            return;
        at += n;
    }
    sim_text_addf(list, "%s%s", list->length > 0 ? ", " : "", item);
}

static void build_texts(struct builder *b)
{
    struct plan_arm *arm = b->arm;
    struct sim_text ids = {0}, sources = {0}, destinations = {0}, retry = {0};
    bool profile = false;

    for (uint32_t c = 0; c < arm->spec.n_classes; c++) {
        const struct cri_class_spec *class = &arm->spec.classes[c];
        char *client = sim_arena_printf(b->arena, "%s (%u attempt%s, read time-out %.0f s)",
                                        class->client.preset, class->client.max_attempts,
                                        class->client.max_attempts == 1 ? "" : "s",
                                        sim_time_to_s(class->client.read_timeout));

        if (strstr(retry.data != NULL ? retry.data : "", client) == NULL)
            sim_text_addf(&retry, "%s%s", retry.length > 0 ? "; " : "", client);
        for (uint32_t t = 0; t < class->n_targets; t++) {
            const struct cri_target_spec *target = &class->targets[t];

            if (class->runs && target->denial != CRI_DENIAL_NONE)
                continue; /* never called */
            add_once(&ids, target->model_id);
            add_once(&sources, build_region_name(b, target->source));
            profile = profile || !cri_mode_is_direct(target->mode);
            for (uint32_t d = 0; d < target->n_destinations; d++)
                add_once(&destinations, build_region_name(b, target->destinations[d]));
        }
    }
    arm->model_ids = sim_arena_strdup(b->arena, ids.data != NULL ? ids.data : "");
    arm->sources = sim_arena_strdup(b->arena, sources.data != NULL ? sources.data : "");
    arm->destinations =
        sim_arena_strdup(b->arena, destinations.data != NULL ? destinations.data : "none");
    arm->retry = sim_arena_strdup(b->arena, retry.data != NULL ? retry.data : "");
    arm->routing =
        !profile ? "none (one Region)"
                 : sim_arena_printf(b->arena, "%s, hop = %.3g round trips",
                                    b->world->routing.policy, b->world->routing.hop_rtt_factor);
    if (profile && arm->allowed)
        build_assume(
            b->plan, "assumption", "docs/assumptions.md",
            sim_arena_printf(b->arena,
                             "routing of arm '%s': %s; the provider's rule is not published, and "
                             "measurements show Global serving sources outside the US largely "
                             "from the US",
                             arm->name, arm->routing));
    sim_text_release(&ids);
    sim_text_release(&sources);
    sim_text_release(&destinations);
    sim_text_release(&retry);
}

static void build_regions(struct builder *b)
{
    struct cri_spec *spec = &b->arm->spec;
    uint32_t n = catalog_n_regions(b->catalog);
    struct cri_region_spec *regions = sim_arena_alloc(b->arena, n * sizeof *regions);
    sim_time *rtt = sim_arena_alloc(b->arena, (size_t)n * n * sizeof *rtt);

    for (uint32_t i = 0; i < n; i++) {
        regions[i] = (struct cri_region_spec){
            .name = build_region_name(b, i), .geography = catalog_regions(b->catalog)[i].geography};
        for (uint32_t j = 0; j < n; j++)
            rtt[i * n + j] = sim_time_from_ms(catalog_rtt_ms(b->catalog, i, j, NULL));
    }
    b->n_regions = n;
    spec->n_regions = n;
    spec->regions = regions;
    spec->rtt = rtt;
}

static void note_estimated_rtt(struct builder *b)
{
    const struct cri_spec *spec = &b->arm->spec;

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++) {
            const struct cri_target_spec *target = &spec->classes[c].targets[t];

            for (uint32_t d = 0; d < target->n_destinations; d++) {
                enum catalog_mark mark;
                double ms =
                    catalog_rtt_ms(b->catalog, target->source, target->destinations[d], &mark);

                if (mark == CATALOG_INFERRED)
                    build_assume(
                        b->plan, "inferred", "docs/catalog.md",
                        sim_arena_printf(b->arena,
                                         "round trip %s to %s: %.0f ms, estimated from distance",
                                         build_region_name(b, target->source),
                                         build_region_name(b, target->destinations[d]), ms));
            }
        }
    }
}

/* "; did you mean 'x'?" or nothing. */
const char *build_suggestion(struct builder *b, const char *word, const char *const *names,
                             size_t n)
{
    const char *nearest = sim_nearest_name(word, names, n);

    return nearest != NULL ? sim_arena_printf(b->arena, "; did you mean '%s'?", nearest) : "";
}

/* Entries may be about every Region, model or account; what is called or bought is one. */
static void refuse_every(struct builder *b, const struct scenario_node *node, const char *map,
                         const char *key, const char *name, const char *what)
{
    if (name != NULL && strcmp(name, "*") == 0)
        scenario_error(b->diag, scenario_at(node, key),
                       sim_arena_printf(b->arena, "%s.%s.%s", map, node->name, key),
                       "must name one %s (got '*')", what);
}

static void check_region_name(struct builder *b, const struct scenario_node *node, const char *map,
                              const char *key, const char *name, bool callable)
{
    if (name != NULL && strcmp(name, "*") != 0)
        build_find_region(b, name, scenario_at(node, key),
                          sim_arena_printf(b->arena, "%s.%s.%s", map, node->name, key), callable);
}

static void check_model_of(struct builder *b, const struct scenario_node *node, const char *map,
                           const char *name)
{
    if (name != NULL)
        check_model_name(b, name, scenario_at(node, "model"),
                         sim_arena_printf(b->arena, "%s.%s.model", map, node->name));
}

static void check_list_of_regions(struct builder *b, const struct scenario_node *node,
                                  const char *map, const char *key,
                                  const struct scenario_list *list)
{
    for (uint32_t i = 0; i < list->n; i++)
        build_find_region(b, list->items[i], list->json[i],
                          sim_arena_printf(b->arena, "%s.%s.%s[%u]", map, node->name, key, i),
                          true);
}

static void check_routing(struct builder *b)
{
    const struct scenario_routing *routing = &b->world->routing;
    const struct cri_policy *policy;
    const char *names[64];
    size_t n = 0;

    if (routing->policy == NULL)
        return;
    policy = cri_policy_find(routing->policy);
    if (policy == NULL) {
        for (; n < 64 && cri_policies[n] != NULL; n++)
            names[n] = cri_policies[n]->name;
        scenario_error(b->diag, scenario_at(&routing->node, "policy"), "routing.policy",
                       "unknown routing policy '%.80s'%s", routing->policy,
                       build_suggestion(b, routing->policy, names, n));
    } else if (policy->needs_shares && routing->shares.n == 0) {
        scenario_error(b->diag, scenario_at(&routing->node, "policy"), "routing.policy",
                       "'%s' needs 'shares'", policy->name);
    } else if (!policy->may_use_shares && routing->shares.n > 0) {
        scenario_error(b->diag, scenario_at(&routing->node, "shares"), "routing.shares",
                       "has no effect with the policy '%s'", policy->name);
    }
    if (policy != NULL && !policy->sees_load && !policy->sees_speed && routing->refresh_s > 0)
        scenario_error(b->diag, scenario_at(&routing->node, "refresh_s"), "routing.refresh_s",
                       "has no effect with the policy '%s'", policy->name);
    for (uint32_t i = 0; i < routing->shares.n; i++)
        build_find_region(b, routing->shares.names[i], routing->shares.json[i], "routing.shares",
                          true);
}

static void check_presets(struct builder *b)
{
    const struct scenario_client *clients = b->world->clients.items;
    const char *names[16];
    size_t n = 0;

    for (; n < 16 && cri_client_presets[n].name != NULL; n++)
        names[n] = cri_client_presets[n].name;
    for (uint32_t i = 0; i < b->world->clients.n; i++)
        if (clients[i].retry != NULL && cri_client_preset_find(clients[i].retry) == NULL)
            scenario_error(b->diag, scenario_at(&clients[i].node, "retry"),
                           sim_arena_printf(b->arena, "clients.%s.retry", clients[i].node.name),
                           "unknown retry preset '%.80s'%s", clients[i].retry,
                           build_suggestion(b, clients[i].retry, names, n));
}

static void check_names(struct builder *b)
{
    const struct scenario_world *w = b->world;
    const struct scenario_class *classes = w->classes.items;
    const struct scenario_quota *quotas = w->quotas.items;
    const struct scenario_capacity *capacity = w->capacity.items;
    const struct scenario_model *models = w->models.items;
    const struct scenario_price *prices = w->prices.items;
    const struct scenario_quota_change *changes = w->quota_changes.items;
    const struct scenario_provisioned *provisioned = w->provisioned.items;

    for (uint32_t i = 0; i < w->classes.n; i++) {
        const struct scenario_node *node = &classes[i].node;

        check_model_of(b, node, "classes", classes[i].model);
        refuse_every(b, node, "classes", "model", classes[i].model, "model");
        refuse_every(b, node, "classes", "source_region", classes[i].source_region, "Region");
        refuse_every(b, node, "classes", "client_region", classes[i].client_region, "Region");
        check_region_name(b, node, "classes", "source_region", classes[i].source_region, true);
        check_region_name(b, node, "classes", "client_region", classes[i].client_region, false);
        check_list_of_regions(b, node, "classes", "fallback_source_regions",
                              &classes[i].fallback_source_regions);
        check_list_of_regions(b, node, "classes", "spread_source_regions",
                              &classes[i].spread_source_regions);
    }
    for (uint32_t i = 0; i < w->quota_changes.n; i++) {
        check_model_of(b, &changes[i].node, "quota_changes", changes[i].model);
        check_region_name(b, &changes[i].node, "quota_changes", "source_region",
                          changes[i].source_region, true);
    }
    for (uint32_t i = 0; i < w->provisioned.n; i++) {
        check_model_of(b, &provisioned[i].node, "provisioned", provisioned[i].model);
        refuse_every(b, &provisioned[i].node, "provisioned", "model", provisioned[i].model,
                     "model");
        refuse_every(b, &provisioned[i].node, "provisioned", "source_region",
                     provisioned[i].source_region, "Region");
        check_region_name(b, &provisioned[i].node, "provisioned", "source_region",
                          provisioned[i].source_region, true);
    }
    for (uint32_t i = 0; i < w->quotas.n; i++) {
        check_model_of(b, &quotas[i].node, "quotas", quotas[i].model);
        check_region_name(b, &quotas[i].node, "quotas", "source_region", quotas[i].source_region,
                          true);
    }
    for (uint32_t i = 0; i < w->capacity.n; i++) {
        check_model_of(b, &capacity[i].node, "capacity", capacity[i].model);
        check_region_name(b, &capacity[i].node, "capacity", "region", capacity[i].region, true);
    }
    for (uint32_t i = 0; i < w->models.n; i++)
        check_model_of(b, &models[i].node, "models", models[i].model);
    for (uint32_t i = 0; i < w->prices.n; i++) {
        check_model_of(b, &prices[i].node, "prices", prices[i].model);
        check_region_name(b, &prices[i].node, "prices", "source_region", prices[i].source_region,
                          true);
    }
    build_check_outages(b);
    check_routing(b);
    check_presets(b);
}

void plan_check_names(const struct scenario *scenario, const struct catalog *catalog,
                      struct sim_diag *diag)
{
    struct sim_arena arena = {0};

    for (uint32_t i = 0; i < scenario->n_arms; i++) {
        struct builder b = {.catalog = catalog,
                            .world = &scenario->worlds[i],
                            .arena = &arena,
                            .diag = diag,
                            .path = ""};

        check_names(&b);
    }
    sim_arena_release(&arena);
}

/* A share of a Region that no profile of the arm may use would be ignored: that is a mistake. */
static void check_shares(struct builder *b)
{
    const struct scenario_numbers *shares = &b->world->routing.shares;
    const struct cri_spec *spec = &b->arm->spec;

    for (uint32_t i = 0; i < shares->n; i++) {
        uint32_t region = catalog_region_find(b->catalog, shares->names[i]);
        bool profile = false;
        bool found = false;

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            for (uint32_t t = 0; t < spec->classes[c].n_targets; t++) {
                const struct cri_target_spec *target = &spec->classes[c].targets[t];

                profile =
                    profile || (!cri_mode_is_direct(target->mode) && target->n_destinations > 0);
                for (uint32_t d = 0; d < target->n_destinations; d++)
                    found = found || target->destinations[d] == region;
            }
        }
        if (profile && !found && region != CATALOG_NONE)
            scenario_error(b->diag, shares->json[i], "routing.shares",
                           "'%s' is not a destination of any profile that arm '%s' calls",
                           shares->names[i], b->arm->name);
    }
}

static void build_rules(struct builder *b)
{
    struct cri_spec *spec = &b->arm->spec;
    const struct scenario_quota_rules *rules = &b->world->quota_rules;
    const struct scenario_background *clock = &b->world->background;
    const struct catalog_region *regions = catalog_regions(b->catalog);
    double *offsets = sim_arena_alloc(b->arena, (b->n_regions + 1) * sizeof *offsets);

    spec->quota_rules =
        (struct cri_quota_rules){.per_minute = (enum cri_refill)rules->refill_minute,
                                 .per_day = (enum cri_refill)rules->refill_day,
                                 .adjust_every = sim_time_from_s(rules->adjust_every_s),
                                 .reserve_cache_reads = b->world->reserve_cache_reads,
                                 .keep_on_fault = rules->on_fault == 1,
                                 .account_before_burndown = rules->account_cap == 1};
    build_assume(b->plan, "assumption", "docs/assumptions.md",
                 sim_arena_printf(b->arena,
                                  "quota refill: %s for a minute's, %s for a day's quota; not "
                                  "documented",
                                  cri_refill_name(spec->quota_rules.per_minute),
                                  cri_refill_name(spec->quota_rules.per_day)));
    spec->background_step = sim_time_from_s(clock->step_s);
    spec->no_surge = !clock->surge_on_outage;
    spec->start_hour_utc = clock->start_hour_utc;
    spec->start_weekday = (uint32_t)clock->start_weekday;
    /* Local time by the sun: 15 degrees of longitude an hour, to the nearest hour. */
    for (uint32_t r = 0; r < b->n_regions; r++)
        offsets[r] = floor(regions[r].lon / 15 + 0.5);
    spec->utc_offset_h = offsets;
}

/* Quotas of the arm that an entry of quota_changes matches get its amounts. */
static void build_quota_changes(struct builder *b)
{
    struct cri_spec *spec = &b->arm->spec;
    const struct scenario_quota_change *entries = b->world->quota_changes.items;
    size_t room = (size_t)b->world->quota_changes.n * (spec->n_quotas + 1) * 3 + 1;
    struct cri_quota_change_spec *changes = sim_arena_alloc(b->arena, room * sizeof *changes);

    for (uint32_t i = 0; i < b->world->quota_changes.n; i++) {
        const struct scenario_quota_change *entry = &entries[i];
        const int64_t amounts[] = {entry->requests_per_min, entry->tokens_per_min,
                                   entry->tokens_per_day};

        for (uint32_t q = 0; q < spec->n_quotas; q++) {
            const int64_t before[] = {b->quotas[q].requests_per_min, b->quotas[q].tokens_per_min,
                                      b->quotas[q].tokens_per_day};

            if (b->quota_modes[q] == CRI_MODE_PROVISIONED ||
                !is_match(entry->source_region, build_region_name(b, b->quotas[q].region)) ||
                !is_match(entry->model, b->quota_models[q]->id) ||
                !is_match(entry->account, b->quota_accounts[q]) ||
                (entry->kind != 0 && entry->kind - 1 != (int)b->quota_modes[q]))
                continue;
            for (int limit = CRI_LIMIT_RPM; limit <= CRI_LIMIT_TPD; limit++) {
                uint32_t at = spec->n_quota_changes;

                if (amounts[limit] == SCENARIO_ABSENT)
                    continue;
                if (before[limit] == CRI_NO_LIMIT) {
                    scenario_error(b->diag, entry->node.json,
                                   sim_arena_printf(b->arena, "quota_changes.%s", entry->node.name),
                                   "'%s' has no %s to change; state one in 'quotas'",
                                   b->quotas[q].name, cri_limit_name((enum cri_limit)limit));
                    continue;
                }
                for (; at > 0 && changes[at - 1].at > sim_time_from_s(entry->at_s); at--)
                    changes[at] = changes[at - 1];
                changes[at] = (struct cri_quota_change_spec){.at = sim_time_from_s(entry->at_s),
                                                             .quota = q,
                                                             .limit = (enum cri_limit)limit,
                                                             .amount = amounts[limit]};
                spec->n_quota_changes++;
            }
        }
    }
    spec->quota_changes = changes;
}

static int by_class_name(const void *a, const void *b)
{
    const struct scenario_class *const *x = a, *const *y = b;

    return strcmp((*x)->node.name, (*y)->node.name);
}

/*
 * The classes of an arm in the order of their names. Where requests of two classes come at one
 * instant, the order of the classes decides who is first: it must not depend on where they stand in
 * the file, or on a third class that an arm removes or adds.
 */
static const struct scenario_class **sorted_classes(const struct scenario_world *world,
                                                    struct sim_arena *arena)
{
    const struct scenario_class *classes = world->classes.items;
    const struct scenario_class **sorted =
        sim_arena_alloc(arena, (world->classes.n + 1) * sizeof *sorted);

    for (uint32_t i = 0; i < world->classes.n; i++)
        sorted[i] = &classes[i];
    qsort(sorted, world->classes.n, sizeof *sorted, by_class_name);
    return sorted;
}

static void build_arm(struct plan *plan, uint32_t index, struct sim_diag *diag)
{
    const struct scenario_world *world = &plan->scenario->worlds[index];
    const struct scenario_class **classes = sorted_classes(world, &plan->arena);
    struct plan_arm *arm = &plan->arms[index];
    struct builder b = {.plan = plan,
                        .catalog = plan->catalog,
                        .world = world,
                        .arm = arm,
                        .arena = &plan->arena,
                        .diag = diag,
                        .path = ""};
    struct cri_spec *spec = &arm->spec;
    uint32_t n_targets = 0;
    struct cri_class_spec *specs =
        sim_arena_alloc(&plan->arena, (world->classes.n + 1) * sizeof *specs);
    struct sim_text prices = {0}, marks = {0};
    size_t errors = diag->n_raised;

    for (uint32_t i = 0; i < world->classes.n; i++)
        n_targets +=
            2 + classes[i]->fallback_source_regions.n + classes[i]->spread_source_regions.n;
    arm->name = plan->scenario->arms[index].node.name;
    arm->mode = (enum cri_mode)plan->scenario->arms[index].mode;
    /* An arm of its own seed keeps it apart from the others, whatever --seed says. */
    arm->seed = plan->seed;
    if (world->seed != plan->scenario->base.seed)
        arm->seed += (uint64_t)(world->seed - plan->scenario->base.seed);
    spec->arm = arm->name;
    arm->quotas = sim_arena_alloc(&plan->arena, (n_targets * 4 + 1) * sizeof *arm->quotas);
    b.services = sim_arena_alloc(&plan->arena, (world->classes.n + 1) * sizeof *b.services);
    b.models = sim_arena_alloc(&plan->arena, (world->classes.n + 1) * sizeof *b.models);
    b.quotas = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.quotas);
    b.accounts = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.accounts);
    b.account_region = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.account_region);
    b.prices = sim_arena_alloc(&plan->arena, (2 * n_targets + 1) * sizeof *b.prices);
    b.commitments = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.commitments);
    b.quota_models = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.quota_models);
    b.quota_accounts = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.quota_accounts);
    b.quota_modes = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.quota_modes);
    b.account_names = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.account_names);
    build_regions(&b);
    check_names(&b);
    spec->services = b.services;
    spec->quotas = b.quotas;
    spec->accounts = b.accounts;
    spec->prices = b.prices;
    spec->commitments = b.commitments;
    spec->classes = specs;
    spec->routing.hop_rtt_factor = world->routing.hop_rtt_factor;
    spec->routing.refusal_time = sim_time_from_ms(world->routing.refusal_ms);
    spec->routing.all_tried_is_throttle = world->routing.all_tried == 1;
    spec->routing.refresh = sim_time_from_s(world->routing.refresh_s);
    spec->routing.max_tries = (uint32_t)world->routing.max_tries;
    spec->routing.max_time = sim_time_from_s(world->routing.max_time_s);
    spec->routing.stall_timeout = sim_time_from_s(world->routing.stall_timeout_s);
    build_rules(&b);
    spec->drain = sim_time_from_s(world->drain_s);
    spec->monthly_requests = isnan(world->monthly_requests) ? 0 : world->monthly_requests;
    for (uint32_t i = 0; i < world->classes.n; i++)
        build_class(&b, classes[i], &specs[i], &prices, &marks);
    spec->n_classes = world->classes.n;
    arm->price = sim_arena_strdup(&plan->arena, prices.data != NULL ? prices.data : "no price");
    arm->destinations_mark = sim_arena_strdup(&plan->arena, marks.data != NULL ? marks.data : "");
    check_shares(&b);
    if (diag->n_raised == errors) {
        build_capacity(&b);
        note_estimated_rtt(&b);
    }
    build_outages(&b);
    if (diag->n_raised == errors)
        build_quota_changes(&b);
    sim_text_release(&prices);
    sim_text_release(&marks);
}

/* ---- horizons ---- */

/* When the last traffic of an arm ends, and whether that is known: a trace may not have been read.
 */
static sim_time end_of_traffic(const struct plan *plan, uint32_t arm, bool *known)
{
    const struct cri_spec *spec = &plan->arms[arm].spec;
    sim_time last = 1;

    for (uint32_t i = 0; i < spec->n_classes; i++) {
        const struct cri_arrivals_spec *arrivals = &spec->classes[i].arrivals;
        const struct plan_traffic *traffic = plan_traffic_find(plan, arm, arrivals->name);
        sim_time end = cri_arrivals_end(arrivals);

        *known = *known && (traffic->generated || traffic->trace != NULL);
        last = end > last ? end : last;
    }
    return last;
}

static void warn_never_met(const struct plan *plan, uint32_t arm, struct sim_arena *arena,
                           struct sim_diag *diag)
{
    const struct cri_spec *spec = &plan->arms[arm].spec;

    for (uint32_t i = 0; i < spec->n_outages; i++)
        if (!spec->outages[i].drawn && spec->outages[i].start >= spec->horizon)
            sim_diag_warning(diag, plan->scenario->file, 0, 0,
                             sim_arena_printf(arena, "outages.%s", spec->outages[i].name),
                             "starts at %.0f s, after the horizon of %.0f s: it is never met",
                             sim_time_to_s(spec->outages[i].start), sim_time_to_s(spec->horizon));
}

/*
 * The horizon that is not stated is the end of the last traffic of all arms that are to be paired:
 * an arm that does without a class is observed for as long as the others. An unpaired arm has its
 * own.
 */
static void build_horizons(struct plan *plan, struct sim_diag *diag)
{
    const struct scenario *scenario = plan->scenario;
    sim_time common = 1;
    bool common_known = true;

    for (uint32_t a = 0; a < plan->n_arms; a++) {
        sim_time end = scenario->arms[a].unpaired ? 1 : end_of_traffic(plan, a, &common_known);

        common = end > common ? end : common;
    }
    for (uint32_t a = 0; a < plan->n_arms; a++) {
        double stated = scenario->worlds[a].horizon_s;
        bool known = true;

        if (!isnan(stated)) {
            plan->arms[a].spec.horizon = sim_time_from_s(stated);
        } else if (scenario->arms[a].unpaired) {
            plan->arms[a].spec.horizon = end_of_traffic(plan, a, &known);
        } else {
            plan->arms[a].spec.horizon = common;
            known = common_known;
        }
        if (known)
            warn_never_met(plan, a, &plan->arena, diag);
    }
}

/* What can be said once the horizons are known: which classes run, and the texts of the arm. */
static void finish_arm(struct plan *plan, uint32_t index, struct sim_diag *diag)
{
    struct plan_arm *arm = &plan->arms[index];
    struct builder b = {.plan = plan,
                        .catalog = plan->catalog,
                        .world = &plan->scenario->worlds[index],
                        .arm = arm,
                        .arena = &plan->arena,
                        .diag = diag,
                        .n_regions = arm->spec.n_regions,
                        .path = ""};

    build_close_quotas(&b, (const struct scenario_class *const *)sorted_classes(b.world, b.arena));
    if (arm->spec.n_classes == 0)
        arm->reason = "the arm has no class";
    for (uint32_t i = 0; i < arm->spec.n_classes; i++) {
        if (arm->spec.classes[i].runs)
            arm->allowed = true;
        else if (arm->reason == NULL)
            arm->reason = arm->spec.classes[i].why_not;
    }
    build_texts(&b);
}

/* ---- traffic ---- */

static char *trace_path(struct plan *plan, const char *file)
{
    const char *slash = strrchr(plan->scenario->file, '/');

    if (file[0] == '/' || slash == NULL)
        return sim_arena_strdup(&plan->arena, file);
    return sim_arena_printf(&plan->arena, "%.*s/%s", (int)(slash - plan->scenario->file),
                            plan->scenario->file, file);
}

static bool same_string(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether the same requests come of both; how they are replayed is another matter. */
static bool same_source(const struct scenario_traffic *a, const struct scenario_traffic *b)
{
    return same_string(a->trace, b->trace) && a->generator == b->generator &&
           a->rate_per_s == b->rate_per_s && a->duration_s == b->duration_s &&
           a->peak_to_mean == b->peak_to_mean && a->peak_at_s == b->peak_at_s &&
           a->period_s == b->period_s && a->input_p50 == b->input_p50 &&
           a->input_p99 == b->input_p99 && a->output_p50 == b->output_p50 &&
           a->output_p99 == b->output_p99 && a->input_max == b->input_max &&
           a->output_max == b->output_max && a->unsorted == b->unsorted &&
           a->skip_bad_rows == b->skip_bad_rows && a->failed_rows == b->failed_rows &&
           a->time_unit == b->time_unit;
}

static void warn_of_trace(const struct trace *trace, struct sim_diag *diag)
{
    struct sim_text text = {0};

    if (trace == NULL)
        return;
    trace_describe(trace, &text);
    if (text.length > 0)
        sim_diag_warning(diag, trace->file, 0, 0, NULL, "%s", text.data + strlen(", "));
    sim_text_clear(&text);
    trace_describe_ignored(trace, &text);
    if (text.length > 0)
        sim_diag_warning(diag, trace->file, 0, 0, NULL, "%s%" PRIu32 " column%s ignored: %s",
                         trace->more_ignored ? "more than " : "", trace->ignored.n,
                         trace->ignored.n == 1 ? "" : "s", text.data);
    sim_text_release(&text);
}

/* With traces_may_miss: whether the file is not there; then that is said. */
static bool is_missing(struct plan *plan, const struct plan_options *options,
                       const struct scenario_traffic *entry, struct sim_diag *diag)
{
    const struct sim_json *at = scenario_at(&entry->node, "trace");
    const char *path;

    if (!options->traces_may_miss || options->trace != NULL || strcmp(entry->trace, "-") == 0)
        return false;
    path = trace_path(plan, entry->trace);
    if (access(path, R_OK) == 0)
        return false;
    sim_diag_warning(
        diag, plan->scenario->file, at->line, at->column,
        sim_arena_printf(&plan->arena, "traffic.%s.trace", entry->node.name),
        "'%s' cannot be read (%s), so its requests are not checked; a run needs it, or "
        "another trace by --trace",
        path, strerror(errno));
    return true;
}

static void read_entry(struct plan *plan, const struct plan_options *options, uint32_t arm,
                       const struct scenario_traffic *entry, struct sim_diag *diag)
{
    struct plan_traffic *traffic = &plan->traffic[plan->n_traffic++];

    traffic->name = entry->node.name;
    traffic->arm = arm;
    traffic->generated = entry->generator != SCENARIO_NO_GENERATOR;
    if (traffic->generated) {
        traffic->generator = (struct cri_generator){
            .shape = entry->generator == SCENARIO_POISSON ? CRI_GENERATOR_POISSON
                                                          : CRI_GENERATOR_DIURNAL,
            .rate_per_s = entry->rate_per_s,
            .duration_s = entry->duration_s,
            .peak_to_mean = entry->peak_to_mean,
            .peak_at_s = entry->peak_at_s,
            .period_s = entry->period_s,
            .input_p50 = entry->input_p50,
            .input_p99 = entry->input_p99,
            .output_p50 = entry->output_p50,
            .output_p99 = entry->output_p99,
            .input_max = entry->input_max,
            .output_max = entry->output_max,
        };
    } else if (!is_missing(plan, options, entry, diag)) {
        struct trace_options how = {.unsorted = (enum trace_unsorted)entry->unsorted,
                                    .skip_bad_rows = entry->skip_bad_rows,
                                    .failed = (enum trace_failed)entry->failed_rows,
                                    .unit = (enum trace_unit)entry->time_unit};

        traffic->trace = trace_read(
            options->trace != NULL ? options->trace : trace_path(plan, entry->trace), &how, diag);
        warn_of_trace(traffic->trace, diag);
    }
}

/* Each source of requests once, and again for every arm (unpaired) that has it otherwise. */
static void read_traffic(struct plan *plan, const struct plan_options *options,
                         struct sim_diag *diag)
{
    const struct scenario *scenario = plan->scenario;
    const struct scenario_traffic *entries = scenario->base.traffic.items;
    uint32_t room = scenario->base.traffic.n;

    for (uint32_t a = 0; a < scenario->n_arms; a++)
        room += scenario->worlds[a].traffic.n;
    plan->traffic = sim_arena_alloc(&plan->arena, (room + 1) * sizeof *plan->traffic);
    for (uint32_t i = 0; i < scenario->base.traffic.n; i++)
        read_entry(plan, options, PLAN_ALL_ARMS, &entries[i], diag);
    for (uint32_t a = 0; a < scenario->n_arms; a++) {
        const struct scenario_traffic *own = scenario->worlds[a].traffic.items;

        for (uint32_t i = 0; i < scenario->worlds[a].traffic.n; i++) {
            const struct scenario_traffic *base =
                build_traffic_entry(&scenario->base, own[i].node.name);

            if (base == NULL || !same_source(base, &own[i]))
                read_entry(plan, options, a, &own[i], diag);
        }
    }
}

const struct scenario_class *plan_class_entry(const struct plan *plan, uint32_t arm,
                                              const char *name)
{
    const struct scenario_map *map = &plan->scenario->worlds[arm].classes;
    const struct scenario_class *classes = map->items;

    for (uint32_t i = 0; i < map->n; i++)
        if (strcmp(classes[i].node.name, name) == 0)
            return &classes[i];
    return NULL;
}

struct plan *plan_create(const struct scenario *scenario, const struct catalog *catalog,
                         const struct plan_options *options, struct sim_diag *diag)
{
    size_t errors = diag->n_raised;
    struct plan *plan = sim_zeroed(1, sizeof *plan);

    plan->scenario = scenario;
    plan->catalog = catalog;
    plan->seed = options->override_seed ? options->seed : (uint64_t)scenario->base.seed;
    plan->replications = options->override_replications ? options->replications
                                                        : (uint32_t)scenario->base.replications;
    plan->assumptions = sim_arena_alloc(&plan->arena, MAX_ASSUMPTIONS * sizeof *plan->assumptions);
    read_traffic(plan, options, diag);
    plan->n_arms = scenario->n_arms;
    plan->arms = sim_arena_alloc(&plan->arena, (plan->n_arms + 1) * sizeof *plan->arms);
    for (uint32_t i = 0; i < plan->n_arms; i++)
        build_arm(plan, i, diag);
    if (diag->n_raised == errors) {
        build_horizons(plan, diag);
        for (uint32_t i = 0; i < plan->n_arms; i++)
            finish_arm(plan, i, diag);
        build_check_steps(plan, diag);
        build_check_pairing(plan, &plan->arena, diag);
    }
    if (diag->n_raised > errors) {
        plan_destroy(plan);
        return NULL;
    }
    build_warn_unused(plan, &plan->arena, diag);
    build_warn_never_admitted(plan, &plan->arena, diag);
    build_describe(plan);
    return plan;
}

void plan_destroy(struct plan *plan)
{
    if (plan == NULL)
        return;
    for (uint32_t i = 0; i < plan->n_traffic; i++)
        trace_destroy(plan->traffic[i].trace);
    sim_arena_release(&plan->arena);
    free(plan);
}

enum sim_status plan_run(const struct plan *plan, uint32_t arm, uint32_t replication,
                         bool e2e_by_position, const volatile sig_atomic_t *stop,
                         struct cri_outcome *outcome)
{
    const struct cri_spec *spec = &plan->arms[arm].spec;
    struct cri_run_options options = {.seed = plan->arms[arm].seed,
                                      .replication = replication,
                                      .e2e_by_position = e2e_by_position,
                                      .stop = stop};

    cri_outcome_init(outcome, spec);
    return cri_world_run(spec, &options, outcome);
}
