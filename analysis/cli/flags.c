#include "analysis/cli/flags.h"

#include "analysis/cli/amount.h"
#include "analysis/cli/unknown.h"
#include "scenarios/traffic/trace.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum flag_type {
    FLAG_SWITCH,
    FLAG_STRING,
    FLAG_LIST,
    FLAG_U32,
    FLAG_U64,
    FLAG_NUMBER,
    FLAG_TIME,  /* [s] */
    FLAG_HOURS, /* [h] */
    FLAG_RATE   /* [1/s] */
};

/* How numbers that have a unit are written. */
static const struct cli_quantity *quantity_of(enum flag_type type)
{
    return type == FLAG_TIME    ? &cli_time
           : type == FLAG_HOURS ? &cli_hours
           : type == FLAG_RATE  ? &cli_rate
                                : NULL;
}

struct flag_row {
    const char *name;   /* "--seed" */
    const char *letter; /* "-j" or NULL */
    uint64_t flag;
    enum flag_type type;
    size_t offset, given; /* given: offset of a bool, or 0 */
    double min, max;
    const char *value, *summary;
};

#define AT(field) offsetof(struct cli, field)

static const struct flag_row rows[] = {
    {"--json", NULL, CLI_JSON, FLAG_SWITCH, AT(json), 0, 0, 0, "", "one JSON document on stdout"},
    {"--csv", NULL, CLI_CSV, FLAG_SWITCH, AT(csv), 0, 0, 0, "", "a CSV table on stdout"},
    {"--seed", NULL, CLI_SEED, FLAG_U64, AT(seed), AT(seed_given), 0, 9007199254740992.0, "N",
     "seed of all draws, instead of the scenario's; where there is none, instead of 1"},
    {"--replications", NULL, CLI_REPLICATIONS, FLAG_U32, AT(replications), AT(replications_given),
     1, 100000, "N", "repetitions, instead of the scenario's"},
    {"--draws", NULL, CLI_DRAWS, FLAG_U32, AT(draws), 0, 2, 10000, "N",
     "so many draws of the numbers that are ranges, instead of the scenario's"},
    {"--precision", NULL, CLI_PRECISION, FLAG_STRING, AT(precision), 0, 0, 0, "SHARE",
     "go on until success rate, TTFT and E2E p95, cost and what an SLO bounds are known to this "
     "relative error, as 2%"},
    {"--max-replications", NULL, CLI_PRECISION, FLAG_U32, AT(most_replications), 0, 2, 10000, "N",
     "for --precision at most so many repetitions (200)"},
    {"--jobs", "-j", CLI_THREADS, FLAG_U32, AT(threads), 0, 1, 1024, "N",
     "threads; without it one per processor; results do not depend on it"},
    {"--out", NULL, CLI_OUT, FLAG_STRING, AT(out), 0, 0, 0, "DIR", "save the results there"},
    {"--out", NULL, CLI_OUT_FILE, FLAG_STRING, AT(out), 0, 0, 0, "FILE",
     "write the trace there instead of to standard output"},
    {"--force", NULL, CLI_FORCE, FLAG_SWITCH, AT(force), 0, 0, 0, "",
     "replace what is there: of a folder only what crisim wrote"},
    {"--dry-run", NULL, CLI_DRY_RUN, FLAG_SWITCH, AT(dry_run), 0, 0, 0, "",
     "say which runs and how many requests would be simulated, and run nothing"},
    {"--resume", NULL, CLI_RESUME, FLAG_SWITCH, AT(resume), 0, 0, 0, "",
     "go on with what a run that was killed or stopped has finished in the folder of --out"},
    {"--trace", NULL, CLI_TRACE, FLAG_STRING, AT(trace), 0, 0, 0, "FILE",
     "replay this trace instead of the scenario's (- = standard input)"},
    {"--option", NULL, CLI_OPTION, FLAG_STRING, AT(option), 0, 0, 0, "NAME", "only this option"},
    {"--baseline", NULL, CLI_BASELINE, FLAG_STRING, AT(baseline), 0, 0, 0, "OPTION",
     "differences are against this option instead of the first that is allowed"},
    {"--assume-allowed", NULL, CLI_ASSUME_ALLOWED, FLAG_SWITCH, AT(assume_allowed), 0, 0, 0, "",
     "what policies leave open is taken to be allowed"},
    {"--simulate", NULL, CLI_SIMULATE, FLAG_SWITCH, AT(simulate), 0, 0, 0, "",
     "run the options, and hold the general advice against their figures"},
    {"--keep-ids", NULL, CLI_KEEP_IDS, FLAG_SWITCH, AT(keep_ids), 0, 0, 0, "",
     "show account ids, ARNs and names of policy files as they are"},
    {"--catalog", NULL, CLI_CATALOG, FLAG_STRING, AT(catalog), 0, 0, 0, "DIR",
     "tables that replace the built-in catalog's"},
    {"--effective", NULL, CLI_EFFECTIVE, FLAG_SWITCH, AT(effective), 0, 0, 0, "",
     "print every value in force and where it comes from"},
    {"--full", NULL, CLI_FULL, FLAG_SWITCH, AT(full), 0, 0, 0, "",
     "all tables behind the first screen, too"},
    {"--quick", NULL, CLI_VERDICT, FLAG_SWITCH, AT(quick), 0, 0, 0, "",
     "as stated only: neither cases nor what would change the verdict"},
    {"--gate", NULL, CLI_VERDICT, FLAG_STRING, AT(gate), 0, 0, 0, "WHAT",
     "what the exit code is about: all (default) cases that have to hold, or nominal: as stated"},
    {"--require-slo", NULL, CLI_VERDICT, FLAG_SWITCH, AT(require_slo), 0, 0, 0, "",
     "exit 1 where no SLO is stated"},
    {"--summary", NULL, CLI_VERDICT, FLAG_STRING, AT(summary), 0, 0, 0, "FILE",
     "write the verdict there as Markdown, for a pipeline"},
    {"--junit", NULL, CLI_VERDICT, FLAG_STRING, AT(junit), 0, 0, 0, "FILE",
     "write the verdict there as JUnit XML: a test for it, and one for each case"},
    {"--model", NULL, CLI_MODEL, FLAG_STRING, AT(model), 0, 0, 0, "ID", "only this model"},
    {"--region", NULL, CLI_REGION, FLAG_STRING, AT(region), 0, 0, 0, "CODE", "only this Region"},
    {"--sort", NULL, CLI_SORT, FLAG_SWITCH, AT(sort), 0, 0, 0, "",
     "sort rows whose time goes back, stably, instead of refusing the trace"},
    {"--skip-bad-rows", NULL, CLI_SKIP_BAD, FLAG_SWITCH, AT(skip_bad), 0, 0, 0, "",
     "skip and count bad rows instead of refusing the trace"},
    {"--time-unit", NULL, CLI_TIME_UNIT, FLAG_STRING, AT(time_unit), 0, 0, 0, "UNIT",
     "s, ms, us or ns: unit of times that are numbers, instead of the one that is found"},
    {"--unfold", NULL, CLI_READING, FLAG_SWITCH, AT(unfold), 0, 0, 0, "",
     "where the trace's clock starts again, go on behind the day before; sorts, too"},
    {"--session-gap", NULL, CLI_READING, FLAG_TIME, AT(session_gap), AT(session_gap_given), 0,
     3.2e8, "TIME", "between the starts of two sessions, where times count from each's start"},
    {"--classes", NULL, CLI_INSPECT, FLAG_SWITCH, AT(classes), 0, 0, 0, "",
     "print `traffic` and `classes` for a scenario that replays the trace"},
    {"--plot", NULL, CLI_INSPECT, FLAG_STRING, AT(plot), 0, 0, 0, "FILE",
     "draw requests and tokens of its minutes as SVG"},
    {"--service-time", NULL, CLI_INSPECT, FLAG_TIME, AT(service_time), 0, 1e-6, 86400, "TIME",
     "what a call takes whose latency is not in the trace"},
    {"--utc-offset", NULL, CLI_INSPECT, FLAG_HOURS, AT(utc_offset), 0, -24, 24, "HOURS",
     "how far local time is ahead of UTC, for the profile of the week (0)"},
    {"--for-model", NULL, CLI_INSPECT, FLAG_STRING, AT(for_model), 0, 0, 0, "ID",
     "the model of requests that do not say it: how its output counts for quota"},
    {"--metric", NULL, CLI_READING, FLAG_STRING, AT(metric_map), 0, 0, 0, "ID=NAME,...",
     "which metrics the ids of a get-metric-data answer stand for, where its labels do not say it"},
    {"--metric-period", NULL, CLI_READING, FLAG_TIME, AT(metric_period), 0, 1e-3, 3.2e7, "TIME",
     "period of counts, where there is one time only"},
    {"--input-tokens", NULL, CLI_READING, FLAG_NUMBER, AT(rate_input), 0, 1, 4e9, "N",
     "of each request of a table of rates"},
    {"--output-tokens", NULL, CLI_READING, FLAG_NUMBER, AT(rate_output), 0, 1, 4e9, "N",
     "of each request of a table of rates"},
    {"--rate-scale", NULL, CLI_READING, FLAG_NUMBER, AT(rate_scale), 0, 1e-9, 1e6, "X",
     "so many times the requests of a table of rates (1)"},
    {"--profile-map", NULL, CLI_READING, FLAG_STRING, AT(profile_map), 0, 0, 0, "NAME=ID,...",
     "what application profiles of a log call: ID of a model or profile"},
    {"--tolerance", NULL, CLI_DIFF, FLAG_STRING, AT(tolerance), 0, 0, 0, "P%",
     "figures that differ by no more than this share do not count"},
    {"--pdf", NULL, CLI_PAPER, FLAG_SWITCH, AT(pdf), 0, 0, 0, "",
     "report.pdf, too, printed on A4 by Chromium"},
    {"--figures", NULL, CLI_PAPER, FLAG_STRING, AT(figures), 0, 0, 0, "FORMS",
     "each figure as svg, png or pdf (commas between), with its data and its script beside it"},
    {"--markdown", NULL, CLI_MARKDOWN, FLAG_SWITCH, AT(markdown), 0, 0, 0, "",
     "the reference for people instead of a JSON Schema"},
    {"--shape", NULL, CLI_GENERATOR, FLAG_STRING, AT(shape), 0, 0, 0, "NAME",
     "poisson (default) or diurnal"},
    {"--rate", NULL, CLI_GENERATOR, FLAG_RATE, AT(rate), 0, 1e-9, 1e7, "RATE",
     "mean rate, as 2/s or 90/min (1/s)"},
    {"--duration", NULL, CLI_GENERATOR, FLAG_TIME, AT(duration), 0, 1e-6, 3.2e8, "TIME",
     "how long, as 30min, 2h or 1d (1h)"},
    {"--peak-to-mean", NULL, CLI_GENERATOR, FLAG_NUMBER, AT(peak_to_mean), 0, 1, 2, "X",
     "diurnal: highest rate over mean rate (1.5)"},
    {"--peak-at", NULL, CLI_GENERATOR, FLAG_TIME, AT(peak_at), 0, 0, 3.2e8, "TIME",
     "diurnal: time of the first peak (12h)"},
    {"--period", NULL, CLI_GENERATOR, FLAG_TIME, AT(period), 0, 1e-6, 3.2e8, "TIME",
     "diurnal: length of the cycle (1d)"},
    {"--input-p50", NULL, CLI_GENERATOR, FLAG_NUMBER, AT(input_p50), 0, 1, 1e9, "N",
     "median input tokens (1000)"},
    {"--input-p99", NULL, CLI_GENERATOR, FLAG_NUMBER, AT(input_p99), 0, 1, 1e9, "N",
     "99th percentile of input tokens (8000)"},
    {"--output-p50", NULL, CLI_GENERATOR, FLAG_NUMBER, AT(output_p50), 0, 1, 1e9, "N",
     "median output tokens (200)"},
    {"--output-p99", NULL, CLI_GENERATOR, FLAG_NUMBER, AT(output_p99), 0, 1, 1e9, "N",
     "99th percentile of output tokens (1000)"},
    {"--rounds", NULL, CLI_ROUNDS, FLAG_U32, AT(rounds), 0, 1, 1000, "N",
     "measure so many times and take the median (5)"},
    {"--model", NULL, CLI_STATED, FLAG_STRING, AT(model), 0, 0, 0, "NAME",
     "the model, as sonnet-4.6; its three ways of calling are compared"},
    {"--source-region", NULL, CLI_STATED, FLAG_STRING, AT(source_region), 0, 0, 0, "NAME",
     "where the calls are made, as eu-west-2 or London"},
    {"--max-tokens", NULL, CLI_STATED, FLAG_STRING, AT(max_tokens), 0, 0, 0, "N",
     "what the calls send; without it they send none (unset)"},
    {"--quota", NULL, CLI_STATED, FLAG_LIST, AT(quotas), 0, 0, 0, "LIMIT=N",
     "rpm, tpm or tpd instead of the catalog's, as tpm=3M; may be repeated"},
    {"--capacity", NULL, CLI_STATED, FLAG_STRING, AT(capacity), 0, 0, 0, "WHAT",
     "slots=40 (calls served at once in each Region), or unlimited (default)"},
    {"--rate", NULL, CLI_DRAWN, FLAG_STRING, AT(rate_text), 0, 0, 0, "RATE",
     "mean rate of drawn requests, as 2/s, 90/min or 10000/d"},
    {"--input", NULL, CLI_DRAWN, FLAG_STRING, AT(input), 0, 0, 0, "N",
     "median input tokens (1000)"},
    {"--output", NULL, CLI_DRAWN, FLAG_STRING, AT(output), 0, 0, 0, "N",
     "median output tokens (200)"},
    {"--for", NULL, CLI_DRAWN, FLAG_STRING, AT(length), 0, 0, 0, "TIME",
     "length of the traffic, as 90s, 30min, 2h or 1d (1h)"},
    {"--daily", NULL, CLI_DRAWN, FLAG_SWITCH, AT(daily), 0, 0, 0, "",
     "with a peak at noon of each day, 1.5 times the mean"},
    {"--slo", NULL, CLI_ASKED, FLAG_LIST, AT(slo), 0, 0, 0, "FIGURE=BOUND",
     "what must hold, as success=99% or e2e_p95=10s; may be repeated"},
    {"--residency", NULL, CLI_ASKED, FLAG_LIST, AT(residency), 0, 0, 0, "PLACE",
     "where requests may be processed: an area as europe, a country as Germany or DE, a Region; "
     "may be repeated"},
    {"--monthly-requests", NULL, CLI_ASKED, FLAG_STRING, AT(monthly_requests), 0, 0, 0, "N",
     "requests in 30 days, as 10M, for the cost of 30 days"},
    {"--set", NULL, CLI_SET, FLAG_LIST, AT(set), 0, 0, 0, "PATH=VALUE",
     "change the scenario, as in classes.chat.max_tokens=2000; a merge patch too; may be repeated"},
    {"--color", NULL, CLI_COLOR, FLAG_STRING, AT(color), 0, 0, 0, "WHEN",
     "auto (default: on a terminal, unless NO_COLOR is set), always or never"},
    {"--quiet", "-q", CLI_QUIET, FLAG_SWITCH, AT(quiet), 0, 0, 0, "", "no progress on stderr"},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

/* A flag of the command's own, which hides one of all studies; NULL = none of that name. */
static const struct question_flag *find_own(const struct cli_command *command, const char *name)
{
    const struct question_flag *own = command->own;

    while (own != NULL && own->name != NULL && strcmp(own->name, name) != 0)
        own++;
    return own != NULL && own->name != NULL ? own : NULL;
}

static const struct flag_row *find_row(const struct cli_command *command, const char *name)
{
    for (int i = 0; i < N_ROWS; i++)
        if ((rows[i].flag & command->flags) != 0 &&
            (strcmp(rows[i].name, name) == 0 ||
             (rows[i].letter != NULL && strcmp(rows[i].letter, name) == 0)))
            return &rows[i];
    return NULL;
}

/* What a flag was called in earlier versions, and is still taken for, with a line that says so. */
static const struct {
    const char *old, *name;
} renamed[] = {{"--arm", "--option"}};

static const struct flag_row *find_renamed(const struct cli_command *command, const char *name)
{
    for (size_t i = 0; i < sizeof renamed / sizeof renamed[0]; i++) {
        const struct flag_row *row = find_row(command, renamed[i].name);

        if (strcmp(name, renamed[i].old) == 0 && row != NULL) {
            fprintf(stderr, "crisim %s: %s is called %s now\n", command->name, name, row->name);
            return row;
        }
    }
    return NULL;
}

static int unknown_flag(const struct cli_command *command, const char *name)
{
    const char *names[N_ROWS + QUESTION_MOST_FLAGS];
    struct cli_flag_words flag;
    struct sim_text hint = {0};
    size_t n = 0;

    while (cli_flag_nth(command, command->flags, (uint32_t)n, &flag))
        names[n++] = flag.name;
    cli_unknown_hint(name, names, n, &hint);
    if (hint.length == 0)
        sim_text_addf(&hint, "; `crisim %s --help` lists the flags", command->name);
    fprintf(stderr, "crisim %s: unknown flag '%s'%s\n", command->name, name, hint.data);
    sim_text_release(&hint);
    return 2;
}

/* A flag that belongs to another action than the one that is named. */
static int misplaced_flag(const struct cli *cli, const bool *seen)
{
    const struct cli_command *command = cli->command;
    const struct cli_action *action = command->actions;
    const struct cli_action *other;

    while (action != NULL && action->name != NULL && strcmp(action->name, cli->words[0]) != 0)
        action++;
    if (action == NULL || action->name == NULL)
        return 0; /* the command says so */
    for (int i = 0; i < N_ROWS; i++) {
        if (!seen[i] || (rows[i].flag & action->flags) != 0)
            continue;
        for (other = command->actions; (rows[i].flag & other->flags) == 0;)
            other++;
        fprintf(stderr, "crisim %s %s: %s is a flag of `crisim %s %s`\n", command->name,
                action->name, rows[i].name, command->name, other->name);
        return 2;
    }
    return 0;
}

static int set_value(struct cli *cli, const struct flag_row *row, const char *text)
{
    const struct cli_quantity *quantity = quantity_of(row->type);
    void *field = (char *)cli + row->offset;
    double number;

    if (row->type == FLAG_STRING) {
        *(const char **)field = text;
        return 0;
    }
    if (row->type == FLAG_LIST) {
        struct cli_list *list = field;

        if (list->n < CLI_MAX_LIST) {
            list->items[list->n++] = text;
            return 0;
        }
        fprintf(stderr, "crisim %s: %s is given more than %d times\n", cli->command->name,
                row->name, CLI_MAX_LIST);
        return 2;
    }
    if (quantity != NULL) {
        if (!cli_quantity_read(quantity, text, &number) || number < row->min || number > row->max) {
            fprintf(stderr, "crisim %s: %s takes %s, from %.12g%s to %.12g%s (got '%s')\n",
                    cli->command->name, row->name, quantity->takes, row->min, quantity->base,
                    row->max, quantity->base, text);
            return 2;
        }
        cli_quantity_say(quantity, cli->command->name, row->name, text);
        *(double *)field = number;
        return 0;
    }
    if (!sim_parse_double(text, strlen(text), &number) || number < row->min || number > row->max ||
        (row->type != FLAG_NUMBER && number != (double)(uint64_t)number)) {
        fprintf(stderr, "crisim %s: %s takes a %snumber from %.16g to %.16g (got '%s')\n",
                cli->command->name, row->name, row->type == FLAG_NUMBER ? "" : "whole ", row->min,
                row->max, text);
        return 2;
    }
    if (row->type == FLAG_U32)
        *(uint32_t *)field = (uint32_t)number;
    else if (row->type == FLAG_U64)
        *(uint64_t *)field = (uint64_t)number;
    else
        *(double *)field = number;
    return 0;
}

/* Whether the text is one of the words that a flag takes in place of a number. */
static bool is_word(const struct question_flag *own, const char *text)
{
    size_t length = strlen(text);
    const char *bar;

    for (const char *at = own->value; (bar = strchr(at, '|')) != NULL; at = bar + 1)
        if ((size_t)(bar - at) == length && strncmp(at, text, length) == 0)
            return true;
    return false;
}

/* "peak, off-peak or ", as far as there are words. */
static void own_words(const struct question_flag *own, FILE *to)
{
    const char *bar;

    for (const char *at = own->value; (bar = strchr(at, '|')) != NULL; at = bar + 1)
        fprintf(to, "%.*s%s", (int)(bar - at), at, strchr(bar + 1, '|') != NULL ? ", " : " or ");
}

/* How the number of a flag of a command's own is written. */
static const struct cli_quantity *own_quantity(const struct question_flag *own)
{
    return own->type == QUESTION_SHARE   ? &cli_share
           : own->type == QUESTION_TIME  ? &cli_time
           : own->type == QUESTION_COUNT ? &cli_count
                                         : &cli_number;
}

/* @return 0, or 2 after a message */
static int read_own(const struct cli *cli, const struct question_flag *own, const char *text,
                    double *number)
{
    const struct cli_quantity *kind = own_quantity(own);
    const char *unit = own->type == QUESTION_SHARE ? "%" : own->type == QUESTION_TIME ? "s" : "";

    if (cli_quantity_read(kind, text, number) && *number >= own->low && *number <= own->high) {
        cli_quantity_say(kind, cli->command->name, own->name, text);
        return 0;
    }
    fprintf(stderr, "crisim %s: %s takes ", cli->command->name, own->name);
    own_words(own, stderr);
    fprintf(stderr, "%s, from %.12g%s to %.12g%s (got '%s')\n", kind->takes, kind->shown * own->low,
            unit, kind->shown * own->high, unit, text);
    return 2;
}

/* @return 0, or 2 after a message */
static int set_own(struct cli *cli, const struct question_flag *own, const char *value)
{
    struct question_value *set = &cli->own[own - cli->command->own];

    if (set->given && own->type != QUESTION_TEXTS) {
        fprintf(stderr, "crisim %s: %s is given twice\n", cli->command->name, own->name);
        return 2;
    }
    if (set->n == QUESTION_MOST_TEXTS) {
        fprintf(stderr, "crisim %s: %s is given more than %d times\n", cli->command->name,
                own->name, QUESTION_MOST_TEXTS);
        return 2;
    }
    if (own->type == QUESTION_SWITCH ? value != NULL : value == NULL || *value == '\0') {
        fprintf(stderr,
                own->type == QUESTION_SWITCH ? "crisim %s: %s takes no value\n"
                                             : "crisim %s: %s needs a value (%s)\n",
                cli->command->name, own->name, own->value);
        if (own->type != QUESTION_SWITCH && cli->command->say_values != NULL)
            cli->command->say_values(cli, own);
        return 2;
    }
    set->given = true;
    set->text = value;
    set->number = NAN;
    if (own->type == QUESTION_TEXTS)
        set->texts[set->n++] = value;
    else if (own->type != QUESTION_SWITCH && own->type != QUESTION_TEXT && !is_word(own, value) &&
             read_own(cli, own, value, &set->number) != 0)
        return 2;
    cli->own_given.items[cli->own_given.n++] = own->name;
    cli->own_given.items[cli->own_given.n++] = value;
    return 0;
}

/* A comparison without a file is told again by its flags. */
static void note_start(struct cli *cli, const struct flag_row *row, const char *value)
{
    if ((row->flag & CLI_START) == 0 || cli->start.n + 2 > CLI_MAX_LIST)
        return;
    cli->start.items[cli->start.n++] = row->name;
    cli->start.items[cli->start.n++] = value;
}

/* A command line that is read. */
struct line {
    struct cli *cli;
    char **argv;
    int argc, at; /* the argument that is read */
    bool seen[N_ROWS];
};

/* The next argument, unless it is a flag, which is no value, as in `--out --force`. */
static char *next_value(struct line *line)
{
    bool there = line->at + 1 < line->argc && strncmp(line->argv[line->at + 1], "--", 2) != 0;

    return there ? line->argv[++line->at] : NULL;
}

/* The row of a flag; value: what stands in the same argument, as in --jobs=4 and -j4, or NULL. */
static const struct flag_row *row_of(const struct cli_command *command, char *argument,
                                     char **value)
{
    char *equals = strchr(argument, '=');
    const struct flag_row *row;

    *value = NULL;
    if (argument[1] == '-' && equals != NULL) {
        *equals = '\0';
        *value = equals + 1;
    }
    row = find_row(command, argument);
    if (row == NULL && argument[1] != '-' && argument[1] != '\0' && argument[2] != '\0') {
        char letter[3] = {'-', argument[1], '\0'};

        row = find_row(command, letter);
        *value = row != NULL ? argument + 2 : NULL;
    }
    return row != NULL ? row : find_renamed(command, argument);
}

static int take_switch(struct cli *cli, const struct flag_row *row, const char *value)
{
    if (value != NULL) {
        fprintf(stderr, "crisim %s: %s takes no value\n", cli->command->name, row->name);
        return 2;
    }
    *(bool *)((char *)cli + row->offset) = true;
    note_start(cli, row, NULL);
    return 0;
}

static int take_flag(struct line *line, const struct flag_row *row, char *value)
{
    struct cli *cli = line->cli;

    if (line->seen[row - rows] && row->type != FLAG_LIST) {
        fprintf(stderr, "crisim %s: %s is given twice\n", cli->command->name, row->name);
        return 2;
    }
    line->seen[row - rows] = true;
    if (row->type == FLAG_SWITCH)
        return take_switch(cli, row, value);
    if (value == NULL)
        value = next_value(line);
    if (value == NULL || *value == '\0') {
        fprintf(stderr, "crisim %s: %s needs a value (%s)\n", cli->command->name, row->name,
                row->value);
        return 2;
    }
    if (set_value(cli, row, value) != 0)
        return 2;
    note_start(cli, row, value);
    if (row->given != 0)
        *(bool *)((char *)cli + row->given) = true;
    return 0;
}

static int read_flag(struct line *line)
{
    const struct cli_command *command = line->cli->command;
    char *argument = line->argv[line->at], *value;
    const struct flag_row *row = row_of(command, argument, &value);
    const struct question_flag *own = find_own(command, argument);

    if (own == NULL)
        return row != NULL ? take_flag(line, row, value) : unknown_flag(command, argument);
    if (own->type != QUESTION_SWITCH && value == NULL)
        value = next_value(line);
    return set_own(line->cli, own, value) != 0 ? 2 : 0;
}

static int read_word(struct cli *cli, char *word)
{
    const struct cli_command *command = cli->command;

    if (cli->n_words >= command->max_words || cli->n_words >= CLI_MAX_WORDS) {
        fprintf(stderr, "crisim %s: too many arguments: '%s'\n", command->name, word);
        return 2;
    }
    cli->words[cli->n_words++] = word;
    return 0;
}

/* Up to a flag that asks for help, which is then all that is done. */
static int read_arguments(struct line *line)
{
    bool only_words = false;
    int code = 0;

    for (; line->at < line->argc && code == 0; line->at++) {
        char *argument = line->argv[line->at];

        if (only_words || argument[0] != '-' || strcmp(argument, "-") == 0) {
            code = read_word(line->cli, argument);
        } else if (strcmp(argument, "--") == 0) {
            only_words = true;
        } else if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
            line->cli->help = true;
            return 0;
        } else {
            code = read_flag(line);
        }
    }
    return code;
}

