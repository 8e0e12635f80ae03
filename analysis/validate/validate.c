#include "analysis/validate/validate.h"

#include "analysis/validate/validate_list.h"

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

#define RUN(row)                                                                                   \
    suite.family = #row;                                                                           \
    suite.path = VALIDATE_KERNEL;                                                                  \
    validate_##row(&suite);
    VALIDATE_LIST(RUN)
    suite_judge(&suite);
    return suite.n;
}
