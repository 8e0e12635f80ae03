#include "sim/base/column.h"

#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Values that a file grows by, at most: what is reserved on the disk for nothing. */
#define MOST_AHEAD ((uint64_t)1 << 21)

static uint64_t more(uint64_t room)
{
    return room < 1024 ? 1024 : room < MOST_AHEAD ? 2 * room : room + MOST_AHEAD;
}

static void grow_in_memory(struct sim_column *column, uint64_t room)
{
    column->values = sim_grown(column->values, room, sizeof *column->values);
    column->room = room;
}

/* @return false if there is no room for the file */
static bool grow_in_file(struct sim_column *column, uint64_t room)
{
    struct sim_spool spool = column->spool;
    size_t size = room * sizeof *column->values;

    if (spool.bytes != NULL ? !sim_spool_grow(&spool, size) : !sim_spool_open(&spool, size))
        return false;
    if (column->spool.bytes == NULL) {
        memcpy(spool.bytes, column->values, column->n * sizeof *column->values);
        free(column->values);
    }
    column->spool = spool;
    column->values = (int64_t *)(void *)spool.bytes;
    column->room = spool.size / sizeof *column->values;
    return true;
}

/* The file cannot grow any more. */
static void leave_file(struct sim_column *column)
{
    struct sim_spool spool = column->spool;

    if (spool.bytes == NULL)
        return;
    column->values = sim_fresh(column->room, sizeof *column->values);
    memcpy(column->values, spool.bytes, column->n * sizeof *column->values);
    column->spool = (struct sim_spool){0};
    sim_spool_close(&spool);
}

void sim_column_extend(struct sim_column *column, uint64_t n, int64_t value)
{
    while (column->room < n) {
        uint64_t room = more(column->room);

        if (room > SIM_COLUMN_IN_MEMORY && grow_in_file(column, room))
            continue;
        leave_file(column);
        grow_in_memory(column, room);
    }
    for (uint64_t i = column->n; i < n; i++) {
        column->values[i] = value;
        if (i % SIM_COLUMN_STRIDE == 0 && i > SIM_COLUMN_STRIDE)
            sim_spool_give_back(&column->spool, 0,
                                (i - SIM_COLUMN_STRIDE) * sizeof *column->values);
    }
    column->n = n;
}

void sim_column_rest(const struct sim_column *column)
{
    sim_spool_give_back(&column->spool, 0, column->spool.size);
}

void sim_column_release(struct sim_column *column)
{
    if (column->spool.bytes != NULL)
        sim_spool_close(&column->spool);
    else
        free(column->values);
    *column = (struct sim_column){0};
}
