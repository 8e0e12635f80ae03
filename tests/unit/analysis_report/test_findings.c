/*
 * Headlines and derived columns of the sections against values by hand: three options, written down
 * here. Sections are written one by one; Markdown is what is read.
 */
#include "analysis/report/report_list.h"
#include "analysis/report/series.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct results *the;
static struct page page;

static struct metric_value number(double value)
{
    return (struct metric_value){.value = value, .low = NAN, .high = NAN, .n = 100};
}

static void add_metric(const char *key, const char *unit, enum metric_better better, double a,
                       double b, double c)
{
    struct results_metric *metric = &the->metrics[the->n_metrics++];

    *metric = (struct results_metric){.key = key,
                                      .section = "Test",
                                      .label = key,
                                      .unit = unit,
                                      .better = (int)better,
                                      .in_tables = true,
                                      .decimals = 1,
                                      .brief = (uint32_t)metric_of_key(key)->brief};
    metric->options = sim_arena_alloc(&the->arena, 3 * sizeof *metric->options);
    metric->options[0] = number(a);
    metric->options[1] = number(b);
    metric->options[2] = number(c);
    metric_show(better, 1, metric->options, 3, NULL, &the->arena);
}

/* Two minutes a bin, two bins: 10 and 30 offered. Of what completed `a` has 6 served here and 2
 * there, `b` all 8 here, `c` 2 here and 6 there. */
static void make(void)
{
    static const char *const names[] = {"a", "b", "c"};
    static const uint64_t here[] = {6, 8, 2}, there[] = {2, 0, 6};
    static const double usd[][5] = {{1, 2, 0.5, 0, 0.5}, {1, 2, 0, 0, 0}, {0.5, 1, 0.25, 0.25, 0}};
    static const double p95[] = {4, 2.5, 9};

    the = results_create();
    the->study = "compare";
    the->complete = true;
    the->replications = 1;
    the->n_options = 3;
    the->options = sim_arena_alloc(&the->arena, 3 * sizeof *the->options);
    the->metrics = sim_arena_alloc(&the->arena, 20 * sizeof *the->metrics);
    for (uint32_t a = 0; a < 3; a++) {
        struct results_option *option = &the->options[a];

        option->name = option->mode = names[a];
        option->allowed = true;
        option->bin_s = 120;
        option->n_regions = 2;
        option->regions = sim_arena_alloc(&the->arena, 2 * sizeof *option->regions);
        option->served = sim_arena_alloc(&the->arena, 2 * sizeof *option->served);
        option->regions[0] = "here";
        option->regions[1] = "there";
        option->served[0] = here[a];
        option->served[1] = there[a];
        option->usd_input = usd[a][0];
        option->usd_output = usd[a][1];
        option->usd_cache = usd[a][2];
        option->usd_hourly = usd[a][3];
        option->usd_waste = usd[a][4];
        option->n_spectrum = 3;
        option->spectrum_p = sim_arena_alloc(&the->arena, 3 * sizeof(double));
        option->spectrum_e2e_s = sim_arena_alloc(&the->arena, 3 * sizeof(double));
        option->spectrum_ttft_s = sim_arena_alloc(&the->arena, 3 * sizeof(double));
        for (uint32_t i = 0; i < 3; i++) {
            static const double p[] = {0.5, 0.95, 0.99};

            option->spectrum_p[i] = p[i];
            option->spectrum_e2e_s[i] = option->spectrum_ttft_s[i] = (i == 0 ? 0.5 : i) * p95[a];
        }
    }
    page_init(&page, the);
}

static void drop(void)
{
    page_release(&page);
    results_destroy(the);
}

static void give_bins(void)
{
    for (uint32_t a = 0; a < 3; a++) {
        the->options[a].n_bins = 2;
        the->options[a].bins = sim_arena_alloc(&the->arena, 2 * sizeof *the->options[a].bins);
        the->options[a].bins[0].offered = 10;
        the->options[a].bins[1].offered = 30;
        the->options[a].bins[1].failed_of_offered = a == 2 ? 20 : 0;
        the->options[a].bins[1].throttled = a == 0 ? 3 : 0;
    }
}

