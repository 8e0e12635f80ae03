/*
 * arena.h: memory that goes in one sweep: parsed strings, plans, results.
 */
#ifndef CRISIM_SIM_BASE_ARENA_H
#define CRISIM_SIM_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct sim_arena_block;

/* {0} is a valid empty arena. */
struct sim_arena {
    struct sim_arena_block *blocks;
};

/** size zeroed bytes, aligned for any type; lives until _release. size 0 gives a valid pointer. */
void *sim_arena_alloc(struct sim_arena *arena, size_t size);
/**
 * `list` of n elements of size bytes each, with room for one more: where it is full, it moves to
 * twice the room, and what it leaves stays until _release.
 * @param list  from here, or NULL
 * @param room  elements there is room for; 0 at first
 */
void *sim_arena_with_room(struct sim_arena *arena, void *list, uint32_t n, uint32_t *room,
                          size_t size);
char *sim_arena_strdup(struct sim_arena *arena, const char *string);
char *sim_arena_printf(struct sim_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *sim_arena_vprintf(struct sim_arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
void sim_arena_release(struct sim_arena *arena);

#endif
