#include "analysis/study/size_say.h"

#include "analysis/study/size_form.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ASKS "which quota must I ask for?"

static const char *const rule_words[] = {[CRI_REFILL_BUCKET] = "token bucket",
                                         [CRI_REFILL_FIXED] = "fixed window",
                                         [CRI_REFILL_SLIDING] = "sliding window"};

static const char *amount_text(struct sim_arena *arena, double amount)
{
    char number[32];

    sim_format_grouped((int64_t)llround(amount), number, sizeof number);
    return sim_arena_strdup(arena, number);
}

static const char *situation_word(const struct sizes *sizes, const struct size_limit *limit,
                                  uint32_t situation, struct sim_arena *arena)
{
    const char *lost = sizes->options[limit->option].situations[situation].lost;

    return lost != NULL ? sim_arena_printf(arena, "%s lost", lost) : "as stated";
}

/* ---- tables ---- */

/* Named alike in all of them: where a row belongs. */
static void set_heads(const struct sizes *sizes, const struct size_limit *limit,
                      struct sim_arena *arena, struct metric_value *cells)
{
    cells[0].text = sizes->options[limit->option].name;
    cells[1].text = size_quota_word(sizes, limit, true, arena);
    cells[2].text = size_limit_word(limit);
}

#define HEADS                                                                                      \
    RESULTS_WORDS("option", "option"), RESULTS_WORDS("quota", "quota of"),                         \
    {                                                                                              \
        "limit", "limit", "", RESULTS_TEXT, 0, METRIC_NEITHER                                      \
    }

/* The rule under which most is needed, and the situation. @return what is needed */
static int64_t worst_of(const struct sizes *sizes, const struct size_limit *limit, int *rule,
                        uint32_t *situation)
{
    int64_t most = 0;

    *rule = 0;
    *situation = 0;
    for (int k = 0; k < CRI_N_REFILLS; k++) {
        uint32_t in;
        int64_t needed = size_needed(sizes, limit, k, LEAST_HOLDS, &in);

        if (needed < 0 || needed > most) {
            *rule = k;
            *situation = in;
            most = needed;
        }
        if (needed < 0)
            return -1;
    }
    return most;
}

static void add_amounts(const struct sizes *sizes, struct results *results)
{
    static const struct results_column columns[] = {
        HEADS,
        {"ask", "ask for", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"in_force", "in force", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"busiest", "busiest min", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"naive", "avg x peak", "", RESULTS_NUMBER, 0, METRIC_NEITHER}};
    struct results_table *table = results_table_add(results, "size-amounts", "Quotas to ask for",
                                                    columns, sizeof columns / sizeof columns[0]);

    table->n_first = 12;
    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[i];
        struct metric_value *cells;

        if (limit->too_short)
            continue;
        cells = results_table_row(results, table);
        set_heads(sizes, limit, &results->arena, cells);
        if (limit->amount <= 0)
            cells[3].text = limit->amount < 0 ? "none found" : "no calls";
        else
            cells[3].value = (double)limit->amount;
        cells[4].value = (double)limit->stated;
        cells[5].value = limit->busiest;
        cells[6].value = limit->naive;
        if (isnan(limit->naive))
            cells[6].text = "-";
        if (isnan(limit->busiest))
            cells[5].text = "-";
    }
    results_table_note(
        results, table,
        "busiest min: asked for by first attempts, output x burndown; avg x peak: mean tokens of a "
        "request x requests of the busiest minute. The request itself: --form, --commands, "
        "--terraform.");
    results_table_show(results, table);
}

