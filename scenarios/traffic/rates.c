#include "scenarios/traffic/rates.h"

#include "scenarios/traffic/hint.h"
#include "scenarios/traffic/windows.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

void trace_rates_add(struct trace_row *row)
{
    struct trace_rates *rates = &row->build->rates;

    if (!(row->rate_per_s >= 0) || row->rate_per_s > 1e9) {
        trace_bad_row(row, "rate", "is no number of requests per second (0 to 1e9)");
        return;
    }
    if (rates->n == rates->capacity) {
        rates->capacity = rates->capacity > 0 ? rates->capacity * 2 : 1024;
        rates->items = sim_grown(rates->items, rates->capacity, sizeof *rates->items);
    }
    rates->items[rates->n++] =
        (struct trace_rate){row->at, row->rate_per_s, row->build->trace->n_files};
}

static int by_source(const void *left, const void *right)
{
    const struct trace_rate *a = left, *b = right;

    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static int64_t find_period(struct trace_build *build)
{
    const struct trace_rates *rates = &build->rates;
    int64_t period = build->settings->period;
    struct sim_text hint = {0};

    for (uint64_t i = 1; build->settings->period == 0 && i < rates->n; i++) {
        int64_t gap = rates->items[i].at - rates->items[i - 1].at;

        if (rates->items[i].source == rates->items[i - 1].source && gap > 0 &&
            (period == 0 || gap < period))
            period = gap;
    }
    if (period == 0) {
        trace_hint_convert(build, "--metric-period 10min", &hint);
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       "has one window only, whose length cannot be told: state it, such as %s",
                       hint.data);
        sim_text_release(&hint);
    }
    return period;
}

/* What the table says, for who has to state the tokens. */
static void ask_for_tokens(struct trace_build *build, double seconds)
{
    const struct trace_rates *rates = &build->rates;
    double all = 0, most = 0;
    uint64_t idle = 0, sources = 1;
    struct sim_text hint = {0};
    char number[40];

    for (uint64_t i = 0; i < rates->n; i++) {
        all += rates->items[i].per_s * seconds;
        most = fmax(most, rates->items[i].per_s);
        idle += rates->items[i].per_s == 0;
        sources += i > 0 && rates->items[i].source != rates->items[i - 1].source;
    }
    sim_format_grouped((int64_t)(all + 0.5), number, sizeof number);
    trace_hint_convert(build,
                       all > (double)trace_most_rows(build->settings)
                           ? "--input-tokens 1000 --output-tokens 200 --rate-scale 0.01"
                           : "--input-tokens 1000 --output-tokens 200",
                       &hint);
    sim_diag_error(build->diag, build->file, 0, 0, NULL,
                   "is a table of rates: %s requests in %" PRIu64
                   " windows of %.9g s (mean %.6g/s, "
                   "busiest window%s %.6g/s, %" PRIu64
                   " idle), and no tokens: to replay them state those of each request, such as %s",
                   number, rates->n, seconds, all / seconds / (double)rates->n * (double)sources,
                   sources > 1 ? " of a file" : "", most, idle, hint.data);
    sim_text_release(&hint);
}

void trace_rates_finish(struct trace_build *build)
{
    const struct trace_settings *settings = build->settings;
    double scale = settings->rate_scale > 0 ? settings->rate_scale : 1;
    struct trace_rates *rates = &build->rates;
    struct trace_window *windows;
    double due = 0; /* calls that are due by now, of one source */
    uint64_t given = 0;
    int64_t period;

    if (rates->n == 0)
        return;
    sim_sort(rates->items, rates->n, sizeof *rates->items, by_source);
    period = find_period(build);
    if (period == 0)
        return;
    if (settings->rate_input == 0 || settings->rate_output == 0) {
        ask_for_tokens(build, sim_time_to_s(period));
        return;
    }
    windows = sim_zeroed(rates->n, sizeof *windows);
    for (uint64_t i = 0; i < rates->n; i++) {
        const struct trace_rate *rate = &rates->items[i];

        if (i > 0 && rate->source != rate[-1].source) {
            due = 0;
            given = 0;
        }
        /* What a window lacks of a whole call, the next one gets. */
        due += rate->per_s * sim_time_to_s(period) * scale;
        windows[i].start = rate->at;
        windows[i].source = rate->source;
        windows[i].calls = (uint64_t)(due + 0.5) - given;
        windows[i].input = windows[i].calls * (uint64_t)settings->rate_input;
        windows[i].output = windows[i].calls * (uint64_t)settings->rate_output;
        given += windows[i].calls;
    }
    trace_windows_expand(build, windows, rates->n, period, false);
    free(windows);
}
