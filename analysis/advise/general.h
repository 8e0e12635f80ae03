/*
 * general.h: what is to be said beside the rulings: the checklist answered from the scenario, lines
 * about security, and the decision table with what of it is possible here.
 */
#ifndef CRISIM_ANALYSIS_ADVISE_GENERAL_H
#define CRISIM_ANALYSIS_ADVISE_GENERAL_H

#include "analysis/advise/advise.h"

/** The classes must be judged. */
void general_add(struct advise *advise, const struct plan *plan);

#endif
