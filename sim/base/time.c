#include "sim/base/time.h"

#include <inttypes.h>
#include <stdio.h>

/* Days from 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant's days_from_civil). */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
    int64_t era, year_of_era, day_of_year;

    year -= month <= 2;
    era = (year >= 0 ? year : year - 399) / 400;
    year_of_era = year - era * 400;
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static bool digits(const char **text, const char *end, int n, int64_t *out)
{
    *out = 0;
    if (end - *text < n)
        return false;
    for (int i = 0; i < n; i++) {
        char c = *(*text)++;

        if (c < '0' || c > '9')
            return false;
        *out = *out * 10 + (c - '0');
    }
    return true;
}

static bool one(const char **text, const char *end, char a, char b)
{
    if (*text == end || (**text != a && **text != b))
        return false;
    (*text)++;
    return true;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

bool sim_time_parse_iso(const char *text, uint32_t length, int64_t *out_unix_ns)
{
    const char *end = text + length;
    int64_t year, month, day, hour, minute, second, zone_hour, zone_minute;
    int64_t nanoseconds = 0;
    int64_t offset = 0;

    if (!digits(&text, end, 4, &year) || !one(&text, end, '-', '-') ||
        !digits(&text, end, 2, &month) || !one(&text, end, '-', '-') ||
        !digits(&text, end, 2, &day) || !one(&text, end, ' ', 'T') ||
        !digits(&text, end, 2, &hour) || !one(&text, end, ':', ':') ||
        !digits(&text, end, 2, &minute) || !one(&text, end, ':', ':') ||
        !digits(&text, end, 2, &second))
        return false;
    /* Years that int64 ns can hold, with room for the zone. */
    if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month) || hour > 23 || minute > 59 || second > 59)
        return false;
    if (!sim_time_parse_fraction(&text, end, &nanoseconds))
        return false;
    if (text < end && *text == 'Z') {
        text++;
    } else if (text < end && (*text == '+' || *text == '-')) {
        int64_t sign = *text++ == '+' ? 1 : -1;

        if (!digits(&text, end, 2, &zone_hour))
            return false;
        if (text < end && *text == ':')
            text++;
        if (!digits(&text, end, 2, &zone_minute) || zone_hour > 23 || zone_minute > 59)
            return false;
        offset = sign * (zone_hour * 3600 + zone_minute * 60);
    }
    if (text != end)
        return false;
    *out_unix_ns =
        (days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset) *
            SIM_SECOND +
        nanoseconds;
    return true;
}

/* The calendar day of so many days since 1970-01-01 (Howard Hinnant's civil_from_days). */
static void civil_from_days(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t era, day_of_era, year_of_era, day_of_year, shifted;

    days += 719468;
    era = (days >= 0 ? days : days - 146096) / 146097;
    day_of_era = days - era * 146097;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    shifted = (5 * day_of_year + 2) / 153; /* months from March */
    *day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *month = shifted < 10 ? shifted + 3 : shifted - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

static int64_t whole_days(int64_t seconds)
{
    return seconds >= 0 ? seconds / 86400 : -((-seconds + 86399) / 86400);
}

/* Midnight of a day so many whole months later [s]. */
static int64_t day_in_months(int64_t days, int64_t months)
{
    int64_t year, month, day;

    civil_from_days(days, &year, &month, &day);
    months += month - 1;
    year += months / 12;
    month = months % 12 + 1;
    if (day > days_in_month(year, month))
        day = days_in_month(year, month);
    return days_from_civil(year, month, day) * 86400;
}

int64_t sim_time_add_months(int64_t unix_ns, double months)
{
    int64_t days = whole_days(unix_ns / SIM_SECOND - (unix_ns % SIM_SECOND < 0));
    int64_t whole = (int64_t)months, from = day_in_months(days, whole);
    double rest = (months - (double)whole) * (double)(day_in_months(days, whole + 1) - from);

    return from * SIM_SECOND + (unix_ns - days * 86400 * SIM_SECOND) +
           (int64_t)(rest * (double)SIM_SECOND);
}

const char *sim_time_format_iso(int64_t unix_ns, char room[SIM_TIME_ISO_SIZE])
{
    int64_t seconds = unix_ns / SIM_SECOND;
    int64_t ns = unix_ns % SIM_SECOND;
    int64_t days, year, month, day;
    char fraction[16] = "";
    int digits = 9;

    if (ns < 0) {
        ns += SIM_SECOND;
        seconds--;
    }
    days = whole_days(seconds);
    seconds -= days * 86400;
    civil_from_days(days, &year, &month, &day);
    snprintf(fraction, sizeof fraction, "%09" PRId64, ns);
    while (digits > 0 && fraction[digits - 1] == '0')
        digits--;
    snprintf(room, SIM_TIME_ISO_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%s%.*sZ", (int)year, (int)month,
             (int)day, (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60),
             digits > 0 ? "." : "", digits, fraction);
    return room;
}
