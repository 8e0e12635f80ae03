#include "models/quota.h"

#include "models/series.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>

static void *zeroed(size_t n, size_t size)
{
    return sim_zeroed(n, size);
}

static enum sim_limit_kind kind_of(enum cri_refill refill)
{
    return refill == CRI_REFILL_FIXED     ? SIM_LIMIT_FIXED_WINDOW
           : refill == CRI_REFILL_SLIDING ? SIM_LIMIT_SLIDING_WINDOW
                                          : SIM_LIMIT_BUCKET;
}

static int64_t amount_of(const struct cri_quota_spec *quota, enum cri_limit limit)
{
    switch (limit) {
    case CRI_LIMIT_RPM:
        return quota->requests_per_min;
    case CRI_LIMIT_TPM:
        return quota->tokens_per_min;
    case CRI_LIMIT_TPD:
        return quota->tokens_per_day;
    case CRI_LIMIT_UNITS:
        return quota->units_per_min;
    case CRI_LIMIT_OUTPUT:
        return quota->apart || quota->reserved ? quota->output_per_min : CRI_NO_LIMIT;
    default:
        return CRI_NO_LIMIT;
    }
}

static void start_limit(struct sim_limit *limit, const struct cri_quota_rules *rules, bool day,
                        int64_t amount, sim_time now)
{
    /* A sliding day keeps an entry for each second at most, not for each call. */
    const sim_time grain = SIM_SECOND;
    enum sim_limit_kind kind = kind_of(day ? rules->per_day : rules->per_minute);

    sim_limit_init(limit, kind, amount, day ? SIM_DAY : SIM_MINUTE, now);
    if (kind == SIM_LIMIT_SLIDING_WINDOW && day)
        sim_limit_set_grain(limit, grain);
}

/* Whether nothing is let through at present. A cut to nothing closes what has no limits, too. */
static bool is_closed(const struct cri_quotas *quotas, uint32_t index)
{
    const struct cri_quota_spec *spec = &quotas->spec->quotas[index];

    if (quotas->factors[spec->region] == 0)
        return true;
    if (spec->account != CRI_NONE && quotas->spec->n_accounts > 0 &&
        quotas->spec->accounts[spec->account].tokens_per_day == 0)
        return true;
    for (int limit = 0; limit < CRI_N_LIMITS; limit++)
        if (quotas->amounts[(size_t)index * CRI_N_LIMITS + (size_t)limit] == 0)
            return true;
    return false;
}

static void add_limit(struct cri_quota *quota, struct sim_limit *limit, enum cri_limit kind,
                      enum cri_cap counts)
{
    quota->limits[quota->n_limits++] = (struct cri_quota_limit){
        .limit = limit, .kind = kind, .per_request = kind == CRI_LIMIT_RPM, .counts = counts};
}

/* Where input and output are counted apart there is no burndown: quota tokens are of the input. */
static enum cri_cap cap_of(const struct cri_quota_rules *rules, const struct cri_quota_spec *quota)
{
    return quota->apart && rules->account_cap == CRI_CAP_AFTER_BURNDOWN ? CRI_CAP_BEFORE_BURNDOWN
                                                                        : rules->account_cap;
}

void cri_quotas_init(struct cri_quotas *quotas, const struct cri_spec *spec,
                     struct cri_outcome *outcome)
{
    const struct cri_quota_rules *rules = &spec->quota_rules;

