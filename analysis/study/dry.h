/*
 * dry.h: what a study would simulate, without simulating any of it (--dry-run): its runs, one of an
 * option in a replication each, and their requests. What is asked for in any case is counted to the
 * run; of what depends on what is found, the most is said that its searches may take, or about what
 * they take, or that nothing is known before.
 *
 * Requests are those that the traffic is expected to have: exact where a trace is replayed as it
 * is.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRY_H
#define CRISIM_ANALYSIS_STUDY_DRY_H

#include "analysis/study/loop.h"

/* How a row is meant; of a sum, the loosest of its rows. */
#define DRY_BOUND_LIST(X)                                                                          \
    X(DRY_EXACT, "exact")                                                                          \
    X(DRY_AT_MOST, "at most")                                                                      \
    X(DRY_ABOUT, "about")                                                                          \
    X(DRY_OPEN, "not known before")
#define DRY_ENUMERATOR(name, word) name,
enum dry_bound { DRY_BOUND_LIST(DRY_ENUMERATOR) };
#undef DRY_ENUMERATOR

struct dry_row {
    const char *name; /* "as stated", "cases" */
    enum dry_bound bound;
    double runs;
    bool runs_about; /* of the mean size of a run as stated: only the requests are held to */
    double requests;
};

enum { DRY_MOST_ROWS = 32 };

struct dry {
    struct sim_arena arena;
    const char *study;
    uint32_t n;
    struct dry_row rows[DRY_MOST_ROWS];
};

/** Add a row; name is copied. One of no runs is left out, unless its bound is DRY_OPEN. */
void dry_add(struct dry *dry, const char *name, enum dry_bound bound, double runs, double requests);
/** Add a search that holds itself to so many requests: of its runs there are about as many as that
 * is of the options as stated. */
void dry_add_requests(struct dry *dry, const char *name, const struct loop *loop, double requests);
/** Add what the points of a loop from `first` on ask for, that of number `end` not any more. */
void dry_add_points(struct dry *dry, const char *name, const struct loop *loop, uint32_t first,
                    uint32_t end);
/** Requests of one replication of all options as stated, of the options that are run; and how many
 * options those are. */
double dry_requests(const struct loop *loop, uint32_t *n_run);

/** Add what every study runs when it is judged: other rules of refill, lower max_tokens
 * (whatif.h). */
void dry_add_ways_out(struct dry *dry, const struct loop *loop);

/** Plan a study. Nothing is run, kept or written; dry_release() it.
 * @return as loop_run() where flags or names are wrong */
enum sim_status dry_run(const struct loop_study *study, const struct loop_settings *settings,
                        struct dry *dry, struct sim_error *err);
void dry_release(struct dry *dry);

/** For the screen; as JSON. */
void dry_text(const struct dry *dry, struct sim_text *out);
void dry_json(const struct dry *dry, struct sim_text *out);

#endif
