/* For nftw(), to remove a folder. */
#define _XOPEN_SOURCE 700

#include "analysis/report/paper.h"

#include "sim/base/arena.h"
#include "sim/base/child.h"
#include "sim/base/file_out.h"
#include "sim/base/text.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_PDF_BYTES ((size_t)256 << 20)

/* Names of the same browser, the first that is there is taken. */
static const char *const browsers[] = {"chromium", "chromium-browser", "google-chrome-stable",
                                       "google-chrome", NULL};

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info;
    (void)type;
    (void)where;
    return remove(path);
}

/* A folder for what the browser reads and writes; false with errno. */
static bool make_folder(struct sim_text *folder)
{
    const char *temporary = getenv("TMPDIR");

    sim_text_addf(folder, "%s/crisim-paper-XXXXXX",
                  temporary != NULL && *temporary != '\0' ? temporary : "/tmp");
    return mkdtemp(folder->data) != NULL;
}

/* Digits of "/CreationDate (D:20260102030405+00'00')" become those of 1970: a PDF of the same page
 * is the same file. */
static void forget_times(char *pdf, size_t n)
{
    static const char *const names[] = {"/CreationDate (D:", "/ModDate (D:"};
    static const char then[] = "19700101000000";

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]), rest = length + sizeof then - 1;

        for (size_t at = 0; at + rest < n; at++)
            if (memcmp(pdf + at, names[i], length) == 0)
                memcpy(pdf + at + length, then, sizeof then - 1);
    }
}

/* One browser, by its name. */
static enum sim_status print_with(const char *browser, const char *folder, enum sim_child_end *end,
                                  struct sim_error *err)
{
    struct sim_arena arena = {0};
    static const char *const drop[] = {"DISPLAY=", "WAYLAND_DISPLAY=", "DBUS_", "HOME=", NULL};
    const char *const add[] = {sim_arena_printf(&arena, "HOME=%s", folder), NULL};
    char *argv[] = {
        sim_arena_strdup(&arena, browser), sim_arena_strdup(&arena, "--headless"),
        sim_arena_strdup(&arena, "--disable-gpu"),
        sim_arena_strdup(&arena, "--disable-dev-shm-usage"),
        sim_arena_strdup(&arena, "--disable-extensions"),
        sim_arena_strdup(&arena, "--no-first-run"),
        sim_arena_strdup(&arena, "--no-pdf-header-footer"),
        sim_arena_printf(&arena, "--user-data-dir=%s/browser", folder),
        sim_arena_printf(&arena, "--print-to-pdf=%s/report.pdf", folder),
        /* Its sandbox does not work for root; the page has no script and asks for nothing. */
        sim_arena_strdup(&arena, geteuid() == 0 ? "--no-sandbox" : "--disable-sync"),
        sim_arena_printf(&arena, "file://%s/report.html", folder), NULL};
    char *out, *messages;
    size_t n;
    enum sim_status st = sim_child_run(&(struct sim_child){.program = browser,
                                                           .argv = argv,
                                                           .seconds = PAPER_TIME_LIMIT_S,
                                                           .most_bytes = MAX_PDF_BYTES,
                                                           .drop = drop,
                                                           .add = add},
                                       &out, &n, &messages, end, err);

    free(out);
    free(messages);
    sim_arena_release(&arena);
    return st;
}

static bool in_path(const char *program)
{
    const char *path = getenv("PATH");
    bool found = false;

    while (path != NULL && *path != '\0' && !found) {
        size_t n = strcspn(path, ":");
        struct sim_text file = {0};

        sim_text_addf(&file, "%.*s/%s", (int)n, path, program);
        found = access(file.data, X_OK) == 0;
        sim_text_release(&file);
        path += n + (path[n] == ':');
    }
    return found;
}

enum sim_status paper_print(const char *html, char **pdf, size_t *n, struct sim_error *err)
{
    struct sim_text folder = {0}, file = {0};
    enum sim_child_end end = SIM_CHILD_NOT_RUN;
    const char *const *browser = browsers;
    enum sim_status st;

    *pdf = NULL;
    while (*browser != NULL && !in_path(*browser))
        browser++;
    if (*browser == NULL)
        return sim_fail(err, SIM_EOUTPUT, NULL,
                        "a PDF is printed by Chromium, and none of chromium, chromium-browser, "
                        "google-chrome is in PATH (Debian: apt-get install chromium); report.html "
                        "can be printed by any browser");
    if (!make_folder(&folder)) {
        st = sim_fail(err, SIM_EOUTPUT, folder.data, "%s", strerror(errno));
        sim_text_release(&folder);
        return st;
    }
    sim_text_addf(&file, "%s/report.html", folder.data);
    st = sim_file_write(file.data, html, strlen(html), err);
    if (st == SIM_OK)
        st = print_with(*browser, folder.data, &end, err);
    if (st == SIM_OK) {
        sim_text_clear(&file);
        sim_text_addf(&file, "%s/report.pdf", folder.data);
        if (access(file.data, R_OK) != 0)
            st = sim_fail(err, SIM_EOUTPUT, *browser, "ended, and printed nothing");
        else
            st = sim_file_read(file.data, MAX_PDF_BYTES, pdf, n, err);
    }
    if (st == SIM_OK)
        forget_times(*pdf, *n);
    nftw(folder.data, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    sim_text_release(&file);
    sim_text_release(&folder);
    return st;
}
