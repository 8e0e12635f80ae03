/*
 * The smallest change: for each policy what is to be added or removed, and that the call then
 * passes.
 */
#include "analysis/advise/advise.h"
#include "sim/base/file_out.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DENY(rest)                                                                                 \
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"S\",\"Effect\":\"Deny\"," rest "}]}"
#define ALLOW(rest)                                                                                \
    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"S\",\"Effect\":\"Allow\"," rest "}]}"
#define ALL           "\"Action\":\"*\",\"Resource\":\"*\""
#define ONLY(regions) "\"Condition\":{\"StringNotEquals\":{\"aws:RequestedRegion\":[" regions "]}}"

#define SPARED                                                                                     \
    "add 'arn:aws:bedrock:us-east-1:*:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-"  \
    "v1:0' to a condition of its own, 'ArnNotLike' of 'bedrock:InferenceProfileArn'"

static const struct row {
    const char *level, *policy, *source, *way; /* the way that is refused */
    const char *change;                        /* of the first statement; NULL = no entries do it */
    uint32_t entries;
} rows[] = {
    {"root", DENY(ALL "," ONLY("\"us-east-1\",\"us-west-2\"")), "us-east-1", "geographic (us)",
     "add 'us-east-2' to 'StringNotEquals' of 'aws:RequestedRegion'", 1},
    {"root", DENY(ALL "," ONLY("\"us-east-1\"")), "us-east-1", "geographic (us)",
     "add 'us-east-2', 'us-west-2' to 'StringNotEquals' of 'aws:RequestedRegion'", 2},
    {"root", DENY(ALL "," ONLY("\"us-east-1\"")), "us-east-1", "global",
     "add 'unspecified' to 'StringNotEquals' of 'aws:RequestedRegion'", 1},
    /* One profile instead of two Regions; and of equal changes the one that lets least through. */
    {"root",
     DENY(ALL ",\"Condition\":{\"StringNotEquals\":{\"aws:RequestedRegion\":\"us-east-1\"},"
              "\"ArnNotLike\":{\"bedrock:InferenceProfileArn\":\"arn:aws:bedrock:*:*:inference-"
              "profile/eu.*\"}}"),
     "us-east-1", "geographic (us)",
     "add 'arn:aws:bedrock:us-east-1:*:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-"
     "v1:0' to 'ArnNotLike' of 'bedrock:InferenceProfileArn'",
     1},
    /* A list of what is denied. */
    {"root",
     DENY(ALL ",\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":[\"us-east-2\","
              "\"eu-west-1\"]}}"),
     "us-east-1", "geographic (us)",
     "remove 'us-east-2' from 'StringEquals' of 'aws:RequestedRegion'", 1},
    /* The last entry cannot go, and without a wildcard more would pass than the call: a condition
     * more, which spares the profile. */
    {"root",
     DENY(ALL ",\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":[\"us-east-2\"]}}"),
     "us-east-1", "geographic (us)", SPARED, 1},
    {"root",
     DENY(ALL ",\"Condition\":{\"StringLike\":{\"aws:RequestedRegion\":[\"us-*-2\",\"x\"]}}"),
     "us-east-1", "geographic (us)", SPARED, 1},
    /* A call without a profile cannot be spared so. */
    {"root",
     DENY(ALL ",\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":[\"us-east-1\"]}}"),
     "us-east-1", "single-region", NULL, 0},
    /* The same model, in whatever Region, is an entry that can go; a pattern of models is not. */
    {"root",
     DENY("\"Action\":\"bedrock:*\",\"Resource\":[\"arn:aws:bedrock:*::foundation-model/"
          "amazon.nova-lite-v1:0\",\"arn:aws:bedrock:*::foundation-model/x\"]"),
     "us-east-1", "single-region",
     "remove 'arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0' from 'Resource'", 1},
    {"root",
     DENY("\"Action\":\"bedrock:*\",\"Resource\":[\"arn:aws:bedrock:*::foundation-model/"
          "amazon.*\",\"arn:aws:bedrock:*::foundation-model/x\"]"),
     "us-east-1", "single-region", NULL, 0},
    /* Neither list alone: one destination is denied by a pattern of Regions, one by its name. */
    {"root",
     DENY("\"Action\":\"*\",\"Resource\":[\"arn:aws:bedrock:us-west-2::foundation-model/"
          "anthropic.claude-sonnet-4-5-20250929-v1:0\",\"arn:aws:bedrock:us-east-*::foundation-"
          "model/*\"],\"Condition\":{\"StringLike\":{\"aws:RequestedRegion\":[\"us-w*\","
          "\"us-east-2\"]}}"),
     "us-east-1", "geographic (us)",
     "remove 'us-east-2' from 'StringLike' of 'aws:RequestedRegion'; remove "
     "'arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0' from "
     "'Resource'",
     2},
    /* It depends on who calls: with the Regions on the list it does not. */
    {"root",
     DENY("\"NotAction\":[\"iam:*\"],\"Resource\":\"*\",\"Condition\":{\"StringNotEquals\":{"
          "\"aws:RequestedRegion\":[\"us-east-1\",\"us-east-2\"]},\"ArnNotLike\":{\"aws:"
          "PrincipalARN\":[\"arn:aws:iam::*:role/Exempt\"]}}"),
     "us-east-1", "geographic (us)",
     "add 'us-west-2' to 'StringNotEquals' of 'aws:RequestedRegion'", 1},
    /* Actions only where nothing else helps. */
    {"account", DENY("\"NotAction\":[\"iam:*\"],\"Resource\":\"*\""), "us-east-1", "global",
     "add 'bedrock:InvokeModelWithResponseStream' to 'NotAction'", 1},
    {"account",
     DENY("\"Action\":[\"s3:*\",\"bedrock:InvokeModelWithResponseStream\"],\"Resource\":\"*\""),
     "us-east-1", "global", "remove 'bedrock:InvokeModelWithResponseStream' from 'Action'", 1},
    {"account",
     DENY("\"Action\":\"bedrock:*\",\"NotResource\":[\"arn:aws:bedrock:*:*:inference-profile/*\","
          "\"arn:aws:bedrock:us-east-1::foundation-model/*\","
          "\"arn:aws:bedrock:us-west-2::foundation-model/*\"]"),
     "us-east-1", "geographic (us)",
     "add 'arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0' "
     "to 'NotResource'",
     1},
    /* What an identity policy lacks. */
    {"identity",
     ALLOW("\"Action\":\"bedrock:InvokeModel*\",\"Resource\":[\"arn:aws:bedrock:*::foundation-"
           "model/*\"]"),
     "us-east-1", "geographic (us)",
     "add 'arn:aws:bedrock:us-east-1:*:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-"
     "v1:0' to 'Resource'",
     1},
    {"identity", ALLOW("\"Action\":\"bedrock:InvokeModel\",\"Resource\":\"*\""), "us-east-1",
     "geographic (us)", "add 'bedrock:InvokeModelWithResponseStream' to 'Action'", 1},
    {"identity",
     ALLOW("\"Action\":\"bedrock:*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:"
           "RequestedRegion\":[\"us-east-1\",\"us-east-2\"]}}"),
     "us-east-1", "geographic (us)", "add 'us-west-2' to 'StringEquals' of 'aws:RequestedRegion'",
     1},
    {"boundary", DENY("\"Action\":\"s3:*\",\"Resource\":\"*\""), "us-east-1", "global", NULL, 0},
    {"boundary", ALLOW("\"Action\":\"s3:*\",\"Resource\":\"*\""), "us-east-1", "global",
     "add 'bedrock:InvokeModelWithResponseStream' to 'Action'", 1},
};

static const char scenario_text[] =
    "{\"format\":\"crisim-scenario\",\"version\":2,\"traffic\":{\"t\":{\"generator\":\"poisson\"}},"
    "\"classes\":{\"c\":{\"traffic\":\"t\",\"model\":\"%s\","
    "\"source_region\":\"%s\",\"max_tokens\":9}},\"capacity\":{\"all\":{\"kind\":\"unlimited\"}},"
    "\"policies\":{\"p\":{\"file\":\"p.json\",\"level\":\"%s\"}},\"options\":{\"g\":{\"mode\":"
    "\"global\"}}}";

/* Advice for a scenario with the policy; the caller releases it all. */
static struct advise *advise_on(const struct row *row, const struct catalog *catalog,
                                const char *folder, struct scenario **scenario, struct plan **plan,
                                struct sim_diag *diag)
{
    struct plan_settings settings = {.traces_may_miss = true};
    char path[300], file[300], text[1024];
    struct sim_error err;

    snprintf(path, sizeof path, "%s/p.json", folder);
    snprintf(file, sizeof file, "%s/s.json", folder);
    snprintf(text, sizeof text, scenario_text,
             strcmp(row->way, "single-region") == 0 ? "amazon.nova-lite-v1:0"
                                                    : "anthropic.claude-sonnet-4-5-20250929-v1:0",
             row->source, row->level);
    ck_assert_int_eq(sim_file_write(path, row->policy, strlen(row->policy), &err), SIM_OK);
    *scenario = scenario_parse(file, text, strlen(text), diag);
    ck_assert_msg(*scenario != NULL, "%s", diag->n > 0 ? diag->findings[0].message : "");
    *plan = plan_create(*scenario, catalog, &settings, diag);
    ck_assert_msg(*plan != NULL, "%s", diag->n > 0 ? diag->findings[0].message : "");
    return advise_create(*plan, diag);
}

/* A Deny would have to change as a whole; where nothing allows, a statement more is needed. */
static void check_stuck(const struct row *row, const struct amend_answer *change)
{
    if (strcmp(row->level, "boundary") != 0) {
        ck_assert_str_eq(change->stuck, "statement 'S' of 'p' (p.json)");
        ck_assert_ptr_null(change->needs);
        return;
    }
    ck_assert_str_eq(change->stuck, "the policies of level 'boundary'");
    ck_assert_str_eq(change->needs,
                     "bedrock:InvokeModelWithResponseStream of "
                     "arn:aws:bedrock:us-east-1:*:inference-profile/global.anthropic.claude-sonnet-"
                     "4-5-20250929-v1:0, arn:aws:bedrock:us-east-1::foundation-model/anthropic."
                     "claude-sonnet-4-5-20250929-v1:0, arn:aws:bedrock:::foundation-model/"
                     "anthropic.claude-sonnet-4-5-20250929-v1:0");
}

/* The way of calling of a row in the advice. */
static const struct advise_way *way_of(const struct row *row, const struct advise *advise)
{
    for (uint32_t i = 0; i < advise->classes[0].n_ways; i++)
        if (strcmp(advise->classes[0].ways[i].name, row->way) == 0)
            return &advise->classes[0].ways[i];
    ck_abort_msg("%s", row->way);
    return NULL;
}

static void check_row(const struct row *row, const struct catalog *catalog, const char *folder)
{
    const struct advise_way *way;
    struct scenario *scenario;
    struct sim_diag diag;
    struct advise *advise;
    struct plan *plan;

    sim_diag_init(&diag);
    advise = advise_on(row, catalog, folder, &scenario, &plan, &diag);
    way = way_of(row, advise);
    ck_assert_msg(way->policy, "%s: %s", row->policy, way->reason);
    if (row->change == NULL) {
        ck_assert_msg(way->change.n == 0, "%s: %s", row->policy, way->change.changes[0].what);
        check_stuck(row, &way->change);
    } else {
        ck_assert_msg(way->change.n == 1, "%s: %u changes", row->policy, way->change.n);
        ck_assert_str_eq(way->change.changes[0].what, row->change);
        ck_assert_uint_eq(way->change.changes[0].n_entries, row->entries);
        ck_assert_int_eq(way->change.ruling, CRI_RULED_ALLOWED);
    }
    advise_destroy(advise);
    plan_destroy(plan);
    scenario_destroy(scenario);
    sim_diag_release(&diag);
}

START_TEST(test_smallest_changes)
{
    char folder[] = "/tmp/crisim-amend-XXXXXX", path[300];
    struct catalog *catalog;
    struct sim_diag diag;

    sim_diag_init(&diag);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_row(&rows[i], catalog, folder);
    catalog_destroy(catalog);
    sim_diag_release(&diag);
    snprintf(path, sizeof path, "%s/p.json", folder);
    unlink(path);
    rmdir(folder);
}
END_TEST

/* As many statements as an organization has levels and policies: each has its change. */
START_TEST(test_many_statements)
{
    enum { N_STATEMENTS = 20 };
    char folder[] = "/tmp/crisim-amend-XXXXXX", path[300];
    struct row row = {.level = "root", .source = "us-east-1", .way = "global"};
    const struct advise_way *way;
    struct scenario *scenario;
    struct catalog *catalog;
    struct sim_text text = {0};
    struct advise *advise;
    struct sim_diag diag;
    struct plan *plan;

    sim_text_add(&text, "{\"Version\":\"2012-10-17\",\"Statement\":[");
    for (int i = 0; i < N_STATEMENTS; i++)
        sim_text_addf(&text,
                      "%s{\"Sid\":\"S%d\",\"Effect\":\"Deny\"," ALL "," ONLY("\"us-east-1\"") "}",
                      i > 0 ? "," : "", i);
    sim_text_add(&text, "]}");
    row.policy = text.data;
    sim_diag_init(&diag);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    advise = advise_on(&row, catalog, folder, &scenario, &plan, &diag);
    way = way_of(&row, advise);
    ck_assert_uint_eq(way->change.n, N_STATEMENTS);
    ck_assert_int_eq(way->change.ruling, CRI_RULED_ALLOWED);
    advise_destroy(advise);
    plan_destroy(plan);
    scenario_destroy(scenario);
    catalog_destroy(catalog);
    sim_diag_release(&diag);
    sim_text_release(&text);
    snprintf(path, sizeof path, "%s/p.json", folder);
    unlink(path);
    rmdir(folder);
}
END_TEST

/* A ruling of IAM's simulator is no statement that could change. */
START_TEST(test_simulated)
{
    char folder[] = "/tmp/crisim-amend-XXXXXX", path[300];
    struct row row = {
        .level = "identity",
        .source = "us-east-1",
        .way = "geographic (us)",
        .policy =
            "{\"EvaluationResults\":[{\"EvalActionName\":\"bedrock:"
            "InvokeModelWithResponseStream\",\"EvalResourceName\":\"arn:aws:bedrock:us-east-"
            "1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0\",\"EvalDecision\":"
            "\"explicitDeny\"}]}"};
    const struct advise_way *way;
    struct scenario *scenario;
    struct catalog *catalog;
    struct advise *advise;
    struct sim_text shown = {0};
    struct sim_diag diag;
    struct plan *plan;

    sim_diag_init(&diag);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    advise = advise_on(&row, catalog, folder, &scenario, &plan, &diag);
    way = way_of(&row, advise);
    ck_assert_int_eq(way->status, ADVISE_NOT_ALLOWED);
    ck_assert_uint_eq(way->change.n, 0);
    ck_assert(way->change.simulated);
    advise_text(advise, 1000, false, &shown);
    ck_assert_ptr_nonnull(
        strstr(shown.data, "statement 'EvaluationResults[0]' of 'p' (p.json) is a ruling of IAM's "
                           "simulator, which names no statement: name the policies themselves"));
    sim_text_release(&shown);
    advise_destroy(advise);
    plan_destroy(plan);
    scenario_destroy(scenario);
    catalog_destroy(catalog);
    sim_diag_release(&diag);
    snprintf(path, sizeof path, "%s/p.json", folder);
    unlink(path);
    rmdir(folder);
}
END_TEST

SUITE_MAIN("amendments", test_smallest_changes, test_many_statements, test_simulated)
