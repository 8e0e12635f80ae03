#include "analysis/study/prices.h"

#include "analysis/results/results.h"
#include "sim/base/arena.h"

#include <math.h>
#include <string.h>

static bool is_paid_by_the_hour(const struct results *results)
{
    const struct results_metric *hourly = results_metric_find(results, "cost-hourly");

    for (uint32_t o = 0; hourly != NULL && o < results->n_options; o++)
        if (hourly->options[o].text == NULL && hourly->options[o].value > 0)
            return true;
    return false;
}

static bool has_same_price(const struct results *results, uint32_t a, uint32_t b)
{
    return strcmp(results->options[a].price, results->options[b].price) == 0;
}

/* Who is chosen with the price of an option at a factor. */
static uint32_t choice_at(const struct results *results, const struct judge_verdict *verdict,
                          uint32_t option, double factor)
{
    struct sim_arena arena = {0};
    struct decide_input in = verdict->input;
    struct decide_measure *measures = sim_arena_alloc(&arena, in.n_measures * sizeof *measures);
    size_t n = (size_t)in.n_options * in.n_cases;
    double *scaled = sim_arena_alloc(&arena, n * sizeof *scaled);
    uint32_t chosen;

    memcpy(measures, in.measures, in.n_measures * sizeof *measures);
    for (size_t i = 0; i < n; i++) {
        bool rises = has_same_price(results, option, (uint32_t)(i / in.n_cases));

        scaled[i] = in.measures[JUDGE_COST].at[i] * (rises ? factor : 1);
    }
    measures[JUDGE_COST].at = scaled;
    in.measures = measures;
    chosen = decide(&in, &arena)->recommended;
    sim_arena_release(&arena);
    return chosen;
}

double prices_break_even(const struct results *results, const struct judge_verdict *verdict,
                         uint32_t *choice)
{
    const struct decide_input *in = &verdict->input;
    const struct decide_result *result = verdict->result;
    const struct decide_measure *cost = &in->measures[JUDGE_COST];
    uint32_t best = result->recommended;
    double found = NAN, own;
    bool any = false;

    if (result->form != DECIDE_RECOMMENDED || is_paid_by_the_hour(results))
        return NAN;
    own = result->worst[(size_t)best * in->n_measures + JUDGE_COST];
    for (uint32_t o = 0; o < in->n_options; o++) {
        double its = result->worst[(size_t)o * in->n_measures + JUDGE_COST];
        /* Just where the other is cheaper by as much as matters. */
        double factor = its / (own * (1 - (cost->relative ? cost->smallest : 0))) * (1 + 1e-6);
        uint32_t chosen;

        any = any || (result->candidate[o] && !has_same_price(results, o, best));
        if (has_same_price(results, o, best) || !(factor > 1) || factor > PRICES_MOST ||
            !(isnan(found) || factor < found))
            continue;
        chosen = choice_at(results, verdict, best, factor);
        if (chosen == best)
            continue;
        found = factor;
        *choice = chosen;
    }
    if (isnan(found) && any && choice_at(results, verdict, best, PRICES_MOST) == best)
        return INFINITY;
    return found;
}
