/*
 * loads.h: how much load each option takes, for the questions about it. In each world - the
 * scenario as stated and each case that it states, each with its quotas and, where that is asked,
 * with more of them - load is searched (along.h) under each rule by which minute quotas may come
 * back; the scenario as stated also in every replication.
 *
 * An option ends twice: where the first call is refused for its quota (the first 429), and where it
 * no longer keeps its SLOs. Both ends are run once more with all that is counted, to tell what they
 * are.
 */
#ifndef CRISIM_ANALYSIS_STUDY_LOADS_H
#define CRISIM_ANALYSIS_STUDY_LOADS_H

#include "analysis/study/along.h"
#include "analysis/study/question.h"

struct loads_settings {
    double narrow;        /* loads up to which SLOs hold are known to this share, 0.02 */
    double least, most;   /* load factors that are tried, of what is stated */
    double budget;        /* requests; 0 = what loads_create() finds right */
    double most_budget;   /* that it may be, with all that is run besides; 0 = any */
    const double *quotas; /* n_quotas factors on quotas, apart from 1 */
    uint32_t n_quotas;
    bool replications; /* all of them, of the scenario as stated */
    bool today;        /* where SLOs end that hold at the load as stated is looked at, too */
};

/* What is searched in: a case, and a factor on its quotas. */
struct loads_world {
    const char *name; /* "as stated", of a case */
    double quota;
    bool stated;     /* the scenario as stated, with its quotas */
    bool impossible; /* more of its quotas do not fit it */
    const struct sim_json *patch;
    uint32_t point; /* of the loop, at the load as stated */
};

/* Of one option, where something ends. */
struct loads_end {
    bool searched;   /* false: the input does not apply to it, or nothing was run */
    bool never;      /* not even at the lowest load that was tried: `first` */
    bool found;      /* false: not up to `last`, the largest load that was tried */
    double last;     /* the largest factor at which all is well; 0 with `never` */
    double first;    /* the one above it; INFINITY without `found` */
    double begins;   /* of SLOs: they hold from here on; 0 = from the lowest load on */
    bool broken;     /* of SLOs: there are other, smaller stretches in which they hold */
    const char *why; /* what ends it: "429: 3,000,000 TPM of ..."; NULL = not known */
    uint32_t detail; /* the point with merged outcomes at `first`; CRI_NONE = none */
};

struct loads;

/** After the comparison's points are finished: asks for the cases. */
struct loads *loads_create(const struct asking *asking, const struct loads_settings *settings,
                           struct sim_error *err);
/** What they would take, into a dry run: nothing of the comparison is known. */
void loads_dry(const struct asking *asking, const struct loads_settings *settings, struct dry *dry);
void loads_destroy(struct loads *loads);
/** Take in, and ask for more; for nothing when all is known. */
enum sim_status loads_next(struct loads *loads, struct sim_error *err);

/** Whether all is known, once what was asked for is run. */
bool loads_over(const struct loads *loads);

uint32_t loads_n_worlds(const struct loads *loads);
const struct loads_world *loads_world(const struct loads *loads, uint32_t world);
/** Whether the option's minute quotas come back by a rule at all. */
bool loads_has_rules(const struct loads *loads, uint32_t option);

/** Under one rule of refill; that as stated: -1. */
struct loads_end loads_first_429(struct loads *loads, uint32_t world, uint32_t option, int refill);
struct loads_end loads_slo(struct loads *loads, uint32_t world, uint32_t option, int refill);
/** From the load as stated on, with settings.today: up to where SLOs hold without a gap that was
 * seen; `never` if they do not hold at the load as stated; `broken` if they hold again above. */
struct loads_end loads_slo_from_today(struct loads *loads, uint32_t world, uint32_t option,
                                      int refill);
/** The least over the rules, which it is into *refill. */
struct loads_end loads_room(struct loads *loads, uint32_t world, uint32_t option, int *refill);
/** Of one replication of the scenario as stated. */
struct loads_end loads_of_replication(const struct loads *loads, uint32_t option,
                                      uint32_t replication, bool slo);
/** The search of a world by its own rule, replication 0: every point that was run. */
const struct along *loads_search(const struct loads *loads, uint32_t world);
/** Searches that the budget or the scenario ended before all was known, in words; NULL = none. */
const char *loads_left_out(const struct loads *loads, struct sim_arena *arena);
/** Whether anything is promised. */
bool loads_promised(const struct loads *loads);
/** A load factor as text: "1.76x", "over 16.0x", "below 0.0156x". In the arena. */
const char *loads_text(struct sim_arena *arena, const struct loads_end *end);

#endif
