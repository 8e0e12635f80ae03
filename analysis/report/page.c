#include "analysis/report/page.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void page_init(struct page *page, const struct results *results)
{
    *page = (struct page){.results = results};
    page->metric_shown = sim_arena_alloc(&page->arena, results->n_metrics * sizeof(bool));
    page->columns = sim_arena_alloc(&page->arena, (results->n_options + 1) * sizeof(uint32_t));
    results_order(results, page->columns);
}

void page_release(struct page *page)
{
    sim_text_release(&page->html);
    sim_text_release(&page->md);
    sim_arena_release(&page->arena);
}

char *page_keep(struct page *page, struct sim_text *text)
{
    char *copy = sim_arena_strdup(&page->arena, text->data != NULL ? text->data : "");

    sim_text_release(text);
    return copy;
}

char *page_printf(struct page *page, const char *format, ...)
{
    struct sim_text text = {0};
    char small[512];
    va_list arguments;
    int n;

    va_start(arguments, format);
    n = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (n >= 0 && (size_t)n < sizeof small)
        return sim_arena_strdup(&page->arena, small);
    if (n > 0) {
        char *large = sim_arena_alloc(&page->arena, (size_t)n + 1);

        va_start(arguments, format);
        vsnprintf(large, (size_t)n + 1, format, arguments);
        va_end(arguments);
        return large;
    }
    return page_keep(page, &text);
}

/* ---- escaping ---- */

void page_escape_html(struct sim_text *out, const char *text)
{
    sim_text_add_xml(out, text);
}

void page_escape_md(struct sim_text *out, const char *text)
{
    while (text != NULL && *text != '\0') {
        size_t n;
        const char *c = sim_next_visible(&text, &n);

        if (*c == '&')
            sim_text_add(out, "&amp;");
        else if (*c == '<')
            sim_text_add(out, "&lt;");
        else if (*c == ']' && (*text == '(' || *text == ':' || *text == '['))
            sim_text_add(out, "\\]");
        else if (strchr("\\`*_|~$", *c) != NULL)
            sim_text_addf(out, "\\%c", *c);
        else
            sim_text_add_bytes(out, c, n);
    }
}

void page_both(struct page *page, const char *before_html, const char *before_md, const char *text,
               const char *after_html, const char *after_md)
{
    sim_text_add(&page->html, before_html);
    page_escape_html(&page->html, text);
    sim_text_add(&page->html, after_html);
    sim_text_add(&page->md, before_md);
    page_escape_md(&page->md, text);
    sim_text_add(&page->md, after_md);
}

/* ---- blocks ---- */

void page_chapter(struct page *page, const char *id, const char *title)
{
    char *numbered = page_printf(page, "%u. %s", ++page->n_chapters, title);

    sim_text_addf(&page->html,
                  "<section id=\"%u-%s\" aria-labelledby=\"h-%u-%s\">\n<h2 id=\"h-%u-%s\">",
                  page->n_chapters, id, page->n_chapters, id, page->n_chapters, id);
    page_both(page, "", "## ", numbered, "</h2>\n", "\n\n");
}

void page_chapter_end(struct page *page)
{
    sim_text_add(&page->html, "</section>\n");
}

void page_section(struct page *page, const char *id, const char *title, const char *summary)
{
    page->titled = title != NULL;
    sim_text_addf(&page->html, "<div id=\"%s\">\n", id);
    if (title != NULL)
        page_both(page, "<h3>", "### ", title, "</h3>\n", "\n\n");
    if (summary != NULL)
        page_note(page, summary);
}

void page_section_end(struct page *page)
{
    sim_text_add(&page->html, "</div>\n");
}

void page_heading(struct page *page, const char *title)
{
    page_both(page, page->titled ? "<h4>" : "<h3>", page->titled ? "#### " : "### ", title,
              page->titled ? "</h4>\n" : "</h3>\n", "\n\n");
}

void page_paragraph(struct page *page, const char *text)
{
    page_both(page, "<p>", "", text, "</p>\n", "\n\n");
}

void page_lead(struct page *page, const char *text)
{
    page_both(page, "<p class=\"lead\">", "**", text, "</p>\n", "**\n\n");
}

void page_note(struct page *page, const char *text)
{
    page_both(page, "<p class=\"note\">", "_", text, "</p>\n", "_\n\n");
}

