/*
 * world_state.h: what one replication holds while it runs; shared by the files of the world only
 * (world.c: loop and arrivals; world_client.c: the caller; world_call.c: a call at the provider;
 * world_outage.c: failures and background load).
 */
#ifndef CRISIM_MODELS_WORLD_STATE_H
#define CRISIM_MODELS_WORLD_STATE_H

#include "models/arrivals.h"
#include "models/outcome.h"
#include "models/policy/policy.h"
#include "models/prompt_cache.h"
#include "models/quota.h"
#include "models/series.h"
#include "models/world.h"
#include "sim/base/assert.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/random.h"
#include "sim/kernel/station.h"

enum event_type {
    EVENT_ARRIVAL, /* index = class */
    EVENT_FINISH,  /* index = attempt */
    EVENT_TIMEOUT, /* index = attempt */
    EVENT_START,   /* index = request: a retry or a fallback */
    EVENT_OUTAGE_START,
    EVENT_OUTAGE_END, /* index = outage */
    EVENT_DETECT_START,
    EVENT_DETECT_END,
    EVENT_RAMP_END, /* index = outage */
    EVENT_STALLED,  /* index = attempt: the router gives up on a silent destination */
    EVENT_ADJUST,   /* index = attempt: held quota follows the output */
    EVENT_SHARED,   /* index = cell: a call of a shared station leaves or gets its first token */
    EVENT_QUOTA_CHANGE, /* index = change */
    EVENT_BACKGROUND,   /* the use by others changes */
    EVENT_REFRESH,      /* routers see anew */
    EVENT_BATCH,        /* index = class: a window of batch requests ends */
    EVENT_BATCH_DONE    /* index = job */
};

enum attempt_state {
    ATTEMPT_FREE,
    ATTEMPT_QUEUED,
    ATTEMPT_PREFILL, /* in a shared station, before its first token */
    ATTEMPT_DECODE,  /* in a shared station, after it */
    ATTEMPT_SERVED,  /* its end is known */
    ATTEMPT_DEAD
};

/* What the client is told when an attempt fails. */
enum failure { FAILURE_THROTTLE, FAILURE_TRANSIENT, FAILURE_TIMEOUT, FAILURE_BROKEN };

enum { MOVED_REACTIVE = 1, MOVED_PROACTIVE = 2 };

/* A call renews its epoch at most once per destination and grant; far fewer than this. */
enum { RENEWALS_A_CALL = 1024 };

/* The hot record of a live attempt: one cache line. */
struct attempt {
    sim_time sent_at;        /* when the client sent it */
    sim_time first_token_at; /* SIM_TIME_MAX until it is known */
    sim_time finish_at;
    sim_time lag;     /* shared station: network and refusals, added to what the station takes */
    int64_t reserved; /* quota tokens held */
    uint64_t tried;   /* destinations tried in this call, by position */
    uint32_t request;
    uint32_t epoch;
    uint32_t next; /* in a queue, or in the free list */
    uint16_t region;
    uint8_t state;
    uint8_t orphan; /* the client has given up on it: 1 + the target it was sent to */
};
_Static_assert(sizeof(struct attempt) <= 64, "an attempt is one cache line");

/* Side column, only in a world with a prompt cache. */
struct attempt_cache {
    uint32_t expected;    /* tokens that admission left out of the reservation */
    uint32_t read, write; /* tokens */
};

struct request {
    sim_time intended;
    uint64_t entity;
    uint64_t ordinal;   /* in the unthinned source: order among calls of one instant */
    uint64_t position;  /* in the class's traffic as replayed */
    int64_t retry_cost; /* tokens of the retry quota that the latest retry took */
    uint32_t input_tokens, output_tokens; /* output already cut at max_tokens */
    uint32_t max_tokens, cache_read, cache_write;
    uint32_t prefix;  /* node of the traffic's prefixes, or CRI_NONE */
    uint32_t current; /* attempt the client waits for, or CRI_NONE */
    uint32_t next;    /* free list, or the next of a batch */
    uint16_t class;
    uint16_t references; /* attempts that still need it, plus the client while not terminal */
    uint16_t call;       /* within the leg, from 1: with it the key of the call's draws */
    uint16_t served;     /* calls that entered service: keys their noise, so a refusal costs none */
    uint8_t leg;         /* how often the client turned to another target */
    uint8_t tries;       /* at the current target */
    uint8_t target;
    uint8_t first_target;
    uint8_t phase;
    uint8_t moved;      /* MOVED_ bits over the whole request */
    uint8_t moved_call; /* the current call was moved */
    uint8_t last_limit; /* limit of the last 429, or CRI_N_LIMITS */
    bool entered;       /* the current call entered service before: moved, it keeps its noise */
    uint8_t hopeless; /* the current call: 1 = cannot end in the read time-out, 2 = the deadline */
    bool above_limit; /* it alone is larger than the limit that refused */
    bool retry_stopped; /* by the empty retry quota */
    bool waited;        /* given up while it waited for room */
    bool truncated;
    bool live; /* not terminal yet */
};

