/*
 * trouble.h: facts about failures: whom they hit, and what a call that starts in a troubled Region
 * meets; for models/world only.
 */
#ifndef CRISIM_MODELS_WORLD_TROUBLE_H
#define CRISIM_MODELS_WORLD_TROUBLE_H

#include "models/world/state.h"

bool cri_outage_hits_service(const struct cri_outage_spec *outage, uint32_t service);
bool cri_outage_hits_region(const struct cri_outage_spec *outage, uint32_t region);
/** Nothing can be served while it lasts. */
bool cri_outage_stops_service(const struct cri_outage_spec *outage);
/** Routers only learn of what makes a Region unusable. */
bool cri_outage_is_detected(const struct cri_outage_spec *outage);

/* What a call that starts in a troubled cell meets. */
struct cri_trouble {
    bool refused;
    double slowdown;
    sim_time added;
};
struct cri_trouble cri_trouble_of(const struct cri_world *w, const struct cri_request *request,
                                  uint32_t service, uint32_t region);

/** What is left of a Region's capacity in the brown-outs in force, 0..1. */
double cri_trouble_capacity(const struct cri_world *w, uint32_t service, uint32_t region);
/** What is left of the quotas of a source Region in the cuts in force. */
double cri_trouble_quota(const struct cri_world *w, uint32_t region);

#endif