    *quotas = (struct cri_quotas){.spec = spec, .out = outcome};
    quotas->quotas = zeroed(spec->n_quotas, sizeof *quotas->quotas);
    quotas->limits = zeroed((size_t)spec->n_quotas * CRI_N_LIMITS, sizeof *quotas->limits);
    quotas->accounts = zeroed(spec->n_accounts, sizeof *quotas->accounts);
    quotas->amounts = zeroed((size_t)spec->n_quotas * CRI_N_LIMITS, sizeof *quotas->amounts);
    quotas->factors = zeroed(spec->n_regions, sizeof *quotas->factors);
    for (uint32_t r = 0; r < spec->n_regions; r++)
        quotas->factors[r] = 1;
    for (uint32_t a = 0; a < spec->n_accounts; a++) {
        start_limit(&quotas->accounts[a].limit, rules, true, spec->accounts[a].tokens_per_day, 0);
        quotas->accounts[a].last = CRI_NONE;
    }
    for (uint32_t q = 0; q < spec->n_quotas; q++) {
        struct cri_quota *quota = &quotas->quotas[q];

        quota->out = &outcome->quotas[q];
        quota->account_lowest = quota->account_since = 1;
        quota->apart = spec->quotas[q].apart;
        quota->reserved = spec->quotas[q].reserved;
        if (spec->quotas[q].account != CRI_NONE && spec->n_accounts > 0)
            quota->account = &quotas->accounts[spec->quotas[q].account];
        for (int limit = 0; limit < CRI_N_LIMITS; limit++) {
            size_t at = (size_t)q * CRI_N_LIMITS + (size_t)limit;
            int64_t amount = amount_of(&spec->quotas[q], (enum cri_limit)limit);

            if (limit == CRI_LIMIT_ACCOUNT_TPD && quota->account != NULL)
                add_limit(quota, &quota->account->limit, CRI_LIMIT_ACCOUNT_TPD,
                          cap_of(rules, &spec->quotas[q]));
            quotas->amounts[at] = amount;
            if (amount == CRI_NO_LIMIT)
                continue;
            start_limit(&quotas->limits[at], rules, limit == CRI_LIMIT_TPD, amount, 0);
            add_limit(quota, &quotas->limits[at], (enum cri_limit)limit,
                      limit == CRI_LIMIT_UNITS || limit == CRI_LIMIT_OUTPUT
                          ? CRI_CAP_BEFORE_BURNDOWN
                          : CRI_CAP_AFTER_BURNDOWN);
        }
        /* The output's is the last of the list. */
        quota->n_admitting = quota->n_limits;
        if (!spec->quotas[q].reserved && quota->n_limits > 0 &&
            quota->limits[quota->n_limits - 1].kind == CRI_LIMIT_OUTPUT)
            quota->n_admitting--;
        for (uint32_t i = 0; i < quota->n_limits; i++)
            if (quota->limits[i].kind != CRI_LIMIT_ACCOUNT_TPD &&
                quotas->amounts[(size_t)q * CRI_N_LIMITS + (size_t)quota->limits[i].kind] > 0)
                quota->out->headroom[quota->limits[i].kind] = 1;
        quota->closed = is_closed(quotas, q);
    }
}

static void lower(double *lowest, double share)
{
    if (share < *lowest)
        *lowest = share;
}

/* What is left of an account since it was last looked at goes to all of its quotas: to the one that
 * used it, and to the others in case that they still call in their bin. */
static void share_use(struct cri_quotas *quotas, struct cri_account *account, sim_time now)
{
    double share = sim_limit_lowest(&account->limit, now);

    lower(&quotas->out->accounts[account - quotas->accounts].headroom, share);
    for (uint32_t q = 0; q < quotas->spec->n_quotas; q++) {
        struct cri_quota *quota = &quotas->quotas[q];

        if (quota->account == account)
            lower(q == account->last ? &quota->account_lowest : &quota->account_since, share);
    }
}

/* The highest use since the last note goes to the bin it was met in, if it was met in one: what
 * amounts that change leave in a minute in which nobody calls belongs to no bin. */
static void note_use(struct cri_quotas *quotas, uint32_t index, sim_time now)
{
    struct cri_quota *quota = &quotas->quotas[index];
    struct cri_series *series = &quotas->out->series;
    uint32_t bin = cri_series_bin(series, quota->seen);
    struct cri_quota_bin *cell = &series->quotas[(size_t)bin * series->n_quotas + index];

    for (uint32_t i = 0; i < quota->n_limits; i++) {
        enum cri_limit kind = quota->limits[i].kind;
        double lowest;

        if (kind == CRI_LIMIT_ACCOUNT_TPD) {
            share_use(quotas, quota->account, now);
            if (1 - quota->account_lowest > cell->used[kind])
                cell->used[kind] = 1 - quota->account_lowest;
            continue;
        }
        lowest = sim_limit_lowest(quota->limits[i].limit, now);
        if (!quota->unseen && 1 - lowest > cell->used[kind])
            cell->used[kind] = 1 - lowest;
        lower(&quota->out->headroom[kind], lowest);
    }
    quota->unseen = now >= quota->to || now < quota->from;
}

