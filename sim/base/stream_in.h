/*
 * stream_in.h: bytes of a plain, .gz or .zst file or of standard input ("-"), recognised by
 * content. The only door to zlib and zstd. Compressed input is decompressed by a second thread,
 * one block ahead.
 */
#ifndef CRISIM_SIM_BASE_STREAM_IN_H
#define CRISIM_SIM_BASE_STREAM_IN_H

#include "sim/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct sim_stream;

enum sim_status sim_stream_open(struct sim_stream **out, const char *path, struct sim_error *err);
/**
 * Next block of bytes; *n == 0 at the end. The block is valid until the next call.
 * A truncated or damaged compressed file is SIM_EINPUT.
 */
enum sim_status sim_stream_read(struct sim_stream *stream, const char **block, size_t *n,
                                struct sim_error *err);
/** SHA-256 (hex, 64 digits + NUL) of the bytes as stored (before decompression), once at the end.
 */
void sim_stream_digest(const struct sim_stream *stream, char hex[65]);
void sim_stream_close(struct sim_stream *stream);

/** SHA-256 of n bytes, as hex. */
void sim_sha256_hex(const void *bytes, size_t n, char hex[65]);

#endif
