/*
 * trace_classes.c: a scenario's traffic and classes, as a trace shows them: one class for each
 * label, which in a log of calls is a model, a way of calling it and a source Region.
 */
#include "analysis/cli/trace_view.h"
#include "scenarios/catalog/catalog.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define TO_FILL_IN "FILL-IN"

/* The largest of what callers sent; 0 = none sent any. Rows that have their own keep it. */
static uint32_t largest_max_tokens(const struct trace *trace, uint32_t label)
{
    const struct cri_records *r = &trace->records;
    uint32_t largest = 0;

    for (uint64_t i = 0; r->max_tokens != NULL && i < r->n; i++)
        if ((r->label == NULL || r->label[i] == label) && r->max_tokens[i] > largest)
            largest = r->max_tokens[i];
    return largest;
}

static const char *mode_of(enum trace_called called)
{
    switch (called) {
    case TRACE_CALLED_MODEL:
        return "single-region";
    case TRACE_CALLED_GEOGRAPHIC:
        return "geographic";
    case TRACE_CALLED_GLOBAL:
        return "global";
    case TRACE_CALLED_PROVISIONED:
        return "provisioned";
    case TRACE_CALLED_APPLICATION:
    case TRACE_CALLED_CUSTOM:
    case TRACE_CALLED_ROUTER:
    case TRACE_CALLED_OTHER:
    case TRACE_N_CALLED:
        break;
    }
    return "";
}

/* In a comment, for people. */
static void add_comment(const struct trace_origin *origin, uint64_t rows, struct sim_text *out)
{
    char number[40];

    sim_format_grouped((int64_t)rows, number, sizeof number);
    sim_text_addf(out, "    // %s request%s", number, rows == 1 ? "" : "s");
    if (origin != NULL && mode_of(origin->id.called)[0] != '\0')
        sim_text_addf(out, "; called %s%s%s: add \"mode\": \"%s\" to keep it so in every option",
                      origin->id.called == TRACE_CALLED_MODEL ? "by the bare id"
                      : origin->id.prefix[0] != '\0'          ? "through "
                                                              : "by ",
                      origin->id.prefix, origin->id.prefix[0] != '\0' ? "." : "",
                      mode_of(origin->id.called));
    else if (origin != NULL)
        sim_text_addf(out, "; called by the name of %s %s, which does not say its model",
                      strchr("aeiou", trace_called_word(origin->id.called)[0]) != NULL ? "an" : "a",
                      trace_called_word(origin->id.called));
    sim_text_add(out, "\n");
}

static void add_member(struct sim_text *out, const char *key, const char *value, bool last)
{
    sim_text_addf(out, "      \"%s\": \"", key);
    for (; *value != '\0'; value++)
        if (*value == '"' || *value == '\\')
            sim_text_addf(out, "\\%c", *value);
        else if ((unsigned char)*value < 0x20)
            sim_text_addf(out, "\\u%04x", (unsigned)*value);
        else
            sim_text_add_bytes(out, value, 1);
    sim_text_addf(out, "\"%s\n", last ? "" : ",");
}

static void add_class(const struct trace_view *view, uint32_t label, bool last,
                      struct sim_text *out)
{
    const struct trace *trace = view->trace;
    bool labelled = trace->records.label != NULL;
    const struct trace_origin *origin = label < trace->n_origins ? &trace->origins[label] : NULL;
    const char *name = labelled ? trace->records.label_names[label] : "calls";
    const struct catalog_model *model = view->models[label];
    uint32_t max_tokens = largest_max_tokens(trace, label);

    add_comment(origin, labelled ? view->sizing.labels[label].rows : trace->n_rows, out);
    sim_text_add(out, "    \"");
    for (const char *c = name; *c != '\0'; c++)
        sim_text_addf(out, "%c", (unsigned char)*c < 0x20 || strchr("\"\\", *c) != NULL ? '?' : *c);
    sim_text_add(out, "\": {\n");
    add_member(out, "traffic", "trace", false);
    if (labelled)
        add_member(out, "label", name, false);
    add_member(out, "model",
               model != NULL                                   ? model->id
               : origin != NULL && origin->id.model[0] != '\0' ? origin->id.model
                                                               : TO_FILL_IN,
               false);
    if (origin != NULL && origin->id.called == TRACE_CALLED_GEOGRAPHIC)
        add_member(out, "prefix", origin->id.prefix, false);
    add_member(out, "source_region",
               origin != NULL && origin->region[0] != '\0' ? origin->region : TO_FILL_IN, false);
    if (max_tokens > 0)
        sim_text_addf(out,
                      "      \"max_tokens\": %u // the largest that was sent; rows keep their "
                      "own\n",
                      max_tokens);
    else
        sim_text_add(out,
                     "      \"max_tokens\": \"unset\" // the trace does not say it: state what "
                     "your clients send\n");
    sim_text_addf(out, "    }%s\n", last ? "" : ",");
}

void trace_view_classes(const struct trace_view *view, struct sim_text *out)
{
    const struct trace *trace = view->trace;
    uint32_t n = trace->records.label != NULL ? trace->records.n_labels : 1;

    sim_text_add(out, "  \"traffic\": {\n    \"trace\": {\n");
    if (view->cli->session_gap_given)
        sim_text_addf(out, "      \"session_gap_s\": %.17g,\n", view->cli->session_gap);
    if (view->cli->unfold || view->cli->sort)
        add_member(out, "unsorted", view->cli->unfold ? "unfold" : "sort", false);
    if (view->cli->skip_bad)
        sim_text_add(out, "      \"skip_bad_rows\": true,\n");
    if (view->cli->time_unit != NULL)
        add_member(out, "time_unit", view->cli->time_unit, false);
    add_member(out, "trace", view->cli->n_words == 2 ? trace->file : TO_FILL_IN, true);
    sim_text_add(out, "    }\n  },\n  \"classes\": {\n");
    for (uint32_t l = 0; l < n; l++)
        add_class(view, l, l + 1 == n, out);
    sim_text_add(out, "  },\n");
}
