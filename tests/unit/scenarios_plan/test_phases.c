/* The phases, the list of parts, patches, and traces that are lent. */
#include "tests/unit/scenarios_plan/compiled.h"

#include "scenarios/plan/notes.h"
#include "scenarios/plan/part.h"
#include "tests/unit/suite.h"

#define OPEN "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":100000}}," UNLIMITED
#define TRACED                                                                                     \
    "\"traffic\":{\"t\":{\"trace\":\"" SOURCE_DIR "/tests/keys/plain.csv\"}}," CLASS("") "," OPEN
#define TWO_OPTIONS                                                                                \
    "\"options\":{\"a\":{\"mode\":\"single-region\"},\"b\":{\"mode\":\"geographic\","              \
    "\"overrides\":{\"quotas\":{\"q\":{\"requests_per_min\":30}}}}}"

#define ROW(name) &plan_part_##name,
static const struct plan_part *const parts[] = {PLAN_PART_LIST(ROW)};
#undef ROW
#define NAME(name) #name,
static const char *const names[] = {PLAN_PART_LIST(NAME)};
#undef NAME

START_TEST(test_every_row_is_a_part_that_does_something)
{
    for (int i = 0; i < PLAN_N_PARTS; i++) {
        bool builds = parts[i]->check != NULL || parts[i]->after != NULL;

        ck_assert_str_eq(parts[i]->name, names[i]);
        for (int phase = 0; phase < PLAN_N_PHASES; phase++)
            builds = builds || parts[i]->build[phase] != NULL;
        ck_assert_msg(builds, "%s does nothing", names[i]);
    }
}
END_TEST

/* Names are checked in a scenario that cannot be compiled, by every part that has any. */
START_TEST(test_names_of_all_parts_are_checked_at_once)
{
    struct compiled c = compiled(
        TRAFFIC "," CLASS("") ",\"quotas\":{\"q\":{\"model\":\"x1\",\"requests_per_min\":1}},"
                              "\"prices\":{\"p\":{\"source_region\":\"x2\","
                              "\"input_usd_per_mtok\":1,\"output_usd_per_mtok\":1}},"
                              "\"models\":{\"m\":{\"model\":\"x3\",\"base_ttft_ms\":1}},"
                              "\"capacity\":{\"c\":{\"kind\":\"unlimited\",\"region\":\"x4\"}},"
                              "\"clients\":{\"k\":{\"retry\":\"x5\"}},"
                              "\"routing\":{\"policy\":\"x6\"},"
                              "\"outages\":{\"o\":{\"kind\":\"serving-loss\",\"regions\":[\"x7\"],"
                              "\"start_s\":1,\"duration_s\":1}}," OPTION("single-region"));
    char *said = compiled_said(&c);

    ck_assert_ptr_null(c.plan);
    for (int i = 1; i <= 7; i++) {
        const char name[] = {'\'', 'x', (char)('0' + i), '\'', '\0'};

        ck_assert_msg(strstr(said, name) != NULL, "%s is not in:\n%s", name, said);
    }
    free(said);
    compiled_release(&c);
}
END_TEST

/* Classes are in the order of their names, wherever they stand in the file. */
START_TEST(test_the_order_in_the_file_changes_nothing)
{
    struct compiled c =
        compiled_sound(TRAFFIC ",\"classes\":{\"z\":{\"traffic\":\"t\",\"model\":\"" MODEL
                               "\",\"source_region\":\"eu-west-1\",\"max_tokens\":5},"
                               "\"a\":{\"traffic\":\"t\",\"model\":\"" MODEL
                               "\",\"source_region\":\"eu-west-2\",\"max_tokens\":5}}," OPEN
                               "," OPTION("geographic"));

    ck_assert_str_eq(spec_of(&c, 0)->classes[0].name, "a");
    ck_assert_str_eq(spec_of(&c, 0)->quotas[0].name, "eu-west-2/" MODEL "/geographic");
    compiled_release(&c);
}
END_TEST

/* Options share what is the same in all of them. */
START_TEST(test_regions_are_compiled_once)
{
    struct compiled c = compiled_sound(TRAFFIC "," CLASS("") "," OPEN "," TWO_OPTIONS);

    ck_assert_ptr_eq(spec_of(&c, 0)->rtt, spec_of(&c, 1)->rtt);
    ck_assert_uint_eq(spec_of(&c, 1)->n_regions, catalog_n_regions(c.catalog));
    compiled_release(&c);
}
END_TEST

