#include "analysis/study/draws_why.h"

#include "analysis/stats/stats.h"
#include "analysis/stats/stump.h"
#include "scenarios/read/ranges.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const draws_outcome_words[] = {
    [DRAWS_HOLDS] = "holds", [DRAWS_FAILS] = "fails", [DRAWS_UNDECIDED] = "undecided"};

/* A threshold is said where luck gives one as good in so few of a hundred cases. */
#define BY_LUCK 0.05
/* An input tells alone if its threshold is wrong of no more than one in so many that fail. */
enum { MOST_WRONG = 4 };

/* ---- how many ---- */

enum { MOST_ENOUGH = 10000 }; /* as `uncertain.draws` */

uint32_t draws_fewest(double share)
{
    uint32_t n = 1;

    while (stats_wilson(n, n, DRAWS_LEVEL).low < share && n < MOST_ENOUGH)
        n++;
    return n;
}

uint32_t draws_enough(uint32_t n_met, uint32_t n, double share)
{
    double rate = (double)n_met / n;
    uint32_t low = n, high = n;

    if (rate == share)
        return 0;
    /* The interval only gets narrower, so the first number that is enough is found by halving. */
    for (;;) {
        struct stats_estimate e = stats_wilson((uint64_t)round(rate * high), high, DRAWS_LEVEL);

        if (e.low >= share || e.high < share)
            break;
        if (high >= MOST_ENOUGH)
            return 0;
        low = high;
        high *= 2;
    }
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        struct stats_estimate e = stats_wilson((uint64_t)round(rate * middle), middle, DRAWS_LEVEL);

        if (e.low >= share || e.high < share)
            high = middle;
        else
            low = middle;
    }
    return high <= MOST_ENOUGH ? high : 0;
}

enum draws_outcome draws_outcome(uint32_t n_met, uint32_t n, double share)
{
    struct stats_estimate e = stats_wilson(n_met, n, DRAWS_LEVEL);

    return e.low >= share ? DRAWS_HOLDS : e.high < share ? DRAWS_FAILS : DRAWS_UNDECIDED;
}

uint32_t draws_n_met(const struct draws_seen *seen, uint32_t option)
{
    uint32_t n = 0;

    for (uint32_t d = 0; d < seen->n; d++)
        n += seen->met[(size_t)d * seen->n_options + option];
    return n;
}

/* ---- words ---- */

double draws_threshold(double from, double to, bool upward)
{
    if (upward ? from < 0 && to >= 0 : from <= 0 && to > 0)
        return 0;
    for (int digits = 0; digits < 17; digits++) {
        char text[40];
        double value;

        /* Rounded to so many digits, then up or down by one in the last of them. */
        snprintf(text, sizeof text, "%.*e", digits, upward ? to : from);
        value = strtod(text, NULL);
        for (int step = 0; step < 2; step++) {
            if (upward ? value > from && value <= to : value >= from && value < to)
                return value;
            value += (upward ? -1 : 1) * pow(10, floor(log10(fabs(upward ? to : from))) - digits);
        }
    }
    return upward ? to : from;
}

const char *draws_percent(double share, struct sim_arena *arena)
{
    double percent = 100 * share;

    return sim_arena_printf(arena, percent == 0 || percent >= 10 ? "%.0f %%" : "%.2g %%", percent);
}

static const char *number_text(double value, const struct scenario_range *range,
                               struct sim_arena *arena)
{
    const char *unit = range->field->unit;
    char text[64];

    if (value == floor(value) && fabs(value) < 1e15)
        sim_format_grouped((int64_t)value, text, sizeof text);
    else
        snprintf(text, sizeof text, "%.12g", value);
    return sim_arena_printf(arena, "%s%s%s", text, unit != NULL ? " " : "",
                            unit != NULL ? unit : "");
}

/* "capacity.all.slots is below 31": what is so on the failing side, and not on the other; is: "
 * is", or "" where no verb is wanted. */
static const char *side_text(const struct draws_seen *seen, const struct stats_stump *stump,
                             const char *is, struct sim_arena *arena)
{
    const struct scenario_range *range = &seen->scenario->ranges[stump->input];

    return sim_arena_printf(
        arena, "%s%s %s %s", range->path, is, stump->fails_below ? "below" : "above",
        number_text(draws_threshold(stump->from, stump->to, stump->fails_below), range, arena));
}

/* "load above 1.9 (9 of 13)": how many of those that fail are there. */
static const char *part_text(const struct draws_seen *seen, const struct stats_stump *stump,
                             uint32_t n_fail, struct sim_arena *arena)
{
    return sim_arena_printf(arena, "%s (%u of %u)", side_text(seen, stump, "", arena),
                            stump->n_caught, n_fail);
}

/* Of draws on the failing side that do not fail. */
static const char *good_text(uint32_t n, struct sim_arena *arena)
{
    if (n == 0)
        return "";
    return sim_arena_printf(
        arena, n == 1 ? " (%u draw there meets the SLOs)" : " (%u draws there meet the SLOs)", n);
}

/* The two stumps that luck explains least, of those of all inputs. */
static uint32_t least_by_luck(const struct stats_stump *stumps, uint32_t k, uint32_t *two)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < k; i++) {
        if (stumps[i].input == UINT32_MAX || stumps[i].chance > BY_LUCK)
            continue;
        if (n == 2 && stumps[i].chance >= stumps[two[1]].chance)
            continue;
        if (n < 2)
            n++;
        two[n - 1] = i;
        if (n == 2 && stumps[two[1]].chance < stumps[two[0]].chance) {
            uint32_t kept = two[0];

            two[0] = two[1];
            two[1] = kept;
        }
    }
    return n;
}

