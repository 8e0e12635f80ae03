/*
 * plan_steps.c: steps that a run takes whether or not there are requests. Where their number comes
 * out of two keys that are right each on its own, such as ten years in steps of a second, a run
 * would take hours over a handful of requests: that is a finding, with the least value that is
 * taken.
 */
#include "scenarios/plan/build.h"

#include <math.h>

#define MOST_STEPS   200000.0  /* changes of the load of others */
#define MOST_OUTAGES 100000.0  /* starts of a drawn outage in a Region */
#define MOST_BLOCKS  2000000.0 /* blocks that a trace is resampled by */

static void check_background(const struct plan *plan, uint32_t arm, struct sim_diag *diag)
{
    const struct scenario_world *world = &plan->scenario->worlds[arm];
    const struct scenario_capacity *capacity = world->capacity.items;
    double length = sim_time_to_s(plan->arms[arm].spec.horizon) + world->drain_s;
    bool used = false;

    for (uint32_t i = 0; i < world->capacity.n; i++)
        used = used || capacity[i].background_share > 0;
    if (used && length / world->background.step_s > MOST_STEPS)
        scenario_error(diag, scenario_at(&world->background.node, "step_s"), "background.step_s",
                       "the load of others would change %.3g times by the end of the run; at most "
                       "%.0f times, so at least %.0f s (got %.6g s)",
                       length / world->background.step_s, MOST_STEPS, ceil(length / MOST_STEPS),
                       world->background.step_s);
}

static void check_outages(struct plan *plan, uint32_t arm, struct sim_diag *diag)
{
    const struct scenario_world *world = &plan->scenario->worlds[arm];
    const struct scenario_outage *outages = world->outages.items;
    double horizon = sim_time_to_s(plan->arms[arm].spec.horizon);

    for (uint32_t i = 0; i < world->outages.n; i++) {
        double cycle = outages[i].mean_up_h * 3600 + outages[i].repair_p50_min * 60;

        if (!isnan(outages[i].mean_up_h) && horizon / cycle > MOST_OUTAGES)
            scenario_error(diag, scenario_at(&outages[i].node, "mean_up_h"),
                           sim_arena_printf(&plan->arena, "outages.%s", outages[i].node.name),
                           "would come about %.3g times by the horizon of %.6g s; at most %.0f "
                           "times, so 'mean_up_h' must be at least %.3g",
                           horizon / cycle, horizon, MOST_OUTAGES,
                           (horizon / MOST_OUTAGES - outages[i].repair_p50_min * 60) / 3600);
    }
}

static void check_blocks(struct plan *plan, uint32_t arm, struct sim_diag *diag)
{
    const struct cri_spec *spec = &plan->arms[arm].spec;

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_arrivals_spec *arrivals = &spec->classes[c].arrivals;
        double length;

        if (arrivals->records == NULL || arrivals->resample_block <= 0)
            continue;
        length = sim_time_to_s(arrivals->records->span) * arrivals->loops;
        if (length / sim_time_to_s(arrivals->resample_block) > MOST_BLOCKS)
            scenario_error(
                diag, scenario_at(&plan->scenario->base.node, "resample_block_s"),
                "resample_block_s",
                "traffic '%s' of %.6g s would be resampled by %.3g blocks; at most %.0f, "
                "so at least %.0f s",
                arrivals->name, length, length / sim_time_to_s(arrivals->resample_block),
                MOST_BLOCKS, ceil(length / MOST_BLOCKS));
    }
}

void build_check_steps(struct plan *plan, struct sim_diag *diag)
{
    for (uint32_t a = 0; a < plan->n_arms; a++) {
        check_background(plan, a, diag);
        check_outages(plan, a, diag);
        check_blocks(plan, a, diag);
    }
}
