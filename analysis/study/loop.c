/*
 * loop.c: a study as a whole, from the options that it is about to its results. Its points are in
 * points.c, their jobs in round.c.
 */
#include "analysis/study/round.h"

#include "analysis/exec/ranks.h"
#include "analysis/study/dry.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

static enum sim_status unknown_option(const struct plan *plan, const char *name,
                                      struct sim_error *err)
{
    const struct scenario *scenario = plan->scenario;
    const char **names = sim_fresh(scenario->n_options + 1, sizeof *names);
    struct sim_text candidates = {0};
    enum sim_status status;

    for (uint32_t i = 0; i < scenario->n_options; i++)
        names[i] = scenario->options[i].node.name;
    sim_text_add_candidates(&candidates, name, names, scenario->n_options);
    status = sim_fail(err, SIM_EUSAGE, NULL, "the scenario has no option '%s'%s", name,
                      candidates.length > 0 ? candidates.data : "");
    sim_text_release(&candidates);
    free(names);
    return status;
}

/* The options of the study, and the one that the others are compared with. */
static enum sim_status choose_options(struct loop *loop, struct sim_error *err)
{
    const struct plan *plan = loop->settings->plan;
    const char *only = loop->settings->only_option, *baseline = loop->settings->baseline;
    uint32_t found = UINT32_MAX;

    loop->options = sim_zeroed(plan->n_options + 1, sizeof *loop->options);
    for (uint32_t i = 0; i < plan->n_options; i++)
        if (only == NULL || strcmp(plan->options[i].name, only) == 0)
            loop->options[loop->n_options++] = i;
    if (loop->n_options == 0)
        return unknown_option(plan, only, err);
    for (uint32_t a = 0; a < loop->n_options && found == UINT32_MAX; a++) {
        const struct plan_option *option = &plan->options[loop->options[a]];

        if (baseline != NULL ? strcmp(option->name, baseline) == 0 : option->allowed)
            found = a;
    }
    if (baseline != NULL && found == UINT32_MAX)
        return unknown_option(plan, baseline, err);
    if (baseline != NULL && !plan->options[loop->options[found]].allowed)
        return sim_fail(err, SIM_EUSAGE, NULL, "option '%s' is not allowed: %s", baseline,
                        plan->options[loop->options[found]].reason);
    loop->baseline = loop->n_options > 1 ? found : UINT32_MAX;
    return SIM_OK;
}

/* Round after round, until the study asks for no more. */
static enum sim_status run_rounds(struct loop *loop, struct sim_error *err)
{
    uint32_t first = 0, asked = 0;
    enum sim_status status = loop->study->first(loop, loop->state, err);

    while (status == SIM_OK && asked < loop->n_asked) {
        asked = loop->n_asked;
        /* What was asked for may have been there already. */
        if (first < loop->n_points || loop->n_grown > 0) {
            round_begin(loop, first);
            round_make_jobs(loop);
            round_tell(loop);
            first = loop->n_points;
            status = round_run(loop, err);
        }
        if (status == SIM_OK && loop->study->next != NULL)
            status = loop->study->next(loop, loop->state, err);
    }
    return status;
}

/* Before anything is run, and said. */
static enum sim_status plan_budget(struct loop *loop, struct sim_error *err)
{
    const struct loop_settings *settings = loop->settings;
    struct sim_text said = {0};
    enum sim_status status;

    if (!loop->study->reviews || settings->budget == NULL)
        return SIM_OK;
    loop->budget = sim_zeroed(1, sizeof *loop->budget);
    status = budget_make(loop->budget, settings->budget, loop->study, settings->plan, loop->options,
                         loop->n_options, err);
    if (status == SIM_OK && !settings->budget->silent)
        budget_say(loop->budget, &said);
    loop_say(loop, &said);
    return status;
}

static void open_store(struct loop *loop)
{
    const struct loop_settings *settings = loop->settings;
    struct sim_text said = {0};

    if (settings->jobs == NULL)
        return;
    loop->store = store_open(settings->jobs, &loop->probe, settings->resume, &said);
    loop_say(loop, &said);
}

static void loop_release(struct loop *loop)
{
    if (loop->state != NULL && loop->study->release != NULL)
        loop->study->release(loop, loop->state);
    free(loop->state);
    store_close(loop->store);
    for (uint32_t p = 0; p < loop->n_points; p++)
        loop_point_destroy(loop->points[p]);
    for (uint32_t i = 0; i < loop->n_patches; i++)
        sim_json_destroy(loop->patches[i]);
    free(loop->points);
    free(loop->patches);
    free(loop->grown);
    free(loop->budget);
    free(loop->options);
    pthread_mutex_destroy(&loop->lock);
}

void loop_refuse(void)
{
    round_serve(NULL);
}

enum sim_status dry_run(const struct loop_study *study, const struct loop_settings *settings,
                        struct dry *dry, struct sim_error *err)
{
    struct loop loop = {.study = study, .settings = settings, .baseline = UINT32_MAX};
    enum sim_status status = choose_options(&loop, err);
    uint32_t n_run, more;
    double one;

    *dry = (struct dry){.study = study->name};
    pthread_mutex_init(&loop.lock, NULL);
    if (status == SIM_OK)
        probe_init(&loop.probe, settings->plan, loop.options, loop.n_options, loop.baseline);
    loop.state = sim_zeroed(1, study->size);
    if (status == SIM_OK)
        status = plan_budget(&loop, err);
    if (status == SIM_OK)
        status = study->first(&loop, loop.state, err);
    if (status == SIM_OK) {
        one = dry_requests(&loop, &n_run);
        more = loop.points[0]->room - loop.points[0]->n_replications;
        dry_add_points(dry, "as stated", &loop, 0, 1);
        dry_add(dry, "more of it (--precision)", DRY_AT_MOST, (double)n_run * more, one * more);
    }
    if (status == SIM_OK && study->dry != NULL)
        status = study->dry(&loop, loop.state, dry, err);
    if (status == SIM_OK)
        dry_add_ways_out(dry, &loop);
    loop_release(&loop);
    return status;
}

enum sim_status loop_run(const struct loop_study *study, const struct loop_settings *settings,
                         struct results **out, struct sim_error *err)
{
    struct loop loop = {.study = study, .settings = settings, .baseline = UINT32_MAX};
    enum sim_status status = choose_options(&loop, err);

    *out = NULL;
    pthread_mutex_init(&loop.lock, NULL);
    if (status == SIM_OK)
        probe_init(&loop.probe, settings->plan, loop.options, loop.n_options, loop.baseline);
    if (exec_rank() > 0) {
        round_serve(status == SIM_OK ? &loop : NULL);
        loop_release(&loop);
        return SIM_OK;
    }
    loop.state = sim_zeroed(1, study->size);
    if (status == SIM_OK)
        status = plan_budget(&loop, err);
    if (status == SIM_OK) {
        open_store(&loop);
        status = run_rounds(&loop, err);
    }
    round_tell(&loop);
    if (status == SIM_OK ||
        (status == SIM_EINTERRUPTED && loop.n_points > 0 && loop.points[0]->n_finished > 0)) {
        *out = results_create();
        (*out)->study = study->name;
        study->judge(&loop, loop.state, status == SIM_OK, *out);
        if (loop.budget != NULL)
            budget_add(loop.budget, *out);
    }
    loop_release(&loop);
    return status;
}
