/*
 * fuzz_policy.c: any bytes as a policy file. Either there is a finding, or a policy by which every
 * kind of call is judged; the judgement keeps its laws, whatever the policy says.
 */
#include "models/access/call.h"
#include "scenarios/import/policy.h"
#include "sim/base/assert.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const destinations[] = {"eu-west-1", "eu-west-3", "eu-south-1"};

static const struct cri_access_call calls[] = {
    {.kind = CRI_CALL_DIRECT, .streaming = true, .source = "eu-west-1"},
    {.kind = CRI_CALL_DIRECT, .batch = true, .source = "us-east-1"},
    {.kind = CRI_CALL_DIRECT, .mantle = true, .source = "us-east-1"},
    {.kind = CRI_CALL_DIRECT, .own_model = true, .source = "eu-west-3"},
    {.kind = CRI_CALL_GLOBAL, .source = "eu-west-1", .profile = "global.vendor.m-v1:0"},
    {.kind = CRI_CALL_GEOGRAPHIC,
     .streaming = true,
     .source = "eu-west-1",
     .profile = "eu.vendor.m-v1:0",
     .n_destinations = 3,
     .destinations = destinations},
};

static void check_one(const struct import_policy *policy, const struct cri_access_check *check)
{
    const struct cri_access_policy *items[] = {&policy->policy};
    struct cri_policies one = {items, 1}, none = {NULL, 0};
    struct cri_judgement open[4];
    uint32_t n = cri_judge_open(&check->request, one, open, 4);

    SIM_ASSERT(check->judgement.ruling != CRI_RULED_UNDECIDED || n > 0,
               "an undecided request has a statement that leaves it open");
    SIM_ASSERT(check->judgement.statement == NULL || check->judgement.policy == &policy->policy,
               "the statement is of the policy");
    SIM_ASSERT(cri_judge(&check->request, none).ruling == CRI_RULED_ALLOWED,
               "without policies all is allowed");
}

static void judge(const struct import_policy *policy, struct cri_access_call call,
                  struct sim_arena *arena)
{
    const struct cri_access_policy *items[] = {&policy->policy};
    struct cri_access_verdict verdict, known;

    call.partition = "aws";
    call.model = "vendor.m-v1:0";
    verdict = cri_judge_call(&call, (struct cri_policies){items, 1}, arena);
    for (uint32_t i = 0; i < verdict.n_checks; i++)
        check_one(policy, &verdict.checks[i]);
    SIM_ASSERT(verdict.ruling == CRI_RULED_ALLOWED || verdict.by != NULL, "a ruling has a reason");
    SIM_ASSERT(verdict.gaps == 0 || !cri_level_is_scp(policy->policy.level) ||
                   call.n_destinations == 0,
               "a service control policy leaves no gaps");
    /* To know more settles what was open, and turns nothing else. */
    call.account = "111122223333";
    known = cri_judge_call(&call, (struct cri_policies){items, 1}, arena);
    SIM_ASSERT(verdict.ruling == CRI_RULED_UNDECIDED || known.ruling == verdict.ruling,
               "ruled %d without the account, %d with it", verdict.ruling, known.ruling);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum cri_level level = size > 0 ? (enum cri_level)(data[size - 1] % CRI_N_LEVELS) : 0;
    struct sim_arena arena = {0};
    struct import_policy policy;
    struct sim_text hidden = {0};
    struct sim_diag diag;

    sim_diag_init(&diag);
    if (import_policy_parse("fuzz.json", (const char *)data, size, "p", level, &policy, &arena,
                            &diag)) {
        SIM_ASSERT(policy.policy.n_statements > 0, "a policy has statements");
        for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
            judge(&policy, calls[i], &arena);
        for (uint32_t s = 0; s < policy.policy.n_statements; s++) {
            const struct cri_statement *statement = &policy.policy.statements[s];

            import_policy_hide_sid(statement->sid, &hidden);
            for (uint32_t i = 0; i < statement->resources.n; i++)
                import_policy_hide(statement->resources.items[i].text, NULL, &hidden);
        }
    } else {
        SIM_ASSERT(diag.n_raised > 0, "no policy has a finding");
    }
    sim_text_release(&hidden);
    import_policy_release(&policy);
    sim_diag_release(&diag);
    sim_arena_release(&arena);
    return 0;
}
