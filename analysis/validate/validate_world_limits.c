/*
 * validate_world_limits.c: quotas and retries of the world against closed forms: Poisson traffic at
 * a quota of requests a minute under each refill rule, bursts by counting, calls at once by what
 * each reserves, and retries that meet a full bucket.
 */
#include "analysis/validate/formulas.h"
#include "analysis/validate/validate.h"
#include "models/scene/scene.h"
#include "sim/base/text.h"

#include <math.h>

/* Share of the counted requests that end throttled; rows of the first twentieth warm up. */
static double dropped(const struct cri_outcome *outcome)
{
    const struct cri_class_outcome *counted = &outcome->classes[1];
    struct cri_counts all = counted->counts[0];

    cri_counts_add(&all, &counted->counts[1]);
    return (double)all.terminal[CRI_THROTTLED] / (double)all.offered;
}

/* Two classes, by the label of a row (0: warm-up, 1: counted); labels of all rows, to be set. */
static uint32_t *split(struct cri_scene *scene, struct cri_class_spec classes[2])
{
    uint32_t *labels = sim_arena_alloc(&scene->arena, scene->records.n * sizeof *labels);

    for (uint32_t i = 0; i < 2; i++) {
        classes[i] = scene->class;
        classes[i].name = i == 0 ? "warm-up" : "counted";
        classes[i].arrivals.label = i;
    }
    scene->spec.classes = classes;
    scene->spec.n_classes = 2;
    scene->records.label = labels;
    scene->records.n_labels = 2;
    return labels;
}

static void add_limit(struct suite *suite, const char *name, const char *source,
                      enum cri_refill refill, double lambda, int64_t per_min, uint32_t arrivals,
                      double exact, double bound)
{
    double values[VALIDATE_REPLICATIONS];
    struct cri_class_spec classes[2];
    struct cri_scene scene;
    uint32_t *labels;

    if (!suite_wants(suite, name))
        return;
    cri_scene_init(&scene, 1, arrivals, 0);
    cri_scene_add_quota(&scene, CRI_LIMIT_RPM, per_min);
    scene.spec.quota_rules.per_minute = refill;
    labels = split(&scene, classes);
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        struct cri_outcome outcome;
        double at = 0;

        for (uint32_t i = 0; i < arrivals; i++) {
            at += sim_exponential_inverse(sim_u01(key, 1, i, 0), 1 / lambda);
            scene.rows[i].at = sim_time_from_s(at);
            labels[i] = i >= arrivals / 20;
        }
        cri_scene_run(&scene, suite->seed, r, &outcome);
        values[r] = dropped(&outcome);
        cri_outcome_release(&outcome);
    }
    suite_stochastic(suite, name, "share dropped", source, exact, values, bound);
    cri_scene_release(&scene);
}

/* 60 calls at 59.9 s and 60 at 60.1 s meet a quota of 60 requests a minute. */
static void add_bursts(struct suite *suite)
{
    static const struct {
        const char *name;
        enum cri_refill refill;
        double admitted;
    } rules[] = {{"world, boundary burst, token bucket", CRI_REFILL_BUCKET, 60},
                 {"world, boundary burst, fixed window", CRI_REFILL_FIXED, 120},
                 {"world, boundary burst, sliding window", CRI_REFILL_SLIDING, 60}};

    for (uint32_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
        struct cri_outcome outcome;
        struct cri_scene scene;

        if (!suite_wants(suite, rules[k].name))
            continue;
        cri_scene_init(&scene, 1, 120, 0);
        cri_scene_add_quota(&scene, CRI_LIMIT_RPM, 60);
        scene.spec.quota_rules.per_minute = rules[k].refill;
        for (uint32_t i = 0; i < 120; i++)
            scene.rows[i].at = (i < 60 ? 599 : 601) * (SIM_SECOND / 10);
        cri_scene_run(&scene, suite->seed, 0, &outcome);
        suite_exact(suite, rules[k].name, "admitted: 60 at 59.9 s, 60 at 60.1 s", "counting",
                    rules[k].admitted,
                    (double)cri_outcome_total(&outcome, CRI_N_PHASES).terminal[CRI_COMPLETED]);
        cri_outcome_release(&outcome);
        cri_scene_release(&scene);
    }
}

