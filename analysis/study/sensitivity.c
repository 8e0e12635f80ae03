#include "analysis/study/sensitivity.h"

#include "analysis/study/along.h"
#include "analysis/study/dry.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a break-even value is one of. */
#define TOLD (CHOICE | HOLDS)

/* ---- what is run ---- */

static enum sim_status ask(const struct sensitivity *state, const char *name,
                           const struct sim_json *patch, uint32_t n_replications, uint32_t *point,
                           struct sim_error *err)
{
    return loop_add(state->loop,
                    &(struct loop_ask){.name = name,
                                       .patch = patch,
                                       .n_replications = n_replications,
                                       .samples_only = true,
                                       .let_go = true},
                    point, err);
}

static void insert(struct sensitivity_item *item, struct sensitivity_at at)
{
    uint32_t i = item->n_at++;

    for (; i > 0 && item->at[i - 1].value > at.value; i--)
        item->at[i] = item->at[i - 1];
    item->at[i] = at;
}

/* Replication 0 of a value within a range. */
static enum sim_status ask_at(struct sensitivity *state, struct sensitivity_item *item,
                              double value, struct sim_error *err)
{
    struct sensitivity_at at = {.value = value, .fits = true};
    /* Load has more requests where there is more of it. */
    double requests = state->one * (strcmp(item->vary.name, "load") == 0 && item->vary.stated > 0
                                        ? value / item->vary.stated
                                        : 1);
    enum sim_status status;

    if (state->asked + requests > state->most) {
        item->over = state->cut = true;
        return SIM_OK;
    }
    state->asked += requests;
    status =
        ask(state, item->vary.name, vary_patch(state->loop, &item->vary, value), 1, &at.point, err);
    if (status == SIM_EINVALID) {
        at.fits = false;
        status = SIM_OK;
    }
    if (status == SIM_OK)
        insert(item, at);
    return status;
}

/* Between two values; NaN = they are as close as is asked. */
static double middle(const struct sensitivity *state, const struct sensitivity_item *item, double a,
                     double b)
{
    double half = a + (b - a) / 2;

    if (b - a <= state->narrow * fmax(fabs(a), fabs(b)) && !(item->vary.is_whole && b - a < 20))
        return NAN;
    if (item->vary.is_whole)
        half = floor(half);
    return half > a && half < b ? half : NAN;
}

/* The ends in several replications, for intervals; the stated value was run; one value between
 * each, lest a stretch in the middle is passed over. */
static enum sim_status begin_item(struct sensitivity *state, struct sensitivity_item *item,
                                  struct sim_error *err)
{
    const struct vary *vary = &item->vary;
    double between[3];
    enum sim_status status = SIM_OK;
    uint32_t n;

    item->points = sim_arena_alloc(&state->arena, (vary->n_levels + 1) * sizeof *item->points);
    for (uint32_t i = 0; i < vary->n_levels && status == SIM_OK; i++)
        status = ask(state, vary->name, vary->levels[i].patch, state->n_replications,
                     &item->points[i], err);
    item->over = !vary->is_range || !state->searches;
    if (item->over || status != SIM_OK)
        return status;
    for (uint32_t i = 0; i < vary->n_levels; i++)
        insert(item, (struct sensitivity_at){
                         .value = vary->levels[i].value, .point = item->points[i], .fits = true});
    if (isfinite(vary->stated) && vary->stated != vary->low && vary->stated != vary->high)
        insert(item, (struct sensitivity_at){.value = vary->stated, .point = 0, .fits = true});
    n = item->n_at - 1;
    for (uint32_t i = 0; i < n; i++)
        between[i] = middle(state, item, item->at[i].value, item->at[i + 1].value);
    for (uint32_t i = 0; i < n && status == SIM_OK; i++)
        if (!isnan(between[i]) && !item->over)
            status = ask_at(state, item, between[i], err);
    return status;
}

