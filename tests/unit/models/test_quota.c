/*
 * What is asked of a quota and what is used of it: which calls count, in which minute, who they
 * were; by hand. A call of the scene has 100 tokens in, 10 out, max_tokens 100, burndown 5: it asks
 * for 150, reserves 200, takes a second, settles 150.
 */
#include "models/client/preset.h"
#include "models/series.h"
#include "tests/unit/models/scene.h"

#include "tests/unit/suite.h"

#include <math.h>

static struct scene s;

/* One target, called directly, with a quota. */
static void limited(int64_t requests_per_min, int64_t tokens_per_min)
{
    scene_init(&s);
    s.targets[0].mode = CRI_MODE_SINGLE_REGION;
    s.targets[0].n_destinations = 1;
    s.targets[0].quota = 0;
    s.quotas[0].requests_per_min = requests_per_min;
    s.quotas[0].tokens_per_min = tokens_per_min;
}

/* Three calls at once, two fit; each refused one tries again after a while, and is asked for no
 * second time. */
START_TEST(first_attempts_are_asked_for)
{
    const struct cri_quota_outcome *out;
    struct cri_counts counts;

    limited(CRI_NO_LIMIT, 400);
    s.classes[0].client = (struct cri_client_spec){
        .preset = "x", .max_attempts = 50, .backoff_throttle = SIM_SECOND, .instances = 1};
    scene_calls(&s, 0, 3, 0, 0);
    counts = scene_run(&s);
    out = &s.outcome.quotas[0];
    ck_assert_uint_eq(counts.terminal[CRI_COMPLETED], 3);
    ck_assert_uint_gt(counts.retries, 0);
    ck_assert_uint_eq(out->counts.asked_requests, 3);
    ck_assert_uint_eq(out->counts.asked_tokens, 450);
    ck_assert_uint_eq(out->counts.admitted, 3);
    ck_assert_uint_eq(out->counts.refused[CRI_LIMIT_TPM], counts.retries);
    ck_assert_uint_eq(out->counts.reserved_tokens, 600);
    ck_assert_uint_eq(out->counts.returned_tokens, 150);
    ck_assert_uint_eq(out->counts.owed_tokens, 0);
    ck_assert_uint_eq(out->counts.settled_tokens, 450);
    ck_assert_uint_eq(out->counts.settled_calls, 3);
    ck_assert_uint_eq(s.outcome.series.minutes[0].asked_tokens, 450);
    ck_assert_uint_eq(s.outcome.series.minutes[0].asked_requests, 3);
    scene_release(&s);
}
END_TEST

/* An answer longer than was held for it is owed: max_tokens 20 holds 120, 150 are settled. */
START_TEST(what_is_not_held_is_owed)
{
    limited(CRI_NO_LIMIT, 1000);
    s.classes[0].max_tokens = 20;
    scene_calls(&s, 0, 2, 0, 0);
    scene_run(&s);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.reserved_tokens, 240);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.owed_tokens, 60);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.returned_tokens, 0);
    scene_release(&s);
}
END_TEST

/* With burndown in the reservation a call holds 100 + 5 x 100: one of 1,199 tokens, two of 1,200.
 */
START_TEST(burndown_may_be_reserved)
{
    for (int64_t amount = 1199; amount <= 1200; amount++) {
        limited(CRI_NO_LIMIT, amount);
        s.spec.quota_rules.reserve_burndown = true;
        scene_calls(&s, 0, 2, 0, 0);
        scene_run(&s);
        ck_assert_uint_eq(s.outcome.quotas[0].counts.admitted, amount == 1200 ? 2 : 1);
        ck_assert_uint_eq(s.outcome.quotas[0].counts.reserved_tokens, amount == 1200 ? 1200 : 600);
        ck_assert_uint_eq(s.outcome.quotas[0].counts.asked_tokens, 300);
        ck_assert_uint_eq(s.outcome.quotas[0].counts.settled_tokens, amount == 1200 ? 300 : 150);
        scene_release(&s);
    }
}
END_TEST

/* An endpoint that is gone is not reached. */
START_TEST(a_lost_endpoint_is_not_asked)
{
    limited(CRI_NO_LIMIT, CRI_NO_LIMIT);
    scene_calls(&s, 0, 4, 0, SIM_SECOND);
    scene_outage(&s, CRI_OUTAGE_REGION_LOSS, 0, SIM_SECOND, 3 * SIM_SECOND)->in_flight_lost = false;
    scene_run(&s);
    ck_assert_uint_eq(s.outcome.quotas[0].counts.asked_requests, 2);
    scene_release(&s);
}
END_TEST

/*
 * Calls at 50, 58, 62 and 100 s. By the run's minutes 2 and 2; where the clock shows 05 s at its
 * start, they come at 55, 63, 67 and 105: 1 and 3. They end a second later: at 51, 59, 63 and 101.
 */
