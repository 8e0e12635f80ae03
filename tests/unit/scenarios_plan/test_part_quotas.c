/* Limits come from the last matching entry, else the catalog; accounts and changes by their rules.
 */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#define QUOTAS_AND(more) TRAFFIC "," CLASS("") "," UNLIMITED "," more "," OPTION("single-region")

START_TEST(test_the_last_matching_entry_counts)
{
    struct compiled c = compiled_sound(
        QUOTAS_AND("\"quotas\":{\"every\":{\"requests_per_min\":10,\"tokens_per_min\":1000},"
                   "\"here\":{\"source_region\":\"eu-west-2\",\"requests_per_min\":20},"
                   "\"elsewhere\":{\"source_region\":\"us-east-1\",\"requests_per_min\":30}}"));
    const struct cri_quota_spec *quota = &spec_of(&c, 0)->quotas[0];

    ck_assert_uint_eq(spec_of(&c, 0)->n_quotas, 1);
    ck_assert_str_eq(quota->name, "eu-west-2/" MODEL "/single-region");
    ck_assert_int_eq(quota->requests_per_min, 20);
    ck_assert_int_eq(quota->tokens_per_min, 1000);
    ck_assert_str_eq(c.plan->options[0].quotas[0].source, "quotas.here");
    ck_assert_str_eq(c.plan->options[0].quotas[1].source, "quotas.every");
    compiled_release(&c);
}
END_TEST

/* An approved TPM voids the default daily quota, unless a daily one is stated too. */
START_TEST(test_a_stated_tpm_voids_the_default_day)
{
    struct compiled c = compiled_sound(QUOTAS_AND("\"quotas\":{\"q\":{\"tokens_per_min\":1000}}"));
    struct compiled d = compiled_sound(
        QUOTAS_AND("\"quotas\":{\"q\":{\"tokens_per_min\":1000,\"tokens_per_day\":5000}}"));

    ck_assert_int_eq(spec_of(&c, 0)->quotas[0].tokens_per_day, CRI_NO_LIMIT);
    ck_assert_int_eq(spec_of(&d, 0)->quotas[0].tokens_per_day, 5000);
    for (uint32_t i = 0; i < c.plan->options[0].n_quotas; i++)
        ck_assert_int_ne(c.plan->options[0].quotas[i].limit, CRI_LIMIT_TPD);
    compiled_release(&c);
    compiled_release(&d);
}
END_TEST

START_TEST(test_targets_share_quotas_and_accounts_do_not)
{
    static const char two[] =
        TRAFFIC ",\"classes\":{"
                "\"a\":{\"traffic\":\"t\",\"model\":\"" MODEL
                "\",\"source_region\":\"eu-west-2\",\"max_tokens\":500},"
                "\"b\":{\"traffic\":\"t\",\"model\":\"" MODEL
                "\",\"source_region\":\"eu-west-2\",\"max_tokens\":500},"
                "\"c\":{\"traffic\":\"t\",\"model\":\"" MODEL
                "\",\"source_region\":\"eu-west-2\",\"max_tokens\":500,\"account\":\"own\"}},"
                "\"account_tokens_per_day\":9000," UNLIMITED "," OPTION("single-region");
    struct compiled c = compiled_sound(two);
    const struct cri_spec *spec = spec_of(&c, 0);

    ck_assert_uint_eq(spec->n_quotas, 2);
    ck_assert_uint_eq(spec->classes[0].targets[0].quota, spec->classes[1].targets[0].quota);
    ck_assert_uint_ne(spec->classes[0].targets[0].quota, spec->classes[2].targets[0].quota);
    ck_assert_uint_eq(spec->n_accounts, 2);
    ck_assert_str_eq(spec->accounts[0].name, "eu-west-2/account");
    ck_assert_str_eq(spec->accounts[1].name, "eu-west-2/account own");
    ck_assert_int_eq(spec->accounts[1].tokens_per_day, 9000);
    compiled_release(&c);
}
END_TEST

START_TEST(test_changes_are_in_the_order_of_time)
{
    struct compiled c = compiled_sound(
        QUOTAS_AND("\"quotas\":{\"q\":{\"requests_per_min\":10,\"tokens_per_min\":1000}},"
                   "\"quota_changes\":{\"late\":{\"at_s\":30,\"requests_per_min\":30},"
                   "\"early\":{\"at_s\":10,\"requests_per_min\":20,\"tokens_per_min\":2000}}"));
    const struct cri_spec *spec = spec_of(&c, 0);

    ck_assert_uint_eq(spec->n_quota_changes, 3);
    ck_assert_int_eq(spec->quota_changes[0].limit, CRI_LIMIT_RPM);
    ck_assert_int_eq(spec->quota_changes[0].amount, 20);
    ck_assert_int_eq(spec->quota_changes[1].limit, CRI_LIMIT_TPM);
    ck_assert_int_eq(spec->quota_changes[2].at, 30 * SIM_SECOND);
    compiled_release(&c);
    compiled_expect_said(
        QUOTAS_AND("\"quotas\":{\"q\":{\"requests_per_min\":\"unlimited\"}},\"quota_changes\":{"
                   "\"c\":{\"at_s\":1,\"requests_per_min\":5}}"),
        "quota_changes.c: 'eu-west-2/" MODEL "/single-region' has no rpm to change");
}
END_TEST

/* A quota of 0 closes the way for the whole run; one that is opened later does not. */
START_TEST(test_a_quota_of_0_closes_the_class)
{
    struct compiled c = compiled_sound(QUOTAS_AND("\"quotas\":{\"q\":{\"requests_per_min\":0}}"));
    struct compiled d =
        compiled_sound(QUOTAS_AND("\"quotas\":{\"q\":{\"requests_per_min\":0}},"
                                  "\"quota_changes\":{\"c\":{\"at_s\":1,\"requests_per_min\":5}}"));

    ck_assert(!c.plan->options[0].allowed);
    ck_assert_int_eq(spec_of(&c, 0)->classes[0].targets[0].denial, CRI_DENIAL_QUOTA_ZERO);
    ck_assert_ptr_nonnull(strstr(c.plan->options[0].reason, "'requests_per_min'"));
    ck_assert(d.plan->options[0].allowed);
    compiled_release(&c);
    compiled_release(&d);
}
END_TEST

SUITE_MAIN("quotas", test_the_last_matching_entry_counts, test_a_stated_tpm_voids_the_default_day,
           test_targets_share_quotas_and_accounts_do_not, test_changes_are_in_the_order_of_time,
           test_a_quota_of_0_closes_the_class)
