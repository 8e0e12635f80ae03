/*
 * cmd_bench.c: how fast this build is, each figure beside a floor measured in the same run. Rounds
 * of all measurements are interleaved and medians taken: machines are noisy.
 */
#include "analysis/cli/cli.h"
#include "models/arrivals.h"
#include "models/policy/policy.h"
#include "models/world.h"
#include "scenarios/read/trace_format.h"
#include "sim/base/assert.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/histogram.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_ROUNDS = 1000 };

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A cheap stream of uniforms for the loops: not part of what is measured. */
static double next_u(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return ((double)(*state >> 11) + 0.5) * 0x1p-53;
}

/* HOLD: take the least event, post one later; n pending. Returns ns per hold. */
static double hold_list(uint32_t n, enum sim_list_kind list)
{
    const uint32_t operations = 1000000;
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){.list = list});
    struct sim_event event;
    uint64_t state = 1;
    double start;

    for (uint32_t i = 0; i < n; i++)
        sim_post(engine, sim_time_from_ns(next_u(&state) * 1e9), 0, 0, i, 0);
    start = now_s();
    for (uint32_t i = 0; i < operations && sim_next(engine, &event); i++)
        sim_post(engine, event.at + 1 + (sim_time)(-log(next_u(&state)) * 1e9), 0, 0, event.index,
                 0);
    start = now_s() - start;
    sim_engine_destroy(engine);
    return start / operations * 1e9;
}

static double hold_engine(uint32_t n)
{
    return hold_list(n, SIM_LIST_DEFAULT);
}

static double hold_heap(uint32_t n)
{
    return hold_list(n, SIM_LIST_HEAP);
}

struct bare {
    int64_t key;
    uint64_t payload;
};

/* entry goes into a heap of n, which becomes one of n + 1. */
static inline void bare_push(struct bare *heap, uint32_t n, struct bare entry)
{
    uint32_t at = n;

    while (at > 0 && entry.key < heap[(at - 1) / 2].key) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = entry;
}

