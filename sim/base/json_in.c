#include "sim/base/json_in.h"

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/file_out.h"
#include "sim/base/json_lex.h"
#include "sim/base/json_tree.h"
#include "sim/base/memory.h"
#include "sim/base/names.h"
#include "sim/base/text.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 64, MAX_VALUES = 2000000 };
#define MAX_BYTES              ((size_t)64 * 1024 * 1024)
#define MAX_INTEGER            9007199254740992.0 /* 2^53 */
#define MAX_INTEGER_LAST_DIGIT '2'

/* Beside the tree that cJSON made goes a scan of the same text, which finds what the tree does not
 * have: where each value stands, and what cJSON lets pass. */
struct scan {
    struct sim_json_lex lex;
    struct sim_json_document *document; /* where values are made */
    const char *name;                   /* of the file, for values */
    size_t n_values;
    bool has_tree;
    bool disagrees; /* tree and text have different values; a finding says why */
};

/* The value is cJSON's. */
static bool scan_number(struct scan *scan, const cJSON *item, struct sim_json *value)
{
    struct sim_json_lex *lex = &scan->lex;
    struct sim_json_digits digits;
    double number = item != NULL ? item->valuedouble : strtod(lex->text + lex->at, NULL);
    int shown;

    if (!sim_json_lex_number(lex, &digits))
        return false;
    shown = (int)(digits.length < 60 ? digits.length : 60);
    if (isinf(number)) {
        sim_diag_error(lex->diag, lex->file, lex->line, digits.column, lex->path.data,
                       "number '%.*s' is too large", shown, digits.text);
    } else if (digits.is_integer &&
               (fabs(number) > MAX_INTEGER ||
                /* 2^53 + 1 reads as 2^53: at the bound itself the digits decide. */
                (fabs(number) == MAX_INTEGER &&
                 digits.text[digits.length - 1] != MAX_INTEGER_LAST_DIGIT))) {
        sim_diag_error(lex->diag, lex->file, lex->line, digits.column, lex->path.data,
                       "integer %.*s is beyond 2^53 and would lose digits", shown, digits.text);
    }
    if (item != NULL) {
        value->type = SIM_JSON_NUMBER;
        value->number = number;
        value->is_integer = digits.is_integer;
    }
    return true;
}

/* item is NULL, and *value untouched, where cJSON refused the text: the scan then finds out why. */
static bool scan_value(struct scan *scan, const cJSON *item, struct sim_json **out, int depth,
                       uint32_t key_line, uint32_t key_column);

/* A member: the tree's, made in the order of the text. */
static struct sim_json **place_for(struct sim_json *value, const cJSON *item)
{
    return item != NULL ? &value->children[value->n_children++] : NULL;
}

static void make_room(struct scan *scan, const cJSON *item, struct sim_json *value)
{
    if (item != NULL)
        value->children =
            sim_arena_alloc(&scan->document->arena,
                            ((size_t)cJSON_GetArraySize(item) + 1) * sizeof *value->children);
}

/* Names of an object so far, each with the line of its first. */
struct members {
    struct sim_names names; /* without a tree, raw texts between the quotes */
    uint32_t *lines;
    uint32_t capacity;
};

/* The name of a member and the colon behind it; it joins the path. child: what cJSON has there. */
static bool scan_name(struct scan *scan, struct members *members, const cJSON *child,
                      bool at_the_root, uint32_t *line, uint32_t *column)
{
    struct sim_json_lex *lex = &scan->lex;
    size_t at = lex->at + 1, length;
    uint32_t before = members->names.n, index;

    *line = lex->line;
    *column = sim_json_lex_column(lex, lex->at);
    if (!sim_json_lex_string(lex))
        return false;
    length = lex->at - 1 - at;
    if (!at_the_root)
        sim_text_add(&lex->path, ".");
    sim_text_add_bytes(&lex->path, lex->text + at, length);
    if (before == members->capacity) {
        members->capacity = members->capacity > 0 ? members->capacity * 2 : 8;
        members->lines = sim_grown(members->lines, members->capacity, sizeof *members->lines);
    }
    index = child != NULL ? sim_names_add(&members->names, child->string, strlen(child->string))
                          : sim_names_add(&members->names, lex->text + at, length);
    if (index < before)
        sim_diag_error(lex->diag, lex->file, *line, *column, lex->path.data,
                       "key appears twice in the same object; first at line %u",
                       members->lines[index]);
    else
        members->lines[index] = *line;
    if (!sim_json_lex_space(lex))
        return false;
    if (sim_json_lex_peek(lex) != ':')
        return sim_json_lex_error(lex, "':' was expected after the name");
    lex->at++;
    return true;
}

static bool scan_members(struct scan *scan, struct members *members, const cJSON *child,
                         struct sim_json *value, int depth)
{
    struct sim_json_lex *lex = &scan->lex;
    size_t path_length = lex->path.length;

