#include "analysis/study/limits.h"

#include "sim/base/text.h"

#include <math.h>
#include <string.h>

static void add_amount(struct sim_text *text, int64_t amount, const char *unit)
{
    char number[32];

    if (amount == CRI_NO_LIMIT)
        return;
    sim_format_grouped(amount, number, sizeof number);
    sim_text_addf(text, "%s%s %s", text->length > 0 ? " and " : "", number, unit);
}

static const char *one_quota(struct sim_arena *arena, const struct cri_quota_spec *quota)
{
    struct sim_text text = {0};
    const char *kept;

    add_amount(&text, quota->requests_per_min, "RPM");
    add_amount(&text, quota->tokens_per_min, "TPM");
    if (text.length == 0)
        add_amount(&text, quota->tokens_per_day, "tokens a day");
    kept = text.length > 0 ? sim_arena_strdup(arena, text.data) : "no limit";
    sim_text_release(&text);
    return kept;
}

const char *limits_quota(struct sim_arena *arena, const struct cri_spec *spec)
{
    const char *first = spec->n_quotas > 0 ? one_quota(arena, &spec->quotas[0]) : "no limit";
    const char *all = NULL;
    bool same = true;

    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        const char *own = one_quota(arena, &spec->quotas[q]);

        same = same && strcmp(own, first) == 0;
        all = sim_arena_printf(arena, "%s%s%s of %s", all != NULL ? all : "",
                               all != NULL ? ", " : "", own, spec->quotas[q].name);
    }
    return same ? first : all;
}

/* Calls at once, or those at full speed at once. */
static double room_of(const struct cri_capacity_spec *capacity)
{
    return capacity->kind == CRI_CAPACITY_SLOTS ? capacity->slots : capacity->width;
}

const char *limits_capacity(struct sim_arena *arena, const struct cri_spec *spec)
{
    size_t n_cells = (size_t)spec->n_regions * spec->n_services;
    double least = INFINITY, most = 0;
    bool slots = true;

    for (size_t cell = 0; spec->capacity != NULL && cell < n_cells; cell++) {
        const struct cri_capacity_spec *capacity = &spec->capacity[cell];

        if (capacity->kind == CRI_CAPACITY_UNLIMITED)
            continue;
        slots = slots && capacity->kind == CRI_CAPACITY_SLOTS;
        least = fmin(least, room_of(capacity));
        most = fmax(most, room_of(capacity));
    }
    if (!(least <= most))
        return "unlimited capacity";
    return least == most ? sim_arena_printf(arena, "%.4g %s a Region", least,
                                            slots ? "slots" : "calls at full speed")
                         : sim_arena_printf(arena, "%.4g to %.4g %s a Region", least, most,
                                            slots ? "slots" : "calls at full speed");
}
