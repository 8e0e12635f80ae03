#include "analysis/study/vary.h"

#include "analysis/study/along.h"
#include "analysis/study/case_list.h"
#include "scenarios/read/cases.h"
#include "scenarios/read/ranges.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beside those that are stated as ranges. */
enum { MOST_ASSUMPTIONS = 40 };

/* ---- numbers and patches ---- */

/* Four digits, and no more than it takes to read it back as well as that. */
static const char *short_number(struct sim_arena *arena, double value)
{
    char text[64];

    snprintf(text, sizeof text, "%.4g", value);
    return strchr(text, 'e') != NULL ? sim_arena_printf(arena, "%.3e", value)
                                     : sim_arena_strdup(arena, text);
}

const char *vary_number(struct sim_arena *arena, double value)
{
    char text[64];

    if (!isfinite(value))
        return "-";
    if (value == floor(value) && fabs(value) < 1e15) {
        sim_format_grouped((int64_t)value, text, sizeof text);
        return sim_arena_strdup(arena, text);
    }
    return short_number(arena, value);
}

const char *vary_range(struct sim_arena *arena, const struct vary *item)
{
    if (item->is_range)
        return sim_arena_printf(arena, "%s to %s", vary_number(arena, item->low),
                                vary_number(arena, item->high));
    return item->n_levels == 1 ? item->levels[0].text
                               : sim_arena_printf(arena, "%u values", item->n_levels);
}

static const struct sim_json *
patch_of(struct loop *loop, const struct scenario_parameter *parameter, const char *value)
{
    const struct sim_json *patch;
    struct sim_text text = {0};

    scenario_parameter_patch(parameter, value, &text);
    patch = loop_patch(loop, "%s", text.data);
    sim_text_release(&text);
    return patch;
}

const struct sim_json *vary_patch(struct loop *loop, const struct vary *item, double value)
{
    char text[64];

    sim_format_double(item->is_whole ? round(value) : value, text, sizeof text);
    return patch_of(loop, &item->parameter, text);
}

struct vary_level vary_at(struct loop *loop, const struct vary *item, double coordinate,
                          struct sim_arena *arena)
{
    uint32_t n = item->n_levels + (item->is_rule ? 1 : 0);
    uint32_t level = (uint32_t)fmin(floor(coordinate * n), n - 1);
    double value = item->low + coordinate * (item->high - item->low);

    if (!item->is_range)
        return level < item->n_levels ? item->levels[level]
                                      : (struct vary_level){.text = "as stated", .value = NAN};
    if (item->is_whole)
        value = round(value);
    return (struct vary_level){vary_number(arena, value), value, vary_patch(loop, item, value)};
}

const struct sim_json *vary_together(const struct vary_level *levels, uint32_t n,
                                     struct sim_arena *arena)
{
    const struct sim_json *patch = NULL;

    for (uint32_t i = 0; i < n; i++)
        patch = scenario_patch_both(patch, levels[i].patch, arena);
    return patch;
}

static void add_level(struct vary *item, struct vary_level level)
{
    item->levels[item->n_levels++] = level;
}

static void set_ends(struct loop *loop, struct vary *item, struct sim_arena *arena)
{
    double ends[] = {item->low, item->high};

    item->is_range = true;
    item->levels = sim_arena_alloc(arena, 2 * sizeof *item->levels);
    for (int i = 0; i < 2; i++)
        add_level(item, (struct vary_level){vary_number(arena, ends[i]), ends[i],
                                            vary_patch(loop, item, ends[i])});
}

static void set_stated(struct vary *item, struct sim_arena *arena)
{
    const struct scenario_parameter *parameter = &item->parameter;

    item->stated = parameter->differs == NULL ? parameter->stated : NAN;
    item->stated_text = parameter->differs != NULL ? "by option"
                        : parameter->word != NULL  ? parameter->word
                        : isnan(parameter->stated) ? "not stated"
                                                   : vary_number(arena, parameter->stated);
}

/* The range that is stated; else `share` to either side, inside the bounds of the value. @return
 * false if nothing is between */
