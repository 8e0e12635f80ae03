/*
 * plan.c: from names to indices. Every number that is not the scenario's own is noted with where
 * it came from.
 */
#include "scenarios/run/plan.h"

#include "models/arrivals.h"
#include "models/client.h"
#include "models/policy/policy.h"
#include "sim/base/assert.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ASSUMPTIONS = 256 };
#define MAX_TRAFFIC_S (10 * 366 * 86400.0)

/* State while one arm is compiled. */
struct builder {
    struct plan *plan;
    const struct catalog *catalog;
    const struct scenario_world *world;
    struct plan_arm *arm;
    struct sim_arena *arena;
    struct sim_diag *diag;
    uint32_t n_regions;
    struct cri_service_spec *services;
    const struct catalog_model **models; /* of services */
    struct cri_quota_spec *quotas;
    struct cri_account_spec *accounts;
    uint32_t *account_region;
    struct cri_price_spec *prices;
    const char *path; /* of the class being compiled */
};

static void assume(struct plan *plan, const char *mark, const char *source, char *text)
{
    for (uint32_t i = 0; i < plan->n_assumptions; i++)
        if (strcmp(plan->assumptions[i].text, text) == 0)
            return;
    if (plan->n_assumptions < MAX_ASSUMPTIONS)
        plan->assumptions[plan->n_assumptions++] =
            (struct plan_assumption){.text = text, .mark = mark, .source = source};
}

static const char *region_name(const struct builder *b, uint32_t region)
{
    return catalog_regions(b->catalog)[region].code;
}

static uint32_t find_region(const struct builder *b, const char *name, const struct sim_json *at,
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

static void override_service(const struct builder *b, struct cri_service_spec *service,
                             const char *model)
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
    assume(b->plan, catalog_mark_name(latency->origin.mark), latency->origin.source,
           sim_arena_printf(
               b->arena,
               "latency of %s: %.0f ms base TTFT, %.0f input and %.0f output tokens/s, "
               "lognormal noise %.2f and %.2f",
               model->id, sim_time_to_ms(service->base_ttft), 1e9 / service->prefill_ns_per_token,
               1e9 / service->output_ns_per_token, service->ttft_noise.sigma, service->rate_noise.sigma));
    assume(b->plan, catalog_mark_name(model->burndown_mark), model->burndown_source,
           sim_arena_printf(b->arena,
                            "quota burndown of %s: %" PRId64 " quota tokens per output token",
                            model->id, service->output_burndown));
    return spec->n_services++;
}

/* ---- quotas ---- */

static enum catalog_scope scope_of(enum cri_mode mode)
{
    return mode == CRI_MODE_SINGLE_REGION ? CATALOG_IN_REGION
           : mode == CRI_MODE_GEOGRAPHIC  ? CATALOG_GEOGRAPHIC
                                          : CATALOG_GLOBAL;
}

static void note_quota(struct builder *b, const char *name, enum cri_limit limit, int64_t amount,
                       const char *mark, const char *source)
{
    b->arm->quotas[b->arm->n_quotas++] = (struct plan_quota){
        .name = name, .limit = limit, .amount = amount, .mark = mark, .source = source};
}

/* One limit: the scenario's last matching entry, else the catalog's. 0 = no limit. */
static int64_t limit_of(struct builder *b, const char *name, const struct catalog_model *model,
                        uint32_t source, enum cri_mode mode, enum cri_limit limit, bool *stated)
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

        if (given == SCENARIO_ABSENT || !is_match(entry->source_region, region_name(b, source)) ||
            !is_match(entry->model, model->id) ||
            (entry->kind != 0 && entry->kind - 1 != (int)mode))
            continue;
        value = given;
        entry_name = entry->node.name;
    }
    *stated = value != SCENARIO_ABSENT;
    if (*stated) {
        value = value == SCENARIO_WORD ? 0 : value;
        note_quota(b, name, limit, value, "scenario",
                   sim_arena_printf(b->arena, "quotas.%s", entry_name));
        return value;
    }
    catalog_quota(b->catalog, model, source, scope_of(mode), metrics[limit], &found);
    if (found.kind == CATALOG_QUOTA_UNKNOWN) {
        scenario_error(b->diag, b->world->node.json, b->path,
                       "no %s quota is known for %s calls of '%s' from %s; state '%s' in 'quotas'",
                       cri_limit_name(limit), cri_mode_name(mode), model->id,
                       region_name(b, source), keys[limit]);
        return 0;
    }
    if (found.kind == CATALOG_QUOTA_NO_LIMIT) {
        note_quota(b, name, limit, 0, catalog_mark_name(found.origin.mark), found.origin.source);
        return 0;
    }
    note_quota(b, name, limit, found.value, catalog_mark_name(found.origin.mark),
               found.rule[0] != '\0' ? found.rule : found.origin.source);
    return found.value;
}

