/*
 * report_list.h: the sections of a report, in order. A new section is report_<name>.c and a row.
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_LIST_H
#define CRISIM_ANALYSIS_REPORT_REPORT_LIST_H

#include "analysis/report/page.h"

#define REPORT_LIST(X)                                                                             \
    X(decision)                                                                                    \
    X(brief)                                                                                       \
    X(answers)                                                                                     \
    X(setup)                                                                                       \
    X(requests)                                                                                    \
    X(throughput)                                                                                  \
    X(regions)                                                                                     \
    X(latency)                                                                                     \
    X(failover)                                                                                    \
    X(quota)                                                                                       \
    X(outage)                                                                                      \
    X(drills)                                                                                      \
    X(cost)                                                                                        \
    X(tables)                                                                                      \
    X(differences)                                                                                 \
    X(cases)                                                                                       \
    X(credibility)                                                                                 \
    X(architecture)                                                                                \
    X(other)                                                                                       \
    X(appendix)

/* Questions of a study that a section of their own is about, each with a comma. */
#define REPORT_CLAIMED "drill", "sensitivity", "sweep",

struct report_section {
    const char *id, *title, *summary;
    /* NULL = always there. */
    bool (*present)(const struct page *page);
    void (*write)(struct page *page);
};

#define REPORT_DECLARE(name) extern const struct report_section report_##name;
REPORT_LIST(REPORT_DECLARE)
#undef REPORT_DECLARE

#endif
