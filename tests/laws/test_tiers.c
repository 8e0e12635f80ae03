/*
 * test_tiers.c: laws of service tiers on drawn crowds of calls of three classes in one Region: each
 * call is over exactly once, no slot is idle while somebody waits, the oldest of a tier goes first
 * and an earlier tier before a later one, nobody in service is put out; shared capacity is used up
 * whatever the weights are, and a call of an earlier tier is never behind its twin of a later one.
 *
 *     laws_test_tiers [DRAW]
 */
#include "models/scene/scene.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_DRAWS = 100, CLASSES = 3, ROWS = 40, CALLS = CLASSES * ROWS };

static uint32_t current_draw, draws_made;
static int n_failures;
static uint64_t n_waited, n_overtaken, n_refused;

#define LAW(condition, ...)                                                                        \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            n_failures++;                                                                          \
            printf("draw %u, line %d: %s: ", current_draw, __LINE__, #condition);                  \
            printf(__VA_ARGS__);                                                                   \
            printf("\n");                                                                          \
        }                                                                                          \
    } while (0)

static double u01(void)
{
    return sim_u01(sim_key_make(78, 0), 1001, current_draw, draws_made++);
}

static uint32_t below(uint32_t n)
{
    return (uint32_t)(u01() * n);
}

/* One Region and a class for each tier drawn; everybody calls the same model. */
struct crowd {
    struct cri_scene scene;
    struct cri_class_spec classes[CLASSES];
    struct cri_target_spec targets[CLASSES];
    struct cri_records records[CLASSES];
    struct cri_record rows[CLASSES][ROWS];
    struct sim_column e2e[CLASSES];
    struct cri_outcome outcome;
};

/* What became of one call. */
struct call {
    sim_time at, work, start, end; /* end -1: it was refused */
    uint32_t tier;
};

/* twins: the rows of all classes are the same. */
static void draw(struct crowd *c, uint32_t number, bool twins)
{
    static const char *const names[CLASSES] = {"a", "b", "c"};
    double gap = 0.2 + 2 * u01();

    current_draw = number;
    draws_made = 1;
    cri_scene_init(&c->scene, 1, 1, 0);
    c->scene.service.output_ns_per_token = 1e7;
    c->scene.spec.n_classes = CLASSES;
    c->scene.spec.classes = c->classes;
    c->scene.spec.horizon = SIM_HOUR;
    for (int t = 0; t < CRI_N_TIERS; t++)
        c->scene.spec.tier_weights[t] =
            t == 0 ? 1 + below(100) : 1 + below(c->scene.spec.tier_weights[t - 1]);
    for (uint32_t k = 0; k < CLASSES; k++) {
        sim_time at = 0;

        c->targets[k] = c->scene.target;
        c->targets[k].mode = CRI_MODE_SINGLE_REGION;
        c->targets[k].tier = (enum cri_tier)below(CRI_N_TIERS);
        c->classes[k] = c->scene.class;
        c->classes[k].name = names[k];
        c->classes[k].targets = &c->targets[k];
        c->classes[k].arrivals.records = &c->records[k];
        for (uint32_t i = 0; i < ROWS; i++) {
            c->rows[k][i] =
                (struct cri_record){.at = at, .input_tokens = 1, .output_tokens = 1 + below(300)};
            /* Several at one instant, and on whole seconds now and then: ties with ends. */
            if (u01() > 0.15)
                at += (sim_time)(-log(u01()) * gap * 1e9);
            if (u01() < 0.1)
                at = (at / SIM_SECOND + 1) * SIM_SECOND;
        }
        if (twins)
            memcpy(c->rows[k], c->rows[0], sizeof c->rows[k]);
        c->records[k] =
            (struct cri_records){.rows = c->rows[k], .n = ROWS, .span = c->rows[k][ROWS - 1].at};
    }
}

