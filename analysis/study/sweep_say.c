#include "analysis/study/sweep_say.h"

#include "analysis/stats/stats.h"
#include "analysis/study/along.h"
#include "analysis/study/figure.h"
#include "analysis/study/point_figures.h"
#include "sim/base/sort.h"
#include "sim/base/text.h"

#include <math.h>
#include <string.h>

#define ASKS "what does a setting change, value by value?"

enum { FIRST_ROWS = 8, SLICES = 5, MOST_STRETCHES = 6 };

struct talk {
    const struct sweep *sweep;
    struct results *results;
    struct sim_arena *arena;
    const struct judge_verdict *verdict; /* of replication 0, as stated */
    const uint64_t *states;              /* by point (along.h) */
    const uint32_t *order;               /* points, along what is varied */
    bool judged;                         /* not of too many options */
    uint32_t subject;                    /* the option that is looked at first */
};

static const char *option_name(const struct talk *talk, uint32_t option)
{
    return talk->results->options[option].name;
}

static const struct vary_level *level_at(const struct talk *talk, uint32_t p, uint32_t i)
{
    return &talk->sweep->levels[(size_t)p * talk->sweep->n + i];
}

static bool was_run(const struct talk *talk, uint32_t p)
{
    return talk->sweep->points[p] != CRI_NONE;
}

static double figure_at(const struct talk *talk, uint32_t p, uint32_t option, uint32_t m)
{
    return point_mean(point_figures(talk->sweep->loop, talk->sweep->points[p], option,
                                    judge_metric(talk->verdict, m), talk->arena),
                      talk->sweep->n_replications);
}

/* Few words for a figure. */
static const char *label_of(const struct talk *talk, uint32_t m)
{
    return m == JUDGE_COST      ? "cost"
           : m == JUDGE_OUTSIDE ? "outside"
                                : figure_name(talk->arena, judge_metric(talk->verdict, m));
}

/* "load 0.5, factors.quota 2" */
static const char *place_of(const struct talk *talk, uint32_t p)
{
    struct sim_text text = {0};
    const char *kept;

    for (uint32_t i = 0; i < talk->sweep->n; i++)
        sim_text_addf(&text, "%s%s %s", i > 0 ? ", " : "", talk->sweep->items[i].name,
                      level_at(talk, p, i)->text);
    kept = sim_arena_strdup(talk->arena, text.data);
    sim_text_release(&text);
    return kept;
}

/* ---- the choice ---- */

/* Who is recommended; without an SLO nobody is. */
static uint32_t choice_at(const struct talk *talk, uint32_t p)
{
    return along_choice(talk->states[p]);
}

static const char *choice_name(const struct talk *talk, uint32_t option)
{
    return option != CRI_NONE ? option_name(talk, option) : "none";
}

static uint32_t count_choice(const struct talk *talk, uint32_t option)
{
    uint32_t n = 0;

    for (uint32_t p = 0; p < talk->sweep->n_points; p++)
        n += was_run(talk, p) && choice_at(talk, p) == option;
    return n;
}

static uint32_t count_holding(const struct talk *talk, uint32_t option)
{
    uint32_t n = 0;

    for (uint32_t p = 0; p < talk->sweep->n_points; p++)
        n += was_run(talk, p) && (talk->states[p] >> option & 1) != 0;
    return n;
}

/* Of one number, in its order: "global from 0.5 to 1.25, none from 1.5 to 2". @return false where
 * there are too many stretches */
static bool add_stretches(const struct talk *talk, struct sim_text *text)
{
    const struct sweep *sweep = talk->sweep;
    uint32_t n = 0;

    for (uint32_t k = 0; k < sweep->n_points;) {
        uint32_t first = talk->order[k], last = first, option = choice_at(talk, first);

        for (; k < sweep->n_points && choice_at(talk, talk->order[k]) == option; k++)
            last = talk->order[k];
        if (++n > MOST_STRETCHES)
            return false;
        sim_text_addf(text, "%s%s ", n > 1 ? ", " : "", choice_name(talk, option));
        if (first == last)
            sim_text_addf(text, "at %s", level_at(talk, first, 0)->text);
        else
            sim_text_addf(text, "from %s to %s", level_at(talk, first, 0)->text,
                          level_at(talk, last, 0)->text);
    }
    return true;
}

