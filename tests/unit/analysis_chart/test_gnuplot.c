#include "analysis/chart/gnuplot.h"

#include "sim/base/stop.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* One picture. */
static enum sim_status draw_within(const char *script, double seconds, char **svg,
                                   struct sim_error *err)
{
    struct gnuplot_picture picture = {.script = script};
    char version[64];
    enum sim_status st = gnuplot_draw(&picture, 1, seconds, version, sizeof version);

    *svg = picture.svg;
    *err = picture.err;
    return st != SIM_OK ? st : picture.svg == NULL ? picture.err.status : SIM_OK;
}

static enum sim_status draw(const char *script, char **svg, struct sim_error *err)
{
    return draw_within(script, GNUPLOT_TIME_LIMIT_S, svg, err);
}

static char *plot_label(const char *label)
{
    struct sim_text script = {0};
    struct sim_error err = {0};
    char *svg;

    sim_text_add(&script,
                 "set terminal svg size 300,200 noenhanced\nset encoding utf8\nset label 1 ");
    gnuplot_quote(&script, label);
    sim_text_add(&script, " at graph 0.1,0.5\nplot [0:1] x notitle\n");
    ck_assert_msg(draw(script.data, &svg, &err) == SIM_OK, "%s", err.message);
    sim_text_release(&script);
    return svg;
}

START_TEST(test_quote)
{
    struct sim_text text = {0};

    gnuplot_quote(&text, "a'b\"`id`\n$x@y\\");
    ck_assert_str_eq(text.data, "'a'.\"\\047\".'b\"`id` $x@y\\'");
    sim_text_clear(&text);
    gnuplot_quote(&text, "''a''");
    ck_assert_str_eq(text.data, "''.\"\\047\\047\".'a'.\"\\047\\047\".''");
    sim_text_clear(&text);
    gnuplot_quote(&text, "a\x1b[2J\xc2\x9b\xe2\x80\xae\xc3\xa9");
    ck_assert_str_eq(text.data, "'a [2J  \xc3\xa9'");
    sim_text_release(&text);
}
END_TEST

/* Drawn, and as it is written: quotes, back-quotes and backslashes in every place. */
START_TEST(test_quotes_are_drawn)
{
    static const char *const labels[] = {"'",     "''",    "'''",     "'a",         "a'",   "'a'",
                                         "''a''", "a''b",  "\\",      "a\\",        "\\'",  "'\\",
                                         "`x`",   "'`x`'", "# $x @y", "{/b x}_2^3", "%d %s"};

    if (!gnuplot_available()) {
        printf("skipped: gnuplot is not installed\n");
        return;
    }
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        char *svg = plot_label(labels[i]);
        char wanted[64];

        snprintf(wanted, sizeof wanted, ">%s</", labels[i]);
        ck_assert_msg(strstr(svg, wanted) != NULL, "label <%s> is not in the picture", labels[i]);
        free(svg);
    }
}
END_TEST

START_TEST(test_svg)
{
    char version[64];
    char *one, *two;

    if (!gnuplot_available()) {
        printf("skipped: gnuplot is not installed\n");
        return;
    }
    ck_assert(gnuplot_version(version, sizeof version));
    ck_assert_int_eq(strncmp(version, "gnuplot ", 8), 0);
    one = plot_label("p95");
    two = plot_label("p95");
    ck_assert_str_eq(one, two);
    ck_assert_ptr_nonnull(strstr(one, "p95"));
    free(one);
    free(two);
}
END_TEST

/* A picture that fails costs none of the others, whether they stand before or behind it. */
START_TEST(test_one_fails)
{
    static const char good[] =
        "reset\nset terminal svg noenhanced\nset label 1 '%s' at 0,0\nplot x\n";
    char scripts[4][160], version[64];
    struct gnuplot_picture pictures[4] = {0};

    if (!gnuplot_available()) {
        printf("skipped: gnuplot is not installed\n");
        return;
    }
    for (int i = 0; i < 4; i++) {
        snprintf(scripts[i], sizeof scripts[i], good, i == 0 ? "one" : i == 2 ? "three" : "four");
        pictures[i].script = scripts[i];
    }
    pictures[1].script = "set terminal svg\nplot nonsense(\n";
    ck_assert_int_eq(gnuplot_draw(pictures, 4, 20, version, sizeof version), SIM_OK);
    ck_assert_ptr_nonnull(strstr(pictures[0].svg, ">one</"));
    ck_assert_ptr_null(pictures[1].svg);
    ck_assert_ptr_nonnull(strstr(pictures[1].err.message, "invalid expression"));
    ck_assert_ptr_nonnull(strstr(pictures[2].svg, ">three</"));
    ck_assert_ptr_null(strstr(pictures[2].svg, ">four</"));
    ck_assert_ptr_nonnull(strstr(pictures[3].svg, ">four</"));
    ck_assert_int_eq(strncmp(version, "gnuplot ", 8), 0);
    for (int i = 0; i < 4; i++)
        free(pictures[i].svg);
}
END_TEST

