/*
 * slo.h: bounds on the figures of slo_list.h, and what is known of each figure by its row.
 */
#ifndef CRISIM_MODELS_SLO_H
#define CRISIM_MODELS_SLO_H

#include "models/slo_list.h"

#include <stdbool.h>

/* Of a figure and its bounds. Shares are 0..1. */
enum cri_unit {
    CRI_UNIT_SHARE,
    CRI_UNIT_RATIO,
    CRI_UNIT_SECONDS,
    CRI_UNIT_MINUTES,
    CRI_UNIT_PER_MIN,
    CRI_UNIT_USD
};

enum cri_slo_metric {
#define X(key, word, unit, better, scope, text) CRI_SLO_##key,
    CRI_SLO_LIST(X)
#undef X
        CRI_N_SLO_METRICS
};

struct cri_slo_row {
    const char *key, *word, *text;
    enum cri_unit unit;
    bool higher_is_better;
    bool per_class; /* else of an option as a whole */
};

/** The row of a figure. */
const struct cri_slo_row *cri_slo_row(enum cri_slo_metric metric);

/* What one figure must keep to; NaN = no such bound. */
struct cri_slo_bound {
    double min, max;
};

struct cri_slo {
    struct cri_slo_bound bounds[CRI_N_SLO_METRICS];
};

/** No bound at all. */
struct cri_slo cri_slo_none(void);
/** Whether anything is bounded. */
bool cri_slo_is_stated(const struct cri_slo *slo);
/** What a class must keep to: its own bound of a figure where it states one, else the common one;
 * only figures that a class has. */
struct cri_slo cri_slo_of_class(const struct cri_slo *common, const struct cri_slo *own);
/** Whether a value keeps to a bound; a value that is NaN (no data) keeps to none. */
bool cri_slo_is_met(const struct cri_slo_bound *bound, double value);

#endif
