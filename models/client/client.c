#include "models/client/client.h"

#include "models/client/client_list.h"
#include "sim/base/assert.h"

#define DECLARE(row) extern const struct cri_client_part cri_client_##row;
CRI_CLIENT_LIST(DECLARE)

void cri_client_init(struct cri_client *client, const struct cri_class_spec *class,
                     struct sim_key key, struct sim_arena *arena)
{
#define ADDRESS(row) &cri_client_##row,
    static const struct cri_client_part *const parts[] = {CRI_CLIENT_LIST(ADDRESS)};

    *client = (struct cri_client){.class = class, .key = key};
    for (uint32_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const struct cri_client_part *part = parts[i];
        size_t size = part->state_size != NULL ? part->state_size(class) : 0;

        if (part->wanted != NULL && !part->wanted(class))
            continue;
        SIM_ASSERT(client->n < CRI_CLIENT_PARTS, "a client of more than %d parts",
                   CRI_CLIENT_PARTS);
        if (size > 0) {
            client->states[client->n] = sim_arena_alloc(arena, size);
            part->init(client->states[client->n], class);
        }
        if (part->on_success != NULL)
            client->success[client->n_success++] = client->n;
        client->parts[client->n++] = part;
    }
}

/* The state that fits the last answer. */
static enum cri_terminal terminal_of(enum cri_answer_kind kind)
{
    switch (kind) {
    case CRI_ANSWER_THROTTLED:
        return CRI_THROTTLED;
    case CRI_ANSWER_TIMED_OUT:
        return CRI_TIMED_OUT;
    case CRI_ANSWER_FAULT:
    case CRI_ANSWER_BROKEN:
        return CRI_UNAVAILABLE;
    case CRI_ANSWER_CUT_OFF:
        return CRI_CUT_OFF;
    case CRI_ANSWER_PENDING:
    case CRI_ANSWER_UNHEARD:
    case CRI_ANSWER_DONE:
    case CRI_ANSWER_DENIED:
        break;
    }
    SIM_ASSERT(false, "answer %d is no failure", (int)kind);
    return CRI_UNAVAILABLE;
}

struct cri_move cri_client_hears(const struct cri_client *client, struct cri_caller *caller,
                                 const struct cri_answer *answer)
{
    struct cri_move move = {0};

    for (uint32_t i = 0; i < client->n && move.kind != CRI_MOVE_OVER; i++)
        if (client->parts[i]->on_failure != NULL)
            client->parts[i]->on_failure(client, client->states[i], caller, answer, &move);
    if (move.kind == CRI_MOVE_NONE) {
        move.kind = CRI_MOVE_OVER;
        move.terminal = terminal_of(answer->kind);
    } else if (move.kind == CRI_MOVE_FALLBACK) {
        caller->target = move.target;
        caller->tries = 0;
        caller->leg++;
        caller->call = 0;
    }
    return move;
}