/* Whether a range is in the overrides of another option: it cannot be why this one fails. */
static bool is_of_another(const struct draws_seen *seen, uint32_t option, uint32_t input)
{
    const struct scenario_range *range = &seen->scenario->ranges[input];
    const char *name = seen->scenario->options[seen->options[option]].node.name;

    return scenario_range_is_of_option(range) && strcmp(range->way[1]->key, name) != 0;
}

/* Stumps of the inputs that an option can feel; *k of them. */
static void find_stumps(const struct draws_seen *seen, uint32_t option, struct stats_stump *stumps,
                        uint32_t *k)
{
    uint32_t *inputs = sim_fresh(seen->n_inputs, sizeof *inputs);
    double *points = sim_fresh((size_t)seen->n * seen->n_inputs, sizeof *points);
    bool *fails = sim_fresh(seen->n, sizeof *fails);

    *k = 0;
    for (uint32_t i = 0; i < seen->n_inputs; i++)
        if (!is_of_another(seen, option, i))
            inputs[(*k)++] = i;
    for (uint32_t d = 0; d < seen->n; d++) {
        fails[d] = !seen->met[(size_t)d * seen->n_options + option];
        for (uint32_t i = 0; i < *k; i++)
            points[(size_t)d * *k + i] = seen->values[(size_t)d * seen->n_inputs + inputs[i]];
    }
    stats_stumps(points, fails, seen->n, *k, stumps);
    for (uint32_t i = 0; i < *k; i++)
        if (stumps[i].input != UINT32_MAX)
            stumps[i].input = inputs[stumps[i].input];
    free(inputs);
    free(points);
    free(fails);
}

/* When an option fails that fails in n_fail of the draws, in some and not in all. */
static const char *when_text(const struct draws_seen *seen, uint32_t option, uint32_t n_fail,
                             struct sim_arena *arena)
{
    struct stats_stump *stumps = sim_zeroed(seen->n_inputs, sizeof *stumps);
    const char *percent = draws_percent((double)n_fail / seen->n, arena), *text;
    uint32_t two[2], n, k;

    find_stumps(seen, option, stumps, &k);
    n = least_by_luck(stumps, k, two);
    if (n == 0 && k > 0 && stumps[0].n_wrong == 0)
        text = sim_arena_printf(
            arena, "fails in %u of %u draws (%s), too few to tell when; in all of them %s", n_fail,
            seen->n, percent, side_text(seen, &stumps[0], " is", arena));
    else if (n == 0)
        text = sim_arena_printf(arena, "fails in %u of %u draws (%s): no single input tells when",
                                n_fail, seen->n, percent);
    else if (stumps[0].chance <= BY_LUCK && stumps[0].n_wrong == 0)
        text = sim_arena_printf(arena, "fails when %s: %s of the draws",
                                side_text(seen, &stumps[0], " is", arena), percent);
    else if (stumps[0].chance <= BY_LUCK && MOST_WRONG * stumps[0].n_wrong <= n_fail)
        text =
            sim_arena_printf(arena, "fails in %s of the draws, in %u of %u when %s%s", percent,
                             stumps[0].n_caught, n_fail, side_text(seen, &stumps[0], " is", arena),
                             good_text(stumps[0].n_side - stumps[0].n_caught, arena));
    else
        text = sim_arena_printf(
            arena, "fails in %s of the draws, by no single input: most with %s%s%s", percent,
            part_text(seen, &stumps[two[0]], n_fail, arena), n > 1 ? " or " : "",
            n > 1 ? part_text(seen, &stumps[two[1]], n_fail, arena) : "");
    free(stumps);
    return text;
}

/* How many draws would tell, of those that do not. */
static const char *more_text(const struct draws_seen *seen, uint32_t n_met, struct sim_arena *arena)
{
    struct stats_estimate e = stats_wilson(n_met, seen->n, DRAWS_LEVEL);
    uint32_t enough = draws_enough(n_met, seen->n, seen->share);
    const char *asked = draws_percent(seen->share, arena);
    const char *more =
        enough > 0 ? sim_arena_printf(arena, "; at this rate --draws %u would tell", enough) : "";

    return sim_arena_printf(arena, "undecided: %s to %s meet the SLOs, %s are asked%s",
                            draws_percent(e.low, arena), draws_percent(e.high, arena), asked, more);
}

const char *draws_why(const struct draws_seen *seen, uint32_t option, struct sim_arena *arena)
{
    uint32_t n_met = draws_n_met(seen, option);
    enum draws_outcome outcome = draws_outcome(n_met, seen->n, seen->share);
    const char *when;

    if (outcome == DRAWS_HOLDS)
        return NULL;
    if (n_met == 0)
        return sim_arena_printf(arena, "fails in every one of %u draws", seen->n);
    if (n_met == seen->n)
        return sim_arena_printf(
            arena, "meets the SLOs in all %u draws, too few to show %s: it takes %u", seen->n,
            draws_percent(seen->share, arena), draws_fewest(seen->share));
    when = when_text(seen, option, seen->n - n_met, arena);
    return outcome == DRAWS_FAILS
               ? when
               : sim_arena_printf(arena, "%s; %s", when, more_text(seen, n_met, arena));
}
