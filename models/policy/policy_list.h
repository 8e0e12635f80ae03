/* One row a policy; each is models/policy/policy_<row>.c. */
#define CRI_POLICY_LIST(X)                                                                         \
    X(source_first)                                                                                \
    X(nearest)                                                                                     \
    X(least_loaded)                                                                                \
    X(two_random)                                                                                  \
    X(fastest)                                                                                     \
    X(expected_time)                                                                               \
    X(round_robin)                                                                                 \
    X(weighted)                                                                                    \
    X(fixed_share)                                                                                 \
    X(cache_affine)
