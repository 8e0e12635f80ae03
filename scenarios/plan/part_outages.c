/*
 * part_outages.c: failures of a scenario as the world wants them: scheduled, drawn, recorded.
 */
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/read/events.h"

#include <math.h>
#include <string.h>

/* Starts of a drawn outage in a Region, in a run. */
#define MOST_OUTAGES 100000.0

struct outage_list {
    struct cri_outage_spec *items;
    uint32_t n, capacity;
};

static struct cri_outage_spec *push(struct plan_job *job, struct outage_list *list)
{
    list->items =
        sim_arena_with_room(job->arena, list->items, list->n, &list->capacity, sizeof *list->items);
    return &list->items[list->n++];
}

/* ---- names ---- */

static const struct catalog_incident *find_incident(struct plan_job *job, const char *name,
                                                    const struct sim_json *at, const char *path)
{
    uint32_t n;
    const struct catalog_incident *incidents = catalog_incidents(job->catalog, &n);
    const char **names = sim_arena_alloc(job->arena, (n + 1) * sizeof *names);

    for (uint32_t i = 0; i < n; i++) {
        names[i] = sim_arena_printf(job->arena, "%s/%s", incidents[i].region, incidents[i].date);
        if (strcmp(names[i], name) == 0)
            return &incidents[i];
    }
    scenario_error(job->diag, at, path, "unknown incident '%.80s'%s", name,
                   plan_suggestion(job, name, names, n));
    return NULL;
}

static bool is_geography(const struct plan_job *job, const char *name)
{
    const struct catalog_region *regions = catalog_regions(job->catalog);

    for (uint32_t i = 0; i < catalog_n_regions(job->catalog); i++)
        if (strcmp(regions[i].geography, name) == 0)
            return true;
    return strcmp(name, "*") == 0;
}

static void check_models(struct plan_job *job, const struct scenario_outage *outage,
                         const char *path)
{
    for (uint32_t m = 0; m < outage->models.n; m++)
        if (catalog_model_find(job->catalog, outage->models.items[m]) == NULL)
            plan_find_name(job, CATALOG_OF_MODELS, outage->models.items[m], outage->models.json[m],
                           path);
}

static void check_geography(struct plan_job *job, const struct scenario_outage *outage,
                            const char *path)
{
    const struct catalog_region *regions = catalog_regions(job->catalog);
    uint32_t n = catalog_n_regions(job->catalog);
    const char **names = sim_arena_alloc(job->arena, (n + 1) * sizeof *names);

    for (uint32_t i = 0; i < n; i++)
        names[i] = regions[i].geography;
    if (!is_geography(job, outage->geography))
        scenario_error(job->diag, scenario_at(&outage->node, "geography"), path,
                       "unknown geography '%.80s'%s", outage->geography,
                       plan_suggestion(job, outage->geography, names, n));
}

static void check_outages(struct plan_job *job)
{
    const struct scenario_outage *outages = job->world->outages.items;

    for (uint32_t i = 0; i < job->world->outages.n; i++) {
        const struct scenario_outage *outage = &outages[i];
        char *path = sim_arena_printf(job->arena, "outages.%s", outage->node.name);

        plan_check_regions(job, &outage->node, "outages", "regions", &outage->regions);
        check_models(job, outage, path);
        if (outage->geography != NULL)
            check_geography(job, outage, path);
        if (outage->incident != NULL)
            find_incident(job, outage->incident, scenario_at(&outage->node, "incident"), path);
    }
}

/* ---- Regions and models that are hit ---- */

static uint32_t regions_of(struct plan_job *job, const struct scenario_outage *entry, uint32_t *out)
{
    const struct catalog_region *regions = catalog_regions(job->catalog);
    uint32_t n = 0;

    for (uint32_t r = 0; r < entry->regions.n; r++) {
        uint32_t region = catalog_region_find(job->catalog, entry->regions.items[r]);

        if (region != CATALOG_NONE)
            out[n++] = region;
    }
    if (entry->geography != NULL)
        for (uint32_t r = 0; r < job->option->spec.n_regions; r++)
            if (regions[r].bedrock && (strcmp(entry->geography, "*") == 0 ||
                                       strcmp(regions[r].geography, entry->geography) == 0))
                out[n++] = r;
    if (n == 0 && entry->incident != NULL) {
        const struct catalog_incident *incident =
            find_incident(job, entry->incident, scenario_at(&entry->node, "incident"),
                          sim_arena_printf(job->arena, "outages.%s", entry->node.name));

        if (incident != NULL)
            out[n++] = plan_find_region(
                job, incident->region, scenario_at(&entry->node, "incident"),
                sim_arena_printf(job->arena, "outages.%s.incident", entry->node.name), true);
    }
    return n;
}

