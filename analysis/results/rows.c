#include "analysis/results/rows.h"

#include "analysis/results/table.h"

#define AT(type, field) offsetof(struct type, field)
/* What it is, and bounds and the like, after the three: designated, so that a row says only what it
 * has. */
#define ROW(name, of, at, what, ...)                                                               \
    {                                                                                              \
        .key = (name), .type = FIELD_##of, .offset = (at), .text = (what), __VA_ARGS__             \
    }
#define OPTIONAL      .may_be_null = true
#define BETWEEN(a, b) .min = (a), .max = (b)
#define END                                                                                        \
    {                                                                                              \
        .key = NULL                                                                                \
    }

const struct results_field results_head_fields[] = {
    ROW("study", STRING, AT(results, study), "which study: 'run', 'compare' ..."),
    ROW("title", STRING, AT(results, title), "of the scenario"),
    ROW("description", STRING, AT(results, description), "of the scenario", OPTIONAL),
    ROW("scenario_file", STRING, AT(results, scenario_file), "its name without folder"),
    ROW("scenario_json", STRING, AT(results, scenario_json),
        "the scenario in force, with every default, as canonical JSON"),
    ROW("scenario_sha256", STRING, AT(results, scenario_sha256), "of scenario_json"),
    ROW("trace_files", STRING, AT(results, trace_files), "their names, ', ' between"),
    ROW("trace_sha256", STRING, AT(results, trace_sha256), "of each, ', ' between"),
    ROW("catalog_sha256", STRING, AT(results, catalog_sha256), "of all tables of the catalog"),
    ROW("crisim_version", STRING, AT(results, version), "that made the results"),
    ROW("seed", U64, AT(results, seed), "of all draws"),
    ROW("replications", U32, AT(results, replications), "that were finished", BETWEEN(1, 1e6)),
    ROW("intervals_cover", STRING, AT(results, intervals_cover),
        "a sentence: what intervals cover, and what they do not"),
    ROW("another_covers", STRING, AT(results, another_covers),
        "a sentence: what another_low to another_high are; null: there are none", OPTIONAL),
    ROW("horizon_s", DOUBLE, AT(results, horizon_s), "the longest of the options [s]",
        BETWEEN(0, RESULTS_MOST_S)),
    ROW("traffic", STRING, AT(results, traffic), "a sentence: rows, span, scaling"),
    ROW("max_tokens_rule", STRING, AT(results, max_tokens_rule), "a sentence: what calls reserve"),
    ROW("baseline", OPTION, AT(results, baseline),
        "option that differences are against; null: none", OPTIONAL),
    ROW("recommended", OPTION, AT(results, best), "option that the verdict is for; null: none",
        OPTIONAL),
    ROW("runner_up", OPTION, AT(results, runner_up), "the next; null: none", OPTIONAL),
    ROW("cheaper_not_robust", OPTION, AT(results, cheaper),
        "the cheapest that costs less, holds as stated, and not in every case; null: none",
        OPTIONAL),
    ROW("form", STRING, AT(results, form),
        "'recommended', 'least-regret', 'nothing-works', 'no-slo', 'no-candidate'; 'unfinished': "
        "interrupted before every case was run"),
    ROW("ends_well", BOOL, AT(results, ends_well),
        "exit code 0: recommended and robust; without an SLO, something ran"),
    ROW("ends_well_nominal", BOOL, AT(results, ends_well_nominal),
        "the same by the case as stated alone"),
    ROW("headline_word", STRING, AT(results, headline_word), "first words of the verdict"),
    ROW("headline", STRING, AT(results, headline), "what follows them"),
    ROW("scale", STRING, AT(results, scale), "how much was simulated"),
    ROW("command", STRING, AT(results, command), "that makes these results again", OPTIONAL),
    ROW("next_question", STRING, AT(results, next_question), "what to ask next", OPTIONAL),
    ROW("next_command", STRING, AT(results, next_command), "and how", OPTIONAL),
    ROW("further_question", STRING, AT(results, further_question), "what to ask after that",
        OPTIONAL),
    ROW("further_command", STRING, AT(results, further_command), "and how", OPTIONAL),
    ROW("decided_option", OPTION, AT(results, decided),
        "that asks and risks are about: the recommended one, else the nearest; null: none",
        OPTIONAL),
    ROW("condition", STRING, AT(results, condition), "of the recommendation; null: none", OPTIONAL),
    ROW("otherwise", STRING, AT(results, otherwise),
        "option that is recommended if the condition is not met; null: none", OPTIONAL),
    ROW("owner", STRING, AT(results, owner), "who answers for the scenario", OPTIONAL),
    ROW("inputs_of", STRING, AT(results, inputs_of),
        "day of the oldest figure of the catalog that was used", OPTIONAL),
    ROW("plan_seconds", DOUBLE, AT(results, plan_seconds),
        "of a review: the budget that its plan was made of [s]; null: there is no plan", OPTIONAL,
        BETWEEN(0, RESULTS_PLAN_MOST)),
    ROW("plan_requests_per_s", DOUBLE, AT(results, plan_requests_per_s),
        "requests a second that it reckons with", OPTIONAL, BETWEEN(0, RESULTS_PLAN_MOST)),
    ROW("plan_by_hand", BOOL, AT(results, plan_by_hand),
        "the plan was given, and is not what the two make of the study"),
    ROW("complete", BOOL, AT(results, complete), "false: the study was interrupted"),
    ROW("missing", STRING, AT(results, missing),
        "what an interrupted study did not get to; null: it is complete", OPTIONAL),
    ROW("slo_stated", BOOL, AT(results, slo_stated), "whether any SLO is"),
    ROW("slo_met", BOOL, AT(results, slo_met),
        "some option that ran meets every stated SLO; true when none is stated"),
    END,
};

