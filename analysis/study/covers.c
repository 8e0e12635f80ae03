/*
 * covers.c: the head of the results: inputs, what intervals cover, and whether SLOs were met.
 */
#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "analysis/study/precise.h"
#include "analysis/study/study.h"
#include "sim/base/memory.h"
#include "sim/base/stream_in.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines of one option. */
struct slo_lines {
    struct results *results;
    uint32_t option;
    bool met;
};

static void add_slo_line(struct slo_lines *lines, const struct metric *metric, const char *class,
                         double value, double bound, bool at_least)
{
    struct results *results = lines->results;
    const char *text;
    bool met;

    if (isnan(bound))
        return;
    text = metric_slo_text(&results->arena, metric, at_least, bound, value);
    met = !isnan(value) && (at_least ? value >= bound : value <= bound);
    lines->met = lines->met && met;
    results->slo[results->n_slo++] = (struct results_slo){
        .option = lines->option,
        .class = class,
        .slo = cri_slo_row((enum cri_slo_metric)(metric->slo - 1))->key,
        .at_least = at_least,
        .limit = bound,
        .value = value,
        .text = class == NULL ? text : sim_arena_printf(&results->arena, "%s: %s", class, text),
        .met = met};
}

/* class: whose lines they are, where that has to be said; NULL = not. */
static void add_slo_lines(struct slo_lines *lines, const struct cri_slo *slo, const char *class,
                          const struct view *view)
{
    for (int i = 0; i < CRI_N_SLO_METRICS; i++) {
        const struct metric *metric = metric_of_slo((enum cri_slo_metric)i);
        const struct cri_slo_bound *bound = &slo->bounds[i];
        double value;

        if (isnan(bound->min) && isnan(bound->max))
            continue;
        value = metric_slo_value(metric, view);
        add_slo_line(lines, metric, class, value, bound->min, true);
        add_slo_line(lines, metric, class, value, bound->max, false);
    }
}

/* Of one class of the option, over that class alone. */
static void add_class_lines(struct study *study, struct slo_lines *lines, uint32_t class)
{
    const struct cri_spec *spec = &study_option(study, lines->option)->spec;
    const struct view *whole = &study->views[lines->option];
    bool *only = sim_zeroed(spec->n_classes, sizeof *only);
    struct view own;

    only[class] = true;
    view_init(&own, spec, whole->outcome, whole->replications, only);
    add_slo_lines(lines, &spec->classes[class].slo,
                  spec->n_classes > 1
                      ? sim_arena_strdup(&study->results->arena, spec->classes[class].name)
                      : NULL,
                  &own);
    view_release(&own);
    free(only);
}

/* What is stated holds for each class that runs, and what only an option has for the option. */
void study_add_slo(struct study *study)
{
    struct results *results = study->results;
    uint32_t n_classes = 0;
    bool any_meets = false;

    for (uint32_t a = 0; a < study->n_options; a++)
        n_classes += study_option(study, a)->spec.n_classes + 1;
    results->slo = sim_arena_alloc(&results->arena,
                                   (n_classes * 2 * CRI_N_SLO_METRICS + 1) * sizeof *results->slo);
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct cri_spec *spec = &study_option(study, a)->spec;
        struct slo_lines lines = {.results = results, .option = a, .met = true};

        results->slo_stated = results->slo_stated || cri_slo_is_stated(&spec->slo);
        for (uint32_t c = 0; c < spec->n_classes; c++)
            results->slo_stated = results->slo_stated || cri_slo_is_stated(&spec->classes[c].slo);
        if (!study_option(study, a)->allowed)
            continue;
        for (uint32_t c = 0; c < spec->n_classes; c++)
            if (spec->classes[c].runs && cri_slo_is_stated(&spec->classes[c].slo))
                add_class_lines(study, &lines, c);
        add_slo_lines(&lines, &spec->slo, NULL, &study->views[a]);
        any_meets = any_meets || (lines.met && study->views[a].all.offered > 0 &&
                                  !study_option(study, a)->undecided);
    }
    results->slo_met = !results->slo_stated || any_meets;
}

/* "30 min": the length of a run, as people say it. */
static const char *duration_text(struct sim_arena *arena, double s)
{
    static const struct {
        double s;
        const char *unit;
    } units[] = {{86400, "days"}, {3600, "h"}, {60, "min"}, {0, "s"}};
    int i = 0;

    while (s < 2 * units[i].s && !(fabs(s - units[i].s) < 1e-3 * units[i].s))
        i++;
    return sim_arena_printf(arena, "%.3g %s", units[i].s > 0 ? s / units[i].s : s, units[i].unit);
}

