/*
 * metric.h: what results say of an option: one row a metric, and the row says all there is to say:
 * what it is called, how it is measured, over what, how it is merged, compared, bounded and shown.
 *
 * Rows stand in metric_<section>.c, sections in metric_list.h. A new metric is one row; a new
 * section one file and a row of the list. metric_check() holds the rows against each other and
 * against models/slo_list.h when the program starts.
 */
#ifndef CRISIM_ANALYSIS_METRIC_METRIC_H
#define CRISIM_ANALYSIS_METRIC_METRIC_H

#include "analysis/metric/view.h"
#include "models/slo.h"

#include <stdbool.h>
#include <stdint.h>

/* How a figure over several replications comes from theirs. All are taken from the merged outcome,
 * which is exact; a COUNT is then divided by the number of replications. */
enum metric_kind {
    METRIC_COUNT,    /* requests, calls: the mean over replications, with one more digit */
    METRIC_RATE,     /* by the horizon of all replications together */
    METRIC_RATIO,    /* of sums */
    METRIC_QUANTILE, /* or mean, of merged histograms; never an average of quantiles */
    METRIC_MONEY,    /* USD of the merged ledger; NaN = no price */
    METRIC_EXTREME   /* the least or the most of all replications */
};

extern const char *const metric_kind_words[]; /* by enum metric_kind; ends with NULL */

/* Which of two values is better; in results as their words, "" for neither. */
enum metric_better { METRIC_NEITHER, METRIC_HIGHER, METRIC_LOWER };
extern const char *const metric_better_words[]; /* by enum metric_better; ends with NULL */

/* What a value is made of: n, and the words for what n counts. */
enum metric_n {
    METRIC_N_OFFERED,
    METRIC_N_COMPLETED,
    METRIC_N_OUTAGE_OFFERED,
    METRIC_N_OUTAGE_COMPLETED,
};
/** "requests completed". */
const char *metric_n_words(enum metric_n n);
double metric_n_of(enum metric_n n, const struct view *view);

/* A row of its own for each ... (expand.h) */
enum metric_expand {
    METRIC_ONCE,
    METRIC_BY_CLASS,  /* where there are several */
    METRIC_BY_SOURCE, /* source Region */
    METRIC_BY_REGION, /* any Region */
    METRIC_BY_SERVER, /* Region that served anything, most first */
    METRIC_BY_FAULTY, /* source Region, where the provider failed anything at all */
    METRIC_BY_REASON  /* of routers */
};

/* The smallest difference that matters. */
enum metric_matters {
    METRIC_MATTERS_NOT,        /* has none: cannot be compared or bounded */
    METRIC_MATTERS_POINTS,     /* as stated for the success rate [% points] */
    METRIC_MATTERS_LATENCY,    /* as stated for latencies [s] */
    METRIC_MATTERS_COST,       /* the stated per cent of the baseline's cost */
    METRIC_MATTERS_THROUGHPUT, /* the stated per cent of the baseline's throughput */
    METRIC_MATTERS_MINUTE      /* one minute: it is known to the minute */
};

/* Those of a scenario (its `indifference`). */
struct metric_thresholds {
    double success_rate_points, latency_s, cost_percent, throughput_percent;
};

struct metric {
    const char *key; /* stable, for --json, --csv and scripts; of an expanded row the start of it */
    const char *section, *label;
    const char *unit; /* "%", "s", "min", "/min", "h", "USD", "" for counts and ratios */
    enum metric_kind kind;
    int decimals;
    enum metric_better better;
    double (*of)(const struct view *view); /* NaN = no data. NULL where it is expanded, or taken
                                            * from pairs of requests */
    double (*of_each)(const struct view *view, uint32_t item); /* of an expanded row */
    const char *(*word)(const struct view *view);              /* of one that is no number */
    enum metric_expand expand;
    uint32_t least_rows; /* fewer rows than these are left out */
    enum metric_n n;
    const char *empty;     /* word for NaN where n > 0; NULL = "no data" */
    const char *without_n; /* word for NaN where n = 0; NULL = "no data" */
    bool ranked_only;      /* misleads beside options that hold: of others "not ranked" is said */
    bool worst_if_empty;   /* NaN is not a gap but worse than any number */
    bool may_be_negative;
    bool may_exceed_all;  /* per cent that go beyond 100 */
    bool hide_if_zero;    /* left out when it is 0 in every option */
    bool hide_if_unknown; /* left out when it is a number in no option */
    bool outage_window;   /* over the requests that arrived in an outage */
    bool compared;        /* against the baseline */
    bool only_compared;   /* has no value of its own */
    bool by_class;        /* in the table of classes too, over each class alone */
    bool judged_only;     /* can be bounded by an SLO; in no table */
    bool spread;          /* where another run could lie is shown too */
    bool headline;        /* --precision is about it, and about what an SLO bounds */
    int brief;            /* its place in a report's first table; 0 = not there */
    enum metric_matters matters;
    int slo; /* METRIC_SLO(key), for the SLO of that key; 0 = cannot be bounded */
};
#define METRIC_SLO(key) (CRI_SLO_##key + 1)

/* A file of rows. */
struct metric_section {
    const struct metric *rows;
    uint32_t n;
};

/** All rows, in the order in which they are shown: i < metric_count(). */
const struct metric *metric_at(uint32_t i);
uint32_t metric_count(void);
/** Where a row stands among all. */
uint32_t metric_index(const struct metric *metric);
/** Row by key; asserts that it exists. */
const struct metric *metric_find(const char *key);
/** The row that a key of results is of, that of one item of an expanded row too; asserts as well.
 */
const struct metric *metric_of_key(const char *key);
/** The row that an SLO bounds; asserts that it exists. */
const struct metric *metric_of_slo(enum cri_slo_metric slo);
/** The rows that are compared with the baseline, in their order: k < metric_n_compared(). */
const struct metric *metric_compared(uint32_t k);
uint32_t metric_n_compared(void);
/** Assert that no row contradicts another, or itself. */
void metric_check(void);

/** The smallest difference that matters, in the row's unit; asserts that the row has one.
 * @param baseline  value of what is compared with */
double metric_smallest(const struct metric *metric, const struct metric_thresholds *stated,
                       double baseline);
/** The unit of a difference: per cent become percentage points. */
const char *metric_difference_unit(const struct metric *metric);
/** A value in the unit of its SLO (shares 0..1); a latency that fails so often that it is not there
 * is infinite, what has no data is NaN. */
double metric_slo_value(const struct metric *metric, const struct view *view);

#endif
