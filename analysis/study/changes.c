#include "analysis/study/changes_inside.h"
#include "analysis/study/draws.h"
#include "analysis/study/undecided.h"

#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Requests that may be simulated at least, whatever the comparison takes. */
#define LEAST_BUDGET 1e7
#define TIMES_PLAIN  10
/* Events that a request stands for at least: one without any trouble takes two. */
#define EVENTS_A_REQUEST 8
/* Of what a plan pays for: the rest is for points at the load as stated, which no search counts. */
#define SHARE_OF_SEARCHES 0.9
#define NARROW            0.02

/* ---- which inputs there are ---- */

const struct plan_option *changes_option(const struct changes *changes, uint32_t o)
{
    return loop_point_option(changes->loop, loop_point(changes->loop, 0), o);
}

static const struct scenario_world *world_of(const struct changes *changes)
{
    return &loop_settings(changes->loop)->plan->scenario->base;
}

static double base_of(const struct changes *changes, enum along_kind kind)
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
    case CASE: /* the numbers of a case have no factor in common */
        return 1;
    default:
        return world->load;
    }
}

static double requests_of(const struct loop_point *point, uint32_t replications)
{
    const struct metric *offered = metric_find("offered");
    double sum = 0;

    for (uint32_t o = 0; o < point->n_options; o++)
        for (uint32_t r = 0; r < replications; r++)
            sum += fmax(0, loop_samples(point, offered, o)[r]);
    return sum;
}

/* What cases took beyond what the comparison itself does, one by one: those of a larger load. */
static double more_of_cases(const struct loop *loop, double all)
{
    double sum = 0;

    for (uint32_t p = 1; p < loop_n_points(loop); p++)
        if (!loop_point(loop, p)->of_file) /* a draw */
            sum += requests_of(loop_point(loop, p), loop_point(loop, p)->n_replications) - all;
    return fmax(0, sum);
}

static bool nothing_works(const struct changes *changes)
{
    struct sim_arena arena = {0};
    bool nothing = judge_one(changes->judge, 0, &arena)->result->form == DECIDE_NOTHING_WORKS;

    sim_arena_release(&arena);
    return nothing;
}

/* Points of a search are judged alone: what cases and draws say of an option holds there, too.
 * Returns the worst case that decides nothing; NULL = none. */
static const struct cases_item *note_cases(struct judge *judge, const struct cases *cases,
                                           const struct draws *draws)
{
    const struct cases_item *worst = NULL;
    struct sim_arena arena = {0};
    const struct judge_verdict *verdict =
        judge_all(judge, cases, draws_judge(draws, judge, &arena), &arena);
    struct undecided undecided = undecided_find(verdict);

    if (undecided.n > 0 && !judge_is_draws(verdict, undecided.worst) &&
        verdict->cases[undecided.worst]->patch != NULL &&
        verdict->cases[undecided.worst]->point != CRI_NONE)
        worst = verdict->cases[undecided.worst];
    if (verdict->result->form == DECIDE_RECOMMENDED)
        for (uint32_t o = 0; o < verdict->input.n_options; o++)
            judge_options(judge)[o].fails_elsewhere = !verdict->result->robust[o];
    sim_arena_release(&arena);
    return worst;
}

double changes_most(double requests)
{
    return fmax(TIMES_PLAIN * requests, LEAST_BUDGET);
}

/* Events are bounded as requests are: by ten times what the comparison took, or by those of the
 * least budget. */
static double events_a_request(const struct loop_point *stated, double all)
{
    double events = fmax(TIMES_PLAIN * (double)stated->n_events, EVENTS_A_REQUEST * LEAST_BUDGET);

    return events / changes_most(all);
}

/* Whether any option that may be called depends on the input. */
static bool matters(const struct changes *changes, const struct loop_point *point,
                    enum along_kind kind)
{
    for (uint32_t o = 0; o < changes->n_options; o++) {
        const struct plan_option *option = loop_point_option(changes->loop, point, o);

        if (option->allowed && along_matters(&option->spec, kind))
            return true;
    }
    return false;
}

