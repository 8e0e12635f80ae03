/* Which ways to call a class has, which of them are denied and why, and where they lead. */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#define OPEN "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":100000}}," UNLIMITED

static const struct cri_class_spec *class_of(const struct compiled *c)
{
    return &spec_of(c, 0)->classes[0];
}

static const char *region_name(const struct compiled *c, uint32_t region)
{
    return spec_of(c, 0)->regions[region].name;
}

START_TEST(test_one_region_leads_to_itself_and_a_profile_to_several)
{
    struct compiled one =
        compiled_sound(TRAFFIC "," CLASS("") "," OPEN "," OPTION("single-region"));
    struct compiled geo = compiled_sound(TRAFFIC "," CLASS("") "," OPEN "," OPTION("geographic"));
    const struct cri_target_spec *target = &class_of(&one)->targets[0];

    ck_assert_str_eq(target->model_id, MODEL);
    ck_assert_uint_eq(target->n_destinations, 1);
    ck_assert_str_eq(region_name(&one, target->destinations[0]), "eu-west-2");
    target = &class_of(&geo)->targets[0];
    ck_assert_str_eq(target->model_id, "eu." MODEL);
    ck_assert_uint_gt(target->n_destinations, 1);
    for (uint32_t d = 0; d < target->n_destinations; d++)
        ck_assert_str_eq(spec_of(&geo, 0)->regions[target->destinations[d]].geography, "eu");
    compiled_release(&one);
    compiled_release(&geo);
}
END_TEST

/* After a denial nothing else is built of a target: no quota, no price. */
START_TEST(test_a_denied_target_has_neither_quota_nor_price)
{
    struct compiled c = compiled_sound(
        TRAFFIC "," CLASS(",\"custom_model\":true") "," OPEN "," OPTION("geographic"));

    ck_assert_int_eq(class_of(&c)->targets[0].denial, CRI_DENIAL_400_CUSTOM_PROFILE);
    ck_assert_uint_eq(class_of(&c)->targets[0].quota, CRI_NONE);
    ck_assert_uint_eq(class_of(&c)->targets[0].price, CRI_NONE);
    ck_assert_uint_eq(spec_of(&c, 0)->n_quotas + spec_of(&c, 0)->n_prices, 0);
    ck_assert(!class_of(&c)->runs);
    ck_assert_str_eq(class_of(&c)->why_not, c.plan->options[0].reason);
    compiled_release(&c);
}
END_TEST

START_TEST(test_a_max_tokens_above_the_model_is_denied)
{
    struct compiled c = compiled_sound(TRAFFIC "," CLASS(
        "") ",\"models\":{\"m\":{\"max_output_tokens\":400}}," OPEN "," OPTION("single-region"));

    ck_assert_int_eq(class_of(&c)->most_tokens, 400);
    ck_assert_int_eq(class_of(&c)->targets[0].denial, CRI_DENIAL_400_MAX_TOKENS);
    ck_assert(!class_of(&c)->runs);
    compiled_release(&c);
}
END_TEST

/* The source first, then what spreading goes round, then fallbacks that it does not go round. */
START_TEST(test_targets_are_in_the_order_of_use)
{
    struct compiled c = compiled_sound(TRAFFIC "," CLASS(
        ",\"spread_source_regions\":[\"eu-west-1\"],"
        "\"fallback_source_regions\":[\"eu-west-1\",\"eu-central-1\"]") "," OPEN
                                                                        "," OPTION("client-side"));
    static const char *const order[] = {"eu-west-2", "eu-west-1", "eu-central-1"};

    ck_assert_uint_eq(class_of(&c)->n_targets, 3);
    ck_assert_uint_eq(class_of(&c)->n_spread, 2);
    for (uint32_t t = 0; t < 3; t++)
        ck_assert_str_eq(region_name(&c, class_of(&c)->targets[t].source), order[t]);
    compiled_release(&c);
}
END_TEST

START_TEST(test_units_spill_to_a_target_of_their_own)
{
    static const char units[] =
        ",\"provisioned\":{\"u\":{\"model\":\"" MODEL "\",\"source_region\":\"eu-west-2\","
        "\"units\":1,\"tokens_per_min_per_unit\":1000,\"usd_per_unit_hour\":20,"
        "\"spill\":\"geographic\"}},";
    struct sim_text text = {0};
    struct compiled c;

    sim_text_addf(&text, "%s%s%s", TRAFFIC "," CLASS(""), units, OPEN "," OPTION("provisioned"));
    c = compiled_sound(text.data);
    ck_assert_uint_eq(class_of(&c)->n_targets, 2);
    ck_assert(class_of(&c)->targets[0].spills);
    ck_assert_int_eq(class_of(&c)->targets[1].mode, CRI_MODE_GEOGRAPHIC);
    ck_assert(!class_of(&c)->targets[1].dedicated);
    compiled_release(&c);
    sim_text_release(&text);
}
END_TEST

