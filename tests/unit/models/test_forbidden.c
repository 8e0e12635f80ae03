/*
 * A destination that IAM does not allow: exactly the calls that are routed there end with 403, hold
 * nothing afterwards, are not tried again, and are no fault of the provider.
 */
#include "tests/unit/models/scene.h"
#include "tests/unit/suite.h"

static struct scene s;

static void weigh(uint32_t a, uint32_t b)
{
    s.targets[0].policy = cri_policy_find("weighted");
    s.targets[0].n_destinations = 2;
    s.shares[0] = a / (double)(a + b);
    s.shares[1] = b / (double)(a + b);
}

/* Turns of 4 to 1: of 20 calls 4 go to b. */
START_TEST(the_calls_that_are_routed_there)
{
    struct cri_counts all;

    scene_init(&s);
    weigh(4, 1);
    s.targets[0].forbidden = 1u << 1;
    s.classes[0].client.max_attempts = 3;
    scene_calls(&s, 0, 20, 0, SIM_SECOND);
    scene_run(&s);
    all = cri_outcome_total(&s.outcome, CRI_N_PHASES);
    ck_assert_uint_eq(all.offered, 20);
    ck_assert_uint_eq(all.terminal[CRI_COMPLETED], 16);
    ck_assert_uint_eq(all.terminal[CRI_DENIED], 4);
    ck_assert_uint_eq(all.denied_by[CRI_DENIAL_403_IAM], 4);
    ck_assert_uint_eq(all.failed_by[CRI_FAILED_DENIED], 4);
    ck_assert_uint_eq(all.attempts, 20);
    ck_assert_uint_eq(all.retries, 0);
    ck_assert_uint_eq(all.passed, 16);
    ck_assert_uint_eq(all.faults, 0);
    ck_assert_uint_eq(s.outcome.classes[0].forbidden[1], 4);
    ck_assert_uint_eq(s.outcome.classes[0].forbidden[0], 0);
    scene_release(&s);
}
END_TEST

/* One call's tokens fit into the minute: the refused call in between gives them back at once, also
 * where what the provider failed keeps them. */
START_TEST(it_holds_nothing)
{
    struct cri_counts all;

    scene_init(&s);
    weigh(1, 1); /* a, b, a, b: from the first on */
    s.targets[0].forbidden = 1u << 0;
    s.targets[0].quota = 0;
    s.quotas[0].tokens_per_min = 600;
    s.classes[0].max_tokens = 500;
    s.spec.n_quotas = 1;
    s.spec.quota_rules.keep_on_fault = true;
    scene_calls(&s, 0, 2, 0, SIM_MS);
    scene_run(&s);
    all = cri_outcome_total(&s.outcome, CRI_N_PHASES);
    ck_assert_uint_eq(all.terminal[CRI_DENIED], 1);
    ck_assert_uint_eq(all.terminal[CRI_COMPLETED], 1);
    ck_assert_uint_eq(all.terminal[CRI_THROTTLED], 0);
    scene_release(&s);
}
END_TEST

/* Source first: b is met only when a has no room. */
START_TEST(met_when_the_call_moves_on)
{
    struct cri_counts all;

    scene_init(&s);
    s.targets[0].forbidden = 1u << 1;
    s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1};
    scene_calls(&s, 0, 2, 0, SIM_MS);
    scene_run(&s);
    all = cri_outcome_total(&s.outcome, CRI_N_PHASES);
    ck_assert_uint_eq(all.terminal[CRI_COMPLETED], 1);
    ck_assert_uint_eq(all.denied_by[CRI_DENIAL_403_IAM], 1);
    ck_assert_uint_eq(s.outcome.classes[0].served[2], 0);
    scene_release(&s);
}
END_TEST

SUITE_MAIN("forbidden destinations", the_calls_that_are_routed_there, it_holds_nothing,
           met_when_the_call_moves_on)
