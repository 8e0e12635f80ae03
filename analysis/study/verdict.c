#include "analysis/study/verdict.h"

#include "analysis/metric/difference.h"
#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "analysis/study/study.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_FLIPS = 64 };

static double value(const struct results *results, const char *key, uint32_t option)
{
    const struct results_metric *metric = results_metric_find(results, key);

    if (metric == NULL || metric->options[option].text != NULL)
        return NAN;
    return metric->options[option].value;
}

static void say(struct results *results, char *sentence)
{
    results->verdict[results->n_verdict++] = sentence;
}

static void flip(struct results *results, char *sentence)
{
    if (results->n_flips < MAX_FLIPS)
        results->flips[results->n_flips++] = sentence;
}

static const char *option_name(const struct results *results, uint32_t option)
{
    return results->options[option].name;
}

static const char *const causes[][2] = {
    {"failed-above-limit", "single calls larger than a limit, which no repetition can mend"},
    {"failed-short-read-timeout", NULL},
    {"failed-short-deadline", NULL},
    {"failed-retry-quota", "the client's retry quota was empty while attempts were left"},
    {"failed-quota", "a quota refused the last attempt"},
    {"failed-queue", "waited for room until the client gave up"},
    {"failed-deadline", "the deadline passed over repetitions or slow service"},
    {"failed-timeout", "other time-outs"},
    {"failed-provider", "the provider had no room or an outage"},
    {"failed-denied", "denied"},
};
enum { N_CAUSES = sizeof causes / sizeof causes[0] };

/* The limit that calls cannot meet, if it is the same for all classes that run; else 0. */
static sim_time limit_of_client(const struct plan_option *option, bool deadline)
{
    const struct cri_spec *spec = &option->spec;
    sim_time limit = -1;

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_client_spec *client = &spec->classes[c].client;
        sim_time own = deadline ? client->deadline : client->read_timeout;

        if (spec->classes[c].runs)
            limit = limit == -1 || limit == own ? own : 0;
    }
    return limit > 0 ? limit : 0;
}

/* "no attempt can end within 300 s (median needs 503 s)". */
static const char *hopeless(struct results *results, const struct plan_option *plan,
                            uint32_t option, bool deadline)
{
    sim_time limit = limit_of_client(plan, deadline);
    const char *name = deadline ? "the deadline" : "the read time-out";

    if (limit == 0)
        return sim_arena_printf(&results->arena,
                                "the last attempt could not end within %s (median needs %.0f s)",
                                name, value(results, "failed-need", option));
    return sim_arena_printf(&results->arena, "%s can end within %.0f s, %s (median needs %.0f s)",
                            value(results, "completed", option) > 0 ? "no attempt of these"
                                                                    : "no attempt",
                            sim_time_to_s(limit), name, value(results, "failed-need", option));
}

/* A mean of counts is seldom whole: one digit is enough. */
static void add_count(double count, const char *before, struct sim_text *text)
{
    int64_t tenths = (int64_t)round(10 * count);
    char number[32];

    sim_format_grouped(tenths / 10, number, sizeof number);
    sim_text_addf(text, "%s%s", before, number);
    if (tenths % 10 != 0)
        sim_text_addf(text, ".%d", (int)(tenths % 10));
}

/* Why requests of an option fail, each cause with its share, the largest first. */
static void say_causes(struct results *results, const struct plan_option *plan, uint32_t option)
{
    double failed = value(results, "offered", option) - value(results, "completed", option);
    struct sim_text text = {0};
    bool said[N_CAUSES] = {false};

    if (!results->options[option].allowed || !(failed > 0))
        return;
    for (int n = 0; n < N_CAUSES; n++) {
        int most = -1;

        for (int i = 0; i < N_CAUSES; i++) {
            double of = value(results, causes[i][0], option);

            if (!said[i] && of > 0 && (most < 0 || of > value(results, causes[most][0], option)))
                most = i;
        }
        if (most < 0)
            break;
        said[most] = true;
        add_count(value(results, causes[most][0], option), n > 0 ? "; " : " ", &text);
        add_count(failed, " of ", &text);
        sim_text_addf(&text, " (%.1f %%): %s",
                      100 * value(results, causes[most][0], option) / failed,
                      causes[most][1] != NULL
                          ? causes[most][1]
                          : hopeless(results, plan, option,
                                     strcmp(causes[most][0], "failed-short-deadline") == 0));
    }
    if (text.length > 0)
        say(results, sim_arena_printf(&results->arena, "failures of '%s':%s",
                                      option_name(results, option), text.data));
    sim_text_release(&text);
}

