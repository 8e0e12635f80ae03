/*
 * decision.c: what a board decides on, on one page: in this order what is recommended and on which
 * condition, what is asked, the options, why not the others, what can go wrong, what would change
 * the decision, what was not tested, and how far to believe it.
 */
#include "analysis/results/grid.h"
#include "analysis/results/results.h"
#include "analysis/results/wrap.h"

#include <math.h>
#include <string.h>

enum {
    COLUMNS = 80,
    MOST_RISKS = 3,
    MOST_ASKS = 5,
    MOST_CELLS = 4,
    PAGE_LINES = 55,
    NEXT_LINES = 2,
    DAY_S = 86400
};

static void add(struct sim_text *out, int at, int indent, const char *text)
{
    results_wrap(out, at, indent, COLUMNS, text);
}

/* ---- the head, and what is recommended ---- */

static void head(const struct results *results, struct sim_text *out)
{
    struct sim_text line = {0};

    sim_text_addf(out, "1  Decision%*s\n", COLUMNS - 11, "[SIMULATED, NOT MEASURED]");
    add(out, 0, 0, results->title);
    sim_text_addf(&line, "owner: %s; inputs of %s; scenario %.8s, seed %llu, %u run%s",
                  results->owner != NULL && *results->owner != '\0' ? results->owner
                                                                    : "(not stated)",
                  results->inputs_of != NULL ? results->inputs_of : "no known date",
                  results->scenario_sha256, (unsigned long long)results->seed,
                  results->replications, results->replications == 1 ? "" : "s");
    add(out, 0, 0, line.data);
    sim_text_add(out, "\n");
    sim_text_release(&line);
}

static bool is_form(const struct results *results, const char *form)
{
    return results->form != NULL && strcmp(results->form, form) == 0;
}

static const char *mode_of(const struct results *results, uint32_t option)
{
    return results->options[option].name;
}

/* Before anything is recommended: what that does not rest on. */
static void interrupted(const struct results *results, struct sim_text *out)
{
    struct sim_text text = {0};

    if (results->complete)
        return;
    sim_text_addf(&text, "INTERRUPTED. Missing: %s. What follows is from the finished runs alone.",
                  results->missing != NULL ? results->missing : "some of its runs");
    add(out, 0, 0, text.data);
    sim_text_add(out, "\n");
    sim_text_release(&text);
}

static void recommendation(const struct results *results, struct sim_text *out)
{
    struct sim_text text = {0};

    if (results->best < results->n_options) {
        sim_text_addf(&text, "We recommend %s%s%s.", mode_of(results, results->best),
                      results->condition != NULL ? ", on condition that " : "",
                      results->condition != NULL ? results->condition : "");
        if (results->otherwise != NULL)
            sim_text_addf(&text, " If not: %s.", results->otherwise);
        if (is_form(results, "least-regret"))
            sim_text_add(&text, " It does not hold in every case: it is the one that falls short "
                                "least.");
        add(out, 0, 0, text.data);
        sim_text_clear(&text);
        sim_text_addf(&text, "Why: %s.", results->headline);
        add(out, 0, 0, text.data);
    } else {
        struct sim_arena arena = {0};

        sim_text_addf(&text, "%s.", results_verdict(results, &arena));
        sim_arena_release(&arena);
        add(out, 0, 0, text.data);
    }
    sim_text_add(out, "\n");
    sim_text_release(&text);
}

