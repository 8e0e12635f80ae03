#include "analysis/chart/words.h"

#include "sim/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Advance widths of DejaVu Sans, 1/100 em, ' ' to '~'. Narrower fonts leave some room. */
static const unsigned char ascii_width[] = {
    32, 41, 46, 84, 64, 95, 78, 28, 40,  40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 54, 100, 71, 69, 70, 78, 64, 58, 78, 76, 30, 30, 67, 56, 87, 75, 79,
    61, 79, 70, 64, 62, 74, 69, 99, 69,  62, 69, 40, 68, 40, 84, 51, 50, 62, 64, 56, 64, 62, 36, 64,
    64, 29, 29, 59, 29, 98, 64, 62, 64,  64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84};
#define NARROW 70  /* other alphabets */
#define WIDE   105 /* from U+1100 on: Hangul, Han, emoji */

static double character_px(const unsigned char *c)
{
    unsigned width = c[0] >= 0xe2 || (c[0] == 0xe1 && c[1] >= 0x84) ? WIDE : NARROW;

    if (c[0] >= ' ' && c[0] <= '~')
        width = ascii_width[c[0] - ' '];
    return width * CHART_FONT_PX / 100.0;
}

static bool is_first_byte(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

double chart_text_px(const char *text)
{
    double px = 0;

    for (; *text != '\0'; text++)
        if (is_first_byte(*text))
            px += character_px((const unsigned char *)text);
    return px;
}

const char *chart_fit(struct sim_arena *arena, const char *text, double most)
{
    const double ellipsis = CHART_FONT_PX;
    double px = 0;
    size_t bytes = 0;

    if (chart_text_px(text) <= most)
        return text;
    for (; text[bytes] != '\0'; bytes++) {
        if (!is_first_byte(text[bytes]))
            continue;
        px += character_px((const unsigned char *)text + bytes);
        /* One character stays, however narrow it is. */
        if (bytes > 0 && px > most - ellipsis)
            break;
    }
    return sim_arena_printf(arena, "%.*s\xe2\x80\xa6", (int)bytes, text);
}

const char *chart_number(struct sim_arena *arena, double value, int decimals)
{
    char digits[400];
    struct sim_text text = {0};
    const char *number;
    size_t whole;

    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(value));
    whole = strcspn(digits, ".");
    if (value < 0 && strspn(digits, "0.") < strlen(digits))
        sim_text_add(&text, "-");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            sim_text_add(&text, ",");
        sim_text_add_bytes(&text, &digits[i], 1);
    }
    sim_text_add(&text, digits + whole);
    number = sim_arena_strdup(arena, text.data);
    sim_text_release(&text);
    return number;
}

uint32_t chart_wrap(struct sim_arena *arena, const char *const *names, uint32_t n,
                    const char *value, double most, const char **lines)
{
    const char *behind = value != NULL ? sim_arena_printf(arena, " %s", value) : "";
    uint32_t n_lines = 0, taken = 0;

    while (taken < n) {
        const char *line = "";
        uint32_t k = 0;

        for (; taken + k < n; k++) {
            const char *end = taken + k + 1 < n ? "," : behind;
            const char *name, *longer;

            /* A value that would cost letters of the last name gets a line of its own. */
            if (value != NULL && k == 0 && taken + 1 == n && n_lines + 1 < CHART_MAX_LINES &&
                chart_text_px(names[taken]) + chart_text_px(end) > most) {
                lines[n_lines++] = chart_fit(arena, names[taken], most);
                lines[n_lines++] = chart_fit(arena, value, most);
                return n_lines;
            }
            name = chart_fit(arena, names[taken + k], most - chart_text_px(end));
            longer = sim_arena_printf(arena, "%s%s%s%s", line, k > 0 ? " " : "", name, end);

            if (k > 0 && chart_text_px(longer) > most)
                break;
            line = longer;
        }
        /* On the last line: the number of those that have no room, or would be cut for the value.
         */
        if (n_lines + 1 == CHART_MAX_LINES &&
            (taken + k < n || (taken > 0 && k == 1 && value != NULL &&
                               chart_text_px(names[taken]) + chart_text_px(behind) > most))) {
            line = sim_arena_printf(arena, "and %u more%s", n - taken, behind);
            k = n - taken;
        }
        lines[n_lines++] = chart_fit(arena, line, most);
        taken += k;
    }
    return n_lines;
}
