/*
 * metric_list.h: the sections of the table of metrics, in the order in which they are shown.
 * metric_<row>.c has the rows of struct metric_section metric_<row>.
 */
#ifndef CRISIM_ANALYSIS_METRIC_METRIC_LIST_H
#define CRISIM_ANALYSIS_METRIC_METRIC_LIST_H

#define METRIC_LIST(X)                                                                             \
    X(requests)                                                                                    \
    X(causes)                                                                                      \
    X(throughput)                                                                                  \
    X(failover)                                                                                    \
    X(routing)                                                                                     \
    X(clients)                                                                                     \
    X(where)                                                                                       \
    X(latency)                                                                                     \
    X(sla)                                                                                         \
    X(cache)                                                                                       \
    X(quota)                                                                                       \
    X(cost)                                                                                        \
    X(drawn)                                                                                       \
    X(outage)                                                                                      \
    X(paired)

#endif
