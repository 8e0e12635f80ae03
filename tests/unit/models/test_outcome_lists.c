/* What the lists of models/ give: words that differ, sums and a codec that forget no member. */
#include "models/series.h"
#include "sim/base/codec.h"
#include "tests/unit/models/scene.h"

#include "tests/unit/suite.h"

#include <string.h>

static void words_differ(const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        ck_assert_ptr_nonnull(words[i]);
        ck_assert_uint_gt(strlen(words[i]), 0);
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(words[i], words[k]);
    }
}

START_TEST(every_word_is_unique)
{
#define X(name, ...) cri_mode_name(CRI_MODE_##name),
    const char *modes[] = {CRI_MODE_LIST(X)};
#undef X
#define X(name, ...) cri_outage_kind_name(CRI_OUTAGE_##name),
    const char *outages[] = {CRI_OUTAGE_LIST(X)};
#undef X
#define X(name, ...) cri_limit_name(CRI_LIMIT_##name),
    const char *limits[] = {CRI_LIMIT_LIST(X)};
#undef X
#define X(name, ...) cri_refill_name(CRI_REFILL_##name),
    const char *refills[] = {CRI_REFILL_LIST(X)};
#undef X
#define X(name, ...) cri_denial_reason(CRI_DENIAL_##name),
    const char *denials[] = {CRI_DENIAL_LIST(X)};
#undef X
#define X(name, ...) cri_reason_name(CRI_REASON_##name),
    const char *reasons[] = {CRI_REASON_LIST(X)};
#undef X
#define X(type, name, text) #name,
    const char *minutes[] = {CRI_MINUTE_LIST(X)};
#undef X
#define ONE(name, what)   #name,
#define BY(name, n, what) #name,
    const char *counters[] = {CRI_COUNTER_LIST(ONE, BY)};
#undef ONE
#undef BY

    words_differ(modes, CRI_N_MODES);
    words_differ(outages, CRI_N_OUTAGE_KINDS);
    words_differ(limits, CRI_N_LIMITS);
    words_differ(refills, CRI_N_REFILLS);
    words_differ(denials, CRI_N_DENIALS);
    words_differ(reasons, CRI_N_REASONS);
    words_differ(minutes, sizeof minutes / sizeof minutes[0]);
    words_differ(counters, sizeof counters / sizeof counters[0]);
    ck_assert_str_eq(modes[CRI_MODE_CLIENT_SIDE], "client-side");
    ck_assert_str_eq(outages[CRI_OUTAGE_BROWN_OUT], "brown-out");
    ck_assert_str_eq(limits[CRI_LIMIT_ACCOUNT_TPD], "account-tpd");
}
END_TEST

/* Each number another one, each member at a place of its own: from, from + 1 ... */
static uint64_t number_counts(struct cri_counts *counts, uint64_t from)
{
#define ONE(name, what) counts->name = from++;
#define BY(name, n, what)                                                                          \
    for (int i = 0; i < (n); i++)                                                                  \
        counts->name[i] = from++;
    CRI_COUNTER_LIST(ONE, BY)
#undef ONE
#undef BY
    return from;
}

static uint64_t number_bin(struct cri_series *series, sim_time at, uint64_t from)
{
    uint32_t bin = cri_series_bin(series, at);
    struct cri_minute *minute = &series->minutes[bin];

#define X(type, name, text) minute->name = (type)from++;
    CRI_MINUTE_LIST(X)
#undef X
    return from;
}

/* Looked at as the list does not: by place. */
START_TEST(sums_forget_no_counter)
{
    enum { N = sizeof(struct cri_counts) / sizeof(uint64_t) };
    struct cri_counts a, b;
    uint64_t sums[N];

    ck_assert_uint_eq(number_counts(&a, 1), 1 + N);
    ck_assert_uint_eq(number_counts(&b, 1000), 1000 + N);
    cri_counts_add(&a, &b);
    memcpy(sums, &a, sizeof sums);
    for (uint64_t i = 0; i < N; i++)
        ck_assert_uint_eq(sums[i], 1 + 1000 + 2 * i);
}
END_TEST

START_TEST(sums_forget_no_minute)
{
    struct cri_series a, b;

    cri_series_init(&a, 1, NULL, NULL, 0);
    cri_series_init(&b, 1, NULL, NULL, 0);
    number_bin(&a, SIM_MINUTE, 1);
    number_bin(&b, SIM_MINUTE, 1000);
    cri_series_merge(&a, &b);
    ck_assert_uint_eq(a.n, 2);
    {
        uint64_t sum = 1001;
#define X(type, name, text)                                                                        \
    ck_assert_msg(a.minutes[1].name == sum, #name);                                                \
    ck_assert_msg(a.minutes[0].name == 0, #name);                                                  \
    sum += 2;
        CRI_MINUTE_LIST(X)
#undef X
    }
    cri_series_release(&a);
    cri_series_release(&b);
}
END_TEST

START_TEST(codec_forgets_nothing)
{
    static struct scene scene;
    struct sim_codec out = {0}, in;
    struct cri_outcome sent, got;
    uint64_t next = 1;

    scene_init(&scene);
    cri_outcome_init(&sent, &scene.spec);
    for (uint32_t c = 0; c < sent.n_classes; c++)
        for (int phase = 0; phase < CRI_N_PHASES; phase++)
            next = number_counts(&sent.classes[c].counts[phase], next);
    for (sim_time at = 0; at < 3 * SIM_MINUTE; at += SIM_MINUTE)
        next = number_bin(&sent.series, at, next);
    cri_outcome_code(&sent, &out);
    in = sim_codec_read(out.data, out.n);
    cri_outcome_init(&got, &scene.spec);
    cri_outcome_code(&got, &in);
    ck_assert(sim_codec_complete(&in));
    for (uint32_t c = 0; c < sent.n_classes; c++)
        ck_assert_mem_eq(sent.classes[c].counts, got.classes[c].counts,
                         sizeof sent.classes[c].counts);
    ck_assert_uint_eq(got.series.n, 3);
    for (uint32_t i = 0; i < 3; i++) {
#define X(type, name, text)                                                                        \
    ck_assert_msg(got.series.minutes[i].name == sent.series.minutes[i].name, #name);
        CRI_MINUTE_LIST(X)
#undef X
    }
    cri_outcome_release(&sent);
    cri_outcome_release(&got);
    sim_codec_release(&out);
}
END_TEST

SUITE_MAIN("outcome lists", every_word_is_unique, sums_forget_no_counter, sums_forget_no_minute,
           codec_forgets_nothing)
