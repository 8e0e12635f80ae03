/*
 * decision_text.c: page 1 of a review as text.
 */
#include "analysis/results/decision.h"
#include "analysis/results/grid.h"
#include "analysis/results/wrap.h"

#include <string.h>

enum { COLUMNS = 80, MOST_NAME = 20 /* columns of an option's name */ };

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

static void wrap(struct sim_text *out, int at, int indent, const char *text)
{
    results_wrap(out, at, indent, COLUMNS, text);
}

const char *decision_owner(const struct results *results)
{
    return results->owner != NULL && *results->owner != '\0' ? results->owner : "(not stated)";
}

const char *decision_inputs(const struct results *results, struct sim_arena *arena)
{
    const char *kind = NULL;

    if (results->inputs_of == NULL)
        return "inputs of no known date";
    for (uint32_t i = 0; i < results->n_figures && kind == NULL; i++)
        if (strcmp(results->figures[i].as_of, results->inputs_of) == 0)
            kind = results->figures[i].kind;
    return sim_arena_printf(arena, "oldest input of %s%s%s%s", results->inputs_of,
                            kind != NULL ? " (" : "", kind != NULL ? kind : "",
                            kind != NULL ? ")" : "");
}

static void head_text(const struct results *results, struct sim_text *out, struct sim_arena *arena)
{
    sim_text_addf(out, "1  Decision%*s\n", COLUMNS - 11, "[SIMULATED, NOT MEASURED]");
    wrap(out, 0, 0, results->title);
    wrap(out, 0, 0,
         sim_arena_printf(arena, "owner: %s; %s; scenario %.8s, seed %llu, %u run%s",
                          decision_owner(results), decision_inputs(results, arena),
                          results->scenario_sha256, (unsigned long long)results->seed,
                          results->replications, results->replications == 1 ? "" : "s"));
    sim_text_add(out, "\n");
}

static void table_text(const struct decision_table *table, struct sim_text *out,
                       struct sim_arena *arena)
{
    struct grid grid;

    grid_init(&grid, arena, table->n_columns, 2);
    for (uint32_t k = 0; k < table->n_columns; k++)
        grid.headers[k] = table->headers[k];
    for (uint32_t i = 0; i < table->n_rows; i++) {
        struct grid_cell *cells = grid_row(&grid);
        const char **row = &table->cells[(size_t)i * table->n_columns];

        cells[0].text = grid_short(arena, row[0], MOST_NAME);
        for (uint32_t k = 1; k < table->n_columns; k++)
            cells[k].text = row[k];
    }
    grid_print(&grid, out, COLUMNS, false);
}

/* Parts are set apart by an empty line; what belongs to the last block is not. */
static bool begins_part(const struct decision *page, uint32_t i)
{
    enum decision_kind kind = page->blocks[i].kind, before = page->blocks[i - 1].kind;

    switch (kind) {
    case DECISION_HEADING:
    case DECISION_TABLE:
        return true;
    case DECISION_TEXT:
        return before != DECISION_LEAD;
    case DECISION_LEAD:
        return true;
    case DECISION_LINE:
        return before != DECISION_LINE;
    case DECISION_NOTE:
        return before != DECISION_TABLE && before != DECISION_NOTE && before != DECISION_LINE;
    default:
        return false;
    }
}

static void block_text(const struct decision_block *block, uint32_t *n_risks, struct sim_text *out,
                       struct sim_arena *arena)
{
    switch (block->kind) {
    case DECISION_LEAD:
    case DECISION_TEXT:
        wrap(out, 0, 0, block->text);
        break;
    case DECISION_NOTE:
        wrap(out, 0, 2, block->text);
        break;
    case DECISION_HEADING:
        sim_text_addf(out, "%s\n", block->text);
        break;
    case DECISION_ASK:
        sim_text_add(out, "  [ ] ");
        wrap(out, 6, 6, sim_arena_printf(arena, "%s (%s)", block->text, block->more));
        break;
    case DECISION_TABLE:
        table_text(block->table, out, arena);
        break;
    case DECISION_REASON:
        sim_text_add(out, "  ");
        wrap(out, 2, 4, sim_arena_printf(arena, "%s: %s", block->label, block->text));
        break;
    case DECISION_RISK:
        sim_text_addf(out, "%u ", ++*n_risks);
        wrap(out, 2, 2,
             sim_arena_printf(arena, "%s: %s. Remedy: %s", block->label, block->text, block->more));
        break;
    case DECISION_LINE:
        wrap(out, 0, 2, sim_arena_printf(arena, "%s: %s", block->label, block->text));
        break;
    case DECISION_MORE:
        sim_text_addf(out, "  %s\n", block->text);
        break;
    }
}

void decision_text(const struct results *results, const struct decision *page, struct sim_text *out)
{
    struct sim_arena arena = {0};
    uint32_t n_risks = 0;

    head_text(results, out, &arena);
    for (uint32_t i = 0; i < page->n; i++) {
        if (i > 0 && begins_part(page, i))
            sim_text_add(out, "\n");
        block_text(&page->blocks[i], &n_risks, out, &arena);
    }
    sim_arena_release(&arena);
}

uint32_t decision_lines(const struct sim_text *text)
{
    uint32_t n = 0;

    for (size_t i = 0; i < text->length; i++)
        n += text->data[i] == '\n';
    return n;
}
