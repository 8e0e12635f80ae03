#include "analysis/study/sensitivity_say.h"

#include "analysis/study/along.h"
#include "analysis/study/figure.h"
#include "analysis/study/point_figures.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ASKS "which assumptions matter?"

enum { MOST_SAID = 3, FIRST_ROWS = 8 };

struct talk {
    const struct sensitivity *state;
    struct study *study;
    struct results *results;
    struct sim_arena *arena;
    const struct judge_verdict *verdict; /* of replication 0, as stated */
    uint32_t subject;                    /* the option that is looked at first */
};

/* What one thing does to a figure of an option, in the unit of the figure's SLO. */
struct effect {
    const struct sensitivity_item *item;
    double stated, low, high;     /* means; of levels that are words: the least, the most */
    const char *at_low, *at_high; /* which values of the thing that are */
    struct stats_estimate to_low, to_high; /* differences to what is stated, paired */
    double swing;
    bool moves; /* by more than what matters, and by more than luck */
};

/* ---- effects ---- */

/* Of levels: the one where the figure is least, and the one where it is most. */
static void find_ends(const struct talk *talk, const struct sensitivity_item *item, uint32_t option,
                      enum cri_slo_metric metric, uint32_t *low, uint32_t *high)
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

static struct effect effect_of(const struct talk *talk, uint32_t i, uint32_t option, uint32_t m)
{
    const struct sensitivity *state = talk->state;
    const struct sensitivity_item *item = &state->items[i];
    const struct decide_measure *measure = &talk->verdict->input.measures[m];
    enum cri_slo_metric metric = judge_metric(talk->verdict, m);
    uint32_t n = state->n_replications, low, high;
    const double *stated = point_figures(state->loop, 0, option, metric, talk->arena), *at[2];
    struct effect effect = {.item = item};
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
    const struct effect *x = a, *y = b;

    if (x->moves != y->moves)
        return x->moves ? -1 : 1;
    if (isnan(x->swing) || isnan(y->swing) || x->swing == y->swing)
        return isnan(x->swing) != isnan(y->swing) ? (isnan(x->swing) ? 1 : -1)
               : x->item < y->item                ? -1
                                                  : x->item > y->item;
    return x->swing > y->swing ? -1 : 1;
}

/* Of all things, the one that moves the figure most first. */
static struct effect *effects_of(const struct talk *talk, uint32_t option, uint32_t m)
{
    struct effect *effects = sim_arena_alloc(talk->arena, (talk->state->n + 1) * sizeof *effects);

    for (uint32_t i = 0; i < talk->state->n; i++)
        effects[i] = effect_of(talk, i, option, m);
    qsort(effects, talk->state->n, sizeof *effects, by_swing);
    return effects;
}

/* ---- the choice ---- */

static const char *option_name(const struct talk *talk, uint32_t option)
{
    return talk->results->options[option].name;
}

static void add_holders(const struct talk *talk, uint64_t before, uint64_t after, bool those,
                        const char *words, struct sim_text *text)
{
    uint32_t n = 0;

    for (uint32_t o = 0; o < talk->results->n_options; o++) {
        bool was = (before >> o & 1) != 0, is = (after >> o & 1) != 0;

        if (was == is || is != those)
            continue;
        if (n == 0)
            sim_text_addf(text, "%s%s ", text->length > 0 ? ", " : "", words);
        sim_text_addf(text, "%s%s", n > 0 ? " and " : "", option_name(talk, o));
        n++;
    }
}

/* "global is recommended, SLOs missed by geographic" */
static const char *change_text(const struct talk *talk, uint64_t before, uint64_t after)
{
    bool promised = talk->verdict->promised;
    struct sim_text text = {0};
    const char *kept;

    if (along_choice(before) != along_choice(after)) {
        if (along_choice(after) != CRI_NONE)
            sim_text_addf(&text, "%s is recommended", option_name(talk, along_choice(after)));
        else
            sim_text_add(&text, "none is recommended");
    }
    add_holders(talk, before, after, false,
                promised ? "SLOs missed by" : "less complete than the best:", &text);
    add_holders(talk, before, after, true,
                promised ? "SLOs kept by" : "as complete as the best:", &text);
    kept = sim_arena_strdup(talk->arena, text.length > 0 ? text.data : "");
    sim_text_release(&text);
    return kept;
}