static void add_items(struct page *page, const char *html, const char *md, const char *const *items,
                      size_t n)
{
    if (n == 0)
        return;
    sim_text_add(&page->html, html);
    for (size_t i = 0; i < n; i++)
        page_both(page, "<li>", md, items[i], "</li>\n", "\n");
    sim_text_add(&page->html, "</ul>\n");
    sim_text_add(&page->md, "\n");
}

void page_list(struct page *page, const char *const *items, size_t n)
{
    add_items(page, "<ul>\n", "- ", items, n);
}

void page_choices(struct page *page, const char *const *items, size_t n)
{
    add_items(page, "<ul class=\"boxes\">\n", "- [ ] ", items, n);
}

void page_command(struct page *page, const char *text)
{
    sim_text_add(&page->html, "<pre><code>");
    page_escape_html(&page->html, text);
    sim_text_add(&page->html, "</code></pre>\n");
    /* Indented code shows everything as it is, back-quotes too. */
    sim_text_add(&page->md, "    ");
    for (const char *rest = text; *rest != '\0';) {
        size_t n;
        const char *c = sim_next_visible(&rest, &n);

        sim_text_add_bytes(&page->md, c, n);
    }
    sim_text_add(&page->md, "\n\n");
}

void page_lines(struct page *page, const char *text)
{
    sim_text_add(&page->html, "<pre class=\"script\"><code>");
    for (size_t n; *text != '\0'; text += n + (text[n] == '\n')) {
        char *line;

        n = strcspn(text, "\n");
        line = page_printf(page, "%.*s", (int)n, text);
        page_escape_html(&page->html, line);
        sim_text_add(&page->html, "\n");
        sim_text_add(&page->md, n > 0 ? "    " : "");
        for (const char *rest = line; *rest != '\0';) {
            size_t length;
            const char *c = sim_next_visible(&rest, &length);

            sim_text_add_bytes(&page->md, c, length);
        }
        sim_text_add(&page->md, "\n");
    }
    sim_text_add(&page->html, "</code></pre>\n");
    sim_text_add(&page->md, "\n");
}

void page_terms(struct page *page, bool begin)
{
    sim_text_add(&page->html, begin ? "<dl>\n" : "</dl>\n");
    if (!begin)
        sim_text_add(&page->md, "\n");
}

void page_term(struct page *page, const char *term, const char *meaning)
{
    page_both(page, "<dt>", "- **", term, "</dt>", "**: ");
    page_both(page, "<dd>", "", meaning, "</dd>\n", "\n");
}

void page_details(struct page *page, const char *summary)
{
    sim_text_add(&page->html, "<details><summary>");
    page_escape_html(&page->html, summary);
    sim_text_add(&page->html, "</summary>\n");
    sim_text_add(&page->md, "<details><summary>");
    page_escape_html(&page->md, summary);
    sim_text_add(&page->md, "</summary>\n\n");
}

void page_details_end(struct page *page)
{
    sim_text_add(&page->html, "</details>\n");
    sim_text_add(&page->md, "</details>\n\n");
}

void page_table(struct page *page, const char *caption, const char *const *headers, uint32_t n,
                uint32_t n_left)
{
    page->table_columns = n;
    page->table_rows = 0;
    page->table_at = page->html.length + strlen("<div tabindex=\"0\" class=\"scroll");
    sim_text_add(&page->html, "<div tabindex=\"0\" class=\"scroll\"><table>\n");
    if (caption != NULL)
        page_both(page, "<caption>", "", caption, "</caption>\n", "\n\n");
    sim_text_add(&page->html, "<thead><tr>");
    sim_text_add(&page->md, "|");
    for (uint32_t i = 0; i < n; i++)
        page_both(page, i < n_left ? "<th scope=\"col\" class=\"l\">" : "<th scope=\"col\">", " ",
                  headers[i], "</th>", " |");
    sim_text_add(&page->html, "</tr></thead>\n<tbody>\n");
    sim_text_add(&page->md, "\n|");
    for (uint32_t i = 0; i < n; i++)
        sim_text_add(&page->md, i < n_left ? " --- |" : " ---: |");
    sim_text_add(&page->md, "\n");
    page->table_left = n_left;
}

