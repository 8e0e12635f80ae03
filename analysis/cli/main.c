/*
 * main.c: flags, help and the exit code. See docs/architecture.md for the codes.
 */
#include "analysis/cli/cli.h"
#include "analysis/cli/cmd_list.h"
#include "analysis/cli/flags.h"
#include "analysis/cli/study.h"
#include "analysis/exec/ranks.h"
#include "analysis/metric/metric.h"
#include "analysis/study/question_list.h"
#include "sim/base/memory.h"
#include "sim/base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifdef __clang__
#define CLI_COMPILER "clang " __clang_version__
#else
#define CLI_COMPILER "gcc " __VERSION__
#endif

/* A question's subcommand; what it says is filled in by name_questions(). */
static int run_question(const struct cli *cli)
{
    return cli_study_run(cli, cli->command->name);
}

#define QUESTION_COMMAND(row)                                                                      \
    static struct cli_command asks_##row = {.name = #row,                                          \
                                            .arguments = "[SCENARIO]",                             \
                                            .flags = CLI_QUESTION_FLAGS,                           \
                                            .max_words = 1,                                        \
                                            .exits = CLI_EXITS_SLO | CLI_EXITS_SCENARIO |          \
                                                     CLI_EXITS_INPUT,                              \
                                            .run = run_question};
QUESTION_LIST(QUESTION_COMMAND)

static void name_questions(void)
{
#define NAME(row)                                                                                  \
    asks_##row.summary = question_##row.question;                                                  \
    asks_##row.examples = question_##row.examples;                                                 \
    asks_##row.begin = question_##row.begin != NULL ? question_##row.begin : "";                   \
    asks_##row.own = question_##row.flags;
    QUESTION_LIST(NAME)
#undef NAME
}

#define DECLARE(row) extern const struct cli_command cli_command_##row;
CLI_COMMAND_LIST(DECLARE)
#define ADDRESS(row) &cli_command_##row,
#define ASKS(row)    &asks_##row,
static const struct cli_command *const commands[] = {CLI_COMMAND_LIST(ADDRESS) QUESTION_LIST(ASKS)
                                                         NULL};

