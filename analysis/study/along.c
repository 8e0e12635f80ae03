#include "analysis/study/along.h"

#include "scenarios/read/cases.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;  /* "load" */
    const char *words; /* for sentences, where they are not the name */
    const char *patch; /* of the factor; %s: more members */
    int refill;        /* enum cri_refill that is set too; -1 = as stated */
    bool with_factor;
} kinds[N_KINDS] = {
    [QUOTA_UP] = {"quota", NULL, "{\"factors\":{\"quota\":%.17g}}", -1, false},
    [CAPACITY_UP] = {"capacity", NULL, "{\"factors\":{\"capacity\":%.17g}}", -1, false},
    [LOAD] = {"load", NULL, "{\"load\":%.17g}", -1, true},
    [LOAD_FIXED] = {"load", NULL,
                    "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"fixed-window\"}}",
                    CRI_REFILL_FIXED, true},
    [LOAD_SLIDING] = {"load", NULL,
                      "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"sliding-window\"}}",
                      CRI_REFILL_SLIDING, true},
    [LOAD_BUCKET] = {"load", NULL,
                     "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"token-bucket\"}}",
                     CRI_REFILL_BUCKET, true},
    [CAPACITY] = {"capacity", NULL, "{\"factors\":{\"capacity\":%.17g}}", -1, false},
    [QUOTA] = {"quota", NULL, "{\"factors\":{\"quota\":%.17g}}", -1, false},
    [HOP] = {"hop", "time between Regions", "{\"factors\":{\"hop\":%.17g}}", -1, false},
    [CASE] = {"case", NULL, NULL, -1, false},
};

const char *along_name(enum along_kind kind)
{
    return kinds[kind].name;
}

const char *along_words(enum along_kind kind)
{
    return kinds[kind].words != NULL ? kinds[kind].words : kinds[kind].name;
}

int along_refill(enum along_kind kind)
{
    return kinds[kind].refill;
}

bool along_with_factor(enum along_kind kind)
{
    return kinds[kind].with_factor;
}

double along_share(double factor)
{
    return log(factor) / log(SEARCH_MOST_UP);
}

double along_stretch(double share)
{
    return exp(share * log(SEARCH_MOST_UP));
}

bool along_matters(const struct cri_spec *spec, enum along_kind kind)
{
    size_t n_cells = (size_t)spec->n_regions * spec->n_services;

    switch (kind) {
    case LOAD:
        return true;
    case LOAD_FIXED:
    case LOAD_SLIDING:
    case LOAD_BUCKET:
        return case_has_minute_limits(spec) &&
               (int)spec->quota_rules.per_minute != kinds[kind].refill;
    case CAPACITY:
    case CAPACITY_UP:
        for (size_t cell = 0; spec->capacity != NULL && cell < n_cells; cell++)
            if (spec->capacity[cell].kind != CRI_CAPACITY_UNLIMITED)
                return true;
        return false;
    case QUOTA:
    case QUOTA_UP:
        return case_has_limits(spec);
    case HOP:
        return case_routes(spec, CRI_MODE_GLOBAL) || case_routes(spec, CRI_MODE_GEOGRAPHIC);
    case CASE:
    case N_KINDS:
        break;
    }
    return false;
}

/* ---- the search ---- */

/* Without an SLO: about as much is answered as by the most complete option. */
static bool is_complete(const struct judge_verdict *verdict, uint32_t option)
{
    const struct decide_input *in = &verdict->input;
    const double *success = in->measures[JUDGE_SUCCESS].at;
    double most = 0;

    for (uint32_t o = 0; o < in->n_options; o++)
        if (verdict->result->candidate[o])
            most = fmax(most, success[o]);
    return success[option] >= most - in->most_complete_within;
}

uint64_t along_state(const struct loop *loop, const struct judge *judge, uint32_t point)
{
    struct sim_arena arena = {0};
    struct judge_verdict *verdict = judge_one(judge, point, &arena);
    const struct decide_result *result = verdict->result;
    const struct metric *refused = metric_find("refused");
    const struct loop_point *of = loop_point(loop, point);
    uint64_t state = 0;

    for (uint32_t o = 0; o < of->n_options; o++) {
        bool good = verdict->promised ? result->cells[o].holds : is_complete(verdict, o);

        state |= (uint64_t)good << o;
        state |= (uint64_t)(loop_samples(of, refused, o)[0] > 0) << (SHIFT_429 + o);
    }
    if (result->recommended != DECIDE_NONE)
        state |= (uint64_t)(result->recommended + 1) << SHIFT_CHOICE;
    sim_arena_release(&arena);
    return state;
}

/* What a search tells points apart by. */
static uint64_t told_of(const struct along *along, uint32_t point)
{
    uint64_t state = along_state(along->loop, along->judge, point);

    /* Upward it is whether any option can be recommended. */
    return along_is_upward(along->kind) ? (state & CHOICE) != 0 : state & along->told;
}

static void note(struct along *along, double factor, uint32_t point)
{
    along->asked = sim_with_room(along->asked, along->n_asked, &along->room, sizeof *along->asked);
    along->asked[along->n_asked++] = (struct along_point){factor, point};
}

