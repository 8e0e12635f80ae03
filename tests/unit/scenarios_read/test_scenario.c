/*
 * From JSON to one world per option: words, bounds, defaults, what an option's patch reaches, and
 * what a key without effect is.
 */
#include "scenarios/read/scenario.h"
#include "sim/base/text.h"
#include "tests/unit/suite.h"

#include <math.h>
#include <string.h>

static struct scenario *scenario;
static struct sim_diag diag;

/* Single quotes stand for double ones. */
static void parse(const char *text)
{
    struct sim_text json = {0};

    sim_text_add(&json, text);
    for (char *c = json.data; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    sim_diag_init(&diag);
    scenario = scenario_parse("s.json", json.data, json.length, &diag);
    sim_text_release(&json);
}

static void drop(void)
{
    scenario_destroy(scenario);
    sim_diag_release(&diag);
}

#define HEAD     "{'format':'crisim-scenario','version':1,"
#define TRAFFIC  "'traffic':{'calls':{'generator':'poisson'}},"
#define CLASS    "'chat':{'traffic':'calls','model':'m','source_region':'eu-west-2','max_tokens':100}"
#define CLASSES  "'classes':{" CLASS "},"
#define CAPACITY "'capacity':{'all':{'kind':'unlimited'}},"
#define OPTIONS  "'options':{'a':{'mode':'single-region'}}}"

static void is_fine(const char *members)
{
    struct sim_text text = {0};

    sim_text_addf(&text, HEAD "%s" OPTIONS, members);
    parse(text.data);
    ck_assert_msg(scenario != NULL, "%s: %s\n%s", diag.n > 0 ? diag.findings[0].path : "",
                  diag.n > 0 ? diag.findings[0].message : "", members);
    sim_text_release(&text);
}

/* One finding, at that path, with that message. */
static void is_wrong(const char *members, const char *path, const char *message)
{
    struct sim_text text = {0};

    sim_text_addf(&text, HEAD "%s" OPTIONS, members);
    parse(text.data);
    ck_assert_msg(scenario == NULL && diag.n > 0, "%s", members);
    ck_assert_str_eq(diag.findings[0].path, path);
    ck_assert_str_eq(diag.findings[0].message, message);
    drop();
    sim_text_release(&text);
}

#define SCALE(x) "'traffic':{'calls':{'generator':'poisson','scale':" x "}}," CLASSES CAPACITY
#define SLO(x)   "'slo':{'success_rate':{'min':" x "}}," TRAFFIC CLASSES CAPACITY

/* A bound belongs to what is allowed, unless a key is above it. */
START_TEST(bounds_are_inside)
{
    is_fine(SLO("0"));
    ck_assert(scenario->base.slo.success_rate.min == 0);
    drop();
    is_fine(SLO("1"));
    ck_assert(scenario->base.slo.success_rate.min == 1);
    drop();
    is_wrong(SLO("1.000001"), "slo.success_rate.min", "must be at most 1 (got 1.000001)");
    is_wrong(SLO("-0.1"), "slo.success_rate.min", "must be at least 0 (got -0.1)");
    is_wrong(SCALE("0"), "traffic.calls.scale", "must be greater than 0 (got 0)");
    is_fine(SCALE("0.0001"));
    drop();
}
END_TEST

START_TEST(integers_and_words)
{
    is_fine(TRAFFIC CAPACITY "'quotas':{'q':{'tokens_per_min':'unlimited','tokens_per_day':7}},"
                             "'classes':{'chat':{'traffic':'calls','model':'m','source_region':"
                             "'eu-west-2','max_tokens':'unset'}},");
    {
        const struct scenario_quota *quota = scenario->base.quotas.items;
        const struct scenario_class *class = scenario->base.classes.items;

        ck_assert(quota->tokens_per_min == SCENARIO_WORD);
        ck_assert(quota->tokens_per_day == 7);
        ck_assert(quota->requests_per_min == SCENARIO_ABSENT);
        ck_assert(class->max_tokens == SCENARIO_WORD);
    }
    drop();
    is_wrong(TRAFFIC CLASSES CAPACITY "'quotas':{'q':{'tokens_per_min':'unset'}},",
             "quotas.q.tokens_per_min",
             "must be an integer or \"unlimited\" (got the string 'unset')");
    is_wrong(TRAFFIC CLASSES CAPACITY "'quotas':{'q':{'tokens_per_min':7.5}},",
             "quotas.q.tokens_per_min", "must be an integer or \"unlimited\" (got 7.5)");
}
END_TEST

/* docs/scenario-reference.md states them. */
START_TEST(defaults)
{
    is_fine(TRAFFIC CLASSES CAPACITY);
    {
        const struct scenario_world *world = &scenario->base;
        const struct scenario_class *class = world->classes.items;

        ck_assert(world->indifference.success_rate_points == 0.05);
        ck_assert(world->indifference.latency_s == 0.05);
        ck_assert(world->indifference.cost_percent == 1);
        ck_assert(world->indifference.throughput_percent == 0.5);
        ck_assert(isnan(world->slo.success_rate.min) && isnan(world->slo.e2e_p95_s.max));
        ck_assert(world->slo.goodput_e2e_s == 0);
        ck_assert_str_eq(world->routing.policy, "source-first");
        ck_assert(world->routing.hop_rtt_factor == 2);
        ck_assert_str_eq(class->client, "default");
        ck_assert_str_eq(class->account, "default");
        ck_assert(class->streaming && class->mode == 0);
        ck_assert(world->background.surge_on_outage);
        ck_assert(isnan(world->horizon_s));
    }
    drop();
}
END_TEST

/* RFC 7396: null removes, an object goes on member by member, anything else replaces; the base and
 * the other options stay as they are. */
START_TEST(an_option_is_a_merge_patch)
{
    parse(HEAD TRAFFIC
          "'classes':{" CLASS ",'mail':{'traffic':'calls','model':'m','source_region':'eu-west-2',"
          "'max_tokens':5}}," CAPACITY
          "'options':{'a':{'mode':'single-region'},'b':{'mode':'global','overrides':{'classes':{"
          "'mail':null,'chat':{'max_tokens':9}},'routing':{'refusal_ms':1}}}}}");
    ck_assert(scenario != NULL);
    {
        const struct scenario_class *base = scenario->base.classes.items;
        const struct scenario_class *a = scenario->worlds[0].classes.items;
        const struct scenario_class *b = scenario->worlds[1].classes.items;

        ck_assert_uint_eq(scenario->n_options, 2);
        ck_assert_int_eq(scenario->options[1].mode, 2);
        ck_assert_uint_eq(scenario->base.classes.n, 2);
        ck_assert_uint_eq(scenario->worlds[0].classes.n, 2);
        ck_assert_uint_eq(scenario->worlds[1].classes.n, 1);
        ck_assert_int_eq(base[0].max_tokens, 100);
        ck_assert_int_eq(a[0].max_tokens, 100);
        ck_assert_int_eq(b[0].max_tokens, 9);
        ck_assert_str_eq(b[0].source_region, "eu-west-2");
        ck_assert(scenario->worlds[1].routing.refusal_ms == 1);
        ck_assert(scenario->worlds[0].routing.refusal_ms != 1);
    }
    drop();
}
END_TEST

START_TEST(what_an_option_cannot_change)
{
    static const char *const keys[] = {"'replications':3",     "'slo':{}",
                                       "'indifference':{}",    "'title':'x'",
                                       "'resample_block_s':1", "'classes':{'chat':{'slo':{}}}"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct sim_text text = {0};

        sim_text_addf(&text,
                      HEAD TRAFFIC CLASSES CAPACITY
                      "'options':{'a':{'mode':'single-region','overrides':{%s}}}}",
                      keys[i]);
        parse(text.data);
        ck_assert_msg(scenario == NULL, "%s", keys[i]);
        ck_assert_str_eq(diag.findings[0].path, "options.a.overrides");
        ck_assert_ptr_nonnull(strstr(diag.findings[0].message, "cannot be changed by an option"));
        drop();
        sim_text_release(&text);
    }
}
END_TEST

/* A key that changes nothing is a finding that says what would be needed. */
START_TEST(keys_without_effect)
{
    is_wrong("'traffic':{'calls':{'generator':'poisson','peak_to_mean':2}}," CLASSES CAPACITY,
             "traffic.calls", "'peak_to_mean' has no effect with the generator 'poisson'");
    is_wrong("'traffic':{'calls':{'trace':'t.csv','rate_per_s':2}}," CLASSES CAPACITY,
             "traffic.calls", "'rate_per_s' has no effect without a 'generator'");
    is_wrong("'traffic':{'calls':{'generator':'poisson','time_unit':'ms'}}," CLASSES CAPACITY,
             "traffic.calls", "'time_unit' has no effect without a 'trace'");
    is_wrong(TRAFFIC CLASSES "'capacity':{'all':{'kind':'unlimited','queue':2}},", "capacity.all",
             "'queue' has no effect with kind 'unlimited'");
    is_wrong(TRAFFIC CLASSES "'capacity':{'all':{'kind':'slots','slots':2,'calls':3}},",
             "capacity.all", "'calls' has no effect with kind 'slots'");
    is_wrong(TRAFFIC CLASSES "'capacity':{'all':{'kind':'shared','calls':2,'slots':3}},",
             "capacity.all", "'slots' has no effect with kind 'shared'");
    is_wrong(TRAFFIC CLASSES CAPACITY "'cache':{'ttl':'1-hour'},", "cache",
             "'ttl' has no effect unless the cache is simulated");
    is_wrong(TRAFFIC CLASSES CAPACITY
             "'outages':{'o':{'kind':'stall','regions':['eu-west-2'],'start_s':1,'duration_s':1,"
             "'slowdown':2}},",
             "outages.o", "'slowdown' has no effect unless the kind is 'brown-out'");
}
END_TEST

/* All of them at once. */
START_TEST(every_finding_is_said)
{
    parse(HEAD
          "'slo':{'success_rate':{'min':2},'e2e':1},'classes':{'chat':{'traffic':'other',"
          "'model':'m','source_region':'eu-west-2','max_tokens':0}}," TRAFFIC CAPACITY OPTIONS);
    ck_assert(scenario == NULL);
    ck_assert_uint_eq(diag.n_errors, 5);
    drop();
}
END_TEST

START_TEST(references_name_the_nearest)
{
    is_wrong(TRAFFIC CAPACITY "'classes':{'chat':{'traffic':'call','model':'m','source_region':"
                              "'eu-west-2','max_tokens':1}},",
             "classes.chat", "'traffic' has no entry 'call'; did you mean 'calls'?");
    is_wrong(TRAFFIC CAPACITY "'clients':{'slow':{}},'classes':{'chat':{'traffic':'calls','model':"
                              "'m','source_region':'eu-west-2','max_tokens':1,'client':'slo'}},",
             "classes.chat", "'clients' has no entry 'slo'; did you mean 'slow'?");
}
END_TEST

/* 200 million at most: 1,000 a second for 100,000 s, twice. What a scale below 1 leaves out is
 * drawn nevertheless. */
START_TEST(how_much_is_drawn)
{
    is_fine("'traffic':{'calls':{'generator':'poisson','rate_per_s':1000,'duration_s':100000,"
            "'loops':2,'scale':0.5}}," CLASSES CAPACITY);
    drop();
    is_wrong("'traffic':{'calls':{'generator':'poisson','rate_per_s':1000,'duration_s':100000,"
             "'loops':2,'scale':1.01}}," CLASSES CAPACITY,
             "traffic.calls",
             "would draw 2.02e+08 requests ('rate_per_s' x 'duration_s' x 'loops', x 'scale' and "
             "x 'load' where they are above 1), more than 200 million");
    is_wrong("'traffic':{'calls':{'generator':'poisson','rate_per_s':1000,'duration_s':100000,"
             "'loops':3,'scale':0.5}}," CLASSES CAPACITY,
             "traffic.calls",
             "would draw 3e+08 requests ('rate_per_s' x 'duration_s' x 'loops', x 'scale' and "
             "x 'load' where they are above 1), more than 200 million");
    is_wrong("'load':3,'traffic':{'calls':{'generator':'poisson','rate_per_s':1000,"
             "'duration_s':100000}}," CLASSES CAPACITY,
             "traffic.calls",
             "would draw 3e+08 requests ('rate_per_s' x 'duration_s' x 'loops', x 'scale' and "
             "x 'load' where they are above 1), more than 200 million");
}
END_TEST

#define OUTAGE(regions, rest)                                                                      \
    "'o':{'kind':'serving-loss','regions':[" regions "],'start_s':1,'duration_s':2" rest "}"

/* Which key tells two entries apart: lists are sets, order is nothing. */
START_TEST(what_differs)
{
    const struct scenario_outage *o;

    is_fine(TRAFFIC CLASSES CAPACITY
            "'outages':{'a':{'kind':'serving-loss','regions':['eu-west-1','eu-west-2'],'start_s':1,"
            "'duration_s':2},'b':{'kind':'serving-loss','regions':['eu-west-2','eu-west-1'],"
            "'start_s':1,'duration_s':2},'c':{'kind':'serving-loss','regions':['eu-west-2'],"
            "'start_s':1,'duration_s':2},'d':{'kind':'serving-loss','regions':['eu-west-2'],"
            "'start_s':1,'duration_s':3}},");
    o = scenario->base.outages.items;
    ck_assert_ptr_null(scenario_changed_key("outages", &o[0], &o[1]));
    ck_assert_str_eq(scenario_changed_key("outages", &o[0], &o[2]), "regions");
    ck_assert_str_eq(scenario_changed_key("outages", &o[2], &o[0]), "regions");
    ck_assert_str_eq(scenario_changed_key("outages", &o[2], &o[3]), "duration_s");
    drop();
}
END_TEST

/* The canonical text is a scenario again, and says the same. */
START_TEST(canonical_json_reads_back)
{
    struct sim_text one = {0}, two = {0};

    is_fine("'seed':9,'slo':{'e2e_p95_s':{'max':3}}," TRAFFIC CLASSES
            "'capacity':{'all':{'kind':'slots','slots':3}},"
            "'outages':{" OUTAGE("'eu-west-2'", ",'ramp_s':4") "},");
    scenario_canonical_json(scenario, &one);
    drop();
    sim_diag_init(&diag);
    scenario = scenario_parse("again.json", one.data, one.length, &diag);
    ck_assert_msg(scenario != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "");
    ck_assert_int_eq(scenario->base.seed, 9);
    ck_assert(scenario->base.slo.e2e_p95_s.max == 3);
    ck_assert(((struct scenario_outage *)scenario->base.outages.items)->ramp_s == 4);
    scenario_canonical_json(scenario, &two);
    ck_assert_str_eq(one.data, two.data);
    drop();
    sim_text_release(&one);
    sim_text_release(&two);
}
END_TEST

/* A patch reaches an option after its own overrides, what it says of that option alone last; a
 * class that it has removed stays out, one that only it has can be reached. */
START_TEST(a_patch_of_options)
{
    static const char *const text =
        HEAD TRAFFIC "'classes':{" CLASS ",'other':{'traffic':'calls','model':'m',"
                     "'source_region':'eu-west-2','max_tokens':100}}," CAPACITY
                     "'options':{'a':{'mode':'single-region'},'less':{'mode':'single-region',"
                     "'overrides':{'classes':{'chat':{'max_tokens':300},'other':null,'own':{"
                     "'traffic':'calls','model':'m','source_region':'eu-west-2','max_tokens':100}}"
                     "}}}}";
    char json[] = "{'classes':{'chat':{'max_tokens':500},'other':{'max_tokens':600}},"
                  "'options':{'less':{'overrides':{'classes':{'chat':{'max_tokens':700},"
                  "'own':{'max_tokens':800}}}}}}";
    const struct scenario_class *classes;
    struct scenario *patched;
    struct sim_json *patch;

    for (char *c = json; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    parse(text);
    ck_assert_msg(scenario != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "");
    patch = sim_json_parse("patch", json, strlen(json), &diag);
    patched = scenario_patched(scenario, patch, &diag);
    ck_assert_msg(patched != NULL, "%s", diag.n > 0 ? diag.findings[0].message : "");
    classes = patched->worlds[0].classes.items;
    ck_assert_uint_eq(patched->worlds[0].classes.n, 2);
    ck_assert_str_eq(classes[1].node.name, "other");
    ck_assert(classes[0].max_tokens == 500 && classes[1].max_tokens == 600);
    classes = patched->worlds[1].classes.items;
    ck_assert_uint_eq(patched->worlds[1].classes.n, 2);
    ck_assert_str_eq(classes[1].node.name, "own");
    ck_assert(classes[0].max_tokens == 700 && classes[1].max_tokens == 800);
    scenario_destroy(patched);
    sim_json_destroy(patch);
    drop();
}
END_TEST

/* A scenario that does not say what it is called is called after its classes. */
START_TEST(a_title_is_made)
{
#define OF(name, model, region)                                                                    \
    "'" name "':{'traffic':'calls','model':'" model "','source_region':'" region                   \
    "','max_tokens':100}"
    static const struct {
        const char *members, *title;
    } rows[] = {
        {"'title':'Mine','classes':{" OF("a", "m", "eu-west-2") "},", "Mine"},
        {"'classes':{" OF("a", "m", "eu-west-2") "},", "m from eu-west-2"},
        {"'classes':{" OF("a", "m", "r") "," OF("b", "n", "r") "," OF("c", "m", "r") "},",
         "m and n from r"},
        {"'classes':{" OF("a", "m", "r") "," OF("b", "n", "s") "," OF("c", "o", "t") "},",
         "3 models from 3 Regions"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sim_text members = {0};

        sim_text_addf(&members, TRAFFIC CAPACITY "%s", rows[i].members);
        is_fine(members.data);
        ck_assert_str_eq(scenario->base.title, rows[i].title);
        drop();
        sim_text_release(&members);
    }
}
END_TEST

SUITE_MAIN("scenario", a_patch_of_options, bounds_are_inside, integers_and_words, defaults,
           an_option_is_a_merge_patch, what_an_option_cannot_change, keys_without_effect,
           every_finding_is_said, references_name_the_nearest, how_much_is_drawn, what_differs,
           canonical_json_reads_back, a_title_is_made)
