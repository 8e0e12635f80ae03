/*
 * part_routing.c: among which destinations a profile's router chooses, and by which policy.
 */
#include "models/policy/policy.h"
#include "scenarios/plan/names.h"
#include "scenarios/plan/shares.h"

#include <string.h>

/* Weights of a policy that adds up times: of no use to another, and one must count. */
static void check_weights(struct plan_job *job, const struct cri_policy *policy)
{
    const struct scenario_routing *routing = &job->world->routing;
    const struct {
        const char *key;
        double value;
    } weights[] = {{"network_weight", routing->network_weight},
                   {"queue_weight", routing->queue_weight},
                   {"prefill_weight", routing->prefill_weight}};
    double sum = 0;

    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++) {
        sum += weights[i].value;
        if (!policy->sees_times && weights[i].value != 1)
            scenario_error(job->diag, scenario_at(&routing->node, weights[i].key),
                           sim_arena_printf(job->arena, "routing.%s", weights[i].key),
                           "has no effect with the policy '%s'", policy->name);
    }
    if (policy->sees_times && sum == 0)
        scenario_error(job->diag, scenario_at(&routing->node, weights[0].key),
                       "routing.network_weight",
                       "with all three weights 0 '%s' has nothing to go by", policy->name);
}

static void check_routing(struct plan_job *job)
{
    const struct scenario_routing *routing = &job->world->routing;
    const struct cri_policy *policy;
    const char *names[64];
    size_t n = 0;

    plan_check_rules(job);
    if (routing->policy == NULL)
        return;
    policy = cri_policy_find(routing->policy);
    if (policy == NULL) {
        for (; n < 64 && cri_policies[n] != NULL; n++)
            names[n] = cri_policies[n]->name;
        scenario_error(job->diag, scenario_at(&routing->node, "policy"), "routing.policy",
                       "unknown routing policy '%.80s'%s", routing->policy,
                       plan_suggestion(job, routing->policy, names, n));
    } else if (policy->needs_shares && routing->shares.n == 0) {
        scenario_error(job->diag, scenario_at(&routing->node, "policy"), "routing.policy",
                       "'%s' needs 'shares'", policy->name);
    } else if (!policy->may_use_shares && routing->shares.n > 0) {
        scenario_error(job->diag, scenario_at(&routing->node, "shares"), "routing.shares",
                       "has no effect with the policy '%s'", policy->name);
    }
    if (policy != NULL)
        check_weights(job, policy);
    if (policy != NULL && !policy->sees_load && !policy->sees_speed && routing->refresh_s > 0)
        scenario_error(job->diag, scenario_at(&routing->node, "refresh_s"), "routing.refresh_s",
                       "has no effect with the policy '%s'", policy->name);
    for (uint32_t i = 0; i < routing->shares.n; i++)
        plan_find_region(job, routing->shares.names[i], routing->shares.json[i], "routing.shares",
                         true);
}

static void begin(struct plan_job *job)
{
    const struct scenario_routing *routing = &job->world->routing;

    job->option->spec.routing = (struct cri_routing_spec){
        .hop_rtt_factor = routing->hop_rtt_factor * job->world->factors.hop,
        .refusal_time = sim_time_from_ms(routing->refusal_ms),
        .all_tried_is_throttle = routing->all_tried == SCENARIO_ALL_TRIED_429,
        .refresh = sim_time_from_s(routing->refresh_s),
        .max_tries = (uint32_t)routing->max_tries,
        .max_time = sim_time_from_s(routing->max_time_s),
        .stall_timeout = sim_time_from_s(routing->stall_timeout_s),
        .time_weights = {.network = routing->network_weight,
                         .queue = routing->queue_weight,
                         .prefill = routing->prefill_weight}};
}

/* ---- destinations ---- */

static void change_destination(uint32_t region, bool add, uint32_t *regions, uint32_t *n)
{
    uint32_t at = 0;

    while (at < *n && regions[at] != region)
        at++;
    if (add && at == *n) {
        regions[(*n)++] = region;
    } else if (!add && at < *n) {
        memmove(regions + at, regions + at + 1, (*n - at - 1) * sizeof *regions);
        (*n)--;
    }
}

