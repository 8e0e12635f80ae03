#include "analysis/advise/advise.h"

#include "analysis/advise/general.h"
#include "scenarios/plan/residency.h"
#include "scenarios/plan/way.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WAYS = PLAN_MOST_PREFIXES + 5 };

struct making {
    struct advise *advise;
    struct sim_arena *arena;
    const struct plan *plan;
    const struct scenario_world *world;
    const struct catalog *catalog;
    const struct policy_set *set;
    const struct scenario_class *class;
    const struct catalog_model *model;
    uint32_t source;
};

static const char *take(struct making *making, struct sim_text *text)
{
    const char *taken = sim_arena_strdup(making->arena, text->data != NULL ? text->data : "");

    sim_text_release(text);
    return taken;
}

static const struct catalog_region *region_at(const struct making *making, uint32_t region)
{
    return &catalog_regions(making->catalog)[region];
}

/* ---- where a way leads ---- */

/* As the scenario changes the destinations of a prefix. */
static uint32_t change_destinations(const struct making *making, const char *prefix,
                                    uint32_t *regions, uint32_t n)
{
    const struct scenario_destinations *entries = making->world->destinations.items;

    for (uint32_t i = 0; i < making->world->destinations.n; i++)
        for (uint32_t r = 0; strcmp(entries[i].node.name, prefix) == 0 && r < entries[i].regions.n;
             r++) {
            uint32_t region = catalog_region_find(making->catalog, entries[i].regions.names[r]);
            uint32_t at = 0;

            while (at < n && regions[at] != region)
                at++;
            if (region != CATALOG_NONE && entries[i].regions.values[r] != 0 && at == n)
                regions[n++] = region;
            else if (entries[i].regions.values[r] == 0 && at < n)
                memmove(regions + at, regions + at + 1, (--n - at) * sizeof *regions);
        }
    return n;
}

static const char *destinations_text(struct making *making, const uint32_t *regions, uint32_t n,
                                     const char *mark)
{
    struct sim_text text = {0};

    for (uint32_t i = 0; i < n; i++)
        sim_text_addf(&text, "%s%s", i > 0 ? ", " : "", region_at(making, regions[i])->code);
    if (mark != NULL)
        sim_text_addf(&text, " (%s)", mark);
    return take(making, &text);
}

static void add_region(struct sim_text *list, const struct catalog_region *region)
{
    sim_text_addf(list, "%s%s", list->length > 0 ? ", " : "", region->code);
}

/*
 * What of a geographic profile's destinations may surprise: of the area that its prefix names,
 * those that lie outside; else those outside the source's country; the source itself where it is no
 * part of the area; and opt-in Regions, which the account need not have enabled.
 */
static const char *surprises(struct making *making, const char *prefix, const uint32_t *regions,
                             uint32_t n)
{
    const struct catalog_region *source = region_at(making, making->source);
    bool area = catalog_is_place(making->catalog, prefix);
    bool at_home = area && catalog_place_has(making->catalog, prefix, making->source);
    const char *home = at_home ? prefix : source->country;
    struct sim_text text = {0}, abroad = {0}, opt_in = {0};

    for (uint32_t i = 0; i < n; i++) {
        const struct catalog_region *region = region_at(making, regions[i]);

        if (home[0] != '\0' && !catalog_place_has(making->catalog, home, regions[i]))
            add_region(&abroad, region);
        if (region->opt_in && regions[i] != making->source)
            add_region(&opt_in, region);
    }
    if (area && !at_home)
        sim_text_addf(&text, "%s (%s) lies outside '%s', the area of the profile", source->code,
                      source->country[0] != '\0' ? source->country : "country not known", prefix);
    if (abroad.length > 0)
        sim_text_addf(&text, "%sleaves '%s' for %s", text.length > 0 ? "; " : "", home,
                      abroad.data);
    if (opt_in.length > 0)
        sim_text_addf(&text, "%smay be served in opt-in Regions that the account never enabled: %s",
                      text.length > 0 ? "; " : "", opt_in.data);
    sim_text_release(&abroad);
    sim_text_release(&opt_in);
    return take(making, &text);
}