static const struct sim_json *patch_at(struct along *along, double factor)
{
    const struct sim_json *patch;

    if (along->walk != NULL)
        return walk_patch(along->loop, along->walk, along_share(factor), &along->arena);
        /* The formats stand in the table above, one number each. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    patch = loop_patch(along->loop, kinds[along->kind].patch, along->base * factor);
#pragma GCC diagnostic pop
    return along->under == NULL ? patch : scenario_patch_both(along->under, patch, &along->arena);
}

static enum sim_status ask(struct along *along, double factor, struct sim_error *err)
{
    char name[64];
    uint32_t point;
    enum sim_status status;

    if (along->walk != NULL && factor == SEARCH_MOST_UP) {
        note(along, factor, along->end);
        return SIM_OK;
    }
    snprintf(name, sizeof name, "%s x %.6g", kinds[along->kind].name, factor);
    status = loop_add(along->loop,
                      &(struct loop_ask){.name = name,
                                         .patch = patch_at(along, factor),
                                         .first_replication = along->replication,
                                         .n_replications = 1,
                                         .samples_only = true,
                                         .let_go = true},
                      &point, err);
    if (status == SIM_OK)
        note(along, factor, point);
    return status;
}

static enum sim_status go_on(struct along *along, struct sim_error *err)
{
    double *factors = sim_fresh(search_room(&along->search), sizeof *factors);
    enum sim_status status = SIM_OK;
    size_t n = search_next(&along->search, factors);

    along->over = n == 0;
    for (size_t i = 0; i < n && status == SIM_OK; i++) {
        status = ask(along, factors[i], err);
        /* A factor that does not fit the scenario changes nothing that can be told. */
        if (status == SIM_EINVALID) {
            along->impossible = true;
            search_tell(&along->search, factors[i], told_of(along, along->asked[0].point));
            status = SIM_OK;
        }
    }
    free(factors);
    return status;
}

enum sim_status along_next(struct along *along, struct sim_error *err)
{
    if (!along->begun && along->n_asked == 0) {
        if (along->settings.n_rungs > 0 && along->start == CRI_NONE)
            return ask(along, 1, err);
        note(along, 1, along->start != CRI_NONE ? along->start : 0);
    }
    if (!along->begun) {
        along->begun = true;
        along->n_told = 1;
        search_init(&along->search, &along->settings, told_of(along, along->asked[0].point));
    }
    for (; along->n_told < along->n_asked; along->n_told++) {
        const struct along_point *asked = &along->asked[along->n_told];
        double planned =
            along->settings.requests * (along->settings.with_factor ? asked->factor : 1);

        search_tell(&along->search, asked->factor, told_of(along, asked->point));
        search_charge(&along->search, along_weight(loop_point(along->loop, asked->point), planned,
                                                   along->events_a_request) -
                                          planned);
    }
    return go_on(along, err);
}

double along_weight(const struct loop_point *point, double requests, double events_a_request)
{
    if (!(events_a_request > 0) || point->n_finished == 0)
        return requests;
    return fmax(requests, (double)point->n_events / point->n_finished / events_a_request);
}

/* One that the plan had nothing for, if there is enough now. */
static bool begin_late(struct along *along, double budget)
{
    search_plan(&along->settings, 1, budget);
    if (along->settings.n_rungs == 0)
        return false;
    search_release(&along->search);
    along->n_asked = along->n_told = 0;
    along->begun = along->over = false;
    return true;
}

/* What the searches leave, to the first that can do something with it. */
static enum sim_status pass_on(struct along *const *all, uint32_t n, struct sim_error *err)
{
    enum sim_status status = SIM_OK;
    double rest = 0;

    for (uint32_t i = 0; i < n; i++)
        rest += search_take_rest(&all[i]->search);
    for (uint32_t i = 0; i < n && rest > 0 && status == SIM_OK; i++) {
        if (all[i]->settings.n_rungs == 0) {
            if (!begin_late(all[i], rest))
                continue;
        } else if (search_is_cut(&all[i]->search)) {
            search_give(&all[i]->search, rest);
        } else {
            continue;
        }
        status = along_next(all[i], err);
        if (!all[i]->over)
            break;
        rest = search_take_rest(&all[i]->search);
    }
    return status;
}

enum sim_status along_all_next(struct along *const *all, uint32_t n, struct sim_error *err)
{
    enum sim_status status = SIM_OK;
    bool over = true;

    for (uint32_t i = 0; i < n && status == SIM_OK; i++) {
        status = along_next(all[i], err);
        over = over && all[i]->over;
    }
    return status == SIM_OK && over ? pass_on(all, n, err) : status;
}

void along_release(struct along *along)
{
    search_release(&along->search);
    free(along->asked);
    sim_arena_release(&along->arena);
}

/* ---- what was found ---- */

uint32_t along_point(const struct along *along, double factor)
{
    for (uint32_t i = 0; i < along->n_asked; i++)
        if (along->asked[i].factor == factor)
            return along->asked[i].point;
    return CRI_NONE;
}

bool along_ran_under(const struct along *along, uint32_t option, enum cri_refill refill)
{
    const struct loop_point *point;

    if (along->search.n < 2)
        return false;
    point = loop_point(along->loop, along->asked[0].point);
    return loop_point_option(along->loop, point, option)->spec.quota_rules.per_minute == refill;
}

struct along_room along_first_429(const struct along *along, uint32_t option)
{
    const struct search_point *points = along->search.points;
    uint64_t bit = UINT64_C(1) << (SHIFT_429 + option);

    for (size_t i = 0; i < along->search.n; i++)
        if (points[i].state & bit)
            return (struct along_room){i == 0 ? 0 : points[i - 1].factor, points[i].factor};
    return (struct along_room){points[along->search.n - 1].factor, INFINITY};
}

bool along_holds(const struct along *along, uint32_t option, struct search_stretch *stretch)
{
    return search_stretch(&along->search, UINT64_C(1) << option, stretch);
}
