#include "models/access/call.h"

#include "sim/base/assert.h"

#include <string.h>

static const char unspecified[] = "unspecified";

enum { MOST_ACTIONS = 2, MOST_DESTINATIONS = 64 };

struct asked {
    const struct cri_access_call *call;
    struct sim_arena *arena;
    const char *profile; /* ARN */
    struct cri_access_check *checks;
    uint32_t n;
};

static uint32_t actions_of(const struct cri_access_call *call, enum cri_action *out)
{
    if (call->mantle) {
        out[0] = CRI_ACTION_MANTLE;
        return 1;
    }
    if (call->batch) {
        out[0] = CRI_ACTION_JOB;
        out[1] = CRI_ACTION_INVOKE;
        return 2;
    }
    out[0] = call->streaming ? CRI_ACTION_STREAM : CRI_ACTION_INVOKE;
    return 1;
}

static const char *account_of(const struct cri_access_call *call)
{
    return call->account != NULL ? call->account : CRI_TWELVE_DIGITS;
}

/* region: "" = of no Region. */
static const char *model_arn(struct asked *asked, const char *region)
{
    const struct cri_access_call *call = asked->call;

    if (call->mantle)
        return sim_arena_printf(asked->arena, "arn:%s:bedrock-mantle:%s:%s:project/%c",
                                call->partition, region, account_of(call), CRI_HOLE);
    if (call->own_model)
        return sim_arena_printf(asked->arena, "arn:%s:bedrock:%s:%s:%c/%c", call->partition, region,
                                account_of(call), CRI_HOLE, CRI_HOLE);
    return sim_arena_printf(asked->arena, "arn:%s:bedrock:%s::foundation-model/%s", call->partition,
                            region, call->model);
}

static void ask(struct asked *asked, const char *resource, const char *region, int destination)
{
    enum cri_action actions[MOST_ACTIONS];
    uint32_t n = actions_of(asked->call, actions);

    for (uint32_t i = 0; i < n; i++)
        asked->checks[asked->n++] = (struct cri_access_check){
            .request = {.action = actions[i],
                        .resource = cri_value_of(resource),
                        .region = cri_value_of(region),
                        .profile = cri_value_of(asked->profile),
                        .account = cri_value_of(asked->call->account),
                        .mantle_model =
                            cri_value_of(asked->call->mantle ? asked->call->model : NULL)},
            .destination = destination};
}

static void ask_all(struct asked *asked)
{
    const struct cri_access_call *call = asked->call;

    if (call->kind != CRI_CALL_DIRECT) {
        asked->profile =
            sim_arena_printf(asked->arena, "arn:%s:bedrock:%s:%s:inference-profile/%s",
                             call->partition, call->source, account_of(call), call->profile);
        ask(asked, asked->profile, call->source, -1);
    }
    ask(asked, model_arn(asked, call->source), call->source, -1);
    if (call->kind == CRI_CALL_GLOBAL)
        ask(asked, model_arn(asked, ""), unspecified, -1);
    for (uint32_t i = 0; call->kind == CRI_CALL_GEOGRAPHIC && i < call->n_destinations; i++)
        if (strcmp(call->destinations[i], call->source) != 0)
            ask(asked, model_arn(asked, call->destinations[i]), call->destinations[i], (int)i);
}

/* Whether it ends every call, and not only those that are routed to its destination. */
static bool ends_all(const struct cri_access_check *check)
{
    return check->destination < 0 || cri_level_is_scp(check->judgement.level);
}

static uint64_t every_destination(const struct cri_access_call *call)
{
    uint64_t all = 0;

    for (uint32_t i = 0; i < call->n_destinations; i++)
        all |= (uint64_t)1 << i;
    return all;
}

struct cri_access_verdict cri_judge_call(const struct cri_access_call *call,
                                         struct cri_policies policies, struct sim_arena *arena)
{
    struct asked asked = {.call = call, .arena = arena};
    struct cri_access_verdict verdict = {.ruling = CRI_RULED_ALLOWED};
    const struct cri_access_check *gap = NULL;

    SIM_ASSERT(call->n_destinations <= MOST_DESTINATIONS, "%u destinations", call->n_destinations);
    asked.checks = sim_arena_alloc(arena, (size_t)(call->n_destinations + 3) * MOST_ACTIONS *
                                              sizeof *asked.checks);
    ask_all(&asked);
    verdict.checks = asked.checks;
    verdict.n_checks = asked.n;
    for (uint32_t i = 0; i < asked.n; i++) {
        struct cri_access_check *check = &asked.checks[i];

        check->judgement = cri_judge(&check->request, policies);
        if (check->judgement.ruling == CRI_RULED_DENIED && !ends_all(check)) {
            verdict.gaps |= (uint64_t)1 << check->destination;
            gap = gap != NULL ? gap : check;
        } else if (check->judgement.ruling > verdict.ruling) {
            verdict.ruling = check->judgement.ruling;
            verdict.by = check;
        }
    }
    if (verdict.gaps != 0 && verdict.gaps == every_destination(call) &&
        verdict.ruling != CRI_RULED_DENIED) {
        verdict.ruling = CRI_RULED_DENIED;
        verdict.by = gap;
    }
    return verdict;
}

const struct cri_access_check *cri_gap_check(const struct cri_access_verdict *verdict,
                                             uint32_t destination)
{
    for (uint32_t i = 0; i < verdict->n_checks; i++)
        if (verdict->checks[i].destination == (int)destination &&
            verdict->checks[i].judgement.ruling == CRI_RULED_DENIED)
            return &verdict->checks[i];
    return NULL;
}
