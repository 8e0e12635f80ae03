/* An endpoint that counts input and output apart: admission, steps of output by age, the cut. */
#include "tests/unit/models/scene.h"
#include "tests/unit/suite.h"

static struct scene s;

/* One Region; first token after a second, then 10 tokens a second; steps of 10. */
static void apart(int64_t input_per_min, int64_t output_per_min)
{
    scene_init(&s);
    s.targets[0].mode = CRI_MODE_SINGLE_REGION;
    s.targets[0].n_destinations = 1;
    s.targets[0].quota = 0;
    s.targets[0].price = 0;
    s.services[0].output_ns_per_token = 0.1e9;
    s.quotas[0].apart = true;
    s.quotas[0].tokens_per_min = input_per_min;
    s.quotas[0].output_per_min = output_per_min;
    s.spec.quota_rules.per_minute = CRI_REFILL_FIXED;
    s.spec.quota_rules.output_step = 10;
}

static void call(sim_time at, uint32_t input, uint32_t output)
{
    struct cri_records *records = &s.records[0];

    s.rows[0][records->n++] =
        (struct cri_record){.at = at, .input_tokens = input, .output_tokens = output};
    records->span = at;
}

static const struct cri_ledger *bill(void)
{
    return &s.outcome.classes[0].ledgers[0];
}

/*
 * Two calls of 30 tokens at 0 s and 0.5 s, 45 of output a minute. Steps are taken at 1.0 (a), 1.5
 * (b), 2.0 (a), 2.5 (b): 40; at 3.0 the step of a is refused: a ends with 20, at 3.5 b with 20.
 */
START_TEST(a_refused_step_ends_the_answer)
{
    struct cri_counts counts;

    apart(CRI_NO_LIMIT, 45);
    call(0, 100, 30);
    call(500 * SIM_MS, 100, 30);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.terminal[CRI_CUT_OFF], 2);
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 0);
    ck_assert_uint_eq(counts.attempts, 2);
    ck_assert_uint_eq(counts.failed_by[CRI_FAILED_QUOTA], 2);
    /* Billed for what was generated, as waste. */
    ck_assert_int_eq(bill()->waste.output, 40);
    ck_assert_int_eq(bill()->waste.input, 200);
    ck_assert_int_eq(bill()->useful.output, 0);
    scene_release(&s);
}
END_TEST

/*
 * a takes its steps at 1, 2 and 3 s, b, a second younger, at 2, 3 and 4 s. Of 50 two are left to b
 * at 3 s, none at 4 s; of 40 a takes the last one at 3 s and b ends with 10; of 30 both are refused
 * then, a with 20.
 */
START_TEST(steps_of_one_instant_are_by_age)
{
    static const struct {
        int64_t output;
        int64_t useful, waste;
    } cases[] = {{60, 60, 0}, {50, 30, 20}, {40, 30, 10}, {30, 0, 30}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        apart(CRI_NO_LIMIT, cases[i].output);
        call(0, 100, 30);
        call(SIM_SECOND, 100, 30);
        scene_run(&s);
        ck_assert_int_eq(bill()->useful.output, cases[i].useful);
        ck_assert_int_eq(bill()->waste.output, cases[i].waste);
        scene_release(&s);
    }
}
END_TEST

/*
 * Admission is by input + max_tokens (100) against the input's quota of 350 a minute, and all but
 * the input returns at the end. At 1 s 200 are held, so a second call of 200 is refused; at 3 s,
 * the first being over, 100 are used, and the third is let in. Output is not counted there.
 */
START_TEST(admission_is_by_the_input)
{
    struct cri_counts counts;

    apart(350, CRI_NO_LIMIT);
    call(0, 100, 11);
    call(SIM_SECOND, 100, 11);
    call(3 * SIM_SECOND, 100, 11);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 2);
    ck_assert_uint_eq(counts.terminal[CRI_THROTTLED], 1);
    ck_assert_uint_eq(counts.throttled_by[CRI_LIMIT_TPM], 1);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.settled_tokens, 200);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.asked_tokens, 300);
    scene_release(&s);
}
END_TEST

