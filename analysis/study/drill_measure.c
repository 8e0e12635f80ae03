#include "analysis/study/drill_measure.h"

#include "models/series.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { IN_A_ROW = 3 };
#define TOLERANCE 0.01

void drill_minutes_add(struct drill_minutes *into, const struct cri_series *series, sim_time from,
                       sim_time to)
{
    uint32_t first = (uint32_t)(from / series->width);
    uint32_t end = (uint32_t)((to + series->width - 1) / series->width);

    if (into->n == 0) {
        into->width = series->width;
        into->n = end - first;
        into->minutes = sim_zeroed((size_t)into->n + 1, sizeof *into->minutes);
    }
    /* A long run whose bins became wider than those of the one before is left out. */
    for (uint32_t i = first; into->width == series->width && i < end && i < series->n; i++) {
        const struct cri_minute *minute = &series->minutes[i];
        struct drill_minute *sum = &into->minutes[i - first];

        cri_series_pass(series, i);
        if (i - first >= into->n)
            break;
        sum->offered += minute->offered;
        sum->failed += minute->failed_of_offered;
        sum->more += minute->retries + minute->fallbacks;
    }
}

void drill_minutes_release(struct drill_minutes *minutes)
{
    free(minutes->minutes);
    *minutes = (struct drill_minutes){0};
}

struct sum {
    uint64_t offered, failed;
};

/* Of the minutes that begin in [from, to). */
static struct sum sum_of(const struct drill_minutes *minutes, sim_time from, sim_time to)
{
    struct sum sum = {0};

    for (uint32_t i = (uint32_t)(from / minutes->width);
         i < minutes->n && (sim_time)i * minutes->width < to; i++) {
        sum.offered += minutes->minutes[i].offered;
        sum.failed += minutes->minutes[i].failed;
    }
    return sum;
}

static double failed_share(struct sum sum)
{
    return sum.offered > 0 ? (double)sum.failed / (double)sum.offered : 0;
}

/* Whether the i-th minute of the run with the outage is like that without it, or better. */
static bool is_calm(const struct drill_minutes *without, const struct drill_minutes *with,
                    uint32_t i)
{
    sim_time from = (sim_time)i * with->width;
    sim_time to = from + with->width;

    return failed_share(sum_of(with, from, to)) <=
           failed_share(sum_of(without, from, to)) + TOLERANCE;
}

static void find_end(const struct drill_minutes *without, const struct drill_minutes *with,
                     sim_time start, sim_time end, uint32_t n, struct drill_seen *seen)
{
    uint32_t first = (uint32_t)(start / with->width), back_at = first, run = 0;
    uint32_t behind = n - (uint32_t)((end + with->width - 1) / with->width);
    bool down = false, ever = false;

    for (uint32_t i = first; i < n; i++) {
        bool calm = is_calm(without, with, i);

        /* `run`: minutes in a row that speak against the present state. */
        run = calm == down ? run + 1 : 0;
        if (!down && !calm && (!ever || run == IN_A_ROW)) {
            down = ever = true;
            run = 0;
        } else if (down && run == IN_A_ROW) {
            down = false;
            back_at = i + 1 - IN_A_ROW;
            run = 0;
        }
    }
    if (!down) {
        seen->end = DRILL_BACK;
        seen->recovery_min =
            ever ? (double)((sim_time)back_at * with->width - start) / (double)SIM_MINUTE : 0;
    } else {
        seen->end = run == 0 && behind >= IN_A_ROW ? DRILL_STAYS_DOWN : DRILL_NOT_SEEN;
    }
}

struct drill_seen drill_measure(const struct drill_minutes *without,
                                const struct drill_minutes *with, sim_time start, sim_time end,
                                sim_time horizon)
{
    struct drill_seen seen = {.amplification = NAN, .recovery_min = NAN};
    uint32_t n = (uint32_t)((horizon + with->width - 1) / with->width);
    struct sum window;

    end = end < horizon ? end : horizon;
    window = sum_of(with, start, end);
    seen.offered = window.offered;
    seen.failed = window.failed;
    seen.more_failed =
        (int64_t)sum_of(with, 0, horizon).failed - (int64_t)sum_of(without, 0, horizon).failed;
    for (uint32_t i = (uint32_t)(start / with->width); i < n && i < with->n; i++)
        /* The last one may be a few seconds long, with the retries of the one before. */
        if (with->minutes[i].offered > 0 && ((sim_time)(i + 1) * with->width <= horizon || i == 0))
            seen.amplification = fmax(seen.amplification,
                                      (double)(with->minutes[i].offered + with->minutes[i].more) /
                                          with->minutes[i].offered);
    find_end(without, with, start, end, n, &seen);
    return seen;
}
