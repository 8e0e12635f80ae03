/*
 * part_admission.c: requests that no quota can ever admit, because what one call reserves is more
 * than the limit holds when it is full. They are found before a run, on the requests of its first
 * replication, with quota changes and scheduled cuts at their times.
 */
#include "models/arrivals.h"
#include "scenarios/plan/names.h"
#include "scenarios/plan/notes.h"
#include "scenarios/plan/part.h"
#include "sim/base/sort.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* More requests than this are not looked at; the warning says so. */
enum { MOST_LOOKED_AT = 2000000 };

/* What one call may reserve at most, from a time on; INT64_MAX = no limit. */
struct step {
    sim_time from;
    bool closed;   /* the call is denied, whatever its size */
    int64_t quota; /* quota tokens */
    int64_t real;  /* by limits that count real tokens */
};

/* Quota tokens that a token of max_tokens reserves at a target; where output is counted apart
 * burndown is nothing. */
static int64_t burndown_of(const struct cri_spec *spec, const struct cri_class_spec *class,
                           uint32_t target)
{
    uint32_t quota = class->targets[target].quota;

    if (!spec->quota_rules.reserve_burndown || (quota != CRI_NONE && spec->quotas[quota].apart))
        return 1;
    return spec->services[class->model].output_burndown;
}

/* The largest max_tokens with which a call of this input could be admitted; below 1 = none. */
static int64_t room_of(const struct step *step, int64_t input, int64_t burndown)
{
    int64_t quota = step->quota == INT64_MAX ? INT64_MAX
                    : step->quota < input    ? -1
                                             : (step->quota - input) / burndown;
    int64_t real = step->real == INT64_MAX ? INT64_MAX : step->real - input;

    return quota < real ? quota : real;
}

struct ceiling {
    uint32_t n;
    struct step *steps; /* by time; the first from the start of the run */
};

/* What is known of the requests of a class that cannot be admitted. */
struct refused {
    uint64_t n, of;
    bool cut_short;
    int64_t largest, largest_real; /* reservation, and in real tokens */
    bool burns;                    /* the largest reserves max_tokens x burndown */
    uint32_t quota;                /* that comes nearest to taking the largest */
    sim_time at;                   /* when it does */
    int64_t least_max_tokens;      /* the largest max_tokens with which each of them would fit */
    uint64_t n_rows_own, hopeless; /* by the row's own max_tokens; by their input alone */
};

static int64_t base_amount(const struct cri_spec *spec, const struct cri_quota_spec *quota,
                           enum cri_limit limit)
{
    switch (limit) {
    case CRI_LIMIT_RPM:
        return quota->requests_per_min;
    case CRI_LIMIT_TPM: /* of a reservation it is the input alone, and what is larger overflows */
        return quota->reserved ? CRI_NO_LIMIT : quota->tokens_per_min;
    case CRI_LIMIT_TPD:
        return quota->tokens_per_day;
    case CRI_LIMIT_ACCOUNT_TPD:
        return quota->account != CRI_NONE ? spec->accounts[quota->account].tokens_per_day
                                          : CRI_NO_LIMIT;
    case CRI_LIMIT_UNITS:
        return quota->units_per_min;
    case CRI_LIMIT_OUTPUT:
        return quota->apart ? quota->output_per_min : CRI_NO_LIMIT;
    case CRI_N_LIMITS:
        break;
    }
    return CRI_NO_LIMIT;
}

/* Limits that refuse a call for its size: not what takes one of any call, nor what is taken as the
 * answer is generated. */
static bool is_by_size(enum cri_limit limit)
{
    return limit != CRI_LIMIT_RPM && limit != CRI_LIMIT_OUTPUT;
}

static bool is_cut(const struct cri_outage_spec *outage, uint32_t region)
{
    if (outage->kind != CRI_OUTAGE_QUOTA_CUT || outage->drawn)
        return false;
    for (uint32_t r = 0; r < outage->n_regions; r++)
        if (outage->regions[r] == region)
            return true;
    return false;
}

/* The quota's limits at a time, as models/quota.c sets them. */
static int64_t amount_at(const struct cri_spec *spec, uint32_t index, enum cri_limit limit,
                         sim_time at)
{
    const struct cri_quota_spec *quota = &spec->quotas[index];
    int64_t amount = base_amount(spec, quota, limit);
    double factor = 1;

    if (amount == CRI_NO_LIMIT || limit == CRI_LIMIT_ACCOUNT_TPD)
        return amount;
    for (uint32_t i = 0; i < spec->n_quota_changes; i++) {
        const struct cri_quota_change_spec *change = &spec->quota_changes[i];

        if (change->quota == index && change->limit == limit && change->at <= at)
            amount = change->amount;
    }
    for (uint32_t i = 0; i < spec->n_outages; i++)
        if (is_cut(&spec->outages[i], quota->region) && spec->outages[i].start <= at &&
            at < spec->outages[i].end)
            factor *= spec->outages[i].quota_factor;
    return amount == 0 || factor == 0 ? 0 : (int64_t)fmax(1, floor((double)amount * factor));
}

