/* test_world.c: what is counted of a request and when things happen to it, by hand values. */
#include "tests/unit/models/scene.h"
#include "tests/unit/suite.h"

#include "models/client/preset.h"
#include "models/series.h"
#include "sim/base/text.h"

static struct scene s;

static struct cri_capacity_spec slots(uint32_t n, uint32_t queue)
{
    return (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = n, .queue = queue};
}

/* One way to call: Region `region` itself. */
static void direct(uint32_t target, uint32_t region)
{
    s.targets[target].mode = CRI_MODE_SINGLE_REGION;
    s.targets[target].source = region;
    s.targets[target].n_destinations = 1;
    s.targets[target].destinations = &s.destinations[region];
}

static int64_t only_value(const struct sim_histogram *histogram)
{
    ck_assert_int_eq(histogram->min, histogram->max);
    return histogram->min;
}

/* ---- latency ---- */

/*
 * Client 100 ms away. Region a is lost until 0.05 s: the call of 0 s fails, the client knows at 0.1
 * s and calls again at once; first token 1 s later, 100 ms on the way: 1.2 s. Ten tokens at 0.2 s:
 * E2E 1.2 + 9 x 0.2 = 3.0 s. The attempt alone: 1.1 + 1.8 = 2.9 s.
 */
START_TEST(latency_counts_from_the_intended_start)
{
    scene_init(&s);
    direct(0, 0);
    s.classes[0].client_region = 3;
    s.classes[0].client.max_attempts = 2;
    s.services[0].output_ns_per_token = 0.2e9;
    scene_distance(&s, 3, 0, 100 * SIM_MS);
    scene_calls(&s, 0, 1, 0, 0);
    scene_outage(&s, CRI_OUTAGE_REGION_LOSS, 0, 0, 50 * SIM_MS);
    scene_run(&s);
    ck_assert_int_eq(only_value(&s.outcome.classes[0].ttft[CRI_PHASE_OUTAGE]), 1200 * SIM_MS);
    ck_assert_int_eq(only_value(&s.outcome.classes[0].e2e[CRI_PHASE_OUTAGE]), 3000 * SIM_MS);
    ck_assert_int_eq(only_value(&s.outcome.classes[0].attempt_latency), 2900 * SIM_MS);
    scene_release(&s);
}
END_TEST

/*
 * 120 tokens a minute, full; each call reserves 1 + 100 and settles 1 + 10. The call of 0.95 s is
 * refused; its client, 100 ms away, knows at 1.05 s. By then the first call (0 to 1 s) has returned
 * 90 tokens, so the second try is let in: 0.1 + 1 + 0.1 s.
 */
START_TEST(a_429_takes_the_client_leg)
{
    struct cri_counts counts;

    scene_init(&s);
    direct(0, 0);
    s.targets[0].quota = 0;
    s.quotas[0].tokens_per_min = 120;
    s.services[0].output_burndown = 1;
    s.classes[0].client_region = 3;
    s.classes[0].client.max_attempts = 2;
    scene_distance(&s, 3, 0, 100 * SIM_MS);
    scene_calls(&s, 0, 2, 0, 950 * SIM_MS);
    s.rows[0][0].input_tokens = s.rows[0][1].input_tokens = 1;
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.refused_by[CRI_LIMIT_TPM], 1);
    ck_assert_int_eq(scene_e2e(&s, 0, 0), 1100 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 1), 1200 * SIM_MS);
    scene_release(&s);
}
END_TEST

/* No Region has room: 503 after the hops and refusals of all three; the client leg comes on top,
 * and then the second try, when room is free again. Refusals: a 0.5 s; b 0.5 + 2 x 0.1; c 0.5 + 2 x
 * 0.3 = 2.3 s, the client 0.1 s away: tried again at 0.5 + 2.4 = 2.9 s, served in a until 3.9 s,
 * known at 4.0 s. */
START_TEST(a_503_takes_hops_refusals_and_the_client_leg)
{
    struct cri_counts counts;

    scene_init(&s);
    for (uint32_t r = 0; r < 3; r++)
        s.capacity[r] = slots(1, 0);
    scene_distance(&s, 0, 1, 100 * SIM_MS);
    scene_distance(&s, 0, 2, 300 * SIM_MS);
    scene_distance(&s, 3, 0, 100 * SIM_MS);
    s.spec.routing.refusal_time = 500 * SIM_MS;
    s.classes[0].client_region = 3;
    s.classes[0].client.max_attempts = 2;
    scene_calls(&s, 0, 3, 0, 0);
    scene_calls(&s, 0, 1, 500 * SIM_MS, 0);
    counts = scene_run(&s);
    /* a: 1 s; b: 0.5 + 0.2 + 1 s; c: 0.5 + 0.5 + 0.2 + 0.6 + 1 s; each 0.1 s to the client */
    ck_assert_int_eq(scene_e2e(&s, 0, 0), 1100 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 1), 1800 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 2), 2900 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 3), 3500 * SIM_MS);
    ck_assert_uint_eq(counts.faults, 1);
    ck_assert_uint_eq(counts.retries, 1);
    /* Moves: one, two, two. */
    ck_assert_uint_eq(counts.reactive_moves[CRI_CAUSE_CAPACITY], 5);
    ck_assert_uint_eq(counts.failover_requests, 3);
    scene_release(&s);
}
END_TEST

/*
 * Calls of 10 s; a has one slot, b one slot and a queue. 0 s: a until 10 s. Again 0 s: a refuses
 * (0.5 s), hop 0.2 s, b until 10.7 s. 10.1 s: a. 10.3 s: a refuses, b's queue is reached at 10.8 s;
 * its slot is free at 10.7 s, so service begins at 10.8 s: 0.5 + 0.2 + 10 s. The call of 10.4 s
 * waits behind it until 21 s, which is later than it came there: 10.6 + 0.2 + 10 s.
 */