/* London and Zurich are served through profiles called `eu`, too. */
static const char *beyond_eu(struct making *making, const uint32_t *regions, uint32_t n)
{
    struct sim_text text = {0};

    for (uint32_t i = 0; i < n; i++)
        if (!catalog_place_has(making->catalog, "eu", regions[i]))
            add_region(&text, region_at(making, regions[i]));
    return take(making, &text);
}

/* ---- a way ---- */

/* Where IAM ends calls that are routed to single destinations. */
static const char *refused_text(struct making *making, const struct policy_answer *answer)
{
    struct sim_text text = {0};

    for (uint32_t d = 0; d < answer->call.n_destinations; d++)
        if (answer->verdict.gaps >> d & 1)
            sim_text_addf(&text, "%scalls that are routed to %s: %s", text.length > 0 ? "; " : "",
                          answer->call.destinations[d],
                          policy_denial_text(making->set, answer,
                                             cri_gap_check(&answer->verdict, d), making->arena));
    return take(making, &text);
}

static void judge_policies(struct making *making, struct advise_way *way,
                           const struct policy_question *question)
{
    struct policy_answer answer;
    const char *all;

    if (making->set == NULL)
        return;
    policy_judge(making->set, question, making->arena, &answer);
    way->refused = refused_text(making, &answer);
    if (answer.verdict.ruling == CRI_RULED_DENIED) {
        way->status = ADVISE_NOT_ALLOWED;
        way->reason = policy_denial_text(making->set, &answer, answer.verdict.by, making->arena);
        all = policy_refusers_text(making->set, &answer, making->arena);
        way->refusers = all != NULL ? all : "";
    } else if (answer.verdict.ruling == CRI_RULED_UNDECIDED) {
        way->status = ADVISE_UNDECIDED;
        way->reason = policy_open_text(making->set, &answer, making->arena);
    }
    way->policy = answer.verdict.ruling != CRI_RULED_ALLOWED || answer.verdict.gaps != 0;
    if (way->policy)
        amend_find(making->set, &answer, making->arena, &way->change);
}

/* A rule about where data may be processed; a change of policies would help nothing then. */
static void judge_residency(struct making *making, struct advise_way *way,
                            const struct policy_question *question, bool assumed)
{
    const struct residency_call call = {.model_id = way->model_id,
                                        .source = making->source,
                                        .assumed = assumed,
                                        .n_destinations = question->n_destinations,
                                        .destinations = question->destinations};
    const char *breach = residency_breach(
        making->catalog, residency_rule(making->world, making->class), &call, making->arena);

    if (breach == NULL)
        return;
    if (way->status != ADVISE_NOT_ALLOWED) {
        way->status = ADVISE_NOT_ALLOWED;
        way->reason = breach;
    } else {
        way->residency = breach;
    }
    way->policy = false;
    way->change = (struct amend_answer){0};
}

