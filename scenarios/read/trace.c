/*
 * trace.c: bytes -> CSV rows -> records. All bad rows are found before anything runs.
 */
#include "scenarios/read/trace.h"

#include "scenarios/read/prefixes.h"
#include "scenarios/read/trace_format.h"
#include "scenarios/read/trace_jsonl.h"
#include "scenarios/read/trace_list.h"
#include "sim/base/memory.h"
#include "sim/base/stream_in.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DECLARE(row) extern const struct trace_format trace_format_##row;
TRACE_FORMAT_LIST(DECLARE)
#define ADDRESS(row) &trace_format_##row,
const struct trace_format *const trace_formats[] = {TRACE_FORMAT_LIST(ADDRESS) NULL};

enum { MAX_LABELS = 4096 };

/* Growing columns of a trace that is being read; they become the trace's records. */
struct build {
    const char *file;
    const struct trace_options *options;
    struct sim_diag *diag;
    struct trace *trace;
    const struct trace_format *format;
    enum trace_column columns[TRACE_MAX_COLUMNS];
    char names[TRACE_MAX_COLUMNS][32]; /* of columns, for messages */
    uint32_t n_columns;
    struct cri_record *rows;
    uint32_t *labels, *max_tokens, *cache_read, *cache_write;
    uint32_t *prefix; /* node + 1; 0 = none */
    uint64_t n, capacity;
    bool has_label, has_max, has_read, has_write, has_prefix; /* columns that exist */
    bool has_optional;                                        /* any of them */
    struct prefixes prefixes;
    char **label_names;
    uint32_t n_labels;
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
    char message[512];
    va_list arguments;

