/*
 * unit.c: times that are numbers. A format says their unit; a file of another writer with the same
 * names may count in another one, which the values show or the user states.
 */
#include "scenarios/traffic/build.h"
#include "scenarios/traffic/hint.h"

#include <stdio.h>
#include <string.h>

#define FOUR_YEARS    (SIM_TIME_MAX / 4)
#define RATE_TO_ASK   100.0   /* requests/s; whole numbers that are faster may be seconds */
#define RATE_MOONCAKE 1000.0  /* the same for a file with the block ids of Mooncake */
#define RATE_TOO_HIGH 10000.0 /* more than a whole provider serves of a model */

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

static inline bool parse_number(const char *text, uint32_t length, int64_t *whole,
                                int64_t *billionths)
{
    const char *e;

    if (parse_plain(text, text + length, whole, billionths))
        return true;
    e = memchr(text, 'e', length);
    if (e == NULL)
        e = memchr(text, 'E', length);
    return e != NULL && parse_exponent(text, length, e, whole, billionths);
}

bool trace_parse_number(const char *text, uint32_t length, int64_t *whole, int64_t *billionths)
{
    return parse_number(text, length, whole, billionths);
}

const char *trace_unit_name(const struct trace_build *build)
{
    static const int64_t lengths[] = {SIM_SECOND, SIM_SECOND, SIM_MS, SIM_US, 1};
    int64_t unit = build->unit > 0 ? build->unit : lengths[build->format->unit];

    return unit == SIM_SECOND ? "seconds"
           : unit == SIM_MS   ? "milliseconds"
           : unit == SIM_US   ? "microseconds"
                              : "nanoseconds";
}

void trace_set_unit(struct trace_build *build, int64_t unit, const char *how)
{
    build->unit = unit;
    build->trace->unit = how;
}

/* From the first time: what a format says, unless it is a time since 1970 (1e9 s is the year 2001,
 * 1e11 s the year 5138). Micro- and nanoseconds from the start of a long trace are as large as
 * seconds since 1970: a format that counts them is believed. */
static void find_unit(struct trace_build *build, int64_t whole)
{
    static const int64_t lengths[] = {0, SIM_SECOND, SIM_MS, SIM_US, 1};
    static const char *const as_stated[] = {NULL, "seconds, as stated", "milliseconds, as stated",
                                            "microseconds, as stated", "nanoseconds, as stated"};
    static const char *const as_format[] = {
        NULL, "seconds, as the format says", "milliseconds, as the format says",
        "microseconds, as the format says", "nanoseconds, as the format says"};
    enum trace_unit unit = build->settings->unit;
    enum trace_unit own = build->format->unit;

    if (unit != TRACE_UNIT_FOUND) {
        trace_set_unit(build, lengths[unit], as_stated[unit]);
        return;
    }
    if (own == TRACE_UNIT_US || own == TRACE_UNIT_NS) {
        build->epoch = whole / (SIM_SECOND / lengths[own]) >= 900000000;
        trace_set_unit(build, lengths[own], as_format[own]);
        return;
    }
    build->epoch =
        whole >= INT64_C(100000000000) || (whole >= 900000000 && whole < INT64_C(5000000000));
    if (whole >= INT64_C(100000000000000000)) {
        trace_set_unit(build, 1, "nanoseconds since 1970, by their size");
    } else if (whole >= INT64_C(100000000000000)) {
        trace_set_unit(build, SIM_US, "microseconds since 1970, by their size");
    } else if (whole >= INT64_C(100000000000)) {
        trace_set_unit(build, SIM_MS, "milliseconds since 1970, by their size");
    } else if (build->epoch) {
        trace_set_unit(build, SIM_SECOND, "seconds since 1970, by their size");
    } else {
        trace_set_unit(build, lengths[own], as_format[own]);
        build->unit_open = build->format->unit_is_uncertain;
    }
}

/* What was read as whole milliseconds were seconds. Times that are too large then are found by the
 * span. */
static void turn_into_seconds(struct trace_build *build, const char *how)
{
    for (uint64_t i = 0; i < build->n; i++)
        if (__builtin_mul_overflow(build->rows[i].at, INT64_C(1000), &build->rows[i].at))
            build->rows[i].at = INT64_MAX;
    if (__builtin_mul_overflow(build->first, INT64_C(1000), &build->first))
        build->first = INT64_MAX;
    if (__builtin_mul_overflow(build->previous, INT64_C(1000), &build->previous))
        build->previous = INT64_MAX;
    build->unit_open = false;
    trace_set_unit(build, SIM_SECOND, how);
}

bool trace_read_number_time(struct trace_build *build, const char *text, uint32_t length,
                            int64_t *at)
{
    int64_t whole, billionths, part;

    if (!parse_number(text, length, &whole, &billionths))
        return false;
    if (build->unit == 0)
        find_unit(build, whole);
    if (build->unit_open && billionths > 0)
        turn_into_seconds(build, "seconds: the times have fractions");
    part = build->unit == SIM_SECOND ? billionths
                                     : (int64_t)((__int128)billionths * build->unit / SIM_SECOND);
    return !__builtin_mul_overflow(whole, build->unit, at) &&
           !__builtin_add_overflow(*at, part, at);
}

static void ask_for_unit(const struct trace_build *build, double per_s, double span_s)
{
    struct sim_text seconds = {0}, milliseconds = {0};

    trace_hint(build, "--time-unit s", "time_unit", "s", &seconds);
    trace_hint(build, "--time-unit ms", "time_unit", "ms", &milliseconds);
    sim_diag_error(
        build->diag, build->file, 0, 0, NULL,
        "are the times seconds or milliseconds? As milliseconds they are %.4g requests/s "
        "over %.4g s, as seconds %.4g requests/s over %.4g s; state it with %s or %s",
        per_s, span_s, per_s / 1000, span_s * 1000, seconds.data, milliseconds.data);
    sim_text_release(&seconds);
    sim_text_release(&milliseconds);
}

/* Whole numbers may be milliseconds, as the format says, or seconds of another writer. */
void trace_judge_unit(struct trace_build *build)
{
    sim_time span = trace_difference(build->rows[build->n - 1].at, build->first);
    double as_ms = span > 0 ? (double)build->n / sim_time_to_s(span) : 0;
    double limit = build->has_block_ids ? RATE_MOONCAKE : RATE_TO_ASK;

    if (!build->unit_open || as_ms <= limit || span > FOUR_YEARS / 1000)
        return;
    if (as_ms / 1000 > limit)
        turn_into_seconds(build, "seconds: as milliseconds they would be too fast");
    else
        ask_for_unit(build, as_ms, sim_time_to_s(span));
}

void trace_warn_of_rate(const struct trace_build *build)
{
    double span_s = sim_time_to_s(build->trace->records.span);
    struct sim_text unit = {0};

    if (span_s <= 0 || (double)build->n / span_s <= RATE_TOO_HIGH)
        return;
    trace_hint(build, "--time-unit", "time_unit", "UNIT", &unit);
    sim_diag_warning(build->diag, build->file, 0, 0, NULL,
                     "holds %.4g requests/s over %.4g s, which cannot be one application's: "
                     "are the times in %s? (%s)",
                     (double)build->n / span_s, span_s,
                     build->unit > 0 ? trace_unit_name(build) : "the unit that was meant",
                     unit.data);
    sim_text_release(&unit);
}
