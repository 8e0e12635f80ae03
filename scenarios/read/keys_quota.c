/* keys_quota.c: quotas, what is bought beside them, and prices. */
#include "scenarios/read/keys.h"

#include <math.h>

static const char *const kind_choices[] = {"*", CRI_ON_DEMAND_LIST(WORD) NULL};
static const char *const spill_choices[] = {"none", CRI_ON_DEMAND_LIST(WORD) NULL};
static const char *const price_tier_choices[] = {"*", SCENARIO_TIER_LIST(WORD) NULL};
static const char *const refill_choices[] = {CRI_REFILL_LIST(WORD) NULL};
static const char *const on_fault_choices[] = {SCENARIO_ON_FAULT_LIST(WORD) NULL};
static const char *const account_cap_choices[] = {CRI_CAP_LIST(WORD) NULL};
static const char *const commitment_choices[] = {SCENARIO_COMMITMENT_LIST(WORD) NULL};

#define T scenario_quota
static const struct schema_key quota_keys[] = {
    REGION(source_region, .fallback = "*", .summary = "source Region; `*` = every"),
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    STRING(account, .fallback = "*", .summary = "account; `*` = every"),
    CHOICE(kind, .fallback = "*", .choices = kind_choices,
           .summary =
               "which quota: of in-Region calls, of geographic or of global profiles; `*` = every"),
    INTEGER(requests_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "requests/min",
            .word = "unlimited",
            .summary = "RPM; 0 closes this way of calling; without it the catalog's default"),
    INTEGER(tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min", .word = "unlimited",
            .summary = "TPM; 0 closes this way of calling; without it the catalog's default"),
    INTEGER(tokens_per_day, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/day", .word = "unlimited",
            .summary = "TPD; 0 closes this way of calling; without it the catalog's default"),
    INTEGER(input_tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min",
            .word = "unlimited",
            .summary = "of the endpoint `mantle`: input, and max_tokens until a call is over; "
                       "without it the catalog's, and where that has none the call is not run"),
    INTEGER(output_tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min",
            .word = "unlimited",
            .summary = "of the endpoint `mantle`: output as it is generated; what it refuses ends "
                       "the answer; without it the catalog's, as above"),
};
#undef T
DESCRIBE(quota, struct scenario_quota,
         "quotas in force; of several entries that match, the later one wins key by key");

#define T scenario_quota_change
static const struct schema_key quota_change_keys[] = {
    NUMBER(at_s, SIM_BETWEEN(0, MAX_S), .required = true, .unit = "s",
           .summary = "when, from the start of the run"),
    REGION(source_region, .fallback = "*", .summary = "source Region; `*` = every"),
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    STRING(account, .fallback = "*", .summary = "account; `*` = every"),
    CHOICE(kind, .fallback = "*", .choices = kind_choices, .summary = "which quota; `*` = every"),
    INTEGER(requests_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "requests/min",
            .summary = "RPM from then on; 0 closes this way of calling"),
    INTEGER(tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min",
            .summary = "TPM from then on; 0 closes this way of calling"),
    INTEGER(tokens_per_day, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/day",
            .summary = "TPD from then on; 0 closes this way of calling"),
    INTEGER(input_tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min",
            .summary = "of the endpoint `mantle`: input from then on; 0 closes it"),
    INTEGER(output_tokens_per_min, SIM_BETWEEN(0, HUGE_COUNT), .unit = "tokens/min",
            .summary = "of the endpoint `mantle`: output from then on, of answers that are being "
                       "generated, too; 0 closes it"),
};
#undef T
DESCRIBE(quota_change, struct scenario_quota_change,
         "other amounts from a time on: an increase that comes through, a cut");

#define T scenario_quota_rules
static const struct schema_key quota_rules_keys[] = {
    CHOICE(refill_minute, .fallback = "token-bucket", .choices = refill_choices,
           .summary = "how RPM and TPM come back (not documented)"),
    CHOICE(refill_day, .fallback = "token-bucket", .choices = refill_choices,
           .summary = "how TPD and the account's cap come back (not documented)"),
    NUMBER(adjust_every_s, SIM_OR_ZERO(0.1, MAX_S), .unit = "s", .fallback = "0",
           .summary = "during a call the tokens held follow the real output this often, at most "
                      "1,000 times a call; 0 = at the end only"),
    CHOICE(on_fault, .fallback = "returned", .choices = on_fault_choices,
           .summary = "what a call that the provider failed had reserved (not documented)"),
    CHOICE(account_cap, .fallback = "price-weighted", .choices = account_cap_choices,
           .summary = "what the account's daily cap counts (not documented): what tokens cost, in "
                      "tokens of plain input; quota tokens; or real tokens"),
    INTEGER(output_step_tokens, SIM_BETWEEN(1, 1e6), .unit = "tokens", .fallback = "64",
            .summary = "endpoint `mantle`: output is taken from its quota in steps of so many "
                       "tokens, each before it is generated (not documented)"),
};
#undef T
DESCRIBE(quota_rules, struct scenario_quota_rules, "rules of quotas that are not documented");

