/*
 * suite.h: Check, and the main() of a unit test: SUITE_MAIN("name", test, test ...).
 */
#ifndef CRISIM_TESTS_UNIT_SUITE_H
#define CRISIM_TESTS_UNIT_SUITE_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Check writes a mark into a file for every assertion that is met: all that it is for is the place
 * that is told of a test that crashes, and it is most of the time of a test that asserts a million
 * times. So each line is marked when it is met first. */
enum { SUITE_LINES = 2048 };

static inline void suite_mark(const char *file, int line)
{
    static bool marked[SUITE_LINES];

    if (line < SUITE_LINES) {
        if (marked[line])
            return;
        marked[line] = true;
    }
    _mark_point(file, line);
}
#define _mark_point(file, line) suite_mark(file, line)

/* Of a test that draws: how often. `few` in the fast tests; all of them in the second test that a
 * program which says so gets under the label ci, unit/<room>/<test>/all. */
static inline uint32_t suite_rounds(uint32_t few, uint32_t all)
{
    return getenv("CRISIM_ALL_ROUNDS") != NULL ? all : few;
}

#define SUITE_MAIN(name, ...) SUITE_MAIN_WITH(name, NULL, NULL, __VA_ARGS__)
/* The same with what all its tests need, made once before the first and let go after the last. */
#define SUITE_MAIN_WITH(name, set_up, tear_down, ...)                                              \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *const tests[] = {__VA_ARGS__};                                                \
        Suite *suite = suite_create(name);                                                         \
        TCase *tcase = tcase_create(name);                                                         \
        SRunner *runner = srunner_create(suite);                                                   \
        int failed;                                                                                \
                                                                                                   \
        tcase_add_unchecked_fixture(tcase, set_up, tear_down);                                     \
        tcase_set_timeout(tcase, 60);                                                              \
        for (unsigned i = 0; i < sizeof tests / sizeof tests[0]; i++)                              \
            tcase_add_test(tcase, tests[i]);                                                       \
        suite_add_tcase(suite, tcase);                                                             \
        srunner_run_all(runner, CK_NORMAL);                                                        \
        failed = srunner_ntests_failed(runner);                                                    \
        srunner_free(runner);                                                                      \
        return failed == 0 ? 0 : 1;                                                                \
    }

#endif
