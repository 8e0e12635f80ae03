#include "models/world/model.h"

#include "models/world/model_list.h"

#define DECLARE(row) extern const struct cri_model cri_model_##row;
CRI_MODEL_LIST(DECLARE)

void cri_models_compile(const struct cri_world *w, const struct cri_class *class,
                        struct cri_target *target)
{
#define ADDRESS(row) &cri_model_##row,
    static const struct cri_model *const models[] = {CRI_MODEL_LIST(ADDRESS)};

    for (uint32_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        if (!models[i]->wanted(w, class->spec, target->spec))
            continue;
        SIM_ASSERT(target->n_models < CRI_MODELS_A_TARGET, "more than %d models of one target",
                   CRI_MODELS_A_TARGET);
        target->models[target->n_models++] = models[i];
    }
}
