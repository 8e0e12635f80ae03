/*
 * plan_outages.c: failures of a scenario as the world wants them.
 */
#include "scenarios/read/events.h"
#include "scenarios/plan/build.h"

#include <math.h>
#include <string.h>

struct outage_list {
    struct cri_outage_spec *items;
    uint32_t n, capacity;
};

static struct cri_outage_spec *push(struct builder *b, struct outage_list *list)
{
    if (list->n == list->capacity) {
        uint32_t capacity = list->capacity > 0 ? list->capacity * 2 : 16;
        struct cri_outage_spec *items = sim_arena_alloc(b->arena, capacity * sizeof *items);

        if (list->n > 0)
            memcpy(items, list->items, list->n * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    return &list->items[list->n++];
}

/* ---- names ---- */

const struct catalog_incident *build_find_incident(struct builder *b, const char *name,
                                                   const struct sim_json *at, const char *path)
{
    uint32_t n;
    const struct catalog_incident *incidents = catalog_incidents(b->catalog, &n);
    const char **names = sim_arena_alloc(b->arena, (n + 1) * sizeof *names);

    for (uint32_t i = 0; i < n; i++) {
        names[i] = sim_arena_printf(b->arena, "%s/%s", incidents[i].region, incidents[i].date);
        if (strcmp(names[i], name) == 0)
            return &incidents[i];
    }
    scenario_error(b->diag, at, path, "unknown incident '%.80s'%s", name,
                   build_suggestion(b, name, names, n));
    return NULL;
}

static bool is_geography(const struct builder *b, const char *name)
{
    const struct catalog_region *regions = catalog_regions(b->catalog);

    for (uint32_t i = 0; i < catalog_n_regions(b->catalog); i++)
        if (strcmp(regions[i].geography, name) == 0)
            return true;
    return strcmp(name, "*") == 0;
}

void build_check_outages(struct builder *b)
{
    const struct scenario_outage *outages = b->world->outages.items;
    const struct catalog_region *regions = catalog_regions(b->catalog);
    uint32_t n = catalog_n_regions(b->catalog);
    const char **geographies = sim_arena_alloc(b->arena, (n + 1) * sizeof *geographies);

    for (uint32_t i = 0; i < n; i++)
        geographies[i] = regions[i].geography;
    for (uint32_t i = 0; i < b->world->outages.n; i++) {
        const struct scenario_outage *outage = &outages[i];
        char *path = sim_arena_printf(b->arena, "outages.%s", outage->node.name);

        for (uint32_t r = 0; r < outage->regions.n; r++)
            build_find_region(b, outage->regions.items[r], outage->regions.json[r],
                              sim_arena_printf(b->arena, "%s.regions[%u]", path, r), true);
        for (uint32_t m = 0; m < outage->models.n; m++)
            if (catalog_model_find(b->catalog, outage->models.items[m]) == NULL)
                scenario_error(b->diag, outage->models.json[m], path, "unknown model '%.100s'%s",
                               outage->models.items[m],
                               build_suggestion(b, outage->models.items[m],
                                                catalog_model_names(b->catalog),
                                                catalog_n_models(b->catalog)));
        if (outage->geography != NULL && !is_geography(b, outage->geography))
            scenario_error(b->diag, scenario_at(&outage->node, "geography"), path,
                           "unknown geography '%.80s'%s", outage->geography,
                           build_suggestion(b, outage->geography, geographies, n));
        if (outage->incident != NULL)
            build_find_incident(b, outage->incident, scenario_at(&outage->node, "incident"), path);
    }
}

/* ---- Regions and models that are hit ---- */

static uint32_t regions_of(struct builder *b, const struct scenario_outage *entry, uint32_t *out)
{
    const struct catalog_region *regions = catalog_regions(b->catalog);
    uint32_t n = 0;

    for (uint32_t r = 0; r < entry->regions.n; r++) {
        uint32_t region = catalog_region_find(b->catalog, entry->regions.items[r]);

        if (region != CATALOG_NONE)
            out[n++] = region;
    }
    if (entry->geography != NULL)
        for (uint32_t r = 0; r < b->n_regions; r++)
            if (regions[r].bedrock && (strcmp(entry->geography, "*") == 0 ||
                                       strcmp(regions[r].geography, entry->geography) == 0))
                out[n++] = r;
    if (n == 0 && entry->incident != NULL) {
        const struct catalog_incident *incident =
            build_find_incident(b, entry->incident, scenario_at(&entry->node, "incident"),
                                sim_arena_printf(b->arena, "outages.%s", entry->node.name));

        if (incident != NULL)
            out[n++] = build_find_region(
                b, incident->region, scenario_at(&entry->node, "incident"),
                sim_arena_printf(b->arena, "outages.%s.incident", entry->node.name), true);
    }
    return n;
}

/* Bits of the services that are hit; all when no model is named. */
static uint64_t services_of(struct builder *b, const struct scenario_outage *entry)
{
    const struct cri_spec *spec = &b->arm->spec;
    uint64_t bits = 0;

    if (entry->models.n > 0 && spec->n_services > 63) {
        scenario_error(b->diag, scenario_at(&entry->node, "models"),
                       sim_arena_printf(b->arena, "outages.%s.models", entry->node.name),
                       "at most 63 models can be told apart, the classes use %u", spec->n_services);
        return 0;
    }
    for (uint32_t s = 0; s < spec->n_services; s++)
        for (uint32_t m = 0; m < entry->models.n; m++)
            if (strcmp(spec->services[s].model, entry->models.items[m]) == 0)
                bits |= (uint64_t)1 << s;
    /* A model that no class uses: nothing is hit, which 0 would not say. */
    return entry->models.n > 0 && bits == 0 ? (uint64_t)1 << 63 : bits;
}

static double length_of(struct builder *b, const struct scenario_outage *entry)
{
    const struct catalog_incident *incident;

    if (!isnan(entry->duration_s))
        return entry->duration_s;
    incident =
        build_find_incident(b, entry->incident, scenario_at(&entry->node, "incident"), "outages");
    if (incident == NULL)
        return 1;
    if (isnan(incident->duration_min)) {
        scenario_error(b->diag, scenario_at(&entry->node, "incident"),
                       sim_arena_printf(b->arena, "outages.%s", entry->node.name),
                       "the length of incident '%s' is not known; state a 'duration_s'",
                       entry->incident);
        return 1;
    }
    build_assume(b->plan, catalog_mark_name(incident->origin.mark), incident->origin.source,
                 sim_arena_printf(b->arena, "incident %s: %.0f min (%s)", entry->incident,
                                  incident->duration_min, incident->what));
    return incident->duration_min * 60;
}

static struct cri_outage_spec common(struct builder *b, const struct scenario_outage *entry)
{
    return (struct cri_outage_spec){
        .name = entry->node.name,
        .kind = (enum cri_outage_kind)entry->kind,
        .services = services_of(b, entry),
        .detection_delay = sim_time_from_s(entry->detection_delay_s),
        .ramp = sim_time_from_s(entry->ramp_s),
        .in_flight_lost = entry->in_flight == 0,
        .serving_survives = entry->serving_survives,
        .quota_lost = !entry->quota_survives,
        .error_share = entry->error_share,
        .slowdown = entry->slowdown,
        .capacity_factor = entry->capacity_factor,
        .added = sim_time_from_ms(entry->added_ms),
        .quota_factor = entry->quota_factor,
    };
}

static void add_events(struct builder *b, const struct scenario_outage *entry,
                       struct outage_list *list)
{
    const char *slash = strrchr(b->plan->scenario->file, '/');
    char *file = entry->events[0] == '/' || slash == NULL
                     ? sim_arena_strdup(b->arena, entry->events)
                     : sim_arena_printf(b->arena, "%.*s/%s", (int)(slash - b->plan->scenario->file),
                                        b->plan->scenario->file, entry->events);
    struct event_rows rows;

    events_read(file, &rows, b->arena, b->diag);
    for (uint32_t i = 0; i < rows.n; i++) {
        uint32_t *region = sim_arena_alloc(b->arena, sizeof *region);
        struct cri_outage_spec *outage;

        *region = catalog_region_find(b->catalog, rows.items[i].region);
        if (*region == CATALOG_NONE) {
            sim_diag_error(b->diag, file, (uint32_t)rows.items[i].line, 0, NULL,
                           "unknown Region '%.80s'%s", rows.items[i].region,
                           build_suggestion(b, rows.items[i].region,
                                            catalog_region_names(b->catalog),
                                            catalog_n_regions(b->catalog)));
            continue;
        }
        outage = push(b, list);
        *outage = common(b, entry);
        outage->name = sim_arena_printf(b->arena, "%s/%u", entry->node.name, i + 1);
        outage->n_regions = 1;
        outage->regions = region;
        outage->start = sim_time_from_s(rows.items[i].start_s);
        outage->end = sim_time_from_s(rows.items[i].end_s);
    }
}

static void add_entry(struct builder *b, const struct scenario_outage *entry,
                      struct outage_list *list)
{
    uint32_t *regions =
        sim_arena_alloc(b->arena, (b->n_regions + entry->regions.n + 1) * sizeof *regions);
    uint32_t n = regions_of(b, entry, regions);
    bool drawn = !isnan(entry->mean_up_h);
    uint32_t parts;

    if (drawn)
        build_assume(
            b->plan, "scenario", "outages",
            sim_arena_printf(
                b->arena,
                "failures '%s' (%s) are drawn%s: %.4g h up on average, %s of %.4g min "
                "(%s)%s",
                entry->node.name, cri_outage_kind_name((enum cri_outage_kind)entry->kind),
                entry->independent ? ", for each Region by itself" : ", together", entry->mean_up_h,
                entry->repair == 1 ? "exponential repair" : "lognormal repair",
                entry->repair_p50_min, entry->repair == 1 ? "mean" : "median",
                entry->repair == 1
                    ? ""
                    : sim_arena_printf(b->arena, ", p90 %.4g min", entry->repair_p90_min)));

    parts = drawn && entry->independent ? n : 1;
    for (uint32_t i = 0; i < parts; i++) {
        struct cri_outage_spec *outage = push(b, list);

        *outage = common(b, entry);
        outage->n_regions = parts > 1 ? 1 : n;
        outage->regions = regions + i;
        if (drawn) {
            /* Keyed by Region, so that another one in the list changes nobody's luck. */
            if (entry->independent && n > 0)
                outage->name = sim_arena_printf(b->arena, "%s/%s", entry->node.name,
                                                build_region_name(b, regions[i]));
            outage->drawn = true;
            outage->mean_up_s = entry->mean_up_h * 3600;
            outage->repair_p50_s = entry->repair_p50_min * 60;
            outage->repair_p90_s = entry->repair_p90_min * 60;
            outage->repair_exponential = entry->repair == 1;
        } else if (b->diag->n_errors == 0) {
            outage->start = sim_time_from_s(entry->start_s);
            outage->end = outage->start + sim_time_from_s(length_of(b, entry));
        }
    }
}

void build_outages(struct builder *b)
{
    struct cri_spec *spec = &b->arm->spec;
    const struct scenario_outage *entries = b->world->outages.items;
    struct outage_list list = {0};

    for (uint32_t i = 0; i < b->world->outages.n; i++) {
        if (entries[i].events != NULL)
            add_events(b, &entries[i], &list);
        else
            add_entry(b, &entries[i], &list);
    }
    spec->n_outages = list.n;
    spec->outages = list.items;
}
