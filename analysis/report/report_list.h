/*
 * report_list.h: the sections of a report, in order, and the chapters they are in. A new section is
 * report_<name>.c and a row.
 */
#ifndef CRISIM_ANALYSIS_REPORT_REPORT_LIST_H
#define CRISIM_ANALYSIS_REPORT_REPORT_LIST_H

#include "analysis/report/page.h"

#define REPORT_LIST(X)                                                                             \
    X(decision)                                                                                    \
    X(brief)                                                                                       \
    X(answers)                                                                                     \
    X(setup)                                                                                       \
    X(claims)                                                                                      \
    X(demand)                                                                                      \
    X(limits)                                                                                      \
    X(quota)                                                                                       \
    X(asked)                                                                                       \
    X(ask)                                                                                         \
    X(requests)                                                                                    \
    X(throughput)                                                                                  \
    X(regions)                                                                                     \
    X(latency)                                                                                     \
    X(failover)                                                                                    \
    X(differences)                                                                                 \
    X(outage)                                                                                      \
    X(drills)                                                                                      \
    X(capacity)                                                                                    \
    X(cost)                                                                                        \
    X(weighed)                                                                                     \
    X(cases)                                                                                       \
    X(credibility)                                                                                 \
    X(architecture)                                                                                \
    X(appendix)                                                                                    \
    X(tables)                                                                                      \
    X(other)

/*
 * The numbered chapters: BEGINS(section, title). A chapter begins with that section and goes on to
 * where the next one begins; one of whose sections none is present is left out.
 */
#define REPORT_CHAPTER_LIST(BEGINS)                                                                \
    BEGINS(decision, "Decision")                                                                   \
    BEGINS(setup, "Options")                                                                       \
    BEGINS(demand, "Demand")                                                                       \
    BEGINS(limits, "Quotas")                                                                       \
    BEGINS(requests, "A normal day")                                                               \
    BEGINS(outage, "When something fails")                                                         \
    BEGINS(capacity, "Capacity and room to grow")                                                  \
    BEGINS(cost, "Cost")                                                                           \
    BEGINS(cases, "Cases and sensitivity")                                                         \
    BEGINS(credibility, "Credibility")                                                             \
    BEGINS(architecture, "Architecture review")                                                    \
    BEGINS(appendix, "Appendix")

/* Questions of a study that a section of their own is about, each with a comma. */
#define REPORT_CLAIMED "drill", "growth", "maxload", "sensitivity", "size", "sweep", "validate",

/* Keys of tables of the study itself that have their place in a section, each with a comma. */
#define REPORT_CLAIMED_TABLES                                                                      \
    "classes", "demand", "latency-by-region", "latency-over-time", "latency-over-time-2",          \
        "latency-over-time-3", "latency-over-time-4", "spectrum", "quota-by-class", "refused_by",  \
        "residency", "security",

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
