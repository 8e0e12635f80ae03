#include "analysis/metric/words.h"

#include <stddef.h>

static const struct word words[] = {
    {"option", "one way of calling the model: a mode and what it overrides",
     "alternative, way of calling"},
    {"offered", "requests that the traffic wanted", "demand, requests"},
    {"attempt", "one API call; amplification = attempts / offered",
     "call, API call, amplification"},
    {"completed", "answered in full; one of the ways in which a request ends, like the next", NULL},
    {"throttled", "the last attempt was answered 429",
     "throttle, throttling, ThrottlingException, rate limit, rate limited, too many requests"},
    {"unavailable", "the last attempt was answered 503, 500 or 424",
     "service unavailable, ServiceUnavailableException, server error, 5xx"},
    {"timed out", "the last attempt ran into a client time-out",
     "timeout, time-out, read timeout, ModelTimeoutException"},
    {"abandoned", "the user left, or a deadline passed before an attempt",
     "abandonment, gave up, deadline"},
    {"cut off",
     "an output quota of the endpoint 'mantle' ended the answer: billed for what was "
     "generated, and not completed",
     NULL},
    {"denied", "answered 400 or 403: the call is not permitted",
     "access denied, AccessDeniedException, forbidden, ValidationException"},
    {"success rate", "completed / offered", "error rate, failure rate"},
    {"service availability", "1 - provider faults / attempts that quota and access let through",
     "uptime"},
    {"throughput", "completed by the horizon / horizon", NULL},
    {"goodput", "completed inside the SLO", NULL},
    {"TTFT, E2E",
     "time to first token and to the last, as the client sees them: from the "
     "intended start, retries and waits included",
     "latency, response time, time to first token, time to last token, end to end"},
    {"failover",
     "tried or served away from the Region that the policy would have chosen had "
     "all been healthy and free; reactive after a refusal inside the call, "
     "proactive when the Region was known bad",
     "fail over, rerouted, spill over"},
    {"placement", "served away from the source Region because the policy prefers it", NULL},
    {"retry", "a new call by the client; fallback: the client turns to another target",
     "retries, retrying, backoff, exponential backoff, retry-after, fallback"},
    {"quota headroom",
     "lowest level of the quota's bucket / its size, reservations included; "
     "of a window never below 0",
     "headroom"},
    {"waste", "tokens billed for answers that were cut off, or that the client had given up on",
     "wasted tokens"},
    {"identical", "the difference is exactly 0 in every replication", NULL},
    {"negligible",
     "else: the whole interval of the difference is nearer to 0 than the smallest "
     "difference that was stated to matter",
     NULL},
    {"indistinguishable", "else: the interval of the difference holds 0",
     "significance, significant"},
    {"not ranked",
     "a cost beside options that hold, of one that does not; a difference with it is "
     "higher or lower, not better or worse",
     NULL},
    {"no data", "nothing was counted; not the same as 0", NULL},
    {"tornado",
     "each input alone at its low and at its high end, all others as stated; the one that "
     "moves a figure most first",
     NULL},
    {"break-even value",
     "of an input: where another option is recommended, or one begins to miss or "
     "to keep its SLOs",
     NULL},
    {"Morris",
     "all inputs varied together, one after the other along trajectories: the mean size of "
     "the effect of each over its range, and how much that depends on the others",
     NULL},
    {"range",
     "a number of a scenario that is not known: {\"low\": .., \"mid\": .., \"high\": ..}; the "
     "run as stated has mid",
     NULL},
    {"draws",
     "ranges, drawn together (a Latin hypercube; mid is the median): one case that has to "
     "hold, in which an option holds if it meets the SLOs in the share of draws that is "
     "asked (0.95), by the near end of the 95 % Wilson interval",
     NULL},
    {"serving loss", "the model cannot be served in a Region; its endpoint still answers",
     "model outage, outages"},
    {"Region loss", "endpoint, quota and router of the Region are gone too",
     "regional outage, outages"},
    {"documented, seen, inferred, assumption",
     "how well a number is known: published by the provider, observed, derived from others, "
     "or chosen",
     "provenance, mark, evidence"},
};

const struct word *words_at(uint32_t i)
{
    return &words[i];
}

uint32_t words_count(void)
{
    return sizeof words / sizeof words[0];
}

/* Labels of the first screen as they are printed there, answers of the API, and what people ask
 * for beside the glossary. */
