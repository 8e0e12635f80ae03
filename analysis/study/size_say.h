/*
 * size_say.h: what `size` found, as sentences, tables and texts to be used.
 */
#ifndef CRISIM_ANALYSIS_STUDY_SIZE_SAY_H
#define CRISIM_ANALYSIS_STUDY_SIZE_SAY_H

#include "analysis/study/size_limits.h"

enum size_print { SIZE_PRINT_SCREEN, SIZE_PRINT_FORM, SIZE_PRINT_COMMANDS, SIZE_PRINT_TERRAFORM };

/** Add all of it to study->results. */
void size_say(const struct sizes *sizes, struct study *study, enum size_print print);

#endif
