/* test_outage.c: what an outage does to calls in flight and to calls that wait, by hand values. */
#include "tests/unit/models/scene.h"
#include "tests/unit/suite.h"

static struct scene s;

/*
 * Two slots, of which two calls of 10 s hold both; Region a is silent from 1 s to 4 s. An on-demand
 * call at 2 s and one on bought units at 3 s wait for it. At 4 s the bought one is served at once:
 * it needs no slot. The other waits for the slot that is free at 10 s.
 */
START_TEST(bought_units_wait_for_silence_not_for_room)
{
    scene_init(&s);
    s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 2, .queue = 5};
    s.services[0].output_ns_per_token = 1e9; /* 10 tokens: 1 s and 9 more */
    for (uint32_t t = 0; t < 2; t++) {
        s.targets[t].mode = t == 0 ? CRI_MODE_SINGLE_REGION : CRI_MODE_PROVISIONED;
        s.targets[t].n_destinations = 1;
        s.targets[t].dedicated = t == 1;
    }
    s.spec.n_classes = 2;
    s.classes[1].targets = &s.targets[1];
    scene_calls(&s, 0, 2, 0, 0);
    scene_calls(&s, 0, 1, 2 * SIM_SECOND, 0);
    scene_calls(&s, 1, 1, 3 * SIM_SECOND, 0);
    scene_outage(&s, CRI_OUTAGE_STALL, 0, SIM_SECOND, 4 * SIM_SECOND);
    scene_run(&s);
    ck_assert_int_eq(scene_e2e(&s, 0, 0), 10 * SIM_SECOND);
    ck_assert_int_eq(scene_e2e(&s, 0, 2), (10 - 2 + 10) * SIM_SECOND);
    ck_assert_int_eq(scene_e2e(&s, 1, 0), (4 - 3 + 10) * SIM_SECOND);
    scene_release(&s);
}
END_TEST

/*
 * Region a fails at 25 s with three calls before their first token, sent at 15, 21 and 22 s; b has
 * one slot. The oldest call gets it, the two others find no room. Calls of another class, served
 * far away from 0 to 20 s, must not change that: they free places of the pool that the younger
 * calls then take, before the oldest one's.
 */
START_TEST(the_oldest_call_moves_first)
{
    for (uint32_t others = 0; others < 4; others++) {
        scene_init(&s);
        s.services[0].base_ttft = 20 * SIM_SECOND;
        s.targets[0].n_destinations = 2;
        s.capacity[1] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1};
        s.spec.n_classes = 2;
        s.targets[1].mode = CRI_MODE_SINGLE_REGION;
        s.targets[1].source = 3;
        s.targets[1].n_destinations = 1;
        s.targets[1].destinations = &s.destinations[3];
        s.classes[1].targets = &s.targets[1];
        scene_calls(&s, 1, others, 0, 0);
        scene_calls(&s, 0, 1, 15 * SIM_SECOND, 0);
        scene_calls(&s, 0, 2, 21 * SIM_SECOND, SIM_SECOND);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 25 * SIM_SECOND, SIM_HOUR);
        scene_run(&s);
        ck_assert_int_eq(scene_e2e(&s, 0, 0), (25 - 15 + 20) * SIM_SECOND);
        ck_assert_int_eq(scene_e2e(&s, 0, 1), -1);
        ck_assert_int_eq(scene_e2e(&s, 0, 2), -1);
        scene_release(&s);
    }
}
END_TEST

/* Two Regions fail at once: the calls of both stand in one line by age, whatever Region they were
 * in and in whatever order the outage names them. Only c is left, with one slot. */
START_TEST(one_line_for_all_regions_of_an_outage)
{
    static const uint32_t both[2][2] = {{0, 1}, {1, 0}};

    for (uint32_t order = 0; order < 2; order++) {
        scene_init(&s);
        s.services[0].base_ttft = 20 * SIM_SECOND;
        for (uint32_t r = 0; r < 3; r++)
            s.capacity[r] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1};
        scene_distance(&s, 0, 2, SIM_SECOND);
        /* b first: the older call is served there, the younger one in a. */
        s.targets[0].policy = cri_policy_find("nearest");
        s.classes[0].client_region = 1;
        scene_distance(&s, 1, 0, SIM_MS);
        scene_distance(&s, 1, 2, SIM_SECOND);
        scene_calls(&s, 0, 2, 0, SIM_SECOND);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 5 * SIM_SECOND, SIM_HOUR);
        s.outages[0].n_regions = 2;
        s.outages[0].regions = both[order];
        scene_run(&s);
        /* 5 s, 20 s of service, hop to c 2 x 1 s, client leg 1 ms. */
        ck_assert_int_eq(scene_e2e(&s, 0, 0), 27 * SIM_SECOND + SIM_MS);
        ck_assert_int_eq(scene_e2e(&s, 0, 1), -1);
        scene_release(&s);
    }
}
END_TEST

