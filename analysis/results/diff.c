#include "analysis/results/diff.h"

#include "sim/base/json_in.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NOT_THERE "-"

struct pair {
    const struct results *a, *b;
    double tolerance;
    struct results_diff *diff;
};

static struct results_diff_row *add(struct results_diff *diff, enum results_diff_part part,
                                    const char *what, const char *option)
{
    diff->rows =
        sim_arena_with_room(&diff->arena, diff->rows, diff->n, &diff->room, sizeof *diff->rows);
    diff->rows[diff->n] = (struct results_diff_row){.part = part,
                                                    .what = what,
                                                    .option = option,
                                                    .a = NOT_THERE,
                                                    .b = NOT_THERE,
                                                    .unit = "",
                                                    .difference = NAN,
                                                    .low = NAN,
                                                    .high = NAN,
                                                    .word = "differs",
                                                    .counts = true};
    return &diff->rows[diff->n++];
}

/* @return the row, or NULL: they are the same */
static struct results_diff_row *texts(struct pair *pair, enum results_diff_part part,
                                      const char *what, const char *option, const char *a,
                                      const char *b)
{
    struct results_diff_row *row;

    a = a != NULL ? a : NOT_THERE;
    b = b != NULL ? b : NOT_THERE;
    if (strcmp(a, b) == 0)
        return NULL;
    row = add(pair->diff, part, what, option);
    row->a = a;
    row->b = b;
    row->first = part != RESULTS_DIFF_FIGURES;
    return row;
}

static void numbers(struct pair *pair, const char *what, uint64_t a, uint64_t b)
{
    struct sim_arena *arena = &pair->diff->arena;

    texts(pair, RESULTS_DIFF_INPUTS, what, "",
          sim_arena_printf(arena, "%llu", (unsigned long long)a),
          sim_arena_printf(arena, "%llu", (unsigned long long)b));
}

static void diff_inputs(struct pair *pair)
{
    const struct results *a = pair->a, *b = pair->b;

    texts(pair, RESULTS_DIFF_INPUTS, "study", "", a->study, b->study);
    texts(pair, RESULTS_DIFF_INPUTS, "crisim", "", a->version, b->version);
    texts(pair, RESULTS_DIFF_INPUTS, "scenario file", "", a->scenario_file, b->scenario_file);
    texts(pair, RESULTS_DIFF_INPUTS, "traces", "", a->trace_files, b->trace_files);
    texts(pair, RESULTS_DIFF_INPUTS, "traces, SHA-256", "", a->trace_sha256, b->trace_sha256);
    texts(pair, RESULTS_DIFF_INPUTS, "catalog, SHA-256", "", a->catalog_sha256, b->catalog_sha256);
    numbers(pair, "seed", a->seed, b->seed);
    numbers(pair, "replications", a->replications, b->replications);
    texts(pair, RESULTS_DIFF_INPUTS, "complete", "", a->complete ? "yes" : "no",
          b->complete ? "yes" : "no");
}

/* ---- the scenario, key by key ---- */

static const char *value_text(struct pair *pair, const struct sim_json *value)
{
    struct sim_arena *arena = &pair->diff->arena;

    switch (value->type) {
    case SIM_JSON_NULL:
        return "null";
    case SIM_JSON_BOOL:
        return value->boolean ? "true" : "false";
    case SIM_JSON_NUMBER:
        return sim_arena_printf(arena, "%.12g", value->number);
    case SIM_JSON_STRING:
        return sim_arena_strdup(arena, value->string);
    case SIM_JSON_ARRAY:
        return sim_arena_printf(arena, "list of %u", value->n_children);
    case SIM_JSON_OBJECT:
        break;
    }
    return sim_arena_printf(arena, "object of %u", value->n_children);
}

static bool is_branch(const struct sim_json *value)
{
    return value->n_children > 0 &&
           (value->type == SIM_JSON_OBJECT || value->type == SIM_JSON_ARRAY);
}

static void diff_json(struct pair *pair, const char *path, const struct sim_json *a,
                      const struct sim_json *b);

