/*
 * describe.c: what the options of a comparison are and what they met: classes, quotas, outages.
 */
#include "analysis/study/spectrum.h"
#include "analysis/study/study.h"
#include "models/series.h"
#include "scenarios/plan/residency.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Names of the classes of all options, each once, in the order of the file. */
void study_add_class_names(struct study *study)
{
    uint32_t room = 1;
    uint32_t *n = &study->n_class_names;
    const char **names;

    for (uint32_t a = 0; a < study->n_options; a++)
        room += study_option(study, a)->spec.n_classes;
    names = sim_arena_alloc(&study->results->arena, room * sizeof *names);
    study->class_names = names;
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct scenario_map *map = &study->plan->scenario->worlds[study->options[a]].classes;
        const struct scenario_class *classes = map->items;

        /* Most options have the classes of the first. */
        for (uint32_t c = 0; c < map->n; c++) {
            const char *name = classes[c].node.name;
            uint32_t i = c < *n && strcmp(names[c], name) == 0 ? c : 0;

            while (i < *n && strcmp(names[i], name) != 0)
                i++;
            if (i == *n)
                names[(*n)++] = name;
        }
    }
}

/* The percentile file of HdrHistogram's tools, in ms, over completed requests: five steps each time
 * the distance to 100 % halves. */
static const char *hgrm_of(struct study *study, const struct sim_histogram *histogram)
{
    uint64_t finite = histogram->count - histogram->infinite;
    struct sim_text text = {0};
    char *kept;

    sim_text_addf(&text, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
                  "1/(1-Percentile)");
    for (int half = 0; half < 40 && finite > 0; half++) {
        for (int tick = 0; tick < 5 && half < 40; tick++) {
            double p = 1 - ldexp(1 - tick / 10.0, -half);
            double rank = fmax(1, ceil(p * (double)finite));

            sim_text_addf(&text, "%12.3f %2.12f %10.0f %14.2f\n",
                          1000 * view_quantile_s(histogram, p), p, rank, 1 / (1 - p));
            if (rank >= (double)finite)
                half = 40;
        }
    }
    if (finite > 0)
        sim_text_addf(&text, "%12.3f %2.12f %10" PRIu64 "\n", (double)histogram->max / 1e6, 1.0,
                      finite);
    sim_text_addf(&text,
                  "#[Mean    = %12.3f]\n#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
                  finite > 0 ? sim_histogram_mean(histogram) / 1e6 : 0,
                  finite > 0 ? (double)histogram->max / 1e6 : 0, finite);
    kept = study_keep(study, text.data);
    sim_text_release(&text);
    return kept;
}

/* The Regions that served anything. */
static void add_regions(struct study *study, const struct plan_option *option,
                        struct results_option *out)
{
    const struct cri_series *series = &out->series;
    struct sim_arena *arena = &study->results->arena;
    uint32_t n = option->spec.n_regions;
    uint64_t *served = sim_arena_alloc(arena, (n + 1) * sizeof *served);

    for (uint32_t i = 0; i < series->n; i++) {
        cri_series_pass(series, i);
        for (uint32_t r = 0; r < n; r++)
            served[r] += cri_series_served_in(series, i, r);
    }
    out->regions = sim_arena_alloc(arena, (n + 1) * sizeof *out->regions);
    out->served = sim_arena_alloc(arena, (n + 1) * sizeof *out->served);
    out->in_series = sim_arena_alloc(arena, (n + 1) * sizeof *out->in_series);
    for (uint32_t r = 0; r < n; r++) {
        if (served[r] == 0)
            continue;
        out->regions[out->n_regions] = study_keep(study, option->spec.regions[r].name);
        out->in_series[out->n_regions] = r;
        out->served[out->n_regions++] = served[r];
    }
}

/* The limits in which anything happened. */
static void add_limits(struct study *study, const struct plan_option *option,
                       struct results_option *out)
{
    const struct cri_series *series = &out->series;
    struct sim_arena *arena = &study->results->arena;

