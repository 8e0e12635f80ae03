#include "sim/base/memory.h"

#include "sim/base/assert.h"
#include "sim/base/error.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

_Noreturn void sim_out_of_memory(const char *what)
{
    /* Not fprintf(): on a stream without a buffer it takes 8 kB of stack, which may be all there
     * is. */
    fputs("crisim: out of memory: ", stderr);
    fputs(what, stderr);
    sim_assert_end(sim_status_exit_code(SIM_ENOMEM), "");
}

/* Products that do not fit size_t are more than any machine has. */
static _Noreturn void refused(size_t n, size_t size)
{
    char what[64];

    if (size > 0 && n > SIZE_MAX / size)
        snprintf(what, sizeof what, "%zu times %zu bytes asked for", n, size);
    else
        snprintf(what, sizeof what, "%zu bytes asked for", n * size);
    sim_out_of_memory(what);
}

void *sim_zeroed(size_t n, size_t size)
{
    void *memory = NULL;

    if (n == 0 || size == 0)
        memory = calloc(1, 1);
    else if (n <= SIZE_MAX / 2 / size)
        memory = calloc(n, size);

    if (memory == NULL)
        refused(n, size);
    return memory;
}

void *sim_fresh(size_t n, size_t size)
{
    return sim_grown(NULL, n, size);
}

void *sim_grown(void *old, size_t n, size_t size)
{
    void *memory = NULL;

    if (n == 0 || size == 0)
        memory = realloc(old, 1);
    else if (n <= SIZE_MAX / 2 / size)
        memory = realloc(old, n * size);
    if (memory == NULL)
        refused(n, size);
    return memory;
}

uint32_t sim_more_room(uint32_t room)
{
    enum { FIRST = 8 };

    if (room > UINT32_MAX / 2)
        sim_out_of_memory("a list of more than 2^31 elements");
    return room > 0 ? 2 * room : FIRST;
}

void *sim_with_room(void *list, uint32_t n, uint32_t *room, size_t size)
{
    if (n < *room)
        return list;
    *room = sim_more_room(*room);
    return sim_grown(list, *room, size);
}