/* A value of each thing that is varied, by a coordinate from 0 to 1, as one patch. */
static const struct sim_json *patch_of(struct sensitivity *state, const double *coordinates)
{
    struct vary_level *levels = sim_arena_alloc(&state->arena, (state->n + 1) * sizeof *levels);

    for (uint32_t i = 0; i < state->n; i++)
        levels[i] = vary_at(state->loop, &state->items[i].vary, coordinates[i], &state->arena);
    return vary_together(levels, state->n, &state->arena);
}

struct sim_key sensitivity_key(const struct sensitivity *state, const char *name)
{
    return sim_key_make(loop_settings(state->loop)->plan->seed ^ sim_hash_string(name), 0);
}

/* Replication 0 of n points of all things together; CRI_NONE: the scenario does not take it. */
static enum sim_status ask_together(struct sensitivity *state, const char *name,
                                    const double *coordinates, uint64_t n, uint32_t **points,
                                    struct sim_error *err)
{
    enum sim_status status = SIM_OK;

    *points = sim_arena_alloc(&state->arena, n * sizeof **points);
    for (uint64_t p = 0; p < n && status == SIM_OK; p++) {
        status =
            ask(state, name, patch_of(state, coordinates + p * state->n), 1, &(*points)[p], err);
        if (status == SIM_EINVALID) {
            (*points)[p] = CRI_NONE;
            status = SIM_OK;
        }
    }
    return status;
}

static enum sim_status begin_morris(struct sensitivity *state, struct sim_error *err)
{
    uint64_t n = stats_morris_size(state->trajectories, state->n);

    state->coordinates = sim_arena_alloc(&state->arena, n * state->n * sizeof *state->coordinates);
    stats_morris_points(sensitivity_key(state, "sensitivity"), state->trajectories, state->n,
                        SENSITIVITY_LEVELS, state->coordinates);
    return ask_together(state, "morris", state->coordinates, n, &state->morris, err);
}

static enum sim_status begin_sobol(struct sensitivity *state, struct sim_error *err)
{
    uint64_t n = stats_sobol_size(state->base_points, state->n, false);
    double *coordinates = sim_fresh(n * state->n, sizeof *coordinates);
    enum sim_status status = SIM_OK;

    if (stats_sobol_design(sensitivity_key(state, "sobol"), state->base_points, state->n, false,
                           coordinates))
        status = ask_together(state, "sobol", coordinates, n, &state->sobol, err);
    free(coordinates);
    return status;
}

/* Of what a plan pays for, the ends; the rest is for values between and searches. */
#define SHARE_OF_ENDS 0.6

/* Within what the plan of a review pays for: fewer replications, and searches that end. */
static void fit(struct sensitivity *state, double most)
{
    uint32_t n_run;
    double ends = 0;

    state->one = dry_requests(state->loop, &n_run);
    state->most = most > 0 ? most : INFINITY;
    for (uint32_t i = 0; i < state->n; i++)
        ends += state->one * state->items[i].vary.n_levels;
    while (state->n_replications > 1 && ends * state->n_replications > SHARE_OF_ENDS * state->most)
        state->n_replications--;
    state->asked = ends * state->n_replications;
}

enum sim_status sensitivity_begin(struct sensitivity *state, const struct asking *asking,
                                  struct sim_error *err)
{
    uint32_t n_stated = asking->study->n_replications;
    enum sim_status status = SIM_OK;

    state->loop = asking->loop;
    state->judge = asking->study->judge;
    state->searches = asking->study->n_options <= ALONG_MOST_OPTIONS;
    state->n_replications =
        n_stated < SENSITIVITY_MOST_REPLICATIONS ? n_stated : SENSITIVITY_MOST_REPLICATIONS;
    fit(state, asking->most);
    for (uint32_t i = 0; i < state->n && status == SIM_OK; i++)
        status = begin_item(state, &state->items[i], err);
    state->first_together = loop_n_points(state->loop);
    if (status == SIM_OK && state->trajectories > 0)
        status = begin_morris(state, err);
    state->first_shares = loop_n_points(state->loop);
    if (status == SIM_OK && state->base_points > 0)
        status = begin_sobol(state, err);
    return status;
}

