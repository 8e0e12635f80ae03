#include "analysis/results/results.h"

#include "models/series.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const results_bound_words[] = {"max", "min", NULL};

struct results *results_create(void)
{
    struct results *results = sim_zeroed(1, sizeof *results);

    results->decided = results->baseline = results->best = results->runner_up = results->cheaper =
        UINT32_MAX;
    results->form = results->headline_word = results->headline = results->scale = "";
    results->ends_well = results->ends_well_nominal = true;
    results->complete = true;
    results->n_cases = 1;
    results->cases = sim_arena_alloc(&results->arena, sizeof *results->cases);
    results->cases[0] = (struct results_case){"as-stated", "as the scenario states it"};
    results->slo_met = true;
    results->precision.asked = NAN;
    results->plan_seconds = results->plan_requests_per_s = NAN;
    return results;
}

void results_destroy(struct results *results)
{
    if (results == NULL)
        return;
    for (uint32_t a = 0; results->options != NULL && a < results->n_options; a++)
        cri_series_release(&results->options[a].series);
    sim_arena_release(&results->arena);
    free(results);
}

/* Where (quota, limit) stands in the table of places, or the free slot that it would take. */
static uint32_t limit_slot(const struct results_option *option, const char *quota,
                           const char *limit)
{
    uint64_t hash = sim_hash_string(quota) ^ (sim_hash_string(limit) << 1);
    uint32_t at = (uint32_t)(hash ^ hash >> 32) & (option->n_limit_slots - 1);

    for (; option->limit_slots[at] != 0; at = (at + 1) & (option->n_limit_slots - 1)) {
        const struct results_limit *of = &option->limits[option->limit_slots[at] - 1];

        if (strcmp(of->quota, quota) == 0 && strcmp(of->limit, limit) == 0)
            break;
    }
    return at;
}

/* Twice the room, and the places anew: a folder may name tens of thousands of limits. */
static void grow_limits(struct results *results, struct results_option *option)
{
    uint32_t room = option->limits_room > 0 ? 2 * option->limits_room : 16;
    struct results_limit *limits = sim_arena_alloc(&results->arena, room * sizeof *limits);

    if (option->n_limits > 0)
        memcpy(limits, option->limits, option->n_limits * sizeof *limits);
    option->limits = limits;
    option->limits_room = room;
    option->n_limit_slots = 2 * room;
    option->limit_slots =
        sim_arena_alloc(&results->arena, option->n_limit_slots * sizeof *option->limit_slots);
    for (uint32_t i = 0; i < option->n_limits; i++)
        option->limit_slots[limit_slot(option, limits[i].quota, limits[i].limit)] = i + 1;
}

static struct results_limit *limit_of(struct results *results, struct results_option *option,
                                      const char *quota, const char *limit)
{
    struct sim_arena *arena = &results->arena;
    uint32_t slot;

    if (option->n_limits == option->limits_room)
        grow_limits(results, option);
    slot = limit_slot(option, quota, limit);
    if (option->limit_slots[slot] == 0) {
        option->limits[option->n_limits] = (struct results_limit){
            .quota = sim_arena_strdup(arena, quota), .limit = sim_arena_strdup(arena, limit)};
        option->limit_slots[slot] = ++option->n_limits;
    }
    return &option->limits[option->limit_slots[slot] - 1];
}

/* Only the bins in which something happened are kept: memory grows with the rows of a table, not
 * with limits times bins. */
static void note_share(struct results *results, struct results_limit *of, uint32_t bin, double used)
{
    of->noted = sim_arena_with_room(&results->arena, of->noted, of->n_noted, &of->noted_room,
                                    sizeof *of->noted);
    of->noted[of->n_noted++] = (struct results_share){bin, used};
}

struct results_limit *results_note_limit(struct results *results, struct results_option *option,
                                         const char *quota, const char *limit, uint32_t bin,
                                         double used, uint64_t refused)
{
    struct results_limit *of = limit_of(results, option, quota, limit);

    SIM_ASSERT(bin < option->n_bins, "bin %u of %u", bin, option->n_bins);
    if (option->series.n == 0)
        note_share(results, of, bin, used);
    of->refused += refused;
    of->n_tight += used >= 0.9;
    if (used > of->most)
        of->most = used;
    return of;
}

struct results_bin results_bin_at(const struct results_option *option, uint32_t i)
{
    const struct cri_minute *m;

