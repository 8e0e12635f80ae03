#include "analysis/study/size_limits.h"

#include "scenarios/plan/names.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Members of a patch that no scenario is likely to have. */
#define NAME_ALL  "(size) all"
#define NAME_LOST "(size) lost"
/* A lost Region does not come back: what drains after the horizon is over by then. */
#define LONG_AFTER_S 7200

/* ---- what was counted ---- */

static size_t stride_of(const struct size_record *record)
{
    return SIZE_N_REQUESTS + (size_t)record->n_quotas * SIZE_N_COUNTS;
}

static void count_quota(const struct cri_quota_outcome *quota, double *counts)
{
    counts[SIZE_ADMITTED] = (double)quota->counts.admitted;
    counts[SIZE_ASKED_TOKENS] = (double)quota->counts.asked_tokens;
    counts[SIZE_ASKED_REQUESTS] = (double)quota->counts.asked_requests;
    counts[SIZE_BUSIEST_TOKENS] = (double)quota->busiest.asked_tokens.most;
    counts[SIZE_BUSIEST_REQUESTS] = (double)quota->busiest.asked_requests.most;
    counts[SIZE_RESERVED] = (double)quota->counts.reserved_tokens;
    for (int limit = 0; limit < CRI_N_LIMITS; limit++)
        counts[SIZE_REFUSED + limit] = (double)quota->counts.refused[limit];
}

void size_take(struct sizes *sizes, uint32_t point, uint32_t replication,
               const struct cri_outcome *outcome)
{
    const struct loop_point *of = loop_point(sizes->loop, point);
    struct cri_counts total = cri_outcome_total(outcome, CRI_N_PHASES);
    struct size_record *record;
    double *counts;

    if (point >= sizes->n_records) {
        sizes->records = sim_grown(sizes->records, point + 1, sizeof *sizes->records);
        while (sizes->n_records <= point)
            sizes->records[sizes->n_records++] = (struct size_record){0};
    }
    record = &sizes->records[point];
    if (record->counts == NULL) {
        record->n_quotas = outcome->n_quotas;
        record->counts = sim_zeroed(of->n_replications * stride_of(record), sizeof(double));
    }
    counts = record->counts + replication * stride_of(record);
    counts[SIZE_OFFERED] = (double)total.offered;
    counts[SIZE_COMPLETED] = (double)total.terminal[CRI_COMPLETED];
    counts[SIZE_THROTTLED] = (double)total.terminal[CRI_THROTTLED];
    counts[SIZE_CUT_OFF] = (double)total.terminal[CRI_CUT_OFF];
    for (uint32_t q = 0; q < outcome->n_quotas; q++)
        count_quota(&outcome->quotas[q], counts + SIZE_N_REQUESTS + (size_t)q * SIZE_N_COUNTS);
}

double size_requests(const struct sizes *sizes, uint32_t point, uint32_t replication, int what)
{
    const struct size_record *record = &sizes->records[point];

    return record->counts[replication * stride_of(record) + (size_t)what];
}

double size_count(const struct sizes *sizes, uint32_t point, uint32_t replication, uint32_t quota,
                  int what)
{
    const struct size_record *record = &sizes->records[point];

    return record->counts[replication * stride_of(record) + SIZE_N_REQUESTS +
                          (size_t)quota * SIZE_N_COUNTS + (size_t)what];
}

static uint32_t quota_find(const struct cri_spec *spec, const char *name)
{
    uint32_t q = 0;

    while (q < spec->n_quotas && strcmp(spec->quotas[q].name, name) != 0)
        q++;
    return q < spec->n_quotas ? q : CRI_NONE;
}

/* The account of a quota; where no limit is in force it has none. */
static uint32_t account_of(const struct size_option *option, uint32_t quota)
{
    uint32_t q = quota_find(option->today, option->spec->quotas[quota].name);

    return q != CRI_NONE ? option->today->quotas[q].account : CRI_NONE;
}

double size_count_of(const struct sizes *sizes, const struct size_limit *limit, uint32_t point,
                     uint32_t replication, int what)
{
    const struct size_option *option = &sizes->options[limit->option];
    double sum = 0;

    if (limit->quota != CRI_NONE)
        return size_count(sizes, point, replication, limit->quota, what);
    for (uint32_t q = 0; q < option->spec->n_quotas; q++)
        if (account_of(option, q) == limit->account)
            sum += size_count(sizes, point, replication, q, what);
    return sum;
}

