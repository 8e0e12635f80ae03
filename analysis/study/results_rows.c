#include "analysis/study/results_rows.h"

#define AT(type, field) offsetof(struct type, field)

const struct results_field results_head_fields[] = {
    {"study", FIELD_STRING, AT(results, study)},
    {"title", FIELD_STRING, AT(results, title)},
    {"description", FIELD_STRING, AT(results, description)},
    {"scenario_file", FIELD_STRING, AT(results, scenario_file)},
    {"scenario_json", FIELD_STRING, AT(results, scenario_json)},
    {"scenario_sha256", FIELD_STRING, AT(results, scenario_sha256)},
    {"trace_files", FIELD_STRING, AT(results, trace_files)},
    {"trace_sha256", FIELD_STRING, AT(results, trace_sha256)},
    {"catalog_sha256", FIELD_STRING, AT(results, catalog_sha256)},
    {"crisim_version", FIELD_STRING, AT(results, version)},
    {"seed", FIELD_U64, AT(results, seed)},
    {"replications", FIELD_U32, AT(results, replications)},
    {"intervals_cover", FIELD_STRING, AT(results, intervals_cover)},
    {"horizon_s", FIELD_DOUBLE, AT(results, horizon_s)},
    {"traffic", FIELD_STRING, AT(results, traffic)},
    {"max_tokens_rule", FIELD_STRING, AT(results, max_tokens_rule)},
    {"baseline", FIELD_U32, AT(results, baseline)},
    {"next_command", FIELD_STRING, AT(results, next_command)},
    {"complete", FIELD_BOOL, AT(results, complete)},
    {"slo_stated", FIELD_BOOL, AT(results, slo_stated)},
    {"slo_met", FIELD_BOOL, AT(results, slo_met)},
    {NULL, FIELD_STRING, 0},
};

const struct results_field results_value_fields[] = {
    {"text", FIELD_STRING, AT(results_value, text)},
    {"value", FIELD_DOUBLE, AT(results_value, value)},
    {"low", FIELD_DOUBLE, AT(results_value, low)},
    {"high", FIELD_DOUBLE, AT(results_value, high)},
    {"n", FIELD_U64, AT(results_value, n)},
    {NULL, FIELD_STRING, 0},
};

static const struct results_field arm_fields[] = {
    {"name", FIELD_STRING, AT(results_arm, name)},
    {"mode", FIELD_STRING, AT(results_arm, mode)},
    {"allowed", FIELD_BOOL, AT(results_arm, allowed)},
    {"reason", FIELD_STRING, AT(results_arm, reason)},
    {"model_ids", FIELD_STRING, AT(results_arm, model_ids)},
    {"sources", FIELD_STRING, AT(results_arm, sources)},
    {"destinations", FIELD_STRING, AT(results_arm, destinations)},
    {"destinations_mark", FIELD_STRING, AT(results_arm, destinations_mark)},
    {"routing", FIELD_STRING, AT(results_arm, routing)},
    {"capacity", FIELD_STRING, AT(results_arm, capacity)},
    {"retry", FIELD_STRING, AT(results_arm, retry)},
    {"price", FIELD_STRING, AT(results_arm, price)},
    {"not_run", FIELD_STRING, AT(results_arm, not_run)},
    {"compared", FIELD_STRING, AT(results_arm, compared)},
    {"unlike_baseline", FIELD_STRING, AT(results_arm, unlike)},
    {"usd_input_per_1000_completed", FIELD_DOUBLE, AT(results_arm, usd_input)},
    {"usd_output_per_1000_completed", FIELD_DOUBLE, AT(results_arm, usd_output)},
    {"usd_cache_per_1000_completed", FIELD_DOUBLE, AT(results_arm, usd_cache)},
    {"usd_model_units_per_1000_completed", FIELD_DOUBLE, AT(results_arm, usd_hourly)},
    {"usd_waste_per_1000_completed", FIELD_DOUBLE, AT(results_arm, usd_waste)},
    {NULL, FIELD_STRING, 0},
};

