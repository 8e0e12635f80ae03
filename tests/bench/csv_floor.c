/*
 * csv_floor.c: the floor of reading a trace: libcsv over the same bytes with callbacks that do nothing.
 * Prints the seconds of processor time. Usage: csv_floor FILE
 */
#define _POSIX_C_SOURCE 200809L
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void on_field(void *text, size_t length, void *context)
{
    (void)text, (void)length, (void)context;
}

static void on_row(int end, void *context)
{
    (void)end, (void)context;
}

int main(int argc, char **argv)
{
    struct csv_parser parser;
    struct timespec from, to;
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    char *block = malloc(1 << 18);
    size_t n;

    if (file == NULL || block == NULL || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return 1;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    while ((n = fread(block, 1, 1 << 18, file)) > 0)
        if (csv_parse(&parser, block, n, on_field, on_row, NULL) != n)
            return 1;
    csv_fini(&parser, on_field, on_row, NULL);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    printf("%.3f\n", (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    csv_free(&parser);
    fclose(file);
    free(block);
    return 0;
}
