/* One row a family of points; each is validate_<row>.c with the function validate_<row>(). */
#define VALIDATE_LIST(X)                                                                           \
    X(limits)                                                                                      \
    X(queues)                                                                                      \
    X(sharing)                                                                                     \
    X(statistics)                                                                                  \
    X(designs)                                                                                     \
    X(coverage)                                                                                    \
    X(availability)                                                                                \
    X(retries)                                                                                     \
    X(world)                                                                                       \
    X(world_queues)                                                                                \
    X(world_limits)
