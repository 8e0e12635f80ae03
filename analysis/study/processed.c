#include "analysis/study/processed.h"

#include "analysis/results/table.h"
#include "analysis/study/case_list.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
#define X(name) RULE_##name,
    CASE_LIST(X)
#undef X
};

/* Of a class in an option: requests completed, and calls that a router sent somewhere; and those
 * of them in Regions outside of the rule. */
struct counts {
    uint64_t completed, outside, sent, sent_outside;
};

struct kept {
    uint32_t n_options, *first; /* of each option's classes in `counts`; CRI_NONE = not run */
    struct counts *counts;
};

struct processed {
    struct loop *loop;
    struct kept *points; /* by number; counts NULL = nothing is kept */
    uint32_t n_points;
};

struct processed *processed_create(struct loop *loop)
{
    struct processed *processed = sim_zeroed(1, sizeof *processed);

    processed->loop = loop;
    return processed;
}

static void release(struct kept *kept)
{
    free(kept->first);
    free(kept->counts);
}

void processed_destroy(struct processed *processed)
{
    if (processed == NULL)
        return;
    for (uint32_t p = 0; p < processed->n_points; p++)
        release(&processed->points[p]);
    free(processed->points);
    free(processed);
}

static struct counts count(const struct cri_spec *spec, uint32_t class,
                           const struct cri_outcome *outcome)
{
    const struct cri_class_outcome *of = &outcome->classes[class];
    const uint8_t *outside = spec->classes[class].outside;
    struct counts counts = {0};

    for (uint32_t r = 0; r < spec->n_regions; r++) {
        counts.completed += of->served[r];
        counts.sent += of->came[r];
        counts.outside += outside[r] ? of->served[r] : 0;
        counts.sent_outside += outside[r] ? of->came[r] : 0;
    }
    return counts;
}

/* The counts of a point from its merged outcomes. */
static struct kept keep(const struct loop *loop, const struct loop_point *point,
                        const struct cri_outcome *merged)
{
    struct kept kept = {.n_options = point->n_options};
    uint32_t n = 0;

    kept.first = sim_zeroed((size_t)point->n_options + 1, sizeof *kept.first);
    for (uint32_t o = 0; o < point->n_options; o++) {
        const struct plan_option *option = loop_point_option(loop, point, o);

        kept.first[o] = option->allowed ? n : CRI_NONE;
        n += option->spec.n_classes;
    }
    kept.counts = sim_zeroed((size_t)n + 1, sizeof *kept.counts);
    for (uint32_t o = 0; o < point->n_options; o++) {
        const struct plan_option *option = loop_point_option(loop, point, o);

        for (uint32_t c = 0; option->allowed && c < option->spec.n_classes; c++)
            if (option->spec.classes[c].runs && option->spec.classes[c].residency)
                kept.counts[kept.first[o] + c] = count(&option->spec, c, &merged[o]);
    }
    return kept;
}

void processed_take(struct processed *processed, uint32_t point)
{
    const struct loop_point *of = loop_point(processed->loop, point);

    if (of->merged == NULL || !of->let_go)
        return;
    if (point >= processed->n_points) {
        processed->points = sim_grown(processed->points, point + 1, sizeof *processed->points);
        while (processed->n_points <= point)
            processed->points[processed->n_points++] = (struct kept){0};
    }
    release(&processed->points[point]);
    processed->points[point] = keep(processed->loop, of, of->merged);
}

/* ---- into the results ---- */

/* What became of a class in an option over the cases. */
struct sum {
    struct counts all;
    uint32_t n_cases, n_routing; /* in which it ran */
    uint64_t most;               /* outside, in one case */
    const struct cases_item *in; /* that one */
};

static void add(struct sum *sum, const struct counts *counts, const struct cases_item *item)
{
    uint64_t outside =
        counts->outside > counts->sent_outside ? counts->outside : counts->sent_outside;

    sum->all.completed += counts->completed;
    sum->all.outside += counts->outside;
    sum->all.sent += counts->sent;
    sum->all.sent_outside += counts->sent_outside;
    sum->n_cases++;
    sum->n_routing += item->rule == RULE_global_routing || item->rule == RULE_geographic_routing;
    if (outside <= sum->most)
        return;
    sum->most = outside;
    sum->in = item;
}

