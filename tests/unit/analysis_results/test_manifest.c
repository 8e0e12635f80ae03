/*
 * The manifest of a folder of results: how they came about.
 */
#define _XOPEN_SOURCE 700 /* mkdtemp() */

#include "analysis/results/folder.h"
#include "analysis/results/results.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The manifest of results in a folder that is not kept. */
static struct sim_text manifest_of(const struct results *results)
{
    char top[] = "/tmp/crisim-manifest-XXXXXX", path[64];
    struct results_folder *folder = NULL;
    struct sim_text said = {0}, out = {0};
    struct sim_error err;

    ck_assert_ptr_nonnull(mkdtemp(top));
    snprintf(path, sizeof path, "%s/r", top);
    ck_assert_int_eq(results_folder_open(&folder, path, false, &said, &err), SIM_OK);
    results_manifest(results, folder, &out);
    results_folder_close(folder);
    ck_assert_int_eq(rmdir(top), 0);
    sim_text_release(&said);
    return out;
}

START_TEST(it_says_what_was_set)
{
    static const char *const set[] = {"load=2", "seed=7"};
    struct results results = {.study = "compare",
                              .title = "t",
                              .version = "1",
                              .scenario_file = "s.json",
                              .scenario_sha256 = "",
                              .trace_files = "",
                              .trace_sha256 = "",
                              .catalog_sha256 = "",
                              .replications = 1};
    struct sim_text text = manifest_of(&results);

    ck_assert_ptr_null(strstr(text.data, "\"set\""));
    ck_assert_ptr_null(strstr(text.data, "\"command\""));
    sim_text_release(&text);
    results.set = set;
    results.n_set = 2;
    results.command = "crisim compare s.json --set load=2 --set seed=7";
    text = manifest_of(&results);
    ck_assert_ptr_nonnull(strstr(text.data, "\"load=2\",\n"));
    ck_assert_ptr_nonnull(strstr(text.data, "\"seed=7\"\n"));
    ck_assert_ptr_nonnull(
        strstr(text.data, "\"command\": \"crisim compare s.json --set load=2 --set seed=7\""));
    sim_text_release(&text);
}
END_TEST

SUITE_MAIN("manifest", it_says_what_was_set)
