#include "analysis/cli/start.h"

#include "analysis/cli/amount.h"
#include "analysis/cli/asked.h"
#include "analysis/cli/flags.h"
#include "analysis/cli/template.h"
#include "scenarios/read/starter.h"

#include <math.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static bool positive(const struct cli_quantity *kind, const char *text, double *amount)
{
    return cli_quantity_read(kind, text, amount) && *amount > 0;
}

static bool read_tokens(const char *text, double *tokens)
{
    return positive(&cli_count, text, tokens) && *tokens <= 4e9 && *tokens == floor(*tokens);
}

/* twice: whether the limit was stated before */
static bool read_quota(const char *text, struct starter *starter, bool *twice)
{
    static const char *const names[] = {"rpm", "tpm", "tpd"};
    int64_t *const into[] = {&starter->requests_per_min, &starter->tokens_per_min,
                             &starter->tokens_per_day};
    const char *equals = strchr(text, '=');

    for (size_t i = 0; equals != NULL && i < sizeof names / sizeof names[0]; i++) {
        double amount;

        if (strlen(names[i]) != (size_t)(equals - text) ||
            strncasecmp(names[i], text, strlen(names[i])) != 0)
            continue;
        if (!positive(&cli_count, equals + 1, &amount) || amount > 1e15)
            return false;
        *twice = *into[i] > 0;
        *into[i] = (int64_t)amount;
        return *into[i] > 0;
    }
    return false;
}

static bool read_capacity(const char *text, struct starter *starter)
{
    double slots;

    if (strcmp(text, "unlimited") == 0)
        return true;
    if (strncmp(text, "slots=", 6) != 0 || !read_tokens(text + 6, &slots) || slots > 1e9)
        return false;
    starter->slots = (int64_t)slots;
    return true;
}

static int refuse(const struct cli *cli, const char *flag, const char *takes, const char *got)
{
    fprintf(stderr, "crisim %s: %s takes %s (got '%s')\n", cli->command->name, flag, takes, got);
    return 2;
}

/* @return 0, or 2 after a message */
static int read_flags(const struct cli *cli, struct starter *starter)
{
    double max_tokens = 0;

    *starter = (struct starter){.model = cli->model,
                                .source_region = cli->source_region,
                                .trace = cli->trace,
                                .rate_per_s = NAN,
                                .duration_s = NAN,
                                .input = NAN,
                                .output = NAN,
                                .daily = cli->daily};
    /* A scenario says "unset"; so may who has read one. */
    if (cli->max_tokens != NULL && strcmp(cli->max_tokens, "unset") != 0 &&
        !read_tokens(cli->max_tokens, &max_tokens))
        return refuse(cli, "--max-tokens", "a number of tokens, as 1000", cli->max_tokens);
    starter->max_tokens = (int64_t)max_tokens;
    if (cli->rate_text != NULL && !positive(&cli_rate, cli->rate_text, &starter->rate_per_s))
        return refuse(cli, "--rate", cli_rate.takes, cli->rate_text);
    if (cli->length != NULL && !positive(&cli_time, cli->length, &starter->duration_s))
        return refuse(cli, "--for", cli_time.takes, cli->length);
    if (cli->input != NULL && !read_tokens(cli->input, &starter->input))
        return refuse(cli, "--input", "a number of tokens, as 1500", cli->input);
    if (cli->output != NULL && !read_tokens(cli->output, &starter->output))
        return refuse(cli, "--output", "a number of tokens, as 300", cli->output);
    for (uint32_t i = 0; i < cli->quotas.n; i++) {
        bool twice = false;

        if (!read_quota(cli->quotas.items[i], starter, &twice))
            return refuse(cli, "--quota", "rpm=N, tpm=N or tpd=N, as tpm=3000000 or tpm=3M",
                          cli->quotas.items[i]);
        if (twice)
            return refuse(cli, "--quota", "each limit once", cli->quotas.items[i]);
    }
    if (cli->capacity != NULL && !read_capacity(cli->capacity, starter))
        return refuse(cli, "--capacity", "slots=N, as slots=40, or unlimited", cli->capacity);
    return 0;
}

const char *cli_subject(const struct cli *cli)
{
    return cli->n_words > 0 ? cli->words[0] : CLI_START_NAME;
}

/* What is missing, to a command that may have a file and to one that makes it. */
static int say_needed(const struct cli *cli, const char *before, const char *what)
{
    fprintf(stderr, "crisim %s: %s%s; `crisim %s --help` says more\n", cli->command->name,
            cli_may_have_file(cli->command) ? before : "give ", what, cli->command->name);
    return 2;
}

static bool is_json_name(const char *word)
{
    size_t n = strlen(word);

    return strcmp(word, "-") == 0 || (n >= 5 && strcmp(word + n - 5, ".json") == 0);
}