int cli_flags_read(struct cli *cli, int argc, char **argv)
{
    const struct cli_command *command = cli->command;
    struct line line = {.cli = cli, .argv = argv, .argc = argc};
    int code = read_arguments(&line);

    if (code != 0 || cli->help)
        return code;
    if (cli->n_words < command->min_words) {
        fprintf(stderr, "crisim %s: usage: crisim %s %s; ", command->name, command->name,
                command->arguments);
        for (const struct cli_action *a = command->actions;
             a != NULL && a->name != NULL && strncmp(command->arguments, "ACTION", 6) == 0; a++)
            fprintf(stderr, "%s%s%s", a == command->actions ? "ACTION is one of " : ", ", a->name,
                    a[1].name == NULL ? "; " : "");
        fprintf(stderr, "`crisim %s --help` says more\n", command->name);
        return 2;
    }
    if (cli->json && cli->csv) {
        fprintf(stderr, "crisim %s: choose one of --json and --csv\n", command->name);
        return 2;
    }
    return cli->n_words > 0 ? misplaced_flag(cli, line.seen) : 0;
}

bool cli_may_have_file(const struct cli_command *command)
{
    return command->arguments != NULL && strncmp(command->arguments, "[SCENARIO", 9) == 0;
}

/* What the flags of a scenario without a file stand for; a command that makes one needs no word. */
static const char *group_of(const struct cli_command *command, uint64_t flag)
{
    return flag == CLI_DRAWN                                  ? "instead of a trace"
           : flag == CLI_STATED && cli_may_have_file(command) ? "instead of a SCENARIO"
                                                              : "";
}

