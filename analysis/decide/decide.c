#include "analysis/decide/decide.h"

#include "sim/base/assert.h"

#include <math.h>

static size_t cell_at(const struct decide_input *in, uint32_t option, uint32_t c)
{
    return (size_t)option * in->n_cases + c;
}

bool decide_is_candidate(const struct decide_option *option)
{
    return option->allowed && !option->undecided && !option->partial && !option->batch &&
           !option->unlike;
}

/* ---- one figure ---- */

double decide_shortfall(const struct decide_promise *promise, const struct decide_figure *figure,
                        double *judged)
{
    double bound = promise->at_least ? figure->low : figure->high;
    double value = isnan(bound) ? figure->value : bound;
    double miss = promise->at_least ? promise->bound - value : value - promise->bound;
    double allowed = promise->at_least && !isnan(promise->top) ? promise->top - promise->bound
                                                               : fabs(promise->bound);

    *judged = value;
    if (isnan(value))
        return INFINITY;
    if (!(miss > 0))
        return 0;
    return allowed > 0 ? miss / allowed : INFINITY;
}

bool decide_is_better(const struct decide_measure *measure, double a, double b)
{
    double by = measure->higher ? a - b : b - a, matters = measure->smallest;

    if (isnan(a) || isnan(b))
        return isnan(b) && !isnan(a);
    if (a == b) /* both infinite, too */
        return false;
    if (measure->relative)
        matters *= fabs(isinf(b) ? a : b);
    /* One per cent of a sum of prices is seldom exactly that. */
    return by > 0 && by >= matters * (1 - 1e-9);
}

uint32_t decide_worst_level(const uint64_t *completed, uint32_t n_levels)
{
    uint32_t worst = 0;

    SIM_ASSERT(n_levels > 0, "a rule without levels");
    for (uint32_t level = 1; level < n_levels; level++)
        if (completed[level] < completed[worst])
            worst = level;
    return worst;
}

/* ---- one option in one case ---- */

bool decide_is_judged(const struct decide_case *of, const struct decide_promise *promise,
                      uint32_t class)
{
    if (promise->class != DECIDE_EACH)
        return promise->class == class;
    for (uint32_t i = 0; i < of->n_promises; i++)
        if (of->promises[i].class == class && of->promises[i].figure == promise->figure)
            return false;
    return true;
}

static void judge_cell(const struct decide_input *in, uint32_t option, uint32_t c,
                       struct decide_cell *cell)
{
    const struct decide_case *of = &in->cases[c];
    const struct decide_figure *figures =
        in->figures + cell_at(in, option, c) * in->n_classes * in->n_figures;

    *cell = (struct decide_cell){.promise = DECIDE_NONE, .class = DECIDE_NONE, .judged = NAN};
    if (of->kept != NULL) {
        const struct decide_promise share = {.at_least = true, .bound = of->kept_share, .top = 1};

        cell->shortfall = decide_shortfall(&share, &of->kept[option], &cell->judged);
    }
    for (uint32_t i = 0; i < of->n_promises; i++) {
        const struct decide_promise *promise = &of->promises[i];

        for (uint32_t k = 0; k < in->n_classes; k++) {
            const struct decide_figure *figure = &figures[k * in->n_figures + promise->figure];
            double judged, shortfall;

            if (figure->absent || !decide_is_judged(of, promise, k))
                continue;
            shortfall = decide_shortfall(promise, figure, &judged);
            if (shortfall > cell->shortfall) {
                cell->shortfall = shortfall;
                cell->promise = i;
                cell->class = k;
                cell->judged = judged;
            }
        }
    }
    cell->holds = in->options[option].allowed && cell->shortfall == 0;
}

/* Infinitely far, as the best one is: nothing is regretted. */
static double less(double shortfall, double best)
{
    return isinf(best) ? 0 : shortfall - best;
}

static void judge_case(const struct decide_input *in, const struct decide_result *result,
                       uint32_t c)
{
    double best = INFINITY;
    bool holds = false;

    for (uint32_t o = 0; o < in->n_options; o++) {
        const struct decide_cell *cell = &result->cells[cell_at(in, o, c)];

        if (!result->candidate[o])
            continue;
        best = fmin(best, cell->shortfall);
        holds = holds || cell->holds;
    }
    result->decides[c] = in->cases[c].kept != NULL || (holds && (c == 0 || in->cases[c].must_hold));
    for (uint32_t o = 0; o < in->n_options; o++) {
        struct decide_cell *cell = &result->cells[cell_at(in, o, c)];

        cell->regret = result->candidate[o] ? less(cell->shortfall, best) : NAN;
    }
}

/* ---- one option over the cases ---- */

