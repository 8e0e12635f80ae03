/*
 * validate_limits.c: rate limits against closed forms: Poisson arrivals at token buckets, windows
 * and a shaper; bursts by counting.
 */
#include "analysis/validate/formulas.h"
#include "analysis/validate/validate.h"
#include "sim/base/memory.h"
#include "sim/kernel/limit.h"

#include <math.h>
#include <stdlib.h>

/* Share of Poisson arrivals (lambda per s) that a limit of `amount` per `period` drops. */
static void add_limit(struct suite *suite, const char *name, const char *source,
                      enum sim_limit_kind kind, double lambda, int64_t amount, sim_time period,
                      uint32_t arrivals, double exact, double bound)
{
    double values[VALIDATE_REPLICATIONS];

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        uint32_t warm_up = arrivals / 20, dropped = 0;
        struct sim_limit limit;
        sim_time now = 0;

        sim_limit_init(&limit, kind, amount, period, 0);
        for (uint32_t i = 0; i < arrivals; i++) {
            now += sim_time_from_s(sim_exponential_inverse(sim_u01(key, 3, i, 0), 1 / lambda));
            if (sim_limit_has(&limit, now, 1))
                sim_limit_take(&limit, now, 1);
            else
                dropped += i >= warm_up;
        }
        values[r] = (double)dropped / (arrivals - warm_up);
        sim_limit_release(&limit);
    }
    suite_stochastic(suite, name, "share dropped", source, exact, values, bound);
}

/* A shaper holds calls back instead: delay = max(0, V - (b - 1) / r), V the wait in M/D/1 with
 * D = 1 / r. */
static void add_shaper(struct suite *suite, const char *name, double lambda, double rate, int burst,
                       uint32_t arrivals)
{
    double delayed[VALIDATE_REPLICATIONS], longer[VALIDATE_REPLICATIONS];
    double mean[VALIDATE_REPLICATIONS];
    const double long_s = 0.25;
    double slack = (burst - 1) / rate;
    double area = 0;
    enum { STEPS = 2000 };

    if (!suite_wants(suite, name))
        return;
    for (uint32_t r = 0; r < VALIDATE_REPLICATIONS; r++) {
        struct sim_key key = suite_key(suite, name, r);
        uint32_t warm_up = arrivals / 20, n = 0, n_longer = 0;
        struct sim_limiter bucket;
        double sum = 0;
        sim_time now = 0;

        /* Each call takes its token at once, into debt if need be, and goes when that is paid. */
        sim_limiter_init(&bucket, burst, sim_time_from_s(burst / rate), 0);
        for (uint32_t i = 0; i < arrivals; i++) {
            double delay;

            now += sim_time_from_s(sim_exponential_inverse(sim_u01(key, 3, i, 0), 1 / lambda));
            sim_limiter_take(&bucket, now, 1);
            delay = -(double)bucket.level / (double)bucket.amount / 1e9;
            if (i >= warm_up && delay > 0) {
                n++;
                n_longer += delay > long_s;
                sum += delay;
            }
        }
        delayed[r] = (double)n / (arrivals - warm_up);
        longer[r] = (double)n_longer / (arrivals - warm_up);
        mean[r] = sum / (arrivals - warm_up);
    }
    suite_stochastic(suite, name, "share delayed", "M/D/1 wait (Erlang)",
                     theory_md1_wait_above(lambda, 1 / rate, slack), delayed, 0.02);
    suite_stochastic(suite, name, "share delayed longer than 0.25 s", "M/D/1 wait (Erlang)",
                     theory_md1_wait_above(lambda, 1 / rate, slack + long_s), longer, 0.05);
    /* E[(V - s)+] = E[V] less the integral of P(V > x) up to s: beyond s the alternating sum would
     * lose its digits. */
    area = lambda / (rate * rate) / (2 * (1 - lambda / rate));
    for (int i = 0; i < STEPS; i++) {
        double x = slack * i / STEPS, step = slack / STEPS;

        area -= step / 6 *
                (theory_md1_wait_above(lambda, 1 / rate, x) +
                 4 * theory_md1_wait_above(lambda, 1 / rate, x + step / 2) +
                 theory_md1_wait_above(lambda, 1 / rate, x + step));
    }
    suite_stochastic(suite, name, "mean delay [s]", "Pollaczek-Khinchine and Erlang", area, mean,
                     0.03);
}

