#include "scenarios/plan/shares.h"

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"

#include <string.h>

/* A rule of the scenario, or of the catalog. */
struct rule {
    const struct scenario_routing_rule *stated; /* NULL = the catalog's */
    const struct catalog_share *shares;
    uint32_t n; /* groups; 0 and not stated = there is no such rule */
};

static struct rule rule_find(const struct plan_job *job, const char *name)
{
    const struct scenario_routing_rule *stated = job->world->routing_rules.items;
    struct rule rule = {.n = 0};

    for (uint32_t i = 0; i < job->world->routing_rules.n; i++)
        if (strcmp(stated[i].node.name, name) == 0)
            return (struct rule){.stated = &stated[i], .n = stated[i].shares.n};
    rule.shares = catalog_routing_rule(job->catalog, name, &rule.n);
    return rule;
}

static const char *group_of(const struct rule *rule, uint32_t i)
{
    return rule->stated != NULL ? rule->stated->shares.names[i] : rule->shares[i].group;
}

static double share_of(const struct rule *rule, uint32_t i)
{
    return rule->stated != NULL ? rule->stated->shares.values[i] : rule->shares[i].share;
}

const char *plan_rule_of(const struct scenario_world *world, enum cri_mode mode)
{
    const char *rule = mode == CRI_MODE_GLOBAL       ? world->routing.global_rule
                       : mode == CRI_MODE_GEOGRAPHIC ? world->routing.geographic_rule
                                                     : SCENARIO_RULE_POLICY;

    return strcmp(rule, SCENARIO_RULE_POLICY) == 0 ? NULL : rule;
}

/* ---- findings ---- */

/* A group by its name, or else a Region by whatever it is called. */
static void refuse_group(struct plan_job *job, const char *group, const struct sim_json *at,
                         const char *path, const char *const *names, size_t n)
{
    struct sim_text hint = {0};

    sim_text_add(&hint, plan_suggestion(job, group, names, n));
    if (hint.length == 0)
        catalog_add_nearest(job->catalog, CATALOG_OF_REGIONS, group, &hint);
    scenario_error(job->diag, at, path,
                   "'%.80s' is no group of destinations: 'source', 'all', a geography or a "
                   "Region%s",
                   group, hint.data);
    sim_text_release(&hint);
}

static void check_groups(struct plan_job *job, const struct scenario_routing_rule *rule)
{
    const char *path = sim_arena_printf(job->arena, "routing_rules.%s.shares", rule->node.name);
    uint32_t n_regions = catalog_n_regions(job->catalog);
    const char **names = sim_arena_alloc(job->arena, (2 * (size_t)n_regions + 2) * sizeof *names);
    size_t n = 0;
    double total = 0;

    names[n++] = "source";
    names[n++] = "all";
    for (uint32_t r = 0; r < n_regions; r++) {
        names[n++] = catalog_regions(job->catalog)[r].geography;
        names[n++] = catalog_regions(job->catalog)[r].code;
    }
    for (uint32_t i = 0; i < rule->shares.n; i++) {
        total += rule->shares.values[i];
        if (!catalog_is_group(job->catalog, rule->shares.names[i]))
            refuse_group(job, rule->shares.names[i], rule->shares.json[i], path, names, n);
    }
    if (!(total > 0) && !rule->node.wrong)
        scenario_error(job->diag, rule->node.json, path, "gives no weight to anything");
}

enum { MOST_NAMES = 128 };

static void check_rule(struct plan_job *job, enum cri_mode mode, const char *key)
{
    const struct scenario_routing *routing = &job->world->routing;
    const struct scenario_routing_rule *stated = job->world->routing_rules.items;
    const char *name = plan_rule_of(job->world, mode), *path, *known;
    const char *names[MOST_NAMES];
    struct rule rule;
    uint32_t n = 0;

    if (name == NULL)
        return;
    path = sim_arena_printf(job->arena, "routing.%s", key);
    rule = rule_find(job, name);
    if (rule.n > 0 && rule.stated == NULL && rule.shares->kind != plan_scope_of(mode))
        scenario_error(job->diag, scenario_at(&routing->node, key), path,
                       "'%s' is a rule of %s profiles", name,
                       catalog_scope_name(rule.shares->kind));
    if (rule.n > 0 || rule.stated != NULL)
        return;
    names[n++] = SCENARIO_RULE_POLICY;
    for (uint32_t i = 0; (known = catalog_routing_name(job->catalog, i)) != NULL && n < MOST_NAMES;
         i++)
        names[n++] = known;
    for (uint32_t i = 0; i < job->world->routing_rules.n && n < MOST_NAMES; i++)
        names[n++] = stated[i].node.name;
    scenario_error(job->diag, scenario_at(&routing->node, key), path,
                   "unknown routing rule '%.80s'%s", name, plan_suggestion(job, name, names, n));
}

