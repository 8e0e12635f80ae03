#include "analysis/study/changes_inside.h"

#include "sim/base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Requests that may be simulated at least, whatever the comparison takes. */
#define LEAST_BUDGET 1e7
#define TIMES_PLAIN  10
#define NARROW       0.02
#define NARROW_ROOM  0.001

static const struct {
    const char *name;  /* for sentences: "load" */
    const char *patch; /* of the factor; %s: more members */
    int refill;        /* enum cri_refill that is set too; -1 = as stated */
    bool with_factor;
} kinds[N_KINDS] = {
    [QUOTA_UP] = {"quota", "{\"factors\":{\"quota\":%.17g}}", -1, false},
    [CAPACITY_UP] = {"capacity", "{\"factors\":{\"capacity\":%.17g}}", -1, false},
    [LOAD] = {"load", "{\"load\":%.17g}", -1, true},
    [LOAD_FIXED] = {"load", "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"fixed-window\"}}",
                    CRI_REFILL_FIXED, true},
    [LOAD_SLIDING] = {"load",
                      "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"sliding-window\"}}",
                      CRI_REFILL_SLIDING, true},
    [LOAD_BUCKET] = {"load",
                     "{\"load\":%.17g,\"quota_rules\":{\"refill_minute\":\"token-bucket\"}}",
                     CRI_REFILL_BUCKET, true},
    [CAPACITY] = {"capacity", "{\"factors\":{\"capacity\":%.17g}}", -1, false},
    [QUOTA] = {"quota", "{\"factors\":{\"quota\":%.17g}}", -1, false},
    [HOP] = {"hop", "{\"factors\":{\"hop\":%.17g}}", -1, false},
};

const char *changes_input_name(enum kind kind)
{
    return kinds[kind].name;
}

int changes_input_refill(enum kind kind)
{
    return kinds[kind].refill;
}

/* ---- which inputs there are ---- */

const struct plan_option *changes_option(const struct changes *changes, uint32_t o)
{
    return loop_point_option(changes->loop, loop_point(changes->loop, 0), o);
}

static const struct scenario_world *world_of(const struct changes *changes)
{
    return &loop_settings(changes->loop)->plan->scenario->base;
}

static bool matters(const struct cri_spec *spec, enum kind kind)
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
        return case_has_minute_limits(spec) || case_has_day_limits(spec);
    case HOP:
        return case_routes(spec, CRI_MODE_GLOBAL) || case_routes(spec, CRI_MODE_GEOGRAPHIC);
    case N_KINDS:
        break;
    }
    return false;
}

static double base_of(const struct changes *changes, enum kind kind)
{
    const struct scenario_world *world = world_of(changes);

    switch (kind) {
    case CAPACITY:
    case CAPACITY_UP:
        return world->factors.capacity;
    case QUOTA:
    case QUOTA_UP:
        return world->factors.quota;
    case HOP:
        return world->factors.hop;
    default:
        return world->load;
    }
}

static double requests_of(const struct changes *changes, uint32_t replications)
{
    const struct loop_point *point = loop_point(changes->loop, 0);
    const struct metric *offered = metric_find("offered");
    double sum = 0;

    for (uint32_t o = 0; o < point->n_options; o++)
        for (uint32_t r = 0; r < replications; r++)
            sum += fmax(0, loop_samples(point, offered, o)[r]);
    return sum;
}

static bool nothing_works(const struct changes *changes)
{
    struct sim_arena arena = {0};
    bool nothing = judge_one(changes->judge, 0, &arena)->result->form == DECIDE_NOTHING_WORKS;

    sim_arena_release(&arena);
    return nothing;
}

struct changes *changes_create(struct loop *loop, struct judge *judge)
{
    struct changes *changes = sim_zeroed(1, sizeof *changes);
    const struct loop_point *stated = loop_point(loop, 0);
    struct search_settings settings[N_KINDS];
    bool nothing;
    double one, all;

    changes->loop = loop;
    changes->judge = judge;
    changes->n_options = stated->n_options;
    changes->too_many = stated->n_options > CHANGES_MOST_OPTIONS;
    nothing = !changes->too_many && nothing_works(changes);
    one = requests_of(changes, 1);
    all = requests_of(changes, stated->n_replications);
    for (int kind = 0; kind < N_KINDS && !changes->too_many && one > 0; kind++) {
        bool any = false;

        for (uint32_t o = 0; o < changes->n_options; o++)
            any = any || (changes_option(changes, o)->allowed &&
                          matters(&changes_option(changes, o)->spec, (enum kind)kind));
        if (!any || (is_upward((enum kind)kind) && !nothing))
            continue;
        settings[changes->n] =
            (struct search_settings){.requests = one,
                                     .with_factor = kinds[kind].with_factor,
                                     .upward = is_upward((enum kind)kind),
                                     .narrow = is_upward((enum kind)kind) ? NARROW_ROOM : NARROW,
                                     .fine = is_of_load((enum kind)kind) ? REFUSALS : 0,
                                     .narrow_fine = NARROW_ROOM};
        changes->inputs[changes->n++] =
            (struct input){.kind = (enum kind)kind, .base = base_of(changes, (enum kind)kind)};
    }
    search_plan(settings, changes->n, fmax(TIMES_PLAIN * all, LEAST_BUDGET));
    for (uint32_t i = 0; i < changes->n; i++)
        changes->inputs[i].settings = settings[i];
    return changes;
}

