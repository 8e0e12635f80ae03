#include "sim/kernel/station.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdlib.h>

#define SHARED_BITS     32
#define SHARED_MAX_RATE ((int64_t)1 << 34)

static void *grow(void *memory, uint32_t *capacity, size_t size)
{
    uint32_t n = *capacity > 0 ? *capacity * 2 : 16;

    SIM_ASSERT(n > *capacity, "too many jobs in a station");
    memory = sim_grown(memory, n, size);
    *capacity = n;
    return memory;
}

/* ---- servers and a queue ---- */

void sim_station_init(struct sim_station *station, uint32_t servers, uint32_t room,
                      enum sim_discipline discipline, sim_time now)
{
    SIM_ASSERT(servers >= 1 && room >= servers, "a station of %u servers and room for %u", servers,
               room);
    *station = (struct sim_station){.servers = servers,
                                    .room = room,
                                    .line = SIM_UNLIMITED,
                                    .discipline = discipline,
                                    .measured = true};
    sim_integral_init(&station->in_system, 0, now);
    sim_integral_init(&station->in_queue, 0, now);
    sim_integral_init(&station->in_service, 0, now);
}

void sim_station_release(struct sim_station *station)
{
    free(station->nodes);
    station->nodes = NULL;
}

static uint32_t node_take(struct sim_station *station)
{
    if (station->free_node != 0) {
        uint32_t node = station->free_node - 1;

        station->free_node = station->nodes[node].next;
        return node;
    }
    if (station->n_nodes == station->capacity)
        station->nodes = grow(station->nodes, &station->capacity, sizeof *station->nodes);
    station->nodes[station->n_nodes].epoch = 0;
    return station->n_nodes++;
}

/* Take a node out of its queue. */
static uint32_t unlink_node(struct sim_station *station, uint32_t number)
{
    struct sim_station_node *node = &station->nodes[number];
    uint8_t class_number = node->class_number;

    if (node->previous != 0)
        station->nodes[node->previous - 1].next = node->next;
    else
        station->first[class_number] = node->next;
    if (node->next != 0)
        station->nodes[node->next - 1].previous = node->previous;
    else
        station->last[class_number] = node->previous;
    if (station->first[class_number] == 0)
        station->classes &= ~(1u << class_number);
    node->queued = false;
    station->queued--;
    /* A node whose epochs are used up is retired, or an old ticket could meet a new job. */
    if (node->epoch != UINT32_MAX) {
        node->next = station->free_node;
        station->free_node = number + 1;
    }
    return node->job;
}

/* Jobs more (or fewer) in the system, in the queue and in service. */
static void note(struct sim_station *station, sim_time now, int in_system, int in_queue,
                 int in_service)
{
    if (!station->measured)
        return;
    if (in_system != 0)
        sim_integral_add(&station->in_system, now, in_system);
    if (in_queue != 0)
        sim_integral_add(&station->in_queue, now, in_queue);
    if (in_service != 0)
        sim_integral_add(&station->in_service, now, in_service);
}

void sim_station_wait(struct sim_station *station, sim_time now, uint32_t job, uint8_t class_number,
                      sim_ticket *ticket)
{
    struct sim_station_node *node;
    uint32_t number;

    SIM_ASSERT(class_number < SIM_STATION_CLASSES, "priority class %u", class_number);
    note(station, now, 1, 1, 0);
    number = node_take(station);
    node = &station->nodes[number];
    *node = (struct sim_station_node){
        .job = job, .epoch = node->epoch + 1, .class_number = class_number, .queued = true};
    if (station->discipline == SIM_FIFO) {
        node->previous = station->last[class_number];
        if (node->previous != 0)
            station->nodes[node->previous - 1].next = number + 1;
        else
            station->first[class_number] = number + 1;
        station->last[class_number] = number + 1;
    } else {
        node->next = station->first[class_number];
        if (node->next != 0)
            station->nodes[node->next - 1].previous = number + 1;
        else
            station->last[class_number] = number + 1;
        station->first[class_number] = number + 1;
    }
    station->classes |= 1u << class_number;
    station->queued++;
    if (ticket != NULL)
        *ticket = (uint64_t)node->epoch << 32 | number;
}

