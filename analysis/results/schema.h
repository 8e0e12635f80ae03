/*
 * schema.h: what results look like in files, told by the rows that write and read them.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_SCHEMA_H
#define CRISIM_ANALYSIS_RESULTS_SCHEMA_H

#include "sim/base/text.h"

/** JSON Schema (draft 2020-12) of --json and summary.json. */
void results_json_schema(struct sim_text *out);
/** All files of a results folder and all metrics, for people: docs/results-format.md. */
void results_reference(struct sim_text *out);

#endif
