/*
 * fuzz_scenario.c: any bytes as a scenario file. Either there is a finding, or a scenario that can
 * be printed, and whose print is again a scenario: the same one.
 */
#include "scenarios/read/scenario.h"
#include "sim/base/assert.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Positions are inside the text, so that an editor can jump to them. */
static void check_findings(const struct sim_diag *diag, const char *text, size_t length)
{
    uint64_t lines = 1;

    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    for (size_t i = 0; i < diag->n; i++) {
        const struct sim_finding *finding = &diag->findings[i];

        SIM_ASSERT(finding->line <= lines, "finding in line %llu of %llu",
                   (unsigned long long)finding->line, (unsigned long long)lines);
        SIM_ASSERT(finding->column <= length + 1, "finding in column %llu",
                   (unsigned long long)finding->column);
        SIM_ASSERT(finding->message[0] != '\0', "finding without a message");
    }
}

static void check_options(const struct scenario *scenario)
{
    SIM_ASSERT(scenario->n_options > 0, "a scenario has options");
    for (uint32_t i = 0; i < scenario->n_options; i++) {
        SIM_ASSERT(scenario->worlds[i].classes.n > 0, "an option has classes");
        SIM_ASSERT(scenario->worlds[i].version == SCENARIO_VERSION, "an option has the version");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sim_text first = {0};
    struct sim_text second = {0};
    struct sim_text effective = {0};
    struct sim_diag diag;
    struct sim_diag diag_again;
    struct scenario *scenario;
    struct scenario *again;

    sim_diag_init(&diag);
    scenario = scenario_parse("fuzz.json", (const char *)data, size, &diag);
    SIM_ASSERT((scenario == NULL) == (diag.n_errors > 0), "a refusal has a finding");
    check_findings(&diag, (const char *)data, size);
    if (scenario != NULL) {
        check_options(scenario);
        scenario_effective(scenario, &effective);
        scenario_canonical_json(scenario, &first);
        sim_diag_init(&diag_again);
        again = scenario_parse("again.json", first.data, first.length, &diag_again);
        SIM_ASSERT(again != NULL, "cannot be read back: %s",
                   diag_again.n > 0 ? diag_again.findings[0].message : "");
        scenario_canonical_json(again, &second);
        SIM_ASSERT(first.length == second.length &&
                       memcmp(first.data, second.data, first.length) == 0,
                   "reads back differently");
        scenario_destroy(again);
        sim_diag_release(&diag_again);
    }
    scenario_destroy(scenario);
    sim_text_release(&effective);
    sim_text_release(&first);
    sim_text_release(&second);
    sim_diag_release(&diag);
    return 0;
}