/* A call of another quota than the last one's: what others used since this one's last call counts
 * in its bin, too. */
static void turn_to(struct cri_quotas *quotas, uint32_t index, sim_time now)
{
    struct cri_quota *quota = &quotas->quotas[index];

    share_use(quotas, quota->account, now);
    lower(&quota->account_lowest, quota->account_since);
    quota->account_since = 1;
    quota->account->last = index;
}

static struct cri_quota_bin *bin_of(struct cri_quotas *quotas, uint32_t index, sim_time now)
{
    struct cri_quota *quota = &quotas->quotas[index];
    struct cri_series *series = &quotas->out->series;
    uint32_t bin;

    if (now >= quota->to || now < quota->from) {
        note_use(quotas, index, now);
        cri_series_bin(series, now);
        quota->from = series->from;
        quota->to = series->to;
        quota->unseen = false;
        quota->account_lowest = quota->account_since = 1;
        if (quota->account != NULL)
            quota->account->last = index;
    } else if (quota->account != NULL && quota->account->last != index) {
        turn_to(quotas, index, now);
    }
    quota->seen = now;
    bin = cri_series_bin(series, now);
    return &series->quotas[(size_t)bin * series->n_quotas + index];
}

/* On to the clock minute of `now`: the one before counts if it was busier than any. */
static void turn_minute(struct cri_clock_minute *minute, uint64_t number,
                        struct cri_busiest *tokens, struct cri_busiest *requests)
{
    if (minute->tokens > tokens->most)
        tokens->most = minute->tokens;
    if (minute->requests > requests->most)
        requests->most = minute->requests;
    *minute = (struct cri_clock_minute){.number = number};
}

static inline void count_in_minute(const struct cri_quotas *quotas, sim_time now, int64_t tokens,
                                   struct cri_clock_minute *minute, struct cri_busiest *most_tokens,
                                   struct cri_busiest *most_requests)
{
    uint64_t number = (uint64_t)(now + quotas->spec->clock_offset) / SIM_MINUTE;

    if (number != minute->number)
        turn_minute(minute, number, most_tokens, most_requests);
    minute->tokens += (uint64_t)tokens;
    minute->requests++;
}

static void close_minute(struct cri_clock_minute *minute, struct cri_busiest *tokens,
                         struct cri_busiest *requests)
{
    turn_minute(minute, 0, tokens, requests);
    tokens->sum = tokens->most;
    requests->sum = requests->most;
    tokens->n = requests->n = 1;
}

void cri_quota_ask(struct cri_quotas *quotas, uint32_t index, sim_time now, int64_t tokens,
                   struct cri_quota_counts *who)
{
    struct cri_quota *quota = &quotas->quotas[index];
    struct cri_quota_bin *bin = bin_of(quotas, index, now);
    struct cri_quota_busiest *busiest = &quota->out->busiest;

    bin->asked_tokens += (uint64_t)tokens;
    bin->asked_requests++;
    quota->out->counts.asked_tokens += (uint64_t)tokens;
    quota->out->counts.asked_requests++;
    who->asked_tokens += (uint64_t)tokens;
    who->asked_requests++;
    count_in_minute(quotas, now, tokens, &quota->asked, &busiest->asked_tokens,
                    &busiest->asked_requests);
}

static inline int64_t counted_by(struct cri_charge tokens, enum cri_cap cap)
{
    return cap == CRI_CAP_AFTER_BURNDOWN ? tokens.quota
           : cap == CRI_CAP_PRICED       ? tokens.priced
                                         : tokens.real;
}

/* How a way of counting is meant for calls of a quota. */
static inline int64_t tokens_by(const struct cri_quota *quota, struct cri_charge tokens, int cap)
{
    return counted_by(tokens, quota->apart && cap == CRI_CAP_AFTER_BURNDOWN
                                  ? CRI_CAP_BEFORE_BURNDOWN
                                  : (enum cri_cap)cap);
}

