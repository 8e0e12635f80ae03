/*
 * time.h: simulated time. int64 nanoseconds from the start of the run; doubles become ns only here.
 */
#ifndef CRISIM_SIM_BASE_TIME_H
#define CRISIM_SIM_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

typedef int64_t sim_time; /* [ns] */

#define SIM_US     ((sim_time)1000)
#define SIM_MS     ((sim_time)1000000)
#define SIM_SECOND ((sim_time)1000000000)
#define SIM_MINUTE (60 * SIM_SECOND)
#define SIM_HOUR   (3600 * SIM_SECOND)
#define SIM_DAY    (86400 * SIM_SECOND)
/* Keys hold (time << 4 | rank) in 63 bits: 18 years; the largest key stands for "never". */
#define SIM_TIME_MAX ((sim_time)(INT64_MAX >> 4) - 1)

/** Round to the nearest ns, ties away from zero; saturates at +-SIM_TIME_MAX; NaN gives 0. */
static inline sim_time sim_time_from_ns(double ns)
{
    if (!(ns == ns))
        return 0;
    if (ns >= (double)SIM_TIME_MAX)
        return SIM_TIME_MAX;
    if (ns <= -(double)SIM_TIME_MAX)
        return -SIM_TIME_MAX;
    return (sim_time)(ns < 0 ? ns - 0.5 : ns + 0.5);
}
static inline sim_time sim_time_from_s(double s)
{
    return sim_time_from_ns(s * 1e9);
}
static inline sim_time sim_time_from_ms(double ms)
{
    return sim_time_from_ns(ms * 1e6);
}
static inline double sim_time_to_s(sim_time t)
{
    return (double)t / 1e9;
}
static inline double sim_time_to_ms(sim_time t)
{
    return (double)t / 1e6;
}

/**
 * The decimal fraction ".123" at *text, if there is one, to ns: digits beyond the ninth are cut.
 * *text moves behind it. @return false for a point without a digit
 */
static inline bool sim_time_parse_fraction(const char **text, const char *end, int64_t *out_ns)
{
    static const int64_t units[] = {1000000000, 100000000, 10000000, 1000000, 100000,
                                    10000,      1000,      100,      10,      1};
    const char *at = *text, *first, *counted;

    *out_ns = 0;
    if (at == end || *at != '.')
        return true;
    first = ++at;
    counted = end - at > 9 ? at + 9 : end;
    while (at < counted && *at >= '0' && *at <= '9')
        *out_ns = *out_ns * 10 + (*at++ - '0');
    *out_ns *= units[at - first];
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    *text = at;
    return at > first;
}

/**
 * Parse "YYYY-MM-DD[ T]HH:MM:SS[.fraction][Z|+HH:MM|-HH:MM]" into ns since 1970-01-01T00:00:00Z.
 * No zone means UTC; 1 to 9 fraction digits (further digits must be zero or are truncated).
 * @param text    not necessarily NUL-terminated
 * @return false if the text is not such a time (dates are checked: 2023-02-30 is refused)
 */
bool sim_time_parse_iso(const char *text, uint32_t length, int64_t *out_unix_ns);

/**
 * ns since 1970 as "YYYY-MM-DDTHH:MM:SS[.fraction]Z", without zeros at the end of the fraction;
 * years as above, so that what was parsed is written.
 * @return room
 */
enum { SIM_TIME_ISO_SIZE = 40 };
const char *sim_time_format_iso(int64_t unix_ns, char room[SIM_TIME_ISO_SIZE]);

/**
 * So many months later by the calendar: whole ones to the same day of the month, or to the last one
 * of a month that has no such day, what is left as a share of the month that follows.
 * @param unix_ns  ns since 1970, of years that int64 ns can hold, then too
 * @param months   >= 0
 */
int64_t sim_time_add_months(int64_t unix_ns, double months);

#endif
