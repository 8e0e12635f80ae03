#include "analysis/study/cases.h"

#include "analysis/decide/decide.h"
#include "analysis/study/case_list.h"
#include "scenarios/read/cases.h"
#include "scenarios/read/ranges.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define ADDRESS(name) &case_rule_##name,
CASE_LIST(CASE_DECLARE)
static const struct case_rule *const rules[] = {CASE_LIST(ADDRESS)};
#undef ADDRESS
enum { N_RULES = sizeof rules / sizeof rules[0] };

enum stage { ALONE, TOGETHER, OVER };

struct cases {
    struct sim_arena arena;
    struct loop *loop;
    bool *candidates; /* per option of the loop */
    uint32_t n_replications;
    struct cases_item *items;
    uint32_t n, room;
    bool harmless[N_RULES][CASE_MOST_LEVELS];
    enum stage stage;
    uint32_t n_alone; /* items before "adverse" */
    bool drawn;       /* numbers that are ranges are */
};

/* ---- what there is ---- */

static const struct cri_spec *spec_of(const struct cases *cases, uint32_t option)
{
    return &loop_point_option(cases->loop, loop_point(cases->loop, 0), option)->spec;
}

static const struct scenario_world *world_of(const struct cases *cases, uint32_t option)
{
    uint32_t n;

    return &loop_settings(cases->loop)
                ->plan->scenario->worlds[loop_options(cases->loop, &n)[option]];
}

static bool is_allowed(const struct cases *cases, uint32_t option)
{
    return loop_point_option(cases->loop, loop_point(cases->loop, 0), option)->allowed;
}

static uint32_t n_options(const struct cases *cases)
{
    return loop_point(cases->loop, 0)->n_options;
}

static uint32_t n_levels(const struct case_rule *rule)
{
    uint32_t n = 0;

    while (n < CASE_MOST_LEVELS && rule->levels[n].name != NULL)
        n++;
    return n;
}

/* What it doubts is stated as ranges, which say more than a fixed factor on all of it does. */
static bool is_drawn(const struct cases *cases, const struct case_rule *rule)
{
    return cases->drawn && rule->doubts != NULL &&
           scenario_ranges_cover(loop_settings(cases->loop)->plan->scenario, rule->doubts);
}

static bool applies(const struct cases *cases, const struct case_rule *rule)
{
    for (uint32_t o = 0; o < n_options(cases); o++)
        if (is_allowed(cases, o) && rule->applies(spec_of(cases, o)))
            return true;
    return false;
}

/* Every option that the rule is about has that level as stated. */
static bool is_in_force(const struct cases *cases, const struct case_rule *rule, uint32_t level)
{
    for (uint32_t o = 0; o < n_options(cases); o++)
        if (is_allowed(cases, o) && rule->applies(spec_of(cases, o)) &&
            rule->in_force(spec_of(cases, o), world_of(cases, o)) != level)
            return false;
    return true;
}

