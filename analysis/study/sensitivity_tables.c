#include "analysis/study/sensitivity_tables.h"

#include "analysis/study/along.h"
#include "analysis/study/point_figures.h"
#include "sim/base/sort.h"

#include <math.h>
#include <string.h>

static const struct results_column input_column = RESULTS_WORDS("input", "varied alone");
static const struct results_column range_column = RESULTS_WORDS("range", "over");

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
static struct metric_value first_break(const struct sensitivity_talk *talk,
                                       const struct sensitivity_item *item)
{
    struct metric_value cell = metric_no_value();
    uint32_t n;
    struct sensitivity_break *own = sensitivity_breaks(item, talk->arena, &n);

    sim_sort(own, n, sizeof *own, sensitivity_by_distance);
    cell.text = "-";
    for (uint32_t i = 0; i < n && talk->state->searches && cell.text != NULL; i++)
        if (sensitivity_is_of_choice(talk, &own[i]))
            cell = (struct metric_value){.value = own[i].to,
                                         .low = NAN,
                                         .high = NAN,
                                         .another_low = NAN,
                                         .another_high = NAN};
    return cell;
}

/* How many of the effects move the figure: they come first. */
static uint32_t n_moving(const struct sensitivity_talk *talk,
                         const struct sensitivity_effect *effects)
{
    uint32_t n = 0;

    while (n < talk->state->n && effects[n].moves)
        n++;
    return n;
}

static const char *names_of(const struct sensitivity_talk *talk,
                            const struct sensitivity_effect *effects, uint32_t n)
{
    const char *text = effects[0].item->vary.name;

    for (uint32_t i = 1; i < n; i++)
        text = sim_arena_printf(talk->arena, "%s%s%s", text, i + 1 < n ? ", " : " and ",
                                effects[i].item->vary.name);
    return text;
}

void sensitivity_add_tornado(const struct sensitivity_talk *talk, uint32_t m)
{
    const struct metric *row = metric_of_slo(judge_metric(talk->verdict, m));
    const char *name = sensitivity_label(talk, m);
    const struct sensitivity_effect *effects = sensitivity_effects(talk, talk->subject, m);
    uint32_t n_moves = n_moving(talk, effects);
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
                                           sensitivity_option(talk, talk->subject)),
                          columns, sizeof columns / sizeof columns[0]);

    table->n_first = SENSITIVITY_FIRST_ROWS;
    table->n_quiet = talk->state->n - n_moves;
    for (uint32_t i = 0; i < talk->state->n; i++) {
        struct metric_value *cells = results_table_row(talk->results, table);

        cells[0].text = effects[i].item->vary.name;
        cells[1].text = vary_range(talk->arena, &effects[i].item->vary);
        cells[2] = point_cell(row, effects[i].low);
        cells[3] = point_cell(row, effects[i].stated);
        cells[4] = point_cell(row, effects[i].high);
        cells[5] = first_break(talk, effects[i].item);
    }
    results_table_note(
        talk->results, table,
        "each at its low and at its high end, others as stated, over %u "
        "replication%s; of words, where the figure is least and most. Break at: "
        "where the choice changes, or %s starts or stops to hold; replication 0, "
        "to %.2g %% of the value%s",
        talk->state->n_replications, talk->state->n_replications == 1 ? "" : "s",
        sensitivity_option(talk, talk->subject), 100 * talk->state->narrow,
        n_moves < talk->state->n
            ? sim_arena_printf(talk->arena, ". What moves it by no more than what matters: %s",
                               names_of(talk, effects + n_moves, talk->state->n - n_moves))
            : "");
    results_table_tornado(
        talk->results, table, "input", "stated", "low", "high",
        sim_arena_printf(talk->arena,
                         "%s with each at its low and at its high end, others as stated", name),
        talk->state->n > 0 && effects[0].moves
            ? sim_arena_printf(talk->arena, "%s of %s depends most on %s", name,
                               sensitivity_option(talk, talk->subject), effects[0].item->vary.name)
            : sim_arena_printf(talk->arena, "%s of %s depends on none of them", name,
                               sensitivity_option(talk, talk->subject)));
    results_table_show(talk->results, table);
}

/* What a change means to an option; NULL = nothing. */
static const char *meaning(const struct sensitivity_talk *talk,
                           const struct sensitivity_break *change, uint32_t option)
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

