/*
 * Flags of the command line, as rows: what is taken, what is refused and in which words, and that
 * no two flags of a command can be taken for one another.
 */
#include "analysis/cli/flags.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct cli_action actions[] = {{"list", CLI_REGION}, {"age", CLI_MODEL}, {NULL, 0}};

static const struct cli_command plain = {.name = "plain",
                                         .arguments = "FILE",
                                         .flags = CLI_JSON | CLI_CSV | CLI_SEED | CLI_THREADS |
                                                  CLI_OUT | CLI_FORCE | CLI_OPTION | CLI_SET |
                                                  CLI_GENERATOR | CLI_QUIET,
                                         .min_words = 1,
                                         .max_words = 2};
static const struct cli_command acting = {.name = "acting",
                                          .arguments = "list | age",
                                          .flags = CLI_REGION | CLI_MODEL,
                                          .actions = actions,
                                          .min_words = 1,
                                          .max_words = 1};

static struct cli cli;
static char said[2000]; /* on stderr by the last read_line() */

/* Words of a line apart by spaces; '_' stands for an empty word. @return cli_flags_read()'s */
static int read_line(const struct cli_command *command, const char *line)
{
    static char words[1000];
    char *argv[40];
    int argc = 0, code, saved = dup(STDERR_FILENO);
    FILE *file = tmpfile();
    size_t n;

    ck_assert_ptr_nonnull(file);
    memset(&cli, 0, sizeof cli);
    cli.command = command;
    snprintf(words, sizeof words, "%s", line);
    for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
        if (strcmp(word, "_") == 0)
            *word = '\0';
        argv[argc++] = word;
    }
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    code = cli_flags_read(&cli, argc, argv);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    n = fread(said, 1, sizeof said - 1, file);
    said[n] = '\0';
    fclose(file);
    return code;
}

START_TEST(values_are_taken_in_each_form)
{
    ck_assert_int_eq(read_line(&plain, "a.json --seed 7 -j4 --out=dir --force --rate 2.5/s -q"), 0);
    ck_assert(cli.n_words == 1 && strcmp(cli.words[0], "a.json") == 0);
    ck_assert(cli.seed == 7 && cli.seed_given && cli.threads == 4 && cli.rate == 2.5);
    ck_assert(strcmp(cli.out, "dir") == 0 && cli.force && cli.quiet && !cli.json);
    ck_assert_int_eq(read_line(&plain, "-j 3 -- --seed"), 0);
    ck_assert(cli.threads == 3 && cli.n_words == 1 && strcmp(cli.words[0], "--seed") == 0 &&
              !cli.seed_given);
    ck_assert_int_eq(read_line(&plain, "- --set a=1 --set b.c=2"), 0);
    ck_assert(cli.set.n == 2 && strcmp(cli.set.items[1], "b.c=2") == 0 &&
              strcmp(cli.words[0], "-") == 0);
    ck_assert_int_eq(read_line(&plain, "a --seed=0 --seed-x"), 2);
    ck_assert_int_eq(read_line(&plain, "--help --nonsense"), 0);
    ck_assert(cli.help);
    ck_assert_str_eq(said, "");
}
END_TEST

