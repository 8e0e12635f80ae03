/*
 * station.h: where jobs are served. Stations keep who waits and who is served; the caller posts the
 * events. Nothing here draws, and nothing is periodic.
 *
 * sim_station: `servers` equal servers and a queue (FIFO, LIFO; up to 16 priority classes, lowest
 * number first, non-preemptive), room for `room` jobs in all (K of M/M/c/K, those in service
 * included) and for `line` jobs that wait, and jobs that leave the queue early. Servers without
 * limit make it an infinite server.
 *
 *     if (sim_station_arrive(&station, now, job, 0, &ticket) == SIM_ARRIVAL_SERVED)
 *         sim_post(engine, now + service_time, FINISH, ...);
 *     ...on FINISH:
 *     if (sim_station_finish(&station, now, &job))
 *         sim_post(engine, now + service_time, FINISH, ...);      -- of the job that starts
 *
 * sim_shared: processor sharing. Each of n jobs is worked on at min(cap, capacity / n). Since all
 * go at one speed, a job is done when the work per job since the start of time (virtual time) has
 * grown by its own work: one heap ordered by that, one slot of the engine for the next to finish,
 * O(log n) an event. Virtual time is an integer of 2^-32 work units.
 *
 * With groups a job has the weight of its group, and is worked on at min(cap, w x), where x is such
 * that together they use the capacity, or all go at the cap: what the heavy ones cannot use is
 * shared by the others (water-filling; max-min fairness). Each group goes at one speed, so it has a
 * virtual time and a heap of its own; nothing else changes.
 */
#ifndef CRISIM_SIM_KERNEL_STATION_H
#define CRISIM_SIM_KERNEL_STATION_H

#include "sim/base/time.h"
#include "sim/kernel/tally.h"

#include <stdbool.h>
#include <stdint.h>

#define SIM_UNLIMITED UINT32_MAX

enum sim_discipline { SIM_FIFO, SIM_LIFO };
enum sim_arrival { SIM_ARRIVAL_SERVED, SIM_ARRIVAL_QUEUED, SIM_ARRIVAL_REFUSED };

enum { SIM_STATION_CLASSES = 16 };

/* Names one stay in a queue; 0 is never one, outdated ones are harmless. */
typedef uint64_t sim_ticket;

struct sim_station_node {
    uint32_t job, epoch;
    uint32_t next, previous; /* + 1; 0 = none */
    uint8_t class_number;
    bool queued;
};

struct sim_station {
    uint32_t servers, room;
    uint32_t line; /* jobs that may wait; SIM_UNLIMITED at first */
    enum sim_discipline discipline;
    bool measured; /* integrals are kept; true at first */
    uint32_t busy, queued;
    struct sim_integral in_system, in_queue, in_service;
    struct sim_station_node *nodes;
    uint32_t n_nodes, capacity, free_node;                          /* + 1 */
    uint32_t first[SIM_STATION_CLASSES], last[SIM_STATION_CLASSES]; /* + 1 */
    uint32_t classes; /* bit i: somebody of class i waits */
};

/** servers >= 1, room >= servers; either may be SIM_UNLIMITED. */
void sim_station_init(struct sim_station *station, uint32_t servers, uint32_t room,
                      enum sim_discipline discipline, sim_time now);
void sim_station_release(struct sim_station *station);
/**
 * A job arrives. class_number < 16. *ticket (may be NULL) is set when it is queued.
 * SERVED: it starts now.
 */
enum sim_arrival sim_station_arrive(struct sim_station *station, sim_time now, uint32_t job,
                                    uint8_t class_number, sim_ticket *ticket);
/** As _arrive, of a job that must wait though a server may be free and whatever the line: QUEUED.
 */
void sim_station_wait(struct sim_station *station, sim_time now, uint32_t job, uint8_t class_number,
                      sim_ticket *ticket);
/** A served job is done or gone, and nobody starts in its place yet. */
void sim_station_end(struct sim_station *station, sim_time now);
/** A served job is done or gone. @return true: *job starts now in its place */
bool sim_station_finish(struct sim_station *station, sim_time now, uint32_t *job);
/** A job leaves the queue unserved. @return false if it was no longer queued */
bool sim_station_leave(struct sim_station *station, sim_time now, sim_ticket ticket);
/**
 * Another number of servers (>= 0) from now on. Jobs in service stay: with fewer servers than busy
 * ones, the next to finish are not replaced. With more, call _start until it says no.
 */
void sim_station_set_servers(struct sim_station *station, uint32_t servers);
/** If a server is free and somebody waits, *job starts now. */
bool sim_station_start(struct sim_station *station, sim_time now, uint32_t *job);

struct sim_shared_job {
    unsigned __int128 done_at; /* virtual time */
    uint64_t sequence;
    uint32_t job;
    uint32_t node; /* of the ticket */
};

struct sim_shared_node {
    uint32_t epoch;
    uint32_t at; /* place in the heap of its group while inside, else the next free node + 1 */
    uint8_t group;
    bool inside;
};

enum { SIM_SHARED_GROUPS = 4, SIM_SHARED_HEAVIEST = 100 };

/* Jobs of one weight. */
struct sim_shared_group {
    unsigned __int128 virtual_time; /* [2^-32 work units] */
    struct sim_shared_job *heap;
    uint32_t n, capacity;
    uint32_t weight;
};

struct sim_shared {
    int64_t capacity_per_s, cap_per_s; /* work units */
    uint32_t room;
    uint32_t n; /* jobs of all groups */
    sim_time now;
    uint32_t n_groups;
    struct sim_shared_group groups[SIM_SHARED_GROUPS];
    struct sim_integral in_system;
    struct sim_shared_node *nodes;
    uint32_t nodes_capacity, n_nodes, free_node;
    uint64_t sequence;
};

/**
 * capacity_per_s >= 0 and cap_per_s >= 1 [work units per second], at most 2^34; room >= 1 or
 * SIM_UNLIMITED. A work unit is the caller's: a token, a nanosecond of undisturbed service ...
 */
void sim_shared_init(struct sim_shared *shared, int64_t capacity_per_s, int64_t cap_per_s,
                     uint32_t room, sim_time now);
void sim_shared_release(struct sim_shared *shared);
/**
 * Groups by weight, before the first job: n in 1..SIM_SHARED_GROUPS, weights in
 * 1..SIM_SHARED_HEAVIEST, none heavier than the one before it. At first there is one group.
 */
void sim_shared_set_groups(struct sim_shared *shared, uint32_t n, const uint32_t *weights);
/** work in 1..2^44 units; group below the number of groups. SERVED or REFUSED. *ticket may be NULL.
 */
enum sim_arrival sim_shared_arrive(struct sim_shared *shared, sim_time now, uint32_t job,
                                   uint8_t group, int64_t work, sim_ticket *ticket);
/** When the next job finishes if nothing else happens: for sim_slot_set(). false: never. */
bool sim_shared_next(const struct sim_shared *shared, sim_time *at);
/** Take the job that finishes at `now`, which is what _next said; of several that need the same
 * work in a group, and of those of several groups, the oldest. */
uint32_t sim_shared_finish(struct sim_shared *shared, sim_time now);
/** A job leaves unfinished. @return false if it was no longer inside */
bool sim_shared_leave(struct sim_shared *shared, sim_time now, sim_ticket ticket);
/** Another capacity from now on; 0 stalls all jobs. */
void sim_shared_set_capacity(struct sim_shared *shared, sim_time now, int64_t capacity_per_s);

#endif