static double worse_of(const struct decide_measure *measure, double a, double b)
{
    if (isnan(a) || isnan(b))
        return NAN;
    return measure->higher ? fmin(a, b) : fmax(a, b);
}

bool decide_counts(const struct decide_input *in, const struct decide_result *result, uint32_t c,
                   bool promised)
{
    return c == 0 || (promised ? result->decides[c] : in->cases[c].must_hold);
}

static void judge_option(const struct decide_input *in, const struct decide_result *result,
                         uint32_t o, bool promised)
{
    result->robust[o] =
        result->candidate[o] && result->decides[0] && promised && !in->options[o].fails_elsewhere;
    for (uint32_t c = 0; c < in->n_cases; c++) {
        const struct decide_cell *cell = &result->cells[cell_at(in, o, c)];

        if (result->decides[c] && !cell->holds)
            result->robust[o] = false;
        if (result->counted[c])
            result->n_held[o] += cell->holds;
    }
    for (uint32_t m = 0; m < in->n_measures; m++) {
        double *worst = &result->worst[(size_t)o * in->n_measures + m];

        *worst = in->measures[m].at[cell_at(in, o, 0)];
        for (uint32_t c = 1; c < in->n_cases; c++)
            if (decide_counts(in, result, c, promised))
                *worst = worse_of(&in->measures[m], *worst, in->measures[m].at[cell_at(in, o, c)]);
    }
}

static bool is_same_promise(const struct decide_promise *a, const struct decide_promise *b)
{
    return a->class == b->class && a->figure == b->figure && a->at_least == b->at_least &&
           a->bound == b->bound;
}

/* Is something else promised in a case than as stated? Draws are asked their share of that. */
static bool asks_otherwise(const struct decide_case *stated, const struct decide_case *of)
{
    if (of->kept != NULL)
        return false;
    if (of->n_promises != stated->n_promises)
        return true;
    for (uint32_t i = 0; i < of->n_promises; i++)
        if (!is_same_promise(&of->promises[i], &stated->promises[i]))
            return true;
    return false;
}

/* One that moves a figure of some option that is allowed, or asks for something else. */
static void count_cases(const struct decide_input *in, struct decide_result *result)
{
    for (uint32_t c = 0; c < in->n_cases; c++) {
        result->counted[c] = c == 0 || asks_otherwise(&in->cases[0], &in->cases[c]);
        for (uint32_t o = 0; o < in->n_options && !result->counted[c]; o++)
            result->counted[c] = in->options[o].allowed && in->moved[cell_at(in, o, c)];
        result->n_counted += result->counted[c];
    }
}

/* ---- who comes first ---- */

/* One who is still in the running, and what the others left it by. */
struct race {
    const struct decide_input *in;
    const struct decide_result *result;
    bool *in_race;  /* per option */
    uint32_t n;     /* of them */
    double *values; /* per option: work space */
    enum decide_won won;
    uint32_t measure;
};

/* Keep those whose figure is not worse than the best one's by more than what matters. */
static void keep_best(struct race *race, const struct decide_measure *measure, const double *of,
                      size_t step, enum decide_won won, uint32_t number)
{
    double best = NAN;
    uint32_t before = race->n;

    for (uint32_t o = 0; o < race->in->n_options; o++) {
        double value = of[o * step];

        if (race->in_race[o] && !isnan(value) &&
            (isnan(best) || (measure->higher ? value > best : value < best)))
            best = value;
    }
    for (uint32_t o = 0; o < race->in->n_options; o++)
        if (race->in_race[o] && decide_is_better(measure, best, of[o * step])) {
            race->in_race[o] = false;
            race->n--;
        }
    if (race->n < before) {
        race->won = won;
        race->measure = number;
    }
}

/* Largest regret and the sum of regrets over the cases that decide. */
static void keep_least_regret(struct race *race)
{
    static const struct decide_measure regret = {.higher = false};
    const struct decide_input *in = race->in;
    double *of = race->values;

    for (int sum = 0; sum < 2; sum++) {
        for (uint32_t o = 0; o < in->n_options; o++) {
            of[o] = 0;
            for (uint32_t c = 0; c < in->n_cases; c++) {
                double each = race->result->cells[cell_at(in, o, c)].regret;

                if (race->result->decides[c])
                    of[o] = sum == 1 ? of[o] + each : fmax(of[o], each);
            }
        }
        keep_best(race, &regret, of, 1, DECIDE_BY_REGRET, DECIDE_NONE);
    }
}

