/*
 * starter.h: a scenario made of what a newcomer can say in a line: whose traffic, which model, from
 * where. It is what a comparison without a file runs, and what `crisim init` writes.
 */
#ifndef CRISIM_SCENARIOS_READ_STARTER_H
#define CRISIM_SCENARIOS_READ_STARTER_H

#include "scenarios/catalog/catalog.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct starter {
    const char *model, *source_region; /* as people call them */
    const char *trace;                 /* a file; NULL = traffic is drawn */
    double rate_per_s, duration_s;     /* drawn: NaN = the generator's default */
    double input, output;              /* drawn: median tokens; NaN = the generator's default */
    bool daily;                        /* drawn: with a peak a day */
    int64_t max_tokens;                /* 0 = unset */
    int64_t slots;                     /* calls served at once in each Region; 0 = unlimited */
    int64_t requests_per_min, tokens_per_min, tokens_per_day; /* quotas; 0 = the catalog's */
};

/**
 * The scenario as JSON, each assumption with a note beside it: one option a mode, and of geographic
 * profiles one for each prefix that can be called from there.
 */
void starter_write(const struct starter *starter, const struct catalog *catalog,
                   struct sim_text *out);

#endif
