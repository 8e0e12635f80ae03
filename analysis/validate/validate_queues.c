/*
 * validate_queues.c: queues and loss systems on the engine and the stations of the kernel: one
 * simulation with settings, and points that are functions of their parameters.
 */
#include "analysis/validate/formulas.h"
#include "analysis/validate/validate.h"
#include "sim/base/memory.h"
#include "sim/kernel/distribution.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/station.h"

#include <math.h>
#include <stdlib.h>

/* ---- the simulation ---- */

struct queue {
    const char *name;
    struct sim_distribution gap, service; /* s */
    uint32_t servers, room;               /* room in all; SIM_UNLIMITED */
    double high_share; /* of arrivals in the class that goes first; 0 = one class */
    double patience;   /* mean of exponential patience in the queue [s]; 0 = endless */
    double again;      /* share of those served that come back at once */
    uint32_t sources;  /* > 0: that many sources, whose gap is a think time */
    uint32_t customers;
    double by;      /* s: the share that waits longer is measured */
    double stay_by; /* s: the share that stays longer is measured */
    double least;   /* of service, added to what is drawn [s] */
};

enum result {
    WAIT,      /* mean, of those served [s] */
    WAIT_HIGH, /* of the class that goes first */
    WAIT_LOW,
    WAIT_VARIANCE,
    WAIT_ALL,   /* mean, of all let in, those who lose patience too [s] */
    WAITS_ALL,  /* share of them that wait */
    STAY,       /* mean time in system, of those served [s] */
    STAYS_LONG, /* share that stays longer than `stay_by` */
    WAITS,      /* share of those let in that wait */
    WAITS_LONG, /* share that waits longer than `by` */
    TURNED,     /* share of arrivals turned away */
    LEAVES,     /* share of arrivals that lose patience */
    NUMBER,     /* mean number in system */
    NUMBER_VARIANCE,
    BUSY_PERIOD, /* mean time from an arrival at the empty system until it is empty again [s] */
    LINE,        /* mean number in the queue */
    BUSY,        /* mean share of servers busy */
    RATE,        /* served per s */
    N_RESULTS
};

enum { EVENT_ARRIVAL, EVENT_DONE, EVENT_PATIENCE };

struct customer {
    sim_time at, since; /* of first arrival, of joining the queue */
    sim_ticket ticket;
    uint32_t next; /* free list */
    bool counts, waiting;
    uint8_t class_number;
};

struct run {
    const struct queue *queue;
    struct sim_key key;
    struct sim_engine *engine;
    struct sim_station station;
    struct customer *customers;
    uint32_t n, capacity, free_customer;
    uint64_t arrived, draws, served;
    uint64_t counted, let_in, waits, waits_long, turned, left;
    uint64_t done_high, done_low;
    uint64_t stays_long, busy_periods;
    double wait, wait_squares, wait_high, wait_low, wait_left, stay, busy_period;
    sim_time busy_since;
    bool warm;
    sim_time warm_at;
};

static sim_time draw(struct run *run, const struct sim_distribution *law, uint32_t purpose)
{
    double u = sim_u01(run->key, purpose, run->draws++, 0);

    return sim_time_from_s(sim_distribution_inverse(law, u));
}

static void serve(struct run *run, uint32_t customer, sim_time now)
{
    struct customer *c = &run->customers[customer];
    double wait = sim_time_to_s(now - c->since);

    c->waiting = false;
    if (c->counts) {
        run->wait += wait;
        run->wait_squares += wait * wait;
        if (c->class_number == 0) {
            run->wait_high += wait;
            run->done_high++;
        } else {
            run->wait_low += wait;
            run->done_low++;
        }
        run->waits += now > c->since;
        run->waits_long += wait > run->queue->by;
        run->let_in++;
    }
    sim_post(run->engine,
             now + sim_time_from_s(run->queue->least) + draw(run, &run->queue->service, 2), 0,
             EVENT_DONE, customer, 0);
}

