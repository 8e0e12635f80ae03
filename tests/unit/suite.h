/*
 * suite.h: the main() of a unit test: SUITE_MAIN("name", test, test ...).
 */
#ifndef CRISIM_TESTS_UNIT_SUITE_H
#define CRISIM_TESTS_UNIT_SUITE_H

#include <check.h>

#define SUITE_MAIN(name, ...)                                                                      \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *const tests[] = {__VA_ARGS__};                                                \
        Suite *suite = suite_create(name);                                                         \
        TCase *tcase = tcase_create(name);                                                         \
        SRunner *runner = srunner_create(suite);                                                   \
        int failed;                                                                                \
                                                                                                   \
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
