#include "sim/base/arena.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)

struct sim_arena_block {
    struct sim_arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) unsigned char bytes[];
};

void *sim_arena_alloc(struct sim_arena *arena, size_t size)
{
    const size_t unit = _Alignof(max_align_t);
    struct sim_arena_block *block = arena->blocks;
    void *memory;

    SIM_ASSERT(size < SIZE_MAX / 2, "allocation of %zu bytes", size);
    size = (size + unit) / unit * unit; /* at least one unit, so that pointers differ */
    if (block == NULL || block->size - block->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

        block = sim_zeroed(1, sizeof *block + room);
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    memory = block->bytes + block->used;
    block->used += size;
    return memory;
}

void *sim_arena_with_room(struct sim_arena *arena, void *list, uint32_t n, uint32_t *room,
                          size_t size)
{
    void *larger;

    if (n < *room)
        return list;
    *room = sim_more_room(*room);
    larger = sim_arena_alloc(arena, *room * size);
    if (n > 0)
        memcpy(larger, list, n * size);
    return larger;
}

char *sim_arena_strdup(struct sim_arena *arena, const char *string)
{
    size_t size = strlen(string) + 1;

    return memcpy(sim_arena_alloc(arena, size), string, size);
}

char *sim_arena_vprintf(struct sim_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    int length;
    char *string;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    SIM_ASSERT(length >= 0, "bad format");
    string = sim_arena_alloc(arena, (size_t)length + 1);
    vsnprintf(string, (size_t)length + 1, format, arguments);
    return string;
}

char *sim_arena_printf(struct sim_arena *arena, const char *format, ...)
{
    va_list arguments;
    char *string;

    va_start(arguments, format);
    string = sim_arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return string;
}

void sim_arena_release(struct sim_arena *arena)
{
    while (arena->blocks != NULL) {
        struct sim_arena_block *next = arena->blocks->next;

        free(arena->blocks);
        arena->blocks = next;
    }
}
