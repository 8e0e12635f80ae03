/*
 * folder_contents.h: what a folder of results says of itself: which files in it are crisim's, by
 * its lists or by the journal of a run that did not end, and which are not.
 */
#ifndef ANALYSIS_RESULTS_FOLDER_CONTENTS_H
#define ANALYSIS_RESULTS_FOLDER_CONTENTS_H

#include "sim/base/arena.h"
#include "sim/base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define FOLDER_MANIFEST      "manifest.json"
#define FOLDER_REPORT_LIST   "report.json"
#define FOLDER_REPORT_FORMAT "crisim-report"
/* Names of the files that are in a folder under construction, a line each, before they are made:
 * what a killed run leaves is known by it. Also what is locked. */
#define FOLDER_JOURNAL ".crisim-unfinished"

/* Names, each with a digest or NULL. */
struct folder_names {
    const char **name, **digest;
    uint32_t n, room;
};

struct folder_contents {
    bool is_results;
    bool complete;
    bool has_jobs; /* finished replications of a study that did not end */
    uint32_t replications;
    struct folder_names own;     /* named in its lists */
    struct folder_names foreign; /* everything else in it */
};

/* Both are copied into the arena. @param digest  or NULL */
void folder_names_add(struct folder_names *names, struct sim_arena *arena, const char *name,
                      const char *digest);
void folder_names_release(struct folder_names *names);
bool folder_names_has(const struct folder_names *names, const char *name);

/* "FOLDER/NAME", of the arena. */
const char *folder_join(struct sim_arena *arena, const char *folder, const char *name);
/* A file under that very name: a link is none. */
bool folder_is_regular(const char *path);
/* Anything under that name, a link to nothing too. */
bool folder_exists(const char *path);

/* Add the files that a list at path names to contents->own; false if it is no list of this format.
 * Anybody may have written it: only names that crisim could have given are taken. */
bool folder_read_list(const char *path, const char *format, struct folder_contents *contents,
                      struct sim_arena *arena);

/*
 * @param journal   its journal, already open, or -1
 * @param contents  filled; release with folder_contents_release(), its names are of the arena
 * @return SIM_EOUTPUT when the folder cannot be read
 */
enum sim_status folder_look_into(const char *path, int journal, struct folder_contents *contents,
                                 struct sim_arena *arena, struct sim_error *err);
void folder_contents_release(struct folder_contents *contents);

/* Remove the files that are crisim's: a link itself, never what it points at; a folder under such a
 * name stays. */
void folder_remove_own(const char *path, const struct folder_contents *contents,
                       struct sim_arena *arena);

#endif