static void add_margins(const struct sizes *sizes, struct results *results)
{
    static const struct results_column columns[] = {
        HEADS,
        RESULTS_WORDS("worst", "worst in"),
        {"bucket", "token bucket", "%", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"fixed", "fixed window", "%", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"sliding", "sliding window", "%", RESULTS_NUMBER, 0, METRIC_NEITHER}};
    struct results_table *table =
        results_table_add(results, "size-margins", "Margin of the amount under each refill rule",
                          columns, sizeof columns / sizeof columns[0]);

    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[i];
        struct metric_value *cells;
        uint32_t in;
        int worst;

        if (limit->amount <= 0 || limit->too_short)
            continue;
        worst_of(sizes, limit, &worst, &in);
        cells = results_table_row(results, table);
        set_heads(sizes, limit, &results->arena, cells);
        cells[3].text = situation_word(sizes, limit, in, &results->arena);
        for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
            int64_t needed = size_needed(sizes, limit, rule, LEAST_HOLDS, &in);

            if (needed > 0)
                cells[4 + rule].value = 100 * ((double)limit->amount / (double)needed - 1);
            else
                cells[4 + rule].text = "no calls";
        }
    }
    results_table_note(results, table,
                       "how much more the amount is than what the rule needs by itself; how quotas "
                       "come back is not documented");
    results_table_show(results, table);
}

/* What each search found, and between which amounts. */
static void add_needs(const struct sizes *sizes, struct results *results)
{
    static const struct results_column columns[] = {
        HEADS,
        RESULTS_WORDS("situation", "situation"),
        RESULTS_WORDS("rule", "refill rule"),
        {"needed", "needed", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"from", "not less than", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"fails", "fails at", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"step", "step", "", RESULTS_NUMBER, 0, METRIC_NEITHER}};
    struct results_table *table =
        results_table_add(results, "size-needs", "What each limit needs by itself", columns,
                          sizeof columns / sizeof columns[0]);

    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[i];

        for (uint32_t s = 0; s < sizes->options[limit->option].n_situations; s++)
            for (int rule = 0; rule < CRI_N_REFILLS && !limit->too_short; rule++) {
                const struct size_need *need = size_need_of(limit, s, rule);
                struct metric_value *cells = results_table_row(results, table);
                int64_t least;

                set_heads(sizes, limit, &results->arena, cells);
                cells[3].text = situation_word(sizes, limit, s, &results->arena);
                cells[4].text = cri_refill_name((enum cri_refill)rule);
                if (need->none || need->as_told) {
                    cells[5].text = need->none ? "no calls" : "as stated";
                    continue;
                }
                least = least_amount(&need->search, LEAST_HOLDS);
                if (least < 0)
                    cells[5].text = "none found";
                else
                    cells[5].value = (double)least;
                cells[6].value = (double)least_amount(&need->search, LEAST_OPEN);
                cells[7].value = (double)least_below(&need->search, LEAST_HOLDS);
                cells[8].value = (double)need->search.settings.step;
            }
    }
    results_table_note(results, table,
                       "needed: from there on every larger amount that was searched holds, by the "
                       "upper end of the interval of the share over %u replication%s; not less "
                       "than: below it the lower end is too large, too",
                       sizes->n_search, sizes->n_search == 1 ? " (none of one)" : "s");
    results_table_show(results, table);
}

/* Of all quotas of an option, the one of whose calls most are refused. */
static double largest_share(const struct sizes *sizes, uint32_t o, uint32_t point)
{
    const struct size_option *option = &sizes->options[o];
    double most = 0;

    for (uint32_t i = 0; i < option->n_limits; i++) {
        struct stats_estimate share =
            size_share(sizes, &sizes->limits[option->first_limit + i], point, true);

        most = fmax(most, share.mean);
    }
    return most;
}

static double share_of_requests(const struct sizes *sizes, uint32_t point, int what)
{
    double sum = 0, offered = 0;

    for (uint32_t r = 0; r < sizes->n_replications; r++) {
        sum += size_requests(sizes, point, r, what);
        offered += size_requests(sizes, point, r, SIZE_OFFERED);
    }
    return offered > 0 ? sum / offered : 0;
}