static void on_signal(int signal_number)
{
    if (!cli_stops_gently)
        _exit(128 + signal_number);
    sim_stop = signal_number;
    /* A second one ends the program at once. */
    signal(signal_number, SIG_DFL);
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    struct sigaction before;

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* Who starts crisim by nohup wants it to go on. */
    sigaction(SIGHUP, NULL, &before);
    if (before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
    /* A closed pipe and a file that may grow no further are failed writes, exit 7. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/*
 * Standard streams that the caller closed: else the next file that is opened would become standard
 * output, and get the results. Opened the wrong way round, so that using one fails.
 */
static void fill_standard_streams(void)
{
    for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
        if (fcntl(file, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY) != file)
            _exit(7);
}

static void print_usage(FILE *to)
{
    fprintf(to,
            "crisim %s - which way of calling Amazon Bedrock holds up: one Region, a Geographic "
            "profile,\nor the Global profile? A simulator for capacity planning, offline.\n\n"
            "usage: crisim COMMAND [ARGUMENTS] [FLAGS]\n\n",
            CRISIM_VERSION);
    for (int i = 0; commands[i] != NULL; i++)
        fprintf(to, "  %-11s %-28s %s\n", commands[i]->name, commands[i]->arguments,
                commands[i]->summary);
    fprintf(to,
            "\n`crisim COMMAND --help` says more; `crisim --version` prints the version.\n"
            "exit codes: 0 done, 1 a stated SLO failed or nothing was allowed, 2 usage, 3 scenario "
            "invalid,\n4 input unreadable, 5 a precision was not reached, 6 a fault of crisim, 7 "
            "output could not be\nwritten or out of memory, 129/130/143 stopped\n");
}

/* Of the build (cmake/commit.cmake); "" outside a repository. */
extern const char cli_commit[];

/* With which commit and compiler the figures were made: what a report of a fault should name. */
static void print_version(void)
{
    const char *commit = cli_commit;

    printf("crisim %s (%s%s%s)\n", CRISIM_VERSION, commit[0] != '\0' ? "commit " : "", commit,
           commit[0] != '\0' ? "; " CLI_COMPILER : CLI_COMPILER);
}

/* A file in the place of the command: what it may be for. */
static void say_file_first(const char *name)
{
    size_t n = strlen(name);
    struct sim_text word = {0};

    sim_text_add_shell_word(&word, name);
    if (n >= 5 && strcmp(name + n - 5, ".json") == 0)
        fprintf(stderr, "crisim: the command comes first, as in crisim compare %s\n", word.data);
    else
        fprintf(stderr,
                "crisim: the command comes first, as in crisim trace inspect %s, or crisim compare "
                "--trace %s --model NAME --source-region NAME\n",
                word.data, word.data);
    sim_text_release(&word);
}

static const struct cli_command *find_command(const char *name)
{
    const char *names[32];
    const char *nearest;
    size_t n = 0;

    for (; commands[n] != NULL; n++) {
        if (strcmp(commands[n]->name, name) == 0)
            return commands[n];
        names[n] = commands[n]->name;
    }
    if (strcmp(name, "version") == 0 || strcmp(name, "-v") == 0) {
        fprintf(stderr, "crisim: unknown command '%s'; did you mean '--version'?\n", name);
        return NULL;
    }
    if (name[0] == '-') {
        fprintf(stderr, "crisim: the command comes first, as in crisim compare %s ...\n", name);
        return NULL;
    }
    if (access(name, F_OK) == 0 || strpbrk(name, "./") != NULL) {
        say_file_first(name);
        return NULL;
    }
    nearest = sim_nearest_name(name, names, n);
    fprintf(stderr, "crisim: unknown command '%s'%s%s%s\n", name,
            nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
            nearest != NULL ? "'?" : "; `crisim --help` lists them");
    return NULL;
}

static void look_at_terminal(struct cli *cli)
{
    const char *term = getenv("TERM");
    const char *force = getenv("CLICOLOR_FORCE");
    struct winsize size;
    bool terminal = isatty(STDOUT_FILENO) == 1 && !exec_ranks_launched();

    cli->colour =
        (terminal && getenv("NO_COLOR") == NULL && (term == NULL || strcmp(term, "dumb") != 0)) ||
        (force != NULL && strcmp(force, "0") != 0);
    cli->columns = 120;
    cli->table_columns = 80;
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        cli->columns = cli->table_columns = size.ws_col;
}

/* --color, where the command has it. @return 0, or 2 after a message */
static int choose_colour(struct cli *cli)
{
    if (cli->color == NULL || strcmp(cli->color, "auto") == 0)
        return 0;
    cli->colour = strcmp(cli->color, "always") == 0;
    if (cli->colour || strcmp(cli->color, "never") == 0)
        return 0;
    fprintf(stderr, "crisim %s: --color must be auto, always or never (got '%s')\n",
            cli->command->name, cli->color);
    return 2;
}

/* --gate, where the command has it. @return 0, or 2 after a message */
static int check_gate(const struct cli *cli)
{
    if (cli->gate == NULL || strcmp(cli->gate, "all") == 0 || strcmp(cli->gate, "nominal") == 0)
        return 0;
    fprintf(stderr, "crisim %s: --gate must be all or nominal (got '%s')\n", cli->command->name,
            cli->gate);
    return 2;
}

/* `crisim help`, and `crisim help compare`. */
static bool is_help(const char *word)
{
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* What the command line says, in `cli`, and does. */
static int do_command(struct cli *cli, int argc, char **argv)
{
    int code;

    cli->commands = commands;
    if (argc < 2) {
        print_usage(stderr);
        return 2;
    }
    if (argc == 2 && is_help(argv[1])) {
        print_usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        print_version();
        return 0;
    }
    if (is_help(argv[1])) {
        argv[1] = argv[2];
        argc = 2;
        cli->help = true;
    }
    cli->command = find_command(argv[1]);
    if (cli->command == NULL)
        return 2;
    cli->program = cli_program();
    look_at_terminal(cli);
    code = cli_flags_read(cli, argc - 2, argv + 2);
    if (code == 0)
        code = choose_colour(cli);
    if (code == 0)
        code = check_gate(cli);
    if (code != 0)
        return code;
    if (cli->help) {
        cli_flags_help(cli->command, stdout);
        return 0;
    }
    return cli->command->run(cli);
}

/* Not on the stack: it would take most of one of 64 kB, and leave too little to say that memory is
 * out. */
static int command_line(int argc, char **argv)
{
    struct cli *cli = sim_zeroed(1, sizeof *cli);
    int code = do_command(cli, argc, argv);

    free(cli);
    return code;
}

int main(int argc, char **argv)
{
    fill_standard_streams();
    catch_signals();
    metric_check();
    name_questions();
    cli_set_program(getenv("CRISIM_COMMAND"), argc > 0 ? argv[0] : NULL);
    return cli_finish(command_line(argc, argv));
}
