/*
 * report_decision.c: page 1 of a review: what is recommended and on which condition, what is asked,
 * and what can go wrong. The options and why not the others stand in the brief behind it.
 */
#include "analysis/report/report_list.h"

#include <math.h>
#include <string.h>

static bool is_review(const struct page *page)
{
    return strcmp(page->results->study, "review") == 0;
}

static void recommendation(struct page *page)
{
    const struct results *results = page->results;

    if (results->best >= results->n_options) {
        page_lead(page, page_printf(page, "%s.", results_verdict(results, &page->arena)));
        return;
    }
    page_lead(page, page_printf(page, "We recommend %s%s%s.", results->options[results->best].name,
                                results->condition != NULL ? ", on condition that " : "",
                                results->condition != NULL ? results->condition : ""));
    if (results->otherwise != NULL)
        page_paragraph(page, page_printf(page, "If not: %s.", results->otherwise));
    page_paragraph(page, page_printf(page, "Why: %s.", results->headline));
}

static void asks(struct page *page)
{
    const struct results *results = page->results;
    const char **items = sim_arena_alloc(&page->arena, (results->n_asks + 1) * sizeof *items);

    page_heading(page, results->complete ? "What the board is asked to do"
                                         : "What the board is asked to do, as far as is known");
    for (uint32_t i = 0; i < results->n_asks; i++)
        items[i] = page_printf(page, "%s (%s)", results->asks[i].text, results->asks[i].reason);
    if (results->n_asks > 0)
        page_list(page, items, results->n_asks);
    else
        page_paragraph(page, results->complete ? "Nothing but its decision." : "Not known yet.");
}

static void risks(struct page *page)
{
    static const char *const headers[] = {"what is not as stated", "what happens (simulated)",
                                          "remedy", "shortfall"};
    const struct results *results = page->results;

    page_heading(page, "What can go wrong");
    if (results->n_risks == 0) {
        page_paragraph(page, results->complete
                                 ? "In nothing that was tried does the option fall short."
                                 : "Not known yet.");
        return;
    }
    page_table(page,
               page_printf(page, "Risks of %s, the largest first",
                           results->options[results->risks[0].option].name),
               headers, 4, 3);
    for (uint32_t i = 0; i < results->n_risks; i++) {
        const struct results_risk *risk = &results->risks[i];
        struct page_cell cells[4] = {{risk->name, PAGE_PLAIN},
                                     {risk->happens, PAGE_PLAIN},
                                     {risk->remedy, PAGE_PLAIN},
                                     {isnan(risk->shortfall)
                                          ? "a figure never comes"
                                          : page_number(page, risk->shortfall, 2),
                                      PAGE_PLAIN}};

        page_row(page, cells);
    }
    page_table_end(page);
    page_note(page, results->slo_stated
                        ? "Shortfall: the largest miss of an SLO as a share of what it allows."
                        : "Shortfall: the share of requests that is not answered; no SLO is "
                          "stated.");
}

static void explain(struct page *page)
{
    struct sim_text text = {0};
    const char *words;

    results_decision(page->results, &text);
    words = results_words(text.data, &page->arena);
    if (words != NULL)
        page_note(page, page_printf(page, "Words: %s.", words));
    sim_text_release(&text);
}

static void write_decision(struct page *page)
{
    const struct results *results = page->results;

    if (!results->complete)
        page_paragraph(
            page, page_printf(page,
                              "Interrupted. Missing: %s. What follows is from the finished "
                              "runs alone.",
                              results->missing != NULL ? results->missing : "some of its runs"));
    recommendation(page);
    page_note(page, page_printf(page, "Owner: %s. Inputs of %s. Simulated, not measured.",
                                results->owner != NULL && *results->owner != '\0' ? results->owner
                                                                                  : "not stated",
                                results->inputs_of != NULL ? results->inputs_of : "no known date"));
    asks(page);
    risks(page);
    explain(page);
}

const struct report_section report_decision = {"decision", "Decision", NULL, is_review,
                                               write_decision};
