#include "sim/base/names.h"

#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

struct sim_names_item {
    const char *bytes;
    size_t n;
    uint64_t hash;
};

/* FNV-1a from a start that differs in each process, finished as in splitmix64: a file cannot be
 * made for which all names fall together. Nothing comes out in the order of the table. */
static uint64_t hash_of(const char *bytes, size_t n)
{
    static const char anywhere;
    uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t)(uintptr_t)&anywhere;

    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return hash ^ (hash >> 31);
}

static uint32_t slot_of(const struct sim_names *names, uint64_t hash, const char *bytes, size_t n)
{
    uint32_t at = (uint32_t)hash & (names->n_slots - 1);

    for (; names->slots[at] != 0; at = (at + 1) & (names->n_slots - 1)) {
        const struct sim_names_item *item = &names->items[names->slots[at] - 1];

        if (item->hash == hash && item->n == n && memcmp(item->bytes, bytes, n) == 0)
            break;
    }
    return at;
}

static void grow(struct sim_names *names)
{
    uint32_t n_slots = names->n_slots > 0 ? names->n_slots * 2 : 32;

    free(names->slots);
    names->slots = sim_zeroed(n_slots, sizeof *names->slots);
    names->n_slots = n_slots;
    names->capacity = n_slots / 2;
    names->items = sim_grown(names->items, names->capacity, sizeof *names->items);
    for (uint32_t i = 0; i < names->n; i++) {
        const struct sim_names_item *item = &names->items[i];

        names->slots[slot_of(names, item->hash, item->bytes, item->n)] = i + 1;
    }
}

uint32_t sim_names_find(const struct sim_names *names, const char *bytes, size_t n)
{
    if (names->n == 0)
        return SIM_NAMES_NONE;
    /* A free slot holds 0, which is one before the first number. */
    return names->slots[slot_of(names, hash_of(bytes, n), bytes, n)] - 1;
}

uint32_t sim_names_add(struct sim_names *names, const char *bytes, size_t n)
{
    uint64_t hash = hash_of(bytes, n);
    uint32_t at;

    if (names->n == names->capacity)
        grow(names);
    at = slot_of(names, hash, bytes, n);
    if (names->slots[at] == 0) {
        names->items[names->n] = (struct sim_names_item){bytes, n, hash};
        names->slots[at] = ++names->n;
    }
    return names->slots[at] - 1;
}

void sim_names_release(struct sim_names *names)
{
    free(names->items);
    free(names->slots);
    *names = (struct sim_names){0};
}
