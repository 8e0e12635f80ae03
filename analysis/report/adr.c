#include "analysis/report/adr.h"

#include "analysis/report/find.h"

#include <string.h>

/* Headings that are one deeper than the others. */
static const char *const deeper[] = {"### Consequences\n", "### Confirmation\n"};

static const char *name_of(const struct results *results, uint32_t option)
{
    return results->options[option].name;
}

static const char *title_of(struct page *page)
{
    const struct results *results = page->results;

    return results->best < results->n_options
               ? page_printf(page, "Call through %s: %s", name_of(results, results->best),
                             results->title)
               : page_printf(page, "Undecided: %s", results->title);
}

static void context(struct page *page)
{
    const struct results *results = page->results;

    page_terms(page, true);
    page_term(page, "status", results->best < results->n_options ? "proposed" : "undecided");
    page_term(page, "decision-makers",
              results->owner != NULL && *results->owner != '\0' ? results->owner : "not stated");
    page_term(page, "inputs of",
              results->inputs_of != NULL ? results->inputs_of : "no known date");
    page_terms(page, false);
    page_heading(page, "Context and Problem Statement");
    if (results->description != NULL && *results->description != '\0')
        page_paragraph(page, results->description);
    page_paragraph(page, page_printf(page, "Which way of calling holds up for this traffic, at which "
                                           "price, and what happens when a Region goes? Traffic: %s",
                                     results->traffic));
}

/* What is promised, each once, and what else decides. */
static void drivers(struct page *page)
{
    const struct results *results = page->results;
    const char **items = sim_arena_alloc(&page->arena, (results->n_slo + 3) * sizeof *items);
    uint32_t n = 0;

    for (uint32_t i = 0; i < results->n_slo; i++) {
        const char *end = strchr(results->slo[i].text, ':');
        const char *bound = page_printf(page, "SLO: %.*s%s%s",
                                        (int)(end != NULL ? (size_t)(end - results->slo[i].text)
                                                          : strlen(results->slo[i].text)),
                                        results->slo[i].text,
                                        results->slo[i].class != NULL ? ", class " : "",
                                        results->slo[i].class != NULL ? results->slo[i].class : "");
        uint32_t k = 0;

        while (k < n && strcmp(items[k], bound) != 0)
            k++;
        if (k == n)
            items[n++] = bound;
    }
    if (!results->slo_stated)
        items[n++] = "no SLO is stated";
    items[n++] = page_printf(page, "what may be true and cannot be chosen: %u cases",
                             results->n_judged);
    items[n++] = "cost, and where requests are processed";
    page_heading(page, "Decision Drivers");
    page_list(page, items, n);
}

static void considered(struct page *page)
{
    const struct results *results = page->results;
    const char **items = sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *items);

    for (uint32_t o = 0; o < results->n_options; o++) {
        const struct results_option *option = &results->options[o];

        items[o] = option->allowed
                       ? page_printf(page, "%s (%s from %s)", option->name, option->mode,
                                     option->sources)
                       : page_printf(page, "%s, not allowed: %s", option->name,
                                     option->reason != NULL ? option->reason : "no reason recorded");
    }
    page_heading(page, "Considered Options");
    page_list(page, items, results->n_options);
}

/* "meets both SLOs": of "global: meets both SLOs". */
static const char *without_name(const struct results *results, const char *headline)
{
    size_t length = strlen(name_of(results, results->best));

    return strncmp(headline, name_of(results, results->best), length) == 0 &&
                   strncmp(headline + length, ": ", 2) == 0
               ? headline + length + 2
               : headline;
}

static void outcome(struct page *page)
{
    const struct results *results = page->results;

    page_heading(page, "Decision Outcome");
    if (results->best >= results->n_options) {
        page_paragraph(page, page_printf(page, "None yet. %s.",
                                         results_verdict(results, &page->arena)));
        return;
    }
    page_paragraph(page, page_printf(page, "Chosen option: %s, because it %s.",
                                     name_of(results, results->best),
                                     without_name(results, results->headline)));
    if (results->condition != NULL)
        page_paragraph(page, page_printf(page, "On condition that %s.%s%s%s", results->condition,
                                         results->otherwise != NULL ? " If not: " : "",
                                         results->otherwise != NULL ? results->otherwise : "",
                                         results->otherwise != NULL ? "." : ""));
}

