/*
 * question_drill.c: what if each Region goes, each pair, a brown-out, a common cause? Which drills
 * there are is in drill_plan.c, what is seen of one in drill_measure.c.
 */
#include "analysis/study/drill_judge.h"
#include "analysis/study/drill_plan.h"
#include "analysis/study/drill_risk.h"
#include "analysis/study/drill_say.h"
#include "analysis/study/drill_second.h"
#include "analysis/study/drill_tables.h"
#include "analysis/study/dry.h"
#include "sim/base/memory.h"

#include <stdlib.h>

/* Before the first replication of the run as stated is noted. */
static void begin(const struct asking *asking, struct drill *drill)
{
    if (drill->stated != NULL)
        return;
    drill->n_options = asking->study->n_options;
    drill->n_replications = question_replications(asking);
    drill->stated =
        sim_zeroed((size_t)drill->n_options * drill->n_replications, sizeof *drill->stated);
}

static void take_stated(struct drill *drill, uint32_t replication,
                        const struct cri_outcome *outcomes)
{
    for (uint32_t o = 0; o < drill->n_options && replication < drill->n_replications; o++)
        if (drill_option(drill, o)->allowed)
            drill_minutes_add(&drill->stated[o * drill->n_replications + replication],
                              &outcomes[o].series, 0, drill_option(drill, o)->spec.horizon);
}

/* What a replication of an option counted in the window. */
static void take_one(struct drill *drill, const struct drill_item *item, uint32_t option,
                     uint32_t replication, const struct cri_outcome *outcome)
{
    const struct drill_window *window = &drill->windows[item->window];
    const struct cri_spec *spec = &drill_option(drill, option)->spec;
    struct drill_of *of = &item->of[option];
    struct drill_minutes with = {0};
    struct drill_seen *seen = &of->seen[replication];

    drill_minutes_add(&with, &outcome->series, 0, spec->horizon);
    *seen = drill_measure(&drill->stated[option * drill->n_replications + replication], &with,
                          window->start, window->end, spec->horizon);
    drill_minutes_release(&with);
    of->offered[drill_at(drill, spec->n_classes, replication)] = seen->offered;
    of->failed[drill_at(drill, spec->n_classes, replication)] = seen->failed;
    /* Outages that the scenario states itself mark their requests too: then those of a class that
     * arrived in this window are not told apart. */
    for (uint32_t c = 0; spec->n_outages == 0 && c < spec->n_classes; c++) {
        const struct cri_counts *counts = &outcome->classes[c].counts[CRI_PHASE_OUTAGE];

        of->offered[drill_at(drill, c, replication)] = counts->offered;
        of->failed[drill_at(drill, c, replication)] =
            counts->offered - counts->terminal[CRI_COMPLETED];
    }
    if (item->kind == DRILL_SERVING || item->kind == DRILL_REGION || drill->by_hand)
        drill_minutes_add(&of->around, &outcome->series, drill_around_from(window),
                          drill_around_to(window));
    of->n = replication + 1;
}

static void take(const struct asking *asking, void *state, uint32_t point, uint32_t replication,
                 const struct cri_outcome *outcomes)
{
    struct drill *drill = state;
    const struct loop_point *of = loop_point(asking->loop, point);

    drill->asking = asking;
    begin(asking, drill);
    if (point == 0)
        take_stated(drill, replication, outcomes);
    for (uint32_t i = 0; i < drill->n_items; i++)
        for (uint32_t k = 0; drill->items[i].point == point && k < of->n_options; k++)
            if (drill->items[i].of[of->options[k]].how == DRILL_RUN)
                take_one(drill, &drill->items[i], of->options[k], replication, &outcomes[k]);
}

/* Where nothing can change, what was seen of the run as stated is what is seen. */
static void take_proved(struct drill *drill, const struct drill_item *item, uint32_t option)
{
    const struct drill_window *window = &drill->windows[item->window];
    const struct cri_spec *spec = &drill_option(drill, option)->spec;
    struct drill_of *of = &item->of[option];

    for (uint32_t r = 0; r < drill->n_replications; r++) {
        const struct drill_minutes *stated = &drill->stated[option * drill->n_replications + r];

        of->seen[r] = drill_measure(stated, stated, window->start, window->end, spec->horizon);
        of->offered[drill_at(drill, spec->n_classes, r)] = of->seen[r].offered;
        of->failed[drill_at(drill, spec->n_classes, r)] = of->seen[r].failed;
    }
    of->n = drill->n_replications;
}

static enum sim_status first(const struct asking *asking, void *state, struct sim_error *err)
{
    struct drill *drill = state;
    enum sim_status status = SIM_OK;

