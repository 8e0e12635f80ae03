#include "analysis/study/talk_against.h"

#include "analysis/study/area.h"
#include "analysis/study/figure.h"

#include <math.h>
#include <string.h>

double talk_worst(const struct talk *talk, uint32_t option, uint32_t measure)
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
        return talk_cell(talk, option, c)->holds;
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
    *x = all ? talk_worst(talk, a, JUDGE_COST) : measured(talk, a, 0, JUDGE_COST);
    *y = all ? talk_worst(talk, b, JUDGE_COST) : measured(talk, b, 0, JUDGE_COST);
    return all ? "" : " as stated";
}

static const char *cost_text(const struct talk *talk, uint32_t a, uint32_t b, double x, double y,
                             const char *which)
{
    double stated_x = measured(talk, a, 0, JUDGE_COST), stated_y = measured(talk, b, 0, JUDGE_COST);
    const char *amount = figure_text(talk->arena, CRI_SLO_amplification, 100 * fabs(x - y) / y);
    const char *stated =
        figure_text(talk->arena, CRI_SLO_amplification, 100 * fabs(stated_x - stated_y) / stated_y);

    if (*which == '\0' && (strcmp(amount, stated) != 0 || (x < y) != (stated_x < stated_y)))
        which = TALK_AT_WORST;
    return sim_arena_printf(talk->arena, "costs %s %% %s%s", amount, x < y ? "less" : "more",
                            which);
}

static const char *outside_text(const struct talk *talk, uint32_t a, uint32_t b, double x)
{
    enum cri_slo_metric metric = judge_metric(talk->verdict, JUDGE_OUTSIDE);
    const char *area = area_text(talk->study, talk->verdict, a, b);

    if (x == 0)
        return sim_arena_printf(talk->arena, "processes nothing outside %s", area);
    return sim_arena_printf(talk->arena, "%s%s %% processed outside %s",
                            x == measured(talk, a, 0, JUDGE_OUTSIDE) ? "" : "up to ",
                            figure_text(talk->arena, metric, x), area);
}

/* "E2E p95 0.18 s shorter"; where that is not what it is as stated, what both are at worst, as the
 * table has it. */
static const char *amount_text(const struct talk *talk, uint32_t a, uint32_t b, uint32_t measure,
                               double x, double y)
{
    enum cri_slo_metric metric = judge_metric(talk->verdict, measure);
    double stated = measured(talk, a, 0, measure) - measured(talk, b, 0, measure);
    const char *name = figure_name(talk->arena, metric);
    const char *its = figure_with_unit(talk->arena, metric, x);
    const char *other = figure_with_unit(talk->arena, metric, y);
    bool share = cri_slo_row(metric)->unit == CRI_UNIT_SHARE, at_worst, finite = isfinite(x - y);
    const char *amount = finite ? figure_text(talk->arena, metric, fabs(x - y)) : "";

    at_worst = isnan(stated) || (x < y) != (stated < 0) || isfinite(stated) != finite ||
               (finite && strcmp(figure_text(talk->arena, metric, fabs(stated)), amount) != 0);
    if (!finite || (at_worst && strcmp(its, other) != 0))
        return sim_arena_printf(talk->arena, "%s%s %s against %s", name,
                                at_worst ? TALK_AT_WORST : "", its, other);
    return sim_arena_printf(talk->arena, "%s %s %s%s", name,
                            share ? sim_arena_printf(talk->arena, "%s points", amount)
                                  : figure_with_unit(talk->arena, metric, fabs(x - y)),
                            cri_slo_row(metric)->unit == CRI_UNIT_SECONDS
                                ? (x < y ? "shorter" : "longer")
                                : (x < y ? "lower" : "higher"),
                            at_worst ? TALK_AT_WORST : "");
}

/* What has no price is neither cheaper nor dearer, and nobody may take it for equal. */
static void add_no_price(const struct talk *talk, uint32_t a, uint32_t b, struct sim_text *text)
{
    bool of_a = isnan(measured(talk, a, 0, JUDGE_COST)),
         of_b = isnan(measured(talk, b, 0, JUDGE_COST));

    if (!is_ranked(talk, a, 0) || !is_ranked(talk, b, 0) || (!of_a && !of_b))
        return;
    add_part(text,
             of_a && of_b ? "no price of either is known"
             : of_a       ? "no price of it is known"
                    : sim_arena_printf(talk->arena, "no price of %s is known", talk_name(talk, b)));
}

/* What of the measures matters between option a and option b, from a's side: "costs 10 % more". */
static void add_difference(const struct talk *talk, uint32_t a, uint32_t b, uint32_t measure,
                           struct sim_text *text)
{
    const struct decide_measure *of = &talk->in->measures[measure];
    double x = talk_worst(talk, a, measure), y = talk_worst(talk, b, measure);
    const char *which = "";

    if (measure == JUDGE_COST) {
        which = costs_of(talk, a, b, &x, &y);
        add_no_price(talk, a, b, text);
    }
    if (isnan(x) || isnan(y) || (!decide_is_better(of, x, y) && !decide_is_better(of, y, x)))
        return;
    add_part(text, measure == JUDGE_COST      ? cost_text(talk, a, b, x, y, which)
                   : measure == JUDGE_OUTSIDE ? outside_text(talk, a, b, x)
                                              : amount_text(talk, a, b, measure, x, y));
}

const char *talk_differences(const struct talk *talk, uint32_t a, uint32_t b)
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
