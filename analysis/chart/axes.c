/*
 * axes.c: where an axis ends and where its ticks are.
 */
#include "analysis/chart/layout.h"

#include <math.h>
#include <string.h>

#define MOST_TICKS 40

double chart_scaled(enum chart_scale scale, double value)
{
    return scale == CHART_RANK ? -log10(1 - value) : value;
}

double chart_nice_top(double most, double *step)
{
    double unit;

    if (!(most > 0) || !isfinite(most)) {
        *step = 1;
        return 1;
    }
    /* Powers by multiplication: pow() may differ in the last digit between C libraries. */
    unit = 1;
    while (unit * 10 <= most / 4)
        unit *= 10;
    while (unit > most / 4)
        unit /= 10;
    *step = unit * (most / 4 > 5 * unit ? 10 : most / 4 > 2 * unit ? 5 : most / 4 > unit ? 2 : 1);
    return *step * ceil(most / *step * (1 + 1e-9) - 1e-6);
}

double chart_round_125(double value, bool up)
{
    static const double steps[] = {1, 2, 5, 10};
    double unit = 1;

    while (unit * 10 <= value)
        unit *= 10;
    while (unit > value)
        unit /= 10;
    for (int i = 0; i < 3; i++)
        if (value < unit * steps[i + 1] * (1 - 1e-9))
            return up && value > unit * steps[i] * (1 + 1e-9) ? unit * steps[i + 1]
                                                              : unit * steps[i];
    return unit * 10;
}

static void add_tick(struct chart_tick *ticks, uint32_t *n, double at, const char *text)
{
    if (*n < MOST_TICKS)
        ticks[(*n)++] = (struct chart_tick){at, text};
}

void chart_y_ticks(struct chart_frame *frame, struct sim_arena *arena, double step,
                   const char *unit)
{
    struct chart_tick *ticks = sim_arena_alloc(arena, MOST_TICKS * sizeof *ticks);
    const char *behind = unit != NULL ? sim_arena_printf(arena, " %s", unit) : "";
    int decimals = 0;

    frame->y_ticks = ticks;
    frame->n_y_ticks = 0;
    if (frame->y_log) {
        for (double at = frame->y_low; at <= frame->y_high * (1 + 1e-6);
             at = chart_round_125(at * 1.5, true))
            add_tick(ticks, &frame->n_y_ticks, at, sim_arena_printf(arena, "%g%s", at, behind));
        return;
    }
    for (double s = step; s < 0.999 && decimals < 6; s *= 10)
        decimals++;
    for (int i = 0; i * step <= frame->y_high * (1 + 1e-9) && i < MOST_TICKS; i++)
        add_tick(ticks, &frame->n_y_ticks, i * step,
                 sim_arena_printf(arena, "%s%s", chart_number(arena, i * step, decimals), behind));
}

static void time_ticks(struct chart_frame *frame, struct sim_arena *arena, bool named)
{
    static const double steps[] = {1,     2,     5,      10,     15,     30,      60,      120,
                                   300,   600,   900,    1800,   3600,   7200,    10800,   21600,
                                   43200, 86400, 172800, 432000, 864000, 1728000, 4320000, 8640000};
    size_t i = 0;
    double span = frame->x_high - frame->x_low, unit;
    const char *name;

    while (i + 1 < sizeof steps / sizeof steps[0] && span / steps[i] > 9)
        i++;
    unit = steps[i] < 60 ? 1 : steps[i] < 3600 ? 60 : steps[i] < 86400 ? 3600 : 86400;
    name = unit < 60 ? "s" : unit < 3600 ? "min" : unit < 86400 ? "h" : "d";
    for (int k = 0; k * steps[i] <= frame->x_high * (1 + 1e-9) && k < MOST_TICKS; k++)
        add_tick(frame->x_ticks, &frame->n_x_ticks, k * steps[i],
                 !named   ? ""
                 : k == 0 ? "start"
                          : sim_arena_printf(arena, "%s %s",
                                             chart_number(arena, k * steps[i] / unit, 0), name));
}

/* Round numbers, in millions where they are many. */
static void number_ticks(struct chart_frame *frame, struct sim_arena *arena, bool named)
{
    double step, unit;
    int decimals = 0;

    chart_nice_top(frame->x_high, &step);
    unit = step >= 1e6 ? 1e6 : 1;
    if (!(frame->x_high > 0) || frame->x_low < 0)
        return;
    for (double s = step / unit; s < 0.999 && decimals < 6; s *= 10)
        decimals++;
    for (int k = 0; k * step <= frame->x_high * (1 + 1e-9) && k < MOST_TICKS; k++)
        if (k * step >= frame->x_low * (1 - 1e-9))
            add_tick(frame->x_ticks, &frame->n_x_ticks, k * step,
                     !named ? ""
                            : sim_arena_printf(arena, "%s%s",
                                               chart_number(arena, k * step / unit, decimals),
                                               unit > 1 && k > 0 ? " M" : ""));
}

static void rank_ticks(struct chart_frame *frame, bool named)
{
    static const struct {
        double p;
        const char *name;
    } ranks[] = {{0.5, "p50"},     {0.9, "p90"},       {0.95, "p95"},       {0.99, "p99"},
                 {0.999, "p99.9"}, {0.9999, "p99.99"}, {0.99999, "p99.999"}};

    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++)
        if (chart_scaled(CHART_RANK, ranks[i].p) <= frame->x_high + 1e-9)
            add_tick(frame->x_ticks, &frame->n_x_ticks, chart_scaled(CHART_RANK, ranks[i].p),
                     named ? ranks[i].name : "");
}

void chart_x_ticks(struct chart_frame *frame, struct sim_arena *arena, enum chart_scale scale,
                   bool named)
{
    frame->x_ticks = sim_arena_alloc(arena, MOST_TICKS * sizeof *frame->x_ticks);
    frame->n_x_ticks = 0;
    if (scale == CHART_TIME)
        time_ticks(frame, arena, named);
    else if (scale == CHART_RANK)
        rank_ticks(frame, named);
    else
        number_ticks(frame, arena, named);
}
