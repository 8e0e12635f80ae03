#include "analysis/advise/amend_candidate.h"

#include <string.h>

/* ---- edits ---- */

static enum amend_subject add_value(const struct cri_condition *condition, const char *entry)
{
    return !amend_is_region_key(condition)     ? ADD_PROFILE
           : strcmp(entry, "unspecified") == 0 ? ADD_UNSPECIFIED
                                               : ADD_REGION;
}

static bool same_edit(const struct import_edit *a, const struct import_edit *b)
{
    return a->add == b->add && a->list == b->list && a->condition == b->condition &&
           strcmp(a->value, b->value) == 0;
}

static void add_edit(struct amend_candidate *candidate, struct import_edit edit,
                     enum amend_subject subject)
{
    for (uint32_t i = 0; i < candidate->n; i++)
        if (same_edit(&candidate->edits[i], &edit))
            return;
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

/* Where the sixth part of an ARN begins; NULL: it is none. */
static const char *last_part(const char *arn)
{
    for (int i = 0; i < 5 && arn != NULL; i++) {
        arn = strchr(arn, ':');
        arn = arn != NULL ? arn + 1 : NULL;
    }
    return arn;
}

/* Whether an entry of a list is a value, or fits it and names what the value does, in more Regions
 * or accounts. Others with wildcards stay: without them more would pass than the call. */
static bool names_it(const char *entry, const char *value, bool fold)
{
    static const struct cri_match_rule rule = {.wild = true};
    const char *of_entry = last_part(entry), *of_value = last_part(value);
    struct cri_pattern pattern;
    struct cri_value whole;

    if (fold ? strcasecmp(entry, value) == 0 : strcmp(entry, value) == 0)
        return true;
    if (of_entry == NULL || of_value == NULL || strcmp(of_entry, of_value) != 0 ||
        strpbrk(of_entry, "*?$") != NULL)
        return false;
    pattern = cri_pattern_of(entry);
    whole = cri_value_of(value);
    return cri_match(rule, &pattern, &whole, NULL) != CRI_FALSE;
}

static void remove_entry(const struct amend_task *task, struct amend_candidate *candidate,
                         const struct amended *of, enum import_list list, uint32_t condition,
                         const char *value, bool fold, enum amend_subject subject)
{
    const char *const *strings =
        import_list_strings(of->file, of->statement, list, condition, task->arena);

    for (uint32_t i = 0; strings[i] != NULL; i++)
        if (names_it(strings[i], value, fold))
            add_edit(
                candidate,
                (struct import_edit){.list = list, .condition = condition, .value = strings[i]},
                subject);
}

/* ---- trying ---- */

/* Whether a candidate does it: a Deny fits no request any more (strict: for certain), an Allow may
 * fit each. */
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
        good = !statement.deny ? fits != CRI_FALSE
               : task->strict  ? fits == CRI_FALSE
                               : fits != CRI_TRUE;
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

/*
 * A request passes a Deny as soon as one part of the statement does not fit it: each of its lists
 * gives a move, the entries that see to that. A change is a move for every request; entries that
 * several requests share count once. So the smallest is found by trying the moves of each request
 * in turn, as long as there are not more entries than in the best change so far.
 */
enum { MOST_MOVES = 24, MOST_STEPS = 20000 };

struct moves {
    const struct amend_task *task;
    const struct amended *of;
    const struct cri_statement *statement;
    struct amend_candidate pool; /* every entry that is in some move */
    enum amend_subject subjects[AMEND_MOST_EDITS];
    uint64_t *of_request; /* MOST_MOVES for each check: their entries, by place in the pool */
    uint32_t *n_of_request;
    uint32_t steps;
    struct amend_candidate *best;
};

static uint32_t place_in_pool(struct moves *moves, struct import_edit edit,
                              enum amend_subject subject)
{
    uint32_t i = 0;

