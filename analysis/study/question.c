#include "analysis/study/question.h"

#include "analysis/study/cases.h"
#include "analysis/study/decision.h"
#include "analysis/study/dry.h"
#include "scenarios/catalog/resolve.h"
#include "scenarios/read/ranges.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <stdlib.h>

static const struct question_value nothing_given[QUESTION_MOST_FLAGS];

enum sim_status question_region(const struct catalog *catalog, const char *flag, const char *word,
                                uint32_t *region, struct sim_error *err)
{
    struct sim_text why = {0};
    enum sim_status status = SIM_OK;

    *region = catalog_resolve_one(catalog, CATALOG_OF_REGIONS, word, &why);
    if (*region == CATALOG_NONE)
        status = sim_fail(err, SIM_EUSAGE, NULL, "%s: %s", flag, why.data);
    else if (!catalog_regions(catalog)[*region].bedrock)
        status = sim_fail(err, SIM_EUSAGE, NULL, "%s: Bedrock cannot be called in '%s'", flag,
                          catalog_regions(catalog)[*region].code);
    sim_text_release(&why);
    return status;
}

uint32_t question_replications(const struct asking *asking)
{
    uint32_t stated = asking->study->n_replications;

    return stated < QUESTION_MOST_REPLICATIONS ? stated : QUESTION_MOST_REPLICATIONS;
}

enum sim_status question_ask(const struct asking *asking, const char *name,
                             const struct sim_json *patch, uint32_t *point, struct sim_error *err)
{
    return loop_add(asking->loop,
                    &(struct loop_ask){.name = name,
                                       .patch = patch,
                                       .n_replications = question_replications(asking),
                                       .samples_only = true},
                    point, err);
}

const struct sim_json *question_patch_classes(const struct asking *asking, question_class *change,
                                              const void *context)
{
    const struct scenario *scenario = asking->study->plan->scenario;
    const struct sim_json *patch;
    struct sim_text text = {0};
    struct sim_json_out out;

    sim_json_out_init(&out, &text, false);
    sim_json_out_object(&out, NULL);
    sim_json_out_object(&out, "options");
    for (uint32_t o = 0; o < scenario->n_options; o++) {
        const struct scenario_class *classes = scenario->worlds[o].classes.items;

        sim_json_out_object(&out, scenario->options[o].node.name);
        sim_json_out_object(&out, "overrides");
        sim_json_out_object(&out, "classes");
        for (uint32_t c = 0; c < scenario->worlds[o].classes.n; c++) {
            sim_json_out_object(&out, classes[c].node.name);
            change(&out, &classes[c], context);
            sim_json_out_end(&out);
        }
        for (int open = 0; open < 3; open++)
            sim_json_out_end(&out);
    }
    sim_json_out_end(&out);
    sim_json_out_end(&out);
    patch = loop_patch(asking->loop, "%s", text.data);
    sim_text_release(&text);
    return patch;
}

static const struct question *const *questions_of(const struct loop *loop)
{
    return loop_study_of(loop)->questions;
}

/* Of the plan, what question q has; NULL = there is no plan. */
static const struct budget_part *part_of(const struct loop *loop, uint32_t q)
{
    const struct budget *budget = loop_budget(loop);

    return budget != NULL ? &budget->parts[BUDGET_N_OWN + q] : NULL;
}

static bool is_stopped(const struct loop *loop, uint32_t q)
{
    return part_of(loop, q) != NULL && part_of(loop, q)->stopped;
}

/* What question q looks at. */
static struct asking asking_of(struct loop *loop, struct question_state *state, uint32_t q)
{
    const struct question_value *const *asked = loop_settings(loop)->asked;

    return (struct asking){.loop = loop,
                           .study = &state->study,
                           .values = asked != NULL && asked[q] != NULL ? asked[q] : nothing_given,
                           .most = part_of(loop, q) != NULL ? part_of(loop, q)->requests : 0};
}