const struct results_field results_precision_fields[] = {
    ROW("asked", DOUBLE, AT(results_precision, asked),
        "relative error up to which the headline figures were to be known", BETWEEN(0, 1)),
    ROW("reached", DOUBLE, AT(results_precision, reached),
        "the largest of any of them; null: an interval reaches 0, or a figure is a number in some "
        "replications only",
        OPTIONAL, BETWEEN(0, RESULTS_MOST)),
    ROW("met", BOOL, AT(results_precision, met), "false: exit code 5"),
    ROW("varies", BOOL, AT(results_precision, varies),
        "false: every replication has the same figures, and more of them say no more"),
    ROW("replications", U32, AT(results_precision, replications), "that were run", BETWEEN(1, 1e6)),
    ROW("max_replications", U32, AT(results_precision, most), "that would have been run at most",
        BETWEEN(1, 1e6)),
    ROW("metric", STRING, AT(results_precision, key),
        "key of the one whose error is the largest; null: there is no figure", OPTIONAL),
    ROW("option", OPTION, AT(results_precision, option), "in which it is; null: none", OPTIONAL),
    ROW("text", STRING, AT(results_precision, text), "the same for people"),
    END,
};

const struct results_field results_value_fields[] = {
    ROW("text", STRING, AT(metric_value, text),
        "word in the place of a number: 'no data', 'no price', 'not allowed' ...; null: a number",
        OPTIONAL),
    ROW("value", DOUBLE, AT(metric_value, value),
        "in the metric's unit, over all replications at once; a count is the mean of a replication",
        OPTIONAL),
    ROW("low", DOUBLE, AT(metric_value, low),
        "lower end of the 95 % interval over replications; null: there is none", OPTIONAL),
    ROW("high", DOUBLE, AT(metric_value, high), "its upper end", OPTIONAL),
    ROW("another_low", DOUBLE, AT(metric_value, another_low),
        "from here about 95 % of further runs lie; null: not known", OPTIONAL),
    ROW("another_high", DOUBLE, AT(metric_value, another_high), "to here", OPTIONAL),
    ROW("n", U64, AT(metric_value, n),
        "what it is made of, over all replications: so many of the metric's n_counts"),
    ROW("shown", STRING, AT(metric_value, shown),
        "as every table and report shows it: rounded, with half of the interval; of cost 'not "
        "ranked' where the option does not hold beside others"),
    ROW("mark", CHOICE, AT(metric_value, mark),
        "beside the other options that hold as stated (without an SLO: that complete within 1 % "
        "point of the most complete), in the digits shown",
        .words = metric_mark_words),
    END,
};

