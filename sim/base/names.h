/*
 * names.h: names to numbers, in the order in which they came, whatever their number: for lists that
 * a user's file makes as long as it likes.
 */
#ifndef CRISIM_SIM_BASE_NAMES_H
#define CRISIM_SIM_BASE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define SIM_NAMES_NONE UINT32_MAX

struct sim_names_item;

/* {0} is a valid empty one. */
struct sim_names {
    struct sim_names_item *items;
    uint32_t n, capacity;
    uint32_t *slots; /* open addressing; 1 + number, 0 = free */
    uint32_t n_slots;
};

void sim_names_release(struct sim_names *names);
/** Number of the n bytes, or SIM_NAMES_NONE. Constant time on average. */
uint32_t sim_names_find(const struct sim_names *names, const char *bytes, size_t n);
/** The same, and where it is not there yet it gets the next number; bytes are borrowed. */
uint32_t sim_names_add(struct sim_names *names, const char *bytes, size_t n);

#endif