static void judge_way(struct making *making, struct advise_way *way, enum cri_mode mode,
                      const char *prefix, enum plan_endpoint endpoint)
{
    struct plan_way asked = {.model = making->model,
                             .source = making->source,
                             .mode = mode,
                             .prefix = prefix,
                             .endpoint = endpoint,
                             .day = making->world->as_of,
                             .own_model =
                                 making->class->custom_model || mode == CRI_MODE_PROVISIONED,
                             .allow_retired = making->world->allow_retired};
    uint32_t *regions = sim_arena_alloc(
        making->arena, ((size_t)catalog_n_regions(making->catalog) + 1) * sizeof *regions);
    struct policy_question question = {.world = making->world,
                                       .class = making->class,
                                       .catalog = making->catalog,
                                       .mode = mode,
                                       .source = making->source,
                                       .n_destinations = 1,
                                       .destinations = regions};
    struct plan_way_found found;
    struct catalog_origin origin;

    *way = (struct advise_way){.mode = mode,
                               .name = cri_mode_name(mode),
                               .model_id = making->model->id,
                               .destinations = "",
                               .reason = "",
                               .refusers = "",
                               .refused = "",
                               .logs = "",
                               .residency = "",
                               .beyond_eu = ""};
    if (prefix != NULL)
        way->name = sim_arena_printf(making->arena, "%s (%s)", cri_mode_name(mode), prefix);
    plan_way_find(making->catalog, &asked, making->arena, &found);
    if (found.denial != CRI_DENIAL_NONE) {
        way->status = ADVISE_NOT_ALLOWED;
        way->reason = found.why != NULL ? found.why : cri_denial_reason(found.denial);
        return;
    }
    regions[0] = making->source;
    if (found.profile != NULL) {
        way->model_id = found.profile->id;
        question.profile = found.profile->id;
        question.n_destinations =
            catalog_destinations(making->catalog, found.profile, making->source, regions, &origin);
        question.n_destinations =
            change_destinations(making, found.profile->prefix, regions, question.n_destinations);
        way->residency =
            mode == CRI_MODE_GLOBAL
                ? sim_arena_printf(making->arena,
                                   "may be processed in any commercial Region, not only in the "
                                   "country of %s",
                                   region_at(making, making->source)->code)
                : surprises(making, found.profile->prefix, regions, question.n_destinations);
    }
    way->destinations =
        destinations_text(making, regions, question.n_destinations,
                          found.profile != NULL ? catalog_mark_name(origin.mark) : NULL);
    way->beyond_eu = beyond_eu(making, regions, question.n_destinations);
    way->logs = residency_logs(region_at(making, making->source)->code, found.profile != NULL,
                               making->arena);
    question.mantle = found.profile == NULL && found.endpoint == CATALOG_MANTLE;
    if (question.mantle)
        way->name = sim_arena_printf(making->arena, "%s (mantle)", way->name);
    judge_policies(making, way, &question);
    judge_residency(making, way, &question,
                    found.profile != NULL && origin.mark == CATALOG_ASSUMPTION);
}

/* Whether the scenario buys model units for the class. */
static bool has_units(const struct making *making)
{
    const struct scenario_provisioned *entries = making->world->provisioned.items;

    for (uint32_t i = 0; i < making->world->provisioned.n; i++)
        if (strcmp(entries[i].model, making->class->model) == 0 &&
            strcmp(entries[i].source_region, making->class->source_region) == 0)
            return true;
    return false;
}

static void judge_geographic(struct making *making, struct advise_class *out)
{
    const char *prefixes[PLAN_MOST_PREFIXES];
    size_t n = catalog_geo_prefixes(making->catalog, making->model, making->source, false, prefixes,
                                    PLAN_MOST_PREFIXES);

    if (n == 0 && making->world->allow_retired)
        n = catalog_geo_prefixes(making->catalog, making->model, making->source, true, prefixes,
                                 PLAN_MOST_PREFIXES);
    if (n == 0)
        judge_way(making, &out->ways[out->n_ways++], CRI_MODE_GEOGRAPHIC, NULL, PLAN_BY_MODEL);
    for (size_t i = 0; i < n && i < PLAN_MOST_PREFIXES; i++)
        judge_way(making, &out->ways[out->n_ways++], CRI_MODE_GEOGRAPHIC, prefixes[i],
                  PLAN_BY_MODEL);
}

/* In one Region: through the endpoint that the class asks for or the model is served through, and
 * through the other where the catalog has it there. */
static void judge_single(struct making *making, struct advise_class *out)
{
    enum plan_endpoint endpoint = (enum plan_endpoint)making->class->endpoint;
    const struct catalog_in_region *runtime =
        catalog_in_region(making->catalog, making->model, making->source, CATALOG_RUNTIME);
    const struct catalog_in_region *mantle =
        catalog_in_region(making->catalog, making->model, making->source, CATALOG_MANTLE);

    judge_way(making, &out->ways[out->n_ways++], CRI_MODE_SINGLE_REGION, NULL, endpoint);
    if (endpoint == PLAN_BY_MODEL && runtime != NULL && mantle != NULL &&
        !making->class->custom_model)
        judge_way(making, &out->ways[out->n_ways++], CRI_MODE_SINGLE_REGION, NULL, PLAN_MANTLE);
}

