#include "tests/drawn/draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char draw_trace_text[] = "time_s,input_tokens,output_tokens,label\n"
                               "0.0,100,50,a\n0.5,2000,51,b\n0.5,102,400,a\n1.5,103,53,b\n"
                               "2.0,9000,900,a\n2.25,100,10,a\n7,500,55,b\n30,100,50,a\n"
                               "61,120,50,b\n61.5,100,70,a\n90,1000,100,b\n119,100,50,a\n";

/* ---- chance ---- */

struct chance {
    uint64_t state;
};

/* splitmix64, as its authors give it. */
static uint64_t next(struct chance *c)
{
    uint64_t z = c->state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint32_t below(struct chance *c, uint32_t n)
{
    return n > 0 ? (uint32_t)(next(c) % n) : 0;
}

static bool one_in(struct chance *c, uint32_t n)
{
    return below(c, n) == 0;
}

#define COUNT_OF(array) ((uint32_t)(sizeof(array) / sizeof(array)[0]))
#define PICK(c, array)  (array)[below((c), COUNT_OF(array))]

/* ---- the schema ---- */

static void add_key(struct draw_schema *schema, const struct draw_key *key)
{
    schema->keys = realloc(schema->keys, (schema->n_keys + 1) * sizeof *schema->keys);
    if (schema->keys == NULL)
        abort();
    schema->keys[schema->n_keys++] = *key;
}

static void walk(struct draw_schema *schema, struct draw_key at, const cJSON *object)
{
    const cJSON *properties = cJSON_GetObjectItem(object, "properties");
    const cJSON *entries = cJSON_GetObjectItem(object, "additionalProperties");
    const cJSON *child;

    if (at.depth > 0) {
        at.schema = object;
        add_key(schema, &at);
    }
    if (at.depth == COUNT_OF(at.path))
        return;
    cJSON_ArrayForEach(child, properties)
    {
        struct draw_key key = at;

        key.path[key.depth++] = child->string;
        walk(schema, key, child);
    }
    if (cJSON_IsObject(entries)) {
        struct draw_key key = at;

        key.path[key.depth++] = "*";
        walk(schema, key, entries);
    }
}

bool draw_schema_read(struct draw_schema *schema, const char *text)
{
    *schema = (struct draw_schema){.root = cJSON_Parse(text)};
    if (cJSON_GetObjectItem(schema->root, "properties") == NULL)
        return false;
    walk(schema, (struct draw_key){.depth = 0}, schema->root);
    return schema->n_keys > 0;
}

void draw_schema_release(struct draw_schema *schema)
{
    cJSON_Delete(schema->root);
    free(schema->keys);
    *schema = (struct draw_schema){0};
}

/* ---- names ---- */

static const char *const models[] = {"anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-4-6",
                                     "anthropic.claude-haiku-4-5-20251001-v1:0",
                                     "amazon.nova-pro-v1:0", "meta.llama3-1-8b-instruct-v1:0"};
static const char *const regions[] = {"eu-west-2", "eu-west-1", "eu-central-1", "us-east-1",
                                      "us-west-2", "eu-west-3", "ap-south-1",   "eu-north-1"};
static const char *const policies[] = {
    "source-first", "nearest",  "least-loaded", "two-random",   "fastest",
    "round-robin",  "weighted", "fixed-share",  "cache-affine", "expected-time"};
static const char *const retries[] = {"legacy", "standard", "standard-2026", "none"};
static const char *const prefixes[] = {"eu", "us", "apac", "global", "us-gov"};
static const char *const labels[] = {"a", "b", "a", "c"};
static const char *const geographies[] = {"eu", "us", "*", "ap"};
static const char *const entry_names[] = {"one", "two", "three", "default", "p", "q"};
static const char *const quantiles[] = {"p50", "p90", "p99", "p0", "p100", "p-1", "p101", "px"};

static const char *const strange[] = {"",
                                      "*",
                                      "no-such-name",
                                      "eu-wset-2",
                                      "anthropic.claude-sonet-4-6",
                                      "eu.anthropic.claude-sonnet-4-6",
                                      "%s%n%1000000d",
                                      "../../t",
                                      "a/b",
                                      "a\x1b[31mb",
                                      "\xc3\xa9\xe2\x82\xac",
                                      "'",
                                      "\"",
                                      "con",
                                      ".",
                                      "-",
                                      "nul\n",
                                      "=1+1"};

static const char *name_for(struct chance *c, const char *key)
{
    if (strcmp(key, "model") == 0 || strcmp(key, "models") == 0)
        return PICK(c, models);
    if (strstr(key, "region") != NULL)
        return PICK(c, regions);
    if (strcmp(key, "policy") == 0)
        return PICK(c, policies);
    if (strcmp(key, "retry") == 0)
        return PICK(c, retries);
    if (strcmp(key, "prefix") == 0)
        return PICK(c, prefixes);
    if (strcmp(key, "label") == 0)
        return PICK(c, labels);
    if (strcmp(key, "geography") == 0)
        return PICK(c, geographies);
    if (strcmp(key, "trace") == 0)
        return DRAW_TRACE;
    if (strcmp(key, "format") == 0)
        return "crisim-scenario";
    return PICK(c, entry_names);
}

static cJSON *strange_string(struct chance *c)
{
    uint32_t length = PICK(c, ((const uint32_t[]){300, 5000, 200000}));
    cJSON *string;
    char *text;

    if (!one_in(c, 12))
        return cJSON_CreateString(PICK(c, strange));
    text = malloc(length + 1);
    if (text == NULL)
        abort();
    memset(text, 'x', length);
    text[length] = '\0';
    string = cJSON_CreateString(text);
    free(text);
    return string;
}

/* ---- values ---- */

static cJSON *number(double value)
{
    char text[40];

    snprintf(text, sizeof text, "%.17g", value);
    return cJSON_CreateRaw(text);
}

static double limit_of(const cJSON *schema, const char *name, double otherwise)
{
    const cJSON *item = cJSON_GetObjectItem(schema, name);

    return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

/* The member of an anyOf that is a number, and the word that may stand instead. */
static const cJSON *number_schema(const cJSON *schema, const char **word)
{
    const cJSON *any = cJSON_GetObjectItem(schema, "anyOf");
    const cJSON *found = schema;
    const cJSON *child;

    *word = NULL;
    cJSON_ArrayForEach(child, any)
    {
        const cJSON *constant = cJSON_GetObjectItem(child, "const");

        if (cJSON_IsString(constant))
            *word = constant->valuestring;
        else
            found = child;
    }
    return found;
}

static const char *type_of(const cJSON *schema)
{
    const cJSON *type = cJSON_GetObjectItem(schema, "type");

    return cJSON_IsString(type) ? type->valuestring : "";
}

static bool is_number(const cJSON *schema)
{
    return strcmp(type_of(schema), "number") == 0 || strcmp(type_of(schema), "integer") == 0;
}

static const char *choice(struct chance *c, const cJSON *schema)
{
    const cJSON *list = cJSON_GetObjectItem(schema, "enum");

    return cJSON_GetArrayItem(list, (int)below(c, (uint32_t)cJSON_GetArraySize(list)))->valuestring;
}

/* What the schema allows; numbers of the size that people write. */
static cJSON *good_value(struct chance *c, const struct draw_key *key)
{
    const char *name = key->path[key->depth - 1];
    const char *word;
    const cJSON *schema = number_schema(key->schema, &word);
    const char *type = type_of(schema);

    if (word != NULL && one_in(c, 4))
        return cJSON_CreateString(word);
    if (is_number(schema)) {
        static const double usual[] = {0, 0.01, 0.5, 1, 2, 5, 30, 60, 300, 1000, 20000, 1e6};
        double least = limit_of(schema, "minimum", limit_of(schema, "exclusiveMinimum", 0));
        double most = limit_of(schema, "maximum", 1e6);
        double value = PICK(c, usual);

        value = value < least ? least : value > most ? most : value;
        if (value == 0 && cJSON_HasObjectItem(schema, "exclusiveMinimum"))
            value = most < 1 ? most : 1;
        return number(strcmp(type, "integer") == 0 ? floor(value) : value);
    }
    if (strcmp(type, "boolean") == 0)
        return cJSON_CreateBool(one_in(c, 2));
    if (strcmp(type, "array") == 0) {
        cJSON *list = cJSON_CreateArray();

        for (uint32_t i = below(c, 4); i > 0; i--)
            cJSON_AddItemToArray(list, cJSON_CreateString(name_for(c, name)));
        return list;
    }
    if (cJSON_HasObjectItem(schema, "enum"))
        return cJSON_CreateString(choice(c, schema));
    if (strcmp(type, "object") == 0)
        return cJSON_CreateObject();
    return cJSON_CreateString(name_for(c, name));
}

static cJSON *deep(uint32_t n, bool list)
{
    cJSON *item = cJSON_CreateNumber(1);

    for (uint32_t i = 0; i < n; i++) {
        cJSON *outer = list ? cJSON_CreateArray() : cJSON_CreateObject();

        if (list)
            cJSON_AddItemToArray(outer, item);
        else
            cJSON_AddItemToObject(outer, "a", item);
        item = outer;
    }
    return item;
}

static cJSON *wrong_type(struct chance *c)
{
    switch (below(c, 8)) {
    case 0:
        return cJSON_CreateString("1");
    case 1:
        return cJSON_CreateBool(true);
    case 2:
        return cJSON_CreateArray();
    case 3:
        return cJSON_CreateObject();
    case 4:
        return number(1);
    case 5: {
        cJSON *list = cJSON_CreateArray();

        cJSON_AddItemToArray(list, cJSON_CreateNumber(1));
        cJSON_AddItemToArray(list, cJSON_CreateNull());
        cJSON_AddItemToArray(list, cJSON_CreateString("eu-west-2"));
        return list;
    }
    case 6:
        return deep(1 + below(c, one_in(c, 10) ? 900 : 8), one_in(c, 2));
    default:
        return cJSON_CreateNull();
    }
}

/* A name that is nearly right; or every name there is. */
static cJSON *misspelt(struct chance *c, const struct draw_key *key, const cJSON *schema)
{
    char name[100];
    size_t n, at;

    if (one_in(c, 5))
        return cJSON_CreateString("*");
    snprintf(name, sizeof name, "%s",
             cJSON_HasObjectItem(schema, "enum") ? choice(c, schema)
                                                 : name_for(c, key->path[key->depth - 1]));
    n = strlen(name);
    at = below(c, (uint32_t)n);
    if (one_in(c, 2))
        memmove(name + at, name + at + 1, n - at);
    else
        name[at] = 'z';
    return cJSON_CreateString(name);
}

/* At and beyond what the schema allows. */
static cJSON *edge_value(struct chance *c, const struct draw_key *key)
{
    static const char *const odd[] = {"1e999",
                                      "-1e999",
                                      "1e300",
                                      "-1",
                                      "0",
                                      "-0",
                                      "1e-300",
                                      "5e-324",
                                      "1e-9",
                                      "1e-7",
                                      "9007199254740993",
                                      "9223372036854775807",
                                      "9223372036854775808",
                                      "18446744073709551616",
                                      "4294967296",
                                      "4294967295",
                                      "2147483648",
                                      "0.5",
                                      "1.0000000000000002",
                                      "0.30000000000000004"};
    const char *word;
    const cJSON *schema = number_schema(key->schema, &word);
    double least = limit_of(schema, "minimum", limit_of(schema, "exclusiveMinimum", -1e300));
    double most = limit_of(schema, "maximum", 1e300);
    bool whole = strcmp(type_of(schema), "integer") == 0;

    if (strcmp(type_of(schema), "string") == 0 || cJSON_HasObjectItem(schema, "enum"))
        return one_in(c, 3) ? wrong_type(c) : misspelt(c, key, schema);
    if (!is_number(schema))
        return one_in(c, 2) ? strange_string(c) : wrong_type(c);
    switch (below(c, 8)) {
    case 0:
        return number(least);
    case 1:
        return number(most);
    case 2:
        return number(whole ? least - 1 : nextafter(least, -1e308));
    case 3:
        return number(whole ? most + 1 : nextafter(most, 1e308));
    case 4:
        return number(whole ? least + 1 : least + 1e-9);
    case 5:
        return number(whole ? most - 1 : nextafter(least, 1e308));
    case 6:
        return number(least > 0 ? sqrt(least * most) : sqrt(fabs(most)));
    default:
        return cJSON_CreateRaw(PICK(c, odd));
    }
}

static cJSON *any_value(struct chance *c, const struct draw_key *key)
{
    switch (below(c, 8)) {
    case 0:
    case 1:
    case 2:
        return edge_value(c, key);
    case 3:
        return wrong_type(c);
    case 4:
        return strange_string(c);
    case 5:
        return cJSON_CreateNull();
    default:
        return good_value(c, key);
    }
}

/* ---- places ---- */

static void put(cJSON *object, const char *name, cJSON *value)
{
    if (cJSON_GetObjectItemCaseSensitive(object, name) != NULL)
        cJSON_ReplaceItemInObjectCaseSensitive(object, name, value);
    else
        cJSON_AddItemToObject(object, name, value);
}

static const char *some_member(struct chance *c, const cJSON *object)
{
    const cJSON *item =
        cJSON_GetArrayItem(object, (int)below(c, (uint32_t)cJSON_GetArraySize(object)));

    return item != NULL && item->string != NULL ? item->string : NULL;
}

/* What an entry that is new needs, so that one mistake stands alone. */
static void fill_entry(struct chance *c, const struct draw_schema *schema, const char *map,
                       cJSON *entry)
{
    const cJSON *required, *name;

    for (uint32_t k = 0; k < schema->n_keys; k++) {
        const struct draw_key *key = &schema->keys[k];

        if (key->depth != 3 || strcmp(key->path[0], map) != 0)
            continue;
        required = cJSON_GetObjectItem(schema->root, "properties");
        required = cJSON_GetObjectItem(required, map);
        required = cJSON_GetObjectItem(required, "additionalProperties");
        required = cJSON_GetObjectItem(required, "required");
        cJSON_ArrayForEach(name, required) if (strcmp(name->valuestring, key->path[2]) == 0)
            put(entry, key->path[2], good_value(c, key));
    }
    if (strcmp(map, "outages") == 0) {
        put(entry, "kind", cJSON_CreateString("serving-loss"));
        put(entry, "regions", cJSON_CreateStringArray((const char *const[]){PICK(c, regions)}, 1));
        put(entry, "start_s", number(1));
        put(entry, "duration_s", number(20));
    }
    if (strcmp(map, "quota_changes") == 0)
        put(entry, "tokens_per_min", number(20000));
    if (strcmp(map, "traffic") == 0)
        put(entry, "generator", cJSON_CreateString("poisson"));
    if (strcmp(map, "classes") == 0)
        put(entry, "traffic", cJSON_CreateString("t"));
}

/* The object in which the key's value stands, made where it is absent. *name is its last name.
 * `like`: where the names of entries are looked up, as an override changes what the base has. */
static cJSON *place(struct chance *c, const struct draw_schema *schema, const struct draw_key *key,
                    cJSON *root, const cJSON *like, const char **name)
{
    cJSON *at = root;

    for (uint32_t d = 0;; d++) {
        const char *step = key->path[d];

        if (strcmp(step, "*") == 0) {
            step = one_in(c, 8) ? NULL : some_member(c, like);
            if (step == NULL)
                step = d == 2 && strcmp(key->path[0], "models") == 0         ? PICK(c, quantiles)
                       : d == 1 && strcmp(key->path[0], "destinations") == 0 ? PICK(c, prefixes)
                       : strcmp(key->path[0], "destinations") == 0 ||
                               strcmp(key->path[0], "routing") == 0
                           ? PICK(c, regions)
                           : PICK(c, entry_names);
        }
        if (d + 1 == key->depth) {
            *name = step;
            return at;
        }
        if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(at, step))) {
            /* The name may belong to the value that is replaced. */
            char *kept = strdup(step);
            cJSON *made = cJSON_CreateObject();

            if (kept == NULL || made == NULL)
                abort();
            put(at, kept, made);
            if (d == 1 && !cJSON_HasObjectItem(like, kept))
                fill_entry(c, schema, key->path[0], made);
            like = cJSON_GetObjectItemCaseSensitive(like, kept);
            at = made;
            free(kept);
            continue;
        }
        at = cJSON_GetObjectItemCaseSensitive(at, step);
        like = cJSON_GetObjectItemCaseSensitive(like, step);
    }
}