static uint32_t new_customer(struct run *run)
{
    uint32_t index = run->free_customer;

    if (index != UINT32_MAX) {
        run->free_customer = run->customers[index].next;
        return index;
    }
    if (run->n == run->capacity) {
        run->capacity = run->capacity > 0 ? 2 * run->capacity : 1024;
        run->customers = sim_grown(run->customers, run->capacity, sizeof *run->customers);
    }
    return run->n++;
}

static void drop(struct run *run, uint32_t customer)
{
    run->customers[customer].next = run->free_customer;
    run->free_customer = customer;
}

/* A source thinks, or the next arrival is due. */
static void post_arrival(struct run *run, sim_time now)
{
    if (run->queue->sources == 0 && run->arrived >= run->queue->customers)
        return;
    sim_post(run->engine, now + draw(run, &run->queue->gap, 1), 10, EVENT_ARRIVAL, 0, 0);
}

static void join(struct run *run, uint32_t customer, sim_time now)
{
    struct customer *c = &run->customers[customer];

    c->since = now;
    switch (sim_station_arrive(&run->station, now, customer, c->class_number, &c->ticket)) {
    case SIM_ARRIVAL_SERVED:
        serve(run, customer, now);
        break;
    case SIM_ARRIVAL_QUEUED:
        c->waiting = true;
        if (run->queue->patience > 0) {
            double u = sim_u01(run->key, 4, run->draws++, 0);

            sim_post(run->engine,
                     now + sim_time_from_s(sim_exponential_inverse(u, run->queue->patience)), 5,
                     EVENT_PATIENCE, customer, (uint32_t)(run->draws & SIM_EPOCH_MAX));
            c->next = (uint32_t)(run->draws & SIM_EPOCH_MAX); /* tells this patience from others */
        }
        break;
    case SIM_ARRIVAL_REFUSED:
        run->turned += c->counts;
        drop(run, customer);
        if (run->queue->sources > 0)
            post_arrival(run, now);
        break;
    }
}

static void arrive(struct run *run, sim_time now)
{
    uint32_t index = new_customer(run);
    struct customer *c = &run->customers[index];

    run->arrived++;
    if (!run->warm && run->arrived > run->queue->customers / 10) {
        run->warm = true;
        run->warm_at = now;
        run->served = 0;
        sim_integral_restart(&run->station.in_system, now);
        sim_integral_restart(&run->station.in_queue, now);
        sim_integral_restart(&run->station.in_service, now);
    }
    *c = (struct customer){.at = now, .counts = run->warm};
    if (run->queue->high_share > 0)
        c->class_number = sim_u01(run->key, 3, run->arrived, 0) >= run->queue->high_share;
    run->counted += c->counts;
    if (run->station.in_system.value == 0)
        run->busy_since = now;
    if (run->queue->sources == 0)
        post_arrival(run, now);
    join(run, index, now);
}

static void finish(struct run *run, uint32_t customer, sim_time now)
{
    struct customer *c = &run->customers[customer];
    uint32_t next;

    run->served++;
    if (sim_station_finish(&run->station, now, &next))
        serve(run, next, now);
    if (run->queue->again > 0 && sim_u01(run->key, 5, run->draws++, 0) < run->queue->again) {
        join(run, customer, now);
        return;
    }
    if (run->station.in_system.value == 0) {
        run->busy_period += sim_time_to_s(now - run->busy_since);
        run->busy_periods++;
    }
    if (c->counts) {
        run->stay += sim_time_to_s(now - c->at);
        run->stays_long += sim_time_to_s(now - c->at) > run->queue->stay_by;
    }
    drop(run, customer);
    if (run->queue->sources > 0)
        post_arrival(run, now);
}

