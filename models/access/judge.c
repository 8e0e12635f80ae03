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

/* Whether an Allow stands in policies of the level at all; without one, one is assumed beside. */
static bool must_allow(struct cri_policies policies, enum cri_level level)
{
    for (uint32_t p = 0; p < policies.n; p++) {
        const struct cri_access_policy *policy = policies.items[p];

        if (policy->level != level)
            continue;
        if (level == CRI_LEVEL_BOUNDARY)
            return true;
        for (uint32_t s = 0; s < policy->n_statements; s++)
            if (!policy->statements[s].deny)
                return true;
    }
    return false;
}

/* The first statement of a level and an effect that fits best; truth FALSE: none. */
static enum cri_truth best(const struct cri_access_request *request, struct cri_policies policies,
                           enum cri_level level, bool deny, struct cri_judgement *found)
{
    enum cri_truth truth = CRI_FALSE;

    for (uint32_t p = 0; p < policies.n && truth != CRI_TRUE; p++) {
        const struct cri_access_policy *policy = policies.items[p];

        for (uint32_t s = 0; policy->level == level && s < policy->n_statements; s++) {
            const struct cri_statement *statement = &policy->statements[s];
            const struct cri_condition *unknown = NULL;
            enum cri_truth fits;

            if (statement->deny != deny)
                continue;
            fits = cri_statement_fits(statement, request, &unknown);
            if (fits <= truth)
                continue;
            truth = fits;
            *found = (struct cri_judgement){
                .level = level, .policy = policy, .statement = statement, .unknown = unknown};
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

    for (int level = 0; level < CRI_N_LEVELS; level++) {
        enum cri_truth denied = best(request, policies, (enum cri_level)level, true, &found);

        if (denied == CRI_FALSE)
            continue;
        found.ruling = denied == CRI_TRUE ? CRI_RULED_DENIED : CRI_RULED_UNDECIDED;
        if (denied == CRI_TRUE)
            return found;
        if (open.ruling == CRI_RULED_ALLOWED)
            open = found;
    }
    for (int level = 0; level < CRI_N_LEVELS; level++) {
        enum cri_truth allowed;

        if (!must_allow(policies, (enum cri_level)level))
            continue;
        allowed = best(request, policies, (enum cri_level)level, false, &found);
        if (allowed == CRI_FALSE)
            return (struct cri_judgement){.ruling = CRI_RULED_DENIED,
                                          .level = (enum cri_level)level};
        found.ruling = CRI_RULED_UNDECIDED;
        if (allowed == CRI_UNKNOWN && open.ruling == CRI_RULED_ALLOWED)
            open = found;
    }
    return open;
}

/* Statements of a level and an effect that may fit. */
static uint32_t add_open(const struct cri_access_request *request, struct cri_policies policies,
                         enum cri_level level, bool deny, struct cri_judgement *out, uint32_t most)
{
    uint32_t n = 0;

    for (uint32_t p = 0; p < policies.n; p++) {
        const struct cri_access_policy *policy = policies.items[p];

        for (uint32_t s = 0; policy->level == level && s < policy->n_statements && n < most; s++) {
            const struct cri_condition *unknown = NULL;

            if (policy->statements[s].deny == deny &&
                cri_statement_fits(&policy->statements[s], request, &unknown) == CRI_UNKNOWN)
                out[n++] = (struct cri_judgement){.ruling = CRI_RULED_UNDECIDED,
                                                  .level = level,
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

    for (int level = 0; level < CRI_N_LEVELS; level++)
        n += add_open(request, policies, (enum cri_level)level, true, out + n, most - n);
    for (int level = 0; level < CRI_N_LEVELS; level++)
        if (must_allow(policies, (enum cri_level)level) &&
            best(request, policies, (enum cri_level)level, false, &found) == CRI_UNKNOWN)
            n += add_open(request, policies, (enum cri_level)level, false, out + n, most - n);
    return n;
}
