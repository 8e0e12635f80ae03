/*
 * decision.c: what a board decides on, on one page: in this order what is recommended and on which
 * condition, what is asked, the options, why not the others, what can go wrong, what would change
 * the decision, what was not tested, and how far to believe it.
 */
#include "analysis/results/results.h"
#include "analysis/results/wrap.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 80, MOST_RISKS = 3, MOST_ASKS = 5, NAME = 15, CELL = 15, MOST_CELLS = 4 };

static void add(struct sim_text *out, int at, int indent, const char *text)
{
    results_wrap(out, at, indent, COLUMNS, text);
}

/* ---- the head, and what is recommended ---- */

static void head(const struct results *results, struct sim_text *out)
{
    struct sim_text line = {0};

    sim_text_add(out, "1  Decision\n");
    add(out, 0, 0, results->title);
    sim_text_addf(&line, "owner: %s; inputs of %s; scenario %.8s, seed %llu, %u replication%s",
                  results->owner != NULL && *results->owner != '\0' ? results->owner
                                                                    : "(not stated)",
                  results->inputs_of != NULL ? results->inputs_of : "no known date",
                  results->scenario_sha256, (unsigned long long)results->seed,
                  results->replications, results->replications == 1 ? "" : "s");
    add(out, 0, 0, line.data);
    sim_text_add(out, "[SIMULATED, NOT MEASURED]\n\n");
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
        sim_text_addf(&text, "%s%s%s", results->headline_word,
                      results->headline[0] != '\0' ? ": " : "", results->headline);
        add(out, 0, 0, text.data);
    }
    sim_text_add(out, "\n");
    sim_text_release(&text);
}

static void asks(const struct results *results, struct sim_text *out)
{
    if (results->n_asks == 0) {
        sim_text_add(out, "The board is asked for nothing but its decision.\n\n");
        return;
    }
    sim_text_add(out, "The board is asked to\n");
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

/* Rows of the first screen that are columns here: SLOs (they are marked), cost, what leaves. */
static uint32_t rows_of(const struct results *results, uint32_t *rows)
{
    static const char *const besides[] = {"cost", "outside", NULL};
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

static void holds_text(const struct results *results, uint32_t option, char *text, size_t size)
{
    uint32_t n = 0, held = 0;

    for (uint32_t i = 0; i < results->n_holdings; i++) {
        const struct results_holding *holding = &results->holdings[i];

        if (holding->option != option || !results->judged[holding->in_case].counted)
            continue;
        n++;
        held += holding->holds;
    }
    if (!results->slo_stated)
        snprintf(text, size, "no SLO");
    else
        snprintf(text, size, "%u of %u", held, n);
}

/* "success, %        >= 99" without what stands between. */
static void heading_of(const char *label, char *text, size_t size)
{
    size_t n = 0;

    for (; *label != '\0' && n + 1 < size; label++)
        if (*label != ' ' || (n > 0 && text[n - 1] != ' '))
            text[n++] = *label;
    text[n] = '\0';
}

static void options(const struct results *results, struct sim_text *out)
{
    uint32_t rows[MOST_CELLS], n = rows_of(results, rows);

    sim_text_addf(out, "%-*s%-9s", NAME, "option", "holds in");
    for (uint32_t k = 0; k < n; k++) {
        const struct results_glance *glance = NULL;
        char heading[64] = "";

        for (uint32_t o = 0; o < results->n_options && glance == NULL; o++)
            glance = shown(results, rows[k], o);
        heading_of(glance->label, heading, sizeof heading);
        sim_text_addf(out, " %-*.*s", CELL - 1, CELL - 1, heading);
    }
    sim_text_add(out, "\n");
    for (uint32_t o = 0; o < results->n_options; o++) {
        char holds[32];

        if (!results->options[o].allowed)
            continue;
        holds_text(results, o, holds, sizeof holds);
        sim_text_addf(out, "%-*.*s%-9s", NAME, NAME - 1, results->options[o].name, holds);
        for (uint32_t k = 0; k < n; k++) {
            const struct results_glance *glance = shown(results, rows[k], o);
            char text[64] = "-";

            if (glance != NULL)
                snprintf(text, sizeof text, "%s%s",
                         glance->over != NULL ? glance->over : glance->text,
                         strcmp(glance->mark, "MISSED") == 0 ? " FAIL" : "");
            sim_text_addf(out, " %-*s", CELL - 1, text);
        }
        while (out->data[out->length - 1] == ' ')
            out->data[--out->length] = '\0';
        sim_text_add(out, "\n");
    }
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

static void why_not(const struct results *results, struct sim_text *out)
{
    bool any = false;

    for (uint32_t i = 0; i < results->n_lines; i++) {
        const struct results_line *line = &results->lines[i];
        struct sim_text text = {0};

        if (strcmp(line->label, "risk") == 0)
            continue;
        if (!any)
            sim_text_add(out, results->best < results->n_options ? "Why not the others\n" : "");
        any = true;
        sim_text_addf(&text, "%s: %s", line->label, line->text);
        sim_text_add(out, "  ");
        add(out, 2, 4, text.data);
        sim_text_release(&text);
    }
    sim_text_add(out, any ? "\n" : "");
}

/* ---- what can go wrong, what would change it, what it is worth ---- */

static void risks(const struct results *results, struct sim_text *out)
{
    uint32_t n = results->n_risks < MOST_RISKS ? results->n_risks : MOST_RISKS;

    if (n == 0) {
        sim_text_addf(out, "Risks: in nothing that was tried does %s fall short.\n\n",
                      results->decided < results->n_options
                          ? results->options[results->decided].name
                          : "any option");
        return;
    }
    sim_text_addf(out, "%s of %s (simulated)\n", n == 1 ? "The largest risk" : "The largest risks",
                  results->options[results->risks[0].option].name);
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

static void changes(const struct results *results, struct sim_text *out)
{
    bool any = false;

    for (uint32_t i = 0; i < results->n_changes; i++) {
        const char *list = results->changes[i].list;
        struct sim_text text = {0};

        if (i > 0 && strcmp(results->changes[i - 1].list, list) == 0)
            continue;
        sim_text_addf(&text, "%c", list[0]);
        for (const char *c = list + 1; *c != '\0'; c++)
            sim_text_addf(&text, "%c", *c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        sim_text_add(&text, ": ");
        for (uint32_t k = i; k < results->n_changes; k++)
            if (strcmp(results->changes[k].list, list) == 0)
                sim_text_addf(&text, "%s%s", k > i ? "; " : "", results->changes[k].text);
        add(out, 0, 2, text.data);
        any = true;
        sim_text_release(&text);
    }
    sim_text_add(out, any ? "" : "What would change the decision was not looked for.\n");
}

static void belief(const struct results *results, struct sim_text *out)
{
    struct sim_text text = {0};
    uint32_t assumed = 0;

    for (uint32_t i = 0; i < results->n_assumptions; i++)
        assumed += strcmp(results->assumptions[i].mark, "assumption") == 0;
    sim_text_addf(&text, "Believe it how far: %s. %u rule%s assumed, for %s not documented.",
                  results->intervals_cover, assumed, assumed == 1 ? " is" : "s are",
                  assumed == 1 ? "it is" : "they are");
    add(out, 0, 2, text.data);
    sim_text_release(&text);
}

void results_decision(const struct results *results, struct sim_text *out)
{
    head(results, out);
    recommendation(results, out);
    asks(results, out);
    options(results, out);
    why_not(results, out);
    risks(results, out);
    changes(results, out);
    belief(results, out);
}
