/*
 * trace.c: bytes -> CSV rows -> records. All bad rows are found before anything runs.
 */
#include "scenarios/traffic/trace.h"

#include "scenarios/traffic/findings.h"
#include "scenarios/traffic/format.h"
#include "scenarios/traffic/format_list.h"
#include "scenarios/traffic/jsonl.h"
#include "scenarios/traffic/kind.h"
#include "scenarios/traffic/prefixes.h"
#include "sim/base/memory.h"
#include "sim/base/stop.h"
#include "sim/base/stream_in.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define DECLARE(row) extern const struct trace_format trace_format_##row;
TRACE_FORMAT_LIST(DECLARE)
#define ADDRESS(row) &trace_format_##row,
const struct trace_format *const trace_formats[] = {TRACE_FORMAT_LIST(ADDRESS) NULL};

enum { MAX_LABELS = 4096, HEAD = 1 << 16 };
#define MAX_ROWS   200000000 /* 3.2 GB of records */
#define FOUR_YEARS (SIM_TIME_MAX / 4)
#define RATE_TO_ASK                                                                                \
    100.0 /* requests/s; a file of whole numbers that is faster may be in seconds                  \
           */
#define RATE_MOONCAKE 1000.0  /* the same for a file with the block ids of Mooncake */
#define RATE_TOO_HIGH 10000.0 /* more than a whole provider serves of a model */

/* Growing columns of a trace that is being read; they become the trace's records. */
struct build {
    const char *file;
    const struct trace_options *options;
    struct sim_diag *diag;
    struct trace *trace;
    const struct trace_format *format;
    enum trace_column *columns;
    char (*names)[32]; /* of columns, for messages */
    uint32_t n_columns;
    struct trace_findings findings;
    char *head; /* the first bytes, to tell what is no trace */
    size_t n_head;
    struct cri_record *rows;
    uint32_t *labels, *max_tokens, *cache_read, *cache_write;
    uint32_t *prefix; /* node + 1; 0 = none */
    uint64_t n, capacity;
    bool has_label, has_max, has_read, has_write, has_prefix; /* columns that exist */
    bool has_optional;                                        /* any of them */
    struct prefixes prefixes;
    struct trace_names labels_known;
    int64_t unit;   /* [ns] of a time that is a number; 0 = not known yet */
    bool unit_open; /* milliseconds, unless a fraction shows that they are seconds */
    bool epoch;     /* numbers count from 1970 */
    bool has_block_ids;
    bool absolute, absolute_known, sorted, header_refused;
    int64_t first, previous; /* raw times */
    uint64_t previous_line;
};

struct row_context {
    struct build *build;
    uint64_t line;
    bool bad;
};

static void bad_row(struct row_context *row, const char *column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void bad_row(struct row_context *row, const char *column, const char *format, ...)
{
    struct build *build = row->build;
    va_list arguments;

    row->bad = true;
    if (build->options->skip_bad_rows)
        return;
    va_start(arguments, format);
    trace_findings_add(&build->findings, format, row->line, 0, column, format, arguments);
    va_end(arguments);
}

/* What can be shown of a field in a message: printable, short. */
static const char *shown(const struct sim_csv_field *field, char buffer[48])
{
    uint32_t n = field->length < 40 ? field->length : 40;

    for (uint32_t i = 0; i < n; i++)
        buffer[i] = field->text[i] >= 0x20 && field->text[i] < 0x7f ? field->text[i] : '?';
    snprintf(buffer + n, 48 - n, "%s", field->length > 40 ? "..." : "");
    return buffer;
}

/* ---- times ---- */

/* A decimal number, at least 0: digits of the fraction beyond the ninth are cut. */
static bool parse_plain(const char *text, const char *end, int64_t *whole, int64_t *billionths)
{
    const char *first = text;

    *whole = 0;
    while (text < end && *text >= '0' && *text <= '9') {
        if (*whole > (INT64_MAX - 9) / 10)
            return false;
        *whole = *whole * 10 + (*text++ - '0');
    }
    return text != first && sim_time_parse_fraction(&text, end, billionths) && text == end;
}

/* The same with an exponent, as some writers give small or large numbers: 1.5e-05. */
static bool parse_exponent(const char *text, uint32_t length, const char *e, int64_t *whole,
                           int64_t *billionths)
{
    const char *point = memchr(text, '.', (size_t)(e - text));
    const char *at = e + 1;
    const char *end = text + length;
    bool negative = at < end && *at == '-';
    char digits[96];
    int exponent = 0;
    int n = 0, places;

    at += at < end && (*at == '-' || *at == '+');
    if (at == end || e - text > 40)
        return false;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9' || exponent > 20)
            return false;
        exponent = exponent * 10 + (*at - '0');
    }
    if (exponent > 25)
        return false;
    /* Written without exponent: zeros on both sides, and the point where it belongs. */
    for (int i = 0; negative && i < exponent; i++)
        digits[n++] = '0';
    places = n + (int)((point != NULL ? point : e) - text) + (negative ? -exponent : exponent);
    for (const char *from = text; from < e; from++)
        if (from != point)
            digits[n++] = *from;
    while (n < places)
        digits[n++] = '0';
    if (places <= 0 || n > 90)
        return false;
    memmove(digits + places + 1, digits + places, (size_t)(n - places));
    digits[places] = '.';
    return parse_plain(digits, digits + n + (n > places), whole, billionths);
}

