/*
 * Any table of a study: saved, read back as it was, shown; what rows of the table of metrics are
 * left out.
 */
#include "analysis/results/results.h"
#include "analysis/results/schema.h"
#include "sim/base/json_in.h"
#include "sim/base/stream_in.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct results_column columns[] = {
    {.key = "load", .label = "load", .unit = "", .type = RESULTS_TEXT},
    {.key = "success",
     .label = "success",
     .unit = "%",
     .type = RESULTS_NUMBER,
     .decimals = 1,
     .better = METRIC_HIGHER},
    {.key = "cost",
     .label = "cost",
     .unit = "USD",
     .type = RESULTS_NUMBER,
     .decimals = 2,
     .better = METRIC_LOWER},
};

/* Three rows; the second costs nothing known, the third has no data. */
static struct results *make(void)
{
    struct results *results = results_create();
    struct results_table *table = results_table_add(results, "loads", "Loads", columns, 3);
    struct metric_value *cells;

    results->study = "example-load";
    results->title = results->scenario_file = results->scenario_json = results->version = "x";
    results->scenario_sha256 = results->trace_files = results->trace_sha256 = "";
    results->catalog_sha256 = results->intervals_cover = results->traffic = "";
    results->max_tokens_rule = "";
    results->replications = 1;
    table->note = "a note";
    cells = results_table_row(results, table);
    cells[0].text = "1x";
    cells[1].value = 100;
    cells[2].value = 1.5;
    cells = results_table_row(results, table);
    cells[0].text = "2x, \"twice\"";
    cells[1].value = 99.96;
    cells[2].text = "no price";
    cells = results_table_row(results, table);
    cells[0].text = "4x";
    cells[2].value = 1.25;
    results_show(results);
    return results;
}

START_TEST(cells_are_shown_and_marked)
{
    struct results *results = make();
    const struct results_table *table = results_table_find(results, "loads");
    const struct metric_value *cells = table->cells;

    ck_assert_uint_eq(results_table_heads(table), 1);
    ck_assert_uint_eq(table->n_rows, 3);
    /* 99.96 is not 100.0. */
    ck_assert_str_eq(cells[1].shown, "100.00");
    ck_assert_str_eq(cells[4].shown, "99.96");
    ck_assert_str_eq(cells[7].shown, "no data");
    ck_assert_int_eq(cells[1].mark, METRIC_BEST);
    ck_assert_int_eq(cells[4].mark, METRIC_PLAIN);
    ck_assert_str_eq(cells[5].shown, "no price");
    ck_assert_int_eq(cells[8].mark, METRIC_BEST);
    ck_assert(results_is_table_key("a-b_9") && !results_is_table_key("../a") &&
              !results_is_table_key(""));
    ck_assert_ptr_null(results_table_find(results, "others"));
    results_destroy(results);
}
END_TEST

/* summary.json, and the manifest that goes with it. */
static struct sim_text summary, manifest;

static enum sim_status open_file(void *context, const char *name, char **text, size_t *length,
                                 struct sim_error *err)
{
    const struct sim_text *from = strcmp(name, "summary.json") == 0    ? &summary
                                  : strcmp(name, "manifest.json") == 0 ? &manifest
                                                                       : NULL;

    (void)context;
    if (from == NULL)
        return sim_fail(err, SIM_EINPUT, name, "cannot be opened");
    *text = sim_strdup(from->data);
    *length = from->length;
    return SIM_OK;
}

START_TEST(what_is_saved_is_read_back)
{
    struct results *results = make(), *back = NULL;
    const struct results_source folder = {.path = "here", .open = open_file};
    const struct results_table *a, *b;
    struct sim_text again = {0};
    struct sim_diag diag;
    char hex[65];

    results_json(results, &summary);
    sim_sha256_hex(summary.data, summary.length, hex);
    sim_text_addf(&manifest,
                  "{\"format\": \"%s\", \"version\": %d, \"study\": \"example-load\", \"title\": "
                  "\"x\", \"crisim_version\": \"x\", \"scenario\": \"x\", \"scenario_sha256\": "
                  "\"\", \"traces\": \"\", \"traces_sha256\": \"\", \"catalog_sha256\": \"\", "
                  "\"seed\": 0, \"replications\": 1, \"complete\": true, \"files\": [{\"file\": "
                  "\"summary.json\", \"sha256\": \"%s\"}]}",
                  RESULTS_FORMAT, RESULTS_VERSION, hex);
    sim_diag_init(&diag);
    ck_assert_msg(results_read_from(&back, &folder, &diag) == SIM_OK, "%s",
                  diag.n > 0 ? diag.findings[0].message : "");
    a = results_table_find(results, "loads");
    b = results_table_find(back, "loads");
    ck_assert_ptr_nonnull(b);
    ck_assert_str_eq(b->title, "Loads");
    ck_assert_str_eq(b->note, "a note");
    ck_assert_uint_eq(b->n_rows, a->n_rows);
    for (uint32_t i = 0; i < a->n_rows * a->n_columns; i++) {
        ck_assert_str_eq(b->cells[i].shown, a->cells[i].shown);
        ck_assert_int_eq(b->cells[i].mark, a->cells[i].mark);
    }
    results_json(back, &again);
    ck_assert_str_eq(again.data, summary.data);
    sim_text_release(&again);
    sim_text_release(&summary);
    sim_text_release(&manifest);
    sim_diag_release(&diag);
    results_destroy(back);
    results_destroy(results);
}
END_TEST

