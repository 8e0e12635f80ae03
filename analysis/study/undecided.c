#include "analysis/study/undecided.h"

static double shortfall(const struct judge_verdict *verdict, uint32_t option, uint32_t c)
{
    return verdict->result->cells[(size_t)option * verdict->input.n_cases + c].shortfall;
}

/* The candidate that comes nearest in a case; DECIDE_NONE = there is no candidate. */
static uint32_t nearest_in(const struct judge_verdict *verdict, uint32_t c, bool *tied)
{
    uint32_t nearest = DECIDE_NONE;

    *tied = false;
    for (uint32_t o = 0; o < verdict->input.n_options; o++) {
        if (!verdict->result->candidate[o])
            continue;
        if (nearest == DECIDE_NONE || shortfall(verdict, o, c) < shortfall(verdict, nearest, c)) {
            nearest = o;
            *tied = false;
        } else if (shortfall(verdict, o, c) == shortfall(verdict, nearest, c)) {
            *tied = true;
        }
    }
    return nearest;
}

bool undecided_is(const struct judge_verdict *verdict, uint32_t c)
{
    const struct decide_result *result = verdict->result;
    bool tied;

    return c > 0 && !result->decides[c] && verdict->input.cases[c].must_hold &&
           result->counted[c] && nearest_in(verdict, c, &tied) != DECIDE_NONE;
}

struct undecided undecided_find(const struct judge_verdict *verdict)
{
    struct undecided found = {.worst = DECIDE_NONE, .nearest = DECIDE_NONE};

    for (uint32_t c = 1; c < verdict->input.n_cases; c++) {
        bool tied;
        uint32_t nearest;

        if (!undecided_is(verdict, c))
            continue;
        nearest = nearest_in(verdict, c, &tied);
        found.n++;
        if (found.worst == DECIDE_NONE ||
            shortfall(verdict, nearest, c) > shortfall(verdict, found.nearest, found.worst)) {
            found.worst = c;
            found.nearest = nearest;
            found.tied = tied;
        }
    }
    return found;
}
