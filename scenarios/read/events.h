/*
 * events.h: recorded failures from a CSV file: `start_s,end_s,region`, one a row, any order.
 */
#ifndef CRISIM_SCENARIOS_READ_EVENTS_H
#define CRISIM_SCENARIOS_READ_EVENTS_H

#include "sim/base/arena.h"
#include "sim/base/diag.h"

#include <stdint.h>

struct event_row {
    double start_s, end_s; /* 0 <= start < end */
    const char *region;    /* as written; checked where it is used */
    uint64_t line;
};

struct event_rows {
    struct event_row *items;
    uint32_t n;
};

/** Read; all findings go to diag with file:line. Rows live in the arena. */
void events_read(const char *file, struct event_rows *rows, struct sim_arena *arena,
                 struct sim_diag *diag);
/** The same from memory; file is its name in messages. */
void events_decode(const char *file, const char *text, size_t length, struct event_rows *rows,
                   struct sim_arena *arena, struct sim_diag *diag);

#endif
