#include "analysis/report/report.h"

#include "analysis/chart/colour.h"
#include "analysis/report/adr.h"
#include "analysis/report/compare.h"
#include "analysis/report/find.h"
#include "analysis/report/paper.h"
#include "analysis/report/report_list.h"
#include "sim/base/stop.h"

#include <ctype.h>
#include <stdlib.h>

#include <string.h>

static const struct report_section *const sections[] = {
#define REPORT_ROW(name) &report_##name,
    REPORT_LIST(REPORT_ROW)
#undef REPORT_ROW
};
#define N_SECTIONS (sizeof sections / sizeof sections[0])

static const struct chapter {
    const struct report_section *first;
    const char *title;
} chapters[] = {
#define REPORT_BEGINS(name, title) {&report_##name, title},
    REPORT_CHAPTER_LIST(REPORT_BEGINS)
#undef REPORT_BEGINS
};
#define N_CHAPTERS (sizeof chapters / sizeof chapters[0])

static bool is_present(const struct page *page, size_t section)
{
    return sections[section]->present == NULL || sections[section]->present(page);
}

/* The chapter's sections are from *from on, before the place returned; how many are present. */
static size_t sections_of(const struct page *page, size_t chapter, size_t *from, size_t *n_present)
{
    size_t end = 0;

    *n_present = 0;
    while (sections[end] != chapters[chapter].first)
        end++;
    *from = end;
    do
        *n_present += is_present(page, end++);
    while (end < N_SECTIONS &&
           (chapter + 1 == N_CHAPTERS || sections[end] != chapters[chapter + 1].first));
    return end;
}