struct stats_estimate size_share(const struct sizes *sizes, const struct size_limit *limit,
                                 uint32_t point, bool any)
{
    uint32_t n = loop_point(sizes->loop, point)->n_finished;
    double *refused = sim_zeroed(n, sizeof *refused), *calls = sim_zeroed(n, sizeof *calls);
    struct stats_estimate share = {.mean = 0, .low = NAN, .high = NAN, .n = n};
    double all = 0;

    for (uint32_t r = 0; r < n; r++) {
        calls[r] = size_count_of(sizes, limit, point, r, SIZE_ADMITTED);
        for (int k = 0; k < CRI_N_LIMITS; k++) {
            double by = size_count_of(sizes, limit, point, r, SIZE_REFUSED + k);

            /* What ends an answer was a call that was let through. */
            calls[r] += k != CRI_LIMIT_OUTPUT ? by : 0;
            refused[r] += any || k == (int)limit->limit ? by : 0;
        }
        all += calls[r];
    }
    if (all > 0)
        share = stats_ratio(refused, calls, n, 0.95);
    free(refused);
    free(calls);
    return share;
}

enum least_state size_judge(const struct sizes *sizes, const struct stats_estimate *share)
{
    if (isnan(share->low))
        return share->mean <= sizes->target ? LEAST_HOLDS : LEAST_FAILS;
    return share->high <= sizes->target ? LEAST_HOLDS
           : share->low > sizes->target ? LEAST_FAILS
                                        : LEAST_OPEN;
}

/* ---- points ---- */

static const char *key_of(const struct size_limit *limit)
{
    switch (limit->limit) {
    case CRI_LIMIT_RPM:
        return "requests_per_min";
    case CRI_LIMIT_TPM:
        return limit->apart ? "input_tokens_per_min" : "tokens_per_min";
    case CRI_LIMIT_TPD:
        return "tokens_per_day";
    case CRI_LIMIT_OUTPUT:
        return "output_tokens_per_min";
    case CRI_LIMIT_ACCOUNT_TPD:
    case CRI_LIMIT_UNITS:
    case CRI_N_LIMITS:
        break;
    }
    return NULL;
}

static void write_limit(struct sim_json_out *json, const struct size_limit *limit, uint32_t i,
                        int64_t amount)
{
    char name[32];

    snprintf(name, sizeof name, "(size) %u", i);
    sim_json_out_object(json, name);
    sim_json_out_string(json, "source_region", limit->region);
    sim_json_out_string(json, "model", limit->model);
    sim_json_out_string(json, "kind", cri_mode_name(limit->mode));
    sim_json_out_string(json, "account",
                        limit->account_name[0] != '\0' ? limit->account_name : "default");
    sim_json_out_int(json, key_of(limit), amount);
    sim_json_out_end(json);
}

/* No limit but those that have an amount. */
static void write_quotas(struct sim_json_out *json, const struct sizes *sizes, uint32_t option,
                         const int64_t *amounts)
{
    const struct size_option *of = &sizes->options[option];
    static const char *const keys[] = {"requests_per_min", "tokens_per_min", "tokens_per_day",
                                       "input_tokens_per_min", "output_tokens_per_min"};
    int64_t account = CRI_NO_LIMIT;

    sim_json_out_object(json, "quotas");
    sim_json_out_object(json, NAME_ALL);
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
        sim_json_out_string(json, keys[k], "unlimited");
    sim_json_out_end(json);
    for (uint32_t i = 0; amounts != NULL && i < of->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[of->first_limit + i];

        if (limit->limit == CRI_LIMIT_ACCOUNT_TPD)
            account = amounts[i] > account ? amounts[i] : account;
        else if (amounts[i] != CRI_NO_LIMIT)
            write_limit(json, limit, i, amounts[i]);
    }
    sim_json_out_end(json);
    if (account == CRI_NO_LIMIT)
        sim_json_out_string(json, "account_tokens_per_day", "unlimited");
    else
        sim_json_out_int(json, "account_tokens_per_day", account);
}

