#include "analysis/study/whatif.h"

#include "analysis/exec/exec.h"
#include "models/arrivals.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A run that is asked for. */
struct variant {
    uint32_t option; /* index in the plan */
    struct cri_spec spec;
    struct whatif_counts *counts;
};

struct batch {
    const struct plan *plan;
    const struct whatif_settings *settings;
    struct variant *variants;
    uint32_t n, room;
};

static struct variant *ask(struct batch *batch, uint32_t option, struct whatif_counts *counts)
{
    batch->variants =
        sim_with_room(batch->variants, batch->n, &batch->room, sizeof *batch->variants);
    batch->variants[batch->n] = (struct variant){
        .option = option, .spec = batch->plan->options[option].spec, .counts = counts};
    return &batch->variants[batch->n++];
}

static enum sim_status run_variant(void *context, uint32_t index, struct sim_error *err)
{
    const struct batch *batch = context;
    const struct variant *variant = &batch->variants[index];
    struct cri_run_settings settings = {.seed = batch->plan->options[variant->option].seed,
                                        .stop = batch->settings->stop};
    struct cri_outcome outcome;
    enum sim_status status;

    cri_outcome_init(&outcome, &variant->spec);
    status = cri_world_run(&variant->spec, &settings, &outcome);
    *variant->counts = (struct whatif_counts){0};
    for (uint32_t c = 0; c < outcome.n_classes; c++) {
        for (int phase = 0; phase < CRI_N_PHASES; phase++) {
            const struct cri_counts *counts = &outcome.classes[c].counts[phase];

            variant->counts->offered += counts->offered;
            variant->counts->completed += counts->terminal[CRI_COMPLETED];
            variant->counts->throttled += counts->terminal[CRI_THROTTLED];
        }
    }
    cri_outcome_release(&outcome);
    return status == SIM_OK ? SIM_OK : sim_fail(err, status, NULL, "interrupted");
}

/* @return false if it was stopped, and the counts are not there */
static bool run_batch(struct batch *batch)
{
    struct sim_error err;
    enum sim_status status = SIM_OK;

    if (batch->n > 0)
        status = exec_run(&(struct exec_work){.n_jobs = batch->n,
                                              .n_threads = batch->settings->n_threads,
                                              .job = run_variant,
                                              .context = batch,
                                              .here_only = true,
                                              .stop = batch->settings->stop},
                          &err);
    batch->n = 0;
    return status == SIM_OK;
}

/* Of replication 0; 0 where the metric is nowhere but 0. */
static uint64_t count_of(const struct results *results, const char *key, uint32_t option)
{
    const struct results_metric *metric = results_metric_find(results, key);

    return metric != NULL ? (uint64_t)metric->by_replication[(size_t)option * results->replications]
                          : 0;
}

static struct whatif_counts as_stated(const struct results *results, uint32_t option)
{
    return (struct whatif_counts){.offered = count_of(results, "offered", option),
                                  .completed = count_of(results, "completed", option),
                                  .throttled = count_of(results, "throttled", option)};
}

/* ---- refill ---- */

static bool is_daily(const char *limit)
{
    return strcmp(limit, cri_limit_name(CRI_LIMIT_TPD)) == 0 ||
           strcmp(limit, cri_limit_name(CRI_LIMIT_ACCOUNT_TPD)) == 0;
}

static void ask_refill(struct batch *batch, const struct results *results, uint32_t a, bool day,
                       struct whatif_refill *refill)
{
    uint32_t option = batch->settings->options[a];
    const struct cri_quota_rules *rules = &batch->plan->options[option].spec.quota_rules;
    enum cri_refill stated = day ? rules->per_day : rules->per_minute;

    for (uint32_t i = 0; i < results->options[a].n_limits; i++)
        refill->looked_at =
            refill->looked_at || (is_daily(results->options[a].limits[i].limit) == day &&
                                  results->options[a].limits[i].most > 0.5);
    for (int rule = 0; rule < WHATIF_RULES && refill->looked_at; rule++) {
        struct variant *variant;

        if (rule == (int)stated) {
            refill->of[rule] = as_stated(results, a);
            continue;
        }
        variant = ask(batch, option, &refill->of[rule]);
        if (day)
            variant->spec.quota_rules.per_day = (enum cri_refill)rule;
        else
            variant->spec.quota_rules.per_minute = (enum cri_refill)rule;
    }
}