static void add_counts(const struct talk *talk, bool holding, struct sim_text *text)
{
    for (uint32_t o = 0; o < talk->results->n_options; o++) {
        uint32_t n = holding ? count_holding(talk, o) : count_choice(talk, o);

        if (n > 0)
            sim_text_addf(text, "%s%s at %u", text->length > 0 ? ", " : "", option_name(talk, o),
                          n);
    }
    if (!holding && count_choice(talk, CRI_NONE) > 0)
        sim_text_addf(text, "%snone at %u", text->length > 0 ? ", " : "",
                      count_choice(talk, CRI_NONE));
}

static void say_choice(const struct talk *talk)
{
    const struct sweep *sweep = talk->sweep;
    struct sim_text counts = {0}, stretches = {0};
    uint32_t n = sweep->n_points - sweep->n_unfit;
    bool one = sweep->n == 1 && sweep->items[0].parameter.is_number && sweep->n_unfit == 0;

    if (!talk->judged) {
        results_answer(talk->results, ASKS, "choice",
                       "not looked at: of more than %d options the choice is not followed",
                       ALONG_MOST_OPTIONS);
        return;
    }
    if (talk->verdict->result->form == DECIDE_NO_SLO) {
        add_counts(talk, true, &counts);
        results_answer(talk->results, ASKS, "choice",
                       "no SLO is stated, so none is recommended; about as complete as the best at "
                       "%u points: %s",
                       n, counts.length > 0 ? counts.data : "none");
    } else if (one && add_stretches(talk, &stretches)) {
        results_answer(talk->results, ASKS, "choice", "along %s is recommended: %s",
                       sweep->items[0].name, stretches.data);
    } else {
        add_counts(talk, false, &counts);
        results_answer(talk->results, ASKS, "choice", "of %u points is recommended: %s", n,
                       counts.data);
    }
    sim_text_clear(&counts);
    add_counts(talk, true, &counts);
    if (talk->verdict->promised)
        results_answer(talk->results, ASKS, "SLOs kept", "of %u points: %s", n,
                       counts.length > 0 ? counts.data : "by no option at any");
    sim_text_release(&stretches);
    sim_text_release(&counts);
}

/* ---- figures ---- */

/* The points at which a figure is least and most; n_points: it is a number nowhere. */
static void find_ends(const struct talk *talk, uint32_t m, uint32_t *low, uint32_t *high)
{
    double least = NAN, most = NAN;

    *low = *high = talk->sweep->n_points;
    for (uint32_t k = 0; k < talk->sweep->n_points; k++) {
        uint32_t p = talk->order[k];
        double figure = was_run(talk, p) ? figure_at(talk, p, talk->subject, m) : NAN;

        if (isnan(figure))
            continue;
        if (!(figure >= least)) {
            least = figure;
            *low = p;
        }
        if (!(figure <= most)) {
            most = figure;
            *high = p;
        }
    }
}

static bool moves(const struct talk *talk, uint32_t m)
{
    const struct decide_measure *measure = &talk->verdict->input.measures[m];
    uint32_t low, high;
    double a, b;

    find_ends(talk, m, &low, &high);
    if (low == talk->sweep->n_points)
        return false;
    a = figure_at(talk, low, talk->subject, m);
    b = figure_at(talk, high, talk->subject, m);
    return decide_is_better(measure, a, b) || decide_is_better(measure, b, a);
}

static void say_figure(const struct talk *talk, uint32_t m)
{
    enum cri_slo_metric metric = judge_metric(talk->verdict, m);
    uint32_t low, high;
    double least, most;

    find_ends(talk, m, &low, &high);
    if (low == talk->sweep->n_points)
        return;
    least = figure_at(talk, low, talk->subject, m);
    most = figure_at(talk, high, talk->subject, m);
    if (!moves(talk, m))
        results_answer(talk->results, ASKS, label_of(talk, m),
                       "%s%s of %s, at every point within what matters",
                       figure_with_unit(talk->arena, metric, least),
                       m == JUDGE_COST ? " per 1,000 completed" : "",
                       option_name(talk, talk->subject));
    else
        results_answer(talk->results, ASKS, label_of(talk, m), "%sof %s from %s (%s) to %s (%s)",
                       m == JUDGE_COST ? "per 1,000 completed " : "",
                       option_name(talk, talk->subject),
                       figure_apart(talk->arena, metric, least, most), place_of(talk, low),
                       figure_apart(talk->arena, metric, most, least), place_of(talk, high));
}

