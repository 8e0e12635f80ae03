#include "models/access/match.h"

#include "sim/base/assert.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { ARN_PARTS = 6 };

/* A run of characters of a pattern or a value. */
struct span {
    const char *at;
    size_t n;
};

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_char(struct cri_match_rule rule, char pattern, char value)
{
    if (pattern == CRI_STAR)
        return value == '*';
    if (pattern == CRI_MARK)
        return value == '?';
    return rule.fold ? folded(pattern) == folded(value) : pattern == value;
}

/* What an unknown digit of a value is: any that would fit, or none but under a wildcard. */
enum digits { ANY_DIGIT, NO_DIGIT };

static inline bool fits_char(struct cri_match_rule rule, char pattern, char value,
                             enum digits digits)
{
    if (pattern == value)
        return pattern != '*' || !rule.wild;
    if (rule.wild && pattern == '?')
        return true;
    if (value == CRI_DIGIT)
        return digits == ANY_DIGIT && isdigit((unsigned char)pattern);
    return same_char(rule, pattern, value);
}

/* The first place from `from` on where what follows a star can begin, or the end. */
static inline size_t next_start(struct cri_match_rule rule, char first, struct span value,
                                size_t from)
{
    const char *found;

    /* Characters that stand for others, or that an unknown digit could be. */
    if (rule.fold || first == '?' || first == '*' || (unsigned char)first < ' ' ||
        isdigit((unsigned char)first) || from >= value.n)
        return from;
    found = memchr(value.at + from, first, value.n - from);
    return found != NULL ? (size_t)(found - value.at) : value.n;
}

/* Neither side has a hole: greedy, with a step back to the last star. */
static bool matches(struct cri_match_rule rule, struct span pattern, struct span value,
                    enum digits digits)
{
    size_t p = 0, v = 0, star = SIZE_MAX, resume = 0;

    while (v < value.n) {
        if (p < pattern.n && rule.wild && pattern.at[p] == '*') {
            star = p++;
            resume = v;
            if (p == pattern.n)
                return true;
        } else if (p < pattern.n && fits_char(rule, pattern.at[p], value.at[v], digits)) {
            p++;
            v++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            resume = next_start(rule, pattern.at[p], value, resume + 1);
            v = resume;
        } else {
            return false;
        }
    }
    while (p < pattern.n && rule.wild && pattern.at[p] == '*')
        p++;
    return p == pattern.n;
}

/*
 * Whether the pattern matches for some way to fill the holes (possible), or for every one: then a
 * hole of the value must fall under a star, and the pattern itself has none that it could need.
 * reach[j]: what was read of the pattern matches the first j characters of the value.
 */
static bool reaches(struct cri_match_rule rule, struct span pattern, struct span value,
                    bool possible)
{
    bool reach[CRI_MOST_VALUE + 1] = {true};

    for (size_t j = 1; j <= value.n; j++)
        reach[j] = possible && reach[j - 1] && value.at[j - 1] == CRI_HOLE;
    for (size_t i = 0; i < pattern.n; i++) {
        char p = pattern.at[i];
        bool any = (rule.wild && p == '*') || p == CRI_HOLE;
        bool before = reach[0]; /* of the row above, one to the left */

        if (p == CRI_HOLE && !possible)
            return false;
        reach[0] = any && reach[0];
        for (size_t j = 1; j <= value.n; j++) {
            bool above = reach[j];
            bool hole = value.at[j - 1] == CRI_HOLE;

            if (any)
                reach[j] = above || reach[j - 1];
            else if (hole)
                reach[j] = possible && (above || reach[j - 1]);
            else
                reach[j] =
                    before && fits_char(rule, p, value.at[j - 1], possible ? ANY_DIGIT : NO_DIGIT);
            before = above;
        }
    }
    return reach[value.n];
}

static bool has_hole(struct span span)
{
    return span.n > 0 && memchr(span.at, CRI_HOLE, span.n) != NULL;
}

static enum cri_truth match_span(struct cri_match_rule rule, struct span pattern, struct span value,
                                 bool open)
{
    if (!open) {
        if (!matches(rule, pattern, value, ANY_DIGIT))
            return CRI_FALSE;
        return memchr(value.at, CRI_DIGIT, value.n) == NULL ||
                       matches(rule, pattern, value, NO_DIGIT)
                   ? CRI_TRUE
                   : CRI_UNKNOWN;
    }
    if (!reaches(rule, pattern, value, true))
        return CRI_FALSE;
    return reaches(rule, pattern, value, false) ? CRI_TRUE : CRI_UNKNOWN;
}

/* The parts of an ARN; the sixth keeps its colons. */
static int split(struct span whole, struct span *parts)
{
    int n = 0;

    parts[0] = (struct span){whole.at, 0};
    for (size_t i = 0; i < whole.n; i++) {
        if (whole.at[i] == ':' && n < ARN_PARTS - 1)
            parts[++n] = (struct span){whole.at + i + 1, 0};
        else
            parts[n].n++;
    }
    return n + 1;
}

