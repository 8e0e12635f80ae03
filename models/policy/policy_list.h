/* One row a policy; each is models/policy/policy_<row>.c. */
#define CRI_POLICY_LIST(X)                                                                         \
    X(source_first)                                                                                \
    X(fixed_share)