static const char style_light[] =
    ":root{color-scheme:light dark;--ink:#1f2933;--muted:#5b6875;--line:#d8dee5;--soft:#f4f6f8;"
    "--page:#fff;--link:#0072b2;--good:#00664a;--bad:#b34d00;--best:#e8f3fa;--shade:#9aa7b4}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"
    "\"Segoe UI\",Roboto,Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums}\n"
    "main,header,footer{max-width:60rem;margin:0 auto;padding:0 1rem}\n"
    "header{padding-top:2rem}\n"
    "h1{font-size:1.75rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}\n"
    "h2{font-size:1.3rem;margin:2.6rem 0 .5rem;padding-top:.7rem;"
    "border-top:2px solid var(--ink)}\n"
    "h3{font-size:1.1rem;margin:2rem 0 .4rem}\nh4{font-size:1rem;margin:1.5rem 0 .4rem}\n"
    "p{margin:.5rem 0;max-width:46rem;overflow-wrap:anywhere}\n"
    ".lead{font-size:1.12rem;font-weight:600}\n"
    ".note{color:var(--muted);font-size:.9rem}\n"
    "ul{margin:.4rem 0;padding-left:1.25rem;max-width:46rem}\nli{margin:.25rem 0}\n"
    ".boxes{list-style:none;padding-left:1.6rem}.boxes li::before{content:\"\\2610\";"
    "float:left;margin-left:-1.5rem;color:var(--muted)}\n"
    "a{color:var(--link)}\n"
    "nav ol{columns:3 12rem;padding-left:1.4rem;margin:.9rem 0 0;font-size:.92rem}\n"
    "nav li{margin:0}\n"
    ".facts{color:var(--muted);font-size:.9rem;margin:.2rem 0}\n"
    ".badge{display:inline-block;border:1.5px solid;border-radius:4px;padding:.05rem .5rem;"
    "font-weight:650;font-size:.9rem;margin:.2rem .4rem .2rem 0}\n"
    /* A shadow at the side where a table goes on: at the ends the page's colour covers it. */
    ".scroll{overflow-x:auto;margin:.9rem 0;background:"
    "linear-gradient(90deg,var(--page) 30%,transparent) 0 0/2.5rem 100% no-repeat local,"
    "linear-gradient(270deg,var(--page) 30%,transparent) 100% 0/2.5rem 100% no-repeat local,"
    "linear-gradient(90deg,var(--shade),transparent) 0 0/.8rem 100% no-repeat scroll,"
    "linear-gradient(270deg,var(--shade),transparent) 100% 0/.8rem 100% no-repeat scroll}\n"
    "table{border-collapse:collapse;font-size:.88rem;min-width:60%}\n"
    "caption{text-align:left;font-weight:600;padding:0 0 .35rem}\n"
    "th,td{padding:.28rem .8rem .28rem 0;text-align:right;vertical-align:top;"
    "border-bottom:1px solid var(--line);font-weight:400;overflow-wrap:break-word}\n"
    "thead th{font-weight:600;border-bottom:1.5px solid var(--ink);vertical-align:bottom}\n"
    "tbody th,.l{text-align:left}\n"
    "tbody th.sub{padding-left:1.1rem;color:var(--muted)}\n"
    "td.l{min-width:5rem;max-width:24rem}\n"
    "td.best{font-weight:700}\n"
    "td.best::before{content:\"\\25B8\\00A0\";color:var(--link)}\n"
    ".interval{white-space:nowrap;color:var(--muted);font-weight:400;font-size:.92em}\n"
    "pre{white-space:pre-wrap;overflow-wrap:anywhere}\n"
    ".muted{color:var(--muted)}\n.good{color:var(--good);font-weight:600}\n"
    "td.bad,.badge.bad{color:var(--bad);font-weight:700}\n"
    ".group th{font-weight:600;padding-top:.9rem;border-bottom:1px solid var(--muted)}\n"
    "figure{margin:1.2rem 0 .3rem}\n"
    "figcaption strong{display:block;font-size:1.05rem;line-height:1.35}\n"
    "figcaption span{display:block;color:var(--muted);font-size:.88rem;margin-bottom:.3rem}\n"
    ".plot svg{display:block;width:100%;height:auto}\n"
    "figure svg text{font-family:inherit}\n"
    "details{margin:.2rem 0 1.2rem;font-size:.92rem}\n"
    "summary{cursor:pointer;color:var(--link)}\n"
    "pre{background:var(--soft);border:1px solid var(--line);border-radius:4px;"
    "padding:.6rem .8rem;overflow-x:auto;font-size:.85rem}\n"
    "dl{margin:.5rem 0;display:grid;grid-template-columns:minmax(8rem,12rem) 1fr;gap:.3rem 1rem;"
    "font-size:.92rem}\ndt{font-weight:600}\ndd{margin:0;overflow-wrap:anywhere}\n"
    "footer{color:var(--muted);font-size:.85rem;padding:2.5rem 1rem 3rem}\n"
    "@media screen and (max-width:40rem){dl{display:block}dt{float:left;clear:left;"
    "margin-right:.6em}dd{margin:0 0 .5rem}"
    ".plot{overflow-x:auto}.plot svg{min-width:40rem}nav ol{padding-left:1.9rem}"
    /* The names of rows stay in sight while a wide table is moved. */
    "tbody th,thead th:first-child{position:sticky;left:0;background:var(--page)}}\n"
    "@media print{:root{color-scheme:light;font-size:8.7pt}"
    "body{font-size:8.7pt;line-height:1.38}main,header,footer{max-width:none;padding:0}"
    "header{padding-top:0}nav{display:none}h1{font-size:15pt}h2{font-size:12.5pt;margin-top:5mm}"
    "h3{font-size:10.5pt;margin:4mm 0 1mm}h4{font-size:9.5pt;margin:3mm 0 1mm}"
    ".lead{font-size:10.5pt}p,ul{max-width:none}.note,.facts,figcaption span{font-size:8pt}"
    "p,ul,dl,.scroll{margin-top:1mm;margin-bottom:1.5mm}"
    "th,td{padding:.5mm 2.5mm .5mm 0;min-width:0}td.l{max-width:none;min-width:14mm}"
    "tbody th{min-width:17mm}"
    "h2,h3,h4{break-after:avoid}figure,tr{break-inside:avoid}"
    "caption,thead{break-after:avoid}tbody tr:nth-child(-n+2){break-before:avoid}"
    "tbody tr:nth-last-child(-n+2){break-before:avoid}"
    "dl{display:block}dt{float:left;clear:left;margin-right:.6em}dd{margin:0 0 .6mm}"
    "h2+p,h3+p,h4+p{break-after:avoid}"
    "figure{margin-top:3mm}figcaption{break-after:avoid}.plot svg{width:86%}"
    "table{font-size:7.5pt;line-height:1.35;width:100%}thead{display:table-header-group}"
    ".scroll{overflow:visible;background:none}a{color:inherit;text-decoration:none}"
    /* Rows of numbers, and scripts: small, and side by side. */
    ".long2{columns:2;column-gap:8mm}.long3{columns:3;column-gap:8mm}"
    ".long1 table,.long2 table,.long3 table{font-size:6.5pt}"
    ".long1 td,.long1 th,.long2 td,.long2 th,.long3 td,.long3 th{padding-top:0;padding-bottom:0;"
    "min-width:0}"
    "details::details-content{content-visibility:visible;block-size:auto}"
    "details{font-size:8pt}summary{list-style:none;color:inherit;font-weight:600;"
    "break-after:avoid}pre{font-size:6.5pt;line-height:1.3;padding:1mm 2mm}"
    "pre.script{columns:2;column-gap:6mm}"
    "p,li{orphans:3;widows:3}"
    /* What is decided on is one sheet. */
    "#decision{font-size:8.4pt;line-height:1.3}#decision .lead{font-size:10pt}"
    "#decision dl,#decision .note{font-size:8pt}#decision table{font-size:7.3pt}#decision h3{font-size:9.5pt;margin:2.2mm 0 .6mm}"
    "#decision p,#decision ul,#decision li,#decision .scroll,#decision dl{margin-top:.7mm;"
    "margin-bottom:.7mm}#decision+#brief{break-before:page}}\n";

