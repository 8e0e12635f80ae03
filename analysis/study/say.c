#include "analysis/study/say.h"

#include "analysis/study/area.h"
#include "analysis/study/draws.h"
#include "analysis/study/draws_say.h"
#include "analysis/study/ends.h"
#include "analysis/study/figure.h"
#include "analysis/study/shown.h"
#include "analysis/study/undecided.h"
#include "scenarios/read/cases.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct talk {
    struct study *study;
    struct results *results;
    struct sim_arena *arena;
    const struct judge_verdict *verdict;
    const struct decide_input *in;
    const struct decide_result *result;
    const struct cases *cases;
};

/* ---- lines ---- */

static void line(struct talk *talk, const char *label, const char *text)
{
    talk->results->lines[talk->results->n_lines++] = (struct results_line){label, text};
}

static const char *name_of(const struct talk *talk, uint32_t option)
{
    return talk->results->options[option].name;
}

static const struct decide_cell *cell(const struct talk *talk, uint32_t option, uint32_t c)
{
    return &talk->result->cells[(size_t)option * talk->in->n_cases + c];
}

static const char *case_words(const struct talk *talk, uint32_t c)
{
    const struct cases_item *item = talk->verdict->cases[c];

    return item->automatic || c == 0 || judge_is_draws(talk->verdict, c)
               ? item->words
               : sim_arena_printf(talk->arena, "case '%s'", item->name);
}

/* The largest miss of an option in a case. */
static const char *miss_text(const struct talk *talk, uint32_t option, uint32_t c)
{
    return ends_miss_text(talk->arena, talk->verdict, option, c);
}

static bool misses_alone(const struct decide_promise *promise, double value)
{
    const struct decide_figure figure = {.value = value, .low = NAN, .high = NAN};
    double judged;

    return decide_shortfall(promise, &figure, &judged) != 0;
}

/* "misses if minute quotas ..: success 98 %, at least 99 % asked"; of the draws, when it fails. */
static const char *case_miss(const struct talk *talk, uint32_t option, uint32_t c)
{
    if (judge_is_draws(talk->verdict, c))
        return miss_text(talk, option, c);
    return sim_arena_printf(talk->arena, "misses if %s: %s", case_words(talk, c),
                            miss_text(talk, option, c));
}

/* A promise as stated that an option misses, of the class that misses it by most; NULL = none. */
static const char *missed_text(const struct talk *talk, uint32_t option,
                               const struct decide_promise *promise)
{
    const struct decide_case *stated = &talk->in->cases[0];
    enum cri_slo_metric metric = judge_promised(talk->verdict, promise);
    uint32_t worst = 0, n = 0;
    double most = 0, judged = NAN;
    const char *class = "", *others = "";

    for (uint32_t k = 0; k < talk->verdict->n_classes; k++) {
        const struct decide_figure *figure = judge_figure(talk->verdict, option, 0, k, metric);
        double found, shortfall;

        if (figure->absent || !decide_is_judged(stated, promise, k))
            continue;
        shortfall = decide_shortfall(promise, figure, &found);
        if (shortfall == 0)
            continue;
        if (n++ == 0 || shortfall > most) {
            worst = k;
            most = shortfall;
            /* As in the table, where that is a miss; else the end of the interval that is one. */
            judged = misses_alone(promise, figure->value) ? figure->value : found;
        }
    }
    if (n == 0)
        return NULL;
    if (talk->verdict->n_classes > 2 && worst + 1 < talk->verdict->n_classes)
        class = sim_arena_printf(talk->arena, " of '%s'", talk->verdict->classes[worst]);
    if (n > 1)
        others = sim_arena_printf(talk->arena, " (%u classes miss it)", n);
    return sim_arena_printf(talk->arena, "%s%s %s, %s %s asked%s", figure_name(talk->arena, metric),
                            class, figure_with_unit(talk->arena, metric, judged),
                            promise->at_least ? "at least" : "at most",
                            figure_with_unit(talk->arena, metric, promise->bound), others);
}

enum { MOST_MISSES = 4 };

