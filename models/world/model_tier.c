/*
 * model_tier.c: a service tier whose output comes faster than the model's.
 */
#include "models/world/state.h"

static bool wanted(const struct cri_world *w, const struct cri_class_spec *class,
                   const struct cri_target_spec *target)
{
    (void)w, (void)class;
    return target->output_speed > 0 && target->output_speed != 1;
}

static void serve(struct cri_world *w, uint32_t index, struct cri_service *service)
{
    service->rate /= cri_target_of(w, &w->attempts[index])->spec->output_speed;
}

const struct cri_model cri_model_tier = {.name = "tier", .wanted = wanted, .serve = serve};
