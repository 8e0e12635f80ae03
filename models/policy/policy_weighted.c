/*
 * policy_weighted.c: destinations in turn by weight, evenly interleaved (smooth weighted round
 * robin: every turn each usable destination gains its weight, the richest is taken and pays the
 * sum; of equally rich ones the first). Without stated shares the weights are the rooms, or all
 * equal where those are unlimited. What has no weight is chosen only where nothing else can be.
 */
#include "models/policy/policy.h"

/* Credits that differ by less, as a share of all weights, are equal but for rounding: shares of a
 * third each must still come in turn. */
#define EQUAL 1e-9

static double weight_of(const struct cri_view *view, uint32_t position)
{
    double room = view->room[view->target->destinations[position]];

    if (view->target->shares != NULL)
        return view->target->shares[position];
    return room > 0 ? room : 1;
}

/* Of the usable destinations. */
static double total_weight(const struct cri_view *view)
{
    double total = 0;

    for (uint32_t i = 0; i < view->target->n_destinations; i++)
        if (view->usable >> i & 1)
            total += weight_of(view, i);
    return total;
}

static uint32_t weighted_choose(struct cri_view *view)
{
    uint32_t best = CRI_NONE;
    double total = total_weight(view);
    double most = 0;

    view->reason = CRI_REASON_SHARE;
    for (uint32_t i = 0; i < view->target->n_destinations; i++) {
        double credit;

        if (!(view->usable >> i & 1) || (total > 0 && weight_of(view, i) <= 0))
            continue;
        credit = view->memory[i] + weight_of(view, i);
        if (best == CRI_NONE || credit > most + EQUAL * total) {
            best = i;
            most = credit;
        }
    }
    return best;
}

static void weighted_remember(const struct cri_view *view, uint32_t choice, double *memory)
{
    for (uint32_t i = 0; i < view->target->n_destinations; i++)
        if (view->usable >> i & 1)
            memory[i] += weight_of(view, i);
    memory[choice] -= total_weight(view);
}

const struct cri_policy cri_policy_weighted = {
    .name = "weighted",
    .summary = "destinations in turn by stated shares, or by their room",
    .may_use_shares = true,
    .sees_others = true,
    .choose = weighted_choose,
    .remember = weighted_remember,
};
