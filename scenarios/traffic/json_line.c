#include "scenarios/traffic/json_line.h"

#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

/* ---- names ---- */

static uint32_t add_node(struct trace_json_names *names, uint32_t parent, const char *whole,
                         const char *name, uint32_t length)
{
    uint32_t *link = &names->nodes[parent].child;

    while (*link != 0) {
        struct trace_json_node *node = &names->nodes[*link];

        if (node->length == length && memcmp(node->name, name, length) == 0)
            return *link;
        link = &node->next;
    }
    *link = names->n;
    names->nodes[names->n] = (struct trace_json_node){
        .name = name, .length = length, .whole = whole, .column = CRI_NONE};
    return names->n++;
}

void trace_json_names_init(struct trace_json_names *names, const struct trace_column_row *columns)
{
    uint32_t capacity = 1;

    /* A node for each part, and one for the whole. */
    for (const struct trace_column_row *c = columns; c->name != NULL; c++)
        for (const char *at = c->name; at != NULL; at = strchr(at + 1, '.'))
            capacity += 2;
    *names = (struct trace_json_names){.n = 1, .capacity = capacity};
    names->nodes = sim_zeroed(capacity, sizeof *names->nodes);
    names->nodes[0].column = CRI_NONE;
    for (const struct trace_column_row *c = columns; c->name != NULL; c++) {
        const char *part = c->name;
        uint32_t node = 0;

        for (const char *dot; (dot = strchr(part, '.')) != NULL; part = dot + 1)
            node = add_node(names, node, c->name, part, (uint32_t)(dot - part));
        node = add_node(names, node, c->name, part, (uint32_t)strlen(part));
        names->nodes[node].column = (uint32_t)(c - columns);
    }
    for (const struct trace_column_row *c = columns; c->name != NULL; c++)
        if (strchr(c->name, '.') != NULL) {
            uint32_t node = add_node(names, 0, c->name, c->name, (uint32_t)strlen(c->name));

            names->nodes[node].column = (uint32_t)(c - columns);
        }
}

void trace_json_names_release(struct trace_json_names *names)
{
    free(names->nodes);
    *names = (struct trace_json_names){0};
}

/* Writers keep the order of their members: the one behind the last that was met comes first. */
static uint32_t find_node(const struct trace_json_names *names, uint32_t parent, uint32_t guess,
                          const char *name, uint32_t length)
{
    const struct trace_json_node *node = &names->nodes[guess];

    if (guess != 0 && node->length == length && memcmp(node->name, name, length) == 0)
        return guess;
    for (uint32_t i = names->nodes[parent].child; i != 0; i = names->nodes[i].next)
        if (names->nodes[i].length == length && memcmp(names->nodes[i].name, name, length) == 0)
            return i;
    return 0;
}

/* ---- values ---- */

struct scan {
    const char *at, *end;
    const struct trace_json_names *names;
    struct trace_json_line *line;
};

static void skip_space(struct scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\r'))
        s->at++;
}

static int hex(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

/* The four digits behind "\u", or -1. */
static int32_t unit_at(const char *at, const char *end)
{
    int32_t unit = 0;

    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        if (hex(at[i]) < 0)
            return -1;
        unit = unit * 16 + hex(at[i]);
    }
    return unit;
}

/* Bytes of the escape at a backslash; 0 = it is none. */
static uint32_t escape_length(const char *at, const char *end)
{
    int32_t unit;

    if (end - at < 2)
        return 0;
    if (at[1] != 'u')
        return memchr("\"\\/bfnrt", at[1], 8) != NULL ? 2 : 0;
    unit = unit_at(at, end);
    if (unit <= 0 || (unit >= 0xdc00 && unit < 0xe000))
        return 0;
    if (unit < 0xd800 || unit >= 0xe000)
        return 6;
    unit = unit_at(at + 6, end);
    return unit >= 0xdc00 && unit < 0xe000 ? 12 : 0;
}

/* A string at its opening quote; s->at is behind the closing one then. */
static const char *scan_string(struct scan *s, bool *escaped)
{
    const char *at = s->at + 1;

    *escaped = false;
    for (; at < s->end && *at != '"'; at++) {
        if ((unsigned char)*at < 0x20)
            return "the string does not end";
        if (*at == '\\') {
            uint32_t n = escape_length(at, s->end);

            if (n == 0)
                return at + 1 < s->end ? "this is no escape of JSON" : "the string does not end";
            *escaped = true;
            at += n - 1;
        }
    }
    if (at >= s->end)
        return "the string does not end";
    s->at = at + 1;
    return NULL;
}

