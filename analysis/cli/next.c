#include "analysis/cli/next.h"

#include "analysis/cli/start.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* A command in parts; NULL and 0 leave a part out. */
struct command {
    const char *name;
    const char *option, *baseline, *out;
    const char *extra; /* a flag of the command's own */
    bool with_seed, effective, quick;
    uint64_t seed;
    uint32_t replications;
    const char *precision; /* of run and compare */
    uint32_t most;         /* --max-replications */
};

/* An absolute path is this machine's: what is saved has the file's name instead. */
static const char *place(const char *path, bool saved)
{
    const char *slash = strrchr(path, '/');

    return saved && path[0] == '/' && slash[1] != '\0' ? slash + 1 : path;
}

static void add_flag(struct sim_text *text, const char *flag, const char *value)
{
    if (value == NULL)
        return;
    sim_text_addf(text, " %s ", flag);
    sim_text_add_shell_word(text, value);
}

static bool takes_precision(const char *name)
{
    return strcmp(name, "run") == 0 || strcmp(name, "compare") == 0;
}

static const char *write_command(const struct cli *cli, const struct command *command, bool saved,
                                 struct sim_arena *arena)
{
    struct sim_text text = {0};
    const char *kept;

    if (saved)
        sim_text_add(&text, "crisim");
    else
        sim_text_add_shell_word(&text, cli->program);
    sim_text_addf(&text, " %s", command->name);
    if (cli->n_words > 0) {
        sim_text_add(&text, " ");
        sim_text_add_shell_word(&text, place(cli->words[0], saved));
    }
    if (cli->trace != NULL)
        add_flag(&text, "--trace", place(cli->trace, saved));
    cli_start_add_flags(cli, &text);
    if (cli->catalog != NULL)
        add_flag(&text, "--catalog", place(cli->catalog, saved));
    for (uint32_t i = 0; i < cli->slo.n; i++)
        add_flag(&text, "--slo", cli->slo.items[i]);
    for (uint32_t i = 0; i < cli->residency.n; i++)
        add_flag(&text, "--residency", cli->residency.items[i]);
    add_flag(&text, "--monthly-requests", cli->monthly_requests);
    for (uint32_t i = 0; i < cli->set.n; i++)
        add_flag(&text, "--set", cli->set.items[i]);
    for (uint32_t i = 0; i < cli->own_given.n && cli->command->own != NULL &&
                         strcmp(command->name, cli->command->name) == 0;
         i += 2) {
        sim_text_addf(&text, " %s", cli->own_given.items[i]);
        if (cli->own_given.items[i + 1] != NULL) {
            sim_text_add(&text, " ");
            sim_text_add_shell_word(&text, cli->own_given.items[i + 1]);
        }
    }
    add_flag(&text, "--option", command->option);
    add_flag(&text, "--baseline", command->baseline);
    if (command->with_seed)
        sim_text_addf(&text, " --seed %" PRIu64, command->seed);
    if (command->replications > 0)
        sim_text_addf(&text, " --replications %u", command->replications);
    if (command->precision != NULL && takes_precision(command->name)) {
        add_flag(&text, "--precision", command->precision);
        if (command->most > 0)
            sim_text_addf(&text, " --max-replications %u", command->most);
    }
    if (command->effective)
        sim_text_add(&text, " --effective");
    if (command->quick && strcmp(command->name, "compare") == 0)
        sim_text_add(&text, " --quick");
    if (command->extra != NULL)
        sim_text_addf(&text, " %s", command->extra);
    add_flag(&text, "--out", command->out);
    kept = sim_arena_strdup(arena, text.data);
    sim_text_release(&text);
    return kept;
}

/* "results", or the first of "results-2", "results-3" ... that is not there. */
static const char *fresh_folder(struct sim_arena *arena)
{
    const char *name = "results";
    struct stat there;

    for (int i = 2; lstat(name, &there) == 0 && i < 1000; i++)
        name = sim_arena_printf(arena, "results-%d", i);
    return name;
}

/* Whether policies refuse an option, or it is not known whether they do. */
static bool meets_policies(const struct results *results)
{
    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_option *option = &results->options[i];

        if (option->undecided || (!option->allowed && option->reason != NULL &&
                                  strstr(option->reason, "refused by a policy") != NULL))
            return true;
    }
    return false;
}

