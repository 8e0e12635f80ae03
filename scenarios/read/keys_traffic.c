/* keys_traffic.c: where requests come from. */
#include "scenarios/read/keys.h"

#include "scenarios/traffic/trace.h"

static const char *const generator_choices[] = {SCENARIO_GENERATOR_LIST(WORD) NULL};
static const char *const failed_choices[] = {[TRACE_FAILED_AS_THEY_ARE] = "as-they-are",
                                             [TRACE_FAILED_AS_DEMAND] = "as-demand",
                                             [TRACE_FAILED_LEAVE_OUT] = "leave-out",
                                             NULL};
static const char *const unit_choices[] = {
    [TRACE_UNIT_FOUND] = "found", [TRACE_UNIT_S] = "s",   [TRACE_UNIT_MS] = "ms",
    [TRACE_UNIT_US] = "us",       [TRACE_UNIT_NS] = "ns", NULL};
static const char *const unsorted_choices[] = {[TRACE_UNSORTED_REFUSE] = "refuse",
                                               [TRACE_UNSORTED_SORT] = "sort",
                                               [TRACE_UNSORTED_UNFOLD] = "unfold",
                                               NULL};

#define T scenario_traffic
NO_EFFECT(without_generator,
          in->generator == SCENARIO_NO_GENERATOR ? "without a 'generator'" : NULL)
NO_EFFECT(not_diurnal, in->generator == SCENARIO_POISSON ? "with the generator 'poisson'"
                                                         : without_generator(of))
NO_EFFECT(without_trace, in->generator == SCENARIO_NO_GENERATOR ? NULL : "without a 'trace'")

static const struct schema_key traffic_keys[] = {
    STRING(
        trace,
        .summary =
            "trace file (plain, .gz or .zst) or folder of such, relative to the scenario's folder; "
            "`--trace` replaces it"),
    CHOICE(generator, .fallback = "none", .choices = generator_choices,
           .summary = "draw the requests instead of reading a trace, anew in each replication"),
    NUMBER(rate_per_s, SIM_ABOVE(0, 1e7), .unit = "requests/s", .fallback = "1",
           .no_effect = without_generator, .summary = "generator: mean rate"),
    NUMBER(duration_s, SIM_ABOVE(0, MAX_S), .unit = "s", .fallback = "3600",
           .no_effect = without_generator, .summary = "generator: length of the traffic"),
    NUMBER(peak_to_mean, SIM_BETWEEN(1, 2), .fallback = "1.5", .no_effect = not_diurnal,
           .summary = "diurnal generator: highest rate over mean rate"),
    NUMBER(peak_at_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "43200",
           .no_effect = not_diurnal, .summary = "diurnal generator: time of the first peak"),
    NUMBER(period_s, SIM_BETWEEN(1, MAX_S), .unit = "s", .fallback = "86400",
           .no_effect = not_diurnal, .summary = "diurnal generator: length of the cycle"),
    NUMBER(input_p50, SIM_BETWEEN(1, 1e9), .unit = "tokens", .fallback = "1000",
           .no_effect = without_generator,
           .summary = "generator: median input (lognormal by two percentiles)"),
    NUMBER(input_p99, SIM_BETWEEN(1, 1e9), .unit = "tokens", .fallback = "8000",
           .no_effect = without_generator, .summary = "generator: 99th percentile of the input"),
    NUMBER(output_p50, SIM_BETWEEN(1, 1e9), .unit = "tokens", .fallback = "200",
           .no_effect = without_generator, .summary = "generator: median output"),
    NUMBER(output_p99, SIM_BETWEEN(1, 1e9), .unit = "tokens", .fallback = "1000",
           .no_effect = without_generator, .summary = "generator: 99th percentile of the output"),
    INTEGER(input_max, SIM_BETWEEN(1, 4e9), .unit = "tokens", .fallback = "200000",
            .no_effect = without_generator, .summary = "generator: longer inputs are cut here"),
    INTEGER(output_max, SIM_BETWEEN(1, 4e9), .unit = "tokens", .fallback = "64000",
            .no_effect = without_generator, .summary = "generator: longer outputs are cut here"),
    NUMBER(scale, SIM_ABOVE(0, 1e6), .fallback = "1",
           .summary =
               "prepares the traffic: 6 = every request six times, evenly over the gap to the "
               "next; below 1 = thinned by chance. What a study changes is `load`"),
    NUMBER(warp, SIM_ABOVE(0, 1e6), .fallback = "1",
           .summary = "time factor: 2 = the same requests in half the time"),
    INTEGER(loops, SIM_BETWEEN(1, 1e6), .fallback = "1",
            .summary = "the trace so many times in a row"),
    NUMBER(start_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary = "added to every time"),
    CHOICE(unsorted, .fallback = "refuse", .choices = unsorted_choices, .no_effect = without_trace,
           .summary =
               "rows whose time goes back: refuse the trace, or sort it stably; unfold: sort, "
               "and where the trace's clock starts again (weeks recorded on one clock) go on "
               "behind the last whole day before. Logs of calls and traces of sessions are "
               "sorted in any case"),
    BOOL(skip_bad_rows, .fallback = "false", .no_effect = without_trace,
         .summary = "skip and count bad rows instead of refusing the trace"),
    CHOICE(failed_rows, .fallback = "as-demand", .choices = failed_choices,
           .no_effect = without_trace,
           .summary = "rows of failed calls (0 output tokens). as-demand: they were asked for, so "
                      "they are replayed with the median output of the other rows (and the median "
                      "input where that is 0 too); as-they-are; leave-out"),
    CHOICE(time_unit, .fallback = "found", .choices = unit_choices, .no_effect = without_trace,
           .summary =
               "unit of times that are numbers; found: what the format says, or seconds where the "
               "times have fractions, or what times since 1970 show by their size"),
    NUMBER(session_gap_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .no_effect = without_trace,
           .summary =
               "of traces whose times count from the start of each session: the time between "
               "the starts of two sessions, in the order of the trace; 0 = all at once. "
               "Required for such a trace"),
};
#undef T
DESCRIBE(traffic, struct scenario_traffic, "where requests come from: a trace or a generator");