static struct sum sum_of(const struct processed *processed, const struct study *study,
                         const struct judge_verdict *verdict, const struct kept *stated,
                         uint32_t option, uint32_t class)
{
    const char *name = study_option(study, option)->spec.classes[class].name;
    struct sum sum = {.n_cases = 0};

    for (uint32_t c = 0; c < verdict->n_cases; c++) {
        const struct cases_item *item = verdict->cases[c];
        const struct kept *kept = stated;
        uint32_t of = class;

        if (item->point == CRI_NONE)
            continue;
        if (item->point != 0) {
            const struct loop_point *point = loop_point(processed->loop, item->point);

            kept = item->point < processed->n_points ? &processed->points[item->point] : NULL;
            of = plan_class_find(loop_point_option(processed->loop, point, option), name);
        }
        if (kept == NULL || kept->counts == NULL || of == CRI_NONE ||
            kept->first[option] == CRI_NONE)
            continue;
        add(&sum, &kept->counts[kept->first[option] + of], item);
    }
    return sum;
}

static const struct results_column columns[] = {
    RESULTS_WORDS("option", "option"),
    RESULTS_WORDS("class", "class"),
    RESULTS_WORDS("area", "area"),
    {"cases", "cases run", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    {"routing_cases", "of routing", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    {"completed", "completed", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    {"outside", "outside", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    {"sent", "calls sent to a Region", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    {"sent_outside", "outside", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
};
enum { N_COLUMNS = sizeof columns / sizeof columns[0], N_HEADS = 3 };

/* "all 6 cases that were run, 1 of which varies how profiles route," */
static const char *cases_text(struct sim_arena *arena, const struct sum *sum)
{
    if (sum->n_cases == 1)
        return "the one case that was run,";
    if (sum->n_routing == 0)
        return sim_arena_printf(arena, "all %u cases that were run,", sum->n_cases);
    return sim_arena_printf(arena,
                            "all %u cases that were run, %u of which var%s how profiles "
                            "route,",
                            sum->n_cases, sum->n_routing, sum->n_routing == 1 ? "ies" : "y");
}

/* What is wrong first; else what holds for all rows alike, by the fewest cases of any. */
static void say(struct study *study, struct results_table *table, const struct sum *fewest,
                const struct sim_text *wrong)
{
    struct results *results = study->results;

    if (wrong->length > 0)
        results_table_note(results, table, "processed outside of the rule: %s", wrong->data);
    else if (fewest->n_cases > 0)
        results_table_note(results, table,
                           "in %s no request of a class with a residency rule was "
                           "completed outside of its area, and no call was sent to a Region "
                           "there: by the counts of each Region",
                           cases_text(&results->arena, fewest));
}

static void add_row(struct study *study, struct results_table *table,
                    const struct cri_class_spec *class, uint32_t option, const struct sum *sum)
{
    struct metric_value *cells = results_table_row(study->results, table);
    const double values[] = {sum->n_cases,
                             sum->n_routing,
                             (double)sum->all.completed,
                             (double)sum->all.outside,
                             (double)sum->all.sent,
                             (double)sum->all.sent_outside};

    cells[0].text = study->results->options[option].name;
    cells[1].text = study_keep(study, class->name);
    cells[2].text = study_keep(study, class->outside_of);
    for (int i = 0; i < N_COLUMNS - N_HEADS; i++) {
        cells[N_HEADS + i].text = sum->n_cases > 0 ? NULL : "not run";
        cells[N_HEADS + i].value = values[i];
    }
}

void processed_add(const struct processed *processed, struct study *study,
                   const struct judge_verdict *verdict)
{
    const struct loop_point *point = processed != NULL ? loop_point(processed->loop, 0) : NULL;
    struct results_table *table = NULL;
    struct sum fewest = {.n_cases = UINT32_MAX};
    struct sim_text wrong = {0};
    struct kept stated;

    if (point == NULL || study->n_finished == 0)
        return;
    stated = keep(processed->loop, point, study->merged);
    for (uint32_t o = 0; o < study->n_options; o++) {
        const struct plan_option *option = study_option(study, o);

        for (uint32_t c = 0; c < option->spec.n_classes; c++) {
            const struct cri_class_spec *class = &option->spec.classes[c];
            struct sum sum;

            if (!class->residency)
                continue;
            sum = class->runs && option->allowed ? sum_of(processed, study, verdict, &stated, o, c)
                                                 : (struct sum){.n_cases = 0};
            if (table == NULL)
                table = results_table_add(study->results, "residency",
                                          "Where requests under a residency rule were processed",
                                          columns, N_COLUMNS);
            add_row(study, table, class, o, &sum);
            if (sum.most > 0)
                sim_text_addf(&wrong, "%soption '%s', class '%s': %" PRIu64 " in case '%s'",
                              wrong.length > 0 ? "; " : "", option->name, class->name, sum.most,
                              sum.in->name);
            if (sum.n_cases > 0 && sum.n_cases < fewest.n_cases)
                fewest = sum;
        }
    }
    if (fewest.n_cases == UINT32_MAX)
        fewest.n_cases = 0;
    if (table != NULL)
        say(study, table, &fewest, &wrong);
    sim_text_release(&wrong);
    release(&stated);
}