/* The promises as stated that an option misses: "success 76.5 %, at least 99 % asked; ...". */
static const char *misses_text(const struct talk *talk, uint32_t option)
{
    const struct decide_case *stated = &talk->in->cases[0];
    const char *text = NULL;
    uint32_t n = 0;

    for (uint32_t i = 0; i < stated->n_promises; i++) {
        const char *part = missed_text(talk, option, &stated->promises[i]);

        if (part == NULL || n++ >= MOST_MISSES)
            continue;
        text = text == NULL ? part : sim_arena_printf(talk->arena, "%s; %s", text, part);
    }
    return n > MOST_MISSES
               ? sim_arena_printf(talk->arena, "%s; and %u more SLOs", text, n - MOST_MISSES)
               : text;
}

/* "all 7 cases", "5 of 7 cases"; "the case as stated" where it is the only one. */
static const char *held_text(const struct talk *talk, uint32_t option)
{
    uint32_t n = talk->result->n_counted, held = talk->result->n_held[option];

    if (n == 1)
        return "the only case";
    return held == n ? sim_arena_printf(talk->arena, n == 2 ? "both cases" : "all %u cases", n)
                     : sim_arena_printf(talk->arena, "%u of %u cases", held, n);
}

/* Of the recommended option: what it does not hold in need not hold, or nothing does. */
static const char *decided_text(const struct talk *talk, uint32_t option)
{
    const struct decide_result *result = talk->result;
    uint32_t n = 0, held = result->n_held[option];

    for (uint32_t c = 0; c < talk->in->n_cases; c++)
        n += result->decides[c] && result->counted[c];
    if (held == result->n_counted || held != n)
        return held_text(talk, option);
    return sim_arena_printf(talk->arena, "every case that decides (%u of %u)", n,
                            result->n_counted);
}

static const char *promises_text(const struct talk *talk)
{
    uint32_t n = talk->in->cases[0].n_promises;

    return n == 1   ? "the SLO"
           : n == 2 ? "both SLOs"
                    : sim_arena_printf(talk->arena, "all %u SLOs", n);
}

static const char *measure_name(const struct talk *talk, uint32_t measure)
{
    return figure_name(talk->arena, judge_metric(talk->verdict, measure));
}

/* ", at the lowest cost": why this one, of those that hold. */
static const char *won_text(const struct talk *talk)
{
    const struct decide_measure *measure;

    switch (talk->result->won) {
    case DECIDE_BY_ROBUST:
        return ", and no other option does";
    case DECIDE_BY_MEASURE:
        measure = &talk->in->measures[talk->result->won_measure];
        if (talk->result->won_measure == JUDGE_COST)
            return ", at the lowest cost";
        return sim_arena_printf(talk->arena, ", with the %s %s",
                                measure->higher ? "highest" : "lowest",
                                measure_name(talk, talk->result->won_measure));
    case DECIDE_BY_ROOM:
        return ", with the most room to grow of those that are equal in the objective";
    case DECIDE_BY_DESTINATIONS:
        return ", with the fewest destinations of those that are equal in the objective";
    case DECIDE_BY_ORDER:
        return ", first in the file of those that are equal in all that counts";
    case DECIDE_BY_REGRET:
    case DECIDE_ALONE:
        break;
    }
    return "";
}

static void headline(struct talk *talk, const char *word, const char *text)
{
    talk->results->headline_word = word;
    talk->results->headline = text;
}

static bool any_offered(const struct talk *talk)
{
    const struct results_metric *offered = results_metric_find(talk->results, "offered");

    for (uint32_t o = 0; offered != NULL && o < talk->in->n_options; o++)
        if (offered->options[o].text == NULL && offered->options[o].value > 0)
            return true;
    return false;
}

/* Why no option is robust: none holds in the draws, which decide all the same, or each fails in
 * another case. */
