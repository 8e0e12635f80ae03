/*
 * Options are compared by name: over drawn scenarios with overrides that remove, add and change
 * classes, quotas and outages, the order in which these stand changes no figure, and what an option
 * shares with another is compared as the same thing.
 */
#include "analysis/study/study_list.h"
#include "sim/base/text.h"
#include "sim/kernel/random.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_DRAWS = 20, N_DRAWS = 60, MOST = 6 };

static struct catalog *catalog;

/* ---- drawing ---- */

static uint32_t current_draw, draws_made;

static double u01(void)
{
    return sim_u01(sim_key_make(20261127, 0), 1, current_draw, draws_made++);
}

static uint32_t below(uint32_t n)
{
    return (uint32_t)(u01() * n);
}

/* Members of an object of the scenario, as text, in an order of its own. */
struct members {
    uint32_t n;
    char *items[MOST];
};

static void add(struct members *members, char *text)
{
    ck_assert_uint_lt(members->n, MOST);
    members->items[members->n++] = text;
}

static char *class_text(struct sim_arena *arena, uint32_t name)
{
    static const char *const sources[] = {"eu-west-2", "eu-west-1"};
    static const char *const models[] = {"anthropic.claude-sonnet-4-6",
                                         "anthropic.claude-haiku-4-5-20251001-v1:0"};
    uint32_t source = below(2), model = below(2), traffic = below(2), tokens = below(3000);

    return sim_arena_printf(arena,
                            "\"%c\":{\"traffic\":\"t%u\",\"model\":\"%s\",\"source_region\":\"%s\","
                            "\"max_tokens\":%u}",
                            "mapzkc"[name], traffic, models[model], sources[source], 1000 + tokens);
}

/* Quotas that do not overlap: where they do, the later one wins by its place. */
static char *quota_text(struct sim_arena *arena, uint32_t name)
{
    static const char *const sources[] = {"eu-west-2", "eu-west-1"};
    uint32_t tpm = 40000 + below(200000);

    return sim_arena_printf(arena,
                            "\"%c\":{\"source_region\":\"%s\",\"tokens_per_min\":%u,"
                            "\"requests_per_min\":\"unlimited\"}",
                            "yb"[name], sources[name], tpm);
}

static char *outage_text(struct sim_arena *arena, uint32_t name)
{
    static const char *const kinds[] = {
        "\"kind\":\"quota-cut\",\"quota_factor\":0.7",
        "\"kind\":\"quota-cut\",\"quota_factor\":0.3",
        "\"kind\":\"brown-out\",\"error_share\":0.3,\"slowdown\":1.7", "\"kind\":\"serving-loss\""};
    uint32_t start = 30 * below(8), length = 30 + 30 * below(4);

    return sim_arena_printf(arena,
                            "\"%c\":{%s,\"regions\":[\"eu-west-2\"],\"start_s\":%u,"
                            "\"duration_s\":%u}",
                            "wgzd"[name], kinds[name], start, length);
}

/* A scenario whose first option has no overrides, and whose second removes, adds and changes. */
struct drawn {
    struct members classes, quotas, outages;
    struct members own_classes, own_quotas; /* of the second option */
};

static void draw(struct drawn *drawn, struct sim_arena *arena)
{
    uint32_t n = 2 + below(3);

    *drawn = (struct drawn){0};
    for (uint32_t i = 0; i < n; i++)
        add(&drawn->classes, class_text(arena, i));
    /* Traffic that nothing uses is a finding. */
    add(&drawn->classes,
        sim_arena_printf(arena,
                         "\"both\":{\"traffic\":\"t0\",\"model\":\"anthropic.claude-sonnet-4-6"
                         "\",\"source_region\":\"eu-west-2\",\"max_tokens\":900}"));
    add(&drawn->classes,
        sim_arena_printf(arena,
                         "\"else\":{\"traffic\":\"t1\",\"model\":\"anthropic.claude-sonnet-4-6"
                         "\",\"source_region\":\"eu-west-2\",\"max_tokens\":900}"));
    for (uint32_t i = 0; i < 2; i++)
        add(&drawn->quotas, quota_text(arena, i));
    for (uint32_t i = 0; i < 4; i++)
        if (u01() < 0.7)
            add(&drawn->outages, outage_text(arena, i));
    for (uint32_t i = 0; i < n; i++)
        if (u01() < 0.4)
            add(&drawn->own_classes, sim_arena_printf(arena, "\"%c\":null", "mapzkc"[i]));
    if (u01() < 0.7)
        add(&drawn->own_classes, class_text(arena, 5));
    if (u01() < 0.5)
        add(&drawn->own_quotas, quota_text(arena, below(2)));
}

