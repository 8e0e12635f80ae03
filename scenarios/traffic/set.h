/*
 * set.h: traces that are read once and lent. Plans of one scenario, and options and cases within a
 * plan, replay the same files; only how they replay them differs.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_SET_H
#define CRISIM_SCENARIOS_TRAFFIC_SET_H

#include "scenarios/traffic/trace.h"

struct traffic_set;

struct traffic_set *traffic_set_create(void);
/** After everything that was lent the traces. */
void traffic_set_destroy(struct traffic_set *set);

/**
 * The trace of a file ("-" = standard input) that is read in this way: read now, or lent again. Not
 * thread-safe; what is lent may be read by any number of threads.
 * @param diag  findings of the reading, so only when it is read
 * @return lives as long as the set; NULL if diag got an error: the next call reads the file anew
 */
const struct trace *traffic_set_lend(struct traffic_set *set, const char *file,
                                     const struct trace_settings *settings, struct sim_diag *diag);

/** Files that were read so far. */
uint32_t traffic_set_count(const struct traffic_set *set);

#endif
