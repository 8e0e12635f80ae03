#include "sim/base/codec.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

struct sim_codec sim_codec_read(const void *data, size_t n)
{
    /* Never written through when reading. */
    return (struct sim_codec){.reading = true, .data = (unsigned char *)data, .n = n};
}

void sim_codec_release(struct sim_codec *codec)
{
    if (!codec->reading)
        free(codec->data);
    *codec = (struct sim_codec){0};
}

static void append(struct sim_codec *codec, const void *value, size_t size)
{
    if (size > codec->capacity - codec->n) {
        size_t capacity = codec->capacity > 0 ? codec->capacity : 4096;

        while (capacity - codec->n < size) {
            SIM_ASSERT(capacity <= SIZE_MAX / 2, "a result of more than %zu bytes", capacity);
            capacity *= 2;
        }
        codec->data = sim_grown(codec->data, capacity, 1);
        codec->capacity = capacity;
    }
    memcpy(codec->data + codec->n, value, size);
    codec->n += size;
}

void sim_codec_bytes(struct sim_codec *codec, void *value, size_t size)
{
    if (size == 0)
        return;
    if (!codec->reading) {
        append(codec, value, size);
    } else if (codec->bad || size > codec->n - codec->at) {
        codec->bad = true;
        memset(value, 0, size);
    } else {
        memcpy(value, codec->data + codec->at, size);
        codec->at += size;
    }
}

void sim_codec_array(struct sim_codec *codec, void **array, uint64_t *n, size_t size)
{
    bool present = *array != NULL;

    sim_codec_value(codec, present);
    sim_codec_value(codec, *n);
    if (codec->reading) {
        free(*array);
        *array = NULL;
        if (present && *n > (codec->n - codec->at) / size) {
            codec->bad = true;
            *n = 0;
        }
        if (codec->bad || !present)
            return;
        *array = sim_zeroed(*n, size);
    }
    if (present)
        sim_codec_bytes(codec, *array, *n * size);
}

void sim_codec_same(struct sim_codec *codec, uint64_t value)
{
    uint64_t theirs = value;

    sim_codec_value(codec, theirs);
    if (theirs != value)
        codec->bad = true;
}

bool sim_codec_complete(const struct sim_codec *codec)
{
    return !codec->bad && codec->at == codec->n;
}
