#include "sim/kernel/histogram.h"

#include "sim/base/assert.h"
#include "sim/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void sim_histogram_init(struct sim_histogram *histogram, unsigned bits)
{
    SIM_ASSERT(bits >= 1 && bits <= 14, "histogram of %u bits", bits);
    *histogram = (struct sim_histogram){.bits = bits, .min = INT64_MAX, .max = -1};
}

void sim_histogram_release(struct sim_histogram *histogram)
{
    free(histogram->bins);
    *histogram = (struct sim_histogram){0};
}

void sim_histogram_reset(struct sim_histogram *histogram)
{
    unsigned bits = histogram->bits;

    sim_histogram_release(histogram);
    sim_histogram_init(histogram, bits);
}

unsigned sim_histogram_bits_of(unsigned digits)
{
    unsigned bits = 0;
    uint64_t least = 2;

    for (unsigned d = 0; d < digits; d++)
        least *= 10;
    while (UINT64_C(2) << bits < least)
        bits++;
    return bits;
}

uint32_t sim_histogram_bin(unsigned bits, int64_t value)
{
    unsigned magnitude;

    if (value < (int64_t)1 << bits)
        return (uint32_t)value;
    magnitude = 63 - (unsigned)__builtin_clzll((unsigned long long)value);
    /* The top `bits` bits below the leading one choose the bin within the power of two. */
    return (magnitude - bits + 1) << bits |
           (uint32_t)((uint64_t)value >> (magnitude - bits) & (((uint64_t)1 << bits) - 1));
}

int64_t sim_histogram_bin_low(unsigned bits, uint32_t bin)
{
    uint32_t power = bin >> bits;
    uint64_t rest = bin & ((1u << bits) - 1);

    if (power == 0)
        return (int64_t)rest;
    return (int64_t)((((uint64_t)1 << bits) | rest) << (power - 1));
}

int64_t sim_histogram_bin_high(unsigned bits, uint32_t bin)
{
    uint32_t power = bin >> bits;
    uint64_t width = power == 0 ? 1 : (uint64_t)1 << (power - 1);

    return (int64_t)((uint64_t)sim_histogram_bin_low(bits, bin) + width - 1);
}

/* Room for bins [from, to), in steps of so many: whole powers of two would be mostly empty where
 * thousands of classes have some dozens of requests each. */
enum { STEP = 64 };

static void reserve(struct sim_histogram *histogram, uint32_t from, uint32_t to)
{
    uint32_t step = STEP;
    uint32_t first = from / step * step;
    uint32_t end = (to + step - 1) / step * step;
    uint64_t *bins;

    if (histogram->n_bins > 0) {
        uint32_t end_before = histogram->first_bin + histogram->n_bins;

        if (first >= histogram->first_bin && end <= end_before)
            return;
        first = first < histogram->first_bin ? first : histogram->first_bin;
        end = end > end_before ? end : end_before;
    }
    bins = sim_zeroed(end - first, sizeof *bins);
    if (histogram->n_bins > 0)
        memcpy(bins + (histogram->first_bin - first), histogram->bins,
               histogram->n_bins * sizeof *bins);
    free(histogram->bins);
    histogram->bins = bins;
    histogram->first_bin = first;
    histogram->n_bins = end - first;
}

void sim_histogram_record(struct sim_histogram *histogram, int64_t value)
{
    uint32_t bin, at;

    SIM_ASSERT(value >= 0, "negative value %lld recorded", (long long)value);
    bin = sim_histogram_bin(histogram->bits, value);
    at = bin - histogram->first_bin; /* wraps when it is below */
    if (at >= histogram->n_bins) {
        reserve(histogram, bin, bin + 1);
        at = bin - histogram->first_bin;
    }
    histogram->bins[at]++;
    histogram->count++;
    histogram->sum += (unsigned __int128)value;
    if (value < histogram->min)
        histogram->min = value;
    if (value > histogram->max)
        histogram->max = value;
}

void sim_histogram_record_infinite(struct sim_histogram *histogram)
{
    histogram->count++;
    histogram->infinite++;
}

void sim_histogram_merge(struct sim_histogram *into, const struct sim_histogram *from)
{
    SIM_ASSERT(into->bits == from->bits, "histograms of %u and %u bits", into->bits, from->bits);
    if (from->n_bins > 0)
        reserve(into, from->first_bin, from->first_bin + from->n_bins);
    for (uint32_t i = 0; i < from->n_bins; i++)
        into->bins[from->first_bin - into->first_bin + i] += from->bins[i];
    into->count += from->count;
    into->infinite += from->infinite;
    into->sum += from->sum;
    if (from->min < into->min)
        into->min = from->min;
    if (from->max > into->max)
        into->max = from->max;
}

void sim_histogram_code(struct sim_histogram *histogram, struct sim_codec *codec)
{
    uint32_t from, to;

    uint64_t sum;

    sim_codec_same(codec, "bits", histogram->bits);
    SIM_CODE(codec, histogram, count);
    SIM_CODE(codec, histogram, infinite);
    SIM_CODE(codec, histogram, min);
    SIM_CODE(codec, histogram, max);
    SIM_CODE(codec, histogram, sum);
    sim_codec_word(codec, "bins from that of min to that of max");
    if (codec->layout != NULL)
        sim_codec_sparse(codec, "bins", NULL, 0);
    if (histogram->max < histogram->min || codec->bad || codec->layout != NULL)
        return;
    from = histogram->min < 0 ? 0 : sim_histogram_bin(histogram->bits, histogram->min);
    to = sim_histogram_bin(histogram->bits, histogram->max) + 1;
    if (histogram->min < 0) {
        codec->bad = true;
        return;
    }
    if (codec->reading)
        reserve(histogram, from, to);
    sum = histogram->infinite;
    sim_codec_sparse(codec, "bins", histogram->bins + (from - histogram->first_bin), to - from);
    for (uint32_t i = from - histogram->first_bin; i < to - histogram->first_bin; i++)
        sum += histogram->bins[i];
    codec->bad = codec->bad || sum != histogram->count;
}

bool sim_histogram_quantile(const struct sim_histogram *histogram, double p, int64_t *out)
{
    uint64_t wanted = (uint64_t)ceil(p * (double)histogram->count);
    uint64_t sum = 0;

    *out = INT64_MAX;
    if (histogram->count == 0)
        return false;
    if (wanted < 1)
        wanted = 1;
    if (wanted > histogram->count - histogram->infinite)
        return false;
    for (uint32_t i = 0; i < histogram->n_bins; i++) {
        sum += histogram->bins[i];
        if (sum >= wanted) {
            int64_t high = sim_histogram_bin_high(histogram->bits, histogram->first_bin + i);

            *out = high < histogram->max ? high : histogram->max;
            return true;
        }
    }
    SIM_ASSERT(false, "histogram bins hold fewer values than were counted");
    return false;
}

double sim_histogram_mean(const struct sim_histogram *histogram)
{
    uint64_t n = histogram->count - histogram->infinite;

    return n > 0 ? (double)histogram->sum / (double)n : NAN;
}
