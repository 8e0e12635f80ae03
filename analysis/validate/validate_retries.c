/*
 * validate_retries.c: what retries do: amplification, back-off, retry quotas, overload that keeps
 * itself alive, and the backlog that an outage leaves.
 */
#include "analysis/validate/validate.h"
#include "models/client/preset.h"
#include "models/scene/scene.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/limit.h"
#include "sim/kernel/station.h"

#include <math.h>
#include <stdlib.h>

/* ---- the client of the world ---- */

/* Calls a second apart of a client whose attempts fail by themselves with probability p: attempts a
 * request and share of requests that fail, per replication. */
static void call_in_vain(struct cri_scene *scene, double p, uint64_t seed, double *attempts,
                         double *failed)
{
    cri_scene_add_outage(scene, CRI_OUTAGE_BROWN_OUT, 0)->error_share = p;
    scene->class.client.backoff_transient = SIM_SECOND;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct cri_outcome outcome;
        struct cri_counts counts;

        cri_scene_run(scene, seed, r, &outcome);
        counts = cri_outcome_total(&outcome, CRI_N_PHASES);
        attempts[r] = (double)counts.attempts / (double)counts.offered;
        failed[r] = (double)counts.terminal[CRI_UNAVAILABLE] / (double)counts.offered;
        cri_outcome_release(&outcome);
    }
}

/* Independent failures of attempts, at most n of them: (1 - p^n) / (1 - p) attempts, p^n fail. */
static void add_amplification(struct suite *suite, double p, uint32_t max_attempts,
                              uint32_t arrivals)
{
    const char *name = "retries, attempts fail by themselves";
    double attempts[VALIDATE_REPLICATIONS], failed[VALIDATE_REPLICATIONS];
    struct cri_scene scene;

    if (!suite_wants(suite, name))
        return;
    cri_scene_init(&scene, 1, arrivals, SIM_SECOND);
    scene.class.client.max_attempts = max_attempts;
    call_in_vain(&scene, p, suite->seed + 78, attempts, failed);
    cri_scene_release(&scene);
    suite_stochastic(suite, name, "attempts a request", "(1 - p^n) / (1 - p)",
                     (1 - pow(p, max_attempts)) / (1 - p), attempts, 0.01);
    suite_stochastic(suite, name, "share that fails", "p^n", pow(p, max_attempts), failed, 0.05);
}

/* The SDKs' retry quota, once it is used up: a retry costs c, a success after retries gives the
 * last one's cost back, another one gives 1. What comes in goes out: with R retries a request
 * c R = (1 - p) + c R (1 - p) + q / n, the last being the q it starts with over the n requests; so
 * R = (1 - p + q / n) / (c p). */
static void add_sdk_quota(struct suite *suite, double p, int64_t cost, uint32_t arrivals)
{
    const char *name = "retry quota of the SDKs, used up";
    const int64_t quota = 10 * cost;
    double retries = (1 - p + (double)quota / arrivals) / ((double)cost * p);
    double attempts[VALIDATE_REPLICATIONS], failed[VALIDATE_REPLICATIONS];
    struct cri_scene scene;

    if (!suite_wants(suite, name))
        return;
    cri_scene_init(&scene, 1, arrivals, SIM_SECOND);
    scene.class.client.max_attempts = 100;
    scene.class.client.backoff_cap = SIM_SECOND;
    scene.class.client.retry_quota = quota;
    scene.class.client.cost_transient = cost;
    call_in_vain(&scene, p, suite->seed + 80, attempts, failed);
    cri_scene_release(&scene);
    suite_stochastic(suite, name, "attempts a request", "1 + (1 - p + q / n) / (c p)", 1 + retries,
                     attempts, 0.005);
    suite_stochastic(suite, name, "share that fails", "1 - (1 + R) (1 - p)",
                     1 - (1 + retries) * (1 - p), failed, 0.01);
}

