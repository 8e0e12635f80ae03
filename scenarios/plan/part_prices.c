/*
 * part_prices.c: what the calls of an option cost: what the scenario states, else the catalog's.
 */
#include "scenarios/plan/part_prices.h"

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Of the option; the room is for two a target. */
struct prices {
    struct cri_price_spec *items;
    struct sim_text text;
};

/* The price of one way to call, before it is a row of the option. */
struct offer {
    const char *name;
    const struct scenario_price *stated; /* NULL = the catalog's */
    struct catalog_price_found found;
    double share; /* of the found price */
};

#define X(name, word) [name] = word,
static const char *const tier_names[SCENARIO_N_TIERS] = {SCENARIO_TIER_LIST(X)};
#undef X

static void check_prices(struct plan_job *job)
{
    const struct scenario_price *prices = job->world->prices.items;

    for (uint32_t i = 0; i < job->world->prices.n; i++) {
        plan_check_model_of(job, &prices[i].node, "prices", prices[i].model);
        plan_check_region(job, &prices[i].node, "prices", "source_region", prices[i].source_region,
                          true);
    }
}

static void begin(struct plan_job *job)
{
    struct prices *own = sim_arena_alloc(job->arena, sizeof *own);

    own->items =
        sim_arena_alloc(job->arena, (2 * (size_t)job->most_targets + 1) * sizeof *own->items);
    job->own[PLAN_PART_prices] = own;
    job->option->spec.prices = own->items;
    job->option->spec.monthly_requests =
        isnan(job->world->monthly_requests) ? 0 : job->world->monthly_requests;
}

static void end(struct plan_job *job)
{
    struct prices *own = job->own[PLAN_PART_prices];

    job->option->price = plan_take_text(job->arena, &own->text, "no price");
}

/* ---- the option's list ---- */

uint32_t plan_price_find(const struct plan_job *job, const char *name)
{
    const struct cri_spec *spec = &job->option->spec;

    for (uint32_t i = 0; i < spec->n_prices; i++)
        if (strcmp(spec->prices[i].name, name) == 0)
            return i;
    return CRI_NONE;
}

uint32_t plan_price_add(struct plan_job *job, const struct cri_price_spec *price)
{
    struct prices *own = job->own[PLAN_PART_prices];

    own->items[job->option->spec.n_prices] = *price;
    return job->option->spec.n_prices++;
}

