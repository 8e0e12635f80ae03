#include "analysis/study/drill_tables.h"

#include "analysis/study/drill_judge.h"
#include "analysis/study/drill_plan.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *key, *words, *briefly;
} kinds[] = {
#define X(name, key, outage, words, briefly) [DRILL_##name] = {key, words, briefly},
    DRILL_KIND_LIST(X)
#undef X
};

const char *drill_words(struct drill *drill, const struct drill_item *item)
{
    return sim_arena_printf(&drill->arena, "%s of %s, %s", kinds[item->kind].words, item->where,
                            drill->windows[item->window].words);
}

const char *drill_end_word(enum drill_end end)
{
    return end == DRILL_STAYS_DOWN ? "stays down" : "not seen";
}

const char *drill_share(struct sim_arena *arena, double share)
{
    const char *text;

    if (isnan(share))
        return "no data";
    text = metric_number(arena, 100 * share, 1, false);
    /* What is not all, or not nothing, never looks like it. */
    if (strcmp(text, "100.0") == 0)
        text = share < 1 ? ">99.9" : "100";
    else if (strcmp(text, "0.0") == 0)
        text = share > 0 ? "<0.1" : "0";
    return sim_arena_printf(arena, "%s %%", text);
}

static struct metric_value share_value(const struct drill_judged *judged)
{
    struct metric_value value = metric_no_value();

    value.value = 100 * judged->success;
    value.low = 100 * judged->low;
    value.high = 100 * judged->high;
    value.n = judged->offered;
    return value;
}

/* ---- the worst of each kind ---- */

/* "0.0% no 10min 2.2x" */
static const char *in_short(const struct drill_judged *judged, struct sim_arena *arena)
{
    const char *back = judged->end != DRILL_BACK
                           ? drill_end_word(judged->end)
                           : sim_arena_printf(arena, "%.0fmin", judged->recovery_min);

    if (!judged->there)
        return "not run";
    return sim_arena_printf(arena, "%s%s %s %s", drill_share(arena, judged->success),
                            !judged->asked  ? ""
                            : judged->holds ? " yes"
                                            : " no",
                            back,
                            isnan(judged->amplification)
                                ? "-"
                                : sim_arena_printf(arena, "%.1fx", judged->amplification));
}

static void add_worst(struct drill *drill, struct results *results)
{
    uint32_t n = 2 + drill->n_options;
    struct results_column *columns = sim_arena_alloc(&results->arena, n * sizeof *columns);
    struct results_table *table;
    bool asked = false;

    columns[0] = (struct results_column)RESULTS_WORDS("kind", "out");
    columns[1] = (struct results_column)RESULTS_WORDS("where", "where");
    for (uint32_t o = 0; o < drill->n_options; o++)
        columns[2 + o] = (struct results_column){drill_option(drill, o)->name,
                                                 drill_option(drill, o)->name,
                                                 "",
                                                 RESULTS_NUMBER,
                                                 0,
                                                 METRIC_NEITHER};
    for (uint32_t c = 2; c < n; c++)
        columns[c].key = columns[c].label = sim_arena_strdup(&results->arena, columns[c].key);
    table = results_table_add(results, "drill-worst", "The worst drill of each kind", columns, n);
    for (int kind = 0; kind < DRILL_N_KINDS; kind++) {
        const struct drill_item *item = drill_worst(drill, (enum drill_kind)kind);
        struct metric_value *cells;

        if (item == NULL)
            continue;
        cells = results_table_row(results, table);
        cells[0].text = kinds[kind].briefly;
        cells[1].text = sim_arena_printf(
            &results->arena, "%s%s", item->where_short,
            strcmp(drill->windows[item->window].key, "off-peak") == 0 ? ", off peak" : "");
        for (uint32_t o = 0; o < drill->n_options; o++) {
            struct drill_judged judged = drill_judge(drill, item, o);

            asked = asked || judged.asked;
            cells[2 + o].text = in_short(&judged, &results->arena);
        }
    }
    table->n_first = 8;
    results_table_note(
        results, table,
        "What completes of the requests that arrive while it lasts%s; how long after its start no "
        "more fail than without it; calls for a request in the minute with the most.",
        asked ? ", and whether that holds" : "");
    results_table_show(results, table);
}

/* ---- every drill ---- */

