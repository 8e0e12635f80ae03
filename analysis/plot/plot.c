#include "analysis/plot/plot.h"

#include "sim/base/file_out.h"
#include "sim/base/memory.h"
#include "sim/base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM        "gnuplot"
#define MAX_SVG_BYTES  ((size_t)64 << 20)
#define MAX_COMPLAINT  4096
#define POLL_NS        2000000
#define N_OWN_SETTINGS 1

extern char **environ;

/* The child's three standard streams: files without a name, so that nothing stays behind however
 * this program ends. Files, not pipes: neither side can wait for the other. */
struct streams {
    int in, out, err;
};

static void streams_close(const struct streams *streams)
{
    if (streams->in >= 0)
        close(streams->in);
    if (streams->out >= 0)
        close(streams->out);
    if (streams->err >= 0)
        close(streams->err);
}

static enum sim_status streams_open(struct streams *streams, const char *script,
                                    struct sim_error *err)
{
    size_t n = strlen(script);
    bool ok;

    *streams = (struct streams){sim_file_unnamed(), sim_file_unnamed(), sim_file_unnamed()};
    ok = streams->in >= 0 && streams->out >= 0 && streams->err >= 0;
    while (ok && n > 0) {
        ssize_t written = write(streams->in, script, n);

        ok = written > 0 || (written < 0 && errno == EINTR);
        script += written > 0 ? written : 0;
        n -= written > 0 ? (size_t)written : 0;
    }
    if (ok && lseek(streams->in, 0, SEEK_SET) == 0)
        return SIM_OK;
    sim_fail(err, SIM_EOUTPUT, PROGRAM, "its temporary files cannot be written: %s",
             strerror(errno));
    streams_close(streams);
    return SIM_EOUTPUT;
}

/* What a stream holds, at most max bytes of it, as a string; free() it. */
static char *contents_of(int file, size_t max)
{
    struct stat info;
    size_t size = fstat(file, &info) == 0 && info.st_size > 0 ? (size_t)info.st_size : 0;
    size_t n = 0;
    char *text;

    if (size > max)
        size = max;
    text = sim_zeroed(size + 1, 1);
    while (n < size) {
        ssize_t got = pread(file, text + n, size - n, (off_t)n);

        if (got <= 0 && !(got < 0 && errno == EINTR))
            break;
        n += got > 0 ? (size_t)got : 0;
    }
    return text;
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

static enum sim_status judge(int status, struct sim_error *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return SIM_OK;
    /* 127 is what posix_spawn's child exits with when there is no such program. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return sim_fail(err, SIM_EOUTPUT, PROGRAM, "cannot be run: not found");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return sim_fail(err, SIM_EOUTPUT, PROGRAM, "wrote more than %zu MB", MAX_SVG_BYTES >> 20);
    if (WIFSIGNALED(status))
        return sim_fail(err, SIM_EOUTPUT, PROGRAM, "ended by signal %d", WTERMSIG(status));
    return sim_fail(err, SIM_EOUTPUT, PROGRAM, "ended with status %d", WEXITSTATUS(status));
}

/* The child leads a group of its own: what it started goes with it. */
static enum sim_status wait_for(pid_t child, const struct streams *streams, double seconds,
                                struct sim_error *err)
{
    const struct timespec pause = {0, POLL_NS};
    const double polls_per_s = 1e9 / POLL_NS;
    enum sim_status st;
    struct stat out, messages;
    int status;

    for (double polls = 0;; polls++) {
        pid_t ended = waitpid(child, &status, WNOHANG);

        if (ended == child)
            return judge(status, err);
        if (ended < 0 && errno != EINTR) {
            st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "cannot be waited for: %s", strerror(errno));
            break;
        }
        if (sim_stopped()) {
            st = sim_fail(err, SIM_EINTERRUPTED, PROGRAM, "interrupted");
            break;
        }
        if (polls >= seconds * polls_per_s) {
            st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "gave no picture within %g s", seconds);
            break;
        }
        if (fstat(streams->out, &out) == 0 && fstat(streams->err, &messages) == 0 &&
            (size_t)out.st_size + (size_t)messages.st_size >= MAX_SVG_BYTES) {
            st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "wrote more than %zu MB", MAX_SVG_BYTES >> 20);
            break;
        }
        nanosleep(&pause, NULL);
    }
    kill(-child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return st;
}

/* Signals as a program expects them, whatever this one does with them. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t signals;
    int failed;

    sigemptyset(&signals);
    failed = posix_spawnattr_setsigmask(attributes, &signals);
    sigaddset(&signals, SIGPIPE);
    sigaddset(&signals, SIGXFSZ);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    if (failed == 0)
        failed = posix_spawnattr_setsigdefault(attributes, &signals);
    if (failed == 0)
        failed = posix_spawnattr_setpgroup(attributes, 0);
    if (failed == 0)
        failed = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
                                                          POSIX_SPAWN_SETSIGDEF |
                                                          POSIX_SPAWN_SETSIGMASK);
    return failed;
}

/* A child inherits the limit, so one whose parent was killed fills no disk either. */
static int spawn_limited(pid_t *child, const posix_spawn_file_actions_t *actions,
                         const posix_spawnattr_t *attributes, char *const argv[], char **environment)
{
    struct rlimit before, limit;
    bool limited = getrlimit(RLIMIT_FSIZE, &before) == 0;
    int failed;

    limit = before;
    if (limited && (before.rlim_cur == RLIM_INFINITY || before.rlim_cur > MAX_SVG_BYTES)) {
        limit.rlim_cur = MAX_SVG_BYTES;
        limited = setrlimit(RLIMIT_FSIZE, &limit) == 0;
    }
    failed = posix_spawnp(child, PROGRAM, actions, attributes, argv, environment);
    if (limited)
        setrlimit(RLIMIT_FSIZE, &before);
    return failed;
}