/* Full jitter: the sum of n - 1 uniform waits below min(cap, base x 2^i). */
static void add_backoff(struct suite *suite, double base_s, double cap_s, uint32_t max_attempts,
                        uint32_t calls)
{
    const char *name = "full-jitter back-off";
    const struct cri_client_spec client = {.backoff_throttle = sim_time_from_s(base_s),
                                           .backoff_cap = sim_time_from_s(cap_s)};
    double mean = 0, variance = 0, most = 0;
    double means[VALIDATE_REPLICATIONS], variances[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, name))
        return;
    for (uint32_t i = 1; i < max_attempts; i++) {
        double bound = fmin(cap_s, ldexp(base_s, (int)i - 1));

        mean += bound / 2;
        variance += bound * bound / 12;
        most += sim_time_to_s(cri_client_backoff(&client, true, i, 1));
    }
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        double sum = 0, squares = 0;

        for (uint32_t call = 0; call < calls; call++) {
            double waits = 0;

            for (uint32_t i = 1; i < max_attempts; i++)
                waits +=
                    sim_time_to_s(cri_client_backoff(&client, true, i, sim_u01(key, 1, call, i)));
            sum += waits;
            squares += waits * waits;
        }
        means[r] = sum / calls;
        variances[r] = (squares - sum * sum / calls) / (calls - 1);
    }
    suite_stochastic(suite, name, "mean of all waits [s]", "sum of bounds / 2", mean, means, 0.01);
    suite_stochastic(suite, name, "variance [s2]", "sum of bounds^2 / 12", variance, variances,
                     0.02);
    suite_exact(suite, name, "longest [s]", "sum of bounds", mean * 2, most);
}

/* ---- models of retrying on the kernel ---- */

enum { MOST_LAYERS = 16 };

enum { ARRIVE, RETRY, DONE, TIME_OUT, CHANGE, CALLED, FAILED };

/* A bucket of retries: every success gives a part of one, every retry takes one whole. */
static void add_retry_bucket(struct suite *suite, double p, int64_t deposit, int64_t cost,
                             uint32_t requests)
{
    const char *name = "retry bucket without refunds";
    double share = (double)deposit / (double)cost;
    double retries = share * (1 - p) / (1 - share * (1 - p));
    double attempts[VALIDATE_REPLICATIONS], served[VALIDATE_REPLICATIONS];
    enum { MAX_ATTEMPTS = 100 };

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        uint32_t warm_up = requests / 10, n_attempts = 0, n_served = 0;
        struct sim_limit bucket;

        /* Time stands still, so nothing but successes fills it. */
        sim_limit_init(&bucket, SIM_LIMIT_BUCKET, 100 * cost, SIM_SECOND, 0);
        for (uint32_t i = 0; i < requests; i++) {
            for (uint32_t k = 0; k < MAX_ATTEMPTS; k++) {
                if (k > 0) {
                    if (!sim_limit_has(&bucket, 0, cost))
                        break;
                    sim_limit_take(&bucket, 0, cost);
                }
                n_attempts += i >= warm_up;
                if (sim_u01(key, 1, i, k) >= p) {
                    sim_limit_return(&bucket, 0, 0, deposit);
                    n_served += i >= warm_up;
                    break;
                }
            }
        }
        attempts[r] = (double)n_attempts / (requests - warm_up);
        served[r] = (double)n_served / (requests - warm_up);
        sim_limit_release(&bucket);
    }
    suite_stochastic(suite, name, "attempts a request", "1 + d (1 - p) / (c - d (1 - p))",
                     1 + retries, attempts, 0.005);
    suite_stochastic(suite, name, "share served", "(1 + r) (1 - p)", (1 + retries) * (1 - p),
                     served, 0.01);
}

/* A limiter lets C attempts a second pass, demand is more, each request has n attempts, far apart:
 * p^n = 1 - C / lambda, X = C / (1 - p). */
