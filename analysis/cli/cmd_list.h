/* One row a subcommand; each is analysis/cli/cmd_<row>.c. */
#define CLI_COMMAND_LIST(X)                                                                        \
    X(compare)                                                                                     \
    X(review)                                                                                      \
    X(run)                                                                                         \
    X(advise)                                                                                      \
    X(init)                                                                                        \
    X(check)                                                                                       \
    X(report)                                                                                      \
    X(diff)                                                                                        \
    X(trace)                                                                                       \
    X(catalog)                                                                                     \
    X(explain)                                                                                     \
    X(schema)                                                                                      \
    X(validate)                                                                                    \
    X(bench)                                                                                       \
    X(completion)
