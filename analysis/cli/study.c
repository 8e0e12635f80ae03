#include "analysis/cli/study.h"

#include "analysis/cli/asked.h"
#include "analysis/cli/checked.h"
#include "analysis/cli/gate.h"
#include "analysis/cli/mixed.h"
#include "analysis/cli/next.h"
#include "analysis/cli/start.h"
#include "analysis/exec/ranks.h"
#include "analysis/report/report.h"
#include "analysis/results/folder.h"
#include "analysis/study/dry.h"
#include "analysis/study/study_list.h"
#include "scenarios/plan/files.h"
#include "scenarios/read/edit.h"
#include "sim/base/assert.h"
#include "sim/base/stop.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool has_trace(const struct scenario_map *traffic)
{
    const struct scenario_traffic *entries = traffic->items;

    for (uint32_t i = 0; i < traffic->n; i++)
        if (entries[i].generator == SCENARIO_NO_GENERATOR)
            return true;
    return false;
}

/* --trace has nothing to replace where every request is drawn. */
static bool trace_is_useless(const struct cli *cli, const struct scenario *scenario)
{
    const struct scenario_traffic *first = scenario->base.traffic.items;

    if (cli->trace == NULL || scenario->base.traffic.n == 0)
        return false;
    if (has_trace(&scenario->base.traffic))
        return false;
    for (uint32_t a = 0; a < scenario->n_options; a++)
        if (has_trace(&scenario->worlds[a].traffic))
            return false;
    fprintf(stderr,
            "crisim: --trace replaces traces, but %s has none: traffic '%s' is drawn by a "
            "generator; give it a 'trace' instead of the 'generator' (and its keys), or leave "
            "--trace out\n",
            cli_subject(cli), first->node.name);
    return true;
}

/* An error whose file is not the scenario is in a trace: 4 goes before 3 (exit codes). */
static int plan_exit_code(const struct sim_diag *diag, const char *scenario_file)
{
    for (size_t i = 0; i < diag->n; i++)
        if (diag->findings[i].severity == SIM_SEVERITY_ERROR &&
            strcmp(diag->findings[i].file, scenario_file) != 0 &&
            !scenario_is_edit(diag->findings[i].file))
            return 4;
    return 3;
}

/* The file, or what the flags say; what is asked of it, and then the edits. */
static struct scenario *read_scenario(const struct cli *cli, const struct catalog *catalog,
                                      struct sim_diag *diag)
{
    struct sim_arena arena = {0};
    /* Not on the stack, which a small machine may have little of. */
    struct scenario_edit *edits = sim_arena_alloc(&arena, CLI_MOST_EDITS * sizeof *edits);
    struct sim_text text = {0};
    struct scenario *scenario;
    uint32_t n = cli_start_edits(cli, catalog, edits, &arena);