static uint32_t account_of(struct builder *b, uint32_t source)
{
    struct cri_spec *spec = &b->arm->spec;
    struct catalog_quota_value found;
    int64_t value = b->world->account_tokens_per_day;
    const char *name = sim_arena_printf(b->arena, "%s/account", region_name(b, source));

    for (uint32_t i = 0; i < spec->n_accounts; i++)
        if (b->account_region[i] == source)
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
    b->accounts[spec->n_accounts] =
        (struct cri_account_spec){.name = name, .tokens_per_day = value};
    return spec->n_accounts++;
}

static uint32_t quota_of(struct builder *b, const struct catalog_model *model, uint32_t source,
                         enum cri_mode mode)
{
    struct cri_spec *spec = &b->arm->spec;
    const char *name = sim_arena_printf(b->arena, "%s/%s/%s", region_name(b, source), model->id,
                                        cri_mode_name(mode));
    struct cri_quota_spec *quota;
    bool tpm_stated, stated;

    for (uint32_t i = 0; i < spec->n_quotas; i++)
        if (strcmp(b->quotas[i].name, name) == 0)
            return i;
    quota = &b->quotas[spec->n_quotas];
    *quota = (struct cri_quota_spec){.name = name};
    quota->requests_per_min = limit_of(b, name, model, source, mode, CRI_LIMIT_RPM, &stated);
    quota->tokens_per_min = limit_of(b, name, model, source, mode, CRI_LIMIT_TPM, &tpm_stated);
    {
        uint32_t noted = b->arm->n_quotas;

        quota->tokens_per_day = limit_of(b, name, model, source, mode, CRI_LIMIT_TPD, &stated);
        /* The default daily quota is void after an approved change of the TPM (docs/assumptions.md,
         * "quotas"). */
        if (tpm_stated && !stated) {
            quota->tokens_per_day = 0;
            b->arm->n_quotas = noted;
        }
    }
    quota->account = account_of(b, source);
    return spec->n_quotas++;
}

/* ---- prices ---- */

static uint32_t price_of(struct builder *b, const struct catalog_model *model, uint32_t source,
                         enum cri_mode mode, const char *prefix, struct sim_text *text)
{
    struct cri_spec *spec = &b->arm->spec;
    const struct scenario_price *entries = b->world->prices.items;
    const struct scenario_price *stated = NULL;
    const char *name = sim_arena_printf(b->arena, "%s/%s/%s", region_name(b, source), model->id,
                                        cri_mode_name(mode));
    struct catalog_price_found found;
    struct cri_price_spec *price = &b->prices[spec->n_prices];

