/*
 * fuzz_events.c: any bytes as a file of recorded failures. Either there is a finding, or rows that
 * keep their promises and that read back from what they say.
 */
#include "scenarios/read/events.h"
#include "sim/base/assert.h"
#include "sim/base/text.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct event_rows *rows)
{
    struct sim_arena arena = {0};
    struct event_rows again;
    struct sim_text text = {0};
    struct sim_diag diag;

    sim_diag_init(&diag);
    sim_text_add(&text, "start_s,end_s,region\n");
    for (uint32_t i = 0; i < rows->n; i++) {
        char start[40], end[40];

        sim_format_double(rows->items[i].start_s, start, sizeof start);
        sim_format_double(rows->items[i].end_s, end, sizeof end);
        sim_text_addf(&text, "%s,%s,eu\n", start, end);
    }
    events_decode("again.csv", text.data, text.length, &again, &arena, &diag);
    SIM_ASSERT(diag.n_errors == 0 && again.n == rows->n, "cannot be read back: %s",
               diag.n > 0 ? diag.findings[0].message : "");
    for (uint32_t i = 0; i < rows->n; i++)
        SIM_ASSERT(again.items[i].start_s == rows->items[i].start_s &&
                       again.items[i].end_s == rows->items[i].end_s,
                   "row %u differs", i);
    sim_text_release(&text);
    sim_arena_release(&arena);
    sim_diag_release(&diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sim_arena arena = {0};
    struct event_rows rows;
    struct sim_diag diag;
    uint64_t last = 0;

    sim_diag_init(&diag);
    events_decode("fuzz.csv", (const char *)data, size, &rows, &arena, &diag);
    SIM_ASSERT(rows.n > 0 || diag.n_errors > 0, "no rows have a finding");
    for (uint32_t i = 0; i < rows.n; i++) {
        SIM_ASSERT(rows.items[i].start_s >= 0 && rows.items[i].end_s > rows.items[i].start_s,
                   "an event has a length");
        /* A bare carriage return ends a row, not a line. */
        SIM_ASSERT(rows.items[i].line >= last && rows.items[i].region != NULL, "rows in order");
        last = rows.items[i].line;
    }
    if (diag.n_errors == 0)
        check_again(&rows);
    sim_diag_release(&diag);
    sim_arena_release(&arena);
    return 0;
}
