/*
 * rows.c: the requests of a trace that is being read: columns that grow, kept in order of time at
 * the end.
 */
#include "scenarios/traffic/build.h"
#include "scenarios/traffic/hint.h"

#include "sim/base/memory.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LABELS = 4096 };
#define FOUR_YEARS (SIM_TIME_MAX / 4)

/* ---- findings ---- */

void trace_bad_row(struct trace_row *row, const char *column, const char *format, ...)
{
    struct trace_build *build = row->build;
    va_list arguments;

    row->bad = true;
    if (build->settings->skip_bad_rows)
        return;
    va_start(arguments, format);
    trace_findings_add(&build->findings, format, row->line, 0, column, format, arguments);
    va_end(arguments);
}

static void add_problem(struct trace_row *row, const void *kind, uint32_t column,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));

static void add_problem(struct trace_row *row, const void *kind, uint32_t column,
                        const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    trace_findings_add(&row->build->findings, kind, row->line, column, NULL, format, arguments);
    va_end(arguments);
}

void trace_bad_line(struct trace_row *row, uint32_t column, const char *problem)
{
    row->bad = true;
    if (!row->build->settings->skip_bad_rows)
        add_problem(row, problem, column, "%s", problem);
}

/* ---- columns ---- */

enum { N_OPTIONAL = 6 };

/* The optional columns: whatever happens to rows as a whole happens to all of these. */
static void list_optional(struct trace_build *build, uint32_t **columns[N_OPTIONAL])
{
    columns[0] = &build->labels;
    columns[1] = &build->max_tokens;
    columns[2] = &build->cache_read;
    columns[3] = &build->cache_write;
    columns[4] = &build->prefix;
    columns[5] = &build->latency;
}

static void grow(struct trace_build *build)
{
    uint64_t capacity = build->capacity > 0 ? build->capacity * 2 : 4096;
    uint32_t **columns[N_OPTIONAL];

    build->rows = sim_grown(build->rows, capacity, sizeof *build->rows);
    list_optional(build, columns);
    for (int c = 0; c < N_OPTIONAL; c++)
        if (*columns[c] != NULL)
            *columns[c] = sim_grown(*columns[c], capacity, sizeof **columns[c]);
    build->capacity = capacity;
}

/* Optional columns exist from the first row that has a value; rows before it have 0. */
static void set_optional(struct trace_build *build, uint32_t **column, bool given, uint32_t value)
{
    if (given && *column == NULL) {
        build->has_optional = true;
        *column = sim_zeroed(build->capacity, sizeof **column);
    }
    if (*column != NULL)
        (*column)[build->n] = value;
}

static uint32_t intern_label(struct trace_row *row)
{
    uint32_t label =
        trace_names_intern(&row->build->labels_known, row->label, row->label_length, MAX_LABELS);

    if (label != TRACE_NO_NAME)
        return label;
    trace_bad_row(row, "label", "more than %d different labels", MAX_LABELS);
    return 0;
}

/* Node of the prompt's whole prefix + 1; 0 = it has none. */
static uint32_t intern_prefix(struct trace_row *row)
{
    struct trace_build *build = row->build;
    uint32_t node = CRI_NONE;
    const char *problem = NULL;

    if (row->ids != NULL)
        problem = prefixes_add_blocks(&build->prefixes, row->ids, row->ids_length,
                                      build->format->block_tokens, row->input_tokens, &node);
    else if (row->group != NULL && row->group_length > 0)
        problem = prefixes_add_group(&build->prefixes, row->group, row->group_length,
                                     row->prefix_tokens, row->input_tokens, &node);
    if (problem != NULL)
        trace_bad_row(row, row->ids != NULL ? "hash_ids" : "prefix_tokens", "%s", problem);
    return node == CRI_NONE ? 0 : node + 1;
}

static bool has_optional(const struct trace_row *row)
{
    return row->label != NULL ||
           (row->max_tokens | row->cache_read | row->cache_write | row->latency) > 0;
}

