#include "analysis/decide/search.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rung i of the long ladder; the shorter ones take every second and every fourth: of the middle,
 * or, upward, of the whole. */
static double rung(const struct search_settings *settings, uint32_t n_rungs, uint32_t i)
{
    static const double ladder[SEARCH_LADDER] = {
        0.25, 0.35355339059327379, 0.5, 0.70710678118654757, 1, 1.4142135623730951,
        2,    2.8284271247461903,  4};
    static const double up[SEARCH_LADDER] = {1,
                                             1.681792830507429,
                                             2.8284271247461903,
                                             4.7568284600108841,
                                             8,
                                             13.454342644059432,
                                             22.627416997969522,
                                             38.054627680087073,
                                             SEARCH_MOST_UP};

    if (settings->upward)
        return up[i * (SEARCH_LADDER - 1) / (n_rungs - 1)];
    switch (n_rungs) {
    case SEARCH_LADDER:
        return ladder[i];
    case 5:
        return ladder[2 * i];
    default:
        return ladder[2 + 2 * i]; /* 1/2, 1, 2 */
    }
}

static double cost_of(const struct search_settings *settings, double factor)
{
    return settings->with_factor ? settings->requests * factor : settings->requests;
}

double search_ladder_cost(const struct search_settings *settings, uint32_t n_rungs)
{
    double sum = settings->runs_one ? settings->requests : 0;

    for (uint32_t i = 0; i < n_rungs; i++)
        if (rung(settings, n_rungs, i) != 1)
            sum += cost_of(settings, rung(settings, n_rungs, i));
    return sum;
}

void search_plan(struct search_settings *searches, size_t n, double budget)
{
    static const uint32_t lengths[] = {SEARCH_LADDER, 5, 3};
    double ladders = 0;
    uint32_t n_rungs = 0;
    size_t kept = n;

    for (unsigned l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
        n_rungs = lengths[l];
        ladders = 0;
        for (size_t i = 0; i < n; i++)
            ladders += search_ladder_cost(&searches[i], n_rungs);
        if (ladders <= budget / 2)
            break;
    }
    while (kept > 0 && ladders > budget) {
        kept--;
        ladders -= search_ladder_cost(&searches[kept], n_rungs);
    }
    for (size_t i = 0; i < n; i++) {
        searches[i].n_rungs = i < kept ? n_rungs : 0;
        searches[i].budget =
            i < kept ? search_ladder_cost(&searches[i], n_rungs) + (budget - ladders) / (double)kept
                     : 0;
    }
}

static struct search_point *insert(struct search *search, double factor)
{
    size_t at = search->n;

    if (search->n == search->room) {
        search->room = 2 * search->room + 16;
        search->points = sim_grown(search->points, search->room, sizeof *search->points);
    }
    while (at > 0 && search->points[at - 1].factor > factor)
        at--;
    memmove(&search->points[at + 1], &search->points[at],
            (search->n - at) * sizeof *search->points);
    search->points[at] = (struct search_point){.factor = factor};
    search->n++;
    return &search->points[at];
}

void search_init(struct search *search, const struct search_settings *settings, uint64_t state)
{
    struct search_point *point;

    *search = (struct search){.settings = *settings,
                              .spent = settings->runs_one ? settings->requests : 0};
    point = insert(search, 1);
    point->state = state;
    point->told = true;
}

void search_release(struct search *search)
{
    free(search->points);
    *search = (struct search){0};
}

/* A point that the budget does not pay for is not asked for. */
static bool ask(struct search *search, double factor, double *factors, size_t *n, bool *cut)
{
    double cost = cost_of(&search->settings, factor);

    if (search->spent + cost > search->settings.budget) {
        *cut = true;
        return false;
    }
    search->spent += cost;
    factors[(*n)++] = factor;
    return true;
}

static bool is_within(const struct search *search, size_t i, double narrow)
{
    return search->points[i + 1].factor <= search->points[i].factor * (1 + narrow);
}

/* Of the bits in which both ends differ, those that count have an end that is known well enough. */
static bool is_narrow(const struct search *search, size_t i, uint64_t of)
{
    uint64_t differ = (search->points[i].state ^ search->points[i + 1].state) & of;

    return is_within(search, i,
                     differ & search->settings.fine ? search->settings.narrow_fine
                                                    : search->settings.narrow);
}

static bool is_there(const struct search *search, double factor)
{
    for (size_t i = 0; i < search->n; i++)
        if (search->points[i].factor == factor)
            return true;
    return false;
}

/* A point takes more than was planned for it where calls are tried again and again, and the further
 * from what is stated the more so. So the ladder is asked for from its middle outwards, one rung on
 * either side at a time: what they took is known before the next ones are asked for, and no more
 * than those two can be beyond the budget. Upward there is more of everything, and less trouble:
 * all at once. */
static void ask_rungs(struct search *search, double *factors, size_t *n)
{
    uint32_t n_rungs = search->settings.n_rungs, middle = n_rungs / 2;
    bool refused = false;

    for (uint32_t far = 1; far <= middle && *n == 0 && !refused; far++)
        for (uint32_t i = 0; i < n_rungs; i++) {
            double factor = rung(&search->settings, n_rungs, i);

            if (factor == 1 || is_there(search, factor) ||
                (!search->settings.upward && i != middle - far && i != middle + far))
                continue;
            refused = !ask(search, factor, factors, n, &search->cut) || refused;
        }
}

