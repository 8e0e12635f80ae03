/*
 * part_describe.c: the traffic of a plan and what its calls reserve, in sentences. Everything is
 * said of the requests that the class really draws on, and of every option that has it so.
 */
#include "models/arrivals.h"
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part.h"
#include "scenarios/plan/plan.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of drawn traffic so many requests are looked at. */
enum { MOST_DRAWN = 100000 };

/* What the calls of a class reserve and settle in an option, and what of it fits into its quota. */
struct starts {
    uint64_t n;       /* requests looked at */
    uint64_t n_own;   /* of them those whose row brings its own max_tokens */
    int64_t reserved; /* sums of quota tokens */
    int64_t settled;
    int64_t smallest, largest; /* reservations */
    int64_t tokens_per_min;    /* of one source Region */
    uint32_t n_sources;        /* that it starts at in turn */
    bool cached;               /* a prompt cache is simulated: hits are not known before the run */
};

/* Tokens that a request is expected to read from a cache, as models/world.c takes them. */
static int64_t expected_read(const struct cri_class_spec *class, const struct cri_arrival *arrival)
{
    if (class->cached_share > 0 && arrival->cache_read == 0)
        return (int64_t)(class->cached_share *
                         (double)(arrival->input_tokens - arrival->cache_write));
    return arrival->cache_read;
}

/* Whether the quota that calls start at counts the input alone. */
static bool is_apart(const struct cri_spec *spec, const struct cri_class_spec *class)
{
    uint32_t quota = class->targets[0].quota;

    return quota != CRI_NONE && spec->quotas[quota].apart;
}

static void take(const struct cri_spec *spec, const struct cri_class_spec *class,
                 const struct cri_arrival *arrival, struct starts *starts)
{
    int64_t max_tokens = arrival->max_tokens > 0 ? arrival->max_tokens : class->max_tokens;
    int64_t output = arrival->output_tokens < max_tokens ? arrival->output_tokens : max_tokens;
    int64_t uncached = arrival->input_tokens - expected_read(class, arrival);
    int64_t burndown = spec->services[class->model].output_burndown;
    bool apart = is_apart(spec, class);
    int64_t reserved = max_tokens * (spec->quota_rules.reserve_burndown && !apart ? burndown : 1) +
                       (spec->quota_rules.reserve_cache_reads ? arrival->input_tokens : uncached);

    starts->n++;
    starts->n_own += arrival->max_tokens > 0;
    starts->reserved += reserved;
    starts->settled += apart ? uncached : uncached + burndown * output;
    if (starts->n == 1 || reserved < starts->smallest)
        starts->smallest = reserved;
    if (reserved > starts->largest)
        starts->largest = reserved;
}

static void take_rows(const struct cri_spec *spec, const struct cri_class_spec *class,
                      struct starts *starts)
{
    const struct cri_records *records = class->arrivals.records;

    for (uint64_t i = 0; i < records->n; i++) {
        struct cri_arrival arrival = {
            .input_tokens = records->rows[i].input_tokens,
            .output_tokens = records->rows[i].output_tokens,
            .max_tokens = records->max_tokens != NULL ? records->max_tokens[i] : 0,
            .cache_read = records->cache_read != NULL ? records->cache_read[i] : 0,
            .cache_write = records->cache_write != NULL ? records->cache_write[i] : 0,
        };

        if (class->arrivals.label == CRI_NONE || records->label == NULL ||
            records->label[i] == class->arrivals.label)
            take(spec, class, &arrival, starts);
    }
}

static void take_drawn(const struct plan_option *option, const struct cri_class_spec *class,
                       struct starts *starts)
{
    struct cri_cursor cursor;
    struct cri_arrival arrival;

    cri_cursor_init(&cursor, &class->arrivals, option->seed, 0, NULL);
    while (starts->n < MOST_DRAWN && cri_cursor_next(&cursor, &arrival) &&
           arrival.at < option->spec.horizon)
        take(&option->spec, class, &arrival, starts);
}

/* Whether the class draws the same calls in both options, and each reserves and settles the same.
 */
