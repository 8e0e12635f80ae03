#include "sim/base/json_in.h"

#include "sim/base/text.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>

START_TEST(reads_values_with_their_places)
{
    static const char text[] =
        "// head\n{\n  \"a\": [1, 2.5, \"x\\u00e9\"], /* b */ \"b\": {\"c\": null}\n}\n";
    struct sim_diag diag;
    struct sim_json *root;
    const struct sim_json *a, *c;

    sim_diag_init(&diag);
    root = sim_json_parse("f.json", text, strlen(text), &diag);
    ck_assert_ptr_nonnull(root);
    a = sim_json_find(root, "a");
    c = sim_json_find(sim_json_find(root, "b"), "c");
    ck_assert_uint_eq(root->line, 2);
    ck_assert_uint_eq(a->line, 3);
    ck_assert_uint_eq(a->column, 8);
    ck_assert_uint_eq(a->key_column, 3);
    ck_assert_uint_eq(a->n_children, 3);
    ck_assert(a->children[0]->is_integer && a->children[0]->number == 1);
    ck_assert(!a->children[1]->is_integer && a->children[1]->number == 2.5);
    ck_assert_str_eq(a->children[2]->string, "x\xc3\xa9");
    ck_assert(c->type == SIM_JSON_NULL);
    ck_assert_ptr_null(sim_json_find(root, "A"));
    sim_json_destroy(root);
    sim_diag_release(&diag);
}
END_TEST