/* "7.9 ±0.3": the interval stays in one piece and steps back behind the value. In a sentence it is
 * a word as any other. */
static void add_cell_html(struct sim_text *html, const char *text, bool number)
{
    const char *interval = number ? strstr(text, " \u00b1") : NULL;
    char value[64];

    if (interval == NULL || (size_t)(interval - text) >= sizeof value) {
        page_escape_html(html, text);
        return;
    }
    snprintf(value, sizeof value, "%.*s", (int)(interval - text), text);
    page_escape_html(html, value);
    sim_text_add(html, " <span class=\"interval\">");
    page_escape_html(html, interval + 1);
    sim_text_add(html, "</span>");
}

void page_row(struct page *page, const struct page_cell *cells)
{
    static const char *const class_of[] = {[PAGE_PLAIN] = "",
                                           [PAGE_BEST] = "best",
                                           [PAGE_MUTED] = "muted",
                                           [PAGE_GOOD] = "good",
                                           [PAGE_BAD] = "bad"};

    page->table_rows++;
    sim_text_add(&page->html, "<tr>");
    sim_text_add(&page->md, "|");
    for (uint32_t i = 0; i < page->table_columns; i++) {
        const char *text = cells[i].text != NULL ? cells[i].text : "";
        const char *tag = i == 0 ? "th" : "td";
        const char *class = class_of[cells[i].mark];
        bool bold = cells[i].mark == PAGE_BEST || cells[i].mark == PAGE_BAD;
        bool indented = i == 0 && strncmp(text, "  ", 2) == 0;

        sim_text_addf(&page->html, "<%s%s", tag, i == 0 ? " scope=\"row\"" : "");
        if (indented)
            class = "sub";
        if (i < page->table_left && i > 0)
            sim_text_addf(&page->html, " class=\"l%s%s\"", *class != '\0' ? " " : "", class);
        else if (*class != '\0')
            sim_text_addf(&page->html, " class=\"%s\"", class);
        sim_text_add(&page->html, ">");
        while (*text == ' ')
            text++;
        add_cell_html(&page->html, text, i >= page->table_left);
        sim_text_addf(&page->html, "</%s>", tag);
        sim_text_add(&page->md, indented ? " &nbsp;&nbsp;" : " ");
        sim_text_add(&page->md, bold ? "**" : "");
        page_escape_md(&page->md, text);
        sim_text_add(&page->md, bold ? "** |" : " |");
    }
    sim_text_add(&page->html, "</tr>\n");
    sim_text_add(&page->md, "\n");
}

void page_group(struct page *page, const char *title)
{
    sim_text_addf(&page->html,
                  "</tbody>\n<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%u\">",
                  page->table_columns);
    page_both(page, "", "| **", title, "</th></tr>\n", "** |");
    for (uint32_t i = 1; i < page->table_columns; i++)
        sim_text_add(&page->md, " |");
    sim_text_add(&page->md, "\n");
}

/* On paper a long table of numbers goes down in as many columns as are not too narrow. */
static const char *class_of_table(const struct page *page)
{
    enum { LONG = 20, NARROW = 3, MIDDLE = 5 };

    if (page->table_rows < LONG)
        return "";
    if (page->table_left > 1 || page->table_columns > MIDDLE)
        return " long1";
    return page->table_columns > NARROW ? " long2" : " long3";
}

void page_table_end(struct page *page)
{
    const char *class = class_of_table(page);
    size_t n = strlen(class), rest = page->html.length - page->table_at;

    sim_text_add(&page->html, class);
    memmove(page->html.data + page->table_at + n, page->html.data + page->table_at, rest);
    memcpy(page->html.data + page->table_at, class, n);
    sim_text_add(&page->html, "</tbody></table></div>\n");
    sim_text_add(&page->md, "\n");
}

/* ---- numbers ---- */

bool page_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

char *page_number(struct page *page, double value, int decimals)
{
    return metric_number(&page->arena, value, decimals, false);
}

char *page_share(struct page *page, double part, double whole)
{
    double percent = 100 * part / whole;

    if (!(whole > 0))
        return page_printf(page, "no data");
    if (part > 0 && percent < 0.05)
        return page_printf(page, "less than 0.1 %%");
    if (part < whole && percent >= 99.95)
        return page_printf(page, "more than 99.9 %%");
    return part >= whole || part <= 0 ? page_printf(page, "%.0f %%", percent)
                                      : page_printf(page, "%.1f %%", percent);
}

