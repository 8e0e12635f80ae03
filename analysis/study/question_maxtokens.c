/*
 * question_maxtokens.c: what does max_tokens cost me? Each class of each option alone, the others
 * as stated, at values from half of the median answer to what the model takes, under every rule by
 * which quotas may come back; then the gap in which calls begin to be refused is halved to 2 %.
 */
#include "analysis/study/dry.h"
#include "analysis/study/maxtokens_say.h"
#include "models/arrivals.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLASS };
#define NARROW 1.02
/* Where the catalog has no maximum of the model. */
#define LARGEST_TRIED 65536

/* ---- the traffic's outputs ---- */

static int compare_outputs(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static void read_outputs(const struct plan_option *option, const struct cri_class_spec *class,
                         struct maxtokens_item *item)
{
    struct cri_cursor cursor;
    struct cri_arrival arrival;
    uint32_t room = 0;

    cri_cursor_init(&cursor, &class->arrivals, option->seed, 0, NULL);
    while (cri_cursor_next(&cursor, &arrival) && arrival.at < option->spec.horizon) {
        item->n_rows++;
        if (arrival.max_tokens > 0)
            continue;
        item->outputs = sim_with_room(item->outputs, item->n, &room, sizeof *item->outputs);
        item->outputs[item->n++] = (uint32_t)arrival.output_tokens;
    }
    sim_sort(item->outputs, item->n, sizeof *item->outputs, compare_outputs);
}

/* ---- values ---- */

static void add_value(struct maxtokens_item *item, int64_t tokens)
{
    uint32_t i = 0;

    if (tokens < 1 || (item->most > 0 && tokens > item->most) ||
        item->n_values == MAXTOKENS_MOST_VALUES)
        return;
    while (i < item->n_values && item->values[i].tokens < tokens)
        i++;
    if (i < item->n_values && item->values[i].tokens == tokens)
        return;
    memmove(&item->values[i + 1], &item->values[i], (item->n_values - i) * sizeof *item->values);
    item->values[i] = (struct maxtokens_value){.tokens = tokens};
    for (int rule = 0; rule < CRI_N_REFILLS; rule++)
        item->values[i].points[rule] = UINT32_MAX;
    item->n_values++;
}

static void choose_values(struct maxtokens_item *item)
{
    int64_t most = item->most > 0 ? item->most : LARGEST_TRIED;

    for (int64_t tokens = 64; tokens < most; tokens *= 2)
        if (2 * tokens >= maxtokens_quantile(item, 0.5))
            add_value(item, tokens);
    add_value(item, maxtokens_quantile(item, 0.99));
    add_value(item, maxtokens_quantile(item, 1));
    add_value(item, item->stated);
    add_value(item, most);
}

static enum sim_status ask(struct maxtokens *state, const struct maxtokens_item *item,
                           struct maxtokens_value *value, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (int rule = 0; rule < CRI_N_REFILLS && status == SIM_OK; rule++) {
        struct sim_text text = {0};
        struct sim_json_out json;

        sim_json_out_init(&json, &text, false);
        sim_json_out_object(&json, NULL);
        sim_json_out_object(&json, "classes");
        sim_json_out_object(&json, item->name);
        sim_json_out_int(&json, "max_tokens", value->tokens);
        sim_json_out_end(&json);
        sim_json_out_end(&json);
        sim_json_out_object(&json, "quota_rules");
        sim_json_out_string(&json, "refill_minute", cri_refill_name((enum cri_refill)rule));
        sim_json_out_end(&json);
        sim_json_out_end(&json);
        status = loop_add(state->loop,
                          &(struct loop_ask){.name = "maxtokens",
                                             .patch = loop_patch(state->loop, "%s", text.data),
                                             .options = &item->option,
                                             .n_options = 1,
                                             .n_replications = state->n_replications,
                                             .samples_only = true},
                          &value->points[rule], err);
        sim_text_release(&text);
    }
    return status;
}

static enum sim_status ask_new(struct maxtokens *state, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < state->n_items; i++)
        for (uint32_t v = 0; v < state->items[i].n_values && status == SIM_OK; v++)
            if (state->items[i].values[v].points[0] == UINT32_MAX)
                status = ask(state, &state->items[i], &state->items[i].values[v], err);
    return status;
}

/* ---- classes ---- */

static bool has_limit(const struct cri_spec *spec, const struct cri_class_spec *class)
{
    for (uint32_t t = 0; t < class->n_targets; t++) {
        const struct cri_target_spec *target = &class->targets[t];

        if (target->denial == CRI_DENIAL_NONE && target->quota < spec->n_quotas &&
            spec->quotas[target->quota].tokens_per_min != CRI_NO_LIMIT)
            return true;
    }
    return false;
}

/* A class of one option only cannot be changed by a patch of all. */
static bool is_of_all(const struct plan *plan, const char *name)
{
    const struct scenario_class *classes = plan->scenario->base.classes.items;

    for (uint32_t c = 0; c < plan->scenario->base.classes.n; c++)
        if (strcmp(classes[c].node.name, name) == 0)
            return true;
    return false;
}

static void add_items(struct maxtokens *state, const struct plan *plan, uint32_t option,
                      const struct plan_option *of)
{
    for (uint32_t c = 0; of->allowed && c < of->spec.n_classes; c++) {
        const struct cri_class_spec *class = &of->spec.classes[c];
        struct maxtokens_item *item;

        if (!class->runs || class->batch.on || !is_of_all(plan, class->name) ||
            (state->only != NULL && strcmp(state->only, class->name) != 0))
            continue;
        state->items = sim_grown(state->items, state->n_items + 1, sizeof *state->items);
        item = &state->items[state->n_items++];
        *item = (struct maxtokens_item){.option = option,
                                        .class = c,
                                        .option_name = of->name,
                                        .name = class->name,
                                        .spec = &of->spec,
                                        .stated = class->max_tokens,
                                        .most = class->most_tokens,
                                        .limited = has_limit(&of->spec, class)};
        read_outputs(of, class, item);
        if (item->n > 0 && item->limited)
            choose_values(item);
    }
}

