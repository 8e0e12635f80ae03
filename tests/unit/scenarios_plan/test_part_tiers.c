/* Tiers: those that a model lacks, what one does where, prices by factor; reservations. */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#include <math.h>

#define GROK "\"model\":\"xai.grok-4.7\",\"source_region\":\"us-east-1\""
#define TIER(name, tier)                                                                           \
    "\"" name "\":{\"traffic\":\"t\"," GROK ",\"max_tokens\":500,\"tier\":\"" tier "\"}"
#define OPEN                                                                                       \
    ",\"quotas\":{\"q\":{\"requests_per_min\":\"unlimited\",\"tokens_per_min\":100000}},"          \
    "\"account_tokens_per_day\":\"unlimited\"," OPTION("geographic")
#define WORLD(classes, capacity)                                                                   \
    TRAFFIC ",\"classes\":{" classes "},\"capacity\":{\"all\":{" capacity "}}" OPEN

static const struct cri_target_spec *target_of(const struct compiled *c, uint32_t class, uint32_t t)
{
    return &spec_of(c, 0)->classes[class].targets[t];
}

/* No Claude model has flex; what the scenario says of a model goes first. */
START_TEST(test_a_tier_that_the_model_lacks_is_denied)
{
    struct compiled c = compiled_sound(TRAFFIC "," CLASS(",\"tier\":\"flex\"") "," UNLIMITED OPEN);
    const struct cri_class_spec *class = &spec_of(&c, 0)->classes[0];

    ck_assert(!class->runs);
    ck_assert_int_eq(class->targets[0].denial, CRI_DENIAL_400_NO_TIER);
    ck_assert_ptr_nonnull(strstr(class->why_not, "no such tier for this model: '" MODEL
                                                 "' has 'standard', not 'flex'"));
    compiled_release(&c);
    c = compiled_sound(TRAFFIC "," CLASS(
        ",\"tier\":\"flex\"") "," UNLIMITED ",\"models\":{\"m\":{\"tiers\":[\"flex\"]}}" OPEN);
    ck_assert(spec_of(&c, 0)->classes[0].runs);
    compiled_release(&c);
    c = compiled_sound(
        WORLD(TIER("a", "flex"), "\"kind\":\"unlimited\"") ",\"models\":{\"m\":{"
                                                           "\"tiers\":[\"priority\"]}}");
    ck_assert(!spec_of(&c, 0)->classes[0].runs);
    compiled_release(&c);
}
END_TEST

START_TEST(test_turns_weights_and_speeds)
{
    struct compiled c =
        compiled_sound(WORLD(TIER("a", "flex") "," TIER("b", "priority") "," TIER("c", "standard"),
                             "\"kind\":\"unlimited\"") ",\"tier_weights\":{\"priority\":9},"
                                                       "\"tier_speeds\":{\"priority\":1.25}");
    const uint32_t *weights = spec_of(&c, 0)->tier_weights;

    ck_assert_int_eq(target_of(&c, 0, 0)->tier, CRI_TIER_FLEX);
    ck_assert_int_eq(target_of(&c, 1, 0)->tier, CRI_TIER_PRIORITY);
    ck_assert_int_eq(target_of(&c, 2, 0)->tier, CRI_TIER_STANDARD);
    ck_assert_double_eq(target_of(&c, 1, 0)->output_speed, 1.25);
    ck_assert_double_eq(target_of(&c, 2, 0)->output_speed, 1);
    ck_assert_uint_eq(weights[CRI_TIER_PRIORITY], 9);
    ck_assert_uint_eq(weights[CRI_TIER_STANDARD], 2);
    ck_assert_uint_eq(weights[CRI_TIER_FLEX], 1);
    compiled_release(&c);
}
END_TEST

/* Two tiers in a queue or in shared capacity take turns; one tier alone, or without either, does
 * not. */
START_TEST(test_what_a_tier_does_nothing_about_is_said)
{
    static const char *const turns[] = {"\"kind\":\"slots\",\"slots\":2,\"queue\":1",
                                        "\"kind\":\"shared\",\"calls\":2"};
    struct sim_text text = {0};

    for (int i = 0; i < 2; i++) {
        struct compiled c;
        char *said;

        text.length = 0;
        sim_text_addf(&text,
                      TRAFFIC ",\"classes\":{" TIER("a", "flex") "," TIER(
                          "b", "standard") "},\"capacity\":{\"all\":{%s}}" OPEN,
                      turns[i]);
        c = compiled_sound(text.data);
        said = compiled_said(&c);
        ck_assert_msg(strstr(said, "differs from 'standard'") == NULL, "%s", said);
        free(said);
        compiled_release(&c);
        text.length = 0;
        sim_text_addf(
            &text, TRAFFIC ",\"classes\":{" TIER("a", "flex") "},\"capacity\":{\"all\":{%s}}" OPEN,
            turns[i]);
        compiled_expect_said(text.data, "no class of another tier meets it");
    }
    sim_text_release(&text);
    compiled_expect_said(WORLD(TIER("a", "flex") "," TIER("b", "standard"),
                               "\"kind\":\"slots\",\"slots\":2,\"queue\":0"),
                         "in price and quota only: no call waits");
}
END_TEST

