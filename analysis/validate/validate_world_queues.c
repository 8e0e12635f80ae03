/*
 * validate_world_queues.c: the queues of theory through the world that scenarios run: Poisson or
 * evenly spaced traffic, a profile's Regions with slots and a queue or with shared capacity, and
 * service times by the model's own noise.
 *
 * A call takes no time before its first token and one noisy time after it, so that TTFT is the wait
 * and E2E the time in system. Requests of the first tenth are classes of their own: they fill the
 * system and are not counted. Patience is a class's read time-out, which in a streaming call
 * strikes only those who wait; a law of patience is a hundred classes at the midpoints of its
 * quantiles.
 */
#include "analysis/validate/formulas.h"
#include "analysis/validate/validate.h"
#include "models/policy/policy.h"
#include "models/scene/scene.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_PATIENCES = 100 };

struct queue {
    const char *name;
    uint32_t regions; /* each with so many slots, and so much room in its queue */
    uint32_t servers, room;
    bool shared; /* processor sharing among `servers` instead */
    const char *policy;
    double lambda; /* per s */
    bool even;     /* gaps of 1 / lambda instead of exponential ones */
    struct cri_noise_spec noise;
    double service;    /* s: what the noise is a factor of */
    double patience;   /* s; 0 = endless */
    bool any_patience; /* exponential with that mean */
    uint32_t customers;
    double by, stay_by; /* s: the shares that wait, or stay, longer */
};

enum result {
    WAIT,       /* mean, of those served [s] */
    STAY,       /* mean time in system, of those served [s] */
    WAITS,      /* share of those served that wait */
    WAITS_ALL,  /* share of all let in that wait */
    WAITS_LONG, /* share of those served that wait longer than `by` */
    STAYS_LONG,
    TURNED, /* share turned away */
    LEAVES, /* share that loses patience */
    N_RESULTS
};

/* Share of the finite values above x; a bin counts as above when it starts there. */
static double share_above(const struct sim_histogram *histogram, double x_s)
{
    sim_time x = sim_time_from_s(x_s);
    uint64_t above = 0, n = 0;

    for (uint32_t i = 0; i < histogram->n_bins; i++) {
        n += histogram->bins[i];
        if (sim_histogram_bin_low(histogram->bits, histogram->first_bin + i) > x)
            above += histogram->bins[i];
    }
    return (double)above / (double)n;
}

static void measure(const struct queue *queue, const struct cri_outcome *outcome, uint32_t first,
                    double results[N_RESULTS])
{
    struct sim_histogram wait, stay;
    struct cri_counts all = {0};
    double served;

    sim_histogram_init(&wait, 10);
    sim_histogram_init(&stay, 10);
    for (uint32_t c = first; c < outcome->n_classes; c++)
        for (int phase = 0; phase < CRI_N_PHASES; phase++) {
            cri_counts_add(&all, &outcome->classes[c].counts[phase]);
            sim_histogram_merge(&wait, &outcome->classes[c].ttft[phase]);
            sim_histogram_merge(&stay, &outcome->classes[c].e2e[phase]);
        }
    served = (double)all.terminal[CRI_COMPLETED];
    results[WAIT] = sim_histogram_mean(&wait) / 1e9;
    results[STAY] = sim_histogram_mean(&stay) / 1e9;
    results[WAITS] = share_above(&wait, 0);
    results[WAITS_LONG] = share_above(&wait, queue->by);
    results[STAYS_LONG] = share_above(&stay, queue->stay_by);
    results[TURNED] = (double)all.terminal[CRI_UNAVAILABLE] / (double)all.offered;
    results[LEAVES] = (double)all.terminal[CRI_TIMED_OUT] / (double)all.offered;
    results[WAITS_ALL] = (results[WAITS] * served + (double)all.terminal[CRI_TIMED_OUT]) /
                         (served + (double)all.terminal[CRI_TIMED_OUT]);
    sim_histogram_release(&wait);
    sim_histogram_release(&stay);
}

