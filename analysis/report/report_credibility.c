#include "analysis/metric/view.h"
#include "analysis/report/find.h"
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"

#include <math.h>
#include <string.h>

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

/* Nothing was asked for: how well the headline figures are known all the same. */
static void write_reached(struct page *page)
{
    static const char *const keys[] = {"success-rate", "e2e-p95", "ttft-p95", "cost"};
    const struct results *results = page->results;
    uint32_t option = find_decided(page);
    struct sim_text text = {0};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && option != UINT32_MAX; i++) {
        const struct results_metric *metric = results_metric_find(results, keys[i]);
        const struct metric_value *value = metric != NULL ? &metric->options[option] : NULL;

        if (value == NULL || value->text != NULL || isnan(value->low) || !(value->value > 0) ||
            !(value->high - value->low > 1e-9 * value->value))
            continue;
        sim_text_addf(&text, "%s%s to %.2g %%", text.length > 0 ? ", " : "", metric->label,
                      50 * (value->high - value->low) / value->value);
    }
    if (text.length > 0)
        page_paragraph(page, page_printf(page, "Precision reached for %s (half of the 95 %% "
                                               "interval): %s. None was asked for (--precision).",
                                         results->options[option].name, page_keep(page, &text)));
    sim_text_release(&text);
}

/* Of a review: what it was allowed to simulate, and took. */
static void write_plan(struct page *page)
{
    static const char *const headers[] = {"part",          "replications", "runs planned",
                                          "runs taken",    "M requests planned", "M requests taken"};
    const struct results *results = page->results;

    if (results->n_planned == 0)
        return;
    page_heading(page, "The plan of this review");
    page_paragraph(page, page_printf(page,
                                     "Fixed before it started: %s at %s requests a second%s. "
                                     "Searches end where their part does.",
                                     page_duration(page, results->plan_seconds),
                                     page_number(page, results->plan_requests_per_s, 0),
                                     results->plan_by_hand ? ", then changed by hand" : ""));
    page_table(page, NULL, headers, 6, 1);
    for (uint32_t i = 0; i < results->n_planned; i++) {
        const struct results_planned *part = &results->planned[i];
        struct page_cell cells[6] = {
            {part->stopped ? page_printf(page, "%s (not run)", part->study) : part->study,
             PAGE_PLAIN},
            {part->replications > 0 ? page_number(page, part->replications, 0) : "its own",
             PAGE_PLAIN},
            {page_number(page, (double)part->runs, 0), PAGE_PLAIN},
            {page_number(page, (double)part->runs_taken, 0), PAGE_PLAIN},
            {page_number(page, (double)part->requests / 1e6, 2), PAGE_PLAIN},
            {page_number(page, (double)part->requests_taken / 1e6, 2), PAGE_PLAIN}};

        page_row(page, cells);
    }
    page_table_end(page);
}

static const char *or_never(const char *text)
{
    return text != NULL ? text : "never";
}

/* Which options hold in a case. */
static const char *held_text(struct page *page, uint32_t in_case)
{
    const struct results *results = page->results;
    const char *text = NULL;

    for (uint32_t i = 0; i < results->n_holdings; i++) {
        const struct results_holding *holding = &results->holdings[i];

        if (holding->in_case == in_case && holding->holds)
            text = text == NULL ? results->options[holding->option].name
                                : page_printf(page, "%s, %s", text,
                                              results->options[holding->option].name);
    }
    return text != NULL ? text : results->slo_stated ? "no option" : "no SLO";
}

