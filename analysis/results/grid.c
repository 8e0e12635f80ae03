#include "analysis/results/grid.h"

#include <string.h>

/* No column of names is wider; a first column may be where that costs no further group. What is
 * longer is shortened, or goes on in the next line. */
enum { GAP = 2, UNDER = 6, MOST_NAME = 24, MOST_HEAD = 34, WIDEST_HEAD = 60 };

void grid_init(struct grid *grid, struct sim_arena *arena, uint32_t n_columns, uint32_t n_heads)
{
    *grid = (struct grid){.arena = arena, .n_columns = n_columns, .n_heads = n_heads};
    grid->headers = sim_arena_alloc(arena, ((size_t)n_columns + 1) * sizeof *grid->headers);
    for (uint32_t i = 0; i < n_columns; i++)
        grid->headers[i] = "";
}

static struct grid_row *add_row(struct grid *grid)
{
    grid->rows =
        sim_arena_with_room(grid->arena, grid->rows, grid->n_rows, &grid->room, sizeof *grid->rows);
    grid->rows[grid->n_rows] = (struct grid_row){0};
    return &grid->rows[grid->n_rows++];
}

void grid_title(struct grid *grid, const char *title)
{
    add_row(grid)->title = title;
}

struct grid_cell *grid_row(struct grid *grid)
{
    struct grid_row *row = add_row(grid);

    row->cells = sim_arena_alloc(grid->arena, ((size_t)grid->n_columns + 1) * sizeof *row->cells);
    return row->cells;
}

void grid_under(struct grid *grid, const char *text)
{
    grid->rows[grid->n_rows - 1].under = text;
}

