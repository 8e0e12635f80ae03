/*
 * metric_latency.c: how long the completed requests took; and with failures as infinite, which is
 * what can be promised.
 */
#include "analysis/metric/rows.h"

/* double name_p(view): of the completed; name_p_all(view): with failures as infinite. */
#define QUANTILE(name, percent)                                                                    \
    static double name##_p##percent(const struct view *v)                                          \
    {                                                                                              \
        return view_quantile_s(&v->name, percent / 100.0);                                         \
    }                                                                                              \
    static double name##_p##percent##_all(const struct view *v)                                    \
    {                                                                                              \
        return view_quantile_all_s(&v->name, percent / 100.0);                                     \
    }

QUANTILE(ttft, 50)
QUANTILE(ttft, 95)
QUANTILE(ttft, 99)
QUANTILE(e2e, 50)
QUANTILE(e2e, 95)
QUANTILE(e2e, 99)

static double e2e_mean(const struct view *v)
{
    return sim_histogram_mean(&v->e2e) / 1e9;
}
/* One that is infinite makes the mean infinite. */
static double e2e_mean_all(const struct view *v)
{
    return v->e2e.infinite > 0 ? NAN : e2e_mean(v);
}

#define SECTION "Latency"
#define COMPLETED(key_, label_, ...)                                                               \
    ROW(key_, label_, "s", QUANTILE, 3, LOWER, OF_COMPLETED, MATTERS(LATENCY), __VA_ARGS__)
#define PROMISED(key_, label_, slo_, ...)                                                          \
    ROW(key_, label_ ", failures as infinite", "s", QUANTILE, 3, LOWER, .empty = "infinite",       \
        .worst_if_empty = true, MATTERS(LATENCY), SLO(slo_), __VA_ARGS__)
#define UNSHOWN .judged_only = true

static const struct metric rows[] = {
    COMPLETED("ttft-p50", "TTFT p50", .of = ttft_p50, COMPARED),
    COMPLETED("ttft-p95", "TTFT p95", .of = ttft_p95, COMPARED, SPREAD, BY_CLASS, HEADLINE,
              .brief = 6),
    COMPLETED("ttft-p99", "TTFT p99", .of = ttft_p99),
    COMPLETED("e2e-mean", "E2E mean", .of = e2e_mean),
    COMPLETED("e2e-p50", "E2E p50", .of = e2e_p50, COMPARED, .brief = 7),
    COMPLETED("e2e-p95", "E2E p95", .of = e2e_p95, COMPARED, SPREAD, BY_CLASS, HEADLINE,
              .brief = 8),
    COMPLETED("e2e-p99", "E2E p99", .of = e2e_p99, .brief = 9),
    PROMISED("e2e-p95-all", "E2E p95", e2e_p95_s, .of = e2e_p95_all),
    PROMISED("ttft-p50-all", "TTFT p50", ttft_p50_s, .of = ttft_p50_all, UNSHOWN),
    PROMISED("ttft-p95-all", "TTFT p95", ttft_p95_s, .of = ttft_p95_all, UNSHOWN),
    PROMISED("ttft-p99-all", "TTFT p99", ttft_p99_s, .of = ttft_p99_all, UNSHOWN),
    PROMISED("e2e-mean-all", "E2E mean", e2e_mean_s, .of = e2e_mean_all, UNSHOWN),
    PROMISED("e2e-p50-all", "E2E p50", e2e_p50_s, .of = e2e_p50_all, UNSHOWN),
    PROMISED("e2e-p99-all", "E2E p99", e2e_p99_s, .of = e2e_p99_all, UNSHOWN),
};
SECTION_OF(latency);
