/*
 * amend.c: a change for the statement that refuses, or, where nothing allows, for the best of those
 * that could; it is applied, and the call judged again, until it passes.
 */
#include "analysis/advise/amend.h"

#include "analysis/advise/amend_words.h"

#include <string.h>

enum { MOST_CHANGES = 8 };

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
                  const struct amend_candidate *candidate)
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
    struct amend_task task = {search->arena, &search->verdict, about};
    struct amended of = change_of(search, p, s);
    struct amend_candidate best = {.subject = NO_SUBJECT};

    for (uint32_t i = 0; i < search->verdict.n_checks; i++)
        about[i] = cri_statement_fits(judgement->statement, &search->verdict.checks[i].request,
                                      NULL) == CRI_TRUE;
    amend_offer_deny(&task, &of, judgement->statement, &best);
    return best.n > 0 && !of.file->simulated && apply(search, p, &of, &best);
}

/* Nothing that is attached there allows: all requests of which that is so. */
static bool change_allow(struct search *search, const struct cri_judgement *at)
{
    bool *about = sim_arena_alloc(search->arena, search->verdict.n_checks + 1);
    struct amend_task task = {search->arena, &search->verdict, about};
    struct amend_candidate best = {.subject = NO_SUBJECT};
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
                amend_offer_allow(&task, &of, &policy->statements[s], &best)) {
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
        struct amend_shown shown = {set, arena, &search.verdict};
        struct policy_answer after = *answer;

        changes = sim_arena_alloc(arena, search.n_changes * sizeof *changes);
        for (uint32_t i = 0; i < search.n_changes; i++)
            amend_describe(&shown, &search.changes[i], &changes[i]);
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
