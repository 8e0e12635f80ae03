/*
 * question_source.c: which source Region to call from. Every Region of the catalog takes the place
 * of the source Region of all classes, their users where they are; what the catalog, residency and
 * policies do not allow there is said, and the rest is run.
 */
#include "analysis/study/dry.h"
#include "analysis/study/ends.h"
#include "analysis/study/limits.h"
#include "analysis/study/point_figures.h"
#include "analysis/study/question.h"

#include "sim/base/memory.h"
#include "sim/base/sort.h"
#include "sim/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { REGION };
enum { FIRST_ROWS = 12 };
/* Without an SLO: left to choose from is what completes nearly as much as the most complete. */
#define NEARLY 0.01

struct candidate {
    const char *region;
    uint32_t point;      /* CRI_NONE: `refused` */
    const char *refused; /* why the scenario cannot be called from there at all */
};

struct sources {
    struct sim_arena arena;
    uint32_t n;
    struct candidate *of;
};

/* ---- candidates ---- */

/* All classes call from there; users of whom nothing is stated stay where the source was. */
static void put_source(struct sim_json_out *out, const struct scenario_class *of,
                       const void *region)
{
    sim_json_out_string(out, "source_region", region);
    if (of->client_region == NULL)
        sim_json_out_string(out, "client_region", of->source_region);
}

/* Whether every class of an option is stated to call from there. */
static bool is_stated(const struct asking *asking, uint32_t o, const char *region)
{
    const struct scenario_map *map =
        &asking->study->plan->scenario->worlds[asking->study->options[o]].classes;
    const struct scenario_class *classes = map->items;

    for (uint32_t c = 0; c < map->n; c++)
        if (strcmp(classes[c].source_region, region) != 0)
            return false;
    return true;
}

/* The Regions of the flags, or all where Bedrock can be called. */
static enum sim_status find_asked(const struct asking *asking, bool *asked, struct sim_error *err)
{
    const struct catalog *catalog = loop_settings(asking->loop)->plan->catalog;
    const struct question_value *given = &asking->values[REGION];
    enum sim_status status = SIM_OK;
    uint32_t region;

    for (uint32_t r = 0; r < catalog_n_regions(catalog) && asked != NULL; r++)
        asked[r] = given->n == 0 && catalog_regions(catalog)[r].bedrock;
    for (uint32_t i = 0; i < given->n && status == SIM_OK; i++) {
        status = question_region(catalog, "--region", given->texts[i], &region, err);
        if (status == SIM_OK && asked != NULL)
            asked[region] = true;
    }
    return status;
}

static enum sim_status check(const struct asking *asking, struct sim_error *err)
{
    return find_asked(asking, NULL, err);
}

static enum sim_status ask(const struct asking *asking, struct sources *sources, const char *region,
                           struct sim_error *err)
{
    struct candidate *of = &sources->of[sources->n++];
    enum sim_status status;

    *of = (struct candidate){.region = region, .point = CRI_NONE};
    status = question_ask(asking, region, question_patch_classes(asking, put_source, region),
                          &of->point, err);
    if (status != SIM_EINVALID)
        return status;
    of->point = CRI_NONE;
    of->refused = sim_arena_strdup(&sources->arena, err->message);
    return SIM_OK;
}

static enum sim_status first(const struct asking *asking, void *memory, struct sim_error *err)
{
    struct sources *sources = memory;
    const struct catalog *catalog = asking->study->plan->catalog;
    const struct catalog_region *regions = catalog_regions(catalog);
    uint32_t n = catalog_n_regions(catalog);
    bool *asked = sim_zeroed(n + 1, sizeof *asked);
    enum sim_status status = find_asked(asking, asked, err);

    sources->of = sim_zeroed(n + 1, sizeof *sources->of);
    for (uint32_t r = 0; r < n && status == SIM_OK; r++)
        if (asked[r])
            status = ask(asking, sources, regions[r].code, err);
    free(asked);
    return status;
}

static enum sim_status dry_plan(const struct asking *asking, void *memory, struct dry *dry,
                                struct sim_error *err)
{
    uint32_t before = loop_n_points(asking->loop);
    enum sim_status status = first(asking, memory, err);

    if (status == SIM_OK)
        dry_add_points(dry, "source Regions", asking->loop, before, loop_n_points(asking->loop));
    return status;
}

static void release(void *memory)
{
    struct sources *sources = memory;

    free(sources->of);
    sim_arena_release(&sources->arena);
}