    if (cli->n_words > 0) {
        scenario = scenario_read_edited(cli->words[0], edits, n, catalog, diag);
    } else {
        cli_start_write(cli, catalog, &text);
        scenario =
            scenario_parse_edited(CLI_START_NAME, text.data, text.length, edits, n, catalog, diag);
    }
    sim_text_release(&text);
    sim_arena_release(&arena);
    return scenario;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

/* What was named is there, or is nowhere, and is no scenario. */
static void hint_at_scenarios(const char *path)
{
    struct sim_text text = {0};

    if (strcmp(path, "-") == 0)
        return;
    if (access(path, F_OK) != 0 && path[0] != '\0')
        plan_add_files_like(path, &text);
    if (text.length > 0 && strstr(text.data, ".json'") != NULL) {
        fprintf(stderr, "%s\n", text.data + strlen("; "));
    } else if (strcmp(path, "help") == 0 && access(path, F_OK) != 0) {
        fprintf(stderr, "`crisim help COMMAND` and `crisim COMMAND --help` say more\n");
    } else if (!ends_with(path, ".json")) {
        fprintf(stderr, "a SCENARIO is JSON; a trace goes with --trace FILE --model NAME "
                        "--source-region NAME\n");
    } else if (access(path, F_OK) != 0) {
        sim_text_clear(&text);
        sim_text_add_shell_word(&text, path);
        fprintf(stderr,
                "`crisim init %s --trace FILE --model NAME --source-region NAME` makes one\n",
                text.data);
    }
    sim_text_release(&text);
}

int cli_study_open(struct cli_study *study, const struct cli *cli, bool traces_may_miss)
{
    struct sim_diag diag;
    bool hint = false;
    struct cli_precision precision;
    int code = cli_start_check(cli);

    if (code == 0)
        code = cli_precision_read(cli, &precision);
    if (code == 0)
        code = cli_asked_check(cli);
    if (code == 0)
        code = cli_gate_check(cli);
    if (code != 0)
        return code;
    *study = (struct cli_study){.compiled = {.trace = cli->trace,
                                             .traces_may_miss = traces_may_miss,
                                             .assume_allowed = cli->assume_allowed,
                                             .keep_ids = cli->keep_ids,
                                             .over_time = strcmp(cli->command->name, "review") == 0,
                                             .override_seed = cli->seed_given,
                                             .seed = cli->seed,
                                             .override_replications = cli->replications_given,
                                             .replications = cli->replications},
                                .precision = precision};
    sim_diag_init(&diag);
    if (catalog_open(&study->catalog, cli->catalog, &diag) != SIM_OK) {
        code = cli->catalog != NULL ? 4 : 6;
    } else {
        study->scenario = read_scenario(cli, study->catalog, &diag);
        if (study->scenario != NULL && diag.n_errors > 0) {
            plan_check_names(study->scenario, study->catalog, &diag);
            code = 3;
        } else if (study->scenario == NULL) {
            code = diag.unreadable ? 4 : 3;
            hint = cli->n_words > 0 &&
                   (code == 3 || access(cli->words[0], R_OK) == 0 || errno == ENOENT);
        } else if (trace_is_useless(cli, study->scenario)) {
            code = 2;
        } else {
            cli_precision_begin(&precision, (uint32_t)study->scenario->base.replications,
                                &study->compiled);
            study->plan = plan_create(study->scenario, study->catalog, &study->compiled, &diag);
            if (study->plan != NULL) {
                plan_check_cases(study->plan, &study->compiled, &diag);
                plan_check_ranges(study->plan, &study->compiled, &diag);
            }
            if (study->plan == NULL || diag.n_errors > 0)
                code = plan_exit_code(&diag, study->scenario->file);
            else if (strcmp(cli->command->name, "compare") == 0 && !cli_add_mixed(study, &diag))
                code = 3;
            else
                code = cli_gate_check_traces(cli, study->plan);
        }
    }
    if (code == 0 && cli->n_words == 0)
        cli_start_say(cli, study->plan->max_tokens_text, &diag);
    study->n_warnings = diag.n_warnings;
    /* Rank 0 has said it already. */
    if (exec_rank() == 0 || code != 0)
        cli_print_findings(&diag);
    if (hint)
        hint_at_scenarios(cli->words[0]);
    sim_diag_release(&diag);
    if (code != 0)
        cli_study_close(study);
    return code;
}

void cli_study_close(struct cli_study *study)
{
    plan_destroy(study->plan);
    scenario_destroy(study->scenario);
    plan_destroy(study->stated_plan);
    scenario_destroy(study->stated);
    sim_json_destroy(study->mixed);
    catalog_destroy(study->catalog);
    *study = (struct cli_study){0};
}

/* ---- progress ---- */

struct progress {
    bool terminal, any;
    uint32_t done;
    uint64_t n_requests;
    struct timespec start, last;
};

static double seconds_since(const struct timespec *then)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static void show_progress(void *context, const struct loop_progress *now)
{
    struct progress *progress = context;
    double elapsed = seconds_since(&progress->start);
    double since = seconds_since(&progress->last);

    progress->done = now->done;
    progress->n_requests = now->n_requests;
    /* Short runs stay silent. */
    if (elapsed < 1 || since < (progress->terminal ? 0.2 : 10))
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress->last);
    progress->any = true;
    fprintf(stderr, progress->terminal ? "\r\x1b[K" : "");
    fprintf(stderr, "%u of %u replications, %.0f s", now->done, now->n, elapsed);
    if (now->done > now->found)
        fprintf(stderr, ", about %.0f s to go",
                elapsed / (now->done - now->found) * (now->n - now->done));
    if (now->asked > 0 && isfinite(now->widest))
        fprintf(stderr, "; figures known to %.2g %% or better, %.3g %% asked", 100 * now->widest,
                100 * now->asked);
    else if (!isnan(now->precision))
        fprintf(stderr, "; success rate known to \u00b1%.2g points", now->precision);
    fprintf(stderr, progress->terminal ? "" : "\n");
}

