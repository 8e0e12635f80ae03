/* test_policy.c: each policy held to numbers: turns, shares, distances, loads, speeds. */
#include "models/policy/policy.h"
#include "models/world.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

enum { N = 3, ALL = 7 };

static const uint32_t destinations[N] = {0, 1, 2};
static const uint64_t region_hash[N] = {11, 22, 33};

static struct cri_target_spec target;
static double memory[N];
static uint32_t in_flight[N];
static double room[N], speed[N], shares[N], prefill[N];
static sim_time from_source[N], from_client[N], hop[N];
static struct cri_time_weights weights;
static struct cri_view view;

/* Everything unlimited, idle, equally far. */
static void fresh(const char *policy)
{
    target = (struct cri_target_spec){
        .n_destinations = N, .destinations = destinations, .policy = cri_policy_find(policy)};
    memset(memory, 0, sizeof memory);
    memset(in_flight, 0, sizeof in_flight);
    memset(room, 0, sizeof room);
    memset(from_source, 0, sizeof from_source);
    memset(from_client, 0, sizeof from_client);
    memset(hop, 0, sizeof hop);
    memset(prefill, 0, sizeof prefill);
    weights = (struct cri_time_weights){1, 1, 1};
    view = (struct cri_view){.target = &target,
                             .usable = ALL,
                             .key = sim_key_make(1, 0),
                             .entity = 1,
                             .call = 1,
                             .region_hash = region_hash,
                             .in_flight = in_flight,
                             .room = room,
                             .speed = speed,
                             .rtt_from_source = from_source,
                             .rtt_from_client = from_client,
                             .weights = &weights,
                             .hop = hop,
                             .prefill = prefill,
                             .service = 1000,
                             .memory = memory};
}

static uint32_t asked(uint64_t usable)
{
    view.usable = usable;
    return target.policy->choose(&view);
}

static uint32_t sent(uint64_t usable)
{
    uint32_t choice = asked(usable);

    if (target.policy->remember != NULL)
        target.policy->remember(&view, choice, memory);
    return choice;
}

static void in_order(const char *expected, uint64_t usable)
{
    for (uint32_t i = 0; expected[i] != '\0'; i++)
        ck_assert_msg(sent(usable) == (uint32_t)(expected[i] - '0'), "turn %u of %s", i, expected);
}

/* The turn goes on behind the one that was taken: 1 is passed over, so 2 was its substitute and 0
 * is next. While 1 is out the two others share evenly. */
START_TEST(round_robin_goes_on_behind_the_taken)
{
    fresh("round-robin");
    in_order("0120", ALL);
    in_order("2", 5); /* 1's turn, out */
    in_order("01", ALL);
    fresh("round-robin");
    in_order("020202", 5);
    in_order("0", ALL);
}
END_TEST

/*
 * Weights 5 : 2 : 1. Each turn every credit grows by its weight, the richest pays 8:
 * 5 2 1 -> 0; 2 4 2 -> 1; 7 -2 3 -> 0; 4 0 4 -> 0 (the first of equals); 1 2 5 -> 2; 6 4 -2 -> 0;
 * 3 6 -1 -> 1; 8 0 0 -> 0; and all are 0 again.
 */
START_TEST(weighted_interleaves_by_credit)
{
    fresh("weighted");
    target.shares = shares;
    shares[0] = 0.625;
    shares[1] = 0.25;
    shares[2] = 0.125;
    in_order("01002010", ALL);
    in_order("01002010", ALL);
    /* Without 0: 2 : 1, and the credit of 0 stands still. */
    in_order("121", 6);
    in_order("0", ALL);
    /* By room, 3 : 1; where a room is unlimited it weighs 1. */
    fresh("weighted");
    room[0] = 3;
    in_order("0010", 3);
    fresh("weighted");
    in_order("012012", ALL);
}
END_TEST

/* Whoever asks does not take a turn: a policy asked about what it may not use now stays as it is.
 */
START_TEST(asking_takes_no_turn)
{
    for (uint32_t i = 0; cri_policies[i] != NULL; i++) {
        uint32_t first, there[2];

        fresh(cri_policies[i]->name);
        target.shares = shares;
        shares[0] = shares[1] = shares[2] = 1.0 / 3;
        speed[0] = speed[1] = speed[2] = 1;
        sent(ALL);
        first = asked(ALL);
        there[0] = asked(ALL & ~((uint64_t)1 << first));
        ck_assert_uint_eq(asked(ALL), first);
        there[1] = asked(ALL & ~((uint64_t)1 << first));
        ck_assert_uint_eq(there[0], there[1]);
        ck_assert_uint_ne(there[0], first);
    }
}
END_TEST

