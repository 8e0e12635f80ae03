#include "analysis/study/say.h"

#include "analysis/study/area.h"
#include "analysis/study/draws.h"
#include "analysis/study/draws_say.h"
#include "analysis/study/figure.h"
#include "analysis/study/shown.h"
#include "analysis/study/talk.h"
#include "analysis/study/talk_against.h"
#include "analysis/study/talk_fields.h"
#include "analysis/study/undecided.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- lines ---- */

static void line(struct talk *talk, const char *label, const char *text)
{
    talk->results->lines[talk->results->n_lines++] = (struct results_line){label, text};
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
        if (isnan(talk_worst(talk, talk->result->runner_up, talk->result->won_measure)))
            return sim_arena_printf(talk->arena, ", with %s known, which it is not of %s",
                                    talk->result->won_measure == JUDGE_COST
                                        ? "its cost"
                                        : talk_measure(talk, talk->result->won_measure),
                                    talk_name(talk, talk->result->runner_up));
        if (talk->result->won_measure == JUDGE_COST)
            return ", at the lowest cost";
        return sim_arena_printf(talk->arena, ", with the %s %s",
                                measure->higher ? "highest" : "lowest",
                                talk_measure(talk, talk->result->won_measure));
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
            any = any || (talk->result->candidate[o] && talk_cell(talk, o, draws)->holds);
        if (!any)
            return sim_arena_printf(talk->arena, "no option is shown to meet %s in %s of the draws",
                                    talk_promises(talk),
                                    draws_percent(talk->verdict->draws->share, talk->arena));
    }
    return "no option holds in every case in which one does";
}

/* Whether an option that is studied runs a class. */
static bool runs_in_any(const struct study *study, const char *class)
{
    for (uint32_t o = 0; o < study->n_options; o++) {
        const struct plan_option *option = &study->plan->options[study->options[o]];
        uint32_t c = plan_class_find(option, class);

        if (option->allowed && c != CRI_NONE && option->spec.classes[c].runs)
            return true;
    }
    return false;
}

/* Why there is nothing to put in order: the classes of the scenario as stated that run nowhere, or
 * else that each option lacks another. */
static const char *no_candidate(const struct talk *talk)
{
    const struct scenario_map *classes = &talk->study->plan->scenario->base.classes;
    struct sim_text names = {0};
    const char *why = "no option that can be ranked runs every class";
    uint32_t n = 0;

    for (uint32_t c = 0; c < classes->n; c++) {
        const char *name = ((const struct scenario_class *)classes->items)[c].node.name;

        if (!runs_in_any(talk->study, name))
            sim_text_addf(&names, "%s'%s'", n++ > 0 ? ", " : "", name);
    }
    if (n > 0)
        why = sim_arena_printf(
            talk->arena, n == 1 ? "class %s runs in no option" : "classes %s run in no option",
            names.data);
    sim_text_release(&names);
    return why;
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
                                  talk_name(talk, result->recommended), talk_promises(talk),
                                  talk_decided(talk, result->recommended), won_text(talk)));
        break;
    case DECIDE_LEAST_REGRET:
        headline(talk, "LEAST REGRET",
                 sim_arena_printf(talk->arena, "%s: %s; this one misses by least",
                                  talk_name(talk, result->recommended), none_robust(talk)));
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
                     ? no_candidate(talk)
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
                                    talk_name(talk, ahead), talk_promises(talk),
                                    talk_decided(talk, ahead), won_text(talk))
             : talk->result->form == DECIDE_LEAST_REGRET
                 ? sim_arena_printf(talk->arena,
                                    "nothing is recommended before every case is run. In what was "
                                    "run, no option holds in every case in which one does; %s "
                                    "misses by least",
                                    talk_name(talk, ahead))
                 : "in what was run, no option holds as stated");
}