/* Share of the requests from which on a quota's refusals are the first question, as of `size`. */
#define REFUSED_TOO_MUCH 0.001

/* Whether quotas leave an option with more requests throttled than that. */
static bool quota_refuses(const struct results *results)
{
    static const char *const limits[] = {"throttled-rpm", "throttled-tpm", "throttled-tpd",
                                         "throttled-account"};
    const struct results_metric *offered = results_metric_find(results, "offered");

    for (uint32_t i = 0; offered != NULL && i < results->n_options; i++) {
        double refused = 0;

        for (size_t k = 0; k < sizeof limits / sizeof limits[0]; k++) {
            const struct results_metric *metric = results_metric_find(results, limits[k]);

            if (metric != NULL && metric->options[i].text == NULL)
                refused += metric->options[i].value;
        }
        if (offered->options[i].text == NULL &&
            refused > REFUSED_TOO_MUCH * offered->options[i].value)
            return true;
    }
    return false;
}

/* What this run leaves open first. @return the question, or NULL */
static const char *question(const struct cli *cli, uint32_t n_options, struct results *results,
                            struct command *next)
{
    bool compared = strcmp(results->study, "compare") == 0;
    bool offered = false;

    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct results_metric *metric = results_metric_find(results, "offered");

        offered = offered || (metric != NULL && metric->options[i].text == NULL &&
                              metric->options[i].value > 0);
    }
    if (meets_policies(results)) {
        *next = (struct command){.name = "advise"};
        return "what would have to change in the policies? the smallest change, judged again";
    }
    if (!offered) {
        *next = (struct command){.name = "check", .effective = true};
        return "why is nothing asked for or run? every value in force, and where it comes from";
    }
    if (strcmp(results->study, "size") == 0) {
        if (next->option == NULL && n_options > 1 && results->best < results->n_options)
            next->option = results->options[results->best].name;
        next->extra = "--commands";
        return "how do I ask for them? the commands of the provider's CLI";
    }
    if (!compared && n_options > 1) {
        next->name = "compare";
        next->option = NULL;
        return "which option? all of them on the same traffic and luck";
    }
    if ((compared || strcmp(results->study, "run") == 0) && quota_refuses(results)) {
        next->name = "size";
        next->baseline = NULL;
        return "which quota would do? the least that refuses next to nothing";
    }
    if (results->precision.asked > 0 && !results->precision.met) {
        next->most = 2 * results->precision.most;
        return "how many replications does the precision take? up to twice as many";
    }
    if (results->replications < 2) {
        next->replications = 10;
        return "is it luck? ten replications give intervals";
    }
    if (cli->out == NULL) {
        next->out = fresh_folder(&results->arena);
        return "what goes to the review? the same again, saved with a report";
    }
    if (compared && results->best < results->n_options && results->best != results->baseline) {
        next->baseline = results->options[results->best].name;
        return "how far are the others from the best? differences against it";
    }
    next->with_seed = true;
    next->seed = results->seed + 1;
    return "does it hold with other luck? the same with another seed";
}

struct cli_next cli_next_question(const struct cli *cli, uint32_t n_options,
                                  struct results *results)
{
    struct command again = {.name = results->study,
                            .option = cli->option,
                            .baseline = cli->baseline,
                            .with_seed = true,
                            .seed = results->seed,
                            .replications = cli->precision == NULL    ? results->replications
                                            : cli->replications_given ? cli->replications
                                                                      : 0,
                            .precision = cli->precision,
                            .most = cli->most_replications,
                            .quick = cli->quick};
    struct command next = {.name = results->study,
                           .option = cli->option,
                           .baseline = cli->baseline,
                           .with_seed = cli->seed_given,
                           .seed = cli->seed,
                           .replications = cli->replications_given ? cli->replications : 0,
                           .precision = cli->precision,
                           .most = cli->most_replications,
                           .quick = cli->quick};

    /* What came from standard input is gone. */
    if (strcmp(cli_subject(cli), "-") == 0 || (cli->trace != NULL && strcmp(cli->trace, "-") == 0))
        return (struct cli_next){NULL};
    results->command = write_command(cli, &again, true, &results->arena);
    results->next_question = question(cli, n_options, results, &next);
    results->next_command = write_command(cli, &next, true, &results->arena);
    return (struct cli_next){write_command(cli, &next, false, &results->arena)};
}
