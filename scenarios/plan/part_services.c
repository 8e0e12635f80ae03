/*
 * part_services.c: how the models of an option are served: the catalog's latencies, and what the
 * scenario's 'models' say otherwise.
 */
#include "scenarios/plan/part_services.h"

#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Of the option; the room is for one a class. */
struct services {
    struct cri_service_spec *items;
    const struct catalog_model **models; /* of the items */
};

static void begin(struct plan_job *job)
{
    struct services *own = sim_arena_alloc(job->arena, sizeof *own);
    size_t room = (size_t)job->world->classes.n + 1;

    own->items = sim_arena_alloc(job->arena, room * sizeof *own->items);
    own->models = sim_arena_alloc(job->arena, room * sizeof *own->models);
    job->own[PLAN_PART_services] = own;
    job->option->spec.services = own->items;
}

static void check_models(struct plan_job *job)
{
    const struct scenario_model *models = job->world->models.items;

    for (uint32_t i = 0; i < job->world->models.n; i++)
        plan_check_model_of(job, &models[i].node, "models", models[i].model);
}

/* ---- measured quantiles ---- */

struct point {
    double p, value;
};

/* "p99.9" = 0.999. */
static bool read_percentile(const char *name, double *p)
{
    double percent;

    if (name[0] != 'p' || !sim_parse_double(name + 1, strlen(name + 1), &percent) ||
        !(percent >= 0 && percent <= 100))
        return false;
    *p = percent / 100;
    return true;
}

/* Sorted in by p; inverse: the larger the number the shorter the time, so the order turns round. */
static void insert_point(struct point *points, uint32_t n, struct point point, bool inverse)
{
    uint32_t at = n;

    if (inverse)
        point = (struct point){1 - point.p, 1 / point.value};
    for (; at > 0 && points[at - 1].p > point.p; at--)
        points[at] = points[at - 1];
    points[at] = point;
}

/* Quantiles of a scenario as the points of a noise table: factors on `unit`. */
static void read_quantiles(struct plan_job *job, const struct scenario_numbers *numbers,
                           const char *path, bool inverse, struct cri_noise_spec *noise)
{
    struct point *points = sim_arena_alloc(job->arena, (numbers->n + 1) * sizeof *points);
    double *p = sim_arena_alloc(job->arena, (numbers->n + 1) * sizeof *p);
    double *value = sim_arena_alloc(job->arena, (numbers->n + 1) * sizeof *value);

    for (uint32_t i = 0; i < numbers->n; i++) {
        struct point point = {.value = numbers->values[i]};

        if (!read_percentile(numbers->names[i], &point.p)) {
            scenario_error(job->diag, numbers->json[i], path,
                           "'%.40s' is not a percentile; write 'p50', 'p99' or 'p99.9'",
                           numbers->names[i]);
            return;
        }
        insert_point(points, i, point, inverse);
    }
    for (uint32_t i = 0; i < numbers->n; i++) {
        p[i] = points[i].p;
        value[i] = points[i].value;
        if (i > 0 && (!(p[i] > p[i - 1]) || value[i] < value[i - 1])) {
            scenario_error(job->diag, numbers->json[0], path,
                           "quantiles must rise with their percentiles");
            return;
        }
    }
    *noise =
        (struct cri_noise_spec){.kind = CRI_NOISE_TABLE, .n = numbers->n, .p = p, .value = value};
}

/* ---- services ---- */

/* Noise that measured quantiles state; those of an entry behind it that states a median again do
 * not count any more. */
struct measured {
    struct cri_noise_spec ttft, rate; /* n = 0: none */
};

