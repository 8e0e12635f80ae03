#include "analysis/study/drill_judge.h"

#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

/* Without an SLO: how much less than without the outage may complete. */
#define AS_MUCH 0.01

/* ---- what is asked ---- */

static const struct scenario_slo_drill *stated_bounds(const struct drill *drill)
{
    return &drill->asking->study->plan->scenario->base.slo_drill;
}

/* Of the share that completes: of a class, or of all (n_classes). */
static struct cri_slo_bound success_bound(const struct drill *drill, uint32_t option,
                                          uint32_t class)
{
    const struct scenario_bound *drilled = &stated_bounds(drill)->success_rate;
    const struct cri_spec *spec = &drill_option(drill, option)->spec;
    struct cri_slo_bound bound = {.min = drilled->min, .max = drilled->max};

    if (!isnan(bound.min) || !isnan(bound.max))
        return bound;
    bound.min = class < spec->n_classes
                    ? spec->classes[class].slo.bounds[CRI_SLO_success_rate].min
                    : drill->asking->study->plan->scenario->base.slo.success_rate.min;
    return bound;
}

double drill_least_success(const struct drill *drill, uint32_t option)
{
    const struct cri_spec *spec = &drill_option(drill, option)->spec;
    double least = success_bound(drill, option, spec->n_classes).min;

    for (uint32_t k = 0; k < spec->n_classes; k++)
        least = fmax(least, success_bound(drill, option, k).min);
    return least;
}

static bool is_bound(double min, double max)
{
    return !isnan(min) || !isnan(max);
}

static bool keeps(double value, double min, double max)
{
    return (isnan(min) || value >= min) && (isnan(max) || value <= max);
}

/* ---- what was seen ---- */

struct share {
    uint64_t offered, failed;
    double value, low, high;
};

/* Of a class, or of all. The interval of the mean of the replications is laid around the share of
 * all of them. */
static struct share share_of(const struct drill *drill, const struct drill_of *of, uint32_t class)
{
    struct share share = {.value = NAN, .low = NAN, .high = NAN};
    double *each = sim_zeroed(drill->n_replications, sizeof *each);
    struct stats_estimate e;

    for (uint32_t r = 0; r < drill->n_replications; r++) {
        uint64_t offered = of->offered[drill_at(drill, class, r)];
        uint64_t failed = of->failed[drill_at(drill, class, r)];

        share.offered += offered;
        share.failed += failed;
        each[r] = offered > 0 ? 1 - (double)failed / (double)offered : NAN;
    }
    if (share.offered > 0)
        share.value = 1 - (double)share.failed / (double)share.offered;
    e = stats_mean(each, drill->n_replications, METRIC_LEVEL);
    if (!isnan(e.low)) {
        share.low = fmax(0, share.value - (e.high - e.low) / 2);
        share.high = fmin(1, share.value + (e.high - e.low) / 2);
    }
    free(each);
    return share;
}

static void judge_success(const struct drill *drill, const struct drill_of *of, uint32_t option,
                          uint32_t class, struct drill_judged *judged)
{
    struct cri_slo_bound bound = success_bound(drill, option, class);
    struct share share = share_of(drill, of, class);

    /* To whom nothing came, nothing was promised. */
    if (!is_bound(bound.min, bound.max) || share.offered == 0)
        return;
    judged->asked = true;
    judged->holds = judged->holds &&
                    keeps(isnan(share.low) ? share.value : share.low, bound.min, NAN) &&
                    keeps(isnan(share.high) ? share.value : share.high, NAN, bound.max);
}

static void judge_time(const struct drill *drill, struct drill_judged *judged)
{
    const struct scenario_bound *recovery = &stated_bounds(drill)->recovery_min;
    const struct scenario_bound *amplification = &stated_bounds(drill)->amplification;

    if (is_bound(recovery->min, recovery->max)) {
        judged->asked = true;
        judged->holds = judged->holds && judged->end == DRILL_BACK &&
                        keeps(judged->recovery_min, recovery->min, recovery->max);
    }
    if (is_bound(amplification->min, amplification->max) && !isnan(judged->amplification)) {
        judged->asked = true;
        judged->holds =
            judged->holds && keeps(judged->amplification, amplification->min, amplification->max);
    }
}