/* What it was, of a run that was not silent. */
static void end_progress(const struct progress *progress)
{
    char requests[32];

    if (!progress->any)
        return;
    sim_format_grouped((int64_t)progress->n_requests, requests, sizeof requests);
    fprintf(stderr, "%s%u replications, %s requests, %.0f s\n",
            progress->terminal ? "\r\x1b[K" : "", progress->done, requests,
            seconds_since(&progress->start));
}

/* ---- output ---- */

static void say(struct sim_text *said)
{
    if (said->length > 0)
        fputs(said->data, stderr);
    sim_text_release(said);
}

static void say_lines(const char *lines)
{
    fputs(lines, stderr);
}

/* The folder of --out is ready before anything runs. */
static int open_folder(const struct cli *cli, struct results_folder **folder)
{
    struct sim_text said = {0};
    struct sim_error err;
    enum sim_status status = results_folder_open(folder, cli->out, cli->force, &said, &err);

    say(&said);
    return status == SIM_OK ? 0 : cli_fail(&err);
}

/* A study that was stopped gets no report: gnuplot takes longer than who stopped it wants to wait.
 */
static enum sim_status add_report(const struct results *results, struct results_folder *folder,
                                  bool *made, struct sim_error *err)
{
    struct report report;
    enum sim_status status;

    *made = false;
    if (sim_stopped())
        return SIM_OK;
    status = report_make(results, &(struct report_settings){.pdf = false}, &report, err);
    *made = status == SIM_OK;
    for (uint32_t i = 0; i < report.n && status == SIM_OK; i++)
        status = results_folder_add(folder, RESULTS_REPORT, report.files[i].name,
                                    report.files[i].text, report.files[i].n, err);
    report_release(&report);
    return status == SIM_EINTERRUPTED ? SIM_OK : status;
}

static int save(const struct cli *cli, const struct results *results, struct results_folder *folder)
{
    struct sim_text said = {0}, manifest = {0};
    struct sim_error err;
    enum sim_status status = results_write(results, folder, &err);
    bool report = false;

    if (status == SIM_OK)
        status = add_report(results, folder, &report, &err);
    if (status == SIM_OK) {
        results_manifest(results, folder, &manifest);
        status = results_folder_commit(folder, manifest.data, results->complete,
                                       results->replications, &said, &err);
        sim_text_release(&manifest);
    }
    say(&said);
    if (status != SIM_OK)
        return cli_fail(&err);
    if (!cli->quiet && report)
        fprintf(stderr, "results: %s, report: %s/report.html\n", results_folder_place(folder),
                results_folder_place(folder));
    else if (!report)
        fprintf(stderr, "results: %s, without a report; `crisim report %s` makes it\n",
                results_folder_place(folder), results_folder_place(folder));
    return 0;
}

static int show(const struct cli *cli, struct results *results, struct cli_next next)
{
    struct sim_text text = {0};
    int code;

    results->next_command = next.command;
    results->further_command = next.further;
    if (cli->json)
        results_json(results, &text);
    else if (cli->csv)
        results_csv(results, &text);
    else if (results->printed != NULL)
        sim_text_add(&text, results->printed);
    else if (strcmp(results->study, "review") == 0)
        results_decision(results, &text);
    else if (results->n_answers > 0)
        results_answers_screen(results, &text, 80, cli->colour);
    else if ((results->n_shown == 0 && results->n_lines == 0) ||
             strcmp(results->study, "compare") != 0)
        results_text(results, &text, cli->columns, cli->table_columns, cli->colour);
    else
        results_screen(results, &text, 80, cli->colour);
    if (cli->full && results->printed == NULL && !cli->json && !cli->csv) {
        sim_text_add(&text, "\n");
        results_text(results, &text, cli->columns, cli->table_columns, cli->colour);
    }
    code = cli_print(&text);
    sim_text_release(&text);
    return code;
}