START_TEST(a_queue_is_reached_after_the_refusals)
{
    scene_init(&s);
    s.services[0].base_ttft = 10 * SIM_SECOND;
    s.capacity[0] = slots(1, 0);
    s.capacity[1] = slots(1, 5);
    s.spec.routing.refusal_time = 500 * SIM_MS;
    scene_distance(&s, 0, 1, 100 * SIM_MS);
    scene_distance(&s, 0, 2, 300 * SIM_MS);
    scene_calls(&s, 0, 2, 0, 0);
    scene_calls(&s, 0, 1, 10100 * SIM_MS, 0);
    scene_calls(&s, 0, 2, 10300 * SIM_MS, 100 * SIM_MS);
    scene_run(&s);
    ck_assert_int_eq(scene_e2e(&s, 0, 1), 10700 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 3), 10700 * SIM_MS);
    ck_assert_int_eq(scene_e2e(&s, 0, 4), 20800 * SIM_MS);
    scene_release(&s);
}
END_TEST

/* ---- counting ---- */

/*
 * One call a second for 30 s, at half seconds; Region a is lost from 10 s to 20 s. Ten calls meet
 * no endpoint, and the one of 9.5 s is lost in the middle: 11 faults of 30 calls that no quota
 * refused, and all of them count in the uptime of a.
 */
START_TEST(calls_into_a_lost_region_count_in_its_uptime)
{
    struct cri_counts counts;

    scene_init(&s);
    direct(0, 0);
    scene_calls(&s, 0, 30, 500 * SIM_MS, SIM_SECOND);
    scene_outage(&s, CRI_OUTAGE_REGION_LOSS, 0, 10 * SIM_SECOND, 20 * SIM_SECOND);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.attempts, 30);
    ck_assert_uint_eq(counts.passed, 30);
    ck_assert_uint_eq(counts.faults, 11);
    ck_assert_uint_eq(counts.terminal[CRI_UNAVAILABLE], 11);
    ck_assert_uint_eq(cri_series_source(&s.outcome.series, 0, 0)->passed, 30);
    ck_assert_uint_eq(cri_series_source(&s.outcome.series, 0, 0)->faults, 11);
    ck_assert_uint_eq(s.outcome.outages[0].ns, 10 * SIM_SECOND);
    /* 10 arrive while it lasts; of the others one fails. */
    ck_assert_uint_eq(s.outcome.classes[0].counts[CRI_PHASE_OUTAGE].offered, 10);
    ck_assert_uint_eq(s.outcome.classes[0].counts[CRI_PHASE_NORMAL].terminal[CRI_UNAVAILABLE], 1);
    scene_release(&s);
}
END_TEST

/* Five calls at once on a quota of three requests, in a Region with one slot: two are 429, which is
 * nobody's fault; of the three that pass two find no room. */
START_TEST(what_the_quota_refuses_has_not_passed)
{
    struct cri_counts counts;

    scene_init(&s);
    direct(0, 0);
    s.targets[0].quota = 0;
    s.quotas[0].requests_per_min = 3;
    s.capacity[0] = slots(1, 0);
    scene_calls(&s, 0, 5, 0, 0);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.attempts, 5);
    ck_assert_uint_eq(counts.passed, 3);
    ck_assert_uint_eq(counts.faults, 2);
    ck_assert_uint_eq(counts.refused_by[CRI_LIMIT_RPM], 2);
    ck_assert_uint_eq(counts.terminal[CRI_THROTTLED], 2);
    ck_assert_uint_eq(counts.terminal[CRI_UNAVAILABLE], 2);
    ck_assert_uint_eq(counts.throttled_by[CRI_LIMIT_RPM], 2);
    /* Failures stand in the histograms as infinite, beside the one that was answered. */
    ck_assert_uint_eq(s.outcome.classes[0].e2e[CRI_PHASE_NORMAL].count, 5);
    ck_assert_uint_eq(s.outcome.classes[0].e2e[CRI_PHASE_NORMAL].infinite, 4);
    ck_assert_uint_eq(s.outcome.classes[0].ttft[CRI_PHASE_NORMAL].infinite, 4);
    ck_assert_uint_eq(s.outcome.classes[0].attempt_latency.count, 1);
    scene_release(&s);
}
END_TEST

/* Away from the source by a failover is not placement; away by the policy's turn is. */
START_TEST(placement_is_not_failover)
{
    struct cri_counts counts;

    scene_init(&s);
    s.capacity[0] = slots(1, 0);
    scene_calls(&s, 0, 2, 0, 0);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.failover_requests, 1);
    ck_assert_uint_eq(counts.reactive_requests, 1);
    ck_assert_uint_eq(counts.placement_requests, 0);
    scene_release(&s);

    scene_init(&s);
    s.targets[0].policy = cri_policy_find("round-robin");
    scene_calls(&s, 0, 6, 0, SIM_SECOND);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.failover_requests, 0);
    ck_assert_uint_eq(counts.placement_requests, 4);
    for (uint32_t r = 0; r < 3; r++)
        ck_assert_uint_eq(s.outcome.classes[0].served[r], 2);
    ck_assert_uint_eq(counts.decisions[CRI_REASON_TURN], 6);
    scene_release(&s);
}
END_TEST

/* A known loss of the source: proactive. The call that is there when it comes: reactive. */
START_TEST(known_or_met)
{
    struct cri_counts counts;

    scene_init(&s);
    scene_calls(&s, 0, 4, 0, SIM_SECOND / 2);
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 1200 * SIM_MS, SIM_HOUR)->detection_delay = 0;
    counts = scene_run(&s);
    /* 0 s is answered at 1 s; 0.5 and 1.0 s are there, 1.5 s comes later. */
    ck_assert_uint_eq(counts.reactive_moves[CRI_CAUSE_OUTAGE], 2);
    ck_assert_uint_eq(counts.proactive_moves[CRI_CAUSE_OUTAGE], 1);
    ck_assert_uint_eq(counts.proactive_requests, 1);
    ck_assert_uint_eq(counts.failover_requests, 3);
    ck_assert_int_eq(scene_e2e(&s, 0, 1), 1700 * SIM_MS);
    scene_release(&s);
}
END_TEST

/* Calls of 1 s at 0 and 1 s; the horizon is 1.5 s, so only the first counts there, and it is good
 * when the SLO is exactly met. */
