/*
 * policy_pattern.c: what stands in a policy instead of a value: policy variables, and placeholders
 * that whoever uses a published sample was to fill in.
 */
#include "models/access/match.h"
#include "scenarios/import/policy.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct brackets {
    const char *open, *close;
};

/* In this order: "${" before "{". */
static const struct brackets brackets[] = {{"${", "}"}, {"{{", "}}"}, {"{", "}"},
                                           {"<", ">"},  {"[", "]"},   {"%%", "%%"}};
enum { N_BRACKETS = sizeof brackets / sizeof brackets[0], REGION_PART = 3, ACCOUNT_PART = 4 };

/* Length of a placeholder or variable at `at`, 0 if there is none. */
static size_t bracketed(const char *at)
{
    for (int i = 0; i < N_BRACKETS; i++) {
        size_t n = strlen(brackets[i].open);
        const char *end;

        if (strncmp(at, brackets[i].open, n) != 0)
            continue;
        end = strstr(at + n, brackets[i].close);
        if (end != NULL)
            return (size_t)(end - at) + strlen(brackets[i].close);
    }
    return 0;
}

/* "${aws:PrincipalAccount}", "${aws:x, 'default'}": a variable of IAM; "${AWS::AccountId}" is one
 * of CloudFormation. */
static bool is_variable(const char *at, size_t n)
{
    const char *colon = memchr(at, ':', n);

    return at[0] == '$' && colon != NULL && colon[1] != ':' && islower((unsigned char)at[2]);
}

/* "${*}", "${?}", "${$}": the character itself. */
static char escaped(const char *at, size_t n)
{
    if (n != 4 || at[0] != '$' || at[1] != '{' || at[3] != '}')
        return '\0';
    return at[2] == '*' ? CRI_STAR : at[2] == '?' ? CRI_MARK : at[2] == '$' ? '$' : '\0';
}

static bool is_here(const char *at, size_t n)
{
    static const char here[] = "${aws:RequestedRegion}";

    return n == sizeof here - 1 && strncasecmp(at, here, n) == 0;
}

/* Length of a word in capitals ("REGION", "ACCOUNT_ID", "REGION-2") that ends with the string or at
 * `stop`: no account looks like it, and no Region, not even in capitals ("EU-WEST-1"). */
static size_t capitals(const char *at, char stop)
{
    size_t n = 0, letters = 0, hyphens = 0;

    while (isupper((unsigned char)at[n]) || isdigit((unsigned char)at[n]) || at[n] == '_' ||
           at[n] == '-') {
        letters += isupper((unsigned char)at[n]) != 0;
        hyphens += at[n] == '-';
        n++;
    }
    if (hyphens >= 2 && isdigit((unsigned char)at[n - 1]))
        return 0;
    return letters >= 2 && (at[n] == '\0' || at[n] == stop) ? n : 0;
}

/* A Region or account that is named as an example: the part of an ARN, or a value of a key. */
static size_t named_as_example(const char *string, const char *at, const char *key)
{
    int part = 0;

    if (key != NULL && at == string &&
        (strcasecmp(key, "aws:RequestedRegion") == 0 ||
         strcasecmp(key, "aws:PrincipalAccount") == 0 || strcasecmp(key, "aws:SourceAccount") == 0))
        return strstr(at, "example") != NULL ? strlen(at) : capitals(at, '\0');
    if (at == string || at[-1] != ':' || strncmp(string, "arn:", 4) != 0)
        return 0;
    for (const char *c = string; c < at; c++)
        part += *c == ':';
    return part == REGION_PART || part == ACCOUNT_PART ? capitals(at, ':') : 0;
}

const char *import_pattern(const char *string, bool variables, const char *key,
                           struct sim_arena *arena, const char **open, size_t *open_length)
{
    char *pattern = sim_arena_strdup(arena, string);
    char *out = pattern;
    const char *first = NULL;

    for (const char *at = string; *at != '\0';) {
        size_t n = bracketed(at);
        char literal = n > 0 && variables ? escaped(at, n) : '\0';
        bool variable = n > 0 && variables && (literal != '\0' || is_variable(at, n));

        /* Without variables what looks like one is text, and its '*' a wildcard. */
        if (n > 0 && !variables && (escaped(at, n) != '\0' || is_variable(at, n))) {
            memcpy(out, at, n);
            out += n;
            at += n;
            continue;
        }
        if (n == 0)
            n = named_as_example(string, at, key);
        if (n == 0) {
            /* What stands for something in patterns never came from a file. */
            *out++ = (unsigned char)*at < ' ' ? ' ' : *at;
            at++;
            continue;
        }
        *out++ = literal != '\0' ? literal : variable && is_here(at, n) ? CRI_HERE : CRI_HOLE;
        if (!variable && first == NULL) {
            first = at;
            if (open != NULL) {
                *open = at;
                *open_length = n;
            }
        }
        at += n;
    }
    *out = '\0';
    return pattern;
}