void plan_check_rules(struct plan_job *job)
{
    const struct scenario_routing_rule *rules = job->world->routing_rules.items;

    for (uint32_t i = 0; i < job->world->routing_rules.n; i++) {
        if (strcmp(rules[i].node.name, SCENARIO_RULE_POLICY) == 0)
            scenario_error(job->diag, rules[i].node.json, "routing_rules",
                           "'" SCENARIO_RULE_POLICY "' is the name for following 'routing.policy'");
        check_groups(job, &rules[i]);
    }
    check_rule(job, CRI_MODE_GEOGRAPHIC, "geographic_rule");
    check_rule(job, CRI_MODE_GLOBAL, "global_rule");
}

/* ---- shares ---- */

/* Whether the source lies in another group of the rule, a geography or Region, so that what it has
 * as the source is shared there. */
static bool lies_in_another(const struct plan_job *job, const struct rule *rule, uint32_t i,
                            uint32_t source)
{
    for (uint32_t k = 0; k < rule->n; k++)
        if (k != i && strcmp(group_of(rule, k), "all") != 0 &&
            catalog_group_has(job->catalog, group_of(rule, k), source, source))
            return true;
    return false;
}

/* What a group has: its own share, and that of a source that lies in it. */
static double share_in_all(const struct plan_job *job, const struct rule *rule, uint32_t i,
                           uint32_t source)
{
    const char *group = group_of(rule, i);
    double share = share_of(rule, i);

    if (strcmp(group, "source") == 0)
        return lies_in_another(job, rule, i, source) ? 0 : share;
    for (uint32_t k = 0; k < rule->n; k++)
        if (strcmp(group_of(rule, k), "source") == 0 && strcmp(group, "all") != 0 &&
            catalog_group_has(job->catalog, group, source, source))
            share += share_of(rule, k);
    return share;
}

/* In equal parts over the group's destinations; @return what was given. */
static double give(const struct plan_job *job, const char *group, double share,
                   const struct cri_target_spec *target, double *values)
{
    uint32_t n = 0;

    for (uint32_t d = 0; d < target->n_destinations; d++)
        n += catalog_group_has(job->catalog, group, target->source, target->destinations[d]);
    for (uint32_t d = 0; d < target->n_destinations; d++)
        if (catalog_group_has(job->catalog, group, target->source, target->destinations[d]))
            values[d] += share / n;
    return n > 0 ? share : 0;
}

const double *plan_rule_shares(struct plan_job *job, const char *name,
                               const struct cri_target_spec *target)
{
    struct rule rule = rule_find(job, name);
    double *values = sim_arena_alloc(job->arena, (target->n_destinations + 1) * sizeof *values);
    double total = 0;

    for (uint32_t i = 0; i < rule.n; i++)
        total += give(job, group_of(&rule, i), share_in_all(job, &rule, i, target->source), target,
                      values);
    /* Where no group has a destination nothing is known of how they share: equal parts. */
    for (uint32_t d = 0; d < target->n_destinations; d++)
        values[d] = total > 0 ? values[d] / total : 1.0 / target->n_destinations;
    return values;
}

/* ---- texts ---- */

const char *plan_rule_text(struct plan_job *job, const char *name)
{
    struct rule rule = rule_find(job, name);
    struct sim_text text = {0};
    double total = 0;

    for (uint32_t i = 0; i < rule.n; i++)
        total += share_of(&rule, i);
    sim_text_addf(&text, "%s (", name);
    for (uint32_t i = 0; i < rule.n; i++)
        sim_text_addf(&text, "%s%s %.3g %%", i > 0 ? ", " : "", group_of(&rule, i),
                      100 * share_of(&rule, i) / total);
    sim_text_add(&text, ")");
    return plan_take_text(job->arena, &text, "");
}

void plan_rule_origin(const struct plan_job *job, const char *name, const char **mark,
                      const char **source)
{
    struct rule rule = rule_find(job, name);

    *mark = rule.stated != NULL ? "scenario" : catalog_mark_name(rule.shares->origin.mark);
    *source = rule.stated != NULL ? "routing_rules" : rule.shares->origin.source;
}
