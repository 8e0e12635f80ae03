/*
 * rtt.c: a round-trip time for every pair of Regions: as measured, as measured in the other
 * direction, or from the distance.
 */
#include "scenarios/catalog/read.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* RTT = 25 ms + 0.0155 ms/km: least squares over the measured matrix (docs/catalog.md). */
#define RTT_FIXED_MS  25.0
#define RTT_MS_PER_KM 0.0155
#define EARTH_KM      6371.0

static double great_circle_km(const struct catalog_region *a, const struct catalog_region *b)
{
    const double rad = 3.14159265358979323846 / 180;
    double x = sin((b->lat - a->lat) * rad / 2), y = sin((b->lon - a->lon) * rad / 2);
    double h = x * x + cos(a->lat * rad) * cos(b->lat * rad) * y * y;

    return 2 * EARTH_KM * asin(sqrt(h < 1 ? h : 1));
}

/* Lower median of the measured times inside a Region; 1 ms when there is none. */
static double inside_median_ms(const struct catalog_rows *rtt)
{
    const struct catalog_rtt *rows = rtt->records;
    double *inside = sim_fresh((rtt->n > 0 ? rtt->n : 1), sizeof *inside), median = 1;
    uint32_t n = 0;

    for (uint32_t i = 0; i < rtt->n; i++) {
        if (rows[i].from == rows[i].to)
            inside[n++] = rows[i].ms;
    }
    if (n > 0) {
        sim_sort(inside, n, sizeof *inside, sim_by_double);
        median = inside[(n - 1) / 2];
    }
    free(inside);
    return median;
}

static void estimate_rtt(struct catalog *catalog, uint32_t from, uint32_t to, double inside_ms,
                         struct catalog_rtt *out, const char **cells)
{
    const struct catalog_region *regions = catalog_regions(catalog);
    const struct catalog_rtt *rows = catalog->tables[TABLE_RTT].records;
    uint32_t n = catalog->tables[TABLE_REGIONS].n;
    uint32_t back = catalog->rtt_of[(size_t)to * n + from];
    char number[32];
    double ms;

    *out = (struct catalog_rtt){.from = from, .to = to};
    out->origin.mark = CATALOG_INFERRED;
    out->origin.source = "crisim";
    out->origin.as_of = "unknown";
    if (from == to) {
        ms = inside_ms;
        out->origin.note = "not measured: median of the measured times inside a Region";
    } else if (back != CATALOG_NONE && rows[back].origin.line != 0) {
        ms = rows[back].ms;
        out->origin = rows[back].origin;
        out->origin.mark = CATALOG_INFERRED;
        out->origin.line = 0;
        out->origin.note = "not measured in this direction: as measured in the other";
    } else {
        ms = RTT_FIXED_MS + RTT_MS_PER_KM * great_circle_km(&regions[from], &regions[to]);
        out->origin.note = "not measured: 25 ms + 0.0155 ms per great-circle km";
    }
    /* A tenth of a ms, as measured rows have: nobody should read more into an estimate. */
    out->ms = floor(ms * 10 + 0.5) / 10;
    sim_format_double(out->ms, number, sizeof number);
    cells[0] = regions[from].code;
    cells[1] = regions[to].code;
    cells[2] = catalog_own_string(catalog, number);
    cells[3] = out->origin.source;
    cells[4] = out->origin.as_of;
    cells[5] = catalog_mark_name(out->origin.mark);
    cells[6] = out->origin.note;
}

void catalog_complete_rtt(struct catalog *catalog)
{
    struct catalog_rows *rtt = &catalog->tables[TABLE_RTT];
    const unsigned n_columns = catalog_tables[TABLE_RTT].n_columns;
    uint32_t n = catalog->tables[TABLE_REGIONS].n, used = rtt->n;
    double inside = inside_median_ms(rtt);
    struct catalog_rtt *rows = catalog_own(catalog, (size_t)n * n * sizeof *rows);
    const char **cells = catalog_own(catalog, (size_t)n * n * n_columns * sizeof *cells);

    catalog->rtt_of = catalog_own(catalog, (size_t)n * n * sizeof *catalog->rtt_of);
    for (size_t i = 0; i < (size_t)n * n; i++)
        catalog->rtt_of[i] = CATALOG_NONE;
    if (used > 0) {
        memcpy(rows, rtt->records, used * sizeof *rows);
        memcpy(cells, rtt->cells, (size_t)used * n_columns * sizeof *cells);
    }
    rtt->records = rows;
    rtt->cells = cells;
    for (uint32_t i = 0; i < used; i++)
        catalog->rtt_of[(size_t)rows[i].from * n + rows[i].to] = i;
    for (uint32_t from = 0; from < n; from++) {
        for (uint32_t to = 0; to < n; to++) {
            uint32_t *at = &catalog->rtt_of[(size_t)from * n + to];

            if (*at != CATALOG_NONE)
                continue;
            estimate_rtt(catalog, from, to, inside, &rows[used], cells + (size_t)used * n_columns);
            *at = used++;
        }
    }
    rtt->n = used;
}