/* The first figure that changes anywhere, else success. */
static uint32_t drawn(const struct talk *talk)
{
    for (uint32_t m = 0; m < talk->verdict->input.n_measures; m++)
        if (moves(talk, m))
            return m;
    return JUDGE_SUCCESS;
}

/* ---- tables ---- */

static const char *verdict_of(const struct talk *talk, uint32_t p, uint32_t option)
{
    bool holds = (talk->states[p] >> option & 1) != 0;

    if (!talk->judged)
        return "-";
    if (choice_at(talk, p) == option)
        return "recommended";
    if (talk->verdict->promised)
        return holds ? "SLOs kept" : "SLO missed";
    return holds ? "complete" : "less complete";
}

static struct metric_value figure_cell(const struct talk *talk, uint32_t p, uint32_t option,
                                       uint32_t m)
{
    enum cri_slo_metric metric = judge_metric(talk->verdict, m);
    const struct metric *row = metric_of_slo(metric);
    uint32_t n = talk->sweep->n_replications;
    const double *figures =
        point_figures(talk->sweep->loop, talk->sweep->points[p], option, metric, talk->arena);
    struct metric_value cell = point_cell(row, point_mean(figures, n));
    double factor = strcmp(row->unit, "%") == 0 ? 100 : 1;

    if (cell.text == NULL && n > 1) {
        struct stats_estimate e = stats_mean(figures, n, METRIC_LEVEL);

        cell.low = factor * e.low;
        cell.high = factor * e.high;
        cell.n = n;
    }
    return cell;
}

/* Words first, then numbers: where each thing that is varied has its column. */
static uint32_t make_columns(const struct talk *talk, struct results_column *columns,
                             uint32_t *place)
{
    uint32_t n = 0;

    columns[n++] = (struct results_column)RESULTS_WORDS("option", "option");
    columns[n++] = (struct results_column)RESULTS_WORDS("verdict", "is");
    for (int number = 0; number < 2; number++)
        for (uint32_t i = 0; i < talk->sweep->n; i++)
            if (talk->sweep->items[i].parameter.is_number == (number == 1)) {
                const char *name = sim_arena_strdup(talk->arena, talk->sweep->items[i].name);

                place[i] = n;
                columns[n++] = (struct results_column){name,
                                                       name,
                                                       "",
                                                       number == 1 ? RESULTS_NUMBER : RESULTS_TEXT,
                                                       talk->sweep->items[i].is_whole ? 0 : 3,
                                                       METRIC_NEITHER};
            }
    for (uint32_t m = 0; m < talk->verdict->input.n_measures; m++) {
        const struct metric *row = metric_of_slo(judge_metric(talk->verdict, m));

        columns[n++] = (struct results_column){row->key,       label_of(talk, m), row->unit,
                                               RESULTS_NUMBER, row->decimals,     METRIC_NEITHER};
    }
    return n;
}

static void add_points(const struct talk *talk, uint32_t m)
{
    const struct sweep *sweep = talk->sweep;
    uint32_t room = 2 + sweep->n + talk->verdict->input.n_measures, n;
    struct results_column *columns = sim_arena_alloc(talk->arena, room * sizeof *columns);
    uint32_t *place = sim_arena_alloc(talk->arena, (sweep->n + 1) * sizeof *place);
    struct results_table *table;

    n = make_columns(talk, columns, place);
    table = results_table_add(talk->results, "sweep", "Point by point", columns, n);
    /* Of several the points are many, and their columns too. */
    table->n_first = sweep->n == 1 ? FIRST_ROWS : 0;
    for (uint32_t k = 0; k < sweep->n_points; k++)
        for (uint32_t o = 0; o < talk->results->n_options; o++) {
            uint32_t p = talk->order[k];
            struct metric_value *cells;

            if (!was_run(talk, p) || !talk->results->options[o].allowed)
                continue;
            cells = results_table_row(talk->results, table);
            cells[0].text = option_name(talk, o);
            cells[1].text = verdict_of(talk, p, o);
            for (uint32_t i = 0; i < sweep->n; i++)
                if (isnan(level_at(talk, p, i)->value))
                    cells[place[i]].text = level_at(talk, p, i)->text;
                else
                    cells[place[i]].value = level_at(talk, p, i)->value;
            for (uint32_t f = 0; f < talk->verdict->input.n_measures; f++)
                cells[2 + sweep->n + f] = figure_cell(talk, p, o, f);
        }
    results_table_note(talk->results, table,
                       "means over %u replication%s; who is recommended and keeps the SLOs: by "
                       "replication 0",
                       sweep->n_replications, sweep->n_replications == 1 ? "" : "s");
    if (sweep->n == 1 && sweep->items[0].parameter.is_number && sweep->n_points > 1)
        results_table_plot(
            talk->results, table, RESULTS_LINEAR, sweep->items[0].name,
            metric_of_slo(judge_metric(talk->verdict, m))->key, "option",
            sim_arena_printf(talk->arena, "%s of each option, others as stated", label_of(talk, m)),
            sim_arena_printf(talk->arena, "%s over %s", label_of(talk, m), sweep->items[0].name));
    results_table_show(talk->results, table);
}

