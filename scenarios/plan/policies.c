#include "scenarios/plan/policies.h"

#include "scenarios/plan/files.h"
#include "sim/base/memory.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ACCOUNT_DIGITS = 12, MOST_OPEN = 16, MOST_NAMED = 4 };

struct policy_set {
    struct sim_arena arena;
    const struct scenario *scenario;
    struct import_policy **items; /* owned */
    uint32_t n, capacity;
    const char **units; /* organizational units, by number - 1; owned */
    uint32_t n_units, units_capacity;
    bool keep_ids;
};

struct policy_set *policy_set_create(const struct scenario *scenario, bool keep_ids)
{
    struct policy_set *set = sim_zeroed(1, sizeof *set);

    set->scenario = scenario;
    set->keep_ids = keep_ids;
    return set;
}

void policy_set_destroy(struct policy_set *set)
{
    if (set == NULL)
        return;
    for (uint32_t i = 0; i < set->n; i++)
        import_policy_release(set->items[i]);
    free(set->items);
    free((void *)set->units);
    sim_arena_release(&set->arena);
    free(set);
}

bool policy_set_keeps_ids(const struct policy_set *set)
{
    return set->keep_ids;
}

/* ---- files ---- */

/* The number of the unit of an entry, or of a new one where it has none yet. */
static uint32_t unit_number(const struct policy_set *set, const struct scenario_policy *entry)
{
    uint32_t i = 0;

    if (entry->ou == NULL || entry->level != CRI_LEVEL_OU)
        return CRI_UNIT_NOT_STATED;
    while (i < set->n_units && strcmp(set->units[i], entry->ou) != 0)
        i++;
    return i + 1;
}

static bool is_of(const struct policy_set *set, const struct import_policy *policy,
                  const struct scenario_policy *entry)
{
    return strcmp(policy->policy.name, entry->node.name) == 0 &&
           strcmp(policy->file, entry->file) == 0 &&
           cri_policy_is_at(&policy->policy, (enum cri_level)entry->level, unit_number(set, entry));
}

static struct import_policy *find(const struct policy_set *set, const struct scenario_policy *entry)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (is_of(set, set->items[i], entry))
            return set->items[i];
    return NULL;
}

/* The file as messages name it: beside the scenario, as traces are. */
static char *file_beside(const struct policy_set *set, const char *file, struct sim_arena *arena)
{
    const char *slash = strrchr(set->scenario->file, '/');

    if (file[0] == '/' || slash == NULL)
        return sim_arena_strdup(arena, file);
    return sim_arena_printf(arena, "%.*s/%s", (int)(slash - set->scenario->file),
                            set->scenario->file, file);
}

/* A file that is not there. */
static bool refuse_missing(const char *path, const struct scenario_policy *entry,
                           struct sim_diag *diag)
{
    struct sim_text text = {0};
    int reason;

    if (access(path, F_OK) == 0)
        return false;
    reason = errno;
    if (reason == ENOENT)
        plan_add_files_like(path, &text);
    sim_diag_error(
        diag, path, 0, 0, NULL,
        "cannot be opened: %s (policy '%s' names it, relative to the scenario's folder)%s",
        sim_open_reason(path, reason), entry->node.name, text.length > 0 ? text.data : "");
    sim_text_release(&text);
    return true;
}

static void read_entry(struct policy_set *set, const struct scenario_policy *entry,
                       struct sim_diag *diag)
{
    const char *path = file_beside(set, entry->file, &set->arena);
    struct import_policy *policy;

    set->items = sim_with_room(set->items, set->n, &set->capacity, sizeof *set->items);
    policy = sim_arena_alloc(&set->arena, sizeof *policy);
    set->items[set->n++] = policy;
    *policy = (struct import_policy){
        .policy = {.name = entry->node.name, .level = (enum cri_level)entry->level}};
    if (!refuse_missing(path, entry, diag))
        import_policy_read(path, path, entry->node.name, (enum cri_level)entry->level, policy,
                           &set->arena, diag);
    policy->file = entry->file;
    policy->policy.unit = unit_number(set, entry);
    if (policy->policy.unit > set->n_units) {
        set->units = sim_with_room((void *)set->units, set->n_units, &set->units_capacity,
                                   sizeof *set->units);
        set->units[set->n_units++] = sim_arena_strdup(&set->arena, entry->ou);
    }
}