    if (option->bins != NULL)
        return option->bins[i];
    cri_series_pass(&option->series, i);
    m = &option->series.minutes[i];
    return (struct results_bin){.start_s = sim_time_to_s(option->series.width * (sim_time)i),
#define X(type, name, text) .name = m->name,
                                CRI_MINUTE_LIST(X)
#undef X
    };
}

uint32_t results_served_at(const struct results_option *option, uint32_t i, uint32_t region)
{
    if (option->served_bins != NULL)
        return option->served_bins[(size_t)i * option->n_regions + region];
    cri_series_pass(&option->series, i);
    return cri_series_served_in(&option->series, i, option->in_series[region]);
}

double results_used_at(const struct results_option *option, const struct results_limit *limit,
                       uint32_t i)
{
    uint32_t low = 0, high = limit->n_noted;

    if (option->series.n == 0) {
        while (low < high) {
            uint32_t mid = low + (high - low) / 2;

            if (limit->noted[mid].bin < i)
                low = mid + 1;
            else
                high = mid;
        }
        return low < limit->n_noted && limit->noted[low].bin == i ? limit->noted[low].used : 0;
    }
    cri_series_pass(&option->series, i);
    return option->series.quotas[(size_t)i * option->series.n_quotas + limit->in_quota]
        .used[limit->in_limit];
}

enum results_shown results_row_shown(const struct results *results,
                                     const struct results_metric *metric)
{
    bool numbers = false;

    if (!metric->in_tables)
        return RESULTS_ROW_LEFT_OUT;
    for (uint32_t a = 0; a < results->n_options; a++) {
        const struct metric_value *value = &metric->options[a];

        if (value->text == NULL && value->value != 0)
            return RESULTS_ROW_SHOWN;
        numbers = numbers || value->text == NULL;
    }
    if (metric->hide_if_zero)
        return RESULTS_ROW_LEFT_OUT;
    return numbers ? RESULTS_ROW_ZERO : RESULTS_ROW_SHOWN;
}

bool results_in_sections(const struct results_metric *metric, const char *const *sections,
                         size_t n_sections)
{
    for (size_t i = 0; i < n_sections; i++)
        if (strcmp(metric->section, sections[i]) == 0)
            return true;
    return n_sections == 0;
}

const char *results_zeros(const struct results *results, bool outage, const char *const *sections,
                          size_t n_sections, struct sim_arena *arena)
{
    const char *text = NULL;

    for (uint32_t i = 0; i < results->n_metrics; i++) {
        const struct results_metric *metric = &results->metrics[i];
        const char *label = metric->label + strspn(metric->label, " ");

        if (metric->outage_window != outage || !results_in_sections(metric, sections, n_sections) ||
            results_row_shown(results, metric) != RESULTS_ROW_ZERO)
            continue;
        text = text != NULL
                   ? sim_arena_printf(arena, "%s; %s", text, label)
                   : sim_arena_printf(arena, "0%s: %s",
                                      results->n_options > 1 ? " in every option" : "", label);
    }
    return text;
}

bool results_any_allowed(const struct results *results)
{
    for (uint32_t a = 0; a < results->n_options; a++)
        if (results->options[a].allowed)
            return true;
    return false;
}

bool results_all_paired(const struct results *results)
{
    for (uint32_t i = 0; i < results->n_differences; i++) {
        const char *unlike = results->options[results->differences[i].option].unlike;

        if (unlike != NULL && *unlike != '\0')
            return false;
    }
    return true;
}

const struct results_metric *results_metric_find(const struct results *results, const char *key)
{
    metric_of_key(key);
    for (uint32_t i = 0; i < results->n_metrics; i++)
        if (strcmp(results->metrics[i].key, key) == 0)
            return &results->metrics[i];
    return NULL;
}

void results_answer(struct results *results, const char *asks, const char *label,
                    const char *format, ...)
{
    uint32_t n = results->n_answers;
    struct results_answer *answers;
    va_list arguments;

    SIM_ASSERT(results->answering != NULL, "an answer to no question");
    /* A handful: room for each by itself. */
    answers = sim_arena_alloc(&results->arena, (n + 1) * sizeof *answers);
    if (n > 0)
        memcpy(answers, results->answers, n * sizeof *answers);
    va_start(arguments, format);
    answers[n] =
        (struct results_answer){.question = results->answering,
                                .asks = sim_arena_strdup(&results->arena, asks),
                                .label = sim_arena_strdup(&results->arena, label),
                                .text = sim_arena_vprintf(&results->arena, format, arguments)};
    va_end(arguments);
    results->answers = answers;
    results->n_answers = n + 1;
}