START_TEST(test_a_note_is_made_once)
{
    struct plan plan = {.n_assumptions = 0};

    plan.assumptions = sim_arena_alloc(&plan.arena, PLAN_MOST_NOTES * sizeof *plan.assumptions);
    plan_note(&plan, "assumption", "here", "x");
    plan_note(&plan, "assumption", "there", "x");
    for (int i = 0; i < 2 * PLAN_MOST_NOTES; i++)
        plan_note(&plan, "assumption", "here", sim_arena_printf(&plan.arena, "%d", i));
    ck_assert_uint_eq(plan.n_assumptions, PLAN_MOST_NOTES);
    ck_assert_str_eq(plan.assumptions[0].source, "here");
    ck_assert_str_eq(plan.assumptions[1].text, "0");
    sim_arena_release(&plan.arena);
}
END_TEST

/* ---- patches ---- */

static struct plan *patched(struct compiled *c, const char *patch, struct sim_json **json,
                            struct traffic_set *traces)
{
    *json = sim_json_parse("patch.json", patch, strlen(patch), &c->diag);
    ck_assert_ptr_nonnull(*json);
    return plan_compile(c->scenario, *json, c->catalog, &(struct plan_settings){.traces = traces},
                        &c->diag);
}

/* Compiled as if an option's overrides had said it, after the option's own; the scenario stays. */
START_TEST(test_a_patch_changes_every_option)
{
    struct compiled c = compiled_sound(TRAFFIC "," CLASS("") "," OPEN "," TWO_OPTIONS);
    struct sim_json *json;
    struct plan *plan = patched(&c,
                                "{\"quotas\":{\"q\":{\"requests_per_min\":7}},"
                                "\"classes\":{\"chat\":{\"max_tokens\":9}}}",
                                &json, NULL);

    ck_assert_ptr_nonnull(plan);
    for (uint32_t a = 0; a < 2; a++) {
        ck_assert_int_eq(plan->options[a].spec.quotas[0].requests_per_min, 7);
        ck_assert_int_eq(plan->options[a].spec.quotas[0].tokens_per_min, 100000);
        ck_assert_int_eq(plan->options[a].spec.classes[0].max_tokens, 9);
    }
    ck_assert_int_eq(spec_of(&c, 0)->quotas[0].requests_per_min, 60);
    ck_assert_int_eq(spec_of(&c, 1)->quotas[0].requests_per_min, 30);
    plan_destroy(plan);
    sim_json_destroy(json);
    compiled_release(&c);
}
END_TEST

START_TEST(test_a_patch_of_nothing_changes_nothing)
{
    struct compiled c = compiled_sound(TRAFFIC "," CLASS("") "," OPEN "," TWO_OPTIONS);
    struct sim_json *json;
    struct plan *plan = patched(&c, "{}", &json, NULL);
    struct sim_text before = {0}, after = {0};

    ck_assert_ptr_nonnull(plan);
    scenario_canonical_json(c.scenario, &before);
    scenario_canonical_json(plan->scenario, &after);
    ck_assert_str_eq(before.data, after.data);
    ck_assert_str_eq(c.plan->options[1].quotas[0].source, plan->options[1].quotas[0].source);
    sim_text_release(&before);
    sim_text_release(&after);
    plan_destroy(plan);
    sim_json_destroy(json);
    compiled_release(&c);
}
END_TEST

/* A slip is found at its place in the patch; what no option may change, no patch may. */
START_TEST(test_findings_are_in_the_patch)
{
    static const struct {
        const char *patch, *said;
        uint32_t column;
    } wrong[] = {
        {"{\"routing\": {\"policy\": \"source-frist\"}}", "unknown routing policy", 24},
        {"{\"classes\": {\"chat\": {\"max_tokns\": 1}}}", "max_tokns", 0},
        {"{\"indifference\": {}}", "'indifference' cannot be changed by a patch", 18},
        {"[1]", "a patch must be an object (got an array)", 1},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct compiled c = compiled_sound(TRAFFIC "," CLASS("") "," OPEN "," TWO_OPTIONS);
        const struct sim_finding *finding;
        struct sim_json *json;
        size_t before = c.diag.n;

        ck_assert_ptr_null(patched(&c, wrong[i].patch, &json, NULL));
        ck_assert_uint_gt(c.diag.n, before);
        finding = &c.diag.findings[before];
        ck_assert_msg(strstr(finding->message, wrong[i].said) != NULL, "%s", finding->message);
        ck_assert_str_eq(finding->file, "patch.json");
        ck_assert_uint_eq(finding->line, 1);
        if (wrong[i].column > 0)
            ck_assert_uint_eq(finding->column, wrong[i].column);
        sim_json_destroy(json);
        compiled_release(&c);
    }
}
END_TEST

