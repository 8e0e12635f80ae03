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

SUITE_MAIN("outage", bought_units_wait_for_silence_not_for_room, the_oldest_call_moves_first,
           one_line_for_all_regions_of_an_outage, who_waits_comes_before_who_moves)