    for (uint32_t i = 0; i < spec->n_prices; i++)
        if (strcmp(b->prices[i].name, name) == 0)
            return i;
    for (uint32_t i = 0; i < b->world->prices.n; i++)
        if (is_match(entries[i].source_region, region_name(b, source)) &&
            is_match(entries[i].model, model->id) &&
            (entries[i].kind == 0 || entries[i].kind - 1 == (int)mode))
            stated = &entries[i];
    if (stated != NULL) {
        *price = (struct cri_price_spec){.name = name,
                                         .input = stated->input,
                                         .output = stated->output,
                                         .cache_read = stated->cache_read,
                                         .cache_write = stated->cache_write};
        sim_text_addf(text, "%s%.4g / %.4g USD per Mtok in / out (scenario)",
                      text->length > 0 ? "; " : "", price->input, price->output);
        return spec->n_prices++;
    }
    if (!catalog_price(b->catalog, model, source, scope_of(mode), prefix, NULL, &found)) {
        sim_diag_warning(b->diag, b->plan->scenario->file, 0, 0, b->path,
                         "no price is known for %s calls of '%s' from %s; costs of arm '%s' will "
                         "read 'no price'",
                         cri_mode_name(mode), model->id, region_name(b, source), b->arm->name);
        sim_text_addf(text, "%sno price", text->length > 0 ? "; " : "");
        return CRI_NONE;
    }
    *price = (struct cri_price_spec){.name = name,
                                     .input = found.price->input,
                                     .output = found.price->output,
                                     .cache_read = found.price->cache_read,
                                     .cache_write = found.price->cache_write_5m};
    sim_text_addf(text, "%s%.4g / %.4g USD per Mtok in / out (%s)", text->length > 0 ? "; " : "",
                  price->input, price->output, catalog_mark_name(found.mark));
    if (found.rule[0] != '\0' || found.mark > CATALOG_SEEN)
        assume(
            b->plan, catalog_mark_name(found.mark), found.price->origin.source,
            sim_arena_printf(b->arena, "price of %s: %s", name,
                             found.rule[0] != '\0' ? found.rule : "not a provider's own record"));
    return spec->n_prices++;
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
            uint32_t region =
                find_region(b, entries[i].regions.names[r], entries[i].regions.json[r], path, true);
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

static const char *geo_prefix(struct builder *b, const struct scenario_class *class,
                              const struct catalog_model *model, uint32_t source)
{
    const char *wanted = class->prefix != NULL ? class->prefix
                         : b->arm->mode == CRI_MODE_GEOGRAPHIC
                             ? b->plan->scenario->arms[b->arm - b->plan->arms].prefix
                             : NULL;
    const char *prefixes[16];
    size_t n = catalog_geo_prefixes(b->catalog, model, source, prefixes, 16);

    if (wanted != NULL) {
        for (size_t i = 0; i < n && i < 16; i++)
            if (strcmp(prefixes[i], wanted) == 0)
                return prefixes[i];
        return NULL;
    }
    if (n > 1)
        scenario_error(
            b->diag, class->node.json, b->path,
            "several geographic profiles of '%s' can be called from %s ('%s', '%s'); name "
            "one with 'prefix'",
            model->id, region_name(b, source), prefixes[0], prefixes[1]);
    return n > 0 ? prefixes[0] : NULL;
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
                                       .destinations = destinations};
    if (mode == CRI_MODE_SINGLE_REGION) {
        if (!class->custom_model && catalog_in_region(b->catalog, model, source) == NULL)
            target->denial = CRI_DENIAL_400_NO_ON_DEMAND;
        destinations[0] = source;
        target->n_destinations = 1;
    } else if (class->custom_model) {
        target->denial = CRI_DENIAL_400_CUSTOM_PROFILE;
    } else {
        prefix = mode == CRI_MODE_GLOBAL ? "global" : geo_prefix(b, class, model, source);
        if (prefix != NULL)
            profile = catalog_profile_find(b->catalog, model, prefix);
        if (profile != NULL)
            target->n_destinations =
                catalog_destinations(b->catalog, profile, source, destinations, &origin);
        if (target->n_destinations == 0) {
            target->denial = CRI_DENIAL_400_NO_PROFILE;
        } else {
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
                assume(b->plan, "assumption", origin.source,
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
    if (target->policy != NULL && strcmp(target->policy->name, "fixed-share") == 0 &&
        mode != CRI_MODE_SINGLE_REGION)
        read_shares(b, target);
    target->quota = quota_of(b, model, source, mode);
    target->price = price_of(b, model, source, mode, prefix, price_text);
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

static struct plan_traffic *traffic_of(struct plan *plan, const char *name)
{
    for (uint32_t i = 0; i < plan->n_traffic; i++)
        if (strcmp(plan->traffic[i].name, name) == 0)
            return &plan->traffic[i];
    return NULL;
}

static const struct scenario_traffic *traffic_entry(const struct scenario_world *world,
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
    const struct scenario_traffic *entry = traffic_entry(b->world, class->traffic);
    struct plan_traffic *traffic = traffic_of(b->plan, class->traffic);
    static const struct cri_records none = {0};

    *arrivals = (struct cri_arrivals_spec){
        .name = entry->node.name,
        .records = traffic->trace != NULL ? &traffic->trace->records : &none,
        .label = CRI_NONE,
        .scale = entry->scale,
        .warp = entry->warp,
        .loops = (uint32_t)entry->loops,
        .start = sim_time_from_s(entry->start_s),
    };
    if (traffic->trace != NULL && b->plan->replications > 1 && b->world->resample_block_s > 0) {
        arrivals->resample_block = sim_time_from_s(b->world->resample_block_s);
        b->plan->resampled = true;
    }
    if (sim_time_to_s(arrivals->records->span) * arrivals->loops / arrivals->warp + entry->start_s >
        MAX_TRAFFIC_S)
        scenario_error(b->diag, entry->node.json,
                       sim_arena_printf(b->arena, "traffic.%s", entry->node.name),
                       "lasts more than ten years with these 'loops', 'warp' and 'start_s'");
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

static void build_class(struct builder *b, const struct scenario_class *class,
                        struct cri_class_spec *out, struct sim_text *prices, struct sim_text *marks)
{
    enum cri_mode mode = class->mode == 0 ? b->arm->mode : (enum cri_mode)(class->mode - 1);
    const struct catalog_model *model = catalog_model_find(b->catalog, class->model);
    uint32_t source, client;
    struct cri_target_spec *targets =
        sim_arena_alloc(b->arena, (class->fallback_source_regions.n + 1) * sizeof *targets);

    b->path = sim_arena_printf(b->arena, "classes.%s", class->node.name);
    source = find_region(b, class->source_region, scenario_at(&class->node, "source_region"),
                         sim_arena_printf(b->arena, "%s.source_region", b->path), true);
    client = class->client_region == NULL
                 ? source
                 : find_region(b, class->client_region, scenario_at(&class->node, "client_region"),
                               sim_arena_printf(b->arena, "%s.client_region", b->path), false);
    if (model == NULL || source == CATALOG_NONE || client == CATALOG_NONE)
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
            assume(b->plan, catalog_mark_name(model->max_output_mark), model->max_output_source,
                   sim_arena_printf(b->arena,
                                    "an unset max_tokens of %s reserves %" PRId64 " tokens",
                                    model->id, out->max_tokens));
    }
    build_target(b, class, model, source, mode, &targets[0], prices, marks);
    out->n_targets = 1;
    for (uint32_t i = 0; i < class->fallback_source_regions.n; i++) {
        uint32_t region = find_region(
            b, class->fallback_source_regions.items[i], class->fallback_source_regions.json[i],
            sim_arena_printf(b->arena, "%s.fallback_source_regions", b->path), true);

        if (region == CATALOG_NONE)
            continue;
        if (region == source)
            scenario_error(b->diag, class->fallback_source_regions.json[i], b->path,
                           "'%s' is the source Region itself", region_name(b, region));
        build_target(b, class, model, region, mode, &targets[out->n_targets], prices, marks);
        if (targets[out->n_targets].denial != CRI_DENIAL_NONE)
            sim_diag_warning(
                b->diag, b->plan->scenario->file, class->fallback_source_regions.json[i]->line,
                class->fallback_source_regions.json[i]->column, b->path,
                "arm '%s': '%s' cannot be used as a fallback: %s", b->arm->name,
                region_name(b, region), cri_denial_reason(targets[out->n_targets].denial));
        out->n_targets++;
    }
    out->runs = targets[0].denial == CRI_DENIAL_NONE;
    if (!out->runs)
        out->why_not =
            sim_arena_printf(b->arena, "%s from %s: %s", model->id, region_name(b, source),
                             cri_denial_reason(targets[0].denial));
    build_client(b, class, &out->client);
    build_arrivals(b, class, &out->arrivals);
}

/* ---- capacity, outages, texts ---- */

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
                if (!is_match(entries[i].region, region_name(b, r)) ||
                    !is_match(entries[i].model, spec->services[s].model))
                    continue;
                stated[r * spec->n_services + s] = true;
                capacity[r * spec->n_services + s] = (struct cri_capacity_spec){
                    .kind = (enum cri_capacity_kind)entries[i].kind,
                    .slots = entries[i].kind == 1 ? (uint32_t)entries[i].slots : 0,
                    .queue = entries[i].kind == 1 ? (uint32_t)entries[i].queue : 0};
            }
        }
        if (entries[i].kind == 1)
            sim_text_addf(&text, "%s%s %" PRId64 " slots", i > 0 ? ", " : "",
                          strcmp(entries[i].region, "*") == 0 ? "each Region" : entries[i].region,
                          entries[i].slots);
        else
            sim_text_addf(&text, "%s%s unlimited", i > 0 ? ", " : "",
                          strcmp(entries[i].region, "*") == 0 ? "each Region" : entries[i].region);
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
                                   region_name(b, target->destinations[d]), target->model_id);
        }
    }
    b->arm->capacity = sim_arena_strdup(b->arena, text.data != NULL ? text.data : "");
    sim_text_release(&text);
    spec->capacity = capacity;
}

