/*
 * part_prices.c: what the calls of an option cost: what the scenario states, else the catalog's.
 */
#include "scenarios/plan/part_prices.h"

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part_services.h"
#include "scenarios/plan/part_tiers.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The price of one way to call, before it is a row of the option. */
struct offer {
    const char *name;
    const struct catalog_model *model;
    uint32_t source;
    enum cri_mode mode;
    const char *prefix;
    int tier;
    enum catalog_life life;              /* of what is written to the prompt cache */
    const struct scenario_price *stated; /* NULL = the catalog's */
    struct catalog_price_found found;
    double share;                        /* of the found price */
    const char *share_of;                /* why it is not 1, in words; or NULL */
    const struct catalog_tier *tier_row; /* that it is from, or NULL */
};

/* A catalog price that ends on a day, and whose it is. */
struct expiring {
    uint32_t class, target;
    struct offer offer;
};

/* Of the option. */
struct prices {
    struct cri_price_spec *items;
    uint32_t room;
    struct expiring *expiring;
    uint32_t n_expiring;
    struct sim_text text;
};

static void check_prices(struct plan_job *job)
{
    const struct scenario_price *prices = job->world->prices.items;
    int64_t ns;

    if (job->world->as_of != NULL && !catalog_day_ns(job->world->as_of, &ns))
        scenario_error(job->diag, scenario_at(&job->world->node, "as_of"), "as_of",
                       "'%.80s' is no day of the form 'YYYY-MM-DD'", job->world->as_of);
    for (uint32_t i = 0; i < job->world->prices.n; i++) {
        plan_check_model_of(job, &prices[i].node, "prices", prices[i].model);
        plan_check_region(job, &prices[i].node, "prices", "source_region", prices[i].source_region,
                          true);
    }
}

static void begin(struct plan_job *job)
{
    struct prices *own = sim_arena_alloc(job->arena, sizeof *own);

    own->room = 2 * job->most_targets + 1;
    own->items = sim_arena_alloc(job->arena, (size_t)own->room * sizeof *own->items);
    own->expiring =
        sim_arena_alloc(job->arena, ((size_t)job->most_targets + 1) * sizeof *own->expiring);
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
    struct cri_spec *spec = &job->option->spec;

    if (spec->n_prices == own->room) {
        struct cri_price_spec *items =
            sim_arena_alloc(job->arena, 2 * (size_t)own->room * sizeof *items);

        memcpy(items, own->items, own->room * sizeof *items);
        own->items = items;
        own->room *= 2;
        spec->prices = items;
    }
    own->items[spec->n_prices] = *price;
    return spec->n_prices++;
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
    return tier == SCENARIO_TIER_STANDARD ? NULL : plan_tier_word(tier);
}

/* The catalog's price on a day; where the tier has no row, its published factor of the standard
 * one, and half of that for a batch job. */
static bool find_offer(struct plan_job *job, const char *day, struct offer *offer)
{
    enum catalog_scope scope = plan_scope_of(offer->mode);

    offer->share = 1;
    offer->share_of = NULL;
    offer->tier_row = NULL;
    if (catalog_price(job->catalog, offer->model, offer->source, scope, offer->prefix,
                      tier_word(offer->tier), day, &offer->found))
        return true;
    if (offer->tier == SCENARIO_TIER_STANDARD ||
        !catalog_price(job->catalog, offer->model, offer->source, scope, offer->prefix, NULL, day,
                       &offer->found))
        return false;
    offer->tier_row = catalog_tier(job->catalog, offer->model, plan_tier_word(offer->tier));
    if (offer->tier_row != NULL) {
        offer->share = offer->tier_row->factor;
        offer->share_of = sim_arena_printf(job->arena, "%g times", offer->share);
    } else if (offer->tier == SCENARIO_TIER_BATCH) {
        offer->share = 0.5;
        offer->share_of = "half of";
    }
    return offer->share_of != NULL;
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
    const double share = offer->share;
    struct cri_price_spec price = {.name = offer->name,
                                   .input = stated->input * share,
                                   .output = stated->output * share,
                                   .cache_read = stated->cache_read * share,
                                   .cache_write = stated->cache_write * share};

    target->price = plan_price_add(job, &price);
    plan_price_say(job, "%.4g / %.4g USD per Mtok in / out (scenario)", price.input, price.output);
    if (stated->long_above == SCENARIO_ABSENT)
        return;
    price.input = isnan(stated->long_input) ? price.input : stated->long_input * share;
    price.output = isnan(stated->long_output) ? price.output : stated->long_output * share;
    target->long_above = stated->long_above;
    target->long_price = add_long(job, price);
}