static void simulate(const struct queue *queue, struct sim_key key, double results[N_RESULTS])
{
    struct run run = {.queue = queue, .key = key, .free_customer = UINT32_MAX};
    struct sim_event event;
    uint64_t done;
    sim_time end = 0;

    run.engine = sim_engine_create(&(struct sim_engine_config){0});
    sim_station_init(&run.station, queue->servers, queue->room, SIM_FIFO, 0);
    for (uint32_t i = 0; i < (queue->sources > 0 ? queue->sources : 1); i++)
        post_arrival(&run, 0);
    while (sim_next(run.engine, &event)) {
        const struct customer *c;

        if (event.type == EVENT_ARRIVAL) {
            if (run.arrived >= queue->customers)
                break;
            arrive(&run, event.at);
            end = event.at;
        } else if (event.type == EVENT_DONE) {
            finish(&run, event.index, event.at);
        } else {
            c = &run.customers[event.index];
            if (!c->waiting || c->next != event.epoch ||
                !sim_station_leave(&run.station, event.at, c->ticket))
                continue;
            run.left += c->counts;
            if (c->counts)
                run.wait_left += sim_time_to_s(event.at - c->since);
            drop(&run, event.index);
        }
        /* Time averages end with the last arrival; those inside then still finish. */
        if (run.arrived >= queue->customers && end > 0) {
            sim_integral_add(&run.station.in_system, event.at, 0);
            sim_integral_add(&run.station.in_queue, event.at, 0);
            sim_integral_add(&run.station.in_service, event.at, 0);
            results[NUMBER] = sim_integral_mean(&run.station.in_system);
            results[NUMBER_VARIANCE] = sim_integral_variance(&run.station.in_system);
            results[LINE] = sim_integral_mean(&run.station.in_queue);
            results[BUSY] = sim_integral_mean(&run.station.in_service) / queue->servers;
            results[RATE] = (double)run.served / sim_time_to_s(event.at - run.warm_at);
            end = 0;
            if (queue->sources > 0)
                break;
        }
    }
    done = run.let_in;
    results[WAIT] = run.wait / (double)done;
    results[WAIT_VARIANCE] = run.wait_squares / (double)done - results[WAIT] * results[WAIT];
    results[WAIT_ALL] = (run.wait + run.wait_left) / (double)(run.counted - run.turned);
    results[WAITS_ALL] = (double)(run.waits + run.left) / (double)(run.counted - run.turned);
    results[BUSY_PERIOD] = run.busy_period / (double)run.busy_periods;
    results[WAIT_HIGH] = run.wait_high / (double)run.done_high;
    results[WAIT_LOW] = run.wait_low / (double)run.done_low;
    results[STAY] = run.stay / (double)(run.counted - run.turned - run.left);
    results[STAYS_LONG] = (double)run.stays_long / (double)(run.counted - run.turned - run.left);
    results[WAITS] = (double)run.waits / (double)done;
    results[WAITS_LONG] = (double)run.waits_long / (double)done;
    results[TURNED] = (double)run.turned / (double)run.counted;
    results[LEAVES] = (double)run.left / (double)run.counted;
    sim_engine_destroy(run.engine);
    sim_station_release(&run.station);
    free(run.customers);
}

struct check {
    enum result result;
    const char *quantity, *source;
    double exact, bound;
};

static void add(struct suite *suite, struct queue *queue, const struct check *checks, uint32_t n)
{
    double values[N_RESULTS][VALIDATE_REPLICATIONS];

    if (suite_wants(suite, queue->name)) {
        for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
            double results[N_RESULTS] = {0};

            simulate(queue, suite_key(suite, queue->name, r), results);
            for (int k = 0; k < N_RESULTS; k++)
                values[k][r] = results[k];
        }
        for (uint32_t i = 0; i < n; i++)
            suite_stochastic(suite, queue->name, checks[i].quantity, checks[i].source,
                             checks[i].exact, values[checks[i].result], checks[i].bound);
    }
    sim_distribution_release(&queue->gap);
    sim_distribution_release(&queue->service);
}

#define ADD(queue, ...)                                                                            \
    do {                                                                                           \
        const struct check checks[] = {__VA_ARGS__};                                               \
                                                                                                   \
        add(suite, &(queue), checks, sizeof checks / sizeof checks[0]);                            \
    } while (0)

