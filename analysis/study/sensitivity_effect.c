#include "analysis/study/sensitivity_effect.h"

#include "analysis/study/along.h"
#include "analysis/study/figure.h"
#include "analysis/study/point_figures.h"
#include "sim/base/sort.h"

#include <math.h>
#include <string.h>

const char *sensitivity_option(const struct sensitivity_talk *talk, uint32_t option)
{
    return talk->results->options[option].name;
}

/* Of levels: the one where the figure is least, and the one where it is most. */
static void find_ends(const struct sensitivity_talk *talk, const struct sensitivity_item *item,
                      uint32_t option, enum cri_slo_metric metric, uint32_t *low, uint32_t *high)
{
    double least = NAN, most = NAN;

    *low = 0;
    *high = item->vary.n_levels - 1;
    for (uint32_t i = 0; i < item->vary.n_levels && !item->vary.is_range; i++) {
        double mean = point_mean(
            point_figures(talk->state->loop, item->points[i], option, metric, talk->arena),
            talk->state->n_replications);

        if (isnan(least) || mean < least) {
            least = mean;
            *low = i;
        }
        if (isnan(most) || mean > most) {
            most = mean;
            *high = i;
        }
    }
}

static bool differs(const struct decide_measure *measure, double a, double b)
{
    return decide_is_better(measure, a, b) || decide_is_better(measure, b, a);
}

/* Not a difference that another luck would turn round. */
static bool is_beyond_luck(const struct stats_estimate *difference)
{
    return isnan(difference->low) || difference->low > 0 || difference->high < 0;
}

static struct sensitivity_effect effect_of(const struct sensitivity_talk *talk, uint32_t i,
                                           uint32_t option, uint32_t m)
{
    const struct sensitivity *state = talk->state;
    const struct sensitivity_item *item = &state->items[i];
    const struct decide_measure *measure = &talk->verdict->input.measures[m];
    enum cri_slo_metric metric = judge_metric(talk->verdict, m);
    uint32_t n = state->n_replications, low, high;
    const double *stated = point_figures(state->loop, 0, option, metric, talk->arena), *at[2];
    struct sensitivity_effect effect = {.item = item};
    struct stats_bar bar;

    find_ends(talk, item, option, metric, &low, &high);
    at[0] = point_figures(state->loop, item->points[low], option, metric, talk->arena);
    at[1] = point_figures(state->loop, item->points[high], option, metric, talk->arena);
    bar = stats_tornado_bar(i, stated, at[0], at[1], n, METRIC_LEVEL);
    effect.stated = point_mean(stated, n);
    effect.low = point_mean(at[0], n);
    effect.high = point_mean(at[1], n);
    effect.at_low = item->vary.levels[low].text;
    effect.at_high = item->vary.levels[high].text;
    effect.to_low = bar.low;
    effect.to_high = bar.high;
    effect.swing = fmax(fmax(effect.low, effect.high), effect.stated) -
                   fmin(fmin(effect.low, effect.high), effect.stated);
    if (isinf(effect.stated) && effect.low == effect.stated && effect.high == effect.stated)
        effect.swing = 0;
    effect.moves = (differs(measure, effect.low, effect.stated) && is_beyond_luck(&bar.low)) ||
                   (differs(measure, effect.high, effect.stated) && is_beyond_luck(&bar.high));
    return effect;
}

static int by_swing(const void *a, const void *b)
{
    const struct sensitivity_effect *x = a, *y = b;

    if (x->moves != y->moves)
        return x->moves ? -1 : 1;
    if (isnan(x->swing) || isnan(y->swing) || x->swing == y->swing)
        return isnan(x->swing) != isnan(y->swing) ? (isnan(x->swing) ? 1 : -1)
               : x->item < y->item                ? -1
                                                  : x->item > y->item;
    return x->swing > y->swing ? -1 : 1;
}

struct sensitivity_effect *sensitivity_effects(const struct sensitivity_talk *talk, uint32_t option,
                                               uint32_t m)
{
    struct sensitivity_effect *effects =
        sim_arena_alloc(talk->arena, (talk->state->n + 1) * sizeof *effects);

    for (uint32_t i = 0; i < talk->state->n; i++)
        effects[i] = effect_of(talk, i, option, m);
    sim_sort(effects, talk->state->n, sizeof *effects, by_swing);
    return effects;
}

/* How far a change is from what is stated, of that; of no stated value, of the range. */
static double distance(const struct sensitivity_break *change)
{
    const struct vary *vary = &change->item->vary;

    if (isfinite(vary->stated) && vary->stated != 0)
        return fabs(change->to - vary->stated) / fabs(vary->stated);
    return fabs(change->to - vary->low) / (vary->high - vary->low);
}

int sensitivity_by_distance(const void *a, const void *b)
{
    const struct sensitivity_break *x = a, *y = b;
    double dx = distance(x), dy = distance(y);

    if (dx != dy)
        return dx < dy ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

struct sensitivity_break *sensitivity_all_breaks(const struct sensitivity_talk *talk, uint32_t *n)
{
    struct sensitivity_break *all = sim_arena_alloc(
        talk->arena, ((size_t)talk->state->n * SENSITIVITY_MOST_RUNS + 1) * sizeof *all);

    *n = 0;
    for (uint32_t i = 0; i < talk->state->n && talk->state->searches; i++) {
        uint32_t own;
        const struct sensitivity_break *of =
            sensitivity_breaks(&talk->state->items[i], talk->arena, &own);

        memcpy(all + *n, of, own * sizeof *all);
        *n += own;
    }
    sim_sort(all, *n, sizeof *all, sensitivity_by_distance);
    return all;
}

bool sensitivity_is_of_choice(const struct sensitivity_talk *talk,
                              const struct sensitivity_break *change)
{
    return ((change->before ^ change->after) & (CHOICE | UINT64_C(1) << talk->subject)) != 0;
}

const char *sensitivity_label(const struct sensitivity_talk *talk, uint32_t m)
{
    return m == JUDGE_COST      ? "cost"
           : m == JUDGE_OUTSIDE ? "outside"
                                : figure_name(talk->arena, judge_metric(talk->verdict, m));
}

const char *sensitivity_label_with_unit(const struct sensitivity_talk *talk, uint32_t m)
{
    const char *unit = metric_of_slo(judge_metric(talk->verdict, m))->unit;

    return m == JUDGE_COST ? "cost, USD per 1,000"
           : *unit != '\0'
               ? sim_arena_printf(talk->arena, "%s, %s", sensitivity_label(talk, m), unit)
               : sensitivity_label(talk, m);
}
