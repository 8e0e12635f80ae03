/*
 * report_claims.c: what the provider says of its profiles, sentence by sentence, and what this
 * scenario shows of it. Each answer is made of figures of this run; where the run has none that
 * could contradict a sentence, it is not testable here.
 */
#include "analysis/report/find.h"
#include "analysis/report/report_list.h"
#include "analysis/report/report_question.h"

#include <math.h>
#include <string.h>

#define GUIDE "Bedrock User Guide, cross-Region inference"

/* Two load factors closer than this are one: the search ends at 2 per cent. */
#define SAME_FACTOR 0.02
/* Points of success by which options may differ and still be compared in what they cost. */
#define SAME_SUCCESS RESULTS_COMPLETE_WITHIN_POINTS
/* Saving that was promised, and how far from it is still about that; per cent. */
#define PROMISED_SAVING 10.0
#define ABOUT_POINTS    1.0
/* Seconds of TTFT that nobody notices, where the scenario does not say. */
#define SAME_TTFT_S 0.05

enum answer { NOT_TESTABLE, NO, PARTLY, HOLDS };
static const char *const answer_words[] = {
    [NOT_TESTABLE] = "not testable", [NO] = "no", [PARTLY] = "partly", [HOLDS] = "holds"};
static const enum page_mark answer_marks[] = {
    [NOT_TESTABLE] = PAGE_MUTED, [NO] = PAGE_BAD, [PARTLY] = PAGE_PLAIN, [HOLDS] = PAGE_GOOD};

struct claim {
    const char *says, *source;
    enum answer (*judge)(struct page *page, const char **shows);
};

static bool has_mode(const struct results_option *option, enum cri_mode mode)
{
    return option->allowed && page_same(option->mode, cri_mode_name(mode));
}

static bool is_profile(const struct results_option *option)
{
    return has_mode(option, CRI_MODE_GEOGRAPHIC) || has_mode(option, CRI_MODE_GLOBAL);
}

/* The first allowed option of a mode; n_options = none. */
static uint32_t first_of(const struct results *results, enum cri_mode mode)
{
    uint32_t i = 0;

    while (i < results->n_options && !has_mode(&results->options[i], mode))
        i++;
    return i;
}

static double value_of(const struct page *page, const char *key, uint32_t option)
{
    double value;

    return option < page->results->n_options && page_metric_of(page, key, option, &value) ? value
                                                                                          : NAN;
}

static const char *name_of(const struct page *page, uint32_t option)
{
    return page->results->options[option].name;
}

/* "a 57 %, b 113 %" of what `says` makes of an option; NULL: not of this one. */
static const char *listed(struct page *page, const char *(*says)(struct page *, uint32_t))
{
    struct sim_text text = {0};

    for (uint32_t i = 0; i < page->results->n_options; i++) {
        uint32_t option = page->columns[i];
        const char *of = page->results->options[option].allowed ? says(page, option) : NULL;

        if (of != NULL)
            sim_text_addf(&text, "%s%s %s", text.length > 0 ? ", " : "", name_of(page, option), of);
    }
    return page_keep(page, &text);
}

/* ---- quotas ---- */

static const char *asked_words(struct page *page, uint32_t option)
{
    double asked = value_of(page, "asked-of-limit", option);
    double refused = value_of(page, "refused", option);

    if (isnan(asked))
        return "has no limit";
    return refused > 0 ? page_printf(page, "%s %% (%s calls answered 429)",
                                     page_number(page, asked, 0), page_number(page, refused, 0))
                       : page_printf(page, "%s %%", page_number(page, asked, 0));
}

static enum answer judge_quotas(struct page *page, const char **shows)
{
    const struct results *results = page->results;
    bool limited = false, refused = false, others = false;

