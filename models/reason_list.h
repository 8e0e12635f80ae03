/*
 * reason_list.h: why, in words for users. X(name, text).
 */
#ifndef CRISIM_MODELS_REASON_LIST_H
#define CRISIM_MODELS_REASON_LIST_H

/*
 * CRI_DENIAL_<name>: what access to Bedrock says, decided before a run from catalog and rules.
 * Wording of the provider where it was seen: docs/assumptions.md, "access".
 */
#define CRI_DENIAL_LIST(X)                                                                         \
    X(NONE, "allowed")                                                                             \
    X(400_NO_PROFILE, "refused by Bedrock: 400 ValidationException: the profile cannot be called " \
                      "from this source Region")                                                   \
    X(400_NO_ON_DEMAND, "refused by Bedrock: 400 ValidationException: on-demand throughput is "    \
                        "not supported for the bare model id here")                                \
    X(400_CUSTOM_PROFILE, "refused by Bedrock: 400 ValidationException: custom and provisioned "   \
                          "models cannot be called through a profile")                             \
    X(400_NO_UNITS,                                                                                \
      "404 ResourceNotFoundException: no model units are stated there ('provisioned')")            \
    X(400_MAX_TOKENS, "refused by Bedrock: 400 ValidationException: max_tokens is above the "      \
                      "model's maximum")                                                           \
    X(400_NO_TIER, "refused by Bedrock: 400 ValidationException: no such tier for this model")     \
    X(403_SCP, "refused by a policy: 403 AccessDeniedException: a service control policy")         \
    X(403_IAM, "refused by a policy: 403 AccessDeniedException: IAM")                              \
    X(RETIRED, "retired")                   /* the provider has withdrawn it */                    \
    X(NOT_IN_CATALOG, "not in the catalog") /* nothing is known of such a way of calling */        \
    X(QUOTA_ZERO, "a quota of 0")           /* this way of calling is closed */                    \
    X(RESIDENCY, "processed outside of the residency rule")

/* CRI_REASON_<name>: why a router sent a call where it went. */
#define CRI_REASON_LIST(X)                                                                         \
    X(ONLY, "the only one left")                                                                   \
    X(SOURCE, "source Region first")                                                               \
    X(NEAREST, "nearest")                                                                          \
    X(SHARE, "drawn by share")                                                                     \
    X(TURN, "its turn")                                                                            \
    X(LOAD, "least load") /* as known */                                                           \
    X(SPEED, "quickest")  /* as known */                                                           \
    X(AFFINITY, "prefix lives there")

#endif
