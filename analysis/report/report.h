/*
 * report.h: saved results as something to show: report.html (one self-contained file, light, dark
 * and print, no script), report.md and the figures as figure-<name>.svg.
 *
 * Everything is drawn from struct results alone. Sections are rows of report_list.h. Same results
 * and same gnuplot, same bytes; without gnuplot the report says so and still holds every table.
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_H
#define CRISIM_ANALYSIS_REPORT_REPORT_H

#include "analysis/report/page.h"
#include "analysis/results/folder.h"
#include "analysis/results/results.h"
#include "sim/base/error.h"

struct report {
    struct sim_arena arena;
    struct results_report_file *files;
    uint32_t n;
};

/**
 * Make the report; nothing is written. report_release() it, whatever the status.
 * @return SIM_OK, or SIM_EINTERRUPTED when the program is to stop
 */
enum sim_status report_make(const struct results *results, struct report *report,
                            struct sim_error *err);
void report_release(struct report *report);

#endif
