/*
 * decision.c: what a board decides on, on one page: in this order what is recommended and on which
 * condition, what is asked, the options, why not the others, what can go wrong, what would change
 * the decision, what was not tested, and how far to believe it.
 */
#include "analysis/results/decision.h"

#include <math.h>
#include <string.h>

enum { MOST_RISKS = 3, MOST_ASKS = 5, MOST_CELLS = 4, NEXT_LINES = 2, DAY_S = 86400 };

/* How much of each part there is room for. */
struct room {
    uint32_t reasons, changes, assumed;
    bool words;
};

struct draft {
    const struct results *results;
    const char *elsewhere; /* where the rest is read */
    struct room room;
    struct sim_arena *arena;
    struct decision page;
};

static struct decision_block *add(struct draft *draft, enum decision_kind kind, const char *text)
{
    struct decision *page = &draft->page;

    if (page->n == page->room) {
        uint32_t room = page->room == 0 ? 32 : 2 * page->room;
        struct decision_block *larger = sim_arena_alloc(draft->arena, room * sizeof *larger);

        if (page->n > 0)
            memcpy(larger, page->blocks, page->n * sizeof *larger);
        page->blocks = larger;
        page->room = room;
    }
    page->blocks[page->n] = (struct decision_block){.kind = kind, .text = text};
    return &page->blocks[page->n++];
}

static void add_more(struct draft *draft, uint32_t n)
{
    if (n > 0)
        add(draft, DECISION_MORE,
            sim_arena_printf(draft->arena, "and %u more: %s", n, draft->elsewhere));
}

/* ---- the head, and what is recommended ---- */

static bool is_form(const struct results *results, const char *form)
{
    return results->form != NULL && strcmp(results->form, form) == 0;
}

/* Before anything is recommended: what that does not rest on. */
static void interrupted(struct draft *draft)
{
    const struct results *results = draft->results;

    if (!results->complete)
        add(draft, DECISION_TEXT,
            sim_arena_printf(
                draft->arena,
                "INTERRUPTED. Missing: %s. What follows is from the finished runs alone.",
                results->missing != NULL ? results->missing : "some of its runs"));
}

static bool find_option(const struct results *results, const char *name, uint32_t *option)
{
    for (*option = 0; *option < results->n_options; ++*option)
        if (name != NULL && strcmp(results->options[*option].name, name) == 0)
            return true;
    return false;
}

static const struct results_glance *shown_as(const struct results *results, const char *key,
                                             uint32_t option)
{
    for (uint32_t i = 0; i < results->n_shown; i++)
        if (results->shown[i].option == option && strcmp(results->shown[i].key, key) == 0)
            return &results->shown[i];
    return NULL;
}

static bool is_priced(const struct results *results, const char *key, uint32_t option)
{
    const struct results_glance *glance = shown_as(results, key, option);

    return glance != NULL && strcmp(glance->text, RESULTS_NOT_RANKED) != 0;
}

/* ", at 8,841 USD in 30 days more": what the other choice costs, as far as it is known. */
static const char *price_of_the_other(const struct draft *draft)
{
    const struct results *results = draft->results;
    const struct results_metric *month = results_metric_find(results, "cost-30-days");
    double more;
    uint32_t other;

    if (month == NULL || !find_option(results, results->otherwise, &other) ||
        !is_priced(results, "cost-30-days", other) ||
        !is_priced(results, "cost-30-days", results->best))
        return "";
    /* Of the figures as the table has them. */
    more = round(month->options[other].value) - round(month->options[results->best].value);
    if (!isfinite(more))
        return "";
    if (more == 0)
        return ", at the same price";
    return sim_arena_printf(draft->arena, ", at %s USD in 30 days %s",
                            metric_number(draft->arena, fabs(more), 0, false),
                            more > 0 ? "more" : "less");
}