/* Calls hold so much more of an account, or less: of each way of counting, what they hold at most
 * at once. */
static void hold(const struct cri_quotas *quotas, const struct cri_quota *quota,
                 struct cri_charge before, struct cri_charge after)
{
    struct cri_account_outcome *out = &quotas->out->accounts[quota->account - quotas->accounts];

    for (int cap = 0; cap < CRI_N_CAPS; cap++) {
        int64_t *held = &quota->account->days[cap].held;

        *held += tokens_by(quota, after, cap) - tokens_by(quota, before, cap);
        if (*held > 0 && (uint64_t)*held > out->held[cap])
            out->held[cap] = (uint64_t)*held;
    }
}

/* A call of an account is over. */
static void use(const struct cri_quotas *quotas, const struct cri_quota *quota, sim_time now,
                struct cri_charge settled)
{
    struct cri_account_outcome *out = &quotas->out->accounts[quota->account - quotas->accounts];
    struct cri_account *account = quota->account;
    int64_t day = now / SIM_DAY;

    for (int cap = 0; cap < CRI_N_CAPS; cap++) {
        struct cri_account_day *of = &account->days[cap];

        if (day != account->day) {
            of->before = day == account->day + 1 ? of->used : 0;
            of->used = 0;
        }
        of->used += (uint64_t)tokens_by(quota, settled, cap);
        out->all[cap] += (uint64_t)tokens_by(quota, settled, cap);
        if (of->used > out->day[cap])
            out->day[cap] = of->used;
        if (of->before + of->used > out->two_days[cap])
            out->two_days[cap] = of->before + of->used;
    }
    account->day = day;
}

static inline int64_t tokens_of(const struct cri_quota_limit *limit, struct cri_charge tokens)
{
    return limit->per_request ? 1 : counted_by(tokens, limit->counts);
}

uint32_t cri_quota_admit(struct cri_quotas *quotas, uint32_t index, sim_time now,
                         struct cri_charge tokens, struct cri_quota_counts *who)
{
    struct cri_quota *quota = &quotas->quotas[index];
    struct cri_quota_bin *bin = bin_of(quotas, index, now);

    if (quota->closed)
        return CRI_QUOTA_CLOSED;
    for (uint32_t i = 0; i < quota->n_admitting; i++) {
        const struct cri_quota_limit *limit = &quota->limits[i];

        if (!sim_limit_has(limit->limit, now, tokens_of(limit, tokens))) {
            bin->refused[limit->kind]++;
            quota->out->counts.refused[limit->kind]++;
            who->refused[limit->kind]++;
            return limit->kind;
        }
    }
    for (uint32_t i = 0; i < quota->n_admitting; i++)
        sim_limit_take(quota->limits[i].limit, now, tokens_of(&quota->limits[i], tokens));
    if (quota->account != NULL)
        hold(quotas, quota, (struct cri_charge){0}, tokens);
    if (quota->reserved)
        bin->output += (uint64_t)tokens.real;
    bin->admitted++;
    bin->reserved_tokens += (uint64_t)tokens.quota;
    quota->out->counts.admitted++;
    quota->out->counts.reserved_tokens += (uint64_t)tokens.quota;
    who->admitted++;
    who->reserved_tokens += (uint64_t)tokens.quota;
    return CRI_QUOTA_ADMITTED;
}

void cri_quota_answer_begins(struct cri_quotas *quotas, uint32_t index)
{
    struct cri_quota *quota = &quotas->quotas[index];

    if (++quota->answers > quota->out->answers)
        quota->out->answers = quota->answers;
}

void cri_quota_answer_ends(struct cri_quotas *quotas, uint32_t index)
{
    quotas->quotas[index].answers--;
}

bool cri_quota_take_output(struct cri_quotas *quotas, uint32_t index, sim_time now, int64_t tokens,
                           struct cri_quota_counts *who)
{
    struct cri_quota *quota = &quotas->quotas[index];
    struct sim_limit *limit;