static bool same_calls(const struct plan_option *x, const struct cri_class_spec *a,
                       const struct plan_option *y, const struct cri_class_spec *b)
{
    return a->arrivals.records == b->arrivals.records &&
           a->arrivals.generator == b->arrivals.generator &&
           a->arrivals.label == b->arrivals.label &&
           (a->arrivals.generator == NULL ||
            (x->seed == y->seed && x->spec.horizon == y->spec.horizon &&
             a->arrivals.scale == b->arrivals.scale && a->arrivals.load == b->arrivals.load &&
             a->arrivals.warp == b->arrivals.warp && a->arrivals.loops == b->arrivals.loops &&
             a->arrivals.start == b->arrivals.start)) &&
           is_apart(&x->spec, a) == is_apart(&y->spec, b) && a->max_tokens == b->max_tokens &&
           a->cached_share == b->cached_share &&
           x->spec.quota_rules.reserve_cache_reads == y->spec.quota_rules.reserve_cache_reads &&
           x->spec.quota_rules.reserve_burndown == y->spec.quota_rules.reserve_burndown &&
           x->spec.services[a->model].output_burndown == y->spec.services[b->model].output_burndown;
}

/* The class if a quota of tokens per minute counts its calls, the same in all source Regions that
 * it starts at; else NULL. A reservation counts them by input and by output. */
static const struct cri_class_spec *counted_class(const struct plan_option *option,
                                                  const char *name)
{
    const struct cri_spec *spec = &option->spec;
    uint32_t at = plan_class_find(option, name);
    const struct cri_class_spec *class = at != CRI_NONE ? &spec->classes[at] : NULL;
    int64_t tokens_per_min = 0;

    if (class == NULL || !class->runs || class->batch.on)
        return NULL;
    for (uint32_t t = 0; t < class->n_targets && t < (class->n_spread > 0 ? class->n_spread : 1);
         t++) {
        uint32_t quota = class->targets[t].quota;

        if (quota == CRI_NONE || spec->quotas[quota].reserved ||
            spec->quotas[quota].tokens_per_min <= 0 ||
            (t > 0 && spec->quotas[quota].tokens_per_min != tokens_per_min))
            return NULL;
        tokens_per_min = spec->quotas[quota].tokens_per_min;
    }
    return tokens_per_min > 0 ? class : NULL;
}

/* n is 0 where nothing can be said: no quota counts the calls, or there are none. `of` holds those
 * of the options before. */
static struct starts starts_of(const struct plan *plan, uint32_t a, const char *name,
                               const struct starts *of)
{
    const struct plan_option *option = &plan->options[a];
    const struct cri_class_spec *class = counted_class(option, name);
    struct starts starts = {0};
    uint32_t like = 0;

    if (class == NULL)
        return starts;
    for (; like < a; like++) {
        const struct cri_class_spec *other = counted_class(&plan->options[like], name);

        if (other != NULL && same_calls(option, class, &plan->options[like], other))
            break;
    }
    if (like < a)
        starts = of[like];
    else if (class->arrivals.generator != NULL)
        take_drawn(option, class, &starts);
    else
        take_rows(&option->spec, class, &starts);
    starts.tokens_per_min = option->spec.quotas[class->targets[0].quota].tokens_per_min;
    starts.n_sources = class->n_spread > 0 ? class->n_spread : 1;
    starts.cached = class->cache.on;
    return starts;
}

static bool same_tokens(const struct starts *a, const struct starts *b)
{
    return a->n == b->n && a->n_own == b->n_own && a->reserved == b->reserved &&
           a->settled == b->settled && a->smallest == b->smallest && a->largest == b->largest &&
           a->cached == b->cached;
}

static bool same_starts(const struct starts *a, const struct starts *b)
{
    return same_tokens(a, b) && a->tokens_per_min == b->tokens_per_min &&
           a->n_sources == b->n_sources;
}

static void add_number(double value, struct sim_text *text)
{
    char number[32];

    sim_format_grouped((int64_t)value, number, sizeof number);
    sim_text_add(text, number);
}

