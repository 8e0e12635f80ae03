/*
 * part_prices.h: the prices of an option.
 */
#ifndef CRISIM_SCENARIOS_PLAN_PART_PRICES_H
#define CRISIM_SCENARIOS_PLAN_PART_PRICES_H

#include "scenarios/plan/part.h"

/** Index of the price of that name, or CRI_NONE. */
uint32_t plan_price_find(const struct plan_job *job, const char *name);
/** One more price; returns its index. */
uint32_t plan_price_add(struct plan_job *job, const struct cri_price_spec *price);
/** What is paid in the option, in words, "; " between. */
void plan_price_say(struct plan_job *job, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