    while (i < moves->pool.n && !same_edit(&moves->pool.edits[i], &edit))
        i++;
    if (i == moves->pool.n) {
        add_edit(&moves->pool, edit, subject);
        if (i < AMEND_MOST_EDITS)
            moves->subjects[i] = subject;
    }
    return i;
}

/* Whether the request passes by it. (What is added fits by itself; of what is removed another entry
 * of the list may take the place.) */
static bool is_move(const struct moves *moves, const struct amend_candidate *entries,
                    const struct cri_access_request *request)
{
    struct cri_statement statement;
    struct sim_json *json = NULL;
    enum cri_truth fits = CRI_TRUE;

    if (entries->n == 0 || entries->impossible || entries->edits[0].add)
        return entries->n > 0 && !entries->impossible;
    if (import_statement_amended(moves->of->file, moves->of->statement, entries->edits, entries->n,
                                 moves->task->arena, &statement, &json))
        fits = cri_statement_fits(&statement, request, NULL);
    sim_json_destroy(json);
    return moves->task->strict ? fits == CRI_FALSE : fits != CRI_TRUE;
}

static void add_move(struct moves *moves, uint32_t check, const struct amend_candidate *entries)
{
    const struct cri_access_request *request = &moves->task->verdict->checks[check].request;
    uint64_t mask = 0;

    if (moves->n_of_request[check] == MOST_MOVES || !is_move(moves, entries, request))
        return;
    for (uint32_t i = 0; i < entries->n; i++) {
        uint32_t place = place_in_pool(moves, entries->edits[i], entries->subject);

        if (place == AMEND_MOST_EDITS)
            return;
        mask |= (uint64_t)1 << place;
    }
    moves->of_request[check * MOST_MOVES + moves->n_of_request[check]++] = mask;
}

static void move_condition(struct moves *moves, uint32_t check, uint32_t k)
{
    const struct cri_condition *condition = &moves->statement->conditions[k];
    const struct cri_access_request *request = &moves->task->verdict->checks[check].request;
    const char *entry = entry_of(moves->task, condition, request);
    struct amend_candidate entries = {.n = 0};
    bool region = amend_is_region_key(condition);

    if (condition->operator.kind> CRI_OPERATOR_ARN || !(region || is_profile_key(condition)))
        return;
    if (!condition->operator.negated && value_of(condition, request) != NULL)
        remove_entry(moves->task, &entries, moves->of, IMPORT_VALUES, k,
                     value_of(condition, request), condition->operator.fold,
                     region ? REMOVE_REGION : REMOVE_PROFILE);
    else if (condition->operator.negated && entry != NULL)
        add_edit(&entries,
                 (struct import_edit){
                     .add = true, .list = IMPORT_VALUES, .condition = k, .value = entry},
                 add_value(condition, entry));
    add_move(moves, check, &entries);
}

static void move_resource(struct moves *moves, uint32_t check)
{
    const char *resource = moves->task->verdict->checks[check].request.resource.text;
    const char *entry = amend_entry(moves->task->arena, resource, true);
    struct amend_candidate entries = {.n = 0};

    if (!moves->statement->not_resource)
        remove_entry(moves->task, &entries, moves->of, IMPORT_RESOURCES, 0, resource, false,
                     REMOVE_RESOURCE);
    else if (entry != NULL)
        add_edit(&entries,
                 (struct import_edit){.add = true, .list = IMPORT_RESOURCES, .value = entry},
                 ADD_RESOURCE);
    add_move(moves, check, &entries);
}

static void move_action(struct moves *moves, uint32_t check)
{
    const char *action = cri_action_word(moves->task->verdict->checks[check].request.action);
    struct amend_candidate entries = {.n = 0};

    if (moves->statement->not_action)
        add_edit(&entries,
                 (struct import_edit){.add = true, .list = IMPORT_ACTIONS, .value = action},
                 ADD_ACTION);
    else
        remove_entry(moves->task, &entries, moves->of, IMPORT_ACTIONS, 0, action, true,
                     REMOVE_ACTION);
    add_move(moves, check, &entries);
}

static uint32_t entries_in(uint64_t mask)
{
    uint32_t n = 0;

    for (; mask != 0; mask &= mask - 1)
        n++;
    return n;
}

/* Entries in the order in which they came into the pool. */
static void offer_mask(struct moves *moves, uint64_t mask)
{
    struct amend_candidate candidate = {.n = 0};

    for (uint32_t i = 0; i < moves->pool.n; i++)
        if (mask >> i & 1)
            add_edit(&candidate, moves->pool.edits[i], moves->subjects[i]);
    offer(moves->task, moves->of, &candidate, moves->best);
}

static bool has_move_in(const struct moves *moves, uint32_t check, uint64_t mask)
{
    for (uint32_t m = 0; m < moves->n_of_request[check]; m++)
        if ((moves->of_request[check * MOST_MOVES + m] & ~mask) == 0)
            return true;
    return false;
}

static void try_from(struct moves *moves, uint32_t check, uint64_t mask)
{
    const struct amend_task *task = moves->task;

    if (moves->steps++ >= MOST_STEPS || (moves->best->n > 0 && entries_in(mask) > moves->best->n))
        return;
    while (check < task->verdict->n_checks &&
           (!task->about[check] || has_move_in(moves, check, mask)))
        check++;
    if (check == task->verdict->n_checks) {
        offer_mask(moves, mask);
        return;
    }
    for (uint32_t m = 0; m < moves->n_of_request[check]; m++)
        try_from(moves, check + 1, mask | moves->of_request[check * MOST_MOVES + m]);
}

static void find_moves(struct moves *moves, bool actions)
{
    for (uint32_t i = 0; i < moves->task->verdict->n_checks; i++) {
        if (!moves->task->about[i])
            continue;
        if (actions) {
            move_action(moves, i);
            continue;
        }
        for (uint32_t k = 0; k < moves->statement->n_conditions; k++)
            move_condition(moves, i, k);
        move_resource(moves, i);
    }
}

/* No entry of its lists does it: a condition more, which spares the profile that is called. */
static void offer_exemption(const struct amend_task *task, const struct amended *of,
                            struct amend_candidate *best)
{
    struct amend_candidate candidate = {.n = 0};
    const char *profile = task->verdict->checks[0].request.profile.text;
    const char *entry = profile != NULL ? amend_entry(task->arena, profile, true) : NULL;