static const struct word others[] = {
    {"success", "completed / offered", NULL},
    {"SLOs hold up to this load",
     "the largest load factor, as far as was searched, up to which the option meets every SLO; "
     "below 1 it misses one as stated",
     NULL},
    {"no 429 up to this load, room to grow",
     "the load factor of the first 429, under each way in "
     "which a quota may come back; the least of "
     "them counts",
     "headroom, growth, how much more traffic"},
    {"refill, refill sliding/fixed/bucket, token bucket, sliding window, fixed window, sliding, "
     "fixed, bucket",
     "how a quota comes back, which is not published: over the last 60 s (sliding window), at the "
     "start of each minute (fixed), or all the time (token bucket)",
     "refill rule, leaky bucket"},
    {"burst, spike",
     "more requests for a while. In a trace it is there; drawn traffic has one as an entry of its "
     "own "
     "in 'traffic', with 'rate_per_s', 'duration_s' and the 'start_s' at which it begins, and a "
     "class "
     "that replays it",
     "surge, rush, short peak"},
    {"load factor",
     "what studies change: copies of the requests are added so that every minute "
     "grows alike (key load)",
     "load, traffic growth"},
    {"worst class",
     "an SLO that names no class holds for each class on its own: the figure is "
     "that of the class that is furthest from its bound",
     NULL},
    {"busiest minute, M tokens, of the quota, asked for",
     "quota tokens (input + cache write + output x burndown) of the first attempts that reach the "
     "API in the clock minute that has most of them, admitted or not, of the option's quota a "
     "minute",
     "peak, demand"},
    {"TPM",
     "quota of tokens a minute: of an account, a source Region, a model and a way of calling "
     "(key quotas.<name>.tokens_per_min)",
     "tokens per minute, token quota"},
    {"RPM", "quota of requests a minute (key quotas.<name>.requests_per_min)",
     "requests per minute, request quota"},
    {"TPD", "quota of tokens a day (key quotas.<name>.tokens_per_day)",
     "tokens per day, daily quota, daily limit"},
    {"burndown",
     "quota tokens that one output token costs at settlement (key "
     "models.<name>.output_burndown)",
     "burn down, burndown rate"},
    {"429", "your quota refused the call; a request whose last answer it is counts as throttled",
     "throttle, throttling, ThrottlingException, rate limit, quota exceeded, too many requests"},
    {"503, 500, 424, no room",
     "no destination had room, or the provider failed: their capacity, not "
     "your quota; counts as unavailable",
     "service unavailable, ServiceUnavailableException, InternalServerException, "
     "ModelErrorException, no capacity, 5xx"},
    {"400, 403",
     "the call is not permitted: no such profile or model there, or a policy denies it; "
     "counts as denied",
     "ValidationException, AccessDeniedException, access denied, 4xx"},
    {"p50, p95, p99, percentile",
     "so many per cent of the requests took no longer: of those that "
     "completed, and where an SLO is judged of all, with failures as "
     "infinite",
     "p90, quantile, median, tail latency"},
    {"never", "of a latency: more requests fail than the percentile leaves out", NULL},
    {"USD per 1,000 answered",
     "what is billed by 1,000 completed requests, units by the hour included (of a stated "
     "monthly volume, their share); ranked only between options that hold",
     "cost, price per request"},
    {"USD for 30 days",
     "what 30 days cost: of the traffic, from a day of it on, or of the monthly "
     "volume that is stated",
     "monthly cost, cost per month"},
    {"processed elsewhere",
     "requests answered in a Region outside of the residency rule's area; "
     "without a rule, outside of the geography that they come from",
     "data residency, sovereignty, data protection, GDPR"},
    {"recommended, verdict",
     "the option that meets every SLO in every case in which any does, and "
     "of several the first by the objective (docs/verdict.md)",
     "recommendation, winner, best option"},
    {"runner-up", "the next of the options that hold, with what it would save, cost and lose",
     NULL},
    {"risk", "what the recommended option leaves open although it holds", NULL},
    {"out", "an option that misses an SLO, or that is not allowed, with what it misses", NULL},
    {"over the cases",
     "the lowest and the highest value of the figure over the cases that were run",
     "worst case, range of cases"},
    {"case", "what may be true and cannot be chosen; the options are run in each",
     "scenario analysis"},
    {"as stated", "the scenario as it is written, before a case changes it", NULL},
    {"adverse",
     "the case in which every rule that is not published, and has to hold, is at its "
     "worst level for all candidates together",
     NULL},
    {"holds",
     "every class meets every SLO, with the end of the interval that is nearer to the bound",
     "meets, passes"},
    {"robust", "holds in every case that must hold and in which at least one option holds", NULL},
    {"shortfall", "the largest miss of an SLO, as a share of what the SLO allows", NULL},
    {"regret", "the shortfall in a case, less that of the option that does best there", NULL},
    {"changes the choice",
     "values of an input from which on another option is recommended, or none", NULL},
    {"changes who holds", "values of an input from which on an option begins to hold, or to miss",
     NULL},
    {"changes nothing", "inputs that were varied and change neither", NULL},
    {"not searched",
     "inputs, or refill rules, that the search left out, for the time it would take", NULL},
    {"not tested", "what the scenario does not state, and what was therefore not simulated", NULL},
    {"paired",
     "two options met the same arrivals, tokens, noise and outages: their difference is "
     "theirs",
     NULL},
    {"unset", "max_tokens that a call does not send: quota then reserves the model's maximum",
     "no max_tokens"},
    {"inference profile, cross-Region inference, CRIS",
     "an id with a prefix (eu., us., global. and so on) under which Bedrock may answer a call in "
     "one "
     "of several Regions; quota and price stay those of the source Region",
     "cross-region, profile, geo profile, cross-region inference profile"},
    {"single-region", "each call is answered in the Region where it is made, by the bare model id",
     "in-region, on-demand, bare model id"},
    {"geographic",
     "the profile of a geography: its calls are answered in Regions of that geography",
     "geo, geo profile, EU profile, US profile, regional profile"},
    {"global",
     "the profile global.: its calls may be answered in any Region of its own list, which "
     "is not published",
     "global profile, worldwide"},
    {"source Region",
     "where the API is called: its endpoint, quota and price count, wherever the "
     "call is answered (key classes.<name>.source_region)",
     "home region, calling region"},
    {"destination", "a Region that a profile may send a call to", "target region, serving region"},
    {"residency, area",
     "where requests may be processed: areas of the catalog (`crisim catalog list areas`), "
     "countries or Regions; a way of calling that may leave them is not allowed",
     "data residency, GDPR, sovereignty, data protection, compliance"},
    {"SCP, IAM",
     "policies that may forbid a call: they are read as the AWS CLI prints them (key policies) and "
     "judged before the run",
     "service control policy, identity policy, permission, permission boundary"},
    {"client", "what calls the API: its time-outs, retries and retry quota (key clients)",
     "SDK, boto3, retry policy, backoff, jitter, read timeout, timeout"},
    {"capacity",
     "how many calls, or how much work, a Region can serve at once: not published, so it "
     "must be stated, and `unlimited` is a statement, too",
     "concurrency, parallel requests, concurrent requests, provider capacity"},
    {"hop", "the way of a call from the source Region to where it is answered, in round trips",
     "RTT, round trip, network latency, inter-region latency"},
    {"prefill", "the reading of the input that is not in the prompt cache, before the first token",
     "prompt processing, input processing"},
    {"prompt cache",
     "input that a Region has read before, at a lower price; another Region does not "
     "know it (`crisim cache` says what it saves)",
     "cache, caching, cached tokens, prompt caching"},
    {"interval, 95 %",
     "of a mean over replications: how far luck may carry it, in 95 of 100 such studies; luck is "
     "arrivals, noise and drawn outages, not what is assumed",
     "confidence interval, CI, error bar, uncertainty"},
    {"replication",
     "the same scenario once more with other luck: other arrivals or blocks of the "
     "trace, other noise, other drawn outages",
     "repetition"},
    {"SLO",
     "what must hold, stated as `--slo success=99%` or by the key slo; without one nothing is "
     "recommended",
     "SLA, objective, target, service level"},
    {"SLA credit",
     "what the provider gives back for a month below the availability that it promises",
     "SLA, service credit, credits"},
    {"mode", "the way of calling: single-region, geographic, global, provisioned or client-side",
     "way of calling"},
    {"provisioned", "model units that are paid by the hour, with a throughput of their own",
     "provisioned throughput, model units, reserved capacity"},
    {"endpoint",
     "what is called: `runtime`, or `mantle`, which has no profiles, and quotas of input "
     "and output apart",
     "bedrock-runtime, bedrock-mantle, mantle, API endpoint"},
    {"service tier", "priority, standard, flex and others (key classes.<name>.tier)",
     "tier, priority tier, flex tier"},
};
enum { N_WORDS = sizeof words / sizeof words[0], N_OTHERS = sizeof others / sizeof others[0] };

const struct word *words_of_all_at(uint32_t i)
{
    return i < N_WORDS ? &words[i] : &others[i - N_WORDS];
}

uint32_t words_of_all_count(void)
{
    return N_WORDS + N_OTHERS;
}