/* What most traces lack. */
static void add_optional(struct trace_build *build, const struct trace_row *row, uint32_t label,
                         uint32_t prefix)
{
    set_optional(build, &build->labels, row->label != NULL, label);
    set_optional(build, &build->max_tokens, row->max_tokens > 0, row->max_tokens);
    set_optional(build, &build->cache_read, row->cache_read > 0, row->cache_read);
    set_optional(build, &build->cache_write, row->cache_write > 0, row->cache_write);
    set_optional(build, &build->prefix, prefix > 0, prefix);
    set_optional(build, &build->latency, row->latency > 0, row->latency);
}

/* ---- times ---- */

enum { MAX_SESSIONS = 10000000, FEWEST_ROWS_OF_A_LAP = 100 };

/* Of sessions only a number is kept, of 16 digits. */
static bool place_session(struct trace_row *row)
{
    struct trace_build *build = row->build;
    char name[20];
    uint32_t ordinal;
    int64_t start;

    if (row->at > build->longest_session)
        build->longest_session = row->at;
    snprintf(name, sizeof name, "%016" PRIx64,
             sim_hash_bytes(row->session.text, row->session.length));
    ordinal = trace_names_intern(&build->sessions, name, 16, MAX_SESSIONS);
    if (ordinal == TRACE_NO_NAME) {
        trace_bad_row(row, NULL, "more than %d sessions", MAX_SESSIONS);
        return false;
    }
    if (__builtin_mul_overflow((int64_t)ordinal, build->settings->session_gap, &start) ||
        __builtin_add_overflow(row->at, start, &row->at))
        row->at = INT64_MAX;
    return true;
}

/* A clock that starts again, rather than rows that are not in order: nearly all of what it has
 * shown so far is gone. */
static bool is_restart(const struct trace_build *build, int64_t at)
{
    int64_t lap = trace_difference(build->lap_previous, build->lap_first);

    return !build->format->any_order && !build->absolute &&
           build->lap_rows >= FEWEST_ROWS_OF_A_LAP &&
           trace_difference(build->lap_previous, at) > lap / 10 * 9;
}

/* Laps go one behind the other, each from the end of the day in which the one before it ends. */
static void follow_clock(struct trace_row *row)
{
    struct trace_build *build = row->build;
    int64_t written = row->at;

    if (written < build->lap_previous && is_restart(build, written)) {
        if (build->trace->n_restarts++ == 0)
            build->trace->restart_row = build->n + 1;
        build->lap_offset += (build->lap_previous / SIM_DAY + 1) * SIM_DAY;
        build->lap_first = written;
        build->lap_previous = written;
        build->lap_rows = 0;
    }
    if (written > build->lap_previous || build->lap_rows == 0)
        build->lap_previous = written;
    build->lap_rows++;
    if (build->settings->unsorted == TRACE_UNSORTED_UNFOLD &&
        __builtin_add_overflow(row->at, build->lap_offset, &row->at))
        row->at = INT64_MAX;
}

/* @return whether the row is good nevertheless */
static bool take_disorder(struct trace_row *row)
{
    struct trace_build *build = row->build;
    enum trace_unsorted how = build->settings->unsorted;
    struct sim_text sort = {0}, unfold = {0};

    build->sorted = false;
    if (how != TRACE_UNSORTED_REFUSE || build->format->any_order)
        return true;
    trace_hint(build, "--sort", "unsorted", "sort", &sort);
    trace_hint(build, "--unfold", "unsorted", "unfold", &unfold);
    if (build->trace->n_restarts > 0)
        trace_bad_row(row, "time",
                      "time goes back by %.9g s: the clock starts again; %s puts the laps one "
                      "behind the other, %s lays them over one another",
                      sim_time_to_s(trace_difference(build->previous, row->at)), unfold.data,
                      sort.data);
    else
        trace_bad_row(row, "time",
                      "time goes back by %.9g s against line %" PRIu64 "; %s sorts the rows stably",
                      sim_time_to_s(trace_difference(build->previous, row->at)),
                      build->previous_line, sort.data);
    sim_text_release(&sort);
    sim_text_release(&unfold);
    return false;
}