/* "'a', 'b'" of the allowed options for which has() says so; NULL when they are all or none. */
static const char *some_options(struct results *results,
                                bool (*has)(const struct results *results, uint32_t option),
                                bool *all)
{
    struct sim_text names = {0};
    uint32_t n = 0, n_allowed = 0;
    const char *kept;

    for (uint32_t a = 0; a < results->n_options; a++) {
        if (!results->options[a].allowed)
            continue;
        n_allowed++;
        if (has(results, a))
            sim_text_addf(&names, "%s'%s'", n++ > 0 ? ", " : "", option_name(results, a));
    }
    *all = n == n_allowed;
    kept = n > 0 && n < n_allowed ? sim_arena_strdup(&results->arena, names.data) : NULL;
    sim_text_release(&names);
    return kept;
}

static bool without_outage(const struct results *results, uint32_t option)
{
    const struct results_metric *metric = results_metric_find(results, "outage-offered");

    return metric == NULL || metric->options[option].text != NULL;
}

static bool with_unlimited(const struct results *results, uint32_t option)
{
    return strstr(results->options[option].capacity, "unlimited") != NULL;
}

/* What refuses, with its metric and a name. */
static const struct refusal {
    const char *key, *name;
} refusals[] = {
    {"throttled-rpm", "by its rpm quota"},
    {"throttled-tpm", "by its tpm quota"},
    {"throttled-tpd", "by its tpd quota"},
    {"throttled-account", "by its account's daily tokens"},
    {"throttled-units", "by its model units"},
    {"throttled-output", "by its reserved output"},
    {"throttled-capacity", "for want of room"}, /* the last: it is no quota */
};
enum { N_REFUSALS = sizeof refusals / sizeof refusals[0] };

/* ", or a max_tokens of 900 instead of 4,096 ...": what was run with it. */
static void add_max_tokens(const struct whatif_max_tokens *max_tokens, struct sim_text *text)
{
    char number[32];

    sim_text_add(text, ", or ");
    for (uint32_t i = 0; i < max_tokens->n; i++) {
        const struct whatif_class *class = &max_tokens->classes[i];

        sim_format_grouped(class->would_do, number, sizeof number);
        sim_text_addf(text, "%sa max_tokens of %s", i > 0 ? " and " : "", number);
        sim_format_grouped(class->stated, number, sizeof number);
        sim_text_addf(text, " instead of %s", number);
        if (max_tokens->n > 1)
            sim_text_addf(text, " in '%s'", class->name);
        sim_format_grouped(class->longest, number, sizeof number);
        sim_text_addf(text, " (the longest answer has %s)", number);
    }
    sim_format_grouped((int64_t)max_tokens->after.throttled, number, sizeof number);
    sim_text_addf(text, ": %s throttled", number);
    sim_format_grouped((int64_t)max_tokens->before.throttled, number, sizeof number);
    sim_text_addf(text, " instead of %s", number);
    sim_format_grouped((int64_t)max_tokens->before.offered, number, sizeof number);
    sim_text_addf(text, ", of %s in the first replication", number);
}

/* Each limit that refused, the one that refused most first, with its share. */
static void flip_quota(struct results *results, uint32_t option,
                       const struct whatif_max_tokens *max_tokens)
{
    double throttled = value(results, "throttled", option);
    double by[N_REFUSALS];
    struct sim_text text = {0};
    int n = 0, n_quotas = 0;

    if (!(throttled > 0))
        return;
    for (int i = 0; i < N_REFUSALS; i++) {
        by[i] = value(results, refusals[i].key, option);
        by[i] = by[i] > 0 ? by[i] : 0;
        n += by[i] > 0;
        n_quotas += i < N_REFUSALS - 1 && by[i] > 0;
    }
    sim_text_addf(&text, "quota: '%s' throttles %.1f %% of its requests",
                  option_name(results, option),
                  100 * throttled / value(results, "offered", option));
    for (int said = 0; said < n; said++) {
        int most = 0;

        for (int i = 1; i < N_REFUSALS; i++)
            most = by[i] > by[most] ? i : most;
        if (n == 1)
            sim_text_addf(&text, ", all %s", refusals[most].name);
        else
            sim_text_addf(&text, ", %.1f %%%s %s", 100 * by[most] / throttled,
                          said == 0 ? " of them" : "", refusals[most].name);
        by[most] = 0;
    }
    if (n_quotas > 0)
        sim_text_addf(&text, "; %s there would change that",
                      n_quotas > 1 ? "higher limits" : "a higher limit");
    if (max_tokens != NULL && max_tokens->helps)
        add_max_tokens(max_tokens, &text);
    if (n > 0)
        flip(results, sim_arena_strdup(&results->arena, text.data));
    sim_text_release(&text);
}

static enum cri_refill stated_rule(const struct plan_option *option, bool day)
{
    return day ? option->spec.quota_rules.per_day : option->spec.quota_rules.per_minute;
}

