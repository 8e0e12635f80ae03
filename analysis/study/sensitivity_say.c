#include "analysis/study/sensitivity_say.h"

#include "analysis/study/along.h"
#include "analysis/study/figure.h"
#include "analysis/study/point_figures.h"
#include "analysis/study/sensitivity_effect.h"
#include "analysis/study/sensitivity_shares.h"
#include "analysis/study/sensitivity_tables.h"
#include "analysis/study/sensitivity_together.h"
#include "scenarios/read/ranges.h"
#include "sim/base/text.h"

#include <math.h>
#include <string.h>

/* ---- the choice ---- */

static void add_holders(const struct sensitivity_talk *talk, uint64_t before, uint64_t after,
                        bool those, const char *words, struct sim_text *text)
{
    uint32_t n = 0;

    for (uint32_t o = 0; o < talk->results->n_options; o++) {
        bool was = (before >> o & 1) != 0, is = (after >> o & 1) != 0;

        if (was == is || is != those)
            continue;
        if (n == 0)
            sim_text_addf(text, "%s%s ", text->length > 0 ? ", " : "", words);
        sim_text_addf(text, "%s%s", n > 0 ? " and " : "", sensitivity_option(talk, o));
        n++;
    }
}

/* "global is recommended, SLOs missed by geographic" */
static const char *change_text(const struct sensitivity_talk *talk, uint64_t before, uint64_t after)
{
    bool promised = talk->verdict->promised;
    struct sim_text text = {0};
    const char *kept;

    if (along_choice(before) != along_choice(after)) {
        if (along_choice(after) != CRI_NONE)
            sim_text_addf(&text, "%s is recommended",
                          sensitivity_option(talk, along_choice(after)));
        else
            sim_text_add(&text, "none is recommended");
    }
    add_holders(talk, before, after, false,
                promised ? "SLOs missed by" : "less complete than the best:", &text);
    add_holders(talk, before, after, true,
                promised ? "SLOs kept by" : "as complete as the best:", &text);
    kept = sim_arena_strdup(talk->arena, text.length > 0 ? text.data : "");
    sim_text_release(&text);
    return kept;
}

/* Only the nearest of each thing is said. */
static bool is_said(const struct sensitivity_talk *talk, const struct sensitivity_break *all,
                    uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (all[k].item == all[i].item && sensitivity_is_of_choice(talk, &all[k]))
            return false;
    return sensitivity_is_of_choice(talk, &all[i]);
}

/* Levels at which another option is chosen, or the one looked at does not hold. */
static void add_levels(const struct sensitivity_talk *talk, struct sim_text *text, uint32_t *n)
{
    for (uint32_t i = 0; i < talk->state->n && talk->state->searches; i++) {
        const struct sensitivity_item *item = &talk->state->items[i];

        for (uint32_t k = 0; k < item->vary.n_levels && !item->vary.is_range; k++) {
            struct sensitivity_break change = {
                .item = item,
                .before = talk->state->stated,
                .after = along_state(talk->state->loop, talk->state->judge, item->points[k]) &
                         (CHOICE | HOLDS)};

            if (!sensitivity_is_of_choice(talk, &change))
                continue;
            if (++*n <= SENSITIVITY_MOST_SAID)
                sim_text_addf(text, "%swith %s %s: %s", *n > 1 ? "; " : "", item->vary.name,
                              item->vary.levels[k].text,
                              change_text(talk, change.before, change.after));
        }
    }
}