enum sim_status question_first(struct loop *loop, void *memory, struct sim_error *err)
{
    struct question_state *state = memory;
    const struct question *const *questions = questions_of(loop);
    enum sim_status status = SIM_OK;
    bool cases = loop_study_of(loop)->reviews;

    while (questions[state->n] != NULL)
        cases = questions[state->n++]->cases || cases;
    state->states = sim_zeroed(state->n, sizeof *state->states);
    for (uint32_t q = 0; q < state->n; q++)
        state->states[q] = sim_zeroed(1, questions[q]->size);
    for (uint32_t q = 0; q < state->n && status == SIM_OK; q++) {
        struct asking asking = asking_of(loop, state, q);

        if (questions[q]->check != NULL)
            status = questions[q]->check(&asking, err);
    }
    if (status != SIM_OK)
        return status;
    return cases ? compare_first_with_cases(loop, &state->study, err)
                 : compare_first(loop, &state->study, err);
}

/* Those that have not begun begin; the others go on. */
static enum sim_status ask_all(struct loop *loop, struct question_state *state,
                               struct sim_error *err)
{
    const struct question *const *questions = questions_of(loop);
    enum sim_status status = SIM_OK;

    for (uint32_t q = 0; q < state->n && status == SIM_OK; q++) {
        struct asking asking = asking_of(loop, state, q);
        uint32_t before = loop_n_points(loop);

        if (is_stopped(loop, q))
            continue;
        loop_charge(loop, BUDGET_N_OWN + q);
        if (!state->asked)
            status = questions[q]->first(&asking, state->states[q], err);
        else if (questions[q]->next != NULL)
            status = questions[q]->next(&asking, state->states[q], err);
        if (part_of(loop, q) != NULL &&
            part_of(loop, q)->requests_taken > part_of(loop, q)->requests)
            loop_withdraw(loop, BUDGET_N_OWN + q, before);
    }
    state->asked = true;
    return status;
}

enum sim_status question_next(struct loop *loop, void *memory, struct sim_error *err)
{
    struct question_state *state = memory;
    uint32_t before = loop_n_points(loop);
    enum sim_status status = SIM_OK;

    if (loop_study_of(loop)->reviews)
        status = compare_next(loop, &state->study, err);
    else if (!state->asked && state->study.cases != NULL)
        status = compare_next_cases(loop, &state->study, err);
    if (status != SIM_OK || loop_n_points(loop) > before)
        return status;
    return ask_all(loop, state, err);
}

void question_take(struct loop *loop, void *memory, uint32_t point, uint32_t replication,
                   const struct cri_outcome *outcomes, const struct pairs *pairs)
{
    struct question_state *state = memory;
    const struct question *const *questions = questions_of(loop);

    compare_take(loop, &state->study, point, replication, outcomes, pairs);
    for (uint32_t q = 0; q < state->n; q++) {
        struct asking asking = asking_of(loop, state, q);

        if (questions[q]->take != NULL && !is_stopped(loop, q))
            questions[q]->take(&asking, state->states[q], point, replication, outcomes);
    }
}

/* A review holds itself to its plan. */
static void dry_budget(const struct loop *loop, struct dry *dry)
{
    const struct budget *budget = loop_budget(loop);

    dry->n = 0;
    for (uint32_t i = 0; i < budget->n; i++)
        if (i < BUDGET_CHANGES)
            dry_add(dry, budget->parts[i].name, i == BUDGET_COMPARE ? DRY_EXACT : DRY_AT_MOST,
                    (double)budget->parts[i].runs, budget->parts[i].requests);
        else
            dry_add_requests(dry, budget->parts[i].name, loop, budget->parts[i].requests);
}

enum sim_status question_dry(struct loop *loop, void *memory, struct dry *dry,
                             struct sim_error *err)
{
    struct question_state *state = memory;
    const struct question *const *questions = questions_of(loop);
    enum sim_status status = SIM_OK;
    bool cases = false;

