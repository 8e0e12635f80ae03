#include "models/world/count.h"

#include "sim/base/memory.h"

#include <math.h>
#include <string.h>

void cri_count_refused(struct cri_world *w, const struct cri_request *request, uint32_t limit)
{
    cri_counts_of(w, request)->refused_by[limit]++;
    cri_minute_at(w, w->now)->refused++;
}

void cri_count_fault(struct cri_world *w, const struct cri_target *target,
                     const struct cri_request *request)
{
    struct cri_series *series = &w->out->series;
    uint32_t bin = cri_series_bin(series, w->now);

    cri_counts_of(w, request)->faults++;
    cri_series_source(series, bin, target->spec->source)->faults++;
}

void cri_count_move(struct cri_world *w, struct cri_request *request, int kind,
                    enum cri_cause cause)
{
    struct cri_counts *counts = cri_counts_of(w, request);

    if (kind == CRI_MOVED_REACTIVE)
        counts->reactive_moves[cause]++;
    else
        counts->proactive_moves[cause]++;
    if (request->moved == 0)
        counts->failover_requests++;
    if (!(request->moved & kind)) {
        if (kind == CRI_MOVED_REACTIVE)
            counts->reactive_requests++;
        else
            counts->proactive_requests++;
    }
    request->moved |= (uint8_t)kind;
    request->moved_call = true;
    cri_minute_at(w, w->now)->failover_moves++;
}

void cri_count_client(struct cri_world *w, const struct cri_request *request,
                      const struct cri_move *move)
{
    struct cri_counts *counts = cri_counts_of(w, request);

    counts->retry_quota_empty += move->quota_empty;
    if (move->kind == CRI_MOVE_RETRY) {
        counts->retries++;
        cri_minute_at(w, w->now)->retries++;
    } else if (move->kind == CRI_MOVE_FALLBACK) {
        counts->fallbacks++;
        cri_minute_at(w, w->now)->fallbacks++;
    }
}

/* The price of this answer alone; tokens without a price are in the last ledger. */
static double cost_of(const struct cri_world *w, const struct cri_class *class,
                      const struct cri_target *target, const struct cri_request *request,
                      const struct cri_usage *usage)
{
    ptrdiff_t price = cri_ledger_of(target, request) - class->out->ledgers;
    struct cri_ledger_row row = {0};

    if (price == (ptrdiff_t)w->spec->n_prices)
        return NAN;
    cri_ledger_add(&row, request, usage);
    return cri_ledger_usd(&row, &w->spec->prices[price]);
}

static void remember(const struct cri_world *w, const struct cri_class *class,
                     const struct cri_target *target, const struct cri_request *request,
                     const struct cri_usage *usage, int64_t e2e)
{
    if (class->e2e != NULL)
        class->e2e->values[request->position] = e2e;
    if (class->usd != NULL) {
        double usd = cost_of(w, class, target, request, usage);

        memcpy(&class->usd->values[request->position], &usd, sizeof usd);
    }
}

void cri_count_position(struct cri_class *class, uint64_t position)
{
    if (class->e2e != NULL)
        sim_column_extend(class->e2e, position + 1, -1);
    if (class->usd != NULL)
        sim_column_extend(class->usd, position + 1, 0);
}

/* The nearest thing that would have to change. */
static enum cri_failed_by cause_of(const struct cri_request *request, enum cri_terminal terminal)
{
    bool late = terminal == CRI_TIMED_OUT || terminal == CRI_ABANDONED;

    if (terminal == CRI_DENIED)
        return CRI_FAILED_DENIED;
    if (terminal == CRI_CUT_OFF)
        return CRI_FAILED_QUOTA;
    /* No repetition of it can be let in, however the repetitions ended. */
    if (request->above_limit)
        return CRI_FAILED_ABOVE_LIMIT;
    if (late && request->hopeless != CRI_NOT_HOPELESS)
        return request->hopeless == CRI_HOPELESS_READ ? CRI_FAILED_SHORT_READ
                                                      : CRI_FAILED_SHORT_LIMIT;
    if (request->retry_stopped)
        return CRI_FAILED_RETRY_QUOTA;
    if (terminal == CRI_THROTTLED)
        return request->last_limit < CRI_N_LIMITS ? CRI_FAILED_QUOTA : CRI_FAILED_PROVIDER;
    if (late)
        return request->waited             ? CRI_FAILED_QUEUE
               : terminal == CRI_ABANDONED ? CRI_FAILED_DEADLINE
                                           : CRI_FAILED_TIMEOUT;
    return CRI_FAILED_PROVIDER;
}

