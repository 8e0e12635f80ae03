/*
 * case_list.h: the rules of the world that nobody has documented, each a case of its own: what may
 * be true and cannot be chosen. A new one is a file case_<name>.c with a case_rule_<name>, and a
 * row here. They are run and shown in this order.
 */
#ifndef CRISIM_ANALYSIS_STUDY_CASE_LIST_H
#define CRISIM_ANALYSIS_STUDY_CASE_LIST_H

#define CASE_LIST(X)                                                                               \
    X(refill_minute)                                                                               \
    X(refill_day)                                                                                  \
    X(global_routing)                                                                              \
    X(geographic_routing)                                                                          \
    X(capacity)                                                                                    \
    X(reserve_burndown)                                                                            \
    X(account_cap)                                                                                 \
    X(output_step)

#endif
