#include "analysis/metric/show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_DECIMALS = 9 };

const char *const metric_mark_words[] = {"", "best", "better", "worse", NULL};

struct metric_value metric_no_value(void)
{
    return (struct metric_value){
        .value = NAN, .low = NAN, .high = NAN, .another_low = NAN, .another_high = NAN};
}

struct metric_value metric_plain_value(double value, const char *none)
{
    struct metric_value made = metric_no_value();

    if (isnan(value))
        made.text = none;
    else if (isinf(value))
        made.text = "never";
    else
        made.value = value;
    return made;
}

char *metric_number(struct sim_arena *arena, double value, int decimals, bool sign)
{
    char plain[400], grouped[600]; /* a comma after every third digit, at most */
    size_t whole, to = 0;
    const char *digits = plain;

    if (isnan(value))
        return sim_arena_strdup(arena, "no data");
    if (isinf(value))
        return sim_arena_strdup(arena, value > 0 ? "infinite" : "-infinite");
    decimals = decimals < 0 ? 0 : decimals > MOST_DECIMALS ? MOST_DECIMALS : decimals;
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    /* "-0.00" says nothing that "0.00" does not. */
    if (plain[0] == '-' && strspn(plain + 1, "0.") == strlen(plain + 1))
        digits++;
    else if (plain[0] == '-')
        grouped[to++] = *digits++;
    else if (sign && strspn(plain, "0.") != strlen(plain))
        grouped[to++] = '+';
    whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        grouped[to++] = digits[i];
        if (i + 1 < whole && (whole - 1 - i) % 3 == 0)
            grouped[to++] = ',';
    }
    snprintf(grouped + to, sizeof grouped - to, "%s", digits + whole);
    return sim_arena_strdup(arena, grouped);
}

double metric_bound_of(double value, int decimals, bool up)
{
    double scale = pow(10, decimals), scaled = value * scale, near = round(scaled);

    if (!isfinite(value))
        return value;
    if (fabs(scaled - near) > 1e-9 * fmax(1, fabs(scaled)))
        near = up ? ceil(scaled) : floor(scaled);
    return near / scale;
}

char *metric_bound(struct sim_arena *arena, double value, int decimals, bool up)
{
    return metric_number(arena, metric_bound_of(value, decimals, up), decimals, false);
}

int metric_bound_decimals(double value)
{
    double magnitude = fabs(value);

    if (!(magnitude > 0) || !isfinite(value))
        return 2;
    return magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2 - (int)fmin(0, floor(log10(magnitude)));
}

char *metric_difference_shown(struct sim_arena *arena, double value, int decimals)
{
    while (value != 0 && isfinite(value) && decimals < MOST_DECIMALS &&
           fabs(value) * pow(10, decimals) < 0.5)
        decimals++;
    return metric_number(arena, value, decimals, true);
}

char *metric_interval(struct sim_arena *arena, double low, double high, int decimals)
{
    return sim_arena_printf(arena, "[%s, %s]", metric_number(arena, low, decimals, true),
                            metric_number(arena, high, decimals, true));
}

char *metric_span(struct sim_arena *arena, double low, double high, int decimals)
{
    char *from = metric_number(arena, low, decimals, false);
    const char *to = metric_number(arena, high, decimals, false);

    return strcmp(from, to) == 0 ? from : sim_arena_printf(arena, "%s to %s", from, to);
}

const char *metric_another(struct sim_arena *arena, const struct metric_value *value, int decimals)
{
    if (value->text != NULL)
        return value->text;
    if (isnan(value->another_low))
        return "no data";
    return metric_span(arena, value->another_low, value->another_high, decimals);
}

int metric_digits(const char *unit, int decimals, const struct metric_value *values, uint32_t n)
{
    const int most = 6;

    for (uint32_t i = 0; strcmp(unit, "%") == 0 && i < n; i++)
        while (values[i].text == NULL && values[i].value < 100 && decimals < most &&
               round(values[i].value * pow(10, decimals)) >= 100 * pow(10, decimals))
            decimals++;
    return decimals;
}

static const char *value_text(const struct metric_value *value, const char *number, int decimals,
                              struct sim_arena *arena)
{
    /* No spread at all is not a measurement's uncertainty: left out. */
    if (value->text != NULL || isnan(value->low) || !(value->high > value->low))
        return value->text != NULL ? value->text : number;
    return sim_arena_printf(arena, "%s \u00b1%s", number,
                            metric_number(arena, (value->high - value->low) / 2, decimals, false));
}

static bool is_candidate(const struct metric_value *values, const bool *among, uint32_t i)
{
    return values[i].text == NULL && isfinite(values[i].value) && (among == NULL || among[i]);
}

/* By what is shown: a value that looks like the best one is marked with it. */
static void mark_best(enum metric_better better, struct metric_value *values,
                      const char *const *numbers, uint32_t n, const bool *among)
{
    uint32_t best = UINT32_MAX;
    bool differ = false;

    for (uint32_t i = 0; i < n; i++) {
        if (!is_candidate(values, among, i))
            continue;
        differ = differ || (best != UINT32_MAX && strcmp(numbers[i], numbers[best]) != 0);
        if (best == UINT32_MAX || (better == METRIC_HIGHER ? values[i].value > values[best].value
                                                           : values[i].value < values[best].value))
            best = i;
    }
    for (uint32_t i = 0; i < n && differ; i++)
        if (is_candidate(values, among, i) && strcmp(numbers[i], numbers[best]) == 0)
            values[i].mark = METRIC_BEST;
}

void metric_show(enum metric_better better, int decimals, struct metric_value *values, uint32_t n,
                 const bool *among, struct sim_arena *arena)
{
    const char **numbers = sim_arena_alloc(arena, ((size_t)n + 1) * sizeof *numbers);

    for (uint32_t i = 0; i < n; i++) {
        numbers[i] = metric_number(arena, values[i].value, decimals, false);
        values[i].shown = value_text(&values[i], numbers[i], decimals, arena);
        values[i].mark = METRIC_PLAIN;
    }
    if (better != METRIC_NEITHER)
        mark_best(better, values, numbers, n, among);
}

/* In the unit that is shown: per cent of a share. */
static const char *slo_number(struct sim_arena *arena, const struct metric *metric, double value,
                              int digits)
{
    bool share = strcmp(metric->unit, "%") == 0;

    if (!isfinite(value))
        return metric_number(arena, value, 0, false);
    return sim_arena_printf(arena, "%.*g%s%s", digits, share ? 100 * value : value,
                            *metric->unit != '\0' ? " " : "", metric->unit);
}

const char *metric_slo_text(struct sim_arena *arena, const struct metric *metric, bool at_least,
                            double bound, double value)
{
    const char *comma = strstr(metric->label, ", ");
    int digits = 4;

    while (value != bound && isfinite(value) && digits < 15 &&
           strcmp(slo_number(arena, metric, value, digits),
                  slo_number(arena, metric, bound, digits)) == 0)
        digits++;
    return sim_arena_printf(
        arena, "%.*s%s%s%s %s %s: %s",
        comma != NULL ? (int)(comma - metric->label) : (int)strlen(metric->label), metric->label,
        comma != NULL ? " (" : "", comma != NULL ? comma + 2 : "", comma != NULL ? ")" : "",
        at_least ? ">=" : "<=", slo_number(arena, metric, bound, digits),
        slo_number(arena, metric, value, digits));
}

enum metric_mark metric_mark_of(const char *word)
{
    return strcmp(word, "better") == 0  ? METRIC_BETTER
           : strcmp(word, "worse") == 0 ? METRIC_WORSE
                                        : METRIC_PLAIN;
}