static void recommendation(struct draft *draft)
{
    const struct results *results = draft->results;
    const char *text;

    if (results->best >= results->n_options) {
        add(draft, DECISION_LEAD,
            sim_arena_printf(draft->arena, "%s.", results_verdict(results, draft->arena)));
        return;
    }
    text =
        sim_arena_printf(draft->arena, "We recommend %s%s%s.", results->options[results->best].name,
                         results->condition != NULL ? ", on condition that " : "",
                         results->condition != NULL ? results->condition : "");
    if (results->otherwise != NULL)
        text = sim_arena_printf(draft->arena, "%s If not: %s%s.", text, results->otherwise,
                                price_of_the_other(draft));
    if (is_form(results, "least-regret"))
        text = sim_arena_printf(draft->arena,
                                "%s It does not hold in every case: it is the one that falls "
                                "short least.",
                                text);
    add(draft, DECISION_LEAD, text);
    add(draft, DECISION_TEXT, sim_arena_printf(draft->arena, "Why: %s.", results->headline));
}

static void asks(struct draft *draft)
{
    const struct results *results = draft->results;

    if (results->n_asks == 0) {
        add(draft, DECISION_TEXT,
            results->complete ? "The board is asked for nothing but its decision."
                              : "What the board is asked to do is not known yet.");
        return;
    }
    add(draft, DECISION_HEADING,
        results->complete ? "The board is asked to" : "The board is asked to, as far as is known,");
    for (uint32_t i = 0; i < results->n_asks && i < MOST_ASKS; i++)
        add(draft, DECISION_ASK, results->asks[i].text)->more = results->asks[i].reason;
    add_more(draft, results->n_asks > MOST_ASKS ? results->n_asks - MOST_ASKS : 0);
}

/* ---- the options ---- */

static const struct results_glance *shown(const struct results *results, uint32_t row,
                                          uint32_t option)
{
    for (uint32_t i = 0; i < results->n_shown; i++)
        if (results->shown[i].row == row && results->shown[i].option == option)
            return &results->shown[i];
    return NULL;
}

/* Rows of the first screen that are columns here: SLOs (they are marked) or, where none is stated,
 * what an SLO would be of; and cost. */
static uint32_t rows_of(const struct results *results, uint32_t *rows)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < results->n_shown && n < MOST_CELLS; i++) {
        const struct results_glance *glance = &results->shown[i];
        bool known = false;

        for (uint32_t k = 0; k < n; k++)
            known = known || rows[k] == glance->row;
        if (!known && (glance->mark[0] != '\0' || strcmp(glance->key, "cost") == 0 ||
                       (!results->slo_stated && (strcmp(glance->key, "success") == 0 ||
                                                 strcmp(glance->key, "e2e_p95") == 0))))
            rows[n++] = glance->row;
    }
    return n;
}

static const char *holds_text(const struct results *results, uint32_t option,
                              struct sim_arena *arena)
{
    uint32_t n = 0, held = 0;

    for (uint32_t i = 0; i < results->n_holdings; i++) {
        const struct results_holding *holding = &results->holdings[i];

        if (holding->option != option || !results->judged[holding->in_case].counted)
            continue;
        n++;
        held += holding->holds;
    }
    return results->slo_stated ? sim_arena_printf(arena, "%u of %u", held, n) : "no SLO";
}

/* "success, %        >= 99" without what stands between. */
static const char *heading_of(const char *label, struct sim_arena *arena)
{
    char *text = sim_arena_strdup(arena, label);
    size_t n = 0;

    for (; *label != '\0'; label++)
        if (*label != ' ' || (n > 0 && text[n - 1] != ' '))
            text[n++] = *label;
    text[n] = '\0';
    return text;
}

static bool is_key(const char *key, const char *const *keys)
{
    while (*keys != NULL && strcmp(*keys, key) != 0)
        keys++;
    return *keys != NULL;
}

/* USD for 30 days in place of USD per 1,000, where it is known; NULL = it is not. */
static const char *month_text(const struct results *results, uint32_t option)
{
    static const char *const keys[] = {"cost-30-days", "cost_30_days", NULL};

    for (uint32_t i = 0; i < results->n_shown; i++)
        if (results->shown[i].option == option && is_key(results->shown[i].key, keys))
            return results->shown[i].text;
    return NULL;
}

static bool any_month(const struct results *results)
{
    for (uint32_t o = 0; o < results->n_options; o++)
        if (month_text(results, o) != NULL)
            return true;
    return false;
}

static const char *cell_text(const struct results *results, uint32_t row, uint32_t option,
                             struct sim_arena *arena)
{
    const struct results_glance *glance = shown(results, row, option);

