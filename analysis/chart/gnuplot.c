#include "analysis/chart/gnuplot.h"

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
#define MAX_MESSAGES   ((size_t)1 << 20)
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

/* How a child ended: on its own, as it wanted or not, or because it had to. */
enum ending { NOT_ASKED, ENDED_ITSELF, WAS_ENDED };

static enum sim_status judge(int status, enum ending *ending, struct sim_error *err)
{
    *ending = WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ ? WAS_ENDED : ENDED_ITSELF;
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
                                enum ending *ending, struct sim_error *err)
{
    const struct timespec pause = {0, POLL_NS};
    const double polls_per_s = 1e9 / POLL_NS;
    enum sim_status st;
    struct stat out, messages;
    int status;

    *ending = WAS_ENDED;
    for (double polls = 0;; polls++) {
        pid_t ended = waitpid(child, &status, WNOHANG);

        if (ended == child)
            return judge(status, ending, err);
        if (ended < 0 && errno != EINTR) {
            st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "cannot be waited for: %s", strerror(errno));
            break;
        }
        if (sim_stopped()) {
            st = sim_fail(err, SIM_EINTERRUPTED, PROGRAM, "interrupted");
            break;
        }
        if (polls >= seconds * polls_per_s) {
            st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "was not done within %g s", seconds);
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
        failed = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    return failed;
}

/* A child inherits the limit, so one whose parent was killed fills no disk either. */
static int spawn_limited(pid_t *child, const posix_spawn_file_actions_t *actions,
                         const posix_spawnattr_t *attributes, char *const argv[],
                         char **environment)
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
                           enum ending *ending, struct sim_error *err)
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
    return wait_for(child, streams, seconds, ending, err);
}

/* The line of gnuplot's complaint that says what is wrong. */
static void add_complaint(char *messages, struct sim_error *err)
{
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
}

/* ---- many pictures of one process ---- */

/* What is printed between them on the stream of messages: which version draws, and that a picture
 * is whole. Words of a user never begin a line there. */
#define SAYS_VERSION "crisim: gnuplot "
#define SAYS_DONE    "crisim: done"

static void add_scripts(struct sim_text *script, const struct gnuplot_picture *pictures, size_t n)
{
    sim_text_add(script, "print sprintf('" SAYS_VERSION "%.1f patchlevel %s', GPVAL_VERSION, "
                         "GPVAL_PATCHLEVEL)\n");
    for (size_t i = 0; i < n; i++) {
        sim_text_add(script, pictures[i].script);
        sim_text_add(script, "print '" SAYS_DONE "'\n");
    }
    /* The last picture is closed. */
    sim_text_add(script, "set terminal unknown\n");
}

static void note_version(const char *messages, char *version, size_t size)
{
    const char *at = strstr(messages, SAYS_VERSION);

    if (at == NULL || (at != messages && at[-1] != '\n'))
        return;
    at += strlen("crisim: ");
    snprintf(version, size, "%.*s", (int)strcspn(at, "\n"), at);
}

/* How many pictures were said to be done. */
static size_t done(const char *messages)
{
    size_t n = 0;

    for (const char *at = messages; (at = strstr(at, SAYS_DONE "\n")) != NULL; at++)
        n += at == messages || at[-1] == '\n';
    return n;
}

/* Take the whole pictures among n out of what was written; @return how many, from the first on. */
static size_t take_pictures(const char *written, size_t n_done, struct gnuplot_picture *pictures,
                            size_t n)
{
    static const char end[] = "</svg>";
    size_t taken = 0;

    while (taken < n && taken < n_done) {
        const char *from = strstr(written, "<svg"), *to = from != NULL ? strstr(from, end) : NULL;
        struct sim_text svg = {0};

        if (to == NULL)
            break;
        to += strlen(end);
        sim_text_add_bytes(&svg, from, (size_t)(to - from));
        pictures[taken++].svg = sim_text_take(&svg);
        written = to;
    }
    return taken;
}

/* One process for the pictures from the first on that have none. */
static enum sim_status draw_from(struct gnuplot_picture *pictures, size_t n, double seconds,
                                 char *version, size_t version_size, size_t *taken,
                                 enum ending *ending, struct sim_error *err)
{
    /* From its standard input gnuplot reads byte by byte, from a file by the block. */
    static const char by_name[] = "/dev/fd/0";
    char program[] = PROGRAM, defaults[] = "-d", input[] = "/dev/fd/0";
    char *const argv[] = {program, defaults, access(by_name, R_OK) == 0 ? input : NULL, NULL};
    struct sim_text script = {0};
    struct streams streams;
    char *written, *messages;
    struct sim_error own = {0};
    enum sim_status st;

    if (err == NULL)
        err = &own;
    *taken = 0;
    add_scripts(&script, pictures, n);
    st = streams_open(&streams, script.data, err);
    sim_text_release(&script);
    if (st != SIM_OK)
        return st;
    st = run(&streams, argv, seconds, ending, err);
    written = contents_of(streams.out, MAX_SVG_BYTES);
    messages = contents_of(streams.err, MAX_MESSAGES);
    note_version(messages, version, version_size);
    *taken = take_pictures(written, done(messages), pictures, n);
    if (st == SIM_EOUTPUT)
        add_complaint(messages, err);
    else if (st == SIM_OK && *taken < n)
        st = sim_fail(err, SIM_EOUTPUT, PROGRAM, "drew no whole picture");
    free(written);
    free(messages);
    streams_close(&streams);
    return st;
}

enum sim_status gnuplot_draw(struct gnuplot_picture *pictures, size_t n, double seconds,
                             char *version, size_t version_size)
{
    size_t at = 0;

    version[0] = '\0';
    for (size_t i = 0; i < n; i++)
        pictures[i].svg = NULL;
    if (n == 0)
        gnuplot_version(version, version_size);
    while (at < n) {
        struct sim_error err = {0};
        enum ending ending = NOT_ASKED;
        size_t taken;
        enum sim_status st =
            draw_from(pictures + at, n - at, seconds, version, version_size, &taken, &ending, &err);

        at += taken;
        if (st == SIM_EINTERRUPTED)
            return st;
        if (at < n)
            pictures[at++].err = err;
        /* A fault of one picture spares the others; a gnuplot that is missing, too slow or
         * boundless is not asked again. */
        while (at < n && (ending != ENDED_ITSELF || *version == '\0'))
            pictures[at++].err = err;
    }
    return SIM_OK;
}

bool gnuplot_version(char *version, size_t size)
{
    enum ending ending;
    size_t taken;

    version[0] = '\0';
    draw_from(NULL, 0, GNUPLOT_TIME_LIMIT_S, version, size, &taken, &ending, NULL);
    return version[0] != '\0';
}

bool gnuplot_available(void)
{
    char version[64];

    return gnuplot_version(version, sizeof version);
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

void gnuplot_quote(struct sim_text *script, const char *string)
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
