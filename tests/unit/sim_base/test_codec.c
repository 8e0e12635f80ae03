#include "sim/base/codec.h"

#include "tests/unit/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct all {
    uint32_t small;
    uint64_t large;
    int64_t either;
    __int128 sum;
    unsigned __int128 squares;
    double number;
    bool is;
    uint64_t each[3];
};

static void code(struct all *all, char **string, struct sim_codec *codec)
{
    sim_codec_same(codec, "kind", 7);
    SIM_CODE(codec, all, small);
    SIM_CODE(codec, all, large);
    SIM_CODE(codec, all, either);
    SIM_CODE(codec, all, sum);
    SIM_CODE(codec, all, squares);
    SIM_CODE(codec, all, number);
    SIM_CODE(codec, all, is);
    SIM_CODE_EACH(codec, all, each);
    sim_codec_string(codec, "string", string);
}

static const struct all drawn[] = {
    {0},
    {.small = 127, .large = 128, .either = -1, .sum = -1, .squares = 1, .number = 0.1, .is = true},
    {.small = UINT32_MAX,
     .large = UINT64_MAX,
     .either = INT64_MIN,
     .sum = -((__int128)1 << 100),
     .squares = ~(unsigned __int128)0,
     .number = -1e300,
     .each = {UINT64_MAX, 1, (uint64_t)1 << 63}},
    {.either = INT64_MAX, .sum = (__int128)1 << 126, .number = INFINITY, .each = {0, 300, 0}},
};
enum { N_DRAWN = sizeof drawn / sizeof drawn[0] };

static bool same(const struct all *a, const struct all *b)
{
    return a->small == b->small && a->large == b->large && a->either == b->either &&
           a->sum == b->sum && a->squares == b->squares && a->number == b->number &&
           a->is == b->is && memcmp(a->each, b->each, sizeof a->each) == 0;
}

START_TEST(what_is_written_is_read)
{
    for (int i = 0; i < N_DRAWN; i++) {
        struct all from = drawn[i], to;
        char *out_string = strdup(i == 0 ? "" : "a word"), *in_string = NULL;
        struct sim_codec out = {0}, in;

        memset(&to, 0xff, sizeof to);
        code(&from, &out_string, &out);
        in = sim_codec_read(out.data, out.n);
        code(&to, &in_string, &in);
        ck_assert(sim_codec_complete(&in));
        ck_assert_msg(same(&from, &to), "value %d", i);
        ck_assert_str_eq(in_string, out_string);
        free(in_string);
        free(out_string);
        sim_codec_release(&out);
    }
}
END_TEST

/* The bytes are of the values, whatever the machine: a few by hand. */
START_TEST(the_bytes_are_of_the_values)
{
    struct sim_codec codec = {0};
    uint64_t numbers[] = {0, 127, 128, 300};
    int64_t either[] = {0, -1, 1};
    double half = 0.5, nothing = 0;
    const unsigned char expected[] = {0, 127, 0x80, 1, 0xac, 2, 0, 1, 2, 0xbf, 0xc0, 3, 0};

    for (int i = 0; i < 4; i++)
        SIM_CODE_AS(&codec, "n", numbers[i]);
    for (int i = 0; i < 3; i++)
        SIM_CODE_AS(&codec, "i", either[i]);
    /* 0x3fe0000000000000, turned: 0xe03f = 63 + 64 x 128 + 3 x 16384 */
    SIM_CODE_AS(&codec, "f", half);
    SIM_CODE_AS(&codec, "f", nothing);
    ck_assert_uint_eq(codec.n, sizeof expected);
    ck_assert_mem_eq(codec.data, expected, sizeof expected);
    sim_codec_release(&codec);
}
END_TEST

START_TEST(no_number_is_kept_as_it_is)
{
    double number = NAN, back = 0;
    struct sim_codec out = {0}, in;

    SIM_CODE_AS(&out, "f", number);
    in = sim_codec_read(out.data, out.n);
    SIM_CODE_AS(&in, "f", back);
    ck_assert(sim_codec_complete(&in) && isnan(back));
    sim_codec_release(&out);
}
END_TEST

START_TEST(bytes_that_do_not_fit_are_bad)
{
    struct all from = drawn[2];
    char *string = strdup("word");
    struct sim_codec out = {0};

    code(&from, &string, &out);
    for (size_t n = 0; n <= out.n + 1; n++) {
        unsigned char *bytes = calloc(1, out.n + 1);
        struct all to;
        char *read = NULL;
        struct sim_codec in;

        memcpy(bytes, out.data, n < out.n ? n : out.n);
        in = sim_codec_read(bytes, n);
        code(&to, &read, &in);
        ck_assert_int_eq(sim_codec_complete(&in), n == out.n);
        free(read);
        free(bytes);
    }
    out.data[0] = 8; /* of another kind */
    {
        struct all to;
        char *read = NULL;
        struct sim_codec in = sim_codec_read(out.data, out.n);

        code(&to, &read, &in);
        ck_assert(!sim_codec_complete(&in));
        free(read);
    }
    free(string);
    sim_codec_release(&out);
}
END_TEST

/* Too large for its type, too long for a number, more numbers than there are bytes. */
START_TEST(numbers_stay_in_their_types)
{
    static const unsigned char large[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2};
    uint64_t wide = (uint64_t)UINT32_MAX + 1, two = 2;
    struct sim_codec out = {0}, in;
    uint32_t small = 5;
    bool is = true;

    SIM_CODE_AS(&out, "n", wide);
    SIM_CODE_AS(&out, "n", two);
    in = sim_codec_read(out.data, out.n);
    SIM_CODE_AS(&in, "n", small);
    ck_assert(in.bad && small == 0);
    in = sim_codec_read(out.data + out.n - 1, 1);
    SIM_CODE_AS(&in, "n", is);
    ck_assert(in.bad && !is);
    in = sim_codec_read(large, sizeof large);
    SIM_CODE_AS(&in, "n", wide);
    ck_assert(in.bad);
    in = sim_codec_read(large, sizeof large);
    ck_assert(sim_codec_holds(&in, sizeof large) && !in.bad);
    ck_assert(!sim_codec_holds(&in, sizeof large + 1) && in.bad);
    sim_codec_release(&out);
}
END_TEST

static void layout_of(const char *name, bool wide, const char *word, char hex[65])
{
    struct sim_sha256 sha;
    struct sim_codec codec;
    uint32_t small = 0;
    uint64_t large = 0;

    sim_sha256_init(&sha);
    codec = sim_codec_layout(&sha);
    if (wide)
        SIM_CODE_AS(&codec, name, large);
    else
        SIM_CODE_AS(&codec, name, small);
    sim_codec_word(&codec, word);
    sim_sha256_hex_of(&sha, hex);
}

START_TEST(a_layout_is_of_names_and_types_and_words)
{
    char a[65], b[65];

    layout_of("n", false, "x", a);
    layout_of("n", false, "x", b);
    ck_assert_str_eq(a, b);
    layout_of("m", false, "x", b);
    ck_assert_str_ne(a, b);
    layout_of("n", true, "x", b);
    ck_assert_str_ne(a, b);
    layout_of("n", false, "y", b);
    ck_assert_str_ne(a, b);
}
END_TEST

SUITE_MAIN("codec", what_is_written_is_read, the_bytes_are_of_the_values,
           no_number_is_kept_as_it_is, bytes_that_do_not_fit_are_bad, numbers_stay_in_their_types,
           a_layout_is_of_names_and_types_and_words)
