/*
 * validate_world.c: the Bedrock world against closed forms: slots as a loss system, retries,
 * failures drawn over a year.
 */
#include "analysis/study/validate.h"
#include "models/arrivals.h"
#include "models/policy/policy.h"
#include "models/world.h"
#include "sim/base/assert.h"

#include <math.h>
#include <stdlib.h>

static double erlang_b(double a, uint32_t c)
{
    double b = 1;

    for (uint32_t k = 1; k <= c; k++)
        b = a * b / (k + a * b);
    return b;
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
        struct sim_key key = suite_key(suite, "world", r);
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
    suite_stochastic(suite, "world, M/G/c/c", "share refused for want of a slot", "Erlang B",
                     erlang_b(load, slots), values, bound);
}

/* Every Region of n fails by itself; what the provider's failures cost a year, from its start in
 * good health: U T - U (1 - exp(-(l + m) T)) / (l + m), U = l / (l + m). */
static void add_failures(struct suite *suite, double up_h, double down_h, double hours)
{
    const char *name = "failures drawn for a year";
    static const struct cri_region_spec region = {"a", "x"};
    static const sim_time rtt = 0;
    static const uint32_t hit = 0;
    static const struct cri_capacity_spec capacity;
    static const struct cri_service_spec service = {.model = "m", .output_burndown = 1};
    const struct cri_outage_spec outage = {.name = "o",
                                           .kind = CRI_OUTAGE_SERVING_LOSS,
                                           .n_regions = 1,
                                           .regions = &hit,
                                           .drawn = true,
                                           .mean_up_s = up_h * 3600,
                                           .repair_p50_s = down_h * 3600,
                                           .repair_p90_s = down_h * 3600,
                                           .repair_exponential = true};
    double l = 1 / up_h, m = 1 / down_h;
    double u = l / (l + m);
    double share[VALIDATE_REPLICATIONS], count[VALIDATE_REPLICATIONS];
    enum { YEARS = 40 };

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        double ns = 0, n = 0;

        for (uint32_t y = 0; y < YEARS; y++) {
            struct cri_spec spec = {.arm = "a",
                                    .n_regions = 1,
                                    .regions = &region,
                                    .rtt = &rtt,
                                    .n_services = 1,
                                    .services = &service,
                                    .capacity = &capacity,
                                    .n_outages = 1,
                                    .outages = &outage,
                                    .horizon = (sim_time)(hours * (double)SIM_HOUR)};
            struct cri_outcome outcome;

            cri_outcome_init(&outcome, &spec);
            cri_world_run(
                &spec,
                &(struct cri_run_options){.seed = suite->seed + 77, .replication = r * YEARS + y},
                &outcome);
            ns += (double)outcome.outages[0].ns;
            n += (double)outcome.outages[0].n;
            cri_outcome_release(&outcome);
        }
        share[r] = ns / 1e9 / 3600 / YEARS;
        count[r] = n / YEARS;
    }
    suite_stochastic(suite, name, "hours down", "alternating renewal from up",
                     u * hours - u * (1 - exp(-(l + m) * hours)) / (l + m), share, 0.05);
    /* Failures: those that start while up, at rate l. */
    suite_stochastic(suite, name, "failures", "alternating renewal from up",
                     l * (hours - (u * hours - u * (1 - exp(-(l + m) * hours)) / (l + m))), count,
                     0.05);
}

/* A profile of n Regions that fail by themselves: a probe is lost only while all n are down at
 * once, a share (1 - A)^n of the time; with n = 1 it is 1 - A. */
static void add_profile(struct suite *suite, uint32_t n, double up_h, double down_h, double hours,
                        double bound)
{
    static const char *const names[] = {"profile of 1 Region that fails", "profile of 2 Regions",
                                        "profile of 3 Regions"};
    static const struct cri_region_spec regions[] = {{"a", "x"}, {"b", "x"}, {"c", "x"}};
    static const sim_time rtt[9];
    static const uint32_t destinations[] = {0, 1, 2};
    static const char *const outage_names[] = {"o/a", "o/b", "o/c"};
    static const struct cri_capacity_spec capacity[3];
    static const struct cri_service_spec service = {
        .model = "m", .base_ttft = SIM_MS, .output_burndown = 1};
    const char *name = names[n - 1];
    const struct cri_target_spec target = {.mode = CRI_MODE_GEOGRAPHIC,
                                           .model_id = "m",
                                           .quota = CRI_NONE,
                                           .price = CRI_NONE,
                                           .n_destinations = n,
                                           .destinations = destinations,
                                           .policy = cri_policy_find("source-first")};
    const uint32_t probes = (uint32_t)(hours * 6); /* every ten minutes */
    struct cri_record *rows = malloc(probes * sizeof *rows);
    struct cri_records records = {.rows = rows, .n = probes};
    struct cri_outage_spec outages[3];
    double lost[VALIDATE_REPLICATIONS];
    struct cri_class_spec class = {.name = "c",
                                   .runs = true,
                                   .max_tokens = 1,
                                   .n_targets = 1,
                                   .targets = &target,
                                   .client = {.preset = "none", .max_attempts = 1, .instances = 1},
                                   .arrivals = {.name = "t",
                                                .records = &records,
                                                .label = CRI_NONE,
                                                .scale = 1,
                                                .warp = 1,
                                                .loops = 1}};
    struct cri_spec spec = {.arm = "a",
                            .n_regions = n,
                            .regions = regions,
                            .rtt = rtt,
                            .n_services = 1,
                            .services = &service,
                            .capacity = capacity,
                            .n_classes = 1,
                            .classes = &class,
                            .n_outages = n,
                            .outages = outages,
                            .drain = SIM_HOUR};

    SIM_ASSERT(rows != NULL && n >= 1 && n <= 3, "out of memory");
    for (uint32_t i = 0; i < probes; i++)
        rows[i] = (struct cri_record){
            .at = (sim_time)i * 10 * SIM_MINUTE, .input_tokens = 1, .output_tokens = 1};
    for (uint32_t r = 0; r < n; r++)
        outages[r] = (struct cri_outage_spec){.name = outage_names[r],
                                              .kind = CRI_OUTAGE_SERVING_LOSS,
                                              .n_regions = 1,
                                              .regions = &destinations[r],
                                              .drawn = true,
                                              .mean_up_s = up_h * 3600,
                                              .repair_p50_s = down_h * 3600,
                                              .repair_p90_s = down_h * 3600,
                                              .repair_exponential = true,
                                              .in_flight_lost = true};
    records.span = rows[probes - 1].at;
    spec.horizon = records.span + 1;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS && suite_wants(suite, name); r++) {
        struct cri_outcome outcome;
        struct cri_counts counts;

        cri_outcome_init(&outcome, &spec);
        cri_world_run(&spec, &(struct cri_run_options){.seed = suite->seed + n, .replication = r},
                      &outcome);
        counts = cri_outcome_total(&outcome, CRI_N_PHASES);
        lost[r] = (double)counts.terminal[CRI_UNAVAILABLE] / (double)counts.offered;
        cri_outcome_release(&outcome);
    }
    free(rows);
    if (suite_wants(suite, name))
        suite_stochastic(suite, name, "share of calls lost", "(1 - A)^n, A = up / (up + down)",
                         pow(down_h / (up_h + down_h), n), lost, bound);
}

