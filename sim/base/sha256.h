/*
 * sha256.h: SHA-256 (FIPS 180-4) of inputs and results, piece by piece.
 */
#ifndef CRISIM_SIM_BASE_SHA256_H
#define CRISIM_SIM_BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_sha256 {
    uint32_t state[8];
    uint64_t length;
    unsigned char block[64];
    size_t n_block;
    bool by_instructions; /* the processor's own; false gives the same digest, slower */
};

/** Does this processor have instructions for SHA-256? */
bool sim_sha256_has_instructions(void);

void sim_sha256_init(struct sim_sha256 *sha);
void sim_sha256_add(struct sim_sha256 *sha, const void *bytes, size_t n);
/** Digest of all bytes so far, as 64 hex digits and a NUL. sha may go on being used. */
void sim_sha256_hex_of(const struct sim_sha256 *sha, char hex[65]);

#endif