static bool parse_number(const char *text, uint32_t length, int64_t *whole, int64_t *billionths)
{
    const char *e;

    if (parse_plain(text, text + length, whole, billionths))
        return true;
    e = memchr(text, 'e', length);
    if (e == NULL)
        e = memchr(text, 'E', length);
    return e != NULL && parse_exponent(text, length, e, whole, billionths);
}

static const char *unit_name(int64_t unit)
{
    return unit == SIM_SECOND ? "seconds"
           : unit == SIM_MS   ? "milliseconds"
           : unit == SIM_US   ? "microseconds"
                              : "nanoseconds";
}

static void set_unit(struct build *build, int64_t unit, const char *how)
{
    build->unit = unit;
    build->trace->unit = how;
}

/* From the first time: what a format says, unless it is a time since 1970 (1e9 s is the year 2001,
 * 1e11 s the year 5138). */
static void find_unit(struct build *build, enum trace_column column, int64_t whole)
{
    static const int64_t stated[] = {0, SIM_SECOND, SIM_MS, SIM_US, 1};
    static const char *const as_stated[] = {NULL, "seconds, as stated", "milliseconds, as stated",
                                            "microseconds, as stated", "nanoseconds, as stated"};
    enum trace_unit option = build->options->unit;

    build->epoch =
        whole >= INT64_C(100000000000) || (whole >= 900000000 && whole < INT64_C(5000000000));
    if (option != TRACE_UNIT_FOUND) {
        build->epoch = false;
        set_unit(build, stated[option], as_stated[option]);
    } else if (whole >= INT64_C(100000000000000000)) {
        set_unit(build, 1, "nanoseconds since 1970, by their size");
    } else if (whole >= INT64_C(100000000000000)) {
        set_unit(build, SIM_US, "microseconds since 1970, by their size");
    } else if (whole >= INT64_C(100000000000)) {
        set_unit(build, SIM_MS, "milliseconds since 1970, by their size");
    } else if (build->epoch) {
        set_unit(build, SIM_SECOND, "seconds since 1970, by their size");
    } else if (column != TRACE_TIME_MS) {
        set_unit(build, SIM_SECOND, "seconds, as the format says");
    } else {
        set_unit(build, SIM_MS, "milliseconds, as the format says");
        build->unit_open = true;
    }
}

/* What was read as whole milliseconds were seconds. Times that are too large then are found by the
 * span. */
static void turn_into_seconds(struct build *build, const char *how)
{
    for (uint64_t i = 0; i < build->n; i++)
        if (__builtin_mul_overflow(build->rows[i].at, INT64_C(1000), &build->rows[i].at))
            build->rows[i].at = INT64_MAX;
    if (__builtin_mul_overflow(build->first, INT64_C(1000), &build->first))
        build->first = INT64_MAX;
    if (__builtin_mul_overflow(build->previous, INT64_C(1000), &build->previous))
        build->previous = INT64_MAX;
    build->unit_open = false;
    set_unit(build, SIM_SECOND, how);
}

static bool read_number_time(struct build *build, enum trace_column column, const char *text,
                             uint32_t length, int64_t *at)
{
    int64_t whole, billionths, part;

    if (!parse_number(text, length, &whole, &billionths))
        return false;
    if (build->unit == 0)
        find_unit(build, column, whole);
    if (build->unit_open && billionths > 0)
        turn_into_seconds(build, "seconds: the times have fractions");
    part = build->unit == SIM_SECOND ? billionths
                                     : (int64_t)((__int128)billionths * build->unit / SIM_SECOND);
    return !__builtin_mul_overflow(whole, build->unit, at) &&
           !__builtin_add_overflow(*at, part, at);
}

static void bad_time(struct row_context *row, bool iso, const char *name,
                     const struct sim_csv_field *field)
{
    char buffer[48];
    int64_t year = 0;

    for (uint32_t i = 0; i < 4 && i < field->length; i++)
        year = field->text[i] >= '0' && field->text[i] <= '9' ? year * 10 + field->text[i] - '0'
                                                              : -10000;
    if (field->length == 0)
        bad_row(row, name, "time is empty");
    else if (iso && field->length >= 10 && field->text[4] == '-' &&
             (year > 2200 || (year >= 0 && year < 1900)))
        bad_row(row, name, "'%s' is not in the years 1900 to 2200: it stands for no time",
                shown(field, buffer));
    else if (iso)
        bad_row(row, name,
                "'%s' is not a time of the form 'YYYY-MM-DD HH:MM:SS.fffffff' (offset optional)",
                shown(field, buffer));
    else
        bad_row(row, name, "'%s' is not a time in %s (a decimal number, at least 0)",
                shown(field, buffer),
                unit_name(row->build->unit > 0 ? row->build->unit : SIM_SECOND));
}

static void read_time(struct row_context *row, enum trace_column column, const char *name,
                      const struct sim_csv_field *field, struct trace_row *out)
{
    bool iso = column == TRACE_TIME_ISO ||
               (column == TRACE_TIME_EITHER && field->length > 10 && field->text[4] == '-');

    out->absolute = iso;
    if (field->length == 0 ||
        !(iso ? sim_time_parse_iso(field->text, field->length, &out->at)
              : read_number_time(row->build, column, field->text, field->length, &out->at)))
        bad_time(row, iso, name, field);
}

