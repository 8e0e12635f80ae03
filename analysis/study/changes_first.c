#include "analysis/study/changes_first.h"

#include "analysis/metric/show.h"
#include "analysis/study/changes_inside.h"
#include "analysis/study/ends.h"
#include "analysis/study/limits.h"
#include "analysis/study/undecided.h"

#include <math.h>
#include <string.h>

struct words {
    const struct changes *changes;
    struct results *results;
    struct sim_arena *arena;
};

static const char *times_text(struct sim_arena *arena, double factor)
{
    return metric_bound(arena, factor, metric_bound_decimals(factor), true);
}

/* Looked for up to the end, and no option holds anywhere. */
static bool is_in_vain(const struct along *input)
{
    struct search_change change;

    return input->search.n >= 2 && !input->impossible && input->search.points[0].state == 0 &&
           !input->search.cut && !search_change(&input->search, 0, 1, &change);
}

/* The least factor at which an option holds, and which; NULL if there is none, or it was not looked
 * for far enough. */
static const char *first_text(const struct words *words, const struct along *input)
{
    struct sim_arena *arena = words->arena;
    const char *name = along_name(input->kind), *option;
    struct search_change change;
    const struct loop_point *point;
    const struct cri_spec *spec;
    uint64_t state;
    uint32_t number;

    if (input->search.n < 2 || input->impossible || input->search.points[0].state != 0 ||
        !search_change(&input->search, 0, 1, &change))
        return NULL;
    number = along_point(input, change.high);
    if (number == CRI_NONE)
        return NULL;
    state = along_state(words->changes->loop, words->changes->judge, number);
    option = words->results->options[along_choice(state)].name;
    /* Which of the quotas is short there is another question: the factor is of all. */
    if (is_of_case(input))
        return sim_arena_printf(arena, "first holds: %s at %s times the %s%s", option,
                                times_text(arena, change.high), name,
                                change.open ? " or less" : "");
    point = loop_point(words->changes->loop, number);
    spec = &loop_point_option(words->changes->loop, point, along_choice(state))->spec;
    return sim_arena_printf(arena, "first holds: %s at %s (%s times the %s%s)", option,
                            input->kind == QUOTA_UP ? limits_quota(arena, spec)
                                                    : limits_capacity(arena, spec),
                            times_text(arena, change.high), name, change.open ? " or less" : "");
}

/* What came nearest to holding in all that was run in vain. */
struct nearest {
    double shortfall;
    uint32_t option, point;
    bool tied; /* another option comes as near */
};

static void look_at(const struct words *words, uint32_t point, struct nearest *nearest)
{
    struct sim_arena scratch = {0};
    const struct judge_verdict *verdict = judge_one(words->changes->judge, point, &scratch);

    for (uint32_t o = 0; o < verdict->input.n_options; o++) {
        double shortfall = verdict->result->cells[o].shortfall;

        if (!verdict->result->candidate[o])
            continue;
        if (nearest->option == DECIDE_NONE || shortfall < nearest->shortfall)
            *nearest = (struct nearest){.shortfall = shortfall, .option = o, .point = point};
        else if (shortfall == nearest->shortfall && o != nearest->option)
            nearest->tied = true;
    }
    sim_arena_release(&scratch);
}

/* ": global comes nearest: E2E p95 5.51 s, at most 2 s asked": why more of it does not help. */
static const char *nearest_text(const struct words *words, const struct nearest *nearest)
{
    struct sim_arena scratch = {0};
    const char *miss = NULL, *text = "";

    if (nearest->option != DECIDE_NONE)
        miss =
            ends_miss_text(words->arena, judge_one(words->changes->judge, nearest->point, &scratch),
                           nearest->option, 0);
    if (miss != NULL)
        text = sim_arena_printf(words->arena, ": %s comes %s: %s",
                                words->results->options[nearest->option].name,
                                nearest->tied ? "as near as any" : "nearest", miss);
    sim_arena_release(&scratch);
    return text;
}

/* Of the scenario as stated, or of the case. */
static const char *all_text(const struct words *words, bool of_case)
{
    struct nearest nearest = {.option = DECIDE_NONE};
    const char *first = NULL, *vain = NULL;
    uint32_t n_vain = 0;

    for (uint32_t i = 0; i < words->changes->n; i++) {
        const struct along *input = &words->changes->inputs[i];
        const char *text;

        if (!along_is_upward(input->kind) || is_of_case(input) != of_case)
            continue;
        text = first_text(words, input);
        if (text != NULL)
            first = first == NULL ? text : sim_arena_printf(words->arena, "%s; %s", first, text);
        if (!is_in_vain(input))
            continue;
        vain = n_vain++ == 0
                   ? along_name(input->kind)
                   : sim_arena_printf(words->arena, "%s and no %s", vain, along_name(input->kind));
        for (uint32_t p = 0; p < input->n_asked; p++)
            look_at(words, input->asked[p].point, &nearest);
    }
    /* Of a case there are few lines to say it in: what helps is enough. */
    if (n_vain == 0 || (of_case && first != NULL))
        return first;
    vain = sim_arena_printf(words->arena, "no %s up to %d times%s helps%s", vain, SEARCH_MOST_UP,
                            n_vain > 1 ? ", each alone," : " alone",
                            /* The line of the case says what comes nearest there. */
                            first == NULL && !of_case ? nearest_text(words, &nearest) : "");
    return first == NULL ? vain : sim_arena_printf(words->arena, "%s; %s", first, vain);
}

static bool any_limit(const struct changes *changes)
{
    for (uint32_t o = 0; o < changes->n_options; o++) {
        const struct plan_option *option = changes_option(changes, o);

        if (option->allowed &&
            (along_matters(&option->spec, QUOTA_UP) || along_matters(&option->spec, CAPACITY_UP)))
            return true;
    }
    return false;
}

void changes_first(const struct changes *changes, struct results *results,
                   const struct judge_verdict *verdict)
{
    const struct words words = {changes, results, &results->arena};
    const char *text = all_text(&words, false);

    if (text == NULL && verdict->result->form == DECIDE_NOTHING_WORKS && !any_limit(changes)) {
        struct nearest nearest = {.option = DECIDE_NONE};

        look_at(&words, 0, &nearest);
        text = sim_arena_printf(words.arena, "no quota and no capacity limits it%s",
                                nearest_text(&words, &nearest));
    }
    if (text != NULL)
        results->headline = text;
    text = all_text(&words, true);
    for (uint32_t l = 0; l < results->n_lines && text != NULL; l++)
        if (strcmp(results->lines[l].label, UNDECIDED_LABEL) == 0)
            results->lines[l].text =
                sim_arena_printf(words.arena, "%s; %s", results->lines[l].text, text);
}
