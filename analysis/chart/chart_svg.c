/*
 * chart_svg.c: from gnuplot's SVG to one that sits in a page: its own title and description, no
 * scripts, definitions and ids, colours that a style sheet can name.
 */
#include "analysis/chart/chart_gnuplot.h"

#include <stdio.h>
#include <string.h>

static bool skip_element(const char **at, const char *open, const char *close)
{
    const char *end;

    if (strncmp(*at, open, strlen(open)) != 0)
        return false;
    end = strstr(*at + strlen(open), close);
    if (end == NULL)
        return false;
    *at = end + strlen(close);
    return true;
}

/* "rgb(  0, 114, 178)" at *at becomes "#0072b2". */
static bool add_colour(struct sim_text *out, const char **at)
{
    int red, green, blue, used = 0;

    if (sscanf(*at, "rgb(%d ,%d ,%d )%n", &red, &green, &blue, &used) != 3 || used == 0)
        return false;
    sim_text_addf(out, "#%02x%02x%02x", (unsigned)red & 255, (unsigned)green & 255,
                  (unsigned)blue & 255);
    *at += used;
    return true;
}

/* How many bytes from `at` on have no meaning here, and stand for themselves. */
static size_t plain_length(const char *at, bool tag, char quote)
{
    size_t n = 0;

    for (;; n++) {
        unsigned char c = (unsigned char)at[n];

        if (c < ' ' || c >= 0x7f || c == '<' || c == '>' || c == '"' || c == '\'' ||
            (tag && (quote != '\0' ? c == 'r' : c == ' ')))
            return n;
    }
}

void chart_svg_clean(struct sim_text *out, const char *raw)
{
    const char *root = strstr(raw, "<svg"), *at = root != NULL ? strchr(root, '>') : NULL;
    bool tag = false;
    char quote = '\0';

    if (at == NULL)
        return;
    for (at++; *at != '\0';) {
        size_t n = plain_length(at, tag, quote);

        if (n > 0) {
            sim_text_add_bytes(out, at, n);
            at += n;
            continue;
        }
        if (!tag &&
            (skip_element(&at, "<title>", "</title>") || skip_element(&at, "<desc>", "</desc>") ||
             skip_element(&at, "<defs>", "</defs>")))
            continue;
        if (tag && quote == '\0' && skip_element(&at, " id=\"", "\""))
            continue;
        if (tag && quote != '\0' && strncmp(at, "rgb(", 4) == 0 && add_colour(out, &at))
            continue;
        if (!tag && *at == '<')
            tag = true;
        else if (tag && quote == '\0' && *at == '>')
            tag = false;
        else if (tag && quote == '\0' && (*at == '"' || *at == '\''))
            quote = *at;
        else if (tag && *at == quote)
            quote = '\0';
        /* Indentation and the line breaks inside coordinate lists are most of the white space. */
        if (*at == '\t' || (*at == '\n' && (at[1] == '\n' || at[1] == '\t'))) {
            if (tag)
                sim_text_add(out, " ");
            at++;
        } else {
            bool line_end = *at == '\n';
            const char *c = sim_next_visible(&at, &n);

            sim_text_add_bytes(out, line_end ? "\n" : c, n);
        }
    }
}
