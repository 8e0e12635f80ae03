#include "analysis/study/validate.h"

#include "analysis/stats/stats.h"
#include "models/arrivals.h"
#include "models/world.h"
#include "sim/base/assert.h"
#include "sim/base/text.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/limiter.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdlib.h>

/* ---- closed forms ---- */

static double erlang_b(double a, uint32_t c)
{
    double b = 1;

    for (uint32_t k = 1; k <= c; k++)
        b = a * b / (k + a * b);
    return b;
}

static double erlang_c(double a, uint32_t c)
{
    double b = erlang_b(a, c);

    return c * b / (c - a * (1 - b));
}

/* Probability that an arrival finds all K places of M/M/c/K taken (PASTA). */
static double mmck_block(double lambda, double mu, uint32_t c, uint32_t k)
{
    double p = 1;
    double sum = 1;

    for (uint32_t n = 1; n <= k; n++) {
        p *= lambda / ((n < c ? n : c) * mu);
        sum += p;
    }
    return p / sum;
}

/* Blocking of M/D/1/K by the chain embedded at departures (Gross and Harris): with q the stationary
 * law seen by departures, blocking = 1 - 1 / (q0 + rho). */
static double md1k_block(double lambda, double d, uint32_t k)
{
    double *a = calloc(k + 1, sizeof *a);
    double *q = calloc(k + 1, sizeof *q);
    double rho = lambda * d;
    double sum = 0;
    double block;

    SIM_ASSERT(a != NULL && q != NULL, "out of memory");
    a[0] = exp(-rho);
    for (uint32_t i = 1; i <= k; i++)
        a[i] = a[i - 1] * rho / i;
    q[0] = 1;
    for (uint32_t j = 0; j + 1 < k; j++) {
        double next = q[j] - q[0] * a[j];

        for (uint32_t i = 1; i <= j; i++)
            next -= q[i] * a[j - i + 1];
        q[j + 1] = next / a[0];
    }
    for (uint32_t i = 0; i < k; i++)
        sum += q[i];
    block = 1 - 1 / (q[0] / sum + rho);
    free(a);
    free(q);
    return block;
}

/* Mean wait in M/G/1 (Pollaczek and Khinchine). */
static double pk_wait(double lambda, double mean, double second_moment)
{
    return lambda * second_moment / (2 * (1 - lambda * mean));
}

/* ---- a queue on the engine: Poisson arrivals, c servers, K places, FIFO ---- */

enum service_law { EXPONENTIAL, CONSTANT, SHIFTED, LOGNORMAL };

struct queue {
    double lambda, mean; /* per s, s */
    enum service_law law;
    uint32_t c, k; /* k = 0: room for all */
};

static double draw_service(const struct queue *queue, struct sim_key key, uint64_t customer)
{
    double u = sim_u01(key, 2, customer, 0);

    switch (queue->law) {
    case EXPONENTIAL:
        return sim_exponential_inverse(u, queue->mean);
    case CONSTANT:
        return queue->mean;
    case SHIFTED: /* a third fixed, two thirds exponential: first token and decoding */
        return queue->mean / 3 + sim_exponential_inverse(u, queue->mean * 2 / 3);
    case LOGNORMAL: /* squared coefficient of variation 4 */
        return sim_lognormal_inverse(u, log(queue->mean) - log(5) / 2, sqrt(log(5)));
    }
    return 0;
}

struct queue_result {
    double wait, block; /* mean wait of those admitted [s]; share turned away */
};

