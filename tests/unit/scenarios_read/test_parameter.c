/*
 * A value by its path: what is stated, what it may be, and the patch that changes it.
 */
#include "scenarios/read/parameter.h"
#include "sim/base/text.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

static struct scenario *scenario;
static struct sim_arena arena;
static struct scenario_parameter found;
static struct sim_text why;

static const char text[] =
    "{'format':'crisim-scenario','version':2,'load':1.5,"
    "'traffic':{'calls':{'generator':'poisson','rate_per_s':2}},"
    "'classes':{'chat':{'traffic':'calls','model':'m','source_region':'eu-west-2',"
    "'max_tokens':100},"
    "'a.b':{'traffic':'calls','model':'m','source_region':'eu-west-2','max_tokens':'unset'}},"
    "'routing':{'shares':{'eu-west-2':0.25}},"
    "'quotas':{'all':{'requests_per_min':90},'other':{'model':'n','requests_per_min':50}},"
    "'capacity':{'all':{'kind':'unlimited'}},"
    "'options':{'a':{'mode':'single-region'},'b':{'mode':'single-region','overrides':"
    "{'quotas':{'all':{'requests_per_min':180}}}}}}";

static void open(void)
{
    struct sim_text json = {0};
    struct sim_diag diag;

    sim_text_add(&json, text);
    for (char *c = json.data; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    sim_diag_init(&diag);
    scenario = scenario_parse("s.json", json.data, json.length, &diag);
    ck_assert_msg(scenario != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "");
    sim_diag_release(&diag);
    sim_text_release(&json);
}

static void shut(void)
{
    sim_text_release(&why);
    sim_arena_release(&arena);
    scenario_destroy(scenario);
}

static bool find(const char *path)
{
    sim_text_clear(&why);
    return scenario_parameter_find(scenario, path, &arena, &found, &why);
}

static void is_wrong(const char *path, const char *message)
{
    ck_assert_msg(!find(path), "%s", path);
    ck_assert_str_eq(why.data, message);
}

START_TEST(what_is_stated)
{
    open();
    ck_assert(find("load") && found.stated == 1.5 && found.is_number && !found.is_whole);
    ck_assert(find("classes.chat.max_tokens") && found.stated == 100 && found.is_whole);
    ck_assert(find("classes.\"a.b\".max_tokens") && isnan(found.stated));
    ck_assert_str_eq(found.word, "unset");
    ck_assert(find("quotas.other.requests_per_min") && found.stated == 50);
    ck_assert_ptr_null(found.differs);
    ck_assert(find("quotas.all.requests_per_min") && found.stated == 90);
    ck_assert_str_eq(found.differs, "b");
    ck_assert(find("quotas.all.tokens_per_min") && isnan(found.stated) && found.word == NULL);
    ck_assert(find("quota_rules.refill_minute") && !found.is_number);
    ck_assert_str_eq(found.word, "token-bucket");
    ck_assert(find("routing.shares.eu-west-2") && found.stated == 0.25);
    ck_assert(find("factors.ttft") && found.stated == 1);
    shut();
}
END_TEST

START_TEST(what_there_is_not)
{
    open();
    is_wrong("lod", "unknown key 'lod'; did you mean 'load'?");
    is_wrong("classes.chta.max_tokens", "'classes' has no entry 'chta'; did you mean 'chat'?");
    is_wrong("classes.chat.max_token", "unknown key 'max_token'; did you mean 'max_tokens'?");
    is_wrong("outages.x.start_s", "'outages' has no entry 'x', nor any other");
    is_wrong("quotas.all", "is an entry of several values: name one of its keys, as in "
                           "quotas.all.requests_per_min");
    is_wrong("load.x", "'load' is a value, and has no 'x'");
    is_wrong("classes", "'classes' is no single value");
    is_wrong("seed", "cannot be varied: it is no part of the world that all options share");
    is_wrong("options.a.mode",
             "cannot be varied: it is no part of the world that all options share");
    is_wrong("routing.shares.eu-west-1", "there is no 'eu-west-1'; did you mean 'eu-west-2'?");
    for (size_t i = 0; i < 4; i++) {
        static const char *const broken[] = {"", "a..b", "\"load", "load."};

        is_wrong(broken[i], "is no path; write it as --set does: classes.chat.max_tokens");
    }
    shut();
}
END_TEST

START_TEST(what_it_may_be)
{
    open();
    ck_assert(find("classes.chat.max_tokens"));
    ck_assert(scenario_parameter_takes(&found, "7", &why));
    ck_assert(scenario_parameter_takes(&found, "unset", &why));
    ck_assert(!scenario_parameter_takes(&found, "1.5", &why));
    ck_assert(!scenario_parameter_takes(&found, "0", &why));
    ck_assert(!scenario_parameter_takes(&found, "true", &why));
    ck_assert(find("quota_rules.refill_minute"));
    ck_assert(scenario_parameter_takes(&found, "fixed-window", &why));
    ck_assert(!scenario_parameter_takes(&found, "fixed", &why));
    ck_assert(find("cache.simulate") && scenario_parameter_takes(&found, "true", &why));
    ck_assert(!scenario_parameter_takes(&found, "1", &why));
    shut();
}
END_TEST

START_TEST(the_patch_that_changes_it)
{
    struct sim_text patch = {0};

    open();
    ck_assert(find("classes.\"a.b\".max_tokens"));
    scenario_parameter_patch(&found, "12", &patch);
    ck_assert_str_eq(patch.data, "{\"classes\":{\"a.b\":{\"max_tokens\":12}}}");
    sim_text_clear(&patch);
    ck_assert(find("cache.simulate"));
    scenario_parameter_patch(&found, "true", &patch);
    ck_assert_str_eq(patch.data, "{\"cache\":{\"simulate\":true}}");
    sim_text_clear(&patch);
    ck_assert(find("quota_rules.refill_minute"));
    scenario_parameter_patch(&found, "fixed-window", &patch);
    ck_assert_str_eq(patch.data, "{\"quota_rules\":{\"refill_minute\":\"fixed-window\"}}");
    sim_text_release(&patch);
    shut();
}
END_TEST

SUITE_MAIN("parameter", what_is_stated, what_there_is_not, what_it_may_be,
           the_patch_that_changes_it)
