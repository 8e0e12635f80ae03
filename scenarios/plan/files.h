/*
 * files.h: files that a scenario names and that are not there.
 */
#ifndef CRISIM_SCENARIOS_PLAN_FILES_H
#define CRISIM_SCENARIOS_PLAN_FILES_H

#include "sim/base/text.h"

/** "; did you mean 'x'?", of the files beside one that is not there, or nothing. */
void plan_add_files_like(const char *path, struct sim_text *text);

#endif