bool cli_flag_nth(const struct cli_command *command, uint64_t flags, uint32_t n,
                  struct cli_flag_words *words)
{
    const struct question_flag *own = command->own;

    for (; own != NULL && own->name != NULL; own++)
        if (n-- == 0) {
            *words = (struct cli_flag_words){own->name, NULL, own->value, own->summary, ""};
            return true;
        }
    for (int i = 0; i < N_ROWS; i++) {
        if (!(rows[i].flag & flags) || find_own(command, rows[i].name) != NULL || n-- > 0)
            continue;
        *words = (struct cli_flag_words){rows[i].name, rows[i].letter, rows[i].value,
                                         rows[i].summary, group_of(command, rows[i].flag)};
        return true;
    }
    return false;
}

static void print_group(const struct cli_command *command, uint64_t flags, const char *group,
                        FILE *to)
{
    struct cli_flag_words row;
    bool first = true;

    for (uint32_t i = 0; cli_flag_nth(command, flags, i, &row); i++) {
        char left[48];

        if (strcmp(row.group, group) != 0)
            continue;
        if (first && group[0] != '\0')
            fprintf(to, "%s:\n", group);
        first = false;
        snprintf(left, sizeof left, "%s%s%s%s%s", row.letter != NULL ? row.letter : "",
                 row.letter != NULL ? ", " : "", row.name, row.value[0] != '\0' ? " " : "",
                 row.value);
        fprintf(to, "  %-22s %s\n", left, row.summary);
    }
}

