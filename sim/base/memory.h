/*
 * memory.h: memory on the heap. Every room takes it here, and gives it back with free().
 *
 * Nothing is asked of the caller: a machine without memory left is no fault of crisim and nothing
 * that a room could mend, so the program says how much it asked for and where it was, saves what is
 * finished (the hook of assert.h) and exits with 7. No function here returns NULL.
 */
#ifndef CRISIM_SIM_BASE_MEMORY_H
#define CRISIM_SIM_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/** n elements of size bytes each, all bytes 0. n or size may be 0: one byte is taken then. */
void *sim_zeroed(size_t n, size_t size);
/** The same with whatever the bytes hold: for memory that is written before it is read. */
void *sim_fresh(size_t n, size_t size);
/**
 * Room for n elements of size bytes each: what `old` (from here, or NULL) holds moves there, the
 * rest holds anything. `old` is gone afterwards.
 */
void *sim_grown(void *old, size_t n, size_t size);

/**
 * `list` of n elements of size bytes each, with room for one more: where it is full, it moves to
 * twice the room.
 * @param list  from here, or NULL; gone afterwards
 * @param room  elements there is room for; 0 at first
 */
void *sim_with_room(void *list, uint32_t n, uint32_t *room, size_t size);
/** The room that a list gets which has this one and is full. */
uint32_t sim_more_room(uint32_t room);

/** For memory that a library wanted and did not get; `what` names it. Exits with 7. */
_Noreturn void sim_out_of_memory(const char *what);

#endif