/* ---- max_tokens ---- */

/* Of the requests of replication 0 for which the class's max_tokens counts: the longest answer; and
 * what all of them settle. */
static int64_t longest_answer(const struct plan_option *option, const struct cri_class_spec *class,
                              double *settled)
{
    struct cri_cursor cursor;
    struct cri_arrival arrival;
    int64_t longest = 0;

    *settled = 0;
    cri_cursor_init(&cursor, &class->arrivals, option->seed, 0, NULL);
    while (cri_cursor_next(&cursor, &arrival) && arrival.at < option->spec.horizon) {
        double read = class->cached_share > 0 && arrival.cache_read == 0
                          ? class->cached_share * (arrival.input_tokens - arrival.cache_write)
                          : arrival.cache_read;
        int64_t most = arrival.max_tokens > 0 ? arrival.max_tokens : class->max_tokens;
        int64_t output = arrival.output_tokens < most ? arrival.output_tokens : most;

        *settled += (double)arrival.input_tokens - read +
                    (double)(option->spec.services[class->model].output_burndown * output);
        if (arrival.max_tokens == 0 && output > longest)
            longest = output;
    }
    return longest;
}

/* Whether what the calls settle would fit into some limit of tokens per minute that refused. */
static bool reservation_decides(const struct results_option *option, const struct cri_spec *spec,
                                const double *settled)
{
    double minutes = fmax(1, (double)spec->horizon / (double)SIM_MINUTE);

    for (uint32_t i = 0; i < option->n_limits; i++) {
        const struct results_limit *limit = &option->limits[i];
        double demand = 0;

        if (limit->refused == 0 || strcmp(limit->limit, cri_limit_name(CRI_LIMIT_TPM)) != 0)
            continue;
        for (uint32_t c = 0; c < spec->n_classes; c++) {
            const struct cri_class_spec *class = &spec->classes[c];
            uint32_t n = class->n_spread > 0 ? class->n_spread : 1;

            for (uint32_t t = 0; class->runs && t < n && t < class->n_targets; t++)
                if (class->targets[t].quota == limit->in_quota)
                    demand += settled[c] / n;
        }
        if (demand / minutes < (double)spec->quotas[limit->in_quota].tokens_per_min)
            return true;
    }
    return false;
}

static int64_t step_of(const struct whatif_class *class, int step)
{
    double tokens = (double)class->longest * pow((double)class->stated / (double)class->longest,
                                                 step / (double)WHATIF_STEPS);
    double digit = 1;

    while (digit * 100 <= tokens)
        digit *= 10;
    tokens = ceil(tokens / digit) * digit; /* two digits are as good */
    return tokens < (double)class->stated ? (int64_t)fmax(tokens, (double)class->longest)
                                          : class->stated;
}

static void ask_max_tokens(struct batch *batch, struct sim_arena *arena, uint32_t option,
                           const struct whatif_max_tokens *max_tokens, int step,
                           struct whatif_counts *counts)
{
    struct variant *variant = ask(batch, option, counts);
    const struct cri_spec *spec = &batch->plan->options[option].spec;
    struct cri_class_spec *classes = sim_arena_alloc(arena, spec->n_classes * sizeof *classes);

    memcpy(classes, spec->classes, spec->n_classes * sizeof *classes);
    for (uint32_t i = 0; i < max_tokens->n; i++)
        for (uint32_t c = 0; c < spec->n_classes; c++)
            if (strcmp(classes[c].name, max_tokens->classes[i].name) == 0)
                classes[c].max_tokens = step == 0 ? max_tokens->classes[i].longest
                                                  : step_of(&max_tokens->classes[i], step);
    variant->spec.classes = classes;
}

/* Whether a lower max_tokens is worth a try, and of which classes. */
static bool find_classes(const struct batch *batch, const struct results *results, uint32_t a,
                         struct sim_arena *arena, struct whatif_max_tokens *max_tokens)
{
    const struct plan_option *option = &batch->plan->options[batch->settings->options[a]];
    const struct cri_spec *spec = &option->spec;
    bool single = count_of(results, "failed-above-limit", a) > 0;
    double *settled;

