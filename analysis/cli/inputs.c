/*
 * inputs.c: see inputs.h.
 */
#include "analysis/cli/inputs.h"

#include "scenarios/traffic/trace.h"

#include <stdio.h>
#include <sys/stat.h>

static bool is_same(const char *a, const char *b)
{
    struct stat of_a, of_b;

    return a != NULL && b != NULL && stat(a, &of_a) == 0 && stat(b, &of_b) == 0 &&
           S_ISREG(of_a.st_mode) && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

static int refuse(const struct cli *cli, const char *flag, const char *path)
{
    fprintf(stderr, "crisim %s: %s '%s' is a file that this run reads; name another one\n",
            cli->command->name, flag, path);
    return 2;
}

int cli_inputs_spare(const struct cli *cli, const char *flag, const char *path, uint32_t first)
{
    for (uint32_t i = first; i < cli->n_words; i++)
        if (is_same(path, cli->words[i]))
            return refuse(cli, flag, path);
    return is_same(path, cli->trace) ? refuse(cli, flag, path) : 0;
}

int cli_inputs_spare_traces(const struct cli *cli, const char *flag, const char *path,
                            const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->n_traffic; i++)
        if (plan->traffic[i].trace != NULL && is_same(path, plan->traffic[i].trace->file))
            return refuse(cli, flag, path);
    return 0;
}
