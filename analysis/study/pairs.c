#include "analysis/study/pairs.h"

#include "sim/base/memory.h"

#include <stdlib.h>

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

static void join(const struct sim_column *x, const struct sim_column *y, struct pairs *pairs)
{
    uint64_t n = x->n < y->n ? x->n : y->n;

    for (uint64_t i = 0; i < n; i++) {
        sim_column_pass(x, i);
        sim_column_pass(y, i);
        if (x->values[i] < 0 || y->values[i] < 0)
            continue;
        pairs->sum += x->values[i] - y->values[i];
        pairs->differs = pairs->differs || x->values[i] != y->values[i];
        pairs->n++;
    }
    sim_column_rest(x);
    sim_column_rest(y);
}

struct pairs pairs_join(const struct pairs_match *match, const struct sim_column *option,
                        const struct sim_column *baseline, uint32_t n_classes)
{
    struct pairs pairs = {0};

    for (uint32_t c = 0; c < n_classes; c++)
        if (match->classes[c])
            join(&option[c], &baseline[match->partners[c]], &pairs);
    return pairs;
}

void pairs_code(struct pairs *pairs, struct sim_codec *codec)
{
    SIM_CODE(codec, pairs, n);
    SIM_CODE(codec, pairs, sum);
    SIM_CODE(codec, pairs, differs);
}
