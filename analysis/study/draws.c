#include "analysis/study/draws.h"

#include "analysis/stats/design.h"
#include "analysis/stats/stats.h"
#include "scenarios/read/cases.h"
#include "scenarios/read/ranges.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct draws {
    struct sim_arena arena;
    struct loop *loop;
    uint32_t n, n_inputs;
    double share;
    double *values;   /* n x n_inputs */
    uint32_t *points; /* of the loop; CRI_NONE: the scenario does not take it */
    bool asked;
    uint32_t n_unfit;
    const char *unfit;
};

/* ---- where the draws are ---- */

double draws_value(double low, double mid, double high, bool is_whole, double u)
{
    /* Half a number more at either end, or the ends would come half as often as the others. */
    double from = is_whole ? low - 0.5 : low, to = is_whole ? high + 0.5 : high, value;

    if (mid == low || mid == high)
        value = from + u * (to - from);
    else if (u < 0.5)
        value = from + 2 * u * (mid - from);
    else
        value = mid + (2 * u - 1) * (to - mid);
    return is_whole ? fmin(fmax(round(value), low), high) : value;
}

double draws_share(const struct plan *plan)
{
    double share = plan->scenario->base.uncertain.share;

    return isnan(share) ? SCENARIO_DRAWS_SHARE : share;
}

/* A class has no bound of its own on what is of the whole option. */
static bool any_bound(const struct cri_slo *slo, bool of_class)
{
    for (int m = 0; m < CRI_N_SLO_METRICS; m++)
        if ((!of_class || cri_slo_row((enum cri_slo_metric)m)->per_class) &&
            (!isnan(slo->bounds[m].min) || !isnan(slo->bounds[m].max)))
            return true;
    return false;
}

/* Without an SLO no draw meets or misses anything. */
static bool is_promised(const struct scenario_world *world)
{
    const struct scenario_class *classes = world->classes.items;
    struct cri_slo slo = scenario_slo_bounds(&world->slo);
    bool any = any_bound(&slo, false);

    for (uint32_t c = 0; c < world->classes.n && !any; c++) {
        slo = scenario_slo_bounds(&classes[c].slo);
        any = any_bound(&slo, true);
    }
    return any;
}

uint32_t draws_asked(const struct plan *plan)
{
    int64_t stated = plan->scenario->base.uncertain.draws;

    if (plan->scenario->n_ranges == 0 || !is_promised(&plan->scenario->base))
        return 0;
    return stated != SCENARIO_ABSENT ? (uint32_t)stated : draws_fewest(draws_share(plan));
}

static void lay_out(struct draws *draws)
{
    const struct plan *plan = loop_settings(draws->loop)->plan;
    struct sim_key key = sim_key_make(plan->seed ^ sim_hash_string(SCENARIO_DRAWS), 0);

    draws->values =
        sim_arena_alloc(&draws->arena, (size_t)draws->n * draws->n_inputs * sizeof *draws->values);
    for (uint32_t i = 0; i < draws->n_inputs; i++) {
        const struct scenario_range *range = &plan->scenario->ranges[i];

        stats_latin_factor(key, sim_hash_string(range->path), draws->n, draws->n_inputs,
                           draws->values + i);
        for (uint32_t d = 0; d < draws->n; d++) {
            double *value = &draws->values[(size_t)d * draws->n_inputs + i];

            *value = draws_value(range->low, range->mid, range->high, range->is_whole, *value);
        }
    }
}

struct draws *draws_create(struct loop *loop)
{
    const struct plan *plan = loop_settings(loop)->plan;
    struct draws *draws;

    if (plan->scenario->n_ranges == 0)
        return NULL;
    draws = sim_zeroed(1, sizeof *draws);
    draws->loop = loop;
    draws->n = draws_asked(plan);
    draws->n_inputs = plan->scenario->n_ranges;
    draws->share = draws_share(plan);
    lay_out(draws);
    return draws;
}

void draws_destroy(struct draws *draws)
{
    if (draws == NULL)
        return;
    sim_arena_release(&draws->arena);
    free(draws);
}

/* ---- what is run ---- */

static enum sim_status ask(struct draws *draws, uint32_t d, uint32_t n_replications,
                           struct sim_error *err)
{
    const struct scenario *scenario = loop_settings(draws->loop)->plan->scenario;
    struct sim_text text = {0};
    struct sim_error unfit;
    enum sim_status status;