static void add_limited(struct suite *suite, double capacity, double over, uint32_t max_attempts)
{
    const char *name = "retries against a limiter";
    const sim_time warm_up = 300 * SIM_SECOND, end = 1500 * SIM_SECOND;
    double p = pow(1 - 1 / over, 1.0 / max_attempts);
    double throttled[VALIDATE_REPLICATIONS], attempts[VALIDATE_REPLICATIONS];
    double failed[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
        uint64_t n = 0, n_attempts = 0, n_throttled = 0, n_requests = 0, n_failed = 0, draws = 0;
        struct sim_limit limit;
        struct sim_event event;

        sim_limit_init(&limit, SIM_LIMIT_BUCKET, (int64_t)capacity, SIM_SECOND, 0);
        sim_post(engine, 0, 10, ARRIVE, 1, 0);
        while (sim_next(engine, &event) && event.at < end) {
            bool counts = event.at >= warm_up;

            if (event.type == ARRIVE) {
                n_requests += counts;
                sim_post(engine,
                         event.at + sim_time_from_s(sim_exponential_inverse(sim_u01(key, 1, n++, 0),
                                                                            1 / (over * capacity))),
                         10, ARRIVE, 1, 0);
            }
            n_attempts += counts;
            if (sim_limit_has(&limit, event.at, 1)) {
                sim_limit_take(&limit, event.at, 1);
                continue;
            }
            n_throttled += counts;
            if (event.index == max_attempts) {
                n_failed += counts;
                continue;
            }
            sim_post(engine,
                     event.at +
                         sim_time_from_s(sim_exponential_inverse(sim_u01(key, 2, draws++, 0), 20)),
                     5, RETRY, event.index + 1, 0);
        }
        throttled[r] = (double)n_throttled / (double)n_attempts;
        attempts[r] = (double)n_attempts / (double)n_requests;
        failed[r] = (double)n_failed / (double)n_requests;
        sim_engine_destroy(engine);
        sim_limit_release(&limit);
    }
    suite_limit(suite, name, "share of attempts throttled", "p^n = 1 - C / lambda (1 %)", p,
                throttled, 0.01);
    suite_limit(suite, name, "attempts a request", "(1 - p^n) / (1 - p) (1 %)",
                (1 - pow(p, max_attempts)) / (1 - p), attempts, 0.01);
    suite_limit(suite, name, "share of requests that fails", "1 - C / lambda (2 %)", 1 - 1 / over,
                failed, 0.02);
}

/* A client that refuses calls itself, with probability (calls - K accepted) / (calls + 1) over the
 * last two minutes ("Handling Overload", Site Reliability Engineering, 2016). */
static void add_adaptive(struct suite *suite, double capacity, double k, double over)
{
    const char *name = "client-side adaptive throttling";
    enum { WINDOW = 120, SECONDS = 900, WARM_UP = 400 };
    double refused[VALIDATE_REPLICATIONS], sent[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        uint32_t calls[SECONDS] = {0}, accepted[SECONDS] = {0};
        double in_calls = 0, in_accepted = 0, n = 0, n_refused = 0;
        struct sim_limit limit;
        sim_time now = 0;
        uint32_t second = 0;

        sim_limit_init(&limit, SIM_LIMIT_BUCKET, (int64_t)capacity, SIM_SECOND, 0);
        for (uint64_t i = 0;; i++) {
            double u[2];

            sim_u01_pair(key, 1, i, 0, u);
            now += sim_time_from_s(sim_exponential_inverse(u[0], 1 / (over * capacity)));
            if (now >= SECONDS * SIM_SECOND)
                break;
            while (second < (uint32_t)(now / SIM_SECOND)) {
                second++;
                if (second >= WINDOW) {
                    in_calls -= calls[second - WINDOW];
                    in_accepted -= accepted[second - WINDOW];
                }
            }
            n += second >= WARM_UP;
            calls[second]++;
            in_calls++;
            if (u[1] < (in_calls - 1 - k * in_accepted) / in_calls) {
                n_refused += second >= WARM_UP;
            } else if (sim_limit_has(&limit, now, 1)) {
                sim_limit_take(&limit, now, 1);
                accepted[second]++;
                in_accepted++;
            }
        }
        refused[r] = n_refused / n;
        sent[r] = (n - n_refused) / ((SECONDS - WARM_UP) * capacity);
        sim_limit_release(&limit);
    }
    suite_limit(suite, name, "share refused by the client", "1 - K C / demand (2 %)", 1 - k / over,
                refused, 0.02);
    suite_limit(suite, name, "calls sent, of the capacity", "K (2 %)", k, sent, 0.02);
}