static void override_by(struct plan_job *job, struct cri_service_spec *service,
                        const struct scenario_model *entry, struct measured *measured)
{
    if (!isnan(entry->base_ttft_ms) || !isnan(entry->ttft_sigma))
        measured->ttft.n = 0;
    if (!isnan(entry->output_tokens_per_s) || !isnan(entry->rate_sigma))
        measured->rate.n = 0;
    if (!isnan(entry->base_ttft_ms))
        service->base_ttft = sim_time_from_ms(entry->base_ttft_ms);
    if (!isnan(entry->prefill_tokens_per_s))
        service->prefill_ns_per_token = 1e9 / entry->prefill_tokens_per_s;
    if (!isnan(entry->output_tokens_per_s))
        service->output_ns_per_token = 1e9 / entry->output_tokens_per_s;
    if (!isnan(entry->ttft_sigma))
        service->ttft_noise.sigma = entry->ttft_sigma;
    if (!isnan(entry->rate_sigma))
        service->rate_noise.sigma = entry->rate_sigma;
    if (entry->ttft_quantiles_ms.n > 0)
        read_quantiles(
            job, &entry->ttft_quantiles_ms,
            sim_arena_printf(job->arena, "models.%s.ttft_quantiles_ms", entry->node.name), false,
            &measured->ttft);
    if (entry->rate_quantiles.n > 0)
        read_quantiles(
            job, &entry->rate_quantiles,
            sim_arena_printf(job->arena, "models.%s.output_rate_quantiles", entry->node.name), true,
            &measured->rate);
    if (entry->output_burndown != SCENARIO_ABSENT)
        service->output_burndown = entry->output_burndown;
}

static void override_service(struct plan_job *job, struct cri_service_spec *service)
{
    const struct scenario_model *entries = job->world->models.items;
    struct measured measured = {0};

    for (uint32_t i = 0; i < job->world->models.n; i++)
        if (plan_matches(entries[i].model, service->model))
            override_by(job, service, &entries[i], &measured);
    if (measured.ttft.n > 0) {
        service->base_ttft = SIM_MS;
        service->ttft_noise = measured.ttft;
    }
    if (measured.rate.n > 0) {
        service->output_ns_per_token = 1e9;
        service->rate_noise = measured.rate;
    }
}

static void vary_service(struct plan_job *job, struct cri_service_spec *service)
{
    const struct scenario_factors *factors = &job->world->factors;

    service->base_ttft = (sim_time)llround((double)service->base_ttft * factors->ttft);
    service->prefill_ns_per_token *= factors->ttft;
    service->output_ns_per_token /= factors->output_rate;
}

int64_t plan_most_output(const struct plan_job *job, const struct catalog_model *model)
{
    const struct scenario_model *entries = job->world->models.items;
    int64_t value = model->max_output_tokens;

    for (uint32_t i = 0; i < job->world->models.n; i++)
        if (plan_matches(entries[i].model, model->id) &&
            entries[i].max_output_tokens != SCENARIO_ABSENT)
            value = entries[i].max_output_tokens;
    return value;
}

enum catalog_life plan_cache_life(const struct plan_job *job, const struct catalog_model *model)
{
    static const enum catalog_life stated[] = {
        [SCENARIO_TTL_5_MINUTES] = CATALOG_LIFE_5M,
        [SCENARIO_TTL_30_MINUTES] = CATALOG_LIFE_30M,
        [SCENARIO_TTL_1_HOUR] = CATALOG_LIFE_1H,
    };
    const struct scenario_cache *cache = &job->world->cache;
    /* Nothing known: as most do. */
    unsigned offered = model->cache_lives != 0 ? model->cache_lives : 1U << CATALOG_LIFE_5M;
    bool any = cache->simulate && cache->ttl != SCENARIO_TTL_SHORTEST;
    unsigned life = 0;

    if (any && (model->cache_lives == 0 || (offered & 1U << stated[cache->ttl]) != 0))
        return stated[cache->ttl];
    while ((offered & 1U << life) == 0)
        life++;
    return (enum catalog_life)life;
}

int plan_life_minutes(enum catalog_life life)
{
#define MINUTES(name, word, minutes) [CATALOG_LIFE_##name] = minutes,
    static const int of[CATALOG_N_LIVES] = {CATALOG_LIFE_LIST(MINUTES)};
#undef MINUTES

    return of[life];
}

