/*
 * embedded.h: the tables of scenarios/catalog/data as bytes in the binary. The definitions are
 * generated at build time by embed.cmake.
 */
#ifndef CRISIM_SCENARIOS_CATALOG_EMBEDDED_H
#define CRISIM_SCENARIOS_CATALOG_EMBEDDED_H

#include <stddef.h>

struct catalog_embedded {
    const char *name; /* "regions" for data/regions.tsv */
    const unsigned char *bytes;
    size_t size;
};

/* Sorted by name. */
extern const struct catalog_embedded catalog_embedded[];
extern const unsigned catalog_n_embedded;

#endif