static const struct results_field case_fields[] = {
    ROW("name", STRING, AT(results_case, name), "'as-stated' is the first"),
    ROW("text", STRING, AT(results_case, text), "what is true in it"),
    END,
};

static const struct results_field option_fields[] = {
    ROW("name", STRING, AT(results_option, name), "as in the scenario"),
    ROW("mode", STRING, AT(results_option, mode), "the way of calling"),
    ROW("allowed", BOOL, AT(results_option, allowed), "false: it was not run"),
    ROW("candidate", BOOL, AT(results_option, candidate),
        "it runs every class, in conditions that can be compared"),
    ROW("robust", BOOL, AT(results_option, robust), "it holds in every case that decides"),
    ROW("left", BOOL, AT(results_option, left), "without an SLO: one to choose from"),
    ROW("reason", STRING, AT(results_option, reason), "why it is not allowed", OPTIONAL),
    ROW("allowed_only_if", STRING, AT(results_option, only_if),
        "what policies ask for and is not known; ''", OPTIONAL),
    ROW("undecided", BOOL, AT(results_option, undecided),
        "true: it is not taken for granted, so the option is never recommended"),
    ROW("refused_at_destinations", STRING, AT(results_option, forbidden),
        "what IAM ends at single destinations, and why; ''", OPTIONAL),
    ROW("model_ids", STRING, AT(results_option, model_ids), "as called, over its classes"),
    ROW("sources", STRING, AT(results_option, sources), "source Regions"),
    ROW("destinations", STRING, AT(results_option, destinations), "where calls may be served"),
    ROW("logs", STRING, AT(results_option, logs),
        "where logs, metrics and what is kept of its calls may lie, beside where they are served",
        OPTIONAL),
    ROW("destinations_mark", STRING, AT(results_option, destinations_mark),
        "how they are known: 'documented', 'assumption' ..."),
    ROW("routing", STRING, AT(results_option, routing), "the rule in force"),
    ROW("capacity", STRING, AT(results_option, capacity), "of its Regions"),
    ROW("retry", STRING, AT(results_option, retry), "of its clients"),
    ROW("price", STRING, AT(results_option, price), "USD per million tokens"),
    ROW("not_run", STRING, AT(results_option, not_run),
        "classes of other options that it does not run, and why; ''"),
    ROW("compared", STRING, AT(results_option, compared),
        "classes that its differences are over; '': all that run anywhere"),
    ROW("horizon_s", DOUBLE, AT(results_option, horizon_s), "arrivals up to it are offered [s]",
        BETWEEN(0, RESULTS_MOST_S)),
    ROW("unlike_baseline", STRING, AT(results_option, unlike),
        "what it did not meet alike with the baseline; '': the two are paired"),
    ROW("usd_input_per_1000_completed", DOUBLE, AT(results_option, usd_input),
        "for input tokens [USD]; null: no price", OPTIONAL),
    ROW("usd_output_per_1000_completed", DOUBLE, AT(results_option, usd_output),
        "for output tokens [USD]", OPTIONAL),
    ROW("usd_cache_per_1000_completed", DOUBLE, AT(results_option, usd_cache),
        "for the prompt cache [USD]", OPTIONAL),
    ROW("usd_model_units_per_1000_completed", DOUBLE, AT(results_option, usd_hourly),
        "for model units by the hour [USD]", OPTIONAL),
    ROW("usd_waste_per_1000_completed", DOUBLE, AT(results_option, usd_waste),
        "for work that clients had given up on [USD]", OPTIONAL),
    END,
};

static const struct results_field quota_fields[] = {
    ROW("name", STRING, AT(results_quota, name), "source Region/model/way of calling"),
    ROW("options", STRING, AT(results_quota, option_names), "that use it, ', ' between"),
    ROW("limit", STRING, AT(results_quota, limit), "'rpm', 'tpm', 'tpd', 'account-tpd' ..."),
    ROW("amount", I64, AT(results_quota, amount), "per minute or day; -1: no limit"),
    ROW("mark", STRING, AT(results_quota, mark), "how it is known"),
    ROW("source", STRING, AT(results_quota, source), "where it is from"),
    END,
};