void cri_count_failed(struct cri_world *w, const struct cri_request *request,
                      enum cri_terminal terminal)
{
    struct cri_class *class = cri_class_of(w, request);
    struct cri_counts *counts = cri_counts_of(w, request);
    struct cri_minute *minute = cri_minute_at(w, w->now);

    counts->terminal[terminal]++;
    counts->failed_by[cause_of(request, terminal)]++;
    if (terminal == CRI_THROTTLED) {
        minute->throttled++;
        if (request->last_limit < CRI_N_LIMITS)
            counts->throttled_by[request->last_limit]++;
        else
            counts->throttled_by_capacity++;
    } else if (terminal == CRI_UNAVAILABLE) {
        minute->unavailable++;
    } else if (terminal == CRI_TIMED_OUT) {
        minute->timed_out++;
    } else {
        minute->other++;
    }
    cri_minute_at(w, request->caller.intended)->failed_of_offered++;
    sim_histogram_record_infinite(&class->out->ttft[request->phase]);
    sim_histogram_record_infinite(&class->out->e2e[request->phase]);
    if (class->out->over_time.n_slices > 0)
        cri_over_time_failed(&class->out->over_time, request->caller.intended);
}

static void count_cache(const struct cri_class *class, const struct cri_request *request,
                        const struct cri_usage *usage, struct cri_counts *counts)
{
    counts->cache_read_tokens += usage->read;
    counts->cache_write_tokens += usage->write;
    counts->cache_hits += usage->read > 0;
    if (class->cache != NULL && request->prefix != CRI_NONE)
        counts->prefix_tokens += class->cache->prefixes.tokens[request->prefix];
}

void cri_count_completed(struct cri_world *w, const struct cri_request *request,
                         const struct cri_attempt *attempt, const struct cri_usage *usage)
{
    struct cri_class *class = cri_class_of(w, request);
    const struct cri_target *target = &class->targets[request->caller.target];
    struct cri_counts *counts = cri_counts_of(w, request);
    struct cri_series *series = &w->out->series;
    sim_time intended = request->caller.intended;
    sim_time ttft = attempt->first_token_at - intended + target->client_rtt;
    sim_time e2e = attempt->finish_at - intended + target->client_rtt;
    uint32_t bin = cri_series_bin(series, w->now);
    uint64_t minute = (uint64_t)(w->now / SIM_MINUTE);

    counts->terminal[CRI_COMPLETED]++;
    counts->input_tokens += request->input_tokens;
    counts->output_tokens += request->output_tokens;
    counts->truncated += request->truncated;
    if (w->now <= w->spec->horizon) {
        counts->completed_by_horizon++;
        counts->input_tokens_by_horizon += request->input_tokens;
        counts->output_tokens_by_horizon += request->output_tokens;
        counts->good += (class->spec->slo_ttft == 0 || ttft <= class->spec->slo_ttft) &&
                        (class->spec->slo_e2e == 0 || e2e <= class->spec->slo_e2e);
    }
    if (attempt->region != target->spec->source && !request->moved_call)
        counts->placement_requests++;
    counts->outside_geography += class->outside[attempt->region];
    count_cache(class, request, usage, counts);
    class->out->served[attempt->region]++;
    sim_histogram_record(&class->out->ttft[request->phase], ttft);
    sim_histogram_record(&class->out->e2e[request->phase], e2e);
    sim_histogram_record(&class->out->attempt_latency,
                         attempt->finish_at - attempt->sent_at + target->client_rtt);
    if (class->out->over_time.n_slices > 0)
        cri_over_time_completed(&class->out->over_time, intended, attempt->region, ttft, e2e);
    remember(w, class, target, request, usage, e2e);
    series->minutes[bin].completed++;
    series->minutes[bin].input_tokens += request->input_tokens;
    series->minutes[bin].output_tokens += request->output_tokens;
    (*cri_series_served(series, bin, attempt->region))++;
    if (minute != w->this_minute) {
        w->this_minute = minute;
        w->completed_this_minute = 0;
    }
    if (++w->completed_this_minute > w->out->busiest_minute)
        w->out->busiest_minute = w->completed_this_minute;
}

void cri_count_outage(struct cri_world *w, uint32_t index, sim_time end)
{
    sim_time horizon = w->spec->horizon;
    sim_time start = w->outages[index].started;

    if (start < horizon)
        w->out->outages[index].ns += (uint64_t)((end < horizon ? end : horizon) - start);
}