    for (uint32_t i = 0; i < results->n_options; i++) {
        double asked = value_of(page, "asked-of-limit", i);
        bool met = value_of(page, "refused", i) > 0;

        if (is_profile(&results->options[i])) {
            limited = limited || !isnan(asked);
            refused = refused || met;
        } else if (results->options[i].allowed)
            others = others || met || asked > 100;
    }
    *shows = page_printf(page, "asked for in the busiest minute, of its own limit: %s",
                         listed(page, asked_words));
    if (!limited) {
        *shows = "no quota is in force for a profile in this scenario";
        return NOT_TESTABLE;
    }
    if (refused)
        return NO;
    if (others) {
        *shows = page_printf(
            page, "%s; a profile has a limit of its own, which is not reached here", *shows);
        return PARTLY;
    }
    *shows = page_printf(page, "%s; no limit is reached", *shows);
    return NOT_TESTABLE;
}

/* ---- throughput ---- */

/* The load factor up to which the SLOs hold (without an SLO, no 429); NaN = not searched. */
static double room_of(const struct page *page, uint32_t option)
{
    const struct results_table *table = results_table_find(page->results, "maxload");
    uint32_t at;

    if (table == NULL)
        return NAN;
    at = table->n_columns;
    for (uint32_t c = 0; c < table->n_columns; c++)
        if (strcmp(table->columns[c].key, page->results->slo_stated ? "slo" : "no-429") == 0)
            at = c;
    for (uint32_t r = 0; r < table->n_rows && at < table->n_columns; r++) {
        const struct metric_value *row = &table->cells[(size_t)r * table->n_columns];

        if (page_same(row[0].text, name_of(page, option)))
            return row[at].text == NULL ? row[at].value : NAN;
    }
    return NAN;
}

static const char *room_words(struct page *page, uint32_t option)
{
    return page_printf(page, "%s x", page_number(page, room_of(page, option), 2));
}

static const char *completed_words(struct page *page, uint32_t option)
{
    return find_figure(page, "throughput", option);
}

static enum answer judge_throughput(struct page *page, const char **shows)
{
    const struct results *results = page->results;
    uint32_t global = first_of(results, CRI_MODE_GLOBAL), n = 0, below = 0, above = 0;
    bool rooms = true, busy = false;

    if (global == results->n_options) {
        *shows = "no option of this study calls through the Global profile";
        return NOT_TESTABLE;
    }
    for (uint32_t i = 0; i < results->n_options; i++) {
        rooms = rooms && (!results->options[i].allowed || !isnan(room_of(page, i)));
        busy = busy || (results->options[i].allowed && value_of(page, "success-rate", i) < 100);
    }
    for (uint32_t i = 0; i < results->n_options; i++) {
        double own = rooms ? room_of(page, global) : value_of(page, "throughput", global);
        double other = rooms ? room_of(page, i) : value_of(page, "throughput", i);

        if (i == global || !results->options[i].allowed ||
            has_mode(&results->options[i], CRI_MODE_GLOBAL))
            continue;
        n++;
        below += own > other * (1 + SAME_FACTOR);
        above += other > own * (1 + SAME_FACTOR);
    }
    if (n == 0 || (!rooms && !busy)) {
        *shows = n == 0 ? "there is no other option to compare with"
                        : "every option completes every request, and how much more each takes "
                          "was not searched (crisim maxload)";
        return NOT_TESTABLE;
    }
    *shows = rooms ? page_printf(page, "%s up to this load: %s",
                                 results->slo_stated ? "the SLOs hold" : "no 429",
                                 listed(page, room_words))
                   : page_printf(page, "completed: %s", listed(page, completed_words));
    if (below == n)
        return HOLDS;
    *shows = page_printf(page, "%s; %s", *shows,
                         above > 0   ? "another option takes more"
                         : below > 0 ? "not more than every other option"
                                     : "not more than any other option");
    return above == 0 && below > 0 ? PARTLY : NO;
}

/* ---- faults ---- */

