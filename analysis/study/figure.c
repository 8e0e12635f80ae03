#include "analysis/study/figure.h"

#include "analysis/metric/metric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *figure_name(struct sim_arena *arena, enum cri_slo_metric metric)
{
    const char *label = metric_of_slo(metric)->label;

    if (metric == CRI_SLO_success_rate)
        return "success";
    if (metric == CRI_SLO_outside_share)
        return "processed elsewhere";
    /* "E2E p95, failures as infinite": here they always are. */
    return sim_arena_printf(arena, "%.*s", (int)strcspn(label, ","), label);
}

static double factor_of(enum cri_slo_metric metric)
{
    return cri_slo_row(metric)->unit == CRI_UNIT_SHARE ? 100 : 1;
}

/* Three digits; more where a share would be shown as all or nothing and is neither. */
static const char *digits(struct sim_arena *arena, double value, bool share)
{
    double magnitude = fabs(value);
    int decimals = magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2;
    char *text;

    if (magnitude > 0 && magnitude < 1)
        decimals = magnitude < 0.001 ? 6 : 2 - (int)floor(log10(magnitude));
    decimals = decimals > 6 ? 6 : decimals;
    for (;; decimals++) {
        text = sim_arena_printf(arena, "%.*f", decimals, value);
        if (!share || decimals >= 6 || value == 100 || value == 0 ||
            (strtod(text, NULL) < 100 && strtod(text, NULL) > 0))
            break;
    }
    if (strchr(text, '.') != NULL) {
        size_t end = strlen(text);

        while (text[end - 1] == '0')
            text[--end] = '\0';
        if (text[end - 1] == '.')
            text[end - 1] = '\0';
    }
    return text;
}

const char *figure_text(struct sim_arena *arena, enum cri_slo_metric metric, double value)
{
    const struct cri_slo_row *row = cri_slo_row(metric);

    if (isnan(value))
        return row->unit == CRI_UNIT_USD ? "no price" : "no data";
    if (isinf(value))
        return "never";
    if (row->unit == CRI_UNIT_USD && fabs(value) >= 0.1)
        return sim_arena_printf(arena, fabs(value) < 1000 ? "%.2f" : "%.0f", value);
    return digits(arena, value * factor_of(metric), row->unit == CRI_UNIT_SHARE);
}

static const char *unit_of(enum cri_slo_metric metric)
{
    static const char *const units[] = {
        [CRI_UNIT_SHARE] = " %",     [CRI_UNIT_RATIO] = "",       [CRI_UNIT_SECONDS] = " s",
        [CRI_UNIT_MINUTES] = " min", [CRI_UNIT_PER_MIN] = "/min", [CRI_UNIT_USD] = " USD"};

    return units[cri_slo_row(metric)->unit];
}

const char *figure_with_unit(struct sim_arena *arena, enum cri_slo_metric metric, double value)
{
    return isfinite(value)
               ? sim_arena_printf(arena, "%s%s", figure_text(arena, metric, value), unit_of(metric))
               : figure_text(arena, metric, value);
}

const char *figure_apart(struct sim_arena *arena, enum cri_slo_metric metric, double value,
                         double bound)
{
    const char *text = figure_with_unit(arena, metric, value);
    const char *other = figure_with_unit(arena, metric, bound);

    if (!isfinite(value) || value == bound)
        return text;
    for (int decimals = 2; strcmp(text, other) == 0 && decimals <= 9; decimals++)
        text =
            sim_arena_printf(arena, "%.*f%s", decimals, value * factor_of(metric), unit_of(metric));
    return text;
}
