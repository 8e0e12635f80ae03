/*
 * policies.c: five policies of the largest size that AWS takes (5,120 characters a service control
 * policy, 6,144 an identity policy) at each of three levels, judged for every Region, profile and
 * kind of call that the catalog has; seconds of processor time, reading included.
 *
 *     bench_policies [MOST_MS]    exit 1 above so many milliseconds
 *
 * The policies are made to be slow: nothing in them denies or allows before the last statement, the
 * lists are of patterns that begin as the values do, and most statements are about Bedrock.
 */
#include "models/access/call.h"
#include "scenarios/catalog/catalog.h"
#include "scenarios/import/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N_LEVELS = 3, N_EACH = 5, N_POLICIES = N_LEVELS * N_EACH, MOST_SOURCES = 64 };

static const enum cri_level levels[N_LEVELS] = {CRI_LEVEL_ROOT, CRI_LEVEL_ACCOUNT,
                                                CRI_LEVEL_IDENTITY};

/* Whether the text is still below the size with what a statement adds. */
static void add_statement(struct sim_text *text, const struct catalog *catalog, int policy, int n,
                          size_t most)
{
    const struct catalog_region *regions = catalog_regions(catalog);
    uint32_t n_regions = catalog_n_regions(catalog);
    struct sim_text statement = {0};

    sim_text_addf(&statement,
                  "%s{\"Sid\":\"S%d\",\"Effect\":\"%s\",\"Action\":[\"bedrock:InvokeModelX*\","
                  "\"bedrock:Invoke*\"],\"Resource\":[\"arn:aws:bedrock:*::foundation-model/x%d*\"",
                  n > 0 ? "," : "", n, n % 2 == 0 ? "Deny" : "Allow", policy);
    for (uint32_t i = 0; i < 4; i++)
        sim_text_addf(&statement, ",\"arn:aws:bedrock:%s::foundation-model/anthropic.claude-*-%d\"",
                      regions[((uint32_t)(policy + n) * 7 + i) % n_regions].code, n);
    sim_text_add(&statement, "],\"Condition\":{\"StringNotLike\":{\"aws:RequestedRegion\":[\"x\"");
    for (uint32_t i = 0; i < 6; i++)
        sim_text_addf(&statement, ",\"%s?\"",
                      regions[((uint32_t)(policy * 3 + n) + i) % n_regions].code);
    sim_text_add(&statement, "]},\"ArnNotLike\":{\"bedrock:InferenceProfileArn\":"
                             "\"arn:aws:bedrock:*:*:inference-profile/x*\"}}}");
    if (text->length + statement.length + 2 <= most)
        sim_text_add_bytes(text, statement.data, statement.length);
    sim_text_release(&statement);
}

static void make_policy(struct sim_text *text, const struct catalog *catalog, int policy,
                        size_t most)
{
    size_t before;
    int n = 0;

    sim_text_add(text, "{\"Version\":\"2012-10-17\",\"Statement\":[");
    do {
        before = text->length;
        add_statement(text, catalog, policy, n++, most - 70);
    } while (text->length > before);
    /* What all that is judged for in vain ends with: it is allowed. */
    sim_text_add(text, ",{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}");
}

struct count {
    uint64_t calls, checks, allowed, denied, undecided;
};

static void judge(const struct cri_access_call *call, struct cri_policies policies,
                  struct count *count)
{
    struct sim_arena arena = {0};
    struct cri_access_verdict verdict = cri_judge_call(call, policies, &arena);

    count->calls++;
    count->checks += verdict.n_checks;
    count->allowed += verdict.ruling == CRI_RULED_ALLOWED;
    count->denied += verdict.ruling == CRI_RULED_DENIED;
    count->undecided += verdict.ruling == CRI_RULED_UNDECIDED;
    sim_arena_release(&arena);
}

/* Not streamed, streamed, and as a job. */
static void judge_kinds(struct cri_access_call call, struct cri_policies policies,
                        struct count *count)
{
    judge(&call, policies, count);
    call.streaming = true;
    judge(&call, policies, count);
    call.batch = true;
    judge(&call, policies, count);
}

static void judge_profile(const struct catalog *catalog, const struct catalog_profile *profile,
                          struct cri_policies policies, struct count *count)
{
    const struct catalog_region *regions = catalog_regions(catalog);
    uint32_t destinations[MOST_SOURCES];
    const char *names[MOST_SOURCES];