START_TEST(refuses_with_a_place)
{
    static const struct {
        const char *text, *message;
    } bad[] = {
        {"{\"a\": 1, \"a\": 2}",
         "f:1:10: a: key appears twice in the same object; first at line 1"},
        {"{\"a\": 1, \"\\u0061\": 2}",
         "f:1:10: \\u0061: key appears twice in the same object; first at line 1"},
        {"{\"a\": 1} x", "f:1:10: text after the end of the document"},
        {"{\"a\": 1,}", "f:1:9: comma before '}'"},
        {"[1,]", "f:1:4: comma before ']'"},
        {"{\"a\": 1e999}", "f:1:7: a: number '1e999' is too large"},
        {"{\"a\": 9007199254740993}",
         "f:1:7: a: integer 9007199254740993 is beyond 2^53 and would lose digits"},
        {"{\"a\": 2026-03-02}", "f:1:7: a: not a number"},
        {"{\"a\": [\x01]}", "f:1:8: a[0]: a value was expected (true, false, null, a number, a "
                            "string in double quotes, '[' or '{')"},
        {"{\x02}", "f:1:2: a name in double quotes was expected"},
        {"{\"a\": 1.}", "f:1:7: a: not a number"},
        {"{\"a\": 01}", "f:1:7: a: number with a leading zero"},
        {"{'a': 1}", "f:1:2: names need double quotes"},
        {"{\"a\": 'x'}", "f:1:7: a: strings need double quotes"},
        {"{\"a\": \"x}", "f:1:10: a: string is not closed"},
        {"{\"a\": \"\\u0000\"}", "f:1:10: a: a string must not hold a NUL character"},
        {"{\"a\": \"\xff\"}", "f:1:8: a: string is not valid UTF-8"},
        {"/* x", "f:1:1: comment is not closed"},
        {"", "f:1:1: the text ends where a value was expected"},
        {"{\"a\"", "f:1:5: a: ':' was expected after the name"},
        {"{\"a\": NaN}", "f:1:7: a: a value was expected (true, false, null, a number, a string in "
                         "double quotes, '[' "
                         "or '{')"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct sim_diag diag;
        char line[512];

        sim_diag_init(&diag);
        ck_assert_ptr_null(sim_json_parse("f", bad[i].text, strlen(bad[i].text), &diag));
        ck_assert_uint_ge(diag.n, 1);
        sim_finding_format(&diag.findings[0], line, sizeof line);
        ck_assert_str_eq(line, bad[i].message);
        sim_diag_release(&diag);
    }
}
END_TEST

START_TEST(nesting_ends_at_64)
{
    char text[200];
    struct sim_diag diag;
    struct sim_json *root;

    for (int depth = 64; depth <= 65; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        sim_diag_init(&diag);
        root = sim_json_parse("f", text, (size_t)depth * 2, &diag);
        ck_assert((root != NULL) == (depth == 64));
        sim_json_destroy(root);
        sim_diag_release(&diag);
    }
}
END_TEST

static void show(const struct sim_json *json, char *out)
{
    char number[32];

    switch (json->type) {
    case SIM_JSON_NUMBER:
        snprintf(number, sizeof number, "%g", json->number);
        strcat(out, number);
        break;
    case SIM_JSON_STRING:
        strcat(strcat(strcat(out, "'"), json->string), "'");
        break;
    case SIM_JSON_NULL:
        strcat(out, "null");
        break;
    case SIM_JSON_BOOL:
        strcat(out, json->boolean ? "true" : "false");
        break;
    case SIM_JSON_ARRAY:
    case SIM_JSON_OBJECT:
        strcat(out, json->type == SIM_JSON_ARRAY ? "[" : "{");
        for (uint32_t i = 0; i < json->n_children; i++) {
            strcat(out, i > 0 ? "," : "");
            if (json->type == SIM_JSON_OBJECT)
                strcat(strcat(out, json->children[i]->key), ":");
            show(json->children[i], out);
        }
        strcat(out, json->type == SIM_JSON_ARRAY ? "]" : "}");
    }
}

START_TEST(merge_patch_of_rfc_7396)
{
    /* Appendix A of RFC 7396. */
    static const char *const cases[][3] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{a:'c'}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{a:'b',b:'c'}"},
        {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
        {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{b:'c'}"},
        {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{a:'c'}"},
        {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{a:['b']}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{a:{b:'d'}}"},
        {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{a:[1]}"},
        {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "['c','d']"},
        {"{\"a\":\"b\"}", "[\"c\"]", "['c']"},
        {"{\"a\":\"foo\"}", "null", "null"},
        {"{\"a\":\"foo\"}", "\"bar\"", "'bar'"},
        {"{\"e\":null}", "{\"a\":1}", "{e:null,a:1}"},
        {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{a:'b'}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{a:{bb:{}}}"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sim_diag diag;
        struct sim_json *target, *patch, *merged;
        char text[256] = "";

        sim_diag_init(&diag);
        target = sim_json_parse("t", cases[i][0], strlen(cases[i][0]), &diag);
        patch = sim_json_parse("p", cases[i][1], strlen(cases[i][1]), &diag);
        merged = sim_json_merge_patch(target, patch);
        show(merged, text);
        ck_assert_str_eq(text, cases[i][2]);
        sim_json_destroy(target);
        sim_json_destroy(patch);
        sim_json_destroy(merged);
        sim_diag_release(&diag);
    }
}
END_TEST

/* What target lost of `whole` is not brought back by a change of it; what whole never had, what is
 * no object, and what stands inside of something new, comes. */
START_TEST(merge_patch_brings_nothing_back)
{
    static const char *const cases[][4] = {
        {"{\"c\":{\"p\":{\"x\":1}}}", "{\"c\":{\"p\":{\"x\":2},\"q\":{\"x\":2}}}",
         "{\"c\":{\"p\":{\"x\":1},\"q\":{\"x\":1}}}", "{c:{p:{x:2}}}"},
        {"{\"c\":{}}", "{\"c\":{\"r\":{\"x\":2},\"s\":3}}", "{\"c\":{\"q\":{\"x\":1},\"s\":1}}",
         "{c:{r:{x:2},s:3}}"},
        {"{}", "{\"d\":{\"q\":{\"x\":2}}}", "{\"c\":{}}", "{d:{q:{x:2}}}"},
        {"{}", "{\"c\":{\"q\":{\"x\":2}}}", "{\"c\":{\"q\":{}}}", "{}"},
        {"{\"c\":7}", "{\"c\":{\"q\":{\"x\":2}}}", "{\"c\":{\"q\":{}}}", "{c:{q:{x:2}}}"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sim_json *trees[3], *merged;
        struct sim_diag diag;
        char text[256] = "";

        sim_diag_init(&diag);
        for (int k = 0; k < 3; k++)
            trees[k] = sim_json_parse("t", cases[i][k], strlen(cases[i][k]), &diag);
        merged = sim_json_merge_patch_kept(trees[0], trees[1], trees[2]);
        show(merged, text);
        ck_assert_str_eq(text, cases[i][3]);
        sim_json_destroy(merged);
        for (int k = 0; k < 3; k++)
            sim_json_destroy(trees[k]);
        sim_diag_release(&diag);
    }
}
END_TEST

START_TEST(findings_before_a_syntax_error_are_kept)
{
    static const char text[] = "{\"a\": 1e999,\n \"a\": 9007199254740993,\n \"b\" 1}";
    struct sim_diag diag;

    sim_diag_init(&diag);
    ck_assert_ptr_null(sim_json_parse("f", text, strlen(text), &diag));
    ck_assert_uint_eq(diag.n_errors, 4); /* too large, twice, too many digits, no colon */
    ck_assert_uint_eq(diag.findings[3].line, 3);
    sim_diag_release(&diag);
}
END_TEST

START_TEST(comments_and_strings_do_not_mix)
{
    static const char text[] = "{ // \"no\": [\n \"a\": \"/* // \\\" */\", /* \" \n , */ \"b\": "
                               "0.1000000000000000000000000000000000000000000000000000000000000000"
                               "0000000000000000000000000000000000000000 }";
    struct sim_diag diag;
    struct sim_json *root;

    sim_diag_init(&diag);
    root = sim_json_parse("f", text, strlen(text), &diag);
    ck_assert_msg(root != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "");
    ck_assert_str_eq(sim_json_find(root, "a")->string, "/* // \" */");
    ck_assert(sim_json_find(root, "b")->number == 0.1 && !sim_json_find(root, "b")->is_integer);
    ck_assert(sim_json_find(root, "b")->line == 3);
    sim_json_destroy(root);
    sim_diag_release(&diag);
}
END_TEST

/* What is counted before cJSON sees the text is what the text holds: empty arrays, too. */
START_TEST(values_end_at_two_million)
{
    static const char *const values[] = {"0", "[]", "{ }"};

    for (size_t v = 0; v < 3; v++) {
        struct sim_text text = {0};

        sim_text_add(&text, "[");
        sim_text_add(&text, values[v]);
        for (size_t n = 1; n < 1999999; n++) {
            sim_text_add_bytes(&text, ",", 1);
            sim_text_add_bytes(&text, values[v], strlen(values[v]));
        }
        for (size_t n = 1999999; n <= 2000000; n++) { /* and the root */
            size_t length = text.length;
            struct sim_diag diag;
            struct sim_json *root;

            sim_text_add(&text, "]");
            sim_diag_init(&diag);
            root = sim_json_parse("f", text.data, text.length, &diag);
            ck_assert((root != NULL) == (n == 1999999));
            if (root == NULL)
                ck_assert_str_eq(diag.findings[0].message, "holds more than 2,000,000 values");
            else
                ck_assert_uint_eq(root->n_children, 1999999);
            sim_json_destroy(root);
            sim_diag_release(&diag);
            text.length = length;
            sim_text_add_bytes(&text, ",", 1);
            sim_text_add_bytes(&text, values[v], strlen(values[v]));
        }
        sim_text_release(&text);
    }
}
END_TEST

SUITE_MAIN("json_in", reads_values_with_their_places, refuses_with_a_place, nesting_ends_at_64,
           merge_patch_of_rfc_7396, merge_patch_brings_nothing_back,
           findings_before_a_syntax_error_are_kept, comments_and_strings_do_not_mix,
           values_end_at_two_million)
