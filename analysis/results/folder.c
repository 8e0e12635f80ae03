#define _XOPEN_SOURCE 700 /* realpath() */

#include "analysis/results/folder.h"

#include "analysis/results/folder_contents.h"
#include "analysis/results/jobs.h"
#include "analysis/results/results.h"
#include "sim/base/arena.h"
#include "sim/base/file_out.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/base/stream_in.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW         ".crisim-new"
#define OLD         ".crisim-old"
#define INTERRUPTED ".interrupted"
#define MAX_TRIES   1000 /* names that may be taken already */

struct results_folder {
    struct sim_arena arena;
    const char *path;  /* as the user named it */
    const char *final; /* the same, absolute, through no link */
    const char *fresh, *old;
    const char *place;
    int journal;
    struct folder_names files[2]; /* by enum results_file_kind */
    const char *jobs;             /* as the user named it */
    bool existed;                 /* something stands under the name */
    bool replaces, placed, kept_complete;
    uint32_t kept_replications;
    uint32_t n_parents_made; /* removed again if nothing comes of it */
};

/* ---- opening ---- */

/* The folder as an absolute path; parents are made. */
static enum sim_status find_place(struct results_folder *folder, struct sim_error *err)
{
    char *path = sim_arena_strdup(&folder->arena, folder->path);
    size_t n = strlen(path);
    char *slash, *parent, *absolute;
    const char *name;
    struct stat info;

    while (n > 1 && path[n - 1] == '/')
        path[--n] = '\0';
    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode))
        return sim_fail(err, SIM_EOUTPUT, folder->path,
                        "is a symbolic link; name the folder itself");
    slash = strrchr(path, '/');
    name = slash != NULL ? slash + 1 : path;
    /* ".", ".." and "/" have their name elsewhere. */
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || *name == '\0') {
        absolute = realpath(path, NULL);
        if (absolute == NULL)
            return sim_fail(err, SIM_EOUTPUT, folder->path,
                            "cannot be used as a results folder: %s", strerror(errno));
        path = sim_arena_strdup(&folder->arena, absolute);
        free(absolute);
        slash = strrchr(path, '/');
        name = slash + 1;
        if (*name == '\0')
            return sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be used as a results folder");
    }
    parent = slash == NULL   ? sim_arena_strdup(&folder->arena, ".")
             : slash == path ? sim_arena_strdup(&folder->arena, "/")
                             : sim_arena_printf(&folder->arena, "%.*s", (int)(slash - path), path);
    if (lstat(parent, &info) != 0) {
        char *upper = sim_arena_strdup(&folder->arena, parent);

        /* Which ones are missing is asked before they are made. */
        while (lstat(upper, &info) != 0 && errno == ENOENT) {
            char *last = strrchr(upper, '/');

            folder->n_parents_made++;
            if (last == NULL || last == upper)
                break;
            *last = '\0';
        }
        if (sim_make_folder(parent, err) != SIM_OK)
            return SIM_EOUTPUT;
    }
    absolute = realpath(parent, NULL);
    if (absolute == NULL)
        return sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be used as a results folder: %s",
                        strerror(errno));
    folder->final =
        sim_arena_printf(&folder->arena, "%s/%s", strcmp(absolute, "/") == 0 ? "" : absolute, name);
    free(absolute);
    folder->fresh = sim_arena_printf(&folder->arena, "%s" NEW, folder->final);
    folder->old = sim_arena_printf(&folder->arena, "%s" OLD, folder->final);
    if (strlen(name) + strlen(NEW) > NAME_MAX ||
        strlen(folder->fresh) + 1 + RESULTS_MAX_NAME >= PATH_MAX)
        return sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be made: the name is too long");
    return SIM_OK;
}

/* The folder that is written, made or found, and locked by this process. */
static enum sim_status take(struct results_folder *folder, struct sim_error *err)
{
    for (int tries = 0; tries < MAX_TRIES; tries++) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        struct stat info, found;
        const char *journal = folder_join(&folder->arena, folder->fresh, FOLDER_JOURNAL);
        bool made = mkdir(folder->fresh, 0777) == 0;