static void keep_by_objective(struct race *race)
{
    static const struct decide_measure room = {.higher = true}, destinations = {.higher = false};
    const struct decide_input *in = race->in;
    double *of = race->values;

    for (uint32_t i = 0; i < in->n_objective; i++)
        keep_best(race, &in->measures[in->objective[i]], race->result->worst + in->objective[i],
                  in->n_measures, DECIDE_BY_MEASURE, in->objective[i]);
    for (uint32_t o = 0; o < in->n_options; o++)
        of[o] = in->options[o].room_to_grow;
    keep_best(race, &room, of, 1, DECIDE_BY_ROOM, DECIDE_NONE);
    for (uint32_t o = 0; o < in->n_options; o++)
        of[o] = in->options[o].n_destinations;
    keep_best(race, &destinations, of, 1, DECIDE_BY_DESTINATIONS, DECIDE_NONE);
}

/* The first of the candidates but `without`; DECIDE_NONE if there is none. */
static uint32_t first_of(struct race *race, uint32_t without)
{
    const struct decide_input *in = race->in;
    const struct decide_result *result = race->result;
    bool any_robust = false;

    race->n = 0;
    for (uint32_t o = 0; o < in->n_options; o++)
        any_robust = any_robust || (result->robust[o] && o != without);
    for (uint32_t o = 0; o < in->n_options; o++) {
        race->in_race[o] =
            result->candidate[o] && o != without && (!any_robust || result->robust[o]);
        race->n += race->in_race[o];
    }
    if (!any_robust)
        keep_least_regret(race);
    keep_by_objective(race);
    for (uint32_t o = 0; o < in->n_options; o++)
        if (race->in_race[o])
            return o;
    return DECIDE_NONE;
}

/* By what the recommended one stands before the next: the race of the two alone. */
static void tell_won(struct race *race, struct decide_result *result)
{
    uint32_t a = result->recommended, b = result->runner_up;

    race->n = 2;
    race->won = DECIDE_BY_ORDER;
    race->measure = DECIDE_NONE;
    result->won_measure = DECIDE_NONE;
    result->won = b == DECIDE_NONE ? DECIDE_ALONE : DECIDE_BY_ROBUST;
    if (b == DECIDE_NONE || result->robust[a] != result->robust[b])
        return;
    for (uint32_t o = 0; o < race->in->n_options; o++)
        race->in_race[o] = o == a || o == b;
    if (!result->robust[a])
        keep_least_regret(race);
    if (race->n > 1)
        keep_by_objective(race);
    result->won = race->won;
    result->won_measure = race->measure;
}

static void find_cheaper(const struct decide_input *in, struct decide_result *result)
{
    const struct decide_measure *money;
    double of_recommended, least;

    /* The least regretted one may fail as stated: what it costs then says nothing. */
    if (in->money == DECIDE_NONE || result->recommended == DECIDE_NONE ||
        !result->cells[cell_at(in, result->recommended, 0)].holds)
        return;
    money = &in->measures[in->money];
    of_recommended = least = money->at[cell_at(in, result->recommended, 0)];
    for (uint32_t o = 0; o < in->n_options; o++) {
        double its = money->at[cell_at(in, o, 0)];

        if (!result->candidate[o] || result->robust[o] || o == result->recommended ||
            !result->cells[cell_at(in, o, 0)].holds ||
            !decide_is_better(money, its, of_recommended) || !(its < least))
            continue;
        least = its;
        result->cheaper = o;
    }
    if (result->cheaper == DECIDE_NONE)
        return;
    result->cheaper_saves = (of_recommended - least) / of_recommended;
    for (uint32_t c = 0; c < in->n_cases; c++)
        if (result->decides[c] && !result->cells[cell_at(in, result->cheaper, c)].holds &&
            (result->cheaper_case == DECIDE_NONE ||
             result->cells[cell_at(in, result->cheaper, c)].regret >
                 result->cells[cell_at(in, result->cheaper, result->cheaper_case)].regret))
            result->cheaper_case = c;
}

/* ---- nothing promised ---- */

/* Better by more than what matters in some measure, and worse by more than that in none. */
static bool beats(const struct decide_input *in, const struct decide_result *result, uint32_t a,
                  uint32_t b)
{
    bool better = false;

    for (uint32_t m = 0; m < in->n_measures; m++) {
        double of_a = result->worst[(size_t)a * in->n_measures + m];
        double of_b = result->worst[(size_t)b * in->n_measures + m];

        if (decide_is_better(&in->measures[m], of_b, of_a))
            return false;
        better = better || decide_is_better(&in->measures[m], of_a, of_b);
    }
    return better;
}

