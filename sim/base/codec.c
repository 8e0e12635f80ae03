#include "sim/base/codec.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Bits of a byte that belong to the number; the one above them: there is more of it. */
enum { BITS = 7, MORE = 1 << BITS, MOST_BYTES = (64 + BITS - 1) / BITS };

struct sim_codec sim_codec_read(const void *data, size_t n)
{
    /* Never written through when reading. */
    return (struct sim_codec){.reading = true, .data = (unsigned char *)data, .n = n};
}

struct sim_codec sim_codec_layout(struct sim_sha256 *layout)
{
    return (struct sim_codec){.layout = layout};
}

void sim_codec_release(struct sim_codec *codec)
{
    if (!codec->reading)
        free(codec->data);
    *codec = (struct sim_codec){0};
}

static void reserve(struct sim_codec *codec, size_t size)
{
    size_t capacity = codec->capacity > 0 ? codec->capacity : 4096;

    if (size <= codec->capacity - codec->n)
        return;
    while (capacity - codec->n < size) {
        SIM_ASSERT(capacity <= SIZE_MAX / 2, "a result of more than %zu bytes", capacity);
        capacity *= 2;
    }
    codec->data = sim_grown(codec->data, capacity, 1);
    codec->capacity = capacity;
}

static void describe(struct sim_codec *codec, const char *name, const char *type)
{
    /* With their NULs: "ab", "c" is not "a", "bc". */
    sim_sha256_add(codec->layout, name, strlen(name) + 1);
    sim_sha256_add(codec->layout, type, strlen(type) + 1);
}

static void write_number(struct sim_codec *codec, uint64_t value)
{
    reserve(codec, MOST_BYTES);
    while (value >= MORE) {
        codec->data[codec->n++] = (unsigned char)(value | MORE);
        value >>= BITS;
    }
    codec->data[codec->n++] = (unsigned char)value;
}

static uint64_t read_number(struct sim_codec *codec)
{
    uint64_t value = 0;

    for (int i = 0; i < MOST_BYTES && codec->at < codec->n && !codec->bad; i++) {
        uint64_t byte = codec->data[codec->at++];

        value |= (byte & (MORE - 1)) << (i * BITS);
        if (byte < MORE && (i < MOST_BYTES - 1 || byte <= 1))
            return value;
    }
    codec->bad = true;
    return 0;
}

void sim_codec_u64(struct sim_codec *codec, const char *name, uint64_t *value)
{
    if (codec->layout != NULL)
        describe(codec, name, "u64");
    else if (codec->reading)
        *value = read_number(codec);
    else
        write_number(codec, *value);
}

/* A number of which the type takes no more than `most`. */
static uint64_t bounded(struct sim_codec *codec, const char *name, const char *type, uint64_t value,
                        uint64_t most)
{
    if (codec->layout != NULL) {
        describe(codec, name, type);
        return value;
    }
    sim_codec_u64(codec, name, &value);
    if (value > most)
        codec->bad = true;
    return codec->bad ? 0 : value;
}

void sim_codec_u32(struct sim_codec *codec, const char *name, uint32_t *value)
{
    *value = (uint32_t)bounded(codec, name, "u32", *value, UINT32_MAX);
}

void sim_codec_bool(struct sim_codec *codec, const char *name, bool *value)
{
    /* When reading, what is there may be no bool. */
    *value = bounded(codec, name, "bool", codec->reading ? 0 : *value, 1) != 0;
}

/* Small numbers of either sign are small: 0, -1, 1, -2 ... */
static uint64_t fold(int64_t value)
{
    return (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);
}

static int64_t unfold(uint64_t value)
{
    uint64_t half = value >> 1;

    return (value & 1) != 0 ? -(int64_t)half - 1 : (int64_t)half;
}

void sim_codec_i64(struct sim_codec *codec, const char *name, int64_t *value)
{
    uint64_t folded = fold(*value);

    if (codec->layout != NULL) {
        describe(codec, name, "i64");
        return;
    }
    sim_codec_u64(codec, name, &folded);
    *value = unfold(folded);
}