static void write_fallback(struct sim_json_out *json, const struct sizes *sizes)
{
    const struct scenario_map *classes = &loop_settings(sizes->loop)->plan->scenario->base.classes;
    const struct scenario_class *items = classes->items;

    sim_json_out_object(json, "classes");
    for (uint32_t c = 0; c < classes->n; c++) {
        if (strcmp(items[c].source_region, sizes->fallback) == 0)
            continue;
        sim_json_out_object(json, items[c].node.name);
        sim_json_out_array(json, "fallback_source_regions");
        sim_json_out_string(json, NULL, sizes->fallback);
        sim_json_out_end(json);
        sim_json_out_end(json);
    }
    sim_json_out_end(json);
}

static void write_lost(struct sim_json_out *json, const struct cri_spec *spec, const char *lost)
{
    sim_json_out_object(json, "outages");
    sim_json_out_object(json, NAME_LOST);
    sim_json_out_string(json, "kind", "region-loss");
    sim_json_out_array(json, "regions");
    sim_json_out_string(json, NULL, lost);
    sim_json_out_end(json);
    sim_json_out_double(json, "start_s", 0);
    sim_json_out_double(json, "duration_s", ceil(sim_time_to_s(spec->horizon)) + LONG_AFTER_S);
    sim_json_out_end(json);
    sim_json_out_end(json);
}

/* The option as it stands, but for the fallback of the flags: what is in force today. */
static enum sim_status find_today(struct sizes *sizes, struct size_option *option,
                                  struct sim_error *err)
{
    struct sim_text text = {0};
    struct sim_json_out json;
    uint32_t point = 0, n;
    enum sim_status status;

    if (sizes->fallback == NULL) {
        const struct plan *plan = loop_settings(sizes->loop)->plan;

        option->today = &plan->options[loop_options(sizes->loop, &n)[option->number]].spec;
        return SIM_OK;
    }
    sim_json_out_init(&json, &text, false);
    sim_json_out_object(&json, NULL);
    write_fallback(&json, sizes);
    sim_json_out_end(&json);
    status = loop_add(sizes->loop,
                      &(struct loop_ask){.name = "size",
                                         .patch = loop_patch(sizes->loop, "%s", text.data),
                                         .options = &option->number,
                                         .n_options = 1,
                                         .n_replications = 1,
                                         .samples_only = true},
                      &point, err);
    sim_text_release(&text);
    if (status == SIM_OK)
        option->today = &loop_point_option(sizes->loop, loop_point(sizes->loop, point), 0)->spec;
    return status;
}

enum sim_status size_ask(struct sizes *sizes, uint32_t option, uint32_t situation, int rule,
                         const int64_t *amounts, uint32_t n_replications, uint32_t *point,
                         struct sim_error *err)
{
    const struct size_option *of = &sizes->options[option];
    const char *lost = of->n_situations > 0 ? of->situations[situation].lost : NULL;
    struct sim_text text = {0};
    struct sim_json_out json;
    enum sim_status status;

    sim_json_out_init(&json, &text, false);
    sim_json_out_object(&json, NULL);
    write_quotas(&json, sizes, option, amounts);
    /* Amounts are what is in force, from the start to the end. */
    sim_json_out_object(&json, "factors");
    sim_json_out_int(&json, "quota", 1);
    sim_json_out_end(&json);
    sim_json_out_null(&json, "quota_changes");
    if (rule >= 0) {
        sim_json_out_object(&json, "quota_rules");
        sim_json_out_string(&json, "refill_minute", cri_refill_name((enum cri_refill)rule));
        sim_json_out_string(&json, "refill_day", cri_refill_name((enum cri_refill)rule));
        sim_json_out_end(&json);
    }
    if (sizes->fallback != NULL)
        write_fallback(&json, sizes);
    if (lost != NULL)
        write_lost(&json, of->spec, lost);
    sim_json_out_end(&json);
    status = loop_add(sizes->loop,
                      &(struct loop_ask){.name = "size",
                                         .patch = loop_patch(sizes->loop, "%s", text.data),
                                         .options = &of->number,
                                         .n_options = 1,
                                         .n_replications = n_replications,
                                         .samples_only = true},
                      point, err);
    sim_text_release(&text);
    return status;
}

