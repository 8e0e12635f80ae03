/*
 * diag.h: a list of findings about a user's input. Reading goes on after the first finding, so
 * that all are reported at once; nothing runs if there is an error among them.
 */
#ifndef CRISIM_SIM_BASE_DIAG_H
#define CRISIM_SIM_BASE_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A note says how an input was understood: nothing about it is doubtful. */
enum sim_severity { SIM_SEVERITY_ERROR, SIM_SEVERITY_WARNING, SIM_SEVERITY_NOTE };

struct sim_finding {
    enum sim_severity severity;
    char *file;    /* as the user named it; "" if none */
    uint64_t line; /* from 1; 0 = no position */
    uint64_t column;
    char *path; /* JSON path such as "options.geo.prefix", or "" */
    char *message;
};

struct sim_diag {
    struct sim_finding *findings; /* in the order of discovery */
    size_t n, capacity;
    size_t n_errors, n_warnings; /* counted even past the cap; what was said before counts once */
    /* Errors that were raised, the repeated ones too. Whoever needs to know whether something that
     * it has just done was right compares this, before and after: an entry that is as wrong in the
     * second option as in the first says nothing new, but must not be used in either. */
    size_t n_raised;
    size_t max_findings; /* 0 = 100; further ones are counted, not kept */
    bool unreadable;     /* a file could not be read at all: exit 4 rather than 3 */
};

void sim_diag_init(struct sim_diag *diag);
void sim_diag_release(struct sim_diag *diag);

/** Add an error. file and path may be NULL; line 0 = no position. */
void sim_diag_error(struct sim_diag *diag, const char *file, uint64_t line, uint64_t column,
                    const char *path, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/** Add a warning: reported, but the input is used. */
void sim_diag_warning(struct sim_diag *diag, const char *file, uint64_t line, uint64_t column,
                      const char *path, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/** Add a note. */
void sim_diag_note(struct sim_diag *diag, const char *file, uint64_t line, uint64_t column,
                   const char *path, const char *format, ...) __attribute__((format(printf, 6, 7)));

/** Another place and message for the finding at `index`, which keeps its severity and path. */
void sim_diag_restate(struct sim_diag *diag, size_t index, const char *file, uint64_t line,
                      uint64_t column, const char *message);

/**
 * One finding as text: "file:line:column: path: message" (parts that are absent are left out).
 * Control characters are written out. Returns the length as snprintf does.
 */
size_t sim_finding_format(const struct sim_finding *finding, char *buffer, size_t size);

#endif