static cJSON *overrides_of(struct chance *c, cJSON *root)
{
    cJSON *options = cJSON_GetObjectItemCaseSensitive(root, "options");
    cJSON *option =
        cJSON_GetArrayItem(options, (int)below(c, (uint32_t)cJSON_GetArraySize(options)));

    if (!cJSON_IsObject(option))
        return root;
    if (one_in(c, 2))
        put(option, "unpaired", cJSON_CreateTrue());
    if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(option, "overrides")))
        put(option, "overrides", cJSON_CreateObject());
    return cJSON_GetObjectItemCaseSensitive(option, "overrides");
}

static void set_some_key(struct chance *c, const struct draw_schema *schema, cJSON *root, bool good)
{
    const struct draw_key *key = &schema->keys[below(c, schema->n_keys)];
    cJSON *into = one_in(c, 3) ? overrides_of(c, root) : root;
    const char *name;
    cJSON *at = place(c, schema, key, into, root, &name);
    /* The name may belong to a value that is about to go. */
    char *kept = strdup(name);

    if (kept == NULL)
        abort();
    put(at, kept, good ? good_value(c, key) : any_value(c, key));
    free(kept);
}

static const char *const maps[] = {"traffic", "classes",     "classes",      "classes", "clients",
                                   "quotas",  "outages",     "capacity",     "options", "models",
                                   "prices",  "provisioned", "quota_changes"};

