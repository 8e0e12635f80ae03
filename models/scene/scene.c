#include "models/scene/scene.h"

#include "models/policy/policy.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdlib.h>

void cri_scene_init(struct cri_scene *scene, uint32_t n_regions, uint32_t n_rows, sim_time gap)
{
    struct sim_arena arena = {0};
    struct cri_region_spec *regions = sim_arena_alloc(&arena, n_regions * sizeof *regions);
    uint32_t *destinations = sim_arena_alloc(&arena, n_regions * sizeof *destinations);

    SIM_ASSERT(n_regions >= 1 && n_regions <= CRI_SCENE_REGIONS, "a scene of %u Regions",
               n_regions);
    for (uint32_t r = 0; r < n_regions; r++) {
        const char *name = r < 26 ? sim_arena_printf(&arena, "%c", 'a' + (int)r)
                                  : sim_arena_printf(&arena, "r%u", r);

        regions[r] = (struct cri_region_spec){name, "x"};
        destinations[r] = r;
    }
    *scene = (struct cri_scene){
        .regions = regions,
        .rtt = sim_arena_alloc(&arena, (size_t)n_regions * n_regions * sizeof *scene->rtt),
        .destinations = destinations,
        .capacity = sim_arena_alloc(&arena, n_regions * sizeof *scene->capacity),
        .service = {.model = "m", .base_ttft = SIM_MS, .output_burndown = 1},
        .target = {.mode = CRI_MODE_GEOGRAPHIC,
                   .model_id = "m",
                   .quota = CRI_NONE,
                   .price = CRI_NONE,
                   .long_price = CRI_NONE,
                   .n_destinations = n_regions,
                   .destinations = destinations,
                   .policy = cri_policy_find("source-first")},
        .class = {.name = "c",
                  .runs = true,
                  .max_tokens = UINT32_MAX,
                  .n_targets = 1,
                  .targets = &scene->target,
                  .client = {.preset = "none", .max_attempts = 1, .instances = 1},
                  .arrivals = {.name = "t",
                               .records = &scene->records,
                               .label = CRI_NONE,
                               .scale = 1,
                               .warp = 1,
                               .loops = 1}},
        .spec = {.option = "a",
                 .n_regions = n_regions,
                 .regions = regions,
                 .routing = {.hop_rtt_factor = 2},
                 .n_services = 1,
                 .services = &scene->service,
                 .n_classes = 1,
                 .classes = &scene->class,
                 .outages = scene->outages,
                 .drain = SIM_HOUR}};
    scene->spec.rtt = scene->rtt;
    scene->spec.capacity = scene->capacity;
    scene->arena = arena;
    scene->rows = sim_fresh(n_rows + 1, sizeof *scene->rows);
    for (uint32_t i = 0; i < n_rows; i++)
        scene->rows[i] =
            (struct cri_record){.at = (sim_time)i * gap, .input_tokens = 1, .output_tokens = 1};
    scene->records = (struct cri_records){.rows = scene->rows, .n = n_rows};
}

struct cri_outage_spec *cri_scene_add_outage(struct cri_scene *scene, enum cri_outage_kind kind,
                                             uint32_t region)
{
    static const char *const names[CRI_SCENE_OUTAGES] = {"o/a", "o/b", "o/c", "o/d",
                                                         "o/e", "o/f", "o/g", "o/h"};
    uint32_t n = scene->spec.n_outages++;

    SIM_ASSERT(n < CRI_SCENE_OUTAGES, "more outages than a scene has room for");
    scene->outages[n] = (struct cri_outage_spec){.name = names[n],
                                                 .kind = kind,
                                                 .n_regions = 1,
                                                 .regions = &scene->destinations[region],
                                                 .end = SIM_TIME_MAX};
    return &scene->outages[n];
}

void cri_scene_add_quota(struct cri_scene *scene, enum cri_limit limit, int64_t amount)
{
    if (scene->spec.n_quotas == 0)
        scene->quota = cri_quota_unlimited("q");
    *cri_quota_amount(&scene->quota, limit) = amount;
    scene->target.quota = 0;
    scene->spec.quotas = &scene->quota;
    scene->spec.n_quotas = 1;
}

void cri_scene_add_price(struct cri_scene *scene, struct cri_price_spec price)
{
    scene->price = price;
    scene->target.price = 0;
    scene->spec.prices = &scene->price;
    scene->spec.n_prices = 1;
}

void cri_scene_run(struct cri_scene *scene, uint64_t seed, uint32_t replication,
                   struct cri_outcome *outcome)
{
    struct cri_spec spec = scene->spec;

    if (scene->records.n > 0)
        scene->records.span = scene->rows[scene->records.n - 1].at;
    if (spec.horizon == 0)
        spec.horizon = scene->records.span + 1;
    if (scene->records.n == 0)
        spec.n_classes = 0;
    cri_outcome_init(outcome, &spec);
    cri_world_run(&spec, &(struct cri_run_settings){.seed = seed, .replication = replication},
                  outcome);
}

void cri_scene_release(struct cri_scene *scene)
{
    free(scene->rows);
    sim_arena_release(&scene->arena);
}
