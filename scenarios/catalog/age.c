/*
 * age.c: how old the records of each table are, seen from a day.
 */
#include "scenarios/catalog/tables.h"
#include "sim/base/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NS_PER_DAY INT64_C(86400000000000)

/* The day a year before, as text: the same day of the month, if there is such a day. */
static void year_before(const char *day, char before[11])
{
    int year = (day[0] - '0') * 1000 + (day[1] - '0') * 100 + (day[2] - '0') * 10 + day[3] - '0';

    snprintf(before, 11, "%04d%s", year > 0 ? year - 1 : 0, day + 4);
}

bool catalog_is_old(const char *as_of, const char *day)
{
    char before[11];

    /* A month or a year is not over before its end. */
    year_before(day, before);
    return strcmp(as_of, "unknown") != 0 && strncmp(as_of, before, strlen(as_of)) < 0;
}

bool catalog_is_future(const char *as_of, const char *day)
{
    return strcmp(as_of, "unknown") != 0 && strncmp(as_of, day, strlen(as_of)) > 0;
}

const struct catalog_origin *catalog_row_origin(const struct catalog *catalog, int table,
                                                uint32_t row)
{
    const struct catalog_table *t = &catalog_tables[table];

    return (const void *)((const char *)catalog->tables[table].records +
                          (size_t)row * t->record_size + t->origin);
}

struct ages {
    const struct catalog_origin *oldest, *newest; /* with a date */
    uint32_t n, n_undated, n_old;
};

static struct ages ages_of(const struct catalog *catalog, int table, const char *day)
{
    struct ages ages = {0};

    for (uint32_t i = 0; i < catalog->tables[table].n; i++) {
        const struct catalog_origin *origin = catalog_row_origin(catalog, table, i);

        if (origin->line == 0)
            continue; /* made by a rule */
        ages.n++;
        ages.n_old += catalog_is_old(origin->as_of, day);
        if (strcmp(origin->as_of, "unknown") == 0) {
            ages.n_undated++;
            continue;
        }
        if (ages.oldest == NULL || catalog_is_newer(ages.oldest->as_of, origin->as_of))
            ages.oldest = origin;
        if (ages.newest == NULL || catalog_is_newer(origin->as_of, ages.newest->as_of))
            ages.newest = origin;
    }
    return ages;
}

void catalog_age(const struct catalog *catalog, const char *day, struct sim_text *out)
{
    const struct catalog_edition *edition = catalog_edition(catalog);
    int64_t from = 0, to = 0;

    sim_text_addf(out, "gathered on %s, it knows of nothing after %s", edition->made,
                  edition->known_until);
    if (catalog_day_ns(edition->known_until, &from) && catalog_day_ns(day, &to))
        sim_text_addf(out, ", %" PRId64 " days before %s", (to - from) / NS_PER_DAY, day);
    sim_text_addf(out, "\n\n%-16s %6s  %-10s  %-10s  %7s  %11s  %s\n", "table", "rows", "oldest",
                  "newest", "no date", "over a year", "source of the oldest");
    for (int t = 0; t < N_TABLES; t++) {
        struct ages ages;

        if (!catalog_tables[t].has_origin)
            continue;
        ages = ages_of(catalog, t, day);
        sim_text_addf(out, "%-16s %6u  %-10s  %-10s  %7u  %11u  %s\n", catalog_tables[t].name,
                      ages.n, ages.oldest != NULL ? ages.oldest->as_of : "-",
                      ages.newest != NULL ? ages.newest->as_of : "-", ages.n_undated, ages.n_old,
                      ages.oldest != NULL ? ages.oldest->source : "-");
    }
}
