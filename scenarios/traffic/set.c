#include "scenarios/traffic/set.h"

#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

struct lent {
    struct trace_settings settings;
    struct trace *trace; /* knows its file */
};

struct traffic_set {
    struct lent *items;
    uint32_t n, capacity;
};

struct traffic_set *traffic_set_create(void)
{
    return sim_zeroed(1, sizeof(struct traffic_set));
}

void traffic_set_destroy(struct traffic_set *set)
{
    if (set == NULL)
        return;
    for (uint32_t i = 0; i < set->n; i++)
        trace_destroy(set->items[i].trace);
    free(set->items);
    free(set);
}

static bool same_settings(const struct trace_settings *a, const struct trace_settings *b)
{
    return a->unsorted == b->unsorted && a->skip_bad_rows == b->skip_bad_rows &&
           a->failed == b->failed && a->unit == b->unit &&
           a->session_gap_given == b->session_gap_given && a->session_gap == b->session_gap &&
           a->profile_map == b->profile_map && a->period == b->period &&
           a->metric_map == b->metric_map && a->rate_scale == b->rate_scale &&
           a->rate_input == b->rate_input && a->rate_output == b->rate_output &&
           a->most_rows == b->most_rows;
}
/* A setting that is not compared above would lend a trace that was read in another way; `entry` is
 * of messages alone. */
_Static_assert(sizeof(struct trace_settings) == 6 * sizeof(int) + 2 * sizeof(sim_time) +
                                                    3 * sizeof(char *) + sizeof(double) +
                                                    3 * sizeof(int64_t),
               "compare the new setting too");

const struct trace *traffic_set_lend(struct traffic_set *set, const char *file,
                                     const struct trace_settings *settings, struct sim_diag *diag)
{
    struct trace *trace;

    for (uint32_t i = 0; i < set->n; i++)
        if (strcmp(set->items[i].trace->file, file) == 0 &&
            same_settings(&set->items[i].settings, settings))
            return set->items[i].trace;
    trace = trace_read(file, settings, diag);
    if (trace == NULL)
        return NULL;
    set->items = sim_with_room(set->items, set->n, &set->capacity, sizeof *set->items);
    set->items[set->n++] = (struct lent){*settings, trace};
    return trace;
}

uint32_t traffic_set_count(const struct traffic_set *set)
{
    return set->n;
}