    scenario_ranges_patch(scenario, draws->values + (size_t)d * draws->n_inputs, &text);
    status = loop_add(draws->loop,
                      &(struct loop_ask){.name = SCENARIO_DRAWS,
                                         .patch = loop_patch(draws->loop, "%s", text.data),
                                         .of_file = true,
                                         .first_replication = d % n_replications,
                                         .n_replications = 1,
                                         .samples_only = true,
                                         .let_go = true},
                      &draws->points[d], &unfit);
    sim_text_release(&text);
    if (status == SIM_OK)
        return SIM_OK;
    if (status != SIM_EINVALID)
        return sim_fail(err, status, unfit.where, "%s", unfit.message);
    /* Each end by itself fits: these values do not fit together. */
    draws->points[d] = CRI_NONE;
    if (draws->n_unfit++ == 0)
        draws->unfit = sim_arena_printf(&draws->arena, "%s%s%s", unfit.where,
                                        unfit.where[0] != '\0' ? ": " : "", unfit.message);
    return SIM_OK;
}

bool draws_are_judged(const struct draws *draws)
{
    return draws->n > 0;
}

enum sim_status draws_next(struct draws *draws, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    if (draws->asked || !draws_are_judged(draws))
        return SIM_OK;
    draws->asked = true;
    draws->points = sim_arena_alloc(&draws->arena, draws->n * sizeof *draws->points);
    for (uint32_t d = 0; d < draws->n; d++)
        draws->points[d] = CRI_NONE;
    for (uint32_t d = 0; d < draws->n && status == SIM_OK; d++)
        status = ask(draws, d, loop_point(draws->loop, 0)->n_replications, err);
    return status;
}

/* ---- what they say ---- */

/* The values of one figure over the draws. */
struct order {
    double *values;
    uint32_t n;
    bool higher; /* is better */
};

/* What `share` of the draws keep: so many are as good or better. NaN = too many have no figure. */
static double kept_value(struct order *order, double share)
{
    uint32_t n_known = 0, at = (uint32_t)ceil(share * order->n - 1e-9);

    for (uint32_t i = 0; i < order->n; i++)
        if (!isnan(order->values[i]))
            order->values[n_known++] = order->values[i];
    if (at == 0 || at > n_known)
        return NAN;
    sim_sort(order->values, n_known, sizeof *order->values, sim_by_double);
    return order->higher ? order->values[n_known - at] : order->values[at - 1];
}

static bool is_finished(const struct draws *draws, uint32_t d)
{
    uint32_t point = draws->points[d];

    return point != CRI_NONE && loop_point(draws->loop, point)->n_finished ==
                                    loop_point(draws->loop, point)->n_replications;
}

/* What is kept of the verdicts over single draws. */
struct judged {
    struct draws_seen seen;
    uint32_t *points;    /* of the loop, seen.n of them */
    uint32_t n_figures;  /* of a draw */
    double *figures;     /* n_figures x n; of draws in which it is there */
    uint32_t *n_present; /* per figure: of how many draws */
    bool *judged;        /* per figure: in some draw it is not absent */
    bool *higher;        /* per figure */
    bool *allowed;       /* per option */
};

static void begin(struct judged *of, const struct draws *draws, const struct judge_verdict *verdict,
                  struct sim_arena *arena)
{
    const struct decide_input *in = &verdict->input;
    uint32_t n = draws->n, n_options;

    of->n_figures = in->n_options * in->n_classes * in->n_figures;
    of->figures = sim_fresh((size_t)of->n_figures * n, sizeof *of->figures);
    of->n_present = sim_zeroed(of->n_figures, sizeof *of->n_present);
    of->judged = sim_zeroed(of->n_figures, sizeof *of->judged);
    of->higher = sim_zeroed(of->n_figures, sizeof *of->higher);
    of->allowed = sim_zeroed(in->n_options, sizeof *of->allowed);
    for (uint32_t at = 0; at < of->n_figures; at++)
        of->higher[at] = cri_slo_row(verdict->wanted[at % in->n_figures])->higher_is_better;
    for (uint32_t o = 0; o < in->n_options; o++)
        of->allowed[o] = in->options[o].allowed;
    of->points = sim_arena_alloc(arena, n * sizeof *of->points);
    of->seen = (struct draws_seen){.scenario = loop_settings(draws->loop)->plan->scenario,
                                   .options = loop_options(draws->loop, &n_options),
                                   .n_inputs = draws->n_inputs,
                                   .n_options = in->n_options,
                                   .share = draws->share,
                                   .n_unfit = draws->n_unfit,
                                   .unfit = draws->unfit};
    of->seen.values = sim_arena_alloc(arena, (size_t)n * draws->n_inputs * sizeof(double));
    of->seen.met = sim_arena_alloc(arena, (size_t)n * in->n_options * sizeof(bool));
}