int grid_width(const char *text)
{
    int n = 0;

    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/* Bytes of the first n characters. */
static size_t bytes_of(const char *text, int n)
{
    const char *at = text;

    while (*at != '\0' && n > 0) {
        at++;
        while (((unsigned char)*at & 0xc0) == 0x80)
            at++;
        n--;
    }
    return (size_t)(at - text);
}

const char *grid_short(struct sim_arena *arena, const char *name, int most)
{
    int width = grid_width(name), head = (most - 3 + 1) / 2, tail = most - 3 - head;

    if (width <= most)
        return name;
    return sim_arena_printf(arena, "%.*s...%s", (int)bytes_of(name, head), name,
                            name + bytes_of(name, width - tail));
}

/* ---- printing ---- */

struct printer {
    const struct grid *grid;
    struct sim_text *out;
    bool colour;
    int *widths;
    const char **headers; /* as they are shown */
};

static void style(const struct printer *p, const char *code)
{
    if (p->colour)
        sim_text_addf(p->out, "\x1b[%sm", code);
}

static void pad(const struct printer *p, int n)
{
    sim_text_addf(p->out, "%*s", n > 0 ? n : 0, "");
}

static const char *text_of(const struct grid_cell *cell)
{
    return cell->text != NULL ? cell->text : "";
}

static void measure(struct printer *p)
{
    const struct grid *grid = p->grid;

    for (uint32_t c = 0; c < grid->n_columns; c++) {
        int most = c < grid->n_heads ? WIDEST_HEAD : 1000;

        p->headers[c] = grid_short(grid->arena, grid->headers[c], MOST_NAME);
        for (uint32_t k = grid->n_heads; k < c; k++) /* two that look alike get their numbers */
            if (p->headers[c] != grid->headers[c] && strcmp(p->headers[k], p->headers[c]) == 0)
                p->headers[c] = sim_arena_printf(grid->arena, "%s #%u",
                                                 grid_short(grid->arena, grid->headers[c], 16),
                                                 c - grid->n_heads + 1);
        p->widths[c] = grid_width(p->headers[c]);
        for (uint32_t r = 0; r < grid->n_rows; r++) {
            int width =
                grid->rows[r].cells != NULL ? grid_width(text_of(&grid->rows[r].cells[c])) : 0;

            width = width > most ? most : width;
            p->widths[c] = width > p->widths[c] ? width : p->widths[c];
        }
    }
}

/* Print text to its end, or to the last space that fits. @return the rest */
static const char *print_part(const struct printer *p, const char *text, int width, int *used)
{
    size_t n = strlen(text);
    int indent = (int)strspn(text, " ");

    if (grid_width(text) > width) {
        size_t fits = bytes_of(text, width);

        n = fits;
        while (n > (size_t)indent && text[n] != ' ')
            n--;
        if (n <= (size_t)indent)
            n = fits;
    }
    sim_text_add_bytes(p->out, text, n);
    *used = 0;
    for (size_t i = 0; i < n; i++)
        *used += ((unsigned char)text[i] & 0xc0) != 0x80;
    text += n;
    while (*text == ' ')
        text++;
    return text;
}

static void print_head(const struct printer *p, const struct grid_row *row, uint32_t column)
{
    int width = p->widths[column], used;
    const char *text = text_of(&row->cells[column]);
    bool first = column == 0;

    /* A head that is too long takes lines of its own; the values stand beside the last. */
    text = print_part(p, text, width, &used);
    while (*text != '\0' && first) {
        sim_text_add(p->out, "\n    ");
        text = print_part(p, text, width - 4, &used);
        used += 4;
    }
    pad(p, width - used);
}

static void print_cell(const struct printer *p, const struct grid_cell *cell, uint32_t column,
                       bool last)
{
    const char *text = text_of(cell);
    int rest = p->widths[column] - grid_width(text);
    bool ragged = column >= p->grid->n_columns - p->grid->n_ragged;

    pad(p, GAP + (ragged ? 0 : rest));
    if (cell->strong)
        style(p, "1");
    sim_text_add(p->out, text);
    if (cell->strong)
        style(p, "0");
    if (ragged && !last)
        pad(p, rest);
}

static bool has_headers(const struct grid *grid)
{
    for (uint32_t c = 0; c < grid->n_columns; c++)
        if (*grid->headers[c] != '\0')
            return true;
    return false;
}

static void print_under(const struct printer *p, const char *text, int columns)
{
    int used;

    while (*text != '\0') {
        pad(p, UNDER);
        text = print_part(p, text, columns > 2 * UNDER ? columns - UNDER : UNDER, &used);
        sim_text_add(p->out, "\n");
    }
}

static void print_group(const struct printer *p, uint32_t from, uint32_t to, int columns)
{
    const struct grid *grid = p->grid;

    if (has_headers(grid)) {
        for (uint32_t c = 0; c < grid->n_heads; c++) {
            pad(p, c > 0 ? GAP : 0);
            style(p, "1");
            sim_text_add(p->out, p->headers[c]);
            style(p, "0");
            pad(p, p->widths[c] - grid_width(p->headers[c]));
        }
        for (uint32_t c = from; c < to; c++)
            print_cell(p, &(struct grid_cell){p->headers[c], true}, c, c + 1 == to);
        sim_text_add(p->out, "\n");
    }
    for (uint32_t r = 0; r < grid->n_rows; r++) {
        const struct grid_row *row = &grid->rows[r];

        if (row->title != NULL) {
            style(p, "2");
            sim_text_add(p->out, row->title);
            style(p, "0");
            sim_text_add(p->out, "\n");
            continue;
        }
        for (uint32_t c = 0; c < grid->n_heads; c++) {
            pad(p, c > 0 ? GAP : 0);
            print_head(p, row, c);
        }
        for (uint32_t c = from; c < to; c++)
            print_cell(p, &row->cells[c], c, c + 1 == to);
        sim_text_add(p->out, "\n");
        if (row->under != NULL && from == grid->n_heads)
            print_under(p, row->under, columns);
    }
}

static int heads_width(const struct printer *p)
{
    int width = 0;

    for (uint32_t c = 0; c < p->grid->n_heads; c++)
        width += p->widths[c] + (c > 0 ? GAP : 0);
    return width;
}

/* The first column behind the group that begins with `from`. */
static uint32_t group_end(const struct printer *p, uint32_t from, int columns)
{
    int used = heads_width(p);
    uint32_t to = from;

    while (to < p->grid->n_columns && (to == from || used + GAP + p->widths[to] <= columns))
        used += GAP + p->widths[to++];
    return to;
}

static uint32_t n_groups(const struct printer *p, int columns)
{
    uint32_t n = 0;

    for (uint32_t from = p->grid->n_heads; from < p->grid->n_columns; n++)
        from = group_end(p, from, columns);
    return n;
}

void grid_print(const struct grid *grid, struct sim_text *out, int columns, bool colour)
{
    struct printer p = {.grid = grid, .out = out, .colour = colour};
    uint32_t from = grid->n_heads, least;
    int longest;

    p.widths = sim_arena_alloc(grid->arena, ((size_t)grid->n_columns + 1) * sizeof *p.widths);
    p.headers = sim_arena_alloc(grid->arena, ((size_t)grid->n_columns + 1) * sizeof *p.headers);
    measure(&p);
    longest = p.widths[0];
    if (longest > MOST_HEAD && grid->n_heads > 0) {
        p.widths[0] = MOST_HEAD;
        least = n_groups(&p, columns);
        while (p.widths[0] < longest) {
            p.widths[0]++;
            if (n_groups(&p, columns) == least && heads_width(&p) + GAP + 10 < columns)
                continue;
            p.widths[0]--;
            break;
        }
    }
    do {
        uint32_t to = group_end(&p, from, columns);

        if (from > grid->n_heads)
            sim_text_add(out, "\n");
        print_group(&p, from, to, columns);
        from = to;
    } while (from < grid->n_columns);
}
