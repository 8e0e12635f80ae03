/* Prices: the scenario's last matching entry, else the catalog's; long input; tiers; model units.
 */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#include <math.h>

#define PRICED(class, more)                                                                        \
    TRAFFIC "," CLASS(class) "," UNLIMITED ",\"quotas\":{\"q\":{\"requests_per_min\":60,"          \
                             "\"tokens_per_min\":100000}}" more

static const struct cri_price_spec *price_of(const struct compiled *c)
{
    const struct cri_target_spec *target = &spec_of(c, 0)->classes[0].targets[0];

    ck_assert_uint_ne(target->price, CRI_NONE);
    return &spec_of(c, 0)->prices[target->price];
}

START_TEST(test_the_last_matching_entry_counts)
{
    struct compiled c = compiled_sound(
        PRICED("", ",\"prices\":{\"every\":{\"input_usd_per_mtok\":1,\"output_usd_per_mtok\":2},"
                   "\"mine\":{\"source_region\":\"eu-west-2\",\"input_usd_per_mtok\":3,"
                   "\"output_usd_per_mtok\":4}}," OPTION("single-region")));

    ck_assert_double_eq(price_of(&c)->input, 3);
    ck_assert_double_eq(price_of(&c)->output, 4);
    ck_assert_str_eq(c.plan->options[0].price, "3 / 4 USD per Mtok in / out (scenario)");
    compiled_release(&c);
}
END_TEST

START_TEST(test_long_input_has_a_row_of_its_own)
{
    struct compiled c = compiled_sound(PRICED(
        "", ",\"prices\":{\"p\":{\"input_usd_per_mtok\":1,\"output_usd_per_mtok\":2,"
            "\"long_above_tokens\":1000,\"long_input_usd_per_mtok\":5}}," OPTION("single-region")));
    const struct cri_target_spec *target = &spec_of(&c, 0)->classes[0].targets[0];

    ck_assert_uint_eq(spec_of(&c, 0)->n_prices, 2);
    ck_assert_int_eq(target->long_above, 1000);
    ck_assert_double_eq(spec_of(&c, 0)->prices[target->long_price].input, 5);
    ck_assert_double_eq(spec_of(&c, 0)->prices[target->long_price].output, 2);
    compiled_release(&c);
}
END_TEST

/* Jobs without a price of their own pay half of the standard one, and that is said. */
START_TEST(test_a_batch_price_is_half_of_the_standard_one)
{
    struct compiled standard = compiled_sound(PRICED("", "," OPTION("single-region")));
    struct compiled batch =
        compiled_sound(PRICED(",\"tier\":\"batch\"", "," OPTION("single-region")));

    ck_assert_double_eq(price_of(&batch)->input, price_of(&standard)->input / 2);
    ck_assert_double_eq(price_of(&batch)->output, price_of(&standard)->output / 2);
    ck_assert_uint_eq(spec_of(&batch, 0)->classes[0].targets[0].quota, CRI_NONE);
    compiled_release(&standard);
    compiled_release(&batch);
}
END_TEST

START_TEST(test_model_units_are_bought_once_and_cost_nothing_a_token)
{
    static const char two[] =
        TRAFFIC ",\"classes\":{"
                "\"a\":{\"traffic\":\"t\",\"model\":\"" MODEL
                "\",\"source_region\":\"eu-west-2\",\"max_tokens\":500},"
                "\"b\":{\"traffic\":\"t\",\"model\":\"" MODEL
                "\",\"source_region\":\"eu-west-2\",\"max_tokens\":500}},"
                "\"provisioned\":{\"u\":{\"model\":\"" MODEL
                "\",\"source_region\":\"eu-west-2\",\"units\":3,\"tokens_per_min_per_unit\":1000,"
                "\"usd_per_unit_hour\":20}}," UNLIMITED "," OPTION("provisioned");
    struct compiled c = compiled_sound(two);
    const struct cri_spec *spec = spec_of(&c, 0);

    ck_assert_uint_eq(spec->n_quotas, 1);
    ck_assert_int_eq(spec->quotas[0].units_per_min, 3000);
    ck_assert_uint_eq(spec->n_commitments, 1);
    ck_assert_double_eq(spec->commitments[0].usd_per_unit_hour, 20);
    ck_assert_double_eq(price_of(&c)->input, 0);
    ck_assert(spec->classes[1].targets[0].dedicated);
    ck_assert_uint_eq(spec->classes[1].targets[0].price, spec->classes[0].targets[0].price);
    compiled_release(&c);
}
END_TEST

SUITE_MAIN("prices", test_the_last_matching_entry_counts, test_long_input_has_a_row_of_its_own,
           test_a_batch_price_is_half_of_the_standard_one,
           test_model_units_are_bought_once_and_cost_nothing_a_token)
