/*
 * file_out.h: output files are written beside their final name and renamed when whole, so a full
 * disk or a killed run never leaves half a file under a good name.
 */
#ifndef CRISIM_SIM_BASE_FILE_OUT_H
#define CRISIM_SIM_BASE_FILE_OUT_H

#include "sim/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/** Write n bytes to path (a new file beside it, fsync, rename); what was there is replaced. A
 * symbolic link is replaced, not followed. SIM_EOUTPUT with the reason on failure. */
enum sim_status sim_file_write(const char *path, const void *bytes, size_t n,
                               struct sim_error *err);
/** The next bytes of what is written, valid until the next call; *n == 0 at the end. */
typedef enum sim_status (*sim_file_block_fn)(void *context, const char **bytes, size_t *n,
                                             struct sim_error *err);
/** sim_file_write() of what does not fit into memory. An error of `next` is passed on, and nothing
 * is left behind. */
enum sim_status sim_file_write_blocks(const char *path, sim_file_block_fn next, void *context,
                                      struct sim_error *err);
/** Write n bytes to a file that is not there yet: in a folder that has another name until it is
 * whole. SIM_EOUTPUT on failure, and if the name is taken. */
enum sim_status sim_file_create(const char *path, const void *bytes, size_t n,
                                struct sim_error *err);
/** Will sim_file_write() do, and may it: nothing is there, or (force) a regular file? To be asked
 * before the work is done. SIM_EOUTPUT with the reason if not. */
enum sim_status sim_file_check(const char *path, bool force, struct sim_error *err);
/** A file in $TMPDIR (or /tmp) that has no name: gone with the process, however it ends. Its
 * descriptor, or -1 with errno. */
int sim_file_unnamed(void);
/** mkdir -p. An existing folder is fine. */
enum sim_status sim_make_folder(const char *path, struct sim_error *err);
/** Read a whole file, at most max bytes; *out is NUL-terminated and yours to free. */
enum sim_status sim_file_read(const char *path, size_t max, char **out, size_t *length,
                              struct sim_error *err);

#endif
