#include "analysis/study/maxtokens.h"

#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

/* ---- what was counted ---- */

static bool is_of_tokens(int limit)
{
    return limit == CRI_LIMIT_TPM || limit == CRI_LIMIT_TPD || limit == CRI_LIMIT_ACCOUNT_TPD ||
           limit == CRI_LIMIT_UNITS;
}

static size_t stride_of(const struct maxtokens *state, uint32_t point)
{
    uint32_t n = loop_point_option(state->loop, loop_point(state->loop, point), 0)->spec.n_classes;

    return MAXTOKENS_N_COUNTS + (size_t)n * MAXTOKENS_N_OF_CLASS;
}

static void count_class(const struct cri_outcome *outcome, const struct cri_spec *spec, uint32_t c,
                        double *counts)
{
    for (uint32_t q = 0; q < outcome->n_quotas; q++) {
        struct cri_quota_counts of = cri_outcome_class_quota(outcome, spec, c, q);

        counts[MAXTOKENS_ADMITTED] += (double)of.admitted;
        counts[MAXTOKENS_RESERVED] += (double)of.reserved_tokens;
        counts[MAXTOKENS_RETURNED] += (double)of.returned_tokens;
        counts[MAXTOKENS_SETTLED] += (double)of.settled_tokens;
    }
}

void maxtokens_take(struct maxtokens *state, uint32_t point, uint32_t replication,
                    const struct cri_outcome *outcome)
{
    const struct loop_point *of = loop_point(state->loop, point);
    const struct cri_spec *spec;
    double *counts;

    spec = &loop_point_option(state->loop, of, 0)->spec;
    if (point >= state->n_records) {
        state->records = sim_grown(state->records, point + 1, sizeof *state->records);
        while (state->n_records <= point)
            state->records[state->n_records++] = NULL;
    }
    if (state->records[point] == NULL)
        state->records[point] =
            sim_zeroed(of->n_replications * stride_of(state, point), sizeof(double));
    counts = state->records[point] + replication * stride_of(state, point);
    counts[MAXTOKENS_LEAST] = 1;
    for (uint32_t q = 0; q < outcome->n_quotas; q++) {
        const struct cri_quota_outcome *quota = &outcome->quotas[q];

        counts[MAXTOKENS_CALLS] += (double)quota->counts.admitted;
        if (!isnan(quota->headroom[CRI_LIMIT_TPM]))
            counts[MAXTOKENS_LEAST] = fmin(counts[MAXTOKENS_LEAST], quota->headroom[CRI_LIMIT_TPM]);
        for (int limit = 0; limit < CRI_N_LIMITS; limit++) {
            counts[MAXTOKENS_CALLS] +=
                limit != CRI_LIMIT_OUTPUT ? (double)quota->counts.refused[limit] : 0;
            counts[MAXTOKENS_REFUSED] +=
                is_of_tokens(limit) ? (double)quota->counts.refused[limit] : 0;
        }
    }
    for (uint32_t c = 0; c < spec->n_classes; c++)
        count_class(outcome, spec, c,
                    counts + MAXTOKENS_N_COUNTS + (size_t)c * MAXTOKENS_N_OF_CLASS);
}

static double sum_at(const struct maxtokens *state, uint32_t point, size_t at)
{
    double sum = 0;

    for (uint32_t r = 0; r < loop_point(state->loop, point)->n_finished; r++)
        sum += state->records[point][r * stride_of(state, point) + at];
    return sum;
}

double maxtokens_sum(const struct maxtokens *state, uint32_t point, int what)
{
    return sum_at(state, point, (size_t)what);
}

double maxtokens_of_class(const struct maxtokens *state, uint32_t point, uint32_t class, int what)
{
    return sum_at(state, point,
                  MAXTOKENS_N_COUNTS + (size_t) class * MAXTOKENS_N_OF_CLASS + (size_t)what);
}

bool maxtokens_starts(const struct maxtokens *state, uint32_t point)
{
    return maxtokens_sum(state, point, MAXTOKENS_REFUSED) == 0;
}

uint32_t maxtokens_largest(const struct maxtokens *state, const struct maxtokens_item *item,
                           int rule)
{
    uint32_t i = 0;

    while (i < item->n_values && maxtokens_starts(state, item->values[i].points[rule]))
        i++;
    return i > 0 ? i - 1 : item->n_values;
}

/* ---- the traffic's outputs ---- */

double maxtokens_cut(const struct maxtokens_item *item, int64_t tokens)
{
    uint32_t i = item->n;

    while (i > 0 && item->outputs[i - 1] > tokens)
        i--;
    return item->n > 0 ? (double)(item->n - i) / item->n : 0;
}

int64_t maxtokens_quantile(const struct maxtokens_item *item, double p)
{
    uint32_t i = (uint32_t)ceil(p * item->n);

    return item->n > 0 ? item->outputs[i > 0 ? i - 1 : 0] : 0;
}