static const struct results_field quota_fields[] = {
    {"name", FIELD_STRING, AT(results_quota, name)},
    {"arms", FIELD_STRING, AT(results_quota, arm_names)},
    {"limit", FIELD_STRING, AT(results_quota, limit)},
    {"amount", FIELD_I64, AT(results_quota, amount)},
    {"mark", FIELD_STRING, AT(results_quota, mark)},
    {"source", FIELD_STRING, AT(results_quota, source)},
    {NULL, FIELD_STRING, 0},
};

static const struct results_field metric_fields[] = {
    {"key", FIELD_STRING, AT(results_metric, key)},
    {"section", FIELD_STRING, AT(results_metric, section)},
    {"label", FIELD_STRING, AT(results_metric, label)},
    {"unit", FIELD_STRING, AT(results_metric, unit)},
    {"better", FIELD_STRING, AT(results_metric, better)},
    {"decimals", FIELD_INT, AT(results_metric, decimals)},
    {"outage_window", FIELD_BOOL, AT(results_metric, outage_window)},
    {NULL, FIELD_STRING, 0},
};

static const struct results_field difference_fields[] = {
    {"key", FIELD_STRING, AT(results_difference, key)},
    {"label", FIELD_STRING, AT(results_difference, label)},
    {"unit", FIELD_STRING, AT(results_difference, unit)},
    {"better", FIELD_STRING, AT(results_difference, better)},
    {"decimals", FIELD_INT, AT(results_difference, decimals)},
    {"arm", FIELD_U32, AT(results_difference, arm)},
    {"difference", FIELD_DOUBLE, AT(results_difference, difference)},
    {"low", FIELD_DOUBLE, AT(results_difference, low)},
    {"high", FIELD_DOUBLE, AT(results_difference, high)},
    {"smallest", FIELD_DOUBLE, AT(results_difference, smallest)},
    {"n", FIELD_U32, AT(results_difference, n)},
    {"verdict", FIELD_STRING, AT(results_difference, verdict)},
    {NULL, FIELD_STRING, 0},
};

static const struct results_field outage_fields[] = {
    {"name", FIELD_STRING, AT(results_outage, name)},
    {"kind", FIELD_STRING, AT(results_outage, kind)},
    {"regions", FIELD_STRING, AT(results_outage, regions)},
    {"arms", FIELD_STRING, AT(results_outage, arm_names)},
    {"start_s", FIELD_DOUBLE, AT(results_outage, start_s)},
    {"end_s", FIELD_DOUBLE, AT(results_outage, end_s)},
    {NULL, FIELD_STRING, 0},
};

static const struct results_field assumption_fields[] = {
    {"text", FIELD_STRING, AT(results_assumption, text)},
    {"mark", FIELD_STRING, AT(results_assumption, mark)},
    {"source", FIELD_STRING, AT(results_assumption, source)},
    {NULL, FIELD_STRING, 0},
};

static const struct results_field sentence_fields[] = {
    {"text", FIELD_STRING, 0},
    {NULL, FIELD_STRING, 0},
};

static const struct results_field slo_fields[] = {
    {"arm", FIELD_U32, AT(results_slo, arm)},
    {"text", FIELD_STRING, AT(results_slo, text)},
    {"met", FIELD_BOOL, AT(results_slo, met)},
    {NULL, FIELD_STRING, 0},
};

#define PART(key, member, type, fields)                                                            \
    {                                                                                              \
        key, AT(results, member), AT(results, n_##member), sizeof(type), fields                    \
    }

const struct results_part results_parts[] = {
    PART("arms", arms, struct results_arm, arm_fields),
    PART("quotas", quotas, struct results_quota, quota_fields),
    PART("metrics", metrics, struct results_metric, metric_fields),
    PART("differences", differences, struct results_difference, difference_fields),
    PART("outages", outages, struct results_outage, outage_fields),
    PART("assumptions", assumptions, struct results_assumption, assumption_fields),
    PART("verdict", verdict, const char *, sentence_fields),
    PART("flips", flips, const char *, sentence_fields),
    PART("slo", slo, struct results_slo, slo_fields),
    {NULL, 0, 0, 0, NULL},
};