/* ---- what was found ---- */

struct row {
    const struct candidate *of;
    const struct plan_option *option;
    double success, e2e, ttft, cost, rtt_ms;
    bool holds;
    bool stated; /* the source Region of every class of the option, as stated */
    const char *miss;
};

struct talk {
    const struct asking *asking;
    const struct sources *sources;
    struct results *results;
    struct sim_arena *arena;
    bool promised;
    /* Per option room for all sources: those that are allowed, n of them, and why the others are
     * not. */
    uint32_t *n;
    struct row *rows;
    const char **refused;
};

static double figure_of(const struct talk *talk, const struct candidate *of, uint32_t o,
                        enum cri_slo_metric metric)
{
    uint32_t n = loop_point(talk->asking->loop, of->point)->n_finished;

    return point_mean(point_figures(talk->asking->loop, of->point, o, metric, talk->arena), n);
}

/* From the users to the source: of several classes the longest way. */
static double rtt_of(const struct cri_spec *spec)
{
    double ms = 0;

    for (uint32_t c = 0; c < spec->n_classes; c++)
        if (spec->classes[c].runs && spec->classes[c].n_targets > 0)
            ms = fmax(ms,
                      (double)spec->rtt[(size_t)spec->classes[c].client_region * spec->n_regions +
                                        spec->classes[c].targets[0].source] /
                          1e6);
    return ms;
}

static void measure(const struct talk *talk, const struct candidate *of, uint32_t o,
                    struct row *row)
{
    const struct loop_point *point = loop_point(talk->asking->loop, of->point);
    struct judge_verdict *verdict = judge_one(talk->asking->study->judge, of->point, talk->arena);

    *row = (struct row){.of = of,
                        .option = loop_point_option(talk->asking->loop, point, o),
                        .success = figure_of(talk, of, o, CRI_SLO_success_rate),
                        .e2e = figure_of(talk, of, o, CRI_SLO_e2e_p95_s),
                        .ttft = figure_of(talk, of, o, CRI_SLO_ttft_p95_s),
                        .cost = figure_of(talk, of, o, CRI_SLO_cost_usd_per_1000),
                        .holds = verdict->promised && verdict->result->cells[o].holds,
                        .stated = is_stated(talk->asking, o, of->region)};
    row->rtt_ms = rtt_of(&row->option->spec);
    if (verdict->promised && !row->holds)
        row->miss = ends_miss_text(talk->arena, verdict, o, 0);
}

static int compare_numbers(double a, double b)
{
    a = isnan(a) ? INFINITY : a;
    b = isnan(b) ? INFINITY : b;
    return (a > b) - (a < b);
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = (int)y->holds - (int)x->holds;

    if (order == 0)
        order = compare_numbers(x->cost, y->cost);
    if (order == 0)
        order = compare_numbers(x->e2e, y->e2e);
    return order != 0 ? order : strcmp(x->of->region, y->of->region);
}

static int compare_ways(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int order = compare_numbers(x->rtt_ms, y->rtt_ms);

    return order != 0 ? order : strcmp(x->of->region, y->of->region);
}

/* n rows of what an option was run from; why not, or NULL, of every candidate into `refused`. */
static uint32_t rows_of(const struct talk *talk, uint32_t o, struct row *rows, const char **refused)
{
    double most = 0;
    uint32_t n = 0;

    for (uint32_t i = 0; i < talk->sources->n; i++) {
        const struct candidate *of = &talk->sources->of[i];
        const struct plan_option *option;

        refused[i] = of->refused;
        if (of->point == CRI_NONE)
            continue;
        option =
            loop_point_option(talk->asking->loop, loop_point(talk->asking->loop, of->point), o);
        refused[i] = option->allowed ? NULL : option->reason;
        if (option->allowed)
            measure(talk, of, o, &rows[n++]);
    }
    for (uint32_t i = 0; i < n; i++)
        most = fmax(most, rows[i].success);
    for (uint32_t i = 0; i < n && !talk->promised; i++)
        rows[i].holds = rows[i].success >= most - NEARLY;
    sim_sort(rows, n, sizeof *rows, compare_rows);
    return n;
}

/* The cheapest that holds; of those that cost the same but for what matters, the fastest; of those
 * the stated one. NULL = none holds. */
