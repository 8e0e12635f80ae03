/*
 * state.h: what one replication holds while it runs; for the files of models/world only.
 *
 * A request goes arrival -> client -> call -> route -> cell -> answer -> client. Each file writes
 * what is its own: pool.c the pools, count.h the outcome, cell.c rooms and queues, route.c the
 * memory of policies, settle.c reservations, outage.c what is out, world.c requests and their ends.
 * Only world.c knows both calls and clients: what happens to a call comes back to it as an answer.
 */
#ifndef CRISIM_MODELS_WORLD_STATE_H
#define CRISIM_MODELS_WORLD_STATE_H

#include "models/answer.h"
#include "models/arrivals.h"
#include "models/client/client.h"
#include "models/noise.h"
#include "models/outcome.h"
#include "models/policy/policy.h"
#include "models/prompt_cache.h"
#include "models/quota.h"
#include "models/series.h"
#include "models/world.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/kernel/engine.h"
#include "sim/kernel/random.h"
#include "sim/kernel/station.h"

enum cri_event_type {
    CRI_EVENT_ARRIVAL, /* index = class */
    CRI_EVENT_FINISH,  /* index = attempt */
    CRI_EVENT_TIMEOUT, /* index = attempt */
    CRI_EVENT_START,   /* index = request: a retry or a fallback */
    CRI_EVENT_OUTAGE_START,
    CRI_EVENT_OUTAGE_END, /* index = outage */
    CRI_EVENT_DETECT_START,
    CRI_EVENT_DETECT_END,
    CRI_EVENT_RAMP_END, /* index = outage */
    CRI_EVENT_STALLED,  /* index = attempt: the router gives up on a silent destination */
    CRI_EVENT_ADJUST,   /* index = attempt: held quota follows the output */
    CRI_EVENT_SHARED, /* index = cell: a call of a shared station leaves or gets its first token */
    CRI_EVENT_QUOTA_CHANGE, /* index = change */
    CRI_EVENT_PRICE_CHANGE, /* index = change */
    CRI_EVENT_OUTPUT,       /* index = attempt: its next tokens are due */
    CRI_EVENT_OUTPUT_DUE,   /* those of all calls at this instant */
    CRI_EVENT_BACKGROUND,   /* the use by others changes */
    CRI_EVENT_REFRESH,      /* routers see anew */
    CRI_EVENT_BATCH,        /* index = class: a window of batch requests ends */
    CRI_EVENT_BATCH_DONE    /* index = job */
};

enum cri_attempt_state {
    CRI_ATTEMPT_FREE,
    CRI_ATTEMPT_WAITING, /* in a queue, or for a silent Region */
    CRI_ATTEMPT_PREFILL, /* in a shared station, before its first token */
    CRI_ATTEMPT_DECODE,  /* in a shared station, after it */
    CRI_ATTEMPT_SERVED,  /* its end is known */
    CRI_ATTEMPT_OUT      /* nowhere: hit by an outage, about to be answered or moved */
};

enum { CRI_MOVED_REACTIVE = 1, CRI_MOVED_PROACTIVE = 2 };

/* A call renews its epoch at most once per destination and grant; far fewer than this. */
enum { CRI_RENEWALS_A_CALL = 1024 };

#define CRI_NO_TARGET UINT8_MAX

/* The hot record of a live attempt: one cache line. */
struct cri_attempt {
    sim_time sent_at;        /* when the client sent it */
    sim_time first_token_at; /* SIM_TIME_MAX until it is known */
    union {
        sim_time finish_at; /* SIM_TIME_MAX until it is known */
        sim_time work;      /* prefill: of the output, at full speed; 0 = none follows */
    };
    union {
        sim_time ready_at; /* waiting: hops and refusals so far are over then */
        sim_time lag;      /* in a shared station: hops and refusals, on top of what it takes */
    };
    int64_t reserved; /* quota tokens held */
    uint64_t tried;   /* destinations tried in this call, by position */
    uint32_t request;
    uint32_t epoch;
    uint32_t next_free;
    uint16_t region;
    uint8_t state;
    uint8_t orphan_target; /* where it was sent, once its client has given up on it; else
                              CRI_NO_TARGET */
};
_Static_assert(sizeof(struct cri_attempt) <= 64, "an attempt is one cache line");