/* Two of each: warm-up and counted, by the label of a row. */
static void make_classes(struct cri_scene *scene, const struct queue *queue,
                         struct cri_class_spec *classes, uint32_t n)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

    for (uint32_t i = 0; i < 2 * n; i++) {
        double p = (i % n + 0.5) / n;

        classes[i] = scene->class;
        classes[i].name = sim_arena_printf(&scene->arena, "c%c%c", digits[i / 36], digits[i % 36]);
        classes[i].arrivals.label = i;
        classes[i].client.read_timeout =
            queue->patience == 0
                ? 0
                : sim_time_from_s(queue->any_patience ? -queue->patience * log(1 - p)
                                                      : queue->patience);
    }
    scene->spec.classes = classes;
    scene->spec.n_classes = 2 * n;
}

static void draw_rows(struct cri_scene *scene, const struct queue *queue, uint32_t *labels,
                      uint32_t n_patiences, struct sim_key key)
{
    double at = 0;

    for (uint32_t i = 0; i < queue->customers; i++) {
        double u[2];

        sim_u01_pair(key, 1, i, 0, u);
        at += queue->even ? 1 / queue->lambda : sim_exponential_inverse(u[0], 1 / queue->lambda);
        scene->rows[i].at = sim_time_from_s(at);
        scene->rows[i].output_tokens = 2;
        labels[i] = (uint32_t)(u[1] * n_patiences) + (i >= queue->customers / 10 ? n_patiences : 0);
    }
}

struct check {
    enum result result;
    const char *quantity, *source;
    double exact, bound, near; /* near > 0: a limit that is only approached */
};

static void add(struct suite *suite, const struct queue *queue, const struct check *checks,
                uint32_t n)
{
    uint32_t n_patiences = queue->any_patience ? MOST_PATIENCES : 1;
    double values[N_RESULTS][VALIDATE_REPLICATIONS];
    struct cri_class_spec *classes;
    struct cri_scene scene;
    uint32_t *labels;

    if (!suite_wants(suite, queue->name))
        return;
    cri_scene_init(&scene, queue->regions, queue->customers, 0);
    classes = sim_zeroed(2 * n_patiences, sizeof *classes);
    labels = sim_zeroed(queue->customers, sizeof *labels);
    scene.records.label = labels;
    scene.records.n_labels = 2 * n_patiences;
    scene.service.base_ttft = 0;
    scene.service.output_ns_per_token = queue->service * 1e9;
    scene.service.rate_noise = queue->noise;
    scene.class.streaming = true;
    if (queue->policy != NULL)
        scene.target.policy = cri_policy_find(queue->policy);
    for (uint32_t r = 0; r < queue->regions; r++)
        scene.capacity[r] =
            queue->shared
                ? (struct cri_capacity_spec){.kind = CRI_CAPACITY_SHARED, .width = queue->servers}
                : (struct cri_capacity_spec){
                      .kind = CRI_CAPACITY_SLOTS, .slots = queue->servers, .queue = queue->room};
    make_classes(&scene, queue, classes, n_patiences);
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct cri_outcome outcome;
        double results[N_RESULTS];

        draw_rows(&scene, queue, labels, n_patiences, suite_key(suite, queue->name, r));
        cri_scene_run(&scene, suite->seed ^ sim_hash_string(queue->name), r, &outcome);
        measure(queue, &outcome, n_patiences, results);
        cri_outcome_release(&outcome);
        for (int k = 0; k < N_RESULTS; k++)
            values[k][r] = results[k];
    }
    for (uint32_t i = 0; i < n; i++) {
        if (checks[i].near > 0)
            suite_limit(suite, queue->name, checks[i].quantity, checks[i].source, checks[i].exact,
                        values[checks[i].result], checks[i].near);
        else
            suite_stochastic(suite, queue->name, checks[i].quantity, checks[i].source,
                             checks[i].exact, values[checks[i].result], checks[i].bound);
    }
    free(classes);
    free(labels);
    cri_scene_release(&scene);
}

#define ADD(queue, ...)                                                                            \
    do {                                                                                           \
        const struct check checks[] = {__VA_ARGS__};                                               \
                                                                                                   \
        add(suite, &(queue), checks, sizeof checks / sizeof checks[0]);                            \
    } while (0)