const char *results_document(struct results *results, const char *name, const char *title,
                             const char *text)
{
    uint32_t n = results->n_documents;
    struct results_document *documents;

    SIM_ASSERT(results->answering != NULL, "a document for no question");
    documents = sim_arena_alloc(&results->arena, (n + 1) * sizeof *documents);
    if (n > 0)
        memcpy(documents, results->documents, n * sizeof *documents);
    documents[n] = (struct results_document){.question = results->answering,
                                             .name = sim_arena_strdup(&results->arena, name),
                                             .title = sim_arena_strdup(&results->arena, title),
                                             .text = sim_arena_strdup(&results->arena, text)};
    results->documents = documents;
    results->n_documents = n + 1;
    return documents[n].text;
}

static bool ends_open(const char *text)
{
    size_t length = strlen(text);

    return length > 0 && text[length - 1] == ':';
}

const char *results_verdict(const struct results *results, struct sim_arena *arena)
{
    bool open = ends_open(results->headline_word) || results->best < results->n_options;
    const char *text = sim_arena_printf(arena, "%s%s%s", results->headline_word,
                                        *results->headline == '\0' ? ""
                                        : open                     ? " "
                                                                   : ": ",
                                        results->headline);
    const char *between = " ";

    for (uint32_t o = 0; ends_open(results->headline) && o < results->n_options; o++)
        if (results->options[o].left) {
            text = sim_arena_printf(arena, "%s%s%s", text, between, results->options[o].name);
            between = ", ";
        }
    return text;
}

void results_change(struct results *results, const char *list, const char *input, const char *text)
{
    uint32_t n = results->n_changes;
    struct results_change *changes =
        sim_arena_alloc(&results->arena, ((size_t)n + 1) * sizeof *changes);

    if (n > 0)
        memcpy(changes, results->changes, n * sizeof *changes);
    changes[n] = (struct results_change){list, input, text};
    results->changes = changes;
    results->n_changes = n + 1;
}

/* Lower is earlier. */
static int place_of(const struct results *results, uint32_t option)
{
    uint32_t first = results->best < results->n_options ? results->best : results->decided;

    return option == first                 ? 0
           : option == results->runner_up  ? 1
           : results->options[option].left ? 2
                                           : 3;
}

void results_order(const struct results *results, uint32_t *order)
{
    uint32_t n = 0;

    for (int place = 0; place <= 3; place++)
        for (uint32_t o = 0; o < results->n_options; o++)
            if (place_of(results, o) == place)
                order[n++] = o;
}

void results_ask(struct results *results, const char *text, const char *reason)
{
    uint32_t n = results->n_asks;
    struct results_ask *asks = sim_arena_alloc(&results->arena, (n + 1) * sizeof *asks);

    if (n > 0)
        memcpy(asks, results->asks, n * sizeof *asks);
    asks[n] = (struct results_ask){text, reason};
    results->asks = asks;
    results->n_asks = n + 1;
}

/* A figure that never comes is the largest. */
static bool is_larger(const struct results_risk *a, const struct results_risk *b)
{
    return isnan(a->shortfall) ? !isnan(b->shortfall) : a->shortfall > b->shortfall;
}

void results_risk(struct results *results, const struct results_risk *risk)
{
    struct results_risk own = *risk;
    uint32_t n = results->n_risks;
    struct results_risk *risks;

    if (isinf(own.shortfall))
        own.shortfall = NAN;
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(results->risks[i].kind, own.kind) == 0) {
            if (is_larger(&own, &results->risks[i]))
                results->risks[i] = own;
            return;
        }
    risks = sim_arena_alloc(&results->arena, (n + 1) * sizeof *risks);
    if (n > 0)
        memcpy(risks, results->risks, n * sizeof *risks);
    risks[n] = own;
    results->risks = risks;
    results->n_risks = n + 1;
}

void results_risks_sort(struct results *results)
{
    for (uint32_t i = 1; i < results->n_risks; i++)
        for (uint32_t k = i; k > 0 && is_larger(&results->risks[k], &results->risks[k - 1]); k--) {
            struct results_risk moved = results->risks[k];

            results->risks[k] = results->risks[k - 1];
            results->risks[k - 1] = moved;
        }
}
