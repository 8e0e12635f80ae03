/*
 * model_adjust.c: held quota follows the output while the answer comes: what is still to come stays
 * reserved at its maximum.
 */
#include "models/world/model.h"
#include "models/world/settle.h"

#include <math.h>

static bool wanted(const struct cri_world *w, const struct cri_class_spec *class,
                   const struct cri_target_spec *target)
{
    const struct cri_quota_rules *rules = &w->spec->quota_rules;

    (void)class;
    /* With burndown reserved, an output token that has come costs what was held for it. */
    return rules->adjust_every > 0 && !rules->reserve_burndown && target->quota != CRI_NONE &&
           !w->spec->quotas[target->quota].apart && !w->spec->quotas[target->quota].reserved;
}

static void post(struct cri_world *w, uint32_t index, sim_time at)
{
    if (at < w->attempts[index].finish_at)
        sim_post(w->engine, cri_capped(at), CRI_RANK_SETTLE, CRI_EVENT_ADJUST, index,
                 w->attempts[index].epoch);
}

/* Between two corrections of what a call holds: as stated, but a call that lasts for days is not
 * corrected more than about a thousand times. */
static sim_time step_of(struct cri_world *w, uint32_t index)
{
    const double most = 1000;
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    sim_time stated = w->spec->quota_rules.adjust_every;
    double length = attempt->finish_at < SIM_TIME_MAX
                        ? (double)(attempt->finish_at - attempt->first_token_at)
                        : cri_token_time(cri_class_of(w, request), cri_target_of(w, attempt)) *
                              (double)request->output_tokens;

    return length / most > (double)stated ? sim_time_from_ns(length / most) : stated;
}

static void stream(struct cri_world *w, uint32_t index)
{
    post(w, index, w->attempts[index].first_token_at + step_of(w, index));
}

void cri_adjust(struct cri_world *w, uint32_t index)
{
    struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    const struct cri_service_spec *service = cri_class_of(w, request)->service;
    struct cri_target *target = cri_target_of(w, attempt);
    struct cri_charge held = cri_held_by(w, index, target);
    struct cri_charge now_held = held;
    double each = cri_token_time(cri_class_of(w, request), target);
    double emitted;

    if (attempt->state == CRI_ATTEMPT_SERVED && request->output_tokens > 1)
        each = (double)(attempt->finish_at - attempt->first_token_at) /
               (double)(request->output_tokens - 1);
    emitted = 1 + floor((double)(w->now - attempt->first_token_at) / each);
    if (emitted > request->output_tokens)
        emitted = request->output_tokens;
    now_held.quota = now_held.priced =
        held.real + (service->output_burndown - 1) * (int64_t)emitted;
    cri_quota_adjust(&w->quotas, target->spec->quota, w->now, attempt->sent_at, held, now_held,
                     target->use);
    attempt->reserved = now_held.quota;
    post(w, index, w->now + step_of(w, index));
}

const struct cri_model cri_model_adjust = {.name = "adjust", .wanted = wanted, .stream = stream};
