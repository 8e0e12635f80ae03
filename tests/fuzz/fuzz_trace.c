/*
 * fuzz_trace.c: any bytes as a trace. Either there is a finding, or a trace that keeps its promises
 * and that survives being written and read again.
 */
#include "scenarios/traffic/format.h"
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int mode = 0; mode < 5; mode++) {
        struct trace_settings settings = {.unsorted = mode & 1 ? TRACE_UNSORTED_SORT
                                                               : TRACE_UNSORTED_REFUSE,
                                          .skip_bad_rows = (mode & 2) != 0,
                                          .failed = (enum trace_failed)(mode % 3),
                                          .unit = mode == 4 ? TRACE_UNIT_S : TRACE_UNIT_FOUND};
        struct sim_diag diag;
        struct trace *trace;

        sim_diag_init(&diag);
        trace = trace_decode("fuzz.csv", (const char *)data, size, &settings, &diag);
        SIM_ASSERT((trace == NULL) == (diag.n_errors > 0), "a refusal has a finding");
        if (trace != NULL) {
            struct trace_facts facts;

            check_promises(trace);
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
