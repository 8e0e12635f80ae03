#include "analysis/metric/expand.h"

#include <string.h>

struct items {
    struct metric_item *items;
    uint32_t n;
    struct sim_arena *arena;
};

static void add(struct items *items, const char *key, const char *name, uint32_t index)
{
    items->items[items->n++] = (struct metric_item){.key = key, .name = name, .index = index};
}

static void add_classes(struct items *items, const struct metric_options *options)
{
    for (uint32_t c = 0; options->n_classes > 1 && c < options->n_classes; c++)
        add(items, options->classes[c], options->classes[c], c);
}

static void add_regions(struct items *items, const struct cri_spec *spec)
{
    for (uint32_t r = 0; r < spec->n_regions; r++)
        add(items, spec->regions[r].name, spec->regions[r].name, r);
}

static double served(const struct metric_options *options, uint32_t region)
{
    double sum = 0;

    for (uint32_t a = 0; a < options->n; a++)
        sum += view_served(&options->views[a], region);
    return sum;
}

/* Most served first; equal: in the order of the Regions. */
static void add_servers(struct items *items, const struct metric_options *options)
{
    const struct cri_spec *spec = options->views[0].spec;

    for (uint32_t r = 0; r < spec->n_regions; r++) {
        double of_r = served(options, r);
        uint32_t at = items->n;

        if (!(of_r > 0))
            continue;
        add(items, spec->regions[r].name, spec->regions[r].name, r);
        for (; at > 0 && served(options, items->items[at - 1].index) < of_r; at--)
            items->items[at] = items->items[at - 1];
        items->items[at] = (struct metric_item){spec->regions[r].name, spec->regions[r].name, r};
    }
}

static bool any_faults(const struct metric_options *options)
{
    for (uint32_t a = 0; a < options->n; a++)
        if (options->views[a].all.faults > 0)
            return true;
    return false;
}

static void add_reasons(struct items *items)
{
    for (uint32_t i = CRI_REASON_SOURCE; i < CRI_N_REASONS; i++)
        add(items, sim_arena_printf(items->arena, "%u", i), cri_reason_name((enum cri_reason)i), i);
}

const struct metric_item *metric_items(enum metric_expand expand,
                                       const struct metric_options *options,
                                       struct sim_arena *arena, uint32_t *n)
{
    const struct cri_spec *spec = options->views[0].spec;
    size_t room = (size_t)spec->n_regions + options->n_classes + CRI_N_REASONS + 1;
    struct items items = {.arena = arena};

    items.items = sim_arena_alloc(arena, room * sizeof *items.items);
    switch (expand) {
    case METRIC_ONCE:
        break;
    case METRIC_BY_CLASS:
        add_classes(&items, options);
        break;
    case METRIC_BY_SOURCE:
    case METRIC_BY_REGION:
        add_regions(&items, spec);
        break;
    case METRIC_BY_SERVER:
        add_servers(&items, options);
        break;
    case METRIC_BY_FAULTY:
        if (any_faults(options))
            add_regions(&items, spec);
        break;
    case METRIC_BY_REASON:
        add_reasons(&items);
        break;
    }
    *n = items.n;
    return items.items;
}

uint32_t metric_item_in(enum metric_expand expand, const struct metric_options *options,
                        const struct metric_item *item, uint32_t option)
{
    const struct cri_spec *spec = options->views[option].spec;

    if (expand != METRIC_BY_CLASS)
        return item->index;
    for (uint32_t c = 0; c < spec->n_classes; c++)
        if (spec->classes[c].name != NULL && strcmp(spec->classes[c].name, item->name) == 0)
            return spec->classes[c].runs ? c : CRI_NONE;
    return CRI_NONE;
}
