/*
 * text.c: results for the screen.
 */
#include "analysis/results/results.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_WIDTH = 34, MIN_COLUMN = 14, GAP = 2 };

struct page {
    struct sim_text *out;
    int columns;
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

/* Columns on the screen, not bytes: the plus-minus sign is two bytes wide. */
static int width_of(const char *text)
{
    int n = 0;

    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static int column_width(const struct results *results)
{
    int width = MIN_COLUMN;

    for (uint32_t a = 0; a < results->n_options; a++)
        if (width_of(results->options[a].name) > width)
            width = width_of(results->options[a].name);
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        for (uint32_t a = 0; a < results->n_options; a++) {
            int of = width_of(results->metrics[i].options[a].shown);

            width = of > width ? of : width;
        }
    }
    return width;
}

static void print_table(const struct page *page, const struct results *results, bool outage)
{
    int width = column_width(results);
    const char *section = "";

    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];
        char label[96];

        if (metric->outage_window != outage)
            continue;
        if (strcmp(section, metric->section) != 0) {
            if (section[0] == '\0') {
                sim_text_addf(page->out, "%-*s", LABEL_WIDTH, "");
                style(page, "1");
                for (uint32_t a = 0; a < results->n_options; a++)
                    sim_text_addf(page->out, "%*s%*s", GAP, "", width, results->options[a].name);
                style(page, "0");
                sim_text_add(page->out, "\n");
            }
            section = metric->section;
            style(page, "2");
            sim_text_addf(page->out, "%s\n", section);
            style(page, "0");
        }
        snprintf(label, sizeof label, "  %s%s%s", metric->label,
                 metric->unit[0] != '\0' ? ", " : "", metric->unit);
        sim_text_addf(page->out, "%-*s", LABEL_WIDTH, label);
        for (uint32_t a = 0; a < results->n_options; a++) {
            const struct metric_value *value = &metric->options[a];

            sim_text_addf(page->out, "%*s", GAP + width - width_of(value->shown), "");
            if (value->mark == METRIC_BEST)
                style(page, "1");
            sim_text_add(page->out, value->shown);
            if (value->mark == METRIC_BEST)
                style(page, "0");
        }
        sim_text_add(page->out, "\n");
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
            entry(page, option->undecided ? "ALLOWED ONLY IF" : "taken as allowed",
                  option->only_if);
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
    heading(page, "Quotas in force");
    for (uint32_t i = 0; i < results->n_quotas; i++) {
        const struct results_quota *quota = &results->quotas[i];
        char amount[40];

        if (quota->amount != CRI_NO_LIMIT)
            sim_format_grouped(quota->amount, amount, sizeof amount);
        else
            snprintf(amount, sizeof amount, "no limit");
        sim_text_addf(page->out, "  %-11s %15s  %s (%s: %s)\n", quota->limit, amount, quota->name,
                      quota->mark, quota->source);
    }
}

static bool all_zero(const struct results_metric *metric, uint32_t n_options)
{
    for (uint32_t a = 0; a < n_options; a++)
        if (metric->options[a].text == NULL && metric->options[a].value != 0)
            return false;
    return true;
}

static void print_another(const struct page *page, const struct results *results)
{
    struct sim_arena texts = {0};
    int width = column_width(results);
    char label[96];

    if (results->another_covers == NULL)
        return;
    heading(page, "What another such run could bring");
    sim_text_add(page->out, "  ");
    wrap(page, 2, results->another_covers);
    for (uint32_t i = 0; i < results->n_metrics; i++)
        for (uint32_t a = 0; results->metrics[i].spread && a < results->n_options; a++) {
            const struct results_metric *metric = &results->metrics[i];
            int of = width_of(metric_another(&texts, &metric->options[a], metric->decimals));

            width = of > width ? of : width;
        }
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];

        if (!metric->spread || all_zero(metric, results->n_options))
            continue;
        snprintf(label, sizeof label, "  %s%s%s", metric->label,
                 metric->unit[0] != '\0' ? ", " : "", metric->unit);
        sim_text_addf(page->out, "%-*s", LABEL_WIDTH, label);
        for (uint32_t a = 0; a < results->n_options; a++) {
            const char *text = metric_another(&texts, &metric->options[a], metric->decimals);

            sim_text_addf(page->out, "%*s%s", GAP + width - width_of(text), "", text);
        }
        sim_text_add(page->out, "\n");
    }
    sim_arena_release(&texts);
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

static void print_differences(const struct page *page, const struct results *results)
{
    bool all_paired = results_all_paired(results);
    uint32_t option = UINT32_MAX;
    struct sim_arena texts = {0};
    char text[256];

    if (results->n_differences == 0 || results->baseline == UINT32_MAX)
        return;
    snprintf(text, sizeof text, "Differences against '%s'%s",
             results->options[results->baseline].name,
             all_paired ? ", on identical traffic and luck" : "");
    heading(page, text);
    for (uint32_t i = 0; i < results->n_differences; i++) {
        const struct results_difference *d = &results->differences[i];
        char label[96];

        if (d->option != option) {
            option = d->option;
            print_difference_head(page, &results->options[option], all_paired);
        }
        snprintf(label, sizeof label, "    %s%s%s", d->label, d->unit[0] != '\0' ? ", " : "",
                 d->unit);
        sim_text_addf(page->out, "%-*s%14s", LABEL_WIDTH + 2, label,
                      metric_number(&texts, d->difference, d->decimals, true));
        if (!isnan(d->low))
            sim_text_addf(page->out, "  %-24s",
                          metric_interval(&texts, d->low, d->high, d->decimals));
        sim_text_addf(page->out, "  %s\n", d->verdict);
    }
    sim_arena_release(&texts);
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

void results_text(const struct results *results, struct sim_text *out, int columns, bool colour)
{
    struct page page = {.out = out, .columns = columns > 40 ? columns : 100, .colour = colour};

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
    if (results->n_slo > 0) {
        heading(&page, "SLO");
        for (uint32_t i = 0; i < results->n_slo; i++)
            sim_text_addf(out, "  %-6s %-16s %s\n", results->slo[i].met ? "met" : "MISSED",
                          results->options[results->slo[i].option].name, results->slo[i].text);
    }
    print_list(&page, "Verdict", results->verdict, results->n_verdict);
    print_list(&page, "What would change it", results->flips, results->n_flips);
    if (results->next_command != NULL) {
        sim_text_add(out, "\nnext: ");
        wrap(&page, 6, results->next_question);
        sim_text_addf(out, "  %s\n", results->next_command);
    }
}