static struct queue poisson(const char *name, double lambda, uint32_t servers, uint32_t customers)
{
    struct queue queue = {
        .name = name, .servers = servers, .room = SIM_UNLIMITED, .customers = customers};

    sim_distribution_exponential(&queue.gap, 1 / lambda);
    return queue;
}

/* ---- points ---- */

static void mm1(struct suite *suite, double lambda, double mu)
{
    struct queue q = poisson("M/M/1, rho 0.8", lambda, 1, 200000);
    double rho = lambda / mu;

    sim_distribution_exponential(&q.service, 1 / mu);
    q.by = log(rho / 0.05) / (mu - lambda);
    q.stay_by = log(1 / 0.01) / (mu - lambda);
    ADD(q, {WAIT, "mean wait [s]", "rho / (mu - lambda)", rho / (mu - lambda), 0.02},
        {WAIT_VARIANCE, "variance of the wait [s2]", "rho (2 - rho) / (mu - lambda)^2",
         rho * (2 - rho) / ((mu - lambda) * (mu - lambda)), 0.05},
        {STAY, "mean time in system [s]", "1 / (mu - lambda)", 1 / (mu - lambda), 0.02},
        {NUMBER, "mean number in system", "rho / (1 - rho)", rho / (1 - rho), 0.02},
        {NUMBER_VARIANCE, "variance of the number in system", "rho / (1 - rho)^2",
         rho / ((1 - rho) * (1 - rho)), 0.05},
        {BUSY_PERIOD, "mean busy period [s]", "1 / (mu - lambda)", 1 / (mu - lambda), 0.02},
        {STAYS_LONG, "share in system beyond the 99th perc.", "ln(100) / (mu - lambda)", 0.01,
         0.15},
        {WAITS, "share that waits", "rho", rho, 0.005},
        {WAITS_LONG, "share beyond the 95th percentile", "ln(rho / 0.05) / (mu - lambda)", 0.05,
         0.05});
}

static void mmc(struct suite *suite, double lambda, double mu, uint32_t c)
{
    struct queue q = poisson("M/M/10, load 8", lambda, c, 200000);
    double wait = theory_erlang_c(lambda / mu, c);

    sim_distribution_exponential(&q.service, 1 / mu);
    q.by = log(wait / 0.05) / (c * mu - lambda);
    ADD(q, {WAIT, "mean wait [s]", "Erlang C", wait / (c * mu - lambda), 0.03},
        {WAITS, "share that waits", "Erlang C", wait, 0.02},
        {LINE, "mean number in the queue", "Erlang C", lambda * wait / (c * mu - lambda), 0.04},
        {WAITS_LONG, "share beyond the 95th percentile", "ln(C / 0.05) / (c mu - lambda)", 0.05,
         0.06});
}

