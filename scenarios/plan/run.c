/*
 * run.c: one replication of one option.
 */
#include "scenarios/plan/plan.h"

enum sim_status plan_run(const struct plan *plan, uint32_t option, uint32_t replication,
                         struct sim_column *e2e, struct sim_column *usd,
                         const volatile sig_atomic_t *stop, struct cri_outcome *outcome)
{
    const struct cri_spec *spec = &plan->options[option].spec;
    struct cri_run_settings settings = {.seed = plan->options[option].seed,
                                        .replication = replication,
                                        .e2e = e2e,
                                        .usd = usd,
                                        .stop = stop};

    cri_outcome_init(outcome, spec);
    return cri_world_run(spec, &settings, outcome);
}
