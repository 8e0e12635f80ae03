/*
 * limit_list.h: what limits calls: the limits that can refuse one with 429, how a quota comes back,
 * what an account's cap counts, and the kinds of room in a Region. X(name, word): CRI_LIMIT_<name>,
 * CRI_REFILL_<name>, CRI_CAP_<name>, CRI_CAPACITY_<name>, and the word in scenarios, catalog and
 * results.
 */
#ifndef CRISIM_MODELS_LIMIT_LIST_H
#define CRISIM_MODELS_LIMIT_LIST_H

/* Of on-demand calls: requests per minute, tokens per minute, tokens per day of the model, tokens
 * per day of the account over all models. */
#define CRI_QUOTA_LIMIT_LIST(X)                                                                    \
    X(RPM, "rpm")                                                                                  \
    X(TPM, "tpm")                                                                                  \
    X(TPD, "tpd")                                                                                  \
    X(ACCOUNT_TPD, "account-tpd")

/* And tokens per minute of the provisioned model units; of the output, at the endpoint that counts
 * it apart: it refuses no call, but ends answers. */
#define CRI_LIMIT_LIST(X)                                                                          \
    CRI_QUOTA_LIMIT_LIST(X)                                                                        \
    X(UNITS, "model-units")                                                                        \
    X(OUTPUT, "output-tpm")

/* Continuously, one period's amount deep; all at once, at each full minute (UTC day) of simulated
 * time; what was taken comes back one period later. The provider does not document it. */
#define CRI_REFILL_LIST(X)                                                                         \
    X(BUCKET, "token-bucket")                                                                      \
    X(FIXED, "fixed-window")                                                                       \
    X(SLIDING, "sliding-window")

/* CRI_CAP_<name>: what the account's daily cap counts. "Estimated based on on-demand pricing" is
 * all that the provider says of it: what the tokens cost, in tokens of plain input; quota tokens;
 * real tokens. */
#define CRI_CAP_LIST(X)                                                                            \
    X(PRICED, "price-weighted")                                                                    \
    X(AFTER_BURNDOWN, "after-burndown")                                                            \
    X(BEFORE_BURNDOWN, "before-burndown")

/* Shared: processor sharing: all calls share the work, each at most at full speed. */
#define CRI_CAPACITY_LIST(X)                                                                       \
    X(UNLIMITED, "unlimited")                                                                      \
    X(SLOTS, "slots")                                                                              \
    X(SHARED, "shared")

#endif