bool policy_set_read(struct policy_set *set, const struct scenario_world *world,
                     struct sim_diag *diag)
{
    const struct scenario_policy *entries = world->policies.items;
    size_t errors = diag->n_raised;

    for (uint32_t i = 0; i < world->policies.n; i++) {
        if (entries[i].file == NULL || entries[i].node.wrong)
            continue; /* found when the scenario was read */
        if (find(set, &entries[i]) == NULL)
            read_entry(set, &entries[i], diag);
    }
    return diag->n_raised == errors;
}

const struct import_policy *policy_file_of(const struct policy_set *set,
                                           const struct cri_access_policy *policy)
{
    for (uint32_t i = 0; i < set->n; i++)
        if (set->items[i]->policy.name == policy->name) /* also of a copy, as an amended one */
            return set->items[i];
    return NULL;
}

static const char *take(struct sim_text *text, struct sim_arena *arena)
{
    const char *taken = sim_arena_strdup(arena, text->data != NULL ? text->data : "");

    sim_text_release(text);
    return taken;
}

/* ---- judging ---- */

bool policy_binds(const struct scenario_policy *entry, const struct scenario_class *class)
{
    for (uint32_t i = 0; i < entry->classes.n; i++)
        if (strcmp(entry->classes.items[i], class->node.name) == 0)
            return true;
    return entry->classes.n == 0;
}

static struct cri_policies that_bind(const struct policy_set *set,
                                     const struct policy_question *question,
                                     struct sim_arena *arena)
{
    const struct scenario_policy *entries = question->world->policies.items;
    uint32_t n_entries = question->world->policies.n, n = 0;
    const struct cri_access_policy **items =
        sim_arena_alloc(arena, (n_entries + 1) * sizeof *items);

    for (uint32_t i = 0; i < n_entries; i++) {
        const struct import_policy *policy =
            entries[i].file != NULL ? find(set, &entries[i]) : NULL;

        if (policy != NULL && policy_binds(&entries[i], question->class))
            items[n++] = &policy->policy;
    }
    return (struct cri_policies){items, n};
}

static bool is_account(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isdigit((unsigned char)text[i]))
            return false;
    return n == ACCOUNT_DIGITS;
}

/* The account in an ARN of Bedrock, or NULL. */
static const char *account_in(const char *pattern)
{
    const char *at = pattern;

    if (strncmp(pattern, "arn:", 4) != 0 || strstr(pattern, ":bedrock") == NULL)
        return NULL;
    for (int part = 0; part < 4 && at != NULL; part++) {
        at = strchr(at, ':');
        at = at != NULL ? at + 1 : NULL;
    }
    return at != NULL && is_account(at, strcspn(at, ":")) ? at : NULL;
}

/* The one account that ARNs of the policies of the caller name, or NULL. */
static const char *account_named(struct cri_policies policies, struct sim_arena *arena)
{
    const char *found = NULL;

    for (uint32_t p = 0; p < policies.n; p++) {
        const struct cri_access_policy *policy = policies.items[p];

        for (uint32_t s = 0; !cri_level_is_scp(policy->level) && s < policy->n_statements; s++) {
            const struct cri_patterns *resources = &policy->statements[s].resources;

            for (uint32_t i = 0; i < resources->n; i++) {
                const char *account = account_in(resources->items[i].text);

                if (account == NULL)
                    continue;
                if (found != NULL && strncmp(found, account, ACCOUNT_DIGITS) != 0)
                    return NULL;
                found = account;
            }
        }
    }
    return found != NULL ? sim_arena_printf(arena, "%.*s", ACCOUNT_DIGITS, found) : NULL;
}

