#include "sim/base/spool.h"

#include "tests/unit/suite.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

START_TEST(what_is_given_back_is_still_there)
{
    enum { SIZE = 1 << 20 };
    struct sim_spool spool;
    const char *place;

    ck_assert(sim_spool_open(&spool, SIZE - 5));
    ck_assert(spool.size == sim_spool_pages(SIZE - 5) && spool.size >= SIZE - 5);
    place = spool.bytes;
    for (size_t i = 0; i < spool.size; i++)
        ck_assert(spool.bytes[i] == 0);
    for (size_t i = 0; i < spool.size; i++)
        spool.bytes[i] = (char)(i * 31 >> 5);
    sim_spool_give_back(&spool, 0, spool.size);
    sim_spool_give_back(&spool, 100, 200); /* not a whole page */
    sim_spool_give_back(&spool, 5000, 300000);
    ck_assert_ptr_eq(spool.bytes, place);
    for (size_t i = 0; i < spool.size; i++)
        ck_assert(spool.bytes[i] == (char)(i * 31 >> 5));
    spool.bytes[7] = 'x';
    sim_spool_give_back(&spool, 0, spool.size);
    ck_assert(spool.bytes[7] == 'x');
    sim_spool_close(&spool);
    ck_assert_ptr_null(spool.bytes);
    sim_spool_close(&spool);
    sim_spool_give_back(&spool, 0, 1 << 20);
}
END_TEST

START_TEST(no_room_is_an_answer)
{
    struct sim_spool spool;
    char *before = getenv("TMPDIR") != NULL ? strdup(getenv("TMPDIR")) : NULL;

    setenv("TMPDIR", "/nowhere/at/all", 1);
    ck_assert(!sim_spool_open(&spool, 100));
    ck_assert_ptr_null(spool.bytes);
    unsetenv("TMPDIR");
    ck_assert(!sim_spool_open(&spool, (size_t)1 << 60));
    ck_assert_ptr_null(spool.bytes);
    if (before != NULL)
        setenv("TMPDIR", before, 1);
    free(before);
}
END_TEST

SUITE_MAIN("spool", what_is_given_back_is_still_there, no_room_is_an_answer)
