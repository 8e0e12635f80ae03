/*
 * bench_reading.c: traces in memory.
 */
#include "analysis/bench/bench.h"
#include "scenarios/traffic/format.h"
#include "sim/base/assert.h"
#include "sim/base/text.h"

#include <math.h>
#include <string.h>

/* A CSV trace in memory, decoded, checked and hashed: ns for the whole of it. */
static double read_trace(const struct sim_text *csv)
{
    const struct trace_settings settings = {0};
    struct sim_diag diag = {0};
    struct trace *trace;
    double start = bench_now_s();

    trace = trace_decode("bench.csv", csv->data, csv->length, &settings, &diag);
    start = bench_now_s() - start;
    SIM_ASSERT(trace != NULL, "the made-up trace is refused");
    bench_sink = (double)trace->records.n;
    trace_destroy(trace);
    sim_diag_release(&diag);
    return start * 1e9;
}

/* The same bytes read once, a word at a time. */
static double read_memory(const struct sim_text *csv)
{
    uint64_t sum = 0;
    double start = bench_now_s();

    for (size_t at = 0; at + sizeof(uint64_t) <= csv->length; at += sizeof(uint64_t)) {
        uint64_t word;

        memcpy(&word, csv->data + at, sizeof word);
        sum += word;
    }
    bench_sink = (double)sum;
    return (bench_now_s() - start) * 1e9;
}

static void write_trace(struct sim_text *csv, uint32_t rows)
{
    uint64_t state = 1;
    sim_time at = 0;

    sim_text_add(csv, "time_s,input_tokens,output_tokens\n");
    for (uint32_t i = 0; i < rows; i++) {
        at += (sim_time)(-log(bench_u(&state)) * 1e9);
        sim_text_addf(csv, "%.3f,%u,%u\n", sim_time_to_s(at), (uint32_t)(bench_u(&state) * 2000),
                      (uint32_t)(bench_u(&state) * 400));
    }
}

static double reading(uint32_t rows, double (*of)(const struct sim_text *csv), bool per_byte)
{
    struct sim_text csv = {0};
    double ns;

    write_trace(&csv, rows);
    ns = of(&csv) / (per_byte ? (double)csv.length : (double)rows);
    sim_text_release(&csv);
    return ns;
}

static double reading_row(uint32_t rows)
{
    return reading(rows, read_trace, false);
}

static double reading_row_floor(uint32_t rows)
{
    return reading(rows, read_memory, false);
}

static double reading_byte(uint32_t rows)
{
    return reading(rows, read_trace, true);
}

static double reading_byte_floor(uint32_t rows)
{
    return reading(rows, read_memory, true);
}

static const struct bench_row rows[] = {
    {"trace reading, short CSV rows", "row", reading_row, 500000, "memory read, same bytes",
     reading_row_floor},
    {"trace reading, bytes", "byte", reading_byte, 500000, "memory read, same bytes",
     reading_byte_floor},
};

const struct bench_family bench_reading = {rows, sizeof rows / sizeof rows[0]};
