/*
 * numbers.h: texts of which each counts once, of which nothing is kept but a number: ids of calls
 * and of people.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_NUMBERS_H
#define CRISIM_SCENARIOS_TRAFFIC_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

struct trace_numbers {
    uint64_t *table; /* 0 = free */
    uint64_t n, size;
    uint64_t secret; /* so that nothing can be told from the numbers */
};

/** Add the hash of a text; false if it was there. */
bool trace_numbers_add(struct trace_numbers *numbers, const char *text, uint32_t length);
void trace_numbers_release(struct trace_numbers *numbers);

#endif
