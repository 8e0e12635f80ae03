/*
 * fuzz_trace.c: any bytes as a trace. Either there is a finding, or a trace that keeps its promises
 * and that survives being written and read again. The targets of the three mouths are this one with
 * the formats of theirs alone (FUZZ_MOUTH), so that all inputs reach their decoder.
 */
#include "scenarios/traffic/format.h"
#include "scenarios/traffic/sizing.h"
#include "sim/base/assert.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_promises(const struct trace *trace)
{
    const struct cri_records *records = &trace->records;
    uint64_t input = 0;
    uint64_t output = 0;

    SIM_ASSERT(records->n > 0 && records->n == trace->n_rows, "a trace has rows");
    SIM_ASSERT(records->rows[0].at == 0, "times count from the first row");
    SIM_ASSERT(records->span == records->rows[records->n - 1].at, "span is the last row's time");
    for (uint64_t i = 0; i < records->n; i++) {
        SIM_ASSERT(i == 0 || records->rows[i].at >= records->rows[i - 1].at, "sorted");
        SIM_ASSERT(records->label == NULL || records->label[i] < records->n_labels, "label");
        input += records->rows[i].input_tokens;
        output += records->rows[i].output_tokens;
    }
    SIM_ASSERT(input == trace->input_tokens && output == trace->output_tokens, "sums");
}

/* What is said of calls is a matter of labels and Regions, and of nothing that a log keeps. */
static void check_logs(const struct trace *trace)
{
    struct sim_text remark = {0};

    SIM_ASSERT(trace->n_origins <= trace->records.n_labels, "origins of labels");
    for (uint32_t i = 0; i < trace->n_served; i++)
        SIM_ASSERT(trace->served[i].label < trace->records.n_labels, "label of a Region");
    SIM_ASSERT(trace->n_throttled <= trace->n_failed, "throttled calls failed");
    for (uint32_t i = 0; trace_remark(trace, i, &remark); i++)
        SIM_ASSERT(sim_is_utf8(remark.data, remark.length), "remark");
    sim_text_release(&remark);
}

/* What is written reads back as the same records. */
static void check_round_trip(const struct trace *trace)
{
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = false};
    struct sim_text text = {0};
    struct sim_diag diag;
    struct trace *again;

    sim_diag_init(&diag);
    trace_write_csv(trace, &text);
    again = trace_decode("again.csv", text.data, text.length, &settings, &diag);
    SIM_ASSERT(again != NULL, "cannot be read back: %s",
               diag.n > 0 ? diag.findings[0].message : "");
    SIM_ASSERT(again->n_rows == trace->n_rows, "rows are lost");
    for (uint64_t i = 0; i < trace->n_rows; i++) {
        const struct cri_record *a = &trace->records.rows[i];
        const struct cri_record *b = &again->records.rows[i];

        SIM_ASSERT(a->at == b->at && a->input_tokens == b->input_tokens &&
                       a->output_tokens == b->output_tokens,
                   "row differs");
        SIM_ASSERT(trace->records.label == NULL ||
                       strcmp(trace->records.label_names[trace->records.label[i]],
                              again->records.label_names[again->records.label[i]]) == 0,
                   "label differs");
    }
    trace_destroy(again);
    sim_text_release(&text);
    sim_diag_release(&diag);
}

#ifdef FUZZ_MOUTH
/* The formats that this target reads; filled once. */
static const struct trace_format *const *formats(void)
{
    enum { MOST = 100 };
    static const struct trace_format *of_mouth[MOST];
    size_t n = 0;

    for (size_t i = 0; of_mouth[0] == NULL && trace_formats[i] != NULL && n + 1 < MOST; i++)
        if (trace_formats[i]->mouth == FUZZ_MOUTH)
            of_mouth[n++] = trace_formats[i];
    return of_mouth;
}
#else
static const struct trace_format *const *formats(void)
{
    return trace_formats;
}
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int mode = 0; mode < 6; mode++) {
        struct trace_settings settings = {.unsorted = mode & 1 ? TRACE_UNSORTED_SORT
                                                               : TRACE_UNSORTED_REFUSE,
                                          .skip_bad_rows = (mode & 2) != 0,
                                          .failed = (enum trace_failed)(mode % 3),
                                          .unit = mode == 4 ? TRACE_UNIT_S : TRACE_UNIT_FOUND,
                                          .most_rows = 20000};
        struct sim_diag diag;
        struct trace *trace;

        if (mode == 5) { /* what some formats ask for */
            settings.unsorted = TRACE_UNSORTED_UNFOLD;
            settings.session_gap_given = true;
            settings.session_gap = SIM_SECOND;
            settings.rate_input = 10;
            settings.rate_output = 1;
            settings.period = SIM_MINUTE;
            settings.metric_map = "m1=Invocations,m2=InputTokenCount";
            settings.profile_map = "application-profile-1=us.a.b";
        }
        sim_diag_init(&diag);
        trace = trace_decode_as(formats(), "fuzz.csv", (const char *)data, size, &settings, &diag);
        SIM_ASSERT((trace == NULL) == (diag.n_errors > 0), "a refusal has a finding");
        if (trace != NULL) {
            const struct trace_sizing_settings sizing_settings = {.burndown_of_all = 5};
            struct trace_sizing sizing;
            struct trace_facts facts;

            check_promises(trace);
            check_logs(trace);
            trace_sizing_compute(trace, &sizing_settings, &sizing);
            SIM_ASSERT(sizing.all.rows == trace->n_rows &&
                           sizing.all.input.most <= trace->input_tokens,
                       "sizing contradicts the trace");
            trace_sizing_release(&sizing);
            trace_facts_compute(trace, &facts);
            SIM_ASSERT(facts.peak_60s >= facts.peak_1s && facts.input_max >= facts.input_p95 &&
                           facts.input_p95 >= facts.input_p50,
                       "facts contradict each other");
            check_round_trip(trace);
        }
        trace_destroy(trace);
        sim_diag_release(&diag);
    }
    return 0;
}
