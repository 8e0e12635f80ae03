#include "sim/base/json_in.h"

#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/file_out.h"
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
    const char *file;
    char *text; /* comments are blank in it */
    size_t length, at;
    uint32_t line;
    size_t line_start;
    struct sim_diag *diag;
    struct sim_text path;
    struct document *document; /* where values are made */
    const char *name;          /* of the file, for values */
    size_t n_values;
    bool has_tree;
    bool disagrees; /* tree and text have different values; a finding says why */
    bool failed;    /* a syntax error: no going on */
};

struct document {
    struct sim_arena arena;
};

/* ---- before cJSON ---- */

/* Behind a comment at `at`; 0 = there is none, or it does not end. */
static size_t comment_end(const char *text, size_t length, size_t at)
{
    char next = at + 1 < length ? text[at + 1] : '\0';
    size_t end = at + 2;

    if (text[at] != '/')
        return 0;
    if (next == '/') {
        while (end < length && text[end] != '\n')
            end++;
        return end;
    }
    if (next != '*')
        return 0;
    while (end + 1 < length && !(text[end] == '*' && text[end + 1] == '/'))
        end++;
    return end + 1 < length ? end + 2 : 0;
}

/* Behind a string at its opening quote, or where its line ends. */
static size_t string_end(const char *text, size_t length, size_t at)
{
    for (at++; at < length && text[at] != '"' && text[at] != '\n'; at++)
        at += text[at] == '\\';
    return at < length ? at + 1 : length;
}

/* What cJSON would have to hold and to climb into, if the text is JSON. */
struct size {
    size_t n_values; /* the root, one behind each comma, one behind each bracket that opens
                        something */
    size_t depth;    /* of brackets */
};

/* Comments become blanks, so that places stay. */
static struct size blank_comments(char *text, size_t length)
{
    struct size size = {.n_values = 1};
    size_t end, open = 0;
    bool opened = false; /* the last token was an opening bracket */

    for (size_t at = 0; at < length;) {
        char c = text[at];

        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            at++;
        } else if ((end = comment_end(text, length, at)) > 0) {
            for (; at < end; at++)
                text[at] = text[at] == '\n' ? '\n' : ' ';
        } else {
            bool closes = c == ']' || c == '}';

            size.n_values += c == ',' || c == '[' || c == '{';
            size.n_values -= opened && closes;
            opened = c == '[' || c == '{';
            open += opened;
            open -= closes && open > 0;
            size.depth = open > size.depth ? open : size.depth;
            at = c == '"' ? string_end(text, length, at) : at + 1;
        }
    }
    return size;
}

/* ---- beside cJSON's tree ---- */

static uint32_t column_of(const struct scan *scan, size_t at)
{
    return (uint32_t)(at - scan->line_start + 1);
}

static bool syntax_error(struct scan *scan, const char *message)
{
    if (!scan->failed)
        sim_diag_error(scan->diag, scan->file, scan->line, column_of(scan, scan->at),
                       scan->path.length > 0 ? scan->path.data : NULL, "%s", message);
    scan->failed = true;
    return false;
}

static char peek(const struct scan *scan)
{
    return scan->at < scan->length ? scan->text[scan->at] : '\0';
}

static void step(struct scan *scan)
{
    if (scan->text[scan->at++] == '\n') {
        scan->line++;
        scan->line_start = scan->at;
    }
}

