/*
 * jobs.h: the folder `jobs` in a folder of results: finished replications of a study that is not
 * complete (analysis/study/store.h writes and reads them). What is in it is known by its names;
 * anything else is the user's.
 */
#ifndef CRISIM_ANALYSIS_RESULTS_JOBS_H
#define CRISIM_ANALYSIS_RESULTS_JOBS_H

#include <stdbool.h>
#include <stdint.h>

#define RESULTS_JOBS "jobs"
/* Of a point's digest, in the name of a file: <digits>-<replication>.job */
enum { RESULTS_JOB_DIGITS = 16 };

/** Is it a name that the file of a replication has, or has while it is written? */
bool results_jobs_is_file(const char *name);
/** Is `path` a folder in which there are such files, and nothing else? */
bool results_jobs_is_folder(const char *path);
/** Remove the files, and the folder if nothing else is in it. */
void results_jobs_remove(const char *path);

#endif