/* Poisson arrivals at one Region whose calls wait in order, exponential service of mean 1 s. */
static struct queue poisson(const char *name, double lambda, uint32_t servers, uint32_t customers)
{
    return (struct queue){.name = name,
                          .regions = 1,
                          .servers = servers,
                          .room = UINT32_MAX / 2,
                          .lambda = lambda,
                          .noise = {.kind = CRI_NOISE_EXPONENTIAL},
                          .service = 1,
                          .customers = customers};
}

/* Lognormal service of mean 1 and this squared coefficient of variation. */
static void make_lognormal(struct queue *queue, double scv)
{
    double sigma2 = log(1 + scv);

    queue->noise = (struct cri_noise_spec){.sigma = sqrt(sigma2)};
    queue->service = exp(-sigma2 / 2);
}

/* ---- points ---- */

static void waiting(struct suite *suite)
{
    struct queue q = poisson("world, M/M/1, rho 0.8", 0.8, 1, 60000);
    double c, sigma;

    q.by = log(0.8 / 0.05) / 0.2;
    q.stay_by = log(1 / 0.01) / 0.2;
    ADD(q, {WAIT, "mean wait [s]", "rho / (mu - lambda)", 4, 0.04, 0},
        {STAY, "mean time in system [s]", "1 / (mu - lambda)", 5, 0.04, 0},
        {WAITS, "share that waits", "rho", 0.8, 0.01, 0},
        {WAITS_LONG, "share beyond the 95th percentile", "ln(rho / 0.05) / (mu - lambda)", 0.05,
         0.1, 0},
        {STAYS_LONG, "share in system beyond the 99th perc.", "ln(100) / (mu - lambda)", 0.01, 0.2,
         0});
    q = poisson("world, M/M/10, load 8", 8, 10, 80000);
    c = theory_erlang_c(8, 10);
    q.by = log(c / 0.05) / 2;
    ADD(q, {WAIT, "mean wait [s]", "Erlang C", c / 2, 0.05, 0},
        {WAITS, "share that waits", "Erlang C", c, 0.02, 0},
        {WAITS_LONG, "share beyond the 95th percentile", "ln(C / 0.05) / (c mu - lambda)", 0.05,
         0.1, 0});
    q = poisson("world, M/D/1, rho 0.8", 0.8, 1, 80000);
    q.noise = (struct cri_noise_spec){0};
    q.by = 1;
    ADD(q, {WAIT, "mean wait [s]", "Pollaczek-Khinchine", theory_pk_wait(0.8, 1, 1), 0.03, 0},
        {WAITS_LONG, "share that waits longer than 1 s", "Erlang 1909",
         theory_md1_wait_above(0.8, 1, 1), 0.02, 0});
    q = poisson("world, M/G/1, lognormal, scv 2", 0.6, 1, 120000);
    make_lognormal(&q, 2);
    ADD(q, {WAIT, "mean wait [s]", "Pollaczek-Khinchine", theory_pk_wait(0.6, 1, 3), 0.03, 0});
    q = poisson("world, D/M/1, gap 1.25", 0.8, 1, 80000);
    q.even = true;
    sigma = theory_dm1_sigma(1.25, 1);
    ADD(q, {WAIT, "mean wait [s]", "sigma / (mu (1 - sigma))", sigma / (1 - sigma), 0.03, 0},
        {WAITS, "share that waits", "sigma", sigma, 0.01, 0});
}

static void losing(struct suite *suite)
{
    struct queue q = poisson("world, M/M/110/110, load 100", 100, 110, 100000);
    double birth[11], death[11], p[11], number = 0, waits = 0;

    q.room = 0;
    ADD(q, {TURNED, "share turned away", "Erlang B", theory_erlang_b(100, 110), 0.04, 0});
    make_lognormal(&q, 4);
    q.name = "world, M/G/110/110, lognormal, scv 4";
    ADD(q,
        {TURNED, "share turned away", "Erlang B, insensitive", theory_erlang_b(100, 110), 0.08, 0});
    for (uint32_t i = 0; i <= 10; i++) {
        birth[i] = 5;
        death[i] = i < 4 ? i : 4;
    }
    theory_birth_death(birth, death, 10, p);
    for (uint32_t i = 0; i <= 10; i++) {
        number += i * p[i];
        waits += i >= 4 && i < 10 ? p[i] / (1 - p[10]) : 0;
    }
    q = poisson("world, M/M/4/10, load 5", 5, 4, 80000);
    q.room = 6;
    ADD(q, {TURNED, "share turned away", "birth-death", p[10], 0.02, 0},
        {WAITS, "share of those let in that waits", "birth-death", waits, 0.01, 0},
        {STAY, "mean time in system [s]", "Little's law", number / (5 * (1 - p[10])), 0.01, 0});
}

