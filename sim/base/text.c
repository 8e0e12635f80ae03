#include "sim/base/text.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void sim_text_release(struct sim_text *text)
{
    free(text->data);
    *text = (struct sim_text){0};
}

void sim_text_clear(struct sim_text *text)
{
    text->length = 0;
    if (text->data != NULL)
        text->data[0] = '\0';
}

static void reserve(struct sim_text *text, size_t more)
{
    size_t wanted = text->length + more + 1;
    size_t capacity = text->capacity > 0 ? text->capacity : 64;

    SIM_ASSERT(wanted > more && wanted < SIZE_MAX / 2, "text of %zu bytes", wanted);
    while (capacity < wanted)
        capacity *= 2;
    if (capacity == text->capacity)
        return;
    text->data = sim_grown(text->data, capacity, 1);
    text->capacity = capacity;
}

void sim_text_add_bytes(struct sim_text *text, const char *bytes, size_t n)
{
    reserve(text, n);
    if (n > 0)
        memcpy(text->data + text->length, bytes, n);
    text->length += n;
    text->data[text->length] = '\0';
}

void sim_text_add(struct sim_text *text, const char *string)
{
    sim_text_add_bytes(text, string, strlen(string));
}

void sim_text_addf(struct sim_text *text, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    SIM_ASSERT(length >= 0, "bad format");
    reserve(text, (size_t)length);
    va_start(arguments, format);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

char *sim_text_take(struct sim_text *text)
{
    char *data = text->data != NULL ? text->data : sim_strdup("");

    *text = (struct sim_text){0};
    return data;
}

/* Bytes of the control character at s, its code point in *code; 0 = none stands there. */
static size_t control_at(const char *s, unsigned *code)
{
    const unsigned char *b = (const unsigned char *)s;

    if (b[0] < 0x20 || b[0] == 0x7f) {
        *code = b[0];
        return b[0] != 0;
    }
    if (b[0] == 0xc2 && b[1] >= 0x80 && b[1] < 0xa0) {
        *code = b[1];
        return 2;
    }
    if (b[0] == 0xe2 && (b[1] == 0x80 || b[1] == 0x81) && b[2] >= 0x80) {
        *code = 0x2000u + (b[1] - 0x80u) * 64 + (b[2] - 0x80u);
        if (*code == 0x200e || *code == 0x200f || (*code >= 0x2028 && *code <= 0x202e) ||
            (*code >= 0x2066 && *code <= 0x2069))
            return 3;
    }
    return 0;
}

bool sim_is_visible(const char *string)
{
    unsigned code;

    while (*string != '\0' && control_at(string, &code) == 0)
        string++;
    return *string == '\0';
}

void sim_text_add_shell_word(struct sim_text *text, const char *string)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+=@%:/,";
    bool quoted = string[0] == '\0' || strspn(string, plain) < strlen(string);

    sim_text_add(text, string[0] == '-' ? "./" : "");
    sim_text_add(text, quoted ? "'" : "");
    for (; *string != '\0'; string++) {
        if (*string == '\'')
            sim_text_add(text, "'\\''");
        else
            sim_text_add_bytes(text, string, 1);
    }
    sim_text_add(text, quoted ? "'" : "");
}

void sim_text_add_visible(struct sim_text *text, const char *string)
{
    while (*string != '\0') {
        unsigned code;
        size_t n = control_at(string, &code);

        if (n == 0)
            sim_text_add_bytes(text, string, n = 1);
        else if (code == '\n' || code == '\t' || code == '\r')
            sim_text_add(text, " ");
        else
            sim_text_addf(text, code < 0x100 ? "\\x%02x" : "\\u%04x", code);
        string += n;
    }
}

