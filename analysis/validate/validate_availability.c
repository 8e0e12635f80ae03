/*
 * validate_availability.c: components that fail and are repaired by themselves, as events of the
 * kernel, against what reliability theory says of systems of them: k of n, capacity against demand,
 * a common cause in series, the time to the first failure of the whole.
 */
#include "analysis/validate/validate.h"
#include "sim/base/assert.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/tally.h"

#include <math.h>

enum { MOST = 8 };

/* An hour of these simulations: centuries of them fit into a sim_time. */
#define HOUR SIM_SECOND

/* Components with exponential times up and down, all up at the start. The last of them may be one
 * that all others need. */
struct parts {
    uint32_t n;                        /* <= MOST, without the common one */
    double up_h, down_h;               /* means */
    int64_t capacity[MOST];            /* of each while up */
    double common_up_h, common_down_h; /* common_up_h 0 = there is none */
};

struct state {
    const struct parts *parts;
    struct sim_key key;
    struct sim_engine *engine;
    bool up[MOST + 1];
    uint32_t draws[MOST + 1];
    uint32_t n_up; /* of the n; 0 while the common one is down */
    int64_t capacity;
};

static void post_change(struct state *state, uint32_t part, sim_time now)
{
    const struct parts *parts = state->parts;
    bool common = part == parts->n;
    double mean = state->up[part] ? (common ? parts->common_up_h : parts->up_h)
                                  : (common ? parts->common_down_h : parts->down_h);
    double u = sim_u01(state->key, 1, part, state->draws[part]++);

    sim_post(state->engine, now + sim_time_from_ns(sim_exponential_inverse(u, mean) * (double)HOUR),
             0, 0, part, 0);
}

static void count(struct state *state)
{
    bool works = state->parts->common_up_h == 0 || state->up[state->parts->n];

    state->n_up = 0;
    state->capacity = 0;
    for (uint32_t i = 0; i < state->parts->n && works; i++) {
        state->n_up += state->up[i];
        state->capacity += state->up[i] ? state->parts->capacity[i] : 0;
    }
}

static void start(struct state *state, const struct parts *parts, struct sim_key key)
{
    *state = (struct state){.parts = parts, .key = key};
    state->engine = sim_engine_create(&(struct sim_engine_config){0});
    for (uint32_t i = 0; i < parts->n + (parts->common_up_h > 0); i++) {
        state->up[i] = true;
        post_change(state, i, 0);
    }
    count(state);
}

/* The next component fails or is back. */
static sim_time step(struct state *state)
{
    struct sim_event event;
    bool any = sim_next(state->engine, &event);

    SIM_ASSERT(any, "a component without an event");
    state->up[event.index] = !state->up[event.index];
    post_change(state, event.index, event.at);
    count(state);
    return event.at;
}

/* ---- shares of time ---- */

struct shares {
    double fewer;    /* share of time with fewer than k up */
    double short_of; /* share of time with less capacity than demand */
    double unmet;    /* share of demand */
    double capacity; /* mean */
};

static struct shares observe(const struct parts *parts, uint32_t k, int64_t demand, double hours,
                             struct sim_key key)
{
    struct sim_integral fewer, short_of, unmet, capacity;
    sim_time end = (sim_time)(hours * (double)HOUR);
    struct state state;
    sim_time now = 0;

    start(&state, parts, key);
    sim_integral_init(&fewer, state.n_up < k, 0);
    sim_integral_init(&short_of, state.capacity < demand, 0);
    sim_integral_init(&unmet, state.capacity < demand ? demand - state.capacity : 0, 0);
    sim_integral_init(&capacity, state.capacity, 0);
    while (now < end) {
        now = step(&state);
        sim_integral_set(&fewer, now, state.n_up < k);
        sim_integral_set(&short_of, now, state.capacity < demand);
        sim_integral_set(&unmet, now, state.capacity < demand ? demand - state.capacity : 0);
        sim_integral_set(&capacity, now, state.capacity);
    }
    sim_engine_destroy(state.engine);
    return (struct shares){sim_integral_mean(&fewer), sim_integral_mean(&short_of),
                           demand > 0 ? sim_integral_mean(&unmet) / (double)demand : 0,
                           sim_integral_mean(&capacity)};
}

/* The same by all 2^n states. */
static struct shares enumerate(const struct parts *parts, uint32_t k, int64_t demand)
{
    double a = parts->up_h / (parts->up_h + parts->down_h);
    double common = parts->common_up_h > 0
                        ? parts->common_up_h / (parts->common_up_h + parts->common_down_h)
                        : 1;
    struct shares shares = {1 - common, 1 - common, demand > 0 ? 1 - common : 0, 0};

