/*
 * Edits of a command line: an entry that one of them misnames is found.
 */
#include "scenarios/read/edit.h"
#include "sim/base/text.h"
#include "tests/unit/suite.h"

#include <string.h>

static struct sim_json *parsed(const char *text)
{
    struct sim_text json = {0};
    struct sim_diag diag;
    struct sim_json *root;

    sim_text_add(&json, text);
    for (char *c = json.data; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    sim_diag_init(&diag);
    root = sim_json_parse("test", json.data, json.length, &diag);
    ck_assert_ptr_nonnull(root);
    sim_diag_release(&diag);
    sim_text_release(&json);
    return root;
}

/* Of an edit that sets `patch` in a scenario with the class 'chat'. */
static bool is_good(const char *patch, const char *after, const char *said)
{
    struct sim_json *before = parsed("{'classes':{'chat':{'traffic':'t','model':'m',"
                                     "'source_region':'eu-west-2','max_tokens':1}}}");
    struct sim_json *edit = parsed(patch), *all = parsed(after);
    struct sim_diag diag;
    bool good;

    sim_diag_init(&diag);
    good = scenario_edits_check(before, all, edit, &diag);
    if (said != NULL)
        ck_assert_msg(diag.n == 1 && strstr(diag.findings[0].message, said) != NULL, "%s",
                      diag.n > 0 ? diag.findings[0].message : "nothing");
    else
        ck_assert_uint_eq(diag.n, 0);
    sim_diag_release(&diag);
    sim_json_destroy(before);
    sim_json_destroy(edit);
    sim_json_destroy(all);
    return good;
}

#define CHAT "'chat':{'traffic':'t','model':'m','source_region':'eu-west-2','max_tokens':1}"

START_TEST(half_an_entry_was_meant_for_another)
{
    ck_assert(!is_good("{'classes':{'chta':{'max_tokens':5}}}",
                       "{'classes':{" CHAT ",'chta':{'max_tokens':5}}}",
                       "there is no 'chta' to be changed"));
    /* A whole one is new, and what is there may be changed. */
    ck_assert(is_good("{'classes':{'mail':{'max_tokens':5}}}",
                      "{'classes':{" CHAT ",'mail':{'traffic':'t','model':'m',"
                      "'source_region':'eu-west-2','max_tokens':5}}}",
                      NULL));
    ck_assert(is_good("{'classes':{'chat':{'max_tokens':5}}}", "{'classes':{" CHAT "}}", NULL));
}
END_TEST

SUITE_MAIN("edit", half_an_entry_was_meant_for_another)