static void diff_members(struct pair *pair, const char *path, const struct sim_json *a,
                         const struct sim_json *b)
{
    struct sim_arena *arena = &pair->diff->arena;

    for (uint32_t i = 0; i < a->n_children; i++) {
        const struct sim_json *child = a->children[i];

        diff_json(pair,
                  sim_arena_printf(arena, "%s%s%s", path, *path != '\0' ? "." : "", child->key),
                  child, sim_json_find(b, child->key));
    }
    for (uint32_t i = 0; i < b->n_children; i++) {
        const struct sim_json *child = b->children[i];

        if (sim_json_find(a, child->key) == NULL)
            diff_json(pair,
                      sim_arena_printf(arena, "%s%s%s", path, *path != '\0' ? "." : "", child->key),
                      NULL, child);
    }
}

static void diff_json(struct pair *pair, const char *path, const struct sim_json *a,
                      const struct sim_json *b)
{
    struct sim_arena *arena = &pair->diff->arena;

    if (a != NULL && b != NULL && is_branch(a) && is_branch(b) && a->type == b->type) {
        if (a->type == SIM_JSON_OBJECT) {
            diff_members(pair, path, a, b);
            return;
        }
        for (uint32_t i = 0; i < a->n_children || i < b->n_children; i++)
            diff_json(pair, sim_arena_printf(arena, "%s[%u]", path, i),
                      i < a->n_children ? a->children[i] : NULL,
                      i < b->n_children ? b->children[i] : NULL);
        return;
    }
    texts(pair, RESULTS_DIFF_SCENARIO, path, "", a != NULL ? value_text(pair, a) : NULL,
          b != NULL ? value_text(pair, b) : NULL);
}

static struct sim_json *parse(const char *text)
{
    struct sim_diag diag;
    struct sim_json *json;

    sim_diag_init(&diag);
    json = sim_json_parse("scenario.json", text != NULL ? text : "",
                          text != NULL ? strlen(text) : 0, &diag);
    sim_diag_release(&diag);
    return json;
}

static void diff_scenario(struct pair *pair)
{
    struct sim_json *a, *b;

    if (pair->a->scenario_json != NULL && pair->b->scenario_json != NULL &&
        strcmp(pair->a->scenario_json, pair->b->scenario_json) == 0)
        return;
    a = parse(pair->a->scenario_json);
    b = parse(pair->b->scenario_json);
    if (a != NULL && b != NULL)
        diff_json(pair, "", a, b);
    else
        texts(pair, RESULTS_DIFF_SCENARIO, "SHA-256", "", pair->a->scenario_sha256,
              pair->b->scenario_sha256);
    sim_json_destroy(a);
    sim_json_destroy(b);
}

/* ---- the verdict ---- */

static const char *option_name(const struct results *results, uint32_t option)
{
    return option < results->n_options ? results->options[option].name : "none";
}

static uint32_t find_option(const struct results *results, const char *name)
{
    uint32_t i = 0;

    while (i < results->n_options && strcmp(results->options[i].name, name) != 0)
        i++;
    return i;
}

static const char *holds_text(struct pair *pair, const struct results *results, uint32_t option)
{
    uint32_t n = 0, holds = 0;

    for (uint32_t i = 0; i < results->n_holdings; i++)
        if (results->holdings[i].option == option) {
            n++;
            holds += results->holdings[i].holds;
        }
    return n > 0 ? sim_arena_printf(&pair->diff->arena, "%u of %u", holds, n) : NULL;
}

