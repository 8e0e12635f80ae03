/*
 * edit.h: changes of a scenario that come from a command line, as merge patches.
 */
#ifndef CRISIM_SCENARIOS_READ_EDIT_H
#define CRISIM_SCENARIOS_READ_EDIT_H

#include "sim/base/diag.h"
#include "sim/base/json_in.h"

#include <stdbool.h>

/* A change and the flag that it was said by, which stands for a file's name in findings. */
struct scenario_edit {
    const char *flag; /* "--set" */
    const char *text; /* as scenario_edit_parse() takes it */
};

/** Whether a finding's file is an edit: they are called "--set PATH", or "--set" for a patch. */
bool scenario_is_edit(const char *file);

/**
 * "path=value" or a merge patch (RFC 7396, an object) as a tree. A path is names with dots between
 * them; a name with a dot or a quote in it stands in double quotes, as in JSON:
 * quotas."eu-west-2/sonnet".tokens_per_min=6000000. A value is JSON (null takes the key away);
 * what is not JSON is a string, so that mode=global needs no quotes.
 * @return the root (sim_json_destroy() it), or NULL if diag got an error
 */
struct sim_json *scenario_edit_parse(const struct scenario_edit *edit, struct sim_diag *diag);

/**
 * Findings in the entries that a patch adds to others: one that still lacks what an entry must have
 * when all edits are made was meant for one that is there.
 * @param before, after  the scenario without any edit, and with all
 * @return false after a finding
 */
bool scenario_edits_check(const struct sim_json *before, const struct sim_json *after,
                          const struct sim_json *patch, struct sim_diag *diag);

#endif
