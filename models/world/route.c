#include "models/world/route.h"

#include "models/world/cell.h"
#include "models/world/count.h"
#include "models/world/pool.h"
#include "models/world/settle.h"

#include <string.h>

/* Some failure is known: destinations that it has not taken, by position. */
static uint64_t usable_among(struct cri_world *w, const struct cri_class *class,
                             const struct cri_target *target)
{
    uint64_t usable = 0;

    /* With one destination there is nothing to route, and without a profile there is no router
     * that could hold on to old news: the Region answers. */
    if (target->spec->n_destinations == 1 || cri_mode_is_direct(target->spec->mode))
        return target->all;
    for (uint32_t i = 0; i < target->spec->n_destinations; i++)
        if (cri_cell_of(w, class, target->spec->destinations[i])->known_down == 0)
            usable |= (uint64_t)1 << i;
    return usable;
}

/* Destinations that the router does not know to be down, by position. */
static inline uint64_t known_usable(struct cri_world *w, const struct cri_class *class,
                                    const struct cri_target *target)
{
    return w->known_failures == 0 ? target->all : usable_among(w, class, target);
}

/* What a router can tell prompts apart by: the shortest prefix that is cached at all. */
static uint64_t prefix_hash(const struct cri_class *class, const struct cri_request *request)
{
    uint32_t head;

    if (class->cache == NULL || request->prefix == CRI_NONE)
        return 0;
    head = cri_prompt_cache_head(class->cache, request->prefix);
    return head == CRI_NONE ? 0 : sim_entity(class->hash, head) | 1;
}

/* What an answer takes in each destination, for a policy that adds it up; prefill: as many. */
static void expect_times(struct cri_world *w, const struct cri_request *request,
                         struct cri_view *view, double *prefill)
{
    const struct cri_class *class = cri_class_of(w, request);
    const struct cri_service_spec *service = class->service;

    view->weights = &w->spec->routing.time_weights;
    view->hop = w->hop + (size_t)view->target->source * w->n_regions;
    view->service = (double)service->base_ttft * cri_noise_median(&service->ttft_noise) +
                    w->seen_answers[class->spec->model] * service->output_ns_per_token *
                        cri_noise_median(&service->rate_noise);
    view->prefill = prefill;
    for (uint32_t i = 0; i < view->target->n_destinations; i++) {
        uint32_t read = request->cache_read;

        if (class->cache != NULL)
            read = cri_prompt_cache_lookup(class->cache, view->target->destinations[i],
                                           request->prefix, w->now);
        prefill[i] = cri_service_prefill(service, request->input_tokens - read);
    }
}

/* The choice among the usable destinations, by a policy whose memory this is: it moves on. */
static uint32_t choose(struct cri_world *w, const struct cri_request *request,
                       const struct cri_target *target, uint64_t usable, double *memory,
                       enum cri_reason *reason)
{
    const struct cri_class *class = cri_class_of(w, request);
    const struct cri_target_spec *spec = target->spec;
    size_t row = (size_t) class->spec->model * w->n_regions;
    struct cri_view view = {
        .target = spec,
        .usable = usable,
        .key = w->key,
        .entity = request->caller.entity,
        .call = cri_caller_draws(&request->caller),
        .prefix = prefix_hash(class, request),
        .region_hash = w->region_hash,
        .in_flight = w->seen_in_flight + row,
        .room = w->size + row,
        .speed = w->seen_speed != NULL ? w->seen_speed + row : NULL,
        .rtt_from_source = w->spec->rtt + (size_t)spec->source * w->n_regions,
        .rtt_from_client = w->spec->rtt + (size_t) class->spec->client_region * w->n_regions,
        .memory = memory,
    };
    double prefill[64];
    uint32_t choice;

    if (spec->n_destinations == 1) {
        *reason = CRI_REASON_ONLY;
        return 0;
    }
    if (spec->policy->sees_times)
        expect_times(w, request, &view, prefill);
    choice = spec->policy->choose(&view);
    SIM_ASSERT(choice < spec->n_destinations && (usable >> choice & 1),
               "policy '%s' chose destination %u, which it may not", spec->policy->name, choice);
    if (spec->policy->remember != NULL)
        spec->policy->remember(&view, choice, memory);
    *reason = (usable & (usable - 1)) == 0 ? CRI_REASON_ONLY : view.reason;
    return choice;
}

/*
 * The destination that the policy would have taken for this new call had all been healthy: with the
 * luck of the call, load and speed as they are seen, and the turns it would have taken so far. The
 * policy's own memory stays as it is.
 */
static uint32_t preferred(struct cri_world *w, const struct cri_request *request,
                          struct cri_target *target)
{
    enum cri_reason reason;