    if (!option->allowed || (count_of(results, "throttled-tpm", a) == 0 && !single))
        return false;
    max_tokens->before = as_stated(results, a);
    max_tokens->classes = sim_arena_alloc(arena, spec->n_classes * sizeof *max_tokens->classes);
    settled = sim_arena_alloc(arena, spec->n_classes * sizeof *settled);
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_class_spec *class = &spec->classes[c];
        int64_t longest;

        if (!class->runs)
            continue;
        longest = longest_answer(option, class, &settled[c]);
        if (longest > 0 && longest < class->max_tokens)
            max_tokens->classes[max_tokens->n++] = (struct whatif_class){
                .name = class->name, .stated = class->max_tokens, .longest = longest};
    }
    return max_tokens->n > 0 &&
           (single || reservation_decides(&results->options[a], spec, settled));
}

/* A lower max_tokens has to take away at least half of what is throttled to be called a way out. */
static bool helps(const struct whatif_max_tokens *max_tokens, double worth_points)
{
    double worth = worth_points / 100 * (double)max_tokens->before.offered;

    return (double)max_tokens->after.completed >= (double)max_tokens->before.completed + worth &&
           max_tokens->after.completed > max_tokens->before.completed &&
           2 * max_tokens->after.throttled <= max_tokens->before.throttled;
}

/* The largest step that is as good as the lowest. */
static void choose_step(struct whatif_max_tokens *max_tokens, const struct whatif_counts *steps,
                        double worth_points)
{
    double worth = worth_points / 100 * (double)max_tokens->before.offered;
    struct whatif_counts lowest = max_tokens->after;

    for (uint32_t i = 0; i < max_tokens->n; i++)
        max_tokens->classes[i].would_do = max_tokens->classes[i].longest;
    for (int step = WHATIF_STEPS - 1; step > 0; step--) {
        if ((double)steps[step].completed + worth < (double)lowest.completed ||
            (double)steps[step].throttled > (double)lowest.throttled + worth)
            continue;
        max_tokens->after = steps[step];
        for (uint32_t i = 0; i < max_tokens->n; i++)
            max_tokens->classes[i].would_do = step_of(&max_tokens->classes[i], step);
        return;
    }
}

const struct whatif_option *whatif_run(const struct plan *plan, struct results *results,
                                       const struct whatif_settings *settings)
{
    struct batch batch = {.plan = plan, .settings = settings};
    struct sim_arena arena = {0};
    struct whatif_option *options =
        sim_arena_alloc(&results->arena, (results->n_options + 1) * sizeof *options);
    struct whatif_counts *steps =
        sim_arena_alloc(&arena, (size_t)results->n_options * WHATIF_STEPS * sizeof *steps);
    bool *asked = sim_arena_alloc(&arena, (results->n_options + 1) * sizeof *asked);
    bool done;

    for (uint32_t a = 0; a < results->n_options; a++) {
        ask_refill(&batch, results, a, false, &options[a].minute);
        ask_refill(&batch, results, a, true, &options[a].day);
        asked[a] = find_classes(&batch, results, a, &results->arena, &options[a].max_tokens);
        if (asked[a])
            ask_max_tokens(&batch, &arena, settings->options[a], &options[a].max_tokens, 0,
                           &options[a].max_tokens.after);
    }
    done = run_batch(&batch);
    for (uint32_t a = 0; done && a < results->n_options; a++) {
        options[a].max_tokens.helps =
            asked[a] && helps(&options[a].max_tokens, settings->worth_points);
        for (int step = 1; options[a].max_tokens.helps && step < WHATIF_STEPS; step++)
            ask_max_tokens(&batch, &arena, settings->options[a], &options[a].max_tokens, step,
                           &steps[a * WHATIF_STEPS + (uint32_t)step]);
    }
    done = done && run_batch(&batch);
    for (uint32_t a = 0; a < results->n_options; a++) {
        if (!done)
            options[a] = (struct whatif_option){0};
        else if (options[a].max_tokens.helps)
            choose_step(&options[a].max_tokens, &steps[a * WHATIF_STEPS], settings->worth_points);
    }
    free(batch.variants);
    sim_arena_release(&arena);
    return options;
}
