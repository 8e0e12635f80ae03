#include "scenarios/traffic/numbers.h"

#include "scenarios/traffic/names.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <stdlib.h>

static void grow(struct trace_numbers *numbers)
{
    struct trace_numbers larger = {.size = numbers->size > 0 ? numbers->size * 2 : 1024,
                                   .n = numbers->n,
                                   .secret = numbers->secret};

    larger.table = sim_zeroed(larger.size, sizeof *larger.table);
    for (uint64_t i = 0; i < numbers->size; i++) {
        uint64_t at = numbers->table[i] & (larger.size - 1);

        if (numbers->table[i] == 0)
            continue;
        while (larger.table[at] != 0)
            at = (at + 1) & (larger.size - 1);
        larger.table[at] = numbers->table[i];
    }
    free(numbers->table);
    *numbers = larger;
}

bool trace_numbers_add(struct trace_numbers *numbers, const char *text, uint32_t length)
{
    uint64_t hash, at;

    if (numbers->secret == 0)
        numbers->secret = trace_names_secret(numbers) | 1;
    if (2 * (numbers->n + 1) > numbers->size)
        grow(numbers);
    /* With the secret twice, no file can choose where its texts go. */
    hash = sim_hash_bytes(text, length) ^ numbers->secret;
    hash = sim_hash_bytes(&hash, sizeof hash);
    hash += hash == 0;
    for (at = hash & (numbers->size - 1); numbers->table[at] != 0;
         at = (at + 1) & (numbers->size - 1))
        if (numbers->table[at] == hash)
            return false;
    numbers->table[at] = hash;
    numbers->n++;
    return true;
}

void trace_numbers_release(struct trace_numbers *numbers)
{
    free(numbers->table);
    *numbers = (struct trace_numbers){0};
}
