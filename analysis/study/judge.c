#include "analysis/study/judge.h"

#include "analysis/metric/metric.h"
#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "analysis/study/study.h"
#include "scenarios/read/cases.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const enum cri_slo_metric fixed[JUDGE_N_FIXED] = {[JUDGE_SUCCESS] = CRI_SLO_success_rate,
                                                         [JUDGE_E2E_P95] = CRI_SLO_e2e_p95_s,
                                                         [JUDGE_COST] = CRI_SLO_cost_usd_per_1000,
                                                         [JUDGE_OUTSIDE] = CRI_SLO_outside_share};

struct promises {
    const struct decide_promise *of; /* n; NULL = not read yet */
    uint32_t n;
};

struct judge {
    struct sim_arena arena;
    struct loop *loop;
    uint32_t n_options;
    struct decide_option *options;
    uint32_t n_classes; /* of all options, each name once; number n_classes is the whole option */
    const char **classes;
    uint32_t n_wanted; /* figures that are promised, compared or shown */
    enum cri_slo_metric wanted[CRI_N_SLO_METRICS];
    uint32_t figure[CRI_N_SLO_METRICS]; /* number among the wanted; CRI_NONE = not wanted */
    /* [point]: n_options x (n_classes + 1) x n_wanted x its room */
    double **values;
    struct decide_figure *
        *kept; /* [point]: as figures_of() made them; NULL = it can still be asked */
    struct promises *promises; /* [point] */
    uint32_t n_points;
};

/* ---- who can be chosen ---- */

static const struct plan_option *option_of(const struct judge *judge, uint32_t point, uint32_t o)
{
    return loop_point_option(judge->loop, loop_point(judge->loop, point), o);
}

static bool runs(const struct plan_option *option, const char *class)
{
    uint32_t c = plan_class_find(option, class);

    return c != CRI_NONE && option->spec.classes[c].runs;
}

static void add_classes(struct judge *judge)
{
    uint32_t room = 0;

    for (uint32_t o = 0; o < judge->n_options; o++)
        room += option_of(judge, 0, o)->spec.n_classes;
    judge->classes = sim_arena_alloc(&judge->arena, (room + 1) * sizeof *judge->classes);
    for (uint32_t o = 0; o < judge->n_options; o++) {
        const struct cri_spec *spec = &option_of(judge, 0, o)->spec;

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            uint32_t before = 0;

            while (before < judge->n_classes &&
                   strcmp(judge->classes[before], spec->classes[c].name) != 0)
                before++;
            if (before == judge->n_classes)
                judge->classes[judge->n_classes++] = spec->classes[c].name;
        }
    }
}

/* A class that runs nowhere tells no options apart. */
static bool runs_somewhere(const struct judge *judge, const char *class)
{
    for (uint32_t o = 0; o < judge->n_options; o++)
        if (runs(option_of(judge, 0, o), class))
            return true;
    return false;
}

static uint32_t count_destinations(const struct cri_spec *spec)
{
    bool *seen = sim_zeroed(spec->n_regions, sizeof *seen);
    uint32_t n = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; spec->classes[c].runs && t < spec->classes[c].n_targets; t++)
            for (uint32_t d = 0; d < spec->classes[c].targets[t].n_destinations; d++)
                seen[spec->classes[c].targets[t].destinations[d]] = true;
    for (uint32_t r = 0; r < spec->n_regions; r++)
        n += seen[r];
    free(seen);
    return n;
}

/* Other traffic, outages, seed or horizon; or a class of the same name is another one. */
static bool is_unlike(const struct judge *judge, uint32_t option, uint32_t baseline)
{
    const struct plan *plan = loop_point_plan(judge->loop, loop_point(judge->loop, 0));
    const struct plan_option *of = &plan->options[option];
    uint32_t partner;

    if (plan_unlike(plan, option, baseline, NULL))
        return true;
    for (uint32_t c = 0; c < of->spec.n_classes; c++) {
        const char *name = of->spec.classes[c].name;

        if (runs(of, name) && runs(&plan->options[baseline], name) &&
            !plan_classes_compare(plan, option, c, baseline, &partner))
            return true;
    }
    return false;
}