void sim_codec_u128(struct sim_codec *codec, const char *name, unsigned __int128 *value)
{
    uint64_t low = (uint64_t)*value, high = (uint64_t)(*value >> 64);

    if (codec->layout != NULL) {
        describe(codec, name, "u128");
        return;
    }
    sim_codec_u64(codec, name, &low);
    sim_codec_u64(codec, name, &high);
    *value = (unsigned __int128)high << 64 | low;
}

void sim_codec_i128(struct sim_codec *codec, const char *name, __int128 *value)
{
    bool negative = *value < 0;
    unsigned __int128 size = negative ? -(unsigned __int128)*value : (unsigned __int128)*value;

    if (codec->layout != NULL) {
        describe(codec, name, "i128");
        return;
    }
    sim_codec_bool(codec, name, &negative);
    sim_codec_u128(codec, name, &size);
    *value = (__int128)(negative ? -size : size);
}

void sim_codec_f64(struct sim_codec *codec, const char *name, double *value)
{
    uint64_t bits, turned = 0;

    if (codec->layout != NULL) {
        describe(codec, name, "f64");
        return;
    }
    /* The exponent's end first: 0, 1 and 0.5 are short then, as most numbers here are. */
    memcpy(&bits, value, sizeof bits);
    for (int i = 0; i < 8; i++)
        turned |= (bits >> (8 * i) & 0xff) << (8 * (7 - i));
    sim_codec_u64(codec, name, &turned);
    bits = 0;
    for (int i = 0; i < 8; i++)
        bits |= (turned >> (8 * i) & 0xff) << (8 * (7 - i));
    memcpy(value, &bits, sizeof bits);
}

/* A 0 stands for a run of them, and is followed by how many more there are. */
void sim_codec_sparse(struct sim_codec *codec, const char *name, uint64_t *values, size_t n)
{
    if (codec->layout != NULL) {
        describe(codec, name, "u64, sparse");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        uint64_t more = 0;

        sim_codec_u64(codec, name, &values[i]);
        if (values[i] != 0)
            continue;
        while (!codec->reading && i + 1 + more < n && values[i + 1 + more] == 0)
            more++;
        sim_codec_u64(codec, name, &more);
        if (more > n - 1 - i) {
            codec->bad = true;
            more = n - 1 - i;
        }
        if (codec->reading)
            memset(values + i + 1, 0, more * sizeof *values);
        i += more;
    }
}

void sim_codec_word(struct sim_codec *codec, const char *word)
{
    if (codec->layout != NULL)
        describe(codec, word, "word");
}

void sim_codec_string(struct sim_codec *codec, const char *name, char **string)
{
    uint64_t n = codec->reading || codec->layout != NULL ? 0 : strlen(*string);

    if (codec->layout != NULL) {
        describe(codec, name, "string");
        return;
    }
    sim_codec_u64(codec, name, &n);
    if (codec->reading) {
        if (!sim_codec_holds(codec, n))
            n = 0;
        free(*string);
        *string = sim_zeroed((size_t)n + 1, 1);
        if (n > 0)
            memcpy(*string, codec->data + codec->at, (size_t)n);
        codec->at += (size_t)n;
        codec->bad = codec->bad || strlen(*string) != n;
    } else {
        reserve(codec, (size_t)n);
        memcpy(codec->data + codec->n, *string, (size_t)n);
        codec->n += (size_t)n;
    }
}

void sim_codec_same(struct sim_codec *codec, const char *name, uint64_t value)
{
    uint64_t theirs = value;

    sim_codec_u64(codec, name, &theirs);
    if (theirs != value)
        codec->bad = true;
}

bool sim_codec_holds(struct sim_codec *codec, uint64_t n)
{
    if (codec->reading && n > codec->n - codec->at)
        codec->bad = true;
    return !codec->reading || !codec->bad;
}

bool sim_codec_complete(const struct sim_codec *codec)
{
    return !codec->bad && codec->at == codec->n;
}
