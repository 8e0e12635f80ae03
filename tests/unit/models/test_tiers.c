/* Service tiers: turns in a queue and after a silence, weights, speeds; reservations that overflow.
 */
#include "tests/unit/models/scene.h"
#include "tests/unit/suite.h"

static struct scene s;

/* One Region; class c calls target c, in a tier each. */
static void tiers(enum cri_tier first, enum cri_tier second)
{
    scene_init(&s);
    for (uint32_t t = 0; t < SCENE_TARGETS; t++) {
        s.targets[t].mode = CRI_MODE_SINGLE_REGION;
        s.targets[t].n_destinations = 1;
    }
    s.targets[0].tier = first;
    s.targets[1].tier = second;
    s.classes[1].targets = &s.targets[1];
    s.spec.n_classes = 2;
    s.spec.tier_weights[CRI_TIER_PRIORITY] = 4;
    s.spec.tier_weights[CRI_TIER_STANDARD] = 2;
    s.spec.tier_weights[CRI_TIER_FLEX] = 1;
}

/*
 * One slot, calls of a second. Flex at 0 s is served; then come flex at 0.1 and 0.2 s, priority at
 * 0.3 and 0.4 s: 1 to 2 s and 2 to 3 s are priority's, oldest first; then flex, oldest first.
 */
START_TEST(a_queue_is_by_tier_then_by_age)
{
    tiers(CRI_TIER_FLEX, CRI_TIER_PRIORITY);
    s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1, .queue = 9};
    scene_calls(&s, 0, 3, 0, 100 * SIM_MS);
    scene_calls(&s, 1, 2, 300 * SIM_MS, 100 * SIM_MS);
    scene_run(&s);
    ck_assert_int_eq(scene_e2e(&s, 0, 0), 1000 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 1, 0), 1700 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 1, 1), 2600 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 1), 3900 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 2), 4800 * SIM_MS);
    scene_release(&s);
}
END_TEST

/* Two wait for a Region that is silent until 2 s, flex since 0 s, standard since 1 s: standard is
 * served first where there is one slot. */
START_TEST(a_silence_ends_for_the_first_tier)
{
    tiers(CRI_TIER_FLEX, CRI_TIER_STANDARD);
    s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1, .queue = 0};
    scene_calls(&s, 0, 1, 0, 0);
    scene_calls(&s, 1, 1, SIM_SECOND, 0);
    scene_outage(&s, CRI_OUTAGE_STALL, 0, 0, 2 * SIM_SECOND);
    scene_run(&s);
    ck_assert_int_eq(scene_e2e(&s, 1, 0), 2 * SIM_SECOND);
    ck_assert_int_eq(scene_e2e(&s, 0, 0), 4 * SIM_SECOND);
    scene_release(&s);
}
END_TEST

/* A second of work each, one call wide: 4/5 and 1/5. Priority ends at 1.25 s, when 0.25 s of flex
 * are done: 2 s. Without weights, or with one tier in all calls, by halves: both at 2 s. */
START_TEST(work_is_shared_by_weight)
{
    for (int alike = 0; alike < 3; alike++) {
        tiers(alike == 2 ? CRI_TIER_PRIORITY : CRI_TIER_FLEX, CRI_TIER_PRIORITY);
        if (alike == 1)
            memset(s.spec.tier_weights, 0, sizeof s.spec.tier_weights);
        s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SHARED, .width = 1};
        scene_calls(&s, 0, 1, 0, 0);
        scene_calls(&s, 1, 1, 0, 0);
        scene_run(&s);
        ck_assert_int_eq(scene_e2e(&s, 1, 0), alike ? 2 * SIM_SECOND : 1250 * SIM_MS);
        ck_assert_int_eq(scene_e2e(&s, 0, 0), 2 * SIM_SECOND);
        scene_release(&s);
    }
}
END_TEST

/* Ten tokens at 0.9 s each behind the first; at three times the rate 0.3 s each: 1 + 2.7 s. With
 * shared capacity they are so much less work: 1 + 2.7 s too, alone. */
START_TEST(a_tier_may_be_faster)
{
    for (int shared = 0; shared < 2; shared++) {
        tiers(CRI_TIER_STANDARD, CRI_TIER_STANDARD);
        s.services[0].output_ns_per_token = 0.9e9;
        s.targets[0].output_speed = 3;
        if (shared)
            s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SHARED, .width = 1};
        scene_calls(&s, 0, 1, 0, 0);
        scene_calls(&s, 1, 1, 100 * SIM_SECOND, 0);
        scene_run(&s);
        ck_assert_int_eq(scene_e2e(&s, 0, 0), 3700 * SIM_MS);
        ck_assert_int_eq(scene_e2e(&s, 1, 0), 9100 * SIM_MS);
        scene_release(&s);
    }
}
END_TEST

/* ---- reservations ---- */

/* Target 0 is a reservation, target 1 what it cannot take, target 2 a fallback. */
static void reservation(int64_t input, int64_t output)
{
    tiers(CRI_TIER_STANDARD, CRI_TIER_STANDARD);
    s.spec.n_classes = 1;
    s.classes[0].n_targets = 2;
    s.targets[0].dedicated = s.targets[0].spills = s.targets[0].overflows = true;
    s.targets[0].quota = 0;
    s.targets[0].price = 0;
    s.targets[1].price = 1;
    s.quotas[0].reserved = true;
    s.quotas[0].tokens_per_min = input;
    s.quotas[0].output_per_min = output;
    s.spec.quota_rules.per_minute = CRI_REFILL_FIXED;
}

