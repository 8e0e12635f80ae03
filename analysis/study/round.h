/*
 * round.h: a loop from the inside, private to points.c, round.c (the jobs of a round, and taking
 * in), tell.c (what the processes of an mpirun say to one another) and loop.c (the whole).
 */
#ifndef CRISIM_ANALYSIS_STUDY_ROUND_H
#define CRISIM_ANALYSIS_STUDY_ROUND_H

#include "analysis/study/loop.h"
#include "analysis/study/store.h"

#include <pthread.h>

/* One replication of a point, in all its options. */
struct replication {
    uint32_t point, number;
    bool stored;                  /* found in the store: not run */
    struct cri_outcome *outcomes; /* per option; NULL = none is there */
    bool *done;                   /* per option: its outcome is there */
    uint32_t n_done, last;        /* options; the one that was done last */
    struct sim_column **columns;  /* per option, one for each of its classes: E2E times; or NULL */
    struct pairs *pairs;          /* per option, joined from the columns; NULL = not wanted */
};

struct job {
    uint32_t replication; /* in the round */
    uint32_t option;      /* of the point */
};

/* What is run at a time: the replications that were asked for since the last one. */
struct round {
    uint32_t first_point; /* of those that are new in it */
    struct replication *replications;
    uint32_t n_replications, n_taken; /* taken in, from the first */
    struct job *jobs;                 /* options inside replications */
    uint32_t n_jobs, n_stored;        /* to be run; found in the store, those that run */
    uint32_t n_idle, n_idle_done;     /* of the jobs: of options that are not allowed, not told of */
};

/*
 * The plan of a point under its patch. Of a scenario with thousands of classes it is tens of
 * megabytes, and a search asks for a hundred points at once: beyond LOOP_CLASSES_HELD, plans of
 * points that let go are there only while their jobs run, and are compiled again when asked for.
 */
struct loop_plan {
    pthread_mutex_t lock; /* of `plan` */
    struct plan *plan;    /* NULL: not there now */
    bool is_held;         /* from the first to the last */
};
enum { LOOP_CLASSES_HELD = 20000 }; /* classes of all options of all plans that are held */

struct loop {
    const struct loop_study *study;
    const struct loop_settings *settings;
    void *state;
    uint32_t *options;
    uint32_t n_options, baseline;
    struct loop_point **points;
    uint32_t n_points, points_room;
    uint64_t n_classes_held;
    uint32_t n_asked; /* times that points were asked for, equal ones too */
    uint32_t *grown;  /* points of which more replications were asked for since the last round */
    uint32_t n_grown, grown_room;
    struct round round;
    pthread_mutex_t lock;                /* of the replications of the round, and `failure` */
    uint32_t n_jobs_before, n_jobs_done; /* of earlier rounds; of all */
    uint64_t n_requests;                 /* of what was taken in, of all options */
    uint32_t n_found_before;             /* of those of earlier rounds, found in the store */
    struct sim_json **patches;           /* owned */
    uint32_t n_patches, patches_room;
    struct budget *budget; /* NULL = there is no plan */
    uint32_t charged;      /* part of it that is asking */
    struct probe probe;
    struct store *store;      /* NULL = nothing is kept */
    struct sim_error failure; /* of the store, where nobody could be told */
};

/** A patch from its text, owned by the loop. @return NULL and a finding if it is no JSON */
const struct sim_json *loop_keep_patch(struct loop *loop, const char *text, size_t length,
                                       struct sim_diag *diag);
/** Where metric m of the i-th option in replication r is in point->samples. */
static inline size_t loop_sample_at(const struct loop_point *point, size_t m, uint32_t i,
                                    uint32_t r)
{
    return (m * point->n_options + i) * point->room + r;
}

void loop_point_destroy(struct loop_point *point);
/** Its first replication comes: empty outcomes to merge into. */
void loop_point_begin(const struct loop *loop, struct loop_point *point);
/** Its merged outcomes and series, if there are any, and a plan that is not held. */
void loop_point_let_go(struct loop_point *point);
/** Says lines to the user; the text is released. */
void loop_say(const struct loop *loop, struct sim_text *said);

/** The replications that were not run yet, and which of them the store has; points from first_point
 * on are new. */
void round_begin(struct loop *loop, uint32_t first_point);
/** The jobs of those that it does not have. */
void round_make_jobs(struct loop *loop);
/** Run them and take them in; what is left of the round is let go. */
enum sim_status round_run(struct loop *loop, struct sim_error *err);

/** Rank 0: the other processes are told of the round that has begun, or (there is none) that it was
 * the last. */
void round_tell(struct loop *loop);
/** Rank > 0: round after round, until rank 0 has no more. NULL: refuse each. */
void round_serve(struct loop *loop);

#endif
