/* What a class must keep to: its own bounds of a figure, else those that hold for all. */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#include <math.h>

#define OPEN "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":100000}}," UNLIMITED

START_TEST(test_bounds)
{
    struct compiled c = compiled_sound(
        "\"slo\":{\"success_rate\":{\"min\":0.99},\"e2e_p95_s\":{\"max\":10},"
        "\"recovery_min\":{\"max\":5},\"goodput_ttft_s\":1,\"goodput_e2e_s\":9}," TRAFFIC "," CLASS(
            ",\"slo\":{\"e2e_p95_s\":{\"min\":1,\"max\":60},\"goodput_e2e_s\":30}") "," OPEN
                                                                                    "," OPTION(
                                                                                        "single-"
                                                                                        "region"));
    const struct cri_spec *spec = spec_of(&c, 0);
    const struct cri_class_spec *class = &spec->classes[0];

    ck_assert_double_eq(class->slo.bounds[CRI_SLO_success_rate].min, 0.99);
    ck_assert_double_eq(class->slo.bounds[CRI_SLO_e2e_p95_s].max, 60);
    ck_assert_double_eq(class->slo.bounds[CRI_SLO_e2e_p95_s].min, 1);
    ck_assert(isnan(class->slo.bounds[CRI_SLO_recovery_min].max));
    ck_assert_double_eq(spec->slo.bounds[CRI_SLO_recovery_min].max, 5);
    ck_assert(isnan(spec->slo.bounds[CRI_SLO_success_rate].min));
    ck_assert_int_eq(class->slo_ttft, SIM_SECOND);
    ck_assert_int_eq(class->slo_e2e, 30 * SIM_SECOND);
    compiled_release(&c);
}
END_TEST

START_TEST(test_none)
{
    struct compiled c = compiled_sound(TRAFFIC "," CLASS("") "," OPEN "," OPTION("single-region"));

    ck_assert(!cri_slo_is_stated(&spec_of(&c, 0)->slo));
    ck_assert(!cri_slo_is_stated(&spec_of(&c, 0)->classes[0].slo));
    ck_assert_int_eq(spec_of(&c, 0)->classes[0].slo_e2e, 0);
    ck_assert(!spec_of(&c, 0)->classes[0].deferrable);
    compiled_release(&c);
    c = compiled_sound(TRAFFIC "," CLASS(",\"deferrable\":true") "," OPEN
                                                                 "," OPTION("single-region"));
    ck_assert(spec_of(&c, 0)->classes[0].deferrable);
    compiled_release(&c);
}
END_TEST

SUITE_MAIN("classes", test_bounds, test_none)
