/* Arrays in order: as the order says, equal elements as they came, of any size, and of nothing. */
#include "sim/base/sort.h"
#include "tests/unit/suite.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct item {
    uint32_t key;
    uint32_t came;   /* place before the sort */
    char more[1092]; /* larger than what is kept on the stack */
};

static int by_key(const void *a, const void *b)
{
    const struct item *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

/* Sorted, none lost, none twice, and of equal ones the earlier first. */
static void check_items(const struct item *items, uint32_t n, uint64_t sum)
{
    uint64_t now = 0;

    for (uint32_t i = 0; i < n; i++) {
        now += items[i].came;
        ck_assert_uint_eq((unsigned char)items[i].more[1091], items[i].came % 251);
        if (i == 0)
            continue;
        ck_assert_uint_le(items[i - 1].key, items[i].key);
        if (items[i - 1].key == items[i].key)
            ck_assert_uint_lt(items[i - 1].came, items[i].came);
    }
    ck_assert_uint_eq(now, sum);
}

START_TEST(equal_ones_keep_their_order)
{
    enum { MOST = 300 };
    struct item *items = calloc(MOST, sizeof *items);
    uint32_t state = 1;

    ck_assert_ptr_nonnull(items);
    for (uint32_t n = 1; n <= MOST; n = n < 20 ? n + 1 : n + 37)
        for (uint32_t keys = 1; keys <= 1000; keys *= 10) {
            uint64_t sum = 0;

            for (uint32_t i = 0; i < n; i++) {
                items[i].key = next(&state) % keys;
                items[i].came = i;
                items[i].more[1091] = (char)(i % 251);
                sum += i;
            }
            sim_sort(items, n, sizeof *items, by_key);
            check_items(items, n, sum);
        }
    free(items);
}
END_TEST

START_TEST(many_doubles)
{
    enum { N = 5000 };
    double *values = malloc(N * sizeof *values);
    uint32_t state = 7;
    double sum = 0, now = 0;

    ck_assert_ptr_nonnull(values);
    for (uint32_t i = 0; i < N; i++) {
        values[i] = (double)next(&state) - 30000;
        sum += values[i];
    }
    sim_sort(values, N, sizeof *values, sim_by_double);
    for (uint32_t i = 0; i < N; i++) {
        now += values[i];
        ck_assert(i == 0 || values[i - 1] <= values[i]);
    }
    ck_assert_double_eq(now, sum); /* of whole numbers: exact in any order */
    free(values);
}
END_TEST

START_TEST(nothing_is_sorted_and_found)
{
    double one = 3;

    sim_sort(NULL, 0, sizeof one, sim_by_double);
    sim_sort(&one, 1, sizeof one, sim_by_double);
    ck_assert_double_eq(one, 3);
    ck_assert_ptr_null(sim_search(&one, NULL, 0, sizeof one, sim_by_double));
}
END_TEST

START_TEST(words_are_found)
{
    const char *words[] = {"queue", "", "quota", "Quota", "quotas", "outage", "a"};
    enum { N = sizeof words / sizeof words[0] };
    static const char *const sorted[] = {"", "Quota", "a", "outage", "queue", "quota", "quotas"};
    static const char *const absent[] = {"A", "quot", "quotat", "z", "b"};

    sim_sort(words, N, sizeof words[0], sim_by_word);
    for (int i = 0; i < N; i++) {
        const char *const *found = sim_search(&sorted[i], words, N, sizeof words[0], sim_by_word);

        ck_assert_str_eq(words[i], sorted[i]);
        ck_assert_ptr_eq(found, &words[i]);
    }
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        ck_assert_ptr_null(sim_search(&absent[i], words, N, sizeof words[0], sim_by_word));
}
END_TEST

SUITE_MAIN("sort", equal_ones_keep_their_order, many_doubles, nothing_is_sorted_and_found,
           words_are_found)
