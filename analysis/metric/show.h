/*
 * show.h: how a value is shown: the one place that rounds, words and marks it. Screen, JSON, CSV,
 * Markdown and HTML show what stands in `shown` and `mark`, so they cannot disagree.
 */
#ifndef CRISIM_ANALYSIS_METRIC_SHOW_H
#define CRISIM_ANALYSIS_METRIC_SHOW_H

#include "analysis/metric/metric.h"
#include "sim/base/arena.h"

/* What a value is beside the others of its row; in results as their words, "" for plain. */
enum metric_mark { METRIC_PLAIN, METRIC_BEST, METRIC_BETTER, METRIC_WORSE };
extern const char *const metric_mark_words[]; /* by enum metric_mark; ends with NULL */

/* A number with what is known of its uncertainty. */
struct metric_value {
    const char *text; /* shown instead of the number: "no data", "no price"; NULL = number */
    double value;
    double low, high; /* 95 % interval over replications; NaN without one */
    /* Where about 95 % of further runs lie: mean +- t x s of the replications; NaN without */
    double another_low, another_high;
    uint64_t n;        /* what it is made of, over all replications; 0 = no data */
    const char *shown; /* "76.60 ±0.13", or text */
    int mark;          /* enum metric_mark */
};

/** No number, no interval, no data. */
struct metric_value metric_no_value(void);
/** A number without an interval. @param none  words for NaN; infinity is "never" */
struct metric_value metric_plain_value(double value, const char *none);

/** "1,234.5"; "no data" for NaN, "infinite"; with a sign "+1.5" (never of 0). In the arena. */
char *metric_number(struct sim_arena *arena, double value, int decimals, bool sign);
/**
 * A bound, rounded to the side on which what is said of it stays true: down of what something holds
 * up to ("no 429 up to 1.56x"), up of what it comes from. What is a billionth past a number of so
 * many decimals is that number. As a number, and as text.
 */
double metric_bound_of(double value, int decimals, bool up);
char *metric_bound(struct sim_arena *arena, double value, int decimals, bool up);
/** Decimals that show a bound of that size in three digits. */
int metric_bound_decimals(double value);
/** A difference with its sign, and more digits where it would look like none. In the arena. */
char *metric_difference_shown(struct sim_arena *arena, double value, int decimals);
/** "[-0.1, +0.2]" of a difference, "76.1 to 77.2" of what another run could bring (one number where
 * both ends look alike). */
char *metric_interval(struct sim_arena *arena, double low, double high, int decimals);
char *metric_span(struct sim_arena *arena, double low, double high, int decimals);
/** The span in which another run could lie, or the word that stands for the value. */
const char *metric_another(struct sim_arena *arena, const struct metric_value *value, int decimals);

/** Digits after the point in a row: more than `decimals` where per cent would be shown as 100 that
 * are less. */
int metric_digits(const char *unit, int decimals, const struct metric_value *values, uint32_t n);
/**
 * Give the n values of a row their `shown` and their marks: best is the value that no other beats,
 * in the digits that are shown; none is, where all look the same.
 * @param among  n flags: which can be best; NULL = all that are numbers
 */
void metric_show(enum metric_better better, int decimals, struct metric_value *values, uint32_t n,
                 const bool *among, struct sim_arena *arena);

/**
 * "E2E p95 (failures as infinite) <= 10 s: 12.3 s". A value that misses its bound never looks like
 * it: digits are added until the two can be told apart.
 * @param bound, value  in the SLO's unit (metric_slo_value()); NaN = no data
 */
const char *metric_slo_text(struct sim_arena *arena, const struct metric *metric, bool at_least,
                            double bound, double value);

/** The mark that the word for a difference stands for (difference.h). */
enum metric_mark metric_mark_of(const char *word);

#endif
