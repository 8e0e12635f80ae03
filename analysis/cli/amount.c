#include "analysis/cli/amount.h"

#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct cli_unit cli_times[] = {{"s", 1},    {"ms", 1e-3}, {"min", 60}, {"m", 60},
                                     {"h", 3600}, {"d", 86400}, {NULL, 0}};
const struct cli_unit cli_counts[] = {{"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}, {NULL, 0}};

/* In decimal where the unit is: 99.9 x 0.01 would be 0.9990000000000001. */
static double scaled(const char *text, size_t n, double number, double factor)
{
    double power = round(log10(factor)), exact;
    char decimal[80];
    int length;

    if (factor != 1 && fabs(pow(10, power) / factor - 1) < 1e-12) {
        length = snprintf(decimal, sizeof decimal, "%.*se%.0f", (int)n, text, power);
        if (length > 0 && (size_t)length < sizeof decimal &&
            sim_parse_double(decimal, (size_t)length, &exact))
            return exact;
    }
    return number * factor;
}

bool cli_amount(const char *text, size_t length, const struct cli_unit *units, bool plain,
                double *amount)
{
    size_t n = strspn(text, "0123456789.");
    double number;

    if (n == 0 || n > length || !sim_parse_double(text, n, &number) || !(number >= 0))
        return false;
    if (n == length) {
        *amount = number;
        return plain;
    }
    for (; units->name != NULL; units++)
        if (strlen(units->name) == length - n && strncmp(units->name, text + n, length - n) == 0) {
            *amount = scaled(text, n, number, units->factor);
            return isfinite(*amount);
        }
    return false;
}