/* How far a change is from what is stated, of that; of no stated value, of the range. */
static double distance(const struct sensitivity_break *change)
{
    const struct vary *vary = &change->item->vary;

    if (isfinite(vary->stated) && vary->stated != 0)
        return fabs(change->to - vary->stated) / fabs(vary->stated);
    return fabs(change->to - vary->low) / (vary->high - vary->low);
}

static int by_distance(const void *a, const void *b)
{
    const struct sensitivity_break *x = a, *y = b;
    double dx = distance(x), dy = distance(y);

    if (dx != dy)
        return dx < dy ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static struct sensitivity_break *all_breaks(const struct talk *talk, uint32_t *n)
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
    qsort(all, *n, sizeof *all, by_distance);
    return all;
}

/* Whether what was chosen is so no more: the choice, or whether the option that is looked at
 * holds. */
static bool is_of_choice(const struct talk *talk, const struct sensitivity_break *change)
{
    return ((change->before ^ change->after) & (CHOICE | UINT64_C(1) << talk->subject)) != 0;
}

/* Only the nearest of each thing is said. */
static bool is_said(const struct talk *talk, const struct sensitivity_break *all, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (all[k].item == all[i].item && is_of_choice(talk, &all[k]))
            return false;
    return is_of_choice(talk, &all[i]);
}

/* Levels at which another option is chosen, or the one looked at does not hold. */
static void add_levels(const struct talk *talk, struct sim_text *text, uint32_t *n)
{
    for (uint32_t i = 0; i < talk->state->n && talk->state->searches; i++) {
        const struct sensitivity_item *item = &talk->state->items[i];

        for (uint32_t k = 0; k < item->vary.n_levels && !item->vary.is_range; k++) {
            struct sensitivity_break change = {
                .item = item,
                .before = talk->state->stated,
                .after = along_state(talk->state->loop, talk->state->judge, item->points[k]) &
                         (CHOICE | HOLDS)};

            if (!is_of_choice(talk, &change))
                continue;
            if (++*n <= MOST_SAID)
                sim_text_addf(text, "%swith %s %s: %s", *n > 1 ? "; " : "", item->vary.name,
                              item->vary.levels[k].text,
                              change_text(talk, change.before, change.after));
        }
    }
}

static void say_choice(const struct talk *talk)
{
    const struct sensitivity *state = talk->state;
    struct sim_text text = {0};
    uint32_t n_breaks, n = 0;
    const struct sensitivity_break *breaks = all_breaks(talk, &n_breaks);
    const char *is, *stays;

    if (!state->searches) {
        results_answer(talk->results, ASKS, "choice",
                       "not searched: of more than %d options the choice is not followed",
                       ALONG_MOST_OPTIONS);
        return;
    }
    if (along_choice(state->stated) != CRI_NONE) {
        is = sim_arena_printf(talk->arena, "%s is recommended as stated",
                              option_name(talk, talk->subject));
        stays = "and at every other value that was run";
    } else if (talk->verdict->result->form == DECIDE_NO_SLO) {
        is = "no SLO is stated, so none is recommended";
        stays =
            "and the same options are about as complete as the best at every value that was run";
    } else {
        is = "no option is recommended as stated";
        stays = "nor at any other value that was run";
    }
    for (uint32_t i = 0; i < n_breaks; i++) {
        const struct sensitivity_break *change = &breaks[i];

        if (!is_said(talk, breaks, i))
            continue;
        if (++n <= MOST_SAID)
            sim_text_addf(&text, "%sfrom %s %s %s (at %s not yet): %s", n > 1 ? "; " : "",
                          change->item->vary.name, vary_number(talk->arena, change->to),
                          change->to > change->from ? "up" : "down",
                          vary_number(talk->arena, change->from),
                          change_text(talk, change->before, change->after));
    }
    add_levels(talk, &text, &n);
    if (n == 0)
        results_answer(talk->results, ASKS, "choice", "%s, %s", is, stays);
    else
        results_answer(talk->results, ASKS, "choice", "%s. %c%s%s", is, text.data[0] - 'a' + 'A',
                       text.data + 1,
                       n > MOST_SAID ? sim_arena_printf(talk->arena, "; and %u more", n - MOST_SAID)
                                     : "");
    sim_text_release(&text);
}

/* ---- the figures ---- */

/* Few words before the sentence. */
static const char *label_of(const struct talk *talk, uint32_t m)
{
    return m == JUDGE_COST      ? "cost"
           : m == JUDGE_OUTSIDE ? "outside"
                                : figure_name(talk->arena, judge_metric(talk->verdict, m));
}

