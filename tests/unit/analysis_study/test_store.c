/* What is kept of a study: found again by the same, not by another, whole or not at all. */
#define _XOPEN_SOURCE 700 /* mkdtemp() */

#include "analysis/results/jobs.h"
#include "analysis/study/store.h"
#include "sim/base/file_out.h"

#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define POINT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static char top[64], jobs[128];

static void make_folder(void)
{
    strcpy(top, "/tmp/crisim-store-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(top));
    snprintf(jobs, sizeof jobs, "%s/jobs", top);
}

static struct probe probe_with(char digit)
{
    struct probe probe;

#define X(name, text)                                                                              \
    memset(probe.name, digit, 64);                                                                 \
    probe.name[64] = '\0';
    PROBE_LIST(X)
#undef X
    return probe;
}

static void save(struct store *store, const char *point, uint32_t replication, uint64_t value)
{
    struct sim_codec codec = {0};
    struct sim_error err;

    SIM_CODE_AS(&codec, "value", value);
    ck_assert_int_eq(store_save(store, point, replication, &codec, &err), SIM_OK);
    sim_codec_release(&codec);
}

/* UINT64_MAX = it is not there, or not whole. */
static uint64_t load(struct store *store, const char *point, uint32_t replication,
                     struct sim_text *said)
{
    uint64_t value = UINT64_MAX;
    struct sim_codec codec;
    void *bytes = NULL;

    if (!store_has(store, point, replication) ||
        !store_load(store, point, replication, &bytes, &codec, said))
        return UINT64_MAX;
    SIM_CODE_AS(&codec, "value", value);
    ck_assert(sim_codec_complete(&codec));
    free(bytes);
    return value;
}

static void said_is(struct sim_text *said, const char *what)
{
    if (what == NULL)
        ck_assert_msg(said->length == 0, "said: %s", said->data);
    else
        ck_assert_msg(said->data != NULL && strstr(said->data, what) != NULL, "said: %s",
                      said->data);
    sim_text_release(said);
}

static void path_of(char path[256], const char *point, uint32_t replication)
{
    snprintf(path, 256, "%s/%.16s-%u.job", jobs, point, replication);
}

static void fill(struct probe *probe)
{
    struct sim_text said = {0};
    struct store *store;

    make_folder();
    *probe = probe_with('a');
    store = store_open(jobs, probe, false, &said);
    said_is(&said, NULL);
    for (uint32_t r = 0; r < 20; r++)
        save(store, POINT, r, 1000 + r);
    save(store, OTHER, 3, 7);
    store_close(store);
}

START_TEST(what_was_saved_is_found)
{
    struct sim_text said = {0};
    struct probe probe;
    struct store *store;

    fill(&probe);
    store = store_open(jobs, &probe, true, &said);
    said_is(&said, "going on after 21 finished replications");
    ck_assert_uint_eq(store_n_found(store), 21);
    for (uint32_t r = 0; r < 20; r++)
        ck_assert_uint_eq(load(store, POINT, r, &said), 1000 + r);
    ck_assert_uint_eq(load(store, OTHER, 3, &said), 7);
    ck_assert(!store_has(store, POINT, 20) && !store_has(store, OTHER, 4));
    said_is(&said, NULL);
    store_close(store);
    /* Without --resume nothing is, with a word; and what is there stays. */
    store = store_open(jobs, &probe, false, &said);
    said_is(&said, "without --resume all are run anew");
    ck_assert(!store_has(store, POINT, 0));
    store_close(store);
    store = store_open(jobs, &probe, true, &said);
    ck_assert_uint_eq(store_n_found(store), 21);
    said_is(&said, "going on");
    store_close(store);
    results_jobs_remove(jobs);
    ck_assert_int_eq(rmdir(top), 0);
}
END_TEST

START_TEST(of_another_study_nothing_is_taken)
{
    static const char *const words[] = {
#define X(name, text) text,
        PROBE_LIST(X)
#undef X
    };
    struct probe probe, others[sizeof words / sizeof words[0]];
    int i = 0;

    fill(&probe);
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
        others[k] = probe;
#define X(name, text) others[i++].name[5] = 'b';
    PROBE_LIST(X)
#undef X
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
        struct sim_text said = {0};
        struct store *store = store_open(jobs, &others[k], true, &said);

        ck_assert_uint_eq(store_n_found(store), 0);
        ck_assert(!store_has(store, POINT, 0));
        ck_assert_msg(strstr(said.data, words[k]) != NULL, "%s: %s", words[k], said.data);
        for (size_t other = 0; other < sizeof words / sizeof words[0]; other++)
            ck_assert_msg(other == k || strstr(said.data, words[other]) == NULL, "%s", said.data);
        said_is(&said, "21 finished replications cannot be used");
        store_close(store);
    }
    results_jobs_remove(jobs);
    rmdir(top);
}
END_TEST

static void change(const char *path, long at, const char *bytes)
{
    FILE *file = fopen(path, "r+b");

    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, at, at < 0 ? SEEK_END : SEEK_SET), 0);
    fputs(bytes, file);
    fclose(file);
}

