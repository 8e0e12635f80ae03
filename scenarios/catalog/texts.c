/*
 * texts.c: the text of every table, from the binary or from a folder.
 */
#include "scenarios/catalog/embedded.h"
#include "scenarios/catalog/read.h"
#include "sim/base/assert.h"
#include "sim/base/file_out.h"
#include "sim/base/memory.h"
#include "sim/base/sha256.h"
#include "sim/base/sort.h"
#include "sim/base/stream_in.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A catalog is a few hundred kB; more is not a catalog. */
#define MAX_FILE_BYTES ((size_t)64 << 20)

static char *embedded_text(const char *table, size_t *n)
{
    for (unsigned i = 0; i < catalog_n_embedded; i++) {
        if (strcmp(catalog_embedded[i].name, table) == 0) {
            char *text = sim_fresh(catalog_embedded[i].size + 1, 1);

            memcpy(text, catalog_embedded[i].bytes, catalog_embedded[i].size);
            text[catalog_embedded[i].size] = '\0';
            *n = catalog_embedded[i].size;
            return text;
        }
    }
    SIM_ASSERT(false, "table '%s' is not built in", table);
}

/* Which tables a folder has; *.tsv files that are no table are findings, in the order of names. */
static enum sim_status scan_folder(const char *dir, bool has[N_TABLES], struct sim_diag *diag)
{
    const char *names[N_TABLES];
    char **unknown = NULL;
    size_t n_unknown = 0, n_known = 0, room = 0;
    struct dirent *entry;
    DIR *d = opendir(dir);

    if (d == NULL) {
        sim_diag_error(diag, dir, 0, 0, NULL, "cannot open the catalog folder: %s",
                       strerror(errno));
        return SIM_EINPUT;
    }
    for (int i = 0; i < N_TABLES; i++) {
        names[i] = catalog_tables[i].name;
        has[i] = false;
    }
    while ((entry = readdir(d)) != NULL) {
        size_t n = strlen(entry->d_name);
        int i = 0;

        if (n < 5 || strcmp(entry->d_name + n - 4, ".tsv") != 0 || entry->d_name[0] == '.')
            continue;
        while (i < N_TABLES &&
               (strlen(names[i]) != n - 4 || strncmp(names[i], entry->d_name, n - 4) != 0))
            i++;
        if (i < N_TABLES) {
            has[i] = true;
            n_known++;
            continue;
        }
        if (n_unknown == room) {
            room = room > 0 ? 2 * room : 8;
            unknown = sim_grown(unknown, room, sizeof *unknown);
        }
        unknown[n_unknown++] = sim_strdup(entry->d_name);
    }
    closedir(d);
    sim_sort(unknown, n_unknown, sizeof *unknown, sim_by_word);
    for (size_t i = 0; i < n_unknown; i++) {
        const char *near;

        unknown[i][strlen(unknown[i]) - 4] = '\0';
        near = sim_nearest_name(unknown[i], names, N_TABLES);
        sim_diag_error(diag, dir, 0, 0, NULL, "'%s.tsv' is no catalog table%s%s%s", unknown[i],
                       near ? "; did you mean '" : "", near ? near : "", near ? ".tsv'?" : "");
        free(unknown[i]);
    }
    free(unknown);
    if (n_known == 0 && n_unknown == 0)
        sim_diag_error(diag, dir, 0, 0, NULL,
                       "the catalog folder has no table (such as "
                       "'prices.tsv')");
    return SIM_OK;
}

static void warn_built_in(const char *dir, const bool has[N_TABLES], struct sim_diag *diag)
{
    struct sim_text names = {0};

    for (int i = 0; i < N_TABLES; i++) {
        if (!has[i])
            sim_text_addf(&names, "%s%s", names.length > 0 ? ", " : "", catalog_tables[i].name);
    }
    if (names.length > 0)
        sim_diag_warning(diag, dir, 0, 0, NULL, "tables not in the folder stay built-in: %s",
                         names.data);
    sim_text_release(&names);
}

/* A pipe or a device under a table's name would keep the reader waiting, or never end. */
static enum sim_status read_plain(const char *file, char **text, size_t *n, struct sim_error *err)
{
    struct stat info;

    if (stat(file, &info) == 0 && !S_ISREG(info.st_mode))
        return sim_fail(err, SIM_EINPUT, file, "is not a plain file");
    return sim_file_read(file, MAX_FILE_BYTES, text, n, err);
}

void catalog_take_texts(struct catalog *catalog, const char *dir, char *texts[N_TABLES],
                        size_t lengths[N_TABLES], struct sim_diag *diag)
{
    struct sim_sha256 sha;

    sim_sha256_init(&sha);
    for (int i = 0; i < N_TABLES; i++) {
        const char *name = catalog_tables[i].name;
        char head[64];
        bool own = texts[i] != NULL;
        struct sim_text file = {0};
        const char *nul;

        sim_text_addf(&file, "%s%s%s.tsv", own ? dir : "built-in:", own ? "/" : "", name);
        catalog->tables[i].file = catalog_own_string(catalog, file.data);
        sim_text_release(&file);
        if (!own)
            texts[i] = embedded_text(name, &lengths[i]);
        snprintf(head, sizeof head, "%s %zu\n", name, lengths[i]);
        sim_sha256_add(&sha, head, strlen(head));
        sim_sha256_add(&sha, texts[i], lengths[i]);
        nul = memchr(texts[i], '\0', lengths[i]);
        if (nul != NULL) {
            const char *start = texts[i];
            uint64_t line = 1;

            for (const char *c = texts[i]; c < nul; c++)
                if (*c == '\n') {
                    line++;
                    start = c + 1;
                }
            sim_diag_error(diag, catalog->tables[i].file, line, 1 + (size_t)(nul - start), NULL,
                           "holds a NUL byte");
            free(texts[i]);
            texts[i] = NULL;
        }
    }
    sim_sha256_hex_of(&sha, catalog->digest);
}

bool catalog_read_folder(const char *dir, char *texts[N_TABLES], size_t lengths[N_TABLES],
                         struct sim_diag *diag)
{
    bool has[N_TABLES] = {false};
    size_t errors = diag->n_raised;

    if (scan_folder(dir, has, diag) != SIM_OK)
        return false;
    if (diag->n_raised == errors)
        warn_built_in(dir, has, diag);
    for (int i = 0; i < N_TABLES; i++) {
        struct sim_text file = {0};
        struct sim_error err = {0};

        if (!has[i])
            continue;
        sim_text_addf(&file, "%s/%s.tsv", dir, catalog_tables[i].name);
        if (read_plain(file.data, &texts[i], &lengths[i], &err) != SIM_OK) {
            sim_diag_error(diag, file.data, 0, 0, NULL, "%s", err.message);
            texts[i] = NULL;
        }
        sim_text_release(&file);
    }
    return diag->n_raised == errors;
}
