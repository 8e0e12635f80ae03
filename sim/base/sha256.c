/*
 * sha256.c: FIPS 180-4. Digests of inputs and results; not for secrets.
 *
 * A trace is hashed while it is read, which in plain C can take longer than the reading. Where the
 * processor has the SHA instructions (asked at run time) they compute the same digest faster.
 */
#include "sim/base/sha256.h"

#include <stdio.h>
#include <string.h>

#if defined __x86_64__ && defined __GNUC__
#define HAVE_SHA_INSTRUCTIONS 1
#include <cpuid.h>
#include <immintrin.h>
#include <pthread.h>
#else
#define HAVE_SHA_INSTRUCTIONS 0
#endif

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void sim_sha256_init(struct sim_sha256 *sha)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

    memcpy(sha->state, start, sizeof start);
    sha->length = 0;
    sha->n_block = 0;
    sha->by_instructions = sim_sha256_has_instructions();
}

static uint32_t rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

static void add_block(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[64];
    uint32_t s[8];

    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + w[i - 7] +
               (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) +
               (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t t1 = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25)) +
                      ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + w[i];
        uint32_t t2 = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22)) +
                      ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

        memmove(s + 1, s, 7 * sizeof s[0]);
        s[4] += t1;
        s[0] = t1 + t2;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

static void add_blocks_portable(uint32_t state[8], const unsigned char *blocks, size_t n)
{
    for (; n > 0; n--, blocks += 64)
        add_block(state, blocks);
}

#if HAVE_SHA_INSTRUCTIONS
/* Intel, "Intel SHA Extensions" (2013): sha256rnds2 does two rounds on the state held as ABEF and
 * CDGH; sha256msg1 and sha256msg2 do the message schedule, four words at a time. */
__attribute__((target("sha,sse4.1,ssse3"))) static void
add_blocks_by_instructions(uint32_t state[8], const unsigned char *blocks, size_t n)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i dcba = _mm_loadu_si128((const __m128i *)(const void *)state);
    __m128i hgfe = _mm_loadu_si128((const __m128i *)(const void *)(state + 4));
    __m128i cdab = _mm_shuffle_epi32(dcba, 0xb1);
    __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1b);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);

    for (; n > 0; n--, blocks += 64) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i w[4];

        for (int i = 0; i < 4; i++)
            w[i] = _mm_shuffle_epi8(
                _mm_loadu_si128((const __m128i *)(const void *)(blocks + 16 * i)), big_endian);
        for (int i = 0; i < 16; i++) {
            __m128i k = _mm_loadu_si128((const __m128i *)(const void *)(constants + 4 * i));
            __m128i sum = _mm_add_epi32(w[0], k);
            __m128i next;

            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
            next = _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]), _mm_alignr_epi8(w[3], w[2], 4));
            next = _mm_sha256msg2_epu32(next, w[3]);
            w[0] = w[1];
            w[1] = w[2];
            w[2] = w[3];
            w[3] = next; /* the last four are not used */
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    cdab = _mm_shuffle_epi32(abef, 0x1b); /* FEBA */
    efgh = _mm_shuffle_epi32(cdgh, 0xb1); /* DCHG */
    dcba = _mm_blend_epi16(cdab, efgh, 0xf0);
    hgfe = _mm_alignr_epi8(efgh, cdab, 8);
    _mm_storeu_si128((__m128i *)(void *)state, dcba);
    _mm_storeu_si128((__m128i *)(void *)(state + 4), hgfe);
}

static bool has_instructions;

static void ask(void)
{
    unsigned a, b, c, d;

    if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_SSSE3) == 0 || (c & bit_SSE4_1) == 0)
        return;
    has_instructions = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
}

/* Asked once: on a virtual machine the question takes longer than a short digest. */
bool sim_sha256_has_instructions(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, ask);
    return has_instructions;
}
#else
bool sim_sha256_has_instructions(void)
{
    return false;
}
#endif

static void add_blocks(struct sim_sha256 *sha, const unsigned char *blocks, size_t n)
{
#if HAVE_SHA_INSTRUCTIONS
    if (sha->by_instructions) {
        add_blocks_by_instructions(sha->state, blocks, n);
        return;
    }
#endif
    add_blocks_portable(sha->state, blocks, n);
}

void sim_sha256_add(struct sim_sha256 *sha, const void *bytes, size_t n)
{
    const unsigned char *from = bytes;

    sha->length += n;
    while (n > 0) {
        size_t piece = 64 - sha->n_block < n ? 64 - sha->n_block : n;

        if (sha->n_block == 0 && n >= 64) {
            add_blocks(sha, from, n / 64);
            from += n / 64 * 64;
            n %= 64;
            continue;
        }
        memcpy(sha->block + sha->n_block, from, piece);
        sha->n_block += piece;
        from += piece;
        n -= piece;
        if (sha->n_block == 64) {
            add_blocks(sha, sha->block, 1);
            sha->n_block = 0;
        }
    }
}

void sim_sha256_hex_of(const struct sim_sha256 *sha, char hex[65])
{
    struct sim_sha256 end = *sha;
    uint64_t bits = sha->length * 8;
    unsigned char tail[72] = {0x80};
    size_t pad = (sha->n_block < 56 ? 56 : 120) - sha->n_block;

    for (int i = 0; i < 8; i++)
        tail[pad + (size_t)i] = (unsigned char)(bits >> (56 - 8 * i));
    sim_sha256_add(&end, tail, pad + 8);
    for (int i = 0; i < 8; i++)
        snprintf(hex + 8 * i, 9, "%08x", end.state[i]);
}
