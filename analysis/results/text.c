/*
 * text.c: results for the screen.
 */
#include "analysis/results/grid.h"
#include "analysis/results/results.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct page {
    struct sim_text *out;
    int columns, table_columns;
    bool colour;
};

static void style(const struct page *page, const char *code)
{
    if (page->colour)
        sim_text_addf(page->out, "\x1b[%sm", code);
}

static void heading(const struct page *page, const char *text)
{
    sim_text_add(page->out, "\n");
    style(page, "1");
    sim_text_add(page->out, text);
    style(page, "0");
    sim_text_add(page->out, "\n");
}

/* Text from column `indent` on, broken at spaces; the first line starts where the cursor is. */
static void wrap(const struct page *page, int indent, const char *text)
{
    int at = indent;

    while (*text != '\0') {
        int n = (int)strcspn(text, " ");

        if (at > indent && at + 1 + n > page->columns) {
            sim_text_addf(page->out, "\n%*s", indent, "");
            at = indent;
        } else if (at > indent) {
            sim_text_add(page->out, " ");
            at++;
        }
        sim_text_add_bytes(page->out, text, (size_t)n);
        at += n;
        text += n;
        while (*text == ' ')
            text++;
    }
    sim_text_add(page->out, "\n");
}

static void entry(const struct page *page, const char *label, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    sim_text_addf(page->out, "  %-14s", label);
    wrap(page, 16, text);
}

/* "success rate, %" */
static const char *label_of(struct sim_arena *arena, const char *label, const char *unit)
{
    return sim_arena_printf(arena, "  %s%s%s", label, *unit != '\0' ? ", " : "", unit);
}

static void option_headers(struct grid *grid, const struct results *results)
{
    for (uint32_t a = 0; a < results->n_options; a++)
        grid->headers[grid->n_heads + a] = results->options[a].name;
}

static void print_zeros(const struct page *page, const struct results *results, bool outage)
{
    struct sim_arena arena = {0};
    const char *text = results_zeros(results, outage, NULL, 0, &arena);

    if (text != NULL) {
        sim_text_add(page->out, "  ");
        wrap(page, 2, text);
    }
    sim_arena_release(&arena);
}

static void print_table(const struct page *page, const struct results *results, bool outage)
{
    struct sim_arena arena = {0};
    const char *section = "";
    struct grid grid;

    grid_init(&grid, &arena, results->n_options + 1, 1);
    option_headers(&grid, results);
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];
        struct grid_cell *cells;

        if (metric->outage_window != outage ||
            results_row_shown(results, metric) != RESULTS_ROW_SHOWN)
            continue;
        if (strcmp(section, metric->section) != 0)
            grid_title(&grid, metric->section);
        section = metric->section;
        cells = grid_row(&grid);
        cells[0].text = label_of(&arena, metric->label, metric->unit);
        for (uint32_t a = 0; a < results->n_options; a++)
            cells[a + 1] = (struct grid_cell){metric->options[a].shown,
                                              metric->options[a].mark == METRIC_BEST};
    }
    grid_print(&grid, page->out, page->table_columns, page->colour);
    print_zeros(page, results, outage);
    sim_arena_release(&arena);
}

static void print_any_table(const struct page *page, const struct results_table *table)
{
    sim_text_add(page->out, "\n");
    grid_of_table(table, page->out, page->table_columns, page->colour);
    if (table->note != NULL) {
        sim_text_add(page->out, "  ");
        wrap(page, 2, table->note);
    }
}

static void print_head(const struct page *page, const struct results *results)
{
    bool shorter = false;
    char text[256];

    style(page, "1");
    sim_text_add(page->out, results->title);
    style(page, "0");
    sim_text_add(page->out, "\n");
    if (results->description != NULL && results->description[0] != '\0') {
        sim_text_add(page->out, "  ");
        wrap(page, 2, results->description);
    }
    sim_text_add(page->out, "\n");
    entry(page, "traffic", results->traffic);
    entry(page, "reservation", results->max_tokens_rule);
    for (uint32_t a = 0; a < results->n_options; a++)
        shorter = shorter || results->options[a].horizon_s < results->horizon_s;
    snprintf(text, sizeof text, "%s%.1f s, seed %" PRIu64 ", %u replication%s%s",
             shorter ? "up to " : "", results->horizon_s, results->seed, results->replications,
             results->replications == 1 ? "" : "s",
             results->complete ? "" : " (INTERRUPTED: only finished replications are shown)");
    entry(page, "horizon", text);
    entry(page, "intervals", results->intervals_cover);
    if (results->precision.asked > 0)
        entry(page, "precision", results->precision.text);
    for (uint32_t i = 0; i < results->n_outages; i++) {
        const struct results_outage *outage = &results->outages[i];

        bool everywhere = outage->option_names == NULL || outage->option_names[0] == '\0';

        snprintf(text, sizeof text, "%s: %s of %s, %.0f s to %.0f s%s%s%s", outage->name,
                 outage->kind, outage->regions, outage->start_s, outage->end_s,
                 everywhere ? "" : " (only in ", everywhere ? "" : outage->option_names,
                 everywhere ? "" : ")");
        entry(page, "outage", text);
    }
}