static void add_draw(struct judged *of, const struct draws *draws, uint32_t d,
                     const struct judge_verdict *verdict)
{
    uint32_t i = of->seen.n++;

    of->points[i] = draws->points[d];
    memcpy(of->seen.values + (size_t)i * draws->n_inputs,
           draws->values + (size_t)d * draws->n_inputs, draws->n_inputs * sizeof(double));
    for (uint32_t o = 0; o < of->seen.n_options; o++)
        of->seen.met[(size_t)i * of->seen.n_options + o] = verdict->result->cells[o].holds;
    for (uint32_t at = 0; at < of->n_figures; at++) {
        const struct decide_figure *figure = &verdict->input.figures[at];

        /* Of the whole of an option a figure may be absent for SLOs, which are judged class by
         * class, and be there for the order of options. */
        of->judged[at] = of->judged[at] || !figure->absent;
        if (!figure->absent || !isnan(figure->value))
            of->figures[(size_t)at * draws->n + of->n_present[at]++] = figure->value;
    }
}

static void judge_each(struct judged *of, const struct draws *draws, const struct judge *judge,
                       struct sim_arena *arena)
{
    for (uint32_t d = 0; draws->points != NULL && d < draws->n; d++) {
        struct sim_arena scratch = {0};
        const struct judge_verdict *verdict;

        if (!is_finished(draws, d))
            continue;
        verdict = judge_one(judge, draws->points[d], &scratch);
        if (of->seen.n == 0)
            begin(of, draws, verdict, arena);
        add_draw(of, draws, d, verdict);
        sim_arena_release(&scratch);
    }
}

static void judged_release(struct judged *of)
{
    free(of->figures);
    free(of->n_present);
    free(of->judged);
    free(of->higher);
    free(of->allowed);
}

/* Of each figure what the share of the draws keep. */
static struct decide_figure *figures_of(const struct judged *of, uint32_t step,
                                        struct sim_arena *arena)
{
    struct decide_figure *figures = sim_arena_alloc(arena, of->n_figures * sizeof *figures);

    for (uint32_t at = 0; at < of->n_figures; at++) {
        struct order order = {.values = of->figures + (size_t)at * step,
                              .n = of->n_present[at],
                              .higher = of->higher[at]};

        figures[at] = (struct decide_figure){
            .value = NAN, .low = NAN, .high = NAN, .absent = !of->judged[at]};
        if (order.n > 0)
            figures[at].value = kept_value(&order, of->seen.share);
    }
    return figures;
}

const struct judge_draws *draws_judge(const struct draws *draws, const struct judge *judge,
                                      struct sim_arena *arena)
{
    struct judged of = {0};
    struct judge_draws *out;
    struct draws_seen *seen;
    struct decide_figure *kept;
    const char **why;

    if (draws == NULL)
        return NULL;
    judge_each(&of, draws, judge, arena);
    if (of.seen.n == 0)
        return NULL;
    out = sim_arena_alloc(arena, sizeof *out);
    seen = sim_arena_alloc(arena, sizeof *seen);
    *seen = of.seen;
    kept = sim_arena_alloc(arena, seen->n_options * sizeof *kept);
    why = sim_arena_alloc(arena, seen->n_options * sizeof *why);
    for (uint32_t o = 0; o < seen->n_options; o++) {
        struct stats_estimate e = stats_wilson(draws_n_met(seen, o), seen->n, DRAWS_LEVEL);

        kept[o] = (struct decide_figure){.value = e.mean, .low = e.low, .high = e.high};
        why[o] = of.allowed[o] ? draws_why(seen, o, arena) : NULL;
    }
    *out = (struct judge_draws){.n = seen->n,
                                .points = of.points,
                                .share = seen->share,
                                .kept = kept,
                                .figures = figures_of(&of, draws->n, arena),
                                .why = why,
                                .seen = seen};
    judged_release(&of);
    return out;
}