static const char *none_robust(const struct talk *talk)
{
    uint32_t draws = talk->in->n_cases - 1;

    if (talk->verdict->draws != NULL) {
        bool any = false;

        for (uint32_t o = 0; o < talk->in->n_options; o++)
            any = any || (talk->result->candidate[o] && cell(talk, o, draws)->holds);
        if (!any)
            return sim_arena_printf(talk->arena, "no option is shown to meet %s in %s of the draws",
                                    promises_text(talk),
                                    draws_percent(talk->verdict->draws->share, talk->arena));
    }
    return "no option holds in every case in which one does";
}

static void say_headline(struct talk *talk)
{
    const struct decide_result *result = talk->result;

    if (results_any_allowed(talk->results) && !any_offered(talk)) {
        headline(talk, "NO RECOMMENDATION:", "no request was offered: there is nothing to judge");
        return;
    }
    switch (result->form) {
    case DECIDE_RECOMMENDED:
        headline(talk, "RECOMMENDED",
                 sim_arena_printf(talk->arena, "%s: meets %s in %s%s",
                                  name_of(talk, result->recommended), promises_text(talk),
                                  decided_text(talk, result->recommended), won_text(talk)));
        break;
    case DECIDE_LEAST_REGRET:
        headline(talk, "LEAST REGRET",
                 sim_arena_printf(talk->arena, "%s: %s; this one misses by least",
                                  name_of(talk, result->recommended), none_robust(talk)));
        break;
    case DECIDE_NOTHING_WORKS:
        headline(talk, "NO OPTION WORKS AS STATED", "");
        break;
    case DECIDE_NO_SLO:
        headline(talk, "NO RECOMMENDATION:",
                 talk->results->n_options > 1 ? "no SLO is stated. Left to choose from:"
                                              : "no SLO is stated");
        break;
    case DECIDE_NO_CANDIDATE:
        headline(talk, "NO RECOMMENDATION:",
                 results_any_allowed(talk->results)
                     ? "no option that can be ranked runs every class"
                     : "no option is allowed: none can be run, and nothing was");
        break;
    }
}

/* Interrupted before all cases were run: what is ahead may not stay there, and nothing is
 * recommended. */
static void say_unfinished(struct talk *talk)
{
    uint32_t ahead = talk->result->recommended;

    headline(talk, "NOT FINISHED:",
             talk->result->form == DECIDE_RECOMMENDED
                 ? sim_arena_printf(talk->arena,
                                    "nothing is recommended before every case is run. In what was "
                                    "run, %s meets %s in %s%s",
                                    name_of(talk, ahead), promises_text(talk),
                                    decided_text(talk, ahead), won_text(talk))
             : talk->result->form == DECIDE_LEAST_REGRET
                 ? sim_arena_printf(talk->arena,
                                    "nothing is recommended before every case is run. In what was "
                                    "run, no option holds in every case in which one does; %s "
                                    "misses by least",
                                    name_of(talk, ahead))
                 : "in what was run, no option holds as stated");
}

/* ---- one option against another ---- */

static double worst_of(const struct talk *talk, uint32_t option, uint32_t measure)
{
    return talk->result->worst[(size_t)option * talk->in->n_measures + measure];
}

static void add_part(struct sim_text *text, const char *part)
{
    sim_text_addf(text, "%s%s", text->length > 0 ? ", " : "", part);
}

static double measured(const struct talk *talk, uint32_t option, uint32_t c, uint32_t measure)
{
    return talk->in->measures[measure].at[(size_t)option * talk->in->n_cases + c];
}

/* Does what it costs mean anything in a case? What costs little because it fails does not. */
static bool is_ranked(const struct talk *talk, uint32_t option, uint32_t c)
{
    double most = NAN;

    if (talk->verdict->promised)
        return cell(talk, option, c)->holds;
    for (uint32_t o = 0; o < talk->in->n_options; o++)
        if (talk->result->candidate[o])
            most = fmax(most, measured(talk, o, c, JUDGE_SUCCESS));
    return isnan(most) ||
           measured(talk, option, c, JUDGE_SUCCESS) >= most - talk->in->most_complete_within;
}

/* What two options cost, at the worst of all cases that count where both can be ranked in them all;
 * else as stated, where they can be; else NaN. @return the words that say which */
