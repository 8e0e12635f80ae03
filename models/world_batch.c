/*
 * world_batch.c: batch inference: requests of a window are one job, submitted at its end and
 * answered together some hours later. No on-demand quota and no on-demand capacity is used; the
 * price is that of the batch tier. A window with too few records for a job waits for the next; what
 * is left at the end of the traffic is denied, as the service refuses such a job.
 */
#include "models/world_state.h"

#include <math.h>

static void post_window(struct world *w, struct class_state *class)
{
    uint32_t index = (uint32_t)(class - w->classes);
    sim_time window = class->spec->batch.window;

    sim_post(w->engine, capped((w->now / window + 1) * window), CRI_RANK_PROBE, EVENT_BATCH, index,
             0);
}

void batch_add(struct world *w, struct class_state *class, uint32_t request)
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

/* Every request of the list, whose links do not survive what is done to it. */
static void each(struct world *w, uint32_t head,
                 void (*what)(struct world *w, uint32_t request, struct class_state *class),
                 struct class_state *class)
{
    while (head != CRI_NONE) {
        uint32_t next = w->requests[head].next;

        what(w, head, class);
        head = next;
    }
}

static void deny(struct world *w, uint32_t request, struct class_state *class)
{
    (void)class;
    end_request(w, request, CRI_DENIED);
}

static void fail(struct world *w, uint32_t request, struct class_state *class)
{
    count_passed(w, &class->plans[0], &w->requests[request]);
    count_fault(w, &class->plans[0], &w->requests[request]);
    end_request(w, request, CRI_UNAVAILABLE);
}

static void finish(struct world *w, uint32_t index, struct class_state *class)
{
    struct request *request = &w->requests[index];
    struct attempt attempt = {.sent_at = request->intended,
                              .first_token_at = w->now,
                              .finish_at = w->now,
                              .request = index,
                              .region = (uint16_t) class->plans[0].spec->source};
    struct attempt_cache none = {0};

    count_passed(w, &class->plans[0], request);
    bill(w, &class->plans[0], request, &none, false);
    complete_request(w, index, &attempt);
}

void on_batch(struct world *w, uint32_t index)
{
    struct class_state *class = &w->classes[index];
    const struct cri_batch_spec *batch = &class->spec->batch;
    uint32_t source = class->plans[0].spec->source;
    bool last = w->now >= w->spec->horizon;
    const double z99 = 2.3263478740408408; /* normal quantile of 0.99 */
    double sigma, hours, u;

    class->batch_pending = false;
    if (class->batch_n == 0)
        return;
    if (w->region_down[source] > 0) {
        each(w, class->batch_head, fail, class);
        class->batch_n = 0;
        return;
    }
    if (class->batch_n < batch->least) {
        if (last) {
            each(w, class->batch_head, deny, class);
            class->batch_n = 0;
        } else {
            class->batch_pending = true;
            post_window(w, class);
        }
        return;
    }
    if (w->n_jobs == w->jobs_capacity)
        w->jobs = cri_grow(w->jobs, &w->jobs_capacity, sizeof *w->jobs);
    w->jobs[w->n_jobs] = (struct batch_job){.head = class->batch_head, .class = index};
    sigma = log(batch->hours_p99 / batch->hours_p50) / z99;
    u = sim_u01(w->key, CRI_DRAW_BATCH, class->hash, class->batch_window++);
    hours = sim_lognormal_inverse(u, log(batch->hours_p50), sigma);
    class->out->counts[CRI_PHASE_NORMAL].batch_jobs++;
    sim_post(w->engine, capped(w->now + sim_time_from_s(hours * 3600)), CRI_RANK_FINISH,
             EVENT_BATCH_DONE, w->n_jobs++, 0);
    class->batch_n = 0;
}

void on_batch_done(struct world *w, uint32_t job)
{
    each(w, w->jobs[job].head, finish, &w->classes[w->jobs[job].class]);
}
