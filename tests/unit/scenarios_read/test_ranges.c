/*
 * Numbers that are ranges: the middle is read, the range is noted and written again, and a draw is
 * a patch of the file, which leaves an option its own numbers.
 */
#include "scenarios/read/ranges.h"
#include "sim/base/text.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

#define HEAD                                                                                       \
    "{'format':'crisim-scenario','version':2,"                                                     \
    "'traffic':{'calls':{'generator':'poisson','rate_per_s':{'low':1,'mid':2,'high':5}}},"         \
    "'classes':{'a.b':{'traffic':'calls','model':'m','source_region':'eu-west-2',"                 \
    "'max_tokens':{'low':10,'mid':100,'high':1000,'note':'a guess'}}},"                            \
    "'routing':{'shares':{'eu-west-2':{'low':0.1,'mid':0.25,'high':0.5}}},"
#define OPTIONS                                                                                    \
    "'capacity':{'all':{'kind':'slots','slots':{'low':20,'mid':40,'high':60}}},"                   \
    "'options':{'one':{'mode':'single-region'},'two':{'mode':'single-region','overrides':"         \
    "{'capacity':{'all':{'slots':7}},'load':{'low':1,'mid':2,'high':3}}}}}"

static struct sim_diag diag;

static struct scenario *parse(const char *text)
{
    struct sim_text json = {0};
    struct scenario *scenario;

    sim_text_add(&json, text);
    for (char *c = json.data; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    sim_diag_init(&diag);
    scenario = scenario_parse("s.json", json.data, json.length, &diag);
    sim_text_release(&json);
    return scenario;
}

static const struct scenario_capacity *capacity(const struct scenario_world *world)
{
    return world->capacity.items;
}

START_TEST(the_middle_is_read_and_the_range_is_noted)
{
    static const char *const paths[] = {"traffic.calls.rate_per_s", "classes.\"a.b\".max_tokens",
                                        "routing.shares.eu-west-2", "capacity.all.slots",
                                        "options.two.overrides.load"};
    struct scenario *scenario = parse(HEAD OPTIONS);
    const struct scenario_traffic *traffic;

    ck_assert_msg(scenario != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "");
    traffic = scenario->base.traffic.items;
    ck_assert(traffic->rate_per_s == 2);
    ck_assert_int_eq(capacity(&scenario->base)->slots, 40);
    ck_assert_int_eq(capacity(&scenario->worlds[0])->slots, 40);
    ck_assert_int_eq(capacity(&scenario->worlds[1])->slots, 7);
    ck_assert(scenario->base.load == 1 && scenario->worlds[1].load == 2);
    ck_assert(scenario->base.routing.shares.values[0] == 0.25);
    ck_assert_uint_eq(scenario->n_ranges, 5);
    for (uint32_t i = 0; i < 5; i++)
        ck_assert_str_eq(scenario->ranges[i].path, paths[i]);
    ck_assert(scenario->ranges[3].low == 20 && scenario->ranges[3].high == 60);
    ck_assert(scenario->ranges[3].is_whole && !scenario->ranges[0].is_whole);
    ck_assert(!scenario_range_is_of_option(&scenario->ranges[3]));
    ck_assert(scenario_range_is_of_option(&scenario->ranges[4]));
    ck_assert(scenario_range_find(scenario, (const char *[]){"capacity", "all", "slots"}, 3) ==
              &scenario->ranges[3]);
    ck_assert_ptr_null(scenario_range_find(scenario, (const char *[]){"capacity", "all"}, 2));
    scenario_destroy(scenario);
    sim_diag_release(&diag);
}
END_TEST

START_TEST(a_draw_leaves_an_option_its_own_numbers)
{
    const double values[] = {3, 200, NAN, 31, 2.5};
    struct scenario *scenario = parse(HEAD OPTIONS), *drawn;
    struct sim_text text = {0};
    struct sim_json *patch;

    scenario_ranges_patch(scenario, values, &text);
    ck_assert_str_eq(text.data, "{\"traffic\":{\"calls\":{\"rate_per_s\":3}},"
                                "\"classes\":{\"a.b\":{\"max_tokens\":200}},"
                                "\"capacity\":{\"all\":{\"slots\":31}},"
                                "\"options\":{\"two\":{\"overrides\":{\"load\":2.5}}}}");
    patch = sim_json_parse("(draw)", text.data, text.length, &diag);
    drawn = scenario_extended(scenario, patch, &diag);
    ck_assert_msg(drawn != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "");
    ck_assert_int_eq(capacity(&drawn->worlds[0])->slots, 31);
    ck_assert_int_eq(capacity(&drawn->worlds[1])->slots, 7);
    ck_assert(drawn->worlds[0].load == 1 && drawn->worlds[1].load == 2.5);
    ck_assert(drawn->base.routing.shares.values[0] == 0.25);
    scenario_destroy(drawn);
    sim_json_destroy(patch);
    sim_text_release(&text);
    scenario_destroy(scenario);
    sim_diag_release(&diag);
}
END_TEST

START_TEST(a_range_is_written_again)
{
    struct scenario *scenario = parse(HEAD OPTIONS), *again;
    struct sim_text text = {0}, twice = {0};

    scenario_canonical_json(scenario, &text);
    again = scenario_parse("s.json", text.data, text.length, &diag);
    ck_assert_msg(again != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "");
    ck_assert_uint_eq(again->n_ranges, 5);
    scenario_canonical_json(again, &twice);
    ck_assert_str_eq(text.data, twice.data);
    ck_assert_ptr_nonnull(strstr(text.data, "\"a guess\""));
    scenario_destroy(again);
    scenario_destroy(scenario);
    sim_text_release(&text);
    sim_text_release(&twice);
    sim_diag_release(&diag);
}
END_TEST

/* Whether all of a scenario's rooms are ranges, its capacities and what else stands beside them. */
static bool capacities_are_ranges(const char *text)
{
    struct scenario *scenario = parse(text);
    bool covered = scenario_ranges_cover(scenario, "capacity");

    scenario_destroy(scenario);
    sim_diag_release(&diag);
    return covered;
}

START_TEST(what_is_stated_as_ranges)
{
    struct scenario *scenario = parse(HEAD OPTIONS);

    /* An option states 7 slots of its own. */
    ck_assert(!scenario_ranges_cover(scenario, "capacity"));
    ck_assert(!scenario_ranges_cover(scenario, "quotas"));
    scenario_destroy(scenario);
    sim_diag_release(&diag);
    ck_assert(capacities_are_ranges(HEAD "'capacity':{'x':{'kind':'unlimited'},'y':{'kind':'slots',"
                                         "'slots':{'low':1,'mid':2,'high':3}}},"
                                         "'options':{'one':{'mode':'single-region'}}}"));
    ck_assert(capacities_are_ranges(HEAD "'factors':{'capacity':{'low':0.5,'mid':1,'high':2}},"
                                         "'capacity':{'all':{'kind':'slots','slots':5}},"
                                         "'options':{'one':{'mode':'single-region'}}}"));
    ck_assert(!capacities_are_ranges(
        HEAD "'capacity':{'x':{'kind':'unlimited'},'y':{'kind':'slots','slots':5},"
             "'z':{'kind':'slots','slots':{'low':1,'mid':2,'high':3}}},"
             "'options':{'one':{'mode':'single-region'}}}"));
}
END_TEST

SUITE_MAIN("ranges", the_middle_is_read_and_the_range_is_noted,
           a_draw_leaves_an_option_its_own_numbers, a_range_is_written_again,
           what_is_stated_as_ranges)