static void add_checks(const struct sizes *sizes, struct results *results)
{
    static const struct results_column columns[] = {
        RESULTS_WORDS("option", "option"),
        RESULTS_WORDS("situation", "situation"),
        RESULTS_WORDS("rule", "refill rule"),
        {"refused", "calls with 429", "%", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"throttled", "requests throttled", "%", RESULTS_NUMBER, 3, METRIC_NEITHER},
        {"completed", "completed", "%", RESULTS_NUMBER, 2, METRIC_NEITHER}};
    struct results_table *table =
        results_table_add(results, "size-checks", "All amounts together, run in all replications",
                          columns, sizeof columns / sizeof columns[0]);

    for (uint32_t o = 0; o < sizes->n_options; o++) {
        const struct size_option *option = &sizes->options[o];

        for (uint32_t s = 0; s < option->n_situations; s++)
            for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
                struct metric_value *cells = results_table_row(results, table);
                uint32_t point = option->checks[s * CRI_N_REFILLS + (uint32_t)rule];
                const char *lost = option->situations[s].lost;

                cells[0].text = option->name;
                cells[1].text =
                    lost != NULL ? sim_arena_printf(&results->arena, "%s lost", lost) : "as stated";
                cells[2].text = cri_refill_name((enum cri_refill)rule);
                cells[3].value = 100 * largest_share(sizes, o, point);
                cells[4].value = 100 * share_of_requests(sizes, point, SIZE_THROTTLED);
                cells[5].value = 100 * share_of_requests(sizes, point, SIZE_COMPLETED);
            }
    }
    results_table_note(results, table,
                       "calls with 429: of the quota of whose calls most are refused");
    results_table_show(results, table);
}

/* The curve of one limit: that of tokens a minute for which most is asked beyond what is in force.
 */
static const struct size_limit *drawn_limit(const struct sizes *sizes,
                                            const struct results *results)
{
    const struct size_limit *drawn = NULL;

    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[i];

        if (limit->amount <= 0 || limit->too_short)
            continue;
        if (results->best < results->n_options &&
            strcmp(results->options[results->best].name, sizes->options[limit->option].name) != 0)
            continue;
        if (drawn == NULL || (double)limit->amount * (double)drawn->stated >
                                 (double)drawn->amount * (double)limit->stated)
            drawn = limit;
    }
    return drawn;
}

static void add_curve(const struct sizes *sizes, struct results *results)
{
    struct results_column columns[] = {
        RESULTS_WORDS("rule", "refill rule"),
        {"amount", "quota", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
        {"refused", "calls with 429", "%", RESULTS_NUMBER, 3, METRIC_NEITHER}};
    const struct size_limit *limit = drawn_limit(sizes, results);
    const char *what;
    struct results_table *table;
    uint32_t in;
    int worst;

    if (limit == NULL)
        return;
    columns[1].unit = size_limit_word(limit);
    worst_of(sizes, limit, &worst, &in);
    what = sim_arena_printf(&results->arena, "%s of %s (%s, %s)", size_limit_word(limit),
                            size_quota_word(sizes, limit, false, &results->arena),
                            sizes->options[limit->option].name,
                            situation_word(sizes, limit, in, &results->arena));
    table = results_table_add(results, "size-curve",
                              sim_arena_printf(&results->arena, "Calls answered 429 by %s", what),
                              columns, sizeof columns / sizeof columns[0]);
    for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
        const struct size_need *need = size_need_of(limit, in, rule);

        for (size_t i = 0; i < need->search.n; i++) {
            struct metric_value *cells = results_table_row(results, table);

            cells[0].text = rule_words[rule];
            cells[1].value = (double)need->search.points[i].amount;
            cells[2].value = 100 * need->search.points[i].measured;
        }
    }
    results_table_plot(
        results, table, RESULTS_LOG, "amount", "refused", "rule",
        sim_arena_printf(&results->arena, "share of calls answered 429 by %s", what),
        sim_arena_printf(&results->arena,
                         "%s %s are needed for at most %.4g %% of the calls with 429",
                         amount_text(&results->arena, (double)limit->amount),
                         size_limit_word(limit), 100 * sizes->target));
    results_table_show(results, table);
}

/* ---- sentences ---- */

static void say_target(const struct sizes *sizes, struct results *results)
{
    results_answer(results, ASKS, "target",
                   "at most %.4g %% of the calls that come to a quota answered 429, whichever of "
                   "the three refill rules holds%s",
                   100 * sizes->target,
                   sizes->n_replications > 1
                       ? ", by the upper end of the 95 % interval over replications"
                       : "; one replication, so no interval");
}

