#include "analysis/report/report_list.h"

#include <math.h>
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

/* Whether a difference between options is theirs alone, and which options met something else. */
static const char *what_options_met(struct page *page)
{
    const struct results *results = page->results;
    const char *unlike = "", *some = "";

    for (uint32_t a = 0; a < results->n_options; a++)
        if (results->options[a].unlike != NULL && *results->options[a].unlike != '\0')
            unlike = page_printf(page, "%s %s: %s.", unlike, results->options[a].name,
                                 results->options[a].unlike);
    if (*unlike != '\0')
        return page_printf(page,
                           "Not every option met the same arrivals, tokens, noise and "
                           "outages.%s Where that is so, a difference is not the option's doing "
                           "alone.",
                           unlike);
    for (uint32_t a = 0; a < results->n_options; a++)
        if (results->options[a].compared != NULL && *results->options[a].compared != '\0')
            some = page_printf(page, "%s%s%s: %s", some, *some != '\0' ? "; " : "",
                               results->options[a].name, results->options[a].compared);
    if (*some != '\0')
        return page_printf(
            page,
            "Over the classes that are compared (%s), every option met the same "
            "arrivals, tokens, noise and outages. What else an option runs shares its "
            "quotas and capacity, and is part of the option.",
            some);
    return "Every option met the same arrivals, tokens, noise and outages, so a difference between "
           "options is the options' doing.";
}

/* How far one run lies from the mean: what another such hour could bring. */
static void write_another(struct page *page)
{
    const struct results *results = page->results;

    if (results->another_covers == NULL)
        return;
    page_heading(page, "What another such run could bring");
    page_paragraph(page, page_printf(page, "%s.", results->another_covers));
    page_option_table(page, NULL);
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        /* Its row, with the span in the place of the value. */
        struct results_metric row = results->metrics[i];

        if (!row.spread)
            continue;
        row.options = sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *row.options);
        for (uint32_t a = 0; a < results->n_options; a++) {
            row.options[a] = results->metrics[i].options[a];
            row.options[a].shown = metric_another(&page->arena, &row.options[a], row.decimals);
            row.options[a].mark = METRIC_PLAIN;
        }
        page_metric_row(page, &row);
    }
    page_table_end(page);
}

static void write_credibility(struct page *page)
{
    const struct results *results = page->results;
    bool shorter = false;

    page_paragraph(page, *results->intervals_cover != '\0'
                             ? page_printf(page, "Intervals: %s", results->intervals_cover)
                             : "Intervals: none are given.");
    if (results->precision.asked > 0)
        page_paragraph(page, page_printf(page, "Precision: %s.", results->precision.text));
    write_another(page);
    page_paragraph(page, what_options_met(page));
    page_paragraph(page, "Percentiles come from merged histograms, never from averaged "
                         "percentiles. The rules by which Bedrock routes are not public: what "
                         "stands in for them is listed under Assumptions.");
    page_heading(page, "How to reproduce");
    page_command(page, command_of(page));
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
    if (results->scenario_json != NULL && *results->scenario_json != '\0') {
        page_details(page, "Scenario in force, with every default");
        page_lines(page, results->scenario_json);
        page_details_end(page);
    }
}

const struct report_section report_credibility = {
    "credibility", "Credibility, and how to reproduce", NULL, NULL, write_credibility};
