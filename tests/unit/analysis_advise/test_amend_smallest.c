/*
 * Whether the change that is found is the smallest: for drawn statements, every set of fewer
 * entries is tried, in every list, and none of them lets the call through. What is tried knows
 * nothing of how a change is searched.
 */
#include "analysis/advise/amend.h"
#include "scenarios/import/policy_amend.h"
#include "scenarios/plan/policies.h"
#include "scenarios/read/scenario.h"
#include "sim/base/file_out.h"
#include "sim/kernel/random.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODEL      "anthropic.claude-sonnet-4-5-20250929-v1:0"
#define PROFILE    "arn:aws:bedrock:us-east-1:*:inference-profile/us." MODEL
#define GLOBAL     "arn:aws:bedrock:us-east-1:*:inference-profile/global." MODEL
#define AT(region) "arn:aws:bedrock:" region "::foundation-model/" MODEL

enum { N_DRAWN = 150, MOST_TRIED = 2, MOST_UNIVERSE = 64 };

static const char scenario_text[] =
    "{\"format\":\"crisim-scenario\",\"version\":2,\"traffic\":{\"t\":{\"generator\":\"poisson\"}},"
    "\"classes\":{\"c\":{\"traffic\":\"t\",\"model\":\"" MODEL "\",\"source_region\":\"us-east-1\","
    "\"max_tokens\":9}},\"capacity\":{\"all\":{\"kind\":\"unlimited\"}},\"policies\":{\"p\":{"
    "\"file\":\"p.json\",\"level\":\"%s\"}},\"options\":{\"g\":{\"mode\":\"global\"}}}";

/* What lists are drawn from. */
static const char *const actions[] = {"bedrock:*", "bedrock:InvokeModel",
                                      "bedrock:InvokeModelWithResponseStream", "s3:*", "iam:*"};
static const char *const resources[] = {"*",
                                        PROFILE,
                                        "arn:aws:bedrock:*:*:inference-profile/*",
                                        "arn:aws:bedrock:*:*:inference-profile/eu.*",
                                        AT("us-east-1"),
                                        AT("us-east-2"),
                                        AT("us-west-2"),
                                        AT(""),
                                        AT("*"),
                                        "arn:aws:bedrock:us-e*::foundation-model/*",
                                        "arn:aws:bedrock:*::foundation-model/amazon.*"};
static const char *const regions[] = {"us-east-1", "us-east-2",   "us-west-2", "eu-west-1",
                                      "us-w*",     "unspecified", "us-*"};
static const char *const profiles[] = {PROFILE, GLOBAL,
                                       "arn:aws:bedrock:*:*:inference-profile/eu.*",
                                       "arn:aws:bedrock:*:*:inference-profile/us.*"};
#define N(list) ((uint32_t)(sizeof(list) / sizeof(list)[0]))

struct drawing {
    struct sim_key key;
    uint32_t at;
};

static uint32_t draw(struct drawing *drawing, uint32_t n)
{
    return (uint32_t)(sim_u01(drawing->key, 1, 1, drawing->at++) * n);
}

/* One to three different entries. */
static void add_list(struct drawing *drawing, struct sim_text *text, const char *const *from,
                     uint32_t n)
{
    uint32_t first = draw(drawing, n), step = 1 + draw(drawing, n / 2), most = 1 + draw(drawing, 3);

    sim_text_add(text, "[");
    for (uint32_t i = 0; i < most; i++) {
        uint32_t at = (first + i * step) % n;

        if (i > 0 && at == first)
            break;
        sim_text_addf(text, "%s\"%s\"", i > 0 ? "," : "", from[at]);
    }
    sim_text_add(text, "]");
}

static void add_statement(struct drawing *drawing, bool deny, struct sim_text *text)
{
    static const char *const of_regions[] = {"StringEquals", "StringNotEquals", "StringLike",
                                             "StringNotLike"};
    static const char *const of_profiles[] = {"ArnLike", "ArnNotLike", "StringLike",
                                              "StringNotLike"};
    uint32_t shape = draw(drawing, 4);

    sim_text_addf(
        text, "{\"Version\":\"2012-10-17\",\"Statement\":{\"Sid\":\"S\",\"Effect\":\"%s\",\"%s\":",
        deny ? "Deny" : "Allow", draw(drawing, 4) == 0 ? "NotAction" : "Action");
    add_list(drawing, text, actions, N(actions));
    sim_text_addf(text, ",\"%s\":", draw(drawing, 4) == 0 ? "NotResource" : "Resource");
    add_list(drawing, text, resources, N(resources));
    sim_text_add(text, ",\"Condition\":{");
    if (shape & 1) {
        sim_text_addf(text, "\"%s\":{\"aws:RequestedRegion\":", of_regions[draw(drawing, 4)]);
        add_list(drawing, text, regions, N(regions));
        sim_text_add(text, "}");
    }
    if (shape == 2) {
        sim_text_addf(text,
                      "\"%s\":{\"bedrock:InferenceProfileArn\":", of_profiles[draw(drawing, 4)]);
        add_list(drawing, text, profiles, N(profiles));
        sim_text_add(text, "}");
    }
    sim_text_add(text, "}}}");
}

