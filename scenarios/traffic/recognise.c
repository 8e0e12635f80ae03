/*
 * recognise.c: which format a trace is of: the one whose columns its first row has.
 */
#include "scenarios/traffic/build.h"
#include "scenarios/traffic/format_list.h"
#include "scenarios/traffic/kind.h"
#include "sim/base/assert.h"

#include <stdio.h>
#include <string.h>

#define DECLARE(row) extern const struct trace_format trace_format_##row;
TRACE_FORMAT_LIST(DECLARE)
#define ADDRESS(row) &trace_format_##row,
const struct trace_format *const trace_formats[] = {TRACE_FORMAT_LIST(ADDRESS) NULL};

const char *trace_format_name(uint32_t i)
{
    return trace_formats[i] != NULL ? trace_formats[i]->name : NULL;
}

enum { MAX_COLUMNS = 64, FINGERPRINT = 1000 /* more than any number of columns */ };

/* ---- formats that can be read ---- */

/* Columns with a meaning, other names for the same value not counted. */
static uint32_t count(const struct trace_format *format, enum trace_column column)
{
    uint32_t n = 0;

    for (const struct trace_column_row *c = format->columns; c->name != NULL; c++)
        n += c->column == column && !c->otherwise;
    for (const struct trace_column_row *c = format->of_each; c != NULL && c->name != NULL; c++)
        n += c->column == column && !c->otherwise;
    return n;
}

/* Every part of "a.b" has a name. */
static bool is_path(const char *name)
{
    size_t n = strlen(name);

    return n > 0 && name[0] != '.' && name[n - 1] != '.' && strstr(name, "..") == NULL;
}

static void check_column(const struct trace_format *format, const struct trace_column_row *c)
{
    bool filter = c->column == TRACE_FILTER;

    SIM_ASSERT(c->column < TRACE_N_COLUMNS, "%s: column '%s' has no meaning", format->name,
               c->name);
    SIM_ASSERT(format->mouth == TRACE_CSV || is_path(c->name), "%s: '%s' is no path of members",
               format->name, c->name);
    SIM_ASSERT(filter == (c->filter != NULL) && (!filter || c->filter->why != NULL),
               "%s: column '%s' needs a filter, or must not have one", format->name, c->name);
    SIM_ASSERT(!filter || c->filter->values[7] == NULL, "%s: values of filter '%s' have no end",
               format->name, c->name);
    SIM_ASSERT(!filter || !c->filter->unless || c->filter->values[0] != NULL,
               "%s: filter '%s' leaves no row out", format->name, c->name);
    SIM_ASSERT((c->column == TRACE_EACH) == false || format->of_each != NULL,
               "%s: '%s' holds requests of which nothing is known", format->name, c->name);
}

static void check_names(const struct trace_format *format, const struct trace_column_row *columns)
{
    for (const struct trace_column_row *c = columns; c->name != NULL; c++) {
        check_column(format, c);
        for (const struct trace_column_row *d = columns; d < c; d++)
            SIM_ASSERT(strcmp(d->name, c->name) != 0, "%s: column '%s' is there twice",
                       format->name, c->name);
    }
}