    if (glance == NULL)
        return "-";
    if (strcmp(glance->key, "cost") == 0 && any_month(results))
        return month_text(results, option) != NULL ? month_text(results, option) : "not ranked";
    return sim_arena_printf(arena, "%s%s", glance->over != NULL ? glance->over : glance->text,
                            strcmp(glance->mark, "MISSED") == 0 ? " FAIL" : "");
}

static const char *heading_text(const struct results *results, uint32_t row,
                                struct sim_arena *arena)
{
    const struct results_glance *glance = NULL;

    for (uint32_t o = 0; o < results->n_options && glance == NULL; o++)
        glance = shown(results, row, o);
    if (glance == NULL)
        return "";
    if (strcmp(glance->key, "cost") == 0)
        return any_month(results) ? "USD, 30 days" : "USD per 1,000";
    return heading_of(glance->label, arena);
}

/* "processed elsewhere, %: single-region 0; global 0 to 80.4": a column of it would not fit. */
static void line_of(struct draft *draft, const char *key, const uint32_t *order, uint32_t n)
{
    const struct results *results = draft->results;
    const char *text = NULL;

    for (uint32_t i = 0; i < n; i++) {
        const struct results_glance *glance = shown_as(results, key, order[i]);

        if (glance == NULL)
            continue;
        text = sim_arena_printf(draft->arena, "%s%s %s %s",
                                text != NULL ? text
                                             : sim_arena_printf(draft->arena, "%s:", glance->label),
                                text != NULL ? ";" : "", results->options[order[i]].name,
                                glance->over != NULL ? glance->over : glance->text);
    }
    if (text != NULL)
        add(draft, DECISION_NOTE, text);
}

/* Where the lowest success of the option that is decided on comes from. */
static void worst_case(struct draft *draft)
{
    const struct results *results = draft->results;
    const struct results_metric *success = results_metric_find(results, "success-rate");
    uint32_t option = results->decided;
    const struct results_judged *worst = NULL;
    double least;

    if (success == NULL || !success->in_cases || option >= results->n_options)
        return;
    least = success->options[option].value;
    for (uint32_t c = 1; c < results->n_cases; c++) {
        double value = success->options[(size_t)c * results->n_options + option].value;

        for (uint32_t k = 0; k < results->n_judged && value < least; k++)
            if (results->judged[k].counted &&
                strcmp(results->judged[k].name, results->cases[c].name) == 0) {
                worst = &results->judged[k];
                least = value;
            }
    }
    if (worst == NULL)
        return;
    add(draft, DECISION_NOTE,
        sim_arena_printf(draft->arena, "lowest success of %s, %.3g %%: if %s%s",
                         results->options[option].name, least, worst->words,
                         worst->must_hold ? "" : " (a case that need not hold)"));
}

static void table(struct draft *draft, const uint32_t *order, uint32_t n_options)
{
    const struct results *results = draft->results;
    uint32_t rows[MOST_CELLS], n = rows_of(results, rows) + 2;
    struct decision_table *made = sim_arena_alloc(draft->arena, sizeof *made);
    const char **headers = sim_arena_alloc(draft->arena, n * sizeof *headers);
    const char **cells = sim_arena_alloc(draft->arena, (size_t)n_options * n * sizeof *cells);
    bool *missed = sim_arena_alloc(draft->arena, (size_t)n_options * n * sizeof *missed);

    headers[0] = "option";
    headers[1] = "holds in";
    for (uint32_t k = 2; k < n; k++)
        headers[k] = heading_text(results, rows[k - 2], draft->arena);
    for (uint32_t i = 0; i < n_options; i++) {
        const char **row = &cells[(size_t)i * n];

        row[0] = results->options[order[i]].name;
        row[1] = holds_text(results, order[i], draft->arena);
        missed[i * n] = missed[i * n + 1] = false;
        for (uint32_t k = 2; k < n; k++) {
            const struct results_glance *glance = shown(results, rows[k - 2], order[i]);

            row[k] = cell_text(results, rows[k - 2], order[i], draft->arena);
            missed[i * n + k] = glance != NULL && strcmp(glance->mark, "MISSED") == 0;
        }
    }
    *made = (struct decision_table){n, n_options, headers, cells, missed};
    add(draft, DECISION_TABLE, NULL)->table = made;
}