static const char *costs_of(const struct talk *talk, uint32_t a, uint32_t b, double *x, double *y)
{
    bool all = true;

    *x = *y = NAN;
    for (uint32_t c = 1; c < talk->in->n_cases; c++)
        if (decide_counts(talk->in, talk->result, c, talk->verdict->promised))
            all = all && is_ranked(talk, a, c) && is_ranked(talk, b, c);
    if (!is_ranked(talk, a, 0) || !is_ranked(talk, b, 0))
        return "";
    *x = all ? worst_of(talk, a, JUDGE_COST) : measured(talk, a, 0, JUDGE_COST);
    *y = all ? worst_of(talk, b, JUDGE_COST) : measured(talk, b, 0, JUDGE_COST);
    return all ? "" : " as stated";
}

/* What of the measures matters between option a and option b, from a's side: "costs 10 % more". */
static void add_difference(const struct talk *talk, uint32_t a, uint32_t b, uint32_t measure,
                           struct sim_text *text)
{
    const struct decide_measure *of = &talk->in->measures[measure];
    double x = worst_of(talk, a, measure), y = worst_of(talk, b, measure);
    enum cri_slo_metric metric = judge_metric(talk->verdict, measure);
    const char *amount, *which = "";

    if (measure == JUDGE_COST)
        which = costs_of(talk, a, b, &x, &y);
    if (isnan(x) || isnan(y) || (!decide_is_better(of, x, y) && !decide_is_better(of, y, x)))
        return;
    if (measure == JUDGE_COST) {
        add_part(text, sim_arena_printf(
                           talk->arena, "costs %s %% %s%s",
                           figure_text(talk->arena, CRI_SLO_amplification, 100 * fabs(x - y) / y),
                           x < y ? "less" : "more", which));
        return;
    }
    if (measure == JUDGE_OUTSIDE) {
        amount = area_text(talk->study, talk->verdict, a, b);
        add_part(text, x == 0
                           ? sim_arena_printf(talk->arena, "processes nothing outside %s", amount)
                           : sim_arena_printf(talk->arena, "%s %% processed outside %s",
                                              figure_text(talk->arena, metric, x), amount));
        return;
    }
    if (isinf(x) || isinf(y)) {
        add_part(text,
                 sim_arena_printf(talk->arena, "%s %s against %s", figure_name(talk->arena, metric),
                                  figure_with_unit(talk->arena, metric, x),
                                  figure_with_unit(talk->arena, metric, y)));
        return;
    }
    amount = figure_with_unit(talk->arena, metric, fabs(x - y));
    if (cri_slo_row(metric)->unit == CRI_UNIT_SHARE)
        amount = sim_arena_printf(talk->arena, "%s points",
                                  figure_text(talk->arena, metric, fabs(x - y)));
    add_part(text,
             sim_arena_printf(talk->arena, "%s %s %s", figure_name(talk->arena, metric), amount,
                              cri_slo_row(metric)->unit == CRI_UNIT_SECONDS
                                  ? (x < y ? "shorter" : "longer")
                                  : (x < y ? "lower" : "higher")));
}

static const char *differences(const struct talk *talk, uint32_t a, uint32_t b)
{
    struct sim_text text = {0};
    const char *kept;

    add_difference(talk, a, b, JUDGE_COST, &text);
    for (uint32_t m = 0; m < talk->in->n_measures; m++)
        if (m != JUDGE_COST)
            add_difference(talk, a, b, m, &text);
    kept = text.length > 0 ? sim_arena_strdup(talk->arena, text.data) : NULL;
    sim_text_release(&text);
    return kept;
}

/* The first case that has to hold, decides and in which an option does not hold. */
static uint32_t worst_case(const struct talk *talk, uint32_t option)
{
    uint32_t found = DECIDE_NONE;

    for (uint32_t c = 0; c < talk->in->n_cases; c++)
        if (talk->result->decides[c] && !cell(talk, option, c)->holds &&
            (found == DECIDE_NONE ||
             cell(talk, option, c)->regret > cell(talk, option, found)->regret))
            found = c;
    return found;
}

