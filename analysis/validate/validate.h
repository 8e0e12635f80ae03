/*
 * validate.h: the simulator against theory: queues, loss systems, limiters, availability and
 * retries whose answer is known in closed form (formulas.h), by the z-test protocol.
 *
 * A stochastic point is simulated in R independent replications with fixed seeds;
 * z = (mean - exact) / (s / sqrt R). With m points one is flagged when |z| exceeds the t quantile
 * of 1 - 0.0005 / m: the whole suite then has a false alarm in one of 1,000 seeds. A half-width
 * above the bound stated for the point fails too, so that a test too wide to see anything cannot
 * pass.
 *
 * Points come in families, one file validate_<family>.c and one row of validate_list.h each; a
 * family's points are functions of their parameters, closed form included.
 */
#ifndef CRISIM_ANALYSIS_VALIDATE_VALIDATE_H
#define CRISIM_ANALYSIS_VALIDATE_VALIDATE_H

#include "sim/kernel/random.h"

#include <stdbool.h>
#include <stdint.h>

/* What a point goes through. */
enum validate_path {
    VALIDATE_KERNEL,  /* stations, rings, limits and draws of the kernel, by a model of the point's
                         own */
    VALIDATE_WORLD,   /* the same loop, quotas, routing and stations that scenarios run */
    VALIDATE_FORMULA, /* a closed form or a statistic, without a simulation */
    VALIDATE_N_PATHS
};

const char *validate_path_name(enum validate_path path); /* "kernel only", "world", "formula" */

struct validate_row {
    const char *family, *name, *quantity, *source; /* source of the formula */
    double exact, simulated;
    double half_width; /* 95 %, relative to exact; 0 for an exact point */
    double bound;      /* that the half-width must keep */
    double z;          /* NaN for an exact point */
    double near;       /* > 0: a limit that is only approached; relative distance allowed */
    double within;     /* > 0: the same as a distance, for what may be 0 */
    bool stochastic, passed;
    enum validate_path path;
};

enum { VALIDATE_MAX_ROWS = 512, VALIDATE_REPLICATIONS = 30 };

/**
 * Run all points whose family or name holds `only` (NULL = all); rows has room for
 * VALIDATE_MAX_ROWS. @return number of rows
 */
uint32_t validate_run(uint64_t seed, const char *only, struct validate_row *rows);

/* ---- for the families ---- */

struct suite {
    struct validate_row *rows;
    uint32_t n;
    uint64_t seed;
    const char *family, *only;
    enum validate_path path; /* of the points that follow; each family starts with the kernel's */
};

/** Whether the point is asked for: look before simulating. */
bool suite_wants(const struct suite *suite, const char *name);
/** Points are independent of one another: each has its own draws. */
struct sim_key suite_key(const struct suite *suite, const char *name, uint32_t replication);
/** Strings are kept, not copied. Must agree to 1e-9 relative. */
void suite_exact(struct suite *suite, const char *name, const char *quantity, const char *source,
                 double exact, double value);
/** values: one a replication. bound: of the relative half-width of the 95 % interval. */
void suite_stochastic(struct suite *suite, const char *name, const char *quantity,
                      const char *source, double exact, const double *values, double bound);

/** A limit that the simulated size only approaches: the mean must be within `near` (relative). */
void suite_limit(struct suite *suite, const char *name, const char *quantity, const char *source,
                 double limit, const double *values, double near);

/** What a finite sample only approaches, and may be 0: within `off` of it. */
void suite_within(struct suite *suite, const char *name, const char *quantity, const char *source,
                  double limit, double value, double off);

/** One deterministic simulation of what theory treats as a fluid: within `near` (relative). */
void suite_near(struct suite *suite, const char *name, const char *quantity, const char *source,
                double limit, double value, double near);

/** Which of the stochastic points passed: after all of them are there, as they share one level. */
void suite_judge(struct suite *suite);

#endif
