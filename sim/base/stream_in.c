#include "sim/base/stream_in.h"

#include "sim/base/memory.h"
#include "sim/base/sha256.h"
#include "sim/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { RAW_SIZE = 1 << 20, BLOCK_SIZE = 1 << 20, N_BLOCKS = 3 };

enum packing { PLAIN, GZIP, ZSTANDARD };

/* Tables of real requests shrink to a third or a thirtieth. What expands further than this, and is
 * long, was made to fill a machine. */
enum { BOMB_RATIO = 200 };
#define BOMB_BYTES ((uint64_t)1 << 30)

/* Filled by the producer thread, emptied by the reader, in ring order. */
struct block {
    char *bytes;
    size_t n;
};

struct sim_stream {
    char *path;
    int file;
    enum packing packing;
    char *raw;
    size_t raw_n; /* bytes read ahead for recognition, not yet consumed */
    struct sim_sha256 sha;
    uint64_t n_read, n_given; /* bytes stored, and bytes after decompression */
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct block blocks[N_BLOCKS];
    unsigned n_filled, n_emptied; /* counts; the reader holds block n_emptied - 1 */
    bool finished, closing, holding;
    struct sim_error failure; /* of the producer; status SIM_OK = none */
};

static enum sim_status read_raw(struct sim_stream *stream, char *bytes, size_t size, size_t *n,
                                struct sim_error *err)
{
    *n = 0;
    for (;;) {
        ssize_t got = read(stream->file, bytes, size);

        if (got >= 0) {
            *n = (size_t)got;
            stream->n_read += *n;
            sim_sha256_add(&stream->sha, bytes, *n);
            return SIM_OK;
        }
        if (errno != EINTR)
            return sim_fail(err, SIM_EINPUT, stream->path, "cannot be read: %s", strerror(errno));
    }
}

/* ---- the producer ---- */

/* A block to fill, or NULL when the reader closes. */
static struct block *wait_for_room(struct sim_stream *stream)
{
    struct block *block = NULL;

    pthread_mutex_lock(&stream->lock);
    while (!stream->closing && stream->n_filled - stream->n_emptied + stream->holding >= N_BLOCKS)
        pthread_cond_wait(&stream->changed, &stream->lock);
    if (!stream->closing)
        block = &stream->blocks[stream->n_filled % N_BLOCKS];
    pthread_mutex_unlock(&stream->lock);
    return block;
}

static bool is_bomb(struct sim_stream *stream, size_t n)
{
    stream->n_given += n;
    if (stream->n_given < BOMB_BYTES || stream->n_given / BOMB_RATIO < stream->n_read)
        return false;
    sim_fail(&stream->failure, SIM_EINPUT, stream->path,
             "%llu bytes have expanded to over %llu, more than %d times as many: refused as a "
             "decompression bomb (decompress it yourself if it is meant so)",
             (unsigned long long)stream->n_read, (unsigned long long)BOMB_BYTES, (int)BOMB_RATIO);
    return true;
}

static void hand_over(struct sim_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->n_filled++;
    pthread_cond_broadcast(&stream->changed);
    pthread_mutex_unlock(&stream->lock);
}

