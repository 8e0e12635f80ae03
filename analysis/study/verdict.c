#include "analysis/study/verdict.h"

#include "analysis/metric/difference.h"
#include "analysis/metric/value.h"
#include "analysis/stats/stats.h"
#include "analysis/study/study.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_SENTENCES = 64 };

static double value(const struct results *results, const char *key, uint32_t option)
{
    const struct results_metric *metric = results_metric_find(results, key);

    if (metric == NULL || metric->options[option].text != NULL)
        return NAN;
    return metric->options[option].value;
}

static void say(struct results *results, char *sentence)
{
    if (results->n_verdict < MAX_SENTENCES)
        results->verdict[results->n_verdict++] = sentence;
}

static void flip(struct results *results, char *sentence)
{
    if (results->n_flips < MAX_SENTENCES)
        results->flips[results->n_flips++] = sentence;
}

static bool meets_slo(const struct results *results, uint32_t option)
{
    for (uint32_t i = 0; i < results->n_slo; i++)
        if (results->slo[i].option == option && !results->slo[i].met)
            return false;
    return true;
}

static const char *option_name(const struct results *results, uint32_t option)
{
    return results->options[option].name;
}

/* What options are ranked by, in this order; and the words for the verdict. */
static const struct criterion {
    const char *key, *name;
} criteria[] = {
    {"success-rate", "success rate"},
    {"cost", "cost per completed request"},
    {"e2e-p95", "E2E p95"},
};
enum { SUCCESS, COST, E2E, N_CRITERIA };

/* Of all differences of the run together, as in the table of differences. */
static double level_of(const struct results *results)
{
    uint32_t others = 0;

    for (uint32_t a = 0; a < results->n_options; a++)
        others += results->options[a].allowed && a != results->baseline;
    return stats_bonferroni(METRIC_LEVEL, others);
}

/* Option a less option b in a criterion, and the word for it. */
static struct difference compare_options(const struct results *results, const struct plan *plan,
                                         uint32_t a, uint32_t b, int criterion, const char **word)
{
    const struct results_metric *metric = results_metric_find(results, criteria[criterion].key);
    const struct metric_thresholds stated = study_thresholds(plan);
    uint32_t n = results->replications;
    double of_b = value(results, criteria[criterion].key, b);
    struct difference difference = difference_of(
        value(results, criteria[criterion].key, a), of_b, metric->by_replication + (size_t)a * n,
        metric->by_replication + (size_t)b * n, n, level_of(results));

    *word = difference_word(&difference,
                            metric_smallest(metric_find(criteria[criterion].key), &stated, of_b),
                            (enum metric_better)metric->better);
    return difference;
}

static bool is_better(const struct results *results, const struct plan *plan, uint32_t a,
                      uint32_t b)
{
    if (meets_slo(results, a) != meets_slo(results, b))
        return meets_slo(results, a);
    for (int criterion = 0; criterion < N_CRITERIA; criterion++) {
        double of_a = value(results, criteria[criterion].key, a);
        double of_b = value(results, criteria[criterion].key, b);
        const char *word;

        if (isnan(of_a) != isnan(of_b))
            return isnan(of_b);
        compare_options(results, plan, a, b, criterion, &word);
        if (strcmp(word, "better") == 0 || strcmp(word, "worse") == 0)
            return strcmp(word, "better") == 0;
    }
    return false;
}

/* How the best option differs from another in a criterion. */
static const char *difference_text(struct results *results, const struct plan *plan, uint32_t best,
                                   uint32_t other, int criterion)
{
    struct sim_arena *arena = &results->arena;
    const char *name = criteria[criterion].name;
    const char *word;
    double d = compare_options(results, plan, best, other, criterion, &word).value;

    if (strcmp(word, "identical") == 0)
        return sim_arena_printf(arena, "the same %s", name);
    if (strcmp(word, "negligible") == 0)
        return sim_arena_printf(arena, "a negligible difference in %s", name);
    if (strcmp(word, "indistinguishable") == 0)
        return sim_arena_printf(arena, "%s indistinguishable", name);
    if (strcmp(word, "no data") == 0)
        return criterion == COST ? "cost not known"
                                 : sim_arena_printf(arena, "no %s to compare", name);
    if (criterion == SUCCESS)
        return sim_arena_printf(arena, "%.2f percentage points %s success", fabs(d),
                                d > 0 ? "more" : "less");
    if (criterion == COST)
        return sim_arena_printf(arena, "%.1f %% %s per completed request",
                                100 * fabs(d) / value(results, "cost", other),
                                d < 0 ? "cheaper" : "dearer");
    return sim_arena_printf(arena, "%s %.2f s %s", name, fabs(d), d < 0 ? "shorter" : "longer");
}