static struct queue_result run_queue(const struct queue *queue, struct sim_key key,
                                     uint32_t warm_up, uint32_t customers)
{
    static const struct sim_cursor_config cursor = {.type = 0, .rank = 10};
    struct sim_engine *engine =
        sim_engine_create(&(struct sim_engine_config){.n_cursors = 1, .cursors = &cursor});
    uint32_t room = 1024, head = 0, waiting = 0, busy = 0;
    struct {
        sim_time at;
        uint32_t customer;
    } *line = malloc(room * sizeof *line);
    uint32_t arrived = 0, counted = 0, blocked = 0, admitted = 0;
    __int128 wait = 0;
    struct sim_event event;

    SIM_ASSERT(engine != NULL && line != NULL, "out of memory");
    sim_cursor_set(engine, 0, 0);
    while (sim_next(engine, &event)) {
        if (event.type == 0) {
            uint32_t customer = arrived++;
            bool counts = customer >= warm_up;

            counted += counts;
            if (customer + 1 < warm_up + customers)
                sim_cursor_set(engine, 0,
                               event.at + sim_time_from_s(sim_exponential_inverse(
                                              sim_u01(key, 1, customer, 0), 1 / queue->lambda)));
            if (queue->k > 0 && busy + waiting >= queue->k) {
                blocked += counts;
                continue;
            }
            admitted += counts;
            if (busy < queue->c) {
                busy++;
                sim_post(engine, event.at + sim_time_from_s(draw_service(queue, key, customer)), 0,
                         1, customer, 0);
                continue;
            }
            if (waiting == room) {
                line = realloc(line, 2 * room * sizeof *line);
                SIM_ASSERT(line != NULL, "out of memory");
                for (uint32_t i = 0; i < head; i++)
                    line[room + i] = line[i];
                room *= 2;
            }
            line[(head + waiting) & (room - 1)].at = event.at;
            line[(head + waiting) & (room - 1)].customer = customer;
            waiting++;
        } else {
            busy--;
            if (waiting > 0) {
                uint32_t customer = line[head].customer;

                if (customer >= warm_up)
                    wait += event.at - line[head].at;
                head = (head + 1) & (room - 1);
                waiting--;
                busy++;
                sim_post(engine, event.at + sim_time_from_s(draw_service(queue, key, customer)), 0,
                         1, customer, 0);
            }
        }
    }
    sim_engine_destroy(engine);
    free(line);
    return (struct queue_result){.wait = admitted > 0 ? (double)wait / 1e9 / admitted : NAN,
                                 .block = (double)blocked / counted};
}

/* ---- rows ---- */

struct suite {
    struct validate_row *rows;
    uint32_t n;
    uint64_t seed;
    double bounds[VALIDATE_MAX_ROWS]; /* of the relative half-width */
};

/* Points are independent of one another: each has its own draws. */
static struct sim_key key_of(const struct suite *suite, const char *name, uint32_t replication)
{
    return sim_key_make(suite->seed ^ sim_hash_string(name), replication);
}

static void add_exact(struct suite *suite, const char *name, const char *quantity,
                      const char *source, double exact, double value)
{
    suite->rows[suite->n++] = (struct validate_row){
        .name = name,
        .quantity = quantity,
        .source = source,
        .exact = exact,
        .simulated = value,
        .z = NAN,
        .passed = fabs(value - exact) <= 1e-9 * fabs(exact),
    };
}

static void add_stochastic(struct suite *suite, const char *name, const char *quantity,
                           const char *source, double exact, const double *values, double bound)
{
    struct stats_estimate e = stats_mean(values, VALIDATE_REPLICATIONS, 0.95);

    suite->bounds[suite->n] = bound;
    suite->rows[suite->n++] = (struct validate_row){
        .name = name,
        .quantity = quantity,
        .source = source,
        .exact = exact,
        .simulated = e.mean,
        .half_width = (e.high - e.mean) / exact,
        .z = (e.mean - exact) / (e.sd / sqrt(VALIDATE_REPLICATIONS)),
        .stochastic = true,
    };
}

static void add_queue(struct suite *suite, const char *name, const char *quantity,
                      const char *source, const struct queue *queue, bool block, double exact,
                      uint32_t customers, double bound)
{
    double values[VALIDATE_REPLICATIONS];

    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct queue_result result =
            run_queue(queue, key_of(suite, name, r), customers / 10, customers);

        values[r] = block ? result.block : result.wait;
    }
    add_stochastic(suite, name, quantity, source, exact, values, bound);
}

