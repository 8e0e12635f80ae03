/*
 * What the prompt cache saves, of ten calls of 1,000 input tokens (ran.h) that cost 15.5 USD per
 * 1,000: 10 of input, 5.5 of output. A read costs 1 USD per million tokens, a write 12.5.
 */
#define RAN_QUICK true
#include "tests/unit/analysis_study/asked.h"
#include "tests/unit/suite.h"

#define PRICES "'prices':{'p':{'cache_read_usd_per_mtok':1,'cache_write_usd_per_mtok':12.5}}"
#define ONE    "'replications':1,"

static const struct question_value plain[QUESTION_MOST_FLAGS];

/* Of the row of an option and a way of being cached. */
static double row(const struct ran *ran, const char *option, const char *cache, const char *key)
{
    return cell_of(ran, "cache", option, "cache", cache, key)->value;
}

/* A share of 0.6: 400 tokens at 10, 600 at 1: 4.6 + 5.5. The first token comes 0.06 s sooner. An
 * option that states none reads none, and one that has another class meets its own. */
START_TEST(a_share_is_stated)
{
    struct ran ran;

    ran_open(
        &ran, ONE,
        OPTION("plain", PRICES) "," OPTION(
            "shared", PRICES
            ",'classes':{'chat':{'cached_"
            "share':0.6}}") "," OPTION("other", PRICES
                                       ",'classes':{'chat':null,'own':{'traffic':'calls',"
                                       "'model':'anthropic.claude-sonnet-4-6','max_tokens':100,"
                                       "'source_region':'eu-west-2','cached_share':1}}"));
    ask(&ran, "cache", plain);
    ck_assert_answers(&ran, "known", "a share is stated (cached_share): reads alone");
    ck_assert_answers(&ran, "shared",
                      "with 60.0 % of the input read from the cache, 1,000 completed cost 10.1 "
                      "instead of 15.5 USD, 34.8 % less");
    ck_assert_double_eq_tol(row(&ran, "shared", "without", "cost"), 15.5, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "shared", "as stated", "cost"), 10.1, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "shared", "without", "ttft-p95") -
                                row(&ran, "shared", "as stated", "ttft-p95"),
                            0.06, 0.002);
    ck_assert_double_eq_tol(row(&ran, "shared", "as stated", "cache-tokens"), 60, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "other", "without", "cost"), 15.5, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "other", "as stated", "cost"), 6.5, 1e-9);
    ck_assert_answers(&ran, "plain", "nothing is read from the cache as stated");
    ck_assert_silent(&ran, "plain", "instead of");
    /* x read, 1 - x written cost 10 when x + 12.5 (1 - x) = 10: 2.5 / 11.5. */
    ck_assert_answers(&ran, "plain", "pays if at least 21.7 % of the tokens");
    ran_close(&ran);
}
END_TEST

/* Nothing is known: shares are tried, the half of them told. */
START_TEST(nothing_is_known)
{
    struct ran ran;

    ran_open(&ran, ONE, OPTION("plain", PRICES));
    ask(&ran, "cache", plain);
    ck_assert_answers(&ran, "known", "nothing is known of prefixes");
    ck_assert_answers(&ran, "plain", "with 50.0 % of the input read from the cache");
    ck_assert_silent(&ran, "plain", "with 25.0 %");
    ck_assert_double_eq_tol(row(&ran, "plain", "without", "cost"), 15.5, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "plain", "25 % read", "cost"), 13.25, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "plain", "50 % read", "cost"), 11, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "plain", "75 % read", "cost"), 8.75, 1e-9);
    ran_close(&ran);
}
END_TEST

/* A prefix of 800 tokens is written by the first call, and read by the other nine if it comes later
 * than the first one has it: two seconds apart. 1,000 calls: plain 200 at 10, 2; written 80
 * at 12.5, 1; read 720 at 1, 0.72; 5.5 of output: 9.22. By its own minimum the model caches no such
 * prefix.
 */
START_TEST(prefixes_are_simulated)
{
    const char *const top = ONE "'cache':{'simulate':true,'minimum_tokens':500},"
                                "'traffic':{'calls':{'trace':'ten.csv','warp':0.05}},";
    struct ran ran;

    ran_open(&ran, top,
             OPTION("cached", PRICES ",'classes':{'chat':{'prefix_groups':1,"
                                     "'prefix_tokens':800}}"));
    ask(&ran, "cache", plain);
    ck_assert_answers(&ran, "known", "the cache is simulated from prefixes");
    ck_assert_double_eq_tol(row(&ran, "cached", "without", "cost"), 15.5, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "cached", "without", "cache-tokens"), 0, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "cached", "as stated", "cache-tokens"), 72, 1e-9);
    ck_assert_double_eq_tol(row(&ran, "cached", "as stated", "cost"), 9.22, 1e-9);
    ck_assert_answers(&ran, "cached", "40.5 % less");
    ran_close(&ran);
}
END_TEST

SUITE_MAIN("cache", a_share_is_stated, nothing_is_known, prefixes_are_simulated)
