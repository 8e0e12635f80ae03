/*
 * sort.h: arrays in order, the same everywhere. What the C library leaves open is settled here:
 * elements that are equal keep their order (qsort() may swap them, and libraries differ, so results
 * would), and an array of nothing may be NULL, as those are that nothing was ever added to.
 */
#ifndef CRISIM_SIM_BASE_SORT_H
#define CRISIM_SIM_BASE_SORT_H

#include <stddef.h>

/** Below 0: a comes first; above 0: b does; 0: they are equal. Both point to elements. */
typedef int sim_order(const void *a, const void *b);

/**
 * Sort n elements of size bytes each, in time n log n; takes memory for n / 2 of them.
 * @param items  may be NULL when n is 0
 */
void sim_sort(void *items, size_t n, size_t size, sim_order *order);

/** An element that equals `key`, among n in that order; NULL = there is none. */
const void *sim_search(const void *key, const void *items, size_t n, size_t size, sim_order *order);

/* ---- orders ---- */

/** Of double, none of them NaN: the least first. */
sim_order sim_by_double;
/** Of const char *: by their bytes. */
sim_order sim_by_word;

#endif
