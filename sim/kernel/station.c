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
    *shared = (struct sim_shared){.capacity_per_s = capacity_per_s,
                                  .cap_per_s = cap_per_s,
                                  .room = room,
                                  .now = now,
                                  .n_groups = 1,
                                  .groups = {{.weight = 1}}};
    sim_integral_init(&shared->in_system, 0, now);
}

void sim_shared_set_groups(struct sim_shared *shared, uint32_t n, const uint32_t *weights)
{
    SIM_ASSERT(n >= 1 && n <= SIM_SHARED_GROUPS && shared->sequence == 0,
               "%u groups share a station", n);
    shared->n_groups = n;
    for (uint32_t g = 0; g < n; g++) {
        SIM_ASSERT(weights[g] >= 1 && weights[g] <= SIM_SHARED_HEAVIEST &&
                       (g == 0 || weights[g] <= weights[g - 1]),
                   "a group of weight %u", weights[g]);
        shared->groups[g].weight = weights[g];
    }
}

void sim_shared_release(struct sim_shared *shared)
{
    for (uint32_t g = 0; g < shared->n_groups; g++) {
        free(shared->groups[g].heap);
        shared->groups[g].heap = NULL;
    }
    free(shared->nodes);
    shared->nodes = NULL;
}

/* Speed of each job of a group = rate / share, in 2^-32 work units per ns. */
struct speed {
    unsigned __int128 rate, share;
};

static inline struct speed speed_of_one(const struct sim_shared *shared)
{
    bool capped = (__int128)shared->n * shared->cap_per_s <= shared->capacity_per_s;

    return (struct speed){
        .rate = (unsigned __int128)(capped ? shared->cap_per_s : shared->capacity_per_s)
                << SHARED_BITS,
        .share = (unsigned __int128)SIM_SECOND * (capped ? 1 : shared->n)};
}

/* The heaviest reach the cap first; what they leave is for the others, by weight. */
static void find_speeds(const struct sim_shared *shared, struct speed *speeds)
{
    int64_t left = shared->capacity_per_s, cap = shared->cap_per_s;
    int64_t weights = 0;
    bool capped = true;

    for (uint32_t g = 0; g < shared->n_groups; g++)
        weights += (int64_t)shared->groups[g].n * shared->groups[g].weight;
    for (uint32_t g = 0; g < shared->n_groups; g++) {
        const struct sim_shared_group *group = &shared->groups[g];

        capped = capped && (__int128)cap * weights <= (__int128)left * group->weight;
        if (capped) {
            speeds[g] = (struct speed){(unsigned __int128)cap << SHARED_BITS, SIM_SECOND};
            left -= (int64_t)group->n * cap;
            weights -= (int64_t)group->n * group->weight;
        } else {
            speeds[g] = (struct speed){(unsigned __int128)left * group->weight << SHARED_BITS,
                                       (unsigned __int128)SIM_SECOND * (uint64_t)weights};
        }
    }
}

static inline void advance_group(struct sim_shared_group *group, sim_time time, struct speed speed)
{
    if (group->n > 0)
        group->virtual_time += speed.rate * (unsigned __int128)time / speed.share;
}

static void advance_groups(struct sim_shared *shared, sim_time time)
{
    struct speed speeds[SIM_SHARED_GROUPS];

    find_speeds(shared, speeds);
    for (uint32_t g = 0; g < shared->n_groups; g++)
        advance_group(&shared->groups[g], time, speeds[g]);
}

static inline void shared_advance(struct sim_shared *shared, sim_time now)
{
    SIM_ASSERT(now >= shared->now, "a station would go back in time");
    if (shared->n > 0 && now > shared->now) {
        /* One group is all that most stations have: it takes the short way, here and below. */
        if (shared->n_groups == 1)
            advance_group(&shared->groups[0], now - shared->now, speed_of_one(shared));
        else
            advance_groups(shared, now - shared->now);
    }
    shared->now = now;
}

static bool before(const struct sim_shared_job *a, const struct sim_shared_job *b)
{
    return a->done_at < b->done_at || (a->done_at == b->done_at && a->sequence < b->sequence);
}

static void put(struct sim_shared *shared, struct sim_shared_group *group, uint32_t at,
                struct sim_shared_job job)
{
    group->heap[at] = job;
    shared->nodes[job.node].at = at;
}

