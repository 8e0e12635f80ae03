/*
 * folder.h: the folder of --out, from before the run until everything is in place.
 *
 * What is written goes to a folder beside it (NAME.crisim-new), which takes its name when it is
 * whole: a killed run, a full disk or an interruption never leaves half of the results under the
 * name that was asked for, and takes nothing away from results that were there before. Which files
 * are crisim's is said by manifest.json and report.json in the folder, and by nothing else:
 * whatever is not named there is the user's and stays.
 *
 *   NAME.crisim-new     being written; locked by the process that writes it. The next run with the
 *                       same --out removes what a killed one left there.
 *   NAME.crisim-old     for an instant, while the names are exchanged
 *   NAME/jobs           finished replications, while the study runs and until one is complete
 *   NAME.interrupted    results that were stopped while NAME holds more than they do
 */
#ifndef CRISIM_ANALYSIS_RESULTS_FOLDER_H
#define CRISIM_ANALYSIS_RESULTS_FOLDER_H

#include "sim/base/error.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct results_folder;

enum results_file_kind {
    RESULTS_FILE,  /* named in manifest.json */
    RESULTS_REPORT /* made from the results: named in report.json */
};

/**
 * Everything that can be refused is refused here, before anything runs: a file, a symbolic link, a
 * folder with other things in it, results without force, a name that is too long, a parent that
 * cannot be written, another process that is writing the same folder. Missing parents are made.
 * Unfinished results (an interrupted run's) are replaced without force.
 * @param said  what a user should know of it, a line each, is added
 * @return SIM_OK and *out, to be given to results_folder_close(); SIM_EOUTPUT
 */
enum sim_status results_folder_open(struct results_folder **out, const char *path, bool force,
                                    struct sim_text *said, struct sim_error *err);
/** Add a file. name: one of at most RESULTS_MAX_NAME bytes without '/', not used before. */
enum sim_status results_folder_add(struct results_folder *folder, enum results_file_kind kind,
                                   const char *name, const char *bytes, size_t n,
                                   struct sim_error *err);
/**
 * All files are there: put the folder into its place.
 * @param manifest  text of manifest.json, from results_manifest()
 * @param complete, replications  an incomplete study does not take the place of one with more
 * @param said  as above; where the results are, if not in the folder that was asked for
 */
enum sim_status results_folder_commit(struct results_folder *folder, const char *manifest,
                                      bool complete, uint32_t replications, struct sim_text *said,
                                      struct sim_error *err);
/** Ends it. What was not committed is removed. NULL is fine. */
void results_folder_close(struct results_folder *folder);

/**
 * Where finished replications of the study are kept while it runs and when it does not end
 * (jobs.h): <path>/jobs. What is there when the folder is opened is left alone; a complete study
 * takes it away, an incomplete one keeps it.
 */
const char *results_folder_jobs(const struct results_folder *folder);

/** Where the results lie after results_folder_commit(): the folder as named, or beside it. */
const char *results_folder_place(const struct results_folder *folder);
/** The entries {file, sha256} of files added so far, as they stand in manifest.json; n of them. */
uint32_t results_folder_files(const struct results_folder *folder, const char *const **names,
                              const char *const **digests);

/* A file to be written. */
struct results_report_file {
    const char *name, *text;
    size_t n; /* bytes of it */
};

/**
 * Write (or write anew) report files into a folder of finished results. A file of these names that
 * crisim did not write, or that was changed since, is refused unless force; nothing is written
 * then.
 */
enum sim_status results_report_update(const char *path, const struct results_report_file *files,
                                      uint32_t n, bool force, struct sim_error *err);

enum { RESULTS_MAX_NAME = 120 };

#endif