/* What one more input costs: `one` requests at a point. */
static struct search_settings settings_of(enum along_kind kind, double one)
{
    return (struct search_settings){.requests = one,
                                    .with_factor = along_with_factor(kind),
                                    /* Another rule of refill has another state at the load as
                                     * stated: it is run, too. */
                                    .runs_one = along_is_of_refill(kind),
                                    .upward = along_is_upward(kind),
                                    .narrow = along_is_upward(kind) ? ALONG_NARROW_ROOM : NARROW,
                                    .fine = along_is_of_load(kind) ? REFUSALS : 0,
                                    .narrow_fine = ALONG_NARROW_ROOM,
                                    .check = kind == LOAD};
}

static void add_input(struct changes *changes, enum along_kind kind, double events)
{
    changes->inputs[changes->n++] =
        (struct along){.loop = changes->loop,
                       .judge = changes->judge,
                       .kind = kind,
                       .base = base_of(changes, kind),
                       .events_a_request = events,
                       .start = along_is_of_refill(kind) ? CRI_NONE : 0,
                       /* Of other rules of refill only the first 429 is wanted. */
                       .told = along_is_of_refill(kind) ? REFUSALS : ~UINT64_C(0)};
}

/* Requests of a replication of a point; one of more events than requests have counts for more. */
static double cost_of(const struct loop_point *point, double events)
{
    double one = requests_of(point, 1);

    return one > 0 ? along_weight(point, one, events) : 0;
}

/* ---- the ways to cases ---- */

static void find_walks(struct changes *changes)
{
    const struct scenario *scenario = loop_settings(changes->loop)->plan->scenario;
    const struct scenario_case *cases = scenario->base.cases.items;

    changes->n_walks = changes->too_many ? 0 : scenario->base.cases.n;
    changes->walks =
        sim_arena_alloc(&changes->arena, (changes->n_walks + 1) * sizeof *changes->walks);
    for (uint32_t i = 0; i < changes->n_walks; i++)
        walk_to(scenario, &cases[i], &changes->arena, &changes->walks[i]);
}

/* The point of a stated case alone; CRI_NONE = there is none. */
static uint32_t point_of(const struct cases *cases, const char *name)
{
    for (uint32_t i = 1; cases != NULL && i < cases_count(cases); i++)
        if (!cases_at(cases, i)->automatic && strcmp(cases_at(cases, i)->name, name) == 0)
            return cases_at(cases, i)->point;
    return CRI_NONE;
}

/* Both its ends were run. What is between them takes no more than the larger one, `one` being what
 * the scenario as stated takes. */
static void add_walk(struct changes *changes, const struct walk *walk, const struct cases *cases,
                     double one, double events, struct search_settings *settings)
{
    uint32_t end = point_of(cases, walk->name);
    struct along *along;

    if (walk->n == 0 || end == CRI_NONE)
        return;
    settings += changes->n;
    *settings = settings_of(CASE, fmax(one, cost_of(loop_point(changes->loop, end), events)));
    settings->upward = true;
    settings->narrow = along_stretch(walk_step(walk, NARROW)) - 1;
    add_input(changes, CASE, events);
    along = &changes->inputs[changes->n - 1];
    along->walk = walk;
    along->end = end;
    along->told = HOLDS | CHOICE;
}