/* Bits of the services that are hit; all when no model is named. */
static uint64_t services_of(struct plan_job *job, const struct scenario_outage *entry)
{
    const struct cri_spec *spec = &job->option->spec;
    uint64_t bits = 0;

    if (entry->models.n > 0 && spec->n_services > 63) {
        scenario_error(job->diag, scenario_at(&entry->node, "models"),
                       sim_arena_printf(job->arena, "outages.%s.models", entry->node.name),
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

static double length_of(struct plan_job *job, const struct scenario_outage *entry)
{
    const struct catalog_incident *incident;

    if (!isnan(entry->duration_s))
        return entry->duration_s;
    incident =
        find_incident(job, entry->incident, scenario_at(&entry->node, "incident"), "outages");
    if (incident == NULL)
        return 1;
    if (isnan(incident->duration_min)) {
        scenario_error(job->diag, scenario_at(&entry->node, "incident"),
                       sim_arena_printf(job->arena, "outages.%s", entry->node.name),
                       "the length of incident '%s' is not known; state a 'duration_s'",
                       entry->incident);
        return 1;
    }
    plan_note(job->plan, catalog_mark_name(incident->origin.mark), incident->origin.source,
              sim_arena_printf(job->arena, "incident %s: %.0f min (%s)", entry->incident,
                               incident->duration_min, incident->what));
    return incident->duration_min * 60;
}

static struct cri_outage_spec common(struct plan_job *job, const struct scenario_outage *entry)
{
    return (struct cri_outage_spec){
        .name = entry->node.name,
        .kind = (enum cri_outage_kind)entry->kind,
        .services = services_of(job, entry),
        .detection_delay = sim_time_from_s(entry->detection_delay_s),
        .ramp = sim_time_from_s(entry->ramp_s),
        .in_flight_lost = entry->in_flight == SCENARIO_IN_FLIGHT_LOST,
        .serving_survives = entry->serving_survives,
        .quota_lost = !entry->quota_survives,
        .error_share = entry->error_share,
        .slowdown = entry->slowdown,
        .capacity_factor = entry->capacity_factor,
        .added = sim_time_from_ms(entry->added_ms),
        .quota_factor = entry->quota_factor,
    };
}

/* ---- entries ---- */

static void add_event(struct plan_job *job, const struct scenario_outage *entry, const char *file,
                      const struct event_rows *rows, uint32_t i, struct outage_list *list)
{
    uint32_t *region = sim_arena_alloc(job->arena, sizeof *region);
    const char *name = rows->items[i].region;
    struct cri_outage_spec *outage;
    struct sim_text why = {0};

    *region = catalog_resolve_one(job->catalog, CATALOG_OF_REGIONS, name, &why);
    if (*region == CATALOG_NONE)
        sim_diag_error(job->diag, file, (uint32_t)rows->items[i].line, 0, NULL, "%s", why.data);
    sim_text_release(&why);
    if (*region == CATALOG_NONE)
        return;
    if (strcmp(name, plan_region_name(job, *region)) != 0)
        sim_diag_note(job->diag, file, (uint32_t)rows->items[i].line, 0, NULL, "'%.100s' is %s",
                      name, plan_region_name(job, *region));
    outage = push(job, list);
    *outage = common(job, entry);
    outage->name = sim_arena_printf(job->arena, "%s/%u", entry->node.name, i + 1);
    outage->n_regions = 1;
    outage->regions = region;
    outage->start = sim_time_from_s(rows->items[i].start_s);
    outage->end = sim_time_from_s(rows->items[i].end_s);
}

static void add_events(struct plan_job *job, const struct scenario_outage *entry,
                       struct outage_list *list)
{
    char *file = plan_file_beside(job->plan->scenario, entry->events, job->arena);
    struct event_rows rows;

    events_read(file, &rows, job->arena, job->diag);
    for (uint32_t i = 0; i < rows.n; i++)
        add_event(job, entry, file, &rows, i, list);
}

static void note_drawn(struct plan_job *job, const struct scenario_outage *entry)
{
    bool exponential = entry->repair == SCENARIO_REPAIR_EXPONENTIAL;

    plan_note(job->plan, "scenario", "outages",
              sim_arena_printf(
                  job->arena,
                  "failures '%s' (%s) are drawn%s: %.4g h up on average, %s of %.4g min "
                  "(%s)%s",
                  entry->node.name, cri_outage_kind_name((enum cri_outage_kind)entry->kind),
                  entry->independent ? ", for each Region by itself" : ", together",
                  entry->mean_up_h, exponential ? "exponential repair" : "lognormal repair",
                  entry->repair_p50_min, exponential ? "mean" : "median",
                  exponential
                      ? ""
                      : sim_arena_printf(job->arena, ", p90 %.4g min", entry->repair_p90_min)));
}

static void set_drawn(struct plan_job *job, const struct scenario_outage *entry,
                      struct cri_outage_spec *outage)
{
    /* Keyed by Region, so that another one in the list changes nobody's luck. */
    if (entry->independent && outage->n_regions > 0)
        outage->name = sim_arena_printf(job->arena, "%s/%s", entry->node.name,
                                        plan_region_name(job, outage->regions[0]));
    outage->drawn = true;
    outage->mean_up_s = entry->mean_up_h * 3600;
    outage->repair_p50_s = entry->repair_p50_min * 60;
    outage->repair_p90_s = entry->repair_p90_min * 60;
    outage->repair_exponential = entry->repair == SCENARIO_REPAIR_EXPONENTIAL;
}

static void add_entry(struct plan_job *job, const struct scenario_outage *entry,
                      struct outage_list *list)
{
    size_t room = (size_t)job->option->spec.n_regions + entry->regions.n + 1;
    uint32_t *regions = sim_arena_alloc(job->arena, room * sizeof *regions);
    uint32_t n = regions_of(job, entry, regions);
    bool drawn = !isnan(entry->mean_up_h);
    uint32_t parts = drawn && entry->independent ? n : 1;

    if (drawn)
        note_drawn(job, entry);
    for (uint32_t i = 0; i < parts; i++) {
        struct cri_outage_spec *outage = push(job, list);

        *outage = common(job, entry);
        outage->n_regions = parts > 1 ? 1 : n;
        outage->regions = regions + i;
        if (drawn) {
            set_drawn(job, entry, outage);
        } else if (job->diag->n_errors == 0) {
            outage->start = sim_time_from_s(entry->start_s);
            outage->end = outage->start + sim_time_from_s(length_of(job, entry));
        }
    }
}

static void build_outages(struct plan_job *job)
{
    struct cri_spec *spec = &job->option->spec;
    const struct scenario_outage *entries = job->world->outages.items;
    struct outage_list list = {0};

    for (uint32_t i = 0; i < job->world->outages.n; i++) {
        if (entries[i].events != NULL)
            add_events(job, &entries[i], &list);
        else
            add_entry(job, &entries[i], &list);
    }
    spec->n_outages = list.n;
    spec->outages = list.items;
}

/* ---- against the horizon ---- */

static void warn_never_met(struct plan_job *job)
{
    const struct cri_spec *spec = &job->option->spec;

    for (uint32_t i = 0; i < spec->n_outages; i++)
        if (!spec->outages[i].drawn && spec->outages[i].start >= spec->horizon)
            sim_diag_warning(job->diag, job->plan->scenario->file, 0, 0,
                             sim_arena_printf(job->arena, "outages.%s", spec->outages[i].name),
                             "starts at %.0f s, after the horizon of %.0f s: it is never met",
                             sim_time_to_s(spec->outages[i].start), sim_time_to_s(spec->horizon));
}

static void check_length(struct plan_job *job)
{
    const struct scenario_outage *outages = job->world->outages.items;
    double horizon = sim_time_to_s(job->option->spec.horizon);

    if (job->option->horizon_known)
        warn_never_met(job);
    for (uint32_t i = 0; i < job->world->outages.n; i++) {
        double cycle = outages[i].mean_up_h * 3600 + outages[i].repair_p50_min * 60;

        if (!isnan(outages[i].mean_up_h) && horizon / cycle > MOST_OUTAGES)
            scenario_error(job->diag, scenario_at(&outages[i].node, "mean_up_h"),
                           sim_arena_printf(job->arena, "outages.%s", outages[i].node.name),
                           "would come about %.3g times by the horizon of %.6g s; at most %.0f "
                           "times, so 'mean_up_h' must be at least %.3g",
                           horizon / cycle, horizon, MOST_OUTAGES,
                           (horizon / MOST_OUTAGES - outages[i].repair_p50_min * 60) / 3600);
    }
}

const struct plan_part plan_part_outages = {
    .name = "outages",
    .check = check_outages,
    .build = {[PLAN_OPTION_END] = build_outages, [PLAN_LENGTH] = check_length},
};
