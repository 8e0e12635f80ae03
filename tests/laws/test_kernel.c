/*
 * test_kernel.c: laws of a drawn model on the kernel - cursors, the general list, rings, slots,
 * timers that are cancelled, stations, limits of every kind, with many ties.
 *
 * Time has no unit of its own: with all times multiplied by k it must do the same in the same order
 * at k times the times, for factors that are no powers of two, across the boundaries of the list's
 * levels, to the last nanosecond. The clock never goes back. Little's law holds for every station
 * from empty to empty, exactly: the area under the number of jobs is the sum of their stays, under
 * the queue the sum of their waits.
 *
 *     laws_test_kernel [DRAW]
 */
#include "sim/kernel/engine.h"
#include "sim/kernel/limit.h"
#include "sim/kernel/random.h"
#include "sim/kernel/station.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { N_DRAWS = 60, CURSORS = 3, ARRIVALS = 400, STATIONS = 3, SLOTS = 2, JOBS = 1 << 14 };
enum { ARRIVE, RETRY, DONE, GIVE_UP, LATE, PULSE };

struct job {
    sim_ticket ticket;
    sim_timer patience;
    uint32_t station;
    sim_time since; /* of joining the station */
    bool queued, over;
};

struct model {
    struct sim_key key;
    sim_time k; /* factor on all times */
    uint32_t draws;
    struct sim_engine *engine;
    struct sim_station stations[STATIONS];
    struct sim_limit limit;
    struct job jobs[JOBS];
    uint32_t n_jobs, arrived[CURSORS];
    uint64_t n_events, hash, refused, gave_up, late, served;
    __int128 stays[STATIONS], waits[STATIONS];
    sim_time clock;
    bool off_grid; /* an event at no multiple of k */
    bool backwards;
};

static double u01(struct model *m)
{
    return sim_u01(m->key, 1, m->draws++, 0);
}

/* A whole number of k: exponential, or one of few values so that events meet. */
static sim_time span(struct model *m, double mean)
{
    sim_time t = u01(m) < 0.3 ? (sim_time)(u01(m) * 4) * (sim_time)mean
                              : (sim_time)sim_exponential_inverse(u01(m), mean);

    return t * m->k;
}

static void start(struct model *m, uint32_t index, sim_time now)
{
    struct job *job = &m->jobs[index];

    if (job->patience != 0)
        sim_timer_cancel(m->engine, job->patience);
    job->patience = 0;
    job->queued = false;
    m->waits[job->station] += now - job->since;
    sim_post(m->engine, now + span(m, 5000), 1, DONE, index, 0);
    sim_ring_post(m->engine, 0, LATE, index, 0);
}

static void try_job(struct model *m, uint32_t index, sim_time now)
{
    struct job *job = &m->jobs[index];
    int64_t tokens = 1 + (int64_t)(u01(m) * 5);

    if (!sim_limit_has(&m->limit, now, tokens)) {
        m->refused++;
        if (u01(m) < 0.7)
            sim_post(m->engine, now + span(m, 3000), 6, RETRY, index, 0);
        return;
    }
    sim_limit_take(&m->limit, now, tokens);
    if (u01(m) < 0.3)
        sim_limit_return(&m->limit, now, now, 1);
    job->station = (uint32_t)(u01(m) * STATIONS);
    job->since = now;
    switch (sim_station_arrive(&m->stations[job->station], now, index, (uint8_t)(u01(m) * 3),
                               &job->ticket)) {
    case SIM_ARRIVAL_SERVED:
        start(m, index, now);
        break;
    case SIM_ARRIVAL_QUEUED:
        job->queued = true;
        job->patience = sim_timer_post(m->engine, now + span(m, 20000), 3, GIVE_UP, index, 0);
        break;
    case SIM_ARRIVAL_REFUSED:
        m->refused++;
        break;
    }
}

static void handle(struct model *m, const struct sim_event *event)
{
    struct job *job = &m->jobs[event->index];
    uint32_t next;

    switch (event->type) {
    case ARRIVE:
        if (++m->arrived[event->index] < ARRIVALS)
            sim_cursor_set(m->engine, event->index, event->at + span(m, 4000));
        if (m->n_jobs < JOBS)
            try_job(m, m->n_jobs++, event->at);
        break;
    case RETRY:
        try_job(m, event->index, event->at);
        break;
    case DONE:
        job->over = true;
        m->served++;
        m->stays[job->station] += event->at - job->since;
        if (sim_station_finish(&m->stations[job->station], event->at, &next))
            start(m, next, event->at);
        sim_slot_set(m->engine, event->index % SLOTS, event->at + span(m, 100000));
        break;
    case GIVE_UP:
        job->patience = 0;
        if (!sim_station_leave(&m->stations[job->station], event->at, job->ticket))
            break;
        m->gave_up++;
        m->stays[job->station] += event->at - job->since;
        m->waits[job->station] += event->at - job->since;
        break;
    case LATE:
        m->late += !job->over;
        break;
    default:
        break;
    }
}