START_TEST(distance_is_the_users_or_the_sources)
{
    fresh("nearest");
    target.source = 0;
    from_source[1] = 40;
    from_source[2] = 50;
    from_client[0] = 30;
    from_client[1] = 20;
    from_client[2] = 10;
    ck_assert_uint_eq(asked(ALL), 2);
    ck_assert_uint_eq(asked(3), 1);
    from_client[2] = 20;
    ck_assert_uint_eq(asked(ALL), 1); /* the first of equals */
    target.policy = cri_policy_find("source-first");
    ck_assert_uint_eq(asked(ALL), 0);
    ck_assert_uint_eq(asked(6), 1);
    from_source[2] = 30;
    ck_assert_uint_eq(asked(6), 2);
    /* The source comes first wherever it stands, and even if something measured is nearer. */
    target.source = 1;
    from_source[0] = 0;
    from_source[1] = 5;
    ck_assert_uint_eq(asked(ALL), 1);
    ck_assert_int_eq(view.reason, CRI_REASON_SOURCE);
    ck_assert_uint_eq(asked(5), 0);
    ck_assert_int_eq(view.reason, CRI_REASON_NEAREST);
}
END_TEST

START_TEST(load_is_the_share_of_the_room)
{
    fresh("least-loaded");
    in_flight[0] = 3;
    in_flight[1] = 5;
    in_flight[2] = 2;
    ck_assert_uint_eq(asked(ALL), 2); /* no rooms: the fewest calls */
    room[0] = 4;                      /* 0.75 */
    room[1] = 10;                     /* 0.5 */
    room[2] = 2;                      /* 1 */
    ck_assert_uint_eq(asked(ALL), 1);
    ck_assert_uint_eq(asked(5), 0);
}
END_TEST

START_TEST(fastest_is_the_quickest_seen)
{
    fresh("fastest");
    speed[0] = 300;
    speed[1] = 100;
    speed[2] = 200;
    ck_assert_uint_eq(asked(ALL), 1);
    ck_assert_uint_eq(asked(5), 2);
}
END_TEST

/*
 * 0 is here, 1 is 200 away and 2 is 300 away; the prompt takes 100, or 20 where 2's cache holds it.
 * Idle: 0 + 100, 200 + 100, 300 + 20. With two in two places of 0 a third waits 1/2 of 1,000 + 100.
 */
START_TEST(expected_time_adds_hop_wait_and_work)
{
    fresh("expected-time");
    hop[1] = 200;
    hop[2] = 300;
    prefill[0] = prefill[1] = 100;
    prefill[2] = 20;
    ck_assert_uint_eq(asked(ALL), 0);
    room[0] = 2;
    in_flight[0] = 1; /* the second one finds a place */
    ck_assert_uint_eq(asked(ALL), 0);
    in_flight[0] = 2; /* 550 + 100 against 300 and 320 */
    ck_assert_uint_eq(asked(ALL), 1);
    ck_assert_uint_eq(asked(5), 2);
    weights.prefill = 2; /* 400 against 340 */
    ck_assert_uint_eq(asked(ALL), 2);
    weights.network = 4; /* 750 against 1,000 and 1,240 */
    ck_assert_uint_eq(asked(ALL), 0);
    weights = (struct cri_time_weights){1, 0.25, 1}; /* 237.5 against 300 */
    ck_assert_uint_eq(asked(ALL), 0);
    in_flight[0] = 3; /* two too many: 375 against 300 */
    ck_assert_uint_eq(asked(ALL), 1);
    room[0] = 4; /* none too many */
    ck_assert_uint_eq(asked(ALL), 0);
}
END_TEST

/* Pairs {0,1}, {0,2}, {1,2} are equally likely, and the less loaded takes it: 0 in two thirds, 1 in
 * one third, 2 never. 3,000 draws: sigma = sqrt(3000 x 2 / 9) = 26, bound 4 sigma. */
START_TEST(two_random_are_two)
{
    uint32_t n[N] = {0};

    fresh("two-random");
    in_flight[1] = 10;
    in_flight[2] = 20;
    for (view.entity = 0; view.entity < 3000; view.entity++)
        n[asked(ALL)]++;
    ck_assert_uint_eq(n[2], 0);
    ck_assert_msg(fabs(n[1] - 1000.0) < 103, "%u of 3000 where a third is right", n[1]);
    /* The other way round: 2 and 1 take it, 0 never. */
    in_flight[0] = 20;
    in_flight[2] = 0;
    n[1] = 0;
    for (view.entity = 0; view.entity < 3000; view.entity++) {
        n[1] += asked(ALL) == 1;
        ck_assert_uint_ne(asked(ALL), 0);
    }
    ck_assert_msg(fabs(n[1] - 1000.0) < 103, "%u of 3000 where a third is right", n[1]);
    in_flight[0] = 0;
    in_flight[2] = 20;
    /* Of two both are asked; another call of the same request draws anew. */
    for (view.entity = 0; view.entity < 100; view.entity++)
        ck_assert_uint_eq(asked(6), 1);
    n[0] = 0;
    for (view.call = 1; view.call <= 300; view.call++)
        n[0] += asked(ALL) == 0;
    ck_assert_msg(n[0] > 150 && n[0] < 250, "%u of 300 where two thirds are right", n[0]);
}
END_TEST