static void build_outages(struct builder *b)
{
    struct cri_spec *spec = &b->arm->spec;
    const struct scenario_outage *entries = b->world->outages.items;
    struct cri_outage_spec *outages =
        sim_arena_alloc(b->arena, (b->world->outages.n + 1) * sizeof *outages);

    for (uint32_t i = 0; i < b->world->outages.n; i++) {
        const struct scenario_outage *entry = &entries[i];
        uint32_t *regions = sim_arena_alloc(b->arena, (entry->regions.n + 1) * sizeof *regions);

        for (uint32_t r = 0; r < entry->regions.n; r++)
            regions[r] = catalog_region_find(b->catalog, entry->regions.items[r]);
        outages[i] = (struct cri_outage_spec){
            .name = entry->node.name,
            .kind = (enum cri_outage_kind)entry->kind,
            .n_regions = entry->regions.n,
            .regions = regions,
            .start = sim_time_from_s(entry->start_s),
            .end = sim_time_from_s(entry->start_s) + sim_time_from_s(entry->duration_s),
            .detection_delay = sim_time_from_s(entry->detection_delay_s),
            .in_flight_lost = entry->in_flight == 0,
        };
    }
    spec->n_outages = b->world->outages.n;
    spec->outages = outages;
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

static void build_texts(struct builder *b, const char *marks)
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

            add_once(&ids, target->model_id);
            add_once(&sources, region_name(b, target->source));
            profile = profile || target->mode != CRI_MODE_SINGLE_REGION;
            for (uint32_t d = 0; d < target->n_destinations; d++)
                add_once(&destinations, region_name(b, target->destinations[d]));
        }
    }
    arm->model_ids = sim_arena_strdup(b->arena, ids.data != NULL ? ids.data : "");
    arm->sources = sim_arena_strdup(b->arena, sources.data != NULL ? sources.data : "");
    arm->destinations =
        sim_arena_strdup(b->arena, destinations.data != NULL ? destinations.data : "none");
    arm->destinations_mark = sim_arena_strdup(b->arena, marks != NULL ? marks : "");
    arm->retry = sim_arena_strdup(b->arena, retry.data != NULL ? retry.data : "");
    arm->routing =
        !profile ? "none (one Region)"
                 : sim_arena_printf(b->arena, "%s, hop = %.3g round trips",
                                    b->world->routing.policy, b->world->routing.hop_rtt_factor);
    if (profile && arm->allowed)
        assume(
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
            .name = region_name(b, i), .geography = catalog_regions(b->catalog)[i].geography};
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
                    assume(b->plan, "inferred", "docs/catalog.md",
                           sim_arena_printf(b->arena,
                                            "round trip %s to %s: %.0f ms, estimated from distance",
                                            region_name(b, target->source),
                                            region_name(b, target->destinations[d]), ms));
            }
        }
    }
}

