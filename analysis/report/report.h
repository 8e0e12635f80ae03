/*
 * report.h: saved results as something to show: report.html (one self-contained file, light, dark
 * and print, no script), report.md and the figures as figure-<name>.svg.
 *
 * Everything is drawn from struct results alone. Sections are rows of report_list.h. Same results
 * and same gnuplot, same bytes; without gnuplot the report says so and still holds every table.
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_H
#define CRISIM_ANALYSIS_REPORT_REPORT_H

#include "analysis/study/results.h"
#include "sim/base/error.h"

/**
 * Write the report into a folder (an existing one, normally that of the results).
 * @return SIM_OK, or SIM_EOUTPUT when a file cannot be written
 */
enum sim_status report_write(const struct results *results, const char *folder,
                             struct sim_error *err);

#endif
