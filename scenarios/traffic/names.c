#include "scenarios/traffic/names.h"

#include "sim/base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t trace_names_secret(const void *any)
{
    struct timespec now;
    uint64_t x;

    clock_gettime(CLOCK_MONOTONIC, &now);
    x = (uint64_t)now.tv_nsec * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)(uintptr_t)any ^
        (uint64_t)(uintptr_t)&now << 20;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    return x ^ (x >> 27);
}

static uint64_t hash(const struct trace_names *names, const char *text, uint32_t length)
{
    uint64_t x = names->secret;

    for (uint32_t i = 0; i < length; i++) {
        x = (x ^ (unsigned char)text[i]) * UINT64_C(0xbf58476d1ce4e5b9);
        x ^= x >> 29;
    }
    return x ^ (x >> 32);
}

static bool is_name(const struct trace_names *names, uint32_t i, const char *text, uint32_t length)
{
    return names->lengths[i] == length && memcmp(names->names[i], text, length) == 0;
}

static uint32_t *place(const struct trace_names *names, const char *text, uint32_t length)
{
    uint32_t mask = names->table_size - 1;
    uint32_t at = (uint32_t)hash(names, text, length) & mask;

    while (names->table[at] != 0 && !is_name(names, names->table[at] - 1, text, length))
        at = (at + 1) & mask;
    return &names->table[at];
}

static void grow(struct trace_names *names)
{
    if (names->table_size == 0)
        names->secret = trace_names_secret(names);
    names->table_size = names->table_size > 0 ? names->table_size * 2 : 64;
    free(names->table);
    names->table = sim_zeroed(names->table_size, sizeof *names->table);
    for (uint32_t i = 0; i < names->n; i++)
        *place(names, names->names[i], names->lengths[i]) = i + 1;
}

uint32_t trace_names_intern(struct trace_names *names, const char *text, uint32_t length,
                            uint32_t most)
{
    uint32_t *found;

    if (names->n > 0 && is_name(names, names->last, text, length))
        return names->last;
    if (names->n >= names->table_size / 2)
        grow(names);
    found = place(names, text, length);
    if (*found == 0) {
        if (names->n >= most)
            return TRACE_NO_NAME;
        if (names->n == names->capacity) {
            names->capacity = names->capacity > 0 ? names->capacity * 2 : 16;
            names->names = sim_grown(names->names, names->capacity, sizeof *names->names);
            names->lengths = sim_grown(names->lengths, names->capacity, sizeof *names->lengths);
        }
        names->names[names->n] = sim_fresh((size_t)length + 1, 1);
        memcpy(names->names[names->n], text, length);
        names->names[names->n][length] = '\0';
        names->lengths[names->n] = length;
        *found = ++names->n;
    }
    names->last = *found - 1;
    return names->last;
}

void trace_names_release(struct trace_names *names)
{
    for (uint32_t i = 0; names->names != NULL && i < names->n; i++)
        free(names->names[i]);
    free(names->names);
    free(names->lengths);
    free(names->table);
    *names = (struct trace_names){0};
}
