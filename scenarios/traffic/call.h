/*
 * call.h: calls that a service logged. Not every line of such a log is a request to replay: calls
 * that failed, that a guardrail stopped, that were logged twice or that generate no text are
 * counted apart. And what is said of a call's model and Region becomes a label.
 */
#ifndef CRISIM_SCENARIOS_TRAFFIC_CALL_H
#define CRISIM_SCENARIOS_TRAFFIC_CALL_H

#include "scenarios/traffic/model_id.h"
#include "scenarios/traffic/numbers.h"
#include "scenarios/traffic/trace.h"
#include "sim/base/text.h"

/* Not NUL-terminated; NULL = not given. */
struct trace_slice {
    const char *text;
    uint32_t length;
};

/* What the reader of a log remembers of its calls. */
struct trace_calls {
    struct trace_numbers requests, sessions;
    struct trace_names applications; /* ids of application profiles, by their hash */
    struct sim_text label;

    struct sim_text last_model_text;
    struct trace_model_id last_id;
};

struct trace_row;

/**
 * Whether the call is a request to replay; then it gets its label. What is none is counted in the
 * trace by its reason.
 * @param has_input, has_output  token counts are given
 */
bool trace_call_judge(struct trace_row *row, bool has_input, bool has_output);
/** Once the row is kept: where its label was called and where it ran. */
void trace_call_note(struct trace_row *row);
void trace_calls_release(struct trace_calls *calls);

#endif