char *page_duration(struct page *page, double seconds)
{
    static const struct {
        double from, unit;
        const char *name;
    } units[] = {{172800, 86400, "d"}, {7200, 3600, "h"}, {120, 60, "min"}, {0, 1, "s"}};
    size_t i = 0;
    double value;

    if (!isfinite(seconds))
        return page_printf(page, "no data");
    while (fabs(seconds) < units[i].from)
        i++;
    value = seconds / units[i].unit;
    return page_printf(page, "%s %s",
                       page_number(page, value, fabs(value - round(value)) < 0.05 ? 0 : 1),
                       units[i].name);
}

/* ---- metrics ---- */

bool page_metric_of(const struct page *page, const char *key, uint32_t option, double *value)
{
    for (uint32_t i = 0; i < page->results->n_metrics; i++) {
        const struct results_metric *metric = &page->results->metrics[i];

        if (strcmp(metric->key, key) == 0) {
            *value = metric->options[option].value;
            return metric->options[option].text == NULL && isfinite(*value);
        }
    }
    return false;
}

const uint32_t *page_allowed(struct page *page, uint32_t *n)
{
    uint32_t *options = sim_arena_alloc(&page->arena, page->results->n_options * sizeof *options);

    *n = 0;
    for (uint32_t i = 0; i < page->results->n_options; i++)
        if (page->results->options[page->columns[i]].allowed)
            options[(*n)++] = page->columns[i];
    return options;
}

void page_option_table(struct page *page, const char *caption)
{
    uint32_t n = page->results->n_options;
    const char **headers = sim_arena_alloc(&page->arena, (n + 2) * sizeof *headers);

    headers[0] = "metric";
    headers[1] = "unit";
    for (uint32_t i = 0; i < n; i++)
        headers[i + 2] = page->results->options[page->columns[i]].name;
    page_table(page, caption, headers, n + 2, 2);
}

void page_metric_row(struct page *page, const struct results_metric *metric)
{
    const struct results *results = page->results;
    struct page_cell *cells =
        sim_arena_alloc(&page->arena, (results->n_options + 2) * sizeof *cells);

    cells[0].text = metric->label;
    cells[1] = (struct page_cell){metric->unit, PAGE_MUTED};
    for (uint32_t i = 0; i < results->n_options; i++) {
        const struct metric_value *value = &metric->options[page->columns[i]];

        cells[i + 2] = (struct page_cell){value->shown, value->text != NULL          ? PAGE_MUTED
                                                        : value->mark == METRIC_BEST ? PAGE_BEST
                                                                                     : PAGE_PLAIN};
    }
    page_row(page, cells);
}

static bool wanted(const struct page *page, uint32_t i, bool outage, const char *const *sections,
                   size_t n_sections)
{
    const struct results_metric *metric = &page->results->metrics[i];

    return !page->metric_shown[i] && metric->outage_window == outage &&
           results_row_shown(page->results, metric) == RESULTS_ROW_SHOWN &&
           results_in_sections(metric, sections, n_sections);
}

void page_metric_table(struct page *page, const char *caption, bool outage,
                       const char *const *sections, size_t n_sections)
{
    const struct results *results = page->results;
    const char *section = "", *zeros;
    bool open = false;

    for (uint32_t i = 0; i < results->n_metrics; i++) {
        if (!wanted(page, i, outage, sections, n_sections))
            continue;
        if (!open)
            page_option_table(page, caption);
        open = true;
        if (!outage && n_sections != 1 && strcmp(section, results->metrics[i].section) != 0)
            page_group(page, results->metrics[i].section);
        section = results->metrics[i].section;
        page_metric_row(page, &results->metrics[i]);
        page->metric_shown[i] = true;
    }
    if (open)
        page_table_end(page);
    /* What is left of all sections together is what other sections said of their own. */
    zeros = n_sections > 0 || outage
                ? results_zeros(results, outage, sections, n_sections, &page->arena)
                : NULL;
    if (zeros != NULL)
        page_note(page, page_printf(page, "%s.", zeros));
}