static bool is_digit(const struct scan *s)
{
    return s->at < s->end && *s->at >= '0' && *s->at <= '9';
}

static bool skip_digits(struct scan *s)
{
    const char *first = s->at;

    while (is_digit(s))
        s->at++;
    return s->at > first;
}

static bool scan_number(struct scan *s)
{
    const char *first;

    s->at += *s->at == '-';
    first = s->at;
    if (!skip_digits(s) || (*first == '0' && s->at > first + 1))
        return false;
    if (s->at < s->end && *s->at == '.') {
        s->at++;
        if (!skip_digits(s))
            return false;
    }
    if (s->at < s->end && (*s->at == 'e' || *s->at == 'E')) {
        s->at++;
        s->at += s->at < s->end && (*s->at == '-' || *s->at == '+');
        return skip_digits(s);
    }
    return true;
}

static bool scan_word(struct scan *s, const char *word, size_t n)
{
    if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
        return false;
    s->at += n;
    return true;
}

/* A number, true, false or null; then what may stand behind one. */
static const char *scan_plain(struct scan *s, enum trace_value_type *type)
{
    const char *start = s->at;
    bool good;

    *type = TRACE_VALUE_WORD;
    switch (*s->at) {
    case 't':
        good = scan_word(s, "true", 4);
        break;
    case 'f':
        good = scan_word(s, "false", 5);
        break;
    case 'n':
        good = scan_word(s, "null", 4);
        break;
    default:
        *type = TRACE_VALUE_NUMBER;
        good = scan_number(s);
    }
    if (good && (s->at == s->end || memchr(" \t\r,]}", *s->at, 6) != NULL))
        return NULL;
    s->at = start;
    return "this is no JSON value";
}

/* A member's name and the colon, up to its value. */
static const char *scan_name(struct scan *s, struct trace_json_key *key, bool *escaped)
{
    const char *start = s->at;
    const char *problem;

    if (s->at == s->end || *s->at != '"')
        return "a member's name in quotes is expected";
    problem = scan_string(s, escaped);
    if (problem != NULL)
        return problem;
    key->text = start + 1;
    key->length = (uint32_t)(s->at - start - 2);
    return NULL;
}

static const char *scan_colon(struct scan *s)
{
    skip_space(s);
    if (s->at == s->end || *s->at != ':')
        return "a ':' is expected";
    s->at++;
    skip_space(s);
    return s->at == s->end ? "the value is missing" : NULL;
}

/* A bracketed value that nobody looks into, itself at a depth. Its brackets have a stack of their
 * own: no text decides how deep the program's goes. */
static const char *scan_nested(struct scan *s, uint32_t depth)
{
    const char *start = s->at;
    char close[MAX_DEPTH + 1];
    uint32_t top = depth;
    bool fresh = true; /* behind an opening bracket */

    close[top] = *s->at++ == '[' ? ']' : '}';
    for (;;) {
        enum trace_value_type type;
        struct trace_json_key key;
        const char *problem = NULL;
        bool escaped;

        skip_space(s);
        if (s->at == s->end || (*s->at != close[top] && (*s->at == ']' || *s->at == '}'))) {
            s->at = start;
            return "the brackets do not match";
        }
        if (*s->at == close[top]) {
            s->at++;
            fresh = false;
            if (top-- == depth)
                return NULL;
            continue;
        }
        if (!fresh && *s->at != ',')
            return close[top] == ']' ? "a ',' or ']' is expected" : "a ',' or '}' is expected";
        if (!fresh) {
            s->at++;
            skip_space(s);
        }
        if (close[top] == '}') {
            problem = scan_name(s, &key, &escaped);
            if (problem == NULL)
                problem = scan_colon(s);
        }
        if (problem != NULL)
            return problem;
        if (top == MAX_DEPTH)
            return "nested deeper than 64 levels";
        if (s->at == s->end)
            return "the value is missing";
        if (*s->at == '[' || *s->at == '{') {
            close[++top] = *s->at++ == '[' ? ']' : '}';
            fresh = true;
            continue;
        }
        problem = *s->at == '"' ? scan_string(s, &escaped) : scan_plain(s, &type);
        if (problem != NULL)
            return problem;
        fresh = false;
    }
}

/* ---- objects ---- */

static bool same_key(const struct trace_json_key *a, const struct trace_json_key *b)
{
    return a->object == b->object && a->length == b->length &&
           memcmp(a->text, b->text, a->length) == 0;
}

