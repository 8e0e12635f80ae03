/*
 * Tables on the screen: folded by groups of columns, long names shortened, long labels broken.
 */
#include "analysis/results/grid.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static struct sim_arena arena;

static int widest(const char *text)
{
    int most = 0;

    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        char line[400];

        ck_assert_uint_lt(n, sizeof line);
        memcpy(line, text, n);
        line[n] = '\0';
        most = grid_width(line) > most ? grid_width(line) : most;
        text += n + (text[n] == '\n');
    }
    return most;
}

static char *printed(const struct grid *grid, int columns)
{
    struct sim_text text = {0};

    grid_print(grid, &text, columns, false);
    return sim_text_take(&text);
}

START_TEST(a_small_table_is_one_group)
{
    struct grid grid;
    struct grid_cell *cells;
    char *text;

    grid_init(&grid, &arena, 3, 1);
    grid.headers[1] = "left";
    grid.headers[2] = "right";
    grid_title(&grid, "Requests");
    cells = grid_row(&grid);
    cells[0].text = "  offered";
    cells[1].text = "12";
    cells[2].text = "1,234 \u00b15";
    text = printed(&grid, 80);
    ck_assert_str_eq(text, "           left     right\n"
                           "Requests\n"
                           "  offered    12  1,234 \u00b15\n");
    free(text);
    sim_arena_release(&arena);
}
END_TEST

/* Five columns of 20 in 80: three groups, each with the labels and the section before it. */
START_TEST(wide_tables_are_folded)
{
    struct grid grid;
    struct grid_cell *cells;
    char *text;
    int groups = 0;

    grid_init(&grid, &arena, 6, 1);
    for (uint32_t c = 1; c < 6; c++)
        grid.headers[c] = sim_arena_printf(&arena, "option-number-%u-xxxx", c);
    grid_title(&grid, "Requests");
    cells = grid_row(&grid);
    cells[0].text = "  a label of thirty characters";
    for (uint32_t c = 1; c < 6; c++)
        cells[c].text = sim_arena_printf(&arena, "%u", c);
    text = printed(&grid, 80);
    for (const char *at = text; (at = strstr(at, "Requests\n")) != NULL; at++)
        groups++;
    ck_assert_int_eq(groups, 3);
    ck_assert_int_le(widest(text), 80);
    ck_assert_ptr_nonnull(strstr(text, "option-number-5-xxxx"));
    free(text);
    /* Where all fit there is one. */
    text = printed(&grid, 200);
    ck_assert_ptr_null(strstr(strstr(text, "Requests\n") + 1, "Requests\n"));
    free(text);
    sim_arena_release(&arena);
}
END_TEST

/* 300 bytes make no column of 300, two that begin and end alike are told apart, and no character is
 * cut in two. */
START_TEST(long_names_are_shortened)
{
    char name[301], other[301], accents[301];
    struct grid grid;
    struct grid_cell *cells;
    char *text;

    memset(name, 'y', 300);
    name[300] = '\0';
    memcpy(other, name, sizeof name);
    other[150] = 'z';
    for (int i = 0; i < 300; i += 2)
        memcpy(accents + i, "\xc3\xa9", 2);
    accents[300] = '\0';
    ck_assert_int_eq(grid_width(grid_short(&arena, name, 24)), 24);
    ck_assert_str_eq(grid_short(&arena, "short", 24), "short");
    ck_assert_str_eq(grid_short(&arena, "abcdefghijklmno", 10), "abcd...mno");
    ck_assert_int_eq(grid_width(grid_short(&arena, accents, 24)), 24);
    ck_assert(
        sim_is_utf8(grid_short(&arena, accents, 24), strlen(grid_short(&arena, accents, 24))));
    grid_init(&grid, &arena, 4, 1);
    grid.headers[1] = name;
    grid.headers[2] = other;
    grid.headers[3] = accents;
    cells = grid_row(&grid);
    cells[0].text = "  offered";
    cells[1].text = cells[2].text = cells[3].text = "1";
    text = printed(&grid, 80);
    ck_assert_int_le(widest(text), 80);
    ck_assert_ptr_nonnull(strstr(text, "#2"));
    free(text);
    sim_arena_release(&arena);
}
END_TEST

/* A label may be as wide as the groups allow; else it goes on in a second line. */
START_TEST(long_labels_are_broken)
{
    struct grid grid;
    struct grid_cell *cells;
    char *text;

    grid_init(&grid, &arena, 4, 1);
    cells = grid_row(&grid);
    cells[0].text = "  calls stopped by the limit on tries or time, of all";
    for (uint32_t c = 1; c < 4; c++)
        cells[c].text = "123,456 \u00b17,890";
    text = printed(&grid, 120);
    ck_assert_ptr_null(strchr(strchr(text, '\n') + 1, '\n'));
    free(text);
    text = printed(&grid, 82);
    ck_assert_ptr_nonnull(strchr(strchr(text, '\n') + 1, '\n'));
    ck_assert_int_le(widest(text), 82);
    ck_assert_str_eq(strstr(text, "123,456"),
                     "123,456 \u00b17,890  123,456 \u00b17,890  123,456 \u00b17,890\n");
    free(text);
    sim_arena_release(&arena);
}
END_TEST

SUITE_MAIN("grid", a_small_table_is_one_group, wide_tables_are_folded, long_names_are_shortened,
           long_labels_are_broken)