START_TEST(goodput_is_by_the_horizon_and_inside_the_slo)
{
    static const sim_time slo[][2] = {
        {SIM_SECOND, 0}, {0, SIM_SECOND}, {SIM_SECOND - 1, 0}, {0, SIM_SECOND - 1}, {0, 0}};

    for (uint32_t i = 0; i < 5; i++) {
        struct cri_counts counts;

        scene_init(&s);
        s.classes[0].slo_ttft = slo[i][0];
        s.classes[0].slo_e2e = slo[i][1];
        s.spec.horizon = 1500 * SIM_MS;
        scene_calls(&s, 0, 2, 0, SIM_SECOND);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 2);
        ck_assert_uint_eq(counts.completed_by_horizon, 1);
        ck_assert_uint_eq(counts.input_tokens, 200);
        ck_assert_uint_eq(counts.output_tokens, 20);
        ck_assert_uint_eq(counts.input_tokens_by_horizon, 100);
        ck_assert_uint_eq(counts.output_tokens_by_horizon, 10);
        ck_assert_uint_eq(counts.good, i == 2 || i == 3 ? 0 : 1);
        scene_release(&s);
    }
}
END_TEST

/* 10 tokens were wanted, 4 allowed: completed, cut, and shorter by 6 tokens' time. */
START_TEST(output_ends_at_max_tokens)
{
    struct cri_counts counts;

    scene_init(&s);
    s.classes[0].max_tokens = 4;
    s.services[0].output_ns_per_token = 1e9;
    scene_calls(&s, 0, 1, 0, 0);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.truncated, 1);
    ck_assert_uint_eq(counts.output_tokens, 4);
    ck_assert_int_eq(scene_e2e(&s, 0, 0), 4 * SIM_SECOND);
    scene_release(&s);
}
END_TEST

/* Peak = most completions between two full minutes: 3 at 58 s (answered at 59 s), 2 a second later,
 * in the next minute. */
START_TEST(the_busiest_minute_is_a_clock_minute)
{
    scene_init(&s);
    scene_calls(&s, 0, 3, 58 * SIM_SECOND, 0);
    scene_calls(&s, 0, 2, 59 * SIM_SECOND, 0);
    scene_run(&s);
    ck_assert_uint_eq(s.outcome.busiest_minute, 3);
    ck_assert_uint_eq(s.outcome.series.minutes[0].completed, 3);
    ck_assert_uint_eq(s.outcome.series.minutes[1].completed, 2);
    ck_assert_uint_eq(s.outcome.series.minutes[0].offered, 5);
    scene_release(&s);
}
END_TEST

/* ---- what policies look at ---- */

/* Idle again, all Regions are equal and the first is taken: 0 s a, 0.5 s b, 5 s a. */
START_TEST(load_goes_down_again)
{
    scene_init(&s);
    s.targets[0].policy = cri_policy_find("least-loaded");
    scene_calls(&s, 0, 2, 0, SIM_SECOND / 2);
    scene_calls(&s, 0, 2, 5 * SIM_SECOND, SIM_SECOND / 2);
    scene_run(&s);
    ck_assert_uint_eq(s.outcome.classes[0].served[0], 2);
    ck_assert_uint_eq(s.outcome.classes[0].served[1], 2);
    scene_release(&s);

    /* A call that an outage moves from a to b is a load of b, and of a no more: at 2 s, when a is
     * up again and the first call is still in b, the two others are idle and a is the first of
     * them. */
    scene_init(&s);
    s.services[0].base_ttft = 3 * SIM_SECOND;
    s.targets[0].policy = cri_policy_find("least-loaded");
    scene_calls(&s, 0, 2, 0, 2 * SIM_SECOND);
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, SIM_SECOND / 2, SIM_SECOND);
    scene_run(&s);
    ck_assert_uint_eq(s.outcome.classes[0].served[1], 1);
    ck_assert_uint_eq(s.outcome.classes[0].served[0], 1);
    scene_release(&s);
}
END_TEST

/* The same service, as measured quantiles state it: all of a factor on 1 ms and on 1 s a token. */
static void as_quantiles(struct scene *scene)
{
    static const double p[] = {0.5};
    static double ttft[1], output[1];
    struct cri_service_spec *service = &scene->services[0];

    ttft[0] = (double)service->base_ttft / (double)SIM_MS;
    output[0] = service->output_ns_per_token / (double)SIM_SECOND;
    service->base_ttft = SIM_MS;
    service->output_ns_per_token = (double)SIM_SECOND;
    service->ttft_noise =
        (struct cri_noise_spec){.kind = CRI_NOISE_TABLE, .n = 1, .p = p, .value = ttft};
    service->rate_noise =
        (struct cri_noise_spec){.kind = CRI_NOISE_TABLE, .n = 1, .p = p, .value = output};
}

/*
 * What is seen of speed moves by 5 % of what is met. b and c promise 1.2 s (hop 2 x 0.1 s), a 1 s.
 * A call in a takes `added` longer: 1 + 0.05 x 4.1 = 1.205 s is slower than b, 1 + 0.05 x 3.9
 * = 1.195 s is not. The call at 20 s goes accordingly.
 */
START_TEST(speed_is_a_moving_mean)
{
    for (uint32_t turn = 0; turn < 4; turn++) {
        uint32_t slow = turn % 2;

        scene_init(&s);
        if (turn > 1)
            as_quantiles(&s);
        s.targets[0].policy = cri_policy_find("fastest");
        scene_distance(&s, 0, 1, 100 * SIM_MS);
        scene_distance(&s, 0, 2, 100 * SIM_MS);
        scene_calls(&s, 0, 2, 0, 20 * SIM_SECOND);
        scene_outage(&s, CRI_OUTAGE_LATENCY, 0, 0, SIM_SECOND)->added =
            (slow ? 4100 : 3900) * SIM_MS;
        scene_run(&s);
        ck_assert_int_eq(scene_e2e(&s, 0, 0), (slow ? 5100 : 4900) * SIM_MS);
        ck_assert_int_eq(scene_e2e(&s, 0, 1), (slow ? 1200 : 1000) * SIM_MS);
        scene_release(&s);
    }
}
END_TEST

/*
 * One place in a; b is 1.5 s away. A second call waits for the whole time in service of the first:
 * 1 s as long as no answer was seen, so it stays. Answers of 10 tokens at 0.2 s each are 2 s more,
 * 3 s: once one was seen the second goes to b.
 */
