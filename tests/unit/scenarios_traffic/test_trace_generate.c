#include "scenarios/traffic/format.h"
#include "sim/base/memory.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cri_generator steady = {
    .shape = CRI_GENERATOR_POISSON,
    .rate_per_s = 5,
    .duration_s = 10000,
    .input_p50 = 1000,
    .input_p99 = 8000,
    .output_p50 = 200,
    .output_p99 = 1000,
    .input_max = 20000,
    .output_max = 1500,
};

static struct trace *generate(const struct cri_generator *generator, uint64_t seed)
{
    struct trace *trace = sim_zeroed(1, sizeof *trace);
    struct cri_record *rows = sim_fresh(100000, sizeof *rows);
    struct cri_draws draws;
    uint64_t n = 0;

    cri_draws_init(&draws, generator, sim_key_make(seed, 0));
    while (n < 100000 && cri_draws_next(&draws, &rows[n])) {
        trace->input_tokens += rows[n].input_tokens;
        trace->output_tokens += rows[n++].output_tokens;
    }
    ck_assert(n > 0 && n < 100000);
    trace->n_rows = n;
    trace->records = (struct cri_records){.rows = rows, .n = n, .span = rows[n - 1].at};
    return trace;
}

/* What is written as it is drawn. */
static char *written(const struct cri_generator *generator, uint64_t seed)
{
    struct trace_generation generation;
    struct sim_text text = {0};
    struct sim_error err = {0};
    const char *bytes;
    size_t n;

    ck_assert(trace_generate_begin(&generation, generator, sim_key_make(seed, 0), &err) == SIM_OK);
    do {
        ck_assert_msg(trace_generate_block(&generation, &bytes, &n, &err) == SIM_OK, "%s",
                      err.message);
        sim_text_add_bytes(&text, bytes, n);
    } while (n > 0);
    trace_generate_end(&generation);
    return sim_text_take(&text);
}

START_TEST(what_is_drawn_is_written_as_it_goes)
{
    struct trace *trace = generate(&steady, 3);
    struct sim_text whole = {0};
    char *in_blocks = written(&steady, 3);

    trace_write_csv(trace, &whole);
    ck_assert_uint_gt(whole.length, 4 << 18); /* several blocks */
    ck_assert_str_eq(in_blocks, whole.data);
    trace_destroy(trace);
    sim_text_release(&whole);
    free(in_blocks);
}
END_TEST

START_TEST(poisson_traffic_has_its_rate_gaps_and_tokens)
{
    struct trace *trace = generate(&steady, 1);
    struct trace_facts facts;

    trace_facts_compute(trace, &facts);
    /* n is Poisson with mean 50,000: 4.5 sigma = 1,006. */
    ck_assert_double_eq_tol((double)trace->n_rows, 50000, 1006);
    /* Gaps are exponential: the SCV is 1, its standard error about sqrt(8 / n) = 0.013. */
    ck_assert_double_eq_tol(facts.gap_scv, 1, 0.06);
    /* Median of a lognormal: relative error sigma x 1.2533 / sqrt(n), sigma = ln 8 / 2.326. */
    ck_assert_double_eq_tol((double)facts.input_p50, 1000, 1000 * 4.5 * 0.0050 + 1);
    ck_assert_double_eq_tol((double)facts.output_p50, 200, 200 * 4.5 * 0.0039 + 1);
    ck_assert_uint_le(facts.input_max, 20000);
    ck_assert_uint_eq(facts.output_max, 1500); /* the cut is met: 0.2 % of the law lie above */
    trace_destroy(trace);
}
END_TEST

