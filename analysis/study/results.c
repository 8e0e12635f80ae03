#include "analysis/study/results.h"

#include "models/series.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

struct results *results_create(void)
{
    struct results *results = sim_zeroed(1, sizeof *results);

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

static struct results_limit *limit_of(struct results *results, struct results_arm *arm,
                                      const char *quota, const char *limit)
{
    struct sim_arena *arena = &results->arena;
    struct results_limit *limits;

    for (uint32_t i = 0; i < arm->n_limits; i++)
        if (strcmp(arm->limits[i].quota, quota) == 0 && strcmp(arm->limits[i].limit, limit) == 0)
            return &arm->limits[i];
    limits = sim_arena_alloc(arena, (arm->n_limits + 1) * sizeof *limits);
    if (arm->n_limits > 0)
        memcpy(limits, arm->limits, arm->n_limits * sizeof *limits);
    arm->limits = limits;
    limits[arm->n_limits] = (struct results_limit){.quota = sim_arena_strdup(arena, quota),
                                                   .limit = sim_arena_strdup(arena, limit)};
    return &limits[arm->n_limits++];
}

struct results_limit *results_note_limit(struct results *results, struct results_arm *arm,
                                         const char *quota, const char *limit, uint32_t bin,
                                         double used, uint64_t refused)
{
    struct results_limit *of = limit_of(results, arm, quota, limit);

    SIM_ASSERT(bin < arm->n_bins, "bin %u of %u", bin, arm->n_bins);
    if (arm->series.n == 0 && of->used == NULL)
        of->used = sim_arena_alloc(&results->arena, arm->n_bins * sizeof(double));
    if (of->used != NULL)
        of->used[bin] = used;
    of->refused += refused;
    of->n_tight += used >= 0.9;
    if (used > of->most)
        of->most = used;
    return of;
}

struct results_bin results_bin_at(const struct results_arm *arm, uint32_t i)
{
    const struct cri_minute *m;

    if (arm->bins != NULL)
        return arm->bins[i];
    cri_series_pass(&arm->series, i);
    m = &arm->series.minutes[i];
    return (struct results_bin){.start_s = sim_time_to_s(arm->series.width * (sim_time)i),
                                .offered = m->offered,
                                .failed_of_offered = m->failed_of_offered,
                                .completed = m->completed,
                                .throttled = m->throttled,
                                .unavailable = m->unavailable,
                                .timed_out = m->timed_out,
                                .other = m->other,
                                .refused = m->refused,
                                .retries = m->retries,
                                .failover_moves = m->failover_moves,
                                .fallbacks = m->fallbacks,
                                .input_tokens = m->input_tokens,
                                .output_tokens = m->output_tokens};
}

uint32_t results_served_at(const struct results_arm *arm, uint32_t i, uint32_t region)
{
    if (arm->served_bins != NULL)
        return arm->served_bins[(size_t)i * arm->n_regions + region];
    cri_series_pass(&arm->series, i);
    return cri_series_served_in(&arm->series, i, arm->in_series[region]);
}

double results_used_at(const struct results_arm *arm, const struct results_limit *limit, uint32_t i)
{
    if (limit->used != NULL)
        return limit->used[i];
    cri_series_pass(&arm->series, i);
    return arm->series.quotas[(size_t)i * arm->series.n_quotas + limit->in_quota]
        .used[limit->in_limit];
}

bool results_any_allowed(const struct results *results)
{
    for (uint32_t a = 0; a < results->n_arms; a++)
        if (results->arms[a].allowed)
            return true;
    return false;
}

bool results_all_paired(const struct results *results)
{
    for (uint32_t i = 0; i < results->n_differences; i++) {
        const char *unlike = results->arms[results->differences[i].arm].unlike;

        if (unlike != NULL && *unlike != '\0')
            return false;
    }
    return true;
}

const struct results_metric *results_metric_find(const struct results *results, const char *key)
{
    for (uint32_t i = 0; i < results->n_metrics; i++)
        if (strcmp(results->metrics[i].key, key) == 0)
            return &results->metrics[i];
    return NULL;
}