START_TEST(a_wait_is_as_long_as_answers_were)
{
    for (uint32_t later = 0; later < 2; later++) {
        scene_init(&s);
        s.targets[0].policy = cri_policy_find("expected-time");
        s.targets[0].n_destinations = 2;
        s.spec.routing.time_weights = (struct cri_time_weights){1, 1, 1};
        s.services[0].output_ns_per_token = 0.2e9;
        scene_distance(&s, 0, 1, 750 * SIM_MS);
        s.capacity[0] =
            (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1, .queue = 5};
        scene_calls(&s, 0, later, 0, 0);
        scene_calls(&s, 0, 2, 50 * SIM_SECOND, SIM_MS);
        scene_run(&s);
        ck_assert_uint_eq(s.outcome.classes[0].served[1], later);
        scene_release(&s);
    }
}
END_TEST

/*
 * The same by measured quantiles, answers of 10 tokens at 0.02 s. Who comes while another is served
 * waits 1 s, or 1.2 s once an answer was seen: b, 1.5 s away, is no better; 0.5 s away it is.
 */
START_TEST(a_wait_goes_by_measured_medians)
{
    for (uint32_t turn = 0; turn < 4; turn++) {
        bool near = turn >= 2;

        scene_init(&s);
        s.targets[0].policy = cri_policy_find("expected-time");
        s.targets[0].n_destinations = 2;
        s.spec.routing.time_weights = (struct cri_time_weights){1, 1, 1};
        s.services[0].output_ns_per_token = 0.02e9;
        as_quantiles(&s);
        scene_distance(&s, 0, 1, (near ? 250 : 750) * SIM_MS);
        s.capacity[0] =
            (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 1, .queue = 5};
        scene_calls(&s, 0, turn % 2, 0, 0);
        scene_calls(&s, 0, 2, 50 * SIM_SECOND, SIM_MS);
        scene_run(&s);
        ck_assert_uint_eq(s.outcome.classes[0].served[1], near);
        scene_release(&s);
    }
}
END_TEST

/* Routers look again every 10 s: what happened in between they do not see. */
START_TEST(load_is_as_old_as_the_last_look)
{
    scene_init(&s);
    s.services[0].base_ttft = 30 * SIM_SECOND;
    s.targets[0].policy = cri_policy_find("least-loaded");
    s.spec.routing.refresh = 10 * SIM_SECOND;
    scene_calls(&s, 0, 3, SIM_SECOND, SIM_SECOND);
    scene_calls(&s, 0, 1, 11 * SIM_SECOND, 0);
    scene_run(&s);
    ck_assert_uint_eq(s.outcome.classes[0].served[0], 3);
    ck_assert_uint_eq(s.outcome.classes[0].served[1], 1);
    scene_release(&s);
}
END_TEST

/* ---- routing ---- */

/* Four calls at once, one slot in each of three Regions. Two tries a call: the third and the fourth
 * stop after the second. Without a limit the fourth tries all three, and that is a 429 where the
 * scenario says so; refusals of 0.5 s and no further try after 0.5 s stop it after the first. */
START_TEST(tries_have_limits)
{
    static const struct {
        uint32_t max_tries;
        sim_time max_time;
        bool throttle;
        uint64_t completed, unavailable, throttled, ended;
    } cases[] = {{0, 0, false, 3, 1, 0, 0},
                 {2, 0, false, 2, 2, 0, 2},
                 {0, 0, true, 3, 0, 1, 0},
                 {0, 500 * SIM_MS, false, 1, 3, 0, 3},
                 {0, 501 * SIM_MS, false, 2, 2, 0, 2}};

    for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cri_counts counts;

        scene_init(&s);
        for (uint32_t r = 0; r < 3; r++)
            s.capacity[r] = slots(1, 0);
        s.spec.routing.refusal_time = 500 * SIM_MS;
        s.spec.routing.max_tries = cases[i].max_tries;
        s.spec.routing.max_time = cases[i].max_time;
        s.spec.routing.all_tried_is_throttle = cases[i].throttle;
        scene_calls(&s, 0, 4, 0, 0);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], cases[i].completed);
        ck_assert_uint_eq(counts.terminal[CRI_UNAVAILABLE], cases[i].unavailable);
        ck_assert_uint_eq(counts.terminal[CRI_THROTTLED], cases[i].throttled);
        ck_assert_uint_eq(counts.throttled_by_capacity, cases[i].throttled);
        ck_assert_uint_eq(counts.tries_ended, cases[i].ended);
        scene_release(&s);
    }
}
END_TEST

/* Model units take 250 tokens a minute, calls of 200: the second spills, at once and without a
 * retry. */
START_TEST(what_the_units_refuse_spills)
{
    struct cri_counts counts;

    scene_init(&s);
    direct(0, 0);
    s.targets[0].mode = CRI_MODE_PROVISIONED;
    s.targets[0].dedicated = true;
    s.targets[0].spills = true;
    s.targets[0].quota = 0;
    s.quotas[0].units_per_min = 250;
    s.classes[0].n_targets = 2;
    scene_calls(&s, 0, 2, 0, 0);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.spilled, 1);
    ck_assert_uint_eq(counts.retries + counts.fallbacks, 0);
    ck_assert_uint_eq(counts.refused_by[CRI_LIMIT_UNITS], 1);
    ck_assert_uint_eq(counts.attempts, 3);
    ck_assert_int_eq(scene_e2e(&s, 0, 1), SIM_SECOND);
    scene_release(&s);
}
END_TEST

/* ---- quota and money ---- */

/*
 * 1,000 tokens a minute; a call reserves 100 + 100, takes a second and settles 100 + 5 x 10 = 150.
 * At 0 s three at once: 600 held. At 2 s 450 are used, less 33 that came back: three more leave -17
 * of 1,000 (1,000 - 450 + 33 = 583 >= 400, but 600 > 583): two are let in.
 */
START_TEST(quota_settles_with_burndown)
{
    struct cri_counts counts;

    scene_init(&s);
    direct(0, 0);
    s.targets[0].quota = 0;
    s.quotas[0].tokens_per_min = 1000;
    scene_calls(&s, 0, 3, 0, 0);
    scene_calls(&s, 0, 3, 2 * SIM_SECOND, 0);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.refused_by[CRI_LIMIT_TPM], 1);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.reserved_tokens, 1000);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.settled_tokens, 750);
    ck_assert_uint_eq(s.outcome.series.quotas[0].reserved_tokens, 1000);
    ck_assert_uint_eq(s.outcome.series.quotas[0].settled_tokens, 750);
    ck_assert_uint_eq(s.outcome.series.quotas[0].admitted, 5);
    ck_assert_uint_eq(s.outcome.series.quotas[0].refused[CRI_LIMIT_TPM], 1);
    scene_release(&s);
}
END_TEST