/* Limits to which an output token is one token, as models/quota.c has them. */
static bool counts_real(const struct cri_spec *spec, enum cri_limit limit)
{
    return limit == CRI_LIMIT_UNITS || (limit == CRI_LIMIT_ACCOUNT_TPD &&
                                        spec->quota_rules.account_cap == CRI_CAP_BEFORE_BURNDOWN);
}

static struct step step_at(const struct cri_spec *spec, uint32_t quota, sim_time at)
{
    struct step step = {.from = at, .quota = INT64_MAX, .real = INT64_MAX};

    for (int limit = 0; limit < CRI_N_LIMITS; limit++) {
        int64_t amount = amount_at(spec, quota, (enum cri_limit)limit, at);
        int64_t *most = counts_real(spec, (enum cri_limit)limit) ? &step.real : &step.quota;

        if (amount == 0)
            step.closed = true;
        if (amount != CRI_NO_LIMIT && is_by_size((enum cri_limit)limit) && amount < *most)
            *most = amount;
    }
    return step;
}

static int by_time(const void *a, const void *b)
{
    sim_time x = *(const sim_time *)a, y = *(const sim_time *)b;

    return (x > y) - (x < y);
}

static struct ceiling ceiling_of(const struct cri_spec *spec, uint32_t quota,
                                 struct sim_arena *arena)
{
    size_t room = (size_t)spec->n_quota_changes + 2 * (size_t)spec->n_outages + 1;
    sim_time *times = sim_arena_alloc(arena, room * sizeof *times);
    struct ceiling ceiling = {.steps = sim_arena_alloc(arena, room * sizeof *ceiling.steps)};
    uint32_t n = 1;

    for (uint32_t i = 0; i < spec->n_quota_changes; i++)
        if (spec->quota_changes[i].quota == quota)
            times[n++] = spec->quota_changes[i].at;
    for (uint32_t i = 0; i < spec->n_outages; i++) {
        if (!is_cut(&spec->outages[i], spec->quotas[quota].region))
            continue;
        times[n++] = spec->outages[i].start;
        times[n++] = spec->outages[i].end;
    }
    sim_sort(times, n, sizeof *times, by_time);
    for (uint32_t i = 0; i < n; i++)
        ceiling.steps[ceiling.n++] = step_at(spec, quota, times[i]);
    return ceiling;
}

static const struct step nothing = {.quota = -1, .real = -1};

/* The step with the most room for a call of this input at some instant of [from, to]; where the
 * quota is closed all the time, nothing. */
static struct step most_between(const struct ceiling *ceiling, sim_time from, sim_time to,
                                int64_t input, int64_t burndown)
{
    struct step most = nothing;
    int64_t room = INT64_MIN;

    for (uint32_t i = 0; i < ceiling->n && ceiling->steps[i].from <= to; i++) {
        bool over = i + 1 < ceiling->n && ceiling->steps[i + 1].from <= from;
        int64_t here = room_of(&ceiling->steps[i], input, burndown);

        if (over || ceiling->steps[i].closed || here <= room)
            continue;
        most = ceiling->steps[i];
        room = here;
    }
    return most;
}

/* How long a client goes on trying after 429s, at most. */
static sim_time patience(const struct cri_class_spec *class)
{
    const struct cri_client_spec *client = &class->client;
    double sum = 0;

    for (uint32_t k = 1; k < client->max_attempts && k < 64; k++) {
        double bound = ldexp((double)client->backoff_throttle, (int)k - 1);

        sum += client->backoff_cap > 0 ? fmin(bound, (double)client->backoff_cap) : bound;
    }
    sum *= class->n_targets;
    if (client->deadline > 0)
        sum = fmin(sum, (double)client->deadline);
    return (sim_time)fmin(sum, (double)(10 * SIM_DAY));
}

/* Tokens of the input that a call reserves at least. */
static int64_t reserved_input(const struct cri_spec *spec, const struct cri_class_spec *class,
                              const struct cri_arrival *arrival)
{
    int64_t input = arrival->input_tokens;

    if (spec->quota_rules.reserve_cache_reads)
        return input;
    if (class->cache.on)
        return 0; /* all of it may lie in the cache */
    if (class->cached_share > 0 && arrival->cache_read == 0)
        return input - (uint32_t)(class->cached_share *
                                  (double)(arrival->input_tokens - arrival->cache_write));
    return input - arrival->cache_read;
}