static void say_runner_up(struct talk *talk)
{
    uint32_t up = talk->result->runner_up, first = talk->result->recommended, c;
    const char *against;

    if (up == DECIDE_NONE)
        return;
    against = differences(talk, up, first);
    c = worst_case(talk, up);
    line(talk, "runner-up",
         sim_arena_printf(talk->arena, "%s: holds in %s%s%s%s%s", name_of(talk, up),
                          held_text(talk, up), against != NULL ? "; " : "",
                          against != NULL ? against : "; equal in all that is compared",
                          c != DECIDE_NONE ? "; " : "",
                          c != DECIDE_NONE ? case_miss(talk, up, c) : ""));
}

static void say_cheaper(struct talk *talk)
{
    uint32_t cheaper = talk->result->cheaper, c = talk->result->cheaper_case;

    if (cheaper == DECIDE_NONE || c == DECIDE_NONE)
        return;
    line(talk, "cheaper",
         sim_arena_printf(
             talk->arena, "%s would save %s %%, but %s", name_of(talk, cheaper),
             figure_text(talk->arena, CRI_SLO_amplification, 100 * talk->result->cheaper_saves),
             case_miss(talk, cheaper, c)));
}

/* What may be processed elsewhere, in the worst case that has to hold. */
static void say_risk(struct talk *talk, uint32_t option)
{
    double outside = area_most(talk->verdict, option);

    if (!(outside > 0))
        return;
    line(talk, "risk",
         sim_arena_printf(talk->arena, "up to %s %% may be answered outside %s",
                          figure_text(talk->arena, CRI_SLO_outside_share, outside),
                          area_text(talk->study, talk->verdict, option, option)));
}

/* Cases that need not hold and that the option misses: the worst of them, and how many. */
static void say_need_not_hold(struct talk *talk, uint32_t option)
{
    uint32_t n = 0, worst = DECIDE_NONE;

    for (uint32_t c = 1; c < talk->in->n_cases; c++) {
        if (talk->in->cases[c].must_hold || !talk->result->counted[c] ||
            cell(talk, option, c)->holds)
            continue;
        n++;
        if (worst == DECIDE_NONE ||
            cell(talk, option, c)->shortfall > cell(talk, option, worst)->shortfall)
            worst = c;
    }
    if (n == 0)
        return;
    line(talk, "risk",
         n == 1 ? sim_arena_printf(talk->arena, "misses if %s, which need not hold: %s",
                                   case_words(talk, worst), miss_text(talk, option, worst))
                : sim_arena_printf(talk->arena,
                                   "misses in %u cases that need not hold, most if %s: %s", n,
                                   case_words(talk, worst), miss_text(talk, option, worst)));
}

/* Why an option is neither recommended nor the next. */
static void say_out(struct talk *talk, uint32_t option)
{
    const struct results_option *of = &talk->results->options[option];
    const struct decide_option *as = &talk->in->options[option];
    uint32_t c = worst_case(talk, option);
    const char *why = NULL;

    if (!of->allowed)
        why = sim_arena_printf(talk->arena, "not allowed: %s", of->reason);
    else if (as->undecided)
        why = sim_arena_printf(talk->arena,
                               "not ranked: it is allowed only if %s ('--assume-allowed' takes "
                               "that for granted)",
                               of->only_if);
    else if (as->partial)
        why = sim_arena_printf(talk->arena, "partial, it does not run %s",
                               of->not_run[0] != '\0' ? of->not_run : "every class");
    else if (as->batch)
        why = "batch, and not every class in it is said to be deferrable";
    else if (as->unlike)
        why = of->unlike[0] != '\0'
                  ? sim_arena_printf(talk->arena, "not ranked, it met other conditions (%s)",
                                     of->unlike)
                  : sim_arena_printf(talk->arena, "not ranked, only %s can be compared",
                                     of->compared);
    else if (!cell(talk, option, 0)->holds)
        why = misses_text(talk, option);
    else if (c != DECIDE_NONE)
        why = case_miss(talk, option, c);
    else
        why = differences(talk, option, talk->result->recommended);
    if (why == NULL)
        return;
    if (of->allowed && !cell(talk, option, 0)->holds && !as->partial && !as->unlike) {
        const char *cause = shown_cause(talk->study, option);

        if (cause != NULL)
            why = sim_arena_printf(talk->arena, "%s; %s", why, cause);
    }
    line(talk, "out", sim_arena_printf(talk->arena, "%s: %s", name_of(talk, option), why));
}