/* Calls of 500 input tokens at once against 2 M tokens a minute. */
static void add_calls_at_once(struct suite *suite)
{
    static const struct {
        const char *name;
        int64_t max_tokens;
    } rules[] = {{"world, 2M TPM, max_tokens 1,000", 1000},
                 {"world, 2M TPM, max_tokens unset", 64000}};

    for (uint32_t k = 0; k < 2; k++) {
        struct cri_outcome outcome;
        struct cri_scene scene;

        if (!suite_wants(suite, rules[k].name))
            continue;
        cri_scene_init(&scene, 1, 2000, 0);
        cri_scene_add_quota(&scene, CRI_LIMIT_TPM, 2000000);
        scene.class.max_tokens = rules[k].max_tokens;
        for (uint32_t i = 0; i < 2000; i++)
            scene.rows[i].input_tokens = 500;
        cri_scene_run(&scene, suite->seed, 0, &outcome);
        suite_exact(suite, rules[k].name, "calls at once, 500 input", "floor(TPM / reservation)",
                    floor(2000000.0 / (double)(500 + rules[k].max_tokens)),
                    (double)cri_outcome_total(&outcome, CRI_N_PHASES).terminal[CRI_COMPLETED]);
        cri_outcome_release(&outcome);
        cri_scene_release(&scene);
    }
}

/* Requests that keep asking: a bucket that is always empty lets its rate through, so attempts fail
 * with p where 1 - p^n = C / lambda. Back-off is long against the bucket's memory of a minute. */
static void add_retries(struct suite *suite, double per_min, double over, uint32_t max_attempts)
{
    const char *name = "world, retries against a quota";
    const double minutes = 400;
    double p = pow(1 - 1 / over, 1.0 / max_attempts);
    double attempts[VALIDATE_REPLICATIONS], failed[VALIDATE_REPLICATIONS];
    uint32_t n = (uint32_t)(per_min * over * minutes);
    struct cri_class_spec classes[2];
    struct cri_scene scene;
    uint32_t *labels;

    if (!suite_wants(suite, name))
        return;
    cri_scene_init(&scene, 1, n, 0);
    cri_scene_add_quota(&scene, CRI_LIMIT_RPM, (int64_t)per_min);
    scene.class.client.max_attempts = max_attempts;
    scene.class.client.backoff_throttle = 20 * SIM_MINUTE;
    scene.class.client.backoff_cap = 20 * SIM_MINUTE;
    labels = split(&scene, classes);
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        struct cri_outcome outcome;
        struct cri_counts all;
        double at = 0;

        for (uint32_t i = 0; i < n; i++) {
            at += sim_exponential_inverse(sim_u01(key, 1, i, 0), 60 / (per_min * over));
            scene.rows[i].at = sim_time_from_s(at);
            /* The last hour's requests retry when no more come. */
            labels[i] = at > 120 * 60 && at < (minutes - 60) * 60;
        }
        cri_scene_run(&scene, suite->seed, r, &outcome);
        all = outcome.classes[1].counts[0];
        cri_counts_add(&all, &outcome.classes[1].counts[1]);
        attempts[r] = (double)all.attempts / (double)all.offered;
        failed[r] = dropped(&outcome);
        cri_outcome_release(&outcome);
    }
    suite_limit(suite, name, "attempts a request", "(1 - p^n) / (1 - p) (2 %)",
                (1 - pow(p, max_attempts)) / (1 - p), attempts, 0.02);
    suite_limit(suite, name, "share of requests that fails", "1 - C / lambda (3 %)", 1 - 1 / over,
                failed, 0.03);
    cri_scene_release(&scene);
}

void validate_world_limits(struct suite *suite);
void validate_world_limits(struct suite *suite)
{
    suite->path = VALIDATE_WORLD;
    add_bursts(suite);
    add_calls_at_once(suite);
    add_limit(suite, "world, token bucket, 10, load 1", "M/D/1/K blocking, D = 1/r, K = b",
              CRI_REFILL_BUCKET, 10.0 / 60, 10, 60000, theory_md1k_block(10, 0.1, 10), 0.03);
    add_limit(suite, "world, fixed window, 60, load 1", "E[(N-Q)+]/E[N], N Poisson",
              CRI_REFILL_FIXED, 1, 60, 100000, theory_poisson_excess(60, 60), 0.04);
    add_limit(suite, "world, sliding window, 60, load 1", "Erlang B, a = load x window",
              CRI_REFILL_SLIDING, 1, 60, 100000, theory_erlang_b(60, 60), 0.02);
    add_retries(suite, 120, 1.2, 3);
}
