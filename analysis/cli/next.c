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
    const char *precision;         /* of run and compare */
    uint32_t most;                 /* --max-replications */
    const struct results *planned; /* of a review: its plan, and so many times its budget */
    double more;
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

static bool is_review(const char *name)
{
    return strcmp(name, "review") == 0;
}

/* The plan of a review, however it was asked for: what makes it again. */
static void add_plan(struct sim_text *text, const struct cli *cli, const struct command *command,
                     bool saved)
{
    const struct results *results = command->planned;

    if (results == NULL || results->n_planned == 0)
        return;
    if (results->plan_by_hand) {
        for (uint32_t i = 0; i < cli->own_given.n; i += 2)
            if (strcmp(cli->own_given.items[i], "--plan") == 0)
                add_flag(text, "--plan", place(cli->own_given.items[i + 1], saved));
        return;
    }
    sim_text_addf(text, " --budget %.10gs --speed %.10g", command->more * results->plan_seconds,
                  results->plan_requests_per_s);
}

static void add_own_flags(struct sim_text *text, const struct cli *cli)
{
    for (uint32_t i = 0; i < cli->own_given.n; i += 2) {
        sim_text_addf(text, " %s", cli->own_given.items[i]);
        if (cli->own_given.items[i + 1] != NULL) {
            sim_text_add(text, " ");
            sim_text_add_shell_word(text, cli->own_given.items[i + 1]);
        }
    }
}

static bool takes_precision(const char *name)
{
    return strcmp(name, "run") == 0 || strcmp(name, "compare") == 0;
}

static bool takes_draws(const char *name)
{
    return strcmp(name, "compare") == 0 || is_review(name);
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
    if (is_review(command->name))
        add_plan(&text, cli, command, saved);
    else if (cli->command->own != NULL && strcmp(command->name, cli->command->name) == 0)
        add_own_flags(&text, cli);
    if (cli->draws > 0 && takes_draws(command->name))
        sim_text_addf(&text, " --draws %u", cli->draws);
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

/* Whether what the first of the risks is about is of that kind. */
static bool is_risk(const struct results *results, uint32_t i, const char *kind)
{
    return i < results->n_risks && strcmp(results->risks[i].kind, kind) == 0;
}

static bool is_form(const struct results *results, const char *form)
{
    return results->form != NULL && strcmp(results->form, form) == 0;
}

static bool is_stopped(const struct results *results)
{
    for (uint32_t i = 0; i < results->n_planned; i++)
        if (results->planned[i].stopped)
            return true;
    return false;
}

/* What a review leaves open, in the order in which a board would ask; the n-th, from 0. */
static const char *of_review(const struct cli *cli, struct results *results, uint32_t n,
                             struct command *next)
{
    const char *decided =
        results->decided < results->n_options ? results->options[results->decided].name : NULL;
    struct command again = *next;

    if (!results->complete && cli->out != NULL && n-- == 0) {
        next->out = cli->out;
        next->extra = "--resume";
        return "what is left of it? the same, going on with what is finished";
    }
    if (is_form(results, "nothing-works") && n-- == 0) {
        next->name = "size";
        next->baseline = NULL;
        return "which quota would do? the least that refuses next to nothing";
    }
    if (!results->slo_stated && cli->slo.n == 0 && n-- == 0) {
        next->extra = "--slo success=99% --slo e2e_p95=10s";
        return "what is promised? with SLOs there is a recommendation; these are examples";
    }
    if (is_stopped(results) && !results->plan_by_hand && n-- == 0) {
        next->more = 4;
        return "what was not run? the same with four times the budget";
    }
    for (uint32_t i = 0; i < results->n_risks; i++) {
        *next = again;
        next->baseline = NULL;
        next->option = next->option != NULL ? next->option : decided;
        if (is_risk(results, i, "load") && n-- == 0) {
            next->name = "maxload";
            return "how much more traffic, under each rule? where the first 429 comes";
        }
        if (is_risk(results, i, "quota") && n-- == 0) {
            next->name = "size";
            next->extra = "--form";
            return "which quota do I ask for? the fields of the provider's request";
        }
        if (is_risk(results, i, "drill") && n-- == 0) {
            next->name = "drill";
            return "what if each Region goes? every drill of the option";
        }
        *next = again;
        if ((is_risk(results, i, "rule") || is_risk(results, i, "case")) && n-- == 0) {
            next->name = "compare";
            next->extra = "--full";
            return "which case is it? every option in every case";
        }
    }
    *next = again;
    if (cli->out == NULL && n-- == 0) {
        next->out = fresh_folder(&results->arena);
        return "what goes to the board? the same again, saved with its paper";
    }
    *next = again;
    next->with_seed = true;
    next->seed = results->seed + 1;
    return n == 0 ? "does it hold with other luck? the same with another seed" : NULL;
}

/* Whether size found that more is needed than is in force: in the option that is best, if one is.
 */
static bool asks_for_quota(const struct results *results)
{
    const struct results_table *table = results_table_find(results, "size-amounts");
    const char *best =
        results->best < results->n_options ? results->options[results->best].name : NULL;
    bool asks = false;

    for (uint32_t r = 0; table != NULL && r < table->n_rows; r++) {
        const struct metric_value *cells = &table->cells[(size_t)r * table->n_columns];
        double ask = NAN, in_force = NAN;

        for (uint32_t c = 0; c < table->n_columns; c++) {
            if (strcmp(table->columns[c].key, "ask") == 0)
                ask = cells[c].value;
            if (strcmp(table->columns[c].key, "in_force") == 0)
                in_force = cells[c].value;
        }
        asks = asks || (ask > in_force && (best == NULL || strcmp(cells[0].shown, best) == 0));
    }
    return asks;
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
    if (is_review(results->study))
        return of_review(cli, results, 0, next);
    if (strcmp(results->study, "size") == 0 && asks_for_quota(results)) {
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
                            .replications = cli->precision == NULL && !is_review(results->study)
                                                ? results->replications
                                            : cli->replications_given ? cli->replications
                                                                      : 0,
                            .precision = cli->precision,
                            .most = cli->most_replications,
                            .quick = cli->quick,
                            .planned = results,
                            .more = 1};
    struct command next = {.name = results->study,
                           .option = cli->option,
                           .baseline = cli->baseline,
                           .with_seed = cli->seed_given,
                           .seed = cli->seed,
                           .replications = cli->replications_given ? cli->replications : 0,
                           .precision = cli->precision,
                           .most = cli->most_replications,
                           .quick = cli->quick,
                           .planned = results,
                           .more = 1};
    struct command further = next;

    results->set = cli->set.items;
    results->n_set = cli->set.n;
    /* What came from standard input is gone. */
    if (strcmp(cli_subject(cli), "-") == 0 || (cli->trace != NULL && strcmp(cli->trace, "-") == 0))
        return (struct cli_next){NULL, NULL};
    results->command = write_command(cli, &again, true, &results->arena);
    results->next_question = question(cli, n_options, results, &next);
    results->next_command = write_command(cli, &next, true, &results->arena);
    if (is_review(results->study) && strcmp(next.name, "check") != 0 &&
        strcmp(next.name, "advise") != 0) {
        results->further_question = of_review(cli, results, 1, &further);
        if (results->further_question != NULL)
            results->further_command = write_command(cli, &further, true, &results->arena);
    }
    return (struct cli_next){write_command(cli, &next, false, &results->arena),
                             results->further_command != NULL
                                 ? write_command(cli, &further, false, &results->arena)
                                 : NULL};
}
