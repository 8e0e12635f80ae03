#include "analysis/results/rows.h"

#define AT(type, field) offsetof(struct type, field)
/* Bounds and the like after the three: designated, so that a row says only what it has. */
#define ROW(name, of, at, ...)                                                                     \
    {                                                                                              \
        .key = (name), .type = (of), .offset = (at), __VA_ARGS__                                   \
    }
#define OPTIONAL      .may_be_null = true
#define BETWEEN(a, b) .min = (a), .max = (b)

const struct results_field results_head_fields[] = {
    ROW("study", FIELD_STRING, AT(results, study)),
    ROW("title", FIELD_STRING, AT(results, title)),
    ROW("description", FIELD_STRING, AT(results, description), OPTIONAL),
    ROW("scenario_file", FIELD_STRING, AT(results, scenario_file)),
    ROW("scenario_json", FIELD_STRING, AT(results, scenario_json)),
    ROW("scenario_sha256", FIELD_STRING, AT(results, scenario_sha256)),
    ROW("trace_files", FIELD_STRING, AT(results, trace_files)),
    ROW("trace_sha256", FIELD_STRING, AT(results, trace_sha256)),
    ROW("catalog_sha256", FIELD_STRING, AT(results, catalog_sha256)),
    ROW("crisim_version", FIELD_STRING, AT(results, version)),
    ROW("seed", FIELD_U64, AT(results, seed)),
    ROW("replications", FIELD_U32, AT(results, replications), BETWEEN(1, 1e6)),
    ROW("intervals_cover", FIELD_STRING, AT(results, intervals_cover)),
    ROW("another_covers", FIELD_STRING, AT(results, another_covers), OPTIONAL),
    ROW("horizon_s", FIELD_DOUBLE, AT(results, horizon_s), BETWEEN(0, RESULTS_MOST_S)),
    ROW("traffic", FIELD_STRING, AT(results, traffic)),
    ROW("max_tokens_rule", FIELD_STRING, AT(results, max_tokens_rule)),
    ROW("baseline", FIELD_U32, AT(results, baseline), OPTIONAL),
    ROW("best", FIELD_U32, AT(results, best), OPTIONAL),
    ROW("command", FIELD_STRING, AT(results, command), OPTIONAL),
    ROW("next_question", FIELD_STRING, AT(results, next_question), OPTIONAL),
    ROW("next_command", FIELD_STRING, AT(results, next_command), OPTIONAL),
    ROW("complete", FIELD_BOOL, AT(results, complete)),
    ROW("slo_stated", FIELD_BOOL, AT(results, slo_stated)),
    ROW("slo_met", FIELD_BOOL, AT(results, slo_met)),
    {.key = NULL},
};

const struct results_field results_value_fields[] = {
    ROW("text", FIELD_STRING, AT(metric_value, text), OPTIONAL),
    ROW("value", FIELD_DOUBLE, AT(metric_value, value), OPTIONAL),
    ROW("low", FIELD_DOUBLE, AT(metric_value, low), OPTIONAL),
    ROW("high", FIELD_DOUBLE, AT(metric_value, high), OPTIONAL),
    ROW("another_low", FIELD_DOUBLE, AT(metric_value, another_low), OPTIONAL),
    ROW("another_high", FIELD_DOUBLE, AT(metric_value, another_high), OPTIONAL),
    ROW("n_all_replications", FIELD_U64, AT(metric_value, n)),
    ROW("shown", FIELD_STRING, AT(metric_value, shown)),
    ROW("mark", FIELD_CHOICE, AT(metric_value, mark), .words = metric_mark_words),
    {.key = NULL},
};

static const struct results_field option_fields[] = {
    ROW("name", FIELD_STRING, AT(results_option, name)),
    ROW("mode", FIELD_STRING, AT(results_option, mode)),
    ROW("allowed", FIELD_BOOL, AT(results_option, allowed)),
    ROW("reason", FIELD_STRING, AT(results_option, reason), OPTIONAL),
    ROW("allowed_only_if", FIELD_STRING, AT(results_option, only_if), OPTIONAL),
    ROW("undecided", FIELD_BOOL, AT(results_option, undecided), OPTIONAL),
    ROW("refused_at_destinations", FIELD_STRING, AT(results_option, forbidden), OPTIONAL),
    ROW("model_ids", FIELD_STRING, AT(results_option, model_ids)),
    ROW("sources", FIELD_STRING, AT(results_option, sources)),
    ROW("destinations", FIELD_STRING, AT(results_option, destinations)),
    ROW("destinations_mark", FIELD_STRING, AT(results_option, destinations_mark)),
    ROW("routing", FIELD_STRING, AT(results_option, routing)),
    ROW("capacity", FIELD_STRING, AT(results_option, capacity)),
    ROW("retry", FIELD_STRING, AT(results_option, retry)),
    ROW("price", FIELD_STRING, AT(results_option, price)),
    ROW("not_run", FIELD_STRING, AT(results_option, not_run)),
    ROW("compared", FIELD_STRING, AT(results_option, compared)),
    ROW("horizon_s", FIELD_DOUBLE, AT(results_option, horizon_s), BETWEEN(0, RESULTS_MOST_S)),
    ROW("unlike_baseline", FIELD_STRING, AT(results_option, unlike)),
    ROW("usd_input_per_1000_completed", FIELD_DOUBLE, AT(results_option, usd_input), OPTIONAL),
    ROW("usd_output_per_1000_completed", FIELD_DOUBLE, AT(results_option, usd_output), OPTIONAL),
    ROW("usd_cache_per_1000_completed", FIELD_DOUBLE, AT(results_option, usd_cache), OPTIONAL),
    ROW("usd_model_units_per_1000_completed", FIELD_DOUBLE, AT(results_option, usd_hourly),
        OPTIONAL),
    ROW("usd_waste_per_1000_completed", FIELD_DOUBLE, AT(results_option, usd_waste), OPTIONAL),
    {.key = NULL},
};