/* The target with the most room for a call of this input at some instant while the client tries. */
static struct step best_target(const struct cri_spec *spec, const struct cri_class_spec *class,
                               const struct ceiling *ceilings, sim_time from, sim_time to,
                               int64_t input, uint32_t *target)
{
    struct step best = nothing;
    int64_t room = INT64_MIN;

    for (uint32_t t = 0; t < class->n_targets; t++) {
        struct step step = {.quota = INT64_MAX, .real = INT64_MAX};
        int64_t burndown = burndown_of(spec, class, t);
        int64_t here;

        if (class->targets[t].denial != CRI_DENIAL_NONE)
            continue;
        if (class->targets[t].quota != CRI_NONE)
            step = most_between(&ceilings[t], from, to, input, burndown);
        here = room_of(&step, input, burndown);
        if (step.quota >= 0 && here > room) {
            best = step;
            room = here;
            *target = t;
        }
    }
    return best;
}

/* No smaller than any reservation of the class; without going through its requests one by one. */
static int64_t upper_bound(const struct cri_spec *spec, const struct cri_class_spec *class)
{
    const struct cri_records *records = class->arrivals.records;
    int64_t burndown =
        spec->quota_rules.reserve_burndown ? spec->services[class->model].output_burndown : 1;
    int64_t input = 0, max_tokens = class->max_tokens;

    if (class->arrivals.generator != NULL)
        return class->arrivals.generator->input_max + burndown * max_tokens;
    for (uint64_t i = 0; i < records->n; i++) {
        if (records->rows[i].input_tokens > input)
            input = records->rows[i].input_tokens;
        if (records->max_tokens != NULL && records->max_tokens[i] > max_tokens)
            max_tokens = records->max_tokens[i];
    }
    return input + burndown * max_tokens;
}

static int64_t least_ceiling(const struct cri_class_spec *class, const struct ceiling *ceilings)
{
    int64_t least = INT64_MAX;

    for (uint32_t t = 0; t < class->n_targets; t++)
        for (uint32_t i = 0; i < ceilings[t].n; i++) {
            const struct step *step = &ceilings[t].steps[i];

            if (step->closed)
                continue;
            least = step->quota < least ? step->quota : least;
            least = step->real < least ? step->real : least;
        }
    return least;
}

static void look_at(const struct cri_spec *spec, const struct cri_class_spec *class,
                    const struct ceiling *ceilings, const struct cri_arrival *arrival,
                    sim_time tries, struct refused *refused)
{
    int64_t max_tokens = arrival->max_tokens > 0 ? arrival->max_tokens : class->max_tokens;
    int64_t input = reserved_input(spec, class, arrival);
    uint32_t target = 0;
    struct step step =
        best_target(spec, class, ceilings, arrival->at, arrival->at + tries, input, &target);
    int64_t burndown = burndown_of(spec, class, target);
    int64_t room = room_of(&step, input, burndown);

    if (step.quota < 0 || max_tokens <= room)
        return;
    refused->n++;
    refused->n_rows_own += arrival->max_tokens > 0;
    if (room < 1)
        refused->hopeless++;
    else if (room < refused->least_max_tokens)
        refused->least_max_tokens = room;
    if (input + burndown * max_tokens > refused->largest) {
        refused->largest = input + burndown * max_tokens;
        refused->largest_real = input + max_tokens;
        refused->burns = burndown > 1;
        refused->quota = class->targets[target].quota;
        refused->at = step.from;
    }
}

static struct refused count_refused(const struct plan *plan, uint32_t option, uint32_t index)
{
    const struct cri_spec *spec = &plan->options[option].spec;
    const struct cri_class_spec *class = &spec->classes[index];
    struct refused refused = {.least_max_tokens = INT64_MAX};
    struct sim_arena arena = {0};
    struct ceiling *ceilings = sim_arena_alloc(&arena, (class->n_targets + 1) * sizeof *ceilings);
    struct cri_cursor cursor;
    struct cri_arrival arrival;
    sim_time tries = patience(class);

    for (uint32_t t = 0; t < class->n_targets; t++)
        if (class->targets[t].denial == CRI_DENIAL_NONE && class->targets[t].quota != CRI_NONE)
            ceilings[t] = ceiling_of(spec, class->targets[t].quota, &arena);
    if (upper_bound(spec, class) > least_ceiling(class, ceilings)) {
        cri_cursor_init(&cursor, &class->arrivals, plan->options[option].seed, 0, NULL);
        while (cri_cursor_next(&cursor, &arrival) && arrival.at < spec->horizon) {
            if (refused.of == MOST_LOOKED_AT) {
                refused.cut_short = true;
                break;
            }
            refused.of++;
            look_at(spec, class, ceilings, &arrival, tries, &refused);
        }
    }
    sim_arena_release(&arena);
    return refused;
}

