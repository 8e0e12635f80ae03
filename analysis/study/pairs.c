#include "analysis/study/pairs.h"

#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

void pairs_match_init(struct pairs_match *match, const struct plan *plan, uint32_t a, uint32_t b)
{
    uint32_t n = plan->options[a].spec.n_classes;

    *match = (struct pairs_match){
        .classes = sim_zeroed(n, sizeof(bool)),
        .partners = sim_zeroed(n, sizeof(uint32_t)),
        .baseline_classes = sim_zeroed(plan->options[b].spec.n_classes, sizeof(bool)),
        .unlike = plan_unlike(plan, a, b, NULL),
    };
    for (uint32_t c = 0; c < n; c++) {
        uint32_t *partner = &match->partners[c];

        if (!plan_classes_compare(plan, a, c, b, partner))
            continue;
        match->classes[c] = true;
        match->baseline_classes[*partner] = true;
    }
}

void pairs_match_release(struct pairs_match *match)
{
    free(match->classes);
    free(match->baseline_classes);
    free(match->partners);
    *match = (struct pairs_match){0};
}

bool pairs_match_any(const struct pairs_match *match)
{
    return match->classes != NULL && !match->unlike;
}

static double usd_at(const struct sim_column *column, uint64_t i)
{
    double usd;

    memcpy(&usd, &column->values[i], sizeof usd);
    return usd;
}

static void rest(const struct pairs_side *side, uint32_t class)
{
    sim_column_rest(&side->e2e[class]);
    sim_column_rest(&side->usd[class]);
}

static void pass(const struct pairs_side *side, uint32_t class, uint64_t i)
{
    sim_column_pass(&side->e2e[class], i);
    sim_column_pass(&side->usd[class], i);
}

/* Class c of the option and class k of the baseline. */
static void join(const struct pairs_side *option, uint32_t c, const struct pairs_side *baseline,
                 uint32_t k, struct pairs *pairs)
{
    const struct sim_column *x = &option->e2e[c], *y = &baseline->e2e[k];
    uint64_t n = x->n < y->n ? x->n : y->n;

    for (uint64_t i = 0; i < n; i++) {
        double x_usd, y_usd;

        pass(option, c, i);
        pass(baseline, k, i);
        if (x->values[i] < 0 || y->values[i] < 0)
            continue;
        x_usd = usd_at(&option->usd[c], i);
        y_usd = usd_at(&baseline->usd[k], i);
        pairs->sum += x->values[i] - y->values[i];
        pairs->differs = pairs->differs || x->values[i] != y->values[i];
        pairs->usd += x_usd;
        pairs->baseline_usd += y_usd;
        pairs->usd_differs = pairs->usd_differs || x_usd != y_usd;
        pairs->n++;
    }
    rest(option, c);
    rest(baseline, k);
}

struct pairs pairs_join(const struct pairs_match *match, const struct pairs_side *option,
                        const struct pairs_side *baseline, uint32_t n_classes)
{
    struct pairs pairs = {0};

    for (uint32_t c = 0; c < n_classes; c++)
        if (match->classes[c])
            join(option, c, baseline, match->partners[c], &pairs);
    return pairs;
}

void pairs_code(struct pairs *pairs, struct sim_codec *codec)
{
    SIM_CODE(codec, pairs, n);
    SIM_CODE(codec, pairs, sum);
    SIM_CODE(codec, pairs, differs);
    SIM_CODE(codec, pairs, usd);
    SIM_CODE(codec, pairs, baseline_usd);
    SIM_CODE(codec, pairs, usd_differs);
}
