#include "scenarios/read/ranges.h"

#include "scenarios/read/cases.h"
#include "sim/base/json_out.h"

#include <math.h>
#include <string.h>

#define AS_RANGE "{\"low\": .., \"mid\": .., \"high\": ..}"

/* ---- where a range may stand ---- */

/* Of an object: keys (NULL: all) that say how a study is made or what is wanted, and not what is
 * so in the world. */
static const struct {
    const char *object, *keys[10];
} fixed[] = {
    {"scenario",
     {"version", "seed", "replications", "resample_block_s", "horizon_s", "drain_s", "slo",
      "slo_drill", "indifference", "uncertain"}},
    {"traffic", {"duration_s", "loops"}},
    {"class", {"slo"}},
    {"slo", {NULL}},
    {"class_slo", {NULL}},
    {"slo_drill", {NULL}},
    {"share_bound", {NULL}},
    {"amount_bound", {NULL}},
    {"indifference", {NULL}},
    {"uncertain", {NULL}},
};

bool scenario_is_fixed(const struct schema_object *object, const struct schema_key *key)
{
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (strcmp(fixed[i].object, object->name) != 0)
            continue;
        if (fixed[i].keys[0] == NULL)
            return true;
        for (size_t k = 0; k < 10 && fixed[i].keys[k] != NULL; k++)
            if (strcmp(fixed[i].keys[k], key->field.name) == 0)
                return true;
    }
    return false;
}

static bool is_numeric(const struct schema_key *key)
{
    return (key->shape == SCHEMA_VALUE &&
            (key->field.type == SIM_FIELD_NUMBER || key->field.type == SIM_FIELD_INTEGER)) ||
           (key->shape == SCHEMA_BY_NAME && key->field.type == SIM_FIELD_NUMBER);
}

bool scenario_takes_range(const struct schema_object *object, const struct schema_key *key)
{
    return is_numeric(key) && !scenario_is_fixed(object, key);
}

/* ---- the walk ---- */

/* On the way through a tree. */
struct walk {
    struct scenario *scenario;
    struct sim_diag *diag;
    const char *never; /* why no range may stand here; NULL = it may */
    uint32_t depth;
    const struct sim_json *way[SCENARIO_RANGE_DEPTH];
};

static const char *way_path(const struct sim_json *const *way, uint32_t depth,
                            struct sim_arena *arena)
{
    const char *path = "";

    for (uint32_t i = 0; i < depth; i++) {
        const char *key = way[i]->key;

        path = sim_arena_printf(arena, strpbrk(key, ".=") != NULL ? "%s%s\"%s\"" : "%s%s%s", path,
                                i > 0 ? "." : "", key);
    }
    return path;
}

static const char *here(const struct walk *walk)
{
    return way_path(walk->way, walk->depth, &walk->scenario->arena);
}

enum { LOW, MID, HIGH, N_PARTS };
static const char *const parts[] = {"low", "mid", "high"};

/* A value of the range, in the bounds of its key. @return false after a finding */
static bool read_part(const struct walk *walk, const struct sim_field *field,
                      const struct sim_json *part, double *value)
{
    union {
        int64_t whole;
        double number;
    } place;
    const struct sim_given given = {.kind = SIM_GIVEN_NUMBER, .number = part->number};
    const char *path = sim_arena_printf(&walk->scenario->arena, "%s.%s", here(walk), part->key);
    struct sim_text why = {0};
    bool good = false;

    if (part->type != SIM_JSON_NUMBER)
        sim_text_addf(&why, "must be a number (got %s)", sim_json_type_name(part->type));
    else
        good = sim_field_set(field, &given, &place, &why);
    if (!good)
        scenario_error(walk->diag, part, path, "%s", why.data);
    sim_text_release(&why);
    *value = part->number;
    return good;
}