/* A slot that a cut answer leaves is free at once: c waits for it and is served. */
START_TEST(a_cut_answer_leaves_its_place)
{
    struct cri_counts counts;

    apart(CRI_NO_LIMIT, 20);
    s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1, .queue = 1};
    call(0, 100, 100);
    call(SIM_SECOND, 100, 10);
    counts = scene_run(&s);
    /* Cut at 3 s after 20 tokens; the other starts then, and finds nothing left of the minute. */
    ck_assert_uint_eq(counts.terminal[CRI_CUT_OFF], 2);
    ck_assert_int_eq(bill()->waste.output, 20);
    scene_release(&s);
}
END_TEST

/* Of 25 the second call gets 10. Only a client that says so asks again: in another minute it gets
 * its whole answer. */
START_TEST(a_client_may_ask_again)
{
    struct cri_counts counts;

    for (int again = 0; again <= 1; again++) {
        apart(CRI_NO_LIMIT, 25);
        s.classes[0].client.max_attempts = 2;
        s.classes[0].client.backoff_transient = 200 * SIM_SECOND;
        s.classes[0].client.retry_cut_off = again == 1;
        call(0, 100, 15);
        call(0, 100, 15);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], again == 1 ? 2 : 1);
        ck_assert_uint_eq(counts.terminal[CRI_CUT_OFF], again == 1 ? 0 : 1);
        ck_assert_uint_eq(counts.retries, again == 1);
        scene_release(&s);
    }
}
END_TEST

/*
 * Answers of 21, 21 and 1 tokens, one after the other: the 21st is a step of its own, due when the
 * answer ends. Of 43 all are whole; of 42 nothing is left to the third; of 41 the second ends
 * without its last token.
 */
START_TEST(the_last_token_is_charged)
{
    static const struct {
        int64_t output, useful, waste;
        uint64_t cut;
    } cases[] = {{43, 43, 0, 0}, {42, 42, 0, 1}, {41, 21, 20, 2}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cri_counts counts;

        apart(CRI_NO_LIMIT, cases[i].output);
        call(0, 100, 21);
        call(10 * SIM_SECOND, 100, 21);
        call(20 * SIM_SECOND, 100, 1);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.terminal[CRI_CUT_OFF], cases[i].cut);
        ck_assert_int_eq(bill()->useful.output, cases[i].useful);
        ck_assert_int_eq(bill()->waste.output, cases[i].waste);
        scene_release(&s);
    }
}
END_TEST

/*
 * Room for one at full speed is shared by two calls of 30 tokens from 54 s on: first tokens at 56
 * s, ten more every two seconds: steps at 56, 58 and 60 s. Of 40 a minute the last two are of the
 * next minute. As fast as a call alone, they would be due at 58 s. From 50 s on, all are of one
 * minute: 40 are taken by 54 s, and at 56 s both are refused.
 */
START_TEST(a_shared_station_charges_what_it_generates)
{
    for (int late = 0; late < 2; late++) {
        struct cri_counts counts;
        sim_time at = late == 1 ? 54 * SIM_SECOND : 50 * SIM_SECOND;

        apart(CRI_NO_LIMIT, 40);
        s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SHARED, .width = 1};
        call(at, 100, 30);
        call(at, 100, 30);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], late == 1 ? 2 : 0);
        ck_assert_int_eq(bill()->useful.output, late == 1 ? 60 : 0);
        ck_assert_int_eq(bill()->waste.output, late == 1 ? 0 : 40);
        ck_assert_uint_eq(s.outcome.quotas[0].answers, 2);
        scene_release(&s);
    }
}
END_TEST

SUITE_MAIN("output", the_last_token_is_charged, a_shared_station_charges_what_it_generates,
           a_refused_step_ends_the_answer, steps_of_one_instant_are_by_age,
           admission_is_by_the_input, a_cut_answer_leaves_its_place, a_client_may_ask_again)