static void run(struct crowd *c)
{
    struct cri_counts total;

    memset(c->e2e, 0, sizeof c->e2e);
    cri_outcome_init(&c->outcome, &c->scene.spec);
    cri_world_run(&c->scene.spec, &(struct cri_run_settings){.seed = 1, .e2e = c->e2e},
                  &c->outcome);
    total = cri_outcome_total(&c->outcome, CRI_N_PHASES);
    LAW(total.offered == CALLS && cri_counts_accounted(&total) == CALLS && total.in_flight == 0,
        "%llu offered, %llu accounted", (unsigned long long)total.offered,
        (unsigned long long)cri_counts_accounted(&total));
    LAW(total.terminal[CRI_COMPLETED] + total.terminal[CRI_UNAVAILABLE] == CALLS, "other ends");
    LAW(total.attempts == CALLS, "each calls once");
    n_refused += total.terminal[CRI_UNAVAILABLE];
}

static void release(struct crowd *c)
{
    for (uint32_t k = 0; k < CLASSES; k++)
        sim_column_release(&c->e2e[k]);
    cri_outcome_release(&c->outcome);
}

static void collect(const struct crowd *c, struct call *calls)
{
    for (uint32_t i = 0; i < CALLS; i++) {
        const struct cri_record *row = &c->rows[i / ROWS][i % ROWS];
        sim_time e2e = c->e2e[i / ROWS].values[i % ROWS];
        sim_time work = SIM_MS + (sim_time)(row->output_tokens - 1) * 10 * SIM_MS;

        calls[i] = (struct call){.at = row->at,
                                 .work = work,
                                 .start = row->at + e2e - work,
                                 .end = e2e < 0 ? -1 : row->at + e2e,
                                 .tier = c->targets[i / ROWS].tier};
    }
}

/* ---- slots ---- */

/* Calls in service right behind an instant. */
static uint32_t busy_at(const struct call *calls, sim_time at)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < CALLS; i++)
        n += calls[i].end >= 0 && calls[i].start <= at && at < calls[i].end;
    return n;
}

/* While it waits every slot is in use; looked at when it comes and whenever one becomes free. */
static void law_no_slot_idles(const struct call *calls, const struct call *waiting, uint32_t slots)
{
    LAW(busy_at(calls, waiting->at) == slots, "%u of %u in use when one begins to wait",
        busy_at(calls, waiting->at), slots);
    for (uint32_t i = 0; i < CALLS; i++)
        if (calls[i].end > waiting->at && calls[i].end < waiting->start)
            LAW(busy_at(calls, calls[i].end) == slots, "%u of %u in use while one waits",
                busy_at(calls, calls[i].end), slots);
}

/* b waited when a began, and is before it by tier, or by age in the same tier. */
static bool jumps(const struct call *a, const struct call *b)
{
    return b->end >= 0 && b->at < a->start && b->start > a->start &&
           (b->tier < a->tier || (b->tier == a->tier && b->at < a->at));
}

static void law_slots(struct crowd *c, uint32_t number)
{
    struct call calls[CALLS];
    uint32_t slots;

    draw(c, number, false);
    slots = 1 + below(3);
    c->scene.capacity[0] = (struct cri_capacity_spec){
        .kind = CRI_CAPACITY_SLOTS, .slots = slots, .queue = below(3) == 0 ? below(9) : 1000000};
    run(c);
    collect(c, calls);
    for (uint32_t i = 0; i < CALLS; i++) {
        if (calls[i].end < 0)
            continue;
        LAW(calls[i].start >= calls[i].at, "served before it came, or not whole");
        LAW(busy_at(calls, calls[i].start) <= slots, "more calls than slots");
        if (calls[i].start > calls[i].at) {
            n_waited++;
            law_no_slot_idles(calls, &calls[i], slots);
        }
        for (uint32_t k = 0; k < CALLS; k++) {
            LAW(!jumps(&calls[i], &calls[k]), "call %u (tier %u) before call %u (tier %u)", i,
                calls[i].tier, k, calls[k].tier);
            n_overtaken += calls[k].end >= 0 && calls[k].at < calls[i].at &&
                           calls[k].start > calls[i].start && calls[i].tier < calls[k].tier;
        }
    }
    release(c);
    cri_scene_release(&c->scene);
}

