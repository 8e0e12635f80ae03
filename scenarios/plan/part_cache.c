/*
 * part_cache.c: the prompt cache of a class.
 */
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part_services.h"
#include "scenarios/plan/plan.h"

#include <inttypes.h>

enum { ASSUMED_MINIMUM = 1024 }; /* tokens; of most models that can cache */

/* The shortest prefix that is cached. */
static int64_t minimum_of(struct plan_job *job)
{
    const struct catalog_model *model = job->model;
    bool known = model->cache_min_tokens > 0;
    int64_t minimum = known ? model->cache_min_tokens : ASSUMED_MINIMUM;

    if (job->world->cache.minimum_tokens != SCENARIO_ABSENT)
        return job->world->cache.minimum_tokens;
    plan_note(job->plan, known ? catalog_mark_name(model->cache_min_mark) : "assumption",
              known ? model->cache_min_source : "docs/assumptions.md",
              sim_arena_printf(job->arena,
                               "prompt cache of %s: prefixes of %" PRId64 " tokens and more",
                               model->id, minimum));
    return minimum;
}

/* The life that is stated, or the model's own where it offers others only. */
static sim_time life_of(struct plan_job *job)
{
    static const char *const words[] = {
#define X(name, word) word,
        SCENARIO_TTL_LIST(X)
#undef X
    };
    int minutes = plan_life_minutes(plan_cache_life(job, job->model));
    int stated = job->world->cache.ttl;
    bool other = (stated == SCENARIO_TTL_5_MINUTES && minutes != 5) ||
                 (stated == SCENARIO_TTL_30_MINUTES && minutes != 30) ||
                 (stated == SCENARIO_TTL_1_HOUR && minutes != 60);

    if (other)
        plan_warn(job->plan->scenario, job->diag, scenario_at(&job->world->cache.node, "ttl"),
                  "cache.ttl",
                  "'%s' is no cache life of '%s': its prefixes are kept for %d minutes (%s)",
                  words[stated], job->model->id, minutes, job->model->cache_min_source);
    plan_note(job->plan,
              job->model->cache_lives != 0 ? catalog_mark_name(job->model->cache_min_mark)
                                           : "assumption",
              job->model->cache_lives != 0 ? job->model->cache_min_source : "docs/assumptions.md",
              sim_arena_printf(job->arena, "prompt cache of %s: prefixes are kept for %d minutes",
                               job->model->id, minutes));
    return minutes * SIM_MINUTE;
}

/* Prefixes come from the traffic or from groups, not from neither, nor from both. */
static void check_prefixes(struct plan_job *job)
{
    const struct scenario_class *class = job->class;
    const struct plan_traffic *traffic = plan_traffic_find(job->plan, job->index, class->traffic);
    const struct trace *trace = traffic->trace;
    bool brings = trace != NULL && trace->records.prefix != NULL;

    if (class->prefix_groups == 0 && !brings && (traffic->generated || trace != NULL))
        scenario_error(job->diag, class->node.json, job->path,
                       "the cache is simulated, but traffic '%s' brings no prefixes; state "
                       "'prefix_groups'",
                       class->traffic);
    if (class->prefix_groups > 0 && brings)
        scenario_error(job->diag, scenario_at(&class->node, "prefix_groups"), job->path,
                       "traffic '%s' brings prefixes of its own", class->traffic);
}

static void build_cache(struct plan_job *job)
{
    const struct scenario_cache *cache = &job->world->cache;
    const struct scenario_class *class = job->class;

    if (!cache->simulate || class->tier == SCENARIO_TIER_BATCH)
        return; /* batch jobs have no prompt cache */
    job->out->cache = (struct cri_cache_spec){.on = true,
                                              .ttl = life_of(job),
                                              .minimum = minimum_of(job),
                                              .groups = (uint32_t) class->prefix_groups,
                                              .tokens = class->prefix_tokens,
                                              .skew = class->prefix_skew};
    check_prefixes(job);
}

const struct plan_part plan_part_cache = {
    .name = "cache",
    .build = {[PLAN_CLASS_END] = build_cache},
};