/* entry takes the place of the least of a heap of n. */
static inline void bare_replace(struct bare *heap, uint32_t n, struct bare entry)
{
    uint32_t at = 0;

    for (;;) {
        uint32_t child = at * 2 + 1;

        if (child >= n)
            break;
        child += child + 1 < n && heap[child + 1].key < heap[child].key;
        if (entry.key <= heap[child].key)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = entry;
}

/* The same with a bare binary heap on the same keys: the floor. */
static double hold_bare(uint32_t n)
{
    const uint32_t operations = 1000000;
    struct bare *heap = sim_fresh(n + 1, sizeof *heap);
    uint64_t state = 1;
    double start;

    if (heap == NULL)
        return NAN;
    for (uint32_t i = 0; i < n; i++)
        bare_push(heap, i, (struct bare){(int64_t)(next_u(&state) * 1e9) << 4, i});
    start = now_s();
    for (uint32_t i = 0; i < operations; i++) {
        struct bare entry = heap[0];

        entry.key += (1 + (int64_t)(-log(next_u(&state)) * 1e9)) << 4;
        bare_replace(heap, n, entry);
    }
    start = now_s() - start;
    free(heap);
    return start / operations * 1e9;
}

static volatile double sink;

static double draw_keyed(uint32_t unused)
{
    const uint32_t operations = 2000000;
    struct sim_key key = sim_key_make(1, 0);
    double sum = 0;
    double start = now_s();

    (void)unused;
    for (uint32_t i = 0; i < operations; i++)
        sum += sim_exponential_inverse(sim_u01(key, 1, i, 0), 1);
    sink = sum;
    return (now_s() - start) / operations * 1e9;
}

static double draw_bare(uint32_t unused)
{
    const uint32_t operations = 2000000;
    uint64_t state = 1;
    double sum = 0;
    double start = now_s();

    (void)unused;
    for (uint32_t i = 0; i < operations; i++)
        sum += -log(next_u(&state));
    sink = sum;
    return (now_s() - start) / operations * 1e9;
}

static double draw_lognormal(uint32_t unused)
{
    const uint32_t operations = 2000000;
    struct sim_key key = sim_key_make(1, 0);
    double sum = 0;
    double start = now_s();

    (void)unused;
    for (uint32_t i = 0; i < operations; i++)
        sum += sim_lognormal_inverse(sim_u01(key, 1, i, 0), 0, 0.3);
    sink = sum;
    return (now_s() - start) / operations * 1e9;
}

static double histogram_record(uint32_t unused)
{
    const uint32_t operations = 4000000;
    struct sim_histogram histogram;
    uint64_t state = 1;
    double start;

    (void)unused;
    sim_histogram_init(&histogram, 10);
    start = now_s();
    for (uint32_t i = 0; i < operations; i++) {
        state = state * UINT64_C(6364136223846793005) + 1;
        sim_histogram_record(&histogram, (int64_t)(state >> 30));
    }
    start = now_s() - start;
    sink = (double)histogram.count;
    sim_histogram_release(&histogram);
    return start / operations * 1e9;
}

/* M/M/1 at rho 0.9 by the engine: ns per customer. */
static double mm1_engine(uint32_t unused)
{
    const uint32_t customers = 1000000;
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    struct sim_event event;
    uint64_t state = 1;
    uint32_t queue = 0, arrived = 0, served = 0;
    double start = now_s();

    (void)unused;
    sim_post(engine, 0, 10, 0, 0, 0);
    while (served < customers && sim_next(engine, &event)) {
        if (event.type == 0) {
            if (queue++ == 0)
                sim_post(engine, event.at + (sim_time)(-log(next_u(&state)) * 0.9e9), 0, 1, 0, 0);
            if (++arrived < customers)
                sim_post(engine, event.at + (sim_time)(-log(next_u(&state)) * 1e9), 10, 0, 0, 0);
        } else {
            served++;
            if (--queue > 0)
                sim_post(engine, event.at + (sim_time)(-log(next_u(&state)) * 0.9e9), 0, 1, 0, 0);
        }
    }
    start = now_s() - start;
    sim_engine_destroy(engine);
    return start / customers * 1e9;
}

static double mm1_bare(uint32_t unused)
{
    const uint32_t customers = 1000000;
    uint64_t state = 1;
    int64_t arrival = 0;
    int64_t departure = INT64_MAX;
    uint32_t queue = 0, arrived = 0, served = 0;
    double start = now_s();

    (void)unused;
    while (served < customers) {
        if (arrival < departure) {
            if (queue++ == 0)
                departure = arrival + (int64_t)(-log(next_u(&state)) * 0.9e9);
            arrival =
                ++arrived < customers ? arrival + (int64_t)(-log(next_u(&state)) * 1e9) : INT64_MAX;
        } else {
            served++;
            departure =
                --queue > 0 ? departure + (int64_t)(-log(next_u(&state)) * 0.9e9) : INT64_MAX;
        }
    }
    sink = (double)departure;
    return (now_s() - start) / customers * 1e9;
}

/* M/M/10 at load 9: a trace's arrivals by a cursor, keyed service times, a histogram: what a
 * request costs at the least, by the engine and by hand. ns per customer. */
enum { MMC_SERVERS = 10, MMC_CUSTOMERS = 500000 };

static sim_time *mmc_trace(void)
{
    sim_time *arrivals = sim_fresh(MMC_CUSTOMERS, sizeof *arrivals);
    struct sim_key key = sim_key_make(1, 0);
    sim_time at = 0;

    for (uint32_t i = 0; i < MMC_CUSTOMERS; i++) {
        at += (sim_time)sim_exponential_inverse(sim_u01(key, 1, i, 0), 1e9 / 9);
        arrivals[i] = at;
    }
    return arrivals;
}

static double mmc_engine(uint32_t unused)
{
    static const struct sim_cursor_config cursor = {.type = 0, .rank = 10};
    struct sim_engine *engine =
        sim_engine_create(&(struct sim_engine_config){.n_cursors = 1, .cursors = &cursor});
    sim_time *arrivals = mmc_trace();
    struct sim_key key = sim_key_make(1, 0);
    struct sim_histogram histogram;
    struct sim_event event;
    uint32_t next = 0, head = 0, busy = 0;
    double start;

    (void)unused;
    sim_histogram_init(&histogram, 10);
    start = now_s();
    sim_cursor_set(engine, 0, arrivals[0]);
    while (sim_next(engine, &event)) {
        if (event.type == 0) {
            if (++next < MMC_CUSTOMERS)
                sim_cursor_set(engine, 0, arrivals[next]);
            if (busy == MMC_SERVERS)
                continue;
            busy++;
        } else {
            sim_histogram_record(&histogram, event.at - arrivals[event.index]);
            if (head == next) {
                busy--;
                continue;
            }
        }
        sim_post(engine,
                 event.at + (sim_time)sim_exponential_inverse(sim_u01(key, 2, head, 0), 1e9), 0, 1,
                 head, 0);
        head++;
    }
    start = now_s() - start;
    sink = (double)histogram.count;
    sim_histogram_release(&histogram);
    sim_engine_destroy(engine);
    free(arrivals);
    return start / MMC_CUSTOMERS * 1e9;
}

/* By hand: the departures in a bare inlined heap, merged with the arrivals. */
static double mmc_bare(uint32_t unused)
{
    sim_time *arrivals = mmc_trace();
    struct sim_key key = sim_key_make(1, 0);
    struct sim_histogram histogram;
    struct bare heap[MMC_SERVERS + 1] = {{0}};
    uint32_t next = 0, head = 0, busy = 0;
    double start;

    (void)unused;
    sim_histogram_init(&histogram, 10);
    start = now_s();
    while (next < MMC_CUSTOMERS || busy > 0) {
        bool arrives = next < MMC_CUSTOMERS && (busy == 0 || arrivals[next] < heap[0].key);
        sim_time now;

        if (arrives) {
            now = arrivals[next++];
            if (busy == MMC_SERVERS)
                continue;
            bare_push(
                heap, busy++,
                (struct bare){
                    now + (sim_time)sim_exponential_inverse(sim_u01(key, 2, head, 0), 1e9), head});
            head++;
            continue;
        }
        now = heap[0].key;
        sim_histogram_record(&histogram, now - arrivals[heap[0].payload]);
        if (head == next) {
            busy--;
            bare_replace(heap, busy, heap[busy]);
            continue;
        }
        bare_replace(
            heap, busy,
            (struct bare){now + (sim_time)sim_exponential_inverse(sim_u01(key, 2, head, 0), 1e9),
                          head});
        head++;
    }
    start = now_s() - start;
    sink = (double)histogram.count;
    sim_histogram_release(&histogram);
    free(arrivals);
    return start / MMC_CUSTOMERS * 1e9;
}

/* The plain world: one class, a geographic profile of three Regions, RPM and TPM, noise, unlimited
 * capacity; made-up traffic like a chat service's. ns per request. */
static double world_of(uint32_t n, bool every_model)
{
    static const struct cri_region_spec regions[] = {{"a", "x"}, {"b", "x"}, {"c", "x"}};
    static const sim_time rtt[9] = {SIM_MS,      20 * SIM_MS, 30 * SIM_MS, 20 * SIM_MS, SIM_MS,
                                    10 * SIM_MS, 30 * SIM_MS, 10 * SIM_MS, SIM_MS};
    static const uint32_t destinations[] = {0, 1, 2};
    static const struct cri_capacity_spec unlimited[3];
    static const uint32_t hit[] = {0, 1, 2};
    struct cri_capacity_spec shared[3];
    struct cri_outage_spec outages[4];
    static const struct cri_service_spec service = {.model = "m",
                                                    .base_ttft = 600 * SIM_MS,
                                                    .prefill_ns_per_token = 1e5,
                                                    .output_ns_per_token = 1e7,
                                                    .ttft_noise = {.sigma = 0.2},
                                                    .rate_noise = {.sigma = 0.2},
                                                    .output_burndown = 5};
    static const struct cri_quota_spec quota = {.name = "q",
                                                .requests_per_min = 1000000,
                                                .tokens_per_min = 1000000000,
                                                .account = CRI_NONE};
    static const struct cri_price_spec price = {"p", 3, 15, 0.3, 3.75};
    struct cri_target_spec target = {.mode = CRI_MODE_GEOGRAPHIC,
                                     .model_id = "eu.m",
                                     .n_destinations = 3,
                                     .destinations = destinations,
                                     .policy = cri_policy_find("source-first")};
    struct cri_record *rows = sim_fresh(n, sizeof *rows);
    struct cri_records records = {.rows = rows, .n = n};
    struct cri_class_spec class = {.name = "chat",
                                   .runs = true,
                                   .max_tokens = 1000,
                                   .streaming = true,
                                   .n_targets = 1,
                                   .targets = &target,
                                   .client = {.preset = "standard",
                                              .max_attempts = 3,
                                              .backoff_throttle = SIM_SECOND,
                                              .backoff_transient = SIM_SECOND,
                                              .backoff_cap = 20 * SIM_SECOND,
                                              .retry_quota = 500,
                                              .cost_throttle = 5,
                                              .cost_transient = 5,
                                              .cost_timeout = 10,
                                              .instances = 1,
                                              .read_timeout = 60 * SIM_SECOND},
                                   .arrivals = {.name = "chat",
                                                .records = &records,
                                                .label = CRI_NONE,
                                                .scale = 1,
                                                .warp = 1,
                                                .loops = 1}};
    struct cri_spec spec = {.arm = "bench",
                            .n_regions = 3,
                            .regions = regions,
                            .rtt = rtt,
                            .routing = {.hop_rtt_factor = 2},
                            .n_services = 1,
                            .services = &service,
                            .n_quotas = 1,
                            .quotas = &quota,
                            .n_prices = 1,
                            .prices = &price,
                            .capacity = unlimited,
                            .n_classes = 1,
                            .classes = &class,
                            .drain = SIM_HOUR};
    struct cri_outcome outcome;
    uint64_t state = 1;
    sim_time at = 0;
    double start;

    if (rows == NULL)
        return NAN;
    for (uint32_t i = 0; i < n; i++) {
        at += (sim_time)(-log(next_u(&state)) * 3e7);
        rows[i] = (struct cri_record){.at = at,
                                      .input_tokens = (uint32_t)(1 + next_u(&state) * 2000),
                                      .output_tokens = (uint32_t)(1 + next_u(&state) * 400)};
    }
    records.span = at;
    spec.horizon = at + 1;
    if (every_model) {
        for (uint32_t r = 0; r < 3; r++) {
            shared[r] = (struct cri_capacity_spec){
                .kind = CRI_CAPACITY_SHARED,
                .width = 150,
                .most = 400,
                .background = {.mean = 0.4, .amplitude = 0.2, .peak_hour = 14, .weekend = 1}};
            outages[r] = (struct cri_outage_spec){.name = "loss",
                                                  .kind = CRI_OUTAGE_SERVING_LOSS,
                                                  .n_regions = 1,
                                                  .regions = &hit[r],
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
                                              .regions = hit,
                                              .drawn = true,
                                              .mean_up_s = 3600,
                                              .repair_p50_s = 300,
                                              .repair_p90_s = 900,
                                              .error_share = 0.1,
                                              .slowdown = 1.2};
        spec.capacity = shared;
        spec.outages = outages;
        spec.n_outages = 4;
        spec.routing.refresh = SIM_SECOND;
        spec.routing.stall_timeout = 10 * SIM_SECOND;
        target.policy = cri_policy_find("least-loaded");
        class.cache = (struct cri_cache_spec){.on = true,
                                              .ttl = 5 * SIM_MINUTE,
                                              .minimum = 100,
                                              .groups = 500,
                                              .tokens = 512,
                                              .skew = 1};
    }
    start = now_s();
    cri_outcome_init(&outcome, &spec);
    cri_world_run(&spec, &(struct cri_run_options){.seed = 1}, &outcome);
    start = now_s() - start;
    sink = (double)outcome.events;
    cri_outcome_release(&outcome);
    free(rows);
    return start / n * 1e9;
}

static double world(uint32_t n)
{
    return world_of(n, false);
}

/* The same with quotas, shared capacity, other customers' load, drawn failures, a policy that looks
 * at load once a second, and the prompt cache. */
static double world_full(uint32_t n)
{
    return world_of(n, true);
}

/* A CSV trace in memory, decoded, checked and hashed: ns for the whole of it. */
static double read_trace(const struct sim_text *csv)
{
    const struct trace_options options = {0};
    struct sim_diag diag = {0};
    struct trace *trace;
    double start = now_s();

    trace = trace_decode("bench.csv", csv->data, csv->length, &options, &diag);
    start = now_s() - start;
    SIM_ASSERT(trace != NULL, "the made-up trace is refused");
    sink = (double)trace->records.n;
    trace_destroy(trace);
    sim_diag_release(&diag);
    return start * 1e9;
}

/* The same bytes read once, a word at a time. */
static double read_memory(const struct sim_text *csv)
{
    uint64_t sum = 0;
    double start = now_s();

    for (size_t at = 0; at + sizeof(uint64_t) <= csv->length; at += sizeof(uint64_t)) {
        uint64_t word;

        memcpy(&word, csv->data + at, sizeof word);
        sum += word;
    }
    sink = (double)sum;
    return (now_s() - start) * 1e9;
}

static void write_trace(struct sim_text *csv, uint32_t rows)
{
    uint64_t state = 1;
    sim_time at = 0;

    sim_text_add(csv, "time_s,input_tokens,output_tokens\n");
    for (uint32_t i = 0; i < rows; i++) {
        at += (sim_time)(-log(next_u(&state)) * 1e9);
        sim_text_addf(csv, "%.3f,%u,%u\n", sim_time_to_s(at), (uint32_t)(next_u(&state) * 2000),
                      (uint32_t)(next_u(&state) * 400));
    }
}

static double reading(uint32_t rows, double (*of)(const struct sim_text *csv), bool per_byte)
{
    struct sim_text csv = {0};
    double ns;

    write_trace(&csv, rows);
    ns = of(&csv) / (per_byte ? (double)csv.length : (double)rows);
    sim_text_release(&csv);
    return ns;
}

static double reading_row(uint32_t rows)
{
    return reading(rows, read_trace, false);
}

static double reading_row_floor(uint32_t rows)
{
    return reading(rows, read_memory, false);
}

static double reading_byte(uint32_t rows)
{
    return reading(rows, read_trace, true);
}

static double reading_byte_floor(uint32_t rows)
{
    return reading(rows, read_memory, true);
}

static const struct measurement {
    const char *name, *unit;
    double (*of)(uint32_t n);
    uint32_t n;
    const char *floor_name;
    double (*floor)(uint32_t n);
} measurements[] = {
    {"hold, 100 pending", "event", hold_engine, 100, "bare binary heap", hold_bare},
    {"hold, 10,000 pending", "event", hold_engine, 10000, "bare binary heap", hold_bare},
    {"hold, 10,000 pending", "event", hold_engine, 10000, "stable heap, same interface", hold_heap},
    {"hold, 1,000,000 pending", "event", hold_engine, 1000000, "bare binary heap", hold_bare},
    {"M/M/1 through the engine", "customer", mm1_engine, 0, "two-scalar loop", mm1_bare},
    {"M/M/10, cursor, keyed, histogram", "customer", mmc_engine, 0, "by hand, same generator",
     mmc_bare},
    {"keyed exponential", "draw", draw_keyed, 0, "-log(u), LCG", draw_bare},
    {"keyed lognormal", "draw", draw_lognormal, 0, "-log(u), LCG", draw_bare},
    {"histogram record", "value", histogram_record, 0, NULL, NULL},
    {"trace reading, short CSV rows", "row", reading_row, 500000, "memory read, same bytes",
     reading_row_floor},
    {"trace reading, bytes", "byte", reading_byte, 500000, "memory read, same bytes",
     reading_byte_floor},
    {"world, plain", "request", world, 500000, "M/M/10 by hand", mmc_bare},
    {"world, every model", "request", world_full, 500000, "world, plain", world},
};
enum { N_MEASUREMENTS = sizeof measurements / sizeof measurements[0] };

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, uint32_t n)
{
    qsort(values, n, sizeof *values, compare);
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static int run(const struct cli *cli)
{
    uint32_t rounds = cli->rounds > 0 ? cli->rounds : 5;
    double *values = sim_fresh(2 * N_MEASUREMENTS * MAX_ROUNDS, sizeof(double));
    struct sim_text text = {0};
    struct sim_json_out json;
    int code;

    if (values == NULL)
        return 6;
    for (uint32_t r = 0; r < rounds && cli_stop == 0; r++) {
        for (int i = 0; i < N_MEASUREMENTS; i++) {
            values[(2 * i) * MAX_ROUNDS + (int)r] = measurements[i].of(measurements[i].n);
            values[(2 * i + 1) * MAX_ROUNDS + (int)r] =
                measurements[i].floor != NULL ? measurements[i].floor(measurements[i].n) : NAN;
        }
    }
    if (cli_stop != 0) {
        free(values);
        return 128 + (int)cli_stop;
    }
    sim_json_out_init(&json, &text, true);
    if (cli->json) {
        sim_json_out_object(&json, NULL);
        sim_json_out_string(&json, "format", "crisim-bench");
        sim_json_out_int(&json, "version", 1);
        sim_json_out_int(&json, "rounds", rounds);
        sim_json_out_array(&json, "measurements");
    } else {
        sim_text_addf(&text, "%-32s %10s %14s   %-28s %10s %7s\n", "measured", "ns", "per second",
                      "floor in the same run", "ns", "ratio");
    }
    for (int i = 0; i < N_MEASUREMENTS; i++) {
        double ns = median(values + (2 * i) * MAX_ROUNDS, rounds);
        double floor_ns =
            measurements[i].floor != NULL ? median(values + (2 * i + 1) * MAX_ROUNDS, rounds) : NAN;
        char grouped[40];

        if (cli->json) {
            sim_json_out_object(&json, NULL);
            sim_json_out_string(&json, "name", measurements[i].name);
            sim_json_out_string(&json, "unit", measurements[i].unit);
            sim_json_out_double(&json, "ns", ns);
            sim_json_out_string(&json, "floor", measurements[i].floor_name);
            sim_json_out_double(&json, "floor_ns", floor_ns);
            sim_json_out_double(&json, "ratio", ns / floor_ns);
            sim_json_out_end(&json);
            continue;
        }
        sim_format_grouped((int64_t)(1e9 / ns), grouped, sizeof grouped);
        sim_text_addf(&text, "%-32s %10.*f %14s   ", measurements[i].name, ns < 10 ? 2 : 1, ns,
                      grouped);
        if (measurements[i].floor != NULL)
            sim_text_addf(&text, "%-28s %10.*f %7.2f\n", measurements[i].floor_name,
                          floor_ns < 10 ? 2 : 1, floor_ns, ns / floor_ns);
        else
            sim_text_addf(&text, "%-24s\n", "-");
    }
    if (cli->json) {
        sim_json_out_end(&json);
        sim_json_out_end(&json);
    }
    code = cli_print(&text);
    sim_text_release(&text);
    free(values);
    return code;
}

const struct cli_command cli_command_bench = {
    .name = "bench",
    .arguments = "",
    .summary = "how fast this build is, beside floors measured in the same run",
    .options = CLI_JSON | CLI_ROUNDS,
    .examples =
        "example:\n  crisim bench --rounds 9\n"
        "ns per operation, median over interleaved rounds; world: requests per second and core.\n",
    .run = run,
};