/* How the requests of a traffic entry come about in another replication. */
static const char *how_drawn(const struct cri_arrivals_spec *arrivals, bool another,
                             struct sim_arena *arena)
{
    if (arrivals->generator != NULL)
        return another ? "drawn anew by its generator" : "one draw of its generator";
    if (arrivals->resample_block == 0)
        return "replayed as it is";
    return sim_arena_printf(arena, "made of blocks of %.6g s of its trace, drawn with replacement",
                            sim_time_to_s(arrivals->resample_block));
}

/* Where each replication takes its requests from, entry by entry: "'web' is drawn anew by its
 * generator, 'batch' replayed as it is". @return the number of entries; *varies: do any change? */
static uint32_t describe_draws(struct study *study, bool another, struct sim_text *text,
                               bool *varies)
{
    struct sim_arena *arena = &study->results->arena;
    const char **said = NULL;
    uint32_t n = 0, room = 0;

    *varies = false;
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct cri_spec *spec = &study_option(study, a)->spec;

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            const struct cri_arrivals_spec *arrivals = &spec->classes[c].arrivals;
            const char *entry;
            uint32_t i = 0;

            if (!spec->classes[c].runs)
                continue;
            entry = sim_arena_printf(arena, "traffic '%s' is %s", arrivals->name,
                                     how_drawn(arrivals, another, arena));
            *varies = *varies || arrivals->generator != NULL || arrivals->resample_block > 0;
            while (i < n && strcmp(said[i], entry) != 0)
                i++;
            if (i < n)
                continue;
            said = sim_with_room(said, n, &room, sizeof *said);
            said[n++] = entry;
            sim_text_addf(text, "%s%s", n > 1 ? ", " : "", entry);
        }
    }
    free(said);
    return n;
}

/* What the intervals say, and what they do not: they are of a mean, and more replications make
 * them narrower; another hour is as unlike the mean as any of the replications. */
static void add_covers(struct study *study)
{
    struct results *results = study->results;
    bool again = study->n_finished >= 2, varies;
    struct sim_text text = {0};
    const char *unlike;

    if (describe_draws(study, again, &text, &varies) == 0)
        results->intervals_cover = "no intervals: nothing was run";
    else if (!again)
        results->intervals_cover = sim_arena_printf(
            &results->arena,
            "no intervals: one replication; %s. Differences are exact for these requests and this "
            "luck, and nothing more",
            text.data);
    else {
        unlike = varies ? "not traffic unlike this" : "not other traffic";
        results->intervals_cover = sim_arena_printf(
            &results->arena,
            "95 %% intervals are of the means over %u replications (Monte Carlo error: more "
            "replications make them narrower). Each replication draws service noise of its own, "
            "and %s. They do not say how far one such run lies from the mean",
            study->n_finished, text.data);
        results->another_covers = sim_arena_printf(
            &results->arena,
            "mean \u00b1 %.3f x s of the %u replications: about 95 %% of runs of %s that are drawn "
            "like these lie there; it covers service noise%s, %s",
            stats_t_quantile(0.5 + METRIC_LEVEL / 2, study->n_finished - 1), study->n_finished,
            duration_text(&results->arena, results->horizon_s),
            varies ? " and which requests come" : "", unlike);
    }
    sim_text_release(&text);
}

/* "E2E p95 of 'geographic'" */
static const char *figure_text(struct study *study, const struct loop *loop,
                               const struct precise *known)
{
    const struct loop_point *point = loop_point(loop, 0);

    return sim_arena_printf(&study->results->arena, "%s of '%s'", known->metric->label,
                            loop_point_option(loop, point, known->option)->name);
}

static const char *precision_text(struct study *study, const struct loop *loop,
                                  const struct precise *known)
{
    const struct results_precision *precision = &study->results->precision;
    struct sim_arena *arena = &study->results->arena;
    double asked = 100 * precision->asked;

    if (known->metric == NULL)
        return sim_arena_printf(arena, "%.3g %% asked: there is no figure to be known", asked);
    if (!known->varies)
        return sim_arena_printf(arena,
                                "%.3g %% asked: there is no variance. All %u replications have the "
                                "same figures, and more of them would say no more",
                                asked, precision->replications);
    if (precision->met)
        return sim_arena_printf(arena,
                                "%.3g %% asked, reached: every headline figure is known to %.2g %% "
                                "or better after %u replications; least of all %s",
                                asked, 100 * precision->reached, precision->replications,
                                figure_text(study, loop, known));
    if (isnan(precision->reached))
        return sim_arena_printf(arena,
                                "%.3g %% asked, NOT REACHED in %u replications (at most %u): %s is "
                                "a number in some of them only, or its interval reaches 0",
                                asked, precision->replications, precision->most,
                                figure_text(study, loop, known));
    return sim_arena_printf(
        arena,
        "%.3g %% asked, NOT REACHED in %u replications (at most %u): %s is known "
        "to %.2g %%",
        asked, precision->replications, precision->most, figure_text(study, loop, known),
        100 * precision->reached);
}

