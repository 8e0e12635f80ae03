#include "sim/kernel/histogram.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 1;

static int64_t draw(void)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (int64_t)(state >> 1 >> (state >> 59));
}

START_TEST(every_value_lies_in_its_bin)
{
    for (unsigned bits = 1; bits <= 14; bits++) {
        for (int i = 0; i < 20000; i++) {
            int64_t value = i < 3000 ? i : draw();
            uint32_t bin = sim_histogram_bin(bits, value);
            int64_t low = sim_histogram_bin_low(bits, bin);
            int64_t high = sim_histogram_bin_high(bits, bin);

            ck_assert(low <= value && value <= high);
            ck_assert(sim_histogram_bin(bits, low) == bin && sim_histogram_bin(bits, high) == bin);
            ck_assert((double)(high - low + 1) <= fmax(1, ldexp((double)low, -(int)bits)));
        }
    }
    /* Neighbouring bins leave no gap. */
    for (uint32_t bin = 0; bin < 20000; bin++)
        ck_assert(sim_histogram_bin_high(10, bin) + 1 == sim_histogram_bin_low(10, bin + 1));
}
END_TEST

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

START_TEST(quantiles_are_those_of_the_sorted_values)
{
    enum { N = 5000 };
    static int64_t values[N];
    struct sim_histogram histogram;
    int64_t q;

    sim_histogram_init(&histogram, 10);
    ck_assert(!sim_histogram_quantile(&histogram, 0.5, &q));
    for (int i = 0; i < N; i++) {
        values[i] = draw() % 100000000000;
        sim_histogram_record(&histogram, values[i]);
    }
    qsort(values, N, sizeof values[0], compare);
    for (int i = 0; i <= 1000; i++) {
        double p = i / 1000.0;
        int64_t exact = values[i == 0 ? 0 : (int)ceil(p * N) - 1];

        ck_assert(sim_histogram_quantile(&histogram, p, &q));
        ck_assert(q >= exact && (double)(q - exact) <= (double)exact / 1024);
    }
    ck_assert_int_eq(histogram.max, values[N - 1]);
    ck_assert_int_eq(histogram.min, values[0]);
    sim_histogram_release(&histogram);
}
END_TEST

START_TEST(failures_are_infinite)
{
    struct sim_histogram histogram;
    int64_t q;

    sim_histogram_init(&histogram, 7);
    for (int i = 1; i <= 90; i++)
        sim_histogram_record(&histogram, i);
    for (int i = 0; i < 10; i++)
        sim_histogram_record_infinite(&histogram);
    ck_assert(sim_histogram_quantile(&histogram, 0.9, &q) && q == 90);
    ck_assert(!sim_histogram_quantile(&histogram, 0.91, &q) && q == INT64_MAX);
    ck_assert(sim_histogram_mean(&histogram) == 45.5);
    sim_histogram_release(&histogram);
}
END_TEST

static uint64_t count_in(const struct sim_histogram *histogram, uint32_t bin)
{
    uint32_t at = bin - histogram->first_bin;

    return bin >= histogram->first_bin && at < histogram->n_bins ? histogram->bins[at] : 0;
}

/* Values of parts that have no power of two in common, or all, in any order. */
START_TEST(bins_are_only_where_values_are)
{
    static const int64_t values[] = {5000000000, 3, 700, INT64_C(1) << 50, 0, 70000, 5000000001};
    enum { N = sizeof values / sizeof values[0] };

    for (unsigned bits = 7; bits <= 10; bits += 3)
        for (int rotate = 0; rotate < N; rotate++) {
            struct sim_histogram all, merged, one;
            uint64_t sum = 0;

            sim_histogram_init(&all, bits);
            sim_histogram_init(&merged, bits);
            for (int i = 0; i < N; i++) {
                int64_t value = values[(i + rotate) % N];

                sim_histogram_record(&all, value);
                sim_histogram_init(&one, bits);
                sim_histogram_record(&one, value);
                ck_assert_uint_eq(one.n_bins, 64);
                ck_assert_uint_eq(count_in(&one, sim_histogram_bin(bits, value)), 1);
                sim_histogram_merge(&merged, &one);
                sim_histogram_release(&one);
            }
            ck_assert_uint_eq(merged.n_bins, all.n_bins);
            ck_assert_uint_eq(merged.first_bin, all.first_bin);
            for (uint32_t b = 0; b < all.first_bin + all.n_bins; b++) {
                ck_assert_uint_eq(count_in(&merged, b), count_in(&all, b));
                sum += count_in(&all, b);
            }
            ck_assert_uint_eq(sum, N);
            sim_histogram_release(&all);
            sim_histogram_release(&merged);
        }
}
END_TEST

START_TEST(merging_is_recording_all)
{
    struct sim_histogram all, parts[3];

    sim_histogram_init(&all, 10);
    for (int i = 0; i < 3; i++)
        sim_histogram_init(&parts[i], 10);
    for (int i = 0; i < 3000; i++) {
        int64_t value = draw() % 1000000000;

        sim_histogram_record(&all, value);
        sim_histogram_record(&parts[i % 3], value);
    }
    sim_histogram_merge(&parts[2], &parts[0]);
    sim_histogram_merge(&parts[2], &parts[1]);
    ck_assert(parts[2].count == all.count && parts[2].sum == all.sum);
    ck_assert(parts[2].min == all.min && parts[2].max == all.max);
    for (uint32_t i = 0; i < all.first_bin + all.n_bins; i++)
        ck_assert_uint_eq(count_in(&all, i), count_in(&parts[2], i));
    sim_histogram_release(&all);
    for (int i = 0; i < 3; i++)
        sim_histogram_release(&parts[i]);
}
END_TEST

/* Written, read back, and refused where the bins do not make the count. */
START_TEST(bytes_and_back)
{
    struct sim_histogram from, to;
    struct sim_codec out = {0}, in;

    sim_histogram_init(&from, 7);
    for (int64_t v = 1; v < 3000000; v = 3 * v + 1)
        sim_histogram_record(&from, v);
    sim_histogram_record_infinite(&from);
    sim_histogram_code(&from, &out);
    sim_histogram_init(&to, 7);
    in = sim_codec_read(out.data, out.n);
    sim_histogram_code(&to, &in);
    ck_assert(sim_codec_complete(&in));
    ck_assert(to.count == from.count && to.infinite == 1 && to.sum == from.sum);
    ck_assert(to.min == from.min && to.max == from.max);
    for (double p = 0; p <= 1; p += 0.05) {
        int64_t a, b;

        ck_assert_int_eq(sim_histogram_quantile(&from, p, &a), sim_histogram_quantile(&to, p, &b));
        ck_assert_int_eq(a, b);
    }
    sim_histogram_release(&to);
    out.data[1]++; /* the count: one more than there are in bins */
    sim_histogram_init(&to, 7);
    in = sim_codec_read(out.data, out.n);
    sim_histogram_code(&to, &in);
    ck_assert(!sim_codec_complete(&in));
    sim_histogram_release(&to);
    sim_histogram_release(&from);
    sim_codec_release(&out);
}
END_TEST

SUITE_MAIN("histogram", every_value_lies_in_its_bin, quantiles_are_those_of_the_sorted_values,
           failures_are_infinite, bins_are_only_where_values_are, merging_is_recording_all,
           bytes_and_back)