/* Entries that come, go, change their name, or are somebody else's. */
static void change_entry(struct chance *c, cJSON *root)
{
    const char *map_name = PICK(c, maps);
    cJSON *map = cJSON_GetObjectItemCaseSensitive(root, map_name);
    const char *entry = cJSON_IsObject(map) ? some_member(c, map) : NULL;
    cJSON *into = one_in(c, 2) ? overrides_of(c, root) : root;
    char *kept;

    if (entry == NULL)
        return;
    kept = strdup(entry);
    if (kept == NULL)
        abort();
    if (!cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(into, map_name)))
        put(into, map_name, cJSON_CreateObject());
    switch (below(c, 5)) {
    case 0: /* gone: by null in an override, as a merge patch has it */
        if (into == root)
            cJSON_DeleteItemFromObjectCaseSensitive(map, kept);
        else
            put(cJSON_GetObjectItemCaseSensitive(into, map_name), kept, cJSON_CreateNull());
        break;
    case 1: { /* another one like it */
        cJSON *copy = cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(map, kept), true);

        put(cJSON_GetObjectItemCaseSensitive(into, map_name), PICK(c, entry_names), copy);
        break;
    }
    case 2: { /* replaced */
        cJSON *copy = cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(map, kept), true);
        cJSON *target = cJSON_GetObjectItemCaseSensitive(into, map_name);

        put(target, kept, cJSON_CreateNull());
        put(target, one_in(c, 6) ? PICK(c, strange) : "swapped", copy);
        if (into == root)
            cJSON_DeleteItemFromObjectCaseSensitive(map, kept);
        break;
    }
    case 3: /* a key of it gone */
        if (cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(map, kept))) {
            cJSON *object = cJSON_GetObjectItemCaseSensitive(map, kept);
            const char *key = some_member(c, object);

            if (key != NULL)
                cJSON_DetachItemFromObjectCaseSensitive(object, key);
        }
        break;
    default: /* the whole map gone, or emptied */
        if (into == root && one_in(c, 2))
            cJSON_DeleteItemFromObjectCaseSensitive(root, map_name);
        else
            put(into, map_name, one_in(c, 2) ? cJSON_CreateNull() : cJSON_CreateObject());
        break;
    }
    free(kept);
}

