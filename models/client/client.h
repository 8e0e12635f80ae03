/*
 * client.h: what a caller does when an answer comes: a chain of parts, one file and one row of
 * client_list.h each. The client knows its class, its own record of the request and the answer;
 * nothing of Regions, quotas or the event loop.
 *
 * Each part in turn looks at the move decided so far and may make or change it; a move that ends
 * the request ends the chain. What no part decides ends the request in the state of its last
 * answer.
 */
#ifndef CRISIM_MODELS_CLIENT_CLIENT_H
#define CRISIM_MODELS_CLIENT_CLIENT_H

#include "models/answer.h"
#include "models/outcome.h"
#include "sim/base/arena.h"
#include "sim/kernel/random.h"

/* What the client keeps of one request. */
struct cri_caller {
    sim_time intended;  /* start: deadlines count from it */
    uint64_t entity;    /* keys its draws */
    int64_t retry_cost; /* tokens of the retry quota that the latest retry took */
    uint16_t call;      /* within the leg, from 1: with it the key of the call's draws */
    uint8_t leg;        /* how often the client turned to another target */
    uint8_t tries;      /* calls at the current target */
    uint8_t target, first_target;
};

/* What keys the draws of the current call: its leg and its number within it. */
static inline uint32_t cri_caller_draws(const struct cri_caller *caller)
{
    return (uint32_t)caller->leg << 16 | caller->call;
}

enum cri_move_kind { CRI_MOVE_NONE, CRI_MOVE_OVER, CRI_MOVE_RETRY, CRI_MOVE_FALLBACK };

struct cri_move {
    enum cri_move_kind kind;
    enum cri_terminal terminal; /* over */
    sim_time at;                /* retry, fallback: when the next call is sent */
    uint8_t target;             /* fallback: where */
    bool quota_empty;           /* a retry was not made because the retry quota was empty */
};

struct cri_client;

struct cri_client_part {
    const char *name;
    /* Whether a class has this part; NULL = always. */
    bool (*wanted)(const struct cri_class_spec *class);
    size_t (*state_size)(const struct cri_class_spec *class); /* NULL = none */
    void (*init)(void *state, const struct cri_class_spec *class);
    /* An answer other than DONE came. */
    void (*on_failure)(const struct cri_client *client, void *state, struct cri_caller *caller,
                       const struct cri_answer *answer, struct cri_move *move);
    /* DONE came; NULL = it does not care. */
    void (*on_success)(const struct cri_client *client, void *state,
                       const struct cri_caller *caller);
};

enum { CRI_CLIENT_PARTS = 16 };

struct cri_client {
    const struct cri_class_spec *class;
    struct sim_key key;
    uint32_t n, n_success;
    const struct cri_client_part *parts[CRI_CLIENT_PARTS];
    void *states[CRI_CLIENT_PARTS];
    uint32_t success[CRI_CLIENT_PARTS]; /* numbers of the parts that hear of success */
};

/** The chain of a class; its memory is the arena's. */
void cri_client_init(struct cri_client *client, const struct cri_class_spec *class,
                     struct sim_key key, struct sim_arena *arena);
/** What the client does now that this answer (not DONE) came. The caller's record moves on. */
struct cri_move cri_client_hears(const struct cri_client *client, struct cri_caller *caller,
                                 const struct cri_answer *answer);
/** The request is completed. */
static inline void cri_client_succeeds(const struct cri_client *client,
                                       const struct cri_caller *caller)
{
    for (uint32_t i = 0; i < client->n_success; i++)
        client->parts[client->success[i]]->on_success(client, client->states[client->success[i]],
                                                      caller);
}
/**
 * When a call that is silent until `seen_at` and ends at `finish_at` meets a time-out of the
 * client: the read time-out counts from sent_at, the deadline from the intended start. SIM_TIME_MAX
 * = never. A time of SIM_TIME_MAX is one that is not known yet.
 */
static inline sim_time cri_client_limit(const struct cri_client_spec *client, sim_time intended,
                                        sim_time sent_at, sim_time seen_at, sim_time finish_at)
{
    sim_time limit = SIM_TIME_MAX;

    if (client->read_timeout > 0 && seen_at - sent_at > client->read_timeout)
        limit = sent_at + client->read_timeout;
    if (client->deadline > 0 && finish_at > intended + client->deadline &&
        intended + client->deadline < limit)
        limit = intended + client->deadline;
    return limit;
}

#endif
