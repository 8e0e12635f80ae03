/*
 * part_regions.c: the catalog's Regions, the round trips between them, their local time. They are
 * the same in all options.
 */
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"

#include <math.h>

/* Local time by the sun: 15 degrees of longitude an hour, to the nearest hour. */
static double utc_offset_h(const struct catalog_region *region)
{
    return floor(region->lon / 15 + 0.5);
}

static void compile_regions(struct plan_job *job, struct cri_spec *spec)
{
    const struct catalog_region *entries = catalog_regions(job->catalog);
    uint32_t n = catalog_n_regions(job->catalog);
    struct cri_region_spec *regions = sim_arena_alloc(job->arena, (n + 1) * sizeof *regions);
    sim_time *rtt = sim_arena_alloc(job->arena, ((size_t)n * n + 1) * sizeof *rtt);
    double *offsets = sim_arena_alloc(job->arena, (n + 1) * sizeof *offsets);

    for (uint32_t i = 0; i < n; i++) {
        regions[i] =
            (struct cri_region_spec){.name = entries[i].code, .geography = entries[i].geography};
        offsets[i] = utc_offset_h(&entries[i]);
        for (uint32_t j = 0; j < n; j++)
            rtt[i * n + j] = sim_time_from_ms(catalog_rtt_ms(job->catalog, i, j, NULL));
    }
    spec->n_regions = n;
    spec->regions = regions;
    spec->rtt = rtt;
    spec->utc_offset_h = offsets;
}

static void regions_of_option(struct plan_job *job)
{
    struct cri_spec *spec = &job->option->spec;
    const struct cri_spec *first = &job->plan->options[0].spec;

    if (spec == first) {
        compile_regions(job, spec);
        return;
    }
    spec->n_regions = first->n_regions;
    spec->regions = first->regions;
    spec->rtt = first->rtt;
    spec->utc_offset_h = first->utc_offset_h;
}

static void note_leg(struct plan_job *job, uint32_t from, uint32_t to)
{
    enum catalog_mark mark;
    double ms = catalog_rtt_ms(job->catalog, from, to, &mark);

    plan_used(job->plan, "round-trip times", &catalog_rtt(job->catalog, from, to)->origin);

    if (mark == CATALOG_INFERRED)
        plan_note(job->plan, "inferred", "docs/catalog.md",
                  sim_arena_printf(job->arena,
                                   "round trip %s to %s: %.0f ms, estimated from distance",
                                   plan_region_name(job, from), plan_region_name(job, to), ms));
}

static void note_estimated(struct plan_job *job)
{
    const struct cri_spec *spec = &job->option->spec;

    if (!job->sound)
        return;
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++) {
            const struct cri_target_spec *target = &spec->classes[c].targets[t];

            for (uint32_t d = 0; d < target->n_destinations; d++)
                note_leg(job, target->source, target->destinations[d]);
        }
    }
}

const struct plan_part plan_part_regions = {
    .name = "regions",
    .build = {[PLAN_OPTION] = regions_of_option, [PLAN_OPTION_END] = note_estimated},
};
