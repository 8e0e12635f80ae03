#include "analysis/advise/general.h"

#include "scenarios/catalog/security.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/residency.h"

#include <math.h>
#include <string.h>

enum { MOST_LINES = 8 };

struct making {
    struct advise *advise;
    const struct plan *plan;
    const struct scenario_world *world;
};

static const char *take(struct making *making, struct sim_text *text)
{
    const char *taken =
        sim_arena_strdup(&making->advise->arena, text->data != NULL ? text->data : "");

    sim_text_release(text);
    return taken;
}

static void add_quoted(struct sim_text *list, const char *name)
{
    sim_text_addf(list, "%s'%s'", list->length > 0 ? ", " : "", name);
}

static const char *sources(struct making *making)
{
    struct sim_text text = {0};

    for (uint32_t c = 0; c < making->advise->n_classes; c++)
        plan_add_once(&text, making->advise->classes[c].source);
    return take(making, &text);
}

static const struct scenario_class *entry_of(const struct making *making, const char *name)
{
    const struct scenario_class *classes = making->world->classes.items;

    for (uint32_t i = 0; i < making->world->classes.n; i++)
        if (strcmp(classes[i].node.name, name) == 0)
            return &classes[i];
    return NULL;
}

/* ---- for which classes a mode is open ---- */

static bool is_open(const struct advise *advise, const struct advise_way *way)
{
    return way->status == ADVISE_ALLOWED ||
           (advise->assume_allowed && way->status == ADVISE_UNDECIDED);
}

/* The way of a mode that is furthest open; prefix: of the profile, NULL = any. NULL = there is
 * none.
 */
static const struct advise_way *way_of(const struct advise_class *class, enum cri_mode mode,
                                       const char *prefix)
{
    const struct advise_way *best = NULL;
    size_t n = prefix != NULL ? strlen(prefix) : 0;

    for (uint32_t i = 0; i < class->n_ways; i++) {
        const struct advise_way *way = &class->ways[i];

        if (way->mode == mode && strncmp(way->model_id, prefix != NULL ? prefix : "", n) == 0 &&
            (best == NULL || way->status < best->status))
            best = way;
    }
    return best;
}

/* "allowed for 'a'; undecided for 'b'; not allowed for 'c'". */
static const char *open_for(struct making *making, enum cri_mode mode, const char *prefix)
{
    struct sim_text allowed = {0}, undecided = {0}, closed = {0}, text = {0};

    for (uint32_t c = 0; c < making->advise->n_classes; c++) {
        const struct advise_class *class = &making->advise->classes[c];
        const struct advise_way *way = way_of(class, mode, prefix);

        add_quoted(way == NULL || way->status == ADVISE_NOT_ALLOWED ? &closed
                   : is_open(making->advise, way)                   ? &allowed
                                                                    : &undecided,
                   class->name);
    }
    if (allowed.length > 0)
        sim_text_addf(&text, "allowed for %s", allowed.data);
    if (undecided.length > 0)
        sim_text_addf(&text, "%sundecided for %s", text.length > 0 ? "; " : "", undecided.data);
    if (closed.length > 0)
        sim_text_addf(&text, "%snot allowed for %s", text.length > 0 ? "; " : "", closed.data);
    sim_text_release(&allowed);
    sim_text_release(&undecided);
    sim_text_release(&closed);
    return take(making, &text);
}

/* ---- the checklist ---- */

static void ask(struct making *making, const char *question, const char *answer)
{
    making->advise->checklist[making->advise->n_checklist++] =
        (struct advise_line){question, answer};
}

static const char *policies_of(struct making *making, bool scp)
{
    const struct scenario_policy *entries = making->world->policies.items;
    struct sim_text text = {0};

    for (uint32_t i = 0; i < making->world->policies.n; i++)
        if (cri_level_is_scp((enum cri_level)entries[i].level) == scp)
            sim_text_addf(&text, "%s'%s' (%s, %s)", text.length > 0 ? ", " : "",
                          entries[i].node.name, entries[i].file,
                          cri_level_word((enum cri_level)entries[i].level));
    return take(making, &text);
}

static const char *scps_answer(struct making *making)
{
    const char *scps = policies_of(making, true), *others = policies_of(making, false);
    struct sim_text text = {0};

    if (scps[0] != '\0')
        sim_text_addf(&text, "judged: %s", scps);
    else
        sim_text_add(&text, "none is stated, so none is judged: name the files in 'policies'");
    sim_text_addf(&text, "; IAM: %s", others[0] != '\0' ? others : "none is stated");
    return take(making, &text);
}