    drill->asking = asking;
    begin(asking, drill);
    drill->lead = loop_baseline(asking->loop) < drill->n_options ? loop_baseline(asking->loop) : 0;
    if (!drill_option(drill, drill->lead)->allowed)
        drill->lead = CRI_NONE;
    for (uint32_t o = 0; o < drill->n_options && drill->lead == CRI_NONE; o++)
        if (drill_option(drill, o)->allowed)
            drill->lead = o;
    if (drill->lead != CRI_NONE)
        status = drill_plan(drill, err);
    for (uint32_t i = 0; i < drill->n_items; i++)
        for (uint32_t o = 0; o < drill->n_options; o++)
            if (drill->items[i].of[o].how == DRILL_PROVED)
                take_proved(drill, &drill->items[i], o);
    return status;
}

/* All that might be run: of a Region to which no call goes it will be proved that it need not be.
 */
static enum sim_status dry_plan(const struct asking *asking, void *state, struct dry *dry,
                                struct sim_error *err)
{
    struct drill *drill = state;
    double runs = 0, requests = 0, seconds = 0, of_seconds = 0, one;
    uint32_t n_run;
    enum sim_status status;

    one = dry_requests(asking->loop, &n_run);
    drill->counts = true;
    drill->n_windows = asking->values[DRILL_FLAG_AT].given ? 1 : 2;
    status = first(asking, state, err);
    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *item = &drill->items[i];

        for (uint32_t o = 0; o < drill->n_options; o++) {
            bool run = item->of[o].how == DRILL_RUN;

            runs += run ? drill->n_replications : 0;
            requests += run ? budget_requests(drill_option(drill, o)) * drill->n_replications : 0;
        }
        if (item->window == 0 && drill_takes_source(drill, item)) {
            seconds += (double)n_run * drill->n_replications;
            of_seconds += one * drill->n_replications;
        }
    }
    dry_add(dry, "drills", DRY_AT_MOST, runs, requests);
    dry_add(dry, "with a second source Region", DRY_AT_MOST, seconds, of_seconds);
    return status;
}

static enum sim_status next(const struct asking *asking, void *state, struct sim_error *err)
{
    struct drill *drill = state;

    drill->asking = asking;
    return drill->second_asked ? SIM_OK : drill_second(drill, err);
}

static void judge(const struct asking *asking, void *state, bool complete)
{
    struct drill *drill = state;
    struct results *results = asking->study->results;

    drill->asking = asking;
    drill_say(drill, results, complete);
    if (drill->n_items > 0)
        drill_tables(drill, results);
    if (complete)
        drill_risk(drill, results);
    results->ends_well = results->ends_well_nominal =
        results->ends_well && complete && drill_ends_well(drill);
}

static void release(void *state)
{
    struct drill *drill = state;

    for (uint32_t i = 0; i < drill->n_options * drill->n_replications; i++)
        drill_minutes_release(&drill->stated[i]);
    for (uint32_t i = 0; i < drill->n_items; i++)
        for (uint32_t o = 0; o < drill->n_options; o++)
            drill_minutes_release(&drill->items[i].of[o].around);
    free(drill->stated);
    free(drill->items);
    sim_arena_release(&drill->arena);
}

static const struct question_flag flags[] = {
    [DRILL_FLAG_REGION] = {"--region", "NAMES",
                           "only these, as us-east-1 or London; several, with commas, go at once",
                           QUESTION_TEXT, 0, 0},
    [DRILL_FLAG_FOR] = {"--for", "TIME",
                        "length of the outage (a third of the traffic, at most 108min)",
                        QUESTION_TIME, 1, 3e7},
    [DRILL_FLAG_AT] = {"--at", "peak|off-peak|TIME",
                       "when it begins (at peak and off peak), from the start of the run",
                       QUESTION_TIME, 0, 3e8},
    [DRILL_FLAG_ERRORS] = {"--errors", "P%", "brown-out: calls that fail (25%)", QUESTION_SHARE, 0,
                           1},
    [DRILL_FLAG_SLOWER] = {"--slower", "X", "brown-out: times as long that calls take (2)",
                           QUESTION_NUMBER, 1, 1000},
    [DRILL_FLAG_ROOM] = {"--room", "P%", "brown-out: what is left of the capacity (50%)",
                         QUESTION_SHARE, 0.001, 1},
    {.name = NULL}};

const struct question question_drill = {
    .name = "drill",
    .question = "what if each Region goes, each pair, a brown-out, a common cause?",
    .examples = "examples:\n"
                "  crisim drill scenarios/examples/compare-modes.json\n"
                "  crisim drill my.json --region us-east-1 --for 2h --at peak   one drill by hand\n"
                "What is asked of drills is `slo_drill` of the scenario (docs/drill.md).\n",
    .check = drill_check_flags,
    .next = next,
    .take = take,
    QUESTION_OF(struct drill),
};