/* low, mid and high. @return false after a finding */
static bool read_parts(const struct walk *walk, const struct sim_field *field,
                       const struct sim_json *json, double *values)
{
    bool given[N_PARTS] = {false}, good = true;

    if (sim_json_find(json, "low") == NULL && sim_json_find(json, "mid") == NULL &&
        sim_json_find(json, "high") == NULL) {
        scenario_error(walk->diag, json, here(walk),
                       "must be a number, or a range " AS_RANGE " (got %s)",
                       json->n_children == 0 ? "an empty object" : "another object");
        return false;
    }
    for (uint32_t i = 0; i < json->n_children; i++) {
        const struct sim_json *part = json->children[i];
        struct sim_json at = *part;
        struct sim_text hint = {0};
        int which = 0;

        while (which < N_PARTS && strcmp(part->key, parts[which]) != 0)
            which++;
        if (which < N_PARTS) {
            given[which] = true;
            good = read_part(walk, field, part, &values[which]) && good;
        } else if (strcmp(part->key, SCHEMA_NOTE) != 0 || part->type != SIM_JSON_STRING) {
            at.line = part->key_line;
            at.column = part->key_column;
            sim_text_add_candidates(&hint, part->key, parts, N_PARTS);
            scenario_error(walk->diag, &at, here(walk),
                           "unknown key '%.80s' in a range " AS_RANGE "%s", part->key,
                           hint.length > 0 ? hint.data : "");
            good = false;
        }
        sim_text_release(&hint);
    }
    for (int i = 0; i < N_PARTS; i++)
        if (!given[i]) {
            scenario_error(walk->diag, json, here(walk), "a range is " AS_RANGE "; '%s' is missing",
                           parts[i]);
            return false;
        }
    return good;
}

static bool is_in_order(const struct walk *walk, const struct sim_json *json, const double *values)
{
    for (int i = 0; i + 1 < N_PARTS; i++)
        if (values[i] > values[i + 1]) {
            scenario_error(walk->diag, sim_json_find(json, parts[i]), here(walk),
                           "'%s' of a range is above '%s' (got %.12g and %.12g)", parts[i],
                           parts[i + 1], values[i], values[i + 1]);
            return false;
        }
    if (values[LOW] == values[HIGH])
        scenario_error(walk->diag, json, here(walk),
                       "is no range, for its three values are equal: state the number %.12g",
                       values[MID]);
    return values[LOW] < values[HIGH];
}

/* The number in place of what is written. */
static void put_number(struct sim_json *json, double number, struct sim_arena *arena)
{
    struct sim_json *written = sim_arena_alloc(arena, sizeof *written);

    *written = *json;
    json->written = written;
    json->type = SIM_JSON_NUMBER;
    json->number = number;
    json->is_integer = number == floor(number);
    json->children = NULL;
    json->n_children = 0;
}

static void add_range(const struct walk *walk, const struct sim_field *field,
                      const struct sim_json *json, const double *values)
{
    struct scenario_range *range;

    if (walk->scenario->ranges == NULL)
        walk->scenario->ranges = sim_arena_alloc(
            &walk->scenario->arena, SCENARIO_MOST_RANGES * sizeof *walk->scenario->ranges);
    if (walk->scenario->n_ranges == SCENARIO_MOST_RANGES) {
        scenario_error(walk->diag, json, here(walk), "at most %d numbers may be ranges",
                       SCENARIO_MOST_RANGES);
        return;
    }
    range = &walk->scenario->ranges[walk->scenario->n_ranges++];
    *range = (struct scenario_range){.path = "",
                                     .low = values[LOW],
                                     .mid = values[MID],
                                     .high = values[HIGH],
                                     .is_whole = field->type == SIM_FIELD_INTEGER,
                                     .field = field,
                                     .json = json,
                                     .depth = walk->depth};
    memcpy(range->way, walk->way, walk->depth * sizeof walk->way[0]);
}

static bool fits(const struct sim_field *field, double number)
{
    union {
        int64_t whole;
        double number;
    } place;
    const struct sim_given given = {.kind = SIM_GIVEN_NUMBER, .number = number};
    struct sim_text why = {0};
    bool good = sim_field_set(field, &given, &place, &why);

    sim_text_release(&why);
    return good;
}

/* After a finding anything that fits will do, the nearer to what is meant the better: what was
 * wrong is said, and nothing of it is to be said again. */
