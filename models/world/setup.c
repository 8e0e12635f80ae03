#include "models/world/setup.h"

#include "models/world/background.h"
#include "models/world/cell.h"
#include "models/world/model.h"
#include "models/world/outage.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <stdlib.h>
#include <string.h>

static void *made(struct cri_world *w, size_t n, size_t size)
{
    return sim_arena_alloc(&w->arena, n * size);
}

/* ---- places ---- */

static void regions_init(struct cri_world *w)
{
    const struct cri_spec *spec = w->spec;
    uint32_t n = spec->n_regions;

    w->n_regions = n;
    w->region_down = made(w, n, sizeof *w->region_down);
    w->geography = made(w, n, sizeof *w->geography);
    w->region_hash = made(w, n, sizeof *w->region_hash);
    w->hop = made(w, (size_t)n * n, sizeof *w->hop);
    for (uint32_t r = 0; r < n; r++) {
        w->region_hash[r] = sim_hash_string(spec->regions[r].name);
        while (strcmp(spec->regions[w->geography[r]].geography, spec->regions[r].geography) != 0)
            w->geography[r]++;
        /* A call that stays where it was made takes no hop, whatever was measured inside a Region.
         */
        for (uint32_t to = 0; to < n; to++)
            w->hop[r * n + to] = r == to ? 0
                                         : sim_time_from_ns(spec->routing.hop_rtt_factor *
                                                            (double)spec->rtt[r * n + to]);
    }
}

/* ---- what routers see ---- */

static void find_policies(struct cri_world *w)
{
    for (uint32_t c = 0; c < w->spec->n_classes; c++) {
        const struct cri_class_spec *class = &w->spec->classes[c];

        for (uint32_t t = 0; class->runs && t < class->n_targets; t++) {
            const struct cri_target_spec *target = &class->targets[t];

            if (target->policy == NULL || target->n_destinations < 2)
                continue;
            w->any_speed = w->any_speed || target->policy->sees_speed;
            w->any_load = w->any_load || target->policy->sees_load;
            if (target->policy->sees_times && w->answers == NULL)
                w->answers = made(w, w->spec->n_services, sizeof *w->answers);
        }
    }
}

/* Before anything was seen, a Region's speed is what its model and its distance promise. */
static void speed_init(struct cri_world *w)
{
    const struct cri_spec *spec = w->spec;
    uint32_t n = spec->n_regions;

    if (!w->any_speed)
        return;
    w->speed = made(w, (size_t)n * spec->n_services, sizeof *w->speed);
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_class_spec *class = &spec->classes[c];
        const struct cri_service_spec *service = &spec->services[class->model];
        uint32_t source;

        if (!class->runs)
            continue;
        source = class->targets[0].source;
        for (uint32_t r = 0; r < n; r++)
            w->speed[class->model * n + r] =
                (double)service->base_ttft * cri_noise_median(&service->ttft_noise) +
                (r == source ? 0
                             : spec->routing.hop_rtt_factor * (double)spec->rtt[source * n + r]);
    }
}

/* The present, or a copy that is renewed now and then. */
static void sight_init(struct cri_world *w)
{
    size_t n = (size_t)w->n_regions * w->spec->n_services;

    w->seen_in_flight = w->in_flight;
    w->seen_speed = w->speed;
    w->seen_answers = w->answers;
    if (w->spec->routing.refresh == 0 || (!w->any_load && !w->any_speed))
        return;
    w->seen_in_flight = made(w, n, sizeof *w->seen_in_flight);
    if (w->speed != NULL) {
        w->seen_speed = made(w, n, sizeof *w->seen_speed);
        memcpy(w->seen_speed, w->speed, n * sizeof *w->seen_speed);
    }
    if (w->answers != NULL)
        w->seen_answers = made(w, w->spec->n_services, sizeof *w->seen_answers);
    sim_post(w->engine, w->spec->routing.refresh, CRI_RANK_DETECTION, CRI_EVENT_REFRESH, 0, 0);
}

void cri_sight_refresh(struct cri_world *w)
{
    size_t n = (size_t)w->n_regions * w->spec->n_services;

    memcpy(w->seen_in_flight, w->in_flight, n * sizeof *w->seen_in_flight);
    if (w->speed != NULL)
        memcpy(w->seen_speed, w->speed, n * sizeof *w->seen_speed);
    if (w->answers != NULL)
        memcpy(w->seen_answers, w->answers, w->spec->n_services * sizeof *w->seen_answers);
    if (!cri_is_idle(w))
        sim_post(w->engine, cri_capped(w->now + w->spec->routing.refresh), CRI_RANK_DETECTION,
                 CRI_EVENT_REFRESH, 0, 0);
}

/* ---- classes ---- */

/*
 * By the prices of a row, against the plain input of the plain row: a call with long input may cost
 * more for each of its tokens. A cache price that is not known is that of input.
 */
