/*
 * loads_say.h: what was found of load (loads.h), as cells and figures of tables.
 */
#ifndef CRISIM_ANALYSIS_STUDY_LOADS_SAY_H
#define CRISIM_ANALYSIS_STUDY_LOADS_SAY_H

#include "analysis/study/loads.h"

enum { LOADS_DECIMALS = 3 }; /* of a factor up to which all is well, in tables */

/** The factor up to which all is well: 0 = it never is, INFINITY = at every load that was tried. */
double loads_of(const struct loads_end *end);
/** The same as a cell: a number, or words where there is none. */
struct metric_value loads_cell(struct sim_arena *arena, const struct loads_end *end);
/** Months in which the load grows to a factor at `monthly` (0.1 = 10 %) a month, compounded. */
double loads_months(double factor, double monthly);

/**
 * A table of every load that was run as stated, and its figure: success, or what is promised, over
 * the load factor, one line an option.
 * @param monthly  not 0: over the months in which the load grows so far, from now on
 */
void loads_figure(const struct asking *asking, const struct loads *loads, const char *key,
                  double monthly);

#endif
