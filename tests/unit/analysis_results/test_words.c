/* Words of page 1: those that stand in a text are explained, and no others. */
#include "analysis/results/results.h"

#include "tests/unit/suite.h"

START_TEST(explains_what_is_there)
{
    struct sim_arena arena = {0};

    ck_assert_ptr_null(results_words("nothing that needs it", &arena));
    ck_assert_str_eq(results_words("every quota 0.35x as stated", &arena),
                     "quota: what the account may ask for (else 429)");
    ck_assert_str_eq(results_words("E2E p99 never", &arena),
                     "E2E: from the call to its last token, all tries included; p99: 99 of 100 requests "
                     "need no longer; never: more than that get no answer");
    sim_arena_release(&arena);
}
END_TEST

SUITE_MAIN("words of page 1", explains_what_is_there)