static void write(const struct report_section *section)
{
    section->write(&page);
}

static void says(const char *text)
{
    ck_assert_msg(page.md.data != NULL && strstr(page.md.data, text) != NULL, "no '%s' in\n%s",
                  text, page.md.data != NULL ? page.md.data : "");
}

START_TEST(numbers_of_a_figure_are_per_minute)
{
    double *values;

    make();
    give_bins();
    values = series_per_minute(&page, 0, series_offered);
    ck_assert(values[0] == 5 && values[1] == 15);
    ck_assert(series_sum(&page, 0, series_offered) == 40);
    ck_assert(series_most(values, 2) == 15);
    drop();
}
END_TEST

/* 4, 3 and 2 USD: c costs half of a, waste included. */
START_TEST(cost_of_all_parts)
{
    make();
    write(&report_cost);
    says("c costs 50.0 % less per completed request than a");
    says("| a | 1.0000 | 2.0000 | 0.5000 | 0.0000 | 0.5000 | 4.0000 |");
    says("| c | 0.5000 | 1.0000 | 0.2500 | 0.2500 | 0.0000 | 2.0000 |");
    drop();
    make();
    the->options[2].usd_output = NAN;
    write(&report_cost);
    says("b costs 25.0 % less per completed request than a; no cost for 1 option");
    drop();
}
END_TEST

/* a bills 3 of 12 USD for 20 that failed, b fails 8 for nothing, c none. */
START_TEST(what_failure_costs)
{
    make();
    write(&report_cost);
    says("Nothing fails as stated and nothing is called again, in any option");
    drop();
    make();
    add_metric("offered", "", METRIC_NEITHER, 100, 100, 100);
    add_metric("completed", "", METRIC_HIGHER, 80, 92, 100);
    add_metric("timed-out", "", METRIC_LOWER, 20, 0, 0);
    add_metric("throttled", "", METRIC_LOWER, 0, 8, 0);
    add_metric("retries", "", METRIC_LOWER, 5, 2.5, 0);
    add_metric("cost-total", "USD", METRIC_NEITHER, 12, 9, 10);
    add_metric("waste-total", "USD", METRIC_LOWER, 3, 0, 0);
    write(&report_cost);
    says("| requests not completed | 20 | 8 | 0 |");
    says("| &nbsp;&nbsp;timed out | 20 | 0 | 0 |");
    says("| calls made again | 5 | 2.5 | 0 |");
    says("| billed for what came to nothing, USD | 3.00 (25.0 % of the bill) | 0 | 0 |");
    says("| &nbsp;&nbsp;for each request not completed, USD | 0.1500 | 0 | - |");
    drop();
}
END_TEST

/* 6 of 8, 8 of 8, 2 of 8. */
START_TEST(shares_of_regions)
{
    make();
    write(&report_regions);
    says("here serves 75.0 % in a; 100 % in b; 25.0 % in c");
    drop();
    /* Where the study saved the share of all replications, that is said. */
    make();
    add_metric("served-here", "%", METRIC_NEITHER, 70, 100, 20);
    write(&report_regions);
    says("here serves 70.0 % in a; 100 % in b; 20.0 % in c");
    drop();
}
END_TEST

/* p95 is 4, 2.5 and 9 s; p99 twice that. An option whose p95 falls among failures has none. */
START_TEST(who_is_fastest)
{
    make();
    write(&report_latency);
    says("b answers 95 % of the requests within 2.5 s, c needs 9.0 s");
    drop();
    make();
    the->options[1].spectrum_e2e_s[1] = the->options[1].spectrum_e2e_s[2] = NAN;
    write(&report_latency);
    says(
        "a answers 95 % of the requests within 4.0 s; b never does, too many of its requests fail");
    drop();
}
END_TEST

START_TEST(who_completes_most)
{
    make();
    add_metric("success-rate", "%", METRIC_HIGHER, 90, 99, 75);
    write(&report_throughput);
    says("b completes 99.0 % of the offered requests, c 75.0 %");
    drop();
    /* Without the metric, of the bins: 20 of 40 failed in c. */
    make();
    give_bins();
    write(&report_throughput);
    says("a and b complete 100 % of the offered requests, c 50.0 %");
    drop();
}
END_TEST

