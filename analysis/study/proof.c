/*
 * proof.c: what one finished replication says about rules that it did not meet.
 */
#include "analysis/study/case.h"
#include "models/policy/policy.h"

static bool is_limit(int64_t amount)
{
    return amount != CRI_NO_LIMIT;
}

/* Of the output alone, in quotas that count it apart. */
static int64_t output_limit(const struct cri_quota_spec *quota)
{
    return quota->apart || quota->reserved ? quota->output_per_min : CRI_NO_LIMIT;
}

static bool has_minute_quotas(const struct cri_spec *spec)
{
    for (uint32_t q = 0; q < spec->n_quotas; q++)
        if (is_limit(spec->quotas[q].requests_per_min) ||
            is_limit(spec->quotas[q].tokens_per_min) || is_limit(output_limit(&spec->quotas[q])))
            return true;
    return false;
}

/* What model units take comes back by the rule of minute quotas. */
bool case_has_minute_limits(const struct cri_spec *spec)
{
    return has_minute_quotas(spec) || spec->n_commitments > 0;
}

static bool ends_answers(const struct cri_quota_spec *quota)
{
    return quota->apart && is_limit(quota->output_per_min);
}

bool case_has_output_limits(const struct cri_spec *spec)
{
    for (uint32_t q = 0; q < spec->n_quotas; q++)
        if (ends_answers(&spec->quotas[q]))
            return true;
    return false;
}

bool case_has_account_limits(const struct cri_spec *spec)
{
    for (uint32_t q = 0; q < spec->n_quotas; q++)
        if (spec->quotas[q].account != CRI_NONE)
            return true;
    return false;
}

bool case_has_day_limits(const struct cri_spec *spec)
{
    for (uint32_t q = 0; q < spec->n_quotas; q++)
        if (is_limit(spec->quotas[q].tokens_per_day))
            return true;
    return case_has_account_limits(spec);
}

bool case_has_limits(const struct cri_spec *spec)
{
    return has_minute_quotas(spec) || case_has_day_limits(spec);
}

bool case_can_refuse(const struct cri_spec *spec)
{
    return case_has_minute_limits(spec) || case_has_day_limits(spec);
}

/* Amounts that change during the run, and holdings that move during a call, are not looked into. */
static bool is_plain(const struct cri_spec *spec)
{
    for (uint32_t i = 0; i < spec->n_outages; i++)
        if (spec->outages[i].kind == CRI_OUTAGE_QUOTA_CUT ||
            spec->outages[i].kind == CRI_OUTAGE_REGION_LOSS)
            return false;
    return spec->n_quota_changes == 0 && spec->quota_rules.adjust_every == 0;
}

bool case_routes(const struct cri_spec *spec, enum cri_mode mode)
{
    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; spec->classes[c].runs && t < spec->classes[c].n_targets; t++)
            if (spec->classes[c].targets[t].mode == mode &&
                spec->classes[c].targets[t].n_destinations > 1)
                return true;
    return false;
}

static bool is_above(int64_t limit, uint64_t use)
{
    return is_limit(limit) && use > (uint64_t)limit;
}

bool case_minutes_fit(const struct cri_spec *spec, const struct cri_outcome *outcome, int64_t times)
{
    const struct cri_series *series = &outcome->series;

    /* What goes through units is not counted minute by minute. */
    if (!is_plain(spec) || spec->n_commitments > 0)
        return false;
    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        const struct cri_quota_spec *quota = &spec->quotas[q];

        if (outcome->quotas[q].counts.refused[CRI_LIMIT_RPM] > 0 ||
            outcome->quotas[q].counts.refused[CRI_LIMIT_TPM] > 0 ||
            outcome->quotas[q].counts.refused[CRI_LIMIT_OUTPUT] > 0)
            return false;
        for (uint32_t i = 0; i < series->n; i++) {
            const struct cri_quota_bin *bin = &series->quotas[(size_t)i * series->n_quotas + q];
            const struct cri_quota_bin *next = i + 1 < series->n ? bin + series->n_quotas : NULL;
            uint64_t calls = bin->admitted, output = bin->output,
                     tokens = (uint64_t)times * bin->reserved_tokens + bin->settled_tokens;

            if (next != NULL) {
                calls += next->admitted;
                output += next->output;
                tokens += (uint64_t)times * next->reserved_tokens + next->settled_tokens;
            }
            if (is_above(quota->requests_per_min, calls) ||
                is_above(quota->tokens_per_min, tokens) || is_above(output_limit(quota), output))
                return false;
        }
    }
    return true;
}

