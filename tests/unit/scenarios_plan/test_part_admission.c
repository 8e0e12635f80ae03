/* Requests that no quota can ever admit: which, and what would admit them. */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#define LIMITED(tpm, more)                                                                         \
    "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":" tpm                           \
    "}},\"account_tokens_per_day\":\"unlimited\"," UNLIMITED "," more

/* Of one size: 100 tokens in, max_tokens 500, burndown 5. */
#define ALIKE                                                                                      \
    "\"traffic\":{\"t\":{\"generator\":\"poisson\",\"rate_per_s\":1,\"duration_s\":60,"            \
    "\"input_p50\":100,\"input_p99\":100,\"output_p50\":50,\"output_p99\":50}}," CLASS(            \
        "") ",\"models\":{\"m\":{\"output_burndown\":5}},"

static void says(const char *members, const char *text)
{
    struct compiled c = compiled(members);
    char *said = compiled_said(&c);

    ck_assert_ptr_nonnull(c.plan);
    if (text == NULL)
        ck_assert_msg(strstr(said, "never be admitted") == NULL, "%s", said);
    else
        ck_assert_msg(strstr(said, text) != NULL, "%s", said);
    free(said);
    compiled_release(&c);
}

START_TEST(test_max_tokens_counts_once)
{
    says(ALIKE LIMITED("600", OPTION("single-region")), NULL);
    says(ALIKE LIMITED("599", OPTION("single-region")),
         "a call reserves its input and its max_tokens, the largest of them 600, more than the tpm "
         "(599)");
    says(ALIKE LIMITED("599", OPTION("single-region")), "or a max_tokens of at most 499");
    says(ALIKE LIMITED("90", OPTION("single-region")), "their input alone is too large");
}
END_TEST

/* 100 + 5 x 500 = 2,600; of 2,000 tokens (2,000 - 100) / 5 = 380 are left for max_tokens. */
START_TEST(test_or_as_often_as_it_burns_down)
{
    says(ALIKE LIMITED("2600", "\"reserve_burndown\":true," OPTION("single-region")), NULL);
    says(ALIKE LIMITED("2000", "\"reserve_burndown\":true," OPTION("single-region")),
         "its max_tokens x burndown, the largest of them 2,600");
    says(ALIKE LIMITED("2000", "\"reserve_burndown\":true," OPTION("single-region")),
         "or a max_tokens of at most 380");
}
END_TEST

/* What counts real tokens meets 600 of them. */
START_TEST(test_real_tokens_have_no_burndown)
{
    says(ALIKE "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":\"unlimited\"}},"
               "\"account_tokens_per_day\":600,\"quota_rules\":{\"account_cap\":"
               "\"before-burndown\"},\"reserve_burndown\":true," UNLIMITED
               "," OPTION("single-region"),
         NULL);
    says(ALIKE "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":\"unlimited\"}},"
               "\"account_tokens_per_day\":599,\"quota_rules\":{\"account_cap\":"
               "\"before-burndown\"},\"reserve_burndown\":true," UNLIMITED
               "," OPTION("single-region"),
         "or a max_tokens of at most 499");
}
END_TEST

/* The endpoint mantle: burndown is no matter of what counts output apart. */
START_TEST(test_output_apart_has_no_burndown)
{
    static const char traffic[] =
        "\"traffic\":{\"t\":{\"generator\":\"poisson\",\"rate_per_s\":1,\"duration_s\":60,"
        "\"input_p50\":100,\"input_p99\":100,\"output_p50\":50,\"output_p99\":50}},\"classes\":"
        "{\"chat\":{\"traffic\":\"t\",\"model\":\"anthropic.claude-opus-4-7\",\"source_region\":"
        "\"us-east-1\",\"endpoint\":\"mantle\",\"max_tokens\":500}},\"reserve_burndown\":true,"
        "\"account_tokens_per_day\":\"unlimited\"," UNLIMITED "," OPTION("single-region");
    struct sim_text text = {0};

    sim_text_addf(&text, "%s,\"quotas\":{\"q\":{\"input_tokens_per_min\":600}}", traffic);
    says(text.data, NULL);
    text.length = 0;
    sim_text_addf(&text, "%s,\"quotas\":{\"q\":{\"input_tokens_per_min\":599}}", traffic);
    says(text.data, "its max_tokens, the largest of them 600, more than the tpm (599)");
    sim_text_release(&text);
}
END_TEST

/* A closed quota denies a call of any size: nothing is said of its size then. */
START_TEST(test_closed_is_not_too_small)
{
    says(ALIKE LIMITED("600", "\"quota_changes\":{\"c\":{\"at_s\":30,\"tokens_per_min\":0}},")
             OPTION("single-region"),
         NULL);
    says(ALIKE LIMITED("600", "\"quota_changes\":{\"a\":{\"at_s\":30,\"tokens_per_min\":1},"
                              "\"b\":{\"at_s\":30,\"requests_per_min\":0}},")
             OPTION("single-region"),
         NULL);
    says(ALIKE LIMITED("600",
                       "\"outages\":{\"cut\":{\"kind\":\"quota-cut\",\"regions\":["
                       "\"eu-west-2\"],\"start_s\":30,\"duration_s\":60,\"quota_factor\":0}},")
             OPTION("single-region"),
         NULL);
}
END_TEST

/* What opens later has the size that it opens with. */
START_TEST(test_what_opens_too_small)
{
    says(ALIKE LIMITED("0", "\"quota_changes\":{\"c\":{\"at_s\":30,\"tokens_per_min\":600}},")
             OPTION("single-region"),
         NULL);
    says(ALIKE LIMITED("0", "\"quota_changes\":{\"c\":{\"at_s\":30,\"tokens_per_min\":599}},")
             OPTION("single-region"),
         "more than the tpm (599)");
}
END_TEST

SUITE_MAIN("admission", test_max_tokens_counts_once, test_or_as_often_as_it_burns_down,
           test_real_tokens_have_no_burndown, test_output_apart_has_no_burndown,
           test_closed_is_not_too_small, test_what_opens_too_small)
