#include "analysis/advise/amend_candidate.h"

#include <string.h>

/* ---- edits ---- */

static enum amend_subject add_value(const struct cri_condition *condition, const char *entry)
{
    return !amend_is_region_key(condition)     ? ADD_PROFILE
           : strcmp(entry, "unspecified") == 0 ? ADD_UNSPECIFIED
                                               : ADD_REGION;
}

static void add_edit(struct amend_candidate *candidate, struct import_edit edit,
                     enum amend_subject subject)
{
    for (uint32_t i = 0; i < candidate->n; i++) {
        const struct import_edit *other = &candidate->edits[i];

        if (other->add == edit.add && other->list == edit.list &&
            other->condition == edit.condition && strcmp(other->value, edit.value) == 0)
            return;
    }
    if (candidate->n == AMEND_MOST_EDITS) {
        candidate->impossible = true;
        return;
    }
    candidate->edits[candidate->n++] = edit;
    if (candidate->n == 1 || subject > candidate->subject)
        candidate->subject = subject;
}

static bool is_profile_key(const struct cri_condition *condition)
{
    return strcasecmp(condition->key, "bedrock:InferenceProfileArn") == 0;
}

const char *amend_entry(struct sim_arena *arena, const char *value, bool wild)
{
    static const char unknown[] = CRI_TWELVE_DIGITS;
    const char *at = strstr(value, unknown);

    if (strchr(value, CRI_HOLE) != NULL || (at != NULL && !wild))
        return NULL;
    if (at == NULL)
        return value;
    return sim_arena_printf(arena, "%.*s*%s", (int)(at - value), value, at + sizeof unknown - 1);
}

static bool is_wild(const struct cri_condition *condition)
{
    return condition->operator.kind != CRI_OPERATOR_EQUALS;
}

/* The entry of a condition for a request; NULL: none can be made, or the key is another. */
static const char *entry_of(const struct amend_task *task, const struct cri_condition *condition,
                            const struct cri_access_request *request)
{
    if (amend_is_region_key(condition))
        return request->region.text;
    if (is_profile_key(condition) && request->profile.text != NULL)
        return amend_entry(task->arena, request->profile.text, is_wild(condition));
    return NULL;
}

static const char *value_of(const struct cri_condition *condition,
                            const struct cri_access_request *request)
{
    return amend_is_region_key(condition) ? request->region.text : request->profile.text;
}

/* Removes an entry of a list that is a value. One with wildcards stays: without it more would pass
 * than the call. */
static void remove_entry(const struct amend_task *task, struct amend_candidate *candidate,
                         const struct amended *of, enum import_list list, uint32_t condition,
                         const char *value, bool fold, enum amend_subject subject)
{
    const char *const *strings =
        import_list_strings(of->file, of->statement, list, condition, task->arena);

    for (uint32_t i = 0; strings[i] != NULL; i++)
        if (fold ? strcasecmp(strings[i], value) == 0 : strcmp(strings[i], value) == 0)
            add_edit(
                candidate,
                (struct import_edit){.list = list, .condition = condition, .value = strings[i]},
                subject);
}

/* ---- trying ---- */

/* Whether a candidate does it: a Deny fits no request any more, an Allow may fit each. */
static bool does_it(const struct amend_task *task, const struct amended *of,
                    const struct amend_candidate *candidate)
{
    struct cri_statement statement;
    struct sim_json *json = NULL;
    bool good = candidate->n > 0 && !candidate->impossible &&
                import_statement_amended(of->file, of->statement, candidate->edits, candidate->n,
                                         task->arena, &statement, &json);

    for (uint32_t i = 0; good && i < task->verdict->n_checks; i++) {
        enum cri_truth fits;

        if (!task->about[i])
            continue;
        fits = cri_statement_fits(&statement, &task->verdict->checks[i].request, NULL);
        good = statement.deny ? fits != CRI_TRUE : fits != CRI_FALSE;
    }
    sim_json_destroy(json);
    return good;
}