    for (uint32_t set = 0; set < 1u << parts->n; set++) {
        double p = common;
        uint32_t n_up = 0;
        int64_t capacity = 0;

        for (uint32_t i = 0; i < parts->n; i++) {
            bool up = (set >> i & 1) != 0;

            p *= up ? a : 1 - a;
            n_up += up;
            capacity += up ? parts->capacity[i] : 0;
        }
        shares.fewer += n_up < k ? p : 0;
        shares.capacity += p * (double)capacity;
        if (capacity < demand) {
            shares.short_of += p;
            shares.unmet += p * (double)(demand - capacity) / (double)demand;
        }
    }
    return shares;
}

static void add_k_of_n(struct suite *suite, const char *name, const struct parts *parts, uint32_t k,
                       double hours, double bound)
{
    double values[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++)
        values[r] = observe(parts, k, 0, hours, suite_key(suite, name, r)).fewer;
    suite_stochastic(suite, name, "share of time not available", "sum over all states",
                     enumerate(parts, k, 0).fewer, values, bound);
}

static void add_capacity(struct suite *suite, const struct parts *parts, int64_t demand,
                         double hours)
{
    const char *name = "capacity of Regions that fail";
    struct shares exact = enumerate(parts, 0, demand);
    double short_of[VALIDATE_REPLICATIONS], unmet[VALIDATE_REPLICATIONS];
    double capacity[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct shares seen = observe(parts, 0, demand, hours, suite_key(suite, name, r));

        short_of[r] = seen.short_of;
        unmet[r] = seen.unmet;
        capacity[r] = seen.capacity;
    }
    suite_stochastic(suite, name, "share of time below the demand", "sum over all states",
                     exact.short_of, short_of, 0.1);
    suite_stochastic(suite, name, "share of the demand not met", "sum over all states", exact.unmet,
                     unmet, 0.1);
    suite_stochastic(suite, name, "mean capacity", "sum over all states", exact.capacity, capacity,
                     0.001);
}

/* Two that are repaired on their own, one is enough: mean time until both are down. */
static void add_first_failure(struct suite *suite, const char *name, double up_h, double down_h,
                              uint32_t times)
{
    const struct parts parts = {.n = 2, .up_h = up_h, .down_h = down_h};
    double l = 1 / up_h, m = 1 / down_h;
    double values[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        double sum = 0;

        for (uint32_t i = 0; i < times; i++) {
            struct state state;
            sim_time now = 0;

            start(&state, &parts, suite_key(suite, name, r * times + i));
            while (state.n_up > 0)
                now = step(&state);
            sum += (double)now / (double)HOUR;
            sim_engine_destroy(state.engine);
        }
        values[r] = sum / times;
    }
    suite_stochastic(suite, name, "mean time to the first failure [h]", "(3 l + m) / (2 l^2)",
                     (3 * l + m) / (2 * l * l), values, 0.04);
}

static void add_tables(struct suite *suite)
{
    const struct parts three = {.n = 3, .up_h = 199, .down_h = 1};
    const struct parts behind = {
        .n = 3, .up_h = 199, .down_h = 1, .common_up_h = 1999, .common_down_h = 1};

    suite_exact(suite, "k of n", "2 of 3, each 99.5 %", "table", 0.99992525,
                1 - enumerate(&three, 2, 0).fewer);
    suite_exact(suite, "k of n", "1 of 3, each 99.5 %", "table", 0.999999875,
                1 - enumerate(&three, 1, 0).fewer);
    suite_exact(suite, "k of n", "3 of 3, each 99.5 %", "table", 0.985074875,
                1 - enumerate(&three, 3, 0).fewer);
    suite_exact(suite, "k of n", "2 of 3 behind one of 99.95 %", "table", 0.999425287375,
                1 - enumerate(&behind, 2, 0).fewer);
}

void validate_availability(struct suite *suite);
void validate_availability(struct suite *suite)
{
    const struct parts three = {.n = 3, .up_h = 199, .down_h = 1};
    const struct parts behind = {
        .n = 3, .up_h = 199, .down_h = 1, .common_up_h = 1999, .common_down_h = 1};
    const struct parts quotas = {.n = 3, .up_h = 99, .down_h = 1, .capacity = {400, 300, 300}};

    add_tables(suite);
    add_k_of_n(suite, "2 of 3 Regions, each 99.5 %", &three, 2, 1000000, 0.1);
    add_k_of_n(suite, "3 of 3 Regions, each 99.5 %", &three, 3, 200000, 0.02);
    add_k_of_n(suite, "2 of 3 behind a control plane", &behind, 2, 1000000, 0.05);
    add_capacity(suite, &quotas, 600, 300000);
    add_first_failure(suite, "1 of 2, up 10 h, repair 2 h", 10, 2, 500);
    add_first_failure(suite, "1 of 2, up 500 h, repair 2 h", 500, 2, 200);
}
