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

SUITE_MAIN("time", reads_the_forms_of_traces, conversion_rounds_and_saturates)
