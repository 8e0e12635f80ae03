/*
 * security.h: what the provider documents of the safety of a call's data, whatever the model.
 */
#ifndef CRISIM_SCENARIOS_CATALOG_SECURITY_H
#define CRISIM_SCENARIOS_CATALOG_SECURITY_H

#include "sim/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct catalog_security {
    const char *what;   /* "in transit" */
    bool profiles;      /* of calls through a profile alone; else of every call */
    const char *before; /* the sentence; with `after`, the source Regions stand between the two */
    const char *after;  /* NULL = it does not name them */
    const char *source;
};

/** *n rows, in the order in which they are told. */
const struct catalog_security *catalog_security(uint32_t *n);
/** The sentence of a row, about these source Regions ("eu-west-2"); in the arena. */
const char *catalog_security_text(const struct catalog_security *row, const char *sources,
                                  struct sim_arena *arena);

#endif