/* "85.1 % at 0.75, 97 % at 1.25" */
static const char *ends_text(const struct talk *talk, const struct effect *effect,
                             enum cri_slo_metric metric)
{
    const char *low = figure_apart(talk->arena, metric, effect->low, effect->stated);
    const char *high = figure_apart(talk->arena, metric, effect->high, effect->stated);

    if (effect->item->vary.n_levels == 1 || strcmp(effect->at_low, effect->at_high) == 0)
        return sim_arena_printf(talk->arena, "%s with %s", low, effect->at_low);
    return sim_arena_printf(talk->arena, "%s at %s, %s at %s", low, effect->at_low, high,
                            effect->at_high);
}

/* "success, %", "cost, USD per 1,000" */
static const char *label_with_unit(const struct talk *talk, uint32_t m)
{
    const char *unit = metric_of_slo(judge_metric(talk->verdict, m))->unit;

    return m == JUDGE_COST ? "cost, USD per 1,000"
           : *unit != '\0' ? sim_arena_printf(talk->arena, "%s, %s", label_of(talk, m), unit)
                           : label_of(talk, m);
}

static void say_figure(const struct talk *talk, uint32_t m)
{
    enum cri_slo_metric metric = judge_metric(talk->verdict, m);
    const struct effect *effects = effects_of(talk, talk->subject, m);
    struct sim_text text = {0};
    uint32_t n = 0;

    if (talk->state->n == 0 || (isnan(effects[0].stated) && isnan(effects[0].swing)))
        return;
    for (uint32_t i = 0; i < talk->state->n; i++) {
        if (!effects[i].moves || ++n > MOST_SAID)
            continue;
        sim_text_addf(&text, "%s%s (%s)",
                      n == 1   ? "most by "
                      : n == 2 ? ", then "
                               : ", ",
                      effects[i].item->vary.name, ends_text(talk, &effects[i], metric));
    }
    results_answer(talk->results, ASKS, label_of(talk, m), "%s%s of %s as stated; moved %s%s",
                   figure_with_unit(talk->arena, metric, effects[0].stated),
                   m == JUDGE_COST ? " per 1,000 completed" : "", option_name(talk, talk->subject),
                   n > 0 ? text.data : "by nothing that is varied by more than what matters",
                   n > MOST_SAID ? sim_arena_printf(talk->arena, " and %u more", n - MOST_SAID)
                                 : "");
    sim_text_release(&text);
}

/* The figure that is drawn: the first that anything moves, else the first. */
static uint32_t drawn(const struct talk *talk)
{
    for (uint32_t m = 0; m < talk->verdict->input.n_measures; m++)
        if (talk->state->n > 0 && effects_of(talk, talk->subject, m)[0].moves)
            return m;
    return JUDGE_SUCCESS;
}

/* ---- tables ---- */

static const struct results_column input_column = {"input", "varied alone", "", RESULTS_TEXT,
                                                   0,       METRIC_NEITHER};
static const struct results_column range_column = {"range",      "over", "",
                                                   RESULTS_TEXT, 0,      METRIC_NEITHER};

static struct metric_value difference_of(const struct metric *row, double from, double to,
                                         const struct stats_estimate *difference)
{
    /* What is left of sums that are equal but for their last bit. */
    bool same = to == from || fabs(to - from) < 1e-12 * fabs(from);
    struct metric_value cell = point_cell(row, same ? 0 : to - from);
    double factor = strcmp(row->unit, "%") == 0 ? 100 : 1;

    if (cell.text == NULL && !same) {
        cell.low = factor * difference->low;
        cell.high = factor * difference->high;
        cell.n = difference->n;
    }
    return cell;
}

/* Where the choice changes first, on the way from what is stated. */
static struct metric_value first_break(const struct talk *talk, const struct sensitivity_item *item)
{
    struct metric_value cell = metric_no_value();
    uint32_t n;
    struct sensitivity_break *own = sensitivity_breaks(item, talk->arena, &n);

    qsort(own, n, sizeof *own, by_distance);
    cell.text = "-";
    for (uint32_t i = 0; i < n && talk->state->searches && cell.text != NULL; i++)
        if (is_of_choice(talk, &own[i]))
            cell = (struct metric_value){.value = own[i].to,
                                         .low = NAN,
                                         .high = NAN,
                                         .another_low = NAN,
                                         .another_high = NAN};
    return cell;
}

