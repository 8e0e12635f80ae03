#include "analysis/plot/plot.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *plot_label(const char *label)
{
    struct sim_text script = {0};
    struct sim_error err = {0};
    char *svg;

    sim_text_add(&script,
                 "set terminal svg size 300,200 noenhanced\nset encoding utf8\nset label 1 ");
    plot_quote(&script, label);
    sim_text_add(&script, " at graph 0.1,0.5\nplot [0:1] x notitle\n");
    ck_assert_msg(plot_svg(script.data, &svg, &err) == SIM_OK, "%s", err.message);
    sim_text_release(&script);
    return svg;
}

START_TEST(test_quote)
{
    struct sim_text text = {0};

    plot_quote(&text, "a'b\"`id`\n$x@y\\");
    ck_assert_str_eq(text.data, "'a''b\"`id` $x@y\\'");
    sim_text_release(&text);
}
END_TEST

START_TEST(test_svg)
{
    char version[64];
    char *one, *two;

    if (!plot_available()) {
        printf("skipped: gnuplot is not installed\n");
        return;
    }
    ck_assert(plot_version(version, sizeof version));
    ck_assert_int_eq(strncmp(version, "gnuplot ", 8), 0);
    one = plot_label("p95");
    two = plot_label("p95");
    ck_assert_str_eq(one, two);
    ck_assert_ptr_nonnull(strstr(one, "p95"));
    free(one);
    free(two);
}
END_TEST

/* Nothing in a label is a command, a substitution, markup or a line of its own. */
START_TEST(test_hostile_label)
{
    char name[] = "/tmp/crisim-test-XXXXXX", label[256];
    char *svg;

    if (!plot_available()) {
        printf("skipped: gnuplot is not installed\n");
        return;
    }
    ck_assert_ptr_nonnull(mkdtemp(name));
    snprintf(label, sizeof label,
             "x'\nsystem('touch %s/a')\n`touch %s/b` $(touch %s/c) <script>&\"", name, name, name);
    svg = plot_label(label);
    ck_assert_ptr_null(strstr(svg, "<script"));
    ck_assert_ptr_nonnull(strstr(svg, "&lt;script>&amp;"));
    free(svg);
    /* Still empty: rmdir() refuses a folder that holds something. */
    ck_assert_int_eq(rmdir(name), 0);
}
END_TEST

START_TEST(test_failures)
{
    struct sim_error err = {0};
    char *path = sim_strdup(getenv("PATH") != NULL ? getenv("PATH") : "");
    char *svg = NULL;

    if (plot_available()) {
        ck_assert_int_eq(plot_svg("plot nonsense(\n", &svg, &err), SIM_EOUTPUT);
        ck_assert_ptr_null(svg);
        ck_assert_ptr_nonnull(strstr(err.message, "invalid expression"));
        ck_assert_int_eq(plot_svg("x = 1\n", &svg, &err), SIM_EOUTPUT);
        ck_assert_ptr_nonnull(strstr(err.message, "no whole picture"));
    }
    ck_assert_int_eq(setenv("PATH", "/nonexistent", 1), 0);
    ck_assert(!plot_available());
    ck_assert_int_eq(plot_svg("x = 1\n", &svg, &err), SIM_EOUTPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "cannot be run"));
    ck_assert_int_eq(setenv("PATH", path, 1), 0);
    free(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plot");
    TCase *tcase = tcase_create("plot");
    SRunner *runner;
    int failed;

    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_quote);
    tcase_add_test(tcase, test_svg);
    tcase_add_test(tcase, test_hostile_label);
    tcase_add_test(tcase, test_failures);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
