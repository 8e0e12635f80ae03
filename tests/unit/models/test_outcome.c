/* Outcomes of runs as a whole: merged in any order, written and read, and what a wrong byte does.
 */
#include "models/outcome.h"
#include "tests/unit/models/scene.h"

#include "tests/unit/suite.h"

#include <string.h>

/* Two calls a second, some of which a quota refuses, an outage in the middle. */
static void make(struct scene *s, uint32_t calls)
{
    scene_init(s);
    s->quotas[0].requests_per_min = 40;
    s->targets[0].quota = 0;
    s->spec.n_quotas = 1;
    scene_outage(s, CRI_OUTAGE_SERVING_LOSS, 0, 10 * SIM_SECOND, 20 * SIM_SECOND);
    scene_calls(s, 0, calls, 0, SIM_SECOND / 2);
    scene_run(s);
}

static void write_outcome(struct cri_outcome *outcome, struct sim_codec *codec)
{
    *codec = (struct sim_codec){0};
    cri_outcome_code(outcome, codec);
}

static void same(struct cri_outcome *a, struct cri_outcome *b)
{
    struct sim_codec x, y;

    write_outcome(a, &x);
    write_outcome(b, &y);
    ck_assert_uint_eq(x.n, y.n);
    ck_assert_mem_eq(x.data, y.data, x.n);
    sim_codec_release(&x);
    sim_codec_release(&y);
}

START_TEST(merged_in_any_order)
{
    static const uint32_t calls[] = {90, 30, 61};
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
    struct cri_outcome merged[3];
    static struct scene scenes[3];

    for (int i = 0; i < 3; i++)
        make(&scenes[i], calls[i]);
    ck_assert_uint_gt(cri_outcome_total(&scenes[0].outcome, CRI_N_PHASES).terminal[CRI_THROTTLED],
                      0);
    for (int k = 0; k < 3; k++) {
        cri_outcome_init(&merged[k], &scenes[0].spec);
        for (int i = 0; i < 3; i++)
            cri_outcome_merge(&merged[k], &scenes[orders[k][i]].outcome);
        same(&merged[0], &merged[k]);
    }
    ck_assert_uint_eq(cri_outcome_total(&merged[0], CRI_N_PHASES).offered, 90 + 30 + 61);
    ck_assert_uint_eq(merged[0].requests, 90 + 30 + 61);
    for (int i = 0; i < 3; i++) {
        cri_outcome_release(&merged[i]);
        scene_release(&scenes[i]);
    }
}
END_TEST

START_TEST(written_and_read)
{
    static struct scene s;
    struct cri_outcome back;
    struct sim_codec out, in;

    make(&s, 90);
    write_outcome(&s.outcome, &out);
    cri_outcome_init(&back, &s.spec);
    in = sim_codec_read(out.data, out.n);
    cri_outcome_code(&back, &in);
    ck_assert(sim_codec_complete(&in));
    same(&s.outcome, &back);
    /* Into an outcome of another spec it does not fit. */
    cri_outcome_release(&back);
    s.spec.n_quotas = 0;
    cri_outcome_init(&back, &s.spec);
    in = sim_codec_read(out.data, out.n);
    cri_outcome_code(&back, &in);
    ck_assert(!sim_codec_complete(&in));
    cri_outcome_release(&back);
    s.spec.n_quotas = 1;
    sim_codec_release(&out);
    scene_release(&s);
}
END_TEST

/* What is read is another outcome, or refused; in neither case is memory touched that it has not,
 * or more of it taken than the bytes are worth. */
START_TEST(a_wrong_byte_does_no_harm)
{
    static struct scene s;
    struct sim_codec out;
    uint32_t refused = 0;

    make(&s, 90);
    write_outcome(&s.outcome, &out);
    for (size_t i = 0; i < out.n; i++)
        for (unsigned change = 1; change < 256; change *= 4) {
            struct cri_outcome back, into;
            struct sim_codec in;

            out.data[i] ^= (unsigned char)change;
            cri_outcome_init(&back, &s.spec);
            in = sim_codec_read(out.data, out.n);
            cri_outcome_code(&back, &in);
            refused += !sim_codec_complete(&in);
            if (sim_codec_complete(&in)) {
                cri_outcome_init(&into, &s.spec);
                cri_outcome_merge(&into, &back);
                cri_outcome_release(&into);
            }
            cri_outcome_release(&back);
            out.data[i] ^= (unsigned char)change;
        }
    ck_assert_uint_gt(refused, 100);
    sim_codec_release(&out);
    scene_release(&s);
}
END_TEST

START_TEST(the_layout_is_of_the_description)
{
    char hex[2][65];

    for (int i = 0; i < 2; i++) {
        struct sim_sha256 sha;

        sim_sha256_init(&sha);
        cri_outcome_layout(&sha);
        sim_sha256_hex_of(&sha, hex[i]);
    }
    ck_assert_str_eq(hex[0], hex[1]);
}
END_TEST

SUITE_MAIN("outcome", merged_in_any_order, written_and_read, a_wrong_byte_does_no_harm,
           the_layout_is_of_the_description)
