/* keys_outage.c: failures. */
#include "scenarios/read/keys.h"

#include <math.h>

static const char *const repair_choices[] = {SCENARIO_REPAIR_LIST(WORD) NULL};
static const char *const outage_choices[] = {CRI_OUTAGE_LIST(WORD) NULL};
static const char *const in_flight_choices[] = {SCENARIO_IN_FLIGHT_LIST(WORD) NULL};

/* "serving-loss: models cannot be served there; ..." */
#define SAID(name, word, text) "; " word ": " text
static const char outage_kinds[] = CRI_OUTAGE_LIST(SAID);

#define T scenario_outage
static bool is_loss(const struct scenario_outage *in)
{
    return in->kind == CRI_OUTAGE_SERVING_LOSS || in->kind == CRI_OUTAGE_REGION_LOSS;
}

NO_EFFECT(not_brown_out, in->kind != CRI_OUTAGE_BROWN_OUT ? "unless the kind is 'brown-out'" : NULL)
NO_EFFECT(not_region_loss,
          in->kind != CRI_OUTAGE_REGION_LOSS ? "unless the kind is 'region-loss'" : NULL)
NO_EFFECT(not_loss, !is_loss(in) ? "unless the kind is 'serving-loss' or 'region-loss'" : NULL)
NO_EFFECT(not_detected, !is_loss(in) && in->kind != CRI_OUTAGE_STALL
                            ? "unless the kind is 'serving-loss', 'region-loss' or 'stall'"
                            : NULL)
NO_EFFECT(not_latency, in->kind != CRI_OUTAGE_LATENCY ? "unless the kind is 'latency'" : NULL)
NO_EFFECT(not_quota_cut, in->kind != CRI_OUTAGE_QUOTA_CUT ? "unless the kind is 'quota-cut'" : NULL)
NO_EFFECT(hits_all_models, in->kind == CRI_OUTAGE_REGION_LOSS || in->kind == CRI_OUTAGE_QUOTA_CUT
                               ? "with this kind: all models are hit"
                               : NULL)
NO_EFFECT(not_drawn, isnan(in->mean_up_h) ? "without a 'mean_up_h'" : NULL)
NO_EFFECT(not_lognormal, !isnan(in->mean_up_h) && in->repair == SCENARIO_REPAIR_EXPONENTIAL
                             ? "with an exponential repair"
                             : not_drawn(of))
NO_EFFECT(from_events, in->events != NULL ? "with 'events'" : NULL)
NO_EFFECT(not_scheduled,
          !isnan(in->mean_up_h) ? "with 'mean_up_h': such failures are drawn" : from_events(of))

static const struct schema_key outage_keys[] = {
    CHOICE(kind, .required = true, .choices = outage_choices, .summary = &outage_kinds[2]),
    FILLED_LIST(SCHEMA_REGIONS, regions, .no_effect = from_events,
                .summary = "Regions that are hit together"),
    STRING(geography, .no_effect = from_events,
           .summary =
               "instead of `regions`: all Regions of a geography such as `eu`; `*` = everywhere"),
    FILLED_LIST(SCHEMA_MODELS, models, .no_effect = hits_all_models,
                .summary = "only these models are hit; without it all"),
    NUMBER(start_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .no_effect = not_scheduled,
           .summary = "start, from the start of the run"),
    NUMBER(duration_s, SIM_ABOVE(0, MAX_S), .unit = "s", .no_effect = not_scheduled,
           .summary = "length; with an `incident` its length where it is known"),
    STRING(incident, .no_effect = not_scheduled,
           .summary =
               "a recorded incident by Region and date, such as `us-east-1/2025-10-19` (`crisim "
               "catalog list incidents`): gives Region and length, placed at `start_s`"),
    STRING(events, .summary = "instead of all that: CSV file with the columns "
                              "`start_s,end_s,region`, relative to the scenario's folder"),
    NUMBER(mean_up_h, SIM_BETWEEN(0.01, 1e6), .unit = "h", .no_effect = from_events,
           .summary =
               "drawn instead of scheduled: mean time from an end to the next start (exponential)"),
    CHOICE(repair, .fallback = "lognormal", .choices = repair_choices, .no_effect = not_drawn,
           .summary = "drawn: law of the length"),
    NUMBER(repair_p50_min, SIM_BETWEEN(0.01, 1e6), .unit = "min", .fallback = "108",
           .no_effect = not_drawn, .summary = "drawn: median length (its mean when exponential)"),
    NUMBER(repair_p90_min, SIM_BETWEEN(0.01, 1e6), .unit = "min", .fallback = "365",
           .no_effect = not_lognormal,
           .summary = "drawn, lognormal: 90th percentile of the length"),
    BOOL(independent, .fallback = "true", .no_effect = not_drawn,
         .summary =
             "drawn: each Region by itself; false = a common cause that hits all of them together"),
    NUMBER(error_share, SIM_BETWEEN(0, 1), .fallback = "0", .no_effect = not_brown_out,
           .summary = "brown-out: share of calls that fail before their first token"),
    NUMBER(slowdown, SIM_BETWEEN(1, 1000), .fallback = "1", .no_effect = not_brown_out,
           .summary = "brown-out: factor on the service time of calls that start"),
    NUMBER(capacity_factor, SIM_ABOVE(0, 1), .fallback = "1", .no_effect = not_brown_out,
           .summary = "brown-out: what is left of the capacity"),
    NUMBER(added_ms, SIM_BETWEEN(0, 3.6e6), .unit = "ms", .fallback = "0", .no_effect = not_latency,
           .summary = "latency: added to the time to first token"),
    NUMBER(quota_factor, SIM_BETWEEN(0, 1), .fallback = "1", .no_effect = not_quota_cut,
           .summary = "quota-cut: what is left of the quotas; 0 closes every way of calling there"),
    NUMBER(ramp_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0", .no_effect = not_detected,
           .summary = "after the end a share of calls is still refused, falling from all to none "
                      "in this time"),
    BOOL(serving_survives, .fallback = "false", .no_effect = not_region_loss,
         .summary =
             "region-loss: calls that come from other source Regions are still served there"),
    BOOL(quota_survives, .fallback = "true", .no_effect = not_region_loss,
         .summary = "region-loss: what was used of quotas is still used afterwards; false = they "
                    "are full again"),
    NUMBER(detection_delay_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "30",
           .no_effect = not_detected, .summary = "routers learn of start and end so much later"),
    CHOICE(in_flight, .fallback = "lost", .choices = in_flight_choices, .no_effect = not_loss,
           .summary = "calls being served there when it starts: lost, or kept to their end"),
};
#undef T
DESCRIBE(outage, struct scenario_outage, "failures: scheduled, drawn, or as recorded");