/* "eu-west-2 geographic: 3,450,000 TPM (3,000,000 in force)" */
static void add_limit_words(struct sim_text *text, const struct sizes *sizes,
                            const struct size_limit *limit, bool quota, struct sim_arena *arena)
{
    if (text->length > 0)
        sim_text_add(text, quota ? "; " : ", ");
    if (quota)
        sim_text_addf(text, "%s: ", size_quota_word(sizes, limit, false, arena));
    sim_text_addf(text, "%s %s (%s in force%s)", amount_text(arena, (double)limit->amount),
                  size_limit_word(limit), amount_text(arena, (double)limit->stated),
                  limit->stated >= limit->amount ? ": enough" : "");
}

static void say_amounts(const struct sizes *sizes, uint32_t o, struct results *results)
{
    const struct size_option *option = &sizes->options[o];
    struct sim_text text = {0};
    bool more = false, raised = false;
    uint32_t last = UINT32_MAX;

    for (uint32_t i = 0; i < option->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[option->first_limit + i];

        if (limit->amount <= 0 || limit->too_short)
            continue;
        add_limit_words(&text, sizes, limit, limit->quota != last, &results->arena);
        last = limit->quota;
        more = more || limit->stated < limit->amount;
        raised = raised || limit->raised > 0;
    }
    if (text.length == 0)
        sim_text_add(&text, "no limit is in force that its calls come to");
    results_answer(results, ASKS, option->name, "%s%s%s", text.data,
                   last != UINT32_MAX && !more ? ": nothing to ask for" : "",
                   raised ? "; raised beyond what each limit needs by itself, for together they "
                            "refuse more"
                          : "");
    sim_text_release(&text);
}

/* "RPM 20 / 3 / 0 %, TPM 17 / 1 / 0 %" */
static void say_margins(const struct sizes *sizes, uint32_t o, struct results *results)
{
    const struct size_option *option = &sizes->options[o];
    struct sim_text text = {0};

    for (uint32_t i = 0; i < option->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[option->first_limit + i];
        uint32_t in;

        if (limit->amount <= 0 || limit->too_short)
            continue;
        sim_text_addf(&text, "%s%s %s", text.length > 0 ? "; " : "",
                      size_quota_word(sizes, limit, true, &results->arena), size_limit_word(limit));
        for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
            int64_t needed = size_needed(sizes, limit, rule, LEAST_HOLDS, &in);

            if (needed > 0)
                sim_text_addf(&text, "%s %.0f", rule > 0 ? " /" : "",
                              100 * ((double)limit->amount / (double)needed - 1));
        }
        sim_text_add(&text, " %");
    }
    if (text.length > 0)
        results_answer(results, ASKS, "  margin",
                       "over what each rule needs (token bucket / fixed window / sliding window): "
                       "%s",
                       text.data);
    sim_text_release(&text);
}

/* The worst of the runs with all amounts in force. */
static void say_check(const struct sizes *sizes, uint32_t o, struct results *results)
{
    const struct size_option *option = &sizes->options[o];
    uint32_t worst = 0;
    double most = -1;
    const char *lost;

    for (uint32_t k = 0; k < option->n_situations * CRI_N_REFILLS; k++) {
        double share = largest_share(sizes, o, option->checks[k]);

        if (share > most) {
            most = share;
            worst = k;
        }
    }
    lost = option->situations[worst / CRI_N_REFILLS].lost;
    if (most == 0) {
        results_answer(results, ASKS, "  checked",
                       "run with all of them: no call is answered 429 under any rule");
        return;
    }
    results_answer(
        results, ASKS, "  checked",
        "run with all of them: at most %.3g %% of the calls answered 429 (%s%s%s), %.3g %% of the "
        "requests end throttled%s",
        100 * most, rule_words[worst % CRI_N_REFILLS], lost != NULL ? ", without " : "",
        lost != NULL ? lost : "",
        100 * share_of_requests(sizes, option->checks[worst], SIZE_THROTTLED),
        option->holds ? "" : ": MORE THAN ASKED, and more quota was not tried");
}

