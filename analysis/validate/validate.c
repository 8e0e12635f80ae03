#include "analysis/validate/validate.h"

#include "analysis/stats/stats.h"
#include "analysis/validate/validate_list.h"

#include <math.h>

#define DECLARE(row) void validate_##row(struct suite *suite);
VALIDATE_LIST(DECLARE)

const char *validate_path_name(enum validate_path path)
{
    static const char *const names[VALIDATE_N_PATHS] = {"kernel only", "world", "formula"};

    return names[path];
}

uint32_t validate_run(uint64_t seed, const char *only, struct validate_row *rows)
{
    struct suite suite = {.rows = rows, .seed = seed, .only = only};
    uint32_t stochastic = 0;
    double bound;

#define RUN(row)                                                                                   \
    suite.family = #row;                                                                           \
    suite.path = VALIDATE_KERNEL;                                                                  \
    validate_##row(&suite);
    VALIDATE_LIST(RUN)
    for (uint32_t i = 0; i < suite.n; i++)
        stochastic += rows[i].stochastic && rows[i].near == 0;
    bound =
        stats_t_quantile(1 - 0.0005 / (stochastic > 0 ? stochastic : 1), VALIDATE_REPLICATIONS - 1);
    for (uint32_t i = 0; i < suite.n; i++) {
        bool close = rows[i].near > 0 ? fabs(rows[i].simulated / rows[i].exact - 1) <= rows[i].near
                                      : fabs(rows[i].z) <= bound;

        if (rows[i].stochastic)
            rows[i].passed = close && rows[i].half_width <= rows[i].bound;
    }
    return suite.n;
}
