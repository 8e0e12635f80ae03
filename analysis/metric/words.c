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
    {"range", "a number of a scenario that is not known: {\"low\": .., \"mid\": .., \"high\": ..}; the "
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