    for (;;) {
        uint32_t key_line, key_column;

        if (!sim_json_lex_space(lex))
            return false;
        if (sim_json_lex_peek(lex) == '}') {
            if (members->names.n > 0)
                return sim_json_lex_error(lex, "comma before '}'");
            lex->at++;
            return true;
        }
        if (lex->at >= lex->length)
            return sim_json_lex_error(lex, "object is not closed");
        if (sim_json_lex_peek(lex) != '"')
            return sim_json_lex_error(lex, sim_json_lex_peek(lex) == '\''
                                               ? "names need double quotes"
                                               : "a name in double quotes was expected");
        if (!scan_name(scan, members, child, path_length == 0, &key_line, &key_column) ||
            !sim_json_lex_space(lex) ||
            !scan_value(scan, child, place_for(value, child), depth + 1, key_line, key_column) ||
            !sim_json_lex_space(lex))
            return false;
        child = child != NULL ? child->next : NULL;
        lex->path.length = path_length;
        lex->path.data[path_length] = '\0';
        if (sim_json_lex_peek(lex) == ',') {
            lex->at++;
            continue;
        }
        if (sim_json_lex_peek(lex) != '}')
            return sim_json_lex_error(lex, lex->at >= lex->length ? "object is not closed"
                                                                  : "',' or '}' was expected");
        lex->at++;
        scan->disagrees |= child != NULL;
        return true;
    }
}

static bool scan_object(struct scan *scan, const cJSON *item, struct sim_json *value, int depth)
{
    struct members members = {0};
    bool good;

    make_room(scan, item, value);
    scan->lex.at++;
    good = scan_members(scan, &members, item != NULL ? item->child : NULL, value, depth);
    sim_names_release(&members.names);
    free(members.lines);
    return good;
}

/* "[7]"; by hand, because there may be two million. */
static void add_index(struct sim_text *path, size_t index)
{
    char digits[24];
    size_t at = sizeof digits;

    digits[--at] = ']';
    do
        digits[--at] = (char)('0' + index % 10);
    while ((index /= 10) > 0);
    digits[--at] = '[';
    sim_text_add_bytes(path, digits + at, sizeof digits - at);
}

static bool scan_array(struct scan *scan, const cJSON *item, struct sim_json *value, int depth)
{
    struct sim_json_lex *lex = &scan->lex;
    const cJSON *child = item != NULL ? item->child : NULL;
    size_t path_length = lex->path.length;

    make_room(scan, item, value);
    lex->at++;
    for (size_t index = 0;; index++) {
        if (!sim_json_lex_space(lex))
            return false;
        if (sim_json_lex_peek(lex) == ']') {
            if (index > 0)
                return sim_json_lex_error(lex, "comma before ']'");
            lex->at++;
            return true;
        }
        add_index(&lex->path, index);
        if (!scan_value(scan, child, place_for(value, child), depth + 1, 0, 0) ||
            !sim_json_lex_space(lex))
            return false;
        child = child != NULL ? child->next : NULL;
        lex->path.length = path_length;
        lex->path.data[path_length] = '\0';
        if (sim_json_lex_peek(lex) == ',') {
            lex->at++;
            continue;
        }
        if (sim_json_lex_peek(lex) != ']')
            return sim_json_lex_error(lex, lex->at >= lex->length ? "array is not closed"
                                                                  : "',' or ']' was expected");
        lex->at++;
        scan->disagrees |= child != NULL;
        return true;
    }
}

static struct sim_json *make_value(struct scan *scan, const cJSON *item, uint32_t key_line,
                                   uint32_t key_column)
{
    struct sim_json_lex *lex = &scan->lex;
    struct sim_json *value = sim_arena_alloc(&scan->document->arena, sizeof *value);

    value->line = lex->line;
    value->column = sim_json_lex_column(lex, lex->at);
    value->key_line = key_line;
    value->key_column = key_column;
    value->file = scan->name;
    if (item->string != NULL)
        value->key = sim_arena_strdup(&scan->document->arena, item->string);
    return value;
}