static void judge_class(struct making *making, struct advise_class *out)
{
    *out = (struct advise_class){.name = making->class->node.name,
                                 .model = making->model->id,
                                 .source = making->class->source_region};
    out->ways = sim_arena_alloc(making->arena, MOST_WAYS * sizeof *out->ways);
    judge_single(making, out);
    judge_geographic(making, out);
    judge_way(making, &out->ways[out->n_ways++], CRI_MODE_GLOBAL, NULL, PLAN_BY_MODEL);
    if (has_units(making))
        judge_way(making, &out->ways[out->n_ways++], CRI_MODE_PROVISIONED, NULL, PLAN_BY_MODEL);
    for (uint32_t i = 0; i < out->n_ways; i++)
        out->allowed = out->allowed || out->ways[i].status == ADVISE_ALLOWED ||
                       (making->advise->assume_allowed && out->ways[i].status == ADVISE_UNDECIDED);
}

/* ---- all ---- */

static void add_classes(struct making *making)
{
    const struct scenario_class *classes = making->world->classes.items;
    struct advise *advise = making->advise;

    advise->classes = sim_arena_alloc(making->arena, ((size_t)making->world->classes.n + 1) *
                                                         sizeof *advise->classes);
    for (uint32_t i = 0; i < making->world->classes.n; i++) {
        making->class = &classes[i];
        making->model = catalog_model_find(making->catalog, classes[i].model);
        making->source = catalog_region_find(making->catalog, classes[i].source_region);
        if (making->model != NULL && making->source != CATALOG_NONE)
            judge_class(making, &advise->classes[advise->n_classes++]);
    }
}

/* The options as they are compiled, with their overrides. */
static void add_options(struct making *making)
{
    struct advise *advise = making->advise;

    advise->options = sim_arena_alloc(making->arena, ((size_t)making->plan->n_options + 1) *
                                                         sizeof *advise->options);
    for (uint32_t i = 0; i < making->plan->n_options; i++) {
        const struct plan_option *option = &making->plan->options[i];
        struct sim_text text = {0};

        if (!option->allowed)
            sim_text_add(&text, option->reason);
        else if (option->only_if != NULL)
            sim_text_addf(&text, "only if %s", option->only_if);
        for (uint32_t c = 0; option->allowed && c < option->spec.n_classes; c++)
            if (!option->spec.classes[c].runs)
                sim_text_addf(&text, "%sclass '%s' is not run: %s", text.length > 0 ? "; " : "",
                              option->spec.classes[c].name, option->spec.classes[c].why_not);
        if (option->forbidden != NULL)
            sim_text_addf(&text, "%s%s", text.length > 0 ? "; " : "", option->forbidden);
        advise->options[advise->n_options++] =
            (struct advise_option){.name = option->name,
                                   .status = !option->allowed          ? ADVISE_NOT_ALLOWED
                                             : option->only_if != NULL ? ADVISE_UNDECIDED
                                                                       : ADVISE_ALLOWED,
                                   .reason = take(making, &text)};
    }
}

struct advise *advise_create(const struct plan *plan, struct sim_diag *diag)
{
    struct advise *advise = sim_zeroed(1, sizeof *advise);
    struct making making = {.advise = advise,
                            .arena = &advise->arena,
                            .plan = plan,
                            .world = &plan->scenario->base,
                            .catalog = plan->catalog,
                            .set = plan->policies};
    struct policy_set *own = NULL;

    advise->title = plan->scenario->base.title;
    advise->assume_allowed = plan->assume_allowed;
    if (making.world->policies.n > 0) {
        /* The options may have others. */
        own = policy_set_create(plan->scenario, plan->keep_ids);
        policy_set_read(own, making.world, diag);
        making.set = own;
    }
    add_classes(&making);
    add_options(&making);
    general_add(advise, plan);
    policy_set_destroy(own);
    return advise;
}

void advise_destroy(struct advise *advise)
{
    if (advise == NULL)
        return;
    sim_arena_release(&advise->arena);
    free(advise);
}

bool advise_all_allowed(const struct advise *advise)
{
    for (uint32_t i = 0; i < advise->n_classes; i++)
        if (!advise->classes[i].allowed)
            return false;
    return true;
}
