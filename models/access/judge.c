#include "models/access/access.h"

#include <string.h>

static const char *const level_words[] = {
#define X(name, word, text) word,
    CRI_LEVEL_LIST(X)
#undef X
};
static const char *const level_texts[] = {
#define X(name, word, text) text,
    CRI_LEVEL_LIST(X)
#undef X
};

static const char *const action_words[] = {
#define X(name, word) word,
    CRI_ACTION_LIST(X)
#undef X
};

const char *cri_action_word(enum cri_action action)
{
    return action_words[action];
}

const char *cri_level_word(enum cri_level level)
{
    return level_words[level];
}

const char *cri_level_text(enum cri_level level)
{
    return level_texts[level];
}

static enum cri_truth one_of(const struct cri_patterns *patterns, struct cri_match_rule rule,
                             const struct cri_value *value, const char *here)
{
    enum cri_truth truth = CRI_FALSE;

    for (uint32_t i = 0; i < patterns->n && truth != CRI_TRUE; i++)
        truth = cri_or(truth, cri_match(rule, &patterns->items[i], value, here));
    return truth;
}

void cri_statement_ready(struct cri_statement *statement)
{
    static const struct cri_match_rule rule = {.wild = true, .fold = true};

    for (int i = 0; i < CRI_N_ACTIONS; i++) {
        struct cri_value action = cri_value_of(action_words[i]);
        enum cri_truth truth = one_of(&statement->actions, rule, &action, NULL);

        statement->fits_action[i] = statement->not_action ? cri_not(truth) : truth;
    }
}

enum cri_truth cri_action_fits(const struct cri_statement *statement,
                               const struct cri_access_request *request)
{
    return statement->fits_action[request->action];
}

enum cri_truth cri_resource_fits(const struct cri_statement *statement,
                                 const struct cri_access_request *request)
{
    static const struct cri_match_rule rule = {.wild = true};
    enum cri_truth truth =
        one_of(&statement->resources, rule, &request->resource, request->region.text);

    return statement->not_resource ? cri_not(truth) : truth;
}

enum cri_truth cri_statement_fits(const struct cri_statement *statement,
                                  const struct cri_access_request *request,
                                  const struct cri_condition **unknown)
{
    enum cri_truth truth = cri_action_fits(statement, request);
    const struct cri_condition *first = NULL;

    if (truth == CRI_FALSE)
        return truth;
    for (uint32_t i = 0; i < statement->n_conditions; i++) {
        enum cri_truth part = cri_condition_holds(&statement->conditions[i], request);

        if (part == CRI_FALSE)
            return part;
        if (part == CRI_UNKNOWN && first == NULL)
            first = &statement->conditions[i];
        truth = cri_and(truth, part);
    }
    truth = cri_and(truth, cri_resource_fits(statement, request));
    if (truth == CRI_UNKNOWN && unknown != NULL && first != NULL)
        *unknown = first;
    return truth;
}

/* Where policies are attached: the units of a chain are places of their own. */
struct place {
    enum cri_level level;
    uint32_t unit;
};

static bool is_at(const struct cri_access_policy *policy, struct place place)
{
    return cri_policy_is_at(policy, place.level, place.unit);
}

/* A walk over the places, in the order of levels and, of units, of the policies; begins with zeros.
 * Each level is one place, but for units. */
struct walk {
    struct place at;
    uint32_t level, next; /* the policy to look at */
};

static bool was_before(struct cri_policies policies, uint32_t p)
{
    for (uint32_t i = 0; i < p; i++)
        if (cri_policy_is_at(policies.items[i], policies.items[p]->level, policies.items[p]->unit))
            return true;
    return false;
}

/* @return false if there are no more */
static bool next_place(struct cri_policies policies, struct walk *walk)
{
    while (walk->level == CRI_LEVEL_OU && walk->next < policies.n) {
        uint32_t p = walk->next++;

        if (policies.items[p]->level != CRI_LEVEL_OU || was_before(policies, p))
            continue;
        walk->at = (struct place){CRI_LEVEL_OU, policies.items[p]->unit};
        return true;
    }
    walk->level += walk->level == CRI_LEVEL_OU;
    walk->at = (struct place){(enum cri_level)walk->level, CRI_UNIT_NOT_STATED};
    return walk->level++ < CRI_N_LEVELS;
}

