/*
 * question.h: a question about a scenario that the comparison as stated does not answer: what if a
 * Region goes, how much more traffic, which quota. question_<name>.c and a row of question_list.h
 * are all of it; a study of that name asks it alone, and a study may ask several.
 *
 * First the comparison as stated is run (and its cases, where a question wants them), then the
 * questions ask for points of their own, all at once, round after round, until none asks for more.
 * Points with the same patch are run once, whoever asks for them. What was run is read from the
 * points: samples, merged outcomes, and, by judge_one(), whether an option holds there.
 */
#ifndef CRISIM_ANALYSIS_STUDY_QUESTION_H
#define CRISIM_ANALYSIS_STUDY_QUESTION_H

#include "analysis/study/question_flag.h"
#include "analysis/study/study.h"

#include "sim/base/json_out.h"

/** The Region of a flag's text, by whatever people call it, in which Bedrock can be called; else
 * SIM_EUSAGE and what may have been meant. */
enum sim_status question_region(const struct catalog *catalog, const char *flag, const char *word,
                                uint32_t *region, struct sim_error *err);

/* What the question looks at while it is asked. */
struct asking {
    struct loop *loop;
    struct study *study; /* the comparison as stated: options, baseline, judge, cases */
    const struct question_value *values;
    double most; /* requests that it may ask for; 0 = as many as it finds right */
};

struct question {
    const char *name;                  /* of the subcommand */
    const char *question;              /* "what if a Region goes?" */
    const char *examples;              /* lines of --help, as of a subcommand */
    const char *begin;                 /* flags that it needs for a first look; NULL = none */
    const struct question_flag *flags; /* one with name NULL ends them; NULL = none */
    bool cases;                        /* the cases of the comparison are run first */
    size_t size;                       /* of its state, zeroed bytes */
    /** What is wrong with the flags can be said before anything is run: SIM_EUSAGE. The study is
     * still empty. NULL = nothing can. */
    enum sim_status (*check)(const struct asking *asking, struct sim_error *err);
    /** The comparison's points are finished: ask for the first points. What is wrong with the
     * flags' texts (an unknown Region) is SIM_EUSAGE. */
    enum sim_status (*first)(const struct asking *asking, void *state, struct sim_error *err);
    /** All points so far are finished: ask for more, or for none. NULL = the first were all. */
    enum sim_status (*next)(const struct asking *asking, void *state, struct sim_error *err);
    /** Nothing is run: add what would be (dry.h), of the question alone. Points may be asked for,
     * to be counted. The comparison is planned, and nothing of it known. NULL = that is not known.
     */
    enum sim_status (*dry)(const struct asking *asking, void *state, struct dry *dry,
                           struct sim_error *err);
    /** A replication of any point is finished, the comparison's too, as in struct loop_study; also
     * before `first`. NULL = samples and merged outcomes are all that is looked at. */
    void (*take)(const struct asking *asking, void *state, uint32_t point, uint32_t replication,
                 const struct cri_outcome *outcomes);
    /**
     * Add answers (results_answer()), tables and whether it ends well to study->results.
     * complete: all points are there.
     */
    void (*judge)(const struct asking *asking, void *state, bool complete);
    /** Whether it varies this value itself, a path as --set takes it; NULL = it varies none. */
    bool (*varies)(const void *state, const char *path);
    void (*release)(void *state); /* NULL = nothing is held */
};

/* What a row has under the names that every file gives it: its flags, its state, what it does. */
#define QUESTION_OF(state)                                                                         \
    .flags = flags, .size = sizeof(state), .first = first, .dry = dry_plan, .judge = judge,        \
    .release = release

/* Points beside those as stated are run in so many replications at most. */
enum { QUESTION_MOST_REPLICATIONS = 5 };

/** Replications of a point beside those as stated. */
uint32_t question_replications(const struct asking *asking);
/** Ask for a point of which the samples are looked at: its number into *point. */
enum sim_status question_ask(const struct asking *asking, const char *name,
                             const struct sim_json *patch, uint32_t *point, struct sim_error *err);

/* Writes what a class becomes: keys and values of an open object. */
typedef void question_class(struct sim_json_out *out, const struct scenario_class *of,
                            const void *context);
/** The patch that changes the classes of each option as the option has them, in it alone: one that
 * has removed a class, added it or stated something else of it is met as it is. Of the loop. */
const struct sim_json *question_patch_classes(const struct asking *asking, question_class *change,
                                              const void *context);

/* The state of a study that asks questions. */
struct question_state {
    struct study study; /* first: the comparison takes the state for its own */
    uint32_t n;
    void **states; /* of the questions */
    bool asked;    /* the comparison is over */
};

/* What such a study does, beside its name and its questions. */
#define QUESTION_STUDY                                                                             \
    .size = sizeof(struct question_state), .first = question_first, .next = question_next,         \
    .take = question_take, .finished = compare_finished, .dry = question_dry,                      \
    .judge = question_judge, .release = question_release

enum sim_status question_first(struct loop *loop, void *state, struct sim_error *err);
enum sim_status question_next(struct loop *loop, void *state, struct sim_error *err);
void question_take(struct loop *loop, void *state, uint32_t point, uint32_t replication,
                   const struct cri_outcome *outcomes, const struct pairs *pairs);
enum sim_status question_dry(struct loop *loop, void *state, struct dry *dry,
                             struct sim_error *err);
void question_judge(struct loop *loop, void *state, bool complete, struct results *results);
void question_release(struct loop *loop, void *state);

#endif