/* What the draws show, and why of each option that they show not to hold, where another line does
 * not say so. */
static void say_draws(struct talk *talk)
{
    uint32_t draws = talk->in->n_cases - 1;

    if (talk->verdict->draws == NULL)
        return;
    line(talk, "draws", draws_line(talk->study, talk->verdict, talk->arena));
    for (uint32_t o = 0; o < talk->in->n_options; o++)
        if (talk->result->candidate[o] && !cell(talk, o, draws)->holds &&
            (o == talk->result->recommended || worst_case(talk, o) != draws) &&
            cell(talk, o, 0)->holds)
            line(talk, "draws",
                 sim_arena_printf(talk->arena, "%s %s", name_of(talk, o),
                                  miss_text(talk, o, draws)));
}

/* Which cases decide nothing: by name, where they are two at most. */
static const char *undecided_text(struct talk *talk, const struct undecided *found)
{
    uint32_t first = DECIDE_NONE, second = DECIDE_NONE;

    if (found->n == 1)
        return sim_arena_printf(talk->arena, "if %s, so that decides nothing;",
                                case_words(talk, found->worst));
    if (found->n > 2)
        return sim_arena_printf(talk->arena,
                                "in %u cases, which decide nothing; at worst if %s:", found->n,
                                case_words(talk, found->worst));
    for (uint32_t c = talk->in->n_cases; c-- > 0;)
        if (undecided_is(talk->verdict, c)) {
            second = first;
            first = c;
        }
    return sim_arena_printf(talk->arena,
                            "if %s, or if %s: these cases decide nothing. In the worst of them",
                            case_words(talk, first), case_words(talk, second));
}

/* Cases that have to hold and in which no candidate does, with the one that is furthest from
 * holding. */
static void say_undecided_cases(struct talk *talk)
{
    struct undecided found = undecided_find(talk->verdict);

    if (found.n > 0)
        line(talk, UNDECIDED_LABEL,
             sim_arena_printf(talk->arena, "%s %s comes %s: %s", undecided_text(talk, &found),
                              name_of(talk, found.nearest),
                              found.tied ? "as near as any" : "nearest",
                              miss_text(talk, found.nearest, found.worst)));
}

/* ---- without an SLO ---- */

#define AT_WORST "at worst"

/* "80.9 % answered (68.8 % at worst)". */
static const char *answered_text(const struct talk *talk, uint32_t option)
{
    enum cri_slo_metric metric = CRI_SLO_success_rate;
    const char *stated = figure_text(
        talk->arena, metric,
        judge_figure(talk->verdict, option, 0, talk->verdict->n_classes - 1, metric)->value);
    const char *worst = figure_text(talk->arena, metric, worst_of(talk, option, JUDGE_SUCCESS));

    return strcmp(stated, worst) == 0
               ? sim_arena_printf(talk->arena, "%s %% answered", stated)
               : sim_arena_printf(talk->arena, "%s %% answered (%s %% " AT_WORST ")", stated,
                                  worst);
}

