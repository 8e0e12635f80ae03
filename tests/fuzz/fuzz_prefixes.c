/*
 * fuzz_prefixes.c: any lines as prompt prefixes of a trace: "[ids]" as blocks, other text as the
 * name of a group. The first byte of all is the length of a block, the first two of each line are
 * the tokens of a group and of the input. The forest keeps
 * its promises, and the same prefix gets the same node again.
 */
#include "scenarios/traffic/prefixes.h"
#include "sim/base/assert.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *add(struct prefixes *prefixes, uint32_t block, const uint8_t *line, size_t n,
                       uint32_t *node)
{
    uint32_t group = line[0], input = 8 * (uint32_t)line[1];
    const char *text = (const char *)line + 2;

    n -= 2;
    if (n >= 2 && text[0] == '[' && text[n - 1] == ']')
        return prefixes_add_blocks(prefixes, text, (uint32_t)n, block, input, node);
    return prefixes_add_group(prefixes, text, (uint32_t)n, group, input, node);
}

static void check_forest(const struct cri_prefixes *forest)
{
    for (uint32_t i = 0; i < forest->n; i++) {
        uint32_t parent = forest->parent[i];

        SIM_ASSERT(parent == CRI_NONE || parent < i, "a parent stands before its children");
        SIM_ASSERT(forest->tokens[i] > 0, "a prefix has tokens");
        SIM_ASSERT(parent == CRI_NONE || forest->tokens[i] >= forest->tokens[parent],
                   "a prefix is no shorter than what it begins with");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct prefixes prefixes = {0};
    struct cri_prefixes forest;
    uint32_t block = size > 0 ? 1 + data[0] % 16u : 1;
    size_t at = 1;

    while (at < size) {
        const uint8_t *end = memchr(data + at, '\n', size - at);
        size_t n = end != NULL ? (size_t)(end - (data + at)) : size - at;

        if (n > 2) {
            uint32_t node = CRI_NONE, again = CRI_NONE;
            const char *wrong = add(&prefixes, block, data + at, n, &node);
            uint32_t before = prefixes.n;

            SIM_ASSERT(node == CRI_NONE || node < prefixes.n, "a node exists");
            if (wrong == NULL) {
                SIM_ASSERT(add(&prefixes, block, data + at, n, &again) == NULL && again == node &&
                               prefixes.n == before,
                           "the same prefix has the same node");
            }
        }
        at += n + 1;
    }
    prefixes_hand_over(&prefixes, &forest);
    check_forest(&forest);
    free((void *)forest.parent);
    free((void *)forest.tokens);
    return 0;
}