uint32_t cases_most(const struct plan *plan, const uint32_t *options, uint32_t n)
{
    const struct scenario_world *base = &plan->scenario->base;
    const struct scenario_case *stated = base->cases.items;
    uint32_t alone = base->cases.n, levels = 0;

    for (uint32_t i = 0; i < base->cases.n; i++)
        alone += stated[i].cross.n;
    for (int i = 0; i < N_RULES; i++)
        for (uint32_t level = 0; level < n_levels(rules[i]); level++) {
            bool any = false;

            for (uint32_t k = 0; k < n; k++) {
                const struct plan_option *option = &plan->options[options[k]];

                any = any || (option->allowed && rules[i]->applies(&option->spec) &&
                              rules[i]->in_force(&option->spec,
                                                 &plan->scenario->worlds[options[k]]) != level);
            }
            levels += any;
        }
    /* "adverse", alone and beside each that is stated. */
    return levels > 0 ? levels + 1 + 2 * alone : alone;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static struct cases_item *add(struct cases *cases, struct cases_item item)
{
    cases->items = sim_with_room(cases->items, cases->n, &cases->room, sizeof *cases->items);
    cases->items[cases->n] = item;
    return &cases->items[cases->n++];
}

struct cases *cases_create(struct loop *loop, const bool *candidates, bool drawn)
{
    struct cases *cases = sim_zeroed(1, sizeof *cases);
    uint32_t replications = loop_point(loop, 0)->n_replications;

    cases->loop = loop;
    cases->drawn = drawn;
    cases->candidates = sim_fresh(loop_point(loop, 0)->n_options, sizeof *cases->candidates);
    memcpy(cases->candidates, candidates,
           loop_point(loop, 0)->n_options * sizeof *cases->candidates);
    cases->n_replications =
        replications < CASES_MOST_REPLICATIONS ? replications : CASES_MOST_REPLICATIONS;
    if (loop_budget(loop) != NULL)
        cases->n_replications =
            least(cases->n_replications, loop_budget(loop)->parts[BUDGET_CASES].replications);
    for (int i = 0; i < N_RULES; i++)
        for (int level = 0; level < CASE_MOST_LEVELS; level++)
            cases->harmless[i][level] = true;
    add(cases, (struct cases_item){.name = SCENARIO_AS_STATED,
                                   .words = SCENARIO_AS_STATED,
                                   .must_hold = true,
                                   .rule = -1});
    return cases;
}

void cases_destroy(struct cases *cases)
{
    if (cases == NULL)
        return;
    sim_arena_release(&cases->arena);
    free(cases->candidates);
    free(cases->items);
    free(cases);
}

uint32_t cases_count(const struct cases *cases)
{
    return cases->n;
}

const struct cases_item *cases_at(const struct cases *cases, uint32_t i)
{
    return &cases->items[i];
}

/* ---- what is proved ---- */

void cases_take(struct cases *cases, uint32_t replication, const struct cri_outcome *outcomes)
{
    if (replication >= cases->n_replications)
        return;
    for (int i = 0; i < N_RULES; i++)
        for (uint32_t level = 0; level < n_levels(rules[i]); level++)
            for (uint32_t o = 0; o < n_options(cases); o++)
                if (cases->harmless[i][level] && is_allowed(cases, o) &&
                    rules[i]->applies(spec_of(cases, o)) &&
                    rules[i]->in_force(spec_of(cases, o), world_of(cases, o)) != level)
                    cases->harmless[i][level] =
                        rules[i]->is_harmless(spec_of(cases, o), &outcomes[o], level);
}

/* ---- what is run ---- */

static const struct sim_json *patch_of(struct cases *cases, int rule, uint32_t level)
{
    char *text = sim_arena_strdup(&cases->arena, rules[rule]->levels[level].patch);

    for (char *c = text; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    return loop_patch(cases->loop, "%s", text);
}

static enum sim_status ask(struct cases *cases, struct cases_item item, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    item.point = CRI_NONE;
    if (item.harmless == NULL)
        status = loop_add(cases->loop,
                          &(struct loop_ask){.name = item.name,
                                             .patch = item.patch,
                                             .n_replications = cases->n_replications,
                                             .let_go = true},
                          &item.point, err);
    /* A rule that cannot be so in this scenario is told; what the user states must compile. */
    if (status == SIM_EINVALID && item.automatic) {
        item.point = CRI_NONE;
        item.harmless = sim_arena_printf(&cases->arena, "it cannot be so here: %s", err->message);
        status = SIM_OK;
    }
    if (status == SIM_OK)
        add(cases, item);
    return status;
}

static enum sim_status ask_rules(struct cases *cases, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (int i = 0; i < N_RULES; i++) {
        if (!applies(cases, rules[i]))
            continue;
        for (uint32_t level = 0; level < n_levels(rules[i]) && status == SIM_OK; level++) {
            const struct case_level *of = &rules[i]->levels[level];

            if (is_drawn(cases, rules[i])) {
                add(cases,
                    (struct cases_item){
                        .name = sim_arena_printf(&cases->arena, "%s %s", rules[i]->name, of->name),
                        .words = of->words,
                        .automatic = true,
                        .must_hold = rules[i]->must_hold,
                        .point = CRI_NONE,
                        .harmless = "what it doubts is stated as ranges, which are drawn",
                        .rule = i,
                        .level = level});
                continue;
            }
            if (is_in_force(cases, rules[i], level))
                continue;
            status =
                ask(cases,
                    (struct cases_item){
                        .name = sim_arena_printf(&cases->arena, "%s %s", rules[i]->name, of->name),
                        .words = of->words,
                        .automatic = true,
                        .must_hold = rules[i]->must_hold,
                        .harmless = cases->harmless[i][level] ? rules[i]->proof : NULL,
                        .patch = patch_of(cases, i, level),
                        .rule = i,
                        .level = level},
                    err);
        }
    }
    return status;
}

static const struct scenario_case *find_stated(const struct scenario_world *world, const char *name)
{
    const struct scenario_case *stated = world->cases.items;

    for (uint32_t i = 0; i < world->cases.n; i++)
        if (strcmp(stated[i].node.name, name) == 0)
            return &stated[i];
    return NULL;
}

/* Two cases may name each other: they are run together once. */
static bool is_there(const struct cases *cases, const char *name)
{
    for (uint32_t i = 0; i < cases->n; i++)
        if (strcmp(cases->items[i].name, name) == 0)
            return true;
    return false;
}

static enum sim_status ask_cross(struct cases *cases, const struct scenario_world *world,
                                 const struct scenario_case *of, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < of->cross.n && status == SIM_OK; i++) {
        const struct scenario_case *other = find_stated(world, of->cross.items[i]);
        const char *name =
            sim_arena_printf(&cases->arena, "%s + %s", of->node.name, other->node.name);
        const char *turned =
            sim_arena_printf(&cases->arena, "%s + %s", other->node.name, of->node.name);

        if (is_there(cases, name) || is_there(cases, turned))
            continue;
        status =
            ask(cases,
                (struct cases_item){.name = name,
                                    .words = name,
                                    .must_hold = of->must_hold && other->must_hold,
                                    .patch = scenario_patch_both(
                                        scenario_case_patch(of, &cases->arena),
                                        scenario_case_patch(other, &cases->arena), &cases->arena),
                                    .rule = -1},
                err);
    }
    return status;
}

static enum sim_status ask_stated(struct cases *cases, struct sim_error *err)
{
    const struct scenario_world *world = &loop_settings(cases->loop)->plan->scenario->base;
    const struct scenario_case *stated = world->cases.items;
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < world->cases.n && status == SIM_OK; i++)
        status = ask(cases,
                     (struct cases_item){.name = stated[i].node.name,
                                         .words = stated[i].node.name,
                                         .must_hold = stated[i].must_hold,
                                         .patch = scenario_case_patch(&stated[i], &cases->arena),
                                         .rule = -1},
                     err);
    for (uint32_t i = 0; i < world->cases.n && status == SIM_OK; i++)
        status = ask_cross(cases, world, &stated[i], err);
    return status;
}

