/*
 * tables.h: a verdict's input made by hand. Options are rows, cases columns; one or two classes;
 * the figures are success in % (figure 0) and E2E p95 in s (figure 1), the measures cost and E2E
 * p95 and, where they are looked at, success and the share outside the area.
 */
#ifndef CRISIM_TESTS_UNIT_ANALYSIS_DECIDE_TABLES_H
#define CRISIM_TESTS_UNIT_ANALYSIS_DECIDE_TABLES_H

#include "analysis/decide/decide.h"

#include <math.h>
#include <string.h>

enum { MAX_OPTIONS = 6, MAX_CASES = 5, MAX_CLASSES = 2, SUCCESS = 0, E2E = 1, N_FIGURES = 2 };
enum { COST, P95, COMPLETE, OUTSIDE, N_MEASURES };

struct table {
    struct decide_option options[MAX_OPTIONS];
    struct decide_case cases[MAX_CASES];
    struct decide_promise promises[4];
    struct decide_figure figures[MAX_OPTIONS * MAX_CASES * MAX_CLASSES * N_FIGURES];
    bool moved[MAX_OPTIONS * MAX_CASES];
    double at[N_MEASURES][MAX_OPTIONS * MAX_CASES];
    struct decide_measure measures[N_MEASURES];
    uint32_t objective[2];
    struct decide_input input;
    struct sim_arena arena;
};

static const struct decide_promise success_99 = {DECIDE_EACH, SUCCESS, true, 99, 100};
static const struct decide_promise e2e_10 = {DECIDE_EACH, E2E, false, 10, NAN};

static inline struct decide_figure *figure_at(struct table *t, uint32_t option, uint32_t c,
                                              uint32_t class, uint32_t figure)
{
    const struct decide_input *in = &t->input;

    return &t->figures[((option * in->n_cases + c) * in->n_classes + class) * N_FIGURES + figure];
}

/* Everybody completes all in 6 s at 8 USD; success >= 99 and E2E p95 <= 10 are promised. */
static inline void table_init(struct table *t, uint32_t n_options, uint32_t n_cases,
                              uint32_t n_classes)
{
    static const double of_all[N_MEASURES] = {8, 6, 100, 0};

    memset(t, 0, sizeof *t);
    t->promises[0] = success_99;
    t->promises[1] = e2e_10;
    t->measures[COST] =
        (struct decide_measure){.smallest = 0.005, .relative = true, .at = t->at[COST]};
    t->measures[P95] = (struct decide_measure){.smallest = 0.1, .at = t->at[P95]};
    t->measures[COMPLETE] =
        (struct decide_measure){.higher = true, .smallest = 0.1, .at = t->at[COMPLETE]};
    t->measures[OUTSIDE] = (struct decide_measure){.smallest = 1, .at = t->at[OUTSIDE]};
    t->objective[0] = COST;
    t->objective[1] = P95;
    t->input = (struct decide_input){.n_options = n_options,
                                     .n_cases = n_cases,
                                     .n_classes = n_classes,
                                     .n_figures = N_FIGURES,
                                     .n_measures = N_MEASURES,
                                     .n_objective = 2,
                                     .options = t->options,
                                     .cases = t->cases,
                                     .figures = t->figures,
                                     .moved = t->moved,
                                     .measures = t->measures,
                                     .objective = t->objective,
                                     .success = COMPLETE,
                                     .money = COST,
                                     .most_complete_within = 1};
    for (uint32_t o = 0; o < n_options; o++) {
        t->options[o] =
            (struct decide_option){.allowed = true, .n_destinations = 1, .room_to_grow = 1.5};
        for (uint32_t c = 0; c < n_cases; c++) {
            for (uint32_t m = 0; m < N_MEASURES; m++)
                t->at[m][o * n_cases + c] = of_all[m];
            for (uint32_t k = 0; k < n_classes; k++) {
                *figure_at(t, o, c, k, SUCCESS) =
                    (struct decide_figure){.value = 100, .low = NAN, .high = NAN};
                *figure_at(t, o, c, k, E2E) =
                    (struct decide_figure){.value = 6, .low = NAN, .high = NAN};
            }
        }
    }
    for (uint32_t c = 0; c < n_cases; c++)
        t->cases[c] =
            (struct decide_case){.must_hold = true, .n_promises = 2, .promises = t->promises};
}

static inline void set(struct table *t, uint32_t option, uint32_t c, uint32_t figure, double value)
{
    for (uint32_t k = 0; k < t->input.n_classes; k++)
        figure_at(t, option, c, k, figure)->value = value;
    t->moved[option * t->input.n_cases + c] = c > 0;
}

/* The same in every case. */
static inline void measure(struct table *t, uint32_t option, uint32_t of, double value)
{
    for (uint32_t c = 0; c < t->input.n_cases; c++)
        t->at[of][option * t->input.n_cases + c] = value;
}

static inline const struct decide_result *judged(struct table *t)
{
    return decide(&t->input, &t->arena);
}

static inline const struct decide_cell *
cell(const struct table *t, const struct decide_result *result, uint32_t option, uint32_t c)
{
    return &result->cells[option * t->input.n_cases + c];
}

#endif
