#include "models/world/settle.h"

#include "models/world/count.h"
#include "sim/base/assert.h"

#include <math.h>

static void give_back(struct cri_world *w, uint32_t index, bool keep)
{
    struct cri_attempt *attempt = &w->attempts[index];
    struct cri_target *target = cri_target_of(w, attempt);

    SIM_ASSERT(attempt->reserved >= 0, "a call gives back what it holds once");
    /* What it holds may be 0 quota tokens, and output that a reservation counts apart. */
    if (target->counted && !keep)
        cri_quota_adjust(&w->quotas, target->spec->quota, w->now, attempt->sent_at,
                         cri_held_by(w, index, target), (struct cri_charge){0}, target->use);
    attempt->reserved = -1;
}

void cri_give_back(struct cri_world *w, uint32_t index)
{
    give_back(w, index, w->spec->quota_rules.keep_on_fault);
}

/* What a call costs in tokens of plain input, to the nearest token; without a price, what the other
 * limits count. */
static int64_t priced(const struct cri_target *target, const struct cri_request *request,
                      const struct cri_usage *usage, int64_t otherwise)
{
    const struct cri_weights *weights =
        request->input_tokens > target->long_above ? &target->long_weights : &target->weights;
    double plain = (double)request->input_tokens - usage->read - usage->write;

    if (!weights->known)
        return otherwise;
    return llround(plain * weights->input + usage->read * weights->read +
                   usage->write * weights->write + request->output_tokens * weights->output);
}

void cri_settle(struct cri_world *w, uint32_t index, const struct cri_usage *usage)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_request *request = &w->requests[attempt->request];
    struct cri_target *target = cri_target_of(w, attempt);
    int64_t input = (int64_t)request->input_tokens - usage->read;
    int64_t output = request->output_tokens;
    struct cri_charge settled = {
        .quota = target->apart
                     ? input
                     : input + cri_class_of(w, request)->service->output_burndown * output,
        .real = target->reserved ? output : input + output};

    if (!target->counted)
        return;
    /* Prices matter to the account's cap alone. */
    if (w->spec->quotas[target->spec->quota].account != CRI_NONE)
        settled.priced =
            priced(target, request, usage, target->apart ? settled.real : settled.quota);
    cri_quota_settle(&w->quotas, target->spec->quota, w->now, attempt->sent_at,
                     cri_held_by(w, index, target), settled, target->use);
    cri_minute_at(w, w->now)->used_tokens += (uint64_t)settled.quota;
}

struct cri_answer cri_fail(struct cri_world *w, uint32_t index, enum cri_answer_kind kind,
                           sim_time delay)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    struct cri_request *request = &w->requests[attempt->request];
    const struct cri_target *target = cri_target_of(w, attempt);

    cri_give_back(w, index);
    cri_count_fault(w, target, request);
    request->last_limit = CRI_N_LIMITS;
    return (struct cri_answer){.kind = attempt->orphan_target != CRI_NO_TARGET ? CRI_ANSWER_UNHEARD
                                                                               : kind,
                               .attempt = index,
                               .at = w->now + delay + target->client_rtt};
}

struct cri_answer cri_forbid(struct cri_world *w, uint32_t index, uint32_t destination,
                             sim_time delay)
{
    const struct cri_attempt *attempt = &w->attempts[index];
    struct cri_request *request = &w->requests[attempt->request];
    const struct cri_target *target = cri_target_of(w, attempt);
    struct cri_class *class = cri_class_of(w, request);

    give_back(w, index, false);
    cri_count_forbidden(w, request, attempt, target->spec->source);
    class->out->forbidden[(size_t)(target - class->targets) * w->n_regions +
                          target->spec->destinations[destination]]++;
    request->last_limit = CRI_N_LIMITS;
    return (struct cri_answer){.kind = attempt->orphan_target != CRI_NO_TARGET ? CRI_ANSWER_UNHEARD
                                                                               : CRI_ANSWER_DENIED,
                               .denial = CRI_DENIAL_403_IAM,
                               .attempt = index,
                               .at = w->now + delay + target->client_rtt};
}
