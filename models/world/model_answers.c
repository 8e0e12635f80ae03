/*
 * model_answers.c: how long the answers of a model are, for policies that look: a moving mean. The
 * first call that ends starts it; every class and Region of the model teaches it.
 */
#include "models/world/state.h"

static bool wanted(const struct cri_world *w, const struct cri_class_spec *class,
                   const struct cri_target_spec *target)
{
    (void)class, (void)target;
    return w->answers != NULL;
}

static void settle(struct cri_world *w, uint32_t index, struct cri_usage *usage)
{
    const double weight = 0.05;
    const struct cri_request *request = &w->requests[w->attempts[index].request];
    double *answers = &w->answers[cri_class_of(w, request)->spec->model];
    double tokens = request->output_tokens;

    (void)usage;
    *answers = *answers > 0 ? *answers + weight * (tokens - *answers) : tokens;
}

const struct cri_model cri_model_answers = {.name = "answers", .wanted = wanted, .settle = settle};