/* A limit of 2 calls a minute becomes 4 at 30 s; in the second half a cut to a half makes it 2
 * again. Fixed minutes: 2 of 5 at 10 s, 4 - 2 of 5 at 40 s, 2 of 5 at 70 s. */
START_TEST(quota_changes_and_cuts)
{
    static const struct cri_quota_change_spec change = {
        .at = 30 * SIM_SECOND, .quota = 0, .limit = CRI_LIMIT_RPM, .amount = 4};
    struct cri_counts counts;

    scene_init(&s);
    direct(0, 1);
    s.targets[0].quota = 0;
    s.quotas[0].region = 1;
    s.quotas[0].requests_per_min = 2;
    s.spec.quota_rules.per_minute = CRI_REFILL_FIXED;
    s.spec.n_quota_changes = 1;
    s.spec.quota_changes = &change;
    for (uint32_t i = 0; i < 3; i++)
        scene_calls(&s, 0, 5, (10 + 30 * i) * SIM_SECOND, 0);
    scene_outage(&s, CRI_OUTAGE_QUOTA_CUT, 1, 60 * SIM_SECOND, SIM_HOUR)->quota_factor = 0.5;
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.passed, 6);
    for (uint32_t i = 0; i < 15; i++)
        ck_assert_int_eq(scene_e2e(&s, 0, i), i % 5 < 2 ? SIM_SECOND : -1);
    scene_release(&s);
}
END_TEST

/* Above 150 input tokens the long price applies: one row of 100, one of 200. */
START_TEST(long_calls_have_their_own_price)
{
    struct cri_ledger ledger;

    scene_init(&s);
    direct(0, 0);
    s.targets[0].price = 0;
    s.targets[0].long_price = 1;
    s.targets[0].long_above = 150;
    scene_calls(&s, 0, 3, 0, SIM_SECOND);
    s.rows[0][1].input_tokens = 150;
    s.rows[0][2].input_tokens = 200;
    scene_run(&s);
    ledger = cri_outcome_ledger(&s.outcome, 0);
    ck_assert_uint_eq(ledger.useful.input, 250);
    ck_assert_uint_eq(ledger.useful.output, 20);
    ledger = cri_outcome_ledger(&s.outcome, 1);
    ck_assert_uint_eq(ledger.useful.input, 200);
    scene_release(&s);
}
END_TEST

/* A share of the input is read from the cache: 0.25 x 100 tokens are neither reserved, nor settled,
 * nor computed (10 ms a token), and billed apart. */
START_TEST(cached_input_is_not_computed)
{
    struct cri_ledger ledger;

    scene_init(&s);
    direct(0, 0);
    s.targets[0].price = 0;
    s.targets[0].quota = 0;
    s.quotas[0].tokens_per_min = 1000;
    s.services[0].prefill_ns_per_token = 1e7;
    s.classes[0].cached_share = 0.25;
    scene_calls(&s, 0, 1, 0, 0);
    scene_run(&s);
    ledger = cri_outcome_ledger(&s.outcome, 0);
    ck_assert_uint_eq(ledger.useful.input, 75);
    ck_assert_uint_eq(ledger.useful.cache_read, 25);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.reserved_tokens, 75 + 100);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.settled_tokens, 75 + 50);
    ck_assert_int_eq(scene_e2e(&s, 0, 0), 1750 * SIM_MS);
    scene_release(&s);
}
END_TEST

/*
 * The account may use 420 tokens a day. Calls reserve 200 and settle 150 with burndown, 110
 * without: after two of them, one after the other, 120 are left (or 200, where the account counts
 * real tokens), and the third needs 200.
 */
START_TEST(the_account_has_a_cap_of_its_own)
{
    static const struct cri_account_spec account = {.name = "account", .tokens_per_day = 420};

    for (uint32_t real = 0; real < 2; real++) {
        struct cri_counts counts;

        scene_init(&s);
        direct(0, 0);
        s.targets[0].quota = 0;
        s.quotas[0].account = 0;
        s.spec.n_accounts = 1;
        s.spec.accounts = &account;
        s.spec.quota_rules.account_cap = real ? CRI_CAP_BEFORE_BURNDOWN : CRI_CAP_AFTER_BURNDOWN;
        scene_calls(&s, 0, 3, 0, 2 * SIM_SECOND);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.refused_by[CRI_LIMIT_ACCOUNT_TPD], !real);
        ck_assert_uint_eq(counts.refused_by[CRI_LIMIT_TPD], 0);
        scene_release(&s);
    }
}
END_TEST

/*
 * Two calls a minute; two come at 59 s, two at 60 s, one at 89.5 s, two at 119.5 s. Fixed minutes:
 * a new one begins at 60 s, so the first four pass, the rest of it is closed. Sliding: nothing
 * until 119 s, then both. A bucket has 1 / 30 back at 60 s, 1.02 at 89.5 s, and 1.02 again at 119.5
 * s.
 */
START_TEST(refills_differ_at_the_minute)
{
    static const struct {
        enum cri_refill refill;
        const char *passes;
    } cases[] = {{CRI_REFILL_FIXED, "1111000"},
                 {CRI_REFILL_SLIDING, "1100011"},
                 {CRI_REFILL_BUCKET, "1100110"}};

    for (uint32_t i = 0; i < 3; i++) {
        scene_init(&s);
        direct(0, 0);
        s.targets[0].quota = 0;
        s.quotas[0].requests_per_min = 2;
        s.spec.quota_rules.per_minute = cases[i].refill;
        s.spec.quota_rules.per_day = CRI_REFILL_BUCKET;
        scene_calls(&s, 0, 2, 59 * SIM_SECOND, 0);
        scene_calls(&s, 0, 2, 60 * SIM_SECOND, 0);
        scene_calls(&s, 0, 1, 89500 * SIM_MS, 0);
        scene_calls(&s, 0, 2, 119500 * SIM_MS, 0);
        scene_run(&s);
        for (uint32_t k = 0; k < 7; k++)
            ck_assert_msg((scene_e2e(&s, 0, k) >= 0) == (cases[i].passes[k] == '1'),
                          "refill %d, call %u", (int)cases[i].refill, k);
        scene_release(&s);
    }
}
END_TEST

