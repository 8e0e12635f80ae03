/*
 * cmd_explain.c: what a word means: one of the glossary, a metric, an SLO, a key of a scenario or a
 * value of one, a policy. All of it from the rows that the program itself goes by.
 */
#include "analysis/cli/cli.h"
#include "analysis/metric/metric.h"
#include "analysis/metric/words.h"
#include "analysis/study/case.h"
#include "analysis/study/case_list.h"
#include "models/policy/policy.h"
#include "models/reason_list.h"
#include "scenarios/read/scenario.h"

#include <string.h>
#include <strings.h>

enum { MOST_NAMES = 4000 };

CASE_LIST(CASE_DECLARE)

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
    for (uint32_t i = 0; i < words_of_all_count(); i++) {
        const struct word *row = words_of_all_at(i);

        if (is_one_of(word, row->term) || sim_same_words(word, row->term) ||
            (row->also != NULL && is_one_of(word, row->also)))
            sim_text_addf(out, "%s\n  %s\n", row->term, row->meaning);
    }
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

static void add_level(const struct case_rule *rule, const struct case_level *level,
                      struct sim_text *out)
{
    sim_text_addf(out, "case %s %s\n  %s; %s\n  as a change of the scenario: ", rule->name,
                  level->name, level->words,
                  rule->must_hold ? "has to hold"
                                  : "need not hold: what is documented says otherwise");
    for (const char *at = level->patch; *at != '\0'; at++)
        sim_text_addf(out, "%c", *at == '\'' ? '"' : *at);
    sim_text_add(out, "\n");
}

/* A rule by its name, one way in which it may be by that or as the case is called. */
static void explain_case(const char *word, struct sim_text *out)
{
#define RULE(name) &case_rule_##name,
    static const struct case_rule *const rules[] = {CASE_LIST(RULE) NULL};
    struct sim_text both = {0};
#undef RULE

    for (const struct case_rule *const *rule = rules; *rule != NULL; rule++)
        for (const struct case_level *level = (*rule)->levels; level->name != NULL; level++) {
            sim_text_clear(&both);
            sim_text_addf(&both, "%s %s", (*rule)->name, level->name);
            if (sim_same_words(word, (*rule)->name) || sim_same_words(word, level->name) ||
                sim_same_words(word, both.data))
                add_level(*rule, level, out);
        }
    sim_text_release(&both);
}

static bool holds_word(const char *text, const char *word)
{
    while (*text != '\0' && strncasecmp(text, word, strlen(word)) != 0)
        text++;
    return *text != '\0';
}

/* Why a way of calling is refused before a run, by the sentence or a name in it. */
static void explain_refusal(const char *word, struct sim_text *out)
{
    enum { LEAST_LETTERS = 7 };
#define TEXT(name, text) text,
    static const char *const texts[] = {CRI_DENIAL_LIST(TEXT)};
#undef TEXT

    for (size_t i = 1; strlen(word) >= LEAST_LETTERS && i < sizeof texts / sizeof texts[0]; i++)
        if (holds_word(texts[i], word))
            sim_text_addf(out, "not run or denied, reason\n  %s\n", texts[i]);
}

/* One word may stand in several rows, and is proposed once. */
static size_t add_name(const char *name, const char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return n;
    names[n] = name;
    return n + 1;
}

static size_t add_terms(const char *list, const char **names, size_t n, struct sim_arena *arena)
{
    for (const char *at = list; at != NULL && *at != '\0' && n < MOST_NAMES;) {
        size_t length = first_term(at);
        const char *name = sim_arena_printf(arena, "%.*s", (int)length, at);

        n = add_name(name, names, n);
        at += length;
        at += strspn(at, ", ");
    }
    return n;
}

/* Everything that can be asked for, as it is written; terms that stand together are one name each.
 */
static size_t all_names(const char **names, struct sim_arena *arena)
{
    const char *keys[MOST_NAMES / 2];
    size_t n_keys = scenario_key_names(keys, MOST_NAMES / 2), n = 0;

    for (size_t i = 0; i < n_keys; i++)
        n = add_name(keys[i], names, n);
    for (uint32_t i = 0; i < words_of_all_count(); i++) {
        n = add_terms(words_of_all_at(i)->term, names, n, arena);
        n = add_terms(words_of_all_at(i)->also, names, n, arena);
    }
    for (uint32_t i = 0; i < metric_count() && n < MOST_NAMES; i++)
        n = add_name(metric_at(i)->key, names, n);
    for (uint32_t i = 0; cri_policies[i] != NULL && n < MOST_NAMES; i++)
        n = add_name(cri_policies[i]->name, names, n);
    return n;
}

static void explain_all(const struct cli *cli, const char *word, struct sim_text *out)
{
    explain_term(word, out);
    explain_metric(word, out);
    explain_policy(word, out);
    explain_case(word, out);
    explain_refusal(word, out);
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

/* "what is TPM?": what can be explained of it. */
static void explain_words(const struct cli *cli, const char *question, struct sim_text *out)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

    for (size_t n; strchr(question, ' ') != NULL && *question != '\0'; question += n) {
        struct sim_text one = {0};

        question += strcspn(question, letters);
        n = strspn(question, letters);
        sim_text_add_bytes(&one, question, n);
        if (n > 0)
            explain_all(cli, one.data, out);
        sim_text_release(&one);
    }
}

static int run(const struct cli *cli)
{
    const char *word = cli->words[0];
    struct sim_text text = {0};
    int code;

    if (word[0] != '\0')
        explain_all(cli, word, &text);
    if (text.length == 0)
        explain_label(cli, word, &text);
    if (text.length == 0)
        explain_words(cli, word, &text);
    if (text.length == 0) {
        static const char *names[MOST_NAMES];
        struct sim_arena arena = {0};
        struct sim_text hint = {0};

        sim_text_add_candidates(&hint, word, names, all_names(names, &arena));
        fprintf(stderr, "crisim explain: nothing is called '%s'%s\n", word,
                hint.length > 0 ? hint.data
                                : "; `crisim schema --markdown` has every key of a scenario");
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