void sensitivity_add_breaks(const struct sensitivity_talk *talk)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("input", "varied alone"),
        RESULTS_WORDS("option", "option"),
        RESULTS_WORDS("change", "is then"),
        {"stated", "stated", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"last", "not yet at", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"first", "from", "", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    uint32_t n;
    const struct sensitivity_break *breaks = sensitivity_all_breaks(talk, &n);
    struct results_table *table;

    if (n == 0)
        return;
    table = results_table_add(talk->results, "sensitivity-breaks", "Break-even values", columns,
                              sizeof columns / sizeof columns[0]);
    table->n_first = SENSITIVITY_FIRST_ROWS;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t o = 0; o < talk->results->n_options; o++) {
            const char *change = meaning(talk, &breaks[i], o);
            struct metric_value *cells;

            if (change == NULL)
                continue;
            cells = results_table_row(talk->results, table);
            cells[0].text = breaks[i].item->vary.name;
            cells[1].text = sensitivity_option(talk, o);
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

static void add_effect(const struct sensitivity_talk *talk, struct results_table *table,
                       uint32_t option, uint32_t m, const struct sensitivity_effect *effect)
{
    const struct metric *row = metric_of_slo(judge_metric(talk->verdict, m));
    struct metric_value *cells = results_table_row(talk->results, table);

    cells[0].text = sensitivity_option(talk, option);
    cells[1].text = sensitivity_label_with_unit(talk, m);
    cells[2].text = effect->item->vary.name;
    cells[3].text = vary_range(talk->arena, &effect->item->vary);
    cells[4] = point_cell(row, effect->stated);
    cells[5] = difference_of(row, effect->stated, effect->low, &effect->to_low);
    cells[6] = difference_of(row, effect->stated, effect->high, &effect->to_high);
}

/* What moves no figure of any option. */
static const char *idle(const struct sensitivity_talk *talk)
{
    struct sensitivity_effect *still =
        sim_arena_alloc(talk->arena, (talk->state->n + 1) * sizeof *still);
    uint32_t n = 0;

    for (uint32_t i = 0; i < talk->state->n; i++) {
        bool moves = false;

        for (uint32_t o = 0; o < talk->results->n_options; o++)
            for (uint32_t m = 0; m < talk->verdict->input.n_measures; m++) {
                const struct sensitivity_effect *effects;
                uint32_t k = 0;

                if (!talk->results->options[o].allowed)
                    continue;
                effects = sensitivity_effects(talk, o, m);
                while (effects[k].item != &talk->state->items[i])
                    k++;
                moves = moves || effects[k].moves;
            }
        if (!moves)
            still[n++].item = &talk->state->items[i];
    }
    return n > 0 ? sim_arena_printf(talk->arena, ". No figure of any option is moved by %s",
                                    names_of(talk, still, n))
                 : "";
}

void sensitivity_add_options(const struct sensitivity_talk *talk)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("option", "option"),
        RESULTS_WORDS("figure", "figure"),
        RESULTS_WORDS("input", "varied alone"),
        RESULTS_WORDS("range", "over"),
        {"stated", "as stated", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"low", "difference at the low end", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"high", "difference at the high end", "", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    struct results_table *table =
        results_table_add(talk->results, "sensitivity-options", "What moves each option", columns,
                          sizeof columns / sizeof columns[0]);

    /* What moves a figure first; the rest is there for whoever reads the file. */
    for (int moving = 1; moving >= 0; moving--)
        for (uint32_t o = 0; o < talk->results->n_options; o++)
            for (uint32_t m = 0; m < talk->verdict->input.n_measures; m++) {
                const struct sensitivity_effect *effects;
                uint32_t n_moves;

                if (!talk->results->options[o].allowed)
                    continue;
                effects = sensitivity_effects(talk, o, m);
                n_moves = n_moving(talk, effects);
                for (uint32_t i = moving ? 0 : n_moves; i < (moving ? n_moves : talk->state->n);
                     i++)
                    add_effect(talk, table, o, m, &effects[i]);
                table->n_quiet += moving ? 0 : talk->state->n - n_moves;
            }
    results_table_note(talk->results, table,
                       "differences to what is stated under the same luck, %u replication%s, with "
                       "95 %% intervals where there are several; only what moves a figure by more "
                       "than what matters, all else in table-%s.csv%s",
                       talk->state->n_replications, talk->state->n_replications == 1 ? "" : "s",
                       table->key, idle(talk));
    results_table_show(talk->results, table);
}
