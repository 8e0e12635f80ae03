#include "analysis/study/judge_inside.h"
#include "scenarios/read/cases.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct judge *judge_create(struct loop *loop)
{
    struct judge *judge = sim_zeroed(1, sizeof *judge);

    judge->loop = loop;
    judge->n_options = loop_point(loop, 0)->n_options;
    judge->options =
        sim_arena_alloc(&judge->arena, (judge->n_options + 1) * sizeof *judge->options);
    judge_add_classes(judge);
    for (uint32_t o = 0; o < judge->n_options; o++)
        judge_describe_option(judge, o);
    judge_find_wanted(judge);
    return judge;
}

void judge_destroy(struct judge *judge)
{
    if (judge == NULL)
        return;
    for (uint32_t p = 0; p < judge->n_points; p++) {
        free(judge->values[p]);
        free(judge->kept[p]);
    }
    free(judge->values);
    free(judge->kept);
    free(judge->promises);
    sim_arena_release(&judge->arena);
    free(judge);
}

static bool is_finished(const struct judge *judge, uint32_t point)
{
    const struct loop_point *of = loop_point(judge->loop, point);

    return of->n_finished == of->n_replications;
}

/* The cases that were run to their end; the first as far as it came; the draws are the last. */
static void choose_cases(const struct judge *judge, const struct cases *cases,
                         struct judge_verdict *verdict, struct sim_arena *arena)
{
    static const struct cases_item draws = {.name = SCENARIO_DRAWS,
                                            .words = "the numbers that are ranges are drawn",
                                            .must_hold = true,
                                            .point = CRI_NONE,
                                            .rule = -1};
    uint32_t n = cases != NULL ? cases_count(cases) : 0;
    static const struct cases_item alone = {
        .name = "as stated", .words = "as stated", .must_hold = true, .rule = -1};
    const struct cases_item **chosen = sim_arena_alloc(arena, (n + 2) * sizeof *chosen);

    chosen[verdict->n_cases++] = n > 0 ? cases_at(cases, 0) : &alone;
    for (uint32_t i = 1; i < n; i++)
        if (cases_at(cases, i)->point != CRI_NONE && is_finished(judge, cases_at(cases, i)->point))
            chosen[verdict->n_cases++] = cases_at(cases, i);
    if (verdict->draws != NULL)
        chosen[verdict->n_cases++] = &draws;
    verdict->cases = chosen;
}

static void finish(const struct judge *judge, struct judge_verdict *verdict,
                   struct sim_arena *arena)
{
    verdict->wanted = judge->wanted;
    verdict->figure = judge->figure;
    verdict->n_classes = verdict->input.n_classes;
    verdict->classes = judge->classes;
    judge_add_measures(judge, verdict, arena);
    verdict->result = decide(&verdict->input, arena);
}

struct judge_verdict *judge_one(const struct judge *judge, uint32_t point, struct sim_arena *arena)
{
    struct judge_verdict *verdict = sim_arena_alloc(arena, sizeof *verdict);
    struct decide_input *in = &verdict->input;
    struct decide_case *of = sim_arena_alloc(arena, sizeof *of);
    uint32_t n = loop_point(judge->loop, point)->room;
    size_t each = (size_t)(judge->n_classes + 1) * judge->n_wanted;
    struct decide_figure *figures =
        sim_arena_alloc(arena, judge->n_options * each * sizeof *figures);