/* Bursts around the end of a window. */
static void add_bursts(struct suite *suite)
{
    static const char *const names[] = {"boundary burst, token bucket", "boundary burst, GCRA",
                                        "boundary burst, fixed window",
                                        "boundary burst, sliding window"};
    static const double expected[] = {60, 60, 120, 60};

    for (int kind = 0; kind < 4; kind++) {
        struct sim_limit limit;
        double admitted = 0;

        sim_limit_init(&limit, (enum sim_limit_kind)kind, 60, SIM_MINUTE, 0);
        for (int i = 0; i < 120; i++) {
            sim_time at = (i < 60 ? 599 : 601) * (SIM_SECOND / 10);

            if (sim_limit_has(&limit, at, 1)) {
                sim_limit_take(&limit, at, 1);
                admitted++;
            }
        }
        sim_limit_release(&limit);
        suite_exact(suite, names[kind], "admitted: 60 at 59.9 s, 60 at 60.1 s", "counting",
                    expected[kind], admitted);
    }
}

static void add_counts(struct suite *suite)
{
    struct sim_limit limit;
    double admitted = 0;

    sim_limit_init(&limit, SIM_LIMIT_BUCKET, 20, 2 * SIM_SECOND, 0);
    for (int i = 0; i < 200; i++) {
        if (sim_limit_has(&limit, i * (SIM_SECOND / 20), 1)) {
            sim_limit_take(&limit, i * (SIM_SECOND / 20), 1);
            admitted++;
        }
    }
    suite_exact(suite, "token bucket, r 10/s, b 20", "admitted of 200, 20/s",
                "b + r t, by counting", 119, admitted);
    for (int unset = 0; unset < 2; unset++) {
        int64_t reserved = 500 + (unset ? 64000 : 1000);
        double starts = 0;

        sim_limit_init(&limit, SIM_LIMIT_BUCKET, 2000000, SIM_MINUTE, 0);
        while (sim_limit_has(&limit, 0, reserved)) {
            sim_limit_take(&limit, 0, reserved);
            starts++;
        }
        suite_exact(suite, unset ? "2M TPM, max_tokens unset" : "2M TPM, max_tokens 1,000",
                    "calls at once, 500 input", "floor(TPM / reservation)",
                    floor(2000000.0 / (double)reserved), starts);
    }
}

void validate_limits(struct suite *suite);
void validate_limits(struct suite *suite)
{
    add_counts(suite);
    add_bursts(suite);
    add_limit(suite, "token bucket, r 10, b 10, load 10", "M/D/1/K blocking, D = 1/r, K = b",
              SIM_LIMIT_BUCKET, 10, 10, SIM_SECOND, 400000, theory_md1k_block(10, 0.1, 10), 0.01);
    add_limit(suite, "token bucket, r 10, b 20, load 9", "M/D/1/K blocking, D = 1/r, K = b",
              SIM_LIMIT_BUCKET, 9, 20, 2 * SIM_SECOND, 1000000, theory_md1k_block(9, 0.1, 20),
              0.05);
    add_limit(suite, "GCRA, r 10, b 10, load 10", "M/D/1/K blocking, D = 1/r, K = b",
              SIM_LIMIT_GCRA, 10, 10, SIM_SECOND, 400000, theory_md1k_block(10, 0.1, 10), 0.01);
    add_limit(suite, "sliding window, 60 in 60 s, load 1", "Erlang B, a = load x window",
              SIM_LIMIT_SLIDING_WINDOW, 1, 60, SIM_MINUTE, 200000, theory_erlang_b(60, 60), 0.02);
    add_limit(suite, "fixed window, 60 in 60 s, load 1", "E[(N-Q)+]/E[N], N Poisson",
              SIM_LIMIT_FIXED_WINDOW, 1, 60, SIM_MINUTE, 400000, theory_poisson_excess(60, 60),
              0.02);
    add_shaper(suite, "shaper, r 10, b 5, load 8", 8, 10, 5, 400000);
}
