#include "models/arrivals.h"

#include "models/client/preset.h"
#include "models/series.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

enum { N = 500 };

static struct cri_record rows[N];
static const struct cri_records records = {.rows = rows, .n = N, .span = (N - 1) * SIM_SECOND};

static void make_rows(void)
{
    for (int i = 0; i < N; i++)
        rows[i] = (struct cri_record){
            .at = i * SIM_SECOND, .input_tokens = 100 + (uint32_t)i, .output_tokens = 10};
}

static struct cri_arrivals_spec plain(void)
{
    make_rows();
    return (struct cri_arrivals_spec){
        .name = "t", .records = &records, .label = CRI_NONE, .scale = 1, .warp = 1, .loops = 1};
}

/* All arrivals; times must not decrease, positions count up. */
static uint64_t collect(const struct cri_arrivals_spec *spec, uint32_t replication,
                        struct cri_arrival *out, uint64_t max)
{
    struct cri_cursor cursor;
    uint64_t n = 0;

    cri_cursor_init(&cursor, spec, 1, replication, NULL);
    while (n < max && cri_cursor_next(&cursor, &out[n])) {
        ck_assert_uint_eq(out[n].position, n);
        ck_assert(n == 0 || out[n].at >= out[n - 1].at);
        ck_assert(out[n].at < cri_arrivals_end(spec));
        n++;
    }
    return n;
}

static struct cri_arrival a[20000], b[20000];

START_TEST(replays_what_is_there)
{
    struct cri_arrivals_spec spec = plain();

    ck_assert_uint_eq(collect(&spec, 0, a, 20000), N);
    for (int i = 0; i < N; i++)
        ck_assert(a[i].at == rows[i].at && a[i].input_tokens == rows[i].input_tokens);
    ck_assert_int_eq(cri_arrivals_end(&spec), records.span + 1);
    spec.start = SIM_HOUR;
    spec.warp = 4;
    ck_assert_uint_eq(collect(&spec, 0, a, 20000), N);
    ck_assert_int_eq(a[8].at, SIM_HOUR + 2 * SIM_SECOND);
}
END_TEST

START_TEST(scaling_up_spreads_copies_over_the_gap)
{
    struct cri_arrivals_spec spec = plain();

    spec.scale = 6;
    ck_assert_uint_eq(collect(&spec, 0, a, 20000), 6 * N);
    ck_assert_int_eq(a[7].at, SIM_SECOND + SIM_SECOND / 6);
    for (int i = 1; i < 6 * N; i++)
        ck_assert(a[i].ordinal != a[i - 1].ordinal);
}
END_TEST

START_TEST(thinning_is_nested)
{
    struct cri_arrivals_spec spec = plain();
    uint64_t few, many;
    uint64_t found = 0;

    spec.scale = 0.3;
    few = collect(&spec, 0, a, 20000);
    spec.scale = 0.7;
    many = collect(&spec, 0, b, 20000);
    ck_assert(few > N * 2 / 10 && few < N * 4 / 10 && many > N * 6 / 10 && many < N * 8 / 10);
    for (uint64_t i = 0, j = 0; i < few; i++) {
        while (j < many && b[j].ordinal != a[i].ordinal)
            j++;
        found += j < many;
    }
    ck_assert_uint_eq(found, few);
}
END_TEST

START_TEST(loops_follow_one_another)
{
    struct cri_arrivals_spec spec = plain();

    spec.loops = 3;
    ck_assert_uint_eq(collect(&spec, 0, a, 20000), 3 * N);
    ck_assert_int_eq(a[N].at, records.span + SIM_SECOND);
    ck_assert(a[N].ordinal != a[0].ordinal);
}
END_TEST