/* Whether an Allow stands in policies of the place at all; without one, one is assumed beside. */
static bool must_allow(struct cri_policies policies, struct place place)
{
    for (uint32_t p = 0; p < policies.n; p++) {
        const struct cri_access_policy *policy = policies.items[p];

        if (!is_at(policy, place))
            continue;
        if (place.level == CRI_LEVEL_BOUNDARY)
            return true;
        for (uint32_t s = 0; s < policy->n_statements; s++)
            if (!policy->statements[s].deny)
                return true;
    }
    return false;
}

/* The first statement of a place and an effect that fits best; truth FALSE: none. */
static enum cri_truth best(const struct cri_access_request *request, struct cri_policies policies,
                           struct place place, bool deny, struct cri_judgement *found)
{
    enum cri_truth truth = CRI_FALSE;

    for (uint32_t p = 0; p < policies.n && truth != CRI_TRUE; p++) {
        const struct cri_access_policy *policy = policies.items[p];

        if (!is_at(policy, place))
            continue;
        for (uint32_t s = 0; s < policy->n_statements; s++) {
            const struct cri_statement *statement = &policy->statements[s];
            const struct cri_condition *unknown = NULL;
            enum cri_truth fits;

            if (statement->deny != deny)
                continue;
            fits = cri_statement_fits(statement, request, &unknown);
            if (fits <= truth)
                continue;
            truth = fits;
            *found = (struct cri_judgement){.level = place.level,
                                            .unit = place.unit,
                                            .policy = policy,
                                            .statement = statement,
                                            .unknown = unknown};
            if (truth == CRI_TRUE)
                break;
        }
    }
    return truth;
}

struct cri_judgement cri_judge(const struct cri_access_request *request,
                               struct cri_policies policies)
{
    struct cri_judgement open = {.ruling = CRI_RULED_ALLOWED};
    struct cri_judgement found;

    for (struct walk walk = {0}; next_place(policies, &walk);) {
        enum cri_truth denied = best(request, policies, walk.at, true, &found);

        if (denied == CRI_FALSE)
            continue;
        found.ruling = denied == CRI_TRUE ? CRI_RULED_DENIED : CRI_RULED_UNDECIDED;
        if (denied == CRI_TRUE)
            return found;
        if (open.ruling == CRI_RULED_ALLOWED)
            open = found;
    }
    for (struct walk walk = {0}; next_place(policies, &walk);) {
        enum cri_truth allowed;

        if (!must_allow(policies, walk.at))
            continue;
        allowed = best(request, policies, walk.at, false, &found);
        if (allowed == CRI_FALSE)
            return (struct cri_judgement){
                .ruling = CRI_RULED_DENIED, .level = walk.at.level, .unit = walk.at.unit};
        found.ruling = CRI_RULED_UNDECIDED;
        if (allowed == CRI_UNKNOWN && open.ruling == CRI_RULED_ALLOWED)
            open = found;
    }
    return open;
}

/* Statements of a place and an effect that may fit. */
static uint32_t add_open(const struct cri_access_request *request, struct cri_policies policies,
                         struct place place, bool deny, struct cri_judgement *out, uint32_t most)
{
    uint32_t n = 0;

    for (uint32_t p = 0; p < policies.n; p++) {
        const struct cri_access_policy *policy = policies.items[p];

        for (uint32_t s = 0; is_at(policy, place) && s < policy->n_statements && n < most; s++) {
            const struct cri_condition *unknown = NULL;

            if (policy->statements[s].deny == deny &&
                cri_statement_fits(&policy->statements[s], request, &unknown) == CRI_UNKNOWN)
                out[n++] = (struct cri_judgement){.ruling = CRI_RULED_UNDECIDED,
                                                  .level = place.level,
                                                  .unit = place.unit,
                                                  .policy = policy,
                                                  .statement = &policy->statements[s],
                                                  .unknown = unknown};
        }
    }
    return n;
}

uint32_t cri_judge_open(const struct cri_access_request *request, struct cri_policies policies,
                        struct cri_judgement *out, uint32_t most)
{
    struct cri_judgement found;
    uint32_t n = 0;

    for (struct walk walk = {0}; next_place(policies, &walk);)
        n += add_open(request, policies, walk.at, true, out + n, most - n);
    for (struct walk walk = {0}; next_place(policies, &walk);)
        if (must_allow(policies, walk.at) &&
            best(request, policies, walk.at, false, &found) == CRI_UNKNOWN)
            n += add_open(request, policies, walk.at, false, out + n, most - n);
    return n;
}
