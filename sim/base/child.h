/*
 * child.h: another program, run to its end: text in, bytes and messages out. The only door to
 * programs: those that draw and print.
 */
#ifndef CRISIM_SIM_BASE_CHILD_H
#define CRISIM_SIM_BASE_CHILD_H

#include "sim/base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct sim_child {
    const char *program; /* looked for in PATH */
    char *const *argv;   /* as execv() takes it */
    const char *input;   /* on its standard input; NULL = nothing */
    double seconds;      /* then it is killed, with what it started */
    size_t most_bytes;   /* of its standard output; longer = killed */
    bool limit_files;    /* no file that it writes may be longer either, even if this is killed */
    const char *const *drop; /* variables that it is not given, by how they begin; NULL ends them */
    const char *const *add;  /* "NAME=value", besides; NULL ends them */
};

/* How it ended: on its own, as it wanted or not, or because it had to. */
enum sim_child_end { SIM_CHILD_NOT_RUN, SIM_CHILD_BY_ITSELF, SIM_CHILD_WAS_ENDED };

/**
 * Run it, without a shell. Its streams are files of $TMPDIR (or /tmp) that have no name.
 * @param out, messages  what it wrote (of messages the first MB), with a NUL behind it; free()
 *                       them; NULL where it was not run
 * @param n              bytes of out
 * @return SIM_OK: it ended with status 0; SIM_EOUTPUT with what became of it; SIM_EINTERRUPTED
 *         when the program is to stop (sim/base/stop.h)
 */
enum sim_status sim_child_run(const struct sim_child *child, char **out, size_t *n,
                              char **messages, enum sim_child_end *end, struct sim_error *err);

#endif
