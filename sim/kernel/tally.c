#include "sim/kernel/tally.h"

#include "sim/base/assert.h"

#include <math.h>

/* sum of (x - m)^2 w for the integer m below the mean, as a double, and (mean - m): both exact in
 * integers before they are rounded, so nothing cancels. weight > 0. */
static double centred(__int128 sum, unsigned __int128 squares, __int128 weight, double *offset)
{
    __int128 m = sum / weight;
    __int128 rest;

    if (m * weight > sum)
        m--;
    rest = sum - m * weight;
    *offset = (double)rest / (double)weight;
    /* squares - 2 m sum + m^2 weight, modulo 2^128; the value itself fits. */
    return (double)(squares - 2 * (unsigned __int128)m * (unsigned __int128)sum +
                    (unsigned __int128)m * (unsigned __int128)m * (unsigned __int128)weight);
}

static void add_squares(unsigned __int128 *sum, unsigned __int128 squares)
{
    SIM_ASSERT(squares <= ~(unsigned __int128)0 - *sum, "sum of squares beyond 128 bits");
    *sum += squares;
}

void sim_tally_add(struct sim_tally *tally, int64_t value)
{
    if (tally->count == 0 || value < tally->min)
        tally->min = value;
    if (tally->count == 0 || value > tally->max)
        tally->max = value;
    tally->count++;
    tally->sum += value;
    add_squares(&tally->squares, (unsigned __int128)((__int128)value * value));
}

void sim_tally_merge(struct sim_tally *into, const struct sim_tally *from)
{
    if (from->count == 0)
        return;
    if (into->count == 0 || from->min < into->min)
        into->min = from->min;
    if (into->count == 0 || from->max > into->max)
        into->max = from->max;
    into->count += from->count;
    into->sum += from->sum;
    add_squares(&into->squares, from->squares);
}

double sim_tally_mean(const struct sim_tally *tally)
{
    return tally->count > 0 ? (double)tally->sum / (double)tally->count : NAN;
}

double sim_tally_variance(const struct sim_tally *tally)
{
    double n = (double)tally->count;
    double squares, offset;

    if (tally->count < 2)
        return NAN;
    squares = centred(tally->sum, tally->squares, (__int128)tally->count, &offset);
    return (squares - n * offset * offset) / (n - 1);
}

static void check_value(int64_t value)
{
    SIM_ASSERT(value >= -((int64_t)1 << 32) && value <= (int64_t)1 << 32,
               "%lld is too large for a time-weighted integral", (long long)value);
}

void sim_integral_init(struct sim_integral *integral, int64_t value, sim_time now)
{
    check_value(value);
    *integral = (struct sim_integral){.value = value, .since = now, .min = value, .max = value};
}

static void advance(struct sim_integral *integral, sim_time now)
{
    sim_time elapsed = now - integral->since;
    __int128 value = integral->value;

    SIM_ASSERT(elapsed >= 0, "an integral would go back in time");
    integral->area += value * elapsed;
    add_squares(&integral->square_area,
                (unsigned __int128)(value * value) * (unsigned __int128)elapsed);
    integral->duration += elapsed;
    integral->since = now;
}

void sim_integral_set(struct sim_integral *integral, sim_time now, int64_t value)
{
    check_value(value);
    advance(integral, now);
    integral->value = value;
    if (value < integral->min)
        integral->min = value;
    if (value > integral->max)
        integral->max = value;
}

void sim_integral_add(struct sim_integral *integral, sim_time now, int64_t change)
{
    sim_integral_set(integral, now, integral->value + change);
}

void sim_integral_restart(struct sim_integral *integral, sim_time now)
{
    advance(integral, now);
    sim_integral_init(integral, integral->value, now);
}

void sim_integral_merge(struct sim_integral *into, const struct sim_integral *from)
{
    into->area += from->area;
    add_squares(&into->square_area, from->square_area);
    into->duration += from->duration;
    if (from->min < into->min)
        into->min = from->min;
    if (from->max > into->max)
        into->max = from->max;
}

double sim_integral_mean(const struct sim_integral *integral)
{
    return integral->duration > 0 ? (double)integral->area / (double)integral->duration : NAN;
}

double sim_integral_variance(const struct sim_integral *integral)
{
    double squares, offset;

    if (integral->duration <= 0)
        return NAN;
    squares = centred(integral->area, integral->square_area, integral->duration, &offset);
    return squares / (double)integral->duration - offset * offset;
}
