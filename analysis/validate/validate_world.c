/*
 * validate_world.c: the Bedrock world against closed forms: slots as a loss system, failures drawn
 * over a year, profiles whose Regions fail, the price of tokens.
 */
#include "analysis/validate/formulas.h"
#include "analysis/validate/validate.h"
#include "models/scene/scene.h"
#include "sim/base/assert.h"

#include <math.h>

/* The world itself as a loss system: one Region with slots, no retries; service times follow the
 * output lengths, of which Erlang B needs only the mean. */
static void add_world(struct suite *suite, uint32_t slots, double load, uint32_t arrivals,
                      double bound)
{
    const char *name = "world, M/G/c/c";
    /* Output of 1 + Exp(mean 100) tokens at 10 ms a token behind the first second. */
    const double mean = 1 + 100 * 0.01;
    double values[VALIDATE_REPLICATIONS];
    struct cri_scene scene;

    if (!suite_wants(suite, name))
        return;
    cri_scene_init(&scene, 1, arrivals, 0);
    scene.service.base_ttft = SIM_SECOND;
    scene.service.output_ns_per_token = 1e7;
    scene.capacity[0] = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SLOTS, .slots = slots};
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, "world", r);
        struct cri_outcome outcome;
        struct cri_counts counts;
        sim_time at = 0;

        for (uint32_t i = 0; i < arrivals; i++) {
            double tokens = floor(sim_exponential_inverse(sim_u01(key, 4, i, 0), 100) + 0.5);

            at += sim_time_from_s(sim_exponential_inverse(sim_u01(key, 5, i, 0), mean / load));
            scene.rows[i].at = at;
            scene.rows[i].output_tokens = 1 + (uint32_t)tokens;
        }
        cri_scene_run(&scene, suite->seed, r, &outcome);
        counts = cri_outcome_total(&outcome, CRI_N_PHASES);
        values[r] = (double)counts.terminal[CRI_UNAVAILABLE] / (double)counts.offered;
        cri_outcome_release(&outcome);
    }
    cri_scene_release(&scene);
    /* Rounding to whole tokens: the mean of floor(X + 1/2) for X ~ Exp(100) is 100 to 4e-6. */
    suite_stochastic(suite, name, "share refused for want of a slot", "Erlang B",
                     theory_erlang_b(load, slots), values, bound);
}

/* A Region that fails by itself: exponential times up, exponential repairs. */
static void fails(struct cri_scene *scene, uint32_t region, double up_h, double down_h)
{
    struct cri_outage_spec *outage = cri_scene_add_outage(scene, CRI_OUTAGE_SERVING_LOSS, region);

    outage->drawn = true;
    outage->mean_up_s = up_h * 3600;
    outage->repair_p50_s = down_h * 3600;
    outage->repair_p90_s = down_h * 3600;
    outage->repair_exponential = true;
    outage->in_flight_lost = true;
}

/* What the provider's failures cost a year, from its start in good health:
 * U T - U (1 - exp(-(l + m) T)) / (l + m), U = l / (l + m). The variance is that of a stationary
 * start, which differs by some (1 / (l + m)) / T. */
static void add_failures(struct suite *suite, double up_h, double down_h, double hours)
{
    const char *name = "failures drawn for a year";
    double l = 1 / up_h, m = 1 / down_h;
    double u = l / (l + m), th = l + m;
    double down = u * hours - u * (1 - exp(-th * hours)) / th;
    double share[VALIDATE_REPLICATIONS], count[VALIDATE_REPLICATIONS];
    double variance[VALIDATE_REPLICATIONS];
    struct cri_scene scene;
    enum { YEARS = 40 };

    if (!suite_wants(suite, name))
        return;
    cri_scene_init(&scene, 1, 0, 0);
    scene.spec.horizon = (sim_time)(hours * (double)SIM_HOUR);
    fails(&scene, 0, up_h, down_h);
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        double sum = 0, squares = 0, n = 0;

        for (uint32_t y = 0; y < YEARS; y++) {
            struct cri_outcome outcome;
            double h;

            cri_scene_run(&scene, suite->seed + 77, r * YEARS + y, &outcome);
            h = (double)outcome.outages[0].ns / (double)SIM_HOUR;
            sum += h;
            squares += h * h;
            n += (double)outcome.outages[0].n;
            cri_outcome_release(&outcome);
        }
        share[r] = sum / YEARS;
        variance[r] = (squares - sum * sum / YEARS) / (YEARS - 1);
        count[r] = n / YEARS;
    }
    cri_scene_release(&scene);
    suite_stochastic(suite, name, "hours down", "alternating renewal from up", down, share, 0.05);
    suite_stochastic(suite, name, "variance of the hours down", "alternating renewal",
                     2 * u * (1 - u) * (hours / th - (1 - exp(-th * hours)) / (th * th)), variance,
                     0.2);
    /* Failures: those that start while up, at rate l. */
    suite_stochastic(suite, name, "failures", "alternating renewal from up", l * (hours - down),
                     count, 0.05);
}

