/*
 * replay.c: runs a fuzz entry over the files of a corpus, so that what fuzzing found stays tested
 * without a fuzzer. Each file is also replayed cut short at several places.
 *
 *     replay FOLDER...
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_SIZE = 1 << 20, N_CUTS = 16 };

/* A copy of exact size, so that a sanitizer sees a read past the end. */
static int run(const uint8_t *bytes, size_t n)
{
    uint8_t *copy = malloc(n > 0 ? n : 1);

    if (copy == NULL)
        return -1;
    memcpy(copy, bytes, n);
    LLVMFuzzerTestOneInput(copy, n);
    free(copy);
    return 0;
}

static int replay_file(const char *path, uint8_t *buffer)
{
    FILE *file = fopen(path, "rb");
    size_t n;

    if (file == NULL) {
        fprintf(stderr, "replay: %s: cannot be opened\n", path);
        return -1;
    }
    n = fread(buffer, 1, MAX_SIZE, file);
    fclose(file);
    for (size_t cut = 0; cut <= N_CUTS; cut++) {
        if (run(buffer, n * cut / N_CUTS) != 0)
            return -1;
    }
    return 0;
}

/* Number of files replayed, or -1. */
static long replay_folder(const char *folder, uint8_t *buffer)
{
    DIR *directory = opendir(folder);
    struct dirent *entry;
    long n = 0;

    if (directory == NULL) {
        fprintf(stderr, "replay: %s: cannot be opened\n", folder);
        return -1;
    }
    while (n >= 0 && (entry = readdir(directory)) != NULL) {
        char path[4096];
        struct stat status;

        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        n = replay_file(path, buffer) == 0 ? n + 1 : -1;
    }
    closedir(directory);
    return n;
}

int main(int argc, char **argv)
{
    uint8_t *buffer = malloc(MAX_SIZE);
    long total = 0;

    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc && buffer != NULL && total >= 0; i++) {
        long n = replay_folder(argv[i], buffer);

        total = n >= 0 ? total + n : -1;
    }
    free(buffer);
    if (total <= 0) {
        fprintf(stderr, "replay: no corpus was replayed\n");
        return 1;
    }
    printf("%ld files replayed\n", total);
    return 0;
}
