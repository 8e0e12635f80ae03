/* Requests of a class, and how long an option is observed. */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#define OPEN "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":100000}}," UNLIMITED
#define TWICE                                                                                      \
    "\"traffic\":{\"t\":{" POISSON ",\"loops\":3,\"warp\":2,\"start_s\":5}}," CLASS("") "," OPEN

START_TEST(test_how_it_is_replayed)
{
    struct compiled c = compiled_sound(TWICE "," OPTION("single-region"));
    const struct cri_arrivals_spec *arrivals = &spec_of(&c, 0)->classes[0].arrivals;

    ck_assert_str_eq(arrivals->name, "t");
    ck_assert_ptr_nonnull(arrivals->generator);
    ck_assert_uint_eq(arrivals->loops, 3);
    ck_assert_double_eq(arrivals->warp, 2);
    ck_assert_int_eq(arrivals->start, 5 * SIM_SECOND);
    ck_assert_uint_eq(arrivals->label, CRI_NONE);
    compiled_release(&c);
}
END_TEST

/* "long" is 60 s three times, twice as fast, from 5 s on: until 95 s; "short" ends at 60 s. An
 * option that does without the long one is watched as long, unless it is not to be paired; what is
 * stated counts. */
START_TEST(test_horizons)
{
    static const char members[] =
        "\"traffic\":{\"long\":{" POISSON ",\"loops\":3,\"warp\":2,\"start_s\":5},"
        "\"short\":{" POISSON "}},"
        "\"classes\":{\"a\":{\"traffic\":\"long\",\"model\":\"" MODEL "\","
        "\"source_region\":\"eu-west-2\",\"max_tokens\":500},"
        "\"b\":{\"traffic\":\"short\",\"model\":\"" MODEL "\","
        "\"source_region\":\"eu-west-2\",\"max_tokens\":500}}," OPEN ","
        "\"options\":{\"both\":{\"mode\":\"single-region\"},"
        "\"less\":{\"mode\":\"single-region\",\"overrides\":{\"classes\":{\"a\":null}}},"
        "\"own\":{\"mode\":\"single-region\",\"unpaired\":true,"
        "\"overrides\":{\"classes\":{\"a\":null}}},"
        "\"stated\":{\"mode\":\"single-region\",\"unpaired\":true,"
        "\"overrides\":{\"horizon_s\":20}}}";
    static const int seconds[] = {95, 95, 60, 20};
    struct compiled c = compiled_sound(members);

    for (uint32_t a = 0; a < 4; a++)
        ck_assert_int_eq(spec_of(&c, a)->horizon, seconds[a] * SIM_SECOND);
    compiled_release(&c);
}
END_TEST

/* An option that has the traffic otherwise gets its own; the others share one. */
START_TEST(test_traffic_is_shared_unless_an_option_has_it_otherwise)
{
    struct compiled c = compiled_sound(
        TRAFFIC "," CLASS("") "," OPEN ",\"options\":{\"a\":{\"mode\":\"single-region\"},"
                              "\"b\":{\"mode\":\"single-region\",\"unpaired\":true,"
                              "\"overrides\":{\"traffic\":{\"t\":{\"rate_per_s\":2}}}}}");

    ck_assert_uint_eq(c.plan->n_traffic, 2);
    ck_assert_uint_eq(plan_traffic_find(c.plan, 0, "t")->option, PLAN_ALL_OPTIONS);
    ck_assert_uint_eq(plan_traffic_find(c.plan, 1, "t")->option, 1);
    ck_assert_double_eq(spec_of(&c, 1)->classes[0].arrivals.generator->rate_per_s, 2);
    compiled_release(&c);
}
END_TEST

START_TEST(test_what_would_take_ten_years_is_refused)
{
    compiled_expect_said("\"traffic\":{\"t\":{" POISSON ",\"loops\":1000000,\"warp\":0.01}}," CLASS(
                             "") "," OPEN "," OPTION("single-region"),
                         "traffic.t: lasts more than ten years");
}
END_TEST

/* All traffic of an option has its load; the caps count it, and options that are paired share it.
 */
START_TEST(test_load)
{
    struct compiled c =
        compiled_sound("\"load\":2.5," TRAFFIC "," CLASS("") "," OPEN "," OPTION("single-region"));
    char *said;

    ck_assert_double_eq(spec_of(&c, 0)->classes[0].arrivals.load, 2.5);
    ck_assert_ptr_nonnull(strstr(c.plan->traffic_text, "; load factor 2.5"));
    compiled_release(&c);
    c = compiled(TRAFFIC "," CLASS("") "," OPEN ",\"options\":{\"a\":{\"mode\":\"single-region\"},"
                                       "\"b\":{\"mode\":\"single-region\","
                                       "\"overrides\":{\"load\":2}}}");
    said = compiled_said(&c);
    ck_assert_msg(c.plan == NULL && strstr(said, "load 1 in 'a', 2 in 'b'") != NULL, "%s", said);
    free(said);
    compiled_release(&c);
    c = compiled_sound(TRAFFIC "," CLASS("") "," OPEN
                                             ",\"options\":{\"a\":{\"mode\":\"single-region\"},"
                                             "\"b\":{\"mode\":\"single-region\",\"unpaired\":true,"
                                             "\"overrides\":{\"load\":2}}}");
    ck_assert_ptr_nonnull(strstr(c.plan->traffic_text, "; load factor 2 (b)"));
    /* The length of the run is that of the traffic, whatever its load. */
    ck_assert_int_eq(spec_of(&c, 0)->horizon, spec_of(&c, 1)->horizon);
    compiled_release(&c);
    c = compiled("\"load\":1e6,\"traffic\":{\"t\":{" POISSON
                 ",\"rate_per_s\":100}}," CLASS("") "," OPEN "," OPTION("single-region"));
    said = compiled_said(&c);
    ck_assert_msg(c.plan == NULL, "%s", said);
    free(said);
    compiled_release(&c);
}
END_TEST

SUITE_MAIN("arrivals", test_load, test_how_it_is_replayed, test_horizons,
           test_traffic_is_shared_unless_an_option_has_it_otherwise,
           test_what_would_take_ten_years_is_refused)
