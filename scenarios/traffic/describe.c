/*
 * describe.c: what was done to the rows of a trace, in words.
 */
#include "scenarios/traffic/build.h"
#include "sim/base/assert.h"

#include <inttypes.h>
#include <string.h>

void trace_leave_out(struct trace *trace, const char *why)
{
    uint32_t i = 0;

    while (i < trace->n_left_out && strcmp(trace->left_out[i].why, why) != 0)
        i++;
    if (i == trace->n_left_out) {
        SIM_ASSERT(i < TRACE_MAX_LEFT_OUT, "more reasons to leave rows out than have room");
        trace->left_out[trace->n_left_out++].why = why;
    }
    trace->left_out[i].n++;
}

static void count(struct sim_text *out, uint64_t n, const char *one, const char *many)
{
    char number[32];

    sim_format_grouped((int64_t)n, number, sizeof number);
    sim_text_addf(out, ", %s %s", number, n == 1 ? one : many);
}

void trace_describe(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_skipped > 0)
        count(out, trace->n_skipped, "bad row skipped", "bad rows skipped");
    for (uint32_t i = 0; i < trace->n_left_out; i++)
        if (trace->left_out[i].n > 0) {
            count(out, trace->left_out[i].n, "row left out (", "rows left out (");
            sim_text_addf(out, "%s)", trace->left_out[i].why);
        }
    if (trace->n_zero_output == 0)
        return;
    count(out, trace->n_zero_output, "row of a failed call (0 output tokens)",
          "rows of failed calls (0 output tokens)");
    if (trace->failed == TRACE_FAILED_LEAVE_OUT)
        sim_text_add(out, " left out");
    else if (trace->failed == TRACE_FAILED_AS_THEY_ARE)
        sim_text_add(out, " replayed as they are");
    else
        sim_text_addf(out, " replayed with the median output, %" PRIu32 " tokens",
                      trace->median_output);
    if (trace->failed == TRACE_FAILED_AS_DEMAND && trace->n_zero_both > 0)
        sim_text_addf(out,
                      ", and where the input is 0 too with the median input, %" PRIu32 " tokens",
                      trace->median_input);
}

/* ---- remarks ---- */

static void say_files(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_files > 1)
        sim_text_addf(out, "%" PRIu64 " files are read as one trace", trace->n_files);
}

static void say_other_files(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_other_files > 0)
        sim_text_addf(out, "%" PRIu64 " file%s of the folder %s no trace and not read",
                      trace->n_other_files, trace->n_other_files == 1 ? "" : "s",
                      trace->n_other_files == 1 ? "is" : "are");
}

static void say_bodies(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_bodies > 0)
        sim_text_addf(out,
                      "%" PRIu64 " file%s with bodies of requests (folders 'data', names "
                      "'..._input.json') %s not read: they are no records",
                      trace->n_bodies, trace->n_bodies == 1 ? "" : "s",
                      trace->n_bodies == 1 ? "is" : "are");
}

static void say_open(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_pages > 0 && trace->n_open_pages == trace->n_pages)
        sim_text_addf(out,
                      "%s says that more follows (NextToken): the trace is not whole; fetch the "
                      "other pages and give all of them",
                      trace->n_pages == 1 ? "the answer" : "each answer");
}

static void say_running(const struct trace *trace, struct sim_text *out)
{
    if (trace->is_running)
        sim_text_add(out, "the query had not ended when its answer was saved: the trace is not "
                          "whole");
}

static void say_round(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_fields == 1000 || trace->n_fields == 10000)
        sim_text_addf(out,
                      "the answer has exactly %" PRIu64 " rows, which is a limit of queries: more "
                      "may have been cut off",
                      trace->n_fields);
}

static void say_period(const struct trace *trace, struct sim_text *out)
{
    if (trace->period > 0)
        sim_text_addf(out, "%" PRIu64 " periods of %.9g s became requests: %s", trace->n_windows,
                      sim_time_to_s(trace->period),
                      trace->period > SIM_MINUTE
                          ? "the busiest minutes here are those of a draw, not of the traffic, "
                            "whose own may be far higher; ask for periods of 60 s"
                          : "what happened within one is drawn");
}

static void say_restarts(const struct trace *trace, struct sim_text *out)
{
    if (trace->n_restarts > 0)
        sim_text_addf(out,
                      "the trace's clock starts again %" PRIu64 " time%s (first at row %" PRIu64
                      "): the laps are %s",
                      trace->n_restarts, trace->n_restarts == 1 ? "" : "s", trace->restart_row,
                      trace->unfolded
                          ? "put one behind the other, each from the day after the last one's"
                          : "laid over one another, which multiplies the rate");
}

static void say_applications(const struct trace *trace, struct sim_text *out)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < trace->n_origins; i++)
        n += trace->origins[i].application > 0;
    if (n > 0)
        sim_text_addf(out,
                      "%" PRIu32 " label%s of application profiles, whose name does not say their "
                      "model%s",
                      n, n == 1 ? " is" : "s are",
                      trace->for_scenario
                          ? ": what calls is the 'model' of the class that replays them"
                          : "; --profile-map application-profile-1=ID says it (ID of a model or "
                            "profile, also in place of the label the profile's own id)");
}

bool trace_remark(const struct trace *trace, uint32_t i, struct sim_text *out)
{
    static void (*const all[])(const struct trace *trace, struct sim_text *out) = {
        say_files, say_other_files, say_bodies,       say_open,  say_running,
        say_round, say_restarts,    say_applications, say_period};
    enum { N_ALL = sizeof all / sizeof *all };

    sim_text_clear(out);
    for (uint32_t a = 0; a < N_ALL; a++) {
        all[a](trace, out);
        if (out->length > 0 && i-- == 0)
            return true;
        sim_text_clear(out);
    }
    for (const char *const *note = trace->notes; note != NULL && *note != NULL; note++)
        if (i-- == 0) {
            sim_text_add(out, *note);
            return true;
        }
    return false;
}
