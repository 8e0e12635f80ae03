/*
 * apart.h: quotas of the endpoint that counts input and output apart: what the scenario states for
 * the present target, else the catalog's. Most models have none that is published.
 */
#ifndef CRISIM_SCENARIOS_PLAN_APART_H
#define CRISIM_SCENARIOS_PLAN_APART_H

#include "scenarios/plan/part.h"

enum { PLAN_UNSTATED = -2 };

struct plan_apart {
    int64_t amount; /* tokens per minute; CRI_NO_LIMIT; PLAN_UNSTATED = nobody says */
    const char *mark, *source;
    const struct catalog_origin *origin; /* of the catalog's; NULL = stated */
};

/** of_output: of what is generated, else of the input. Factors on quotas are not in it. */
struct plan_apart plan_apart_find(const struct plan_job *job, bool of_output);

#endif
