/*
 * report_architecture.c: what the study answers of the questions that an architecture review asks:
 * items of the AWS Well-Architected Framework (reliability pillar, generative AI lens), each with the
 * figures of the option that is decided on; and the decision as a record.
 */
#include "analysis/report/adr.h"
#include "analysis/report/find.h"
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"

#include <string.h>

/* An answer in the making: figures that are there, one after the other. */
struct answer {
    struct page *page;
    uint32_t option; /* that is decided on */
    const char *name;
    struct sim_text text;
};

static void add(struct answer *answer, const char *before, const char *figure, const char *after)
{
    if (figure == NULL || *figure == '\0')
        return;
    sim_text_addf(&answer->text, "%s%s%s%s", answer->text.length > 0 ? "; " : "", before, figure,
                  after);
}

static void add_figure(struct answer *answer, const char *before, const char *key,
                       const char *after)
{
    add(answer, before, find_figure(answer->page, key, answer->option), after);
}

static const struct results_option *option_of(const struct answer *answer)
{
    return &answer->page->results->options[answer->option];
}

/* What a question of the study says of the option. */
static void add_answer(struct answer *answer, const char *question, const char *label,
                       const char *before)
{
    add(answer, before, report_answer(answer->page, question, label), "");
}

static uint32_t count(const char *list)
{
    uint32_t n = list != NULL && *list != '\0';

    for (const char *c = list; n > 0 && *c != '\0'; c++)
        n += *c == ',';
    return n;
}

static const char *worst_of(struct answer *answer, const char *kind)
{
    const struct results_table *table = results_table_find(answer->page->results, "drill-worst");
    uint32_t c = 0;

    if (table == NULL)
        return NULL;
    while (c < table->n_columns && strcmp(table->columns[c].label, answer->name) != 0)
        c++;
    return c < table->n_columns
               ? find_cell(answer->page, "drill-worst", kind, NULL, table->columns[c].key)
               : NULL;
}

/* ---- the items ---- */

static void quotas_known(struct answer *answer)
{
    const struct results *results = answer->page->results;
    uint32_t n = 0, documented = 0;

    for (uint32_t i = 0; i < results->n_quotas; i++)
        if (results->quotas[i].amount != CRI_NO_LIMIT &&
            strstr(results->quotas[i].option_names, answer->name) != NULL) {
            n++;
            documented += strcmp(results->quotas[i].mark, "documented") == 0;
        }
    if (n > 0)
        add(answer, "", page_printf(answer->page, "%u limits in force, %u of them documented", n,
                                    documented),
            "");
    add_figure(answer, "the busiest minute asks for ", "asked-of-limit", " of the nearest");
}

static void quotas_managed(struct answer *answer)
{
    add_answer(answer, "size", answer->name, "");
}

static void quotas_fixed(struct answer *answer)
{
    add_figure(answer, "throttled for good: ", "throttled-share", " of the requests");
    add(answer, "max_tokens: ", answer->page->results->max_tokens_rule, "");
}

static void quotas_gap(struct answer *answer)
{
    add_figure(answer, "headroom ", "headroom", "");
    add_answer(answer, "maxload", answer->name, "");
    add_answer(answer, "size", "N+1", "after the loss of a source Region: ");
}

static void retries(struct answer *answer)
{
    add(answer, "retries: ", option_of(answer)->retry, "");
    add_figure(answer, "", "amplification", " calls for a request");
    add_figure(answer, "timed out: ", "timed-out-share", "");
    add_figure(answer, "refused calls: ", "refused", "");
}

static void overload(struct answer *answer)
{
    add_figure(answer, "throttled for good: ", "throttled-share", " of the requests");
    add_figure(answer, "no retry left in the quota of the client: ", "retry-quota-empty", " times");
    add_answer(answer, "maxload", answer->name, "");
    add_answer(answer, "drill", "afterwards", "after an outage: ");
}

static void places(struct answer *answer)
{
    const struct results_option *option = option_of(answer);

    add(answer, "called from ", option->sources, "");
    add(answer, "", page_printf(answer->page, "served in %u Region%s", count(option->destinations),
                                count(option->destinations) == 1 ? "" : "s"),
        option->destinations_mark != NULL && strcmp(option->destinations_mark, "assumption") == 0
            ? " (the set is an assumption)"
            : "");
    add_answer(answer, "drill", answer->name, "drills: ");
}

static void failover(struct answer *answer)
{
    add_figure(answer, "as stated ", "failover-share", " of the requests move to another Region");
    add(answer, "worst serving loss (answered, holds, back after, calls for a request): ",
        worst_of(answer, "serving"), "");
    add_answer(answer, "drill", "lost", "");
}

static void recovery(struct answer *answer)
{
    add(answer, "worst Region loss (answered, holds, back after, calls for a request): ",
        worst_of(answer, "Region"), "");
    add_answer(answer, "drill", "remedy", "");
    add_answer(answer, "drill", "afterwards", "");
}

static void stability(struct answer *answer)
{
    add(answer, "nobody acts in a drill: what is answered, is answered by what is in place; worst "
                "brown-out: ",
        worst_of(answer, "brown-out"), "");
}

