/*
 * bench_kernel.c: the event list, draws, histograms and the smallest queues.
 */
#include "analysis/bench/bench.h"
#include "sim/base/memory.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/histogram.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdlib.h>

/* HOLD: take the least event, post one later; n pending. Returns ns per hold. */
static double hold_list(uint32_t n, enum sim_list_kind list)
{
    const uint32_t operations = 1000000;
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){.list = list});
    struct sim_event event;
    uint64_t state = 1;
    double start;

    for (uint32_t i = 0; i < n; i++)
        sim_post(engine, sim_time_from_ns(bench_u(&state) * 1e9), 0, 0, i, 0);
    start = bench_now_s();
    for (uint32_t i = 0; i < operations && sim_next(engine, &event); i++)
        sim_post(engine, event.at + 1 + (sim_time)(-log(bench_u(&state)) * 1e9), 0, 0, event.index,
                 0);
    start = bench_now_s() - start;
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

/* The same with a bare binary heap on the same keys: the floor. */
static double hold_bare(uint32_t n)
{
    const uint32_t operations = 1000000;
    struct bench_entry *heap = sim_fresh(n + 1, sizeof *heap);
    uint64_t state = 1;
    double start;

    for (uint32_t i = 0; i < n; i++)
        bench_heap_push(heap, i, (struct bench_entry){(int64_t)(bench_u(&state) * 1e9) << 4, i});
    start = bench_now_s();
    for (uint32_t i = 0; i < operations; i++) {
        struct bench_entry entry = heap[0];

        entry.key += (1 + (int64_t)(-log(bench_u(&state)) * 1e9)) << 4;
        bench_heap_replace(heap, n, entry);
    }
    start = bench_now_s() - start;
    free(heap);
    return start / operations * 1e9;
}

static double draw_keyed(uint32_t unused)
{
    const uint32_t operations = 2000000;
    struct sim_key key = sim_key_make(1, 0);
    double sum = 0;
    double start = bench_now_s();

    (void)unused;
    for (uint32_t i = 0; i < operations; i++)
        sum += sim_exponential_inverse(sim_u01(key, 1, i, 0), 1);
    bench_sink = sum;
    return (bench_now_s() - start) / operations * 1e9;
}

static double draw_bare(uint32_t unused)
{
    const uint32_t operations = 2000000;
    uint64_t state = 1;
    double sum = 0;
    double start = bench_now_s();

    (void)unused;
    for (uint32_t i = 0; i < operations; i++)
        sum += -log(bench_u(&state));
    bench_sink = sum;
    return (bench_now_s() - start) / operations * 1e9;
}

static double draw_lognormal(uint32_t unused)
{
    const uint32_t operations = 2000000;
    struct sim_key key = sim_key_make(1, 0);
    double sum = 0;
    double start = bench_now_s();

    (void)unused;
    for (uint32_t i = 0; i < operations; i++)
        sum += sim_lognormal_inverse(sim_u01(key, 1, i, 0), 0, 0.3);
    bench_sink = sum;
    return (bench_now_s() - start) / operations * 1e9;
}

