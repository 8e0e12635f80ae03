/* keys_routing.c: where calls may go and where a profile sends them. */
#include "scenarios/read/keys.h"

#include "models/access/access.h"

static const char *const level_choices[] = {CRI_LEVEL_LIST(WORD) NULL};
static const char *const all_tried_choices[] = {SCENARIO_ALL_TRIED_LIST(WORD) NULL};

#define T scenario_routing
static const struct schema_key routing_keys[] = {
    STRING(policy, .fallback = "source-first",
           .summary = "how a profile orders its destinations: source-first, nearest, least-loaded, "
                      "two-random, fastest, expected-time, round-robin, weighted, fixed-share or "
                      "cache-affine"),
    STRING(geographic_rule, .fallback = SCENARIO_RULE_POLICY,
           .summary = "how Geographic profiles route, which is not published: `policy` = as "
                      "`policy` says, or a rule of shares (`crisim catalog list routing`, "
                      "`routing_rules`): `spread` = in equal parts over all destinations"),
    STRING(global_rule, .fallback = SCENARIO_RULE_POLICY,
           .summary =
               "the same of Global profiles: `mostly-us` = 20 % in the source Region, 80 % in "
               "equal parts over the US destinations (from a US source all over those)"),
    SHARES_OF_REGIONS(
        shares, SIM_BETWEEN(0, 1e9),
        .summary = "fixed-share, weighted: weight of each destination; those not named get none"),
    NUMBER(refresh_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary =
               "age up to which a policy's news of load and speed may be; 0 = always current"),
    NUMBER(network_weight, SIM_BETWEEN(0, 1000), .fallback = "1",
           .summary = "expected-time: what a second of the hop counts; 0 = nothing"),
    NUMBER(queue_weight, SIM_BETWEEN(0, 1000), .fallback = "1",
           .summary = "expected-time: what a second of waiting counts; 0 = nothing"),
    NUMBER(prefill_weight, SIM_BETWEEN(0, 1000), .fallback = "1",
           .summary = "expected-time: what a second of work on uncached input counts; 0 = nothing"),
    INTEGER(max_tries, SIM_BETWEEN(0, 64), .unit = "destinations", .fallback = "0",
            .summary = "destinations tried in one call; 0 = all"),
    NUMBER(max_time_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "0",
           .summary = "no further destination is tried after so long in one call; 0 = any time"),
    NUMBER(stall_timeout_s, SIM_BETWEEN(0, MAX_S), .unit = "s", .fallback = "10",
           .summary =
               "a destination that stays silent is left for another after so long; 0 = never"),
    NUMBER(hop_rtt_factor, SIM_BETWEEN(0, 100), .fallback = "2",
           .summary = "time of a hop from source to destination, in round trips"),
    NUMBER(refusal_ms, SIM_BETWEEN(0, 3.6e6), .unit = "ms", .fallback = "20",
           .summary = "time a destination takes to say no"),
    CHOICE(all_tried, .fallback = "503", .choices = all_tried_choices,
           .summary = "what the caller gets when no destination has room"),
};
#undef T
DESCRIBE(routing, struct scenario_routing, "the router behind a profile");

#define T scenario_routing_rule
static const struct schema_key routing_rule_keys[] = {
    SHARES_OF(SCHEMA_GROUPS, shares, SIM_BETWEEN(0, 1e9), .required = true,
              .summary =
                  "weight of each group of destinations: `source`, `all`, a geography such as "
                  "`us`, or a Region; in equal parts within a group. A source Region that lies "
                  "in a geography of the rule has its own share there too"),
};
#undef T
DESCRIBE(routing_rule, struct scenario_routing_rule,
         "rules of how profiles route, beside the catalog's or instead of them, for "
         "`routing.geographic_rule` and `routing.global_rule`");

#define T scenario_destinations
static const struct schema_key destinations_keys[] = {
    FLAGS_ITSELF(regions,
                 .summary = "Region: true adds it to the profile's destinations, false removes it"),
};
#undef T
DESCRIBE(destinations, struct scenario_destinations,
         "changes to the destinations of profiles with this prefix (`eu`, `global`)");

#define T scenario_policy
NO_EFFECT(not_of_a_unit, in->level != CRI_LEVEL_OU ? "unless the level is 'ou'" : NULL)

static const struct schema_key policy_keys[] = {
    FILLED_STRING(file, .required = true,
           .summary =
               "policy document, bare or as the AWS CLI answers it (docs/how-to/policies.md), "
               "relative to the scenario's folder"),
    CHOICE(level, .required = true, .choices = level_choices,
           .summary = "where it is attached: `root`, `ou` and `account` are service control "
                      "policies, `identity` belongs to the caller, `boundary` is its permission "
                      "boundary"),
    STRING(ou, .no_effect = not_of_a_unit,
           .summary = "the organizational unit, with those that it lies in, as `apps` or "
                      "`apps/chat`: each unit of the chain has to allow; without it all policies "
                      "of level `ou` are attached to one unit"),
    LIST(classes, .summary = "names of the classes whose calls it binds; without it all"),
};
#undef T
DESCRIBE(policy, struct scenario_policy,
         "policies that calls must pass: judged before the run, except where IAM lacks one "
         "destination");
