/*
 * Nobody's luck depends on who else is there: adding a class, an outage that hits nobody, a retry
 * of another request or thinning the traffic leaves every other request's draws as they were; where
 * capacity is scarce, so does a class that uses none of it. A refusal costs no luck. Two worlds are
 * run and compared request by request, by their E2E times.
 */
#include "models/arrivals.h"
#include "models/policy/policy.h"
#include "models/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 2000 };

static const struct cri_region_spec regions[] = {{"near", "x"}, {"far", "x"}};
static const sim_time rtt[4] = {SIM_MS, 30 * SIM_MS, 30 * SIM_MS, SIM_MS};
static const uint32_t destinations[] = {0, 1};
static const struct cri_capacity_spec unlimited[2];
#define SERVICE(name)                                                                              \
    {                                                                                              \
        .model = name, .base_ttft = 300 * SIM_MS, .prefill_ns_per_token = 1e4,                     \
        .output_ns_per_token = 1e7, .ttft_noise = {.sigma = 0.4}, .rate_noise = {.sigma = 0.3},    \
        .output_burndown = 5                                                                       \
    }
static const struct cri_service_spec services[] = {SERVICE("m"), SERVICE("n")};
static struct cri_record rows[ROWS];
static struct cri_records records = {.rows = rows, .n = ROWS};
static int n_failures;

static void check(bool holds, const char *what)
{
    if (!holds) {
        printf("broken: %s\n", what);
        n_failures++;
    }
}

struct world {
    struct cri_target_spec target;
    struct cri_class_spec classes[2];
    struct cri_outage_spec outages[2];
    struct cri_spec spec;
};

static struct cri_class_spec class_of(const char *name, const struct cri_target_spec *target)
{
    return (struct cri_class_spec){.name = name,
                                   .runs = true,
                                   .max_tokens = 500,
                                   .streaming = true,
                                   .n_targets = 1,
                                   .targets = target,
                                   .client = {.preset = "x",
                                              .max_attempts = 3,
                                              .backoff_throttle = SIM_SECOND,
                                              .backoff_transient = SIM_SECOND,
                                              .instances = 1},
                                   .arrivals = {.name = "traffic",
                                                .records = &records,
                                                .label = CRI_NONE,
                                                .scale = 1,
                                                .warp = 1,
                                                .loops = 1}};
}

static void make(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->target = (struct cri_target_spec){.mode = CRI_MODE_GEOGRAPHIC,
                                         .model_id = "m",
                                         .quota = CRI_NONE,
                                         .price = CRI_NONE,
                                         .n_destinations = 2,
                                         .destinations = destinations,
                                         .policy = cri_policy_find("two-random")};
    w->classes[0] = class_of("first", &w->target);
    w->classes[1] = class_of("second", &w->target);
    /* Half of the calls fail before their first token in the far Region, the whole run long. */
    w->outages[0] = (struct cri_outage_spec){.name = "brown",
                                             .kind = CRI_OUTAGE_BROWN_OUT,
                                             .n_regions = 1,
                                             .regions = &destinations[1],
                                             .end = SIM_TIME_MAX,
                                             .error_share = 0.5};
    /* Somewhere, some time, to nobody. */
    w->outages[1] = (struct cri_outage_spec){.name = "elsewhere",
                                             .kind = CRI_OUTAGE_LATENCY,
                                             .drawn = true,
                                             .mean_up_s = 100,
                                             .repair_p50_s = 20,
                                             .repair_p90_s = 60,
                                             .added = 1};
    w->spec = (struct cri_spec){.option = "luck",
                                .n_regions = 2,
                                .regions = regions,
                                .rtt = rtt,
                                .routing = {.hop_rtt_factor = 2},
                                .n_services = 1,
                                .services = services,
                                .capacity = unlimited,
                                .n_classes = 1,
                                .classes = w->classes,
                                .n_outages = 1,
                                .outages = w->outages,
                                .horizon = records.span + 1,
                                .drain = SIM_HOUR};
    /* A policy without a view of load: what the others do must not matter. */
    w->target.policy = cri_policy_find("nearest");
}

/* What came of it, request by request too. */
struct met {
    struct cri_outcome outcome;
    struct sim_column e2e[2];
};

static void run_seed(const struct world *w, uint64_t seed, struct met *met)
{
    *met = (struct met){0};
    cri_outcome_init(&met->outcome, &w->spec);
    cri_world_run(&w->spec, &(struct cri_run_settings){.seed = seed, .e2e = met->e2e},
                  &met->outcome);
}

static void run(const struct world *w, struct met *met)
{
    run_seed(w, 5, met);
}

static void met_release(struct met *met)
{
    for (int c = 0; c < 2; c++)
        sim_column_release(&met->e2e[c]);
    cri_outcome_release(&met->outcome);
}

