/*
 * case.h: a rule of the world that is not documented, and the proof that it cannot matter. The
 * proofs look at one finished replication of an option as stated: if they hold, the same
 * replication comes out the same at the other level, so it need not be run.
 */
#ifndef CRISIM_ANALYSIS_STUDY_CASE_H
#define CRISIM_ANALYSIS_STUDY_CASE_H

#include "models/outcome.h"
#include "models/spec.h"
#include "scenarios/read/scenario.h"

#include <stdbool.h>

enum { CASE_MOST_LEVELS = 4 };

/* One way in which a rule may be. */
struct case_level {
    const char *name;  /* "sliding-window" */
    const char *words; /* for sentences: "minute quotas that come back by a sliding window" */
    const char *patch; /* merge patch of the scenario, JSON with ' for " */
};

struct case_rule {
    const char *name; /* "refill-minute"; a case is called "refill-minute sliding-window" */
    bool must_hold;
    /* Key of the scenario whose numbers the rule doubts; NULL = none. Where they are ranges, which
     * are drawn, the rule says nothing more. */
    const char *doubts;
    struct case_level levels[CASE_MOST_LEVELS]; /* the likely worst first; ends with name NULL */
    /** The level that an option has as stated; CRI_NONE: none of them. */
    uint32_t (*in_force)(const struct cri_spec *spec, const struct scenario_world *world);
    /** Whether the rule is about anything in an option at all. */
    bool (*applies)(const struct cri_spec *spec);
    bool (*is_harmless)(const struct cri_spec *spec, const struct cri_outcome *outcome,
                        uint32_t level);
    const char *proof; /* what shows it: "no two minutes in a row reserve more than a limit" */
};

#define CASE_DECLARE(name) extern const struct case_rule case_rule_##name;

/* ---- proofs ---- */

/** Whether a limit of the kind is in use: per minute (model units and reservations too), per day
 * (accounts too); of output, ending answers as it is generated. */
bool case_has_minute_limits(const struct cri_spec *spec);
bool case_has_day_limits(const struct cri_spec *spec);
/** Whether a quota of either kind is. */
bool case_has_limits(const struct cri_spec *spec);
/** Whether a call can be answered 429: by a quota, or by model units and reservations. */
bool case_can_refuse(const struct cri_spec *spec);
bool case_has_account_limits(const struct cri_spec *spec);
bool case_has_output_limits(const struct cri_spec *spec);

/** Whether a class calls a profile of that mode with a choice of destinations. */
bool case_routes(const struct cri_spec *spec, enum cri_mode mode);

/**
 * No limit per minute refused anything, and in no two neighbouring bins (of a minute or more) calls
 * let through, or tokens reserved and settled there, exceed one. Any span of a minute lies within
 * two neighbouring bins, so by a sliding window and by a fixed minute nothing is refused either;
 * nor by a bucket, for what it holds and gains in a span is never less than that.
 * @param times  what is reserved counts so often
 */
bool case_minutes_fit(const struct cri_spec *spec, const struct cri_outcome *outcome,
                      int64_t times);
/** The same for limits per day: all that the run reserved and settled is within each; of the
 * account's cap, what calls of two days cost and hold at once. */
bool case_days_fit(const struct cri_spec *spec, const struct cri_outcome *outcome, int64_t times);
/** The account's cap refused nothing, and however it counts, no day of the run cost more than half
 * of it: with what calls hold at once there was room for every call. */
bool case_accounts_use_half(const struct cri_spec *spec, const struct cri_outcome *outcome);
/**
 * No step of output was refused, nor would one of `step` tokens have been. An answer that is being
 * generated is never further ahead of its tokens than a step, by either rule, so at no time has the
 * quota given more by the other rule than one step of both sizes for each answer at once. What
 * refills it does not look at who took, so its least level is lower by that at most.
 */
bool case_output_fits(const struct cri_spec *spec, const struct cri_outcome *outcome, int64_t step);
/** Nothing was refused or moved for want of room, and nobody waits or is slowed down where there is
 * little: more room would have changed nothing. */
bool case_had_room(const struct cri_spec *spec, const struct cri_outcome *outcome);

#endif
