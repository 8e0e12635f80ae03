#include "analysis/cli/cli.h"
#include "analysis/results/schema.h"
#include "scenarios/read/scenario.h"

#include <stdio.h>
#include <string.h>

/* What there is a schema of. */
static const struct {
    const char *name;
    void (*schema)(struct sim_text *out), (*reference)(struct sim_text *out);
} kinds[] = {{"scenario", scenario_json_schema, scenario_reference},
             {"results", results_json_schema, results_reference}};
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

static int run(const struct cli *cli)
{
    const char *word = cli->n_words > 0 ? cli->words[0] : kinds[0].name;
    const char *names[N_KINDS];
    struct sim_text text = {0};
    int code, kind = -1;

    for (int i = 0; i < N_KINDS; i++) {
        names[i] = kinds[i].name;
        if (strcmp(word, names[i]) == 0)
            kind = i;
    }
    if (kind < 0) {
        sim_text_add_candidates(&text, word, names, N_KINDS);
        fprintf(stderr, "crisim schema: there is no schema of '%s'%s\n", word,
                text.length > 0 ? text.data : "");
        sim_text_release(&text);
        return 2;
    }
    (cli->markdown ? kinds[kind].reference : kinds[kind].schema)(&text);
    code = cli_print(&text);
    sim_text_release(&text);
    return code;
}

const struct cli_command cli_command_schema = {
    .name = "schema",
    .arguments = "[scenario | results]",
    .summary = "JSON Schema of scenario files or of results (--json); --markdown: the reference",
    .flags = CLI_MARKDOWN,
    .max_words = 1,
    .examples = "example:\n  crisim schema > crisim-scenario.schema.json\n",
    .run = run,
};