static const struct results_field metric_fields[] = {
    ROW("key", STRING, AT(results_metric, key), "stable, for scripts; the list is below"),
    ROW("item", STRING, AT(results_metric, item),
        "the class, Region or reason that it is of, whose name ends its key; null: of all",
        OPTIONAL),
    ROW("section", STRING, AT(results_metric, section), "the part of the table"),
    ROW("label", STRING, AT(results_metric, label),
        "for people; two leading spaces: a part of the one before"),
    ROW("unit", STRING, AT(results_metric, unit), "of value, low, high; '': a count or ratio"),
    ROW("kind", CHOICE, AT(results_metric, kind), "how replications are merged",
        .words = metric_kind_words),
    ROW("n_counts", STRING, AT(results_metric, n_counts), "what n counts"),
    ROW("better", CHOICE, AT(results_metric, better), "which of two values is", //
        .words = metric_better_words),
    ROW("decimals", INT, AT(results_metric, decimals), "digits after the point when shown"),
    ROW("slo", STRING, AT(results_metric, slo),
        "key of the SLO that bounds it in a scenario (shares there are 0..1); null: none can",
        OPTIONAL),
    ROW("outage_window", BOOL, AT(results_metric, outage_window),
        "over the requests that arrived in an outage only"),
    ROW("in_tables", BOOL, AT(results_metric, in_tables), "false: kept for SLOs and scripts"),
    ROW("hide_if_zero", BOOL, AT(results_metric, hide_if_zero),
        "in no table where it is 0 in every option"),
    ROW("spread", BOOL, AT(results_metric, spread), "what another run could bring is shown"),
    ROW("brief", U32, AT(results_metric, brief), "place in a report's first table; 0: not there"),
    END,
};

static const struct results_field difference_fields[] = {
    ROW("key", STRING, AT(results_difference, key), "of the metric"),
    ROW("label", STRING, AT(results_difference, label), "for people"),
    ROW("unit", STRING, AT(results_difference, unit), "of the numbers"),
    ROW("better", CHOICE, AT(results_difference, better), "which of two values is",
        .words = metric_better_words),
    ROW("decimals", INT, AT(results_difference, decimals), "digits after the point when shown"),
    ROW("option", OPTION, AT(results_difference, option), "it less the baseline"),
    ROW("difference", DOUBLE, AT(results_difference, difference), "null: no data", OPTIONAL),
    ROW("low", DOUBLE, AT(results_difference, low),
        "lower end of its interval, from the differences in each replication; all intervals of a "
        "metric hold together with 95 %; null: none",
        OPTIONAL),
    ROW("high", DOUBLE, AT(results_difference, high), "its upper end", OPTIONAL),
    ROW("correlation", DOUBLE, AT(results_difference, correlation),
        "of the replications of the two; null: one does not vary, or they are not paired", OPTIONAL,
        BETWEEN(-1.000001, 1.000001)),
    ROW("variance_ratio", DOUBLE, AT(results_difference, variance_ratio),
        "variance of the difference over what it would be of independent runs; null likewise",
        OPTIONAL, BETWEEN(0, RESULTS_MOST)),
    ROW("unpaired_half_width", DOUBLE, AT(results_difference, unpaired_half),
        "half of the interval that independent runs would have had (Welch); null likewise",
        OPTIONAL, BETWEEN(0, RESULTS_MOST)),
    ROW("smallest", DOUBLE, AT(results_difference, smallest),
        "smallest difference that matters; null: not stated", OPTIONAL),
    ROW("n_pairs", U32, AT(results_difference, n), "replications in which both have a value"),
    ROW("verdict", STRING, AT(results_difference, verdict),
        "'better', 'worse', 'differs', 'identical', 'negligible', 'indistinguishable', 'no data'; "
        "where one of the two does not hold 'higher', 'lower' or (of cost) 'not ranked'"),
    ROW("mark", CHOICE, AT(results_difference, mark), "of the option", .words = metric_mark_words),
    END,
};