    out->quota_names = sim_arena_alloc(arena, (series->n_quotas + 1) * sizeof *out->quota_names);
    for (uint32_t q = 0; q < series->n_quotas; q++)
        out->quota_names[q] = study_keep(study, option->spec.quotas[q].name);
    for (uint32_t i = 0; i < series->n; i++) {
        cri_series_pass(series, i);
        for (uint32_t q = 0; q < series->n_quotas; q++) {
            const struct cri_quota_bin *bin = &series->quotas[(size_t)i * series->n_quotas + q];

            for (uint32_t limit = 0; limit < CRI_N_LIMITS; limit++) {
                struct results_limit *noted;

                if (bin->used[limit] == 0 && bin->refused[limit] == 0)
                    continue;
                noted = results_note_limit(study->results, out, out->quota_names[q],
                                           cri_limit_name((enum cri_limit)limit), i,
                                           bin->used[limit], bin->refused[limit]);
                noted->in_quota = q;
                noted->in_limit = limit;
            }
        }
    }
    cri_series_give_back(series, series->n);
}

/* What an option does not run, and why; "" when it runs every class of the study. */
static const char *not_run(struct study *study, uint32_t index)
{
    const struct plan_option *option = study_option(study, index);
    struct sim_text text = {0};
    const char *kept;

    for (uint32_t i = 0; option->allowed && i < study->n_class_names; i++) {
        const char *name = study->class_names[i];
        uint32_t c = plan_class_find(option, name);

        if (c != CRI_NONE && option->spec.classes[c].runs)
            continue;
        sim_text_addf(&text, "%s%s (%s)", text.length > 0 ? "; " : "", name,
                      c == CRI_NONE ? "not in this option" : option->spec.classes[c].why_not);
    }
    kept = study_keep(study, text.data);
    sim_text_release(&text);
    return kept;
}

/* The classes that differences are over, where they are not all that run in any option; and why
 * some that run in both are left out. */
static const char *compared_classes(struct study *study, uint32_t index)
{
    const struct plan_option *option = study_option(study, index);
    struct sim_text text = {0}, other = {0};
    uint32_t n = 0, n_running = 0, n_baseline = 0;
    const char *kept = "";

    if (study->classes[index] == NULL)
        return "";
    for (uint32_t c = 0; c < option->spec.n_classes; c++) {
        const struct cri_class_spec *class = &option->spec.classes[c];
        uint32_t partner = study->partners[index][c];
        const struct plan_option *baseline = study_option(study, study->baseline);

        n_running += class->runs;
        if (study->classes[index][c])
            sim_text_addf(&text, "%s%s", n++ > 0 ? ", " : "", class->name);
        else if (class->runs && partner != CRI_NONE && baseline->spec.classes[partner].runs)
            sim_text_addf(&other, "%s%s", other.length > 0 ? ", " : "", class->name);
    }
    for (uint32_t c = 0; c < study_option(study, study->baseline)->spec.n_classes; c++)
        n_baseline += study_option(study, study->baseline)->spec.classes[c].runs;
    if (n == 0)
        sim_text_add(&text, "none");
    if (other.length > 0)
        sim_text_addf(&text, " (not %s: other traffic)", other.data);
    if (n < n_running || n < n_baseline)
        kept = study_keep(study, text.data);
    sim_text_release(&text);
    sim_text_release(&other);
    return kept;
}

/* What an option met that the baseline did not meet, or the other way round; "" = nothing: paired.
 */
static const char *unlike_baseline(struct study *study, uint32_t index)
{
    struct sim_text text = {0};
    const char *kept;

    if (study->baseline == UINT32_MAX || study->baseline >= study->n_options)
        return "";
    plan_unlike(study->plan, study->options[study->baseline], study->options[index], &text);
    kept = study_keep(study, text.data);
    sim_text_release(&text);
    return kept;
}