static void describe_option(struct judge *judge, uint32_t o)
{
    const struct plan_option *option = option_of(judge, 0, o);
    uint32_t baseline = loop_baseline(judge->loop), n;
    const uint32_t *numbers = loop_options(judge->loop, &n);
    struct decide_option *out = &judge->options[o];

    *out = (struct decide_option){
        .allowed = option->allowed, .undecided = option->undecided, .room_to_grow = NAN};
    if (!option->allowed)
        return;
    out->n_destinations = count_destinations(&option->spec);
    for (uint32_t k = 0; k < judge->n_classes; k++) {
        uint32_t c = plan_class_find(option, judge->classes[k]);

        if (runs(option, judge->classes[k]))
            out->batch = out->batch ||
                         (option->spec.classes[c].batch.on && !option->spec.classes[c].deferrable);
        else
            out->partial = out->partial || runs_somewhere(judge, judge->classes[k]);
    }
    if (baseline != UINT32_MAX && o != baseline)
        out->unlike = is_unlike(judge, numbers[o], numbers[baseline]);
}

struct decide_option *judge_options(struct judge *judge)
{
    return judge->options;
}

void judge_candidates(const struct judge *judge, bool *candidates)
{
    for (uint32_t o = 0; o < judge->n_options; o++)
        candidates[o] = decide_is_candidate(&judge->options[o]);
}

/* ---- what is promised ---- */

static uint32_t class_number(const struct judge *judge, const char *name)
{
    for (uint32_t k = 0; k < judge->n_classes; k++)
        if (strcmp(judge->classes[k], name) == 0)
            return k;
    return CRI_NONE;
}

static uint32_t add_bound(const struct judge *judge, const struct cri_slo *slo, uint32_t class,
                          struct decide_promise *promises, uint32_t n)
{
    for (int m = 0; m < CRI_N_SLO_METRICS; m++) {
        const struct cri_slo_row *row = cri_slo_row((enum cri_slo_metric)m);
        const struct cri_slo_bound *bound = &slo->bounds[m];
        struct decide_promise promise = {.class = !row->per_class ? judge->n_classes : class,
                                         .figure = judge->figure[m],
                                         .top = row->unit == CRI_UNIT_SHARE ? 1 : NAN};

        /* A class has no bound of its own on what is of the whole option. */
        if (!row->per_class && class != DECIDE_EACH)
            continue;
        if (!isnan(bound->min)) {
            promise.at_least = true;
            promise.bound = bound->min;
            promises[n++] = promise;
        }
        if (!isnan(bound->max)) {
            promise.at_least = false;
            promise.bound = bound->max;
            promises[n++] = promise;
        }
    }
    return n;
}

/* What is promised in a point, while its plan is there; into the arena of the judge. */
static struct promises read_promises(struct judge *judge, uint32_t point)
{
    const struct plan *plan = loop_point_plan(judge->loop, loop_point(judge->loop, point));
    const struct scenario_world *world = &plan->scenario->base;
    const struct scenario_class *classes = world->classes.items;
    size_t most = (world->classes.n + 1) * (size_t)(2 * CRI_N_SLO_METRICS);
    struct decide_promise *all = sim_zeroed(most, sizeof *all), *kept;
    struct cri_slo slo = scenario_slo_bounds(&world->slo);
    uint32_t n = add_bound(judge, &slo, DECIDE_EACH, all, 0);

    for (uint32_t c = 0; c < world->classes.n; c++) {
        uint32_t k = class_number(judge, classes[c].node.name);

        slo = scenario_slo_bounds(&classes[c].slo);
        if (k != CRI_NONE)
            n = add_bound(judge, &slo, k, all, n);
    }
    kept = sim_arena_alloc(&judge->arena, (n + 1) * sizeof *kept);
    memcpy(kept, all, n * sizeof *kept);
    free(all);
    return (struct promises){.of = kept, .n = n};
}

static void want(struct judge *judge, enum cri_slo_metric metric)
{
    if (judge->figure[metric] != CRI_NONE)
        return;
    judge->figure[metric] = judge->n_wanted;
    judge->wanted[judge->n_wanted++] = metric;
}

