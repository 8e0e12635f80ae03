#include "scenarios/traffic/input.h"

#include "scenarios/traffic/kind.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"
#include "sim/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LEVELS = 32, MOST_FILES = 5000000, ACCOUNT_DIGITS = 12 };

const char *trace_path_shown(const char *path, char room[600])
{
    size_t n = strlen(path);

    snprintf(room, 600, "%s%s", n > 590 ? "..." : "", n > 590 ? path + n - 590 : path);
    for (char *at = room; *at != '\0';) {
        size_t digits = strspn(at, "0123456789");

        if (digits == ACCOUNT_DIGITS)
            memset(at, '*', digits);
        at += digits > 0 ? digits : 1;
    }
    return room;
}

static void add(struct trace_inputs *inputs, const char *path, bool found)
{
    if (inputs->n == inputs->capacity) {
        inputs->capacity = inputs->capacity > 0 ? inputs->capacity * 2 : 64;
        inputs->items = sim_grown(inputs->items, inputs->capacity, sizeof *inputs->items);
    }
    inputs->items[inputs->n++] = (struct trace_input){sim_strdup(path), found};
}

/* "ID_input.json", "ID_output.json.gz": what Bedrock puts apart because it is large. */
static bool is_body(const char *name)
{
    static const char *const ends[] = {"_input.json",     "_output.json", "_input.json.gz",
                                       "_output.json.gz", "_input.bin",   "_output.bin"};
    size_t n = strlen(name);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t length = strlen(ends[i]);

        if (n > length && strcmp(name + n - length, ends[i]) == 0)
            return true;
    }
    return false;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct trace_input *)a)->path, ((const struct trace_input *)b)->path);
}

static bool list_folder(struct trace_inputs *inputs, const char *folder, uint32_t level,
                        bool bodies, struct sim_diag *diag)
{
    DIR *dir = opendir(folder);
    char room[600];
    bool good = true;

    if (dir == NULL) {
        sim_diag_error(diag, trace_path_shown(folder, room), 0, 0, NULL, "cannot be opened: %s",
                       strerror(errno));
        return false;
    }
    for (struct dirent *entry; good && (entry = readdir(dir)) != NULL;) {
        struct sim_text path = {0};
        struct stat info;

        if (entry->d_name[0] == '.')
            continue;
        sim_text_addf(&path, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/",
                      entry->d_name);
        /* Links to folders may lead round in circles; those to files are files. */
        if (lstat(path.data, &info) != 0)
            info.st_mode = 0;
        if (S_ISLNK(info.st_mode) && (stat(path.data, &info) != 0 || S_ISDIR(info.st_mode)))
            info.st_mode = 0;
        if (S_ISDIR(info.st_mode) && level < MOST_LEVELS)
            good = list_folder(inputs, path.data, level + 1,
                               bodies || strcmp(entry->d_name, "data") == 0, diag);
        else if (S_ISREG(info.st_mode) && (bodies || is_body(entry->d_name)))
            inputs->n_bodies++;
        else if (S_ISREG(info.st_mode))
            add(inputs, path.data, true);
        if (inputs->n > MOST_FILES) {
            sim_diag_error(diag, trace_path_shown(folder, room), 0, 0, NULL,
                           "holds more than %d files", MOST_FILES);
            good = false;
        }
        sim_text_release(&path);
    }
    closedir(dir);
    return good;
}

/* Folders of results are said to be that; others are looked into. */
static bool list_named(struct trace_inputs *inputs, const char *path, struct sim_diag *diag)
{
    struct stat info;
    uint64_t first = inputs->n;

    if (strcmp(path, "-") == 0 || stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        add(inputs, path, false);
        return true;
    }
    if (trace_kind_folder(path) != NULL) {
        sim_diag_error(diag, path, 0, 0, NULL, "%s", trace_kind_folder(path));
        return false;
    }
    if (!list_folder(inputs, path, 0, false, diag))
        return false;
    if (inputs->n > first) /* of nothing there is no array to point into */
        sim_sort(inputs->items + first, inputs->n - first, sizeof *inputs->items, by_path);
    if (inputs->n == first)
        sim_diag_error(diag, path, 0, 0, NULL, "is a folder without files%s",
                       inputs->n_bodies > 0 ? " of records: it has only bodies of requests" : "");
    return inputs->n > first;
}

bool trace_inputs_list(struct trace_inputs *inputs, const char *const *paths, uint32_t n,
                       struct sim_diag *diag)
{
    bool good = true;

    *inputs = (struct trace_inputs){0};
    for (uint32_t i = 0; i < n; i++)
        good = list_named(inputs, paths[i], diag) && good;
    return good;
}

void trace_inputs_release(struct trace_inputs *inputs)
{
    for (uint64_t i = 0; i < inputs->n; i++)
        free(inputs->items[i].path);
    free(inputs->items);
    *inputs = (struct trace_inputs){0};
}
