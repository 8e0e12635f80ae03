#include "analysis/study/probe.h"

#include "analysis/stats/stats.h"
#include "analysis/study/pairs.h"
#include "sim/base/json_out.h"
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
    for (uint32_t c = 0; c < spec->n_classes; c++) {
        add_number(sha, spec->classes[c].runs);
        for (uint32_t t = 0; t < spec->classes[c].n_targets; t++) {
            add_number(sha, spec->classes[c].targets[t].denial);
            add_number(sha, spec->classes[c].targets[t].forbidden);
        }
    }
}

/* Under the command line's flags; of the number of replications only whether there are several. */
static void add_scenario(struct sim_sha256 *sha, const struct plan *plan)
{
    struct scenario effective = *plan->scenario;
    struct sim_text text = {0};

    effective.base.seed = (int64_t)plan->seed;
    effective.base.replications = plan->replications > 1 ? 2 : 1;
    scenario_canonical_json(&effective, &text);
    add_string(sha, text.data);
    sim_text_release(&text);
    for (uint32_t a = 0; a < plan->n_options; a++) {
        add_string(sha, plan->options[a].name);
        add_number(sha, plan->options[a].seed);
        add_number(sha, (uint64_t)plan->options[a].spec.horizon);
    }
}

static void add_inputs(struct sim_sha256 *sha, const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->n_traffic; i++) {
        add_string(sha, plan->traffic[i].name);
        add_number(sha, plan->traffic[i].option);
        add_string(sha, plan->traffic[i].trace != NULL ? plan->traffic[i].trace->sha256 : NULL);
    }
    for (uint32_t a = 0; a < plan->n_options; a++) {
        const struct cri_spec *spec = &plan->options[a].spec;

        add_number(sha, spec->n_outages);
        for (uint32_t i = 0; i < spec->n_outages; i++) {
            add_number(sha, (uint64_t)spec->outages[i].start);
            add_number(sha, (uint64_t)spec->outages[i].end);
        }
        add_access(sha, spec);
    }
}

void probe_init(struct probe *probe, const struct plan *plan, const uint32_t *options, uint32_t n,
                uint32_t baseline)
{
    struct pairs none = {0};
    struct sim_codec codec;
    struct sim_sha256 sha;

    sim_sha256_init(&sha);
    add_scenario(&sha, plan);
    sim_sha256_hex_of(&sha, probe->scenario);
    sim_sha256_init(&sha);
    add_inputs(&sha, plan);
    sim_sha256_hex_of(&sha, probe->input);
    sim_sha256_init(&sha);
    add_string(&sha, catalog_digest(plan->catalog));
    sim_sha256_hex_of(&sha, probe->catalog);
    sim_sha256_init(&sha);
    for (uint32_t i = 0; i < n; i++)
        add_string(&sha, plan->options[options[i]].name);
    add_string(&sha, baseline != UINT32_MAX ? plan->options[options[baseline]].name : NULL);
    sim_sha256_hex_of(&sha, probe->options);
    sim_sha256_init(&sha);
    add_string(&sha, CRISIM_VERSION);
    cri_outcome_layout(&sha);
    codec = sim_codec_layout(&sha);
    pairs_code(&none, &codec);
    add_arithmetic(&sha);
    sim_sha256_hex_of(&sha, probe->build);
}

void probe_point(const struct probe *probe, const struct plan *plan, const struct sim_json *patch,
                 bool of_file, const uint32_t *options, uint32_t n, bool pairs, char hex[65])
{
    struct sim_text text = {0};
    struct sim_json_out json;
    struct sim_sha256 sha;

    sim_sha256_init(&sha);
#define X(name, text) add_string(&sha, probe->name);
    PROBE_LIST(X)
#undef X
    /* Under a patch the scenario alone would not do: an option's own overrides come before the
     * patch, and are in the scenario as they were. */
    if (patch != NULL) {
        add_scenario(&sha, plan);
        add_inputs(&sha, plan);
        sim_json_out_init(&json, &text, false);
        sim_json_out_value(&json, NULL, patch);
        add_string(&sha, text.data);
        if (of_file)
            add_string(&sha, "of the file");
        sim_text_release(&text);
    }
    for (uint32_t i = 0; i < n; i++)
        add_string(&sha, plan->options[options[i]].name);
    add_number(&sha, pairs);
    sim_sha256_hex_of(&sha, hex);
}