        if (!made && errno != EEXIST)
            return sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be made: %s", strerror(errno));
        if (lstat(folder->fresh, &info) != 0) {
            if (errno == ENOENT)
                continue;
            return sim_fail(err, SIM_EOUTPUT, folder->fresh, "cannot be used: %s", strerror(errno));
        }
        if (!S_ISDIR(info.st_mode))
            return sim_fail(err, SIM_EOUTPUT, folder->path,
                            "cannot be made: '%s', in which it would be prepared, is in the way; "
                            "move it",
                            strrchr(folder->fresh, '/') + 1);
        folder->journal = open(journal, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (folder->journal < 0) {
            if (errno == ENOENT) /* whoever had it has just put it into its place */
                continue;
            return sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be written: %s",
                            strerror(errno));
        }
        if (fcntl(folder->journal, F_SETLK, &lock) != 0 && (errno == EACCES || errno == EAGAIN)) {
            long process = 0;

            if (fcntl(folder->journal, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
                process = (long)lock.l_pid;
            close(folder->journal);
            folder->journal = -1;
            if (process > 0)
                return sim_fail(err, SIM_EOUTPUT, folder->path,
                                "another crisim (process %ld) is writing this folder", process);
            return sim_fail(err, SIM_EOUTPUT, folder->path,
                            "another crisim is writing this folder");
        }
        /* The lock is worth something if the file is still the one under that name. */
        if (fstat(folder->journal, &info) == 0 && lstat(journal, &found) == 0 &&
            info.st_dev == found.st_dev && info.st_ino == found.st_ino)
            return SIM_OK;
        close(folder->journal);
        folder->journal = -1;
    }
    return sim_fail(err, SIM_EOUTPUT, folder->path, "other processes make and remove this folder");
}

/* Move a folder aside to the first name that is free. */
static const char *set_aside(struct results_folder *folder, const char *from)
{
    for (int k = 1; k < MAX_TRIES; k++) {
        const char *to =
            k == 1 ? sim_arena_printf(&folder->arena, "%s" INTERRUPTED, folder->final)
                   : sim_arena_printf(&folder->arena, "%s" INTERRUPTED "-%d", folder->final, k);

        /* rename() would take the place of an empty folder: somebody's, too. */
        if (!folder_exists(to) && rename(from, to) == 0)
            return to;
    }
    return NULL;
}

/* What a killed run left where this one wants to write. */
static enum sim_status clear_fresh(struct results_folder *folder, struct sim_text *said,
                                   struct sim_error *err)
{
    struct folder_contents contents;
    enum sim_status status =
        folder_look_into(folder->fresh, folder->journal, &contents, &folder->arena, err);
    struct stat info;