static void print_options(const struct page *page, const struct results *results)
{
    for (uint32_t a = 0; a < results->n_options; a++) {
        const struct results_option *option = &results->options[a];
        char text[1024];

        sim_text_add(page->out, "\n");
        style(page, "1");
        sim_text_addf(page->out, "  %s", option->name);
        style(page, "0");
        sim_text_addf(page->out, "%s%s\n", strcmp(option->name, option->mode) == 0 ? "" : "  mode ",
                      strcmp(option->name, option->mode) == 0 ? "" : option->mode);
        if (!option->allowed)
            entry(page, "NOT ALLOWED", option->reason);
        if (option->only_if != NULL && option->only_if[0] != '\0')
            entry(page, option->undecided ? "ONLY IF" : "assumed", option->only_if);
        if (option->forbidden != NULL && option->forbidden[0] != '\0')
            entry(page, "REFUSED", option->forbidden);
        snprintf(text, sizeof text, "%s, called in %s", option->model_ids, option->sources);
        entry(page, "model id", text);
        if (!option->allowed)
            continue;
        snprintf(text, sizeof text, "%s%s%s%s", option->destinations,
                 option->destinations_mark[0] != '\0' ? " (" : "", option->destinations_mark,
                 option->destinations_mark[0] != '\0' ? ")" : "");
        entry(page, "served in", text);
        if (option->logs != NULL && option->logs[0] != '\0')
            entry(page, "logs in", option->logs);
        entry(page, "routing", option->routing);
        entry(page, "capacity", option->capacity);
        entry(page, "retries", option->retry);
        entry(page, "price", option->price);
        if (option->not_run != NULL && option->not_run[0] != '\0')
            entry(page, "not run", option->not_run);
    }
}

static void print_quotas(const struct page *page, const struct results *results)
{
    struct sim_text text = {0};

    heading(page, "Quotas in force");
    for (uint32_t i = 0; i < results->n_quotas; i++) {
        const struct results_quota *quota = &results->quotas[i];
        char amount[40];

        if (quota->amount != CRI_NO_LIMIT)
            sim_format_grouped(quota->amount, amount, sizeof amount);
        else
            snprintf(amount, sizeof amount, "no limit");
        sim_text_clear(&text);
        sim_text_addf(&text, "%s (%s: %s)", quota->name, quota->mark, quota->source);
        sim_text_addf(page->out, "  %-11s %15s  ", quota->limit, amount);
        wrap(page, 31, text.data);
    }
    sim_text_release(&text);
}

static void print_another(const struct page *page, const struct results *results)
{
    struct sim_arena arena = {0};
    struct grid grid;

    if (results->another_covers == NULL)
        return;
    heading(page, "What another such run could bring");
    sim_text_add(page->out, "  ");
    wrap(page, 2, results->another_covers);
    grid_init(&grid, &arena, results->n_options + 1, 1);
    option_headers(&grid, results);
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];
        struct grid_cell *cells;

        if (!metric->spread || results_row_shown(results, metric) != RESULTS_ROW_SHOWN)
            continue;
        cells = grid_row(&grid);
        cells[0].text = label_of(&arena, metric->label, metric->unit);
        for (uint32_t a = 0; a < results->n_options; a++)
            cells[a + 1].text = metric_another(&arena, &metric->options[a], metric->decimals);
    }
    grid_print(&grid, page->out, page->table_columns, page->colour);
    sim_arena_release(&arena);
}

/* Which option, over which classes, and whether it is paired where some option is not. */
static void print_difference_head(const struct page *page, const struct results_option *option,
                                  bool all_paired)
{
    bool paired = option->unlike == NULL || option->unlike[0] == '\0';

    sim_text_addf(page->out, "  %s", option->name);
    if (option->compared != NULL && option->compared[0] != '\0')
        sim_text_addf(page->out, "; classes compared: %s", option->compared);
    if (paired && !all_paired)
        sim_text_add(page->out, "; on identical traffic and luck");
    sim_text_add(page->out, "\n");
    if (!paired) {
        struct sim_text text = {0};

        sim_text_addf(&text, "unlike runs, not the option's doing alone: %s", option->unlike);
        sim_text_add(page->out, "    ");
        wrap(page, 4, text.data);
        sim_text_release(&text);
    }
}

