/* keys_capacity.c: room for calls, and what a model makes of it. */
#include "scenarios/read/keys.h"

static const char *const ttl_choices[] = {SCENARIO_TTL_LIST(WORD) NULL};
static const char *const weekday_choices[] = {"monday", "tuesday",  "wednesday", "thursday",
                                              "friday", "saturday", "sunday",    NULL};
static const char *const capacity_choices[] = {CRI_CAPACITY_LIST(WORD) NULL};

#define T scenario_cache
NO_EFFECT(not_simulated, !in->simulate ? "unless the cache is simulated" : NULL)

static const struct schema_key cache_keys[] = {
    BOOL(simulate, .fallback = "false",
         .summary = "simulate the prompt cache of each Region from the prefixes of the traffic; "
                    "else cache reads are those of the trace or `cached_share`"),
    CHOICE(ttl, .fallback = "shortest", .choices = ttl_choices, .no_effect = not_simulated,
           .summary = "how long a prefix lives after its last use, also decides the price of a "
                      "write; `shortest`, or one that a model does not offer: the shortest of "
                      "those that it does"),
    INTEGER(minimum_tokens, SIM_BETWEEN(1, 4e9), .unit = "tokens", .no_effect = not_simulated,
            .summary = "shortest prefix that is cached; without it the catalog's"),
};
#undef T
DESCRIBE(cache, struct scenario_cache, "the prompt cache");

#define T scenario_background
static const struct schema_key background_keys[] = {
    NUMBER(start_hour_utc, SIM_BETWEEN(0, 24), .unit = "h", .fallback = "0",
           .summary = "time of day (UTC) at which the run starts"),
    CHOICE(start_weekday, .fallback = "monday", .choices = weekday_choices,
           .summary = "day of the week (UTC) on which the run starts"),
    NUMBER(step_s, SIM_BETWEEN(1, MAX_S), .unit = "s", .fallback = "300",
           .summary = "the load of others is constant for so long"),
    BOOL(surge_on_outage, .fallback = "true",
         .summary = "load of others in a Region that fails moves to the remaining ones"),
};
#undef T
DESCRIBE(background, struct scenario_background,
         "clock of the load of other customers, stated in `capacity`");

#define T scenario_capacity
NO_EFFECT(unlimited, in->kind == CRI_CAPACITY_UNLIMITED ? "with kind 'unlimited'" : NULL)
NO_EFFECT(not_slots, in->kind == CRI_CAPACITY_SHARED ? "with kind 'shared'" : unlimited(of))
NO_EFFECT(not_shared, in->kind == CRI_CAPACITY_SLOTS ? "with kind 'slots'" : unlimited(of))
NO_EFFECT(never_waits, in->kind == CRI_CAPACITY_SHARED && in->max_in_service == 0
                           ? "without a 'max_in_service'"
                           : unlimited(of))
NO_EFFECT(without_background, in->kind != CRI_CAPACITY_UNLIMITED && in->background_share == 0
                                  ? "without a 'background_share'"
                                  : unlimited(of))

static const struct schema_key capacity_keys[] = {
    REGION(region, .fallback = "*", .summary = "serving Region; `*` = every"),
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    CHOICE(kind, .required = true, .choices = capacity_choices,
           .summary = "unlimited; a number of calls served at once; or work shared by all calls in "
                      "service, each at most at full speed"),
    INTEGER(slots, SIM_BETWEEN(1, 1e9), .unit = "calls", .no_effect = not_slots,
            .summary = "slots: calls served at once"),
    INTEGER(queue, SIM_BETWEEN(0, 1e9), .unit = "calls", .fallback = "0", .no_effect = never_waits,
            .summary = "calls that may wait for room; 0 = refuse at once"),
    NUMBER(calls, SIM_ABOVE(0, 1e5), .unit = "calls", .no_effect = not_shared,
           .summary = "shared: calls that are served at full speed at once"),
    NUMBER(tokens_per_s, SIM_ABOVE(0, 1e9), .unit = "tokens/s", .no_effect = not_shared,
           .summary = "shared: the same as output tokens per second of all calls together"),
    INTEGER(max_in_service, SIM_BETWEEN(0, 1e9), .unit = "calls", .fallback = "0",
            .no_effect = not_shared,
            .summary =
                "shared: calls in service at most, others wait or are refused; 0 = any number"),
    NUMBER(background_share, SIM_BETWEEN(0, 1), .fallback = "0", .no_effect = unlimited,
           .summary = "mean share of the capacity that other customers use"),
    NUMBER(background_swing, SIM_BETWEEN(0, 1), .fallback = "0", .no_effect = without_background,
           .summary = "added at the peak of the local day, taken off at its low"),
    NUMBER(background_peak_hour, SIM_BETWEEN(0, 24), .unit = "h", .fallback = "14",
           .no_effect = without_background, .summary = "local time of the peak"),
    NUMBER(background_weekend, SIM_BETWEEN(0, 10), .fallback = "1", .no_effect = without_background,
           .summary = "factor on Saturdays and Sundays, local time"),
};
#undef T
DESCRIBE(capacity, struct scenario_capacity,
         "room for calls per serving Region and model; of several that match, the later one wins");