static bool scan_value(struct scan *scan, const cJSON *item, struct sim_json **out, int depth,
                       uint32_t key_line, uint32_t key_column)
{
    struct sim_json_lex *lex = &scan->lex;
    struct sim_json *value = NULL;

    /* cJSON takes control characters for blanks: [\x01] is empty to it. The text is refused below.
     */
    scan->disagrees |= scan->has_tree && item == NULL;
    if (item != NULL)
        *out = value = make_value(scan, item, key_line, key_column);
    if (depth > MAX_DEPTH)
        return sim_json_lex_error(lex, "nested deeper than 64 levels");
    if (scan->n_values++ >= MAX_VALUES)
        return sim_json_lex_error(lex, "holds more than 2,000,000 values");
    if (lex->at >= lex->length)
        return sim_json_lex_error(lex, "the text ends where a value was expected");
    switch (sim_json_lex_peek(lex)) {
    case '{':
        if (item != NULL)
            value->type = SIM_JSON_OBJECT;
        return scan_object(scan, item, value, depth);
    case '[':
        if (item != NULL)
            value->type = SIM_JSON_ARRAY;
        return scan_array(scan, item, value, depth);
    case '"':
        if (item != NULL) {
            value->type = SIM_JSON_STRING;
            SIM_ASSERT(cJSON_IsString(item), "cJSON's tree and the text disagree");
            value->string = sim_arena_strdup(&scan->document->arena, item->valuestring);
        }
        return sim_json_lex_string(lex);
    case 't':
    case 'f':
        if (item != NULL) {
            value->type = SIM_JSON_BOOL;
            value->boolean = cJSON_IsTrue(item);
        }
        return sim_json_lex_word(lex, sim_json_lex_peek(lex) == 't' ? "true" : "false");
    case 'n':
        return sim_json_lex_word(lex, "null"); /* the type of a new value */
    case '\'':
        return sim_json_lex_error(lex, "strings need double quotes");
    default:
        return sim_json_lex_peek(lex) == '-' ||
                       (sim_json_lex_peek(lex) >= '0' && sim_json_lex_peek(lex) <= '9')
                   ? scan_number(scan, item, value)
                   : sim_json_lex_word(lex, "a value");
    }
}

static void *allocate(size_t size)
{
    return sim_fresh(size, 1);
}

/* Else a tree that memory was too short for looks like a text that is not JSON. */
static void lend_memory(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){allocate, free});
}

/* cJSON is not asked where its tree would be larger or deeper than what is taken: it calls itself
 * for each level, a thousand deep, and stacks may be small. */
static cJSON *parse(const struct scan *scan, struct sim_json_size size)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, lend_memory);
    if (size.n_values > MAX_VALUES || size.depth > MAX_DEPTH)
        return NULL;
    return cJSON_ParseWithLength(scan->lex.text, scan->lex.length + 1);
}

struct sim_json *sim_json_parse(const char *file, const char *text, size_t length,
                                struct sim_diag *diag)
{
    struct scan scan = {.lex = {.file = file, .diag = diag, .line = 1, .length = length}};
    struct sim_json_lex *lex = &scan.lex;
    size_t errors = diag->n_raised;
    struct sim_json *root = NULL;
    cJSON *tree;

    if (length > MAX_BYTES) {
        sim_diag_error(diag, file, 0, 0, NULL, "is larger than 64 MiB");
        return NULL;
    }
    if (length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0)) {
        sim_diag_error(diag, file, 0, 0, NULL,
                       "is UTF-16, not UTF-8; convert it first: iconv -f UTF-16 -t UTF-8");
        return NULL;
    }
    lex->text = sim_fresh(length + 1, 1);
    if (length > 0)
        memcpy(lex->text, text, length);
    lex->text[length] = '\0';
    sim_text_add(&lex->path, "");
    /* A byte order mark is harmless: editors on Windows write it. */
    if (length >= 3 && memcmp(lex->text, "\xef\xbb\xbf", 3) == 0) {
        memset(lex->text, ' ', 3);
        lex->at = 3;
        lex->line_start = 3;
    }
    tree = parse(&scan, sim_json_blank_comments(lex->text, length));
    scan.has_tree = tree != NULL;
    scan.document = sim_json_document_create();
    scan.name = sim_arena_strdup(&scan.document->arena, file);
    if (sim_json_lex_space(lex) && scan_value(&scan, tree, &root, 1, 0, 0) &&
        sim_json_lex_space(lex) && lex->at < lex->length)
        sim_json_lex_error(lex, "text after the end of the document");
    if (tree == NULL && diag->n_raised == errors)
        sim_diag_error(diag, file, 0, 0, NULL, "is refused by the JSON parser");
    if (diag->n_raised == errors) {
        SIM_ASSERT(!scan.disagrees, "cJSON's tree and the text disagree");
        root->owner = scan.document;
    } else {
        sim_json_document_destroy(scan.document);
        root = NULL;
    }
    cJSON_Delete(tree);
    free(lex->text);
    sim_text_release(&lex->path);
    return root;
}

struct sim_json *sim_json_read(const char *file, struct sim_diag *diag)
{
    struct sim_error err;
    struct sim_json *root;
    char *text;
    size_t length;

    if (sim_file_read(file, MAX_BYTES + 1, &text, &length, &err) != SIM_OK) {
        sim_diag_error(diag, file, 0, 0, NULL, "%s", err.message);
        return NULL;
    }
    root = sim_json_parse(file, text, length, diag);
    free(text);
    return root;
}