static void mg1(struct suite *suite)
{
    struct queue q = poisson("M/D/1, rho 0.8", 0.8, 1, 200000);

    sim_distribution_constant(&q.service, 1);
    q.by = 1;
    ADD(q, {WAIT, "mean wait [s]", "Pollaczek-Khinchine", theory_pk_wait(0.8, 1, 1), 0.015},
        {WAIT_VARIANCE, "variance of the wait [s2]", "Pollaczek-Khinchine",
         theory_pk_variance(0.8, 1, 1, 1), 0.04},
        {WAITS_LONG, "share that waits longer than 1 s", "Erlang 1909",
         theory_md1_wait_above(0.8, 1, 1), 0.01});
    q = poisson("M/H2/1, scv 4, rho 0.7", 0.7, 1, 400000);
    sim_distribution_hyperexponential(&q.service, 1, 4);
    q.by = 24.38386634154;
    ADD(q, {WAIT, "mean wait [s]", "Pollaczek-Khinchine", theory_pk_wait(0.7, 1, 5), 0.02},
        {WAIT_VARIANCE, "variance of the wait [s2]", "Pollaczek-Khinchine",
         theory_pk_variance(0.7, 1, 5, theory_h2_third_moment(1, 4)), 0.06},
        {WAITS_LONG, "share that waits longer than 24.4 s", "transform's two poles",
         theory_mh2_wait_above(0.7, 1, 4, q.by), 0.06},
        {WAITS, "share that waits", "rho", 0.7, 0.01});
    q = poisson("M/G/1, 0.4 s + exponential", 0.6, 1, 200000);
    q.least = 0.4;
    sim_distribution_exponential(&q.service, 0.8);
    ADD(q,
        {WAIT, "mean wait [s]", "Pollaczek-Khinchine", theory_pk_wait(0.6, 1.2, 1.44 + 0.64), 0.02},
        {WAIT_VARIANCE, "variance of the wait [s2]", "Pollaczek-Khinchine",
         /* E[(a + X)^3] = a^3 + 3 a^2 m + 6 a m^2 + 6 m^3 */
         theory_pk_variance(0.6, 1.2, 1.44 + 0.64,
                            0.064 + 3 * 0.16 * 0.8 + 6 * 0.4 * 0.64 + 6 * 0.512),
         0.05});
    q = poisson("M/E4/1, rho 0.8", 0.8, 1, 200000);
    sim_distribution_erlang(&q.service, 4, 1);
    ADD(q, {WAIT, "mean wait [s]", "Pollaczek-Khinchine", theory_pk_wait(0.8, 1, 1.25), 0.02});
    q = poisson("M/G/1, lognormal, scv 2, rho 0.6", 0.6, 1, 400000);
    sim_distribution_lognormal_mean_scv(&q.service, 1, 2);
    ADD(q, {WAIT, "mean wait [s]", "Pollaczek-Khinchine", theory_pk_wait(0.6, 1, 3), 0.02});
}

static void loss(struct suite *suite, double load, uint32_t c)
{
    struct queue q = poisson("M/M/110/110, load 100", load, c, 200000);

    q.room = c;
    sim_distribution_exponential(&q.service, 1);
    ADD(q, {TURNED, "share turned away", "Erlang B", theory_erlang_b(load, c), 0.03},
        {BUSY, "share of servers busy", "a (1 - B) / c", load * (1 - theory_erlang_b(load, c)) / c,
         0.01});
    q = poisson("M/G/110/110, lognormal, scv 4", load, c, 200000);
    q.room = c;
    sim_distribution_lognormal_mean_scv(&q.service, 1, 4);
    ADD(q, {TURNED, "share turned away", "Erlang B, insensitive", theory_erlang_b(load, c), 0.05});
}

static void mmck(struct suite *suite, double lambda, double mu, uint32_t c, uint32_t k)
{
    struct queue q = poisson("M/M/4/10, load 5", lambda, c, 200000);
    double *birth = sim_zeroed(k + 1, sizeof *birth);
    double *death = sim_zeroed(k + 1, sizeof *death);
    double *p = sim_zeroed(k + 1, sizeof *p);
    double number = 0, waits = 0, busy = 0;

    for (uint32_t i = 0; i <= k; i++) {
        birth[i] = lambda;
        death[i] = (i < c ? i : c) * mu;
    }
    theory_birth_death(birth, death, k, p);
    for (uint32_t i = 0; i <= k; i++) {
        number += i * p[i];
        busy += (i < c ? i : c) * p[i] / c;
        waits += i >= c && i < k ? p[i] / (1 - p[k]) : 0;
    }
    q.room = k;
    sim_distribution_exponential(&q.service, 1 / mu);
    ADD(q, {TURNED, "share turned away", "birth-death", p[k], 0.01},
        {NUMBER, "mean number in system", "birth-death", number, 0.01},
        {BUSY, "share of servers busy", "birth-death", busy, 0.01},
        {WAITS, "share of those let in that waits", "birth-death", waits, 0.01},
        {STAY, "mean time in system [s]", "Little's law", number / (lambda * (1 - p[k])), 0.01});
    free(birth);
    free(death);
    free(p);
}

