/*
 * match.h: patterns of policies against values of a request, where either may have parts that
 * nobody knows: the account of the caller, a placeholder in a published policy. The answer is then
 * one of three: true or false whatever the unknown parts are, or it depends on them.
 *
 * In both strings CRI_HOLE is an unknown run of characters, possibly empty; in values CRI_DIGIT is
 * an unknown digit. In patterns CRI_STAR and CRI_MARK are the characters '*' and '?' themselves,
 * where these would be wildcards, and CRI_HERE is the Region of the request.
 */
#ifndef CRISIM_MODELS_ACCESS_MATCH_H
#define CRISIM_MODELS_ACCESS_MATCH_H

#include <stdbool.h>
#include <stdint.h>

/* In this order, so that "and" is the least of two and "or" the greatest. */
enum cri_truth { CRI_FALSE, CRI_UNKNOWN, CRI_TRUE };

#define CRI_HOLE '\x01'
#define CRI_STAR '\x02'
#define CRI_MARK '\x03'
#define CRI_HERE '\x04'

/* In values. */
#define CRI_DIGIT         '\x05'
#define CRI_TWELVE_DIGITS "\5\5\5\5\5\5\5\5\5\5\5\5"

/* Bytes of the longest value; patterns may be of any length. */
enum { CRI_MOST_VALUE = 1023 };

static inline enum cri_truth cri_not(enum cri_truth a)
{
    return (enum cri_truth)(CRI_TRUE - a);
}
static inline enum cri_truth cri_and(enum cri_truth a, enum cri_truth b)
{
    return a < b ? a : b;
}
static inline enum cri_truth cri_or(enum cri_truth a, enum cri_truth b)
{
    return a > b ? a : b;
}

/* A pattern, and what is known of it beforehand: most comparisons end at its first characters. */
struct cri_head {
    uint64_t bytes, mask; /* the first eight that stand for themselves; which there are */
};

struct cri_pattern {
    const char *text; /* borrowed */
    struct cri_head head;
    uint32_t n;          /* bytes */
    uint32_t plain;      /* bytes before the first that stands for anything else than itself */
    uint32_t last;       /* where the sixth part of an ARN begins; 0 = it has fewer parts */
    uint32_t last_plain; /* of that part, as `plain` */
    bool open;           /* it has a hole */
    bool here;           /* it has CRI_HERE */
};

struct cri_value {
    const char *text; /* NULL: there is none */
    struct cri_head head;
    uint32_t n;
    uint32_t plain, last, last_plain; /* as of a pattern */
    bool open;                        /* it has a hole */
};

struct cri_pattern cri_pattern_of(const char *text);
/** text: at most CRI_MOST_VALUE bytes, or NULL. */
struct cri_value cri_value_of(const char *text);

/* What a comparison does with its pattern. */
struct cri_match_rule {
    bool wild; /* '*' and '?' are wildcards */
    bool fold; /* ASCII letters alike in either case */
    bool arn;  /* wild: each of the six parts of an ARN by itself, as the Arn operators have it */
};

/** cri_match() without its look at the first characters. */
enum cri_truth cri_match_all(struct cri_match_rule rule, const struct cri_pattern *pattern,
                             const struct cri_value *value, const char *here);
/**
 * @param here   Region of the request, for CRI_HERE; may be NULL: it is then unknown
 */
static inline enum cri_truth cri_match(struct cri_match_rule rule,
                                       const struct cri_pattern *pattern,
                                       const struct cri_value *value, const char *here)
{
    if (!rule.fold &&
        ((pattern->head.bytes ^ value->head.bytes) & pattern->head.mask & value->head.mask) != 0)
        return CRI_FALSE;
    return cri_match_all(rule, pattern, value, here);
}

#endif
