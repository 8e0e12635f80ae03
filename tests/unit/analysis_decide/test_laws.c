/*
 * What holds for any table: drawn ones, with few distinct figures so that ties are frequent.
 */
#include "tests/unit/analysis_decide/tables.h"
#include "tests/unit/suite.h"

enum { TABLES = 400 };

static uint32_t drawn(uint64_t *state, uint32_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % n;
}

static void draw(struct table *t, uint64_t seed)
{
    static const double success[] = {100, 100, 99, 98.4, 60}, e2e[] = {5, 6, 9, 10, 12, INFINITY},
                        cost[] = {5, 7.98, 8, 8.02, NAN}, room[] = {0.5, 1, 2, NAN};
    uint64_t state = seed * 977 + 13;
    uint32_t n_options = 1 + drawn(&state, MAX_OPTIONS - 1), n_cases = 1 + drawn(&state, MAX_CASES);

    table_init(t, n_options, n_cases, 1 + drawn(&state, 2));
    for (uint32_t c = 0; c < n_cases; c++)
        t->cases[c].must_hold = drawn(&state, 4) > 0;
    if (drawn(&state, 5) == 0)
        for (uint32_t c = 0; c < n_cases; c++)
            t->cases[c].n_promises = 0;
    for (uint32_t o = 0; o < n_options; o++) {
        t->options[o] = (struct decide_option){.allowed = drawn(&state, 8) > 0,
                                               .partial = drawn(&state, 8) == 0,
                                               .room_to_grow = room[drawn(&state, 4)],
                                               .n_destinations = 1 + drawn(&state, 3)};
        for (uint32_t c = 0; c < n_cases; c++) {
            t->at[COST][o * n_cases + c] = cost[drawn(&state, 5)];
            t->at[P95][o * n_cases + c] = e2e[drawn(&state, 6)];
            t->at[COMPLETE][o * n_cases + c] = success[drawn(&state, 5)];
            t->at[OUTSIDE][o * n_cases + c] = 40 * drawn(&state, 3);
            t->moved[o * n_cases + c] = drawn(&state, 2) == 0;
            for (uint32_t k = 0; k < t->input.n_classes; k++) {
                figure_at(t, o, c, k, SUCCESS)->value = success[drawn(&state, 4)];
                figure_at(t, o, c, k, E2E)->value = e2e[drawn(&state, 5)];
            }
        }
    }
}

/* Option `to` of b is what option `from` of a is; both have as many cases and classes. */
static void copy_option(struct table *b, uint32_t to, const struct table *a, uint32_t from)
{
    const struct decide_input *in = &a->input;
    size_t row = (size_t)in->n_cases * in->n_classes * N_FIGURES;

    b->options[to] = a->options[from];
    memmove(&b->figures[to * row], &a->figures[from * row], row * sizeof b->figures[0]);
    memmove(&b->moved[to * in->n_cases], &a->moved[from * in->n_cases],
            in->n_cases * sizeof b->moved[0]);
    for (int m = 0; m < N_MEASURES; m++)
        memmove(&b->at[m][to * in->n_cases], &a->at[m][from * in->n_cases],
                in->n_cases * sizeof b->at[m][0]);
}

/* The same table with its options in other places (and one more place, if asked for). */
static void rebuilt(struct table *b, const struct table *a, uint32_t n_options)
{
    table_init(b, n_options, a->input.n_cases, a->input.n_classes);
    for (uint32_t c = 0; c < a->input.n_cases; c++) {
        b->cases[c] = a->cases[c];
        b->cases[c].promises = b->promises;
    }
}

START_TEST(whom_the_verdict_names_keeps_its_words)
{
    uint32_t seen[5] = {0};

    for (uint64_t seed = 0; seed < TABLES; seed++) {
        struct table t;
        const struct decide_result *r;

        draw(&t, seed);
        r = judged(&t);
        seen[r->form]++;
        ck_assert((r->recommended != DECIDE_NONE) ==
                  (r->form == DECIDE_RECOMMENDED || r->form == DECIDE_LEAST_REGRET));
        if (r->recommended != DECIDE_NONE)
            ck_assert_msg(r->candidate[r->recommended] && r->recommended != r->runner_up,
                          "table %d", (int)seed);
        if (r->form == DECIDE_RECOMMENDED)
            for (uint32_t c = 0; c < t.input.n_cases; c++)
                ck_assert_msg(!r->decides[c] || cell(&t, r, r->recommended, c)->holds, "table %d",
                              (int)seed);
        if (r->form == DECIDE_LEAST_REGRET)
            for (uint32_t o = 0; o < t.input.n_options; o++)
                ck_assert(!r->robust[o]);
        if (r->runner_up != DECIDE_NONE)
            ck_assert(r->candidate[r->runner_up] &&
                      r->robust[r->recommended] >= r->robust[r->runner_up]);
        for (uint32_t c = 0; c < t.input.n_cases; c++) {
            double least = INFINITY;
            bool any = false;

            for (uint32_t o = 0; o < t.input.n_options; o++) {
                const struct decide_cell *of = cell(&t, r, o, c);

                ck_assert(!t.options[o].allowed || of->holds == (of->shortfall == 0));
                if (!r->candidate[o])
                    continue;
                any = true;
                least = fmin(least, of->regret);
                ck_assert(of->regret >= 0);
            }
            ck_assert_msg(!any || least == 0, "table %d: case %u", (int)seed, c);
        }
        if (r->form == DECIDE_NO_SLO) {
            bool left = false;

            for (uint32_t o = 0; o < t.input.n_options; o++) {
                left = left || r->left[o];
                ck_assert(!r->left[o] || r->candidate[o]);
            }
            ck_assert_msg(left, "table %d: none is left", (int)seed);
        }
        ck_assert(decide_ends_well(&t.input, r, false) <= decide_ends_well(&t.input, r, true) ||
                  !cell(&t, r, r->recommended, 0)->holds);
        sim_arena_release(&t.arena);
    }
    for (int form = 0; form < 5; form++)
        ck_assert_msg(seen[form] > 3, "form %d came %u times", form, seen[form]);
}
END_TEST

