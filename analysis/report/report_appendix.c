/*
 * report_appendix.c: what it takes to check the report and to make it again: commands to paste,
 * digests, where the catalog's figures are from, the scenario in force, and what the words mean.
 */
#include "analysis/metric/words.h"
#include "analysis/report/report_list.h"

#include <string.h>

static void digest(struct page *page, const char *name, const char *value)
{
    if (value != NULL && *value != '\0')
        page_term(page, name, value);
}

/* The command that made the results; of results that do not hold it, what they do hold of it. */
static const char *command_of(struct page *page)
{
    const struct results *results = page->results;
    struct sim_text text = {0};

    if (results->command != NULL)
        return results->command;
    sim_text_addf(&text, "crisim %s ", results->study);
    sim_text_add_shell_word(&text, results->scenario_file);
    sim_text_addf(&text, " --seed %llu --replications %u", (unsigned long long)results->seed,
                  results->replications);
    return page_keep(page, &text);
}

static void reproduce(struct page *page)
{
    const struct results *results = page->results;
    bool shorter = false;

    page_heading(page, "How to reproduce");
    page_command(page, page_printf(page, "%s --out again", command_of(page)));
    page_command(page, "crisim report again");
    page_paragraph(page, "Files are named from the folder in which it was called. The same inputs "
                         "and version give the same bytes, whatever the number of threads.");
    page_terms(page, true);
    digest(page, "crisim", results->version);
    digest(page, "scenario", results->scenario_file);
    digest(page, "scenario SHA-256", results->scenario_sha256);
    digest(page, "traces", results->trace_files);
    digest(page, "traces SHA-256", results->trace_sha256);
    digest(page, "catalog SHA-256", results->catalog_sha256);
    page_term(page, "seed", page_printf(page, "%llu", (unsigned long long)results->seed));
    page_term(page, "replications", page_printf(page, "%u", results->replications));
    for (uint32_t a = 0; a < results->n_options; a++)
        shorter = shorter || results->options[a].horizon_s < results->horizon_s;
    page_term(page, "horizon",
              page_printf(page, "%s%s", shorter ? "up to " : "",
                          page_duration(page, results->horizon_s)));
    page_term(page, "complete", results->complete ? "yes" : "no: the study was interrupted");
    page_drawn_with(page, "figures");
    page_terms(page, false);
}

static void provenance(struct page *page)
{
    static const char *const headers[] = {"figures of the catalog", "oldest of", "source",
                                          "in full"};
    const struct results *results = page->results;

    if (results->n_figures == 0)
        return;
    page_heading(page, "Where the catalog's figures are from");
    page_table(page, NULL, headers, 4, 4);
    for (uint32_t i = 0; i < results->n_figures; i++) {
        const struct results_figure *figure = &results->figures[i];
        struct page_cell cells[4] = {
            {figure->kind, PAGE_PLAIN},
            {strcmp(figure->as_of, "unknown") == 0 ? "no known date" : figure->as_of, PAGE_PLAIN},
            {figure->source, PAGE_PLAIN},
            {figure->citation, PAGE_MUTED}};

        page_row(page, cells);
    }
    page_table_end(page);
    page_paragraph(page, "Of every quota and assumption the source stands beside it; crisim catalog "
                         "shows each figure with its own.");
}

static void words(struct page *page)
{
    page_heading(page, "Words");
    page_terms(page, true);
    for (uint32_t i = 0; i < words_count(); i++)
        page_term(page, words_at(i)->term, words_at(i)->meaning);
    page_terms(page, false);
}

static void write_appendix(struct page *page)
{
    const struct results *results = page->results;

    reproduce(page);
    provenance(page);
    words(page);
    if (results->scenario_json != NULL && *results->scenario_json != '\0') {
        page_heading(page, "The scenario in force");
        page_details(page, "With every default");
        page_lines(page, results->scenario_json);
        page_details_end(page);
    }
}

const struct report_section report_appendix = {"appendix", "Appendix", NULL, NULL, write_appendix};
