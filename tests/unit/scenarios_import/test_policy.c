/*
 * The shapes of policy files, what placeholders and variables become, and what is hidden.
 */
#include "models/access/match.h"
#include "scenarios/import/policy.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define STATEMENT "{\"Sid\":\"S\",\"Effect\":\"Deny\",\"Action\":\"bedrock:*\",\"Resource\":\"*\"}"

struct reading {
    struct sim_arena arena;
    struct sim_diag diag;
    struct import_policy policy;
    bool good;
};

static void read_text(struct reading *reading, const char *text, enum cri_level level)
{
    *reading = (struct reading){0};
    sim_diag_init(&reading->diag);
    reading->good = import_policy_parse("p.json", text, strlen(text), "p", level, &reading->policy,
                                        &reading->arena, &reading->diag);
}

static void let_go(struct reading *reading)
{
    import_policy_release(&reading->policy);
    sim_diag_release(&reading->diag);
    sim_arena_release(&reading->arena);
}

/* However it is wrapped, it is the same statement. */
START_TEST(test_shapes)
{
    static const char *const shapes[] = {
        "{\"Version\":\"2012-10-17\",\"Statement\":[" STATEMENT "]}",
        "{\"Statement\":" STATEMENT "}",
        "\xef\xbb\xbf{\"Statement\":" STATEMENT "}",
        "{\"PolicyVersion\":{\"Document\":{\"Statement\":" STATEMENT "},\"VersionId\":\"v1\"}}",
        "{\"RoleName\":\"r\",\"PolicyName\":\"n\",\"PolicyDocument\":{\"Statement\":" STATEMENT
        "}}",
        "{\"Document\":{\"Statement\":" STATEMENT "}}",
        "{\"Policy\":{\"PolicySummary\":{},\"Content\":\"{\\\"Statement\\\":{\\\"Sid\\\":\\\"S\\\","
        "\\\"Effect\\\":\\\"Deny\\\",\\\"Action\\\":\\\"bedrock:*\\\",\\\"Resource\\\":\\\"*\\\"}}"
        "\"}}",
        "\"{\\\"Statement\\\":{\\\"Sid\\\":\\\"S\\\",\\\"Effect\\\":\\\"Deny\\\",\\\"Action\\\":"
        "\\\"bedrock:*\\\",\\\"Resource\\\":\\\"*\\\"}}\"",
        "%7B%22Statement%22%3A%7B%22Sid%22%3A%22S%22%2C%22Effect%22%3A%22Deny%22%2C%22Action%22%3A%"
        "22bedrock%3A*%22%2C%22Resource%22%3A%22*%22%7D%7D",
        "{\"PolicyVersion\":{\"Document\":\"%7b%22Statement%22%3a%7B%22Sid%22%3A%22S%22%2C+%"
        "22Effect"
        "%22%3A%22Deny%22%2C%22Action%22%3A%22bedrock%3A*%22%2C%22Resource%22%3A%22*%22%7D%7D\"}}",
    };

    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct reading reading;

        read_text(&reading, shapes[i], CRI_LEVEL_ROOT);
        ck_assert_msg(reading.good, "shape %zu: %s", i,
                      reading.diag.n > 0 ? reading.diag.findings[0].message : "");
        ck_assert_uint_eq(reading.policy.policy.n_statements, 1);
        ck_assert_str_eq(reading.policy.policy.statements[0].sid, "S");
        ck_assert(reading.policy.policy.statements[0].deny);
        ck_assert_str_eq(reading.policy.policy.statements[0].actions.items[0].text, "bedrock:*");
        ck_assert_ptr_nonnull(sim_json_find(reading.policy.json[0], "Resource"));
        let_go(&reading);
    }
}
END_TEST

START_TEST(test_size)
{
    size_t length = IMPORT_POLICY_MOST_BYTES + 1;
    char *text = malloc(length + 1);
    struct reading reading;

    memset(text, ' ', length);
    text[length] = '\0';
    read_text(&reading, text, CRI_LEVEL_ROOT);
    ck_assert(!reading.good);
    ck_assert_str_eq(
        reading.diag.findings[0].message,
        "has 1048577 bytes; a policy file of more than 1 MB (1048576 bytes) is not read");
    let_go(&reading);
    free(text);
}
END_TEST