    if (quota->n_admitting == quota->n_limits)
        return true;
    limit = quota->limits[quota->n_admitting].limit;
    if (!quota->closed && sim_limit_has(limit, now, tokens)) {
        bin_of(quotas, index, now)->output += (uint64_t)tokens;
        sim_limit_take(limit, now, tokens);
        return true;
    }
    bin_of(quotas, index, now)->refused[CRI_LIMIT_OUTPUT]++;
    quota->out->counts.refused[CRI_LIMIT_OUTPUT]++;
    who->refused[CRI_LIMIT_OUTPUT]++;
    return false;
}

bool cri_quota_is_above(const struct cri_quotas *quotas, uint32_t index, enum cri_limit kind,
                        struct cri_charge tokens)
{
    const struct cri_quota *quota = &quotas->quotas[index];

    for (uint32_t i = 0; i < quota->n_limits; i++)
        if (quota->limits[i].kind == kind)
            return tokens_of(&quota->limits[i], tokens) > quota->limits[i].limit->amount;
    return false;
}

/* Returns the bin of now. */
static struct cri_quota_bin *adjust(struct cri_quotas *quotas, uint32_t index, sim_time now,
                                    sim_time taken_at, struct cri_charge held,
                                    struct cri_charge now_held, struct cri_quota_counts *who)
{
    struct cri_quota *quota = &quotas->quotas[index];
    struct cri_quota_bin *bin = bin_of(quotas, index, now);

    if (held.quota > now_held.quota) {
        quota->out->counts.returned_tokens += (uint64_t)(held.quota - now_held.quota);
        who->returned_tokens += (uint64_t)(held.quota - now_held.quota);
    } else {
        quota->out->counts.owed_tokens += (uint64_t)(now_held.quota - held.quota);
        who->owed_tokens += (uint64_t)(now_held.quota - held.quota);
    }
    for (uint32_t i = 0; i < quota->n_admitting; i++) {
        const struct cri_quota_limit *limit = &quota->limits[i];

        if (!limit->per_request)
            sim_limit_return(limit->limit, now, taken_at,
                             tokens_of(limit, held) - tokens_of(limit, now_held));
    }
    return bin;
}

void cri_quota_adjust(struct cri_quotas *quotas, uint32_t index, sim_time now, sim_time taken_at,
                      struct cri_charge held, struct cri_charge now_held,
                      struct cri_quota_counts *who)
{
    const struct cri_quota *quota = &quotas->quotas[index];

    adjust(quotas, index, now, taken_at, held, now_held, who);
    if (quota->account != NULL)
        hold(quotas, quota, held, now_held);
}

void cri_quota_settle(struct cri_quotas *quotas, uint32_t index, sim_time now, sim_time taken_at,
                      struct cri_charge held, struct cri_charge settled,
                      struct cri_quota_counts *who)
{
    struct cri_quota *quota = &quotas->quotas[index];
    struct cri_quota_busiest *busiest = &quota->out->busiest;
    struct cri_quota_bin *bin = adjust(quotas, index, now, taken_at, held, settled, who);

    if (quota->account != NULL) {
        hold(quotas, quota, held, (struct cri_charge){0});
        use(quotas, quota, now, settled);
    }
    if (quota->reserved)
        bin->output += (uint64_t)settled.real;
    bin->settled_tokens += (uint64_t)settled.quota;
    bin->settled_calls++;
    quota->out->counts.settled_tokens += (uint64_t)settled.quota;
    quota->out->counts.settled_calls++;
    who->settled_tokens += (uint64_t)settled.quota;
    who->settled_calls++;
    count_in_minute(quotas, now, settled.quota, &quota->used, &busiest->used_tokens,
                    &busiest->used_requests);
}

static void put_amount(struct cri_quotas *quotas, uint32_t index, enum cri_limit limit,
                       sim_time now)
{
    size_t at = (size_t)index * CRI_N_LIMITS + (size_t)limit;
    double *headroom = &quotas->quotas[index].out->headroom[limit];
    double factor = quotas->factors[quotas->spec->quotas[index].region];
    double amount = floor((double)quotas->amounts[at] * factor);
    bool nothing = quotas->amounts[at] == 0 || factor == 0;

    note_use(quotas, index, now);
    /* A cut that leaves something leaves at least one; only 0 closes. */
    sim_limit_set_amount(&quotas->limits[at], now, nothing ? 0 : amount >= 1 ? (int64_t)amount : 1);
    if (!nothing && isnan(*headroom))
        *headroom = 1;
}