static void set_call(const struct policy_question *question, struct sim_arena *arena,
                     struct policy_answer *out)
{
    const struct catalog_region *regions = catalog_regions(question->catalog);
    const struct scenario_class *class = question->class;
    const char **destinations =
        sim_arena_alloc(arena, ((size_t)question->n_destinations + 1) * sizeof *destinations);

    for (uint32_t i = 0; i < question->n_destinations; i++)
        destinations[i] = regions[question->destinations[i]].code;
    out->call = (struct cri_access_call){
        .kind = question->profile == NULL           ? CRI_CALL_DIRECT
                : question->mode == CRI_MODE_GLOBAL ? CRI_CALL_GLOBAL
                                                    : CRI_CALL_GEOGRAPHIC,
        .streaming = class->streaming,
        .batch = class->tier == SCENARIO_TIER_BATCH,
        .mantle = question->mantle,
        .own_model = class->custom_model || question->mode == CRI_MODE_PROVISIONED,
        .partition = regions[question->source].partition,
        .account = is_account(class->account, strlen(class->account)) ? class->account : NULL,
        .source = regions[question->source].code,
        .model = class->model,
        .profile = question->profile,
        .n_destinations = question->mode == CRI_MODE_GLOBAL ? 0 : question->n_destinations,
        .destinations = destinations};
    if (out->call.account == NULL) {
        out->call.account = account_named(out->policies, arena);
        out->account_assumed = out->call.account != NULL;
    }
}

static bool has_allow(const struct cri_access_policy *policy)
{
    for (uint32_t s = 0; s < policy->n_statements; s++)
        if (!policy->statements[s].deny)
            return true;
    return false;
}

/* Policies of units that are not stated allow together: what if each is attached to a unit of its
 * own? Their names if that is not allowed, or is open. */
static const char *units_assumed(const struct policy_answer *answer, struct sim_arena *arena)
{
    uint32_t n_all = answer->policies.n, n = 0;
    struct cri_access_policy *copies = sim_arena_alloc(arena, (n_all + 1) * sizeof *copies);
    const struct cri_access_policy **list = sim_arena_alloc(arena, (n_all + 1) * sizeof *list);
    struct sim_text names = {0};

    for (uint32_t p = 0; p < n_all; p++) {
        const struct cri_access_policy *policy = answer->policies.items[p];

        copies[p] = *policy;
        list[p] = &copies[p];
        if (!cri_policy_is_at(policy, CRI_LEVEL_OU, CRI_UNIT_NOT_STATED) || !has_allow(policy))
            continue;
        copies[p].unit = UINT32_MAX - n++;
        sim_text_addf(&names, "%s'%s'", n > 1 ? ", " : "", policy->name);
    }
    if (n < 2 || cri_judge_call(&answer->call, (struct cri_policies){list, n_all}, arena).ruling ==
                     answer->verdict.ruling) {
        sim_text_release(&names);
        return NULL;
    }
    return take(&names, arena);
}

void policy_judge(const struct policy_set *set, const struct policy_question *question,
                  struct sim_arena *arena, struct policy_answer *out)
{
    *out = (struct policy_answer){.policies = that_bind(set, question, arena)};
    set_call(question, arena, out);
    if (out->policies.n > 0)
        out->verdict = cri_judge_call(&out->call, out->policies, arena);
    if (out->policies.n > 0 && out->verdict.ruling != CRI_RULED_DENIED)
        out->units_assumed = units_assumed(out, arena);
}

/* ---- words ---- */

static void add_sid(const struct policy_set *set, const struct cri_statement *statement,
                    struct sim_text *out)
{
    if (statement->sid[0] == '\0') {
        sim_text_addf(out, "statement %u", statement->number);
        return;
    }
    sim_text_add(out, "statement '");
    if (set->keep_ids)
        sim_text_add_visible(out, statement->sid);
    else
        import_policy_hide_sid(statement->sid, out);
    sim_text_add(out, "'");
}