/* Closed loop: N sources think, then ask one server. */
static void finite_source(struct suite *suite, uint32_t n, double think, double service)
{
    struct queue q = {.name = "finite source, 10 users",
                      .servers = 1,
                      .room = SIM_UNLIMITED,
                      .sources = n,
                      .customers = 100000};
    double *birth = sim_zeroed(n + 1, sizeof *birth);
    double *death = sim_zeroed(n + 1, sizeof *death);
    double *p = sim_zeroed(n + 1, sizeof *p);
    double rate;

    for (uint32_t i = 0; i <= n; i++) {
        birth[i] = (n - i) / think;
        death[i] = i > 0 ? 1 / service : 0;
    }
    theory_birth_death(birth, death, n, p);
    rate = (1 - p[0]) / service;
    sim_distribution_exponential(&q.gap, think);
    sim_distribution_exponential(&q.service, service);
    ADD(q, {RATE, "served per s", "birth-death", rate, 0.01},
        {NUMBER, "mean number in system", "N - X Z", n - rate * think, 0.02},
        {STAY, "mean time in system [s]", "N / X - Z", n / rate - think, 0.01},
        {BUSY, "share of the server busy", "1 - p0", 1 - p[0], 0.01});
    free(birth);
    free(death);
    free(p);
}

/* Erlang A: those who wait leave at rate theta each. */
static void impatient(struct suite *suite, double lambda, double mu, uint32_t c, double theta)
{
    struct queue q = poisson("Erlang A, 100 servers, load 110", lambda, c, 300000);
    enum { STATES = 1000 };
    double *birth = sim_zeroed(STATES + 1, sizeof *birth);
    double *death = sim_zeroed(STATES + 1, sizeof *death);
    double *p = sim_zeroed(STATES + 1, sizeof *p);
    double line = 0, waits = 0;

    for (uint32_t i = 0; i <= STATES; i++) {
        birth[i] = lambda;
        death[i] = i <= c ? i * mu : c * mu + (i - c) * theta;
    }
    theory_birth_death(birth, death, STATES, p);
    for (uint32_t i = c; i <= STATES; i++) {
        line += (i - c) * p[i];
        waits += p[i];
    }
    q.patience = 1 / theta;
    sim_distribution_exponential(&q.service, 1 / mu);
    ADD(q, {LEAVES, "share that loses patience", "theta Lq / lambda", theta * line / lambda, 0.02},
        {LINE, "mean number in the queue", "birth-death", line, 0.03},
        {WAITS_ALL, "share that waits", "birth-death", waits, 0.01},
        {WAIT_ALL, "mean wait, those who leave too [s]", "Lq / lambda", line / lambda, 0.03});
    free(birth);
    free(death);
    free(p);
}

/* G/M/1: sigma = A*(mu (1 - sigma)), here with constant gaps. */
static void dm1(struct suite *suite, double gap, double mu)
{
    struct queue q = {
        .name = "D/M/1, gap 1.25", .servers = 1, .room = SIM_UNLIMITED, .customers = 200000};
    double sigma = theory_dm1_sigma(gap, mu);

    q.by = log(sigma / 0.05) / (mu * (1 - sigma));
    sim_distribution_constant(&q.gap, gap);
    sim_distribution_exponential(&q.service, 1 / mu);
    ADD(q, {WAIT, "mean wait [s]", "sigma / (mu (1 - sigma))", sigma / (mu * (1 - sigma)), 0.02},
        {STAY, "mean time in system [s]", "1 / (mu (1 - sigma))", 1 / (mu * (1 - sigma)), 0.02},
        {WAITS_LONG, "share beyond the 95th percentile", "ln(sigma / 0.05) / (mu (1 - sigma))",
         0.05, 0.06},
        {WAITS, "share that waits", "sigma", sigma, 0.01});
}

