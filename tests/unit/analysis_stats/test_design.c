#include "analysis/stats/design.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

enum { N = 16, K = 5 };

/* Whether each of the n slices of coordinate j holds one of the n points. */
static bool is_even(const double *points, uint32_t n, uint32_t k, uint32_t j)
{
    uint32_t seen[64] = {0};

    for (uint32_t i = 0; i < n; i++) {
        double x = points[i * k + j];

        if (!(x >= 0 && x < 1) || seen[(uint32_t)(x * n)]++ > 0)
            return false;
    }
    return true;
}

START_TEST(a_latin_hypercube_fills_every_slice_once)
{
    double points[N * K], more[N * (K + 1)];
    bool different = false;

    stats_latin_hypercube(sim_key_make(1, 0), N, K, points);
    for (uint32_t j = 0; j < K; j++) {
        ck_assert(is_even(points, N, K, j));
        for (uint32_t i = 0; j > 0 && i < N; i++)
            different = different || floor(points[i * K + j] * N) != floor(points[i * K] * N);
    }
    ck_assert_msg(different, "all factors have the same order");
    /* One more factor moves none of those before it. */
    stats_latin_hypercube(sim_key_make(1, 0), N, K + 1, more);
    for (uint32_t i = 0; i < N; i++)
        ck_assert(memcmp(more + i * (K + 1), points + i * K, K * sizeof *points) == 0);
}
END_TEST

/* By a number of its own: where it stands in the list, and beside which others, moves nothing. */
START_TEST(a_factor_by_its_name_keeps_its_points)
{
    struct sim_key key = sim_key_make(1, 0);
    double alone[N], beside[N * 2];

    stats_latin_factor(key, 0xabcdef, N, 1, alone);
    ck_assert(is_even(alone, N, 1, 0));
    stats_latin_factor(key, 7, N, 2, beside);
    stats_latin_factor(key, 0xabcdef, N, 2, beside + 1);
    ck_assert(is_even(beside, N, 2, 0) && is_even(beside, N, 2, 1));
    for (uint32_t i = 0; i < N; i++)
        ck_assert(beside[2 * i + 1] == alone[i] && beside[2 * i] != alone[i]);
}
END_TEST

START_TEST(the_sobol_sequence_is_the_published_one)
{
    /* Bratley and Fox 1988, in Gray code order. */
    static const double known[8][2] = {{0, 0},         {0.5, 0.5},     {0.75, 0.25},
                                       {0.25, 0.75},   {0.375, 0.375}, {0.875, 0.875},
                                       {0.625, 0.125}, {0.125, 0.625}};
    double points[8 * 2];

    ck_assert(stats_sobol_points(NULL, 8, 2, points));
    for (uint32_t i = 0; i < 8; i++)
        ck_assert_msg(points[2 * i] == known[i][0] && points[2 * i + 1] == known[i][1],
                      "point %u: %g, %g", i, points[2 * i], points[2 * i + 1]);
}
END_TEST

START_TEST(a_shift_keeps_a_sobol_sequence_even)
{
    struct sim_key key = sim_key_make(7, 0);
    double points[64 * STATS_SOBOL_FACTORS];

    ck_assert(stats_sobol_points(&key, 64, STATS_SOBOL_FACTORS, points));
    for (uint32_t j = 0; j < STATS_SOBOL_FACTORS; j++)
        ck_assert(is_even(points, 64, STATS_SOBOL_FACTORS, j));
    ck_assert(points[0] > 0 && points[0] != points[1]);
    ck_assert(!stats_sobol_points(&key, 64, STATS_SOBOL_FACTORS + 1, points));
    ck_assert(!stats_sobol_points(&key, 64, 0, points));
}
END_TEST

START_TEST(a_grid_has_every_combination_once)
{
    static const uint32_t levels[3] = {2, 3, 2};
    bool seen[2][3][2] = {0};
    uint32_t at[3];

    ck_assert_uint_eq(stats_grid_size(levels, 3), 12);
    for (uint64_t i = 0; i < 12; i++) {
        ck_assert(stats_grid_point(levels, 3, i, at));
        ck_assert(!seen[at[0]][at[1]][at[2]]);
        seen[at[0]][at[1]][at[2]] = true;
        ck_assert_uint_eq(at[2], i % 2);
    }
    ck_assert(!stats_grid_point(levels, 3, 12, at));
    ck_assert_uint_eq(stats_grid_size((uint32_t[]){UINT32_MAX, UINT32_MAX, 3}, 3), UINT64_MAX);
    ck_assert_uint_eq(stats_grid_size((uint32_t[]){4, 0}, 2), 0);
}
END_TEST

SUITE_MAIN("design", a_latin_hypercube_fills_every_slice_once, a_factor_by_its_name_keeps_its_points,
           the_sobol_sequence_is_the_published_one, a_shift_keeps_a_sobol_sequence_even,
           a_grid_has_every_combination_once)
