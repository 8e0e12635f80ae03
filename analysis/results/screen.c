/*
 * screen.c: the first screen of a comparison: the verdict, why, the figures that it rests on, and
 * what would change it, within 80 columns. Drawn from the results alone, as the first page of a
 * report is.
 */
#include "analysis/results/grid.h"
#include "analysis/results/results.h"
#include "analysis/results/wrap.h"

#include <stdio.h>
#include <string.h>

enum { LABEL = 11, FIRST_COLUMN = 29, LEAST_COLUMN = 12, GAP = 2, LEAST_GAP = 1 };

#define ALL_FIGURES "all figures: --full"

struct screen {
    const struct results *results;
    struct sim_text *out;
    int columns;
    bool colour;
    int gap;                 /* between the columns of the table */
    int cut;                 /* so much of what is of least use is left to --full */
    const uint32_t *options; /* n_options of them: those that have a column, which were run */
    const char **names;      /* [n_options], so short that a column fits beside the labels */
    uint32_t n_options;
};

static struct screen screen_of(const struct results *results, struct sim_text *out, int columns,
                               bool colour)
{
    return (struct screen){.results = results,
                           .out = out,
                           .columns = columns < 40 ? 40 : columns,
                           .colour = colour,
                           .gap = GAP};
}

static void style(const struct screen *s, const char *code)
{
    if (s->colour)
        sim_text_addf(s->out, "\x1b[%sm", code);
}

/* A screen of up to three options has 30 lines at most: what is of least use goes first, and is
 * found under --full. */
enum { MOST_LINES = 30, MOST_OPTIONS = 3, CUT_TEXT = 2, CUT_REASON = 3 /* lines of what is cut */ };
enum cut {
    CUT_NOTHING,
    CUT_REFILL,  /* room to grow under each rule of refill: the least of it stands above */
    CUT_CHANGES, /* each list of what changes and what does not */
    CUT_SHARE,   /* the share of a quota that is asked for: both stand above */
    CUT_OUT,     /* why an option is out, which may be a long story */
    CUT_LISTS,   /* each list to its first line */
    CUT_LINES,   /* every line of the verdict */
    CUT_RANGES,  /* ranges of figures over the cases, but for what is promised */
    CUT_LEVELS
};

/* Text from the column on where the cursor is, further lines at `indent`. */
static void wrap(const struct screen *s, int at, int indent, const char *text)
{
    results_wrap(s->out, at, indent, s->columns, text);
}

/* The same, in few lines on a screen that is cut as far as that. */
static void wrap_cut(const struct screen *s, enum cut from, int lines, int at, int indent,
                     const char *text)
{
    results_wrap_most(s->out, at, indent, s->columns, s->cut >= (int)from ? lines : 0, text);
}

static void print_head(const struct screen *s)
{
    style(s, "1");
    wrap(s, 0, 0, s->results->title);
    style(s, "0");
    wrap(s, 0, 0, s->results->scale);
    sim_text_add(s->out, "\n");
}

/* "RECOMMENDED  global: ..." and the lines under it. */
static void print_verdict(const struct screen *s)
{
    const char *word = s->results->headline_word;

    style(s, "1");
    sim_text_add(s->out, word);
    style(s, "0");
    sim_text_add(s->out, s->results->headline[0] != '\0' ? "  " : "");
    wrap(s, grid_width(word) + 2,
         grid_width(word) + 2 > LABEL + 2 ? LABEL + 2 : grid_width(word) + 2, s->results->headline);
    for (uint32_t i = 0; i < s->results->n_lines; i++) {
        const struct results_line *line = &s->results->lines[i];
        int label = grid_width(line->label);

        sim_text_addf(s->out, "  %s%*s", line->label, label < LABEL - 1 ? LABEL - label : 2, "");
        bool is_out = strcmp(line->label, "out") == 0;

        /* What decides nothing is never cut: it may come true. */
        wrap_cut(s,
                 is_out                                   ? CUT_OUT
                 : strcmp(line->label, "none holds") == 0 ? CUT_LEVELS
                                                          : CUT_LINES,
                 is_out && s->cut < CUT_LINES ? CUT_REASON : CUT_TEXT,
                 label < LABEL - 1 ? LABEL + 2 : label + 4, LABEL + 2, line->text);
    }
}

/* ---- the table ---- */