static void want_bounds(struct judge *judge, const struct cri_slo *slo, bool of_class)
{
    for (int m = 0; m < CRI_N_SLO_METRICS; m++)
        if ((cri_slo_row((enum cri_slo_metric)m)->per_class || !of_class) &&
            (!isnan(slo->bounds[m].min) || !isnan(slo->bounds[m].max)))
            want(judge, (enum cri_slo_metric)m);
}

static enum cri_slo_metric metric_of_word(const char *word)
{
    for (int m = 0; m < CRI_N_SLO_METRICS; m++)
        if (strcmp(cri_slo_row((enum cri_slo_metric)m)->word, word) == 0)
            return (enum cri_slo_metric)m;
    return CRI_N_SLO_METRICS;
}

/* Whatever is promised, compared or shown; a case may promise anything. */
static void find_wanted(struct judge *judge)
{
    const struct scenario_world *world = &loop_settings(judge->loop)->plan->scenario->base;
    const struct scenario_class *classes = world->classes.items;
    struct cri_slo slo = scenario_slo_bounds(&world->slo);

    for (int m = 0; m < CRI_N_SLO_METRICS; m++)
        judge->figure[m] = CRI_NONE;
    for (int i = 0; i < JUDGE_N_FIXED; i++)
        want(judge, fixed[i]);
    for (uint32_t i = 0; i < world->objective.n; i++)
        want(judge, metric_of_word(world->objective.items[i]));
    want_bounds(judge, &slo, false);
    for (uint32_t c = 0; c < world->classes.n; c++) {
        slo = scenario_slo_bounds(&classes[c].slo);
        want_bounds(judge, &slo, true);
    }
    for (int m = 0; world->cases.n > 0 && m < CRI_N_SLO_METRICS; m++)
        want(judge, (enum cri_slo_metric)m);
}

struct judge *judge_create(struct loop *loop)
{
    struct judge *judge = sim_zeroed(1, sizeof *judge);

    judge->loop = loop;
    judge->n_options = loop_point(loop, 0)->n_options;
    judge->options =
        sim_arena_alloc(&judge->arena, (judge->n_options + 1) * sizeof *judge->options);
    add_classes(judge);
    for (uint32_t o = 0; o < judge->n_options; o++)
        describe_option(judge, o);
    find_wanted(judge);
    return judge;
}

void judge_destroy(struct judge *judge)
{
    if (judge == NULL)
        return;
    for (uint32_t p = 0; p < judge->n_points; p++) {
        free(judge->values[p]);
        free(judge->kept[p]);
    }
    free(judge->values);
    free(judge->kept);
    free(judge->promises);
    sim_arena_release(&judge->arena);
    free(judge);
}

/* ---- figures ---- */

static size_t value_at(const struct judge *judge, uint32_t option, uint32_t class, uint32_t figure)
{
    return ((size_t)option * (judge->n_classes + 1) + class) * judge->n_wanted + figure;
}

/* The figures of a class (n_classes: of the whole option); step apart in `into`. */
static void measure(const struct judge *judge, const struct view *view, double *into, size_t step)
{
    for (uint32_t i = 0; i < judge->n_wanted; i++)
        into[i * step] = metric_slo_value(metric_of_slo(judge->wanted[i]), view);
}

/* Of one outcome: all classes and the whole. `into` is that of the first figure of the option. */
static void measure_option(const struct judge *judge, const struct plan_option *option,
                           const struct cri_outcome *outcome, uint32_t replications, double *into,
                           size_t step)
{
    size_t class_step = judge->n_wanted * step;
    struct view view;

    for (size_t i = 0; i < (size_t)(judge->n_classes + 1) * judge->n_wanted; i++)
        into[i * step] = NAN;
    if (!option->allowed)
        return;
    view_init(&view, &option->spec, outcome, replications, NULL);
    measure(judge, &view, into + judge->n_classes * class_step, step);
    if (judge->n_classes == 1)
        measure(judge, &view, into, step);
    view_release(&view);
    for (uint32_t k = 0; judge->n_classes > 1 && k < judge->n_classes; k++) {
        uint32_t c = plan_class_find(option, judge->classes[k]);
        bool *mask;

        if (c == CRI_NONE)
            continue;
        mask = sim_zeroed(option->spec.n_classes, sizeof *mask);
        mask[c] = true;
        view_init(&view, &option->spec, outcome, replications, mask);
        measure(judge, &view, into + k * class_step, step);
        view_release(&view);
        free(mask);
    }
}