static void note_found(struct plan_job *job, const struct offer *offer)
{
    const struct catalog_price_found *found = &offer->found;
    const struct catalog_price *price = found->price, *other = found->other;
    const char *source = price->origin.source;

    plan_used(job->plan, "prices", &price->origin);
    if (offer->tier_row != NULL)
        plan_used(job->plan, "prices", &offer->tier_row->origin);
    if (offer->share_of != NULL)
        plan_note(job->plan,
                  offer->tier_row != NULL ? catalog_mark_name(offer->tier_row->origin.mark)
                                          : "inferred",
                  offer->tier_row != NULL ? offer->tier_row->origin.source : source,
                  sim_arena_printf(job->arena, "price of %s: %s the standard price", offer->name,
                                   offer->share_of));
    if (found->rule[0] != '\0' || found->mark > CATALOG_SEEN)
        plan_note(
            job->plan, catalog_mark_name(found->mark), source,
            sim_arena_printf(job->arena, "price of %s: %s", offer->name,
                             found->rule[0] != '\0' ? found->rule : "not a provider's own record"));
    if (other != NULL)
        plan_note(job->plan, "conflict", source,
                  sim_arena_printf(job->arena,
                                   "price of %s: %s (%s) says %g / %g, %s (%s) %g / %g USD per "
                                   "Mtok in / out; the first is used",
                                   offer->name, source, price->origin.as_of, price->input,
                                   price->output, other->origin.source, other->origin.as_of,
                                   other->input, other->output));
}

/* What a target pays. */
struct rows {
    uint32_t price, long_price;
    int64_t long_above;
};

/* The rows of a price of the catalog, made unless there are some of that name. */
static struct rows rows_of(struct plan_job *job, const struct offer *offer, const char *name)
{
    const struct catalog_price *found = offer->found.price;
    const double share = offer->share;
    struct cri_price_spec price = {.name = name,
                                   .input = found->input * share,
                                   .output = found->output * share,
                                   .cache_read = found->cache_read * share,
                                   .cache_write = found->cache_write[offer->life] * share};
    struct rows rows = {plan_price_find(job, name), CRI_NONE, 0};
    bool is_new = rows.price == CRI_NONE;

    if (is_new)
        rows.price = plan_price_add(job, &price);
    if (found->long_above_tokens > 0 && !isnan(found->long_input)) {
        price.input = found->long_input * share;
        price.output = found->long_output * share;
        price.cache_read = found->long_cache_read * share;
        price.cache_write = found->long_cache_write[offer->life] * share;
        rows.long_above = found->long_above_tokens;
        rows.long_price =
            is_new ? add_long(job, price)
                   : plan_price_find(job, sim_arena_printf(job->arena, "%s/long-context", name));
    }
    return rows;
}

static void add_found(struct plan_job *job, const struct offer *offer,
                      struct cri_target_spec *target)
{
    bool is_new = plan_price_find(job, offer->name) == CRI_NONE;
    struct rows rows = rows_of(job, offer, offer->name);
    const char *mark = catalog_mark_name(offer->found.mark);

    target->price = rows.price;
    target->long_price = rows.long_price;
    target->long_above = rows.long_above;
    if (!is_new)
        return;
    plan_price_say(job, "%.4g / %.4g USD per Mtok in / out (%s)",
                   job->option->spec.prices[rows.price].input,
                   job->option->spec.prices[rows.price].output,
                   offer->share_of != NULL && offer->tier_row == NULL ? "inferred" : mark);
    note_found(job, offer);
}

/* The rows of a price of the scenario, if an earlier target has them. */
static bool has_stated(struct plan_job *job, const struct offer *offer,
                       struct cri_target_spec *target)
{
    target->price = plan_price_find(job, offer->name);
    target->long_price =
        plan_price_find(job, sim_arena_printf(job->arena, "%s/long-context", offer->name));
    if (target->long_price != CRI_NONE)
        target->long_above = offer->stated->long_above;
    return target->price != CRI_NONE;
}

static void keep_expiring(struct plan_job *job, const struct offer *offer)
{
    struct prices *own = job->own[PLAN_PART_prices];

    /* Without a day of its own the run is of one day. */
    if (job->world->as_of == NULL || offer->found.until[0] == '\0')
        return;
    own->expiring[own->n_expiring++] =
        (struct expiring){.class = (uint32_t)(job->out - job->option->spec.classes),
                          .target = (uint32_t)(job->target - job->targets),
                          .offer = *offer};
}

/* The scenario states the standard price, and the catalog the tier's factor on it. */
static void by_stated_standard(struct plan_job *job, struct offer *offer)
{
    const struct scenario_price *stated =
        stated_price(job, offer->model, offer->source, offer->mode, SCENARIO_TIER_STANDARD);
    const struct catalog_tier *row =
        catalog_tier(job->catalog, offer->model, plan_tier_word(offer->tier));

    if (stated == NULL || row == NULL)
        return;
    offer->stated = stated;
    offer->share = row->factor;
    offer->tier_row = row;
    plan_used(job->plan, "prices", &row->origin);
    plan_note(job->plan, catalog_mark_name(row->origin.mark), row->origin.source,
              sim_arena_printf(job->arena, "price of %s: %g times the standard price", offer->name,
                               row->factor));
}

