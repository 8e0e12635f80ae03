/*
 * model_prompt_cache.c: the prompt cache is asked in the Region that serves; it writes what it does
 * not hold. Admission expects what the source Region holds.
 */
#include "models/world/state.h"

static bool wanted(const struct cri_world *w, const struct cri_class_spec *class,
                   const struct cri_target_spec *target)
{
    (void)w, (void)target;
    return class->cache.on;
}

static uint32_t admit(struct cri_world *w, uint32_t index, uint32_t expected)
{
    const struct cri_request *request = &w->requests[index];
    const struct cri_class *class = cri_class_of(w, request);

    (void)expected;
    return cri_prompt_cache_lookup(
        class->cache, class->targets[request->caller.target].spec->source, request->prefix, w->now);
}

static void serve(struct cri_world *w, uint32_t index, struct cri_service *service)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];

    service->read = cri_prompt_cache_lookup(cri_class_of(w, request)->cache, attempt->region,
                                            request->prefix, w->now);
    w->caches[index].read = service->read;
}

static void place(struct cri_world *w, uint32_t index, sim_time first_token_at)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];

    w->caches[index].write = cri_prompt_cache_use(cri_class_of(w, request)->cache, attempt->region,
                                                  request->prefix, w->now, first_token_at);
}

static void settle(struct cri_world *w, uint32_t index, struct cri_usage *usage)
{
    usage->read = w->caches[index].read;
    usage->write = w->caches[index].write;
}

const struct cri_model cri_model_prompt_cache = {.name = "prompt cache",
                                                 .wanted = wanted,
                                                 .admit = admit,
                                                 .serve = serve,
                                                 .place = place,
                                                 .settle = settle};