/* ---- options and situations ---- */

static bool is_source(const struct cri_class_spec *class, uint32_t region)
{
    uint32_t n = class->n_spread > 0 ? class->n_spread : 1;

    for (uint32_t t = 0; t < n && t < class->n_targets; t++)
        if (class->targets[t].source == region)
            return true;
    return false;
}

/* Calls that begin in the Region can go on in another. */
static bool has_elsewhere(const struct cri_spec *spec, uint32_t region)
{
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        const struct cri_class_spec *class = &spec->classes[c];

        if (!class->runs || !is_source(class, region))
            continue;
        for (uint32_t t = 0; t < class->n_targets; t++)
            if (class->targets[t].source != region && class->targets[t].denial == CRI_DENIAL_NONE)
                return true;
    }
    return false;
}

static enum sim_status add_option(struct sizes *sizes, uint32_t number, struct sim_error *err)
{
    uint32_t at = sizes->n_options;
    struct size_option *option = &sizes->options[at];
    const struct cri_spec *spec;
    enum sim_status status;
    uint32_t point;

    *option = (struct size_option){.number = number};
    status = find_today(sizes, option, err);
    if (status == SIM_OK)
        status = size_ask(sizes, at, 0, -1, NULL, sizes->n_replications, &point, err);
    if (status != SIM_OK)
        return status;
    sizes->n_options++;
    spec = option->spec = &loop_point_option(sizes->loop, loop_point(sizes->loop, point), 0)->spec;
    option->name = loop_point_option(sizes->loop, loop_point(sizes->loop, point), 0)->name;
    option->situations =
        sim_arena_alloc(&sizes->arena, (spec->n_regions + 1) * sizeof *option->situations);
    option->situations[option->n_situations++] = (struct size_situation){.unlimited = point};
    for (uint32_t r = 0; r < spec->n_regions && status == SIM_OK; r++) {
        if (!has_elsewhere(spec, r))
            continue;
        option->situations[option->n_situations++].lost = spec->regions[r].name;
        status = size_ask(sizes, at, option->n_situations - 1, -1, NULL, sizes->n_replications,
                          &option->situations[option->n_situations - 1].unlimited, err);
    }
    return status;
}

enum sim_status size_find_options(struct sizes *sizes, struct sim_error *err)
{
    enum sim_status status = SIM_OK;
    uint32_t n;

    loop_options(sizes->loop, &n);
    sizes->options = sim_arena_alloc(&sizes->arena, n * sizeof *sizes->options);
    for (uint32_t i = 0; i < n && status == SIM_OK; i++)
        if (loop_point_option(sizes->loop, loop_point(sizes->loop, 0), i)->allowed)
            status = add_option(sizes, i, err);
    return status;
}

/* ---- limits ---- */

/* Whose target it is: the model and the kind of a quota. */
static void describe(struct size_limit *limit, const struct cri_spec *spec, struct sim_arena *arena)
{
    const struct cri_quota_spec *quota = &spec->quotas[limit->quota];
    const char *rest;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++)
            if (spec->classes[c].targets[t].quota == limit->quota) {
                limit->model = spec->services[spec->classes[c].model].model;
                limit->mode = plan_kind_of(spec->classes[c].targets[t].mode);
            }
    limit->kind = limit->apart ? "mantle" : cri_mode_name(limit->mode);
    rest = quota->name + strlen(limit->region) + 1 + strlen(limit->model) + 1 + strlen(limit->kind);
    limit->account_name = *rest == '/' ? sim_arena_strdup(arena, rest + 1) : "";
}

/* As it stands without the question. */
static int64_t stated_amount(const struct cri_spec *today, const char *name, enum cri_limit limit)
{
    uint32_t q = quota_find(today, name);
    struct cri_quota_spec quota;

    if (q == CRI_NONE)
        return CRI_NO_LIMIT;
    quota = today->quotas[q];
    if (limit != CRI_LIMIT_ACCOUNT_TPD)
        return *cri_quota_amount(&quota, limit);
    return quota.account != CRI_NONE ? today->accounts[quota.account].tokens_per_day : CRI_NO_LIMIT;
}