/* ---- a scenario that is right, or nearly ---- */

static cJSON *new_entry(cJSON *root, const char *map, const char *name)
{
    cJSON *entry = cJSON_CreateObject();

    if (!cJSON_HasObjectItem(root, map))
        cJSON_AddItemToObject(root, map, cJSON_CreateObject());
    put(cJSON_GetObjectItemCaseSensitive(root, map), name, entry);
    return entry;
}

static void add_traffic(struct chance *c, cJSON *root, bool trace)
{
    static const char *const names[] = {"t", "u"};
    uint32_t n = 1 + one_in(c, 4);

    for (uint32_t i = 0; i < n; i++) {
        cJSON *entry = new_entry(root, "traffic", names[i]);

        if (trace && i == 0) {
            cJSON_AddStringToObject(entry, "trace", DRAW_TRACE);
            if (one_in(c, 4))
                put(entry, "scale", number(PICK(c, ((const double[]){0.3, 2, 7.5}))));
            if (one_in(c, 6))
                put(entry, "loops", number(3));
        } else {
            cJSON_AddStringToObject(entry, "generator", one_in(c, 3) ? "diurnal" : "poisson");
            put(entry, "rate_per_s", number(PICK(c, ((const double[]){0.001, 0.2, 1, 5}))));
            put(entry, "duration_s", number(PICK(c, ((const double[]){10, 60, 600}))));
        }
    }
    for (uint32_t i = 0, classes = n + below(c, 3); i < classes; i++) {
        static const char *const class_names[] = {"p", "q", "r", "s"};
        cJSON *class = new_entry(root, "classes", class_names[i]);

        cJSON_AddStringToObject(class, "traffic", names[i < n ? i : below(c, n)]);
        cJSON_AddStringToObject(class, "model", models[one_in(c, 4) ? below(c, 5) : 0]);
        cJSON_AddStringToObject(class, "source_region", regions[one_in(c, 3) ? below(c, 8) : 0]);
        put(class, "max_tokens", number(PICK(c, ((const double[]){1, 500, 4000}))));
        if (one_in(c, 6))
            cJSON_AddStringToObject(class, "client_region", PICK(c, regions));
        if (one_in(c, 6) && trace)
            cJSON_AddStringToObject(class, "label", PICK(c, labels));
        if (one_in(c, 6))
            put(class, "fallback_source_regions",
                cJSON_CreateStringArray((const char *const[]){"eu-west-1"}, 1));
    }
}

