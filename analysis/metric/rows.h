/*
 * rows.h: what the files of rows share. A row is
 *
 *     ROW("throughput", "completed per minute", "/min", RATE, 1, .of = throughput, ...)
 *
 * key, label, unit, kind, decimals, then what it has besides. Two leading spaces of a label indent
 * it. SECTION is defined by each file before its rows.
 */
#ifndef CRISIM_ANALYSIS_METRIC_ROWS_H
#define CRISIM_ANALYSIS_METRIC_ROWS_H

#include "analysis/metric/metric.h"
#include "models/series.h"

#include <math.h>

#define ROW(key_, label_, unit_, kind_, decimals_, ...)                                            \
    {                                                                                              \
        .key = (key_), .section = SECTION, .label = (label_), .unit = (unit_),                     \
        .kind = METRIC_##kind_, .decimals = (decimals_), __VA_ARGS__                               \
    }
#define COUNT(key_, label_, ...) ROW(key_, label_, "", COUNT, 0, __VA_ARGS__)
#define HIGHER                   .better = METRIC_HIGHER
#define LOWER                    .better = METRIC_LOWER
#define HIDE                     .hide_if_zero = true
#define OF_COMPLETED             .n = METRIC_N_COMPLETED
#define MATTERS(what)            .matters = METRIC_MATTERS_##what
#define SLO(key_)                .slo = METRIC_SLO(key_)
#define COMPARED                 .compared = true
#define SPREAD                   .spread = true
#define HEADLINE                 .headline = true
#define BY_CLASS                 .by_class = true

#define SECTION_OF(name)                                                                           \
    const struct metric_section metric_##name = {rows, sizeof rows / sizeof rows[0]}

/* One file sees it, the list's row names it. */
#define X(name) extern const struct metric_section metric_##name;
#include "analysis/metric/metric_list.h"
METRIC_LIST(X)
#undef X

/* double name(view): an expression of counts of `v`. */
#define COUNTED(name, expression)                                                                  \
    static double name(const struct view *v)                                                       \
    {                                                                                              \
        return (double)(expression);                                                               \
    }

/** top / bottom; NaN over nothing. */
static inline double metric_ratio(double top, double bottom)
{
    return bottom > 0 ? top / bottom : (double)NAN;
}

/** Minutes of arrivals of all replications together. */
static inline double metric_minutes(const struct view *v)
{
    return (double)v->spec->horizon / (double)SIM_MINUTE * v->replications;
}

#endif
