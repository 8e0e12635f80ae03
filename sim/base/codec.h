/*
 * codec.h: one description of a value that writes it to bytes, reads it back, and says how the
 * bytes are laid out, so that none of the three can differ from the others.
 *
 * A number is written by its value, as many bytes as it needs, never as it lies in memory: the
 * bytes mean the same to every build and host. What they mean follows from the description alone;
 * its digest (sim_codec_layout()) tells bytes of another description from one's own.
 */
#ifndef CRISIM_SIM_BASE_CODEC_H
#define CRISIM_SIM_BASE_CODEC_H

#include "sim/base/sha256.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_codec {
    bool reading;
    bool bad;                  /* reading only: the bytes ended early, or do not fit the value */
    struct sim_sha256 *layout; /* describing only: names and types go there, values nowhere */
    unsigned char *data;       /* writing: owned, grows; reading: borrowed */
    size_t n, capacity;        /* bytes there are, bytes allocated */
    size_t at;                 /* reading: how far */
};

/** Write from nothing: (struct sim_codec){0}. Read what was written. */
struct sim_codec sim_codec_read(const void *data, size_t n);
/** Describe, into a digest that the caller has begun. */
struct sim_codec sim_codec_layout(struct sim_sha256 *layout);
/** Frees what writing allocated; nothing when reading. */
void sim_codec_release(struct sim_codec *codec);

/*
 * A number under the name that it has in the layout: written, filled in (0 and codec->bad when it
 * is not there or does not fit the type), or described.
 */
void sim_codec_u32(struct sim_codec *codec, const char *name, uint32_t *value);
void sim_codec_u64(struct sim_codec *codec, const char *name, uint64_t *value);
void sim_codec_i64(struct sim_codec *codec, const char *name, int64_t *value);
void sim_codec_i128(struct sim_codec *codec, const char *name, __int128 *value);
void sim_codec_u128(struct sim_codec *codec, const char *name, unsigned __int128 *value);
void sim_codec_f64(struct sim_codec *codec, const char *name, double *value);
void sim_codec_bool(struct sim_codec *codec, const char *name, bool *value);

/** The one that fits the type of a variable. */
#define SIM_CODE_AS(codec, name, lvalue)                                                           \
    _Generic((lvalue), uint32_t                                                                    \
             : sim_codec_u32, uint64_t                                                             \
             : sim_codec_u64, int64_t                                                              \
             : sim_codec_i64, __int128                                                             \
             : sim_codec_i128, unsigned __int128                                                   \
             : sim_codec_u128, double                                                              \
             : sim_codec_f64, bool                                                                 \
             : sim_codec_bool)((codec), (name), &(lvalue))
/** A member under its own name. */
#define SIM_CODE(codec, object, member) SIM_CODE_AS(codec, #member, (object)->member)
/** A member that is an array of fixed length. */
#define SIM_CODE_EACH(codec, object, member)                                                       \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < sizeof(object)->member / sizeof(object)->member[0]; i_++)         \
            SIM_CODE_AS(codec, #member, (object)->member[i_]);                                     \
    } while (0)

/** n numbers of which many are 0: those in a row take no more room than one. */
void sim_codec_sparse(struct sim_codec *codec, const char *name, uint64_t *values, size_t n);

/** Describing only: a word on which the meaning of what follows depends. */
void sim_codec_word(struct sim_codec *codec, const char *word);

/** An allocated string, not NULL. Reading replaces *string, "" when it is not there (bad). */
void sim_codec_string(struct sim_codec *codec, const char *name, char **string);

/** A number that both sides must have alike, such as how many classes there are. */
void sim_codec_same(struct sim_codec *codec, const char *name, uint64_t value);

/** Reading: can n further numbers be there at all? Asked before room for them is taken; bad if not.
 * True when not reading. */
bool sim_codec_holds(struct sim_codec *codec, uint64_t n);

/** Reading came to the end exactly, and nothing was bad. */
bool sim_codec_complete(const struct sim_codec *codec);

#endif