/*
 * Batch: the requests of 10 and 20 s are one job at the end of the minute, answered 2 h later. A
 * job of fewer than `least` waits, and is denied at the end. Where the Region is lost at that
 * moment the job fails: provider's faults, in its uptime too.
 */
START_TEST(batch_jobs_close_by_the_window)
{
    for (uint32_t i = 0; i < 3; i++) {
        struct cri_counts counts;
        const struct cri_source_bin *bin;

        scene_init(&s);
        direct(0, 0);
        s.targets[0].price = 0;
        s.spec.horizon = 10 * SIM_MINUTE;
        s.classes[0].batch.on = true;
        s.classes[0].batch.window = SIM_MINUTE;
        s.classes[0].batch.least = i == 1 ? 3 : 2;
        s.classes[0].batch.hours_p50 = s.classes[0].batch.hours_p99 = 2;
        scene_calls(&s, 0, 2, 10 * SIM_SECOND, 10 * SIM_SECOND);
        if (i == 2)
            scene_outage(&s, CRI_OUTAGE_REGION_LOSS, 0, SIM_SECOND, 2 * SIM_MINUTE);
        counts = scene_run(&s);
        bin = cri_series_source(&s.outcome.series, i == 0 ? 121 : i == 2 ? 1 : 0, 0);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], i == 0 ? 2 : 0);
        ck_assert_uint_eq(counts.terminal[CRI_DENIED], i == 1 ? 2 : 0);
        ck_assert_uint_eq(counts.terminal[CRI_UNAVAILABLE], i == 2 ? 2 : 0);
        ck_assert_uint_eq(counts.passed, i == 1 ? 0 : 2);
        ck_assert_uint_eq(counts.faults, i == 2 ? 2 : 0);
        ck_assert_uint_eq(counts.batch_jobs, i == 0);
        ck_assert_uint_eq(bin->passed, i == 1 ? 0 : 2);
        ck_assert_uint_eq(bin->faults, i == 2 ? 2 : 0);
        ck_assert_uint_eq(cri_outcome_ledger(&s.outcome, 0).useful.input, i == 0 ? 200 : 0);
        if (i == 0) {
            ck_assert_int_eq(scene_e2e(&s, 0, 0), (60 - 10 + 7200) * SIM_SECOND);
            ck_assert_int_eq(scene_e2e(&s, 0, 1), (60 - 20 + 7200) * SIM_SECOND);
        }
        scene_release(&s);
    }
}
END_TEST

/* One slot and two places in its queue: of five calls at once two find no room. They wait in order.
 */
START_TEST(a_queue_is_as_long_as_stated)
{
    struct cri_counts counts;

    scene_init(&s);
    direct(0, 0);
    s.capacity[0] = slots(1, 2);
    scene_calls(&s, 0, 5, 0, 0);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.terminal[CRI_UNAVAILABLE], 2);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert_int_eq(scene_e2e(&s, 0, i), (i + 1) * SIM_SECOND);
    scene_release(&s);
}
END_TEST

/* The source Region's geography counts, not the users': users of another one whose calls stay in x
 * have none outside, a call that moves to c in y has. */
START_TEST(outside_is_not_where_the_source_is)
{
    for (uint32_t moves = 0; moves < 2; moves++) {
        struct cri_counts counts;

        scene_init(&s);
        s.regions[2].geography = "y";
        s.regions[3].geography = "y";
        s.classes[0].client_region = 3;
        scene_calls(&s, 0, 2, 0, 0);
        s.capacity[0] = slots(1, 0);
        s.capacity[1] = slots(1, 0);
        if (moves)
            scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 1, 0, SIM_HOUR);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 2);
        ck_assert_uint_eq(counts.outside_geography, moves);
        scene_release(&s);
    }
}
END_TEST

/* Two replications together have done twice what one did, whatever is counted. */
START_TEST(outcomes_add_up)
{
    struct cri_outcome other;
    struct cri_counts counts;

    scene_init(&s);
    s.capacity[0] = slots(1, 0);
    s.targets[0].price = 0;
    scene_calls(&s, 0, 4, 0, SIM_SECOND / 2);
    scene_outage(&s, CRI_OUTAGE_REGION_LOSS, 0, 3 * SIM_SECOND, 4 * SIM_SECOND);
    scene_calls(&s, 0, 1, 3500 * SIM_MS, 0);
    scene_run(&s);
    other = s.outcome;
    scene_run(&s);
    cri_outcome_merge(&s.outcome, &other);
    counts = cri_outcome_total(&s.outcome, CRI_N_PHASES);
    ck_assert_uint_eq(counts.offered, 10);
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 8);
    ck_assert_uint_eq(counts.faults, 2);
    /* a takes the calls of 0 and 1 s, b those that come while a is busy */
    ck_assert_uint_eq(s.outcome.classes[0].served[0], 4);
    ck_assert_uint_eq(s.outcome.classes[0].served[1], 4);
    ck_assert_uint_eq(s.outcome.classes[0].e2e[CRI_PHASE_NORMAL].count, 8);
    ck_assert_uint_eq(cri_outcome_ledger(&s.outcome, 0).useful.input, 800);
    ck_assert_uint_eq(s.outcome.outages[0].n, 2);
    ck_assert_uint_eq(s.outcome.outages[0].ns, 2 * SIM_SECOND);
    ck_assert_uint_eq(s.outcome.series.minutes[0].offered, 10);
    ck_assert_uint_eq(s.outcome.requests, 10);
    cri_outcome_release(&other);
    scene_release(&s);
}
END_TEST

/* ---- luck ---- */

/*
 * A call that an outage moves at 0.5 s, before its first token, meets its own noise again: that of
 * the first call that entered service. Its answer then takes 0.5 s + 1 s x noise.
 */
START_TEST(a_call_that_moves_keeps_its_noise)
{
    double u[2];

    scene_init(&s);
    s.services[0].base_ttft = 100 * SIM_SECOND;
    s.services[0].ttft_noise.sigma = 0.5;
    scene_calls(&s, 0, 1, 0, 0);
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 500 * SIM_MS, SIM_HOUR);
    scene_run(&s);
    sim_u01_pair(sim_key_make(1, 0), CRI_DRAW_SERVICE, sim_entity(sim_hash_string("chat"), 0), 1,
                 u);
    ck_assert_int_eq(scene_e2e(&s, 0, 0),
                     500 * SIM_MS + sim_time_from_ns(100e9 * sim_lognormal_inverse(u[0], 0, 0.5)));
    scene_release(&s);
}
END_TEST