    if (loop_budget(loop) != NULL) {
        dry_budget(loop, dry);
        return SIM_OK;
    }
    for (uint32_t q = 0; q < state->n; q++)
        cases = cases || questions[q]->cases;
    if (cases)
        status = compare_dry_cases(loop, dry, err);
    for (uint32_t q = 0; q < state->n && status == SIM_OK; q++) {
        struct asking asking = asking_of(loop, state, q);

        if (questions[q]->dry != NULL)
            status = questions[q]->dry(&asking, state->states[q], dry, err);
        else
            dry_add(dry, questions[q]->name, DRY_OPEN, 0, 0);
    }
    return status;
}

/* A question is asked of the scenario as stated, where every range stands at its mid, but for those
 * that it varies itself: that is said with each answer, or the answer is taken for one over the
 * ranges. */
static void say_ranges(const struct question *question, const void *of, const struct study *study)
{
    enum { MOST_NAMED = 3 };
    const struct scenario *scenario = study->plan->scenario;
    struct results *results = study->results;
    struct sim_text text = {0};
    uint32_t n = 0, n_varied = 0;

    for (uint32_t i = 0; i < scenario->n_ranges; i++) {
        const struct scenario_range *range = &scenario->ranges[i];

        if (question->varies != NULL && question->varies(of, range->path))
            n_varied++;
        else if (n++ < MOST_NAMED)
            sim_text_addf(&text, "%s%s at %.12g (%.12g to %.12g)", n > 1 ? ", " : "", range->path,
                          range->mid, range->low, range->high);
    }
    if (n > MOST_NAMED)
        sim_text_addf(&text, " and %u more", n - MOST_NAMED);
    if (n > 0)
        results_answer(results, results->answers[results->n_answers - 1].asks, "ranges",
                       "all of this is with every %s at its mid: %s; crisim compare draws from %s",
                       n_varied > 0 ? "other range" : "range", text.data,
                       scenario->n_ranges == 1 ? "it" : "them");
    sim_text_release(&text);
}

void question_judge(struct loop *loop, void *memory, bool complete, struct results *results)
{
    struct question_state *state = memory;
    const struct question *const *questions = questions_of(loop);
    bool well, well_nominal;

    compare_judge(loop, &state->study, complete, results);
    /* What the exit code says is the questions' to say, but for a review, where the verdict is. */
    if (!loop_study_of(loop)->reviews)
        results->ends_well = results->ends_well_nominal = true;
    well = results->ends_well;
    well_nominal = results->ends_well_nominal;
    for (uint32_t q = 0; q < state->n; q++) {
        struct asking asking = asking_of(loop, state, q);

        results->answering = questions[q]->name;
        uint32_t before = results->n_answers;

        if (state->asked && !is_stopped(loop, q))
            questions[q]->judge(&asking, state->states[q], complete);
        if (results->n_answers > before)
            say_ranges(questions[q], state->states[q], &state->study);
    }
    results->answering = NULL;
    for (uint32_t q = 0; q < state->n && !complete; q++)
        results->missing =
            sim_arena_printf(&results->arena, "%s%s%s", results->missing,
                             q + 1 < state->n || q == 0 ? ", " : " and ", questions[q]->name);
    if (!loop_study_of(loop)->reviews)
        return;
    results->ends_well = well;
    results->ends_well_nominal = well_nominal;
    for (uint32_t q = 0; q < state->n; q++)
        if (is_stopped(loop, q))
            results_change(results, "NOT RUN", questions[q]->name,
                           sim_arena_printf(&results->arena,
                                            "%s takes more requests than its plan has (--budget)",
                                            questions[q]->name));
    if (complete || state->study.over)
        decision_add(&state->study);
}

void question_release(struct loop *loop, void *memory)
{
    struct question_state *state = memory;
    const struct question *const *questions = questions_of(loop);

    for (uint32_t q = 0; q < state->n; q++) {
        if (questions[q]->release != NULL)
            questions[q]->release(state->states[q]);
        free(state->states[q]);
    }
    free(state->states);
    compare_release(loop, &state->study);
}
