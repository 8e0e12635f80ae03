/*
 * A battery in the manner of SmallCrush (L'Ecuyer and Simard 2007) over keyed draws whose keys hold
 * next to no entropy: consecutive requests, draws of one request, purposes, seeds. Seeds are fixed,
 * every test gets one try; each statistic is brought to a standard normal z and must stay within 5
 * (two-sided 6e-7; about 50 statistics: a false alarm for one choice of seeds in 30,000).
 */
#include "sim/kernel/random.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BOUND 5.0

typedef double (*source_fn)(uint32_t i);

static double by_entity(uint32_t i)
{
    return sim_u01(sim_key_make(1, 0), 1, i, 0);
}
static double by_k(uint32_t i)
{
    return sim_u01(sim_key_make(1, 0), 1, 7, i);
}
static double by_purpose(uint32_t i)
{
    return sim_u01(sim_key_make(1, 0), i, 7, 0);
}
static double by_seed(uint32_t i)
{
    return sim_u01(sim_key_make(i, 0), 1, 7, 0);
}
static double by_replication(uint32_t i)
{
    return sim_u01(sim_key_make(3, i), 1, 7, 0);
}
/* As the world uses it: a few draws of each of many requests of a named class. */
static double as_used(uint32_t i)
{
    return sim_u01(sim_key_make(1, 0), 1 + i % 3, sim_entity(0x1234, i / 6), i / 3 % 2);
}

static const struct {
    const char *name;
    source_fn next;
} sources[] = {{"entities", by_entity},          {"draws", by_k},
               {"purposes", by_purpose},         {"seeds", by_seed},
               {"replications", by_replication}, {"as used", as_used}};
enum { N_SOURCES = sizeof sources / sizeof sources[0] };

static void check(const char *test, int source, double z)
{
    if (!(fabs(z) <= BOUND))
        ck_abort_msg("%s over %s: z = %.2f", test, sources[source].name, z);
}

/* Chi-square of counts against equal expectations, as a z (Wilson and Hilferty). */
static double chi_square_z(const uint32_t *counts, const double *expected, uint32_t n)
{
    double x = 0;
    double df = n - 1;

    for (uint32_t i = 0; i < n; i++)
        x += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
    return (cbrt(x / df) - (1 - 2 / (9 * df))) / sqrt(2 / (9 * df));
}

START_TEST(every_bit_is_fair)
{
    enum { N = 200000 };

    for (int s = 0; s < N_SOURCES; s++) {
        uint32_t ones[52] = {0};

        for (uint32_t i = 0; i < N; i++) {
            uint64_t bits = (uint64_t)(sources[s].next(i) * 0x1p52);

            for (int b = 0; b < 52; b++)
                ones[b] += bits >> b & 1;
        }
        for (int b = 0; b < 52; b++)
            check("bits", s, (ones[b] - N / 2.0) / sqrt(N / 4.0));
    }
}
END_TEST

START_TEST(pairs_and_triples_fill_the_space)
{
    enum { N = 400000, SIDE = 32, CUBE = 12 };
    static uint32_t pairs[SIDE * SIDE], triples[CUBE * CUBE * CUBE];
    static double even[CUBE * CUBE * CUBE > SIDE * SIDE ? CUBE * CUBE * CUBE : SIDE * SIDE];

    for (int s = 0; s < N_SOURCES; s++) {
        memset(pairs, 0, sizeof pairs);
        memset(triples, 0, sizeof triples);
        for (uint32_t i = 0; i + 2 < N; i += 3) {
            double x = sources[s].next(i), y = sources[s].next(i + 1), z = sources[s].next(i + 2);

            pairs[(int)(x * SIDE) * SIDE + (int)(y * SIDE)]++;
            triples[((int)(x * CUBE) * CUBE + (int)(y * CUBE)) * CUBE + (int)(z * CUBE)]++;
        }
        for (int i = 0; i < SIDE * SIDE; i++)
            even[i] = (N / 3) / (double)(SIDE * SIDE);
        check("pairs", s, chi_square_z(pairs, even, SIDE * SIDE));
        for (int i = 0; i < CUBE * CUBE * CUBE; i++)
            even[i] = (N / 3) / (double)(CUBE * CUBE * CUBE);
        check("triples", s, chi_square_z(triples, even, CUBE * CUBE * CUBE));
    }
}
END_TEST

/* Knuth: gaps between visits of [0, 0.1); poker of five; the largest of five. */
START_TEST(gaps_poker_maxima)
{
    enum { N = 300000, LONGEST = 40, CELLS = 20 };

    for (int s = 0; s < N_SOURCES; s++) {
        uint32_t gaps[LONGEST + 1] = {0}, hands[5] = {0}, maxima[CELLS] = {0};
        double expected[LONGEST + 1], even[CELLS];
        /* Different digits among five of ten: 1 .. 5. */
        const double poker[5] = {0.0001, 0.0135, 0.18, 0.504, 0.3024};
        uint32_t length = 0, n = 0;

        for (uint32_t i = 0; i < N; i++) {
            if (sources[s].next(i) < 0.1) {
                gaps[length < LONGEST ? length : LONGEST]++;
                n++;
                length = 0;
            } else {
                length++;
            }
        }
        for (int i = 0; i < LONGEST; i++)
            expected[i] = n * 0.1 * pow(0.9, i);
        expected[LONGEST] = n * pow(0.9, LONGEST);
        check("gaps", s, chi_square_z(gaps, expected, LONGEST + 1));
        for (uint32_t i = 0; i + 5 <= N; i += 5) {
            uint32_t digits = 0;
            double most = 0;

            for (uint32_t k = 0; k < 5; k++) {
                double u = sources[s].next(i + k);

                digits |= 1u << (int)(u * 10);
                most = fmax(most, u);
            }
            hands[__builtin_popcount(digits) - 1]++;
            maxima[(int)(pow(most, 5) * CELLS)]++;
        }
        for (int i = 0; i < 5; i++)
            expected[i] = N / 5 * poker[i];
        /* The rarest hand joins its neighbour, so that every cell has enough. */
        hands[1] += hands[0];
        expected[1] += expected[0];
        check("poker", s, chi_square_z(hands + 1, expected + 1, 4));
        for (int i = 0; i < CELLS; i++)
            even[i] = N / 5.0 / CELLS;
        check("maximum of five", s, chi_square_z(maxima, even, CELLS));
    }
}
END_TEST

