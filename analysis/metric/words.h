/*
 * words.h: the words that have one meaning everywhere: on the screen, in reports, in docs. Both the
 * glossary of a report and `crisim explain` read them here.
 */
#ifndef CRISIM_ANALYSIS_METRIC_WORDS_H
#define CRISIM_ANALYSIS_METRIC_WORDS_H

#include <stdint.h>

struct word {
    const char *term;    /* "TTFT, E2E": several that are explained together */
    const char *meaning; /* a sentence without a full stop */
    const char *also; /* what people call it who ask, "throttle, rate limit"; NULL = nothing else */
};

/** i < words_count(), in the order of a glossary: those of a report. */
const struct word *words_at(uint32_t i);
uint32_t words_count(void);

/** The same and, behind them, those of the screen and of answers. */
const struct word *words_of_all_at(uint32_t i);
uint32_t words_of_all_count(void);

#endif