static void add_tornado(const struct talk *talk, uint32_t m)
{
    const struct metric *row = metric_of_slo(judge_metric(talk->verdict, m));
    const char *name = label_of(talk, m);
    const struct effect *effects = effects_of(talk, talk->subject, m);
    const struct results_column columns[] = {
        input_column,
        range_column,
        {"low", "low", row->unit, RESULTS_NUMBER, row->decimals, METRIC_NEITHER},
        {"stated", "stated", row->unit, RESULTS_NUMBER, row->decimals, METRIC_NEITHER},
        {"high", "high", row->unit, RESULTS_NUMBER, row->decimals, METRIC_NEITHER},
        {"changes", "break at", "", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    struct results_table *table =
        results_table_add(talk->results, "sensitivity",
                          sim_arena_printf(talk->arena, "What moves %s of %s", name,
                                           option_name(talk, talk->subject)),
                          columns, sizeof columns / sizeof columns[0]);

    table->n_first = FIRST_ROWS;
    for (uint32_t i = 0; i < talk->state->n; i++) {
        struct metric_value *cells = results_table_row(talk->results, table);

        cells[0].text = effects[i].item->vary.name;
        cells[1].text = vary_range(talk->arena, &effects[i].item->vary);
        cells[2] = point_cell(row, effects[i].low);
        cells[3] = point_cell(row, effects[i].stated);
        cells[4] = point_cell(row, effects[i].high);
        cells[5] = first_break(talk, effects[i].item);
    }
    results_table_note(talk->results, table,
                       "each at its low and at its high end, others as stated, over %u "
                       "replication%s; of words, where the figure is least and most. Break at: "
                       "where the choice changes, or %s starts or stops to hold; replication 0, "
                       "to %.2g %% of the value",
                       talk->state->n_replications, talk->state->n_replications == 1 ? "" : "s",
                       option_name(talk, talk->subject), 100 * talk->state->narrow);
    results_table_tornado(
        talk->results, table, "input", "stated", "low", "high",
        sim_arena_printf(talk->arena,
                         "%s with each at its low and at its high end, others as stated", name),
        talk->state->n > 0 && effects[0].moves
            ? sim_arena_printf(talk->arena, "%s of %s depends most on %s", name,
                               option_name(talk, talk->subject), effects[0].item->vary.name)
            : sim_arena_printf(talk->arena, "%s of %s depends on none of them", name,
                               option_name(talk, talk->subject)));
    results_table_show(talk->results, table);
}

/* What a change means to an option; NULL = nothing. */
static const char *meaning(const struct talk *talk, const struct sensitivity_break *change,
                           uint32_t option)
{
    bool was = (change->before >> option & 1) != 0, is = (change->after >> option & 1) != 0;

    if (along_choice(change->before) != option && along_choice(change->after) == option)
        return "recommended";
    if (was != is && talk->verdict->promised)
        return is ? "SLOs kept" : "SLO missed";
    if (was != is)
        return is ? "as complete" : "less complete";
    return along_choice(change->before) == option && along_choice(change->after) != option
               ? "not recommended"
               : NULL;
}

static void add_breaks(const struct talk *talk)
{
    static const struct results_column columns[] = {
        {"input", "varied alone", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"option", "option", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"change", "is then", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"stated", "stated", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"last", "not yet at", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"first", "from", "", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    uint32_t n;
    const struct sensitivity_break *breaks = all_breaks(talk, &n);
    struct results_table *table;

    if (n == 0)
        return;
    table = results_table_add(talk->results, "sensitivity-breaks", "Break-even values", columns,
                              sizeof columns / sizeof columns[0]);
    table->n_first = FIRST_ROWS;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t o = 0; o < talk->results->n_options; o++) {
            const char *change = meaning(talk, &breaks[i], o);
            struct metric_value *cells;

            if (change == NULL)
                continue;
            cells = results_table_row(talk->results, table);
            cells[0].text = breaks[i].item->vary.name;
            cells[1].text = option_name(talk, o);
            cells[2].text = change;
            cells[3].value = breaks[i].item->vary.stated;
            if (isnan(cells[3].value))
                cells[3].text = breaks[i].item->vary.stated_text;
            cells[4].value = breaks[i].from;
            cells[5].value = breaks[i].to;
        }
    results_table_note(talk->results, table,
                       "on the way from the value as stated, the nearest first; replication 0, "
                       "others as stated");
    results_table_show(talk->results, table);
}

static void add_options(const struct talk *talk)
{
    static const struct results_column columns[] = {
        {"option", "option", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"figure", "figure", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"input", "varied alone", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"range", "over", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"stated", "as stated", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"low", "difference at the low end", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"high", "difference at the high end", "", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    struct results_table *table =
        results_table_add(talk->results, "sensitivity-options", "What moves each option", columns,
                          sizeof columns / sizeof columns[0]);

    for (uint32_t o = 0; o < talk->results->n_options; o++)
        for (uint32_t m = 0; m < talk->verdict->input.n_measures; m++) {
            enum cri_slo_metric metric = judge_metric(talk->verdict, m);
            const struct metric *row = metric_of_slo(metric);
            const struct effect *effects;

            if (!talk->results->options[o].allowed)
                continue;
            effects = effects_of(talk, o, m);
            for (uint32_t i = 0; i < talk->state->n; i++) {
                struct metric_value *cells = results_table_row(talk->results, table);

                cells[0].text = option_name(talk, o);
                cells[1].text = label_with_unit(talk, m);
                cells[2].text = effects[i].item->vary.name;
                cells[3].text = vary_range(talk->arena, &effects[i].item->vary);
                cells[4] = point_cell(row, effects[i].stated);
                cells[5] =
                    difference_of(row, effects[i].stated, effects[i].low, &effects[i].to_low);
                cells[6] =
                    difference_of(row, effects[i].stated, effects[i].high, &effects[i].to_high);
            }
        }
    results_table_note(talk->results, table,
                       "differences to what is stated under the same luck, %u replication%s, with "
                       "95 %% intervals where there are several",
                       talk->state->n_replications, talk->state->n_replications == 1 ? "" : "s");
    results_table_show(talk->results, table);
}

/* ---- all together ---- */

struct together {
    const struct sensitivity_item *item;
    struct stats_effect effect;
};

static int by_mean_abs(const void *a, const void *b)
{
    const struct together *x = a, *y = b;

    if (x->effect.mean_abs != y->effect.mean_abs &&
        !(isnan(x->effect.mean_abs) && isnan(y->effect.mean_abs)))
        return isnan(y->effect.mean_abs) || x->effect.mean_abs > y->effect.mean_abs ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static struct together *together_of(const struct talk *talk, uint32_t m)
{
    const struct sensitivity *state = talk->state;
    uint64_t n = stats_morris_size(state->trajectories, state->n);
    double *values = sim_arena_alloc(talk->arena, (n + 1) * sizeof *values);
    struct stats_effect *effects = sim_arena_alloc(talk->arena, (state->n + 1) * sizeof *effects);
    struct together *all = sim_arena_alloc(talk->arena, (state->n + 1) * sizeof *all);

    for (uint64_t p = 0; p < n; p++) {
        values[p] = NAN;
        if (state->morris[p] != CRI_NONE)
            values[p] = point_figures(state->loop, state->morris[p], talk->subject,
                                      judge_metric(talk->verdict, m), talk->arena)[0];
        if (isinf(values[p]))
            values[p] = NAN;
    }
    stats_morris_effects(state->coordinates, values, state->trajectories, state->n, effects);
    for (uint32_t i = 0; i < state->n; i++)
        all[i] = (struct together){&state->items[i], effects[i]};
    qsort(all, state->n, sizeof *all, by_mean_abs);
    return all;
}

static void add_together(const struct talk *talk, uint32_t first)
{
    static const struct results_column columns[] = {
        {"figure", "figure", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"input", "varied", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"mean-abs", "mean size", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"mean", "mean", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"sd", "spread", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"n", "n", "", RESULTS_NUMBER, 0, METRIC_NEITHER}};
    uint32_t n_measures = talk->verdict->input.n_measures;
    struct results_table *table = results_table_add(
        talk->results, "sensitivity-together",
        sim_arena_printf(talk->arena, "All varied together, %s", option_name(talk, talk->subject)),
        columns, sizeof columns / sizeof columns[0]);

    table->n_first = talk->state->n < FIRST_ROWS ? talk->state->n : FIRST_ROWS;
    for (uint32_t k = 0; k < n_measures; k++) {
        /* What is drawn first. */
        uint32_t m = k == 0 ? first : k <= first ? k - 1 : k;
        enum cri_slo_metric metric = judge_metric(talk->verdict, m);
        const struct metric *row = metric_of_slo(metric);
        const struct together *all = together_of(talk, m);

        for (uint32_t i = 0; i < talk->state->n; i++) {
            struct metric_value *cells = results_table_row(talk->results, table);

            cells[0].text = label_with_unit(talk, m);
            cells[1].text = all[i].item->vary.name;
            cells[2] = point_cell(row, all[i].effect.mean_abs);
            cells[3] = point_cell(row, all[i].effect.mean);
            cells[4] = point_cell(row, all[i].effect.sd);
            cells[5].value = all[i].effect.n;
        }
    }
    results_table_note(talk->results, table,
                       "Morris: %u trajectories, replication 0. An effect is the change of the "
                       "figure over the whole range of one, at some place of the others; a spread "
                       "as large as the mean size: it depends on where the others are",
                       talk->state->trajectories);
    results_table_show(talk->results, table);
}

static void say_together(const struct talk *talk, uint32_t m)
{
    enum cri_slo_metric metric = judge_metric(talk->verdict, m);
    const struct together *all = together_of(talk, m);
    struct sim_text text = {0};

    for (uint32_t i = 0; i < talk->state->n && i < MOST_SAID; i++)
        if (all[i].effect.mean_abs > 0)
            sim_text_addf(&text, "%s%s by %s", i > 0 ? ", " : "", all[i].item->vary.name,
                          figure_with_unit(talk->arena, metric, all[i].effect.mean_abs));
    results_answer(talk->results, ASKS, "together",
                   "all varied at once, %s of %s is moved over a whole range %s", label_of(talk, m),
                   option_name(talk, talk->subject),
                   text.length > 0
                       ? sim_arena_printf(talk->arena, "most by %s in the mean", text.data)
                       : "by none");
    sim_text_release(&text);
}

/* ---- the whole ---- */

static void say_varied(const struct talk *talk)
{
    const struct sensitivity *state = talk->state;
    uint32_t all = talk->study->verdict->result->recommended;
    struct sim_text text = {0};

    /* With cases the verdict is over those too. */
    if (state->searches && talk->study->cases == NULL && all != along_choice(state->stated))
        results_answer(talk->results, ASKS, "replications",
                       "by replication 0, on which the choice is followed, %s is recommended as "
                       "stated; over all %u %s is",
                       along_choice(state->stated) != CRI_NONE
                           ? option_name(talk, along_choice(state->stated))
                           : "none",
                       talk->study->n_finished, all != CRI_NONE ? option_name(talk, all) : "none");

    for (uint32_t i = 0; i < state->n; i++)
        if (state->items[i].vary.parameter.differs != NULL)
            sim_text_addf(&text, "%s%s (option %s states its own)", text.length > 0 ? ", " : "",
                          state->items[i].vary.name, state->items[i].vary.parameter.differs);
    if (!state->named)
        results_answer(
            talk->results, ASKS, "varied",
            "the %u assumptions of the scenario, numbers by %.3g %% to either side "
            "(--range), undocumented rules over their levels; --vary PATH=LOW:HIGH names "
            "others",
            state->n, 100 * state->share);
    if (state->cut)
        results_answer(talk->results, ASKS, "not searched in full",
                       "the plan of the study does not pay for all values between the ends: a "
                       "break-even value may be known less closely, or be passed over");
    if (text.length > 0)
        results_answer(talk->results, ASKS, "varied", "%s: what is varied is so in every option",
                       text.data);
    sim_text_release(&text);
}

void sensitivity_say(const struct sensitivity *state, struct study *study)
{
    struct talk talk = {
        .state = state, .study = study, .results = study->results, .arena = &study->results->arena};
    uint32_t m;

    talk.verdict = judge_one(state->judge, 0, talk.arena);
    talk.subject = along_choice(state->stated) != CRI_NONE ? along_choice(state->stated)
                                                           : point_most_complete(talk.verdict);
    if (talk.subject == CRI_NONE) {
        results_answer(study->results, ASKS, "", "no option is allowed: nothing was run");
        study->results->ends_well = study->results->ends_well_nominal = false;
        return;
    }
    if (state->n == 0) {
        results_answer(study->results, ASKS, "",
                       "the scenario makes no assumption that is a number "
                       "or a rule; name what to vary with --vary");
        return;
    }
    m = drawn(&talk);
    say_choice(&talk);
    for (uint32_t k = 0; k < talk.verdict->input.n_measures; k++)
        if (k != JUDGE_OUTSIDE || effects_of(&talk, talk.subject, k)[0].moves)
            say_figure(&talk, k);
    if (state->trajectories > 0)
        say_together(&talk, m);
    say_varied(&talk);
    add_tornado(&talk, m);
    add_breaks(&talk);
    if (state->trajectories > 0)
        add_together(&talk, m);
    add_options(&talk);
}
