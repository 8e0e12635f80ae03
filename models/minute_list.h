/*
 * minute_list.h: what is counted minute by minute. X(type, name, text): a member of struct
 * cri_minute and of struct results_bin, its sum when bins are added, its column in series-*.csv and
 * in the reader of that file, and series_<name>() for the figures of a report. What is left to do
 * for another one is to count it, in models/world. type: uint32_t, or uint64_t for sums of tokens.
 */
#ifndef CRISIM_MODELS_MINUTE_LIST_H
#define CRISIM_MODELS_MINUTE_LIST_H

#define CRI_MINUTE_LIST(X)                                                                         \
    X(uint32_t, offered, "requests by minute of arrival")                                          \
    X(uint32_t, failed_of_offered, "of those, ended otherwise than completed")                     \
    X(uint32_t, completed, "requests by minute of their end")                                      \
    X(uint32_t, throttled, "requests by minute of their end")                                      \
    X(uint32_t, unavailable, "requests by minute of their end")                                    \
    X(uint32_t, timed_out, "requests by minute of their end")                                      \
    X(uint32_t, other, "requests by minute of their end")                                          \
    X(uint32_t, refused, "attempts answered 429")                                                  \
    X(uint32_t, retries, "attempts at the same target again")                                      \
    X(uint32_t, failover_moves, "calls that a router moved")                                       \
    X(uint32_t, fallbacks, "moves of a client to its next target")                                 \
    X(uint64_t, asked_tokens, "quota tokens that first attempts ask for, of all quotas")           \
    X(uint32_t, asked_requests, "first attempts that reach the API")                               \
    X(uint64_t, used_tokens, "quota tokens settled, of all quotas")                                \
    X(uint64_t, input_tokens, "of completed requests")                                             \
    X(uint64_t, output_tokens, "of completed requests")

#endif
