#include "analysis/report/report_list.h"

#include <string.h>

static void digest(struct page *page, const char *name, const char *value)
{
    if (value != NULL && *value != '\0')
        page_term(page, name, value);
}

/* A file name is one word to a POSIX shell only when it is made of these. */
static const char *shell_word(struct page *page, const char *word)
{
    struct sim_text quoted = {0};
    const char *result;

    if (*word != '\0' && *word != '-' &&
        strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+=@%:") ==
            strlen(word))
        return word;
    sim_text_add(&quoted, *word == '-' ? "./'" : "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            sim_text_add(&quoted, "'\\''");
        else
            sim_text_add_bytes(&quoted, word, 1);
    }
    sim_text_add(&quoted, "'");
    result = sim_arena_strdup(&page->arena, quoted.data);
    sim_text_release(&quoted);
    return result;
}

/* Whether a difference between arms is theirs alone, and which arms met something else. */
static const char *what_arms_met(struct page *page)
{
    const struct results *results = page->results;
    const char *unlike = "", *some = "";

    for (uint32_t a = 0; a < results->n_arms; a++)
        if (results->arms[a].unlike != NULL && *results->arms[a].unlike != '\0')
            unlike = page_printf(page, "%s %s: %s.", unlike, results->arms[a].name,
                                 results->arms[a].unlike);
    if (*unlike != '\0')
        return page_printf(page,
                           "Not every arm met the same arrivals, tokens, noise and "
                           "outages.%s Where that is so, a difference is not the arm's doing "
                           "alone.",
                           unlike);
    for (uint32_t a = 0; a < results->n_arms; a++)
        if (results->arms[a].compared != NULL && *results->arms[a].compared != '\0')
            some = page_printf(page, "%s%s%s: %s", some, *some != '\0' ? "; " : "",
                               results->arms[a].name, results->arms[a].compared);
    if (*some != '\0')
        return page_printf(page,
                           "Over the classes that are compared (%s), every arm met the same "
                           "arrivals, tokens, noise and outages. What else an arm runs shares its "
                           "quotas and capacity, and is part of the arm.",
                           some);
    return "Every arm met the same arrivals, tokens, noise and outages, so a difference between "
           "arms is the arms' doing.";
}

static void write_credibility(struct page *page)
{
    const struct results *results = page->results;
    bool shorter = false;

    page_paragraph(page, *results->intervals_cover != '\0'
                             ? page_printf(page, "Intervals: %s", results->intervals_cover)
                             : "Intervals: none are given.");
    page_paragraph(page, what_arms_met(page));
    page_paragraph(page, "Percentiles come from merged histograms, never from averaged "
                         "percentiles. The rules by which Bedrock routes are not public: what "
                         "stands in for them is listed under Assumptions.");
    page_heading(page, "How to reproduce");
    page_command(page, page_printf(page, "crisim %s %s --seed %llu --replications %u",
                                   results->study, shell_word(page, results->scenario_file),
                                   (unsigned long long)results->seed, results->replications));
    page_paragraph(page, "Options that the scenario does not hold, such as --trace, are part of "
                         "the digest of the effective scenario. The same inputs and version give "
                         "the same bytes, whatever the number of threads.");
    page_terms(page, true);
    digest(page, "crisim", results->version);
    digest(page, "scenario", results->scenario_file);
    digest(page, "scenario SHA-256", results->scenario_sha256);
    digest(page, "traces", results->trace_files);
    digest(page, "traces SHA-256", results->trace_sha256);
    digest(page, "catalog SHA-256", results->catalog_sha256);
    page_term(page, "seed", page_printf(page, "%llu", (unsigned long long)results->seed));
    page_term(page, "replications", page_printf(page, "%u", results->replications));
    for (uint32_t a = 0; a < results->n_arms; a++)
        shorter = shorter || results->arms[a].horizon_s < results->horizon_s;
    page_term(page, "horizon",
              page_printf(page, "%s%s", shorter ? "up to " : "",
                          page_duration(page, results->horizon_s)));
    page_term(page, "complete", results->complete ? "yes" : "no: the study was interrupted");
    page_term(page, "figures", page->plots ? page->plot_version : "none: gnuplot could not be run");
    page_terms(page, false);
    if (results->scenario_json != NULL && *results->scenario_json != '\0') {
        page_details(page, "Scenario in force, with every default");
        page_command(page, results->scenario_json);
        page_details_end(page);
    }
}

const struct report_section report_credibility = {
    "credibility", "Credibility, and how to reproduce", NULL, NULL, write_credibility};
