/*
 * part_policies.c: what service control and IAM policies make of each way to call: refused, allowed
 * only if something holds that is not known, or refused where a call is routed to one destination.
 */
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part_access.h"
#include "scenarios/plan/policies.h"

#include <string.h>

/* Of the option: what must hold for it to be allowed, and what is refused at destinations. */
struct own {
    struct sim_text only_if, forbidden;
};

static void check_class_names(struct plan_job *job, const struct scenario_policy *entry,
                              const char *const *names, size_t n)
{
    for (uint32_t i = 0; i < entry->classes.n; i++) {
        bool found = false;

        for (size_t c = 0; c < n; c++)
            found = found || strcmp(names[c], entry->classes.items[i]) == 0;
        if (!found)
            scenario_error(
                job->diag, entry->classes.json[i],
                sim_arena_printf(job->arena, "policies.%s.classes[%u]", entry->node.name, i),
                "'classes' has no entry '%.80s'%s", entry->classes.items[i],
                plan_suggestion(job, entry->classes.items[i], names, n));
    }
}

/* ---- organizational units ---- */

/* "apps/chat" lies in "apps", and in itself. */
static bool lies_in(const char *unit, const char *other)
{
    size_t n = strlen(other);

    return strncmp(unit, other, n) == 0 && (unit[n] == '/' || unit[n] == '\0');
}

static bool is_path(const char *unit)
{
    for (; *unit != '\0'; unit++)
        if (unit[0] == '/' && (unit[1] == '/' || unit[1] == '\0'))
            return false;
    return true;
}

static const char *path_of(struct plan_job *job, const struct scenario_policy *entry)
{
    return sim_arena_printf(job->arena, "policies.%s.ou", entry->node.name);
}

/* An account lies in one unit, and that in others: what binds a class is one chain. */
static void check_chain(struct plan_job *job, const struct scenario_policy *a,
                        const struct scenario_policy *b)
{
    const struct scenario_policy *without = a->ou == NULL ? a : b;
    const struct scenario_policy *with = a->ou == NULL ? b : a;

    if (a->ou == NULL && b->ou == NULL)
        return;
    if (without->ou == NULL)
        scenario_error(job->diag, without->node.json, path_of(job, without),
                       "is missing, and 'policies.%s' has one: each policy of level 'ou' says to "
                       "which unit it is attached, or none does",
                       with->node.name);
    else if (!lies_in(a->ou, b->ou) && !lies_in(b->ou, a->ou))
        scenario_error(job->diag, scenario_at(&b->node, "ou"), path_of(job, b),
                       "'%.80s' and '%.80s' (of 'policies.%s') are not in one chain; a unit is "
                       "named with those that it lies in, as '%.80s/%.80s', and policies of other "
                       "accounts bind other classes",
                       b->ou, a->ou, a->node.name, a->ou, b->ou);
}

static void check_units(struct plan_job *job)
{
    const struct scenario_policy *entries = job->world->policies.items;
    const struct scenario_class *classes = job->world->classes.items;

    for (uint32_t i = 0; i < job->world->policies.n; i++) {
        if (entries[i].level != CRI_LEVEL_OU || entries[i].node.wrong)
            continue;
        if (entries[i].ou != NULL &&
            (entries[i].ou[0] == '\0' || entries[i].ou[0] == '/' || !is_path(entries[i].ou)))
            scenario_error(
                job->diag, scenario_at(&entries[i].node, "ou"), path_of(job, &entries[i]),
                "must be a name, or names with '/' between, as 'apps/chat' (got '%.80s')",
                entries[i].ou);
        for (uint32_t k = 0; k < i; k++) {
            bool both = false;

            for (uint32_t c = 0; c < job->world->classes.n; c++)
                both = both || (policy_binds(&entries[i], &classes[c]) &&
                                policy_binds(&entries[k], &classes[c]));
            if (both && entries[k].level == CRI_LEVEL_OU && !entries[k].node.wrong)
                check_chain(job, &entries[k], &entries[i]);
        }
    }
}

static void check_policies(struct plan_job *job)
{
    const struct scenario_policy *entries = job->world->policies.items;
    const struct scenario_class *classes = job->world->classes.items;
    const char **names =
        sim_arena_alloc(job->arena, ((size_t)job->world->classes.n + 1) * sizeof *names);

    for (uint32_t i = 0; i < job->world->classes.n; i++)
        names[i] = classes[i].node.name;
    for (uint32_t i = 0; i < job->world->policies.n; i++)
        check_class_names(job, &entries[i], names, job->world->classes.n);
    check_units(job);
}

static void begin(struct plan_job *job)
{
    if (job->world->policies.n == 0)
        return;
    job->own[PLAN_PART_policies] = sim_arena_alloc(job->arena, sizeof(struct own));
    if (job->plan->policies == NULL)
        job->plan->policies = policy_set_create(job->plan->scenario, job->plan->keep_ids);
    policy_set_read(job->plan->policies, job->world, job->diag);
}