static const struct results_field outage_fields[] = {
    ROW("name", STRING, AT(results_outage, name), "as in the scenario"),
    ROW("kind", STRING, AT(results_outage, kind), "what is lost"),
    ROW("regions", STRING, AT(results_outage, regions), "in which, ', ' between"),
    ROW("options", STRING, AT(results_outage, option_names),
        "that meet it, ', ' between; '': every option"),
    ROW("start_s", DOUBLE, AT(results_outage, start_s), "from the start of the run [s]",
        BETWEEN(0, RESULTS_MOST_S)),
    ROW("end_s", DOUBLE, AT(results_outage, end_s), "from the start of the run [s]",
        BETWEEN(0, RESULTS_MOST_S)),
    END,
};

static const struct results_field assumption_fields[] = {
    ROW("text", STRING, AT(results_assumption, text), "a number or rule that is not documented"),
    ROW("mark", STRING, AT(results_assumption, mark), "how it is known"),
    ROW("source", STRING, AT(results_assumption, source), "where it is from"),
    END,
};

static const struct results_field sentence_fields[] = {
    ROW("text", STRING, 0, "a sentence"),
    END,
};

static const struct results_field slo_fields[] = {
    ROW("option", OPTION, AT(results_slo, option), "that is judged"),
    ROW("class", STRING, AT(results_slo, class),
        "that it is judged over alone; null: the whole option, or its only class", OPTIONAL),
    ROW("slo", STRING, AT(results_slo, slo), "key of the SLO"),
    ROW("bound", CHOICE, AT(results_slo, at_least), "which side", .words = results_bound_words),
    ROW("limit", DOUBLE, AT(results_slo, limit), "in the SLO's unit; shares are 0..1"),
    ROW("value", DOUBLE, AT(results_slo, value), "in the same unit; null: no data, or infinite",
        OPTIONAL),
    ROW("text", STRING, AT(results_slo, text), "the same for people"),
    ROW("met", BOOL, AT(results_slo, met), ""),
    END,
};

static const struct results_field judged_fields[] = {
    ROW("name", STRING, AT(results_judged, name), "'as stated' is the first"),
    ROW("text", STRING, AT(results_judged, words), "what is so in it"),
    ROW("automatic", BOOL, AT(results_judged, automatic),
        "a rule that is not documented; else stated"),
    ROW("must_hold", BOOL, AT(results_judged, must_hold), "false: it is only told"),
    ROW("run", BOOL, AT(results_judged, run), "false: it was proved to change nothing"),
    ROW("why_not", STRING, AT(results_judged, why_not), "what proves it", OPTIONAL),
    ROW("decides", BOOL, AT(results_judged, decides),
        "it has to hold, and for some option it does"),
    ROW("counted", BOOL, AT(results_judged, counted),
        "it moves a figure of some option, or asks for something else"),
    END,
};

static const struct results_field holding_fields[] = {
    ROW("option", OPTION, AT(results_holding, option), "that is judged"),
    ROW("case", U32, AT(results_holding, in_case), "number in judged_cases"),
    ROW("holds", BOOL, AT(results_holding, holds), "every SLO of the case is met"),
    ROW("shortfall", DOUBLE, AT(results_holding, shortfall),
        "the largest miss as a share of what is allowed; null: infinite", OPTIONAL),
    ROW("regret", DOUBLE, AT(results_holding, regret),
        "that less the least of any candidate; null: infinite, or no candidate", OPTIONAL),
    ROW("miss", STRING, AT(results_holding, miss), "the same for people; null: none", OPTIONAL),
    END,
};

static const struct results_field line_fields[] = {
    ROW("label", STRING, AT(results_line, label), "what it is about"),
    ROW("text", STRING, AT(results_line, text), "what it says"),
    END,
};

static const struct results_field shown_fields[] = {
    ROW("row", U32, AT(results_glance, row), "of the table", BETWEEN(0, 100000)),
    ROW("option", OPTION, AT(results_glance, option), "the column"),
    ROW("key", STRING, AT(results_glance, key), "of the row: word of a figure, or its own"),
    ROW("label", STRING, AT(results_glance, label), "of the row, for people"),
    ROW("text", STRING, AT(results_glance, text), "the value as stated"),
    ROW("mark", STRING, AT(results_glance, mark), "'met', 'MISSED', ''"),
    ROW("over", STRING, AT(results_glance, over), "over the cases, where it moves", OPTIONAL),
    END,
};

static const struct results_field change_fields[] = {
    ROW("list", STRING, AT(results_change, list), "what changes"),
    ROW("input", STRING, AT(results_change, input), "what would have to be otherwise"),
    ROW("text", STRING, AT(results_change, text), "a sentence"),
    END,
};

