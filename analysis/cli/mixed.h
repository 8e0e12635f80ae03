/*
 * mixed.h: an option for classes that cannot all be called in one way.
 */
#ifndef CRISIM_ANALYSIS_CLI_MIXED_H
#define CRISIM_ANALYSIS_CLI_MIXED_H

#include "analysis/cli/study.h"

/**
 * Where an option leaves a class out that another one runs, add the option `mixed`: each class in
 * the first of global, geographic and single-region in which it is allowed, as an option of the
 * scenario runs it so. Nothing is added where no option is partial, where fewer than two ways are
 * mixed by it, or where the scenario has a `mixed` of its own.
 * @return false if diag got an error
 */
bool cli_add_mixed(struct cli_study *study, struct sim_diag *diag);

#endif