static bool set_around(struct loop *loop, struct vary *item, double share, struct sim_arena *arena)
{
    const struct sim_field *field = item->parameter.field;
    const struct scenario_range *range = item->parameter.range;
    double stated = item->parameter.stated;

    if (range != NULL) {
        item->low = range->low;
        item->high = range->high;
        set_ends(loop, item, arena);
        return true;
    }

    item->low = fmax(stated - share * fabs(stated), field->min);
    item->high = fmin(stated + share * fabs(stated), field->max);
    if (item->is_whole) {
        item->low = ceil(item->low);
        item->high = floor(item->high);
    }
    if (!(item->low < item->high) || (field->above_min && item->low <= field->min))
        return false;
    set_ends(loop, item, arena);
    return true;
}

/* ---- what a user names ---- */

static bool read_number(const struct scenario_parameter *parameter, const char *text, size_t length,
                        double *number, struct sim_arena *arena, struct sim_text *why)
{
    const char *value = sim_arena_printf(arena, "%.*s", (int)length, text);

    if (!sim_parse_double(value, strlen(value), number)) {
        sim_text_addf(why, "a range is of two numbers, as in %s=%s:%s (got '%.80s')",
                      parameter->path, "1", "2", value);
        return false;
    }
    return scenario_parameter_takes(parameter, value, why);
}

static bool read_ends(struct vary *item, const char *text, struct sim_arena *arena,
                      struct sim_text *why)
{
    const struct scenario_parameter *parameter = &item->parameter;
    size_t length = strcspn(text, ":");

    if (!parameter->is_number) {
        sim_text_addf(why, "takes words and no range; list them, with commas between (got '%.80s')",
                      text);
        return false;
    }
    if (!read_number(parameter, text, length, &item->low, arena, why) ||
        !read_number(parameter, text + length + 1, strlen(text + length + 1), &item->high, arena,
                     why))
        return false;
    if (item->low >= item->high) {
        sim_text_addf(why, "the range %.80s %s", text,
                      item->low == item->high ? "is empty"
                                              : "runs downward; write the lower end first");
        return false;
    }
    return true;
}

static bool read_levels(struct loop *loop, struct vary *item, const char *text,
                        struct sim_arena *arena, struct sim_text *why)
{
    item->levels = sim_arena_alloc(arena, VARY_MOST_LEVELS * sizeof *item->levels);
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        const char *value = sim_arena_printf(arena, "%.*s", (int)length, at);
        struct vary_level level = {.text = value, .value = NAN};

        if (item->n_levels == VARY_MOST_LEVELS) {
            sim_text_addf(why, "at most %d values may be listed", VARY_MOST_LEVELS);
            return false;
        }
        if (!scenario_parameter_takes(&item->parameter, value, why))
            return false;
        for (uint32_t i = 0; i < item->n_levels; i++)
            if (strcmp(item->levels[i].text, value) == 0) {
                sim_text_addf(why, "the value '%.80s' is listed twice", value);
                return false;
            }
        if (item->parameter.is_number)
            sim_parse_double(value, length, &level.value);
        level.patch = patch_of(loop, &item->parameter, value);
        add_level(item, level);
        at += length;
        if (*at == '\0')
            return true;
    }
}

static bool try_levels(const struct loop *loop, const struct vary *item, struct sim_text *why)
{
    struct sim_error err;

    for (uint32_t i = 0; i < item->n_levels; i++)
        if (loop_try(loop, item->levels[i].patch, &err) != SIM_OK) {
            sim_text_addf(why, "%s does not fit the scenario: %s%s%s", item->levels[i].text,
                          err.where, err.where[0] != '\0' ? ": " : "", err.message);
            return false;
        }
    return true;
}

/* The '=' behind a path, in which names may stand in quotes; NULL = none. */
static const char *find_equals(const char *text)
{
    bool quoted = false;

    for (; *text != '\0'; text++) {
        quoted = quoted != (*text == '"');
        if (*text == '=' && !quoted)
            return text;
    }
    return NULL;
}

static bool read_item(struct loop *loop, const char *text, double share, struct sim_arena *arena,
                      struct vary *item, struct sim_text *why)
{
    const struct scenario *scenario = loop_settings(loop)->plan->scenario;
    const char *equals = find_equals(text);
    const char *path =
        equals != NULL ? sim_arena_printf(arena, "%.*s", (int)(equals - text), text) : text;

