/*
 * quota_list.h: what is counted of quotas. Sums, merging, columns of quota-*.csv and the codec
 * follow from the rows.
 *
 * asked for  what the traffic wants of a quota: of the first attempts of requests that reach the
 *            API, admitted or not, input without cache reads + output x burndown. Neither a
 *            max_tokens nor a client that retries changes it
 * reserved   what admission takes; at the end of a call the rest is given back, or more is owed:
 *            reserved + owed = given back + settled, once all calls are over (what a call keeps
 * that the provider failed is neither) used       what calls settle, as the provider's metric
 * counts
 */
#ifndef CRISIM_MODELS_QUOTA_LIST_H
#define CRISIM_MODELS_QUOTA_LIST_H

/* Of one quota in one bin of the series: X(type, name, text), all sums. */
#define CRI_QUOTA_MINUTE_LIST(X)                                                                   \
    X(uint64_t, asked_tokens, "asked for, by minute of the first attempt")                         \
    X(uint32_t, asked_requests, "asked for, by minute of the first attempt")                       \
    X(uint32_t, admitted, "attempts, by minute of admission")                                      \
    X(uint64_t, reserved_tokens, "by minute of admission")                                         \
    X(uint64_t, settled_tokens, "used, by minute of the end of a call")                            \
    X(uint32_t, settled_calls, "used, by minute of the end of a call")

/* Of one quota over the whole run, and of one class at one of its targets: ONE(name, text),
 * BY(name, n, text), all sums. */
#define CRI_QUOTA_COUNTER_LIST(ONE, BY)                                                            \
    ONE(asked_tokens, "asked for")                                                                 \
    ONE(asked_requests, "asked for")                                                               \
    ONE(admitted, "attempts let through")                                                          \
    BY(refused, CRI_N_LIMITS, "attempts answered 429, by limit")                                   \
    ONE(reserved_tokens, "taken at admission")                                                     \
    ONE(returned_tokens, "of what was held, given back")                                           \
    ONE(owed_tokens, "taken beyond what was held")                                                 \
    ONE(settled_tokens, "used: what calls cost at their end")                                      \
    ONE(settled_calls, "used: calls served to their end")

/* Busiest clock minute of one quota: X(name, text). */
#define CRI_BUSIEST_LIST(X)                                                                        \
    X(asked_tokens, "asked for")                                                                   \
    X(asked_requests, "asked for")                                                                 \
    X(used_tokens, "used")                                                                         \
    X(used_requests, "used")

#endif