    if (!target->parted)
        memcpy(target->healthy_memory, target->memory,
               target->spec->n_destinations * sizeof *target->memory);
    target->parted = true;
    return choose(w, request, target, target->all, target->healthy_memory, &reason);
}

void cri_route_look(struct cri_world *w, struct cri_request *request, struct cri_target *target)
{
    uint64_t usable = known_usable(w, cri_class_of(w, request), target);

    /* Away from the Region that would have been chosen had all been healthy: known bad. */
    if (usable == target->all)
        target->parted = false;
    else if (!(usable >> preferred(w, request, target) & 1) && usable != 0)
        cri_count_move(w, request, CRI_MOVED_PROACTIVE, CRI_CAUSE_OUTAGE);
}

/* The router has tried as many destinations, or for as long, as it may. */
static bool must_end(const struct cri_world *w, const struct cri_attempt *attempt, sim_time delay)
{
    const struct cri_routing_spec *routing = &w->spec->routing;

    return (routing->max_tries > 0 &&
            (uint32_t)__builtin_popcountll(attempt->tried) >= routing->max_tries) ||
           (routing->max_time > 0 && attempt->tried != 0 &&
            w->now + delay - attempt->sent_at >= routing->max_time);
}

struct cri_answer cri_route(struct cri_world *w, uint32_t index, enum cri_cause left,
                            sim_time delay)
{
    struct cri_attempt *attempt = &w->attempts[index];
    struct cri_request *request = &w->requests[attempt->request];
    const struct cri_target *target = cri_target_of(w, attempt);
    struct cri_counts *counts = cri_counts_of(w, request);
    uint64_t known = known_usable(w, cri_class_of(w, request), target);
    bool refused = left != CRI_N_CAUSES;
    bool throttle = w->spec->routing.all_tried_is_throttle && !refused;
    enum cri_cause cause = left;

    while ((known & ~attempt->tried) != 0) {
        enum cri_reason reason;
        enum cri_place place;
        uint32_t choice, region;

        if (must_end(w, attempt, delay)) {
            counts->tries_ended++;
            break;
        }
        if (refused)
            cri_count_move(w, request, CRI_MOVED_REACTIVE, cause);
        choice = choose(w, request, target, known & ~attempt->tried, target->memory, &reason);
        region = target->spec->destinations[choice];
        cri_count_decision(w, request, region, reason);
        if (target->spec->forbidden >> choice & 1)
            return cri_forbid(w, index, choice, delay);
        place = cri_cell_offer(w, index, region, delay);
        if (place == CRI_PLACE_TAKEN)
            return cri_pending();
        attempt->tried |= (uint64_t)1 << choice;
        delay +=
            w->spec->routing.refusal_time + w->hop[target->spec->source * w->n_regions + region];
        if (place == CRI_PLACE_OUT)
            throttle = false;
        refused = true;
        cause = place == CRI_PLACE_OUT ? CRI_CAUSE_OUTAGE : CRI_CAUSE_CAPACITY;
    }
    if (attempt->tried != target->all)
        throttle = false; /* some were left out because they are known to be down */
    return cri_fail(w, index, throttle ? CRI_ANSWER_THROTTLED : CRI_ANSWER_FAULT, delay);
}

/* The Region where the attempt is counts as tried. */
static void mark_tried(struct cri_attempt *attempt, const struct cri_target *target)
{
    for (uint32_t i = 0; i < target->spec->n_destinations; i++)
        if (target->spec->destinations[i] == attempt->region)
            attempt->tried |= (uint64_t)1 << i;
}

struct cri_answer cri_route_on(struct cri_world *w, uint32_t index, enum cri_cause left,
                               sim_time delay)
{
    struct cri_attempt *attempt = &w->attempts[index];

    mark_tried(attempt, cri_target_of(w, attempt));
    return cri_route(w, index, left, delay);
}

struct cri_answer cri_route_stalled(struct cri_world *w, uint32_t index)
{
    struct cri_attempt *attempt = &w->attempts[index];
    const struct cri_class *class = cri_class_of(w, &w->requests[attempt->request]);
    const struct cri_target *target = cri_target_of(w, attempt);

    if (attempt->state != CRI_ATTEMPT_WAITING ||
        cri_cell_of(w, class, attempt->region)->stalled == 0)
        return cri_pending();
    mark_tried(attempt, target);
    if ((known_usable(w, class, target) & ~attempt->tried) == 0)
        return cri_pending(); /* nowhere else to go: it waits on */
    cri_cell_take_out(w, index);
    return cri_route_on(w, index, CRI_CAUSE_STALL, 0);
}