/* What a rule that is not documented is worth to the option that is decided on. */
static void write_rules(struct page *page)
{
    static const char *const headers[] = {"if",      "success rate", "E2E p95", "USD per 1,000",
                                          "holds"};
    static const char *const keys[] = {"success-rate", "e2e-p95-all", "cost"};
    const struct results *results = page->results;
    uint32_t option = find_decided(page), n = 0;

    for (uint32_t i = 0; i < results->n_judged; i++)
        n += results->judged[i].automatic;
    if (option == UINT32_MAX || n == 0)
        return;
    page_heading(page, "What is assumed, and how much it matters");
    page_paragraph(page, page_printf(page,
                                     "Rules that are not documented, each otherwise than stated, "
                                     "for %s. As stated: success %s, E2E p95 %s.",
                                     results->options[option].name,
                                     or_never(find_figure(page, "success-rate", option)),
                                     or_never(find_figure(page, "e2e-p95-all", option))));
    page_table(page, NULL, headers, 5, 1);
    for (uint32_t i = 0; i < results->n_judged; i++) {
        const struct results_judged *judged = &results->judged[i];
        uint32_t in_case = find_case(results, judged->name);
        struct page_cell cells[5] = {{judged->words, PAGE_PLAIN}};

        if (!judged->automatic)
            continue;
        for (int k = 0; k < 3; k++) {
            const char *text = in_case != UINT32_MAX ? find_in_case(page, keys[k], option, in_case)
                                                     : NULL;

            cells[k + 1] = !judged->run            ? (struct page_cell){"as stated", PAGE_MUTED}
                           : text != NULL          ? (struct page_cell){text, PAGE_PLAIN}
                           : in_case == UINT32_MAX ? (struct page_cell){"-", PAGE_MUTED}
                                                   : (struct page_cell){"never", PAGE_BAD};
        }
        cells[4].text = !judged->run          ? "proved"
                        : !judged->must_hold ? "need not"
                                             : held_text(page, i);
        page_row(page, cells);
    }
    page_table_end(page);
    page_note(page, "Proved: the run as stated shows that it cannot change anything (Cases and "
                    "sensitivity). Numbers that are assumed are listed with what was compared.");
}

/* What the provider promises, and what the drawn failures of this study would be worth. */
static void write_sla(struct page *page)
{
    static const char *const section[] = {"SLA"};
    struct sim_text text = {0};
    bool any = false;

    for (uint32_t i = 0; i < page->results->n_metrics; i++)
        any = any || (results_in_sections(&page->results->metrics[i], section, 1) &&
                      results_row_shown(page->results, &page->results->metrics[i]) ==
                          RESULTS_ROW_SHOWN);
    if (!any)
        return;
    page_heading(page, "What the provider's agreement is worth");
    for (int i = 0; view_sla_steps[i].credit > 0; i++)
        sim_text_addf(&text, "%sbelow %.4g %% uptime of a month %.4g %%",
                      i > 0 ? ", " : "Service credits, of the Region's fees: ", view_sla_steps[i].below,
                      view_sla_steps[i].credit);
    sim_text_add(&text, ". Uptime is 100 % less the share of calls that the provider failed, as a "
                       "mean over intervals of five minutes; a call refused for a quota is no failure.");
    page_paragraph(page, page_keep(page, &text));
    page_metric_table(page, "Uptime and credits, were a month as this run", false, section, 1);
}

static void write_checks(struct page *page)
{
    report_question(page, "validate");
    page_heading(page, "How the simulator is checked");
    page_paragraph(page, "Theory: closed forms of queues, limiters, retries and availability, most of "
                         "the last through the same world that this study ran. This build says "
                         "which points pass, with their intervals:");
    page_command(page, "crisim validate");
    page_paragraph(page, "Oracle: a second, plain simulator of the same rules, written apart, is "
                         "compared with crisim call by call on drawn scenarios (tests/oracle). "
                         "Laws: no request is lost, time never runs back, no limit is exceeded, in "
                         "every run of the tests.");
}

static void write_credibility(struct page *page)
{
    const struct results *results = page->results;

    page_paragraph(page, *results->intervals_cover != '\0'
                             ? page_printf(page, "Intervals: %s", results->intervals_cover)
                             : "Intervals: none are given.");
    if (results->precision.asked > 0)
        page_paragraph(page, page_printf(page, "Precision: %s.", results->precision.text));
    else
        write_reached(page);
    write_another(page);
    page_paragraph(page, what_options_met(page));
    page_paragraph(page, "Percentiles come from merged histograms, never from averaged "
                         "percentiles. The rules by which Bedrock routes are not public: what "
                         "stands in for them is listed under Assumptions.");
    write_rules(page);
    write_sla(page);
    write_plan(page);
    write_checks(page);
}

const struct report_section report_credibility = {"credibility", "Credibility", NULL, NULL,
                                                  write_credibility};