/* A warning too: here of a max_tokens that the model cannot give. */
START_TEST(test_warnings_are_in_the_patch)
{
    struct compiled c = compiled_sound(TRAFFIC "," CLASS(
        "") ",\"models\":{\"m\":{\"max_output_tokens\":600}}," OPEN "," TWO_OPTIONS);
    size_t before = c.diag.n;
    struct sim_json *json;
    struct plan *plan = patched(&c, "{\"classes\":{\"chat\":{\"max_tokens\":700}}}", &json, NULL);

    ck_assert_ptr_nonnull(plan);
    ck_assert_uint_gt(c.diag.n, before);
    ck_assert_str_eq(c.diag.findings[before].file, "patch.json");
    ck_assert_str_eq(c.diag.findings[before].path, "classes.chat.max_tokens");
    ck_assert_uint_eq(c.diag.findings[before].column, 34);
    plan_destroy(plan);
    sim_json_destroy(json);
    compiled_release(&c);
}
END_TEST

/* ---- traces ---- */

START_TEST(test_a_trace_is_read_once_for_many_plans)
{
    struct traffic_set *traces = traffic_set_create();
    const struct plan_settings how = {.traces = traces};
    struct compiled c = compiled_with(TRACED "," TWO_OPTIONS, &how);
    const struct cri_records *records = spec_of(&c, 0)->classes[0].arrivals.records;

    ck_assert_ptr_eq(spec_of(&c, 1)->classes[0].arrivals.records, records);
    for (int i = 0; i < 3; i++) {
        struct sim_json *json;
        struct plan *plan = patched(&c, "{\"traffic\":{\"t\":{\"scale\":2}}}", &json, traces);

        ck_assert_ptr_nonnull(plan);
        ck_assert_ptr_eq(plan->options[0].spec.classes[0].arrivals.records, records);
        ck_assert_double_eq(plan->options[0].spec.classes[0].arrivals.scale, 2);
        plan_destroy(plan);
        sim_json_destroy(json);
    }
    ck_assert_uint_eq(traffic_set_count(traces), 1);
    compiled_release(&c);
    traffic_set_destroy(traces);
}
END_TEST

/* The same file read in another way is another trace. */
START_TEST(test_what_is_read_otherwise_is_read_again)
{
    struct traffic_set *traces = traffic_set_create();
    const struct plan_settings how = {.traces = traces};
    struct compiled c = compiled_with(TRACED "," TWO_OPTIONS, &how);
    struct sim_json *json;
    struct plan *plan =
        patched(&c, "{\"traffic\":{\"t\":{\"skip_bad_rows\":true}}}", &json, traces);

    ck_assert_ptr_nonnull(plan);
    ck_assert_ptr_ne(plan->options[0].spec.classes[0].arrivals.records,
                     spec_of(&c, 0)->classes[0].arrivals.records);
    ck_assert_uint_eq(traffic_set_count(traces), 2);
    plan_destroy(plan);
    sim_json_destroy(json);
    compiled_release(&c);
    traffic_set_destroy(traces);
}
END_TEST

/* A file with an error is not kept: whoever asks again hears of it again. */
START_TEST(test_a_trace_with_errors_is_not_lent)
{
    struct traffic_set *traces = traffic_set_create();
    const struct trace_settings how = {.unsorted = TRACE_UNSORTED_REFUSE};

    for (int i = 0; i < 2; i++) {
        struct sim_diag diag;

        sim_diag_init(&diag);
        ck_assert_ptr_null(traffic_set_lend(traces, "/nowhere/at/all.csv", &how, &diag));
        ck_assert_uint_eq(diag.n_errors, 1);
        sim_diag_release(&diag);
    }
    ck_assert_uint_eq(traffic_set_count(traces), 0);
    traffic_set_destroy(traces);
}
END_TEST

SUITE_MAIN("phases", test_every_row_is_a_part_that_does_something,
           test_names_of_all_parts_are_checked_at_once, test_the_order_in_the_file_changes_nothing,
           test_regions_are_compiled_once, test_a_note_is_made_once,
           test_a_patch_changes_every_option, test_a_patch_of_nothing_changes_nothing,
           test_findings_are_in_the_patch, test_warnings_are_in_the_patch,
           test_a_trace_is_read_once_for_many_plans, test_what_is_read_otherwise_is_read_again,
           test_a_trace_with_errors_is_not_lent)