static void say_comparison(struct results *results, const struct plan *plan, uint32_t best,
                           uint32_t other)
{
    const char *cost =
        value(results, "completed", other) == 0 && value(results, "cost-total", other) > 0
            ? sim_arena_printf(&results->arena, "%.2f USD spent there on nothing completed",
                               value(results, "cost-total", other))
            : difference_text(results, plan, best, other, COST);

    say(results,
        sim_arena_printf(&results->arena, "against '%s': %s, %s, %s", option_name(results, other),
                         difference_text(results, plan, best, other, SUCCESS), cost,
                         difference_text(results, plan, best, other, E2E)));
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

static void say_not_allowed(struct results *results)
{
    for (uint32_t a = 0; a < results->n_options; a++)
        if (!results->options[a].allowed)
            say(results, sim_arena_printf(&results->arena, "'%s' is not allowed: %s",
                                          option_name(results, a), results->options[a].reason));
}

static bool is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* Only options that ran the same classes on the same traffic and luck can be put in an order. */
static bool is_ranked(const struct results *results, uint32_t option)
{
    const struct results_option *a = &results->options[option];

    return a->allowed && !a->undecided && is_empty(a->unlike) && is_empty(a->not_run) &&
           is_empty(a->compared);
}

static void say_unranked(struct results *results, uint32_t option)
{
    const struct results_option *a = &results->options[option];
    struct sim_arena *arena = &results->arena;
    const char *why =
        a->undecided
            ? sim_arena_printf(arena,
                               "it is allowed only if %s ('--assume-allowed' takes that for "
                               "granted)",
                               a->only_if)
        : !is_empty(a->unlike)
            ? sim_arena_printf(arena, "it met another world than '%s' (%s)",
                               results->options[results->baseline].name, a->unlike)
        : !is_empty(a->not_run) ? sim_arena_printf(arena, "it does not run %s", a->not_run)
                                : sim_arena_printf(arena, "only %s can be compared", a->compared);

    say(results, sim_arena_printf(arena,
                                  "'%s' is not ranked: %s; it completes %.2f %% of what it "
                                  "was offered",
                                  a->name, why, value(results, "success-rate", option)));
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

/* Which allowed option wins; or, with `at_home`, which of those that process nothing elsewhere. */
static uint32_t best_option(const struct results *results, const struct plan *plan, bool at_home)
{
    uint32_t best = UINT32_MAX;

    for (uint32_t a = 0; a < results->n_options; a++) {
        bool abroad = strcmp(results->options[a].mode, "global") == 0 ||
                      value(results, "outside-geography", a) > 0;

        if (is_ranked(results, a) && !(at_home && abroad) &&
            (best == UINT32_MAX || is_better(results, plan, a, best)))
            best = a;
    }
    return best;
}

/* What would turn the choice of `best`. */
static void write_flips_of(struct results *results, const struct plan *plan, uint32_t best)
{
    double outside = value(results, "outside-geography", best);
    uint32_t second = best_option(results, plan, true);
    struct sim_arena *arena = &results->arena;

    if (outside > 0 && second != UINT32_MAX && second != best)
        flip(results, sim_arena_printf(
                          arena,
                          "residency: '%s' had %.1f %% of the completed requests processed outside "
                          "the source's geography; if that may not be, '%s' is next",
                          option_name(results, best), outside, option_name(results, second)));
    else if (strcmp(results->options[best].mode, "global") == 0 && second != UINT32_MAX)
        flip(results, sim_arena_printf(arena,
                                       "residency: '%s' may process requests in any commercial "
                                       "Region; if that may not be, '%s' is next",
                                       option_name(results, best), option_name(results, second)));
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
                        const struct whatif_option *asked, uint32_t best)
{
    struct sim_arena *arena = &results->arena;
    const char *some;
    bool all;

    if (best != UINT32_MAX)
        write_flips_of(results, plan, best);
    for (uint32_t a = 0; a < results->n_options; a++)
        flip_quota(results, a, asked != NULL ? &asked[a].max_tokens : NULL);
    for (int day = 0; day < 2 && asked != NULL; day++)
        flip_refill(results, plan, options, asked, day == 1);
    for (uint32_t a = 0; a < results->n_options && best != UINT32_MAX; a++)
        if (is_ranked(results, a) && a != best &&
            strcmp(results->options[a].mode, results->options[best].mode) == 0 &&
            strcmp(results->options[a].routing, results->options[best].routing) != 0 &&
            !isnan(value(results, "e2e-p95", a)) && !isnan(value(results, "e2e-p95", best)))
            flip(results, sim_arena_printf(
                              arena,
                              "routing: how '%s' routes is an assumption; under '%s' (%s) E2E p95 "
                              "is %.2f s instead of %.2f s",
                              option_name(results, best), option_name(results, a),
                              results->options[a].routing, value(results, "e2e-p95", a),
                              value(results, "e2e-p95", best)));
    some = some_options(results, without_outage, &all);
    if (all || some != NULL)
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
    uint32_t best = best_option(results, plan, false);
    uint32_t n_ranked = 0, n_allowed = 0;
    bool offered = false;

    results->verdict = sim_arena_alloc(arena, MAX_SENTENCES * sizeof *results->verdict);
    results->flips = sim_arena_alloc(arena, MAX_SENTENCES * sizeof *results->flips);
    if (!results_any_allowed(results)) {
        say(results,
            sim_arena_strdup(arena, "no option is allowed: none of the options can be run, "
                                    "and nothing was"));
        say_not_allowed(results);
        return;
    }
    for (uint32_t a = 0; a < results->n_options; a++)
        offered = offered || !isnan(value(results, "success-rate", a));
    if (!offered) {
        say(results, sim_arena_strdup(arena, "no request was offered: there is nothing to judge"));
        return;
    }
    if (results->n_options == 1) {
        best = 0; /* there is nothing to be ranked against */
        say(results,
            sim_arena_printf(arena, "'%s' completes %.2f %% of the offered requests%s",
                             option_name(results, best), value(results, "success-rate", best),
                             results->n_slo == 0        ? ""
                             : meets_slo(results, best) ? " and meets every stated SLO"
                                                        : " and misses a stated SLO"));
        if (results->options[best].undecided)
            say_unranked(results, best);
        say_causes(results, &plan->options[options[best]], best);
        write_flips(results, plan, options, asked, UINT32_MAX);
        return;
    }
    for (uint32_t a = 0; a < results->n_options; a++) {
        n_ranked += is_ranked(results, a);
        n_allowed += results->options[a].allowed && !results->options[a].undecided;
    }
    if (n_ranked < 2 && n_allowed > 1)
        best = UINT32_MAX;
    if (n_allowed == 0)
        say(results,
            sim_arena_strdup(arena, "no option is recommended: whether policies allow them is not "
                                    "known"));
    else if (best == UINT32_MAX)
        say(results,
            sim_arena_strdup(arena, "the options are not ranked: no two of them ran the same "
                                    "classes under the same conditions"));
    else
        say(results,
            sim_arena_printf(
                arena, "'%s' is the best of the allowed options here%s: %.2f %% completed%s",
                option_name(results, best), n_ranked < n_allowed ? " that are ranked" : "",
                value(results, "success-rate", best),
                results->n_slo == 0        ? ""
                : meets_slo(results, best) ? ", every stated SLO met"
                : n_ranked < n_allowed     ? "; none of those meets every stated SLO"
                                           : "; no option meets every stated SLO"));
    for (uint32_t a = 0; a < results->n_options; a++)
        if (best != UINT32_MAX && a != best && is_ranked(results, a))
            say_comparison(results, plan, best, a);
    for (uint32_t a = 0; a < results->n_options; a++)
        if (results->options[a].allowed && !is_ranked(results, a))
            say_unranked(results, a);
    for (uint32_t a = 0; a < results->n_options; a++)
        say_causes(results, &plan->options[options[a]], a);
    say_not_allowed(results);
    if (results->replications < 2)
        say(results, sim_arena_strdup(arena, "one replication: small differences may be luck"));
    write_flips(results, plan, options, asked, best);
    results->best = best;
}
