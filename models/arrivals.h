/*
 * arrivals.h: decoded or drawn traffic and the cursors that replay it. Records are shared
 * read-only; each (option, replication, class) owns a cursor; drawing, scaling, thinning, warping,
 * looping, resampling and the load factor are done by the cursor, so nothing is copied.
 *
 * `scale` prepares the traffic: what it leaves out or adds is part of the traffic that is studied.
 * The load factor comes after all of that, and is what a study changes (models/load.h).
 */
#ifndef CRISIM_MODELS_ARRIVALS_H
#define CRISIM_MODELS_ARRIVALS_H

#include "models/generator.h"
#include "models/load.h"
#include "models/prompt_cache.h"
#include "models/spec.h"
#include "sim/kernel/random.h"

#include <signal.h>

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
    const uint64_t *n_of_label; /* rows of each label; NULL = they were not counted */
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
    uint32_t copy;     /* of the load factor, or layer; 0 = the request itself, layer 0 */
    uint32_t input_tokens, output_tokens;
    uint32_t max_tokens; /* 0 = the class's rule */
    uint32_t cache_read, cache_write;
    uint32_t prefix; /* node of records->prefixes, or CRI_NONE */
};

/* Requests one after the other, as they are without a load factor. */
struct cri_stream {
    const struct cri_arrivals_spec *spec;
    struct sim_key key;
    uint64_t name_hash;
    uint64_t row, loop, position;
    uint32_t copy, copies; /* of the current row */
    bool copies_known;
    uint64_t slot, n_slots; /* block resampling: slot and its first and end row */
    uint64_t slot_row, slot_end;
    sim_time slot_origin; /* trace time of the block drawn for this slot */
    struct sim_key draws_key;
    double rate;            /* of a generator: times its own, > 0 */
    struct cri_draws draws; /* of a generator, and its next two requests */
    struct cri_record drawn, ahead;
    bool has_drawn, has_ahead;
    uint64_t n_drawn;                  /* requests of one loop; known from its end on */
    const volatile sig_atomic_t *stop; /* non-zero: end soon; may be NULL */
    bool stopped;                      /* it ended because of that */
};

/* One layer of drawn traffic at a load factor, and the request that it gives next. */
struct cri_layer {
    struct cri_stream stream;
    struct cri_arrival next;
    bool has_next;
};

struct cri_cursor {
    struct cri_stream stream;
    /* Of a trace's load factor: the request whose copies come now, and the one after it. */
    struct cri_arrival original, ahead_of_it;
    bool has_ahead_of_it;
    struct cri_load_order load_order;
    uint32_t load_copies, load_copy; /* of `original`, and the one that comes next */
    bool load_done;                  /* all copies of `original` came */
    uint64_t load_position;
    bool stopped; /* it ended because of `stop` */
    /* Of drawn traffic's load factor; none at load 1. */
    uint32_t n_layers;
    struct cri_layer layers[CRI_LOAD_LAYERS];
};

/**
 * Ready to give the first arrival. seed, replication and spec->name key drawing, thinning and
 * resampling. stop (may be NULL) is looked at where many rows go by without an arrival.
 */
void cri_cursor_init(struct cri_cursor *cursor, const struct cri_arrivals_spec *spec, uint64_t seed,
                     uint32_t replication, const volatile sig_atomic_t *stop);
/** Next arrival, times not decreasing; false at the end, or when stopped. */
bool cri_cursor_next(struct cri_cursor *cursor, struct cri_arrival *out);
/** End of the traffic [ns]: span (of a generator: duration) x loops / warp + start. Later than
 * every arrival. */
sim_time cri_arrivals_end(const struct cri_arrivals_spec *spec);
/**
 * What keys the draws of a request of a class, `group` being the hash of its name. A copy has a key
 * of its own, made from its request's, so that whoever is there at a lower load has the same luck.
 */
uint64_t cri_arrival_entity(uint64_t group, const struct cri_arrival *arrival);
/**
 * About how many requests a replication has before the horizon: exact for a trace without scale or
 * blocks that ends before it. Beyond it, a label is taken to have as large a share of the rows as
 * it has of all, and copies of the last request to come in time.
 */
double cri_arrivals_expected(const struct cri_arrivals_spec *spec, sim_time horizon);

#endif