/* 1.5 is a mean over replications; the largest is named. */
START_TEST(who_throttles_most)
{
    make();
    give_bins();
    add_metric("throttled", "", METRIC_LOWER, 1.5, 12, 4);
    add_metric("failover-requests", "", METRIC_NEITHER, 0, 7, 0);
    write(&report_failover);
    says("b throttles most, 12 requests; b alone fails 7 requests over");
    drop();
    make();
    give_bins();
    write(&report_failover);
    says("a alone throttles 3 requests; nothing fails over");
    drop();
}
END_TEST

/* Bins of two minutes, both at 90 % or more: four minutes. */
START_TEST(minutes_near_a_limit)
{
    static const double used[] = {0.95, 0.9};

    make();
    give_bins();
    for (uint32_t i = 0; i < 2; i++)
        results_note_limit(the, &the->options[1], "q", "tpm", i, used[i], i == 1 ? 4 : 0);
    results_note_limit(the, &the->options[2], "q", "rpm", 0, 0.3, 6);
    results_note_limit(the, &the->options[2], "q", "tpm", 0, 0.4, 2);
    write(&report_quota);
    says("| b | q | tpm | 95.0 % | 4 | **4** |");
    says("| c | q | rpm | 30.0 % | 0 | **6** |");
    says("c meets its rpm limit, which refuses 6 calls, most of all options");
    drop();
}
END_TEST

/* The highest of what is better high, the lowest of what is better low, and none of a tie. */
START_TEST(best_is_marked)
{
    make();
    add_metric("success-rate", "%", METRIC_HIGHER, 90, 99, 75);
    add_metric("cost", "USD", METRIC_LOWER, 4, 3, 2);
    add_metric("e2e-p95", "s", METRIC_LOWER, 2.04, 2.03, 2.01);
    add_metric("throttled", "", METRIC_NEITHER, 1, 2, 3);
    write(&report_brief);
    says("| success-rate | % | 90.0 | **99.0** | 75.0 |");
    says("| cost | USD | 4.0 | 3.0 | **2.0** |");
    says("| e2e-p95 | s | 2.0 | 2.0 | 2.0 |"); /* the same in the digits shown */
    says("| throttled |  | 1.0 | 2.0 | 3.0 |");
    drop();
}
END_TEST

START_TEST(slo_row)
{
    make();
    the->n_slo = 4;
    the->slo = sim_arena_alloc(&the->arena, 4 * sizeof *the->slo);
    the->slo[0].option = the->slo[1].option = 0;
    the->slo[2].option = the->slo[3].option = 1;
    for (uint32_t i = 0; i < 4; i++)
        the->slo[i].text = "x";
    the->slo[0].met = the->slo[2].met = the->slo[3].met = true;
    write(&report_brief);
    says("| SLO |  | **missed (1 of 2)** | met | not judged |");
    drop();
}
END_TEST

START_TEST(differences_have_signs)
{
    static const struct results_difference d[] = {
        {"x", "up", "s", METRIC_LOWER, 2, 1, 0.5, 0.25, 0.75, 0.8, 0.1, 0.5, NAN, 3, "worse",
         METRIC_WORSE},
        {"y", "down", "s", METRIC_LOWER, 2, 1, -0.5, -1, NAN, NAN, NAN, NAN, NAN, 1, "better",
         METRIC_BETTER}};

    make();
    the->baseline = 0;
    the->n_differences = 2;
    the->differences = sim_arena_alloc(&the->arena, sizeof d);
    memcpy(the->differences, d, sizeof d);
    write(&report_differences);
    says("| up | s | +0.50 | [+0.25, +0.75] | 3 | **worse** |");
    says("| down | s | -0.50 | none | 1 | better |");
    drop();
}
END_TEST

