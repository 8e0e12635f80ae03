#include "scenarios/plan/traffic.h"

#include "scenarios/plan/files.h"
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/plan.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct plan_traffic *plan_traffic_find(const struct plan *plan, uint32_t option,
                                             const char *name)
{
    const struct plan_traffic *shared = NULL;

    for (uint32_t i = 0; i < plan->n_traffic; i++) {
        if (strcmp(plan->traffic[i].name, name) != 0)
            continue;
        if (plan->traffic[i].option == option)
            return &plan->traffic[i];
        if (plan->traffic[i].option == PLAN_ALL_OPTIONS)
            shared = &plan->traffic[i];
    }
    return shared;
}

static bool same_string(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* NaN is a value: not given. */
static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Whether the same requests come of both; how they are replayed is another matter. */
static bool same_source(const struct scenario_traffic *a, const struct scenario_traffic *b)
{
    return same_string(a->trace, b->trace) && a->generator == b->generator &&
           a->rate_per_s == b->rate_per_s && a->duration_s == b->duration_s &&
           a->peak_to_mean == b->peak_to_mean && a->peak_at_s == b->peak_at_s &&
           a->period_s == b->period_s && a->input_p50 == b->input_p50 &&
           a->input_p99 == b->input_p99 && a->output_p50 == b->output_p50 &&
           a->output_p99 == b->output_p99 && a->input_max == b->input_max &&
           a->output_max == b->output_max && a->unsorted == b->unsorted &&
           a->skip_bad_rows == b->skip_bad_rows && a->failed_rows == b->failed_rows &&
           a->time_unit == b->time_unit && same_number(a->session_gap_s, b->session_gap_s);
}

static void warn_of_trace(const struct trace *trace, struct sim_diag *diag)
{
    struct sim_text text = {0};

    if (trace == NULL)
        return;
    trace_describe(trace, &text);
    if (text.length > 0)
        sim_diag_warning(diag, trace->file, 0, 0, NULL, "%s", text.data + strlen(", "));
    sim_text_clear(&text);
    trace_describe_ignored(trace, &text);
    if (text.length > 0)
        sim_diag_warning(diag, trace->file, 0, 0, NULL, "%s%" PRIu32 " column%s ignored: %s",
                         trace->more_ignored ? "more than " : "", trace->ignored.n,
                         trace->ignored.n == 1 ? "" : "s", text.data);
    sim_text_release(&text);
    for (uint32_t i = 0; trace_remark(trace, i, &text); i++) {
        sim_diag_warning(diag, trace->file, 0, 0, NULL, "%s", text.data);
        sim_text_clear(&text);
    }
    sim_text_release(&text);
}

/* With traces_may_miss: whether the file is not there; then that is said. */
static bool is_missing(struct plan *plan, const struct plan_settings *settings,
                       const struct scenario_traffic *entry, struct sim_diag *diag)
{
    const struct sim_json *at = scenario_at(&entry->node, "trace");
    const char *path;

    if (!settings->traces_may_miss || settings->trace != NULL || strcmp(entry->trace, "-") == 0)
        return false;
    path = plan_file_beside(plan->scenario, entry->trace, &plan->arena);
    if (access(path, R_OK) == 0)
        return false;
    plan_warn(plan->scenario, diag, at,
              sim_arena_printf(&plan->arena, "traffic.%s.trace", entry->node.name),
              "'%s' cannot be read (%s), so its requests are not checked; a run needs it, or "
              "another trace by --trace",
              path, strerror(errno));
    return true;
}

static struct cri_generator generator_of(const struct scenario_traffic *entry)
{
    return (struct cri_generator){
        .shape =
            entry->generator == SCENARIO_POISSON ? CRI_GENERATOR_POISSON : CRI_GENERATOR_DIURNAL,
        .rate_per_s = entry->rate_per_s,
        .duration_s = entry->duration_s,
        .peak_to_mean = entry->peak_to_mean,
        .peak_at_s = entry->peak_at_s,
        .period_s = entry->period_s,
        .input_p50 = entry->input_p50,
        .input_p99 = entry->input_p99,
        .output_p50 = entry->output_p50,
        .output_p99 = entry->output_p99,
        .input_max = entry->input_max,
        .output_max = entry->output_max,
    };
}

/* A trace that is not there ends it all; @return whether that is so, and was said */
static bool refuse_missing(const char *path, bool stated, const struct scenario_traffic *entry,
                           struct sim_diag *diag)
{
    struct sim_text text = {0};
    int reason;

    if (strcmp(path, "-") == 0 || access(path, F_OK) == 0)
        return false;
    reason = errno;
    if (reason == ENOENT)
        plan_add_files_like(path, &text);
    if (stated)
        sim_text_addf(&text,
                      "; traffic '%s' wants it: put it there, or name another by --trace FILE",
                      entry->node.name);
    sim_diag_error(diag, path, 0, 0, NULL, "cannot be opened: %s%s", sim_open_reason(path, reason),
                   text.length > 0 ? text.data : "");
    sim_text_release(&text);
    return true;
}

static void read_entry(struct plan *plan, const struct plan_settings *settings, uint32_t option,
                       const struct scenario_traffic *entry, struct sim_diag *diag)
{
    struct plan_traffic *traffic = &plan->traffic[plan->n_traffic++];

    traffic->name = entry->node.name;
    traffic->option = option;
    traffic->generated = entry->generator != SCENARIO_NO_GENERATOR;
    if (traffic->generated) {
        traffic->generator = generator_of(entry);
    } else if (!is_missing(plan, settings, entry, diag)) {
        struct trace_settings how = {.entry = entry->node.name,
                                     .unsorted = (enum trace_unsorted)entry->unsorted,
                                     .skip_bad_rows = entry->skip_bad_rows,
                                     .failed = (enum trace_failed)entry->failed_rows,
                                     .unit = (enum trace_unit)entry->time_unit,
                                     .session_gap_given = !isnan(entry->session_gap_s)};

        const char *path = settings->trace != NULL
                               ? settings->trace
                               : plan_file_beside(plan->scenario, entry->trace, &plan->arena);

        if (how.session_gap_given)
            how.session_gap = sim_time_from_s(entry->session_gap_s);
        if (refuse_missing(path, settings->trace == NULL, entry, diag))
            return;
        traffic->trace = traffic_set_lend(plan->traces, path, &how, diag);
        warn_of_trace(traffic->trace, diag);
    }
}

void plan_traffic_read(struct plan *plan, const struct plan_settings *settings,
                       struct sim_diag *diag)
{
    const struct scenario *scenario = plan->scenario;
    const struct scenario_traffic *entries = scenario->base.traffic.items;
    uint32_t room = scenario->base.traffic.n;

    for (uint32_t a = 0; a < scenario->n_options; a++)
        room += scenario->worlds[a].traffic.n;
    plan->traffic = sim_arena_alloc(&plan->arena, (room + 1) * sizeof *plan->traffic);
    for (uint32_t i = 0; i < scenario->base.traffic.n; i++)
        read_entry(plan, settings, PLAN_ALL_OPTIONS, &entries[i], diag);
    for (uint32_t a = 0; a < scenario->n_options; a++) {
        const struct scenario_traffic *own = scenario->worlds[a].traffic.items;

        for (uint32_t i = 0; i < scenario->worlds[a].traffic.n; i++) {
            const struct scenario_traffic *base =
                plan_traffic_entry(&scenario->base, own[i].node.name);

            if (base == NULL || !same_source(base, &own[i]))
                read_entry(plan, settings, a, &own[i], diag);
        }
    }
}
