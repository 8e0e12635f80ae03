#include "sim/base/child.h"

#include "sim/base/file_out.h"
#include "sim/base/memory.h"
#include "sim/base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_MESSAGES ((size_t)1 << 20)
#define POLL_NS      2000000

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

static enum sim_status streams_open(struct streams *streams, const struct sim_child *child,
                                    struct sim_error *err)
{
    const char *script = child->input != NULL ? child->input : "";
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
    sim_fail(err, SIM_EOUTPUT, child->program, "its temporary files cannot be written: %s",
             strerror(errno));
    streams_close(streams);
    return SIM_EOUTPUT;
}

/* What a stream holds, at most max bytes of it, *n of them, and a NUL; free() it. */
static char *contents_of(int file, size_t max, size_t *n)
{
    struct stat info;
    size_t size = fstat(file, &info) == 0 && info.st_size > 0 ? (size_t)info.st_size : 0;
    char *text;

    if (size > max)
        size = max;
    text = sim_zeroed(size + 1, 1);
    for (*n = 0; *n < size;) {
        ssize_t got = pread(file, text + *n, size - *n, (off_t)*n);

        if (got <= 0 && !(got < 0 && errno == EINTR))
            break;
        *n += got > 0 ? (size_t)got : 0;
    }
    return text;
}

/* The caller's environment without what the child is not given, and with what it is. */
static char **environment_create(const struct sim_child *child)
{
    size_t n = 0, kept = 0, more = 0;
    char **copy;

    while (environ != NULL && environ[n] != NULL)
        n++;
    while (child->add != NULL && child->add[more] != NULL)
        more++;
    copy = sim_zeroed(n + more + 1, sizeof *copy);
    for (size_t i = 0; i < n; i++) {
        bool keep = true;

        for (size_t k = 0; child->drop != NULL && child->drop[k] != NULL; k++)
            keep = keep && strncmp(environ[i], child->drop[k], strlen(child->drop[k])) != 0;
        if (keep)
            copy[kept++] = environ[i];
    }
    /* execve() does not write to them. */
    for (size_t i = 0; i < more; i++)
        copy[kept++] = (char *)(uintptr_t)child->add[i];
    return copy;
}

static enum sim_status judge(const struct sim_child *of, int status, enum sim_child_end *ending,
                             struct sim_error *err)
{
    *ending = WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ ? SIM_CHILD_WAS_ENDED
                                                                 : SIM_CHILD_BY_ITSELF;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return SIM_OK;
    /* 127 is what posix_spawn's child exits with when there is no such program. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return sim_fail(err, SIM_EOUTPUT, of->program, "cannot be run: not found");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return sim_fail(err, SIM_EOUTPUT, of->program, "wrote more than %zu MB",
                        of->most_bytes >> 20);
    if (WIFSIGNALED(status))
        return sim_fail(err, SIM_EOUTPUT, of->program, "ended by signal %d", WTERMSIG(status));
    return sim_fail(err, SIM_EOUTPUT, of->program, "ended with status %d", WEXITSTATUS(status));
}

/* The child leads a group of its own: what it started goes with it. */
static enum sim_status wait_for(const struct sim_child *of, pid_t child,
                                const struct streams *streams, enum sim_child_end *ending,
                                struct sim_error *err)
{
    const struct timespec pause = {0, POLL_NS};
    const double polls_per_s = 1e9 / POLL_NS;
    enum sim_status st;
    struct stat out, messages;
    int status;

    *ending = SIM_CHILD_WAS_ENDED;
    for (double polls = 0;; polls++) {
        pid_t ended = waitpid(child, &status, WNOHANG);

        if (ended == child)
            return judge(of, status, ending, err);
        if (ended < 0 && errno != EINTR) {
            st = sim_fail(err, SIM_EOUTPUT, of->program, "cannot be waited for: %s",
                          strerror(errno));
            break;
        }
        if (sim_stopped()) {
            st = sim_fail(err, SIM_EINTERRUPTED, of->program, "interrupted");
            break;
        }
        if (polls >= of->seconds * polls_per_s) {
            st = sim_fail(err, SIM_EOUTPUT, of->program, "was not done within %g s", of->seconds);
            break;
        }
        if (fstat(streams->out, &out) == 0 && fstat(streams->err, &messages) == 0 &&
            (size_t)out.st_size + (size_t)messages.st_size >= of->most_bytes) {
            st = sim_fail(err, SIM_EOUTPUT, of->program, "wrote more than %zu MB",
                          of->most_bytes >> 20);
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
static int spawn_limited(const struct sim_child *of, pid_t *child,
                         const posix_spawn_file_actions_t *actions,
                         const posix_spawnattr_t *attributes, char **environment)
{
    struct rlimit before = {0}, limit;
    bool limited = of->limit_files && getrlimit(RLIMIT_FSIZE, &before) == 0;
    int failed;

    limit = before;
    if (limited && (before.rlim_cur == RLIM_INFINITY || before.rlim_cur > of->most_bytes)) {
        limit.rlim_cur = of->most_bytes;
        limited = setrlimit(RLIMIT_FSIZE, &limit) == 0;
    }
    failed = posix_spawnp(child, of->program, actions, attributes, of->argv, environment);
    if (limited)
        setrlimit(RLIMIT_FSIZE, &before);
    return failed;
}

static enum sim_status run(const struct sim_child *of, const struct streams *streams,
                           enum sim_child_end *ending, struct sim_error *err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char **environment = environment_create(of);
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
                failed = spawn_limited(of, &child, &actions, &attributes, environment);
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    free(environment);
    if (failed != 0)
        return sim_fail(err, SIM_EOUTPUT, of->program, "cannot be run: %s", strerror(failed));
    return wait_for(of, child, streams, ending, err);
}

enum sim_status sim_child_run(const struct sim_child *child, char **out, size_t *n,
                              char **messages, enum sim_child_end *end, struct sim_error *err)
{
    struct streams streams;
    size_t n_messages;
    enum sim_status st = streams_open(&streams, child, err);

    *out = *messages = NULL;
    *n = 0;
    *end = SIM_CHILD_NOT_RUN;
    if (st != SIM_OK)
        return st;
    st = run(child, &streams, end, err);
    *out = contents_of(streams.out, child->most_bytes, n);
    *messages = contents_of(streams.err, MAX_MESSAGES, &n_messages);
    streams_close(&streams);
    return st;
}
