/*
 * bench_world.c: the Bedrock world: a plain one beside a loop written by hand that does the same
 * work, one with slots and queues, one that counts output apart, and one with every model. The
 * traffic is made up, like a chat service's.
 */
#include "analysis/bench/bench.h"
#include "models/client/preset.h"
#include "models/noise.h"
#include "models/policy/policy.h"
#include "models/scene/scene.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdlib.h>

enum { RPM = 1000000, TPM = 1000000000, MAX_TOKENS = 1000, BURNDOWN = 5 };

#define GAP_NS     3e7
#define BASE_TTFT  (600 * SIM_MS)
#define PREFILL_NS 1e5 /* per input token */
#define OUTPUT_NS  1e7 /* per output token */
#define SIGMA      0.2

/* One class, a Geographic profile of three Regions, RPM and TPM, noise, unlimited capacity. */
static void plain_init(struct cri_scene *scene, uint32_t n, double gap_ns)
{
    static const sim_time rtt[9] = {SIM_MS,      20 * SIM_MS, 30 * SIM_MS, 20 * SIM_MS, SIM_MS,
                                    10 * SIM_MS, 30 * SIM_MS, 10 * SIM_MS, SIM_MS};
    uint64_t state = 1;
    sim_time at = 0;

    cri_scene_init(scene, 3, n, 0);
    for (uint32_t i = 0; i < 9; i++)
        scene->rtt[i] = rtt[i];
    scene->service = (struct cri_service_spec){.model = "m",
                                               .base_ttft = BASE_TTFT,
                                               .prefill_ns_per_token = PREFILL_NS,
                                               .output_ns_per_token = OUTPUT_NS,
                                               .ttft_noise = {.sigma = SIGMA},
                                               .rate_noise = {.sigma = SIGMA},
                                               .output_burndown = BURNDOWN};
    scene->class.max_tokens = MAX_TOKENS;
    scene->class.streaming = true;
    scene->class.client = cri_client_preset_find("standard")->spec;
    cri_scene_add_quota(scene, CRI_LIMIT_RPM, RPM);
    cri_scene_add_quota(scene, CRI_LIMIT_TPM, TPM);
    cri_scene_add_price(scene, (struct cri_price_spec){"p", 3, 15, 0.3, 3.75});
    for (uint32_t i = 0; i < n; i++) {
        at += (sim_time)(-log(bench_u(&state)) * gap_ns);
        scene->rows[i] =
            (struct cri_record){.at = at,
                                .input_tokens = (uint32_t)(1 + bench_u(&state) * 2000),
                                .output_tokens = (uint32_t)(1 + bench_u(&state) * 400)};
    }
}

static double run(struct cri_scene *scene)
{
    struct cri_outcome outcome;
    double start = bench_now_s();

    cri_scene_run(scene, 1, 0, &outcome);
    start = bench_now_s() - start;
    bench_sink = (double)outcome.events;
    cri_outcome_release(&outcome);
    return start;
}

static double plain(uint32_t n)
{
    struct cri_scene scene;
    double s;

    plain_init(&scene, n, GAP_NS);
    s = run(&scene);
    cri_scene_release(&scene);
    return s / n * 1e9;
}

/* ---- the floor: the same work by hand ---- */

struct bucket {
    int64_t level, size; /* in 1 / SIM_MINUTE of a token */
    sim_time at;
};

static bool bucket_has(struct bucket *bucket, int64_t per_minute, sim_time now, int64_t amount)
{
    __int128 level = bucket->level + (__int128)(now - bucket->at) * per_minute;

    bucket->level = level > bucket->size ? bucket->size : (int64_t)level;
    bucket->at = now;
    return bucket->level >= amount;
}

/* A minute of the series. */
struct minute {
    uint64_t offered, passed, completed, admitted, reserved, settled, input, output;
    double used;
};

/* A call in flight. */
struct call {
    sim_time sent_at, first_token_at;
    uint32_t input, output;
};

/* What was asked for, admitted, served and settled, with crisim's own draws, noise and histograms,
 * and a bare heap of ends: nothing of it could be left out by a program that answers the same. */