START_TEST(what_is_wrong_is_said)
{
    static const struct {
        const char *line, *words;
    } rows[] = {
        {"a --sed 1", "unknown flag '--sed'; did you mean '--seed'?"},
        {"a --effective", "unknown flag '--effective'"},
        {"a --seed", "--seed needs a value (N)"},
        {"a --seed --force", "--seed needs a value (N)"},
        {"a --out= --force", "--out needs a value"},
        {"a --out _", "--out needs a value"},
        {"a --force=yes", "--force takes no value"},
        {"a --seed 1 --seed 2", "--seed is given twice"},
        {"a --seed 1.5", "--seed takes a whole number from 0 to 9007199254740992 (got '1.5')"},
        {"a --seed -1", "--seed takes a whole number from 0 to"},
        {"a --seed nan", "(got 'nan')"},
        {"a --jobs 0", "--jobs takes a whole number from 1 to 1024 (got '0')"},
        {"a -j1025", "--jobs takes a whole number from 1 to 1024 (got '1025')"},
        {"a --rate 0/s",
         "--rate takes requests by time, as 2/s, 90/min or 10000/d, from 1e-09/s to "
         "10000000/s (got '0/s')"},
        {"a --duration 1y", "--duration takes a time, as 90s, 30min, 2h or 1d, from"},
        {"a --duration -1", "(got '-1')"},
        {"a --rate 1x", "(got '1x')"},
        {"a b c", "too many arguments: 'c'"},
        {"--force", "usage: crisim plain FILE"},
        {"a --json --csv", "choose one of --json and --csv"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_msg(read_line(&plain, rows[i].line) == 2, "'%s' is taken", rows[i].line);
        ck_assert_msg(strstr(said, rows[i].words) != NULL, "'%s': %s", rows[i].line, said);
        ck_assert_msg(strncmp(said, "crisim plain: ", 14) == 0, "%s", said);
    }
}
END_TEST

/* A quantity has its unit, or a line says which it was taken to have. */
START_TEST(a_unit_that_is_left_out_is_said)
{
    static const struct {
        const char *line;
        double value;
        const double *at;
        const char *words;
    } rows[] = {
        {"a --rate 2/s", 2, &cli.rate, ""},
        {"a --rate 90/min", 1.5, &cli.rate, ""},
        {"a --rate 10k/d", 10000 / 86400.0, &cli.rate, ""},
        {"a --rate 2.5", 2.5, &cli.rate, "crisim plain: --rate 2.5 has no unit: taken as 2.5/s\n"},
        {"a --rate 1k", 1000, &cli.rate, "crisim plain: --rate 1k has no unit: taken as 1000/s\n"},
        {"a --duration 2h", 7200, &cli.duration, ""},
        {"a --duration 60", 60, &cli.duration,
         "crisim plain: --duration 60 has no unit: taken as 60s\n"},
        {"a --duration 1e3", 1000, &cli.duration,
         "crisim plain: --duration 1e3 has no unit: taken as 1000s\n"},
        {"a --input-p50 900", 900, &cli.input_p50, ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ck_assert_msg(read_line(&plain, rows[i].line) == 0, "'%s': %s", rows[i].line, said);
        ck_assert_msg(*rows[i].at == rows[i].value, "'%s' is %g", rows[i].line, *rows[i].at);
        ck_assert_str_eq(said, rows[i].words);
    }
}
END_TEST

/* An earlier name is taken for the flag of today, with a line that says so. */
START_TEST(old_names_are_taken)
{
    ck_assert_int_eq(read_line(&plain, "a --arm global"), 0);
    ck_assert_str_eq(cli.option, "global");
    ck_assert_str_eq(said, "crisim plain: --arm is called --option now\n");
    ck_assert_int_eq(read_line(&acting, "list --arm global"), 2);
}
END_TEST

START_TEST(flags_go_with_their_action)
{
    ck_assert_int_eq(read_line(&acting, "list --region eu-west-2"), 0);
    ck_assert_int_eq(read_line(&acting, "list --model m"), 2);
    ck_assert_str_eq(said, "crisim acting list: --model is a flag of `crisim acting age`\n");
}
END_TEST

/* Of each set of flags that a command may have: every row has words, and a name or letter is one
 * flag's only. */
START_TEST(rows_are_told_apart)
{
    static const struct cli_command none = {.own = NULL};
    for (int a = 0; a < 31; a++) {
        struct cli_flag_words one, other;

        for (uint32_t i = 0; cli_flag_nth(&none, 1u << a, i, &one); i++) {
            ck_assert_msg(strncmp(one.name, "--", 2) == 0 && strlen(one.summary) > 5, "%s",
                          one.name);
            for (uint32_t k = 0; k < i && cli_flag_nth(&none, 1u << a, k, &other); k++)
                ck_assert_str_ne(one.name, other.name);
            for (int b = 0; b < 31; b++)
                for (uint32_t k = 0; cli_flag_nth(&none, 1u << b, k, &other); k++)
                    ck_assert_msg(one.letter == NULL || other.letter == NULL ||
                                      strcmp(one.letter, other.letter) != 0 ||
                                      strcmp(one.name, other.name) == 0,
                                  "%s and %s are both %s", one.name, other.name, one.letter);
        }
    }
}
END_TEST

SUITE_MAIN("flags", values_are_taken_in_each_form, what_is_wrong_is_said, old_names_are_taken,
           a_unit_that_is_left_out_is_said, flags_go_with_their_action, rows_are_told_apart)
