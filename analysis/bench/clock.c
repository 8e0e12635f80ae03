#include "analysis/bench/bench.h"

#include <time.h>

volatile double bench_sink;

double bench_now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
