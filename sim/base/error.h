/*
 * error.h: one failure, with its message, handed up to the command line.
 *
 * A function that can fail returns `enum sim_status` and takes `struct sim_error *err` last. The
 * failing site writes the message with sim_fail(); callers pass it up. err may be NULL. Findings
 * in a user's input, of which there may be many, go to a sim_diag (diag.h) instead.
 */
#ifndef CRISIM_SIM_BASE_ERROR_H
#define CRISIM_SIM_BASE_ERROR_H

enum sim_status {
    SIM_OK = 0,
    SIM_EUSAGE,       /* wrong command line                   exit 2 */
    SIM_EINVALID,     /* scenario or catalog invalid          exit 3 */
    SIM_EINPUT,       /* trace or other input unreadable      exit 4 */
    SIM_EPRECISION,   /* precision target not reached        exit 5 */
    SIM_EOUTPUT,      /* output could not be written          exit 7 */
    SIM_EINTERRUPTED, /* SIGHUP, SIGINT, SIGTERM   exit 129, 130, 143 */
    SIM_ENOMEM,       /* out of memory                        exit 7 */
};

struct sim_error {
    enum sim_status status;
    char where[512];    /* file, file:line, path or name; may be empty */
    char message[1024]; /* lower case, no full stop */
};

/** Write where and the formatted message into err (which may be NULL); returns status. */
enum sim_status sim_fail(struct sim_error *err, enum sim_status status, const char *where,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/** Why a file cannot be opened: strerror() of the reason, or that an address is no file. */
const char *sim_open_reason(const char *path, int reason);

/** Exit code of a status, DESIGN of commands: docs/architecture.md "exit codes". */
int sim_status_exit_code(enum sim_status status);

#endif
