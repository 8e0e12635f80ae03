#include "analysis/study/drill_risk.h"

#include "analysis/study/drill_judge.h"
#include "analysis/study/drill_plan.h"
#include "analysis/study/drill_second.h"
#include "analysis/study/drill_tables.h"

#include <math.h>
#include <string.h>

/* How far what completes is from what is asked, as a share of what that allows; without an SLO,
 * what does not complete. */
static double shortfall_of(const struct drill *drill, uint32_t option, double success)
{
    double least = drill_least_success(drill, option);

    if (isnan(success))
        return 0;
    if (isnan(least))
        return 1 - success;
    if (success >= least)
        return 0;
    return least < 1 ? (least - success) / (1 - least) : INFINITY;
}

/* The drill of a kind that falls short most, second sources apart. */
static const struct drill_item *worst_item(const struct drill *drill, uint32_t option, double *most)
{
    const struct drill_item *found = NULL;

    *most = 0;
    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *item = &drill->items[i];
        struct drill_judged judged = drill_judge(drill, item, option);
        double shortfall = judged.there ? shortfall_of(drill, option, judged.success) : 0;

        if (item->second == CRI_NONE && shortfall > *most) {
            found = item;
            *most = shortfall;
        }
    }
    return found;
}

/* The same loss with a second source Region; NULL = it was not run, or there is none. */
static const struct drill_item *second_of(const struct drill *drill, const struct drill_item *item,
                                          uint32_t option)
{
    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *other = &drill->items[i];

        if (other->second != CRI_NONE && other->kind == item->kind &&
            other->window == item->window && other->regions == item->regions &&
            drill_judge(drill, other, option).there)
            return other;
    }
    return NULL;
}

void drill_risk(struct drill *drill, struct results *results)
{
    struct sim_arena *arena = &results->arena;
    uint32_t option = results->decided;
    const struct drill_item *worst, *second;
    struct drill_judged judged;
    const char *remedy;
    double most;

    if (option >= drill->n_options || (worst = worst_item(drill, option, &most)) == NULL)
        return;
    judged = drill_judge(drill, worst, option);
    second = second_of(drill, worst, option);
    if (second != NULL) {
        const char *region = drill_region_name(drill, second->second);
        const char *share = drill_share(arena, drill_judge(drill, second, option).success);

        remedy = sim_arena_printf(arena, "a second source Region, %s: %s", region, share);
        /* On demand it is billed by the call, at the prices of that Region. */
        results_ask(results, sim_arena_printf(arena, "approve a second source Region, %s", region),
                    sim_arena_printf(arena, "%s: %s without it, %s with it%s",
                                     drill_words(drill, worst), drill_share(arena, judged.success),
                                     share,
                                     strcmp(results->options[option].mode,
                                            cri_mode_name(CRI_MODE_PROVISIONED)) == 0
                                         ? ""
                                         : "; it costs nothing until it is called"));
    } else if (drill_takes_source(drill, worst)) {
        remedy = worst->no_second != NULL && worst->no_second[option]
                     ? "none: no Region near by can be called in this way"
                     : "a second source Region beside this one";
    } else {
        remedy = "an option with more Regions, or fallbacks of the clients";
    }
    results_risk(
        results,
        &(struct results_risk){
            .kind = "drill",
            .option = option,
            .shortfall = most,
            .name = sim_arena_strdup(arena, drill_words(drill, worst)),
            .happens = sim_arena_printf(
                arena, "%s of the requests in it complete%s", drill_share(arena, judged.success),
                isnan(judged.recovery_min) ? ""
                                           : sim_arena_printf(arena,
                                                              ", all is back %.3g min after its "
                                                              "start",
                                                              judged.recovery_min)),
            .remedy = remedy});
}
