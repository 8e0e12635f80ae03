#include "analysis/cli/unknown.h"

#include <stdbool.h>
#include <string.h>

/* What people type who know other tools, and how it is said here. */
static const struct {
    const char *typed; /* a comma list */
    const char *flag, *as;
} elsewhere[] = {
    {"--rpm,--requests-per-minute", "--quota", "--quota rpm=500"},
    {"--tpm,--tokens-per-minute", "--quota", "--quota tpm=3M"},
    {"--tpd,--tokens-per-day", "--quota", "--quota tpd=900M"},
    {"--rps,--qps,--requests-per-second,--requests", "--rate", "--rate 2/s"},
    {"--duration,--length,--days,--hours,--minutes", "--for", "--for 2h"},
    {"--slots,--concurrency", "--capacity", "--capacity slots=40"},
    {"--input-p50,--input-tokens,--prompt-tokens", "--input", "--input 1500"},
    {"--output-p50,--output-tokens,--completion-tokens", "--output", "--output 300"},
    {"--file,--log,--logs,--traffic,-f,-t,-i", "--trace", "--trace FILE"},
    {"--from,--home-region,--location,-r", "--source-region", "--source-region London"},
    {"--area,--geography,--country", "--residency", "--residency europe"},
    {"--output-dir,--outdir,--save,-o", "--out", "--out DIR"},
    {"--param,--override,-D", "--set", "--set PATH=VALUE"},
    {"-m", "--model", "--model sonnet-4.6"},
    {"--threads,--workers,--parallel", "--jobs", "--jobs 4"},
    {"--silent,-s", "--quiet", "--quiet"},
    {"--verbose,-v,--all,--details", "--full", "--full"},
};

static bool list_has(const char *list, const char *word)
{
    for (size_t n; *list != '\0'; list += n + (list[n] == ',')) {
        n = strcspn(list, ",");
        if (strlen(word) == n && strncmp(list, word, n) == 0)
            return true;
    }
    return false;
}

static bool is_name(const char *flag, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], flag) == 0)
            return true;
    return false;
}

/* The one flag that begins so, as --source-region does with --source; NULL = none, or several. */
static const char *begun_by(const char *typed, const char *const *names, size_t n)
{
    enum { LEAST = 5 };
    const char *found = NULL;

    for (size_t i = 0; i < n; i++) {
        if (strlen(typed) < LEAST || strncmp(names[i], typed, strlen(typed)) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = names[i];
    }
    return found;
}

/* "--region" where there is a --source-region: flags that have all of a word of four letters or
 * more, few of them. */
static void add_flags_with(struct sim_text *hint, const char *word, const char *const *names,
                           size_t n)
{
    enum { LEAST_LETTERS = 4, MOST = 3 };
    size_t n_like = 0, said = 0;

    for (size_t i = 0; i < n; i++)
        n_like += strstr(names[i], word) != NULL;
    if (strlen(word) < LEAST_LETTERS || n_like == 0 || n_like > MOST)
        return;
    sim_text_addf(hint, "; did you mean %s", n_like > 1 ? "one of " : "");
    for (size_t i = 0; i < n; i++)
        if (strstr(names[i], word) != NULL)
            sim_text_addf(hint, "%s'%s'", said++ > 0 ? ", " : "", names[i]);
    sim_text_add(hint, "?");
}

void cli_unknown_hint(const char *typed, const char *const *names, size_t n, struct sim_text *out)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (list_has(elsewhere[i].typed, typed) && is_name(elsewhere[i].flag, names, n)) {
            sim_text_addf(out, "; did you mean '%s'?", elsewhere[i].as);
            return;
        }
    if (begun_by(typed, names, n) != NULL)
        sim_text_addf(out, "; did you mean '%s'?", begun_by(typed, names, n));
    else if (sim_nearest_name(typed, names, n) != NULL)
        sim_text_add_candidates(out, typed, names, n);
    else
        add_flags_with(out, typed + strspn(typed, "-"), names, n);
}