static bool is_cut(const struct screen *s, const char *key)
{
    const char *const shares[] = {"asked-tokens-share", "asked-requests-share"};

    return (s->cut >= CUT_REFILL && strcmp(key, "room-by-refill") == 0) ||
           (s->cut >= CUT_SHARE && (strcmp(key, shares[0]) == 0 || strcmp(key, shares[1]) == 0));
}

/* What is shown of an option in a row; NULL = nothing. */
static const struct results_glance *find_shown(const struct screen *s, uint32_t row,
                                               uint32_t option)
{
    const struct results_glance *shown = s->results->shown;

    for (uint32_t i = 0; i < s->results->n_shown; i++)
        if (shown[i].row == row && shown[i].option == option && !is_cut(s, shown[i].key))
            return &shown[i];
    return NULL;
}

static int text_width(const struct results_glance *shown)
{
    int mark = shown->mark[0] != '\0' ? 1 + 8 : 0; /* "   MISSED" */
    int text = grid_width(shown->text) + mark;
    int over = shown->over != NULL ? grid_width(shown->over) : 0;

    return text > over ? text : over;
}

static int column_width(const struct screen *s)
{
    const struct results *results = s->results;
    int width = LEAST_COLUMN;

    for (uint32_t i = 0; i < s->n_options; i++) {
        int name = grid_width(s->names[i]);

        width = name > width ? name : width;
    }
    for (uint32_t i = 0; i < results->n_shown; i++)
        width = text_width(&results->shown[i]) > width ? text_width(&results->shown[i]) : width;
    return width;
}

static void right(const struct screen *s, int width, const char *text)
{
    sim_text_addf(s->out, "%*s%s", width - grid_width(text), "", text);
}

static void print_row(const struct screen *s, uint32_t row, uint32_t from, uint32_t to, int width)
{
    const char *label = NULL;
    bool over = false;

    for (uint32_t i = from; i < to; i++) {
        const struct results_glance *shown = find_shown(s, row, s->options[i]);

        if (shown == NULL)
            continue;
        label = shown->label;
        over = over || (shown->over != NULL && (s->cut < CUT_RANGES || shown->mark[0] != '\0'));
    }
    if (label == NULL)
        return;
    sim_text_addf(s->out, "%s%*s", label,
                  FIRST_COLUMN > grid_width(label) ? FIRST_COLUMN - grid_width(label) : 0, "");
    for (uint32_t i = from; i < to; i++) {
        const struct results_glance *shown = find_shown(s, row, s->options[i]);
        char text[160];

        snprintf(text, sizeof text, "%s%s%*s", shown != NULL ? shown->text : "",
                 shown != NULL && shown->mark[0] != '\0' ? " " : "",
                 shown != NULL && shown->mark[0] != '\0' ? 8 : 0, shown != NULL ? shown->mark : "");
        sim_text_addf(s->out, "%*s", s->gap, "");
        right(s, width, text);
    }
    sim_text_add(s->out, "\n");
    if (!over)
        return;
    sim_text_addf(s->out, "%-*s", FIRST_COLUMN, "  over the cases");
    for (uint32_t i = from; i < to; i++) {
        const struct results_glance *shown = find_shown(s, row, s->options[i]);

        sim_text_addf(s->out, "%*s", s->gap, "");
        right(s, width, shown != NULL && shown->over != NULL ? shown->over : "");
    }
    /* Nothing at the end of a line. */
    while (s->out->length > 0 && s->out->data[s->out->length - 1] == ' ')
        s->out->data[--s->out->length] = '\0';
    sim_text_add(s->out, "\n");
}

static uint32_t fit(const struct screen *s, int width, int gap)
{
    return (uint32_t)(s->columns - FIRST_COLUMN) / (uint32_t)(width + gap);
}

/* What was not run has no figures: the verdict says why. */
static void find_columns(struct screen *s, struct sim_arena *arena)
{
    uint32_t room = s->results->n_options + 1;
    uint32_t *options = sim_arena_alloc(arena, room * sizeof *options);

    s->names = sim_arena_alloc(arena, room * sizeof *s->names);
    s->n_options = 0;
    for (uint32_t o = 0; o < s->results->n_options; o++) {
        if (!s->results->options[o].allowed)
            continue;
        s->names[s->n_options] =
            grid_short(arena, s->results->options[o].name, s->columns - FIRST_COLUMN - GAP);
        options[s->n_options++] = o;
    }
    s->options = options;
}