#define T scenario_provisioned
NO_EFFECT(with_stated_price,
          !isnan(in->usd_per_unit_hour) ? "with a stated 'usd_per_unit_hour'" : NULL)

static const struct schema_key provisioned_keys[] = {
    REGION(source_region, .required = true, .summary = "Region of the model units"),
    MODEL(model, .required = true, .summary = "model id"),
    INTEGER(units, SIM_BETWEEN(1, 1e6), .required = true, .unit = "model units",
            .summary = "model units bought"),
    INTEGER(tokens_per_min_per_unit, SIM_BETWEEN(1, 1e9), .required = true, .unit = "tokens/min",
            .summary = "input and output tokens that one unit serves (from the account manager; "
                       "not published)"),
    NUMBER(usd_per_unit_hour, SIM_BETWEEN(0, 1e6), .unit = "USD/h",
           .summary = "price; without it the catalog's for the commitment"),
    CHOICE(commitment, .fallback = "none", .choices = commitment_choices,
           .no_effect = with_stated_price, .summary = "term that the catalog's price is for"),
    CHOICE(spill, .fallback = "none", .choices = spill_choices,
           .summary = "where calls go that the units cannot take: on demand, at on-demand prices"),
};
#undef T
DESCRIBE(provisioned, struct scenario_provisioned,
         "model units bought by the hour, for the mode `provisioned`");

#define T scenario_reserved
static const struct schema_key reserved_keys[] = {
    REGION(source_region, .required = true, .summary = "Region that is called"),
    MODEL(model, .required = true, .summary = "model id"),
    CHOICE(kind, .fallback = "*", .choices = kind_choices,
           .summary = "for in-Region calls, geographic or global profiles; `*` = each of them"),
    INTEGER(input_tokens_per_min, SIM_BETWEEN(1, HUGE_COUNT), .required = true,
            .unit = "tokens/min",
            .summary = "input tokens reserved, cache reads apart; at least 100,000 can be bought"),
    INTEGER(output_tokens_per_min, SIM_BETWEEN(1, HUGE_COUNT), .required = true,
            .unit = "tokens/min",
            .summary = "output tokens reserved; at least 10,000 can be bought. A call takes its "
                       "max_tokens and gives the rest back at its end"),
    NUMBER_AS("usd_per_1k_input_tpm_month", usd_input, SIM_BETWEEN(0, 1e6), .unit = "USD",
              .summary = "price of 1,000 input tokens a minute for a month (30 days), used or not; "
                         "none is published"),
    NUMBER_AS("usd_per_1k_output_tpm_month", usd_output, SIM_BETWEEN(0, 1e6), .unit = "USD",
              .summary = "the same of output tokens"),
    BOOL(overflow, .fallback = "true",
         .summary = "calls that do not fit go to the standard tier, whole, with its quota and its "
                    "price; false: they are refused (429)"),
};
#undef T
DESCRIBE(reserved, struct scenario_reserved,
         "tokens a minute that the tier `reserved` holds for calls of a class of that tier");

#define T scenario_price
NO_EFFECT(without_long_prices,
          in->long_above == SCENARIO_ABSENT ? "without 'long_above_tokens'" : NULL)

static const struct schema_key price_keys[] = {
    REGION(source_region, .fallback = "*", .summary = "source Region; `*` = every"),
    MODEL(model, .fallback = "*", .summary = "model id; `*` = every"),
    CHOICE(kind, .fallback = "*", .choices = kind_choices,
           .summary = "price of which way of calling"),
    CHOICE(tier, .fallback = "*", .choices = price_tier_choices, .summary = "price of which tier"),
    NUMBER_AS("input_usd_per_mtok", input, SIM_BETWEEN(0, 1e6), .required = true,
              .unit = "USD/Mtok", .summary = "input"),
    NUMBER_AS("output_usd_per_mtok", output, SIM_BETWEEN(0, 1e6), .required = true,
              .unit = "USD/Mtok", .summary = "output"),
    NUMBER_AS("cache_read_usd_per_mtok", cache_read, SIM_BETWEEN(0, 1e6), .unit = "USD/Mtok",
              .summary = "cache reads"),
    NUMBER_AS("cache_write_usd_per_mtok", cache_write, SIM_BETWEEN(0, 1e6), .unit = "USD/Mtok",
              .summary = "cache writes"),
    INTEGER_AS("long_above_tokens", long_above, SIM_BETWEEN(1, 4e9), .unit = "tokens",
               .summary = "calls with more input than this pay the long-context prices"),
    NUMBER_AS("long_input_usd_per_mtok", long_input, SIM_BETWEEN(0, 1e6), .unit = "USD/Mtok",
              .no_effect = without_long_prices, .summary = "input of long calls"),
    NUMBER_AS("long_output_usd_per_mtok", long_output, SIM_BETWEEN(0, 1e6), .unit = "USD/Mtok",
              .no_effect = without_long_prices, .summary = "output of long calls"),
};
#undef T
DESCRIBE(price, struct scenario_price, "prices instead of the catalog's; the later entry wins");