/* Good is what the option does as stated; bad is what was simulated to go wrong with it. */
static void consequences(struct page *page)
{
    const struct results *results = page->results;
    const char **items =
        sim_arena_alloc(&page->arena, (results->n_risks + results->n_asks + 4) * sizeof *items);
    uint32_t option = find_decided(page), n = 0;
    const char *success, *p95, *cost;

    if (option == UINT32_MAX)
        return;
    success = find_figure(page, "success-rate", option);
    p95 = find_figure(page, "e2e-p95-all", option);
    cost = find_figure(page, "cost", option);
    page_heading(page, "Consequences");
    if (success != NULL)
        items[n++] = page_printf(page, "Good, because as stated %s of the requests are answered%s%s",
                                 success, p95 != NULL ? ", 95 % of all within " : "",
                                 p95 != NULL ? p95 : "");
    if (cost != NULL)
        items[n++] = page_printf(page, "Neutral, because 1,000 answered cost %s", cost);
    for (uint32_t i = 0; i < results->n_risks; i++)
        items[n++] = page_printf(page, "Bad, because of a risk: %s: %s. Remedy: %s", results->risks[i].name,
                                 results->risks[i].happens, results->risks[i].remedy);
    for (uint32_t i = 0; i < results->n_asks; i++)
        items[n++] =
            page_printf(page, "To do: %s (%s)", results->asks[i].text, results->asks[i].reason);
    page_list(page, items, n);
}

static void confirmation(struct page *page)
{
    const struct results *results = page->results;

    page_heading(page, "Confirmation");
    page_paragraph(page, results->slo_stated
                             ? "In a pipeline: the study again, which exits with 1 when the decision "
                               "does not stand any more, after a change of traffic, quotas, prices "
                               "or the scenario."
                             : "In a pipeline: the study again. It has no SLO yet, so it cannot fail: "
                               "state one.");
    if (results->command != NULL)
        page_command(page, results->command);
}

static void pros_and_cons(struct page *page)
{
    const struct results *results = page->results;

    page_heading(page, "Pros and Cons of the Options");
    page_terms(page, true);
    for (uint32_t o = 0; o < results->n_options; o++) {
        struct sim_text text = {0};
        const char *holds = find_holds(page, o), *cost = find_figure(page, "cost", o);
        const char *success = find_figure(page, "success-rate", o);

        if (!results->options[o].allowed)
            continue;
        if (results->slo_stated && holds != NULL)
            sim_text_addf(&text, "holds in %s cases", holds);
        if (success != NULL)
            sim_text_addf(&text, "%sanswers %s as stated", text.length > 0 ? "; " : "", success);
        if (cost != NULL)
            sim_text_addf(&text, "; %s per 1,000 answered", cost);
        for (uint32_t i = 0; i < results->n_lines; i++) {
            const char *line = results->lines[i].text;
            size_t length = strlen(name_of(results, o));

            if (strncmp(line, name_of(results, o), length) == 0 && line[length] == ':')
                sim_text_addf(&text, "; %s:%s", results->lines[i].label, line + length + 1);
        }
        page_term(page, name_of(results, o),
                  text.length > 0 ? page_keep(page, &text) : "nothing was run");
        sim_text_release(&text);
    }
    page_terms(page, false);
}

static void more(struct page *page)
{
    const struct results *results = page->results;

    page_heading(page, "More Information");
    page_paragraph(page, page_printf(page,
                                     "Simulated, not measured. Scenario %.12s, seed %llu, crisim %s. %s",
                                     results->scenario_sha256, (unsigned long long)results->seed,
                                     results->version,
                                     *results->intervals_cover != '\0'
                                         ? page_printf(page, "Intervals: %s.",
                                                       results->intervals_cover)
                                         : ""));
}

void adr_write(struct page *page)
{
    context(page);
    drivers(page);
    considered(page);
    outcome(page);
    consequences(page);
    confirmation(page);
    pros_and_cons(page);
    more(page);
}

static bool is_deeper(const char *line)
{
    for (size_t i = 0; i < sizeof deeper / sizeof deeper[0]; i++)
        if (strncmp(line, deeper[i], strlen(deeper[i])) == 0)
            return true;
    return false;
}

const char *adr_file(struct page *page)
{
    struct page own;
    struct sim_text text = {0};

    page_init(&own, page->results);
    adr_write(&own);
    sim_text_add(&text, "# ");
    page_escape_md(&text, title_of(page));
    sim_text_add(&text, "\n\n");
    for (const char *line = own.md.data, *end; *line != '\0'; line = end) {
        end = strchr(line, '\n');
        end = end != NULL ? end + 1 : line + strlen(line);
        if (strncmp(line, "### ", 4) == 0 && !is_deeper(line))
            line++;
        sim_text_add_bytes(&text, line, (size_t)(end - line));
    }
    page_release(&own);
    return page_keep(page, &text);
}