static void add_policy(const struct policy_set *set, const struct cri_access_policy *policy,
                       struct sim_text *out)
{
    const struct import_policy *file = policy_file_of(set, policy);

    sim_text_addf(out, "'%s'", policy->name);
    if (file != NULL)
        sim_text_addf(out, " (%s)", file->file);
}

const char *policy_statement_text(const struct policy_set *set,
                                  const struct cri_judgement *judgement, struct sim_arena *arena)
{
    struct sim_text text = {0};

    add_sid(set, judgement->statement, &text);
    sim_text_add(&text, " of ");
    add_policy(set, judgement->policy, &text);
    return take(&text, arena);
}

/* "'app' (iam.json)", at most some of those that are attached where a judgement was made. */
static void add_policies_of(const struct policy_set *set, struct cri_policies policies,
                            const struct cri_judgement *at, struct sim_text *out)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < policies.n; i++) {
        if (!cri_policy_is_at(policies.items[i], at->level, at->unit) || n++ >= MOST_NAMED)
            continue;
        sim_text_add(out, n > 1 ? ", " : "");
        add_policy(set, policies.items[i], out);
    }
    if (n > MOST_NAMED)
        sim_text_addf(out, " and %u more", n - MOST_NAMED);
}

const char *policy_place_text(const struct policy_set *set, const struct cri_judgement *judgement,
                              struct sim_arena *arena)
{
    struct sim_text text = {0};

    sim_text_add(&text, cri_level_text(judgement->level));
    if (judgement->unit != CRI_UNIT_NOT_STATED) {
        sim_text_add(&text, " '");
        sim_text_add_visible(&text, set->units[judgement->unit - 1]);
        sim_text_add(&text, "'");
    }
    return take(&text, arena);
}

/* Where the refused check was, and what that means for the call. */
static void add_place(const struct policy_answer *answer, const struct cri_access_check *check,
                      struct sim_text *out)
{
    const char *action = strchr(cri_action_word(check->request.action), ':') + 1;
    const char *what = strstr(check->request.resource.text, ":inference-profile/") != NULL
                           ? "the profile"
                           : "the model";

    if (strcmp(check->request.region.text, "unspecified") == 0)
        sim_text_addf(out,
                      "%s of the model without a Region (aws:RequestedRegion 'unspecified', as "
                      "every Global call is checked)",
                      action);
    else if (strcmp(check->request.region.text, answer->call.source) == 0)
        sim_text_addf(out, "%s of %s in the source Region %s", action, what,
                      check->request.region.text);
    else
        sim_text_addf(out, "%s of %s in the destination %s", action, what,
                      check->request.region.text);
}

const char *policy_denial_text(const struct policy_set *set, const struct policy_answer *answer,
                               const struct cri_access_check *check, struct sim_arena *arena)
{
    const struct cri_judgement *judgement = &check->judgement;
    struct sim_text text = {0};

    sim_text_add(&text, "refused by a policy: 403 AccessDeniedException: ");
    add_place(answer, check, &text);
    if (judgement->statement != NULL) {
        sim_text_addf(&text, " is denied by %s", policy_statement_text(set, judgement, arena));
    } else {
        sim_text_add(&text, " is allowed by no statement of ");
        add_policies_of(set, answer->policies, judgement, &text);
    }
    sim_text_addf(&text, ", %s", policy_place_text(set, judgement, arena));
    if (check->destination >= 0 && cri_level_is_scp(judgement->level))
        sim_text_add(&text, "; one denied destination refuses every call through the profile");
    return take(&text, arena);
}

const char *policy_denier_text(const struct policy_set *set, const struct policy_answer *answer,
                               const struct cri_access_check *check, struct sim_arena *arena)
{
    struct sim_text text = {0};

    if (check->judgement.statement != NULL)
        return policy_statement_text(set, &check->judgement, arena);
    sim_text_add(&text, "no Allow of ");
    add_policies_of(set, answer->policies, &check->judgement, &text);
    return take(&text, arena);
}