    if (status != SIM_OK)
        return status;
    if (contents.foreign.n > 0) {
        status = sim_fail(err, SIM_EOUTPUT, folder->path,
                          "'%s' holds '%s', which is not crisim's; move it away",
                          strrchr(folder->fresh, '/') + 1, contents.foreign.name[0]);
    } else if (contents.is_results) {
        const char *aside = set_aside(folder, folder->fresh);

        if (aside != NULL)
            sim_text_addf(said, "results that a run left behind are now %s\n", aside);
        close(folder->journal);
        folder->journal = -1;
        if (aside == NULL)
            status = sim_fail(err, SIM_EOUTPUT, folder->fresh, "holds results; move them away");
        else
            unlink(folder_join(&folder->arena, aside, FOLDER_JOURNAL));
        if (status == SIM_OK)
            status = take(folder, err);
    } else {
        if (contents.own.n > 2 || (fstat(folder->journal, &info) == 0 && info.st_size > 0))
            sim_text_addf(said, "%s: what a run that did not end left there is removed\n",
                          folder->fresh);
        folder_remove_own(folder->fresh, &contents, &folder->arena);
        if (ftruncate(folder->journal, 0) != 0)
            status =
                sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be written: %s", strerror(errno));
    }
    folder_contents_release(&contents);
    return status;
}

/* Carry what is the user's from the old folder to the new one, and finished replications that are
 * needed further on (not complete); then remove the old one. */
static void empty_old(struct results_folder *folder, bool complete, struct sim_text *said)
{
    const char *jobs = folder_join(&folder->arena, folder->old, RESULTS_JOBS);
    struct folder_contents contents;

    if (folder_look_into(folder->old, -1, &contents, &folder->arena, NULL) != SIM_OK)
        return;
    if (contents.has_jobs &&
        (complete || rename(jobs, folder_join(&folder->arena, folder->final, RESULTS_JOBS)) != 0))
        results_jobs_remove(jobs);
    for (uint32_t i = 0; i < contents.foreign.n; i++) {
        const char *name = contents.foreign.name[i];
        const char *from = folder_join(&folder->arena, folder->old, name);
        const char *to = folder_join(&folder->arena, folder->final, name);

        for (int k = 1; folder_exists(to) && k < MAX_TRIES; k++)
            to = sim_arena_printf(&folder->arena, "%s/%s.kept-%d", folder->final, name, k);
        if (folder_exists(to) || rename(from, to) != 0)
            continue;
        if (strcmp(strrchr(to, '/') + 1, name) != 0)
            sim_text_addf(said, "%s/%s was not crisim's; it is now %s\n", folder->path, name,
                          strrchr(to, '/') + 1);
    }
    folder_remove_own(folder->old, &contents, &folder->arena);
    unlink(folder_join(&folder->arena, folder->old, FOLDER_JOURNAL));
    if (rmdir(folder->old) != 0)
        sim_text_addf(said, "%s could not be removed: %s\n", folder->old, strerror(errno));
    folder_contents_release(&contents);
}

/* A run that was killed between the two renames of results_folder_commit(), or after them. */
static enum sim_status recover(struct results_folder *folder, struct sim_text *said,
                               struct sim_error *err)
{
    struct folder_contents contents;
    struct stat info;
    bool ours, empty;

    if (lstat(folder->old, &info) != 0)
        return SIM_OK;
    if (!S_ISDIR(info.st_mode) ||
        folder_look_into(folder->old, -1, &contents, &folder->arena, NULL) != SIM_OK)
        return sim_fail(err, SIM_EOUTPUT, folder->path, "'%s' is in the way; move it",
                        strrchr(folder->old, '/') + 1);
    /* Without its lists it holds finished replications alone, or nothing any more. */
    ours = contents.is_results || contents.own.n + contents.foreign.n == 0;
    empty = !contents.is_results && !contents.has_jobs;
    folder_contents_release(&contents);
    if (!ours)
        return sim_fail(err, SIM_EOUTPUT, folder->path, "'%s' is in the way; move it",
                        strrchr(folder->old, '/') + 1);
    if (folder_exists(folder->final) &&
        folder_look_into(folder->final, -1, &contents, &folder->arena, NULL) == SIM_OK) {
        empty_old(folder, contents.complete, said);
        folder_contents_release(&contents);
        /* What was left to do. */
        unlink(folder_join(&folder->arena, folder->final, FOLDER_JOURNAL));
    } else if (empty) {
        unlink(folder_join(&folder->arena, folder->old, FOLDER_JOURNAL));
        rmdir(folder->old);
    } else if (rename(folder->old, folder->final) != 0)
        return sim_fail(err, SIM_EOUTPUT, folder->old, "cannot be renamed: %s", strerror(errno));
    return SIM_OK;
}

/* Is what stands under the name such that new results may take its place? */
static enum sim_status judge(struct results_folder *folder, bool force, struct sim_text *said,
                             struct sim_error *err)
{
    const char *slash = strrchr(folder->final, '/');
    const char *parent =
        slash == folder->final
            ? "/"
            : sim_arena_printf(&folder->arena, "%.*s", (int)(slash - folder->final), folder->final);
    struct folder_contents contents;
    struct stat info, above;
    enum sim_status status;