/*
 * 250 input and 250 output tokens a minute. Calls of 100 in, at most 100 and in the end 10 out: two
 * at 0 s take all of the output but 50, so the third goes on. At 2 s 180 of 200 have come back, and
 * 200 of the input are used: 50 are too few. At 60 s the minute is another.
 */
START_TEST(what_does_not_fit_is_standard)
{
    const struct cri_quota_counts *use;
    struct cri_counts counts;

    reservation(250, 250);
    scene_calls(&s, 0, 3, 0, 0);
    scene_calls(&s, 0, 1, 2 * SIM_SECOND, 0);
    scene_calls(&s, 0, 1, 60 * SIM_SECOND, 0);
    counts = scene_run(&s);
    use = &s.outcome.quotas[0].counts;
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 5);
    ck_assert_uint_eq(counts.spilled, 2);
    ck_assert_uint_eq(counts.attempts, 5); /* to its client a call that goes on is one */
    ck_assert_uint_eq(counts.refused_by[CRI_LIMIT_TPM], 0);
    ck_assert_uint_eq(use->refused[CRI_LIMIT_TPM], 2); /* input is asked first */
    ck_assert_uint_eq(use->refused[CRI_LIMIT_OUTPUT], 0);
    ck_assert_int_eq(use->settled_tokens, 300); /* input: burndown is nothing here */
    ck_assert_int_eq(use->asked_tokens, 500);
    ck_assert_int_eq(s.outcome.classes[0].ledgers[0].useful.output, 30);
    ck_assert_int_eq(s.outcome.classes[0].ledgers[1].useful.output, 20);
    scene_release(&s);
}
END_TEST

/* The same by output: 1,000 of input, 250 of output. The call of 2 s fits: 20 are used. */
START_TEST(output_that_is_not_used_comes_back)
{
    struct cri_counts counts;

    reservation(1000, 250);
    scene_calls(&s, 0, 3, 0, 0);
    scene_calls(&s, 0, 1, 2 * SIM_SECOND, 0);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.spilled, 1);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.refused[CRI_LIMIT_OUTPUT], 1);
    scene_release(&s);
}
END_TEST

/*
 * The second call goes to the standard tier, which takes one request a minute, the third is refused
 * there: 429. Its client tries again, once, in a later minute, and the reservation has room then.
 */
START_TEST(a_retry_asks_the_reservation_again)
{
    struct cri_counts counts;

    reservation(100, 1000);
    s.targets[1].quota = 1;
    s.quotas[1].requests_per_min = 1;
    s.classes[0].client.max_attempts = 2;
    s.classes[0].client.backoff_throttle = 200 * SIM_SECOND;
    scene_calls(&s, 0, 3, 0, 0);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 3);
    ck_assert_uint_eq(counts.retries, 1);
    ck_assert_uint_eq(counts.fallbacks, 0);
    ck_assert_int_eq(s.outcome.quotas[0].counts.settled_calls, 2);
    scene_release(&s);
}
END_TEST

/* The endpoint of both is gone: the client turns to target 2, not to the overflow of the same
 * Region; two tries at the first, one at the second. */
START_TEST(a_fallback_passes_over_the_overflow)
{
    struct cri_counts counts;

    reservation(1000, 1000);
    s.classes[0].n_targets = 3;
    s.classes[0].client.max_attempts = 2;
    s.targets[2].source = 1;
    s.targets[2].destinations = &s.destinations[1];
    scene_calls(&s, 0, 1, 0, 0);
    scene_outage(&s, CRI_OUTAGE_REGION_LOSS, 0, 0, SIM_HOUR);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 1);
    ck_assert_uint_eq(counts.attempts, 3);
    ck_assert_uint_eq(counts.fallbacks, 1);
    scene_release(&s);
}
END_TEST

/*
 * All of the input is read from the cache, so a call holds output alone: 100 of 150. The first is
 * lost at 0.5 s, before its first token; what it held returns, and the second at 1 s fits.
 */
START_TEST(a_failed_call_that_holds_output_alone_returns_it)
{
    struct cri_counts counts;

    reservation(1000, 150);
    s.classes[0].cached_share = 1;
    s.targets[0].n_destinations = 1;
    scene_calls(&s, 0, 2, 0, SIM_SECOND);
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, SIM_SECOND / 2, SIM_SECOND * 3 / 4);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.terminal[CRI_UNAVAILABLE], 1);
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 1);
    ck_assert_uint_eq(counts.spilled, 0);
    scene_release(&s);
}
END_TEST

SUITE_MAIN("tiers", a_queue_is_by_tier_then_by_age, a_silence_ends_for_the_first_tier,
           work_is_shared_by_weight, a_tier_may_be_faster, what_does_not_fit_is_standard,
           output_that_is_not_used_comes_back, a_retry_asks_the_reservation_again,
           a_fallback_passes_over_the_overflow, a_failed_call_that_holds_output_alone_returns_it)