static const struct results_field ask_fields[] = {
    ROW("text", STRING, AT(results_ask, text), "what is asked"),
    ROW("reason", STRING, AT(results_ask, reason), "why"),
    END,
};

static const struct results_field risk_fields[] = {
    ROW("kind", STRING, AT(results_risk, kind),
        "'load', 'capacity', 'quota', 'hop', 'rule', 'case', 'draws', or the question that found "
        "it"),
    ROW("option", OPTION, AT(results_risk, option), "that it is about"),
    ROW("shortfall", DOUBLE, AT(results_risk, shortfall),
        "largest SLO miss as a share of what is allowed; without an SLO the share of requests not "
        "answered; null: a figure that never comes",
        OPTIONAL),
    ROW("name", STRING, AT(results_risk, name), "what is not as stated"),
    ROW("happens", STRING, AT(results_risk, happens), "what was simulated then"),
    ROW("remedy", STRING, AT(results_risk, remedy), "what helps"),
    END,
};

static const struct results_field figure_fields[] = {
    ROW("kind", STRING, AT(results_figure, kind), "of figures of the catalog that were used"),
    ROW("as_of", STRING, AT(results_figure, as_of), "day, month or year of the oldest of them"),
    ROW("source", STRING, AT(results_figure, source), "where that one is from, by its short name"),
    ROW("citation", STRING, AT(results_figure, citation), "the same in full; ''"),
    END,
};

static const struct results_field planned_fields[] = {
    ROW("study", STRING, AT(results_planned, study),
        "'compare', 'cases', 'changes' (what would change it), or a question's subcommand"),
    ROW("replications", U32, AT(results_planned, replications),
        "of each of its points at most; 0: its own to say"),
    ROW("runs", U64, AT(results_planned, runs),
        "of one option in one replication, planned at most"),
    ROW("requests", U64, AT(results_planned, requests),
        "of all its runs, planned at most; 0: left out"),
    ROW("runs_taken", U64, AT(results_planned, runs_taken), "that it asked for"),
    ROW("requests_taken", U64, AT(results_planned, requests_taken), "of them, as expected"),
    ROW("stopped", BOOL, AT(results_planned, stopped),
        "it was left out, or asked for more than its plan, and is not answered"),
    END,
};

static const struct results_field answer_fields[] = {
    ROW("question", STRING, AT(results_answer, question), "the subcommand that asks it alone"),
    ROW("asks", STRING, AT(results_answer, asks), "the question in words"),
    ROW("label", STRING, AT(results_answer, label), "few words before the sentence; ''"),
    ROW("text", STRING, AT(results_answer, text), "the sentence"),
    END,
};

static const struct results_field document_fields[] = {
    ROW("question", STRING, AT(results_document, question), "that it answers"),
    ROW("name", STRING, AT(results_document, name), "of its file in the folder"),
    ROW("title", STRING, AT(results_document, title), "for people"),
    ROW("text", STRING, AT(results_document, text), "the whole of it"),
    END,
};

const struct results_field results_table_fields[] = {
    ROW("key", STRING, AT(results_table, key), "stable; its file is table-<key>.csv"),
    ROW("title", STRING, AT(results_table, title), "for people"),
    ROW("note", STRING, AT(results_table, note), "a sentence below it", OPTIONAL),
    ROW("question", STRING, AT(results_table, question), "that it answers; null: the study's own",
        OPTIONAL),
    ROW("n_first", U32, AT(results_table, n_first), "rows of it on the first screen",
        BETWEEN(0, 1e6)),
    ROW("n_quiet", U32, AT(results_table, n_quiet),
        "its last rows, that say nothing of note: not in reports", BETWEEN(0, 1e6)),
    ROW("plot_finding", STRING, AT(results_table, plot_finding),
        "headline of its figure in reports; null: there is none", OPTIONAL),
    ROW("plot_what", STRING, AT(results_table, plot_what), "what is drawn", OPTIONAL),
    ROW("plot_x", STRING, AT(results_table, plot_x), "column of the figure's x", OPTIONAL),
    ROW("plot_y", STRING, AT(results_table, plot_y), "column of its y", OPTIONAL),
    ROW("plot_by", STRING, AT(results_table, plot_by), "a line for each text of this column",
        OPTIONAL),
    ROW("plot_scale", CHOICE, AT(results_table, plot_scale), "of x", .words = results_scale_words),
    ROW("plot_over", STRING, AT(results_table, plot_over),
        "column of what is stated: bars over it, from x to y; null: lines", OPTIONAL),
    ROW("plot_also", STRING, AT(results_table, plot_also),
        "column of the y of a second panel; null: there is none", OPTIONAL),
    ROW("plot_span", STRING, AT(results_table, plot_span),
        "what is shaded between two x; null: nothing", OPTIONAL),
    ROW("plot_from", DOUBLE, AT(results_table, plot_from), "x where it begins"),
    ROW("plot_to", DOUBLE, AT(results_table, plot_to), "x where it ends"),
    END,
};

