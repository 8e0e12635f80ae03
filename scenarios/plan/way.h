/*
 * way.h: whether Bedrock takes a call of a model in some way, by what the catalog knows: no such
 * way of calling, a model that was withdrawn. Asked when a plan is compiled, and for advice.
 */
#ifndef CRISIM_SCENARIOS_PLAN_WAY_H
#define CRISIM_SCENARIOS_PLAN_WAY_H

#include "models/spec.h"
#include "scenarios/catalog/catalog.h"
#include "sim/base/arena.h"

enum { PLAN_MOST_PREFIXES = 16 };

/* Through which endpoint; by model: runtime, unless the bare id is served there through the other
 * one alone. */
enum plan_endpoint { PLAN_BY_MODEL, PLAN_RUNTIME, PLAN_MANTLE };

struct plan_way {
    const struct catalog_model *model;
    uint32_t source;
    enum cri_mode mode; /* provisioned and client-side: as the bare id is called */
    const char *prefix; /* geographic: asked for; NULL = the only one that can be called */
    enum plan_endpoint endpoint;
    bool own_model;     /* custom or provisioned: cannot be called through a profile */
    bool allow_retired; /* what was withdrawn can be called: for replays of the past */
    const char *day;    /* YYYY-MM-DD: what has ended by then; NULL = by the catalog's last */
};

struct plan_way_found {
    enum cri_denial denial;
    const char
        *why; /* denied: with its names, of the arena; NULL = what cri_denial_reason() says */
    const struct catalog_profile *profile; /* that is called; NULL = a bare id, or denied */
    const char *retired;                   /* id that can be called only because that is allowed */
    const struct catalog_origin *retired_origin;
    const struct catalog_end *ended; /* the same, by the day; NULL = not ended, or denied */
    /* The bare id: the record that it can be called there, and one that it can be nowhere. */
    const struct catalog_in_region *listed, *nowhere;
    enum catalog_endpoint endpoint; /* that is called */
    bool somewhere; /* not listed, but quotas of that endpoint are: in which Regions is not known */
    /* geographic without a prefix asked for: those that can be called, of which the first is. */
    uint32_t n_prefixes;
    const char *prefixes[PLAN_MOST_PREFIXES];
};

void plan_way_find(const struct catalog *catalog, const struct plan_way *way,
                   struct sim_arena *arena, struct plan_way_found *out);

#endif