enum sim_arrival sim_station_arrive(struct sim_station *station, sim_time now, uint32_t job,
                                    uint8_t class_number, sim_ticket *ticket)
{
    if (station->room != SIM_UNLIMITED && station->busy + station->queued >= station->room)
        return SIM_ARRIVAL_REFUSED;
    if (station->busy < station->servers && station->queued == 0) {
        station->busy++;
        note(station, now, 1, 0, 1);
        return SIM_ARRIVAL_SERVED;
    }
    if (station->queued >= station->line)
        return SIM_ARRIVAL_REFUSED;
    sim_station_wait(station, now, job, class_number, ticket);
    return SIM_ARRIVAL_QUEUED;
}

bool sim_station_start(struct sim_station *station, sim_time now, uint32_t *job)
{
    if (station->busy >= station->servers || station->queued == 0)
        return false;
    *job = unlink_node(station, station->first[__builtin_ctz(station->classes)] - 1);
    station->busy++;
    note(station, now, 0, -1, 1);
    return true;
}

void sim_station_end(struct sim_station *station, sim_time now)
{
    SIM_ASSERT(station->busy > 0, "a job finishes in an idle station");
    station->busy--;
    note(station, now, -1, 0, -1);
}

bool sim_station_finish(struct sim_station *station, sim_time now, uint32_t *job)
{
    sim_station_end(station, now);
    return sim_station_start(station, now, job);
}

bool sim_station_leave(struct sim_station *station, sim_time now, sim_ticket ticket)
{
    uint32_t number = (uint32_t)ticket;

    if (number >= station->n_nodes || !station->nodes[number].queued ||
        station->nodes[number].epoch != (uint32_t)(ticket >> 32))
        return false;
    unlink_node(station, number);
    note(station, now, -1, -1, 0);
    return true;
}

void sim_station_set_servers(struct sim_station *station, uint32_t servers)
{
    station->servers = servers;
}

/* ---- processor sharing ---- */

void sim_shared_init(struct sim_shared *shared, int64_t capacity_per_s, int64_t cap_per_s,
                     uint32_t room, sim_time now)
{
    SIM_ASSERT(capacity_per_s >= 0 && capacity_per_s <= SHARED_MAX_RATE && cap_per_s >= 1 &&
                   cap_per_s <= SHARED_MAX_RATE && room >= 1,
               "sharing %lld/s, at most %lld/s each", (long long)capacity_per_s,
               (long long)cap_per_s);
    *shared = (struct sim_shared){
        .capacity_per_s = capacity_per_s, .cap_per_s = cap_per_s, .room = room, .now = now};
    sim_integral_init(&shared->in_system, 0, now);
}

void sim_shared_release(struct sim_shared *shared)
{
    free(shared->heap);
    free(shared->nodes);
    shared->heap = NULL;
    shared->nodes = NULL;
}

/* Speed of each job = rate / share, in 2^-32 work units per ns. */
static void speed(const struct sim_shared *shared, unsigned __int128 *rate,
                  unsigned __int128 *share)
{
    bool capped = (__int128)shared->n * shared->cap_per_s <= shared->capacity_per_s;

    *rate = (unsigned __int128)(capped ? shared->cap_per_s : shared->capacity_per_s) << SHARED_BITS;
    *share = (unsigned __int128)SIM_SECOND * (capped ? 1 : shared->n);
}

static void shared_advance(struct sim_shared *shared, sim_time now)
{
    unsigned __int128 rate, share;

    SIM_ASSERT(now >= shared->now, "a station would go back in time");
    if (shared->n > 0 && now > shared->now) {
        speed(shared, &rate, &share);
        shared->virtual_time += rate * (unsigned __int128)(now - shared->now) / share;
    }
    shared->now = now;
}

static bool before(const struct sim_shared_job *a, const struct sim_shared_job *b)
{
    return a->done_at < b->done_at || (a->done_at == b->done_at && a->sequence < b->sequence);
}

static void put(struct sim_shared *shared, uint32_t at, struct sim_shared_job job)
{
    shared->heap[at] = job;
    shared->nodes[job.node].at = at;
}

