/*
 * cmd_explain.c: what a word means: one of the glossary, a metric, an SLO, a key of a scenario or a
 * value of one, a policy. All of it from the rows that the program itself goes by.
 */
#include "analysis/cli/cli.h"
#include "analysis/metric/metric.h"
#include "analysis/metric/words.h"
#include "models/policy/policy.h"
#include "scenarios/read/scenario.h"

#include <string.h>

enum { MOST_NAMES = 2000 };

/* Length of the first of "TTFT, E2E": "USD per 1,000" is one. */
static size_t first_term(const char *terms)
{
    const char *end = strstr(terms, ", ");

    return end != NULL ? (size_t)(end - terms) : strlen(terms);
}

static bool is_one_of(const char *word, const char *terms)
{
    while (*terms != '\0') {
        size_t n = first_term(terms);
        struct sim_text one = {0};
        bool found;

        sim_text_add_bytes(&one, terms, n);
        found = sim_same_words(word, one.data);
        sim_text_release(&one);
        if (found)
            return true;
        terms += n;
        terms += strspn(terms, ", ");
    }
    return false;
}

static void explain_term(const char *word, struct sim_text *out)
{
    for (uint32_t i = 0; i < words_of_all_count(); i++)
        if (is_one_of(word, words_of_all_at(i)->term) ||
            sim_same_words(word, words_of_all_at(i)->term))
            sim_text_addf(out, "%s\n  %s\n", words_of_all_at(i)->term, words_of_all_at(i)->meaning);
}

static void explain_command(const struct cli *cli, const char *word, struct sim_text *out)
{
    for (const struct cli_command *const *c = cli->commands; *c != NULL; c++)
        if (sim_same_words(word, (*c)->name))
            sim_text_addf(out, "command %s\n  %s\n  `crisim %s --help` says more\n", (*c)->name,
                          (*c)->summary, (*c)->name);
}

static const char *how_merged(enum metric_kind kind)
{
    switch (kind) {
    case METRIC_COUNT:
        return "the mean of the replications";
    case METRIC_RATE:
        return "by the horizon of all replications together";
    case METRIC_RATIO:
        return "a ratio of sums over all replications";
    case METRIC_QUANTILE:
        return "of all requests of all replications together";
    case METRIC_MONEY:
        return "of all tokens of all replications, by price row";
    case METRIC_EXTREME:
        return "the extreme of all replications";
    }
    return "";
}

static void explain_metric(const char *word, struct sim_text *out)
{
    for (uint32_t i = 0; i < metric_count(); i++) {
        const struct metric *metric = metric_at(i);
        const struct cri_slo_row *slo =
            metric->slo != 0 ? cri_slo_row((enum cri_slo_metric)(metric->slo - 1)) : NULL;
        const char *label = metric->label + strspn(metric->label, " ");

        if (!sim_same_words(word, metric->key) && !sim_same_words(word, label) &&
            (slo == NULL || (!sim_same_words(word, slo->key) && !sim_same_words(word, slo->word))))
            continue;
        sim_text_addf(out, "metric %s: %s%s%s%s\n", metric->key, label,
                      metric->unit[0] != '\0' ? " [" : "", metric->unit,
                      metric->unit[0] != '\0' ? "]" : "");
        if (slo != NULL)
            sim_text_addf(out, "  %s\n", slo->text);
        sim_text_addf(out, "  in section %s; %s; made of %s\n", metric->section,
                      how_merged(metric->kind), metric_n_words(metric->n));
        if (metric->better != METRIC_NEITHER)
            sim_text_addf(out, "  better is %s\n", metric_better_words[metric->better]);
        if (slo != NULL)
            sim_text_addf(out, "  in a scenario: \"slo\": {\"%s\": {\"%s\": ...}}\n", slo->key,
                          slo->higher_is_better ? "min" : "max");
    }
}

static void explain_policy(const char *word, struct sim_text *out)
{
    for (uint32_t i = 0; cri_policies[i] != NULL; i++)
        if (sim_same_words(word, cri_policies[i]->name))
            sim_text_addf(out, "routing policy %s\n  %s\n", cri_policies[i]->name,
                          cri_policies[i]->summary);
}

/* Everything that can be asked for, as it is written; terms that stand together are one name each.
 */
static size_t all_names(const char **names, struct sim_arena *arena)
{
    size_t n = scenario_key_names(names, MOST_NAMES / 2);

    for (uint32_t i = 0; i < words_of_all_count(); i++)
        for (const char *at = words_of_all_at(i)->term; *at != '\0' && n < MOST_NAMES;) {
            size_t length = first_term(at);

            names[n++] = sim_arena_printf(arena, "%.*s", (int)length, at);
            at += length;
            at += strspn(at, ", ");
        }
    for (uint32_t i = 0; i < metric_count() && n < MOST_NAMES; i++)
        names[n++] = metric_at(i)->key;
    for (uint32_t i = 0; cri_policies[i] != NULL && n < MOST_NAMES; i++)
        names[n++] = cri_policies[i]->name;
    return n;
}

static void explain_all(const struct cli *cli, const char *word, struct sim_text *out)
{
    explain_term(word, out);
    explain_metric(word, out);
    explain_policy(word, out);
    scenario_explain(word, out);
    explain_command(cli, word, out);
}

/* "worst class: E2E p95, s" is three things on a screen: what it is of, the figure, its unit. */
static void explain_label(const struct cli *cli, const char *label, struct sim_text *out)
{
    struct sim_text part = {0};
    const char *colon = strstr(label, ": ");

    if (colon != NULL) {
        sim_text_add_bytes(&part, label, (size_t)(colon - label));
        explain_all(cli, part.data, out);
        label = colon + 2;
        sim_text_clear(&part);
    }
    sim_text_add_bytes(&part, label, first_term(label));
    if (part.length > 0)
        explain_all(cli, part.data, out);
    sim_text_release(&part);
}

static int run(const struct cli *cli)
{
    const char *word = cli->words[0];
    struct sim_text text = {0};
    int code;

    explain_all(cli, word, &text);
    if (text.length == 0)
        explain_label(cli, word, &text);
    if (text.length == 0) {
        static const char *names[MOST_NAMES];
        struct sim_arena arena = {0};
        struct sim_text hint = {0};

        sim_text_add_candidates(&hint, word, names, all_names(names, &arena));
        fprintf(stderr, "crisim explain: nothing is called '%s'%s\n", word,
                hint.length > 0 ? hint.data : "");
        sim_text_release(&hint);
        sim_arena_release(&arena);
        return 2;
    }
    code = cli_print(&text);
    sim_text_release(&text);
    return code;
}

const struct cli_command cli_command_explain = {
    .name = "explain",
    .arguments = "WORD",
    .summary = "what a metric, an SLO, a key, a value of one or a word of a report means",
    .min_words = 1,
    .max_words = 1,
    .examples = "examples:\n  crisim explain goodput\n  crisim explain e2e_p95\n"
                "  crisim explain max_tokens\n",
    .run = run,
};
