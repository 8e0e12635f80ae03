#define _XOPEN_SOURCE 700 /* lstat() */

#include "analysis/results/folder_contents.h"

#include "analysis/results/folder.h"
#include "analysis/results/jobs.h"
#include "analysis/results/results.h"
#include "sim/base/diag.h"
#include "sim/base/file_out.h"
#include "sim/base/json_in.h"
#include "sim/base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LIST = 16 << 20 }; /* bytes of a manifest, report list or journal */

void folder_names_add(struct folder_names *names, struct sim_arena *arena, const char *name,
                      const char *digest)
{
    if (names->n == names->room) {
        names->room = names->room > 0 ? names->room * 2 : 32;
        names->name = sim_grown(names->name, names->room, sizeof *names->name);
        names->digest = sim_grown(names->digest, names->room, sizeof *names->digest);
    }
    names->name[names->n] = sim_arena_strdup(arena, name);
    names->digest[names->n++] = digest != NULL ? sim_arena_strdup(arena, digest) : NULL;
}

void folder_names_release(struct folder_names *names)
{
    free(names->name);
    free(names->digest);
    *names = (struct folder_names){0};
}

bool folder_names_has(const struct folder_names *names, const char *name)
{
    for (uint32_t i = 0; i < names->n; i++)
        if (strcmp(names->name[i], name) == 0)
            return true;
    return false;
}

/* A list may be anybody's: only names that crisim could have given are taken from it. */
static bool is_plain_name(const char *name)
{
    return *name != '\0' && *name != '.' && strchr(name, '/') == NULL &&
           strlen(name) <= RESULTS_MAX_NAME;
}

const char *folder_join(struct sim_arena *arena, const char *folder, const char *name)
{
    return sim_arena_printf(arena, "%s/%s", folder, name);
}