/* "a call reserves 1,500 tokens and settles 600": once for all options with such calls. */
static void add_tokens(const struct starts *starts, struct sim_text *text)
{
    if (starts->n_own == starts->n) {
        sim_text_add(text, "not used: every row brings its own; ");
    } else if (starts->n_own > 0) {
        add_number((double)(starts->n - starts->n_own), text);
        sim_text_add(text, " of ");
        add_number((double)starts->n, text);
        sim_text_add(text, " rows use it, the others bring their own; ");
    }
    sim_text_add(text, "a call reserves ");
    add_number(round((double)starts->reserved / (double)starts->n), text);
    sim_text_add(text, " tokens");
    if (starts->smallest < starts->largest) {
        sim_text_add(text, " on average (");
        add_number((double)starts->largest, text);
        sim_text_add(text, " at most)");
    }
    sim_text_add(text, " and settles ");
    add_number(round((double)starts->settled / (double)starts->n), text);
    sim_text_add(text, starts->cached ? " (before hits of the prompt cache)" : "");
}

/* "2,000,000 TPM hold 1,333 calls at once, and as they settle up to 3,333 a minute": why there are
 * 429s "although there is plenty of quota", and what a quota is good for all the same. */
static void add_fitting(const struct starts *starts, struct sim_text *text)
{
    double tokens_per_min = (double)starts->tokens_per_min;
    const char *about = starts->smallest < starts->largest ? "about " : "";

    add_number(tokens_per_min, text);
    sim_text_addf(text, " TPM%s hold %s", starts->n_sources > 1 ? " of each source Region" : "",
                  about);
    add_number(floor(tokens_per_min * (double)starts->n / (double)starts->reserved), text);
    sim_text_add(text, " calls at once");
    if (starts->settled == 0)
        return;
    sim_text_addf(text, ", and as they settle up to %s", about);
    add_number(floor(tokens_per_min * (double)starts->n / (double)starts->settled), text);
    sim_text_add(text, " a minute");
}

static bool is_said(const struct starts *of, uint32_t a,
                    bool (*same)(const struct starts *a, const struct starts *b))
{
    for (uint32_t before = 0; before < a; before++)
        if (same(&of[a], &of[before]))
            return true;
    return of[a].n == 0;
}

/* Each quota that such calls meet, with the options that have it. */
static void add_quotas(const struct plan *plan, const struct starts *of, uint32_t first,
                       struct sim_text *text)
{
    for (uint32_t a = first; a < plan->n_options; a++) {
        if (!same_tokens(&of[a], &of[first]) || is_said(of, a, same_starts))
            continue;
        sim_text_add(text, a == first ? ": " : "; ");
        add_fitting(&of[a], text);
        sim_text_addf(text, " (%s", plan->options[a].name);
        for (uint32_t after = a + 1; after < plan->n_options; after++)
            if (same_starts(&of[a], &of[after]))
                sim_text_addf(text, ", %s", plan->options[after].name);
        sim_text_add(text, ")");
    }
}

static void describe_starts(const struct plan *plan, const char *class, struct sim_text *text)
{
    struct starts *of = sim_zeroed(plan->n_options + 1, sizeof *of);

    for (uint32_t a = 0; a < plan->n_options; a++)
        of[a] = starts_of(plan, a, class, of);
    for (uint32_t a = 0; a < plan->n_options; a++) {
        if (is_said(of, a, same_tokens))
            continue;
        sim_text_add(text, "; ");
        add_tokens(&of[a], text);
        add_quotas(plan, of, a, text);
    }
    free(of);
}

/* Whether in some option an unset max_tokens of the class stands for a number. */
static bool knows_maximum(const struct plan *plan, const char *name)
{
    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct cri_spec *spec = &plan->options[a].spec;

        for (uint32_t c = 0; c < spec->n_classes; c++)
            if (strcmp(spec->classes[c].name, name) == 0 && spec->classes[c].max_tokens_unset &&
                spec->classes[c].max_tokens > 0)
                return true;
    }
    return false;
}

