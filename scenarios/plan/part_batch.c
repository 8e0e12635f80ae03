/*
 * part_batch.c: classes whose requests are submitted as jobs.
 */
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part.h"

static void build_batch(struct plan_job *job)
{
    const struct scenario_class *class = job->class;

    if (class->tier != SCENARIO_TIER_BATCH)
        return;
    job->out->batch = (struct cri_batch_spec){.on = true,
                                              .window = sim_time_from_s(class->batch_window_s),
                                              .least = (uint32_t) class->batch_min_records,
                                              .hours_p50 = class->batch_hours_p50,
                                              .hours_p99 = class->batch_hours_p99};
    if (job->targets[0].mode == CRI_MODE_PROVISIONED && job->targets[0].denial == CRI_DENIAL_NONE)
        scenario_error(job->diag, scenario_at(&class->node, "tier"), job->path,
                       "option '%s': batch jobs cannot run on provisioned models",
                       job->option->name);
    plan_note(job->plan, "assumption", "docs/assumptions.md",
              sim_arena_printf(job->arena,
                               "batch jobs of class '%s' are answered after %.3g h (median) and "
                               "%.3g h (p99); not documented",
                               class->node.name, class->batch_hours_p50, class->batch_hours_p99));
}

const struct plan_part plan_part_batch = {
    .name = "batch",
    .build = {[PLAN_CLASS_END] = build_batch},
};
