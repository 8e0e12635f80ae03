#include "scenarios/traffic/windows.h"
#include "scenarios/traffic/hint.h"

#include "sim/base/memory.h"
#include "sim/kernel/random.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PURPOSE_WINDOW = 0x77696e64 };

/* The part of the i-th of n: what cannot be shared out evenly goes to the first ones. */
static uint64_t part_of(uint64_t sum, uint64_t n, uint64_t i)
{
    return sum / n + (i < sum % n);
}

static bool fits(const struct trace_window *w)
{
    return (w->input + w->cache_read + w->cache_write) / w->calls < UINT32_MAX &&
           w->output / w->calls < UINT32_MAX;
}

static void expand(struct trace_build *build, const struct trace_window *w, int64_t period,
                   bool absolute)
{
    struct sim_key key = sim_key_make(sim_hash_string(w->label != NULL ? w->label : "") +
                                          w->source * UINT64_C(0x9e3779b97f4a7c15),
                                      0);

    for (uint64_t i = 0; i < w->calls; i++) {
        double u = sim_u01(key, PURPOSE_WINDOW, (uint64_t)w->start, i);
        struct trace_row row = {
            .build = build,
            .absolute = absolute,
            .at = w->start + (int64_t)(u * (double)period),
            .label = w->label,
            .label_length = w->label != NULL ? (uint32_t)strlen(w->label) : 0,
            .model = {w->label, w->label != NULL ? (uint32_t)strlen(w->label) : 0},
            .output_tokens = (uint32_t)part_of(w->output, w->calls, i),
            .cache_read = (uint32_t)part_of(w->cache_read, w->calls, i),
            .cache_write = (uint32_t)part_of(w->cache_write, w->calls, i),
            .latency = w->latency};

        row.input_tokens =
            (uint32_t)part_of(w->input, w->calls, i) + row.cache_read + row.cache_write;
        if (row.at >= w->start + period) /* the product may have been rounded up */
            row.at = w->start + period - 1;
        trace_add_row(&row);
        if (!row.bad && row.label != NULL)
            trace_call_note(&row);
    }
}

bool trace_windows_expand(struct trace_build *build, const struct trace_window *windows, uint64_t n,
                          int64_t period, bool absolute)
{
    struct sim_text hint = {0};
    uint64_t calls = 0;

    for (uint64_t i = 0; i < n; i++)
        calls += windows[i].calls;
    if (calls > trace_most_rows(build->settings)) {
        if (build->rates.n > 0) {
            sim_text_add(&hint, ": take a share of them, such as ");
            trace_hint_convert(build, "--rate-scale 0.01", &hint);
        }
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       "stands for %" PRIu64 " requests; %" PRIu64 " at most can be replayed%s",
                       calls, trace_most_rows(build->settings), hint.length > 0 ? hint.data : "");
        sim_text_release(&hint);
        return false;
    }
    for (uint64_t i = 0; i < n; i++) {
        if (windows[i].calls > 0 && !fits(&windows[i])) {
            sim_diag_error(build->diag, build->file, 0, 0, NULL,
                           "a period has more tokens for each of its calls than a call can have");
            return false;
        }
        expand(build, &windows[i], period, absolute);
    }
    build->trace->period = period;
    build->trace->n_windows = n;
    return true;
}
