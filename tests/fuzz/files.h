/*
 * files.h: several files in one fuzz input: each begins with a line "@ NAME" and goes to the next.
 */
#ifndef CRISIM_TESTS_FUZZ_FILES_H
#define CRISIM_TESTS_FUZZ_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct fuzz_file {
    char name[64];
    const char *text;
    size_t length;
};

/* Next file at *at, or false. Text before the first "@ " is skipped. */
static inline bool fuzz_next_file(const uint8_t *data, size_t size, size_t *at,
                                  struct fuzz_file *out)
{
    while (*at < size) {
        const char *line = (const char *)data + *at;
        const char *end = memchr(line, '\n', size - *at);
        size_t n = end != NULL ? (size_t)(end - line) : size - *at;

        *at += end != NULL ? n + 1 : n;
        if (n > 2 && line[0] == '@' && line[1] == ' ' && n - 2 < sizeof out->name) {
            size_t stop = *at;

            memcpy(out->name, line + 2, n - 2);
            out->name[n - 2] = '\0';
            while (stop < size && !(data[stop] == '@' && stop + 1 < size && data[stop + 1] == ' ' &&
                                    (stop == *at || data[stop - 1] == '\n')))
                stop++;
            out->text = (const char *)data + *at;
            out->length = stop - *at;
            *at = stop;
            return true;
        }
    }
    return false;
}

#endif