/* Classes that call a model of their own, or model units. */
static const char *own_models(struct making *making)
{
    struct sim_text text = {0};

    for (uint32_t c = 0; c < making->advise->n_classes; c++) {
        const struct advise_class *class = &making->advise->classes[c];
        const struct scenario_class *entry = entry_of(making, class->name);
        bool units = way_of(class, CRI_MODE_PROVISIONED, NULL) != NULL;

        if (entry->custom_model || units)
            sim_text_addf(&text, "%s'%s' (%s) can be called directly in %s, through no profile",
                          text.length > 0 ? "; " : "", class->name,
                          entry->custom_model ? "custom model" : "provisioned throughput",
                          class->source);
    }
    if (text.length == 0)
        sim_text_add(&text, "no class uses either");
    return take(making, &text);
}

/* The profiles that can be called. */
static const char *open_profiles(struct making *making)
{
    struct sim_text text = {0};

    for (uint32_t c = 0; c < making->advise->n_classes; c++)
        for (uint32_t i = 0; i < making->advise->classes[c].n_ways; i++) {
            const struct advise_way *way = &making->advise->classes[c].ways[i];

            if (!cri_mode_is_direct(way->mode) && way->status != ADVISE_NOT_ALLOWED)
                plan_add_once(&text, way->model_id);
        }
    return take(making, &text);
}

/* The rules that are stated, then what is left to be known of the ways that are allowed. */
static const char *residency_answer(struct making *making)
{
    const struct scenario_class *classes = making->world->classes.items;
    struct sim_text text = {0};
    bool ruled = making->world->residency.n > 0;

    if (ruled)
        sim_text_addf(&text, "rule: %s",
                      residency_text(&making->world->residency, &making->advise->arena));
    for (uint32_t i = 0; i < making->world->classes.n; i++)
        if (classes[i].residency.n > 0) {
            sim_text_addf(&text, "%srule of '%s': %s", text.length > 0 ? "; " : "",
                          classes[i].node.name,
                          residency_text(&classes[i].residency, &making->advise->arena));
            ruled = true;
        }
    if (!ruled)
        sim_text_add(&text, "no rule is stated ('residency')");
    for (uint32_t c = 0; c < making->advise->n_classes; c++)
        for (uint32_t i = 0; i < making->advise->classes[c].n_ways; i++) {
            const struct advise_way *way = &making->advise->classes[c].ways[i];

            if (way->status != ADVISE_NOT_ALLOWED && way->residency[0] != '\0')
                sim_text_addf(&text, "; '%s' of '%s': %s", way->name,
                              making->advise->classes[c].name, way->residency);
        }
    return take(making, &text);
}

static void add_checklist(struct making *making)
{
    struct sim_arena *arena = &making->advise->arena;
    const char *where = sources(making), *profiles = open_profiles(making);

    making->advise->checklist = sim_arena_alloc(arena, MOST_LINES * sizeof(struct advise_line));
    ask(making, "Is it determined where data may be processed?", residency_answer(making));
    ask(making, "Are the service control policies reviewed?", scps_answer(making));
    ask(making, "Geographic where data is legally bound to an area?",
        open_for(making, CRI_MODE_GEOGRAPHIC, NULL));
    ask(making, "Global for throughput and price, where data may go anywhere?",
        open_for(making, CRI_MODE_GLOBAL, NULL));
    ask(making, "No provisioned throughput and no custom model through a profile?",
        own_models(making));
    ask(making, "Does CloudTrail audit where calls were routed?",
        sim_arena_printf(arena,
                         "a scenario cannot say; look at 'additionalEventData.inferenceRegion' of "
                         "the InvokeModel and Converse events in %s (absent: served at the source)",
                         where));
    ask(making, "Does CloudWatch watch what goes across Regions?",
        profiles[0] == '\0'
            ? "no profile can be called, so nothing goes across Regions"
            : sim_arena_printf(arena,
                               "a scenario cannot say; namespace AWS/Bedrock in %s, dimension "
                               "ModelId = %s: InvocationThrottles, InvocationLatency, "
                               "EstimatedTPMQuotaUsage",
                               where, profiles));
}

static void add_security(struct making *making)
{
    struct sim_arena *arena = &making->advise->arena;
    uint32_t n;
    const struct catalog_security *rows = catalog_security(&n);
    struct advise_line *lines = sim_arena_alloc(arena, n * sizeof *lines);

    for (uint32_t i = 0; i < n; i++)
        lines[i] = (struct advise_line){rows[i].what,
                                        catalog_security_text(&rows[i], sources(making), arena)};
    making->advise->security = lines;
    making->advise->n_security = n;
}

/* ---- the decision table ---- */