/* Side column, only in a world with a prompt cache. */
struct cri_attempt_cache {
    uint32_t expected;    /* tokens that admission left out of the reservation */
    uint32_t read, write; /* tokens */
};

/* Side column, only in a world with an output quota that ends answers. */
struct cri_attempt_output {
    uint32_t taken; /* tokens taken from the quota */
    uint32_t made;  /* in a shared station: tokens after the first that it has generated */
    double work;    /* there: of all of them at full speed [ns] */
    bool open;      /* counted among the answers that are being generated */
};

enum cri_hopeless { CRI_NOT_HOPELESS, CRI_HOPELESS_READ, CRI_HOPELESS_DEADLINE };

struct cri_request {
    struct cri_caller caller; /* what its client keeps */
    uint64_t ordinal;         /* in the unthinned source: order among calls of one instant */
    uint64_t position;        /* in the class's traffic as replayed */
    uint32_t input_tokens, output_tokens; /* output already cut at max_tokens */
    uint32_t max_tokens, cache_read, cache_write;
    uint32_t prefix; /* node of the traffic's prefixes, or CRI_NONE */
    uint32_t next;   /* free list, or the next of a batch */
    uint16_t class;
    uint16_t references; /* attempts that still need it, plus the client while not terminal */
    uint16_t served;     /* calls that entered service: keys their noise, so a refusal costs none */
    uint8_t phase;
    uint8_t moved;      /* CRI_MOVED_ bits over the whole request */
    uint8_t last_limit; /* limit of the last 429, or CRI_N_LIMITS */
    bool moved_call;    /* the current call was moved */
    /* Of the current call: */
    bool entered;       /* it entered service before: moved, it keeps its noise */
    bool above_limit;   /* it alone is larger than the limit that refused it */
    bool retry_stopped; /* no other follows, for the retry quota was empty */
    bool waited;        /* given up while it waited for room */
    uint8_t hopeless;   /* enum cri_hopeless: it cannot end in time, whatever is in its way */
    bool truncated;
    bool live; /* not terminal yet */
};

struct cri_world;

/* What a call will take once it is served: optional models may change it. Times in ns. */
struct cri_service {
    double ttft, rate; /* network excluded; of an output token */
    sim_time hop;
    uint32_t read; /* input tokens that come out of a prompt cache */
};

/* What a call used: optional models may change it. Tokens. */
struct cri_usage {
    uint32_t read, write; /* of the prompt cache, part of the input */
};

/*
 * An optional model of calls: one file and one row of model_list.h. A target has the hooks of those
 * models that it wants; without any, its calls take a straight path.
 */
struct cri_model {
    const char *name;
    bool (*wanted)(const struct cri_world *w, const struct cri_class_spec *class,
                   const struct cri_target_spec *target);
    /* Admission: tokens of the input that it expects to be read from a cache. */
    uint32_t (*admit)(struct cri_world *w, uint32_t request, uint32_t expected);
    /* The call has its attempt now; `expected` is what admission left out. */
    void (*begin)(struct cri_world *w, uint32_t attempt, uint32_t expected);
    /* A Region is about to serve. */
    void (*serve)(struct cri_world *w, uint32_t attempt, struct cri_service *service);
    /* When the first token comes is known (shared stations: as if the call were alone). */
    void (*place)(struct cri_world *w, uint32_t attempt, sim_time first_token_at);
    /* When the first token has come, or will, is certain. */
    void (*stream)(struct cri_world *w, uint32_t attempt);
    /* Shared stations: of the tokens after the first, how many the call has when the model is to
     * hear of it (reached) the next time; as many as it will have, or more: never. */
    uint32_t (*until)(const struct cri_world *w, uint32_t attempt);
    void (*reached)(struct cri_world *w, uint32_t attempt);
    /* The call is over, and whole; or an output quota ends it. */
    void (*settle)(struct cri_world *w, uint32_t attempt, struct cri_usage *usage);
};