START_TEST(diurnal_traffic_peaks_when_it_should)
{
    struct cri_generator generator = steady;
    uint64_t quarter[4] = {0};
    struct trace *trace;

    generator.shape = CRI_GENERATOR_DIURNAL;
    generator.peak_to_mean = 1.8;
    generator.period_s = 10000;
    generator.peak_at_s = 5000;
    trace = generate(&generator, 2);
    for (uint64_t i = 0; i < trace->n_rows; i++) {
        int64_t q = trace->records.rows[i].at / (2500 * SIM_SECOND);

        quarter[q < 3 ? q : 3]++;
    }
    ck_assert_double_eq_tol((double)trace->n_rows, 50000, 1006);
    /* Mean of 1 + 0.8 cos over the half around the peak: 1 + 0.8 x 2 / pi = 1.5093. */
    ck_assert_double_eq_tol((double)(quarter[1] + quarter[2]), 37732, 4.5 * 195);
    ck_assert_double_eq_tol((double)quarter[1], 18866, 4.5 * 138);
    trace_destroy(trace);
}
END_TEST

START_TEST(same_key_same_bytes_and_they_read_back)
{
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = false};
    struct cri_generator generator = steady;
    struct sim_text text[3] = {{0}};
    struct sim_diag diag;
    struct trace *trace, *again;
    sim_time first;

    generator.duration_s = 200;
    for (int i = 0; i < 3; i++) {
        trace = generate(&generator, i < 2 ? 7 : 8);
        trace_write_csv(trace, &text[i]);
        trace_destroy(trace);
    }
    ck_assert_str_eq(text[0].data, text[1].data);
    ck_assert_str_ne(text[0].data, text[2].data);
    trace = generate(&generator, 7);
    sim_diag_init(&diag);
    again = trace_decode("generated.csv", text[0].data, text[0].length, &settings, &diag);
    ck_assert_ptr_nonnull(again);
    ck_assert_uint_eq(again->n_rows, trace->n_rows);
    ck_assert_uint_eq(again->input_tokens, trace->input_tokens);
    ck_assert_uint_eq(again->output_tokens, trace->output_tokens);
    first = trace->records.rows[0].at; /* reading counts from the first row */
    for (uint64_t i = 0; i < trace->n_rows; i++)
        ck_assert_int_eq(again->records.rows[i].at, trace->records.rows[i].at - first);
    trace_destroy(trace);
    trace_destroy(again);
    sim_diag_release(&diag);
    for (int i = 0; i < 3; i++)
        sim_text_release(&text[i]);
}
END_TEST

START_TEST(labels_survive_writing)
{
    static const char text[] = "time_s,input_tokens,output_tokens,label\n"
                               "0,1,1,\"a, \"\"b\"\"\nc \"\n0.25,1,1,plain\n";
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = false};
    struct sim_text written = {0};
    struct sim_diag diag;
    struct trace *trace, *again;

    sim_diag_init(&diag);
    trace = trace_decode("a.csv", text, sizeof text - 1, &settings, &diag);
    ck_assert_ptr_nonnull(trace);
    ck_assert_str_eq(trace->records.label_names[trace->records.label[0]], "a, \"b\"\nc ");
    trace_write_csv(trace, &written);
    again = trace_decode("b.csv", written.data, written.length, &settings, &diag);
    ck_assert_ptr_nonnull(again);
    for (int i = 0; i < 2; i++)
        ck_assert_str_eq(again->records.label_names[again->records.label[i]],
                         trace->records.label_names[trace->records.label[i]]);
    ck_assert_int_eq(again->records.span, SIM_SECOND / 4);
    trace_destroy(trace);
    trace_destroy(again);
    sim_text_release(&written);
    sim_diag_release(&diag);
}
END_TEST

static void refused(struct cri_generator generator, const char *where)
{
    struct trace_generation generation;
    struct sim_error err = {0};
    enum sim_status status =
        trace_generate_begin(&generation, &generator, sim_key_make(1, 0), &err);
    const char *bytes;
    size_t n;

    if (status == SIM_OK)
        status = trace_generate_block(&generation, &bytes, &n, &err);
    trace_generate_end(&generation);
    ck_assert_msg(status != SIM_OK, "%s", where);
    ck_assert_int_eq(err.status, SIM_EUSAGE);
    ck_assert_str_eq(err.where, where);
    ck_assert(err.message[0] != '\0');
}