static void leaving(struct suite *suite)
{
    struct queue q = poisson("world, M/M/20 + patience of 0.5 s", 22, 20, 80000);
    enum { STATES = 1000 };
    double birth[STATES + 1], death[STATES + 1], p[STATES + 1];
    double line = 0, waits = 0;

    q.patience = 0.5;
    ADD(q, {LEAVES, "share that loses patience", "Baccelli and Hebuterne",
            theory_mmcd_leaves(22, 1, 20, 0.5), 0.03, 0});
    for (uint32_t i = 0; i <= STATES; i++) {
        birth[i] = 110;
        death[i] = i <= 100 ? i : 100 + (i - 100) * 0.5;
    }
    theory_birth_death(birth, death, STATES, p);
    for (uint32_t i = 100; i <= STATES; i++) {
        line += (i - 100) * p[i];
        waits += p[i];
    }
    q = poisson("world, Erlang A, 100 servers, load 110", 110, 100, 80000);
    q.patience = 2;
    q.any_patience = true;
    ADD(q, {LEAVES, "share that loses patience", "theta Lq / lambda", 0.5 * line / 110, 0.04, 0},
        {WAITS_ALL, "share that waits", "birth-death", waits, 0.02, 0});
}

/* Processor sharing: E[S] / (1 - rho) for any law of S, and with c servers E[S] + C E[S] / (c - a)
 * (each call at most at full speed: the chain of M/M/c, insensitive). */
static void sharing(struct suite *suite)
{
    struct queue q = poisson("world, M/M/1-PS, rho 0.7", 0.7, 1, 60000);
    double c = theory_erlang_c(8, 10);

    q.shared = true;
    ADD(q, {STAY, "mean time in system [s]", "E[S] / (1 - rho)", 1 / 0.3, 0.03, 0});
    q.noise = (struct cri_noise_spec){0};
    q.name = "world, M/D/1-PS, rho 0.7";
    ADD(q, {STAY, "mean time in system [s]", "E[S] / (1 - rho), insensitive", 1 / 0.3, 0.02, 0});
    make_lognormal(&q, 2);
    q.name = "world, M/G/1-PS, lognormal, rho 0.7";
    ADD(q, {STAY, "mean time in system [s]", "E[S] / (1 - rho), insensitive", 1 / 0.3, 0.03, 0});
    q = poisson("world, M/M/10-PS, load 8", 8, 10, 60000);
    q.shared = true;
    ADD(q, {STAY, "mean time in system [s]", "1 + C / (c mu - lambda)", 1 + c / 2, 0.01, 0});
}

/* Several Regions of one slot each, and how a router chooses among them. */
static void choosing(struct suite *suite)
{
    struct queue q = poisson("world, two Regions in turn", 1.8, 1, 100000);

    q.regions = 2;
    q.policy = "round-robin";
    ADD(q, {STAY, "mean time in system [s]", "E2/M/1", theory_in_turn_stay(1.8, 2), 0.08, 0});
    q.name = "world, two Regions, shorter queue";
    q.policy = "least-loaded";
    ADD(q, {STAY, "mean time in system [s]", "chain of both queues", theory_shortest_stay(1.8),
            0.06, 0});
    q = poisson("world, 64 Regions, two drawn", 0.9 * 64, 1, 200000);
    q.regions = CRI_SCENE_REGIONS;
    q.policy = "two-random";
    ADD(q, {STAY, "mean time in system [s]", "limit of many servers (5 %)",
            theory_two_choices_stay(0.9), 0, 0.05});
}

void validate_world_queues(struct suite *suite);
void validate_world_queues(struct suite *suite)
{
    suite->path = VALIDATE_WORLD;
    waiting(suite);
    losing(suite);
    leaving(suite);
    sharing(suite);
    choosing(suite);
}
