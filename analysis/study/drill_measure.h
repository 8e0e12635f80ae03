/*
 * drill_measure.h: what an outage did to the requests that came, minute by minute, against the same
 * requests with the same luck without it.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRILL_MEASURE_H
#define CRISIM_ANALYSIS_STUDY_DRILL_MEASURE_H

#include "models/outcome.h"

/* The requests that arrived in a minute, those of them that were not completed, and what clients
 * sent in it besides first attempts: retries and fallbacks. */
struct drill_minute {
    uint32_t offered, failed, more;
};

struct drill_minutes {
    sim_time width; /* of each: a minute, or 2^k of a long run */
    uint32_t n;
    struct drill_minute *minutes; /* owned */
};

/** Those of a run in [from, to), added to what `into` holds of the same; the first time it is
 * allocated. */
void drill_minutes_add(struct drill_minutes *into, const struct cri_series *series, sim_time from,
                       sim_time to);
void drill_minutes_release(struct drill_minutes *minutes);

/*
 * A minute is calm when no larger share of the requests that arrive in it fails than without the
 * outage, plus one percent point. With the first minute that is not, it is down; with the first of
 * three calm ones in a row it is back; three in a row that are not, and it is down again.
 */
enum drill_end {
    DRILL_BACK,
    DRILL_STAYS_DOWN, /* the outage is over for three minutes or more, and it is not */
    DRILL_NOT_SEEN    /* the traffic ends before */
};

struct drill_seen {
    uint64_t offered, failed; /* arrived in the window */
    int64_t more_failed;      /* than without it, of all that arrive in the run: in flight at its
                                 start, in it, and afterwards */
    double amplification;     /* attempts / offered of the minute in which that is most, from the
                                 start of the window on; NaN without requests */
    enum drill_end end;
    double recovery_min; /* from the start of the outage until it is back for the last time; 0 =
                            nothing was lost; NaN unless it is back */
};

/**
 * @param without, with  of one replication from time 0, without the outage and with it
 * @param start, end     of the outage
 * @param horizon        minutes after it have no arrivals, and say nothing
 */
struct drill_seen drill_measure(const struct drill_minutes *without,
                                const struct drill_minutes *with, sim_time start, sim_time end,
                                sim_time horizon);

#endif