void study_add_precision(struct study *study, const struct loop *loop)
{
    struct results_precision *precision = &study->results->precision;
    const struct loop_settings *settings = loop_settings(loop);
    struct precise known;

    if (!(settings->precision > 0))
        return;
    known = precise_of(loop, loop_point(loop, 0), study->n_finished);
    *precision = (struct results_precision){
        .asked = settings->precision,
        .reached = isfinite(known.widest) ? known.widest : NAN,
        .met = known.metric == NULL || known.widest <= settings->precision,
        .varies = known.varies,
        .replications = study->n_finished,
        .most = settings->most_replications,
        .key = known.metric != NULL ? known.metric->key : NULL,
        .option = known.metric != NULL ? known.option : UINT32_MAX};
    precision->text = precision_text(study, loop, &known);
}

/* Oldest first, those without a date before. */
static void add_figures(struct study *study)
{
    const struct plan *plan = study->plan;
    struct results *results = study->results;

    results->figures =
        sim_arena_alloc(&results->arena, (plan->n_figures + 1) * sizeof *results->figures);
    for (uint32_t i = 0; i < plan->n_figures; i++) {
        const struct plan_figure *figure = &plan->figures[i];
        const char *citation = catalog_source(plan->catalog, figure->source);
        struct results_figure own = {
            study_keep(study, figure->kind), study_keep(study, figure->as_of),
            study_keep(study, figure->source), study_keep(study, citation)};
        uint32_t at = results->n_figures++;

        for (; at > 0 && catalog_is_newer(results->figures[at - 1].as_of, own.as_of); at--)
            results->figures[at] = results->figures[at - 1];
        results->figures[at] = own;
    }
}

void study_add_head(struct study *study)
{
    struct results *results = study->results;
    const struct plan *plan = study->plan;
    const struct scenario *scenario = plan->scenario;
    const char *slash = strrchr(scenario->file, '/');
    struct sim_text text = {0};
    struct sim_text digests = {0};
    char hex[65];

    results->title = study_keep(study, scenario->base.title);
    results->description = study_keep(study, scenario->base.description);
    if (scenario->base.owner != NULL)
        results->owner = study_keep(study, scenario->base.owner);
    if (plan->inputs_of != NULL)
        results->inputs_of = study_keep(study, plan->inputs_of);
    results->scenario_file = study_keep(study, slash != NULL ? slash + 1 : scenario->file);
    scenario_canonical_json(scenario, &text);
    results->scenario_json = study_keep(study, text.data);
    sim_sha256_hex(text.data, text.length, hex);
    results->scenario_sha256 = study_keep(study, hex);
    sim_text_clear(&text);
    for (uint32_t i = 0; i < plan->n_traffic; i++) {
        const char *name;

        if (plan->traffic[i].trace == NULL)
            continue;
        slash = strrchr(plan->traffic[i].trace->file, '/');
        name = slash != NULL ? slash + 1 : plan->traffic[i].trace->file;
        sim_text_addf(&text, "%s%s", text.length > 0 ? ", " : "", name);
        sim_text_addf(&digests, "%s%s", digests.length > 0 ? ", " : "",
                      plan->traffic[i].trace->sha256);
    }
    results->trace_files = study_keep(study, text.data);
    results->trace_sha256 = study_keep(study, digests.data);
    results->catalog_sha256 = study_keep(study, catalog_digest(plan->catalog));
    results->version = CRISIM_VERSION;
    results->seed = plan->seed;
    results->replications = study->n_finished;
    for (uint32_t a = 0; a < study->n_options; a++)
        results->horizon_s =
            fmax(results->horizon_s, sim_time_to_s(study_option(study, a)->spec.horizon));
    results->traffic = study_keep(study, plan->traffic_text);
    results->max_tokens_rule = study_keep(study, plan->max_tokens_text);
    add_covers(study);
    add_figures(study);
    results->n_assumptions = plan->n_assumptions;
    results->assumptions =
        sim_arena_alloc(&results->arena, (plan->n_assumptions + 1) * sizeof *results->assumptions);
    for (uint32_t i = 0; i < plan->n_assumptions; i++)
        results->assumptions[i] =
            (struct results_assumption){.text = study_keep(study, plan->assumptions[i].text),
                                        .mark = study_keep(study, plan->assumptions[i].mark),
                                        .source = study_keep(study, plan->assumptions[i].source)};
    sim_text_release(&text);
    sim_text_release(&digests);
}
