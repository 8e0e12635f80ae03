#include "analysis/plot/plot.h"

#include "sim/base/file_out.h"
#include "sim/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM        "gnuplot"
#define MAX_SVG_BYTES  ((size_t)64 << 20)
#define POLL_NS        2000000
#define POLLS_PER_S    (1000000000 / POLL_NS)
#define PATH_BYTES     4096
#define N_OWN_SETTINGS 1

extern char **environ;

struct folder {
    char path[PATH_BYTES - 32]; /* room for a file name behind it */
    char in[PATH_BYTES], out[PATH_BYTES], err[PATH_BYTES];
};

static enum sim_status folder_create(struct folder *folder, struct sim_error *err)
{
    const char *parent = getenv("TMPDIR");
    int n;

    if (parent == NULL || *parent == '\0')
        parent = "/tmp";
    n = snprintf(folder->path, sizeof folder->path, "%s/crisim-plot-XXXXXX", parent);
    if (n < 0 || (size_t)n >= sizeof folder->path)
        return sim_fail(err, SIM_EOUTPUT, parent, "path of the temporary folder is too long");
    if (mkdtemp(folder->path) == NULL)
        return sim_fail(err, SIM_EOUTPUT, parent, "cannot make a temporary folder: %s",
                        strerror(errno));
    snprintf(folder->in, sizeof folder->in, "%s/script.gp", folder->path);
    snprintf(folder->out, sizeof folder->out, "%s/out.svg", folder->path);
    snprintf(folder->err, sizeof folder->err, "%s/messages", folder->path);
    return SIM_OK;
}

static void folder_remove(const struct folder *folder)
{
    unlink(folder->in);
    unlink(folder->out);
    unlink(folder->err);
    rmdir(folder->path);
}

/* The caller's environment without what changes gnuplot's output. */
static char **environment_create(void)
{
    static const char *const dropped[] = {"LC_", "LANG", "GNUPLOT", "GNUTERM", "DISPLAY"};
    static char c_locale[] = "LC_ALL=C";
    size_t n = 0, kept = 0;
    char **copy;

    while (environ != NULL && environ[n] != NULL)
        n++;
    copy = sim_zeroed(n + N_OWN_SETTINGS + 1, sizeof *copy);
    for (size_t i = 0; i < n; i++) {
        bool keep = true;

        for (size_t k = 0; k < sizeof dropped / sizeof dropped[0]; k++)
            keep = keep && strncmp(environ[i], dropped[k], strlen(dropped[k])) != 0;
        if (keep)
            copy[kept++] = environ[i];
    }
    copy[kept] = c_locale;
    return copy;
}

static enum sim_status wait_for(pid_t child, struct sim_error *err)
{
    const struct timespec pause = {0, POLL_NS};
    int status;

    for (long polls = 0; polls < (long)PLOT_TIME_LIMIT_S * POLLS_PER_S; polls++) {
        pid_t ended = waitpid(child, &status, WNOHANG);

        if (ended == child) {
            if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return SIM_OK;
            /* 127 is what posix_spawn's child exits with when there is no such program. */
            if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
                return sim_fail(err, SIM_EOUTPUT, PROGRAM, "cannot be run: not found");
            if (WIFSIGNALED(status))
                return sim_fail(err, SIM_EOUTPUT, PROGRAM, "ended by signal %d", WTERMSIG(status));
            return sim_fail(err, SIM_EOUTPUT, PROGRAM, "ended with status %d", WEXITSTATUS(status));
        }
        if (ended < 0 && errno != EINTR)
            return sim_fail(err, SIM_EOUTPUT, PROGRAM, "cannot be waited for: %s", strerror(errno));
        nanosleep(&pause, NULL);
    }
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return sim_fail(err, SIM_EOUTPUT, PROGRAM, "gave no picture within %d s", PLOT_TIME_LIMIT_S);
}

