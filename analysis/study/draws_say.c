#include "analysis/study/draws_say.h"

#include "analysis/study/draws.h"
#include "scenarios/read/ranges.h"

#include <math.h>

enum { MOST_NAMED = 4 };

/* ---- the screen ---- */

const char *draws_line(const struct study *study, const struct judge_verdict *verdict,
                       struct sim_arena *arena)
{
    const struct judge_draws *draws = verdict->draws;
    struct sim_text text = {0};
    const char *kept;
    uint32_t n = 0, n_more = 0;

    if (draws == NULL)
        return NULL;
    sim_text_addf(&text, "%u draws of %u range%s, %s to meet the SLOs:", draws->n,
                  draws->seen->n_inputs, draws->seen->n_inputs == 1 ? "" : "s",
                  draws_percent(draws->share, arena));
    for (uint32_t o = 0; o < verdict->input.n_options; o++) {
        uint32_t n_met = draws_n_met(draws->seen, o);

        if (!verdict->input.options[o].allowed)
            continue;
        if (n++ >= MOST_NAMED) {
            n_more++;
            continue;
        }
        sim_text_addf(&text, "%s %s %u (%s)", n > 1 ? "," : "", study->results->options[o].name,
                      n_met, draws_outcome_words[draws_outcome(n_met, draws->n, draws->share)]);
    }
    if (n_more > 0)
        sim_text_addf(&text, ", and %u more options", n_more);
    if (draws->seen->n_unfit > 0)
        sim_text_addf(&text, ". Left out %u draws whose values do not fit together (%s)",
                      draws->seen->n_unfit, draws->seen->unfit);
    kept = sim_arena_strdup(arena, text.data);
    sim_text_release(&text);
    return kept;
}

const char *draws_not_run(const struct study *study)
{
    uint32_t n = study->plan->scenario->n_ranges;

    if (n == 0 || study->draws == NULL)
        return NULL;
    return !draws_are_judged(study->draws)
               ? "draws of the numbers that are ranges: no SLO is stated that they could meet"
               : NULL;
}

/* ---- tables ---- */

static void add_inputs(struct study *study, const struct draws_seen *seen)
{
    static const struct results_column columns[] = {
        {"input", "number", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"unit", "unit", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"low", "low", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"mid", "mid", "", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"high", "high", "", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    struct results *results = study->results;
    struct results_table *table = results_table_add(results, "uncertain", "Numbers that are ranges",
                                                    columns, sizeof columns / sizeof columns[0]);

    for (uint32_t i = 0; i < seen->n_inputs; i++) {
        const struct scenario_range *range = &seen->scenario->ranges[i];
        struct metric_value *cells = results_table_row(results, table);

        cells[0].text = range->path;
        cells[1].text = range->field->unit != NULL ? range->field->unit : "";
        cells[2].value = range->low;
        cells[3].value = range->mid;
        cells[4].value = range->high;
    }
    results_table_note(results, table,
                       "The run as stated has mid. A draw is below mid as often as above it, and "
                       "uniform on either side.");
    results_table_show(results, table);
}

static void add_options(struct study *study, const struct judge_verdict *verdict)
{
    static const struct results_column columns[] = {
        {"option", "option", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"outcome", "shown", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"why", "why", "", RESULTS_TEXT, 0, METRIC_NEITHER},
        {"met", "draws that meet the SLOs", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"draws", "of", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"share", "share", "%", RESULTS_NUMBER, 1, METRIC_HIGHER},
        {"low", "from", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"high", "to", "%", RESULTS_NUMBER, 1, METRIC_NEITHER}};
    const struct judge_draws *draws = verdict->draws;
    struct results *results = study->results;
    struct results_table *table =
        results_table_add(results, "draws-by-option", "What the draws show of each option", columns,
                          sizeof columns / sizeof columns[0]);

    for (uint32_t o = 0; o < verdict->input.n_options; o++) {
        uint32_t n_met = draws_n_met(draws->seen, o);
        struct metric_value *cells;

        if (!verdict->input.options[o].allowed)
            continue;
        cells = results_table_row(results, table);
        cells[0].text = results->options[o].name;
        cells[1].text = draws_outcome_words[draws_outcome(n_met, draws->n, draws->share)];
        cells[2].text = draws->why[o] != NULL ? draws->why[o] : "-";
        cells[3].value = n_met;
        cells[4].value = draws->n;
        cells[5].value = 100 * draws->kept[o].value;
        cells[6].value = 100 * draws->kept[o].low;
        cells[7].value = 100 * draws->kept[o].high;
    }
    results_table_note(
        results, table,
        "Each draw is one run, with the luck of one of the replications in turn. From, to: 95 %% "
        "Wilson interval; an option holds from %.4g %% on, fails up to it, and in between more "
        "draws have to tell (uncertain.draws).",
        100 * draws->share);
    results_table_show(results, table);
}

/* Digits behind the point, so that four are shown. */
static int decimals_of(const struct scenario_range *range)
{
    double most = fmax(fabs(range->low), fabs(range->high));

    return range->is_whole || most >= 1000 ? 0 : most >= 1 ? 3 : 6;
}

static void add_draws(struct study *study, const struct judge_verdict *verdict)
{
    const struct draws_seen *seen = verdict->draws->seen;
    struct results *results = study->results;
    uint32_t n = 0;
    struct results_column *columns = sim_arena_alloc(
        &results->arena, (1 + (size_t)seen->n_options + seen->n_inputs) * sizeof *columns);
    struct results_table *table;

    columns[n++] = (struct results_column){"draw", "draw", "", RESULTS_TEXT, 0, METRIC_NEITHER};
    for (uint32_t o = 0; o < seen->n_options; o++)
        if (verdict->input.options[o].allowed)
            columns[n++] = (struct results_column){
                sim_arena_printf(&results->arena, "option-%s", results->options[o].name),
                results->options[o].name,
                "",
                RESULTS_TEXT,
                0,
                METRIC_NEITHER};
    for (uint32_t i = 0; i < seen->n_inputs; i++) {
        const struct scenario_range *range = &seen->scenario->ranges[i];

        columns[n++] = (struct results_column){range->path,
                                               range->path,
                                               range->field->unit != NULL ? range->field->unit : "",
                                               RESULTS_NUMBER,
                                               decimals_of(range),
                                               METRIC_NEITHER};
    }
    table = results_table_add(results, "draws", "Every draw", columns, n);
    for (uint32_t d = 0; d < seen->n; d++) {
        struct metric_value *cells = results_table_row(results, table);
        uint32_t at = 0;

        cells[at++].text = sim_arena_printf(&results->arena, "%u", d + 1);
        for (uint32_t o = 0; o < seen->n_options; o++)
            if (verdict->input.options[o].allowed)
                cells[at++].text = seen->met[(size_t)d * seen->n_options + o] ? "met" : "MISSED";
        for (uint32_t i = 0; i < seen->n_inputs; i++)
            cells[at++].value = seen->values[(size_t)d * seen->n_inputs + i];
    }
    results_table_show(results, table);
}

void draws_tables(struct study *study, const struct judge_verdict *verdict)
{
    if (verdict->draws == NULL)
        return;
    add_inputs(study, verdict->draws->seen);
    add_options(study, verdict);
    add_draws(study, verdict);
}
