/*
 * Every tests/data/bad/trace/NAME.expected is what `crisim trace inspect` says on stderr about
 * NAME.csv or NAME.csv.gz, run in that folder.
 */
#include "scenarios/traffic/trace.h"
#include "tests/unit/suite.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *read_whole(const char *path)
{
    struct sim_text text = {0};
    FILE *file = fopen(path, "rb");
    char buffer[4096];
    size_t n;

    ck_assert_msg(file != NULL, "cannot open %s", path);
    sim_text_add(&text, "");
    while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
        sim_text_add_bytes(&text, buffer, n);
    fclose(file);
    return sim_text_take(&text);
}

static void find_input(const char *expected, char path[300])
{
    int stem = (int)(strlen(expected) - strlen(".expected"));

    snprintf(path, 300, "%.*s.csv", stem, expected);
    if (access(path, R_OK) != 0)
        snprintf(path, 300, "%.*s.csv.gz", stem, expected);
    if (access(path, R_OK) != 0)
        snprintf(path, 300, "%.*s.jsonl", stem, expected);
    ck_assert_msg(access(path, R_OK) == 0, "no input beside %s", expected);
}

static char *say(const char *path)
{
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = false};
    struct sim_text said = {0};
    struct sim_diag diag;
    struct trace *trace;

    sim_diag_init(&diag);
    trace = trace_read(path, &settings, &diag);
    ck_assert_msg(trace == NULL, "%s was read", path);
    for (size_t i = 0; i < diag.n; i++) {
        char line[4096];

        sim_finding_format(&diag.findings[i], line, sizeof line);
        sim_text_addf(&said, "%s\n", line);
    }
    sim_text_addf(&said, "%zu problem%s found; nothing was run\n", diag.n_errors,
                  diag.n_errors == 1 ? "" : "s");
    sim_diag_release(&diag);
    return sim_text_take(&said);
}

START_TEST(each_bad_trace_gets_its_message)
{
    const bool refresh = getenv("CRISIM_REFRESH") != NULL;
    struct dirent *entry;
    unsigned n = 0;
    DIR *folder;

    ck_assert_int_eq(chdir(SOURCE_DIR "/tests/data/bad/trace"), 0);
    folder = opendir(".");
    ck_assert_ptr_nonnull(folder);
    while ((entry = readdir(folder)) != NULL) {
        const char *dot = strstr(entry->d_name, ".expected");
        char path[300];
        char *said, *expected;

        if (dot == NULL || dot[strlen(".expected")] != '\0')
            continue;
        find_input(entry->d_name, path);
        said = say(path);
        if (refresh) {
            FILE *file = fopen(entry->d_name, "wb");

            ck_assert_ptr_nonnull(file);
            fputs(said, file);
            ck_assert_int_eq(fclose(file), 0);
        }
        expected = read_whole(entry->d_name);
        ck_assert_msg(strcmp(said, expected) == 0, "%s: said\n%sexpected\n%s", path, said,
                      expected);
        free(said);
        free(expected);
        n++;
    }
    closedir(folder);
    ck_assert_uint_ge(n, 10);
}
END_TEST

START_TEST(findings_past_the_cap_are_counted)
{
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = false};
    struct sim_diag diag;

    sim_diag_init(&diag);
    diag.max_findings = 2;
    ck_assert_ptr_null(
        trace_read(SOURCE_DIR "/tests/data/bad/trace/bad-values.csv", &settings, &diag));
    ck_assert_uint_eq(diag.n, 2);
    ck_assert_uint_eq(diag.n_errors, 8); /* its eight rows are all bad, once each */
    sim_diag_release(&diag);
}
END_TEST

START_TEST(a_missing_file_is_a_finding)
{
    struct trace_settings settings = {.unsorted = TRACE_UNSORTED_REFUSE, .skip_bad_rows = false};
    struct sim_diag diag;

    sim_diag_init(&diag);
    ck_assert_ptr_null(trace_read(SOURCE_DIR "/tests/data/no-such-file.csv", &settings, &diag));
    ck_assert_uint_eq(diag.n_errors, 1);
    sim_diag_release(&diag);
}
END_TEST

SUITE_MAIN("bad traces", each_bad_trace_gets_its_message, findings_past_the_cap_are_counted,
           a_missing_file_is_a_finding)
