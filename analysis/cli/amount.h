/*
 * amount.h: numbers with a unit on a command line: "90s", "3M", "99%".
 */
#ifndef CRISIM_ANALYSIS_CLI_AMOUNT_H
#define CRISIM_ANALYSIS_CLI_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>

/* A unit and how many of the base unit it is; {NULL, 0} ends a list. */
struct cli_unit {
    const char *name;
    double factor;
};

extern const struct cli_unit cli_times[];  /* of a second: s, ms, min, m, h, d */
extern const struct cli_unit cli_counts[]; /* k, K, M, G */

/**
 * A number of at least 0 and one of the units; without a unit it is of the base where `plain`.
 * @return false where the text is anything else
 */
bool cli_amount(const char *text, size_t length, const struct cli_unit *units, bool plain,
                double *amount);

/* A kind of quantity, as it is written on a command line. */
struct cli_quantity {
    const struct cli_unit *units;
    /* What a number without a unit is taken for, which is then said: "s". "" = there is no unit to
     * be left out; NULL = such a number is refused. */
    const char *base;
    double shown;      /* how many of `base` a base unit is: 100 of a share in % */
    const char *takes; /* for messages: "a time, as 90s, 30min, 2h or 1d" */
    bool negative;     /* may be less than 0 */
};

extern const struct cli_quantity cli_time;   /* [s] */
extern const struct cli_quantity cli_hours;  /* [h], signed */
extern const struct cli_quantity cli_rate;   /* [1/s] */
extern const struct cli_quantity cli_count;  /* tokens, requests */
extern const struct cli_quantity cli_number; /* without a unit, signed */
extern const struct cli_quantity cli_share;  /* 0..1; needs its sign */

/** A quantity in its base unit. @return false where the text is none */
bool cli_quantity_read(const struct cli_quantity *kind, const char *text, double *amount);
/**
 * Say on stderr what a value was taken for, where its unit was left out; else nothing.
 * @param flag   "--for"
 * @param value  as it was given, what stands before the number included: "e2e_p95=10"
 */
void cli_quantity_say(const struct cli_quantity *kind, const char *command, const char *flag,
                      const char *value);

#endif