void cri_quota_change(struct cri_quotas *quotas, const struct cri_quota_change_spec *change,
                      sim_time now)
{
    size_t at = (size_t)change->quota * CRI_N_LIMITS + (size_t)change->limit;

    SIM_ASSERT(quotas->amounts[at] != CRI_NO_LIMIT && change->amount >= 0,
               "there is no such limit to change");
    quotas->amounts[at] = change->amount;
    put_amount(quotas, change->quota, change->limit, now);
    quotas->quotas[change->quota].closed = is_closed(quotas, change->quota);
}

void cri_quota_set_factor(struct cri_quotas *quotas, uint32_t region, double factor, sim_time now)
{
    SIM_ASSERT(factor >= 0 && factor <= 1, "quotas cannot be %g times their amounts", factor);
    if (quotas->factors[region] == factor)
        return;
    quotas->factors[region] = factor;
    for (uint32_t q = 0; q < quotas->spec->n_quotas; q++) {
        if (quotas->spec->quotas[q].region != region)
            continue;
        for (int limit = 0; limit < CRI_N_LIMITS; limit++)
            if (quotas->amounts[(size_t)q * CRI_N_LIMITS + (size_t)limit] != CRI_NO_LIMIT)
                put_amount(quotas, q, (enum cri_limit)limit, now);
        quotas->quotas[q].closed = is_closed(quotas, q);
    }
}

void cri_quota_forget(struct cri_quotas *quotas, uint32_t region, sim_time now)
{
    const struct cri_spec *spec = quotas->spec;

    for (uint32_t q = 0; q < quotas->spec->n_quotas; q++) {
        if (quotas->spec->quotas[q].region != region)
            continue;
        note_use(quotas, q, now);
        for (int limit = 0; limit < CRI_N_LIMITS; limit++) {
            size_t at = (size_t)q * CRI_N_LIMITS + (size_t)limit;

            if (quotas->amounts[at] == CRI_NO_LIMIT)
                continue;
            sim_limit_release(&quotas->limits[at]);
            start_limit(&quotas->limits[at], &quotas->spec->quota_rules, limit == CRI_LIMIT_TPD,
                        quotas->amounts[at], now);
            put_amount(quotas, q, (enum cri_limit)limit, now);
        }
    }
    /* The account's daily cap is kept in the same place. */
    for (uint32_t a = 0; a < spec->n_accounts; a++) {
        struct sim_limit *limit = &quotas->accounts[a].limit;
        bool here = false;

        for (uint32_t q = 0; q < spec->n_quotas; q++)
            here = here || (spec->quotas[q].region == region && spec->quotas[q].account == a);
        if (!here)
            continue;
        sim_limit_release(limit);
        start_limit(limit, &spec->quota_rules, true, spec->accounts[a].tokens_per_day, now);
    }
}

void cri_quotas_finish(struct cri_quotas *quotas, sim_time now)
{
    for (uint32_t q = 0; q < quotas->spec->n_quotas; q++) {
        struct cri_quota *quota = &quotas->quotas[q];
        struct cri_quota_busiest *busiest = &quota->out->busiest;

        note_use(quotas, q, now);
        close_minute(&quota->asked, &busiest->asked_tokens, &busiest->asked_requests);
        close_minute(&quota->used, &busiest->used_tokens, &busiest->used_requests);
    }
}

void cri_quotas_release(struct cri_quotas *quotas)
{
    size_t n = (size_t)quotas->spec->n_quotas * CRI_N_LIMITS;

    for (size_t i = 0; i < n; i++)
        if (quotas->limits[i].period > 0) /* it was started */
            sim_limit_release(&quotas->limits[i]);
    for (uint32_t a = 0; a < quotas->spec->n_accounts; a++)
        sim_limit_release(&quotas->accounts[a].limit);
    free(quotas->quotas);
    free(quotas->limits);
    free(quotas->accounts);
    free(quotas->amounts);
    free(quotas->factors);
}
