/*
 * amend.c: a change for the statement that refuses, or, where nothing allows, for the best of those
 * that could; it is applied, and the call judged again, until it passes.
 */
#include "analysis/advise/amend.h"

#include "analysis/advise/amend_words.h"

#include <string.h>

enum { MOST_CHANGES = 32 };

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
    struct cri_judgement stuck; /* what was to be changed last */
};

/* Nothing is changed yet. */
static void start(struct search *search, struct cri_policies policies)
{
    for (uint32_t i = 0; i < search->n_changes; i++)
        sim_json_destroy(search->changes[i].json);
    search->n_changes = 0;
    for (uint32_t p = 0; p < search->n_policies; p++)
        memcpy((struct cri_statement *)search->policies[p].statements,
               policies.items[p]->statements,
               policies.items[p]->n_statements * sizeof(struct cri_statement));
}

static bool apply(struct search *search, uint32_t policy, const struct amended *of,
                  const struct amend_candidate *candidate)
{
    struct cri_statement *statements = (struct cri_statement *)search->policies[policy].statements;
    struct amended *change;

    if (search->n_changes == MOST_CHANGES)
        return false;
    change = &search->changes[search->n_changes++];
    *change = *of;
    change->edits = *candidate;
    return import_statement_amended(of->file, of->statement, candidate->edits, candidate->n,
                                    search->arena, &statements[of->statement], &change->json);
}

/* A Deny: nothing, if it fits no request. */
static bool change_deny(struct search *search, uint32_t p, uint32_t s, bool strict)
{
    const struct cri_statement *statement = &search->policies[p].statements[s];
    bool *about = sim_arena_alloc(search->arena, search->verdict.n_checks + 1);
    struct amend_task task = {search->arena, &search->verdict, about, strict};
    struct amended of = {.file = search->files[p], .statement = s};
    struct amend_candidate best = {.subject = NO_SUBJECT};
    bool any = false;

    for (uint32_t i = 0; i < search->verdict.n_checks; i++) {
        about[i] = cri_statement_fits(statement, &search->verdict.checks[i].request, NULL) >
                   (strict ? CRI_FALSE : CRI_UNKNOWN);
        any = any || about[i];
    }
    if (!any)
        return true;
    if (!of.file->simulated)
        amend_offer_deny(&task, &of, statement, &best);
    search->stuck = (struct cri_judgement){.level = search->policies[p].level,
                                           .unit = search->policies[p].unit,
                                           .policy = &search->policies[p],
                                           .statement = statement};
    return best.n > 0 && apply(search, p, &of, &best);
}

/* What the policies of a place allow, whatever others do. */
static enum cri_truth allowed_at(const struct search *search, const struct cri_access_policy *place,
                                 const struct cri_access_request *request)
{
    enum cri_truth truth = CRI_FALSE;

    for (uint32_t p = 0; p < search->n_policies; p++) {
        const struct cri_access_policy *policy = &search->policies[p];

        for (uint32_t s = 0;
             cri_policy_is_at(policy, place->level, place->unit) && s < policy->n_statements; s++)
            if (!policy->statements[s].deny)
                truth = cri_or(truth, cri_statement_fits(&policy->statements[s], request, NULL));
    }
    return truth;
}

/* The requests that nothing attached there allows: the statement that could allow all of them with
 * the fewest entries. */