/* A set of some of each key's bits: only where they have all been seen, the keys are compared. */
static bool is_repeated(const struct trace_json_key *keys, uint32_t n, uint64_t seen[4])
{
    const struct trace_json_key *key = &keys[n];
    uint32_t hash = key->length;
    uint64_t bit;
    bool met;

    for (uint32_t i = 0; i < key->length; i++)
        hash = (hash ^ (unsigned char)key->text[i]) * UINT32_C(16777619);
    hash ^= hash >> 15;
    bit = (uint64_t)1 << (hash & 63);
    met = (seen[hash >> 6 & 3] & bit) != 0;
    seen[hash >> 6 & 3] |= bit;
    for (uint32_t i = 0; met && i < n; i++)
        if (same_key(&keys[i], key))
            return true;
    return false;
}

static const char *scan_object(struct scan *s, uint32_t node, uint32_t depth);

/* An export may have turned an object on the way into its text. What is no such text has no members
 * that are wanted. */
static void scan_embedded(struct scan *s, uint32_t node, uint32_t depth, const char *text,
                          size_t length)
{
    struct trace_json_line *line = s->line;
    struct scan inner = {.names = s->names, .line = line};
    struct sim_text *room;

    if (line->n_embedded == TRACE_JSON_MAX_EMBEDDED || length == 0 || *text != '{')
        return;
    room = &line->embedded[line->n_embedded++];
    sim_text_clear(room);
    trace_json_unescape(text, length, room);
    inner.at = room->data;
    inner.end = room->data + room->length;
    scan_object(&inner, node, depth);
}

/* The value of a member that is on the way to others, or wanted, or neither (node 0). */
static const char *scan_value(struct scan *s, uint32_t node, uint32_t depth)
{
    const struct trace_json_node *n = &s->names->nodes[node];
    struct trace_value value = {.text = s->at};
    enum trace_value_type type;
    const char *problem;

    if (*s->at == '"') {
        type = TRACE_VALUE_TEXT;
        problem = scan_string(s, &value.escaped);
        if (problem == NULL && node != 0 && n->child != 0)
            scan_embedded(s, node, depth, value.text + 1, (size_t)(s->at - value.text) - 2);
    } else if (*s->at == '[') {
        type = TRACE_VALUE_ARRAY;
        problem = scan_nested(s, depth);
    } else if (*s->at == '{') {
        type = TRACE_VALUE_OBJECT;
        problem = node != 0 && n->child != 0 ? scan_object(s, node, depth) : scan_nested(s, depth);
    } else {
        problem = scan_plain(s, &type);
    }
    if (problem != NULL || node == 0 || n->column == CRI_NONE)
        return problem;
    value.type = (uint8_t)type;
    value.length = (uint32_t)(s->at - value.text);
    if (type == TRACE_VALUE_TEXT) {
        value.text++;
        value.length -= 2;
    }
    s->line->values[n->column] = value;
    return NULL;
}

/* The node of a member's name; 0 = nobody wants it. */
static uint32_t node_of(struct scan *s, uint32_t parent, uint32_t guess,
                        const struct trace_json_key *key, bool escaped)
{
    if (!escaped)
        return find_node(s->names, parent, guess, key->text, key->length);
    sim_text_clear(&s->line->room);
    trace_json_unescape(key->text, key->length, &s->line->room);
    return find_node(s->names, parent, guess, s->line->room.data, (uint32_t)s->line->room.length);
}

static const char *scan_member(struct scan *s, uint32_t object, uint32_t depth, uint32_t *guess,
                               uint64_t seen[4])
{
    struct trace_json_line *line = s->line;
    struct trace_json_key *key = &line->keys[line->n_keys];
    const char *problem;
    uint32_t node, column;
    bool escaped, twice;

    if (line->n_members++ == TRACE_JSON_MAX_MEMBERS)
        return "more than 1024 members";
    problem = scan_name(s, key, &escaped);
    if (problem != NULL)
        return problem;
    node = node_of(s, object, *guess, key, escaped);
    column = s->names->nodes[node].column;
    if (node != 0)
        *guess = s->names->nodes[node].next;
    if (column != CRI_NONE) {
        twice = line->values[column].type != TRACE_VALUE_NONE;
    } else {
        key->object = object;
        key->is_way = node != 0;
        twice = is_repeated(line->keys, line->n_keys, seen);
        line->n_keys++;
    }
    if (twice) {
        s->at = key->text - 1;
        return "the member is there twice";
    }
    problem = scan_colon(s);
    return problem != NULL ? problem : scan_value(s, node, depth + 1);
}