static void add_max_tokens(const struct plan *plan, const char *name, int64_t max_tokens,
                           struct sim_text *text)
{
    if (max_tokens == SCENARIO_WORD && knows_maximum(plan, name))
        sim_text_add(text, "max_tokens unset, so quota reserves the model's maximum");
    else if (max_tokens == SCENARIO_WORD)
        sim_text_add(text, "max_tokens unset, and the model's maximum is not known");
    else
        sim_text_addf(text, "max_tokens %" PRId64, max_tokens);
}

/* "max_tokens 1000", or one for each group of options that have it so: "max_tokens 1000 (a, b)". */
static void describe_max_tokens(const struct plan *plan, const char *name, struct sim_text *text)
{
    const struct scenario_class *first = NULL;
    bool same = true, everywhere = true;
    uint32_t n = 0;

    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct scenario_class *class = plan_class_entry(plan, a, name);

        everywhere = everywhere && class != NULL;
        if (class == NULL)
            continue;
        same = same && (first == NULL || class->max_tokens == first->max_tokens);
        first = first == NULL ? class : first;
    }
    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct scenario_class *class = plan_class_entry(plan, a, name);
        bool said = class == NULL || (n > 0 && same && everywhere);

        for (uint32_t before = 0; before < a && !said; before++) {
            const struct scenario_class *other = plan_class_entry(plan, before, name);

            said = other != NULL && other->max_tokens == class->max_tokens;
        }
        if (said)
            continue;
        sim_text_add(text, n++ > 0 ? ", " : "");
        add_max_tokens(plan, name, class->max_tokens, text);
        if (same && everywhere)
            continue;
        sim_text_addf(text, " (%s", plan->options[a].name);
        for (uint32_t after = a + 1; after < plan->n_options; after++) {
            const struct scenario_class *other = plan_class_entry(plan, after, name);

            if (other != NULL && other->max_tokens == class->max_tokens)
                sim_text_addf(text, ", %s", plan->options[after].name);
        }
        sim_text_add(text, ")");
    }
}

/* Every class of every option, once. */
static void describe_classes(const struct plan *plan, struct sim_text *text)
{
    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct scenario_map *map = &plan->scenario->worlds[a].classes;
        const struct scenario_class *classes = map->items;

        for (uint32_t i = 0; i < map->n; i++) {
            const char *name = classes[i].node.name;
            bool said = false;

            for (uint32_t before = 0; before < a && !said; before++)
                said = plan_class_entry(plan, before, name) != NULL;
            if (said)
                continue;
            sim_text_addf(text, "%s%s: ", text->length > 0 ? "; " : "", name);
            describe_max_tokens(plan, name, text);
            describe_starts(plan, name, text);
        }
    }
}

/* Options in which a class draws on this traffic; their names, ", " between, when they are not all.
 */
static uint32_t options_on(const struct plan *plan, const struct plan_traffic *traffic,
                           struct sim_text *names)
{
    uint32_t n = 0;

    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct cri_spec *spec = &plan->options[a].spec;
        bool drawn_on = false;

        for (uint32_t c = 0; c < spec->n_classes && !drawn_on; c++)
            drawn_on = plan_traffic_find(plan, a, spec->classes[c].arrivals.name) == traffic;
        if (drawn_on)
            sim_text_addf(names, "%s%s", n++ > 0 ? ", " : "", plan->options[a].name);
    }
    return n;
}

/* "; load factor 2", or one for each group of options that have it so: "; load factor 2 (a, b)". */
static void describe_load(const struct plan *plan, struct sim_text *text)
{
    bool same = true;

    for (uint32_t o = 1; o < plan->n_options; o++)
        same = same && plan->scenario->worlds[o].load == plan->scenario->worlds[0].load;
    for (uint32_t o = 0; o < (same ? 1 : plan->n_options); o++) {
        double load = plan->scenario->worlds[o].load;
        bool said = load == 1;

        for (uint32_t before = 0; before < o && !said; before++)
            said = plan->scenario->worlds[before].load == load;
        if (said)
            continue;
        sim_text_addf(text, "; load factor %.6g", load);
        if (same)
            continue;
        sim_text_addf(text, " (%s", plan->options[o].name);
        for (uint32_t after = o + 1; after < plan->n_options; after++)
            if (plan->scenario->worlds[after].load == load)
                sim_text_addf(text, ", %s", plan->options[after].name);
        sim_text_add(text, ")");
    }
}