START_TEST(wrong_parameters_are_refused)
{
    static const double bad[] = {0, -1, NAN, INFINITY};
    struct cri_generator g;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        g = steady;
        g.rate_per_s = bad[i];
        refused(g, "rate");
        g = steady;
        g.duration_s = bad[i];
        refused(g, "duration");
        g = steady;
        g.input_p50 = bad[i];
        refused(g, "input tokens");
        g = steady;
        g.output_p99 = bad[i];
        refused(g, "output tokens");
        g = steady;
        g.shape = CRI_GENERATOR_DIURNAL;
        g.peak_to_mean = 1.5;
        g.period_s = bad[i];
        refused(g, "period");
        g.period_s = 86400;
        g.peak_to_mean = bad[i];
        refused(g, "peak-to-mean");
    }
    g = steady;
    g.input_p99 = 999; /* below the median */
    refused(g, "input tokens");
    g = steady;
    g.output_max = 0;
    refused(g, "output tokens");
    g = steady;
    g.rate_per_s = 1e9; /* 10^13 requests */
    refused(g, "rate");
    g = steady;
    g.rate_per_s = 1e-12; /* none falls into the duration */
    refused(g, "rate");
}
END_TEST

START_TEST(facts_of_small_traces)
{
    /* Gaps 1, 1, 4 s: mean 2, sample variance 3, SCV 0.75. */
    static const char four[] =
        "time_s,input_tokens,output_tokens\n0,10,1\n1,20,2\n2,30,3\n6,40,4\n";
    static const char same[] = "time_s,input_tokens,output_tokens\n5,10,1\n5,20,2\n5,30,3\n";
    static const char one[] = "time_s,input_tokens,output_tokens\n5,10,1\n";
    static const char edge[] =
        "time_s,input_tokens,output_tokens\n0,1,0\n59.999999999,1,0\n60,1,9\n119,1,0\n119.5,5,0\n";
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = false};
    struct trace_facts facts;
    struct sim_diag diag;
    struct trace *trace;

    sim_diag_init(&diag);
    trace = trace_decode("four", four, sizeof four - 1, &settings, &diag);
    trace_facts_compute(trace, &facts);
    ck_assert_double_eq_tol(facts.gap_scv, 0.75, 1e-12);
    ck_assert_double_eq_tol(facts.mean_per_s, 4.0 / 6, 1e-12);
    ck_assert_uint_eq(facts.input_p50, 20); /* nearest rank: ceil(0.5 x 4) = 2 */
    ck_assert_uint_eq(facts.input_p95, 40);
    ck_assert_uint_eq(facts.peak_1s, 1);
    ck_assert_uint_eq(facts.peak_60s, 4);
    ck_assert_uint_eq(facts.peak_tokens_60s, 110);
    trace_destroy(trace);

    trace = trace_decode("same", same, sizeof same - 1, &settings, &diag);
    trace_facts_compute(trace, &facts);
    ck_assert_uint_eq(facts.n_equal_times, 2);
    ck_assert_uint_eq(facts.peak_1s, 3);
    ck_assert(isnan(facts.gap_scv) && isnan(facts.mean_per_s));
    trace_destroy(trace);

    trace = trace_decode("one", one, sizeof one - 1, &settings, &diag);
    trace_facts_compute(trace, &facts);
    ck_assert_uint_eq(facts.input_p50, 10);
    ck_assert_uint_eq(facts.output_max, 1);
    ck_assert(isnan(facts.gap_scv));
    trace_destroy(trace);

    /* Windows are half-open: 60 s belongs to the second. */
    trace = trace_decode("edge", edge, sizeof edge - 1, &settings, &diag);
    trace_facts_compute(trace, &facts);
    ck_assert_uint_eq(facts.peak_60s, 3);
    ck_assert_uint_eq(facts.peak_tokens_60s, 16);
    trace_destroy(trace);
    sim_diag_release(&diag);
}
END_TEST

SUITE_MAIN("generated traces", what_is_drawn_is_written_as_it_goes,
           poisson_traffic_has_its_rate_gaps_and_tokens, diurnal_traffic_peaks_when_it_should,
           same_key_same_bytes_and_they_read_back, labels_survive_writing,
           wrong_parameters_are_refused, facts_of_small_traces)