void changes_destroy(struct changes *changes)
{
    if (changes == NULL)
        return;
    for (uint32_t i = 0; i < changes->n; i++) {
        search_release(&changes->inputs[i].search);
        free(changes->inputs[i].asked);
    }
    free(changes);
}

/* ---- the searches ---- */

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

uint64_t changes_state(const struct changes *changes, uint32_t point)
{
    struct sim_arena arena = {0};
    struct judge_verdict *verdict = judge_one(changes->judge, point, &arena);
    const struct decide_result *result = verdict->result;
    const struct metric *refused = metric_find("refused");
    const struct loop_point *of = loop_point(changes->loop, point);
    uint64_t state = 0;

    for (uint32_t o = 0; o < changes->n_options; o++) {
        bool good = verdict->promised ? result->cells[o].holds : is_complete(verdict, o);

        state |= (uint64_t)good << o;
        state |= (uint64_t)(loop_samples(of, refused, o)[0] > 0) << (SHIFT_429 + o);
    }
    if (result->recommended != DECIDE_NONE)
        state |= (uint64_t)(result->recommended + 1) << SHIFT_CHOICE;
    sim_arena_release(&arena);
    return state;
}

/* What a search tells points apart by: for the rules of quotas only the first 429, upward whether
 * any option can be recommended. */
static uint64_t told_of(const struct changes *changes, const struct input *input, uint32_t point)
{
    uint64_t state = changes_state(changes, point);

    if (is_upward(input->kind))
        return (state & CHOICE) != 0;
    return is_of_refill(input->kind) ? state & REFUSALS : state;
}

static void note(struct input *input, double factor, uint32_t point)
{
    if (input->n_asked == input->room) {
        input->room = 2 * input->room + 16;
        input->asked = sim_grown(input->asked, input->room, sizeof *input->asked);
    }
    input->asked[input->n_asked++] = (struct asked){factor, point};
}

static enum sim_status ask(struct changes *changes, struct input *input, double factor,
                           struct sim_error *err)
{
    char name[64];
    uint32_t point;
    enum sim_status status;

    snprintf(name, sizeof name, "%s x %.6g", kinds[input->kind].name, factor);
    /* The formats stand in the table above, one number each. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    status =
        loop_add(changes->loop,
                 &(struct loop_ask){.name = name,
                                    .patch = loop_patch(changes->loop, kinds[input->kind].patch,
                                                        input->base * factor),
                                    .n_replications = 1,
                                    .samples_only = true},
                 &point, err);
#pragma GCC diagnostic pop
    if (status == SIM_OK)
        note(input, factor, point);
    return status;
}

static enum sim_status go_on(struct changes *changes, struct input *input, struct sim_error *err)
{
    double *factors = sim_fresh(input->search.n + SEARCH_LADDER, sizeof *factors);
    enum sim_status status = SIM_OK;
    size_t n = search_next(&input->search, factors);

    for (size_t i = 0; i < n && status == SIM_OK; i++) {
        status = ask(changes, input, factors[i], err);
        /* A factor that does not fit the scenario changes nothing that can be told. */
        if (status == SIM_EINVALID) {
            input->impossible = true;
            search_tell(&input->search, factors[i], told_of(changes, input, 0));
            status = SIM_OK;
        }
    }
    free(factors);
    return status;
}

enum sim_status changes_next(struct changes *changes, struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < changes->n && status == SIM_OK; i++) {
        struct input *input = &changes->inputs[i];

        /* Another rule of refill has another state at the load as stated: it is run, too. */
        if (!input->begun && kinds[input->kind].refill >= 0 && input->n_asked == 0 &&
            input->settings.n_rungs > 0) {
            status = ask(changes, input, 1, err);
            continue;
        }
        if (!input->begun) {
            uint32_t stated = input->n_asked > 0 ? input->asked[0].point : 0;

            input->begun = true;
            input->n_told = input->n_asked;
            search_init(&input->search, &input->settings, told_of(changes, input, stated));
        }
        for (; input->n_told < input->n_asked; input->n_told++)
            search_tell(&input->search, input->asked[input->n_told].factor,
                        told_of(changes, input, input->asked[input->n_told].point));
        status = go_on(changes, input, err);
    }
    return status;
}

/* ---- room to grow ---- */

/* The largest factor that is known to be without a 429 below the first one that has one. */
static double first_429(const struct input *input, uint32_t option)
{
    uint64_t bit = UINT64_C(1) << (SHIFT_429 + option);

    for (size_t i = 0; i < input->search.n; i++)
        if (input->search.points[i].state & bit)
            return i == 0 ? 0 : input->search.points[i - 1].factor;
    return INFINITY;
}

double changes_room_under(const struct changes *changes, uint32_t option, enum cri_refill refill)
{
    for (uint32_t i = 0; i < changes->n; i++) {
        const struct input *input = &changes->inputs[i];
        const struct loop_point *point;

        if (!is_of_load(input->kind) || input->search.n < 2 || input->n_asked == 0)
            continue;
        /* An option may state a rule of its own: what was in force when it ran is what counts. */
        point = loop_point(changes->loop, input->asked[0].point);
        if (loop_point_option(changes->loop, point, option)->spec.quota_rules.per_minute == refill)
            return first_429(input, option);
    }
    return NAN;
}

void changes_room(const struct changes *changes, struct decide_option *options)
{
    for (uint32_t o = 0; o < changes->n_options; o++) {
        double least = NAN;

        for (int refill = 0; refill < CRI_N_REFILLS; refill++)
            least = fmin(least, changes_room_under(changes, o, (enum cri_refill)refill));
        options[o].room_to_grow = least;
    }
}