static struct cri_weights weights_of(const struct cri_world *w, uint32_t plain, uint32_t row)
{
    const struct cri_price_spec *price;
    double unit;

    if (plain == CRI_NONE)
        return (struct cri_weights){.known = false};
    unit = w->spec->prices[plain].input;
    price = &w->spec->prices[row];
    if (!(unit > 0) || isnan(price->input) || isnan(price->output))
        return (struct cri_weights){.known = false};
    return (struct cri_weights){
        .known = true,
        .input = price->input / unit,
        .output = price->output / unit,
        .read = (isnan(price->cache_read) ? price->input : price->cache_read) / unit,
        .write = (isnan(price->cache_write) ? price->input : price->cache_write) / unit};
}

/* What the target's calls are billed to. */
static void set_ledgers(const struct cri_world *w, const struct cri_class *class,
                        struct cri_target *target, uint32_t price, uint32_t long_price,
                        int64_t long_above)
{
    uint32_t none = w->spec->n_prices;

    if (long_price == CRI_NONE)
        long_price = price;
    target->ledger = &class->out->ledgers[price == CRI_NONE ? none : price];
    target->long_ledger = &class->out->ledgers[long_price == CRI_NONE ? none : long_price];
    target->weights = weights_of(w, price, price);
    target->long_weights = weights_of(w, price, long_price);
    target->long_above = long_above > 0 ? long_above : INT64_MAX;
}

void cri_price_change(struct cri_world *w, uint32_t index)
{
    const struct cri_price_change_spec *change = &w->spec->price_changes[index];
    struct cri_class *class = &w->classes[change->class];

    if (class->spec->runs)
        set_ledgers(w, class, &class->targets[change->target], change->price, change->long_price,
                    change->long_above);
}

static void target_init(struct cri_world *w, const struct cri_class *class,
                        struct cri_target *target, const struct cri_target_spec *spec)
{
    *target = (struct cri_target){.spec = spec, .counted = spec->quota != CRI_NONE};
    target->use = &class->out->quotas[spec - class->spec->targets];
    target->client_rtt =
        w->spec->rtt[class->spec->client_region * w->spec->n_regions + spec->source];
    target->reserved = target->counted && w->spec->quotas[spec->quota].reserved;
    target->apart = target->counted && w->spec->quotas[spec->quota].apart;
    w->any_apart = w->any_apart || target->apart;
    target->apart = target->apart || target->reserved;
    set_ledgers(w, class, target, spec->price, spec->long_price, spec->long_above);
    SIM_ASSERT(spec->n_destinations <= 64, "more than 64 destinations");
    for (uint32_t i = 0; i < spec->n_destinations; i++)
        target->all |= (uint64_t)1 << i;
    target->memory = made(w, spec->n_destinations, sizeof *target->memory);
    target->healthy_memory = made(w, spec->n_destinations, sizeof *target->healthy_memory);
    cri_models_compile(w, class, target);
}

/* One cache for all classes of one traffic and one model; drawn groups are a class's own. */
static void cache_init(struct cri_world *w, uint32_t index)
{
    struct cri_class *class = &w->classes[index];
    const struct cri_cache_spec *spec = &class->spec->cache;
    const struct cri_records *records = class->spec->arrivals.records;
    struct cri_prefixes prefixes = {0};

    if (!spec->on)
        return;
    if (class->spec->arrivals.generator == NULL)
        prefixes = records->prefixes;
    w->any_cache = true;
    for (uint32_t i = 0; i < index && spec->groups == 0; i++) {
        const struct cri_class *other = &w->classes[i];

        if (other->owns_cache && other->groups == NULL &&
            other->spec->model == class->spec->model && other->spec->arrivals.records == records &&
            other->spec->arrivals.generator == class->spec->arrivals.generator) {
            class->cache = other->cache;
            return;
        }
    }
    if (spec->groups > 0) {
        uint32_t n = spec->groups;

        class->groups = made(w, n, sizeof *class->groups);
        cri_prefix_groups_weights(class->groups, n, spec->skew);
        class->group_tables = made(w, 2 * (size_t)n, sizeof *class->group_tables);
        for (uint32_t i = 0; i < n; i++) {
            class->group_tables[i] = CRI_NONE;
            class->group_tables[n + i] = (uint32_t)spec->tokens;
        }
        prefixes = (struct cri_prefixes){
            .n = n, .parent = class->group_tables, .tokens = class->group_tables + n};
    }
    class->cache = made(w, 1, sizeof *class->cache);
    class->owns_cache = true;
    cri_prompt_cache_init(class->cache, &prefixes, w->n_regions, spec->ttl, spec->minimum);
}

/* By geography, where nothing else is said. */
static const uint8_t *outside_the_source(struct cri_world *w, uint32_t source)
{
    uint8_t *outside = made(w, w->n_regions, sizeof *outside);

    for (uint32_t r = 0; r < w->n_regions; r++)
        outside[r] = w->geography[r] != w->geography[source];
    return outside;
}