static void sift(struct sim_shared *shared, struct sim_shared_group *group, uint32_t at,
                 struct sim_shared_job job)
{
    while (at > 0 && before(&job, &group->heap[(at - 1) / 2])) {
        put(shared, group, at, group->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    for (;;) {
        uint32_t child = 2 * at + 1;

        if (child >= group->n)
            break;
        if (child + 1 < group->n && before(&group->heap[child + 1], &group->heap[child]))
            child++;
        if (!before(&group->heap[child], &job))
            break;
        put(shared, group, at, group->heap[child]);
        at = child;
    }
    put(shared, group, at, job);
}

static uint32_t shared_remove(struct sim_shared *shared, sim_time now,
                              struct sim_shared_group *group, uint32_t at)
{
    struct sim_shared_job gone = group->heap[at];
    struct sim_shared_node *node = &shared->nodes[gone.node];

    shared->n--;
    group->n--;
    if (at < group->n)
        sift(shared, group, at, group->heap[group->n]);
    node->inside = false;
    if (node->epoch != UINT32_MAX) {
        node->at = shared->free_node;
        shared->free_node = gone.node + 1;
    }
    /* Virtual time may start again when nobody of the group is inside. */
    if (group->n == 0)
        group->virtual_time = 0;
    sim_integral_add(&shared->in_system, now, -1);
    return gone.job;
}

static inline uint32_t shared_node(struct sim_shared *shared, uint8_t group)
{
    uint32_t number;

    if (shared->free_node != 0) {
        number = shared->free_node - 1;
        shared->free_node = shared->nodes[number].at;
    } else {
        if (shared->n_nodes == shared->nodes_capacity)
            shared->nodes = grow(shared->nodes, &shared->nodes_capacity, sizeof *shared->nodes);
        number = shared->n_nodes++;
        shared->nodes[number].epoch = 0;
    }
    shared->nodes[number].epoch++;
    shared->nodes[number].group = group;
    shared->nodes[number].inside = true;
    return number;
}

enum sim_arrival sim_shared_arrive(struct sim_shared *shared, sim_time now, uint32_t job,
                                   uint8_t group_number, int64_t work, sim_ticket *ticket)
{
    struct sim_shared_group *group = &shared->groups[group_number];
    struct sim_shared_job entry;
    uint32_t number;

    SIM_ASSERT(work >= 1 && work <= (int64_t)1 << 44, "%lld units of work", (long long)work);
    SIM_ASSERT(group_number < shared->n_groups, "there is no group %u", group_number);
    if (shared->room != SIM_UNLIMITED && shared->n >= shared->room)
        return SIM_ARRIVAL_REFUSED;
    shared_advance(shared, now);
    number = shared_node(shared, group_number);
    if (group->n == group->capacity)
        group->heap = grow(group->heap, &group->capacity, sizeof *group->heap);
    entry = (struct sim_shared_job){.done_at = group->virtual_time +
                                               ((unsigned __int128)work << SHARED_BITS),
                                    .sequence = shared->sequence++,
                                    .job = job,
                                    .node = number};
    shared->n++;
    group->n++;
    sift(shared, group, group->n - 1, entry);
    sim_integral_add(&shared->in_system, now, 1);
    if (ticket != NULL)
        *ticket = (uint64_t)shared->nodes[number].epoch << 32 | number;
    return SIM_ARRIVAL_SERVED;
}

/* When the next job of a group is done, at its speed; false: never. */
static inline bool next_of(const struct sim_shared *shared, const struct sim_shared_group *group,
                           struct speed speed, sim_time *at)
{
    unsigned __int128 left, wait;

    if (speed.rate == 0)
        return false;
    left = group->heap[0].done_at > group->virtual_time
               ? group->heap[0].done_at - group->virtual_time
               : 0;
    /* left < 2^77 and share < 2^63 could exceed 128 bits only with billions of jobs inside. */
    SIM_ASSERT(left <= ~(unsigned __int128)0 / speed.share - 1, "too many jobs share a station");
    wait = (left * speed.share + speed.rate - 1) / speed.rate;
    if (wait > (unsigned __int128)(SIM_TIME_MAX - shared->now))
        return false;
    *at = shared->now + (sim_time)wait;
    return true;
}

static bool next_of_groups(const struct sim_shared *shared, sim_time *at)
{
    struct speed speeds[SIM_SHARED_GROUPS];
    bool any = false;

    find_speeds(shared, speeds);
    for (uint32_t g = 0; g < shared->n_groups; g++) {
        sim_time then;

        if (shared->groups[g].n == 0 || !next_of(shared, &shared->groups[g], speeds[g], &then))
            continue;
        *at = any && *at < then ? *at : then;
        any = true;
    }
    return any;
}

bool sim_shared_next(const struct sim_shared *shared, sim_time *at)
{
    if (shared->n == 0)
        return false;
    return shared->n_groups == 1 ? next_of(shared, &shared->groups[0], speed_of_one(shared), at)
                                 : next_of_groups(shared, at);
}

/* The group whose next job is done; of several the one whose job came first; NULL = none. */
static struct sim_shared_group *group_done(struct sim_shared *shared)
{
    struct sim_shared_group *found = NULL;

    if (shared->n_groups == 1)
        return shared->groups[0].heap[0].done_at <= shared->groups[0].virtual_time
                   ? &shared->groups[0]
                   : NULL;
    for (uint32_t g = 0; g < shared->n_groups; g++) {
        struct sim_shared_group *group = &shared->groups[g];

        if (group->n > 0 && group->heap[0].done_at <= group->virtual_time &&
            (found == NULL || group->heap[0].sequence < found->heap[0].sequence))
            found = group;
    }
    return found;
}

uint32_t sim_shared_finish(struct sim_shared *shared, sim_time now)
{
    struct sim_shared_group *group;

    SIM_ASSERT(shared->n > 0, "a job finishes in an empty station");
    shared_advance(shared, now);
    group = group_done(shared);
    SIM_ASSERT(group != NULL, "a job finishes before its work");
    return shared_remove(shared, now, group, 0);
}

bool sim_shared_leave(struct sim_shared *shared, sim_time now, sim_ticket ticket)
{
    uint32_t number = (uint32_t)ticket;
    const struct sim_shared_node *node;

    if (number >= shared->n_nodes)
        return false;
    node = &shared->nodes[number];
    if (!node->inside || node->epoch != (uint32_t)(ticket >> 32))
        return false;
    shared_advance(shared, now);
    shared_remove(shared, now, &shared->groups[node->group], node->at);
    return true;
}

void sim_shared_set_capacity(struct sim_shared *shared, sim_time now, int64_t capacity_per_s)
{
    SIM_ASSERT(capacity_per_s >= 0 && capacity_per_s <= SHARED_MAX_RATE, "capacity of %lld/s",
               (long long)capacity_per_s);
    shared_advance(shared, now);
    shared->capacity_per_s = capacity_per_s;
}