/* "; did you mean 'x'?" or nothing. */
static const char *suggestion(struct builder *b, const char *word, const char *const *names,
                              size_t n)
{
    const char *nearest = sim_nearest_name(word, names, n);

    return nearest != NULL ? sim_arena_printf(b->arena, "; did you mean '%s'?", nearest) : "";
}

static void check_region_name(struct builder *b, const struct scenario_node *node, const char *map,
                              const char *key, const char *name, bool callable)
{
    if (name != NULL && strcmp(name, "*") != 0)
        find_region(b, name, scenario_at(node, key),
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
        find_region(b, list->items[i], list->json[i],
                    sim_arena_printf(b->arena, "%s.%s.%s[%u]", map, node->name, key, i), true);
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
                       suggestion(b, routing->policy, names, n));
    } else if (strcmp(policy->name, "fixed-share") == 0) {
        if (routing->shares.n == 0)
            scenario_error(b->diag, scenario_at(&routing->node, "policy"), "routing.policy",
                           "'fixed-share' needs 'shares'");
    } else if (routing->shares.n > 0) {
        scenario_error(b->diag, scenario_at(&routing->node, "shares"), "routing.shares",
                       "has no effect with the policy '%s'", policy->name);
    }
    for (uint32_t i = 0; i < routing->shares.n; i++)
        find_region(b, routing->shares.names[i], routing->shares.json[i], "routing.shares", true);
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
                           suggestion(b, clients[i].retry, names, n));
}

