/*
 * expand.h: what a row is expanded over: classes, Regions, reasons.
 */
#ifndef CRISIM_ANALYSIS_METRIC_EXPAND_H
#define CRISIM_ANALYSIS_METRIC_EXPAND_H

#include "analysis/metric/metric.h"
#include "sim/base/arena.h"

/* The options of a study, as rows are made of them. Regions are numbered alike in all. */
struct metric_options {
    uint32_t n;
    const struct view *views; /* n */
    const bool *allowed;      /* n */
    uint32_t n_classes;       /* of all options, each name once */
    const char *const *classes;
};

/* One thing that a row is expanded over. */
struct metric_item {
    const char *key;  /* after the row's key and a '-' */
    const char *name; /* in the place of %s in the row's label */
    uint32_t index;   /* of the Region or reason; in options->classes of a class */
};

/** The items of an expansion in the order of their rows, in the arena; *n of them. */
const struct metric_item *metric_items(enum metric_expand expand,
                                       const struct metric_options *options,
                                       struct sim_arena *arena, uint32_t *n);
/** The item's number in an option, for of_each(); CRI_NONE = the option does not run it. */
uint32_t metric_item_in(enum metric_expand expand, const struct metric_options *options,
                        const struct metric_item *item, uint32_t option);

#endif