int cli_start_check(const struct cli *cli)
{
    const char *drawn = cli->rate_text != NULL ? "--rate"
                        : cli->input != NULL   ? "--input"
                        : cli->output != NULL  ? "--output"
                        : cli->length != NULL  ? "--for"
                        : cli->daily           ? "--daily"
                                               : NULL;
    static const char without[] = "without a SCENARIO, give ";
    struct starter starter;

    if (cli->n_words > 0 && cli->start.n > 0 && cli->trace != NULL) {
        fprintf(stderr,
                "crisim %s: '%s' stands there as a SCENARIO; --trace takes one file, or a folder "
                "of files that are one trace\n",
                cli->command->name, cli->words[0]);
        return 2;
    }
    if (cli->n_words > 0 && cli->start.n > 0 && !is_json_name(cli->words[0])) {
        if (access(cli->words[0], F_OK) == 0)
            fprintf(
                stderr,
                "crisim %s: '%s' stands where a SCENARIO does, which is JSON; a trace goes with "
                "--trace %s\n",
                cli->command->name, cli->words[0], cli->words[0]);
        else
            fprintf(stderr,
                    "crisim %s: '%s' is neither a flag nor a file; what belongs to a flag is one "
                    "word, as --rate 2/s or --model 'Claude Sonnet 4.6'\n",
                    cli->command->name, cli->words[0]);
        return 2;
    }
    if (cli->n_words > 0 && cli->start.n > 0) {
        fprintf(stderr,
                "crisim %s: %s goes without a SCENARIO; --set changes what '%s' says, as in "
                "--set classes.NAME.max_tokens=1000\n",
                cli->command->name, cli->start.items[0], cli->words[0]);
        return 2;
    }
    if (cli->n_words > 0)
        return 0;
    if (cli->start.n == 0 && cli->trace == NULL && cli->model == NULL)
        return say_needed(cli, "name a SCENARIO, or ",
                          "--trace FILE --model NAME --source-region NAME");
    if (cli->model == NULL)
        return say_needed(cli, without, "a --model, as --model sonnet-4.6");
    if (cli->source_region == NULL)
        return say_needed(cli, without, "a --source-region, as --source-region London");
    if (cli->trace != NULL && drawn != NULL) {
        fprintf(stderr,
                "crisim %s: %s is of drawn traffic, and --trace brings traffic of its own\n",
                cli->command->name, drawn);
        return 2;
    }
    if (cli->trace == NULL && drawn == NULL)
        return say_needed(cli, without,
                          "traffic: --trace FILE, or --rate, as --rate 2/s --input 1500 "
                          "--output 300 --for 1d");
    if (read_flags(cli, &starter) != 0)
        return 2;
    if (cli->rate_text != NULL)
        cli_quantity_say(&cli_rate, cli->command->name, "--rate", cli->rate_text);
    if (cli->length != NULL)
        cli_quantity_say(&cli_time, cli->command->name, "--for", cli->length);
    return 0;
}

void cli_start_write(const struct cli *cli, const struct catalog *catalog, struct sim_text *out)
{
    struct starter starter;

    if (read_flags(cli, &starter) == 0)
        starter_write(&starter, catalog, out);
}

uint32_t cli_start_edits(const struct cli *cli, const struct catalog *catalog,
                         struct scenario_edit *edits, struct sim_arena *arena)
{
    uint32_t n = 0;

    if (cli->template != NULL)
        n = cli_template_edits(cli->template, cli, catalog, edits, arena);
    n += cli_asked_edits(cli, edits + n, CLI_MAX_LIST, arena);
    if (cli->draws > 0)
        edits[n++] = (struct scenario_edit){
            "--draws", sim_arena_printf(arena, "uncertain.draws=%u", cli->draws)};
    for (uint32_t i = 0; i < cli->set.n; i++)
        edits[n++] = (struct scenario_edit){"--set", cli->set.items[i]};
    return n;
}

void cli_start_say(const struct cli *cli, const char *reservation, struct sim_diag *diag)
{
    /* "...; a call reserves 65,155 tokens on average and settles 2,210", and not what follows from
     * it. */
    const char *settles = strstr(reservation, "settles ");
    size_t n = settles != NULL ? (size_t)(settles - reservation) + strcspn(settles, ":")
                               : strlen(reservation);

    if (cli->max_tokens == NULL)
        sim_diag_note(diag, CLI_START_NAME, 0, 0, NULL,
                      "no --max-tokens is stated: a row's own is sent, or none, and then a call "
                      "reserves the model's maximum: %.*s",
                      (int)n, reservation);
    if (cli->capacity == NULL)
        sim_diag_note(diag, CLI_START_NAME, 0, 0, NULL,
                      "what a Region can serve is not published and taken as unlimited; --capacity "
                      "slots=40 states it");
}

void cli_start_add_flags(const struct cli *cli, struct sim_text *out)
{
    for (uint32_t i = 0; i + 1 < cli->start.n; i += 2) {
        sim_text_addf(out, " %s", cli->start.items[i]);
        if (cli->start.items[i + 1] != NULL) {
            sim_text_add(out, " ");
            sim_text_add_shell_word(out, cli->start.items[i + 1]);
        }
    }
}
