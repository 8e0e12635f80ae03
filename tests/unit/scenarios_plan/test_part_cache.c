/* Lives of the prompt cache, and prices by the day: what a plan makes of the catalog's. */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#include <math.h>

#define CACHED(model, more, cache)                                                                 \
    TRAFFIC ",\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"" model                         \
            "\",\"source_region\":\"us-east-1\",\"max_tokens\":500" more "}},"                     \
            "\"cache\":{\"simulate\":true" cache "}," UNLIMITED "," OPTION("global")
#define GROUPS ",\"prefix_groups\":1,\"prefix_tokens\":90"
#define GPT    "openai.gpt-6-sol"
#define SONNET "anthropic.claude-sonnet-5-5"

static void expect(const char *members, sim_time ttl, double write)
{
    struct compiled c = compiled_sound(members);
    const struct cri_spec *spec = spec_of(&c, 0);

    ck_assert_int_eq(spec->classes[0].cache.ttl, ttl);
    if (!isnan(write)) /* NaN: no record has one */
        ck_assert_double_eq(spec->prices[spec->classes[0].targets[0].price].cache_write, write);
    compiled_release(&c);
}

START_TEST(test_the_model_says_how_long)
{
    expect(CACHED(GPT, GROUPS, ""), 30 * SIM_MINUTE, 2.5);
    expect(CACHED(SONNET, GROUPS, ""), 5 * SIM_MINUTE, 2.5);
    expect(CACHED(SONNET, GROUPS, ",\"ttl\":\"1-hour\""), SIM_HOUR, 4);
}
END_TEST

START_TEST(test_what_it_does_not_offer_is_not_had)
{
    expect(CACHED(GPT, GROUPS, ",\"ttl\":\"1-hour\""), 30 * SIM_MINUTE, 2.5);
    compiled_expect_said(CACHED(GPT, GROUPS, ",\"ttl\":\"5-minutes\""),
                         "cache.ttl: '5-minutes' is no cache life of '" GPT
                         "': its prefixes are kept for 30 minutes");
    /* Nothing is known of its cache: as stated, else five minutes. */
    expect(CACHED("amazon.nova-2-lite-v1:0", GROUPS, ",\"ttl\":\"5-minutes\""), 5 * SIM_MINUTE,
           (double)NAN);
}
END_TEST

#define DAYS(as_of, hour)                                                                          \
    "\"traffic\":{\"t\":{\"generator\":\"poisson\",\"rate_per_s\":0.01,\"duration_s\":7200}},"     \
    "\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"" SONNET                                 \
    "\",\"source_region\":\"us-east-1\",\"max_tokens\":500}},\"as_of\":\"" as_of                   \
    "\",\"background\":{\"start_hour_utc\":" hour "},\"drain_s\":60," UNLIMITED                    \
    "," OPTION("global")

/* 23:00 of the day before: an hour to the change. At 21:59 the run, two hours and a minute long
 * with its drain, is over before; a minute later it is not. */
START_TEST(test_a_price_changes_at_midnight)
{
    struct compiled c = compiled_sound(DAYS("2026-10-06", "23"));
    const struct cri_spec *spec = spec_of(&c, 0);
    const struct cri_price_change_spec *change = spec->price_changes;

    ck_assert_uint_eq(spec->n_price_changes, 1);
    ck_assert_int_eq(change->at, SIM_HOUR);
    ck_assert_double_eq(spec->prices[spec->classes[0].targets[0].price].cache_read, 0.2);
    ck_assert_double_eq(spec->prices[change->price].cache_read, 0.1);
    ck_assert_uint_eq(change->class, 0);
    ck_assert_uint_eq(change->target, 0);
    compiled_release(&c);
    c = compiled_sound(DAYS("2026-10-06", "21.98"));
    ck_assert_uint_eq(spec_of(&c, 0)->n_price_changes, 0);
    compiled_release(&c);
    c = compiled_sound(DAYS("2026-10-06", "22"));
    ck_assert_uint_eq(spec_of(&c, 0)->n_price_changes, 1);
    compiled_release(&c);
    c = compiled_sound(DAYS("2026-10-07", "0"));
    ck_assert_uint_eq(spec_of(&c, 0)->n_price_changes, 0);
    ck_assert_double_eq(
        spec_of(&c, 0)->prices[spec_of(&c, 0)->classes[0].targets[0].price].cache_read, 0.1);
    compiled_release(&c);
    compiled_expect_said(DAYS("2026-02-30", "0"), "as_of: '2026-02-30' is no day");
}
END_TEST

START_TEST(test_the_end_of_a_model_is_of_the_day)
{
#define JAMBA(more)                                                                                \
    TRAFFIC ",\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"ai21.jamba-1-5-mini-v1:0\","    \
            "\"source_region\":\"us-east-1\",\"max_tokens\":500}},\"quotas\":{\"q\":{"             \
            "\"requests_per_min\":60,\"tokens_per_min\":1000}}," more UNLIMITED                    \
            "," OPTION("single-region")
    struct compiled c = compiled_sound(JAMBA("\"as_of\":\"2026-11-25\","));

    ck_assert(c.plan->options[0].allowed);
    compiled_release(&c);
    c = compiled_sound(JAMBA("\"as_of\":\"2026-11-26\","));
    ck_assert(!c.plan->options[0].allowed);
    ck_assert_ptr_nonnull(strstr(c.plan->options[0].reason,
                                 "had its end of life on 2026-11-26 (regions-page), the run is of "
                                 "2026-11-26"));
    compiled_release(&c);
    c = compiled_sound(JAMBA("\"as_of\":\"2026-11-26\",\"allow_retired\":true,"));
    ck_assert(c.plan->options[0].allowed);
    compiled_release(&c);
}
END_TEST

/* Where calls are served is not published; the scenario can say it. */
START_TEST(test_unknown_destinations_are_stated)
{
#define GOV(more)                                                                                  \
    TRAFFIC ",\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"anthropic.claude-opus-5-5\","   \
            "\"source_region\":\"us-gov-west-1\",\"max_tokens\":500}}," more UNLIMITED             \
            "," OPTION("geographic")
    struct compiled c = compiled_sound(GOV(""));

    ck_assert(!c.plan->options[0].allowed);
    ck_assert_ptr_nonnull(strstr(c.plan->options[0].reason, "state it in 'destinations'"));
    compiled_release(&c);
    c = compiled_sound(GOV("\"destinations\":{\"us-gov\":{\"us-gov-east-1\":true}},"));
    ck_assert(c.plan->options[0].allowed);
    ck_assert_uint_eq(spec_of(&c, 0)->classes[0].targets[0].n_destinations, 1);
    compiled_release(&c);
}
END_TEST

SUITE_MAIN("days", test_the_model_says_how_long, test_what_it_does_not_offer_is_not_had,
           test_a_price_changes_at_midnight, test_the_end_of_a_model_is_of_the_day,
           test_unknown_destinations_are_stated)