enum { CRI_MODELS_A_TARGET = 8 };

/* What tokens of a call cost, in tokens of plain input. */
struct cri_weights {
    bool known; /* false: no price */
    double input, output, read, write;
};

/* The compiled plan of one target: only what this scenario uses. */
struct cri_target {
    const struct cri_target_spec *spec;
    bool counted;                 /* has a quota */
    struct cri_quota_counts *use; /* what the class does to it */
    uint8_t n_models;             /* 0: the straight path */
    const struct cri_model *models[CRI_MODELS_A_TARGET];
    bool apart;    /* its quota counts input and output apart */
    bool reserved; /* so does a reservation, which takes both at admission */
    struct cri_ledger *ledger, *long_ledger;
    struct cri_weights weights, long_weights; /* for the account's cap */
    int64_t long_above;                       /* INT64_MAX without long prices */
    sim_time client_rtt;
    uint64_t all;   /* bits of all destinations */
    double *memory; /* of the policy, one per destination */
    /* What that memory would be had all destinations been healthy since they last were: a copy that
     * moves with the turns that would have been taken. `parted` while it differs from memory. */
    double *healthy_memory;
    bool parted;
};

struct cri_class {
    const struct cri_class_spec *spec;
    struct cri_class_outcome *out;
    uint64_t hash;
    struct cri_cursor cursor;
    struct cri_arrival arrival; /* the one the cursor event stands for */
    struct cri_target *targets;
    struct cri_client client;
    const struct cri_service_spec *service;
    const uint8_t *outside;         /* per Region: what is processed there counts as outside */
    struct sim_column *e2e, *usd;   /* NULL = not wanted */
    uint64_t turn;                  /* client-side: requests so far */
    struct cri_prompt_cache *cache; /* NULL unless simulated; classes of one traffic share it */
    bool owns_cache;
    double *groups;         /* weights of drawn prefixes, cumulative */
    uint32_t *group_tables; /* parents, then tokens, of drawn prefixes */
    uint32_t batch_head, batch_tail, batch_n, batch_window;
    bool batch_pending; /* the end of the window is posted */
};

/* One model in one Region. */
struct cri_cell {
    struct sim_station *line;           /* who is served and who waits; NULL: nobody ever waits */
    struct sim_station *bought;         /* calls on bought units that wait for a silent Region */
    struct sim_shared *shared;          /* processor sharing among those in `line`; NULL = none */
    uint16_t down, known_down, stalled; /* failures in force */
    uint16_t troubled;                  /* brown-outs, latency rises and ramps in force */
};

/* Work of a shared station is counted in units of 10 us at full speed. */
#define CRI_SHARED_UNIT_NS 10000.0
#define CRI_SHARED_PER_S   100000
#define CRI_SHARED_MOST    (1e13)   /* units of one call: three years */
#define CRI_SHARED_WIDEST  100000.0 /* calls at full speed that one cell can have */

enum cri_outage_phase { CRI_OUTAGE_OFF, CRI_OUTAGE_ON, CRI_OUTAGE_RAMP };

struct cri_outage_state {
    uint8_t phase;
    uint32_t times; /* drawn: how many there were */
    sim_time started, ended;
    uint64_t hash; /* of its name: keys its draws */
};

/* A call that an edge hits, and what becomes of it. */
struct cri_hit {
    sim_time sent_at;
    uint64_t ordinal, entity;
    uint32_t attempt;
    bool moves, broken; /* goes to the next destination; else fails, in the middle of its answer */
};

/* A call whose next output tokens are due at this instant. */
struct cri_due {
    sim_time sent_at;
    uint64_t ordinal, entity;
    uint32_t attempt, epoch;
};

struct cri_batch_job {
    uint32_t head; /* requests */
    uint32_t class;
};

struct cri_world {
    const struct cri_spec *spec;
    const struct cri_run_settings *settings;
    struct cri_outcome *out;
    struct sim_engine *engine;
    struct sim_arena arena; /* all that is made at set-up */
    sim_time now;
    struct sim_key key;
    sim_time last; /* end of the run at the latest */
    bool stopped;  /* a cursor heard the stop */
    uint32_t n_regions;
    struct cri_class *classes;
    struct cri_quotas quotas;