const struct results_field results_column_fields[] = {
    ROW("key", STRING, AT(results_column, key), "stable; the header in the CSV file"),
    ROW("label", STRING, AT(results_column, label), "for people"),
    ROW("unit", STRING, AT(results_column, unit), "of its numbers; ''"),
    ROW("type", CHOICE, AT(results_column, type), "of its cells", .words = results_cell_words),
    ROW("decimals", INT, AT(results_column, decimals), "digits after the point when shown"),
    ROW("better", CHOICE, AT(results_column, better), "which of two cells is",
        .words = metric_better_words),
    END,
};

#define PART(key, member, type, fields, most, text)                                                \
    {                                                                                              \
        key, AT(results, member), AT(results, n_##member), sizeof(type), fields, most, text        \
    }

const struct results_part results_parts[] = {
    PART("options", options, struct results_option, option_fields, 10000,
         "what can be chosen, in the order of the scenario"),
    PART("quotas", quotas, struct results_quota, quota_fields, 100000, "a limit in force"),
    PART("cases", cases, struct results_case, case_fields, 10000,
         "what may be true and cannot be chosen; every option is run in each"),
    PART("metrics", metrics, struct results_metric, metric_fields, 10000,
         "a figure of each option in each case; as stated alone where no case changes it, and of "
         "single classes, Regions and reasons"),
    PART("differences", differences, struct results_difference, difference_fields, 1000000,
         "a metric of an option less the baseline's"),
    PART("outages", outages, struct results_outage, outage_fields, 200000,
         "one of the scenario, with its times"),
    PART("assumptions", assumptions, struct results_assumption, assumption_fields, 10000,
         "what stands in for something undocumented"),
    PART("verdict", verdict, const char *, sentence_fields, 10000,
         "a sentence: what follows, the verdict first"),
    PART("flips", flips, const char *, sentence_fields, 10000, "a sentence: what would change it"),
    PART("slo", slo, struct results_slo, slo_fields, 1000000, "a bound, judged for an option"),
    PART("judged_cases", judged, struct results_judged, judged_fields, 100000,
         "what may be true and cannot be chosen, as the verdict sees it"),
    PART("holdings", holdings, struct results_holding, holding_fields, 1000000,
         "whether an option holds in a case"),
    PART("lines", lines, struct results_line, line_fields, 100000, "a line of the first screen"),
    PART("shown", shown, struct results_glance, shown_fields, 1000000,
         "a figure of the first screen"),
    PART("changes", changes, struct results_change, change_fields, 10000,
         "what would change the verdict"),
    PART("asks", asks, struct results_ask, ask_fields, 10000,
         "what whoever decides is asked to do"),
    PART("risks", risks, struct results_risk, risk_fields, 10000,
         "what can go wrong with the option that is decided on, the largest shortfall first"),
    PART("provenance", figures, struct results_figure, figure_fields, 1000,
         "figures of the catalog that were used, a kind each; the oldest first"),
    PART("plan", planned, struct results_planned, planned_fields, 100,
         "a part of a review's plan, which stands before it starts, and what was taken of it"),
    PART("answers", answers, struct results_answer, answer_fields, 10000,
         "a sentence that answers a question of the study"),
    PART("documents", documents, struct results_document, document_fields, 100,
         "a text to be used elsewhere: a script, a configuration"),
    END,
};