/* A call that model units refuse goes on as the same call: by fixed shares it goes where it would
 * have gone without units. */
START_TEST(a_spill_costs_no_luck)
{
    sim_time e2e[2][100];

    for (uint32_t units = 0; units < 2; units++) {
        scene_init(&s);
        for (uint32_t t = units; t < 2; t++)
            s.targets[t].policy = cri_policy_find("fixed-share");
        if (units) {
            direct(0, 0);
            s.targets[0].mode = CRI_MODE_PROVISIONED;
            s.targets[0].dedicated = true;
            s.targets[0].spills = true;
            s.targets[0].quota = 0;
            s.quotas[0].units_per_min = 1;
        }
        s.classes[0].n_targets = 1 + units;
        /* By the hop each answer tells where it was made. */
        scene_distance(&s, 0, 1, SIM_MS);
        scene_distance(&s, 0, 2, SIM_SECOND);
        scene_calls(&s, 0, 100, 0, SIM_SECOND);
        scene_run(&s);
        memcpy(e2e[units], s.e2e[0].values, sizeof e2e[units]);
        for (uint32_t r = 0; r < 3; r++)
            ck_assert_uint_gt(s.outcome.classes[0].served[r], 15);
        scene_release(&s);
    }
    ck_assert_mem_eq(e2e[0], e2e[1], sizeof e2e[0]);
}
END_TEST

/* Read time-out 5 s, first token at 1 s, end at 10 s: in time when it streams, else not. */
START_TEST(silence_ends_with_the_first_token_of_a_stream)
{
    for (uint32_t streams = 0; streams < 2; streams++) {
        struct cri_counts counts;

        scene_init(&s);
        direct(0, 0);
        s.services[0].output_ns_per_token = 1e9;
        s.classes[0].streaming = streams;
        s.classes[0].client.read_timeout = 5 * SIM_SECOND;
        scene_calls(&s, 0, 1, 0, 0);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], streams);
        ck_assert_uint_eq(counts.terminal[CRI_TIMED_OUT], !streams);
        scene_release(&s);
    }
}
END_TEST

/* ---- the client ---- */

/* The user leaves 3 s after the start; the back-off (u x 1,000 s) ends later, so no second call is
 * made. An answer at the very instant of the deadline is too late as well. */
START_TEST(no_call_after_the_deadline)
{
    for (uint32_t leg = 0; leg < 2; leg++) {
        struct cri_counts counts;

        scene_init(&s);
        direct(0, 0);
        s.classes[0].client.max_attempts = leg == 0 ? 5 : 1;
        s.classes[0].client.deadline = 3 * SIM_SECOND;
        s.classes[0].client.backoff_transient = 1000 * SIM_SECOND;
        s.classes[0].client_region = 3;
        scene_distance(&s, 3, 0, leg == 0 ? 0 : 3 * SIM_SECOND);
        scene_calls(&s, 0, 1, 0, 0);
        scene_outage(&s, CRI_OUTAGE_REGION_LOSS, 0, 0, SIM_HOUR);
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.attempts, 1);
        ck_assert_uint_eq(counts.retries, 0);
        ck_assert_uint_eq(counts.terminal[CRI_ABANDONED], 1);
        scene_release(&s);
    }
}
END_TEST

/*
 * 250 tokens a minute, calls of 1 + 100. One is served (10 s), one waits from 1 s and is dropped at
 * 3 s, after 2 s of silence; at 4 s the third asks. With the second's tokens back there are at
 * least 250 - 101 = 149; kept (as a rule of the scenario can say) 250 - 202 + 4 x 250 / 60 = 65 at
 * most.
 */
START_TEST(a_call_dropped_in_a_queue_returns_its_quota)
{
    for (uint32_t keep = 0; keep < 2; keep++) {
        struct cri_counts counts;

        scene_init(&s);
        direct(0, 0);
        s.targets[0].quota = 0;
        s.quotas[0].tokens_per_min = 250;
        s.spec.quota_rules.keep_on_fault = keep;
        s.services[0].base_ttft = 10 * SIM_SECOND;
        s.capacity[0] = slots(1, 5);
        s.classes[0].client.read_timeout = 2 * SIM_SECOND;
        scene_calls(&s, 0, 2, 0, SIM_SECOND);
        scene_calls(&s, 0, 1, 4 * SIM_SECOND, 0);
        for (uint32_t i = 0; i < 3; i++)
            s.rows[0][i].input_tokens = 1;
        counts = scene_run(&s);
        ck_assert_uint_eq(counts.refused_by[CRI_LIMIT_TPM], keep);
        ck_assert_uint_eq(counts.terminal[CRI_TIMED_OUT], 3 - keep);
        scene_release(&s);
    }
}
END_TEST

/* The client waits 2 s and gives up; the provider goes on for 10 s and bills it as waste. */
START_TEST(work_given_up_on_is_waste)
{
    struct cri_counts counts;
    struct cri_ledger ledger;

    scene_init(&s);
    direct(0, 0);
    s.targets[0].price = 0;
    s.services[0].base_ttft = 10 * SIM_SECOND;
    s.classes[0].client.read_timeout = 2 * SIM_SECOND;
    scene_calls(&s, 0, 1, 0, 0);
    counts = scene_run(&s);
    ledger = cri_outcome_ledger(&s.outcome, 0);
    ck_assert_uint_eq(counts.terminal[CRI_TIMED_OUT], 1);
    ck_assert_uint_eq(ledger.waste.input, 100);
    ck_assert_uint_eq(ledger.waste.output, 10);
    ck_assert_uint_eq(ledger.useful.input + ledger.useful.output, 0);
    ck_assert_int_eq(s.outcome.ended_at, 10 * SIM_SECOND);
    scene_release(&s);
}
END_TEST

/*
 * Two tries at each of three targets, the second of which cannot be called: 2 + 2 calls, 2 retries,
 * 1 fallback; the one that spreads begins at each target in turn.
 */
