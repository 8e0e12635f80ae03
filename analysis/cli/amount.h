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

#endif
