#include "analysis/bench/bench.h"

#include "analysis/bench/bench_list.h"
#include "sim/base/assert.h"

#define DECLARE(name) extern const struct bench_family bench_##name;
BENCH_LIST(DECLARE)

uint32_t bench_rows(struct bench_row *out)
{
#define ADDRESS(name) &bench_##name,
    static const struct bench_family *const families[] = {BENCH_LIST(ADDRESS)};
    uint32_t n = 0;

    for (uint32_t f = 0; f < sizeof families / sizeof families[0]; f++) {
        SIM_ASSERT(n + families[f]->n <= BENCH_MAX_ROWS, "more measurements than there is room");
        for (uint32_t i = 0; i < families[f]->n; i++)
            out[n++] = families[f]->rows[i];
    }
    return n;
}
