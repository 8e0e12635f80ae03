/*
 * column.h: a long column of whole numbers, added at its end and set a little behind it: short ones
 * in memory, long ones in an unlinked file (spool.h), of which only what is worked on is in memory.
 * Where there is no room for such a file, in memory all the same.
 */
#ifndef CRISIM_SIM_BASE_COLUMN_H
#define CRISIM_SIM_BASE_COLUMN_H

#include "sim/base/spool.h"

#include <stdint.h>

/* {0} is empty. May be moved by assignment. */
struct sim_column {
    int64_t *values; /* n; another place after each sim_column_extend() */
    uint64_t n, room;
    struct sim_spool spool;
};

enum {
    SIM_COLUMN_IN_MEMORY = 1 << 16, /* values that need no file */
    SIM_COLUMN_STRIDE = 1 << 16     /* so many behind the end stay in memory, and as many again */
};

/** n values from now on, n >= column->n: the new ones are `value`. */
void sim_column_extend(struct sim_column *column, uint64_t n, int64_t value);
/** Nothing more comes: it needs no memory until it is read. */
void sim_column_rest(const struct sim_column *column);
/** For loops over all values: call it with each, and what lies behind is given back. */
static inline void sim_column_pass(const struct sim_column *column, uint64_t i)
{
    if (i % SIM_COLUMN_STRIDE == 0 && column->spool.bytes != NULL)
        sim_spool_give_back(&column->spool, 0, i * sizeof *column->values);
}
void sim_column_release(struct sim_column *column);

#endif
