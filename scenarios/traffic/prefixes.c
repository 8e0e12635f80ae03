#include "scenarios/traffic/prefixes.h"

#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <stdlib.h>
#include <string.h>

static void *resized(void *memory, size_t n, size_t size)
{
    return sim_grown(memory, n, size);
}

enum { MAX_GROUPS = 1000000 };

/* The finaliser of splitmix64: every bit of the pair reaches every bit of the place. */
static uint64_t mix(const struct prefixes *p, uint32_t parent, uint64_t id)
{
    uint64_t x = (id ^ p->secret) + ((uint64_t)parent + 1) * (p->secret | 1);

    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static void grow_table(struct prefixes *p)
{
    uint32_t size = p->table_size > 0 ? p->table_size * 2 : 1024;

    if (p->table_size == 0)
        p->secret = trace_names_secret(p);
    free(p->table);
    p->table = sim_zeroed(size, sizeof *p->table);
    p->table_size = size;
    for (uint32_t i = 0; i < p->n; i++) {
        uint32_t at = (uint32_t)mix(p, p->parent[i], p->id[i]) & (size - 1);

        while (p->table[at] != 0)
            at = (at + 1) & (size - 1);
        p->table[at] = i + 1;
    }
}

static uint32_t node_of(struct prefixes *p, uint32_t parent, uint64_t id, uint32_t tokens)
{
    uint32_t at;

    if (p->n >= p->table_size / 2)
        grow_table(p);
    at = (uint32_t)mix(p, parent, id) & (p->table_size - 1);
    for (; p->table[at] != 0; at = (at + 1) & (p->table_size - 1)) {
        uint32_t node = p->table[at] - 1;

        if (p->parent[node] == parent && p->id[node] == id)
            return node;
    }
    if (p->n == p->capacity) {
        p->capacity = p->capacity > 0 ? p->capacity * 2 : 1024;
        p->parent = resized(p->parent, p->capacity, sizeof *p->parent);
        p->tokens = resized(p->tokens, p->capacity, sizeof *p->tokens);
        p->id = resized(p->id, p->capacity, sizeof *p->id);
    }
    p->parent[p->n] = parent;
    p->tokens[p->n] = tokens;
    p->id[p->n] = id;
    p->table[at] = p->n + 1;
    return p->n++;
}

const char *prefixes_add_blocks(struct prefixes *prefixes, const char *text, uint32_t length,
                                uint32_t block_tokens, uint32_t input_tokens, uint32_t *node)
{
    const char *end = text + length - 1; /* the bracket */
    uint64_t tokens = 0;
    bool number = false, comma = true;
    uint64_t id = 0;

    *node = CRI_NONE;
    for (text++; text <= end; text++) {
        if (text < end && *text >= '0' && *text <= '9') {
            if (!comma && !number)
                return "ids must be separated by commas";
            if (id > (UINT64_MAX - 9) / 10)
                return "an id is too large";
            id = id * 10 + (uint64_t)(*text - '0');
            number = true;
            continue;
        }
        if (number) {
            tokens += block_tokens;
            if (tokens >= (uint64_t)input_tokens + block_tokens)
                return "more blocks than the input has";
            *node = node_of(prefixes, *node, id,
                            tokens < input_tokens ? (uint32_t)tokens : input_tokens);
            id = 0;
            number = false;
            comma = false;
        }
        if (text == end)
            break;
        if (*text == ',') {
            if (comma)
                return "an id is missing";
            comma = true;
        } else if (*text != ' ' && *text != '\t') {
            return "block ids must be whole numbers, at least 0";
        }
    }
    return comma && *node != CRI_NONE ? "an id is missing" : NULL;
}

const char *prefixes_add_group(struct prefixes *prefixes, const char *name, uint32_t length,
                               uint32_t tokens, uint32_t input_tokens, uint32_t *node)
{
    uint32_t group;

    if (tokens == 0)
        return "a prefix group needs a number of prefix tokens";
    if (tokens > input_tokens)
        return "the prefix is longer than the input";
    group = trace_names_intern(&prefixes->groups, name, length, MAX_GROUPS);
    if (group == TRACE_NO_NAME)
        return "more than 1,000,000 different prefix groups";
    /* The same name with another length is another prefix. */
    *node = node_of(prefixes, CRI_NONE, (uint64_t)tokens << 32 | group, tokens);
    return NULL;
}

void prefixes_hand_over(struct prefixes *prefixes, struct cri_prefixes *out)
{
    *out = (struct cri_prefixes){
        .n = prefixes->n, .parent = prefixes->parent, .tokens = prefixes->tokens};
    free(prefixes->id);
    free(prefixes->table);
    trace_names_release(&prefixes->groups);
    *prefixes = (struct prefixes){0};
}