static const struct row *best_of(const struct talk *talk, const struct row *rows, uint32_t n)
{
    const struct metric_thresholds stated = study_thresholds(talk->asking->study->plan);
    const struct metric *cost = metric_find("cost"), *e2e = metric_find("e2e-p95");
    const struct row *fast = NULL;
    double dear;

    if (n == 0 || !rows[0].holds)
        return NULL;
    dear = isnan(rows[0].cost) ? INFINITY
                               : rows[0].cost + metric_smallest(cost, &stated, rows[0].cost);
    for (uint32_t i = 0; i < n && rows[i].holds; i++)
        if (!(rows[i].cost > dear) && (fast == NULL || rows[i].e2e < fast->e2e))
            fast = &rows[i];
    for (uint32_t i = 0; i < n && rows[i].holds; i++)
        if (rows[i].stated && !(rows[i].cost > dear) &&
            rows[i].e2e - fast->e2e < metric_smallest(e2e, &stated, fast->e2e))
            return &rows[i];
    return fast;
}

static const char *number(const struct talk *talk, const char *format, double value,
                          const char *none)
{
    if (isnan(value))
        return none;
    if (isinf(value))
        return "never";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return sim_arena_printf(talk->arena, format, value);
#pragma GCC diagnostic pop
}

/* The catalog has no price of the Region itself: the list price of the US is taken. */
static bool is_price_of_elsewhere(const struct row *row)
{
    return row->option->price != NULL &&
           strstr(row->option->price, catalog_mark_name(CATALOG_LIST_PRICE_ELSEWHERE)) != NULL;
}

static const char *row_text(const struct talk *talk, const struct row *row)
{
    return sim_arena_printf(talk->arena,
                            "%s per 1,000 completed%s, E2E p95 %s, %.0f ms from the users",
                            number(talk, "%.4g USD", row->cost, "no price"),
                            is_price_of_elsewhere(row) ? " (at the US list price)" : "",
                            number(talk, "%.3g s", row->e2e, "not known"), row->rtt_ms);
}

static void answer(const struct talk *talk, const char *label, const char *text)
{
    results_answer(talk->results, "which source Region should we call from?", label, "%s", text);
}

/* The cheapest that does not do, if it costs less than the one that does. */
static void answer_cheaper(const struct talk *talk, const char *name, const struct row *best,
                           const struct row *rows, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (rows[i].holds || !(rows[i].cost < best->cost))
            continue;
        answer(talk, name,
               sim_arena_printf(talk->arena, "%s costs less, %.4g USD, and does not do: %s",
                                rows[i].of->region, rows[i].cost,
                                rows[i].miss != NULL ? rows[i].miss
                                                     : "it completes less than others"));
        return;
    }
}

static bool answer_option(const struct talk *talk, uint32_t o, const struct row *rows, uint32_t n)
{
    const struct row *best = best_of(talk, rows, n), *stated = NULL;
    const char *name = talk->results->options[o].name, *text;

    for (uint32_t i = 0; i < n; i++)
        if (rows[i].stated)
            stated = &rows[i];
    if (n == 0) {
        answer(talk, name, "cannot be called from any Region that was looked at");
        return false;
    }
    if (best == NULL) {
        answer(talk, name,
               sim_arena_printf(
                   talk->arena, "%s; %s: %s",
                   n == 1 ? "from the one Region that was run the SLOs do not hold"
                          : sim_arena_printf(
                                talk->arena,
                                "from none of the %u Regions that were run do the SLOs hold", n),
                   rows[0].of->region, rows[0].miss != NULL ? rows[0].miss : "missed"));
        return false;
    }
    text =
        sim_arena_printf(talk->arena, "call from %s: %s", best->of->region, row_text(talk, best));
    if (stated == best)
        text = sim_arena_printf(talk->arena, "%s; that is what is stated", text);
    else if (stated != NULL)
        text = sim_arena_printf(talk->arena, "%s; as stated, from %s: %s%s%s", text,
                                stated->of->region, row_text(talk, stated),
                                stated->miss != NULL ? "; " : "",
                                stated->miss != NULL ? stated->miss : "");
    answer(talk, name, text);
    answer_cheaper(talk, name, best, rows, n);
    return true;
}

/* Of "MODEL from REGION: why" the reason alone. */
static const char *reason_of(const struct talk *talk, const char *region, const char *why)
{
    const char *lead = sim_arena_printf(talk->arena, " from %s: ", region);
    const char *at = strstr(why, lead);

    return at != NULL ? at + strlen(lead) : why;
}

