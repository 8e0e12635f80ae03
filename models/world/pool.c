#include "models/world/pool.h"

#include "sim/base/memory.h"

void *cri_grow(void *memory, uint32_t *capacity, size_t size)
{
    uint32_t wanted = *capacity > 0 ? *capacity * 2 : 256;

    memory = sim_grown(memory, wanted, size);
    *capacity = wanted;
    return memory;
}

uint32_t cri_request_new(struct cri_world *w)
{
    if (w->n_requests == w->requests_capacity)
        w->requests = cri_grow(w->requests, &w->requests_capacity, sizeof *w->requests);
    return w->n_requests++;
}

uint32_t cri_attempt_new(struct cri_world *w)
{
    if (w->n_attempts == w->attempts_capacity) {
        uint32_t before = w->attempts_capacity;

        w->attempts = cri_grow(w->attempts, &w->attempts_capacity, sizeof *w->attempts);
        if (w->any_cache) {
            uint32_t capacity = before;

            w->caches = cri_grow(w->caches, &capacity, sizeof *w->caches);
        }
        if (w->any_apart) {
            uint32_t capacity = before;

            w->outputs = cri_grow(w->outputs, &capacity, sizeof *w->outputs);
        }
        if (w->any_line)
            w->tickets = cri_grow(w->tickets, &before, sizeof *w->tickets);
    }
    w->attempts[w->n_attempts].epoch = 0;
    return w->n_attempts++;
}