static void utilisation(struct answer *answer)
{
    add_figure(answer, "used at most ", "used-tokens", " of quota in a minute");
    add_figure(answer, "asked for ", "asked-tokens", "");
    add_figure(answer, "throughput ", "tokens-per-min", "");
}

static void balance(struct answer *answer)
{
    const struct results *results = answer->page->results;

    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];
        const char *text;

        if (strncmp(metric->key, "served-", 7) != 0 || metric->item == NULL)
            continue;
        text = find_figure(answer->page, metric->key, answer->option);
        if (text != NULL && metric->options[answer->option].value > 0)
            add(answer, page_printf(answer->page, "%s ", metric->item), text, "");
    }
    add(answer, "routing: ", option_of(answer)->routing, "");
}

static void baseline(struct answer *answer)
{
    add_figure(answer, "TTFT p50 ", "ttft-p50", "");
    add_figure(answer, "p95 ", "ttft-p95", "");
    add_figure(answer, "E2E p50 ", "e2e-p50", "");
    add_figure(answer, "p95 ", "e2e-p95", "");
    add_figure(answer, "p99 ", "e2e-p99", "");
    add(answer, "the whole spectrum is in ",
        page_printf(answer->page, "spectrum-%u-%s.csv", answer->option, answer->name), "");
}

static void cost(struct answer *answer)
{
    add_figure(answer, "", "cost", " per 1,000 answered");
    add_figure(answer, "", "cost-30-days", " for 30 days");
    add_figure(answer, "waste ", "waste", "");
    add(answer, "price ", option_of(answer)->price, "");
}

static void residency(struct answer *answer)
{
    add_figure(answer, "as stated ", "outside-geography", " outside the source's geography");
    for (uint32_t i = 0; i < answer->page->results->n_asks; i++)
        if (strstr(answer->page->results->asks[i].text, "geography") != NULL)
            add(answer, "asked: ", answer->page->results->asks[i].text, "");
    add(answer, "logs: ", option_of(answer)->logs, "");
}

static const struct {
    const char *id, *asks;
    void (*write)(struct answer *answer);
    const char *otherwise; /* the command that would answer it */
} items[] = {
    {"REL01-BP01", "Are quotas and limits known?", quotas_known, NULL},
    {"REL01-BP02", "Are they managed across accounts and Regions?", quotas_managed, "crisim size"},
    {"REL01-BP03", "Does the architecture live with limits that stay?", quotas_fixed, NULL},
    {"REL01-BP06", "Is there a gap between use and quota for a failover?", quotas_gap,
     "crisim maxload"},
    {"REL05", "Are requests throttled, retries limited, time-outs set?", retries, NULL},
    {"REL10", "Is the workload in several locations?", places, NULL},
    {"REL11", "Does it fail over to what is healthy?", failover, "crisim drill"},
    {"REL11, static stability", "Does it work without anybody acting?", stability, "crisim drill"},
    {"REL13", "Is recovery defined and tested?", recovery, "crisim drill"},
    {"GENREL01-BP01", "Is model throughput scaled and balanced as it is used?", utilisation, NULL},
    {"GENREL05-BP01", "Is inference balanced over all Regions of availability?", balance, NULL},
    {"GENOPS02-BP03", "Are rates limited, and overload mitigated?", overload, NULL},
    {"GENPERF, baselines", "Is there a baseline of performance?", baseline, NULL},
    {"GENCOST", "What does a unit cost, and what is wasted?", cost, NULL},
    {"cross-Region inference", "Where are requests processed and logged?", residency, NULL},
};

static void write_items(struct page *page, uint32_t option)
{
    static const char *const headers[] = {"item", "asks", "what this study says"};

    page_table(page,
               page_printf(page, "Items of the Well-Architected Framework, for %s",
                           page->results->options[option].name),
               headers, 3, 3);
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        struct answer answer = {
            .page = page, .option = option, .name = page->results->options[option].name};
        struct page_cell cells[3] = {{items[i].id, PAGE_PLAIN}, {items[i].asks, PAGE_PLAIN}};

        items[i].write(&answer);
        if (answer.text.length > 0)
            cells[2].text = page_keep(page, &answer.text);
        else
            cells[2] = (struct page_cell){
                items[i].otherwise != NULL
                    ? page_printf(page, "not looked into: %s does", items[i].otherwise)
                    : "no figure of this study is about it",
                PAGE_MUTED};
        sim_text_release(&answer.text);
        page_row(page, cells);
    }
    page_table_end(page);
    page_note(page, "An item is quoted by its number, and asked in other words. What is about people, "
                    "code or operations is beyond a simulation, and is not listed.");
}

static void write_architecture(struct page *page)
{
    uint32_t option = find_decided(page);

    if (option != UINT32_MAX)
        write_items(page, option);
    page_heading(page, "Decision record");
    page_paragraph(page, "Also as a file of its own, adr.md, in the form of MADR.");
    adr_write(page);
}

const struct report_section report_architecture = {
    "architecture", "Architecture review", NULL, find_is_review, write_architecture};
