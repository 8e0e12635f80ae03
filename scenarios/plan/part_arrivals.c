/*
 * part_arrivals.c: the requests of each class, and how long each option is observed.
 */
#include "models/arrivals.h"
#include "scenarios/plan/names.h"
#include "scenarios/plan/plan.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MAX_TRAFFIC_S (10 * 366 * 86400.0)
#define MAX_REPLAYED  1e10 /* requests of a trace in one replication: an hour and more */
/* Rows that a scale below 1 leaves out cost a hundredth of a request: beyond the first pass and a
 * million of them, at most so many are looked at for one that is offered. */
#define MAX_LEFT_OUT 300.0
/* Blocks that a trace is resampled by: where their number comes out of two keys that are right each
 * on its own, a run would take hours. */
#define MOST_BLOCKS 2000000.0

/*
 * The clock whose minutes busiest ones are: that of the first class, by name, whose trace brings
 * calendar times and is replayed at its own pace; else the run's own. Blocks that are no whole
 * minutes do not keep a clock.
 */
static void set_clock(struct plan_job *job, const struct trace *trace,
                      const struct cri_arrivals_spec *arrivals)
{
    struct cri_spec *spec = &job->option->spec;
    int64_t offset;

    if (job->option->has_clock || trace == NULL || !trace->absolute || arrivals->warp != 1 ||
        arrivals->resample_block % SIM_MINUTE != 0)
        return;
    job->option->has_clock = true;
    offset = (trace->first_unix_ns % SIM_MINUTE - arrivals->start % SIM_MINUTE) % SIM_MINUTE;
    spec->clock_offset = offset < 0 ? offset + SIM_MINUTE : offset;
}

static void begin(struct plan_job *job)
{
    job->option->spec.drain = sim_time_from_s(job->world->drain_s);
}

static void check_length(struct plan_job *job, const struct scenario_traffic *entry,
                         const struct plan_traffic *traffic,
                         const struct cri_arrivals_spec *arrivals)
{
    const char *path = sim_arena_printf(job->arena, "traffic.%s", entry->node.name);
    double once_s =
        traffic->generated ? traffic->generator.duration_s : sim_time_to_s(arrivals->records->span);
    /* Requests looked at, thinned ones too. */
    double replayed = (double)arrivals->records->n * arrivals->loops * fmax(arrivals->scale, 1) *
                      fmax(arrivals->load, 1);
    double offered = replayed * fmin(arrivals->scale, 1);

    if (once_s * arrivals->loops / arrivals->warp + entry->start_s > MAX_TRAFFIC_S)
        scenario_error(job->diag, entry->node.json, path,
                       "lasts more than ten years with these 'loops', 'warp' and 'start_s'");
    if (!traffic->generated && replayed > MAX_REPLAYED)
        scenario_error(job->diag, entry->node.json, path,
                       "'scale', 'loops' and 'load' make %.3g requests of the trace's %" PRIu64
                       "; at most %.0e are replayed",
                       replayed, arrivals->records->n, MAX_REPLAYED);
    else if (arrivals->loops > 1 && replayed > fmax(1e6, MAX_LEFT_OUT * offered))
        scenario_error(job->diag, scenario_at(&entry->node, "scale"), path,
                       "%.4g rows ('loops' x the trace's %" PRIu64
                       ") are read to leave all but %.4g out; fewer 'loops' with a greater 'scale' "
                       "and a smaller 'warp' offer as many",
                       replayed, arrivals->records->n, offered);
}

/* Index of the class's label in its trace. */
static uint32_t label_of(struct plan_job *job, const struct cri_records *records)
{
    const char *label = job->class->label;

    for (uint32_t i = 0; i < records->n_labels; i++)
        if (strcmp(records->label_names[i], label) == 0)
            return i;
    scenario_error(job->diag, scenario_at(&job->class->node, "label"), job->path,
                   "the trace has no label '%.80s'%s", label,
                   plan_suggestion(job, label, records->label_names, records->n_labels));
    return CRI_NONE;
}

