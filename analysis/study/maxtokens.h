/*
 * maxtokens.h: what a class's max_tokens costs an option in quota: at each of some values what is
 * reserved and given back, how many calls limits of tokens refuse, how many answers would be cut.
 */
#ifndef CRISIM_ANALYSIS_STUDY_MAXTOKENS_H
#define CRISIM_ANALYSIS_STUDY_MAXTOKENS_H

#include "analysis/study/question.h"

enum { MAXTOKENS_MOST_VALUES = 40 };

/* What was counted in one replication of a point of one option; then, per class, the last four. */
enum {
    MAXTOKENS_CALLS,
    MAXTOKENS_REFUSED, /* by limits of tokens */
    MAXTOKENS_LEAST,   /* lowest level of any limit of tokens per minute, as a share of it */
    MAXTOKENS_N_COUNTS
};
enum {
    MAXTOKENS_ADMITTED,
    MAXTOKENS_RESERVED,
    MAXTOKENS_RETURNED,
    MAXTOKENS_SETTLED,
    MAXTOKENS_N_OF_CLASS
};

struct maxtokens_value {
    int64_t tokens;
    uint32_t points[CRI_N_REFILLS];
};

/* A class of an option that is looked at alone, the others as stated. */
struct maxtokens_item {
    uint32_t option, class; /* option: of the loop; class: of its spec */
    const char *option_name, *name;
    const struct cri_spec *spec;
    int64_t stated, most; /* most: what the model takes; 0 = not known */
    uint32_t n_rows, n;   /* requests of replication 0; of them, those without a max_tokens */
    uint32_t *outputs;    /* of those n, rising */
    bool limited;         /* a limit of tokens per minute is in force where it calls */
    uint32_t n_values;
    struct maxtokens_value values[MAXTOKENS_MOST_VALUES]; /* tokens rising */
};

struct maxtokens {
    struct loop *loop;
    struct sim_arena arena;
    const char *only; /* class; NULL = all */
    uint32_t n_replications;
    uint32_t n_items;
    struct maxtokens_item *items;
    uint32_t n_records;
    double **records; /* by point: replications x (MAXTOKENS_N_COUNTS + classes x ..._OF_CLASS) */
};

/** Note a replication of a point of one option. */
void maxtokens_take(struct maxtokens *state, uint32_t point, uint32_t replication,
                    const struct cri_outcome *outcome);
/** Sum over the replications of a point: of the option, of a class. */
double maxtokens_sum(const struct maxtokens *state, uint32_t point, int what);
double maxtokens_of_class(const struct maxtokens *state, uint32_t point, uint32_t class, int what);
/** Whether no call of the point is refused by a limit of tokens. */
bool maxtokens_starts(const struct maxtokens *state, uint32_t point);
/** The largest value up to which, from the smallest on, every one that was run starts everything
 * under a rule. @return index into the values; n_values = none does */
uint32_t maxtokens_largest(const struct maxtokens *state, const struct maxtokens_item *item,
                           int rule);
/** Of the requests without a max_tokens of their own, the share whose output is longer. */
double maxtokens_cut(const struct maxtokens_item *item, int64_t tokens);
int64_t maxtokens_quantile(const struct maxtokens_item *item, double p);

#endif
