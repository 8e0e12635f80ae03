#include "analysis/study/maxtokens_say.h"
#include "models/series.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ASKS "what does max_tokens cost me?"

static const char *const rule_words[] = {[CRI_REFILL_BUCKET] = "token bucket",
                                         [CRI_REFILL_FIXED] = "fixed window",
                                         [CRI_REFILL_SLIDING] = "sliding window"};

static const char *grouped(struct sim_arena *arena, double amount)
{
    char number[32];

    sim_format_grouped((int64_t)llround(amount), number, sizeof number);
    return sim_arena_strdup(arena, number);
}

static double percent(double part, double whole)
{
    return whole > 0 ? 100 * part / whole : 0;
}

static const char *label_of(const struct maxtokens *state, const struct maxtokens_item *item,
                            struct sim_arena *arena)
{
    for (uint32_t i = 0; i < state->n_items; i++)
        if (strcmp(state->items[i].name, item->name) != 0)
            return sim_arena_printf(arena, "%s, %s", item->option_name, item->name);
    return item->option_name;
}

/* ---- as stated ---- */

/* The minute of replication 0 in which most of a quota is reserved. */
struct peak {
    double reserved, settled, limit; /* tokens a minute */
    double used;                     /* highest share in use */
};

static bool find_peak(const struct results_option *option, const struct cri_spec *spec,
                      const struct cri_class_spec *class, struct peak *peak)
{
    const struct cri_series *series = &option->series;
    double minutes = (double)series->width / (double)SIM_MINUTE;
    uint32_t q = class->targets[0].quota;

    *peak = (struct peak){0};
    if (q >= series->n_quotas || spec->quotas[q].tokens_per_min <= 0)
        return false;
    peak->limit = (double)spec->quotas[q].tokens_per_min;
    for (uint32_t i = 0; i < series->n; i++) {
        const struct cri_quota_bin *bin;

        cri_series_pass(series, i);
        bin = &series->quotas[(size_t)i * series->n_quotas + q];
        if ((double)bin->reserved_tokens / minutes <= peak->reserved)
            continue;
        peak->reserved = (double)bin->reserved_tokens / minutes;
        peak->settled = (double)bin->settled_tokens / minutes;
        peak->used = bin->used[CRI_LIMIT_TPM];
    }
    return peak->reserved > 0;
}

/* Over all replications, of a class of an option as stated. */
static struct cri_quota_counts class_counts(const struct study *study,
                                            const struct maxtokens_item *item)
{
    struct cri_quota_counts sum = {0};

    for (uint32_t q = 0; q < item->spec->n_quotas; q++) {
        struct cri_quota_counts one =
            cri_outcome_class_quota(&study->merged[item->option], item->spec, item->class, q);

        cri_quota_counts_add(&sum, &one);
    }
    return sum;
}

static void add_classes(const struct maxtokens *state, struct study *study)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("option", "option"),
        RESULTS_WORDS("class", "class"),
        {"max_tokens", "max_tokens", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"longest", "longest answer", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"reserved", "reserved a call", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"returned", "given back", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"settled", "used a call", "tokens", RESULTS_NUMBER, 0, METRIC_NEITHER}};
    struct results *results = study->results;
    struct results_table *table =
        results_table_add(results, "maxtokens-classes", "Reserved and given back, as stated",
                          columns, sizeof columns / sizeof columns[0]);

    for (uint32_t i = 0; i < state->n_items; i++) {
        const struct maxtokens_item *item = &state->items[i];
        struct cri_quota_counts counts = class_counts(study, item);
        struct metric_value *cells = results_table_row(results, table);

        cells[0].text = item->option_name;
        cells[1].text = item->name;
        cells[2].value = (double)item->stated;
        if (item->n == 0)
            cells[2].text = cells[3].text = "by the trace";
        else
            cells[3].value = (double)maxtokens_quantile(item, 1);
        if (counts.admitted == 0)
            continue;
        cells[4].value = (double)counts.reserved_tokens / (double)counts.admitted;
        cells[5].value = percent((double)counts.returned_tokens, (double)counts.reserved_tokens);
        if (counts.settled_calls > 0)
            cells[6].value = (double)counts.settled_tokens / (double)counts.settled_calls;
    }
    results_table_note(results, table,
                       "a call reserves its input and max_tokens; at its end all but input and "
                       "output x burndown comes back");
    results_table_show(results, table);
}

