#include "scenarios/traffic/decode.h"

#include "scenarios/traffic/json_line.h"
#include "scenarios/traffic/rates.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_STATUS_LENGTH = 80 };
#define OTHERS "(others)"

const char *trace_shown(const char *text, uint32_t length, char buffer[48])
{
    uint32_t n = length < 40 ? length : 40;

    for (uint32_t i = 0; i < n; i++)
        buffer[i] = text[i] >= 0x20 && text[i] < 0x7f ? text[i] : '?';
    snprintf(buffer + n, 48 - n, "%s", length > 40 ? "..." : "");
    return buffer;
}

/* Of a log's values only what looks like a time or a number is shown: they may be anybody's. */
static const char *shown_of(const struct trace_row *row, struct trace_value value, char buffer[48])
{
    uint32_t letters = 0;

    for (uint32_t i = 0; i < value.length; i++)
        letters += (value.text[i] >= 'a' && value.text[i] <= 'z') ||
                   (value.text[i] >= 'A' && value.text[i] <= 'Z') || value.text[i] == '"';
    if (row->build->format->is_log && (letters > 4 || value.length > 40)) {
        snprintf(buffer, 48, "(a text of %u bytes)", value.length);
        return buffer;
    }
    return trace_shown(value.text, value.length, buffer);
}

/* ---- times ---- */

/* Out of the way of the rows that are good. */
#define RARE __attribute__((cold, noinline))

RARE static void bad_time(struct trace_row *row, bool iso, const char *name,
                          struct trace_value value)
{
    char buffer[48];
    int64_t year = 0;

    for (uint32_t i = 0; i < 4 && i < value.length; i++)
        year =
            value.text[i] >= '0' && value.text[i] <= '9' ? year * 10 + value.text[i] - '0' : -10000;
    shown_of(row, value, buffer);
    if (value.length == 0)
        trace_bad_row(row, name, "time is empty");
    else if (iso && value.length >= 10 && value.text[4] == '-' &&
             (year > 2200 || (year >= 0 && year < 1900)))
        trace_bad_row(row, name, "'%s' is not in the years 1900 to 2200: it stands for no time",
                      buffer);
    else if (iso)
        trace_bad_row(
            row, name,
            "'%s' is not a time of the form 'YYYY-MM-DD HH:MM:SS.fffffff' (offset optional)",
            buffer);
    else
        trace_bad_row(row, name, "'%s' is not a time in %s (a decimal number, at least 0)", buffer,
                      trace_unit_name(row->build));
}

static inline void read_time(struct trace_row *row, enum trace_column column, const char *name,
                             struct trace_value value)
{
    bool iso = column == TRACE_TIME_ISO ||
               (column == TRACE_TIME_EITHER && value.length > 10 && value.text[4] == '-');

    row->absolute = iso;
    if (value.length == 0 ||
        !(iso ? sim_time_parse_iso(value.text, value.length, &row->at)
              : trace_read_number_time(row->build, value.text, value.length, &row->at)))
        bad_time(row, iso, name, value);
}

/* [ms] + 1; what is no duration is not given: nothing depends on it. */
static uint32_t read_latency(struct trace_value value, int64_t unit)
{
    int64_t whole, billionths;
    double ms;

    if (!trace_parse_number(value.text, value.length, &whole, &billionths))
        return 0;
    ms = ((double)whole + (double)billionths / 1e9) * (double)unit / SIM_MS;
    return ms < UINT32_MAX - 1 ? (uint32_t)(ms + 0.5) + 1 : 0;
}

/* ---- tokens ---- */