static void print_rows(const struct cli_command *command, uint64_t flags, FILE *to)
{
    print_group(command, flags, "", to);
    print_group(command, flags, "instead of a SCENARIO", to);
    print_group(command, flags, "instead of a trace", to);
}

static void help_formats(const struct cli_command *command, FILE *to)
{
    if (command->exits & CLI_EXITS_SCENARIO)
        fprintf(to, "SCENARIO is a JSON file, // comments allowed, or - for standard input.\n");
    if (command->flags & CLI_TRACE) {
        fprintf(to, "Traces:");
        for (uint32_t i = 0; trace_format_name(i) != NULL; i++)
            fprintf(to, "%s %s", i > 0 ? "," : "", trace_format_name(i));
        fprintf(to, "; found by their content; plain, .gz or .zst.\n");
    }
}

void cli_exits_text(const struct cli_command *command, struct sim_text *out)
{
    sim_text_add(out, "0 done");
    if (command->exits & CLI_EXITS_SLO)
        sim_text_add(out, ", 1 no option meets every stated SLO, or none is allowed");
    if (command->exits & CLI_EXITS_ALLOWED)
        sim_text_add(out, ", 1 no option is allowed");
    if (command->exits & CLI_EXITS_POINT)
        sim_text_add(out, ", 1 a point failed");
    if (command->exits & CLI_EXITS_CATALOG)
        sim_text_add(out, ", 1 the tables contradict one another");
    if (command->exits & CLI_EXITS_DIFFER)
        sim_text_add(out, ", 1 something differs");
    if (command->exits & CLI_EXITS_CLASS)
        sim_text_add(out, ", 1 a class has no way that is allowed");
    sim_text_add(out, ", 2 usage");
    if (command->exits & CLI_EXITS_SCENARIO)
        sim_text_add(out, ", 3 scenario invalid");
    if (command->exits & CLI_EXITS_INPUT)
        sim_text_add(out, ", 4 input unreadable");
    if (command->exits & CLI_EXITS_PRECISION)
        sim_text_add(out, ", 5 precision not reached");
    sim_text_add(
        out,
        ",\n6 a fault of crisim, 7 output not written or out of memory, 129/130/143 stopped\n");
}

static void help_exits(const struct cli_command *command, FILE *to)
{
    struct sim_text text = {0};

    cli_exits_text(command, &text);
    fprintf(to, "\nexit codes: %s", text.data);
    sim_text_release(&text);
}

void cli_flags_help(const struct cli_command *command, FILE *to)
{
    fprintf(to, "crisim %s %s\n  %s\n\n%s\n", command->name, command->arguments, command->summary,
            command->examples);
    help_formats(command, to);
    for (const struct cli_action *action = command->actions; action != NULL && action->name != NULL;
         action++) {
        fprintf(to, "flags of %s:\n", action->name);
        print_rows(command, action->flags, to);
    }
    if (command->actions == NULL && command->flags != 0) {
        fprintf(to, "flags:\n");
        print_rows(command, command->flags, to);
    }
    help_exits(command, to);
}
