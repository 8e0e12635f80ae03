/*
 * quota.h: the provider's quotas during one run: admission that takes all or nothing, settlement,
 * amounts that change, and what was used minute by minute.
 *
 * A call reserves at its start and settles at its end (docs/architecture.md, "the life of a
 * request"). Limits that count real tokens (the account's cap as a choice, model units) get the
 * number without burndown. What the account's cap counts by price is known when the call is over:
 * until then the cap holds what the other limits hold.
 */
#ifndef CRISIM_MODELS_QUOTA_H
#define CRISIM_MODELS_QUOTA_H

#include "models/outcome.h"
#include "sim/kernel/limit.h"

/* What falls into the present clock minute; for the busiest one. */
struct cri_clock_minute {
    uint64_t number; /* of the minute */
    uint64_t tokens, requests;
};

/* Tokens of one call, counted in each way. Of a reservation: its input, and its output. */
struct cri_charge {
    int64_t quota; /* output counts output_burndown times */
    int64_t real;
    int64_t priced; /* what the call costs, in tokens of plain input */
};

struct cri_quota_limit {
    struct sim_limit *limit;
    enum cri_limit kind;
    bool per_request;
    enum cri_cap counts;
};

/* The limit that quotas of one account share. */
struct cri_account {
    struct sim_limit limit;
    uint32_t last; /* quota that all has been taken by since the lowest share was looked at */
    int64_t day;   /* since the start of the run, the last on which a call ended */
    struct cri_account_day {
        int64_t held;          /* now */
        uint64_t used, before; /* by calls that ended on that day, and on the day before it */
    } days[CRI_N_CAPS];
};

struct cri_quota {
    uint32_t n_limits;
    uint32_t n_admitting; /* the first so many are asked for a call; the rest counts output */
    struct cri_quota_limit limits[CRI_N_LIMITS];
    struct cri_quota_outcome *out;
    bool closed;   /* a limit is 0: no call is let through */
    bool apart;    /* counts input and output apart, output as it is generated */
    bool reserved; /* counts them apart, both at admission */
    sim_time seen; /* a time in the bin that `limits` have not been noted for yet */
    sim_time from, to;
    bool unseen; /* noted outside that bin: what is used from then on is of no bin */
    struct cri_account *account; /* or NULL */
    /* Of the account's limit, lowest shares left: from this quota's first call of the bin to its
     * last; and since then, by others, which counts if another call of the bin follows. */
    double account_lowest, account_since;
    struct cri_clock_minute asked, used;
    uint64_t answers; /* being generated now; those that broke off among them */
};

struct cri_quotas {
    const struct cri_spec *spec;
    struct cri_outcome *out;
    struct cri_quota *quotas;     /* n_quotas */
    struct sim_limit *limits;     /* n_quotas x CRI_N_LIMITS */
    struct cri_account *accounts; /* n_accounts */
    int64_t *amounts;             /* n_quotas x CRI_N_LIMITS: before cuts; CRI_NO_LIMIT = none */
    double *factors;              /* n_regions: of the cuts in force */
};

void cri_quotas_init(struct cri_quotas *quotas, const struct cri_spec *spec,
                     struct cri_outcome *outcome);
/** Notes the rest in the outcome; `now` is the end of the run. */
void cri_quotas_finish(struct cri_quotas *quotas, sim_time now);
void cri_quotas_release(struct cri_quotas *quotas);

/* What admission says beside the limit that refused. */
enum { CRI_QUOTA_ADMITTED = CRI_N_LIMITS, CRI_QUOTA_CLOSED };

/*
 * In all of these `who` is what is counted of the caller at that quota, beside what is counted of
 * the quota itself.
 */

/** The first attempt of a request reaches the API and wants so many quota tokens. */
void cri_quota_ask(struct cri_quotas *quotas, uint32_t quota, sim_time now, int64_t tokens,
                   struct cri_quota_counts *who);
/** Take one request and `tokens` from every limit, or nothing.
 * @return CRI_QUOTA_ADMITTED; the limit that refused; or CRI_QUOTA_CLOSED: a limit is 0 now, which
 *         is no throttling but a refusal of this way of calling, and is not counted here */
uint32_t cri_quota_admit(struct cri_quotas *quotas, uint32_t quota, sim_time now,
                         struct cri_charge tokens, struct cri_quota_counts *who);
/** The output of a call is taken step by step from now on, until it is over and whole, or cut. */
void cri_quota_answer_begins(struct cri_quotas *quotas, uint32_t quota);
void cri_quota_answer_ends(struct cri_quotas *quotas, uint32_t quota);
/** Output is about to be generated: takes it from the quota that counts it apart, or nothing.
 * @return false: there is not so much left, and the answer ends here */
bool cri_quota_take_output(struct cri_quotas *quotas, uint32_t quota, sim_time now, int64_t tokens,
                           struct cri_quota_counts *who);
/** Whether a call of `tokens` is larger than the whole amount in force of a limit of the quota. */
bool cri_quota_is_above(const struct cri_quotas *quotas, uint32_t quota, enum cri_limit limit,
                        struct cri_charge tokens);
/** What is held changes from `held` to `now_held`: given back or charged. */
void cri_quota_adjust(struct cri_quotas *quotas, uint32_t quota, sim_time now, sim_time taken_at,
                      struct cri_charge held, struct cri_charge now_held,
                      struct cri_quota_counts *who);
/** The call is over and costs `settled`. */
void cri_quota_settle(struct cri_quotas *quotas, uint32_t quota, sim_time now, sim_time taken_at,
                      struct cri_charge held, struct cri_charge settled,
                      struct cri_quota_counts *who);
/** A change of spec->quota_changes comes into force. */
void cri_quota_change(struct cri_quotas *quotas, const struct cri_quota_change_spec *change,
                      sim_time now);
/** All quotas of a source Region are `factor` times their amounts from now on, [0, 1]; 0 closes
 * them.
 */
void cri_quota_set_factor(struct cri_quotas *quotas, uint32_t region, double factor, sim_time now);
/** Quotas of a source Region start anew: nothing used. */
void cri_quota_forget(struct cri_quotas *quotas, uint32_t region, sim_time now);

#endif