/* Over the replications of the point without limits. */
static double over_all(const struct sizes *sizes, const struct size_limit *limit, uint32_t point,
                       int what, bool largest)
{
    double sum = 0, most = 0;

    for (uint32_t r = 0; r < sizes->n_replications; r++) {
        double one = size_count_of(sizes, limit, point, r, what);

        sum += one;
        most = fmax(most, one);
    }
    return largest ? most : sum / sizes->n_replications;
}

static void measure(const struct sizes *sizes, struct size_limit *limit)
{
    uint32_t point = sizes->options[limit->option].situations[0].unlimited;
    double tokens = over_all(sizes, limit, point, SIZE_ASKED_TOKENS, false);
    double requests = over_all(sizes, limit, point, SIZE_ASKED_REQUESTS, false);
    int what = limit->limit == CRI_LIMIT_RPM ? SIZE_BUSIEST_REQUESTS : SIZE_BUSIEST_TOKENS;

    limit->busiest = limit->largest = limit->naive = NAN;
    /* A busiest day is not counted, nor the output by itself. */
    if (limit->by_day || limit->limit == CRI_LIMIT_OUTPUT || requests == 0)
        return;
    limit->busiest = over_all(sizes, limit, point, what, false);
    limit->largest = over_all(sizes, limit, point, what, true);
    if (limit->limit == CRI_LIMIT_TPM)
        limit->naive =
            tokens / requests * over_all(sizes, limit, point, SIZE_BUSIEST_REQUESTS, false);
}

/* What comes to a quota is what comes to it as stated, in every count of every replication. */
static bool is_as_told(const struct sizes *sizes, const struct size_limit *limit, uint32_t point,
                       uint32_t stated)
{
    for (uint32_t r = 0; r < sizes->n_replications; r++)
        for (int what = 0; what < SIZE_REFUSED; what++)
            if (size_count_of(sizes, limit, point, r, what) !=
                size_count_of(sizes, limit, stated, r, what))
                return false;
    return true;
}

/* Where a search begins: at what is asked for in the busiest minute, or in a mean day. */
static double guess_of(const struct sizes *sizes, const struct size_limit *limit, uint32_t point)
{
    const struct cri_spec *spec = sizes->options[limit->option].spec;
    double days = fmax(1, sim_time_to_s(spec->horizon) / 86400), sum = 0;
    struct size_limit any = *limit;
    int what = limit->by_day                   ? SIZE_RESERVED
               : limit->limit == CRI_LIMIT_RPM ? SIZE_BUSIEST_REQUESTS
                                               : SIZE_BUSIEST_TOKENS;

    if (limit->quota == CRI_NONE || over_all(sizes, limit, point, what, true) > 0)
        return over_all(sizes, limit, point, what, true) / (limit->by_day ? days : 1);
    /* First attempts were made elsewhere: it is what they would have asked for, together. */
    for (any.quota = 0; any.quota < spec->n_quotas; any.quota++)
        sum += over_all(sizes, &any, sizes->options[limit->option].situations[0].unlimited, what,
                        true);
    return sum;
}

static void begin_searches(struct sizes *sizes, struct size_limit *limit)
{
    const struct size_option *option = &sizes->options[limit->option];
    int64_t own = limit->limit == CRI_LIMIT_RPM ? sizes->step_requests : sizes->step_tokens;
    double largest = 0;

    limit->needs = sim_arena_alloc(&sizes->arena, (size_t)option->n_situations * CRI_N_REFILLS *
                                                      sizeof *limit->needs);
    for (uint32_t s = 0; s < option->n_situations; s++) {
        uint32_t point = option->situations[s].unlimited;
        bool none = over_all(sizes, limit, point, SIZE_ADMITTED, true) == 0;
        bool told =
            s > 0 && !none && is_as_told(sizes, limit, point, option->situations[0].unlimited);
        double guess = none ? 0 : guess_of(sizes, limit, point);

        largest = fmax(largest, guess);
        for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
            struct size_need *need = size_need_of(limit, s, rule);

            *need = (struct size_need){.none = none, .as_told = told};
            if (none || told || limit->too_short)
                continue;
            least_init(&need->search,
                       &(struct least_settings){.step = own > 0 ? own : least_step(guess),
                                                .guess = (int64_t)fmax(1, ceil(guess)),
                                                .most = INT64_C(9007199254740992)});
        }
    }
    limit->step = own > 0 ? own : least_step(largest);
}