    if (entry == NULL)
        return;
    add_edit(&candidate,
             (struct import_edit){.add = true, .list = IMPORT_EXEMPTION, .value = entry},
             ADD_EXEMPTION);
    offer(task, of, &candidate, best);
}

void amend_offer_deny(const struct amend_task *task, const struct amended *of,
                      const struct cri_statement *statement, struct amend_candidate *best)
{
    uint32_t n = task->verdict->n_checks;
    struct moves moves = {.task = task, .of = of, .statement = statement, .best = best};

    moves.of_request =
        sim_arena_alloc(task->arena, ((size_t)n * MOST_MOVES + 1) * sizeof *moves.of_request);
    moves.n_of_request = sim_arena_alloc(task->arena, (n + 1) * sizeof *moves.n_of_request);
    find_moves(&moves, false);
    try_from(&moves, 0, 0);
    if (best->n > 0 || task->strict)
        return;
    find_moves(&moves, true);
    moves.steps = 0;
    try_from(&moves, 0, 0);
    if (best->n == 0)
        offer_exemption(task, of, best);
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
        remove_entry(task, candidate, of, IMPORT_RESOURCES, 0, request->resource.text, false,
                     REMOVE_RESOURCE);
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
        remove_entry(task, candidate, of, IMPORT_VALUES, k, value_of(condition, request),
                     condition->operator.fold, region ? REMOVE_REGION : REMOVE_PROFILE);
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