static void make_modes(double refused)
{
    make();
    the->options[0].mode = "single-region";
    the->options[1].mode = "geographic";
    the->options[2].mode = "global";
    add_metric("asked-of-limit", "%", METRIC_LOWER, 120, 60, 60);
    add_metric("refused", "", METRIC_LOWER, 5, 0, refused);
    add_metric("success-rate", "%", METRIC_HIGHER, 90, 100, 100);
    add_metric("throughput", "/min", METRIC_HIGHER, 90, 100, 100);
    add_metric("cost", "USD", METRIC_LOWER, 8, 11, 10);
}

static void promises(const char *sentence, const char *answer, const char *shows)
{
    says(page_printf(&page, "| %s | %s | %s", sentence, answer, shows));
}

#define PROMISED_QUOTA                                                                             \
    "A profile gets around the quota of a Region: bursts are managed by computing in several"

/* Of the busiest minute, one Region is asked for 120 %, a profile for 60 % of its own limit; 10 is
 * 9.1 % less than 11, and nothing failed or was varied. */
START_TEST(promises_are_judged_by_figures)
{
    make_modes(0);
    write(&report_claims);
    promises(PROMISED_QUOTA, "partly",
             "asked for in the busiest minute, of its own limit: a 120 % (5 calls answered 429), "
             "b 60 %, c 60 %; a profile has");
    promises("Global: the highest throughput available", "partly", "completed: a 90.0 /min, b ");
    promises("The best tolerance of faults: enhanced resilience at peak demand", "not testable",
             "no drill was judged");
    promises("Global: about 10 % savings", "holds",
             "c USD 10.00 against b USD 11.00 per 1,000 completed: 9.1 % less");
    promises("The optimal Region is selected automatically", "not testable", "how Bedrock");
    drop();
    /* Two calls of the Global profile get a 429. */
    make_modes(2);
    write(&report_claims);
    promises(PROMISED_QUOTA, "**no**", "asked for in the busiest minute");
    drop();
    /* Of 100 in one and 98 in the other it is not said what they cost. */
    make_modes(0);
    the->metrics[2].options[1].value = 98;
    write(&report_claims);
    promises("Global: about 10 % savings", "not testable", "c and b do not complete the same");
    drop();
    /* 10.5 against 11: 4.5 %. */
    make_modes(0);
    the->metrics[4].options[2].value = 10.5;
    write(&report_claims);
    promises("Global: about 10 % savings", "partly", "c USD 10.50 against b USD 11.00");
    drop();
}
END_TEST

/* A drill each of two kinds: the profiles hold in the first, only Global in both; with a second
 * source Region it is another way of calling, and does not count. */
START_TEST(promises_are_judged_by_drills)
{
    static const struct results_column columns[] = {{"option", "option", "", RESULTS_TEXT, 0, 0},
                                                    {"holds", "holds", "", RESULTS_TEXT, 0, 0},
                                                    {"second_source", "", "", RESULTS_TEXT, 0, 0}};
    static const char *const rows[][3] = {{"a", "no", "-"},   {"b", "yes", "-"}, {"c", "yes", "-"},
                                          {"a", "no", "-"},   {"b", "no", "-"},  {"c", "yes", "-"},
                                          {"c", "no", "here"}};

    for (int lost = 0; lost < 2; lost++) {
        struct results_table *table;

        make_modes(0);
        table = results_table_add(the, "drills", "Every drill", columns, 3);
        for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
            struct metric_value *row = results_table_row(the, table);

            for (int c = 0; c < 3; c++)
                row[c].text = lost && c == 1 && r == 5 ? "no" : rows[r][c];
        }
        write(&report_claims);
        promises("The best tolerance of faults: enhanced resilience at peak demand",
                 lost ? "partly" : "holds",
                 lost ? "drills in which it holds: a 0 of 2, b 1 of 2, c 1 of 2"
                      : "drills in which it holds: a 0 of 2, b 1 of 2, c 2 of 2");
        drop();
    }
}
END_TEST

/* TTFT p50 of Global: 1 s as stated, 1.2 s where it routes otherwise; of the geographic profile 1
 * and 1.04 s, less than what matters. */
