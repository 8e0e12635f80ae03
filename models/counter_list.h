/*
 * counter_list.h: what is counted of requests and calls, of one class and phase. A row is one
 * member of struct cri_counts; sums, merging and the codec follow from it.
 * ONE(name, what it counts) is a number, BY(name, n, what) is one for each of n.
 */
#ifndef CRISIM_MODELS_COUNTER_LIST_H
#define CRISIM_MODELS_COUNTER_LIST_H

#define CRI_COUNTER_LIST(ONE, BY)                                                                  \
    ONE(offered, "requests that arrived")                                                          \
    BY(terminal, CRI_N_TERMINALS, "requests by the state that they ended in")                      \
    ONE(in_flight, "requests at the end; non-zero only when cut short")                            \
    BY(throttled_by, CRI_N_LIMITS, "requests whose last answer was 429, by its limit")             \
    BY(denied_by, CRI_N_DENIALS, "requests that ended as denied, by reason")                       \
    BY(failed_by, CRI_N_FAILED_BY, "requests that ended otherwise than completed, by cause")       \
    ONE(throttled_by_capacity, "429 because no destination had room (parameter)")                  \
    ONE(completed_by_horizon, "requests completed by the horizon")                                 \
    ONE(good, "requests completed inside the SLO, by the horizon")                                 \
    ONE(truncated, "requests completed with the output cut at max_tokens")                         \
    ONE(attempts, "calls of clients, the first of a request included")                             \
    ONE(passed, "attempts that access and quota let through")                                      \
    ONE(faults, "of those, ended by the provider's fault")                                         \
    BY(refused_by, CRI_N_LIMITS, "attempts answered 429, by limit")                                \
    ONE(retries, "attempts at the same target again")                                              \
    ONE(fallbacks, "moves of a client to its next target")                                         \
    ONE(retry_quota_empty, "retries not made because the retry quota was empty")                   \
    BY(reactive_moves, CRI_N_CAUSES, "calls moved on after a refusal, by its cause")               \
    BY(proactive_moves, CRI_N_CAUSES, "calls sent elsewhere as trouble was known, by its cause")   \
    ONE(reactive_requests, "requests with at least one reactive move")                             \
    ONE(proactive_requests, "requests with at least one proactive move")                           \
    ONE(failover_requests, "requests with a move of either kind")                                  \
    ONE(placement_requests, "completed away from the source by preference")                        \
    ONE(outside_geography, "completed outside: of the residency rule, or a geography")             \
    ONE(input_tokens, "of completed requests")                                                     \
    ONE(output_tokens, "of completed requests")                                                    \
    ONE(output_tokens_by_horizon, "of requests completed by the horizon")                          \
    ONE(input_tokens_by_horizon, "of requests completed by the horizon")                           \
    BY(decisions, CRI_N_REASONS, "of routers, one for each destination tried, by reason")          \
    ONE(spilled, "calls that went from what was bought to on-demand")                              \
    ONE(stalled, "calls that met a silent destination")                                            \
    ONE(tries_ended, "calls that stopped looking: limit on tries or time")                         \
    ONE(prefix_tokens, "input tokens of completed requests that could be cached")                  \
    ONE(cache_read_tokens, "of completed requests")                                                \
    ONE(cache_write_tokens, "of completed requests")                                               \
    ONE(cache_hits, "completed requests with any cache read")                                      \
    ONE(batch_jobs, "jobs submitted")

#endif
