#include "analysis/study/probe.h"

#include "analysis/stats/stats.h"
#include "sim/base/sha256.h"
#include "sim/base/text.h"
#include "sim/kernel/random.h"

#include <math.h>
#include <string.h>

static void add_string(struct sim_sha256 *sha, const char *string)
{
    /* With its NUL: "ab", "c" is not "a", "bc". */
    sim_sha256_add(sha, string != NULL ? string : "", string != NULL ? strlen(string) + 1 : 1);
}

static void add_number(struct sim_sha256 *sha, uint64_t number)
{
    sim_sha256_add(sha, &number, sizeof number);
}

static void add_arithmetic(struct sim_sha256 *sha)
{
    struct sim_key key = sim_key_make(20250101, 0);

    for (uint32_t i = 0; i < 1000; i++) {
        double u = sim_u01(key, 0, i, 0);
        double values[] = {u,
                           log(u),
                           exp(u),
                           pow(u, 1.5),
                           sqrt(u),
                           sin(6 * u),
                           cos(6 * u),
                           lgamma(3 * u + 0.1),
                           sim_exponential_inverse(u, 1),
                           sim_lognormal_inverse(u, 0, 0.3),
                           stats_t_quantile(0.975, 1 + i % 40)};

        sim_sha256_add(sha, values, sizeof values);
    }
}

/* What the catalog and policy files make of the calls. */
static void add_access(struct sim_sha256 *sha, const struct cri_spec *spec)
{
    for (uint32_t c = 0; c < spec->n_classes; c++)
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++) {
            add_number(sha, spec->classes[c].targets[t].denial);
            add_number(sha, spec->classes[c].targets[t].forbidden);
        }
}

void plan_probe(const struct plan *plan, char hex[65])
{
    struct sim_sha256 sha;
    struct sim_text text = {0};

    sim_sha256_init(&sha);
    add_string(&sha, CRISIM_VERSION);
    cri_outcome_layout(&sha);
    scenario_canonical_json(plan->scenario, &text);
    add_string(&sha, text.data);
    sim_text_release(&text);
    add_string(&sha, catalog_digest(plan->catalog));
    add_number(&sha, plan->seed);
    add_number(&sha, plan->replications);
    for (uint32_t i = 0; i < plan->n_traffic; i++)
        if (plan->traffic[i].trace != NULL)
            add_string(&sha, plan->traffic[i].trace->sha256);
    add_number(&sha, plan->n_options);
    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct cri_spec *spec = &plan->options[a].spec;

        add_string(&sha, plan->options[a].name);
        for (uint32_t i = 0; i < spec->n_outages; i++) {
            add_number(&sha, (uint64_t)spec->outages[i].start);
            add_number(&sha, (uint64_t)spec->outages[i].end);
        }
        add_access(&sha, spec);
    }
    add_arithmetic(&sha);
    sim_sha256_hex_of(&sha, hex);
}