static double some_value(const struct sim_field *field, const struct sim_json *json)
{
    static const char *const likely[] = {"mid", "low", "high"};

    for (int i = 0; i < N_PARTS; i++) {
        const struct sim_json *part = sim_json_find(json, likely[i]);

        if (part != NULL && part->type == SIM_JSON_NUMBER && fits(field, part->number))
            return part->number;
    }
    return fits(field, 1) ? 1 : fits(field, field->min) ? field->min : field->max;
}

static void read_range(const struct walk *walk, const struct sim_field *field,
                       struct sim_json *json)
{
    double values[N_PARTS] = {NAN, NAN, NAN};
    bool good = false;

    if (walk->never != NULL)
        scenario_error(walk->diag, json, here(walk), "must be a number, not a range: %s",
                       walk->never);
    else
        good = read_parts(walk, field, json, values) && is_in_order(walk, json, values);
    if (good)
        add_range(walk, field, json, values);
    put_number(json, good ? values[MID] : some_value(field, json), &walk->scenario->arena);
}

static void walk_object(struct walk *walk, const struct schema_object *object,
                        struct sim_json *json);

/* A value below a key, at walk->way. */
static void walk_value(struct walk *walk, const struct schema_key *key, struct sim_json *json)
{
    switch (key->shape) {
    case SCHEMA_VALUE:
        if (is_numeric(key) && json->type == SIM_JSON_OBJECT)
            read_range(walk, &key->field, json);
        break;
    case SCHEMA_BY_NAME:
    case SCHEMA_MAP:
        for (uint32_t i = 0; json->type == SIM_JSON_OBJECT && i < json->n_children; i++) {
            struct sim_json *child = json->children[i];

            if (walk->depth == SCENARIO_RANGE_DEPTH)
                return;
            walk->way[walk->depth++] = child;
            if (key->shape == SCHEMA_MAP)
                walk_object(walk, key->object, child);
            else if (is_numeric(key) && child->type == SIM_JSON_OBJECT)
                read_range(walk, &key->field, child);
            walk->depth--;
        }
        break;
    case SCHEMA_OBJECT:
        walk_object(walk, key->object, json);
        break;
    case SCHEMA_RAW:
        /* A patch of the file, with the same keys. */
        if (strcmp(key->field.name, "overrides") == 0)
            walk_object(walk, &schema_root, json);
        break;
    case SCHEMA_LIST:
        break;
    }
}

/* The only key of an object whose members are the data has no name of its own. */
static void walk_object(struct walk *walk, const struct schema_object *object,
                        struct sim_json *json)
{
    const char *never = walk->never;

    if (json->type != SIM_JSON_OBJECT)
        return;
    if (object->n_keys == 1 && object->keys[0].itself) {
        walk_value(walk, &object->keys[0], json);
        return;
    }
    for (uint32_t i = 0; i < json->n_children; i++) {
        const struct schema_key *key = schema_find(object, json->children[i]->key);

        if (key == NULL || walk->depth == SCENARIO_RANGE_DEPTH)
            continue;
        if (never == NULL && scenario_is_fixed(object, key))
            walk->never = "it says how the study is made or what is wanted, and not what is so in "
                          "the world";
        else if (never == NULL && object == &schema_root && strcmp(key->field.name, "cases") == 0)
            walk->never = "a case is one thing that may be true; state it beside the cases, or "
                          "state two cases";
        walk->way[walk->depth++] = json->children[i];
        walk_value(walk, key, json->children[i]);
        walk->depth--;
        walk->never = never;
    }
}

void scenario_ranges_read(struct scenario *scenario, struct sim_json *tree, struct sim_diag *diag)
{
    struct walk walk = {.scenario = scenario, .diag = diag};

    walk_object(&walk, &schema_root, tree);
}