#define T scenario_model
NO_EFFECT(with_ttft_quantiles, in->ttft_quantiles_ms.n > 0 ? "with 'ttft_quantiles_ms'" : NULL)
NO_EFFECT(with_rate_quantiles, in->rate_quantiles.n > 0 ? "with 'output_rate_quantiles'" : NULL)

static const struct schema_key model_keys[] = {
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    NUMBER(base_ttft_ms, SIM_BETWEEN(0, 3.6e6), .unit = "ms", .no_effect = with_ttft_quantiles,
           .summary = "median time to first token without network, queue and prefill"),
    NUMBER(prefill_tokens_per_s, SIM_ABOVE(0, 1e12), .unit = "tokens/s",
           .summary = "rate at which uncached input is read"),
    NUMBER(output_tokens_per_s, SIM_ABOVE(0, 1e12), .unit = "tokens/s",
           .no_effect = with_rate_quantiles, .summary = "median output rate"),
    NUMBER(ttft_sigma, SIM_BETWEEN(0, 5), .no_effect = with_ttft_quantiles,
           .summary = "spread of the lognormal noise on the base time; 0 = none"),
    NUMBER(rate_sigma, SIM_BETWEEN(0, 5), .no_effect = with_rate_quantiles,
           .summary = "spread of the lognormal noise on the output rate"),
    SHARES(ttft_quantiles_ms, SIM_ABOVE(0, 3.6e6), .unit = "ms",
           .summary = "measured time to first token, instead of base and noise: `{\"p50\": 800, "
                      "\"p99\": 4000}`, linear between the points"),
    SHARES_AS("output_rate_quantiles", rate_quantiles, SIM_ABOVE(0, 1e12), .unit = "tokens/s",
              .summary = "measured output rates, instead of median and noise"),
    INTEGER(output_burndown, SIM_BETWEEN(1, 1000),
            .summary = "quota tokens that one output token costs at settlement"),
    INTEGER(max_output_tokens, SIM_BETWEEN(1, 4e9), .unit = "tokens",
            .summary = "the model's maximum: what an unset max_tokens reserves"),
    LIST(tiers, .summary = "service tiers that the model can be called in beside `standard` and "
                           "`batch`, which it always can; without any here the catalog's"),
};
#undef T
DESCRIBE(model, struct scenario_model,
         "parameters of models where they differ from the catalog's; the later entry wins");

#define T scenario_tier_weights
#define WEIGHT(name, word, weight)                                                                 \
    INTEGER(word, SIM_BETWEEN(1, 100), .fallback = #weight, .summary = "of a call of the tier"),
static const struct schema_key tier_weights_keys[] = {CRI_TIER_LIST(WEIGHT)};
#undef WEIGHT
#undef T
DESCRIBE(tier_weights, struct scenario_tier_weights,
         "where calls of several tiers share capacity, a call gets work by its weight, at most "
         "full speed; none may weigh more than a tier that is served before it (not documented)");

#define T scenario_tier_speeds
static const struct schema_key tier_speeds_keys[] = {
    NUMBER(priority, SIM_BETWEEN(0.1, 100), .fallback = "1",
           .summary = "of the tier `priority`; the provider says `up to` 1.25"),
    NUMBER(flex, SIM_BETWEEN(0.1, 100), .fallback = "1", .summary = "of the tier `flex`"),
    NUMBER(ultrafast, SIM_BETWEEN(0.1, 100),
           .summary = "of the tier `ultrafast`; without it the catalog's, which is `up to`"),
};
#undef T
DESCRIBE(tier_speeds, struct scenario_tier_speeds,
         "output tokens/s of a service tier, as a multiple of the model's");