/* White space; a comment that is left has no end. */
static bool skip_blank(struct scan *scan)
{
    while (scan->at < scan->length) {
        char c = scan->text[scan->at];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            break;
        step(scan);
    }
    return !(peek(scan) == '/' && scan->at + 1 < scan->length && scan->text[scan->at + 1] == '*') ||
           syntax_error(scan, "comment is not closed");
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static unsigned hex_value(const char *four)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++) {
        char c = four[i];

        value = value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

/* Length of a well-formed UTF-8 sequence, or 0. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
    size_t n = s[0] < 0x80                   ? 1
               : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
               : (s[0] & 0xf0) == 0xe0       ? 3
               : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                             : 0;

    if (n == 0 || n > left)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return n;
}

static bool scan_escape(struct scan *scan)
{
    char c;

    scan->at++;
    c = peek(scan);
    if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL)
        return syntax_error(scan, "unknown escape in a string");
    scan->at++;
    if (c != 'u')
        return true;
    for (int i = 0; i < 4; i++)
        if (scan->at + (size_t)i >= scan->length || !is_hex(scan->text[scan->at + (size_t)i]))
            return syntax_error(scan, "'\\u' needs four hexadecimal digits");
    {
        unsigned unit = hex_value(scan->text + scan->at);

        if (unit == 0)
            return syntax_error(scan, "a string must not hold a NUL character");
        scan->at += 4;
        if (unit >= 0xdc00 && unit < 0xe000)
            return syntax_error(scan, "lone low surrogate in a string");
        if (unit >= 0xd800 && unit < 0xdc00) {
            if (scan->at + 6 > scan->length || scan->text[scan->at] != '\\' ||
                scan->text[scan->at + 1] != 'u')
                return syntax_error(scan, "lone high surrogate in a string");
            for (int i = 2; i < 6; i++)
                if (!is_hex(scan->text[scan->at + (size_t)i]))
                    return syntax_error(scan, "'\\u' needs four hexadecimal digits");
            unit = hex_value(scan->text + scan->at + 2);
            if (unit < 0xdc00 || unit >= 0xe000)
                return syntax_error(scan, "lone high surrogate in a string");
            scan->at += 6;
        }
    }
    return true;
}

/* At the opening quote; leaves `at` behind the closing one. */
static bool scan_string(struct scan *scan)
{
    scan->at++;
    while (scan->at < scan->length) {
        unsigned char c = (unsigned char)scan->text[scan->at];
        size_t n;

        if (c == '"') {
            scan->at++;
            return true;
        }
        if (c == '\\') {
            if (!scan_escape(scan))
                return false;
            continue;
        }
        if (c == '\n' || c == '\r')
            return syntax_error(scan, "string is not closed on its line");
        if (c < 0x20)
            return syntax_error(scan, "control character in a string");
        n = utf8_length((const unsigned char *)scan->text + scan->at, scan->length - scan->at);
        if (n == 0)
            return syntax_error(scan, "string is not valid UTF-8");
        scan->at += n;
    }
    return syntax_error(scan, "string is not closed");
}

static size_t digits_at(const struct scan *scan, size_t at)
{
    size_t n = 0;

    while (at + n < scan->length && scan->text[at + n] >= '0' && scan->text[at + n] <= '9')
        n++;
    return n;
}

/* Length of the number at `at`, 0 if it is none; where its whole part begins and ends. */
static size_t number_length(const struct scan *scan, size_t *first, size_t *point)
{
    size_t at = scan->at, n;

    at += scan->text[at] == '-';
    *first = at;
    n = digits_at(scan, at);
    at += n;
    *point = at;
    if (n > 0 && at < scan->length && scan->text[at] == '.') {
        n = digits_at(scan, at + 1);
        at += 1 + n;
    }
    if (n > 0 && at < scan->length && (scan->text[at] == 'e' || scan->text[at] == 'E')) {
        at++;
        at += at < scan->length && (scan->text[at] == '+' || scan->text[at] == '-');
        n = digits_at(scan, at);
        at += n;
    }
    return n > 0 ? at - scan->at : 0;
}

static bool is_number_char(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* The value is cJSON's. */
static bool scan_number(struct scan *scan, const cJSON *item, struct sim_json *value)
{
    const char *text = scan->text + scan->at;
    uint32_t column = column_of(scan, scan->at);
    size_t first, point;
    size_t n = number_length(scan, &first, &point);
    bool is_integer = point == scan->at + n;
    double number = item != NULL ? item->valuedouble : strtod(text, NULL);

    if (point > first + 1 && scan->text[first] == '0')
        return syntax_error(scan, "number with a leading zero");
    if (n == 0 || is_number_char(text[n]))
        return syntax_error(scan, "not a number");
    scan->at += n;
    if (isinf(number)) {
        sim_diag_error(scan->diag, scan->file, scan->line, column, scan->path.data,
                       "number '%.*s' is too large", (int)(n < 60 ? n : 60), text);
    } else if (is_integer &&
               (fabs(number) > MAX_INTEGER ||
                /* 2^53 + 1 reads as 2^53: at the bound itself the digits decide. */
                (fabs(number) == MAX_INTEGER && text[n - 1] != MAX_INTEGER_LAST_DIGIT))) {
        sim_diag_error(scan->diag, scan->file, scan->line, column, scan->path.data,
                       "integer %.*s is beyond 2^53 and would lose digits", (int)(n < 60 ? n : 60),
                       text);
    }
    if (item != NULL) {
        value->type = SIM_JSON_NUMBER;
        value->number = number;
        value->is_integer = is_integer;
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

static bool scan_object(struct scan *scan, const cJSON *item, struct sim_json *value, int depth)
{
    struct sim_names seen = {0}; /* without a tree, raw texts between the quotes */
    const cJSON *child = item != NULL ? item->child : NULL;
    uint32_t *lines = NULL; /* of each */
    uint32_t capacity = 0;
    size_t path_length = scan->path.length;
    bool good = false;

    make_room(scan, item, value);
    scan->at++;
    for (;;) {
        uint32_t key_line, key_column, key, before;
        size_t key_at, key_length;

        if (!skip_blank(scan))
            break;
        if (peek(scan) == '}') {
            if (seen.n > 0) {
                syntax_error(scan, "comma before '}'");
                break;
            }
            scan->at++;
            good = true;
            break;
        }
        if (scan->at >= scan->length) {
            syntax_error(scan, "object is not closed");
            break;
        }
        if (peek(scan) != '"') {
            syntax_error(scan, peek(scan) == '\'' ? "names need double quotes"
                                                  : "a name in double quotes was expected");
            break;
        }
        key_line = scan->line;
        key_column = column_of(scan, scan->at);
        key_at = scan->at + 1;
        if (!scan_string(scan))
            break;
        key_length = scan->at - 1 - key_at;
        if (path_length > 0)
            sim_text_add(&scan->path, ".");
        sim_text_add_bytes(&scan->path, scan->text + key_at, key_length);
        if (seen.n == capacity) {
            capacity = capacity > 0 ? capacity * 2 : 8;
            lines = sim_grown(lines, capacity, sizeof *lines);
        }
        before = seen.n;
        key = child != NULL ? sim_names_add(&seen, child->string, strlen(child->string))
                            : sim_names_add(&seen, scan->text + key_at, key_length);
        if (key < before)
            sim_diag_error(scan->diag, scan->file, key_line, key_column, scan->path.data,
                           "key appears twice in the same object; first at line %u", lines[key]);
        else
            lines[key] = key_line;
        if (!skip_blank(scan))
            break;
        if (peek(scan) != ':') {
            syntax_error(scan, "':' was expected after the name");
            break;
        }
        scan->at++;
        if (!skip_blank(scan) ||
            !scan_value(scan, child, place_for(value, child), depth + 1, key_line, key_column) ||
            !skip_blank(scan))
            break;
        child = child != NULL ? child->next : NULL;
        scan->path.length = path_length;
        if (scan->path.data != NULL)
            scan->path.data[path_length] = '\0';
        if (peek(scan) == ',') {
            scan->at++;
            continue;
        }
        if (peek(scan) == '}') {
            scan->at++;
            scan->disagrees |= child != NULL;
            good = true;
        } else {
            syntax_error(scan, scan->at >= scan->length ? "object is not closed"
                                                        : "',' or '}' was expected");
        }
        break;
    }
    sim_names_release(&seen);
    free(lines);
    return good;
}

static bool scan_array(struct scan *scan, const cJSON *item, struct sim_json *value, int depth)
{
    const cJSON *child = item != NULL ? item->child : NULL;
    size_t path_length = scan->path.length;

    make_room(scan, item, value);
    scan->at++;
    for (size_t index = 0;; index++) {
        if (!skip_blank(scan))
            return false;
        if (peek(scan) == ']') {
            if (index > 0)
                return syntax_error(scan, "comma before ']'");
            scan->at++;
            return true;
        }
        sim_text_addf(&scan->path, "[%zu]", index);
        if (!scan_value(scan, child, place_for(value, child), depth + 1, 0, 0) || !skip_blank(scan))
            return false;
        child = child != NULL ? child->next : NULL;
        scan->path.length = path_length;
        scan->path.data[path_length] = '\0';
        if (peek(scan) == ',') {
            scan->at++;
            continue;
        }
        if (peek(scan) != ']')
            return syntax_error(scan, scan->at >= scan->length ? "array is not closed"
                                                               : "',' or ']' was expected");
        scan->at++;
        scan->disagrees |= child != NULL;
        return true;
    }
}

static bool scan_word(struct scan *scan, const char *word)
{
    size_t n = strlen(word);

    if (scan->length - scan->at < n || memcmp(scan->text + scan->at, word, n) != 0)
        return syntax_error(scan, "a value was expected (true, false, null, a number, a string in "
                                  "double quotes, '[' or '{')");
    scan->at += n;
    return true;
}

static struct sim_json *make_value(struct scan *scan, const cJSON *item, uint32_t key_line,
                                   uint32_t key_column)
{
    struct sim_json *value = sim_arena_alloc(&scan->document->arena, sizeof *value);

    value->line = scan->line;
    value->column = column_of(scan, scan->at);
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
    struct sim_json *value = NULL;

    /* cJSON takes control characters for blanks: [\x01] is empty to it. The text is refused below.
     */
    scan->disagrees |= scan->has_tree && item == NULL;
    if (item != NULL)
        *out = value = make_value(scan, item, key_line, key_column);
    if (depth > MAX_DEPTH)
        return syntax_error(scan, "nested deeper than 64 levels");
    if (scan->n_values++ >= MAX_VALUES)
        return syntax_error(scan, "holds more than 2,000,000 values");
    if (scan->at >= scan->length)
        return syntax_error(scan, "the text ends where a value was expected");
    switch (peek(scan)) {
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
        return scan_string(scan);
    case 't':
    case 'f':
        if (item != NULL) {
            value->type = SIM_JSON_BOOL;
            value->boolean = cJSON_IsTrue(item);
        }
        return scan_word(scan, peek(scan) == 't' ? "true" : "false");
    case 'n':
        return scan_word(scan, "null"); /* the type of a new value */
    case '\'':
        return syntax_error(scan, "strings need double quotes");
    default:
        return peek(scan) == '-' || (peek(scan) >= '0' && peek(scan) <= '9')
                   ? scan_number(scan, item, value)
                   : scan_word(scan, "a value");
    }
}

static struct document *document_create(void)
{
    return sim_zeroed(1, sizeof(struct document));
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
static cJSON *parse(const struct scan *scan, struct size size)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, lend_memory);
    if (size.n_values > MAX_VALUES || size.depth > MAX_DEPTH)
        return NULL;
    return cJSON_ParseWithLength(scan->text, scan->length + 1);
}

static void destroy_document(struct document *document)
{
    sim_arena_release(&document->arena);
    free(document);
}

struct sim_json *sim_json_parse(const char *file, const char *text, size_t length,
                                struct sim_diag *diag)
{
    struct scan scan = {.file = file, .diag = diag, .line = 1, .length = length};
    size_t errors = diag->n_raised;
    struct sim_json *root = NULL;
    cJSON *tree;

    if (length > MAX_BYTES) {
        sim_diag_error(diag, file, 0, 0, NULL, "is larger than 64 MiB");
        return NULL;
    }
    scan.text = sim_fresh(length + 1, 1);
    if (length > 0)
        memcpy(scan.text, text, length);
    scan.text[length] = '\0';
    sim_text_add(&scan.path, "");
    /* A byte order mark is harmless: editors on Windows write it. */
    if (length >= 3 && memcmp(scan.text, "\xef\xbb\xbf", 3) == 0) {
        memset(scan.text, ' ', 3);
        scan.at = 3;
        scan.line_start = 3;
    }
    tree = parse(&scan, blank_comments(scan.text, length));
    scan.has_tree = tree != NULL;
    scan.document = document_create();
    scan.name = sim_arena_strdup(&scan.document->arena, file);
    if (skip_blank(&scan) && scan_value(&scan, tree, &root, 1, 0, 0) && skip_blank(&scan) &&
        scan.at < scan.length)
        syntax_error(&scan, "text after the end of the document");
    if (tree == NULL && diag->n_raised == errors)
        sim_diag_error(diag, file, 0, 0, NULL, "is refused by the JSON parser");
    if (diag->n_raised == errors) {
        SIM_ASSERT(!scan.disagrees, "cJSON's tree and the text disagree");
        root->owner = scan.document;
    } else {
        destroy_document(scan.document);
        root = NULL;
    }
    cJSON_Delete(tree);
    free(scan.text);
    sim_text_release(&scan.path);
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

void sim_json_destroy(struct sim_json *root)
{
    struct document *document;

    if (root == NULL)
        return;
    document = root->owner;
    SIM_ASSERT(document != NULL, "only the root of a document can be destroyed");
    destroy_document(document);
}

const struct sim_json *sim_json_find(const struct sim_json *object, const char *key)
{
    if (object == NULL || object->type != SIM_JSON_OBJECT)
        return NULL;
    for (uint32_t i = 0; i < object->n_children; i++)
        if (strcmp(object->children[i]->key, key) == 0)
            return object->children[i];
    return NULL;
}

const char *sim_json_type_name(enum sim_json_type type)
{
    static const char *const names[] = {"null",     "true or false", "a number",
                                        "a string", "an array",      "an object"};

    return names[type];
}

void sim_json_forget_places(struct sim_json *json)
{
    json->line = json->column = json->key_line = json->key_column = 0;
    for (uint32_t i = 0; i < json->n_children; i++)
        sim_json_forget_places(json->children[i]);
}

/* ---- merge patch ---- */

/* Members of an object by their keys; of the others none. */
static void index_members(struct sim_names *names, const struct sim_json *object)
{
    for (uint32_t i = 0; object->type == SIM_JSON_OBJECT && i < object->n_children; i++)
        sim_names_add(names, object->children[i]->key, strlen(object->children[i]->key));
}

static uint32_t find_member(const struct sim_names *names, const char *key)
{
    return sim_names_find(names, key, strlen(key));
}

/* What a patch puts there is new: as it is, save that an object loses its nulls. target may be NULL
 * or anything but an object: RFC 7396 then starts from an empty object. What is the same as before
 * is lent, not copied: most of each option is. */
static struct sim_json *merge(struct document *document, struct sim_json *target,
                              struct sim_json *patch)
{
    struct sim_names changes = {0}, old_names = {0};
    struct sim_json *value;
    uint32_t n = 0;

    if (patch->type != SIM_JSON_OBJECT)
        return patch;
    if (target != NULL && target->type != SIM_JSON_OBJECT)
        target = NULL;
    value = sim_arena_alloc(&document->arena, sizeof *value);
    *value = target != NULL ? *target : *patch;
    value->owner = NULL;
    value->key = patch->key != NULL ? patch->key : value->key;
    value->children = sim_arena_alloc(
        &document->arena, ((target != NULL ? target->n_children : 0) + patch->n_children + 1) *
                              sizeof *value->children);
    index_members(&changes, patch);
    for (uint32_t i = 0; target != NULL && i < target->n_children; i++) {
        struct sim_json *old = target->children[i];
        uint32_t at = find_member(&changes, old->key);

        if (at == SIM_NAMES_NONE)
            value->children[n++] = old;
        else if (patch->children[at]->type != SIM_JSON_NULL)
            value->children[n++] = merge(document, old, patch->children[at]);
    }
    if (target != NULL)
        index_members(&old_names, target);
    for (uint32_t i = 0; i < patch->n_children; i++) {
        struct sim_json *change = patch->children[i];

        if (find_member(&old_names, change->key) == SIM_NAMES_NONE && change->type != SIM_JSON_NULL)
            value->children[n++] = merge(document, NULL, change);
    }
    value->n_children = n;
    sim_names_release(&changes);
    sim_names_release(&old_names);
    return value;
}

struct sim_json *sim_json_merge_patch(const struct sim_json *target, const struct sim_json *patch)
{
    struct document *document = document_create();
    struct sim_json *merged = merge(document, (struct sim_json *)target, (struct sim_json *)patch);
    struct sim_json *value = sim_arena_alloc(&document->arena, sizeof *value);

    /* The root may be the patch's own. */
    *value = *merged;
    value->owner = document;
    return value;
}
