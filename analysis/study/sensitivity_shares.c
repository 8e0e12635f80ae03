#include "analysis/study/sensitivity_shares.h"

#include "analysis/study/point_figures.h"
#include "sim/base/sort.h"
#include "sim/base/text.h"

#include <math.h>

enum { RESAMPLES = 500, MOST_SAID_SHARES = 4 };
#define LEVEL 0.95

struct ranked {
    const struct sensitivity_item *item;
    struct stats_share share;
};

/* Of one figure: n things, the largest share with all interactions first. */
struct of_figure {
    struct ranked *ranked;
    double variance; /* NaN: fewer than two base points have the figure */
    uint32_t n;      /* base points that have it */
};

static int by_total(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    double left = x->share.total.mean, right = y->share.total.mean;

    if (left != right && !(isnan(left) && isnan(right)))
        return isnan(right) || left > right ? -1 : 1;
    return x->item < y->item ? -1 : x->item > y->item;
}

static struct of_figure shares_of(const struct sensitivity_talk *talk, uint32_t m)
{
    const struct sensitivity *state = talk->state;
    uint64_t n = stats_sobol_size(state->base_points, state->n, false);
    double *values = sim_arena_alloc(talk->arena, (n + 1) * sizeof *values);
    struct stats_share *shares = sim_arena_alloc(talk->arena, (state->n + 1) * sizeof *shares);
    struct of_figure of = {.ranked =
                               sim_arena_alloc(talk->arena, (state->n + 1) * sizeof *of.ranked)};

    for (uint64_t p = 0; p < n; p++) {
        values[p] = NAN;
        if (state->sobol[p] != CRI_NONE)
            values[p] = point_figures(state->loop, state->sobol[p], talk->subject,
                                      judge_metric(talk->verdict, m), talk->arena)[0];
    }
    of.variance =
        stats_sobol_shares(sensitivity_key(state, "sobol-intervals"), values, state->base_points,
                           state->n, false, RESAMPLES, LEVEL, shares, NULL);
    of.n = state->n > 0 ? shares[0].total.n : 0;
    for (uint32_t i = 0; i < state->n; i++)
        of.ranked[i] = (struct ranked){&state->items[i], shares[i]};
    sim_sort(of.ranked, state->n, sizeof *of.ranked, by_total);
    return of;
}

static double percent(double share)
{
    return 100 * share;
}

void sensitivity_add_shares(const struct sensitivity_talk *talk, uint32_t first)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("figure", "figure"),
        RESULTS_WORDS("input", "varied"),
        {"total", "with others", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"total-low", "from", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"total-high", "to", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"first", "alone", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"first-low", "from", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"first-high", "to", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"n", "base points", "", RESULTS_NUMBER, 0, METRIC_NEITHER}};
    struct results_table *table =
        results_table_add(talk->results, "sensitivity-shares",
                          sim_arena_printf(talk->arena, "Shares of the variance, %s",
                                           sensitivity_option(talk, talk->subject)),
                          columns, sizeof columns / sizeof columns[0]);

    table->n_first =
        talk->state->n < SENSITIVITY_FIRST_ROWS ? talk->state->n : SENSITIVITY_FIRST_ROWS;
    for (uint32_t k = 0; k < talk->verdict->input.n_measures; k++) {
        uint32_t m = k == 0 ? first : k <= first ? k - 1 : k; /* what is drawn first */
        struct of_figure of = shares_of(talk, m);

        for (uint32_t i = 0; i < talk->state->n; i++) {
            const struct stats_share *share = &of.ranked[i].share;
            struct metric_value *cells = results_table_row(talk->results, table);

            cells[0].text = sensitivity_label(talk, m);
            cells[1].text = of.ranked[i].item->vary.name;
            cells[2].value = percent(share->total.mean);
            cells[3].value = percent(share->total.low);
            cells[4].value = percent(share->total.high);
            cells[5].value = percent(share->first.mean);
            cells[6].value = percent(share->first.low);
            cells[7].value = percent(share->first.high);
            cells[8].value = of.n;
        }
    }
    results_table_note(
        talk->results, table,
        "Sobol shares by the estimators of Saltelli (alone) and Jansen (with others), %u "
        "base points, replication 0: every value of a range is as likely, each is drawn "
        "by itself. Alone: of the variance of the figure, what goes away when this is "
        "known; with others: what stays when all others are. From, to: 95 %% by "
        "bootstrap. Base points at which the figure never comes do not count",
        talk->state->base_points);
    results_table_show(talk->results, table);
}

void sensitivity_say_shares(const struct sensitivity_talk *talk, uint32_t m)
{
    struct of_figure of = shares_of(talk, m);
    struct sim_text text = {0};
    uint32_t n = 0;
    double alone = 0;

    for (uint32_t i = 0; i < talk->state->n; i++) {
        const struct stats_share *share = &of.ranked[i].share;

        alone += share->first.mean;
        /* What is 0 within its interval says nothing. */
        if (!(share->total.low > 0.005) || n++ >= MOST_SAID_SHARES)
            continue;
        sim_text_addf(&text, "%s%s %.0f %% (%.0f to %.0f %%)", n > 1 ? ", " : "",
                      of.ranked[i].item->vary.name, percent(share->total.mean),
                      percent(share->total.low), percent(share->total.high));
    }
    if (isnan(of.variance))
        results_answer(talk->results, SENSITIVITY_ASKS, "shares",
                       "%s of %s comes at fewer than two of %u base points: no share is known",
                       sensitivity_label(talk, m), sensitivity_option(talk, talk->subject),
                       talk->state->base_points);
    else if (n == 0)
        results_answer(talk->results, SENSITIVITY_ASKS, "shares",
                       "%s of %s varies with none of these", sensitivity_label(talk, m),
                       sensitivity_option(talk, talk->subject));
    else
        results_answer(
            talk->results, SENSITIVITY_ASKS, "shares",
            "of the variance of %s of %s over these ranges, with all it does together with "
            "others: %s; %s%.0f %% is of single ones",
            sensitivity_label(talk, m), sensitivity_option(talk, talk->subject), text.data,
            of.n < talk->state->base_points
                ? sim_arena_printf(talk->arena,
                                   "by %u of %u base points, at the others it "
                                   "never comes; ",
                                   of.n, talk->state->base_points)
                : "",
            percent(fmin(1, fmax(0, alone))));
    sim_text_release(&text);
}