/* The differences of one option, from number `from` on. @return the first behind them */
static uint32_t print_differences_of(const struct page *page, const struct results *results,
                                     uint32_t from)
{
    struct sim_arena arena = {0};
    uint32_t i = from;
    bool intervals = false;
    struct grid grid;

    for (; i < results->n_differences &&
           results->differences[i].option == results->differences[from].option;
         i++)
        intervals = intervals || !isnan(results->differences[i].low);
    grid_init(&grid, &arena, intervals ? 4 : 3, 1);
    grid.n_ragged = intervals ? 2 : 1;
    for (uint32_t k = from; k < i; k++) {
        const struct results_difference *d = &results->differences[k];
        struct grid_cell *cells = grid_row(&grid);

        cells[0].text = sim_arena_printf(&arena, "  %s", label_of(&arena, d->label, d->unit));
        cells[1].text = metric_difference_shown(&arena, d->difference, d->decimals);
        if (!isnan(d->low))
            cells[2].text = metric_interval(&arena, d->low, d->high, d->decimals);
        cells[intervals ? 3 : 2].text = d->verdict;
    }
    /* One piece: a folded list of differences would not be one. */
    grid_print(&grid, page->out, 1000, page->colour);
    sim_arena_release(&arena);
    return i;
}

static void print_differences(const struct page *page, const struct results *results)
{
    bool all_paired = results_all_paired(results);
    struct sim_text title = {0};

    if (results->n_differences == 0 || results->baseline == UINT32_MAX)
        return;
    sim_text_addf(&title, "Differences against '%s'%s", results->options[results->baseline].name,
                  all_paired ? ", on identical traffic and luck" : "");
    heading(page, title.data);
    sim_text_release(&title);
    for (uint32_t i = 0; i < results->n_differences;) {
        print_difference_head(page, &results->options[results->differences[i].option], all_paired);
        i = print_differences_of(page, results, i);
    }
}

/* What running all options under the same luck was worth to each difference. */
static void print_pairing(const struct page *page, const struct results *results)
{
    struct sim_arena arena = {0};
    const char *worth = results_pairing_text(results, &arena);
    uint32_t option = UINT32_MAX;
    struct grid grid;

    if (worth == NULL) {
        sim_arena_release(&arena);
        return;
    }
    heading(page, "What identical traffic and luck were worth");
    sim_text_add(page->out, "  ");
    wrap(page, 2, worth);
    grid_init(&grid, &arena, 6, 1);
    for (uint32_t c = 0; c < 6; c++)
        grid.headers[c] = results_pairing_headers[c];
    for (uint32_t i = 0; i < results->n_differences; i++) {
        const char *words[6];
        struct grid_cell *cells;

        if (!results_pairing_row(&results->differences[i], &arena, words))
            continue;
        if (results->differences[i].option != option)
            grid_title(&grid, results->options[results->differences[i].option].name);
        option = results->differences[i].option;
        cells = grid_row(&grid);
        for (uint32_t c = 0; c < 6; c++)
            cells[c].text = words[c];
    }
    grid_print(&grid, page->out, 1000, page->colour);
    sim_arena_release(&arena);
}

static void print_slo(const struct page *page, const struct results *results)
{
    struct sim_arena arena = {0};
    int width = 16;

    if (results->n_slo > 0)
        heading(page, "SLO");
    for (uint32_t i = 0; i < results->n_slo; i++) {
        int of = grid_width(grid_short(&arena, results->options[results->slo[i].option].name, 24));

        width = of > width ? of : width;
    }
    for (uint32_t i = 0; i < results->n_slo; i++) {
        const char *name = grid_short(&arena, results->options[results->slo[i].option].name, 24);

        sim_text_addf(page->out, "  %-6s %s%*s ", results->slo[i].met ? "met" : "MISSED", name,
                      width - grid_width(name), "");
        wrap(page, 10 + width, results->slo[i].text);
    }
    sim_arena_release(&arena);
}

static void print_list(const struct page *page, const char *title, const char *const *items,
                       uint32_t n)
{
    if (n == 0)
        return;
    heading(page, title);
    for (uint32_t i = 0; i < n; i++) {
        sim_text_add(page->out, "  - ");
        wrap(page, 4, items[i]);
    }
}

void results_text(const struct results *results, struct sim_text *out, int columns,
                  int table_columns, bool colour)
{
    struct page page = {.out = out,
                        .columns = columns > 40 ? columns : 100,
                        .table_columns = table_columns,
                        .colour = colour};

    print_head(&page, results);
    print_options(&page, results);
    print_quotas(&page, results);
    sim_text_add(out, "\n");
    print_table(&page, results, false);
    if (results->n_outages > 0) {
        heading(&page, "Requests that arrived while an outage was in force");
        print_table(&page, results, true);
    }
    print_another(&page, results);
    print_differences(&page, results);
    print_pairing(&page, results);
    for (uint32_t i = 0; i < results->n_tables; i++)
        print_any_table(&page, &results->tables[i]);
    print_slo(&page, results);
    print_list(&page, "Verdict", results->verdict, results->n_verdict);
    print_list(&page, "What would change it", results->flips, results->n_flips);
    if (results->next_command != NULL) {
        sim_text_add(out, "\nnext: ");
        wrap(&page, 6, results->next_question);
        sim_text_addf(out, "  %s\n", results->next_command);
    }
}