void trace_add_row(struct trace_row *row)
{
    struct trace_build *build = row->build;
    uint64_t at = build->n;
    uint32_t label = 0;
    uint32_t prefix;

    if (row->cache_read + (uint64_t)row->cache_write > row->input_tokens)
        trace_bad_row(row, "cache_read_tokens",
                      "cache reads and writes are part of the input, but exceed its %u tokens",
                      row->input_tokens);
    if (build->format->from_session_start && !row->bad && !place_session(row))
        return;
    if (build->absolute_known && row->absolute != build->absolute)
        trace_bad_row(row, "time", "calendar times and seconds are mixed");
    if (row->label != NULL && !sim_is_utf8(row->label, row->label_length))
        trace_bad_row(row, "label", "is not UTF-8");
    else if (row->label != NULL)
        label = intern_label(row);
    if (row->bad)
        return;
    prefix = intern_prefix(row);
    if (row->bad)
        return;
    if (!build->absolute_known) {
        build->absolute_known = true;
        build->absolute = row->absolute;
        build->first = row->at;
        build->previous = row->at;
        build->lap_first = row->at;
        build->lap_previous = row->at;
    }
    follow_clock(row);
    if (row->at < build->previous) {
        if (!take_disorder(row)) {
            if (build->trace->n_restarts > 0)
                build->previous = row->at; /* said once for a lap */
            return;
        }
    } else {
        build->previous = row->at;
        build->previous_line = row->line;
    }
    if (row->at < build->first)
        build->first = row->at;
    if (at == trace_most_rows(build->settings)) {
        trace_bad_row(row, NULL, "is the row after %" PRIu64 "; more are not read", at);
        return;
    }
    if (at == build->capacity)
        grow(build);
    build->rows[at] = (struct cri_record){
        .at = row->at, .input_tokens = row->input_tokens, .output_tokens = row->output_tokens};
    if (build->has_optional || has_optional(row) || prefix > 0)
        add_optional(build, row, label, prefix);
    build->n++;
    row->label_number = label;
    if (row->session.length > 0 &&
        trace_numbers_add(&build->calls.sessions, row->session.text, row->session.length))
        build->trace->n_sessions++;
    build->trace->input_tokens += row->input_tokens;
    build->trace->output_tokens += row->output_tokens;
    build->trace->n_zero_output += row->output_tokens == 0;
    build->trace->n_zero_both += (row->output_tokens | row->input_tokens) == 0;
    if (row->status > 0)
        build->trace->status_counts[row->status - 1]++;
}

/* ---- sorting: a merge sort of row numbers, stable ---- */

static void sort_order(const struct cri_record *rows, uint64_t *order, uint64_t *room, uint64_t n)
{
    for (uint64_t width = 1; width < n; width *= 2) {
        for (uint64_t low = 0; low < n; low += 2 * width) {
            uint64_t middle = low + width < n ? low + width : n;
            uint64_t high = low + 2 * width < n ? low + 2 * width : n;
            uint64_t a = low, b = middle;

            for (uint64_t to = low; to < high; to++) {
                bool first = b == high || (a < middle && rows[order[a]].at <= rows[order[b]].at);

                room[to] = first ? order[a++] : order[b++];
            }
        }
        memcpy(order, room, n * sizeof *order);
    }
}

static uint32_t *reordered(uint32_t *column, const uint64_t *order, uint64_t n)
{
    uint32_t *to;

    if (column == NULL)
        return NULL;
    to = sim_grown(NULL, n, sizeof *to);
    for (uint64_t i = 0; i < n; i++)
        to[i] = column[order[i]];
    free(column);
    return to;
}