START_TEST(resampling_keeps_blocks_and_differs_by_replication)
{
    struct cri_arrivals_spec spec = plain();
    uint64_t n, m;
    bool differs = false;

    spec.resample_block = 50 * SIM_SECOND;
    n = collect(&spec, 1, a, 20000);
    m = collect(&spec, 2, b, 20000);
    ck_assert_uint_eq(n, N);
    ck_assert_uint_eq(m, N);
    for (uint64_t i = 0; i < n; i++) {
        /* Within a block rows follow one another, at their places. */
        if (i % 50 != 0)
            ck_assert_uint_eq(a[i].input_tokens, a[i - 1].input_tokens + 1);
        ck_assert_int_eq(a[i].at, (sim_time)i * SIM_SECOND);
        differs = differs || a[i].input_tokens != b[i].input_tokens;
    }
    ck_assert(differs);
    m = collect(&spec, 1, b, 20000);
    ck_assert(m == n && memcmp(a, b, n * sizeof a[0]) == 0);
}
END_TEST

static const struct cri_generator generator = {
    .shape = CRI_GENERATOR_DIURNAL,
    .rate_per_s = 2,
    .duration_s = 1000,
    .peak_to_mean = 1.5,
    .period_s = 500,
    .input_p50 = 1000,
    .input_p99 = 8000,
    .output_p50 = 200,
    .output_p99 = 1000,
    .input_max = 20000,
    .output_max = 1500,
};

static struct cri_arrivals_spec drawn(const struct cri_generator *g)
{
    return (struct cri_arrivals_spec){
        .name = "t", .generator = g, .label = CRI_NONE, .scale = 1, .warp = 1, .loops = 1};
}

START_TEST(a_cursor_draws_what_the_generator_draws)
{
    struct cri_arrivals_spec spec = drawn(&generator);
    uint64_t n = collect(&spec, 3, a, 20000);
    struct cri_draws draws;
    struct cri_record row;

    cri_draws_init(&draws, &generator, cri_draws_key(1, "t", 3));
    for (uint64_t i = 0; i < n; i++) {
        ck_assert(cri_draws_next(&draws, &row));
        ck_assert(a[i].at == row.at && a[i].input_tokens == row.input_tokens &&
                  a[i].output_tokens == row.output_tokens && a[i].prefix == CRI_NONE);
        ck_assert_uint_eq(a[i].ordinal, i);
    }
    ck_assert(!cri_draws_next(&draws, &row) && !cri_draws_next(&draws, &row));
    ck_assert(n > 2000 - 5 * 45 && n < 2000 + 5 * 45); /* Poisson with mean 2,000 */
    ck_assert_int_eq(cri_arrivals_end(&spec), 1000 * SIM_SECOND);
    ck_assert_uint_eq(collect(&spec, 4, b, 20000) > 0, 1);
    ck_assert(a[0].at != b[0].at);
}
END_TEST

/* A loop lasts as long as the generator: no request falls behind the horizon. */
START_TEST(loops_of_a_generator_last_its_duration)
{
    struct cri_arrivals_spec spec = drawn(&generator);
    uint64_t n = collect(&spec, 0, a, 20000);

    spec.loops = 3;
    ck_assert_uint_eq(collect(&spec, 0, b, 20000), 3 * n);
    for (uint64_t i = 0; i < 3 * n; i++) {
        ck_assert_int_eq(b[i].at, a[i % n].at + (sim_time)(i / n) * 1000 * SIM_SECOND);
        ck_assert_uint_eq(b[i].input_tokens, a[i % n].input_tokens);
        ck_assert_uint_eq(b[i].ordinal, i);
    }
}
END_TEST

START_TEST(a_generator_is_scaled_as_a_trace_is)
{
    struct cri_arrivals_spec spec = drawn(&generator);
    uint64_t n = collect(&spec, 0, a, 20000);

    spec.scale = 2;
    ck_assert_uint_eq(collect(&spec, 0, b, 20000), 2 * n);
    for (uint64_t i = 0; i < n; i++) {
        sim_time next = i + 1 < n ? a[i + 1].at : 1000 * SIM_SECOND;

        ck_assert_int_eq(b[2 * i].at, a[i].at);
        ck_assert_int_eq(b[2 * i + 1].at, a[i].at + (next - a[i].at) / 2);
    }
    spec.scale = 0.25;
    ck_assert_uint_lt(collect(&spec, 0, b, 20000), n / 2);
}
END_TEST