/* Calls count in whole when they end, and what they hold until then; a day lies within two days of
 * the run. Over more of them a bucket has what comes back beside: half of the cap at least on each.
 */
static bool account_fits(const struct cri_account_spec *account,
                         const struct cri_account_outcome *outcome, int cap, int64_t times)
{
    uint64_t amount = (uint64_t)account->tokens_per_day;
    uint64_t held = (uint64_t)times * outcome->held[cap];

    return held + outcome->two_days[cap] <= amount &&
           (outcome->all[cap] == outcome->two_days[cap] ||
            (2 * held <= amount && 2 * outcome->day[cap] <= amount));
}

static bool account_refused(const struct cri_outcome *outcome)
{
    for (uint32_t q = 0; q < outcome->n_quotas; q++)
        if (outcome->quotas[q].counts.refused[CRI_LIMIT_ACCOUNT_TPD] > 0)
            return true;
    return false;
}

bool case_days_fit(const struct cri_spec *spec, const struct cri_outcome *outcome, int64_t times)
{
    if (!is_plain(spec) || account_refused(outcome))
        return false;
    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        const struct cri_quota_counts *counts = &outcome->quotas[q].counts;

        if (counts->refused[CRI_LIMIT_TPD] > 0 ||
            is_above(spec->quotas[q].tokens_per_day,
                     (uint64_t)times * counts->reserved_tokens + counts->settled_tokens))
            return false;
    }
    for (uint32_t a = 0; a < spec->n_accounts; a++)
        if (!account_fits(&spec->accounts[a], &outcome->accounts[a],
                          (int)spec->quota_rules.account_cap, times))
            return false;
    return true;
}

bool case_accounts_use_half(const struct cri_spec *spec, const struct cri_outcome *outcome)
{
    if (account_refused(outcome))
        return false;
    for (uint32_t a = 0; a < spec->n_accounts; a++)
        for (int cap = 0; cap < CRI_N_CAPS; cap++)
            if (2 * outcome->accounts[a].day[cap] > (uint64_t)spec->accounts[a].tokens_per_day ||
                !account_fits(&spec->accounts[a], &outcome->accounts[a], cap, 1))
                return false;
    return true;
}

bool case_output_fits(const struct cri_spec *spec, const struct cri_outcome *outcome, int64_t step)
{
    double ahead = (double)(step + spec->quota_rules.output_step);

    if (!is_plain(spec))
        return false;
    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        const struct cri_quota_outcome *of = &outcome->quotas[q];

        if (ends_answers(&spec->quotas[q]) &&
            (of->counts.refused[CRI_LIMIT_OUTPUT] > 0 ||
             of->headroom[CRI_LIMIT_OUTPUT] * (double)spec->quotas[q].output_per_min <
                 ahead * (double)of->answers))
            return false;
    }
    return true;
}

bool case_had_room(const struct cri_spec *spec, const struct cri_outcome *outcome)
{
    size_t n_cells = (size_t)spec->n_regions * spec->n_services;
    struct cri_counts all = cri_outcome_total(outcome, CRI_N_PHASES);

    for (size_t cell = 0; cell < n_cells; cell++)
        if (spec->capacity[cell].kind != CRI_CAPACITY_UNLIMITED &&
            (spec->capacity[cell].kind != CRI_CAPACITY_SLOTS || spec->capacity[cell].queue > 0))
            return false;
    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++)
            if (spec->classes[c].targets[t].policy != NULL &&
                spec->classes[c].targets[t].policy->sees_load)
                return false;
    /* A call for which there was no room moved on, or was the provider's fault. */
    return all.reactive_moves[CRI_CAUSE_CAPACITY] == 0 && all.faults == 0 &&
           all.throttled_by_capacity == 0;
}