RARE static void bad_tokens(struct trace_row *row, const char *name, struct trace_value value)
{
    char buffer[48];

    if (value.length == 0)
        trace_bad_row(row, name, "number of tokens is empty");
    else
        trace_bad_row(row, name, "'%s' is not a number of tokens (a whole number, 0 to 4294967295)",
                      shown_of(row, value, buffer));
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

static uint32_t read_tokens(struct trace_row *row, const char *name, struct trace_value field,
                            bool optional)
{
    uint64_t value = 0;

    for (uint32_t i = 0; i < field.length; i++) {
        uint32_t digit = (uint32_t)(unsigned char)field.text[i] - '0';

        if (digit > 9 && i > 0 && is_zero_fraction(field.text + i, field.length - i))
            break;
        value = value * 10 + digit;
        if (digit > 9 || value > UINT32_MAX) {
            bad_tokens(row, name, field);
            return 0;
        }
    }
    if (field.length == 0 && !optional)
        bad_tokens(row, name, field);
    return (uint32_t)value;
}

/* ---- names ---- */

/* Text whose escapes are resolved; `room` lends the place for that. */
static const char *read_text(struct trace_row *row, const char *name, struct trace_value value,
                             struct sim_text *room, uint32_t *length)
{
    char buffer[48];

    if (value.type == TRACE_VALUE_ARRAY || value.type == TRACE_VALUE_OBJECT)
        trace_bad_row(row, name, "'%s' is not a name",
                      trace_shown(value.text, value.length, buffer));
    *length = value.length;
    if (!value.escaped)
        return value.text;
    sim_text_clear(room);
    trace_json_unescape(value.text, value.length, room);
    *length = (uint32_t)room->length;
    return room->data;
}

static void read_ids(struct trace_row *row, const char *name, struct trace_value value)
{
    char buffer[48];

    if (value.length >= 2 && value.text[0] == '[' && value.text[value.length - 1] == ']') {
        row->build->has_block_ids = true;
        row->ids = value.text;
        row->ids_length = value.length;
    } else {
        trace_bad_row(row, name, "'%s' is not an array of block ids",
                      trace_shown(value.text, value.length, buffer));
    }
}

/* A text that is looked at, and not kept; escapes are resolved in a room of its own. */
static struct trace_slice read_slice(struct trace_row *row, struct trace_value value, int room)
{
    struct sim_text *text = &row->build->slice_rooms[room];

    if (value.type != TRACE_VALUE_TEXT && value.type != TRACE_VALUE_NUMBER)
        return (struct trace_slice){0};
    if (!value.escaped)
        return (struct trace_slice){value.text, value.length};
    sim_text_clear(text);
    trace_json_unescape(value.text, value.length, text);
    return (struct trace_slice){text->data, (uint32_t)text->length};
}

/* + 1; 0 = none is given. When there are too many words, the rest share the last place. */
static uint32_t read_status(struct trace_row *row, struct trace_value value)
{
    struct trace_names *statuses = &row->build->trace->statuses;
    uint32_t length = value.length < MAX_STATUS_LENGTH ? value.length : MAX_STATUS_LENGTH;
    uint32_t status;

    if (length == 0)
        return 0;
    length = (uint32_t)sim_utf8_length(value.text, length); /* what is no text has the name "" */
    status = trace_names_intern(statuses, value.text, length, TRACE_MAX_STATUSES - 1);
    if (status == TRACE_NO_NAME)
        status = trace_names_intern(statuses, OTHERS, sizeof OTHERS - 1, TRACE_MAX_STATUSES);
    return status + 1;
}

/* ---- one value ---- */

/* The one place that knows what columns mean. A meaning that is missing here is an error of the
 * compiler's. Inline: a trace has millions of rows. */
static inline void trace_take(struct trace_row *row, enum trace_column column, const char *name,
                              struct trace_value value)
{
    switch (column) {
    case TRACE_TIME:
    case TRACE_TIME_ISO:
    case TRACE_TIME_EITHER:
        read_time(row, column, name, value);
        break;
    case TRACE_INPUT:
        row->input_tokens = read_tokens(row, name, value, false);
        break;
    case TRACE_OUTPUT:
        row->output_tokens = read_tokens(row, name, value, false);
        break;
    case TRACE_MAX_TOKENS:
        row->max_tokens = read_tokens(row, name, value, true);
        break;
    case TRACE_CACHE_READ:
        row->cache_read = read_tokens(row, name, value, true);
        break;
    case TRACE_CACHE_WRITE:
        row->cache_write = read_tokens(row, name, value, true);
        break;
    case TRACE_LABEL:
        row->label = read_text(row, name, value, &row->build->label_text, &row->label_length);
        break;
    case TRACE_PREFIX_IDS:
        read_ids(row, name, value);
        break;
    case TRACE_PREFIX_GROUP:
        row->group = read_text(row, name, value, &row->build->group_text, &row->group_length);
        break;
    case TRACE_PREFIX_TOKENS:
        row->prefix_tokens = read_tokens(row, name, value, true);
        break;
    case TRACE_LATENCY_S:
        row->latency = read_latency(value, SIM_SECOND);
        break;
    case TRACE_LATENCY_MS:
        row->latency = read_latency(value, SIM_MS);
        break;
    case TRACE_STATUS:
        row->status = read_status(row, value);
        break;
    case TRACE_MODEL:
        row->model = read_slice(row, value, 0);
        break;
    case TRACE_REGION:
        row->region = read_slice(row, value, 1);
        break;
    case TRACE_SERVED:
        row->served = read_slice(row, value, 2);
        break;
    case TRACE_ERROR:
        row->error = read_slice(row, value, 3);
        break;
    case TRACE_GUARDRAIL:
        row->guardrail = read_slice(row, value, 4);
        break;
    case TRACE_REQUEST:
        row->request = read_slice(row, value, 5);
        break;
    case TRACE_SESSION:
        row->session = read_slice(row, value, 6);
        break;
    case TRACE_RATE:
        if (!sim_parse_double(value.text, value.length, &row->rate_per_s))
            row->rate_per_s = -1;
        break;
    case TRACE_FILTER: /* asked before: is_kept() */
    case TRACE_FINGERPRINT:
    case TRACE_EACH: /* record.c goes through it */
    case TRACE_IGNORED:
    case TRACE_N_COLUMNS:
        break;
    }
}

/* ---- rows that are no requests ---- */

static bool is_there(struct trace_value value)
{
    return value.type != TRACE_VALUE_NONE && value.length > 0 &&
           !(value.type == TRACE_VALUE_WORD && value.text[0] == 'n');
}

static bool is_among(const struct trace_filter *filter, struct trace_value value)
{
    for (int i = 0; filter->values[i] != NULL; i++)
        if (strlen(filter->values[i]) == value.length &&
            memcmp(filter->values[i], value.text, value.length) == 0)
            return true;
    return false;
}

static bool passes(const struct trace_filter *filter, struct trace_value value)
{
    if (filter->values[0] == NULL)
        return is_there(value);
    if (filter->or_missing && !is_there(value))
        return true;
    return (is_there(value) && is_among(filter, value)) != filter->unless;
}

static bool is_kept(struct trace_row *row, const struct trace_column_row *column,
                    struct trace_value value)
{
    if (passes(column->filter, value))
        return true;
    trace_leave_out(row->build->trace, column->filter->why);
    return false;
}

/* ---- one row ---- */

/* Of a writer who counts the prompt without what a cache holds of it. */
static void add_cached(struct trace_row *row)
{
    uint64_t input = (uint64_t)row->input_tokens + row->cache_read + row->cache_write;

    if (input > UINT32_MAX)
        trace_bad_row(row, NULL,
                      "the input and what the cache holds of it are more than "
                      "4294967295 tokens");
    else
        row->input_tokens = (uint32_t)input;
}

void trace_end_row(struct trace_row *row)
{
    if (!row->bad && row->build->format != NULL && row->build->format->input_excludes_cache)
        add_cached(row);
    if (!row->bad && row->build->format != NULL && row->build->format->is_rates)
        trace_rates_add(row);
    else if (!row->bad)
        trace_add_row(row);
    if (!row->bad && row->build->format->is_log)
        trace_call_note(row);
    if (row->bad)
        row->build->trace->n_skipped++;
}

static inline struct trace_value value_of(const struct sim_csv_field *field)
{
    return (struct trace_value){field->text, field->length, TRACE_VALUE_TEXT, false};
}

void trace_take_fields(struct trace_row *row, const struct trace_header *header,
                       const struct sim_csv_field *fields)
{
    for (uint32_t f = 0; f < header->n_filters; f++) {
        uint32_t at = header->filters[f].at;
        struct trace_value none = {.type = TRACE_VALUE_NONE};

        if (!is_kept(row, header->filters[f].column, at < header->n ? value_of(&fields[at]) : none))
            return;
    }
    for (uint32_t i = 0; i < header->n; i++)
        if (header->columns[i] != NULL)
            trace_take(row, header->columns[i]->column, header->names[i], value_of(&fields[i]));
    trace_end_row(row);
}

/* What a row must have, each a bit. */
enum { HAS_TIME = 1, HAS_INPUT = 2, HAS_OUTPUT = 4, HAS_ALL = 7 };

uint32_t trace_time_bit(void)
{
    return HAS_TIME;
}

static uint32_t bit_of(enum trace_column column)
{
    return trace_column_is_time(column) ? HAS_TIME
           : column == TRACE_INPUT      ? HAS_INPUT
           : column == TRACE_OUTPUT     ? HAS_OUTPUT
                                        : 0;
}

/* The first of the names that a missing value could have had. */
static void find_missing(struct trace_row *row)
{
    const struct trace_format *format = row->build->format;

    for (int i = 0; i < 2; i++)
        for (const struct trace_column_row *c = i == 0 ? format->columns : format->of_each;
             c != NULL && c->name != NULL; c++) {
            uint32_t bit = bit_of(c->column);

            if (bit != 0 && (row->has & bit) == 0)
                trace_bad_row(row, NULL, "member '%s' is missing", c->name);
            row->has |= bit;
        }
}

bool trace_take_columns(struct trace_row *row, const struct trace_column_row *columns,
                        const struct trace_value *values)
{
    uint32_t has = 0;
    uint64_t given = 0; /* meanings that have a value by now */

    for (uint32_t i = 0; row->build->has_filters && columns[i].name != NULL; i++)
        if (columns[i].column == TRACE_FILTER && !is_kept(row, &columns[i], values[i]))
            return false;
    for (uint32_t i = 0; columns[i].name != NULL; i++) {
        uint32_t bit = bit_of(columns[i].column);
        uint64_t meaning = UINT64_C(1) << columns[i].column;
        bool optional = bit == 0 || row->build->format->is_log ||
                        row->build->format->lacks_counts || columns[i].otherwise;

        /* null is no value of an optional column, and a wrong one of the others. */
        if (optional ? !is_there(values[i]) : values[i].type == TRACE_VALUE_NONE)
            continue;
        if (columns[i].otherwise && ((given & meaning) != 0 || (bit != 0 && (has & bit) != 0)))
            continue;
        if ((has & bit) != 0)
            trace_bad_row(row, columns[i].name, "another member holds the time already");
        has |= bit;
        given |= meaning;
        trace_take(row, columns[i].column, columns[i].name, values[i]);
    }
    row->has |= has;
    return true;
}

void trace_finish_row(struct trace_row *row)
{
    const struct trace_format *format = row->build->format;

    if (format->is_log &&
        !trace_call_judge(row, (row->has & HAS_INPUT) != 0, (row->has & HAS_OUTPUT) != 0))
        return;
    if (format->lacks_counts && (row->has & HAS_TIME) != 0 && row->has != HAS_ALL) {
        trace_leave_out(row->build->trace, "without token counts");
        return;
    }
    if (row->has != HAS_ALL)
        find_missing(row);
    trace_end_row(row);
}

void trace_take_values(struct trace_row *row, const struct trace_value *values)
{
    if (trace_take_columns(row, row->build->format->columns, values))
        trace_finish_row(row);
}