/* 5,120 characters of an SCP, 6,144 of the others: more is read, and said. */
START_TEST(test_limit_of_aws)
{
    struct sim_text text = {0};

    sim_text_add(&text, "{\"Statement\":[");
    for (int i = 0; i < 88; i++)
        sim_text_addf(&text, "%s" STATEMENT, i > 0 ? "," : "");
    sim_text_add(&text, "]}");
    for (int level = CRI_LEVEL_ACCOUNT; level <= CRI_LEVEL_IDENTITY; level++) {
        struct reading reading;

        read_text(&reading, text.data, (enum cri_level)level);
        ck_assert(reading.good);
        ck_assert_uint_eq(reading.policy.policy.n_statements, 88);
        ck_assert_uint_eq(reading.diag.n_warnings, level == CRI_LEVEL_ACCOUNT);
        let_go(&reading);
    }
    sim_text_release(&text);
}
END_TEST

START_TEST(test_patterns)
{
    static const struct {
        const char *string, *key, *pattern, *open;
        bool variables;
    } rows[] = {
        {"arn:aws:bedrock:*::foundation-model/*", NULL, "arn:aws:bedrock:*::foundation-model/*",
         NULL, true},
        {"arn:aws:bedrock:${aws:RequestedRegion}::x", NULL, "arn:aws:bedrock:\x04::x", NULL, true},
        {"a${aws:PrincipalAccount}b", NULL,
         "a\x01"
         "b",
         NULL, true},
        {"${aws:PrincipalTag/t, 'd'}", NULL, "\x01", NULL, true},
        {"${*}${?}${$}", NULL, "\x02\x03$", NULL, true},
        {"${*}", NULL, "${*}", NULL, false},
        {"${aws:PrincipalTag/t}", NULL, "${aws:PrincipalTag/t}", NULL, false},
        {"${Account}", NULL, "\x01", "${Account}", false},
        {"arn:aws:iam::${Account}:role/x", NULL, "arn:aws:iam::\x01:role/x", "${Account}", true},
        {"${AWS::AccountId}", NULL, "\x01", "${AWS::AccountId}", true},
        {"role/[ROLE]", NULL, "role/\x01", "[ROLE]", true},
        {"{example-region-1}", "aws:RequestedRegion", "\x01", "{example-region-1}", true},
        {"{{region}}", "aws:RequestedRegion", "\x01", "{{region}}", true},
        {"aa-example-1", "aws:RequestedRegion", "\x01", "aa-example-1", true},
        {"REGION", "aws:RequestedRegion", "\x01", "REGION", true},
        {"EU-WEST-1", "aws:RequestedRegion", "EU-WEST-1", NULL, true},
        {"eu-west-1", "aws:RequestedRegion", "eu-west-1", NULL, true},
        {"unspecified", "aws:RequestedRegion", "unspecified", NULL, true},
        {"arn:aws:bedrock:REGION:ACCOUNT_ID:inference-profile/x", NULL,
         "arn:aws:bedrock:\x01:\x01:inference-profile/x", "REGION", true},
        {"arn:aws:bedrock:<region>::m", NULL, "arn:aws:bedrock:\x01::m", "<region>", true},
        /* Capitals are an example where a Region or an account stands; a name may be in capitals.
         */
        {"arn:aws:s3:::LOGS", NULL, "arn:aws:s3:::LOGS", NULL, true},
        {"arn:aws:iam::111122223333:ADMIN", NULL, "arn:aws:iam::111122223333:ADMIN", NULL, true},
    };
    struct sim_arena arena = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *open = NULL;
        size_t n = 0;
        const char *pattern =
            import_pattern(rows[i].string, rows[i].variables, rows[i].key, &arena, &open, &n);

        ck_assert_str_eq(pattern, rows[i].pattern);
        ck_assert_msg((open != NULL) == (rows[i].open != NULL), "%s", rows[i].string);
        if (open != NULL)
            ck_assert(strlen(rows[i].open) == n && memcmp(open, rows[i].open, n) == 0);
    }
    sim_arena_release(&arena);
}
END_TEST