START_TEST(targets_in_order)
{
    struct cri_counts counts;

    scene_init(&s);
    for (uint32_t t = 0; t < 3; t++)
        direct(t, t);
    s.targets[1].denial = CRI_DENIAL_400_NO_PROFILE;
    s.classes[0].n_targets = 3;
    s.classes[0].client.max_attempts = 2;
    scene_calls(&s, 0, 1, 0, 0);
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 0, SIM_HOUR);
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 2, 0, SIM_HOUR);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.attempts, 4);
    ck_assert_uint_eq(counts.retries, 2);
    ck_assert_uint_eq(counts.fallbacks, 1);
    scene_release(&s);

    scene_init(&s);
    for (uint32_t t = 0; t < 3; t++)
        direct(t, t);
    s.classes[0].n_targets = 3;
    s.classes[0].n_spread = 3;
    scene_calls(&s, 0, 6, 0, SIM_SECOND);
    scene_run(&s);
    for (uint32_t r = 0; r < 3; r++)
        ck_assert_uint_eq(s.outcome.classes[0].served[r], 2);
    scene_release(&s);
}
END_TEST

/*
 * A retry quota of 14 tokens, 5 a retry of a transient error: the first request may retry twice,
 * for the third time 4 are left. A call that succeeds returns what its latest retry took: then one
 * more.
 */
START_TEST(the_retry_quota_empties)
{
    struct cri_counts counts;

    scene_init(&s);
    direct(0, 0);
    s.classes[0].client.max_attempts = 5;
    s.classes[0].client.retry_quota = 14;
    s.classes[0].client.cost_transient = 5;
    s.classes[0].client.cost_throttle = 1;
    s.classes[0].client.cost_timeout = 7;
    scene_calls(&s, 0, 1, 0, 0);
    scene_calls(&s, 0, 1, 5 * SIM_SECOND, 0);  /* served: the quota grows by 1 */
    scene_calls(&s, 0, 1, 10 * SIM_SECOND, 0); /* 5 tokens: one retry */
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 0, SIM_SECOND);
    scene_outage(&s, CRI_OUTAGE_SERVING_LOSS, 0, 10 * SIM_SECOND, 11 * SIM_SECOND);
    counts = scene_run(&s);
    ck_assert_uint_eq(counts.retries, 3);
    ck_assert_uint_eq(counts.retry_quota_empty, 2);
    ck_assert_uint_eq(counts.attempts, 6);
    scene_release(&s);
}
END_TEST

/* Full jitter: u x base x 2^(k - 1), up to the cap. */
START_TEST(backoff_doubles_up_to_the_cap)
{
    struct cri_client_spec client = {.backoff_throttle = SIM_SECOND,
                                     .backoff_transient = 50 * SIM_MS,
                                     .backoff_cap = 3 * SIM_SECOND};

    ck_assert_int_eq(cri_client_backoff(&client, true, 1, 0.5), 500 * SIM_MS);
    ck_assert_int_eq(cri_client_backoff(&client, true, 2, 0.5), SIM_SECOND);
    ck_assert_int_eq(cri_client_backoff(&client, true, 3, 0.5), 1500 * SIM_MS);
    ck_assert_int_eq(cri_client_backoff(&client, false, 3, 0.5), 100 * SIM_MS);
}
END_TEST

/* ---- prices that change ---- */

/*
 * Another price from 10 s on; a call takes a second. The call of 0 s and the one of 1 ns before 9 s
 * end before, that of 9 s ends at the instant, that of 9.5 s after: 200 and 200 tokens. Input of
 * over 150 tokens is long from the change on. What does not run, changes nothing.
 */
START_TEST(a_call_pays_the_price_of_when_it_ends)
{
    struct cri_price_change_spec changes[] = {
        {.at = 10 * SIM_SECOND, .class = 1, .price = 1, .long_price = CRI_NONE},
        {.at = 10 * SIM_SECOND, .price = 1, .long_price = 2, .long_above = 150}};

    scene_init(&s);
    direct(0, 0);
    s.targets[0].price = 0;
    s.spec.n_classes = 2;
    s.classes[1].runs = false;
    s.spec.n_price_changes = 2;
    s.spec.price_changes = changes;
    scene_calls(&s, 0, 1, 0, 0);
    scene_calls(&s, 0, 1, 9 * SIM_SECOND - 1, 0);
    scene_calls(&s, 0, 1, 9 * SIM_SECOND, 0);
    scene_calls(&s, 0, 1, 9500 * SIM_MS, 0);
    scene_calls(&s, 0, 1, 9600 * SIM_MS, 0);
    s.rows[0][4].input_tokens = 151;
    scene_run(&s);
    ck_assert_int_eq(s.outcome.classes[0].ledgers[0].useful.input, 200);
    ck_assert_int_eq(s.outcome.classes[0].ledgers[1].useful.input, 200);
    ck_assert_int_eq(s.outcome.classes[0].ledgers[2].useful.input, 151);
    scene_release(&s);
}
END_TEST

SUITE_MAIN("world", a_call_pays_the_price_of_when_it_ends, latency_counts_from_the_intended_start,
           a_429_takes_the_client_leg, a_503_takes_hops_refusals_and_the_client_leg,
           a_queue_is_reached_after_the_refusals, calls_into_a_lost_region_count_in_its_uptime,
           what_the_quota_refuses_has_not_passed, placement_is_not_failover, known_or_met,
           goodput_is_by_the_horizon_and_inside_the_slo, output_ends_at_max_tokens,
           the_busiest_minute_is_a_clock_minute, load_goes_down_again, speed_is_a_moving_mean,
           a_wait_is_as_long_as_answers_were, a_wait_goes_by_measured_medians,
           load_is_as_old_as_the_last_look, tries_have_limits, what_the_units_refuse_spills,
           quota_settles_with_burndown, quota_changes_and_cuts, long_calls_have_their_own_price,
           cached_input_is_not_computed, no_call_after_the_deadline,
           a_call_dropped_in_a_queue_returns_its_quota, work_given_up_on_is_waste,
           the_account_has_a_cap_of_its_own, refills_differ_at_the_minute,
           batch_jobs_close_by_the_window, targets_in_order, the_retry_quota_empties,
           backoff_doubles_up_to_the_cap, a_queue_is_as_long_as_stated,
           outside_is_not_where_the_source_is, a_call_that_moves_keeps_its_noise,
           a_spill_costs_no_luck, silence_ends_with_the_first_token_of_a_stream, outcomes_add_up)