/* What happened, in order, with times in units of k. */
static void run(struct model *m, uint32_t draw, sim_time k)
{
    const struct sim_cursor_config cursors[CURSORS] = {{ARRIVE, 8}, {ARRIVE, 8}, {ARRIVE, 9}};
    const struct sim_ring_config ring = {.delay = 7000 * k, .rank = 4};
    const struct sim_slot_config slots[SLOTS] = {{PULSE, 2}, {PULSE, 2}};
    struct sim_event event;

    *m = (struct model){.key = sim_key_make(2026, draw), .k = k};
    m->engine = sim_engine_create(
        &(struct sim_engine_config){.list = draw % 2 == 0 ? SIM_LIST_DEFAULT : SIM_LIST_HEAP,
                                    .n_cursors = CURSORS,
                                    .cursors = cursors,
                                    .n_rings = 1,
                                    .rings = &ring,
                                    .n_slots = SLOTS,
                                    .slots = slots});
    sim_limit_init(&m->limit, (enum sim_limit_kind)(draw % 4), 20 + (int64_t)(u01(m) * 100),
                   (1000 + (sim_time)(u01(m) * 100000)) * k, 0);
    for (uint32_t i = 0; i < STATIONS; i++)
        sim_station_init(&m->stations[i], 1 + i, i == 2 ? 6 : SIM_UNLIMITED,
                         draw % 3 == 0 ? SIM_LIFO : SIM_FIFO, 0);
    for (uint32_t i = 0; i < CURSORS; i++)
        sim_cursor_set(m->engine, i, span(m, 4000));
    while (sim_next(m->engine, &event)) {
        uint64_t words[3] = {(uint64_t)(event.at / k), event.type, event.index};

        m->off_grid = m->off_grid || event.at % k != 0;
        m->backwards = m->backwards || event.at < m->clock;
        m->clock = event.at;
        for (int i = 0; i < 3; i++)
            m->hash = (m->hash ^ words[i]) * UINT64_C(0x100000001b3) + 0x9e3779b97f4a7c15;
        m->n_events++;
        handle(m, &event);
    }
    sim_engine_destroy(m->engine);
    sim_limit_release(&m->limit);
}

static bool little(const struct model *m)
{
    bool holds = true;

    for (uint32_t i = 0; i < STATIONS; i++) {
        const struct sim_station *station = &m->stations[i];

        holds = holds && station->in_system.value == 0 && station->in_system.area == m->stays[i] &&
                station->in_queue.area == m->waits[i] &&
                station->in_service.area == m->stays[i] - m->waits[i];
    }
    return holds;
}

static void release(struct model *m)
{
    for (uint32_t i = 0; i < STATIONS; i++)
        sim_station_release(&m->stations[i]);
}

int main(int argc, char **argv)
{
    static const sim_time factors[] = {2, 3, 7, 1000, 65536, 1000003};
    uint32_t from = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
    uint32_t to = argc > 1 ? from + 1 : N_DRAWS;
    struct model *one = malloc(sizeof *one), *scaled = malloc(sizeof *scaled);
    uint64_t events = 0, refused = 0, gave_up = 0, late = 0;
    int failures = 0;

    if (one == NULL || scaled == NULL)
        return 1;
    for (uint32_t draw = from; draw < to; draw++) {
        run(one, draw, 1);
        events += one->n_events;
        refused += one->refused;
        gave_up += one->gave_up;
        late += one->late;
        if (one->backwards || !little(one)) {
            failures++;
            printf("draw %u: %s\n", draw,
                   one->backwards ? "the clock goes back" : "the areas are not the sums of stays");
        }
        for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
            run(scaled, draw, factors[i]);
            if (scaled->hash == one->hash && scaled->n_events == one->n_events &&
                !scaled->off_grid && scaled->served == one->served) {
                release(scaled);
                continue;
            }
            failures++;
            release(scaled);
            printf("draw %u, times %" PRId64 ": %" PRIu64 " events where there were %" PRIu64
                   ", hash %016" PRIx64 " and %016" PRIx64 "%s\n",
                   draw, factors[i], scaled->n_events, one->n_events, scaled->hash, one->hash,
                   scaled->off_grid ? ", off the grid" : "");
        }
        release(one);
    }
    /* The draws must reach what the law is about. */
    if (argc == 1 && (refused == 0 || gave_up == 0 || late == 0)) {
        failures++;
        printf("nothing was refused, given up or late: the model is too idle to test anything\n");
    }
    free(one);
    free(scaled);
    printf("%" PRIu64 " events at time scale 1, %" PRIu64 " refused, %" PRIu64 " gave up, %" PRIu64
           " late; %d failures\n",
           events, refused, gave_up, late, failures);
    return failures > 0;
}
