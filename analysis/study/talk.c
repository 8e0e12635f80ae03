#include "analysis/study/talk.h"

#include "analysis/study/ends.h"
#include "analysis/study/figure.h"

#include <math.h>

const char *talk_name(const struct talk *talk, uint32_t option)
{
    return talk->results->options[option].name;
}

const struct decide_cell *talk_cell(const struct talk *talk, uint32_t option, uint32_t c)
{
    return &talk->result->cells[(size_t)option * talk->in->n_cases + c];
}

const char *talk_case(const struct talk *talk, uint32_t c)
{
    const struct cases_item *item = talk->verdict->cases[c];

    return item->automatic || c == 0 || judge_is_draws(talk->verdict, c)
               ? item->words
               : sim_arena_printf(talk->arena, "case '%s'", item->name);
}

const char *talk_miss(const struct talk *talk, uint32_t option, uint32_t c)
{
    return ends_miss_text(talk->arena, talk->verdict, option, c);
}

static bool misses_alone(const struct decide_promise *promise, double value)
{
    const struct decide_figure figure = {.value = value, .low = NAN, .high = NAN};
    double judged;

    return decide_shortfall(promise, &figure, &judged) != 0;
}

const char *talk_case_miss(const struct talk *talk, uint32_t option, uint32_t c)
{
    if (judge_is_draws(talk->verdict, c))
        return talk_miss(talk, option, c);
    if (c == 0)
        return sim_arena_printf(talk->arena, "misses as stated: %s", talk_miss(talk, option, c));
    return sim_arena_printf(talk->arena, "misses if %s: %s", talk_case(talk, c),
                            talk_miss(talk, option, c));
}

uint32_t talk_worst_case(const struct talk *talk, uint32_t option)
{
    uint32_t found = DECIDE_NONE;

    for (uint32_t c = 0; c < talk->in->n_cases; c++)
        if (talk->result->decides[c] && !talk_cell(talk, option, c)->holds &&
            (found == DECIDE_NONE ||
             talk_cell(talk, option, c)->regret > talk_cell(talk, option, found)->regret))
            found = c;
    return found;
}

const char *talk_needless_misses(const struct talk *talk, uint32_t option)
{
    uint32_t n = 0, worst = DECIDE_NONE;

    for (uint32_t c = 1; c < talk->in->n_cases; c++) {
        if (talk->in->cases[c].must_hold || !talk->result->counted[c] ||
            talk_cell(talk, option, c)->holds)
            continue;
        n++;
        if (worst == DECIDE_NONE ||
            talk_cell(talk, option, c)->shortfall > talk_cell(talk, option, worst)->shortfall)
            worst = c;
    }
    if (n == 0)
        return NULL;
    return n == 1 ? sim_arena_printf(talk->arena, "misses if %s, which need not hold: %s",
                                     talk_case(talk, worst), talk_miss(talk, option, worst))
                  : sim_arena_printf(talk->arena,
                                     "misses in %u cases that need not hold, most if %s: %s", n,
                                     talk_case(talk, worst), talk_miss(talk, option, worst));
}

const char *talk_case_misses(const struct talk *talk, uint32_t option)
{
    const char *needless = talk_needless_misses(talk, option), *text;
    uint32_t worst = talk_worst_case(talk, option), n = 0;

    if (worst == DECIDE_NONE)
        return needless;
    for (uint32_t c = 1; c < talk->in->n_cases; c++)
        n += talk->result->decides[c] && !talk_cell(talk, option, c)->holds &&
             !judge_is_draws(talk->verdict, c);
    text =
        n < 2 || judge_is_draws(talk->verdict, worst) || worst == 0
            ? talk_case_miss(talk, option, worst)
            : sim_arena_printf(talk->arena, "misses in %u cases that have to hold, most if %s: %s",
                               n, talk_case(talk, worst), talk_miss(talk, option, worst));
    return needless != NULL ? sim_arena_printf(talk->arena, "%s; %s", text, needless) : text;
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

const char *talk_misses(const struct talk *talk, uint32_t option)
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

const char *talk_held(const struct talk *talk, uint32_t option)
{
    uint32_t n = talk->result->n_counted, held = talk->result->n_held[option];

    if (held == 0)
        return "no case";
    if (n == 1)
        return "the only case";
    return held == n ? sim_arena_printf(talk->arena, n == 2 ? "both cases" : "all %u cases", n)
                     : sim_arena_printf(talk->arena, "%u of %u cases", held, n);
}

const char *talk_decided(const struct talk *talk, uint32_t option)
{
    const struct decide_result *result = talk->result;
    uint32_t none = 0, needless = 0;
    const char *held = talk_held(talk, option);

    for (uint32_t c = 0; c < talk->in->n_cases; c++) {
        if (!result->counted[c] || talk_cell(talk, option, c)->holds)
            continue;
        if (result->decides[c]) /* it counts against the option: another line says so */
            return held;
        if (talk->in->cases[c].must_hold)
            none++;
        else
            needless++;
    }
    if (none == 0 && needless == 0)
        return held;
    if (needless == 0)
        return sim_arena_printf(talk->arena, "%s (no option does in the other%s)", held,
                                none == 1 ? "" : sim_arena_printf(talk->arena, " %u", none));
    if (none == 0)
        return sim_arena_printf(talk->arena, "%s (the other%s need not hold)", held,
                                needless == 1 ? ""
                                              : sim_arena_printf(talk->arena, " %u", needless));
    return sim_arena_printf(talk->arena, "%s (no option does in %u others, and %u need not hold)",
                            held, none, needless);
}

const char *talk_promises(const struct talk *talk)
{
    uint32_t n = talk->in->cases[0].n_promises;

    return n == 1   ? "the SLO"
           : n == 2 ? "both SLOs"
                    : sim_arena_printf(talk->arena, "all %u SLOs", n);
}

const char *talk_measure(const struct talk *talk, uint32_t measure)
{
    return figure_name(talk->arena, judge_metric(talk->verdict, measure));
}
