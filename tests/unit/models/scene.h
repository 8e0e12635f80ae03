/*
 * scene.h: a small world for tests with hand values: Regions a, b, c and d, one model whose answer
 * takes a second, one class called from Region a by a client that does not retry. Tests change what
 * they are about before scene_run().
 */
#ifndef CRISIM_TESTS_UNIT_MODELS_SCENE_H
#define CRISIM_TESTS_UNIT_MODELS_SCENE_H

#include "models/arrivals.h"
#include "models/policy/policy.h"
#include "models/world.h"

#include <string.h>

enum { SCENE_REGIONS = 4, SCENE_TARGETS = 3, SCENE_CLASSES = 2, SCENE_ROWS = 128 };

struct scene {
    struct cri_region_spec regions[SCENE_REGIONS];
    sim_time rtt[SCENE_REGIONS * SCENE_REGIONS];
    struct cri_service_spec services[1];
    struct cri_capacity_spec capacity[SCENE_REGIONS]; /* unlimited */
    struct cri_quota_spec quotas[SCENE_TARGETS];      /* used by who names one */
    struct cri_price_spec prices[SCENE_TARGETS];
    struct cri_class_spec classes[SCENE_CLASSES]; /* "chat"; a second one copies it */
    struct cri_target_spec targets[SCENE_TARGETS];
    uint32_t destinations[SCENE_REGIONS];
    double shares[SCENE_REGIONS];
    struct cri_outage_spec outages[2];
    uint32_t outage_regions[2];
    struct cri_record rows[SCENE_CLASSES][SCENE_ROWS];
    struct cri_records records[SCENE_CLASSES];
    struct cri_spec spec;
    struct cri_outcome outcome;
    struct sim_column e2e[SCENE_CLASSES];
};

static inline void scene_init(struct scene *s)
{
    memset(s, 0, sizeof *s);
    for (uint32_t r = 0; r < SCENE_REGIONS; r++) {
        static const char *const names[] = {"a", "b", "c", "d"};

        s->regions[r] = (struct cri_region_spec){.name = names[r], .geography = "x"};
        s->destinations[r] = r;
        s->shares[r] = 1.0 / 3;
    }
    s->services[0] =
        (struct cri_service_spec){.model = "m", .base_ttft = SIM_SECOND, .output_burndown = 5};
    /* One profile over a, b and c, called in a; the two others are it again. */
    for (uint32_t t = 0; t < SCENE_TARGETS; t++) {
        s->targets[t] = (struct cri_target_spec){.mode = CRI_MODE_GEOGRAPHIC,
                                                 .model_id = "m",
                                                 .quota = CRI_NONE,
                                                 .price = CRI_NONE,
                                                 .long_price = CRI_NONE,
                                                 .n_destinations = 3,
                                                 .destinations = s->destinations,
                                                 .shares = s->shares,
                                                 .policy = cri_policy_find("source-first")};
        s->quotas[t] = cri_quota_unlimited("q");
        s->prices[t] = (struct cri_price_spec){.name = "p"};
    }
    for (uint32_t c = 0; c < SCENE_CLASSES; c++) {
        s->classes[c] =
            (struct cri_class_spec){.name = c == 0 ? "chat" : "other",
                                    .runs = true,
                                    .max_tokens = 100,
                                    .streaming = true,
                                    .n_targets = 1,
                                    .targets = s->targets,
                                    .client = {.preset = "none", .max_attempts = 1, .instances = 1},
                                    .arrivals = {.name = "t",
                                                 .records = &s->records[c],
                                                 .label = CRI_NONE,
                                                 .scale = 1,
                                                 .warp = 1,
                                                 .loops = 1}};
        s->records[c].rows = s->rows[c];
    }
    for (uint32_t o = 0; o < 2; o++)
        s->outages[o] = (struct cri_outage_spec){.name = o == 0 ? "first" : "second",
                                                 .n_regions = 1,
                                                 .regions = &s->outage_regions[o],
                                                 .in_flight_lost = true};
    s->spec = (struct cri_spec){.option = "scene",
                                .n_regions = SCENE_REGIONS,
                                .regions = s->regions,
                                .rtt = s->rtt,
                                .routing = {.hop_rtt_factor = 2},
                                .n_services = 1,
                                .services = s->services,
                                .n_quotas = SCENE_TARGETS,
                                .quotas = s->quotas,
                                .n_prices = SCENE_TARGETS,
                                .prices = s->prices,
                                .capacity = s->capacity,
                                .n_classes = 1,
                                .classes = s->classes,
                                .outages = s->outages,
                                .horizon = SIM_HOUR,
                                .drain = SIM_HOUR};
}

/* Round trips in both directions. */
static inline void scene_distance(struct scene *s, uint32_t from, uint32_t to, sim_time rtt)
{
    s->rtt[from * SCENE_REGIONS + to] = rtt;
    s->rtt[to * SCENE_REGIONS + from] = rtt;
}

/* n more requests of a class, the first at `at`; 100 tokens in, 10 out. */
static inline void scene_calls(struct scene *s, uint32_t class, uint32_t n, sim_time at,
                               sim_time gap)
{
    struct cri_records *records = &s->records[class];

    for (uint32_t i = 0; i < n; i++) {
        s->rows[class][records->n++] = (struct cri_record){
            .at = at + (sim_time)i * gap, .input_tokens = 100, .output_tokens = 10};
    }
    if (n > 0)
        records->span = s->rows[class][records->n - 1].at;
}

/* An outage of one Region. */
static inline struct cri_outage_spec *scene_outage(struct scene *s, enum cri_outage_kind kind,
                                                   uint32_t region, sim_time start, sim_time end)
{
    uint32_t o = s->spec.n_outages++;

    s->outage_regions[o] = region;
    s->outages[o].kind = kind;
    s->outages[o].start = start;
    s->outages[o].end = end;
    return &s->outages[o];
}

/* The counts of all classes; the outcome is in s->outcome, to be released by scene_release(). */
static inline struct cri_counts scene_run(struct scene *s)
{
    cri_outcome_init(&s->outcome, &s->spec);
    cri_world_run(&s->spec, &(struct cri_run_settings){.seed = 1, .e2e = s->e2e}, &s->outcome);
    return cri_outcome_total(&s->outcome, CRI_N_PHASES);
}

/* E2E of one request [ns], -1 = not completed. */
static inline sim_time scene_e2e(const struct scene *s, uint32_t class, uint32_t position)
{
    return s->e2e[class].values[position];
}

static inline void scene_release(struct scene *s)
{
    for (uint32_t c = 0; c < s->spec.n_classes; c++)
        sim_column_release(&s->e2e[c]);
    cri_outcome_release(&s->outcome);
}

#endif
