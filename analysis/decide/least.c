#include "analysis/decide/least.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rungs of the ladder are the root of 2 apart. */
enum { RUNGS_BELOW = 2, RUNGS = 6, RUNGS_ON = 4 };

void least_init(struct least *least, const struct least_settings *settings)
{
    SIM_ASSERT(settings->step > 0 && settings->guess > 0 && settings->most >= settings->step,
               "a search of no amounts");
    *least = (struct least){.settings = *settings};
}

void least_release(struct least *least)
{
    free(least->points);
    *least = (struct least){0};
}

int64_t least_up(int64_t amount, int64_t step)
{
    return (amount + step - 1) / step * step;
}

int64_t least_step(double amount)
{
    double step = 1;

    while (step * 10 <= amount / 50)
        step *= 10;
    return (int64_t)(step * 5 <= amount / 50   ? step * 5
                     : step * 2 <= amount / 50 ? step * 2
                                               : step);
}

/* The place of an amount, or of the first that is larger. */
static size_t place_of(const struct least *least, int64_t amount)
{
    size_t i = 0;

    while (i < least->n && least->points[i].amount < amount)
        i++;
    return i;
}

/* Ask for an amount unless it was asked for before. */
static size_t ask(struct least *least, double amount, int64_t *amounts, size_t n)
{
    const struct least_settings *settings = &least->settings;
    double most = (double)(settings->most / settings->step * settings->step);
    int64_t on =
        amount >= most ? (int64_t)most : least_up((int64_t)fmax(1, ceil(amount)), settings->step);
    size_t at = place_of(least, on);

    if (n == LEAST_MOST_ASKED || (at < least->n && least->points[at].amount == on))
        return n;
    if (least->n == least->room) {
        least->room = 2 * least->room + 16;
        least->points = sim_grown(least->points, least->room, sizeof *least->points);
    }
    memmove(&least->points[at + 1], &least->points[at], (least->n - at) * sizeof *least->points);
    least->points[at] = (struct least_point){.amount = on};
    least->n++;
    amounts[n] = on;
    return n + 1;
}

void least_tell(struct least *least, int64_t amount, enum least_state state, double measured)
{
    size_t at = place_of(least, amount);

    SIM_ASSERT(at < least->n && least->points[at].amount == amount, "told what was not asked for");
    least->points[at].state = state;
    least->points[at].measured = measured;
    least->points[at].told = true;
}

/* The first of the points from which on all are good enough; n = the last one is not. */
static size_t first_of(const struct least *least, enum least_state state)
{
    size_t i = least->n;

    while (i > 0 && least->points[i - 1].told && least->points[i - 1].state >= state)
        i--;
    return i;
}

int64_t least_amount(const struct least *least, enum least_state state)
{
    size_t i = first_of(least, state);

    return i < least->n ? least->points[i].amount : -1;
}

int64_t least_below(const struct least *least, enum least_state state)
{
    size_t i = first_of(least, state);

    return i > 0 ? least->points[i - 1].amount : 0;
}

/* Half-way, in the ratio, between what is not good enough and what is; nothing once they are
 * neighbours. */
static size_t halve(struct least *least, enum least_state state, int64_t *amounts, size_t n)
{
    size_t i = first_of(least, state);
    int64_t step = least->settings.step, low, high;
    double middle;

    if (i == least->n)
        return n;
    high = least->points[i].amount;
    low = i > 0 ? least->points[i - 1].amount : 0;
    if (high - low <= step)
        return n;
    middle = low > 0 ? sqrt((double)low * (double)high) : (double)high / 2;
    /* Rounded up to the step it may come to lie on the upper end. */
    if (least_up((int64_t)ceil(middle), step) >= high)
        middle = (double)(high - step);
    return ask(least, middle, amounts, n);
}

/* Something was looked at above `low` and up to `high`. */
static bool is_looked_at(const struct least *least, double low, double high)
{
    for (size_t i = 0; i < least->n; i++)
        if ((double)least->points[i].amount > low && (double)least->points[i].amount <= high)
            return true;
    return false;
}

/* Whether a larger amount was worse than a smaller one anywhere. */
static bool is_bumpy(const struct least *least)
{
    for (size_t i = 0; i + 1 < least->n; i++)
        if (least->points[i].measured < least->points[i + 1].measured)
            return true;
    return false;
}

/* At every 64th of the answer, up to half of it more. */
static size_t probe_closely(struct least *least, int64_t *amounts, size_t n)
{
    double answer = (double)least_amount(least, LEAST_HOLDS);

    for (int k = 1; k <= 32; k++)
        if (!is_looked_at(least, answer * (1 + (k - 1) / 64.0), answer * (1 + k / 64.0)))
            n = ask(least, answer * (1 + k / 64.0), amounts, n);
    return n;
}

/* Whether what holds goes on holding: between 1/64, 1/32 ... 1/2 more than the answer. */
static size_t probe(struct least *least, int64_t *amounts, size_t n)
{
    double answer = (double)least_amount(least, LEAST_HOLDS), from = answer;

    for (double more = 1.0 / 64; more <= 0.5; more *= 2) {
        if (!is_looked_at(least, from, answer * (1 + more)))
            n = ask(least, answer * (1 + more), amounts, n);
        from = answer * (1 + more);
    }
    return n;
}

size_t least_next(struct least *least, int64_t amounts[LEAST_MOST_ASKED])
{
    const struct least_settings *settings = &least->settings;
    size_t n = 0;

    if (least->n == 0) {
        for (int rung = -RUNGS_BELOW; rung < RUNGS - RUNGS_BELOW; rung++)
            n = ask(least, (double)settings->guess * exp2(rung / 2.0), amounts, n);
        return n;
    }
    if (least->points[least->n - 1].state != LEAST_HOLDS) {
        double top = (double)least->points[least->n - 1].amount;

        for (int rung = 1; rung <= RUNGS_ON; rung++)
            n = ask(least, top * exp2(rung / 2.0), amounts, n);
        return n; /* none: that was the most */
    }
    /* Below one that is open or holds there is to be one that fails. */
    if (least->points[0].state != LEAST_FAILS && least->points[0].amount > settings->step) {
        double bottom = (double)least->points[0].amount;

        n = ask(least, bottom / 2, amounts, n);
        return ask(least, bottom / 4, amounts, n);
    }
    n = halve(least, LEAST_HOLDS, amounts, n);
    n = halve(least, LEAST_OPEN, amounts, n);
    if (n == 0)
        n = probe(least, amounts, n);
    return n > 0 || !is_bumpy(least) ? n : probe_closely(least, amounts, n);
}