/* Poisson arrivals at a token bucket that starts full: M/D/1/K blocking with D = 1/r, K = b. */
static void add_bucket(struct suite *suite, const char *name, double lambda, int64_t rate,
                       int64_t burst, uint32_t arrivals, double bound)
{
    double values[VALIDATE_REPLICATIONS];

    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = key_of(suite, name, r);
        struct sim_limiter limiter;
        uint32_t dropped = 0;
        sim_time now = 0;

        sim_limiter_init(&limiter, burst, burst * SIM_SECOND / rate, 0);
        for (uint32_t i = 0; i < arrivals; i++) {
            now += sim_time_from_s(sim_exponential_inverse(sim_u01(key, 3, i, 0), 1 / lambda));
            if (sim_limiter_has(&limiter, now, 1))
                sim_limiter_take(&limiter, now, 1);
            else
                dropped++;
        }
        values[r] = (double)dropped / arrivals;
    }
    add_stochastic(suite, name, "share dropped", "M/D/1/K blocking, D = 1/r, K = b",
                   md1k_block(lambda, 1.0 / (double)rate, (uint32_t)burst), values, bound);
}

/* The world itself as a loss system: one Region with slots, no retries; service times follow the
 * output lengths, of which Erlang B needs only the mean. */
static void add_world(struct suite *suite, uint32_t slots, double load, uint32_t arrivals,
                      double bound)
{
    static const struct cri_region_spec region = {"a", "x"};
    static const sim_time rtt = 0;
    static const uint32_t destination = 0;
    static const struct cri_service_spec service = {
        .model = "m", .base_ttft = SIM_SECOND, .output_ns_per_token = 1e7, .output_burndown = 1};
    const struct cri_capacity_spec capacity = {.kind = CRI_CAPACITY_SLOTS, .slots = slots};
    const struct cri_target_spec target = {.mode = CRI_MODE_SINGLE_REGION,
                                           .model_id = "m",
                                           .quota = CRI_NONE,
                                           .price = CRI_NONE,
                                           .n_destinations = 1,
                                           .destinations = &destination};
    /* Output of 1 + Exp(mean 100) tokens at 10 ms a token behind the first second. */
    const double mean = 1 + 100 * 0.01;
    struct cri_record *rows = malloc(arrivals * sizeof *rows);
    double values[VALIDATE_REPLICATIONS];

    SIM_ASSERT(rows != NULL, "out of memory");
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct cri_records records = {.rows = rows, .n = arrivals};
        struct cri_class_spec class = {
            .name = "c",
            .runs = true,
            .max_tokens = UINT32_MAX,
            .n_targets = 1,
            .targets = &target,
            .client = {.preset = "none", .max_attempts = 1, .instances = 1},
            .arrivals = {.name = "t",
                         .records = &records,
                         .label = CRI_NONE,
                         .scale = 1,
                         .warp = 1,
                         .loops = 1}};
        struct cri_spec spec = {.arm = "erlang-b",
                                .n_regions = 1,
                                .regions = &region,
                                .rtt = &rtt,
                                .routing = {.hop_rtt_factor = 2},
                                .n_services = 1,
                                .services = &service,
                                .capacity = &capacity,
                                .n_classes = 1,
                                .classes = &class,
                                .drain = SIM_HOUR};
        struct sim_key key = key_of(suite, "world", r);
        struct cri_outcome outcome;
        struct cri_counts counts;
        sim_time at = 0;

        for (uint32_t i = 0; i < arrivals; i++) {
            double tokens = floor(sim_exponential_inverse(sim_u01(key, 4, i, 0), 100) + 0.5);

            at += sim_time_from_s(sim_exponential_inverse(sim_u01(key, 5, i, 0), mean / load));
            rows[i] = (struct cri_record){
                .at = at, .input_tokens = 1, .output_tokens = 1 + (uint32_t)tokens};
        }
        records.span = at;
        spec.horizon = at + 1;
        cri_outcome_init(&outcome, &spec);
        cri_world_run(&spec, &(struct cri_run_options){.seed = suite->seed, .replication = r},
                      &outcome);
        counts = cri_outcome_total(&outcome, CRI_N_PHASES);
        values[r] = (double)counts.terminal[CRI_UNAVAILABLE] / (double)counts.offered;
        cri_outcome_release(&outcome);
    }
    free(rows);
    /* Rounding to whole tokens: the mean of floor(X + 1/2) for X ~ Exp(100) is 100 to 4e-6. */
    add_stochastic(suite, "world, M/G/c/c", "share refused for want of a slot", "Erlang B",
                   erlang_b(load, slots), values, bound);
}