static bool is_about_actions(const struct amend_candidate *candidate)
{
    return candidate->subject >= ADD_ACTION;
}

static bool is_better(const struct amend_candidate *a, const struct amend_candidate *b)
{
    if (b->n == 0)
        return true;
    if (is_about_actions(a) != is_about_actions(b))
        return !is_about_actions(a);
    if (a->n != b->n)
        return a->n < b->n;
    if (a->kin != b->kin)
        return a->kin;
    return a->subject < b->subject;
}

/* Whether it is the best so far. */
static bool offer(const struct amend_task *task, const struct amended *of,
                  const struct amend_candidate *candidate, struct amend_candidate *best)
{
    if (!is_better(candidate, best) || !does_it(task, of, candidate))
        return false;
    *best = *candidate;
    return true;
}

/* ---- a statement that denies ---- */

static void offer_condition(const struct amend_task *task, const struct amended *of,
                            const struct cri_statement *statement, uint32_t k,
                            struct amend_candidate *best)
{
    const struct cri_condition *condition = &statement->conditions[k];
    struct amend_candidate candidate = of->edits;
    bool region = amend_is_region_key(condition);

    if (condition->operator.kind> CRI_OPERATOR_ARN || !(region || is_profile_key(condition)))
        return;
    for (uint32_t i = 0; i < task->verdict->n_checks; i++) {
        const struct cri_access_request *request = &task->verdict->checks[i].request;
        const char *entry = entry_of(task, condition, request);

        if (!task->about[i])
            continue;
        if (!condition->operator.negated && value_of(condition, request) != NULL)
            remove_entry(task, &candidate, of, IMPORT_VALUES, k, value_of(condition, request),
                         condition->operator.fold, region ? REMOVE_REGION : REMOVE_PROFILE);
        else if (condition->operator.negated && entry != NULL)
            add_edit(&candidate,
                     (struct import_edit){
                         .add = true, .list = IMPORT_VALUES, .condition = k, .value = entry},
                     add_value(condition, entry));
        else
            candidate.impossible = true;
    }
    offer(task, of, &candidate, best);
}

static void offer_resources(const struct amend_task *task, const struct amended *of,
                            const struct cri_statement *statement, struct amend_candidate *best)
{
    struct amend_candidate candidate = of->edits;

    for (uint32_t i = 0; i < task->verdict->n_checks; i++) {
        const char *resource = task->verdict->checks[i].request.resource.text;
        const char *entry = amend_entry(task->arena, resource, true);

        if (!task->about[i])
            continue;
        if (!statement->not_resource)
            remove_entry(task, &candidate, of, IMPORT_RESOURCES, 0, resource, false,
                         REMOVE_RESOURCE);
        else if (entry != NULL)
            add_edit(&candidate,
                     (struct import_edit){.add = true, .list = IMPORT_RESOURCES, .value = entry},
                     ADD_RESOURCE);
        else
            candidate.impossible = true;
    }
    offer(task, of, &candidate, best);
}

static void offer_actions(const struct amend_task *task, const struct amended *of,
                          const struct cri_statement *statement, struct amend_candidate *best)
{
    struct amend_candidate candidate = of->edits;

    for (uint32_t i = 0; i < task->verdict->n_checks; i++) {
        const char *action = cri_action_word(task->verdict->checks[i].request.action);

        if (!task->about[i])
            continue;
        if (statement->not_action)
            add_edit(&candidate,
                     (struct import_edit){.add = true, .list = IMPORT_ACTIONS, .value = action},
                     ADD_ACTION);
        else
            remove_entry(task, &candidate, of, IMPORT_ACTIONS, 0, action, true, REMOVE_ACTION);
    }
    offer(task, of, &candidate, best);
}

void amend_offer_deny(const struct amend_task *task, const struct amended *of,
                      const struct cri_statement *statement, struct amend_candidate *best)
{
    for (uint32_t k = 0; k < statement->n_conditions; k++)
        offer_condition(task, of, statement, k, best);
    offer_resources(task, of, statement, best);
    offer_actions(task, of, statement, best);
}