/* One call, so long after a start in good health: it is lost while the Region is down. */
static void add_up_at(struct suite *suite, double up_h, double down_h, double hours)
{
    const char *name = "Region that was up 2 h ago";
    double l = 1 / up_h, m = 1 / down_h;
    double values[VALIDATE_REPLICATIONS];
    struct cri_scene scene;
    enum { CALLS = 1000 };

    if (!suite_wants(suite, name))
        return;
    cri_scene_init(&scene, 1, 1, 0);
    scene.rows[0].at = (sim_time)(hours * (double)SIM_HOUR);
    fails(&scene, 0, up_h, down_h);
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        double up = 0;

        for (uint32_t i = 0; i < CALLS; i++) {
            struct cri_outcome outcome;

            cri_scene_run(&scene, suite->seed + 79, r * CALLS + i, &outcome);
            up += (double)cri_outcome_total(&outcome, CRI_N_PHASES).terminal[CRI_COMPLETED];
            cri_outcome_release(&outcome);
        }
        values[r] = up / CALLS;
    }
    cri_scene_release(&scene);
    suite_stochastic(suite, name, "share of calls served", "A + (1 - A) exp(-(l + m) t)",
                     m / (l + m) + l / (l + m) * exp(-(l + m) * hours), values, 0.01);
}

/* A profile of n Regions that fail by themselves: a probe is lost only while all n are down at
 * once, a share (1 - A)^n of the time; with n = 1 it is 1 - A. */
static void add_profile(struct suite *suite, uint32_t n, double up_h, double down_h, double hours,
                        double bound)
{
    static const char *const names[] = {"profile of 1 Region that fails", "profile of 2 Regions",
                                        "profile of 3 Regions"};
    const char *name = names[n - 1];
    double lost[VALIDATE_REPLICATIONS];
    struct cri_scene scene;

    if (!suite_wants(suite, name))
        return;
    cri_scene_init(&scene, n, (uint32_t)(hours * 6), 10 * SIM_MINUTE);
    for (uint32_t r = 0; r < n; r++)
        fails(&scene, r, up_h, down_h);
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct cri_outcome outcome;
        struct cri_counts counts;

        cri_scene_run(&scene, suite->seed + n, r, &outcome);
        counts = cri_outcome_total(&outcome, CRI_N_PHASES);
        lost[r] = (double)counts.terminal[CRI_UNAVAILABLE] / (double)counts.offered;
        cri_outcome_release(&outcome);
    }
    cri_scene_release(&scene);
    suite_stochastic(suite, name, "share of calls lost", "(1 - A)^n, A = up / (up + down)",
                     pow(down_h / (up_h + down_h), n), lost, bound);
}

/* A million calls of 1,200 tokens in and 350 out at 3 and 15 USD per million, and at a tenth less.
 */
static void add_cost(struct suite *suite)
{
    static const struct cri_price_spec geographic = {"g", 3, 15, NAN, NAN};
    static const struct cri_price_spec global = {"w", 3 * 0.9, 15 * 0.9, NAN, NAN};
    const struct cri_ledger_row row = {.input = 1200000000, .output = 350000000};

    suite_exact(suite, "cost of a million calls", "at the list price [USD]", "tokens x price", 8850,
                cri_ledger_usd(&row, &geographic));
    suite_exact(suite, "cost of a million calls", "at a tenth less [USD]", "tokens x price", 7965,
                cri_ledger_usd(&row, &global));
}

void validate_world(struct suite *suite);
void validate_world(struct suite *suite)
{
    suite->path = VALIDATE_WORLD;
    add_world(suite, 110, 100, 200000, 0.03);
    add_failures(suite, 720, 4, 8760);
    add_up_at(suite, 8, 4, 2);
    add_profile(suite, 1, 9, 1, 20000, 0.05);
    add_profile(suite, 2, 9, 1, 20000, 0.08);
    add_profile(suite, 3, 9, 1, 20000, 0.2);
    suite->path = VALIDATE_FORMULA;
    add_cost(suite);
}