static void bad_tokens(struct row_context *row, const char *name, const struct sim_csv_field *field)
{
    char buffer[48];

    if (field->length == 0)
        bad_row(row, name, "number of tokens is empty");
    else
        bad_row(row, name, "'%s' is not a number of tokens (a whole number, 0 to 4294967295)",
                shown(field, buffer));
}

/* ".0": data frames make floats of a column in which a value is missing. */
static bool is_zero_fraction(const char *text, uint32_t length)
{
    if (*text != '.' || length < 2)
        return false;
    for (uint32_t i = 1; i < length; i++)
        if (text[i] != '0')
            return false;
    return true;
}

static uint32_t read_tokens(struct row_context *row, const char *name,
                            const struct sim_csv_field *field, bool optional)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < field->length; i++) {
        uint32_t digit = (uint32_t)(unsigned char)field->text[i] - '0';

        if (i > 0 && is_zero_fraction(field->text + i, field->length - i))
            break;
        value = value * 10 + digit;
        if (digit > 9 || value > UINT32_MAX) {
            bad_tokens(row, name, field);
            return 0;
        }
    }
    if (field->length == 0 && !optional)
        bad_tokens(row, name, field);
    return (uint32_t)value;
}

static void *resized(void *memory, uint64_t n, size_t size)
{
    return sim_grown(memory, n, size);
}

/* Optional columns exist from the first row that has one; rows before it have 0. */
static uint32_t *column_for(struct build *build, uint32_t **column, bool *has)
{
    if (!*has) {
        *has = true;
        *column = sim_zeroed(build->capacity, sizeof **column);
    }
    return *column;
}

static void grow(struct build *build)
{
    uint64_t capacity = build->capacity > 0 ? build->capacity * 2 : 4096;

    build->rows = resized(build->rows, capacity, sizeof *build->rows);
    if (build->has_label)
        build->labels = resized(build->labels, capacity, sizeof *build->labels);
    if (build->has_max)
        build->max_tokens = resized(build->max_tokens, capacity, sizeof *build->max_tokens);
    if (build->has_read)
        build->cache_read = resized(build->cache_read, capacity, sizeof *build->cache_read);
    if (build->has_write)
        build->cache_write = resized(build->cache_write, capacity, sizeof *build->cache_write);
    if (build->has_prefix)
        build->prefix = resized(build->prefix, capacity, sizeof *build->prefix);
    build->capacity = capacity;
}

static uint32_t intern_label(struct row_context *row, const char *text, uint32_t length)
{
    uint32_t label = trace_names_intern(&row->build->labels_known, text, length, MAX_LABELS);

    if (label != TRACE_NO_NAME)
        return label;
    bad_row(row, "label", "more than %d different labels", MAX_LABELS);
    return 0;
}

/* Calendar times may be more than 292 years apart, which int64 ns cannot hold. */
static int64_t difference(int64_t later, int64_t earlier)
{
    int64_t result;

    return __builtin_sub_overflow(later, earlier, &result) ? INT64_MAX : result;
}

/* Node of the prompt's whole prefix + 1; 0 = it has none. */
static uint32_t intern_prefix(struct row_context *row, const struct trace_row *in)
{
    struct build *build = row->build;
    uint32_t node = CRI_NONE;
    const char *problem = NULL;

    if (in->ids != NULL)
        problem = prefixes_add_blocks(&build->prefixes, in->ids, in->ids_length,
                                      build->format->block_tokens, in->input_tokens, &node);
    else if (in->group != NULL && in->group_length > 0)
        problem = prefixes_add_group(&build->prefixes, in->group, in->group_length,
                                     in->prefix_tokens, in->input_tokens, &node);
    if (problem != NULL)
        bad_row(row, in->ids != NULL ? "hash_ids" : "prefix_tokens", "%s", problem);
    return node == CRI_NONE ? 0 : node + 1;
}

static bool has_optional(const struct trace_row *in)
{
    return in->label != NULL || (in->max_tokens | in->cache_read | in->cache_write) > 0;
}

/* What most traces lack. */
static void add_optional(struct build *build, const struct trace_row *in, uint32_t label,
                         uint32_t prefix)
{
    build->has_optional = true;
    if (in->label != NULL)
        column_for(build, &build->labels, &build->has_label);
    if (build->has_label)
        build->labels[build->n] = label;
    if (in->max_tokens > 0)
        column_for(build, &build->max_tokens, &build->has_max);
    if (build->has_max)
        build->max_tokens[build->n] = in->max_tokens;
    if (in->cache_read > 0)
        column_for(build, &build->cache_read, &build->has_read);
    if (build->has_read)
        build->cache_read[build->n] = in->cache_read;
    if (in->cache_write > 0)
        column_for(build, &build->cache_write, &build->has_write);
    if (build->has_write)
        build->cache_write[build->n] = in->cache_write;
    if (prefix > 0)
        column_for(build, &build->prefix, &build->has_prefix);
    if (build->has_prefix)
        build->prefix[build->n] = prefix;
}

