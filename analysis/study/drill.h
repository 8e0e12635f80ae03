/*
 * drill.h: what happens when Regions go away: what is asked of each option, and what was seen. For
 * the files of the drill only; docs/drill.md has the definitions and where they come from.
 *
 * A drill is an outage beside those that the scenario states, in a window of the traffic. Windows
 * are whole minutes, so that the requests that arrive in one are counted exactly.
 */
#ifndef CRISIM_ANALYSIS_STUDY_DRILL_H
#define CRISIM_ANALYSIS_STUDY_DRILL_H

#include "analysis/study/drill_measure.h"
#include "analysis/study/question.h"

/* X(name, key, outage, words, short): DRILL_<name>; key of JSON; the kind of the outage; for
 * sentences, before " of eu-west-2"; for the first screen. */
#define DRILL_KIND_LIST(X)                                                                         \
    X(SERVING, "serving", CRI_OUTAGE_SERVING_LOSS, "serving loss", "serving")                      \
    X(REGION, "region", CRI_OUTAGE_REGION_LOSS, "Region loss", "Region")                           \
    X(SERVING_PAIR, "serving-several", CRI_OUTAGE_SERVING_LOSS, "serving loss", "serving")         \
    X(REGION_PAIR, "region-several", CRI_OUTAGE_REGION_LOSS, "Region loss", "Region")              \
    X(BROWN_OUT, "brown-out", CRI_OUTAGE_BROWN_OUT, "brown-out", "brown-out")                      \
    X(GEOGRAPHY, "common-serving", CRI_OUTAGE_SERVING_LOSS, "serving loss", "serving")             \
    X(EVERYWHERE, "common-brown-out", CRI_OUTAGE_BROWN_OUT, "brown-out", "brown-out")

enum drill_kind {
#define X(name, ...) DRILL_##name,
    DRILL_KIND_LIST(X)
#undef X
        DRILL_N_KINDS
};

/* How a drill is known in an option. */
enum drill_how {
    DRILL_NOT,    /* the option is not allowed */
    DRILL_PROVED, /* nothing of it can change: no call came there, and none is made there */
    DRILL_SAME,   /* as another drill: nobody calls there, so Region loss is serving loss */
    DRILL_RUN
};

/* What is seen of a drill in one option. */
struct drill_of {
    enum drill_how how;
    uint32_t same; /* DRILL_SAME: the drill */
    /* (n_classes + 1) x n_replications, the last row of all classes together; of the window */
    uint64_t *offered, *failed;
    struct drill_seen *seen;     /* n_replications */
    struct drill_minutes around; /* sums over the replications; n = 0: not kept */
    uint32_t n;                  /* replications taken in */
};

struct drill_window {
    const char *words; /* "at peak", "off peak", "at 12 min" */
    const char *key;   /* "peak", "off-peak", "given" */
    sim_time start, end;
    uint64_t offered; /* requests that arrive in it, of the option that windows are taken from */
};

struct drill_item {
    enum drill_kind kind;
    uint32_t window;
    uint32_t n_regions;
    const uint32_t *regions; /* indices of the catalog */
    const char *where;       /* "eu-west-2", "eu-west-2 and eu-west-3", "all 4 Regions of eu" */
    const char *where_short; /* "eu-west-2+eu-west-3", "all 4 of eu" */
    uint32_t point;          /* of the loop; CRI_NONE = nothing is run */
    uint32_t second;         /* Region that classes turn to besides; CRI_NONE = as stated */
    struct drill_of *of;     /* per option */
    /* Per option: a second source was wanted, and none of the Regions that were looked at, so many
     * of the nearest, can be called in its way. NULL = none was wanted. */
    bool *no_second;
    uint32_t n_looked_at;
};

/* A Region that some option calls or can be served in. */
struct drill_region {
    uint32_t region;
    uint64_t came;   /* calls that came there, of all options and replications */
    bool is_source;  /* of some class, or of its fallbacks */
    bool *untouched; /* per option: proved */
};

struct drill {
    struct sim_arena arena;
    const struct asking *asking;
    uint32_t n_options, n_replications;
    uint32_t lead; /* the option that windows are taken from; CRI_NONE = none is allowed */
    struct drill_minutes *stated; /* n_options x n_replications */
    uint32_t n_windows;
    struct drill_window windows[2];
    const char *one_window; /* why there is no second one; NULL */
    uint32_t n_regions;
    struct drill_region *regions; /* by name */
    uint32_t n_skipped;           /* of them, those that are untouched in every option */
    struct drill_item *items;
    uint32_t n_items, room;
    double errors, slower, left; /* of brown-outs */
    bool by_hand;                /* Regions were given */
    bool counts;                 /* drills are counted, and nothing is asked for */
    double counted;              /* requests of one replication of those so far */
    bool second_asked;           /* drill_second.c had its turn */
};

/* Index of replication r of class c (n_classes: of all) in drill_of.offered. */
static inline size_t drill_at(const struct drill *drill, uint32_t class, uint32_t replication)
{
    return (size_t) class * drill->n_replications + replication;
}

static inline const struct plan_option *drill_option(const struct drill *drill, uint32_t option)
{
    return study_option(drill->asking->study, option);
}

/* Minutes that are kept for figures, from ten before the outage to as long behind it as it lasts,
 * at least half an hour, within half a day. */
static inline sim_time drill_around_from(const struct drill_window *window)
{
    return window->start > 10 * SIM_MINUTE ? window->start - 10 * SIM_MINUTE : 0;
}
static inline sim_time drill_around_to(const struct drill_window *window)
{
    sim_time length = window->end - window->start;
    sim_time to = window->end + (length > 30 * SIM_MINUTE ? length : 30 * SIM_MINUTE);
    sim_time most = drill_around_from(window) + 720 * SIM_MINUTE;

    return to < most ? to : most;
}

/** Where an option's figures of a drill are; NULL: it is not allowed, or they are not there yet. */
static inline const struct drill_of *drill_of(const struct drill *drill,
                                              const struct drill_item *item, uint32_t option)
{
    const struct drill_of *of = &item->of[option];

    while (of->how == DRILL_SAME)
        of = &drill->items[of->same].of[option];
    return of->how != DRILL_NOT && of->n == drill->n_replications ? of : NULL;
}

#endif