    if (lstat(folder->final, &info) != 0)
        return errno == ENOENT ? SIM_OK
                               : sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be made: %s",
                                          strerror(errno));
    folder->existed = true;
    if (!S_ISDIR(info.st_mode))
        return sim_fail(err, SIM_EOUTPUT, folder->path,
                        S_ISLNK(info.st_mode) ? "is a symbolic link; name the folder itself"
                                              : "exists and is not a folder");
    if (stat(parent, &above) == 0 && above.st_dev != info.st_dev)
        return sim_fail(err, SIM_EOUTPUT, folder->path,
                        "is the root of a file system and cannot be replaced; name a folder in it");
    status = folder_look_into(folder->final, -1, &contents, &folder->arena, err);
    if (status != SIM_OK)
        return status;
    if (contents.is_results && contents.complete && !force)
        status =
            sim_fail(err, SIM_EOUTPUT, folder->path,
                     "holds results already; name another folder or use --force to replace them");
    else if (!contents.is_results && contents.own.n + contents.foreign.n > 0)
        status = sim_fail(err, SIM_EOUTPUT, folder->path,
                          "is not empty and holds no crisim results (there is '%s'); name another "
                          "folder",
                          contents.foreign.n > 0 ? contents.foreign.name[0] : contents.own.name[0]);
    else if (access(folder->final, R_OK | W_OK | X_OK) != 0)
        status = sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be written: %s", strerror(errno));
    else if (contents.is_results) {
        folder->replaces = true;
        folder->kept_complete = contents.complete;
        folder->kept_replications = contents.replications;
        if (!contents.complete)
            sim_text_addf(said,
                          "%s holds the %u replications of an interrupted run; they are "
                          "replaced when this one is finished\n",
                          folder->path, contents.replications);
    }
    /* What was for the owner only stays so. */
    if (status == SIM_OK && chmod(folder->fresh, info.st_mode & 07777) != 0)
        status = sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be written: %s", strerror(errno));
    folder_contents_release(&contents);
    return status;
}

enum sim_status results_folder_open(struct results_folder **out, const char *path, bool force,
                                    struct sim_text *said, struct sim_error *err)
{
    struct results_folder *folder = sim_zeroed(1, sizeof *folder);
    enum sim_status status;

    folder->journal = -1;
    folder->path = sim_arena_strdup(&folder->arena, path);
    folder->place = folder->path;
    folder->jobs = folder_join(&folder->arena, folder->path, RESULTS_JOBS);
    status = find_place(folder, err);
    if (status == SIM_OK)
        status = take(folder, err);
    if (status == SIM_OK)
        status = recover(folder, said, err);
    if (status == SIM_OK)
        status = clear_fresh(folder, said, err);
    if (status == SIM_OK)
        status = judge(folder, force, said, err);
    if (status != SIM_OK) {
        results_folder_close(folder);
        return status;
    }
    *out = folder;
    return SIM_OK;
}

/* ---- writing ---- */

enum sim_status results_folder_add(struct results_folder *folder, enum results_file_kind kind,
                                   const char *name, const char *bytes, size_t n,
                                   struct sim_error *err)
{
    const char *line = sim_arena_printf(&folder->arena, "%s\n", name);
    const char *shown = folder_join(&folder->arena, folder->path, name);
    size_t length = strlen(line);
    char hex[65];

    if (write(folder->journal, line, length) != (ssize_t)length)
        return sim_fail(err, SIM_EOUTPUT, shown, "cannot be written: %s", strerror(errno));
    sim_sha256_hex(bytes, n, hex);
    folder_names_add(&folder->files[kind], &folder->arena, name, hex);
    if (sim_file_create(folder_join(&folder->arena, folder->fresh, name), bytes, n, err) == SIM_OK)
        return SIM_OK;
    /* The name that the user knows, not the one it has for the time being. */
    if (err != NULL)
        snprintf(err->where, sizeof err->where, "%s", shown);
    return SIM_EOUTPUT;
}

uint32_t results_folder_files(const struct results_folder *folder, const char *const **names,
                              const char *const **digests)
{
    *names = folder->files[RESULTS_FILE].name;
    *digests = folder->files[RESULTS_FILE].digest;
    return folder->files[RESULTS_FILE].n;
}