/* ---- a statement that could allow ---- */

/* "foundation-model", "inference-profile": the kind of thing that an ARN names. */
static bool is_kin(const struct cri_statement *statement, const char *resource)
{
    const char *kind = strrchr(resource, ':');
    size_t n;

    if (strstr(resource, ":foundation-model/") != NULL)
        kind = strstr(resource, ":foundation-model/");
    else if (strstr(resource, ":inference-profile/") != NULL)
        kind = strstr(resource, ":inference-profile/");
    n = kind != NULL ? strcspn(kind, "/") : 0;
    for (uint32_t i = 0; n > 0 && i < statement->resources.n; i++) {
        const char *at = strstr(statement->resources.items[i].text, ":foundation-model/");

        if (at == NULL)
            at = strstr(statement->resources.items[i].text, ":inference-profile/");
        if (at != NULL && strncmp(at, kind, n) == 0)
            return true;
    }
    return false;
}

static void need_action(const struct amend_task *task, const struct amended *of,
                        const struct cri_statement *statement,
                        const struct cri_access_request *request, struct amend_candidate *candidate)
{
    if (cri_action_fits(statement, request) != CRI_FALSE)
        return;
    if (!statement->not_action)
        add_edit(candidate,
                 (struct import_edit){.add = true,
                                      .list = IMPORT_ACTIONS,
                                      .value = cri_action_word(request->action)},
                 ADD_ACTION);
    else
        remove_entry(task, candidate, of, IMPORT_ACTIONS, 0, cri_action_word(request->action), true,
                     REMOVE_ACTION);
}

static void need_resource(const struct amend_task *task, const struct amended *of,
                          const struct cri_statement *statement,
                          const struct cri_access_request *request,
                          struct amend_candidate *candidate)
{
    const char *entry = amend_entry(task->arena, request->resource.text, true);

    if (cri_resource_fits(statement, request) != CRI_FALSE)
        return;
    if (entry == NULL)
        candidate->impossible = true;
    else if (!statement->not_resource)
        add_edit(candidate,
                 (struct import_edit){.add = true, .list = IMPORT_RESOURCES, .value = entry},
                 ADD_RESOURCE);
    else
        remove_entry(task, candidate, of, IMPORT_RESOURCES, 0, entry, false, REMOVE_RESOURCE);
}

static void need_condition(const struct amend_task *task, const struct amended *of,
                           const struct cri_condition *condition, uint32_t k,
                           const struct cri_access_request *request,
                           struct amend_candidate *candidate)
{
    const char *entry = entry_of(task, condition, request);
    bool region = amend_is_region_key(condition);

    if (cri_condition_holds(condition, request) != CRI_FALSE)
        return;
    if (entry == NULL || condition->operator.kind> CRI_OPERATOR_ARN)
        candidate->impossible = true;
    else if (!condition->operator.negated)
        add_edit(candidate,
                 (struct import_edit){
                     .add = true, .list = IMPORT_VALUES, .condition = k, .value = entry},
                 add_value(condition, entry));
    else
        remove_entry(task, candidate, of, IMPORT_VALUES, k, entry, condition->operator.fold,
                     region ? REMOVE_REGION : REMOVE_PROFILE);
}

bool amend_offer_allow(const struct amend_task *task, const struct amended *of,
                       const struct cri_statement *statement, struct amend_candidate *best)
{
    struct amend_candidate candidate = of->edits;

    candidate.kin = true;
    for (uint32_t i = 0; i < task->verdict->n_checks; i++) {
        const struct cri_access_request *request = &task->verdict->checks[i].request;

        if (!task->about[i])
            continue;
        candidate.kin = candidate.kin && is_kin(statement, request->resource.text);
        need_action(task, of, statement, request, &candidate);
        need_resource(task, of, statement, request, &candidate);
        for (uint32_t k = 0; k < statement->n_conditions; k++)
            need_condition(task, of, &statement->conditions[k], k, request, &candidate);
    }
    return offer(task, of, &candidate, best);
}