static void say_cheaper(struct talk *talk)
{
    uint32_t cheaper = talk->result->cheaper, c = talk->result->cheaper_case;

    if (cheaper == DECIDE_NONE || c == DECIDE_NONE)
        return;
    line(talk, "cheaper",
         sim_arena_printf(
             talk->arena, "%s would save %s %%, but %s", talk_name(talk, cheaper),
             figure_text(talk->arena, CRI_SLO_amplification, 100 * talk->result->cheaper_saves),
             talk_case_miss(talk, cheaper, c)));
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

/* What the recommended option does not hold in: of the least regretted one also cases that have to
 * hold. Where another line says how it does in the draws, that is not said again. */
static void say_misses(struct talk *talk, uint32_t option)
{
    uint32_t worst = talk_worst_case(talk, option);
    const char *text = worst != DECIDE_NONE && judge_is_draws(talk->verdict, worst)
                           ? talk_needless_misses(talk, option)
                           : talk_case_misses(talk, option);

    if (text != NULL)
        line(talk, "risk", text);
}

/* What an option that may be called is beside the recommended one: where it holds, what it misses,
 * which a line that is cut must not hide, and what would be better and worse with it, in the cases
 * that count. */
static const char *beside_text(struct talk *talk, uint32_t option)
{
    const char *against = talk_differences(talk, option, talk->result->recommended);
    const char *misses = talk_case_misses(talk, option);

    return sim_arena_printf(talk->arena, "holds in %s; %s%s%s%s", talk_held(talk, option),
                            misses != NULL ? misses : "", misses != NULL ? "; " : "",
                            against != NULL && talk_needless_misses(talk, option) != NULL
                                ? "where it has to hold: "
                                : "",
                            against != NULL ? against : "equal in all that is compared");
}

static void say_runner_up(struct talk *talk)
{
    if (talk->result->runner_up != DECIDE_NONE)
        line(talk, "runner-up",
             sim_arena_printf(talk->arena, "%s: %s", talk_name(talk, talk->result->runner_up),
                              beside_text(talk, talk->result->runner_up)));
}

/* Why an option is neither recommended nor the next. */
static void say_out(struct talk *talk, uint32_t option)
{
    const struct results_option *of = &talk->results->options[option];
    const struct decide_option *as = &talk->in->options[option];
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
    else if (!talk_cell(talk, option, 0)->holds)
        why = talk_misses(talk, option);
    else if (talk_worst_case(talk, option) != DECIDE_NONE)
        why = talk_case_misses(talk, option);
    else
        why = beside_text(talk, option);
    if (why == NULL)
        return;
    if (of->allowed && !talk_cell(talk, option, 0)->holds && !as->partial && !as->unlike) {
        const char *cause = shown_cause(talk->study, option);

        if (cause != NULL)
            why = sim_arena_printf(talk->arena, "%s; %s", why, cause);
    }
    line(talk, "out", sim_arena_printf(talk->arena, "%s: %s", talk_name(talk, option), why));
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
        if (talk->result->candidate[o] && !talk_cell(talk, o, draws)->holds &&
            (o == talk->result->recommended || talk_worst_case(talk, o) != draws) &&
            talk_cell(talk, o, 0)->holds)
            line(talk, "draws",
                 sim_arena_printf(talk->arena, "%s %s", talk_name(talk, o),
                                  talk_miss(talk, o, draws)));
}

/* Which cases decide nothing: by name, where they are two at most. */
static const char *undecided_text(struct talk *talk, const struct undecided *found)
{
    uint32_t first = DECIDE_NONE, second = DECIDE_NONE;

    if (found->n == 1)
        return sim_arena_printf(talk->arena, "if %s, so that decides nothing;",
                                talk_case(talk, found->worst));
    if (found->n > 2)
        return sim_arena_printf(talk->arena,
                                "in %u cases, which decide nothing; at worst if %s:", found->n,
                                talk_case(talk, found->worst));
    for (uint32_t c = talk->in->n_cases; c-- > 0;)
        if (undecided_is(talk->verdict, c)) {
            second = first;
            first = c;
        }
    return sim_arena_printf(talk->arena,
                            "if %s, or if %s: these cases decide nothing. In the worst of them",
                            talk_case(talk, first), talk_case(talk, second));
}

/* Cases that have to hold and in which no candidate does, with the one that is furthest from
 * holding. */
static void say_undecided_cases(struct talk *talk)
{
    struct undecided found = undecided_find(talk->verdict);

    if (found.n > 0)
        line(talk, UNDECIDED_LABEL,
             sim_arena_printf(talk->arena, "%s %s comes %s: %s", undecided_text(talk, &found),
                              talk_name(talk, found.nearest),
                              found.tied ? "as near as any" : "nearest",
                              talk_miss(talk, found.nearest, found.worst)));
}

/* ---- without an SLO ---- */

/* "80.9 % answered (68.8 % at worst)". */
static const char *answered_text(const struct talk *talk, uint32_t option)
{
    enum cri_slo_metric metric = CRI_SLO_success_rate;
    const char *stated = figure_text(
        talk->arena, metric,
        judge_figure(talk->verdict, option, 0, talk->verdict->n_classes - 1, metric)->value);
    const char *worst = figure_text(talk->arena, metric, talk_worst(talk, option, JUDGE_SUCCESS));

    return strcmp(stated, worst) == 0
               ? sim_arena_printf(talk->arena, "%s %% answered", stated)
               : sim_arena_printf(talk->arena, "%s %% answered (%s %%" TALK_AT_WORST ")", stated,
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
            talk_worst(talk, o, JUDGE_COST) < talk_worst(talk, cheapest, JUDGE_COST))
            cheapest = o;
    }
    for (uint32_t o = 0; o < talk->in->n_options; o++) {
        struct sim_text text = {0};
        double outside = talk_worst(talk, o, JUDGE_OUTSIDE);
        uint32_t other = DECIDE_NONE;

        if (!talk->result->left[o])
            continue;
        for (uint32_t p = 0; p < talk->in->n_options; p++)
            if (talk->result->left[p] && p != o && (o == cheapest || p == cheapest))
                other = other == DECIDE_NONE ? p : other;
        if (n_left > 1 && other != DECIDE_NONE) {
            const char *against = talk_differences(talk, o, other);

            sim_text_addf(&text, "against %s: %s", talk_name(talk, other),
                          against != NULL ? against : "nothing that matters");
        } else {
            sim_text_add(&text, answered_text(talk, o));
        }
        if (outside > 0 && (text.data == NULL || strstr(text.data, "processed outside") == NULL))
            sim_text_addf(&text, "; up to %s %% may be answered outside %s",
                          figure_text(talk->arena, CRI_SLO_outside_share, outside),
                          area_text(talk->study, talk->verdict, o, o));
        line(talk, talk_name(talk, o), sim_arena_strdup(talk->arena, text.data));
        sim_text_release(&text);
    }
}

/* Not left: not complete enough, or beaten by one that is. */
static void say_not_left(struct talk *talk, uint32_t option)
{
    const struct decide_option *as = &talk->in->options[option];
    const char *why;

    if (!decide_is_candidate(as)) {
        say_out(talk, option);
        return;
    }
    why = answered_text(talk, option);
    for (uint32_t o = 0; o < talk->in->n_options; o++) {
        const char *against;

        if (!talk->result->left[o])
            continue;
        against = talk_differences(talk, option, o);
        if (against != NULL)
            why = sim_arena_printf(talk->arena, "%s; against %s: %s", why, talk_name(talk, o),
                                   against);
        break;
    }
    if (shown_cause(talk->study, option) != NULL)
        why = sim_arena_printf(talk->arena, "%s; %s", why, shown_cause(talk->study, option));
    line(talk, "out", sim_arena_printf(talk->arena, "%s: %s", talk_name(talk, option), why));
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
    talk_add_cases(&talk);
    talk_add_standings(&talk);
    if (talk_is_unfinished(&talk)) {
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
            say_misses(&talk, result->recommended);
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