    /* Places: n_services x n_regions. */
    struct cri_cell *cells;
    uint32_t *in_flight;      /* calls in service or waiting */
    double *size;             /* calls at once as configured; 0 = any number */
    double *speed;            /* smoothed time to first token, or NULL when no policy looks */
    uint32_t *seen_in_flight; /* snapshots, or the live arrays themselves */
    double *seen_speed;
    double *answers;      /* per model: smoothed output tokens, or NULL when no policy looks */
    double *seen_answers; /* per model */
    sim_time *hop;        /* n_regions x n_regions: of a call that goes on from x to */
    bool any_background, any_shared, any_load, any_speed, any_cache, any_line, any_apart;
    bool weighted; /* shared stations have a group of each tier */

    /* Failures. */
    struct cri_outage_state *outages;
    uint32_t outages_in_force;
    uint32_t known_failures; /* in force as far as routers know; 0: every destination is usable */
    uint32_t *region_down;   /* per Region: losses of its endpoint in force */
    uint64_t *region_hash;   /* per Region: of its name */
    uint32_t *geography;     /* per Region: the first Region of the same geography */
    struct cri_hit *hits;    /* of one edge */
    uint32_t n_hits, hits_capacity;
    struct cri_due *due; /* at this instant */
    uint32_t n_due, due_capacity;

    /* Pools. */
    struct cri_attempt *attempts;
    struct cri_attempt_cache *caches;   /* beside attempts, or NULL */
    struct cri_attempt_output *outputs; /* beside attempts; or NULL */
    sim_ticket *tickets;                /* beside attempts, where calls wait or share; or NULL */
    uint32_t n_attempts, attempts_capacity, free_attempt;
    struct cri_request *requests;
    uint32_t n_requests, requests_capacity, free_request;
    struct cri_batch_job *jobs;
    uint32_t n_jobs, jobs_capacity;
    uint64_t live_requests;
    uint64_t live_attempts; /* orphans included */
    uint64_t this_minute, completed_this_minute;
};

static inline uint32_t cri_cell_index(const struct cri_world *w, const struct cri_class *class,
                                      uint32_t region)
{
    return class->spec->model * w->n_regions + region;
}

static inline struct cri_cell *cri_cell_of(struct cri_world *w, const struct cri_class *class,
                                           uint32_t region)
{
    return &w->cells[cri_cell_index(w, class, region)];
}

static inline struct cri_class *cri_class_of(struct cri_world *w, const struct cri_request *request)
{
    return &w->classes[request->class];
}

/* The target an attempt was sent to: a client that gave up may have moved on. */
static inline struct cri_target *cri_target_of(struct cri_world *w,
                                               const struct cri_attempt *attempt)
{
    const struct cri_request *request = &w->requests[attempt->request];

    return &w->classes[request->class]
                .targets[attempt->orphan_target != CRI_NO_TARGET ? attempt->orphan_target
                                                                 : request->caller.target];
}

/* Between two output tokens at the median rate [ns]. */
static inline double cri_token_time(const struct cri_class *class, const struct cri_target *target)
{
    const struct cri_service_spec *service = class->service;
    double each = service->output_ns_per_token * cri_noise_median(&service->rate_noise);

    return target->spec->output_speed > 0 ? each / target->spec->output_speed : each;
}

/* Times that a scenario can make larger than simulated time holds end at its end. */
static inline sim_time cri_capped(sim_time at)
{
    return at < SIM_TIME_MAX ? at : SIM_TIME_MAX;
}

/* Nothing is left to simulate: what repeats by itself may stop. */
static inline bool cri_is_idle(const struct cri_world *w)
{
    return w->now >= w->spec->horizon && w->live_requests == 0 && w->live_attempts == 0;
}

static inline struct cri_answer cri_pending(void)
{
    return (struct cri_answer){.kind = CRI_ANSWER_PENDING, .attempt = CRI_NONE};
}

#endif