/* Bytes of the character at text; 0 if it is broken or must not be shown. */
static size_t visible_length(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    size_t n;
    uint32_t code;

    if (c[0] < 0x80)
        return c[0] >= 0x20 && c[0] != 0x7f;
    if (c[0] >= 0xc2 && c[0] <= 0xdf)
        n = 2, code = c[0] & 0x1f;
    else if (c[0] >= 0xe0 && c[0] <= 0xef)
        n = 3, code = c[0] & 0x0f;
    else if (c[0] >= 0xf0 && c[0] <= 0xf4)
        n = 4, code = c[0] & 0x07;
    else
        return 0;
    for (size_t i = 1; i < n; i++) {
        if ((c[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (c[i] & 0x3f);
    }
    /* Overlong forms, surrogates, C1 controls and marks that turn the reading direction around. */
    if ((n == 3 && code < 0x800) || (n == 4 && (code < 0x10000 || code > 0x10ffff)) ||
        (code >= 0xd800 && code <= 0xdfff) || (code >= 0x80 && code < 0xa0) ||
        (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
        return 0;
    return n;
}

const char *sim_next_visible(const char **at, size_t *n)
{
    const char *text = *at;

    *n = visible_length(text);
    *at += *n > 0 ? *n : 1;
    if (*n > 0)
        return text;
    *n = *text == '\n' || *text == '\t' || *text == '\r' ? 1 : 3;
    return *n == 1 ? " " : "\xef\xbf\xbd";
}

void sim_text_add_csv(struct sim_text *text, const char *string)
{
    if (strpbrk(string, ",\"\n\r") == NULL) {
        sim_text_add(text, string);
        return;
    }
    sim_text_add(text, "\"");
    for (; *string != '\0'; string++)
        sim_text_addf(text, *string == '"' ? "\"\"" : "%c", *string);
    sim_text_add(text, "\"");
}

void sim_text_add_xml(struct sim_text *text, const char *string)
{
    while (string != NULL && *string != '\0') {
        size_t n;
        const char *c = sim_next_visible(&string, &n);

        switch (*c) {
        case '&':
            sim_text_add(text, "&amp;");
            break;
        case '<':
            sim_text_add(text, "&lt;");
            break;
        case '>':
            sim_text_add(text, "&gt;");
            break;
        case '"':
            sim_text_add(text, "&quot;");
            break;
        case '\'':
            sim_text_add(text, "&#39;");
            break;
        default:
            sim_text_add_bytes(text, c, n);
        }
    }
}

char *sim_strdup(const char *string)
{
    size_t size = strlen(string) + 1;
    return memcpy(sim_fresh(size, 1), string, size);
}

enum { LONGEST_NAME = 128 };

size_t sim_name_distance(const char *a, const char *b)
{
    size_t n = strlen(a);
    size_t m = strlen(b);
    size_t rows[3][LONGEST_NAME + 1];

    if (n > LONGEST_NAME || m > LONGEST_NAME)
        return SIZE_MAX;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = rows[i % 3];
        const size_t *up = rows[(i + 2) % 3];
        const size_t *up2 = rows[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = up[j - 1] + (a[i - 1] != b[j - 1]);

            if (up[j] + 1 < best)
                best = up[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                up2[j - 2] + 1 < best)
                best = up2[j - 2] + 1;
            now[j] = best;
        }
    }
    return rows[n % 3][m];
}

const char *sim_nearest_name(const char *word, const char *const *names, size_t n)
{
    size_t bound = strlen(word) / 3;
    const char *nearest = NULL;
    size_t least = SIZE_MAX;

    if (bound < 1)
        bound = 1;
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(word, names[i]) == 0)
            return names[i];
    for (size_t i = 0; i < n; i++) {
        size_t d = sim_name_distance(word, names[i]);

        if (d <= bound && d < least) {
            least = d;
            nearest = names[i];
        }
    }
    /* A name cut short, or with another unit at its end, is nobody's slip of the finger. */
    for (size_t i = 0; nearest == NULL && i < n; i++) {
        size_t same = 0;

        while (word[same] != '\0' && word[same] == names[i][same])
            same++;
        if (same >= 4 && same * 3 >= strlen(word) * 2)
            nearest = names[i];
    }
    return nearest;
}

static bool holds(const char *name, const char *word)
{
    size_t length = strlen(word);

    for (; length > 0 && *name != '\0'; name++)
        if (strncasecmp(name, word, length) == 0)
            return true;
    return false;
}

bool sim_text_add_candidates(struct sim_text *text, const char *word, const char *const *names,
                             size_t n)
{
    const char *nearest = sim_nearest_name(word, names, n);
    size_t n_like = 0, said = 0;

    if (nearest != NULL) {
        sim_text_addf(text, "; did you mean '%s'?", nearest);
        return true;
    }
    for (size_t i = 0; i < n; i++)
        n_like += holds(names[i], word);
    if ((n_like == 0 && n > SIM_FEW_NAMES) || n_like > SIM_FEW_NAMES || n == 0)
        return false;
    if (n_like > 0)
        sim_text_addf(text, "; did you mean %s", n_like > 1 ? "one of " : "");
    else
        sim_text_addf(text, "; there %s ", n == 1 ? "is only" : "are");
    for (size_t i = 0; i < n; i++)
        if (n_like == 0 || holds(names[i], word))
            sim_text_addf(text, "%s'%s'", said++ > 0 ? ", " : "", names[i]);
    sim_text_add(text, n_like > 0 ? "?" : "");
    return true;
}

uint64_t sim_hash_bytes(const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < n; i++) {
        hash ^= byte[i];
        hash *= UINT64_C(1099511628211);
    }
    /* FNV leaves the high bits of short names weak; splitmix64's finaliser spreads them. */
    hash ^= hash >> 30;
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    hash ^= hash >> 27;
    hash *= UINT64_C(0x94d049bb133111eb);
    return hash ^ hash >> 31;
}

uint64_t sim_hash_string(const char *string)
{
    return sim_hash_bytes(string, strlen(string));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool sim_parse_double(const char *text, size_t length, double *out)
{
    char buffer[512];
    size_t i = 0;

    if (length == 0 || length >= sizeof buffer)
        return false;
    if (text[i] == '-')
        i++;
    if (i == length || !is_digit(text[i]))
        return false;
    while (i < length && is_digit(text[i]))
        i++;
    if (i < length && text[i] == '.') {
        i++;
        if (i == length || !is_digit(text[i]))
            return false;
        while (i < length && is_digit(text[i]))
            i++;
    }
    if (i < length && (text[i] == 'e' || text[i] == 'E')) {
        i++;
        if (i < length && (text[i] == '+' || text[i] == '-'))
            i++;
        if (i == length || !is_digit(text[i]))
            return false;
        while (i < length && is_digit(text[i]))
            i++;
    }
    if (i != length)
        return false;
    memcpy(buffer, text, length);
    buffer[length] = '\0';
    /* The program never calls setlocale(), so strtod() reads the C locale's point. */
    *out = strtod(buffer, NULL);
    return isfinite(*out);
}

bool sim_parse_int64(const char *text, size_t length, int64_t *out)
{
    bool negative = length > 0 && text[0] == '-';
    uint64_t bound = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    uint64_t value = 0;
    size_t i = negative ? 1 : 0;

    if (i == length)
        return false;
    for (; i < length; i++) {
        uint64_t digit;

        if (!is_digit(text[i]))
            return false;
        digit = (uint64_t)(text[i] - '0');
        if (value > (bound - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return true;
}

size_t sim_format_double(double value, char *buffer, size_t size)
{
    char text[40];

    if (!isfinite(value))
        return (size_t)snprintf(buffer, size, "null");
    if (value == 0)
        return (size_t)snprintf(buffer, size, "0"); /* also for -0 */
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    return (size_t)snprintf(buffer, size, "%s", text);
}

size_t sim_format_grouped(int64_t value, char *buffer, size_t size)
{
    char digits[24];
    char grouped[32];
    size_t n = (size_t)snprintf(digits, sizeof digits, "%" PRId64, value);
    size_t to = 0;

    for (size_t i = 0; i < n; i++) {
        grouped[to++] = digits[i];
        if (is_digit(digits[i]) && i + 1 < n && (n - 1 - i) % 3 == 0)
            grouped[to++] = ',';
    }
    grouped[to] = '\0';
    return (size_t)snprintf(buffer, size, "%s", grouped);
}

static char plain(char c)
{
    return c == '-' || c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool sim_same_words(const char *a, const char *b)
{
    while (*a != '\0' && plain(*a) == plain(*b)) {
        a++;
        b++;
    }
    a += plain(*a) == 's' && a[1] == '\0' && *b == '\0';
    b += plain(*b) == 's' && b[1] == '\0' && *a == '\0';
    return *a == '\0' && *b == '\0';
}

size_t sim_utf8_sequence(const char *bytes, size_t left)
{
    const unsigned char *s = (const unsigned char *)bytes;
    size_t length = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;

    if (s[0] < 0xc2 || s[0] > 0xf4 || left < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    /* Longer than needed, surrogates, beyond U+10FFFF. */
    if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
        (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
        return 0;
    return length;
}

size_t sim_utf8_length(const char *bytes, size_t n)
{
    const unsigned char *s = (const unsigned char *)bytes;
    size_t at = 0;

    while (at < n) {
        uint64_t word;
        size_t length;

        if (n - at >= sizeof word) {
            memcpy(&word, s + at, sizeof word);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                at += sizeof word;
                continue;
            }
        }
        length = s[at] < 0x80 ? 1 : sim_utf8_sequence(bytes + at, n - at);
        if (length == 0)
            break;
        at += length;
    }
    return at;
}