    if (!scenario_parameter_find(scenario, path, arena, &item->parameter, why))
        return false;
    item->name = item->parameter.path;
    item->is_whole = item->parameter.is_whole;
    set_stated(item, arena);
    if (equals == NULL) {
        if ((share > 0 || item->parameter.range != NULL) && isfinite(item->stated) &&
            set_around(loop, item, share, arena))
            return try_levels(loop, item, why);
        sim_text_addf(why, "needs a range or values, as in %s=1:2 or %s=1,2", path, path);
        return false;
    }
    if (strchr(equals, ':') != NULL && item->parameter.is_number) {
        if (!read_ends(item, equals + 1, arena, why))
            return false;
        set_ends(loop, item, arena);
    } else if (!read_levels(loop, item, equals + 1, arena, why)) {
        return false;
    }
    return try_levels(loop, item, why);
}

enum sim_status vary_read(struct loop *loop, const char *const *texts, uint32_t n, double share,
                          struct sim_arena *arena, struct vary **items, struct sim_error *err)
{
    struct vary *read = sim_arena_alloc(arena, (n + 1) * sizeof *read);
    struct sim_text wrong = {0};
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < n; i++) {
        struct sim_text why = {0};
        bool good = read_item(loop, texts[i], share, arena, &read[i], &why);

        for (uint32_t k = 0; k < i && good; k++)
            if (strcmp(read[k].name, read[i].name) == 0) {
                sim_text_add(&why, "is varied twice");
                good = false;
            }
        if (!good)
            sim_text_addf(&wrong, "%s--vary %.*s: %s", wrong.length > 0 ? "; " : "",
                          (int)strcspn(texts[i], "="), texts[i], why.data);
        sim_text_release(&why);
    }
    if (wrong.length > 0)
        status = sim_fail(err, SIM_EUSAGE, NULL, "%s", wrong.data);
    sim_text_release(&wrong);
    *items = read;
    return status;
}

/* ---- assumptions ---- */

#define ROW(name)     &case_rule_##name,
#define DECLARE(name) CASE_DECLARE(name)
CASE_LIST(DECLARE)
static const struct case_rule *const rules[] = {CASE_LIST(ROW)};
enum { N_RULES = sizeof rules / sizeof rules[0] };

static const struct cri_spec *spec_of(const struct loop *loop, uint32_t option)
{
    return &loop_settings(loop)->plan->options[option].spec;
}

static bool applies(const struct loop *loop, uint32_t option, const struct case_rule *rule)
{
    return loop_settings(loop)->plan->options[option].allowed &&
           rule->applies(spec_of(loop, option));
}

/* The level that every option that the rule is about has; CRI_NONE = they differ, or none. */
static uint32_t level_in_force(const struct loop *loop, const struct case_rule *rule)
{
    const struct plan *plan = loop_settings(loop)->plan;
    uint32_t n, found = CRI_NONE;
    const uint32_t *options = loop_options(loop, &n);
    bool any = false;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t o = options[i], level;

        if (!applies(loop, o, rule))
            continue;
        level = rule->in_force(spec_of(loop, o), &plan->scenario->worlds[o]);
        if (any && level != found)
            return CRI_NONE;
        found = level;
        any = true;
    }
    return found;
}

static void add_rule(struct loop *loop, const struct case_rule *rule, struct sim_arena *arena,
                     struct vary *item)
{
    uint32_t stated = level_in_force(loop, rule);

    *item =
        (struct vary){.name = rule->name,
                      .is_rule = true,
                      .stated = NAN,
                      .stated_text = stated != CRI_NONE ? rule->levels[stated].name : "as stated",
                      .levels = sim_arena_alloc(arena, CASE_MOST_LEVELS * sizeof *item->levels)};
    for (uint32_t i = 0; i < CASE_MOST_LEVELS && rule->levels[i].name != NULL; i++) {
        char *text = sim_arena_strdup(arena, rule->levels[i].patch);

        for (char *c = text; *c != '\0'; c++)
            *c = *c == '\'' ? '"' : *c;
        if (i != stated)
            add_level(item,
                      (struct vary_level){rule->levels[i].name, NAN, loop_patch(loop, "%s", text)});
    }
}