static void note_service(struct plan_job *job, const struct catalog_model *model,
                         const struct catalog_latency *latency,
                         const struct cri_service_spec *service)
{
    if (service->ttft_noise.kind == CRI_NOISE_TABLE || service->rate_noise.kind == CRI_NOISE_TABLE)
        plan_note(job->plan, "scenario", "models",
                  sim_arena_printf(job->arena, "latency of %s: measured quantiles of the scenario",
                                   model->id));
    else
        plan_note(job->plan, catalog_mark_name(latency->origin.mark), latency->origin.source,
                  sim_arena_printf(
                      job->arena,
                      "latency of %s: %.0f ms base TTFT, %.0f input and %.0f output tokens/s, "
                      "lognormal noise %.2f and %.2f",
                      model->id, sim_time_to_ms(service->base_ttft),
                      1e9 / service->prefill_ns_per_token, 1e9 / service->output_ns_per_token,
                      service->ttft_noise.sigma, service->rate_noise.sigma));
    plan_note(job->plan, catalog_mark_name(model->burndown_mark), model->burndown_source,
              sim_arena_printf(job->arena,
                               "quota burndown of %s: %" PRId64 " quota tokens per output token",
                               model->id, service->output_burndown));
}

static uint32_t service_of(struct plan_job *job, const struct catalog_model *model)
{
    struct services *own = job->own[PLAN_PART_services];
    struct cri_spec *spec = &job->option->spec;
    const struct catalog_latency *latency = catalog_latency(job->catalog, model);
    struct cri_service_spec *service = &own->items[spec->n_services];

    for (uint32_t i = 0; i < spec->n_services; i++)
        if (own->models[i] == model)
            return i;
    own->models[spec->n_services] = model;
    *service = (struct cri_service_spec){
        .model = model->id,
        .base_ttft = sim_time_from_ms(latency->base_ttft_ms),
        .prefill_ns_per_token = 1e9 / latency->prefill_tokens_per_s,
        .output_ns_per_token = 1e9 / latency->output_tokens_per_s,
        .ttft_noise = {.sigma = latency->ttft_sigma},
        .rate_noise = {.sigma = latency->rate_sigma},
        .output_burndown = model->burndown_output,
    };
    override_service(job, service);
    vary_service(job, service);
    note_service(job, model, latency, service);
    plan_used(job->plan, "models", &model->origin);
    plan_used(job->plan, "latencies", &latency->origin);
    return spec->n_services++;
}

/* Whether every request of the class brings a max_tokens of its own. */
static bool all_bring_their_own(const struct cri_arrivals_spec *arrivals)
{
    const struct cri_records *records = arrivals->records;
    uint64_t n = 0;

    if (arrivals->generator != NULL || records == NULL || records->max_tokens == NULL)
        return false;
    for (uint64_t i = 0; i < records->n; i++) {
        if (arrivals->label != CRI_NONE && records->label != NULL &&
            records->label[i] != arrivals->label)
            continue;
        if (records->max_tokens[i] == 0)
            return false;
        n++;
    }
    return n > 0;
}

/* An unset max_tokens reserves the model's maximum. Where that is not known, access denies calls
 * that would need it. */
static void unset_max_tokens(struct plan_job *job)
{
    const struct catalog_model *model = job->model;
    struct cri_class_spec *out = job->out;

    out->max_tokens = plan_most_output(job, model);
    out->max_tokens_unset = out->max_tokens > 0 || !all_bring_their_own(&out->arrivals);
    if (out->max_tokens > 0)
        plan_note(job->plan, catalog_mark_name(model->max_output_mark), model->max_output_source,
                  sim_arena_printf(job->arena,
                                   "an unset max_tokens of %s reserves %" PRId64 " tokens",
                                   model->id, out->max_tokens));
}

static void service_of_class(struct plan_job *job)
{
    job->out->model = service_of(job, job->model);
    if (job->class->max_tokens == SCENARIO_WORD)
        unset_max_tokens(job);
}

const struct plan_part plan_part_services = {
    .name = "services",
    .check = check_models,
    .build = {[PLAN_OPTION] = begin, [PLAN_CLASS] = service_of_class},
};