static void options(struct draft *draft)
{
    const struct results *results = draft->results;
    uint32_t *order = sim_arena_alloc(draft->arena, (results->n_options + 1) * sizeof *order);
    uint32_t n = 0;

    results_order(results, order);
    for (uint32_t i = 0; i < results->n_options; i++)
        if (results->options[order[i]].allowed)
            order[n++] = order[i];

    if (n > 0)
        table(draft, order, n);
    line_of(draft, "outside", order, n);
    /* What refuses, where nothing works. */
    if (is_form(results, "nothing-works")) {
        line_of(draft, "asked-requests", order, n);
        line_of(draft, "asked-tokens", order, n);
    }
    worst_case(draft);
    if (!any_month(results) && results->horizon_s < DAY_S)
        add(draft, DECISION_NOTE,
            "USD for 30 days: not known, for the traffic is shorter than a day and no monthly "
            "volume is stated (--monthly-requests N)");
    for (uint32_t o = 0; o < results->n_options; o++)
        if (!results->options[o].allowed)
            add(draft, DECISION_NOTE,
                sim_arena_printf(draft->arena, "%s: not allowed: %s", results->options[o].name,
                                 results->options[o].reason != NULL ? results->options[o].reason
                                                                    : ""));
}

static void why_not(struct draft *draft)
{
    const struct results *results = draft->results;
    uint32_t told = 0, left_out = 0;

    for (uint32_t i = 0; i < results->n_lines; i++) {
        const struct results_line *line = &results->lines[i];

        if (strcmp(line->label, "risk") == 0)
            continue;
        if (told == draft->room.reasons) {
            left_out++;
            continue;
        }
        if (told++ == 0)
            add(draft, DECISION_HEADING,
                results->best < results->n_options  ? "Why not the others"
                : is_form(results, "nothing-works") ? "Why none works"
                                                    : "What tells them apart");
        add(draft, DECISION_REASON, line->text)->label = line->label;
    }
    add_more(draft, left_out);
}

/* ---- what can go wrong, what would change it, what it is worth ---- */

static void risks(struct draft *draft)
{
    const struct results *results = draft->results;
    uint32_t n = results->n_risks < MOST_RISKS ? results->n_risks : MOST_RISKS;

    if (n == 0 && !results->complete) {
        add(draft, DECISION_TEXT, "What can go wrong is not known yet.");
        return;
    }
    if (is_form(results, "nothing-works")) {
        add(draft, DECISION_TEXT, "Risks: none is weighed where no option works.");
        return;
    }
    if (n == 0) {
        add(draft, DECISION_TEXT,
            sim_arena_printf(draft->arena, "Risks: in nothing that was tried does %s fall short.",
                             results->decided < results->n_options
                                 ? results->options[results->decided].name
                                 : "any option"));
        return;
    }
    add(draft, DECISION_HEADING,
        sim_arena_printf(draft->arena, "%s of %s (simulated)%s",
                         n == 1 ? "The largest risk" : "The largest risks",
                         results->options[results->risks[0].option].name,
                         results->complete ? "" : ", of those looked for so far"));
    for (uint32_t i = 0; i < n; i++) {
        struct decision_block *block = add(draft, DECISION_RISK, results->risks[i].happens);

        block->label = results->risks[i].name;
        block->more = results->risks[i].remedy;
    }
}