static void add_row(struct row_context *row, const struct trace_row *in)
{
    struct build *build = row->build;
    uint64_t at = build->n;
    uint32_t label = 0;
    uint32_t prefix;

    if (in->cache_read + (uint64_t)in->cache_write > in->input_tokens)
        bad_row(row, "cache_read_tokens",
                "cache reads and writes are part of the input, but exceed its %u tokens",
                in->input_tokens);
    if (build->absolute_known && in->absolute != build->absolute)
        bad_row(row, "time", "calendar times and seconds are mixed");
    if (in->label != NULL && !sim_is_utf8(in->label, in->label_length))
        bad_row(row, "label", "is not UTF-8");
    else if (in->label != NULL)
        label = intern_label(row, in->label, in->label_length);
    if (row->bad)
        return;
    prefix = intern_prefix(row, in);
    if (row->bad)
        return;
    if (!build->absolute_known) {
        build->absolute_known = true;
        build->absolute = in->absolute;
        build->first = in->at;
        build->previous = in->at;
    }
    if (in->at < build->previous) {
        build->sorted = false;
        if (build->options->unsorted == TRACE_UNSORTED_REFUSE) {
            bad_row(row, "time",
                    "time goes back by %.9g s against line %" PRIu64
                    "; set \"unsorted\": \"sort\" (or --sort) to sort the rows stably",
                    sim_time_to_s(difference(build->previous, in->at)), build->previous_line);
            return;
        }
    } else {
        build->previous = in->at;
        build->previous_line = row->line;
    }
    if (in->at < build->first)
        build->first = in->at;
    if (at == MAX_ROWS) {
        bad_row(row, NULL, "is the row after %d; more are not read", MAX_ROWS);
        return;
    }
    if (at == build->capacity)
        grow(build);
    build->rows[at] = (struct cri_record){
        .at = in->at, .input_tokens = in->input_tokens, .output_tokens = in->output_tokens};
    if (build->has_optional || has_optional(in) || prefix > 0)
        add_optional(build, in, label, prefix);
    build->n++;
    build->trace->input_tokens += in->input_tokens;
    build->trace->output_tokens += in->output_tokens;
    build->trace->n_zero_output += in->output_tokens == 0;
    build->trace->n_zero_both += (in->output_tokens | in->input_tokens) == 0;
}

static bool is_name(const struct sim_csv_field *field, const char *name)
{
    return strlen(name) == field->length && strncasecmp(field->text, name, field->length) == 0;
}

static uint32_t count_known(const struct trace_format *format, const struct sim_csv_field *fields,
                            uint32_t n)
{
    uint32_t known = 0;

    for (uint32_t i = 0; i < n; i++)
        for (const struct trace_column_name *c = format->columns; c->name != NULL; c++)
            if (is_name(&fields[i], c->name))
                known++;
    return known;
}

/* The name nearest to a column of the format among those that have no meaning, or NULL. */
static const char *nearest_ignored(const struct trace *trace, const char *name)
{
    return trace->ignored.n > 0
               ? sim_nearest_name(name, (const char *const *)trace->ignored.names, trace->ignored.n)
               : NULL;
}

/* Columns that the format does not know are ignored, and said. */
static void ignore(struct build *build, const char *name, uint32_t length)
{
    struct trace_names *ignored = &build->trace->ignored;

    if (length == 0) {
        name = "(no name)"; /* the index of a data frame */
        length = (uint32_t)strlen(name);
    }
    if (length > 80)
        length = 80;
    build->trace->more_ignored |=
        trace_names_intern(ignored, name, length, TRACE_MAX_IGNORED) == TRACE_NO_NAME;
}

static void refuse_format(struct build *build, uint64_t line, const char *otherwise,
                          const char *got)
{
    const char *kind = trace_kind_text(build->head, build->n_head);

    build->header_refused = true;
    if (kind != NULL)
        sim_diag_error(build->diag, build->file, line, 0, NULL,
                       "is %s, and no trace: a trace has a time, input tokens and output tokens "
                       "in each row",
                       kind);
    else
        sim_diag_error(build->diag, build->file, line, 0, NULL, "no known trace format: %s%s%s%s",
                       otherwise, got != NULL ? " (got '" : "", got != NULL ? got : "",
                       got != NULL ? "')" : "");
}

/* The format whose column names occur most in the header; ties go to the first in the list. */
static bool choose_csv_format(struct build *build, uint64_t line,
                              const struct sim_csv_field *fields, uint32_t n)
{
    uint32_t best = 0;
    char buffer[48];

    for (uint32_t i = 0; trace_formats[i] != NULL; i++) {
        uint32_t known = trace_formats[i]->json ? 0 : count_known(trace_formats[i], fields, n);

        if (known > best) {
            best = known;
            build->format = trace_formats[i];
        }
    }
    /* A time alone is in every log. */
    if (best > 1 || (best == 1 && trace_kind_text(build->head, build->n_head) == NULL))
        return true;
    build->format = NULL;
    refuse_format(build, line,
                  "the first line must name columns such as 'time_s,input_tokens,output_tokens'",
                  n > 0 ? shown(&fields[0], buffer) : "");
    return false;
}

