/*
 * vary.h: what studies vary: values of the scenario by their paths, as --set names them, over a
 * range or a list, and the rules of the world that nobody has documented (case_list.h), over their
 * levels. Where a user names none, the assumptions that a scenario makes.
 */
#ifndef CRISIM_ANALYSIS_STUDY_VARY_H
#define CRISIM_ANALYSIS_STUDY_VARY_H

#include "analysis/study/loop.h"
#include "scenarios/read/parameter.h"

struct vary_level {
    const char *text;             /* "0.75", "sliding-window" */
    double value;                 /* NaN: a word */
    const struct sim_json *patch; /* NULL: as stated */
};

/* One thing that is varied. */
struct vary {
    const char *name; /* "factors.quota"; of a rule "refill-minute" */
    bool is_rule;
    bool is_range; /* between `low` and `high`; else over the levels alone */
    bool is_whole; /* whole numbers only */
    double low, high;
    double stated;           /* NaN: no number, or not the same in every option */
    const char *stated_text; /* "1", "token-bucket", "by the catalog"; of options that differ, so */
    uint32_t n_levels;       /* of a range: its ends, the low one first */
    struct vary_level *levels;
    struct scenario_parameter parameter; /* not of a rule */
};

enum { VARY_MOST_LEVELS = 100 };

/**
 * What the texts say: "path=low:high", "path=a,b,c", or "path" alone, which is the range
 * that is stated, or `share` of the stated value to either side. Ends and levels are tried on the
 * scenario.
 * @param share  0: a path alone is refused
 * @return SIM_EUSAGE and all that is wrong, else n items in the arena
 */
enum sim_status vary_read(struct loop *loop, const char *const *texts, uint32_t n, double share,
                          struct sim_arena *arena, struct vary **items, struct sim_error *err);

/**
 * The assumptions that a scenario makes: load; capacity, quotas, hops and latencies where they
 * play a part; max_tokens, cached shares, background load and the length of outages where they are
 * stated; the levels of rules that are not documented; first of all what is stated as a range, over
 * that range. Of the others `share` of each number to either side.
 */
struct vary *vary_assumptions(struct loop *loop, double share, struct sim_arena *arena,
                              uint32_t *n);

/** The patch of a value within a range, whole where it has to be. Owned by the loop. */
const struct sim_json *vary_patch(struct loop *loop, const struct vary *item, double value);
/**
 * What stands at a coordinate from 0 to 1: of a range the value so far along it, whole where it has
 * to be; else a level, each as wide as the others, that of a rule as stated the last one.
 */
struct vary_level vary_at(struct loop *loop, const struct vary *item, double coordinate,
                          struct sim_arena *arena);
/** The patch of the levels of n items together; NULL = all are as stated. */
const struct sim_json *vary_together(const struct vary_level *levels, uint32_t n,
                                     struct sim_arena *arena);
/** A value as people write it: "0.75", "1,200". In the arena. */
const char *vary_number(struct sim_arena *arena, double value);
/** "0.75 to 1.25", "sliding-window", "3 values". In the arena. */
const char *vary_range(struct sim_arena *arena, const struct vary *item);

#endif