static const char style_dark[] =
    "@media screen and (prefers-color-scheme:dark){\n"
    ":root{--ink:#e6edf3;--muted:#9aa7b4;--line:#2b3845;--soft:#17212c;--page:#0f1720;"
    "--link:#6cb6f0;--good:#3ad3a6;--bad:#ff8f66;--best:#16293a;--shade:#5b6875}\n";

/* As a string of CSS: whatever is no letter, digit or space by its number. */
static void add_css_string(struct sim_text *out, const char *text)
{
    sim_text_add(out, "\"");
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c >= 0x80 || isalnum(c) || c == ' ')
            sim_text_add_bytes(out, text, 1);
        else if (c > 0x20)
            sim_text_addf(out, "\\%x ", c);
    }
    sim_text_add(out, "\"");
}

/* On paper each page says what it is of, and which of how many. */
static void add_paper_rules(struct page *page, struct sim_text *out)
{
    const struct results *results = page->results;
    const char *font = "font:8pt system-ui,Helvetica,Arial,sans-serif;color:#555";

    sim_text_add(out, "@page{size:A4;margin:18mm 14mm 16mm;@top-left{content:");
    add_css_string(out, results->title);
    sim_text_addf(out, ";%s}@top-right{content:", font);
    add_css_string(out, "simulated, not measured");
    sim_text_addf(out, ";%s}@bottom-left{content:", font);
    add_css_string(out, page_printf(page, "crisim %s  scenario %.12s  seed %llu", results->version,
                                    results->scenario_sha256, (unsigned long long)results->seed));
    sim_text_addf(out,
                  ";%s}@bottom-right{content:\"page \" counter(page) \" of \" "
                  "counter(pages);%s}}\n",
                  font, font);
}

static void add_head(struct page *page, struct sim_text *out)
{
    sim_text_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'; img-src data:\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"generator\" content=\"crisim\">\n<title>");
    page_escape_html(out, page->results->title);
    sim_text_add(out, "</title>\n<style>\n");
    sim_text_add(out, style_light);
    sim_text_add(out, style_dark);
    chart_dark_rules(out, "figure");
    sim_text_add(out, "}\n");
    add_paper_rules(page, out);
    sim_text_add(out, "</style>\n</head>\n<body>\n");
}

/* "SLO met by 3 of 4 options": counted from the lines themselves. */
static const char *slo_words(struct page *page, enum page_mark *mark)
{
    const struct results *results = page->results;
    uint32_t judged = 0, met = 0;

    for (uint32_t i = 0; i < results->n_options; i++) {
        uint32_t lines = 0, missed = 0;

        for (uint32_t k = 0; k < results->n_slo; k++) {
            lines += results->slo[k].option == i;
            missed += results->slo[k].option == i && !results->slo[k].met;
        }
        judged += lines > 0;
        met += lines > 0 && missed == 0;
    }
    *mark = PAGE_BAD;
    if (!results_any_allowed(results))
        return results->slo_stated ? "SLO missed: no option is allowed" : "no option is allowed";
    *mark = PAGE_MUTED;
    if (judged == 0)
        return "no SLO stated";
    *mark = met == judged ? PAGE_GOOD : met == 0 ? PAGE_BAD : PAGE_PLAIN;
    if (judged == 1)
        return met == 1 ? "as stated: SLO met" : "as stated: SLO missed";
    return page_printf(page, "as stated: SLO met by %u of %u options", met, judged);
}

static void add_badges(struct page *page, struct sim_text *out)
{
    enum page_mark mark;
    const char *words = slo_words(page, &mark);

    sim_text_addf(out, "<p><span class=\"badge %s\">%s</span>",
                  mark == PAGE_GOOD    ? "good"
                  : mark == PAGE_BAD   ? "bad"
                  : mark == PAGE_MUTED ? "muted"
                                       : "plain",
                  words);
    if (!page->results->complete)
        sim_text_add(out, "<span class=\"badge bad\">interrupted: not complete</span>");
    sim_text_add(out, "</p>\n");
}

