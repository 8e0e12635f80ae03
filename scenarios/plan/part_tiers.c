/*
 * part_tiers.c: service tiers: whether a model has the one that a class asks for, the turns of its
 * calls where they wait or share, its speed. Where a tier does nothing but cost, that is said:
 * turns need others to take turns with.
 */
#include "scenarios/plan/part_tiers.h"

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Of the option. */
struct tiers {
    const char *lacking; /* of the present class */
};

#define X(name, word) word,
static const char *const words[] = {SCENARIO_TIER_LIST(X) NULL};
#undef X

const char *plan_tier_word(int tier)
{
    return words[tier];
}

const char *plan_tier_lacking(const struct plan_job *job)
{
    const struct tiers *own = job->own[PLAN_PART_tiers];

    return own->lacking;
}

/* Turns of calls: what is not named here is served as the standard tier is. */
static enum cri_tier turn_of(int tier)
{
    return tier == SCENARIO_TIER_PRIORITY ? CRI_TIER_PRIORITY
           : tier == SCENARIO_TIER_FLEX   ? CRI_TIER_FLEX
                                          : CRI_TIER_STANDARD;
}

/* ---- names ---- */

static void check_list(struct plan_job *job, const struct scenario_model *entry)
{
    for (uint32_t i = 0; i < entry->tiers.n; i++) {
        bool known = false;

        for (uint32_t t = 0; t < SCENARIO_N_TIERS; t++)
            known = known || strcmp(words[t], entry->tiers.items[i]) == 0;
        if (!known)
            scenario_error(job->diag, entry->tiers.json[i],
                           sim_arena_printf(job->arena, "models.%s.tiers", entry->node.name),
                           "unknown service tier '%.80s'%s", entry->tiers.items[i],
                           plan_suggestion(job, entry->tiers.items[i], words, SCENARIO_N_TIERS));
    }
}

static void check_tiers(struct plan_job *job)
{
    const struct scenario_tier_weights *entry = &job->world->tier_weights;
    const struct scenario_model *models = job->world->models.items;
#define X(name, word, weight) #word,
    static const char *const names[CRI_N_TIERS] = {CRI_TIER_LIST(X)};
#undef X
#define X(name, word, weight) entry->word,
    const int64_t weights[CRI_N_TIERS] = {CRI_TIER_LIST(X)};
#undef X

    for (int t = 1; t < CRI_N_TIERS; t++)
        if (weights[t] > weights[t - 1] && !entry->node.wrong)
            scenario_error(job->diag, scenario_at(&entry->node, names[t]),
                           sim_arena_printf(job->arena, "tier_weights.%s", names[t]),
                           "must not be above that of '%s', which is served before it "
                           "(%" PRId64 " > %" PRId64 ")",
                           names[t - 1], weights[t], weights[t - 1]);
    for (uint32_t i = 0; i < job->world->models.n; i++)
        check_list(job, &models[i]);
}

/* ---- what the model has ---- */