START_TEST(busiest_minutes_are_the_clocks)
{
    const struct cri_quota_busiest *busiest;
    struct cri_outcome both;

    for (int own = 0; own < 2; own++) {
        limited(CRI_NO_LIMIT, CRI_NO_LIMIT);
        s.spec.clock_offset = own ? 5 * SIM_SECOND : 0;
        scene_calls(&s, 0, 1, 50 * SIM_SECOND, 0);
        scene_calls(&s, 0, 1, 58 * SIM_SECOND, 0);
        scene_calls(&s, 0, 1, 62 * SIM_SECOND, 0);
        scene_calls(&s, 0, 1, 100 * SIM_SECOND, 0);
        scene_run(&s);
        busiest = &s.outcome.quotas[0].busiest;
        ck_assert_uint_eq(busiest->asked_requests.most, own ? 3 : 2);
        ck_assert_uint_eq(busiest->asked_tokens.most, own ? 450 : 300);
        ck_assert_uint_eq(busiest->used_requests.most, own ? 3 : 2);
        ck_assert_uint_eq(busiest->used_tokens.most, own ? 450 : 300);
        ck_assert_uint_eq(s.outcome.series.minutes[0].asked_requests, 2);
        if (!own)
            scene_release(&s);
    }
    /* Over replications: the mean of each one's busiest minute, and the largest. */
    cri_outcome_init(&both, &s.spec);
    cri_outcome_merge(&both, &s.outcome);
    s.outcome.quotas[0].busiest.asked_requests =
        (struct cri_busiest){.sum = 10, .most = 10, .n = 1};
    cri_outcome_merge(&both, &s.outcome);
    ck_assert_uint_eq(both.quotas[0].busiest.asked_requests.sum, 13);
    ck_assert_uint_eq(both.quotas[0].busiest.asked_requests.most, 10);
    ck_assert_uint_eq(both.quotas[0].busiest.asked_requests.n, 2);
    ck_assert_uint_eq(both.quotas[0].counts.asked_requests, 8);
    cri_outcome_release(&both);
    scene_release(&s);
}
END_TEST

/* Two classes on one quota of three requests a minute: who took it, and who was refused. */
START_TEST(a_shared_quota_knows_its_users)
{
    struct cri_quota_counts chat, other;

    limited(3, CRI_NO_LIMIT);
    s.spec.n_classes = 2;
    scene_calls(&s, 0, 3, 0, 0);
    scene_calls(&s, 1, 2, SIM_SECOND, 0);
    scene_run(&s);
    chat = cri_outcome_class_quota(&s.outcome, &s.spec, 0, 0);
    other = cri_outcome_class_quota(&s.outcome, &s.spec, 1, 0);
    ck_assert_uint_eq(chat.admitted, 3);
    ck_assert_uint_eq(chat.settled_tokens, 450);
    ck_assert_uint_eq(chat.refused[CRI_LIMIT_RPM], 0);
    ck_assert_uint_eq(other.asked_requests, 2);
    ck_assert_uint_eq(other.admitted, 0);
    ck_assert_uint_eq(other.settled_tokens, 0);
    ck_assert_uint_eq(other.refused[CRI_LIMIT_RPM], 2);
    ck_assert_uint_eq(cri_outcome_class_quota(&s.outcome, &s.spec, 0, 1).asked_requests, 0);
    scene_release(&s);
}
END_TEST

/* Two classes, each on a quota of its own, both of one account with a window of a day. */
static void one_account(const struct cri_account_spec *account)
{
    scene_init(&s);
    for (uint32_t t = 0; t < 2; t++) {
        s.targets[t].mode = CRI_MODE_SINGLE_REGION;
        s.targets[t].n_destinations = 1;
        s.targets[t].quota = t;
        s.quotas[t].account = 0;
        s.classes[t].targets = &s.targets[t];
    }
    s.spec.quota_rules.per_day = CRI_REFILL_FIXED;
    s.spec.n_accounts = 1;
    s.spec.accounts = account;
    s.spec.n_classes = 2;
}

static double account_use(uint32_t minute, uint32_t quota)
{
    const struct cri_series *series = &s.outcome.series;

    return series->quotas[(size_t)minute * series->n_quotas + quota].used[CRI_LIMIT_ACCOUNT_TPD];
}

/*
 * Both quotas see what is used of their account, each from its first call of a minute to its last,
 * whoever used it and whoever looks first. Of 4,000 tokens: "chat" holds 200 at 5 s and settles 150
 * at 6 s; "other" holds 1,000 more at 10 s (1,150 in all) and settles 900 in all at 11 s; "chat"
 * holds 1,100 in all at 20 s and settles 1,050; "other" holds 2,250 in all at 30 s and settles
 * 1,950: no use of "chat", whose last call of the minute ended at 21 s. "other" is alone in the
 * next minute, 2,150; "chat" in the one after it, 2,300.
 */