/* ---- adverse ---- */

/* Completed by all candidates together, in the replications that all points have. */
static uint64_t completed(const struct cases *cases, uint32_t point)
{
    const struct loop_point *of = loop_point(cases->loop, point);
    const struct metric *metric = metric_find("completed");
    double sum = 0;

    for (uint32_t o = 0; o < n_options(cases); o++) {
        const double *each = loop_samples(of, metric, o);

        for (uint32_t r = 0; cases->candidates[o] && r < cases->n_replications; r++)
            sum += each[r];
    }
    return (uint64_t)sum;
}

static const struct cases_item *item_of(const struct cases *cases, int rule, uint32_t level)
{
    for (uint32_t i = 0; i < cases->n_alone; i++)
        if (cases->items[i].rule == rule && cases->items[i].level == level)
            return &cases->items[i];
    return NULL;
}

/* All rules at their worst. */
struct worst {
    const struct sim_json *patch;   /* NULL: each is at its worst as stated */
    uint32_t n_changed, n_harmless; /* rules that it changes; of them proved to change nothing */
};

static struct worst find_worst(const struct cases *cases, struct sim_arena *arena)
{
    struct worst worst = {0};

    for (int i = 0; i < N_RULES; i++) {
        uint64_t of[CASE_MOST_LEVELS];
        const struct cases_item *item;

        if (!rules[i]->must_hold || !applies(cases, rules[i]) || is_drawn(cases, rules[i]))
            continue;
        for (uint32_t level = 0; level < n_levels(rules[i]); level++) {
            item = item_of(cases, i, level);
            of[level] = completed(cases, item != NULL && item->point != CRI_NONE ? item->point : 0);
        }
        item = item_of(cases, i, decide_worst_level(of, n_levels(rules[i])));
        if (item == NULL)
            continue;
        worst.patch = scenario_patch_both(worst.patch, item->patch, arena);
        worst.n_changed++;
        worst.n_harmless += item->harmless != NULL;
    }
    return worst;
}

static enum sim_status ask_together(struct cases *cases, struct sim_error *err)
{
    struct worst worst = find_worst(cases, &cases->arena);
    enum sim_status status = SIM_OK;

    if (worst.patch == NULL)
        return SIM_OK;
    /* One rule at its worst is a case already; and a run that each of several leaves as it is, call
     * by call, they leave as it is together. Beside one that changes it they may matter. */
    if (worst.n_changed > 1 && worst.n_harmless < worst.n_changed)
        status = ask(cases,
                     (struct cases_item){.name = SCENARIO_ADVERSE,
                                         .words = "all undocumented rules that have to hold are "
                                                  "at their worst",
                                         .automatic = true,
                                         .must_hold = true,
                                         .patch = worst.patch,
                                         .rule = -1},
                     err);
    for (uint32_t i = 1; i < cases->n_alone && status == SIM_OK; i++) {
        struct cases_item of = cases->items[i];

        if (of.rule >= 0)
            continue;
        of.name = sim_arena_printf(&cases->arena, "%s + " SCENARIO_ADVERSE, of.name);
        of.words = of.name;
        of.patch = scenario_patch_both(worst.patch, of.patch, &cases->arena);
        status = ask(cases, of, err);
    }
    return status;
}

enum sim_status cases_next(struct cases *cases, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    if (cases->stage == ALONE) {
        status = ask_rules(cases, err);
        if (status == SIM_OK)
            status = ask_stated(cases, err);
        cases->n_alone = cases->n;
        cases->stage = TOGETHER;
        if (status != SIM_OK || loop_n_points(cases->loop) > 1)
            return status;
    }
    if (cases->stage == TOGETHER) {
        cases->stage = OVER;
        status = ask_together(cases, err);
    }
    return status;
}

uint32_t cases_missing(const struct cases *cases, uint32_t *n)
{
    uint32_t missing = cases->stage != OVER;

    *n = missing;
    for (uint32_t i = 1; i < cases->n; i++) {
        const struct loop_point *point;

        if (cases->items[i].point == CRI_NONE)
            continue;
        point = loop_point(cases->loop, cases->items[i].point);
        (*n)++;
        missing += point->n_finished < point->n_replications;
    }
    return missing;
}
