/*
 * condition.c: one key of a Condition against a request.
 */
#include "models/access/access.h"
#include "models/access/key_list.h"
#include "models/access/operator_list.h"
#include "sim/base/assert.h"

#include <string.h>
#include <strings.h>

struct row {
    const char *word;
    struct cri_operator operator;
};

#define ROW(word_, kind_, negated_, fold_)                                                         \
    {word_, {.kind = CRI_OPERATOR_##kind_, .negated = (negated_), .fold = (fold_)}},
static const struct row rows[] = {CRI_OPERATOR_LIST(ROW)};
#undef ROW
#define WORD(word_, ...) word_,
static const char *const words[] = {CRI_OPERATOR_LIST(WORD) NULL};
#undef WORD

enum { N_ROWS = sizeof rows / sizeof rows[0] };

const char *const *cri_operator_words(void)
{
    return words;
}

bool cri_operator_find(const char *word, struct cri_operator *out)
{
    static const char any[] = "ForAnyValue:", all[] = "ForAllValues:", exists[] = "IfExists";
    enum cri_quantifier quantifier = CRI_ONE_VALUE;
    size_t n;
    bool if_exists;

    if (strncasecmp(word, any, sizeof any - 1) == 0) {
        quantifier = CRI_ANY_VALUE;
        word += sizeof any - 1;
    } else if (strncasecmp(word, all, sizeof all - 1) == 0) {
        quantifier = CRI_ALL_VALUES;
        word += sizeof all - 1;
    }
    n = strlen(word);
    if_exists = n > sizeof exists - 1 && strcasecmp(word + n - (sizeof exists - 1), exists) == 0;
    n -= if_exists ? sizeof exists - 1 : 0;
    for (int i = 0; i < N_ROWS; i++)
        if (strlen(rows[i].word) == n && strncasecmp(rows[i].word, word, n) == 0) {
            *out = rows[i].operator;
            out->quantifier = quantifier;
            out->if_exists = if_exists;
            /* "NullIfExists" would ask whether a key is there if it is there. */
            return !(if_exists && out->kind == CRI_OPERATOR_NULL_);
        }
    return false;
}

/* ---- what is known of a key ---- */

enum presence { NEVER, MAYBE, ALWAYS };

struct known {
    enum presence presence;
    struct cri_value value;
    const char *forms; /* NULL, or lines, one of which the value is, instead */
};

/* Keys that depend on the call, then the rows, then all others. */
enum { REGION, PROFILE, MANTLE_MODEL, ACCOUNT, TAG_KEYS, REQUEST_TAG, N_OF_CALL };

static const char *const call_keys[N_OF_CALL] = {
    "aws:RequestedRegion",  "bedrock:InferenceProfileArn",
    "bedrock-mantle:Model", "aws:PrincipalAccount",
    "aws:TagKeys",          "aws:RequestTag/"};

static const struct {
    const char *key;
    enum presence presence;
    const char *value;
} known_keys[] = {
#define KEY(name, presence, value) {name, presence, value},
    CRI_KEY_LIST(KEY)
#undef KEY
};

enum { N_KNOWN = sizeof known_keys / sizeof known_keys[0], UNKNOWN_KEY = N_OF_CALL + N_KNOWN };

uint32_t cri_key_find(const char *key)
{
    for (uint32_t i = 0; i < N_OF_CALL; i++)
        if (strcasecmp(key, call_keys[i]) == 0)
            return i;
    if (strncasecmp(key, call_keys[REQUEST_TAG], strlen(call_keys[REQUEST_TAG])) == 0)
        return REQUEST_TAG;
    for (uint32_t i = 0; i < N_KNOWN; i++)
        if (strcasecmp(key, known_keys[i].key) == 0)
            return N_OF_CALL + i;
    return UNKNOWN_KEY;
}

static const struct cri_value anything = {.text = "\x01", .n = 1, .open = true};
static const struct cri_value any_account = {.text = CRI_TWELVE_DIGITS, .n = 12};

static struct known there_if_set(const struct cri_value *value)
{
    return (struct known){value->text != NULL ? ALWAYS : NEVER, *value, NULL};
}

/* An invocation makes nothing that could be given tags; a job is. */
static struct known tags_of(const struct cri_access_request *request)
{
    bool invocation = request->action == CRI_ACTION_INVOKE || request->action == CRI_ACTION_STREAM;

    return (struct known){invocation ? NEVER : MAYBE, anything, NULL};
}

static struct known known_of(uint32_t key, const struct cri_access_request *request)
{
    switch (key) {
    case REGION:
        return (struct known){ALWAYS, request->region, NULL};
    case PROFILE:
        return there_if_set(&request->profile);
    case MANTLE_MODEL:
        return there_if_set(&request->mantle_model);
    case ACCOUNT:
        return (struct known){ALWAYS,
                              request->account.text != NULL ? request->account : any_account, NULL};
    case TAG_KEYS:
    case REQUEST_TAG:
        return tags_of(request);
    case UNKNOWN_KEY:
        return (struct known){MAYBE, anything, NULL};
    default:
        break;
    }
    key -= N_OF_CALL;
    if (known_keys[key].value == NULL || strchr(known_keys[key].value, '\n') != NULL)
        return (struct known){known_keys[key].presence, anything, known_keys[key].value};
    return (struct known){known_keys[key].presence, cri_value_of(known_keys[key].value), NULL};
}

/* ---- comparisons ---- */

/* Whether a pattern ends with a word behind a colon, as "...:root": names of roles and users have
 * no colon, and one of a path has '/' behind it, so no form with a name does. */
static bool ends_with_word(const struct cri_pattern *pattern)
{
    const char *at = strrchr(pattern->text, ':');

    if (at == NULL || at[1] == '\0')
        return false;
    for (at++; *at != '\0'; at++)
        if (*at == '*' || *at == '?' || *at == '/' || (unsigned char)*at < ' ')
            return false;
    return true;
}

/* A value that is there, under the positive operator: one of the list fits. named: it ends with a
 * name (ends_with_word()). */
static enum cri_truth one_fits(const struct cri_condition *condition, const struct cri_value *value,
                               bool named, const char *here)
{
    enum cri_operator_kind kind = condition->operator.kind;
    struct cri_match_rule rule = {.wild = kind == CRI_OPERATOR_LIKE || kind == CRI_OPERATOR_ARN,
                                  .fold = condition->operator.fold,
                                  .arn = kind == CRI_OPERATOR_ARN};
    enum cri_truth truth = CRI_FALSE;

    if (kind == CRI_OPERATOR_OPAQUE)
        return CRI_UNKNOWN;
    for (uint32_t i = 0; i < condition->values.n && truth != CRI_TRUE; i++)
        if (!named || !ends_with_word(&condition->values.items[i]))
            truth = cri_or(truth, cri_match(rule, &condition->values.items[i], value, here));
    return truth;
}

/* The same whichever of its forms the value has, or not known. */
static enum cri_truth each_fits(const struct cri_condition *condition, const char *forms,
                                const char *here)
{
    enum cri_truth truth = CRI_UNKNOWN;
    char form[128];

    for (const char *at = forms; *at != '\0';) {
        size_t n = strcspn(at, "\n");
        struct cri_value value;
        enum cri_truth fits;

        SIM_ASSERT(n < sizeof form, "a form of %zu bytes", n);
        memcpy(form, at, n);
        form[n] = '\0';
        value = cri_value_of(form);
        fits = one_fits(condition, &value, value.open, here);
        if (fits == CRI_UNKNOWN || (at != forms && fits != truth))
            return CRI_UNKNOWN;
        truth = fits;
        at += n + (at[n] == '\n');
    }
    return truth;
}

/* A key that is not there: a negated operator has nothing that it could be equal to. */
static bool holds_when_absent(const struct cri_operator *operator)
{
    if (operator->if_exists || operator->quantifier == CRI_ALL_VALUES)
        return true;
    return operator->quantifier == CRI_ONE_VALUE && operator->negated;
}

/* Null: "true" = the key is absent. */
static enum cri_truth is_null(const struct cri_condition *condition, enum presence presence)
{
    static const struct cri_value yes = {.text = "true", .n = 4}, no = {.text = "false", .n = 5};
    struct cri_match_rule rule = {.fold = true};
    enum cri_truth absent = CRI_FALSE, present = CRI_FALSE;

    for (uint32_t i = 0; i < condition->values.n; i++) {
        absent = cri_or(absent, cri_match(rule, &condition->values.items[i], &yes, NULL));
        present = cri_or(present, cri_match(rule, &condition->values.items[i], &no, NULL));
    }
    if (presence == MAYBE)
        return absent == present ? absent : CRI_UNKNOWN;
    return presence == NEVER ? absent : present;
}

enum cri_truth cri_condition_holds(const struct cri_condition *condition,
                                   const struct cri_access_request *request)
{
    struct known known = known_of(condition->known, request);
    enum cri_truth present, absent;

    if (condition->operator.kind == CRI_OPERATOR_NULL_)
        return is_null(condition, known.presence);
    absent = holds_when_absent(&condition->operator) ? CRI_TRUE : CRI_FALSE;
    if (known.presence == NEVER)
        return absent;
    present = known.forms != NULL ? each_fits(condition, known.forms, request->region.text)
                                  : one_fits(condition, &known.value, false, request->region.text);
    if (condition->operator.negated)
        present = cri_not(present);
    if (known.presence == ALWAYS)
        return present;
    return present == absent ? present : CRI_UNKNOWN;
}