static void shuffle(struct members *members)
{
    for (uint32_t i = members->n; i > 1; i--) {
        uint32_t k = below(i);
        char *item = members->items[i - 1];

        members->items[i - 1] = members->items[k];
        members->items[k] = item;
    }
}

static void add_members(struct sim_text *text, const char *key, const struct members *members)
{
    sim_text_addf(text, "\"%s\":{", key);
    for (uint32_t i = 0; i < members->n; i++)
        sim_text_addf(text, "%s%s", i > 0 ? "," : "", members->items[i]);
    sim_text_add(text, "}");
}

static void scenario_text(const struct drawn *drawn, struct sim_text *text)
{
    sim_text_clear(text);
    sim_text_add(text,
                 "{\"format\":\"crisim-scenario\",\"version\":2,\"replications\":2,\"traffic\":{"
                 "\"t0\":{\"generator\":\"poisson\",\"rate_per_s\":1,\"duration_s\":300},"
                 "\"t1\":{\"generator\":\"poisson\",\"rate_per_s\":2,\"duration_s\":240,"
                 "\"output_p50\":60,\"output_p99\":200}},");
    add_members(text, "classes", &drawn->classes);
    sim_text_add(text, ",");
    add_members(text, "quotas", &drawn->quotas);
    sim_text_add(text, ",");
    add_members(text, "outages", &drawn->outages);
    sim_text_add(text, ",\"capacity\":{\"c\":{\"kind\":\"slots\",\"slots\":6,\"queue\":4}},"
                       "\"options\":{\"one\":{\"mode\":\"geographic\"},"
                       "\"two\":{\"mode\":\"geographic\",\"overrides\":{");
    add_members(text, "classes", &drawn->own_classes);
    sim_text_add(text, ",");
    add_members(text, "quotas", &drawn->own_quotas);
    sim_text_add(text, "}}}}");
}

/* ---- running ---- */

struct study {
    struct scenario *scenario;
    struct plan *plan;
    struct results *results;
};

static void study_open(struct study *study, const char *text)
{
    const struct plan_settings how = {0};
    struct loop_settings settings = {.n_threads = 2, .quick = true};
    struct sim_diag diag;
    struct sim_error err;
    char message[1024] = "";

    sim_diag_init(&diag);
    *study = (struct study){.scenario = scenario_parse("drawn", text, strlen(text), &diag)};
    if (study->scenario != NULL)
        study->plan = plan_create(study->scenario, catalog, &how, &diag);
    for (size_t i = 0; i < diag.n; i++)
        if (diag.findings[i].severity == SIM_SEVERITY_ERROR)
            sim_finding_format(&diag.findings[i], message, sizeof message);
    ck_assert_msg(study->plan != NULL, "draw %u: %s\n%s", current_draw, message, text);
    sim_diag_release(&diag);
    settings.plan = study->plan;
    ck_assert_int_eq(loop_run(&loop_study_compare, &settings, &study->results, &err), SIM_OK);
}