static void add_capacity(struct chance *c, cJSON *root)
{
    cJSON *entry = new_entry(root, "capacity", "each");

    switch (below(c, 3)) {
    case 0:
        cJSON_AddStringToObject(entry, "kind", "slots");
        put(entry, "slots", number(PICK(c, ((const double[]){1, 3, 50}))));
        if (one_in(c, 2))
            put(entry, "queue", number(5));
        break;
    case 1:
        cJSON_AddStringToObject(entry, "kind", "shared");
        put(entry, "calls", number(PICK(c, ((const double[]){0.5, 4, 50}))));
        break;
    default:
        cJSON_AddStringToObject(entry, "kind", "unlimited");
        break;
    }
}

static void add_outage(struct chance *c, cJSON *root)
{
    static const char *const kinds[] = {"serving-loss", "region-loss", "brown-out",
                                        "stall",        "latency",     "quota-cut"};
    const char *kind = PICK(c, kinds);
    cJSON *entry = new_entry(root, "outages", one_in(c, 2) ? "x" : "y");

    cJSON_AddStringToObject(entry, "kind", kind);
    put(entry, "regions", cJSON_CreateStringArray((const char *const[]){PICK(c, regions)}, 1));
    if (one_in(c, 5)) {
        put(entry, "mean_up_h", number(0.01));
    } else {
        put(entry, "start_s", number(PICK(c, ((const double[]){0, 1, 20}))));
        put(entry, "duration_s", number(PICK(c, ((const double[]){1, 30, 1000}))));
    }
    if (strcmp(kind, "brown-out") == 0)
        put(entry, "error_share", number(0.5));
    if (strcmp(kind, "latency") == 0)
        put(entry, "added_ms", number(500));
    if (strcmp(kind, "quota-cut") == 0)
        put(entry, "quota_factor", number(0.1));
}

