/*
 * validate.h: the simulator against theory: queues, loss systems and limiters whose answer is known
 * in closed form, by the z-test protocol.
 *
 * A stochastic point is simulated in R independent replications with fixed seeds;
 * z = (mean - exact) / (s / sqrt R). With m points one is flagged when |z| exceeds the t quantile
 * of 1 - 0.0005 / m: the whole suite then has a false alarm in one of 1,000 seeds. A half-width
 * above the bound stated for the point fails too, so that a test too wide to see anything cannot
 * pass.
 */
#ifndef CRISIM_ANALYSIS_STUDY_VALIDATE_H
#define CRISIM_ANALYSIS_STUDY_VALIDATE_H

#include <stdbool.h>
#include <stdint.h>

struct validate_row {
    const char *name, *quantity, *source; /* source of the formula */
    double exact, simulated;
    double half_width; /* 95 %, relative to exact; 0 for an exact point */
    double z;          /* NaN for an exact point */
    bool stochastic, passed;
};

enum { VALIDATE_MAX_ROWS = 64, VALIDATE_REPLICATIONS = 30 };

/** Run all points; rows has room for VALIDATE_MAX_ROWS. @return number of rows */
uint32_t validate_run(uint64_t seed, struct validate_row *rows);

#endif