/* "Global 3.00 / 15.00 against 3.30 / 16.50 USD per Mtok in / out for 'chat'". */
static const char *prices(struct making *making)
{
    const struct catalog *catalog = making->plan->catalog;
    struct sim_text text = {0};

    for (uint32_t c = 0; c < making->advise->n_classes; c++) {
        const struct advise_class *class = &making->advise->classes[c];
        const struct catalog_model *model = catalog_model_find(catalog, class->model);
        uint32_t source = catalog_region_find(catalog, class->source);
        struct catalog_price_found geographic, global;

        if (!catalog_price(catalog, model, source, CATALOG_GEOGRAPHIC, NULL, NULL,
                           making->world->as_of, &geographic) ||
            !catalog_price(catalog, model, source, CATALOG_GLOBAL, "global", NULL,
                           making->world->as_of, &global))
            continue;
        sim_text_addf(&text,
                      "%s'%s': %.2f / %.2f through Global, %.2f / %.2f through Geographic (USD per "
                      "Mtok in / out, catalog)",
                      text.length > 0 ? "; " : "", class->name, global.price->input,
                      global.price->output, geographic.price->input, geographic.price->output);
    }
    if (text.length == 0)
        sim_text_add(&text, "the catalog has no price of both ways for any class");
    return take(making, &text);
}

static const char *second_sources(struct making *making)
{
    struct sim_text text = {0}, without = {0};

    for (uint32_t c = 0; c < making->advise->n_classes; c++) {
        const struct scenario_class *entry = entry_of(making, making->advise->classes[c].name);
        uint32_t n = entry->fallback_source_regions.n + entry->spread_source_regions.n;

        if (n == 0)
            add_quoted(&without, entry->node.name);
        else
            sim_text_addf(&text, "%s'%s' has %u besides %s", text.length > 0 ? "; " : "",
                          entry->node.name, n, entry->source_region);
    }
    if (without.length > 0)
        sim_text_addf(&text, "%sno second source Region is stated for %s",
                      text.length > 0 ? "; " : "", without.data);
    sim_text_release(&without);
    return take(making, &text);
}

/* Profiles called `eu` that do not keep to the Union, as from London. */
static const char *in_the_eu(struct making *making)
{
    struct sim_text text = {0};

    sim_text_add(&text, open_for(making, CRI_MODE_GEOGRAPHIC, "eu."));
    for (uint32_t c = 0; c < making->advise->n_classes; c++) {
        const struct advise_class *class = &making->advise->classes[c];
        const struct advise_way *way = way_of(class, CRI_MODE_GEOGRAPHIC, "eu.");

        if (way != NULL && way->status != ADVISE_NOT_ALLOWED && way->beyond_eu[0] != '\0')
            sim_text_addf(&text, "; but '%s', called in %s, may be processed outside the EU: %s",
                          class->name, class->source, way->beyond_eu);
    }
    return take(making, &text);
}

static void advise_on(struct making *making, struct advise_rule rule)
{
    making->advise->rules[making->advise->n_rules++] = rule;
}

static void add_rules(struct making *making)
{
    struct sim_arena *arena = &making->advise->arena;
    const char *global = open_for(making, CRI_MODE_GLOBAL, NULL);
    const char *geographic = open_for(making, CRI_MODE_GEOGRAPHIC, NULL);

    making->advise->rules = sim_arena_alloc(arena, MOST_LINES * sizeof(struct advise_rule));
    advise_on(making, (struct advise_rule){.need = "maximum throughput",
                                           .choice = "Global",
                                           .here = global,
                                           .mode = CRI_MODE_GLOBAL,
                                           .metric = "throughput"});
    advise_on(making, (struct advise_rule){.need = "GDPR, data stays in the EU",
                                           .choice = "Geographic, eu.",
                                           .here = in_the_eu(making),
                                           .mode = CRI_MODE_GEOGRAPHIC,
                                           .metric = "outside-geography"});
    advise_on(making, (struct advise_rule){.need = "PCI-DSS with rules about Regions",
                                           .choice = "Geographic",
                                           .here = geographic,
                                           .mode = CRI_MODE_GEOGRAPHIC,
                                           .metric = "outside-geography"});
    advise_on(making, (struct advise_rule){
                          .need = "cost",
                          .choice = "Global",
                          .here = sim_arena_printf(arena, "%s; %s", global, prices(making)),
                          .mode = CRI_MODE_GLOBAL,
                          .metric = "cost"});
    advise_on(making,
              (struct advise_rule){
                  .need = "high availability",
                  .choice = "Global against want of capacity; against the loss of a source "
                            "Region a second source Region beside any profile",
                  .here = sim_arena_printf(arena, "Global %s; %s", global, second_sources(making)),
                  .mode = CRI_MODE_GLOBAL,
                  .metric = "success-rate"});
    advise_on(making, (struct advise_rule){.need = "custom models, provisioned throughput",
                                           .choice = "neither: call them directly",
                                           .here = own_models(making)});
}

void general_add(struct advise *advise, const struct plan *plan)
{
    struct making making = {.advise = advise, .plan = plan, .world = &plan->scenario->base};

    add_checklist(&making);
    add_security(&making);
    add_rules(&making);
}
