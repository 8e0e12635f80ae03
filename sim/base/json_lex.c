#include "sim/base/json_lex.h"

#include <string.h>

/* ---- comments ---- */

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

struct sim_json_size sim_json_blank_comments(char *text, size_t length)
{
    struct sim_json_size size = {.n_values = 1};
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

/* ---- tokens ---- */

bool sim_json_lex_error(struct sim_json_lex *lex, const char *message)
{
    if (!lex->failed)
        sim_diag_error(lex->diag, lex->file, lex->line, sim_json_lex_column(lex, lex->at),
                       lex->path.length > 0 ? lex->path.data : NULL, "%s", message);
    lex->failed = true;
    return false;
}

static void step(struct sim_json_lex *lex)
{
    if (lex->text[lex->at++] == '\n') {
        lex->line++;
        lex->line_start = lex->at;
    }
}

/* A comment that is left has no end. */
bool sim_json_lex_space(struct sim_json_lex *lex)
{
    while (lex->at < lex->length) {
        char c = lex->text[lex->at];

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
            break;
        step(lex);
    }
    return !(sim_json_lex_peek(lex) == '/' && lex->at + 1 < lex->length &&
             lex->text[lex->at + 1] == '*') ||
           sim_json_lex_error(lex, "comment is not closed");
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

static bool scan_escape(struct sim_json_lex *lex)
{
    char c;

    lex->at++;
    c = sim_json_lex_peek(lex);
    if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL)
        return sim_json_lex_error(lex, "unknown escape in a string");
    lex->at++;
    if (c != 'u')
        return true;
    for (int i = 0; i < 4; i++)
        if (lex->at + (size_t)i >= lex->length || !is_hex(lex->text[lex->at + (size_t)i]))
            return sim_json_lex_error(lex, "'\\u' needs four hexadecimal digits");
    {
        unsigned unit = hex_value(lex->text + lex->at);

        if (unit == 0)
            return sim_json_lex_error(lex, "a string must not hold a NUL character");
        lex->at += 4;
        if (unit >= 0xdc00 && unit < 0xe000)
            return sim_json_lex_error(lex, "lone low surrogate in a string");
        if (unit >= 0xd800 && unit < 0xdc00) {
            if (lex->at + 6 > lex->length || lex->text[lex->at] != '\\' ||
                lex->text[lex->at + 1] != 'u')
                return sim_json_lex_error(lex, "lone high surrogate in a string");
            for (int i = 2; i < 6; i++)
                if (!is_hex(lex->text[lex->at + (size_t)i]))
                    return sim_json_lex_error(lex, "'\\u' needs four hexadecimal digits");
            unit = hex_value(lex->text + lex->at + 2);
            if (unit < 0xdc00 || unit >= 0xe000)
                return sim_json_lex_error(lex, "lone high surrogate in a string");
            lex->at += 6;
        }
    }
    return true;
}

bool sim_json_lex_string(struct sim_json_lex *lex)
{
    lex->at++;
    while (lex->at < lex->length) {
        unsigned char c = (unsigned char)lex->text[lex->at];
        size_t n;

        if (c == '"') {
            lex->at++;
            return true;
        }
        if (c == '\\') {
            if (!scan_escape(lex))
                return false;
            continue;
        }
        if (c == '\n' || c == '\r')
            return sim_json_lex_error(lex, "string is not closed on its line");
        if (c < 0x20)
            return sim_json_lex_error(lex, "control character in a string");
        n = c < 0x80 ? 1 : sim_utf8_sequence(lex->text + lex->at, lex->length - lex->at);
        if (n == 0)
            return sim_json_lex_error(lex, "string is not valid UTF-8");
        lex->at += n;
    }
    return sim_json_lex_error(lex, "string is not closed");
}

static size_t digits_at(const struct sim_json_lex *lex, size_t at)
{
    size_t n = 0;

    while (at + n < lex->length && lex->text[at + n] >= '0' && lex->text[at + n] <= '9')
        n++;
    return n;
}

/* Length of the number at `at`, 0 if it is none; where its whole part begins and ends. */
static size_t number_length(const struct sim_json_lex *lex, size_t *first, size_t *point)
{
    size_t at = lex->at, n;

    at += lex->text[at] == '-';
    *first = at;
    n = digits_at(lex, at);
    at += n;
    *point = at;
    if (n > 0 && at < lex->length && lex->text[at] == '.') {
        n = digits_at(lex, at + 1);
        at += 1 + n;
    }
    if (n > 0 && at < lex->length && (lex->text[at] == 'e' || lex->text[at] == 'E')) {
        at++;
        at += at < lex->length && (lex->text[at] == '+' || lex->text[at] == '-');
        n = digits_at(lex, at);
        at += n;
    }
    return n > 0 ? at - lex->at : 0;
}

static bool is_number_char(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

bool sim_json_lex_number(struct sim_json_lex *lex, struct sim_json_digits *digits)
{
    size_t first, point;
    size_t n = number_length(lex, &first, &point);

    *digits = (struct sim_json_digits){.text = lex->text + lex->at,
                                       .length = n,
                                       .column = sim_json_lex_column(lex, lex->at),
                                       .is_integer = point == lex->at + n};
    if (point > first + 1 && lex->text[first] == '0')
        return sim_json_lex_error(lex, "number with a leading zero");
    if (n == 0 || is_number_char(digits->text[n]))
        return sim_json_lex_error(lex, "not a number");
    lex->at += n;
    return true;
}

bool sim_json_lex_word(struct sim_json_lex *lex, const char *word)
{
    size_t n = strlen(word);

    if (lex->length - lex->at < n || memcmp(lex->text + lex->at, word, n) != 0)
        return sim_json_lex_error(lex,
                                  "a value was expected (true, false, null, a number, a string in "
                                  "double quotes, '[' or '{')");
    lex->at += n;
    return true;
}
