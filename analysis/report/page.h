/*
 * page.h: one report being written, as HTML and as Markdown at once, so that the two cannot differ.
 *
 * Every string handed in is plain text and is escaped here; no caller writes markup.
 */
#ifndef CRISIM_ANALYSIS_REPORT_PAGE_H
#define CRISIM_ANALYSIS_REPORT_PAGE_H

#include "analysis/chart/chart.h"
#include "analysis/results/results.h"
#include "sim/base/arena.h"
#include "sim/base/error.h"
#include "sim/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct page {
    const struct results *results;
    struct sim_arena arena; /* strings that live as long as the page */
    struct sim_text html, md;
    uint32_t *columns;  /* n_options: the options as a table has them from left to right, the one
                         * that is decided on first: where a screen is narrow, it is the one seen */
    bool *metric_shown; /* n_metrics: so that none is left out or shown twice */
    uint32_t n_chapters;
    bool titled; /* the section has a title of its own: what is headed in it is one level lower */
    /* Figures are drawn all at once, when the whole page is written; until then each is a place. */
    struct page_place *places;
    uint32_t n_places, places_room;
    uint32_t table_columns, table_left; /* of the table being written */
    uint32_t table_rows;
    size_t table_at; /* behind the class of its frame, in html */
};

void page_init(struct page *page, const struct results *results);
void page_release(struct page *page);

/** Text that lives as long as the page. */
char *page_printf(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** What a text holds, kept as long as the page; the text is empty then. */
char *page_keep(struct page *page, struct sim_text *text);
/** text, escaped, into both forms between what stands before and after it there. */
void page_both(struct page *page, const char *before_html, const char *before_md, const char *text,
               const char *after_html, const char *after_md);

/** A numbered chapter: several sections, or one that then has no title of its own. */
void page_chapter(struct page *page, const char *id, const char *title);
void page_chapter_end(struct page *page);
/** title: NULL = the chapter's is enough. */
void page_section(struct page *page, const char *id, const char *title, const char *summary);
void page_section_end(struct page *page);
void page_heading(struct page *page, const char *title);
void page_paragraph(struct page *page, const char *text);
void page_lead(struct page *page, const char *text); /* larger: the verdict */
void page_note(struct page *page, const char *text); /* smaller, muted */
void page_list(struct page *page, const char *const *items, size_t n);
void page_choices(struct page *page, const char *const *items, size_t n); /* a box before each */
void page_command(struct page *page, const char *text);
void page_lines(struct page *page, const char *text); /* a script, line by line */
void page_term(struct page *page, const char *term, const char *meaning); /* between _terms calls */
void page_terms(struct page *page, bool begin);
void page_details(struct page *page, const char *summary);
void page_details_end(struct page *page);

enum page_mark { PAGE_PLAIN, PAGE_BEST, PAGE_MUTED, PAGE_GOOD, PAGE_BAD };

struct page_cell {
    const char *text; /* NULL = empty */
    enum page_mark mark;
};

/**
 * Tables: the first cell of a row is its header; columns from n_left on are numbers (right).
 * caption may be NULL.
 */
void page_table(struct page *page, const char *caption, const char *const *headers, uint32_t n,
                uint32_t n_left);
/** Two leading spaces in the first cell indent it. */
void page_row(struct page *page, const struct page_cell *cells);
void page_group(struct page *page, const char *title); /* a row that names the next ones */
void page_table_end(struct page *page);

/** A chart for page_figure(), empty, as long as the page. Strings are borrowed. */
struct chart *page_chart(struct page *page, const char *name, const char *finding,
                         const char *what);
/** A figure: its finding as the headline, what is drawn, and the chart if it holds anything. */
void page_figure(struct page *page, struct chart *chart);
/** Here stands what the figures are drawn with, or that they are not. */
void page_drawn_with(struct page *page, const char *term);
/**
 * Draw all figures into the page. Without gnuplot, or where it fails, the page says so instead.
 * @return SIM_OK or SIM_EINTERRUPTED
 */
enum sim_status page_draw(struct page *page);

/* Where something goes that is known when the page is whole. */
struct page_place {
    size_t html_at, md_at; /* bytes of page->html and page->md before it */
    struct chart *chart;   /* NULL: the name of the drawing program */
    const char *svg;       /* after page_draw(): a whole SVG file; NULL = not drawn */
};

/* ---- words and numbers ---- */

/** Are two strings equal? NULL equals nothing. */
bool page_same(const char *a, const char *b);

/** Add text with & < > " ' escaped, control characters and broken UTF-8 replaced. */
void page_escape_html(struct sim_text *out, const char *text);
/** Add text so that Markdown shows it as it is, also inside a table. */
void page_escape_md(struct sim_text *out, const char *text);

/** "1,234.5"; "no data" if NaN, "infinite" if so. */
char *page_number(struct page *page, double value, int decimals);
/** part of whole in per cent, never rounded to 0 % or 100 % when it is not: "> 99.9 %". */
char *page_share(struct page *page, double part, double whole);
/** "12 min", "1.5 h", "45 s". */
char *page_duration(struct page *page, double seconds);

/**
 * A table of the metrics of these sections (none = all) that no table has shown yet, options as
 * columns; nothing if there are none.
 */
void page_metric_table(struct page *page, const char *caption, bool outage,
                       const char *const *sections, size_t n_sections);
/** Begin a table with metric, unit and the options as columns. */
void page_option_table(struct page *page, const char *caption);
/** One metric as a row of it; the best value is marked. */
void page_metric_row(struct page *page, const struct results_metric *metric);
/** The number of a metric for an option; false if there is none (text, no data, not finite). */
bool page_metric_of(const struct page *page, const char *key, uint32_t option, double *value);

/** Options that are allowed; indices into results->options (in the arena); *n of them. */
const uint32_t *page_allowed(struct page *page, uint32_t *n);

#endif