void judge_take(struct judge *judge, uint32_t point, uint32_t replication,
                const struct cri_outcome *outcomes)
{
    const struct loop_point *of = loop_point(judge->loop, point);
    uint32_t n = of->room;

    if (point >= judge->n_points) {
        judge->values = sim_grown(judge->values, point + 1, sizeof *judge->values);
        judge->kept = sim_grown(judge->kept, point + 1, sizeof *judge->kept);
        judge->promises = sim_grown(judge->promises, point + 1, sizeof *judge->promises);
        for (; judge->n_points <= point; judge->n_points++) {
            judge->values[judge->n_points] = NULL;
            judge->kept[judge->n_points] = NULL;
            judge->promises[judge->n_points] = (struct promises){0};
        }
    }
    if (judge->values[point] == NULL) {
        judge->values[point] =
            sim_zeroed(value_at(judge, judge->n_options, 0, 0) * n, sizeof(double));
        judge->promises[point] = read_promises(judge, point);
    }
    for (uint32_t i = 0; i < of->n_options; i++)
        measure_option(
            judge, loop_point_option(judge->loop, of, i), &outcomes[i], 1,
            judge->values[point] + value_at(judge, of->options[i], 0, 0) * n + replication, n);
}

/* The interval of the mean of the replications, laid around the figure of all of them. */
static struct decide_figure figure_of(double value, const double *each, uint32_t n, bool share)
{
    struct decide_figure figure = {.value = value, .low = NAN, .high = NAN};
    struct stats_estimate e;
    double half;

    if (n < 2 || !isfinite(value))
        return figure;
    for (uint32_t r = 0; r < n; r++)
        if (isinf(each[r])) {
            figure.low = value;
            figure.high = each[r];
            return figure;
        }
    e = stats_mean(each, n, METRIC_LEVEL);
    if (isnan(e.low))
        return figure;
    half = (e.high - e.low) / 2;
    figure.low = share ? fmax(0, value - half) : value - half;
    figure.high = share ? fmin(1, value + half) : value + half;
    return figure;
}

/* ---- the verdict ---- */

static bool is_finished(const struct judge *judge, uint32_t point)
{
    const struct loop_point *of = loop_point(judge->loop, point);

    return of->n_finished == of->n_replications;
}

/* Whether anything is not as it is as stated, in the replications that both have. */
bool judge_moved(const struct judge *judge, uint32_t point, uint32_t option)
{
    uint32_t n = loop_point(judge->loop, point)->n_replications;
    uint32_t first_number = loop_point(judge->loop, point)->first_replication;
    uint32_t room = loop_point(judge->loop, point)->room;
    uint32_t room_stated = loop_point(judge->loop, 0)->room;
    size_t first = value_at(judge, option, 0, 0), end = value_at(judge, option + 1, 0, 0);

    for (size_t at = first; at < end; at++)
        for (uint32_t r = 0; r < n && first_number + r < loop_point(judge->loop, 0)->n_finished;
             r++) {
            double a = judge->values[point][at * room + r];
            double b = judge->values[0][at * room_stated + first_number + r];

            if (a != b && !(isnan(a) && isnan(b)))
                return true;
        }
    return false;
}

static uint64_t offered_to(const struct judge *judge, uint32_t point, uint32_t option,
                           uint32_t class)
{
    const struct loop_point *of = loop_point(judge->loop, point);
    uint32_t c = plan_class_find(loop_point_option(judge->loop, of, option), judge->classes[class]);
    uint64_t n = 0;

    for (int phase = 0; c != CRI_NONE && phase < CRI_N_PHASES; phase++)
        n += of->merged[option].classes[c].counts[phase].offered;
    return n;
}

/* Nothing was offered at all: then nothing is kept, either. */
static bool any_offered(const struct judge *judge, uint32_t point, uint32_t option)
{
    return cri_outcome_total(&loop_point(judge->loop, point)->merged[option], CRI_N_PHASES)
               .offered > 0;
}

static size_t n_figures(const struct judge *judge)
{
    return (size_t)(judge->n_classes + 1) * judge->n_wanted;
}