/* Requests of class 0, one by one. */
static bool same_times(const struct met *a, const struct met *b)
{
    return a->e2e[0].n == b->e2e[0].n && a->e2e[0].n > 0 &&
           memcmp(a->e2e[0].values, b->e2e[0].values, a->e2e[0].n * sizeof(int64_t)) == 0;
}

/* Two models with a few slots and a short queue in each Region; the near one fails now and then
 * with what is in flight there, so that calls of one age stand before the same few slots. The first
 * class uses one model, the second the other. */
static void make_scarce(struct world *w)
{
    static const struct cri_capacity_spec few[4] = {
        {.kind = CRI_CAPACITY_SLOTS, .slots = 9, .queue = 4},
        {.kind = CRI_CAPACITY_SLOTS, .slots = 9, .queue = 4},
        {.kind = CRI_CAPACITY_SLOTS, .slots = 9, .queue = 4},
        {.kind = CRI_CAPACITY_SLOTS, .slots = 9, .queue = 4},
    };

    make(w);
    w->outages[0] = (struct cri_outage_spec){.name = "loss",
                                             .kind = CRI_OUTAGE_SERVING_LOSS,
                                             .n_regions = 1,
                                             .regions = &destinations[0],
                                             .drawn = true,
                                             .mean_up_s = 10,
                                             .repair_p50_s = 3,
                                             .repair_p90_s = 6,
                                             .in_flight_lost = true};
    w->classes[1].model = 1;
    w->spec.n_services = 2;
    w->spec.capacity = few;
}

static void scarce_capacity(void)
{
    struct world plain, other;
    struct met a, b;
    struct cri_counts counts;

    make_scarce(&plain);
    run(&plain, &a);
    counts = cri_outcome_total(&a.outcome, CRI_N_PHASES);
    check(counts.terminal[CRI_UNAVAILABLE] > ROWS / 100 && counts.reactive_requests > ROWS / 20,
          "capacity is scarce");
    make_scarce(&other);
    other.spec.n_classes = 2;
    run(&other, &b);
    check(same_times(&a, &b), "a class with its own capacity shifts another's");
    met_release(&b);

    /* The class that was there comes second now. */
    make_scarce(&other);
    other.spec.n_classes = 2;
    other.classes[1] = plain.classes[0];
    other.classes[0] = class_of("second", &other.target);
    other.classes[0].model = 1;
    run(&other, &b);
    check(memcmp(a.e2e[0].values, b.e2e[1].values, ROWS * sizeof *a.e2e[0].values) == 0,
          "the order of the classes matters");
    met_release(&b);

    make_scarce(&other);
    other.spec.n_outages = 2;
    run(&other, &b);
    check(same_times(&a, &b), "where capacity is scarce, an outage that hits nobody shifts calls");
    met_release(&a);
    met_release(&b);
}

/* Half of the traffic, kept by a draw of its own: each request that is left meets what it met. */
static void thinned(void)
{
    struct world plain, other;
    struct met a, b;
    struct cri_cursor cursor;
    struct cri_arrival arrival;
    uint64_t same = 0, n = 0;

    make(&plain);
    run(&plain, &a);
    make(&other);
    other.classes[0].arrivals.scale = 0.5;
    run(&other, &b);
    cri_cursor_init(&cursor, &other.classes[0].arrivals, 5, 0, NULL);
    while (cri_cursor_next(&cursor, &arrival)) {
        same += a.e2e[0].values[arrival.ordinal] == b.e2e[0].values[arrival.position];
        n++;
    }
    check(n == b.e2e[0].n && n > ROWS / 3 && n < 2 * ROWS / 3,
          "about half of the requests are kept");
    check(same == n, "a request that thinning keeps loses its luck");
    met_release(&a);
    met_release(&b);
}

/* A request that is there at a load is there at every higher one, and meets there what it met. */
static void loaded(double low, double high)
{
    struct world less, more;
    struct met a, b;
    struct cri_cursor few, many;
    struct cri_arrival x, y;
    uint64_t n = 0, same = 0, copies = 0;

    make(&less);
    less.classes[0].arrivals.load = low;
    run(&less, &a);
    make(&more);
    more.classes[0].arrivals.load = high;
    run(&more, &b);
    cri_cursor_init(&few, &less.classes[0].arrivals, 5, 0, NULL);
    cri_cursor_init(&many, &more.classes[0].arrivals, 5, 0, NULL);
    while (cri_cursor_next(&few, &x)) {
        do
            if (!cri_cursor_next(&many, &y))
                break;
        while (y.ordinal != x.ordinal || y.copy != x.copy);
        same += y.at == x.at && a.e2e[0].values[x.position] == b.e2e[0].values[y.position];
        copies += x.copy > 0;
        n++;
    }
    check(n == a.e2e[0].n && b.e2e[0].n > n, "a load leaves some out");
    check(same == n, "a higher load changes the luck of who was there");
    check((copies > 0) == (low > 1), "there are no copies");
    met_release(&a);
    met_release(&b);
}