static void take(const struct asking *asking, void *memory, uint32_t point, uint32_t replication,
                 const struct cri_outcome *outcomes)
{
    struct maxtokens *state = memory;

    state->loop = asking->loop;
    if (loop_point(state->loop, point)->n_options == 1)
        maxtokens_take(state, point, replication, &outcomes[0]);
}

static enum sim_status first(const struct asking *asking, void *memory, struct sim_error *err)
{
    struct maxtokens *state = memory;
    const struct plan *plan = asking->study->plan;

    state->loop = asking->loop;
    state->only = asking->values[CLASS].given ? asking->values[CLASS].text : NULL;
    if (state->only != NULL && !is_of_all(plan, state->only)) {
        const struct scenario_class *classes = plan->scenario->base.classes.items;
        uint32_t n = plan->scenario->base.classes.n;
        const char **names = sim_arena_alloc(&state->arena, (n + 1) * sizeof *names);
        const char *nearest;

        for (uint32_t c = 0; c < n; c++)
            names[c] = classes[c].node.name;
        nearest = sim_nearest_name(state->only, names, n);
        return sim_fail(err, SIM_EUSAGE, NULL, "--class: no class '%.80s'%s%s%s", state->only,
                        nearest != NULL ? "; did you mean '" : "", nearest != NULL ? nearest : "",
                        nearest != NULL ? "'?" : "");
    }
    state->n_replications = question_replications(asking);
    for (uint32_t i = 0; i < asking->study->n_options; i++)
        add_items(state, plan, i, loop_point_option(asking->loop, loop_point(asking->loop, 0), i));
    return ask_new(state, err);
}

/* Half-way where calls begin to be refused under a rule; three digits are as good. */
static void halve(const struct maxtokens *state, struct maxtokens_item *item, int rule)
{
    uint32_t i = maxtokens_largest(state, item, rule);
    double low, high, middle, digit = 1;

    if (i + 1 >= item->n_values)
        return; /* none, or all of them */
    low = (double)item->values[i].tokens;
    high = (double)item->values[i + 1].tokens;
    if (high <= low * NARROW || high <= low + 1)
        return;
    middle = sqrt(low * high);
    while (digit * 1000 <= middle)
        digit *= 10;
    middle = round(middle / digit) * digit;
    if (middle > low && middle < high)
        add_value(item, (int64_t)middle);
}

static enum sim_status next(const struct asking *asking, void *memory, struct sim_error *err)
{
    struct maxtokens *state = memory;
    uint32_t before = loop_n_points(asking->loop);
    enum sim_status status = SIM_OK;
    bool more = true;

    /* What was asked for may have been run before: then it is gone on with at once. */
    while (status == SIM_OK && more && loop_n_points(asking->loop) == before) {
        more = false;
        for (uint32_t i = 0; i < state->n_items; i++) {
            struct maxtokens_item *item = &state->items[i];
            uint32_t n = item->n_values;
            struct maxtokens_item as_told = *item;

            for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
                struct maxtokens_item probe = as_told;

                halve(state, &probe, rule);
                for (uint32_t v = 0; v < probe.n_values; v++)
                    if (probe.values[v].points[0] == UINT32_MAX)
                        add_value(item, probe.values[v].tokens);
            }
            more = more || item->n_values > n;
        }
        status = ask_new(state, err);
    }
    return status;
}

/* Halvings of a gap between two values, one twice the other, to what is near enough. */
enum { MOST_HALVINGS = 6 };

static enum sim_status dry_plan(const struct asking *asking, void *memory, struct dry *dry,
                                struct sim_error *err)
{
    struct maxtokens *state = memory;
    uint32_t before = loop_n_points(asking->loop);
    enum sim_status status = first(asking, memory, err);
    double runs = 0, requests = 0;

    if (status != SIM_OK)
        return status;
    dry_add_points(dry, "values of max_tokens", asking->loop, before, loop_n_points(asking->loop));
    for (uint32_t i = 0; i < state->n_items; i++) {
        const struct maxtokens_item *item = &state->items[i];
        double most = fmin(MAXTOKENS_MOST_VALUES - item->n_values, CRI_N_REFILLS * MOST_HALVINGS) *
                      CRI_N_REFILLS * state->n_replications;

        runs += most;
        requests += most * budget_requests(loop_point_option(
                               asking->loop, loop_point(asking->loop, 0), item->option));
    }
    dry_add(dry, "where calls begin to be refused", DRY_AT_MOST, runs, requests);
    return SIM_OK;
}

static void judge(const struct asking *asking, void *memory, bool complete)
{
    if (complete)
        maxtokens_say(memory, asking->study);
}

static void release(void *memory)
{
    struct maxtokens *state = memory;

    for (uint32_t i = 0; i < state->n_items; i++)
        free(state->items[i].outputs);
    free(state->items);
    for (uint32_t p = 0; p < state->n_records; p++)
        free(state->records[p]);
    free(state->records);
    sim_arena_release(&state->arena);
}

static const struct question_flag flags[] = {
    {"--class", "NAME", "this class alone, instead of each", QUESTION_TEXT, 0, 0}, {.name = NULL}};

const struct question question_maxtokens = {
    .name = "maxtokens",
    .question = "what does max_tokens cost me?",
    .examples = "example:\n  crisim maxtokens my.json --option geographic\n",
    .next = next,
    .take = take,
    QUESTION_OF(struct maxtokens),
};
