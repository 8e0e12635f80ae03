/*
 * count.h: every write to the outcome; for the files of models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_COUNT_H
#define CRISIM_MODELS_WORLD_COUNT_H

#include "models/world/state.h"

static inline struct cri_counts *cri_counts_of(struct cri_world *w,
                                               const struct cri_request *request)
{
    return &w->classes[request->class].out->counts[request->phase];
}

static inline struct cri_minute *cri_minute_at(struct cri_world *w, sim_time t)
{
    struct cri_series *series = &w->out->series;
    uint32_t bin = cri_series_bin(series, t); /* first: it may move the minutes */

    return &series->minutes[bin];
}

/* A call that access and quota let through: the base of availability and of the source's uptime. */
static inline void cri_count_passed(struct cri_world *w, const struct cri_request *request,
                                    uint32_t source)
{
    struct cri_series *series = &w->out->series;

    cri_counts_of(w, request)->passed++;
    cri_series_source(series, cri_series_bin(series, w->now), source)->passed++;
}

/** A first attempt reaches the API. */
static inline void cri_count_asked(struct cri_world *w, int64_t tokens)
{
    struct cri_minute *minute = cri_minute_at(w, w->now);

    minute->asked_tokens += (uint64_t)tokens;
    minute->asked_requests++;
}

/* Routing met a destination that IAM does not allow: the call was not let through after all. */
static inline void cri_count_forbidden(struct cri_world *w, const struct cri_request *request,
                                       const struct cri_attempt *attempt, uint32_t source)
{
    struct cri_series *series = &w->out->series;

    cri_counts_of(w, request)->passed--;
    cri_series_source(series, cri_series_bin(series, attempt->sent_at), source)->passed--;
}

static inline void cri_count_offered(struct cri_world *w, const struct cri_request *request)
{
    cri_counts_of(w, request)->offered++;
    cri_minute_at(w, w->now)->offered++;
    w->out->requests++;
}

void cri_count_refused(struct cri_world *w, const struct cri_request *request, uint32_t limit);
/* A router sends a call to a Region. */
static inline void cri_count_decision(struct cri_world *w, const struct cri_request *request,
                                      uint32_t region, enum cri_reason reason)
{
    cri_counts_of(w, request)->decisions[reason]++;
    w->classes[request->class].out->came[region]++;
}

/** The provider failed a call that had passed. */
void cri_count_fault(struct cri_world *w, const struct cri_target *target,
                     const struct cri_request *request);
/** The call goes away from the Region that the policy would have chosen: CRI_MOVED_ kind. */
void cri_count_move(struct cri_world *w, struct cri_request *request, int kind,
                    enum cri_cause cause);
/** What the client did about an answer. */
void cri_count_client(struct cri_world *w, const struct cri_request *request,
                      const struct cri_move *move);
/** The request ended otherwise than completed. */
void cri_count_failed(struct cri_world *w, const struct cri_request *request,
                      enum cri_terminal terminal);
/** The request was completed by this attempt, in this Region. */
void cri_count_completed(struct cri_world *w, const struct cri_request *request,
                         const struct cri_attempt *attempt, const struct cri_usage *usage);
/* At which price a call is billed. */
static inline struct cri_ledger *cri_ledger_of(const struct cri_target *target,
                                               const struct cri_request *request)
{
    return request->input_tokens > target->long_above ? target->long_ledger : target->ledger;
}

/* The tokens of a call, as they are billed. */
static inline void cri_ledger_add(struct cri_ledger_row *row, const struct cri_request *request,
                                  const struct cri_usage *usage)
{
    row->input += request->input_tokens - usage->read - usage->write;
    row->cache_read += usage->read;
    row->cache_write += usage->write;
    row->output += request->output_tokens;
}

/** What the provider charges for a call. */
static inline void cri_count_bill(const struct cri_target *target,
                                  const struct cri_request *request, const struct cri_usage *usage,
                                  bool waste)
{
    struct cri_ledger *ledger = cri_ledger_of(target, request);

    cri_ledger_add(waste ? &ledger->waste : &ledger->useful, request, usage);
}

/** E2E times and costs by position are kept: of the next request, unknown as yet. */
void cri_count_position(struct cri_class *class, uint64_t position);
void cri_count_outage(struct cri_world *w, uint32_t outage, sim_time end);

#endif
