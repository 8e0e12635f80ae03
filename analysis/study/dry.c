#include "analysis/study/dry.h"

#include "analysis/study/whatif.h"
#include "sim/base/assert.h"
#include "sim/base/json_out.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WORD(name, word) word,
static const char *const bound_words[] = {DRY_BOUND_LIST(WORD)};
#undef WORD

void dry_add(struct dry *dry, const char *name, enum dry_bound bound, double runs, double requests)
{
    if (bound != DRY_OPEN && runs == 0)
        return;
    SIM_ASSERT(dry->n < DRY_MOST_ROWS, "no room for '%s' in a dry run", name);
    dry->rows[dry->n++] = (struct dry_row){.name = sim_arena_strdup(&dry->arena, name),
                                           .bound = bound,
                                           .runs = runs,
                                           .requests = requests};
}

void dry_add_requests(struct dry *dry, const char *name, const struct loop *loop, double requests)
{
    uint32_t n_run, before = dry->n;
    double one = dry_requests(loop, &n_run);

    dry_add(dry, name, DRY_AT_MOST, one > 0 ? floor(requests / one * n_run) : 0, requests);
    if (dry->n > before)
        dry->rows[before].runs_about = true;
}

void dry_add_points(struct dry *dry, const char *name, const struct loop *loop, uint32_t first,
                    uint32_t end)
{
    double runs = 0, requests = 0;

    for (uint32_t p = first; p < end; p++) {
        const struct loop_point *point = loop_point(loop, p);

        for (uint32_t i = 0; i < point->n_options; i++) {
            const struct plan_option *option = loop_point_option(loop, point, i);

            runs += option->allowed ? point->n_replications : 0;
            requests += budget_requests(option) * point->n_replications;
        }
    }
    dry_add(dry, name, DRY_EXACT, runs, requests);
}

double dry_requests(const struct loop *loop, uint32_t *n_run)
{
    const struct plan *plan = loop_settings(loop)->plan;
    uint32_t n;
    const uint32_t *options = loop_options(loop, &n);
    double one = 0;

    *n_run = 0;
    for (uint32_t i = 0; i < n; i++) {
        one += budget_requests(&plan->options[options[i]]);
        *n_run += plan->options[options[i]].allowed;
    }
    return one;
}

void dry_add_ways_out(struct dry *dry, const struct loop *loop)
{
    uint32_t n_run;
    double one = dry_requests(loop, &n_run);

    dry_add(dry, "ways out (rules of refill, max_tokens)", DRY_AT_MOST,
            (double)n_run * WHATIF_MOST_RUNS, one * WHATIF_MOST_RUNS);
}

void dry_release(struct dry *dry)
{
    sim_arena_release(&dry->arena);
}

/* ---- shown ---- */

static struct dry_row sum_of(const struct dry *dry)
{
    struct dry_row sum = {.name = "in all"};

    for (uint32_t i = 0; i < dry->n; i++) {
        const struct dry_row *row = &dry->rows[i];

        sum.bound = row->bound > sum.bound ? row->bound : sum.bound;
        sum.runs += row->runs;
        sum.requests += row->requests;
        sum.runs_about = sum.runs_about || row->runs_about;
    }
    return sum;
}

static void add_number(struct sim_text *out, double value, const char *before, int width)
{
    char number[32], text[40];

    sim_format_grouped((int64_t)ceil(value), number, sizeof number);
    snprintf(text, sizeof text, "%s%s", before, number);
    sim_text_addf(out, "%*s", width, text);
}

static void add_row(const struct dry_row *row, struct sim_text *out)
{
    static const char *const before[] = {
        [DRY_EXACT] = "", [DRY_AT_MOST] = "at most", [DRY_ABOUT] = "about", [DRY_OPEN] = ""};

    if (row->bound == DRY_OPEN && row->runs == 0) {
        sim_text_addf(out, "  %-40s %8s %15s\n", row->name, "", "by what is found");
        return;
    }
    sim_text_addf(out, "  %-40s %8s", row->name, before[row->bound]);
    add_number(out, row->runs, row->runs_about ? "~" : "", 11);
    add_number(out, row->requests, "", 16);
    sim_text_add(out, "\n");
}

void dry_text(const struct dry *dry, struct sim_text *out)
{
    struct dry_row sum = sum_of(dry);

    sim_text_addf(out, "%s would simulate (nothing was run):\n", dry->study);
    sim_text_addf(out, "  %-40s %8s%11s%16s\n", "", "", "runs", "requests");
    for (uint32_t i = 0; i < dry->n; i++)
        add_row(&dry->rows[i], out);
    if (dry->n == 0)
        sim_text_add(out, "  nothing: no option is allowed, or no request comes\n");
    if (dry->n > 1) {
        if (sum.bound == DRY_OPEN)
            sum.name = "in all, without what is found";
        add_row(&sum, out);
    }
    sim_text_addf(out, "A run is one option in one replication.%s\n",
                  sum.runs_about ? " ~: by their mean size as stated." : "");
}

static void add_json(const struct dry_row *row, struct sim_json_out *json)
{
    sim_json_out_double(json, "runs", ceil(row->runs));
    sim_json_out_bool(json, "runs_about", row->runs_about);
    sim_json_out_double(json, "requests", ceil(row->requests));
    sim_json_out_string(json, "bound", bound_words[row->bound]);
}

void dry_json(const struct dry *dry, struct sim_text *out)
{
    struct dry_row sum = sum_of(dry);
    struct sim_json_out json;

    sim_json_out_init(&json, out, true);
    sim_json_out_object(&json, NULL);
    sim_json_out_string(&json, "format", "crisim-dry-run");
    sim_json_out_int(&json, "version", 1);
    sim_json_out_string(&json, "study", dry->study);
    add_json(&sum, &json);
    sim_json_out_array(&json, "parts");
    for (uint32_t i = 0; i < dry->n; i++) {
        sim_json_out_object(&json, NULL);
        sim_json_out_string(&json, "name", dry->rows[i].name);
        add_json(&dry->rows[i], &json);
        sim_json_out_end(&json);
    }
    sim_json_out_end(&json);
    sim_json_out_end(&json);
}
