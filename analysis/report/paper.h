/*
 * paper.h: a page of HTML as PDF. The only door to the browser that prints it, a program of its
 * own, which is needed for this alone.
 */
#ifndef CRISIM_ANALYSIS_REPORT_PAPER_H
#define CRISIM_ANALYSIS_REPORT_PAPER_H

#include "sim/base/error.h"

#include <stddef.h>

#define PAPER_TIME_LIMIT_S 120

/**
 * Print a page on A4, as its style sheet for print says. The same page and the same browser give
 * the same bytes: the times that the browser notes in a PDF are set to 1970.
 * @param pdf, n  the file; free() it
 * @return SIM_OK; SIM_EOUTPUT where there is no browser, or what became of it; SIM_EINTERRUPTED
 */
enum sim_status paper_print(const char *html, char **pdf, size_t *n, struct sim_error *err);

#endif
