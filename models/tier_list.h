/*
 * tier_list.h: how calls of service tiers take turns, in the order in which they are served where
 * they wait for room: X(name, word, weight): CRI_TIER_<name>, the word in scenarios, and the weight
 * that a call has where capacity is shared, unless the scenario states another. Order and weights
 * are assumptions (docs/assumptions.md).
 */
#ifndef CRISIM_MODELS_TIER_LIST_H
#define CRISIM_MODELS_TIER_LIST_H

#define CRI_TIER_LIST(X)                                                                           \
    X(PRIORITY, priority, 4)                                                                       \
    X(STANDARD, standard, 2)                                                                       \
    X(FLEX, flex, 1)

#endif