/* In how many of the drills an option holds, as it is: not with a second source Region. */
static uint32_t held_of(const struct page *page, uint32_t option, uint32_t *n)
{
    const struct results_table *table = results_table_find(page->results, "drills");
    uint32_t by, holds, second, held = 0;

    *n = 0;
    if (table == NULL)
        return 0;
    by = holds = second = table->n_columns;
    for (uint32_t c = 0; c < table->n_columns; c++) {
        by = strcmp(table->columns[c].key, "option") == 0 ? c : by;
        holds = strcmp(table->columns[c].key, "holds") == 0 ? c : holds;
        second = strcmp(table->columns[c].key, "second_source") == 0 ? c : second;
    }
    for (uint32_t r = 0; r < table->n_rows && by < table->n_columns && holds < table->n_columns;
         r++) {
        const struct metric_value *row = &table->cells[(size_t)r * table->n_columns];

        if (!page_same(row[by].text, name_of(page, option)) ||
            (second < table->n_columns && !page_same(row[second].text, "-")))
            continue;
        *n += page_same(row[holds].text, "yes") || page_same(row[holds].text, "no");
        held += page_same(row[holds].text, "yes");
    }
    return held;
}

static const char *held_words(struct page *page, uint32_t option)
{
    uint32_t n, held = held_of(page, option, &n);

    return n > 0 ? page_printf(page, "%u of %u", held, n) : NULL;
}

static enum answer judge_faults(struct page *page, const char **shows)
{
    const struct results *results = page->results;
    uint32_t best = 0, others = 0, drills = 0, n;
    const char *lost = report_answer(page, "drill", "lost");

    for (uint32_t i = 0; i < results->n_options; i++) {
        uint32_t held = held_of(page, i, &n);

        if (!results->options[i].allowed)
            continue;
        drills = n > drills ? n : drills;
        if (is_profile(&results->options[i]))
            best = held > best ? held : best;
        else
            others = held > others ? held : others;
    }
    if (drills == 0) {
        *shows = "no drill was judged: nothing is made to fail, or no SLO says what holds";
        return NOT_TESTABLE;
    }
    *shows = page_printf(page, "drills in which it holds: %s%s%s", listed(page, held_words),
                         best < drills && lost != NULL ? "; " : "",
                         best < drills && lost != NULL ? lost : "");
    return best == drills ? HOLDS : best > others ? PARTLY : NO;
}

/* ---- price ---- */

static const char *cost_words(struct page *page, uint32_t option)
{
    double cost = value_of(page, "cost", option);

    return isnan(cost) ? NULL : page_printf(page, "USD %s", page_number(page, cost, 2));
}

static enum answer judge_saving(struct page *page, const char **shows)
{
    const struct results *results = page->results;
    uint32_t global = first_of(results, CRI_MODE_GLOBAL);
    uint32_t other = first_of(results, CRI_MODE_GEOGRAPHIC);
    double own, against, saving;

    if (other == results->n_options)
        other = first_of(results, CRI_MODE_SINGLE_REGION);
    own = value_of(page, "cost", global);
    against = value_of(page, "cost", other);
    if (isnan(own) || isnan(against) || !(against > 0)) {
        *shows = global == results->n_options || other == results->n_options
                     ? "no two options of this study differ in that"
                     : "there is no price for one of the two";
        return NOT_TESTABLE;
    }
    if (fabs(value_of(page, "success-rate", global) - value_of(page, "success-rate", other)) >
        SAME_SUCCESS) {
        *shows = page_printf(page,
                             "%s and %s do not complete the same requests, so what they cost is "
                             "not compared",
                             name_of(page, global), name_of(page, other));
        return NOT_TESTABLE;
    }
    saving = 100 * (1 - own / against);
    *shows = page_printf(page, "%s %s against %s %s per 1,000 completed: %s %% %s",
                         name_of(page, global), cost_words(page, global), name_of(page, other),
                         cost_words(page, other), page_number(page, fabs(saving), 1),
                         saving < 0 ? "more" : "less");
    return saving >= PROMISED_SAVING - ABOUT_POINTS ? HOLDS : saving >= 0.05 ? PARTLY : NO;
}

