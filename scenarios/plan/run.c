/*
 * run.c: one replication of one arm.
 */
#include "scenarios/plan/plan.h"

enum sim_status plan_run(const struct plan *plan, uint32_t arm, uint32_t replication,
                         bool e2e_by_position, const volatile sig_atomic_t *stop,
                         struct cri_outcome *outcome)
{
    const struct cri_spec *spec = &plan->arms[arm].spec;
    struct cri_run_settings settings = {.seed = plan->arms[arm].seed,
                                        .replication = replication,
                                        .e2e_by_position = e2e_by_position,
                                        .stop = stop};

    cri_outcome_init(outcome, spec);
    return cri_world_run(spec, &settings, outcome);
}