static const char *scan_object(struct scan *s, uint32_t object, uint32_t depth)
{
    uint32_t guess = s->names->nodes[object].child;
    uint64_t seen[4] = {0};

    s->at++;
    skip_space(s);
    if (s->at < s->end && *s->at == '}') {
        s->at++;
        return NULL;
    }
    if (depth == MAX_DEPTH)
        return "nested deeper than 64 levels";
    for (;;) {
        const char *problem;

        skip_space(s);
        problem = scan_member(s, object, depth, &guess, seen);
        if (problem != NULL)
            return problem;
        skip_space(s);
        if (s->at == s->end)
            return "the object does not end";
        if (*s->at == '}') {
            s->at++;
            return NULL;
        }
        if (*s->at != ',')
            return "a ',' or '}' is expected";
        s->at++;
    }
}

/* ---- lines ---- */

void trace_json_line_init(struct trace_json_line *line, uint32_t n_columns)
{
    *line = (struct trace_json_line){.n_columns = n_columns};
    line->values = sim_zeroed(n_columns, sizeof *line->values);
    line->keys = sim_zeroed(TRACE_JSON_MAX_MEMBERS + 1, sizeof *line->keys);
}

void trace_json_line_release(struct trace_json_line *line)
{
    free(line->values);
    free(line->keys);
    sim_text_release(&line->room);
    for (int i = 0; i < TRACE_JSON_MAX_EMBEDDED; i++)
        sim_text_release(&line->embedded[i]);
    *line = (struct trace_json_line){0};
}

const char *trace_json_take_apart(struct trace_json_line *line,
                                  const struct trace_json_names *names, const char *text,
                                  size_t length)
{
    struct scan s = {text, text + length, names, line};
    const char *problem = NULL;

    memset(line->values, 0, line->n_columns * sizeof *line->values);
    line->n_keys = 0;
    line->n_embedded = 0;
    line->n_members = 0;
    line->problem_at = (uint32_t)sim_utf8_length(text, length) + 1;
    if (line->problem_at <= length)
        return "the line is not UTF-8";
    skip_space(&s);
    if (s.at == s.end || *s.at != '{')
        problem = "a record must be one JSON object";
    if (problem == NULL)
        problem = scan_object(&s, 0, 1);
    if (problem == NULL) {
        skip_space(&s);
        if (s.at != s.end)
            problem = "there is something behind the object";
    }
    line->problem_at = (uint32_t)(s.at - text) + 1;
    return problem;
}

static void add_utf8(struct sim_text *out, uint32_t c)
{
    char bytes[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = n; i-- > 1; c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(n == 1 ? c : (0xf00 >> n & 0xff) | c);
    sim_text_add_bytes(out, bytes, n);
}

void trace_json_unescape(const char *text, size_t length, struct sim_text *out)
{
    static const char letters[] = "bfnrt", controls[] = "\b\f\n\r\t";
    const char *end = text + length;

    sim_text_add(out, "");
    while (text < end) {
        const char *backslash = memchr(text, '\\', (size_t)(end - text));
        uint32_t n;

        if (backslash == NULL)
            backslash = end;
        sim_text_add_bytes(out, text, (size_t)(backslash - text));
        text = backslash;
        if (text == end)
            return;
        n = escape_length(text, end);
        if (n == 12) {
            uint32_t high = (uint32_t)unit_at(text, end), low = (uint32_t)unit_at(text + 6, end);

            add_utf8(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
        } else if (n == 6) {
            add_utf8(out, (uint32_t)unit_at(text, end));
        } else {
            const char *letter = memchr(letters, text[1], sizeof letters - 1);

            sim_text_add_bytes(out, letter != NULL ? &controls[letter - letters] : &text[1], 1);
        }
        text += n > 0 ? n : 1;
    }
}

bool trace_json_next_element(const char **at, const char *end, const char **element, size_t *length)
{
    uint32_t depth = 0;
    bool in_string = false;

    while (*at < end && (memchr(" \t\r,", **at, 4) != NULL))
        (*at)++;
    if (*at == end || **at == ']')
        return false;
    *element = *at;
    for (; *at < end; (*at)++) {
        char c = **at;

        if (in_string) {
            if (c == '\\')
                (*at)++;
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (depth == 0 && (c == ',' || c == ']')) {
            break;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
    *length = (size_t)(*at - *element);
    return true;
}