/* The study of a subcommand. */
static const struct loop_study *find_kind(const char *name)
{
    const struct loop_study *found = study_find(name);

    SIM_ASSERT(found != NULL, "no study '%s'", name);
    return found;
}

/* What is asked of a study; asked: of its questions, where a subcommand asks one. */
static struct loop_settings settings_of(const struct cli *cli, const struct loop_study *kind,
                                        const struct cli_study *study,
                                        const struct budget_asked *budget,
                                        const struct question_value *const *asked)
{
    return (struct loop_settings){
        .plan = study->plan,
        .compile = study->compiled,
        .only_option = cli->option,
        .baseline = cli->baseline,
        .asked = kind->questions != NULL && kind->questions[1] == NULL ? asked : NULL,
        .precision = study->precision.relative,
        .most_replications = study->precision.most,
        .quick = cli->quick,
        .budget = budget,
        .n_threads = cli->threads,
        .stop = &sim_stop,
        .say = say_lines};
}

/* The study is run, by all processes; what rank 0 has to show is in *results. */
static enum sim_status run_study(const struct cli *cli, const struct loop_study *kind,
                                 const struct cli_study *study, const struct budget_asked *budget,
                                 const char *jobs, struct results **results, struct sim_error *err)
{
    struct progress progress = {.terminal = isatty(STDERR_FILENO) == 1};
    const struct question_value *const asked[] = {cli->own};
    struct loop_settings settings = settings_of(cli, kind, study, budget, asked);
    enum sim_status status;

    settings.progress = cli->quiet ? NULL : show_progress;
    settings.progress_context = &progress;
    settings.jobs = jobs;
    settings.resume = cli->resume;
    clock_gettime(CLOCK_MONOTONIC, &progress.start);
    progress.last = progress.start;
    status = loop_run(kind, &settings, results, err);
    end_progress(&progress);
    return status;
}

/* A process of rank > 0: it reads what rank 0 has found good, and works for it. */
static int serve(const struct cli *cli, const struct loop_study *kind)
{
    struct sim_error err = {.status = SIM_OK};
    struct results *none;
    struct cli_study study;
    int code;

    /* A launcher sends its signal to every process, and ends all when one has ended by itself: this
     * one waits for rank 0, which saves what is finished. */
    cli_stops_gently = 1;
    code = cli_study_open(&study, cli, false);
    if (code == 0) {
        run_study(cli, kind, &study, NULL, NULL, &none, &err);
        cli_study_close(&study);
    } else {
        loop_refuse();
    }
    exec_ranks_finish();
    return 0; /* rank 0 says how it went */
}

/* Every process starts here; rank 0 goes first, so that wrong input is reported once. */
static int join(const struct cli *cli, struct cli_study *study, struct results_folder **folder)
{
    struct sim_error err = {.status = SIM_OK};
    int code;

    if (exec_ranks_start(&err) != SIM_OK)
        return cli_fail(&err);
    if (exec_rank() > 0)
        return exec_ranks_share(0);
    if (exec_n_ranks() > 1 && strcmp(cli_subject(cli), "-") == 0) {
        sim_fail(&err, SIM_EUSAGE, NULL,
                 "several processes cannot all read standard input; give the scenario as a file");
        code = cli_fail(&err);
    } else if (cli->resume && cli->out == NULL) {
        sim_fail(&err, SIM_EUSAGE, NULL,
                 "--resume goes on with what is in the folder of --out DIR: name it");
        code = cli_fail(&err);
    } else {
        code = cli_study_open(study, cli, false);
    }
    /* A folder that will not do is said beside what is wrong with the scenario. */
    if (cli->out != NULL && code != 2) {
        int usable = open_folder(cli, folder);

        if (code == 0 && usable != 0)
            cli_study_close(study);
        if (code != 0 || usable != 0) {
            results_folder_close(*folder);
            *folder = NULL;
            code = usable != 0 ? usable : code;
        }
    }
    return exec_ranks_share(code);
}