/* The mean of a figure over the points in a slice of the range of one thing, whatever the others
 * are. Those that never come are left out, and counted. */
struct slice {
    double sum;
    uint32_t n, never;
};

static uint32_t n_slices_of(const struct sweep *sweep, uint32_t i)
{
    return sweep->n_levels != NULL    ? sweep->n_levels[i]
           : sweep->items[i].is_range ? SLICES
                                      : sweep->items[i].n_levels;
}

/* In which of them a point is. */
static uint32_t slice_of(const struct sweep *sweep, uint32_t p, uint32_t i)
{
    double along = sweep->along[(size_t)p * sweep->n + i];
    uint32_t n = n_slices_of(sweep, i);

    /* The values of a range in a grid stand at both ends and between. */
    if (sweep->n_levels != NULL && sweep->items[i].is_range)
        return (uint32_t)round(along * (n - 1));
    return (uint32_t)fmin(floor(along * n), n - 1);
}

/* Where it is along the range, from 0 to 1. */
static double middle_of(const struct sweep *sweep, uint32_t i, uint32_t slice)
{
    uint32_t n = n_slices_of(sweep, i);

    if (sweep->n_levels != NULL && sweep->items[i].is_range)
        return (double)slice / (n - 1);
    return (slice + 0.5) / n;
}

static void add_effects(const struct talk *talk, uint32_t m)
{
    static const struct results_column start[] = {
        RESULTS_WORDS("input", "varied"),
        RESULTS_WORDS("slice", "at"),
        {"along", "along its range", "%", RESULTS_NUMBER, 0, METRIC_NEITHER}};
    const struct sweep *sweep = talk->sweep;
    const struct metric *row = metric_of_slo(judge_metric(talk->verdict, m));
    struct results_column columns[5];
    struct results_table *table;

    memcpy(columns, start, sizeof start);
    columns[3] = (struct results_column){"mean",         "mean",        row->unit,
                                         RESULTS_NUMBER, row->decimals, METRIC_NEITHER};
    columns[4] = (struct results_column){"points", "points", "", RESULTS_NUMBER, 0, METRIC_NEITHER};
    table = results_table_add(talk->results, "sweep-effects",
                              sim_arena_printf(talk->arena, "%s of %s over all others",
                                               label_of(talk, m), option_name(talk, talk->subject)),
                              columns, 5);
    table->n_first = FIRST_ROWS;
    for (uint32_t i = 0; i < sweep->n; i++) {
        const struct vary *item = &sweep->items[i];
        uint32_t n_slices = n_slices_of(sweep, i);
        struct slice *slices = sim_arena_alloc(talk->arena, n_slices * sizeof *slices);

        memset(slices, 0, n_slices * sizeof *slices);
        for (uint32_t p = 0; p < sweep->n_points; p++) {
            struct slice *slice = &slices[slice_of(sweep, p, i)];
            double figure = was_run(talk, p) ? figure_at(talk, p, talk->subject, m) : NAN;

            slice->never += isinf(figure) != 0;
            slice->n += isfinite(figure);
            slice->sum += isfinite(figure) ? figure : 0;
        }
        for (uint32_t k = 0; k < n_slices; k++) {
            double middle = middle_of(sweep, i, k);
            struct metric_value *cells;

            if (slices[k].n + slices[k].never == 0)
                continue;
            cells = results_table_row(talk->results, table);
            cells[0].text = item->name;
            cells[1].text =
                item->is_range
                    ? vary_number(talk->arena, item->low + middle * (item->high - item->low))
                    : item->levels[k].text;
            cells[2].value = 100 * middle;
            cells[3] = point_cell(row, slices[k].n > 0 ? slices[k].sum / slices[k].n : INFINITY);
            cells[4].value = slices[k].n;
        }
    }
    results_table_note(talk->results, table,
                       "the mean over all points %s, wherever the others are; points at which it "
                       "never comes are left out",
                       sweep->n_levels != NULL ? "with that value"
                                               : "of a fifth of the range, or with that word");
    results_table_plot(
        talk->results, table, RESULTS_LINEAR, "along", "mean", "input",
        sim_arena_printf(talk->arena, "mean %s along the range of each", label_of(talk, m)),
        sim_arena_printf(talk->arena, "%s of %s over what is varied", label_of(talk, m),
                         option_name(talk, talk->subject)));
    results_table_show(talk->results, table);
}

