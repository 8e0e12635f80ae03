#include "analysis/report/report_list.h"

#include <string.h>

static const char *or_dash(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

static const char *destinations_of(struct page *page, const struct results_option *option)
{
    uint32_t n = 1;

    if (option->destinations == NULL || *option->destinations == '\0')
        return "-";
    for (const char *c = option->destinations; *c != '\0'; c++)
        n += *c == ',';
    return page_printf(page, "%u: %s", n, option->destinations);
}

/* Whether it may be called at all, and under which condition of policies. */
static const char *allowed_text(struct page *page, const struct results_option *option)
{
    const char *refused = option->forbidden != NULL ? option->forbidden : "";
    const char *only_if = option->only_if != NULL ? option->only_if : "";

    if (!option->allowed)
        return page_printf(page, "no: %s", or_dash(option->reason));
    return page_printf(page, "%s%s%s%s", only_if[0] == '\0' ? "yes" : "only if ", only_if,
                       refused[0] != '\0' ? "; refused: " : "", refused);
}

static void options_table(struct page *page)
{
    static const char *const rows[] = {
        "mode",    "allowed", "model id", "source Regions", "destinations", "destinations are",
        "logs in", "routing", "capacity", "retry",          "price",        "not run",
    };
    const struct results *results = page->results;
    const char **headers =
        sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *headers);
    struct page_cell *cells =
        sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *cells);
    bool partial = false;

    headers[0] = "option";
    for (uint32_t i = 0; i < results->n_options; i++)
        headers[i + 1] = results->options[i].name;
    page_table(page, "What was compared", headers, results->n_options + 1, results->n_options + 1);
    for (uint32_t i = 0; i < results->n_options; i++)
        partial = partial || (results->options[i].not_run != NULL && *results->options[i].not_run);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        if (strcmp(rows[r], "not run") == 0 && !partial)
            continue;
        cells[0].text = rows[r];
        for (uint32_t i = 0; i < results->n_options; i++) {
            const struct results_option *option = &results->options[i];
            const char *const values[] = {
                option->mode,
                allowed_text(page, option),
                option->model_ids,
                option->sources,
                destinations_of(page, option),
                option->destinations_mark,
                or_dash(option->logs),
                option->routing,
                option->capacity,
                option->retry,
                option->price,
                option->not_run,
            };

            cells[i + 1].text = or_dash(values[r]);
        }
        page_row(page, cells);
    }
    page_table_end(page);
}

static void quotas_table(struct page *page)
{
    static const char *const headers[] = {"quota",   "limit", "per period",
                                          "used by", "mark",  "source"};
    const struct results *results = page->results;

    if (results->n_quotas == 0) {
        page_paragraph(page, "No quota is in force in any option.");
        return;
    }
    page_table(page, "Quotas in force", headers, 6, 6);
    for (uint32_t i = 0; i < results->n_quotas; i++) {
        const struct results_quota *quota = &results->quotas[i];
        const char *amount = quota->amount != CRI_NO_LIMIT
                                 ? page_number(page, (double)quota->amount, 0)
                                 : "no limit";
        struct page_cell cells[6] = {{or_dash(quota->name), PAGE_PLAIN},
                                     {or_dash(quota->limit), PAGE_PLAIN},
                                     {amount, PAGE_PLAIN},
                                     {or_dash(quota->option_names), PAGE_PLAIN},
                                     {or_dash(quota->mark), PAGE_PLAIN},
                                     {or_dash(quota->source), PAGE_MUTED}};

        page_row(page, cells);
    }
    page_table_end(page);
}

static void assumptions_table(struct page *page)
{
    static const char *const headers[] = {"assumption", "mark", "source"};
    const struct results *results = page->results;

    if (results->n_assumptions == 0)
        return;
    page_heading(page, "Assumptions");
    page_paragraph(page, "Numbers and rules in force that are not documented. If one of them is "
                         "wrong, so may be the verdict.");
    page_table(page, NULL, headers, 3, 3);
    for (uint32_t i = 0; i < results->n_assumptions; i++) {
        const struct results_assumption *assumption = &results->assumptions[i];
        struct page_cell cells[3] = {{or_dash(assumption->text), PAGE_PLAIN},
                                     {or_dash(assumption->mark), PAGE_PLAIN},
                                     {or_dash(assumption->source), PAGE_MUTED}};

        page_row(page, cells);
    }
    page_table_end(page);
}

static void write_setup(struct page *page)
{
    const struct results *results = page->results;

    if (*results->traffic != '\0')
        page_paragraph(page, page_printf(page, "Traffic: %s", results->traffic));
    if (*results->max_tokens_rule != '\0')
        page_paragraph(page, page_printf(page, "max_tokens: %s", results->max_tokens_rule));
    options_table(page);
    quotas_table(page);
    assumptions_table(page);
}

const struct report_section report_setup = {"setup", "Options", NULL, NULL, write_setup};