START_TEST(it_stands_on_the_screen)
{
    struct results *results = make();
    struct sim_text text = {0};

    results_text(results, &text, 100, 80, false);
    ck_assert_ptr_nonnull(strstr(text.data, "\nLoads\n"
                                            "  load         success, %  cost, USD\n"
                                            "  1x               100.00       1.50\n"
                                            "  2x, \"twice\"       99.96   no price\n"
                                            "  4x              no data       1.25\n"
                                            "  a note\n"));
    sim_text_release(&text);
    results_destroy(results);
}
END_TEST

/* A row of 0 is left out and said once; a part of it is not even said; a word is no 0. */
START_TEST(zeros_are_said_once)
{
    static struct metric_value zero[2], some[2], words[2];
    struct results results = {.n_options = 2};
    struct results_metric rows[] = {
        {.label = "throttled", .section = "A", .in_tables = true, .options = zero},
        {.label = "  by tokens",
         .section = "A",
         .in_tables = true,
         .hide_if_zero = true,
         .options = zero},
        {.label = "completed", .section = "A", .in_tables = true, .options = some},
        {.label = "cost", .section = "B", .in_tables = true, .options = words},
        {.label = "  timed out", .section = "B", .in_tables = true, .options = zero},
        {.label = "share", .section = "B", .options = some},
    };
    static const enum results_shown shown[] = {RESULTS_ROW_ZERO,  RESULTS_ROW_LEFT_OUT,
                                               RESULTS_ROW_SHOWN, RESULTS_ROW_SHOWN,
                                               RESULTS_ROW_ZERO,  RESULTS_ROW_LEFT_OUT};
    static const char *const b[] = {"B"};
    struct sim_arena arena = {0};

    some[1].value = 1;
    words[0].text = words[1].text = "no price";
    results.metrics = rows;
    results.n_metrics = 6;
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(results_row_shown(&results, &rows[i]), shown[i]);
    ck_assert_str_eq(results_zeros(&results, false, NULL, 0, &arena),
                     "0 in every option: throttled; timed out");
    ck_assert_str_eq(results_zeros(&results, false, b, 1, &arena), "0 in every option: timed out");
    ck_assert_ptr_null(results_zeros(&results, true, NULL, 0, &arena));
    zero[1].text = "not allowed";
    ck_assert_int_eq(results_row_shown(&results, &rows[0]), RESULTS_ROW_ZERO);
    sim_arena_release(&arena);
}
END_TEST

/* The schema is JSON, and has a place for each member of what is written. */
START_TEST(the_schema_has_each_key)
{
    struct results *results = make();
    struct sim_text text = {0};
    struct sim_json *schema, *document;
    const struct sim_json *properties;
    struct sim_diag diag;

    sim_diag_init(&diag);
    results_json_schema(&text);
    schema = sim_json_parse("schema", text.data, text.length, &diag);
    ck_assert_ptr_nonnull(schema);
    sim_text_clear(&text);
    results_json(results, &text);
    document = sim_json_parse("results", text.data, text.length, &diag);
    properties = sim_json_find(schema, "properties");
    ck_assert_uint_eq(properties->n_children, document->n_children);
    for (uint32_t i = 0; i < document->n_children; i++)
        ck_assert_msg(sim_json_find(properties, document->children[i]->key) != NULL, "%s",
                      document->children[i]->key);
    sim_json_destroy(schema);
    sim_json_destroy(document);
    sim_text_release(&text);
    sim_diag_release(&diag);
    results_destroy(results);
}
END_TEST

SUITE_MAIN("table", cells_are_shown_and_marked, what_is_saved_is_read_back, it_stands_on_the_screen,
           zeros_are_said_once, the_schema_has_each_key)