static void ask_middles(struct search *search, double *factors, size_t *n)
{
    for (size_t i = 0; i + 1 < search->n; i++)
        if (search->points[i].state != search->points[i + 1].state &&
            !is_narrow(search, i, ~UINT64_C(0)))
            ask(search, sqrt(search->points[i].factor * search->points[i + 1].factor), factors, n,
                is_within(search, i, search->settings.narrow) ? &search->cut_fine : &search->cut);
}

/* Beyond the ends of the ladder, as long as what is looked for did not happen. */
static void ask_beyond(struct search *search, double *factors, size_t *n)
{
    const struct search_settings *settings = &search->settings;
    const struct search_point *low = &search->points[0], *high = &search->points[search->n - 1];

    if (high->factor < settings->most &&
        ((high->state & settings->until_clear) != 0 || (~high->state & settings->until_set) != 0))
        ask(search, fmin(2 * high->factor, settings->most), factors, n, &search->cut_ends);
    if (low->factor > settings->least && settings->least > 0 &&
        ((~low->state & settings->until_clear) != 0 || (low->state & settings->until_set) != 0))
        ask(search, fmax(low->factor / 2, settings->least), factors, n, &search->cut_ends);
}

/* A factor that nothing was run as near to as a quarter of what is narrow. */
static bool is_new(const struct search *search, double factor)
{
    double near = 1 + search->settings.narrow / 4;

    for (size_t i = 0; i < search->n; i++)
        if (search->points[i].factor <= factor * near && factor <= search->points[i].factor * near)
            return false;
    return true;
}

/* Points beside the change between points i and i + 1, within the ends of the ladder. */
static void check_change(struct search *search, size_t i, double *factors, size_t *n)
{
    static const int steps[] = {3, 1};

    for (int k = 0; k < 2; k++) {
        double far = pow(1 + search->settings.narrow, steps[k]);
        double below = search->points[i].factor / far, above = search->points[i + 1].factor * far;

        if (below > search->points[0].factor && is_new(search, below))
            ask(search, below, factors, n, &search->cut_check);
        if (above < search->points[search->n - 1].factor && is_new(search, above))
            ask(search, above, factors, n, &search->cut_check);
    }
}

static void ask_checks(struct search *search, double *factors, size_t *n)
{
    uint64_t coarse = ~search->settings.fine;

    for (size_t i = 0; search->settings.check && i + 1 < search->n; i++)
        if (((search->points[i].state ^ search->points[i + 1].state) & coarse) != 0)
            check_change(search, i, factors, n);
}

/* The same factor may be asked for from two sides. */
static size_t drop_twins(double *factors, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        size_t k = 0;

        while (k < kept && factors[k] != factors[i])
            k++;
        if (k == kept)
            factors[kept++] = factors[i];
    }
    return kept;
}

size_t search_room(const struct search *search)
{
    return 5 * search->n + SEARCH_LADDER + 2;
}

size_t search_next(struct search *search, double *factors)
{
    size_t n = 0;

    for (size_t i = 0; i < search->n; i++)
        SIM_ASSERT(search->points[i].told, "factor %g", search->points[i].factor);
    if (search->settings.n_rungs == 0)
        return 0;
    ask_rungs(search, factors, &n);
    if (n == 0) {
        ask_middles(search, factors, &n);
        ask_beyond(search, factors, &n);
    }
    if (n == 0)
        ask_checks(search, factors, &n);
    n = drop_twins(factors, n);
    for (size_t i = 0; i < n; i++)
        insert(search, factors[i]);
    return n;
}

void search_tell(struct search *search, double factor, uint64_t state)
{
    for (size_t i = 0; i < search->n; i++)
        if (search->points[i].factor == factor) {
            search->points[i].state = state;
            search->points[i].told = true;
            return;
        }
    SIM_ASSERT(false, "factor %g was not asked for", factor);
}

void search_charge(struct search *search, double requests)
{
    search->spent += requests;
}

double search_take_rest(struct search *search)
{
    double rest = fmax(0, search->settings.budget - search->spent);

    search->settings.budget -= rest;
    return rest;
}

bool search_is_cut(const struct search *search)
{
    return search->cut || search->cut_fine || search->cut_ends || search->cut_check;
}

void search_give(struct search *search, double requests)
{
    search->settings.budget += requests;
    search->cut = search->cut_fine = search->cut_ends = search->cut_check = false;
}

bool search_change(const struct search *search, size_t i, uint64_t of, struct search_change *change)
{
    for (size_t at = 0; at + 1 < search->n; at++) {
        const struct search_point *low = &search->points[at], *high = low + 1;

        if ((low->state & of) == (high->state & of) || i-- > 0)
            continue;
        *change = (struct search_change){.low = low->factor,
                                         .high = high->factor,
                                         .at_low = low->state & of,
                                         .at_high = high->state & of,
                                         .open = !is_narrow(search, at, of)};
        return true;
    }
    return false;
}

bool search_stretch(const struct search *search, uint64_t of, struct search_stretch *stretch)
{
    struct search_stretch found = {0};
    double largest = -1;
    uint32_t n = 0;

    for (size_t first = 0, end; first < search->n; first = end + 1) {
        double from, to;

        for (end = first; end < search->n && (search->points[end].state & of) != 0;)
            end++;
        if (end == first)
            continue;
        n++;
        from = first > 0 ? search->points[first].factor : 0;
        to = search->points[end - 1].factor;
        if (to - from <= largest)
            continue;
        largest = to - from;
        found = (struct search_stretch){
            .low = search->points[first].factor,
            .high = to,
            .begins = first > 0,
            .ends = end<search->n, .below = first> 0 ? search->points[first - 1].factor : 0,
            .above = end < search->n ? search->points[end].factor : INFINITY};
    }
    found.n = n;
    *stretch = found;
    return n > 0;
}
