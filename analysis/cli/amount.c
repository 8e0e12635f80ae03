#include "analysis/cli/amount.h"

#include "sim/base/text.h"

#include <math.h>
#include <string.h>

const struct cli_unit cli_times[] = {{"s", 1},    {"ms", 1e-3}, {"min", 60}, {"m", 60},
                                     {"h", 3600}, {"d", 86400}, {NULL, 0}};
const struct cli_unit cli_counts[] = {{"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}, {NULL, 0}};

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
            *amount = number * units->factor;
            return isfinite(*amount);
        }
    return false;
}