static void add_limiter_points(struct suite *suite)
{
    struct sim_limiter limiter;
    double admitted = 0;

    sim_limiter_init(&limiter, 20, 2 * SIM_SECOND, 0);
    for (int i = 0; i < 200; i++) {
        if (sim_limiter_has(&limiter, i * (SIM_SECOND / 20), 1)) {
            sim_limiter_take(&limiter, i * (SIM_SECOND / 20), 1);
            admitted++;
        }
    }
    add_exact(suite, "token bucket, r 10/s, b 20", "admitted of 200, 20/s", "b + r t, by counting",
              119, admitted);
    for (int unset = 0; unset < 2; unset++) {
        int64_t reserved = 500 + (unset ? 64000 : 1000);
        double starts = 0;

        sim_limiter_init(&limiter, 2000000, SIM_MINUTE, 0);
        while (sim_limiter_has(&limiter, 0, reserved)) {
            sim_limiter_take(&limiter, 0, reserved);
            starts++;
        }
        add_exact(suite, unset ? "2M TPM, max_tokens unset" : "2M TPM, max_tokens 1,000",
                  "calls at once, 500 input", "floor(TPM / reservation)",
                  floor(2000000.0 / (double)reserved), starts);
    }
}

uint32_t validate_run(uint64_t seed, struct validate_row *rows)
{
    struct suite suite = {.rows = rows, .seed = seed};
    uint32_t stochastic = 0;
    double bound;

    add_limiter_points(&suite);
    add_queue(&suite, "M/M/1, rho 0.8", "mean wait", "rho / (mu - lambda)",
              &(struct queue){0.8, 1, EXPONENTIAL, 1, 0}, false, 4, 200000, 0.02);
    add_queue(&suite, "M/M/10, load 8", "mean wait", "Erlang C",
              &(struct queue){8, 1, EXPONENTIAL, 10, 0}, false, erlang_c(8, 10) / 2, 200000, 0.03);
    add_queue(&suite, "M/D/1, rho 0.8", "mean wait", "Pollaczek-Khinchine",
              &(struct queue){0.8, 1, CONSTANT, 1, 0}, false, pk_wait(0.8, 1, 1), 200000, 0.015);
    add_queue(&suite, "M/G/1, 0.4 + Exp(0.8), rho 0.72", "mean wait", "Pollaczek-Khinchine",
              &(struct queue){0.6, 1.2, SHIFTED, 1, 0}, false,
              pk_wait(0.6, 1.2, 1.2 * 1.2 + 0.8 * 0.8), 200000, 0.015);
    add_queue(&suite, "M/M/4/10, load 5", "share turned away", "birth-death",
              &(struct queue){5, 1, EXPONENTIAL, 4, 10}, true, mmck_block(5, 1, 4, 10), 200000,
              0.01);
    add_queue(&suite, "M/M/110/110, load 100", "share turned away", "Erlang B",
              &(struct queue){100, 1, EXPONENTIAL, 110, 110}, true, erlang_b(100, 110), 200000,
              0.03);
    add_queue(&suite, "M/G/110/110, lognormal, scv 4", "share turned away", "Erlang B, insensitive",
              &(struct queue){100, 1, LOGNORMAL, 110, 110}, true, erlang_b(100, 110), 200000, 0.05);
    add_bucket(&suite, "token bucket, r 10, b 10, load 10", 10, 10, 10, 400000, 0.01);
    add_bucket(&suite, "token bucket, r 10, b 20, load 9", 9, 10, 20, 1000000, 0.05);
    add_world(&suite, 110, 100, 200000, 0.03);
    for (uint32_t i = 0; i < suite.n; i++)
        stochastic += rows[i].stochastic;
    bound = stats_t_quantile(1 - 0.0005 / stochastic, VALIDATE_REPLICATIONS - 1);
    for (uint32_t i = 0; i < suite.n; i++)
        if (rows[i].stochastic)
            rows[i].passed = fabs(rows[i].z) <= bound && rows[i].half_width <= suite.bounds[i];
    return suite.n;
}