static void build_target(struct plan_job *job)
{
    struct cri_target_spec *target = job->target;
    enum cri_mode mode = plan_kind_of(target->mode);
    /* What a reservation cannot take is of the standard tier. */
    int asked =
        job->class->tier == SCENARIO_TIER_RESERVED ? SCENARIO_TIER_STANDARD : job->class->tier;
    const char *tier = tier_word(asked);
    struct offer offer = {
        .name = sim_arena_printf(job->arena, "%s/%s/%s%s%s", plan_region_name(job, target->source),
                                 job->model->id, cri_mode_name(mode), tier == NULL ? "" : "/",
                                 tier == NULL ? "" : tier),
        .model = job->model,
        .source = target->source,
        .mode = mode,
        .prefix = job->profile != NULL ? job->profile->prefix : NULL,
        .tier = asked,
        .life = plan_cache_life(job, job->model),
        .share = 1,
        .stated = stated_price(job, job->model, target->source, mode, asked)};

    if (target->mode == CRI_MODE_PROVISIONED || job->call->reserved)
        return;
    if (offer.stated == NULL && tier != NULL)
        by_stated_standard(job, &offer);
    if (offer.stated != NULL) {
        if (!has_stated(job, &offer, target))
            add_stated(job, &offer, target);
        return;
    }
    if (!find_offer(job, plan_day(job), &offer)) {
        warn_no_price(job, target->source, mode);
        return;
    }
    add_found(job, &offer, target);
    keep_expiring(job, &offer);
}

/* ---- prices that change ---- */

/* When a day begins, from the start of the run; SIM_TIME_MAX: not within it. */
static sim_time start_of_day(const struct plan_job *job, const char *day)
{
    const struct scenario_world *world = job->world;
    const struct cri_spec *spec = &job->option->spec;
    int64_t start = 0, then = 0;

    if (!catalog_day_ns(world->as_of, &start) || !catalog_day_ns(day, &then))
        return SIM_TIME_MAX;
    then -= start + sim_time_from_s(world->background.start_hour_utc * 3600);
    if (then < 0)
        then = 0;
    return then - spec->horizon < spec->drain ? then : SIM_TIME_MAX;
}

/* Sorted in by time, behind those of the same instant. */
static void add_change(struct cri_spec *spec, struct cri_price_change_spec change)
{
    struct cri_price_change_spec *changes = (struct cri_price_change_spec *)spec->price_changes;
    uint32_t at = spec->n_price_changes++;

    for (; at > 0 && changes[at - 1].at > change.at; at--)
        changes[at] = changes[at - 1];
    changes[at] = change;
}

static void say_change(struct plan_job *job, const struct offer *offer, uint32_t price,
                       const char *day)
{
    const struct cri_price_spec *row = &job->option->spec.prices[price];
    char *text = sim_arena_printf(job->arena, "%s; %.4g / %.4g from %s", job->option->price,
                                  row->input, row->output, day);

    if (strstr(job->option->price, strrchr(text, ';')) == NULL)
        job->option->price = text;
    plan_note(job->plan, catalog_mark_name(offer->found.mark), offer->found.price->origin.source,
              sim_arena_printf(job->arena, "price of %s: changes during the run, on %s",
                               offer->name, day));
}

/* Changes of one target's price up to the end of the run. */
static void follow(struct plan_job *job, const struct expiring *expiring)
{
    struct offer offer = expiring->offer;
    const char *day = offer.found.until;
    sim_time at = start_of_day(job, day);

    for (; at != SIM_TIME_MAX && find_offer(job, day, &offer); at = start_of_day(job, day)) {
        struct rows rows =
            rows_of(job, &offer, sim_arena_printf(job->arena, "%s/from %s", offer.name, day));

        add_change(&job->option->spec,
                   (struct cri_price_change_spec){.at = at,
                                                  .class = expiring->class,
                                                  .target = expiring->target,
                                                  .price = rows.price,
                                                  .long_price = rows.long_price,
                                                  .long_above = rows.long_above});
        plan_used(job->plan, "prices", &offer.found.price->origin);
        say_change(job, &offer, rows.price, day);
        day = offer.found.until;
        if (day[0] == '\0')
            return;
    }
}

static void build_changes(struct plan_job *job)
{
    struct prices *own = job->own[PLAN_PART_prices];
    /* A model has a few prices in force one after the other, no more than the table has rows. */
    size_t room = (size_t)own->n_expiring * catalog_n_prices(job->catalog) + 1;

    job->option->spec.price_changes =
        sim_arena_alloc(job->arena, room * sizeof *job->option->spec.price_changes);
    for (uint32_t i = 0; i < own->n_expiring; i++)
        follow(job, &own->expiring[i]);
}

const struct plan_part plan_part_prices = {
    .name = "prices",
    .check = check_prices,
    .build = {[PLAN_OPTION] = begin,
              [PLAN_TARGET] = build_target,
              [PLAN_OPTION_END] = end,
              [PLAN_LENGTH] = build_changes},
};
