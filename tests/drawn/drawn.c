/*
 * drawn.c: drawn scenarios against the program: `check`, and where that is clean `run` or
 * `compare`, under limits of processor time and memory.
 *
 *   drawn --crisim PATH [--count N] [--seed S] [--first I] [--jobs J] [--cpu S] [--no-memory-limit]
 *         [--keep DIR] [--print I]
 *
 * What must hold: every command ends by exit 0 to 4, and by 7 only for memory under the limit; a
 * scenario whose `check` is clean runs; none that offers under a million requests takes longer than
 * the limit of processor time; every other ends within a second of SIGINT. What does not is written
 * to DIR (./drawn-failures) with the command, and counted by its kind. Exit 0: all held; 1: not.
 */
#include "tests/drawn/draw.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FEW_REQUESTS 1e6
#define MEMORY_LIMIT ((rlim_t)2 << 30)
#define TEXT_MAX     4096
#define CODE_MAX     256

struct settings {
    const char *crisim, *keep;
    uint64_t count, seed, first, print;
    uint32_t jobs;
    double cpu_s;
    bool memory_limit, printing;
};

struct end {
    int status; /* as of wait() */
    double cpu_s;
    bool stopped;        /* SIGINT was sent */
    bool deaf;           /* and not heard within a second */
    char said[TEXT_MAX]; /* standard error */
};

struct kind {
    char name[200];
    uint64_t n, first;
};

struct tally {
    uint64_t n, checked, ran, stopped, failed;
    uint64_t check_ends[CODE_MAX], run_ends[CODE_MAX];
    double cpu_s, slowest_s;
    uint32_t n_kinds;
    struct kind kinds[64];
};

static double seconds(clockid_t clock)
{
    struct timespec t;

    if (clock_gettime(clock, &t) != 0)
        return 0;
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "drawn: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        die(path);
}

/* ---- one command ---- */

static _Noreturn void become(const struct settings *settings, const char *const argv[])
{
    struct rlimit cpu = {(rlim_t)settings->cpu_s + 4, (rlim_t)settings->cpu_s + 8};
    struct rlimit memory = {MEMORY_LIMIT, MEMORY_LIMIT};
    struct rlimit core = {0, 0};
    int in = open("/dev/null", O_RDONLY), out = open("/dev/null", O_WRONLY);
    int err = open("stderr.txt", O_WRONLY | O_CREAT | O_TRUNC, 0600);

    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &core);
    if (settings->memory_limit)
        setrlimit(RLIMIT_AS, &memory);
    if (in < 0 || out < 0 || err < 0)
        _exit(126);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(settings->crisim, (char *const *)argv);
    _exit(127);
}

static void read_said(struct end *end)
{
    int file = open("stderr.txt", O_RDONLY);
    ssize_t n = file < 0 ? 0 : read(file, end->said, sizeof end->said - 1);

    if (file >= 0)
        close(file);
    end->said[n > 0 ? n : 0] = '\0';
}

/* Runs it; SIGINT after `patience` seconds of processor time, SIGKILL a second after that. */
static void run(const struct settings *settings, const char *const argv[], double patience,
                struct end *end)
{
    double stopped_at = 0, stopped_cpu = 0, started = seconds(CLOCK_MONOTONIC);
    struct rusage usage;
    clockid_t clock;
    long pause_ns = 1000000;
    pid_t child = fork();

