/*
 * Policies and planned calls, with what IAM would say: tests/data/policy-cases.txt, which also says
 * why.
 */
#include "models/access/call.h"
#include "scenarios/import/policy.h"
#include "sim/base/file_out.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER SOURCE_DIR "/tests/data/"

enum { MOST_POLICIES = 8, MOST_DESTINATIONS = 16, LEAST_RULINGS = 78 };

struct reading {
    struct sim_arena arena;
    char title[256];
    int line, n_rulings, n_cases;
    struct import_policy policies[MOST_POLICIES];
    const struct cri_access_policy *list[MOST_POLICIES];
    uint32_t n_policies;
    const char *units[MOST_POLICIES];
    uint32_t n_units;
    const char *account;
    struct cri_access_call call;
    const char *destinations[MOST_DESTINATIONS];
};

static void new_case(struct reading *reading, const char *title)
{
    for (uint32_t i = 0; i < reading->n_policies; i++)
        import_policy_release(&reading->policies[i]);
    reading->n_policies = reading->n_units = 0;
    reading->account = NULL;
    reading->n_cases++;
    snprintf(reading->title, sizeof reading->title, "%s", title);
}

static enum cri_level level_of(const char *word)
{
    for (int level = 0; level < CRI_N_LEVELS; level++)
        if (strcmp(word, cri_level_word((enum cri_level)level)) == 0)
            return (enum cri_level)level;
    ck_abort_msg("level '%s'", word);
}

/* "ou:NAME" is the unit of that name: the name's place among those of the case, from 1. */
static uint32_t unit_of(struct reading *reading, const char *name)
{
    uint32_t i = 0;

    while (i < reading->n_units && strcmp(reading->units[i], name) != 0)
        i++;
    if (i == reading->n_units)
        reading->units[reading->n_units++] = sim_arena_strdup(&reading->arena, name);
    return i + 1;
}

static void add_policy(struct reading *reading, char *level, const char *document)
{
    char *colon = strchr(level, ':');
    struct import_policy *policy = &reading->policies[reading->n_policies];
    struct sim_diag diag;
    bool good;

    if (colon != NULL)
        *colon = '\0';
    sim_diag_init(&diag);
    if (document[0] == '{')
        good = import_policy_parse("case", document, strlen(document), "p", level_of(level), policy,
                                   &reading->arena, &diag);
    else
        good =
            import_policy_read(sim_arena_printf(&reading->arena, FOLDER "good/policy/%s", document),
                               document, "p", level_of(level), policy, &reading->arena, &diag);
    ck_assert_msg(good, "line %d: %s", reading->line, diag.n > 0 ? diag.findings[0].message : "");
    policy->policy.unit = colon != NULL ? unit_of(reading, colon + 1) : CRI_UNIT_NOT_STATED;
    reading->list[reading->n_policies++] = &policy->policy;
    sim_diag_release(&diag);
}

static void set_call(struct reading *reading, char *kind, const char *source, const char *id,
                     char *destinations)
{
    struct cri_access_call *call = &reading->call;
    bool direct = strncmp(kind, "direct", 6) == 0;

    *call = (struct cri_access_call){
        .kind = direct                            ? CRI_CALL_DIRECT
                : strncmp(kind, "global", 6) == 0 ? CRI_CALL_GLOBAL
                                                  : CRI_CALL_GEOGRAPHIC,
        .streaming = strstr(kind, "+block") == NULL,
        .batch = strstr(kind, "+batch") != NULL,
        .mantle = strstr(kind, "+mantle") != NULL,
        .own_model = strstr(kind, "+own") != NULL,
        .partition = "aws",
        .source = sim_arena_strdup(&reading->arena, source),
        .model = sim_arena_strdup(&reading->arena, direct ? id : strchr(id, '.') + 1),
        .profile = direct ? NULL : sim_arena_strdup(&reading->arena, id),
        .destinations = reading->destinations,
    };
    for (char *word = strtok(destinations, ","); word != NULL; word = strtok(NULL, ","))
        reading->destinations[call->n_destinations++] = sim_arena_strdup(&reading->arena, word);
}

/* "deny us-east-2 Sid", "open aws:PrincipalArn", "gap a,b", "allow". */
static void describe(const struct reading *reading, const struct cri_access_verdict *verdict,
                     char *out, size_t size)
{
    const struct cri_access_check *by = verdict->by;

    if (verdict->ruling == CRI_RULED_DENIED) {
        const struct cri_statement *statement = by->judgement.statement;

        snprintf(out, size, "deny %s %s", by->request.region.text,
                 statement != NULL ? statement->sid : "-");
    } else if (verdict->ruling == CRI_RULED_UNDECIDED) {
        const struct cri_condition *unknown = by->judgement.unknown;

        snprintf(out, size, "open %s", unknown != NULL ? unknown->key : "-");
    } else if (verdict->gaps != 0) {
        int n = snprintf(out, size, "gap ");

        for (uint32_t i = 0; i < reading->call.n_destinations; i++)
            if (verdict->gaps >> i & 1) {
                const struct cri_access_check *check = cri_gap_check(verdict, i);

                ck_assert_str_eq(check->request.region.text, reading->destinations[i]);
                n += snprintf(out + n, size - (size_t)n, "%s%s", n > 4 ? "," : "",
                              reading->destinations[i]);
            }
    } else {
        snprintf(out, size, "allow");
    }
}

static void check(struct reading *reading, const char *wanted)
{
    struct cri_policies policies = {reading->list, reading->n_policies};
    struct cri_access_verdict verdict;
    char found[256];

    reading->call.account = reading->account;
    verdict = cri_judge_call(&reading->call, policies, &reading->arena);
    describe(reading, &verdict, found, sizeof found);
    ck_assert_msg(strcmp(found, wanted) == 0, "line %d (%s): %s, not %s", reading->line,
                  reading->title, found, wanted);
    reading->n_rulings++;
}

static void read_line(struct reading *reading, char *line)
{
    char word[16] = "", a[64] = "", b[64] = "", c[128] = "", d[256] = "";

    sscanf(line, "%15s", word);
    if (word[0] == '#' || word[0] == '\0')
        return;
    if (strcmp(word, "case") == 0) {
        new_case(reading, line + 5);
    } else if (strcmp(word, "policy") == 0) {
        sscanf(line, "policy %63s", a);
        add_policy(reading, a,
                   line + strlen("policy ") + strcspn(line + strlen("policy "), " ") + 1);
    } else if (strcmp(word, "account") == 0) {
        reading->account = sim_arena_strdup(&reading->arena, line + strlen("account "));
    } else if (strcmp(word, "call") == 0) {
        ck_assert_int_ge(sscanf(line, "call %63s %63s %127s %255s", a, b, c, d), 3);
        set_call(reading, a, b, c, d);
    } else {
        check(reading, line);
    }
}

START_TEST(test_cases)
{
    static struct reading reading;
    struct sim_error err;
    char *text, *next;
    size_t length;

    ck_assert_int_eq(sim_file_read(FOLDER "policy-cases.txt", 1 << 20, &text, &length, &err),
                     SIM_OK);
    for (char *line = text; line != NULL; line = next) {
        next = strchr(line, '\n');
        if (next != NULL)
            *next++ = '\0';
        reading.line++;
        read_line(&reading, line);
    }
    ck_assert_int_ge(reading.n_rulings, LEAST_RULINGS);
    new_case(&reading, "end");
    sim_arena_release(&reading.arena);
    free(text);
}
END_TEST

SUITE_MAIN("policy cases", test_cases)
