/*
 * draw.h: scenarios drawn at random along the JSON schema that `crisim schema` prints, most of them
 * wrong in one place or in several. The same seed and number give the same text.
 */
#ifndef CRISIM_TESTS_DRAWN_DRAW_H
#define CRISIM_TESTS_DRAWN_DRAW_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stdint.h>

/* One key of the schema: where it may stand and what it takes. */
struct draw_key {
    const char *path[5]; /* "*" = the name of an entry */
    uint32_t depth;
    const cJSON *schema;
};

struct draw_schema {
    cJSON *root;
    struct draw_key *keys;
    uint32_t n_keys;
};

struct drawn {
    char *text;
    double offered;     /* requests, over all replications and options; an upper estimate */
    uint32_t n_options; /* that the text names */
    bool own_trace;     /* every trace it names is the one that lies beside it */
    bool has_trace;
};

/** The trace that scenarios name: written beside them as DRAW_TRACE. */
#define DRAW_TRACE "t.csv"
extern const char draw_trace_text[];

/** @return false if the text is no JSON schema with properties */
bool draw_schema_read(struct draw_schema *schema, const char *text);
void draw_schema_release(struct draw_schema *schema);

void draw_scenario(const struct draw_schema *schema, uint64_t seed, uint64_t number,
                   struct drawn *out);
void drawn_release(struct drawn *drawn);

#endif