static void missing(struct build *build, uint64_t line, const char *what, const char *name)
{
    const char *nearest = nearest_ignored(build->trace, name);

    sim_diag_error(build->diag, build->file, line, 0, NULL, "%s'%s'%s%s%.80s%s", what, name,
                   *what == 'c' ? " is missing" : "", nearest != NULL ? "; is it '" : "",
                   nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
}

static bool read_header(struct build *build, uint64_t line, const struct sim_csv_field *fields,
                        uint32_t n)
{
    bool seen[TRACE_N_COLUMNS] = {false};
    size_t errors = build->diag->n_raised;

    if (!choose_csv_format(build, line, fields, n))
        return false;
    build->n_columns = n;
    build->columns = sim_zeroed(n, sizeof *build->columns);
    build->names = sim_zeroed(n, sizeof *build->names);
    for (uint32_t i = 0; i < n; i++) {
        const struct trace_column_name *c = build->format->columns;

        while (c->name != NULL && !is_name(&fields[i], c->name))
            c++;
        snprintf(build->names[i], sizeof build->names[i], "%.*s",
                 (int)(fields[i].length < 31 ? fields[i].length : 31), fields[i].text);
        build->columns[i] = c->column;
        if (c->name == NULL)
            ignore(build, fields[i].text, fields[i].length);
        else if (c->column != TRACE_IGNORED && seen[c->column])
            sim_diag_error(build->diag, build->file, line, 0, NULL, "column '%s' appears twice",
                           c->name);
        seen[c->column] = true;
    }
    if (!seen[TRACE_TIME_S] && !seen[TRACE_TIME_ISO] && !seen[TRACE_TIME_EITHER])
        missing(build, line, "no column holds the time: ", build->format->columns[0].name);
    if (seen[TRACE_TIME_S] + seen[TRACE_TIME_ISO] + seen[TRACE_TIME_EITHER] > 1)
        sim_diag_error(build->diag, build->file, line, 0, NULL,
                       "more than one column holds the time; keep one of them");
    for (const struct trace_column_name *c = build->format->columns; c->name != NULL; c++)
        if ((c->column == TRACE_INPUT || c->column == TRACE_OUTPUT) && !seen[c->column])
            missing(build, line, "column ", c->name);
    return build->diag->n_raised == errors;
}

static enum sim_status on_row(void *context, uint64_t line, const struct sim_csv_field *fields,
                              uint32_t n, struct sim_error *err)
{
    struct build *build = context;
    struct row_context row = {.build = build, .line = line};
    struct trace_row in = {0};

    if (build->format == NULL) {
        build->header_refused = !read_header(build, line, fields, n);
        return build->header_refused ? sim_fail(err, SIM_EINPUT, build->file, "no usable header")
                                     : SIM_OK;
    }
    if (n != build->n_columns) {
        bad_row(&row, NULL, "%u fields where the header has %u", n, build->n_columns);
    } else {
        for (uint32_t i = 0; i < n; i++) {
            const char *name = build->names[i];

            switch (build->columns[i]) {
            case TRACE_TIME_S:
            case TRACE_TIME_ISO:
            case TRACE_TIME_EITHER:
                read_time(&row, build->columns[i], name, &fields[i], &in);
                break;
            case TRACE_INPUT:
                in.input_tokens = read_tokens(&row, name, &fields[i], false);
                break;
            case TRACE_OUTPUT:
                in.output_tokens = read_tokens(&row, name, &fields[i], false);
                break;
            case TRACE_MAX_TOKENS:
                in.max_tokens = read_tokens(&row, name, &fields[i], true);
                break;
            case TRACE_CACHE_READ:
                in.cache_read = read_tokens(&row, name, &fields[i], true);
                break;
            case TRACE_CACHE_WRITE:
                in.cache_write = read_tokens(&row, name, &fields[i], true);
                break;
            case TRACE_LABEL:
                in.label = fields[i].text;
                in.label_length = fields[i].length;
                break;
            case TRACE_PREFIX_GROUP:
                in.group = fields[i].text;
                in.group_length = fields[i].length;
                break;
            case TRACE_PREFIX_TOKENS:
                in.prefix_tokens = read_tokens(&row, name, &fields[i], true);
                break;
            case TRACE_TIME_MS: /* of JSON formats only */
            case TRACE_PREFIX_IDS:
            case TRACE_IGNORED:
            case TRACE_N_COLUMNS:
                break;
            }
        }
    }
    if (!row.bad)
        add_row(&row, &in);
    if (row.bad)
        build->trace->n_skipped++;
    return SIM_OK;
}

/* ---- JSON lines ---- */

static bool is_key(const struct trace_json_field *field, const char *name)
{
    return strlen(name) == field->key_length && memcmp(field->key, name, field->key_length) == 0;
}

static const struct trace_json_field *member(const struct trace_json_field *fields, uint32_t n,
                                             const char *name)
{
    for (uint32_t i = 0; i < n; i++)
        if (is_key(&fields[i], name))
            return &fields[i];
    return NULL;
}

/* The JSON format whose keys the first line has; a refusal names what is missing. */
static bool choose_json_format(struct build *build, uint64_t line,
                               const struct trace_json_field *fields, uint32_t n)
{
    uint32_t best = 0;

    for (uint32_t i = 0; trace_formats[i] != NULL; i++) {
        uint32_t known = 0;

        for (const struct trace_column_name *c = trace_formats[i]->columns;
             trace_formats[i]->json && c->name != NULL; c++)
            known += member(fields, n, c->name) != NULL;
        if (known > best) {
            best = known;
            build->format = trace_formats[i];
        }
    }
    if (best > 1 || (best == 1 && trace_kind_text(build->head, build->n_head) == NULL))
        return true;
    build->format = NULL;
    refuse_format(build, line,
                  "JSON lines must have members such as 'timestamp', 'input_length' and "
                  "'output_length' (a CSV trace is told by its first line)",
                  NULL);
    return false;
}

static void ignore_keys(struct build *build, const struct trace_json_field *fields, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct trace_column_name *c = build->format->columns;

        while (c->name != NULL && !is_key(&fields[i], c->name))
            c++;
        if (c->name == NULL)
            ignore(build, fields[i].key, fields[i].key_length);
    }
}