static void check_names(struct builder *b)
{
    const struct scenario_world *w = b->world;
    const struct scenario_class *classes = w->classes.items;
    const struct scenario_quota *quotas = w->quotas.items;
    const struct scenario_capacity *capacity = w->capacity.items;
    const struct scenario_model *models = w->models.items;
    const struct scenario_price *prices = w->prices.items;
    const struct scenario_outage *outages = w->outages.items;

    for (uint32_t i = 0; i < w->classes.n; i++) {
        const struct scenario_node *node = &classes[i].node;

        check_model_of(b, node, "classes", classes[i].model);
        check_region_name(b, node, "classes", "source_region", classes[i].source_region, true);
        check_region_name(b, node, "classes", "client_region", classes[i].client_region, false);
        check_list_of_regions(b, node, "classes", "fallback_source_regions",
                              &classes[i].fallback_source_regions);
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
    for (uint32_t i = 0; i < w->outages.n; i++)
        check_list_of_regions(b, &outages[i].node, "outages", "regions", &outages[i].regions);
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

                profile = profile ||
                          (target->mode != CRI_MODE_SINGLE_REGION && target->n_destinations > 0);
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

static void build_arm(struct plan *plan, uint32_t index, struct sim_diag *diag)
{
    const struct scenario_world *world = &plan->scenario->worlds[index];
    const struct scenario_class *classes = world->classes.items;
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
    size_t errors = diag->n_errors;

    for (uint32_t i = 0; i < world->classes.n; i++)
        n_targets += 1 + classes[i].fallback_source_regions.n;
    arm->name = plan->scenario->arms[index].node.name;
    arm->mode = (enum cri_mode)plan->scenario->arms[index].mode;
    spec->arm = arm->name;
    arm->quotas = sim_arena_alloc(&plan->arena, (n_targets * 4 + 1) * sizeof *arm->quotas);
    b.services = sim_arena_alloc(&plan->arena, (world->classes.n + 1) * sizeof *b.services);
    b.models = sim_arena_alloc(&plan->arena, (world->classes.n + 1) * sizeof *b.models);
    b.quotas = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.quotas);
    b.accounts = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.accounts);
    b.account_region = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.account_region);
    b.prices = sim_arena_alloc(&plan->arena, (n_targets + 1) * sizeof *b.prices);
    build_regions(&b);
    check_names(&b);
    spec->services = b.services;
    spec->quotas = b.quotas;
    spec->accounts = b.accounts;
    spec->prices = b.prices;
    spec->classes = specs;
    spec->routing.hop_rtt_factor = world->routing.hop_rtt_factor;
    spec->routing.refusal_time = sim_time_from_ms(world->routing.refusal_ms);
    spec->routing.all_tried_is_throttle = world->routing.all_tried == 1;
    spec->quota_rules.reserve_cache_reads = world->reserve_cache_reads;
    spec->drain = sim_time_from_s(world->drain_s);
    for (uint32_t i = 0; i < world->classes.n; i++) {
        build_class(&b, &classes[i], &specs[i], &prices, &marks);
        if (specs[i].runs)
            arm->allowed = true;
        else if (arm->reason == NULL)
            arm->reason = specs[i].why_not;
    }
    spec->n_classes = world->classes.n;
    arm->price = sim_arena_strdup(&plan->arena, prices.data != NULL ? prices.data : "no price");
    check_shares(&b);
    if (diag->n_errors == errors) {
        build_capacity(&b);
        build_texts(&b, marks.data);
        note_estimated_rtt(&b);
    }
    build_outages(&b);
    spec->horizon = 1;
    for (uint32_t i = 0; i < spec->n_classes && diag->n_errors == errors; i++) {
        const struct plan_traffic *traffic = traffic_of(plan, classes[i].traffic);
        sim_time end = traffic->generated
                           ? spec->classes[i].arrivals.start +
                                 sim_time_from_s(traffic->generator.duration_s *
                                                 (double)spec->classes[i].arrivals.loops /
                                                 spec->classes[i].arrivals.warp)
                           : cri_arrivals_end(&spec->classes[i].arrivals);

        if (end > spec->horizon)
            spec->horizon = end;
    }
    if (!isnan(world->horizon_s))
        spec->horizon = sim_time_from_s(world->horizon_s);
    for (uint32_t i = 0; i < spec->n_outages; i++)
        if (spec->outages[i].start >= spec->horizon && plan->n_traffic > 0 &&
            (plan->traffic[0].trace != NULL || plan->traffic[0].generated))
            sim_diag_warning(diag, plan->scenario->file, 0, 0,
                             sim_arena_printf(&plan->arena, "outages.%s", spec->outages[i].name),
                             "starts at %.0f s, after the horizon of %.0f s: it is never met",
                             sim_time_to_s(spec->outages[i].start), sim_time_to_s(spec->horizon));
    sim_text_release(&prices);
    sim_text_release(&marks);
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