static void check_format(const struct trace_format *format)
{
    bool numbers = count(format, TRACE_TIME) + count(format, TRACE_TIME_EITHER) > 0;

    SIM_ASSERT(trace_format_n_columns(format) < MAX_COLUMNS, "%s: too many columns", format->name);
    SIM_ASSERT(count(format, TRACE_FILTER) <= TRACE_MAX_FILTERS, "%s: too many filters",
               format->name);
    check_names(format, format->columns);
    if (format->of_each != NULL)
        check_names(format, format->of_each);
    SIM_ASSERT((count(format, TRACE_EACH) > 0) == (format->of_each != NULL),
               "%s: records of requests need an array of them", format->name);
    SIM_ASSERT(!format->also_csv || format->is_log, "%s: only logs also come as CSV", format->name);
    SIM_ASSERT((count(format, TRACE_RATE) > 0) == format->is_rates, "%s: a table of rates has one",
               format->name);
    if (format->take != NULL || format->is_rates)
        return; /* its rows are no requests */
    SIM_ASSERT(numbers || count(format, TRACE_TIME_ISO) > 0, "%s: no column holds the time",
               format->name);
    SIM_ASSERT(count(format, TRACE_INPUT) == 1 && count(format, TRACE_OUTPUT) == 1,
               "%s: input and output tokens need a column each", format->name);
    SIM_ASSERT(numbers == (format->unit != TRACE_UNIT_FOUND),
               "%s: times that are numbers need a unit, others have none", format->name);
    SIM_ASSERT(!format->unit_is_uncertain || format->unit == TRACE_UNIT_MS,
               "%s: only milliseconds may be seconds", format->name);
    SIM_ASSERT((format->seconds_if[0] != NULL) == (format->seconds_why != NULL),
               "%s: members that tell seconds need a reason", format->name);
    SIM_ASSERT((count(format, TRACE_PREFIX_IDS) > 0) == (format->block_tokens > 0),
               "%s: block ids need the tokens of a block", format->name);
    SIM_ASSERT(
        (format->mouth == TRACE_JSON_DOCUMENT) == (format->records != NULL) &&
            (format->records == NULL || format->records[0] == '\0' || is_path(format->records)),
        "%s: a document has a place of its records", format->name);
}

void trace_formats_check(const struct trace_format *const *formats)
{
    for (; *formats != NULL; formats++) {
        SIM_ASSERT((*formats)->name != NULL && (*formats)->summary != NULL &&
                       (*formats)->columns != NULL,
                   "a format lacks its name, summary or columns");
        check_format(*formats);
    }
}

/* ---- choosing ---- */

void trace_consider(struct trace_match *best, const struct trace_format *format,
                    const bool *present)
{
    uint32_t score = 0;

    for (uint32_t i = 0; format->columns[i].name != NULL; i++) {
        bool tells = format->columns[i].column == TRACE_FINGERPRINT;

        if (tells && !present[i])
            return;
        score += present[i] ? tells ? FINGERPRINT : 1 : 0;
    }
    if (score > best->score)
        *best = (struct trace_match){format, score};
}

static bool differs_from_before(struct trace_build *build, const struct trace_format *format,
                                uint64_t line)
{
    if (build->format == NULL || build->format == format)
        return false;
    sim_diag_error(build->diag, build->file, line, 0, NULL,
                   "is %s, but what was read before it is %s: give one kind of file at a time",
                   format->name, build->format->name);
    return true;
}

bool trace_settle(struct trace_build *build, const struct trace_match *best, uint64_t line,
                  const char *otherwise, const char *got)
{
    /* A time alone is in every log. */
    if (best->score < 2 && (best->score == 0 || best->format->mouth != TRACE_CSV ||
                            trace_kind_text(build->head, build->n_head) != NULL)) {
        trace_refuse(build, line, otherwise, got);
        return false;
    }
    if (differs_from_before(build, best->format, line)) {
        build->refused = true;
        return false;
    }
    build->format = best->format;
    for (const struct trace_column_row *c = best->format->columns; c->name != NULL; c++)
        build->has_filters |= c->column == TRACE_FILTER;
    return true;
}

void trace_refuse(struct trace_build *build, uint64_t line, const char *otherwise, const char *got)
{
    const char *kind = trace_kind_text(build->head, build->n_head);

    build->refused = true;
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

static bool tells_seconds(const struct trace_format *format, const char *name, uint32_t length)
{
    for (size_t i = 0; i < sizeof format->seconds_if / sizeof *format->seconds_if; i++)
        if (format->seconds_if[i] != NULL && strlen(format->seconds_if[i]) == length &&
            memcmp(format->seconds_if[i], name, length) == 0)
            return true;
    return false;
}

void trace_ignore(struct trace_build *build, const char *name, uint32_t length)
{
    if (build->unit == 0 && build->settings->unit == TRACE_UNIT_FOUND &&
        tells_seconds(build->format, name, length))
        trace_set_unit(build, SIM_SECOND, build->format->seconds_why);
    if (length == 0) {
        name = "(no name)"; /* the index of a data frame */
        length = (uint32_t)strlen(name);
    }
    if (length > 80)
        length = 80;
    build->trace->more_ignored |= trace_names_intern(&build->trace->ignored, name, length,
                                                     TRACE_MAX_IGNORED) == TRACE_NO_NAME;
}