static void build_arrivals(struct plan_job *job)
{
    const char *name = job->class->traffic;
    const struct scenario_traffic *entry = plan_traffic_entry(job->world, name);
    const struct plan_traffic *traffic = plan_traffic_find(job->plan, job->index, name);
    struct cri_arrivals_spec *arrivals = &job->out->arrivals;
    static const struct cri_records none = {0};

    *arrivals = (struct cri_arrivals_spec){
        .name = entry->node.name,
        .records = traffic->trace != NULL ? &traffic->trace->records : &none,
        .label = CRI_NONE,
        .scale = entry->scale,
        .load = job->world->load,
        .warp = entry->warp,
        .loops = (uint32_t)entry->loops,
        .start = sim_time_from_s(entry->start_s),
        .generator = traffic->generated ? &traffic->generator : NULL,
    };
    if (traffic->trace != NULL && job->plan->replications > 1 && job->world->resample_block_s > 0) {
        arrivals->resample_block = sim_time_from_s(job->world->resample_block_s);
        job->plan->resampled = true;
    }
    set_clock(job, traffic->trace, arrivals);
    check_length(job, entry, traffic, arrivals);
    if (job->class->label != NULL && traffic->trace != NULL)
        arrivals->label = label_of(job, &traffic->trace->records);
}

/* ---- horizons ---- */

/* When the last traffic of an option ends, and whether that is known: a trace may not have been
 * read.
 */
static void note_end(struct plan_job *job)
{
    struct plan_option *option = job->option;
    struct plan *plan = job->plan;

    if (!job->sound)
        return;
    option->traffic_end = 1;
    option->traffic_end_known = true;
    for (uint32_t i = 0; i < option->spec.n_classes; i++) {
        const struct cri_arrivals_spec *arrivals = &option->spec.classes[i].arrivals;
        const struct plan_traffic *traffic = plan_traffic_find(plan, job->index, arrivals->name);
        sim_time end = cri_arrivals_end(arrivals);

        if (!traffic->generated && traffic->trace == NULL)
            option->traffic_end_known = false;
        option->traffic_end = end > option->traffic_end ? end : option->traffic_end;
    }
    if (plan->scenario->options[job->index].unpaired)
        return;
    plan->paired_end =
        option->traffic_end > plan->paired_end ? option->traffic_end : plan->paired_end;
    plan->paired_end_known = plan->paired_end_known && option->traffic_end_known;
}

static void check_blocks(struct plan_job *job)
{
    const struct cri_spec *spec = &job->option->spec;

    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_arrivals_spec *arrivals = &spec->classes[c].arrivals;
        double length;

        if (arrivals->records == NULL || arrivals->resample_block <= 0)
            continue;
        length = sim_time_to_s(arrivals->records->span) * arrivals->loops;
        if (length / sim_time_to_s(arrivals->resample_block) > MOST_BLOCKS)
            scenario_error(job->diag,
                           scenario_at(&job->plan->scenario->base.node, "resample_block_s"),
                           "resample_block_s",
                           "traffic '%s' of %.6g s would be resampled by %.3g blocks; at most "
                           "%.0f, so at least %.0f s",
                           arrivals->name, length, length / sim_time_to_s(arrivals->resample_block),
                           MOST_BLOCKS, ceil(length / MOST_BLOCKS));
    }
}

/*
 * The horizon that is not stated is the end of the last traffic of all options that are to be
 * paired: an option that does without a class is observed for as long as the others. An unpaired
 * option has its own.
 */
static void set_horizon(struct plan_job *job)
{
    double stated = job->world->horizon_s;

    if (!isnan(stated)) {
        job->option->spec.horizon = sim_time_from_s(stated);
        job->option->horizon_known = true;
    } else if (job->plan->scenario->options[job->index].unpaired) {
        job->option->spec.horizon = job->option->traffic_end;
        job->option->horizon_known = job->option->traffic_end_known;
    } else {
        job->option->spec.horizon = job->plan->paired_end;
        job->option->horizon_known = job->plan->paired_end_known;
    }
    job->option->spec.over_time = job->plan->over_time;
    check_blocks(job);
}

const struct plan_part plan_part_arrivals = {
    .name = "arrivals",
    .build = {[PLAN_OPTION] = begin,
              [PLAN_CLASS] = build_arrivals,
              [PLAN_OPTION_END] = note_end,
              [PLAN_LENGTH] = set_horizon},
};