/* As the entry of the profile's prefix says. */
static void change_destinations(struct plan_job *job, uint32_t *regions, uint32_t *n)
{
    const struct scenario_destinations *entries = job->world->destinations.items;

    for (uint32_t i = 0; i < job->world->destinations.n; i++) {
        const struct scenario_numbers *changes = &entries[i].regions;
        char *path = sim_arena_printf(job->arena, "destinations.%s", entries[i].node.name);

        if (strcmp(entries[i].node.name, job->profile->prefix) != 0)
            continue;
        for (uint32_t r = 0; r < changes->n; r++) {
            uint32_t region =
                plan_find_region(job, changes->names[r], changes->json[r], path, true);

            if (region != CATALOG_NONE)
                change_destination(region, changes->values[r] != 0, regions, n);
        }
    }
}

static void read_shares(struct plan_job *job, struct cri_target_spec *target)
{
    const struct scenario_numbers *shares = &job->world->routing.shares;
    double *values = sim_arena_alloc(job->arena, (target->n_destinations + 1) * sizeof *values);
    double total = 0;

    if (shares->n == 0)
        return; /* found where the policy is checked */
    for (uint32_t i = 0; i < shares->n; i++) {
        uint32_t region = catalog_region_find(job->catalog, shares->names[i]);

        for (uint32_t d = 0; d < target->n_destinations; d++)
            if (target->destinations[d] == region)
                values[d] = shares->values[i];
    }
    for (uint32_t d = 0; d < target->n_destinations; d++)
        total += values[d];
    if (!(total > 0)) {
        scenario_error(job->diag, scenario_at(&job->world->routing.node, "shares"),
                       "routing.shares", "gives no weight to any destination of '%s'",
                       target->model_id);
        return;
    }
    for (uint32_t d = 0; d < target->n_destinations; d++)
        values[d] /= total;
    target->shares = values;
}

static void build_target(struct plan_job *job)
{
    struct cri_target_spec *target = job->target;
    const char *rule;

    if (target->mode == CRI_MODE_PROVISIONED)
        return;
    if (job->profile != NULL) {
        change_destinations(job, (uint32_t *)target->destinations, &target->n_destinations);
        if (target->n_destinations == 0) {
            scenario_error(job->diag, job->world->node.json, "destinations",
                           "leaves no destination to '%s'", job->profile->id);
            job->skip = true;
            return;
        }
    }
    rule = job->profile != NULL ? plan_rule_of(job->world, target->mode) : NULL;
    if (rule != NULL) {
        target->policy = cri_policy_find("fixed-share");
        target->shares = plan_rule_shares(job, rule, target);
        return;
    }
    target->policy = cri_policy_find(job->world->routing.policy);
    if (target->policy != NULL && target->policy->may_use_shares && job->profile != NULL)
        read_shares(job, target);
}

/* ---- shares ---- */

/* Whether any profile of the option leads to the Region; profile: whether it calls one at all. */
static bool is_destination(const struct cri_spec *spec, uint32_t region, bool *profile)
{
    bool found = false;

    *profile = false;
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++) {
            const struct cri_target_spec *target = &spec->classes[c].targets[t];

            *profile =
                *profile || (!cri_mode_is_direct(target->mode) && target->n_destinations > 0);
            for (uint32_t d = 0; d < target->n_destinations; d++)
                found = found || target->destinations[d] == region;
        }
    }
    return found;
}

/* A share of a Region that no profile of the option may use would be ignored: that is a mistake. */
static void check_shares(struct plan_job *job)
{
    const struct scenario_numbers *shares = &job->world->routing.shares;

    for (uint32_t i = 0; i < shares->n; i++) {
        uint32_t region = catalog_region_find(job->catalog, shares->names[i]);
        bool profile;

        if (!is_destination(&job->option->spec, region, &profile) && profile &&
            region != CATALOG_NONE)
            scenario_error(job->diag, shares->json[i], "routing.shares",
                           "'%s' is not a destination of any profile that option '%s' calls",
                           shares->names[i], job->option->name);
    }
}

const struct plan_part plan_part_routing = {
    .name = "routing",
    .check = check_routing,
    .build =
        {[PLAN_OPTION] = begin, [PLAN_TARGET] = build_target, [PLAN_OPTION_END] = check_shares},
};
