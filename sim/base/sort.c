#include "sim/base/sort.h"

#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

/* By merging, which is stable; `room` has place for the left half. */
static void merge_sort(char *items, char *room, size_t n, size_t size, sim_order *order)
{
    size_t half = n / 2;
    char *right = items + half * size, *end = items + n * size;
    char *left = room, *left_end = room + half * size;

    if (n < 2)
        return;
    merge_sort(items, room, half, size, order);
    merge_sort(right, room, n - half, size, order);
    /* Most arrays are nearly sorted when they come. */
    if (order(right - size, right) <= 0)
        return;
    memcpy(room, items, half * size);
    for (; left < left_end && right < end; items += size)
        if (order(left, right) <= 0) {
            memcpy(items, left, size);
            left += size;
        } else {
            memcpy(items, right, size);
            right += size;
        }
    memcpy(items, left, (size_t)(left_end - left));
}

void sim_sort(void *items, size_t n, size_t size, sim_order *order)
{
    char few[1024], *room = few;

    if (n < 2)
        return;
    /* Within a run arrays are short and sorted often. */
    if (n / 2 > sizeof few / size)
        room = sim_fresh(n / 2, size);
    merge_sort(items, room, n, size, order);
    if (room != few)
        free(room);
}

const void *sim_search(const void *key, const void *items, size_t n, size_t size, sim_order *order)
{
    size_t from = 0, to = n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const char *item = (const char *)items + middle * size;
        int side = order(key, item);

        if (side == 0)
            return item;
        if (side < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

int sim_by_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int sim_by_word(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}