static void asks(const struct results *results, struct sim_text *out)
{
    if (results->n_asks == 0 && !results->complete) {
        sim_text_add(out, "What the board is asked to do is not known yet.\n\n");
        return;
    }
    if (results->n_asks == 0) {
        sim_text_add(out, "The board is asked for nothing but its decision.\n\n");
        return;
    }
    sim_text_add(out, results->complete ? "The board is asked to\n"
                                        : "The board is asked to, as far as is known,\n");
    for (uint32_t i = 0; i < results->n_asks && i < MOST_ASKS; i++) {
        struct sim_text text = {0};

        sim_text_addf(&text, "%s (%s)", results->asks[i].text, results->asks[i].reason);
        sim_text_add(out, "  [ ] ");
        add(out, 6, 6, text.data);
        sim_text_release(&text);
    }
    if (results->n_asks > MOST_ASKS)
        sim_text_addf(out, "  and %u more: in the report\n", results->n_asks - MOST_ASKS);
    sim_text_add(out, "\n");
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

static bool is_key(const char *key, const char *const *keys)
{
    while (*keys != NULL && strcmp(*keys, key) != 0)
        keys++;
    return *keys != NULL;
}

/* Rows of the first screen that are columns here: SLOs (they are marked), and cost. */
static uint32_t rows_of(const struct results *results, uint32_t *rows)
{
    static const char *const besides[] = {"cost", NULL};
    uint32_t n = 0;

    for (uint32_t i = 0; i < results->n_shown && n < MOST_CELLS; i++) {
        const struct results_glance *glance = &results->shown[i];
        bool known = false;

        for (uint32_t k = 0; k < n; k++)
            known = known || rows[k] == glance->row;
        if (!known && (glance->mark[0] != '\0' || is_key(glance->key, besides)))
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
static void elsewhere(const struct results *results, struct sim_text *out)
{
    struct sim_text text = {0};

    for (uint32_t i = 0; i < results->n_shown; i++) {
        const struct results_glance *glance = &results->shown[i];

        if (strcmp(glance->key, "outside") != 0)
            continue;
        if (text.length == 0)
            sim_text_addf(&text, "%s: ", glance->label);
        else
            sim_text_add(&text, "; ");
        sim_text_addf(&text, "%s %s", results->options[glance->option].name,
                      glance->over != NULL ? glance->over : glance->text);
    }
    if (text.length > 0)
        add(out, 0, 2, text.data);
    sim_text_release(&text);
}

static void options(const struct results *results, struct sim_text *out)
{
    uint32_t rows[MOST_CELLS], n = rows_of(results, rows);
    struct sim_arena arena = {0};
    struct grid grid;

    grid_init(&grid, &arena, n + 2, 2);
    grid.headers[0] = "option";
    grid.headers[1] = "holds in";
    for (uint32_t k = 0; k < n; k++)
        grid.headers[k + 2] = heading_text(results, rows[k], &arena);
    for (uint32_t o = 0; o < results->n_options; o++) {
        struct grid_cell *cells;

        if (!results->options[o].allowed)
            continue;
        cells = grid_row(&grid);
        cells[0].text = grid_short(&arena, results->options[o].name, 20);
        cells[1].text = holds_text(results, o, &arena);
        for (uint32_t k = 0; k < n; k++)
            cells[k + 2].text = cell_text(results, rows[k], o, &arena);
    }
    grid_print(&grid, out, COLUMNS, false);
    sim_arena_release(&arena);
    elsewhere(results, out);
    if (!any_month(results) && results->horizon_s < DAY_S)
        add(out, 0, 2,
            "USD for 30 days: not known, for the traffic is shorter than a day and no monthly "
            "volume is stated (--monthly-requests N)");
    for (uint32_t o = 0; o < results->n_options; o++) {
        struct sim_text text = {0};

        if (results->options[o].allowed)
            continue;
        sim_text_addf(&text, "%s: not allowed: %s", results->options[o].name,
                      results->options[o].reason != NULL ? results->options[o].reason : "");
        add(out, 0, 2, text.data);
        sim_text_release(&text);
    }
    sim_text_add(out, "\n");
}

static void why_not(const struct results *results, uint32_t most, struct sim_text *out)
{
    uint32_t told = 0, left_out = 0;

    for (uint32_t i = 0; i < results->n_lines; i++) {
        const struct results_line *line = &results->lines[i];
        struct sim_text text = {0};

        if (strcmp(line->label, "risk") == 0)
            continue;
        if (told == most) {
            left_out++;
            continue;
        }
        if (told++ == 0)
            sim_text_add(out, results->best < results->n_options ? "Why not the others\n" : "");
        sim_text_addf(&text, "%s: %s", line->label, line->text);
        sim_text_add(out, "  ");
        add(out, 2, 4, text.data);
        sim_text_release(&text);
    }
    if (left_out > 0)
        sim_text_addf(out, "  and %u more: --full\n", left_out);
    sim_text_add(out, told > 0 ? "\n" : "");
}

/* ---- what can go wrong, what would change it, what it is worth ---- */

static void risks(const struct results *results, struct sim_text *out)
{
    uint32_t n = results->n_risks < MOST_RISKS ? results->n_risks : MOST_RISKS;

    if (n == 0 && !results->complete) {
        sim_text_add(out, "What can go wrong is not known yet.\n\n");
        return;
    }
    if (is_form(results, "nothing-works")) {
        sim_text_add(out, "Risks: none is weighed where no option works.\n\n");
        return;
    }
    if (n == 0) {
        sim_text_addf(out, "Risks: in nothing that was tried does %s fall short.\n\n",
                      results->decided < results->n_options
                          ? results->options[results->decided].name
                          : "any option");
        return;
    }
    sim_text_addf(out, "%s of %s (simulated)%s\n",
                  n == 1 ? "The largest risk" : "The largest risks",
                  results->options[results->risks[0].option].name,
                  results->complete ? "" : ", of those looked for so far");
    for (uint32_t i = 0; i < n; i++) {
        const struct results_risk *risk = &results->risks[i];
        struct sim_text text = {0};

        sim_text_addf(&text, "%s: %s. Remedy: %s", risk->name, risk->happens, risk->remedy);
        sim_text_addf(out, "%u ", i + 1);
        add(out, 2, 2, text.data);
        sim_text_release(&text);
    }
    sim_text_add(out, "\n");
}

static void changes(const struct results *results, uint32_t most, struct sim_text *out)
{
    bool any = false;

    for (uint32_t i = 0; i < results->n_changes; i++) {
        const char *list = results->changes[i].list;
        struct sim_text text = {0};
        uint32_t n = 0;

        if (i > 0 && strcmp(results->changes[i - 1].list, list) == 0)
            continue;
        sim_text_addf(&text, "%c", list[0]);
        for (const char *c = list + 1; *c != '\0'; c++)
            sim_text_addf(&text, "%c", *c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        sim_text_add(&text, ": ");
        for (uint32_t k = i; k < results->n_changes; k++)
            if (strcmp(results->changes[k].list, list) == 0 && n++ < most)
                sim_text_addf(&text, "%s%s", k > i ? "; " : "", results->changes[k].text);
        if (n > most)
            sim_text_addf(&text, "; and %u more: --full", n - most);
        add(out, 0, 2, text.data);
        any = true;
        sim_text_release(&text);
    }
    sim_text_add(out, any                 ? ""
                      : results->complete ? "What would change the decision was not looked for.\n"
                                          : "What would change the decision is not known yet.\n");
}

/* "quota refill" of "quota refill: token-bucket for a minute's ...; not documented". */
static void add_assumed(struct sim_text *text, const struct results *results, uint32_t most)
{
    uint32_t n = 0, n_all = 0;

    for (uint32_t i = 0; i < results->n_assumptions; i++)
        n_all += strcmp(results->assumptions[i].mark, "assumption") == 0;
    for (uint32_t i = 0; i < results->n_assumptions && n < most; i++) {
        const char *rule = results->assumptions[i].text;

        if (strcmp(results->assumptions[i].mark, "assumption") != 0)
            continue;
        sim_text_add(text, n++ == 0 ? " Not published, so assumed: " : ", ");
        sim_text_addf(text, "%.*s", (int)strcspn(rule, ":"), rule);
    }
    if (n_all > n)
        sim_text_addf(text, " and %u more", n_all - n);
    sim_text_add(text, n > 0 ? "." : "");
}

static void belief(const struct results *results, uint32_t most, struct sim_text *out)
{
    struct sim_text text = {0};

    sim_text_addf(&text, "Believe it how far: %s.", results->intervals_cover);
    add_assumed(&text, results, most);
    add(out, 0, 2, text.data);
    sim_text_release(&text);
}

const char *results_words(const char *text, struct sim_arena *arena)
{
    static const struct {
        const char *word, *meaning;
    } words[] = {
        {"TTFT", "TTFT: from the call to its first token"},
        {"E2E", "E2E: from the call to its last token, all tries included"},
        {"p50", "p50: half of all requests need no longer"},
        {"p95", "p95: 95 of 100 requests need no longer"},
        {"p99", "p99: 99 of 100 requests need no longer"},
        {"never", "never: more than that get no answer"},
        {"quota", "quota: what the account may ask for (else 429)"},
        {"capacity", "capacity: what a Region can serve at once (else 503)"},
    };
    const char *all = NULL;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(text, words[i].word) != NULL)
            all = sim_arena_printf(arena, "%s%s%s", all != NULL ? all : "", all != NULL ? "; " : "",
                                   words[i].meaning);
    return all;
}

/* What words of the page mean to somebody who sees them for the first time. */
static void explain(struct sim_text *out)
{
    struct sim_arena arena = {0};
    const char *words = results_words(out->data, &arena);

    if (words != NULL)
        add(out, 0, 2, sim_arena_printf(&arena, "Words: %s.", words));
    sim_arena_release(&arena);
}

static uint32_t lines_of(const struct sim_text *text)
{
    uint32_t n = 0;

    for (size_t i = 0; i < text->length; i++)
        n += text->data[i] == '\n';
    return n;
}

/* What to ask next, where the page has room; a command stays on one line, to be pasted. */
static void next(const struct results *results, struct sim_text *page)
{
    const char *const commands[NEXT_LINES] = {results->next_command, results->further_command};

    for (int i = 0; i < NEXT_LINES && lines_of(page) < PAGE_LINES; i++)
        if (commands[i] != NULL)
            sim_text_addf(page, "next: %s\n", commands[i]);
}

/* Where all would not go on one page, what is of least use is cut first, and says so. */
void results_decision(const struct results *results, struct sim_text *out)
{
    static const struct {
        uint32_t lines, changes, assumed;
        bool words;
    } most[] = {{6, 6, 6, true},  {6, 4, 6, true}, {6, 3, 6, true}, {6, 2, 4, true},
                {4, 2, 4, true},  {4, 1, 3, true}, {3, 1, 2, true}, {3, 1, 2, false},
                {2, 1, 2, false}, {1, 1, 2, false}};
    struct sim_text page = {0};

    for (size_t i = 0; i < sizeof most / sizeof most[0]; i++) {
        sim_text_clear(&page);
        head(results, &page);
        interrupted(results, &page);
        recommendation(results, &page);
        asks(results, &page);
        options(results, &page);
        why_not(results, most[i].lines, &page);
        risks(results, &page);
        changes(results, most[i].changes, &page);
        belief(results, most[i].assumed, &page);
        if (most[i].words)
            explain(&page);
        if (lines_of(&page) + NEXT_LINES <= PAGE_LINES)
            break;
    }
    next(results, &page);
    sim_text_add(out, page.data);
    sim_text_release(&page);
}