START_TEST(promises_are_judged_by_rules)
{
    static const double ttft[] = {1, 1, 1, 1, 1, 1.2, 1, 1.04, 1};
    struct results_metric *metric;

    make_modes(0);
    the->n_cases = 3;
    the->cases = sim_arena_alloc(&the->arena, 3 * sizeof *the->cases);
    the->cases[0].name = "as-stated";
    the->cases[1].name = "global-routing mostly-us";
    the->cases[2].name = "geographic-routing spread";
    add_metric("ttft-p50", "s", METRIC_LOWER, 1, 1, 1);
    metric = &the->metrics[the->n_metrics - 1];
    metric->in_cases = true;
    metric->options = sim_arena_alloc(&the->arena, 9 * sizeof *metric->options);
    for (int i = 0; i < 9; i++)
        metric->options[i] = number(ttft[i]);
    write(&report_claims);
    says("TTFT p50 over the rules that were tried: b 1.00 to 1.04 s, c 1.00 to 1.20 s");
    promises("The optimal Region is selected automatically", "partly", "how Bedrock");
    drop();
}
END_TEST

/* Each Region stands once, whichever options may be served there; those alike in one row. */
START_TEST(regions_are_listed_once)
{
    make_modes(0);
    the->options[0].sources = the->options[1].sources = the->options[2].sources = "r1";
    the->options[0].destinations = "r1";
    the->options[1].destinations = "r1, r2, r3";
    the->options[2].destinations = "r1, r3, r4, r5, r55";
    the->best = 2;

    page_release(&page);
    page_init(&page, the);
    write(&report_setup);
    says("| option | c | a | b |");
    says("| destinations | 5 Regions | 1 Region | 3 Regions |");
    says("| r1 | source, served | source, served | source, served |\n"
         "| r3 | served | - | served |\n"
         "| r4, r5, r55 | served | - | - |\n"
         "| r2 | - | - | served |\n");
    drop();
}
END_TEST

/* 10 and 30 offered in two bins of two minutes: 15 in the busiest minute; over the four minutes 10
 * a minute, so 1.5 times. 90 and 60 thousand tokens are asked for: 45 thousand a minute. */
START_TEST(busiest_minute_of_the_demand)
{
    make();
    give_bins();
    for (uint32_t a = 0; a < 3; a++) {
        the->options[a].bins[0].asked_tokens = 90000;
        the->options[a].bins[1].asked_tokens = 60000;
    }
    ck_assert(report_demand.present(&page));
    write(&report_demand);
    says("**The busiest 2 min asks for 15 requests and 45,000 quota tokens a minute, 1.5 times the "
         "mean of requests**");
    says("| 2 | 30 | 60,000 |");
    drop();
    make();
    ck_assert(!report_demand.present(&page));
    drop();
}
END_TEST

/* A column without anything in it is named and takes no room. */
START_TEST(columns_of_zeros_are_named)
{
    make();
    give_bins();
    the->options[0].bins[1].asked_tokens = 60000;
    series_table(&page,
                 (struct series_column[]){{"never", 1, series_asked_tokens},
                                          {"asked for", 0, series_asked_tokens}},
                 2);
    says("| from minute | asked for |");
    says("| 2 | 60,000 |");
    says("_0 throughout: never._");
    drop();
}
END_TEST

static void table_of(uint32_t columns, uint32_t words, uint32_t rows)
{
    static const char *const headers[] = {"a", "b", "c", "d", "e", "f"};
    const struct page_cell cells[6] = {{"1", PAGE_PLAIN}};

    page_table(&page, "A table", headers, columns, words);
    for (uint32_t i = 0; i < rows; i++)
        page_row(&page, cells);
    page_table_end(&page);
}

/* Numbers stand side by side on paper, words do not; what stands before a table stays as it was. */
START_TEST(long_tables_go_down_in_columns)
{
    static const struct {
        uint32_t columns, words, rows;
        const char *class;
    } tables[] = {{3, 1, 19, "scroll"},       {3, 1, 20, "scroll long3"}, {5, 1, 20, "scroll long2"},
                  {6, 1, 20, "scroll long1"}, {3, 2, 20, "scroll long1"}};

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        char text[128];

        make();
        page_paragraph(&page, "before");
        table_of(tables[i].columns, tables[i].words, tables[i].rows);
        snprintf(text, sizeof text, "<p>before</p>\n<div tabindex=\"0\" class=\"%s\"><table>\n<caption>A table<",
                 tables[i].class);
        ck_assert_msg(strstr(page.html.data, text) != NULL, "no %s in %s", text, page.html.data);
        drop();
    }
}
END_TEST