    for (uint32_t r = 0; r < profile->n_routes; r++) {
        uint32_t source = profile->routes[r].source;
        uint32_t n = catalog_destinations(catalog, profile, source, destinations, NULL);
        bool global = profile->kind == CATALOG_GLOBAL;

        for (uint32_t i = 0; i < n; i++)
            names[i] = regions[destinations[i]].code;
        judge_kinds((struct cri_access_call){.kind = global ? CRI_CALL_GLOBAL : CRI_CALL_GEOGRAPHIC,
                                             .partition = regions[source].partition,
                                             .source = regions[source].code,
                                             .model = catalog_models(catalog)[profile->model].id,
                                             .profile = profile->id,
                                             .n_destinations = global ? 0 : n,
                                             .destinations = names},
                    policies, count);
    }
}

static void judge_all(const struct catalog *catalog, struct cri_policies policies,
                      struct count *count)
{
    const struct catalog_region *regions = catalog_regions(catalog);

    for (uint32_t m = 0; m < catalog_n_models(catalog); m++) {
        const struct catalog_model *model = &catalog_models(catalog)[m];
        const char *prefixes[] = {"us", "eu", "apac", "jp",     "au",
                                  "ca", "in", "uk",   "us-gov", "global"};

        for (uint32_t r = 0; r < catalog_n_regions(catalog); r++) {
            struct cri_access_call call = {.kind = CRI_CALL_DIRECT,
                                           .partition = regions[r].partition,
                                           .source = regions[r].code,
                                           .model = model->id};

            for (int endpoint = 0; endpoint < CATALOG_N_ENDPOINTS; endpoint++) {
                if (catalog_in_region(catalog, model, r, (enum catalog_endpoint)endpoint) == NULL)
                    continue;
                call.mantle = endpoint == CATALOG_MANTLE;
                judge_kinds(call, policies, count);
            }
        }
        for (size_t p = 0; p < sizeof prefixes / sizeof prefixes[0]; p++) {
            const struct catalog_profile *profile =
                catalog_profile_find(catalog, model, prefixes[p]);

            if (profile != NULL)
                judge_profile(catalog, profile, policies, count);
        }
    }
}

static double processor_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    struct import_policy policies[N_POLICIES];
    const struct cri_access_policy *list[N_POLICIES];
    struct sim_text texts[N_POLICIES] = {0};
    struct sim_arena arena = {0};
    struct count count = {0};
    struct catalog *catalog;
    struct sim_diag diag;
    size_t characters = 0;
    double start, read;
    int code;

    sim_diag_init(&diag);
    if (catalog_open(&catalog, NULL, &diag) != SIM_OK)
        return 2;
    for (int i = 0; i < N_POLICIES; i++) {
        make_policy(&texts[i], catalog, i, levels[i / N_EACH] == CRI_LEVEL_IDENTITY ? 6144 : 5120);
        characters += texts[i].length;
    }
    start = processor_s();
    for (int i = 0; i < N_POLICIES; i++) {
        if (!import_policy_parse("p", texts[i].data, texts[i].length, "p", levels[i / N_EACH],
                                 &policies[i], &arena, &diag)) {
            fprintf(stderr, "%s\n", diag.findings[0].message);
            return 2;
        }
        list[i] = &policies[i].policy;
    }
    read = processor_s();
    judge_all(catalog, (struct cri_policies){list, N_POLICIES}, &count);
    printf("%d policies, %zu characters: read in %.1f ms, %llu calls (%llu requests to IAM) judged "
           "in %.1f ms: %llu allowed, %llu denied, %llu undecided\n",
           N_POLICIES, characters, 1e3 * (read - start), (unsigned long long)count.calls,
           (unsigned long long)count.checks, 1e3 * (processor_s() - read),
           (unsigned long long)count.allowed, (unsigned long long)count.denied,
           (unsigned long long)count.undecided);
    code = argc > 1 && 1e3 * (processor_s() - start) > atof(argv[1]);
    for (int i = 0; i < N_POLICIES; i++) {
        import_policy_release(&policies[i]);
        sim_text_release(&texts[i]);
    }
    sim_arena_release(&arena);
    catalog_destroy(catalog);
    sim_diag_release(&diag);
    return code;
}