/*
 * A Region loss takes the entry of a call (source a) that is served in b, where another call (from
 * d) waits for its slot, while a second call from d, served in a, must move: b's slot goes to the
 * one that has waited, and the one that moves comes behind it.
 */
START_TEST(who_waits_comes_before_who_moves)
{
    static const uint32_t only_b[] = {1}, a_then_b[] = {0, 1};

    scene_init(&s);
    s.services[0].base_ttft = 20 * SIM_SECOND;
    s.capacity[1] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1, .queue = 5};
    s.spec.n_classes = 2;
    s.targets[0].n_destinations = 1;
    s.targets[0].destinations = only_b; /* called in a, served in b */
    s.targets[1].source = 3;
    s.targets[1].n_destinations = 2;
    s.targets[1].destinations = a_then_b;
    s.classes[1].targets = &s.targets[1];
    s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1};
    scene_calls(&s, 0, 1, 0, 0);
    scene_calls(&s, 1, 2, SIM_SECOND, SIM_SECOND); /* one in a; one finds it full, waits in b */
    scene_outage(&s, CRI_OUTAGE_REGION_LOSS, 0, 5 * SIM_SECOND, SIM_HOUR);
    scene_run(&s);
    ck_assert_int_eq(scene_e2e(&s, 0, 0), -1);
    ck_assert_int_eq(scene_e2e(&s, 1, 1), (5 - 2 + 20) * SIM_SECOND);
    ck_assert_int_eq(scene_e2e(&s, 1, 0), (25 - 1 + 20) * SIM_SECOND);
    scene_release(&s);
}
END_TEST

/*
 * Three destinations in turn, a call a second, each of 0.1 s. b is out, and known to be, from 2.5 s
 * to 9.5 s, and c from 13.5 s to 16.5 s.
 *
 *     second         0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17
 *     round-robin    a b c a c a c a c a b  c  a  b  a  b  a  b
 *       would be           a b c a b c a             c  a  b
 *     weighted       a b c a c a c a c a c  b  a  c  b  a  b  a
 *       would be           a b c a b c a             b  a  c
 *
 * (Credits of a, b, c by weight 1 : 1 : 1: 0 0 0 after second 2, -1 0 1 after 9, when c is the
 * richest of three; 0 1 -1 after 13, when b is.) Turns that would have been taken go on from where
 * the policy was when the trouble began: b at 4 and 7 s, c at 14 or 16 s are moves that knowledge
 * made.
 */
START_TEST(turns_that_would_have_been_taken)
{
    static const struct {
        const char *policy;
        uint64_t served[3];
    } cases[] = {{"round-robin", {8, 5, 5}}, {"weighted", {8, 4, 6}}};

    for (uint32_t i = 0; i < 2; i++) {
        struct cri_counts counts;

        scene_init(&s);
        s.targets[0].policy = cri_policy_find(cases[i].policy);
        s.targets[0].shares = NULL;
        s.services[0].base_ttft = 100 * SIM_MS;
        scene_calls(&s, 0, 18, 0, SIM_SECOND);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 1, 2500 * SIM_MS, 9500 * SIM_MS);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 2, 13500 * SIM_MS, 16500 * SIM_MS);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.proactive_moves[CRI_CAUSE_OUTAGE], 3);
        ck_assert_uint_eq(counts.reactive_requests, 0);
        for (uint32_t r = 0; r < 3; r++)
            ck_assert_uint_eq(s.outcome.classes[0].served[r], cases[i].served[r]);
        scene_release(&s);
    }
}
END_TEST

/*
 * Trouble of a single call: b is out at 1 s, whose turn it is (a move), c at 3 s.
 *
 *     second        0 1 2 3
 *     round-robin   a c a b   c's turn is not yet there
 *     weighted      a c b a   credits 0 -1 1: it would have been c's, a second move
 */
