/*
 * model_speed.c: how long calls to a Region take to their first token, for policies that look: a
 * moving mean. Every class of the model teaches it.
 */
#include "models/world/state.h"

static bool wanted(const struct cri_world *w, const struct cri_class_spec *class,
                   const struct cri_target_spec *target)
{
    (void)class, (void)target;
    return w->any_speed;
}

static void settle(struct cri_world *w, uint32_t index, struct cri_usage *usage)
{
    const double weight = 0.05;
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_class *class = cri_class_of(w, &w->requests[attempt->request]);
    double *speed = &w->speed[cri_cell_index(w, class, attempt->region)];

    (void)usage;
    *speed += weight * ((double)(attempt->first_token_at - attempt->sent_at) - *speed);
}

const struct cri_model cri_model_speed = {.name = "speed", .wanted = wanted, .settle = settle};