/* "the tpm (10,000) and the tpd (20,000) of 'x'": those that the largest is above. */
static void name_limits(const struct cri_spec *spec, const struct refused *refused,
                        struct sim_text *text)
{
    uint32_t n = 0;

    for (int limit = 0; limit < CRI_N_LIMITS; limit++) {
        int64_t amount = amount_at(spec, refused->quota, (enum cri_limit)limit, refused->at);
        int64_t reserved =
            counts_real(spec, (enum cri_limit)limit) ? refused->largest_real : refused->largest;
        char number[32];

        if (amount == CRI_NO_LIMIT || amount >= reserved || !is_by_size((enum cri_limit)limit))
            continue;
        sim_format_grouped(amount, number, sizeof number);
        sim_text_addf(text, "%sthe %s (%s)", n++ > 0 ? " and " : "",
                      cri_limit_name((enum cri_limit)limit), number);
    }
    sim_text_addf(text, " of '%s'", spec->quotas[refused->quota].name);
}

static void describe(const struct cri_spec *spec, const struct refused *refused,
                     struct sim_text *text)
{
    char n[32], of[32], largest[32], fits[32];

    sim_format_grouped((int64_t)refused->n, n, sizeof n);
    sim_format_grouped((int64_t)refused->of, of, sizeof of);
    sim_format_grouped(refused->largest, largest, sizeof largest);
    sim_text_addf(text,
                  "%s of %s%s requests can never be admitted: a call reserves its input and its "
                  "max_tokens%s, the largest of them %s, more than ",
                  n, refused->cut_short ? "the first " : "", of,
                  refused->burns ? " x burndown" : "", largest);
    name_limits(spec, refused, text);
    sim_text_addf(text,
                  " ever holds while it is tried; %s there, at their time, would admit them "
                  "all",
                  largest);
    if (refused->hopeless == refused->n) {
        sim_text_add(text, "; a lower max_tokens would not, for their input alone is too large");
        return;
    }
    sim_format_grouped(refused->least_max_tokens, fits, sizeof fits);
    sim_text_addf(text, ", or a max_tokens of at most %s%s", fits,
                  refused->n_rows_own > 0 ? " (in the trace, whose rows bring their own)" : "");
    if (refused->hopeless > 0) {
        sim_format_grouped((int64_t)refused->hopeless, n, sizeof n);
        sim_text_addf(text, ", save %s whose input alone is too large", n);
    }
}

/* Options of which the same is to be said are named together. */
struct finding {
    const char *class, *text;
    const char *options;
    const struct sim_json *at;
};

static void note(struct finding *findings, uint32_t *n, const char *class, const char *text,
                 const char *option, const struct sim_json *at, struct sim_arena *arena)
{
    for (uint32_t i = 0; i < *n; i++) {
        if (strcmp(findings[i].class, class) != 0 || strcmp(findings[i].text, text) != 0)
            continue;
        findings[i].options = sim_arena_printf(arena, "%s, '%s'", findings[i].options, option);
        return;
    }
    findings[(*n)++] = (struct finding){.class = class,
                                        .text = sim_arena_strdup(arena, text),
                                        .options = sim_arena_printf(arena, "'%s'", option),
                                        .at = at};
}

/* A warning for each class with such requests: how many, the largest, and what would admit them. */
static void warn_never_admitted(struct plan *plan, bool sound, struct sim_diag *diag)
{
    struct sim_arena *arena = &plan->arena;
    uint32_t room = 1, n = 0;
    struct finding *findings;

    if (!sound)
        return;
    for (uint32_t a = 0; a < plan->n_options; a++)
        room += plan->options[a].spec.n_classes;
    findings = sim_arena_alloc(arena, room * sizeof *findings);
    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct cri_spec *spec = &plan->options[a].spec;

        for (uint32_t c = 0; c < spec->n_classes; c++) {
            const struct scenario_class *entry = plan_class_entry(plan, a, spec->classes[c].name);
            struct refused refused;
            struct sim_text text = {0};

            if (!spec->classes[c].runs)
                continue;
            refused = count_refused(plan, a, c);
            if (refused.n == 0)
                continue;
            describe(spec, &refused, &text);
            note(findings, &n, spec->classes[c].name, text.data, plan->options[a].name,
                 scenario_at(&entry->node, "max_tokens"), arena);
            sim_text_release(&text);
        }
    }
    for (uint32_t i = 0; i < n; i++)
        plan_warn(plan->scenario, diag, findings[i].at,
                  sim_arena_printf(arena, "classes.%s", findings[i].class), "in %s, %s",
                  findings[i].options, findings[i].text);
}

const struct plan_part plan_part_admission = {
    .name = "admission",
    .after = warn_never_admitted,
};