/* Whether two reasons are the same but for the Region that they name. */
static bool is_alike(const char *a, const char *region_a, const char *b, const char *region_b)
{
    size_t length_a = strlen(region_a), length_b = strlen(region_b);

    while (*a != '\0' || *b != '\0') {
        if (strncmp(a, region_a, length_a) == 0 && strncmp(b, region_b, length_b) == 0) {
            a += length_a;
            b += length_b;
        } else if (*a++ != *b++)
            return false;
    }
    return true;
}

/* Reason by reason, each with the Regions that it keeps out. */
static void answer_refused(const struct talk *talk, uint32_t o, const char *const *refused)
{
    const struct candidate *of = talk->sources->of;
    bool *said = sim_zeroed(talk->sources->n + 1, sizeof *said);

    for (uint32_t i = 0; i < talk->sources->n; i++) {
        const char *why, *others = "";
        uint32_t n = 0;

        if (refused[i] == NULL || said[i])
            continue;
        why = reason_of(talk, of[i].region, refused[i]);
        for (uint32_t k = i; k < talk->sources->n; k++) {
            if (refused[k] == NULL ||
                !is_alike(why, of[i].region, reason_of(talk, of[k].region, refused[k]),
                          of[k].region))
                continue;
            said[k] = true;
            n++;
        }
        if (n > 1)
            others =
                sim_arena_printf(talk->arena, " and %u more Region%s", n - 1, n > 2 ? "s" : "");
        answer(talk, talk->results->options[o].name,
               sim_arena_printf(talk->arena, "not from %s%s: %s", of[i].region, others, why));
    }
    free(said);
}

/* ---- tables ---- */

static const struct results_column option_column = RESULTS_WORDS("option", "option");
static const struct results_column region_column = RESULTS_WORDS("source", "source Region");
static const struct results_column rtt_column = {"rtt-ms", "from the users", "ms", RESULTS_NUMBER,
                                                 0,        METRIC_LOWER};

static void add_rows(const struct talk *talk, struct results_table *table, uint32_t o,
                     const struct row *rows, uint32_t n)
{
    const char *yes = talk->promised ? "hold" : "yes", *no = talk->promised ? "missed" : "no";

    for (uint32_t i = 0; i < n; i++) {
        struct metric_value *cells = results_table_row(talk->results, table);

        cells[0].text = talk->results->options[o].name;
        cells[1].text = rows[i].of->region;
        cells[2].text = rows[i].holds ? yes : no;
        cells[3] = metric_plain_value(rows[i].cost, "no price");
        cells[4] = metric_plain_value(rows[i].ttft, "-");
        cells[5] = metric_plain_value(rows[i].e2e, "-");
        cells[6] = metric_plain_value(100 * rows[i].success, "-");
        cells[7] = metric_plain_value(rows[i].rtt_ms, "-");
        cells[8].text = limits_quota(talk->arena, &rows[i].option->spec);
        if (cells[8].text == NULL || cells[8].text[0] == '\0')
            cells[8].text = "unlimited";
        cells[9].text = rows[i].option->price;
        if (talk->promised)
            cells[10].text = rows[i].miss != NULL ? rows[i].miss : "-";
    }
}

/* Rows in the order of the way from the users, as the figure is drawn. */
static void add_ways(const struct talk *talk, struct results_table *table, uint32_t o,
                     struct row *rows, uint32_t n)
{
    sim_sort(rows, n, sizeof *rows, compare_ways);
    for (uint32_t i = 0; i < n; i++) {
        struct metric_value *cells = results_table_row(talk->results, table);

        cells[0].text = talk->results->options[o].name;
        cells[1].text = rows[i].of->region;
        cells[2] = metric_plain_value(rows[i].rtt_ms, "-");
        cells[3] = metric_plain_value(rows[i].ttft, "-");
    }
}

static void source_table(struct talk *talk)
{
    struct results_column columns[] = {
        option_column,
        region_column,
        RESULTS_WORDS("holds", talk->promised ? "SLOs" : "nearly all"),
        {"cost", "USD per 1,000", "", RESULTS_NUMBER, 4, METRIC_LOWER},
        {"ttft-p95", "TTFT p95", "s", RESULTS_NUMBER, 3, METRIC_LOWER},
        {"e2e-p95", "E2E p95", "s", RESULTS_NUMBER, 2, METRIC_LOWER},
        {"success-rate", "success", "%", RESULTS_NUMBER, 2, METRIC_HIGHER},
        rtt_column,
        RESULTS_WORDS("quota", "quota"),
        RESULTS_WORDS("price", "price"),
        RESULTS_WORDS("missed", "what is missed")};
    uint32_t n_columns = sizeof columns / sizeof columns[0] - !talk->promised;
    struct results_table *table =
        results_table_add(talk->results, "source", "By source Region", columns, n_columns);

    table->n_first = FIRST_ROWS;
    for (uint32_t o = 0; o < talk->results->n_options; o++)
        add_rows(talk, table, o, &talk->rows[o * talk->sources->n], talk->n[o]);
    results_table_note(talk->results, table,
                       "All classes called from there, users as stated (where none are: at the "
                       "stated source); means over at most %d replications; %s. Per option those "
                       "that do first, then the cheapest.",
                       QUESTION_MOST_REPLICATIONS,
                       talk->promised
                           ? "SLOs: replication 0"
                           : "nearly all: completes within 1 point of the most complete");
    results_table_show(talk->results, table);
}