/* As many servers as there are customers: the number in service is Poisson. */
static void infinite(struct suite *suite, double lambda, double mean)
{
    struct queue q = poisson("M/G/inf, lognormal service", lambda, SIM_UNLIMITED, 500000);

    sim_distribution_lognormal_mean_scv(&q.service, mean, 1);
    ADD(q, {NUMBER, "mean number in service", "lambda E[S]", lambda * mean, 0.01},
        {NUMBER_VARIANCE, "its variance", "lambda E[S], insensitive", lambda * mean, 0.05});
}

/* Two classes, the first goes before the second, nobody is interrupted. */
static void priorities(struct suite *suite, double l1, double l2)
{
    struct queue q = poisson("M/M/1, two priorities", l1 + l2, 1, 300000);
    double rest = l1 + l2; /* sum of lambda E[S^2] / 2 with E[S^2] = 2 */

    q.high_share = l1 / (l1 + l2);
    sim_distribution_exponential(&q.service, 1);
    ADD(q, {WAIT_HIGH, "mean wait, first class [s]", "R / (1 - rho1)", rest / (1 - l1), 0.02},
        {WAIT, "mean wait of all [s]", "the same as without priorities", (l1 + l2) / (1 - l1 - l2),
         0.03},
        {WAIT_LOW, "mean wait, second class [s]", "R / ((1 - rho1)(1 - rho))",
         rest / ((1 - l1) * (1 - l1 - l2)), 0.04});
}

/* Those served come back at once with probability p. */
static void feedback(struct suite *suite, double gamma, double p, double mu)
{
    struct queue q = poisson("M/M/1 with feedback", gamma, 1, 200000);
    double rho = gamma / (1 - p) / mu;

    q.again = p;
    sim_distribution_exponential(&q.service, 1 / mu);
    ADD(q,
        {STAY, "mean time in system, all visits [s]", "rho / (1 - rho) / gamma",
         rho / (1 - rho) / gamma, 0.02},
        {NUMBER, "mean number in system", "rho / (1 - rho)", rho / (1 - rho), 0.02});
}

/* Mean number in M/M/1 at time t, from empty, by uniformisation: jumps come at rate lambda + mu,
 * and after each the chain has made one step. */
static double transient_number(double lambda, double mu, double t)
{
    enum { STATES = 400 };
    double p[STATES + 1] = {1}, next[STATES + 1];
    double rate = lambda + mu;
    double weight = exp(-rate * t), left = 1, sum = 0;

    for (int k = 1; left > 1e-13; k++) {
        double mean = 0;

        for (int i = 0; i <= STATES; i++)
            mean += i * p[i];
        sum += weight * mean;
        left -= weight;
        weight *= rate * t / k;
        for (int i = 0; i <= STATES; i++)
            next[i] = (i > 0 ? p[i - 1] * lambda / rate : p[0] * mu / rate) +
                      (i < STATES ? p[i + 1] * mu / rate : p[i] * lambda / rate);
        for (int i = 0; i <= STATES; i++)
            p[i] = next[i];
        if (k > 10000)
            break;
    }
    return sum;
}