static void figures_of(const struct judge *judge, uint32_t point, uint32_t option,
                       struct decide_figure *figures)
{
    const struct loop_point *of = loop_point(judge->loop, point);
    double *pooled = sim_zeroed(n_figures(judge), sizeof *pooled);
    bool any = any_offered(judge, point, option);

    measure_option(judge, loop_point_option(judge->loop, of, option), &of->merged[option],
                   of->n_finished, pooled, 1);
    for (uint32_t k = 0; k <= judge->n_classes; k++)
        for (uint32_t i = 0; i < judge->n_wanted; i++) {
            size_t at = (size_t)k * judge->n_wanted + i;
            const struct cri_slo_row *row = cri_slo_row(judge->wanted[i]);
            const double *each = judge->values[point] + value_at(judge, option, k, i) * of->room;

            figures[at] = figure_of(pooled[at], each, of->n_finished, row->unit == CRI_UNIT_SHARE);
            /* A figure is of every class, or of the whole option, never judged as both. */
            figures[at].absent =
                row->per_class
                    ? k == judge->n_classes || (any && offered_to(judge, point, option, k) == 0)
                    : k < judge->n_classes;
        }
    free(pooled);
}

void judge_finished(struct judge *judge, uint32_t point)
{
    if (!loop_point(judge->loop, point)->let_go || loop_point(judge->loop, point)->merged == NULL)
        return;
    judge->kept[point] = sim_fresh(judge->n_options * n_figures(judge), sizeof *judge->kept[point]);
    for (uint32_t o = 0; o < judge->n_options; o++)
        figures_of(judge, point, o, judge->kept[point] + o * n_figures(judge));
}

static void add_figures(const struct judge *judge, uint32_t point, uint32_t option,
                        struct decide_figure *figures)
{
    if (judge->kept[point] != NULL)
        memcpy(figures, judge->kept[point] + option * n_figures(judge),
               n_figures(judge) * sizeof *figures);
    else
        figures_of(judge, point, option, figures);
}

static struct decide_measure measure_row(const struct scenario_indifference *stated,
                                         enum cri_slo_metric metric, const double *at)
{
    const struct cri_slo_row *row = cri_slo_row(metric);
    struct decide_measure measure = {.higher = row->higher_is_better, .at = at};

    switch (row->unit) {
    case CRI_UNIT_SHARE:
        measure.smallest = stated->success_rate_points / 100;
        break;
    case CRI_UNIT_SECONDS:
        measure.smallest = stated->latency_s;
        break;
    case CRI_UNIT_USD:
        measure.smallest = stated->cost_percent / 100;
        measure.relative = true;
        break;
    case CRI_UNIT_PER_MIN:
        measure.smallest = stated->throughput_percent / 100;
        measure.relative = true;
        break;
    case CRI_UNIT_MINUTES: /* known to the minute */
        measure.smallest = 1;
        break;
    case CRI_UNIT_RATIO:
        break;
    }
    return measure;
}

/* The fixed measures, then what else the objective names. */
static void add_measures(const struct judge *judge, struct judge_verdict *verdict,
                         struct sim_arena *arena)
{
    const struct scenario_world *world = &loop_settings(judge->loop)->plan->scenario->base;
    struct decide_input *in = &verdict->input;
    uint32_t room = JUDGE_N_FIXED + world->objective.n, n = JUDGE_N_FIXED;
    struct decide_measure *measures = sim_arena_alloc(arena, room * sizeof *measures);
    enum cri_slo_metric *metrics = sim_arena_alloc(arena, room * sizeof *metrics);
    uint32_t *objective = sim_arena_alloc(arena, (world->objective.n + 2) * sizeof *objective);