static int compare_u64(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Marsaglia: 4,096 birthdays in a year of 2^31 days; equal spacings are Poisson, mean 8. Also the
 * low half of the bits, which the high one says nothing about. */
START_TEST(birthday_spacings)
{
    enum { BIRTHDAYS = 4096, ROUNDS = 40 };
    static uint64_t day[BIRTHDAYS];

    for (int s = 0; s < N_SOURCES; s++) {
        for (int low = 0; low < 2; low++) {
            double equal = 0;

            for (uint32_t round = 0; round < ROUNDS; round++) {
                for (uint32_t i = 0; i < BIRTHDAYS; i++) {
                    uint64_t bits = (uint64_t)(sources[s].next(round * BIRTHDAYS + i) * 0x1p52);

                    day[i] = low ? bits & 0x7fffffff : bits >> 21;
                }
                qsort(day, BIRTHDAYS, sizeof day[0], compare_u64);
                for (uint32_t i = BIRTHDAYS - 1; i > 0; i--)
                    day[i] -= day[i - 1];
                qsort(day, BIRTHDAYS, sizeof day[0], compare_u64);
                for (uint32_t i = 1; i < BIRTHDAYS; i++)
                    equal += day[i] == day[i - 1];
            }
            check(low ? "birthday spacings, low bits" : "birthday spacings", s,
                  (equal - 8 * ROUNDS) / sqrt(8 * ROUNDS));
        }
    }
}
END_TEST

/* 2^14 balls into 2^20 urns: collisions are about Poisson, mean n^2 / 2m = 127.3. */
START_TEST(collisions)
{
    enum { BALLS = 1 << 14, URNS = 1 << 20, ROUNDS = 10 };
    static uint8_t urn[URNS];
    const double mean = BALLS - URNS + URNS * pow(1 - 1.0 / URNS, BALLS);

    for (int s = 0; s < N_SOURCES; s++) {
        double hits = 0;

        for (uint32_t round = 0; round < ROUNDS; round++) {
            memset(urn, 0, sizeof urn);
            for (uint32_t i = 0; i < BALLS; i++) {
                uint32_t at = (uint32_t)(sources[s].next(round * BALLS + i) * URNS);

                hits += urn[at];
                urn[at] = 1;
            }
        }
        check("collisions", s, (hits - mean * ROUNDS) / sqrt(mean * ROUNDS));
    }
}
END_TEST

/* Ranks of random 32 x 32 matrices over GF(2): 32, 31, fewer. */
START_TEST(matrix_ranks)
{
    enum { MATRICES = 4000 };
    static const double share[3] = {0.2887880952, 0.5775761902, 0.1336357146};

    for (int s = 0; s < N_SOURCES; s++) {
        uint32_t ranks[3] = {0};
        double expected[3];

        for (uint32_t m = 0; m < MATRICES; m++) {
            uint32_t row[32], rank = 0;

            for (uint32_t i = 0; i < 32; i++)
                row[i] = (uint32_t)(sources[s].next(m * 32 + i) * 0x1p32);
            for (int bit = 31; bit >= 0; bit--) {
                uint32_t pivot = rank;

                while (pivot < 32 && !(row[pivot] >> bit & 1))
                    pivot++;
                if (pivot == 32)
                    continue;
                {
                    uint32_t swap = row[pivot];

                    row[pivot] = row[rank];
                    row[rank] = swap;
                }
                for (uint32_t i = 0; i < 32; i++)
                    if (i != rank && row[i] >> bit & 1)
                        row[i] ^= row[rank];
                rank++;
            }
            ranks[rank >= 30 ? 32 - rank : 2]++;
        }
        for (int i = 0; i < 3; i++)
            expected[i] = MATRICES * share[i];
        check("matrix ranks", s, chi_square_z(ranks, expected, 3));
    }
}
END_TEST

START_TEST(lags_and_other_streams)
{
    enum { N = 200000, LAGS = 16 };
    static double u[N];

    for (int s = 0; s < N_SOURCES; s++) {
        for (uint32_t i = 0; i < N; i++)
            u[i] = sources[s].next(i) - 0.5;
        for (uint32_t lag = 1; lag <= LAGS; lag++) {
            double sum = 0;

            for (uint32_t i = 0; i + lag < N; i++)
                sum += u[i] * u[i + lag];
            check("lag", s, sum * 12 / sqrt(N - lag));
        }
        for (int other = s + 1; other < N_SOURCES; other++) {
            double sum = 0;

            /* From 8 on: the first keys of two families are the same keys. */
            for (uint32_t i = 8; i < N; i++)
                sum += u[i] * (sources[other].next(i) - 0.5);
            check("cross", s, sum * 12 / sqrt(N - 8));
        }
    }
}
END_TEST

SUITE_MAIN("battery", every_bit_is_fair, pairs_and_triples_fill_the_space, gaps_poker_maxima,
           birthday_spacings, collisions, matrix_ranks, lags_and_other_streams)