START_TEST(a_generator_may_draw_nothing)
{
    struct cri_generator rare = generator;
    struct cri_arrivals_spec spec = drawn(&rare);

    rare.shape = CRI_GENERATOR_POISSON;
    rare.rate_per_s = 1e-9;
    spec.loops = 1000;
    ck_assert_uint_eq(collect(&spec, 0, a, 20000), 0);
    ck_assert_int_eq(cri_arrivals_end(&spec), 1000000 * SIM_SECOND);
}
END_TEST

START_TEST(a_cursor_hears_the_stop_between_arrivals)
{
    static volatile sig_atomic_t stop = 1;
    struct cri_generator many = generator;
    struct cri_arrivals_spec spec = drawn(&many);
    struct cri_cursor cursor;

    /* 2e12 draws of which none is kept: without the stop this takes days. */
    many.duration_s = 1e12;
    spec.scale = 1e-300;
    cri_cursor_init(&cursor, &spec, 1, 0, &stop);
    ck_assert(!cri_cursor_next(&cursor, &a[0]));
    ck_assert(cursor.stopped);
    /* 5e11 blocks of a nanosecond, of which 500 hold a row. */
    spec = plain();
    spec.resample_block = 1;
    cri_cursor_init(&cursor, &spec, 1, 0, &stop);
    ck_assert(!cri_cursor_next(&cursor, &a[0]));
    ck_assert(cursor.stopped);
}
END_TEST

START_TEST(presets_are_the_sdks)
{
    const struct cri_client_spec *standard = &cri_client_preset_find("standard")->spec;
    const struct cri_client_spec *legacy = &cri_client_preset_find("legacy")->spec;

    ck_assert(standard->max_attempts == 3 && standard->retry_quota == 500);
    ck_assert(standard->cost_throttle == 5 && standard->cost_timeout == 10);
    ck_assert(standard->backoff_cap == 20 * SIM_SECOND);
    ck_assert(legacy->max_attempts == 5 && legacy->retry_quota == 0 && legacy->backoff_cap == 0);
    ck_assert_ptr_null(cri_client_preset_find("Standard"));
    for (const struct cri_client_preset *p = cri_client_presets; p->name != NULL; p++) {
        ck_assert_str_eq(p->name, p->spec.preset);
        ck_assert(p->spec.max_attempts >= 1 && p->spec.instances == 1);
        ck_assert_int_eq(p->spec.read_timeout, 60 * SIM_SECOND);
    }
}
END_TEST

START_TEST(series_halves_exactly)
{
    struct cri_series series;
    uint64_t offered = 0, served = 0;

    cri_series_init(&series, 3, NULL, NULL, 0);
    series.max_bins = 16;
    for (int i = 0; i < 1000; i++) {
        uint32_t bin = cri_series_bin(&series, i * 20 * SIM_SECOND);

        series.minutes[bin].offered++;
        series.served[bin * 3 + (uint32_t)i % 3]++;
    }
    ck_assert(series.n <= 16 && series.width == 32 * SIM_MINUTE);
    for (uint32_t i = 0; i < series.n; i++) {
        offered += series.minutes[i].offered;
        for (int r = 0; r < 3; r++)
            served += series.served[i * 3 + (uint32_t)r];
        if (i + 1 < series.n)
            ck_assert_uint_eq(series.minutes[i].offered, 96);
    }
    ck_assert(offered == 1000 && served == 1000);
    cri_series_release(&series);
}
END_TEST