static void say_left(struct talk *talk)
{
    uint32_t cheapest = DECIDE_NONE, n_left = 0;

    for (uint32_t o = 0; o < talk->in->n_options; o++) {
        if (!talk->result->left[o])
            continue;
        n_left++;
        if (cheapest == DECIDE_NONE ||
            worst_of(talk, o, JUDGE_COST) < worst_of(talk, cheapest, JUDGE_COST))
            cheapest = o;
    }
    for (uint32_t o = 0; o < talk->in->n_options; o++) {
        struct sim_text text = {0};
        double outside = worst_of(talk, o, JUDGE_OUTSIDE);
        uint32_t other = DECIDE_NONE;

        if (!talk->result->left[o])
            continue;
        for (uint32_t p = 0; p < talk->in->n_options; p++)
            if (talk->result->left[p] && p != o && (o == cheapest || p == cheapest))
                other = other == DECIDE_NONE ? p : other;
        if (n_left > 1 && other != DECIDE_NONE) {
            const char *against = differences(talk, o, other);

            sim_text_addf(&text, "against %s: %s", name_of(talk, other),
                          against != NULL ? against : "nothing that matters");
        } else {
            sim_text_add(&text, answered_text(talk, o));
        }
        if (outside > 0 && (text.data == NULL || strstr(text.data, "processed outside") == NULL))
            sim_text_addf(&text, "; up to %s %% may be answered outside %s",
                          figure_text(talk->arena, CRI_SLO_outside_share, outside),
                          area_text(talk->study, talk->verdict, o, o));
        line(talk, name_of(talk, o), sim_arena_strdup(talk->arena, text.data));
        sim_text_release(&text);
    }
}

/* Not left: not complete enough, or beaten by one that is. */
static void say_not_left(struct talk *talk, uint32_t option)
{
    const struct decide_option *as = &talk->in->options[option];
    const char *why, *at;

    if (!decide_is_candidate(as)) {
        say_out(talk, option);
        return;
    }
    why = answered_text(talk, option);
    /* Options are compared at their worst over the cases, which need not be what is as stated. */
    at = strstr(why, AT_WORST) != NULL ? ", both at worst" : "";
    for (uint32_t o = 0; o < talk->in->n_options; o++) {
        const char *against;

        if (!talk->result->left[o])
            continue;
        against = differences(talk, option, o);
        if (against != NULL)
            why = sim_arena_printf(talk->arena, "%s; against %s%s: %s", why, name_of(talk, o), at,
                                   against);
        break;
    }
    if (shown_cause(talk->study, option) != NULL)
        why = sim_arena_printf(talk->arena, "%s; %s", why, shown_cause(talk->study, option));
    line(talk, "out", sim_arena_printf(talk->arena, "%s: %s", name_of(talk, option), why));
}

/* ---- fields ---- */

static void add_cases(struct talk *talk)
{
    struct results *results = talk->results;
    const struct decide_input *in = talk->in;
    uint32_t room = in->n_cases + (talk->cases != NULL ? cases_count(talk->cases) : 0);

    results->judged = sim_arena_alloc(talk->arena, (room + 1) * sizeof *results->judged);
    results->holdings = sim_arena_alloc(talk->arena, ((size_t)in->n_cases * in->n_options + 1) *
                                                         sizeof *results->holdings);
    for (uint32_t c = 0; c < in->n_cases; c++) {
        const struct cases_item *item = talk->verdict->cases[c];

        results->judged[results->n_judged++] =
            (struct results_judged){.name = study_keep(talk->study, item->name),
                                    .words = study_keep(talk->study, item->words),
                                    .automatic = item->automatic,
                                    .must_hold = item->must_hold,
                                    .decides = talk->result->decides[c] && talk->verdict->promised,
                                    .counted = talk->result->counted[c],
                                    .run = true};
        for (uint32_t o = 0; o < in->n_options; o++) {
            const struct decide_cell *of = cell(talk, o, c);

            if (in->options[o].allowed && talk->verdict->promised)
                results->holdings[results->n_holdings++] = (struct results_holding){
                    .option = o,
                    .in_case = c,
                    .holds = of->holds,
                    .shortfall = isinf(of->shortfall) ? NAN : of->shortfall,
                    .regret = isinf(of->regret) ? NAN : of->regret,
                    .miss = miss_text(talk, o, c)};
        }
    }
    for (uint32_t i = 0; talk->cases != NULL && i < cases_count(talk->cases); i++) {
        const struct cases_item *item = cases_at(talk->cases, i);

        if (item->point == CRI_NONE)
            results->judged[results->n_judged++] =
                (struct results_judged){.name = study_keep(talk->study, item->name),
                                        .words = study_keep(talk->study, item->words),
                                        .automatic = item->automatic,
                                        .must_hold = item->must_hold,
                                        .why_not = study_keep(talk->study, item->harmless)};
    }
}