static double histogram_record(uint32_t unused)
{
    const uint32_t operations = 4000000;
    struct sim_histogram histogram;
    uint64_t state = 1;
    double start;

    (void)unused;
    sim_histogram_init(&histogram, 10);
    start = bench_now_s();
    for (uint32_t i = 0; i < operations; i++) {
        state = state * UINT64_C(6364136223846793005) + 1;
        sim_histogram_record(&histogram, (int64_t)(state >> 30));
    }
    start = bench_now_s() - start;
    bench_sink = (double)histogram.count;
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
    double start = bench_now_s();

    (void)unused;
    sim_post(engine, 0, 10, 0, 0, 0);
    while (served < customers && sim_next(engine, &event)) {
        if (event.type == 0) {
            if (queue++ == 0)
                sim_post(engine, event.at + (sim_time)(-log(bench_u(&state)) * 0.9e9), 0, 1, 0, 0);
            if (++arrived < customers)
                sim_post(engine, event.at + (sim_time)(-log(bench_u(&state)) * 1e9), 10, 0, 0, 0);
        } else {
            served++;
            if (--queue > 0)
                sim_post(engine, event.at + (sim_time)(-log(bench_u(&state)) * 0.9e9), 0, 1, 0, 0);
        }
    }
    start = bench_now_s() - start;
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
    double start = bench_now_s();

    (void)unused;
    while (served < customers) {
        if (arrival < departure) {
            if (queue++ == 0)
                departure = arrival + (int64_t)(-log(bench_u(&state)) * 0.9e9);
            arrival = ++arrived < customers ? arrival + (int64_t)(-log(bench_u(&state)) * 1e9)
                                            : INT64_MAX;
        } else {
            served++;
            departure =
                --queue > 0 ? departure + (int64_t)(-log(bench_u(&state)) * 0.9e9) : INT64_MAX;
        }
    }
    bench_sink = (double)departure;
    return (bench_now_s() - start) / customers * 1e9;
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
    start = bench_now_s();
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
    start = bench_now_s() - start;
    bench_sink = (double)histogram.count;
    sim_histogram_release(&histogram);
    sim_engine_destroy(engine);
    free(arrivals);
    return start / MMC_CUSTOMERS * 1e9;
}

/* By hand: the departures in a bare inlined heap, merged with the arrivals. */
static double mmc_by_hand(uint32_t unused)
{
    sim_time *arrivals = mmc_trace();
    struct sim_key key = sim_key_make(1, 0);
    struct sim_histogram histogram;
    struct bench_entry heap[MMC_SERVERS + 1] = {{0}};
    uint32_t next = 0, head = 0, busy = 0;
    double start;

    (void)unused;
    sim_histogram_init(&histogram, 10);
    start = bench_now_s();
    while (next < MMC_CUSTOMERS || busy > 0) {
        bool arrives = next < MMC_CUSTOMERS && (busy == 0 || arrivals[next] < heap[0].key);
        sim_time now;

        if (arrives) {
            now = arrivals[next++];
            if (busy == MMC_SERVERS)
                continue;
            bench_heap_push(
                heap, busy++,
                (struct bench_entry){
                    now + (sim_time)sim_exponential_inverse(sim_u01(key, 2, head, 0), 1e9), head});
            head++;
            continue;
        }
        now = heap[0].key;
        sim_histogram_record(&histogram, now - arrivals[heap[0].payload]);
        if (head == next) {
            busy--;
            bench_heap_replace(heap, busy, heap[busy]);
            continue;
        }
        bench_heap_replace(
            heap, busy,
            (struct bench_entry){
                now + (sim_time)sim_exponential_inverse(sim_u01(key, 2, head, 0), 1e9), head});
        head++;
    }
    start = bench_now_s() - start;
    bench_sink = (double)histogram.count;
    sim_histogram_release(&histogram);
    free(arrivals);
    return start / MMC_CUSTOMERS * 1e9;
}

static const struct bench_row rows[] = {
    {"hold, 100 pending", "event", hold_engine, 100, "bare binary heap", hold_bare},
    {"hold, 10,000 pending", "event", hold_engine, 10000, "bare binary heap", hold_bare},
    {"hold, 10,000 pending", "event", hold_engine, 10000, "stable heap, same interface", hold_heap},
    {"hold, 1,000,000 pending", "event", hold_engine, 1000000, "bare binary heap", hold_bare},
    {"M/M/1 through the engine", "customer", mm1_engine, 0, "two-scalar loop", mm1_bare},
    {"M/M/10, cursor, keyed, histogram", "customer", mmc_engine, 0, "by hand, same generator",
     mmc_by_hand},
    {"keyed exponential", "draw", draw_keyed, 0, "-log(u), LCG", draw_bare},
    {"keyed lognormal", "draw", draw_lognormal, 0, "-log(u), LCG", draw_bare},
    {"histogram record", "value", histogram_record, 0, NULL, NULL},
};

const struct bench_family bench_kernel = {rows, sizeof rows / sizeof rows[0]};