/* Options that differ only in their place are told apart by it: their figures are the same. */
static bool alike(const struct table *a, uint32_t i, const struct table *b, uint32_t j)
{
    const struct decide_input *in = &a->input;
    size_t row = (size_t)in->n_cases * in->n_classes * N_FIGURES;

    for (int m = 0; m < 2; m++)
        if (memcmp(&a->at[m][i * in->n_cases], &b->at[m][j * in->n_cases],
                   in->n_cases * sizeof a->at[m][0]) != 0)
            return false;
    return memcmp(&a->figures[i * row], &b->figures[j * row], row * sizeof a->figures[0]) == 0;
}

START_TEST(the_order_of_the_file_decides_only_between_equals)
{
    for (uint64_t seed = 0; seed < TABLES; seed++) {
        struct table t, turned;
        const struct decide_result *r, *s;
        uint32_t n;

        draw(&t, seed);
        n = t.input.n_options;
        rebuilt(&turned, &t, n);
        for (uint32_t o = 0; o < n; o++) {
            copy_option(&turned, n - 1 - o, &t, o);
            /* no two are equal to the last */
            turned.options[n - 1 - o].n_destinations = t.options[o].n_destinations = 1 + o;
        }
        r = judged(&t);
        s = judged(&turned);
        ck_assert_int_eq(r->form, s->form);
        ck_assert_msg(r->recommended == DECIDE_NONE || s->recommended == n - 1 - r->recommended,
                      "table %d: %u, then %u", (int)seed, r->recommended, s->recommended);
        ck_assert(r->runner_up == DECIDE_NONE || s->runner_up == n - 1 - r->runner_up);
        ck_assert(r->recommended == DECIDE_NONE ||
                  alike(&t, r->recommended, &turned, s->recommended));
        for (uint32_t o = 0; o < n; o++)
            ck_assert(r->robust[o] == s->robust[n - 1 - o] && r->left[o] == s->left[n - 1 - o]);
        ck_assert_uint_eq(r->n_counted, s->n_counted);
        sim_arena_release(&t.arena);
        sim_arena_release(&turned.arena);
    }
}
END_TEST

/* One more option that is nowhere better than one that is there, and somewhere worse. */
START_TEST(what_is_dominated_changes_nothing)
{
    for (uint64_t seed = 0; seed < TABLES; seed++) {
        struct table t, more;
        const struct decide_result *r, *s;
        uint64_t state = seed + 5;
        uint32_t n, of;

        draw(&t, seed);
        n = t.input.n_options;
        of = drawn(&state, n);
        rebuilt(&more, &t, n + 1);
        for (uint32_t o = 0; o < n; o++)
            copy_option(&more, o, &t, o);
        copy_option(&more, n, &t, of);
        more.options[n].n_destinations++;
        for (uint32_t c = 0; c < t.input.n_cases; c++) {
            more.at[COST][n * t.input.n_cases + c] *= 1.25;
            more.at[COMPLETE][n * t.input.n_cases + c] -= drawn(&state, 2);
            for (uint32_t k = 0; k < t.input.n_classes; k++) {
                figure_at(&more, n, c, k, E2E)->value += drawn(&state, 2);
                figure_at(&more, n, c, k, SUCCESS)->value -= drawn(&state, 2);
            }
        }
        r = judged(&t);
        s = judged(&more);
        ck_assert_msg(r->recommended == s->recommended && r->form == s->form,
                      "table %d: %u, then %u", (int)seed, r->recommended, s->recommended);
        for (uint32_t o = 0; o < n; o++)
            ck_assert_msg(r->robust[o] == s->robust[o] && (r->left[o] == s->left[o]), "table %d",
                          (int)seed);
        sim_arena_release(&t.arena);
        sim_arena_release(&more.arena);
    }
}
END_TEST

SUITE_MAIN("decide: laws", whom_the_verdict_names_keeps_its_words,
           the_order_of_the_file_decides_only_between_equals, what_is_dominated_changes_nothing)
