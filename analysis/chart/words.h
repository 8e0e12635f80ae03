/*
 * words.h: how wide text is, before it is drawn.
 */
#ifndef CRISIM_ANALYSIS_CHART_WORDS_H
#define CRISIM_ANALYSIS_CHART_WORDS_H

#include "sim/base/arena.h"

#include <stdint.h>

#define CHART_FONT    "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"
#define CHART_FONT_PX 14
#define CHART_LINE_PX 17 /* from one line of text to the next */

/** Width [px] in the widest of the fonts that a reader's system may have (DejaVu Sans). */
double chart_text_px(const char *text);
/** text, cut to at most `most` px with an ellipsis. */
const char *chart_fit(struct sim_arena *arena, const char *text, double most);
/** "1,234.5" */
const char *chart_number(struct sim_arena *arena, double value, int decimals);

/**
 * Names in lines of at most `most` px: "a, b," / "c and 4 more".
 * @param value  behind the last name; NULL = none
 * @param lines  room for CHART_MAX_LINES; @return how many there are, at least 1
 */
enum { CHART_MAX_LINES = 3 };
uint32_t chart_wrap(struct sim_arena *arena, const char *const *names, uint32_t n,
                    const char *value, double most, const char **lines);

#endif