/* ---- overload and outage of one server, as fluids ---- */

struct fluid {
    double demand, capacity; /* per s */
    uint32_t max_attempts;
    double time_out_s;  /* 0 = they wait for ever */
    uint32_t backlog;   /* at the start */
    double down_s;      /* nothing is served until then */
    double seconds;     /* arrivals stop */
    double look_from_s; /* attempts are counted from here */
};

struct fluid_seen {
    double attempts_per_s;
    bool calm;                  /* nobody timed out after look_from_s */
    double most_queued;         /* at the end of the outage */
    double empty_s;             /* the queue is empty for the first time after the outage */
    double most_wait_s, wait_s; /* longest, sum */
    uint64_t waited;
};

/* Arrivals and service in equal steps. An attempt that times out is repeated at once, but its work
 * is done all the same. */
static struct fluid_seen flow(const struct fluid *fluid)
{
    sim_time gap = sim_time_from_s(1 / fluid->demand);
    sim_time service = sim_time_from_s(1 / fluid->capacity);
    sim_time end = sim_time_from_s(fluid->seconds), look = sim_time_from_s(fluid->look_from_s);
    struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
    struct fluid_seen seen = {.calm = true, .empty_s = NAN};
    struct sim_station station;
    struct sim_event event;
    uint32_t capacity = 1024, n = 0, job;
    struct attempt {
        sim_time at;
        uint32_t number;
        bool done;
    } *attempts = sim_fresh(capacity, sizeof *attempts);

    sim_station_init(&station, 1, SIM_UNLIMITED, SIM_FIFO, 0);
    if (fluid->down_s > 0) {
        sim_station_set_servers(&station, 0);
        sim_post(engine, sim_time_from_s(fluid->down_s), 1, CHANGE, 0, 0);
    }
    /* The backlog's attempts have a number of their own: they are not repeated. */
    for (uint32_t i = 0; i < fluid->backlog; i++)
        sim_post(engine, 0, 2, RETRY, UINT32_MAX - 1, 0);
    sim_post(engine, 0, 10, ARRIVE, 0, 0);
    while (sim_next(engine, &event)) {
        bool starts = false;

        switch (event.type) {
        case ARRIVE:
            if (event.at + gap < end)
                sim_post(engine, event.at + gap, 10, ARRIVE, 0, 0);
            /* fall through */
        case RETRY:
            if (n == capacity) {
                capacity *= 2;
                attempts = sim_grown(attempts, capacity, sizeof *attempts);
            }
            job = n++;
            attempts[job] = (struct attempt){event.at, event.index + 1, false};
            seen.attempts_per_s += event.at >= look && event.at < end;
            if (fluid->time_out_s > 0)
                sim_post(engine, event.at + sim_time_from_s(fluid->time_out_s), 5, TIME_OUT, job,
                         0);
            starts = sim_station_arrive(&station, event.at, job, 0, NULL) == SIM_ARRIVAL_SERVED;
            break;
        case TIME_OUT:
            if (attempts[event.index].done || attempts[event.index].number == UINT32_MAX)
                break;
            seen.calm = seen.calm && event.at < look;
            if (attempts[event.index].number < fluid->max_attempts)
                sim_post(engine, event.at, 5, RETRY, attempts[event.index].number, 0);
            break;
        case CHANGE:
            seen.most_queued = station.queued;
            sim_station_set_servers(&station, 1);
            starts = sim_station_start(&station, event.at, &job);
            break;
        default:
            attempts[event.index].done = true;
            starts = sim_station_finish(&station, event.at, &job);
            if (isnan(seen.empty_s) && station.in_system.value == 0)
                seen.empty_s = sim_time_to_s(event.at);
        }
        if (starts) {
            double wait = sim_time_to_s(event.at - attempts[job].at);

            seen.wait_s += wait;
            seen.waited += wait > 0;
            if (wait > seen.most_wait_s)
                seen.most_wait_s = wait;
            sim_post(engine, event.at + service, 0, DONE, job, 0);
        }
    }
    seen.attempts_per_s /= fluid->seconds - fluid->look_from_s;
    sim_engine_destroy(engine);
    sim_station_release(&station);
    free(attempts);
    return seen;
}