static void study_close(struct study *study)
{
    results_destroy(study->results);
    plan_destroy(study->plan);
    scenario_destroy(study->scenario);
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* ---- laws ---- */

static void check_values(const struct results *x, const struct results *y)
{
    ck_assert_uint_eq(x->n_metrics, y->n_metrics);
    for (uint32_t m = 0; m < x->n_metrics; m++) {
        const struct results_metric *p = &x->metrics[m];
        const struct results_metric *q = results_metric_find(y, p->key);

        ck_assert_msg(q != NULL, "draw %u: no %s", current_draw, p->key);
        for (uint32_t a = 0; a < x->n_options; a++) {
            const struct metric_value *v = &p->options[a], *w = &q->options[a];

            ck_assert_msg(
                same_text(v->text, w->text) && same_number(v->value, w->value) &&
                    same_number(v->low, w->low) && same_number(v->high, w->high) && v->n == w->n,
                "draw %u: %s of option %u: %.17g (%s) and %.17g (%s)", current_draw, p->key, a,
                v->value, v->text != NULL ? v->text : "", w->value, w->text != NULL ? w->text : "");
        }
    }
}

static void check_differences(const struct results *x, const struct results *y)
{
    ck_assert_uint_eq(x->n_differences, y->n_differences);
    for (uint32_t i = 0; i < x->n_differences; i++) {
        const struct results_difference *p = &x->differences[i], *q = &y->differences[i];

        ck_assert_str_eq(p->key, q->key);
        ck_assert_msg(same_number(p->difference, q->difference) && same_number(p->low, q->low) &&
                          same_text(p->verdict, q->verdict),
                      "draw %u: difference of %s: %.17g and %.17g", current_draw, p->key,
                      p->difference, q->difference);
    }
}

static void check_rows(const struct results *x, const struct results *y)
{
    ck_assert_uint_eq(x->n_quotas, y->n_quotas);
    ck_assert_uint_eq(x->n_outages, y->n_outages);
    for (uint32_t i = 0; i < x->n_quotas; i++) {
        uint32_t k = 0;

        while (k < y->n_quotas &&
               !(same_text(x->quotas[i].name, y->quotas[k].name) &&
                 same_text(x->quotas[i].limit, y->quotas[k].limit) &&
                 same_text(x->quotas[i].option_names, y->quotas[k].option_names) &&
                 x->quotas[i].amount == y->quotas[k].amount))
            k++;
        ck_assert_msg(k < y->n_quotas, "draw %u: quota %s", current_draw, x->quotas[i].name);
    }
    for (uint32_t i = 0; i < x->n_outages; i++) {
        uint32_t k = 0;

        while (k < y->n_outages && !same_text(x->outages[i].name, y->outages[k].name))
            k++;
        ck_assert_msg(k < y->n_outages && x->outages[i].start_s == y->outages[k].start_s,
                      "draw %u: outage %s", current_draw, x->outages[i].name);
    }
}

START_TEST(test_order_changes_no_figure)
{
    for (current_draw = 0; current_draw < suite_rounds(FEW_DRAWS, N_DRAWS); current_draw++) {
        struct sim_arena arena = {0};
        struct sim_text text = {0};
        struct drawn drawn;
        struct study x, y;

        draws_made = 0;
        draw(&drawn, &arena);
        scenario_text(&drawn, &text);
        study_open(&x, text.data);
        shuffle(&drawn.classes);
        shuffle(&drawn.quotas);
        shuffle(&drawn.outages);
        shuffle(&drawn.own_classes);
        scenario_text(&drawn, &text);
        study_open(&y, text.data);
        check_values(x.results, y.results);
        check_differences(x.results, y.results);
        check_rows(x.results, y.results);
        study_close(&x);
        study_close(&y);
        sim_text_release(&text);
        sim_arena_release(&arena);
    }
}
END_TEST

/* What an option removes or adds is alone without limits: the classes left are the baseline's. */
START_TEST(test_what_is_shared_is_identical)
{
    for (current_draw = 0; current_draw < suite_rounds(FEW_DRAWS, N_DRAWS); current_draw++) {
        struct sim_arena arena = {0};
        struct sim_text text = {0};
        struct drawn drawn;
        struct study x;
        uint32_t n_removed = 0;

        draws_made = 0;
        draw(&drawn, &arena);
        drawn.own_quotas.n = drawn.quotas.n = 0;
        add(&drawn.quotas,
            sim_arena_strdup(&arena, "\"all\":{\"tokens_per_min\":\"unlimited\","
                                     "\"requests_per_min\":\"unlimited\",\"tokens_per_day\":"
                                     "\"unlimited\"}"));
        for (uint32_t i = 0; i < drawn.own_classes.n; i++)
            n_removed += strstr(drawn.own_classes.items[i], "null") != NULL;
        drawn.outages.n = 0;
        scenario_text(&drawn, &text);
        for (char *at = text.data; (at = strstr(at, "\"slots\":6,\"queue\":4")) != NULL; at++)
            memcpy(at, "\"slots\":99999      ", strlen("\"slots\":6,\"queue\":4"));
        study_open(&x, text.data);
        ck_assert_uint_gt(x.results->n_differences, 0);
        for (uint32_t i = 0; i < x.results->n_differences; i++)
            ck_assert_msg(same_text(x.results->differences[i].verdict, "identical"),
                          "draw %u: %s is %s", current_draw, x.results->differences[i].key,
                          x.results->differences[i].verdict);
        ck_assert_str_eq(x.results->options[1].unlike, "");
        ck_assert_msg((n_removed > 0) == (x.results->options[1].not_run[0] != '\0'),
                      "draw %u: not run: %s", current_draw, x.results->options[1].not_run);
        study_close(&x);
        sim_text_release(&text);
        sim_arena_release(&arena);
    }
}
END_TEST

static void open_catalog(void)
{
    struct sim_diag diag;

    sim_diag_init(&diag);
    ck_assert_int_eq(catalog_open(&catalog, NULL, &diag), SIM_OK);
    sim_diag_release(&diag);
}

static void close_catalog(void)
{
    catalog_destroy(catalog);
}

SUITE_MAIN_WITH("options", open_catalog, close_catalog, test_order_changes_no_figure,
                test_what_is_shared_is_identical)