static void add_limit(struct sizes *sizes, struct size_limit limit)
{
    const struct size_option *option = &sizes->options[limit.option];
    uint32_t of = limit.quota;

    /* The account's is told by its first quota. */
    for (uint32_t q = 0; of == CRI_NONE && q < option->spec->n_quotas; q++)
        if (account_of(option, q) == limit.account)
            of = q;
    if (of == CRI_NONE)
        return;
    limit.stated = stated_amount(option->today, option->spec->quotas[of].name, limit.limit);
    limit.by_day = limit.limit == CRI_LIMIT_TPD || limit.limit == CRI_LIMIT_ACCOUNT_TPD;
    limit.too_short = limit.by_day && sim_time_to_s(option->spec->horizon) < 86400;
    limit.apart = option->spec->quotas[of].apart;
    limit.region = option->spec->regions[option->spec->quotas[of].region].name;
    if (limit.stated == CRI_NO_LIMIT || (limit.limit == CRI_LIMIT_OUTPUT && !limit.apart))
        return;
    {
        struct size_limit first = limit;

        first.quota = of;
        describe(&first, option->spec, &sizes->arena);
        limit.model = first.model;
        limit.mode = first.mode;
        limit.kind = limit.quota == CRI_NONE ? "account" : first.kind;
        limit.account_name = first.account_name;
    }
    measure(sizes, &limit);
    begin_searches(sizes, &limit);
    sizes->limits[sizes->n_limits++] = limit;
}

void size_find_limits(struct sizes *sizes)
{
    static const enum cri_limit of_quota[] = {CRI_LIMIT_RPM, CRI_LIMIT_TPM, CRI_LIMIT_TPD,
                                              CRI_LIMIT_OUTPUT};
    size_t most = 0;

    for (uint32_t o = 0; o < sizes->n_options; o++)
        most += (size_t)sizes->options[o].spec->n_quotas * (CRI_N_LIMITS + 1);
    sizes->limits = sim_arena_alloc(&sizes->arena, (most + 1) * sizeof *sizes->limits);
    for (uint32_t o = 0; o < sizes->n_options; o++) {
        struct size_option *option = &sizes->options[o];

        option->first_limit = sizes->n_limits;
        for (uint32_t q = 0; q < option->spec->n_quotas; q++)
            for (size_t k = 0; k < sizeof of_quota / sizeof of_quota[0]; k++)
                add_limit(sizes,
                          (struct size_limit){
                              .option = o, .quota = q, .account = CRI_NONE, .limit = of_quota[k]});
        for (uint32_t a = 0; a < option->today->n_accounts; a++)
            add_limit(sizes, (struct size_limit){.option = o,
                                                 .quota = CRI_NONE,
                                                 .account = a,
                                                 .limit = CRI_LIMIT_ACCOUNT_TPD});
        option->n_limits = sizes->n_limits - option->first_limit;
    }
}

int64_t size_needed(const struct sizes *sizes, const struct size_limit *limit, int rule,
                    enum least_state state, uint32_t *situation)
{
    int64_t most = 0;

    *situation = 0;
    for (uint32_t s = 0; s < sizes->options[limit->option].n_situations; s++) {
        const struct size_need *need = size_need_of(limit, s, rule);
        int64_t one;

        if (need->none || need->as_told)
            continue;
        one = least_amount(&need->search, state);
        if (one < 0) {
            *situation = s;
            return -1;
        }
        if (one > most) {
            most = one;
            *situation = s;
        }
    }
    return most;
}

void size_release(struct sizes *sizes)
{
    for (uint32_t i = 0; i < sizes->n_limits; i++)
        for (uint32_t k = 0;
             k < sizes->options[sizes->limits[i].option].n_situations * CRI_N_REFILLS; k++)
            least_release(&sizes->limits[i].needs[k].search);
    for (uint32_t p = 0; p < sizes->n_records; p++)
        free(sizes->records[p].counts);
    free(sizes->records);
    sim_arena_release(&sizes->arena);
}