    *in = (struct decide_input){.n_options = judge->n_options,
                                .n_cases = 1,
                                .n_classes = judge->n_classes + 1,
                                .n_figures = judge->n_wanted,
                                .options = judge->options,
                                .cases = of,
                                .figures = figures,
                                .moved = sim_arena_alloc(arena, judge->n_options * sizeof(bool))};
    verdict->n_cases = 1;
    of->must_hold = true;
    of->promises = judge->promises[point].of;
    of->n_promises = judge->promises[point].n;
    verdict->promised = of->n_promises > 0;
    for (uint32_t o = 0; o < judge->n_options; o++)
        for (uint32_t k = 0; k <= judge->n_classes; k++)
            for (uint32_t i = 0; i < judge->n_wanted; i++) {
                const double *values = judge->values[point];
                bool per_class = cri_slo_row(judge->wanted[i])->per_class;
                /* Without a success rate nothing was offered. */
                bool none =
                    k < judge->n_classes &&
                    isnan(values[judge_value_at(judge, o, k, judge->figure[CRI_SLO_success_rate]) *
                                 n]) &&
                    !isnan(values[judge_value_at(judge, o, judge->n_classes,
                                                 judge->figure[CRI_SLO_success_rate]) *
                                  n]);

                figures[(size_t)o * each + (size_t)k * judge->n_wanted + i] =
                    (struct decide_figure){.value = values[judge_value_at(judge, o, k, i) * n],
                                           .low = NAN,
                                           .high = NAN,
                                           .absent = per_class ? none || k == judge->n_classes
                                                               : k < judge->n_classes};
            }
    finish(judge, verdict, arena);
    return verdict;
}

/* The last case: its figures stand for all draws. */
static void add_draws(const struct judge *judge, const struct judge_draws *draws,
                      const struct decide_input *in, struct decide_case *of,
                      struct decide_figure *figures, bool *is_moved)
{
    uint32_t c = in->n_cases - 1;
    size_t each = (size_t)in->n_classes * in->n_figures;

    *of = (struct decide_case){.must_hold = true, .kept = draws->kept, .kept_share = draws->share};
    for (uint32_t o = 0; o < in->n_options; o++) {
        memcpy(figures + ((size_t)o * in->n_cases + c) * each, draws->figures + o * each,
               each * sizeof *figures);
        for (uint32_t d = 0; d < draws->n && !is_moved[o * in->n_cases + c]; d++)
            is_moved[o * in->n_cases + c] = judge_moved(judge, draws->points[d], o);
    }
}

struct judge_verdict *judge_all(const struct judge *judge, const struct cases *cases,
                                const struct judge_draws *draws, struct sim_arena *arena)
{
    struct judge_verdict *verdict = sim_arena_alloc(arena, sizeof *verdict);
    struct decide_input *in = &verdict->input;
    struct decide_case *of;
    struct decide_figure *figures;
    bool *is_moved;
    size_t each;

    verdict->draws = draws;
    choose_cases(judge, cases, verdict, arena);
    *in = (struct decide_input){.n_options = judge->n_options,
                                .n_cases = verdict->n_cases,
                                .n_classes = judge->n_classes + 1,
                                .n_figures = judge->n_wanted,
                                .options = judge->options};
    each = (size_t)in->n_classes * in->n_figures;
    of = sim_arena_alloc(arena, in->n_cases * sizeof *of);
    figures = sim_arena_alloc(arena, in->n_options * in->n_cases * each * sizeof *figures);
    is_moved = sim_arena_alloc(arena, (size_t)in->n_options * in->n_cases * sizeof *is_moved);
    for (uint32_t c = 0; c < in->n_cases - (draws != NULL); c++) {
        const struct cases_item *item = verdict->cases[c];

        of[c].must_hold = item->must_hold;
        of[c].promises = judge->promises[item->point].of;
        of[c].n_promises = judge->promises[item->point].n;
        verdict->promised = verdict->promised || of[c].n_promises > 0;
        for (uint32_t o = 0; o < in->n_options; o++) {
            struct decide_figure *into = figures + ((size_t)o * in->n_cases + c) * each;

            is_moved[o * in->n_cases + c] = c > 0 && judge_moved(judge, item->point, o);
            if (c == 0)
                judge_add_figures(judge, item->point, o, into);
            else
                judge_add_case(judge, item->point, o, figures + (size_t)o * in->n_cases * each,
                               into);
        }
    }
    if (draws != NULL)
        add_draws(judge, draws, in, &of[in->n_cases - 1], figures, is_moved);
    in->cases = of;
    in->figures = figures;
    in->moved = is_moved;
    finish(judge, verdict, arena);
    return verdict;
}