/* The compiled plan of one target: only what this scenario uses. */
struct plan {
    const struct cri_target_spec *spec;
    bool counted; /* has a quota */
    struct cri_ledger *ledger, *long_ledger;
    int64_t long_above; /* INT64_MAX without long prices */
    sim_time client_rtt;
    uint64_t all;   /* bits of all destinations */
    double *memory; /* of the policy, one per destination */
    /* What that memory would be had all destinations been healthy since they last were: a copy that
     * moves with the turns that would have been taken. `parted` while it differs from memory. */
    double *healthy_memory;
    bool parted;
};

struct class_state {
    const struct cri_class_spec *spec;
    struct cri_class_outcome *out;
    uint64_t hash;
    struct cri_cursor cursor;
    struct cri_arrival arrival; /* the one the cursor event stands for */
    struct plan *plans;
    const struct cri_service_spec *service;
    uint8_t *outside;      /* per Region: not in the source's geography */
    int64_t *retry_tokens; /* per client instance; NULL without a retry quota */
    uint64_t positions_capacity;
    uint64_t turn;                  /* client-side: requests so far */
    struct cri_prompt_cache *cache; /* NULL unless simulated; classes of one traffic share it */
    bool owns_cache;
    double *groups;         /* weights of drawn prefixes, cumulative */
    uint32_t *group_tables; /* parents, then tokens, of drawn prefixes */
    uint32_t batch_head, batch_tail, batch_n, batch_window;
    bool batch_pending; /* the end of the window is posted */
};

/* One model in one Region. */
struct cell {
    uint32_t slots, busy; /* slots in force; busy may exceed them when they were cut */
    uint32_t room, waiting;
    uint32_t waiting_dedicated; /* of those, on bought units: they need no room */
    uint32_t head, tail;        /* queue of attempts; the dead stay until they come up */
    uint16_t down, known_down, stalled;
    uint16_t troubled; /* brown-outs, latency rises and ramps in force */
    uint8_t kind;      /* enum cri_capacity_kind */
    struct shared *shared;
};

/* Processor sharing of one cell. Work is counted in units of 10 us at full speed. */
#define CRI_SHARED_UNIT_NS 10000.0
#define CRI_SHARED_PER_S   100000
#define CRI_SHARED_MOST    (1e13)   /* units of one call: three years */
#define CRI_SHARED_WIDEST  100000.0 /* calls at full speed that one cell can have */

struct shared {
    struct sim_shared station;
};

enum outage_phase { OUTAGE_OFF, OUTAGE_ON, OUTAGE_RAMP };

struct outage_state {
    uint8_t phase;
    uint32_t times; /* drawn: how many there were */
    sim_time started, ended;
    uint64_t hash; /* of its name: keys its draws */
};

/* A call that an edge hits, and what becomes of it. */
struct hit {
    sim_time sent_at;
    uint64_t ordinal, entity;
    uint32_t attempt;
    bool moves, broken; /* goes to the next destination; else fails, in the middle of its answer */
};

struct batch_job {
    uint32_t head; /* requests */
    uint32_t n;
    uint32_t class;
};

struct world {
    const struct cri_spec *spec;
    const struct cri_run_options *options;
    struct cri_outcome *out;
    struct sim_engine *engine;
    sim_time now;
    struct sim_key key;
    uint32_t n_regions;
    struct class_state *classes;
    struct cri_quotas quotas;
    struct cell *cells;       /* n_services x n_regions */
    uint32_t *region_down;    /* per Region: losses of its endpoint in force */
    uint32_t *in_flight;      /* n_services x n_regions */
    double *size;             /* n_services x n_regions: calls at once as configured; 0 = any */
    double *speed;            /* n_services x n_regions, or NULL when no policy looks */
    uint32_t *seen_in_flight; /* snapshots, or the live arrays themselves */
    double *seen_speed;
    struct outage_state *outages;
    uint32_t outages_in_force;
    uint64_t *region_hash; /* per Region: of its name */
    uint32_t *geography;   /* per Region: the first Region of the same geography */
    bool stopped;          /* a cursor heard the stop */
    bool any_background, any_shared, any_load, any_speed, any_cache;
    sim_time last; /* end of the run at the latest */
    struct attempt *attempts;
    struct attempt_cache *caches; /* beside attempts, or NULL */
    sim_ticket *tickets;          /* beside attempts, with shared stations */
    uint32_t n_attempts, attempts_capacity, free_attempt;
    struct request *requests;
    uint32_t n_requests, requests_capacity, free_request;
    struct batch_job *jobs;
    uint32_t n_jobs, jobs_capacity;
    struct hit *hits; /* of one edge */
    uint32_t hits_capacity;
    uint64_t live_requests;
    uint64_t live_attempts; /* orphans and places in queues included */
    uint64_t this_minute, completed_this_minute;
};