/* A first line that is no object is not one finding among many: the file is something else. */
static void refuse_document(struct build *build, uint64_t line, uint32_t column,
                            const char *problem)
{
    if (trace_kind_text(build->head, build->n_head) != NULL)
        refuse_format(build, line, "", NULL);
    else
        sim_diag_error(build->diag, build->file, line, column, NULL,
                       "%s; a trace in JSON has one object a line (a document over several lines "
                       "becomes that by jq -c .)",
                       problem);
    build->header_refused = true;
}

static void read_member(struct row_context *row, enum trace_column column, const char *name,
                        const struct trace_json_field *field, struct trace_row *in)
{
    const struct sim_csv_field value = {field->text, field->length};
    char buffer[48];

    switch (column) {
    case TRACE_TIME_MS:
        if (field->type != TRACE_JSON_NUMBER ||
            !read_number_time(row->build, column, field->text, field->length, &in->at))
            bad_row(row, name, "'%s' is not a time in %s (a number, at least 0)",
                    shown(&value, buffer),
                    unit_name(row->build->unit > 0 ? row->build->unit : SIM_MS));
        break;
    case TRACE_INPUT:
        in->input_tokens = read_tokens(row, name, &value, false);
        break;
    case TRACE_OUTPUT:
        in->output_tokens = read_tokens(row, name, &value, false);
        break;
    case TRACE_PREFIX_IDS:
        if (field->type == TRACE_JSON_ARRAY) {
            row->build->has_block_ids = true;
            in->ids = field->text;
            in->ids_length = field->length;
        } else {
            bad_row(row, name, "'%s' is not an array of block ids", shown(&value, buffer));
        }
        break;
    default:
        break;
    }
}

static void add_problem(struct row_context *row, const void *kind, uint32_t column,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));

static void add_problem(struct row_context *row, const void *kind, uint32_t column,
                        const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    trace_findings_add(&row->build->findings, kind, row->line, column, NULL, format, arguments);
    va_end(arguments);
}

static void bad_line(struct row_context *row, uint32_t column, const char *problem)
{
    row->bad = true;
    if (!row->build->options->skip_bad_rows)
        add_problem(row, problem, column, "%s", problem);
}

static enum sim_status on_json_row(void *context, uint64_t line,
                                   const struct trace_json_field *fields, uint32_t n,
                                   const char *problem, uint32_t column, struct sim_error *err)
{
    struct build *build = context;
    struct row_context row = {.build = build, .line = line};
    struct trace_row in = {0};

    if (problem != NULL && build->format == NULL) {
        refuse_document(build, line, column, problem);
        return sim_fail(err, SIM_EINPUT, build->file, "no usable line");
    }
    if (problem != NULL) {
        bad_line(&row, column, problem);
    } else {
        if (build->format == NULL && !choose_json_format(build, line, fields, n))
            return sim_fail(err, SIM_EINPUT, build->file, "no usable line");
        if (build->unit == 0 && build->options->unit == TRACE_UNIT_FOUND &&
            (member(fields, n, "chat_id") != NULL || member(fields, n, "parent_chat_id") != NULL))
            set_unit(build, SIM_SECOND, "seconds: the keys are those of Qwen Bailian");
        ignore_keys(build, fields, n);
        for (const struct trace_column_name *c = build->format->columns; c->name != NULL; c++) {
            const struct trace_json_field *field = member(fields, n, c->name);

            if (field != NULL)
                read_member(&row, c->column, c->name, field, &in);
            else if (c->column != TRACE_PREFIX_IDS)
                bad_row(&row, NULL, "member '%s' is missing", c->name);
        }
    }
    if (!row.bad)
        add_row(&row, &in);
    if (row.bad)
        build->trace->n_skipped++;
    return SIM_OK;
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
    to = resized(NULL, n, sizeof *to);
    for (uint64_t i = 0; i < n; i++)
        to[i] = column[order[i]];
    free(column);
    return to;
}

