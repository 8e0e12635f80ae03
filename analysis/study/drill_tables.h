/*
 * drill_tables.h: the tables of a drill, and its figures.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRILL_TABLES_H
#define CRISIM_ANALYSIS_STUDY_DRILL_TABLES_H

#include "analysis/study/drill.h"

/** "serving loss of eu-west-2, at peak", in the arena. */
const char *drill_words(struct drill *drill, const struct drill_item *item);
/** "12", "stays down", "not seen": how a drill ended. */
const char *drill_end_word(enum drill_end end);

/** "43.9%", in the arena. */
const char *drill_share(struct sim_arena *arena, double share);

void drill_tables(struct drill *drill, struct results *results);

#endif