/* The reason of the first class in each of three modes. */
static void expect_unstated(const char *model, const char *more, const char *geographic,
                            const char *global)
{
    struct sim_text text = {0};
    struct compiled c;

    sim_text_addf(&text,
                  TRAFFIC ",\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"%s\","
                          "\"source_region\":\"us-east-1\",\"max_tokens\":\"unset\"}}%s," UNLIMITED
                          ",\"options\":{\"a\":{\"mode\":\"geographic\"},"
                          "\"b\":{\"mode\":\"global\"}}",
                  model, more);
    c = compiled_sound(text.data);
    for (uint32_t o = 0; o < 2; o++) {
        const struct cri_class_spec *class = &spec_of(&c, o)->classes[0];
        const char *wanted = o == 0 ? geographic : global;

        ck_assert_int_eq(class->runs, wanted == NULL);
        if (wanted != NULL)
            ck_assert_msg(strstr(class->why_not, wanted) != NULL, "'%s' is not in '%s'", wanted,
                          class->why_not);
    }
    compiled_release(&c);
    sim_text_release(&text);
}

/* No maximum is recorded of Grok 4.7. What is not known keeps a call
 * from being run; it is no mistake of the scenario, and stating it lets it run. */
START_TEST(test_what_nobody_says_must_be_stated)
{
    static const char maximum[] = "state a max_tokens (or 'max_output_tokens' in "
                                  "'models'): the maximum of 'xai.grok-4.7', which an unset "
                                  "max_tokens reserves, is not known";

    expect_unstated("xai.grok-4.7", "", maximum, maximum);
    expect_unstated("xai.grok-4.7", ",\"models\":{\"m\":{\"max_output_tokens\":8192}}", NULL, NULL);
}
END_TEST

/* "" or one more key of the class: the reason of a model served in one Region. */
static void expect_quota(const char *more, bool runs, const char *why)
{
    struct sim_text text = {0};
    struct compiled c;

    sim_text_addf(&text,
                  TRAFFIC ",\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"zai.glm-5\","
                          "\"source_region\":\"us-east-1\",\"max_tokens\":100}}%s," UNLIMITED
                          "," OPTION("single-region"),
                  more);
    c = compiled_sound(text.data);
    ck_assert_int_eq(class_of(&c)->runs, runs);
    if (!runs)
        ck_assert_str_eq(class_of(&c)->why_not, why);
    compiled_release(&c);
    sim_text_release(&text);
}

START_TEST(test_an_unknown_quota_must_be_stated)
{
    expect_quota("", false,
                 "zai.glm-5 from us-east-1: state 'tokens_per_min' in 'quotas': no such "
                 "quota is known for single-region calls of 'zai.glm-5' from us-east-1");
    expect_quota(",\"quotas\":{\"q\":{\"tokens_per_min\":5000}}", true, NULL);
    expect_quota(",\"quotas\":{\"q\":{\"tokens_per_min\":\"unlimited\"}}", true, NULL);
}
END_TEST

/* Every model of the catalog from a few Regions: each mode runs, or has its reason; whatever is not
 * known, the scenario is sound. */
START_TEST(test_every_model_runs_or_has_its_reason)
{
    static const char *const sources[] = {"us-east-1", "eu-west-2", "ap-southeast-2"};
    struct compiled all = compiled_sound(TRAFFIC "," CLASS("") "," OPEN "," OPTION("global"));
    uint32_t n_models = catalog_n_models(all.catalog), n_run = 0;
    struct sim_text classes = {0}, members = {0};
    struct compiled c;

    /* One scenario of all models and sources at once: a class each. */
    for (uint32_t m = 0; m < n_models; m++)
        for (uint32_t s = 0; s < sizeof sources / sizeof sources[0]; s++)
            sim_text_addf(&classes,
                          "%s\"%u-%u\":{\"traffic\":\"t\",\"model\":\"%s\",\"source_region\":"
                          "\"%s\",\"max_tokens\":\"unset\"}",
                          classes.length > 0 ? "," : "", m, s, catalog_models(all.catalog)[m].id,
                          sources[s]);
    sim_text_addf(&members,
                  TRAFFIC ",\"classes\":{%s}," UNLIMITED
                          ",\"options\":{\"a\":{\"mode\":\"single-region\"},"
                          "\"b\":{\"mode\":\"geographic\"},\"c\":{\"mode\":\"global\"}}",
                  classes.data);
    c = compiled_sound(members.data);
    for (uint32_t o = 0; o < 3; o++)
        for (uint32_t i = 0; i < spec_of(&c, o)->n_classes; i++) {
            const struct cri_class_spec *class = &spec_of(&c, o)->classes[i];

            n_run += class->runs;
            if (class->runs)
                ck_assert_int_gt(class->max_tokens, 0);
            else
                ck_assert_msg(class->why_not != NULL && *class->why_not != '\0', "%s", class->name);
        }
    ck_assert_uint_gt(n_run, n_models);
    compiled_release(&c);
    compiled_release(&all);
    sim_text_release(&classes);
    sim_text_release(&members);
}
END_TEST

SUITE_MAIN("access", test_one_region_leads_to_itself_and_a_profile_to_several,
           test_a_denied_target_has_neither_quota_nor_price,
           test_a_max_tokens_above_the_model_is_denied, test_targets_are_in_the_order_of_use,
           test_units_spill_to_a_target_of_their_own, test_what_nobody_says_must_be_stated,
           test_an_unknown_quota_must_be_stated, test_every_model_runs_or_has_its_reason)