static void fill(struct cri_series *series, uint32_t minutes)
{
    uint64_t state = 11;

    for (uint32_t i = 0; i < minutes; i++)
        for (uint32_t late = 0; late < 2; late++) {
            /* Now and then in the bin of an earlier arrival, up to two days back. */
            uint32_t back = late * (uint32_t)((state >> 33) % 3000);
            uint32_t bin = cri_series_bin(series, (sim_time)(i > back ? i - back : 0) * SIM_MINUTE);

            state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
            series->minutes[bin].offered += 1 + late;
            series->minutes[bin].output_tokens += state >> 40;
            *cri_series_served(series, bin, (uint32_t)((state >> 50) % 3)) += 1;
            cri_series_source(series, bin, (uint32_t)((state >> 55) % 3))->passed += 2;
            series->quotas[bin].reserved_tokens += state >> 44;
            series->quotas[bin].used[1] = (double)(state >> 60);
        }
}

static void compare_series(struct cri_series *x, struct cri_series *y)
{
    ck_assert_uint_eq(x->n, y->n);
    ck_assert_int_eq(x->width, y->width);
    for (uint32_t i = 0; i < x->n; i++) {
        cri_series_pass(x, i);
        ck_assert(memcmp(&x->minutes[i], &y->minutes[i], sizeof x->minutes[i]) == 0);
        for (uint32_t r = 0; r < 3; r++) {
            ck_assert_uint_eq(cri_series_served_in(x, i, r), cri_series_served_in(y, i, r));
            ck_assert_uint_eq(cri_series_source_in(x, i, r).passed,
                              cri_series_source_in(y, i, r).passed);
        }
        ck_assert_uint_eq(x->quotas[i].reserved_tokens, y->quotas[i].reserved_tokens);
        ck_assert(x->quotas[i].used[1] == y->quotas[i].used[1]);
    }
}

/* A long series lies in a file, or in memory where there is no room for one: the same either way,
 * beyond the last bin too, merged, and on the way to another process. */
START_TEST(long_series_lie_in_a_file)
{
    static const uint32_t minutes[] = {4000, 4097, 9000, 20000};

    for (size_t k = 0; k < sizeof minutes / sizeof minutes[0]; k++) {
        char *before = getenv("TMPDIR") != NULL ? strdup(getenv("TMPDIR")) : NULL;
        struct cri_series series[4];
        struct sim_codec sent = {0}, got;

        for (int i = 0; i < 4; i++) {
            cri_series_init(&series[i], 3, NULL, NULL, 1);
            series[i].max_bins = 12000;
        }
        fill(&series[0], minutes[k]);
        ck_assert((series[0].spool.bytes != NULL) == (minutes[k] > CRI_SERIES_IN_MEMORY));
        setenv("TMPDIR", "/nowhere/at/all", 1);
        fill(&series[1], minutes[k]);
        ck_assert_ptr_null(series[1].spool.bytes);
        if (before != NULL)
            setenv("TMPDIR", before, 1);
        else
            unsetenv("TMPDIR");
        free(before);
        compare_series(&series[0], &series[1]);
        cri_series_merge(&series[2], &series[0]);
        compare_series(&series[2], &series[1]);
        cri_series_code(&series[2], &sent);
        got = sim_codec_read(sent.data, sent.n);
        cri_series_code(&series[3], &got);
        ck_assert(sim_codec_complete(&got));
        compare_series(&series[3], &series[1]);
        for (int i = 0; i < 4; i++)
            cri_series_release(&series[i]);
        sim_codec_release(&sent);
    }
}
END_TEST

START_TEST(recovery_is_the_first_calm_minute)
{
    struct cri_series series;

    cri_series_init(&series, 1, NULL, NULL, 0);
    for (int m = 0; m < 60; m++) {
        uint32_t bin = cri_series_bin(&series, m * SIM_MINUTE);

        series.minutes[bin].offered = 100;
        series.minutes[bin].failed_of_offered = m >= 20 && m < 27 ? 50 : 0;
    }
    ck_assert_int_eq(cri_series_recovery(&series, 20 * SIM_MINUTE), 7 * SIM_MINUTE);
    ck_assert_int_eq(cri_series_recovery(&series, 30 * SIM_MINUTE), 0);
    for (int m = 20; m < 60; m++)
        series.minutes[m].failed_of_offered = 50;
    ck_assert_int_eq(cri_series_recovery(&series, 20 * SIM_MINUTE), -1);
    cri_series_release(&series);
}
END_TEST