/* Both have six parts; `last` as of cri_pattern. */
static enum cri_truth match_parts(struct cri_match_rule rule, struct span pattern,
                                  struct span value, bool open)
{
    struct span of_pattern[ARN_PARTS], of_value[ARN_PARTS];
    enum cri_truth truth = CRI_TRUE;

    split(pattern, of_pattern);
    split(value, of_value);
    for (int i = 0; i < ARN_PARTS && truth != CRI_FALSE; i++)
        truth =
            cri_and(truth, match_span(rule, of_pattern[i], of_value[i],
                                      open && (has_hole(of_pattern[i]) || has_hole(of_value[i]))));
    return truth;
}

static enum cri_truth match_arn(struct cri_match_rule rule, const struct cri_pattern *pattern,
                                const struct cri_value *value, bool open)
{
    struct span all_pattern = {pattern->text, pattern->n}, all_value = {value->text, value->n};

    /* An ARN of which nothing is known cannot be compared part by part, nor with a pattern that
     * leaves its last parts to a star, as "*". A pattern that is no ARN otherwise fits none. */
    if (value->last == 0)
        return match_span(rule, all_pattern, all_value, open);
    if (pattern->last == 0)
        return pattern->n > 0 && (pattern->text[pattern->n - 1] == '*' || pattern->open)
                   ? match_span(rule, all_pattern, all_value, open)
                   : CRI_FALSE;
    /* The last part says most. */
    if (memcmp(pattern->text + pattern->last, value->text + value->last,
               least(pattern->last_plain, value->last_plain)) != 0)
        return CRI_FALSE;
    return match_parts(rule, all_pattern, all_value, open);
}

/* The pattern with its Region in place; one that is too long to hold is not known. */
static enum cri_truth match_here(struct cri_match_rule rule, const struct cri_pattern *pattern,
                                 const struct cri_value *value, const char *here)
{
    char filled[2 * CRI_MOST_VALUE];
    size_t n = 0;

    for (const char *at = pattern->text; *at != '\0'; at++) {
        bool is_here = *at == CRI_HERE && here != NULL;
        const char *add = is_here ? here : at;
        size_t length = is_here ? strlen(add) : 1;

        if (n + length >= sizeof filled)
            return CRI_UNKNOWN;
        memcpy(filled + n, add, length);
        if (*at == CRI_HERE && here == NULL)
            filled[n] = CRI_HOLE;
        n += length;
    }
    filled[n] = '\0';
    {
        struct cri_pattern now = cri_pattern_of(filled);

        return cri_match(rule, &now, value, NULL);
    }
}

enum cri_truth cri_match_all(struct cri_match_rule rule, const struct cri_pattern *pattern,
                             const struct cri_value *value, const char *here)
{
    uint32_t same = rule.fold ? 0 : least(pattern->plain, value->plain);
    bool open = pattern->open || value->open;

    if (memcmp(pattern->text, value->text, same) != 0)
        return CRI_FALSE;
    if (pattern->here)
        return match_here(rule, pattern, value, here);
    if (rule.arn)
        return match_arn(rule, pattern, value, open);
    return match_span(rule, (struct span){pattern->text + same, pattern->n - same},
                      (struct span){value->text + same, value->n - same}, open);
}

/* Where the sixth part of an ARN begins, or 0. */
static uint32_t last_part(const char *text)
{
    const char *at = text;

    for (int i = 0; i < ARN_PARTS - 1; i++) {
        at = strchr(at, ':');
        if (at == NULL)
            return 0;
        at++;
    }
    return (uint32_t)(at - text);
}

static struct cri_head head_of(const char *text, uint32_t plain)
{
    struct cri_head head = {0, 0};
    size_t n = plain < sizeof head.bytes ? plain : sizeof head.bytes;

    memcpy(&head.bytes, text, n);
    memset(&head.mask, 0xff, n);
    return head;
}

struct cri_pattern cri_pattern_of(const char *text)
{
    static const char special[] = {'*', '?', CRI_HOLE, CRI_STAR, CRI_MARK, CRI_HERE, '\0'};
    uint32_t plain = (uint32_t)strcspn(text, special);
    uint32_t last = last_part(text);

    return (struct cri_pattern){.text = text,
                                .head = head_of(text, plain),
                                .n = (uint32_t)strlen(text),
                                .plain = plain,
                                .last = last,
                                .last_plain = (uint32_t)strcspn(text + last, special),
                                .open = strchr(text, CRI_HOLE) != NULL,
                                .here = strchr(text, CRI_HERE) != NULL};
}

struct cri_value cri_value_of(const char *text)
{
    static const char special[] = {CRI_HOLE, CRI_DIGIT, '\0'};
    struct cri_value value = {.text = text};

    if (text == NULL)
        return value;
    value.n = (uint32_t)strlen(text);
    value.plain = (uint32_t)strcspn(text, special);
    value.head = head_of(text, value.plain);
    value.last = last_part(text);
    value.last_plain = (uint32_t)strcspn(text + value.last, special);
    value.open = strchr(text, CRI_HOLE) != NULL;
    SIM_ASSERT(value.n <= CRI_MOST_VALUE, "a value of %u bytes", value.n);
    return value;
}