/* ---- over values ---- */

static void add_values(const struct maxtokens *state, struct study *study)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("option", "option"),
        RESULTS_WORDS("class", "class"),
        {"max_tokens", "max_tokens", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"cut", "cut", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"returned", "given back", "%", RESULTS_NUMBER, 1, METRIC_NEITHER},
        {"refused", "429", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"in_use", "in use at most", "%", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"bucket", "429 bucket", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"fixed", "429 fixed", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
        {"sliding", "429 sliding", "%", RESULTS_NUMBER, 2, METRIC_NEITHER}};
    struct results *results = study->results;
    struct results_table *table =
        results_table_add(results, "maxtokens-values", "At other values of max_tokens", columns,
                          sizeof columns / sizeof columns[0]);
    const char *finding = "what max_tokens does to the share of calls that are refused";

    for (uint32_t i = 0; i < state->n_items; i++) {
        const struct maxtokens_item *item = &state->items[i];

        for (uint32_t v = 0; v < item->n_values; v++) {
            const struct maxtokens_value *value = &item->values[v];
            int stated = (int)item->spec->quota_rules.per_minute;
            struct metric_value *cells = results_table_row(results, table);
            uint32_t point = value->points[stated];
            double least = 1, worst = 0;

            cells[0].text = item->option_name;
            cells[1].text = item->name;
            cells[2].value = (double)value->tokens;
            cells[3].value = 100 * maxtokens_cut(item, value->tokens);
            cells[4].value =
                percent(maxtokens_of_class(state, point, item->class, MAXTOKENS_RETURNED),
                        maxtokens_of_class(state, point, item->class, MAXTOKENS_RESERVED));
            least = maxtokens_sum(state, point, MAXTOKENS_LEAST) / state->n_replications;
            for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
                cells[7 + rule].value =
                    percent(maxtokens_sum(state, value->points[rule], MAXTOKENS_REFUSED),
                            maxtokens_sum(state, value->points[rule], MAXTOKENS_CALLS));
                worst = fmax(worst, cells[7 + rule].value);
            }
            cells[5].value = worst;
            cells[6].value = 100 * (1 - least);
        }
    }
    results_table_note(results, table,
                       "cut: answers that would end at max_tokens, by the traffic's outputs; 429: "
                       "calls refused by limits of tokens under the worst refill rule, %u "
                       "replication%s; in use: of the tokens a minute, reservations included",
                       state->n_replications, state->n_replications == 1 ? "" : "s");
    results_table_plot(results, table, RESULTS_LOG, "max_tokens", "refused", "option", finding,
                       "A larger max_tokens reserves more, and calls are refused for it");
    results_table_show(results, table);
}

/* ---- sentences ---- */

static void say_reserved(const struct maxtokens *state, const struct maxtokens_item *item,
                         struct study *study)
{
    struct results *results = study->results;
    struct cri_quota_counts counts = class_counts(study, item);
    struct peak peak;
    const char *in_peak = "";