void plan_price_say(struct plan_job *job, const char *format, ...)
{
    struct prices *own = job->own[PLAN_PART_prices];
    char text[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    sim_text_addf(&own->text, "%s%s", own->text.length > 0 ? "; " : "", text);
}

/* ---- what is asked for ---- */

static const struct scenario_price *stated_price(const struct plan_job *job,
                                                 const struct catalog_model *model, uint32_t source,
                                                 enum cri_mode mode, int tier)
{
    const struct scenario_price *entries = job->world->prices.items;
    const struct scenario_price *stated = NULL;

    for (uint32_t i = 0; i < job->world->prices.n; i++)
        if (plan_matches(entries[i].source_region, plan_region_name(job, source)) &&
            plan_matches(entries[i].model, model->id) &&
            (entries[i].kind == 0 || entries[i].kind - 1 == (int)mode) &&
            (entries[i].tier == 0 || entries[i].tier - 1 == tier))
            stated = &entries[i];
    return stated;
}

static const char *tier_word(int tier)
{
    return tier == SCENARIO_TIER_STANDARD ? NULL : tier_names[tier];
}

/* The catalog's price; of a batch job, where there is none, half of the standard one. */
static bool find_offer(struct plan_job *job, uint32_t source, enum cri_mode mode,
                       struct offer *offer)
{
    enum catalog_scope scope = plan_scope_of(mode);
    const char *prefix = job->profile != NULL ? job->profile->prefix : NULL;
    int tier = job->class->tier;

    offer->share = 1;
    if (catalog_price(job->catalog, job->model, source, scope, prefix, tier_word(tier),
                      &offer->found))
        return true;
    offer->share = 0.5;
    return tier == SCENARIO_TIER_BATCH &&
           catalog_price(job->catalog, job->model, source, scope, prefix, NULL, &offer->found);
}

static void warn_no_price(struct plan_job *job, uint32_t source, enum cri_mode mode)
{
    const char *tier = tier_word(job->class->tier);

    sim_diag_warning(job->diag, job->plan->scenario->file, 0, 0, job->path,
                     "no price is known for %s calls of '%s' from %s%s%s; costs of option "
                     "'%s' will read 'no price'",
                     cri_mode_name(mode), job->model->id, plan_region_name(job, source),
                     tier == NULL ? "" : ", tier ", tier == NULL ? "" : tier, job->option->name);
    plan_price_say(job, "no price");
}

/* ---- rows ---- */

/* A second row for calls with long input, right after the first. */
static uint32_t add_long(struct plan_job *job, struct cri_price_spec price)
{
    price.name = sim_arena_printf(job->arena, "%s/long-context", price.name);
    return plan_price_add(job, &price);
}

static void add_stated(struct plan_job *job, const struct offer *offer,
                       struct cri_target_spec *target)
{
    const struct scenario_price *stated = offer->stated;
    struct cri_price_spec price = {.name = offer->name,
                                   .input = stated->input,
                                   .output = stated->output,
                                   .cache_read = stated->cache_read,
                                   .cache_write = stated->cache_write};

    target->price = plan_price_add(job, &price);
    plan_price_say(job, "%.4g / %.4g USD per Mtok in / out (scenario)", price.input, price.output);
    if (stated->long_above == SCENARIO_ABSENT)
        return;
    price.input = isnan(stated->long_input) ? price.input : stated->long_input;
    price.output = isnan(stated->long_output) ? price.output : stated->long_output;
    target->long_above = stated->long_above;
    target->long_price = add_long(job, price);
}

static double write_price(const struct plan_job *job, const struct catalog_price *price)
{
    return job->world->cache.simulate && job->world->cache.ttl == SCENARIO_TTL_1_HOUR
               ? price->cache_write_1h
               : price->cache_write_5m;
}

static void note_found(struct plan_job *job, const struct offer *offer)
{
    const struct catalog_price_found *found = &offer->found;
    const char *source = found->price->origin.source;

    if (offer->share < 1)
        plan_note(
            job->plan, "inferred", source,
            sim_arena_printf(job->arena, "price of %s: half of the standard price", offer->name));
    if (found->rule[0] != '\0' || found->mark > CATALOG_SEEN)
        plan_note(
            job->plan, catalog_mark_name(found->mark), source,
            sim_arena_printf(job->arena, "price of %s: %s", offer->name,
                             found->rule[0] != '\0' ? found->rule : "not a provider's own record"));
}

static void add_found(struct plan_job *job, const struct offer *offer,
                      struct cri_target_spec *target)
{
    const struct catalog_price *found = offer->found.price;
    double share = offer->share;
    struct cri_price_spec price = {.name = offer->name,
                                   .input = found->input * share,
                                   .output = found->output * share,
                                   .cache_read = found->cache_read * share,
                                   .cache_write = write_price(job, found) * share};

    target->price = plan_price_add(job, &price);
    plan_price_say(job, "%.4g / %.4g USD per Mtok in / out (%s)", price.input, price.output,
                   share < 1 ? "inferred" : catalog_mark_name(offer->found.mark));
    if (found->long_above_tokens > 0 && !isnan(found->long_input)) {
        price.input = found->long_input * share;
        price.output = found->long_output * share;
        price.cache_read = found->long_cache_read * share;
        price.cache_write = found->long_cache_write_5m * share;
        target->long_above = found->long_above_tokens;
        target->long_price = add_long(job, price);
    }
    note_found(job, offer);
}

/* Whether an earlier target has the price, and the one for long input. */
static bool has_rows(struct plan_job *job, const struct offer *offer,
                     struct cri_target_spec *target)
{
    target->price = plan_price_find(job, offer->name);
    target->long_price =
        plan_price_find(job, sim_arena_printf(job->arena, "%s/long-context", offer->name));
    if (target->long_price != CRI_NONE)
        target->long_above = offer->stated == NULL ? offer->found.price->long_above_tokens
                             : offer->stated->long_above == SCENARIO_ABSENT
                                 ? 0
                                 : offer->stated->long_above;
    return target->price != CRI_NONE;
}

static void build_target(struct plan_job *job)
{
    struct cri_target_spec *target = job->target;
    enum cri_mode mode = plan_kind_of(target->mode);
    const char *tier = tier_word(job->class->tier);
    struct offer offer = {
        .name = sim_arena_printf(job->arena, "%s/%s/%s%s%s", plan_region_name(job, target->source),
                                 job->model->id, cri_mode_name(mode), tier == NULL ? "" : "/",
                                 tier == NULL ? "" : tier),
        .stated = stated_price(job, job->model, target->source, mode, job->class->tier)};

    if (target->mode == CRI_MODE_PROVISIONED)
        return;
    if (tier != NULL && job->class->tier != SCENARIO_TIER_BATCH)
        plan_note(job->plan, "assumption", "docs/assumptions.md",
                  sim_arena_printf(job->arena,
                                   "tier %s: another price only; admitted, queued and served as "
                                   "the standard tier is",
                                   tier));
    if (offer.stated == NULL && !find_offer(job, target->source, mode, &offer)) {
        warn_no_price(job, target->source, mode);
        return;
    }
    if (has_rows(job, &offer, target))
        return;
    if (offer.stated != NULL)
        add_stated(job, &offer, target);
    else
        add_found(job, &offer, target);
}

const struct plan_part plan_part_prices = {
    .name = "prices",
    .check = check_prices,
    .build = {[PLAN_OPTION] = begin, [PLAN_TARGET] = build_target, [PLAN_OPTION_END] = end},
};
