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

SUITE_MAIN("access", test_one_region_leads_to_itself_and_a_profile_to_several,
           test_a_denied_target_has_neither_quota_nor_price,
           test_a_max_tokens_above_the_model_is_denied, test_targets_are_in_the_order_of_use,
           test_units_spill_to_a_target_of_their_own)
