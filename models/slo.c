#include "models/slo.h"

#include <math.h>
#include <stddef.h>

enum { LOWER = 0, HIGHER = 1, OPTION = 0, CLASS = 1 };

const struct cri_slo_row *cri_slo_row(enum cri_slo_metric metric)
{
#define X(key_, word_, unit_, better, scope, text_)                                                \
    {.key = #key_,                                                                                 \
     .word = word_,                                                                                \
     .text = text_,                                                                                \
     .unit = CRI_UNIT_##unit_,                                                                     \
     .higher_is_better = better,                                                                   \
     .per_class = scope},
    static const struct cri_slo_row rows[CRI_N_SLO_METRICS] = {CRI_SLO_LIST(X)};
#undef X

    return &rows[metric];
}

struct cri_slo cri_slo_none(void)
{
    struct cri_slo slo;

    for (int i = 0; i < CRI_N_SLO_METRICS; i++)
        slo.bounds[i] = (struct cri_slo_bound){.min = (double)NAN, .max = (double)NAN};
    return slo;
}

static bool is_bound(const struct cri_slo_bound *bound)
{
    return !isnan(bound->min) || !isnan(bound->max);
}

bool cri_slo_is_stated(const struct cri_slo *slo)
{
    for (int i = 0; i < CRI_N_SLO_METRICS; i++)
        if (is_bound(&slo->bounds[i]))
            return true;
    return false;
}

struct cri_slo cri_slo_of_class(const struct cri_slo *common, const struct cri_slo *own)
{
    struct cri_slo slo = cri_slo_none();

    for (int i = 0; i < CRI_N_SLO_METRICS; i++)
        if (cri_slo_row((enum cri_slo_metric)i)->per_class)
            slo.bounds[i] = is_bound(&own->bounds[i]) ? own->bounds[i] : common->bounds[i];
    return slo;
}

bool cri_slo_is_met(const struct cri_slo_bound *bound, double value)
{
    if (!is_bound(bound))
        return true;
    return (isnan(bound->min) || value >= bound->min) && (isnan(bound->max) || value <= bound->max);
}
