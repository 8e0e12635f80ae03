/* Latency by time of arrival and by Region: slices of whole minutes, 48 at most; what fails is
 * infinite where it arrived, and in no Region. */
#include "models/over_time.h"

#include "tests/unit/suite.h"

static struct cri_over_time of(double minutes, bool kept)
{
    const struct cri_spec spec = {.horizon = sim_time_from_s(60 * minutes),
                                  .n_regions = 2,
                                  .over_time = kept};
    struct cri_over_time over_time;

    cri_over_time_init(&over_time, &spec);
    return over_time;
}

START_TEST(slices_are_whole_minutes)
{
    static const struct {
        double minutes;
        uint32_t n, width_min;
    } cases[] = {{0.5, 1, 1}, {1, 1, 1},  {30, 30, 1},  {48, 48, 1},
                 {49, 25, 2}, {59, 30, 2}, {1440, 48, 30}, {10080, 48, 210}};
    struct cri_over_time none = of(30, false);

    ck_assert_uint_eq(none.n_slices, 0);
    cri_over_time_release(&none);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cri_over_time over_time = of(cases[i].minutes, true);

        ck_assert_uint_eq(over_time.n_slices, cases[i].n);
        ck_assert_int_eq(over_time.width, cases[i].width_min * SIM_MINUTE);
        cri_over_time_release(&over_time);
    }
}
END_TEST

START_TEST(goes_where_it_arrived)
{
    struct cri_over_time a = of(3, true), b = of(3, true);
    struct sim_codec written = {0}, read;
    int64_t ns;

    cri_over_time_completed(&a, 0, 1, 10, 30);
    cri_over_time_completed(&a, SIM_MINUTE - 1, 1, 10, 40);
    cri_over_time_completed(&a, SIM_MINUTE, 0, 10, 50);
    cri_over_time_failed(&a, SIM_MINUTE);
    /* What arrives at the horizon is of the last slice. */
    cri_over_time_completed(&b, 3 * SIM_MINUTE, 0, 10, 60);
    cri_over_time_merge(&a, &b);
    ck_assert_uint_eq(a.slices[0].e2e.count, 2);
    ck_assert_uint_eq(a.slices[1].e2e.count, 2);
    ck_assert_uint_eq(a.slices[1].e2e.infinite, 1);
    ck_assert_uint_eq(a.slices[1].ttft.infinite, 1);
    ck_assert_uint_eq(a.slices[2].e2e.count, 1);
    ck_assert_uint_eq(a.regions[0].e2e.count, 2);
    ck_assert_uint_eq(a.regions[1].ttft.count, 2);
    ck_assert(sim_histogram_quantile(&a.regions[1].e2e, 1, &ns) && ns == 40);

    /* As bytes, and back. */
    cri_over_time_code(&a, &written);
    cri_over_time_release(&b);
    b = of(3, true);
    read = sim_codec_read(written.data, written.at > 0 ? written.at : written.n);
    cri_over_time_code(&b, &read);
    ck_assert(!read.bad);
    ck_assert_uint_eq(b.slices[1].e2e.infinite, 1);
    ck_assert_int_eq(b.regions[0].e2e.max, 60);
    /* Another length has other slices. */
    cri_over_time_release(&b);
    b = of(2, true);
    read = sim_codec_read(written.data, written.at > 0 ? written.at : written.n);
    cri_over_time_code(&b, &read);
    ck_assert(read.bad);
    sim_codec_release(&written);
    cri_over_time_release(&a);
    cri_over_time_release(&b);
}
END_TEST

SUITE_MAIN("latency over time", slices_are_whole_minutes, goes_where_it_arrived)