/* ---- shared by all files ---- */

static inline struct cri_counts *counts_of(struct world *w, const struct request *request)
{
    return &w->classes[request->class].out->counts[request->phase];
}

static inline struct cri_minute *minute_at(struct world *w, sim_time t)
{
    struct cri_series *series = &w->out->series;
    uint32_t bin = cri_series_bin(series, t); /* first: it may move the minutes */

    return &series->minutes[bin];
}

static inline struct cell *cell_of(struct world *w, const struct class_state *class,
                                   uint32_t region)
{
    return &w->cells[class->spec->model * w->n_regions + region];
}

/* The target an attempt was sent to: a client that gave up may have moved on. */
static inline struct plan *plan_of(struct world *w, const struct attempt *attempt)
{
    const struct request *request = &w->requests[attempt->request];

    return &w->classes[request->class]
                .plans[attempt->orphan > 0 ? attempt->orphan - 1 : request->target];
}

/* What keys the draws of a call: its leg and its number within it. */
static inline uint32_t draws_of(const struct request *request)
{
    return (uint32_t)request->leg << 16 | request->call;
}

/* Times that a scenario can make larger than simulated time holds end at its end. */
static inline sim_time capped(sim_time at)
{
    return at < SIM_TIME_MAX ? at : SIM_TIME_MAX;
}

/* Nothing is left to simulate: what repeats by itself may stop. */
static inline bool is_idle(const struct world *w)
{
    return w->now >= w->spec->horizon && w->live_requests == 0 && w->live_attempts == 0;
}

/* world.c */
void *cri_zeroed(size_t n, size_t size);
void *cri_grow(void *memory, uint32_t *capacity, size_t size);
void request_unref(struct world *w, uint32_t index);
void end_request(struct world *w, uint32_t index, enum cri_terminal terminal);
/* It ends as denied (400, 403): no client tries such a call again. */
void deny_request(struct world *w, uint32_t index, enum cri_denial denial);
void complete_request(struct world *w, uint32_t index, const struct attempt *attempt);
void count_move(struct world *w, struct request *request, int kind, enum cri_cause cause);

/* world_client.c */
void client_decides(struct world *w, uint32_t index, enum failure failure, sim_time at);
void give_retry_tokens_back(struct class_state *class, const struct request *request);

/* world_call.c */
uint32_t attempt_take(struct world *w);
void attempt_free(struct world *w, uint32_t index);
void attempt_renew(struct attempt *attempt);
void return_reservation(struct world *w, uint32_t index);
void count_passed(struct world *w, const struct plan *plan, const struct request *request);
void count_fault(struct world *w, const struct plan *plan, const struct request *request);
uint64_t known_usable(struct world *w, const struct class_state *class, const struct plan *plan);
void route(struct world *w, uint32_t index, sim_time delay, enum cri_cause left);
uint32_t leave_queue(struct world *w, uint32_t index);
void stop_waiting(struct world *w, const struct attempt *attempt);
void grant(struct world *w, struct cell *cell);
void start_attempt(struct world *w, uint32_t request_index);
void on_finish(struct world *w, uint32_t index);
void on_timeout(struct world *w, uint32_t index);
void on_stalled(struct world *w, uint32_t index);
void on_adjust(struct world *w, uint32_t index);
void on_shared(struct world *w, uint32_t cell);
void bill(struct world *w, const struct plan *plan, const struct request *request,
          const struct attempt_cache *cache, bool waste);
void shared_reschedule(struct world *w, struct cell *cell);

/* world_outage.c */
void outages_init(struct world *w);
void on_outage_start(struct world *w, uint32_t index);
void on_outage_end(struct world *w, uint32_t index);
void on_ramp_end(struct world *w, uint32_t index);
void on_detection(struct world *w, uint32_t index, bool down);
void on_background(struct world *w);
void outages_finish(struct world *w, sim_time end);
/* What a call that starts in a troubled cell meets. */
struct trouble {
    bool refused;
    double slowdown;
    sim_time added;
};
struct trouble trouble_of(struct world *w, const struct request *request, uint32_t service,
                          uint32_t region);

/* world_batch.c */
void batch_add(struct world *w, struct class_state *class, uint32_t request);
void on_batch(struct world *w, uint32_t class);
void on_batch_done(struct world *w, uint32_t job);

#endif