/* Independent failures of attempts, at most n of them: (1 - p^n) / (1 - p) attempts, p^n fail. */
static void add_retries(struct suite *suite, double p, uint32_t max_attempts, uint32_t arrivals)
{
    const char *name = "retries, attempts fail by themselves";
    static const struct cri_region_spec region = {"a", "x"};
    static const sim_time rtt = 0;
    static const uint32_t zero = 0;
    static const struct cri_capacity_spec capacity;
    static const struct cri_service_spec service = {
        .model = "m", .base_ttft = SIM_MS, .output_burndown = 1};
    const struct cri_target_spec target = {.mode = CRI_MODE_SINGLE_REGION,
                                           .model_id = "m",
                                           .quota = CRI_NONE,
                                           .price = CRI_NONE,
                                           .n_destinations = 1,
                                           .destinations = &zero};
    const struct cri_outage_spec outage = {.name = "o",
                                           .kind = CRI_OUTAGE_BROWN_OUT,
                                           .n_regions = 1,
                                           .regions = &zero,
                                           .end = SIM_TIME_MAX,
                                           .error_share = p};
    struct cri_record *rows = malloc(arrivals * sizeof *rows);
    struct cri_records records = {.rows = rows, .n = arrivals};
    double attempts[VALIDATE_REPLICATIONS], failed[VALIDATE_REPLICATIONS];
    struct cri_class_spec class = {.name = "c",
                                   .runs = true,
                                   .max_tokens = 1,
                                   .n_targets = 1,
                                   .targets = &target,
                                   .client = {.preset = "none",
                                              .max_attempts = max_attempts,
                                              .backoff_transient = SIM_SECOND,
                                              .instances = 1},
                                   .arrivals = {.name = "t",
                                                .records = &records,
                                                .label = CRI_NONE,
                                                .scale = 1,
                                                .warp = 1,
                                                .loops = 1}};
    struct cri_spec spec = {.arm = "a",
                            .n_regions = 1,
                            .regions = &region,
                            .rtt = &rtt,
                            .n_services = 1,
                            .services = &service,
                            .capacity = &capacity,
                            .n_classes = 1,
                            .classes = &class,
                            .n_outages = 1,
                            .outages = &outage,
                            .horizon = arrivals * SIM_SECOND + 1,
                            .drain = SIM_HOUR};

    SIM_ASSERT(rows != NULL, "out of memory");
    for (uint32_t i = 0; i < arrivals; i++)
        rows[i] = (struct cri_record){.at = i * SIM_SECOND, .input_tokens = 1, .output_tokens = 1};
    records.span = rows[arrivals - 1].at;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS && suite_wants(suite, name); r++) {
        struct cri_outcome outcome;
        struct cri_counts counts;

        cri_outcome_init(&outcome, &spec);
        cri_world_run(&spec, &(struct cri_run_options){.seed = suite->seed + 78, .replication = r},
                      &outcome);
        counts = cri_outcome_total(&outcome, CRI_N_PHASES);
        attempts[r] = (double)counts.attempts / (double)counts.offered;
        failed[r] = (double)counts.terminal[CRI_UNAVAILABLE] / (double)counts.offered;
        cri_outcome_release(&outcome);
    }
    free(rows);
    if (!suite_wants(suite, name))
        return;
    suite_stochastic(suite, name, "attempts a request", "(1 - p^n) / (1 - p)",
                     (1 - pow(p, max_attempts)) / (1 - p), attempts, 0.01);
    suite_stochastic(suite, name, "share that fails", "p^n", pow(p, max_attempts), failed, 0.05);
}

void validate_world(struct suite *suite);
void validate_world(struct suite *suite)
{
    if (suite_wants(suite, "world, M/G/c/c"))
        add_world(suite, 110, 100, 200000, 0.03);
    add_failures(suite, 720, 4, 8760);
    add_profile(suite, 1, 9, 1, 20000, 0.05);
    add_profile(suite, 2, 9, 1, 20000, 0.08);
    add_profile(suite, 3, 9, 1, 20000, 0.2);
    add_retries(suite, 0.3, 3, 20000);
}
