/*
 * slo_list.h: what can be promised of the requests of a class, or of a whole option: the figures
 * that an SLO may bound. X(key, word, unit, better, scope, text):
 *
 *   key     of an SLO in a scenario and of the row in results: `"slo": {"e2e_p95_s": {"max": 10}}`.
 *           CRI_SLO_<key> counts them
 *   word    on a command line and in the list `objective`: "e2e_p95"
 *   unit    CRI_UNIT_<unit> (slo.h): of the bounds and of the figure
 *   better  HIGHER or LOWER: an SLO has a `min` where more is better, a `max` where less is
 *   scope   CLASS: of each class on its own, where it is stated for all; OPTION: of the whole run
 *           of an option only
 *   text    what it is
 *
 * Latencies count a request that was not completed as infinite.
 */
#ifndef CRISIM_MODELS_SLO_LIST_H
#define CRISIM_MODELS_SLO_LIST_H

#define CRI_SLO_LIST(X)                                                                            \
    X(success_rate, "success", SHARE, HIGHER, CLASS, "completed / offered")                        \
    X(throttled_share, "throttled", SHARE, LOWER, CLASS, "throttled / offered")                    \
    X(unavailable_share, "unavailable", SHARE, LOWER, CLASS, "unavailable / offered")              \
    X(timed_out_share, "timed_out", SHARE, LOWER, CLASS, "timed out / offered")                    \
    X(abandoned_share, "abandoned", SHARE, LOWER, CLASS, "abandoned / offered")                    \
    X(denied_share, "denied", SHARE, LOWER, CLASS, "denied / offered")                             \
    X(availability, "availability", SHARE, HIGHER, CLASS,                                          \
      "1 - provider faults / attempts that quota and access let through")                          \
    X(throughput_per_min, "throughput", PER_MIN, HIGHER, CLASS,                                    \
      "requests completed by the horizon, per minute")                                             \
    X(goodput_per_min, "goodput", PER_MIN, HIGHER, CLASS,                                          \
      "requests completed inside `goodput_ttft_s` and `goodput_e2e_s`, per minute")                \
    X(tokens_per_min, "tokens", PER_MIN, HIGHER, CLASS,                                            \
      "input and output tokens of requests completed by the horizon, per minute")                  \
    X(amplification, "amplification", RATIO, LOWER, CLASS, "attempts / offered")                   \
    X(failover_share, "failover", SHARE, LOWER, CLASS, "requests failed over / offered")           \
    X(outside_share, "outside", SHARE, LOWER, CLASS,                                               \
      "completed outside the residency area, or the geography of users or source / completed")     \
    X(ttft_p50_s, "ttft_p50", SECONDS, LOWER, CLASS, "median time to first token")                 \
    X(ttft_p95_s, "ttft_p95", SECONDS, LOWER, CLASS, "95th percentile of the time to first token") \
    X(ttft_p99_s, "ttft_p99", SECONDS, LOWER, CLASS, "99th percentile of the time to first token") \
    X(e2e_mean_s, "e2e_mean", SECONDS, LOWER, CLASS, "mean time to the whole answer")              \
    X(e2e_p50_s, "e2e_p50", SECONDS, LOWER, CLASS, "median time to the whole answer")              \
    X(e2e_p95_s, "e2e_p95", SECONDS, LOWER, CLASS, "95th percentile of the time to the answer")    \
    X(e2e_p99_s, "e2e_p99", SECONDS, LOWER, CLASS, "99th percentile of the time to the answer")    \
    X(cache_read_share, "cache", SHARE, HIGHER, CLASS,                                             \
      "input tokens read from the prompt cache / input tokens, of completed requests")             \
    X(cost_usd_per_1000, "cost", USD, LOWER, CLASS, "USD per 1,000 completed requests")            \
    X(waste_usd_per_1000, "waste", USD, LOWER, CLASS,                                              \
      "of it for work that clients gave up on, USD per 1,000 completed requests")                  \
    X(cost_30_days_usd, "cost_30_days", USD, LOWER, OPTION, "USD for 30 days")                     \
    X(outage_success_rate, "outage_success", SHARE, HIGHER, CLASS,                                 \
      "completed / offered, of requests that arrived in an outage")                                \
    X(outage_e2e_p95_s, "outage_e2e_p95", SECONDS, LOWER, CLASS,                                   \
      "95th percentile of the time to the answer, of requests that arrived in an outage")          \
    X(recovery_min, "recovery", MINUTES, LOWER, OPTION, "longest time to recover from an outage")

#endif