static void refused_table(struct talk *talk)
{
    static const struct results_column columns[] = {RESULTS_WORDS("option", "option"),
                                                    RESULTS_WORDS("source", "source Region"),
                                                    RESULTS_WORDS("why", "why it is not allowed")};
    const struct sources *sources = talk->sources;
    struct results_table *table =
        results_table_add(talk->results, "source-refused", "Not allowed", columns, 3);

    for (uint32_t o = 0; o < talk->results->n_options; o++)
        for (uint32_t i = 0; i < sources->n; i++) {
            const char *why = talk->refused[o * sources->n + i];
            struct metric_value *cells;

            if (why == NULL)
                continue;
            cells = results_table_row(talk->results, table);
            cells[0].text = talk->results->options[o].name;
            cells[1].text = sources->of[i].region;
            cells[2].text = reason_of(talk, sources->of[i].region, why);
        }
    results_table_show(talk->results, table);
}

static void way_table(struct talk *talk)
{
    const struct results_column columns[] = {
        option_column,
        region_column,
        rtt_column,
        {"ttft-p95", "TTFT p95", "s", RESULTS_NUMBER, 3, METRIC_LOWER}};
    struct results_table *table =
        results_table_add(talk->results, "source-way", "By the way from the users", columns, 4);

    for (uint32_t o = 0; o < talk->results->n_options; o++)
        add_ways(talk, table, o, &talk->rows[o * talk->sources->n], talk->n[o]);
    results_table_plot(talk->results, table, RESULTS_LINEAR, "rtt-ms", "ttft-p95", "option",
                       "TTFT p95 over the way from the users",
                       "What the way from the users to the source Region costs in time");
    results_table_show(talk->results, table);
}

static void judge(const struct asking *asking, void *memory, bool complete)
{
    struct sources *sources = memory;
    struct talk talk = {.asking = asking,
                        .sources = sources,
                        .results = asking->study->results,
                        .arena = &asking->study->results->arena};
    uint32_t n_options = talk.results->n_options;
    bool well = false;

    if (!complete || sources->of == NULL)
        return;
    talk.n = sim_zeroed(n_options + 1, sizeof *talk.n);
    talk.rows = sim_zeroed((size_t)n_options * (sources->n + 1) + 1, sizeof *talk.rows);
    talk.refused = sim_zeroed((size_t)n_options * (sources->n + 1) + 1, sizeof *talk.refused);
    talk.promised = judge_one(asking->study->judge, 0, talk.arena)->promised;
    for (uint32_t o = 0; o < n_options; o++) {
        struct row *rows = &talk.rows[o * sources->n];
        const char **refused = &talk.refused[o * sources->n];

        talk.n[o] = rows_of(&talk, o, rows, refused);
        well = answer_option(&talk, o, rows, talk.n[o]) || well;
        answer_refused(&talk, o, refused);
    }
    source_table(&talk);
    refused_table(&talk);
    way_table(&talk); /* last: its rows are in another order */
    talk.results->ends_well = talk.results->ends_well_nominal = well;
    free(talk.n);
    free(talk.rows);
    free((void *)talk.refused);
}

static const struct question_flag flags[] = {
    {"--region", "REGION", "look at this source Region only; may be repeated (all of the catalog)",
     QUESTION_TEXTS, 0, 0},
    {.name = NULL}};

const struct question question_source = {
    .name = "source",
    .question = "which source Region should we call from?",
    .examples = "examples:\n"
                "  crisim source scenarios/examples/source-prices.json\n"
                "  crisim source my.json --region eu-west-1 --region eu-central-1 --residency eu\n",
    .check = check,
    QUESTION_OF(struct sources),
};