const char *decision_words(const char *list, struct sim_arena *arena)
{
    char *words = sim_arena_strdup(arena, list);

    for (char *c = words + (*words != '\0'); *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    return words;
}

static void changes(struct draft *draft)
{
    const struct results *results = draft->results;
    uint32_t most = draft->room.changes;
    bool any = false;

    for (uint32_t i = 0; i < results->n_changes; i++) {
        const char *list = results->changes[i].list, *text = "";
        uint32_t n = 0;

        if (i > 0 && strcmp(results->changes[i - 1].list, list) == 0)
            continue;
        for (uint32_t k = i; k < results->n_changes; k++)
            if (strcmp(results->changes[k].list, list) == 0 && n++ < most)
                text = sim_arena_printf(draft->arena, "%s%s%s", text, k > i ? "; " : "",
                                        results->changes[k].text);
        if (n > most)
            text = sim_arena_printf(draft->arena, "%s; and %u more: %s", text, n - most,
                                    draft->elsewhere);
        add(draft, DECISION_LINE, text)->label = decision_words(list, draft->arena);
        any = true;
    }
    if (!any)
        add(draft, DECISION_TEXT,
            results->complete ? "What would change the decision was not looked for."
                              : "What would change the decision is not known yet.");
}

/* "quota refill" of "quota refill: token-bucket for a minute's ...; not documented". */
static const char *assumed(const struct draft *draft)
{
    const struct results *results = draft->results;
    const char *text = "";
    uint32_t n = 0, n_all = 0;

    for (uint32_t i = 0; i < results->n_assumptions; i++)
        n_all += strcmp(results->assumptions[i].mark, "assumption") == 0;
    for (uint32_t i = 0; i < results->n_assumptions && n < draft->room.assumed; i++) {
        const char *rule = results->assumptions[i].text;

        if (strcmp(results->assumptions[i].mark, "assumption") != 0)
            continue;
        text = sim_arena_printf(draft->arena, "%s%s%.*s", text,
                                n++ == 0 ? " Not published, so assumed: " : ", ",
                                (int)strcspn(rule, ":"), rule);
    }
    if (n_all > n)
        text = sim_arena_printf(draft->arena, "%s and %u more", text, n_all - n);
    return n > 0 ? sim_arena_printf(draft->arena, "%s.", text) : text;
}

static void belief(struct draft *draft)
{
    add(draft, DECISION_LINE,
        sim_arena_printf(draft->arena, "%s.%s", draft->results->intervals_cover, assumed(draft)))
        ->label = "How far to believe it";
}

/* ---- the page ---- */

static void fill(struct draft *draft)
{
    struct sim_text text = {0};
    const char *words;

    draft->page = (struct decision){.arena = draft->arena};
    interrupted(draft);
    recommendation(draft);
    asks(draft);
    options(draft);
    why_not(draft);
    risks(draft);
    changes(draft);
    belief(draft);
    /* What words of the page mean to somebody who sees them for the first time. */
    decision_text(draft->results, &draft->page, &text);
    words = results_words(text.data, draft->arena);
    if (draft->room.words && words != NULL)
        add(draft, DECISION_NOTE, sim_arena_printf(draft->arena, "Words: %s.", words));
    sim_text_release(&text);
}

struct decision decision_make(const struct results *results, uint32_t lines, const char *elsewhere,
                              struct sim_arena *arena)
{
    static const struct room rooms[] = {
        {6, 6, 6, true},  {6, 4, 6, true},  {6, 4, 4, true},  {4, 4, 3, true},  {3, 3, 2, true},
        {3, 3, 2, false}, {3, 2, 2, false}, {3, 1, 2, false}, {2, 1, 2, false}, {1, 1, 1, false}};
    struct draft draft = {.results = results, .elsewhere = elsewhere, .arena = arena};
    uint32_t taken = UINT32_MAX;

    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0] && taken > lines; i++) {
        struct sim_text text = {0};

        draft.room = rooms[i];
        fill(&draft);
        decision_text(results, &draft.page, &text);
        taken = decision_lines(&text);
        sim_text_release(&text);
    }
    return draft.page;
}

/* What to ask next, where the page has room; a command stays on one line, to be pasted. */
static void next(const struct results *results, struct sim_text *page)
{
    const char *const commands[NEXT_LINES] = {results->next_command, results->further_command};

    for (int i = 0; i < NEXT_LINES && decision_lines(page) < DECISION_LINES; i++)
        if (commands[i] != NULL)
            sim_text_addf(page, "next: %s\n", commands[i]);
}

void results_decision(const struct results *results, struct sim_text *out)
{
    struct sim_arena arena = {0};
    struct decision page = decision_make(results, DECISION_LINES, "--full", &arena);
    struct sim_text text = {0};

    decision_text(results, &page, &text);
    next(results, &text);
    sim_text_add(out, text.data);
    sim_text_release(&text);
    sim_arena_release(&arena);
}