    for (uint32_t i = 0; i < JUDGE_N_FIXED; i++)
        metrics[i] = fixed[i];
    for (uint32_t i = 0; i < world->objective.n; i++) {
        enum cri_slo_metric metric = metric_of_word(world->objective.items[i]);
        uint32_t known = 0;

        while (known < n && metrics[known] != metric)
            known++;
        if (known == n)
            metrics[n++] = metric;
        objective[i] = known;
    }
    if (world->objective.n == 0) {
        objective[0] = JUDGE_COST;
        objective[1] = JUDGE_E2E_P95;
    }
    for (uint32_t i = 0; i < n; i++) {
        double *at = sim_arena_alloc(arena, (size_t)in->n_options * in->n_cases * sizeof *at);

        for (uint32_t o = 0; o < in->n_options; o++)
            for (uint32_t c = 0; c < in->n_cases; c++)
                at[(size_t)o * in->n_cases + c] =
                    judge_figure(verdict, o, c, judge->n_classes, metrics[i])->value;
        measures[i] = measure_row(&world->indifference, metrics[i], at);
    }
    verdict->metrics = metrics;
    in->measures = measures;
    in->n_measures = n;
    in->objective = objective;
    in->n_objective = world->objective.n > 0 ? world->objective.n : 2;
    in->success = JUDGE_SUCCESS;
    in->money = JUDGE_COST;
    in->most_complete_within = RESULTS_COMPLETE_WITHIN_POINTS / 100;
}

enum cri_slo_metric judge_promised(const struct judge_verdict *verdict,
                                   const struct decide_promise *promise)
{
    return verdict->wanted[promise->figure];
}

enum cri_slo_metric judge_metric(const struct judge_verdict *verdict, uint32_t m)
{
    return verdict->metrics[m];
}

const struct decide_figure *judge_figure(const struct judge_verdict *verdict, uint32_t option,
                                         uint32_t c, uint32_t class, enum cri_slo_metric metric)
{
    const struct decide_input *in = &verdict->input;

    return &in->figures[(((size_t)option * in->n_cases + c) * in->n_classes + class) *
                            in->n_figures +
                        verdict->figure[metric]];
}

/* The cases that were run to their end; the first as far as it came; the draws are the last. */
static void choose_cases(const struct judge *judge, const struct cases *cases,
                         struct judge_verdict *verdict, struct sim_arena *arena)
{
    static const struct cases_item draws = {.name = SCENARIO_DRAWS,
                                            .words = "the numbers that are ranges are drawn",
                                            .must_hold = true,
                                            .point = CRI_NONE,
                                            .rule = -1};
    uint32_t n = cases != NULL ? cases_count(cases) : 0;
    static const struct cases_item alone = {
        .name = "as stated", .words = "as stated", .must_hold = true, .rule = -1};
    const struct cases_item **chosen = sim_arena_alloc(arena, (n + 2) * sizeof *chosen);

    chosen[verdict->n_cases++] = n > 0 ? cases_at(cases, 0) : &alone;
    for (uint32_t i = 1; i < n; i++)
        if (cases_at(cases, i)->point != CRI_NONE && is_finished(judge, cases_at(cases, i)->point))
            chosen[verdict->n_cases++] = cases_at(cases, i);
    if (verdict->draws != NULL)
        chosen[verdict->n_cases++] = &draws;
    verdict->cases = chosen;
}

static void finish(const struct judge *judge, struct judge_verdict *verdict,
                   struct sim_arena *arena)
{
    verdict->wanted = judge->wanted;
    verdict->figure = judge->figure;
    verdict->n_classes = verdict->input.n_classes;
    verdict->classes = judge->classes;
    add_measures(judge, verdict, arena);
    verdict->result = decide(&verdict->input, arena);
}

struct judge_verdict *judge_one(const struct judge *judge, uint32_t point, struct sim_arena *arena)
{
    struct judge_verdict *verdict = sim_arena_alloc(arena, sizeof *verdict);
    struct decide_input *in = &verdict->input;
    struct decide_case *of = sim_arena_alloc(arena, sizeof *of);
    uint32_t n = loop_point(judge->loop, point)->room;
    size_t each = (size_t)(judge->n_classes + 1) * judge->n_wanted;
    struct decide_figure *figures =
        sim_arena_alloc(arena, judge->n_options * each * sizeof *figures);