START_TEST(test_hiding)
{
    static const struct {
        const char *string, *key, *shown;
    } rows[] = {
        {"*", NULL, "*"},
        {"arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.vendor.m", NULL,
         "arn:aws:bedrock:eu-west-1:<account>:inference-profile/eu.vendor.m"},
        {"arn:aws:bedrock:*::foundation-model/vendor.m-v1:0", NULL,
         "arn:aws:bedrock:*::foundation-model/vendor.m-v1:0"},
        {"arn:aws:bedrock:*:*:application-inference-profile/ab12", NULL,
         "arn:aws:bedrock:*:*:application-inference-profile/<name>"},
        {"arn:aws:iam::111122223333:role/Admin", "aws:PrincipalArn",
         "arn:aws:iam::<account>:role/<name>"},
        {"arn:aws:iam::my-alias:role/Admin", "aws:PrincipalArn",
         "arn:aws:iam::<account>:role/<name>"},
        {"arn:aws:iam::*:role/*", "aws:PrincipalArn", "arn:aws:iam::*:role/*"},
        {"arn:aws:s3:::secret-bucket/*", NULL, "arn:aws:s3:::<name>"},
        {"o-abc123", "aws:PrincipalOrgID", "<value>"},
        {"10.1.0.0/16", "aws:SourceIp", "<value>"},
        {"eu-west-1", "aws:RequestedRegion", "eu-west-1"},
        {"true", "aws:PrincipalTag/team", "true"},
        {"red", "aws:PrincipalTag/team", "<value>"},
    };
    struct sim_text text = {0};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        sim_text_clear(&text);
        import_policy_hide(rows[i].string, rows[i].key, &text);
        ck_assert_str_eq(text.data, rows[i].shown);
    }
    sim_text_clear(&text);
    import_policy_hide_sid("Deny111122223333b", &text);
    import_policy_hide_key("aws:PrincipalTag/team", &text);
    ck_assert_str_eq(text.data, "Deny<account>baws:PrincipalTag/<name>");
    sim_text_clear(&text);
    import_policy_hide_sid("a\x1b[31m", &text);
    ck_assert_str_eq(text.data, "a\\x1b[31m");
    sim_text_release(&text);
}
END_TEST

static enum cri_truth match(struct cri_match_rule rule, const char *pattern, const char *value,
                            const char *here)
{
    struct cri_pattern of = cri_pattern_of(pattern);
    struct cri_value is = cri_value_of(value);

    return cri_match(rule, &of, &is, here);
}

/* All ways to fill the unknown parts: true for all, for some, or for none. */
START_TEST(test_three_answers)
{
    static const struct cri_match_rule exact = {0}, wild = {.wild = true},
                                       arn = {.wild = true, .arn = true};
    static const struct {
        const struct cri_match_rule *rule;
        const char *pattern, *value;
        enum cri_truth truth;
    } rows[] = {
        {&exact, "a*", "a*", CRI_TRUE},
        {&exact, "a*", "ab", CRI_FALSE},
        {&wild, "a*b*c", "aXbYbZc", CRI_TRUE},
        {&wild, "a?c", "ac", CRI_FALSE},
        {&wild, "", "", CRI_TRUE},
        {&wild, "*", "", CRI_TRUE},
        {&wild, "?", "", CRI_FALSE},
        {&wild, "*", "\x01", CRI_TRUE},
        {&wild, "a*", "\x01", CRI_UNKNOWN},
        {&wild, "a*", "a\x01", CRI_TRUE},
        {&wild, "b*", "a\x01", CRI_FALSE},
        {&exact, "abc", "a\x01", CRI_UNKNOWN},
        {&exact, "\x01", "eu", CRI_UNKNOWN},
        {&exact, "a\x01", "eu", CRI_FALSE},
        {&wild, "x/\x01*", "x/abc", CRI_UNKNOWN},
        {&wild, "a:*:b", "a:" CRI_TWELVE_DIGITS ":b", CRI_TRUE},
        {&wild, "a:111122223333:b", "a:" CRI_TWELVE_DIGITS ":b", CRI_UNKNOWN},
        {&wild, "a:1111:b", "a:" CRI_TWELVE_DIGITS ":b", CRI_FALSE},
        {&wild, "a:????????????:b", "a:" CRI_TWELVE_DIGITS ":b", CRI_TRUE},
        {&wild, "a:x???????????:b", "a:" CRI_TWELVE_DIGITS ":b", CRI_FALSE},
        {&arn, "arn:aws:b:*:r", "arn:aws:b:e:1:r", CRI_FALSE},
        {&arn, "arn:aws:b:*:*:r*", "arn:aws:b:e:1:r:s", CRI_TRUE},
        {&arn, "arn:aws:*", "arn:aws:b:e:1:r", CRI_TRUE},
        {&arn, "*", "arn:aws:b:e:1:r", CRI_TRUE},
        {&arn, "arn:aws:iam::*:role/x", "\x01", CRI_UNKNOWN},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_msg(match(*rows[i].rule, rows[i].pattern, rows[i].value, NULL) == rows[i].truth,
                      "row %zu: %s", i, rows[i].pattern);
    ck_assert_int_eq(match(wild, "a\x04", "aeu", "eu"), CRI_TRUE);
    ck_assert_int_eq(match(wild, "a\x04", "aus", "eu"), CRI_FALSE);
    ck_assert_int_eq(match(wild, "a\x04", "aus", NULL), CRI_UNKNOWN);
}
END_TEST

SUITE_MAIN("policies", test_shapes, test_size, test_limit_of_aws, test_patterns, test_hiding,
           test_three_answers)