struct changes *changes_create(struct loop *loop, struct judge *judge, const struct cases *cases,
                               const struct draws *draws)
{
    struct changes *changes = sim_zeroed(1, sizeof *changes);
    const struct loop_point *stated = loop_point(loop, 0), *undecided;
    struct search_settings *settings;
    const struct cases_item *worst;
    bool nothing;
    const struct budget *planned = loop_budget(loop);
    double one, all, events;
    uint32_t n_stated;

    changes->loop = loop;
    changes->judge = judge;
    changes->n_options = stated->n_options;
    worst = note_cases(judge, cases, draws);
    changes->too_many = stated->n_options > ALONG_MOST_OPTIONS;
    find_walks(changes);
    changes->inputs = sim_zeroed(N_KINDS + 2 + (size_t)changes->n_walks, sizeof *changes->inputs);
    settings = sim_zeroed(N_KINDS + 2 + (size_t)changes->n_walks, sizeof *settings);
    nothing = !changes->too_many && nothing_works(changes);
    all = requests_of(stated, stated->n_replications);
    /* A plan is of requests that take no more than others. */
    events = planned != NULL ? EVENTS_A_REQUEST : events_a_request(stated, all);
    one = changes->too_many ? 0 : cost_of(stated, events);
    for (int kind = 0; kind < N_KINDS && one > 0; kind++) {
        if (!matters(changes, stated, (enum along_kind)kind) ||
            (along_is_upward((enum along_kind)kind) && !nothing))
            continue;
        settings[changes->n] = settings_of((enum along_kind)kind, one);
        add_input(changes, (enum along_kind)kind, events);
    }
    n_stated = changes->n;
    undecided = worst != NULL && !nothing ? loop_point(loop, worst->point) : NULL;
    for (int kind = QUOTA_UP; kind <= CAPACITY_UP && undecided != NULL && one > 0; kind++) {
        if (!matters(changes, undecided, (enum along_kind)kind))
            continue;
        settings[changes->n] = settings_of((enum along_kind)kind, cost_of(undecided, events));
        add_input(changes, (enum along_kind)kind, events);
        changes->inputs[changes->n - 1].under = worst->patch;
        changes->inputs[changes->n - 1].start = worst->point;
    }
    for (uint32_t i = 0; i < changes->n_walks && one > 0; i++)
        add_walk(changes, &changes->walks[i], cases, one, events, settings);
    /* What would help in a case, and the ways to cases, are searched with what the others leave. */
    search_plan(settings, n_stated,
                planned != NULL ? SHARE_OF_SEARCHES * planned->parts[BUDGET_CHANGES].requests
                                : fmax(changes_most(all) - more_of_cases(loop, all), 0));
    for (uint32_t i = 0; i < changes->n; i++)
        changes->inputs[i].settings = settings[i];
    free(settings);
    return changes;
}

void changes_destroy(struct changes *changes)
{
    if (changes == NULL)
        return;
    for (uint32_t i = 0; i < changes->n; i++)
        along_release(&changes->inputs[i]);
    free(changes->inputs);
    sim_arena_release(&changes->arena);
    free(changes);
}

enum sim_status changes_next(struct changes *changes, struct sim_error *err)
{
    struct along **all = sim_fresh(changes->n + 1, sizeof *all);
    enum sim_status status;

    for (uint32_t i = 0; i < changes->n; i++)
        all[i] = &changes->inputs[i];
    status = along_all_next(all, changes->n, err);
    free(all);
    return status;
}

/* ---- room to grow ---- */

struct along_room changes_room_under(const struct changes *changes, uint32_t option,
                                     enum cri_refill refill)
{
    /* An option may state a rule of its own: what was in force when it ran is what counts. */
    for (uint32_t i = 0; i < changes->n; i++)
        if (along_is_of_load(changes->inputs[i].kind) &&
            along_ran_under(&changes->inputs[i], option, refill))
            return along_first_429(&changes->inputs[i], option);
    return (struct along_room){NAN, NAN};
}

struct along_room changes_room_of(const struct changes *changes, uint32_t option)
{
    struct along_room least = {NAN, NAN};

    for (int refill = 0; refill < CRI_N_REFILLS; refill++) {
        struct along_room room = changes_room_under(changes, option, (enum cri_refill)refill);

        least.low = fmin(least.low, room.low);
        least.high = fmin(least.high, room.high);
    }
    return least;
}

void changes_room(const struct changes *changes, struct decide_option *options)
{
    for (uint32_t o = 0; o < changes->n_options; o++)
        options[o].room_to_grow = changes_room_of(changes, o).low;
}
