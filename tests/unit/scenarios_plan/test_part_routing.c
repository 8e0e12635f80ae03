/* Rules of how profiles route: shares by group, of the catalog and stated, for every source. */
#include "models/policy/policy.h"
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#define OPEN                                                                                       \
    "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":100000,\"tokens_per_day\":"     \
    "\"unlimited\"}},\"account_tokens_per_day\":\"unlimited\"," UNLIMITED
#define CALLED_FROM(source)                                                                        \
    TRAFFIC ",\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"" MODEL                         \
            "\",\"source_region\":\"" source "\",\"max_tokens\":500}},"
#define ROUTED(source, routing, mode)                                                              \
    CALLED_FROM(source) "\"routing\":{" routing "}," OPEN "," OPTION(mode)

static const struct cri_target_spec *target_of(const struct compiled *c)
{
    return &spec_of(c, 0)->classes[0].targets[0];
}

/* The share of each destination; sums to 1. By geography, and of the source. */
static double share_in(const struct compiled *c, const char *geography, uint32_t *n)
{
    const struct cri_target_spec *target = target_of(c);
    const struct cri_region_spec *regions = spec_of(c, 0)->regions;
    double sum = 0, all = 0;

    *n = 0;
    ck_assert_str_eq(target->policy->name, "fixed-share");
    for (uint32_t d = 0; d < target->n_destinations; d++) {
        all += target->shares[d];
        if (strcmp(regions[target->destinations[d]].geography, geography) != 0)
            continue;
        sum += target->shares[d];
        (*n)++;
    }
    ck_assert_double_eq_tol(all, 1, 1e-12);
    return sum;
}

START_TEST(test_mostly_us)
{
    struct compiled c =
        compiled_sound(ROUTED("eu-west-2", "\"global_rule\":\"mostly-us\"", "global"));
    const struct cri_target_spec *target = target_of(&c);
    uint32_t n;

    ck_assert_double_eq_tol(share_in(&c, "us", &n), 0.8, 1e-12);
    ck_assert_uint_gt(n, 1);
    ck_assert_str_eq(spec_of(&c, 0)->regions[target->destinations[0]].name, "eu-west-2");
    ck_assert_double_eq_tol(target->shares[0], 0.2, 1e-12);
    for (uint32_t d = 1; d < target->n_destinations; d++) {
        bool us = strcmp(spec_of(&c, 0)->regions[target->destinations[d]].geography, "us") == 0;

        ck_assert_double_eq_tol(target->shares[d], us ? 0.8 / n : 0, 1e-12);
    }
    ck_assert_ptr_nonnull(strstr(c.plan->options[0].routing, "mostly-us (source 20 %, us 80 %)"));
    compiled_release(&c);

    /* From a US source all over the US, in equal parts. */
    c = compiled_sound(ROUTED("us-east-1", "\"global_rule\":\"mostly-us\"", "global"));
    ck_assert_double_eq_tol(share_in(&c, "us", &n), 1, 1e-12);
    ck_assert_double_eq_tol(target_of(&c)->shares[0], 1.0 / n, 1e-12);
    compiled_release(&c);
}
END_TEST

START_TEST(test_spread)
{
    struct compiled c =
        compiled_sound(ROUTED("eu-west-2", "\"geographic_rule\":\"spread\"", "geographic"));
    const struct cri_target_spec *target = target_of(&c);

    ck_assert_uint_gt(target->n_destinations, 2);
    for (uint32_t d = 0; d < target->n_destinations; d++)
        ck_assert_double_eq_tol(target->shares[d], 1.0 / target->n_destinations, 1e-12);
    compiled_release(&c);

    /* Each kind of profile has its own rule. */
    c = compiled_sound(ROUTED("eu-west-2", "\"global_rule\":\"mostly-us\"", "geographic"));
    ck_assert_str_eq(target_of(&c)->policy->name, "source-first");
    compiled_release(&c);
}
END_TEST

START_TEST(test_stated)
{
    static const char rules[] = "\"routing_rules\":{\"mostly-us\":{\"shares\":{\"us\":1}},"
                                "\"mine\":{\"shares\":{\"eu-west-1\":3,\"us\":1}}},";
    struct sim_text text = {0};
    struct compiled c;
    uint32_t n;

    sim_text_addf(&text, "%s%s", rules,
                  ROUTED("eu-west-2", "\"global_rule\":\"mostly-us\"", "global"));
    c = compiled_sound(text.data); /* the scenario's instead of the catalog's */
    ck_assert_double_eq_tol(share_in(&c, "us", &n), 1, 1e-12);
    compiled_release(&c);
    sim_text_clear(&text);
    sim_text_addf(&text, "%s%s", rules,
                  ROUTED("eu-west-2", "\"geographic_rule\":\"mine\"", "geographic"));
    c = compiled_sound(text.data); /* of the groups that are there: no US behind eu. */
    ck_assert_double_eq_tol(share_in(&c, "eu", &n), 1, 1e-12);
    for (uint32_t d = 0; d < target_of(&c)->n_destinations; d++)
        ck_assert(
            target_of(&c)->shares[d] == 0 ||
            strcmp(spec_of(&c, 0)->regions[target_of(&c)->destinations[d]].name, "eu-west-1") == 0);
    compiled_release(&c);
    sim_text_release(&text);
}
END_TEST

static void is_refused(const char *members, const char *text)
{
    struct compiled c = compiled(members);
    char *said = compiled_said(&c);

    ck_assert_msg(c.plan == NULL && strstr(said, text) != NULL, "%s", said);
    free(said);
    compiled_release(&c);
}

START_TEST(test_names)
{
    is_refused(ROUTED("eu-west-2", "\"global_rule\":\"mostly-eu\"", "global"),
               "unknown routing rule 'mostly-eu'; did you mean 'mostly-us'?");
    is_refused(ROUTED("eu-west-2", "\"geographic_rule\":\"mostly-us\"", "geographic"),
               "'mostly-us' is a rule of global profiles");
    is_refused("\"routing_rules\":{\"mine\":{\"shares\":{\"sourc\":1}}}," ROUTED(
                   "eu-west-2", "\"global_rule\":\"mine\"", "global"),
               "'sourc' is no group of destinations: 'source', 'all', a geography or a Region; did "
               "you mean 'source'?");
    is_refused("\"routing_rules\":{\"mine\":{\"shares\":{\"source\":0}}}," ROUTED(
                   "eu-west-2", "\"global_rule\":\"mine\"", "global"),
               "gives no weight to anything");
    is_refused("\"routing_rules\":{\"policy\":{\"shares\":{\"source\":1}}}," ROUTED(
                   "eu-west-2", "\"global_rule\":\"policy\"", "global"),
               "'policy' is the name for following 'routing.policy'");
}
END_TEST

SUITE_MAIN("routing", test_mostly_us, test_spread, test_stated, test_names)
