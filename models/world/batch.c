#include "models/world/batch.h"

#include "models/world/count.h"
#include "models/world/pool.h"

#include <math.h>

static void post_window(struct cri_world *w, struct cri_class *class)
{
    uint32_t index = (uint32_t)(class - w->classes);
    sim_time window = class->spec->batch.window;

    sim_post(w->engine, cri_capped((w->now / window + 1) * window), CRI_RANK_PROBE, CRI_EVENT_BATCH,
             index, 0);
}

void cri_batch_add(struct cri_world *w, struct cri_class *class, uint32_t request)
{
    w->requests[request].next = CRI_NONE;
    if (class->batch_n == 0)
        class->batch_head = request;
    else
        w->requests[class->batch_tail].next = request;
    class->batch_tail = request;
    class->batch_n++;
    if (!class->batch_pending) {
        class->batch_pending = true;
        post_window(w, class);
    }
}

/* The window's requests are a job now. */
static void submit(struct cri_world *w, struct cri_class *class)
{
    const double z99 = 2.3263478740408408; /* normal quantile of 0.99 */
    const struct cri_batch_spec *batch = &class->spec->batch;
    double sigma = log(batch->hours_p99 / batch->hours_p50) / z99;
    double u = sim_u01(w->key, CRI_DRAW_BATCH, class->hash, class->batch_window++);
    double hours = sim_lognormal_inverse(u, log(batch->hours_p50), sigma);

    if (w->n_jobs == w->jobs_capacity)
        w->jobs = cri_grow(w->jobs, &w->jobs_capacity, sizeof *w->jobs);
    w->jobs[w->n_jobs] =
        (struct cri_batch_job){.head = class->batch_head, .class = (uint32_t)(class - w->classes)};
    class->out->counts[CRI_PHASE_NORMAL].batch_jobs++;
    sim_post(w->engine, cri_capped(w->now + sim_time_from_s(hours * 3600)), CRI_RANK_FINISH,
             CRI_EVENT_BATCH_DONE, w->n_jobs++, 0);
}

struct cri_batch_end cri_batch_window(struct cri_world *w, uint32_t index)
{
    struct cri_class *class = &w->classes[index];
    const struct cri_target *target = &class->targets[0];
    struct cri_batch_end end = {.head = CRI_NONE};

    class->batch_pending = false;
    if (class->batch_n == 0)
        return end;
    if (w->region_down[target->spec->source] > 0) {
        end = (struct cri_batch_end){class->batch_head, CRI_UNAVAILABLE};
        for (uint32_t r = end.head; r != CRI_NONE; r = w->requests[r].next) {
            cri_count_passed(w, &w->requests[r], target->spec->source);
            cri_count_fault(w, target, &w->requests[r]);
        }
    } else if (class->batch_n >= class->spec->batch.least) {
        submit(w, class);
    } else if (w->now >= w->spec->horizon) {
        end = (struct cri_batch_end){class->batch_head, CRI_DENIED};
    } else {
        class->batch_pending = true;
        post_window(w, class);
        return end;
    }
    class->batch_n = 0;
    return end;
}

struct cri_batch_end cri_batch_done(struct cri_world *w, uint32_t job)
{
    const struct cri_target *target = &w->classes[w->jobs[job].class].targets[0];
    const struct cri_usage none = {0};

    for (uint32_t r = w->jobs[job].head; r != CRI_NONE; r = w->requests[r].next) {
        cri_count_passed(w, &w->requests[r], target->spec->source);
        cri_count_bill(target, &w->requests[r], &none, false);
    }
    return (struct cri_batch_end){w->jobs[job].head, CRI_COMPLETED};
}