/* As many options side by side as fit, the others below; closer together if more fit so. */
static void print_table(struct screen *s)
{
    const struct results *results = s->results;
    uint32_t n_rows = 0, at_once, wide, narrow;
    int width = column_width(s);

    for (uint32_t i = 0; i < results->n_shown; i++)
        n_rows = results->shown[i].row + 1 > n_rows ? results->shown[i].row + 1 : n_rows;
    wide = fit(s, width, GAP);
    narrow = fit(s, width, LEAST_GAP);
    s->gap = wide < s->n_options && wide < narrow ? LEAST_GAP : GAP;
    at_once = s->gap == GAP ? wide : narrow;
    at_once = at_once == 0 ? 1 : at_once;
    for (uint32_t from = 0; from < s->n_options && n_rows > 0; from += at_once) {
        uint32_t to = from + at_once < s->n_options ? from + at_once : s->n_options;

        sim_text_addf(s->out, "\n%-*s", FIRST_COLUMN,
                      from == 0 && results->next_command != NULL ? ALL_FIGURES : "");
        for (uint32_t i = from; i < to; i++) {
            sim_text_addf(s->out, "%*s", s->gap, "");
            right(s, width, s->names[i]);
        }
        sim_text_add(s->out, "\n");
        for (uint32_t row = 0; row < n_rows; row++)
            print_row(s, row, from, to, width);
    }
}

/* ---- what would change it ---- */

/* What the table says already: up to which load an option holds. */
static bool is_in_table(const struct results *results, const struct results_change *change)
{
    bool shown = false, ends = strstr(change->text, "no longer hold") != NULL;

    for (uint32_t i = 0; i < results->n_shown; i++)
        shown = shown || strcmp(results->shown[i].key, "load-slo") == 0;
    return shown && strcmp(change->list, "CHANGES WHO HOLDS") == 0 &&
           strncmp(change->text, ends ? "load from" : "load down to", ends ? 9 : 12) == 0;
}

/* What comes of a change: behind the last colon, "load from 2.18x on: no option". */
static const char *outcome_of(const char *text)
{
    const char *found = NULL;

    for (const char *at = text; (at = strstr(at, ": ")) != NULL; at++)
        found = at;
    return found;
}

/* Has the list named what comes of this before? */
static bool is_joined(const struct results *results, uint32_t number)
{
    const struct results_change *change = &results->changes[number];
    const char *outcome = outcome_of(change->text);

    for (uint32_t i = 0; i < number && outcome != NULL; i++) {
        const char *other = outcome_of(results->changes[i].text);

        if (strcmp(results->changes[i].list, change->list) == 0 && other != NULL &&
            strcmp(other, outcome) == 0 && !is_in_table(results, &results->changes[i]))
            return true;
    }
    return false;
}

/* One list, its name in front: inputs with the same outcome are named together, in one go. */
static void print_list(const struct screen *s, uint32_t first, bool blank)
{
    const struct results *results = s->results;
    const char *list = results->changes[first].list;
    struct sim_text text = {0};
    int indent = 21;

    for (uint32_t i = first; i < results->n_changes; i++) {
        const char *outcome = outcome_of(results->changes[i].text);
        size_t n = outcome != NULL ? (size_t)(outcome - results->changes[i].text) : 0;

        if (strcmp(results->changes[i].list, list) != 0 ||
            is_in_table(results, &results->changes[i]) || is_joined(results, i))
            continue;
        sim_text_add(&text, text.length > 0 ? "; " : "");
        if (outcome == NULL) {
            sim_text_add(&text, results->changes[i].text);
            continue;
        }
        sim_text_addf(&text, "%.*s", (int)n, results->changes[i].text);
        for (uint32_t k = i + 1; k < results->n_changes; k++) {
            const char *other = outcome_of(results->changes[k].text);

            if (strcmp(results->changes[k].list, list) == 0 && other != NULL &&
                strcmp(other, outcome) == 0 && !is_in_table(results, &results->changes[k]))
                sim_text_addf(&text, ", %.*s", (int)(other - results->changes[k].text),
                              results->changes[k].text);
        }
        sim_text_add(&text, outcome);
    }
    if (text.length > 0) {
        sim_text_add(s->out, blank ? "\n" : "");
        style(s, "1");
        sim_text_addf(s->out, "%-*s", indent, list);
        style(s, "0");
        wrap_cut(s, CUT_CHANGES, s->cut >= CUT_LISTS ? 1 : CUT_TEXT, indent, indent, text.data);
    }
    sim_text_release(&text);
}