static void add_header(struct page *page, struct sim_text *out)
{
    const struct results *results = page->results;
    uint32_t n = 0;

    sim_text_add(out, "<header>\n<h1>");
    page_escape_html(out, results->title);
    sim_text_add(out, "</h1>\n");
    if (results->description != NULL && *results->description != '\0') {
        sim_text_add(out, "<p>");
        page_escape_html(out, results->description);
        sim_text_add(out, "</p>\n");
    }
    add_badges(page, out);
    sim_text_add(out, "<p class=\"facts\">");
    page_escape_html(out, page_printf(page, "crisim %s %s of %s, scenario %.12s, seed %llu, %u %s",
                                      results->version, results->study, results->scenario_file,
                                      results->scenario_sha256, (unsigned long long)results->seed,
                                      results->replications,
                                      results->replications == 1 ? "replication" : "replications"));
    sim_text_add(out, "</p>\n<nav aria-label=\"Contents\"><ol>\n");
    for (size_t i = 0; i < N_CHAPTERS; i++) {
        size_t from, n_present;

        sections_of(page, i, &from, &n_present);
        if (n_present > 0)
            sim_text_addf(out, "<li><a href=\"#%u-%s\">%s</a></li>\n", ++n, chapters[i].first->id,
                          chapters[i].title);
    }
    sim_text_add(out, "</ol></nav>\n</header>\n<main>\n");
}

static void add_md_header(struct page *page, struct sim_text *out)
{
    const struct results *results = page->results;
    enum page_mark mark;

    sim_text_add(out, "# ");
    page_escape_md(out, results->title);
    sim_text_add(out, "\n\n");
    page_escape_md(out, results->description != NULL ? results->description : "");
    sim_text_addf(out, "\n\n**%s**%s\n\n", slo_words(page, &mark),
                  results->complete ? "" : " **interrupted: not complete**");
}

#define FOOTER                                                                                     \
    "</main>\n<footer>Made by crisim from saved results alone; simulated, not "                    \
    "measured.</footer>\n</body>\n</html>\n"

/* A results struct that was filled by hand may lack strings; everything below may then use %s. */
static struct results with_strings(const struct results *results)
{
    struct results copy = *results;
    const char **strings[] = {&copy.study,           &copy.title,          &copy.scenario_file,
                              &copy.scenario_sha256, &copy.version,        &copy.trace_files,
                              &copy.trace_sha256,    &copy.catalog_sha256, &copy.intervals_cover,
                              &copy.traffic,         &copy.max_tokens_rule};

    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++)
        if (*strings[i] == NULL)
            *strings[i] = "";
    if (*copy.title == '\0')
        copy.title = "Untitled study";
    return copy;
}

static void add_file(struct report *report, const char *name, const char *bytes, size_t n)
{
    struct results_report_file *file = &report->files[report->n++];
    char *copy = sim_arena_alloc(&report->arena, n + 1);

    memcpy(copy, bytes, n);
    *file = (struct results_report_file){sim_arena_strdup(&report->arena, name), copy, n};
}

static void add_text(struct report *report, const char *name, const char *text)
{
    add_file(report, name, text, strlen(text));
}

/* A figure in the forms that are asked for, its data and its script. */
static enum sim_status add_figure(struct report *report, struct page *page,
                                  const struct chart *chart, const struct report_settings *settings,
                                  struct sim_error *err)
{
    enum sim_status st = SIM_OK;
    struct sim_text script = {0}, data = {0};
    bool any = false;

    for (int form = 0; form < CHART_N_FORMS && st == SIM_OK; form++) {
        char *bytes = NULL;
        size_t n = 0;

        if (!settings->figures[form])
            continue;
        any = true;
        /* As SVG it is there, for light and dark. */
        if (form == CHART_SVG)
            continue;
        st = chart_draw_file(chart, (enum chart_form)form, &page->arena, &bytes, &n, err);
        if (st == SIM_OK)
            add_file(report, page_printf(page, "figure-%s.%s", chart->name, chart_form_names[form]),
                     bytes, n);
        free(bytes);
    }
    if (any && st == SIM_OK) {
        chart_script(chart, CHART_SVG, &page->arena, &script);
        add_text(report, page_printf(page, "figure-%s.gp", chart->name), script.data);
        chart_csv(chart, &data);
        add_text(report, page_printf(page, "figure-%s.csv", chart->name), data.data);
    }
    sim_text_release(&script);
    sim_text_release(&data);
    return st;
}

