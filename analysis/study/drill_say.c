#include "analysis/study/drill_say.h"

#include "analysis/study/drill_judge.h"
#include "analysis/study/drill_plan.h"
#include "analysis/study/drill_second.h"
#include "analysis/study/drill_tables.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char asks[] = "what if a Region goes?";

static bool is_allowed(const struct drill *drill, uint32_t option)
{
    return drill_option(drill, option)->allowed;
}

/* ---- what was drilled ---- */

static uint32_t count(const struct drill *drill)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < drill->n_items; i++)
        n += drill->items[i].second == CRI_NONE;
    return n;
}

static const char *window_words(struct drill *drill, const struct drill_window *window)
{
    const char *requests = metric_number(&drill->arena, (double)window->offered, 0, false);

    return strcmp(window->key, "given") == 0
               ? sim_arena_printf(&drill->arena, "%s (%s requests)", window->words, requests)
               : sim_arena_printf(&drill->arena, "%s (from minute %.0f, %s requests)",
                                  window->words, (double)window->start / (double)SIM_MINUTE,
                                  requests);
}

static void say_what(struct drill *drill, struct results *results)
{
    const struct drill_window *first = &drill->windows[0];
    double horizon = (double)drill_option(drill, drill->lead)->spec.horizon;
    double length = (double)(first->end - first->start);
    uint32_t n = count(drill);

    results_answer(results, asks, "drilled",
                   "%u drill%s of %.0f min, %s%s%s; %u "
                   "replication%s%s",
                   n, n == 1 ? "" : "s", length / (double)SIM_MINUTE, window_words(drill, first),
                   drill->n_windows > 1 ? " and " : "",
                   drill->n_windows > 1 ? window_words(drill, &drill->windows[1]) : "",
                   drill->n_replications, drill->n_replications == 1 ? "" : "s",
                   drill->one_window != NULL
                       ? sim_arena_printf(&drill->arena, "; %s", drill->one_window)
                       : "");
    if ((double)first->start + length > horizon)
        results_answer(
            results, asks, "too short",
            "the traffic ends %.0f min after the start: what comes afterwards is not seen",
            ceil((horizon - (double)first->start) / (double)SIM_MINUTE));
}

/* Regions that no drill is about, and why that is enough. */
static void say_skipped(struct drill *drill, struct results *results)
{
    struct sim_text names = {0};
    uint32_t n = 0, listed = 0;

    for (uint32_t i = 0; i < drill->n_regions; i++) {
        bool touched = false, asked = false;

        for (uint32_t o = 0; o < drill->n_options; o++)
            touched = touched || !drill->regions[i].untouched[o];
        for (uint32_t k = 0; drill->by_hand && k < drill->n_items; k++)
            for (uint32_t r = 0; r < drill->items[k].n_regions; r++)
                asked = asked || drill->items[k].regions[r] == drill->regions[i].region;
        if (touched || (drill->by_hand && !asked))
            continue;
        n++;
        if (listed < 3)
            sim_text_addf(&names, "%s%s", listed++ > 0 ? ", " : "",
                          drill_region_name(drill, drill->regions[i].region));
    }
    if (n > 0)
        results_answer(
            results, asks, "skipped",
            "%s%s: no call goes there, and none is made there; without %s all is as "
            "stated",
            names.data,
            n > listed ? sim_arena_printf(&drill->arena, " and %u more Regions", n - listed) : "",
            n == 1 ? "it" : "any of them");
    sim_text_release(&names);
}

/* ---- how each option fares ---- */

/* "N-1 yes (99.8%)": whether it holds whichever goes, and the least that completes. */
static void add_rule(struct drill *drill, uint32_t option, enum drill_kind kind, const char *name,
                     struct sim_text *text)
{
    const struct drill_item *worst = drill_worst_of(drill, kind, option);
    bool asked = false, all = true;

    if (worst == NULL)
        return;
    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *item = &drill->items[i];
        struct drill_judged judged = drill_judge(drill, item, option);

        if (item->kind != kind || item->second != CRI_NONE || !judged.there)
            continue;
        asked = asked || judged.asked;
        all = all && judged.holds;
    }
    sim_text_addf(text, asked ? "%s %s (%s)" : "%s %s%s", name,
                  !asked ? drill->by_hand ? "" : "at least "
                  : all  ? "yes"
                         : "no",
                  drill_share(&drill->arena, drill_judge(drill, worst, option).success));
}

