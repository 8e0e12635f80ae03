#include "analysis/cli/start.h"
#include "analysis/cli/study.h"
#include "analysis/study/draws.h"
#include "scenarios/read/ranges.h"

#include <inttypes.h>
#include <string.h>

static void print_plan(const struct plan *plan, struct sim_text *out)
{
    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct plan_option *option = &plan->options[a];

        sim_text_addf(
            out, "\noption '%s' (%s)%s%s\n", option->name, cri_mode_name(option->mode),
            option->allowed ? "" : ", not allowed: ", option->allowed ? "" : option->reason);
        sim_text_addf(out, "  model id     %s\n  called in    %s\n", option->model_ids,
                      option->sources);
        if (!option->allowed)
            continue;
        sim_text_addf(out, "  served in    %s%s%s%s\n", option->destinations,
                      option->destinations_mark[0] != '\0' ? " (" : "", option->destinations_mark,
                      option->destinations_mark[0] != '\0' ? ")" : "");
        sim_text_addf(
            out, "  routing      %s\n  capacity     %s\n  retries      %s\n  price        %s\n",
            option->routing, option->capacity, option->retry, option->price);
        for (uint32_t i = 0; i < option->n_quotas; i++) {
            char amount[40];

            sim_format_grouped(option->quotas[i].amount, amount, sizeof amount);
            sim_text_addf(out, "  quota        %s %s %s (%s: %s)\n", option->quotas[i].name,
                          cri_limit_name(option->quotas[i].limit),
                          option->quotas[i].amount != CRI_NO_LIMIT ? amount : "no limit",
                          option->quotas[i].mark, option->quotas[i].source);
        }
    }
    if (plan->n_assumptions > 0)
        sim_text_add(out, "\nwhat is not documented\n");
    for (uint32_t i = 0; i < plan->n_assumptions; i++)
        sim_text_addf(out, "  %-12s %s [%s]\n", plan->assumptions[i].mark,
                      plan->assumptions[i].text, plan->assumptions[i].source);
}

/* An option that is not allowed, or the classes of an allowed one that are not run. */
static void print_not_run(const struct plan *plan, uint32_t index, struct sim_text *out)
{
    const struct plan_option *option = &plan->options[index];

    if (!option->allowed) {
        sim_text_addf(out, "option '%s' is not allowed: %s\n", option->name, option->reason);
        return;
    }
    if (option->only_if != NULL)
        sim_text_addf(out, "option '%s' is allowed only if %s\n", option->name, option->only_if);
    for (uint32_t c = 0; c < option->spec.n_classes; c++)
        if (!option->spec.classes[c].runs)
            sim_text_addf(out, "option '%s': class '%s' is not run: %s\n", option->name,
                          option->spec.classes[c].name, option->spec.classes[c].why_not);
}

/* Classes of all options, each name once. */
static uint32_t count_classes(const struct plan *plan)
{
    uint32_t n = 0;

    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct cri_spec *spec = &plan->options[a].spec;

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            uint32_t before = 0;

            while (before < a &&
                   plan_class_find(&plan->options[before], spec->classes[c].name) == CRI_NONE)
                before++;
            n += before == a;
        }
    }
    return n;
}

/* Lines that are too long for the screen go on below their text, broken at spaces. */
static void add_folded(struct sim_text *out, const char *lines)
{
    enum { LISTING = 100, TEXT_AT = 15 };

    while (*lines != '\0') {
        size_t n = strcspn(lines, "\n"), at = 0;

        for (size_t done = 0; done < n;) {
            size_t fits = LISTING - at, cut = n - done;

            if (cut > fits) {
                for (cut = fits; cut > 0 && lines[done + cut] != ' ';)
                    cut--;
                cut = cut > TEXT_AT ? cut : fits;
            }
            sim_text_add_bytes(out, lines + done, cut);
            done += cut;
            while (done < n && lines[done] == ' ')
                done++;
            at = TEXT_AT;
            if (done < n)
                sim_text_addf(out, "\n%*s", TEXT_AT, "");
        }
        sim_text_add(out, "\n");
        lines += n + (lines[n] == '\n');
    }
}

/* What is not known, and how often it is drawn. */
static void print_ranges(const struct plan *plan, struct sim_text *out)
{
    const struct scenario *scenario = plan->scenario;
    uint32_t draws = draws_asked(plan);

    for (uint32_t i = 0; i < scenario->n_ranges; i++) {
        const struct scenario_range *range = &scenario->ranges[i];

        sim_text_addf(out, "%s is a range: %.12g as stated, drawn from %.12g to %.12g%s%s\n",
                      range->path, range->mid, range->low, range->high,
                      range->field->unit != NULL ? " " : "",
                      range->field->unit != NULL ? range->field->unit : "");
    }
    if (draws > 0)
        sim_text_addf(out, "compare and review run %u draws: %.12g %% of them have to meet the "
                           "SLOs\n",
                      draws, 100 * draws_share(plan));
    else if (scenario->n_ranges > 0)
        sim_text_add(out, "no SLO is stated that draws could meet: nothing is drawn\n");
}

static int run(const struct cli *cli)
{
    struct cli_study study;
    struct sim_text text = {0}, plan = {0};
    bool allowed = false;
    uint32_t n_classes = 0;
    int code = cli_study_open(&study, cli, true);

    if (code != 0)
        return code;
    for (uint32_t a = 0; a < study.plan->n_options; a++)
        allowed = allowed || study.plan->options[a].allowed;
    n_classes = count_classes(study.plan);
    if (cli->effective) {
        scenario_effective(study.scenario, &text);
        print_plan(study.plan, &plan);
        add_folded(&text, plan.data);
    } else {
        sim_text_addf(&text, "%s: %s (%u option%s, %u class%s)%s\n", cli_subject(cli),
                      allowed ? "no problems found" : "nothing in it can run",
                      study.plan->n_options, study.plan->n_options == 1 ? "" : "s", n_classes,
                      n_classes == 1 ? "" : "es", study.n_warnings > 0 ? "; see the warnings" : "");
        for (uint32_t a = 0; a < study.plan->n_options; a++)
            print_not_run(study.plan, a, &text);
        print_ranges(study.plan, &text);
        if (!allowed)
            sim_text_add(&text, "no option is allowed: none of the options can be run\n");
    }
    code = cli_print(&text);
    if (code == 0 && !allowed)
        code = CLI_EXIT_SLO;
    sim_text_release(&text);
    sim_text_release(&plan);
    cli_study_close(&study);
    return code;
}

const struct cli_command cli_command_check = {
    .name = "check",
    .arguments = "[SCENARIO]",
    .summary = "is the scenario right? every finding at once",
    .flags = CLI_START | CLI_ASKED | CLI_SET | CLI_EFFECTIVE | CLI_CATALOG | CLI_ASSUME_ALLOWED |
             CLI_KEEP_IDS | CLI_TRACE | CLI_DRAWS,
    .min_words = 0,
    .max_words = 1,
    .examples = "examples:\n  crisim check my.json\n  crisim check my.json --effective\n"
                "Traces are read too; one that is not there is a warning.\n",
    .exits = CLI_EXITS_ALLOWED | CLI_EXITS_SCENARIO | CLI_EXITS_INPUT,
    .run = run,
};
