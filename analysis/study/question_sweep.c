/*
 * question_sweep.c: what does a setting change, value by value? What is varied is named by the
 * user; the points are a grid over it, a Latin hypercube or a Sobol sequence.
 */
#include "analysis/study/dry.h"
#include "analysis/study/sweep.h"
#include "analysis/study/sweep_say.h"

#include <math.h>
#include <string.h>

enum { VARY, RANGE, DESIGN, LEVELS, POINTS };

#define SHARE_DEFAULT  0.5
#define LEVELS_DEFAULT 5
#define POINTS_DEFAULT 32

static enum sim_status read_flags(const struct asking *asking, struct sweep_settings *settings,
                                  struct sim_error *err)
{
    const struct question_value *values = asking->values;
    const struct question_value *design = &values[DESIGN];

    *settings = (struct sweep_settings){
        .texts = values[VARY].texts,
        .n = values[VARY].n,
        .levels = values[LEVELS].given ? (uint32_t)values[LEVELS].number : LEVELS_DEFAULT,
        .points = values[POINTS].given ? (uint32_t)values[POINTS].number : POINTS_DEFAULT,
        .share = values[RANGE].given ? values[RANGE].number : SHARE_DEFAULT};
    if (settings->n == 0)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "name what to vary, as in --vary load=0.5:2 or --vary "
                        "capacity.all.slots=20,40,80 (crisim sensitivity finds what matters)");
    if (design->given && strcmp(design->text, "hypercube") == 0)
        settings->design = SWEEP_HYPERCUBE;
    else if (design->given && strcmp(design->text, "sobol") == 0)
        settings->design = SWEEP_SOBOL;
    else if (design->given && strcmp(design->text, "grid") != 0)
        return sim_fail(err, SIM_EUSAGE, NULL, "--design takes grid, hypercube or sobol (got '%s')",
                        design->text);
    if (settings->design == SWEEP_GRID && values[POINTS].given)
        return sim_fail(err, SIM_EUSAGE, NULL,
                        "--points is of --design hypercube and sobol; a grid takes --levels");
    if (settings->design != SWEEP_GRID && values[LEVELS].given)
        return sim_fail(err, SIM_EUSAGE, NULL, "--levels is of a grid; --design %s takes --points",
                        design->text);
    for (int flag = LEVELS; flag <= POINTS; flag++)
        if (values[flag].given && values[flag].number != floor(values[flag].number))
            return sim_fail(err, SIM_EUSAGE, NULL, "%s takes a whole number (got %.12g)",
                            flag == LEVELS ? "--levels" : "--points", values[flag].number);
    return SIM_OK;
}

static enum sim_status check(const struct asking *asking, struct sim_error *err)
{
    struct sweep_settings settings;
    struct sweep sweep = {0};
    enum sim_status status = read_flags(asking, &settings, err);

    if (status == SIM_OK)
        status = sweep_design(&sweep, asking->loop, &settings, err);
    sweep_release(&sweep);
    return status;
}

static enum sim_status first(const struct asking *asking, void *memory, struct sim_error *err)
{
    struct sweep_settings settings;
    struct sweep *sweep = memory;
    uint32_t stated = asking->study->n_replications;
    enum sim_status status = read_flags(asking, &settings, err);

    if (status == SIM_OK)
        status = sweep_design(sweep, asking->loop, &settings, err);
    if (status != SIM_OK)
        return status;
    sweep->judge = asking->study->judge;
    sweep->n_replications = stated < SWEEP_MOST_REPLICATIONS ? stated : SWEEP_MOST_REPLICATIONS;
    return sweep_ask(sweep, err);
}

static enum sim_status dry_plan(const struct asking *asking, void *memory, struct dry *dry,
                                struct sim_error *err)
{
    uint32_t before = loop_n_points(asking->loop);
    enum sim_status status = first(asking, memory, err);

    if (status == SIM_OK)
        dry_add_points(dry, "points of the sweep", asking->loop, before,
                       loop_n_points(asking->loop));
    return status;
}

static void judge(const struct asking *asking, void *memory, bool complete)
{
    if (complete)
        sweep_say(memory, asking->study);
}

static bool varies(const void *memory, const char *path)
{
    const struct sweep *sweep = memory;

    for (uint32_t i = 0; i < sweep->n; i++)
        if (strcmp(sweep->items[i].name, path) == 0)
            return true;
    return false;
}

static void release(void *memory)
{
    sweep_release(memory);
}

static const struct question_flag flags[] = {
    {"--vary", "PATH=LOW:HIGH",
     "vary this, as load=0.5:2; PATH=A,B values; PATH alone by --range; may be repeated",
     QUESTION_TEXTS, 0, 0},
    {"--range", "P%", "to either side of what is stated, where no range is named (50%)",
     QUESTION_SHARE, 0.001, 0.99},
    {"--design", "NAME", "grid (default), hypercube or sobol", QUESTION_TEXT, 0, 0},
    {"--levels", "N", "values of each range in a grid (5)", QUESTION_COUNT, 2, 1000},
    {"--points", "N", "points of a hypercube or of a Sobol sequence (32)", QUESTION_COUNT, 2,
     SWEEP_MOST_POINTS},
    {.name = NULL}};

const struct question question_sweep = {
    .name = "sweep",
    .question = "what does a setting change, value by value?",
    .examples =
        "examples:\n"
        "  crisim sweep my.json --vary load=0.5:2 --levels 7\n"
        "  crisim sweep my.json --vary load=0.5:2 --vary factors.quota=0.5:2 --design sobol "
        "--points 64\n",
    .begin = "--vary load=0.5:2",
    .varies = varies,
    .check = check,
    QUESTION_OF(struct sweep),
};