static void say_option(struct drill *drill, struct results *results, uint32_t option)
{
    struct sim_text text = {0};
    uint32_t n = 0, holding = 0;
    bool asked = false;

    for (uint32_t i = 0; i < drill->n_items; i++) {
        struct drill_judged judged = drill_judge(drill, &drill->items[i], option);

        if (drill->items[i].second != CRI_NONE || !judged.there)
            continue;
        n++;
        asked = asked || judged.asked;
        holding += judged.holds;
    }
    if (n == 0)
        return;
    add_rule(drill, option, DRILL_SERVING, drill->by_hand ? "serving lost:" : "serving lost: N-1",
             &text);
    add_rule(drill, option, DRILL_SERVING_PAIR, drill->by_hand ? "serving lost:" : ", N-2", &text);
    add_rule(drill, option, DRILL_REGION, drill->by_hand ? "; Region lost:" : "; Region lost: N-1",
             &text);
    add_rule(drill, option, DRILL_REGION_PAIR, drill->by_hand ? "; Regions lost:" : ", N-2", &text);
    if (asked)
        results_answer(results, asks, drill_option(drill, option)->name, "holds in %u of %u; %s",
                       holding, n, text.data);
    else
        results_answer(results, asks, drill_option(drill, option)->name, "%s", text.data);
    sim_text_release(&text);
}

/* ---- the source ---- */

/* "geographic 0.0 %, global 0.0 %" of the options that have fallbacks, or that have none. */
static uint32_t add_shares(struct drill *drill, const struct drill_item *item, bool fallbacks,
                           struct sim_text *text)
{
    uint32_t n = 0;

    for (uint32_t o = 0; o < drill->n_options; o++) {
        struct drill_judged judged = drill_judge(drill, item, o);

        if (!judged.there ||
            (item->second == CRI_NONE && drill_has_fallback(drill, item, o) != fallbacks))
            continue;
        sim_text_addf(text, "%s%s %s", n++ > 0 ? ", " : "", drill_option(drill, o)->name,
                      drill_share(&drill->arena, judged.success));
    }
    return n;
}

static bool is_profile(const struct drill *drill, uint32_t option)
{
    enum cri_mode mode = drill_option(drill, option)->mode;

    return mode == CRI_MODE_GEOGRAPHIC || mode == CRI_MODE_GLOBAL;
}

/* Whether no profile without fallbacks completes more than what has neither. */
static bool profiles_do_not_help(const struct drill *drill, const struct drill_item *item)
{
    double best = NAN, direct = NAN;

    for (uint32_t o = 0; o < drill->n_options; o++) {
        struct drill_judged judged = drill_judge(drill, item, o);

        if (!judged.there || drill_has_fallback(drill, item, o))
            continue;
        if (is_profile(drill, o))
            best = fmax(best, judged.success);
        else if (drill_option(drill, o)->mode == CRI_MODE_SINGLE_REGION)
            direct = fmax(direct, judged.success);
    }
    return !isnan(best) && (isnan(direct) ? best == 0 : best <= direct + 0.01);
}

static void say_source(struct drill *drill, struct results *results, const struct drill_item *item)
{
    struct sim_text text = {0};
    uint32_t n = add_shares(drill, item, false, &text);

    if (n > 0 && profiles_do_not_help(drill, item))
        sim_text_add(&text, "; a profile does not help: its endpoint, quota and router go too");
    if (n > 0)
        results_answer(results, asks, "lost", "%s: %s", drill_words(drill, item), text.data);
    sim_text_release(&text);
    if (add_shares(drill, item, true, &text) > 0)
        results_answer(results, asks, "fallback", "%s: %s: clients turn to another source Region",
                       drill_words(drill, item), text.data);
    sim_text_release(&text);
}

/* Of many source Regions those with the most calls; the table has them all. */
enum { MOST_SOURCES = 3 };

static bool is_said(const struct drill *drill, const struct drill_item *item)
{
    return item->window == 0 && drill_is_there(drill, item) &&
           (item->kind == DRILL_REGION || drill->by_hand) && drill_takes_source(drill, item);
}

static uint64_t calls_at(const struct drill *drill, const struct drill_item *item)
{
    uint64_t calls = 0;

    for (uint32_t i = 0; i < drill->n_regions; i++)
        if (drill->regions[i].region == item->regions[0])
            calls = drill->regions[i].came;
    return calls;
}

/* How many come before it. */
static uint32_t rank_of(const struct drill *drill, const struct drill_item *item)
{
    uint32_t rank = 0;

    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *other = &drill->items[i];

        rank += other->second == CRI_NONE && is_said(drill, other) &&
                other->regions[0] != item->regions[0] &&
                (calls_at(drill, other) > calls_at(drill, item) ||
                 (calls_at(drill, other) == calls_at(drill, item) &&
                  other->regions[0] < item->regions[0]));
    }
    return rank;
}