/* ---- every set of entries ---- */

struct universe {
    const struct cri_statement *statement;
    struct import_edit edits[MOST_UNIVERSE];
    uint32_t n;
};

/* Whether a list is of what does not fit, as NotAction and StringNotEquals. */
static bool is_negated(const struct cri_statement *statement, enum import_list list, uint32_t k)
{
    return list == IMPORT_ACTIONS     ? statement->not_action
           : list == IMPORT_RESOURCES ? statement->not_resource
                                      : statement->conditions[k].operator.negated;
}

static void add_edits(struct universe *universe, enum import_list list, uint32_t condition,
                      const char *const *values, uint32_t n, bool add)
{
    if (is_negated(universe->statement, list, condition) == (universe->statement->deny != add))
        return;
    for (uint32_t i = 0; i < n && universe->n < MOST_UNIVERSE; i++)
        universe->edits[universe->n++] = (struct import_edit){
            .add = add, .list = list, .condition = condition, .value = values[i]};
}

/* Entries that are values of the requests, and entries that stand there and have no wildcard but
 * for the Region and the account. Actions only where the change is about them. What lets less
 * through is left out: a list that would become empty is not filled up for its own sake. */
static void fill(struct universe *universe, const struct import_policy *policy, bool with_actions,
                 struct sim_arena *arena)
{
    static const char *const of_actions[] = {"bedrock:InvokeModelWithResponseStream"};
    static const char *const of_resources[] = {PROFILE,         GLOBAL,          AT("us-east-1"),
                                               AT("us-east-2"), AT("us-west-2"), AT("")};
    static const char *const of_regions[] = {"us-east-1", "us-east-2", "us-west-2", "unspecified"};
    static const char *const of_profiles[] = {PROFILE, GLOBAL};
    const struct cri_statement *statement = &policy->policy.statements[0];

    *universe = (struct universe){.statement = statement};
    if (with_actions)
        add_edits(universe, IMPORT_ACTIONS, 0, of_actions, N(of_actions), true);
    add_edits(universe, IMPORT_RESOURCES, 0, of_resources, N(of_resources), true);
    for (uint32_t k = 0; k < statement->n_conditions; k++)
        if (strcmp(statement->conditions[k].key, "aws:RequestedRegion") == 0)
            add_edits(universe, IMPORT_VALUES, k, of_regions, N(of_regions), true);
        else
            add_edits(universe, IMPORT_VALUES, k, of_profiles, N(of_profiles), true);
    for (uint32_t list = with_actions ? IMPORT_ACTIONS : IMPORT_RESOURCES; list <= IMPORT_VALUES;
         list++)
        for (uint32_t k = 0; k < (list == IMPORT_VALUES ? statement->n_conditions : 1); k++) {
            const char *const *strings =
                import_list_strings(policy, 0, (enum import_list)list, k, arena);

            for (; *strings != NULL; strings++)
                if (strchr(*strings, '*') == NULL || strcmp(*strings, PROFILE) == 0 ||
                    strcmp(*strings, GLOBAL) == 0 || strcmp(*strings, AT("*")) == 0)
                    add_edits(universe, (enum import_list)list, k, strings, 1, false);
        }
}

static bool passes(const struct import_policy *file, const struct policy_answer *answer,
                   const struct import_edit *edits, uint32_t n)
{
    struct sim_arena arena = {0};
    struct sim_json *json = NULL;
    struct cri_statement statement;
    bool good = import_statement_amended(file, 0, edits, n, &arena, &statement, &json);

    if (good) {
        struct cri_access_policy policy = file->policy;
        const struct cri_access_policy *list[] = {&policy};
        struct cri_access_verdict verdict;

        policy.statements = &statement;
        verdict = cri_judge_call(&answer->call, (struct cri_policies){list, 1}, &arena);
        good = verdict.ruling == CRI_RULED_ALLOWED && verdict.gaps == 0;
    }
    sim_json_destroy(json);
    sim_arena_release(&arena);
    return good;
}

/* Every set of up to `most` entries, from `from` on, beside the n in edits. */
static void try_all(const struct universe *universe, const struct import_policy *file,
                    const struct policy_answer *answer, struct import_edit *edits, uint32_t n,
                    uint32_t from, uint32_t most, const char *text)
{
    for (uint32_t i = from; n < most && i < universe->n; i++) {
        edits[n] = universe->edits[i];
        ck_assert_msg(!passes(file, answer, edits, n + 1),
                      "%u entries are enough (the last: %s '%s'), %s: %s", n + 1,
                      edits[n].add ? "add" : "remove", edits[n].value, answer->call.profile, text);
        try_all(universe, file, answer, edits, n + 1, i + 1, most, text);
    }
}

