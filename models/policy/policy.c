/*
 * policy.c: the list of routing policies, made from policy_list.h.
 */
#include "models/policy/policy.h"
#include "models/policy/policy_list.h"

#include <stddef.h>
#include <string.h>

#define DECLARE(row) extern const struct cri_policy cri_policy_##row;
CRI_POLICY_LIST(DECLARE)

#define ADDRESS(row) &cri_policy_##row,
const struct cri_policy *const cri_policies[] = {CRI_POLICY_LIST(ADDRESS) NULL};

const struct cri_policy *cri_policy_find(const char *name)
{
    for (uint32_t i = 0; cri_policies[i] != NULL; i++)
        if (strcmp(cri_policies[i]->name, name) == 0)
            return cri_policies[i];
    return NULL;
}