/* What is not known of a statement. */
static void add_unknown(const struct policy_set *set, const struct cri_judgement *open,
                        struct sim_text *out)
{
    if (open->unknown == NULL) {
        sim_text_add(out, "part of its Action or Resource is not known");
        return;
    }
    sim_text_addf(out, "its '%s' of '", open->unknown->word);
    if (set->keep_ids)
        sim_text_add_visible(out, open->unknown->key);
    else
        import_policy_hide_key(open->unknown->key, out);
    sim_text_add(out, "' is not known");
}

/* A statement that leaves requests open, and for which Regions it does. */
struct open_statement {
    struct cri_judgement judgement;
    struct sim_text regions; /* values of aws:RequestedRegion */
    uint32_t n_regions;
    const char *last;
};

/* Its requests come in the order of Regions: the source, then the others. */
static void add_open_region(struct open_statement *statement, const char *region)
{
    if (statement->last != NULL && strcmp(statement->last, region) == 0)
        return;
    sim_text_addf(&statement->regions, "%s%s", statement->n_regions++ > 0 ? ", " : "", region);
    statement->last = region;
}

/* The statements that leave checks open, each once; n of at most MOST_OPEN. */
static uint32_t open_statements(const struct policy_answer *answer, struct open_statement *out)
{
    uint32_t n_out = 0;

    for (uint32_t c = 0; c < answer->verdict.n_checks; c++) {
        const struct cri_access_check *check = &answer->verdict.checks[c];
        struct cri_judgement open[MOST_OPEN];
        uint32_t n = check->judgement.ruling == CRI_RULED_UNDECIDED
                         ? cri_judge_open(&check->request, answer->policies, open, MOST_OPEN)
                         : 0;

        for (uint32_t i = 0; i < n; i++) {
            uint32_t k = 0;

            while (k < n_out && out[k].judgement.statement != open[i].statement)
                k++;
            if (k == MOST_OPEN)
                continue;
            if (k == n_out)
                out[n_out++] = (struct open_statement){.judgement = open[i]};
            add_open_region(&out[k], check->request.region.text);
        }
    }
    return n_out;
}

static uint32_t regions_asked(const struct cri_access_verdict *verdict)
{
    struct open_statement all = {.n_regions = 0};

    for (uint32_t c = 0; c < verdict->n_checks; c++)
        add_open_region(&all, verdict->checks[c].request.region.text);
    sim_text_release(&all.regions);
    return all.n_regions;
}

const char *policy_open_text(const struct policy_set *set, const struct policy_answer *answer,
                             struct sim_arena *arena)
{
    struct open_statement open[MOST_OPEN];
    uint32_t n = open_statements(answer, open), n_regions = regions_asked(&answer->verdict);
    struct sim_text text = {0};

    for (uint32_t i = 0; i < n; i++) {
        const struct cri_judgement *judgement = &open[i].judgement;

        sim_text_addf(&text, "%s%s %s", i > 0 ? "; and " : "",
                      policy_statement_text(set, judgement, arena),
                      judgement->statement->deny ? "does not apply" : "applies");
        if (open[i].n_regions < n_regions)
            sim_text_addf(&text, " where aws:RequestedRegion is %s", open[i].regions.data);
        sim_text_add(&text, " (");
        add_unknown(set, judgement, &text);
        sim_text_add(&text, ")");
        sim_text_release(&open[i].regions);
    }
    return take(&text, arena);
}

/* ---- all that denies ---- */

struct refusers {
    struct sim_text text;
    uint32_t n, n_regions;
};

