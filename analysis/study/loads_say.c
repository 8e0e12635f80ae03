#include "analysis/study/loads_say.h"
#include "analysis/metric/show.h"

#include "analysis/metric/value.h"
#include "analysis/study/figure.h"

#include <math.h>
#include <string.h>

double loads_of(const struct loads_end *end)
{
    return end->never ? 0 : end->found ? end->last : INFINITY;
}

struct metric_value loads_cell(struct sim_arena *arena, const struct loads_end *end)
{
    struct metric_value value = metric_no_value();

    if (!end->searched)
        value.text = "-";
    else if (end->never || !end->found)
        value.text = loads_text(arena, end);
    else
        value.value = metric_bound_of(end->last, LOADS_DECIMALS, false);
    return value;
}

double loads_months(double factor, double monthly)
{
    return log(factor) / log1p(monthly);
}

/* ---- the figure ---- */

/* The figure of the class that is worst. */
static struct metric_value worst_figure(struct sim_arena *arena,
                                        const struct judge_verdict *verdict, uint32_t option,
                                        enum cri_slo_metric metric)
{
    const struct cri_slo_row *row = cri_slo_row(metric);
    struct metric_value cell = metric_no_value();
    double worst = NAN;

    for (uint32_t k = 0; k < verdict->n_classes; k++) {
        const struct decide_figure *of = judge_figure(verdict, option, 0, k, metric);

        if (!of->absent)
            worst = row->higher_is_better ? fmin(worst, of->value) : fmax(worst, of->value);
    }
    if (isinf(worst) || isnan(worst))
        cell.text = figure_text(arena, metric, worst);
    else
        cell.value = row->unit == CRI_UNIT_SHARE ? 100 * worst : worst;
    return cell;
}

/* The figure in column c of a row, with its unit. */
static const char *figure_at(struct sim_arena *arena, const struct results_table *table,
                             uint32_t row, uint32_t c)
{
    const struct metric_value *cell = &table->cells[(size_t)row * table->n_columns + c];

    return cell->text != NULL
               ? cell->text
               : sim_arena_printf(arena, "%.3g %s", cell->value, table->columns[c].unit);
}

/* The row of the same option as `row` with the most load; rows of an option rise. */
static uint32_t last_of(const struct results_table *table, uint32_t row)
{
    const char *name = table->cells[(size_t)row * table->n_columns].text;

    while (row + 1 < table->n_rows &&
           strcmp(table->cells[(size_t)(row + 1) * table->n_columns].text, name) == 0)
        row++;
    return row;
}

/* "At 4 times the load: success 53.6 % (single-region), 71.3 % (geographic, global)": what the
 * figure shows at its end. */
static const char *at_the_end(struct sim_arena *arena, const struct results_table *table,
                              uint32_t c, bool grows)
{
    const char *text = NULL;

    for (uint32_t r = 0; r < table->n_rows; r = last_of(table, r) + 1) {
        const char *own = figure_at(arena, table, last_of(table, r), c), *names = NULL;
        bool before = false;

        for (uint32_t k = 0; k < table->n_rows; k = last_of(table, k) + 1) {
            if (strcmp(figure_at(arena, table, last_of(table, k), c), own) != 0)
                continue;
            before = before || k < r;
            names = sim_arena_printf(arena, "%s%s%s", names != NULL ? names : "",
                                     names != NULL ? ", " : "",
                                     table->cells[(size_t)k * table->n_columns].text);
        }
        if (before)
            continue;
        if (text == NULL)
            text = sim_arena_printf(
                arena, grows ? "After %.3g months: %s" : "At %.3g times the load: %s",
                table->cells[(size_t)last_of(table, r) * table->n_columns + 1].value,
                table->columns[c].label);
        else
            text = sim_arena_printf(arena, "%s,", text);
        text = sim_arena_printf(arena, "%s %s (%s)", text, own, names);
    }
    return text != NULL ? text : table->title;
}

void loads_figure(const struct asking *asking, const struct loads *loads, const char *key,
                  double monthly)
{
    enum { MOST_METRICS = 4 };
    static const char *const units[] = {
        [CRI_UNIT_SHARE] = "%",     [CRI_UNIT_RATIO] = "",       [CRI_UNIT_SECONDS] = "s",
        [CRI_UNIT_MINUTES] = "min", [CRI_UNIT_PER_MIN] = "/min", [CRI_UNIT_USD] = "USD"};
    const struct along *search = loads_search(loads, 0);
    const struct judge *judge = asking->study->judge;
    struct results *results = asking->study->results;
    struct sim_arena *arena = &results->arena;
    bool grows = monthly > 0;
    enum cri_slo_metric metrics[MOST_METRICS] = {CRI_SLO_success_rate};
    struct results_column columns[2 + MOST_METRICS];
    struct judge_verdict *verdict;
    struct results_table *table;
    uint32_t n = 1, drawn = 0;

    if (search == NULL || search->search.n < 2)
        return;
    verdict = judge_one(judge, 0, arena);
    for (uint32_t i = 0; i < verdict->input.cases[0].n_promises && n < MOST_METRICS; i++) {
        enum cri_slo_metric metric = judge_promised(verdict, &verdict->input.cases[0].promises[i]);
        uint32_t known = 0;

        while (known < n && metrics[known] != metric)
            known++;
        if (known == n)
            metrics[n++] = metric;
        /* What is promised is drawn: success, if it is. */
        if (i == 0 || known == 0)
            drawn = known;
    }
    columns[0] = (struct results_column)RESULTS_WORDS("option", "option");
    columns[1] = grows ? (struct results_column){"months", "months from now", "", RESULTS_NUMBER,
                                                 2,        METRIC_NEITHER}
                       : (struct results_column){"load", "load factor", "", RESULTS_NUMBER,
                                                 3,      METRIC_NEITHER};
    for (uint32_t m = 0; m < n; m++)
        columns[2 + m] = (struct results_column){cri_slo_row(metrics[m])->word,
                                                 figure_name(arena, metrics[m]),
                                                 units[cri_slo_row(metrics[m])->unit],
                                                 RESULTS_NUMBER,
                                                 2,
                                                 METRIC_NEITHER};
    table = results_table_add(results, key, grows ? "Over the months" : "Over the load", columns,
                              2 + n);
    for (uint32_t o = 0; o < results->n_options; o++)
        for (size_t i = 0; results->options[o].allowed && i < search->search.n; i++) {
            double factor = search->search.points[i].factor;
            struct metric_value *cells;

            if (along_point(search, factor) == CRI_NONE || (grows && factor < 1))
                continue;
            verdict = judge_one(judge, along_point(search, factor), arena);
            cells = results_table_row(results, table);
            cells[0].text = results->options[o].name;
            cells[1].value = grows ? loads_months(factor, monthly) : factor;
            for (uint32_t m = 0; m < n; m++)
                cells[2 + m] = worst_figure(arena, verdict, o, metrics[m]);
        }
    results_table_note(
        results, table,
        "Every load that was run, as stated, replication 0; of several classes the one "
        "that fares worst.");
    results_table_plot(results, table, grows ? RESULTS_LINEAR : RESULTS_LOG, columns[1].key,
                       columns[2 + drawn].key, "option",
                       sim_arena_printf(arena, "%s over the %s", columns[2 + drawn].label,
                                        grows ? "months from now" : "load factor"),
                       at_the_end(arena, table, 2 + drawn, grows));
    results_table_show(results, table);
}
