/*
 * codec.h: one description of a value that both writes it to bytes and reads it back, so the two
 * cannot differ. The bytes are for another process of the same build (the executor sees to that),
 * not for files: numbers are as they lie in memory.
 */
#ifndef CRISIM_SIM_BASE_CODEC_H
#define CRISIM_SIM_BASE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_codec {
    bool reading;
    bool bad;            /* reading only: the bytes ended early, or do not fit the value */
    unsigned char *data; /* writing: owned, grows; reading: borrowed */
    size_t n, capacity;  /* bytes there are, bytes allocated */
    size_t at;           /* reading: how far */
};

/** Write from nothing: (struct sim_codec){0}. Read what was written. */
struct sim_codec sim_codec_read(const void *data, size_t n);
/** Frees what writing allocated; nothing when reading. */
void sim_codec_release(struct sim_codec *codec);

/** `size` bytes at `value` are appended, or filled in; zeroed when there are none left (bad). */
void sim_codec_bytes(struct sim_codec *codec, void *value, size_t size);
#define sim_codec_value(codec, lvalue) sim_codec_bytes((codec), &(lvalue), sizeof(lvalue))

/**
 * An allocated array of *n elements. Reading frees *array and allocates anew; NULL stays NULL.
 */
void sim_codec_array(struct sim_codec *codec, void **array, uint64_t *n, size_t size);

/** A number that both sides must have alike, such as how many classes there are. */
void sim_codec_same(struct sim_codec *codec, uint64_t value);

/** Reading came to the end exactly, and nothing was bad. */
bool sim_codec_complete(const struct sim_codec *codec);

#endif
