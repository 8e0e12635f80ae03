#include "sim/base/time.h"

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
