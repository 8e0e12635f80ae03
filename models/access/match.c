#include "models/access/match.h"

#include "sim/base/assert.h"

#include <ctype.h>
#include <string.h>

enum { ARN_PARTS = 6 };

/* A run of characters of a pattern or a value. */
struct span {
    const char *at;
    size_t n;
};

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

/* Neither side has a hole: greedy, with a step back to the last star. */
static bool matches(struct cri_match_rule rule, struct span pattern, struct span value)
{
    size_t p = 0, v = 0, star = SIZE_MAX, resume = 0;

    while (v < value.n) {
        if (p < pattern.n && rule.wild && pattern.at[p] == '*') {
            star = p++;
            resume = v;
        } else if (p < pattern.n && ((rule.wild && pattern.at[p] == '?') ||
                                     same_char(rule, pattern.at[p], value.at[v]))) {
            p++;
            v++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            v = ++resume;
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
                    before &&
                    ((rule.wild && p == '?') || same_char(rule, p, value.at[j - 1]) ||
                     (possible && value.at[j - 1] == CRI_DIGIT && isdigit((unsigned char)p)));
            before = above;
        }
    }
    return reach[value.n];
}

static bool is_open(struct span span)
{
    return span.n > 0 && (memchr(span.at, CRI_HOLE, span.n) != NULL ||
                          memchr(span.at, CRI_DIGIT, span.n) != NULL);
}

static enum cri_truth match_span(struct cri_match_rule rule, struct span pattern, struct span value)
{
    SIM_ASSERT(value.n <= CRI_MOST_VALUE, "a value of %zu bytes", value.n);
    if (!is_open(pattern) && !is_open(value))
        return matches(rule, pattern, value) ? CRI_TRUE : CRI_FALSE;
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

static enum cri_truth match_arn(struct cri_match_rule rule, struct span pattern, struct span value)
{
    struct span of_pattern[ARN_PARTS], of_value[ARN_PARTS];
    enum cri_truth truth = CRI_TRUE;

    /* An ARN of which nothing is known cannot be compared part by part, nor with a pattern that
     * leaves its last parts to a star, as "*". A pattern that is no ARN otherwise fits none. */
    if (split(value, of_value) < ARN_PARTS)
        return match_span(rule, pattern, value);
    if (split(pattern, of_pattern) < ARN_PARTS)
        return pattern.n > 0 && (pattern.at[pattern.n - 1] == '*' || is_open(pattern))
                   ? match_span(rule, pattern, value)
                   : CRI_FALSE;
    for (int i = 0; i < ARN_PARTS; i++)
        truth = cri_and(truth, match_span(rule, of_pattern[i], of_value[i]));
    return truth;
}

static enum cri_truth match_whole(struct cri_match_rule rule, struct span pattern,
                                  struct span value)
{
    return rule.arn ? match_arn(rule, pattern, value) : match_span(rule, pattern, value);
}

/* The pattern with its Region in place; one that is too long to hold is not known. */
static enum cri_truth match_here(struct cri_match_rule rule, const char *pattern, const char *value,
                                 const char *here)
{
    char filled[2 * CRI_MOST_VALUE];
    size_t n = 0;

    for (const char *at = pattern; *at != '\0'; at++) {
        const char *add = *at == CRI_HERE && here != NULL ? here : at;
        size_t length = add == here ? strlen(here) : 1;

        if (n + length > sizeof filled)
            return CRI_UNKNOWN;
        memcpy(filled + n, add, length);
        if (*at == CRI_HERE && here == NULL)
            filled[n] = CRI_HOLE;
        n += length;
    }
    return match_whole(rule, (struct span){filled, n}, (struct span){value, strlen(value)});
}

enum cri_truth cri_match(struct cri_match_rule rule, const char *pattern, const char *value,
                         const char *here)
{
    if (strchr(pattern, CRI_HERE) != NULL)
        return match_here(rule, pattern, value, here);
    return match_whole(rule, (struct span){pattern, strlen(pattern)},
                       (struct span){value, strlen(value)});
}
