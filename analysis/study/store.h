/*
 * store.h: the finished replications of a study, a file each, so that a study that was killed, or
 * met a full disk, goes on where it was.
 *
 * A file holds one replication of one point, in all its options, under the digest of all that it
 * depends on: the effective scenario, the catalog, what was read besides, and how this build and
 * this machine compute and write. So whatever is found under a digest is what would be computed
 * anew, and the options of a study are never mixed from unlike runs. A file is written beside its
 * name and renamed into place: it is there whole or not at all, and a digest of its own finds what
 * a disk did to it.
 *
 *   <folder>/<16 digits of the point>-<replication>.job
 *
 * The folder is part of a folder of results (analysis/results/jobs.h), which removes it when the
 * study is complete.
 */
#ifndef CRISIM_ANALYSIS_STUDY_STORE_H
#define CRISIM_ANALYSIS_STUDY_STORE_H

#include "analysis/study/probe.h"
#include "sim/base/codec.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

#define STORE_FORMAT  "crisim-job"
#define STORE_VERSION 1

struct store;

/**
 * @param folder  made when the first replication is saved
 * @param resume  take what is in it; else nothing is found, and what is saved takes its place
 * @param said    what a user should know of what is there, a line each, is added
 * @return store_close() it
 */
struct store *store_open(const char *folder, const struct probe *probe, bool resume,
                         struct sim_text *said);

/** Is a replication of a point there? */
bool store_has(const struct store *store, const char *point, uint32_t replication);
/**
 * Read it. The codec's bytes are lent until *bytes is freed.
 * @return false if it is not there, or not whole (it will be run anew; a line is added to said)
 */
bool store_load(struct store *store, const char *point, uint32_t replication, void **bytes,
                struct sim_codec *codec, struct sim_text *said);
/** Save it. From any thread. SIM_EOUTPUT with what is kept and how to go on. */
enum sim_status store_save(struct store *store, const char *point, uint32_t replication,
                           const struct sim_codec *codec, struct sim_error *err);
/** Replications of this study that were found. */
uint32_t store_n_found(const struct store *store);

/** NULL is fine. */
void store_close(struct store *store);

#endif