/* Would the cases that were not run have a say? Without an SLO they have none. */
static bool is_unfinished(const struct talk *talk)
{
    return !talk->study->over && (talk->result->recommended != DECIDE_NONE ||
                                  (talk->result->form == DECIDE_NOTHING_WORKS &&
                                   talk->study->n_finished < talk->study->n_replications));
}

static void add_standings(struct talk *talk)
{
    struct results *results = talk->results;
    static const char *const forms[] = {[DECIDE_RECOMMENDED] = "recommended",
                                        [DECIDE_LEAST_REGRET] = "least-regret",
                                        [DECIDE_NOTHING_WORKS] = "nothing-works",
                                        [DECIDE_NO_SLO] = "no-slo",
                                        [DECIDE_NO_CANDIDATE] = "no-candidate"};

    results->form = is_unfinished(talk) ? "unfinished" : forms[talk->result->form];
    results->ends_well = results->ends_well_nominal = false;
    if (!is_unfinished(talk)) {
        results->best = talk->result->recommended;
        results->runner_up = talk->result->runner_up;
        results->cheaper = talk->result->cheaper;
        results->ends_well = decide_ends_well(talk->in, talk->result, false);
        results->ends_well_nominal = decide_ends_well(talk->in, talk->result, true);
    }
    for (uint32_t o = 0; o < talk->in->n_options; o++) {
        results->options[o].candidate = talk->result->candidate[o];
        results->options[o].robust = talk->result->robust[o] && !is_unfinished(talk);
        results->options[o].left = talk->result->left[o];
    }
}

void say_quick(struct study *study)
{
    struct results *results = study->results;

    results->changes = sim_arena_alloc(&results->arena, sizeof *results->changes);
    results->changes[results->n_changes++] = (struct results_change){
        "NOT SEARCHED", "",
        study->plan->scenario->n_ranges > 0 ? "cases, draws, and what would change it (--quick)"
                                            : "cases, and what would change it (--quick)"};
}

void say_verdict(struct study *study, const struct judge_verdict *verdict,
                 const struct cases *cases)
{
    struct talk talk = {.study = study,
                        .results = study->results,
                        .arena = &study->results->arena,
                        .verdict = verdict,
                        .in = &verdict->input,
                        .result = verdict->result,
                        .cases = cases};
    const struct decide_result *result = verdict->result;

    study->results->lines =
        sim_arena_alloc(talk.arena, (2 * talk.in->n_options + (size_t)talk.in->n_cases + 9) *
                                        sizeof *study->results->lines);
    add_cases(&talk);
    add_standings(&talk);
    if (is_unfinished(&talk)) {
        say_unfinished(&talk);
        shown_rows(study, verdict);
        return;
    }
    say_headline(&talk);
    if (result->form == DECIDE_NO_SLO && talk.in->n_options > 1)
        say_left(&talk);
    if (result->recommended != DECIDE_NONE) {
        say_risk(&talk, result->recommended);
        if (result->form == DECIDE_RECOMMENDED || result->form == DECIDE_LEAST_REGRET)
            say_need_not_hold(&talk, result->recommended);
    }
    say_runner_up(&talk);
    if (result->cheaper != result->runner_up)
        say_cheaper(&talk);
    for (uint32_t o = 0; o < talk.in->n_options; o++) {
        if (o == result->recommended || o == result->runner_up)
            continue;
        if (result->form != DECIDE_NO_SLO)
            say_out(&talk, o);
        else if (!result->left[o])
            say_not_left(&talk, o);
    }
    say_draws(&talk);
    if (result->form == DECIDE_RECOMMENDED || result->form == DECIDE_LEAST_REGRET)
        say_undecided_cases(&talk);
    shown_rows(study, verdict);
}