static void produce_gzip(struct sim_stream *stream)
{
    z_stream z = {0};
    struct block *block = NULL;
    int result = Z_OK;
    bool member_open = false;
    bool any_member = false;
    bool padded = false;
    size_t n = stream->raw_n;

    if (inflateInit2(&z, 15 + 16) != Z_OK)
        sim_out_of_memory("wanted by zlib");
    z.next_in = (unsigned char *)stream->raw;
    z.avail_in = (unsigned)n;
    for (;;) {
        if (z.avail_in == 0) {
            if (read_raw(stream, stream->raw, RAW_SIZE, &n, &stream->failure) != SIM_OK)
                break;
            z.next_in = (unsigned char *)stream->raw;
            z.avail_in = (unsigned)n;
            if (n == 0) {
                if (member_open)
                    sim_fail(&stream->failure, SIM_EINPUT, stream->path,
                             "compressed data ends too early");
                break;
            }
        }
        /* Tapes and block devices pad with zeros, which no member begins with. */
        while (any_member && !member_open && z.avail_in > 0 && *z.next_in == 0) {
            padded = true;
            z.next_in++;
            z.avail_in--;
        }
        if (z.avail_in == 0)
            continue;
        if (padded) {
            sim_fail(&stream->failure, SIM_EINPUT, stream->path,
                     "compressed data is damaged: something follows its zero padding");
            break;
        }
        if (block == NULL) {
            block = wait_for_room(stream);
            if (block == NULL)
                break;
            block->n = 0;
        }
        member_open = true;
        z.next_out = (unsigned char *)block->bytes + block->n;
        z.avail_out = (unsigned)(BLOCK_SIZE - block->n);
        result = inflate(&z, Z_NO_FLUSH);
        block->n = BLOCK_SIZE - z.avail_out;
        if (result == Z_STREAM_END) {
            member_open = false; /* another member may follow */
            any_member = true;
            inflateReset(&z);
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            sim_fail(&stream->failure, SIM_EINPUT, stream->path, "compressed data is damaged: %s",
                     z.msg != NULL ? z.msg : "bad gzip");
            break;
        }
        if (block->n == BLOCK_SIZE) {
            if (is_bomb(stream, BLOCK_SIZE))
                break;
            hand_over(stream);
            block = NULL;
        }
    }
    if (block != NULL && block->n > 0 && stream->failure.status == SIM_OK)
        hand_over(stream);
    inflateEnd(&z);
}

static void produce_zstd(struct sim_stream *stream)
{
    ZSTD_DStream *z = ZSTD_createDStream();
    ZSTD_inBuffer in = {stream->raw, stream->raw_n, 0};
    struct block *block = NULL;
    size_t result = 0; /* 0 = a frame is complete */
    bool any_pending = false;

    if (z == NULL || ZSTD_isError(ZSTD_initDStream(z)))
        sim_out_of_memory("wanted by zstd");
    for (;;) {
        ZSTD_outBuffer out;

        if (in.pos == in.size && !any_pending) {
            size_t n;

            if (read_raw(stream, stream->raw, RAW_SIZE, &n, &stream->failure) != SIM_OK)
                break;
            in = (ZSTD_inBuffer){stream->raw, n, 0};
            if (n == 0) {
                if (result != 0)
                    sim_fail(&stream->failure, SIM_EINPUT, stream->path,
                             "compressed data ends too early");
                break;
            }
        }
        if (block == NULL) {
            block = wait_for_room(stream);
            if (block == NULL)
                break;
            block->n = 0;
        }
        out = (ZSTD_outBuffer){block->bytes, BLOCK_SIZE, block->n};
        result = ZSTD_decompressStream(z, &out, &in);
        block->n = out.pos;
        if (ZSTD_isError(result)) {
            sim_fail(&stream->failure, SIM_EINPUT, stream->path, "compressed data is damaged: %s",
                     ZSTD_getErrorName(result));
            break;
        }
        /* A full block may hide output that needs no further input. */
        any_pending = block->n == BLOCK_SIZE;
        if (block->n == BLOCK_SIZE) {
            if (is_bomb(stream, BLOCK_SIZE))
                break;
            hand_over(stream);
            block = NULL;
        }
    }
    if (block != NULL && block->n > 0 && stream->failure.status == SIM_OK)
        hand_over(stream);
    ZSTD_freeDStream(z);
}

/* Plain bytes are hashed here too, while the reader decodes. */
static void produce_plain(struct sim_stream *stream)
{
    struct block *block = wait_for_room(stream);

    if (block == NULL)
        return;
    memcpy(block->bytes, stream->raw, stream->raw_n);
    block->n = stream->raw_n;
    while (block->n > 0) {
        hand_over(stream);
        block = wait_for_room(stream);
        if (block == NULL ||
            read_raw(stream, block->bytes, BLOCK_SIZE, &block->n, &stream->failure) != SIM_OK)
            return;
    }
}

static void *produce(void *context)
{
    struct sim_stream *stream = context;

    if (stream->packing == PLAIN)
        produce_plain(stream);
    else if (stream->packing == GZIP)
        produce_gzip(stream);
    else
        produce_zstd(stream);
    pthread_mutex_lock(&stream->lock);
    stream->finished = true;
    pthread_cond_broadcast(&stream->changed);
    pthread_mutex_unlock(&stream->lock);
    return NULL;
}