static void read_traffic(struct plan *plan, const struct plan_options *options,
                         struct sim_diag *diag)
{
    const struct scenario_world *base = &plan->scenario->base;
    const struct scenario_traffic *entries = base->traffic.items;

    plan->n_traffic = base->traffic.n;
    plan->traffic = sim_arena_alloc(&plan->arena, (plan->n_traffic + 1) * sizeof *plan->traffic);
    for (uint32_t i = 0; i < plan->n_traffic; i++) {
        struct plan_traffic *traffic = &plan->traffic[i];
        const struct scenario_traffic *entry = &entries[i];

        traffic->name = entry->node.name;
        traffic->generated = entry->generator != SCENARIO_NO_GENERATOR;
        if (traffic->generated) {
            traffic->generator = (struct trace_generator){
                .shape = entry->generator == SCENARIO_POISSON ? TRACE_POISSON : TRACE_DIURNAL,
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
        } else if (!options->no_traces) {
            struct trace_options how = {.unsorted = (enum trace_unsorted)entry->unsorted,
                                        .skip_bad_rows = entry->skip_bad_rows};

            traffic->trace =
                trace_read(options->trace != NULL ? options->trace : trace_path(plan, entry->trace),
                           &how, diag);
        }
    }
}

static void describe_traffic(struct plan *plan)
{
    const struct scenario_world *base = &plan->scenario->base;
    const struct scenario_class *classes = base->classes.items;
    struct sim_text text = {0};
    struct sim_text rule = {0};
    char number[32];

    for (uint32_t i = 0; i < plan->n_traffic; i++) {
        const struct plan_traffic *traffic = &plan->traffic[i];
        const struct scenario_traffic *entry = traffic_entry(base, traffic->name);

        if (i > 0)
            sim_text_add(&text, "; ");
        if (traffic->generated) {
            sim_text_addf(&text, "%s: %s arrivals, %.4g requests/s for %.6g s", traffic->name,
                          traffic->generator.shape == TRACE_POISSON ? "Poisson" : "daily-cycle",
                          traffic->generator.rate_per_s, traffic->generator.duration_s);
        } else if (traffic->trace != NULL) {
            const char *slash = strrchr(traffic->trace->file, '/');

            sim_format_grouped((int64_t)traffic->trace->n_rows, number, sizeof number);
            sim_text_addf(&text, "%s: %s, %s requests over %.1f s", traffic->name,
                          slash != NULL ? slash + 1 : traffic->trace->file, number,
                          sim_time_to_s(traffic->trace->records.span));
        }
        if (entry->scale != 1)
            sim_text_addf(&text, ", load x %.4g", entry->scale);
        if (entry->warp != 1)
            sim_text_addf(&text, ", time x 1/%.4g", entry->warp);
        if (entry->loops != 1)
            sim_text_addf(&text, ", %" PRId64 " times in a row", entry->loops);
    }
    for (uint32_t i = 0; i < base->classes.n; i++) {
        sim_text_addf(&rule, "%s%s: ", i > 0 ? "; " : "", classes[i].node.name);
        if (classes[i].max_tokens == SCENARIO_WORD)
            sim_text_add(&rule, "max_tokens unset, so quota reserves the model's maximum");
        else
            sim_text_addf(&rule, "max_tokens %" PRId64, classes[i].max_tokens);
    }
    plan->traffic_text = sim_arena_strdup(&plan->arena, text.data != NULL ? text.data : "");
    plan->max_tokens_text = sim_arena_strdup(&plan->arena, rule.data != NULL ? rule.data : "");
    sim_text_release(&text);
    sim_text_release(&rule);
}

struct plan *plan_create(const struct scenario *scenario, const struct catalog *catalog,
                         const struct plan_options *options, struct sim_diag *diag)
{
    size_t errors = diag->n_errors;
    struct plan *plan = calloc(1, sizeof *plan);

    SIM_ASSERT(plan != NULL, "out of memory");
    plan->scenario = scenario;
    plan->catalog = catalog;
    plan->seed = options->override_seed ? options->seed : (uint64_t)scenario->base.seed;
    plan->replications = options->override_replications ? options->replications
                                                        : (uint32_t)scenario->base.replications;
    plan->assumptions = sim_arena_alloc(&plan->arena, MAX_ASSUMPTIONS * sizeof *plan->assumptions);
    assume(plan, "assumption", "docs/assumptions.md",
           sim_arena_strdup(&plan->arena,
                            "quota refill: token bucket, one minute's (or day's) quota "
                            "deep, refilled continuously; not documented"));
    read_traffic(plan, options, diag);
    plan->n_arms = scenario->n_arms;
    plan->arms = sim_arena_alloc(&plan->arena, (plan->n_arms + 1) * sizeof *plan->arms);
    for (uint32_t i = 0; i < plan->n_arms; i++)
        build_arm(plan, i, diag);
    describe_traffic(plan);
    if (diag->n_errors > errors) {
        plan_destroy(plan);
        return NULL;
    }
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
    struct cri_spec spec = plan->arms[arm].spec;
    struct cri_run_options options = {.seed = plan->seed,
                                      .replication = replication,
                                      .e2e_by_position = e2e_by_position,
                                      .stop = stop};
    struct cri_class_spec *classes = malloc((spec.n_classes + 1) * sizeof *classes);
    struct trace **made = calloc(plan->n_traffic + 1, sizeof *made);
    enum sim_status status = SIM_OK;

    SIM_ASSERT(classes != NULL && made != NULL, "out of memory");
    memcpy(classes, spec.classes, spec.n_classes * sizeof *classes);
    /* Generated traffic is drawn anew in each replication, keyed by its name: every arm draws the
     * same. */
    for (uint32_t t = 0; t < plan->n_traffic && status == SIM_OK; t++) {
        struct sim_key key;

        if (!plan->traffic[t].generated)
            continue;
        key = sim_key_make(plan->seed ^ sim_hash_string(plan->traffic[t].name), replication);
        made[t] = trace_generate(&plan->traffic[t].generator, key, NULL);
        SIM_ASSERT(made[t] != NULL, "out of memory");
        for (uint32_t c = 0; c < spec.n_classes; c++)
            if (classes[c].arrivals.name != NULL &&
                strcmp(classes[c].arrivals.name, plan->traffic[t].name) == 0)
                classes[c].arrivals.records = &made[t]->records;
    }
    spec.classes = classes;
    cri_outcome_init(outcome, &spec);
    status = cri_world_run(&spec, &options, outcome);
    for (uint32_t t = 0; t < plan->n_traffic; t++)
        trace_destroy(made[t]);
    free(made);
    free(classes);
    return status;
}