static void find_left(const struct decide_input *in, struct decide_result *result, bool *complete)
{
    double most = NAN;
    uint32_t n_left = 0;

    for (uint32_t o = 0; o < in->n_options && in->success != DECIDE_NONE; o++)
        if (result->candidate[o])
            most = fmax(most, result->worst[(size_t)o * in->n_measures + in->success]);
    for (uint32_t o = 0; o < in->n_options; o++)
        complete[o] = result->candidate[o] &&
                      (isnan(most) || result->worst[(size_t)o * in->n_measures + in->success] >=
                                          most - in->most_complete_within);
    for (uint32_t o = 0; o < in->n_options; o++) {
        result->left[o] = complete[o];
        for (uint32_t other = 0; other < in->n_options && result->left[o]; other++)
            result->left[o] = !(complete[other] && other != o && beats(in, result, other, o));
        n_left += result->left[o];
    }
    /* "By more than what matters" is no order: three may beat one another in a circle. */
    for (uint32_t o = 0; o < in->n_options && n_left == 0; o++)
        result->left[o] = complete[o];
}

/* ---- the whole ---- */

static bool any_promise(const struct decide_input *in)
{
    for (uint32_t c = 0; c < in->n_cases; c++)
        if (in->cases[c].n_promises > 0)
            return true;
    return false;
}

static bool any(const bool *of, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (of[i])
            return true;
    return false;
}

static void choose(const struct decide_input *in, struct decide_result *result, bool *in_race,
                   struct sim_arena *arena)
{
    struct race race = {.in = in, .result = result, .in_race = in_race};

    race.values = sim_arena_alloc(arena, in->n_options * sizeof *race.values);
    if (!result->decides[0]) {
        result->form = DECIDE_NOTHING_WORKS;
        return;
    }
    result->recommended = first_of(&race, DECIDE_NONE);
    result->runner_up = first_of(&race, result->recommended);
    result->form = result->robust[result->recommended] ? DECIDE_RECOMMENDED : DECIDE_LEAST_REGRET;
    tell_won(&race, result);
    find_cheaper(in, result);
}

struct decide_result *decide(const struct decide_input *in, struct sim_arena *arena)
{
    struct decide_result *result = sim_arena_alloc(arena, sizeof *result);
    bool promised = any_promise(in);
    bool *work = sim_arena_alloc(arena, in->n_options * sizeof *work);

    SIM_ASSERT(in->n_options > 0 && in->n_cases > 0, "%u options, %u cases", in->n_options,
               in->n_cases);
    result->cells =
        sim_arena_alloc(arena, (size_t)in->n_options * in->n_cases * sizeof *result->cells);
    result->candidate = sim_arena_alloc(arena, in->n_options * sizeof *result->candidate);
    result->robust = sim_arena_alloc(arena, in->n_options * sizeof *result->robust);
    result->left = sim_arena_alloc(arena, in->n_options * sizeof *result->left);
    result->n_held = sim_arena_alloc(arena, in->n_options * sizeof *result->n_held);
    result->decides = sim_arena_alloc(arena, in->n_cases * sizeof *result->decides);
    result->counted = sim_arena_alloc(arena, in->n_cases * sizeof *result->counted);
    result->worst =
        sim_arena_alloc(arena, (size_t)in->n_options * in->n_measures * sizeof *result->worst);
    result->recommended = result->runner_up = DECIDE_NONE;
    result->won = DECIDE_ALONE;
    result->won_measure = result->cheaper = result->cheaper_case = DECIDE_NONE;
    for (uint32_t o = 0; o < in->n_options; o++) {
        result->candidate[o] = decide_is_candidate(&in->options[o]);
        for (uint32_t c = 0; c < in->n_cases; c++)
            judge_cell(in, o, c, &result->cells[cell_at(in, o, c)]);
    }
    for (uint32_t c = 0; c < in->n_cases; c++)
        judge_case(in, result, c);
    count_cases(in, result);
    for (uint32_t o = 0; o < in->n_options; o++)
        judge_option(in, result, o, promised);
    if (!any(result->candidate, in->n_options)) {
        result->form = DECIDE_NO_CANDIDATE;
    } else if (!promised) {
        result->form = DECIDE_NO_SLO;
        find_left(in, result, work);
    } else {
        choose(in, result, work, arena);
    }
    return result;
}

bool decide_ends_well(const struct decide_input *in, const struct decide_result *result,
                      bool nominal_only)
{
    bool runs = false;

    for (uint32_t o = 0; o < in->n_options; o++)
        runs = runs || in->options[o].allowed;
    if (result->form == DECIDE_NO_SLO || result->form == DECIDE_NO_CANDIDATE)
        return runs && !any_promise(in);
    if (result->recommended == DECIDE_NONE)
        return false;
    return nominal_only ? result->cells[cell_at(in, result->recommended, 0)].holds
                        : result->form == DECIDE_RECOMMENDED;
}
