/*
 * question_sensitivity.c: which assumptions matter: a tornado, the values at which the choice
 * changes, and, where they are asked for, Morris and Sobol.
 */
#include "analysis/stats/design.h"
#include "analysis/study/dry.h"
#include "analysis/study/sensitivity.h"
#include "analysis/study/sensitivity_say.h"

#include <math.h>

enum { VARY, RANGE, WITHIN, MORRIS, SOBOL };

#define SHARE_DEFAULT  0.25
#define WITHIN_DEFAULT 0.01
#define MOST_POINTS    20000

static double share_of(const struct asking *asking)
{
    return asking->values[RANGE].given ? asking->values[RANGE].number : SHARE_DEFAULT;
}

static enum sim_status read_items(const struct asking *asking, struct sim_arena *arena,
                                  struct vary **items, uint32_t *n, struct sim_error *err)
{
    const struct question_value *given = &asking->values[VARY];

    if (given->n == 0) {
        *items = vary_assumptions(asking->loop, share_of(asking), arena, n);
        return SIM_OK;
    }
    *n = given->n;
    return vary_read(asking->loop, given->texts, given->n, share_of(asking), arena, items, err);
}

static enum sim_status check_morris(double given, uint32_t n, struct sim_error *err)
{
    if (given != floor(given))
        return sim_fail(err, SIM_EUSAGE, NULL, "--morris takes a whole number (got %.12g)", given);
    if (stats_morris_size((uint32_t)given, n) > MOST_POINTS)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "--morris %.0f of %u inputs asks for %.0f points, at most %d can be run: "
                        "give fewer trajectories (10 to 20 are usual) or vary less",
                        given, n, (double)stats_morris_size((uint32_t)given, n), MOST_POINTS);
    return SIM_OK;
}

static enum sim_status check_sobol(double given, uint32_t n, struct sim_error *err)
{
    uint32_t power = 1;

    while (power < given)
        power *= 2;
    if (given != power)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "--sobol takes a power of two (got %.12g); the next is %u", given, power);
    if (2 * n > STATS_SOBOL_FACTORS)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "--sobol takes %d inputs at most (got %u): name those that --morris ranks "
                        "first with --vary",
                        STATS_SOBOL_FACTORS / 2, n);
    if (stats_sobol_size(power, n, false) > MOST_POINTS)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "--sobol %u of %u inputs asks for %.0f points, at most %d can be run: give "
                        "fewer, or vary less (--morris ranks what matters)",
                        power, n, (double)stats_sobol_size(power, n, false), MOST_POINTS);
    return SIM_OK;
}

static enum sim_status check(const struct asking *asking, struct sim_error *err)
{
    const struct question_value *morris = &asking->values[MORRIS];
    const struct question_value *sobol = &asking->values[SOBOL];
    struct sim_arena arena = {0};
    struct vary *items;
    uint32_t n;
    enum sim_status status = read_items(asking, &arena, &items, &n, err);

    sim_arena_release(&arena);
    if (status == SIM_OK && morris->given)
        status = check_morris(morris->number, n, err);
    if (status == SIM_OK && sobol->given)
        status = check_sobol(sobol->number, n, err);
    return status;
}

static enum sim_status first(const struct asking *asking, void *memory, struct sim_error *err)
{
    const struct question_value *values = asking->values;
    struct sensitivity *state = memory;
    struct vary *items;
    enum sim_status status = read_items(asking, &state->arena, &items, &state->n, err);

    state->share = share_of(asking);
    state->narrow = values[WITHIN].given ? values[WITHIN].number : WITHIN_DEFAULT;
    state->named = values[VARY].n > 0;
    state->trajectories = values[MORRIS].given ? (uint32_t)values[MORRIS].number : 0;
    state->base_points = values[SOBOL].given && state->n > 0 ? (uint32_t)values[SOBOL].number : 0;
    if (status != SIM_OK)
        return status;
    state->items = sim_arena_alloc(&state->arena, (state->n + 1) * sizeof *state->items);
    for (uint32_t i = 0; i < state->n; i++)
        state->items[i] = (struct sensitivity_item){.vary = items[i]};
    return sensitivity_begin(state, asking, err);
}

static enum sim_status next(const struct asking *asking, void *memory, struct sim_error *err)
{
    (void)asking;
    return sensitivity_next(memory, err);
}

/* The searches are of whole points; one at a load that is varied has more or fewer requests. */
static enum sim_status dry_plan(const struct asking *asking, void *memory, struct dry *dry,
                                struct sim_error *err)
{
    struct sensitivity *state = memory;
    uint32_t before = loop_n_points(asking->loop), n_run;
    enum sim_status status = first(asking, memory, err);
    double one = dry_requests(asking->loop, &n_run), runs = 0;

    if (status != SIM_OK)
        return status;
    dry_add_points(dry, "each alone, at its ends and between", asking->loop, before,
                   state->first_together);
    dry_add_points(dry, "together (--morris)", asking->loop, state->first_together,
                   state->first_shares);
    dry_add_points(dry, "together (--sobol)", asking->loop, state->first_shares,
                   loop_n_points(asking->loop));
    for (uint32_t i = 0; i < state->n; i++)
        if (!state->items[i].over)
            runs += sensitivity_most_searched(state, &state->items[i]);
    dry_add(dry, "searches of break-even values", DRY_ABOUT, runs * n_run, runs * one);
    return SIM_OK;
}

static void judge(const struct asking *asking, void *memory, bool complete)
{
    if (complete)
        sensitivity_say(memory, asking->study);
}

static bool varies(const void *memory, const char *path)
{
    return sensitivity_is_varied(memory, path);
}

static void release(void *memory)
{
    sensitivity_release(memory);
}

static const struct question_flag flags[] = {
    {"--vary", "PATH=LOW:HIGH",
     "vary this, as factors.quota=0.5:2; PATH=A,B values; PATH alone by --range; may be repeated",
     QUESTION_TEXTS, 0, 0},
    {"--range", "P%", "to either side of what is stated, where no range is named (25%)",
     QUESTION_SHARE, 0.001, 0.99},
    {"--within", "P%", "how closely break-even values are searched (1%)", QUESTION_SHARE, 0.0001,
     0.1},
    {"--morris", "R", "vary all together, too, along R trajectories (10 to 20 are usual)",
     QUESTION_NUMBER, 1, 1000},
    {"--sobol", "N",
     "shares of the variance, from N base points, a power of two (1024 is usual): N x (inputs + 2) "
     "points",
     QUESTION_COUNT, 2, 16384},
    {.name = NULL}};

const struct question question_sensitivity = {
    .name = "sensitivity",
    .question = "which assumptions matter?",
    .examples = "examples:\n"
                "  crisim sensitivity my.json --range 50%\n"
                "  crisim sensitivity my.json --vary factors.quota=0.5:2 --vary "
                "classes.chat.max_tokens=500:4000\n",
    .varies = varies,
    .check = check,
    .next = next,
    QUESTION_OF(struct sensitivity),
};