/* Every call gets in, some of them after refusals: as many service times as before, and the same.
 */
static void refused(void)
{
    static const struct cri_quota_spec quota = {.name = "few",
                                                .requests_per_min = 320,
                                                .tokens_per_min = CRI_NO_LIMIT,
                                                .tokens_per_day = CRI_NO_LIMIT,
                                                .units_per_min = CRI_NO_LIMIT};
    struct world plain, other;
    struct met a, b;
    const struct sim_histogram *x, *y;

    make(&plain);
    plain.spec.n_outages = 0;
    run(&plain, &a);
    make(&other);
    other.spec.n_outages = 0;
    other.spec.n_quotas = 1;
    other.spec.quotas = &quota;
    other.target.quota = 0;
    other.classes[0].client.max_attempts = 100;
    other.classes[0].client.backoff_cap = 5 * SIM_SECOND;
    run(&other, &b);
    check(cri_outcome_total(&b.outcome, CRI_N_PHASES).refused_by[CRI_LIMIT_RPM] > ROWS / 100 &&
              cri_outcome_total(&b.outcome, CRI_N_PHASES).terminal[CRI_COMPLETED] == ROWS,
          "some calls are refused, and all requests completed");
    x = &a.outcome.classes[0].attempt_latency;
    y = &b.outcome.classes[0].attempt_latency;
    check(x->count == ROWS && y->count == ROWS && x->min == y->min && x->max == y->max &&
              x->sum == y->sum,
          "a refusal costs luck");
    met_release(&a);
    met_release(&b);
}

int main(void)
{
    struct world plain, other;
    struct met a, b;
    uint64_t found = 0;

    for (uint32_t i = 0; i < ROWS; i++)
        rows[i] = (struct cri_record){.at = i * (SIM_SECOND / 7),
                                      .input_tokens = 100 + i % 900,
                                      .output_tokens = 1 + i % 300};
    records.span = rows[ROWS - 1].at;
    make(&plain);
    run(&plain, &a);

    make(&other);
    other.spec.n_classes = 2;
    run(&other, &b);
    check(same_times(&a, &b), "another class changes the luck of the first");
    check(memcmp(b.e2e[0].values, b.e2e[1].values, ROWS * sizeof *b.e2e[0].values) != 0,
          "two classes have the same luck");
    met_release(&b);

    make(&other);
    other.spec.n_outages = 2;
    run(&other, &b);
    check(same_times(&a, &b), "an outage that hits nobody changes somebody's luck");
    check(b.outcome.outages[1].n > 0, "the outage that hits nobody never came");
    met_release(&b);

    /* The calls that fail are retried, or not: those that went well do as before. */
    make(&plain);
    plain.target.n_destinations = 1;
    plain.target.destinations = &destinations[1];
    make(&other);
    other.target = plain.target;
    other.classes[0].client.max_attempts = 1;
    met_release(&a);
    run(&plain, &a);
    run(&other, &b);
    for (uint32_t i = 0; i < ROWS; i++) {
        bool first_try = b.e2e[0].values[i] >= 0;

        found += first_try;
        if (first_try && a.e2e[0].values[i] != b.e2e[0].values[i]) {
            check(false, "a retry changes the luck of another request");
            break;
        }
    }
    check(found > ROWS / 3 && found < 2 * ROWS / 3, "about half of the first calls go well");
    met_release(&a);
    met_release(&b);

    /* Another seed is another luck. */
    make(&plain);
    run(&plain, &a);
    run_seed(&plain, 6, &b);
    check(!same_times(&a, &b), "another seed changes nothing");
    met_release(&b);

    /* Twice the traffic: every other copy is the request that was there before. */
    make(&other);
    other.classes[0].arrivals.scale = 2;
    run(&other, &b);
    found = 0;
    for (uint32_t i = 0; i < ROWS; i++)
        for (uint32_t copy = 0; copy < 2; copy++)
            found += a.e2e[0].values[i] == b.e2e[0].values[2 * i + copy];
    check(found >= ROWS, "a request that is scaled up loses its own luck");
    met_release(&a);
    met_release(&b);
    scarce_capacity();
    thinned();
    refused();
    loaded(0.3, 1);
    loaded(1, 1.2);
    loaded(2.4, 3.7);
    printf("%d laws of luck broken\n", n_failures);
    return n_failures > 0;
}