START_TEST(quotas_of_an_account_see_its_use)
{
    static const struct cri_account_spec account = {.name = "account", .tokens_per_day = 4000};

    one_account(&account);
    scene_calls(&s, 0, 1, 5 * SIM_SECOND, 0);
    scene_calls(&s, 1, 5, 10 * SIM_SECOND, 0);
    scene_calls(&s, 0, 1, 20 * SIM_SECOND, 0);
    scene_calls(&s, 1, 6, 30 * SIM_SECOND, 0);
    scene_calls(&s, 1, 1, 65 * SIM_SECOND, 0);
    scene_calls(&s, 0, 1, 125 * SIM_SECOND, 0);
    scene_run(&s);
    ck_assert_double_eq_tol(account_use(0, 0), 1150.0 / 4000, 1e-12);
    ck_assert_double_eq_tol(account_use(0, 1), 2250.0 / 4000, 1e-12);
    ck_assert_double_eq(account_use(1, 0), 0);
    ck_assert_double_eq_tol(account_use(1, 1), 2150.0 / 4000, 1e-12);
    ck_assert_double_eq_tol(account_use(2, 0), 2300.0 / 4000, 1e-12);
    ck_assert_double_eq(account_use(2, 1), 0);
    ck_assert_double_eq_tol(s.outcome.accounts[0].headroom, 1 - 2300.0 / 4000, 1e-12);
    scene_release(&s);
}
END_TEST

/*
 * What two calls of 100 in (30 read from the cache, 20 written to it) and 10 out cost an account,
 * by each way of counting: 70 + 5 x 10 = 120 quota tokens, 70 + 10 = 80 real ones; at 2, 16, 0.2
 * and 2.5 USD: (50 x 2 + 10 x 16 + 30 x 0.2 + 20 x 2.5) / 2 = 158 of plain input. With long input
 * at 4, 24, 0.4 and 5, against the same plain input: (50 x 4 + 10 x 24 + 30 x 0.4 + 20 x 5) / 2 =
 * 276. Cache prices that are not known are those of input: (100 x 2 + 10 x 16) / 2 = 180; without a
 * price it is what other limits count. Until the end each call holds 70 + 100.
 */
START_TEST(accounts_count_in_three_ways)
{
    static const struct cri_account_spec account = {.name = "account", .tokens_per_day = 100000};
    static const struct {
        double read, write;
        uint32_t price, long_price;
        uint64_t priced;
    } rows[] = {{0.2, 2.5, 0, CRI_NONE, 316},
                {0.2, 2.5, 0, 1, 552},
                {NAN, NAN, 0, CRI_NONE, 360},
                {0.2, 2.5, CRI_NONE, CRI_NONE, 240}};

    static const uint32_t read[] = {30, 30}, written[] = {20, 20};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct cri_account_outcome *used;

        one_account(&account);
        s.prices[0] = (struct cri_price_spec){
            .input = 2, .output = 16, .cache_read = rows[i].read, .cache_write = rows[i].write};
        s.prices[1] =
            (struct cri_price_spec){.input = 4, .output = 24, .cache_read = 0.4, .cache_write = 5};
        s.targets[0].price = rows[i].price;
        s.targets[0].long_price = rows[i].long_price;
        s.targets[0].long_above = rows[i].long_price == CRI_NONE ? 0 : 99;
        scene_calls(&s, 0, 2, 0, 0);
        s.records[0].cache_read = read;
        s.records[0].cache_write = written;
        scene_run(&s);
        used = &s.outcome.accounts[0];
        ck_assert_uint_eq(used->all[CRI_CAP_PRICED], rows[i].priced);
        ck_assert_uint_eq(used->all[CRI_CAP_AFTER_BURNDOWN], 240);
        ck_assert_uint_eq(used->all[CRI_CAP_BEFORE_BURNDOWN], 160);
        for (int cap = 0; cap < CRI_N_CAPS; cap++) {
            ck_assert_uint_eq(used->day[cap], used->all[cap]);
            ck_assert_uint_eq(used->two_days[cap], used->all[cap]);
            ck_assert_uint_eq(used->held[cap], 340);
        }
        scene_release(&s);
    }
}
END_TEST

/* Calls that end on days 0, 0, 1 and 3: two days in a row have three at most. */
START_TEST(days_in_a_row_are_counted)
{
    static const struct cri_account_spec account = {.name = "account", .tokens_per_day = 100000};
    const struct cri_account_outcome *used;

    one_account(&account);
    s.spec.horizon = 4 * SIM_DAY;
    scene_calls(&s, 0, 2, 0, 0);
    scene_calls(&s, 0, 1, SIM_DAY, 0);
    scene_calls(&s, 0, 1, 3 * SIM_DAY, 0);
    scene_run(&s);
    used = &s.outcome.accounts[0];
    ck_assert_uint_eq(used->day[CRI_CAP_BEFORE_BURNDOWN], 220);
    ck_assert_uint_eq(used->two_days[CRI_CAP_BEFORE_BURNDOWN], 330);
    ck_assert_uint_eq(used->all[CRI_CAP_BEFORE_BURNDOWN], 440);
    ck_assert_uint_eq(used->held[CRI_CAP_BEFORE_BURNDOWN], 400);
    scene_release(&s);
}
END_TEST

SUITE_MAIN("quota", first_attempts_are_asked_for, what_is_not_held_is_owed,
           burndown_may_be_reserved, a_lost_endpoint_is_not_asked, busiest_minutes_are_the_clocks,
           a_shared_quota_knows_its_users, quotas_of_an_account_see_its_use,
           accounts_count_in_three_ways, days_in_a_row_are_counted)
