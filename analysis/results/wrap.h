/*
 * wrap.h: text in lines, private to the room.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_WRAP_H
#define CRISIM_ANALYSIS_RESULTS_WRAP_H

#include "sim/base/text.h"

/** Add text from the column on where the cursor is, broken at spaces, further lines at `indent`,
 * and a line break. */
void results_wrap(struct sim_text *out, int at, int indent, int columns, const char *text);
/** So many lines at most (0 = all): the last one ends with " ..." where more would follow. */
void results_wrap_most(struct sim_text *out, int at, int indent, int columns, int most,
                       const char *text);

#endif