    *in = (struct decide_input){.n_options = judge->n_options,
                                .n_cases = 1,
                                .n_classes = judge->n_classes + 1,
                                .n_figures = judge->n_wanted,
                                .options = judge->options,
                                .cases = of,
                                .figures = figures,
                                .moved = sim_arena_alloc(arena, judge->n_options * sizeof(bool))};
    verdict->n_cases = 1;
    of->must_hold = true;
    of->promises = judge->promises[point].of;
    of->n_promises = judge->promises[point].n;
    verdict->promised = of->n_promises > 0;
    for (uint32_t o = 0; o < judge->n_options; o++)
        for (uint32_t k = 0; k <= judge->n_classes; k++)
            for (uint32_t i = 0; i < judge->n_wanted; i++) {
                const double *values = judge->values[point];
                bool per_class = cri_slo_row(judge->wanted[i])->per_class;
                /* Without a success rate nothing was offered. */
                bool none =
                    k < judge->n_classes &&
                    isnan(values[value_at(judge, o, k, judge->figure[CRI_SLO_success_rate]) * n]) &&
                    !isnan(values[value_at(judge, o, judge->n_classes,
                                           judge->figure[CRI_SLO_success_rate]) *
                                  n]);

                figures[(size_t)o * each + (size_t)k * judge->n_wanted + i] =
                    (struct decide_figure){.value = values[value_at(judge, o, k, i) * n],
                                           .low = NAN,
                                           .high = NAN,
                                           .absent = per_class ? none || k == judge->n_classes
                                                               : k < judge->n_classes};
            }
    finish(judge, verdict, arena);
    return verdict;
}

/* The last case: its figures stand for all draws. */
static void add_draws(const struct judge *judge, const struct judge_draws *draws,
                      const struct decide_input *in, struct decide_case *of,
                      struct decide_figure *figures, bool *is_moved)
{
    uint32_t c = in->n_cases - 1;
    size_t each = (size_t)in->n_classes * in->n_figures;

    *of = (struct decide_case){.must_hold = true, .kept = draws->kept, .kept_share = draws->share};
    for (uint32_t o = 0; o < in->n_options; o++) {
        memcpy(figures + ((size_t)o * in->n_cases + c) * each, draws->figures + o * each,
               each * sizeof *figures);
        for (uint32_t d = 0; d < draws->n && !is_moved[o * in->n_cases + c]; d++)
            is_moved[o * in->n_cases + c] = judge_moved(judge, draws->points[d], o);
    }
}

struct judge_verdict *judge_all(const struct judge *judge, const struct cases *cases,
                                const struct judge_draws *draws, struct sim_arena *arena)
{
    struct judge_verdict *verdict = sim_arena_alloc(arena, sizeof *verdict);
    struct decide_input *in = &verdict->input;
    struct decide_case *of;
    struct decide_figure *figures;
    bool *is_moved;
    size_t each;

    verdict->draws = draws;
    choose_cases(judge, cases, verdict, arena);
    *in = (struct decide_input){.n_options = judge->n_options,
                                .n_cases = verdict->n_cases,
                                .n_classes = judge->n_classes + 1,
                                .n_figures = judge->n_wanted,
                                .options = judge->options};
    each = (size_t)in->n_classes * in->n_figures;
    of = sim_arena_alloc(arena, in->n_cases * sizeof *of);
    figures = sim_arena_alloc(arena, in->n_options * in->n_cases * each * sizeof *figures);
    is_moved = sim_arena_alloc(arena, (size_t)in->n_options * in->n_cases * sizeof *is_moved);
    for (uint32_t c = 0; c < in->n_cases - (draws != NULL); c++) {
        const struct cases_item *item = verdict->cases[c];

        of[c].must_hold = item->must_hold;
        of[c].promises = judge->promises[item->point].of;
        of[c].n_promises = judge->promises[item->point].n;
        verdict->promised = verdict->promised || of[c].n_promises > 0;
        for (uint32_t o = 0; o < in->n_options; o++) {
            struct decide_figure *into = figures + ((size_t)o * in->n_cases + c) * each;

            is_moved[o * in->n_cases + c] = c > 0 && judge_moved(judge, item->point, o);
            /* What is the same in the replications of both is known best from all of them. */
            if (c > 0 && !is_moved[o * in->n_cases + c])
                memcpy(into, figures + (size_t)o * in->n_cases * each, each * sizeof *into);
            else
                add_figures(judge, item->point, o, into);
        }
    }
    if (draws != NULL)
        add_draws(judge, draws, in, &of[in->n_cases - 1], figures, is_moved);
    in->cases = of;
    in->figures = figures;
    in->moved = is_moved;
    finish(judge, verdict, arena);
    return verdict;
}
