/*
 * pairing.c: what it was worth that options met identical traffic and luck, in words for the screen
 * and for reports.
 */
#include "analysis/results/results.h"

#include <math.h>

const char *const results_pairing_headers[RESULTS_PAIRING_COLUMNS] = {
    "", "correlation", "variance ratio", "paired \u00b1", "unpaired \u00b1", "times as wide"};

/* How many times as wide the interval of independent runs would be; NaN where that cannot be said.
 */
static double times_as_wide(const struct results_difference *difference)
{
    double half = (difference->high - difference->low) / 2;

    return half > 0 ? difference->unpaired_half / half : NAN;
}

bool results_pairing_row(const struct results_difference *difference, struct sim_arena *arena,
                         const char *words[RESULTS_PAIRING_COLUMNS])
{
    const char *label = difference->label;

    if (isnan(difference->variance_ratio) || isnan(times_as_wide(difference)))
        return false;
    while (*label == ' ')
        label++;
    words[0] = *difference->unit == '\0'
                   ? label
                   : sim_arena_printf(arena, "%s, %s", label, difference->unit);
    words[1] = isnan(difference->correlation)
                   ? "none"
                   : sim_arena_printf(arena, "%.3f", difference->correlation);
    words[2] = sim_arena_printf(arena, "%.3g", difference->variance_ratio);
    words[3] = sim_arena_printf(arena, "%.3g", (difference->high - difference->low) / 2);
    words[4] = sim_arena_printf(arena, "%.3g", difference->unpaired_half);
    words[5] = sim_arena_printf(arena, "%.2g", times_as_wide(difference));
    return true;
}

const char *results_pairing_text(const struct results *results, struct sim_arena *arena)
{
    double least = INFINITY, most = 0;
    uint32_t n = 0;

    for (uint32_t i = 0; i < results->n_differences; i++) {
        double times = times_as_wide(&results->differences[i]);

        if (isnan(results->differences[i].variance_ratio) || isnan(times))
            continue;
        least = fmin(least, times);
        most = fmax(most, times);
        n++;
    }
    if (n == 0)
        return NULL;
    return sim_arena_printf(
        arena,
        "on independent runs the interval%s of %s %u difference%s would be %.2g to %.2g times as "
        "wide. Correlation: of the replications of the two options (none: one does not vary); "
        "variance ratio: of their difference, over the sum of their own variances",
        n == 1 ? "" : "s", n == 1 ? "this" : "these", n, n == 1 ? "" : "s", least, most);
}