/* ---- routing ---- */

static double ttft_that_matters(const struct results *results)
{
    for (uint32_t i = 0; i < results->n_differences; i++)
        if (strcmp(results->differences[i].key, "ttft-p50") == 0 &&
            results->differences[i].smallest > 0)
            return results->differences[i].smallest;
    return SAME_TTFT_S;
}

/* TTFT p50 over the rules by which a profile may route: as stated, and each routing case. */
static uint32_t rules_of(struct page *page, uint32_t option, double *least, double *most)
{
    const struct results *results = page->results;
    const struct results_metric *metric = results_metric_find(results, "ttft-p50");
    const char *row = page_printf(page, "%s-routing", results->options[option].mode);
    uint32_t n = 0;

    *least = INFINITY;
    *most = 0;
    for (uint32_t c = 0; metric != NULL && c < results_metric_cases(results, metric); c++) {
        const struct metric_value *value =
            &metric->options[(size_t)c * results->n_options + option];

        if ((c > 0 && strncmp(results->cases[c].name, row, strlen(row)) != 0) ||
            value->text != NULL || !isfinite(value->value))
            continue;
        n++;
        *least = fmin(*least, value->value);
        *most = fmax(*most, value->value);
    }
    return n;
}

static const char *rule_words(struct page *page, uint32_t option)
{
    double least, most;

    if (!is_profile(&page->results->options[option]) || rules_of(page, option, &least, &most) < 2)
        return NULL;
    return page_printf(page, "%s s", metric_span(&page->arena, least, most, 2));
}

static enum answer judge_routing(struct page *page, const char **shows)
{
    const struct results *results = page->results;
    double matters = ttft_that_matters(results);
    uint32_t tried = 0, moved = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        double least, most;

        if (!is_profile(&results->options[i]) || rules_of(page, i, &least, &most) < 2)
            continue;
        tried++;
        moved += most - least > matters;
    }
    if (tried == 0) {
        *shows = "how Bedrock chooses is not published, and no other rule was tried here";
        return NOT_TESTABLE;
    }
    *shows = page_printf(page,
                         "how Bedrock chooses is not published; TTFT p50 over the rules that were "
                         "tried: %s%s",
                         listed(page, rule_words),
                         moved == 0 ? "; it makes no difference that matters" : "");
    return moved == 0 ? HOLDS : moved < tried ? PARTLY : NO;
}

static const struct claim claims[] = {
    {"A profile gets around the quota of a Region: bursts are managed by computing in several",
     GUIDE, judge_quotas},
    {"Global: the highest throughput available", GUIDE, judge_throughput},
    {"The best tolerance of faults: enhanced resilience at peak demand", GUIDE, judge_faults},
    {"Global: about 10 % savings", GUIDE, judge_saving},
    {"The optimal Region is selected automatically",
     GUIDE " (text of 2025; no longer in that of "
           "2026)",
     judge_routing},
};

static bool present(const struct page *page)
{
    for (uint32_t i = 0; i < page->results->n_options; i++)
        if (is_profile(&page->results->options[i]))
            return page->results->n_options > 1;
    return false;
}

static void write_claims(struct page *page)
{
    static const char *const headers[] = {"the provider says", "here", "what this run shows",
                                          "source"};

    page_table(page, NULL, headers, 4, 4);
    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++) {
        const char *shows = "";
        enum answer answer = claims[i].judge(page, &shows);
        struct page_cell cells[4] = {{claims[i].says, PAGE_PLAIN},
                                     {answer_words[answer], answer_marks[answer]},
                                     {shows, PAGE_PLAIN},
                                     {claims[i].source, PAGE_MUTED}};

        page_row(page, cells);
    }
    page_table_end(page);
    page_note(page, "Of this scenario alone. A sentence is not testable where nothing in the run "
                    "could contradict it.");
}

const struct report_section report_claims = {"claims", "What the provider promises", NULL, present,
                                             write_claims};
