/* One row a family of measurements; each is analysis/bench/bench_<row>.c. */
#define BENCH_LIST(X)                                                                              \
    X(kernel)                                                                                      \
    X(reading)                                                                                     \
    X(formats)                                                                                     \
    X(world)