/* ---- shared capacity ---- */

static sim_time last_end(const struct crowd *c)
{
    struct call calls[CALLS];
    sim_time last = 0;

    collect(c, calls);
    for (uint32_t i = 0; i < CALLS; i++)
        last = calls[i].end > last ? calls[i].end : last;
    return last;
}

/* Not wider than one call, so that nobody is held up by full speed: the work is done by the same
 * time in whatever order and by whatever weights. */
static void law_shared_is_used_up(struct crowd *c, uint32_t number)
{
    sim_time last;
    struct cri_capacity_spec capacity;

    draw(c, number, false);
    capacity = (struct cri_capacity_spec){.kind = CRI_CAPACITY_SHARED,
                                          .width = 0.3 + 0.7 * u01(),
                                          .most = below(2) * (1 + below(5)),
                                          .queue = 1000000};
    c->scene.capacity[0] = capacity;
    run(c);
    last = last_end(c);
    release(c);
    memset(c->scene.spec.tier_weights, 0, sizeof c->scene.spec.tier_weights);
    run(c);
    LAW(llabs(last - last_end(c)) < 1000 * CALLS, "by %lld ns with weights, %lld without",
        (long long)last, (long long)last_end(c));
    release(c);
    for (uint32_t k = 0; k < CLASSES; k++)
        c->targets[k].tier = CRI_TIER_FLEX;
    run(c);
    LAW(llabs(last - last_end(c)) < 1000 * CALLS, "by %lld ns with tiers, %lld in one",
        (long long)last, (long long)last_end(c));
    release(c);
    cri_scene_release(&c->scene);
}

static void law_twins(struct crowd *c, uint32_t number)
{
    struct call calls[CALLS];

    draw(c, number, true);
    c->scene.capacity[0] =
        (struct cri_capacity_spec){.kind = CRI_CAPACITY_SHARED, .width = 0.3 + 6 * u01()};
    run(c);
    collect(c, calls);
    for (uint32_t a = 0; a < CLASSES; a++) {
        for (uint32_t b = 0; b < CLASSES; b++) {
            if (c->targets[a].tier > c->targets[b].tier)
                continue;
            for (uint32_t i = 0; i < ROWS; i++)
                LAW(calls[a * ROWS + i].end <= calls[b * ROWS + i].end + 1000,
                    "row %u ends at %lld in tier %d, at %lld in tier %d", i,
                    (long long)calls[a * ROWS + i].end, (int)c->targets[a].tier,
                    (long long)calls[b * ROWS + i].end, (int)c->targets[b].tier);
        }
    }
    for (uint32_t i = 0; i < CALLS; i++)
        LAW(calls[i].end - calls[i].at >= calls[i].work - 20 * SIM_US, "faster than full speed");
    release(c);
    cri_scene_release(&c->scene);
}

static void try_draw(struct crowd *c, uint32_t number)
{
    law_slots(c, number);
    law_shared_is_used_up(c, number);
    law_twins(c, number);
}

int main(int argc, char **argv)
{
    struct crowd *c = calloc(1, sizeof *c);

    if (c == NULL)
        abort();
    if (argc > 1) {
        try_draw(c, (uint32_t)strtoul(argv[1], NULL, 10));
    } else {
        for (uint32_t number = 0; number < N_DRAWS; number++)
            try_draw(c, number);
        LAW(n_waited > 1000 && n_overtaken > 1000 && n_refused > 100,
            "%llu waited, %llu were overtaken, %llu refused", (unsigned long long)n_waited,
            (unsigned long long)n_overtaken, (unsigned long long)n_refused);
        printf("%d draws, %llu calls waited, %llu were overtaken by an earlier tier, %llu refused, "
               "%d laws broken\n",
               N_DRAWS, (unsigned long long)n_waited, (unsigned long long)n_overtaken,
               (unsigned long long)n_refused, n_failures);
    }
    free(c);
    return n_failures > 0 ? 1 : 0;
}