/* Models that most scenarios leave alone. */
static void add_more(struct chance *c, cJSON *root)
{
    if (one_in(c, 5)) {
        cJSON *routing = cJSON_CreateObject();
        const char *policy = PICK(c, policies);

        cJSON_AddStringToObject(routing, "policy", policy);
        if (strcmp(policy, "weighted") == 0 || strcmp(policy, "fixed-share") == 0) {
            cJSON *shares = cJSON_AddObjectToObject(routing, "shares");

            put(shares, "eu-west-1", number(1));
            put(shares, "eu-west-3", number(3));
        }
        cJSON_AddItemToObject(root, "routing", routing);
    }
    if (one_in(c, 8)) {
        cJSON *cache = cJSON_AddObjectToObject(root, "cache");
        cJSON *class;

        cJSON_AddTrueToObject(cache, "simulate");
        cJSON_ArrayForEach(class, cJSON_GetObjectItem(root, "classes"))
            put(class, "prefix_groups", number(5));
    }
    if (one_in(c, 8)) {
        cJSON *change = new_entry(root, "quota_changes", "later");

        put(change, "at_s", number(PICK(c, ((const double[]){0, 5, 60}))));
        put(change, "tokens_per_min", number(PICK(c, ((const double[]){1, 9000, 1e9}))));
    }
    if (one_in(c, 8)) {
        cJSON *model = new_entry(root, "models", "all");

        cJSON_AddStringToObject(model, "model", "*");
        put(model, "base_ttft_ms", number(PICK(c, ((const double[]){1, 200, 5000}))));
        put(model, "max_output_tokens", number(8000));
    }
    if (one_in(c, 8)) {
        cJSON *rules = cJSON_AddObjectToObject(root, "quota_rules");

        cJSON_AddStringToObject(
            rules, "refill_minute",
            PICK(c, ((const char *const[]){"token-bucket", "fixed-window", "sliding-window"})));
        if (one_in(c, 2))
            put(rules, "adjust_every_s", number(PICK(c, ((const double[]){0.1, 1, 10}))));
    }
    if (one_in(c, 8)) {
        cJSON *price = new_entry(root, "prices", "all");

        put(price, "input", number(3));
        put(price, "output", number(15));
    }
    if (one_in(c, 8)) {
        cJSON *units = new_entry(root, "provisioned", "units");

        cJSON_AddStringToObject(units, "model", models[0]);
        cJSON_AddStringToObject(units, "source_region", regions[0]);
        put(units, "units", number(1 + below(c, 3)));
        put(units, "tokens_per_min_per_unit", number(PICK(c, ((const double[]){100, 50000}))));
        if (one_in(c, 2))
            cJSON_AddStringToObject(units, "spill", "single-region");
    }
}