START_TEST(turns_are_the_policys_own)
{
    for (uint32_t weighted = 0; weighted < 2; weighted++) {
        struct cri_counts counts;

        scene_init(&s);
        s.targets[0].policy = cri_policy_find(weighted ? "weighted" : "round-robin");
        s.targets[0].shares = NULL;
        s.services[0].base_ttft = 100 * SIM_MS;
        scene_calls(&s, 0, 4, 0, SIM_SECOND);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 1, 500 * SIM_MS, 1500 * SIM_MS);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 2, 2500 * SIM_MS, 3500 * SIM_MS);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.proactive_moves[CRI_CAUSE_OUTAGE], 1 + weighted);
        ck_assert_uint_eq(s.outcome.classes[0].served[0], 2);
        ck_assert_uint_eq(s.outcome.classes[0].served[1], 1);
        ck_assert_uint_eq(s.outcome.classes[0].served[2], 1);
        scene_release(&s);
    }
}
END_TEST

/* In the middle of its answer a stream breaks: the application's job, not tried again unless it
 * says so; and calls in flight may be kept. First token at 1 s, end at 10 s, the loss at 5 s. */
START_TEST(streams_break_or_are_kept)
{
    static const struct {
        bool lost, retry, streaming;
        uint64_t attempts, completed;
    } cases[] = {{true, false, true, 1, 0},
                 {true, true, true, 2, 0},
                 {true, false, false, 2, 0}, /* nothing was there yet: an error like others */
                 {false, false, true, 1, 1}};

    for (uint32_t i = 0; i < 4; i++) {
        struct cri_counts counts;

        scene_init(&s);
        s.services[0].output_ns_per_token = 1e9;
        s.targets[0].n_destinations = 1;
        s.classes[0].streaming = cases[i].streaming;
        s.classes[0].client.max_attempts = 2;
        s.classes[0].client.retry_broken_streams = cases[i].retry;
        scene_calls(&s, 0, 1, 0, 0);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 5 * SIM_SECOND, SIM_HOUR)->in_flight_lost =
            cases[i].lost;
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.attempts, cases[i].attempts);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], cases[i].completed);
        scene_release(&s);
    }
}
END_TEST

/* Known 3 s later, of the start (10 s) and of the end (20 s) alike: calls of 10 to 12 s meet it
 * (each a reactive move), those of 13 to 22 s avoid it, the one of 23 s comes back. */
START_TEST(knowledge_comes_late)
{
    struct cri_counts counts;

    scene_init(&s);
    s.services[0].base_ttft = 100 * SIM_MS;
    scene_calls(&s, 0, 30, 0, SIM_SECOND);
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 10 * SIM_SECOND, 20 * SIM_SECOND)
        ->detection_delay = 3 * SIM_SECOND;
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.reactive_moves[CRI_CAUSE_OUTAGE], 3);
    ck_assert_uint_eq(counts.proactive_moves[CRI_CAUSE_OUTAGE], 10);
    ck_assert_uint_eq(s.outcome.classes[0].served[0], 17);
    scene_release(&s);
}
END_TEST

/* Silence from 0 s: after 4 s the router turns to b: 4 + 1 s. Where it never does, the call waits
 * until the silence ends at 60 s. */
START_TEST(a_silent_destination_is_left)
{
    for (uint32_t patient = 0; patient < 2; patient++) {
        struct cri_counts counts;

        scene_init(&s);
        s.spec.routing.stall_timeout = patient ? 0 : 4 * SIM_SECOND;
        scene_calls(&s, 0, 1, SIM_SECOND, 0);
        scene_outage(&s, CRI_OUTAGE_STALL, 0, 0, 60 * SIM_SECOND)->detection_delay = SIM_HOUR;
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.stalled, 1);
        ck_assert_uint_eq(counts.reactive_moves[CRI_CAUSE_STALL], !patient);
        ck_assert_int_eq(scene_e2e(&s, 0, 0), (patient ? 59 + 1 : 4 + 1) * SIM_SECOND);
        scene_release(&s);
    }
}
END_TEST

/* A brown-out leaves half of 4 slots and makes what starts in it three times as long: of four calls
 * at once two are served, in 16.5 s; what was there before it is as long as it was. */
