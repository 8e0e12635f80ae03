#include "analysis/study/verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_SENTENCES = 64 };

static double value(const struct results *results, const char *key, uint32_t arm)
{
    const struct results_metric *metric = results_metric_find(results, key);

    if (metric == NULL || metric->arms[arm].text != NULL)
        return NAN;
    return metric->arms[arm].value;
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

static bool meets_slo(const struct results *results, uint32_t arm)
{
    for (uint32_t i = 0; i < results->n_slo; i++)
        if (results->slo[i].arm == arm && !results->slo[i].met)
            return false;
    return true;
}

/* -1 = a is better, 1 = b is better, 0 = a tie; smaller is better unless higher is set. */
static int order(double a, double b, double smallest, bool higher)
{
    if (isnan(a) || isnan(b))
        return isnan(a) == isnan(b) ? 0 : isnan(a) ? 1 : -1;
    if (fabs(a - b) <= smallest)
        return 0;
    return (a > b) == higher ? -1 : 1;
}

static bool is_better(const struct results *results, const struct plan *plan, uint32_t a,
                      uint32_t b)
{
    const struct scenario_indifference *smallest = &plan->scenario->base.indifference;
    int by = (int)meets_slo(results, b) - (int)meets_slo(results, a);

    if (by == 0)
        by = order(value(results, "success-rate", a), value(results, "success-rate", b),
                   smallest->success_rate_points, true);
    if (by == 0)
        by = order(value(results, "cost", a), value(results, "cost", b),
                   smallest->cost_percent / 100 * value(results, "cost", b), false);
    if (by == 0)
        by = order(value(results, "e2e-p95", a), value(results, "e2e-p95", b), smallest->latency_s,
                   false);
    return by < 0;
}

static const char *arm_name(const struct results *results, uint32_t arm)
{
    return results->arms[arm].name;
}

static void say_comparison(struct results *results, uint32_t best, uint32_t other)
{
    double success = value(results, "success-rate", best) - value(results, "success-rate", other);
    double cost = value(results, "cost", best) / value(results, "cost", other) - 1;
    double e2e = value(results, "e2e-p95", best) - value(results, "e2e-p95", other);
    char success_text[96], cost_text[96], e2e_text[96];

    if (fabs(success) < 0.005)
        snprintf(success_text, sizeof success_text, "the same success rate");
    else
        snprintf(success_text, sizeof success_text, "%.2f percentage points %s success",
                 fabs(success), success > 0 ? "more" : "less");
    if (value(results, "completed", other) == 0 && value(results, "cost-total", other) > 0)
        snprintf(cost_text, sizeof cost_text, "%.2f USD spent there on nothing completed",
                 value(results, "cost-total", other));
    else if (isnan(cost))
        snprintf(cost_text, sizeof cost_text, "cost not known");
    else if (fabs(cost) < 0.0005)
        snprintf(cost_text, sizeof cost_text, "the same cost per completed request");
    else
        snprintf(cost_text, sizeof cost_text, "%.1f %% %s per completed request", 100 * fabs(cost),
                 cost < 0 ? "cheaper" : "dearer");
    if (isnan(e2e))
        snprintf(e2e_text, sizeof e2e_text, "no E2E to compare");
    else if (fabs(e2e) < 0.0005)
        snprintf(e2e_text, sizeof e2e_text, "the same E2E p95");
    else
        snprintf(e2e_text, sizeof e2e_text, "E2E p95 %.2f s %s", fabs(e2e),
                 e2e < 0 ? "shorter" : "longer");
    say(results, sim_arena_printf(&results->arena, "against '%s': %s, %s, %s",
                                  arm_name(results, other), success_text, cost_text, e2e_text));
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
static sim_time limit_of_client(const struct plan *plan, uint32_t arm, bool deadline)
{
    const struct cri_spec *spec = &plan->arms[arm].spec;
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
static const char *hopeless(struct results *results, const struct plan *plan, uint32_t arm,
                            bool deadline)
{
    sim_time limit = limit_of_client(plan, arm, deadline);
    const char *name = deadline ? "the deadline" : "the read time-out";

    if (limit == 0)
        return sim_arena_printf(&results->arena,
                                "the last attempt could not end within %s (median needs %.0f s)",
                                name, value(results, "failed-need", arm));
    return sim_arena_printf(&results->arena, "%s can end within %.0f s, %s (median needs %.0f s)",
                            value(results, "completed", arm) > 0 ? "no attempt of these"
                                                                 : "no attempt",
                            sim_time_to_s(limit), name, value(results, "failed-need", arm));
}

/* Why requests of an arm fail, each cause with its share, the largest first. */
static void say_causes(struct results *results, const struct plan *plan, uint32_t arm)
{
    double failed = value(results, "offered", arm) - value(results, "completed", arm);
    struct sim_text text = {0};
    bool said[N_CAUSES] = {false};

    if (!results->arms[arm].allowed || !(failed > 0))
        return;
    for (int n = 0; n < N_CAUSES; n++) {
        int most = -1;

        for (int i = 0; i < N_CAUSES; i++) {
            double of = value(results, causes[i][0], arm);

            if (!said[i] && of > 0 && (most < 0 || of > value(results, causes[most][0], arm)))
                most = i;
        }
        if (most < 0)
            break;
        said[most] = true;
        sim_text_addf(&text, "%s %.10g of %.10g (%.1f %%): %s", n > 0 ? ";" : "",
                      value(results, causes[most][0], arm), failed,
                      100 * value(results, causes[most][0], arm) / failed,
                      causes[most][1] != NULL
                          ? causes[most][1]
                          : hopeless(results, plan, arm,
                                     strcmp(causes[most][0], "failed-short-deadline") == 0));
    }
    if (text.length > 0)
        say(results, sim_arena_printf(&results->arena, "failures of '%s':%s",
                                      arm_name(results, arm), text.data));
    sim_text_release(&text);
}

static void say_not_allowed(struct results *results)
{
    for (uint32_t a = 0; a < results->n_arms; a++)
        if (!results->arms[a].allowed)
            say(results, sim_arena_printf(&results->arena, "'%s' is not allowed: %s",
                                          arm_name(results, a), results->arms[a].reason));
}

static bool is_empty(const char *text)
{
    return text == NULL || text[0] == '\0';
}

/* Only arms that ran the same classes on the same traffic and luck can be put in an order. */
static bool is_ranked(const struct results *results, uint32_t arm)
{
    const struct results_arm *a = &results->arms[arm];

    return a->allowed && is_empty(a->unlike) && is_empty(a->not_run) && is_empty(a->compared);
}

static void say_unranked(struct results *results, uint32_t arm)
{
    const struct results_arm *a = &results->arms[arm];
    struct sim_arena *arena = &results->arena;
    const char *why =
        !is_empty(a->unlike)    ? sim_arena_printf(arena, "it met another world than '%s' (%s)",
                                                   results->arms[results->baseline].name, a->unlike)
        : !is_empty(a->not_run) ? sim_arena_printf(arena, "it does not run %s", a->not_run)
                                : sim_arena_printf(arena, "only %s can be compared", a->compared);

    say(results, sim_arena_printf(arena,
                                  "'%s' is not ranked: %s; it completes %.2f %% of what it "
                                  "was offered",
                                  a->name, why, value(results, "success-rate", arm)));
}

/* "'a', 'b'" of the allowed arms for which has() says so; NULL when they are all or none. */
static const char *some_arms(struct results *results,
                             bool (*has)(const struct results *results, uint32_t arm), bool *all)
{
    struct sim_text names = {0};
    uint32_t n = 0, n_allowed = 0;
    const char *kept;

    for (uint32_t a = 0; a < results->n_arms; a++) {
        if (!results->arms[a].allowed)
            continue;
        n_allowed++;
        if (has(results, a))
            sim_text_addf(&names, "%s'%s'", n++ > 0 ? ", " : "", arm_name(results, a));
    }
    *all = n == n_allowed;
    kept = n > 0 && n < n_allowed ? sim_arena_strdup(&results->arena, names.data) : NULL;
    sim_text_release(&names);
    return kept;
}

static bool without_outage(const struct results *results, uint32_t arm)
{
    const struct results_metric *metric = results_metric_find(results, "outage-offered");

    return metric == NULL || metric->arms[arm].text != NULL;
}

static bool with_unlimited(const struct results *results, uint32_t arm)
{
    return strstr(results->arms[arm].capacity, "unlimited") != NULL;
}

/* Which allowed arm wins; or, with `at_home`, which of those that process nothing elsewhere. */
static uint32_t best_arm(const struct results *results, const struct plan *plan, bool at_home)
{
    uint32_t best = UINT32_MAX;

    for (uint32_t a = 0; a < results->n_arms; a++) {
        bool abroad = strcmp(results->arms[a].mode, "global") == 0 ||
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
    uint32_t second = best_arm(results, plan, true);
    struct sim_arena *arena = &results->arena;

    if (outside > 0 && second != UINT32_MAX && second != best)
        flip(results, sim_arena_printf(
                          arena,
                          "residency: '%s' had %.1f %% of the completed requests processed outside "
                          "the source's geography; if that may not be, '%s' is next",
                          arm_name(results, best), outside, arm_name(results, second)));
    else if (strcmp(results->arms[best].mode, "global") == 0 && second != UINT32_MAX)
        flip(results, sim_arena_printf(arena,
                                       "residency: '%s' may process requests in any commercial "
                                       "Region; if that may not be, '%s' is next",
                                       arm_name(results, best), arm_name(results, second)));
}

static void write_flips(struct results *results, const struct plan *plan, uint32_t best)
{
    struct sim_arena *arena = &results->arena;
    const char *some;
    bool all;

    if (best != UINT32_MAX)
        write_flips_of(results, plan, best);
    for (uint32_t a = 0; a < results->n_arms; a++) {
        double throttled = value(results, "throttled", a);
        double offered = value(results, "offered", a);
        const struct results_metric *limit = results_metric_find(results, "binding-limit");

        if (throttled > 0 && offered > 0 && limit != NULL)
            flip(results,
                 sim_arena_printf(
                     arena,
                     "quota: '%s' throttles %.1f %% of its requests at its %s quota; a "
                     "higher quota (or a lower max_tokens) would change that",
                     arm_name(results, a), 100 * throttled / offered, limit->arms[a].text));
    }
    for (uint32_t a = 0; a < results->n_arms && best != UINT32_MAX; a++)
        if (is_ranked(results, a) && a != best &&
            strcmp(results->arms[a].mode, results->arms[best].mode) == 0 &&
            strcmp(results->arms[a].routing, results->arms[best].routing) != 0)
            flip(results,
                 sim_arena_printf(
                     arena,
                     "routing: how '%s' routes is an assumption; under '%s' (%s) E2E p95 "
                     "is %.2f s instead of %.2f s",
                     arm_name(results, best), arm_name(results, a), results->arms[a].routing,
                     value(results, "e2e-p95", a), value(results, "e2e-p95", best)));
    some = some_arms(results, without_outage, &all);
    if (all || some != NULL)
        flip(results, sim_arena_printf(arena,
                                       "outages: none was simulated%s%s; the arms differ "
                                       "most when a Region goes away",
                                       some != NULL ? " in " : "", some != NULL ? some : ""));
    some = some_arms(results, with_unlimited, &all);
    if (all || some != NULL)
        flip(results, sim_arena_printf(arena,
                                       "capacity: unlimited capacity is assumed%s%s, so the "
                                       "modes differ only in quota, price, hop and outages",
                                       some != NULL ? " in " : "", some != NULL ? some : ""));
}

void verdict_write(struct results *results, const struct plan *plan, const char *scenario_file)
{
    struct sim_arena *arena = &results->arena;
    /* Results hold no absolute path: they are to be the same wherever they were made. */
    const char *file =
        scenario_file != NULL && scenario_file[0] != '/' ? scenario_file : results->scenario_file;
    uint32_t best = best_arm(results, plan, false);
    uint32_t n_ranked = 0, n_allowed = 0;
    bool offered = false;

    results->verdict = sim_arena_alloc(arena, MAX_SENTENCES * sizeof *results->verdict);
    results->flips = sim_arena_alloc(arena, MAX_SENTENCES * sizeof *results->flips);
    if (!results_any_allowed(results)) {
        say(results, sim_arena_strdup(arena, "no option is allowed: none of the arms can be run, "
                                             "and nothing was"));
        say_not_allowed(results);
        results->next_command = sim_arena_printf(arena, "crisim check %s --effective", file);
        return;
    }
    for (uint32_t a = 0; a < results->n_arms; a++)
        offered = offered || !isnan(value(results, "success-rate", a));
    if (!offered) {
        say(results, sim_arena_strdup(arena, "no request was offered: there is nothing to judge"));
        results->next_command = sim_arena_printf(arena, "crisim check %s --effective", file);
        return;
    }
    if (results->n_arms == 1) {
        best = 0; /* there is nothing to be ranked against */
        say(results, sim_arena_printf(arena, "'%s' completes %.2f %% of the offered requests%s",
                                      arm_name(results, best), value(results, "success-rate", best),
                                      results->n_slo == 0        ? ""
                                      : meets_slo(results, best) ? " and meets every stated SLO"
                                                                 : " and misses a stated SLO"));
        say_causes(results, plan, best);
        results->next_command = sim_arena_printf(arena, "crisim compare %s", file);
        return;
    }
    for (uint32_t a = 0; a < results->n_arms; a++) {
        n_ranked += is_ranked(results, a);
        n_allowed += results->arms[a].allowed;
    }
    if (n_ranked < 2 && n_allowed > 1)
        best = UINT32_MAX;
    if (best == UINT32_MAX)
        say(results, sim_arena_strdup(arena, "the arms are not ranked: no two of them ran the same "
                                             "classes under the same conditions"));
    else
        say(results, sim_arena_printf(
                         arena, "'%s' is the best of the allowed arms here%s: %.2f %% completed%s",
                         arm_name(results, best), n_ranked < n_allowed ? " that are ranked" : "",
                         value(results, "success-rate", best),
                         results->n_slo == 0        ? ""
                         : meets_slo(results, best) ? ", every stated SLO met"
                         : n_ranked < n_allowed     ? "; none of those meets every stated SLO"
                                                    : "; no arm meets every stated SLO"));
    for (uint32_t a = 0; a < results->n_arms; a++)
        if (best != UINT32_MAX && a != best && is_ranked(results, a))
            say_comparison(results, best, a);
    for (uint32_t a = 0; a < results->n_arms; a++)
        if (results->arms[a].allowed && !is_ranked(results, a))
            say_unranked(results, a);
    for (uint32_t a = 0; a < results->n_arms; a++)
        say_causes(results, plan, a);
    say_not_allowed(results);
    if (results->replications < 2)
        say(results,
            sim_arena_strdup(arena, "one replication: small differences may be luck of this "
                                    "replay"));
    write_flips(results, plan, best);
    results->next_command =
        results->replications < 2
            ? sim_arena_printf(arena, "crisim compare %s --replications 10 --out results", file)
            : sim_arena_printf(arena, "crisim compare %s --out results", file);
}