static void say_choice(const struct sensitivity_talk *talk)
{
    const struct sensitivity *state = talk->state;
    struct sim_text text = {0};
    uint32_t n_breaks, n = 0;
    const struct sensitivity_break *breaks = sensitivity_all_breaks(talk, &n_breaks);
    const char *is, *stays;

    if (!state->searches) {
        results_answer(talk->results, SENSITIVITY_ASKS, "choice",
                       "not searched: of more than %d options the choice is not followed",
                       ALONG_MOST_OPTIONS);
        return;
    }
    if (along_choice(state->stated) != CRI_NONE) {
        is = sim_arena_printf(talk->arena, "%s is recommended as stated",
                              sensitivity_option(talk, talk->subject));
        stays = "and at every other value that was run";
    } else if (talk->verdict->result->form == DECIDE_NO_SLO) {
        is = "no SLO is stated, so none is recommended";
        stays =
            "and the same options are about as complete as the best at every value that was run";
    } else {
        is = "no option is recommended as stated";
        stays = "nor at any other value that was run";
    }
    for (uint32_t i = 0; i < n_breaks; i++) {
        const struct sensitivity_break *change = &breaks[i];

        if (!is_said(talk, breaks, i))
            continue;
        if (++n <= SENSITIVITY_MOST_SAID)
            sim_text_addf(&text, "%sfrom %s %s %s (at %s not yet): %s", n > 1 ? "; " : "",
                          change->item->vary.name, vary_number(talk->arena, change->to),
                          change->to > change->from ? "up" : "down",
                          vary_number(talk->arena, change->from),
                          change_text(talk, change->before, change->after));
    }
    add_levels(talk, &text, &n);
    if (n == 0)
        results_answer(talk->results, SENSITIVITY_ASKS, "choice", "%s, %s", is, stays);
    else
        results_answer(talk->results, SENSITIVITY_ASKS, "choice", "%s. %c%s%s", is,
                       text.data[0] - 'a' + 'A', text.data + 1,
                       n > SENSITIVITY_MOST_SAID ? sim_arena_printf(talk->arena, "; and %u more",
                                                                    n - SENSITIVITY_MOST_SAID)
                                                 : "");
    sim_text_release(&text);
}

/* ---- the figures ---- */

/* "85.1 % at 0.75, 97 % at 1.25" */
static const char *ends_text(const struct sensitivity_talk *talk,
                             const struct sensitivity_effect *effect, enum cri_slo_metric metric)
{
    const char *low = figure_apart(talk->arena, metric, effect->low, effect->stated);
    const char *high = figure_apart(talk->arena, metric, effect->high, effect->stated);

    if (effect->item->vary.n_levels == 1 || strcmp(effect->at_low, effect->at_high) == 0)
        return sim_arena_printf(talk->arena, "%s with %s", low, effect->at_low);
    return sim_arena_printf(talk->arena, "%s at %s, %s at %s", low, effect->at_low, high,
                            effect->at_high);
}

static void say_figure(const struct sensitivity_talk *talk, uint32_t m)
{
    enum cri_slo_metric metric = judge_metric(talk->verdict, m);
    const struct sensitivity_effect *effects = sensitivity_effects(talk, talk->subject, m);
    struct sim_text text = {0};
    uint32_t n = 0;

    if (talk->state->n == 0 || (isnan(effects[0].stated) && isnan(effects[0].swing)))
        return;
    for (uint32_t i = 0; i < talk->state->n; i++) {
        if (!effects[i].moves || ++n > SENSITIVITY_MOST_SAID)
            continue;
        sim_text_addf(&text, "%s%s (%s)",
                      n == 1   ? "most by "
                      : n == 2 ? ", then "
                               : ", ",
                      effects[i].item->vary.name, ends_text(talk, &effects[i], metric));
    }
    results_answer(talk->results, SENSITIVITY_ASKS, sensitivity_label(talk, m),
                   "%s%s of %s as stated; moved %s%s",
                   figure_with_unit(talk->arena, metric, effects[0].stated),
                   m == JUDGE_COST ? " per 1,000 completed" : "",
                   sensitivity_option(talk, talk->subject),
                   n > 0 ? text.data : "by nothing that is varied by more than what matters",
                   n > SENSITIVITY_MOST_SAID
                       ? sim_arena_printf(talk->arena, " and %u more", n - SENSITIVITY_MOST_SAID)
                       : "");
    sim_text_release(&text);
}

/* The figure that is drawn: the first that anything moves, else the first. */
static uint32_t drawn(const struct sensitivity_talk *talk)
{
    for (uint32_t m = 0; m < talk->verdict->input.n_measures; m++)
        if (talk->state->n > 0 && sensitivity_effects(talk, talk->subject, m)[0].moves)
            return m;
    return JUDGE_SUCCESS;
}

/* ---- the whole ---- */

/* Ranges that options state otherwise, or that are of one option alone: what is varied here is so
 * in every option. */