static void diff_verdict(struct pair *pair)
{
    const struct results *a = pair->a, *b = pair->b;

    texts(pair, RESULTS_DIFF_VERDICT, "form", "", a->form, b->form);
    texts(pair, RESULTS_DIFF_VERDICT, "recommended", "", option_name(a, a->best),
          option_name(b, b->best));
    texts(pair, RESULTS_DIFF_VERDICT, "runner-up", "", option_name(a, a->runner_up),
          option_name(b, b->runner_up));
    for (uint32_t i = 0; i < a->n_options; i++) {
        const struct results_option *of_a = &a->options[i];
        uint32_t k = find_option(b, of_a->name);

        texts(pair, RESULTS_DIFF_VERDICT, "allowed", of_a->name, of_a->allowed ? "yes" : "no",
              k == b->n_options       ? NULL
              : b->options[k].allowed ? "yes"
                                      : "no");
        if (k < b->n_options)
            texts(pair, RESULTS_DIFF_VERDICT, "holds in cases", of_a->name, holds_text(pair, a, i),
                  holds_text(pair, b, k));
    }
    for (uint32_t k = 0; k < b->n_options; k++)
        if (find_option(a, b->options[k].name) == a->n_options)
            texts(pair, RESULTS_DIFF_VERDICT, "allowed", b->options[k].name, NULL,
                  b->options[k].allowed ? "yes" : "no");
}

/* ---- figures ---- */

static double half_of(const struct metric_value *value)
{
    return isnan(value->low) || isnan(value->high) ? 0 : (value->high - value->low) / 2;
}

static const char *word_of(const struct results_metric *metric, double difference)
{
    if (metric->better == METRIC_NEITHER)
        return difference > 0 ? "higher" : "lower";
    return (difference > 0) == (metric->better == METRIC_HIGHER) ? "better" : "worse";
}

static void diff_values(struct pair *pair, const struct results_metric *metric, const char *option,
                        const struct metric_value *a, const struct metric_value *b)
{
    struct results_diff_row *row;
    double half;

    pair->diff->n_compared++;
    if (a->text != NULL || b->text != NULL || isnan(a->value) || isnan(b->value)) {
        row = texts(pair, RESULTS_DIFF_FIGURES, metric->label, option, a->shown, b->shown);
        if (row != NULL)
            row->first = metric->brief > 0 && metric->item == NULL;
        return;
    }
    if (a->value == b->value)
        return;
    row = add(pair->diff, RESULTS_DIFF_FIGURES, metric->label, option);
    row->first = metric->brief > 0 && metric->item == NULL;
    row->a = a->shown;
    row->b = b->shown;
    row->unit = metric->unit;
    row->difference = b->value - a->value;
    half = hypot(half_of(a), half_of(b));
    row->low = row->difference - half;
    row->high = row->difference + half;
    row->counts = false;
    if (fabs(row->difference) <= pair->tolerance * fabs(a->value))
        row->word = "within the tolerance";
    else if (half > 0 && row->low <= 0 && row->high >= 0)
        row->word = "indistinguishable";
    else {
        row->word = word_of(metric, row->difference);
        row->counts = true;
    }
}

static const struct results_metric *find_metric(const struct results *results,
                                                const struct results_metric *like)
{
    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];

        if (strcmp(metric->key, like->key) == 0 && (metric->item == NULL) == (like->item == NULL) &&
            (metric->item == NULL || strcmp(metric->item, like->item) == 0))
            return metric;
    }
    return NULL;
}

static void diff_figures(struct pair *pair)
{
    const struct results *a = pair->a, *b = pair->b;

    for (uint32_t i = 0; i < a->n_metrics; i++) {
        const struct results_metric *metric = &a->metrics[i], *other = find_metric(b, metric);

        for (uint32_t o = 0; o < a->n_options && other != NULL; o++) {
            uint32_t k = find_option(b, a->options[o].name);

            if (k < b->n_options)
                diff_values(pair, metric, a->options[o].name, &metric->options[o],
                            &other->options[k]);
        }
    }
}

void results_diff(const struct results *a, const struct results *b, double tolerance,
                  struct results_diff *diff)
{
    struct pair pair = {.a = a, .b = b, .tolerance = tolerance};

    *diff = (struct results_diff){.same = true,
                                  .luck_known = a->replications > 1 && b->replications > 1};
    pair.diff = diff;
    diff_inputs(&pair);
    diff_scenario(&pair);
    diff_verdict(&pair);
    diff_figures(&pair);
    for (uint32_t i = 0; i < diff->n; i++)
        diff->same = diff->same && !diff->rows[i].counts;
}

void results_diff_release(struct results_diff *diff)
{
    sim_arena_release(&diff->arena);
}