    if (find_peak(&results->options[item->option], item->spec, &item->spec->classes[item->class],
                  &peak))
        in_peak = sim_arena_printf(
            &results->arena,
            ". In the fullest minute calls reserve %s tokens, %.0f %% of the %s TPM, and settle "
            "%s; at most %.0f %% are in use at once by the rule stated",
            grouped(&results->arena, peak.reserved), percent(peak.reserved, peak.limit),
            grouped(&results->arena, peak.limit), grouped(&results->arena, peak.settled),
            100 * peak.used);
    if (counts.admitted == 0 || counts.reserved_tokens == 0)
        results_answer(results, ASKS, label_of(state, item, &results->arena),
                       "no call of it reserves anything");
    else
        results_answer(
            results, ASKS, label_of(state, item, &results->arena),
            "max_tokens %s: of %s tokens that a call reserves %.1f %% come back%s",
            item->n > 0 ? grouped(&results->arena, (double)item->stated) : "by the trace",
            grouped(&results->arena, (double)counts.reserved_tokens / (double)counts.admitted),
            percent((double)counts.returned_tokens, (double)counts.reserved_tokens), in_peak);
}

/* "1,630 (token bucket 2,300, fixed window 1,650, sliding window 1,630)" */
static void say_largest(const struct maxtokens *state, const struct maxtokens_item *item,
                        struct results *results)
{
    struct sim_arena *arena = &results->arena;
    uint32_t least = item->n_values, at[CRI_N_REFILLS];
    bool none = false;
    const char *each;
    int64_t tokens;

    for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
        at[rule] = maxtokens_largest(state, item, rule);
        none = none || at[rule] == item->n_values;
        least = at[rule] < least ? at[rule] : least;
    }
    if (none) {
        const struct maxtokens_value *lowest = &item->values[0];
        double most = 0;

        for (int rule = 0; rule < CRI_N_REFILLS; rule++)
            most = fmax(most, percent(maxtokens_sum(state, lowest->points[rule], MAXTOKENS_REFUSED),
                                      maxtokens_sum(state, lowest->points[rule], MAXTOKENS_CALLS)));
        results_answer(results, ASKS, "  largest",
                       "none lets every call start under every refill rule: with max_tokens %s, "
                       "which cuts %.1f %% of the answers, still %.2g %% of the calls are refused "
                       "by tokens; what calls use is too much, not what they reserve",
                       grouped(arena, (double)lowest->tokens),
                       100 * maxtokens_cut(item, lowest->tokens), most);
        return;
    }
    tokens = item->values[least].tokens;
    each = sim_arena_printf(arena, "%s %s, %s %s, %s %s", rule_words[0],
                            grouped(arena, (double)item->values[at[0]].tokens), rule_words[1],
                            grouped(arena, (double)item->values[at[1]].tokens), rule_words[2],
                            grouped(arena, (double)item->values[at[2]].tokens));
    results_answer(
        results, ASKS, "  largest",
        "max_tokens up to %s%s let every call start, the peak too, under every refill rule (%s); "
        "the %s stated %s; the longest answer has %s, so %s",
        grouped(arena, (double)tokens),
        least + 1 == item->n_values ? ", all that the model takes or was tried," : "", each,
        grouped(arena, (double)item->stated), item->stated <= tokens ? "do" : "do NOT",
        grouped(arena, (double)maxtokens_quantile(item, 1)),
        maxtokens_cut(item, tokens) > 0
            ? sim_arena_printf(arena, "%.2f %% of the answers would be cut there",
                               100 * maxtokens_cut(item, tokens))
            : "none would be cut there");
}

void maxtokens_say(const struct maxtokens *state, struct study *study)
{
    struct results *results = study->results;

    for (uint32_t i = 0; i < state->n_items; i++) {
        const struct maxtokens_item *item = &state->items[i];

        say_reserved(state, item, study);
        if (item->n == 0)
            results_answer(results, ASKS, "  largest",
                           "every request of its traffic brings a max_tokens of its own: that of "
                           "the class is without effect");
        else if (!item->limited)
            results_answer(results, ASKS, "  largest",
                           "no limit of tokens per minute is in force: what is reserved refuses "
                           "nothing");
        else
            say_largest(state, item, results);
    }
    if (state->n_items == 0)
        results_answer(results, ASKS, "", "no option runs a class that calls on demand");
    add_classes(state, study);
    add_values(state, study);
}