/* The catalog's factor of 0.5, on the standard price that is stated. */
START_TEST(test_a_stated_standard_price_has_the_factor)
{
    struct compiled c = compiled_sound(
        WORLD(TIER("a", "flex"), "\"kind\":\"unlimited\"") ",\"prices\":{\"p\":{\"tier\":"
                                                           "\"standard\",\"input_usd_per_mtok\":3,"
                                                           "\"output_usd_per_mtok\":8}}");
    const struct cri_price_spec *price = &spec_of(&c, 0)->prices[target_of(&c, 0, 0)->price];

    ck_assert_double_eq(price->input, 1.5);
    ck_assert_double_eq(price->output, 4);
    compiled_release(&c);
}
END_TEST

/* ---- reservations ---- */

#define HELD(more)                                                                                 \
    TRAFFIC ",\"classes\":{" TIER(                                                                 \
        "a",                                                                                       \
        "reserved") "}," UNLIMITED                                                                 \
                    ",\"models\":{\"m\":{\"tiers\":[\"reserved\"]}},\"reserved\":{\"r\":{" GROK    \
                    ",\"input_tokens_per_min\":100000,\"output_tokens_per_min\":20000" more        \
                    "}}" OPEN

START_TEST(test_a_reservation_and_its_overflow)
{
    struct compiled c = compiled_sound(
        HELD(",\"usd_per_1k_input_tpm_month\":36,\"usd_per_1k_output_tpm_month\":180"));
    const struct cri_target_spec *first = target_of(&c, 0, 0), *second = target_of(&c, 0, 1);
    const struct cri_quota_spec *held = &spec_of(&c, 0)->quotas[first->quota];

    ck_assert_uint_eq(spec_of(&c, 0)->classes[0].n_targets, 2);
    ck_assert(first->dedicated && first->spills && first->overflows && held->reserved);
    ck_assert_int_eq(held->tokens_per_min, 100000);
    ck_assert_int_eq(held->output_per_min, 20000);
    ck_assert_int_eq(held->requests_per_min, CRI_NO_LIMIT);
    ck_assert(!second->dedicated && !second->overflows);
    ck_assert_int_eq(spec_of(&c, 0)->quotas[second->quota].tokens_per_min, 100000);
    ck_assert_double_eq(spec_of(&c, 0)->prices[first->price].input, 0);
    ck_assert_double_eq(spec_of(&c, 0)->prices[second->price].input, 2.2);
    /* 100 x 36 + 20 x 180 = 7,200 USD for 720 hours. */
    ck_assert_uint_eq(spec_of(&c, 0)->n_commitments, 1);
    ck_assert_double_eq_tol(spec_of(&c, 0)->commitments[0].usd_per_unit_hour, 10, 1e-9);
    compiled_release(&c);
}
END_TEST

START_TEST(test_a_reservation_may_not_overflow_or_fit)
{
    struct compiled c = compiled_sound(HELD(",\"overflow\":false"));

    ck_assert_uint_eq(spec_of(&c, 0)->classes[0].n_targets, 1);
    ck_assert(!target_of(&c, 0, 0)->spills);
    ck_assert(isnan(spec_of(&c, 0)->commitments[0].usd_per_unit_hour));
    compiled_release(&c);
    c = compiled_sound(HELD(",\"kind\":\"global\""));
    ck_assert(!spec_of(&c, 0)->classes[0].runs);
    ck_assert_ptr_nonnull(
        strstr(spec_of(&c, 0)->classes[0].why_not, "state what is reserved in 'reserved'"));
    compiled_release(&c);
    compiled_expect_said(HELD(",\"kind\":\"global\""), "has no effect: no class of the tier");
}
END_TEST

SUITE_MAIN("part_tiers", test_a_tier_that_the_model_lacks_is_denied, test_turns_weights_and_speeds,
           test_what_a_tier_does_nothing_about_is_said, test_a_stated_standard_price_has_the_factor,
           test_a_reservation_and_its_overflow, test_a_reservation_may_not_overflow_or_fit)