    if (child < 0)
        die("fork");
    if (child == 0)
        become(settings, argv);
    *end = (struct end){0};
    if (clock_getcpuclockid(child, &clock) != 0)
        clock = CLOCK_MONOTONIC;
    for (;;) {
        struct timespec pause = {0, pause_ns};
        pid_t got = wait4(child, &end->status, WNOHANG, &usage);
        double wall = seconds(CLOCK_MONOTONIC), cpu;

        if (got == child)
            break;
        if (got < 0 && errno != EINTR)
            die("wait4");
        cpu = seconds(clock);
        /* A machine that is busy with other work is given more time than the clock says. */
        if (!end->stopped && (cpu > patience || wall - started > 20 * settings->cpu_s)) {
            end->stopped = true;
            stopped_at = wall;
            stopped_cpu = cpu;
            kill(child, SIGINT);
        } else if (end->stopped && !end->deaf && wall - stopped_at > 1 &&
                   (cpu - stopped_cpu > 0.9 || wall - stopped_at > 10)) {
            end->deaf = true;
            kill(child, SIGKILL);
        }
        nanosleep(&pause, NULL);
        if (pause_ns < 16000000)
            pause_ns *= 2;
    }
    end->cpu_s = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 +
                 (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
    read_said(end);
}

/* ---- judgement ---- */

/* The line of standard error that tells kinds apart, without its numbers and names. */
static void signature(const char *said, char *out, size_t size)
{
    const char *line = strstr(said, "internal error");
    size_t n = 0;

    if (line == NULL)
        line = strstr(said, "SUMMARY");
    if (line == NULL)
        line = strstr(said, "runtime error");
    if (line == NULL)
        line = said;
    for (bool quoted = false; *line != '\0' && *line != '\n' && n + 1 < size; line++) {
        if (*line == '\'')
            quoted = !quoted;
        else if (!quoted && (unsigned char)*line >= ' ' && (unsigned char)*line < 127)
            out[n++] = *line;
    }
    out[n] = '\0';
}

static void describe_end(const struct end *end, const char *command, char *out, size_t size)
{
    char line[120];

    signature(end->said, line, sizeof line);
    if (WIFSIGNALED(end->status))
        snprintf(out, size, "%s: signal %d: %s", command, WTERMSIG(end->status), line);
    else
        snprintf(out, size, "%s: exit %d: %s", command, WEXITSTATUS(end->status), line);
}

static bool is_memory(const struct settings *settings, const struct end *end)
{
    return settings->memory_limit && WIFEXITED(end->status) && WEXITSTATUS(end->status) == 7 &&
           strstr(end->said, "out of memory") != NULL;
}

/* "" if the end is one that may be. */
static void judge(const struct settings *settings, const struct end *end, const char *command,
                  double offered, char *out, size_t size)
{
    out[0] = '\0';
    if (end->deaf)
        snprintf(out, size, "%s: does not end within 1 s of SIGINT", command);
    else if (end->stopped && offered < FEW_REQUESTS)
        snprintf(out, size, "%s: over %.3g s for under a million requests", command,
                 settings->cpu_s);
    else if (end->stopped && WIFEXITED(end->status) && WEXITSTATUS(end->status) == 130)
        return;
    else if (end->stopped && WIFSIGNALED(end->status) && WTERMSIG(end->status) == SIGINT)
        return; /* a second signal, or one before the program listens */
    else if (!WIFEXITED(end->status) ||
             (WEXITSTATUS(end->status) > 4 && !is_memory(settings, end)) ||
             WEXITSTATUS(end->status) == 2)
        describe_end(end, command, out, size);
}

static void keep(const struct settings *settings, uint64_t number, const struct drawn *drawn,
                 const char *kind, const char *const argv[], const struct end *end)
{
    char path[TEXT_MAX], name[64], note[2 * TEXT_MAX];
    size_t n;

    mkdir(settings->keep, 0777);
    snprintf(name, sizeof name, "%" PRIu64 "-%" PRIu64, settings->seed, number);
    snprintf(path, sizeof path, "%s/%s.json", settings->keep, name);
    write_file(path, drawn->text);
    snprintf(path, sizeof path, "%s/" DRAW_TRACE, settings->keep);
    write_file(path, draw_trace_text);
    n = (size_t)snprintf(note, sizeof note, "%s\ncrisim", kind);
    for (int i = 1; argv[i] != NULL && n < sizeof note; i++)
        n += (size_t)snprintf(note + n, sizeof note - n, " %s",
                              strcmp(argv[i], "s.json") == 0 ? name : argv[i]);
    if (n < sizeof note)
        snprintf(note + n, sizeof note - n, "\n%.2f s of processor time, about %.6g requests\n%s",
                 end->cpu_s, drawn->offered, end->said);
    snprintf(path, sizeof path, "%s/%s.txt", settings->keep, name);
    write_file(path, note);
}

static void count_kind(struct tally *tally, const char *name, uint64_t n, uint64_t number)
{
    uint32_t k = 0;

    while (k < tally->n_kinds && strcmp(tally->kinds[k].name, name) != 0)
        k++;
    if (k == sizeof tally->kinds / sizeof tally->kinds[0])
        k--;
    if (k == tally->n_kinds) {
        tally->kinds[tally->n_kinds++] = (struct kind){.first = number};
        snprintf(tally->kinds[k].name, sizeof tally->kinds[k].name, "%s", name);
    }
    tally->kinds[k].n += n;
    if (number < tally->kinds[k].first)
        tally->kinds[k].first = number;
}

static void count_end(const struct end *end, uint64_t *ends, struct tally *tally)
{
    if (WIFEXITED(end->status))
        ends[WEXITSTATUS(end->status) % CODE_MAX]++;
    tally->cpu_s += end->cpu_s;
    if (!end->stopped && end->cpu_s > tally->slowest_s)
        tally->slowest_s = end->cpu_s;
    tally->stopped += end->stopped;
}

/* A scenario whose check is clean runs: but check does not read traces, and what can only be known
 * from one comes up later. */
static bool may_come_late(const struct drawn *drawn, const struct end *end)
{
    int code = WEXITSTATUS(end->status);

    if (code == 4)
        return !drawn->own_trace;
    return code != 3 || (drawn->has_trace && (strstr(end->said, "the trace has no label") != NULL ||
                                              strstr(end->said, "brings no prefixes") != NULL ||
                                              strstr(end->said, "lasts more than") != NULL));
}

static void try_one(const struct settings *settings, const struct draw_schema *schema,
                    uint64_t number, struct tally *tally)
{
    static const char *const formats[] = {"--quiet", "--json", "--csv", "--quiet"};
    const char *check[] = {"crisim", "check", "s.json", number % 7 == 0 ? "--effective" : NULL,
                           NULL};
    const char *go[] = {"crisim", "compare", "s.json", "-j", "1", formats[number / 2 % 4],
                        /* Cases and searches are many times the requests that are counted here. */
                        number % 8 != 3 ? "--quick" : NULL, NULL};
    char kind[300];
    struct drawn drawn;
    struct end end;
    double patience;

    draw_scenario(schema, settings->seed, number, &drawn);
    write_file("s.json", drawn.text);
    tally->n++;
    run(settings, check, settings->cpu_s, &end);
    count_end(&end, tally->check_ends, tally);
    judge(settings, &end, "check", 0, kind, sizeof kind);
    if (kind[0] != '\0') {
        keep(settings, number, &drawn, kind, check, &end);
    } else if (WEXITSTATUS(end.status) <= 1) { /* 1: no option is allowed; it runs all the same */
        tally->checked++;
        if (drawn.n_options < 2 || number % 5 == 0) {
            go[1] = "run";
            go[6] = NULL; /* a flag of `compare` alone */
        }
        /* Of what is too much to wait for, the stop is tried. */
        patience = drawn.offered < FEW_REQUESTS ? settings->cpu_s : settings->cpu_s / 20;
        run(settings, go, patience, &end);
        count_end(&end, tally->run_ends, tally);
        judge(settings, &end, go[1], drawn.offered, kind, sizeof kind);
        if (kind[0] == '\0' && !end.stopped && !may_come_late(&drawn, &end))
            describe_end(&end, "after a clean check", kind, sizeof kind);
        tally->ran++;
        if (kind[0] != '\0')
            keep(settings, number, &drawn, kind, go, &end);
    }
    if (kind[0] != '\0') {
        tally->failed++;
        count_kind(tally, kind, 1, number);
    }
    drawn_release(&drawn);
}

/* ---- all of them ---- */

static char *schema_text(const struct settings *settings)
{
    size_t size = 1 << 20, n = 0;
    char *text = malloc(size);
    int ends[2];
    pid_t child;
    ssize_t got;

    if (text == NULL || pipe(ends) != 0)
        die("schema");
    child = fork();
    if (child < 0)
        die("fork");
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl(settings->crisim, "crisim", "schema", (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    while ((got = read(ends[0], text + n, size - 1 - n)) > 0)
        n += (size_t)got;
    close(ends[0]);
    waitpid(child, NULL, 0);
    text[n] = '\0';
    return text;
}

/* The share of one process, in a folder of its own. */
static void work(const struct settings *settings, const struct draw_schema *schema, uint32_t job,
                 struct tally *tally)
{
    char folder[] = "/tmp/crisim-drawn-XXXXXX";

    if (mkdtemp(folder) == NULL || chdir(folder) != 0)
        die(folder);
    write_file(DRAW_TRACE, draw_trace_text);
    for (uint64_t i = job; i < settings->count; i += settings->jobs)
        try_one(settings, schema, settings->first + i, tally);
    unlink("s.json");
    unlink("stderr.txt");
    unlink(DRAW_TRACE);
    if (chdir("/") == 0)
        rmdir(folder);
}

static void add_up(struct tally *all, const struct tally *one)
{
    all->n += one->n;
    all->checked += one->checked;
    all->ran += one->ran;
    all->stopped += one->stopped;
    all->failed += one->failed;
    all->cpu_s += one->cpu_s;
    all->slowest_s = one->slowest_s > all->slowest_s ? one->slowest_s : all->slowest_s;
    for (int i = 0; i < CODE_MAX; i++) {
        all->check_ends[i] += one->check_ends[i];
        all->run_ends[i] += one->run_ends[i];
    }
    for (uint32_t k = 0; k < one->n_kinds; k++)
        count_kind(all, one->kinds[k].name, one->kinds[k].n, one->kinds[k].first);
}

static void print_ends(const char *what, const uint64_t *ends)
{
    printf("%s", what);
    for (int i = 0; i < CODE_MAX; i++)
        if (ends[i] > 0)
            printf("  exit %d: %" PRIu64, i, ends[i]);
    printf("\n");
}

static void print_tally(const struct settings *settings, const struct tally *all)
{
    printf("%" PRIu64 " drawn scenarios (seed %" PRIu64 ", from %" PRIu64 "), %" PRIu64
           " clean, %" PRIu64 " run, %" PRIu64 " stopped by SIGINT\n",
           all->n, settings->seed, settings->first, all->checked, all->ran, all->stopped);
    print_ends("check:", all->check_ends);
    print_ends("run:  ", all->run_ends);
    printf("%.0f s of processor time, the slowest that was not stopped %.2f s\n", all->cpu_s,
           all->slowest_s);
    for (uint32_t k = 0; k < all->n_kinds; k++)
        printf("  %6" PRIu64 " x %s (first: %" PRIu64 ")\n", all->kinds[k].n, all->kinds[k].name,
               all->kinds[k].first);
    printf("%" PRIu64 " of %" PRIu64 " ended as none may%s%s\n", all->failed, all->n,
           all->failed > 0 ? "; see " : "", all->failed > 0 ? settings->keep : "");
}

static void run_all(const struct settings *settings, const struct draw_schema *schema,
                    struct tally *all)
{
    int(*ends)[2] = malloc(settings->jobs * sizeof *ends);
    struct tally *one = malloc(sizeof *one);

    if (ends == NULL || one == NULL)
        die("memory");
    for (uint32_t j = 0; j < settings->jobs; j++) {
        pid_t child;

        if (pipe(ends[j]) != 0)
            die("pipe");
        child = fork();
        if (child < 0)
            die("fork");
        if (child == 0) {
            *one = (struct tally){0};
            work(settings, schema, j, one);
            if (write(ends[j][1], one, sizeof *one) < 0)
                _exit(2);
            _exit(0);
        }
        close(ends[j][1]);
    }
    for (uint32_t j = 0; j < settings->jobs; j++) {
        size_t n = 0;
        ssize_t got;

        while ((got = read(ends[j][0], (char *)one + n, sizeof *one - n)) > 0)
            n += (size_t)got;
        if (n != sizeof *one) {
            fprintf(stderr, "drawn: a process of this test ended early\n");
            exit(2);
        }
        add_up(all, one);
        close(ends[j][0]);
    }
    while (wait(NULL) > 0)
        ;
    free(ends);
    free(one);
}

static char *absolute(const char *path)
{
    char *full = realpath(path, NULL);

    if (full == NULL)
        die(path);
    return full;
}

static void read_settings(struct settings *settings, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *flag = argv[i];
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(flag, "--no-memory-limit") == 0) {
            settings->memory_limit = false;
            continue;
        }
        i++;
        if (strcmp(flag, "--crisim") == 0) {
            settings->crisim = absolute(value);
        } else if (strcmp(flag, "--keep") == 0) {
            settings->keep = value;
        } else if (strcmp(flag, "--count") == 0) {
            settings->count = strtoull(value, NULL, 10);
        } else if (strcmp(flag, "--seed") == 0) {
            settings->seed = strtoull(value, NULL, 10);
        } else if (strcmp(flag, "--first") == 0) {
            settings->first = strtoull(value, NULL, 10);
        } else if (strcmp(flag, "--jobs") == 0) {
            settings->jobs = (uint32_t)strtoul(value, NULL, 10);
        } else if (strcmp(flag, "--cpu") == 0) {
            settings->cpu_s = strtod(value, NULL);
        } else if (strcmp(flag, "--print") == 0) {
            settings->print = strtoull(value, NULL, 10);
            settings->printing = true;
        } else {
            fprintf(stderr, "drawn: unknown flag '%s'\n", flag);
            exit(2);
        }
    }
    if (settings->crisim == NULL || settings->jobs == 0 || !(settings->cpu_s > 0)) {
        fprintf(stderr, "usage: drawn --crisim PATH [--count N] [--seed S] [--first I] [--jobs J] "
                        "[--cpu S] [--no-memory-limit] [--keep DIR] [--print I]\n");
        exit(2);
    }
}

int main(int argc, char **argv)
{
    struct settings settings = {.keep = "drawn-failures",
                                .count = 100,
                                .seed = 1,
                                .jobs = 1,
                                .cpu_s = 6,
                                .memory_limit = true};
    struct tally all = {0};
    struct draw_schema schema;
    char here[TEXT_MAX], kept[2 * TEXT_MAX];
    char *text;

    read_settings(&settings, argc, argv);
    text = schema_text(&settings);
    if (!draw_schema_read(&schema, text)) {
        fprintf(stderr, "drawn: `crisim schema` gave no schema\n");
        return 2;
    }
    free(text);
    if (settings.printing) {
        struct drawn drawn;

        draw_scenario(&schema, settings.seed, settings.print, &drawn);
        puts(drawn.text);
        drawn_release(&drawn);
    } else {
        /* The work is done in folders of its own. */
        if (settings.keep[0] != '/' && getcwd(here, sizeof here) != NULL) {
            snprintf(kept, sizeof kept, "%s/%s", here, settings.keep);
            settings.keep = kept;
        }
        run_all(&settings, &schema, &all);
        print_tally(&settings, &all);
    }
    draw_schema_release(&schema);
    free((char *)(uintptr_t)settings.crisim);
    return all.failed > 0 ? 1 : 0;
}