void scenario_ranges_name(struct scenario *scenario, struct sim_diag *diag)
{
    for (uint32_t i = 0; i < scenario->n_ranges; i++)
        scenario->ranges[i].path =
            way_path(scenario->ranges[i].way, scenario->ranges[i].depth, &scenario->arena);
    for (uint32_t i = 0; scenario->n_ranges > 0 && i < scenario->base.cases.n; i++) {
        const struct scenario_case *of =
            (const struct scenario_case *)scenario->base.cases.items + i;

        if (strcmp(of->node.name, SCENARIO_DRAWS) == 0)
            scenario_error(diag, of->node.json, "cases." SCENARIO_DRAWS,
                           "'" SCENARIO_DRAWS "' is the name of a case that is there without being "
                           "stated, where numbers are ranges");
    }
    if (scenario->n_ranges == 0 && scenario->base.uncertain.node.json != NULL &&
        diag->n_errors == 0)
        scenario_error(diag, scenario->base.uncertain.node.json, "uncertain",
                       "has no effect: no number of the scenario is a range " AS_RANGE);
}

/* ---- patches ---- */

void scenario_ranges_patch(const struct scenario *scenario, const double *values,
                           struct sim_text *out)
{
    const struct sim_json *open[SCENARIO_RANGE_DEPTH];
    struct sim_json_out json;
    uint32_t n_open = 0;

    sim_json_out_init(&json, out, false);
    sim_json_out_object(&json, NULL);
    /* Those that stand in one object follow one another, as the walk found them. */
    for (uint32_t i = 0; i < scenario->n_ranges; i++) {
        const struct scenario_range *range = &scenario->ranges[i];
        uint32_t common = 0;

        if (isnan(values[i]))
            continue;
        while (common < n_open && common + 1 < range->depth && open[common] == range->way[common])
            common++;
        for (; n_open > common; n_open--)
            sim_json_out_end(&json);
        for (; n_open + 1 < range->depth; n_open++) {
            open[n_open] = range->way[n_open];
            sim_json_out_object(&json, open[n_open]->key);
        }
        sim_json_out_double(&json, range->json->key, values[i]);
    }
    for (; n_open > 0; n_open--)
        sim_json_out_end(&json);
    sim_json_out_end(&json);
}

static bool is_in(const struct scenario_range *range, const struct sim_json *object)
{
    for (uint32_t i = 0; i < range->depth; i++)
        if (range->way[i] == object)
            return true;
    return false;
}

static bool has_range(const struct scenario *scenario, const struct sim_json *object)
{
    for (uint32_t i = 0; i < scenario->n_ranges; i++)
        if (is_in(&scenario->ranges[i], object))
            return true;
    return false;
}

static bool is_unlimited(const struct sim_json *entry)
{
    const struct sim_json *kind = sim_json_find(entry, "kind");

    return kind != NULL && kind->type == SIM_JSON_STRING && strcmp(kind->string, "unlimited") == 0;
}

/* Whether every entry of the map in a tree (a file, an option's overrides) has a range in it. */
static bool covers(const struct scenario *scenario, const struct sim_json *tree, const char *map,
                   bool *any)
{
    const struct sim_json *entries = sim_json_find(tree, map);

    for (uint32_t i = 0; entries != NULL && i < entries->n_children; i++) {
        if (is_unlimited(entries->children[i]))
            continue;
        if (!has_range(scenario, entries->children[i]))
            return false;
        *any = true;
    }
    return true;
}

bool scenario_ranges_cover(const struct scenario *scenario, const char *map)
{
    const struct sim_json *factor = sim_json_find(sim_json_find(scenario->json, "factors"), map);
    bool any = false, all;

    if (factor != NULL && has_range(scenario, factor))
        return true;
    all = covers(scenario, scenario->json, map, &any);
    for (uint32_t o = 0; o < scenario->n_options && all; o++)
        all = covers(scenario, scenario->options[o].overrides, map, &any);
    return all && any;
}

bool scenario_range_is_of_option(const struct scenario_range *range)
{
    return strcmp(range->way[0]->key, "options") == 0;
}

const struct scenario_range *scenario_range_find(const struct scenario *scenario,
                                                 const char *const *names, uint32_t n)
{
    for (uint32_t i = 0; i < scenario->n_ranges; i++) {
        const struct scenario_range *range = &scenario->ranges[i];
        uint32_t same = 0;

        while (same < n && same < range->depth && strcmp(range->way[same]->key, names[same]) == 0)
            same++;
        if (same == n && n == range->depth)
            return range;
    }
    return NULL;
}