/* ---- the reader ---- */

static enum packing recognise(const char *raw, size_t n)
{
    if (n >= 2 && memcmp(raw, "\x1f\x8b", 2) == 0)
        return GZIP;
    if (n >= 4 && memcmp(raw, "\x28\xb5\x2f\xfd", 4) == 0)
        return ZSTANDARD;
    return PLAIN;
}

static enum sim_status start(struct sim_stream *stream, struct sim_error *err)
{
    size_t n;

    /* A pipe may give less than it takes to recognise what is in it (a tar: 262 bytes). */
    while (stream->raw_n < 512) {
        enum sim_status status =
            read_raw(stream, stream->raw + stream->raw_n, RAW_SIZE - stream->raw_n, &n, err);

        if (status != SIM_OK)
            return status;
        if (n == 0)
            break;
        stream->raw_n += n;
    }
    stream->packing = recognise(stream->raw, stream->raw_n);
    for (int i = 0; i < N_BLOCKS; i++)
        stream->blocks[i].bytes = sim_fresh(BLOCK_SIZE, 1);
    if (pthread_create(&stream->thread, NULL, produce, stream) != 0)
        return sim_fail(err, SIM_ENOMEM, stream->path, "cannot start a thread");
    stream->threaded = true;
    return SIM_OK;
}

enum sim_status sim_stream_open(struct sim_stream **out, const char *path, struct sim_error *err)
{
    struct sim_stream *stream = sim_zeroed(1, sizeof *stream);
    enum sim_status status;
    struct stat info;

    stream->path = sim_strdup(path);
    stream->raw = sim_fresh(RAW_SIZE, 1);
    pthread_mutex_init(&stream->lock, NULL);
    pthread_cond_init(&stream->changed, NULL);
    sim_sha256_init(&stream->sha);
    stream->file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (stream->file < 0)
        status =
            sim_fail(err, SIM_EINPUT, path, "cannot be opened: %s", sim_open_reason(path, errno));
    else if (fstat(stream->file, &info) == 0 && S_ISDIR(info.st_mode))
        status = sim_fail(err, SIM_EINPUT, path, "is a folder");
    else
        status = start(stream, err);
    if (status != SIM_OK) {
        sim_stream_close(stream);
        return status;
    }
    *out = stream;
    return SIM_OK;
}

enum sim_status sim_stream_read(struct sim_stream *stream, const char **bytes, size_t *n,
                                struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    pthread_mutex_lock(&stream->lock);
    stream->holding = false;
    pthread_cond_broadcast(&stream->changed);
    while (stream->n_filled == stream->n_emptied && !stream->finished)
        pthread_cond_wait(&stream->changed, &stream->lock);
    *n = 0;
    *bytes = NULL;
    if (stream->n_filled != stream->n_emptied) {
        struct block *block = &stream->blocks[stream->n_emptied++ % N_BLOCKS];

        stream->holding = true;
        *bytes = block->bytes;
        *n = block->n;
    } else if (stream->failure.status != SIM_OK) {
        if (err != NULL)
            *err = stream->failure;
        status = stream->failure.status;
    }
    pthread_mutex_unlock(&stream->lock);
    return status;
}

void sim_stream_digest(const struct sim_stream *stream, char hex[65])
{
    sim_sha256_hex_of(&stream->sha, hex);
}

void sim_stream_close(struct sim_stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->threaded) {
        pthread_mutex_lock(&stream->lock);
        stream->closing = true;
        pthread_cond_broadcast(&stream->changed);
        pthread_mutex_unlock(&stream->lock);
        pthread_join(stream->thread, NULL);
    }
    if (stream->file > STDIN_FILENO)
        close(stream->file);
    pthread_cond_destroy(&stream->changed);
    pthread_mutex_destroy(&stream->lock);
    for (int i = 0; i < N_BLOCKS; i++)
        free(stream->blocks[i].bytes);
    free(stream->raw);
    free(stream->path);
    free(stream);
}

void sim_sha256_hex(const void *bytes, size_t n, char hex[65])
{
    struct sim_sha256 sha;

    sim_sha256_init(&sha);
    sim_sha256_add(&sha, bytes, n);
    sim_sha256_hex_of(&sha, hex);
}
