/* Where data may be processed: who is allowed under which rule, and what counts as outside. */
#include "tests/unit/scenarios_plan/compiled.h"

#include "tests/unit/suite.h"

#define SERVED "anthropic.claude-sonnet-5" /* in eu-west-1, and through its profiles */
#define OPEN                                                                                       \
    "\"quotas\":{\"q\":{\"requests_per_min\":60,\"tokens_per_min\":100000,\"tokens_per_day\":"     \
    "\"unlimited\"}},\"account_tokens_per_day\":\"unlimited\"," UNLIMITED
#define CALLS(model, source, more)                                                                 \
    TRAFFIC ",\"classes\":{\"chat\":{\"traffic\":\"t\",\"model\":\"" model                         \
            "\",\"source_region\":\"" source "\",\"max_tokens\":500" more "}}," OPEN
#define CALLED(source, more) CALLS(SERVED, source, more)
#define LONDON               CALLS(MODEL, "eu-west-2", "")
#define ALL_MODES                                                                                  \
    "\"options\":{\"one\":{\"mode\":\"single-region\"},\"geo\":{\"mode\":\"geographic\"},"         \
    "\"all\":{\"mode\":\"global\"}}"

/* why: part of the reason why each of the three options is not allowed; NULL = it is. */
static void judged(const char *members, const char *one, const char *geo, const char *all)
{
    const char *const why[] = {one, geo, all};
    struct compiled c = compiled_sound(members);

    for (uint32_t o = 0; o < 3; o++) {
        const struct plan_option *option = &c.plan->options[o];

        ck_assert_msg(option->allowed == (why[o] == NULL), "%s: %s", option->name,
                      option->reason != NULL ? option->reason : "allowed");
        if (why[o] != NULL)
            ck_assert_msg(strstr(option->reason, why[o]) != NULL, "%s", option->reason);
    }
    compiled_release(&c);
}

#define NOT_PUBLISHED(model) "the destinations of global." model " are not published"
#define NOWHERE              NOT_PUBLISHED(SERVED)

START_TEST(test_source_and_destinations)
{
    judged(CALLED("eu-west-1", "") "," ALL_MODES, NULL, NULL, NULL);
    judged("\"residency\":[\"eu\"]," CALLED("eu-west-1", "") "," ALL_MODES, NULL, NULL, NOWHERE);
    judged("\"residency\":[\"ie\"]," CALLED("eu-west-1", "") "," ALL_MODES, NULL,
           "residency (ie): eu." SERVED " may send calls to eu-central-1", NOWHERE);
    judged("\"residency\":[\"eu-west-1\"]," CALLED("eu-west-1", "") "," ALL_MODES, NULL,
           "may send calls to eu-central-1, which is not in it", NOWHERE);
    judged("\"residency\":[\"us\"]," CALLED("eu-west-1", "") "," ALL_MODES,
           "the source Region eu-west-1 is not in it", "the source Region eu-west-1",
           "the source Region eu-west-1");
    /* London is not in the EU, and yet calls the profile of Europe. */
    judged("\"residency\":[\"eu\"]," LONDON "," ALL_MODES, "the source Region eu-west-2",
           "the source Region eu-west-2", "the source Region eu-west-2");
    judged("\"residency\":[\"eu\",\"uk\"]," LONDON "," ALL_MODES, NULL, NULL, NOT_PUBLISHED(MODEL));
    judged("\"residency\":[\"europe\"]," LONDON "," ALL_MODES, NULL, NULL, NOT_PUBLISHED(MODEL));
}
END_TEST

/* A class's own rule counts instead of the scenario's; fallbacks are judged, too. */
START_TEST(test_rules_of_classes)
{
    judged("\"residency\":[\"us\"]," CALLED("eu-west-1", ",\"residency\":[\"eu\"]") "," ALL_MODES,
           NULL, NULL, NOWHERE);
    judged("\"residency\":[\"eu\"]," CALLED(
               "eu-west-1", ",\"fallback_source_regions\":[\"us-east-1\"]") "," ALL_MODES,
           "from us-east-1: residency (eu): the source Region us-east-1",
           "from us-east-1: residency (eu): the source Region us-east-1", NOWHERE);
    judged("\"residency\":[\"eu\"]," CALLED(
               "eu-west-1", ",\"fallback_source_regions\":[\"eu-north-1\"]") "," ALL_MODES,
           NULL, NULL, NOWHERE);
}
END_TEST

static void outside(const char *members, const char *of, const char *inside, const char *out)
{
    struct compiled c = compiled_sound(members);
    const struct cri_class_spec *class = &spec_of(&c, 0)->classes[0];

    if (of == NULL)
        ck_assert_ptr_null(class->outside_of);
    else
        ck_assert_str_eq(class->outside_of, of);
    ck_assert_uint_eq(class->outside[catalog_region_find(c.catalog, inside)], 0);
    ck_assert_uint_eq(class->outside[catalog_region_find(c.catalog, out)], 1);
    compiled_release(&c);
}

START_TEST(test_what_is_outside)
{
    outside(CALLED("eu-west-1", "") "," ALL_MODES, NULL, "eu-west-2", "us-east-1");
    outside(CALLED("eu-west-1", ",\"client_region\":\"us-east-1\"") "," ALL_MODES,
            "us (geography of the users in us-east-1)", "us-west-2", "eu-west-1");
    outside("\"residency\":[\"eu\"]," CALLED("eu-west-1",
                                             ",\"client_region\":\"us-east-1\"") "," ALL_MODES,
            "eu (residency rule)", "eu-west-1", "eu-west-2");
}
END_TEST

static void is_refused(const char *members, const char *text)
{
    struct compiled c = compiled(members);
    char *said = compiled_said(&c);

    ck_assert_msg(c.plan == NULL && strstr(said, text) != NULL, "%s", said);
    free(said);
    compiled_release(&c);
}

START_TEST(test_names)
{
    is_refused("\"residency\":[\"eu\",\"europ\"]," CALLED("eu-west-1", "") "," ALL_MODES,
               "residency[1]: 'europ' is no area of the catalog, no country with a Region and "
               "no Region; did you mean 'europe'?");
    is_refused(CALLED("eu-west-1", ",\"residency\":[\"eu-west-9\"]") "," ALL_MODES,
               "classes.chat.residency[0]: 'eu-west-9' is no area");
    is_refused(CALLED("eu-west-1", "") ",\"options\":{\"a\":{\"mode\":\"global\",\"overrides\":{"
                                       "\"residency\":[\"us\"]}}}",
               "'residency' cannot be changed by an option");
    is_refused("\"residency\":[]," CALLED("eu-west-1", "") "," ALL_MODES, "must not be empty");
}
END_TEST

SUITE_MAIN("residency", test_source_and_destinations, test_rules_of_classes, test_what_is_outside,
           test_names)