/* ---- the whole ---- */

struct place {
    uint32_t point;
    double along;
};

static int by_along(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->along != y->along)
        return x->along < y->along ? -1 : 1;
    return x->point < y->point ? -1 : x->point > y->point;
}

/* Of one thing along it; of several as they were laid out. */
static const uint32_t *order_of(const struct sweep *sweep, struct sim_arena *arena)
{
    struct place *places = sim_arena_alloc(arena, (sweep->n_points + 1) * sizeof *places);
    uint32_t *order = sim_arena_alloc(arena, (sweep->n_points + 1) * sizeof *order);

    for (uint32_t p = 0; p < sweep->n_points; p++)
        places[p] = (struct place){p, sweep->n == 1 ? sweep->along[p] : 0};
    sim_sort(places, sweep->n_points, sizeof *places, by_along);
    for (uint32_t p = 0; p < sweep->n_points; p++)
        order[p] = places[p].point;
    return order;
}

static const uint64_t *states_of(const struct sweep *sweep, bool judged, struct sim_arena *arena)
{
    uint64_t *states = sim_arena_alloc(arena, (sweep->n_points + 1) * sizeof *states);

    for (uint32_t p = 0; p < sweep->n_points; p++)
        states[p] = judged && sweep->points[p] != CRI_NONE
                        ? along_state(sweep->loop, sweep->judge, sweep->points[p])
                        : 0;
    return states;
}

/* Who is recommended most often; else the most complete as stated. */
static uint32_t subject_of(const struct talk *talk)
{
    uint32_t best = CRI_NONE, most = 0;

    for (uint32_t o = 0; o < talk->results->n_options; o++)
        if (talk->judged && count_choice(talk, o) > most) {
            most = count_choice(talk, o);
            best = o;
        }
    return best != CRI_NONE ? best : point_most_complete(talk->verdict);
}

static void say_rest(const struct talk *talk)
{
    const struct sweep *sweep = talk->sweep;
    struct sim_text text = {0};

    if (sweep->n_unfit > 0)
        results_answer(talk->results, ASKS, "not run", "%u of %u points: %s", sweep->n_unfit,
                       sweep->n_points, sweep->unfit);
    for (uint32_t i = 0; i < sweep->n; i++)
        if (sweep->items[i].parameter.differs != NULL)
            sim_text_addf(&text, "%s%s (option %s states its own)", text.length > 0 ? ", " : "",
                          sweep->items[i].name, sweep->items[i].parameter.differs);
    if (text.length > 0)
        results_answer(talk->results, ASKS, "varied", "%s: what is varied is so in every option",
                       text.data);
    sim_text_release(&text);
}

void sweep_say(const struct sweep *sweep, struct study *study)
{
    struct talk talk = {.sweep = sweep,
                        .results = study->results,
                        .arena = &study->results->arena,
                        .judged = study->n_options <= ALONG_MOST_OPTIONS};
    uint32_t m;

    talk.verdict = judge_one(sweep->judge, 0, talk.arena);
    talk.order = order_of(sweep, talk.arena);
    talk.states = states_of(sweep, talk.judged, talk.arena);
    talk.subject = subject_of(&talk);
    if (talk.subject == CRI_NONE) {
        results_answer(study->results, ASKS, "", "no option is allowed: nothing was run");
        study->results->ends_well = study->results->ends_well_nominal = false;
        return;
    }
    m = drawn(&talk);
    say_choice(&talk);
    for (uint32_t k = 0; k < talk.verdict->input.n_measures; k++)
        if (k != JUDGE_OUTSIDE || moves(&talk, k))
            say_figure(&talk, k);
    say_rest(&talk);
    add_points(&talk, m);
    if (sweep->n > 1)
        add_effects(&talk, m);
}