static void add_once(struct sim_text *text, const char *between, const char *item)
{
    if (text->data == NULL || strstr(text->data, item) == NULL)
        sim_text_addf(text, "%s%s", text->length > 0 ? between : "", item);
}

/* Destinations where IAM ends a call, with what to say of each. */
static void forbid(struct plan_job *job, const struct policy_answer *answer)
{
    struct own *own = job->own[PLAN_PART_policies];
    struct cri_target_spec *target = job->target;
    size_t size = ((size_t)target->n_destinations + 1) * sizeof(const char *);
    const char **why = sim_arena_alloc(job->arena, size);
    const char **by = sim_arena_alloc(job->arena, size);

    for (uint32_t d = 0; d < target->n_destinations; d++) {
        if (!(answer->verdict.gaps >> d & 1))
            continue;
        why[d] = policy_denial_text(job->plan->policies, answer, cri_gap_check(&answer->verdict, d),
                                    job->arena);
        by[d] = policy_denier_text(job->plan->policies, answer, cri_gap_check(&answer->verdict, d),
                                   job->arena);
        add_once(&own->forbidden, "; ",
                 sim_arena_printf(job->arena, "calls of '%s' that are routed to %s: %s",
                                  job->class->node.name,
                                  plan_region_name(job, target->destinations[d]), why[d]));
        plan_warn(job->plan->scenario, job->diag, job->class->node.json, job->path,
                  "option '%s': calls that '%s' routes to %s end there: %s", job->option->name,
                  target->model_id, plan_region_name(job, target->destinations[d]), why[d]);
    }
    target->forbidden = answer->verdict.gaps;
    target->why_forbidden = why;
    target->forbidden_by = by;
}

static void leave_open(struct plan_job *job, const struct policy_answer *answer)
{
    struct own *own = job->own[PLAN_PART_policies];
    struct cri_class_spec *class = job->out;
    const char *what = policy_open_text(job->plan->policies, answer, job->arena);
    struct sim_text text = {0};

    if (class->only_if != NULL)
        sim_text_add(&text, class->only_if);
    add_once(&text, "; and ", what);
    class->only_if = plan_take_text(job->arena, &text, "");
    add_once(&own->only_if, "; and ", what);
}

static void judge_target(struct plan_job *job)
{
    struct cri_target_spec *target = job->target;
    struct policy_question question = {.world = job->world,
                                       .class = job->class,
                                       .catalog = job->catalog,
                                       .mode = target->mode,
                                       .source = target->source,
                                       .profile = job->profile != NULL ? job->profile->id : NULL,
                                       .mantle =
                                           job->profile == NULL && job->endpoint == CATALOG_MANTLE,
                                       .n_destinations = target->n_destinations,
                                       .destinations = target->destinations};
    struct policy_answer answer;

    if (job->world->policies.n == 0)
        return;
    policy_judge(job->plan->policies, &question, job->arena, &answer);
    if (answer.account_assumed)
        plan_note(job->plan, "assumption", "docs/how-to/policies.md",
                  "the caller's account is the one that the ARNs of its identity policies name");
    if (answer.units_assumed != NULL)
        plan_warn(job->plan->scenario, job->diag, job->class->node.json, job->path,
                  "the policies %s are taken to be attached to one organizational "
                  "unit, where they allow together; in units of their own they do not: 'ou' says "
                  "where each is",
                  answer.units_assumed);
    if (answer.verdict.ruling == CRI_RULED_DENIED) {
        plan_deny(target,
                  cri_level_is_scp(answer.verdict.by->judgement.level) ? CRI_DENIAL_403_SCP
                                                                       : CRI_DENIAL_403_IAM,
                  policy_denial_text(job->plan->policies, &answer, answer.verdict.by, job->arena));
        target->denied_by =
            policy_denier_text(job->plan->policies, &answer, answer.verdict.by, job->arena);
        plan_say_uncallable(job);
        job->skip = true;
        return;
    }
    if (answer.verdict.gaps != 0)
        forbid(job, &answer);
    if (answer.verdict.ruling == CRI_RULED_UNDECIDED)
        leave_open(job, &answer);
}

static void end(struct plan_job *job)
{
    struct own *own = job->own[PLAN_PART_policies];

    if (own == NULL)
        return;
    if (own->only_if.length > 0)
        job->option->only_if = plan_take_text(job->arena, &own->only_if, "");
    job->option->undecided = job->option->only_if != NULL && !job->plan->assume_allowed;
    if (own->forbidden.length > 0)
        job->option->forbidden = plan_take_text(job->arena, &own->forbidden, "");
    sim_text_release(&own->only_if);
    sim_text_release(&own->forbidden);
}

const struct plan_part plan_part_policies = {
    .name = "policies",
    .check = check_policies,
    .build = {[PLAN_OPTION] = begin, [PLAN_TARGET] = judge_target, [PLAN_OPTION_END] = end},
};
