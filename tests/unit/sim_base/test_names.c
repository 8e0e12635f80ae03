/* Names to numbers: the same for the same bytes, in the order in which they came, however many. */
#include "sim/base/names.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(numbers_come_in_order)
{
    enum { N = 100000 };
    struct sim_names names = {0};
    char(*text)[16] = malloc(N * sizeof *text);

    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(sim_names_find(&names, "x", 1), SIM_NAMES_NONE);
    for (uint32_t i = 0; i < N; i++) {
        size_t n = (size_t)snprintf(text[i], sizeof text[i], "name %u", i);

        ck_assert_uint_eq(sim_names_add(&names, text[i], n), i);
    }
    for (uint32_t i = 0; i < N; i++) {
        size_t n = strlen(text[i]);

        ck_assert_uint_eq(sim_names_find(&names, text[i], n), i);
        ck_assert_uint_eq(sim_names_add(&names, text[i], n), i);
        ck_assert_uint_eq(sim_names_find(&names, text[i], n - 1), i < 10 ? SIM_NAMES_NONE : i / 10);
    }
    ck_assert_uint_eq(names.n, N);
    sim_names_release(&names);
    ck_assert_uint_eq(sim_names_find(&names, "x", 1), SIM_NAMES_NONE);
    free(text);
}
END_TEST

START_TEST(bytes_decide)
{
    struct sim_names names = {0};

    ck_assert_uint_eq(sim_names_add(&names, "a\0b", 3), 0);
    ck_assert_uint_eq(sim_names_add(&names, "a\0c", 3), 1);
    ck_assert_uint_eq(sim_names_add(&names, "", 0), 2);
    ck_assert_uint_eq(sim_names_add(&names, "a", 1), 3);
    ck_assert_uint_eq(sim_names_find(&names, "a\0c", 3), 1);
    ck_assert_uint_eq(sim_names_find(&names, "", 0), 2);
    sim_names_release(&names);
}
END_TEST

SUITE_MAIN("names", numbers_come_in_order, bytes_decide)