/* ---- one statement ---- */

struct counted {
    uint32_t changed, stuck, tried, larger;
};

static void check_call(const struct policy_set *set, const struct scenario *scenario,
                       const struct catalog *catalog, bool global, const char *text,
                       struct counted *counted)
{
    static const char *const codes[] = {"us-east-1", "us-east-2", "us-west-2"};
    uint32_t destinations[3];
    struct policy_question question = {
        .world = &scenario->base,
        .class = scenario->base.classes.items,
        .catalog = catalog,
        .mode = global ? CRI_MODE_GLOBAL : CRI_MODE_GEOGRAPHIC,
        .source = catalog_region_find(catalog, "us-east-1"),
        .profile = global ? "global." MODEL : "us." MODEL,
        .n_destinations = 3,
        .destinations = destinations,
    };
    struct sim_arena arena = {0};
    struct import_edit edits[MOST_TRIED];
    struct universe universe;
    struct policy_answer answer;
    struct amend_answer change;
    bool found, actions_too = true;
    uint32_t n;

    for (int i = 0; i < 3; i++)
        destinations[i] = catalog_region_find(catalog, codes[i]);
    policy_judge(set, &question, &arena, &answer);
    if (answer.verdict.ruling == CRI_RULED_ALLOWED && answer.verdict.gaps == 0) {
        sim_arena_release(&arena);
        return;
    }
    found = amend_find(set, &answer, &arena, &change) &&
            strstr(change.changes[0].what, "a condition of its own") == NULL;
    if (found) {
        ck_assert_uint_eq(change.n, 1);
        ck_assert_msg(change.ruling == CRI_RULED_ALLOWED, "%s", text);
        actions_too = strstr(change.changes[0].what, "Action'") != NULL;
    }
    n = found ? change.changes[0].n_entries - 1 : MOST_TRIED;
    counted->larger += n > MOST_TRIED;
    n = n < MOST_TRIED ? n : MOST_TRIED;
    fill(&universe, policy_file_of(set, answer.policies.items[0]), actions_too, &arena);
    try_all(&universe, policy_file_of(set, answer.policies.items[0]), &answer, edits, 0, 0, n,
            text);
    counted->changed += found;
    counted->stuck += !found;
    counted->tried += n;
    sim_arena_release(&arena);
}

static void check_drawn(uint64_t seed, const struct catalog *catalog, const char *folder,
                        struct counted *counted)
{
    struct drawing drawing = {.key = sim_key_make(seed, 0)};
    char path[300], file[300], whole[1024];
    struct sim_text text = {0};
    struct policy_set *set;
    struct scenario *scenario;
    struct sim_error err;
    struct sim_diag diag;
    bool deny = seed % 2 == 0;

    sim_diag_init(&diag);
    add_statement(&drawing, deny, &text);
    snprintf(path, sizeof path, "%s/p.json", folder);
    snprintf(file, sizeof file, "%s/s.json", folder);
    snprintf(whole, sizeof whole, scenario_text, deny ? "root" : "identity");
    ck_assert_int_eq(sim_file_write(path, text.data, text.length, &err), SIM_OK);
    scenario = scenario_parse(file, whole, strlen(whole), &diag);
    ck_assert_ptr_nonnull(scenario);
    set = policy_set_create(scenario, false);
    ck_assert_msg(policy_set_read(set, &scenario->base, &diag), "%s: %s", diag.findings[0].message,
                  text.data);
    check_call(set, scenario, catalog, false, text.data, counted);
    check_call(set, scenario, catalog, true, text.data, counted);
    policy_set_destroy(set);
    scenario_destroy(scenario);
    sim_text_release(&text);
    sim_diag_release(&diag);
}

START_TEST(test_no_smaller_change)
{
    char folder[] = "/tmp/crisim-smallest-XXXXXX", path[300];
    struct counted counted = {0};
    struct catalog *catalog;
    struct sim_diag diag;

    sim_diag_init(&diag);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    for (uint64_t seed = 0; seed < N_DRAWN; seed++)
        check_drawn(seed, catalog, folder, &counted);
    catalog_destroy(catalog);
    sim_diag_release(&diag);
    snprintf(path, sizeof path, "%s/p.json", folder);
    unlink(path);
    rmdir(folder);
    /* The draws are worth something: changes were found, and smaller ones were tried. */
    ck_assert_uint_ge(counted.changed, N_DRAWN / 4);
    ck_assert_uint_ge(counted.stuck, N_DRAWN / 20);
    ck_assert_uint_ge(counted.tried, N_DRAWN / 4);
}
END_TEST

SUITE_MAIN("smallest amendments", test_no_smaller_change)