static double plain_by_hand(uint32_t n)
{
    struct cri_scene scene;
    struct sim_key key = sim_key_make(1, 0);
    uint64_t name = sim_hash_string("c");
    struct bucket requests = {0}, tokens = {0};
    struct sim_histogram ttft, e2e, attempt;
    struct bench_entry *heap;
    struct call *calls;
    struct minute *minutes;
    uint32_t *unused;
    uint32_t n_heap = 0, n_calls = 0, n_unused = 0, next = 0;
    uint64_t events = 0;
    double start;

    plain_init(&scene, n, GAP_NS);
    heap = sim_fresh(n + 1, sizeof *heap);
    calls = sim_fresh(n + 1, sizeof *calls);
    unused = sim_fresh(n + 1, sizeof *unused);
    minutes = sim_zeroed((size_t)(scene.rows[n - 1].at / SIM_MINUTE) + 60, sizeof *minutes);
    sim_histogram_init(&ttft, 10);
    sim_histogram_init(&e2e, 10);
    sim_histogram_init(&attempt, 7);
    start = bench_now_s();
    requests = (struct bucket){(int64_t)RPM * SIM_MINUTE, (int64_t)RPM * SIM_MINUTE, 0};
    /* Tokens are counted in thousands, so that a minute's amount fits. */
    tokens = (struct bucket){(int64_t)TPM / 1000 * SIM_MINUTE, (int64_t)TPM / 1000 * SIM_MINUTE, 0};
    while (next < n || n_heap > 0) {
        struct minute *minute;
        struct call *call;

        events++;
        if (next < n && (n_heap == 0 || scene.rows[next].at < heap[0].key)) {
            const struct cri_record *row = &scene.rows[next];
            int64_t reserve = (row->input_tokens + MAX_TOKENS) * (SIM_MINUTE / 1000);
            uint32_t index = n_unused > 0 ? unused[--n_unused] : n_calls++;
            double u[2], share;
            double first = BASE_TTFT, rate = OUTPUT_NS;

            minute = &minutes[row->at / SIM_MINUTE];
            minute->offered++;
            if (!bucket_has(&requests, RPM, row->at, SIM_MINUTE) ||
                !bucket_has(&tokens, TPM / 1000, row->at, reserve))
                SIM_ASSERT(false, "the plain world refuses nothing");
            requests.level -= SIM_MINUTE;
            tokens.level -= reserve;
            minute->admitted++;
            minute->passed++;
            minute->reserved += row->input_tokens + MAX_TOKENS;
            share = 1 - (double)tokens.level / (double)tokens.size;
            minute->used = share > minute->used ? share : minute->used;
            sim_u01_pair(key, 1, sim_entity(name, next), 1, u);
            first *= sim_lognormal_inverse(u[0], 0, SIGMA);
            rate *= sim_lognormal_inverse(u[1], 0, SIGMA);
            first += PREFILL_NS * row->input_tokens;
            call = &calls[index];
            *call = (struct call){row->at, row->at + sim_time_from_ns(first), row->input_tokens,
                                  row->output_tokens};
            bench_heap_push(heap, n_heap++,
                            (struct bench_entry){call->first_token_at +
                                                     sim_time_from_ns(rate * (call->output - 1)),
                                                 index});
            next++;
            continue;
        }
        call = &calls[heap[0].payload];
        minute = &minutes[heap[0].key / SIM_MINUTE];
        bucket_has(&tokens, TPM / 1000, heap[0].key, 0);
        tokens.level +=
            ((int64_t)call->input + MAX_TOKENS) * (SIM_MINUTE / 1000) -
            ((int64_t)call->input + BURNDOWN * (int64_t)call->output) * (SIM_MINUTE / 1000);
        tokens.level = tokens.level > tokens.size ? tokens.size : tokens.level;
        minute->settled += call->input + BURNDOWN * (uint64_t)call->output;
        minute->completed++;
        minute->input += call->input;
        minute->output += call->output;
        sim_histogram_record(&ttft, call->first_token_at - call->sent_at);
        sim_histogram_record(&e2e, heap[0].key - call->sent_at);
        sim_histogram_record(&attempt, heap[0].key - call->sent_at);
        unused[n_unused++] = (uint32_t)heap[0].payload;
        n_heap--;
        if (n_heap > 0)
            bench_heap_replace(heap, n_heap, heap[n_heap]);
    }
    start = bench_now_s() - start;
    bench_sink = (double)events + (double)e2e.count + minutes[0].used;
    sim_histogram_release(&ttft);
    sim_histogram_release(&e2e);
    sim_histogram_release(&attempt);
    free(heap);
    free(calls);
    free(unused);
    free(minutes);
    cri_scene_release(&scene);
    return start / n * 1e9;
}

