/* keys_slo.c: what must hold, and which differences matter. */
#include "scenarios/read/keys.h"

#define T scenario_bound
static const struct schema_key share_bound_keys[] = {
    NUMBER(min, SIM_BETWEEN(0, 1), .summary = "the figure must be at least this, 0..1"),
    NUMBER(max, SIM_BETWEEN(0, 1), .summary = "the figure must be at most this, 0..1"),
};
static const struct schema_key amount_bound_keys[] = {
    NUMBER(min, SIM_BETWEEN(0, 1e15), .summary = "the figure must be at least this"),
    NUMBER(max, SIM_BETWEEN(0, 1e15), .summary = "the figure must be at most this"),
};
#undef T
DESCRIBE_SMALL(share_bound, struct scenario_bound, "a bound on a share");
DESCRIBE_SMALL(amount_bound, struct scenario_bound, "a bound on an amount");

/* Of each unit of models/slo.h: the object of its bounds, and what they are in. */
#define BOUND_SHARE   .object = &schema_share_bound
#define BOUND_RATIO   .object = &schema_amount_bound
#define BOUND_SECONDS .object = &schema_amount_bound
#define BOUND_MINUTES .object = &schema_amount_bound
#define BOUND_PER_MIN .object = &schema_amount_bound
#define BOUND_USD     .object = &schema_amount_bound
#define UNIT_SHARE    NULL
#define UNIT_RATIO    NULL
#define UNIT_SECONDS  "s"
#define UNIT_MINUTES  "min"
#define UNIT_PER_MIN  "/min"
#define UNIT_USD      "USD"

#define T scenario_slo
#define SLO_ROW(key, word, unit_, better, scope, text)                                             \
    {.shape = SCHEMA_OBJECT,                                                                       \
     BOUND_##unit_,                                                                                \
     ROW(#key, key, struct scenario_bound, OTHER, .unit = UNIT_##unit_,                            \
         .summary = text " (`" word "`)")},
/* A class has no bounds on what only an option has. */
#define SLO_ROW_OF_CLASS(key, ...) SLO_ROW(key, __VA_ARGS__)
#define SLO_ROW_OF_OPTION(key, ...)
#define CLASS_ROW(key, word, unit, better, scope, text)                                            \
    SLO_ROW_OF_##scope(key, word, unit, better, scope, text)

static const struct schema_key slo_keys[] = {
    CRI_SLO_LIST(SLO_ROW)
        NUMBER(goodput_ttft_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
               .summary = "goodput counts requests with TTFT <= this; 0 = any"),
    NUMBER(goodput_e2e_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary = "goodput counts requests with E2E <= this; 0 = any"),
};
static const struct schema_key class_slo_keys[] = {
    CRI_SLO_LIST(CLASS_ROW)
        NUMBER(goodput_ttft_s, SIM_BETWEEN(0, MAX_S), .unit = "s",
               .summary = "as in the scenario's `slo`, for this class; without it that one"),
    NUMBER(goodput_e2e_s, SIM_BETWEEN(0, MAX_S), .unit = "s",
           .summary = "as in the scenario's `slo`, for this class; without it that one"),
};
#undef T
DESCRIBE(
    slo, struct scenario_slo,
    "what must hold, as bounds on figures: `\"e2e_p95_s\": {\"max\": 10}`. What is stated here "
    "holds for each class on its own; latencies count a request that is not completed as "
    "infinite. Exit code 1 when no option that is allowed meets it");
DESCRIBE(class_slo, struct scenario_slo,
         "what must hold for this class; a figure that is bounded here is bounded by this alone, "
         "the others as the scenario's `slo` says");

#define T scenario_slo_drill
#define DRILL_ROW(key, object_, unit_, text)                                                       \
    {.shape = SCHEMA_OBJECT,                                                                       \
     .object = &object_,                                                                           \
     ROW(#key, key, struct scenario_bound, OTHER, .unit = unit_, .summary = text)},

static const struct schema_key slo_drill_keys[] = {
    DRILL_ROW(success_rate, schema_share_bound, NULL,
              "completed / offered, of the requests that arrive while something is out; without it "
              "a `min` of `success_rate` in `slo`, or in the class's own")
        DRILL_ROW(recovery_min, schema_amount_bound, "min",
                  "from the start of the outage until requests fail no more than without it")
            DRILL_ROW(amplification, schema_amount_bound, NULL,
                      "attempts / offered of the minute in which that is most")};
#undef T
DESCRIBE(
    slo_drill, struct scenario_slo_drill,
    "what must hold in every drill of `crisim drill` (docs/drill.md), of each class on its own "
    "and of all together");

#define T scenario_indifference
static const struct schema_key indifference_keys[] = {
    NUMBER(success_rate_points, SIM_BETWEEN(0, 100), .unit = "% points", .fallback = "0.05",
           .summary = "smallest difference of a share that matters"),
    NUMBER(latency_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0.05",
           .summary = "smallest difference of a latency that matters"),
    NUMBER(cost_percent, SIM_BETWEEN(0, 100), .unit = "%", .fallback = "1",
           .summary = "smallest difference of a cost that matters, of the baseline's"),
    NUMBER(throughput_percent, SIM_BETWEEN(0, 100), .unit = "%", .fallback = "0.5",
           .summary = "smallest difference of a throughput that matters, of the baseline's"),
};
#undef T
DESCRIBE(indifference, struct scenario_indifference,
         "differences below these are reported as `negligible`");
