/*
 * unknown.h: which flag may have been meant by one that there is not.
 */
#ifndef CRISIM_ANALYSIS_CLI_UNKNOWN_H
#define CRISIM_ANALYSIS_CLI_UNKNOWN_H

#include "sim/base/text.h"

#include <stddef.h>

/** Add "; did you mean '--source-region'?" for what was typed, or nothing.
 * @param names  the n flags that the command has, "--trace" */
void cli_unknown_hint(const char *typed, const char *const *names, size_t n, struct sim_text *out);

#endif
