/*
 * report_setup.c: the options: how each calls, where its calls may be served, whether that is
 * allowed, and at which price.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/report_table.h"

#include <math.h>
#include <string.h>

/* So many destinations stand in a cell; more stand in a table of their own, once. */
#define MOST_IN_A_CELL 4

static const char *or_dash(const char *text)
{
    return text != NULL && *text != '\0' ? text : "-";
}

static uint32_t n_destinations(const struct results_option *option)
{
    uint32_t n = 1;

    if (option->destinations == NULL || *option->destinations == '\0')
        return 0;
    for (const char *c = option->destinations; *c != '\0'; c++)
        n += *c == ',';
    return n;
}

static bool has_many(const struct results *results)
{
    for (uint32_t i = 0; i < results->n_options; i++)
        if (n_destinations(&results->options[i]) > MOST_IN_A_CELL)
            return true;
    return false;
}

static const char *destinations_of(struct page *page, const struct results_option *option)
{
    uint32_t n = n_destinations(option);

    if (n == 0)
        return "-";
    return has_many(page->results) ? page_printf(page, n == 1 ? "%u Region" : "%u Regions", n)
                                   : page_printf(page, "%u: %s", n, option->destinations);
}

/* Whether "a, b, c" has a Region. */
static bool lists(const char *list, const char *region, size_t n)
{
    for (const char *at = list != NULL ? list : ""; *at != '\0';) {
        size_t length = strcspn(at, ",");

        if (length == n && strncmp(at, region, n) == 0)
            return true;
        at += length;
        at += strspn(at, ", ");
    }
    return false;
}

/* What an option has to do with the Region list[0 .. n). */
static const char *part_of(const struct results_option *of, const char *at, size_t n)
{
    return !lists(of->destinations, at, n) ? "-"
           : lists(of->sources, at, n)     ? "source, served"
                                           : "served";
}

struct place {
    const char *name; /* of the Regions that all options treat alike */
    const char **parts;
};

/* Every Region once; those that all options treat alike in one row. */
static uint32_t places_of(struct page *page, struct place *places, uint32_t most)
{
    const struct results *results = page->results;
    uint32_t n_places = 0;

    for (uint32_t o = 0; o < results->n_options; o++) {
        const char *list = results->options[page->columns[o]].destinations;

        for (const char *at = list != NULL ? list : ""; *at != '\0' && n_places < most;) {
            size_t n = strcspn(at, ",");
            const char **parts = sim_arena_alloc(&page->arena, results->n_options * sizeof *parts);
            bool before = false;
            uint32_t k = 0;

            for (uint32_t i = 0; i < o; i++)
                before = before || lists(results->options[page->columns[i]].destinations, at, n);
            for (uint32_t i = 0; i < results->n_options; i++)
                parts[i] = part_of(&results->options[page->columns[i]], at, n);
            while (k < n_places &&
                   memcmp(places[k].parts, parts, results->n_options * sizeof *parts) != 0)
                k++;
            if (!before && k < n_places)
                places[k].name = page_printf(page, "%s, %.*s", places[k].name, (int)n, at);
            else if (!before)
                places[n_places++] = (struct place){page_printf(page, "%.*s", (int)n, at), parts};
            at += n;
            at += strspn(at, ", ");
        }
    }
    return n_places;
}

static void destinations_table(struct page *page)
{
    enum { MOST = 64 };
    const struct results *results = page->results;
    uint32_t n = results->n_options, n_places;
    const char **headers = sim_arena_alloc(&page->arena, (n + 1) * sizeof *headers);
    struct page_cell *cells = sim_arena_alloc(&page->arena, (n + 1) * sizeof *cells);
    struct place *places = sim_arena_alloc(&page->arena, MOST * sizeof *places);

    if (!has_many(results))
        return;
    n_places = places_of(page, places, MOST);
    headers[0] = "Regions";
    for (uint32_t i = 0; i < n; i++)
        headers[i + 1] = results->options[page->columns[i]].name;
    page_table(page, "Where a call may be served", headers, n + 1, n + 1);
    for (uint32_t k = 0; k < n_places; k++) {
        cells[0].text = places[k].name;
        for (uint32_t i = 0; i < n; i++)
            cells[i + 1] = (struct page_cell){
                places[k].parts[i], strcmp(places[k].parts[i], "-") == 0 ? PAGE_MUTED : PAGE_PLAIN};
        page_row(page, cells);
    }
    page_table_end(page);
}

/* "0 %", "0 to 80.1 % over the cases" */
static const char *leaving_text(struct page *page, uint32_t option)
{
    const struct results *results = page->results;
    const struct results_metric *metric = NULL;
    double low = INFINITY, high = -INFINITY;

    for (uint32_t i = 0; i < results->n_metrics; i++)
        if (page_same(results->metrics[i].key, "outside-geography"))
            metric = &results->metrics[i];
    for (uint32_t c = 0; metric != NULL && c < results_metric_cases(results, metric); c++) {
        const struct metric_value *value =
            &metric->options[(size_t)c * results->n_options + option];

        if (value->text == NULL && isfinite(value->value)) {
            low = fmin(low, value->value);
            high = fmax(high, value->value);
        }
    }
    if (!(low <= high))
        return "-";
    return low < high ? page_printf(page, "%s %% over the cases",
                                    metric_span(&page->arena, low, high, metric->decimals))
                      : page_share(page, low, 100);
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
        "mode",
        "allowed",
        "model id",
        "source Regions",
        "destinations",
        "destinations are",
        "processed outside the source's area",
        "logs in",
        "routing",
        "capacity",
        "retry",
        "price",
        "not run",
    };
    const struct results *results = page->results;
    const char **headers =
        sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *headers);
    struct page_cell *cells =
        sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof *cells);
    bool partial = false;

    headers[0] = "option";
    for (uint32_t i = 0; i < results->n_options; i++)
        headers[i + 1] = results->options[page->columns[i]].name;
    page_table(page, "What was compared", headers, results->n_options + 1, results->n_options + 1);
    for (uint32_t i = 0; i < results->n_options; i++)
        partial = partial || (results->options[i].not_run != NULL && *results->options[i].not_run);
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        if (strcmp(rows[r], "not run") == 0 && !partial)
            continue;
        cells[0].text = rows[r];
        for (uint32_t i = 0; i < results->n_options; i++) {
            const struct results_option *option = &results->options[page->columns[i]];
            const char *const values[] = {
                option->mode,
                allowed_text(page, option),
                option->model_ids,
                option->sources,
                destinations_of(page, option),
                option->destinations_mark,
                leaving_text(page, page->columns[i]),
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
    options_table(page);
    destinations_table(page);
    report_table_of(page, "security");
    report_table_of(page, "residency");
    report_table_of(page, "refused_by");
    assumptions_table(page);
}

const struct report_section report_setup = {"setup", "Options", NULL, NULL, write_setup};