START_TEST(what_is_damaged_is_not_used)
{
    struct sim_text said = {0};
    struct probe probe;
    struct store *store;
    char path[256];
    struct stat info;

    fill(&probe);
    path_of(path, POINT, 4); /* a byte of what was coded */
    change(path, -1, "X");
    path_of(path, POINT, 5); /* cut short behind its head */
    ck_assert_int_eq(stat(path, &info), 0);
    ck_assert_int_eq(truncate(path, info.st_size - 1), 0);
    path_of(path, POINT, 6); /* cut short in its head */
    ck_assert_int_eq(truncate(path, 100), 0);
    path_of(path, POINT, 7); /* of a later version */
    change(path, (long)strlen(STORE_FORMAT) + 1, "2");
    path_of(path, POINT, 8);
    ck_assert_int_eq(truncate(path, 0), 0);
    store = store_open(jobs, &probe, true, &said);
    ck_assert_uint_eq(store_n_found(store), 18);
    said_is(&said,
            "3 finished replications cannot be used: they are of another version, or damaged");
    ck_assert_uint_eq(load(store, POINT, 4, &said), UINT64_MAX);
    said_is(&said, "-4.job is damaged; its replication is run anew");
    ck_assert_uint_eq(load(store, POINT, 5, &said), UINT64_MAX);
    said_is(&said, "-5.job is damaged");
    for (uint32_t r = 6; r < 9; r++)
        ck_assert(!store_has(store, POINT, r));
    ck_assert_uint_eq(load(store, POINT, 9, &said), 1009);
    /* Saved anew it is whole. */
    save(store, POINT, 4, 5);
    store_close(store);
    store = store_open(jobs, &probe, true, &said);
    ck_assert_uint_eq(load(store, POINT, 4, &said), 5);
    sim_text_release(&said);
    store_close(store);
    results_jobs_remove(jobs);
    ck_assert_int_eq(rmdir(top), 0);
}
END_TEST

/* A file under the name of another replication would be taken for it. */
START_TEST(a_name_is_not_believed)
{
    struct sim_text said = {0};
    struct probe probe;
    struct store *store;
    char from[256], to[256];

    fill(&probe);
    path_of(from, POINT, 2);
    path_of(to, POINT, 1);
    ck_assert_int_eq(rename(from, to), 0);
    store = store_open(jobs, &probe, true, &said);
    sim_text_clear(&said);
    ck_assert_uint_eq(load(store, POINT, 1, &said), UINT64_MAX);
    ck_assert_uint_eq(load(store, POINT, 2, &said), UINT64_MAX);
    said_is(&said, "-2.job is damaged");
    store_close(store);
    results_jobs_remove(jobs);
    rmdir(top);
}
END_TEST

START_TEST(names_of_files)
{
    static const char *const good[] = {"0123456789abcdef-0.job", "ffffffffffffffff-4294967295.job",
                                       "0123456789abcdef-7.job.tmp-1234"};
    static const char *const bad[] = {"",
                                      "0123456789abcdef.job",
                                      "0123456789abcdef-.job",
                                      "0123456789abcde-0.job",
                                      "0123456789abcdef0-0.job",
                                      "0123456789ABCDEF-0.job",
                                      "0123456789abcdef-0.job2",
                                      "0123456789abcdef-0.job.tmp-x",
                                      "0123456789abcdef-12345678901.job",
                                      "notes.txt"};

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(results_jobs_is_file(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!results_jobs_is_file(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(what_is_the_users_stays)
{
    struct sim_text said = {0};
    struct probe probe;
    struct store *store;
    char mine[256], unfinished[256];

    fill(&probe);
    snprintf(mine, sizeof mine, "%s/notes.txt", jobs);
    snprintf(unfinished, sizeof unfinished, "%s/%.16s-9.job.tmp-77", jobs, POINT);
    ck_assert_int_eq(sim_file_write(unfinished, "x", 1, NULL), SIM_OK);
    ck_assert(results_jobs_is_folder(jobs));
    store_close(store_open(jobs, &probe, true, &said));
    sim_text_release(&said);
    ck_assert_int_ne(access(unfinished, F_OK), 0);
    ck_assert_int_eq(sim_file_write(mine, "x", 1, NULL), SIM_OK);
    ck_assert(!results_jobs_is_folder(jobs));
    results_jobs_remove(jobs);
    ck_assert_int_eq(access(mine, F_OK), 0);
    unlink(mine);
    results_jobs_remove(jobs);
    ck_assert_int_eq(rmdir(top), 0);
    (void)store;
}
END_TEST

START_TEST(no_room_says_what_is_kept)
{
    struct probe probe = probe_with('a');
    struct sim_text said = {0};
    struct sim_codec codec = {0};
    struct sim_error err;
    struct store *store;
    uint64_t value = 1;
    char path[256];

    make_folder();
    SIM_CODE_AS(&codec, "value", value);
    store = store_open(jobs, &probe, false, &said);
    /* Something is in the way of the second file. */
    save(store, POINT, 0, 1);
    path_of(path, POINT, 1);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    ck_assert_int_eq(store_save(store, POINT, 1, &codec, &err), SIM_EOUTPUT);
    ck_assert_msg(strstr(err.message, "1 finished replications are kept") != NULL &&
                      strstr(err.message, "--resume") != NULL,
                  "%s", err.message);
    ck_assert_int_eq(rmdir(path), 0);
    sim_codec_release(&codec);
    sim_text_release(&said);
    store_close(store);
    results_jobs_remove(jobs);
    ck_assert_int_eq(rmdir(top), 0);
}
END_TEST

SUITE_MAIN("store", what_was_saved_is_found, of_another_study_nothing_is_taken,
           what_is_damaged_is_not_used, a_name_is_not_believed, names_of_files,
           what_is_the_users_stays, no_room_says_what_is_kept)
