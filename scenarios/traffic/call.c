#include "scenarios/traffic/build.h"
#include "sim/base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ORIGINS = 4096, MOST_SERVED = 4096 };

/* ---- what a call is ---- */

static bool holds(struct trace_slice text, const char *word)
{
    uint32_t n = (uint32_t)strlen(word);

    for (uint32_t i = 0; i + n <= text.length; i++)
        if (memcmp(text.text + i, word, n) == 0)
            return true;
    return false;
}

static bool is_refused_by_quota(struct trace_slice error)
{
    return holds(error, "Throttl") || holds(error, "TooManyRequests") ||
           holds(error, "ServiceQuotaExceeded") || holds(error, "LimitExceeded");
}

/* Why a call without one or both token counts is no request. */
static const char *reason_of(const struct trace_row *row, bool has_input)
{
    static const char *const images[] = {"image",      "canvas",  "reel",
                                         "stability.", "stable-", "luma."};
    bool image = false;

    for (size_t i = 0; i < sizeof images / sizeof *images; i++)
        image |= row->model.text != NULL && holds(row->model, images[i]);
    if (row->guardrail.length > 0 && !has_input)
        return "blocked by a guardrail: no tokens were counted";
    if (row->model.text != NULL && (holds(row->model, "embed") || holds(row->model, "rerank")))
        return "calls for embeddings or ranking: they generate nothing";
    if (image)
        return "calls for images or video: they have no output tokens";
    return has_input ? "without a number of output tokens" : "without token counts";
}

/* The model's id, taken apart; logs repeat it from row to row. */
static const struct trace_model_id *id_of(struct trace_calls *calls, struct trace_slice model)
{
    struct sim_text *last = &calls->last_model_text;

    if (last->data != NULL && last->length == model.length &&
        memcmp(last->data, model.text, model.length) == 0)
        return &calls->last_id;
    sim_text_clear(last);
    sim_text_add(last, "");
    sim_text_add_bytes(last, model.text, model.length);
    trace_model_id_read(last->data, (uint32_t)last->length, &calls->last_id);
    return &calls->last_id;
}

/* Whether the n bytes of a name mean this application profile: its label, or the end of its ARN. */
static bool is_application(const char *name, size_t n, struct trace_slice model, uint32_t number)
{
    char label[40];

    snprintf(label, sizeof label, "application-profile-%u", number);
    if (strlen(label) == n && memcmp(label, name, n) == 0)
        return true;
    return n > 0 && n <= model.length && memcmp(model.text + model.length - n, name, n) == 0 &&
           (n == model.length || model.text[model.length - n - 1] == '/');
}

/* What the user says that an application profile calls. */
static void map_application(const struct trace_row *row, struct trace_origin *origin)
{
    const char *at = row->build->settings->profile_map;

    while (at != NULL && *at != '\0') {
        size_t name = strcspn(at, "=,");
        const char *id = at + name + (at[name] == '=');
        size_t length = strcspn(id, ",");

        if (is_application(at, name, row->model, origin->application) && length > 0) {
            trace_model_id_read(id, (uint32_t)length, &origin->id);
            origin->application = 0;
            return;
        }
        at = id + length + (id[length] == ',');
    }
}

static struct trace_origin origin_of(struct trace_row *row)
{
    struct trace_calls *calls = &row->build->calls;
    struct trace_origin origin = {.is_known = true, .id.called = TRACE_CALLED_OTHER};

    if (row->model.length > 0)
        origin.id = *id_of(calls, row->model);
    if (origin.id.called == TRACE_CALLED_APPLICATION)
        origin.application = 1 + trace_names_intern(&calls->applications, row->model.text,
                                                    row->model.length, MOST_ORIGINS);
    if (origin.application > 0)
        map_application(row, &origin);
    if (trace_is_region(row->region.text, row->region.length))
        snprintf(origin.region, sizeof origin.region, "%.*s", (int)row->region.length,
                 row->region.text);
    else
        snprintf(origin.region, sizeof origin.region, "%s", origin.id.region);
    origin.id.region[0] = '\0'; /* the caller's is the one that counts */
    return origin;
}

/* "eu.vendor.model@eu-west-2": what is alike for a simulation has one label. */
static void write_label(struct trace_row *row, const struct trace_origin *origin)
{
    struct sim_text *label = &row->build->calls.label;

    sim_text_clear(label);
    if (origin->application > 0)
        sim_text_addf(label, "application-profile-%u", origin->application);
    else if (origin->id.model[0] != '\0')
        sim_text_addf(label, "%s%s%s", origin->id.prefix, origin->id.prefix[0] != '\0' ? "." : "",
                      origin->id.model);
    else
        sim_text_add(label,
                     row->model.length > 0 ? trace_called_word(origin->id.called) : "no model");
    sim_text_addf(label, "%s%s", origin->region[0] != '\0' ? "@" : "", origin->region);
    row->label = label->data;
    row->label_length = (uint32_t)label->length;
}

static void count_error(struct trace_row *row)
{
    struct trace *trace = row->build->trace;
    bool quota = is_refused_by_quota(row->error);

    trace->n_failed++;
    trace->n_throttled += quota;
    trace_leave_out(trace, quota ? "failed calls: throttled" : "failed calls: other errors");
}

bool trace_call_judge(struct trace_row *row, bool has_input, bool has_output)
{
    struct trace_calls *calls = &row->build->calls;
    struct trace_origin origin;

    if (row->request.length > 0 &&
        !trace_numbers_add(&calls->requests, row->request.text, row->request.length)) {
        trace_leave_out(row->build->trace, "delivered before: the same request id");
        return false;
    }
    if (row->error.length > 0) {
        count_error(row);
        return false;
    }
    if (!has_input || !has_output) {
        trace_leave_out(row->build->trace, reason_of(row, has_input));
        return false;
    }
    origin = origin_of(row);
    write_label(row, &origin);
    return true;
}

/* ---- what is kept of it ---- */

static void note_served(struct trace *trace, uint32_t label, struct trace_slice region)
{
    struct trace_served served = {.label = label};
    uint32_t i = 0;

    if (trace_is_region(region.text, region.length))
        snprintf(served.region, sizeof served.region, "%.*s", (int)region.length, region.text);
    while (i < trace->n_served &&
           (trace->served[i].label != label || strcmp(trace->served[i].region, served.region) != 0))
        i++;
    if (i == MOST_SERVED)
        return;
    if (i == trace->n_served) {
        if ((i & (i - 1)) == 0)
            trace->served =
                sim_grown(trace->served, i > 0 ? 2 * (size_t)i : 1, sizeof *trace->served);
        trace->served[trace->n_served++] = served;
    }
    trace->served[i].n++;
}

void trace_call_note(struct trace_row *row)
{
    uint32_t label = row->label_number;
    struct trace *trace = row->build->trace;

    while (trace->n_origins <= label) {
        trace->origins =
            sim_grown(trace->origins, (size_t)trace->n_origins + 1, sizeof *trace->origins);
        trace->origins[trace->n_origins++] = (struct trace_origin){0};
    }
    if (!trace->origins[label].is_known)
        trace->origins[label] = origin_of(row);
    note_served(trace, label, row->served);
}

void trace_calls_release(struct trace_calls *calls)
{
    trace_numbers_release(&calls->requests);
    trace_numbers_release(&calls->sessions);
    trace_names_release(&calls->applications);
    sim_text_release(&calls->label);
    sim_text_release(&calls->last_model_text);
    *calls = (struct trace_calls){0};
}