/* Nothing in a label is a command, a substitution, markup or a line of its own. */
START_TEST(test_hostile_label)
{
    char name[] = "/tmp/crisim-test-XXXXXX", label[256];
    char *svg;

    if (!gnuplot_available()) {
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

    if (gnuplot_available()) {
        ck_assert_int_eq(draw("plot nonsense(\n", &svg, &err), SIM_EOUTPUT);
        ck_assert_ptr_null(svg);
        ck_assert_ptr_nonnull(strstr(err.message, "invalid expression"));
        ck_assert_int_eq(draw("x = 1\n", &svg, &err), SIM_EOUTPUT);
        ck_assert_ptr_nonnull(strstr(err.message, "no whole picture"));
    }
    ck_assert_int_eq(setenv("PATH", "/nonexistent", 1), 0);
    ck_assert(!gnuplot_available());
    ck_assert_int_eq(draw("x = 1\n", &svg, &err), SIM_EOUTPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "cannot be run"));
    ck_assert_int_eq(setenv("PATH", path, 1), 0);
    free(path);
}
END_TEST

/* A program called gnuplot that does what `script` says, first on the PATH. */
static void with_gnuplot(const char *script, void (*test)(void))
{
    char folder[] = "/tmp/crisim-test-XXXXXX", file[64], path[4096];
    char *before = sim_strdup(getenv("PATH") != NULL ? getenv("PATH") : "/bin:/usr/bin");
    FILE *program;

    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(file, sizeof file, "%s/gnuplot", folder);
    program = fopen(file, "w");
    ck_assert_ptr_nonnull(program);
    fprintf(program, "#!/bin/sh\n%s\n", script);
    ck_assert_int_eq(fclose(program), 0);
    ck_assert_int_eq(chmod(file, 0700), 0);
    snprintf(path, sizeof path, "%s:%s", folder, before);
    ck_assert_int_eq(setenv("PATH", path, 1), 0);
    test();
    ck_assert_int_eq(setenv("PATH", before, 1), 0);
    unlink(file);
    ck_assert_int_eq(rmdir(folder), 0);
    free(before);
}

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void asks_too_much_room(void)
{
    struct sim_error err = {0};
    char *svg;

    ck_assert_int_eq(draw("x = 1\n", &svg, &err), SIM_EOUTPUT);
    ck_assert_msg(strstr(err.message, "wrote more than 64 MB") != NULL ||
                      strstr(err.message, "ended with status") != NULL,
                  "%s", err.message);
    ck_assert_ptr_null(svg);
}

static void takes_too_long(void)
{
    struct sim_error err = {0};
    double start = now_s();
    char *svg;

    ck_assert_int_eq(draw_within("x = 1\n", 0.3, &svg, &err), SIM_EOUTPUT);
    ck_assert_str_eq(err.message, "was not done within 0.3 s");
    ck_assert_double_lt(now_s() - start, 10);
}

static void is_stopped(void)
{
    struct sim_error err = {0};
    double start = now_s();
    char *svg;

    sim_stop = SIGTERM;
    ck_assert_int_eq(draw("x = 1\n", &svg, &err), SIM_EINTERRUPTED);
    sim_stop = 0;
    ck_assert_double_lt(now_s() - start, 10);
}

static char alive[64]; /* a file of this process: other copies of this test may run beside it */

/* What it started goes with it: nothing writes on in the background. */
static void leaves_nothing(void)
{
    struct sim_error err = {0};
    struct stat first, second;
    char *svg;

    ck_assert_int_eq(draw_within("x = 1\n", 0.5, &svg, &err), SIM_EOUTPUT);
    ck_assert_int_eq(stat(alive, &first), 0);
    sleep(1);
    ck_assert_int_eq(stat(alive, &second), 0);
    ck_assert_int_eq(first.st_size, second.st_size);
    unlink(alive);
}

START_TEST(test_unruly)
{
    char script[160];

    with_gnuplot("exec yes '<svg>'", asks_too_much_room);
    with_gnuplot("yes error >&2", asks_too_much_room);
    with_gnuplot("exec sleep 60", takes_too_long);
    with_gnuplot("sleep 60", is_stopped);
    snprintf(alive, sizeof alive, "/tmp/crisim-test-alive-%ld", (long)getpid());
    snprintf(script, sizeof script, "(while :; do echo x >>%s; sleep 0.1; done) & sleep 60", alive);
    with_gnuplot(script, leaves_nothing);
}
END_TEST

SUITE_MAIN("plot", test_quote, test_svg, test_quotes_are_drawn, test_hostile_label, test_one_fails,
           test_failures, test_unruly)