static bool change_allow(struct search *search, const struct cri_access_policy *place)
{
    bool *about = sim_arena_alloc(search->arena, search->verdict.n_checks + 1);
    struct amend_task task = {search->arena, &search->verdict, about, false};
    struct amend_candidate best = {.subject = NO_SUBJECT};
    struct amended best_of = {0};
    uint32_t best_policy = 0;

    for (uint32_t i = 0; i < search->verdict.n_checks; i++)
        about[i] = allowed_at(search, place, &search->verdict.checks[i].request) == CRI_FALSE;
    for (uint32_t p = 0; p < search->n_policies; p++) {
        const struct cri_access_policy *policy = &search->policies[p];

        for (uint32_t s = 0;
             cri_policy_is_at(policy, place->level, place->unit) && s < policy->n_statements; s++) {
            struct amended of = {.file = search->files[p], .statement = s};

            if (!policy->statements[s].deny && !of.file->simulated &&
                amend_offer_allow(&task, &of, &policy->statements[s], &best)) {
                best_of = of;
                best_policy = p;
            }
        }
    }
    search->stuck = (struct cri_judgement){.level = place->level, .unit = place->unit};
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

/* Each Deny that fits, then each place where nothing allows. Strict: also each Deny that may fit;
 * where an Allow may not fit, no change of lists makes it certain. */
static bool change_all(struct search *search, struct cri_policies policies, bool strict)
{
    const struct cri_judgement *refused;

    start(search, policies);
    for (uint32_t p = 0; p < search->n_policies; p++)
        for (uint32_t s = 0; s < search->policies[p].n_statements; s++)
            if (search->policies[p].statements[s].deny && !change_deny(search, p, s, strict))
                return false;
    judge(search);
    for (uint32_t round = 0; (refused = refusal(search)) != NULL; round++) {
        struct cri_access_policy place = {.level = refused->level, .unit = refused->unit};

        if (round == MOST_CHANGES || !change_allow(search, &place))
            return false;
        judge(search);
    }
    return search->n_changes > 0 && (!strict || search->verdict.ruling == CRI_RULED_ALLOWED);
}

/* What refuses still, and cannot be changed by entries. */
static const char *stuck_text(const struct search *search)
{
    const struct cri_judgement *judgement = &search->stuck;

    if (judgement->statement != NULL)
        return policy_statement_text(search->set, judgement, search->arena);
    return judgement->unit == CRI_UNIT_NOT_STATED
               ? sim_arena_printf(search->arena, "the policies of level '%s'",
                                  cri_level_word(judgement->level))
               : policy_place_text(search->set, judgement, search->arena);
}

/* An item of a list that it may be in already. */
static void add_once(struct sim_text *list, const char *item)
{
    const char *at = list->data;
    size_t n = strlen(item);

    while (at != NULL && (at = strstr(at, item)) != NULL && at[n] != ',' && at[n] != '\0')
        at += n;
    if (at == NULL)
        sim_text_addf(list, "%s%s", list->length > 0 ? ", " : "", item);
}

/* Actions and resources that nothing at the place allows: "bedrock:InvokeModel of arn:...". */
static const char *needs_text(const struct search *search)
{
    struct cri_access_policy place = {.level = search->stuck.level, .unit = search->stuck.unit};
    struct sim_text actions = {0}, resources = {0};
    const char *text;

    for (uint32_t i = 0; i < search->verdict.n_checks; i++) {
        const struct cri_access_request *request = &search->verdict.checks[i].request;
        const char *entry = amend_entry(search->arena, request->resource.text, true);
        struct sim_text shown = {0};

        if (allowed_at(search, &place, request) != CRI_FALSE)
            continue;
        if (entry == NULL)
            sim_text_add(&shown, "the model's ARN");
        else if (policy_set_keeps_ids(search->set))
            sim_text_add_visible(&shown, entry);
        else
            import_policy_hide(entry, NULL, &shown);
        add_once(&actions, cri_action_word(request->action));
        add_once(&resources, shown.data);
        sim_text_release(&shown);
    }
    text = sim_arena_printf(search->arena, "%s of %s", actions.data != NULL ? actions.data : "",
                            resources.data != NULL ? resources.data : "");
    sim_text_release(&actions);
    sim_text_release(&resources);
    return text;
}

static void describe_all(const struct search *search, const struct policy_answer *answer,
                         struct amend_answer *out)
{
    struct amend_shown shown = {search->set, search->arena, &search->verdict};
    struct policy_answer after = *answer;
    struct amend_change *changes =
        sim_arena_alloc(search->arena, search->n_changes * sizeof *changes);

    for (uint32_t i = 0; i < search->n_changes; i++)
        amend_describe(&shown, &search->changes[i], &changes[i]);
    after.verdict = search->verdict;
    after.policies = (struct cri_policies){search->list, search->n_policies};
    out->n = search->n_changes;
    out->changes = changes;
    out->ruling = search->verdict.ruling;
    if (out->ruling == CRI_RULED_UNDECIDED)
        out->only_if = policy_open_text(search->set, &after, search->arena);
}

bool amend_find(const struct policy_set *set, const struct policy_answer *answer,
                struct sim_arena *arena, struct amend_answer *out)
{
    struct search search = {.set = set, .arena = arena, .call = &answer->call};
    bool possible;

    *out = (struct amend_answer){.ruling = CRI_RULED_DENIED};
    copy_policies(&search, answer->policies);
    judge(&search);
    /* Rather a change that lets it through for certain. */
    possible = change_all(&search, answer->policies, true);
    if (!possible) {
        start(&search, answer->policies);
        judge(&search);
        possible = refusal(&search) != NULL && change_all(&search, answer->policies, false);
        if (!possible && refusal(&search) != NULL)
            out->stuck = stuck_text(&search);
        if (out->stuck != NULL && search.stuck.statement == NULL)
            out->needs = needs_text(&search);
        else if (out->stuck != NULL)
            out->simulated = policy_file_of(set, search.stuck.policy)->simulated;
    }
    if (possible)
        describe_all(&search, answer, out);
    for (uint32_t i = 0; i < search.n_changes; i++)
        sim_json_destroy(search.changes[i].json);
    return possible;
}