static void say_left_out(const struct sensitivity_talk *talk)
{
    const struct scenario *scenario = talk->study->plan->scenario;
    struct sim_text text = {0};

    for (uint32_t i = 0; i < scenario->n_ranges && !talk->state->named; i++)
        if (!sensitivity_is_varied(talk->state, scenario->ranges[i].path))
            sim_text_addf(&text, "%s%s", text.length > 0 ? ", " : "", scenario->ranges[i].path);
    if (text.length > 0)
        results_answer(talk->results, SENSITIVITY_ASKS, "not varied",
                       "%s: cannot be the same in every option; compare draws what is a range",
                       text.data);
    sim_text_release(&text);
}

static void say_varied(const struct sensitivity_talk *talk)
{
    const struct sensitivity *state = talk->state;
    uint32_t all = talk->study->verdict->result->recommended;
    bool any_range = false;
    struct sim_text text = {0};

    /* With cases the verdict is over those too. */
    if (state->searches && talk->study->cases == NULL && all != along_choice(state->stated))
        results_answer(talk->results, SENSITIVITY_ASKS, "replications",
                       "by replication 0, on which the choice is followed, %s is recommended as "
                       "stated; over all %u %s is",
                       along_choice(state->stated) != CRI_NONE
                           ? sensitivity_option(talk, along_choice(state->stated))
                           : "none",
                       talk->study->n_finished,
                       all != CRI_NONE ? sensitivity_option(talk, all) : "none");

    for (uint32_t i = 0; i < state->n; i++)
        if (state->items[i].vary.parameter.differs != NULL)
            sim_text_addf(&text, "%s%s (option %s states its own)", text.length > 0 ? ", " : "",
                          state->items[i].vary.name, state->items[i].vary.parameter.differs);
    for (uint32_t i = 0; i < state->n; i++)
        any_range = any_range || state->items[i].vary.parameter.range != NULL;
    if (!state->named)
        results_answer(
            talk->results, SENSITIVITY_ASKS, "varied",
            "the %u assumptions of the scenario, %snumbers by %.3g %% to either side "
            "(--range), undocumented rules over their levels; --vary PATH=LOW:HIGH names "
            "others",
            state->n, any_range ? "ranges as they are stated, other " : "", 100 * state->share);
    say_left_out(talk);
    if (state->cut)
        results_answer(talk->results, SENSITIVITY_ASKS, "not searched in full",
                       "the plan of the study does not pay for all values between the ends: a "
                       "break-even value may be known less closely, or be passed over");
    if (text.length > 0)
        results_answer(talk->results, SENSITIVITY_ASKS, "varied",
                       "%s: what is varied is so in every option", text.data);
    sim_text_release(&text);
}

void sensitivity_say(const struct sensitivity *state, struct study *study)
{
    struct sensitivity_talk talk = {
        .state = state, .study = study, .results = study->results, .arena = &study->results->arena};
    uint32_t m;

    talk.verdict = judge_one(state->judge, 0, talk.arena);
    talk.subject = along_choice(state->stated) != CRI_NONE ? along_choice(state->stated)
                                                           : point_most_complete(talk.verdict);
    if (talk.subject == CRI_NONE) {
        results_answer(study->results, SENSITIVITY_ASKS, "",
                       "no option is allowed: nothing was run");
        study->results->ends_well = study->results->ends_well_nominal = false;
        return;
    }
    if (state->n == 0) {
        results_answer(study->results, SENSITIVITY_ASKS, "",
                       "the scenario makes no assumption that is a number "
                       "or a rule; name what to vary with --vary");
        return;
    }
    m = drawn(&talk);
    say_choice(&talk);
    for (uint32_t k = 0; k < talk.verdict->input.n_measures; k++)
        if (k != JUDGE_OUTSIDE || sensitivity_effects(&talk, talk.subject, k)[0].moves)
            say_figure(&talk, k);
    if (state->trajectories > 0)
        sensitivity_say_together(&talk, m);
    for (uint32_t k = 0; k < talk.verdict->input.n_measures && state->base_points > 0; k++)
        if (k != JUDGE_OUTSIDE)
            sensitivity_say_shares(&talk, k);
    say_varied(&talk);
    sensitivity_add_tornado(&talk, m);
    sensitivity_add_breaks(&talk);
    if (state->trajectories > 0)
        sensitivity_add_together(&talk, m);
    if (state->base_points > 0)
        sensitivity_add_shares(&talk, m);
    sensitivity_add_options(&talk);
}
