/*
 * histogram.h: a mergeable log-linear histogram of non-negative 64-bit integers (ns, tokens).
 *
 * Values below 2^bits have a bin each; above, each power of two has 2^bits bins, so that
 * bin width / lower edge <= 2^-bits (10 bits: 0.098 %, 7 bits: 0.78 %). Bins are integers: merging
 * is exact and in any order. Bins are allocated from the least to the largest value seen.
 */
#ifndef CRISIM_SIM_KERNEL_HISTOGRAM_H
#define CRISIM_SIM_KERNEL_HISTOGRAM_H

#include "sim/base/codec.h"

#include <stdbool.h>
#include <stdint.h>

struct sim_histogram {
    unsigned bits;              /* 1..14 */
    uint32_t first_bin, n_bins; /* allocated: [first_bin, first_bin + n_bins) */
    uint64_t *bins;             /* n_bins */
    uint64_t count;             /* of all records, infinite ones included */
    uint64_t infinite;          /* records beyond every bin: requests that never completed */
    int64_t min, max;           /* of the finite ones; max < min when there is none */
    unsigned __int128 sum;
};

void sim_histogram_init(struct sim_histogram *histogram, unsigned bits);
void sim_histogram_release(struct sim_histogram *histogram);
void sim_histogram_reset(struct sim_histogram *histogram);
/** value < 0 is an assertion. */
void sim_histogram_record(struct sim_histogram *histogram, int64_t value);
void sim_histogram_record_infinite(struct sim_histogram *histogram);
/** into += from; both have the same bits (asserted). */
void sim_histogram_merge(struct sim_histogram *into, const struct sim_histogram *from);
/** Write it, or read one of the same bits into it. Only bins between min and max travel. */
void sim_histogram_code(struct sim_histogram *histogram, struct sim_codec *codec);
/**
 * Smallest recorded value v (highest equivalent value of its bin, at most max) with cumulative
 * count >= ceil(p * count), HdrHistogram's definition. p in [0,1].
 * @return false if there is no data, or the quantile falls among the infinite ones (*out =
 * INT64_MAX)
 */
bool sim_histogram_quantile(const struct sim_histogram *histogram, double p, int64_t *out);
/** Mean of the finite records, exact sum; NaN without data. */
double sim_histogram_mean(const struct sim_histogram *histogram);
/** Bits that keep so many significant decimal digits, as HdrHistogram counts them: its sub-buckets
 * are the least power of two that is at least 2 x 10^digits, and every power of two has half of
 * them. digits in 1..5. */
unsigned sim_histogram_bits_of(unsigned digits);
/** Bin number of a value, and lower / highest equivalent value of a bin. */
uint32_t sim_histogram_bin(unsigned bits, int64_t value);
int64_t sim_histogram_bin_low(unsigned bits, uint32_t bin);
int64_t sim_histogram_bin_high(unsigned bits, uint32_t bin);

#endif
