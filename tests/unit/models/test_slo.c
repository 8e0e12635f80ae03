/* Bounds of figures: rows that differ, a class's own bounds over the common ones, who keeps to
 * them. */
#include "models/slo.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

START_TEST(rows_are_told_apart)
{
    for (int i = 0; i < CRI_N_SLO_METRICS; i++) {
        const struct cri_slo_row *row = cri_slo_row((enum cri_slo_metric)i);

        ck_assert_uint_gt(strlen(row->text), 0);
        for (int k = 0; k < i; k++) {
            ck_assert_str_ne(row->key, cri_slo_row((enum cri_slo_metric)k)->key);
            ck_assert_str_ne(row->word, cri_slo_row((enum cri_slo_metric)k)->word);
        }
    }
    ck_assert_str_eq(cri_slo_row(CRI_SLO_e2e_p95_s)->key, "e2e_p95_s");
    ck_assert_str_eq(cri_slo_row(CRI_SLO_e2e_p95_s)->word, "e2e_p95");
    ck_assert(cri_slo_row(CRI_SLO_success_rate)->higher_is_better);
    ck_assert(!cri_slo_row(CRI_SLO_e2e_p95_s)->higher_is_better);
    ck_assert(cri_slo_row(CRI_SLO_e2e_p95_s)->per_class);
    ck_assert(!cri_slo_row(CRI_SLO_recovery_min)->per_class);
}
END_TEST

START_TEST(a_class_has_its_own_bounds_first)
{
    struct cri_slo common = cri_slo_none(), own = cri_slo_none(), slo;

    ck_assert(!cri_slo_is_stated(&common));
    common.bounds[CRI_SLO_success_rate].min = 0.99;
    common.bounds[CRI_SLO_e2e_p95_s].max = 10;
    common.bounds[CRI_SLO_recovery_min].max = 5;
    own.bounds[CRI_SLO_e2e_p95_s].max = 60;
    ck_assert(cri_slo_is_stated(&common) && cri_slo_is_stated(&own));
    slo = cri_slo_of_class(&common, &own);
    ck_assert_double_eq(slo.bounds[CRI_SLO_success_rate].min, 0.99);
    ck_assert_double_eq(slo.bounds[CRI_SLO_e2e_p95_s].max, 60);
    ck_assert(isnan(slo.bounds[CRI_SLO_e2e_p95_s].min));
    ck_assert(isnan(slo.bounds[CRI_SLO_recovery_min].max)); /* of no single class */
}
END_TEST

START_TEST(at_the_bound_it_is_met)
{
    const struct cri_slo_bound least = {.min = 0.99, .max = (double)NAN};
    const struct cri_slo_bound most = {.min = (double)NAN, .max = 10};
    const struct cri_slo_bound none = {.min = (double)NAN, .max = (double)NAN};

    ck_assert(cri_slo_is_met(&least, 0.99) && !cri_slo_is_met(&least, 0.9899));
    ck_assert(cri_slo_is_met(&most, 10) && !cri_slo_is_met(&most, 10.001));
    ck_assert(!cri_slo_is_met(&most, (double)INFINITY));
    ck_assert(!cri_slo_is_met(&most, (double)NAN) && !cri_slo_is_met(&least, (double)NAN));
    ck_assert(cri_slo_is_met(&none, (double)NAN));
}
END_TEST

SUITE_MAIN("slo", rows_are_told_apart, a_class_has_its_own_bounds_first, at_the_bound_it_is_met)
