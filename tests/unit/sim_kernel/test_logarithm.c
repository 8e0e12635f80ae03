#include "sim/kernel/logarithm.h"

#include "sim/kernel/random.h"
#include "tests/unit/suite.h"

#include <math.h>

/* Every row of the tables, from the 64-bit mantissa of long double. */
START_TEST(tables_are_what_they_say)
{
    for (uint32_t i = 0; i < SIM_LOG_CELLS; i++) {
        const struct sim_log_cell *cell = &sim_log_cells[i];
        uint64_t bits = UINT64_C(0x3fe6000000000000) + ((uint64_t)i << 45);
        uint64_t next = bits + (UINT64_C(1) << 45);
        double low, high, centre;

        memcpy(&low, &bits, sizeof low);
        memcpy(&high, &next, sizeof high);
        centre = low == 1 || high == 1 ? 1 : (low + high) / 2;
        ck_assert_msg(cell->centre == centre, "centre of row %u", i);
        ck_assert_msg(cell->inverse == (double)(1 / (long double)centre), "inverse of row %u", i);
        ck_assert_msg(cell->minus_log == (double)-logl(centre), "logarithm of row %u", i);
    }
    for (uint32_t i = 0; i < SIM_EXP_CELLS; i++)
        ck_assert_msg(sim_exp_cells[i] == (double)exp2l(i / 128.0L), "power %u", i);
}
END_TEST

static void check_log(double x, double *worst)
{
    long double exact = -logl(x);
    double error = exact == 0 ? fabs(sim_minus_log(x)) * 0x1p52
                              : (double)fabsl((sim_minus_log(x) - exact) / exact) * 0x1p52;

    *worst = error > *worst ? error : *worst;
}

START_TEST(logarithm_to_the_last_bit_but_one)
{
    struct sim_key key = sim_key_make(1, 0);
    double worst = 0;

    for (uint32_t i = 0; i < 300000; i++) {
        double u = sim_u01(key, 1, i, 0);

        check_log(u, &worst);
        check_log(1 - u * exp2(-(double)(i % 52)), &worst); /* ever nearer to 1 */
        check_log(1 + u * exp2(-(double)(i % 52)), &worst);
        check_log(ldexp(u, (int)(i % 1900) - 950), &worst);
    }
    /* Borders of the cells. */
    for (uint32_t i = 0; i < SIM_LOG_CELLS; i++) {
        uint64_t bits = UINT64_C(0x3fe6000000000000) + ((uint64_t)i << 45);
        double border;

        memcpy(&border, &bits, sizeof border);
        check_log(border, &worst);
        check_log(nextafter(border, 0), &worst);
        check_log(nextafter(border, 2), &worst);
    }
    ck_assert_msg(worst <= 1.75, "error of %g epsilon", worst);
    ck_assert(sim_minus_log(1) == 0);
}
END_TEST

START_TEST(exponential_function_to_the_last_bit_but_one)
{
    struct sim_key key = sim_key_make(2, 0);
    double worst = 0;

    for (uint32_t i = 0; i < 500000; i++) {
        double x = (sim_u01(key, 1, i, 0) - 0.5) * exp2((double)(i % 60) - 49);
        long double exact = expl(x);
        double error = (double)fabsl((sim_exp(x) - exact) / exact) * 0x1p52;

        worst = error > worst ? error : worst;
    }
    ck_assert_msg(worst <= 1.75, "error of %g epsilon", worst);
    ck_assert(sim_exp(0) == 1);
    ck_assert(sim_exp(-800) == 0 && isinf(sim_exp(800)) && isnan(sim_exp(NAN)));
}
END_TEST

START_TEST(one_way_only)
{
    /* Neighbouring cells and neighbouring numbers: never the wrong way by more than rounding. */
    double last = sim_minus_log(0x1p-20);

    for (double x = 0x1p-20; x < 2; x *= 1 + 0x1p-14) {
        double y = sim_minus_log(x);

        ck_assert_double_le(y, last);
        last = y;
    }
}
END_TEST

SUITE_MAIN("logarithm", tables_are_what_they_say, logarithm_to_the_last_bit_but_one,
           exponential_function_to_the_last_bit_but_one, one_way_only)
