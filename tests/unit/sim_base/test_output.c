/* Digests, JSON text, whole files, arenas and findings. */
#include "sim/base/arena.h"
#include "sim/base/diag.h"
#include "sim/base/file_out.h"
#include "sim/base/json_out.h"
#include "sim/base/sha256.h"
#include "sim/base/stream_in.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

START_TEST(sha256_of_fips_180)
{
    char hex[65];
    char *million = malloc(1000000);

    sim_sha256_hex("abc", 3, hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sim_sha256_hex("", 0, hex);
    ck_assert_str_eq(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    memset(million, 'a', 1000000);
    sim_sha256_hex(million, 1000000, hex);
    ck_assert_str_eq(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}
END_TEST

START_TEST(sha256_piece_by_piece)
{
    char text[300], whole[65], pieces[65];

    for (int i = 0; i < 300; i++)
        text[i] = (char)i;
    for (size_t n = 0; n <= 300; n += 7) {
        struct sim_sha256 sha;

        sim_sha256_hex(text, n, whole);
        sim_sha256_init(&sha);
        for (size_t at = 0; at < n; at += 13)
            sim_sha256_add(&sha, text + at, n - at < 13 ? n - at : 13);
        sim_sha256_hex_of(&sha, pieces);
        ck_assert_str_eq(whole, pieces);
    }
}
END_TEST

START_TEST(sha256_is_the_same_without_the_instructions)
{
    char text[1000], by_default[65], portable[65];

    for (int i = 0; i < 1000; i++)
        text[i] = (char)(i * 37 + i / 256);
    for (size_t n = 0; n <= 1000; n++) {
        struct sim_sha256 sha;

        sim_sha256_hex(text, n, by_default);
        sim_sha256_init(&sha);
        ck_assert(sha.by_instructions == sim_sha256_has_instructions());
        sha.by_instructions = false;
        sim_sha256_add(&sha, text, n);
        sim_sha256_hex_of(&sha, portable);
        ck_assert_str_eq(by_default, portable);
    }
}
END_TEST

START_TEST(json_text)
{
    struct sim_text text = {0};
    struct sim_json_out out;

    sim_json_out_init(&out, &text, false);
    sim_json_out_object(&out, NULL);
    sim_json_out_string(&out, "a", "x\"\\\n\x01");
    sim_json_out_array(&out, "b");
    sim_json_out_int(&out, NULL, -3);
    sim_json_out_double(&out, NULL, 0.5);
    sim_json_out_double(&out, NULL, INFINITY);
    sim_json_out_end(&out);
    sim_json_out_object(&out, "c");
    sim_json_out_end(&out);
    sim_json_out_bool(&out, "d", true);
    sim_json_out_string(&out, "e", NULL);
    sim_json_out_end(&out);
    ck_assert_str_eq(text.data,
                     "{\"a\":\"x\\\"\\\\\\n\\u0001\",\"b\":[-3,0.5,null],\"c\":{},\"d\":true,"
                     "\"e\":null}");
    sim_text_release(&text);
}
END_TEST

START_TEST(files_are_whole_or_not_there)
{
    char folder[] = "/tmp/crisim-test-XXXXXX";
    struct sim_text path = {0};
    struct sim_error err;
    char *text;
    size_t n;

    ck_assert_ptr_nonnull(mkdtemp(folder));
    sim_text_addf(&path, "%s/a/b", folder);
    ck_assert(sim_make_folder(path.data, &err) == SIM_OK);
    ck_assert(sim_make_folder(path.data, &err) == SIM_OK);
    sim_text_add(&path, "/file");
    ck_assert(sim_file_write(path.data, "hello", 5, &err) == SIM_OK);
    ck_assert(sim_file_read(path.data, 100, &text, &n, &err) == SIM_OK);
    ck_assert_str_eq(text, "hello");
    free(text);
    ck_assert(sim_file_read(path.data, 4, &text, &n, &err) == SIM_EINPUT);
    sim_text_add(&path, "/below-a-file");
    ck_assert(sim_file_write(path.data, "x", 1, &err) == SIM_EOUTPUT);
    ck_assert(sim_make_folder(path.data, &err) == SIM_EOUTPUT);
    sim_text_clear(&path);
    sim_text_addf(&path, "rm -r %s", folder);
    ck_assert_int_eq(system(path.data), 0);
    sim_text_release(&path);
}
END_TEST

START_TEST(arena_memory_is_apart_and_zero)
{
    struct sim_arena arena = {0};
    unsigned char *previous = NULL;

    for (size_t size = 0; size < 200000; size = size * 2 + 1) {
        unsigned char *memory = sim_arena_alloc(&arena, size);

        ck_assert_uint_eq((uintptr_t)memory % _Alignof(max_align_t), 0);
        ck_assert(memory != previous);
        for (size_t i = 0; i < size; i++)
            ck_assert_uint_eq(memory[i], 0);
        memset(memory, 0xff, size);
        previous = memory;
    }
    ck_assert_str_eq(sim_arena_printf(&arena, "%s-%d", "a", 7), "a-7");
    sim_arena_release(&arena);
    sim_arena_release(&arena);
}
END_TEST

START_TEST(findings_are_kept_once_and_counted)
{
    struct sim_diag diag;
    char line[200];

    sim_diag_init(&diag);
    diag.max_findings = 3;
    sim_diag_error(&diag, "f.json", 3, 7, "a.b", "must be %d", 5);
    sim_diag_error(&diag, "f.json", 3, 7, "a.b", "must be %d", 5);
    sim_diag_warning(&diag, NULL, 0, 0, NULL, "odd");
    sim_finding_format(&diag.findings[0], line, sizeof line);
    ck_assert_str_eq(line, "f.json:3:7: a.b: must be 5");
    sim_finding_format(&diag.findings[1], line, sizeof line);
    ck_assert_str_eq(line, "warning: odd");
    for (int i = 0; i < 5; i++)
        sim_diag_error(&diag, "f.json", (uint64_t)i, 0, NULL, "more");
    ck_assert_uint_eq(diag.n, 3);
    ck_assert_uint_eq(diag.n_errors, 6);
    sim_diag_release(&diag);
}
END_TEST

SUITE_MAIN("output", sha256_of_fips_180, sha256_piece_by_piece,
           sha256_is_the_same_without_the_instructions, json_text, files_are_whole_or_not_there,
           arena_memory_is_apart_and_zero, findings_are_kept_once_and_counted)