static const struct results_field quota_fields[] = {
    ROW("name", FIELD_STRING, AT(results_quota, name)),
    ROW("options", FIELD_STRING, AT(results_quota, option_names)),
    ROW("limit", FIELD_STRING, AT(results_quota, limit)),
    ROW("amount", FIELD_I64, AT(results_quota, amount)),
    ROW("mark", FIELD_STRING, AT(results_quota, mark)),
    ROW("source", FIELD_STRING, AT(results_quota, source)),
    {.key = NULL},
};

static const struct results_field metric_fields[] = {
    ROW("key", FIELD_STRING, AT(results_metric, key)),
    ROW("section", FIELD_STRING, AT(results_metric, section)),
    ROW("label", FIELD_STRING, AT(results_metric, label)),
    ROW("unit", FIELD_STRING, AT(results_metric, unit)),
    ROW("better", FIELD_CHOICE, AT(results_metric, better), .words = metric_better_words),
    ROW("decimals", FIELD_INT, AT(results_metric, decimals)),
    ROW("outage_window", FIELD_BOOL, AT(results_metric, outage_window)),
    ROW("spread", FIELD_BOOL, AT(results_metric, spread)),
    ROW("brief", FIELD_U32, AT(results_metric, brief)),
    {.key = NULL},
};

static const struct results_field difference_fields[] = {
    ROW("key", FIELD_STRING, AT(results_difference, key)),
    ROW("label", FIELD_STRING, AT(results_difference, label)),
    ROW("unit", FIELD_STRING, AT(results_difference, unit)),
    ROW("better", FIELD_CHOICE, AT(results_difference, better), .words = metric_better_words),
    ROW("decimals", FIELD_INT, AT(results_difference, decimals)),
    ROW("option", FIELD_U32, AT(results_difference, option)),
    ROW("difference", FIELD_DOUBLE, AT(results_difference, difference), OPTIONAL),
    ROW("low", FIELD_DOUBLE, AT(results_difference, low), OPTIONAL),
    ROW("high", FIELD_DOUBLE, AT(results_difference, high), OPTIONAL),
    ROW("smallest", FIELD_DOUBLE, AT(results_difference, smallest), OPTIONAL),
    ROW("n_pairs", FIELD_U32, AT(results_difference, n)),
    ROW("verdict", FIELD_STRING, AT(results_difference, verdict)),
    ROW("mark", FIELD_CHOICE, AT(results_difference, mark), .words = metric_mark_words),
    {.key = NULL},
};

static const struct results_field outage_fields[] = {
    ROW("name", FIELD_STRING, AT(results_outage, name)),
    ROW("kind", FIELD_STRING, AT(results_outage, kind)),
    ROW("regions", FIELD_STRING, AT(results_outage, regions)),
    ROW("options", FIELD_STRING, AT(results_outage, option_names)),
    ROW("start_s", FIELD_DOUBLE, AT(results_outage, start_s), BETWEEN(0, RESULTS_MOST_S)),
    ROW("end_s", FIELD_DOUBLE, AT(results_outage, end_s), BETWEEN(0, RESULTS_MOST_S)),
    {.key = NULL},
};

static const struct results_field assumption_fields[] = {
    ROW("text", FIELD_STRING, AT(results_assumption, text)),
    ROW("mark", FIELD_STRING, AT(results_assumption, mark)),
    ROW("source", FIELD_STRING, AT(results_assumption, source)),
    {.key = NULL},
};

static const struct results_field sentence_fields[] = {
    ROW("text", FIELD_STRING, 0),
    {.key = NULL},
};

static const struct results_field slo_fields[] = {
    ROW("option", FIELD_U32, AT(results_slo, option)),
    ROW("text", FIELD_STRING, AT(results_slo, text)),
    ROW("met", FIELD_BOOL, AT(results_slo, met)),
    {.key = NULL},
};

#define PART(key, member, type, fields, most)                                                      \
    {                                                                                              \
        key, AT(results, member), AT(results, n_##member), sizeof(type), fields, most              \
    }

const struct results_part results_parts[] = {
    PART("options", options, struct results_option, option_fields, 10000),
    PART("quotas", quotas, struct results_quota, quota_fields, 100000),
    PART("metrics", metrics, struct results_metric, metric_fields, 10000),
    PART("differences", differences, struct results_difference, difference_fields, 1000000),
    PART("outages", outages, struct results_outage, outage_fields, 200000),
    PART("assumptions", assumptions, struct results_assumption, assumption_fields, 10000),
    PART("verdict", verdict, const char *, sentence_fields, 10000),
    PART("flips", flips, const char *, sentence_fields, 10000),
    PART("slo", slo, struct results_slo, slo_fields, 1000000),
    {.key = NULL},
};
