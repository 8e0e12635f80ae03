#include "models/world/trouble.h"

bool cri_outage_hits_service(const struct cri_outage_spec *outage, uint32_t service)
{
    return outage->services == 0 || outage->kind == CRI_OUTAGE_REGION_LOSS ||
           (outage->services >> service & 1);
}

bool cri_outage_hits_region(const struct cri_outage_spec *outage, uint32_t region)
{
    for (uint32_t i = 0; i < outage->n_regions; i++)
        if (outage->regions[i] == region)
            return true;
    return false;
}

bool cri_outage_stops_service(const struct cri_outage_spec *outage)
{
    return outage->kind == CRI_OUTAGE_SERVING_LOSS ||
           (outage->kind == CRI_OUTAGE_REGION_LOSS && !outage->serving_survives);
}

bool cri_outage_is_detected(const struct cri_outage_spec *outage)
{
    return cri_outage_stops_service(outage) || outage->kind == CRI_OUTAGE_STALL;
}

double cri_trouble_capacity(const struct cri_world *w, uint32_t service, uint32_t region)
{
    double factor = 1;

    for (uint32_t i = 0; i < w->spec->n_outages; i++) {
        const struct cri_outage_spec *outage = &w->spec->outages[i];

        if (w->outages[i].phase == CRI_OUTAGE_ON && outage->kind == CRI_OUTAGE_BROWN_OUT &&
            outage->capacity_factor > 0 && cri_outage_hits_region(outage, region) &&
            cri_outage_hits_service(outage, service))
            factor *= outage->capacity_factor;
    }
    return factor;
}

double cri_trouble_quota(const struct cri_world *w, uint32_t region)
{
    double factor = 1;

    for (uint32_t i = 0; i < w->spec->n_outages; i++) {
        const struct cri_outage_spec *outage = &w->spec->outages[i];

        if (w->outages[i].phase == CRI_OUTAGE_ON && outage->kind == CRI_OUTAGE_QUOTA_CUT &&
            cri_outage_hits_region(outage, region))
            factor *= outage->quota_factor;
    }
    return factor;
}

struct cri_trouble cri_trouble_of(const struct cri_world *w, const struct cri_request *request,
                                  uint32_t service, uint32_t region)
{
    struct cri_trouble trouble = {.slowdown = 1};

    for (uint32_t i = 0; i < w->spec->n_outages; i++) {
        const struct cri_outage_spec *outage = &w->spec->outages[i];
        const struct cri_outage_state *state = &w->outages[i];
        double refuse = 0;

        if (state->phase == CRI_OUTAGE_OFF || !cri_outage_hits_region(outage, region) ||
            !cri_outage_hits_service(outage, service))
            continue;
        if (state->phase == CRI_OUTAGE_RAMP) {
            refuse = 1 - (double)(w->now - state->ended) / (double)outage->ramp;
        } else if (outage->kind == CRI_OUTAGE_BROWN_OUT) {
            refuse = outage->error_share;
            if (outage->slowdown > 0)
                trouble.slowdown *= outage->slowdown;
        } else if (outage->kind == CRI_OUTAGE_LATENCY) {
            trouble.added += outage->added;
        }
        if (refuse > 0 && !trouble.refused) {
            /* Keyed by call, Region and failure: the same luck in every option. */
            uint64_t entity =
                sim_entity(request->caller.entity ^ state->hash, w->region_hash[region]);

            trouble.refused = sim_u01(w->key, CRI_DRAW_REFUSED, entity,
                                      cri_caller_draws(&request->caller)) < refuse;
        }
    }
    return trouble;
}
