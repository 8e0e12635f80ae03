#include "analysis/report/find.h"

#include <math.h>
#include <string.h>

static const struct results_metric *metric_of(const struct results *results, const char *key)
{
    for (uint32_t i = 0; i < results->n_metrics; i++)
        if (strcmp(results->metrics[i].key, key) == 0)
            return &results->metrics[i];
    return NULL;
}

static const char *with_unit(struct page *page, const struct results_metric *metric,
                             const struct metric_value *value)
{
    if (value->text != NULL || isnan(value->value) || value->shown == NULL ||
        strcmp(value->shown, RESULTS_NOT_RANKED) == 0)
        return NULL;
    return *metric->unit != '\0' ? page_printf(page, "%s %s", value->shown, metric->unit)
                                 : value->shown;
}

const char *find_figure(struct page *page, const char *key, uint32_t option)
{
    const struct results *results = page->results;
    const struct results_metric *metric = metric_of(results, key);

    return metric != NULL && option < results->n_options
               ? with_unit(page, metric, &metric->options[option])
               : NULL;
}

const char *find_in_case(struct page *page, const char *key, uint32_t option, uint32_t in_case)
{
    const struct results *results = page->results;
    const struct results_metric *metric = metric_of(results, key);

    return metric != NULL && option < results->n_options &&
                   in_case < results_metric_cases(results, metric)
               ? with_unit(page, metric,
                           &metric->options[(size_t)in_case * results->n_options + option])
               : NULL;
}

uint32_t find_case(const struct results *results, const char *name)
{
    for (uint32_t i = 0; i < results->n_cases; i++)
        if (strcmp(results->cases[i].name, name) == 0)
            return i;
    return UINT32_MAX;
}

const char *find_holds(struct page *page, uint32_t option)
{
    const struct results *results = page->results;
    uint32_t n = 0, held = 0;

    for (uint32_t i = 0; i < results->n_holdings; i++) {
        const struct results_holding *holding = &results->holdings[i];

        if (holding->option != option || holding->in_case >= results->n_judged ||
            !results->judged[holding->in_case].counted)
            continue;
        n++;
        held += holding->holds;
    }
    return n > 0 ? page_printf(page, "%u of %u", held, n) : NULL;
}

static bool is_text(const struct metric_value *value, const char *text)
{
    return text == NULL || (value->text != NULL && strcmp(value->text, text) == 0);
}

const char *find_cell(const struct page *page, const char *key, const char *first,
                      const char *second, const char *column)
{
    const struct results_table *table = results_table_find(page->results, key);
    uint32_t c = 0;

    if (table == NULL)
        return NULL;
    while (c < table->n_columns && strcmp(table->columns[c].key, column) != 0)
        c++;
    for (uint32_t r = 0; c < table->n_columns && r < table->n_rows; r++) {
        const struct metric_value *row = &table->cells[(size_t)r * table->n_columns];

        if (is_text(&row[0], first) && (table->n_columns < 2 || is_text(&row[1], second)))
            return row[c].shown;
    }
    return NULL;
}

bool find_is_review(const struct page *page)
{
    return strcmp(page->results->study, "review") == 0;
}

uint32_t find_decided(const struct page *page)
{
    const struct results *results = page->results;

    return results->decided < results->n_options && results->options[results->decided].allowed
               ? results->decided
               : UINT32_MAX;
}
