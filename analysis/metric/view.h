/*
 * view.h: one outcome, summed over the classes that count, as metrics read it.
 */
#ifndef CRISIM_ANALYSIS_METRIC_VIEW_H
#define CRISIM_ANALYSIS_METRIC_VIEW_H

#include "models/outcome.h"

#include <stdbool.h>

enum { VIEW_MONTH_HOURS = 720 }; /* a month of 30 days */

struct view {
    const struct cri_spec *spec;
    const struct cri_outcome *outcome;
    uint32_t replications; /* that the outcome merges */
    struct cri_counts all, outage;
    struct sim_histogram ttft, e2e; /* both phases */
    struct sim_histogram e2e_outage, needed;
    double usd, usd_waste; /* NaN = no price */
    double usd_input, usd_output, usd_cache;
    double usd_hourly; /* of model units and reservations, used or not; all replications */
};

/**
 * classes: which count (n_classes flags), or NULL = all. Money is theirs too: model units count
 * where a class that counts may call them. What is paid by the hour is paid for the run's hours; of a
 * stated monthly volume the requests offered bear their share of a month.
 */
void view_init(struct view *view, const struct cri_spec *spec, const struct cri_outcome *outcome,
               uint32_t replications, const bool *classes);
void view_release(struct view *view);

/** Quantile over completed requests [s]; NaN without any. */
double view_quantile_s(const struct sim_histogram *histogram, double p);
/** Quantile with failures as infinite [s]; NaN if it falls among them. */
double view_quantile_all_s(const struct sim_histogram *histogram, double p);

/**
 * Uptime of a source Region in %: 100 minus the mean over intervals of five minutes of the share of
 * calls that the provider failed; an interval without calls has no errors. NaN when none was called
 * at all. The service level agreement's own formula was not read (docs/assumptions.md, "SLA").
 */
double view_uptime(const struct view *view, uint32_t region);
/* A step of the provider's service credits: below this uptime [%] so much of the Region's fees [%].
 */
struct view_sla_step {
    double below, credit;
};
/* The deepest first; ends with credit 0. */
extern const struct view_sla_step view_sla_steps[];
/** Service credit in % of the Region's fees at a monthly uptime in %. */
double view_sla_credit(double uptime);
/** USD of one class, waste included; NaN = no price. Hourly prices are nobody's. */
double view_class_usd(const struct view *view, uint32_t class);

/** USD of all calls made in a source Region, waste included; NaN = no price. */
double view_region_usd(const struct view *view, uint32_t region);

/** Requests that a Region completed, whatever the class. */
double view_served(const struct view *view, uint32_t region);

/** Limit with the least headroom: "tpm of eu-west-2/.../global", or "none". */
const char *view_binding_limit(const struct view *view, double *headroom);

#endif