/* When everybody times out the load is n x demand: below capacity that passes, above it stays. */
static void add_metastable(struct suite *suite, double capacity, uint32_t max_attempts)
{
    const char *name = "overload that feeds on retries";
    struct fluid fluid = {.capacity = capacity,
                          .max_attempts = max_attempts,
                          .time_out_s = 1,
                          .backlog = (uint32_t)(3 * capacity),
                          .seconds = 900,
                          .look_from_s = 600};
    double threshold = capacity / max_attempts;

    if (!suite_wants(suite, name))
        return;
    fluid.demand = 0.6 * capacity;
    suite_near(suite, name, "attempts/s that go on, at 60 % load", "n lambda",
               max_attempts * fluid.demand, flow(&fluid).attempts_per_s, 0.001);
    fluid.demand = 0.98 * threshold;
    suite_exact(suite, name, "is over, 2 % below C / n (1 = yes)", "n lambda < C", 1,
                flow(&fluid).calm);
    fluid.demand = 1.02 * threshold;
    suite_exact(suite, name, "is over, 2 % above C / n (1 = yes)", "n lambda > C", 0,
                flow(&fluid).calm);
    fluid.backlog = 0;
    suite_exact(suite, name, "never began without a cause (1 = yes)", "lambda < C", 1,
                flow(&fluid).calm);
}

/* Nothing is served for T; then the queue drains at C - lambda. */
static void add_backlog(struct suite *suite, double demand, double capacity, double down_s)
{
    const char *name = "backlog of an outage";
    double drain = demand * down_s / (capacity - demand);
    const struct fluid fluid = {.demand = demand,
                                .capacity = capacity,
                                .max_attempts = 1,
                                .down_s = down_s,
                                .seconds = down_s + 2 * drain};
    struct fluid_seen seen;

    if (!suite_wants(suite, name))
        return;
    seen = flow(&fluid);
    suite_near(suite, name, "requests that wait at its end", "lambda T", demand * down_s,
               seen.most_queued, 0.001);
    suite_near(suite, name, "time to drain [s]", "lambda T / (C - lambda)", drain,
               seen.empty_s - down_s, 0.001);
    suite_near(suite, name, "longest delay [s]", "T", down_s, seen.most_wait_s, 0.001);
    suite_near(suite, name, "sum of delays [request s]", "lambda T (T + drain) / 2",
               demand * down_s * (down_s + drain) / 2, seen.wait_s, 0.001);
    suite_near(suite, name, "requests delayed", "lambda (T + drain)", demand * (down_s + drain),
               (double)seen.waited, 0.001);
}