/* ---- load ---- */

START_TEST(copies_by_the_golden_ratio)
{
    /* frac(i x g): 0, 0.618, 0.236, 0.854 */
    ck_assert_uint_eq(cri_load_fraction(1), UINT64_C(6180339887));
    ck_assert_uint_eq(cri_load_fraction(2), UINT64_C(2360679774));
    ck_assert_uint_eq(cri_load_copies(1, 0), 1);
    ck_assert_uint_eq(cri_load_copies(1, 3), 1);
    ck_assert_uint_eq(cri_load_copies(2.5, 0), 3);
    ck_assert_uint_eq(cri_load_copies(2.5, 1), 2);
    ck_assert_uint_eq(cri_load_copies(2.5, 2), 3);
    ck_assert_uint_eq(cri_load_copies(0.5, 0), 1);
    ck_assert_uint_eq(cri_load_copies(0.5, 1), 0);
    ck_assert_int_eq(cri_load_delay(0, SIM_SECOND), 0);
    ck_assert_int_eq(cri_load_delay(1, SIM_SECOND), 618033988);
    ck_assert_int_eq(cri_load_delay(2, SIM_SECOND), 236067977);
}
END_TEST

/* Against sorting, for every number of copies up to some hundred. */
START_TEST(copies_come_in_the_order_of_their_fractions)
{
    for (uint32_t n = 1; n <= 400; n++) {
        struct cri_load_order order = cri_load_order(n);
        uint32_t j = 0, seen = 1;

        for (uint32_t next; (next = cri_load_next(&order, j)) != 0; j = next) {
            ck_assert_uint_lt(next, n);
            ck_assert_uint_gt(cri_load_fraction(next), cri_load_fraction(j));
            seen++;
        }
        ck_assert_msg(seen == n, "%u of %u copies come", seen, n);
    }
}
END_TEST

static struct cri_arrival *find(struct cri_arrival *in, uint64_t n, const struct cri_arrival *what)
{
    for (uint64_t i = 0; i < n; i++)
        if (in[i].ordinal == what->ordinal && in[i].copy == what->copy)
            return &in[i];
    return NULL;
}

/* Whoever is there at a lower load is there at a higher one, at the same time, with the same luck;
 * and each minute has as many times its requests, give or take one a step of the load. */
static void is_nested(const struct cri_arrivals_spec *spec, double low, double high)
{
    struct cri_arrivals_spec at_low = *spec, at_high = *spec;
    uint64_t few, many;

    at_low.load = low;
    at_high.load = high;
    few = collect(&at_low, 0, a, 20000);
    many = collect(&at_high, 0, b, 20000);
    ck_assert_uint_ge(many, few);
    for (uint64_t i = 0; i < few; i++) {
        const struct cri_arrival *same = find(b, many, &a[i]);

        ck_assert_ptr_nonnull(same);
        ck_assert_int_eq(same->at, a[i].at);
        ck_assert_uint_eq(same->input_tokens, a[i].input_tokens);
        ck_assert(cri_arrival_entity(7, same) == cri_arrival_entity(7, &a[i]));
    }
}