static void class_init(struct cri_world *w, uint32_t i)
{
    const struct cri_spec *spec = w->spec;
    struct cri_class *class = &w->classes[i];

    class->spec = &spec->classes[i];
    class->out = &w->out->classes[i];
    class->e2e = w->settings->e2e != NULL ? &w->settings->e2e[i] : NULL;
    class->usd = w->settings->usd != NULL ? &w->settings->usd[i] : NULL;
    class->hash = sim_hash_string(class->spec->name);
    if (!class->spec->runs)
        return;
    class->service = &spec->services[class->spec->model];
    class->targets = made(w, class->spec->n_targets, sizeof *class->targets);
    for (uint32_t t = 0; t < class->spec->n_targets; t++)
        target_init(w, class, &class->targets[t], &class->spec->targets[t]);
    class->outside = class->spec->outside;
    if (class->outside == NULL)
        class->outside = outside_the_source(w, class->spec->targets[0].source);
    cache_init(w, i);
    cri_client_init(&class->client, class->spec, w->key, &w->arena);
    if (class->spec->batch.on && spec->horizon < SIM_TIME_MAX - 8 * SIM_DAY &&
        w->last < spec->horizon + 8 * SIM_DAY)
        w->last = spec->horizon + 8 * SIM_DAY; /* jobs take hours */
    cri_cursor_init(&class->cursor, &class->spec->arrivals, w->settings->seed,
                    w->settings->replication, w->settings->stop);
    cri_next_arrival(w, i);
}

void cri_next_arrival(struct cri_world *w, uint32_t index)
{
    struct cri_class *class = &w->classes[index];

    if (cri_cursor_next(&class->cursor, &class->arrival) && class->arrival.at < w->spec->horizon)
        sim_cursor_set(w->engine, index, class->arrival.at);
    w->stopped |= class->cursor.stopped;
}

/* ---- all of it ---- */

static void engine_init(struct cri_world *w)
{
    uint32_t n_slots = w->any_shared ? w->spec->n_regions * w->spec->n_services : 0;
    struct sim_cursor_config *cursors = sim_fresh(w->spec->n_classes, sizeof *cursors);
    struct sim_slot_config *slots = sim_fresh(n_slots, sizeof *slots);

    for (uint32_t i = 0; i < w->spec->n_classes; i++)
        cursors[i] =
            (struct sim_cursor_config){.type = CRI_EVENT_ARRIVAL, .rank = CRI_RANK_ARRIVAL};
    for (uint32_t i = 0; i < n_slots; i++)
        slots[i] = (struct sim_slot_config){.type = CRI_EVENT_SHARED, .rank = CRI_RANK_FINISH};
    w->engine = sim_engine_create(&(struct sim_engine_config){
        .n_cursors = w->spec->n_classes, .cursors = cursors, .n_slots = n_slots, .slots = slots});
    free(cursors);
    free(slots);
}

void cri_setup(struct cri_world *w)
{
    const struct cri_spec *spec = w->spec;

    w->key = sim_key_make(w->settings->seed, w->settings->replication);
    w->free_attempt = CRI_NONE;
    w->free_request = CRI_NONE;
    w->last =
        spec->horizon > SIM_TIME_MAX - spec->drain ? SIM_TIME_MAX : spec->horizon + spec->drain;
    cri_quotas_init(&w->quotas, spec, w->out);
    regions_init(w);
    cri_cells_init(w);
    find_policies(w);
    w->outages = made(w, spec->n_outages, sizeof *w->outages);
    w->classes = made(w, spec->n_classes, sizeof *w->classes);
    engine_init(w);
    for (uint32_t i = 0; i < spec->n_classes; i++)
        class_init(w, i);
    speed_init(w);
    sight_init(w);
    cri_outages_init(w);
    for (uint32_t i = 0; i < spec->n_quota_changes; i++)
        sim_post(w->engine, spec->quota_changes[i].at, CRI_RANK_SETTLE, CRI_EVENT_QUOTA_CHANGE, i,
                 0);
    /* Before all else at its instant: what ends at midnight is of the new day. */
    for (uint32_t i = 0; i < spec->n_price_changes; i++)
        sim_post(w->engine, spec->price_changes[i].at, CRI_RANK_FINISH, CRI_EVENT_PRICE_CHANGE, i,
                 0);
    if (w->any_background)
        cri_background_step(w);
}

void cri_setup_release(struct cri_world *w)
{
    sim_engine_destroy(w->engine);
    for (uint32_t i = 0; i < w->spec->n_classes; i++) {
        if (w->classes[i].owns_cache)
            cri_prompt_cache_release(w->classes[i].cache);
    }
    cri_cells_release(w);
    cri_quotas_release(&w->quotas);
    free(w->hits);
    free(w->attempts);
    free(w->caches);
    free(w->outputs);
    free(w->due);
    free(w->tickets);
    free(w->requests);
    free(w->jobs);
    sim_arena_release(&w->arena);
}