static void sort_rows(struct trace_build *build)
{
    uint64_t *order = sim_grown(NULL, build->n, sizeof *order);
    uint64_t *room = sim_grown(NULL, build->n, sizeof *room);
    struct cri_record *rows = sim_grown(NULL, build->n, sizeof *rows);
    uint32_t **columns[N_OPTIONAL];

    for (uint64_t i = 0; i < build->n; i++)
        order[i] = i;
    sort_order(build->rows, order, room, build->n);
    for (uint64_t i = 0; i < build->n; i++)
        rows[i] = build->rows[order[i]];
    free(build->rows);
    build->rows = rows;
    list_optional(build, columns);
    for (int c = 0; c < N_OPTIONAL; c++)
        *columns[c] = reordered(*columns[c], order, build->n);
    free(order);
    free(room);
}

/* ---- rows of failed calls ---- */

enum { HALF = 1 << 16 };

static uint32_t tokens_of(const struct cri_record *row, bool output)
{
    return output ? row->output_tokens : row->input_tokens;
}

/* Nearest-rank median of the tokens of the n rows with output: the half of its bits that are worth
 * more by counting, then the other half. */
static uint32_t median(const struct trace_build *build, uint64_t n, bool output)
{
    uint64_t *counts = sim_zeroed(HALF, sizeof *counts);
    uint64_t rank = (n + 1) / 2;
    uint32_t upper = 0;
    uint32_t lower = 0;

    for (uint64_t i = 0; i < build->n; i++)
        counts[tokens_of(&build->rows[i], output) >> 16] += build->rows[i].output_tokens > 0;
    while (counts[upper] < rank)
        rank -= counts[upper++];
    memset(counts, 0, HALF * sizeof *counts);
    for (uint64_t i = 0; i < build->n; i++)
        if (build->rows[i].output_tokens > 0 && tokens_of(&build->rows[i], output) >> 16 == upper)
            counts[tokens_of(&build->rows[i], output) & (HALF - 1)]++;
    while (counts[lower] < rank)
        rank -= counts[lower++];
    free(counts);
    return upper << 16 | lower;
}

static void fill_failed(struct trace_build *build)
{
    struct trace *trace = build->trace;

    for (uint64_t i = 0; i < build->n; i++) {
        struct cri_record *row = &build->rows[i];

        if (row->output_tokens > 0)
            continue;
        if (row->input_tokens == 0) {
            row->input_tokens = trace->median_input;
            trace->input_tokens += trace->median_input;
        }
        row->output_tokens = trace->median_output;
        trace->output_tokens += trace->median_output;
    }
}

static void leave_failed_out(struct trace_build *build)
{
    uint32_t **columns[N_OPTIONAL];
    uint64_t n = 0;

    list_optional(build, columns);
    for (uint64_t i = 0; i < build->n; i++) {
        if (build->rows[i].output_tokens == 0) {
            build->trace->input_tokens -= build->rows[i].input_tokens;
            continue;
        }
        build->rows[n] = build->rows[i];
        for (int c = 0; c < N_OPTIONAL; c++)
            if (*columns[c] != NULL)
                (*columns[c])[n] = (*columns[c])[i];
        n++;
    }
    build->n = n;
    if (n > 0)
        build->first = build->rows[0].at;
}

/* The rows are in order of time. */
static void treat_failed(struct trace_build *build)
{
    struct trace *trace = build->trace;
    uint64_t others = build->n - trace->n_zero_output;

    trace->failed = build->settings->failed;
    if (trace->n_zero_output == 0)
        return;
    if (others > 0) {
        trace->median_input = median(build, others, false);
        trace->median_output = median(build, others, true);
    } else if (trace->failed == TRACE_FAILED_AS_DEMAND) {
        trace->failed = TRACE_FAILED_AS_THEY_ARE; /* there is nothing to take a median of */
    }
    if (trace->failed == TRACE_FAILED_AS_DEMAND)
        fill_failed(build);
    else if (trace->failed == TRACE_FAILED_LEAVE_OUT)
        leave_failed_out(build);
}

