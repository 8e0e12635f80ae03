#include "analysis/report/report_list.h"
#include "analysis/report/verdict_page.h"

/* What a board asks first, in the order of the rows' places; a study that has no such metric has no
 * such row. */
static void metric_rows(struct page *page)
{
    const struct results *results = page->results;
    uint32_t shown = 0, next;

    do {
        next = UINT32_MAX;
        for (uint32_t i = 0; i < results->n_metrics; i++)
            if (results->metrics[i].brief > shown && results->metrics[i].brief < next)
                next = results->metrics[i].brief;
        for (uint32_t i = 0; i < results->n_metrics && next != UINT32_MAX; i++) {
            struct results_metric metric = results->metrics[i];

            if (metric.brief != next)
                continue;
            if (metric.outage_window)
                metric.label = page_printf(page, "%s, outage window", metric.label);
            page_metric_row(page, &metric);
        }
        shown = next;
    } while (next != UINT32_MAX);
}

static void allowed_row(struct page *page)
{
    const struct results *results = page->results;
    struct page_cell *cells =
        sim_arena_alloc(&page->arena, (results->n_options + 2) * sizeof *cells);

    cells[0].text = "allowed";
    for (uint32_t i = 0; i < results->n_options; i++)
        cells[i + 2] = results->options[page->columns[i]].allowed
                           ? (struct page_cell){"yes", PAGE_PLAIN}
                           : (struct page_cell){"no", PAGE_BAD};
    page_row(page, cells);
}

static void slo_row(struct page *page)
{
    const struct results *results = page->results;
    struct page_cell *cells =
        sim_arena_alloc(&page->arena, (results->n_options + 2) * sizeof *cells);

    cells[0].text = "SLO";
    for (uint32_t i = 0; i < results->n_options; i++) {
        uint32_t lines = 0, missed = 0;

        for (uint32_t k = 0; k < results->n_slo; k++) {
            lines += results->slo[k].option == page->columns[i];
            missed += results->slo[k].option == page->columns[i] && !results->slo[k].met;
        }
        if (lines == 0)
            cells[i + 2] = (struct page_cell){"not judged", PAGE_MUTED};
        else if (missed == 0)
            cells[i + 2] = (struct page_cell){"met", PAGE_GOOD};
        else
            cells[i + 2] =
                (struct page_cell){page_printf(page, "missed (%u of %u)", missed, lines), PAGE_BAD};
    }
    page_row(page, cells);
}

static void slo_lines(struct page *page)
{
    static const char *const headers[] = {"option", "SLO: measured", "verdict"};
    const struct results *results = page->results;

    page_table(page, "SLO lines", headers, 3, 3);
    for (uint32_t i = 0; i < results->n_slo; i++) {
        const struct results_slo *slo = &results->slo[i];
        struct page_cell cells[3] = {
            {slo->option < results->n_options ? results->options[slo->option].name : "",
             PAGE_PLAIN},
            {slo->text, PAGE_PLAIN},
            {slo->met ? "met" : "missed", slo->met ? PAGE_GOOD : PAGE_BAD}};

        page_row(page, cells);
    }
    page_table_end(page);
}

static void write_brief(struct page *page)
{
    const struct results *results = page->results;

    decision_write(page);
    page_option_table(page, "Verdict table");
    allowed_row(page);
    if (results->n_slo > 0)
        slo_row(page);
    metric_rows(page);
    page_table_end(page);
    page_note(page, page_printf(
                        page,
                        "Bold with a mark: best value of its row among the options that %s, in "
                        "the digits shown; of the others cost is not ranked. Whether a difference "
                        "is more than luck is said under Differences. Latency is that of completed "
                        "requests: an option that fails many can look fast.",
                        results->slo_stated ? "hold as stated"
                                            : "complete about as much as the most complete"));
    for (uint32_t i = 0; i < results->n_options; i++)
        if (!results->options[i].allowed)
            page_paragraph(
                page, page_printf(page, "%s is not allowed: %s.", results->options[i].name,
                                  results->options[i].reason != NULL ? results->options[i].reason
                                                                     : "no reason is recorded"));
    for (uint32_t i = 0; i < results->n_options; i++)
        if (results->options[i].not_run != NULL && *results->options[i].not_run != '\0')
            page_paragraph(page, page_printf(page, "%s does not run: %s.", results->options[i].name,
                                             results->options[i].not_run));
    if (results->n_slo > 0)
        slo_lines(page);
    if (results->n_flips > 0) {
        page_heading(page, "What would change the verdict");
        page_list(page, results->flips, results->n_flips);
    }
    if (results->next_command != NULL && *results->next_command != '\0') {
        page_heading(page, "Next command");
        if (results->next_question != NULL)
            page_paragraph(page, results->next_question);
        page_command(page, results->next_command);
    }
}

const struct report_section report_brief = {"brief", "What the decision rests on", NULL, NULL,
                                            write_brief};