START_TEST(loads_are_nested)
{
    static const double loads[] = {0.05, 0.3, 0.99, 1, 1.01, 1.5, 2, 2.25, 7, 7.9};
    struct cri_arrivals_spec spec = plain();
    struct cri_arrivals_spec thinned = plain();
    uint64_t n;

    thinned.scale = 0.5;
    thinned.loops = 2;
    for (size_t i = 0; i + 1 < sizeof loads / sizeof loads[0]; i++) {
        is_nested(&spec, loads[i], loads[i + 1]);
        is_nested(&thinned, loads[i], loads[i + 1]);
    }
    spec.load = 3;
    ck_assert_uint_eq(collect(&spec, 0, a, 20000), 3 * N);
    /* Request 4: itself, then copy 2 and copy 1. */
    ck_assert_int_eq(a[12].at, 4 * SIM_SECOND);
    ck_assert_int_eq(a[13].at, 4 * SIM_SECOND + 236067977);
    ck_assert_int_eq(a[14].at, 4 * SIM_SECOND + 618033988);
    ck_assert(a[12].copy == 0 && a[13].copy == 2 && a[14].copy == 1);
    ck_assert_uint_eq(a[14].input_tokens, 104);
    ck_assert_uint_eq(cri_arrival_entity(7, &a[12]), sim_entity(7, 4));
    ck_assert(cri_arrival_entity(7, &a[13]) != cri_arrival_entity(7, &a[14]));
    /* Behind the last request there is no gap. */
    ck_assert_int_eq(a[3 * N - 1].at, (N - 1) * SIM_SECOND);
    /* 500 requests, 60 a minute. */
    spec.load = 1.3;
    n = collect(&spec, 0, a, 20000);
    ck_assert_uint_ge(n, 649);
    ck_assert_uint_le(n, 651);
    for (sim_time from = 0; from + SIM_MINUTE <= N * SIM_SECOND; from += SIM_MINUTE) {
        uint64_t here = 0;

        for (uint64_t i = 0; i < n; i++)
            here += a[i].at >= from && a[i].at < from + SIM_MINUTE;
        ck_assert_msg(here >= 76 && here <= 80, "%llu", (unsigned long long)here);
    }
}
END_TEST

/* Variance of the requests of a second over their mean: 1 of a Poisson stream, about the load of
 * one whose requests come as often as the load says. */
static double dispersion(const struct cri_arrival *in, uint64_t n, uint64_t seconds)
{
    double sum = 0, squares = 0, mean = (double)n / (double)seconds;
    uint64_t i = 0;

    for (uint64_t s = 0; s < seconds; s++) {
        uint64_t here = 0;

        for (; i < n && in[i].at < (sim_time)(s + 1) * SIM_SECOND; i++)
            here++;
        sum += (double)here;
        squares += ((double)here - mean) * ((double)here - mean);
    }
    ck_assert_double_eq(sum, (double)n);
    return squares / (double)(seconds - 1) / mean;
}

START_TEST(drawn_traffic_is_poisson_at_every_load)
{
    static const double loads[] = {0.3, 0.7, 1, 1.5, 2, 2.5, 3.7, 4, 9};
    enum { SECONDS = 1000, N_LOADS = sizeof loads / sizeof loads[0] };
    struct cri_generator one_a_second = {.shape = CRI_GENERATOR_POISSON,
                                         .rate_per_s = 1,
                                         .duration_s = SECONDS,
                                         .input_p50 = 100,
                                         .input_p99 = 400,
                                         .output_p50 = 10,
                                         .output_p99 = 40,
                                         .input_max = 1000,
                                         .output_max = 100};
    struct cri_arrivals_spec spec = plain();

    spec.generator = &one_a_second;
    for (size_t i = 0; i < N_LOADS; i++) {
        double expected = loads[i] * SECONDS;
        uint64_t n;
        double d;

        spec.load = loads[i];
        n = collect(&spec, 0, b, 20000);
        d = dispersion(b, n, SECONDS);
        /* Three standard deviations of a Poisson count, and of its index of dispersion. */
        ck_assert_msg(fabs((double)n - expected) < 3 * sqrt(expected), "%g: %llu", loads[i],
                      (unsigned long long)n);
        ck_assert_msg(fabs(d - 1) < 3 * sqrt(2.0 / (SECONDS - 1)), "%g: %g", loads[i], d);
        for (uint64_t j = 1; j < n; j++)
            ck_assert_int_ge(b[j].at, b[j - 1].at);
        if (i + 1 < N_LOADS)
            is_nested(&spec, loads[i], loads[i + 1]);
    }
    ck_assert_double_eq_tol(cri_arrivals_expected(&spec, SIM_TIME_MAX), 9 * SECONDS, 1e-9);
}
END_TEST

