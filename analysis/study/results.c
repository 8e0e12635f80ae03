#include "analysis/study/results.h"

#include "models/series.h"
#include "sim/base/assert.h"

#include <stdlib.h>
#include <string.h>

struct results *results_create(void)
{
    struct results *results = calloc(1, sizeof *results);

    SIM_ASSERT(results != NULL, "out of memory");
    results->baseline = UINT32_MAX;
    results->complete = true;
    results->slo_met = true;
    return results;
}

void results_destroy(struct results *results)
{
    if (results == NULL)
        return;
    for (uint32_t a = 0; results->arms != NULL && a < results->n_arms; a++)
        cri_series_release(&results->arms[a].series);
    sim_arena_release(&results->arena);
    free(results);
}

const struct results_metric *results_metric_find(const struct results *results, const char *key)
{
    for (uint32_t i = 0; i < results->n_metrics; i++)
        if (strcmp(results->metrics[i].key, key) == 0)
            return &results->metrics[i];
    return NULL;
}
