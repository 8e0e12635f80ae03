/*
 * report.h: saved results as something to show: report.html (one self-contained file, light, dark
 * and print, no script), report.md and the figures as figure-<name>.svg.
 *
 * Everything is drawn from struct results alone. Sections are rows of report_list.h. Same results
 * and same gnuplot, same bytes; without gnuplot the report says so and still holds every table.
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_H
#define CRISIM_ANALYSIS_REPORT_REPORT_H

#include "analysis/chart/draw.h"
#include "analysis/report/page.h"
#include "analysis/results/folder.h"
#include "analysis/results/results.h"
#include "sim/base/error.h"

struct report {
    struct sim_arena arena;
    struct results_report_file *files;
    uint32_t n;
};

/* What is made besides report.html, report.md and the figures as SVG. */
struct report_settings {
    bool pdf;                    /* report.pdf (paper.h) */
    bool figures[CHART_N_FORMS]; /* each figure in these forms, with its data (.csv) and what it is
                                  * drawn by (.gp) */
};

/**
 * Make the report; nothing is written. report_release() it, whatever the status.
 * @return SIM_OK; SIM_EINTERRUPTED when the program is to stop; SIM_EOUTPUT where a PDF or a figure
 *         that the settings ask for cannot be made
 */
enum sim_status report_make(const struct results *results, const struct report_settings *settings,
                            struct report *report, struct sim_error *err);
/**
 * Several results on one page: compare.html, compare.md and, where settings ask for it, compare.pdf.
 * @param names  of their folders; n: 2 to COMPARE_MOST
 */
enum sim_status report_compare(const struct results *const *all, const char *const *names,
                               uint32_t n, const struct report_settings *settings,
                               struct report *report, struct sim_error *err);
void report_release(struct report *report);

#endif