static enum sim_status run(const struct streams *streams, char *const argv[], double seconds,
                           struct sim_error *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char **environment = environment_create();
    pid_t child = 0;
    int failed = posix_spawn_file_actions_init(&actions);

    if (failed == 0) {
        failed = posix_spawnattr_init(&attributes);
        if (failed == 0) {
            failed = set_attributes(&attributes);
            if (failed == 0)
                failed = posix_spawn_file_actions_adddup2(&actions, streams->in, STDIN_FILENO);
            if (failed == 0)
                failed = posix_spawn_file_actions_adddup2(&actions, streams->out, STDOUT_FILENO);
            if (failed == 0)
                failed = posix_spawn_file_actions_adddup2(&actions, streams->err, STDERR_FILENO);
            if (failed == 0)
                failed = spawn_limited(&child, &actions, &attributes, argv, environment);
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    free(environment);
    if (failed != 0)
        return sim_fail(err, SIM_EOUTPUT, PROGRAM, "cannot be run: %s", strerror(failed));
    return wait_for(child, streams, seconds, err);
}

/* The line of gnuplot's complaint that says what is wrong. */
static void add_complaint(const struct streams *streams, struct sim_error *err)
{
    char *messages = contents_of(streams->err, MAX_COMPLAINT);
    char *line = NULL;

    /* The last: what comes before are warnings. */
    for (char *next = messages; (next = strstr(next, "line ")) != NULL; next++)
        line = next;
    if (line != NULL) {
        size_t used = strlen(err->message);

        line[strcspn(line, "\n")] = '\0';
        /* gnuplot repeats what it was given: not to reach a terminal as it is. */
        for (char *c = line; *c != '\0'; c++)
            if ((unsigned char)*c < 0x20 || *c == 0x7f)
                *c = ' ';
        snprintf(err->message + used, sizeof err->message - used, ": %s", line);
    }
    free(messages);
}

enum sim_status plot_svg_within(const char *script, double seconds, char **svg_out,
                                struct sim_error *err)
{
    char program[] = PROGRAM, defaults[] = "-d";
    char *const argv[] = {program, defaults, NULL};
    struct streams streams;
    struct sim_error own = {0};
    enum sim_status st;

    if (err == NULL)
        err = &own;
    *svg_out = NULL;
    st = streams_open(&streams, script, err);
    if (st != SIM_OK)
        return st;
    st = run(&streams, argv, seconds, err);
    if (st == SIM_EOUTPUT)
        add_complaint(&streams, err);
    if (st == SIM_OK) {
        *svg_out = contents_of(streams.out, MAX_SVG_BYTES);
        if (strstr(*svg_out, "</svg>") == NULL) {
            free(*svg_out);
            *svg_out = NULL;
            st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "drew no whole picture");
        }
    }
    streams_close(&streams);
    return st;
}

enum sim_status plot_svg(const char *script, char **svg_out, struct sim_error *err)
{
    return plot_svg_within(script, PLOT_TIME_LIMIT_S, svg_out, err);
}

bool plot_version(char *buffer, size_t size)
{
    char program[] = PROGRAM, version[] = "--version";
    char *const argv[] = {program, version, NULL};
    struct streams streams;

    buffer[0] = '\0';
    if (streams_open(&streams, "", NULL) != SIM_OK)
        return false;
    if (run(&streams, argv, PLOT_TIME_LIMIT_S, NULL) == SIM_OK) {
        char *text = contents_of(streams.out, MAX_COMPLAINT);

        text[strcspn(text, "\n")] = '\0';
        snprintf(buffer, size, "%s", text);
        free(text);
    }
    streams_close(&streams);
    return buffer[0] != '\0';
}

bool plot_available(void)
{
    char version[64];

    return plot_version(version, sizeof version);
}

/* Bytes at c that must not reach a picture or a terminal: ASCII and C1 control characters, and the
 * marks that turn the reading direction around; 0 if there is none. */
static size_t control_length(const char *c)
{
    const unsigned char *b = (const unsigned char *)c;

    if (b[0] < 0x20 || b[0] == 0x7f)
        return 1;
    if (b[0] == 0xc2 && b[1] >= 0x80 && b[1] < 0xa0)
        return 2;
    if (b[0] == 0xe2 && ((b[1] == 0x80 && b[2] >= 0xaa && b[2] <= 0xae) ||
                         (b[1] == 0x81 && b[2] >= 0xa6 && b[2] <= 0xa9)))
        return 3;
    return 0;
}

void plot_quote(struct sim_text *script, const char *string)
{
    sim_text_add(script, "'");
    while (*string != '\0') {
        size_t control = control_length(string);
        size_t quotes = strspn(string, "'");

        if (control > 0) {
            sim_text_add(script, " ");
        } else if (quotes > 0) {
            /* Doubling them is not enough: gnuplot ends a string in the middle of such a run. */
            sim_text_add(script, "'.\"");
            for (size_t i = 0; i < quotes; i++)
                sim_text_add(script, "\\047");
            sim_text_add(script, "\".'");
        } else {
            sim_text_add_bytes(script, string, 1);
        }
        string += control > 0 ? control : quotes > 0 ? quotes : 1;
    }
    sim_text_add(script, "'");
}
