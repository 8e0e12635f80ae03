/*
 * demand.c: what the traffic is, class by class, before any option meets it: requests, their
 * busiest minute, sizes. Read once more from the traffic as replication 0 has it; nothing is kept a
 * request.
 */
#include "analysis/study/study.h"

#include "models/arrivals.h"
#include "sim/kernel/histogram.h"

#include <math.h>

enum { SIZE_BITS = 10 }; /* of a histogram of tokens: a bin is 0.1 % wide */

enum {
    CLASS,
    REQUESTS,
    BUSIEST,
    TIMES_MEAN,
    INPUT_P50,
    INPUT_P95,
    INPUT_MOST,
    OUTPUT_P50,
    OUTPUT_P95,
    OUTPUT_MOST,
    CACHED,
    N_COLUMNS
};

static const struct results_column columns[N_COLUMNS] = {
    [CLASS] = {.key = "class", .label = "class", .unit = ""},
    [REQUESTS] = {"requests", "requests", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [BUSIEST] = {"busiest", "busiest minute", "requests", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [TIMES_MEAN] = {"times-mean", "of the mean minute", "x", RESULTS_NUMBER, 2, METRIC_NEITHER},
    [INPUT_P50] = {"input-p50", "input p50", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [INPUT_P95] = {"input-p95", "p95", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [INPUT_MOST] = {"input-most", "most", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [OUTPUT_P50] = {"output-p50", "output p50", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [OUTPUT_P95] = {"output-p95", "p95", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [OUTPUT_MOST] = {"output-most", "most", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [CACHED] = {"cached", "input read from cache", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
};

struct sizes {
    struct sim_histogram input, output;
    uint64_t n, cached, minute_n, busiest;
    int64_t minute;
};

static void take(struct sizes *sizes, const struct cri_arrival *arrival, sim_time clock_offset)
{
    int64_t minute = (arrival->at + clock_offset) / SIM_MINUTE;

    if (minute != sizes->minute)
        sizes->minute_n = 0;
    sizes->minute = minute;
    sizes->minute_n++;
    if (sizes->minute_n > sizes->busiest)
        sizes->busiest = sizes->minute_n;
    sizes->n++;
    sizes->cached += arrival->cache_read;
    sim_histogram_record(&sizes->input, arrival->input_tokens);
    sim_histogram_record(&sizes->output, arrival->output_tokens);
}

static double quantile(const struct sim_histogram *of, double p)
{
    int64_t value;

    return sim_histogram_quantile(of, p, &value) ? (double)value : NAN;
}

static void set(struct metric_value *cell, double value, uint64_t n)
{
    cell->value = value;
    cell->n = isnan(value) ? 0 : n;
}

static void add_row(struct study *study, struct results_table *table,
                    const struct plan_option *option, const struct cri_class_spec *class)
{
    struct sizes sizes = {.minute = INT64_MIN};
    struct cri_cursor cursor;
    struct cri_arrival arrival;
    struct metric_value *row;
    double minutes = sim_time_to_s(option->spec.horizon) / 60;

    sim_histogram_init(&sizes.input, SIZE_BITS);
    sim_histogram_init(&sizes.output, SIZE_BITS);
    cri_cursor_init(&cursor, &class->arrivals, option->seed, 0, study->settings->stop);
    while (cri_cursor_next(&cursor, &arrival) && arrival.at < option->spec.horizon)
        take(&sizes, &arrival, option->spec.clock_offset);
    row = results_table_row(study->results, table);
    row[CLASS].text = study_keep(study, class->name);
    set(&row[REQUESTS], (double)sizes.n, 1);
    set(&row[BUSIEST], (double)sizes.busiest, sizes.n);
    set(&row[TIMES_MEAN],
        sizes.n > 0 ? (double)sizes.busiest * fmax(minutes, 1) / (double)sizes.n : NAN, sizes.n);
    set(&row[INPUT_P50], quantile(&sizes.input, 0.5), sizes.n);
    set(&row[INPUT_P95], quantile(&sizes.input, 0.95), sizes.n);
    set(&row[INPUT_MOST], quantile(&sizes.input, 1), sizes.n);
    set(&row[OUTPUT_P50], quantile(&sizes.output, 0.5), sizes.n);
    set(&row[OUTPUT_P95], quantile(&sizes.output, 0.95), sizes.n);
    set(&row[OUTPUT_MOST], quantile(&sizes.output, 1), sizes.n);
    set(&row[CACHED],
        sizes.input.sum > 0 ? 100 * (double)sizes.cached / (double)sizes.input.sum : NAN, sizes.n);
    sim_histogram_release(&sizes.input);
    sim_histogram_release(&sizes.output);
}

/* The first option that runs the class of that name; NULL = none does. */
static const struct cri_class_spec *class_of(const struct study *study, const char *name,
                                             const struct plan_option **option)
{
    for (uint32_t o = 0; o < study->n_options; o++) {
        const struct plan_option *of = study_option(study, o);
        uint32_t c = plan_class_find(of, name);

        if (of->allowed && c != CRI_NONE && of->spec.classes[c].runs) {
            *option = of;
            return &of->spec.classes[c];
        }
    }
    return NULL;
}

void study_add_demand(struct study *study)
{
    struct results_table *table = NULL;

    for (uint32_t i = 0; i < study->n_class_names; i++) {
        const struct plan_option *option;
        const struct cri_class_spec *class = class_of(study, study->class_names[i], &option);

        if (class == NULL)
            continue;
        if (table == NULL)
            table = results_table_add(study->results, "demand", "What the traffic is, by class",
                                      columns, N_COLUMNS);
        add_row(study, table, option, class);
    }
    if (table == NULL)
        return;
    results_table_note(study->results, table,
                       "Of the traffic as it is offered%s, in clock minutes; a class is that of "
                       "the first option that runs it.",
                       study->n_finished > 1 ? " in the first replication" : "");
    results_table_show(study->results, table);
}
