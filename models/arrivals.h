/*
 * arrivals.h: decoded traffic and the cursors that replay it. Records are shared read-only; each
 * (arm, replication, class) owns a cursor; scaling, thinning, warping, looping and resampling are
 * done by the cursor, so nothing is copied.
 */
#ifndef CRISIM_MODELS_ARRIVALS_H
#define CRISIM_MODELS_ARRIVALS_H

#include "models/prompt_cache.h"
#include "models/spec.h"
#include "sim/kernel/random.h"

/* One request of a trace. */
struct cri_record {
    sim_time at; /* from the start of the trace, sorted, >= 0 */
    uint32_t input_tokens, output_tokens;
};

/* A decoded trace. Optional columns are NULL when no row has them. */
struct cri_records {
    const struct cri_record *rows;
    uint64_t n;
    sim_time span;                            /* at of the last row */
    const uint32_t *label;                    /* index into label names */
    const uint32_t *max_tokens;               /* 0 = not given in this row */
    const uint32_t *cache_read, *cache_write; /* tokens, part of input_tokens */
    uint32_t n_labels;
    const char *const *label_names;
    const uint32_t *prefix; /* node of the prompt's longest prefix, or CRI_NONE */
    struct cri_prefixes prefixes;
};

struct cri_arrival {
    sim_time at;
    uint64_t
        ordinal; /* keys the request's draws: position in the unthinned source (and copy, loop) */
    uint64_t position; /* 0, 1, 2 ...: how many the cursor gave before */
    uint32_t input_tokens, output_tokens;
    uint32_t max_tokens; /* 0 = the class's rule */
    uint32_t cache_read, cache_write;
    uint32_t prefix; /* node of records->prefixes, or CRI_NONE */
};

struct cri_cursor {
    const struct cri_arrivals_spec *spec;
    struct sim_key key;
    uint64_t name_hash;
    uint64_t row, loop, position;
    uint32_t copy, copies; /* of the current row */
    bool copies_known;
    uint64_t slot, n_slots; /* block resampling: slot and its first and end row */
    uint64_t slot_row, slot_end;
    sim_time slot_origin; /* trace time of the block drawn for this slot */
};

/** Ready to give the first arrival. key and spec->name key thinning and resampling. */
void cri_cursor_init(struct cri_cursor *cursor, const struct cri_arrivals_spec *spec,
                     struct sim_key key);
/** Next arrival, times not decreasing; false at the end. */
bool cri_cursor_next(struct cri_cursor *cursor, struct cri_arrival *out);
/** End of the traffic [ns]: span x loops / warp + start, rounded up to the next ns. */
sim_time cri_arrivals_end(const struct cri_arrivals_spec *spec);

#endif
