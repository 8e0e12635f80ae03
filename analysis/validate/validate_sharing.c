/*
 * validate_sharing.c: processor sharing and infinite servers, and ways of choosing one of several
 * servers.
 */
#include "analysis/validate/formulas.h"
#include "analysis/validate/validate.h"
#include "sim/base/memory.h"
#include "sim/kernel/distribution.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/station.h"

#include <math.h>
#include <stdlib.h>

enum { EVENT_ARRIVAL, EVENT_SHARED, EVENT_DONE, EVENT_LOOK };

/* Work units a second at full speed. */
#define SPEED 1000000

/* M/G/1 with processor sharing: mean stay is E[S] / (1 - rho) for any law of S. */
static void add_sharing(struct suite *suite, const char *name, double lambda,
                        struct sim_distribution *service, uint32_t customers, double bound)
{
    double values[VALIDATE_REPLICATIONS];
    double mean = sim_distribution_mean(service);

    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS && suite_wants(suite, name); r++) {
        static const struct sim_slot_config slot = {.type = EVENT_SHARED, .rank = 0};
        struct sim_key key = suite_key(suite, name, r);
        struct sim_engine *engine =
            sim_engine_create(&(struct sim_engine_config){.n_slots = 1, .slots = &slot});
        sim_time *arrived = sim_fresh(customers, sizeof *arrived);
        struct sim_shared shared;
        struct sim_event event;
        uint32_t n = 0, counted = 0, warm_up = customers / 10;
        double stay = 0;
        sim_time at;

        sim_shared_init(&shared, SPEED, SPEED, SIM_UNLIMITED, 0);
        sim_post(engine, 0, 10, EVENT_ARRIVAL, 0, 0);
        while (sim_next(engine, &event)) {
            if (event.type == EVENT_ARRIVAL) {
                double work = sim_distribution_inverse(service, sim_u01(key, 2, n, 0)) * SPEED;

                arrived[n] = event.at;
                sim_shared_arrive(&shared, event.at, n, 0, work < 1 ? 1 : (int64_t)work, NULL);
                if (++n < customers)
                    sim_post(engine,
                             event.at + sim_time_from_s(sim_exponential_inverse(
                                            sim_u01(key, 1, n, 0), 1 / lambda)),
                             10, EVENT_ARRIVAL, 0, 0);
            } else {
                uint32_t job = sim_shared_finish(&shared, event.at);

                if (job >= warm_up) {
                    stay += sim_time_to_s(event.at - arrived[job]);
                    counted++;
                }
            }
            if (sim_shared_next(&shared, &at))
                sim_slot_set(engine, 0, at);
            else
                sim_slot_clear(engine, 0);
        }
        values[r] = stay / counted;
        sim_shared_release(&shared);
        sim_engine_destroy(engine);
        free(arrived);
    }
    if (suite_wants(suite, name))
        suite_stochastic(suite, name, "mean time in system [s]", "E[S] / (1 - rho), insensitive",
                         mean / (1 - lambda * mean), values, bound);
    sim_distribution_release(service);
}

/* Calls in service when nobody waits: Poisson with mean lambda E[S]; started empty, and with a
 * rate that swings, by Eick, Massey and Whitt (1993). */
static void add_infinite(struct suite *suite, const char *name, const char *quantity,
                         const char *source, double rate, double swing, double period, double mean,
                         double look_at, double exact, double bound)
{
    const double pi = 3.14159265358979323846;
    double values[VALIDATE_REPLICATIONS];
    enum { PATHS = 60 };

    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS && suite_wants(suite, name); r++) {
        double sum = 0;

        for (uint32_t path = 0; path < PATHS; path++) {
            struct sim_key key = suite_key(suite, name, r * PATHS + path);
            double t = 0;
            uint64_t n = 0;

            /* Arrivals by thinning; each is still there at look_at or not. */
            for (;;) {
                double u[2];

                sim_u01_pair(key, 1, n, 0, u);
                t += sim_exponential_inverse(u[0], 1 / (rate + swing));
                if (t >= look_at)
                    break;
                if (u[1] * (rate + swing) < rate + swing * sin(2 * pi * t / period))
                    sum += t + sim_exponential_inverse(sim_u01(key, 2, n, 0), mean) > look_at;
                n++;
            }
        }
        values[r] = sum / PATHS;
    }
    if (suite_wants(suite, name))
        suite_stochastic(suite, name, quantity, source, exact, values, bound);
}

/* ---- one of several servers ---- */

enum choice { RANDOM, IN_TURN, SHORTEST, TWO_RANDOM };

static uint32_t choose(enum choice choice, const uint32_t *load, uint32_t n, struct sim_key key,
                       uint64_t customer)
{
    uint32_t best = 0, ties = 0;
    double u[2];

    sim_u01_pair(key, 3, customer, 0, u);
    switch (choice) {
    case RANDOM:
        return (uint32_t)(u[0] * n);
    case IN_TURN:
        return (uint32_t)(customer % n);
    case SHORTEST: /* ties at random */
        for (uint32_t i = 0; i < n; i++) {
            ties = load[i] < load[best] ? 1 : ties + (load[i] == load[best]);
            if (load[i] < load[best] || (load[i] == load[best] && i == 0))
                best = i;
        }
        ties = (uint32_t)(u[0] * ties);
        for (uint32_t i = best; i < n; i++)
            if (load[i] == load[best] && ties-- == 0)
                return i;
        return best;
    case TWO_RANDOM: {
        uint32_t a = (uint32_t)(u[0] * n);
        uint32_t b = (uint32_t)(u[1] * n);

        return load[b] < load[a] ? b : a;
    }
    }
    return 0;
}