/* b costs what a costs and is faster; c is cheaper than b and slower: no one beats b or c. */
START_TEST(who_is_beaten_in_all)
{
    make_modes(0);
    ck_assert(!report_weighed.present(&page));
    add_metric("e2e-p95", "s", METRIC_LOWER, 5, 4, 4.5);
    the->metrics[4].options[0].value = 11;
    ck_assert(report_weighed.present(&page));
    write(&report_weighed);
    says("**No other option beats b, c in cost, p95 and success together; beaten: a**");
    says("| a | 11.00 | 5.00 | 90.0 % | b |");
    says("| c | 10.00 | 4.50 | 100 % | none |");
    drop();
}
END_TEST

/* Of 60,000 tokens a minute 45,000 are asked for in the busiest two minutes and 30,000 used; its
 * limit is in use by 75 % at most, in the second column. */
START_TEST(minutes_of_quota_tokens)
{
    make();
    give_bins();
    the->options[0].bins[0].asked_tokens = 30000;
    the->options[0].bins[1].asked_tokens = 90000;
    the->options[0].bins[1].used_tokens = 60000;
    the->options[0].bins[1].refused = 7;
    the->options[0].horizon_s = 240;
    the->n_quotas = 1;
    the->quotas = sim_arena_alloc(&the->arena, sizeof *the->quotas);
    the->quotas[0] =
        (struct results_quota){.name = "r1/m/single-region", .limit = "tpm", .amount = 60000};
    results_note_limit(the, &the->options[0], "r1/m/single-region", "tpm", 0, 0.25, 0);
    results_note_limit(the, &the->options[0], "r1/m/single-region", "tpm", 1, 0.75, 7);
    ck_assert(report_asked.present(&page));
    write(&report_asked);
    says("**a: up to 45,000 of 60,000 tokens a minute are asked for, up to 30,000 used; most 429 "
         "are answered in a, 7**");
    says("**The tpm limit of a in r1 comes nearest: 75.0 % of it is in use at most**");
    says("| a, r1 (tpm) | 25.0 | 75.0 |");
    drop();
}
END_TEST

/* 2 is reached after log 2 / log 1.1 = 7.27 months of 10 %; at half the load none are left. */
START_TEST(months_of_growth)
{
    static const struct results_column columns[] = {
        {"option", "option", "", RESULTS_TEXT, 0, 0},
        {"all", "all", "x", RESULTS_NUMBER, 2, METRIC_HIGHER}};
    static const double factors[] = {0.5, 2, NAN};
    struct results_table *table;

    make();
    table = results_table_add(the, "maxload", "Load factors", columns, 2);
    for (int r = 0; r < 3; r++) {
        struct metric_value *row = results_table_row(the, table);

        row[0].text = the->options[r].name;
        row[1] = number(factors[r]);
        if (r == 2)
            row[1].text = "> 64";
    }
    results_table_show(the, table);
    write(&report_capacity);
    says("| a | 0.50 | none | none | none | none |");
    says("| b | 2.00 | 35.0 | 14.2 | 7.3 | 3.8 |");
    says("| c | > 64 | not known | not known | not known | not known |");
    drop();
}
END_TEST

SUITE_MAIN("findings", months_of_growth, who_is_beaten_in_all, minutes_of_quota_tokens, columns_of_zeros_are_named,
           long_tables_go_down_in_columns,
           busiest_minute_of_the_demand, promises_are_judged_by_figures,
           promises_are_judged_by_drills, promises_are_judged_by_rules, regions_are_listed_once,
           numbers_of_a_figure_are_per_minute, cost_of_all_parts, what_failure_costs, shares_of_regions, who_is_fastest,
           who_completes_most, who_throttles_most, minutes_near_a_limit, best_is_marked, slo_row,
           differences_have_signs)