static void add_options(struct chance *c, cJSON *root, uint32_t n)
{
    static const char *const modes[] = {"single-region", "geographic", "global", "client-side",
                                        "provisioned"};
    static const char *const names[] = {"first", "second", "third", "fourth"};

    for (uint32_t i = 0; i < n; i++) {
        cJSON *option = new_entry(root, "options", names[i]);
        const char *mode = modes[one_in(c, 8) ? below(c, 5) : (i + below(c, 2)) % 3];

        cJSON_AddStringToObject(option, "mode", mode);
    }
}

static cJSON *right_scenario(struct chance *c, bool trace, uint32_t n_options)
{
    cJSON *root = cJSON_CreateObject();
    cJSON *quota;

    cJSON_AddStringToObject(root, "format", "crisim-scenario");
    cJSON_AddNumberToObject(root, "version", 2);
    if (!one_in(c, 4))
        cJSON_AddNumberToObject(root, "replications", 1 + below(c, 3));
    add_traffic(c, root, trace);
    add_capacity(c, root);
    for (uint32_t i = below(c, 3); i > 0; i--)
        add_outage(c, root);
    if (!one_in(c, 8)) {
        quota = new_entry(root, "quotas", "all");
        put(quota, "requests_per_min",
            one_in(c, 2) ? cJSON_CreateString("unlimited") : number(60 + below(c, 1000)));
        put(quota, "tokens_per_min", number(PICK(c, ((const double[]){5000, 50000, 5e6}))));
    }
    if (one_in(c, 3)) {
        cJSON *client = new_entry(root, "clients", "default");

        cJSON_AddStringToObject(client, "retry", PICK(c, retries));
        if (one_in(c, 2))
            put(client, "read_timeout_s", number(PICK(c, ((const double[]){0.5, 3, 60}))));
    }
    if (one_in(c, 5)) {
        cJSON *slo = cJSON_CreateObject();

        cJSON *bound = cJSON_CreateObject();

        put(bound, "min", number(0.99));
        cJSON_AddItemToObject(slo, "success_rate", bound);
        cJSON_AddItemToObject(root, "slo", slo);
    }
    add_more(c, root);
    add_options(c, root, n_options);
    return root;
}

/* ---- how much it offers ---- */

/* RFC 7396. */
static cJSON *merged(const cJSON *target, const cJSON *patch)
{
    cJSON *out;
    const cJSON *child;

    if (!cJSON_IsObject(patch))
        return cJSON_Duplicate(patch, true);
    out = cJSON_IsObject(target) ? cJSON_Duplicate(target, true) : cJSON_CreateObject();
    cJSON_ArrayForEach(child, patch)
    {
        cJSON *one;

        if (cJSON_IsNull(child)) {
            cJSON_DeleteItemFromObjectCaseSensitive(out, child->string);
            continue;
        }
        one = merged(cJSON_GetObjectItemCaseSensitive(out, child->string), child);
        put(out, child->string, one);
    }
    return out;
}