bool folder_is_regular(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool folder_exists(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

static const struct sim_json *format_of(const struct sim_json *root, const char *format)
{
    const struct sim_json *value =
        root != NULL && root->type == SIM_JSON_OBJECT ? sim_json_find(root, "format") : NULL;

    return value != NULL && value->type == SIM_JSON_STRING && strcmp(value->string, format) == 0
               ? root
               : NULL;
}

bool folder_read_list(const char *path, const char *format, struct folder_contents *contents,
                      struct sim_arena *arena)
{
    struct sim_diag diag;
    struct sim_json *root = NULL;
    char *text = NULL;
    size_t length;
    bool ok = false;

    sim_diag_init(&diag);
    if (folder_is_regular(path) && sim_file_read(path, MAX_LIST, &text, &length, NULL) == SIM_OK)
        root = sim_json_parse(path, text, length, &diag);
    if (format_of(root, format) != NULL) {
        const struct sim_json *files = sim_json_find(root, "files");
        const struct sim_json *complete = sim_json_find(root, "complete");
        const struct sim_json *replications = sim_json_find(root, "replications");

        ok = true;
        for (uint32_t i = 0;
             files != NULL && files->type == SIM_JSON_ARRAY && i < files->n_children; i++) {
            const struct sim_json *entry = files->children[i];
            const struct sim_json *name =
                entry->type == SIM_JSON_OBJECT ? sim_json_find(entry, "file") : NULL;
            const struct sim_json *digest =
                entry->type == SIM_JSON_OBJECT ? sim_json_find(entry, "sha256") : NULL;

            if (name != NULL && name->type == SIM_JSON_STRING && is_plain_name(name->string))
                folder_names_add(&contents->own, arena, name->string,
                                 digest != NULL && digest->type == SIM_JSON_STRING ? digest->string
                                                                                   : NULL);
        }
        if (complete != NULL && complete->type == SIM_JSON_BOOL)
            contents->complete = complete->boolean;
        if (replications != NULL && replications->type == SIM_JSON_NUMBER &&
            replications->number >= 0 && replications->number <= UINT32_MAX)
            contents->replications = (uint32_t)replications->number;
    }
    sim_json_destroy(root);
    sim_diag_release(&diag);
    free(text);
    return ok;
}

static void read_journal(int journal, struct folder_contents *contents, struct sim_arena *arena)
{
    struct stat info;
    char *text, *rest, *line;
    ssize_t n;

    if (fstat(journal, &info) != 0 || info.st_size <= 0 || (size_t)info.st_size > MAX_LIST)
        return;
    text = sim_zeroed((size_t)info.st_size + 1, 1);
    n = pread(journal, text, (size_t)info.st_size, 0);
    rest = n > 0 ? text : NULL;
    while (rest != NULL && (line = rest) != NULL) {
        rest = strchr(line, '\n');
        /* A last line without an end was being written: its file was not made yet. */
        if (rest == NULL)
            break;
        *rest++ = '\0';
        if (is_plain_name(line))
            folder_names_add(&contents->own, arena, line, NULL);
    }
    free(text);
}

enum sim_status folder_look_into(const char *path, int journal, struct folder_contents *contents,
                                 struct sim_arena *arena, struct sim_error *err)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    struct stat info;

    *contents = (struct folder_contents){0};
    if (folder == NULL)
        return sim_fail(err, SIM_EOUTPUT, path, "cannot be used as a results folder: %s",
                        strerror(errno));
    contents->is_results = folder_read_list(folder_join(arena, path, FOLDER_MANIFEST),
                                            RESULTS_FORMAT, contents, arena);
    if (contents->is_results) {
        struct folder_contents report = {0};

        folder_names_add(&contents->own, arena, FOLDER_MANIFEST, NULL);
        if (folder_read_list(folder_join(arena, path, FOLDER_REPORT_LIST), FOLDER_REPORT_FORMAT,
                             &report, arena)) {
            for (uint32_t i = 0; i < report.own.n; i++)
                folder_names_add(&contents->own, arena, report.own.name[i], report.own.digest[i]);
            folder_names_add(&contents->own, arena, FOLDER_REPORT_LIST, NULL);
        }
        folder_names_release(&report.own);
    }
    if (journal >= 0) {
        read_journal(journal, contents, arena);
        folder_names_add(&contents->own, arena, FOLDER_MANIFEST, NULL);
        folder_names_add(&contents->own, arena, FOLDER_REPORT_LIST, NULL);
    }
    while ((entry = readdir(folder)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (strcmp(entry->d_name, FOLDER_JOURNAL) == 0)
            continue;
        if (strcmp(entry->d_name, RESULTS_JOBS) == 0 &&
            results_jobs_is_folder(folder_join(arena, path, RESULTS_JOBS))) {
            contents->has_jobs = true;
            continue;
        }
        /* crisim makes no other folder in it, whatever its name. */
        if (!folder_names_has(&contents->own, entry->d_name) ||
            (lstat(folder_join(arena, path, entry->d_name), &info) == 0 && S_ISDIR(info.st_mode)))
            folder_names_add(&contents->foreign, arena, entry->d_name, NULL);
    }
    closedir(folder);
    return SIM_OK;
}

void folder_contents_release(struct folder_contents *contents)
{
    folder_names_release(&contents->own);
    folder_names_release(&contents->foreign);
}

void folder_remove_own(const char *path, const struct folder_contents *contents,
                       struct sim_arena *arena)
{
    /* The lists last: killed in the middle, the rest is still known as crisim's. */
    for (uint32_t i = 0; i < contents->own.n; i++)
        if (strcmp(contents->own.name[i], FOLDER_MANIFEST) != 0 &&
            strcmp(contents->own.name[i], FOLDER_REPORT_LIST) != 0)
            unlink(folder_join(arena, path, contents->own.name[i]));
    if (folder_names_has(&contents->own, FOLDER_REPORT_LIST))
        unlink(folder_join(arena, path, FOLDER_REPORT_LIST));
    if (folder_names_has(&contents->own, FOLDER_MANIFEST))
        unlink(folder_join(arena, path, FOLDER_MANIFEST));
}
