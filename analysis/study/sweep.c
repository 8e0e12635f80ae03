#include "analysis/study/sweep.h"

#include "analysis/stats/design.h"
#include "sim/base/text.h"

#include <math.h>
#include <string.h>

/* ---- where the points are ---- */

/* Values of a thing in a grid: of a range so many, both ends among them; of whole numbers there may
 * be fewer. */
static uint32_t levels_of(const struct vary *item, uint32_t levels)
{
    double whole = item->high - item->low + 1;

    if (!item->is_range)
        return item->n_levels;
    return item->is_whole && whole < levels ? (uint32_t)whole : levels;
}

static void set_grid(struct sweep *sweep, const uint32_t *n_levels)
{
    uint32_t *at = sim_arena_alloc(&sweep->arena, (sweep->n + 1) * sizeof *at);

    for (uint32_t p = 0; p < sweep->n_points; p++) {
        stats_grid_point(n_levels, sweep->n, p, at);
        for (uint32_t i = 0; i < sweep->n; i++) {
            /* The middle of a level's share; of a range its ends are points. */
            double u = sweep->items[i].is_range ? (double)at[i] / (n_levels[i] - 1)
                                                : (at[i] + 0.5) / n_levels[i];

            sweep->along[(size_t)p * sweep->n + i] = u;
        }
    }
}

static enum sim_status lay_out_grid(struct sweep *sweep, uint32_t levels, struct sim_error *err)
{
    uint32_t *n_levels = sim_arena_alloc(&sweep->arena, (sweep->n + 1) * sizeof *n_levels);
    uint64_t size;

    for (uint32_t i = 0; i < sweep->n; i++)
        n_levels[i] = levels_of(&sweep->items[i], levels);
    sweep->n_levels = n_levels;
    size = stats_grid_size(n_levels, sweep->n);
    if (size > SWEEP_MOST_POINTS)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "the grid has %.4g points, at most %d can be run: give fewer --levels or "
                        "values, or a sample of it by --design hypercube --points N",
                        (double)size, SWEEP_MOST_POINTS);
    sweep->n_points = (uint32_t)size;
    sweep->along = sim_arena_alloc(&sweep->arena, size * sweep->n * sizeof *sweep->along);
    set_grid(sweep, n_levels);
    return SIM_OK;
}

static void lay_out_sample(struct sweep *sweep, uint32_t points)
{
    struct sim_key key =
        sim_key_make(loop_settings(sweep->loop)->plan->seed ^ sim_hash_string("sweep"), 0);

    sweep->n_points = points;
    sweep->along = sim_arena_alloc(&sweep->arena, (size_t)points * sweep->n * sizeof *sweep->along);
    if (sweep->design == SWEEP_HYPERCUBE)
        stats_latin_hypercube(key, points, sweep->n, sweep->along);
    else
        stats_sobol_points(&key, points, sweep->n, sweep->along);
}

enum sim_status sweep_design(struct sweep *sweep, struct loop *loop,
                             const struct sweep_settings *settings, struct sim_error *err)
{
    enum sim_status status;

    sweep->loop = loop;
    sweep->design = settings->design;
    sweep->n = settings->n;
    status = vary_read(loop, settings->texts, settings->n, settings->share, &sweep->arena,
                       &sweep->items, err);
    if (status != SIM_OK)
        return status;
    if (settings->design == SWEEP_GRID)
        return lay_out_grid(sweep, settings->levels, err);
    lay_out_sample(sweep, settings->points);
    return SIM_OK;
}

/* ---- what is run ---- */

static enum sim_status ask_point(struct sweep *sweep, uint32_t p, struct sim_error *err)
{
    struct vary_level *levels = &sweep->levels[(size_t)p * sweep->n];
    struct sim_error unfit;
    enum sim_status status;

    for (uint32_t i = 0; i < sweep->n; i++)
        levels[i] = vary_at(sweep->loop, &sweep->items[i], sweep->along[(size_t)p * sweep->n + i],
                            &sweep->arena);
    status = loop_add(sweep->loop,
                      &(struct loop_ask){.name = "sweep",
                                         .patch = vary_together(levels, sweep->n, &sweep->arena),
                                         .n_replications = sweep->n_replications,
                                         .samples_only = true,
                                         .let_go = true},
                      &sweep->points[p], &unfit);
    if (status == SIM_OK)
        return SIM_OK;
    if (status != SIM_EINVALID)
        return sim_fail(err, status, unfit.where, "%s", unfit.message);
    /* Each value by itself fits: these do not fit together. */
    sweep->points[p] = CRI_NONE;
    if (sweep->n_unfit++ == 0)
        sweep->unfit = sim_arena_printf(&sweep->arena, "%s%s%s", unfit.where,
                                        unfit.where[0] != '\0' ? ": " : "", unfit.message);
    return SIM_OK;
}

enum sim_status sweep_ask(struct sweep *sweep, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    sweep->levels =
        sim_arena_alloc(&sweep->arena, (size_t)sweep->n_points * sweep->n * sizeof *sweep->levels);
    sweep->points = sim_arena_alloc(&sweep->arena, sweep->n_points * sizeof *sweep->points);
    for (uint32_t p = 0; p < sweep->n_points && status == SIM_OK; p++)
        status = ask_point(sweep, p, err);
    return status;
}

void sweep_release(struct sweep *sweep)
{
    sim_arena_release(&sweep->arena);
}
