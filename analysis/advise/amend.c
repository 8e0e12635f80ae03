/*
 * amend.c: candidates are made for the statement that refuses, or, where nothing allows, for each
 * statement that could; the best of those that do it is applied, and the call judged again, until
 * it passes.
 *
 * A change of what a statement is about (Regions, profiles, models) goes before one of its actions,
 * which would reach every Region; then the fewest entries; then adding before removing.
 */
#include "analysis/advise/amend.h"

#include "scenarios/import/policy_amend.h"

#include <string.h>
#include <strings.h>

enum { MOST_EDITS = 64, MOST_CHANGES = 8 };

/* What is changed, by preference where the number of entries is equal: what lets least through. (Of
 * a Global call the Region is 'unspecified', which no other call has.) */
enum subject {
    ADD_UNSPECIFIED,
    ADD_PROFILE,
    ADD_REGION,
    ADD_RESOURCE,
    REMOVE_REGION,
    REMOVE_PROFILE,
    REMOVE_RESOURCE,
    ADD_ACTION,
    REMOVE_ACTION,
    NO_SUBJECT
};

struct candidate {
    struct import_edit edits[MOST_EDITS];
    uint32_t n;
    enum subject subject; /* the last in the order of preference */
    bool kin;             /* an Allow that is about the same kind of resource already */
    bool impossible;
};

/* A policy statement with what was changed of it so far. */
struct amended {
    const struct import_policy *file;
    uint32_t statement;
    struct candidate edits;
    struct sim_json *json; /* owned */
};

struct search {
    const struct policy_set *set;
    struct sim_arena *arena;
    const struct cri_access_call *call;
    /* Copies, with amended statements in place. */
    struct cri_access_policy *policies;
    const struct cri_access_policy **list;
    const struct import_policy **files;
    uint32_t n_policies;
    struct cri_access_verdict verdict;
    struct amended changes[MOST_CHANGES];
    uint32_t n_changes;
};

/* ---- edits ---- */

static bool is_region_key(const struct cri_condition *condition)
{
    return strcasecmp(condition->key, "aws:RequestedRegion") == 0;
}

static enum subject add_value(const struct cri_condition *condition, const char *entry)
{
    return !is_region_key(condition)           ? ADD_PROFILE
           : strcmp(entry, "unspecified") == 0 ? ADD_UNSPECIFIED
                                               : ADD_REGION;
}