    row->bad = true;
    if (build->options->skip_bad_rows)
        return;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    sim_diag_error(build->diag, build->file, row->line, 0, column, "%s", message);
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

/* Decimal seconds to ns exactly: digits beyond the ninth are cut. */
static bool parse_seconds(const char *text, uint32_t length, int64_t *out)
{
    const char *end = text + length;
    const char *first = text;
    int64_t seconds = 0;
    int64_t nanoseconds;

    while (text < end && *text >= '0' && *text <= '9') {
        if (seconds > INT64_C(1000000000000))
            return false;
        seconds = seconds * 10 + (*text++ - '0');
    }
    if (text == first || !sim_time_parse_fraction(&text, end, &nanoseconds) || text != end ||
        seconds > SIM_TIME_MAX / SIM_SECOND - 1)
        return false;
    *out = seconds * SIM_SECOND + nanoseconds;
    return true;
}

static void read_time(struct row_context *row, enum trace_column column, const char *name,
                      const struct sim_csv_field *field, struct trace_row *out)
{
    char buffer[48];
    bool iso = column == TRACE_TIME_ISO ||
               (column == TRACE_TIME_EITHER && field->length > 10 && field->text[4] == '-');

    out->absolute = iso;
    if (field->length == 0)
        bad_row(row, name, "time is empty");
    else if (iso && !sim_time_parse_iso(field->text, field->length, &out->at))
        bad_row(row, name,
                "'%s' is not a time of the form 'YYYY-MM-DD HH:MM:SS.fffffff' (offset optional)",
                shown(field, buffer));
    else if (!iso && !parse_seconds(field->text, field->length, &out->at))
        bad_row(row, name, "'%s' is not a time in seconds (a decimal number, at least 0)",
                shown(field, buffer));
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

static uint32_t read_tokens(struct row_context *row, const char *name,
                            const struct sim_csv_field *field, bool optional)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < field->length; i++) {
        uint32_t digit = (uint32_t)(unsigned char)field->text[i] - '0';

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
    struct build *build = row->build;

    for (uint32_t i = build->n_labels; i-- > 0;)
        if (strlen(build->label_names[i]) == length &&
            memcmp(build->label_names[i], text, length) == 0)
            return i;
    if (build->n_labels == MAX_LABELS) {
        bad_row(row, "label", "more than %d different labels", MAX_LABELS);
        return 0;
    }
    build->label_names = resized(build->label_names, build->n_labels + 1, sizeof(char *));
    build->label_names[build->n_labels] = sim_fresh((size_t)length + 1, 1);
    memcpy(build->label_names[build->n_labels], text, length);
    build->label_names[build->n_labels][length] = '\0';
    return build->n_labels++;
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
    if (in->label != NULL)
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

/* The format whose column names occur most in the header; ties go to the first in the list. */
static bool read_header(struct build *build, uint64_t line, const struct sim_csv_field *given,
                        uint32_t n)
{
    struct sim_csv_field fields[TRACE_MAX_COLUMNS];
    bool seen[TRACE_N_COLUMNS] = {false};
    uint32_t best = 0;
    char buffer[48];
    size_t errors = build->diag->n_raised;

    if (n > TRACE_MAX_COLUMNS) {
        sim_diag_error(build->diag, build->file, line, 0, NULL,
                       "header has %u columns; at most %d are read", n, (int)TRACE_MAX_COLUMNS);
        return false;
    }
    memcpy(fields, given, n * sizeof *fields);
    if (fields[0].length >= 3 && memcmp(fields[0].text, "\xef\xbb\xbf", 3) == 0) {
        fields[0].text += 3; /* the byte order mark that spreadsheets write */
        fields[0].length -= 3;
    }
    for (uint32_t i = 0; trace_formats[i] != NULL; i++) {
        uint32_t known = trace_formats[i]->json ? 0 : count_known(trace_formats[i], fields, n);

        if (known > best) {
            best = known;
            build->format = trace_formats[i];
        }
    }
    if (best == 0) {
        sim_diag_error(build->diag, build->file, line, 0, NULL,
                       "no known trace format: the first line must name columns such as "
                       "'time_s,input_tokens,output_tokens' (got '%s')",
                       n > 0 ? shown(&fields[0], buffer) : "");
        return false;
    }
    build->n_columns = n;
    for (uint32_t i = 0; i < n; i++) {
        const struct trace_column_name *c = build->format->columns;

        while (c->name != NULL && !is_name(&fields[i], c->name))
            c++;
        snprintf(build->names[i], sizeof build->names[i], "%.*s",
                 (int)(fields[i].length < 31 ? fields[i].length : 31), fields[i].text);
        if (c->name == NULL) {
            const char *names[TRACE_MAX_COLUMNS];
            const char *nearest;
            size_t k = 0;

            build->columns[i] = TRACE_IGNORED;
            if (build->format->other_columns)
                continue;
            for (c = build->format->columns; c->name != NULL; c++)
                names[k++] = c->name;
            nearest = sim_nearest_name(build->names[i], names, k);
            sim_diag_error(build->diag, build->file, line, 0, NULL, "unknown column '%s'%s%s%s",
                           shown(&fields[i], buffer), nearest != NULL ? "; did you mean '" : "",
                           nearest != NULL ? nearest : "", nearest != NULL ? "'?" : "");
            continue;
        }
        build->columns[i] = c->column;
        if (c->column != TRACE_IGNORED && seen[c->column])
            sim_diag_error(build->diag, build->file, line, 0, NULL, "column '%s' appears twice",
                           c->name);
        seen[c->column] = true;
    }
    if (!seen[TRACE_TIME_S] && !seen[TRACE_TIME_ISO] && !seen[TRACE_TIME_EITHER])
        sim_diag_error(build->diag, build->file, line, 0, NULL, "no column holds the time ('%s')",
                       build->format->columns[0].name);
    if (seen[TRACE_TIME_S] + seen[TRACE_TIME_ISO] + seen[TRACE_TIME_EITHER] > 1)
        sim_diag_error(build->diag, build->file, line, 0, NULL,
                       "more than one column holds the time; keep one of them");
    for (const struct trace_column_name *c = build->format->columns; c->name != NULL; c++)
        if ((c->column == TRACE_INPUT || c->column == TRACE_OUTPUT) && !seen[c->column])
            sim_diag_error(build->diag, build->file, line, 0, NULL, "column '%s' is missing",
                           c->name);
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
    if (best > 0)
        return true;
    sim_diag_error(build->diag, build->file, line, 0, NULL,
                   "no known trace format: JSON lines must have members such as 'timestamp', "
                   "'input_length' and 'output_length' (a CSV trace is told by its first line)");
    return false;
}

/* Whole milliseconds, or with decimals: exact to the nanosecond. */
static bool parse_ms(const char *text, uint32_t length, int64_t *out)
{
    int64_t at;

    /* Read as seconds, a thousandth of it is meant; the digits beyond the sixth are cut. */
    if (!parse_seconds(text, length, &at))
        return false;
    *out = at / 1000;
    return true;
}

static void read_member(struct row_context *row, enum trace_column column, const char *name,
                        const struct trace_json_field *field, struct trace_row *in)
{
    const struct sim_csv_field value = {field->text, field->length};
    char buffer[48];

    switch (column) {
    case TRACE_TIME_MS:
        if (field->type != TRACE_JSON_NUMBER || !parse_ms(field->text, field->length, &in->at))
            bad_row(row, name, "'%s' is not a time in milliseconds (a number, at least 0)",
                    shown(&value, buffer));
        break;
    case TRACE_INPUT:
        in->input_tokens = read_tokens(row, name, &value, false);
        break;
    case TRACE_OUTPUT:
        in->output_tokens = read_tokens(row, name, &value, false);
        break;
    case TRACE_PREFIX_IDS:
        if (field->type == TRACE_JSON_ARRAY) {
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

static enum sim_status on_json_row(void *context, uint64_t line,
                                   const struct trace_json_field *fields, uint32_t n,
                                   const char *problem, uint32_t column, struct sim_error *err)
{
    struct build *build = context;
    struct row_context row = {.build = build, .line = line};
    struct trace_row in = {0};

    if (problem != NULL) {
        row.bad = true;
        if (!build->options->skip_bad_rows || build->format == NULL)
            sim_diag_error(build->diag, build->file, line, column, NULL, "%s", problem);
    } else {
        if (build->format == NULL && !choose_json_format(build, line, fields, n)) {
            build->header_refused = true;
            return sim_fail(err, SIM_EINPUT, build->file, "no usable line");
        }
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

static void finish(struct build *build)
{
    struct trace *trace = build->trace;

    if (build->n == 0) {
        sim_diag_error(build->diag, build->file, 0, 0, NULL, "holds no requests");
        return;
    }
    if (!build->sorted)
        sort_rows(build);
    trace->was_sorted = build->sorted;
    trace->absolute = build->absolute;
    trace->first_unix_ns = build->absolute ? build->first : 0;
    trace->n_rows = build->n;
    trace->records.span = difference(build->rows[build->n - 1].at, build->first);
    if (trace->records.span > SIM_TIME_MAX / 4) {
        sim_diag_error(build->diag, build->file, 0, 0, NULL, "spans more than four years");
        return;
    }
    /* Times count from the first row; an offset in seconds is kept only in calendar traces. */
    for (uint64_t i = 0; i < build->n; i++)
        build->rows[i].at -= build->first;
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
    records->n_labels = build->n_labels;
    records->label_names = (const char *const *)build->label_names;
    build->trace->format = build->format != NULL ? build->format->name : "";
}

/* What all inputs share: the bytes come from `next`, block by block, n == 0 at the end. */
typedef enum sim_status (*next_block_fn)(void *source, const char **bytes, size_t *n,
                                         struct sim_error *err);

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
        status = next(source, &bytes, &n, err);
        if (status != SIM_OK || n == 0)
            break;
        if (first && bytes[0] == '[')
            status = sim_fail(err, SIM_EINPUT, build->file,
                              "looks like a JSON array; a trace is CSV, or JSON lines with one "
                              "object a line");
        json = json || (first && bytes[0] == '{');
        if (status == SIM_OK)
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
    struct build build = {.file = file, .options = options, .diag = diag, .sorted = true};
    struct sim_error err = {.status = SIM_OK};
    size_t errors = diag->n_raised;
    enum sim_status status;

    build.trace = sim_zeroed(1, sizeof *build.trace);
    build.trace->file = sim_strdup(file);
    status = feed_all(&build, next, source, &err);
    /* A header that was refused has left its own findings. */
    if (status != SIM_OK && !build.header_refused)
        sim_diag_error(diag, err.where, 0, 0, NULL, "%s", err.message);
    if (diag->n_raised == errors)
        finish(&build);
    hand_over(&build);
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

    if (sim_stream_open(&stream, file, &err) != SIM_OK) {
        sim_diag_error(diag, err.where, 0, 0, NULL, "%s", err.message);
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
    free(trace->file);
    free(trace);
}