static void report_list(const struct folder_names *files, struct sim_text *out)
{
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "format", FOLDER_REPORT_FORMAT);
    sim_json_out_int(&json, "version", 1);
    sim_json_out_array(&json, "files");
    for (uint32_t i = 0; i < files->n; i++) {
        sim_json_out_object(&json, NULL);
        sim_json_out_string(&json, "file", files->name[i]);
        sim_json_out_string(&json, "sha256", files->digest[i]);
        sim_json_out_end(&json);
    }
    sim_json_out_end(&json);
    sim_json_out_end(&json);
}

static enum sim_status write_lists(struct results_folder *folder, const char *manifest,
                                   struct sim_error *err)
{
    struct sim_text report = {0};
    enum sim_status status = SIM_OK;

    if (folder->files[RESULTS_REPORT].n > 0) {
        report_list(&folder->files[RESULTS_REPORT], &report);
        status = sim_file_create(folder_join(&folder->arena, folder->fresh, FOLDER_REPORT_LIST),
                                 report.data, report.length, err);
    }
    /* Last: a folder without a manifest is not a finished one. */
    if (status == SIM_OK)
        status = sim_file_create(folder_join(&folder->arena, folder->fresh, FOLDER_MANIFEST),
                                 manifest, strlen(manifest), err);
    sim_text_release(&report);
    return status;
}

enum sim_status results_folder_commit(struct results_folder *folder, const char *manifest,
                                      bool complete, uint32_t replications, struct sim_text *said,
                                      struct sim_error *err)
{
    enum sim_status status = write_lists(folder, manifest, err);

    if (status != SIM_OK)
        return status;
    if (folder->replaces && !complete &&
        (folder->kept_complete || folder->kept_replications > replications)) {
        const char *aside = set_aside(folder, folder->fresh);

        if (aside == NULL)
            return sim_fail(err, SIM_EOUTPUT, folder->path, "cannot be written: %s",
                            strerror(errno));
        folder->placed = true;
        folder->place = aside;
        sim_text_addf(said, "%s is as it was; what is finished of this run is in %s\n",
                      folder->path, aside);
    } else {
        /* Results, or finished replications of this study. */
        bool there = folder_exists(folder->final);
        bool moved = there && rename(folder->final, folder->old) == 0;

        if ((there && !moved) || rename(folder->fresh, folder->final) != 0) {
            int reason = errno;

            if (moved && rename(folder->old, folder->final) != 0)
                sim_text_addf(said, "the results that were in %s are in %s\n", folder->path,
                              folder->old);
            folder->placed = true; /* nothing of it is removed */
            folder->place = folder->fresh;
            return sim_fail(err, SIM_EOUTPUT, folder->path,
                            "cannot be replaced: %s; the results are in %s", strerror(reason),
                            folder->fresh);
        }
        folder->placed = true;
        if (moved)
            empty_old(folder, complete, said);
    }
    unlink(folder_join(&folder->arena,
                       strcmp(folder->place, folder->path) == 0 ? folder->final : folder->place,
                       FOLDER_JOURNAL));
    return SIM_OK;
}

const char *results_folder_jobs(const struct results_folder *folder)
{
    return folder->jobs;
}

const char *results_folder_place(const struct results_folder *folder)
{
    return folder->place;
}

void results_folder_close(struct results_folder *folder)
{
    if (folder == NULL)
        return;
    if (folder->journal >= 0 && !folder->placed) {
        for (int kind = 0; kind < 2; kind++)
            for (uint32_t i = 0; i < folder->files[kind].n; i++)
                unlink(folder_join(&folder->arena, folder->fresh, folder->files[kind].name[i]));
        unlink(folder_join(&folder->arena, folder->fresh, FOLDER_REPORT_LIST));
        unlink(folder_join(&folder->arena, folder->fresh, FOLDER_MANIFEST));
        unlink(folder_join(&folder->arena, folder->fresh, FOLDER_JOURNAL));
        rmdir(folder->fresh);
    }
    if (folder->journal >= 0)
        close(folder->journal);
    if (!folder->placed && folder->final != NULL) {
        char *parent = sim_arena_strdup(&folder->arena, folder->final);

        /* Made for finished replications, of which there are none: else it stays. */
        if (!folder->existed)
            rmdir(folder->final);
        for (uint32_t i = 0; i < folder->n_parents_made; i++) {
            *strrchr(parent, '/') = '\0';
            if (rmdir(parent) != 0)
                break;
        }
    }
    folder_names_release(&folder->files[RESULTS_FILE]);
    folder_names_release(&folder->files[RESULTS_REPORT]);
    sim_arena_release(&folder->arena);
    free(folder);
}