static void sort_rows(struct build *build)
{
    uint64_t *order = resized(NULL, build->n, sizeof *order);
    uint64_t *room = resized(NULL, build->n, sizeof *room);
    struct cri_record *rows = resized(NULL, build->n, sizeof *rows);

    for (uint64_t i = 0; i < build->n; i++)
        order[i] = i;
    sort_order(build->rows, order, room, build->n);
    for (uint64_t i = 0; i < build->n; i++)
        rows[i] = build->rows[order[i]];
    free(build->rows);
    build->rows = rows;
    build->labels = reordered(build->labels, order, build->n);
    build->max_tokens = reordered(build->max_tokens, order, build->n);
    build->cache_read = reordered(build->cache_read, order, build->n);
    build->cache_write = reordered(build->cache_write, order, build->n);
    build->prefix = reordered(build->prefix, order, build->n);
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
static uint32_t median(const struct build *build, uint64_t n, bool output)
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

static void fill_failed(struct build *build)
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

static void keep(uint32_t *column, uint64_t from, uint64_t to)
{
    if (column != NULL)
        column[to] = column[from];
}

static void leave_failed_out(struct build *build)
{
    uint64_t n = 0;

    for (uint64_t i = 0; i < build->n; i++) {
        if (build->rows[i].output_tokens == 0) {
            build->trace->input_tokens -= build->rows[i].input_tokens;
            continue;
        }
        build->rows[n] = build->rows[i];
        keep(build->labels, i, n);
        keep(build->max_tokens, i, n);
        keep(build->cache_read, i, n);
        keep(build->cache_write, i, n);
        keep(build->prefix, i, n);
        n++;
    }
    build->n = n;
    if (n > 0)
        build->first = build->rows[0].at;
}

/* The rows are in order of time. */
static void treat_failed(struct build *build)
{
    struct trace *trace = build->trace;
    uint64_t others = build->n - trace->n_zero_output;

    trace->failed = build->options->failed;
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

/* Whole numbers may be milliseconds, as the format says, or seconds of another writer. */
static void judge_unit(struct build *build)
{
    sim_time span = difference(build->rows[build->n - 1].at, build->first);
    double as_ms = span > 0 ? (double)build->n / sim_time_to_s(span) : 0;
    double limit = build->has_block_ids ? RATE_MOONCAKE : RATE_TO_ASK;

    if (!build->unit_open || as_ms <= limit || span > FOUR_YEARS / 1000)
        return;
    if (as_ms / 1000 > limit)
        turn_into_seconds(build, "seconds: as milliseconds they would be too fast");
    else
        sim_diag_error(build->diag, build->file, 0, 0, NULL,
                       "are the times seconds or milliseconds? As milliseconds they are %.4g "
                       "requests/s over %.4g s, as seconds %.4g requests/s over %.4g s; state it "
                       "with \"time_unit\": \"s\" or \"ms\" (--time-unit)",
                       as_ms, sim_time_to_s(span), as_ms / 1000, sim_time_to_s(span) * 1000);
}

static void warn_of_rate(const struct build *build)
{
    double span_s = sim_time_to_s(build->trace->records.span);

    if (span_s > 0 && (double)build->n / span_s > RATE_TOO_HIGH)
        sim_diag_warning(build->diag, build->file, 0, 0, NULL,
                         "holds %.4g requests/s over %.4g s, which cannot be one application's: "
                         "are the times in %s? (\"time_unit\", --time-unit)",
                         (double)build->n / span_s, span_s,
                         build->unit > 0 ? unit_name(build->unit) : "the unit that was meant");
}

static void finish(struct build *build)
{
    struct trace *trace = build->trace;
    size_t errors = build->diag->n_raised;

    if (build->n == 0) {
        sim_diag_error(build->diag, build->file, 0, 0, NULL, "holds no requests");
        return;
    }
    if (!build->sorted)
        sort_rows(build);
    judge_unit(build);
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
    trace->records.span = difference(build->rows[build->n - 1].at, build->first);
    if (trace->records.span > FOUR_YEARS) {
        sim_diag_error(build->diag, build->file, 0, 0, NULL, "spans more than four years");
        return;
    }
    /* Times count from the first row; an offset in seconds is kept only in calendar traces. */
    for (uint64_t i = 0; i < build->n; i++)
        build->rows[i].at -= build->first;
    warn_of_rate(build);
}

static void hand_over(struct build *build)
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
    prefixes_hand_over(&build->prefixes, &records->prefixes);
    records->n_labels = build->labels_known.n;
    records->label_names = (const char *const *)build->labels_known.names;
    build->labels_known.names = NULL; /* the records' now */
    trace_names_release(&build->labels_known);
    build->trace->format = build->format != NULL ? build->format->name : "";
}

/* What all inputs share: the bytes come from `next`, block by block, n == 0 at the end. */
typedef enum sim_status (*next_block_fn)(void *source, const char **bytes, size_t *n,
                                         struct sim_error *err);

/* The first bytes tell JSON lines from CSV, and either from what is no trace. */
static enum sim_status look_at_head(struct build *build, const char **bytes, size_t *n, bool *json,
                                    struct sim_error *err)
{
    const char *kind = trace_kind_binary(*bytes, *n);
    size_t at = 0;

    if (kind != NULL)
        return sim_fail(err, SIM_EINPUT, build->file, "%s", kind);
    if (*n >= 3 && memcmp(*bytes, "\xef\xbb\xbf", 3) == 0) { /* the byte order mark */
        *bytes += 3;
        *n -= 3;
    }
    build->n_head = *n < HEAD ? *n : HEAD;
    build->head = sim_fresh(build->n_head, 1);
    memcpy(build->head, *bytes, build->n_head);
    while (at < *n && memchr(" \t\r\n", (*bytes)[at], 4) != NULL)
        at++;
    *json = at < *n && (*bytes)[at] == '{';
    if (at == *n || (*bytes)[at] != '[')
        return SIM_OK;
    kind = trace_kind_text(build->head, build->n_head);
    return sim_fail(err, SIM_EINPUT, build->file,
                    "is %s; a trace is CSV, or JSON lines with one object a line%s",
                    kind != NULL ? kind : "a JSON array",
                    kind != NULL ? "" : " (jq -c '.[]' writes it so)");
}

static enum sim_status feed_all(struct build *build, next_block_fn next, void *source,
                                struct sim_error *err)
{
    struct trace_jsonl jsonl = {.row = on_json_row, .context = build, .file = build->file};
    struct sim_csv *csv = NULL;
    enum sim_status status = sim_csv_create(&csv, build->file, on_row, build, err);
    const char *bytes;
    bool first = true;
    bool json = false;
    size_t n = 0;

    while (status == SIM_OK) {
        status = sim_stopped() ? sim_fail(err, SIM_EINTERRUPTED, build->file, "interrupted")
                               : next(source, &bytes, &n, err);
        if (status != SIM_OK || n == 0)
            break;
        if (first)
            status = look_at_head(build, &bytes, &n, &json, err);
        if (status == SIM_OK && n > 0)
            status =
                json ? trace_jsonl_feed(&jsonl, bytes, n, err) : sim_csv_feed(csv, bytes, n, err);
        first = false;
    }
    if (status == SIM_OK)
        status = json ? trace_jsonl_finish(&jsonl, err) : sim_csv_finish(csv, err);
    trace_jsonl_release(&jsonl);
    sim_csv_destroy(csv);
    return status;
}

static struct trace *decode(const char *file, const struct trace_options *options,
                            struct sim_diag *diag, next_block_fn next, void *source)
{
    struct build build = {
        .file = file, .options = options, .diag = diag, .sorted = true, .findings.file = file};
    struct sim_error err = {.status = SIM_OK};
    size_t errors = diag->n_raised;
    enum sim_status status;

    build.trace = sim_zeroed(1, sizeof *build.trace);
    build.trace->file = sim_strdup(file);
    status = feed_all(&build, next, source, &err);
    trace_findings_flush(&build.findings, diag);
    /* A header that was refused has left its own findings. */
    if (status != SIM_OK && !build.header_refused)
        sim_diag_error(diag, err.where, 0, 0, NULL, "%s", err.message);
    if (diag->n_raised == errors)
        finish(&build);
    hand_over(&build);
    free(build.columns);
    free(build.names);
    free(build.head);
    if (diag->n_raised > errors) {
        trace_destroy(build.trace);
        return NULL;
    }
    return build.trace;
}

static enum sim_status next_of_stream(void *source, const char **bytes, size_t *n,
                                      struct sim_error *err)
{
    return sim_stream_read(source, bytes, n, err);
}

struct trace *trace_read(const char *file, const struct trace_options *options,
                         struct sim_diag *diag)
{
    struct sim_stream *stream = NULL;
    struct sim_error err = {.status = SIM_OK};
    struct trace *trace;
    struct stat info;

    if (sim_stream_open(&stream, file, &err) != SIM_OK) {
        bool folder = stat(file, &info) == 0 && S_ISDIR(info.st_mode);

        sim_diag_error(diag, err.where, 0, 0, NULL, "%s",
                       folder ? trace_kind_folder(file) : err.message);
        return NULL;
    }
    trace = decode(file, options, diag, next_of_stream, stream);
    if (trace != NULL)
        sim_stream_digest(stream, trace->sha256);
    sim_stream_close(stream);
    return trace;
}

struct memory {
    const char *bytes;
    size_t n;
};

static enum sim_status next_of_memory(void *source, const char **bytes, size_t *n,
                                      struct sim_error *err)
{
    struct memory *memory = source;

    (void)err;
    *bytes = memory->bytes;
    *n = memory->n;
    memory->n = 0;
    return SIM_OK;
}

struct trace *trace_decode(const char *file, const char *bytes, size_t n,
                           const struct trace_options *options, struct sim_diag *diag)
{
    struct memory memory = {bytes, n};
    struct trace *trace = decode(file, options, diag, next_of_memory, &memory);

    if (trace != NULL)
        sim_sha256_hex(bytes, n, trace->sha256);
    return trace;
}

void trace_destroy(struct trace *trace)
{
    struct cri_records *records;

    if (trace == NULL)
        return;
    records = &trace->records;
    free((void *)(uintptr_t)records->rows);
    free((void *)(uintptr_t)records->label);
    free((void *)(uintptr_t)records->max_tokens);
    free((void *)(uintptr_t)records->cache_read);
    free((void *)(uintptr_t)records->cache_write);
    free((void *)(uintptr_t)records->prefix);
    free((void *)(uintptr_t)records->prefixes.parent);
    free((void *)(uintptr_t)records->prefixes.tokens);
    for (uint32_t i = 0; i < records->n_labels; i++)
        free((void *)(uintptr_t)records->label_names[i]);
    free((void *)(uintptr_t)records->label_names);
    trace_names_release(&trace->ignored);
    free(trace->file);
    free(trace);
}