enum sim_status cli_study_compare(const struct cli *cli, const struct cli_study *study,
                                  struct results **results, struct sim_error *err)
{
    enum sim_status status;

    cli_stops_gently = 1;
    status = run_study(cli, find_kind("compare"), study, NULL, NULL, results, err);
    cli_stops_gently = 0;
    return status;
}

/* What would be simulated; by rank 0, while the others leave. */
static int plan_kind(const struct cli *cli, const struct loop_study *kind,
                     const struct budget_asked *budget)
{
    const struct question_value *const asked[] = {cli->own};
    struct sim_error err = {.status = SIM_OK};
    struct sim_text text = {0};
    struct loop_settings settings;
    struct cli_study study;
    struct dry dry;
    int code = 0;

    if (exec_ranks_start(&err) != SIM_OK)
        return cli_fail(&err);
    if (exec_rank() == 0)
        code = cli_study_open(&study, cli, false);
    if (exec_rank() == 0 && code == 0) {
        settings = settings_of(cli, kind, &study, budget, asked);
        if (dry_run(kind, &settings, &dry, &err) != SIM_OK)
            code = cli_fail(&err);
        else if (cli->json)
            dry_json(&dry, &text);
        else
            dry_text(&dry, &text);
        dry_release(&dry);
        code = code != 0 ? code : cli_print(&text);
        sim_text_release(&text);
        cli_study_close(&study);
    }
    exec_ranks_finish();
    return code;
}

static int run_kind(const struct cli *cli, const struct loop_study *kind,
                    const struct budget_asked *budget)
{
    struct cli_study study;
    struct results *results = NULL;
    struct sim_error err = {.status = SIM_OK};
    enum sim_status status;
    struct results_folder *folder = NULL;
    int code;

    if (cli->dry_run)
        return plan_kind(cli, kind, budget);
    code = join(cli, &study, &folder);
    if (code != 0) {
        exec_ranks_finish();
        return exec_rank() == 0 ? code : 0;
    }
    if (exec_rank() > 0)
        return serve(cli, kind);
    cli_stops_gently = 1;
    status = run_study(cli, kind, &study, budget,
                       folder != NULL ? results_folder_jobs(folder) : NULL, &results, &err);
    /* The others need not wait for reports. But a launcher that was interrupted may never let go,
     * so in that case what there is is saved first. */
    if (status != SIM_EINTERRUPTED)
        exec_ranks_finish();
    /* The paper says whether the simulator that made it is right; the screen has no room for it. */
    if (budget != NULL && folder != NULL && status == SIM_OK)
        cli_add_checks(results);
    if (results != NULL) {
        struct cli_next next = cli_next_question(cli, study.scenario->n_options, results);
        int shown;

        /* First what lasts: standard output may be closed already. */
        code = folder != NULL ? save(cli, results, folder) : 0;
        code = code != 0 ? code : cli_gate_write(cli, results);
        shown = show(cli, results, next);
        code = code != 0 ? code : shown;
        code = cli_precision_code(results, code != 0 ? code : cli_gate_code(cli, results));
    }
    if (status != SIM_OK) {
        int failed = cli_fail(&err);

        /* Output that could not be written goes before an interruption (exit codes). */
        if (code != 7)
            code = status == SIM_EINTERRUPTED && sim_stopped() ? 128 + (int)sim_stop : failed;
    }
    results_folder_close(folder);
    results_destroy(results);
    cli_study_close(&study);
    fflush(stdout);
    exec_ranks_finish();
    return code;
}

int cli_study_run(const struct cli *cli, const char *name)
{
    return run_kind(cli, find_kind(name), NULL);
}

int cli_study_review(const struct cli *cli, const struct budget_asked *budget)
{
    return run_kind(cli, find_kind("review"), budget);
}