static void add_option(struct study *study, uint32_t index, struct results_option *out)
{
    const struct plan_option *option = study_option(study, index);
    struct sim_arena *arena = &study->results->arena;
    const struct view *view = &study->views[index];
    double thousands = (double)view->all.terminal[CRI_COMPLETED] / 1000;

    *out =
        (struct results_option){.name = study_keep(study, option->name),
                                .mode = cri_mode_name(option->mode),
                                .allowed = option->allowed,
                                .reason = study_keep(study, option->reason),
                                .only_if = study_keep(study, option->only_if),
                                .undecided = option->undecided,
                                .forbidden = study_keep(study, option->forbidden),
                                .model_ids = study_keep(study, option->model_ids),
                                .sources = study_keep(study, option->sources),
                                .destinations = study_keep(study, option->destinations),
                                .destinations_mark = study_keep(study, option->destinations_mark),
                                .routing = study_keep(study, option->routing),
                                .capacity = study_keep(study, option->capacity),
                                .retry = study_keep(study, option->retry),
                                .price = study_keep(study, option->price),
                                .horizon_s = sim_time_to_s(option->spec.horizon),
                                .not_run = not_run(study, index),
                                .compared = compared_classes(study, index),
                                .unlike = unlike_baseline(study, index)};
    out->usd_input = thousands > 0 ? view->usd_input / thousands : NAN;
    out->usd_output = thousands > 0 ? view->usd_output / thousands : NAN;
    out->usd_cache = thousands > 0 ? view->usd_cache / thousands : NAN;
    out->usd_hourly = thousands > 0 ? view->usd_hourly / thousands : NAN;
    out->usd_waste = thousands > 0 ? view->usd_waste / thousands : NAN;
    if (option->sources != NULL && option->sources[0] != '\0')
        out->logs = residency_logs(option->sources,
                                   strcmp(option->destinations, option->sources) != 0, arena);
    if (!option->allowed || study->n_finished == 0)
        return;
    out->series = study->series[index];
    study->series[index] = (struct cri_series){0};
    out->n_bins = out->series.n;
    out->bin_s = sim_time_to_s(out->series.width);
    add_regions(study, option, out);
    add_limits(study, option, out);
    out->ttft_hgrm = hgrm_of(study, &view->ttft);
    out->e2e_hgrm = hgrm_of(study, &view->e2e);
    out->n_spectrum = SPECTRUM_POINTS;
    out->spectrum_p = sim_arena_alloc(arena, out->n_spectrum * sizeof(double));
    out->spectrum_e2e_s = sim_arena_alloc(arena, out->n_spectrum * sizeof(double));
    out->spectrum_ttft_s = sim_arena_alloc(arena, out->n_spectrum * sizeof(double));
    for (uint32_t i = 0; i < out->n_spectrum; i++) {
        double p = spectrum_p(i);

        out->spectrum_p[i] = p;
        out->spectrum_e2e_s[i] = view_quantile_all_s(&view->e2e, p);
        out->spectrum_ttft_s[i] = view_quantile_all_s(&view->ttft, p);
    }
}

void study_add_options(struct study *study)
{
    struct results *results = study->results;

    results->options =
        sim_arena_alloc(&results->arena, study->n_options * sizeof *results->options);
    for (uint32_t a = 0; a < study->n_options; a++)
        add_option(study, a, &results->options[a]);
}

void study_add_quotas(struct study *study)
{
    struct results *results = study->results;
    uint32_t room = 1;

    for (uint32_t a = 0; a < study->n_options; a++)
        room += study_option(study, a)->n_quotas;
    results->quotas = sim_arena_alloc(&results->arena, room * sizeof *results->quotas);
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct plan_option *option = study_option(study, a);

        for (uint32_t i = 0; i < option->n_quotas; i++) {
            const struct plan_quota *quota = &option->quotas[i];
            const char *limit = cri_limit_name(quota->limit);
            struct results_quota *same = NULL;

            for (uint32_t q = 0; q < results->n_quotas; q++)
                if (strcmp(results->quotas[q].name, quota->name) == 0 &&
                    strcmp(results->quotas[q].limit, limit) == 0 &&
                    results->quotas[q].amount == quota->amount)
                    same = &results->quotas[q];
            if (same != NULL) {
                same->option_names =
                    sim_arena_printf(&results->arena, "%s, %s", same->option_names, option->name);
                continue;
            }
            results->quotas[results->n_quotas++] =
                (struct results_quota){.name = study_keep(study, quota->name),
                                       .option_names = study_keep(study, option->name),
                                       .limit = limit,
                                       .amount = quota->amount,
                                       .mark = study_keep(study, quota->mark),
                                       .source = study_keep(study, quota->source)};
        }
    }
}

