#include "sim/base/codec.h"

#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

struct pair {
    uint32_t number;
    double *values;
    uint64_t n;
};

static void code(struct pair *pair, struct sim_codec *codec)
{
    void *values = pair->values;

    sim_codec_same(codec, 7);
    sim_codec_value(codec, pair->number);
    sim_codec_array(codec, &values, &pair->n, sizeof *pair->values);
    pair->values = values;
}

START_TEST(what_is_written_is_read)
{
    double values[3000];
    struct pair from = {.number = 42, .values = values, .n = 3000};
    struct pair to = {.values = malloc(8), .n = 1};
    struct sim_codec out = {0};
    struct sim_codec in;

    for (int i = 0; i < 3000; i++)
        values[i] = i / 3.0;
    code(&from, &out);
    in = sim_codec_read(out.data, out.n);
    code(&to, &in);
    ck_assert(sim_codec_complete(&in));
    ck_assert_uint_eq(to.number, 42);
    ck_assert_uint_eq(to.n, 3000);
    ck_assert_mem_eq(to.values, values, sizeof values);
    free(to.values);
    sim_codec_release(&out);
}
END_TEST

START_TEST(no_array_stays_none)
{
    struct pair from = {.number = 1, .n = 5};
    struct pair to = {0};
    struct sim_codec out = {0};
    struct sim_codec in;

    code(&from, &out);
    in = sim_codec_read(out.data, out.n);
    code(&to, &in);
    ck_assert(sim_codec_complete(&in));
    ck_assert_ptr_null(to.values);
    ck_assert_uint_eq(to.n, 5);
    sim_codec_release(&out);
}
END_TEST

START_TEST(bytes_that_do_not_fit_are_bad)
{
    double values[4] = {0};
    struct pair from = {.number = 9, .values = values, .n = 4};
    struct sim_codec out = {0};

    code(&from, &out);
    for (size_t n = 0; n <= out.n + 1; n++) {
        unsigned char *bytes = calloc(1, out.n + 1);
        struct pair to = {0};
        struct sim_codec in;

        memcpy(bytes, out.data, n < out.n ? n : out.n);
        in = sim_codec_read(bytes, n);
        code(&to, &in);
        ck_assert_int_eq(sim_codec_complete(&in), n == out.n);
        free(to.values);
        free(bytes);
    }
    out.data[0] = 8; /* of another kind */
    {
        struct pair to = {0};
        struct sim_codec in = sim_codec_read(out.data, out.n);

        code(&to, &in);
        ck_assert(!sim_codec_complete(&in));
        free(to.values);
    }
    sim_codec_release(&out);
}
END_TEST

SUITE_MAIN("codec", what_is_written_is_read, no_array_stays_none, bytes_that_do_not_fit_are_bad)
