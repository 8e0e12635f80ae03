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

static bool begins(const char *name, const char *typed)
{
    return strncmp(name, typed, strlen(typed)) == 0;
}

static bool holds(const char *name, const char *typed)
{
    return strstr(name, typed + strspn(typed, "-")) != NULL;
}

/* Flags that are like what was typed, where they are few; nothing for a few letters.
 * @return whether any was added */
static bool add_like(struct sim_text *hint, const char *typed, const char *const *names, size_t n,
                     bool (*is_like)(const char *, const char *), size_t least)
{
    enum { MOST = 3 };
    size_t n_like = 0, said = 0;

    for (size_t i = 0; i < n; i++)
        n_like += is_like(names[i], typed);
    if (strlen(typed) < least || n_like == 0 || n_like > MOST)
        return false;
    sim_text_addf(hint, "; did you mean %s", n_like > 1 ? "one of " : "");
    for (size_t i = 0; i < n; i++)
        if (is_like(names[i], typed))
            sim_text_addf(hint, "%s'%s'", said++ > 0 ? ", " : "", names[i]);
    sim_text_add(hint, "?");
    return true;
}

void cli_unknown_hint(const char *typed, const char *const *names, size_t n, struct sim_text *out)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (list_has(elsewhere[i].typed, typed) && is_name(elsewhere[i].flag, names, n)) {
            sim_text_addf(out, "; did you mean '%s'?", elsewhere[i].as);
            return;
        }
    /* --source before --force, which is nearer by letters; then "--region" in --source-region. */
    if (add_like(out, typed, names, n, begins, sizeof "--res" - 1))
        return;
    if (sim_nearest_name(typed, names, n) != NULL)
        sim_text_add_candidates(out, typed, names, n);
    else
        add_like(out, typed, names, n, holds, strspn(typed, "-") + 4);
}