static bool same_regions(const struct cri_outage_spec *a, const struct cri_outage_spec *b)
{
    for (uint32_t i = 0; i < a->n_regions; i++) {
        uint32_t k = 0;

        while (k < b->n_regions && a->regions[i] != b->regions[k])
            k++;
        if (k == b->n_regions)
            return false;
    }
    return a->n_regions == b->n_regions;
}

/* Shown as one: the same name, kind, Regions and times. */
static bool same_outage(const struct cri_outage_spec *a, const struct cri_outage_spec *b)
{
    return strcmp(a->name, b->name) == 0 && a->kind == b->kind && a->start == b->start &&
           a->end == b->end && a->drawn == b->drawn && same_regions(a, b);
}

static const struct cri_outage_spec *find_outage(const struct study *study, uint32_t option,
                                                 const struct cri_outage_spec *like)
{
    const struct cri_spec *spec = &study_option(study, option)->spec;

    for (uint32_t i = 0; i < spec->n_outages; i++)
        if (same_outage(&spec->outages[i], like))
            return &spec->outages[i];
    return NULL;
}

/* "" = in every option that is shown. */
static const char *options_with(struct study *study, const struct cri_outage_spec *outage)
{
    struct sim_text names = {0};
    uint32_t n = 0;
    const char *kept;

    for (uint32_t a = 0; a < study->n_options; a++) {
        if (find_outage(study, a, outage) == NULL)
            continue;
        sim_text_addf(&names, "%s%s", n++ > 0 ? ", " : "", study_option(study, a)->name);
    }
    kept = study_keep(study, n == study->n_options ? "" : names.data);
    sim_text_release(&names);
    return kept;
}

static bool noted_before(const struct study *study, uint32_t option,
                         const struct cri_outage_spec *outage)
{
    for (uint32_t a = 0; a < option; a++)
        if (find_outage(study, a, outage) != NULL)
            return true;
    return false;
}

void study_add_outages(struct study *study)
{
    struct results *results = study->results;
    uint32_t room = 1;

    for (uint32_t a = 0; a < study->n_options; a++)
        room += study_option(study, a)->spec.n_outages;
    results->outages = sim_arena_alloc(&results->arena, room * sizeof *results->outages);
    for (uint32_t a = 0; a < study->n_options; a++) {
        const struct cri_spec *spec = &study_option(study, a)->spec;

        for (uint32_t i = 0; i < spec->n_outages; i++) {
            const struct cri_outage_spec *outage = &spec->outages[i];
            struct sim_text regions = {0};

            /* Drawn ones are at other times in every replication: no window to show. */
            if (outage->drawn || noted_before(study, a, outage))
                continue;
            for (uint32_t r = 0; r < outage->n_regions; r++)
                sim_text_addf(&regions, "%s%s", r > 0 ? ", " : "",
                              spec->regions[outage->regions[r]].name);
            results->outages[results->n_outages++] =
                (struct results_outage){.name = study_keep(study, outage->name),
                                        .kind = cri_outage_kind_name(outage->kind),
                                        .regions = study_keep(study, regions.data),
                                        .option_names = options_with(study, outage),
                                        .start_s = sim_time_to_s(outage->start),
                                        .end_s = sim_time_to_s(outage->end)};
            sim_text_release(&regions);
        }
    }
}
