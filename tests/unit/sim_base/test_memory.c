/* Memory: zeroed, fresh, grown; what is not there ends the program with 7, never with 6. */
#include "sim/base/memory.h"

#include "sim/base/arena.h"
#include "tests/unit/suite.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(gives_what_is_asked_for)
{
    unsigned char *zeroed = sim_zeroed(1000, 3);
    uint32_t *grown = sim_fresh(2, sizeof *grown);

    for (int i = 0; i < 3000; i++)
        ck_assert_uint_eq(zeroed[i], 0);
    grown[0] = 17;
    grown[1] = 18;
    grown = sim_grown(grown, 100000, sizeof *grown);
    ck_assert_uint_eq(grown[0], 17);
    ck_assert_uint_eq(grown[1], 18);
    grown[99999] = 1;
    free(zeroed);
    free(grown);
}
END_TEST

START_TEST(nothing_is_a_valid_pointer)
{
    void *all[] = {sim_zeroed(0, 8), sim_zeroed(8, 0), sim_fresh(0, 8), sim_grown(NULL, 0, 0)};

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        ck_assert_ptr_nonnull(all[i]);
        free(all[i]);
    }
}
END_TEST

/* Lists keep what they hold, and grow by doubling: a list that takes a million has moved 18 times.
 */
START_TEST(lists_have_room_for_one_more)
{
    enum { N = 1000000 };
    struct sim_arena arena = {0};
    uint32_t *list = NULL, *kept = NULL, room = 0, kept_room = 0, n_moves = 0;

    for (uint32_t i = 0; i < N; i++) {
        uint32_t before = room;

        list = sim_with_room(list, i, &room, sizeof *list);
        kept = sim_arena_with_room(&arena, kept, i, &kept_room, sizeof *kept);
        n_moves += room != before;
        ck_assert(i < room && i < kept_room);
        list[i] = kept[i] = i;
    }
    ck_assert_uint_eq(n_moves, 18); /* 8 x 2^17 is the first that is enough */
    for (uint32_t i = 0; i < N; i++)
        ck_assert(list[i] == i && kept[i] == i);
    free(list);
    sim_arena_release(&arena);
}
END_TEST

static void ask_room(size_t n, size_t size)
{
    uint32_t room = (uint32_t)n;

    free(sim_with_room(NULL, room, &room, size));
}

static void ask_zeroed(size_t n, size_t size)
{
    free(sim_zeroed(n, size));
}

static void ask_fresh(size_t n, size_t size)
{
    free(sim_fresh(n, size));
}

static void ask_grown(size_t n, size_t size)
{
    free(sim_grown(sim_fresh(1, 1), n, size));
}

static const struct {
    void (*ask)(size_t n, size_t size);
    size_t n, size;
    const char *said;
} too_much[] = {
    {ask_zeroed, SIZE_MAX / 2, 4, "9223372036854775807 times 4 bytes asked for"},
    {ask_fresh, SIZE_MAX / 2, 4, "9223372036854775807 times 4 bytes asked for"},
    {ask_grown, 3, SIZE_MAX / 2, "3 times 9223372036854775807 bytes asked for"},
    {ask_fresh, SIZE_MAX / 2 + 1, 1, "9223372036854775808 bytes asked for"},
    {ask_room, UINT32_MAX / 2 + 1, 1, "a list of more than 2^31 elements"},
#ifndef __SANITIZE_ADDRESS__
    {ask_zeroed, SIZE_MAX / 4, 1, "4611686018427387903 bytes asked for"},
    {ask_grown, SIZE_MAX / 4, 1, "4611686018427387903 bytes asked for"},
#endif
};

START_TEST(too_much_ends_with_7)
{
    char said[1024] = "";
    int ends[2], status;
    ssize_t n;
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        too_much[_i].ask(too_much[_i].n, too_much[_i].size);
        _Exit(0);
    }
    close(ends[1]);
    for (size_t at = 0; (n = read(ends[0], said + at, sizeof said - 1 - at)) > 0; at += (size_t)n)
        ;
    close(ends[0]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 7);
    ck_assert_ptr_nonnull(strstr(said, "crisim: out of memory: "));
    ck_assert_msg(strstr(said, too_much[_i].said) != NULL, "%s", said);
    ck_assert_ptr_null(strstr(said, "fault of crisim"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *test = tcase_create("memory");
    SRunner *runner = srunner_create(suite);
    int failed;

    tcase_add_test(test, gives_what_is_asked_for);
    tcase_add_test(test, nothing_is_a_valid_pointer);
    tcase_add_test(test, lists_have_room_for_one_more);
    tcase_add_loop_test(test, too_much_ends_with_7, 0, sizeof too_much / sizeof too_much[0]);
    suite_add_tcase(suite, test);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