/* What each rule by which a quota may come back does to the options that use a good part of one. */
static void flip_refill(struct results *results, const struct plan *plan, const uint32_t *options,
                        const struct whatif_option *asked, bool day)
{
    struct sim_text figures = {0}, rules = {0};
    uint32_t first = UINT32_MAX;
    bool alike = true;
    char number[32];

    for (uint32_t a = 0; a < results->n_options; a++) {
        const struct whatif_refill *refill = day ? &asked[a].day : &asked[a].minute;

        if (!refill->looked_at)
            continue;
        first = first == UINT32_MAX ? a : first;
        alike = alike && stated_rule(&plan->options[options[a]], day) ==
                             stated_rule(&plan->options[options[first]], day);
    }
    for (uint32_t a = 0; a < results->n_options; a++) {
        const struct whatif_refill *refill = day ? &asked[a].day : &asked[a].minute;

        if (!refill->looked_at)
            continue;
        sim_text_addf(&figures, "%s'%s'", figures.length > 0 ? "; " : "", option_name(results, a));
        for (int rule = 0; rule < WHATIF_RULES; rule++) {
            sim_format_grouped((int64_t)refill->of[rule].throttled, number, sizeof number);
            sim_text_addf(&figures, "%s %s", rule > 0 ? " /" : "", number);
        }
        sim_format_grouped((int64_t)refill->of[0].offered, number, sizeof number);
        sim_text_addf(&figures, " of %s", number);
        if (!alike)
            sim_text_addf(&figures, " (stated: %s)",
                          cri_refill_name(stated_rule(&plan->options[options[a]], day)));
    }
    for (int rule = 0; rule < WHATIF_RULES && first != UINT32_MAX; rule++)
        sim_text_addf(
            &rules, "%s%s%s", rule > 0 ? " / " : "", cri_refill_name((enum cri_refill)rule),
            alike && stated_rule(&plan->options[options[first]], day) == (enum cri_refill)rule
                ? " (as stated)"
                : "");
    if (first != UINT32_MAX)
        flip(results, sim_arena_printf(&results->arena,
                                       "refill: how a %s's quota comes back is not documented; "
                                       "throttled in the first replication with %s: %s",
                                       day ? "day" : "minute", rules.data, figures.data));
    sim_text_release(&figures);
    sim_text_release(&rules);
}

static bool any_cache(const struct plan *plan)
{
    for (uint32_t a = 0; a < plan->n_options; a++)
        for (uint32_t c = 0; c < plan->options[a].spec.n_classes; c++)
            if (plan->options[a].spec.classes[c].cache.on)
                return true;
    return false;
}

static void write_flips(struct results *results, const struct plan *plan, const uint32_t *options,
                        const struct whatif_option *asked)
{
    struct sim_arena *arena = &results->arena;
    const char *some;
    bool all;

    for (uint32_t a = 0; a < results->n_options; a++)
        flip_quota(results, a, asked != NULL ? &asked[a].max_tokens : NULL);
    for (int day = 0; day < 2 && asked != NULL; day++)
        flip_refill(results, plan, options, asked, day == 1);
    some = some_options(results, without_outage, &all);
    if ((all || some != NULL) && strcmp(results->study, "review") != 0)
        flip(results, sim_arena_printf(arena,
                                       "outages: none was simulated%s%s, so nothing is said of "
                                       "what happens when a Region goes away",
                                       some != NULL ? " in " : "", some != NULL ? some : ""));
    some = some_options(results, with_unlimited, &all);
    if (all || some != NULL)
        flip(results, sim_arena_printf(arena,
                                       "capacity: unlimited capacity is assumed%s%s, so the "
                                       "modes differ only in quota, price, hop%s and outages",
                                       some != NULL ? " in " : "", some != NULL ? some : "",
                                       any_cache(plan) ? ", prompt cache" : ""));
}

void verdict_write(struct results *results, const struct plan *plan, const uint32_t *options,
                   const struct whatif_option *asked)
{
    struct sim_arena *arena = &results->arena;
    uint32_t room = results->n_lines + results->n_options + 4;

    results->verdict = sim_arena_alloc(arena, room * sizeof *results->verdict);
    results->flips = sim_arena_alloc(arena, MAX_FLIPS * sizeof *results->flips);
    say(results, sim_arena_printf(arena, "%s%s%s", results->headline_word,
                                  results->headline[0] != '\0' ? " " : "", results->headline));
    for (uint32_t i = 0; i < results->n_lines; i++)
        say(results,
            sim_arena_printf(arena, "%s: %s", results->lines[i].label, results->lines[i].text));
    for (uint32_t a = 0; a < results->n_options; a++)
        say_causes(results, &plan->options[options[a]], a);
    if (results_any_allowed(results))
        write_flips(results, plan, options, asked);
}