static void begin(struct plan_job *job)
{
    const struct scenario_tier_weights *entry = &job->world->tier_weights;

    job->own[PLAN_PART_tiers] = sim_arena_alloc(job->arena, sizeof(struct tiers));
#define X(name, word, weight)                                                                      \
    job->option->spec.tier_weights[CRI_TIER_##name] = (uint32_t)entry->word;
    CRI_TIER_LIST(X)
#undef X
}

/* What the scenario says of the model, last; NULL = nothing. */
static const struct scenario_list *stated_tiers(const struct scenario_world *world,
                                                const char *model)
{
    const struct scenario_model *entries = world->models.items;
    const struct scenario_list *stated = NULL;

    for (uint32_t i = 0; i < world->models.n; i++)
        if (plan_matches(entries[i].model, model) && entries[i].tiers.n > 0)
            stated = &entries[i].tiers;
    return stated;
}

static enum catalog_offer offer_of(const struct catalog *catalog,
                                   const struct scenario_world *world,
                                   const struct catalog_model *model, int tier)
{
    const struct scenario_list *stated = stated_tiers(world, model->id);

    if (tier == SCENARIO_TIER_STANDARD || tier == SCENARIO_TIER_BATCH)
        return CATALOG_OFFERED;
    if (stated == NULL)
        return catalog_offers_tier(catalog, model, words[tier]);
    for (uint32_t i = 0; i < stated->n; i++)
        if (strcmp(stated->items[i], words[tier]) == 0)
            return CATALOG_OFFERED;
    return CATALOG_NOT_OFFERED;
}

/* "'standard', 'priority'": those that the model has. */
static const char *offered(struct plan_job *job)
{
    const char *text = "'standard'";

    for (int t = SCENARIO_TIER_BATCH + 1; t < SCENARIO_N_TIERS; t++)
        if (offer_of(job->catalog, job->world, job->model, t) == CATALOG_OFFERED)
            text = sim_arena_printf(job->arena, "%s, '%s'", text, words[t]);
    return text;
}

static void judge(struct plan_job *job)
{
    struct tiers *own = job->own[PLAN_PART_tiers];
    const struct scenario_class *class = job->class;

    own->lacking = NULL;
    if (offer_of(job->catalog, job->world, job->model, class->tier) != CATALOG_NOT_OFFERED)
        return;
    own->lacking = sim_arena_printf(
        job->arena,
        "refused by Bedrock: 400 ValidationException: no such tier for this model: '%s' has %s, "
        "not '%s'",
        job->model->id, offered(job), words[class->tier]);
    plan_warn(
        job->plan->scenario, job->diag, scenario_at(&class->node, "tier"),
        sim_arena_printf(job->arena, "%s.tier", job->path),
        "option '%s': no such tier for this model: '%s' has %s, not '%s': every call is "
        "refused by Bedrock (400), so the class is not run; 'tiers' in 'models' states others",
        job->option->name, job->model->id, offered(job), words[class->tier]);
}

/* ---- what the tier does ---- */

/* Output tokens/s as a multiple of the model's. row: whose speed it is; NULL = the scenario's. */
static double speed_of(const struct catalog *catalog, const struct scenario_world *world,
                       const struct catalog_model *model, int tier, const struct catalog_tier **row)
{
    *row = NULL;
    if (tier == SCENARIO_TIER_PRIORITY)
        return world->tier_speeds.priority;
    if (tier == SCENARIO_TIER_FLEX)
        return world->tier_speeds.flex;
    if (tier != SCENARIO_TIER_ULTRAFAST)
        return 1;
    if (!isnan(world->tier_speeds.ultrafast))
        return world->tier_speeds.ultrafast;
    *row = catalog_tier(catalog, model, words[tier]);
    return *row != NULL && !isnan((*row)->speed) ? (*row)->speed : 1;
}

static void build_target(struct plan_job *job)
{
    const struct catalog_tier *row;

    job->target->tier = turn_of(job->class->tier);
    job->target->output_speed =
        speed_of(job->catalog, job->world, job->model, job->class->tier, &row);
}

/* ---- what is said ---- */

enum effect {
    EFFECT_NONE,   /* the tier is no question of turns */
    EFFECT_NOBODY, /* nobody waits and nothing is shared */
    EFFECT_ALONE,  /* all that meet there are of one tier */
    EFFECT_TURNS
};

/* A call of the class may wait for room in the Region, or share it. */
static bool takes_turns(const struct cri_spec *spec, const struct cri_class_spec *class,
                        uint32_t region)
{
    const struct cri_capacity_spec *capacity =
        &spec->capacity[(size_t)region * spec->n_services + class->model];

    return capacity->kind == CRI_CAPACITY_SHARED ||
           (capacity->kind == CRI_CAPACITY_SLOTS && capacity->queue > 0);
}

/* Whether the class may be served there, in a turn other than `tier`. */
static bool comes_in_another(const struct cri_class_spec *class, uint32_t region,
                             enum cri_tier tier)
{
    for (uint32_t t = 0; t < class->n_targets; t++) {
        const struct cri_target_spec *target = &class->targets[t];

        if (target->denial != CRI_DENIAL_NONE || target->dedicated || target->tier == tier)
            continue;
        for (uint32_t d = 0; d < target->n_destinations; d++)
            if (target->destinations[d] == region)
                return true;
    }
    return false;
}

static bool meets_another(const struct cri_spec *spec, const struct cri_class_spec *class,
                          uint32_t region, enum cri_tier tier)
{
    for (uint32_t c = 0; c < spec->n_classes; c++)
        if (spec->classes[c].runs && !spec->classes[c].batch.on &&
            spec->classes[c].model == class->model &&
            comes_in_another(&spec->classes[c], region, tier))
            return true;
    return false;
}

static enum effect effect_of(const struct cri_spec *spec, const struct cri_class_spec *class)
{
    enum effect effect = EFFECT_NOBODY;

    for (uint32_t t = 0; t < class->n_targets; t++) {
        const struct cri_target_spec *target = &class->targets[t];

        for (uint32_t d = 0; !target->dedicated && d < target->n_destinations; d++) {
            if (!takes_turns(spec, class, target->destinations[d]))
                continue;
            if (meets_another(spec, class, target->destinations[d], target->tier))
                return EFFECT_TURNS;
            effect = EFFECT_ALONE;
        }
    }
    return effect;
}

/* In one option; of a class that it does not run, or that is of no such tier: none. */
static enum effect effect_in(const struct plan *plan, uint32_t option, const char *name, int tier)
{
    const struct cri_spec *spec = &plan->options[option].spec;
    const struct scenario_class *entry = plan_class_entry(plan, option, name);

    if (entry == NULL || entry->tier != tier || turn_of(tier) == CRI_TIER_STANDARD)
        return EFFECT_NONE;
    for (uint32_t c = 0; c < spec->n_classes; c++)
        if (strcmp(spec->classes[c].name, name) == 0)
            return spec->classes[c].runs ? effect_of(spec, &spec->classes[c]) : EFFECT_NONE;
    return EFFECT_NONE;
}

/* Once for all options of which the same is true. */
static void warn(struct plan *plan, uint32_t option, const char *name, struct sim_diag *diag)
{
    const struct scenario_class *entry = plan_class_entry(plan, option, name);
    enum effect effect = effect_in(plan, option, name, entry->tier);
    const char *options = NULL;

    if (effect == EFFECT_NONE || effect == EFFECT_TURNS)
        return;
    for (uint32_t a = 0; a < plan->n_options; a++) {
        if (effect_in(plan, a, name, entry->tier) != effect)
            continue;
        if (a < option)
            return; /* it was said there */
        options = sim_arena_printf(&plan->arena, "%s%s'%s'", options != NULL ? options : "",
                                   options != NULL ? ", " : "", plan->options[a].name);
    }
    plan_warn(plan->scenario, diag, scenario_at(&entry->node, "tier"),
              sim_arena_printf(&plan->arena, "classes.%s.tier", name),
              effect == EFFECT_NOBODY
                  ? "in %s, tier '%s' differs from 'standard' in price and quota only: no call "
                    "waits for room ('queue') and no capacity is shared (kind 'shared')"
                  : "in %s, tier '%s' differs from 'standard' in price and quota only: no class of "
                    "another tier meets it where calls wait or share, and the load of other "
                    "customers ('background_share') gives way to none",
              options, words[entry->tier]);
}

static void note_turns(struct plan *plan, const struct cri_spec *spec)
{
    const uint32_t *weights = spec->tier_weights;
    bool waits = false, shares = false;

    for (size_t i = 0; i < (size_t)spec->n_regions * spec->n_services; i++) {
        waits = waits || spec->capacity[i].queue > 0;
        shares = shares || spec->capacity[i].kind == CRI_CAPACITY_SHARED;
    }
    if (waits)
        plan_note(plan, "assumption", "docs/assumptions.md",
                  "service tiers: where calls wait, priority is served before standard and that "
                  "before flex, the oldest first in each; nobody in service is put out");
    if (shares)
        plan_note(plan, "assumption", "docs/assumptions.md",
                  sim_arena_printf(&plan->arena,
                                   "service tiers where capacity is shared: calls weigh %u "
                                   "(priority), %u (standard), %u (flex)",
                                   weights[CRI_TIER_PRIORITY], weights[CRI_TIER_STANDARD],
                                   weights[CRI_TIER_FLEX]));
}

static void note_speed(struct plan *plan, const struct scenario_world *world,
                       const struct catalog_model *model, int tier)
{
    const struct catalog_tier *row;
    double speed = speed_of(plan->catalog, world, model, tier, &row);

    if (row != NULL)
        plan_used(plan, "tiers", &row->origin);
    if (speed != 1)
        plan_note(plan, row != NULL ? catalog_mark_name(row->origin.mark) : "scenario",
                  row != NULL ? row->origin.source : "tier_speeds",
                  sim_arena_printf(&plan->arena, "tier %s of %s: output at %g times the rate%s",
                                   words[tier], model->id, speed,
                                   row != NULL ? ", which the source calls the most" : ""));
    if (tier == SCENARIO_TIER_LATENCY)
        plan_note(plan, "assumption", "docs/assumptions.md",
                  "tier latency-optimized: another price only; its speed is not known");
}

static void note_class(struct plan *plan, uint32_t option, const char *name)
{
    const struct scenario_world *world = &plan->scenario->worlds[option];
    const struct scenario_class *entry = plan_class_entry(plan, option, name);
    const struct catalog_model *model = catalog_model_find(plan->catalog, entry->model);

    if (offer_of(plan->catalog, world, model, entry->tier) == CATALOG_OFFER_UNKNOWN)
        plan_note(plan, "assumption", "docs/assumptions.md",
                  sim_arena_printf(&plan->arena,
                                   "tier %s of %s: whether the model has it is not known; taken "
                                   "as if it had",
                                   words[entry->tier], model->id));
    if (effect_in(plan, option, name, entry->tier) == EFFECT_TURNS)
        note_turns(plan, &plan->options[option].spec);
    note_speed(plan, world, model, entry->tier);
}

static void say(struct plan *plan, bool sound, struct sim_diag *diag)
{
    for (uint32_t a = 0; sound && a < plan->n_options; a++) {
        const struct cri_spec *spec = &plan->options[a].spec;

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            if (!spec->classes[c].runs)
                continue;
            note_class(plan, a, spec->classes[c].name);
            warn(plan, a, spec->classes[c].name, diag);
        }
    }
}

const struct plan_part plan_part_tiers = {
    .name = "tiers",
    .check = check_tiers,
    .build = {[PLAN_OPTION] = begin, [PLAN_CLASS] = judge, [PLAN_TARGET] = build_target},
    .after = say,
};