/* The bias of a start with an empty system: the mean over many short paths, at one time. */
static void transient(struct suite *suite, double lambda, double mu, uint32_t which)
{
    static const struct {
        const char *name;
        double t, bound;
    } looks[] = {{"M/M/1 from empty, after 5 s", 5, 0.02},
                 {"M/M/1 from empty, after 20 s", 20, 0.02},
                 {"M/M/1 from empty, after 100 s", 100, 0.03}};
    enum { PATHS = 1000, LOOK = 2 };
    double values[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, looks[which].name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        double sum = 0;

        for (uint32_t path = 0; path < PATHS; path++) {
            struct sim_key key = suite_key(suite, looks[which].name, r * PATHS + path);
            struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
            struct sim_station station;
            struct sim_event event;
            uint32_t n = 0, job, served = 0;

            sim_station_init(&station, 1, SIM_UNLIMITED, SIM_FIFO, 0);
            sim_post(engine, sim_time_from_s(looks[which].t), 20, LOOK, 0, 0);
            sim_post(engine,
                     sim_time_from_s(sim_exponential_inverse(sim_u01(key, 1, 0, 0), 1 / lambda)),
                     10, EVENT_ARRIVAL, 0, 0);
            while (sim_next(engine, &event) && event.type != LOOK) {
                bool starts;

                if (event.type == EVENT_ARRIVAL) {
                    starts =
                        sim_station_arrive(&station, event.at, n++, 0, NULL) == SIM_ARRIVAL_SERVED;
                    sim_post(engine,
                             event.at + sim_time_from_s(sim_exponential_inverse(
                                            sim_u01(key, 1, n, 0), 1 / lambda)),
                             10, EVENT_ARRIVAL, 0, 0);
                } else {
                    starts = sim_station_finish(&station, event.at, &job);
                }
                if (starts)
                    sim_post(engine,
                             event.at + sim_time_from_s(sim_exponential_inverse(
                                            sim_u01(key, 2, served++, 0), 1 / mu)),
                             0, EVENT_DONE, 0, 0);
            }
            sum += (double)station.in_system.value;
            sim_station_release(&station);
            sim_engine_destroy(engine);
        }
        values[r] = sum / PATHS;
    }
    suite_stochastic(suite, looks[which].name, "mean number in system", "uniformisation",
                     transient_number(lambda, mu, looks[which].t), values, looks[which].bound);
}

/* The closed forms that points rest on, against tables. */
static void tables(struct suite *suite)
{
    double least_b = 1, least_c = 101;

    while (theory_erlang_b(100, (uint32_t)least_b) > 0.001)
        least_b++;
    while (theory_erlang_c(100, (uint32_t)least_c) > 0.05)
        least_c++;
    suite_exact(suite, "Erlang B", "blocking, load 100, 110 servers", "table", 0.02746344844982,
                theory_erlang_b(100, 110));
    suite_exact(suite, "Erlang B", "blocking, load 10, 10 servers", "table", 0.2145823431073,
                theory_erlang_b(10, 10));
    suite_exact(suite, "Erlang B", "servers for 0.1 %, load 100", "table", 128, least_b);
    suite_exact(suite, "Erlang C", "share that waits, load 100, 110 srv.", "table", 0.2370075002851,
                theory_erlang_c(100, 110));
    suite_exact(suite, "Erlang C", "share that waits, load 8, 10 servers", "table", 0.4091801507964,
                theory_erlang_c(8, 10));
    suite_exact(suite, "Erlang C", "servers for 5 %, load 100", "table", 119, least_c);
    suite_exact(suite, "M/M/1 from empty", "mean number after 20 s", "table", 2.647634923958,
                transient_number(0.8, 1, 20));
    suite_exact(suite, "M/H2/1", "share that waits longer than 40.5 s", "table", 0.01,
                theory_mh2_wait_above(0.7, 1, 4, 40.47824546587));
    suite_exact(suite, "M/D/1", "share that waits 1 s at most", "table", 0.4451081856985,
                1 - theory_md1_wait_above(0.8, 1, 1));
}

void validate_queues(struct suite *suite);
void validate_queues(struct suite *suite)
{
    mm1(suite, 0.8, 1);
    mmc(suite, 8, 1, 10);
    mg1(suite);
    loss(suite, 100, 110);
    mmck(suite, 5, 1, 4, 10);
    finite_source(suite, 10, 10, 1);
    impatient(suite, 110, 1, 100, 0.5);
    dm1(suite, 1.25, 1);
    priorities(suite, 0.3, 0.5);
    feedback(suite, 1, 0.4, 2.5);
    infinite(suite, 20, 3);
    for (uint32_t i = 0; i < 3; i++)
        transient(suite, 0.8, 1, i);
    tables(suite);
}