/* ---- richer worlds ---- */

/* Fifty slots and a queue in each Region at 88 % load: some 30 % of the calls wait, and one in a
 * hundred meets the read time-out. */
static double slots(uint32_t n)
{
    struct cri_scene scene;
    double s;

    plain_init(&scene, n, 6.14e7);
    for (uint32_t r = 0; r < 3; r++)
        scene.capacity[r] =
            (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = 50, .queue = 40};
    scene.class.streaming = false;
    scene.class.client.read_timeout = 6 * SIM_SECOND;
    s = run(&scene);
    cri_scene_release(&scene);
    return s / n * 1e9;
}

/* One Region that counts output apart and takes it in steps of 64: four a call on average. */
static double output_steps(uint32_t n)
{
    struct cri_scene scene;
    double s;

    plain_init(&scene, n, GAP_NS);
    scene.target.mode = CRI_MODE_SINGLE_REGION;
    scene.target.n_destinations = 1;
    scene.quota = cri_quota_unlimited("q");
    scene.quota.apart = true;
    scene.quota.tokens_per_min = TPM;
    scene.quota.output_per_min = TPM;
    scene.spec.quota_rules.output_step = 64;
    s = run(&scene);
    cri_scene_release(&scene);
    return s / n * 1e9;
}

/* Quotas, shared capacity, other customers' load, drawn failures, a policy that looks at load once
 * a second, and the prompt cache. */
static double every_model(uint32_t n)
{
    static const uint32_t all[] = {0, 1, 2};
    struct cri_outage_spec outages[4];
    struct cri_scene scene;
    double s;

    plain_init(&scene, n, GAP_NS);
    for (uint32_t r = 0; r < 3; r++) {
        scene.capacity[r] = (struct cri_capacity_spec){
            .kind = CRI_CAPACITY_SHARED,
            .width = 150,
            .most = 400,
            .background = {.mean = 0.4, .amplitude = 0.2, .peak_hour = 14, .weekend = 1}};
        outages[r] = (struct cri_outage_spec){.name = "loss",
                                              .kind = CRI_OUTAGE_SERVING_LOSS,
                                              .n_regions = 1,
                                              .regions = &all[r],
                                              .drawn = true,
                                              .mean_up_s = 7200,
                                              .repair_p50_s = 300,
                                              .repair_p90_s = 900,
                                              .detection_delay = 30 * SIM_SECOND,
                                              .in_flight_lost = true};
    }
    outages[3] = (struct cri_outage_spec){.name = "brown",
                                          .kind = CRI_OUTAGE_BROWN_OUT,
                                          .n_regions = 3,
                                          .regions = all,
                                          .drawn = true,
                                          .mean_up_s = 3600,
                                          .repair_p50_s = 300,
                                          .repair_p90_s = 900,
                                          .error_share = 0.1,
                                          .slowdown = 1.2};
    scene.spec.outages = outages;
    scene.spec.n_outages = 4;
    scene.spec.routing.refresh = SIM_SECOND;
    scene.spec.routing.stall_timeout = 10 * SIM_SECOND;
    scene.target.policy = cri_policy_find("least-loaded");
    scene.class.cache = (struct cri_cache_spec){
        .on = true, .ttl = 5 * SIM_MINUTE, .minimum = 100, .groups = 500, .tokens = 512, .skew = 1};
    s = run(&scene);
    cri_scene_release(&scene);
    return s / n * 1e9;
}

static const struct bench_row rows[] = {
    {"world, plain", "request", plain, 500000, "the same work by hand", plain_by_hand},
    {"world, slots and a queue", "request", slots, 500000, "world, plain", plain},
    {"world, output in steps", "request", output_steps, 500000, "world, plain", plain},
    {"world, every model", "request", every_model, 500000, "world, plain", plain},
};

const struct bench_family bench_world = {rows, sizeof rows / sizeof rows[0]};