static void add_edit(struct candidate *candidate, struct import_edit edit, enum subject subject)
{
    for (uint32_t i = 0; i < candidate->n; i++) {
        const struct import_edit *other = &candidate->edits[i];

        if (other->add == edit.add && other->list == edit.list &&
            other->condition == edit.condition && strcmp(other->value, edit.value) == 0)
            return;
    }
    if (candidate->n == MOST_EDITS) {
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

/* A value of the request as an entry: with '*' for the account if that is not known; NULL if the
 * comparison knows no '*'. */
static const char *as_entry(const struct search *search, const char *value, bool wild)
{
    static const char unknown[] = CRI_TWELVE_DIGITS;
    const char *at = strstr(value, unknown);

    if (strchr(value, CRI_HOLE) != NULL || (at != NULL && !wild))
        return NULL;
    if (at == NULL)
        return value;
    return sim_arena_printf(search->arena, "%.*s*%s", (int)(at - value), value,
                            at + sizeof unknown - 1);
}

static bool is_wild(const struct cri_condition *condition)
{
    return condition->operator.kind != CRI_OPERATOR_EQUALS;
}

/* The entry of a condition for a request; NULL: none can be made, or the key is another. */
static const char *entry_of(struct search *search, const struct cri_condition *condition,
                            const struct cri_access_request *request)
{
    if (is_region_key(condition))
        return request->region.text;
    if (is_profile_key(condition) && request->profile.text != NULL)
        return as_entry(search, request->profile.text, is_wild(condition));
    return NULL;
}

static const char *value_of(const struct cri_condition *condition,
                            const struct cri_access_request *request)
{
    return is_region_key(condition) ? request->region.text : request->profile.text;
}

/* Removes an entry of a list that is a value. One with wildcards stays: without it more would pass
 * than the call. */
static void remove_entry(struct search *search, struct candidate *candidate,
                         const struct amended *of, enum import_list list, uint32_t condition,
                         const char *value, bool fold, enum subject subject)
{
    const char *const *strings =
        import_list_strings(of->file, of->statement, list, condition, search->arena);

    for (uint32_t i = 0; strings[i] != NULL; i++)
        if (fold ? strcasecmp(strings[i], value) == 0 : strcmp(strings[i], value) == 0)
            add_edit(
                candidate,
                (struct import_edit){.list = list, .condition = condition, .value = strings[i]},
                subject);
}

/* ---- trying ---- */

/* Whether a candidate does it: a Deny fits no request any more, an Allow may fit each. */
static bool does_it(struct search *search, const struct amended *of,
                    const struct candidate *candidate, const bool *about)
{
    struct cri_statement statement;
    struct sim_json *json = NULL;
    bool good = candidate->n > 0 && !candidate->impossible &&
                import_statement_amended(of->file, of->statement, candidate->edits, candidate->n,
                                         search->arena, &statement, &json);

    for (uint32_t i = 0; good && i < search->verdict.n_checks; i++) {
        enum cri_truth fits;

        if (!about[i])
            continue;
        fits = cri_statement_fits(&statement, &search->verdict.checks[i].request, NULL);
        good = statement.deny ? fits != CRI_TRUE : fits != CRI_FALSE;
    }
    sim_json_destroy(json);
    return good;
}

static bool is_about_actions(const struct candidate *candidate)
{
    return candidate->subject >= ADD_ACTION;
}

static bool is_better(const struct candidate *a, const struct candidate *b)
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
static bool offer(struct search *search, const struct amended *of,
                  const struct candidate *candidate, const bool *about, struct candidate *best)
{
    if (!is_better(candidate, best) || !does_it(search, of, candidate, about))
        return false;
    *best = *candidate;
    return true;
}

/* ---- a statement that denies ---- */

static void offer_condition(struct search *search, const struct amended *of,
                            const struct cri_statement *statement, uint32_t k, const bool *about,
                            struct candidate *best)
{
    const struct cri_condition *condition = &statement->conditions[k];
    struct candidate candidate = of->edits;
    bool region = is_region_key(condition);

    if (condition->operator.kind> CRI_OPERATOR_ARN || !(region || is_profile_key(condition)))
        return;
    for (uint32_t i = 0; i < search->verdict.n_checks; i++) {
        const struct cri_access_request *request = &search->verdict.checks[i].request;
        const char *entry = entry_of(search, condition, request);

        if (!about[i])
            continue;
        if (!condition->operator.negated && value_of(condition, request) != NULL)
            remove_entry(search, &candidate, of, IMPORT_VALUES, k, value_of(condition, request),
                         condition->operator.fold, region ? REMOVE_REGION : REMOVE_PROFILE);
        else if (condition->operator.negated && entry != NULL)
            add_edit(&candidate,
                     (struct import_edit){
                         .add = true, .list = IMPORT_VALUES, .condition = k, .value = entry},
                     add_value(condition, entry));
        else
            candidate.impossible = true;
    }
    offer(search, of, &candidate, about, best);
}

static void offer_resources(struct search *search, const struct amended *of,
                            const struct cri_statement *statement, const bool *about,
                            struct candidate *best)
{
    struct candidate candidate = of->edits;

    for (uint32_t i = 0; i < search->verdict.n_checks; i++) {
        const char *resource = search->verdict.checks[i].request.resource.text;
        const char *entry = as_entry(search, resource, true);

        if (!about[i])
            continue;
        if (!statement->not_resource)
            remove_entry(search, &candidate, of, IMPORT_RESOURCES, 0, resource, false,
                         REMOVE_RESOURCE);
        else if (entry != NULL)
            add_edit(&candidate,
                     (struct import_edit){.add = true, .list = IMPORT_RESOURCES, .value = entry},
                     ADD_RESOURCE);
        else
            candidate.impossible = true;
    }
    offer(search, of, &candidate, about, best);
}

static void offer_actions(struct search *search, const struct amended *of,
                          const struct cri_statement *statement, const bool *about,
                          struct candidate *best)
{
    struct candidate candidate = of->edits;

    for (uint32_t i = 0; i < search->verdict.n_checks; i++) {
        const char *action = cri_action_word(search->verdict.checks[i].request.action);

        if (!about[i])
            continue;
        if (statement->not_action)
            add_edit(&candidate,
                     (struct import_edit){.add = true, .list = IMPORT_ACTIONS, .value = action},
                     ADD_ACTION);
        else
            remove_entry(search, &candidate, of, IMPORT_ACTIONS, 0, action, true, REMOVE_ACTION);
    }
    offer(search, of, &candidate, about, best);
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

static void need_action(struct search *search, const struct amended *of,
                        const struct cri_statement *statement,
                        const struct cri_access_request *request, struct candidate *candidate)
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
        remove_entry(search, candidate, of, IMPORT_ACTIONS, 0, cri_action_word(request->action),
                     true, REMOVE_ACTION);
}

static void need_resource(struct search *search, const struct amended *of,
                          const struct cri_statement *statement,
                          const struct cri_access_request *request, struct candidate *candidate)
{
    const char *entry = as_entry(search, request->resource.text, true);

    if (cri_resource_fits(statement, request) != CRI_FALSE)
        return;
    if (entry == NULL)
        candidate->impossible = true;
    else if (!statement->not_resource)
        add_edit(candidate,
                 (struct import_edit){.add = true, .list = IMPORT_RESOURCES, .value = entry},
                 ADD_RESOURCE);
    else
        remove_entry(search, candidate, of, IMPORT_RESOURCES, 0, entry, false, REMOVE_RESOURCE);
}

static void need_condition(struct search *search, const struct amended *of,
                           const struct cri_condition *condition, uint32_t k,
                           const struct cri_access_request *request, struct candidate *candidate)
{
    const char *entry = entry_of(search, condition, request);
    bool region = is_region_key(condition);

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
        remove_entry(search, candidate, of, IMPORT_VALUES, k, entry, condition->operator.fold,
                     region ? REMOVE_REGION : REMOVE_PROFILE);
}

static bool offer_allow(struct search *search, const struct amended *of,
                        const struct cri_statement *statement, const bool *about,
                        struct candidate *best)
{
    struct candidate candidate = of->edits;

    candidate.kin = true;
    for (uint32_t i = 0; i < search->verdict.n_checks; i++) {
        const struct cri_access_request *request = &search->verdict.checks[i].request;

        if (!about[i])
            continue;
        candidate.kin = candidate.kin && is_kin(statement, request->resource.text);
        need_action(search, of, statement, request, &candidate);
        need_resource(search, of, statement, request, &candidate);
        for (uint32_t k = 0; k < statement->n_conditions; k++)
            need_condition(search, of, &statement->conditions[k], k, request, &candidate);
    }
    return offer(search, of, &candidate, about, best);
}

/* ---- the search ---- */

/* The change of a statement that is under way, or a new one that is not counted yet. */
static struct amended change_of(const struct search *search, uint32_t policy, uint32_t statement)
{
    for (uint32_t i = 0; i < search->n_changes; i++)
        if (search->changes[i].file == search->files[policy] &&
            search->changes[i].statement == statement)
            return search->changes[i];
    return (struct amended){.file = search->files[policy], .statement = statement};
}

static bool apply(struct search *search, uint32_t policy, const struct amended *of,
                  const struct candidate *candidate)
{
    struct cri_statement *statements = (struct cri_statement *)search->policies[policy].statements;
    struct amended *change = NULL;

    for (uint32_t i = 0; i < search->n_changes; i++)
        if (search->changes[i].file == of->file && search->changes[i].statement == of->statement)
            change = &search->changes[i];
    if (change == NULL && search->n_changes == MOST_CHANGES)
        return false;
    if (change == NULL) {
        change = &search->changes[search->n_changes++];
        *change = *of;
    }
    sim_json_destroy(change->json);
    change->edits = *candidate;
    return import_statement_amended(of->file, of->statement, candidate->edits, candidate->n,
                                    search->arena, &statements[of->statement], &change->json);
}

static uint32_t policy_index(const struct search *search, const struct cri_access_policy *policy)
{
    uint32_t p = 0;

    while (&search->policies[p] != policy)
        p++;
    return p;
}

/* A Deny that fits: of all requests that it fits. */
static bool change_deny(struct search *search, const struct cri_judgement *judgement)
{
    uint32_t p = policy_index(search, judgement->policy);
    uint32_t s = (uint32_t)(judgement->statement - judgement->policy->statements);
    bool *about = sim_arena_alloc(search->arena, search->verdict.n_checks + 1);
    struct amended of = change_of(search, p, s);
    struct candidate best = {.subject = NO_SUBJECT};

    for (uint32_t i = 0; i < search->verdict.n_checks; i++)
        about[i] = cri_statement_fits(judgement->statement, &search->verdict.checks[i].request,
                                      NULL) == CRI_TRUE;
    for (uint32_t k = 0; k < judgement->statement->n_conditions; k++)
        offer_condition(search, &of, judgement->statement, k, about, &best);
    offer_resources(search, &of, judgement->statement, about, &best);
    offer_actions(search, &of, judgement->statement, about, &best);
    return best.n > 0 && !of.file->simulated && apply(search, p, &of, &best);
}

/* Nothing that is attached there allows: all requests of which that is so. */
static bool change_allow(struct search *search, const struct cri_judgement *at)
{
    bool *about = sim_arena_alloc(search->arena, search->verdict.n_checks + 1);
    struct candidate best = {.subject = NO_SUBJECT};
    struct amended best_of = {0};
    uint32_t best_policy = 0;

    for (uint32_t i = 0; i < search->verdict.n_checks; i++) {
        const struct cri_judgement *judgement = &search->verdict.checks[i].judgement;

        about[i] = judgement->ruling == CRI_RULED_DENIED && judgement->statement == NULL &&
                   judgement->level == at->level && judgement->unit == at->unit;
    }
    for (uint32_t p = 0; p < search->n_policies; p++) {
        const struct cri_access_policy *policy = &search->policies[p];

        for (uint32_t s = 0;
             cri_policy_is_at(policy, at->level, at->unit) && s < policy->n_statements; s++) {
            struct amended of = change_of(search, p, s);

            if (!policy->statements[s].deny &&
                offer_allow(search, &of, &policy->statements[s], about, &best)) {
                best_of = of;
                best_policy = p;
            }
        }
    }
    return best.n > 0 && apply(search, best_policy, &best_of, &best);
}

/* What refuses the call, or ends it at a destination. */
static const struct cri_judgement *refusal(const struct search *search)
{
    if (search->verdict.ruling == CRI_RULED_DENIED)
        return &search->verdict.by->judgement;
    for (uint32_t i = 0; i < search->verdict.n_checks; i++)
        if (search->verdict.checks[i].judgement.ruling == CRI_RULED_DENIED)
            return &search->verdict.checks[i].judgement;
    return NULL;
}

static void judge(struct search *search)
{
    search->verdict = cri_judge_call(
        search->call, (struct cri_policies){search->list, search->n_policies}, search->arena);
}

static void copy_policies(struct search *search, struct cri_policies policies)
{
    search->policies = sim_arena_alloc(search->arena, (policies.n + 1) * sizeof *search->policies);
    search->list = sim_arena_alloc(search->arena, (policies.n + 1) * sizeof *search->list);
    search->files = sim_arena_alloc(search->arena, (policies.n + 1) * sizeof *search->files);
    search->n_policies = policies.n;
    for (uint32_t p = 0; p < policies.n; p++) {
        size_t size = policies.items[p]->n_statements * sizeof(struct cri_statement);
        struct cri_statement *statements = sim_arena_alloc(search->arena, size);

        memcpy(statements, policies.items[p]->statements, size);
        search->policies[p] = *policies.items[p];
        search->policies[p].statements = statements;
        search->list[p] = &search->policies[p];
        search->files[p] = policy_file_of(search->set, policies.items[p]);
    }
}

/* ---- words ---- */

static const char *list_name(const struct search *search, const struct amended *change,
                             const struct import_edit *edit)
{
    const struct cri_statement *statement = &change->file->policy.statements[change->statement];
    struct sim_text text = {0};
    const char *name;

    if (edit->list == IMPORT_ACTIONS)
        return statement->not_action ? "'NotAction'" : "'Action'";
    if (edit->list == IMPORT_RESOURCES)
        return statement->not_resource ? "'NotResource'" : "'Resource'";
    sim_text_addf(&text, "'%s' of '", statement->conditions[edit->condition].word);
    if (policy_set_keeps_ids(search->set))
        sim_text_add_visible(&text, statement->conditions[edit->condition].key);
    else
        import_policy_hide_key(statement->conditions[edit->condition].key, &text);
    sim_text_add(&text, "'");
    name = sim_arena_strdup(search->arena, text.data);
    sim_text_release(&text);
    return name;
}

static const char *take(const struct search *search, struct sim_text *text)
{
    const char *taken = sim_arena_strdup(search->arena, text->data != NULL ? text->data : "");

    sim_text_release(text);
    return taken;
}

/* "add 'a', 'b' to 'NotAction'; remove ..." */
static const char *edits_text(const struct search *search, const struct amended *change)
{
    const struct cri_statement *statement = &change->file->policy.statements[change->statement];
    struct sim_text text = {0};

    for (uint32_t i = 0; i < change->edits.n; i++) {
        const struct import_edit *edit = &change->edits.edits[i];
        const struct import_edit *before = i > 0 ? &change->edits.edits[i - 1] : NULL;
        const struct import_edit *after =
            i + 1 < change->edits.n ? &change->edits.edits[i + 1] : NULL;
        bool same = before != NULL && before->add == edit->add && before->list == edit->list &&
                    before->condition == edit->condition;

        sim_text_add(&text, same ? ", '" : before != NULL ? "; " : "");
        if (!same)
            sim_text_add(&text, edit->add ? "add '" : "remove '");
        if (policy_set_keeps_ids(search->set))
            sim_text_add_visible(&text, edit->value);
        else
            import_policy_hide(
                edit->value,
                edit->list == IMPORT_VALUES ? statement->conditions[edit->condition].key : NULL,
                &text);
        sim_text_add(&text, "'");
        if (after == NULL || after->add != edit->add || after->list != edit->list ||
            after->condition != edit->condition)
            sim_text_addf(&text, " %s %s", edit->add ? "to" : "from",
                          list_name(search, change, edit));
    }
    return take(search, &text);
}

/* Whether a statement is about other services than Bedrock. */
static bool is_about_others(const struct cri_statement *statement)
{
    bool actions = statement->not_action, resources = statement->not_resource;

    for (uint32_t i = 0; i < statement->actions.n; i++)
        actions = actions || strncasecmp(statement->actions.items[i].text, "bedrock", 7) != 0;
    for (uint32_t i = 0; i < statement->resources.n; i++)
        resources = resources || strstr(statement->resources.items[i].text, ":bedrock") == NULL;
    return actions && resources;
}

/* Regions in which a Deny lets other services through as well, now that they are on its list. */
static const char *opens_text(const struct search *search, const struct amended *change)
{
    const struct cri_statement *statement = &change->file->policy.statements[change->statement];
    struct sim_text regions = {0};

    for (uint32_t i = 0; statement->deny && i < change->edits.n; i++) {
        const struct import_edit *edit = &change->edits.edits[i];

        if (edit->add && edit->list == IMPORT_VALUES && strcmp(edit->value, "unspecified") != 0 &&
            is_region_key(&statement->conditions[edit->condition]))
            sim_text_addf(&regions, "%s%s", regions.length > 0 ? ", " : "", edit->value);
    }
    if (regions.length == 0 || !is_about_others(statement)) {
        sim_text_release(&regions);
        return NULL;
    }
    return sim_arena_printf(search->arena,
                            "the statement then denies nothing in %s any more, not to other "
                            "services either",
                            take(search, &regions));
}

/* The statement as it is, sparing the profile that is called: a condition more, but nothing else
 * passes. */
static const char *narrower_text(const struct search *search, const struct amended *change)
{
    const char *profile = NULL;
    struct cri_statement statement;
    struct sim_json *json = NULL;
    struct sim_text text = {0};
    struct import_edit edit = {.add = true, .list = IMPORT_EXEMPTION};
    bool good;

    for (uint32_t i = 0; i < search->verdict.n_checks && profile == NULL; i++)
        profile = search->verdict.checks[i].request.profile.text;
    if (profile == NULL)
        return NULL;
    edit.value = as_entry(search, profile, true);
    good = import_statement_amended(change->file, change->statement, &edit, 1, search->arena,
                                    &statement, &json);
    for (uint32_t i = 0; good && i < search->verdict.n_checks; i++)
        good = cri_statement_fits(&statement, &search->verdict.checks[i].request, NULL) != CRI_TRUE;
    sim_json_destroy(json);
    if (!good)
        return NULL;
    import_statement_text(change->file, change->statement, &edit, 1,
                          policy_set_keeps_ids(search->set), &text);
    return take(search, &text);
}

static void describe(const struct search *search, const struct amended *change,
                     struct amend_change *out)
{
    bool keep = policy_set_keeps_ids(search->set);
    struct sim_text shown = {0}, real = {0};
    struct cri_judgement judgement = {.policy = &change->file->policy,
                                      .statement =
                                          &change->file->policy.statements[change->statement]};

    import_statement_text(change->file, change->statement, change->edits.edits, change->edits.n,
                          keep, &shown);
    import_statement_text(change->file, change->statement, change->edits.edits, change->edits.n,
                          true, &real);
    *out = (struct amend_change){.statement =
                                     policy_statement_text(search->set, &judgement, search->arena),
                                 .what = edits_text(search, change),
                                 .opens = opens_text(search, change),
                                 .n_entries = change->edits.n,
                                 .hidden = strcmp(shown.data, real.data) != 0};
    out->json = take(search, &shown);
    if (out->opens != NULL)
        out->narrower = narrower_text(search, change);
    sim_text_release(&real);
}

/* What refuses still, and cannot be changed by entries. */
static const char *stuck_text(const struct search *search)
{
    const struct cri_judgement *judgement = refusal(search);

    if (judgement == NULL)
        return "";
    if (judgement->statement != NULL)
        return policy_statement_text(search->set, judgement, search->arena);
    return judgement->unit == CRI_UNIT_NOT_STATED
               ? sim_arena_printf(search->arena, "the policies of level '%s'",
                                  cri_level_word(judgement->level))
               : policy_place_text(search->set, judgement, search->arena);
}

bool amend_find(const struct policy_set *set, const struct policy_answer *answer,
                struct sim_arena *arena, struct amend_answer *out)
{
    struct search search = {.set = set, .arena = arena, .call = &answer->call};
    const struct cri_judgement *judgement;
    struct amend_change *changes;
    bool possible = true;

    *out = (struct amend_answer){.ruling = CRI_RULED_DENIED};
    copy_policies(&search, answer->policies);
    judge(&search);
    for (int round = 0; possible && round < 4 * MOST_CHANGES; round++) {
        judgement = refusal(&search);
        if (judgement == NULL)
            break;
        possible = judgement->statement != NULL ? change_deny(&search, judgement)
                                                : change_allow(&search, judgement);
        if (possible)
            judge(&search);
    }
    possible = possible && refusal(&search) == NULL && search.n_changes > 0;
    if (!possible)
        out->stuck = stuck_text(&search);
    if (possible) {
        struct policy_answer after = *answer;

        changes = sim_arena_alloc(arena, search.n_changes * sizeof *changes);
        for (uint32_t i = 0; i < search.n_changes; i++)
            describe(&search, &search.changes[i], &changes[i]);
        after.verdict = search.verdict;
        after.policies = (struct cri_policies){search.list, search.n_policies};
        out->n = search.n_changes;
        out->changes = changes;
        out->ruling = search.verdict.ruling;
        if (out->ruling == CRI_RULED_UNDECIDED)
            out->only_if = policy_open_text(set, &after, arena);
    }
    for (uint32_t i = 0; i < search.n_changes; i++)
        sim_json_destroy(search.changes[i].json);
    return possible;
}