/* ---- the end ---- */

static void say_empty(struct trace_build *build)
{
    struct sim_text said = {0};

    trace_describe(build->trace, &said);
    sim_diag_error(build->diag, build->file, 0, 0, NULL, "holds no requests%s",
                   said.data != NULL && build->trace->n_skipped == 0 ? said.data : "");
    sim_text_release(&said);
}

void trace_finish_rows(struct trace_build *build)
{
    struct trace *trace = build->trace;
    size_t errors = build->diag->n_raised;

    if (build->format != NULL && build->format->finish != NULL)
        build->format->finish(build);
    if (build->diag->n_raised > errors)
        return;
    if (build->n == 0) {
        say_empty(build);
        return;
    }
    if (build->format->from_session_start && !build->settings->session_gap_given) {
        struct sim_text gap = {0};

        trace_hint(build, "--session-gap 600s", "session_gap_s", "600", &gap);
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       "holds %" PRIu32 " session%s whose times count from the start of each (the "
                       "longest takes %.9g s): when they begin is not said; state the time between "
                       "the starts of two sessions, 0 = all at once, such as %s",
                       build->sessions.n, build->sessions.n == 1 ? "" : "s",
                       sim_time_to_s(build->longest_session), gap.data);
        sim_text_release(&gap);
        return;
    }
    if (!build->sorted)
        sort_rows(build);
    trace->unfolded = trace->n_restarts > 0 && build->settings->unsorted == TRACE_UNSORTED_UNFOLD;
    trace_judge_unit(build);
    treat_failed(build);
    if (build->n == 0)
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       "holds only rows with 0 output tokens, which are left out");
    if (build->diag->n_raised > errors)
        return;
    trace->was_sorted = build->sorted;
    trace->absolute = build->absolute || build->epoch;
    trace->first_unix_ns = trace->absolute ? build->first : 0;
    trace->n_rows = build->n;
    trace->records.span = trace_difference(build->rows[build->n - 1].at, build->first);
    if (trace->records.span > FOUR_YEARS) {
        sim_diag_error(build->diag, build->file, 0, 0, NULL, "spans more than four years");
        return;
    }
    /* Times count from the first row; an offset in seconds is kept only in calendar traces. */
    for (uint64_t i = 0; i < build->n; i++)
        build->rows[i].at -= build->first;
    trace_warn_of_rate(build);
}

/* NULL: the rows have no labels. */
static const uint64_t *count_labels(const struct cri_records *records)
{
    uint64_t *n;

    if (records->label == NULL)
        return NULL;
    n = sim_zeroed(records->n_labels, sizeof *n);
    for (uint64_t i = 0; i < records->n; i++)
        n[records->label[i]]++;
    return n;
}

void trace_hand_over(struct trace_build *build)
{
    struct cri_records *records = &build->trace->records;

    records->rows = build->rows;
    records->n = build->n;
    records->label = build->labels;
    records->max_tokens = build->max_tokens;
    records->cache_read = build->cache_read;
    records->cache_write = build->cache_write;
    for (uint64_t i = 0; build->prefix != NULL && i < build->n; i++)
        build->prefix[i]--; /* 0 becomes CRI_NONE */
    records->prefix = build->prefix;
    build->trace->latency = build->latency;
    prefixes_hand_over(&build->prefixes, &records->prefixes);
    records->n_labels = build->labels_known.n;
    records->n_of_label = count_labels(records);
    records->label_names = (const char *const *)build->labels_known.names;
    build->labels_known.names = NULL; /* the records' now */
    trace_names_release(&build->labels_known);
    build->trace->format = build->format != NULL ? build->format->name : "";
    build->trace->notes = build->format != NULL ? build->format->notes : NULL;
    build->trace->n_pages = build->n_pages;
    build->trace->n_open_pages = build->n_open_pages;
    build->trace->is_running = build->is_running;
    build->trace->n_fields = build->n_fields;
}