/* near > 0: the exact value is a limit of many servers. */
static void add_choice(struct suite *suite, const char *name, const char *source,
                       enum choice choice, double lambda, uint32_t n, uint32_t customers,
                       double exact, double bound, double near)
{
    double values[VALIDATE_REPLICATIONS];

    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS && suite_wants(suite, name); r++) {
        struct sim_key key = suite_key(suite, name, r);
        struct sim_engine *engine = sim_engine_create(&(struct sim_engine_config){0});
        struct sim_station *stations = sim_zeroed(n, sizeof *stations);
        uint32_t *load = sim_zeroed(n, sizeof *load);
        uint32_t *where = sim_fresh(customers, sizeof *where);
        sim_time *arrived = sim_fresh(customers, sizeof *arrived);
        uint32_t made = 0, counted = 0, warm_up = customers / 5, next;
        struct sim_event event;
        double stay = 0;

        for (uint32_t i = 0; i < n; i++)
            sim_station_init(&stations[i], 1, SIM_UNLIMITED, SIM_FIFO, 0);
        sim_post(engine, 0, 10, EVENT_ARRIVAL, 0, 0);
        while (sim_next(engine, &event)) {
            uint32_t customer = event.index;
            bool starts = false;

            if (event.type == EVENT_ARRIVAL) {
                customer = made++;
                arrived[customer] = event.at;
                where[customer] = choose(choice, load, n, key, customer);
                load[where[customer]]++;
                starts = sim_station_arrive(&stations[where[customer]], event.at, customer, 0,
                                            NULL) == SIM_ARRIVAL_SERVED;
                if (made < customers)
                    sim_post(engine,
                             event.at + sim_time_from_s(sim_exponential_inverse(
                                            sim_u01(key, 1, made, 0), 1 / lambda)),
                             10, EVENT_ARRIVAL, 0, 0);
            } else {
                load[where[customer]]--;
                if (customer >= warm_up) {
                    stay += sim_time_to_s(event.at - arrived[customer]);
                    counted++;
                }
                starts = sim_station_finish(&stations[where[customer]], event.at, &next);
                customer = next;
            }
            if (starts)
                sim_post(engine,
                         event.at + sim_time_from_s(
                                        sim_exponential_inverse(sim_u01(key, 2, customer, 0), 1)),
                         0, EVENT_DONE, customer, 0);
        }
        values[r] = stay / counted;
        for (uint32_t i = 0; i < n; i++)
            sim_station_release(&stations[i]);
        sim_engine_destroy(engine);
        free(stations);
        free(load);
        free(where);
        free(arrived);
    }
    if (!suite_wants(suite, name))
        return;
    if (near > 0)
        suite_limit(suite, name, "mean time in system [s]", source, exact, values, near);
    else
        suite_stochastic(suite, name, "mean time in system [s]", source, exact, values, bound);
}

void validate_sharing(struct suite *suite);
void validate_sharing(struct suite *suite)
{
    const double pi = 3.14159265358979323846;
    struct sim_distribution law;
    double g = 2 * pi / 60, mu = 1.0 / 5;

    sim_distribution_hyperexponential(&law, 1, 4);
    add_sharing(suite, "M/H2/1-PS, rho 0.7", 0.7, &law, 200000, 0.02);
    sim_distribution_constant(&law, 1);
    add_sharing(suite, "M/D/1-PS, rho 0.7", 0.7, &law, 200000, 0.02);
    sim_distribution_lognormal_mean_scv(&law, 1, 2);
    add_sharing(suite, "M/G/1-PS, lognormal, rho 0.7", 0.7, &law, 200000, 0.02);
    add_infinite(suite, "M/G/inf from empty, after 5 s", "number in service",
                 "(lambda/mu)(1 - exp(-mu t))", 20, 0, 1, 3, 5, 60 * (1 - exp(-5.0 / 3)), 0.01);
    add_infinite(suite, "M/G/inf, steady", "number in service", "lambda E[S]", 20, 0, 1, 3, 80, 60,
                 0.01);
    /* At a time when the swing of the number is at its peak. */
    add_infinite(suite, "Mt/M/inf, peak", "number in service", "Eick, Massey, Whitt", 30, 20, 60, 5,
                 (pi / 2 + atan(g / mu)) / g + 120, 150 + 20 / sqrt(mu * mu + g * g), 0.01);
    add_choice(suite, "two servers, random", "M/M/1 at half the rate", RANDOM, 1.8, 2, 300000,
               1 / (1 - 0.9), 0.06, 0);
    add_choice(suite, "two servers, in turn", "E2/M/1", IN_TURN, 1.8, 2, 300000,
               theory_in_turn_stay(1.8, 2), 0.05, 0);
    add_choice(suite, "two servers, shortest queue", "chain of both queues", SHORTEST, 1.8, 2,
               300000, theory_shortest_stay(1.8), 0.04, 0);
    add_choice(suite, "200 servers, two drawn, load 0.9", "limit of many servers (2 %)", TWO_RANDOM,
               180, 200, 300000, theory_two_choices_stay(0.9), 0, 0.02);
}