START_TEST(layers_follow_one_another)
{
    ck_assert_uint_eq(cri_load_layers(0.2), 1);
    ck_assert_uint_eq(cri_load_layers(1.01), 2);
    ck_assert_uint_eq(cri_load_layers(2), 2);
    ck_assert_uint_eq(cri_load_layers(4.5), 4);
    ck_assert_uint_eq(cri_load_layers(CRI_LOAD_MOST), CRI_LOAD_LAYERS);
    for (uint32_t k = 0; k < CRI_LOAD_LAYERS; k++) {
        ck_assert_double_eq(cri_load_height(k, 0), k == 0 ? 0 : cri_load_full(k - 1));
        ck_assert_double_eq(cri_load_height(k, 1), cri_load_full(k));
    }
    ck_assert_double_ge(cri_load_full(CRI_LOAD_LAYERS - 1), CRI_LOAD_MOST);
}
END_TEST

/* What is said to come is what comes, at any load, of a label, in loops, and before a horizon. */
START_TEST(what_is_expected_comes)
{
    static const double loads[] = {0.25, 0.5, 1, 1.3, 2, 2.718281828, 7.00000001};
    static uint32_t labels[N];
    uint64_t n_of_label[2] = {0};
    struct cri_records labelled = records;
    struct cri_arrivals_spec spec = plain();

    for (uint32_t i = 0; i < N; i++)
        n_of_label[labels[i] = i % 7 == 3]++;
    labelled.label = labels;
    labelled.n_labels = 2;
    spec.records = &labelled;
    for (uint32_t l = 0; l < sizeof loads / sizeof loads[0]; l++)
        for (uint32_t way = 0; way < 12; way++) {
            uint64_t n, before = 0;

            spec.load = loads[l];
            spec.label = way % 3 == 0 ? CRI_NONE : way % 3 - 1;
            spec.loops = 1 + way / 6;
            spec.warp = way == 4 ? 1 : 2;
            labelled.n_of_label = way % 2 ? n_of_label : NULL;
            n = collect(&spec, 0, a, 20000);
            ck_assert_msg((double)n == cri_arrivals_expected(&spec, SIM_TIME_MAX),
                          "load %g, way %u: %llu come", loads[l], way, (unsigned long long)n);
            while (before < n && a[before].at < 100 * SIM_SECOND)
                before++;
            ck_assert_double_eq_tol(cri_arrivals_expected(&spec, 100 * SIM_SECOND), (double)before,
                                    2 * ceil(loads[l]));
        }
}
END_TEST

START_TEST(copies_are_counted_without_going_through_them)
{
    static const double loads[] = {1e-10, 0.1, 0.38196601125, 0.6180339887, 0.999999, 1.5, 12};

    for (uint32_t l = 0; l < sizeof loads / sizeof loads[0]; l++) {
        uint64_t n = 0;

        for (uint64_t i = 0; i < 3000; i++) {
            ck_assert_uint_eq(cri_load_count(loads[l], i), n);
            n += cri_load_copies(loads[l], i);
        }
    }
    ck_assert_uint_eq(cri_load_count(2, UINT64_C(1) << 40), UINT64_C(1) << 41);
}
END_TEST

SUITE_MAIN("arrivals", replays_what_is_there, scaling_up_spreads_copies_over_the_gap,
           thinning_is_nested, loops_follow_one_another,
           resampling_keeps_blocks_and_differs_by_replication,
           a_cursor_draws_what_the_generator_draws, loops_of_a_generator_last_its_duration,
           a_generator_is_scaled_as_a_trace_is, a_generator_may_draw_nothing,
           a_cursor_hears_the_stop_between_arrivals, presets_are_the_sdks, series_halves_exactly,
           long_series_lie_in_a_file, recovery_is_the_first_calm_minute, copies_by_the_golden_ratio,
           copies_come_in_the_order_of_their_fractions, loads_are_nested,
           drawn_traffic_is_poisson_at_every_load, layers_follow_one_another, what_is_expected_comes,
           copies_are_counted_without_going_through_them)
