#include "analysis/cli/amount.h"

#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct cli_unit cli_times[] = {{"s", 1},    {"ms", 1e-3}, {"min", 60}, {"m", 60},
                                     {"h", 3600}, {"d", 86400}, {NULL, 0}};
static const struct cli_unit hours[] = {{"h", 1}, {"min", 1.0 / 60}, {NULL, 0}};
static const struct cli_unit shares[] = {{"%", 0.01}, {NULL, 0}};
static const struct cli_unit none[] = {{NULL, 0}};
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

const struct cli_quantity cli_time = {cli_times, "s", 1, "a time, as 90s, 30min, 2h or 1d", false};
const struct cli_quantity cli_hours = {hours, "h", 1, "hours, as 2h or -5h", true};
const struct cli_quantity cli_rate = {cli_counts, "/s", 1,
                                      "requests by time, as 2/s, 90/min or 10000/d", false};
const struct cli_quantity cli_count = {cli_counts, "", 1, "a number, as 250k or 3M", false};
const struct cli_quantity cli_number = {none, "", 1, "a number", false};
const struct cli_quantity cli_share = {shares, NULL, 100, "a share, as 1%", false};

/* What stands behind the slash of a rate [s]; NULL = 1. */
static bool read_by(const char *unit, double *seconds)
{
    *seconds = 1;
    if (unit == NULL)
        return true;
    for (const struct cli_unit *time = cli_times; time->name != NULL; time++)
        if (strcmp(time->name, unit + 1) == 0) {
            *seconds = time->factor;
            return true;
        }
    return false;
}

bool cli_quantity_read(const struct cli_quantity *kind, const char *text, double *amount)
{
    const char *slash = kind == &cli_rate ? strchr(text, '/') : NULL;
    bool minus = kind->negative && text[0] == '-', read;
    size_t length;
    double by;

    if (!read_by(slash, &by))
        return false;
    if (kind->negative && (text[0] == '-' || text[0] == '+'))
        text++;
    length = slash != NULL ? (size_t)(slash - text) : strlen(text);
    read = cli_amount(text, length, kind->units, kind->base != NULL, amount) ||
           /* 1e-3; of what is counted nobody has 1e99. */
           (kind->base != NULL && kind->base[0] != '\0' && sim_parse_double(text, length, amount) &&
            *amount >= 0 && isfinite(*amount));
    if (read)
        *amount = (minus ? -*amount : *amount) / by;
    return read;
}

void cli_quantity_say(const struct cli_quantity *kind, const char *command, const char *flag,
                      const char *value)
{
    const char *equals = strchr(value, '=');
    const char *number = equals != NULL ? equals + 1 : value;
    bool has_unit = kind == &cli_rate ? strchr(number, '/') != NULL
                                      : strspn(number, "+-.0123456789eE") < strlen(number);
    double amount;

    if (kind->base == NULL || kind->base[0] == '\0' || has_unit ||
        !cli_quantity_read(kind, number, &amount))
        return;
    fprintf(stderr, "crisim %s: %s %s has no unit: taken as %.12g%s\n", command, flag, value,
            kind->shown * amount, kind->base);
}
