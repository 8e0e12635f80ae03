/*
 * compiled.h: a scenario written in a test, compiled with the built-in catalog. `members` are those
 * beside its format; the macros are what most tests have in common.
 */
#ifndef CRISIM_TESTS_UNIT_SCENARIOS_PLAN_COMPILED_H
#define CRISIM_TESTS_UNIT_SCENARIOS_PLAN_COMPILED_H

#include "scenarios/plan/plan.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define MODEL "anthropic.claude-sonnet-4-6"
#define POISSON                                                                                    \
    "\"generator\":\"poisson\",\"rate_per_s\":1,\"duration_s\":60,\"input_p50\":100,"              \
    "\"input_p99\":200,\"output_p50\":50,\"output_p99\":100"
#define TRAFFIC "\"traffic\":{\"t\":{" POISSON "}}"
#define CLASS(more)                                                                                \
    "\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"" MODEL "\",\"source_region\":"          \
    "\"eu-west-2\",\"max_tokens\":500" more "}}"
#define UNLIMITED    "\"capacity\":{\"all\":{\"kind\":\"unlimited\"}}"
#define OPTION(mode) "\"options\":{\"a\":{\"mode\":\"" mode "\"}}"

struct compiled {
    struct catalog *catalog;
    struct scenario *scenario;
    struct plan *plan; /* NULL: an error is in diag */
    struct sim_diag diag;
};

static inline struct compiled compiled_with(const char *members, const struct plan_settings *how)
{
    struct compiled c = {.plan = NULL};
    struct sim_text text = {0};

    sim_diag_init(&c.diag);
    sim_text_addf(&text, "{\"format\":\"crisim-scenario\",\"version\":2,%s}", members);
    ck_assert_int_eq(catalog_open(&c.catalog, NULL, &c.diag), SIM_OK);
    c.scenario = scenario_parse("test.json", text.data, text.length, &c.diag);
    if (c.scenario != NULL)
        c.plan = plan_create(c.scenario, c.catalog, how, &c.diag);
    sim_text_release(&text);
    return c;
}

static inline struct compiled compiled(const char *members)
{
    return compiled_with(members, &(struct plan_settings){0});
}

/* What was said of wrong input and warned of: "path: message" lines. */
static inline char *compiled_said(const struct compiled *c)
{
    struct sim_text text = {0};

    for (size_t i = 0; i < c->diag.n; i++)
        sim_text_addf(&text, "%s: %s\n", c->diag.findings[i].path, c->diag.findings[i].message);
    return sim_text_take(&text);
}

static inline void compiled_release(struct compiled *c)
{
    plan_destroy(c->plan);
    scenario_destroy(c->scenario);
    catalog_destroy(c->catalog);
    sim_diag_release(&c->diag);
}

/* The plan must be there. */
static inline struct compiled compiled_sound(const char *members)
{
    struct compiled c = compiled(members);
    char *said = compiled_said(&c);

    ck_assert_msg(c.plan != NULL, "%s", said);
    free(said);
    return c;
}

static inline void compiled_expect_said(const char *members, const char *part)
{
    struct compiled c = compiled(members);
    char *said = compiled_said(&c);

    ck_assert_msg(strstr(said, part) != NULL, "'%s' is not in:\n%s", part, said);
    free(said);
    compiled_release(&c);
}

static inline const struct cri_spec *spec_of(const struct compiled *c, uint32_t option)
{
    return &c->plan->options[option].spec;
}

#endif