static enum sim_status add_pdf(struct report *report, const char *name, const char *html,
                               struct sim_error *err)
{
    size_t n;
    char *pdf;
    enum sim_status st = paper_print(html, &pdf, &n, err);

    if (st == SIM_OK)
        add_file(report, name, pdf, n);
    free(pdf);
    return st;
}

/* The page is drawn: its files. */
static enum sim_status add_files(struct report *report, struct page *page,
                                 const struct report_settings *settings, const char *html,
                                 const char *md, struct sim_error *err)
{
    enum sim_status st = SIM_OK;

    report->files = sim_arena_alloc(
        &report->arena, ((size_t)page->n_places * (CHART_N_FORMS + 2) + 4) * sizeof *report->files);
    add_text(report, "report.html", html);
    add_text(report, "report.md", md);
    if (find_is_review(page))
        add_text(report, "adr.md", adr_file(page));
    for (uint32_t i = 0; i < page->n_places && st == SIM_OK; i++) {
        const struct chart *chart = page->places[i].chart;

        if (page->places[i].svg == NULL)
            continue;
        add_text(report, page_printf(page, "figure-%s.svg", chart->name), page->places[i].svg);
        st = add_figure(report, page, chart, settings, err);
    }
    if (st == SIM_OK && settings->pdf)
        st = add_pdf(report, "report.pdf", html, err);
    return st;
}

static void write_chapter(struct page *page, size_t chapter)
{
    const char *title = chapters[chapter].title;
    size_t from, n_present, end = sections_of(page, chapter, &from, &n_present);

    if (n_present == 0)
        return;
    page_chapter(page, chapters[chapter].first->id, title);
    for (size_t i = from; i < end; i++) {
        bool alone = n_present == 1 || page_same(sections[i]->title, title);

        if (!is_present(page, i))
            continue;
        page_section(page, sections[i]->id, alone ? NULL : sections[i]->title,
                     sections[i]->summary);
        sections[i]->write(page);
        page_section_end(page);
    }
    page_chapter_end(page);
}

enum sim_status report_make(const struct results *results, const struct report_settings *settings,
                            struct report *report, struct sim_error *err)
{
    struct results whole = with_strings(results);
    struct page page;
    struct sim_text html = {0}, md = {0};
    enum sim_status st = SIM_OK;

    *report = (struct report){0};
    page_init(&page, &whole);
    add_head(&page, &html);
    add_header(&page, &html);
    add_md_header(&page, &md);
    for (size_t i = 0; i < N_CHAPTERS && !sim_stopped(); i++)
        write_chapter(&page, i);
    if (!sim_stopped())
        page_draw(&page);
    sim_text_add(&html, page.html.data != NULL ? page.html.data : "");
    sim_text_add(&html, FOOTER);
    sim_text_add(&md, page.md.data != NULL ? page.md.data : "");
    if (!sim_stopped())
        st = add_files(report, &page, settings, html.data, md.data, err);
    sim_text_release(&html);
    sim_text_release(&md);
    page_release(&page);
    if (sim_stopped())
        st = sim_fail(err, SIM_EINTERRUPTED, NULL, "interrupted: no report is made");
    return st;
}

enum sim_status report_compare(const struct results *const *all, const char *const *names,
                               uint32_t n, const struct report_settings *settings,
                               struct report *report, struct sim_error *err)
{
    struct results first = with_strings(all[0]);
    struct sim_text html = {0}, md = {0};
    enum sim_status st = SIM_OK;
    struct page page;

    *report = (struct report){0};
    first.title = "Results compared";
    page_init(&page, &first);
    add_head(&page, &html);
    sim_text_add(&html, "<header>\n<h1>Results compared</h1>\n</header>\n<main>\n");
    sim_text_add(&md, "# Results compared\n\n");
    compare_write(&page, &(struct compare){all, names, n});
    sim_text_add(&html, page.html.data);
    sim_text_add(&html, FOOTER);
    sim_text_add(&md, page.md.data);
    report->files = sim_arena_alloc(&report->arena, 3 * sizeof *report->files);
    add_text(report, "compare.html", html.data);
    add_text(report, "compare.md", md.data);
    if (settings->pdf)
        st = add_pdf(report, "compare.pdf", html.data, err);
    sim_text_release(&html);
    sim_text_release(&md);
    page_release(&page);
    return st;
}

void report_release(struct report *report)
{
    sim_arena_release(&report->arena);
}