/* Equal Regions that share the load in turn; one goes: the others carry n / (n - 1) as much. */
static void add_headroom(struct suite *suite, uint32_t n, double busy_after)
{
    const char *name = "headroom for the loss of a Region";
    const sim_time service = 100 * SIM_MS, loss = 100 * SIM_SECOND, end = 300 * SIM_SECOND;
    double before = busy_after * (n - 1) / n;
    sim_time gap = sim_time_from_s(sim_time_to_s(service) / (before * n));
    struct sim_engine *engine;
    struct sim_station *stations;
    struct sim_event event;
    uint32_t turn = 0, job;
    double busy = 0, area = 0;

    if (!suite_wants(suite, name))
        return;
    engine = sim_engine_create(&(struct sim_engine_config){0});
    stations = sim_zeroed(n, sizeof *stations);
    for (uint32_t i = 0; i < n; i++)
        sim_station_init(&stations[i], 1, SIM_UNLIMITED, SIM_FIFO, 0);
    sim_post(engine, loss, 1, CHANGE, 0, 0);
    sim_post(engine, 0, 10, ARRIVE, 0, 0);
    while (sim_next(engine, &event)) {
        uint32_t up = event.at < loss ? n : n - 1;
        uint32_t at = event.index;
        bool starts = false;

        if (event.type == CHANGE) {
            for (uint32_t i = 0; i < n; i++) {
                sim_integral_add(&stations[i].in_service, event.at, 0);
                area += sim_integral_mean(&stations[i].in_service) / n;
                sim_integral_restart(&stations[i].in_service, event.at);
            }
            continue;
        }
        if (event.type == ARRIVE) {
            at = turn++ % up;
            starts = sim_station_arrive(&stations[at], event.at, 0, 0, NULL) == SIM_ARRIVAL_SERVED;
            if (event.at + gap < end)
                sim_post(engine, event.at + gap, 10, ARRIVE, 0, 0);
        } else {
            starts = sim_station_finish(&stations[at], event.at, &job);
        }
        if (starts)
            sim_post(engine, event.at + service, 0, DONE, at, 0);
    }
    for (uint32_t i = 0; i + 1 < n; i++)
        busy += sim_integral_mean(&stations[i].in_service) / (n - 1);
    for (uint32_t i = 0; i < n; i++)
        sim_station_release(&stations[i]);
    sim_engine_destroy(engine);
    free(stations);
    suite_near(suite, name, "share busy before, 3 Regions", "target (n - 1) / n", before, area,
               0.002);
    suite_near(suite, name, "share busy after, 2 are left", "U n / (n - 1)", busy_after, busy,
               0.002);
}

/* Every layer repeats what the layer below could not do: attempts^layers at the bottom. */
static void add_layers(struct suite *suite, uint32_t layers, uint32_t attempts)
{
    const char *name = "retries in every layer";
    struct sim_engine *engine;
    struct sim_event event;
    uint32_t made[MOST_LAYERS] = {0};
    double bottom = 0;

    if (!suite_wants(suite, name))
        return;
    engine = sim_engine_create(&(struct sim_engine_config){0});
    SIM_ASSERT(engine != NULL && layers <= MOST_LAYERS, "at most %d layers", MOST_LAYERS);
    sim_post(engine, 0, 0, CALLED, 0, 0);
    while (sim_next(engine, &event)) {
        uint32_t layer = event.index;

        if (event.type == CALLED && layer == layers) {
            bottom++; /* is down */
            sim_post(engine, event.at + SIM_MS, 0, FAILED, layer - 1, 0);
        } else if (event.type == CALLED) {
            made[layer] = 1;
            sim_post(engine, event.at + SIM_MS, 0, CALLED, layer + 1, 0);
        } else if (made[layer] < attempts) {
            made[layer]++;
            sim_post(engine, event.at + SIM_MS, 0, CALLED, layer + 1, 0);
        } else if (layer > 0) {
            sim_post(engine, event.at + SIM_MS, 0, FAILED, layer - 1, 0);
        }
    }
    sim_engine_destroy(engine);
    suite_exact(suite, name, "calls at the bottom of 5, 3 attempts", "attempts^layers",
                pow(attempts, layers), bottom);
}

void validate_retries(struct suite *suite);
void validate_retries(struct suite *suite)
{
    add_amplification(suite, 0.3, 3, 20000);
    add_sdk_quota(suite, 0.5, 10, 50000);
    add_backoff(suite, 0.05, 20, 3, 20000);
    add_retry_bucket(suite, 0.5, 1, 10, 100000);
    add_limited(suite, 100, 1.2, 3);
    add_adaptive(suite, 100, 2, 5);
    add_metastable(suite, 100, 3);
    add_backlog(suite, 80, 100, 300);
    add_headroom(suite, 3, 0.8);
    add_layers(suite, 5, 3);
}