START_TEST(a_brown_out_takes_room_and_time)
{
    struct cri_counts counts;

    scene_init(&s);
    s.targets[0].n_destinations = 1;
    s.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 4};
    scene_calls(&s, 0, 1, 500 * SIM_MS, 0);
    scene_calls(&s, 0, 4, 10 * SIM_SECOND, 0);
    s.services[0].output_ns_per_token = 0.5e9; /* 1 + 9 x 0.5 = 5.5 s */
    s.outages[0].capacity_factor = 0.5;
    s.outages[0].slowdown = 3;
    scene_outage(&s, CRI_OUTAGE_BROWN_OUT, 0, SIM_SECOND, SIM_MINUTE);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 3);
    ck_assert_int_eq(scene_e2e(&s, 0, 0), 5500 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 1), 16500 * SIM_MS);
    scene_release(&s);

    /* 30 % of 128 calls fail: 38.4, sigma 5.2, bound 4 sigma. */
    scene_init(&s);
    s.targets[0].n_destinations = 1;
    scene_calls(&s, 0, SCENE_ROWS, 0, SIM_SECOND);
    s.outages[0].error_share = 0.3;
    scene_outage(&s, CRI_OUTAGE_BROWN_OUT, 0, 0, SIM_HOUR);
    counts = scene_run(&s);
    ck_assert_uint_ge(counts.faults, 18);
    ck_assert_uint_le(counts.faults, 59);
    scene_release(&s);
}
END_TEST

/* Others use half of the 4 slots of a and of b; when a fails its 2 calls move to the one Region of
 * its geography that is up and has room, b: none is left there. Without surge 2 are. c, far away,
 * keeps its 2. */
START_TEST(others_move_when_a_region_fails)
{
    for (uint32_t surge = 0; surge < 2; surge++) {
        struct cri_counts counts;

        scene_init(&s);
        s.spec.no_surge = !surge;
        for (uint32_t r = 0; r < 3; r++)
            s.capacity[r] = (struct cri_capacity_spec){
                .kind = CRI_CAPACITY_SLOTS, .slots = 4, .background = {.mean = 0.5, .weekend = 1}};
        s.regions[2].geography = "y";
        s.targets[0].n_destinations = 2;
        scene_calls(&s, 0, 5, 0, 0);
        scene_calls(&s, 0, 5, 20 * SIM_SECOND, 0);
        s.spec.n_classes = 2;
        s.targets[1].mode = CRI_MODE_SINGLE_REGION;
        s.targets[1].source = 2;
        s.targets[1].n_destinations = 1;
        s.targets[1].destinations = &s.destinations[2];
        s.classes[1].targets = &s.targets[1];
        scene_calls(&s, 1, 5, 20 * SIM_SECOND, 0);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 10 * SIM_SECOND, SIM_MINUTE);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 4 + 2 + (surge ? 0 : 2));
        ck_assert_uint_eq(s.outcome.classes[1].served[2], 2);
        scene_release(&s);
    }
}
END_TEST

/*
 * A call every 10 s; the only Region is out from 125 to 245 s: calls fail in the minutes that begin
 * at 120, 180 and 240 s, and it has recovered at 300 s, 175 s after the start. A short failure at
 * 420 s comes after two good minutes only, so it still belongs to it: 480 - 125 s.
 */
START_TEST(recovered_after_three_good_minutes)
{
    for (uint32_t again = 0; again < 2; again++) {
        scene_init(&s);
        s.targets[0].n_destinations = 1;
        scene_calls(&s, 0, 72, 0, 10 * SIM_SECOND);
        scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 125 * SIM_SECOND, 245 * SIM_SECOND);
        if (again)
            scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 419 * SIM_SECOND, 421 * SIM_SECOND);
        scene_run(&s);
        ck_assert_int_eq(cri_series_recovery(&s.outcome.series, 125 * SIM_SECOND),
                         (again ? 355 : 175) * SIM_SECOND);
        scene_release(&s);
    }
}
END_TEST

SUITE_MAIN("outage", bought_units_wait_for_silence_not_for_room, the_oldest_call_moves_first,
           one_line_for_all_regions_of_an_outage, who_waits_comes_before_who_moves,
           turns_that_would_have_been_taken, turns_are_the_policys_own, streams_break_or_are_kept,
           knowledge_comes_late, a_silent_destination_is_left, a_brown_out_takes_room_and_time,
           others_move_when_a_region_fails, recovered_after_three_good_minutes)