/* The Regions of the checks for which `denies` is set. */
static void add_refuser(struct refusers *refusers, const struct policy_answer *answer,
                        const bool *denies, const char *who)
{
    struct open_statement regions = {.n_regions = 0};

    for (uint32_t c = 0; c < answer->verdict.n_checks; c++)
        if (denies[c])
            add_open_region(&regions, answer->verdict.checks[c].request.region.text);
    if (regions.n_regions > 0)
        sim_text_addf(&refusers->text, "%s%s in %s", refusers->n++ > 0 ? "; " : "", who,
                      regions.regions.data);
    refusers->n_regions += regions.n_regions;
    sim_text_release(&regions.regions);
}

static void add_denying_statements(const struct policy_set *set, const struct policy_answer *answer,
                                   const struct cri_access_policy *policy,
                                   struct refusers *refusers, bool *denies, struct sim_arena *arena)
{
    for (uint32_t s = 0; s < policy->n_statements; s++) {
        struct cri_judgement judgement = {.policy = policy, .statement = &policy->statements[s]};

        if (!policy->statements[s].deny)
            continue;
        for (uint32_t c = 0; c < answer->verdict.n_checks; c++)
            denies[c] = cri_statement_fits(&policy->statements[s],
                                           &answer->verdict.checks[c].request, NULL) == CRI_TRUE;
        add_refuser(
            refusers, answer, denies,
            sim_arena_printf(arena, "by %s", policy_statement_text(set, &judgement, arena)));
    }
}

/* A place where nothing allows a request, whatever denies it besides: of its policies the Allow
 * statements alone. */
static void add_place_without_allow(const struct policy_set *set,
                                    const struct policy_answer *answer,
                                    const struct cri_access_policy *at, struct refusers *refusers,
                                    bool *denies, struct sim_arena *arena)
{
    struct cri_policies policies = answer->policies;
    struct cri_access_policy *copies = sim_arena_alloc(arena, policies.n * sizeof *copies);
    const struct cri_access_policy **list = sim_arena_alloc(arena, policies.n * sizeof *list);
    struct cri_judgement place = {.level = at->level, .unit = at->unit};
    struct sim_text who = {0};
    uint32_t n = 0;

    for (uint32_t p = 0; p < policies.n; p++) {
        const struct cri_access_policy *policy = policies.items[p];
        struct cri_statement *statements;

        if (!cri_policy_is_at(policy, at->level, at->unit))
            continue;
        statements = sim_arena_alloc(arena, policy->n_statements * sizeof *statements);
        copies[n] = *policy;
        copies[n].statements = statements;
        copies[n].n_statements = 0;
        for (uint32_t s = 0; s < policy->n_statements; s++)
            if (!policy->statements[s].deny)
                statements[copies[n].n_statements++] = policy->statements[s];
        list[n] = &copies[n];
        n++;
    }
    for (uint32_t c = 0; c < answer->verdict.n_checks; c++)
        denies[c] =
            cri_judge(&answer->verdict.checks[c].request, (struct cri_policies){list, n}).ruling ==
            CRI_RULED_DENIED;
    sim_text_add(&who, "no statement of ");
    add_policies_of(set, policies, &place, &who);
    sim_text_add(&who, " allows it");
    add_refuser(refusers, answer, denies, who.data);
    sim_text_release(&who);
}

const char *policy_refusers_text(const struct policy_set *set, const struct policy_answer *answer,
                                 struct sim_arena *arena)
{
    bool *denies = sim_arena_alloc(arena, answer->verdict.n_checks + 1);
    struct refusers refusers = {.n = 0};

    for (uint32_t p = 0; p < answer->policies.n; p++)
        add_denying_statements(set, answer, answer->policies.items[p], &refusers, denies, arena);
    for (uint32_t p = 0; p < answer->policies.n; p++) {
        const struct cri_access_policy *policy = answer->policies.items[p];
        uint32_t before = 0;

        while (!cri_policy_is_at(answer->policies.items[before], policy->level, policy->unit))
            before++;
        if (before == p)
            add_place_without_allow(set, answer, policy, &refusers, denies, arena);
    }
    if (refusers.n > 1 || refusers.n_regions > 1)
        return take(&refusers.text, arena);
    sim_text_release(&refusers.text);
    return NULL;
}