/* What a limit needs in a situation under the worst rule; 0 = nothing. */
static int64_t needed_in(const struct size_limit *limit, uint32_t situation)
{
    int64_t most = 0;

    for (int rule = 0; rule < CRI_N_REFILLS && !limit->too_short; rule++) {
        int64_t one = least_amount(&size_need_of(limit, situation, rule)->search, LEAST_HOLDS);

        most = one > most ? one : most;
    }
    return most;
}

/* What quotas need more than as stated while a source Region is lost. */
static void say_lost(const struct sizes *sizes, uint32_t o, struct results *results)
{
    const struct size_option *option = &sizes->options[o];

    for (uint32_t s = 1; s < option->n_situations; s++) {
        struct sim_text text = {0};
        uint32_t last = UINT32_MAX;

        for (uint32_t i = 0; i < option->n_limits; i++) {
            const struct size_limit *limit = &sizes->limits[option->first_limit + i];
            int64_t lost = needed_in(limit, s), stated = needed_in(limit, 0);

            if (lost <= stated)
                continue;
            if (limit->quota != last)
                sim_text_addf(&text, "%s%s needs ", text.length > 0 ? "; " : "",
                              size_quota_word(sizes, limit, true, &results->arena));
            else
                sim_text_add(&text, ", ");
            last = limit->quota;
            sim_text_addf(&text, "%s %s (as stated %s)", amount_text(&results->arena, (double)lost),
                          size_limit_word(limit),
                          stated > 0 ? amount_text(&results->arena, (double)stated) : "none");
        }
        results_answer(results, ASKS, "  N+1", "with %s lost for the whole run: %s",
                       option->situations[s].lost,
                       text.length > 0 ? text.data : "no quota needs more");
        sim_text_release(&text);
    }
}

static void say_fallback(const struct sizes *sizes, struct results *results)
{
    struct sim_text none = {0};

    for (uint32_t o = 0; o < sizes->n_options; o++)
        if (sizes->options[o].n_situations == 1)
            sim_text_addf(&none, "%s%s", none.length > 0 ? ", " : "", sizes->options[o].name);
    if (none.length > 0)
        results_answer(results, ASKS, "N+1",
                       "%s: no class falls back to another source Region, so a lost one is no "
                       "question of quota: its calls fail; --fallback REGION sizes one",
                       none.data);
    sim_text_release(&none);
}

static void say_step(const struct sizes *sizes, struct results *results)
{
    bool own = sizes->step_tokens > 0 && sizes->step_requests > 0;
    bool short_day = false;

    for (uint32_t i = 0; i < sizes->n_limits; i++)
        short_day = short_day || sizes->limits[i].too_short;
    results_answer(results, ASKS, "rounded", "%s; no step of the provider's form is known%s",
                   own ? "up to the steps of the flags"
                       : "up to 1, 2 or 5 times a power of ten, at most 2 % of the busiest minute",
                   short_day ? ". Tokens a day: the traffic covers no whole day, so they are not "
                               "sized"
                             : "");
}

void size_say(const struct sizes *sizes, struct study *study, enum size_print print)
{
    struct results *results = study->results;
    const char *fields, *commands, *terraform;

    say_target(sizes, results);
    for (uint32_t o = 0; o < sizes->n_options; o++) {
        say_amounts(sizes, o, results);
        if (sizes->options[o].n_limits == 0)
            continue;
        say_lost(sizes, o, results);
        say_margins(sizes, o, results);
        say_check(sizes, o, results);
    }
    say_fallback(sizes, results);
    say_step(sizes, results);
    add_amounts(sizes, results);
    add_margins(sizes, results);
    add_needs(sizes, results);
    add_checks(sizes, results);
    add_curve(sizes, results);
    fields = results_document(results, "quota-requests.txt", "Fields of the provider's request",
                              size_fields(sizes, study, &results->arena));
    commands = results_document(results, "quota-requests.sh", "Commands of the AWS CLI",
                                size_commands(sizes, study, &results->arena));
    terraform = results_document(results, "quota-requests.tf", "Terraform",
                                 size_terraform(sizes, study, &results->arena));
    results->printed = print == SIZE_PRINT_FORM        ? fields
                       : print == SIZE_PRINT_COMMANDS  ? commands
                       : print == SIZE_PRINT_TERRAFORM ? terraform
                                                       : NULL;
}