enum column {
    KIND,
    WHERE,
    WINDOW,
    OPTION,
    HOLDS,
    SUCCESS,
    STATED,
    RECOVERY,
    CALLS,
    MORE_FAILED,
    OFFERED,
    START,
    LENGTH,
    SECOND,
    KNOWN,
    N_COLUMNS
};
static const struct results_column all_columns[N_COLUMNS] = {
    [KIND] = RESULTS_WORDS("kind", "out"),
    [WHERE] = RESULTS_WORDS("where", "where"),
    [WINDOW] = RESULTS_WORDS("window", "when"),
    [OPTION] = RESULTS_WORDS("option", "option"),
    /* Words, which stand behind what says which drill a row is. */
    [HOLDS] = {"holds", "holds", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [SUCCESS] = {"success", "done", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
    [STATED] = {"success_without", "without it", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
    [RECOVERY] = {"recovery", "back", "min", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [CALLS] = {"amplification", "calls", "", RESULTS_NUMBER, 2, METRIC_NEITHER},
    [MORE_FAILED] = {"more_failed", "fail more", "", RESULTS_NUMBER, 1, METRIC_NEITHER},
    [OFFERED] = {"offered", "arrive", "", RESULTS_NUMBER, 1, METRIC_NEITHER},
    [START] = {"start", "from", "min", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [LENGTH] = {"length", "for", "min", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [SECOND] = {"second_source", "second source", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    [KNOWN] = {"known", "known", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
};

static const char *known_word(enum drill_how how)
{
    return how == DRILL_PROVED ? "by proof" : how == DRILL_SAME ? "as serving" : "run";
}

static void add_row(struct drill *drill, struct results *results, struct results_table *table,
                    const struct drill_item *item, uint32_t option)
{
    const struct drill_window *window = &drill->windows[item->window];
    struct drill_judged judged = drill_judge(drill, item, option);
    struct sim_arena *arena = &results->arena;
    struct metric_value *cells;

    if (!judged.there)
        return;
    cells = results_table_row(results, table);
    cells[KIND].text = kinds[item->kind].key;
    cells[WHERE].text = sim_arena_strdup(arena, item->where_short);
    cells[WINDOW].text = window->key;
    cells[OPTION].text = sim_arena_strdup(arena, drill_option(drill, option)->name);
    cells[HOLDS].text = !judged.asked ? "-" : judged.holds ? "yes" : "no";
    cells[SUCCESS] = share_value(&judged);
    cells[STATED].value = 100 * drill_stated_success(drill, item->window, option);
    if (judged.end == DRILL_BACK)
        cells[RECOVERY].value = judged.recovery_min;
    else
        cells[RECOVERY].text = drill_end_word(judged.end);
    cells[CALLS].value = judged.amplification;
    cells[MORE_FAILED].value = (double)judged.more_failed / drill->n_replications;
    cells[OFFERED].value = (double)judged.offered / drill->n_replications;
    cells[START].value = (double)window->start / (double)SIM_MINUTE;
    cells[LENGTH].value = (double)(window->end - window->start) / (double)SIM_MINUTE;
    cells[SECOND].text = item->second == CRI_NONE
                             ? "-"
                             : sim_arena_strdup(arena, drill_region_name(drill, item->second));
    cells[KNOWN].text = known_word(item->of[option].how);
}

static void add_all(struct drill *drill, struct results *results)
{
    struct results_table *table =
        results_table_add(results, "drills", "Every drill", all_columns, N_COLUMNS);

    for (uint32_t i = 0; i < drill->n_items; i++)
        for (uint32_t o = 0; o < drill->n_options; o++)
            add_row(drill, results, table, &drill->items[i], o);
    results_table_note(
        results, table,
        "done: completed of those that arrive in the outage; fail more: than without it, of all "
        "that arrive in the run, those in flight at its start among them; known by proof: no call "
        "goes there as stated, and none is made there; as serving: nobody calls there, so that "
        "Region loss is serving loss.");
    results_table_show(results, table);
}

/* ---- N-1 and N-2 ---- */

static const struct results_column n_columns[] = {
    RESULTS_WORDS("option", "option"),
    RESULTS_WORDS("rule", "without"),
    RESULTS_WORDS("holds", "holds"),
    RESULTS_WORDS("worst", "worst"),
    {"drills", "drills", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    {"kept", "in which it holds", "", RESULTS_NUMBER, 0, METRIC_NEITHER},
    {"success", "completed at least", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
};

static const struct {
    enum drill_kind kind;
    const char *words;
} rules[] = {{DRILL_SERVING, "N-1: serving in any one Region"},
             {DRILL_REGION, "N-1: any one Region"},
             {DRILL_SERVING_PAIR, "N-2: serving in any two of the busiest"},
             {DRILL_REGION_PAIR, "N-2: any two of the busiest Regions"}};

static void add_rule(struct drill *drill, struct results *results, struct results_table *table,
                     uint32_t option, size_t rule)
{
    const struct drill_item *worst = drill_worst_of(drill, rules[rule].kind, option);
    struct drill_judged at_worst;
    struct metric_value *cells;
    uint32_t n = 0, holding = 0;
    bool asked = false;

    if (worst == NULL)
        return;
    for (uint32_t i = 0; i < drill->n_items; i++) {
        const struct drill_item *item = &drill->items[i];
        struct drill_judged judged = drill_judge(drill, item, option);

        if (item->kind != rules[rule].kind || item->second != CRI_NONE || !judged.there)
            continue;
        n++;
        asked = asked || judged.asked;
        holding += judged.holds;
    }
    at_worst = drill_judge(drill, worst, option);
    cells = results_table_row(results, table);
    cells[0].text = sim_arena_strdup(&results->arena, drill_option(drill, option)->name);
    cells[1].text = rules[rule].words;
    cells[2].text = !asked ? "-" : holding == n ? "yes" : "no";
    cells[3].text = sim_arena_strdup(&results->arena, drill_words(drill, worst));
    cells[4].value = n;
    if (asked)
        cells[5].value = holding;
    else
        cells[5].text = "-";
    cells[6] = share_value(&at_worst);
}

static void add_rules(struct drill *drill, struct results *results)
{
    struct results_table *table =
        results_table_add(results, "drill-n", "What each option does without", n_columns,
                          sizeof n_columns / sizeof n_columns[0]);

    for (uint32_t o = 0; o < drill->n_options; o++)
        for (size_t rule = 0; rule < sizeof rules / sizeof rules[0]; rule++)
            add_rule(drill, results, table, o, rule);
    results_table_show(results, table);
}

/* ---- minute by minute ---- */

static const struct results_column minute_columns[] = {
    RESULTS_WORDS("option", "option"),
    {"minute", "minute of the run", "min", RESULTS_NUMBER, 0, METRIC_NEITHER},
    {"success", "completed of those that arrive", "%", RESULTS_NUMBER, 2, METRIC_NEITHER},
    {"amplification", "calls for a request", "", RESULTS_NUMBER, 2, METRIC_NEITHER},
};

static void add_minutes_of(struct drill *drill, struct results *results,
                           struct results_table *table, const struct drill_item *item,
                           uint32_t option)
{
    const struct drill_of *of = drill_of(drill, item, option);
    sim_time from = drill_around_from(&drill->windows[item->window]);

    for (uint32_t i = 0; of != NULL && i < of->around.n; i++) {
        const struct drill_minute *minute = &of->around.minutes[i];
        struct metric_value *cells;

        if (minute->offered == 0)
            continue;
        cells = results_table_row(results, table);
        cells[0].text = sim_arena_strdup(&results->arena, drill_option(drill, option)->name);
        cells[1].value = (double)(from + (sim_time)i * of->around.width) / (double)SIM_MINUTE;
        cells[2].value = 100 * (1 - (double)minute->failed / minute->offered);
        cells[3].value = (double)(minute->offered + minute->more) / minute->offered;
    }
}

/* "answered 0% by single-region, 100% by geographic, global": of what arrives while it lasts. */
static const char *completes(struct drill *drill, const struct drill_item *item,
                             struct sim_arena *arena)
{
    const char *text = NULL;
    bool *told = sim_arena_alloc(arena, drill->n_options * sizeof *told);

    for (uint32_t o = 0; o < drill->n_options; o++) {
        struct drill_judged of = drill_judge(drill, item, o);
        const char *share = drill_share(arena, of.success), *names;

        if (!of.there || told[o])
            continue;
        names = drill_option(drill, o)->name;
        for (uint32_t k = o + 1; k < drill->n_options; k++) {
            struct drill_judged other = drill_judge(drill, item, k);

            if (!other.there || strcmp(drill_share(arena, other.success), share) != 0)
                continue;
            told[k] = true;
            names = sim_arena_printf(arena, "%s, %s", names, drill_option(drill, k)->name);
        }
        text = text == NULL ? sim_arena_printf(arena, "answered %s by %s", share, names)
                            : sim_arena_printf(arena, "%s, %s by %s", text, share, names);
    }
    return text != NULL ? text : "nothing was run";
}

static void add_minutes(struct drill *drill, struct results *results, enum drill_kind kind,
                        const char *key)
{
    const struct drill_item *item = drill_worst(drill, kind);
    struct results_table *table;
    const char *words;

    if (item == NULL)
        return;
    words = sim_arena_strdup(&results->arena, drill_words(drill, item));
    table = results_table_add(results, key,
                              sim_arena_printf(&results->arena, "Minute by minute: %s", words),
                              minute_columns, sizeof minute_columns / sizeof minute_columns[0]);
    for (uint32_t o = 0; o < drill->n_options; o++)
        add_minutes_of(drill, results, table, item, o);
    if (table->n_rows > 0) {
        const struct drill_window *window = &drill->windows[item->window];

        char *finding = sim_arena_printf(&results->arena, "%s: %s", words,
                                         completes(drill, item, &results->arena));

        /* A headline begins as a sentence does. */
        if (finding[0] >= 'a' && finding[0] <= 'z')
            finding[0] = (char)(finding[0] - 'a' + 'A');
        results_table_plot(results, table, RESULTS_LINEAR, "minute", "success", "option",
                           "Above: answered of the requests that arrive in each minute, mean over "
                           "the replications. Below: calls for a request. Shaded: the outage.",
                           finding);
        results_table_span(results, table, "outage", (double)window->start / (double)SIM_MINUTE,
                           (double)window->end / (double)SIM_MINUTE, "amplification");
    }
    results_table_show(results, table);
}

void drill_tables(struct drill *drill, struct results *results)
{
    bool several = drill->by_hand && drill->n_items > 0 && drill->items[0].n_regions > 1;

    add_worst(drill, results);
    if (!drill->by_hand)
        add_rules(drill, results);
    add_minutes(drill, results, several ? DRILL_SERVING_PAIR : DRILL_SERVING, "drill-serving");
    add_minutes(drill, results, several ? DRILL_REGION_PAIR : DRILL_REGION, "drill-region");
    add_all(drill, results);
}