static void print_changes(const struct screen *s)
{
    size_t before = s->out->length;

    for (uint32_t i = 0; i < s->results->n_changes; i++)
        if (i == 0 || strcmp(s->results->changes[i].list, s->results->changes[i - 1].list) != 0)
            print_list(s, i, s->out->length == before);
}

static void print_screen(struct screen *s)
{
    print_head(s);
    print_verdict(s);
    print_table(s);
    print_changes(s);
    if (s->results->next_command != NULL) {
        sim_text_addf(s->out, "next: %s\n", s->results->next_command);
        if (s->results->n_shown == 0)
            sim_text_add(s->out, ALL_FIGURES "\n");
    }
}

static int lines_of(const struct sim_text *text)
{
    int n = 0;

    for (size_t i = 0; i < text->length; i++)
        n += text->data[i] == '\n';
    return n;
}

void results_screen(const struct results *results, struct sim_text *out, int columns, bool colour)
{
    struct sim_text text = {0};
    struct screen screen = screen_of(results, &text, columns, colour);
    struct sim_arena arena = {0};

    find_columns(&screen, &arena);
    for (screen.cut = CUT_NOTHING; screen.cut < CUT_LEVELS; screen.cut++) {
        text.length = 0;
        print_screen(&screen);
        if (lines_of(&text) <= MOST_LINES || screen.n_options > MOST_OPTIONS)
            break;
    }
    sim_text_add_bytes(out, text.data, text.length);
    sim_text_release(&text);
    sim_arena_release(&arena);
}

/* ---- answers ---- */

/* The first rows of a table, and how many there are besides. */
static void print_first_rows(const struct screen *s, const struct results_table *table)
{
    uint32_t n = table->n_first < table->n_rows ? table->n_first : table->n_rows;
    struct results_table first = *table;

    first.n_rows = n;
    sim_text_add(s->out, "\n");
    grid_of_table(&first, s->out, s->columns, s->colour);
    if (n < table->n_rows)
        sim_text_addf(s->out, "  and %u more row%s: --full\n", table->n_rows - n,
                      table->n_rows - n == 1 ? "" : "s");
    if (table->note != NULL) {
        sim_text_add(s->out, "  ");
        wrap(s, 2, 2, table->note);
    }
}

static void print_answers(const struct screen *s, const char *question)
{
    const struct results *results = s->results;

    for (uint32_t i = 0; i < results->n_answers; i++) {
        const struct results_answer *answer = &results->answers[i];
        int label = grid_width(answer->label);

        if (strcmp(answer->question, question) != 0)
            continue;
        style(s, "1");
        sim_text_addf(s->out, "%s%*s", answer->label,
                      label == 0      ? 0
                      : label < LABEL ? LABEL - label
                                      : 2,
                      "");
        style(s, "0");
        wrap(s, label == 0 ? 0 : label < LABEL ? LABEL : label + 2, LABEL, answer->text);
    }
    for (uint32_t i = 0; i < results->n_tables; i++) {
        const struct results_table *table = &results->tables[i];

        if (table->n_first > 0 && table->question != NULL && strcmp(table->question, question) == 0)
            print_first_rows(s, table);
    }
}

void results_answers_screen(const struct results *results, struct sim_text *out, int columns,
                            bool colour)
{
    struct screen screen = screen_of(results, out, columns, colour);

    print_head(&screen);
    for (uint32_t i = 0; i < results->n_answers; i++) {
        const char *question = results->answers[i].question;
        uint32_t k = 0;

        while (strcmp(results->answers[k].question, question) != 0)
            k++;
        if (k < i)
            continue;
        sim_text_add(out, i > 0 ? "\n" : "");
        style(&screen, "1");
        wrap(&screen, 0, 0, results->answers[i].asks);
        style(&screen, "0");
        print_answers(&screen, question);
    }
    if (results->next_command != NULL)
        sim_text_addf(out, "next: %s\n", results->next_command);
}