/* "oldest catalog figures used: round-trip times of 2025-05-29 (cloudping), prices of ...": oldest
 * first, those without a date before. */
static void note_oldest(struct plan *plan)
{
    struct sim_text text = {0};
    bool said[PLAN_MOST_FIGURES] = {false};

    for (uint32_t n = 0; n < plan->n_figures; n++) {
        const struct plan_figure *figure;
        uint32_t oldest = 0;

        while (said[oldest])
            oldest++;
        for (uint32_t i = oldest + 1; i < plan->n_figures; i++)
            if (!said[i] && catalog_is_newer(plan->figures[oldest].as_of, plan->figures[i].as_of))
                oldest = i;
        said[oldest] = true;
        figure = &plan->figures[oldest];
        if (plan->inputs_of == NULL && strcmp(figure->as_of, "unknown") != 0)
            plan->inputs_of = figure->as_of;
        sim_text_addf(&text, "%s%s of %s (%s)",
                      n > 0 ? ", " : "oldest catalog figures used: ", figure->kind,
                      strcmp(figure->as_of, "unknown") == 0 ? "no known date" : figure->as_of,
                      figure->source);
    }
    if (text.length > 0)
        plan_note(plan, "catalog", "crisim catalog age", sim_arena_strdup(&plan->arena, text.data));
    sim_text_release(&text);
}

static void describe(struct plan *plan, bool sound, struct sim_diag *diag)
{
    const struct scenario_world *base = &plan->scenario->base;
    struct sim_text text = {0}, names = {0};
    struct sim_text rule = {0};
    uint32_t n_options;
    char number[32];

    (void)diag;
    if (!sound)
        return;
    note_oldest(plan);
    for (uint32_t i = 0; i < plan->n_traffic; i++) {
        const struct plan_traffic *traffic = &plan->traffic[i];
        const struct scenario_traffic *entry = plan_traffic_entry(
            traffic->option == PLAN_ALL_OPTIONS ? base : &plan->scenario->worlds[traffic->option],
            traffic->name);

        sim_text_clear(&names);
        n_options = options_on(plan, traffic, &names);
        if (n_options == 0)
            continue;
        if (text.length > 0)
            sim_text_add(&text, "; ");
        if (n_options < plan->n_options)
            sim_text_addf(&text, "%s %s, ", n_options == 1 ? "option" : "options", names.data);
        if (traffic->generated) {
            sim_text_addf(&text, "%s: %s arrivals, %.4g requests/s for %.6g s", traffic->name,
                          traffic->generator.shape == CRI_GENERATOR_POISSON ? "Poisson"
                                                                            : "daily-cycle",
                          traffic->generator.rate_per_s, traffic->generator.duration_s);
        } else if (traffic->trace != NULL) {
            const char *slash = strrchr(traffic->trace->file, '/');

            sim_format_grouped((int64_t)traffic->trace->n_rows, number, sizeof number);
            sim_text_addf(&text, "%s: %s, %s requests over %.1f s", traffic->name,
                          slash != NULL ? slash + 1 : traffic->trace->file, number,
                          sim_time_to_s(traffic->trace->records.span));
            trace_describe(traffic->trace, &text);
        }
        if (entry->scale != 1)
            sim_text_addf(&text, ", each x %.4g", entry->scale);
        if (entry->warp != 1)
            sim_text_addf(&text, ", time x 1/%.4g", entry->warp);
        if (entry->loops != 1)
            sim_text_addf(&text, ", %" PRId64 " times in a row", entry->loops);
    }
    if (plan->n_options > 0)
        describe_load(plan, &text);
    describe_classes(plan, &rule);
    plan->traffic_text = sim_arena_strdup(&plan->arena, text.data != NULL ? text.data : "");
    plan->max_tokens_text = sim_arena_strdup(&plan->arena, rule.data != NULL ? rule.data : "");
    sim_text_release(&text);
    sim_text_release(&names);
    sim_text_release(&rule);
}

const struct plan_part plan_part_describe = {
    .name = "describe",
    .after = describe,
};