/* ---- report files of finished results ---- */

/* @param before  what the report list says; a file may stand in it with two digests, when a report
 *                was interrupted while it was written */
static enum sim_status judge_report_file(const char *path, const char *name,
                                         const struct folder_names *before, struct sim_error *err)
{
    struct stat info;
    char *text;
    size_t length;
    char hex[65];

    if (lstat(path, &info) != 0 && errno == ENOENT)
        return SIM_OK;
    if (!S_ISREG(info.st_mode))
        return sim_fail(err, SIM_EOUTPUT, path, "is not a regular file; move it away");
    if (!folder_names_has(before, name))
        return sim_fail(err, SIM_EOUTPUT, path,
                        "was not written by crisim; move it, or use --force to replace it");
    if (sim_file_read(path, SIZE_MAX / 2, &text, &length, err) != SIM_OK)
        return SIM_EOUTPUT;
    sim_sha256_hex(text, length, hex);
    free(text);
    for (uint32_t i = 0; i < before->n; i++)
        if (strcmp(before->name[i], name) == 0 && before->digest[i] != NULL &&
            strcmp(before->digest[i], hex) == 0)
            return SIM_OK;
    return sim_fail(err, SIM_EOUTPUT, path,
                    "was changed since crisim wrote it; move it, or use --force to replace it");
}

static enum sim_status write_list(const struct folder_names *files, const char *path,
                                  struct sim_error *err)
{
    struct sim_text text = {0};
    enum sim_status status;

    report_list(files, &text);
    status = sim_file_write(path, text.data, text.length, err);
    sim_text_release(&text);
    return status;
}

enum sim_status results_report_update(const char *path, const struct results_report_file *files,
                                      uint32_t n, bool force, struct sim_error *err)
{
    struct sim_arena arena = {0};
    struct folder_contents before = {0};
    struct folder_names now = {0}, both = {0};
    enum sim_status status = SIM_OK;
    const char *list_path = folder_join(&arena, path, FOLDER_REPORT_LIST);
    bool known = folder_read_list(list_path, FOLDER_REPORT_FORMAT, &before, &arena);

    if (!known && folder_exists(list_path))
        status = sim_fail(err, SIM_EOUTPUT, list_path, "was not written by crisim; move it");
    for (uint32_t i = 0; i < n && status == SIM_OK; i++) {
        const char *file = folder_join(&arena, path, files[i].name);
        char hex[65];

        if (!force || !folder_is_regular(file))
            status = judge_report_file(file, files[i].name, &before.own, err);
        sim_sha256_hex(files[i].text, files[i].n, hex);
        folder_names_add(&now, &arena, files[i].name, hex);
    }
    /* Those that this report has no more stay known: they are removed with the rest. */
    for (uint32_t i = 0; i < before.own.n; i++) {
        bool replaced = false;

        for (uint32_t k = 0; k < n; k++)
            replaced = replaced || strcmp(files[k].name, before.own.name[i]) == 0;
        if (before.own.digest[i] == NULL)
            continue;
        folder_names_add(&both, &arena, before.own.name[i], before.own.digest[i]);
        if (!replaced)
            folder_names_add(&now, &arena, before.own.name[i], before.own.digest[i]);
    }
    for (uint32_t i = 0; i < n && status == SIM_OK; i++)
        folder_names_add(&both, &arena, now.name[i], now.digest[i]);
    if (status == SIM_OK)
        status = write_list(&both, list_path, err);
    for (uint32_t i = 0; i < n && status == SIM_OK; i++)
        status = sim_file_write(folder_join(&arena, path, files[i].name), files[i].text, files[i].n,
                                err);
    if (status == SIM_OK)
        status = write_list(&now, list_path, err);
    folder_names_release(&both);
    folder_names_release(&now);
    folder_names_release(&before.own);
    sim_arena_release(&arena);
    return status;
}