/* Shares are cut from one uniform, in order: 0 below 0.5, 1 below 0.8, else 2; without 1 the rest
 * is 0.7, and 0 goes up to 5 / 7. */
START_TEST(fixed_share_cuts_one_uniform)
{
    uint32_t n[N] = {0};

    fresh("fixed-share");
    target.shares = shares;
    shares[0] = 0.5;
    shares[1] = 0.3;
    shares[2] = 0.2;
    for (view.entity = 0; view.entity < 2000; view.entity++) {
        double u = sim_u01(view.key, CRI_DRAW_SHARE, view.entity, view.call);

        ck_assert_uint_eq(asked(ALL), u < 0.5 ? 0 : u < 0.8 ? 1 : 2);
        ck_assert_uint_eq(asked(5), u < 5.0 / 7 ? 0 : 2);
        n[asked(ALL)]++;
    }
    /* 4 sigma of 2,000: 89, 82, 72 */
    ck_assert(fabs(n[0] - 1000.0) < 89 && fabs(n[1] - 600.0) < 82 && fabs(n[2] - 400.0) < 72);
    n[0] = 0;
    for (view.call = 1; view.call <= 400; view.call++)
        n[0] += asked(ALL) == 0;
    ck_assert_msg(n[0] > 160 && n[0] < 240, "%u of 400 calls where half is right", n[0]);
    /* Where only shares of 0 are left, one of them is taken all the same. */
    shares[0] = 1;
    shares[1] = shares[2] = 0;
    ck_assert_uint_eq(asked(ALL), 0);
    ck_assert_uint_eq(asked(6), 1);
}
END_TEST

/* A third of the prefixes each; a destination that drops out moves its own prefixes only. */
START_TEST(cache_affine_moves_only_its_own)
{
    uint32_t n[N] = {0};

    fresh("cache-affine");
    target.source = 1;
    from_source[0] = 7;
    from_source[2] = 3;
    for (view.prefix = 1; view.prefix <= 3000; view.prefix++) {
        uint32_t home = asked(ALL);
        uint32_t without = asked(ALL & ~(uint64_t)4);

        n[home]++;
        ck_assert(home == 2 ? without != 2 : without == home);
    }
    for (uint32_t i = 0; i < N; i++)
        ck_assert_msg(fabs(n[i] - 1000.0) < 103, "%u of 3000 where a third is right", n[i]);
    view.prefix = 0;
    ck_assert_uint_eq(asked(ALL), 1);
    ck_assert_uint_eq(asked(5), 2);
}
END_TEST

/* What `sees_others` is about: of destinations that are not taken, some may come or go. */
START_TEST(what_is_not_taken_is_not_missed)
{
    for (int p = 0; cri_policies[p] != NULL; p++) {
        bool missed = false;

        for (uint64_t entity = 1; entity <= 200; entity++) {
            fresh(cri_policies[p]->name);
            view.entity = entity;
            view.prefix = entity % 2 == 0 ? entity : 0;
            target.shares = cri_policies[p]->needs_shares ? shares : NULL;
            for (int i = 0; i < N; i++) {
                shares[i] = 1.0 / N;
                speed[i] = (double)(entity * 7 % (11 + (uint64_t)i));
                in_flight[i] = (uint32_t)(entity * 5 % (13 + (uint64_t)i));
                from_source[i] = from_client[i] = (sim_time)(entity * 3 % (17 + (uint64_t)i));
                memory[i] = cri_policies[p]->remember != NULL ? (double)(entity % N) : 0;
            }
            for (uint32_t gone = 0; gone < N; gone++) {
                uint32_t choice = asked(ALL);

                missed =
                    missed || (choice != gone && asked(ALL & ~((uint64_t)1 << gone)) != choice);
            }
        }
        ck_assert_msg(missed == cri_policies[p]->sees_others ||
                          strcmp(cri_policies[p]->name, "weighted") == 0,
                      "%s: %d", cri_policies[p]->name, missed);
    }
}
END_TEST

SUITE_MAIN("policy", round_robin_goes_on_behind_the_taken, weighted_interleaves_by_credit,
           asking_takes_no_turn, distance_is_the_users_or_the_sources,
           load_is_the_share_of_the_room, fastest_is_the_quickest_seen,
           expected_time_adds_hop_wait_and_work, two_random_are_two, fixed_share_cuts_one_uniform,
           cache_affine_moves_only_its_own, what_is_not_taken_is_not_missed)