static void say_remedy(struct drill *drill, struct results *results, const struct drill_item *lost)
{
    struct sim_text none = {0};

    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *item = &drill->items[i];
        struct sim_text text = {0};

        if (item->second == CRI_NONE || item->regions != lost->regions ||
            !drill_is_there(drill, item))
            continue;
        add_shares(drill, item, false, &text);
        results_answer(results, asks, "remedy",
                       "without %s, clients turn to a second source Region, %s: %s", item->where,
                       drill_region_name(drill, item->second), text.data);
        sim_text_release(&text);
    }
    for (uint32_t o = 0; o < drill->n_options && lost->no_second != NULL; o++)
        if (lost->no_second[o])
            sim_text_addf(&none, "%s%s", none.length > 0 ? ", " : "", drill_option(drill, o)->name);
    if (none.length > 0)
        results_answer(results, asks, "no remedy",
                       "%s: none of the %u Regions nearest to %s can be called in this way",
                       none.data, lost->n_looked_at, lost->where);
    sim_text_release(&none);
}

static void say_sources(struct drill *drill, struct results *results)
{
    for (uint32_t rank = 0; rank < MOST_SOURCES; rank++)
        for (uint32_t i = 0; i < drill->n_items; i++) {
            const struct drill_item *item = &drill->items[i];

            if (item->second != CRI_NONE || !is_said(drill, item) || rank_of(drill, item) != rank)
                continue;
            say_source(drill, results, item);
            say_remedy(drill, results, item);
        }
}

/* ---- afterwards ---- */

static void say_afterwards(struct drill *drill, struct results *results)
{
    struct sim_text text = {0};
    double most = NAN;
    const struct drill_item *at = NULL;
    uint32_t who = 0;

    for (uint32_t o = 0; o < drill->n_options; o++) {
        uint32_t n = 0;
        const struct drill_item *one = NULL;

        for (uint32_t i = 0; i < drill->n_items; i++) {
            struct drill_judged judged = drill_judge(drill, &drill->items[i], o);

            if (!judged.there || drill->items[i].second != CRI_NONE)
                continue;
            if (judged.end == DRILL_STAYS_DOWN) {
                n++;
                one = one == NULL ? &drill->items[i] : one;
            }
            if (!isnan(judged.amplification) && !(judged.amplification <= most)) {
                most = judged.amplification;
                at = &drill->items[i];
                who = o;
            }
        }
        if (n > 0)
            sim_text_addf(&text, "%s%s in %u (%s%s)", text.length > 0 ? "; " : "",
                          drill_option(drill, o)->name, n, n > 1 ? "first " : "",
                          drill_words(drill, one));
    }
    results_answer(
        results, asks, "afterwards", "%s%s",
        text.length > 0 ? sim_arena_printf(&drill->arena,
                                           "stays down when the outage is over, to the end of the "
                                           "traffic: %s",
                                           text.data)
                        : "no option is seen to stay down when the outage is over",
        at == NULL
            ? ""
            : sim_arena_printf(&drill->arena, "; up to %.1f calls for a request (%s: %s)", most,
                               drill_option(drill, who)->name, drill_words(drill, at)));
    sim_text_release(&text);
}

void drill_say(struct drill *drill, struct results *results, bool complete)
{
    if (drill->lead == CRI_NONE) {
        results_answer(results, asks, "", "no option is allowed: there is nothing to lose");
        return;
    }
    if (drill->n_items == 0 && drill->n_windows == 0)
        return;
    say_what(drill, results);
    if (!complete)
        results_answer(results, asks, "stopped", "what follows is of the drills that are finished");
    for (uint32_t o = 0; o < drill->n_options; o++)
        if (is_allowed(drill, o))
            say_option(drill, results, o);
        else
            results_answer(results, asks, drill_option(drill, o)->name, "not allowed: %s",
                           drill_option(drill, o)->reason);
    say_sources(drill, results);
    say_afterwards(drill, results);
    say_skipped(drill, results);
    if (drill->asking->study->plan->scenario->base.outages.n > 0)
        results_answer(
            results, asks, "besides",
            "the scenario's own outages go on as stated, with the drills and in what they "
            "are held against");
}

bool drill_ends_well(const struct drill *drill)
{
    bool any = false, allowed = false;

    for (uint32_t o = 0; o < drill->n_options; o++) {
        bool all = true;

        allowed = allowed || is_allowed(drill, o);
        for (uint32_t i = 0; i < drill->n_items && is_allowed(drill, o); i++) {
            struct drill_judged judged = drill_judge(drill, &drill->items[i], o);

            if (drill->items[i].second == CRI_NONE && judged.there)
                all = all && (!judged.asked || judged.holds);
        }
        any = any || (all && is_allowed(drill, o));
    }
    return allowed && any;
}
