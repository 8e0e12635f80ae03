/*
 * suite.c: what families report their points with.
 */
#include "analysis/stats/stats.h"
#include "analysis/validate/validate.h"
#include "sim/base/assert.h"
#include "sim/base/text.h"

#include <math.h>
#include <string.h>

bool suite_wants(const struct suite *suite, const char *name)
{
    return suite->only == NULL || strstr(suite->family, suite->only) != NULL ||
           strstr(name, suite->only) != NULL;
}

struct sim_key suite_key(const struct suite *suite, const char *name, uint32_t replication)
{
    return sim_key_make(suite->seed ^ sim_hash_string(name), replication);
}

static struct validate_row *add(struct suite *suite, const char *name, const char *quantity,
                                const char *source, double exact)
{
    struct validate_row *row = &suite->rows[suite->n++];

    SIM_ASSERT(suite->n <= VALIDATE_MAX_ROWS, "more points than rows");
    *row = (struct validate_row){.family = suite->family,
                                 .path = suite->path,
                                 .name = name,
                                 .quantity = quantity,
                                 .source = source,
                                 .exact = exact};
    return row;
}

void suite_exact(struct suite *suite, const char *name, const char *quantity, const char *source,
                 double exact, double value)
{
    struct validate_row *row;

    if (!suite_wants(suite, name))
        return;
    row = add(suite, name, quantity, source, exact);
    row->simulated = value;
    row->z = NAN;
    row->passed = fabs(value - exact) <= 1e-9 * fabs(exact);
}

void suite_stochastic(struct suite *suite, const char *name, const char *quantity,
                      const char *source, double exact, const double *values, double bound)
{
    struct stats_estimate e = stats_mean(values, VALIDATE_REPLICATIONS, 0.95);
    struct validate_row *row = add(suite, name, quantity, source, exact);

    row->simulated = e.mean;
    row->half_width = (e.high - e.mean) / exact;
    row->bound = bound;
    row->z = (e.mean - exact) / (e.sd / sqrt(VALIDATE_REPLICATIONS));
    row->stochastic = true;
}

void suite_limit(struct suite *suite, const char *name, const char *quantity, const char *source,
                 double limit, const double *values, double near)
{
    suite_stochastic(suite, name, quantity, source, limit, values, near);
    suite->rows[suite->n - 1].near = near;
}

void suite_within(struct suite *suite, const char *name, const char *quantity, const char *source,
                  double limit, double value, double off)
{
    struct validate_row *row;

    if (!suite_wants(suite, name))
        return;
    row = add(suite, name, quantity, source, limit);
    row->simulated = value;
    row->z = NAN;
    row->within = off;
    row->passed = fabs(value - limit) <= off;
}

void suite_near(struct suite *suite, const char *name, const char *quantity, const char *source,
                double limit, double value, double near)
{
    struct validate_row *row;

    if (!suite_wants(suite, name))
        return;
    row = add(suite, name, quantity, source, limit);
    row->simulated = value;
    row->z = NAN;
    row->near = near;
    row->passed = fabs(value / limit - 1) <= near;
}

static bool is_close(const struct validate_row *row, double most_z)
{
    return row->near > 0 ? fabs(row->simulated / row->exact - 1) <= row->near
                         : fabs(row->z) <= most_z;
}

void suite_judge(struct suite *suite)
{
    struct validate_row *end = suite->rows + suite->n;
    uint32_t n_tests = 0;
    double most_z;

    for (struct validate_row *row = suite->rows; row < end; row++)
        n_tests += row->stochastic && row->near == 0;
    most_z = stats_t_quantile(1 - 0.0005 / (n_tests > 0 ? n_tests : 1), VALIDATE_REPLICATIONS - 1);
    for (struct validate_row *row = suite->rows; row < end; row++)
        if (row->stochastic)
            row->passed = is_close(row, most_z) && row->half_width <= row->bound;
}
