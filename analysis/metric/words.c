#include "analysis/metric/words.h"

static const struct word words[] = {
    {"option", "one way of calling the model: a mode and what it overrides"},
    {"offered", "requests that the traffic wanted"},
    {"attempt", "one API call; amplification = attempts / offered"},
    {"completed", "answered in full; one of the ways in which a request ends, like the next"},
    {"throttled", "the last attempt was answered 429"},
    {"unavailable", "the last attempt was answered 503, 500 or 424"},
    {"timed out", "the last attempt ran into a client time-out"},
    {"abandoned", "the user left, or a deadline passed before an attempt"},
    {"cut off", "an output quota of the endpoint 'mantle' ended the answer: billed for what was "
                "generated, and not completed"},
    {"denied", "answered 400 or 403: the call is not permitted"},
    {"success rate", "completed / offered"},
    {"service availability", "1 - provider faults / attempts that quota and access let through"},
    {"throughput", "completed by the horizon / horizon"},
    {"goodput", "completed inside the SLO"},
    {"TTFT, E2E", "time to first token and to the last, as the client sees them: from the "
                  "intended start, retries and waits included"},
    {"failover", "tried or served away from the Region that the policy would have chosen had "
                 "all been healthy and free; reactive after a refusal inside the call, "
                 "proactive when the Region was known bad"},
    {"placement", "served away from the source Region because the policy prefers it"},
    {"retry", "a new call by the client; fallback: the client turns to another target"},
    {"quota headroom", "lowest level of the quota's bucket / its size, reservations included; "
                       "of a window never below 0"},
    {"waste", "tokens billed for answers that were cut off, or that the client had given up on"},
    {"identical", "the difference is exactly 0 in every replication"},
    {"negligible", "else: the whole interval of the difference is nearer to 0 than the smallest "
                   "difference that was stated to matter"},
    {"indistinguishable", "else: the interval of the difference holds 0"},
    {"not ranked", "a cost beside options that hold, of one that does not; a difference with it is "
                   "higher or lower, not better or worse"},
    {"no data", "nothing was counted; not the same as 0"},
    {"tornado",
     "each input alone at its low and at its high end, all others as stated; the one that "
     "moves a figure most first"},
    {"break-even value",
     "of an input: where another option is recommended, or one begins to miss or "
     "to keep its SLOs"},
    {"Morris",
     "all inputs varied together, one after the other along trajectories: the mean size of "
     "the effect of each over its range, and how much that depends on the others"},
    {"range",
     "a number of a scenario that is not known: {\"low\": .., \"mid\": .., \"high\": ..}; the "
     "run as stated has mid"},
    {"draws", "ranges, drawn together (a Latin hypercube; mid is the median): one case that has to "
              "hold, in which an option holds if it meets the SLOs in the share of draws that is "
              "asked (0.95), by the near end of the 95 % Wilson interval"},
    {"serving loss", "the model cannot be served in a Region; its endpoint still answers"},
    {"Region loss", "endpoint, quota and router of the Region are gone too"},
    {"documented, seen, inferred, assumption",
     "how well a number is known: published by the provider, observed, derived from others, "
     "or chosen"},
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
    {"success", "completed / offered"},
    {"SLOs hold up to this load",
     "the largest load factor, as far as was searched, up to which the option meets every SLO; "
     "below 1 it misses one as stated"},
    {"no 429 up to this load, room to grow", "the load factor of the first 429, under each way in "
                                             "which a quota may come back; the least of "
                                             "them counts"},
    {"refill, refill sliding/fixed/bucket, token bucket, sliding window, fixed window, sliding, "
     "fixed, bucket",
     "how a quota comes back, which is not published: over the last 60 s (sliding window), at the "
     "start of each minute (fixed), or all the time (token bucket)"},
    {"load factor", "what studies change: copies of the requests are added so that every minute "
                    "grows alike (key load)"},
    {"worst class", "an SLO that names no class holds for each class on its own: the figure is "
                    "that of the class that is furthest from its bound"},
    {"busiest minute, M tokens, of the quota, asked for",
     "quota tokens (input + cache write + output x burndown) of the first attempts that reach the "
     "API in the clock minute that has most of them, admitted or not, of the option's quota a "
     "minute"},
    {"TPM",
     "quota of tokens a minute: of an account, a source Region, a model and a way of calling "
     "(key quotas.<name>.tokens_per_min)"},
    {"RPM", "quota of requests a minute (key quotas.<name>.requests_per_min)"},
    {"TPD", "quota of tokens a day (key quotas.<name>.tokens_per_day)"},
    {"burndown", "quota tokens that one output token costs at settlement (key "
                 "models.<name>.output_burndown)"},
    {"429", "your quota refused the call; a request whose last answer it is counts as throttled"},
    {"503, 500, 424, no room",
     "no destination had room, or the provider failed: their capacity, not "
     "your quota; counts as unavailable"},
    {"400, 403",
     "the call is not permitted: no such profile or model there, or a policy denies it; "
     "counts as denied"},
    {"p50, p95, p99, percentile", "so many per cent of the requests took no longer: of those that "
                                  "completed, and where an SLO is judged of all, with failures as "
                                  "infinite"},
    {"never", "of a latency: more requests fail than the percentile leaves out"},
    {"USD per 1,000 answered", "what is billed by 1,000 completed requests; ranked only between "
                               "options that hold"},
    {"USD for 30 days", "what 30 days cost: of the traffic, from a day of it on, or of the monthly "
                        "volume that is stated"},
    {"processed elsewhere", "requests answered in a Region outside of the residency rule's area; "
                            "without a rule, outside of the geography that they come from"},
    {"recommended, verdict", "the option that meets every SLO in every case in which any does, and "
                             "of several the first by the objective (docs/verdict.md)"},
    {"runner-up", "the next of the options that hold, with what it would save, cost and lose"},
    {"risk", "what the recommended option leaves open although it holds"},
    {"out", "an option that misses an SLO, or that is not allowed, with what it misses"},
    {"over the cases",
     "the lowest and the highest value of the figure over the cases that were run"},
    {"case", "what may be true and cannot be chosen; the options are run in each"},
    {"as stated", "the scenario as it is written, before a case changes it"},
    {"adverse", "the case in which every rule that is not published, and has to hold, is at its "
                "worst level for all candidates together"},
    {"holds",
     "every class meets every SLO, with the end of the interval that is nearer to the bound"},
    {"robust", "holds in every case that must hold and in which at least one option holds"},
    {"shortfall", "the largest miss of an SLO, as a share of what the SLO allows"},
    {"regret", "the shortfall in a case, less that of the option that does best there"},
    {"changes the choice",
     "values of an input from which on another option is recommended, or none"},
    {"changes who holds", "values of an input from which on an option begins to hold, or to miss"},
    {"changes nothing", "inputs that were varied and change neither"},
    {"not searched",
     "inputs, or refill rules, that the search left out, for the time it would take"},
    {"not tested", "what the scenario does not state, and what was therefore not simulated"},
    {"paired", "two options met the same arrivals, tokens, noise and outages: their difference is "
               "theirs"},
    {"unset", "max_tokens that a call does not send: quota then reserves the model's maximum"},
    {"service tier", "priority, standard, flex and others (key classes.<name>.tier)"},
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