/* Files, not pipes, on both ends: neither side can wait for the other. */
static enum sim_status run(const struct folder *folder, char *const argv[], struct sim_error *err)
{
    posix_spawn_file_actions_t actions;
    char **environment = environment_create();
    pid_t child;
    int failed;

    failed = posix_spawn_file_actions_init(&actions);
    if (failed != 0) {
        free(environment);
        return sim_fail(err, SIM_ENOMEM, PROGRAM, "cannot be run: %s", strerror(failed));
    }
    failed = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, folder->in, O_RDONLY, 0);
    if (failed == 0)
        failed = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, folder->out,
                                                  O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (failed == 0)
        failed = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, folder->err,
                                                  O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (failed == 0)
        failed = posix_spawnp(&child, PROGRAM, &actions, NULL, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    if (failed != 0)
        return sim_fail(err, SIM_EOUTPUT, PROGRAM, "cannot be run: %s", strerror(failed));
    return wait_for(child, err);
}

/* The line of gnuplot's complaint that says what is wrong. */
static void add_complaint(const struct folder *folder, struct sim_error *err)
{
    char *messages = NULL, *line;
    size_t length;

    if (err == NULL ||
        sim_file_read(folder->err, MAX_SVG_BYTES, &messages, &length, NULL) != SIM_OK)
        return;
    line = strstr(messages, "line ");
    if (line != NULL) {
        size_t used = strlen(err->message);

        line[strcspn(line, "\n")] = '\0';
        snprintf(err->message + used, sizeof err->message - used, ": %s", line);
    }
    free(messages);
}

enum sim_status plot_svg(const char *script, char **svg_out, struct sim_error *err)
{
    char program[] = PROGRAM, defaults[] = "-d";
    char *const argv[] = {program, defaults, NULL};
    struct folder folder;
    struct sim_error own = {0};
    enum sim_status st;
    size_t length;

    if (err == NULL)
        err = &own;
    *svg_out = NULL;
    st = folder_create(&folder, err);
    if (st != SIM_OK)
        return st;
    st = sim_file_write(folder.in, script, strlen(script), err);
    if (st == SIM_OK) {
        st = run(&folder, argv, err);
        if (st != SIM_OK)
            add_complaint(&folder, err);
    }
    if (st == SIM_OK)
        st = sim_file_read(folder.out, MAX_SVG_BYTES, svg_out, &length, err);
    if (st == SIM_OK && strstr(*svg_out, "</svg>") == NULL) {
        free(*svg_out);
        *svg_out = NULL;
        st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "drew no whole picture");
    }
    folder_remove(&folder);
    return st;
}

bool plot_version(char *buffer, size_t size)
{
    char program[] = PROGRAM, version[] = "--version";
    char *const argv[] = {program, version, NULL};
    struct folder folder;
    char *text = NULL;
    size_t length;
    bool ok;

    buffer[0] = '\0';
    if (folder_create(&folder, NULL) != SIM_OK)
        return false;
    ok = sim_file_write(folder.in, "", 0, NULL) == SIM_OK && run(&folder, argv, NULL) == SIM_OK &&
         sim_file_read(folder.out, MAX_SVG_BYTES, &text, &length, NULL) == SIM_OK;
    folder_remove(&folder);
    if (ok) {
        text[strcspn(text, "\n")] = '\0';
        snprintf(buffer, size, "%s", text);
    }
    free(text);
    return ok && buffer[0] != '\0';
}

bool plot_available(void)
{
    char version[64];

    return plot_version(version, sizeof version);
}

void plot_quote(struct sim_text *script, const char *string)
{
    sim_text_add(script, "'");
    for (const char *c = string; *c != '\0'; c++) {
        if (*c == '\'')
            sim_text_add(script, "''");
        else if ((unsigned char)*c < 0x20 || *c == 0x7f)
            sim_text_add(script, " ");
        else
            sim_text_add_bytes(script, c, 1);
    }
    sim_text_add(script, "'");
}