static void sift(struct sim_shared *shared, uint32_t at, struct sim_shared_job job)
{
    while (at > 0 && before(&job, &shared->heap[(at - 1) / 2])) {
        put(shared, at, shared->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    for (;;) {
        uint32_t child = 2 * at + 1;

        if (child >= shared->n)
            break;
        if (child + 1 < shared->n && before(&shared->heap[child + 1], &shared->heap[child]))
            child++;
        if (!before(&shared->heap[child], &job))
            break;
        put(shared, at, shared->heap[child]);
        at = child;
    }
    put(shared, at, job);
}

static uint32_t shared_remove(struct sim_shared *shared, sim_time now, uint32_t at)
{
    struct sim_shared_job gone = shared->heap[at];
    struct sim_shared_node *node = &shared->nodes[gone.node];

    shared->n--;
    if (at < shared->n)
        sift(shared, at, shared->heap[shared->n]);
    node->inside = false;
    if (node->epoch != UINT32_MAX) {
        node->at = shared->free_node;
        shared->free_node = gone.node + 1;
    }
    /* Virtual time may start again when nobody is inside. */
    if (shared->n == 0)
        shared->virtual_time = 0;
    sim_integral_add(&shared->in_system, now, -1);
    return gone.job;
}

enum sim_arrival sim_shared_arrive(struct sim_shared *shared, sim_time now, uint32_t job,
                                   int64_t work, sim_ticket *ticket)
{
    struct sim_shared_job entry;
    uint32_t number;

    SIM_ASSERT(work >= 1 && work <= (int64_t)1 << 44, "%lld units of work", (long long)work);
    if (shared->room != SIM_UNLIMITED && shared->n >= shared->room)
        return SIM_ARRIVAL_REFUSED;
    shared_advance(shared, now);
    if (shared->free_node != 0) {
        number = shared->free_node - 1;
        shared->free_node = shared->nodes[number].at;
    } else {
        /* As many nodes as places in the heap, or more when nodes were retired. */
        if (shared->n_nodes == shared->capacity) {
            uint32_t capacity = shared->capacity;

            shared->nodes = grow(shared->nodes, &capacity, sizeof *shared->nodes);
            shared->heap = grow(shared->heap, &shared->capacity, sizeof *shared->heap);
        }
        number = shared->n_nodes++;
        shared->nodes[number].epoch = 0;
    }
    shared->nodes[number].epoch++;
    shared->nodes[number].inside = true;
    entry = (struct sim_shared_job){.done_at = shared->virtual_time +
                                               ((unsigned __int128)work << SHARED_BITS),
                                    .sequence = shared->sequence++,
                                    .job = job,
                                    .node = number};
    shared->n++;
    sift(shared, shared->n - 1, entry);
    sim_integral_add(&shared->in_system, now, 1);
    if (ticket != NULL)
        *ticket = (uint64_t)shared->nodes[number].epoch << 32 | number;
    return SIM_ARRIVAL_SERVED;
}

bool sim_shared_next(const struct sim_shared *shared, sim_time *at)
{
    unsigned __int128 rate, share, left, wait;

    if (shared->n == 0)
        return false;
    speed(shared, &rate, &share);
    if (rate == 0)
        return false;
    left = shared->heap[0].done_at > shared->virtual_time
               ? shared->heap[0].done_at - shared->virtual_time
               : 0;
    /* left < 2^77 and share < 2^63 could exceed 128 bits only with billions of jobs inside. */
    SIM_ASSERT(left <= ~(unsigned __int128)0 / share - 1, "too many jobs share a station");
    wait = (left * share + rate - 1) / rate;
    if (wait > (unsigned __int128)(SIM_TIME_MAX - shared->now))
        return false;
    *at = shared->now + (sim_time)wait;
    return true;
}

uint32_t sim_shared_finish(struct sim_shared *shared, sim_time now)
{
    SIM_ASSERT(shared->n > 0, "a job finishes in an empty station");
    shared_advance(shared, now);
    SIM_ASSERT(shared->heap[0].done_at <= shared->virtual_time, "a job finishes before its work");
    return shared_remove(shared, now, 0);
}

bool sim_shared_leave(struct sim_shared *shared, sim_time now, sim_ticket ticket)
{
    uint32_t number = (uint32_t)ticket;

    if (number >= shared->n_nodes || !shared->nodes[number].inside ||
        shared->nodes[number].epoch != (uint32_t)(ticket >> 32))
        return false;
    shared_advance(shared, now);
    shared_remove(shared, now, shared->nodes[number].at);
    return true;
}

void sim_shared_set_capacity(struct sim_shared *shared, sim_time now, int64_t capacity_per_s)
{
    SIM_ASSERT(capacity_per_s >= 0 && capacity_per_s <= SHARED_MAX_RATE, "capacity of %lld/s",
               (long long)capacity_per_s);
    shared_advance(shared, now);
    shared->capacity_per_s = capacity_per_s;
}