static bool matters(const struct loop *loop, enum along_kind kind)
{
    uint32_t n;
    const uint32_t *options = loop_options(loop, &n);

    for (uint32_t i = 0; i < n; i++)
        if (loop_settings(loop)->plan->options[options[i]].allowed &&
            along_matters(spec_of(loop, options[i]), kind))
            return true;
    return false;
}

struct assumptions {
    struct loop *loop;
    struct sim_arena *arena;
    double share;
    struct vary *items;
    uint32_t n, room;
};

static void add_path(struct assumptions *all, const char *path)
{
    struct vary item = {0};
    struct sim_text why = {0};
    struct sim_error err;
    bool good = all->n < all->room &&
                scenario_parameter_find(loop_settings(all->loop)->plan->scenario, path, all->arena,
                                        &item.parameter, &why);

    sim_text_release(&why);
    if (!good || item.parameter.differs != NULL || !isfinite(item.parameter.stated) ||
        (item.parameter.stated == 0 && item.parameter.range == NULL))
        return;
    for (uint32_t i = 0; i < all->n; i++)
        if (strcmp(all->items[i].name, path) == 0)
            return;
    item.name = item.parameter.path;
    item.is_whole = item.parameter.is_whole;
    set_stated(&item, all->arena);
    /* What would not fit the scenario with everything else as stated is no assumption of it. */
    if (set_around(all->loop, &item, all->share, all->arena) &&
        loop_try(all->loop, item.levels[0].patch, &err) == SIM_OK &&
        loop_try(all->loop, item.levels[1].patch, &err) == SIM_OK)
        all->items[all->n++] = item;
}

/* Of every entry of a map. */
static void add_entries(struct assumptions *all, const char *map, const void *items, uint32_t n,
                        size_t size, const char *key)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct scenario_node *node = (const void *)((const char *)items + i * size);

        add_path(all, sim_arena_printf(
                          all->arena, strchr(node->name, '.') != NULL ? "%s.\"%s\".%s" : "%s.%s.%s",
                          map, node->name, key));
    }
}

struct vary *vary_assumptions(struct loop *loop, double share, struct sim_arena *arena, uint32_t *n)
{
    const struct scenario *scenario = loop_settings(loop)->plan->scenario;
    const struct scenario_world *world = &scenario->base;
    uint32_t most = MOST_ASSUMPTIONS + scenario->n_ranges;
    struct assumptions all = {
        .loop = loop,
        .arena = arena,
        .share = share,
        .room = most,
        .items = sim_arena_alloc(arena, ((size_t)most + N_RULES) * sizeof *all.items)};
    uint32_t n_options;
    const uint32_t *options = loop_options(loop, &n_options);

    for (uint32_t i = 0; i < scenario->n_ranges; i++)
        if (!scenario_range_is_of_option(&scenario->ranges[i]))
            add_path(&all, scenario->ranges[i].path);
    add_path(&all, "load");
    if (matters(loop, CAPACITY))
        add_path(&all, "factors.capacity");
    if (matters(loop, QUOTA))
        add_path(&all, "factors.quota");
    if (matters(loop, HOP))
        add_path(&all, "factors.hop");
    add_path(&all, "factors.ttft");
    add_path(&all, "factors.output_rate");
    add_entries(&all, "classes", world->classes.items, world->classes.n,
                sizeof(struct scenario_class), "max_tokens");
    add_entries(&all, "classes", world->classes.items, world->classes.n,
                sizeof(struct scenario_class), "cached_share");
    add_entries(&all, "capacity", world->capacity.items, world->capacity.n,
                sizeof(struct scenario_capacity), "background_share");
    add_entries(&all, "outages", world->outages.items, world->outages.n,
                sizeof(struct scenario_outage), "duration_s");
    for (int r = 0; r < N_RULES; r++) {
        bool any = false;

        for (uint32_t i = 0; i < n_options; i++)
            any = any || applies(loop, options[i], rules[r]);
        /* Room is varied as a number already. */
        if (any && rules[r] != &case_rule_capacity)
            add_rule(loop, rules[r], arena, &all.items[all.n++]);
    }
    *n = all.n;
    return all.items;
}
