#include "models/world/background.h"

#include "models/world/cell.h"
#include "models/world/trouble.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

static double load_at(const struct cri_world *w, const struct cri_background_spec *background,
                      uint32_t region)
{
    const double pi = 3.14159265358979323846;
    double utc = w->spec->start_hour_utc + sim_time_to_s(w->now) / 3600;
    double offset = w->spec->utc_offset_h != NULL ? w->spec->utc_offset_h[region] : 0;
    double local = utc + offset;
    double day = floor(local / 24) + w->spec->start_weekday;
    double weekday = day - 7 * floor(day / 7);
    double load = background->mean +
                  background->amplitude * cos(2 * pi * (local - background->peak_hour) / 24);

    if (weekday >= 5)
        load *= background->weekend;
    return load > 0 ? load : 0;
}

static double configured(const struct cri_capacity_spec *capacity)
{
    return capacity->kind == CRI_CAPACITY_SLOTS    ? capacity->slots
           : capacity->kind == CRI_CAPACITY_SHARED ? capacity->width
                                                   : 0;
}

static const struct cri_capacity_spec *capacity_of(const struct cri_world *w, uint32_t service,
                                                   uint32_t region)
{
    return &w->spec->capacity[region * w->spec->n_services + service];
}

/* Calls of others in every Region, for one service, after those of failed Regions have moved: to
 * the Regions of the same geography that are up, or to all when none is, by their room. */
static void spread_background(struct cri_world *w, uint32_t service, double *calls)
{
    uint32_t n = w->n_regions;

    for (uint32_t r = 0; r < n; r++) {
        const struct cri_capacity_spec *capacity = capacity_of(w, service, r);

        calls[r] = load_at(w, &capacity->background, r) * configured(capacity);
    }
    for (uint32_t r = 0; r < n && !w->spec->no_surge; r++) {
        double moved = calls[r];
        double near = 0, any = 0;

        if (w->cells[service * n + r].down == 0 || moved == 0)
            continue;
        for (uint32_t i = 0; i < n; i++) {
            double room = configured(capacity_of(w, service, i));

            if (w->cells[service * n + i].down > 0)
                continue;
            any += room;
            if (w->geography[i] == w->geography[r])
                near += room;
        }
        calls[r] = 0;
        for (uint32_t i = 0; i < n; i++) {
            double room = configured(capacity_of(w, service, i));

            if (w->cells[service * n + i].down > 0 || any == 0)
                continue;
            if (near == 0)
                calls[i] += moved * room / any;
            else if (w->geography[i] == w->geography[r])
                calls[i] += moved * room / near;
        }
    }
}

void cri_background_put(struct cri_world *w)
{
    double *calls = sim_zeroed(w->n_regions, sizeof *calls);

    for (uint32_t s = 0; s < w->spec->n_services; s++) {
        if (w->any_background)
            spread_background(w, s, calls);
        for (uint32_t r = 0; r < w->n_regions; r++) {
            const struct cri_capacity_spec *capacity = capacity_of(w, s, r);
            struct cri_cell *cell = &w->cells[s * w->n_regions + r];
            double room = configured(capacity) * cri_trouble_capacity(w, s, r) - calls[r];

            if (capacity->kind == CRI_CAPACITY_UNLIMITED)
                continue;
            cri_cell_set_room(w, cell, room > 0 ? room : 0);
            if (cell->down == 0)
                cri_cell_grant(w, cell);
        }
    }
    free(calls);
}

void cri_background_step(struct cri_world *w)
{
    sim_time step = w->spec->background_step > 0 ? w->spec->background_step : 5 * SIM_MINUTE;

    cri_background_put(w);
    if (!cri_is_idle(w))
        sim_post(w->engine, cri_capped(w->now + step), CRI_RANK_OUTAGE, CRI_EVENT_BACKGROUND, 0, 0);
}