static double value_of(const cJSON *object, const char *key, double otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    if (cJSON_IsNumber(item))
        return item->valuedouble;
    return item != NULL && item->type == cJSON_Raw ? strtod(item->valuestring, NULL) : otherwise;
}

static double offered_by(const cJSON *world, struct drawn *out)
{
    const cJSON *traffic = cJSON_GetObjectItemCaseSensitive(world, "traffic");
    const cJSON *classes = cJSON_GetObjectItemCaseSensitive(world, "classes");
    const cJSON *class;
    double sum = 0;

    cJSON_ArrayForEach(class, classes)
    {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(class, "traffic");
        const cJSON *entry = cJSON_IsString(name)
                                 ? cJSON_GetObjectItemCaseSensitive(traffic, name->valuestring)
                                 : NULL;
        const cJSON *trace = cJSON_GetObjectItemCaseSensitive(entry, "trace");
        double n = 12, span = 119, horizon = value_of(world, "horizon_s", INFINITY);

        if (cJSON_IsString(trace)) {
            out->has_trace = true;
            if (strcmp(trace->valuestring, DRAW_TRACE) != 0)
                out->own_trace = false;
        } else {
            span = value_of(entry, "duration_s", 3600);
            n = value_of(entry, "rate_per_s", 1) * span;
        }
        n *= value_of(entry, "scale", 1) * value_of(entry, "loops", 1);
        span = span * value_of(entry, "loops", 1) / value_of(entry, "warp", 1);
        sum += horizon < span ? n * (horizon / span) : n;
    }
    return sum;
}

static void estimate(const cJSON *root, struct drawn *out)
{
    const cJSON *options = cJSON_GetObjectItemCaseSensitive(root, "options");
    double replications = value_of(root, "replications", 10);
    const cJSON *option;

    out->n_options = (uint32_t)cJSON_GetArraySize(options);
    cJSON_ArrayForEach(option, options)
    {
        const cJSON *patch = cJSON_GetObjectItemCaseSensitive(option, "overrides");
        cJSON *world = patch != NULL ? merged(root, patch) : cJSON_Duplicate(root, true);

        out->offered += replications * offered_by(world, out);
        cJSON_Delete(world);
    }
}

/* ---- mistakes of the text itself ---- */

static void damage(struct chance *c, char *text)
{
    size_t n = strlen(text);

    if (n == 0)
        return;
    switch (below(c, 3)) {
    case 0:
        text[next(c) % n] = '\0';
        break;
    case 1:
        text[next(c) % n] = (char)(1 + below(c, 255));
        break;
    default:
        for (uint32_t i = 1 + below(c, 4); i > 0; i--)
            text[next(c) % n] = PICK(c, ((const char[]){'{', '}', '"', ',', ':', '[', ']', '0'}));
        break;
    }
}

void draw_scenario(const struct draw_schema *schema, uint64_t seed, uint64_t number_of,
                   struct drawn *out)
{
    static const uint32_t extras[] = {0, 0, 0, 1, 1, 2};
    static const uint32_t mistakes[] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 3, 5, 12};
    struct chance c = {seed * 0x9e3779b97f4a7c15u + number_of};
    /* Half of them: a trace and several options. */
    bool trace = number_of % 2 == 0;
    uint32_t n_options = trace ? 2 + below(&c, 3) : 1 + below(&c, 2);
    cJSON *root = right_scenario(&c, trace, n_options);
    uint32_t n = PICK(&c, extras);

    for (uint32_t i = 0; i < n; i++)
        set_some_key(&c, schema, root, true);
    n = PICK(&c, mistakes);
    for (uint32_t i = 0; i < n; i++) {
        if (one_in(&c, 4))
            change_entry(&c, root);
        else
            set_some_key(&c, schema, root, false);
    }
    *out = (struct drawn){.own_trace = true};
    estimate(root, out);
    out->text = one_in(&c, 4) ? cJSON_Print(root) : cJSON_PrintUnformatted(root);
    if (out->text == NULL)
        abort();
    if (one_in(&c, 25)) {
        damage(&c, out->text);
        out->offered = INFINITY; /* not known any more */
        out->own_trace = false;
    }
    cJSON_Delete(root);
}

void drawn_release(struct drawn *drawn)
{
    free(drawn->text);
    *drawn = (struct drawn){0};
}