/* The worse of two ends: stays down, then not seen. */
static int weight_of(enum drill_end end)
{
    return end == DRILL_STAYS_DOWN ? 2 : end == DRILL_NOT_SEEN ? 1 : 0;
}

static void add_seen(const struct drill_seen *seen, struct drill_judged *judged)
{
    judged->more_failed += seen->more_failed;
    if (seen->end == judged->end) {
        judged->n_end++;
    } else if (weight_of(seen->end) > weight_of(judged->end)) {
        judged->end = seen->end;
        judged->n_end = 1;
    }
    judged->recovery_min =
        judged->end == DRILL_BACK ? fmax(judged->recovery_min, seen->recovery_min) : NAN;
    judged->amplification = fmax(judged->amplification, seen->amplification);
}

struct drill_judged drill_judge(const struct drill *drill, const struct drill_item *item,
                                uint32_t option)
{
    const struct drill_of *of = drill_of(drill, item, option);
    const struct cri_spec *spec = &drill_option(drill, option)->spec;
    struct drill_judged judged = {
        .success = NAN, .low = NAN, .high = NAN, .amplification = NAN, .holds = true};
    struct share all;

    if (of == NULL)
        return (struct drill_judged){.success = NAN};
    judged.there = true;
    all = share_of(drill, of, spec->n_classes);
    judged.offered = all.offered;
    judged.failed = all.failed;
    judged.success = all.value;
    judged.low = all.low;
    judged.high = all.high;
    for (uint32_t r = 0; r < drill->n_replications; r++)
        add_seen(&of->seen[r], &judged);
    for (uint32_t c = 0; c <= spec->n_classes; c++)
        judge_success(drill, of, option, c, &judged);
    judge_time(drill, &judged);
    return judged;
}

double drill_stated_success(const struct drill *drill, uint32_t window, uint32_t option)
{
    const struct drill_window *of = &drill->windows[window];
    uint64_t offered = 0, failed = 0;

    for (uint32_t r = 0; r < drill->n_replications; r++) {
        const struct drill_minutes *stated = &drill->stated[option * drill->n_replications + r];
        struct drill_seen seen;

        if (stated->n == 0)
            return NAN;
        seen = drill_measure(stated, stated, of->start, of->end,
                             drill_option(drill, option)->spec.horizon);
        offered += seen.offered;
        failed += seen.failed;
    }
    return offered > 0 ? 1 - (double)failed / (double)offered : NAN;
}

bool drill_survives(const struct drill *drill, const struct drill_item *item, uint32_t option)
{
    struct drill_judged judged = drill_judge(drill, item, option);

    if (!judged.there)
        return false;
    return judged.asked
               ? judged.holds
               : isnan(judged.success) ||
                     judged.success >= drill_stated_success(drill, item->window, option) - AS_MUCH;
}

bool drill_is_there(const struct drill *drill, const struct drill_item *item)
{
    for (uint32_t o = 0; o < drill->n_options; o++)
        if (drill_of(drill, item, o) != NULL)
            return true;
    return false;
}

const struct drill_item *drill_worst(const struct drill *drill, enum drill_kind kind)
{
    const struct drill_item *worst = NULL;
    double least = INFINITY;

    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *item = &drill->items[i];
        double sum = 0;
        uint32_t n = 0;

        for (uint32_t o = 0; o < drill->n_options; o++) {
            struct drill_judged judged = drill_judge(drill, item, o);

            if (judged.there && !isnan(judged.success)) {
                sum += judged.success;
                n++;
            }
        }
        if (item->kind == kind && item->second == CRI_NONE && n > 0 && sum / n < least) {
            least = sum / n;
            worst = item;
        }
    }
    return worst;
}

const struct drill_item *drill_worst_of(const struct drill *drill, enum drill_kind kind,
                                        uint32_t option)
{
    const struct drill_item *worst = NULL;
    double least = INFINITY;

    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *item = &drill->items[i];
        struct drill_judged judged = drill_judge(drill, item, option);

        if (item->kind == kind && item->second == CRI_NONE && judged.there &&
            judged.success < least) {
            least = judged.success;
            worst = item;
        }
    }
    return worst;
}
