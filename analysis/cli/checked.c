#include "analysis/cli/checked.h"

#include "analysis/validate/validate.h"
#include "sim/base/memory.h"

#include <stdlib.h>

/* What decides here most: quotas and retries against closed forms. Every family takes a minute. */
#define FAMILY "world_limits"
enum { SEED = 1 };

static const struct results_column columns[] = {
    RESULTS_WORDS("point", "point"),
    RESULTS_WORDS("quantity", "quantity"),
    RESULTS_WORDS("source", "exact by"),
    {"exact", "exact", "", RESULTS_NUMBER, 4, METRIC_NEITHER},
    {"simulated", "simulated", "", RESULTS_NUMBER, 4, METRIC_NEITHER},
    {"half-width", "half of the 95 % interval", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
    RESULTS_WORDS("passes", "passes"),
};
enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

void cli_add_checks(struct results *results)
{
    struct validate_row *rows = sim_zeroed(VALIDATE_MAX_ROWS, sizeof *rows);
    uint32_t n = validate_run(SEED, FAMILY, rows), passed = 0;
    struct results_table *table;

    results->answering = "validate";
    for (uint32_t i = 0; i < n; i++)
        passed += rows[i].passed;
    results_answer(results, "is the simulator right?", "limits and retries",
                   "%u of %u points pass that go through the world of this study; crisim validate "
                   "runs all families",
                   passed, n);
    table = results_table_add(results, "validation", "Closed forms, and what this build simulates",
                              columns, N_COLUMNS);
    for (uint32_t i = 0; i < n; i++) {
        struct metric_value *cells = results_table_row(results, table);

        cells[0].text = rows[i].name;
        cells[1].text = rows[i].quantity;
        cells[2].text = rows[i].source;
        cells[3].value = rows[i].exact;
        cells[4].value = rows[i].simulated;
        cells[5].value = 100 * rows[i].half_width;
        cells[5].text = rows[i].stochastic ? NULL : "exact";
        cells[6].text = rows[i].passed ? "yes" : "NO";
    }
    results_table_show(results, table);
    results->answering = NULL;
    free(rows);
}