static enum sim_status search(struct sensitivity *state, struct sensitivity_item *item,
                              struct sim_error *err)
{
    double wanted[SENSITIVITY_MOST_RUNS];
    uint32_t n = 0;
    enum sim_status status = SIM_OK;

    for (uint32_t i = 0; i < item->n_at; i++)
        if (item->at[i].fits)
            item->at[i].state = along_state(state->loop, state->judge, item->at[i].point) & TOLD;
    for (uint32_t i = 0; i + 1 < item->n_at; i++) {
        const struct sensitivity_at *a = &item->at[i], *b = &item->at[i + 1];
        double half = middle(state, item, a->value, b->value);

        if (a->fits && b->fits && a->state != b->state && !isnan(half) &&
            item->n_at + n < SENSITIVITY_MOST_RUNS)
            wanted[n++] = half;
    }
    item->over = n == 0;
    for (uint32_t i = 0; i < n && status == SIM_OK && !item->over; i++)
        status = ask_at(state, item, wanted[i], err);
    return status;
}

enum sim_status sensitivity_next(struct sensitivity *state, struct sim_error *err)
{
    uint32_t before = loop_n_points(state->loop);
    enum sim_status status = SIM_OK;
    bool more = true;

    if (state->searches)
        state->stated = along_state(state->loop, state->judge, 0) & TOLD;

    /* What was asked for may have been run before: then it is gone on with at once. */
    while (status == SIM_OK && more && loop_n_points(state->loop) == before) {
        more = false;
        for (uint32_t i = 0; i < state->n && status == SIM_OK; i++) {
            if (state->items[i].over)
                continue;
            status = search(state, &state->items[i], err);
            more = more || !state->items[i].over;
        }
    }
    return status;
}

double sensitivity_most_searched(const struct sensitivity *state,
                                 const struct sensitivity_item *item)
{
    double most = 0;

    for (uint32_t i = 0; i + 1 < item->n_at; i++) {
        double a = item->at[i].value, b = item->at[i + 1].value, n = 0;

        for (double half = middle(state, item, a, b); !isnan(half); n++) {
            b = half;
            half = middle(state, item, a, b);
        }
        most = fmax(most, n);
    }
    return most;
}

bool sensitivity_is_varied(const struct sensitivity *state, const char *path)
{
    for (uint32_t i = 0; i < state->n; i++)
        if (strcmp(state->items[i].vary.name, path) == 0)
            return true;
    return false;
}

void sensitivity_release(struct sensitivity *state)
{
    sim_arena_release(&state->arena);
}

/* ---- what was found ---- */

struct sensitivity_break *sensitivity_breaks(const struct sensitivity_item *item,
                                             struct sim_arena *arena, uint32_t *n)
{
    struct sensitivity_break *found = sim_arena_alloc(arena, (item->n_at + 1) * sizeof *found);
    const struct sensitivity_at *at = item->at;
    uint32_t stated = 0;

    *n = 0;
    while (stated + 1 < item->n_at && isfinite(item->vary.stated) &&
           at[stated].value < item->vary.stated)
        stated++;
    for (uint32_t i = stated; i > 0; i--)
        if (at[i].fits && at[i - 1].fits && at[i].state != at[i - 1].state)
            found[(*n)++] = (struct sensitivity_break){item, at[i].value, at[i - 1].value,
                                                       at[i].state, at[i - 1].state};
    for (uint32_t i = stated; i + 1 < item->n_at; i++)
        if (at[i].fits && at[i + 1].fits && at[i].state != at[i + 1].state)
            found[(*n)++] = (struct sensitivity_break){item, at[i].value, at[i + 1].value,
                                                       at[i].state, at[i + 1].state};
    return found;
}
