#include "sim/base/time.h"

#include "tests/unit/suite.h"

#include <string.h>

START_TEST(reads_the_forms_of_traces)
{
    static const struct {
        const char *text;
        int64_t ns;
    } good[] = {
        {"1970-01-01 00:00:00", 0},
        {"2023-11-16 18:15:46.6805900", INT64_C(1700158546680590000)},
        {"2024-05-10 00:00:00.009930+00:00", INT64_C(1715299200009930000)},
        {"2024-05-12 00:00:00+00:00", INT64_C(1715472000000000000)},
        {"2024-05-12T02:00:00+0200", INT64_C(1715472000000000000)},
        {"2024-02-29T23:59:59.999999999Z", INT64_C(1709251199999999999)},
        {"2000-01-01 00:00:00.1234567899", INT64_C(946684800123456789)},
    };
    static const char *const bad[] = {"",
                                      "2023-11-16",
                                      "2023-02-30 00:00:00",
                                      "2023-13-01 00:00:00",
                                      "2023-11-16 24:00:00",
                                      "2023-11-16 00:00:00.",
                                      "2023-11-16 00:00:00 ",
                                      "2023-11-16 00:00:00+25:00",
                                      "1600-01-01 00:00:00",
                                      "20231116T000000Z"};
    int64_t ns;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ck_assert_msg(sim_time_parse_iso(good[i].text, (uint32_t)strlen(good[i].text), &ns), "%s",
                      good[i].text);
        ck_assert_int_eq(ns, good[i].ns);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!sim_time_parse_iso(bad[i], (uint32_t)strlen(bad[i]), &ns), "%s", bad[i]);
}
END_TEST

START_TEST(conversion_rounds_and_saturates)
{
    ck_assert_int_eq(sim_time_from_s(1.5), 1500000000);
    ck_assert_int_eq(sim_time_from_ns(0.5), 1);
    ck_assert_int_eq(sim_time_from_ns(-0.5), -1);
    ck_assert_int_eq(sim_time_from_s(1e300), SIM_TIME_MAX);
    ck_assert_int_eq(sim_time_from_s(-1e300), -SIM_TIME_MAX);
    ck_assert_int_eq(sim_time_from_ns(0.0 / 0.0), 0);
}
END_TEST

/* What is written is read as the same time, over two centuries in steps that share no factor with a
 * day or a year. */
START_TEST(calendar_times_are_written_as_they_are_read)
{
    char room[SIM_TIME_ISO_SIZE];
    int64_t again;

    for (int64_t at = INT64_C(-2208988800) * SIM_SECOND; at < INT64_C(7258118400) * SIM_SECOND;
         at += 86413 * SIM_SECOND * 37 + 123456789) {
        sim_time_format_iso(at, room);
        ck_assert_msg(sim_time_parse_iso(room, (uint32_t)strlen(room), &again), "%s", room);
        ck_assert_int_eq(again, at);
    }
    ck_assert_str_eq(sim_time_format_iso(INT64_C(1772445607) * SIM_SECOND, room),
                     "2026-03-02T10:00:07Z");
    ck_assert_str_eq(sim_time_format_iso(-1, room), "1969-12-31T23:59:59.999999999Z");
    ck_assert_str_eq(sim_time_format_iso(951782400 * SIM_SECOND + 500 * SIM_MS, room),
                     "2000-02-29T00:00:00.5Z");
}
END_TEST

/* Months of 28 to 31 days, and a year of 366. */
START_TEST(months_go_by_the_calendar)
{
    static const struct {
        const char *from;
        double months;
        const char *to;
    } cases[] = {{"2026-11-27T00:00:00", 0, "2026-11-27T00:00:00Z"},
                 {"2026-11-27T00:00:00", 1, "2026-12-27T00:00:00Z"},
                 {"2026-11-27T00:00:00", 12, "2027-11-27T00:00:00Z"},
                 {"2027-11-27T00:00:00", 12, "2028-11-27T00:00:00Z"},
                 {"2028-02-29T06:00:00", 12, "2029-02-28T06:00:00Z"},
                 {"2028-02-29T06:00:00", 48, "2032-02-29T06:00:00Z"},
                 {"2027-01-31T00:00:00", 1, "2027-02-28T00:00:00Z"},
                 {"2028-01-31T00:00:00", 1, "2028-02-29T00:00:00Z"},
                 {"2027-01-31T00:00:00", 2, "2027-03-31T00:00:00Z"},
                 {"2027-02-01T00:00:00", 0.5, "2027-02-15T00:00:00Z"},
                 {"2028-02-01T00:00:00", 0.5, "2028-02-15T12:00:00Z"},
                 {"2026-12-31T00:00:00", 1.5, "2027-02-14T00:00:00Z"},
                 {"1969-12-31T12:00:00", 1, "1970-01-31T12:00:00Z"},
                 {"2100-01-31T00:00:00", 1, "2100-02-28T00:00:00Z"}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char room[SIM_TIME_ISO_SIZE];
        int64_t from;

        ck_assert(sim_time_parse_iso(cases[i].from, (uint32_t)strlen(cases[i].from), &from));
        ck_assert_str_eq(sim_time_format_iso(sim_time_add_months(from, cases[i].months), room),
                         cases[i].to);
    }
}
END_TEST

SUITE_MAIN("time", months_go_by_the_calendar, calendar_times_are_written_as_they_are_read,
           reads_the_forms_of_traces, conversion_rounds_and_saturates)
